"""A check that is kept up as a ledger grows: what is written anew is read, and only what rests on it judged again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TypeVar

import attrs

from govledger.assurance.case import Case
from govledger.assurance.check import Judged, effective_settings, form_opinion, judge
from govledger.assurance.footprint import Footprints, Mark, Today, plain
from govledger.assurance.opinion import Opinion
from govledger.assurance.rule import RULES, Answer, Rule, Rules
from govledger.assurance.watched import WatchedRecord
from govledger.ledger import Ledger

Event = TypeVar("Event")
State = TypeVar("State")
Made = TypeVar("Made")


class Watch:
    """The opinion on a whole ledger, kept up to date.

    `check` gives what `govledger.check` would give of the ledger as it is then. It judges only the cases that read
    something that new entries touch, and those whose day has come. Entries that come last in the order things happened
    are folded into what is held; after a late arrival, a correction or a retraction everything is read again, and what
    differs counts as touched. It belongs to one thread.

    Attributes:
        put: How many cases were judged at the last check.
    """

    def __init__(self, ledger: Ledger, *, rules: Rules = RULES) -> None:
        """Watch ``ledger``; nothing is read yet."""
        self.put = 0
        self._ledger, self._rules = ledger, rules
        self._record: WatchedRecord | None = None
        self._today = dt.date.min
        self._settings: dict[str, int] = {}
        self._answers: dict[tuple[str, str], Answer] = {}
        self._stopped: dict[str, str] = {}

    def check(self, today: dt.date | None = None) -> Opinion:
        """Put the rules to the ledger as it is now.

        Args:
            today: The day asked about; by default the day its newest entry became known.
        """
        record, marks = self._catch_up()
        if (today or record.today) < self._today:
            record, marks = WatchedRecord(self._ledger.history(), Footprints()), set[Mark]()
            self._answers = {}
        self._record = record
        day = today or record.today
        settings = effective_settings(record, self._rules)
        rested = record.forget(marks, day)
        self._answers = {case: answer for case, answer in self._answers.items() if case not in rested}
        changed = {name.partition(".")[0] for name, _ in settings.items() ^ self._settings.items()}
        self._today, self._settings = day, settings
        judged = list(self._judge(record, changed | set(self._stopped)))
        return form_opinion(record, day, self._rules, judged, stopped=self._stopped, settings=settings)

    def _catch_up(self) -> tuple[WatchedRecord, set[Mark]]:
        """The record as it is now, and what has been touched since the last check."""
        held, marks = self._record, set[Mark]()
        if held is None:
            return WatchedRecord(self._ledger.history(), Footprints()), marks
        history = self._ledger.history()
        for entry in self._ledger.entries(after=held.size):
            if not held.follows(entry):
                again = WatchedRecord(history, held.footprints)
                return again, marks | again.differing(held)
            marks |= held.take(entry)
        held.history = history
        return held, marks

    def _judge(self, record: WatchedRecord, again: set[str]) -> Iterator[Judged]:
        """Every answer, old or new; the rules ``again`` are put to everything."""
        self.put = 0
        for rule in self._rules:
            self._stopped.pop(rule.name, None)
            for subject in record.subjects(rule.about):
                key = (rule.name, subject)
                if rule.name in self._stopped:
                    break
                if rule.name in again or key not in self._answers:
                    self._answers[key] = self._put(record, rule, subject)
                yield Judged(rule=rule, subject=subject, answer=self._answers[key])

    def _put(self, record: WatchedRecord, rule: Rule, subject: str) -> Answer:
        self.put += 1
        today = Today.watched(self._today, record.footprints)
        case = Case(subject, record=record, rule=rule, today=today, settings=self._settings)
        with record.footprints.reading((rule.name, subject)):
            answer = judge(rule, case, self._stopped)
        if answer is None or answer.recheck_on is None:
            return answer
        return attrs.evolve(answer, recheck_on=plain(answer.recheck_on))
