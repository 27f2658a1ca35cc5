"""Tables as a data package: a CSV file for each, and ``datapackage.json``, which says what they hold.

The files are RFC 4180: commas, every value in quotation marks, lines that end with CR LF, UTF-8 without a mark, and an
empty value for what was not said. ``datapackage.json`` is a Tabular Data Package (Frictionless Data) with a Table
Schema for each file: types, meanings, units, the key of each row, and the links between tables that hold for every row.

A CSV file has no way to say that a value is text, and is opened in a spreadsheet sooner or later. So a text that begins
as a formula does is guarded with an apostrophe before it, and so is one that begins with an apostrophe: taking one
apostrophe from the front of every text that has one gives back what was recorded. `govledger:guard` in
``datapackage.json`` says whether that was done.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
from io import BytesIO, StringIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from govledger.exports.tabular import Book, Cell, Column, Kind, Table
from govledger.exports.tabular.model import RISKY

DESCRIPTOR: Final = "datapackage.json"
GUARD: Final = "'"

_TYPES: Final = {
    Kind.TEXT: "string",
    Kind.INTEGER: "integer",
    Kind.YES_NO: "boolean",
    Kind.DAY: "date",
    Kind.INSTANT: "datetime",
}
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def package_of(book: Book, *, guarded: bool = True) -> dict[str, bytes]:
    """The files of a data package, by name.

    Args:
        book: The tables.
        guarded: Whether texts that a spreadsheet might take for formulas are guarded; see the top of this module.
    """
    files = {_file(table): _csv(table, guarded=guarded) for table in book.tables}
    descriptor = json.dumps(_descriptor(book, files, guarded=guarded), indent=2, ensure_ascii=False)
    return {DESCRIPTOR: f"{descriptor}\n".encode(), **files}


def zipped(files: dict[str, bytes]) -> bytes:
    """Files as one zip; equal files give equal bytes."""
    held = BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(ZipInfo(name, _EPOCH), data, ZIP_DEFLATED)
    return held.getvalue()


def _file(table: Table) -> str:
    return f"{table.name}.csv"


def _csv(table: Table, *, guarded: bool) -> bytes:
    held = StringIO()
    writer = csv.writer(held, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows([_written(value, guarded=guarded) for value in row] for row in table.rows)
    return held.getvalue().encode()


def _written(value: Cell, *, guarded: bool) -> str:
    """A value as it stands in a file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, str) and guarded and value.startswith(RISKY):
        return GUARD + value
    return str(value)


def _descriptor(book: Book, files: dict[str, bytes], *, guarded: bool) -> dict[str, Any]:
    return {
        "profile": "tabular-data-package",
        "name": "govledger-tables",
        "title": book.title,
        "description": "\n".join(f"{name}: {said}" for name, said in book.cover),
        "created": book.recorded_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "govledger:origin": book.origin,
        "govledger:name": book.name,
        "govledger:cut": book.cut,
        "govledger:today": book.today.isoformat(),
        "govledger:audience": book.audience,
        "govledger:guard": GUARD if guarded else "",
        "resources": [_resource(book, table, len(files[_file(table)])) for table in book.tables],
    }


def _resource(book: Book, table: Table, length: int) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(column, table) for column in table.columns],
        "missingValues": [""],
        "primaryKey": list(table.key),
    }
    links = [
        {
            "fields": link.column,
            "reference": {"resource": "" if link.table == table.name else link.table, "fields": link.key},
        }
        for link in book.links[table.name]
    ]
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.title,
        "description": table.meaning,
        "path": _file(table),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": length,
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": schema | ({"foreignKeys": links} if links else {}),
    }


def _field(column: Column, table: Table) -> dict[str, Any]:
    held: dict[str, Any] = {
        "name": column.name,
        "type": _TYPES[column.kind],
        "title": column.title,
        "description": column.meaning,
    }
    if column.unit:
        held["govledger:unit"] = column.unit
    if column.source:
        held["govledger:events"] = list(column.source)
    return held | ({"constraints": {"required": True}} if column.name in table.key else {})
