"""What leaves the command line: plain sentences, safe text, JSON, and what went wrong.

Recorded text is never taken as markup: control characters and the marks that turn the direction of writing around are
shown by their numbers, so that whoever reads sees them and no terminal obeys them. JSON holds it as it was recorded,
those characters by their numbers too.
"""

from __future__ import annotations

import json
import os
import re
import sys
import unicodedata
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

import click

from govledger.cli.colour import coloured, is_forced

_COMMANDING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]")


def printable(text: str) -> str:
    """Text as it may be printed; see `govledger.events.aloud.printable`."""
    from govledger.events.aloud import printable as cleaned

    return cleaned(text)


def width_of(text: str) -> int:
    """How many columns of a terminal a cleaned text takes."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def is_terminal() -> bool:
    """Whether output goes to a terminal, and not to a file or another program."""
    return sys.stdout.isatty()


def at_most(number: int) -> int:
    """How many lines or items of something long are shown: that many on a terminal, all of them in a file or a pipe."""
    return number if is_terminal() else sys.maxsize


def say(*sentences: str) -> None:
    """Print sentences, one to a line; each is cleaned."""
    for sentence in sentences:
        indent = len(sentence) - len(sentence.lstrip(" "))
        put(" " * indent + printable(sentence))


def put(line: str) -> None:
    """Print a line that is cleaned already, coloured where output is."""
    click.echo(coloured(line, sys.stdout), color=is_forced() or None)


def warn(sentence: str) -> None:
    """Say something beside the output."""
    click.echo(coloured(printable(sentence), sys.stderr), err=True, color=is_forced() or None)


def give_json(held: Any) -> None:
    """Print one JSON value: keys in order, so that equal answers are equal bytes."""
    click.echo(_harmless(json.dumps(held, indent=2, sort_keys=True, ensure_ascii=False)))


def give_line(held: Mapping[str, Any]) -> None:
    """Print one JSON object on a line of its own."""
    click.echo(_harmless(json.dumps(held, separators=(",", ":"), ensure_ascii=False)))


def _harmless(text: str) -> str:
    """JSON with whatever could command a terminal, or stands for a byte that is no text, written as its number."""
    return _COMMANDING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


@contextmanager
def concluding(*, fine: bool) -> Generator[None]:
    """Print what a run came to, and leave with 1 where it is not fine.

    The exit code is a verdict, so it is the same when the reader of the output has had enough before the end.
    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        let_go_of_output()
    if not fine:
        raise click.exceptions.Exit(1)


def let_go_of_output() -> None:
    """The reader of our output had enough; let the interpreter's own flush at exit go nowhere."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """``1 entry``, ``2 entries``."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"
