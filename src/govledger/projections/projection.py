"""The projection kit: a plain attrs class whose methods say which events they read.

    @projection(version=1, keyed=True)
    class OpenActions:
        due: dict[str, ev.Due | None] = attrs.Factory(dict)

        @on(ev.ActionAdded)
        def added(self, event, entry):
            self.due[event.action] = event.due

        @derived
        def overdue(self, today):
            return [action for action, due in self.due.items() if due and due.latest < today]

No base class, no I/O, no clock: time enters by one door, ``today``. Entries are folded in the order things happened;
``order="recorded"`` folds every version in the order of recording instead, corrected and retracted ones too. An event
of an unknown type is skipped and counted. A handler that raises stops the fold there, wherever it runs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, Literal, TypeVar, dataclass_transform

import attrs

from govledger.errors import ProjectionStoppedError
from govledger.events import UnknownEvent
from govledger.ledger import Entry, History

Order = Literal["happened", "recorded"]
State = TypeVar("State")
Handler = Callable[[Any, Any, Entry[Any]], None]
Method = TypeVar("Method", bound=Callable[..., Any])

_EVENTS = "__on__"
_DERIVED = "__derived__"


@attrs.frozen(kw_only=True)
class View(Generic[State]):
    """A state and how far it came.

    Attributes:
        state: The state.
        number: The number of the last entry folded; 0 before any.
        stopped: Why the fold stopped, if a handler raised.
        unknown: How many events of each unknown type were skipped.
    """

    state: State
    number: int
    stopped: ProjectionStoppedError | None
    unknown: Mapping[str, int]


@attrs.frozen(kw_only=True)
class Projection(Generic[State]):
    """What the decorator knows of a projection class.

    Attributes:
        cls: The class.
        name: Its name in kebab case, such as ``plan-state``.
        version: Its version; raise it when its meaning changes.
        keyed: Whether handlers read and write only under ids that their event names.
        order: The order of the fold.
        handlers: The methods that read each event class.
        every: The methods that read every event, of whatever type.
        derived: The names of the values derived from state and a day.
    """

    cls: type[State]
    name: str
    version: int
    keyed: bool
    order: Order
    handlers: Mapping[type, tuple[Handler, ...]]
    every: tuple[Handler, ...]
    derived: tuple[str, ...]

    def view(self, history: History) -> View[State]:
        """Fold a history; a handler that raises stops it and the view says why."""
        entries = history.entries() if self.order == "happened" else history.recorded()
        return self.fold(self.cls(), entries)

    def fold(self, state: State, entries: Iterable[Entry[Any]]) -> View[State]:
        """Fold entries into a state."""
        number, unknown, handlers, every = 0, Counter[str](), self.handlers, self.every
        for entry in entries:
            event = entry.event
            try:
                for handler in handlers.get(type(event), every):
                    handler(state, event, entry)
            except Exception as fault:  # noqa: BLE001 - whatever a handler raises stops the fold and is told
                stopped = ProjectionStoppedError(self.name, entry=entry, state=state)
                stopped.__cause__ = fault
                return View(state=state, number=number, stopped=stopped, unknown=unknown)
            if type(event) is UnknownEvent:
                unknown[event.type] += 1
            number = entry.number
        return View(state=state, number=number, stopped=None, unknown=unknown)

    def project(self, history: History) -> State:
        """The state after a history.

        Raises:
            ProjectionStoppedError: A handler raised; the error carries the entry and the state so far.
        """
        view = self.view(history)
        if view.stopped is not None:
            raise view.stopped
        return view.state


def on(*events: type) -> Callable[[Method], Method]:
    """Mark a method ``(self, event, entry)`` as reading these event classes; where none is named, every event.

    A method that reads every event also sees those whose type this program does not know, and goes before the others.
    """

    def mark(method: Method) -> Method:
        setattr(method, _EVENTS, events)
        return method

    return mark


def derived(method: Method) -> Method:
    """Mark a method ``(self, today)`` as a value derived from the state and a day."""
    setattr(method, _DERIVED, True)
    return method


@dataclass_transform(field_specifiers=(attrs.field, attrs.Factory))
def projection(
    *, version: int, keyed: bool = False, order: Order = "happened", name: str | None = None
) -> Callable[[type[State]], type[State]]:
    """Make a class a projection; it becomes an attrs class if it is none yet.

    Args:
        version: Raise it when what the state means changes.
        keyed: Promise that handlers read and write only under ids that their event names.
        order: ``happened``, or ``recorded`` for every version in the order of recording.
        name: Its name; the class's own in kebab case if not given.

    Raises:
        TypeError: A field has no default, or no method reads an event.
    """

    def declare(cls: type[State]) -> type[State]:
        held: type[State] = cls if attrs.has(cls) and "__attrs_attrs__" in vars(cls) else attrs.define(cls)
        for field in attrs.fields(held):  # type: ignore[misc]  # pyright: ignore[reportArgumentType, reportUnknownVariableType, reportUnknownMemberType]
            if field.default is attrs.NOTHING:  # pyright: ignore[reportUnknownMemberType]
                raise TypeError(f"{cls.__qualname__}.{field.name} has no default; a projection starts from nothing")  # pyright: ignore[reportUnknownMemberType]
        every = tuple(method for _, method in _methods(held) if getattr(method, _EVENTS, None) == ())
        handlers = {event: (*every, *methods) for event, methods in _handlers(held).items()}
        if not handlers and not every:
            raise TypeError(f"{cls.__qualname__} reads no event; mark a method with @on(...)")
        spec = Projection(
            cls=held,
            name=name or re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower(),
            version=version,
            keyed=keyed,
            order=order,
            handlers=handlers,
            every=every,
            derived=tuple(found for found, method in _methods(held) if hasattr(method, _DERIVED)),
        )
        held.__projection__ = spec  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
        return held

    return declare


def _methods(cls: type) -> Iterable[tuple[str, Any]]:
    """The functions of a class and its bases, in the order they are written, each name once."""
    found: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        found.update((name, member) for name, member in vars(base).items() if callable(member))
    return found.items()


def _handlers(cls: type) -> dict[type, tuple[Handler, ...]]:
    handlers: dict[type, tuple[Handler, ...]] = {}
    for _, method in _methods(cls):
        for event in getattr(method, _EVENTS, ()):
            handlers[event] = (*handlers.get(event, ()), method)
    return handlers
