"""The small readers that every value shares: clear text, ids, days, whole numbers and words from a list."""

from __future__ import annotations

import datetime as dt
import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from govledger.errors import BadValueError

CLEAR_LENGTH_MAX = 500
ID_LENGTH_MAX = 200
WHOLE_NUMBER_MAX = 2**53 - 1

# Bidirectional controls are among them: they would let a stored word read differently on a page.
CONTROLS = r"\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff"
"""The characters that no clear text holds, as a class of a regular expression in Python and in JSON Schema."""

# What cannot be seen cannot be told apart either: 2.4 and 2.4 with a space of no width would be two actions.
_IN_ID = rf"[^\s:|;#,\"\u200b\u200e\u200f\u2060\ufeff{CONTROLS}]"
ID_PATTERN = f"(?!(?:none|unknown)(?!{_IN_ID})){_IN_ID}{{1,{ID_LENGTH_MAX}}}"
"""A regular expression for a bare id, in Python and in JSON Schema; ``none`` and ``unknown`` are no ids."""

_CONTROL = re.compile(f"[{CONTROLS}]")
_ID = re.compile(ID_PATTERN)
_UNSTORABLE = re.compile(r"[\u0000\ud800-\udfff]")


def nearest(word: object, known: Iterable[str]) -> tuple[str, ...]:
    """Up to three of ``known`` that resemble ``word``, most alike first; none where ``word`` is no text."""
    return tuple(difflib.get_close_matches(word, list(known), n=3, cutoff=0.6)) if isinstance(word, str) else ()


def nearest_kinds(kind: str, name: str, known: Iterable[str]) -> tuple[str, ...]:
    """``kind:name`` with the kinds of ``known`` that resemble ``kind``; none where ``name`` is no id."""
    return tuple(f"{near}:{name}" for near in nearest(kind, known)) if _ID.fullmatch(name) else ()


def nearest_reference(reference: str, known: Iterable[str]) -> tuple[str, ...]:
    """Up to three of ``known`` of the same kind whose ids resemble that of ``reference``, most alike first."""
    kind, _, name = reference.partition(":")
    ids = {other.partition(":")[2] for other in known if other.startswith(f"{kind}:")}
    return tuple(f"{kind}:{near}" for near in nearest(name, sorted(ids)))


def read_clear(value: object, expected: str = "short text on one line") -> str:
    """Clear text without the spaces around it: 1 to 500 characters on one line, no control characters.

    Raises:
        BadValueError: ``value`` is not such a text.
    """
    text = value.strip() if isinstance(value, str) else ""
    if not text or len(text) > CLEAR_LENGTH_MAX or _CONTROL.search(text):
        raise BadValueError(value, f"{expected} (1 to {CLEAR_LENGTH_MAX} characters, no control characters)")
    return text


def read_long(value: object) -> str:
    """Withheld text as given: any characters but lone surrogates and NUL, and not empty.

    Raises:
        BadValueError: ``value`` is not such a text.
    """
    if not isinstance(value, str) or not value or _UNSTORABLE.search(value):
        raise BadValueError(value, "text of at least one character, with no NUL and no lone surrogate")
    return str(value)


def read_id(value: object, kind: str) -> str:
    """The bare id of one ``kind`` of thing; ``action:2.4`` is read as ``2.4`` where an action stands.

    Letters are composed (Unicode NFC), so that two ids that look alike are one.

    Raises:
        BadValueError: ``value`` is not an id, or names another kind.
    """
    text = value.removeprefix(f"{kind}:") if isinstance(value, str) else ""
    if not _ID.fullmatch(text):
        raise _no_id(value, kind)
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def read_named(value: str, kind: str, name: str) -> str:
    """``kind:name``, where ``value`` is the whole as given.

    Raises:
        BadValueError: ``name`` is not a bare id.
    """
    if not _ID.fullmatch(name):
        raise _no_id(value, kind)
    return f"{kind}:{name}"


def _no_id(value: object, kind: str) -> BadValueError:
    shape = f'1 to {ID_LENGTH_MAX} characters, no spaces and none of : | ; # , "'
    return BadValueError(value, f"the id of one {kind}: {shape}; neither none nor unknown")


def read_whole(value: object) -> int:
    """A whole number from 0 to 2**53 - 1, the range every JSON reader keeps exactly.

    Raises:
        BadValueError: ``value`` is anything else, booleans included.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= WHOLE_NUMBER_MAX:
        raise BadValueError(value, f"a whole number from 0 to {WHOLE_NUMBER_MAX}")
    return int(value)


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
    if isinstance(value, str) and value in words:
        return str(value)
    if is_open:
        return read_clear(value, f"one of {', '.join(words)}, or another short word")
    raise BadValueError(value, f"one of {', '.join(words)}", nearest=nearest(value, words))


def read_fields(value: object, allowed: Sequence[str], what: str) -> dict[str, object]:
    """An object given as a mapping, with no field outside ``allowed``; fields that are ``None`` are dropped.

    Raises:
        BadValueError: ``value`` is no mapping, or has a field that is not in ``allowed``.
    """
    if not isinstance(value, Mapping):
        raise BadValueError(value, f"{what}: an object with {', '.join(allowed)}")
    given: dict[str, object] = {str(name): held for name, held in value.items() if held is not None}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    for name in given:
        if name not in allowed:
            raise BadValueError(name, f"{what}: a field among {', '.join(allowed)}", nearest=nearest(name, allowed))
    return given
