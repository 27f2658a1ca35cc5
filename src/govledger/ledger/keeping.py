"""Keeping the states of a projection: the way up to the projections, which know how."""

from __future__ import annotations

from typing import Any, Protocol, TypeVar

from govledger.ledger.cuts import Moment
from govledger.ledger.following import Seen
from govledger.ledger.inner import Inner

State = TypeVar("State")
Held = TypeVar("Held", covariant=True)  # noqa: PLC0105 - who asks sees a state and cannot replace it


class KeptStates(Protocol[Held]):
    """What `Ledger.kept` gives: a `govledger.projections.kept.Kept`."""

    def as_of(self, day: Moment) -> Seen[Held]:
        """What had happened and was known by a day."""
        ...

    def save(self) -> Any:
        """Store what is kept up to now in the ledger's own file, for whoever asks next."""
        ...


class Keeping:
    """What a ledger does for those who ask of many days."""

    inner: Inner

    def kept(self, projection: type[State]) -> KeptStates[State]:
        """The states of a projection as of any day, without reading the whole ledger for each.

        They are kept for the ends of months as they are asked for; what comes late is taken into the months it belongs
        to. The answers are those of ``history(as_of=…).project(projection)``. What it gives belongs to one thread.

        Raises:
            TypeError: ``projection`` is not one.
        """
        folder: Any = getattr(projection, "__projection__", None)
        if folder is None:
            raise TypeError(f"{projection!r} is not a projection; put @projection(version=1) on the class")
        kept: KeptStates[State] = folder.kept(self)
        return kept
