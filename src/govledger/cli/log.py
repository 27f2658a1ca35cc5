"""The verb that lists entries: to read, two lines to each, or as lines that another ledger can record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from govledger.cli.completing import complete_id, complete_type
from govledger.cli.options import (
    CutAsked,
    cut_json,
    cut_options,
    json_option,
    ledger_argument,
    name_option,
    open_ledger,
    said_empty,
)
from govledger.cli.output import at_most, counted, give_line, printable, put, say, width_of
from govledger.cli.progress import watched
from govledger.cli.render import GAP, hang, terminal_width, wrap
from govledger.cli.teaching import verb
from govledger.errors import GovledgerError

if TYPE_CHECKING:
    from govledger.ledger import Entry, Ledger

FURTHER = "    "
"""What the second and later lines of an entry begin with."""

_ELSE = (("name", ""), ("now", "now due "), ("due", "due "))
"""What an entry without words says instead, and how that is introduced."""

WORD_LINES_MAX = 2
"""How many lines of an entry's text are shown."""


@verb(
    ("List all that names one action", "govledger log northbeck.db --about action:7.16"),
    (
        "List the decisions that were known on a day",
        "govledger log northbeck.db --type decision-recorded --as-of 2024-06-30",
    ),
    ("Write lines that another ledger can record", "govledger log northbeck.db --json"),
)
@ledger_argument
@click.option(
    "--type",
    "type_",
    metavar="T",
    shell_complete=complete_type,
    help="Only events of this type, such as status-reported.",
)
@click.option(
    "--about",
    metavar="ID",
    shell_complete=complete_id,
    help="Only entries that name this: action:2.4, body:csib, or a bare id.",
)
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
        entries = list(watched(found, "reading entries", total=len(opened)))
        clerk, said = usual_clerk(entries)
        for entry in entries:
            for line in lines_of(entry, opened, usual=clerk):
                put(line)
        history = cut.history(opened)
        told = [f"{counted(len(entries), 'entry', 'entries')} of {len(opened):,}; {history.cut.words}", *said]
        told += said_uncertain(history.uncertain) if cut_json(history) else []
        for sentence in (*told, *said_empty(history)):
            say(*hang(sentence, terminal_width()))


def usual_clerk(entries: Iterable[Entry[Any]]) -> tuple[str | None, list[str]]:
    """The clerk who entered most, and the sentence that says so once for them all; nobody where there is no entry."""
    clerks = Counter(entry.clerk for entry in entries)
    if not clerks:
        return None, []
    clerk = clerks.most_common(1)[0][0]
    return clerk, [f"entered by {clerk}{', but where a line says otherwise' if len(clerks) > 1 else ''}"]


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


def lines_of(entry: Entry[Any], ledger: Ledger, *, indent: str = "", usual: str | None = None) -> Iterator[str]:
    """An entry to read: when it was, what it is and about what, then its first words and why it was changed.

    Args:
        entry: The entry.
        ledger: Where it stands.
        indent: What every line begins with.
        usual: The clerk who is not named.
    """
    further = f"{indent}{FURTHER}"
    room = terminal_width() - len(further)
    first, *rest = _packed(_head(entry, ledger, usual), room)
    yield f"{indent}{first}"
    yield from (f"{further}{line}" for line in rest)
    words = printable(words_of(entry))
    yield from (f"{further}{line}" for line in wrap(words, room, lines_max=at_most(WORD_LINES_MAX)) if line)
    if entry.reason is not None:
        yield from hang(f"reason: {entry.reason}", terminal_width(), indent=further)


def _packed(parts: Iterable[str], room: int) -> list[str]:
    """Parts side by side, as many to a line as it holds; the first line has the room of its indent too."""
    lines = [""]
    for part in parts:
        joined = f"{lines[-1]}{GAP}{part}" if lines[-1] else part
        if lines[-1] and width_of(joined) > room + (len(FURTHER) if len(lines) == 1 else 0):
            lines.append(part)
        else:
            lines[-1] = joined
    first, *rest = lines
    further = (line for packed in rest for line in wrap(packed, room, lines_max=at_most(WORD_LINES_MAX)))
    return [*wrap(first, room + len(FURTHER), lines_max=at_most(WORD_LINES_MAX)), *further]


def _head(entry: Entry[Any], ledger: Ledger, usual: str | None) -> Iterator[str]:
    """The parts of an entry's first line, each cleaned."""
    happened, known = str(entry.happened), entry.known_on.isoformat()
    yield str(entry.number).ljust(len(str(len(ledger))))
    yield printable(happened if happened == known else f"{happened} (known {known})")
    yield printable(entry.type.partition("/")[0] + _version_of(entry))
    yield from map(printable, filter(None, (named_by(entry, ledger), _sources(entry))))
    if entry.clerk != usual:
        yield f"by {printable(entry.clerk)}"


def _version_of(entry: Entry[Any]) -> str:
    if entry.retracts:
        return f" (retracts {entry.original})"
    return f" (corrects {entry.original})" if entry.corrects else ""


def _sources(entry: Entry[Any]) -> str:
    """Where an entry is read: the first place, and how many more there are."""
    if not entry.source:
        return ""
    first, *others = entry.source
    more = f" and {len(others)} more" if others else ""
    return f"[{first.document}{f'#{first.locator}' if first.locator else ''}{more}]"


def named_by(entry: Entry[Any], ledger: Ledger) -> str:
    """What an entry is about: the id it introduces, the subject it touches, or what it names first.

    A retraction is about what the entry it takes back was about.
    """
    from govledger.events import CATALOGUE, UnknownEvent
    from govledger.events.catalogue import introduced, references

    if entry.retracts is not None and entry.original != entry.number:
        return _named_before(entry.original, ledger)
    if isinstance(entry.event, UnknownEvent):
        return ""
    declared = CATALOGUE.of(entry.event)
    named = [found.reference for found in introduced(declared, entry.event) if not found.reference.startswith("part:")]
    named = named or [ref for field, ref in references(declared, entry.event) if field in {"subject", "challenge"}]
    named = named or [ref for _, ref in references(declared, entry.event)]
    return named[0] if named else ""


def _named_before(number: int, ledger: Ledger) -> str:
    try:
        return named_by(ledger.entry(number), ledger)
    except GovledgerError:
        return ""


def words_of(entry: Entry[Any]) -> str:
    """An entry's text after how it says that a thing stands; its name where it says neither."""
    event = entry.event
    stands = next((str(getattr(event, name)) for name in ("status", "force", "outcome") if _has(event, name)), "")
    said = next((str(getattr(event, name)) for name in ("text", "title") if _has(event, name)), "")
    words = ": ".join(filter(None, (stands, said)))
    others = (f"{label}{getattr(event, name)}" for name, label in _ELSE if _has(event, name))
    return words or next(others, "")


def _has(event: Any, name: str) -> bool:
    return getattr(event, name, None) is not None


def said_uncertain(straddling: Iterable[Entry[Any]]) -> list[str]:
    """The entries that straddle a cut's day, in a sentence; nothing where there are none."""
    numbers = [str(entry.number) for entry in straddling]
    if not numbers:
        return []
    return [f"{counted(len(numbers), 'entry', 'entries')} may or may not have happened by then: {', '.join(numbers)}"]
