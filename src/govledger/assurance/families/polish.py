"""Family C, time: what is reported better just before somebody comes to look."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import attrs

from govledger.assurance.case import Case
from govledger.assurance.families.reading import Word, words_on
from govledger.assurance.families.sittings import held_by
from govledger.assurance.families.weighing import STEPS, is_firm
from govledger.assurance.rule import Alarm, Answer, CannotTell, Clear, Setting, rule
from govledger.events import (
    ActionAdded,
    AgendaItemConsidered,
    CommitmentMade,
    EvidenceRecorded,
    MeetingHeld,
    PlanVersioned,
    StatusReported,
    StatusSchemeDefined,
    VisitConducted,
    each,
)
from govledger.projections.assurance_map import AssuranceMap
from govledger.projections.decision_register import DecisionRegister

_CYCLES = 2
"""How many reporting cycles must be on record before one can be told from another."""

_REVERTED = 3
"""One upgrade taken back in so many makes it critical."""


@rule(
    "PRE_MEETING_POLISH",
    code="FA15",
    severity="high",
    question="Why did so much turn green the week before the board?",
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
            looser="down",
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
    items = list(_items(case)) if series else []
    if not any(word.day < series[-1].day for ref in items for word in words_on(case, ref)):
        return None
    this, before = series[-1], series[:-1]
    if len(before) < _CYCLES:
        return CannotTell(why="fewer than two cycles of reporting before it are on record", because=(this.entry,))
    if any(one.is_vague for one in series[-3:]):
        return CannotTell(why="the days of it or of those before it are not known for certain", because=(this.entry,))
    missing = _gap(case, "statuses", this, before[-2])
    if missing is not None:
        return CannotTell(why=missing, because=(this.entry,))
    return _compare(case, before[-1], this, items)


@attrs.frozen
class _Occasion:
    """A meeting or a visit."""

    day: dt.date
    entry: int
    is_vague: bool


@attrs.frozen
class _Rise:
    """A report that stands higher than the one before it."""

    reference: str
    word: Word
    before: Word

    @property
    def step(self) -> int:
        """How far along it puts the thing."""
        return STEPS[self.word.meaning]


def _series(case: Case) -> list[_Occasion]:
    """The subject and the occasions of its sort before it, in order; empty where it has not taken place by today."""
    every = sorted(_meetings(case) if case.subject.kind == "meeting" else _visits(case), key=_when)
    own = {entry.number for cls in (MeetingHeld, VisitConducted) for entry in case.about(cls)}
    this = next((one for one in every if one.entry in own), None)
    return [one for one in every if _when(one) <= _when(this)] if this is not None else []


def _when(occasion: _Occasion) -> tuple[dt.date, int]:
    return occasion.day, occasion.entry


def _meetings(case: Case) -> Iterator[_Occasion]:
    body = _body(case)
    for entry in held_by(case, body) if body else ():
        if entry.mode != "presupposed":
            yield _Occasion(entry.latest, entry.number, entry.earliest != entry.latest)


def _body(case: Case) -> str | None:
    return case.view(DecisionRegister).body_of_meeting.get(case.subject.id)


def _visits(case: Case) -> Iterator[_Occasion]:
    for entry in case.all(VisitConducted):
        if entry.rival_of is None and entry.mode != "presupposed" and entry.latest <= case.today:
            yield _Occasion(entry.earliest, entry.number, entry.happened.earliest == dt.date.min)


def _items(case: Case) -> Iterator[str]:
    """The actions and commitments of the plans that are looked at."""
    plans = set(_plans(case))
    for commitment in case.plan.commitments.values():
        if commitment.plan in plans:
            yield commitment.ref
    for action in case.plan.actions.values():
        served = case.plan.commitments.get(action.commitment or "")
        if action.plan in plans or (action.plan is None and served is not None and served.plan in plans):
            yield action.ref


def _plans(case: Case) -> Iterator[str]:
    """The plans that the body oversees or had before it at the meeting; on a visit, every plan."""
    body = _body(case)
    items = [entry.event for entry in case.about(AgendaItemConsidered) if entry.rival_of is None]
    named = {ref for item in items for ref in (*each(item.about), *each(item.put_before))}
    for name, plan in case.plan.plans.items():
        if case.subject.kind == "visit" or body in each(plan.overseen_by) or f"plan:{name}" in named:
            yield name


def _gap(case: Case, what: str, this: _Occasion, since: _Occasion) -> str | None:
    about = [f"plan:{name}" for name in _plans(case)]
    return case.gap(what, on=this.day, since=since.day, bodies=(None, _body(case)), about=about)


def _compare(case: Case, previous: _Occasion, this: _Occasion, items: list[str]) -> Answer:
    """The days before the occasion against the rest of the cycle since the one before it."""
    window = case.days("within_days")
    rest = (this.day - previous.day - window).days
    if rest <= 0:
        return CannotTell(why="the cycle is no longer than the days looked at", because=(previous.entry, this.entry))
    start = this.day - window
    rises = [rise for ref in items for rise in _rises(case, ref) if previous.day <= rise.word.day < this.day]
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


def _rises(case: Case, reference: str) -> Iterator[_Rise]:
    words = [word for word in words_on(case, reference) if is_firm(word) and word.meaning in STEPS]
    for index, word in enumerate(words[1:]):
        if STEPS[word.meaning] > STEPS[words[index].meaning]:
            yield _Rise(reference, word, words[index])


def _has_new_evidence(case: Case, rise: _Rise) -> bool:
    """Whether some evidence for it may have been collected after the report before, and by this one."""
    held = case.view(AssuranceMap)
    item = held.items.get(rise.reference)
    for reference in item.evidence if item is not None else ():
        piece = held.evidence.get(reference)
        if piece is None or piece.complete == "no":
            continue
        collected = piece.collected
        made = piece.produced_on or dt.date.max
        first, last = (
            (made, made) if collected is None or collected.is_unknown else (collected.earliest, collected.latest)
        )
        if first <= rise.word.day and last > rise.before.day:
            return True
    return False


def _polished(case: Case, this: _Occasion, near: list[_Rise], far: int) -> Alarm:
    until = this.day + case.days("revert_days")
    reverted = {rise.reference: found for rise in near if (found := _taken_back(case, rise, this.day, until))}
    return Alarm(
        because=(this.entry, *(rise.word.entry for rise in near), *reverted.values()),
        opened=this.entry,
        severity="critical" if len(reverted) * _REVERTED >= len(near) else None,
        says=f"{len(near)} things were reported better without new evidence within {case.setting('within_days')} days "
        f"before {case.subject} of {this.day.isoformat()}, {far} in the rest of the cycle; {len(reverted)} were taken "
        f"back within {case.setting('revert_days')} days after it",
        clears="for each of them, evidence collected between the report before it and the upgrade",
        recheck_on=until + dt.timedelta(days=1) if case.today <= until else None,
    )


def _taken_back(case: Case, rise: _Rise, after: dt.date, until: dt.date) -> int:
    """The entry that takes an upgrade back within the time; 0 where none does."""
    words = (word for word in words_on(case, rise.reference) if is_firm(word) and after < word.day <= until)
    lower = (word.entry for word in words if word.day <= case.today and STEPS.get(word.meaning, rise.step) < rise.step)
    return next(lower, 0)
