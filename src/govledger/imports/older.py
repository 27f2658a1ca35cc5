"""Reading an older or other workbook, ``.xls`` or ``.ods``: values only, through python-calamine in another process.

It tells neither colours nor hidden rows, nor which cells are formulas; what comes of that is said.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from govledger.errors import GovledgerError, NotAPlanError
from govledger.imports.grid import Book, Cell, Grid, Merge, spread
from govledger.imports.packages import CELLS_MAX, COLUMNS_MAX, ROWS_MAX
from govledger.imports.workbooks import ERROR_VALUE, NO_EXTRA, read_value

COLOURLESS: Final = (
    "its colours, hidden rows and formulas cannot be told: where a colour alone says the status, save it as .xlsx"
)
MAYBE_MONTH: Final = "the first of a month, or the month: this kind of workbook does not tell; save it as .xlsx"
SECONDS_MAX: Final = 120
"""How long the reader may take."""

_APART: Final = Path(__file__).with_name("apart.py")
_SAVE: Final = "open it, save it as .xlsx and import that"


def read_older(data: bytes, kind: str, name: str, sha256: str) -> Book:
    """Every sheet of an ``.xls`` or ``.ods`` workbook.

    Raises:
        GovledgerError: The extra ``sheets`` is not installed.
        NotAPlanError: It cannot be read, has a password, or is too large.
    """
    if find_spec("python_calamine") is None:
        raise GovledgerError(NO_EXTRA)
    told = _read_apart(data)
    if "password" in told:
        raise NotAPlanError(name, "a workbook with a password", "one without", "save a copy of it without its password")
    if "large" in told:
        raise NotAPlanError(name, told["large"], f"at most {CELLS_MAX:,} cells", "save only the plan to a new file")
    if "fault" in told:
        raise NotAPlanError(name, f"a workbook that cannot be read ({told['fault']})", f"an .{kind} workbook", _SAVE)
    return Book(name=name, kind=kind, sha256=sha256, grids=tuple(map(_grid, told["sheets"])), said=(COLOURLESS,))


def _read_apart(data: bytes) -> dict[str, Any]:
    """What the reader tells, from a process of its own; a fault where it ended without a word."""
    command = [sys.executable, "-P", str(_APART), str(CELLS_MAX), str(ROWS_MAX), str(COLUMNS_MAX)]
    where = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        ended = subprocess.run(  # noqa: S603 - our own file, run by our own interpreter
            command, input=data, capture_output=True, env=where, timeout=SECONDS_MAX, check=False
        )
    except subprocess.TimeoutExpired:
        return {"fault": f"its reader took longer than {SECONDS_MAX} seconds"}
    if ended.returncode:
        return {"fault": "its reader gave up on it"}
    told: dict[str, Any] = json.loads(ended.stdout)
    return told


def _grid(sheet: Mapping[str, Any]) -> Grid:
    merges = tuple(
        Merge(top + 1, left + 1, bottom + 1, right + 1)
        for (top, left), (bottom, right) in sheet["merges"]
        if (bottom - top + 1) * (right - left + 1) <= CELLS_MAX
    )
    cells = {(cell.row, cell.column): cell for cell in _cells(sheet["rows"])}
    return Grid(name=sheet["name"], cells=spread(cells, merges), merges=merges, is_hidden=sheet["hidden"])


def _cells(rows: list[list[Any]]) -> Iterator[Cell]:
    for row, values in enumerate(rows, start=1):
        for column, value in enumerate(values, start=1):
            shown = read_value(dt.date.fromisoformat(value[0]) if isinstance(value, list) else value)  # pyright: ignore[reportUnknownArgumentType]
            if shown.get("text"):
                yield Cell(row=row, column=column, **shown, fault=_fault(shown))


def _fault(shown: Mapping[str, Any]) -> str | None:
    """Why a value cannot be read, if it cannot: an error, or a day that may stand for a whole month."""
    text: str = shown["text"]
    if text.startswith("#") and text.endswith(("!", "?", "/A", "/0")):
        return ERROR_VALUE
    return MAYBE_MONTH if "day" in shown and shown["day"].day == 1 else None
