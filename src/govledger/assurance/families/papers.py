"""Documents as rules read them: when each is said to have been published, and what that shows of what is read there."""

from __future__ import annotations

import datetime as dt

from govledger.assurance.case import Case
from govledger.assurance.record import Record
from govledger.events import DocumentLodged
from govledger.ledger import Entry


def came_on(held: Case | Record, entry: Entry[object]) -> dt.date:
    """The first day on which an entry can be shown to have been there.

    A lodged document proves it from its publication; where none does, it came when it was recorded.
    """
    published = (day for source in entry.source for day in published_on(held, source.document))
    return min([entry.recorded_at.date(), *published])


def published_on(held: Case | Record, document: str) -> frozenset[dt.date]:
    """The latest days on which a document can have been published, as first accounts of it say; empty where none do."""
    return held.once(_published_on, document)


def _published_on(record: Record, document: str) -> frozenset[dt.date]:
    return frozenset(
        entry.event.published_on.latest
        for entry in record.about(DocumentLodged, f"document:{document}")
        if entry.event.document == document and entry.event.published_on is not None and entry.rival_of is None
    )
