"""Tables that several states share: a row is copied when somebody is about to write to it, and never before.

While entries are folded such a table stands in the place of a dict of the state. It notes which entry put each key in,
because a replay of the whole history would put the keys in that order; and which keys were looked at, because a row
that nobody looked at is as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any, Final, Self

import attrs

from govledger.projections.copying import copy_of
from govledger.projections.keys import Named

PLACES_PER_ENTRY_BITS: Final = 24

_NOTHING: Final = object()

_DICT: Any = dict
"""What a table does underneath, unnoticed."""


@attrs.define
class Pen:
    """What is being folded into the tables of one state.

    Attributes:
        entry: The place of the entry in the order of the fold.
        steps: How many keys it has put in so far.
        keys: The keys that were looked at since somebody last asked.
        is_sweeping: Whether a whole table was looked at.
    """

    entry: int = 0
    steps: int = 0
    keys: set[Any] = attrs.field(factory=set[Any])
    is_sweeping: bool = False

    def begin(self, place: int) -> None:
        """The entry in this place comes next."""
        self.entry, self.steps, self.is_sweeping = place, 0, False
        self.keys.clear()

    def next_place(self) -> int:
        """The place of one more key: first by the entry that puts it in, then in the order in which that does so."""
        self.steps += 1
        return self.entry << PLACES_PER_ENTRY_BITS | self.steps


@attrs.frozen
class Delta:
    """What was done to a table.

    Attributes:
        rows: The rows that may have become others.
        places: Where each of them stands.
        placed: The keys of those that were put in, in the order in which they stand.
        gone: The keys that are there no more.
        is_sorted_anew: Whether rows were put in before others.
    """

    rows: dict[Any, Any]
    places: dict[Any, int]
    placed: tuple[Any, ...]
    gone: tuple[Any, ...]
    is_sorted_anew: bool

    def apply(self, rows: dict[Any, Any], places: dict[Any, int]) -> None:
        """Do to ``rows`` and ``places`` what was done."""
        for key in (*self.gone, *self.placed):
            rows.pop(key, None)
            places.pop(key, None)
        rows.update((key, self.rows[key]) for key in self.placed)
        rows.update(self.rows)
        places.update(self.places)

    def mended(self, later: Delta) -> Delta:
        """What was done by this, and then by what mends it and what went before it."""
        rows, places = dict(self.rows), dict(self.places)
        later.apply(rows, places)
        gone = dict.fromkeys((*(key for key in self.gone if key not in later.rows), *later.gone))
        placed = dict.fromkeys(key for key in (*self.placed, *later.placed) if key in rows)
        return Delta(rows, places, tuple(placed), tuple(gone), is_sorted_anew=True)


class SharedTable(dict[Any, Any]):
    """A dict of rows that may be shared with other states.

    Attributes:
        pen: What is being folded into it.
        places: Where each key stands in the order of a whole replay.
        own: The keys whose rows no other state has; ``None`` where nothing is shared.
        touched: The keys that were looked at since `settle`.
        placed: The keys that were put in or taken out since then.
        is_sorted_anew: Whether rows were put in before others since then.
        has_parts: Whether any of its keys ever had several parts.
    """

    __slots__ = ("has_parts", "is_sorted_anew", "own", "pen", "placed", "places", "touched")

    def __init__(self, pen: Pen, held: Mapping[Any, Any] | Iterable[tuple[Any, Any]] = ()) -> None:
        """A table that shares nothing, written with ``pen``."""
        super().__init__(held)
        self.pen = pen
        self.places: dict[Any, int] = {key: pen.next_place() for key in _DICT.keys(self)}
        self.own: set[Any] | None = None
        self.touched, self.placed = set(self.places), set(self.places)
        self.is_sorted_anew, self.has_parts = False, any_has_parts(self.touched)

    @classmethod
    def sharing(cls, pen: Pen, rows: dict[Any, Any], places: dict[Any, int]) -> Self:
        """A table of rows that others have too."""
        table = cls(pen)
        _DICT.update(table, rows)
        table.places, table.own, table.has_parts = dict(places), set[Any](), any_has_parts(places)
        return table

    def rows(self) -> dict[Any, Any]:
        """The rows in a plain dict; whoever asks does not write to them."""
        return dict(_DICT.items(self))

    def row(self, key: Any) -> Any:
        """One row, unnoticed; whoever asks does not write to it."""
        return _DICT.__getitem__(self, key)

    def keys_named(self, named: Named) -> list[Any]:
        """Those of its keys that are named."""
        if self.has_parts:
            return [key for key in self.places if key in named]
        numbers = (int(bare) for bare in named.ids if bare.isdecimal() and int(bare) in named)
        return [key for key in {*named.names, *named.ids, *numbers} if key in self.places]

    def settle(self) -> Delta:
        """What was done since this was asked last; from now on every row is shared."""
        rows = {key: _DICT.__getitem__(self, key) for key in self.touched if key in self.places}
        placed = sorted((key for key in self.placed if key in self.places), key=self.places.__getitem__)
        gone = tuple(key for key in self.touched | self.placed if key not in self.places)
        places = {key: self.places[key] for key in rows}
        done = Delta(rows, places, tuple(placed), gone, self.is_sorted_anew)
        self.touched, self.placed, self.own, self.is_sorted_anew = set[Any](), set[Any](), set[Any](), False
        return done

    def put(self, key: Any, row: Any, place: int) -> None:
        """Put a row in; whoever does so in another place than before sorts the table afterwards."""
        self.has_parts = self.has_parts or has_parts(key)
        _DICT.__setitem__(self, key, row)
        if self.places.get(key) != place:
            self.places[key] = place
            self.placed.add(key)
        self._mark(key)

    def drop(self, key: Any) -> None:
        """Take a row out."""
        _DICT.pop(self, key, None)
        self.places.pop(key, None)
        self.placed.add(key)
        self._mark(key)

    def sort(self) -> None:
        """Bring the rows into the order of a whole replay."""
        held = _DICT.items(self)
        rows = sorted(held, key=lambda item: self.places[item[0]])
        _DICT.clear(self)
        _DICT.update(self, rows)
        self.is_sorted_anew = True

    def __reduce__(self) -> Any:
        """A copy is a plain dict."""
        return dict, (self.rows(),)

    # What a handler may do with a dict --------------------------------------------------------------------------------

    def _mark(self, key: Any) -> None:
        self.touched.add(key)
        if self.own is not None:
            self.own.add(key)

    def _look(self, key: Any) -> None:
        """Somebody looks at a row, and may change it."""
        self.pen.keys.add(key)
        self.touched.add(key)
        if self.own is not None and key not in self.own:
            row = _DICT.get(self, key, _NOTHING)
            if row is not _NOTHING:
                _DICT.__setitem__(self, key, copy_of(row))
            self.own.add(key)

    def _sweep(self) -> None:
        """Somebody looks at all of it."""
        self.pen.is_sweeping = True
        for key in _DICT.keys(self):
            self._look(key)

    def __getitem__(self, key: Any) -> Any:
        """The row of a key."""
        self._look(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        """Whether there is such a row."""
        self.pen.keys.add(key)
        return super().__contains__(key)

    def get(self, key: Any, default: Any = None) -> Any:
        """The row of a key, or ``default``."""
        self._look(key)
        return super().get(key, default)

    def __setitem__(self, key: Any, row: Any) -> None:
        """Put a row in the place of another, or at the end."""
        self.pen.keys.add(key)
        if not super().__contains__(key):
            self.places[key] = self.pen.next_place()
            self.placed.add(key)
            self.has_parts = self.has_parts or has_parts(key)
        self._mark(key)
        super().__setitem__(key, row)

    def __delitem__(self, key: Any) -> None:
        """Take a row out."""
        self.pen.keys.add(key)
        super().__delitem__(key)
        self.drop(key)

    def setdefault(self, key: Any, default: Any = None) -> Any:
        """The row of a key, which is ``default`` from now on if there was none."""
        self._look(key)
        if not super().__contains__(key):
            self[key] = default
        return super().__getitem__(key)

    def pop(self, key: Any, *default: Any) -> Any:
        """Take a row out, and say which."""
        self._look(key)
        row = super().pop(key, *default)
        self.drop(key)
        return row

    def popitem(self) -> tuple[Any, Any]:
        """Take the last row out."""
        self._sweep()
        key, row = super().popitem()
        self.drop(key)
        return key, row

    def clear(self) -> None:
        """Take every row out."""
        self._sweep()
        for key in tuple(self.places):
            self.drop(key)

    def update(self, *given: Any, **named: Any) -> None:
        """Put in every row of another mapping."""
        for key, row in dict[Any, Any](*given, **named).items():
            self[key] = row

    def __ior__(self, other: Any) -> Self:  # type: ignore[misc]
        """Put in every row of another mapping."""
        self.update(other)
        return self


def has_parts(key: object) -> bool:
    """Whether a key is neither text nor a number."""
    return not isinstance(key, (str, int))


def any_has_parts(keys: Iterable[object]) -> bool:
    """Whether any of some keys is; there are many keys, and few types of them."""
    return not all(issubclass(kind, (str, int)) for kind in set(map(type, keys)))


def _by_all(name: str) -> Callable[..., Any]:
    method: Callable[..., Any] = getattr(dict, name)

    @wraps(method)
    def swept(self: SharedTable, *rest: Any) -> Any:
        self._sweep()  # pyright: ignore[reportPrivateUsage] - a method of the same class
        return method(self, *rest)

    return swept


for _name in (
    "__eq__", "__iter__", "__len__", "__ne__", "__or__", "__reversed__", "__ror__", "copy", "items", "keys", "values",
):  # fmt: skip
    setattr(SharedTable, _name, _by_all(_name))


def tables_of(state: Any) -> dict[str, SharedTable] | None:
    """The tables of a state by the names of its fields; ``None`` if it holds anything else."""
    held = {field.name: getattr(state, field.name) for field in attrs.fields(type(state))}  # pyright: ignore[reportUnknownArgumentType]
    beside: dict[str, Any] = getattr(state, "__dict__", {})
    if any(type(table) is not SharedTable for table in held.values()) or not beside.keys() <= held.keys():
        return None
    return held
