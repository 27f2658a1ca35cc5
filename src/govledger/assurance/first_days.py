"""The first day on which each alarm could have been raised: rules put again to the record as it stood on other days."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from heapq import heappop, heappush

import attrs

from govledger.assurance.case import Case
from govledger.assurance.check import effective_settings
from govledger.assurance.opinion import Raised
from govledger.assurance.record import Record
from govledger.assurance.rule import Alarm, Answer, Rules
from govledger.ledger import History
from govledger.ledger.entry import mentions
from govledger.projections.told_log import ToldLog

WHOLE = "ledger:"
"""What the subject of an alarm about the whole record begins with."""

DAY = dt.timedelta(days=1)


def first_days(record: Record, alarms: Iterable[Raised], rules: Rules, today: dt.date) -> dict[str, dt.date]:
    """The first day of each alarm by its key: that of the same episode, else of any on the same subject.

    On that day a check of what was known by then raises it, and on the day before it does not. The settings and the
    coverage are those in force now. An alarm that no check of what was known by ``today`` raises has no day.

    The rule of each alarm is put again to its subject on the days that are likely: those on which an entry about the
    subject, or one that the alarm rests on, became known, and those on which the rule itself asked to be put again.
    Where it was raised on the day before the first of these too, because other entries or the passing of time had
    raised it, the days since it was last not raised are halved until the day is found.
    """
    return _Search(record, rules, today).first_days(list(alarms))


@attrs.define
class _Sought:
    """One alarm that is looked for.

    Attributes:
        alarm: The alarm.
        same: The first day on which its own episode was raised.
        like: The first day on which any alarm on its subject was.
        not_same: The last day before ``same`` on which it was asked and its own episode was not raised.
        not_like: The last day before ``like`` on which it was asked and nothing was raised.
    """

    alarm: Raised
    same: dt.date | None = None
    like: dt.date | None = None
    not_same: dt.date = dt.date.min
    not_like: dt.date = dt.date.min

    def hears(self, answer: Answer, day: dt.date) -> None:
        """Take in what the rule answered on a day; days come in order."""
        if is_same(self.alarm, answer):
            self.same = day
        else:
            self.not_same = day
        if self.like is None and isinstance(answer, Alarm):
            self.like = day
        elif self.like is None:
            self.not_like = day

    @property
    def found(self) -> tuple[dt.date, dt.date] | None:
        """The last day on which it was not raised, and the first on which it was; ``None`` where it never was."""
        if self.same is not None:
            return self.not_same, self.same
        return None if self.like is None else (self.not_like, self.like)

    def is_raised(self, answer: Answer) -> bool:
        """Whether an answer is what was found: its own episode, or else any alarm."""
        return isinstance(answer, Alarm) if self.same is None else is_same(self.alarm, answer)


class _Search:
    """Looks for the first day of each alarm, one day of the record at a time."""

    def __init__(self, record: Record, rules: Rules, today: dt.date) -> None:
        self._record, self._rules, self._today = record, rules, today
        self._settings = effective_settings(record, rules)
        self._days: list[dt.date] = []
        self._waiting: dict[dt.date, dict[str, _Sought]] = {}
        self._held: tuple[dt.date, Record] | None = None

    def first_days(self, alarms: list[Raised]) -> dict[str, dt.date]:
        """The first day of each alarm by its key."""
        every = [_Sought(alarm) for alarm in alarms]
        for sought, days in zip(every, self._candidates(alarms), strict=True):
            for day in days:
                self._wait(sought, day)
        while self._days:
            day = heappop(self._days)
            for sought in self._waiting.pop(day).values():
                self._ask(sought, day)
        found = [(sought, span) for sought in every if (span := sought.found) is not None]
        # Those of one day are taken together, so that the record of the day before is read once for them all.
        found.sort(key=lambda one: one[1][1])
        return {sought.alarm.key: self._sharpened(sought, *span) for sought, span in found}

    def _ask(self, sought: _Sought, day: dt.date) -> None:
        if sought.same is not None:
            return
        answer = self._answer(sought.alarm, day)
        sought.hears(answer, day)
        if answer is not None and answer.recheck_on is not None and answer.recheck_on > day:
            self._wait(sought, answer.recheck_on)

    def _wait(self, sought: _Sought, day: dt.date) -> None:
        """Put the alarm's rule on that day too, unless it is yet to come."""
        if day > self._today:
            return
        if day not in self._waiting:
            heappush(self._days, day)
        self._waiting.setdefault(day, {})[sought.alarm.key] = sought

    def _sharpened(self, sought: _Sought, quiet: dt.date, raised: dt.date) -> dt.date:
        """A day after ``quiet`` and no later than ``raised`` on which it was raised, and was not the day before."""
        quiet, day = max(quiet, self._known_days[0] - DAY), raised - DAY
        while day > quiet:
            if sought.is_raised(self._answer(sought.alarm, day)):
                raised = day
            else:
                quiet = day
            day = quiet + (raised - quiet) // 2
        return raised

    # Which days -------------------------------------------------------------------------------------------------------

    def _candidates(self, alarms: list[Raised]) -> Iterator[set[dt.date]]:
        """The days on which what bears on each alarm became known, and the day asked about."""
        subjects = {alarm.subject for alarm in alarms}
        named: dict[str, set[dt.date]] = defaultdict(set)
        about: dict[int, set[str]] = defaultdict(set)
        catalogue = self._record.history.ledger.inner.catalogue
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
    def _known_days(self) -> list[dt.date]:
        """The days on which something became known, or was told where only that is read."""
        return sorted({version.known_on for version in self._record.versions} | self._meetings)

    @cached_property
    def _meetings(self) -> set[dt.date]:
        """Where only what a body was told is read, the days on which it met: it knew nothing sooner."""
        body = self._record.history.cut.told
        return set(self._record.state(ToldLog).told_to(body).meetings.values()) if body else set()

    # What was answered then -------------------------------------------------------------------------------------------

    def _as_of(self, day: dt.date) -> Record:
        """The record as it stood on a day; its other cuts stay. It is read again only where something came to it."""
        cut = self._record.history.cut
        if cut.told is None:
            index = bisect_right(self._known_days, day)
            day = self._known_days[index - 1] if index else dt.date.min
        if self._held is None or self._held[0] != day:
            happened, known = min(day, cut.happened_by or day), min(day, cut.known_by or day)
            then = attrs.evolve(cut, happened_by=happened, known_by=known)
            self._held = (day, Record(History(self._record.history.ledger, then)))
        return self._held[1]

    def _answer(self, alarm: Raised, day: dt.date) -> Answer:
        """What the alarm's rule says of its subject on a day; nothing where it was not on record, or the rule stops."""
        record, rule = self._as_of(day), self._rules.named(alarm.rule)
        if alarm.subject not in record.subjects((alarm.subject.partition(":")[0],)):
            return None
        try:
            return rule.judge(Case(alarm.subject, record=record, rule=rule, today=day, settings=self._settings))
        except Exception:  # noqa: BLE001 - an application's rule may raise anything; then it raises no alarm that day
            return None


def is_same(alarm: Raised, answer: Answer) -> bool:
    """Whether an answer is the alarm of the same episode."""
    return isinstance(answer, Alarm) and (answer.opened or min(answer.because)) == episode_of(alarm)


def episode_of(alarm: Raised) -> int:
    """The entry that opened an alarm's episode, as its key has it."""
    return int(alarm.key.rpartition(":")[2])
