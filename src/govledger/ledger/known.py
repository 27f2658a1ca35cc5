"""The first day an event could be known, where its clerk does not say: its meeting's, or its paper's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from govledger.events import (
    AgendaItemConsidered,
    DecisionRecorded,
    DocumentLodged,
    MeetingHeld,
    When,
)
from govledger.ledger.codec import Codec
from govledger.ledger.draft import Draft
from govledger.ledger.store import LedgerRow, Writer


class Lookup:
    """Finds meetings and papers in a ledger and in the batch on its way into it."""

    def __init__(self, writer: Writer, ledger: LedgerRow, codec: Codec, drafts: Sequence[Draft]) -> None:
        """A lookup for one batch."""
        self._writer, self._ledger, self._codec, self._drafts = writer, ledger, codec, drafts
        self._days: dict[str, dt.date | None] = {}

    def known_on(self, draft: Draft, happened: When) -> dt.date | None:
        """The latest day of the meeting the event belongs to; else its lodged paper's day; else ``None``."""
        meeting = self._meeting_of(draft.event)
        if meeting is not None:
            own = happened.latest if isinstance(draft.event, MeetingHeld) else None
            day = own if own not in {None, dt.date.max} else self._meeting_day(meeting)
            if day is not None:
                return day
        papers = (self._published(source.document) for source in draft.source)
        return next((day for day in papers if day is not None), None)

    def _meeting_of(self, event: Any) -> str | None:
        """The meeting reached through ``meeting``, ``agenda_item`` or ``decision``, in that order."""
        meeting: str | None = getattr(event, "meeting", None)
        if meeting is None and getattr(event, "agenda_item", None) is not None:
            item = self._latest(AgendaItemConsidered, "agenda_item", event.agenda_item)
            meeting = item[0].meeting if item else None
        if meeting is None and not isinstance(event, DecisionRecorded) and getattr(event, "decision", None) is not None:
            decision = self._latest(DecisionRecorded, "decision", event.decision)
            meeting = self._meeting_of(decision[0]) if decision else None
        return meeting

    def _meeting_day(self, meeting: str) -> dt.date | None:
        if meeting not in self._days:
            held = self._latest(MeetingHeld, "meeting", meeting)
            latest = held[1] if held else None
            self._days[meeting] = None if latest == dt.date.max else latest
        return self._days[meeting]

    def _published(self, document: str) -> dt.date | None:
        lodged = self._latest(DocumentLodged, "document", document)
        published = lodged[0].published_on if lodged else None
        return published.latest if published is not None and published.latest != dt.date.max else None

    def _latest(self, cls: type, field: str, name: str) -> tuple[Any, dt.date] | None:
        """The newest event of a class about ``name``, this batch first, with the latest day it happened."""
        for draft in reversed(self._drafts):
            if isinstance(draft.event, cls) and getattr(draft.event, field) == name:
                happened = draft.happened.latest if draft.happened else dt.date.max
                return draft.event, min(happened, draft.known_on or dt.date.max)
        written = {MeetingHeld: "meeting-held", AgendaItemConsidered: "agenda-item-considered"}
        written |= {DecisionRecorded: "decision-recorded", DocumentLodged: "document-lodged"}
        for row in self._writer.about(self._ledger, f"{field}:{name}", written[cls]):
            entry = self._codec.decode(row.type, row.raw)
            if getattr(entry.event, field) == name:
                return entry.event, entry.latest
        return None
