"""What a projection made of a told history, and how a test says what it should have made."""

from __future__ import annotations

import datetime as dt
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar
from weakref import finalize

from govledger.errors import ProjectionStoppedError
from govledger.projections.plain import plain
from govledger.projections.views import declared
from govledger.testing.differing import differences

if TYPE_CHECKING:
    from govledger.testing.scenario import Given

State = TypeVar("State")
_NOT_SAID: Any = object()


class Projected(Generic[State]):
    """A state, and the history it was made of.

    Whatever the state has can be asked of this as well: ``given(…).project(OpenActions).overdue(today=…)``.

    Attributes:
        state: The state.
        stopped: Why the fold stopped, if a handler raised.
        told: The history.
    """

    def __init__(self, projection: type[State], told: Given) -> None:
        """What ``projection`` makes of ``told``."""
        spec, stack = declared(projection), ExitStack()
        # The ledger stays open as long as the state, whose texts are read through it.
        view = spec.view(stack.enter_context(told.history()))
        self.told, self._derived = told, frozenset(spec.derived)
        self.state: State = view.state
        self.stopped: ProjectionStoppedError | None = view.stopped
        self._let_go = finalize(self, stack.close)

    def then(self, *, today: dt.date | str = _NOT_SAID, **expected: Any) -> Self:
        """Assert what fields and derived values are; what is not named is not looked at.

        A value may be written as it is, or as plain JSON: a day as ``"2017-06-14"``, a text as its words.

        Args:
            today: The day that derived values are asked for; the last one told of unless said.
            **expected: The fields and derived values, by name.

        Raises:
            ProjectionStoppedError: A handler raised.
            AssertionError: One is something else; the message says what differs.
        """
        if self.stopped is not None:
            raise self.stopped
        day = self.told.today if today is _NOT_SAID else dt.date.fromisoformat(str(today))
        found = {name: self._value(name, day) for name in expected}
        wrong = {name: (expected[name], held) for name, held in found.items() if not _agrees(expected[name], held)}
        if wrong:
            raise AssertionError("\n".join(line for name, pair in wrong.items() for line in _lines(name, *pair)))
        return self

    def then_raises(self, error: type[BaseException], *, entry: int | None = None) -> Self:
        """Assert that a handler raised ``error``, at an entry if one is named."""
        stopped = self.stopped
        if stopped is None:
            raise AssertionError(f"no handler raised; expected {error.__name__}")
        if not isinstance(stopped.__cause__, error):
            said = f"{stopped}; expected {error.__name__}"
            raise AssertionError(said) from stopped.__cause__  # noqa: TRY004 - a test went wrong, not a call
        if entry is not None and stopped.entry.number != entry:
            raise AssertionError(f"it stopped at entry {stopped.entry.number}; expected entry {entry}")
        return self

    def _value(self, name: str, day: dt.date) -> Any:
        held = getattr(self.state, name)
        return held(day) if name in self._derived else held

    def __getattr__(self, name: str) -> Any:
        """What the state has under this name."""
        if name == "state":  # Not there yet: the fold itself went wrong.
            raise AttributeError(name)
        return getattr(self.state, name)


def _agrees(expected: Any, found: Any) -> bool:
    return bool(expected == found) or plain(expected) == plain(found)


def _lines(name: str, expected: Any, found: Any) -> list[str]:
    """Where what was found differs from what was expected, first strictly and then as plain values."""
    ours, theirs = plain(expected), plain(found)
    return [f"{one.path}: expected {one.one}, found {one.other}" for one in differences(ours, theirs, name)]
