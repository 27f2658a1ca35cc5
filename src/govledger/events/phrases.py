"""What every phrase grammar shares: tidy text, the words after a bar, counts, units and arithmetic on days.

A phrase is one line: what is understood, then optionally `` | `` and the words that were said. No day here is ever
out of range: what would pass 9999-12-31 stays there, and `date.max` and `date.min` stand for open ends, so that they
stay where they are when moved.
"""

from __future__ import annotations

import calendar as _calendar
import datetime as dt
import re
from typing import Any, Final, NoReturn, Protocol, TypeVar

import attrs

from govledger.errors import BadValueError, PhraseError

PHRASE_LENGTH_MAX: Final = 500
BAR: Final = " | "
COUNT_MAX: Final = 9999

NUMBER_WORDS: Final = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip

COUNT: Final = rf"(?:[0-9]{{1,5}}|an?|{'|'.join(NUMBER_WORDS)})"
"""A regular expression for a count: digits, ``a`` or ``an``, or a word from one to twelve."""

UNIT: Final = r"(?:working[ -]days?|days?|weeks?|fortnights?|months?|quarters?|years?)"
"""A regular expression for a unit of time, singular or plural."""

_UNITS: Final = {
    "day": (1, "day"), "working day": (1, "working day"), "week": (1, "week"), "fortnight": (2, "week"),
    "month": (1, "month"), "quarter": (3, "month"), "year": (1, "year"),
}  # fmt: skip

# Bidirectional controls are refused with the others: they would let a stored phrase read differently on a page.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_SPACES = re.compile(r"\s+")
_STRAIGHT = str.maketrans({"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u2010": "-", "\u2011": "-", "\u2212": "-"})


class Calendar(Protocol):
    """What arithmetic in working days needs; see `govledger.events.working_days`."""

    def add(self, day: dt.date, count: int) -> dt.date:
        """The ``count``-th working day after ``day``."""
        ...

    def between(self, first: dt.date, last: dt.date) -> int:
        """How many working days there are after ``first``, up to and including ``last``."""
        ...


@attrs.frozen
class Step:
    """A length of time.

    Attributes:
        count: How many units.
        unit: ``day``, ``working day``, ``week``, ``month`` or ``year``.
    """

    count: int
    unit: str

    @property
    def text(self) -> str:
        """As it is written: ``1 month``, ``70 working days``."""
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"

    def times(self, count: int) -> Step:
        """This length, ``count`` times over."""
        return Step(self.count * count, self.unit)


class Canonical:
    """A value that is one canonical text: immutable, hashable, and equal to another of its kind with the same text."""

    __slots__ = ("_text",)

    _text: str

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a {type(self).__name__} does not change; cannot set {name}")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a {type(self).__name__} does not change; cannot delete {name}")

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._text!r})"

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Canonical) and type(other) is type(self):
            return self._text == other._text
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> tuple[Any, ...]:
        # Copies and pickles are read again from the text, as a stored value is.
        return (type(self), (self._text,))


Kind = TypeVar("Kind", bound=Canonical)


def build(kind: type[Kind], text: str, /, **values: object) -> Kind:
    """A value of ``kind`` whose canonical form is ``text``."""
    made = object.__new__(kind)
    object.__setattr__(made, "_text", text)
    for name, value in values.items():
        object.__setattr__(made, name, value)
    return made


def tidy(text: str) -> str:
    """``text`` with single plain spaces, straight apostrophes and plain hyphens; ids such as ``body:x`` stay as given.

    Raises:
        PhraseError: It is empty, too long, or holds control characters.
    """
    return " ".join(word if ":" in word else word.translate(_STRAIGHT) for word in clean(text).split(" "))


def clean(text: str) -> str:
    """``text`` on one line, at most 500 characters, with single plain spaces and otherwise as said.

    Raises:
        PhraseError: It is empty, too long, or holds control characters.
    """
    if len(text) > PHRASE_LENGTH_MAX:
        raise PhraseError(text, f"at most {PHRASE_LENGTH_MAX} characters")
    if _CONTROL.search(text):
        raise PhraseError(text, "text on one line, with no control characters")
    spaced = _SPACES.sub(" ", text).strip()
    if not spaced:
        raise PhraseError(text, "words, not an empty text")
    return spaced


def split_words(text: str) -> tuple[str, str | None]:
    """The tidy phrase and the words after the bar, which stay as said.

    Raises:
        PhraseError: There is more than one bar, or nothing on one side of it.
    """
    if "|" not in text:
        return tidy(text), None
    if text.count("|") > 1 or BAR not in f" {_SPACES.sub(' ', text)} ":
        raise PhraseError(text, "one bar at most, with a space on each side: phrase | words")
    phrase, words = text.split("|")
    if not phrase.strip() or not words.strip():
        raise PhraseError(text, "something on both sides of the bar: phrase | words")
    return tidy(phrase), read_words(words)


def read_words(words: object) -> str | None:
    """The words said, on one line and without a bar; ``None`` stays ``None``.

    Raises:
        PhraseError: They hold a bar or control characters, are empty, or are too long.
        BadValueError: They are not text.
    """
    if words is None:
        return None
    if not isinstance(words, str):
        raise BadValueError(words, "the words that were said, as text")
    if "|" in words:
        raise PhraseError(words, "words without a bar (|), which parts a phrase from its words")
    return clean(words)


def join_words(phrase: str, words: str | None) -> str:
    """The canonical form: the phrase, or the phrase, a bar and the words.

    Raises:
        PhraseError: Together they are too long.
    """
    text = phrase if words is None else f"{phrase}{BAR}{words}"
    if len(text) > PHRASE_LENGTH_MAX:
        raise PhraseError(text, f"at most {PHRASE_LENGTH_MAX} characters, words included")
    return text


def read_count(text: str) -> int:
    """The number in ``text``: digits, ``a``, or a word from one to twelve.

    Raises:
        PhraseError: It is nought, or more than 9999.
    """
    word = text.lower()
    number = int(word) if word.isdigit() else NUMBER_WORDS.index(word) + 1 if word in NUMBER_WORDS else 1
    if not 1 <= number <= COUNT_MAX:
        raise PhraseError(text, f"a count from 1 to {COUNT_MAX}")
    return number


def read_step(count: str, unit: str) -> Step:
    """The length of time that a count and a unit name; a fortnight is two weeks, a quarter three months."""
    each, name = _UNITS[unit.lower().replace("-", " ").removesuffix("s")]
    return Step(read_count(count) * each, name)


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of the month, ``months`` later or earlier; the month's last day where it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if year > dt.MAXYEAR:
        return dt.date.max
    if year < dt.MINYEAR:
        return dt.date.min
    return dt.date(year, month + 1, min(day.day, _calendar.monthrange(year, month + 1)[1]))


def add_days(day: dt.date, days: int) -> dt.date:
    """``days`` later or earlier, but never outside the years 1 to 9999."""
    ordinal = day.toordinal() + days
    return dt.date.fromordinal(max(1, min(ordinal, dt.date.max.toordinal())))


def shift(day: dt.date, step: Step, calendar: Calendar | None = None) -> dt.date:
    """``day`` moved on by ``step``; an open end stays open.

    Working days are those of ``calendar``, by default England and Wales.
    """
    if day in {dt.date.min, dt.date.max}:
        return day
    if step.unit == "working day":
        return working_days(calendar).add(day, step.count)
    if step.unit in {"month", "year"}:
        return add_months(day, step.count * (12 if step.unit == "year" else 1))
    return add_days(day, step.count * (7 if step.unit == "week" else 1))


def working_days(calendar: Calendar | None) -> Calendar:
    """``calendar``, or the working days of England and Wales."""
    if calendar is not None:
        return calendar
    # Imported when first needed: most phrases count no working days.
    from govledger.events.working_days import ENGLAND_AND_WALES  # noqa: PLC0415

    return ENGLAND_AND_WALES
