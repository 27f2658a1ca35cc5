"""What a body had been told: the entries put before it, drawn from its papers, or said at its own meetings.

Recorded is not told. An entry was told to a body when

- an item of one of its meetings names the entry in ``put_before``;
- it is read in a document put before the body, or in the minutes in which the body's own items stand;
- an item puts before the body an id that the entry is about, and the entry was known by that day;
- it belongs to one of the body's meetings, through ``meeting``, ``agenda_item`` or ``decision``;
- or it introduces an id that any of these mention.

Each entry counts as it stood on the day asked for, with the corrections and retractions known by then, so a later
correction changes nothing of what had been told; when an entry itself became known does not matter.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from govledger.errors import CutError, did_you_mean
from govledger.events import (
    AgendaItemConsidered,
    DecisionRecorded,
    DocumentLodged,
    MeetingHeld,
    MeetingScheduled,
    each,
)
from govledger.events.words import nearest_reference
from govledger.ledger.codec import Codec
from govledger.ledger.cuts import Cut
from govledger.ledger.entry import AnyEntry, mentions
from govledger.ledger.known import own_meeting
from govledger.ledger.store import LedgerRow, Store
from govledger.ledger.timeline import Timeline


def told_numbers(cut: Cut, *, store: Store, ledger: LedgerRow, codec: Codec, timeline: Timeline) -> frozenset[int]:
    """The numbers of the versions that a cut's body had been told by its known day, or else by its happened day."""
    return _Told(cut, store=store, ledger=ledger, codec=codec, timeline=timeline).numbers(cut.told or "")


def read_body(told: str | None, *, store: Store, ledger: LedgerRow) -> str | None:
    """The body of a told cut, as ``body:id``.

    Raises:
        CutError: It is no body, or one that the ledger has never heard of.
    """
    if told is None:
        return None
    body = told if ":" in told else f"body:{told}"
    known = store.references(ledger, kind="body")
    if body not in known:
        hint = did_you_mean(nearest_reference(body, known))
        raise CutError(f"told: found {told}, expected a body that this ledger names, such as body:csib{hint}")
    return body


class _Told:
    """Gathers what one body had been told."""

    def __init__(self, cut: Cut, *, store: Store, ledger: LedgerRow, codec: Codec, timeline: Timeline) -> None:
        self._cut, self._until = cut, cut.known_by or cut.happened_by
        self._store, self._ledger, self._codec, self._timeline = store, ledger, codec, timeline
        self._entries: dict[int, AnyEntry] = {}
        self._naming: dict[str, list[AnyEntry]] = {}

    def numbers(self, body: str) -> frozenset[int]:
        """Every entry told to ``body``."""
        told: dict[int, AnyEntry] = {}
        for meeting, day in self._meetings(body).items():
            told |= self._at_meeting(meeting, day)
        return self._with_introductions(told)

    def _meetings(self, body: str) -> dict[str, dt.date]:
        """The body's meetings held by the day asked for, with their latest day."""
        until = self._until or dt.date.max
        own = {
            entry.event.meeting
            for entry in self._about(body)
            if isinstance(entry.event, MeetingHeld | MeetingScheduled) and f"body:{entry.event.body}" == body
        }
        held = ((name, entry) for name in sorted(own) for entry in self._about(f"meeting:{name}"))
        return {
            name: entry.latest
            for name, entry in held
            if isinstance(entry.event, MeetingHeld) and entry.event.meeting == name and entry.latest <= until
        }

    # One meeting -----------------------------------------------------------------------------------------------------

    def _at_meeting(self, meeting: str, day: dt.date) -> dict[int, AnyEntry]:
        """What one meeting was told: its own entries, its papers, and what its items put before it."""
        told = self._belonging(meeting)
        items = [entry for entry in told.values() if isinstance(entry.event, AgendaItemConsidered)]
        named = [str(ref) for item in items for ref in each(item.event.put_before)]
        papers = {name for item in items for name in each(item.event.documents)}
        papers |= {ref.partition(":")[2] for ref in named if ref.startswith("document:")}
        for paper in papers:
            told |= {entry.number: entry for entry in self._drawn_from(paper)}
        for minutes in {source.document for item in items for source in item.source} - papers:
            drawn = (entry for entry in self._drawn_from(minutes) if self._meeting_of(entry) in {None, meeting})
            told |= {entry.number: entry for entry in drawn}
        for reference in named:
            told |= {entry.number: entry for entry in self._named(reference, day)}
        return told

    def _belonging(self, meeting: str) -> dict[int, AnyEntry]:
        """The entries that reach a meeting through ``meeting``, ``agenda_item`` or ``decision``."""
        own = {
            entry.number: entry for entry in self._about(f"meeting:{meeting}") if own_meeting(entry.event) == meeting
        }
        for kind in ("agenda_item", "decision"):
            ids = {name for entry in own.values() if (name := getattr(entry.event, kind, None)) is not None}
            found = [entry for name in sorted(ids) for entry in self._about(f"{kind}:{name}")]
            own |= {entry.number: entry for entry in found if self._meeting_of(entry) == meeting}
        return own

    def _meeting_of(self, entry: AnyEntry) -> str | None:
        """The meeting that an entry belongs to, if it belongs to one."""
        meeting = own_meeting(entry.event)
        item = getattr(entry.event, "agenda_item", None)
        decision = getattr(entry.event, "decision", None)
        if meeting is None and item is not None:
            held = (one for one in self._about(f"agenda_item:{item}") if isinstance(one.event, AgendaItemConsidered))
            meeting = next((one.event.meeting for one in held if one.event.agenda_item == item), None)
        if meeting is None and decision is not None and not isinstance(entry.event, DecisionRecorded):
            made = (one for one in self._about(f"decision:{decision}") if isinstance(one.event, DecisionRecorded))
            taken = (self._meeting_of(one) for one in made if one.event.decision == decision)
            meeting = next((name for name in taken if name is not None), None)
        return meeting

    def _drawn_from(self, document: str) -> Iterator[AnyEntry]:
        """The entries that are read in a document, or lodge it."""
        for entry in self._about(f"document:{document}"):
            lodges = isinstance(entry.event, DocumentLodged) and entry.event.document == document
            if lodges or any(source.document == document for source in entry.source):
                yield entry

    def _named(self, reference: str, day: dt.date) -> Iterator[AnyEntry]:
        """The entries that an item's reference brings before a body on ``day``."""
        if reference.startswith("entry:"):
            yield from self._standing([self._read(int(reference.partition(":")[2])).original])
        elif not reference.startswith("document:"):
            known = self._timeline.first_known
            yield from (one for one in self._about(reference) if min(known(one.original), one.known_on) <= day)

    # What they mention -----------------------------------------------------------------------------------------------

    def _with_introductions(self, told: dict[int, AnyEntry]) -> frozenset[int]:
        """``told`` and whatever introduces the ids it mentions, and the ids those mention."""
        found, waiting = dict(told), dict(told)
        while waiting:
            named = {ref for entry in waiting.values() for ref in mentions(entry, self._codec.catalogue)}
            numbers = self._store.introductions(self._ledger, sorted(named))
            waiting = {one.number: one for one in self._standing(sorted(numbers)) if one.number not in found}
            found |= waiting
        return frozenset(found)

    # Reading ---------------------------------------------------------------------------------------------------------

    def _standing(self, originals: Iterable[int]) -> Iterator[AnyEntry]:
        """Each entry as it stood on the day asked for; one that was taken back by then is left out."""
        for original in originals:
            number = self._timeline.version(original, cut=self._cut, known_by=self._until)
            if number is not None:
                yield self._read(number)

    def _about(self, reference: str) -> list[AnyEntry]:
        """The entries that name ``reference``, as they stood on the day asked for."""
        if reference not in self._naming:
            named = self._store.numbers_about(self._ledger, reference)
            numbers = [number for number in named if number <= self._cut.size]
            missing = [number for number in numbers if number not in self._entries]
            for row in self._store.rows_at(self._ledger, missing).values():
                self._entries[row.number] = self._codec.decode(row)
            self._naming[reference] = [entry for entry in map(self._read, numbers) if self._stands(entry)]
        return self._naming[reference]

    def _stands(self, entry: AnyEntry) -> bool:
        return self._timeline.version(entry.original, cut=self._cut, known_by=self._until) == entry.number

    def _read(self, number: int) -> AnyEntry:
        if number not in self._entries:
            row = self._store.rows_at(self._ledger, [number])[number]
            self._entries[number] = self._codec.decode(row)
        return self._entries[number]
