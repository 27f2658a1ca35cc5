"""Any state as titled tables: each field that holds rows is one, whatever the projection.

A mapping of rows becomes a table whose first column is the key, a list of rows a table of their fields, anything else a
line. A row that stands in a table above is named below by its key alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set as AbstractSet
from typing import Any

import attrs

from govledger.cli.render import Table
from govledger.projections.plain import fields_of, is_row, plain, plain_key, says_itself

_NUMBERS = ("entry", "entries")
"""The columns that say where a row rests; they stand last."""

ITEMS_MAX = 12
"""How many items of a list are shown in one cell."""


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
    """A value as a cell: short, in the words it is said in; an open day is ``open``."""
    if value is None or value is False:
        return ""
    if isinstance(value, Mapping):
        return _listed(f"{plain_key(key)}: {said}" for key, held in value.items() if (said := cell(held)))  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if isinstance(value, (list, tuple, AbstractSet)):
        held: Any = sorted(value, key=str) if isinstance(value, AbstractSet) else value  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        return _listed(cell(item) for item in held)
    if is_row(value) and not says_itself(value):
        return "; ".join(
            f"{title_of(name)} {held}" for name, given in fields_of(value).items() if (held := cell(given))
        )
    return str(value) if says_itself(value) else _word(value)


def _word(value: Any) -> str:
    if value is True:
        return "yes"
    is_open = isinstance(value, dt.date) and value in {dt.date.min, dt.date.max}
    held: Any = "open" if is_open else plain(value)
    return cell(held) if isinstance(held, (dict, list)) else str(held)  # pyright: ignore[reportUnknownArgumentType]


def _listed(cells: Iterable[str]) -> str:
    held = list(cells)
    more = f", … {len(held) - ITEMS_MAX} more" if len(held) > ITEMS_MAX else ""
    return ", ".join(held[:ITEMS_MAX]) + more


def sections(state: Any, derived: Mapping[str, Any]) -> Iterator[Section]:
    """The parts of a state, then what is derived from it for one day."""
    seen: dict[int, str] = {}
    held = [_section(title_of(name), value, seen) for name, value in fields_of(state).items()]
    yield from (section for section in held if section.is_rows)
    yield from (section for section in held if not section.is_rows)
    for name, value in derived.items():
        yield _section(title_of(name), value, dict(seen))


def _section(title: str, value: Any, seen: dict[int, str]) -> Section:
    keyed = _keyed(value)
    rows = [row for _, row in keyed]
    if rows and all(is_row(row) for row in rows):
        if all(id(row) in seen for row in rows):
            return Section(f"{title} ({len(rows)})", None, _listed(key or seen[id(row)] for key, row in keyed))
        seen.update((id(row), key or cell(row)) for key, row in keyed)
        return Section(f"{title} ({len(rows)})", _table(keyed))
    if isinstance(value, Mapping) and rows:
        return Section(f"{title} ({len(rows)})", Table(("", "is"), [(key, cell(held)) for key, held in keyed]))
    return Section(title, None, cell(value))


def _keyed(value: Any) -> Sequence[tuple[str, Any]]:
    """The rows of a mapping with their keys, those of a list with none; nothing where it is neither."""
    if isinstance(value, Mapping):
        return [(plain_key(key), held) for key, held in value.items()]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return [("", held) for held in value] if isinstance(value, (list, tuple)) else []  # pyright: ignore[reportUnknownVariableType]


def _table(keyed: Sequence[tuple[str, Any]]) -> Table:
    named = dict.fromkeys(name for _, row in keyed for name in fields_of(row))
    names = sorted(named, key=lambda name: name in _NUMBERS)
    rows = [[key, *(cell(getattr(row, name, None)) for name in names)] for key, row in keyed]
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
