"""Family D, decisions and meetings: is there a minute, and did the body meet?"""

from __future__ import annotations

import datetime as dt

import attrs

from govledger.assurance.case import Case, doubted, numbers
from govledger.assurance.families.sittings import (
    covered_among,
    held_by,
    later_meetings,
)
from govledger.assurance.record import Record
from govledger.assurance.rule import Alarm, Answer, CannotTell, Clear, NotYet, Setting, rule
from govledger.events import (
    BodyClosed,
    BodyEstablished,
    DecisionRecorded,
    Due,
    MeetingHeld,
    MeetingNotHeld,
    MinutesApproved,
    PlanVersioned,
    StatementMade,
    TermsOfReferenceSet,
    each,
)
from govledger.events.phrases import Step, shift
from govledger.ledger import Entry
from govledger.projections.body_register import BodyRegister
from govledger.projections.decision_register import DecisionRegister
from govledger.projections.plan_state import PlanState

_PRESUPPOSED = "presupposed"
_NOT_RESTING = frozenset({"drafting", "draft"})
"""The standings of a plan that is still being written, and so rests on nothing yet."""

_BELOW_AGREED = frozenset(
    {
        "noted", "received", "referred", "referred_back", "deferred", "declined", "not_accepted", "lost", "withdrawn",
        "sense_of_meeting", "explicitly_none",
    }
)  # fmt: skip
"""The forces that settle nothing in favour of what is said to rest on them."""

_NO_SITTING = frozenset({"informal", "workshop"})
"""The kinds of meeting that are not the body sitting as itself."""


# FA20 ----------------------------------------------------------------------------------------------------------------


@rule(
    "DECISION_NOT_MINUTED",
    code="FA20",
    severity="high",
    question="Where is the minute?",
    about=("decision",),
    reads=(StatementMade, PlanVersioned, DecisionRecorded, MeetingHeld, MinutesApproved),
    source="Herefordshire, 2021, b3; Gloucestershire, May 2022, 23.12 against 23.13",
    settings=(
        Setting(
            parameter="within_meetings",
            default=2,
            says="By how many later meetings of a body the minutes of one are to be approved.",
            looser="up",
        ),
    ),
)
def decision_not_minuted(case: Case) -> Answer:
    """A plan or statement rests on a decision that its own body's record does not bear out."""
    relying = _relying(case)
    if not relying:
        return None
    told = [entry for entry in case.about(DecisionRecorded) if entry.event.decision == case.subject.id]
    records = [entry for entry in told if entry.rival_of is None]
    because = _rests(relying, records)
    if not records:
        return CannotTell(why="nothing on record says what was decided", because=because)
    last = records[-1]
    if (
        doubted(last, "force")
        or last.event.force == "unknown"
        or {entry.event.force for entry in told} > {entry.event.force for entry in records}
    ):
        return CannotTell(why="with what force it was decided is not settled", because=because)
    if last.event.force in _BELOW_AGREED:
        return Alarm(
            because=because,
            opened=relying[0].number,
            says=f"{relying[0].what} rests on {case.subject}, whose force is {last.event.force}",
            clears="a decision by which the matter was at least agreed",
        )
    own = [entry for entry in records if entry.mode == "first_hand"]
    return _unminuted(case, relying, own) if own else _untaken(case, relying, records)


@attrs.frozen(kw_only=True)
class _Reliance:
    """A plan or a statement that rests on the decision, and the entry that says so."""

    what: str
    day: dt.date
    number: int


def _relying(case: Case) -> list[_Reliance]:
    """The plans and statements that rest on the decision, in order."""
    plans = [
        _Reliance(what=f"plan:{entry.event.plan}", day=entry.latest, number=entry.number)
        for entry in case.about(PlanVersioned)
        if entry.event.decision == case.subject.id and entry.event.standing not in _NOT_RESTING and _is_firm(entry)
    ]
    statements = [
        _Reliance(what=f"the statement in entry {entry.number}", day=entry.latest, number=entry.number)
        for entry in case.about(StatementMade)
        if case.subject in each(entry.event.basis) and _is_firm(entry)
    ]
    return sorted([*plans, *statements], key=_in_order)


def _is_firm(entry: Entry[object]) -> bool:
    return entry.rival_of is None and entry.mode != _PRESUPPOSED and not doubted(entry, "decision", "basis")


def _in_order(one: _Reliance) -> tuple[dt.date, int]:
    return one.day, one.number


def _rests(relying: list[_Reliance], records: list[Entry[DecisionRecorded]]) -> tuple[int, ...]:
    return (*(one.number for one in relying), *numbers(records))


def _untaken(case: Case, relying: list[_Reliance], records: list[Entry[DecisionRecorded]]) -> Answer:
    """No first-hand record: of a body that is an alarm where its decisions are covered, of an officer never."""
    because = _rests(relying, records)
    body = case.view(DecisionRegister).body_of(case.subject.id)
    if body is None:
        officers = {party for entry in records for party in each(entry.event.by)}
        given = [entry for officer in officers for entry in case.once(_delegations).get(str(officer), ())]
        if given:
            return Clear(because=numbers(records, given))
        whom = f"to {', '.join(sorted(officers))} " if officers else ""
        return CannotTell(
            why=f"no body is said to have taken it, and no delegation {whom}is on record", because=because
        )
    first = records[0]
    missing = case.gap("decisions", on=first.latest, since=first.earliest, bodies=(body,))
    if missing is not None:
        return CannotTell(why=missing, because=because)
    return Alarm(
        because=because,
        opened=relying[0].number,
        says=f"{relying[0].what} rests on {case.subject}; the record of body:{body}, held in full for "
        f"{first.latest.isoformat()}, holds no such decision of its own",
        clears=f"the decision as body:{body} itself minuted it",
    )


def _delegations(record: Record) -> dict[str, list[Entry[DecisionRecorded]]]:
    """The decisions that delegate, by the party to which each does."""
    found: dict[str, list[Entry[DecisionRecorded]]] = {}
    for entry in record.all(DecisionRecorded):
        for party in _delegates(entry):
            found.setdefault(str(party), []).append(entry)
    return found


def _delegates(entry: Entry[DecisionRecorded]) -> frozenset[str]:
    firm = entry.rival_of is None and entry.mode == "first_hand" and entry.event.force not in _BELOW_AGREED
    return frozenset(each(entry.event.delegates_to)) if firm else frozenset()


def _unminuted(case: Case, relying: list[_Reliance], own: list[Entry[DecisionRecorded]]) -> Answer:
    """The body's own record: were the minutes of that meeting approved?"""
    register = case.view(DecisionRegister)
    record, body = own[0], register.body_of(case.subject.id)
    meeting = record.event.meeting or register.meeting_of.get(record.event.agenda_item or "")
    if body is None and each(record.event.by):
        return _untaken(case, relying, own)
    if meeting is None or body is None:
        return CannotTell(why="at which meeting it was taken is not on record", because=_rests(relying, own))
    approved = [
        entry
        for entry in case.about(MinutesApproved, f"meeting:{meeting}")
        if entry.event.meeting == meeting and entry.rival_of is None
    ]
    if approved:
        return Clear(because=numbers(own[:1], approved[:1]))
    later = later_meetings(case, body, record.latest)
    covered = covered_among(case, "decisions", body, later)
    if len(covered) < case.setting("within_meetings"):
        why = f"body:{body} is known in full to have met {len(covered)} times since, and may approve its minutes yet"
        return CannotTell(why=why, because=_rests(relying, own))
    return Alarm(
        because=(*_rests(relying, own), *numbers(covered)),
        opened=relying[0].number,
        says=f"{relying[0].what} rests on {case.subject}; body:{body} has met {len(covered)} times since, and the "
        f"minutes of meeting:{meeting} are not on record as approved",
        clears=f"the approval of the minutes of meeting:{meeting}",
    )


# FA21 ----------------------------------------------------------------------------------------------------------------


@rule(
    "BODY_NEVER_MET",
    code="FA21",
    severity="high",
    question="When did that group last meet, and was there a quorum?",
    about=("body",),
    reads=(BodyEstablished, TermsOfReferenceSet, MeetingHeld, MeetingNotHeld, BodyClosed),
    source="Worcestershire, 2017, b3",
    settings=(
        Setting(
            parameter="grace_days",
            default=90,
            says="How many days a new body may take before it first meets.",
            looser="up",
        ),
        Setting(
            parameter="cadences_missed",
            default=2,
            says="How many turns of its cadence a body may let pass without meeting.",
            looser="up",
        ),
        Setting(
            parameter="cadence_months",
            default=3,
            says="How many months lie between the meetings of a body whose cadence nobody stated.",
            looser="up",
        ),
    ),
)
def body_never_met(case: Case) -> Answer:
    """A body said never to have met, not meeting as often as it should, or last without a quorum."""
    row = case.view(BodyRegister).bodies.get(case.subject.id)
    if row is None or (row.closed is not None and row.closed.earliest <= case.today):
        return None
    last = _last_sitting(case, row.body)
    if last is None:
        return _never_met(case)
    if doubted(last, "quorate", "body"):
        return CannotTell(why="the clerk doubts whether its last meeting was quorate", because=(last.number,))
    if last.event.quorate == "no":
        return Alarm(
            because=(last.number,),
            says=f"{case.subject} last met on {last.latest.isoformat()}, without a quorum",
            clears="a meeting with a quorum",
        )
    return _meets_seldom(case, last)


def _last_sitting(case: Case, body: str) -> Entry[MeetingHeld] | None:
    """The last meeting of a body at which it sat; the meetings before that are not read."""
    read = (entry for held in reversed(held_by(case, body)) for entry in case.entries((held.number,)))
    return next((entry for entry in read if _is_sitting(entry)), None)


def _is_sitting(entry: Entry[MeetingHeld]) -> bool:
    return entry.event.kind not in _NO_SITTING and entry.event.ended != "abandoned"


def _never_met(case: Case) -> Answer:
    said = [
        entry
        for entry in case.about(MeetingNotHeld)
        if entry.event.ever == "yes" and entry.rival_of is None and entry.mode != _PRESUPPOSED
    ]
    firm = [entry for entry in said if not doubted(entry, "ever", "body")]
    if firm:
        return Alarm(
            because=numbers(firm),
            opened=firm[0].number,
            says=f"it is said that {case.subject} never met, and no meeting of it is on record",
            clears="the record of a meeting",
        )
    if said:
        return CannotTell(why="the clerk doubts that it never met", because=numbers(said))
    return _not_since_founded(case)


def _not_since_founded(case: Case) -> Answer:
    """No meeting on record, and nobody says that there was none."""
    founded = [
        entry
        for entry in case.about(BodyEstablished)
        if entry.event.body == case.subject.id and entry.rival_of is None and entry.mode != _PRESUPPOSED
    ]
    if not founded:
        missing = case.gap("meetings", on=case.today, bodies=(case.subject.id,))
        return CannotTell(why=missing or "no source says when it was established")
    begun = founded[0]
    last = begun.latest + case.days("grace_days")
    if case.today <= last:
        return NotYet(recheck_on=last + dt.timedelta(days=1), because=(begun.number,))
    missing = case.gap("meetings", on=case.today, since=begun.latest, bodies=(case.subject.id,))
    if missing is not None:
        return CannotTell(why=missing, because=(begun.number,))
    return Alarm(
        because=(begun.number,),
        says=f"{case.subject} was established by {begun.latest.isoformat()}, and no meeting of it is on record since",
        clears="the record of a meeting, or of its closing",
    )


def _meets_seldom(case: Case, last: Entry[MeetingHeld]) -> Answer:
    """Whether the turns of its cadence were missed since it last met."""
    stated = [
        entry
        for entry in case.about(TermsOfReferenceSet)
        if entry.event.body == case.subject.id and entry.event.cadence is not None and entry.rival_of is None
    ]
    firm = [entry for entry in stated if entry.mode != _PRESUPPOSED]
    because = numbers([last], firm[-1:])
    if firm and doubted(firm[-1], "cadence"):
        return CannotTell(why="the clerk doubts how often it is to meet", because=because)
    latest = _latest(case, last.latest, firm[-1].event.cadence if firm else None)
    if latest is None:
        return CannotTell(why="how often it is to meet is not known", because=because)
    if case.today > latest:
        missing = case.gap(
            "meetings", on=case.today, since=last.latest + dt.timedelta(days=1), bodies=(case.subject.id,)
        )
        if missing is not None:
            return CannotTell(why=missing, because=because)
        return Alarm(
            because=because,
            opened=last.number,
            severity=None if firm else "medium",
            says=f"{case.subject} last met on {last.latest.isoformat()} and was to meet again by {latest.isoformat()}",
            clears="the record of a later meeting",
        )
    if last.event.quorate != "yes":
        return CannotTell(why="nobody said whether its last meeting was quorate", because=because)
    return Clear(because=because, recheck_on=latest + dt.timedelta(days=1))


def _latest(case: Case, last: dt.date, cadence: Due | None) -> dt.date | None:
    """The last day by which a body that met on ``last`` is to meet again, the turns it may miss included."""
    turns = case.setting("cadences_missed")
    if cadence is None:
        return shift(last, Step(turns * case.setting("cadence_months"), "month"))
    days, day = cadence.resolve(case.view(PlanState).days.get), last
    for _ in range(turns):
        following = days.next_after(day)
        if following is None:
            return None
        day = following
    return day
