"""Colour, where somebody looks on who wants it; it only repeats what a word says already.

A line is coloured once it is whole and cleaned, so that no width counts a code and no text of a ledger brings one in.
Whoever sets ``NO_COLOR`` gets none; ``FORCE_COLOR`` or ``CLICOLOR_FORCE`` give it to a file or a pipe too; else there
is some on a terminal, but for one that is called ``dumb`` or where ``CLICOLOR`` is 0.
"""

from __future__ import annotations

import os
import re
from typing import Any, TextIO

import click

_STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True},
    "critical": {"fg": "red", "bold": True},
    "high": {"fg": "red"},
    "medium": {"fg": "yellow"},
    "low": {"fg": "cyan"},
    "red": {"fg": "red"},
    "amber": {"fg": "yellow"},
    "green": {"fg": "green"},
    "fault": {"fg": "red", "bold": True},
    "fine": {"fg": "green", "bold": True},
}

_MARKED = re.compile(
    r"""
      (?P<fine>^NOTHING\ TO\ LOOK\ AT\.)
    | (?P<fault>^TO\ LOOK\ AT\ \([\d,]+\)$|^\ \ \ [A-Z]+(?:_[A-Z]+)+$|^BROKEN(?=\ )|^govledger:)
    | (?P<title>^[A-Z]{2,}(?:,?\ [A-Z]+)*(?:\ \([\d,]+\))?$|^\d\.\ [A-Z]+(?=:))
    | (?:^\d+\.\ |^-\ )(?P<severity>CRITICAL|HIGH|MEDIUM|LOW)(?=\ \ )
    | (?:^FA\d\d\ +)(?P<graded>critical|high|medium|low)(?=\ )
    | (?<![\w/])(?P<status>[\w.-]+/(?:red|amber|green))(?![\w/-])
    """,
    re.VERBOSE,
)


def is_forced() -> bool:
    """Whether colour is asked for wherever output goes."""
    forced = (os.environ.get("FORCE_COLOR", ""), os.environ.get("CLICOLOR_FORCE", ""))
    return not os.environ.get("NO_COLOR") and any(said not in {"", "0"} for said in forced)


def is_coloured(stream: TextIO) -> bool:
    """Whether what is written to a stream is coloured."""
    if os.environ.get("NO_COLOR"):
        return False
    if is_forced():
        return True
    return os.environ.get("TERM") != "dumb" and os.environ.get("CLICOLOR") != "0" and stream.isatty()


def coloured(line: str, stream: TextIO) -> str:
    """A line with its titles, severities and statuses coloured, where its stream has colour.

    Args:
        line: A line that is cleaned.
        stream: Where it is going to be written.
    """
    return _MARKED.sub(_styled, line) if is_coloured(stream) else line


def _styled(found: re.Match[str]) -> str:
    (name, word), *_ = ((name, word) for name, word in found.groupdict().items() if word is not None)
    kind = word.lower().rpartition("/")[2] if name in {"severity", "graded", "status"} else name
    whole = found[0]
    return whole.removesuffix(word) + click.style(word, **_STYLES[kind])
