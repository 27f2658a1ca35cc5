"""Family B, closure: who checked before it was ticked off, and did the body that asked see the answer?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from govledger.assurance.case import Case, doubted
from govledger.assurance.families.reading import independence, is_unsure
from govledger.assurance.families.sittings import first_told, told_to
from govledger.assurance.families.telling import Telling
from govledger.assurance.record import Record
from govledger.assurance.rule import Alarm, Answer, CannotTell, Clear, NotYet, Setting, rule
from govledger.events import (
    AgendaItemConsidered,
    AppointmentMade,
    DocumentLodged,
    MeetingHeld,
    ObligationCreated,
    ObligationDischarged,
    OpinionGiven,
    Party,
    RecommendationAnswered,
    RecommendationClosed,
    RecommendationMade,
    VerificationRecorded,
    each,
)
from govledger.events.phrases import add_months
from govledger.projections.body_register import BodyRegister
from govledger.projections.decision_register import DecisionRegister
from govledger.projections.obligation_calendar import ObligationCalendar
from govledger.projections.recommendation_rows import Closing, Recommendation
from govledger.projections.recommendation_tracker import RecommendationTracker
from govledger.projections.told_rows import ToldTo

_ONE_DAY = dt.timedelta(days=1)

# Who checked ---------------------------------------------------------------------------------------------------------


class _Checked(NamedTuple):
    """What the checks of one thing show.

    By `verified` the entry of the last check at the independence that is needed, where it found the claim true; by
    `is_unsure` that a check found it true whose independence is not known.
    """

    verified: int | None
    is_unsure: bool


@rule(
    "CLOSED_UNVERIFIED",
    code="FA10",
    severity="high",
    question="Who checked before you ticked it off?",
    about=("recommendation",),
    reads=(AppointmentMade, RecommendationAnswered, RecommendationClosed, RecommendationMade, VerificationRecorded),
    source="Government Accountability Office: a recommendation stays open until its maker confirms; ACCA on follow-up",
    settings=(
        Setting(
            parameter="independence_min",
            default=2,
            says="How independent of the lead a check must be, from 0 for the lead to 4 for an outside body.",
            looser="down",
        ),
        Setting(
            parameter="sample_percent",
            default=10,
            says="What share of low-priority recommendations closed together on a sample must have been checked.",
            looser="down",
        ),
    ),
)
def closed_unverified(case: Case) -> Answer:
    """Closed as implemented by its own lead, or with no independent check before."""
    row, closing = _closed(case)
    if row is None or closing is None:
        return None
    entry = case.entry(closing.entry)
    if entry is not None and doubted(entry, "how", "by"):
        return CannotTell(why="the clerk doubts how or by whom it was closed", because=(closing.entry,))
    if closing.how == "unknown":
        return CannotTell(why="nobody said how it was closed", because=(closing.entry,))
    return _implemented(case, row, closing) if closing.how == "implemented" else _given_up(case, row, closing)


def _closed(case: Case) -> tuple[Recommendation | None, Closing | None]:
    """The recommendation and the closing that stands, unless a source only took that for granted."""
    row = case.view(RecommendationTracker).recommendations.get(case.subject.id)
    closing = row.closed if row is not None else None
    entry = case.entry(closing.entry) if closing is not None else None
    return (row, closing) if entry is not None and entry.mode != "presupposed" else (row, None)


def _given_up(case: Case, row: Recommendation, closing: Closing) -> Answer:
    """What was rejected, superseded, merged or not implemented needs a reason, or what takes its place."""
    because = _entries(row, closing)
    if closing.has_reason or each(closing.successor):
        return Clear(because=because)
    missing = case.gap("recommendations", on=closing.day, bodies=_keepers(case, row))
    if missing is not None:
        return CannotTell(why=missing, because=because)
    return Alarm(
        because=because,
        opened=closing.entry,
        says=f"{case.subject} was closed as {closing.how.replace('_', ' ')}, and no reason is on the record",
        clears="the reason for which it was closed, or the recommendation that takes its place",
    )


def _implemented(case: Case, row: Recommendation, closing: Closing) -> Answer:
    because = _entries(row, closing)
    leads = each(row.leads)
    if not leads or is_unsure(case, row, "leads"):
        return CannotTell(why="who leads it is not known", because=because)
    if independence(case, each(closing.by), leads, on=closing.day) == 0:
        return _unverified(case, because, closing, "by those who lead it")
    checks = _checks(case, row, closing)
    verified = [check.verified for check in checks if check.verified is not None]
    if len(verified) == len(checks):
        if not each(closing.by):
            return CannotTell(why="nobody said who closed it", because=because)
        return Clear(because=(*because, *verified))
    if _is_sampled(case, row, closing):
        return Clear(because=because)
    if any(check.is_unsure for check in checks):
        return CannotTell(why="how independent the check was of those who lead it is not known", because=because)
    since = min(row.introduced_on or closing.day, closing.day)
    missing = case.gap("evidence", on=closing.day, since=since, bodies=_keepers(case, row))
    if missing is not None:
        return CannotTell(why=missing, because=because)
    return _unverified(case, because, closing, "with no independent check before that day")


def _unverified(case: Case, because: tuple[int, ...], closing: Closing, how: str) -> Alarm:
    return Alarm(
        because=because,
        opened=closing.entry,
        says=f"{case.subject} was closed as implemented on {closing.day.isoformat()} {how}",
        clears="a check by someone independent of the lead, made before it is closed by someone else",
    )


def _entries(row: Recommendation, closing: Closing) -> tuple[int, ...]:
    return (*((row.entry,) if row.entry else ()), closing.entry)


def _checks(case: Case, row: Recommendation, closing: Closing) -> list[_Checked]:
    """The checks of the recommendation; where those do not show it, of everything that acts on it."""
    own = _checked(case, case.subject, each(row.leads), closing.day)
    acts = case.view(RecommendationTracker).live_acts(row)
    if own.verified is not None or not acts:
        return [own]
    found = [_checked(case, act, _leads_of(case, act) or each(row.leads), closing.day) for act in acts]
    return found if all(check.verified is not None for check in found) else [own, *found]


def _leads_of(case: Case, act: str) -> tuple[Party, ...]:
    row = case.plan.find(act)
    return each(row.leads) if row is not None else ()


def _checked(case: Case, reference: str, leads: tuple[Party, ...], day: dt.date) -> _Checked:
    least = case.setting("independence_min")
    verified, is_unsure_of = None, False
    for entry in case.about(VerificationRecorded, reference):
        if entry.rival_of is not None or entry.latest > day:
            continue
        is_good = entry.event.result == "verified"
        level = independence(case, each(entry.event.by), leads, on=entry.latest)
        if level is None or doubted(entry, "subject", "by", "result"):
            is_unsure_of = is_unsure_of or is_good
        elif level >= least:
            verified = entry.number if is_good else None
    return _Checked(verified=verified, is_unsure=is_unsure_of)


def _is_sampled(case: Case, row: Recommendation, closing: Closing) -> bool:
    """Whether it is of low priority and was closed with others on a sample that is large enough."""
    if row.priority != "low" or closing.sampled != "yes":
        return False
    together = case.once(_batches).get((closing.day, closing.how), ())
    checked = [
        other for other, shut in together if _checked(case, other.ref, each(other.leads), shut.day).verified is not None
    ]
    return len(checked) * 100 >= case.setting("sample_percent") * len(together)


def _batches(record: Record) -> dict[tuple[dt.date, str], list[tuple[Recommendation, Closing]]]:
    """What is of low priority and was closed on a sample, together with what was closed likewise on the same day."""
    found: dict[tuple[dt.date, str], list[tuple[Recommendation, Closing]]] = {}
    for row in record.state(RecommendationTracker).recommendations.values():
        closing = row.closed
        if closing is not None and closing.sampled == "yes" and row.priority == "low":
            found.setdefault((closing.day, closing.how), []).append((row, closing))
    return found


def _keepers(case: Case, row: Recommendation) -> tuple[str | None, ...]:
    """Whose record what is said about a recommendation would show in: every body's, or that of one it concerns."""
    plans = [case.plan.plans[ref.partition(":")[2]] for ref in row.plans if ref.partition(":")[2] in case.plan.plans]
    named = [party.id for party in (*each(row.by), *each(row.to)) if party.kind == "body"]
    return (None, *named, *(body for plan in plans for body in each(plan.overseen_by)))


# Who saw the answer --------------------------------------------------------------------------------------------------

_ANSWERING = frozenset(
    {"report_back", "response", "clarification", "feedback", "review", "assurance_review", "opinion", "deep_dive"}
)
"""The kinds of obligation that owe a body an answer."""

_HOW_MET = ("obligation", "basis", "occasion", "discharges", "document")
"""The fields of a discharge, and of an opinion that discharges, that say what was met and how."""

_EXECUTIVE_ANSWERS = "scrutiny"
"""The kind of body whose recommendations an executive answers within a time, whether or not a day is set."""


@rule(
    "CLOSED_UNSEEN",
    code="FA11",
    severity="high",
    question="Did the committee that asked ever see the answer?",
    about=("recommendation", "obligation"),
    reads=(
        AgendaItemConsidered,
        DocumentLodged,
        MeetingHeld,
        ObligationCreated,
        ObligationDischarged,
        OpinionGiven,
        RecommendationAnswered,
        RecommendationClosed,
        RecommendationMade,
    ),
    source="Herefordshire scrutiny minutes 2022, marked complete and never seen; Local Government Act 2000, s.9FE",
    settings=(
        Setting(
            parameter="answer_months",
            default=2,
            says="Within how many months a scrutiny committee's recommendation is to be answered where no day is set.",
            looser="up",
        ),
    ),
)
def closed_unseen(case: Case) -> Answer:
    """Closed or discharged with the answer never put before the body that asked, or not answered in time."""
    if case.subject.kind == "obligation":
        return _discharged_unseen(case)
    row, closing = _closed(case)
    if row is None or row.mode == "presupposed" or not row.entry:
        return None
    makers = _makers(case, row)
    if closing is not None and (not makers or is_unsure(case, row, "by")):
        return CannotTell(why="who made it is not known", because=_entries(row, closing))
    bodies = tuple(maker for maker in makers if maker.startswith("body:"))
    if not bodies:
        return None
    if closing is not None:
        return _seen_by(case, bodies, _entries(row, closing), closing.day, _answers(case, row, closing))
    return None if row.answered is not None or row.retired is not None else _unanswered(case, row, bodies)


def _makers(case: Case, row: Recommendation) -> tuple[str, ...]:
    """Who made a recommendation; where nobody said, the body whose decision it rests on."""
    if each(row.by):
        return each(row.by)
    register = case.view(DecisionRegister)
    body = register.body_of(row.decision) if row.decision in register.decisions else None
    return (f"body:{body}",) if body is not None else ()


class _Answers(NamedTuple):
    """When an answer was asked for, the entries that give it, and everything else it is said to be in."""

    asked: dt.date
    entries: tuple[int, ...]
    things: tuple[str, ...]


def _answers(case: Case, row: Recommendation, closing: Closing) -> _Answers:
    given = [answer for answer in row.answers if answer.day <= closing.day]
    entries = (answer.entry for answer in given if case.holds(answer.entry) and not case.remark(answer.entry).is_rival)
    papers = [f"document:{answer.document}" for answer in given if answer.document]
    asked = row.introduced_on or closing.day
    return _Answers(asked=asked, entries=tuple(entries), things=(*papers, *each(closing.basis)))


def _discharged_unseen(case: Case) -> Answer:
    """The same of what was promised to a body and is said to be met."""
    owed = case.view(ObligationCalendar).obligations.get(case.subject.id)
    if owed is None or owed.kind not in _ANSWERING or not owed.met or owed.mode == "presupposed":
        return None
    bodies = tuple(str(party) for party in each(owed.to) if party.kind == "body")
    turn = owed.met[-1]
    if not bodies or not case.holds(turn.entry) or case.remark(turn.entry).is_presupposed:
        return None
    if case.is_doubted((turn.entry,), *_HOW_MET) or is_unsure(case, owed, "to"):
        return CannotTell(why="the clerk doubts how or to whom it was met", because=(turn.entry,))
    answers = _Answers(asked=owed.since or turn.day, entries=(turn.entry,), things=_basis_of(case, turn.entry))
    return _seen_by(case, bodies, (*owed.entries[:1], turn.entry), turn.day, answers)


def _basis_of(case: Case, number: int) -> tuple[str, ...]:
    """What an entry by which an obligation was met is said to rest on; an opinion is in the document that holds it."""
    if case.type_of(number) is ObligationDischarged:
        return case.view(Telling).bases.get(number, ())
    given = (entry.event.document for entry in case.entries((number,)))
    return tuple(f"document:{document}" for document in given if document is not None)


def _seen_by(case: Case, bodies: Iterable[str], because: tuple[int, ...], closed: dt.date, answers: _Answers) -> Answer:
    """Clear where every body that asked had the answer before it by the day of closing."""
    cited = tuple(sorted({*because, *answers.entries}))
    unseen = [body for body in bodies if not _has_seen(case, body, closed, answers)]
    if not unseen:
        return Clear(because=cited)
    missing = case.gap("told", on=closed, since=min(answers.asked, closed), bodies=(None, *unseen))
    if missing is not None:
        return CannotTell(why=missing, because=cited)
    return Alarm(
        because=cited,
        opened=because[-1],
        says=f"{case.subject} has been closed since {closed.isoformat()}; no item of {', '.join(unseen)} put an answer "
        "before it by that day",
        clears="an item of that body, before it is closed, that put the answer before it",
    )


def _has_seen(case: Case, body: str, closed: dt.date, answers: _Answers) -> bool:
    told = told_to(case, body)
    days = [day for number in answers.entries if (day := first_told(case, told, number)) is not None]
    days += [day for thing in answers.things for day in _days_of(told, thing)]
    return any(day <= closed for day in days) or any(
        _was_circulated(case, told, thing, closed) for thing in answers.things
    )


def _days_of(told: ToldTo, thing: str) -> Iterator[dt.date]:
    """The days on which a body had something before it: a thing its items name, or an item or meeting of its own."""
    yield from told.things.get(thing, ())
    meeting = thing.removeprefix("meeting:") if thing.startswith("meeting:") else told.places.get(thing)
    if meeting is not None and meeting in told.meetings:
        yield told.meetings[meeting]


def _was_circulated(case: Case, told: ToldTo, thing: str, closed: dt.date) -> bool:
    """Whether a paper was lodged by the day of closing, and acknowledged at the body's next meeting after that."""
    lodged = [entry.latest for entry in case.about(DocumentLodged, thing) if entry.rival_of is None]
    first = min(lodged, default=dt.date.max)
    following = [day for day in told.meetings.values() if day >= first]
    return first <= closed and bool(following) and min(following) in told.things.get(thing, ())


def _unanswered(case: Case, row: Recommendation, bodies: tuple[str, ...]) -> Answer:
    """An answer is late once its day has passed, or the months that an executive has."""
    made = row.introduced_on or case.today
    day = case.view(RecommendationTracker).last_day(row.answer_due) if row.answer_due is not None else dt.date.max
    if day == dt.date.max:
        kinds = {body.kind for name in bodies if (body := case.view(BodyRegister).bodies.get(name[5:])) is not None}
        if _EXECUTIVE_ANSWERS not in kinds:
            return None
        day = add_months(made, case.setting("answer_months"))
    if case.today <= day:
        return NotYet(recheck_on=day + _ONE_DAY, because=(row.entry,))
    if is_unsure(case, row, "answer_due", "by"):
        return CannotTell(why="by whom it was made or when an answer is due is not sure", because=(row.entry,))
    missing = case.gap("recommendations", on=case.today, since=made, bodies=_keepers(case, row))
    if missing is not None:
        return CannotTell(why=missing, because=(row.entry,))
    return Alarm(
        because=(row.entry,),
        says=f"an answer to {case.subject} was due by {day.isoformat()}; none is on the record",
        clears="an answer, put before the body that asked",
    )
