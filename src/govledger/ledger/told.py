"""What a body had been told: the entries put before it, drawn from its papers, or said at its own meetings.

Recorded is not told. An entry was told to a body when an item of one of its meetings names it; when its source is a
document put before the body, or the minutes in which the body's own items stand; when an item names an id the entry is
about and it was known by that day; when it belongs to one of the body's meetings; or when it introduces an id that any
of these mention.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator

from govledger.errors import CutError
from govledger.events import (
    AgendaItemConsidered,
    Catalogue,
    DocumentLodged,
    MeetingHeld,
    MeetingScheduled,
    UnknownEvent,
    each,
)
from govledger.events.catalogue import references
from govledger.events.words import nearest
from govledger.ledger.codec import Codec
from govledger.ledger.entry import AnyEntry
from govledger.ledger.store import LedgerRow, SQLiteStore


def told_numbers(
    body: str, *, store: SQLiteStore, ledger: LedgerRow, catalogue: Catalogue, size: int, until: dt.date | None
) -> frozenset[int]:
    """The numbers of the entries that ``body`` had been told by the end of ``until``.

    Raises:
        CutError: The ledger has never heard of the body.
    """
    reference = f"body:{body.removeprefix('body:')}"
    known = store.references(ledger, kind="body")
    if reference not in known:
        hint = nearest(reference, known)
        raise CutError(f"told: found {reference}, expected a body that this ledger names{_or(hint)}")
    return _Told(store, ledger, catalogue, size).numbers(reference, until or dt.date.max)


def _or(hint: Iterable[str]) -> str:
    names = " or ".join(hint)
    return f"; did you mean {names}?" if names else ""


class _Told:
    """Gathers what one body had been told."""

    def __init__(self, store: SQLiteStore, ledger: LedgerRow, catalogue: Catalogue, size: int) -> None:
        self._store, self._ledger, self._catalogue, self._size = store, ledger, catalogue, size
        self._codec = Codec(catalogue)
        self._entries: dict[int, AnyEntry] = {}

    def numbers(self, body: str, until: dt.date) -> frozenset[int]:
        """Every entry told to ``body`` by ``until``."""
        meetings = self._meetings(body, until)
        told: set[int] = set()
        for meeting, day in meetings.items():
            told |= self._at_meeting(meeting, day)
        return frozenset(self._with_introductions(told))

    def _meetings(self, body: str, until: dt.date) -> dict[str, dt.date]:
        """The body's meetings held by ``until``, with their latest day."""
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

    def _at_meeting(self, meeting: str, day: dt.date) -> set[int]:
        """What one meeting was told: its own entries, its papers, and what its items name."""
        own = self._belonging(meeting)
        told = {entry.number for entry in own}
        items = [entry for entry in own if isinstance(entry.event, AgendaItemConsidered)]
        named = [str(ref) for item in items for ref in each(item.event.put_before)]
        minutes = {source.document for item in items for source in item.source}
        papers = {name for item in items for name in each(item.event.documents)}
        papers |= {ref.partition(":")[2] for ref in named if ref.startswith("document:")}
        for document in minutes | papers:
            told |= {entry.number for entry in self._about(f"document:{document}") if _drawn_from(entry, document)}
        for reference in named:
            told |= set(self._named(reference, day))
        return told

    def _belonging(self, meeting: str) -> list[AnyEntry]:
        """The entries that reach a meeting through ``meeting``, ``agenda_item`` or ``decision``."""
        own = [entry for entry in self._about(f"meeting:{meeting}") if _says(entry, "meeting", meeting)]
        for field, kind in (("agenda_item", "agenda_item"), ("decision", "decision")):
            ids = {getattr(entry.event, field) for entry in own if getattr(entry.event, field, None)}
            found = (entry for name in sorted(ids) for entry in self._about(f"{kind}:{name}"))
            own += [entry for entry in found if getattr(entry.event, field, None) in ids]
        return own

    def _named(self, reference: str, day: dt.date) -> Iterator[int]:
        """The entries that an item's reference brings before a body on ``day``."""
        if reference.startswith("entry:"):
            original = int(reference.partition(":")[2])
            yield original
            yield from (entry.number for entry in self._about(reference) if entry.original == original)
        elif not reference.startswith("document:"):
            yield from (entry.number for entry in self._about(reference) if entry.known_on <= day)

    def _with_introductions(self, told: set[int]) -> set[int]:
        """``told`` and whatever introduces the ids it mentions, and the ids those mention."""
        found, waiting = set(told), set(told)
        while waiting:
            named = {ref for number in waiting for ref in self._mentioned(number)}
            waiting = self._store.introductions(self._ledger, sorted(named)) - found
            waiting = {number for number in waiting if number <= self._size}
            found |= waiting
        return found

    def _mentioned(self, number: int) -> Iterator[str]:
        entry = self._entry(number)
        if not isinstance(entry.event, UnknownEvent):
            yield from (ref for _, ref in references(self._catalogue.of(entry.event), entry.event))

    def _about(self, reference: str) -> list[AnyEntry]:
        numbers = [number for number in self._store.numbers_about(self._ledger, reference) if number <= self._size]
        missing = [number for number in numbers if number not in self._entries]
        for row in self._store.rows_at(self._ledger, missing).values():
            self._entries[row.number] = self._codec.decode(row.type, row.raw)
        return [self._entries[number] for number in numbers]

    def _entry(self, number: int) -> AnyEntry:
        if number not in self._entries:
            row = self._store.rows_at(self._ledger, [number])[number]
            self._entries[number] = self._codec.decode(row.type, row.raw)
        return self._entries[number]


def _says(entry: AnyEntry, field: str, name: str) -> bool:
    return getattr(entry.event, field, None) == name


def _drawn_from(entry: AnyEntry, document: str) -> bool:
    """Whether an entry is read in a document, or lodges it."""
    lodges = isinstance(entry.event, DocumentLodged) and entry.event.document == document
    return lodges or any(source.document == document for source in entry.source)
