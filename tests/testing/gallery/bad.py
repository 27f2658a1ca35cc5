"""Projections with one realistic bug each: the mistakes that make a read model lie without a word."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

import attrs

from govledger import Entry, derived, events as ev, on, projection
from govledger.events import CATALOGUE

_SHARED: dict[str, int] = {}
_SEEN: set[str] = set()


@projection(version=1)
class ReadsTheClock:
    """Says for how many days an action has been open, as of whenever it happens to be worked out."""

    open_for: dict[str, int] = attrs.field(factory=dict[str, int])

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: Entry[Any]) -> None:
        self.open_for[event.action] = (date.today() - entry.latest).days  # noqa: DTZ011 - that is the bug


@projection(version=1, keyed=True)
class CountsGlobally:
    """Keeps a total among the rows, which no event names."""

    reports: dict[str, int] = attrs.field(factory=dict[str, int])

    @on(ev.StatusReported)
    def reported(self, event: ev.StatusReported, entry: Entry[Any]) -> None:
        self.reports[event.subject] = self.reports.get(event.subject, 0) + 1
        self.reports["all"] = self.reports.get("all", 0) + 1


@projection(version=1)
class SharesItsDefault:
    """Starts every state from one dict: the factory makes none, it hands out the same."""

    leads: dict[str, int] = attrs.field(factory=lambda: _SHARED)

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: Entry[Any]) -> None:
        for lead in ev.each(event.leads):
            self.leads[lead] = self.leads.get(lead, 0) + 1


@projection(version=1)
class TakesTheTallyApart:
    """Empties the tally of a report while adding it up."""

    totals: dict[str, int] = attrs.field(factory=dict[str, int])

    @on(ev.StatusReported)
    def reported(self, event: ev.StatusReported, entry: Entry[Any]) -> None:
        tally: Any = event.tally
        while tally:
            label, count = tally.popitem()
            self.totals[label] = self.totals.get(label, 0) + count


@projection(version=1, keyed=True)
class GoesByTheOrderOfItsRows:
    """Marks the action before this one, whichever that is in a dict of those there are."""

    marks: dict[str, str] = attrs.field(factory=dict[str, str])

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: Entry[Any]) -> None:
        before = next(reversed(self.marks), "none")
        self.marks[event.action] = f"after {before}"


@projection(version=1)
class CachesById:
    """Remembers what an event said by where it stood in memory, where another may stand later."""

    priorities: dict[str, str] = attrs.field(factory=dict[str, str])
    _cache: ClassVar[dict[int, str]] = {}

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: Entry[Any]) -> None:
        said = f"{event.action} {event.priority}"
        self.priorities[event.action] = self._cache.setdefault(id(event), said)


@projection(version=1)
class AveragesInFloats:
    """Adds up percentages as floating-point numbers."""

    percent: dict[str, float] = attrs.field(factory=dict[str, float])

    @on(ev.StatusReported)
    def reported(self, event: ev.StatusReported, entry: Entry[Any]) -> None:
        if event.percent is not None and event.percent.high is not None:
            self.percent[event.subject] = self.percent.get(event.subject, 0.0) + float(event.percent.high)


@projection(version=1)
class ForgetsCorrections:
    """Files each report under its own number, and so loses it when it is corrected."""

    by_number: dict[int, str] = attrs.field(factory=dict[int, str])
    contradicted: list[str] = attrs.field(factory=list[str])

    @on(ev.StatusReported)
    def reported(self, event: ev.StatusReported, entry: Entry[Any]) -> None:
        self.by_number[entry.number] = str(event.subject)
        if entry.rival_of is not None and int(entry.rival_of.id) in self.by_number:
            self.contradicted.append(str(event.subject))


@projection(version=1)
class CountsAgainOnResume:
    """Remembers which rows it has counted by where they stand in memory, where they stand no more once resumed."""

    rows: dict[str, list[int]] = attrs.field(factory=dict[str, list[int]])
    counted: set[int] = attrs.field(factory=set[int])
    count: int = 0

    @on(ev.StatusReported)
    def reported(self, event: ev.StatusReported, entry: Entry[Any]) -> None:
        row = self.rows.setdefault(event.subject, [])
        row.append(entry.original)
        if id(row) not in self.counted:
            self.counted.add(id(row))
            self.count += 1


@projection(version=1)
class SkipsOnKeyError:
    """Passes over whatever it did not expect, and counts the rest as if that were all."""

    done: dict[str, int] = attrs.field(factory=dict[str, int])

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: Entry[Any]) -> None:
        self.done[event.action] = 0

    @on(ev.CompletionClaimed)
    def claimed(self, event: ev.CompletionClaimed, entry: Entry[Any]) -> None:
        with suppress(KeyError):
            self.done[event.subject.id] += 1


@projection(version=1)
class LivesInTheLocalZone:
    """Files what was recorded under the day it was on this machine."""

    by_day: dict[str, int] = attrs.field(factory=dict[str, int])

    @on()
    def recorded(self, event: object, entry: Entry[Any]) -> None:
        day = entry.recorded_at.astimezone().date().isoformat()
        self.by_day[day] = self.by_day.get(day, 0) + 1


@projection(version=1)
class GoesOverASet:
    """Takes the first lead it comes to in a set of them."""

    lead: dict[str, str] = attrs.field(factory=dict[str, str])

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: Entry[Any]) -> None:
        for lead in {*ev.each(event.leads), *ev.each(event.partners), *ev.each(event.accepted_by)}:
            self.lead.setdefault(event.action, lead)


@projection(version=1)
class KeepsAModuleGlobal:
    """Counts each entry once, by a set that belongs to the module."""

    count: int = 0

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: Entry[Any]) -> None:
        if entry.leaf_hash not in _SEEN:
            _SEEN.add(entry.leaf_hash)
            self.count += 1


@projection(version=1)
class ReadsAFile:
    """Looks up in a file what a status means."""

    meanings: dict[str, str] = attrs.field(factory=dict[str, str])

    @on(ev.StatusReported)
    def reported(self, event: ev.StatusReported, entry: Entry[Any]) -> None:
        known = Path(__file__).read_text(encoding="utf-8")
        self.meanings[event.subject] = "known" if str(event.status) in known else "unknown"


@projection(version=1)
class MakesUpIds:
    """Gives every row an id of its own, another one at each replay."""

    rows: dict[str, int] = attrs.field(factory=dict[str, int])

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: Entry[Any]) -> None:
        self.rows[str(uuid4())] = entry.original


@projection(version=1)
class Samples:
    """Picks some of the reports for review, by chance."""

    picked: list[int] = attrs.field(factory=list[int])

    @on(ev.StatusReported)
    def reported(self, event: ev.StatusReported, entry: Entry[Any]) -> None:
        if random.random() < 0.1:
            self.picked.append(entry.original)


@projection(version=1)
class ReadsAText:
    """Ranks actions by how much is said of them."""

    lengths: dict[str, int] = attrs.field(factory=dict[str, int])

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: Entry[Any]) -> None:
        self.lengths[event.action] = len(str(event.text or "").split())


@projection(version=1)
class ExpectsTheIntroduction:
    """Raises for an action whose addition the cut has left out."""

    statuses: dict[str, list[str]] = attrs.field(factory=dict[str, list[str]])

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: Entry[Any]) -> None:
        self.statuses[event.action] = []

    @on(ev.StatusReported)
    def reported(self, event: ev.StatusReported, entry: Entry[Any]) -> None:
        if event.subject.kind == "action":
            self.statuses[event.subject.id].append(str(event.status))


@projection(version=1)
class GoesByTheNumber:
    """Takes for the latest report the one that was recorded last."""

    latest: dict[str, int] = attrs.field(factory=dict[str, int])

    @on(ev.StatusReported)
    def reported(self, event: ev.StatusReported, entry: Entry[Any]) -> None:
        self.latest[event.subject] = max(entry.original, self.latest.get(event.subject, 0))


@projection(version=1)
class KnowsEveryType:
    """Looks every event up in the catalogue, and finds none that a later version brings."""

    counts: dict[str, int] = attrs.field(factory=dict[str, int])

    @on()
    def counted(self, event: object, entry: Entry[Any]) -> None:
        written = CATALOGUE.of(event).name
        self.counts[written] = self.counts.get(written, 0) + 1


@projection(version=1)
class SortsWhenItIsLookedAt:
    """Puts its list in order to show it, and takes the last of it for the latest."""

    order: list[str] = attrs.field(factory=list[str])

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: Entry[Any]) -> None:
        self.order.append(event.action if entry.original % 2 else f"-{event.action}")

    @derived
    def listed(self, today: date) -> list[str]:
        self.order.sort()
        return self.order


@projection(version=1)
class ShowsItOnce:
    """Hands out what is newest and lets go of it, so that the next reader is told something else."""

    actions: list[str] = attrs.field(factory=list[str])

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: Entry[Any]) -> None:
        self.actions.append(event.action)

    @derived
    def newest(self, today: date) -> str:
        return self.actions.pop() if self.actions else "none"


BAD: dict[type, str] = {
    ReadsTheClock: "nothing_but_the_entries_counts",
    CountsGlobally: "what_stands_under_an_id_follows_from_the_entries_that_name_it",
    SharesItsDefault: "states_share_nothing",
    TakesTheTallyApart: "events_are_left_as_they_were",
    GoesByTheOrderOfItsRows: "what_stands_under_an_id_follows_from_the_entries_that_name_it",
    CachesById: "the_same_entries_give_the_same_state",
    AveragesInFloats: "amounts_are_exact",
    ForgetsCorrections: "a_correction_that_changes_nothing_changes_nothing",
    CountsAgainOnResume: "what_is_stored_and_resumed_is_a_fresh_replay",
    SkipsOnKeyError: "errors_are_not_swallowed",
    LivesInTheLocalZone: "the_time_zone_of_the_machine_is_no_matter",
    GoesOverASet: "the_order_of_a_set_is_no_matter",
    KeepsAModuleGlobal: "the_same_entries_give_the_same_state",
    ReadsAFile: "nothing_but_the_entries_counts",
    MakesUpIds: "the_same_entries_give_the_same_state",
    Samples: "nothing_but_the_entries_counts",
    ReadsAText: "a_withheld_text_changes_nothing_else",
    ExpectsTheIntroduction: "no_cut_stops_it",
    GoesByTheNumber: "the_order_of_recording_is_no_matter",
    KnowsEveryType: "an_unknown_event_is_harmless",
    SortsWhenItIsLookedAt: "two_sittings_equal_one",
    ShowsItOnce: "looking_changes_nothing",
}
"""Every one of them, with the law that is named for its bug."""
