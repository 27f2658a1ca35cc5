"""The same projections as they should be: each does what one of the bad ones meant to do."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import attrs

from govledger import Entry, derived, events as ev, on, projection


@projection(version=1)
class TakesToday:
    """Says for how many days an action has been open, on the day it is asked for."""

    since: dict[str, date] = attrs.field(factory=dict[str, date])

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: Entry[Any]) -> None:
        self.since[event.action] = entry.latest

    @derived
    def open_for(self, today: date) -> dict[str, int]:
        return {action: (today - since).days for action, since in self.since.items()}


@projection(version=1, keyed=True)
class CountsByName:
    """Keeps a count under each subject, and adds them up when it is asked for the total."""

    reports: dict[str, int] = attrs.field(factory=dict[str, int])

    @on(ev.StatusReported)
    def reported(self, event: ev.StatusReported, entry: Entry[Any]) -> None:
        self.reports[event.subject] = self.reports.get(event.subject, 0) + 1

    @derived
    def total(self, today: date) -> int:
        return sum(self.reports.values())


@projection(version=1)
class MakesItsOwn:
    """Starts every state from a dict of its own."""

    leads: dict[str, int] = attrs.field(factory=dict[str, int])

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: Entry[Any]) -> None:
        for lead in ev.each(event.leads):
            self.leads[lead] = self.leads.get(lead, 0) + 1


@projection(version=1)
class AddsTheTallyUp:
    """Adds up the tallies of reports and leaves them whole."""

    totals: Counter[str] = attrs.field(factory=Counter[str])

    @on(ev.StatusReported)
    def reported(self, event: ev.StatusReported, entry: Entry[Any]) -> None:
        self.totals.update(event.tally or {})


@projection(version=1)
class KeepsAnOrderOfItsOwn:
    """Marks the action before this one by a list that says which came when."""

    order: list[str] = attrs.field(factory=list[str])
    marks: dict[str, str] = attrs.field(factory=dict[str, str])

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: Entry[Any]) -> None:
        self.marks[event.action] = f"after {self.order[-1] if self.order else 'none'}"
        self.order.append(event.action)


@projection(version=1, keyed=True)
class RemembersInTheState:
    """Remembers what an action said where every state has its own."""

    priorities: dict[str, str] = attrs.field(factory=dict[str, str])

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: Entry[Any]) -> None:
        self.priorities[event.action] = f"{event.action} {event.priority}"


@projection(version=1, keyed=True)
class AddsExactly:
    """Adds up percentages as decimals."""

    percent: dict[str, Decimal] = attrs.field(factory=dict[str, Decimal])

    @on(ev.StatusReported)
    def reported(self, event: ev.StatusReported, entry: Entry[Any]) -> None:
        if event.percent is not None and event.percent.high is not None:
            self.percent[event.subject] = self.percent.get(event.subject, Decimal(0)) + event.percent.high


@projection(version=1)
class GoesByTheOriginal:
    """Files each report under the number of its original, which every reference to it names."""

    by_number: dict[int, str] = attrs.field(factory=dict[int, str])
    contradicted: list[str] = attrs.field(factory=list[str])

    @on(ev.StatusReported)
    def reported(self, event: ev.StatusReported, entry: Entry[Any]) -> None:
        self.by_number[entry.original] = str(event.subject)
        if entry.rival_of is not None and int(entry.rival_of.id) in self.by_number:
            self.contradicted.append(str(event.subject))


@projection(version=1)
class CountsWhatItHolds:
    """Counts its rows when it is asked."""

    actions: dict[str, int] = attrs.field(factory=dict[str, int])

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: Entry[Any]) -> None:
        self.actions[event.action] = entry.original

    @derived
    def count(self, today: date) -> int:
        return len(self.actions)


@projection(version=1, keyed=True)
class MakesTheRow:
    """Makes the row when it first hears of an id, whichever event names it first."""

    done: dict[str, int] = attrs.field(factory=dict[str, int])

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: Entry[Any]) -> None:
        self.done.setdefault(f"action:{event.action}", 0)

    @on(ev.CompletionClaimed)
    def claimed(self, event: ev.CompletionClaimed, entry: Entry[Any]) -> None:
        self.done[event.subject] = self.done.get(event.subject, 0) + 1


@projection(version=1)
class LivesInUTC:
    """Files what was recorded under the day it was in the one zone that is everywhere the same."""

    by_day: dict[date, int] = attrs.field(factory=dict[date, int])

    @on()
    def recorded(self, event: object, entry: Entry[Any]) -> None:
        day = entry.recorded_at.date()
        self.by_day[day] = self.by_day.get(day, 0) + 1


@projection(version=1, keyed=True)
class SortsItsSet:
    """Takes the first lead in the order of their names."""

    lead: dict[str, str] = attrs.field(factory=dict[str, str])

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: Entry[Any]) -> None:
        for lead in sorted({*ev.each(event.leads), *ev.each(event.partners), *ev.each(event.accepted_by)}):
            self.lead.setdefault(event.action, lead)


@projection(version=1)
class CountsItsEntries:
    """Counts what it has seen by a set that is part of the state."""

    seen: set[int] = attrs.field(factory=set[int])

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: Entry[Any]) -> None:
        self.seen.add(entry.original)


@projection(version=1, keyed=True)
class TakesMeaningsFromTheRecord:
    """Looks up in the scheme, which is recorded too, what a status means."""

    states: dict[str, tuple[ev.State, ...]] = attrs.field(factory=dict[str, tuple[ev.State, ...]])
    statuses: dict[str, ev.StatusValue | None] = attrs.field(factory=dict[str, ev.StatusValue | None])

    @on(ev.StatusSchemeDefined)
    def defined(self, event: ev.StatusSchemeDefined, entry: Entry[Any]) -> None:
        self.states[event.scheme] = ev.each(event.states)

    @on(ev.StatusReported)
    def reported(self, event: ev.StatusReported, entry: Entry[Any]) -> None:
        self.statuses[event.subject] = event.status


@projection(version=1, keyed=True)
class KeepsTheIds:
    """Has its rows under the ids that the record gives them."""

    rows: dict[str, int] = attrs.field(factory=dict[str, int])

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: Entry[Any]) -> None:
        self.rows[event.action] = entry.original


@projection(version=1)
class PicksByNumber:
    """Picks some of the reports for review by the day they were made on, which anybody can check."""

    picked: list[int] = attrs.field(factory=list[int])

    @on(ev.StatusReported)
    def reported(self, event: ev.StatusReported, entry: Entry[Any]) -> None:
        if entry.latest.day % 2 == 0:
            self.picked.append(entry.original)


@projection(version=1, keyed=True)
class KeepsTheHandle:
    """Keeps the text of an action, and whether it has one, and reads neither."""

    texts: dict[str, ev.Text | None] = attrs.field(factory=dict[str, ev.Text | None])

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: Entry[Any]) -> None:
        self.texts[event.action] = event.text


@projection(version=1, keyed=True)
class GoesByTheOrderOfTheFold:
    """Takes for the latest report the one that is folded last, which is the last to have happened."""

    latest: dict[str, int] = attrs.field(factory=dict[str, int])

    @on(ev.StatusReported)
    def reported(self, event: ev.StatusReported, entry: Entry[Any]) -> None:
        self.latest[event.subject] = entry.original


@projection(version=1)
class CountsWhatIsWritten:
    """Counts every event by the type that is written on it, known or not."""

    counts: dict[str, int] = attrs.field(factory=dict[str, int])

    @on()
    def counted(self, event: object, entry: Entry[Any]) -> None:
        self.counts[entry.type] = self.counts.get(entry.type, 0) + 1


@projection(version=1, order="recorded")
class LogsEveryVersion:
    """Keeps every version in the order of recording, corrections and retractions too."""

    log: list[tuple[int, int]] = attrs.field(factory=list[tuple[int, int]])

    @on()
    def logged(self, event: object, entry: Entry[Any]) -> None:
        self.log.append((entry.number, entry.original))


GOOD: tuple[type, ...] = (
    TakesToday, CountsByName, MakesItsOwn, AddsTheTallyUp, KeepsAnOrderOfItsOwn, RemembersInTheState, AddsExactly,
    GoesByTheOriginal, CountsWhatItHolds, MakesTheRow, LivesInUTC, SortsItsSet, CountsItsEntries,
    TakesMeaningsFromTheRecord, KeepsTheIds, PicksByNumber, KeepsTheHandle, GoesByTheOrderOfTheFold,
    CountsWhatIsWritten, LogsEveryVersion,
)  # fmt: skip
"""Every one of them."""
