"""A state to bytes and back, exactly; only what a projection's annotations name can be made from them.

Nothing that is stored names code to run. The classes that can be made are those reached by annotation from the
projection's own class, and the values that events hold; a stored class is looked up among them by its name, and its
fields are those it has now. What stood in two places of the state stands in both places of what is made.

The bytes are MessagePack: ``[version, [[class, [field, …]], …], value]``. A value is none, a boolean, text, bytes, a
number of 64 bits or a float as it is, and anything else a list that begins with its sort:

    LIST [1, item, …]      TUPLE [2, item, …]        SET [3, item, …]        FROZENSET [4, item, …]
    DICT [5, key, value, …]    COUNTER [6, …]   ORDERED [7, …]    DEFAULT [8, what it makes, key, value, …]
    DEQUE [9, most, item, …]   NAMED TUPLE [10, class, item, …]   OBJECT [11, class, [value, …], {beside}]
    AGAIN [12, n]: the n-th of those that can be changed, counted from 0 as they begin
    LEFT OUT [13]: a field that was never set             NUMBER [14, digits]       TEXT [15, entry, path, digest]
    WRITTEN [16, class, text]: what has one written form          MEMBER [17, class, name] of an enumeration
    DATE [18, ordinal]     INSTANT [19, ISO, zone, fold]    TIME [20, ISO]    SPAN [21, days, seconds, microseconds]

A text is its handle and never its words.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any, Final, get_args, get_origin, get_type_hints
from uuid import UUID
from zoneinfo import ZoneInfo

import attrs
import msgspec

from govledger import events as ev
from govledger.errors import GovledgerError
from govledger.events import Due, Text
from govledger.events.attendance import Attendance, Vote
from govledger.events.text import Shelf

VERSION: Final = 1
"""Raise it when the bytes of the same state would be others."""

(
    _LIST, _TUPLE, _SET, _FROZENSET, _DICT, _COUNTER, _ORDERED, _DEFAULT, _DEQUE, _NAMED_TUPLE, _OBJECT, _AGAIN,
    _LEFT_OUT, _NUMBER, _TEXT, _WRITTEN, _MEMBER, _DATE, _INSTANT, _TIME, _SPAN,
) = range(1, 22)  # fmt: skip

_AS_IT_IS: Final = frozenset({type(None), bool, str, bytes, float})
_WRITTEN_CLASSES: Final = (
    ev.When, Due, ev.Period, ev.Quantity, Decimal, Fraction, UUID, ev.Party, ev.Ref, ev.StatusValue, ev.Link,
)  # fmt: skip
_VALUES: Final = (*_WRITTEN_CLASSES, ev.Meaning, ev.Source, ev.Part, ev.State, Vote, Attendance)
_ITEMS: Final[dict[type, int]] = {list: _LIST, set: _SET, tuple: _TUPLE, frozenset: _FROZENSET}
_PAIRS: Final[dict[type, int]] = {dict: _DICT, Counter: _COUNTER, OrderedDict: _ORDERED}
_MAKERS: Final[dict[str, Any]] = {maker.__name__: maker for maker in (list, dict, set, int, str, float, tuple)}
_HASH: Final = "_attrs_cached_hash"
_UNSET: Final = object()

Path = tuple[str, ...]


class StateNotKeptError(GovledgerError):
    """A state holds a value that cannot be stored, so it is not kept in the database.

    Attributes:
        path: Where it stands.
        held: Its class.
    """

    def __init__(self, path: Sequence[str], held: type, because: str) -> None:
        """A value of class ``held`` at ``path`` cannot be stored, ``because`` of something that can be mended."""
        self.path, self.held = tuple(path), held
        name = f"{held.__module__}.{held.__qualname__}"
        super().__init__(f"{' → '.join(path) or 'the state'}: a {name} cannot be stored: {because}")


class StateCodec:
    """The codec of the states of one projection."""

    def __init__(self, cls: type, *, shelf: Shelf | None = None) -> None:
        """A codec of what the annotations of ``cls`` reach, whose texts are shown through ``shelf``."""
        self._shelf = shelf
        self._classes = {_name_of(kind): kind for kind in _reached((cls, *_VALUES, *(one.cls for one in ev.CATALOGUE)))}

    def encode(self, value: Any) -> bytes:
        """The bytes of a value.

        Raises:
            StateNotKeptError: Something in it cannot be stored; the error names where, what and how to mend it.
        """
        writer = _Writer(self._classes)
        try:
            written = writer.write(value, ())
        except RecursionError:
            raise StateNotKeptError((), value.__class__, "it is nested too deeply") from None
        return msgspec.msgpack.encode([VERSION, writer.classes, written])

    def decode(self, stored: bytes) -> Any:
        """The value that some bytes are.

        Raises:
            ValueError: They are none of this codec's.
        """
        try:
            version, classes, written = msgspec.msgpack.decode(stored)
            return _Reader([self._class(version, *one) for one in classes], self._shelf).read(written)
        except ValueError:
            raise
        except Exception as fault:
            raise ValueError(f"a stored state is damaged: {fault!r}") from fault

    def _class(self, version: int, name: str, fields: list[str]) -> type:
        """A class by its name, if its fields are those that were stored."""
        if version != VERSION:
            raise ValueError(f"version {version!r} of a stored state is not read")
        kind = self._classes[name]
        if _fields_of(kind) != fields:
            raise ValueError(f"{name} has other fields than were stored")
        return kind


class _Writer:
    """Writes one value.

    Attributes:
        classes: The names of the classes met, each with its fields.
    """

    def __init__(self, known: dict[str, type]) -> None:
        self._known, self.classes = known, list[tuple[str, list[str]]]()
        self._places: dict[type, int] = {}
        self._begun: dict[int, int] = {}
        self._open: set[int] = set()
        self._met: list[Any] = []

    def write(self, value: Any, path: Path) -> Any:
        kind: type = value.__class__
        if kind in _AS_IT_IS:
            return value
        if kind is int:
            return value if -(1 << 63) <= value < 1 << 63 else [_NUMBER, str(value)]
        if isinstance(value, (list, dict, set, deque)) or (attrs.has(kind) and not isinstance(value, tuple)):
            return self._write_once(value, path)
        return self._write_simple(value, path)

    def _write_once(self, value: Any, path: Path) -> Any:
        """What can be changed is written where it is met first, and named wherever it is met again."""
        if id(value) in self._open:
            raise StateNotKeptError(path, value.__class__, "it holds itself")
        if id(value) in self._begun:
            return [_AGAIN, self._begun[id(value)]]
        self._begun[id(value)] = len(self._begun)
        self._met.append(value)
        self._open.add(id(value))
        written = self._write_changeable(value, path)
        self._open.remove(id(value))
        return written

    def _write_changeable(self, value: Any, path: Path) -> Any:
        kind: type = value.__class__
        if kind in _ITEMS:
            return [_ITEMS[kind], *self._each(value, path)]
        if kind in _PAIRS:
            return [_PAIRS[kind], *self._pairs(value, path)]
        if kind is defaultdict:
            return [_DEFAULT, self._maker(value, path), *self._pairs(value, path)]
        if kind is deque:
            return [_DEQUE, value.maxlen, *self._each(value, path)]
        return self._write_object(value, path)

    def _write_object(self, value: Any, path: Path) -> Any:
        place, fields = self._place(value.__class__, path), _fields_of(value.__class__)
        held = [(name, getattr(value, name, _UNSET)) for name in fields]
        values = [[_LEFT_OUT] if one is _UNSET else self.write(one, (*path, name)) for name, one in held]
        beside = {name: self.write(one, (*path, name)) for name, one in getattr(value, "__dict__", {}).items()}
        return [_OBJECT, place, values, {name: one for name, one in beside.items() if name not in fields}]

    def _write_simple(self, value: Any, path: Path) -> Any:
        kind: type = value.__class__
        if kind in {tuple, frozenset}:
            return [_ITEMS[kind], *self._each(value, path)]
        if kind in _TIMES:
            return _TIMES[kind](value)
        if kind is Text:
            return self._write_text(value, path)
        place = self._place(kind, path)
        if issubclass(kind, Enum):
            return [_MEMBER, place, value.name]
        if issubclass(kind, tuple):
            return [_NAMED_TUPLE, place, *self._each(value, path)]
        return self._write_of_class(value, path)

    def _write_of_class(self, value: Any, path: Path) -> Any:
        kind: type = value.__class__
        if issubclass(kind, msgspec.Struct):
            return self._write_object(value, path)
        if kind in _WRITTEN_CLASSES or issubclass(kind, str):
            return self._write_written(value, path)
        raise StateNotKeptError(path, value.__class__, "only attrs classes, named tuples and enumerations can be")

    def _write_written(self, value: Any, path: Path) -> Any:
        """What has one written form; a duty that was given the days of what it counts from says less than it knows."""
        if isinstance(value, Due) and value.latest != Due.parse(str(value)).latest:
            raise StateNotKeptError(path, Due, "it was resolved; keep the duty, and resolve it when it is asked about")
        text = str.__str__(value) if isinstance(value, str) else str(value)
        return [_WRITTEN, self._place(value.__class__, path), text]

    def _write_text(self, value: Text, path: Path) -> Any:
        if not value.digest:
            raise StateNotKeptError(path, Text, "it is not recorded, and holds its own words")
        return [_TEXT, value.number, value.field, value.digest]

    def _maker(self, value: Any, path: Path) -> Any:
        """What a dict makes where a key is missing."""
        given: Any = value.default_factory
        maker: Any = get_origin(given) or given
        if maker is None:
            return None
        if _MAKERS.get(getattr(maker, "__name__", "")) is maker:
            return getattr(maker, "__name__", "")
        if not isinstance(maker, type):
            raise StateNotKeptError(path, value.__class__, "what it makes of a missing key is no class")
        return self._place(maker, path)

    def _each(self, values: Iterable[Any], path: Path) -> Iterator[Any]:
        return (self.write(one, (*path, str(place))) for place, one in enumerate(values))

    def _pairs(self, value: Any, path: Path) -> Iterator[Any]:
        for key, held in value.items():
            yield self.write(key, (*path, str(key)))
            yield self.write(held, (*path, str(key)))

    def _place(self, kind: type, path: Path) -> int:
        """The place of a class among those met, if it can be made again."""
        if kind not in self._places:
            name = _name_of(kind)
            if self._known.get(name) is not kind:
                raise StateNotKeptError(path, kind, "annotate the field that holds it with this class")
            self._places[kind] = len(self.classes)
            self.classes.append((name, _fields_of(kind)))
        return self._places[kind]


class _Reader:
    """Makes one value."""

    def __init__(self, classes: Sequence[type], shelf: Shelf | None) -> None:
        self._classes, self._shelf = classes, shelf
        self._made: list[Any] = []
        self._by_sort: dict[int, Callable[..., Any]] = {
            _LIST: self._list, _TUPLE: self._tuple, _SET: self._set, _FROZENSET: self._frozenset, _DICT: self._dict,
            _COUNTER: self._counter, _ORDERED: self._ordered, _DEFAULT: self._default, _DEQUE: self._deque,
            _NAMED_TUPLE: self._named_tuple, _OBJECT: self._object, _AGAIN: self._made.__getitem__, _NUMBER: int,
            _TEXT: self._text, _WRITTEN: self._written, _MEMBER: self._member, _DATE: dt.date.fromordinal,
            _INSTANT: self._instant, _TIME: dt.time.fromisoformat, _SPAN: dt.timedelta,
        }  # fmt: skip

    def read(self, written: Any) -> Any:
        return self._by_sort[written[0]](*written[1:]) if type(written) is list else written

    def _begin(self, made: Any) -> Any:
        self._made.append(made)
        return made

    def _list(self, *items: Any) -> Any:
        made = self._begin(list[Any]())
        made.extend(map(self.read, items))
        return made

    def _set(self, *items: Any) -> Any:
        made = self._begin(set[Any]())
        made.update(map(self.read, items))
        return made

    def _deque(self, most: int | None, *items: Any) -> Any:
        made = self._begin(deque[Any](maxlen=most))
        made.extend(map(self.read, items))
        return made

    def _tuple(self, *items: Any) -> Any:
        return tuple(map(self.read, items))

    def _frozenset(self, *items: Any) -> Any:
        return frozenset(map(self.read, items))

    def _named_tuple(self, place: int, *items: Any) -> Any:
        kind: Any = self._classes[place]
        return kind(*map(self.read, items))

    def _fill(self, made: Any, pairs: Sequence[Any]) -> Any:
        self._begin(made)
        for place in range(0, len(pairs), 2):
            key = self.read(pairs[place])
            made[key] = self.read(pairs[place + 1])
        return made

    def _dict(self, *pairs: Any) -> Any:
        return self._fill(dict[Any, Any](), pairs)

    def _counter(self, *pairs: Any) -> Any:
        return self._fill(Counter[Any](), pairs)

    def _ordered(self, *pairs: Any) -> Any:
        return self._fill(OrderedDict[Any, Any](), pairs)

    def _default(self, maker: str | int | None, *pairs: Any) -> Any:
        made: Any = _MAKERS.get(maker) if isinstance(maker, str) else None if maker is None else self._classes[maker]
        return self._fill(defaultdict[Any, Any](made), pairs)

    def _object(self, place: int, values: Sequence[Any], beside: dict[str, Any]) -> Any:
        kind: Any = self._classes[place]
        fields = _fields_of(kind)
        if issubclass(kind, msgspec.Struct):
            return kind(**{name: self.read(one) for name, one in zip(fields, values, strict=True)})
        if any(name.startswith("__") for name in beside):
            raise ValueError(f"{kind.__qualname__} holds nothing called {', '.join(beside)}")
        made = self._begin(kind.__new__(kind))
        if hasattr(kind, _HASH):
            object.__setattr__(made, _HASH, None)
        for name, one in (*zip(fields, values, strict=True), *beside.items()):
            if one != [_LEFT_OUT]:
                object.__setattr__(made, name, self.read(one))
        return made

    def _text(self, number: int, path: str, digest: str) -> Any:
        return Text.recorded(number, path, digest, self._shelf)

    def _written(self, place: int, text: str) -> Any:
        kind: Any = self._classes[place]
        if kind not in _WRITTEN_CLASSES:
            return str.__new__(kind, text)  # Whatever an application's class may do when it is called is not done.
        parse = getattr(kind, "parse", None)
        return kind(text) if parse is None else parse(text)

    def _member(self, place: int, name: str) -> Any:
        kind: Any = self._classes[place]
        return kind[name]

    def _instant(self, text: str, zone: Any, fold: int) -> Any:
        made = dt.datetime.fromisoformat(text).replace(fold=fold)
        if zone is None:
            return made
        return made.replace(tzinfo=ZoneInfo(zone) if isinstance(zone, str) else _offset(zone))


def _instant_of(value: dt.datetime) -> list[Any]:
    zone, offset = value.tzinfo, value.utcoffset()
    said = zone.key if isinstance(zone, ZoneInfo) else None if offset is None else int(offset.total_seconds())
    return [_INSTANT, value.replace(tzinfo=None).isoformat(), said, value.fold]


def _offset(seconds: int) -> dt.timezone:
    return dt.timezone(dt.timedelta(seconds=seconds)) if seconds else dt.UTC


_TIMES: Final[dict[type, Callable[[Any], list[Any]]]] = {
    dt.date: lambda day: [_DATE, day.toordinal()],
    dt.datetime: _instant_of,
    dt.time: lambda time: [_TIME, time.isoformat()],
    dt.timedelta: lambda span: [_SPAN, span.days, span.seconds, span.microseconds],
}


# Classes -------------------------------------------------------------------------------------------------------------


def _name_of(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _fields_of(kind: Any) -> list[str]:
    """The fields of a class that holds any, and whatever else has a place in its objects."""
    if issubclass(kind, msgspec.Struct):
        return list(kind.__struct_fields__)
    if not attrs.has(kind):
        return list(getattr(kind, "_fields", ()))
    slots = [
        name for base in kind.__mro__ for name in _slots_of(base) if name not in {"__weakref__", "__dict__", _HASH}
    ]
    return list(dict.fromkeys([*(field.name for field in attrs.fields(kind)), *slots]))


def _slots_of(base: type) -> Sequence[str]:
    named: str | Sequence[str] = vars(base).get("__slots__", ())
    return (named,) if isinstance(named, str) else named


def _reached(kinds: Iterable[type]) -> set[type]:
    """Some classes, and whatever their annotations reach that can be made from its fields."""
    found, wanted = set[type](), list(kinds)
    while wanted:
        kind = wanted.pop()
        if kind not in found:
            found.add(kind)
            wanted += [one for hint in _hints_of(kind) for one in _classes_in(hint)]
    return found


def _hints_of(kind: type) -> Iterable[Any]:
    try:
        return get_type_hints(kind).values()
    except (NameError, TypeError):
        return ()


def _classes_in(hint: Any) -> Iterator[type]:
    """The classes that an annotation names, of the sorts that can be made from what is stored."""
    if isinstance(hint, type) and get_origin(hint) is None and _can_be_made(hint):
        yield hint
    for part in get_args(hint):
        yield from _classes_in(part)


def _can_be_made(kind: Any) -> bool:
    if attrs.has(kind) or issubclass(kind, (Enum, str, tuple)):
        return True
    return issubclass(kind, msgspec.Struct) and kind.__struct_config__.frozen
