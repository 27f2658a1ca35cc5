"""Looking back at what was believed: the way up to the projections, which know how."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Literal, Protocol, overload

from govledger.ledger.cuts import Moment
from govledger.ledger.inner import Inner


class LearnedSince(Protocol):
    """One field of which something else is known now than was believed; a `govledger.projections.hindsight.Learned`."""

    @property
    def path(self) -> tuple[str, ...]:
        """Where it stands: the field of the state, the id, the field of the row."""
        ...

    @property
    def believed(self) -> Any:
        """What was believed, as plain JSON."""
        ...

    @property
    def known(self) -> Any:
        """What is known now."""
        ...

    @property
    def entries(self) -> tuple[int, ...]:
        """The numbers of the entries that changed the picture."""
        ...

    @property
    def label(self) -> Literal["exact", "writers only"]:
        """How well that is known."""
        ...

    def as_json(self) -> dict[str, Any]:
        """The field as plain JSON; a side that is not there is left out."""
        ...


class SeenSince(Protocol):
    """What `hindsight` gives for a day: a `govledger.Hindsight`."""

    @property
    def day(self) -> dt.date:
        """The day."""
        ...

    @property
    def believed(self) -> Any:
        """The state as it was believed."""
        ...

    @property
    def known(self) -> Any:
        """The state as it is known now."""
        ...

    @property
    def learned(self) -> tuple[LearnedSince, ...]:
        """Each field that differs."""
        ...

    @property
    def entries(self) -> tuple[int, ...]:
        """The numbers of all entries that changed the picture."""
        ...

    def as_json(self) -> dict[str, Any]:
        """The difference as plain JSON."""
        ...


class LookingBack:
    """What a ledger does for those who ask what was believed."""

    inner: Inner

    # A text is a sequence of texts too, but it is a day here.
    @overload
    def hindsight(self, projection: type, *, at: Moment) -> SeenSince: ...  # type: ignore[overload-overlap]
    @overload
    def hindsight(self, projection: type, *, at: Sequence[Moment]) -> list[SeenSince]: ...
    def hindsight(self, projection: type, *, at: Moment | Sequence[Moment]) -> SeenSince | list[SeenSince]:
        """What was believed on a day against what is now known of it, field by field, with the entries between.

        Args:
            projection: What to fold.
            at: The day; or several, such as those of a board's meetings, for one answer each.

        Raises:
            CutError: A day could not be read.
            ProjectionStoppedError: A handler raised.
            TypeError: ``projection`` is not one.
        """
        folder: Any = getattr(projection, "__projection__", None)
        if folder is None:
            raise TypeError(f"{projection!r} is not a projection; put @projection(version=1) on the class")
        days: Sequence[Moment] = [at] if isinstance(at, (str, dt.date)) else at
        found: list[SeenSince] = folder.hindsight(self, days)
        return found[0] if isinstance(at, (str, dt.date)) else found
