"""What few entries say, and rules ask of every subject: which of them do, so that the others need not be read."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import attrs

from govledger.events import (
    ActionAdded,
    EvidenceRecorded,
    MeasureObserved,
    ObligationDischarged,
    Ref,
    VerificationRecorded,
    each,
)
from govledger.ledger import Entry
from govledger.projections import on, projection

_FIGURES: Final[Mapping[str | None, bool]] = MappingProxyType(
    {"worse": False, "missed": False, "better": True, "met": True}
)


@projection(version=1)
class Telling:
    """The entries of four types that say something out of the ordinary.

    Attributes:
        entries: Whether each speaks well, by its number: figures that are said to be good or bad, evidence that
            undermines anything, checks that failed, and actions that are not worded as they were decided.
        bases: What each discharge of an obligation is said to rest on, by its number; without those that say nothing.
    """

    entries: dict[int, bool] = attrs.field(factory=dict[int, bool])
    bases: dict[int, tuple[Ref, ...]] = attrs.field(factory=dict[int, "tuple[Ref, ...]"])

    @on(MeasureObserved)
    def observed(self, event: MeasureObserved, entry: Entry[Any]) -> None:
        """A figure was reported."""
        is_good = _FIGURES.get(event.said)
        if is_good is not None:
            self.entries[entry.number] = is_good

    @on(EvidenceRecorded)
    def evidenced(self, event: EvidenceRecorded, entry: Entry[Any]) -> None:
        """A piece of evidence was put into the record."""
        if each(event.undermines):
            self.entries[entry.number] = False

    @on(VerificationRecorded)
    def checked(self, event: VerificationRecorded, entry: Entry[Any]) -> None:
        """Somebody checked."""
        if event.result == "not_verified":
            self.entries[entry.number] = False

    @on(ObligationDischarged)
    def discharged(self, event: ObligationDischarged, entry: Entry[Any]) -> None:
        """An obligation, or one turn of it, was met."""
        if each(event.basis):
            self.bases[entry.number] = each(event.basis)

    @on(ActionAdded)
    def added(self, event: ActionAdded, entry: Entry[Any]) -> None:
        """An action was put into a plan."""
        if event.as_decided == "no":
            self.entries[entry.number] = False
