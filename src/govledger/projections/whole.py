"""A state that is folded anew each time its ledger has grown."""

from __future__ import annotations

from typing import Generic, TypeVar

import attrs

from govledger.ledger import Ledger
from govledger.projections.projection import Projection, View

State = TypeVar("State")


class Whole(Generic[State]):
    """A state that is folded anew from the whole ledger each time that has grown."""

    def __init__(self, projection: Projection[State], ledger: Ledger) -> None:
        self._projection, self._ledger = projection, ledger
        self._view: View[State] | None = None
        self._size = 0

    def catch_up(self) -> View[State]:
        """The view of the ledger as it is now."""
        history = self._ledger.history()
        if self._view is None or history.cut.size > self._size:
            view, self._size = self._projection.view(history), history.cut.size
            self._view = view if view.stopped is not None else attrs.evolve(view, number=self._size)
        return self._view
