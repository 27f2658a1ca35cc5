"""A state that grows with its ledger: what is new is folded on, and what comes late is put where it belongs.

An entry that stands after all others is folded on. After one that stands before others, a correction or a retraction, a
keyed projection works out again the rows that it names, and any other the whole. What comes out is always what a fold
of the whole history gives, and where a handler raises it stops where that would, in the same words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Generic, TypeVar

import attrs

from govledger.ledger import History, Ledger
from govledger.ledger.cuts import Cut
from govledger.projections.keyed import KeyedState, NotKeyedError
from govledger.projections.projection import Projection, View
from govledger.projections.reading import Change, Reading

State = TypeVar("State")


class Growing(Generic[State]):
    """The view of a ledger through a projection, kept up to date.

    It belongs to one thread, and the state of its view to whoever asked for it, until it is asked to catch up again.

    Attributes:
        view: The view as it was last; its number is how many entries were read, or where the fold stopped.
    """

    def __init__(self, projection: Projection[State], ledger: Ledger, cut: Cut | None = None) -> None:
        """Nothing is read yet.

        Args:
            projection: What to fold.
            ledger: What grows.
            cut: What to leave out; by default nothing.
        """
        self._reading, self._cut = Reading(projection, ledger), cut or Cut()
        self._history = History(ledger, attrs.evolve(self._cut, size=0))
        self._rows: KeyedState[State] | None = None
        self._may_be_keyed = projection.keyed and self._cut.told is None
        self._last = 0
        self.view: View[State] = View(state=projection.cls(), number=0, stopped=None, unknown=Counter[str]())

    def catch_up(self) -> View[State]:
        """The view of the ledger as it is now."""
        ledger, before = self._reading.ledger, self._history
        history = History(ledger, attrs.evolve(self._cut, size=len(ledger)))
        if history.cut.size > before.cut.size:
            self._history = history
            try:
                if before.cut.size == 0 or not self._go_on(self._change(before, history)):
                    self._begin()
            except BaseException:
                # A store that failed in the middle leaves a state half grown, which nobody may go on with.
                self._history = History(ledger, attrs.evolve(self._cut, size=0))
                raise
        return self.view

    def _change(self, before: History, after: History) -> Change:
        """What differs between two histories."""
        if self._cut.told is None:
            return self._reading.differing(before.cut, after.cut)
        was, now = frozenset(before.numbers), frozenset(after.numbers)
        return Change(sorted(was - now), sorted(now - was))

    def _is_late(self, number: int) -> bool:
        """Whether an entry stands before the last that was folded, or before where the fold stopped."""
        return self._reading.place(number) <= self._last

    # Folding ---------------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        """Fold the whole history."""
        self._rows = None
        if self._may_be_keyed:
            try:
                self._rows = KeyedState(self._reading)
                self._rows.fold(self._reading.telling(self._numbers()))
            except NotKeyedError:
                self._rows, self._may_be_keyed = None, False
        view = self._reading.projection.view(self._history) if self._rows is None else self._rows.view
        self._say(view, view.number)

    def _numbers(self) -> Sequence[int]:
        """What the history holds, in the order of the fold."""
        if self._reading.projection.order == "happened":
            return self._history.numbers
        return self._history.recorded_numbers

    def _go_on(self, change: Change) -> bool:
        """Take in what has changed, if that can be done without folding all of it again."""
        late = self._reading.up_to(self._last, change)
        if self.view.stopped is not None:
            return not late
        try:
            if late:
                self._refold(late)
            tail = self._reading.in_order(number for number in change.entered if not self._is_late(number))
            self._say(self._fold_on(tail), *tail[-1:])
        except NotKeyedError:
            return False
        return True

    def _fold_on(self, tail: list[int]) -> View[State]:
        telling = self._reading.telling(tail)
        if self._rows is not None:
            self._rows.fold(telling)
            return self._rows.view
        view = self._reading.projection.fold(self.view.state, self._reading.read(telling))
        return attrs.evolve(view, unknown=Counter(self.view.unknown) + Counter(view.unknown))

    def _refold(self, late: Change) -> None:
        """Work out again what is named by what came or went.

        Raises:
            NotKeyedError: The projection is not keyed, or does not go on as it did.
        """
        if self._rows is None:
            raise NotKeyedError
        read, telling = self._reading.read, self._reading.telling
        self._rows.refold(read(telling(late.left)), read(telling(late.entered)), self._naming)

    def _naming(self, names: frozenset[str]) -> list[int]:
        """The entries folded so far that hold and name something."""
        held = self._reading.held_naming(names, self._history.cut)
        return [number for number in held if self._is_late(number)]

    def _say(self, view: View[State], *last: int) -> None:
        """Say how far it came, and note the place up to which it did."""
        if view.stopped is None:
            self._last = max([self._last, *map(self._reading.place, last)])
            self.view = attrs.evolve(view, number=self._history.cut.size)
            return
        number = view.stopped.entry.number
        self._last = self._reading.place(number)
        numbers = self._numbers()
        before = numbers[: numbers.index(number)]
        self.view = attrs.evolve(view, number=before[-1] if before else 0)
