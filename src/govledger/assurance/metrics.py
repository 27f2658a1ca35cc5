"""How good the self-assessment has been: seven measures of the record, none without how many things it is of.

These are no alarms: they say what to expect of the next green, not that one is wrong.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from statistics import median
from typing import Any

import attrs

from govledger.assurance.outside import is_outside, visitors
from govledger.assurance.reach import concerns_of
from govledger.assurance.record import Record
from govledger.events import FindingMade, VisitConducted, each
from govledger.ledger import Entry, History
from govledger.projections.assurance_map import AssuranceMap
from govledger.projections.challenge_log import PUT_OFF, Challenge, ChallengeLog
from govledger.projections.deadline_history import DeadlineHistory
from govledger.projections.decision_register import DecisionRegister
from govledger.projections.plan_state import PlanState
from govledger.projections.status_history import ReadReport, StatusHistory
from govledger.projections.told_log import ToldLog
from govledger.projections.tracked import PROGRESS

MONTHS_BEFORE = 6
"""How many months before a visit a self-rating counts, where nobody asks for another number."""

DAYS_A_MONTH = 30

LINE_MIN = 2
"""How independent of the lead a check must be to count as independent: elsewhere in the council, or further off."""


@attrs.frozen(kw_only=True)
class Share:
    """A part of a whole.

    Attributes:
        count: How many of them.
        of: Of how many.
        unknown: How many more cannot be told either way; they are in neither number.
        entries: The entries this rests on.
    """

    count: int
    of: int
    unknown: int = 0
    entries: tuple[int, ...] = ()

    @property
    def percent(self) -> int | None:
        """The share in whole per cent, halves up; ``None`` of nothing."""
        return (200 * self.count + self.of) // (2 * self.of) if self.of else None


@attrs.frozen(kw_only=True)
class Spread:
    """How long something took, over many.

    Attributes:
        days: The days each took, the shortest first.
        unknown: How many more there are of which that is not known, or which are still open.
        entries: The entries this rests on.
    """

    days: tuple[int, ...]
    unknown: int = 0
    entries: tuple[int, ...] = ()

    @property
    def of(self) -> int:
        """How many there are."""
        return len(self.days)

    @property
    def median(self) -> float | None:
        """The one in the middle, in days; ``None`` of nothing."""
        return median(self.days) if self.days else None

    @property
    def longest(self) -> int | None:
        """The longest, in days; ``None`` of nothing."""
        return self.days[-1] if self.days else None


@attrs.frozen(kw_only=True)
class Calibration:
    """What one visit from outside made of the self-ratings before it.

    Attributes:
        visit: The visit.
        day: The latest day of it.
        by: Who visited.
        rated: The items last self-rated well in the months before, each with the entry that did.
        contradicted: Of those, the items in which, or in whose area, the visit found a weakness.
        share: How many of them the visit contradicted.
    """

    visit: str
    day: dt.date
    by: tuple[str, ...]
    rated: tuple[tuple[str, int], ...]
    contradicted: tuple[str, ...]
    share: Share


@attrs.frozen(kw_only=True)
class Metrics:
    """The seven measures on one day.

    Attributes:
        today: The day.
        calibration: What each visit from outside made of the self-ratings before it, the earliest first.
        uncalibrated: The visits of which that cannot be told: their first day, or who visited, is not on record.
        evidence_age: How old the evidence behind what is rated well now is.
        verified: Of what is rated well now, how much somebody independent of its lead found so.
        slips: How far the due dates have moved, those that have not moved among them.
        answer_time: How long a challenge waited for an answer in substance.
        only_noted: Of the decisions, how many were only noted or received.
        told_lag: How long after it became known each body was first told an entry, by body.
    """

    today: dt.date
    calibration: tuple[Calibration, ...]
    uncalibrated: tuple[str, ...]
    evidence_age: Spread
    verified: Share
    slips: Spread
    answer_time: Spread
    only_noted: Share
    told_lag: dict[str, Spread]


def metrics(history: History | Record, today: dt.date | None = None) -> Metrics:
    """Every measure of a history.

    Args:
        history: What may be read, or a record of it.
        today: The day asked about; by default the history's own, or that on which its newest entry became known.

    Raises:
        ProjectionStoppedError: A view that this rests on stopped.
    """
    record = Record.of(history)
    day = today or record.today
    return Metrics(
        today=day,
        calibration=calibration(record, day),
        uncalibrated=uncalibrated(record, day),
        evidence_age=evidence_age(record, day),
        verified=verified(record, day),
        slips=slips(record, day),
        answer_time=answer_time(record, day),
        only_noted=only_noted(record, day),
        told_lag=told_lag(record, day),
    )


# What visits made of it ----------------------------------------------------------------------------------------------


def calibration(record: Record, today: dt.date, *, months: int = MONTHS_BEFORE) -> tuple[Calibration, ...]:
    """What each visit from outside made of the self-ratings of the months before it.

    The last rating of an item before the visit counts, if it falls in those months and is good. A visit contradicts it
    by a weakness that names the item, or an area of it or of its commitment. A visit whose first day is not known is
    left out: what came before it cannot be told.
    """
    return tuple(
        _calibrated(record, visit, by, today, months)
        for visit in _visits(record, today)
        if visit.earliest != dt.date.min
        and (by := tuple(party for party in visitors(record, visit.event.visit) if is_outside(record, party)))
    )


def uncalibrated(record: Record, today: dt.date) -> tuple[str, ...]:
    """The visits that tell nothing: nobody is said to have visited, or the first day of a visit from outside is not."""
    found: list[str] = []
    for visit in _visits(record, today):
        by = visitors(record, visit.event.visit)
        is_ours = bool(by) and not any(is_outside(record, party) for party in by)
        if not is_ours and (not by or visit.earliest == dt.date.min):
            found.append(visit.event.visit)
    return tuple(found)


def _visits(record: Record, today: dt.date) -> Iterator[Entry[VisitConducted]]:
    every = record.all(VisitConducted)
    return (entry for entry in every if entry.latest <= today and entry.rival_of is None)


def _calibrated(
    record: Record, visit: Entry[VisitConducted], by: tuple[str, ...], today: dt.date, months: int
) -> Calibration:
    name, since = visit.event.visit, visit.earliest.toordinal() - months * DAYS_A_MONTH
    last = _last_reports(record, before=visit.earliest)
    rated = {report.subject: report for report in last if report.meaning.is_good and report.day.toordinal() >= since}
    weak = [entry for entry in record.about(FindingMade, f"visit:{name}") if _is_weakness(entry, name, today)]
    plan = record.state(PlanState)
    against = {
        subject: [one.number for one in weak if not concerns_of(subject, plan).isdisjoint(each(one.event.about))]
        for subject in rated
    }
    contradicted = tuple(subject for subject, entries in against.items() if entries)
    entries = {visit.number, *(report.entry for report in rated.values())}.union(*against.values())
    return Calibration(
        visit=name,
        day=visit.latest,
        by=by,
        rated=tuple((subject, report.entry) for subject, report in rated.items()),
        contradicted=contradicted,
        share=Share(count=len(contradicted), of=len(rated), entries=tuple(sorted(entries))),
    )


def _is_weakness(entry: Entry[FindingMade], visit: str, today: dt.date) -> bool:
    event = entry.event
    is_certain = entry.rival_of is None and "polarity" not in entry.uncertain and entry.latest <= today
    return is_certain and event.visit == visit and event.polarity == "weakness"


# What greens rest on -------------------------------------------------------------------------------------------------


def evidence_age(record: Record, today: dt.date) -> Spread:
    """How old the newest evidence said outright to support each thing rated well now is.

    What has no evidence, or none with a day, is unknown.
    """
    held, ages, entries = record.state(AssuranceMap), list[int](), set[int]()
    greens = _greens(record, today)
    for green in greens:
        assured = held.items.get(green.subject)
        pieces = [held.evidence[ref] for ref in assured.evidence if ref in held.evidence] if assured is not None else []
        dated = [(age, piece) for piece in pieces if (age := piece.age_days(today)) is not None and age >= 0]
        if dated:
            age, newest = min(dated, key=lambda one: one[0])
            ages.append(age)
            entries.update((green.entry, *newest.entries))
    return Spread(days=tuple(sorted(ages)), unknown=len(greens) - len(ages), entries=tuple(sorted(entries)))


def verified(record: Record, today: dt.date, *, line_min: int = LINE_MIN) -> Share:
    """Of what is rated well now, how much somebody independent of its lead checked and found so.

    Where it was checked, and how independent the checker is cannot be told, it is unknown.
    """
    held, entries = record.state(AssuranceMap), set[int]()
    counts = {True: 0, False: 0, None: 0}
    for green in _greens(record, today):
        assured = held.items.get(green.subject)
        checks = [held.checks[ref] for ref in assured.checks] if assured is not None else []
        good = [one for one in checks if one.result == "verified" and not one.is_rival and one.day <= today]
        leads = each(assured.leads) if assured is not None else ()
        lines = [held.independence(each(one.by), leads, on=one.day) for one in good]
        is_independent = any(line is not None and line >= line_min for line in lines)
        counts[True if is_independent else None if None in lines else False] += 1
        entries.update((green.entry, *(one.entry for one in good)))
    return Share(
        count=counts[True], of=counts[True] + counts[False], unknown=counts[None], entries=tuple(sorted(entries))
    )


def _greens(record: Record, today: dt.date) -> list[ReadReport]:
    """What is rated well now: the last report on each thing, where that is good."""
    return [report for report in _last_reports(record, before=today + dt.timedelta(days=1)) if report.meaning.is_good]


def _last_reports(record: Record, *, before: dt.date) -> list[ReadReport]:
    """The last report of progress on each thing before a day, in the order of their subjects."""
    held = record.state(StatusHistory).on(before - dt.timedelta(days=1))
    return [held[name] for name in sorted(held) if held[name].dimension == PROGRESS]


# What moved, waited and was settled ----------------------------------------------------------------------------------


def slips(record: Record, today: dt.date) -> Spread:
    """How far each due date has moved from the first that was given, in days; nought where it has not moved.

    What moved to or from a date with no day is unknown.
    """
    history = record.state(DeadlineHistory)
    moved = history.slips(today)
    still = [row for name, row in history.deadlines.items() if name not in moved and row.original is not None]
    days = [slip.days_slipped for slip in moved.values()] + [0 for row in still if _has_day(row.original)]
    entries = {number for slip in moved.values() for number in slip.entries}
    entries |= {row.entry for row in still if _has_day(row.original)}
    known = sorted(day for day in days if day is not None)
    return Spread(days=tuple(known), unknown=len(days) - len(known), entries=tuple(sorted(entries)))


def _has_day(due: Any) -> bool:
    return due is not None and not due.is_open


def answer_time(record: Record, today: dt.date) -> Spread:
    """How long each challenge waited for its first answer in substance; those still waiting are unknown."""
    log = record.state(ChallengeLog)
    rows = [row for row in log.challenges.values() if row.asked_by_day is not None and row.asked_by_day <= today]
    waits = [(row, answered) for row in rows if (answered := _answered(record, row, today)) is not None]
    days = sorted((entry.latest - row.asked_by_day).days for row, entry in waits if row.asked_by_day is not None)
    entries = {number for row, _ in waits for number in row.entries}
    return Spread(days=tuple(days), unknown=len(rows) - len(waits), entries=tuple(sorted(entries)))


def _answered(record: Record, row: Challenge, today: dt.date) -> Entry[Any] | None:
    """The entry of the first answer in substance."""
    entries = (record.numbered[one.entry] for one in row.answers if one.disposition not in {*PUT_OFF, "satisfied"})
    return min((one for one in entries if one.latest <= today), key=lambda one: (one.latest, one.number), default=None)


def only_noted(record: Record, today: dt.date) -> Share:
    """Of the decisions, how many were noted or received and never more; one known by no force is unknown."""
    rows = [row for row in record.state(DecisionRegister).decisions.values() if _is_by(record, row.entries, today)]
    known = [row for row in rows if row.turns and row.force != "unknown"]
    noted = [row for row in known if row.is_only_noted]
    entries = {number for row in known for number in row.entries}
    return Share(count=len(noted), of=len(known), unknown=len(rows) - len(known), entries=tuple(sorted(entries)))


def _is_by(record: Record, entries: Iterable[int], today: dt.date) -> bool:
    days = [record.numbered[number].latest for number in entries]
    return bool(days) and min(days) <= today


def told_lag(record: Record, today: dt.date) -> dict[str, Spread]:
    """How long after an entry became known each body was first told it, in days.

    What a body was told on the day it was said there counts as no days. What it was never told is unknown: whether it
    should have been, this does not say. What is said of the ledger itself is left out, and so is the day of recording,
    because minutes of years ago are often recorded at once.
    """
    log = record.state(ToldLog)
    found: dict[str, Spread] = {}
    known = [entry for entry in record.entries if entry.known_on <= today and record.is_of_the_world(entry)]
    for body in sorted(set(log.bodies().values())):
        told_to = log.told_to(body)
        told = [(entry, day) for entry in known if (day := told_to.first(entry)) is not None and day <= today]
        days = sorted(max(0, (day - entry.known_on).days) for entry, day in told)
        numbers = tuple(sorted(entry.number for entry, _ in told))
        found[body] = Spread(days=tuple(days), unknown=len(known) - len(told), entries=numbers)
    return found
