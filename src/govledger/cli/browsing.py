"""The verb that shows a ledger's tables as pages, on this machine."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from govledger.cli.options import (
    CutAsked,
    audience_option,
    cut_options,
    ledger_argument,
    name_option,
    open_ledger,
    read_today,
    today_option,
)
from govledger.cli.output import say, warn
from govledger.cli.progress import working
from govledger.cli.teaching import verb

if TYPE_CHECKING:
    from govledger.exports.report.reading import Audience

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
PORT = 8001


@verb(
    (
        "Show the tables for a second, to try it; leave out --for to go on until Ctrl-C",
        "govledger browse northbeck.db --as-of 2025-06-30 --port 0 --for 1",
    ),
)
@ledger_argument
@cut_options
@today_option
@audience_option
@click.option("--host", default="127.0.0.1", show_default=True, metavar="H", help="Where to listen.")
@click.option(
    "--port", default=PORT, show_default=True, type=click.IntRange(0, 65_535), help="Which port; 0 is any free one."
)
@click.option("--for", "seconds", type=click.FloatRange(min=0), metavar="SECONDS", help="Stop by itself after so long.")
@name_option
def browse(
    *,
    ledger: str,
    cut: CutAsked,
    today: str | None,
    audience: Audience,
    host: str,
    port: int,
    seconds: float | None,
    name: str,
) -> None:
    """Show the tables of LEDGER as pages in a browser, with its questions in SQL, until Ctrl-C.

    They are made for the purpose and cannot be changed there; what is recorded meanwhile is not in them. The ledger
    itself is not opened to the browser.
    """
    from govledger.exports.browsing import DATABASE, application_of, listening, serve
    from govledger.exports.tabular import book_of

    with TemporaryDirectory(prefix="govledger-browse-") as folder:
        with open_ledger(ledger, name=name) as opened, working("making the tables"):
            book = book_of(cut.history(opened), today=read_today(today), audience=audience)
        application = application_of(book, Path(folder))
        with listening(host, port) as socket:
            if host not in LOOPBACK:
                warn(f"whoever can reach {host} can read these tables: nobody is asked who they are")
            say(f"open http://{_place(socket.getsockname())}/{DATABASE}; Ctrl-C ends it")
            serve(application, socket, seconds=seconds)
    say("ended")


def _place(address: tuple[object, ...]) -> str:
    """An address as a browser takes it."""
    host, port = address[:2]
    return f"[{host}]:{port}" if ":" in str(host) else f"{host}:{port}"
