"""How early would we have known: for each alarm, the day it could first have been raised, and who saw it when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import attrs

from govledger.assurance.check import check
from govledger.assurance.first_days import episode_of, first_days
from govledger.assurance.opinion import Raised
from govledger.assurance.outside import Seen, first_challenge, first_finding
from govledger.assurance.reach import overseers_of
from govledger.assurance.record import Record
from govledger.assurance.rule import RULES, Rules
from govledger.ledger import Entry, History
from govledger.projections.plan_state import PlanState
from govledger.projections.told_log import ToldLog
from govledger.projections.told_rows import ToldTo


@attrs.frozen(kw_only=True)
class Moment:
    """One alarm, and the days that matter to it.

    Attributes:
        alarm: The alarm.
        first: The first day on which a check of what was known by then raised it, under the settings and the coverage
            in force now; ``None`` where it rests on what became known only after the day asked about.
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
        told = self.first_told
        return (told - self.first).days if self.first is not None and told is not None else None

    @property
    def days_to_challenge(self) -> int | None:
        """Days from the first to the first challenge; see `days_to_finding`."""
        return _days(self.first, self.challenged)

    @property
    def days_to_finding(self) -> int | None:
        """Days from the first to that on which somebody outside found it: how much earlier it could be known.

        The fewest it can have been where the day of the finding is not exact; below nothing where it was found before.
        ``None`` where one of the two has no day, or which came first cannot be told.
        """
        return _days(self.first, self.found)


def timeline(history: History | Record, today: dt.date | None = None, *, rules: Rules = RULES) -> list[Moment]:
    """The days that matter to every alarm of a check, answered ones too, in the order of the check.

    See `first_days` for how the first day of each is found.

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
    first = first_days(record, alarms, rules, opinion.today)
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
        opened: Entry[Any] | None = self._record.numbered.get(episode_of(alarm))
        return opened.latest if opened is not None else dt.date.min


def _days(first: dt.date | None, seen: Seen | None) -> int | None:
    """The fewest days from a day to one that may not be exact; ``None`` where it may lie on either side."""
    if first is None or seen is None:
        return None
    if first <= seen.earliest:
        return (seen.earliest - first).days
    return (seen.day - first).days if seen.day < first else None
