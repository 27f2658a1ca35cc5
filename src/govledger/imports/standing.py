"""Reading how something stands: by a word, a letter, or the colour behind the cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import attrs

from govledger.imports.colours import is_plain, name_of
from govledger.imports.fields import plain
from govledger.imports.flags import UnreadError, is_blank, one_line
from govledger.imports.grid import Cell

LETTERS: Final = {"r": "red", "a": "amber", "g": "green", "b": "blue", "y": "yellow"}
COLOURS: Final = ("red", "amber", "green", "blue", "yellow", "purple", "grey", "black", "white")
_RATED: Final = frozenset({"red", "amber", "green", "blue"})
_SAID_FIRST = re.compile(rf"(?P<colour>{'|'.join(COLOURS)})\s*[-–—:;,.(]\s*(?P<rest>.+)", re.IGNORECASE | re.DOTALL)
_LENGTH_MAX: Final = 40
_USUAL: Final = frozenset(
    """
    action actions active agreed ahead amber approved assured at awaiting begun behind black blocked blue cancelled
    closed commenced complete completed completion concern concerns deferred delayed delivered delivery done draft due
    embedded embedding ended evidence expected finished for full fully going green grey high hold implemented in
    late limited low major medium met minor missed moderate next no not of off on ongoing open outstanding overdue
    partial partially paused pending plan planned progress progressing purple rated red review risk schedule scheduled
    significant slipped slippage some started status steps superseded target to track under underway unknown up update
    way white with within withdrawn work yellow yet
    """.split()  # noqa: SIM905 - a list of two hundred quotes is harder to read
)
"""Words that say how something stands, and are nobody's name."""

_CAPITALISED = re.compile(r"(?<!\w)(?=([A-Z][\w'’-]*\.? [A-Z][\w'’-]+))")
EXPECTED_KNOWN: Final = "a status; this may be somebody's name, and the mapping can say what it is, under [statuses]"
EXPECTED: Final = "a status of a few words, a letter of R A G B, or a colour"


@attrs.frozen(kw_only=True)
class Status:
    """How something stands, as a cell says it.

    Attributes:
        label: The word for it.
        rest: What else the cell says after the word.
        by_colour: The colour that says it, where no word does.
        doubt: Why it should be looked at, where the word and the colour behind it differ.
    """

    label: str
    rest: str = ""
    by_colour: str | None = None
    doubt: str | None = None


def read_status(cell: Cell, statuses: Mapping[str, str], fills: Mapping[str, str]) -> Status | None:
    """How something stands; ``None`` where the cell says nothing.

    Args:
        cell: The cell.
        statuses: What the words of the sheet are to be called, by `plain` words.
        fills: What the colours of the sheet are to be called, by ``RRGGBB``.

    Raises:
        UnreadError: It says something else than a status, or shows it in a colour that cannot be told.
    """
    text = one_line(cell.text)
    known = statuses.get(plain(text)) if text else None
    if known is None and is_blank(text):
        return _by_colour(cell, fills)
    status = Status(label=known) if known is not None else _by_words(cell)
    if cell.is_formula or cell.fill is None:  # A colour that follows from a formula is that formula's.
        return status
    behind = fills.get(cell.fill) or name_of(cell.fill)
    if {behind, status.label} <= _RATED and behind != status.label:
        return attrs.evolve(status, doubt=f"the word says {status.label}, the colour behind it {behind}")
    return status


def _by_words(cell: Cell) -> Status:
    text = one_line(cell.text)
    letter = LETTERS.get(text.lower())
    if letter is not None or text.lower() in COLOURS:
        return Status(label=letter or text.lower())
    first = _SAID_FIRST.fullmatch(cell.text.strip())
    if first is not None:
        return Status(label=first["colour"].lower(), rest=first["rest"].strip().removesuffix(")"))
    if cell.number is not None or len(text) > _LENGTH_MAX or not any(map(str.isalpha, text)):
        raise UnreadError(text, EXPECTED)
    # A status stands in the clear and for ever, as a lead does.
    if any(not set(plain(pair).split(" ")) & _USUAL for pair in _CAPITALISED.findall(text)):
        raise UnreadError(text, EXPECTED_KNOWN)
    # A slash would part a scheme from its label.
    return Status(label="-".join(part.strip() for part in text.split("/") if part.strip()))


def _by_colour(cell: Cell, fills: Mapping[str, str]) -> Status | None:
    if cell.is_painted:
        found = "a colour that a rule of the workbook sets (conditional formatting)"
        raise UnreadError(found, "a word, a letter, or a colour set by hand")
    if cell.fill is None or (cell.fill not in fills and is_plain(cell.fill)):
        return None
    label = fills.get(cell.fill) or name_of(cell.fill)
    if not label:
        expected = f"a colour that is known: the mapping can say what {cell.fill} is, under [fills]"
        raise UnreadError(f"no word, on the colour {cell.fill}", expected)
    return Status(label=label, by_colour=cell.fill)
