"""When things were reported better than before: each rise of a plan's items, by the day on which it was reported."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import pairwise

import attrs

from govledger.assurance.case import Case
from govledger.assurance.families.belonging import items_in, plan_of
from govledger.assurance.families.reading import Word, words_in
from govledger.assurance.families.weighing import STEPS, is_firm
from govledger.assurance.record import Record, compared
from govledger.projections.plan_items import Item
from govledger.projections.plan_state import PlanState


@attrs.frozen
class Rise:
    """A report that stands higher than the one before it.

    Attributes:
        reference: What was reported on.
        word: The report.
        before: The one before it.
    """

    reference: str
    word: Word
    before: Word

    @property
    def step(self) -> int:
        """How far along it puts the thing."""
        return STEPS[self.word.meaning]


@attrs.frozen
class Course:
    """How the items of a plan, or of every plan, were reported.

    Attributes:
        first: The day of the first word on any of them; the last day of all where nothing was said.
        rises: Every rise, in the order of the days.
        days: The day of each rise.
    """

    first: dt.date
    rises: tuple[Rise, ...]
    days: tuple[dt.date, ...]

    def between(self, since: dt.date, before: dt.date) -> tuple[Rise, ...]:
        """The rises reported on or after one day and before another."""
        return self.rises[bisect_left(self.days, since) : bisect_left(self.days, before)]


def first_word(case: Case, plan: str | None) -> dt.date:
    """The day of the first word on any item of a plan, or of every plan; the last day of all where nothing was said."""
    return case.once(_first_word, plan)


def rises_between(case: Case, plan: str | None, since: dt.date, before: dt.date) -> tuple[Rise, ...]:
    """The rises of the items of a plan, or of every plan, that were reported on or after one day and before another."""
    return case.once(_rises_between, plan, since, before)


@compared
def _first_word(record: Record, plan: str | None) -> dt.date:
    return record.once(_course_of, plan).first


@compared
def _rises_between(record: Record, plan: str | None, since: dt.date, before: dt.date) -> tuple[Rise, ...]:
    return record.once(_course_of, plan).between(since, before)


@compared
def _course_of(record: Record, plan: str | None) -> Course:
    """How the items that stand in a plan were reported; where none is named, those of every plan on record."""
    courses = [record.once(_course_of_one, row.ref) for row in _standing_in(record, plan)]
    return _course((course.first for course in courses), (rise for course in courses for rise in course.rises))


@compared
def _course_of_one(record: Record, reference: str) -> Course:
    """How one thing was reported."""
    said = record.once(words_in, reference)
    return _course([said[0].day] if said else [], _rises(reference, said))


def _course(first: Iterable[dt.date], rises: Iterable[Rise]) -> Course:
    in_order = tuple(sorted(rises, key=_day))
    days = tuple(rise.word.day for rise in in_order)
    return Course(first=min(first, default=dt.date.max), rises=in_order, days=days)


def _standing_in(record: Record, plan: str | None) -> Iterator[Item]:
    state = record.state(PlanState)
    if plan is not None:
        return (row for row in record.once(items_in, plan) if plan_of(state, row) == plan)
    every = (*state.commitments.values(), *state.actions.values())
    return (row for row in every if plan_of(state, row) in state.plans)


def _rises(reference: str, said: Iterable[Word]) -> Iterator[Rise]:
    """Each report on one thing that stands higher than the firm one before it."""
    for before, word in pairwise(word for word in said if is_firm(word) and word.meaning in STEPS):
        if STEPS[word.meaning] > STEPS[before.meaning]:
            yield Rise(reference, word, before)


def _day(rise: Rise) -> dt.date:
    return rise.word.day
