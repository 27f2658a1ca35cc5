"""What a file holds once it is read: sheets of cells, each with its address, its text, its colour and what is wrong.

A table of a document and a CSV file are sheets too, so that whatever comes after reads one thing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

import attrs

_LETTERS: Final = 26
_NONE: Final[frozenset[int]] = frozenset()


def column_letters(column: int) -> str:
    """The letters of a column, counted from 1: ``A``, ``Z``, ``AA``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The number of a column, counted from 1, from its letters."""
    number = 0
    for letter in letters.upper():
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number


@attrs.frozen(kw_only=True)
class Cell:
    """One cell as it was read.

    Attributes:
        row: Its row, counted from 1.
        column: Its column, counted from 1.
        text: What it says, with the spaces around it taken off; empty where it says nothing.
        day: The day, where the file itself says that it holds one.
        precision: How much of the day is shown: ``day``, ``month`` or ``year``.
        number: The number, where it holds one.
        fill: The colour behind it as ``RRGGBB``; ``None`` where there is none or it cannot be told.
        fault: Why it cannot be read, where it cannot.
        is_formula: Whether it is worked out by a formula; its value is the one last kept.
        is_painted: Whether a rule of the workbook may colour it, so that no file says how it looks.
        is_struck: Whether its text is struck through.
        is_merged: Whether it shows what another cell holds, with which it is merged.
    """

    row: int
    column: int
    text: str = ""
    day: dt.date | None = None
    precision: str = "day"
    number: float | None = None
    fill: str | None = None
    fault: str | None = None
    is_formula: bool = False
    is_painted: bool = False
    is_struck: bool = False
    is_merged: bool = False

    @property
    def address(self) -> str:
        """Where it is on its sheet: ``A7``."""
        return f"{column_letters(self.column)}{self.row}"

    @property
    def is_blank(self) -> bool:
        """Whether it says nothing, in words or by a fault."""
        return not self.text and self.fault is None


@attrs.frozen
class Merge:
    """Cells that were merged into one, from the first to the last row and column, counted from 1."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def area(self) -> int:
        """How many cells it covers."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)

    def others(self) -> Iterator[tuple[int, int]]:
        """The places it covers besides its first."""
        for row in range(self.top, self.bottom + 1):
            for column in range(self.left, self.right + 1):
                if (row, column) != (self.top, self.left):
                    yield row, column


@attrs.frozen(kw_only=True)
class Grid:
    """One sheet of a workbook, table of a document, or CSV file.

    Attributes:
        name: What it is called: the sheet's name, ``Table 1``, or the name of the CSV file without its ending.
        cells: The cells that say something or have a colour, by row and column.
        merges: What was merged.
        hidden_rows: The rows that are hidden.
        hidden_columns: The columns that are hidden.
        is_hidden: Whether the whole sheet is.
    """

    name: str
    cells: Mapping[tuple[int, int], Cell]
    merges: tuple[Merge, ...] = ()
    hidden_rows: frozenset[int] = _NONE
    hidden_columns: frozenset[int] = _NONE
    is_hidden: bool = False

    def at(self, row: int, column: int) -> Cell:
        """The cell at a place; one that says nothing where there is none."""
        return self.cells.get((row, column)) or Cell(row=row, column=column)

    def row(self, number: int) -> list[Cell]:
        """The cells of one row that say something, from left to right."""
        return self._by_row.get(number, [])

    @cached_property
    def _by_row(self) -> dict[int, list[Cell]]:
        held: dict[int, list[Cell]] = {}
        for place in sorted(self.cells):
            if not self.cells[place].is_blank:
                held.setdefault(place[0], []).append(self.cells[place])
        return held

    @cached_property
    def rows(self) -> list[int]:
        """The rows that say something, from the top."""
        return sorted(self._by_row)

    @cached_property
    def columns(self) -> list[int]:
        """The columns that say something, from the left."""
        return sorted({column for (_, column), cell in self.cells.items() if not cell.is_blank})

    def place(self, address: str) -> str:
        """An address on this sheet, as it is cited: ``Plan!A7``, or ``'Action plan'!A7``."""
        plain = self.name.replace("_", "").replace(".", "").isalnum()
        return f"{self.name if plain else quoted(self.name)}!{address}"


def quoted(name: str) -> str:
    """The name of a sheet between quotes, as a spreadsheet writes it."""
    return "'{}'".format(name.replace("'", "''"))


def spread(cells: dict[tuple[int, int], Cell], merges: tuple[Merge, ...]) -> dict[tuple[int, int], Cell]:
    """The same cells, those that were merged with another showing what that one holds."""
    held = dict(cells)
    for merge in merges:
        first = cells.get((merge.top, merge.left))
        if first is not None:
            for row, column in merge.others():
                held[row, column] = attrs.evolve(first, row=row, column=column, is_merged=True)
    return held


@attrs.frozen(kw_only=True)
class Book:
    """A file as it was read.

    Attributes:
        name: The name of the file.
        kind: What it is: ``xlsx``, ``xls``, ``ods``, ``docx`` or ``csv``.
        sha256: SHA-256 of its bytes, hexadecimal.
        grids: Its sheets or tables, in order.
        said: What is to be known about how it was read, in sentences.
        epoch: The day its day numbers count from; ``None`` where that is not known.
    """

    name: str
    kind: str
    sha256: str
    grids: tuple[Grid, ...]
    said: tuple[str, ...] = ()
    epoch: dt.date | None = None
