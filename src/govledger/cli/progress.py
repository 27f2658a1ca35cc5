"""Progress on standard error, once something has taken longer than a second and somebody is watching.

It is one line, written over as the work goes on and erased at its end, also where the work fails or is interrupted.
Where standard error is no terminal nothing of it is written.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import TypeVar

import click

Item = TypeVar("Item")

SECONDS_BEFORE = 1.0
SECONDS_BETWEEN = 0.2

WIDTH_PLAIN = 80
"""How wide a terminal is that does not say."""

_ERASED = "\r\x1b[K"


def is_watched() -> bool:
    """Whether somebody is there to see progress, on a terminal that can take a line back."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def watched(items: Iterable[Item], doing: str, *, total: int | None = None) -> Iterator[Item]:
    """Pass ``items`` on, telling how many went by.

    Args:
        items: What is passed on.
        doing: What is being done, such as ``reading lines``.
        total: How many there will be, if that is known.
    """
    if not is_watched():
        yield from items
        return
    shown_at, told = time.monotonic() + SECONDS_BEFORE, False
    try:
        for count, item in enumerate(items, start=1):
            yield item
            if time.monotonic() >= shown_at:
                _show(f"{doing}: {count:,}{f' of {total:,}' if total else ''}")
                shown_at, told = time.monotonic() + SECONDS_BETWEEN, True
    finally:
        if told:
            _erase()


@contextmanager
def working(doing: str, so_far: Callable[[], str] | None = None) -> Generator[None]:
    """Tell that something goes on, and for how long, while the body of the ``with`` statement runs.

    Args:
        doing: What is being done, such as ``checking``.
        so_far: How far it has come, in words, such as ``1,200 entries``; asked from another thread.
    """
    if not is_watched():
        yield
        return
    ended = Event()
    teller = Thread(target=_tell_until, args=(ended, doing, so_far), daemon=True)
    teller.start()
    try:
        yield
    finally:
        ended.set()
        teller.join()


def _tell_until(ended: Event, doing: str, so_far: Callable[[], str] | None) -> None:
    """Show the seconds that went by until it has ended."""
    began = time.monotonic()
    if ended.wait(SECONDS_BEFORE):
        return
    while True:
        far = f": {so_far()}" if so_far is not None else ""
        _show(f"{doing}{far}, {time.monotonic() - began:.0f} s")
        if ended.wait(SECONDS_BETWEEN):
            break
    _erase()


def _show(line: str) -> None:
    """Write a line over the one that is there; a narrow terminal gets what it holds of it."""
    from govledger.cli.output import printable
    from govledger.cli.render import cut_short

    click.echo(f"{_ERASED}{cut_short(printable(line), _room())}", nl=False, err=True, color=True)


def _room() -> int:
    """How wide the terminal is, but for the column where the cursor stands."""
    try:
        columns = os.get_terminal_size(sys.stderr.fileno()).columns
    except (OSError, ValueError):  # It says that it is a terminal, and has no size.
        columns = 0
    return (columns or WIDTH_PLAIN) - 1


def _erase() -> None:
    click.echo(_ERASED, nl=False, err=True, color=True)
