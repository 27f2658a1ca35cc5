"""The small readers that every value shares: clear text, ids, days, whole numbers and words from a list."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Sequence

from govledger.errors import BadValueError

CLEAR_LENGTH_MAX = 500
ID_LENGTH_MAX = 200
WHOLE_NUMBER_MAX = 2**53 - 1

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_ID = re.compile(r"[^\s:|;#,\"\x00-\x1f\x7f-\x9f\ud800-\udfff]{1,200}")


def nearest(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """Up to three of ``known`` that resemble ``word``, most alike first."""
    return tuple(difflib.get_close_matches(word, list(known), n=3, cutoff=0.6))


def read_clear(value: object, expected: str = "short text on one line") -> str:
    """Clear text: 1 to 500 characters on one line, no control characters and nothing but whole characters.

    Raises:
        BadValueError: ``value`` is not such a text.
    """
    if not isinstance(value, str) or not value.strip() or len(value) > CLEAR_LENGTH_MAX or _CONTROL.search(value):
        raise BadValueError(value, f"{expected} (1 to {CLEAR_LENGTH_MAX} characters, no control characters)")
    return str(value)


def read_long(value: object) -> str:
    """Withheld text as given: any characters but lone surrogates and NUL, and not empty.

    Raises:
        BadValueError: ``value`` is not such a text.
    """
    if not isinstance(value, str) or not value or "\x00" in value or re.search("[\ud800-\udfff]", value):
        raise BadValueError(value, "text of at least one character, with no NUL and no lone surrogate")
    return str(value)


def read_id(value: object, kind: str) -> str:
    """The bare id of one ``kind`` of thing; ``action:2.4`` is read as ``2.4`` where an action stands.

    Raises:
        BadValueError: ``value`` is not an id, or names another kind.
    """
    text = value.removeprefix(f"{kind}:") if isinstance(value, str) else ""
    if not _ID.fullmatch(text) or text in {"none", "unknown"}:
        raise BadValueError(
            value, f'the id of one {kind}: 1 to {ID_LENGTH_MAX} characters, no spaces and none of : | ; # , "'
        )
    return str(text)


def read_whole(value: object) -> int:
    """A whole number from 0 to 2**53 - 1, the range every JSON reader keeps exactly.

    Raises:
        BadValueError: ``value`` is anything else, booleans included.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= WHOLE_NUMBER_MAX:
        raise BadValueError(value, f"a whole number from 0 to {WHOLE_NUMBER_MAX}")
    return value


def read_day(value: object) -> dt.date:
    """A civil day, given as a `date` or as ``2017-06-14``.

    Raises:
        BadValueError: ``value`` is not one day; an instant is refused, because its day depends on a zone.
    """
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            pass
    raise BadValueError(value, "one day that exists, such as 2017-06-14")


def read_word(value: object, words: Sequence[str], *, is_open: bool) -> str:
    """One of ``words``; where the list is open, any other short text too.

    Raises:
        BadValueError: ``value`` is not such a word; the nearest known words are named.
    """
    if isinstance(value, str) and str(value) in words:
        return str(value)
    if is_open:
        return read_clear(value, f"one of {', '.join(words)}, or another short word")
    raise BadValueError(value, f"one of {', '.join(words)}", nearest=nearest(str(value), words))


def read_fields(value: object, allowed: Sequence[str], what: str) -> dict[str, object]:
    """An object given as a mapping, with no field outside ``allowed``; fields that are ``None`` are dropped.

    Raises:
        BadValueError: ``value`` is no mapping, or has a field that is not in ``allowed``.
    """
    if not isinstance(value, dict):
        raise BadValueError(value, f"{what}: an object with {', '.join(allowed)}")
    given: dict[str, object] = {str(name): held for name, held in value.items() if held is not None}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    for name in given:
        if name not in allowed:
            raise BadValueError(name, f"{what}: a field among {', '.join(allowed)}", nearest=nearest(name, allowed))
    return given
