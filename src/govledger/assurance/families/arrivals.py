"""What bears on each subject, and what of it came later than it could be known."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

import attrs

from govledger.events import (
    ActionAdded,
    CommitmentMade,
    CompletionClaimed,
    DeadlineChanged,
    DetailChanged,
    EmbeddingConfirmed,
    EvidenceRecorded,
    MeasureObserved,
    ObligationDischarged,
    PlanItemRetired,
    RecommendationAnswered,
    RecommendationClosed,
    StatusReported,
    VerificationRecorded,
    each,
)
from govledger.ledger import Entry
from govledger.projections import on, projection

BEARING: Final[tuple[type[Any], ...]] = (
    ActionAdded,
    CommitmentMade,
    CompletionClaimed,
    DeadlineChanged,
    DetailChanged,
    EmbeddingConfirmed,
    EvidenceRecorded,
    MeasureObserved,
    ObligationDischarged,
    PlanItemRetired,
    RecommendationAnswered,
    RecommendationClosed,
    StatusReported,
    VerificationRecorded,
)
"""What changes how a thing stands, or what is known of that."""

_OWN: Final[Mapping[type, str]] = MappingProxyType(
    {
        ActionAdded: "action",
        CommitmentMade: "commitment",
        MeasureObserved: "measure",
        ObligationDischarged: "obligation",
        RecommendationAnswered: "recommendation",
        RecommendationClosed: "recommendation",
    }
)
"""The field that holds what such an entry is of, where that is no ``subject``."""


@attrs.define
class Arrived:
    """What bears on one subject; second accounts, and what was only taken for granted, left out.

    Attributes:
        entries: The entries, in the order things happened.
        late: Those that were recorded on a later day than that by which they had happened and could be known.
        days: How many days later each of these was; a source published before then may show that it came sooner.
        papers: The documents they are read in; of the same ones in turn, once.
    """

    entries: array[int] = attrs.field(factory=lambda: array("I"))
    late: array[int] = attrs.field(factory=lambda: array("I"))
    days: array[int] = attrs.field(factory=lambda: array("I"))
    papers: list[str] = attrs.field(factory=list[str])


@projection(version=1)
class Arrivals:
    """What bears on each subject, and what of it was recorded late.

    Attributes:
        subjects: What bears on each thing, by reference.
    """

    subjects: dict[str, Arrived] = attrs.field(factory=dict[str, Arrived])
    _documents: dict[str, str] = attrs.field(factory=dict[str, str])

    @on(*BEARING)
    def bears(self, event: Any, entry: Entry[Any]) -> None:
        """Something changes how a thing stands, or what is known of that."""
        if entry.rival_of is not None or entry.mode == "presupposed":
            return
        days = (entry.recorded_at.date() - known_of(entry)).days
        papers = [self._documents.setdefault(source.document, source.document) for source in entry.source]
        for subject in _subjects(event):
            row = self.subjects.get(subject)
            if row is None:
                row = self.subjects[subject] = Arrived()
            row.entries.append(entry.number)
            if papers and papers != row.papers[-len(papers) :]:
                row.papers += papers
            if days > 0:
                row.late.append(entry.number)
                row.days.append(days)


def _subjects(event: Any) -> Iterator[str]:
    cls: type = event.__class__
    own = _OWN.get(cls)
    if own is not None:
        yield f"{own}:{getattr(event, own)}"
    elif isinstance(event, EvidenceRecorded):
        yield from dict.fromkeys(map(str, each(event.supports)))
    else:
        yield str(event.subject)


def known_of(entry: Entry[Any]) -> Any:
    """The last day by which an entry had happened and could be known."""
    happened = entry.happened.latest
    return max(entry.known_on, happened) if happened <= entry.recorded_at.date() else entry.known_on
