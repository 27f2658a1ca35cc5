"""Reading when something falls due, or was done, from a cell: days, months, day numbers, and words.

What can be read in one way is read; all else is left out and said. A day such as 04/05/2017 is read only where the
column itself shows which comes first, or the mapping says so.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable
from typing import Final

from govledger import events as ev
from govledger.errors import PhraseError
from govledger.imports.flags import UnreadError, one_line
from govledger.imports.grid import Cell

DAY_FIRST, MONTH_FIRST = "day-first", "month-first"
ORDERS: Final = (DAY_FIRST, MONTH_FIRST)
EXPECTED: Final = "a day or month, such as 30 September 2017 or September 2017"
_SLASHED = re.compile(r"(?P<a>\d{1,2})[/.\-](?P<b>\d{1,2})[/.\-](?P<year>\d{4}|\d{2})")
_OPEN = re.compile(
    r"(?:on-?going|tbc|tbd|tba|to be (?:confirmed|determined|agreed|decided)|continuous|rolling|asap|"
    r"as soon as possible|in due course|immediate(?:ly)?|business as usual|bau)\.?",
    re.IGNORECASE,
)
"""What councils write instead of a day: there is a duty and no time for it, and the words are kept."""

_END = re.compile(r"(?:by )?(?:the )?end (?=[A-Za-z])(?!of\b)", re.IGNORECASE)
_SHORT = re.compile(r"(?P<day>\d{1,2})[- ](?P<month>[A-Za-z]{3})[- ](?P<year>\d{2})")
"""A day as a spreadsheet writes it where it saves a sheet as text: 31-Oct-17."""

_MONTHS: Final = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_SERIALS: Final = (25_000, 73_100)
"""The day numbers of 1968 to 2100."""

_YEARS: Final = (1990, 2100)
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_IN_YEARS: Final = f"a day from {_YEARS[0]} to {_YEARS[1]}"
_CENTURY: Final = 2000


def order_of(texts: Iterable[str]) -> str | None:
    """Whether the day or the month comes first in a column; ``None`` where it shows neither, or both.

    >>> order_of(["04/05/2017", "30/09/2017"]), order_of(["04/05/2017"])
    ('day-first', None)
    """
    found: set[str] = set()
    for match in map(_SLASHED.fullmatch, (one_line(text) for text in texts)):
        if match is not None:
            found |= {DAY_FIRST} if int(match["a"]) > 12 else set()  # noqa: PLR2004 - there are twelve months
            found |= {MONTH_FIRST} if int(match["b"]) > 12 else set()  # noqa: PLR2004 - likewise
    return found.pop() if len(found) == 1 else None


def is_slashed(text: str) -> bool:
    """Whether a text is a day whose parts could change places."""
    return _SLASHED.fullmatch(one_line(text)) is not None


def read_due(cell: Cell, *, order: str | None = None, epoch: dt.date | None = None) -> ev.Due:
    """When something falls due.

    Args:
        cell: The cell.
        order: Whether the day or the month comes first; ``None`` where nobody said.
        epoch: The day that day numbers count from; ``None`` where that is not known.

    Raises:
        UnreadError: It says no such thing, or could say two.
    """
    if cell.day is not None or cell.number is not None:
        return ev.by(_of_number(cell, epoch))
    text = one_line(cell.text)
    if _OPEN.fullmatch(text):
        return ev.by(text, words=True)
    due = _phrase(_day_of(text, order))
    if due.references or "|" in text:
        raise UnreadError(text, EXPECTED)
    _check_years(text)
    return due


def read_when(cell: Cell, *, order: str | None = None, epoch: dt.date | None = None) -> ev.When:
    """When something was done.

    Raises:
        UnreadError: It says no such thing, or could say two.
    """
    if cell.day is not None or cell.number is not None:
        return ev.when(_of_number(cell, epoch))
    text = one_line(cell.text)
    _check_years(text)
    try:
        return ev.when(_day_of(text, order).partition("|")[0])
    except PhraseError:
        raise UnreadError(text, EXPECTED) from None


def _check_years(text: str) -> None:
    """Check that no day is in a year of four digits that no plan means, such as 30/09/2107.

    Raises:
        UnreadError: One is.
    """
    if any(not _YEARS[0] <= int(year) <= _YEARS[1] for year in _YEAR.findall(text)):
        raise UnreadError(text, _IN_YEARS)


def _phrase(text: str) -> ev.Due:
    try:
        return ev.by(_END.sub("end of ", text))
    except PhraseError:
        raise UnreadError(text, EXPECTED) from None


def _day_of(text: str, order: str | None) -> str:
    """A text, a day whose parts could change places written so that it can be read one way only."""
    short = _SHORT.fullmatch(text)
    if short is not None and short["month"].lower() in _MONTHS:
        return _existing(text, int(short["day"]), _MONTHS[short["month"].lower()], _CENTURY + int(short["year"]))
    match = _SLASHED.fullmatch(text)
    if match is None:
        return text
    first, second = int(match["a"]), int(match["b"])
    order = order or order_of([text])
    if order is None and first != second:
        raise UnreadError(text, "a day that can be read one way only: the mapping can say dates = 'day-first'")
    day, month = (second, first) if order == MONTH_FIRST else (first, second)
    return _existing(text, day, month, int(match["year"]) + (_CENTURY if len(match["year"]) == len("17") else 0))


def _existing(text: str, day: int, month: int, year: int) -> str:
    """A day as ISO 8601 has it.

    Raises:
        UnreadError: There is no such day.
    """
    if not 1 <= month <= len(calendar.month_name) - 1:
        raise UnreadError(text, "a day that exists; there are twelve months")
    days = calendar.monthrange(year, month)[1]
    if not 1 <= day <= days:
        raise UnreadError(text, f"a day that exists; {calendar.month_name[month]} {year} has {days} days")
    return dt.date(year, month, day).isoformat()


def _of_number(cell: Cell, epoch: dt.date | None) -> str:
    """What a cell that holds a day or a number says, as a phrase."""
    if cell.day is not None:
        if not _YEARS[0] <= cell.day.year <= _YEARS[1]:
            raise UnreadError(cell.text, _IN_YEARS)
        return cell.text
    number = cell.number or 0.0
    if not number.is_integer():
        raise UnreadError(cell.text, EXPECTED)
    if _YEARS[0] <= number <= _YEARS[1]:
        return f"{number:.0f}"
    if epoch is not None and _SERIALS[0] <= number <= _SERIALS[1]:
        return (epoch + dt.timedelta(days=number)).isoformat()
    raise UnreadError(cell.text, EXPECTED)
