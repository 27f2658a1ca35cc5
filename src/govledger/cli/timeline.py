"""How early each alarm could have been raised, as a table to read: what ``govledger check --timeline`` prints."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from statistics import median
from typing import TYPE_CHECKING, Any

import click

from govledger.cli.options import cut_json, said_day
from govledger.cli.output import counted, give_json, printable

if TYPE_CHECKING:
    from govledger.assurance.record import Record
    from govledger.assurance.timeline import Moment
    from govledger.ledger import History

_HEADINGS = ("could be", "body told", "challenged", "found", "days")
_UNDER = ("raised", "", "", "outside", "earlier")
_COLUMN = 12


def say_timeline(
    record: Record, today: dt.date | None, *, as_json: bool, keys: Collection[str] | None = None
) -> list[Moment]:
    """Print the days that matter to each alarm of a check, and in a sentence what they come to.

    Args:
        record: What is checked.
        today: The day asked about.
        as_json: Whether to print JSON.
        keys: The keys of the alarms that are told; every alarm unless given.

    Returns:
        What was printed, so that the verb can say how it went.
    """
    from govledger.assurance.timeline import timeline

    moments = [one for one in timeline(record, today) if keys is None or one.alarm.key in keys]
    if as_json:
        give_json(timeline_json(moments, record.history))
    else:
        for line in lines_of_timeline(moments, record.history, today):
            click.echo(line)
    return moments


def timeline_json(moments: list[Moment], history: History) -> dict[str, Any]:
    """The days that matter to each alarm, as plain JSON."""
    from govledger.projections.plain import plain

    ledger = history.ledger
    about = {"name": ledger.name, "origin": ledger.origin, "zone": ledger.zone, "size": history.cut.size}
    names = ("days_to_told", "days_to_challenge", "days_to_finding")
    rows = [plain(moment) | {name: getattr(moment, name) for name in names} for moment in moments]
    return {"ledger": about, "cut": cut_json(history), "moments": rows, "summary": summary(moments)}


def lines_of_timeline(moments: list[Moment], history: History, today: dt.date | None) -> Iterator[str]:
    """The lines that `say_timeline` prints: nothing wider than 80 columns."""
    from govledger.cli.opinions import width
    from govledger.cli.render import hang

    day = today or history.today
    asked = f", asked on {said_day(day)}" if day is not None else ""
    yield from hang(f"{history.ledger.origin}{asked}: how early each alarm could have been raised", width())
    yield from hang(history.cut.words, width())
    yield ""
    if moments:
        yield _row(_HEADINGS)
        yield _row(_UNDER)
    for number, moment in enumerate(moments, start=1):
        alarm = moment.alarm
        title = f"{number}. {alarm.rule}, {printable(alarm.subject)} ({alarm.severity})"
        yield from hang(title, width())
        yield _row(_cells(moment))
    yield from ["", *hang(summary(moments), width())]


def _cells(moment: Moment) -> tuple[str, ...]:
    days = moment.days_to_finding
    return (
        _day(moment.first, "not by then"),
        _day(moment.first_told, "not shown"),
        _day(moment.challenged.day if moment.challenged else None, "not shown"),
        _day(moment.found.day if moment.found else None, "not shown"),
        "" if days is None else f"{days:,}",
    )


def _row(cells: tuple[str, ...]) -> str:
    return f"   {''.join(cell.ljust(_COLUMN) for cell in cells)}".rstrip()


def _day(day: dt.date | None, otherwise: str) -> str:
    return otherwise if day is None else day.isoformat()


def summary(moments: list[Moment]) -> str:
    """What the table says, in a sentence or three; no figure without the number of alarms it is of."""
    if not moments:
        return "There is no alarm, so there is nothing to have known earlier."
    ahead = [moment.days_to_finding for moment in moments if (moment.days_to_finding or 0) > 0]
    found = sum(moment.found is not None for moment in moments)
    asked = sum(moment.challenged is not None for moment in moments)
    told = sum(moment.first_told is not None for moment in moments)
    many = counted(len(moments), "alarm")
    middle = _middle([days for days in ahead if days is not None])
    if not found:
        earlier = "nobody outside is on record as having found the same"
    elif not ahead:
        earlier = f"{_were(found)} found by somebody outside, none of them later than it could have been raised"
    else:
        earlier = f"{_were(found)} found by somebody outside; {len(ahead)} of these could have been raised earlier"
        earlier += f", by {middle} at the median"
    return (
        f"Of {many}, {earlier}. In {told} a body had been told something that the alarm rests on, and in {asked} "
        "somebody asked about the subject."
    )


def _were(number: int) -> str:
    return f"{number:,} {'was' if number == 1 else 'were'}"


def _middle(days: list[int]) -> str:
    half = median(days) if days else 0
    return f"{half:,.0f} {'day' if half == 1 else 'days'}"
