"""The verb that lists entries: as a table to read, or as lines that another ledger can record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from govledger.cli.options import (
    CutAsked,
    cut_json,
    cut_options,
    json_option,
    ledger_argument,
    name_option,
    open_ledger,
)
from govledger.cli.output import counted, give_line, say
from govledger.cli.progress import watched
from govledger.cli.render import Table, render

if TYPE_CHECKING:
    from govledger.ledger import Entry, Ledger

WORDS_MAX = 90
"""How much of an entry's text a table shows, in characters."""


@click.command()
@ledger_argument
@click.option("--type", "type_", metavar="T", help="Only events of this type, such as status-reported.")
@click.option("--about", metavar="ID", help="Only entries that name this: action:2.4, body:csib, or a bare id.")
@cut_options
@name_option
@json_option
def log(*, ledger: str, type_: str | None, about: str | None, cut: CutAsked, name: str, as_json: bool) -> None:
    """List the entries of LEDGER.

    Without a cut, every version in the order of recording, corrected and retracted ones too. Within a cut, the entries
    that hold, in the order things happened. With --json, lines that another ledger can record.
    """
    with open_ledger(ledger, name=name) as opened:
        wanted = read_about(opened, about) if about else None
        found = _of_type(_entries(opened, cut, wanted), read_type(opened, type_) if type_ else None)
        if as_json:
            from govledger.ledger.lines import write_line

            for entry in found:
                give_line(write_line(entry, opened.inner.catalogue))
            return
        rows = [row_of(entry) for entry in watched(found, "reading entries", total=len(opened))]
        for line in render(Table(("number", "happened", "known", "type", "about", "text", "clerk"), rows)):
            click.echo(line)
        history = cut.history(opened)
        say(f"{counted(len(rows), 'entry', 'entries')} of {len(opened):,}; {history.cut.words}")
        if cut_json(history):
            say(*said_uncertain(history.uncertain))


def read_about(ledger: Ledger, about: str) -> str:
    """The reference that ``--about`` means; a bare id is looked up among everything the ledger names.

    Raises:
        BadValueError: The ledger does not name it, or names several things so.
    """
    from govledger.errors import BadValueError
    from govledger.events.words import nearest

    known = ledger.inner.store.references(ledger.inner.row)
    found = [about] if about in known else [ref for ref in known if ref.partition(":")[2] == about]
    if len(found) == 1:
        return found[0]
    if found:
        raise BadValueError(about, "one thing; several are called so", where="--about", nearest=found)
    near = nearest(about, [*known, *(ref.partition(":")[2] for ref in known)])
    raise BadValueError(about, "something that this ledger names", where="--about", nearest=near)


def read_type(ledger: Ledger, type_: str) -> str:
    """The written name of a type, which may be typed as its class is called.

    Raises:
        BadValueError: Neither the catalogue nor the ledger knows it.
    """
    import re

    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", type_).lower().partition("/")[0]
    catalogue = ledger.inner.catalogue
    stored = (
        any(entry.type.partition("/")[0] == name for entry in ledger.entries()) if not catalogue.get(name) else True
    )
    return name if stored else catalogue.read_type(name).name


def _entries(ledger: Ledger, cut: CutAsked, about: str | None) -> Iterable[Entry[Any]]:
    if cut.is_whole:
        return ledger.entries(about=about)
    held = cut.history(ledger)
    if about is None:
        return held
    named = set(ledger.inner.store.numbers_about(ledger.inner.row, about))
    return (entry for entry in held if entry.number in named)


def _of_type(entries: Iterable[Entry[Any]], name: str | None) -> Iterator[Entry[Any]]:
    return (entry for entry in entries if name is None or entry.type.partition("/")[0] == name)


def row_of(entry: Entry[Any]) -> tuple[str, ...]:
    """An entry as the cells of a table."""
    name = entry.type.partition("/")[0]
    version_of = f" (corrects {entry.original})" if entry.corrects else ""
    version_of = f" (retracts {entry.original})" if entry.retracts else version_of
    number, known = str(entry.number), entry.known_on.isoformat()
    return number, str(entry.happened), known, name + version_of, named_by(entry), words_of(entry), entry.clerk


def named_by(entry: Entry[Any]) -> str:
    """What an entry is about: the id it introduces, or the subject it touches, or what it names first."""
    from govledger.events import CATALOGUE, UnknownEvent
    from govledger.events.catalogue import introduced, references

    if isinstance(entry.event, UnknownEvent):
        return ""
    declared = CATALOGUE.of(entry.event)
    named = [found.reference for found in introduced(declared, entry.event) if not found.reference.startswith("part:")]
    named = named or [ref for field, ref in references(declared, entry.event) if field in {"subject", "challenge"}]
    named = named or [ref for _, ref in references(declared, entry.event)]
    return named[0] if named else ""


def words_of(entry: Entry[Any]) -> str:
    """The first words of an entry's text, or how it says a thing stands."""
    event = entry.event
    said = next((getattr(event, name) for name in ("text", "title", "status", "outcome") if _has(event, name)), "")
    words = str(said)
    return words if len(words) <= WORDS_MAX else f"{words[:WORDS_MAX]}…"


def _has(event: Any, name: str) -> bool:
    return getattr(event, name, None) is not None


def said_uncertain(straddling: Iterable[Entry[Any]]) -> list[str]:
    """The entries that straddle a cut's day, in a sentence; nothing where there are none."""
    numbers = [str(entry.number) for entry in straddling]
    if not numbers:
        return []
    return [f"{counted(len(numbers), 'entry', 'entries')} may or may not have happened by then: {', '.join(numbers)}"]
