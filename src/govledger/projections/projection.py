"""The projection kit: a plain attrs class whose methods say which events they read.

    @projection(version=1, keyed=True)
    class OpenActions:
        due: dict[str, ev.Due | None] = attrs.field(factory=dict[str, ev.Due | None])

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

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from inspect import get_annotations, signature
from threading import Event
from typing import TYPE_CHECKING, Any, Generic, Literal, NoReturn, TypeVar, get_args, overload

import attrs

from govledger.errors import ProjectionStoppedError
from govledger.events import Catalogue, UnknownEvent
from govledger.events.catalogue import is_event_class
from govledger.ledger import Entry, History, Ledger
from govledger.ledger.following import POLL_SECONDS
from govledger.ledger.store import chunked
from govledger.projections.standstill import standstill, tidy

if TYPE_CHECKING:
    from govledger.ledger.cuts import Moment
    from govledger.projections.hindsight import Hindsight
    from govledger.projections.kept import Kept
    from govledger.projections.why import Why

Order = Literal["happened", "recorded"]
State = TypeVar("State")
Handler = Callable[[Any, Any, Entry[Any]], None]
Method = TypeVar("Method", bound=Callable[..., Any])

_PART = 1 << 16
"""How many entries are folded before what handlers left lying about is let go."""

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
        quarantined: The entries at which it would have stopped and that it left out, each a
            `govledger.projections.quarantine.Quarantine`; only a follower leaves any out.
    """

    state: State
    number: int
    stopped: ProjectionStoppedError | None
    unknown: Mapping[str, int]
    quarantined: tuple[Any, ...] = ()


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
        inner, unknown = history.ledger.inner, Counter[str]()
        view = View(state=self.cls(), number=0, stopped=None, unknown=unknown)
        with standstill():
            numbers = history.numbers if self.order == "happened" else history.recorded_numbers
            told = [name for name in inner.timeline.written_types if self.reads(name, inner.catalogue)]
            for part in chunked(numbers, _PART):
                view = self.fold(view.state, history.read(part, written=told))
                unknown.update(view.unknown)
                if view.stopped is not None:
                    break
                if len(part) == _PART:
                    tidy()
        return attrs.evolve(view, number=_number_at(view, numbers), unknown=unknown)

    def reads(self, written: str, catalogue: Catalogue) -> bool:
        """Whether entries of a type say anything to it; what is not known, or too new, is to be counted by the fold."""
        name, _, version = written.partition("/")
        declared = catalogue.get(name)
        is_known = declared is not None and version in {str(known) for known in range(1, declared.version + 1)}
        return not is_known or bool(self.every) or (declared is not None and declared.cls in self.handlers)

    def fold(self, state: State, entries: Iterable[Entry[Any]]) -> View[State]:
        """Fold entries into a state."""
        number, unknown, handlers, every = 0, Counter[str](), self.handlers, self.every
        for entry in entries:
            event: object = entry.event
            made = type(event)
            try:
                for handler in handlers.get(made, every):
                    handler(state, event, entry)
            except Exception as fault:  # noqa: BLE001 - whatever a handler raises stops the fold and is told
                stopped = ProjectionStoppedError(self.name, entry=entry, state=state, cause=fault)
                return View(state=state, number=number, stopped=stopped, unknown=unknown)
            if made is UnknownEvent:
                unknown[entry.event.type] += 1
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

    def why(self, history: History, path: Sequence[Hashable], *, today: dt.date | None = None) -> Why:
        """The entries behind a value; see `History.why`."""
        from govledger.projections.why import why  # noqa: PLC0415 - it knows what a projection is

        return why(self, history, path, today=today)

    def hindsight(self, ledger: Ledger, days: Iterable[Moment]) -> list[Hindsight]:
        """What was believed on each of some days against what is now known of it; see `Ledger.hindsight`."""
        from govledger.projections.hindsight import hindsight  # noqa: PLC0415 - it knows what a projection is

        return [hindsight(self, ledger, day) for day in days]

    def follow(
        self, ledger: Ledger, *, after: int | None = None, stop: Event | None = None, poll: float = POLL_SECONDS
    ) -> Iterator[View[State]]:
        """A view of a ledger at once and after every growth; see `Ledger.follow`."""
        from govledger.projections.following import follow  # noqa: PLC0415 - it knows what a projection is

        return follow(self, ledger, after=after, stop=stop, poll=poll)

    def kept(self, ledger: Ledger) -> Kept[State]:
        """The states of a ledger as of any day; see `Ledger.kept`."""
        from govledger.projections.kept import Kept  # noqa: PLC0415 - it knows what a projection is

        return Kept(self, ledger)


def _number_at(view: View[Any], numbers: Sequence[int]) -> int:
    """How far a fold of some entries came: to the last of them, or to the one before where it stopped."""
    place = len(numbers) if view.stopped is None else numbers.index(view.stopped.entry.number)
    return numbers[place - 1] if place else 0


def on(*events: type) -> Callable[[Method], Method]:
    """Mark a method ``(self, event, entry)`` as reading these event classes; where none is named, every event.

    A method that reads every event also sees those whose type this program does not know, and goes before the others.

    Raises:
        TypeError: One of ``events`` is no event class, so nothing would ever be read by it.
    """
    for event in events:
        if not is_event_class(event) and event is not UnknownEvent:
            raise TypeError(f"{event!r} is no event class; give @on classes that @event declared")

    def mark(method: Method) -> Method:
        setattr(method, _EVENTS, events)
        return method

    return mark


def derived(method: Method) -> Method:
    """Mark a method ``(self, today)`` as a value derived from the state and a day."""
    setattr(method, _DERIVED, True)
    return method


@overload
def projection(bare: object, /) -> NoReturn: ...
@overload
def projection(
    *, version: int, keyed: bool = False, order: Order = "happened", name: str | None = None
) -> Callable[[type[State]], type[State]]: ...
# To a type checker the class stays a plain one: it is made with nothing, and `order` is no option of a dataclass.
def projection(
    bare: object = None,
    /,
    *,
    version: int = 0,
    keyed: bool = False,
    order: Order = "happened",
    name: str | None = None,
) -> Callable[[type[State]], type[State]]:
    """Make a class a projection; it becomes an attrs class if it is none yet.

    A subclass that is to be projected is decorated too. A method that it overrides reads what the method above it read,
    unless it is marked anew.

    Args:
        bare: Nothing; a class stands here where the parentheses were forgotten, and is refused.
        version: Raise it when what the state means changes.
        keyed: Promise that handlers read and write only under ids that their event names.
        order: ``happened``, or ``recorded`` for every version in the order of recording.
        name: Its name; the class's own in kebab case if not given.

    Raises:
        TypeError: A field has no default, or one that every state would share; no method reads an event, or one that
            does takes something else than an event and its entry; or no version is given.
        ValueError: The order is none, or the version is below 1.
    """
    if bare is not None:
        raise TypeError("a projection says its version: write @projection(version=1)")
    if order not in get_args(Order) or version < 1:
        raise ValueError(f"a projection has a version from 1 and an order among {', '.join(get_args(Order))}")

    def declare(cls: type[State]) -> type[State]:
        held = _with_fields(cls)
        methods = _methods(held)
        every = tuple(found.call for found in methods if found.events == ())
        handlers = {event: (*every, *calls) for event, calls in _by_event(methods).items()}
        if not handlers and not every:
            raise TypeError(f"{cls.__qualname__} reads no event; mark a method with @on(...)")
        spec = Projection(
            cls=held,
            name=name or _WORD_START.sub("-", cls.__name__).lower(),
            version=version,
            keyed=keyed,
            order=order,
            handlers=handlers,
            every=every,
            derived=tuple(found.name for found in methods if found.is_derived),
        )
        setattr(held, "__projection__", _OfItsClass(spec))  # noqa: B010 - no type checker knows the attribute
        return held

    return declare


class _OfItsClass:
    """A projection as its class shows it; a state, or a subclass that nobody decorated, shows none."""

    def __init__(self, spec: Projection[Any]) -> None:
        self._spec = spec

    def __get__(self, state: object, owner: type) -> Projection[Any] | None:
        return self._spec if state is None and owner is self._spec.cls else None


@attrs.frozen
class _Method:
    """One method of a projection class; ``events`` is ``None`` where it reads none, and empty where it reads all."""

    name: str
    call: Callable[..., Any]
    events: tuple[type, ...] | None
    is_derived: bool


_UNMARKED = _Method("", print, events=None, is_derived=False)
_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def _with_fields(cls: type[State]) -> type[State]:
    """The class as an attrs class, each field with a default of its own."""
    made: Any = cls if "__attrs_attrs__" in vars(cls) else attrs.define(cls)
    for field in attrs.fields(made):
        if field.default is attrs.NOTHING:
            raise TypeError(f"{cls.__qualname__}.{field.name} has no default; a projection starts from nothing")
        _refuse_shared(cls, field.name, field.default)
    for name, value in _plain_attributes(made):
        _refuse_shared(cls, name, value)
    held: type[State] = made
    return held


def _plain_attributes(cls: type) -> Iterator[tuple[str, object]]:
    """What a class and its bases hold that is neither a field nor said to be the class's own."""
    for base in cls.__mro__:
        said = get_annotations(base)
        for name, value in vars(base).items():
            if not name.startswith("__") and "ClassVar" not in str(said.get(name)):
                yield name, value


def _refuse_shared(cls: type, name: str, value: object) -> None:
    """Refuse a list, a dict or the like that every state would write into."""
    if type(value).__hash__ is None:
        kind = type(value).__name__
        mended = f"attrs.field(factory={kind}{'[…, …]' if kind == 'dict' else '[…]'})"
        raise TypeError(f"{cls.__qualname__}.{name}: every state would share one {kind}; give a factory: {mended}")


def _methods(cls: type) -> tuple[_Method, ...]:
    """The methods of a class and its bases, in the order they are written, each name once.

    Raises:
        TypeError: One that reads events could not be called with them.
    """
    found: dict[str, _Method] = {}
    for base in reversed(cls.__mro__):
        for name, member in vars(base).items():
            above = found.get(name, _UNMARKED)
            if callable(member):
                events = getattr(member, _EVENTS, above.events)
                is_derived = above.is_derived or hasattr(member, _DERIVED)
                found[name] = _Method(name, member, events=events, is_derived=is_derived)
            else:
                found.pop(name, None)
    for method in found.values():
        if method.events is not None:
            _refuse_unfit(cls, method)
    return tuple(found.values())


def _refuse_unfit(cls: type, method: _Method) -> None:
    """Refuse a method marked with `on` that could not be called with an event and its entry."""
    try:
        signature(method.call).bind(cls, None, None)
    except TypeError:
        raise TypeError(f"{cls.__qualname__}.{method.name} must take (self, event, entry)") from None


def _by_event(methods: Iterable[_Method]) -> dict[type, tuple[Handler, ...]]:
    """The methods that read each event class."""
    handlers: dict[type, tuple[Handler, ...]] = {}
    for method in methods:
        for event in method.events or ():
            handlers[event] = (*handlers.get(event, ()), method.call)
    return handlers
