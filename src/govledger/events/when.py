"""When something happened, as precise as it was said.

    >>> when("14 June 2017")
    When('2017-06-14')
    >>> december = when("December 2015")
    >>> str(december), december.earliest.isoformat(), december.latest.isoformat()
    ('December 2015', '2015-12-01', '2015-12-31')

The canonical form is the phrase, then ``" | "`` and the words that were said, if any were kept. The grammar is written
out in ``docs/explanation/imprecise-dates.md``.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from contextlib import suppress
from functools import lru_cache
from typing import Final, NamedTuple, final

from govledger.errors import BadValueError, PhraseError
from govledger.events.moments import MONTHS, SEASONS, WEEKDAYS, Moment, day_moment, read_moment
from govledger.events.phrases import (
    COUNT,
    UNIT,
    Canonical,
    add_days,
    build,
    clean,
    join_words,
    read_step,
    read_words,
    shift,
    split_words,
    tidy,
)

UNKNOWN: Final = "unknown"
IN_DUE_COURSE: Final = "in due course"

WHEN_UNDERSTOOD: Final = (
    "a time: 2017-06-14, 2017-06, 2017, 14 June 2017, June 2017, autumn 2017, 2017/18, Q1 2017/18, municipal 2024/25, "
    "early|mid|late X, end of X, X..Y, X.., ..Y, between X and Y, before|after|by|since|about X, either X or Y, "
    "in due course, or unknown; other words go after a bar: unknown | words"
)
"""What `PhraseError` says would have been understood."""

_VOCABULARY: Final = (
    *MONTHS, *WEEKDAYS, *SEASONS, "municipal", "early", "late", "between", "before", "after", "since", "about",
    "either", "unknown",
)  # fmt: skip


class Reading(NamedTuple):
    """What a phrase says.

    Attributes:
        phrase: Its canonical form.
        earliest: The first day it can mean.
        latest: The last day it can mean.
        readings: The alternatives of ``either``; empty for any other phrase.
    """

    phrase: str
    earliest: dt.date
    latest: dt.date
    readings: tuple[str, ...] = ()


@final
class When(Canonical):
    """A time in the world, with the days it can have been.

    Immutable and hashable; two are equal when their canonical forms are. Make one with `when`, `When.parse` or
    `When.read`.

    Attributes:
        earliest: The first day it can have been; `date.min` when open.
        latest: The last day it can have been; `date.max` when open.
        phrase: What was understood, in its canonical form.
        words: The words that were said, where they were kept.
    """

    __slots__ = ("_readings", "earliest", "latest", "phrase", "words")

    earliest: dt.date
    latest: dt.date
    phrase: str
    words: str | None
    _readings: tuple[str, ...]

    def __new__(cls, value: object) -> When:
        """The same as `When.read`."""
        return cls.read(value)

    @classmethod
    def parse(cls, text: str) -> When:
        """The time that ``text``, ``phrase`` or ``phrase | words``, says.

        Raises:
            PhraseError: ``text`` is no such phrase; the message lists what is understood.
        """
        if not isinstance(text, str):  # pyright: ignore[reportUnnecessaryIsInstance] - callers without a type checker
            raise BadValueError(text, "a time as text")
        return _parse(text)

    @classmethod
    def read(cls, value: object) -> When:
        """A time given as text, a day, a `When`, or an object with ``earliest``, ``latest`` and ``words``.

        Raises:
            PhraseError: The text is no phrase that is understood.
            BadValueError: ``value`` is something else. An instant is refused: its day depends on a zone.
        """
        if isinstance(value, str):
            return _parse(value)
        if isinstance(value, When):
            return value
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            return _make(Reading(value.isoformat(), value, value), None)
        if isinstance(value, dict):
            return _from_fields(value)  # pyright: ignore[reportUnknownArgumentType]
        raise BadValueError(value, "a time as text, a day, or {earliest, latest, words}; not an instant")

    @property
    def is_unknown(self) -> bool:
        """Whether it was said to be unknown, or only words were said."""
        return self.phrase == UNKNOWN

    @property
    def readings(self) -> tuple[When, ...]:
        """Each alternative of ``either X or Y``; otherwise itself alone."""
        return tuple(map(_parse, self._readings)) or (self,)


def when(text: str | dt.date | When, *, words: bool = False, anchor: str | dt.date | When | None = None) -> When:
    """The time that minutes say: ``14 June 2017``, ``end of December 2015``, ``in three months' time``.

    Args:
        text: What was said.
        words: Keep what is not understood, as ``unknown | text``.
        anchor: The time that ``in three months' time`` and ``of this year`` count from.

    Raises:
        PhraseError: ``text`` is not understood, and ``words`` is false; or it needs an anchor and has none.
    """
    if not isinstance(text, str):
        return When.read(text)
    try:
        return _parse(_of_year(text, anchor)) if (found := _counted(text, anchor)) is None else found
    except PhraseError:
        if not words:
            raise
        return _make(_unknown(), read_words(text))


def _make(reading: Reading, words: str | None) -> When:
    return build(
        When,
        join_words(reading.phrase, words),
        earliest=reading.earliest,
        latest=reading.latest,
        phrase=reading.phrase,
        words=words,
        _readings=reading.readings,
    )


@lru_cache(maxsize=4096)
def _parse(text: str) -> When:
    if len(text) == len("2017-06-14") and text[4] == text[7] == "-":
        with suppress(ValueError):  # The slow way below says what is wrong with it.
            day = dt.date.fromisoformat(text)
            return _make(Reading(day.isoformat(), day, day), None)
    phrase, words = split_words(text)
    if words is None and phrase.lower() == IN_DUE_COURSE:
        return _make(_unknown(), clean(text))
    reading = read_when(phrase)
    if reading is None:
        raise PhraseError(text, WHEN_UNDERSTOOD, nearest=nearest_time(phrase))
    return _make(reading, words)


def read_when(phrase: str) -> Reading | None:
    """The time that a tidy phrase without words says; ``None`` if it says none.

    Raises:
        PhraseError: It is written as a time but cannot be one.
    """
    if match := _EITHER.fullmatch(phrase):
        return _either(match[1])
    return _single(phrase)


def _single(phrase: str) -> Reading | None:
    if phrase.lower() == UNKNOWN:
        return _unknown()
    if ".." in phrase:
        return _range(*phrase.split("..", 1))
    for pattern, reader in _PREFIXED:
        if match := pattern.fullmatch(phrase):
            return reader(match["x"])
    if match := _BETWEEN.fullmatch(phrase):
        reading = _range(match[1], match[2])
        return reading and reading._replace(phrase="between {} and {}".format(*reading.phrase.split("..")))
    moment = read_moment(phrase)
    return _bounds(moment) if moment else _said_range(phrase)


def _unknown() -> Reading:
    return Reading(UNKNOWN, dt.date.min, dt.date.max)


def _bounds(moment: Moment) -> Reading:
    return Reading(moment.phrase, moment.earliest, moment.latest)


def _range(first: str, last: str) -> Reading | None:
    """``X..Y``, ``X..`` or ``..Y``."""
    start, stop = read_moment(first.strip()), read_moment(last.strip())
    if (start is None) == bool(first.strip()) or (stop is None) == bool(last.strip()) or start is stop:
        return None
    earliest, latest = start.earliest if start else dt.date.min, stop.latest if stop else dt.date.max
    phrase = f"{start.phrase if start else ''}..{stop.phrase if stop else ''}"
    if earliest > latest:
        raise PhraseError(phrase, "a range that ends no earlier than it begins")
    return Reading(phrase, earliest, latest)


def _said_range(phrase: str) -> Reading | None:
    """``12 to 14 June 2017``, ``June - August 2017``: the first end may leave what both share to the second."""
    match = _DASHED.fullmatch(phrase)
    if match is None:
        return None
    first, last = match[1], match[2]
    shared = last.split(" ")
    for tail in ("", *(" ".join(("", *shared[-size:])) for size in range(1, len(shared)))):
        try:
            reading = _range(first + tail, last)
        except PhraseError:
            continue
        if reading:
            return reading
    return None


def _either(alternatives: str) -> Reading | None:
    parts = [_single(part) for part in _OR.split(alternatives)]
    known = [part for part in parts if part and part.phrase != UNKNOWN]
    if len(parts) < 2 or len(known) < len(parts):  # noqa: PLR2004
        return None
    phrases = tuple(dict.fromkeys(part.phrase for part in known))
    if len(phrases) < len(known):
        raise PhraseError(alternatives, "alternatives that differ")
    return Reading(
        f"either {' or '.join(phrases)}",
        min(part.earliest for part in known),
        max(part.latest for part in known),
        phrases,
    )


def _by(x: str) -> Reading | None:
    moment = read_moment(x)
    return moment and Reading(f"by {moment.phrase}", dt.date.min, moment.latest)


def _since(x: str) -> Reading | None:
    moment = read_moment(x)
    return moment and Reading(f"since {moment.phrase}", moment.earliest, dt.date.max)


def _before(x: str) -> Reading | None:
    moment = read_moment(x)
    if moment and moment.earliest == dt.date.min:
        raise PhraseError(f"before {x}", "a time that something can come before")
    return moment and Reading(f"before {moment.phrase}", dt.date.min, add_days(moment.earliest, -1))


def _after(x: str) -> Reading | None:
    moment = read_moment(x)
    if moment and moment.latest == dt.date.max:
        raise PhraseError(f"after {x}", "a time that something can come after")
    return moment and Reading(f"after {moment.phrase}", add_days(moment.latest, 1), dt.date.max)


def _about(x: str) -> Reading | None:
    moment = read_moment(x)
    if moment is None:
        return None
    earliest = shift(moment.earliest, moment.step.times(-1))
    # Counted from the day after the last, so that a month's end stays a month's end.
    after = dt.date.max if moment.latest == dt.date.max else shift(add_days(moment.latest, 1), moment.step)
    latest = after if after == dt.date.max else add_days(after, -1)
    return Reading(f"about {moment.phrase}", earliest, latest)


def _on(x: str) -> Reading | None:
    moment = read_moment(x)
    return moment and _bounds(moment)


def _pattern(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.IGNORECASE | re.ASCII)


_EITHER = _pattern(r"either (.+)")
_OR = _pattern(r",? or ")
_BETWEEN = _pattern(r"between (.+) and (.+)")
_DASH = r"(?: ?[\u2013\u2014] ?| - | to |(?<=^[0-9])-|(?<=^[0-9]{2})-|(?<=[a-z])-(?=[a-z]))"
_DASHED = _pattern(rf"(?:from )?(.+?){_DASH}(.+)")
_PREFIXED = (
    (_pattern(r"(?:by|no later than|not later than|on or before) (?:the )?(?P<x>.+)"), _by),
    (_pattern(r"(?:since|on or after) (?P<x>.+)"), _since),
    (_pattern(r"(?:before|prior to) (?P<x>.+)"), _before),
    (_pattern(r"after (?P<x>.+)"), _after),
    (_pattern(r"(?:about|around|approximately|circa|c\.) ?(?P<x>.+)"), _about),
    (_pattern(r"(?:in|on|at) (?:the )?(?P<x>.+)"), _on),
)
_IN_TIME = _pattern(rf"in (?P<count>{COUNT}) (?P<unit>{UNIT})(?:'s?)? time")
_OF_YEAR = _pattern(r"(?P<x>.+?)(?: of| in)? (?P<which>this|last|next) year")


def _anchor_when(text: str, anchor: str | dt.date | When | None) -> When:
    if anchor is None:
        raise PhraseError(text, "an anchor to count from: when(text, anchor=…)")
    return When.read(anchor)


def _counted(text: str, anchor: str | dt.date | When | None) -> When | None:
    """``in three months' time``, counted from the anchor, its words kept."""
    match = _IN_TIME.fullmatch(tidy(text)) if "|" not in text else None
    if match is None:
        return None
    start, step = _anchor_when(text, anchor), read_step(match["count"], match["unit"])
    return _span(shift(start.earliest, step), shift(start.latest, step), clean(text))


def _span(earliest: dt.date, latest: dt.date, words: str | None) -> When:
    first = "" if earliest == dt.date.min else earliest.isoformat()
    last = "" if latest == dt.date.max else latest.isoformat()
    phrase = first if first and first == last else f"{first}..{last}" if first or last else UNKNOWN
    return _make(Reading(phrase, earliest, latest), words)


def _of_year(text: str, anchor: str | dt.date | When | None) -> str:
    """``May of this year`` with the year put in, where there is an anchor in one year."""
    match = _OF_YEAR.fullmatch(text.strip()) if anchor is not None else None
    if match is None:
        return text
    start = _anchor_when(text, anchor)
    if start.earliest.year != start.latest.year:
        raise PhraseError(text, f"an anchor within one year, not {start}")
    year = start.earliest.year + ("last", "this", "next").index(match["which"].lower()) - 1
    return f"{match['x']} {year:04}"


def _from_fields(fields: dict[object, object]) -> When:
    given = {name: value for name, value in fields.items() if value is not None}
    words = read_words(given.pop("words", None))
    earliest, latest = (_field_moment(given.pop(name, None)) for name in ("earliest", "latest"))
    if given or (earliest is None and latest is None and words is None):
        raise BadValueError(fields, "an object with earliest, latest and words, at least one of them and no others")
    if earliest is None and latest is None:
        return _make(_unknown(), words)
    if earliest and latest and earliest.phrase == latest.phrase:
        return _make(_bounds(earliest), words)
    reading = _range(earliest.phrase if earliest else "", latest.phrase if latest else "")
    if reading is None:  # pragma: no cover - both phrases were read as moments just above
        raise BadValueError(fields, WHEN_UNDERSTOOD)
    return _make(reading, words)


def _field_moment(value: object) -> Moment | None:
    if value is None:
        return None
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return day_moment(value)
    moment = read_moment(tidy(value)) if isinstance(value, str) else None
    if moment is None:
        raise BadValueError(value, "a day, or a single time such as 2017-06 or June 2017")
    return moment


def nearest_time(phrase: str) -> tuple[str, ...]:
    """The phrase with its misspelt words put right, if that makes it one that is understood."""
    mended = " ".join(
        (difflib.get_close_matches(word.capitalize(), _VOCABULARY, 1, 0.75) or
         difflib.get_close_matches(word.lower(), _VOCABULARY, 1, 0.75) or [word])[0]
        for word in phrase.split(" ")
    )  # fmt: skip
    try:
        reading = read_when(mended) if mended != phrase else None
    except PhraseError:
        return ()
    return (reading.phrase,) if reading else ()
