"""The verb that says why a value of a read model is what it is: the entries behind it, where each is read and whose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from govledger.cli.completing import complete_view
from govledger.cli.log import FURTHER, lines_of, usual_clerk
from govledger.cli.options import (
    DEFAULT_NAME,
    CutAsked,
    cut_json,
    cut_options,
    json_option,
    ledger_argument,
    name_option,
    open_ledger,
    read_today,
    said_day,
    said_empty,
)
from govledger.cli.output import concluding, give_json, printable, put, say, warn
from govledger.cli.render import BLOCK_LINES_MAX, hang, terminal_width
from govledger.cli.show import fold
from govledger.cli.teaching import verb

if TYPE_CHECKING:
    from govledger.errors import ProjectionStoppedError
    from govledger.ledger import Entry, History
    from govledger.projections.why import Why


@verb(
    ("Ask which entries made a status what it is", "govledger why northbeck.db plan-state actions 7.16 status"),
    ("Ask the same as of a day", "govledger why northbeck.db plan-state actions 7.16 due --as-of 2024-06-30"),
)
@ledger_argument
@click.argument("view", metavar="VIEW", shell_complete=complete_view)
@click.argument("path", metavar="PATH...", nargs=-1, required=True)
@cut_options
@click.option("--today", metavar="D", help="The day that overdue and the like count from.  [default: the cut's day]")
@name_option
@json_option
def why(
    *, ledger: str, view: str, path: tuple[str, ...], cut: CutAsked, today: str | None, name: str, as_json: bool
) -> None:
    """Say which entries of LEDGER are behind a value of the read model VIEW.

    PATH says where the value stands, from the outside in: plan-state actions 2.4 status. A read model of your own is
    module:Class.
    """
    from govledger.cli.named import read_view
    from govledger.projections.views import declared

    spec = declared(read_view(view))
    with open_ledger(ledger, name=name) as opened:
        history = cut.history(opened)
        day = read_today(today) or history.today
        if path[0] in spec.derived and day is None:
            raise click.UsageError(f"{path[0]} is worked out for a day: give --today, or a cut that names a day")
        stopped = fold(spec, history).stopped
        with concluding(fine=stopped is None):
            if stopped is not None:
                _say_stopped(stopped, as_json=as_json)
                return
            found = spec.why(history, path, today=day)
            if as_json:
                give_json(_as_json(found, history))
            else:
                _say(found, history, day)


def _say_stopped(stopped: ProjectionStoppedError, *, as_json: bool) -> None:
    warn(str(stopped))
    if as_json:
        give_json({"stopped": {"entry": stopped.entry.number, "type": stopped.entry.type, "why": str(stopped)}})


def _as_json(found: Why, history: History) -> dict[str, Any]:
    from govledger.ledger.lines import write_line

    ledger = history.ledger
    about = {"name": ledger.name, "origin": ledger.origin, "zone": ledger.zone, "size": history.cut.size}
    lines = [write_line(entry, ledger.inner.catalogue) for entry in found.entries]
    return found.as_json() | {"ledger": about, "cut": cut_json(history), "words": found.words, "entries": lines}


def _say(found: Why, history: History, day: dt.date | None) -> None:
    ledger, width = history.ledger, terminal_width()
    name = "" if ledger.name == DEFAULT_NAME else f" ({ledger.name})"
    derived = [f"as of {said_day(day)}"] if found.today and day else []
    about = (f"{ledger.origin}{name}, {found.view}", history.cut.words, *derived, *said_empty(history))
    for sentence in about:
        say(*hang(sentence, width))
    say("", *_value_lines(found, width), "")
    clerk, entered = usual_clerk(found.entries)
    for sentence in (found.words, *entered):
        say(*hang(sentence, width))
    for entry in found.entries:
        for line in (*lines_of(entry, ledger, indent="  ", usual=clerk), *_provenance(entry, width)):
            put(line)


def _value_lines(found: Why, width: int) -> Iterator[str]:
    """What the value is, a field to a line where it is a row."""
    from govledger.cli.cells import cell, title_of
    from govledger.projections.plain import fields_of, is_row, says_itself

    called = " ".join(found.path)
    if is_row(found.value) and not says_itself(found.value):
        yield called
        for name, held in fields_of(found.value).items():
            if told := cell(held):
                yield from hang(f"{title_of(name)}: {told}", width, indent="  ", lines_max=BLOCK_LINES_MAX)
    else:
        yield from hang(f"{called}: {cell(found.value) or 'nothing'}", width)


def _provenance(entry: Entry[Any], width: int) -> Iterator[str]:
    """Whose word an entry is, how they know, and where else it is read."""
    from govledger.events import each

    by = [str(one) for one in each(getattr(entry.event, "by", None))]
    said = [f"said by {entry.asserted_by}"] if entry.asserted_by else []
    said += [f"by {', '.join(by)}"] if by else []
    said += [] if entry.mode == "first_hand" else [entry.mode.replace("_", " ")]
    said += [f"in doubt: {', '.join(entry.uncertain)}"] if entry.uncertain else []
    said += [f"a second account of entry {entry.rival_of.id}"] if entry.rival_of else []
    others = [f"{one.document}{f'#{one.locator}' if one.locator else ''}" for one in entry.source[1:]]
    said += [f"also read in {', '.join(others)}"] if others else []
    if said:
        yield from hang(printable("; ".join(said)), width, indent=f"  {FURTHER}")
