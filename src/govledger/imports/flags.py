"""What is said of a cell that could not be read, or that was read and should be looked at."""

from __future__ import annotations

from typing import Final

import attrs

from govledger.errors import shorten

BLANK: Final = frozenset({"", "-", "--", "–", "—", ".", "n/a", "na", "n.a.", "nil"})
"""What councils write in a cell of which nothing is to be said."""


@attrs.frozen(kw_only=True)
class Flag:
    """A cell, or a row, that somebody should look at.

    Attributes:
        place: Where it is: ``Plan!F12``.
        field: What was to be read there: ``due``, or ``row`` where it is a whole row.
        found: What was found, as it may be shown.
        expected: What would have been read; or, of a cell that was read, what to look at.
        is_unread: Whether it was left out: what it says is not said. Otherwise it was read.
    """

    place: str
    field: str
    found: str
    expected: str
    is_unread: bool = True

    @property
    def says(self) -> str:
        """All of it in a sentence."""
        if not self.is_unread:
            return f"{self.place}: {self.field}: {self.expected}"
        return f"{self.place}: {self.field}: found {self.found}, expected {self.expected}; left as not said"


class UnreadError(Exception):
    """A cell that could not be read; it never leaves this room."""

    def __init__(self, found: str, expected: str) -> None:
        super().__init__(expected)
        self.found, self.expected = shorten(found, length_max=60), expected


def is_blank(text: str) -> bool:
    """Whether a text only says that nothing is said."""
    return text.strip().lower() in BLANK


def one_line(text: str) -> str:
    """A text without its line breaks and double spaces."""
    return " ".join(text.split())
