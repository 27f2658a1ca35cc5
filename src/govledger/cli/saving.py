"""The verb that saves a ledger in a format that others read: a workbook, tables, a calendar, events, provenance."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs
import click

from govledger.cli.files import check_free, write_whole
from govledger.cli.options import (
    CutAsked,
    audience_option,
    cut_json,
    cut_options,
    json_option,
    ledger_argument,
    name_option,
    open_ledger,
    read_today,
    today_option,
)
from govledger.cli.output import counted, give_json, say
from govledger.cli.progress import working
from govledger.cli.teaching import verb

if TYPE_CHECKING:
    import datetime as dt

    from govledger.exports.report.reading import Audience
    from govledger.ledger import History


@attrs.frozen(kw_only=True)
class Asked:
    """What is asked of a format.

    Attributes:
        history: What may be read.
        today: The day asked about; ``None`` for the history's own.
        audience: Who is to read it.
        guarded: Whether texts that a spreadsheet might take for formulas are guarded.
        name: What the file is called, without its ending.
    """

    history: History
    today: dt.date | None
    audience: Audience
    guarded: bool
    name: str


@attrs.frozen
class Made:
    """What came of it.

    Attributes:
        files: The files by name; one called as what was asked for, unless it is a folder.
        said: What they hold, in a few words.
        left_out: What is not in them, a line each.
    """

    files: Mapping[str, bytes]
    said: str
    left_out: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Format:
    """One format.

    Attributes:
        endings: The endings that ask for it.
        make: What makes it.
        is_alike: Whether a file that is there already is one, so that it may be replaced.
        what: What such a file is called.
    """

    endings: tuple[str, ...]
    make: Callable[[Asked], Made]
    is_alike: Callable[[bytes], bool]
    what: str


OWN: Final = ""
"""The name of the one file that was asked for."""


KINDS: Final = ("workbook", "csv", "sqlite", "calendar", "cloudevents", "prov")
"""What ``--as`` calls each format."""


@verb(
    ("Save a workbook for officers", "govledger save northbeck.db plan.xlsx --as-of 2025-06-30"),
    ("Save the same tables as CSV files that say what they hold", "govledger save northbeck.db tables/"),
    ("Save what is due as a calendar", "govledger save northbeck.db due.ics --as-of 2025-06-30"),
    ("Save every entry as CloudEvents", "govledger save northbeck.db entries.cloudevents.ndjson"),
)
@ledger_argument
@click.argument("out", metavar="FILE|FOLDER/")
@click.option("--as", "kind", type=click.Choice(KINDS), help="Whatever the ending is.")
@cut_options
@today_option
@audience_option
@click.option("--unguarded", is_flag=True, help="CSV: no apostrophe before a text that begins as a formula does.")
@name_option
@json_option
def save(
    *,
    ledger: str,
    out: str,
    kind: str | None,
    cut: CutAsked,
    today: str | None,
    audience: Audience,
    unguarded: bool,
    name: str,
    as_json: bool,
) -> None:
    """Save LEDGER in a format that others read; the ending says which, or --as.

    \b
    plan.xlsx                    workbook     a cover, a sheet for each table, a dictionary
    plan.csv.zip, plan/          csv          a CSV file for each table, and datapackage.json
    plan.sqlite                  sqlite       the same tables, with metadata for Datasette beside
    due.ics                      calendar     what is due
    log.cloudevents.ndjson       cloudevents  every entry; .cloudevents.json is one batch
    log.prov.json                prov         where every entry comes from

    None of these proves anything: what proves itself is written with `export`.
    """  # noqa: D301 - click takes a real backspace for lines that are to stay as they are
    path = Path(out)
    chosen, how = _format(out, kind)
    if unguarded and chosen != "csv":
        raise click.UsageError("--unguarded is for CSV files only")
    is_folder = chosen == "csv" and not out.lower().endswith(".zip")
    _check_place(path, how, is_folder=is_folder)
    with open_ledger(ledger, name=name) as opened:
        history = cut.history(opened)
        asked = Asked(
            history=history,
            today=read_today(today),
            audience=audience,
            guarded=not unguarded,
            name=path.name,
        )
        with working(f"making {path.name}"):
            made = how.make(asked)
        written = _write(path, made.files, is_folder=is_folder)
        if as_json:
            about = {"name": opened.name, "origin": opened.origin, "size": history.cut.size}
            told = {"as": chosen, "audience": audience, "files": written, "holds": made.said}
            give_json({"ledger": about, "cut": cut_json(history), **told, "left_out": list(made.left_out)})
            return
        size = sum(map(len, made.files.values()))
        say(f"saved {made.said} to {path}, {size / 1000:,.0f} kB, {said_audience(audience)}")
        for line in made.left_out:
            say(f"  left out: {line}")


def said_audience(audience: Audience) -> str:
    """For whom it is, in a few words."""
    return "for the public" if audience == "public" else "not for publication"


# Formats -------------------------------------------------------------------------------------------------------------


def _format(out: str, kind: str | None) -> tuple[str, Format]:
    """The format that was asked for.

    Raises:
        UsageError: No ending says which, and neither does ``--as``.
    """
    if kind is not None:
        return kind, FORMATS[kind]
    for name, held in FORMATS.items():
        if out.lower().endswith(held.endings):
            return name, held
    if out.endswith(("/", "\\")) or Path(out).is_dir():
        return "csv", FORMATS["csv"]
    endings = ", ".join(ending for held in FORMATS.values() for ending in held.endings)
    raise click.UsageError(f"found {out!r}, expected a name that ends in one of {endings} or /, or --as")


def _book(asked: Asked) -> Any:
    from govledger.exports.tabular import book_of

    return book_of(asked.history, today=asked.today, audience=asked.audience)


def _tables(book: Any) -> str:
    rows = sum(len(table.rows) for table in book.tables)
    return f"{counted(len(book.tables), 'table')} of {counted(rows, 'row')}"


def _workbook(asked: Asked) -> Made:
    from govledger.exports.workbook import workbook_of

    book = _book(asked)
    return Made({OWN: workbook_of(book)}, _tables(book))


def _csv(asked: Asked) -> Made:
    from govledger.exports.datapackage import package_of, zipped

    book = _book(asked)
    files = package_of(book, guarded=asked.guarded)
    return Made({OWN: zipped(files)} if asked.name.lower().endswith(".zip") else files, _tables(book))


def _sqlite(asked: Asked) -> Made:
    from govledger.exports.database import database_of, metadata_of

    book = _book(asked)
    metadata = json.dumps(metadata_of(book, asked.name.removesuffix(".sqlite")), indent=2, ensure_ascii=False)
    return Made({OWN: database_of(book), _metadata(asked.name): f"{metadata}\n".encode()}, _tables(book))


def _metadata(name: str) -> str:
    """What the file is called that tells Datasette of a file of tables."""
    return f"{name.removesuffix('.sqlite')}.metadata.json"


def _calendar(asked: Asked) -> Made:
    from govledger.exports.calendar import calendar_of

    made = calendar_of(asked.history, today=asked.today, audience=asked.audience)
    return Made({OWN: made.data}, counted(made.events, "thing due", "things due"), made.left_out)


def _cloudevents(asked: Asked) -> Made:
    from govledger.exports.cloudevents import batch_of, lines_of

    make = batch_of if asked.name.lower().endswith(".json") else lines_of
    return Made({OWN: make(asked.history, audience=asked.audience)}, "every entry as a CloudEvent")


def _prov(asked: Asked) -> Made:
    from govledger.exports.provenance import provenance_of

    return Made({OWN: provenance_of(asked.history, audience=asked.audience)}, "where every entry comes from")


def _is_workbook(data: bytes) -> bool:
    from govledger.exports.workbook import MARK

    return MARK in data


def _is_zip(data: bytes) -> bool:
    return data.startswith(b"PK\x03\x04") and b"datapackage.json" in data


FORMATS: Final = {
    "workbook": Format(
        endings=(".xlsx",),
        make=_workbook,
        is_alike=_is_workbook,
        what="workbook of govledger's",
    ),
    "csv": Format(endings=(".csv.zip",), make=_csv, is_alike=_is_zip, what="data package"),
    "sqlite": Format(
        endings=(".sqlite",),
        make=_sqlite,
        is_alike=lambda data: data.startswith(b"SQLite format 3") and b"CREATE TABLE dictionary" in data,
        what="file of tables",
    ),
    "calendar": Format(
        endings=(".ics",),
        make=_calendar,
        is_alike=lambda data: data.startswith(b"BEGIN:VCALENDAR"),
        what="calendar",
    ),
    "cloudevents": Format(
        endings=(".cloudevents.ndjson", ".cloudevents.json"),
        make=_cloudevents,
        is_alike=lambda data: not data or b'"specversion": "1.0"' in data,
        what="file of CloudEvents",
    ),
    "prov": Format(
        endings=(".prov.json",),
        make=_prov,
        is_alike=lambda data: b"urn:govledger:" in data,
        what="file of provenance",
    ),
}
"""Every format, by what ``--as`` calls it."""


# Places --------------------------------------------------------------------------------------------------------------


def _check_place(path: Path, how: Format, *, is_folder: bool) -> None:
    """Check, before anything is worked out, that what is there may be replaced.

    Raises:
        UsageError: Something else is there; it was not touched.
    """
    if not is_folder:
        check_free("FILE", path, how.is_alike, how.what)
        if how is FORMATS["sqlite"]:
            check_free("FILE", path.with_name(_metadata(path.name)), lambda data: b'"databases"' in data, "metadata")
    elif path.is_dir() and any(path.iterdir()) and not (path / "datapackage.json").is_file():
        raise click.UsageError(f"{path} holds something that is no data package; it was not touched")
    elif path.exists() and not path.is_dir():
        raise click.UsageError(f"{path} is no folder; it was not touched")


def _write(path: Path, files: Mapping[str, bytes], *, is_folder: bool) -> list[str]:
    """Write what was made, and say where."""
    folder = path if is_folder else path.parent
    if is_folder:
        folder.mkdir(parents=True, exist_ok=True)
    written = {folder / name if name else path: data for name, data in files.items()}
    for place, data in written.items():
        write_whole(place, data)
    return [str(place) for place in written]
