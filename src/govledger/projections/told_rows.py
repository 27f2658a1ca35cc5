"""The rows of `ToldLog`, and what one body was told, laid out to be asked about many entries."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

import attrs

from govledger import events as ev
from govledger.events.catalogue import CATALOGUE, named
from govledger.ledger.entry import AnyEntry
from govledger.ledger.known import own_meeting


@attrs.frozen(kw_only=True)
class Sitting:
    """One account of a meeting.

    Attributes:
        meeting: The meeting.
        body: Whose meeting it is.
        day: The latest day of the meeting; ``None`` where it is only called.
        is_rival: Whether it is a second account of another.
        entry: The entry that says so, in its latest version.
    """

    meeting: str
    body: str | None
    day: dt.date | None
    is_rival: bool
    entry: int


@attrs.frozen(kw_only=True)
class Item:
    """One account of an item on an agenda.

    Attributes:
        agenda_item: The item.
        meeting: The meeting.
        number: The number it carries in the source.
        documents: The documents before the body.
        put_before: What else was put before it: entries, and things by their id.
        minutes: The documents in which the item stands.
        form: How it was put.
        outcome: What came of it; a deferred item's papers were there all the same.
        is_rival: Whether it is a second account of another.
        entry: The entry that says so, in its latest version.
    """

    agenda_item: str
    meeting: str
    number: str | None
    documents: tuple[str, ...]
    put_before: tuple[str, ...]
    minutes: tuple[str, ...]
    form: str | None
    outcome: str | None
    is_rival: bool
    entry: int

    @property
    def things(self) -> tuple[str, ...]:
        """What it put before the body, documents first, each as a reference."""
        return tuple(dict.fromkeys((*(f"document:{name}" for name in self.documents), *self.put_before)))


@attrs.frozen(kw_only=True)
class Told:
    """One thing that one body was told at one meeting.

    Attributes:
        body: The body.
        meeting: The meeting.
        day: The day of the meeting.
        agenda_item: The item under which it was told.
        thing: The document, entry or id; ``None`` where the item put nothing before the body that is on the record.
        form: How it was put.
        is_rival: Whether a second account says so.
        entry: The entry that says so.
    """

    body: str
    meeting: str
    day: dt.date
    agenda_item: str
    thing: str | None
    form: str | None
    is_rival: bool
    entry: int


@attrs.frozen(kw_only=True)
class ToldTo:
    """What one body was told, as asked of a `ToldLog` once.

    Attributes:
        body: The body.
        meetings: Its meetings, each with its day.
        papers: The documents put before it, each with the first day.
        minutes: The documents its items stand in, each with the meetings they are of.
        things: What its items named, each with every day it was named, earliest first.
        places: The meeting that each agenda item and each decision belongs to, by reference, whosesoever it is.
    """

    body: str
    meetings: Mapping[str, dt.date]
    papers: Mapping[str, dt.date]
    minutes: Mapping[str, frozenset[str]]
    things: Mapping[str, Sequence[dt.date]]
    places: Mapping[str, str]

    def first(self, entry: AnyEntry) -> dt.date | None:
        """The first day on which it had been told an entry; ``None`` if it never was.

        By the entry's number; by an id it names that an item put before the body once this version was known; with a
        document put before the body that it is read in; with the minutes it is read in, unless it belongs to some other
        meeting; or because it belongs to one of the body's own.
        """
        return self.first_of(
            original=entry.original,
            known_on=entry.known_on,
            papers=_papers_of(entry),
            names=_names_of(entry),
            meeting=self._meeting_of(entry),
        )

    def first_of(
        self,
        *,
        original: int,
        known_on: dt.date,
        papers: Iterable[str],
        names: Iterable[str],
        meeting: str | None = None,
    ) -> dt.date | None:
        """The first day on which it had been told an entry of which this much is known; see `first`.

        Args:
            original: The number of the entry it is a version of.
            known_on: The day it became known.
            papers: The documents that it is read in, or lodges.
            names: The ids that it names or introduces.
            meeting: The meeting that it belongs to, if it belongs to one.
        """
        things, put, minutes = self.things, self.papers, self.minutes
        days = [*things.get(f"entry:{original}", ())[:1]]
        for ref in names:
            told = things.get(ref)
            # Entries and documents are told in their own way.
            if told is not None and not ref.startswith(("entry:", "document:")):
                days += told[bisect_left(told, known_on) :][:1]
        for paper in papers:
            if paper in put:
                days.append(put[paper])
            if meeting is None and paper in minutes:
                days += [self.meetings[name] for name in minutes[paper] if name in self.meetings]
        if meeting is not None and meeting in self.meetings:
            days.append(self.meetings[meeting])
        return min(days, default=None)

    def _meeting_of(self, entry: AnyEntry) -> str | None:
        """The meeting that an entry belongs to, if it belongs to one."""
        event = entry.event
        meeting = own_meeting(event)
        if meeting is None:
            meeting = self.places.get(f"agenda_item:{getattr(event, 'agenda_item', None)}")
        if meeting is None and not isinstance(event, ev.DecisionRecorded):
            meeting = self.places.get(f"decision:{getattr(event, 'decision', None)}")
        return meeting


def laid_out(body: str, meetings: Mapping[str, dt.date], items: Iterable[Item], places: Mapping[str, str]) -> ToldTo:
    """What a body was told at its meetings, by the items on their agendas; second accounts left out."""
    papers: dict[str, dt.date] = {}
    minutes: dict[str, frozenset[str]] = {}
    things: dict[str, list[dt.date]] = {}
    for item in items:
        day = meetings.get(item.meeting)
        if day is None or item.is_rival:
            continue
        for thing in item.things:
            things.setdefault(thing, []).append(day)
            kind, _, name = thing.partition(":")
            if kind == "document":
                papers[name] = min(day, papers.get(name, day))
        for name in item.minutes:
            minutes[name] = minutes.get(name, frozenset()) | {item.meeting}
    for days in things.values():
        days.sort()
    return ToldTo(body=body, meetings=meetings, papers=papers, minutes=minutes, things=things, places=places)


def _papers_of(entry: AnyEntry) -> set[str]:
    """The documents that an entry is read in, or lodges."""
    papers = {source.document for source in entry.source}
    if isinstance(entry.event, ev.DocumentLodged):
        papers.add(entry.event.document)
    return papers


def _names_of(entry: AnyEntry) -> Iterable[str]:
    """The ids that an entry names or introduces."""
    return () if isinstance(entry.event, ev.UnknownEvent) else named(CATALOGUE.of(entry.event), entry.event)
