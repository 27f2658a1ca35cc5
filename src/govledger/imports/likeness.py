"""When two sayings are one: words but for their spaces, ids but for their case; and what words lead to an id."""

from __future__ import annotations

import re
from typing import Final

from govledger import events as ev
from govledger.errors import BadValueError
from govledger.events.words import read_id
from govledger.imports.fields import plain
from govledger.imports.flags import one_line
from govledger.imports.offices import slug

_LED = re.compile(r"(?P<id>[^\s:–—]*\d[^\s:–—]*)\s*(?:[:–—-]\s*(?P<text>.+))?", re.DOTALL)
_NUMBERED = re.compile(r"(?P<word>[A-Za-z]+) (?P<id>\d[\w.]*)\s*(?:[:–—-]\s*(?P<text>.+))?", re.DOTALL)
_NOT_IN_NUMBERS = re.compile(r"[^a-z0-9.]+")
_NONE: Final = frozenset({"none", "no", "nil", "none yet", "no evidence", "none available", "not yet"})
LEADING: Final = ("", "r", "rec", "recommendation")
"""What a plan may leave out before the number of a recommendation."""


def led_by_id(words: str) -> tuple[str, str]:
    """The id that words begin with, and the words: ``P1: Leadership`` is P1, ``Leadership`` itself."""
    text = one_line(words)
    for pattern in (_LED, _NUMBERED):
        match = pattern.fullmatch(text)
        if match is not None:
            return match["id"].rstrip("."), match["text"] or text
    return slug(text), text


def squeezed(words: str) -> str:
    """An id without case and spaces; its points stay, since 2.1 is not 21."""
    return _NOT_IN_NUMBERS.sub("", words.lower()).strip(".")


def is_alike(words: str, text: ev.Text | None) -> bool:
    """Whether words are those of a text, but for spaces; a text that was withheld or erased is left as it is."""
    if text is None:
        return False
    held = text.words
    return held is None or one_line(held) == one_line(words)


def is_same_status(status: str, held: ev.StatusValue | None) -> bool:
    """Whether a status is the one that is held, whatever its case."""
    return held is not None and plain(held) == plain(status)


def is_none(words: str) -> bool:
    """Whether words say outright that there is none, such as no evidence."""
    return plain(words) in _NONE


def is_id(words: str) -> bool:
    """Whether words may be an id as they stand."""
    try:
        return bool(read_id(words, "commitment"))
    except BadValueError:
        return False
