"""Finding the table on a sheet: its headings among titles and notes, in one row or in two."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from govledger.imports.fields import field_of, plain
from govledger.imports.grid import Cell, Grid

LOOKED_AT: Final = 60
"""How many rows with something in them are looked at for headings."""

FEWEST: Final = 2
"""How many known headings make a row of headings, if the action or its reference is among them."""


@attrs.frozen(kw_only=True)
class Heading:
    """One heading of a table.

    Attributes:
        column: Its column, counted from 1.
        text: What it says; of two rows, the upper and the lower with a slash between.
        field: The field it means, if one is known for sure.
    """

    column: int
    text: str
    field: str | None


@attrs.frozen(kw_only=True)
class Table:
    """A table on a sheet.

    Attributes:
        grid: The sheet.
        rows: The rows of its headings, one or two.
        headings: Its headings, from left to right.
    """

    grid: Grid
    rows: tuple[int, ...]
    headings: tuple[Heading, ...]

    @property
    def known(self) -> int:
        """How many fields its headings name."""
        return len({heading.field for heading in self.headings if heading.field})

    def body(self) -> Iterator[int]:
        """The rows below its headings that say something."""
        return (row for row in self.grid.rows if row > self.rows[-1])


def find_table(grid: Grid, header_rows: tuple[int, ...] = ()) -> Table | None:
    """The table of a sheet: the row, or two rows, whose headings name the most fields.

    Args:
        grid: The sheet.
        header_rows: The rows of its headings, where they are known.
    """
    if header_rows:
        return _table(grid, header_rows)
    best: Table | None = None
    for row in grid.rows[:LOOKED_AT]:
        for rows in ((row,), (row, row + 1)) if _goes_on(grid, row) else ((row,),):
            table = _table(grid, rows)
            if _is_plan(table) and (best is None or _fits(table) > _fits(best)):
                best = table
    return best


def _fits(table: Table) -> tuple[int, bool]:
    """How well rows fit as headings: by the fields they name, then by whether they are merged with each other."""
    return table.known, any(merge.top < table.rows[-1] <= merge.bottom for merge in table.grid.merges)


def _is_plan(table: Table) -> bool:
    fields = {heading.field for heading in table.headings}
    return table.known >= FEWEST and bool(fields & {"text", "reference"})


def _goes_on(grid: Grid, row: int) -> bool:
    """Whether the headings of a row go on in the next: where some of it is merged."""
    return any(merge.top <= row <= merge.bottom and merge.area > 1 for merge in grid.merges) and bool(grid.row(row + 1))


def _table(grid: Grid, rows: tuple[int, ...]) -> Table:
    headings: list[Heading] = []
    for column in grid.columns:
        texts = [cell.text for row in rows if not (cell := grid.at(row, column)).is_blank and not _is_title(grid, cell)]
        said = list(dict.fromkeys(" ".join(text.split()) for text in texts))
        if said:
            headings.append(Heading(column=column, text=" / ".join(said), field=_field(said)))
    return Table(grid=grid, rows=rows, headings=tuple(headings))


def _field(said: list[str]) -> str | None:
    """The field of headings one below the other: what both say together, else what the lower one says."""
    tried = [" ".join(said), said[-1]]
    return next((found for text in tried if (found := field_of(text)) is not None), None)


def _is_title(grid: Grid, cell: Cell) -> bool:
    """Whether a cell is part of a title that goes over half of the sheet or more."""
    half = max(len(grid.columns) // 2, 2)
    return any(
        merge.right - merge.left + 1 > half
        for merge in grid.merges
        if merge.top <= cell.row <= merge.bottom and merge.left <= cell.column <= merge.right
    )


def is_repeated(table: Table, row: int) -> bool:
    """Whether a row only says the headings again, as at the top of a page."""
    said = {heading.column: plain(heading.text.rpartition(" / ")[2]) for heading in table.headings}
    cells = table.grid.row(row)
    return len(cells) >= FEWEST and all(plain(cell.text) == said.get(cell.column) for cell in cells)


def is_section(table: Table, row: int) -> bool:
    """Whether a row is a heading within the table: one text, alone or merged across."""
    cells = table.grid.row(row)
    return len({cell.text for cell in cells}) == 1 and (len(cells) == 1 or any(cell.is_merged for cell in cells))
