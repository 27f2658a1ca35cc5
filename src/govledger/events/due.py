"""When something falls due: a time, a window, a repetition, or an event that has not come.

    >>> by("70 working days after 2017-04-07").latest.isoformat()
    '2017-07-20'
    >>> by("in three months' time", anchor="meeting:osmc-1")
    Due('3 months after meeting:osmc-1')
    >>> by("every three months thereafter", anchor="December 2017").next_after(dt.date(2018, 1, 1)).isoformat()
    '2018-03-31'

The canonical form is the phrase, then ``" | "`` and the words that were said, if any were kept. `Due.latest` always
exists: it is `date.max` while the duty is open, or while an id inside has no day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import NamedTuple, final

from govledger.errors import BadValueError, PhraseError
from govledger.events.clauses import DUE_UNDERSTOOD, NONE, UNSPECIFIED, read_anchor, read_duty
from govledger.events.duties import Duty
from govledger.events.moments import read_moment
from govledger.events.phrases import Calendar, Canonical, Step, build, clean, join_words, read_words, split_words
from govledger.events.sayings import IN_DUE_COURSE, reword
from govledger.events.terms import Bounds, Context, EveryMeeting, Fixed, TimesAYear, Words, no_days
from govledger.events.when import UNKNOWN, When, nearest_time

__all__ = ["Due", "Resolved", "by"]


class Resolved(NamedTuple):
    """The days that a duty comes to once the days of its ids are known.

    Attributes:
        earliest: The first day it can fall due; `date.min` when open.
        latest: The last day it can fall due; `date.max` when open.
        readings: The same for each alternative of ``either``; otherwise itself alone.
        duties: Each alternative.
        context: What they were resolved with.
    """

    earliest: dt.date
    latest: dt.date
    readings: tuple[Bounds, ...]
    duties: tuple[Duty, ...]
    context: Context

    def next_after(self, day: dt.date) -> dt.date | None:
        """The first turn of a repetition after ``day``; see `Due.next_after`."""
        turns = [duty.next_after(day, self.context) for duty in self.duties]
        return max((turn for turn in turns if turn is not None), default=None)

    def includes(self, day: dt.date) -> bool:
        """Whether a turn on ``day`` lies within its limits, ``from X`` and ``until X`` among them."""
        return any(duty.includes(day, self.context) for duty in self.duties)


@final
class Due(Canonical):
    """When something falls due, as precisely as it was said.

    Immutable and hashable; two are equal when their canonical forms are. Make one with `by`, `Due.parse` or `Due.read`.

    Attributes:
        phrase: What was understood, in its canonical form.
        words: The words that were said, where they were kept.
        references: The ids inside, each ``kind:id``.
    """

    __slots__ = ("_bounds", "_calendar", "_duty", "phrase", "references", "words")

    phrase: str
    words: str | None
    references: tuple[str, ...]
    _bounds: Bounds | None
    _calendar: Calendar | None
    _duty: Duty

    def __new__(cls, value: object) -> Due:
        """The same as `Due.read`."""
        return cls.read(value)

    @classmethod
    def parse(cls, text: str) -> Due:
        """The duty that ``text``, ``phrase`` or ``phrase | words``, says.

        Raises:
            PhraseError: ``text`` is no such phrase; the message lists what is understood.
        """
        if not isinstance(text, str):  # pyright: ignore[reportUnnecessaryIsInstance] - callers without a type checker
            raise BadValueError(text, "when something falls due, as text")
        return _parse(text)

    @classmethod
    def read(cls, value: object) -> Due:
        """A duty given as text, a day, a `When` or a `Due`.

        Raises:
            PhraseError: The text is no phrase that is understood.
            BadValueError: ``value`` is something else. An instant is refused: its day depends on a zone.
        """
        if isinstance(value, str):
            return _parse(value)
        if isinstance(value, Due):
            return value
        if isinstance(value, When) or (isinstance(value, dt.date) and not isinstance(value, dt.datetime)):
            when = When.read(value)
            return _make(Duty(Fixed(when), {}), when.words)
        raise BadValueError(value, "when something falls due, as text or a day; not an instant")

    @property
    def earliest(self) -> dt.date:
        """The first day it can fall due; `date.min` when open."""
        return self._own_bounds().earliest

    @property
    def latest(self) -> dt.date:
        """The last day it can fall due: the greatest reading, `date.max` when open or while an id has no day."""
        return self._own_bounds().latest

    @property
    def readings(self) -> tuple[Due, ...]:
        """Each alternative of ``either X or Y``; otherwise itself alone."""
        alternatives = self._duty.alternatives()
        return (self,) if len(alternatives) == 1 else tuple(_make(duty, None, self._calendar) for duty in alternatives)

    @property
    def is_recurring(self) -> bool:
        """Whether it comes round again."""
        return any(isinstance(duty.core, EveryMeeting) or duty.step for duty in self._duty.alternatives())

    @property
    def is_none(self) -> bool:
        """Whether it was said that there is no deadline."""
        return self.phrase == NONE

    @property
    def is_unspecified(self) -> bool:
        """Whether it is a duty to which no time was given."""
        return self._duty.core == Words(UNSPECIFIED)

    @property
    def is_unknown(self) -> bool:
        """Whether its time was said to be unknown."""
        return self.phrase == UNKNOWN

    @property
    def is_open(self) -> bool:
        """Whether no last day can be told from the phrase alone."""
        return self.latest == dt.date.max

    @property
    def step(self) -> Step | None:
        """The even step of a repetition, such as ``(3, "month")``; ``None`` when there is none."""
        return self._duty.step

    @property
    def times(self) -> int | None:
        """How often a repetition comes, where that was said."""
        return self._duty.times

    @property
    def every_meeting_of(self) -> str | None:
        """The body at whose every meeting it falls due; empty for any body, ``None`` if it is no such duty."""
        core = self._duty.core
        return (core.body or "") if isinstance(core, EveryMeeting) else None

    @property
    def is_evenly_spread(self) -> bool:
        """Whether its step is our reading of ``N times a year``, whose days were not said."""
        return isinstance(self._duty.core, TimesAYear)

    @property
    def counts_from_happened(self) -> bool:
        """Whether it counts from the ``happened`` of the entry it stands in; see `anchored`."""
        return any(term.counts_from_happened for term in self._duty.terms)

    def anchored(self, happened: When) -> Due:
        """The same duty, counted from ``happened`` where it said so."""
        if not self.counts_from_happened:
            return self
        return _make(self._duty.anchored(read_anchor(happened)), self.words, self._calendar)

    def resolve(self, days_of: Callable[[str], When | None], calendar: Calendar | None = None) -> Resolved:
        """The days it comes to, given the days of the ids inside it.

        Args:
            days_of: The time of an id, ``None`` while it has none.
            calendar: The working days; by default England and Wales.
        """
        context = Context(days_of, calendar or self._calendar)
        duties = self._duty.alternatives()
        readings = tuple(duty.bounds(context) for duty in duties)
        earliest, latest = min(each.earliest for each in readings), max(each.latest for each in readings)
        return Resolved(earliest, latest, readings, duties, context)

    def counted_by(self, calendar: Calendar) -> Due:
        """The same duty, counting the working days of ``calendar``; only the phrase is recorded."""
        return _make(self._duty, self.words, calendar)

    def next_after(self, day: dt.date) -> dt.date | None:
        """The first turn of a repetition after ``day``; ``None`` where none is left or no day can be told.

        Turns are counted from ``from X``, the first of them one step after X; without it, ``day`` is taken as the last
        turn. An ``either`` gives the latest of its alternatives.
        """
        return self.resolve(no_days).next_after(day)

    def _own_bounds(self) -> Bounds:
        if self._bounds is None:
            resolved = self.resolve(no_days)
            object.__setattr__(self, "_bounds", Bounds(resolved.earliest, resolved.latest))
        return self._bounds or Bounds(dt.date.min, dt.date.max)


Anchor = str | dt.date | When
"""What a phrase may count from: a day, a time, or an id such as ``meeting:osmc-1``."""


def by(
    text: str | dt.date | When | Due,
    *,
    words: bool = False,
    anchor: Anchor | None = None,
    calendar: Calendar | None = None,
) -> Due:
    """When something falls due, as minutes say it: ``2017-09-30``, ``in three months' time``, ``every month``.

    A bare time becomes a last day: ``2017-09-30`` is read as ``by 2017-09-30``.

    Args:
        text: What was said.
        words: Keep what is not understood, as ``unspecified | text``.
        anchor: What ``in three months' time``, ``thereafter`` and ``at least 12 months`` count from.
        calendar: The working days behind this value's own `Due.latest`; only the phrase is recorded.

    Raises:
        PhraseError: ``text`` is not understood, and ``words`` is false; or it needs an anchor and has none.
    """
    try:
        due = _read_text(text, anchor) if isinstance(text, str) else Due.read(text)
    except PhraseError:
        if not words or not isinstance(text, str):
            raise
        return _make(Duty(Words(UNSPECIFIED), {}), read_words(text))
    if read_moment(due.phrase) is not None:
        due = _make(Duty(Fixed(When.parse(f"by {due.phrase}")), {}), due.words)
    return due if calendar is None else due.counted_by(calendar)


def _make(duty: Duty, words: str | None, calendar: Calendar | None = None) -> Due:
    phrase = duty.text
    return build(
        Due,
        join_words(phrase, words),
        phrase=phrase,
        words=words,
        references=tuple(dict.fromkeys(ref for term in duty.terms for ref in term.references)),
        _duty=duty,
        _calendar=calendar,
        _bounds=None,
    )


def _nearest_step(phrase: str) -> tuple[str, ...]:
    """``within 10 working days`` for ``in 10 working days``, which may mean within them or at their end."""
    with suppress(PhraseError):
        if phrase.lower().startswith("in ") and read_duty(f"with{phrase}") is not None:
            return (f"with{phrase}",)
    return ()


@lru_cache(maxsize=4096)
def _parse(text: str) -> Due:
    return _read_text(text, None)


def _read_text(text: str, anchor: Anchor | None) -> Due:
    phrase, words = split_words(text)
    if words is None and phrase.lower() == IN_DUE_COURSE:
        return _make(Duty(Words(UNSPECIFIED), {}), clean(text))
    reworded = reword(phrase, is_anchored=anchor is not None)
    duty = read_duty(reworded.phrase)
    if duty is None:
        raise PhraseError(text, DUE_UNDERSTOOD, nearest=nearest_time(phrase) or _nearest_step(phrase))
    if anchor is not None:
        duty = duty.anchored(read_anchor(anchor))
    return _make(duty, words or reworded.words)
