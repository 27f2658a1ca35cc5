"""Tables as a workbook, for whoever works in Excel: a cover, a sheet for each table, and a dictionary of the columns.

What the record holds is only ever text: every text stands in a cell of strings, whatever it begins with, and one that a
program might take for a formula when it is edited carries the mark that keeps it text. There is no formula, no link and
no macro in it. A day is a real date; what is not one day stands in words, between its first day and its last. Equal
tables give equal bytes: the times that a workbook carries are those of the record. The package `openpyxl` writes it;
the extra ``sheets`` installs it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from govledger.errors import GovledgerError
from govledger.exports.missing import extra
from govledger.exports.tabular import Book, Cell, Column, Kind, Table
from govledger.exports.tabular.model import RISKY

ROWS_MAX: Final = 1_048_575
"""How many rows a sheet has below its heading."""

CELL_MAX: Final = 32_767
"""How many characters a cell holds; Excel cuts off the rest without a word."""

_COLOURS: Final = {
    "good": "C8E6C9",
    "done": "BBDEFB",
    "stuck": "D1C4E9",
    "risk": "FFE0B2",
    "bad": "FFCDD2",
    "held": "E0E0E0",
}
"""The colour behind each look of a status; its label stands in the cell, so that nothing rests on colour."""

_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_FIRST_DAY: Final = dt.date(1900, 3, 1)
"""The first day that every program counts alike; one before it stands as text."""

_FORMATS: Final = {Kind.DAY: "yyyy-mm-dd", Kind.INSTANT: "yyyy-mm-dd hh:mm:ss", Kind.INTEGER: "0"}
_LABELLED: Final = "status"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_PROPERTIES: Final = "docProps/core.xml"
_FIRST: Final = frozenset({"[Content_Types].xml", _PROPERTIES})

MARK: Final = b">govledger</dc:creator>"
"""What tells a workbook of ours from one that somebody wrote; it is among the first bytes."""

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def workbook_of(book: Book) -> bytes:
    """The workbook of some tables.

    Raises:
        GovledgerError: The extra ``sheets`` is not installed, or a table is longer than a sheet.
    """
    _check_lengths(book.tables)
    made = _Making(extra("openpyxl", what="a workbook", name="sheets"))
    made.cover(book)
    for table in book.tables:
        made.sheet(table)
    made.dictionary(book.tables)
    return made.bytes(book)


def _check_lengths(tables: Iterable[Table]) -> None:
    for table in tables:
        if len(table.rows) > ROWS_MAX:
            many = f"{len(table.rows):,} rows of “{table.title}”"
            raise GovledgerError(f"a sheet holds {ROWS_MAX:,} rows, and there are {many}: save a .csv.zip or a .sqlite")


class _Making:
    """A workbook on its way, a sheet after the other; rows are written as they come."""

    def __init__(self, openpyxl: Any) -> None:
        self._book = openpyxl.Workbook(write_only=True)
        self._cell, self._letter = openpyxl.cell.WriteOnlyCell, openpyxl.utils.get_column_letter
        self._fit, styles = openpyxl.worksheet.properties.PageSetupProperties, openpyxl.styles
        self._top = styles.Alignment(vertical="top", wrap_text=True)
        self._bold, self._large = styles.Font(bold=True), styles.Font(bold=True, size=16)
        self._head = styles.PatternFill("solid", fgColor="1F3864")
        self._white = styles.Font(bold=True, color="FFFFFF")
        self._fills = {look: styles.PatternFill("solid", fgColor=colour) for look, colour in _COLOURS.items()}

    def _new(self, title: str, widths: Sequence[int], *, head: Sequence[str], rows: int) -> Any:
        """A sheet whose heading stays in sight and can be filtered by."""
        sheet = self._book.create_sheet(title)
        for place, width in enumerate(widths, start=1):
            sheet.column_dimensions[self._letter(place)].width = width
        sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
        sheet.sheet_properties.pageSetUpPr = self._fit(fitToPage=True)
        sheet.print_title_rows = "1:1"
        if head:
            sheet.freeze_panes = "B2"
            sheet.auto_filter.ref = f"A1:{self._letter(len(head))}{rows + 1}"
            sheet.append([self._heading(sheet, name) for name in head])
        return sheet

    def _heading(self, sheet: Any, name: str) -> Any:
        made = self._text(sheet, name)
        made.font, made.fill = self._white, self._head
        return made

    def cover(self, book: Book) -> None:
        """What the tables are of, and of how many each count is."""
        sheet = self._new("Cover", (24, 100), head=(), rows=0)
        title = self._text(sheet, book.title)
        title.font = self._large
        sheet.append([title])
        sheet.append([])
        for name, said in book.cover:
            heading = self._text(sheet, name)
            heading.font = self._bold
            sheet.append([heading, self._text(sheet, said)])

    def sheet(self, table: Table) -> None:
        """One table."""
        columns = table.columns
        widths = [column.width for column in columns]
        sheet = self._new(table.title, widths, head=[column.title for column in columns], rows=len(table.rows))
        looks = table.looks or ("",) * len(table.rows)
        for row, look in zip(table.rows, looks, strict=True):
            cells = zip(columns, row, strict=True)
            sheet.append([self._value(sheet, column, value, look) for column, value in cells])

    def dictionary(self, tables: Iterable[Table]) -> None:
        """What each column of each sheet means."""
        head = ("Sheet", "Column", "Meaning", "Values", "Unit", "Said by events of type", "Name for machines")
        rows = [(table, column) for table in tables for column in table.columns]
        sheet = self._new("Dictionary", (22, 24, 80, 12, 16, 44, 30), head=head, rows=len(rows))
        for table, column in rows:
            said = ", ".join(column.source)
            told = (table.title, column.title, column.meaning, column.kind.value, column.unit, said)
            sheet.append([self._text(sheet, text) for text in (*told, f"{table.name}.{column.name}")])

    # Cells -----------------------------------------------------------------------------------------------------------

    def _value(self, sheet: Any, column: Column, value: Cell, look: str) -> Any:
        if value is None:
            return None
        plain = _plain(value)
        if isinstance(plain, str):
            made = self._text(sheet, plain)
        else:
            made = self._cell(sheet, plain)
            made.number_format, made.alignment = _FORMATS[column.kind], self._top
        if column.name == _LABELLED and look in self._fills:
            made.fill = self._fills[look]
        return made

    def _text(self, sheet: Any, text: str) -> Any:
        """A cell that holds a text, which is a string whatever it looks like."""
        made = self._cell(sheet, "")
        made.value = _ESCAPE.sub("_x005F_", _fitting(text))
        made.data_type = "s"  # What begins with an equals sign, or is called as an error is, was taken for one.
        made.quotePrefix = text.startswith(RISKY)
        made.alignment = self._top
        return made

    def bytes(self, book: Book) -> bytes:
        """The workbook as it is written, with the record's own times."""
        held, stamp = self._book.properties, book.recorded_at.replace(tzinfo=None, microsecond=0)
        held.creator, held.title, held.created = "govledger", book.title, stamp
        raw = BytesIO()
        self._book.save(raw)
        return _settled(raw, stamp)


def _plain(value: Cell) -> str | int | dt.date | None:
    """A value as a cell holds it: yes and no in words, instants without their zone, days of long ago as text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None)
    return value.isoformat() if isinstance(value, dt.date) and value < _FIRST_DAY else value


def _fitting(text: str) -> str:
    """A text as far as a cell holds it; of a longer one the end says so."""
    if len(text) <= CELL_MAX:
        return text
    more = f" … (cut off here: all {len(text):,} characters are in the ledger)"
    return text[: CELL_MAX - len(more)] + more


def _settled(raw: BytesIO, stamp: dt.datetime) -> bytes:
    """The same workbook without the time at which it was written: in its properties, and at each of its files."""
    settled = BytesIO()
    with ZipFile(raw) as old, ZipFile(settled, "w", ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name not in _FIRST, name)):
            data = old.read(name)
            if name == _PROPERTIES:
                data = _MODIFIED.sub(rb"\g<1>" + f"{stamp.isoformat()}Z".encode(), data)
            # What says who made it stays readable, so that a workbook of ours is told from one that somebody wrote.
            new.writestr(ZipInfo(name, _EPOCH), data, ZIP_STORED if name == _PROPERTIES else ZIP_DEFLATED)
    return settled.getvalue()
