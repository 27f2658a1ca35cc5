"""The first day an event could be known, where its clerk does not say: its meeting's, or its paper's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from govledger.events import (
    AgendaItemConsidered,
    DecisionRecorded,
    DocumentLodged,
    MeetingHeld,
    MinutesApproved,
    When,
)
from govledger.ledger.batch import Item
from govledger.ledger.codec import Codec, decode_outline
from govledger.ledger.draft import Draft
from govledger.ledger.entry import AnyEntry
from govledger.ledger.store import LedgerRow, Row, Writer

_WRITTEN: dict[type, str] = {
    AgendaItemConsidered: "agenda-item-considered",
    DecisionRecorded: "decision-recorded",
    DocumentLodged: "document-lodged",
    MeetingHeld: "meeting-held",
}

_FIELDS: dict[type, str] = {
    AgendaItemConsidered: "agenda_item",
    DecisionRecorded: "decision",
    DocumentLodged: "document",
    MeetingHeld: "meeting",
}


def own_meeting(event: Any) -> str | None:
    """The meeting that an event names as its own.

    Minutes are approved at one meeting and are of another: they belong to the first.
    """
    approved_at: str | None = getattr(event, "at", None) if type(event) is MinutesApproved else None
    meeting: str | None = approved_at or getattr(event, "meeting", None)
    return meeting


Found = dict[tuple[type, str], tuple[Any, dt.date] | None]
"""The newest event of a class about a name, and the latest day that it happened; ``None`` where there is none."""

FOUND_MAX = 4_096
"""How much is kept at most of what was found in a ledger."""


class KeptFinds:
    """What was found in a ledger for one batch, for the next one as long as nothing that could change it is recorded.

    A paper that every report names would otherwise be looked for among all of them each time one more is recorded.

    Attributes:
        stamp: When the newest entry was recorded; ``None`` in an empty ledger.
    """

    def __init__(self) -> None:
        """Nothing was found yet."""
        self._found: Found = {}
        self._head: Row | None = None
        self.stamp: dt.datetime | None = None

    def at(self, head: Row | None) -> Found:
        """What was found in a ledger that ends with entry ``head``, to be added to; the bytes tell one from another."""
        if head != self._head:
            self._found, self._head = {}, head
            self.stamp = None if head is None else decode_outline(head).recorded_at
        elif len(self._found) > FOUND_MAX:
            self._found = {}
        return self._found

    def keep(self, items: Sequence[Item], head: Row | None, recorded_at: dt.datetime) -> None:
        """Go on with what was found, now that a batch which ends with entry ``head`` was recorded."""
        changing = any(item.draft.event.__class__ in _FIELDS or not item.is_plain for item in items)
        self._found, self._head, self.stamp = {} if changing else self._found, head, recorded_at


class Lookup:
    """Finds meetings and papers in a ledger and in the batch on its way into it."""

    def __init__(self, writer: Writer, ledger: LedgerRow, codec: Codec, items: Sequence[Item], *, found: Found) -> None:
        """A lookup for one batch, whose events are gone through only once somebody asks.

        It knows what was ``found`` in the ledger as it is now, and adds to it.
        """
        self._writer, self._ledger, self._codec = writer, ledger, codec
        self._items, self._found = items, found

    @cached_property
    def _batch(self) -> dict[tuple[type, str], Draft]:
        """The meetings and papers that the batch itself tells of; of several events the last one counts."""
        found: dict[tuple[type, str], Draft] = {}
        for item in self._items:
            cls: type[object] = item.draft.event.__class__
            if cls in _FIELDS:
                found[cls, getattr(item.draft.event, _FIELDS[cls])] = item.draft
        return found

    def known_on(self, draft: Draft, happened: When) -> dt.date | None:
        """The latest day of the meeting the event belongs to; else its lodged paper's day; else ``None``.

        Nothing is taken to have been known before the first day it can have happened: what rests on the decision of an
        earlier meeting was not known at that meeting.
        """
        days = (day for day in self._days_of(draft, happened) if day is not None and day >= happened.earliest)
        return next(days, None)

    def _days_of(self, draft: Draft, happened: When) -> Iterator[dt.date | None]:
        """The days it may have become known, the best first."""
        meeting = self._meeting_of(draft.event)
        if isinstance(draft.event, MeetingHeld) and happened.latest != dt.date.max:
            yield happened.latest
        elif meeting is not None:
            yield self._meeting_day(meeting)
        for source in draft.source:
            yield self._published(source.document)

    def _meeting_of(self, event: Any) -> str | None:
        """The meeting reached through ``meeting``, ``agenda_item`` or ``decision``, in that order."""
        meeting = own_meeting(event)
        if meeting is None and getattr(event, "agenda_item", None) is not None:
            item = self._latest(AgendaItemConsidered, event.agenda_item)
            meeting = item[0].meeting if item else None
        if meeting is None and not isinstance(event, DecisionRecorded) and getattr(event, "decision", None) is not None:
            decision = self._latest(DecisionRecorded, event.decision)
            meeting = self._meeting_of(decision[0]) if decision else None
        return meeting

    def _meeting_day(self, meeting: str) -> dt.date | None:
        held = self._latest(MeetingHeld, meeting)
        return held[1] if held is not None and held[1] != dt.date.max else None

    def _published(self, document: str) -> dt.date | None:
        lodged = self._latest(DocumentLodged, document)
        published = lodged[0].published_on if lodged else None
        return published.latest if published is not None and published.latest != dt.date.max else None

    def _latest(self, cls: type, name: str) -> tuple[Any, dt.date] | None:
        """The newest event of a class about ``name``, this batch first, with the latest day it happened.

        One that was taken back is passed over.
        """
        draft = self._batch.get((cls, name))
        if draft is not None:
            return draft.event, _latest_day(draft)
        if (cls, name) not in self._found:
            self._found[cls, name] = self._stored(cls, name)
        return self._found[cls, name]

    def _stored(self, cls: type, name: str) -> tuple[Any, dt.date] | None:
        field = _FIELDS[cls]
        for row in self._writer.about(self._ledger, f"{field}:{name}", _WRITTEN[cls]):
            entry = self._codec.decode(row)
            if isinstance(entry.event, cls) and getattr(entry.event, field) == name and not self._is_retracted(entry):
                return entry.event, entry.latest
        return None

    def _is_retracted(self, version: AnyEntry) -> bool:
        """Whether the entry of which ``version`` is one was taken back after it."""
        rows = self._writer.about(self._ledger, f"entry:{version.original}", "entry-retracted")
        return any(row.number > version.number for row in rows)


def _latest_day(draft: Draft) -> dt.date:
    """The latest day that an event of the batch happened; `date.max` while open."""
    happened = draft.happened.latest if draft.happened else dt.date.max
    return min(happened, draft.known_on or dt.date.max)
