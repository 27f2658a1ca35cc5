"""How early would we have known: for each alarm, the day it could first have been raised, and who saw it when."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from heapq import heappop, heappush
from typing import Any

import attrs

from govledger.assurance.case import Case
from govledger.assurance.check import check, effective_settings
from govledger.assurance.opinion import Raised
from govledger.assurance.outside import Seen, first_challenge, first_finding
from govledger.assurance.reach import overseers_of
from govledger.assurance.record import Record
from govledger.assurance.rule import RULES, Alarm, Answer, Rules
from govledger.ledger import Entry, History
from govledger.ledger.entry import mentions
from govledger.projections.plan_state import PlanState
from govledger.projections.told_log import ToldLog
from govledger.projections.told_rows import ToldTo

WHOLE = "ledger:"
"""What the subject of an alarm about the whole record begins with."""


@attrs.frozen(kw_only=True)
class Moment:
    """One alarm, and the days that matter to it.

    Attributes:
        alarm: The alarm.
        first: The first day on which its rule raised it from what was known by then; ``None`` where it rests on what
            became known only after the day asked about.
        told: The first day on which each body that oversees the subject had been told any entry that the alarm rests
            on, ``None`` where it was not; where none of them was told, each other body that was.
        challenged: The first challenge about the subject since the episode opened.
        found: The first word against the subject or its area, by somebody outside, since the episode opened.
    """

    alarm: Raised
    first: dt.date | None
    told: Mapping[str, dt.date | None]
    challenged: Seen | None
    found: Seen | None

    @property
    def first_told(self) -> dt.date | None:
        """The first day on which any of the bodies had been told."""
        return min((day for day in self.told.values() if day is not None), default=None)

    @property
    def days_to_told(self) -> int | None:
        """Days from the first to that on which a body was told; below nothing where it was told before."""
        return _days(self.first, self.first_told)

    @property
    def days_to_challenge(self) -> int | None:
        """Days from the first to the first challenge."""
        return _days(self.first, self.challenged.day if self.challenged is not None else None)

    @property
    def days_to_finding(self) -> int | None:
        """Days from the first to that on which somebody outside found it: how much earlier it could be known."""
        return _days(self.first, self.found.day if self.found is not None else None)


def timeline(history: History | Record, today: dt.date | None = None, *, rules: Rules = RULES) -> list[Moment]:
    """The days that matter to every alarm of a check, answered ones too, in the order of the check.

    The rule of each alarm is put again to its subject, on each day on which an entry about the subject, or one that the
    alarm rests on, became known, and on each day on which the rule itself asked to be put again; each time to the
    record as it stood on that day. Settings are those in force now. Where other entries alone would have raised it
    sooner the day told is later than it could be, never earlier.

    Args:
        history: What may be read, or a record of it.
        today: The day asked about; by default as `check` has it.
        rules: The rules to put.

    Raises:
        ProjectionStoppedError: A view that this rests on stopped.
    """
    record = Record.of(history)
    opinion = check(record, today, rules=rules)
    alarms = [*opinion.alarms, *opinion.answered]
    first = _Search(record, rules, opinion.today).first_days(alarms)
    seen = _Witnesses(record, opinion.today)
    return [
        Moment(
            alarm=alarm,
            first=first.get(alarm.key),
            told=seen.told(alarm),
            challenged=seen.challenged(alarm),
            found=seen.found(alarm),
        )
        for alarm in alarms
    ]


class _Search:
    """Looks for the first day of each alarm, one day of the record at a time."""

    def __init__(self, record: Record, rules: Rules, today: dt.date) -> None:
        self._history, self._rules, self._today = record.history, rules, today
        self._settings, self._record = effective_settings(record, rules), record
        self._days: list[dt.date] = []
        self._waiting: dict[dt.date, dict[str, Raised]] = {}

    def first_days(self, alarms: list[Raised]) -> dict[str, dt.date]:
        """The first day of each alarm by its key: that of the same episode, else of any on the same subject."""
        for alarm, days in zip(alarms, self._candidates(alarms), strict=True):
            for day in days:
                self._wait(alarm, day)
        same: dict[str, dt.date] = {}
        like: dict[str, dt.date] = {}
        while self._days:
            day = heappop(self._days)
            asked = [alarm for alarm in self._waiting.pop(day).values() if alarm.key not in same]
            for alarm, answer in self._answers(asked, day):
                if isinstance(answer, Alarm):
                    like.setdefault(alarm.key, day)
                if isinstance(answer, Alarm) and _opened(answer) == _episode(alarm):
                    same[alarm.key] = day
                elif answer is not None and answer.recheck_on is not None and answer.recheck_on > day:
                    self._wait(alarm, answer.recheck_on)
        return like | same

    def _answers(self, asked: list[Raised], day: dt.date) -> Iterator[tuple[Raised, Answer]]:
        """What the rule of each alarm says of its subject on a day; the record of the day is read once for all."""
        if asked:
            record = Record(self._as_of(day))
            yield from ((alarm, self._answer(alarm, record, day)) for alarm in asked)

    def _wait(self, alarm: Raised, day: dt.date) -> None:
        """Put the alarm's rule on that day too, unless it is yet to come."""
        if day > self._today:
            return
        if day not in self._waiting:
            heappush(self._days, day)
        self._waiting.setdefault(day, {})[alarm.key] = alarm

    def _candidates(self, alarms: list[Raised]) -> Iterator[set[dt.date]]:
        """The days on which what bears on each alarm became known, and the day asked about."""
        subjects = {alarm.subject for alarm in alarms}
        named: dict[str, set[dt.date]] = defaultdict(set)
        about: dict[int, set[str]] = defaultdict(set)
        catalogue = self._history.ledger.inner.catalogue
        for version in self._record.versions if alarms else ():
            about[version.original] |= mentions(version, catalogue) & subjects
            for subject in about[version.original]:
                named[subject].add(version.known_on)
            for number in (version.number, version.original):
                named[f"entry:{number}"].add(version.known_on)
            named[WHOLE].add(version.known_on)
        for alarm in alarms:
            rests_on = set[dt.date]().union(*(named[f"entry:{number}"] for number in alarm.because))
            whole = named[WHOLE] if alarm.subject.startswith(WHOLE) else set[dt.date]()
            yield {self._today} | rests_on | named[alarm.subject] | whole | self._meetings

    @cached_property
    def _meetings(self) -> set[dt.date]:
        """Where only what a body was told is read, the days on which it met: it knew nothing sooner."""
        body = self._history.cut.told
        return set(self._record.state(ToldLog).told_to(body).meetings.values()) if body else set()

    def _as_of(self, day: dt.date) -> History:
        """The history as it stood on a day; its other cuts stay."""
        cut = self._history.cut
        happened, known = min(day, cut.happened_by or day), min(day, cut.known_by or day)
        return History(self._history.ledger, attrs.evolve(cut, happened_by=happened, known_by=known))

    def _answer(self, alarm: Raised, record: Record, day: dt.date) -> Answer:
        """What the alarm's rule says of its subject on a day; nothing where it was not on record, or the rule stops."""
        kind = alarm.subject.partition(":")[0]
        if alarm.subject not in set(record.subjects((kind,))):
            return None
        rule = self._rules.named(alarm.rule)
        try:
            return rule.judge(Case(alarm.subject, record=record, rule=rule, today=day, settings=self._settings))
        except Exception:  # noqa: BLE001 - an application's rule may raise anything; then it raises no alarm that day
            return None


def _opened(alarm: Alarm) -> int:
    """The entry that opened an episode, as a rule gives it."""
    return alarm.opened or min(alarm.because)


def _episode(alarm: Raised) -> int:
    """The entry that opened an episode, as an alarm's key has it."""
    return int(alarm.key.rpartition(":")[2])


class _Witnesses:
    """Who was told, asked or found what an alarm is about, by the day asked about."""

    def __init__(self, record: Record, today: dt.date) -> None:
        self._record, self._today = record, today
        self._plan = record.state(PlanState)
        self._log = record.state(ToldLog)
        self._told: dict[str, ToldTo] = {}

    def told(self, alarm: Raised) -> dict[str, dt.date | None]:
        """When each body that oversees the subject, or else each body that was told, was told any of it."""
        overseeing = {body: self._first_told(body, alarm) for body in overseers_of(alarm.subject, self._plan)}
        if any(day is not None for day in overseeing.values()):
            return overseeing
        others = {body: self._first_told(body, alarm) for body in dict.fromkeys(self._log.bodies().values())}
        return overseeing | {body: day for body, day in others.items() if day is not None}

    def _first_told(self, body: str, alarm: Raised) -> dt.date | None:
        if body not in self._told:
            self._told[body] = self._log.told_to(body)
        days = (self._told[body].first(self._record.numbered[number]) for number in alarm.because)
        return min((day for day in days if day is not None and day <= self._today), default=None)

    def challenged(self, alarm: Raised) -> Seen | None:
        """The first challenge about the subject since the episode opened."""
        return first_challenge(self._record, alarm.subject, since=self._since(alarm), until=self._today)

    def found(self, alarm: Raised) -> Seen | None:
        """The first word against the subject or its area by somebody outside, since the episode opened."""
        return first_finding(self._record, alarm.subject, since=self._since(alarm), until=self._today)

    def _since(self, alarm: Raised) -> dt.date:
        opened: Entry[Any] | None = self._record.numbered.get(_episode(alarm))
        return opened.latest if opened is not None else dt.date.min


def _days(start: dt.date | None, end: dt.date | None) -> int | None:
    return (end - start).days if start is not None and end is not None else None
