"""Family C, time: what is reported better just before somebody comes to look."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

import attrs

from govledger.assurance.case import Case
from govledger.assurance.families.belonging import plans_overseen
from govledger.assurance.families.reading import words_on
from govledger.assurance.families.rising import Rise, first_word, rises_between
from govledger.assurance.families.sittings import meetings_of
from govledger.assurance.families.weighing import STEPS, is_firm
from govledger.assurance.record import Record, compared
from govledger.assurance.rule import Alarm, Answer, CannotTell, Clear, Setting, rule
from govledger.events import (
    ActionAdded,
    AgendaItemConsidered,
    CommitmentMade,
    CoverageDeclared,
    EvidenceRecorded,
    MeetingHeld,
    PlanVersioned,
    StatusReported,
    StatusSchemeDefined,
    VisitConducted,
    each,
)
from govledger.projections.assurance_map import AssuranceMap
from govledger.projections.assurance_rows import Evidence
from govledger.projections.decision_register import DecisionRegister
from govledger.projections.plan_state import PlanState

_CYCLES = 2
"""How many reporting cycles must be on record before one can be told from another."""

_REVERTED = 3
"""One upgrade taken back in so many makes it critical."""


@rule(
    "PRE_MEETING_POLISH",
    code="FA15",
    severity="high",
    question="Why did so much turn green just before it was looked at?",
    about=("meeting", "visit"),
    reads=(
        ActionAdded,
        AgendaItemConsidered,
        CommitmentMade,
        EvidenceRecorded,
        MeetingHeld,
        PlanVersioned,
        StatusReported,
        StatusSchemeDefined,
        VisitConducted,
    ),
    source="Le Grand on Birmingham 2014; what is written of watermelon reporting: green outside, red within",
    settings=(
        Setting(
            parameter="within_days",
            default=7,
            says="How many days before a meeting or visit are looked at.",
            looser="either",
        ),
        Setting(
            parameter="upgrades_min",
            default=3,
            says="How many upgrades without new evidence are asked about.",
            looser="up",
        ),
        Setting(
            parameter="rate_times",
            default=2,
            says="How many times the daily rate of the rest of the cycle is asked about.",
            looser="up",
        ),
        Setting(
            parameter="revert_days",
            default=30,
            says="Within how many days after it an upgrade taken back counts.",
            looser="down",
        ),
    ),
)
def pre_meeting_polish(case: Case) -> Answer:
    """Many upgrades without new evidence in the days before a meeting or visit, and few in the rest of the cycle."""
    series = _series(case)
    followed = _followed(case) if series else ()
    if not any(first_word(case, plan) < series[-1].day for plan in followed):
        return None
    this, before = series[-1], series[:-1]
    if len(before) < _CYCLES:
        return CannotTell(why="fewer than two cycles of reporting before it are on record", because=(this.entry,))
    if any(one.is_vague for one in series):
        return CannotTell(why="the days of it or of those before it are not known for certain", because=(this.entry,))
    missing = _gap(case, "statuses", this, before[-2])
    if missing is not None:
        return CannotTell(why=missing, because=(this.entry,))
    return _compare(case, before[-1], this, followed)


@attrs.frozen
class _Occasion:
    """A meeting or a visit: it has taken place once its latest day has come."""

    day: dt.date
    latest: dt.date
    entry: int
    is_vague: bool


class _Series(NamedTuple):
    """Occasions of one sort in order, and the place of each by its entry."""

    occasions: tuple[_Occasion, ...]
    places: Mapping[int, int]


def _series(case: Case) -> list[_Occasion]:
    """The last occasions of a sort up to the subject, in order; empty where it has not taken place by today."""
    body = _body(case)
    every = (
        case.once(_visits) if case.subject.kind == "visit" else case.once(_meetings, body) if body else _in_order(())
    )
    own = (number for cls in (MeetingHeld, VisitConducted) for number in case.numbers_about(cls))
    places = sorted(every.places[number] for number in own if number in every.places)
    last = next((place for place in places if every.occasions[place].latest <= case.today), -1)
    earlier = (every.occasions[place] for place in range(last, -1, -1))
    return list(islice((one for one in earlier if one.latest <= case.today), _CYCLES + 1))[::-1]


def _in_order(occasions: Iterable[_Occasion]) -> _Series:
    every = sorted(occasions, key=_when)
    return _Series(tuple(every), {one.entry: place for place, one in enumerate(every)})


def _when(occasion: _Occasion) -> tuple[dt.date, int]:
    return occasion.day, occasion.entry


def _meetings(record: Record, body: str) -> _Series:
    held = (entry for entry in record.once(meetings_of, body) if entry.mode != "presupposed")
    return _in_order(_Occasion(one.latest, one.latest, one.number, one.earliest != one.latest) for one in held)


def _visits(record: Record) -> _Series:
    every = record.all(VisitConducted)
    made = (entry for entry in every if entry.rival_of is None and entry.mode != "presupposed")
    return _in_order(
        _Occasion(one.earliest, one.latest, one.number, one.happened.earliest == dt.date.min) for one in made
    )


def _body(case: Case) -> str | None:
    return case.view(DecisionRegister).body_of_meeting.get(case.subject.id)


def _followed(case: Case) -> Sequence[str | None]:
    """The plans whose actions and commitments are looked at; ``None`` for those of every plan."""
    plans = _plans(case)
    return (None,) if plans is None else plans


def _plans(case: Case) -> list[str] | None:
    """The plans that the body oversees or had before it at the meeting; on a visit ``None``, for every plan."""
    if case.subject.kind == "visit":
        return None
    naming = case.once(_items_naming_plans)
    numbers = [number for number in case.numbers_about(AgendaItemConsidered) if number in naming]
    items = [entry.event for entry in case.entries(numbers) if entry.rival_of is None]
    named = (ref.id for item in items for ref in (*each(item.about), *each(item.put_before)) if ref.kind == "plan")
    overseen = (plan.ref.partition(":")[2] for plan in plans_overseen(case, _body(case) or ""))
    return [name for name in dict.fromkeys((*overseen, *named)) if name in case.plan.plans]


def _items_naming_plans(record: Record) -> frozenset[int]:
    """The agenda items, by the entries that tell of them, that name a plan at all."""
    plans = record.state(PlanState).plans.values()
    return frozenset(number for plan in plans for number in record.numbers_about(AgendaItemConsidered, plan.ref))


def _gap(case: Case, what: str, this: _Occasion, since: _Occasion) -> str | None:
    plans = _plans(case)
    about = [f"plan:{name}" for name in (plans if plans is not None else case.once(_declared))]
    return case.gap(what, on=this.day, since=since.day, bodies=(None, _body(case)), about=about)


def _declared(record: Record) -> tuple[str, ...]:
    """The plans that some coverage was declared of by name; no other plan is covered otherwise than all plans are."""
    named = (ref for entry in record.all(CoverageDeclared) for ref in each(entry.event.about) if ref.kind == "plan")
    return tuple(ref.id for ref in dict.fromkeys(named) if ref.id in record.state(PlanState).plans)


def _compare(case: Case, previous: _Occasion, this: _Occasion, followed: Sequence[str | None]) -> Answer:
    """The days before the occasion against the rest of the cycle since the one before it."""
    window = case.days("within_days")
    rest = (this.day - previous.day - window).days
    if rest <= 0:
        return CannotTell(why="the cycle is no longer than the days looked at", because=(previous.entry, this.entry))
    start = this.day - window
    rises = [rise for plan in followed for rise in rises_between(case, plan, previous.day, this.day)]
    bare = [rise for rise in rises if not _has_new_evidence(case, rise)]
    near = [rise for rise in bare if rise.word.day >= start]
    far = len(bare) - len(near)
    is_many = len(near) >= case.setting("upgrades_min")
    if not is_many or len(near) * rest < case.setting("rate_times") * far * window.days:
        return Clear(because=(previous.entry, this.entry, *(rise.word.entry for rise in rises)))
    missing = _gap(case, "evidence", this, previous)
    if missing is not None:
        return CannotTell(why=missing, because=(this.entry, *(rise.word.entry for rise in near)))
    return _polished(case, this, near, far)


def _has_new_evidence(case: Case, rise: Rise) -> bool:
    """Whether some evidence for it may have been collected after the report before, and by this one."""
    until, since = rise.word.day, rise.before.day
    return any(first <= until and last > since for first, last in case.once(_collected, rise.reference))


@compared
def _collected(record: Record, reference: str) -> tuple[tuple[dt.date, dt.date], ...]:
    """The first and the last day on which each piece of the evidence for something may have been collected."""
    held = record.state(AssuranceMap)
    item = held.items.get(reference)
    pieces = [held.evidence.get(one) for one in (item.evidence if item is not None else ())]
    return tuple(dict.fromkeys(_days_of(one) for one in pieces if one is not None and one.complete != "no"))


def _days_of(piece: Evidence) -> tuple[dt.date, dt.date]:
    collected, made = piece.collected, piece.produced_on or dt.date.max
    return (made, made) if collected is None or collected.is_unknown else (collected.earliest, collected.latest)


def _polished(case: Case, this: _Occasion, near: list[Rise], far: int) -> Alarm:
    until = this.day + case.days("revert_days")
    reverted = {rise.reference: found for rise in near if (found := _taken_back(case, rise, this.day, until))}
    return Alarm(
        because=(this.entry, *(rise.word.entry for rise in near), *reverted.values()),
        opened=this.entry,
        severity="critical" if len(reverted) * _REVERTED >= len(near) else None,
        says=f"{len(near)} things were reported better without new evidence within {case.setting('within_days')} days "
        f"before {case.subject} of {this.day.isoformat()}, {far or 'none'} in the rest of the cycle; "
        f"{len(reverted) or 'none'} of them taken back within {case.setting('revert_days')} days after it",
        clears="for each of them, evidence collected between the report before it and the upgrade",
        recheck_on=until + dt.timedelta(days=1) if case.today <= until else None,
    )


def _taken_back(case: Case, rise: Rise, after: dt.date, until: dt.date) -> int:
    """The entry that takes an upgrade back within the time; 0 where none does."""
    words = (word for word in words_on(case, rise.reference) if is_firm(word) and after < word.day <= until)
    lower = (word.entry for word in words if word.day <= case.today and STEPS.get(word.meaning, rise.step) < rise.step)
    return next(lower, 0)
