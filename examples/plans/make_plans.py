"""Makes three monthly versions of a plan, as a workbook, a document and a CSV file: ``python -m examples.plans OUT``.

They have what such plans have: a merged title, headings in two rows, a RAG that is only a colour, dates as text, a day
that is none, a hidden row, a name where an office should stand, a date that is moved without a word, a row that is no
longer there. The same actions always give the same bytes.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

from examples.plans.actions import ACTIONS, EVIDENCE, GONE, NEW, NOVEMBER, OCTOBER, THEMES

MONTHS = {"2017-09-30": "September", "2017-10-31": "October", "2017-11-30": "November"}
"""The day each version stands at, and its month."""

COLUMNS = ("Ref", "Action", "Lead officer", "Target date", "Revised date", "RAG", "Progress update", "Evidence")
FILLS = {"red": "FF0000", "amber": "FFC000", "green": "00B050", "blue": "0070C0"}
HIDDEN = "3.7"
LONG_AGO = (2017, 1, 1, 0, 0, 0)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH = re.compile(r"\d{4}-\d{2}")

Row = dict[str, str]


def rows_at(day: str) -> list[Row]:
    """The rows of the plan as it stands on the last day of a month."""
    rows = [_row(line) for line in ACTIONS.strip().splitlines()]
    changes = [OCTOBER] if day >= "2017-10-31" else []
    if day >= "2017-11-30":
        changes.append(NOVEMBER)
        rows = [row for row in rows if row["ref"] not in GONE] + [_row(NEW)]
    for change in changes:
        for row in rows:
            row.update(change.get(row["ref"], {}))
    return rows


def _row(line: str) -> Row:
    ref, text, lead, due, rag, progress = (part.strip() for part in line.split("|"))
    return {
        "ref": ref,
        "text": text,
        "lead": lead,
        "due": due,
        "revised": "",
        "rag": rag,
        "progress": progress,
        "evidence": EVIDENCE.get(ref, ""),
    }


def _themed(rows: list[Row]) -> Iterator[tuple[str, list[Row]]]:
    for number, theme in THEMES.items():
        yield theme, [row for row in rows if row["ref"].split(".")[0] == number]


# A workbook ----------------------------------------------------------------------------------------------------------


def workbook(day: str) -> bytes:
    """The plan as a workbook."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "Plan"
    sheet["A1"] = "Eastfold Council: Children's Services Improvement Plan"
    sheet["A1"].font = Font(bold=True, size=16)
    sheet.merge_cells("A1:H1")
    sheet["A2"] = f"As at the end of {MONTHS[day]} 2017"
    _head(sheet)
    at = 6
    for theme, rows in _themed(rows_at(day)):
        sheet.cell(at, 1, theme).font = Font(bold=True)
        sheet.merge_cells(start_row=at, start_column=1, end_row=at, end_column=len(COLUMNS))
        at += 1
        for row in rows:
            _write(sheet, at, row)
            at += 1
    sheet.cell(at + 1, 1, "Key: red is off track, amber at risk, green on track, blue complete")
    _key(book)
    for column, width in zip("ABCDEFGH", (6, 46, 26, 16, 16, 8, 40, 30), strict=True):
        sheet.column_dimensions[column].width = width
    book.properties.created = book.properties.modified = dt.datetime(*LONG_AGO)  # noqa: DTZ001 - as the format has it
    return _saved(book)


def _head(sheet: Any) -> None:
    """Headings in two rows: the dates stand below one that is merged over both."""
    for column, heading in enumerate(COLUMNS, start=1):
        is_date = heading.endswith("date")
        sheet.cell(5 if is_date else 4, column, heading).font = Font(bold=True)
        if not is_date:
            sheet.merge_cells(start_row=4, start_column=column, end_row=5, end_column=column)
    sheet["D4"] = "Timescale"
    sheet.merge_cells("D4:E4")


def _write(sheet: Any, at: int, row: Row) -> None:
    for column, name in enumerate(("ref", "text", "lead", "due", "revised", "rag", "progress", "evidence"), start=1):
        cell = sheet.cell(at, column)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if name in {"due", "revised"}:
            _write_day(cell, row[name])
        elif name == "rag":
            cell.fill = PatternFill("solid", start_color=FILLS[row["rag"].lower()])
            cell.value = row["rag"] if row["rag"].isupper() else None
        else:
            cell.value = row[name] or None
    if row["ref"] == HIDDEN:
        sheet.row_dimensions[at].hidden = True


def _write_day(cell: Any, written: str) -> None:
    if _DAY.fullmatch(written):
        cell.value, cell.number_format = dt.date.fromisoformat(written), "dd/mm/yyyy"
    elif _MONTH.fullmatch(written):
        cell.value, cell.number_format = dt.date.fromisoformat(f"{written}-01"), "mmm-yy"
    else:
        cell.value = written or None


def _key(book: Any) -> None:
    key = book.create_sheet("Key")
    for at, (word, fill) in enumerate(FILLS.items(), start=2):
        key.cell(at, 1).fill = PatternFill("solid", start_color=fill)
        key.cell(at, 2, word)
    key["A1"], key["B1"] = "Colour", "Meaning"


# A document, and a CSV file ------------------------------------------------------------------------------------------


def document(day: str) -> bytes:
    """The plan as a document: one table, its themes merged across."""
    made: Any = Document()
    made.add_heading("Eastfold Council: Children's Services Improvement Plan", 1)
    table = made.add_table(rows=1, cols=len(COLUMNS))
    for cell, heading in zip(table.rows[0].cells, COLUMNS, strict=True):
        cell.text = heading
    for theme, rows in _themed(rows_at(day)):
        line = table.add_row().cells
        line[0].merge(line[-1]).text = theme
        for row in rows:
            _write_line(table.add_row().cells, row)
    made.core_properties.created = made.core_properties.modified = dt.datetime(*LONG_AGO)  # noqa: DTZ001 - likewise
    return _saved(made)


def _write_line(cells: Any, row: Row) -> None:
    for cell, text in zip(cells, _said(row), strict=True):
        cell.text = text
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), FILLS[row["rag"].lower()])
    cells[5]._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001 - python-docx has no other way to shade a cell


def _said(row: Row) -> list[str]:
    """A row as text: days as a document has them, a RAG only where it is a word."""
    days = [_long_day(row[name]) for name in ("due", "revised")]
    rag = row["rag"] if row["rag"].isupper() else ""
    return [row["ref"], row["text"], row["lead"], *days, rag, row["progress"], row["evidence"]]


def _long_day(written: str) -> str:
    if _DAY.fullmatch(written):
        return f"{dt.date.fromisoformat(written):%d/%m/%Y}"
    return f"{dt.date.fromisoformat(f'{written}-01'):%B %Y}" if _MONTH.fullmatch(written) else written


def separated(day: str) -> bytes:
    """The plan as a CSV file, as a spreadsheet saves it: its colours are words, since it can hold no other."""
    held = io.StringIO(newline="")
    writer = csv.writer(held)
    writer.writerow(["Eastfold Council: Children's Services Improvement Plan"])
    writer.writerow(COLUMNS)
    for theme, rows in _themed(rows_at(day)):
        writer.writerow([theme])
        for row in rows:
            said = _said(row)
            said[5] = row["rag"].capitalize()
            writer.writerow(said)
    return held.getvalue().encode("utf-8-sig")


# Files ---------------------------------------------------------------------------------------------------------------


def _saved(made: Any) -> bytes:
    """What was made, as the bytes of a zip file whose parts bear no time of their own."""
    held, packed = io.BytesIO(), io.BytesIO()
    made.save(held)
    with zipfile.ZipFile(held) as was, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as now:
        for part in was.infolist():
            data = was.read(part)
            if part.filename == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2017-01-01T00:00:00Z", data)
            now.writestr(zipfile.ZipInfo(part.filename, LONG_AGO), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def make_plans(folder: Path) -> list[Path]:
    """Write every version in every form into a folder, and say which files there are."""
    folder.mkdir(parents=True, exist_ok=True)
    made: list[Path] = []
    for day in MONTHS:
        for ending, write in (("xlsx", workbook), ("docx", document), ("csv", separated)):
            path = folder / f"plan-{day[:7]}.{ending}"
            path.write_bytes(write(day))
            made.append(path)
    return made
