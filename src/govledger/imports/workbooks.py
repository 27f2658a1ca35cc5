"""Reading a workbook of today, ``.xlsx`` or ``.xlsm``: values, colours, what is hidden, merged or worked out.

Values come from openpyxl, which reads what a formula last came to and runs nothing. What else a sheet says was kept
while the file was looked through (`packages`), so that no library is asked to spread a merge over a billion cells.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
from collections.abc import Iterator
from typing import Any, Final

import attrs

from govledger.errors import GovledgerError, NotAPlanError
from govledger.imports.colours import plain_hex, theme_colour
from govledger.imports.grid import Book, Cell, Grid, spread
from govledger.imports.packages import Package, Survey

NO_EXTRA: Final = "workbooks and documents need the extra `sheets`: pip install 'govledger[sheets]'"
NO_VALUE: Final = "a formula whose value was not kept"
ERROR_VALUE: Final = "an error of the workbook"
_SAVE_AGAIN: Final = "open it in its own program, save a copy as .xlsx and import that"
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_RETURN = re.compile("(?<!_x005[Ff])_x000[Dd]_")
"""How a workbook writes a carriage return (ECMA-376 part 1, 22.4.2.4), which stands before a line break."""

_DECIMALS = re.compile(r"0\.(0+)")
_SCHEME = re.compile(rb"<a:clrScheme.*?</a:clrScheme>", re.DOTALL)
_THEME_COLOUR = re.compile(rb'<a:(?:srgbClr val|sysClr [^>]*lastClr)="([0-9A-Fa-f]{6})"')


def read_workbook(data: bytes, package: Package, name: str, sha256: str) -> Book:
    """Every sheet of a workbook.

    Args:
        data: Its bytes, which were looked through.
        package: What was found in them.
        name: The name of its file.
        sha256: The hash of its bytes.

    Raises:
        GovledgerError: The extra ``sheets`` is not installed.
        NotAPlanError: It cannot be read.
    """
    try:
        from openpyxl import load_workbook  # noqa: PLC0415 - an extra
    except ImportError as fault:
        raise GovledgerError(NO_EXTRA) from fault
    try:
        with warnings.catch_warnings():
            # What it cannot keep when it saves is of no interest: nothing is saved.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            try:
                grids = tuple(_Sheet(book, sheet, package).grid() for sheet in book.worksheets)
                epoch: dt.datetime = book.epoch
            finally:
                book.close()
    except Exception as fault:  # What a damaged workbook makes a reader raise is of every kind
        found = f"a workbook that cannot be read ({type(fault).__name__}: {fault})"
        raise NotAPlanError(name, found, "an .xlsx workbook", _SAVE_AGAIN) from fault
    return Book(name=name, kind="xlsx", sha256=sha256, grids=grids, said=tuple(_said(package)), epoch=epoch.date())


def _said(package: Package) -> Iterator[str]:
    if package.has("vbaProject.bin"):
        yield "it has macros; they were not run"
    if any("comment" in part.lower() for part in package.parts):
        yield "some of its cells have comments beside them, which were not read"


class _Sheet:
    """One sheet on its way to become a grid."""

    def __init__(self, book: Any, sheet: Any, package: Package) -> None:
        self._sheet = sheet
        self._survey = package.sheets.get(str(sheet._worksheet_path).lstrip("/")) or Survey()  # noqa: SLF001 - see above
        self._paint = _Paint(book)

    def grid(self) -> Grid:
        survey, merges = self._survey, tuple(self._survey.merges)
        cells = {(cell.row, cell.column): cell for cell in self._cells()}
        return Grid(
            name=str(self._sheet.title),
            cells=spread(cells, merges),
            merges=merges,
            hidden_rows=frozenset(survey.hidden_rows),
            hidden_columns=frozenset(survey.hidden_columns),
            is_hidden=self._sheet.sheet_state != "visible",
        )

    def _cells(self) -> Iterator[Cell]:
        self._sheet.reset_dimensions()  # What a file says of its own size need not be so.
        for row in self._sheet.iter_rows():
            for held in row:
                cell = self._cell(held) if hasattr(held, "coordinate") else None
                if cell is not None:
                    yield cell

    def _cell(self, held: Any) -> Cell | None:
        place = (held.row, held.column)
        is_formula = place in self._survey.formulas
        fill = self._paint.behind(held) if held.has_style else None
        is_painted = self._survey.is_painted(*place)
        if held.value is None and not is_formula and fill is None and not is_painted:
            return None
        cell = Cell(row=held.row, column=held.column, fill=fill, is_formula=is_formula, is_painted=is_painted)
        # A formula that came to an empty text has kept that; one whose number is missing has kept nothing.
        if is_formula and (not self._survey.formulas[place] or (held.value is None and held.data_type == "n")):
            return attrs.evolve(cell, fault=NO_VALUE)
        if held.data_type == "e":
            return attrs.evolve(cell, text=str(held.value), fault=ERROR_VALUE)
        shown = read_value(held.value, str(held.number_format or "General"))
        return attrs.evolve(cell, is_struck=bool(held.has_style and held.font.strike), **shown)


def read_value(value: Any, number_format: str = "General") -> dict[str, Any]:
    """What a value of a cell says, as fields of a `Cell`.

    A day that is shown as a month, such as Sep-17, is only as precise as it is shown. A number shown with so many
    decimals keeps them, so that action 2.10 does not become 2.1.

    >>> read_value(2.1, "0.00")["text"], read_value(3.0)["text"], read_value(dt.datetime(2017, 9, 1), "mmm-yy")["text"]
    ('2.10', '3', '2017-09')
    """
    if value is None:
        return {}
    if isinstance(value, bool):
        return {"text": "TRUE" if value else "FALSE"}
    if isinstance(value, dt.date):
        day = value.date() if isinstance(value, dt.datetime) else value
        precision = precision_of(number_format)
        shown = {"day": day.isoformat(), "month": f"{day.year:04}-{day.month:02}", "year": f"{day.year:04}"}
        return {"text": shown[precision], "day": day, "precision": precision}
    if isinstance(value, int | float):
        return {"text": _number(value, number_format), "number": float(value)}
    return {"text": _RETURN.sub("", str(value)).strip()}


def precision_of(number_format: str) -> str:
    """How much of a day a number format shows: ``day``, ``month`` or ``year``."""
    code = _QUOTED.sub("", number_format).lower()
    if "d" in code or not {"y", "m"} & set(code):
        return "day"
    return "month" if "m" in code else "year"


def _number(value: float, number_format: str) -> str:
    fixed = _DECIMALS.search(number_format.partition(";")[0])
    if fixed is not None and "%" not in number_format:
        return f"{value:.{len(fixed[1])}f}"
    if "%" in number_format:
        return f"{value * 100:g}%"
    return str(int(value)) if float(value).is_integer() else f"{value:.15g}"


class _Paint:
    """The colours of one workbook: its own, those of its theme, and those it names by number."""

    def __init__(self, book: Any) -> None:
        from openpyxl.styles.colors import COLOR_INDEX  # noqa: PLC0415 - an extra

        theme: bytes = book.loaded_theme or b""
        scheme = _SCHEME.search(theme)
        found = _THEME_COLOUR.findall(scheme[0]) if scheme else []
        self._theme = tuple(colour.decode().upper() for colour in found)
        self._indexed = tuple(map(str, COLOR_INDEX))
        self._known: dict[int, str | None] = {}

    def behind(self, held: Any) -> str | None:
        """The colour behind a cell; ``None`` where there is none, or only a pattern."""
        style: int = held._style_id  # noqa: SLF001 - one answer for the thousands of cells of one style
        if style not in self._known:
            self._known[style] = self._read(held.fill)
        return self._known[style]

    def _read(self, fill: Any) -> str | None:
        if getattr(fill, "fill_type", None) != "solid":
            return None
        colour: Any = fill.start_color
        if colour.type == "theme":
            return theme_colour(self._theme, colour.theme, colour.tint)
        if colour.type == "indexed":
            index: int = colour.indexed
            return plain_hex(self._indexed[index]) if 0 <= index < len(self._indexed) else None
        return plain_hex(colour.rgb)
