"""The verb that reads a plan that others keep: a workbook, a document or a CSV file."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from govledger.cli.files import check_free, write_whole
from govledger.cli.options import json_option, ledger_argument, name_option, open_ledger, option_of, wait_option
from govledger.cli.output import concluding, counted, give_json, give_line, put, say, warn
from govledger.cli.progress import working
from govledger.cli.teaching import verb

if TYPE_CHECKING:
    import datetime as dt

    from govledger.imports import Asked, Layout, PlanImported, PlanMapping
    from govledger.imports.differences import Line

_LOOK = "look at it: "
_SHOWN = 200
"""How many cells that could not be read are listed; the rest are counted."""


@verb(
    (
        "See what would be recorded, and keep what was found as a mapping to edit",
        "govledger import northbeck.db plans/plan.csv --plan eip --prefix eip/ --dry-run --save-mapping eip.toml",
    ),
    (
        "Record what changed since last month",
        "govledger import northbeck.db plans/plan.csv --plan eip --mapping eip.toml --clerk office:clerk",
    ),
)
@ledger_argument
@click.argument("file", metavar="PLAN", type=click.Path(path_type=Path))
@click.option("--mapping", metavar="FILE.toml", type=click.Path(path_type=Path), help="Which column says what.")
@click.option(
    "--save-mapping", metavar="FILE.toml", type=click.Path(path_type=Path), help="Keep what was found as one."
)
@click.option("--dry-run", is_flag=True, help="Show the events and every cell that cannot be read; record nothing.")
@click.option("--as-at", metavar="D", help="The day the plan stands at, such as 2017-09-30.")
@click.option("--happened", metavar="WHEN", help="When its words were said.  [default: --as-at]")
@click.option("--known-on", metavar="D", help="The first day anyone outside could know it, such as its publication.")
@click.option("--plan", metavar="ID", help="Which plan it is.  [default: the only one in LEDGER]")
@click.option("--prefix", metavar="TEXT", help="Goes before each reference: 2018/ for a plan that uses 2.4 again.")
@click.option("--sheet", "sheets", metavar="NAME", multiple=True, help="Which sheet or table; again for more.")
@click.option("--asserted-by", metavar="PARTY", help="Whose word it is, such as office:dcs.")
@click.option("--body", metavar="BODY", help="The body that oversees the plan.")
@click.option("--source", metavar="NAME", help="What the file is lodged as.  [default: its name]")
@click.option("--retire-missing", is_flag=True, help="Retire the actions that are no longer in it.")
@click.option("--restate", is_flag=True, help="Report every status again, unchanged ones too.")
@click.option("--strict", is_flag=True, help="Record nothing where a cell cannot be read.")
@click.option("--key", metavar="PREFIX", help="Store each event under a key that begins with this.")
@click.option("--clerk", metavar="WHO", help="Who enters it: office:democratic-services.")
@name_option
@wait_option
@json_option
def import_(
    *,
    ledger: str,
    file: Path,
    mapping: Path | None,
    save_mapping: Path | None,
    dry_run: bool,
    name: str,
    wait: float,
    as_json: bool,
    known_on: str | None,
    **wanted: Any,
) -> None:
    """Record in LEDGER what changed in a PLAN: .xlsx, .xlsm, .xls, .ods, .docx or .csv.

    The first time, its actions are added; the next month's version of the same sheet records what changed: a status, a
    date that was moved, a lead. What is no longer in it is reported, and retired only when asked. A cell that cannot be
    read is listed by its address and left as not said.
    """
    from govledger.imports import Asked
    from govledger.imports.importing import import_laid_out

    if save_mapping is not None:
        check_free("--save-mapping", save_mapping, _is_mapping, "mapping")
    asked = Asked(known_on=_day(known_on), mapping=_mapping(mapping), **wanted)
    with _told_by_option(), open_ledger(ledger, name=name, wait=wait) as opened:
        layout = _laid_out(file, asked)
        if save_mapping is not None:
            _save(layout, save_mapping)
        elif layout.questions:
            warn("--save-mapping FILE.toml writes down what was found: decide in it, and give it as --mapping")
        done = import_laid_out(opened, layout, asked, dry_run=dry_run)
    if as_json and dry_run:  # Standard output is what `govledger record` reads.
        for flag in done.flags:
            warn(flag.says)
    with concluding(fine=not done.flags and not _is_gone(done, asked)):
        if as_json and dry_run:
            for line in done.lines:
                give_line(line)
        elif as_json:
            give_json(_as_json(done))
        else:
            _tell(done, asked, dry_run=dry_run)


_OPTIONS = frozenset({"plan", "prefix", "happened", "as_at", "known_on", "asserted_by", "source"})


@contextmanager
def _told_by_option() -> Generator[None]:
    """Tell a value that means nothing with the option that it was given to."""
    from govledger.errors import BadValueError

    try:
        yield
    except BadValueError as fault:
        raise fault.at(option_of(fault.where)) if fault.where in _OPTIONS else fault from None


def _mapping(path: Path | None) -> PlanMapping | None:
    from govledger.imports import load_mapping

    return None if path is None else load_mapping(path)


def _day(text: str | None) -> dt.date | None:
    """The day given to ``--known-on``."""
    from govledger.errors import BadValueError
    from govledger.events.words import read_day

    try:
        return None if text is None else read_day(text)
    except BadValueError as fault:
        raise fault.at("--known-on") from None


def _laid_out(file: Path, asked: Asked) -> Layout:
    from govledger.imports import lay_out, open_plan
    from govledger.imports.importing import mapping_asked

    with working(f"reading {file.name}"):
        return lay_out(open_plan(file), mapping_asked(asked))


def _is_mapping(data: bytes) -> bool:
    from govledger.imports.mapping import MARK

    return data.startswith(MARK.encode())


def _save(layout: Layout, path: Path) -> None:
    from govledger.imports import mapping_text

    write_whole(path, mapping_text(layout).encode())
    warn(f"the mapping is in {path}: look at it, change what is wrong, and give it with --mapping")


def _is_gone(done: PlanImported, asked: Asked) -> bool:
    return bool(done.missing) and not asked.retire_missing


# What is said --------------------------------------------------------------------------------------------------------


def _tell(done: PlanImported, asked: Asked, *, dry_run: bool) -> None:
    tables = ", ".join(f"{one.table.grid.name} (headings in {_rows(one.table.rows)})" for one in done.layout.tables)
    say(f"{done.layout.book.name}: {counted(done.rows, 'action')} on {tables}")
    if dry_run:
        columns = ", ".join(f"{field} = {heading}" for field, heading in done.layout.mapping.columns.items())
        say(f"columns: {columns}")
    say(*done.said)
    if dry_run:
        width = max((len(_place(line)) for line in done.lines), default=0)
        say(*(_said_line(line, width) for line in done.lines))
    say(_recorded(done, dry_run=dry_run))
    _tell_missing(done, asked)
    _tell_flags(done)


def _rows(rows: tuple[int, ...]) -> str:
    return f"row{'s' if len(rows) > 1 else ''} {' and '.join(map(str, rows))}"


def _place(line: Line) -> str:
    place: str = line.get("source", {}).get("locator", "")
    return place


def _said_line(line: Line, width: int) -> str:
    """One event as it is shown: where it is read, what it is, what it says."""
    said = (f"{name} {value if isinstance(value, str) else json.dumps(value)}" for name, value in line["body"].items())
    told = " · ".join(part if len(part) <= 80 else f"{part[:79]}…" for part in said)  # noqa: PLR2004 - a line's width
    return f"  {_place(line):<{width}}  {line['type']:<18}  {told}"


def _recorded(done: PlanImported, *, dry_run: bool) -> str:
    if done.recorded is None:
        return "nothing is new; nothing was recorded"
    new = done.recorded.entries.new
    kinds = ", ".join(f"{type_} × {count}" for type_, count in done.counted.items())
    verb = "would record" if dry_run else "recorded"
    span = "" if dry_run or not new else f", numbers {min(new)} to {max(new)}"
    tail = "; nothing was written" if dry_run else ""
    return f"{verb} {counted(len(new), 'entry', 'entries')}{span}: {kinds}{tail}"


def _tell_missing(done: PlanImported, asked: Asked) -> None:
    if not done.missing:
        return
    listed = ", ".join(done.missing)
    if asked.retire_missing:
        say(f"retired, because they are no longer in it: {listed}")
    else:
        say(f"no longer in it, and left as they are: {listed}", "  --retire-missing records that they left the plan")


def _tell_flags(done: PlanImported) -> None:
    from govledger.cli.render import Table, render

    unread, noted = done.unread, [flag for flag in done.flags if not flag.is_unread]
    if unread:
        what = "what it says" if len(unread) == 1 else "what they say"
        say(f"{counted(len(unread), 'cell')} could not be read; {what} was left as not said:")
        rows = [(flag.place, flag.field, flag.found, flag.expected) for flag in unread[:_SHOWN]]
        for line in render(Table(("cell", "what", "found", "expected"), rows)):
            put(line)
    if noted:
        say(f"{counted(len(noted), 'cell')} to look at:")
        rows = [(flag.place, flag.field, flag.found, flag.expected.removeprefix(_LOOK)) for flag in noted[:_SHOWN]]
        for line in render(Table(("cell", "what", "found", "why"), rows)):
            click.echo(line)


def _as_json(done: PlanImported) -> dict[str, Any]:
    new = list(done.recorded.entries.new) if done.recorded is not None else list[int]()
    cells = [
        {
            "cell": flag.place,
            "field": flag.field,
            "found": flag.found,
            "expected": flag.expected,
            "read": not flag.is_unread,
        }
        for flag in done.flags
    ]
    return {
        "file": done.layout.book.name,
        "sha256": done.layout.book.sha256,
        "plan": done.layout.mapping.plan,
        "actions": done.rows,
        "recorded": len(new),
        "first": min(new, default=None),
        "last": max(new, default=None),
        "types": dict(done.counted),
        "missing": list(done.missing),
        "cells": cells,
        "said": list(done.said),
    }
