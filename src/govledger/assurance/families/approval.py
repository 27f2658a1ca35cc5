"""Family C, time: with whose agreement a date was moved, and whether those who oversee it were told."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right

import attrs

from govledger.assurance.case import Case
from govledger.assurance.families.reading import around, overseers
from govledger.assurance.families.rescheduling import (
    DATED,
    UNTOLD,
    corrected,
    is_open,
    is_told,
    moves_of,
    place,
    with_corrections,
)
from govledger.assurance.families.sittings import told_in, told_to
from govledger.assurance.record import Record
from govledger.assurance.rule import Alarm, Answer, CannotTell, Clear, NotYet, Setting, rule
from govledger.events import (
    ActionAdded,
    AgendaItemConsidered,
    CommitmentMade,
    CorrectionRecorded,
    DeadlineChanged,
    DecisionRecorded,
    MeetingHeld,
    ObligationCreated,
    PlanVersioned,
    each,
)
from govledger.projections.assurance_map import AssuranceMap
from govledger.projections.deadline_history import DeadlineHistory
from govledger.projections.deadlines import Deadline, Move
from govledger.projections.decision_register import DecisionRegister

APPROVING = frozenset(
    {
        "resolved", "agreed", "endorsed", "approved", "accepted", "authorised", "delegated", "carried",
        "carried_as_amended", "confirmed", "varied",
    }
)  # fmt: skip
"""The forces of a decision that agrees to something."""

_ONE_DAY = dt.timedelta(days=1)


@rule(
    "UNAPPROVED_RESCHEDULE",
    code="FA17",
    severity="medium",
    question="Who agreed to the new date, and were we told?",
    about=DATED,
    reads=(
        ActionAdded,
        AgendaItemConsidered,
        CommitmentMade,
        CorrectionRecorded,
        DeadlineChanged,
        DecisionRecorded,
        MeetingHeld,
        ObligationCreated,
        PlanVersioned,
    ),
    source="HM Treasury DAO 02/20: a date deferred without explanation is not acceptable; West Berkshire 2015, P5",
    settings=(
        Setting(
            parameter="tolerance_days",
            default=14,
            says="By how many days a date may be moved later without anybody else's agreement.",
            looser="up",
        ),
    ),
)
def unapproved_reschedule(case: Case) -> Answer:
    """A later date without a reason, without an approver other than the lead, after the event, or untold."""
    row = case.view(DeadlineHistory).deadlines.get(case.subject)
    if row is None or not is_open(case, row):
        return None
    for move in reversed(moves_of(case, row)):
        if not is_told(case, move):
            return CannotTell(why=UNTOLD, because=(move.entry,))
        if move.is_later and (move.days_slipped is None or move.days_slipped > case.setting("tolerance_days")):
            return _answer(
                case, move, [_reason(case, move), _approval(case, move), _late(case, row, move), _told(case, move)]
            )
    return None


@attrs.frozen(kw_only=True)
class _Point:
    """One thing asked of a move: what is amiss, what keeps it from being told, or the day to ask again."""

    amiss: str | None = None
    gap: str | None = None
    recheck_on: dt.date | None = None
    because: tuple[int, ...] = ()


def _answer(case: Case, move: Move, points: list[_Point]) -> Answer:
    because = (move.entry, *(number for point in points for number in point.because))
    amiss = [point.amiss for point in points if point.amiss]
    if amiss:
        corrections = corrected(case, [move])
        return Alarm(
            because=(*because, *corrections),
            opened=move.entry,
            says=with_corrections(
                f"{case.subject} was moved, to be done {move.now or 'later'}: {'; '.join(amiss)}", corrections
            ),
            clears="a reason, the agreement of somebody other than its lead, and the new date put before the body that "
            "oversees it",
        )
    gap = next((point.gap for point in points if point.gap), None)
    if gap is not None:
        return CannotTell(why=gap, because=because)
    later = next((point.recheck_on for point in points if point.recheck_on), None)
    return Clear(because=because) if later is None else NotYet(recheck_on=later, because=because)


def _absent(case: Case, move: Move, amiss: str, *what: str) -> _Point:
    """What is amiss because it is not there, where the ledger holds all there is of each kind of thing."""
    gaps = (case.gap(one, on=move.day, bodies=overseers(case), about=around(case)) for one in what)
    missing = next((gap for gap in gaps if gap is not None), None)
    return _Point(amiss=amiss) if missing is None else _Point(gap=missing)


def _is_doubted(case: Case, move: Move, *fields: str) -> bool:
    return case.is_doubted((move.entry,), *fields)


def _reason(case: Case, move: Move) -> _Point:
    if _is_doubted(case, move, "reason"):
        return _Point(gap="the clerk doubts the reason of the move")
    return _Point() if move.has_reason else _absent(case, move, "no reason was given", "deadlines")


def _approval(case: Case, move: Move) -> _Point:
    if _is_doubted(case, move, "approved_by", "decision"):
        return _Point(gap="the clerk doubts who agreed to the move")
    decision = case.view(DecisionRegister).decisions.get(move.decision or "")
    if decision is not None and decision.force in APPROVING:
        return _Point(because=tuple(decision.entries[:1]))
    if decision is not None and decision.force in {None, "unknown"}:
        return _Point(gap="the record does not say what was decided", because=tuple(decision.entries[:1]))
    if move.approved_by in {None, "none"}:
        return _absent(case, move, "nobody other than its lead agreed to it", "deadlines", "decisions")
    leads = _leads(case) or each(move.by)
    if not leads:
        return _Point(gap="nobody said who leads, so whether somebody else agreed is not known")
    return _absent(case, move, "only its lead agreed to it", "decisions") if _is_lead(case, move, leads) else _Point()


def _is_lead(case: Case, move: Move, leads: tuple[str, ...]) -> bool:
    return case.view(AssuranceMap).independence([str(move.approved_by)], leads, on=move.day) == 0


def _leads(case: Case) -> tuple[str, ...]:
    """Who answers for the subject."""
    owed = [entry.event for entry in case.about(ObligationCreated) if entry.rival_of is None]
    own = (
        [event.leads for event in owed if event.obligation == case.subject.id]
        if case.subject.kind == "obligation"
        else []
    )
    return each(own[0] if own else getattr(case.row, "leads", None))


def _late(case: Case, row: Deadline, move: Move) -> _Point:
    """Whether the date was moved after it had passed, whenever on the days it may have been moved that was."""
    entry = case.entry(move.entry)
    before = [one.now for one in moves_of(case, row) if place(one) < place(move)]
    was = move.was or (before[-1] if before else row.original)
    last = case.view(DeadlineHistory).last_day(was) if was is not None else dt.date.max
    is_late = entry is not None and entry.earliest > last
    return _Point(amiss=f"it was moved after {last.isoformat()} had passed") if is_late else _Point()


def _told(case: Case, move: Move) -> _Point:
    """Whether a body that oversees it was told by its next meeting; one of several will do."""
    points = [_told_to(case, move, body) for body in _overseen_by(case)]
    if not points:
        return _Point(gap="nobody said which body oversees it, so whether that was told is not known")
    fine = next((point for point in points if not (point.amiss or point.gap or point.recheck_on)), None)
    pending = next((point for point in points if point.recheck_on), None)
    untellable = next((point for point in points if point.gap), None)
    return fine or pending or untellable or points[0]


def _overseen_by(case: Case) -> tuple[str, ...]:
    if case.subject.kind != "obligation":
        return tuple(body for body in overseers(case) if body is not None)
    owed = (entry.event for entry in case.about(ObligationCreated) if entry.event.obligation == case.subject.id)
    return tuple(party.id for event in owed for party in each(event.to) if party.kind == "body")


def _told_to(case: Case, move: Move, body: str) -> _Point:
    told, entry = told_to(case, body), case.entry(move.entry)
    first = told.first(entry) if entry is not None else None
    days = case.once(_days_met, body)
    meeting = next((day for day in days[bisect_right(days, move.day) :] if day <= case.today), None)
    if first is not None and first <= (meeting or case.today):
        return _Point()
    if meeting is None:
        missing = case.gap("meetings", on=case.today, since=move.day, bodies=(body,))
        return _Point(gap=missing) if missing is not None else _Point(recheck_on=case.today + _ONE_DAY)
    if first is not None:
        return _Point(amiss=f"body:{body} was told only on {first.isoformat()}, after its next meeting")
    missing = case.gap("told", on=meeting, since=move.day, bodies=(body,))
    return _Point(gap=missing) if missing else _Point(amiss=f"body:{body} was not told by {meeting.isoformat()}")


def _days_met(record: Record, body: str) -> tuple[dt.date, ...]:
    """The days on which a body met, in order."""
    return tuple(sorted(told_in(record, body).meetings.values()))
