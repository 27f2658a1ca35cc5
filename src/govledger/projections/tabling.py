"""How the state of a projection becomes tables: without a line, or as its methods marked ``@table`` say.

Without any such method every field becomes a table, but for helpers and private ones: a dict one of a row to a key, in
the column ``id``; a list of rows one with their ``place``; a set one of its values. What is none of these stands as
JSON in the table ``values``, a row to a field. A projection that declares tables has those and no others:

    @table(of="due", key="action")
    def open_actions(self, action: str, due: ev.Due | None) -> OpenAction:
        return OpenAction(action=action, last_day=due.latest if due else None)

A method with ``of`` gives the row, or the rows, of one key of a dict, so that a keyed projection has only those written
that an entry names; one without gives them all. Rows are attrs objects or typed dicts, and what they are annotated with
makes the columns: whole numbers and booleans are integers, whatever has one written form is text, whatever may hold
several is JSON. A withheld text ``text`` is the handle in the columns ``text_entry`` and ``text_field``, never words. A
time or duty ``due`` is its words, and its days in ``due_earliest`` and ``due_latest``, null while it is open.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Set as AbstractSet
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from types import UnionType
from typing import (
    Any,
    Final,
    Literal,
    TypeGuard,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

import attrs
import msgspec

from govledger.events import Due, Text, When
from govledger.projections.keys import Named
from govledger.projections.plain import fields_of, is_row, own_fields_of, plain, plain_key
from govledger.projections.projection import Projection
from govledger.projections.stamps import hints_of

Kind = Literal["integer", "text", "json", "handle", "days"]
Cell = int | str | None
Row = tuple[Cell, ...]
Method = TypeVar("Method", bound=Callable[..., Any])

INTEGER_MAX: Final = 2**63 - 1
"""SQLite's largest whole number; a larger one is kept as text."""

VALUES: Final = "values"
"""The table of what is no table."""

_MARK = "__table__"
_ENTRY = "entry:"
_ENTRY_NUMBER = re.compile(r"entry:\d{1,15}")
_CONTAINERS = (Mapping, AbstractSet, list, tuple)


@attrs.frozen
class Column:
    """One column, the two of a handle, or the three of a time.

    Attributes:
        name: Its name in the row.
        kind: What it holds.
    """

    name: str
    kind: Kind

    @property
    def sql(self) -> dict[str, type]:
        """What it is called in SQL, and of which type it is there."""
        if self.kind == "handle":
            return {f"{self.name}_entry": int, f"{self.name}_field": str}
        if self.kind == "days":
            return {self.name: str, f"{self.name}_earliest": str, f"{self.name}_latest": str}
        return {self.name: int if self.kind == "integer" else str}

    def cells(self, value: Any) -> Row:
        """A value as SQL has it."""
        if self.kind == "handle":
            return (value.number, value.field) if isinstance(value, Text) else (None, None)
        if self.kind == "days":
            return (None, None, None) if value is None else (str(value), _day(value.earliest), _day(value.latest))
        held = plain(value, text=_handle)
        if held is None:
            return (None,)
        if self.kind == "json" or isinstance(held, (dict, list)):
            return (json.dumps(held, ensure_ascii=False, separators=(",", ":")),)
        return (held if isinstance(held, str) or abs(held) <= INTEGER_MAX else str(held),)


def _day(day: dt.date) -> str | None:
    return None if day in {dt.date.min, dt.date.max} else day.isoformat()


def _handle(text: Text) -> dict[str, Any]:
    return {"entry": text.number, "field": text.field}


@attrs.frozen(kw_only=True)
class Table:
    """How a part of a state becomes a table.

    Attributes:
        name: What it is called within its projection.
        columns: Its columns.
        key: The columns that tell its rows apart.
        of: The dict of the state from whose keys its rows follow; ``None`` where they follow from all of the state.
        references: Columns whose values are keys of another table of the projection, and of which.
        each: Every row of a state, as what its columns hold.
        at: The rows of one key, where there is such a dict and its keys are ids.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    of: str | None = None
    references: Mapping[str, str] = attrs.field(factory=dict[str, str])
    each: Callable[[Any], Iterable[Mapping[str, Any]]]
    at: Callable[[Any, Any], Iterable[Mapping[str, Any]]] | None = None

    @cached_property
    def sql(self) -> dict[str, type]:
        """Its columns in SQL, with their types."""
        return {name: held for column in self.columns for name, held in column.sql.items()}

    @cached_property
    def key_sql(self) -> list[str]:
        """The columns of its key in SQL."""
        by_name = {column.name: column for column in self.columns}
        return [name for part in self.key for name in by_name[part].sql]

    @cached_property
    def handles(self) -> list[str]:
        """The columns that hold handles of texts."""
        return [column.name for column in self.columns if column.kind == "handle"]

    def held(self, state: Any, keys: Iterable[Any] | None = None) -> Iterator[Mapping[str, Any]]:
        """What its rows hold: every one of a state, or those of some keys of its dict."""
        if keys is None or self.at is None:
            yield from self.each(state)
            return
        within: Mapping[Any, Any] = getattr(state, self.of or "")
        for key in keys:
            if key in within:
                yield from self.at(state, key)

    def row(self, held: Mapping[str, Any]) -> Row:
        """What a row holds as SQL has it."""
        return tuple(cell for column in self.columns for cell in column.cells(held[column.name]))

    def key_of(self, held: Mapping[str, Any]) -> Row:
        """The key of a row as SQL has it."""
        by_name = {column.name: column for column in self.columns}
        return tuple(cell for part in self.key for cell in by_name[part].cells(held[part]))

    def keys_among(self, named: Named) -> list[Any] | None:
        """The keys of its dict that some names may be of; ``None`` where every row may be."""
        if self.at is None:
            return None
        if next(column.kind for column in self.columns if column.name == self.key[0]) == "integer":
            return [int(name[len(_ENTRY) :]) for name in named.names if _ENTRY_NUMBER.fullmatch(name)]
        return [*named.names, *named.ids]


# Declared ------------------------------------------------------------------------------------------------------------


@attrs.frozen
class _Declared:
    key: tuple[str, ...]
    of: str | None
    references: Mapping[str, str]


def table(
    *, key: str | tuple[str, ...], of: str | None = None, references: Mapping[str, str] | None = None
) -> Callable[[Method], Method]:
    """Mark a method of a projection as giving the rows of a table, which is called as it is.

    Args:
        key: The column, or columns, that tell its rows apart. With ``of``, the first holds the key of the dict.
        of: The dict of the state from whose keys the rows follow: the method takes ``(self, key, value)`` and gives
            one row, several or ``None``. Without it, it takes ``(self)`` and gives all of them.
        references: Columns whose values are keys of another table of the projection, and of which.
    """

    def mark(method: Method) -> Method:
        keys = (key,) if isinstance(key, str) else key
        setattr(method, _MARK, _Declared(keys, of, dict(references or {})))
        return method

    return mark


def tables_of(projection: Projection[Any]) -> tuple[Table, ...]:
    """The tables of a projection.

    Raises:
        TypeError: One is declared of no field, without saying of which class its rows are, or with a key it lacks.
    """
    declared = {
        name: held
        for base in reversed(projection.cls.__mro__)
        for name, held in vars(base).items()
        if hasattr(held, _MARK)
    }
    if not declared:
        return _default(projection)
    made = tuple(_declared(projection.cls, name, method) for name, method in declared.items())
    for one in made:
        for column, other in one.references.items():
            if other not in declared or other == one.name:
                raise TypeError(f"{projection.cls.__qualname__}.{one.name}: {column} points at the table {other!r}")
    try:
        TopologicalSorter({one.name: set(one.references.values()) for one in made}).prepare()
    except CycleError:
        raise TypeError(f"the tables of {projection.cls.__qualname__} point at each other in a ring") from None
    return made


def _declared(cls: type, name: str, method: Callable[..., Any]) -> Table:
    said: _Declared = getattr(method, _MARK)
    of, where = said.of, f"{cls.__qualname__}.{name}"
    if of is not None and of not in {field.name for field in attrs.fields(cls)}:
        raise TypeError(f"{where} is of {of!r}, which is no field of the projection")
    columns = _columns_of(_row_class(method, where))
    for column in (*said.key, *said.references):
        if column not in {one.name for one in columns}:
            raise TypeError(f"{where} names the column {column!r}, which its rows have not")

    def each(state: Any) -> Iterator[Mapping[str, Any]]:
        if of is None:
            return map(_held, method(state))
        return (row for key in getattr(state, of) for row in at(state, key))

    def at(state: Any, key: Any) -> Iterator[Mapping[str, Any]]:
        given: Any = method(state, key, getattr(state, of or "")[key])
        for held in map(_held, _several(given)):
            if plain(held[said.key[0]]) != plain(key):
                raise TypeError(f"{where}: {said.key[0]} is {held[said.key[0]]!r} in a row of {key!r}")
            yield held

    keys = get_args(_hints(cls).get(of or ""))[:1]
    by_key = at if keys and _is_id(keys[0]) else None
    return Table(name=name, columns=columns, key=said.key, of=of, references=said.references, each=each, at=by_key)


def _several(given: Any) -> Iterable[Any]:
    """The rows that a method gave: one, several or none."""
    if given is None:
        return ()
    return cast("Iterable[Any]", (given,) if is_row(given) or isinstance(given, Mapping) else given)


def _held(row: Any) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", row) if isinstance(row, Mapping) else fields_of(row)


def _row_class(method: Callable[..., Any], where: str) -> type:
    """The class of the rows that a method gives, by what it is annotated with."""
    try:
        hint = get_type_hints(method).get("return")
    except NameError:
        hint = None
    found = [held for held in _leaves(hint) if attrs.has(held) or is_typeddict(held)]
    if len(found) != 1:
        raise TypeError(f"{where} must say of which class its rows are: an attrs class or a TypedDict")
    return found[0]


def _leaves(hint: Any) -> Iterator[type]:
    """The classes that an annotation is put together from."""
    if get_args(hint):
        for part in get_args(hint):
            yield from _leaves(part)
    elif isinstance(hint, type) or is_typeddict(hint):
        yield hint


# By default ----------------------------------------------------------------------------------------------------------


def _default(projection: Projection[Any]) -> tuple[Table, ...]:
    """A table to a field, and one for what is no table."""
    cls = projection.cls
    empty, hints = own_fields_of(cls()), _hints(cls)
    made = {name: _of_field(name, held, get_args(hints.get(name))) for name, held in empty.items()}
    tables = [found for found in made.values() if found is not None]
    rest = [name for name, found in made.items() if found is None]
    return (*tables, _values(rest)) if rest else tuple(tables)


def _of_field(name: str, held: object, within: tuple[Any, ...]) -> Table | None:
    """The table of a field that is one, by what it holds when it is empty and what it is annotated with."""
    value = within[-1] if within else Any
    if isinstance(held, Mapping):
        return _of_dict(name, within[0] if within else Any, value)
    if isinstance(held, AbstractSet):
        column = Column("value", _kind_of(value))
        return Table(name=name, columns=(column,), key=("value",), each=lambda state: _of_set(getattr(state, name)))
    if isinstance(held, list) and _has_columns(value):
        columns = (Column("place", "integer"), *_columns_of(value))
        return Table(name=name, columns=columns, key=("place",), each=lambda state: _of_list(getattr(state, name)))
    return None


def _has_columns(hint: Any) -> TypeGuard[type]:
    return isinstance(hint, type) and attrs.has(hint)


def _of_dict(name: str, key: Any, value: Any) -> Table:
    columns = _columns_of(value) if _has_columns(value) else (Column("value", _kind_of(value)),)
    own = "key" if "id" in {column.name for column in columns} else "id"
    first = Column(own, "integer" if _kind_of(key) == "integer" else "text")

    def row(key: Any, held: Any) -> Mapping[str, Any]:
        said = key if first.kind == "integer" else plain_key(key)
        return {own: said, **(fields_of(held) if is_row(held) else {"value": held})}

    def each(state: Any) -> Iterator[Mapping[str, Any]]:
        return (row(key, held) for key, held in getattr(state, name).items())

    def at(state: Any, key: Any) -> Iterator[Mapping[str, Any]]:
        yield row(key, getattr(state, name)[key])

    by_key = at if _is_id(key) else None
    return Table(name=name, columns=(first, *columns), key=(own,), of=name, each=each, at=by_key)


def _is_id(hint: Any) -> bool:
    """Whether the keys of a dict that is annotated so are ids, or numbers of entries."""
    return isinstance(hint, type) and issubclass(hint, (str, int))


def _of_set(held: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
    return ({"value": value} for value in held)


def _of_list(held: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
    return ({"place": place, **fields_of(row)} for place, row in enumerate(held, start=1))


def _values(names: list[str]) -> Table:
    """What is no table: one row to a field."""

    def each(state: Any) -> Iterator[Mapping[str, Any]]:
        return ({"field": name, "value": getattr(state, name)} for name in names)

    return Table(name=VALUES, columns=(Column("field", "text"), Column("value", "json")), key=("field",), each=each)


def _hints(cls: type) -> dict[str, Any]:
    """What the fields of a class are annotated with.

    Raises:
        TypeError: That cannot be read, because it names what is nowhere to be found.
    """
    hints = hints_of(cls)
    if not hints and any("__annotations__" in vars(base) for base in cls.__mro__):
        raise TypeError(
            f"what {cls.__qualname__} is annotated with cannot be read; define it, and its rows, in a module"
        )
    return hints


def _columns_of(row: type) -> tuple[Column, ...]:
    """The columns of an attrs class or a typed dict, by what its fields are annotated with."""
    hints = _hints(row)
    own = {field.name: field for field in attrs.fields(row)} if attrs.has(row) else hints
    return tuple(Column(name, _kind_of(hints.get(name, str))) for name in own if not name.startswith("_"))


def _kind_of(hint: Any) -> Kind:
    """What a column holds whose values are annotated so."""
    parts = get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)
    held = [part for part in parts if part is not type(None)]
    if held and all(part in {int, bool} for part in held):
        return "integer"
    if held == [Text]:
        return "handle"
    if held in ([When], [Due]):
        return "days"
    return "text" if all(map(_is_scalar, held)) else "json"


def _is_scalar(hint: Any) -> bool:
    """Whether the values of a class have one written form each."""
    if get_origin(hint) is Literal:
        return all(isinstance(value, str) for value in get_args(hint))
    if not isinstance(hint, type) or hint in {object, Any, Text} or get_origin(hint) is not None:
        return False
    return not (attrs.has(hint) or issubclass(hint, (msgspec.Struct, *_CONTAINERS)))
