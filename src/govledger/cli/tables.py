"""The verb that keeps tables of read models beside a ledger, for whoever asks in SQL."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any

import attrs
import click

from govledger.cli.completing import complete_view
from govledger.cli.options import json_option, ledger_argument, name_option, open_ledger
from govledger.cli.output import concluding, give_json, give_line, say
from govledger.cli.progress import working
from govledger.cli.teaching import Verb, VerbGroup

if TYPE_CHECKING:
    from govledger.projections.tables import Tables, TablesStatus

_views = click.argument("views", metavar="[VIEW]...", nargs=-1, shell_complete=complete_view)
_view = click.argument("view", metavar="VIEW", shell_complete=complete_view)
_entry = click.argument("entry", metavar="ENTRY", type=click.IntRange(min=1))
_into = click.option(
    "--into",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The file the tables are in.  [default: the ledger's own]",
)
_words = click.option(
    "--words/--without-words",
    default=None,
    help="Whether to keep the words of texts too, to be searched; an erasure takes its words away there.",
)
_clerk = click.option("--clerk", metavar="WHO", help="Who enters it: office:democratic-services.")
_reason = click.option("--reason", metavar="R", required=True, help="Why; name nobody in it.")


@click.group(
    cls=VerbGroup,
    examples=(
        (
            "Make tables of two views, in the ledger's own file",
            "govledger tables build northbeck.db plan-state audit-trail",
        ),
        ("See whether they are up to date", "govledger tables status northbeck.db"),
        ("Ask them in SQL", "sqlite3 northbeck.db .tables"),
    ),
)
def tables() -> None:
    """Keep tables of read models of a ledger, in its own file or another, for whoever asks in SQL.

    A VIEW is one of the library's, such as plan-state, or module:Class for one of your own. Exit 1: tables are behind,
    a projection stopped, or something is left out.
    """


@contextmanager
def _opened(ledger: str, name: str, into: Path | None, *, must_exist: bool = False) -> Generator[Tables]:
    from govledger.projections.tables import Tables

    if must_exist and into is not None and not into.exists():
        made = f"govledger tables build {ledger} --into {into}"
        raise click.UsageError(f"--into: there is no file {into} with tables in it; make it with: {made}")
    with open_ledger(ledger, name=name) as opened, Tables(opened, into=into, must_exist=must_exist) as held:
        yield held


def _read(views: Iterable[str], otherwise: Iterable[type]) -> list[type]:
    """The projections that were named; where none was, others."""
    from govledger.cli.named import read_view

    return [read_view(view) for view in views] or list(otherwise)


def _kept(held: Tables) -> list[type]:
    """The library's own projections that have tables."""
    from govledger.projections.views import VIEWS, declared

    there = {status.view for status in held.status()}
    return [view for view in VIEWS if declared(view).name in there]


def _made(make: Callable[..., TablesStatus], view: type, *, words: bool | None) -> TablesStatus:
    from govledger.projections.views import declared

    with working(f"making the tables of {declared(view).name}"):
        return make(view, words=words)


# Making and keeping up -----------------------------------------------------------------------------------------------


@tables.command(
    cls=Verb,
    short_help="make tables, or bring them up to date",
    examples=(
        (
            "Make tables of one view, in a file of their own",
            "govledger tables build northbeck.db plan-state --into tables.db",
        ),
    ),
)
@ledger_argument
@_views
@_into
@_words
@name_option
@json_option
def build(
    *, ledger: str, views: tuple[str, ...], into: Path | None, words: bool | None, name: str, as_json: bool
) -> None:
    """Have the tables of each VIEW there and up to date; without any, of every one of the library's."""
    from govledger.projections.views import VIEWS

    with _opened(ledger, name, into) as held:
        _conclude([_made(held.build, view, words=words) for view in _read(views, VIEWS)], as_json=as_json)


@tables.command(
    cls=Verb,
    short_help="make tables anew, and say what differed",
    examples=(("Make them all anew, and say what differed", "govledger tables rebuild northbeck.db --into tables.db"),),
)
@ledger_argument
@_views
@_into
@_words
@name_option
@json_option
def rebuild(
    *, ledger: str, views: tuple[str, ...], into: Path | None, words: bool | None, name: str, as_json: bool
) -> None:
    """Make the tables of each VIEW anew and say what differed; without any, of all that have some.

    Readers see the old ones until they see the new, and writers go on.
    """
    with _opened(ledger, name, into) as held:
        _conclude([_made(held.rebuild, view, words=words) for view in _read(views, _kept(held))], as_json=as_json)


@tables.command(
    cls=Verb,
    short_help="keep tables up as the ledger grows",
    examples=(
        (
            "Keep one up for a second, to try it; leave out --for to go on",
            "govledger tables follow northbeck.db plan-state --into tables.db --for 1",
        ),
    ),
)
@ledger_argument
@_views
@_into
@click.option("--for", "seconds", type=click.FloatRange(min=0), metavar="SECONDS", help="Stop by itself after so long.")
@name_option
@json_option
def follow(
    *, ledger: str, views: tuple[str, ...], into: Path | None, seconds: float | None, name: str, as_json: bool
) -> None:
    """Keep the tables of each VIEW up as the ledger grows, until it is interrupted; without any, all that have some."""
    from govledger.cli.interrupts import until_told

    with _opened(ledger, name, into) as held, until_told() as ended:
        chosen = _read(views, _kept(held))
        if not chosen:
            raise click.UsageError("there are no tables to keep up: name a VIEW, such as plan-state")
        limit = None if seconds is None else Timer(seconds, ended.set)
        if limit is not None:
            limit.start()
        try:
            for status in held.follow(*chosen, stop=ended):
                give_line(_as_json(status)) if as_json else _say(status)
        finally:
            if limit is not None:
                limit.cancel()


@tables.command(
    cls=Verb,
    short_help="do away with tables",
    examples=(
        (
            "Make tables of one view, in a file of their own",
            "govledger tables build northbeck.db plan-state --into tables.db",
        ),
        ("Do away with the tables of one view", "govledger tables drop northbeck.db plan-state --into tables.db"),
    ),
)
@ledger_argument
@_views
@_into
@name_option
@json_option
def drop(*, ledger: str, views: tuple[str, ...], into: Path | None, name: str, as_json: bool) -> None:
    """Do away with the tables of each VIEW; the ledger stays as it is."""
    if not views:
        raise click.UsageError("name each VIEW whose tables are to go")
    with _opened(ledger, name, into, must_exist=True) as held:
        for view in views:
            held.drop(_read([view], ())[0] if ":" in view else view)
    if as_json:
        give_json({"dropped": list(views)})
    else:
        say(f"there are no tables of {', '.join(views)} any more")


# Saying how they stand -----------------------------------------------------------------------------------------------


@tables.command(
    cls=Verb,
    short_help="say how far tables have come, and why no further",
    examples=(
        (
            "Make tables of one view, in a file of their own",
            "govledger tables build northbeck.db plan-state --into tables.db",
        ),
        ("See how far they have come", "govledger tables status northbeck.db --into tables.db"),
    ),
)
@ledger_argument
@_views
@_into
@name_option
@json_option
def status(*, ledger: str, views: tuple[str, ...], into: Path | None, name: str, as_json: bool) -> None:
    """Say how far the tables of each VIEW have come, and why no further; without any, of all that there are."""
    with _opened(ledger, name, into, must_exist=True) as held:
        own = held.status(*_read(views, _kept(held))) if views or _kept(held) else []
        named = {one.view for one in own}
        others = [] if views else [one for one in held.status() if one.view not in named]
        _conclude([*own, *others], as_json=as_json)


def _conclude(found: list[TablesStatus], *, as_json: bool) -> None:
    """Print how tables stand, and leave with 1 where not all of them hold all of the ledger."""
    with concluding(fine=all(one.is_whole and not one.differences for one in found)):
        if as_json:
            give_json([_as_json(one) for one in found])
        elif not found:
            say("there are no tables")
        else:
            for one in found:
                _say(one)


def _say(one: TablesStatus) -> None:
    say(str(one))
    if one.rebuilt:
        say(f"  made anew: {one.rebuilt}")
    if one.differences is not None:
        say(*[f"  it differed from a replay in {difference}" for difference in one.differences])
        if not one.differences:
            say("  made anew: it was what a replay gives")


def _as_json(one: TablesStatus) -> dict[str, Any]:
    held: dict[str, Any] = attrs.asdict(one, recurse=True)
    return held | {"lag": one.lag, "is_whole": one.is_whole}


# Quarantine ----------------------------------------------------------------------------------------------------------


@tables.command(
    cls=Verb,
    short_help="leave out an entry at which a view stops",
)
@ledger_argument
@_view
@_entry
@_reason
@click.option("--by", metavar="PARTY", multiple=True, required=True, help="Who answers for it; may be given again.")
@click.option("--until", metavar="D", required=True, help="The day by which it is to be lifted.")
@_clerk
@name_option
@json_option
def quarantine(
    *,
    ledger: str,
    view: str,
    entry: int,
    reason: str,
    by: tuple[str, ...],
    until: str,
    clerk: str | None,
    name: str,
    as_json: bool,
) -> None:
    """Leave the ENTRY at which VIEW stops out of its tables, in somebody's name; every status says so.

    It is recorded, and holds until it is lifted, the entry corrected or the fault mended. What rests on VIEW still
    cannot be told by check.
    """
    from govledger.projections.quarantine import quarantine as leave_out

    (chosen,) = _read([view], ())
    with open_ledger(ledger, name=name, clerk=clerk) as opened:
        made = leave_out(opened, chosen, entry, reason=reason, by=list(by), until=until)
    if as_json:
        give_json({"recorded": made.number, "left_out": entry})
    else:
        say(f"entry {made.number} says that the tables of {view} leave entry {entry} out; follow or build them")


@tables.command(cls=Verb, short_help="leave it out no longer")
@ledger_argument
@_view
@_entry
@_reason
@_clerk
@name_option
@json_option
def lift(*, ledger: str, view: str, entry: int, reason: str, clerk: str | None, name: str, as_json: bool) -> None:
    """Leave ENTRY out of the tables of VIEW no longer."""
    from govledger.projections.quarantine import lift as let_in

    (chosen,) = _read([view], ())
    with open_ledger(ledger, name=name, clerk=clerk) as opened:
        made = let_in(opened, chosen, entry, reason=reason)
    if as_json:
        give_json({"recorded": made.number, "lifted": entry})
    else:
        say(f"entry {made.number} says that entry {entry} is left out no longer")
