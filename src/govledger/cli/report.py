"""The verb that makes a page to read: what to ask, the plan over time, and the record it rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from govledger.cli.completing import complete_meeting
from govledger.cli.files import check_free, write_whole
from govledger.cli.options import (
    CutAsked,
    cut_json,
    cut_options,
    json_option,
    ledger_argument,
    name_option,
    open_ledger,
    read_today,
)
from govledger.cli.output import counted, give_json, say, warn
from govledger.cli.progress import working
from govledger.cli.teaching import verb

if TYPE_CHECKING:
    from govledger.exports.report import Wanted
    from govledger.exports.report.reading import Audience
    from govledger.ledger import History, Ledger

MARK = b'<meta name="generator" content="govledger report">'
"""What tells a page that a report made from one that somebody wrote."""

PAGE, PDF, FOLDER = "page", "pdf", "folder"
KINDS = {".html": PAGE, ".htm": PAGE, ".pdf": PDF}
"""What is asked for, by the ending of its name."""

LARGE_BYTES = 8_000_000
"""How large a page may become before a folder is suggested."""


@verb(
    (
        "Make one page, with what changed since the last meeting",
        "govledger report northbeck.db page.html --as-of 2025-06-30 --since 2025-05-20",
    ),
    ("Make a folder with a page for each commitment", "govledger report northbeck.db pages/ --as-of 2025-06-30"),
    ("Make a paper for the agenda pack", "govledger report northbeck.db paper.pdf --as-of 2025-06-30"),
)
@ledger_argument
@click.argument("out", metavar="FILE.html|FILE.pdf|FOLDER/")
@click.option(
    "--at",
    "at",
    metavar="D",
    shell_complete=complete_meeting,
    help="Show what was known on this day or meeting beside what is known now.",
)
@click.option(
    "--since",
    metavar="D",
    shell_complete=complete_meeting,
    help="Say what changed since this day or meeting, such as meeting:board-12.",
)
@cut_options
@click.option("--today", metavar="D", help="The day asked about.  [default: the cut's day, or the newest known]")
@click.option(
    "--audience",
    type=click.Choice(["public", "full"]),
    default="public",
    show_default=True,
    help="public: only words that bodies adopted and published. full: every word that the ledger discloses.",
)
@click.option("--no-script", is_flag=True, help="Leave out the date slider, the one thing that needs a script.")
@name_option
@json_option
def report(
    *,
    ledger: str,
    out: str,
    at: str | None,
    since: str | None,
    cut: CutAsked,
    today: str | None,
    audience: Audience,
    no_script: bool,
    name: str,
    as_json: bool,
) -> None:
    """Make a page of LEDGER that a councillor can read: what to ask, the plan over time, and the record.

    FILE.html is one page that holds all of it, and needs no network and no script. FOLDER/ is an index with a page for
    each commitment, for a large plan. FILE.pdf is the same on paper, for the agenda pack.
    """
    from govledger.exports.report import Wanted

    path, kind = Path(out), _kind(out)
    _check_place(path, kind)
    with open_ledger(ledger, name=name) as opened:
        history = cut.history(opened)
        wanted = Wanted(
            today=read_today(today),
            at=_day(opened, at, "--at"),
            since=_day(opened, since, "--since"),
            audience=audience,
            script=not no_script,
            is_split=kind == FOLDER,
        )
        with working(f"reading {counted(len(opened), 'entry', 'entries')} and writing the report"):
            made = _make(history, wanted, path, kind)
        if as_json:
            about = {"name": opened.name, "origin": opened.origin, "size": history.cut.size}
            give_json({"ledger": about, "cut": cut_json(history), **attrs.asdict(made), "audience": audience})
        else:
            _say(made, path, kind, audience)


@attrs.frozen
class _Made:
    """What was written: where to open it, the names of its pages, and how long it is."""

    open: str
    pages: list[str]
    bytes: int


def _say(made: _Made, path: Path, kind: str, audience: Audience) -> None:
    what = "a PDF" if kind == PDF else counted(len(made.pages), "page")
    say(f"made {what}, {made.bytes / 1000:,.0f} kB, {_for(audience)}: open {made.open}")
    if kind == PAGE and made.bytes > LARGE_BYTES:
        size = f"{made.bytes / 1e6:,.0f} MB"
        warn(f"one page of {size} opens slowly: a folder has one for each commitment, {path.stem}/")


def _make(history: History, wanted: Wanted, path: Path, kind: str) -> _Made:
    """Make a report and write it."""
    from govledger.exports.report import INDEX, pdf, report as made

    if kind == PDF:
        data = pdf(history, wanted)
        write_whole(path, data)
        return _Made(str(path), [path.name], len(data))
    pages = made(history, wanted)
    if kind == FOLDER:
        _write_folder(path, pages)
    else:
        write_whole(path, pages[INDEX])
    return _Made(str(path / INDEX if kind == FOLDER else path), sorted(pages), sum(map(len, pages.values())))


def _for(audience: Audience) -> str:
    """For whom it is, and what that leaves out."""
    if audience == "public":
        return "for the public, with only the words that bodies adopted and published"
    return "not for publication, with every word that the ledger discloses"


def _kind(out: str) -> str:
    """Whether a page, a PDF or a folder is asked for.

    Raises:
        UsageError: None of them is.
    """
    if out.endswith(("/", "\\")) or Path(out).is_dir():
        return FOLDER
    kind = KINDS.get(Path(out).suffix.lower())
    if kind is None:
        expected = "a page such as report.html, a report.pdf, or a folder such as report/"
        raise click.UsageError(f"found {out!r}, expected {expected}")
    return kind


def _check_place(path: Path, kind: str) -> None:
    """Check, before anything is worked out, that what is there may be replaced.

    Raises:
        UsageError: Something else is there; it was not touched.
    """
    if kind == PDF:
        check_free("FILE.pdf", path, lambda _: _is_ours(path), "report")
    elif kind == PAGE:
        check_free("FILE.html", path, lambda data: MARK in data, "report")
    elif path.is_dir():
        for held in path.iterdir():
            check_free("FOLDER/", held, lambda data: MARK in data, "report")
    elif path.exists():
        raise click.UsageError(f"{path} is no folder; it was not touched")


def _is_ours(path: Path) -> bool:
    """Whether a PDF ends as one of ours does."""
    from govledger.exports.report.paper import MARK as END

    return path.read_bytes().endswith(END)


def _write_folder(path: Path, pages: Mapping[str, bytes]) -> None:
    """Write the pages, the index last, and take away those of an earlier report that has more."""
    path.mkdir(parents=True, exist_ok=True)
    stale = [held for held in path.iterdir() if held.name not in pages]
    for name in sorted(pages, key=lambda name: name == "index.html"):
        write_whole(path / name, pages[name])
    for held in stale:
        held.unlink()


def _day(ledger: Ledger, moment: str | None, option: str) -> dt.date | None:
    """A day, or the day of a meeting, that was given to an option."""
    from govledger.cli.diff import day_of

    return None if moment is None else day_of(ledger, moment, option)
