"""Family D, news: was what went badly put before the board that was shown what went well?"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from govledger.assurance.case import Case, doubted
from govledger.assurance.families.belonging import items_of, measures_about
from govledger.assurance.families.papers import published_on
from govledger.assurance.families.sittings import held_by, told_to
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
from govledger.ledger import Entry
from govledger.projections.status_history import StatusHistory

_BAD, _GOOD = frozenset({"worse", "missed"}), frozenset({"better", "met"})
_MATTERS = frozenset({"area", "cause", "finding", "measure", "recommendation"})
"""The kinds of thing that an item of a plan concerns or answers, and through which news bears on the plan."""


@attrs.frozen(kw_only=True)
class _News:
    """One entry that bears on the plan, for good or ill.

    Attributes:
        entry: The entry.
        day: The first day it was known outside its author's office, or published where that is later.
        is_good: Whether it speaks well of the plan.
        is_doubted: Whether the clerk doubts what matters here.
    """

    entry: Any
    day: dt.date
    is_good: bool
    is_doubted: bool


@attrs.frozen(kw_only=True)
class _Found:
    """What became of one piece of bad news before one body: ``told``, ``kept``, ``pending``, or why it is not known."""

    news: _News
    how: str
    shown: tuple[_News, ...] = ()


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
    news = sorted(_news(case), key=_in_order)
    bad = [one for one in news if not one.is_good]
    if not bad:
        return None
    plan = case.plan.plans.get(case.subject.id)
    bodies = each(plan.overseen_by) if plan is not None else ()
    if not bodies:
        return CannotTell(why="nobody said which body oversees it", because=_numbers(bad))
    found = [one for body in bodies for one in _before(case, body, bad, [one for one in news if one.is_good])]
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
    recorded: dt.date = first.entry.recorded_at.date()
    return Alarm(
        because=(*_numbers(one.news for one in kept), *_numbers(one for found in kept for one in found.shown)),
        opened=first.entry.number,
        says=f"entry {first.entry.number}, known on {first.day.isoformat()} and recorded on {recorded.isoformat()}, is "
        f"not on record as put before the body that oversees {case.subject} at either of two meetings; good news "
        "of it was",
        clears="the record that it was put before that body at one of the two meetings",
    )


def _before(case: Case, body: str, bad: list[_News], good: list[_News]) -> Iterator[_Found]:
    """What became of each piece of bad news before one body."""
    told = told_to(case, body)
    shown: dict[dt.date, list[_News]] = {}
    for one in good:
        day = told.first(one.entry)
        if day is not None and not one.is_doubted:
            shown.setdefault(day, []).append(one)
    days = sorted({entry.latest for entry in held_by(case, body) if entry.mode != "presupposed"})
    for news in bad:
        start = bisect_left(days, _from(case, news.day))
        due = days[start : start + 2]
        first = told.first(news.entry)
        if first is not None and (len(due) < 2 or first <= due[1]):  # noqa: PLR2004 - that meeting and the next
            yield _Found(news=news, how="told")
        elif len(due) < 2:  # noqa: PLR2004 - that meeting and the next
            yield _Found(news=news, how="pending")
        elif news.is_doubted:
            yield _Found(news=news, how="the clerk doubts what went badly")
        else:
            yield _untold(case, body, news, _shown(shown, due), due)


def _untold(case: Case, body: str, news: _News, shown: tuple[_News, ...], due: list[dt.date]) -> _Found:
    """Bad news that is not on record as told: kept, if what the body was told is covered and good news was among it."""
    missing = case.gap("told", on=due[1], since=news.day, bodies=(body,))
    if missing is None and not shown:
        missing = case.gap("statuses", on=due[1], since=due[0], bodies=(body,)) or "unbalanced"
    return _Found(news=news, how=missing or "kept", shown=shown)


def _shown(good: Mapping[dt.date, Iterable[_News]], due: list[dt.date]) -> tuple[_News, ...]:
    """The good news, by the day a body was first told it, that it was first told at one of two meetings."""
    return tuple(one for day in dict.fromkeys(due) for one in good.get(day, ()))


def _from(case: Case, day: dt.date) -> dt.date:
    """The first day on which a meeting was to be told what was known on a day."""
    return case.once(_working_days_after, day, case.setting("known_working_days"))


def _working_days_after(_: Record, day: dt.date, count: int) -> dt.date:
    return ENGLAND_AND_WALES.add(day, count)


def _numbers(news: Iterable[_News]) -> tuple[int, ...]:
    return tuple(sorted({one.entry.number for one in news}))


def _in_order(one: _News) -> tuple[dt.date, int]:
    return one.day, one.entry.number


# What bears on the plan ----------------------------------------------------------------------------------------------


def _concerned(case: Case) -> set[str]:
    """The plan, its items, what measures them, and the matters that they concern or answer."""
    items = items_of(case, case.subject.id)
    named = [*(ref for row in items for ref in (*each(row.about), *each(row.addresses)))]
    held = {case.subject, *(row.ref for row in items)}
    measured = (f"measure:{name}" for row in items for name in each(row.measures))
    shown = (measure for ref in held for measure in measures_about(case, ref))
    return {*held, *measured, *shown, *(ref for ref in named if ref.kind in _MATTERS)}


def _news(case: Case) -> Iterator[_News]:
    """Everything on record that speaks well or ill of the plan."""
    concerned = _concerned(case)
    for ref in sorted(concerned):
        yield from _reports(case, ref)
    found: dict[int, _News] = {}
    for ref in sorted(concerned):
        for entry, is_good, fields in _said_of(case, ref):
            if is_good is not None and entry.rival_of is None and entry.mode != "presupposed":
                day = _known(case, entry)
                is_doubted = doubted(entry, *fields)
                found[entry.number] = _News(entry=entry, day=day, is_good=is_good, is_doubted=is_doubted)
    yield from found.values()


def _reports(case: Case, ref: str) -> Iterator[_News]:
    history = case.view(StatusHistory)
    row = history.subjects.get(ref)
    for report in row.reports if row is not None else ():
        entry, meaning = case.entry(report.entry), history.meaning_of(report.status, report.day)
        if entry is None or report.rival_of is not None or report.mode == "presupposed":
            continue
        if meaning.is_adverse or meaning.is_good:
            day = _known(case, entry)
            yield _News(entry=entry, day=day, is_good=meaning.is_good, is_doubted=doubted(entry, "status", "subject"))


def _said_of(case: Case, ref: str) -> Iterator[tuple[Entry[object], bool | None, tuple[str, ...]]]:
    """Findings, figures and evidence about one thing: whether each speaks well of it, and the fields that say so."""
    for finding in case.about(FindingMade, ref):
        if ref in each(finding.event.about):
            is_good = {"weakness": False, "strength": True}.get(finding.event.polarity)
            yield finding, is_good, ("polarity", "about")
    for figure in case.about(MeasureObserved, ref):
        said = figure.event.said
        yield figure, False if said in _BAD else True if said in _GOOD else None, ("said", "measure")
    for piece in case.about(EvidenceRecorded, ref):
        if ref in each(piece.event.undermines):
            yield piece, False, ("undermines",)
        elif ref in each(piece.event.supports):
            yield piece, True, ("supports",)


def _known(case: Case, entry: Entry[object]) -> dt.date:
    """The first day it was known; what stands in a report is not expected of anybody before its publication."""
    read = {source.document for source in entry.source}
    published = (day for document in read for day in published_on(case, document))
    return max([entry.known_on, *(day for day in published if day != dt.date.max)])
