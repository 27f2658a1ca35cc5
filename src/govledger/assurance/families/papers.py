"""Documents as rules read them: when each is said to have been published, and what that shows of what is read there."""

from __future__ import annotations

import datetime as dt

import attrs

from govledger.assurance.case import Case
from govledger.assurance.record import Record
from govledger.events import DocumentLodged
from govledger.ledger import Entry
from govledger.projections import on, projection


@projection(version=1)
class Lodgings:
    """When each document can have been published, as first accounts of it say.

    Attributes:
        published: The latest days on which that can have been, by the document; without those of which nobody said.
    """

    published: dict[str, frozenset[dt.date]] = attrs.field(factory=dict[str, "frozenset[dt.date]"])

    @on(DocumentLodged)
    def lodged(self, event: DocumentLodged, entry: Entry[DocumentLodged]) -> None:
        """A document was put into the record."""
        if event.published_on is not None and entry.rival_of is None:
            held = self.published.get(event.document, frozenset())
            self.published[event.document] = held | {event.published_on.latest}


def came_on(held: Case | Record, entry: Entry[object]) -> dt.date:
    """The first day on which an entry can be shown to have been there.

    A lodged document proves it from its publication; where none does, it came when it was recorded.
    """
    published = (day for source in entry.source for day in published_on(held, source.document))
    return min([entry.recorded_at.date(), *published])


def published_on(held: Case | Record, document: str) -> frozenset[dt.date]:
    """The latest days on which a document can have been published, as first accounts of it say; empty where none do."""
    lodgings = held.view(Lodgings) if isinstance(held, Case) else held.state(Lodgings)
    return lodgings.published.get(document, frozenset())
