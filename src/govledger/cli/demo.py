"""The verb that shows it all working: five real minutes replayed to their day, and a worked county doubted."""

from __future__ import annotations

import datetime as dt
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import click

from govledger.cli.options import json_option, said_day
from govledger.cli.output import counted, give_json, say
from govledger.cli.render import hang, terminal_width
from govledger.errors import GovledgerError

if TYPE_CHECKING:
    from govledger.assurance import Opinion
    from govledger.cli.standing import PlanThen
    from govledger.ledger import Ledger

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


COUNTY, COUNTY_DAY = "northbeck", dt.date(2025, 6, 30)
"""The worked county, and the last day of its record."""

COUNTY_LAST_MET = dt.date(2025, 5, 20)
"""The last day on which its improvement board met."""

ASKED = 5
"""How many of its questions are shown, each of another rule."""


@click.command()
@click.option("--out", metavar="DIR", type=click.Path(path_type=Path), help="Where to keep the ledgers.")
@json_option
def demo(*, out: Path | None, as_json: bool) -> None:
    """Record five real council minutes, show the plan of each as of its meeting, and doubt the plan of a county.

    With the extra `report` it makes a page of that county too.
    """
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
    opinion, county = _doubt(folder, files.parent)
    page = _page(folder)
    county["page"] = None if page is None else str(page)
    if as_json:
        give_json({"folder": str(folder), "minutes": told, "county": county})
    else:
        _say_county(opinion)
        _say_page(page)
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
    from govledger.ledger.importing import record_lines

    with _opened(path, minute.name) as ledger:
        for name in (f"{minute.name}.jsonl", f"{minute.name}.coverage.jsonl"):
            with (files / name).open("rb") as lines:
                record_lines(ledger, lines, clerk=CLERK, prefix=name.removesuffix(".jsonl"))
        return len(ledger)


def _opened(path: Path, name: str) -> Ledger:
    """The ledger in that file; a new one where there is none."""
    from govledger.ledger import Ledger

    origin = f"example.gov.uk/{name}"
    return Ledger.open(path) if path.exists() else Ledger.create(path, origin=origin, clerk=CLERK)


def _doubt(folder: Path, files: Path) -> tuple[Opinion, dict[str, Any]]:
    """Record the worked county and put the rules to it: what they say, and the same in short for a program."""
    from govledger.assurance import check
    from govledger.ledger.importing import record_lines

    path = folder / f"{COUNTY}.db"
    with _opened(path, COUNTY) as ledger, (files / f"{COUNTY}.jsonl").open("rb") as lines:
        record_lines(ledger, lines, clerk=CLERK, prefix=COUNTY)
        opinion = check(ledger.history(as_of=COUNTY_DAY))
        told = {"ledger": str(path), "recorded": len(ledger), "alarms": len(opinion.alarms), "said": opinion.summary}
    return opinion, told


def _page(folder: Path) -> Path | None:
    """Make a page of the worked county; ``None`` where what makes pages is not installed."""
    if find_spec("jinja2") is None:
        return None
    from govledger.cli.files import check_free, write_whole
    from govledger.cli.report import MARK
    from govledger.exports.report import INDEX, Wanted, report

    path = folder / f"{COUNTY}.html"
    check_free("--out", path, lambda data: MARK in data, "report")
    with _opened(folder / f"{COUNTY}.db", COUNTY) as ledger:
        write_whole(path, report(ledger.history(as_of=COUNTY_DAY), Wanted(since=COUNTY_LAST_MET))[INDEX])
    return path


def _say(minute: Minute, then: PlanThen, recorded: int) -> None:
    width = terminal_width()
    head = f"{minute.title}: the plan as of {said_day(minute.day)} ({recorded} entries, {then.entries} of them by then)"
    say(*hang(head, width))
    for line in then.lines():
        say(*hang(line, width, indent="    " if line.startswith(" ") else "  "))
    say("")


def _say_county(opinion: Opinion) -> None:
    from govledger.events.aloud import aloud, sentence

    width = terminal_width()
    say(*hang(f"{COUNTY.title()}, an invented county: what to ask on {said_day(COUNTY_DAY)}", width))
    gravest = {alarm.rule: alarm for alarm in reversed(opinion.alarms)}
    asked = [alarm for alarm in opinion.alarms if gravest[alarm.rule] is alarm][:ASKED]
    for alarm in asked:
        say(*hang(f"{alarm.question} ({alarm.severity}; {alarm.subject})", width, indent="  "))
        say(*hang(sentence(aloud(alarm.says)), width, indent="    "))
    say(*hang(f"and {len(opinion.alarms) - len(asked)} more. {opinion.summary}", width, indent="  "), "")


def _say_page(page: Path | None) -> None:
    """Which page to open."""
    what = f"open {page} in a browser" if page is not None else "it needs: pip install 'govledger[report]'"
    say(*hang(f"The same as a page for councillors, with the plan over time: {what}", terminal_width()), "")


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
        f"  govledger questions {folder / f'{COUNTY}.db'} --body board --as-of {COUNTY_DAY}",
        f"  govledger check {folder / f'{COUNTY}.db'} --as-of {COUNTY_DAY} --timeline",
    )
