"""What a table is: columns that say what they mean, and rows of plain values."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import Any, Final

import attrs

Cell = str | int | bool | dt.date | dt.datetime | None


class Kind(StrEnum):
    """What the values of a column are."""

    TEXT = "text"
    INTEGER = "integer"
    YES_NO = "yes or no"
    DAY = "day"
    INSTANT = "instant"


@attrs.frozen(kw_only=True)
class Column:
    """One column, and how its value is read from what a row is of.

    Attributes:
        name: What machines call it: lower case, ``due_latest``.
        title: What people call it.
        meaning: What it says, in a sentence.
        of: Its value, of one row.
        kind: What its values are.
        unit: In what they are counted; empty where they are not.
        source: The types of the events that say it; empty where it is worked out, or of the envelope.
        refers: The table whose key it holds; empty for none.
        width: How wide it is on a sheet, in characters.
    """

    name: str
    title: str
    meaning: str
    of: Callable[[Any], Cell]
    kind: Kind = Kind.TEXT
    unit: str = ""
    source: tuple[str, ...] = ()
    refers: str = ""
    width: int = 14


@attrs.frozen(kw_only=True)
class Link:
    """A column of which every value is the key of a row of another table.

    Attributes:
        column: The column.
        table: The other table.
        key: The column that holds its key.
    """

    column: str
    table: str
    key: str


@attrs.frozen(kw_only=True)
class Table:
    """One table.

    Attributes:
        name: What machines call it.
        title: What people call it.
        meaning: What a row is.
        columns: Its columns.
        key: The columns that tell its rows apart.
        rows: Its rows, a value to each column.
        looks: How each row looks, by the look of its status; empty where it has none.
    """

    name: str
    title: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    looks: tuple[str, ...] = ()

    def column(self, name: str) -> list[Cell]:
        """The values of a column."""
        place = [one.name for one in self.columns].index(name)
        return [row[place] for row in self.rows]


def table_of(
    name: str,
    title: str,
    meaning: str,
    columns: Iterable[Column],
    of: Iterable[Any],
    *,
    key: Sequence[str],
    look: Callable[[Any], str] | None = None,
) -> Table:
    """A table of what its rows are of."""
    laid_out, held = tuple(columns), list(of)
    return Table(
        name=name,
        title=title,
        meaning=meaning,
        columns=laid_out,
        key=tuple(key),
        rows=tuple(tuple(column.of(one) for column in laid_out) for one in held),
        looks=tuple(map(look, held)) if look is not None else (),
    )


def links_of(tables: Sequence[Table]) -> dict[str, tuple[Link, ...]]:
    """The links from each table that hold for each of its rows.

    Within a cut a row may name what nothing in it introduces, and a promise that does not hold helps nobody.
    """
    keys = {table.name: (table.key[0], frozenset(table.column(table.key[0]))) for table in tables}
    return {
        table.name: tuple(
            Link(column=column.name, table=column.refers, key=keys[column.refers][0])
            for column in table.columns
            if column.refers and {*table.column(column.name)} <= {*keys[column.refers][1], None}
        )
        for table in tables
    }


RISKY: Final = tuple("=+-@\t\r\n'＝＋－＠")  # noqa: RUF001 - their wide forms are taken for them
"""How a text begins that a program may take for a formula, or that begins with the mark that keeps it from that."""

# Values --------------------------------------------------------------------------------------------------------------

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufff9-\uffff]"
)


def shown(text: str) -> str:
    r"""Words with what cannot be seen in them shown by its number, so that no program obeys it; lines stay lines.

    >>> shown("red\x1b[31m\r\n\u202eneerg")
    'red[U+001B][31m\n[U+202E]neerg'
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSEEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", lines)


def ends(day: dt.date | None) -> dt.date | None:
    """A day; ``None`` for an open end."""
    return None if day is None or day in {dt.date.min, dt.date.max} else day
