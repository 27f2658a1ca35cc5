r"""The JSON that an entry's bytes are: one way to write a value, so that whoever reads it can write it again.

It is RFC 8785 in a profile in which nothing needs the arithmetic of another language: UTF-8 without white space; the
keys of an object in ASCII, sorted, each once; whole numbers between -2**53 and 2**53, neither included, and no others;
strings with ``\"``, ``\\``, ``\b``, ``\t``, ``\n``, ``\f`` and ``\r``, other control characters below U+0020 as
``\u00`` and two lower-case digits, and every other character as it is.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

from govledger.errors import SealError

WHOLE_MAX = 2**53 - 1

_WHERE = "JSON"
_DIGITS_MAX = len(str(-WHOLE_MAX))


def encode_canonical(value: Any) -> bytes:
    r"""The bytes of a value made of dicts, lists, strings, whole numbers, booleans and None.

    >>> encode_canonical({"b": 1, "a": ["é", None]})
    b'{"a":["\xc3\xa9",null],"b":1}'

    Raises:
        SealError: The value holds something that the profile leaves out.
    """
    try:
        _check(value)
        return _write(value)
    except RecursionError:
        raise SealError("values within values without end", "an entry", where=_WHERE) from None


def decode_canonical(data: bytes) -> Any:
    """The value that was written as these bytes, and would be written as them again.

    >>> decode_canonical(b'{"a":1}')
    {'a': 1}

    Raises:
        SealError: The bytes are no JSON, hold something that the profile leaves out, or are not how it is written.
    """
    try:
        value = _decoder.decode(data.decode())
        written = _write(value)
    except SealError:
        raise
    except RecursionError:
        raise SealError("values within values without end", "an entry", where=_WHERE) from None
    except ValueError as bad:
        raise SealError(data, f"JSON in UTF-8 ({bad})", where=_WHERE) from None
    if written != data:  # White space, keys in another order or twice, or characters written in another way.
        raise SealError(data, "the canonical form, RFC 8785", where=_WHERE)
    return value


def _write(value: Any) -> bytes:
    """A value whose keys and numbers were checked, as bytes."""
    try:
        return _encoder.encode(value).encode()
    except UnicodeEncodeError as bad:
        raise SealError(f"U+{ord(bad.object[bad.start]):04X}", "no half of a pair", where=_WHERE) from None


def _check(value: Any) -> None:
    """Check that the profile has every part of a value."""
    match value:
        case None | bool() | str():
            pass
        case int():
            _check_whole(value)
        case list():
            for item in value:  # pyright: ignore[reportUnknownVariableType] - whatever it is, it is checked
                _check(item)
        case dict():
            _check_keys(value)  # pyright: ignore[reportUnknownArgumentType] - as above
            for item in value.values():  # pyright: ignore[reportUnknownVariableType] - as above
                _check(item)
        case _:
            raise SealError(value, "text, a whole number, a list or an object", where=_WHERE)


def _check_keys(held: dict[Any, Any]) -> dict[Any, Any]:
    for key in held:
        if not (isinstance(key, str) and key.isascii()):
            raise SealError(key, "a key in ASCII", where=_WHERE)
    return held


def _check_whole(number: int) -> int:
    if not -WHOLE_MAX <= number <= WHOLE_MAX:
        raise SealError(number, "a whole number below 2**53", where=_WHERE)
    return number


def _read_whole(digits: str) -> int:
    """A whole number; one of more digits than can be in range is never computed."""
    if len(digits) > _DIGITS_MAX:
        raise SealError(digits, "a whole number below 2**53", where=_WHERE)
    return _check_whole(int(digits))


def _refuse_number(found: str) -> NoReturn:
    raise SealError(found, "a whole number", where=_WHERE)


_encoder = json.JSONEncoder(ensure_ascii=False, check_circular=False, sort_keys=True, separators=(",", ":"))
_decoder = json.JSONDecoder(
    object_hook=_check_keys, parse_int=_read_whole, parse_float=_refuse_number, parse_constant=_refuse_number
)
