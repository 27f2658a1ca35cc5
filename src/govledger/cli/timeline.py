"""How early each alarm could have been raised, as a table to read: what ``govledger check --timeline`` prints."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from govledger.cli.options import cut_json, said_day
from govledger.cli.output import give_json, printable, put

if TYPE_CHECKING:
    from govledger.assurance.outside import Seen
    from govledger.assurance.record import Record
    from govledger.assurance.timeline import Moment
    from govledger.ledger import History

_HEADINGS = ("could be", "body told", "challenged", "found", "days")
_UNDER = ("raised", "", "", "outside", "earlier")
_COLUMN = 12
_INEXACT = "~"
_FOUND = (
    "found outside: the first weakness, poor grade or unfavourable view of the subject or its area, by somebody "
    "outside the council, since the episode opened"
)


def say_timeline(
    record: Record,
    today: dt.date | None,
    *,
    as_json: bool,
    keys: Collection[str] | None = None,
    body: str | None = None,
) -> list[Moment]:
    """Print the days that matter to each alarm of a check, and in a sentence what they come to.

    Args:
        record: What is checked.
        today: The day asked about.
        as_json: Whether to print JSON.
        keys: The keys of the alarms that are told; every alarm unless given.
        body: The body that those alarms concern, where they are not all.

    Returns:
        What was printed, so that the verb can say how it went.
    """
    from govledger.assurance.timeline import timeline

    moments = [one for one in timeline(record, today) if keys is None or one.alarm.key in keys]
    if as_json:
        give_json(timeline_json(moments, record.history))
    else:
        for line in lines_of_timeline(moments, record.history, today, body=body):
            put(line)
    return moments


def timeline_json(moments: list[Moment], history: History) -> dict[str, Any]:
    """The days that matter to each alarm, as plain JSON."""
    from govledger.assurance.conclusion import conclude
    from govledger.projections.plain import plain

    whole = conclude(moments)
    ledger = history.ledger
    about = {"name": ledger.name, "origin": ledger.origin, "zone": ledger.zone, "size": history.cut.size}
    names = ("days_to_told", "days_to_challenge", "days_to_finding")
    rows = [plain(moment) | {name: getattr(moment, name) for name in names} for moment in moments]
    return {"ledger": about, "cut": cut_json(history), "moments": rows} | {
        "conclusion": whole.sentence,
        "counts": plain(whole) | {"median_days_earlier": whole.median_days_earlier},
    }


def lines_of_timeline(
    moments: list[Moment], history: History, today: dt.date | None, *, body: str | None = None
) -> Iterator[str]:
    """The lines that `say_timeline` prints: nothing wider than 80 columns."""
    from govledger.assurance.conclusion import conclude
    from govledger.cli.opinions import width
    from govledger.cli.render import BLOCK_LINES_MAX, hang, wrap

    day = today or history.today
    asked = f", asked on {said_day(day)}" if day is not None else ""
    yield from hang(f"{history.ledger.origin}{asked}: how early each alarm could have been raised", width())
    yield from hang(history.cut.words, width())
    if body is not None:
        yield from hang(f"only what concerns {body}", width())
    yield ""
    if moments:
        yield _row(_HEADINGS)
        yield _row(_UNDER)
    for number, moment in enumerate(moments, start=1):
        alarm = moment.alarm
        yield from hang(f"{number}. {printable(alarm.question)}", width())
        of = f"{alarm.rule}, {printable(alarm.subject)} ({alarm.severity})"
        yield from (f"   {line}" for line in hang(of, width() - 3))
        yield _row(_cells(moment))
    yield from ["", *(line for note in _notes(moments) for line in hang(note, width()))]
    yield from ["", *wrap(conclude(moments).sentence, width(), lines_max=BLOCK_LINES_MAX)]


def _notes(moments: list[Moment]) -> Iterator[str]:
    """What the table means by its columns."""
    if moments:
        yield _FOUND
    seen = [one for moment in moments for one in (moment.challenged, moment.found) if one is not None]
    if any(one.earliest != one.day for one in seen):
        yield f"{_INEXACT} the latest day it can have been; the days earlier are the fewest"


def _cells(moment: Moment) -> tuple[str, ...]:
    days = moment.days_to_finding
    return (
        _day(moment.first, "not by then"),
        _day(moment.first_told, "not shown"),
        _seen(moment.challenged),
        _seen(moment.found),
        "" if days is None else f"{days:,}",
    )


def _row(cells: tuple[str, ...]) -> str:
    return f"   {''.join(cell.ljust(_COLUMN) for cell in cells)}".rstrip()


def _seen(seen: Seen | None) -> str:
    """The day on which somebody asked or found it, marked where it is not exact."""
    if seen is None:
        return "not shown"
    return f"{'' if seen.earliest == seen.day else _INEXACT}{seen.day.isoformat()}"


def _day(day: dt.date | None, otherwise: str) -> str:
    return otherwise if day is None else day.isoformat()
