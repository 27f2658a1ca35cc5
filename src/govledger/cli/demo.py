"""The verb that shows it all working: five real minutes, recorded and replayed to the day of their meeting."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import click

from govledger.cli.options import json_option, said_day
from govledger.cli.output import counted, give_json, say
from govledger.cli.render import hang, terminal_width
from govledger.errors import GovledgerError

if TYPE_CHECKING:
    from govledger.cli.standing import PlanThen

CLERK = "office:clerk"
FOLDER = "govledger-demo"


@attrs.frozen
class Minute:
    """One of the minutes that come with govledger.

    Attributes:
        name: The name of its files.
        title: What it is, in words.
        day: The day to which it is replayed: its meeting, or the last day it speaks of.
    """

    name: str
    title: str
    day: dt.date


MINUTES = (
    Minute("gloucestershire-2022-05-26", "Gloucestershire, scrutiny committee", dt.date(2022, 5, 26)),
    Minute("herefordshire-2021", "Herefordshire, council", dt.date(2021, 12, 31)),
    Minute("west-berkshire-2015", "West Berkshire, scrutiny commission", dt.date(2015, 11, 30)),
    Minute("worcestershire-2017", "Worcestershire, health and wellbeing board", dt.date(2017, 5, 3)),
    Minute("tower-hamlets-2017-06-14", "Tower Hamlets, best value improvement board", dt.date(2017, 6, 14)),
)


@click.command()
@click.option("--out", metavar="DIR", type=click.Path(path_type=Path), help="Where to keep the ledgers.")
@json_option
def demo(*, out: Path | None, as_json: bool) -> None:
    """Record five real council minutes and show the plan of each as of its meeting."""
    from govledger.cli.standing import plan_then

    folder, files = _folder(out), minutes_folder()
    told: list[dict[str, Any]] = []
    for minute in MINUTES:
        path = folder / f"{minute.name}.db"
        recorded = _record(path, minute, files)
        then = plan_then(path, minute.day)
        told.append({"minute": minute.name, "ledger": str(path), "recorded": recorded} | then.as_json())
        if not as_json:
            _say(minute, then, recorded)
    if as_json:
        give_json({"folder": str(folder), "minutes": told})
    else:
        _say_end(folder, sum(one["recorded"] for one in told))


def minutes_folder() -> Path:
    """Where the minutes are: inside the installed package, or in the checkout it runs from.

    Raises:
        GovledgerError: They are in neither place.
    """
    package = Path(__file__).parents[1]
    for folder in (package / "examples" / "minutes", package.parents[1] / "examples" / "minutes"):
        if folder.is_dir():
            return folder
    raise GovledgerError("the example minutes did not come with this installation")


def _folder(out: Path | None) -> Path:
    """The folder asked for; else a fresh one here, or among the temporary ones where that cannot be."""
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        return out
    try:
        here = Path(FOLDER)
        here.mkdir()
    except OSError:
        return Path(tempfile.mkdtemp(prefix=f"{FOLDER}-"))
    return here


def _record(path: Path, minute: Minute, files: Path) -> int:
    """Record a minute and then what it covers; a second time adds nothing. Returns how many entries it now has."""
    from govledger.ledger import Ledger
    from govledger.ledger.importing import record_lines

    origin = f"example.gov.uk/{minute.name}"
    opened = Ledger.open(path) if path.exists() else Ledger.create(path, origin=origin, clerk=CLERK)
    with opened as ledger:
        for name in (f"{minute.name}.jsonl", f"{minute.name}.coverage.jsonl"):
            with (files / name).open("rb") as lines:
                record_lines(ledger, lines, clerk=CLERK, prefix=name.removesuffix(".jsonl"))
        return len(ledger)


def _say(minute: Minute, then: PlanThen, recorded: int) -> None:
    width = terminal_width()
    head = f"{minute.title}: the plan as of {said_day(minute.day)} ({recorded} entries, {then.entries} of them by then)"
    say(*hang(head, width))
    for line in then.lines():
        say(*hang(line, width, indent="    " if line.startswith(" ") else "  "))
    say("")


def _say_end(folder: Path, recorded: int) -> None:
    ledger = folder / f"{MINUTES[-1].name}.db"
    what = f"{len(MINUTES)} real minutes as {counted(recorded, 'entry', 'entries')}"
    done = f"recorded {what} in {folder}, one ledger each, and replayed each to its day"
    say(
        *hang(done, terminal_width()),
        "try next:",
        f"  govledger show {ledger} obligation-calendar --as-of 2017-06-14",
        f"  govledger diff {ledger} 2017-06-12 2017-06-14",
        f"  govledger log {ledger} --about action:TH-A3",
    )
