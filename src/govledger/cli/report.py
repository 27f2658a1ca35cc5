"""The verb that makes a page to read: what to ask, the plan over time, and the record it rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

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
from govledger.cli.teaching import verb

if TYPE_CHECKING:
    from govledger.exports.report.reading import Audience
    from govledger.ledger import Ledger

MARK = b'<meta name="generator" content="govledger report">'
"""What tells a page that a report made from one that somebody wrote."""

LARGE_BYTES = 8_000_000
"""How large a page may become before a folder is suggested."""


@verb(
    (
        "Make one page, with what changed since the last meeting",
        "govledger report northbeck.db page.html --as-of 2025-06-30 --since 2025-05-20",
    ),
    ("Make a folder with a page for each commitment", "govledger report northbeck.db pages/ --as-of 2025-06-30"),
)
@ledger_argument
@click.argument("out", metavar="FILE.html|FOLDER/")
@click.option("--at", "at", metavar="D", help="Show what was known on this day or meeting beside what is known now.")
@click.option("--since", metavar="D", help="Say what changed since this day or meeting, such as meeting:board-12.")
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
    each commitment, for a large plan.
    """
    from govledger.exports.report import INDEX, Wanted, report as made

    path, is_split = Path(out), _is_folder(out)
    _check_place(path, is_split=is_split)
    with open_ledger(ledger, name=name) as opened:
        history = cut.history(opened)
        wanted = Wanted(
            today=read_today(today),
            at=_day(opened, at, "--at"),
            since=_day(opened, since, "--since"),
            audience=audience,
            script=not no_script,
            is_split=is_split,
        )
        pages = made(history, wanted)
        size = sum(map(len, pages.values()))
        if is_split:
            _write_folder(path, pages)
        else:
            write_whole(path, pages[INDEX])
        open_here = path / INDEX if is_split else path
        if as_json:
            about = {"name": opened.name, "origin": opened.origin, "size": history.cut.size}
            made_json = {"open": str(open_here), "pages": sorted(pages), "bytes": size, "audience": audience}
            give_json({"ledger": about, "cut": cut_json(history), **made_json})
            return
        say(f"made {counted(len(pages), 'page')}, {size / 1000:,.0f} kB, {_for(audience)}: open {open_here}")
        if not is_split and size > LARGE_BYTES:
            warn(f"one page of {size / 1e6:,.0f} MB opens slowly: a folder has one for each commitment, {path.stem}/")


def _for(audience: Audience) -> str:
    """For whom it is, and what that leaves out."""
    if audience == "public":
        return "for the public, with only the words that bodies adopted and published"
    return "not for publication, with every word that the ledger discloses"


def _is_folder(out: str) -> bool:
    """Whether a folder is asked for.

    Raises:
        UsageError: Neither a page nor a folder is.
    """
    if out.endswith(("/", "\\")) or Path(out).is_dir():
        return True
    if Path(out).suffix.lower() not in {".html", ".htm"}:
        raise click.UsageError(f"found {out!r}, expected a page such as report.html, or a folder such as report/")
    return False


def _check_place(path: Path, *, is_split: bool) -> None:
    """Check, before anything is worked out, that what is there may be replaced.

    Raises:
        UsageError: Something else is there; it was not touched.
    """
    if not is_split:
        check_free("FILE.html", path, lambda data: MARK in data, "report")
        return
    if path.is_dir():
        for held in path.iterdir():
            check_free("FOLDER/", held, lambda data: MARK in data, "report")
    elif path.exists():
        raise click.UsageError(f"{path} is no folder; it was not touched")


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
