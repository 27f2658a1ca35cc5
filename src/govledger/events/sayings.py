"""What minutes say of duties, and the phrase that each means.

    >>> reword("monthly").phrase
    'every month'
    >>> reword("in 3 months time - December 2015").phrase
    'either 3 months after happened or December 2015'

Everything else is left as it is, for `govledger.events.clauses` to read or refuse.
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


def reword(phrase: str, *, is_anchored: bool = False) -> Reworded:
    """``phrase`` in the words of the grammar, counted from ``happened`` where it leaves open from what.

    Args:
        phrase: A tidy phrase, without words.
        is_anchored: Whether something will stand in the place of ``happened``. Without it, ``within 3 months`` stays
            open and ``thereafter`` has no start.

    Raises:
        PhraseError: It can be read two ways.
    """
    head, mark, limits = phrase.partition(";")
    said, words = _reword(head.strip(), is_anchored=is_anchored)
    if match := _EITHER.fullmatch(said):
        said = f"either {' or '.join(_reword(part, is_anchored=is_anchored).phrase for part in _OR.split(match[1]))}"
    return Reworded(f"{said}{mark}{limits}", words)


def _reword(clause: str, *, is_anchored: bool) -> Reworded:
    for pattern, reader in _SAYINGS:
        if match := pattern.fullmatch(clause):
            return reader(match, is_anchored)
    return Reworded(clause)


def _adverb(match: re.Match[str], _: object) -> Reworded:
    return Reworded(_ADVERBS[match[0].lower()])


def _two_ways(match: re.Match[str], _: object) -> Reworded:
    raise PhraseError(match[0], "a repetition that can be read one way only, such as every 2 months or 2 times a year")


def _in_time(match: re.Match[str], _: object) -> Reworded:
    return Reworded(f"{match['step']} after {HAPPENED}")


def _in_time_or(match: re.Match[str], _: object) -> Reworded:
    return Reworded(f"either {match['step']} after {HAPPENED} or {match['x']}")


def _within(match: re.Match[str], is_anchored: bool) -> Reworded:  # noqa: FBT001 - called by position, as every reader is
    return Reworded(f"{match[0]} of {HAPPENED}" if is_anchored else match[0])


def _thereafter(match: re.Match[str], is_anchored: bool) -> Reworded:  # noqa: FBT001 - as above
    every = _ADVERBS.get(match["every"].lower(), match["every"])
    # Which day the minutes meant is not said here, so no start is made up; the words are kept instead.
    return Reworded(f"{every}; from {HAPPENED}") if is_anchored else Reworded(every, match[0])


def _started(match: re.Match[str], _: object) -> Reworded:
    return Reworded(f"{match['every']}; {match['limit']} {match['x']}")


def _until(match: re.Match[str], _: object) -> Reworded:
    if match["step"] is None:
        return Reworded(f"when {match['x']}")
    return Reworded(f"when {match['x']}; not before {match['step']} after {HAPPENED}")


def _pattern(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.IGNORECASE | re.ASCII)


_EITHER = _pattern(r"either (.+)")
_OR = _pattern(r",? or ")
_STEP = rf"(?P<step>{COUNT} {UNIT})"
_EVERY = rf"(?:at )?(?:every|each) (?:meeting(?: of \S+)?|(?:{COUNT} )?{UNIT})"
_LEAST = r"(?:and )?(?:(?:for|with) )?(?:at least|at minimum|(?:a )?minimum(?: of)?|not less than|no less than)"

_SAYINGS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str], bool], Reworded]], ...]] = (
    (_pattern("|".join(_ADVERBS)), _adverb),
    (_pattern("bi-?(?:weekly|monthly|annually|annual)"), _two_ways),
    (_pattern(rf"(?:with)?in {_STEP}(?:'s?)? time"), _in_time),
    (_pattern(rf"in {_STEP}(?:'s?)? time ?[\u2013\u2014,-] ?(?P<x>[^;]+)"), _in_time_or),
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
