"""What minutes say of duties, and the phrase that each means.

    >>> reword("monthly", None).phrase
    'every month'
    >>> reword("in 3 months time \u2013 December 2015", "meeting:osmc-1").phrase
    'either 3 months after meeting:osmc-1 or December 2015'
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from govledger.errors import PhraseError
from govledger.events.phrases import COUNT, UNIT
from govledger.events.terms import HAPPENED

IN_DUE_COURSE: Final = "in due course"

_ADVERBS: Final = {
    "daily": "every day",
    "weekly": "every week",
    "fortnightly": "every 2 weeks",
    "monthly": "every month",
    "quarterly": "every 3 months",
    "six-monthly": "every 6 months",
    "annually": "every year",
    "yearly": "every year",
    "once a month": "every month",
    "once a week": "every week",
    "once a year": "every year",
    "once every year": "every year",
    "twice a year": "2 times a year",
    "twice yearly": "2 times a year",
    "twice per year": "2 times a year",
}


class Reworded(NamedTuple):
    """A phrase put in the grammar's words, and the words said where these say more."""

    phrase: str
    words: str | None = None


def reword(phrase: str, anchor: str | None) -> Reworded:
    """``phrase`` in the words of the grammar, counted from ``anchor`` where it leaves open from what.

    Raises:
        PhraseError: It needs an anchor and has none, or can be read two ways.
    """
    for pattern, reader in _SAYINGS:
        if match := pattern.fullmatch(phrase):
            return reader(match, anchor)
    return Reworded(phrase)


def _adverb(match: re.Match[str], _: str | None) -> Reworded:
    return Reworded(_ADVERBS[match[0].lower()])


def _two_ways(match: re.Match[str], _: str | None) -> Reworded:
    raise PhraseError(match[0], "a repetition that can be read one way only, such as every 2 months or 2 times a year")


def _in_time(match: re.Match[str], anchor: str | None) -> Reworded:
    return Reworded(f"{match['step']} after {anchor or HAPPENED}")


def _in_time_or(match: re.Match[str], anchor: str | None) -> Reworded:
    return Reworded(f"either {match['step']} after {anchor or HAPPENED} or {match['x']}")


def _within(match: re.Match[str], anchor: str | None) -> Reworded:
    return Reworded(f"within {match['step']} of {anchor}" if anchor else match[0])


def _thereafter(match: re.Match[str], anchor: str | None) -> Reworded:
    every = _ADVERBS.get(match["every"].lower()) or match["every"]
    # Which day the minutes meant is not said here, so no start is made up; the words are kept instead.
    return Reworded(f"{every}; from {anchor}") if anchor else Reworded(every, match[0])


def _started(match: re.Match[str], _: str | None) -> Reworded:
    return Reworded(f"{match['every']}; {match['limit']} {match['x']}")


def _until(match: re.Match[str], anchor: str | None) -> Reworded:
    if match["step"] is None:
        return Reworded(f"when {match['x']}")
    if anchor is None:
        raise PhraseError(match[0], f"an anchor for its {match['step']} to count from: by(text, anchor=\u2026)")
    return Reworded(f"when {match['x']}; not before {match['step']} after {anchor}")


def _pattern(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.IGNORECASE | re.ASCII)


_STEP = rf"(?P<step>{COUNT} {UNIT})"
_EVERY = rf"(?:at )?(?:every|each) (?:meeting(?: of \S+)?|(?:{COUNT} )?{UNIT})"
_LEAST = r"(?:and )?(?:(?:for|with) )?(?:at least|at minimum|(?:a )?minimum(?: of)?|not less than|no less than)"

_SAYINGS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str | None], Reworded]], ...]] = (
    (_pattern("|".join(_ADVERBS)), _adverb),
    (_pattern("bi-?(?:weekly|monthly|annually|annual)"), _two_ways),
    (_pattern(rf"(?:with)?in {_STEP}'?s?'? time"), _in_time),
    (_pattern(rf"in {_STEP}'?s?'? time ?[\u2013\u2014,-] ?(?P<x>.+)"), _in_time_or),
    (_pattern(rf"within {_STEP}"), _within),
    (_pattern(rf"(?P<every>{_EVERY}|{'|'.join(_ADVERBS)}),? (?:thereafter|after that|from then on)"), _thereafter),
    (_pattern(rf"(?P<every>{_EVERY}),? (?P<limit>from|until) (?P<x>[^;]+)"), _started),
    (
        _pattern(
            rf"(?:by|until|at) (?P<x>(?:the )?next [^;]+?|[a-z_]+:[^\s:|;#,\"]+)"
            rf"(?:,? {_LEAST} {_STEP}|(?<=[^\s]))"
        ),
        _until,
    ),
)
