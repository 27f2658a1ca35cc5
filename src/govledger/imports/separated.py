"""Reading a CSV file, or one with semicolons or tabs, in whatever bytes a council's systems write.

It needs nothing that is not in Python.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath
from typing import Final

from govledger.errors import NotAPlanError
from govledger.imports.grid import Book, Cell, Grid
from govledger.imports.packages import CELLS_MAX, COLUMNS_MAX

_DELIMITERS: Final = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}
_TRIED: Final = 200
"""How many rows are looked at to find what stands between the columns."""

_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_FIELD_MAX: Final = 1 << 20


def read_separated(data: bytes, name: str, sha256: str) -> Book:
    """The one table of a CSV file.

    Raises:
        NotAPlanError: It is no text, or has no columns.
    """
    text, encoding = decode(data, name)
    delimiter = _delimiter(text)
    if delimiter is None:
        raise NotAPlanError(
            name, "text without columns", "a CSV file with a row of headings", "save the plan as .xlsx or .csv"
        )
    cells = _cells(text, delimiter, name)
    said = [] if encoding in {"utf-8", "utf-8-sig"} else [f"it was read as {encoding}, because it is not UTF-8"]
    if delimiter != ",":
        said.append(f"its columns are parted by {_DELIMITERS[delimiter]}")
    grid = Grid(name=PurePath(name).stem or name, cells=cells)
    return Book(name=name, kind="csv", sha256=sha256, grids=(grid,), said=tuple(said))


def decode(data: bytes, name: str) -> tuple[str, str]:
    """A file's text and the name of its encoding: what its mark says, else UTF-8, else Windows-1252.

    Raises:
        NotAPlanError: It is none of these.
    """
    tried = [encoding for mark, encoding in _MARKS if data.startswith(mark)] or ["utf-8", "cp1252"]
    for encoding in tried:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding
    raise NotAPlanError(name, "bytes that are no text", "a CSV file in UTF-8", "save it again as CSV UTF-8 or .xlsx")


def _cells(text: str, delimiter: str, name: str) -> dict[tuple[int, int], Cell]:
    cells: dict[tuple[int, int], Cell] = {}
    csv.field_size_limit(_FIELD_MAX)
    try:
        for row, values in enumerate(_rows(text, delimiter), start=1):
            if len(values) > COLUMNS_MAX:
                raise NotAPlanError(
                    name, f"a row of {len(values):,} columns", f"at most {COLUMNS_MAX:,}", "save only the plan"
                )
            for column, value in enumerate(values, start=1):
                if value.strip():
                    cells[row, column] = Cell(row=row, column=column, text=value.strip())
            if len(cells) > CELLS_MAX:
                raise NotAPlanError(name, "more cells than a plan has", f"at most {CELLS_MAX:,}", "save only the plan")
    except csv.Error as fault:
        raise NotAPlanError(name, f"a CSV file that is damaged ({fault})", "a whole one", "save it again") from fault
    return cells


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _delimiter(text: str) -> str | None:
    """What stands between the columns: that which cuts the most rows into the same number of them, above one."""
    best: tuple[int, int, str] | None = None
    for delimiter in _DELIMITERS:
        widths = _widths(text, delimiter)
        if widths:
            width, rows = widths.most_common(1)[0]
            best = max(best or (0, 0, delimiter), (rows, width, delimiter), key=lambda one: one[:2])
    return best[2] if best is not None else None


def _widths(text: str, delimiter: str) -> Counter[int]:
    widths: Counter[int] = Counter()
    try:
        for _, values in zip(range(_TRIED), _rows(text, delimiter), strict=False):
            widths[len(values)] += len(values) > 1
    except csv.Error:
        return Counter()
    return +widths
