"""Progress on standard error, once something has taken longer than a second and somebody is watching."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

import click

Item = TypeVar("Item")

SECONDS_BEFORE = 1.0
SECONDS_BETWEEN = 0.2


def watched(items: Iterable[Item], doing: str, *, total: int | None = None) -> Iterator[Item]:
    """Pass ``items`` on, telling how many went by.

    Args:
        items: What is passed on.
        doing: What is being done, such as ``reading lines``.
        total: How many there will be, if that is known.
    """
    if not sys.stderr.isatty():
        yield from items
        return
    shown_at, told = time.monotonic() + SECONDS_BEFORE, False
    for count, item in enumerate(items, start=1):
        yield item
        if time.monotonic() >= shown_at:
            of = f" of {total:,}" if total else ""
            click.echo(f"\r{doing}: {count:,}{of}", nl=False, err=True)
            shown_at, told = time.monotonic() + SECONDS_BETWEEN, True
    if told:
        click.echo("\r\x1b[K", nl=False, err=True)
