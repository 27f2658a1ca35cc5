"""Family E, ownership and coverage: who will do it, by when, how will we know, and are they still here?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from govledger.assurance.case import Case, doubted
from govledger.assurance.families.links import linked
from govledger.assurance.families.reading import around, is_unsure, overseers
from govledger.assurance.rule import Alarm, Answer, CannotTell, Clear, NotYet, Setting, rule
from govledger.events import (
    ActionAdded,
    AppointmentEnded,
    AppointmentMade,
    CommitmentMade,
    DeadlineChanged,
    DecisionRecorded,
    DetailChanged,
    Due,
    ObligationCreated,
    Party,
    each,
)
from govledger.events.phrases import add_months
from govledger.projections.assurance_map import AssuranceMap
from govledger.projections.decision_register import DecisionRegister
from govledger.projections.decision_rows import Decision
from govledger.projections.independence import Appointment
from govledger.projections.obligation_calendar import ObligationCalendar
from govledger.projections.owed import Owed
from govledger.projections.plan_items import Item
from govledger.projections.recommendation_tracker import RecommendationTracker
from govledger.projections.tracked import Tracked

_ONE_DAY = dt.timedelta(days=1)
_YEAR = 12

# Who, by when, and how will we know ----------------------------------------------------------------------------------

_TO_BE_DONE = frozenset({"agreed", "resolved"})
"""The forces of a decision that something is to follow from."""


@rule(
    "NOT_SMART",
    code="FA30",
    severity="medium",
    question="Who will do it, by when, and how will we know?",
    about=("action", "decision"),
    reads=(ActionAdded, DeadlineChanged, DecisionRecorded, DetailChanged, ObligationCreated),
    source="West Berkshire scrutiny commission 2015, P3, for the standard; Tower Hamlets, June 2017, A3 to A5 and RES2",
    settings=(
        Setting(
            parameter="within_days",
            default=30,
            says="How many days an action put into a plan may wait for its lead, its date and its measure.",
            looser="up",
        ),
    ),
)
def not_smart(case: Case) -> Answer:
    """A live action, or a decision that something is to follow from, with no lead, no date or no measure."""
    return _action(case) if case.subject.kind == "action" else _decision(case)


def _action(case: Case) -> Answer:
    item = case.row
    if not isinstance(item, Item) or item.introduced_on is None or item.mode == "presupposed":
        return None
    if not case.plan.is_live(item):
        return None
    if is_unsure(case, item, "leads", "due", "measures", "closure_criteria"):
        return CannotTell(why="its lead, date or measure is doubted, or accounts differ", because=(item.entry,))
    if item.due is not None and item.due.is_unknown:
        return CannotTell(why="its date is said to be unknown", because=(item.entry,))
    lacks = tuple(_lacking(item))
    if not lacks:
        return Clear(because=(item.entry,))
    until = item.introduced_on + case.days("within_days")
    if item.decision is None and case.today <= until:
        return NotYet(recheck_on=until + _ONE_DAY, because=(item.entry,))
    body = _body_of(case, item.decision)
    missing = _uncovered(case, item.introduced_on, (*overseers(case), *((body,) if body is not None else ())))
    if missing is not None:
        return CannotTell(why=missing, because=(item.entry,))
    return Alarm(
        because=(item.entry,),
        says=f"{case.subject} has {' and '.join(lacks)}",
        clears="a lead, a date, and a measure or criteria for its closure",
    )


def _lacking(item: Item) -> Iterator[str]:
    if not each(item.leads):
        yield "no lead"
    if not _is_dated(item.due):
        yield "no date"
    if not each(item.measures) and not each(item.closure_criteria):
        yield "neither a measure nor criteria for its closure"


def _is_dated(due: Due | None) -> bool:
    return due is not None and not (due.is_unspecified or due.is_none or due.is_unknown)


def _body_of(case: Case, decision: str | None) -> str | None:
    register = case.view(DecisionRegister)
    return register.body_of(decision) if decision in register.decisions else None


def _uncovered(case: Case, since: dt.date, bodies: Iterable[str | None]) -> str | None:
    """What is missing for the absence of a lead or of a duty to count, from a day to today."""
    of, about, first = tuple(bodies), around(case), min(since, case.today)
    missing = case.gap("items", on=case.today, since=first, bodies=of, about=about)
    return missing or case.gap("obligations", on=case.today, since=first, bodies=of, about=about)


def _decision(case: Case) -> Answer:
    register = case.view(DecisionRegister)
    row = register.decisions.get(case.subject.id)
    if row is None or row.mode == "presupposed" or row.force not in _TO_BE_DONE or row.suspended_by is not None:
        return None
    turn = next(one for one in row.turns if one.force in _TO_BE_DONE)
    if not case.holds(turn.entry) or row.kind == "procedural":
        return None
    if is_unsure(case, row, "kind", "force"):
        return CannotTell(why="the clerk doubts what kind of decision it is, or its force", because=(turn.entry,))
    if row.kind == "principle":
        return Clear(because=(turn.entry,))
    outcome, derived = register.outcome(case.subject.id), list(_derived(case, row))
    because = tuple(sorted({turn.entry, *(number for one in derived for number in one.entries[:1])}))
    if outcome.carried_out == "yes" or any(_is_taken_up(case, one) for one in derived):
        return Clear(because=because)
    if any(each(one.leads) and _may_be_dated(one.due) for one in derived):
        return CannotTell(why="who is to do what follows from it, or by when, is doubted", because=because)
    body = register.body_of(case.subject.id)
    missing = _uncovered(case, case.latest(turn.entry), (None, *((body,) if body is not None else ())))
    if missing is not None:
        return CannotTell(why=missing, because=because)
    what = "what follows from it has no lead and date" if derived else "nothing with a lead and a date follows from it"
    return Alarm(
        because=because,
        opened=turn.entry,
        says=f"{case.subject} was {turn.force}; {what}",
        clears="an action or a duty that rests on it and has a lead and a date",
    )


def _derived(case: Case, row: Decision) -> Iterator[Tracked | Owed]:
    """The work that rests on a decision, or on a part of it, or is confirmed to belong to it."""
    decisions = case.view(DecisionRegister).decisions
    parts = [ref for part in row.parts if part in decisions for ref in decisions[part].derives]
    for ref in dict.fromkeys((*row.derives, *parts, *linked(case, case.subject, standing="confirmed"))):
        kind, _, name = ref.partition(":")
        found: Tracked | Owed | None = None
        if kind in {"action", "commitment"}:
            found = case.plan.find(ref)
        elif kind == "obligation":
            found = case.view(ObligationCalendar).obligations.get(name)
        elif kind == "recommendation":
            found = case.view(RecommendationTracker).recommendations.get(name)
        if found is not None:
            yield found


def _is_taken_up(case: Case, row: Tracked | Owed) -> bool:
    return bool(each(row.leads)) and _is_dated(row.due) and not is_unsure(case, row, "leads", "due")


def _may_be_dated(due: Due | None) -> bool:
    return _is_dated(due) or (due is not None and due.is_unknown)


# Still here ----------------------------------------------------------------------------------------------------------


class _Post(NamedTuple):
    """Whether a lead is here: the appointments it holds or held, and those of them that run."""

    held: tuple[Appointment, ...]
    running: tuple[Appointment, ...]

    @property
    def gone_on(self) -> dt.date | None:
        """When the last appointment that is known to end does; ``None`` where none is."""
        return max((row.ended for row in self.held if row.ended is not None), default=None)


@rule(
    "ORPHANED_OWNER",
    code="FA31",
    severity="medium",
    question="Is the person responsible still here?",
    about=("action", "commitment"),
    reads=(ActionAdded, AppointmentEnded, AppointmentMade, CommitmentMade, DetailChanged),
    source="Herefordshire scrutiny minutes 2022: tracker items whose owners had left the council",
    settings=(
        Setting(
            parameter="within_days",
            default=14,
            says="Within how many days of its lead's departure an item is to have another.",
            looser="up",
        ),
        Setting(
            parameter="owners_max",
            default=3,
            says="How many leads an item may have had, one after the other, in twelve months.",
            looser="up",
        ),
    ),
)
def orphaned_owner(case: Case) -> Answer:
    """A live item whose lead has left and that has no other, or that went from hand to hand."""
    item = case.row
    if not isinstance(item, Item) or item.introduced_on is None or item.mode == "presupposed":
        return None
    if not each(item.leads) or not case.plan.is_live(item):
        return None
    if is_unsure(case, item, "leads"):
        return CannotTell(why="who leads it is doubted, or accounts differ", because=(item.entry,))
    passed_on = _passed_on(case, item)
    if passed_on is not None:
        return passed_on
    if any(lead.kind not in {"office", "person"} for lead in each(item.leads)):
        return None
    return _still_here(case, item, item.introduced_on)


def _passed_on(case: Case, item: Item) -> Alarm | None:
    """The alarm, where more leads than the limit followed each other in the last twelve months."""
    start, limit = add_months(case.today, -_YEAR), case.setting("owners_max")
    held = list(_held(case))
    earlier = [one for one in held if one[0] <= start]
    seen: dict[tuple[Party, ...], int] = {}
    for _, leads, number in (*earlier[-1:], *(one for one in held if one[0] > start)):
        seen.setdefault(leads, number)
    if len(seen) <= limit:
        return None
    numbers = tuple(seen.values())
    return Alarm(
        because=tuple({item.entry, *numbers}),
        opened=numbers[limit],
        says=f"{case.subject} has had {len(seen)} leads in twelve months",
        clears="twelve months with no more leads than the limit",
    )


def _held(case: Case) -> Iterator[tuple[dt.date, tuple[Party, ...], int]]:
    """Who led the subject from which day on, and the entry that says so."""
    name = case.subject.id
    added = [(entry, entry.event.leads) for entry in case.about(ActionAdded) if entry.event.action == name]
    promised = [(entry, entry.event.leads) for entry in case.about(CommitmentMade) if entry.event.commitment == name]
    changed = [(entry, entry.event.leads) for entry in case.about(DetailChanged)]
    introduced = added if case.subject.kind == "action" else promised
    for entry, leads in (*introduced, *changed):
        if each(leads):
            yield entry.latest, each(leads), entry.number


def _still_here(case: Case, item: Item, since: dt.date) -> Answer:
    posts = [_post(case, lead) for lead in each(item.leads)]
    here = [row for post in posts for row in post.running]
    gone = [post.gone_on for post in posts if post.gone_on is not None]
    if not here and len(gone) < len(posts):
        return CannotTell(why="nobody said who holds the office, or whether they do", because=(item.entry,))
    first = min(since if here else max(gone), case.today)
    missing = case.gap("appointments", on=case.today, since=first, bodies=overseers(case), about=around(case))
    if here:
        because = (item.entry, *(number for row in here for number in row.entries[:1]))
        return Clear(because=because) if missing is None else CannotTell(why=missing, because=because)
    return _gone(case, item, max(gone), [row for post in posts for row in post.held], missing)


def _gone(case: Case, item: Item, day: dt.date, held: list[Appointment], missing: str | None) -> Answer:
    endings = tuple(sorted({number for row in held for number in _endings(case, row)}))
    until = day + case.days("within_days")
    if case.today <= until:
        return NotYet(recheck_on=until + _ONE_DAY, because=(item.entry, *endings))
    missing = "the clerk doubts that the appointment ended" if _is_doubted(case, endings) else missing
    if missing is not None:
        return CannotTell(why=missing, because=(item.entry, *endings))
    return Alarm(
        because=(item.entry, *endings),
        opened=max(endings, default=item.entry),
        says=f"{case.subject} is led by {', '.join(each(item.leads))}, whose appointment ended on {day.isoformat()}; "
        "nobody is on record as having taken it over",
        clears="another lead, or another holder of the office",
    )


def _post(case: Case, lead: Party) -> _Post:
    """The appointments of a lead; an office that only sits on a body is not vacated by leaving that."""
    rows = case.view(AssuranceMap).held_by(lead)
    held = tuple(row for row in rows if row.body is None or row.who is not None)
    return _Post(held=held, running=tuple(row for row in held if row.runs(case.today)))


def _endings(case: Case, row: Appointment) -> Iterator[int]:
    """The entries by which an appointment ended as a whole."""
    for entry in case.about(AppointmentEnded, f"appointment:{row.appointment}"):
        if entry.rival_of is None and not each(entry.event.parts):
            yield entry.number


def _is_doubted(case: Case, endings: Iterable[int]) -> bool:
    entries = (case.entry(number) for number in endings)
    return any(doubted(entry, "appointment") for entry in entries if entry is not None)
