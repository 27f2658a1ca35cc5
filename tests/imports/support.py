"""What the tests of plans that arrive share: making workbooks, documents and older files as others would."""

import io
import struct
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook

from govledger.imports import Asked, Layout, PlanImported, PlanMapping, import_plan, lay_out
from govledger.imports.grid import Book
from govledger.imports.opening import read_plan_bytes
from govledger.imports.rows import Reading, read_rows
from govledger.ledger import Ledger

CLERK = "office:democratic-services"
HEADINGS = ("Ref", "Action", "Lead", "Due date", "Status", "Comments")
FIRST = ("1.1", "Audit every threshold decision", "Head of MASH", "30 September 2017", "Green", "On course.")
SECOND = ("1.2", "Publish the audit", "Director of Children's Services", "31 October 2017", "Amber", "Draft.")

Rows = Iterable[Sequence[Any]]


def workbook(rows: Rows, change: Callable[[Any, Any], None] | None = None, *, title: str = "Plan") -> bytes:
    """A workbook of one sheet; ``change`` is given the book and the sheet."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    if change is not None:
        change(book, sheet)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def separated(*rows: Sequence[str], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """A CSV file, every value between quotes."""
    lines = (delimiter.join('"{}"'.format(str(value).replace('"', '""')) for value in row) for row in rows)
    return "\r\n".join(lines).encode(encoding)


def repacked(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The same zip file, each of its parts changed."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as was, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as now:
        for name in was.namelist():
            now.writestr(name, change(name, was.read(name)))
    return held.getvalue()


def zipped(**parts: bytes) -> bytes:
    """A zip file of parts, a slash written as two underscores and a point as one."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return held.getvalue()


def opened(data: bytes, name: str = "plan.xlsx") -> Book:
    return read_plan_bytes(data, name)


def laid(data: bytes, mapping: PlanMapping | None = None, name: str = "plan.xlsx") -> Layout:
    return lay_out(opened(data, name), mapping)


def read(data: bytes, mapping: PlanMapping | None = None, name: str = "plan.xlsx") -> Reading:
    return read_rows(laid(data, mapping, name))


def a_plan(folder: Path, *rows: Sequence[str], name: str = "plan.csv", headings: Sequence[str] = HEADINGS) -> Path:
    """A CSV file with a plan in it."""
    path = folder / name
    path.write_bytes(separated(headings, *(rows or (FIRST, SECOND))))
    return path


def imported(ledger: Ledger, path: Path, *, dry_run: bool = False, **wanted: Any) -> PlanImported:
    return import_plan(ledger, path, Asked(**{"plan": "iip", "clerk": CLERK, **wanted}), dry_run=dry_run)


def of_type(done: PlanImported, type_: str) -> list[dict[str, Any]]:
    """The bodies of the events of one type."""
    return [line["body"] for line in done.lines if line["type"] == type_]


# Other kinds of file -------------------------------------------------------------------------------------------------


def opendocument(*rows: Sequence[str], repeated: int = 1) -> bytes:
    """An ``.ods`` workbook of one sheet; its last row stands in it so many times."""
    lines = []
    for index, row in enumerate(rows):
        cells = "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'
            for value in row
        )
        times = f' table:number-rows-repeated="{repeated}"' if index == len(rows) - 1 else ""
        lines.append(f"<table:table-row{times}>{cells}</table:table-row>")
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Plan">{"".join(lines)}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    manifest = b'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    parts = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "META-INF__manifest_xml": manifest}
    return zipped(**parts, content_xml=content.encode())


def older_workbook(*rows: Sequence[str]) -> bytes:
    """An ``.xls`` workbook of one sheet: the records of BIFF8 in a compound file."""
    cells = b"".join(
        _record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le"))
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    )
    begins = struct.pack("<HHHH", 0x0600, 0x0005, 0x0DBB, 0x07CC) + b"\0" * 8
    sheet = _record(0x0809, begins[:2] + struct.pack("<H", 0x0010) + begins[4:]) + cells + _record(0x000A, b"")
    name = b"\x04\x00Plan"
    at = len(_record(0x0809, begins)) + len(_record(0x0085, b"\0" * 6 + name)) + len(_record(0x000A, b""))
    book = _record(0x0809, begins) + _record(0x0085, struct.pack("<IH", at, 0) + name) + _record(0x000A, b"")
    return compound("Workbook", book + sheet)


def _record(number: int, data: bytes) -> bytes:
    return struct.pack("<HH", number, len(data)) + data


def compound(name: str, stream: bytes) -> bytes:
    """A compound file (the older kind of Office file) with one stream in it."""
    size = max(len(stream), 4096)
    sectors = -(-size // 512)
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + sectors), 0xFFFFFFFE]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    entries = _entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + _entry(name, 2, 0xFFFFFFFF, 2, size)
    directory = entries + b"".join(_entry("", 0, 0xFFFFFFFF, 0, 0) for _ in range(2))
    fat = struct.pack(f"<{len(table)}I", *table).ljust(512, b"\xff")
    return header + fat + directory + stream.ljust(sectors * 512, b"\0")


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le").ljust(64, b"\0")
    length = len(name) * 2 + 2 if name else 0
    held = written + struct.pack("<HBBIII", length, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child) + b"\0" * 36
    return held + struct.pack("<IQ", start, size)
