"""Importing a plan: its file is read, compared with what the ledger holds, and what changed is recorded.

read      a file becomes sheets of cells, whatever it is (`opening`)
laid out  which sheet is the plan, which column says what (`layout`), as a mapping decides (`mapping`)
rows      what each cell says, and a flag for each that cannot be read (`rows`)
compared  with the plan as it stands (`held`), to events (`differences`)
recorded  all of them, or none
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

import attrs

from govledger import events as ev
from govledger.errors import BadLinesError, BadValueError, PlanUnclearError, RecordRefusedError
from govledger.events.aloud import said_day
from govledger.events.words import read_id
from govledger.imports.differences import Differences, Line, Wishes, differences
from govledger.imports.flags import Flag
from govledger.imports.held import Held, held_in
from govledger.imports.layout import Layout, lay_out
from govledger.imports.mapping import PlanMapping
from govledger.imports.opening import open_plan
from govledger.imports.rows import Reading, read_rows
from govledger.ledger import Ledger
from govledger.ledger.clock import read_clock
from govledger.ledger.importing import Imported, record_lines

_NOT_IN_IDS = re.compile(r"[\s:|;#,\"\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2060\ufeff]+")
_DIGITS: Final = 8
"""How many digits of its hash tell a file from another of the same name."""

Said = TypeVar("Said")

_SHOWN: Final = 5
_NOBODY: Final = "office:clerk"
"""Who would enter what is not recorded."""


@attrs.frozen(kw_only=True)
class Asked:
    """What is asked of an import.

    Attributes:
        mapping: How the file is to be read.
        sheets: The sheets to read; they beat those of the mapping.
        plan: The id of the plan; it beats that of the mapping.
        prefix: What goes before each reference; it beats that of the mapping.
        happened: When its words were said; by default the day its data stand at.
        known_on: The first day anybody outside could know them.
        as_at: The day its data stand at.
        asserted_by: Whose word it is.
        body: The body that oversees the plan.
        source: The name under which the file is lodged; by default its own.
        retire_missing: Whether what is no longer on the sheet is retired.
        restate: Whether a status that did not change is reported again.
        strict: Whether a cell that cannot be read refuses the whole.
        key: The prefix of the keys under which the events are stored.
        clerk: Who enters it.
    """

    mapping: PlanMapping | None = None
    sheets: tuple[str, ...] = ()
    plan: str | None = None
    prefix: str | None = None
    happened: str | None = None
    known_on: dt.date | None = None
    as_at: str | None = None
    asserted_by: str | None = None
    body: str | None = None
    source: str | None = None
    retire_missing: bool = False
    restate: bool = False
    strict: bool = False
    key: str | None = None
    clerk: str | None = None


@attrs.frozen(kw_only=True)
class PlanImported:
    """What became of a plan.

    Attributes:
        layout: How its file was read.
        rows: How many actions it has.
        lines: The events that its differences come to, as `govledger record` reads them.
        flags: The cells that could not be read, or should be looked at.
        missing: The actions that the ledger holds and the plan does not.
        said: What is to be known about all this, in sentences.
        recorded: What was recorded, or would have been; ``None`` where there was nothing to record.
    """

    layout: Layout
    rows: int
    lines: tuple[Line, ...]
    flags: tuple[Flag, ...]
    missing: tuple[str, ...]
    said: tuple[str, ...]
    recorded: Imported | None

    @property
    def unread(self) -> tuple[Flag, ...]:
        """The cells that could not be read; what they say is not said."""
        return tuple(flag for flag in self.flags if flag.is_unread)

    @property
    def counted(self) -> Mapping[str, int]:
        """How many events there are of each type."""
        return Counter(line["type"] for line in self.lines)


def import_plan(ledger: Ledger, path: str | Path, asked: Asked | None = None, *, dry_run: bool = False) -> PlanImported:
    """Record what a plan's file says and the ledger does not hold yet: all of it, or nothing.

    Args:
        ledger: Where to record it.
        path: An ``.xlsx``, ``.xlsm``, ``.xls``, ``.ods``, ``.docx`` or CSV file.
        asked: How it is to be read, and what is said around its events.
        dry_run: Check everything and record nothing.

    Raises:
        NotAPlanError: No plan can be read from the file.
        MappingError: The mapping does not fit it.
        PlanUnclearError: It can be read in two ways; or, with ``strict``, a cell of it cannot be read.
        RecordRefusedError: The ledger refuses an event; its faults name the cells.
        HeadMovedError: Somebody recorded something meanwhile; import it again.
        GovledgerError: The extra ``sheets`` is not installed, and the file is no CSV.
    """
    wanted = asked or Asked()
    layout = lay_out(open_plan(Path(path)), mapping_asked(wanted))
    return import_laid_out(ledger, layout, wanted, dry_run=dry_run)


def import_laid_out(ledger: Ledger, layout: Layout, asked: Asked, *, dry_run: bool = False) -> PlanImported:
    """The same, of a file that was read and laid out already.

    Raises:
        GovledgerError: As `import_plan` does.
    """
    held = held_in(ledger.history())
    questions = list(layout.questions)
    mapping = attrs.evolve(layout.mapping, plan=_plan(layout.mapping, held, questions))
    layout = attrs.evolve(layout, mapping=mapping)
    wishes = _wishes(ledger, layout, held, asked)
    if questions:
        raise PlanUnclearError(layout.book.name, questions)
    reading = read_rows(layout, held.parties)
    before = _imported_before(layout, held, wishes)
    _refuse_other_plans(layout, reading, held)
    found = Differences() if before else differences(layout, reading, held, wishes)
    flags = tuple(sorted((*reading.flags, *found.flags), key=lambda flag: not flag.is_unread))
    if asked.strict and any(flag.is_unread for flag in flags):
        unread = [flag.says for flag in flags if flag.is_unread]
        raise PlanUnclearError(
            layout.book.name, unread, why=f"{len(unread)} cells could not be read, and --strict was given"
        )
    return PlanImported(
        layout=layout,
        rows=len(reading.rows),
        lines=found.lines,
        flags=flags,
        missing=found.missing,
        said=(*layout.said, *before, *_said(layout, reading)),
        recorded=_record(ledger, found.lines, held, asked, dry_run=dry_run) if found.lines else None,
    )


def mapping_asked(asked: Asked) -> PlanMapping:
    """The mapping, with what was asked for besides.

    Raises:
        BadValueError: What was asked for is no id.
    """
    mapping = asked.mapping or PlanMapping()
    plan = asked.plan and _read("plan", lambda: read_id(asked.plan, "plan"))
    prefix = asked.prefix and _read("prefix", lambda: read_id(asked.prefix, "action"))
    return attrs.evolve(
        mapping,
        sheets=asked.sheets or mapping.sheets,
        plan=plan or mapping.plan,
        prefix=mapping.prefix if prefix is None else prefix,
    )


def _read(name: str, reader: Callable[[], Said]) -> Said:
    """What was asked for, a fault in it told with its name."""
    try:
        return reader()
    except BadValueError as fault:
        raise fault.at(name) from None


def _plan(mapping: PlanMapping, held: Held, questions: list[str]) -> str | None:
    """The plan it is of: the one that is named, else the only one that the ledger holds."""
    plans = list(held.state.plans)
    if mapping.plan is not None or not plans:
        return mapping.plan
    if len(plans) > 1:
        questions.append(
            f"the ledger holds {len(plans)} plans, {', '.join(plans[:_SHOWN])}: say which this is, --plan {plans[0]}"
        )
    return plans[0]


def _wishes(ledger: Ledger, layout: Layout, held: Held, asked: Asked) -> Wishes:
    """What is said around every event.

    Raises:
        BadValueError: A day or a party could mean nothing, or the day has not come.
    """
    today = read_clock(ledger.inner.clock).astimezone(ZoneInfo(ledger.zone)).date()
    days = {name: _day(getattr(asked, name), name, today) for name in ("happened", "as_at")}
    if asked.known_on is not None and asked.known_on > today:
        raise BadValueError(asked.known_on.isoformat(), f"a day no later than today, {today}", where="known_on")
    asserted_by = asked.asserted_by and _read("asserted_by", lambda: ev.Party.read_one(asked.asserted_by))
    source = asked.source and _read("source", lambda: read_id(asked.source, "document"))
    return Wishes(
        document=_document(layout, held, source),
        happened=days["happened"] or days["as_at"],
        known_on=asked.known_on,
        as_at=days["as_at"],
        asserted_by=asserted_by,
        body=asked.body.removeprefix("body:") if asked.body else None,
        retire_missing=asked.retire_missing,
        restate=asked.restate,
        keys=asked.key is not None,
    )


def _day(text: str | None, name: str, today: dt.date) -> str | None:
    if text is None:
        return None
    day = _read(name, lambda: ev.when(text))
    if day.earliest > today:
        raise BadValueError(text, f"a day no later than today, {today}", where=name)
    return str(day)


def _document(layout: Layout, held: Held, given: str | None) -> str:
    """The name to lodge the file under: the one it has in the ledger, else the one given, else that of the file.

    A council saves over the same file every month; a name that stands for other bytes already gets some of the hash.
    """
    book, documents = layout.book, held.beside.documents
    known = next((name for name, digest in documents.items() if digest == book.sha256), None)
    if known is not None:
        return known
    name = given or _NOT_IN_IDS.sub("-", book.name).strip("-") or "plan"
    return name if name not in documents else f"{name}@{book.sha256[:_DIGITS]}"


def _imported_before(layout: Layout, held: Held, wishes: Wishes) -> list[str]:
    """Why there is nothing to do, where this very file was imported and a later one has been since."""
    documents, newest = held.beside.documents, held.newest(layout.mapping.plan)
    day = ev.when(wishes.as_at or "unknown").latest
    is_lodged = documents.get(wishes.document) == layout.book.sha256
    is_older = newest is not None and newest[0] > day
    if is_lodged and (is_older or held.last_plan != wishes.document):
        return [f"this very file was imported before, as {wishes.document}, and a later one has been since"]
    if is_older and newest is not None:
        stands = f"it stands at {wishes.as_at}, and the ledger has a report on the plan of {said_day(newest[0])}"
        why = "a plan is compared with how it stands, so plans are imported in the order of their days"
        raise PlanUnclearError(layout.book.name, [f"{stands} (entry {newest[1]})"], why=why)
    return []


def _refuse_other_plans(layout: Layout, reading: Reading, held: Held) -> None:
    """Refuse references that are actions of another plan already.

    Raises:
        PlanUnclearError: Some are.
    """
    plan, actions = layout.mapping.plan, held.state.actions
    known = ((row.action, actions.get(row.action)) for row in reading.rows)
    others = [action for action, item in known if item is not None and item.entry and item.plan != plan]
    if others:
        of = actions[others[0]].plan
        listed = ", ".join(others[:_SHOWN]) + (" and others" if len(others) > _SHOWN else "")
        whose = f"plan {of}: give --plan {of}" if of else "no plan: leave out --plan"
        question = (
            f"{listed} are actions of {whose}; or, if these are others, a prefix for their references, --prefix 2018/"
        )
        raise PlanUnclearError(layout.book.name, [question])


def _said(layout: Layout, reading: Reading) -> Iterator[str]:
    if reading.formulas:
        cells = "cell holds a formula" if reading.formulas == 1 else "cells hold formulas"
        yield f"{reading.formulas} {cells}: what it last came to was read, and nothing was worked out"
    if reading.valueless:
        instead = "open the workbook in a spreadsheet, save it, and import it again"
        yield f"{reading.valueless} formulas have no value kept with them: {instead}"
    for fill, count in layout.shades.items():
        label = layout.mapping.fills.get(fill)
        if label:
            yield f"the colour {fill} alone was read as {label}: {count} {'cell' if count == 1 else 'cells'}"
    if layout.unread:
        yield f"columns not read: {', '.join(heading.text for heading in layout.unread)}"
    if layout.others:
        yield f"sheets not read: {', '.join(f'{name}, {why}' for name, why in layout.others.items())}"
    if layout.mapping.plan is None:
        yield "no plan was named, so its actions belong to none: --plan"


def _record(ledger: Ledger, lines: Sequence[Line], held: Held, asked: Asked, *, dry_run: bool) -> Imported:
    """Record lines if nothing was recorded since they were compared; faults name the cells they come from."""
    written = [json.dumps(line, ensure_ascii=False) for line in lines]
    clerk = asked.clerk or (_NOBODY if dry_run else None)
    try:
        return record_lines(ledger, written, clerk=clerk, prefix=asked.key, expected=held.size, dry_run=dry_run)
    except RecordRefusedError as refused:
        places = [str(line.get("source", {}).get("locator", line["type"])) for line in lines]
        faults = [
            attrs.evolve(one, field=f"{places[one.position - 1]} {one.field}".strip()) if one.position else one
            for one in refused.faults
        ]
        raise BadLinesError(faults) from refused
