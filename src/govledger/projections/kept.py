"""A projection of one ledger as of any day, from what was kept for the ends of months."""

from __future__ import annotations

from typing import Generic, TypeVar

from govledger.ledger import History, Ledger
from govledger.ledger.cuts import Moment
from govledger.projections.copying import UncopyableError
from govledger.projections.keyed import NotKeyedError, StopsElsewhereError
from govledger.projections.months import KeyedMonths, WholeMonths
from govledger.projections.projection import Projection, View
from govledger.projections.reading import Reading

State = TypeVar("State")


class Kept(Generic[State]):
    """The state of a projection as of any day, without reading the whole ledger each time.

    It is kept for the ends of months as it is asked for, so that only what came since is folded. What is recorded late,
    corrected or taken back is taken into the months it belongs to: of a keyed projection only the rows that it names.
    The answers are what `History.project` gives, in the same order, and stop where that stops.

    It belongs to one thread. States share their rows with what is kept: read them, and copy what you want to change.
    """

    def __init__(self, projection: Projection[State], ledger: Ledger) -> None:
        """Nothing of ``ledger`` is kept yet; `Ledger.kept` is the way in."""
        self._reading = Reading(projection, ledger)
        self._keyed: KeyedMonths[State] | None = None
        self._whole: WholeMonths[State] | None = WholeMonths(self._reading)
        try:
            self._keyed = KeyedMonths(self._reading)
        except NotKeyedError:
            self._keyed = None

    def as_of(self, day: Moment) -> View[State]:
        """What had happened and was known by a day.

        Raises:
            CutError: The day could not be read.
        """
        history = self._reading.ledger.history(as_of=day)
        self._reading.timeline.extend(history.cut.size)
        return self._by_rows(history) or self._by_copies(history) or self._reading.projection.view(history)

    def _by_rows(self, history: History) -> View[State] | None:
        """The view from rows that were kept one by one, where that can be done."""
        if self._keyed is None:
            return None
        try:
            return self._keyed.view(history.cut)
        except StopsElsewhereError:
            return self._reading.projection.view(history)
        except NotKeyedError:
            self._keyed = None
        return None

    def _by_copies(self, history: History) -> View[State] | None:
        """The view from whole states that were kept, where that can be done."""
        if self._whole is None or self._keyed is not None:
            return None
        try:
            return self._whole.view(history.cut)
        except UncopyableError:
            self._whole = None
        return None
