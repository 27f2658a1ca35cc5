"""Reading an older or other workbook, ``.xls`` or ``.ods``: values only, through python-calamine.

It tells neither colours nor hidden rows, nor which cells are formulas; what comes of that is said.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Mapping
from typing import Any

from govledger.errors import GovledgerError, NotAPlanError
from govledger.imports.grid import Book, Cell, Grid, Merge, spread
from govledger.imports.packages import CELLS_MAX, COLUMNS_MAX, ROWS_MAX
from govledger.imports.workbooks import ERROR_VALUE, NO_EXTRA, read_value

COLOURLESS = (
    "its colours, hidden rows and formulas cannot be told: where a colour alone says the status, save it as .xlsx"
)

MAYBE_MONTH = "the first of a month, or the month: this kind of workbook does not tell; save it as .xlsx"


def read_older(data: bytes, kind: str, name: str, sha256: str) -> Book:
    """Every sheet of an ``.xls`` or ``.ods`` workbook.

    Raises:
        GovledgerError: The extra ``sheets`` is not installed.
        NotAPlanError: It cannot be read, or has a password.
    """
    try:
        import python_calamine as calamine  # noqa: PLC0415 - an extra
    except ImportError as fault:
        raise GovledgerError(NO_EXTRA) from fault
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            shown = {sheet.name: sheet.visible == calamine.SheetVisibleEnum.Visible for sheet in book.sheets_metadata}
            grids = tuple(_grid(book.get_sheet_by_name(sheet), name, is_hidden=not shown[sheet]) for sheet in shown)
    except calamine.PasswordError as fault:
        found = "a workbook with a password"
        raise NotAPlanError(name, found, "one without", "save a copy of it without its password") from fault
    except (calamine.CalamineError, OSError, ValueError) as fault:
        found = f"a workbook that cannot be read ({fault})"
        raise NotAPlanError(name, found, f"an .{kind} workbook", "open it, save it as .xlsx and import that") from fault
    return Book(name=name, kind=kind, sha256=sha256, grids=grids, said=(COLOURLESS,))


def _grid(sheet: Any, name: str, *, is_hidden: bool) -> Grid:
    height, width = sheet.total_height, sheet.total_width
    if height > ROWS_MAX or width > COLUMNS_MAX or sheet.height * sheet.width > CELLS_MAX:
        found = f"a sheet {sheet.name} of {height:,} rows and {width:,} columns"
        raise NotAPlanError(name, found, f"at most {CELLS_MAX:,} cells", "save only the plan to a new file")
    merges = tuple(
        Merge(top + 1, left + 1, bottom + 1, right + 1)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        if (bottom - top + 1) * (right - left + 1) <= CELLS_MAX
    )
    cells = {(cell.row, cell.column): cell for cell in _cells(sheet)}
    return Grid(name=sheet.name, cells=spread(cells, merges), merges=merges, is_hidden=is_hidden)


def _cells(sheet: Any) -> Iterator[Cell]:
    for row, values in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        for column, value in enumerate(values, start=1):
            is_time = isinstance(value, dt.time | dt.timedelta)
            shown: dict[str, Any] = {"text": str(value)} if is_time else read_value(value)
            if shown.get("text"):
                yield Cell(row=row, column=column, **shown, fault=_fault(shown))


def _fault(shown: Mapping[str, Any]) -> str | None:
    """Why a value cannot be read, if it cannot: an error, or a day that may stand for a whole month."""
    text: str = shown["text"]
    if text.startswith("#") and text.endswith(("!", "?", "/A", "/0")):
        return ERROR_VALUE
    return MAYBE_MONTH if "day" in shown and shown["day"].day == 1 else None
