"""The verb that holds what was believed on some days against what is now known of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from govledger.cli.completing import complete_meeting, complete_view
from govledger.cli.diff import LISTED_MAX, day_of
from govledger.cli.options import DEFAULT_NAME, json_option, ledger_argument, name_option, open_ledger, said_day
from govledger.cli.output import concluding, counted, give_json, put, say, warn
from govledger.cli.render import hang, terminal_width
from govledger.cli.teaching import verb

if TYPE_CHECKING:
    from govledger.cli.sentences import Told
    from govledger.ledger import Ledger
    from govledger.projections.hindsight import Hindsight, Learned

VIEW = "plan-state"


@verb(
    ("Hold what was believed on a day against what is known now", "govledger hindsight northbeck.db --at 2024-03-31"),
    (
        "Follow a view through two days",
        "govledger hindsight northbeck.db status-history --at 2024-03-31 --at 2024-12-31",
    ),
)
@ledger_argument
@click.argument("view", metavar="[VIEW]", default=VIEW, shell_complete=complete_view)
@click.option(
    "--at",
    "at",
    metavar="D",
    multiple=True,
    required=True,
    shell_complete=complete_meeting,
    help="A day, or a meeting such as meeting:bvib-1.",
)
@name_option
@json_option
def hindsight(*, ledger: str, view: str, at: tuple[str, ...], name: str, as_json: bool) -> None:
    """Hold what the read model VIEW of LEDGER said on each day D against what is now known of that same day.

    VIEW is plan-state if it is left out; one of your own is module:Class. --at may be given for many days, such as
    those on which a board met.
    """
    from govledger.cli.named import read_view
    from govledger.errors import ProjectionStoppedError
    from govledger.projections.views import declared

    spec = declared(read_view(view))
    with open_ledger(ledger, name=name) as opened:
        days = [day_of(opened, moment, "--at") for moment in at]
        try:
            series = spec.hindsight(opened, days)
        except ProjectionStoppedError as stopped:
            with concluding(fine=False):
                warn(str(stopped))
                return
        with concluding(fine=True):
            if as_json:
                give_json({"view": spec.name, "days": [seen.as_json() for seen in series]})
            else:
                _say(series, opened)


def _say(series: Sequence[Hindsight], ledger: Ledger) -> None:
    name = "" if ledger.name == DEFAULT_NAME else f" ({ledger.name})"
    _tell(f"{ledger.origin}{name}, {series[0].view}: what was believed on the day → what is known of it now")
    cited, was_quiet = set[int](), False
    for seen in series:
        sentences = list(_sentences(seen))
        say(*[] if was_quiet and not sentences else [""])  # Days of which nothing is to be told stand together.
        _tell(_head(seen, len(sentences)))
        _tell(*(str(told) for told in sentences), indent="  ")
        cited.update(number for told in sentences for number in told.entries)
        was_quiet = not sentences
    if cited:
        say("")
        _say_entries(sorted(cited), ledger)


def _head(seen: Hindsight, count: int) -> str:
    """The day, and how much is known of it that was not."""
    came, gone = len(seen.between.entered), len(seen.between.left)
    said = [f"{counted(came, 'entry', 'entries')} came to be known later"] if came else []
    said += [f"{counted(gone, 'entry holds', 'entries hold')} no longer"] if gone else []
    if not said:
        return f"{said_day(seen.day)}: nothing more is known of that day now"
    if any(learned.label == "writers only" for learned in seen.learned):
        said.append("those named wrote what differs, and whether others count too is not known")
    differs = f"{counted(count, 'change')}" if count else "no change in this view"
    return f"{said_day(seen.day)}: {differs}; {', '.join(said)}"


def _sentences(seen: Hindsight) -> Iterator[Told]:
    """What differs, row by row, each with the entries that changed the picture."""
    from govledger.cli.sentences import tell
    from govledger.projections.plain import own_fields_of

    entries = defaultdict[tuple[str, ...], set[int]](set)
    for learned in seen.learned:
        entries[learned.path[:2]].update(learned.entries)
    told = list(tell(seen.believed, seen.known, frozenset(seen.between.entered)))
    for sentence in told:
        yield _as_learned(sentence, entries.get(sentence.place))
    places = {sentence.place for sentence in told} | {sentence.place[:1] for sentence in told}
    own = own_fields_of(seen.known)
    for learned in seen.learned:
        if learned.path[0] in own and learned.path[:2] not in places:
            yield _plainly(learned)


_THEN = {"added": ", not known then", "removed": ", no longer so"}
"""What is said of a row that came or went, since nothing was added or removed on that day."""


def _as_learned(sentence: Told, entries: set[int] | None) -> Told:
    """A sentence as one of hindsight, with the entries that changed the picture where they are known."""
    import attrs

    cited = sentence.entries if entries is None else tuple(sorted(entries))
    called = sentence.called + _THEN.get(sentence.kind, "")
    return attrs.evolve(sentence, called=called, kind="changed", entries=cited)


def _plainly(learned: Learned) -> Told:
    """A field that stands in no row."""
    from govledger.cli.cells import cell, title_of
    from govledger.cli.sentences import Told
    from govledger.projections.compare import ABSENT

    sides: list[Any] = [None if side is ABSENT else side for side in (learned.believed, learned.known)]
    believed, known = (cell(side) or "nothing" for side in sides)
    called = " ".join(title_of(part) for part in learned.path)
    return Told(called, "changed", f"{believed} → {known}", learned.entries)


def _say_entries(numbers: Sequence[int], ledger: Ledger) -> None:
    """The entries that changed the picture, each once for the whole series."""
    from govledger.cli.log import lines_of

    if len(numbers) > LISTED_MAX:
        _tell(f"{len(numbers):,} entries changed the picture; see them with log, or with --json")
        return
    say("the entries that changed the picture")
    for number in numbers:
        for line in lines_of(ledger.entry(number), ledger, indent="  "):
            put(line)


def _tell(*sentences: str, indent: str = "") -> None:
    for sentence in sentences:
        say(*hang(sentence, terminal_width(), indent=indent))
