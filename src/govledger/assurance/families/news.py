"""Family D, news: was what went badly put before the board that was shown what went well?"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

import attrs

from govledger.assurance.case import Case
from govledger.assurance.families.belonging import items_of, measures_about
from govledger.assurance.families.papers import published_on
from govledger.assurance.families.sittings import first_told, held_by, told_to
from govledger.assurance.families.telling import Telling
from govledger.assurance.record import Record
from govledger.assurance.rule import Alarm, Answer, CannotTell, Clear, NotYet, Setting, rule
from govledger.events import (
    ActionAdded,
    AgendaItemConsidered,
    CommitmentMade,
    DocumentLodged,
    EvidenceRecorded,
    FindingMade,
    MeasureDefined,
    MeasureObserved,
    MeetingHeld,
    StatusReported,
    each,
)
from govledger.events.working_days import ENGLAND_AND_WALES
from govledger.projections.status_history import StatusHistory
from govledger.projections.told_rows import ToldTo

_SPEAKING = frozenset({"status", "subject"})
"""The fields of a report that say how a thing stands."""

_MATTERS = frozenset({"area", "cause", "finding", "measure", "recommendation"})
"""The kinds of thing that an item of a plan concerns or answers, and through which news bears on the plan."""


class _Word(NamedTuple):
    """What one entry says of the plan, and whether the clerk doubts what matters of it here."""

    is_good: bool
    is_doubted: bool


@attrs.frozen(kw_only=True)
class _News:
    """One entry that speaks ill of the plan.

    Attributes:
        entry: The entry.
        day: The first day it was known outside its author's office, or published where that is later.
        told: The first day on which each of the bodies had been told it.
        is_doubted: Whether the clerk doubts what matters here.
    """

    entry: int
    day: dt.date
    told: tuple[dt.date | None, ...]
    is_doubted: bool


@attrs.frozen(kw_only=True)
class _Found:
    """What became of one piece of bad news before one body: ``told``, ``kept``, ``pending``, or why it is not known."""

    news: _News
    how: str
    shown: tuple[int, ...] = ()


@rule(
    "KEPT_FROM_BOARD",
    code="FA28",
    severity="critical",
    question="Did you know this when you briefed us?",
    about=("plan",),
    reads=(
        StatusReported,
        FindingMade,
        MeasureDefined,
        MeasureObserved,
        EvidenceRecorded,
        AgendaItemConsidered,
        MeetingHeld,
        DocumentLodged,
        ActionAdded,
        CommitmentMade,
    ),
    source="Thurrock, Best Value inspection, 2023; Ofsted on Tower Hamlets, April 2017; Croydon, Penn report",
    reads_clock=True,
    settings=(
        Setting(
            parameter="known_working_days",
            default=10,
            says="How many working days before a meeting something must have been known to be put before it.",
            looser="up",
        ),
    ),
)
def kept_from_board(case: Case) -> Answer:
    """Bad news of a plan, known in time and not put before its board, while good news of it was."""
    words = _words(case)
    bad = [number for number, word in words.items() if not word.is_good]
    if not bad:
        return None
    plan = case.plan.plans.get(case.subject.id)
    bodies = each(plan.overseen_by) if plan is not None else ()
    if not bodies:
        return CannotTell(why="nobody said which body oversees it", because=tuple(sorted(bad)))
    good = [number for number, word in words.items() if word.is_good and not word.is_doubted]
    news = sorted(_news(case, bad, words, [told_to(case, body) for body in bodies]), key=_in_order)
    found = [one for place, body in enumerate(bodies) for one in _before(case, body, place, news, good)]
    kept = [one for one in found if one.how == "kept"]
    if kept:
        return _alarm(case, kept)
    unknown = [one for one in found if one.how not in {"told", "kept", "pending", "unbalanced"}]
    if unknown:
        return CannotTell(why=unknown[0].how, because=_numbers(one.news for one in unknown))
    told = [one.news for one in found if one.how == "told"]
    if told:
        return Clear(because=_numbers(told))
    pending = [_from(case, one.news.day) for one in found if one.how == "pending"]
    return NotYet(recheck_on=max(min(pending), case.today + dt.timedelta(days=1))) if pending else None


def _alarm(case: Case, kept: list[_Found]) -> Alarm:
    first = kept[0].news
    recorded = case.entries([first.entry])[0].recorded_at.date()
    return Alarm(
        because=(*_numbers(one.news for one in kept), *sorted({number for found in kept for number in found.shown})),
        opened=first.entry,
        says=f"entry {first.entry}, known on {first.day.isoformat()} and recorded on {recorded.isoformat()}, is "
        f"not on record as put before the body that oversees {case.subject} at either of two meetings; good news "
        "of it was",
        clears="the record that it was put before that body at one of the two meetings",
    )


def _before(case: Case, body: str, place: int, bad: list[_News], good: list[int]) -> Iterator[_Found]:
    """What became of each piece of bad news before one body, which was told it by the day in that ``place``."""
    shown = _Shown(case, body, good)
    days = sorted({entry.latest for entry in held_by(case, body) if entry.mode != "presupposed"})
    for news in bad:
        start = bisect_left(days, _from(case, news.day))
        due = days[start : start + 2]
        first = news.told[place]
        if first is not None and (len(due) < 2 or first <= due[1]):  # noqa: PLR2004 - that meeting and the next
            yield _Found(news=news, how="told")
        elif len(due) < 2:  # noqa: PLR2004 - that meeting and the next
            yield _Found(news=news, how="pending")
        elif news.is_doubted:
            yield _Found(news=news, how="the clerk doubts what went badly")
        else:
            yield _untold(case, body, news, shown, due)


def _untold(case: Case, body: str, news: _News, good: _Shown, due: list[dt.date]) -> _Found:
    """Bad news that is not on record as told: kept, if what the body was told is covered and good news was among it."""
    missing = case.gap("told", on=due[1], since=news.day, bodies=(body,))
    shown = good.at(due) if missing is None else ()
    if missing is None and not shown:
        missing = case.gap("statuses", on=due[1], since=due[0], bodies=(body,)) or "unbalanced"
    return _Found(news=news, how=missing or "kept", shown=shown)


class _Shown:
    """The good news that a body was told; it is worked out when somebody asks for it."""

    def __init__(self, case: Case, body: str, good: list[int]) -> None:
        self._case, self._body, self._good = case, body, good

    @cached_property
    def _by_day(self) -> Mapping[dt.date, list[int]]:
        """The good news by the day on which the body was first told it."""
        told, found = told_to(self._case, self._body), dict[dt.date, list[int]]()
        for number in self._good:
            day = first_told(self._case, told, number)
            if day is not None:
                found.setdefault(day, []).append(number)
        return found

    def at(self, due: list[dt.date]) -> tuple[int, ...]:
        """What it was first told at one of two meetings."""
        return tuple(number for day in dict.fromkeys(due) for number in self._by_day.get(day, ()))


def _from(case: Case, day: dt.date) -> dt.date:
    """The first day on which a meeting was to be told what was known on a day."""
    return case.once(_working_days_after, day, case.setting("known_working_days"))


def _working_days_after(_: Record, day: dt.date, count: int) -> dt.date:
    return ENGLAND_AND_WALES.add(day, count)


def _numbers(news: Iterable[_News]) -> tuple[int, ...]:
    return tuple(sorted({one.entry for one in news}))


def _in_order(one: _News) -> tuple[dt.date, int]:
    return one.day, one.entry


# What bears on the plan ----------------------------------------------------------------------------------------------


def _concerned(case: Case) -> set[str]:
    """The plan, its items, what measures them, and the matters that they concern or answer."""
    items = items_of(case, case.subject.id)
    named = [*(ref for row in items for ref in (*each(row.about), *each(row.addresses)))]
    held = {case.subject, *(row.ref for row in items)}
    measured = (f"measure:{name}" for row in items for name in each(row.measures))
    shown = (measure for ref in held for measure in measures_about(case, ref))
    return {*held, *measured, *shown, *(ref for ref in named if ref.kind in _MATTERS)}


def _words(case: Case) -> dict[int, _Word]:
    """Everything on record that speaks well or ill of the plan, by its number."""
    concerned = sorted(_concerned(case))
    words: dict[int, _Word] = {}
    for ref in concerned:
        words.update(_reports(case, ref))
    for ref in case.ahead(concerned, FindingMade):
        for number, is_good, fields in _said_of(case, ref):
            told = case.remark(number)
            if is_good is not None and not told.is_rival and not told.is_presupposed:
                words[number] = _Word(is_good, not told.uncertain.isdisjoint(fields))
    return words


def _news(case: Case, bad: list[int], words: Mapping[int, _Word], bodies: list[ToldTo]) -> Iterator[_News]:
    """What speaks ill of the plan, with when it could be known and when each body was told it."""
    for number in bad:
        told = tuple(first_told(case, body, number) for body in bodies)
        yield _News(entry=number, day=_known(case, number), told=told, is_doubted=words[number].is_doubted)


def _reports(case: Case, ref: str) -> Iterator[tuple[int, _Word]]:
    history = case.view(StatusHistory)
    row = history.subjects.get(ref)
    for report in row.reports if row is not None else ():
        if report.rival_of is None and report.mode != "presupposed":
            meaning = history.meaning_of(report.status, report.day)
            if meaning.is_adverse or meaning.is_good:
                yield report.entry, _Word(meaning.is_good, not _SPEAKING.isdisjoint(report.uncertain))


def _said_of(case: Case, ref: str) -> Iterator[tuple[int, bool | None, tuple[str, ...]]]:
    """Findings, figures and evidence about one thing: whether each speaks well of it, and the fields that say so."""
    telling = case.view(Telling).entries
    for finding in case.about(FindingMade, ref):
        if ref in each(finding.event.about):
            is_good = {"weakness": False, "strength": True}.get(finding.event.polarity)
            yield finding.number, is_good, ("polarity", "about")
    for number in case.numbers_about(MeasureObserved, ref):
        yield number, telling.get(number), ("said", "measure")
    for number in case.numbers_about(EvidenceRecorded, ref):
        # What evidence names of a plan it supports, or it undermines it; and most undermines nothing.
        if number in telling and _undermines(case, number, ref):
            yield number, False, ("undermines",)
        else:
            yield number, True, ("supports",)


def _undermines(case: Case, number: int, ref: str) -> bool:
    return any(ref in each(piece.event.undermines) for piece in case.entries((number,)))


def _known(case: Case, number: int) -> dt.date:
    """The first day it was known; what stands in a report is not expected of anybody before its publication."""
    published = (day for document in case.papers(number) for day in published_on(case, document))
    return max([case.known_on(number), *(day for day in published if day != dt.date.max)])
