"""How good the self-assessment has been, as a table to read: what ``govledger check --metrics`` prints."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from govledger.cli.options import DEFAULT_NAME, cut_json, said_day
from govledger.cli.output import counted, give_json, printable, put

if TYPE_CHECKING:
    from govledger.assurance.measures import Measure
    from govledger.assurance.metrics import Metrics
    from govledger.assurance.record import Record
    from govledger.ledger import History

ENTRIES_MAX = 12
"""How many of the entries that a number rests on are named; the JSON has them all."""

_HEADINGS = ("", "it is", "at most", "of", "not told")
_CAPTION = "each is a share, or the median of the days taken; of how many, and how many more cannot be told"
_NO_ALARMS = (
    "These are no alarms. They say what the record shows of earlier ratings, dates and answers, and so what to expect "
    "of the next; not that any of them is wrong. A check, an answer or a meeting that is not on the record counts as "
    "none."
)


def say_metrics(record: Record, today: dt.date, *, as_json: bool) -> None:
    """Print every measure of a record, each with how many things it is of, what cannot be told, and what it means.

    Args:
        record: What is measured.
        today: The day asked about.
        as_json: Whether to print JSON.
    """
    from govledger.assurance.metrics import metrics

    found = metrics(record, today)
    if as_json:
        give_json(metrics_json(found, record.history))
    else:
        for line in lines_of_metrics(found, record.history):
            put(line)


def metrics_json(found: Metrics, history: History) -> dict[str, Any]:
    """Every measure as plain JSON: as rows to read, and in full."""
    from govledger.assurance.measures import measures
    from govledger.projections.plain import plain

    ledger = history.ledger
    about = {"name": ledger.name, "origin": ledger.origin, "zone": ledger.zone, "size": history.cut.size}
    rows = [plain(one) | {"number": one.number} for one in measures(found)]
    held: dict[str, Any] = plain(found)
    return held | {"ledger": about, "cut": cut_json(history), "measures": rows}


def lines_of_metrics(found: Metrics, history: History) -> Iterator[str]:
    """The lines that `say_metrics` prints: nothing wider than 80 columns."""
    from govledger.assurance.measures import measures
    from govledger.cli.opinions import width
    from govledger.cli.render import BLOCK_LINES_MAX, Table, hang, render, wrap

    ledger, every = history.ledger, measures(found)
    name = "" if ledger.name == DEFAULT_NAME else f" ({ledger.name})"
    asked = f"{ledger.origin}{name}, asked on {said_day(found.today)}: how good the self-assessment has been"
    yield from hang(asked, width())
    yield from hang(history.cut.words, width())
    yield from hang(_CAPTION, width())
    yield ""
    yield from render(Table(_HEADINGS, [_row(number, one) for number, one in _numbered(every)]), width=width())
    yield from ["", "WHAT EACH MEANS", ""]
    for number, one in _numbered(every):
        if number:
            yield from hang(f"{number}. {one.title}. {one.means}", width())
        for sentence in _sentences(one):
            yield from hang(sentence, width(), indent="   ")
    yield from ["", *wrap(_NO_ALARMS, width(), lines_max=BLOCK_LINES_MAX)]


def _numbered(every: tuple[Measure, ...]) -> Iterator[tuple[int, Measure]]:
    """The rows with the number of their measure; 0 where the row is one more of the measure before it."""
    number, before = 0, ""
    for one in every:
        number += one.name != before
        yield (number if one.name != before else 0), one
        before = one.name


def _row(number: int, one: Measure) -> tuple[str, ...]:
    title = f"{number}. {one.title}{f', {one.about}' if one.about else ''}" if number else f"- {one.about}"
    longest = "" if one.longest is None else f"{one.longest:,}"
    return title, _number(one), longest, f"{one.of:,}", f"{one.unknown:,}"


def _number(one: Measure) -> str:
    """The number as it is read out; a dash where there is nothing it could be of."""
    if one.number is None:
        return "-"
    if one.count is not None:
        return f"{one.count:,} ({one.number:g} %)"
    return f"{one.number:,g} {'day' if one.number == 1 else 'days'}"


def _sentences(one: Measure) -> Iterator[str]:
    """What cannot be told of a measure, and the entries that it rests on."""
    which = f"{printable(one.about)}: " if one.about else ""
    if one.unknown:
        yield f"{which}not told: {one.unknown:,}, {one.untold}"
    if one.entries:
        more = len(one.entries) - ENTRIES_MAX
        named = ", ".join(map(str, one.entries[:ENTRIES_MAX]))
        yield f"{which}{'entry' if len(one.entries) == 1 else 'entries'} {named}" + (
            f", and {counted(more, 'more', 'more')} in --json" if more > 0 else ""
        )
    elif not one.unknown:
        yield f"{which}nothing on record that it could be of"
