"""Weighing: which of several answers to one question stands, and what is better than what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from govledger.assurance.case import Case
from govledger.assurance.families.reading import Word, words_on
from govledger.assurance.rule import Alarm, Answer, CannotTell, Clear, NotYet
from govledger.events import Meaning
from govledger.events.working_days import ENGLAND_AND_WALES

STEPS: Mapping[Meaning, int] = MappingProxyType(
    {
        Meaning.STOPPED: 0,
        Meaning.OFF_TRACK: 0,
        Meaning.ADVERSE: 0,
        Meaning.NOT_STARTED: 0,
        Meaning.PAUSED: 0,
        Meaning.AT_RISK: 1,
        Meaning.ON_TRACK: 2,
        Meaning.FAVOURABLE: 2,
        Meaning.COMPLETE_EMBEDDING: 3,
        Meaning.COMPLETE: 4,
        Meaning.EMBEDDED: 5,
    }
)
"""How far along each meaning is; what has no step says nothing of better or worse."""

SILENT = frozenset({Meaning.NO_UPDATE, Meaning.NOT_ASSESSED})
"""The meanings of a report that says nothing of how a thing stands."""

_WEIGHT = (Alarm, CannotTell, NotYet, Clear)
_NAMED = 6


def weigh(answers: Iterable[Answer]) -> Answer:
    """The answer that stands: an alarm before what cannot be told, that before what is not yet due, that before clear.

    Of two that weigh the same the first stands.
    """
    given = list(answers)
    return next((answer for kind in _WEIGHT for answer in given if isinstance(answer, kind)), None)


def words_by_today(case: Case, reference: str | None = None) -> list[Word]:
    """What was said by today of how a thing stands, in order, without reports that say nothing of it."""
    return [word for word in words_on(case, reference) if word.day <= case.today and word.meaning not in SILENT]


def last_word(case: Case, reference: str | None = None) -> Word | None:
    """The last of them; ``None`` where nothing was said."""
    return next(reversed(words_by_today(case, reference)), None)


def is_firm(word: Word) -> bool:
    """Whether a word was said outright, is not doubted, and has a meaning."""
    return not (word.is_doubted or word.is_presupposed or word.meaning is Meaning.UNKNOWN)


def working_days_after(day: dt.date, count: int) -> dt.date:
    """The ``count``-th working day after a day, in England and Wales."""
    return ENGLAND_AND_WALES.add(day, count)


def run_start(words: list[Word], holds: Callable[[Word], bool]) -> Word | None:
    """The first word of the unbroken run, up to the last word, of which something holds; ``None`` while it does not."""
    start = None
    for word in words:
        start = (start or word) if holds(word) else None
    return start


def listed(references: Iterable[str]) -> str:
    """A few references by name, and how many more there are."""
    every = list(references)
    more = f" and {len(every) - _NAMED} more" if len(every) > _NAMED else ""
    return f"{', '.join(every[:_NAMED])}{more}"
