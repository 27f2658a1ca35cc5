"""A check that is kept up as a ledger grows: what is written anew is read, and only what rests on it judged again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from typing import TypeVar, cast

import attrs

from govledger.assurance.case import Case
from govledger.assurance.check import VIEWS, Found, conclude, effective_settings, form_opinion, judge
from govledger.assurance.footprint import Footprints, Mark, Today, plain
from govledger.assurance.opinion import Opinion, Raised
from govledger.assurance.rule import RULES, Rule, Rules
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
        self._found: dict[tuple[str, str], dict[str, Found]] = {}
        self._stopped: dict[str, str] = {}

    def check(self, today: dt.date | None = None) -> Opinion:
        """Put the rules to the ledger as it is now.

        Args:
            today: The day asked about; by default the day its newest entry became known.
        """
        record, marks = self._catch_up()
        if (today or record.today) < self._today:
            record, marks = WatchedRecord(self._ledger.history(), Footprints(), views=VIEWS), set[Mark]()
            self._found = {}
        self._record = record
        day = today or record.today
        settings = effective_settings(record, self._rules)
        for case in record.forget(marks, day):
            self._forget(case)
        changed = {name.partition(".")[0] for name, _ in settings.items() ^ self._settings.items()}
        self._today, self._settings = day, settings
        self._judge(record, changed | set(self._stopped))
        found = {case: held.values() for case, held in self._found.items()}
        return form_opinion(record, day, self._rules, found, stopped=self._stopped, settings=settings)

    def _catch_up(self) -> tuple[WatchedRecord, set[Mark]]:
        """The record as it is now, and what has been touched since the last check."""
        held, marks = self._record, set[Mark]()
        if held is None:
            return WatchedRecord(self._ledger.history(), Footprints(), views=VIEWS), marks
        history = self._ledger.history()
        for entry in self._ledger.entries(after=held.size):
            if not held.follows(entry):
                again = WatchedRecord(history, held.footprints, views=VIEWS)
                return again, marks | again.differing(held)
            marks |= held.take(entry)
        held.history = history
        return held, marks

    def _forget(self, case: Hashable) -> None:
        """Let one answer go, so that it is asked for again."""
        name, subject = cast("tuple[str, str]", case)
        self._found.get((name, subject.partition(":")[0]), {}).pop(subject, None)

    def _judge(self, record: WatchedRecord, again: set[str]) -> None:
        """Put every rule to what it has not been put to yet; the rules ``again``, to everything."""
        self.put = 0
        for rule in self._rules:
            self._stopped.pop(rule.name, None)
            for kind in dict.fromkeys(rule.about):
                held = {} if rule.name in again else self._found.get((rule.name, kind), {})
                self._found[rule.name, kind] = self._complete(record, rule, kind, held)

    def _complete(self, record: WatchedRecord, rule: Rule, kind: str, held: dict[str, Found]) -> dict[str, Found]:
        """What one rule finds of every subject of a kind, of which some is held already."""
        subjects = list(record.subjects((kind,)))
        if list(held) == subjects:
            return held
        found: dict[str, Found] = {}
        for subject in subjects:
            if rule.name in self._stopped:
                break
            found[subject] = held[subject] if subject in held else self._put(record, rule, subject)
        return found

    def _put(self, record: WatchedRecord, rule: Rule, subject: str) -> Found:
        self.put += 1
        today = Today.watched(self._today, record.footprints)
        case = Case(subject, record=record, rule=rule, today=today, settings=self._settings)
        with record.footprints.reading((rule.name, subject)):
            found = conclude(rule, subject, judge(rule, case, self._stopped), record)
        if not isinstance(found, Raised) or found.recheck_on is None:
            return found
        return attrs.evolve(found, recheck_on=plain(found.recheck_on))
