"""The verb that shows a read model as it stood."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from govledger.cli.completing import complete_view
from govledger.cli.log import said_uncertain
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
from govledger.cli.output import concluding, counted, give_json, put, say, warn
from govledger.cli.progress import watched
from govledger.cli.render import hang, render, terminal_width
from govledger.cli.teaching import verb

if TYPE_CHECKING:
    from govledger.cli.cells import Section
    from govledger.ledger import History
    from govledger.projections import Projection, View


@verb(
    ("Show the plan as it was known on a day", "govledger show northbeck.db plan-state --as-of 2024-06-30"),
    (
        "Show what is owed to whom, and what of it is late",
        "govledger show northbeck.db obligation-calendar --today 2025-06-30",
    ),
    (
        "Show what a body had been told by then",
        "govledger show northbeck.db decision-register --told body:board --as-of 2024-06-30",
    ),
)
@ledger_argument
@click.argument("view", metavar="VIEW", shell_complete=complete_view)
@cut_options
@click.option("--today", metavar="D", help="The day that overdue and the like count from.  [default: the cut's day]")
@name_option
@json_option
def show(*, ledger: str, view: str, cut: CutAsked, today: str | None, name: str, as_json: bool) -> None:
    """Show the read model VIEW of LEDGER: plan-state, obligation-calendar, decision-register and the others.

    A read model of your own is module:Class.
    """
    from govledger.cli.named import read_view
    from govledger.projections.views import declared

    spec = declared(read_view(view))
    with open_ledger(ledger, name=name) as opened:
        history = cut.history(opened)
        day = read_today(today) or history.today
        held = fold(spec, history)
        with concluding(fine=held.stopped is None):
            if held.stopped is not None:
                warn(str(held.stopped))
            if as_json:
                give_json(_as_json(spec, history, held, day))
            elif held.stopped is None:
                _say(spec, history, held, day)


def fold(spec: Projection[Any], history: History) -> View[Any]:
    """A projection of a history, with progress where it takes long."""
    entries = history.entries() if spec.order == "happened" else history.recorded()
    return spec.fold(spec.cls(), watched(entries, f"reading entries for {spec.name}", total=len(history)))


def derived_values(spec: Projection[Any], state: Any, day: dt.date | None) -> dict[str, Any]:
    """What follows from a state on a day; nothing where no day is given."""
    return {} if day is None else {name: getattr(state, name)(day) for name in spec.derived}


def _as_json(spec: Projection[Any], history: History, held: View[Any], day: dt.date | None) -> dict[str, Any]:
    from govledger.projections.plain import plain

    ledger, stopped = history.ledger, held.stopped
    about = {"name": ledger.name, "origin": ledger.origin, "zone": ledger.zone, "size": history.cut.size}
    answer = {
        "view": spec.name,
        "version": spec.version,
        "ledger": about,
        "cut": cut_json(history),
        "entries": len(history),
        "uncertain": [entry.number for entry in history.uncertain],
        "unknown_types": dict(held.unknown),
    }
    if stopped is not None:
        return answer | {"stopped": {"entry": stopped.entry.number, "type": stopped.entry.type, "why": str(stopped)}}
    derived = plain(derived_values(spec, held.state, day))
    return answer | {"today": plain(day), "state": plain(held.state), "derived": derived}


def _say(spec: Projection[Any], history: History, held: View[Any], day: dt.date | None) -> None:
    from govledger.cli.cells import sections

    _say_head(spec, history, held)
    shown = [part for part in sections(held.state, derived_values(spec, held.state, day)) if part.table or part.line]
    if not shown and len(history):
        say("", "nothing in these entries is of this view's kind")
    for section in shown:
        say("")
        _say_section(section)
    if spec.derived:
        not_shown = f"not shown without a day: {', '.join(spec.derived)}; give --today, or a cut that names a day"
        say("", *hang(f"as of {said_day(day)}" if day else not_shown, terminal_width()))


def _say_head(spec: Projection[Any], history: History, held: View[Any]) -> None:
    """What is shown, of which ledger and which cut, and what it rests on."""
    ledger, number, width = history.ledger, len(history), terminal_width()
    name = "" if ledger.name == DEFAULT_NAME else f" ({ledger.name})"
    rests = f"rests on {counted(number, 'entry', 'entries')} of {history.cut.size:,}"
    about = (
        *(said_uncertain(history.uncertain) if cut_json(history) else ()),
        *said_unknown(held),
        *said_empty(history),
    )
    for sentence in (f"{ledger.origin}{name}, {spec.name}", history.cut.words, rests, *about):
        say(*hang(sentence, width))


def _say_section(section: Section) -> None:
    if section.table is None:
        say(*hang(f"{section.title}: {section.line}", terminal_width()))
        return
    say(section.title)
    for line in render(section.table, indent="  "):
        put(line)


def said_unknown(held: View[Any]) -> list[str]:
    """The events of unknown types that were skipped, in a sentence; nothing where there were none."""
    told = [f"{name} × {count:,}" for name, count in sorted(held.unknown.items())]
    return [f"skipped, since this version does not know their types: {', '.join(told)}"] if told else []
