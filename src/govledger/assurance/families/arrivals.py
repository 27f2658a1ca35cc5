"""What bears on each subject, and what of it came later than it could be known."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Iterable, Iterator, Mapping
from sys import intern
from types import MappingProxyType
from typing import Any, Final, NamedTuple

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
    Source,
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

_BETTER: Final = frozenset(
    {CompletionClaimed, EmbeddingConfirmed, EvidenceRecorded, ObligationDischarged, RecommendationClosed}
)
_SAID: Final[Mapping[str | None, int]] = MappingProxyType({"better": 1, "met": 1, "worse": -1, "missed": -1})
_CHECKED: Final = MappingProxyType({"verified": 1, "not_verified": -1})

BY_ITS_WORDS: Final = 2
"""The turn of a report, which is told by what was reported before."""


class Late(NamedTuple):
    """One entry that was recorded on a later day than that by which it had happened and could be known.

    Attributes:
        entry: The entry.
        known: The ordinal of the day by which it had happened and could be known.
        days: How many days later it was recorded; a source published before then may show that it came sooner.
        turn: Whether it makes the picture better, 1, or worse, -1; 0 where neither is said, and `BY_ITS_WORDS`.
    """

    entry: int
    known: int
    days: int
    turn: int


@attrs.define
class Arrived:
    """What bears on one subject; second accounts, and what was only taken for granted, left out.

    Attributes:
        entries: The entries, in the order things happened.
        papers: The documents they are read in; of the same ones in turn, once.
        late: What `lates` gives, one number after the other.
    """

    entries: array[int] = attrs.field(factory=lambda: array("I"))
    papers: list[str] = attrs.field(factory=list[str])
    late: array[int] = attrs.field(factory=lambda: array("i"))

    def read_in(self, source: tuple[Source, ...]) -> None:
        """Note the documents that one more entry is read in."""
        held = self.papers
        if len(source) == 1:
            if not held or held[-1] != source[0].document:
                held.append(intern(source[0].document))
            return
        papers = [intern(one.document) for one in source]
        if papers != held[-len(papers) :]:
            held += papers

    def lates(self) -> Iterator[Late]:
        """Those that were recorded late, in the order things happened."""
        held = self.late
        return (Late._make(held[at : at + len(Late._fields)]) for at in range(0, len(held), len(Late._fields)))


@projection(version=1)
class Arrivals:
    """What bears on each subject, and what of it was recorded late.

    Attributes:
        subjects: What bears on each thing, by reference.
    """

    subjects: dict[str, Arrived] = attrs.field(factory=dict[str, Arrived])

    @on(*BEARING)
    def bears(self, event: Any, entry: Entry[Any]) -> None:
        """Something changes how a thing stands, or what is known of that."""
        if entry.rival_of is not None or entry.mode == "presupposed":
            return
        known = known_of(entry).toordinal()
        days = entry.recorded_at.toordinal() - known
        for subject in _subjects(event):
            row = self.subjects.get(subject)
            if row is None:
                row = self.subjects[intern(str(subject))] = Arrived()
            row.entries.append(entry.number)
            if entry.source:
                row.read_in(entry.source)
            if days > 0:
                row.late.extend((entry.number, known, days, _turn(event)))


def _subjects(event: Any) -> Iterable[str]:
    cls: type = event.__class__
    own = _OWN.get(cls)
    if own is not None:
        return (f"{own}:{getattr(event, own)}",)
    if cls is EvidenceRecorded:
        return dict.fromkeys(each(event.supports))
    return (event.subject,)


def _turn(event: Any) -> int:
    cls: type = event.__class__
    if cls is StatusReported:
        return BY_ITS_WORDS
    if cls is VerificationRecorded:
        return _CHECKED.get(event.result, 0)
    if cls is MeasureObserved:
        return _SAID.get(event.said, 0)
    return int(cls in _BETTER)


def known_of(entry: Entry[Any]) -> dt.date:
    """The last day by which an entry had happened and could be known."""
    happened = entry.happened.latest
    return max(entry.known_on, happened) if happened <= entry.recorded_at.date() else entry.known_on
