"""Several projections folded in one reading of the entries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import attrs

from govledger.errors import ProjectionStoppedError
from govledger.events import UnknownEvent
from govledger.ledger import Entry
from govledger.projections import Projection, View
from govledger.projections.views import declared

_Call = tuple[Callable[..., None], "_Fold"]


@attrs.define(eq=False)
class _Fold:
    """One projection that is being folded.

    Attributes:
        spec: The projection.
        state: What it comes to so far.
        view: Where it stopped; ``None`` while it has not.
    """

    spec: Projection[Any]
    state: Any
    view: View[Any] | None = None


class Folding:
    """Folds several projections at once: each comes to what `Projection.fold` would make of the same entries.

    What reads an entry is looked up once for all the projections, by the type of its event; a projection that stops is
    given no more, and the others go on.
    """

    def __init__(self, states: Mapping[type, Any]) -> None:
        """Nothing is folded yet into the ``states`` of some projections, each by its class."""
        self._folds = [_Fold(declared(cls), state) for cls, state in states.items()]
        self._calls: dict[type, list[_Call]] = {}
        self._number = 0
        self._unknown = Counter[str]()

    def take(self, entry: Entry[Any]) -> None:
        """Fold one more entry."""
        event: object = entry.event
        made = type(event)
        calls = self._calls.get(made)
        for handler, fold in self._calls_of(made) if calls is None else calls:
            if fold.view is not None:
                continue
            try:
                handler(fold.state, event, entry)
            except Exception as fault:  # noqa: BLE001 - whatever a handler raises stops the fold and is told
                self._stop(fold, entry, fault)
        if made is UnknownEvent:
            self._unknown[entry.event.type] += 1
        self._number = entry.number

    def _calls_of(self, made: type) -> list[_Call]:
        going = [fold for fold in self._folds if fold.view is None]
        calls = [(handler, fold) for fold in going for handler in fold.spec.handlers.get(made, fold.spec.every)]
        self._calls[made] = calls
        return calls

    def _stop(self, fold: _Fold, entry: Entry[Any], fault: Exception) -> None:
        stopped = ProjectionStoppedError(fold.spec.name, entry=entry, state=fold.state, cause=fault)
        fold.view = View(state=fold.state, number=self._number, stopped=stopped, unknown=Counter(self._unknown))
        self._calls.clear()

    def views(self) -> dict[type, View[Any]]:
        """What each projection comes to, by its class."""
        return {fold.spec.cls: fold.view or self._view(fold) for fold in self._folds}

    def _view(self, fold: _Fold) -> View[Any]:
        return View(state=fold.state, number=self._number, stopped=None, unknown=Counter(self._unknown))
