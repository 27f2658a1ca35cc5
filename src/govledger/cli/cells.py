"""Any state as titled tables: each field that holds rows is one, whatever the projection.

A mapping of rows becomes a table whose first column is the key, a list of rows a table of their fields, anything else a
line. A row that stands in a table above is named below by its key alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set as AbstractSet
from typing import Any

import attrs

from govledger.cli.output import at_most, printable
from govledger.cli.render import CUT, ROW_BREAK, Table
from govledger.projections.plain import fields_of, is_row, own_fields_of, plain, plain_key, says_itself

_NUMBERS = ("entry", "entries")
"""The columns that say where a row rests; they stand last."""

_WORDS = ("text", "title")
"""The columns that say in words what a row is; they stand first."""

ITEMS_MAX = 200
"""How many items of a list are shown in one cell; more are in the JSON."""


_OPEN_DAYS = {dt.date.min: "not known", dt.date.max: "open"}
"""What the first and the last day of the calendar say: that a span has no beginning, or no end, that is known."""


@attrs.frozen
class Section:
    """One part of a state.

    Attributes:
        title: What it is.
        table: Its rows; ``None`` where it is one line.
        line: What there is to say where it has no rows.
    """

    title: str
    table: Table | None
    line: str = ""

    @property
    def is_rows(self) -> bool:
        """Whether it holds rows of its own, rather than single values."""
        return self.table is not None and len(self.table.headings) > 2  # noqa: PLR2004 - a key and what it is


def cell(value: Any) -> str:
    """A value as a cell, in the words it is said in: commas part what is of one row, semicolons the rows."""
    if value is None or value is False:
        return ""
    if isinstance(value, Mapping):
        return _listed(f"{plain_key(key)}: {said}" for key, held in value.items() if (said := cell(held)))  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if isinstance(value, (list, tuple, AbstractSet)):
        held: Any = sorted(value, key=str) if isinstance(value, AbstractSet) else value  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        is_rows = any(is_row(item) and not says_itself(item) for item in held)
        return _listed((cell(item) for item in held), by=ROW_BREAK if is_rows else ", ")
    if is_row(value) and not says_itself(value):
        told = ((title_of(name), _within(given)) for name, given in _said(value))
        return ", ".join(f"{title} {words}" for title, words in told if words)
    return printable(str(value)) if says_itself(value) else _word(value)


def _within(value: Any) -> str:
    """A value as it stands inside another's cell: what is many is bracketed, so that its commas part nothing else."""
    words = cell(value).replace(ROW_BREAK, "; ")
    is_many = isinstance(value, (Mapping, list, tuple, AbstractSet)) or (is_row(value) and not says_itself(value))
    return f"({words})" if is_many and (", " in words or "; " in words) else words


def _said(row: Any) -> Iterator[tuple[str, Any]]:
    """The fields of a row that say something; a count that is still none says nothing."""
    unmoved = {field.name for field in attrs.fields(type(row)) if type(field.default) is int and not field.default}  # pyright: ignore[reportUnknownArgumentType]
    return ((name, held) for name, held in fields_of(row).items() if held != 0 or name not in unmoved)


def _word(value: Any) -> str:
    if value is True:
        return "yes"
    if isinstance(value, dt.date) and value in _OPEN_DAYS:
        return _OPEN_DAYS[value]
    held: Any = plain(value)
    return cell(held) if isinstance(held, (dict, list)) else printable(str(held))  # pyright: ignore[reportUnknownArgumentType]


def _listed(cells: Iterable[str], *, by: str = ", ") -> str:
    held = list(cells)
    shown = at_most(ITEMS_MAX)
    more = [f"{len(held) - shown} more {CUT}"] if len(held) > shown else []
    return by.join([*held[:shown], *more])


def sections(state: Any, derived: Mapping[str, Any]) -> Iterator[Section]:
    """The parts of a state, then what is derived from it for one day."""
    seen: dict[str, str] = {}
    own = own_fields_of(state, shown=derived)
    held = [_section(title_of(name), value, seen) for name, value in own.items()]
    yield from (section for section in held if section.is_rows)
    yield from (section for section in held if not section.is_rows)
    for name, value in derived.items():
        yield _section(title_of(name), value, seen)


def _section(title: str, value: Any, seen: dict[str, str]) -> Section:
    keyed = _keyed(value)
    rows = [row for _, row in keyed]
    if rows and all(is_row(row) for row in rows):
        marks = [_mark(row) for row in rows]
        if all(mark in seen for mark in marks):
            names = [_again(key, seen[mark], row) for (key, row), mark in zip(keyed, marks, strict=True)]
            return Section(f"{title} ({len(rows)})", None, _listed(names))
        seen.update((mark, key or _name(row)) for (key, row), mark in zip(keyed, marks, strict=True))
        return Section(f"{title} ({len(rows)})", _table(keyed))
    if isinstance(value, Mapping) and rows:
        return Section(f"{title} ({len(rows)})", Table(("", "is"), [(key, cell(held)) for key, held in keyed]))
    return Section(title, None, cell(value))


def _mark(row: Any) -> str:
    """What makes a row the same as one shown before: all that it holds."""
    return f"{type(row).__name__} {plain(row)}"


def _again(key: str, name: str, row: Any) -> str:
    """How a row that was shown before is named; under another key than then, with how it stands."""
    status = cell(getattr(row, "status", None)) if key and key.partition(":")[2] != name else ""
    return f"{key} {status}" if status else key or name


def _name(row: Any) -> str:
    """What a row without a key is called: its reference, else its first field."""
    held = fields_of(row)
    return cell(held.get("ref") or next(iter(held.values()), ""))


def _keyed(value: Any) -> Sequence[tuple[str, Any]]:
    """The rows of a mapping with their keys, those of a list with none; nothing where it is neither."""
    if isinstance(value, Mapping):
        return [(plain_key(key), held) for key, held in value.items()]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return [("", held) for held in value] if isinstance(value, (list, tuple)) else []  # pyright: ignore[reportUnknownVariableType]


def _table(keyed: Sequence[tuple[str, Any]]) -> Table:
    named = dict.fromkeys(name for _, row in keyed for name in fields_of(row))
    first = [] if any(key for key, _ in keyed) else list(named)[:1]
    names = sorted(named, key=lambda name: (name not in first, (name in _NUMBERS) - (name in _WORDS)))
    said = [(key, dict(_said(row))) for key, row in keyed]
    if all("entry" not in held or held["entry"] in (held.get("entries") or ()) for _, held in said):
        names = [name for name in names if name != "entry"]
    rows = [[key, *(cell(held.get(name)) for name in names)] for key, held in said]
    echoes = {index for index in range(1, len(names) + 1) if all(_echoes(row[index], row[0]) for row in rows)}
    kept = [index for index in range(len(names) + 1) if index not in echoes]
    headings = ["id", *(title_of(name) for name in names)]
    return Table([headings[index] for index in kept], [[row[index] for index in kept] for row in rows])


def _echoes(held: str, key: str) -> bool:
    """Whether a cell only repeats its row's key, with its kind or without."""
    return bool(key) and (held == key or held.partition(":")[2] == key)


def title_of(name: str) -> str:
    """A name as it is read."""
    return name.replace("_", " ")
