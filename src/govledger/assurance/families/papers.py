"""Documents as rules read them: on which days each is said to have been published."""

from __future__ import annotations

import datetime as dt

from govledger.assurance.case import Case
from govledger.assurance.record import Record
from govledger.events import DocumentLodged


def published_on(case: Case, document: str) -> frozenset[dt.date]:
    """The latest days on which a document can have been published, as first accounts of it say; empty where none do."""
    return case.once(_published_on, document)


def _published_on(record: Record, document: str) -> frozenset[dt.date]:
    return frozenset(
        entry.event.published_on.latest
        for entry in record.about(DocumentLodged, f"document:{document}")
        if entry.event.document == document and entry.event.published_on is not None and entry.rival_of is None
    )
