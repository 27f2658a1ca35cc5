"""How a duty's canonical phrase is read: its clauses, and what each counts from."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from govledger.errors import BadValueError, PhraseError
from govledger.events.duties import LIMITS, Duty
from govledger.events.phrases import COUNT, COUNT_MAX, UNIT, Step, read_count, read_step
from govledger.events.terms import (
    HAPPENED,
    Beside,
    Core,
    Either,
    Every,
    EveryMeeting,
    Fixed,
    Happened,
    Named,
    Offset,
    Operand,
    Repeating,
    TimesAYear,
    Within,
    Words,
)
from govledger.events.values import KINDS
from govledger.events.when import UNKNOWN, When, read_when
from govledger.events.words import nearest, read_id

UNSPECIFIED: Final = "unspecified"
NONE: Final = "none"

DUE_UNDERSTOOD: Final = (
    "when something falls due; write unspecified | asap to keep the words. Understood are a time such as by 2017-09-30 "
    "or December 2015; N months after X, within N months of X (days, working days, weeks, months, years); "
    "before|after|when X; every month, every 3 months, every meeting of body:x, 2 times a year; either X or Y; then "
    "any of ; not before X ; not after X ; until X ; times N ; from X; or unspecified, none, unknown. X is a time or "
    "an id such as meeting:osmc-1"
)
"""What `PhraseError` says would have been understood."""


def read_duty(phrase: str) -> Duty | None:
    """The duty that a tidy phrase says, without its words; ``None`` if it says none.

    Raises:
        PhraseError: It is written as a duty, but one part of it cannot be one.
    """
    clauses = [clause.strip() for clause in phrase.split(";")]
    core = None
    if _LIMIT.fullmatch(clauses[0]) is None or read_when(clauses[0]) is not None:
        core = _core(clauses.pop(0))
        if core is None:
            return None
    limits: dict[str, Operand] = {}
    times: int | None = None
    for clause in clauses:
        match = _LIMIT.fullmatch(clause)
        if match is None:
            return None
        name = match["name"].lower()
        if name in limits or (name == "times" and times is not None):
            raise PhraseError(clause, f"`{name}` once only")
        if name == "times":
            times = _times(match["x"])
        else:
            limits[name] = _operand(match["x"], words=True)
    _check(phrase, core, limits, times)
    return Duty(core, limits, times)


def _check(phrase: str, core: Core | None, limits: dict[str, Operand], times: int | None) -> None:
    """Refuse limits that mean nothing beside the core."""
    if core == Words(NONE) and (limits or times):
        raise PhraseError(phrase, "no limits beside none: there is no deadline, or there is one")
    if (times is not None or "from" in limits) and not isinstance(core, Repeating):
        raise PhraseError(phrase, "times and from beside a repetition, such as every month; times 3; from 2017-06-14")


def _times(text: str) -> int:
    if not re.fullmatch(COUNT, text, re.IGNORECASE):
        raise PhraseError(f"times {text}", f"times and a count from 1 to {COUNT_MAX}")
    return read_count(text)


def _core(clause: str) -> Core | None:
    if match := _EITHER.fullmatch(clause):
        return _either(match[1])
    return _single(clause)


def _either(alternatives: str) -> Core | None:
    parts = [_single(part) for part in _OR.split(alternatives)]
    known = [part for part in parts if part and part.text not in {UNKNOWN, NONE, UNSPECIFIED}]
    if len(parts) < 2 or len(known) < len(parts):  # noqa: PLR2004
        return None
    if len({part.text for part in known}) < len(known):
        raise PhraseError(alternatives, "alternatives that differ")
    if all(isinstance(part, Fixed) for part in known):
        return Fixed(When.parse(f"either {' or '.join(part.text for part in known)}"))
    return Either(tuple(known))


def _single(clause: str) -> Core | None:
    if clause.lower() in {NONE, UNSPECIFIED}:
        return Words(clause.lower())
    if read_when(clause) is not None:
        return Fixed(When.parse(clause))
    for pattern, reader in _CORES:
        if match := pattern.fullmatch(clause):
            return reader(match)
    return None


def _offset(match: re.Match[str]) -> Core:
    return Offset(_operand(match["x"]), _step(match))


def _within(match: re.Match[str]) -> Core:
    return Within(_operand(match["x"]), _step(match))


def _open_window(match: re.Match[str]) -> Core:
    return Words(f"within {_step(match).text}")


def _beside(match: re.Match[str]) -> Core:
    return Beside(_operand(match["x"], words=True), match["side"].lower())


def _every(match: re.Match[str]) -> Core:
    return Every(read_step(match["count"] or "one", match["unit"]))


def _every_meeting(match: re.Match[str]) -> Core:
    return EveryMeeting(None if match["body"] is None else f"body:{read_id(match['body'], 'body')}")


def _times_a_year(match: re.Match[str]) -> Core:
    count = read_count(match["count"])
    return TimesAYear(count) if count > 1 else Every(Step(1, "year"))


def _step(match: re.Match[str]) -> Step:
    return read_step(match["count"], match["unit"])


def _operand(text: str, *, words: bool = False) -> Operand:
    """What a phrase counts from.

    Raises:
        PhraseError: It is nothing to count from; words are, only where ``words`` says so.
    """
    if text.lower() == HAPPENED:
        return Happened()
    if ":" in text and " " not in text:
        return Named(_reference(text))
    if match := _OFFSET.fullmatch(text):
        return _offset(match)
    if (reading := read_when(text)) is not None:
        if _ONE_SIDED.match(reading.phrase):
            raise PhraseError(text, "one time to count from; write X.. for since X, and ..X for by X")
        return Fixed(When.parse(text))
    if not words or ":" in text or ".." in text:
        raise PhraseError(text, "a time such as 2017-04-07, or an id such as meeting:osmc-1, to count from")
    return Words(text)


def _reference(text: str) -> str:
    kind, _, name = text.partition(":")
    if kind not in (*KINDS, "document"):
        raise PhraseError(text, "an id whose kind is known, such as meeting:osmc-1", nearest=nearest(kind, KINDS))
    try:
        return f"{kind}:{read_id(name, kind)}"
    except BadValueError as error:
        raise PhraseError(text, error.expected) from None


def read_anchor(anchor: str | dt.date | When) -> Operand:
    """What a phrase is to count from, given as a day, a time, or an id.

    Raises:
        PhraseError: It is none of these.
    """
    if isinstance(anchor, str) and (":" in anchor or anchor == HAPPENED):
        return _operand(anchor)
    when = When.read(anchor)
    if not _ONE_SIDED.match(when.phrase):
        return Fixed(When.parse(when.phrase))
    first = "" if when.earliest == dt.date.min else when.earliest.isoformat()
    return Fixed(When.parse(f"{first}.." if first else f"..{when.latest.isoformat()}"))


def _pattern(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.IGNORECASE | re.ASCII)


_LIMIT = _pattern(rf"(?P<name>{'|'.join(LIMITS)}) (?P<x>.+)")
_EITHER = _pattern(r"either (.+)")
_OR = _pattern(r",? or ")
_ONE_SIDED = _pattern(r"(?:by|since|before|after) ")
_OFFSET = _pattern(rf"(?P<count>{COUNT}) (?P<unit>{UNIT}) after (?P<x>.+)")
_CORES = (
    (_OFFSET, _offset),
    (_pattern(rf"within (?P<count>{COUNT}) (?P<unit>{UNIT}) (?:of|from|after) (?P<x>.+)"), _within),
    (_pattern(rf"within (?P<count>{COUNT}) (?P<unit>{UNIT})"), _open_window),
    (_pattern(r"(?:at )?(?:every|each) meeting(?: of body:(?P<body>\S+))?"), _every_meeting),
    (_pattern(rf"(?:every|each) (?:(?P<count>{COUNT}) )?(?P<unit>{UNIT})"), _every),
    (_pattern(rf"(?P<count>{COUNT}) times (?:a|per|each|every) year"), _times_a_year),
    (_pattern(r"(?P<side>before|after|when) (?P<x>.+)"), _beside),
)
