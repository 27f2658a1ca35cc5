"""A state as plain JSON: what diffs, exports, the command line and tests compare and print.

Deterministic: equal states give equal JSON. Nothing is dropped, so a field that was not said is ``null``. A day is
``2017-06-14``, an instant ends in ``Z``, a value that has one written form (a time, a duty, an amount, a status) is
that form, and a withheld text is its words, or WITHHELD, ERASED or MISSING. Fields whose name begins with ``_`` are the
projection's own and are left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Mapping, Sequence, Set as AbstractSet
from enum import Enum
from typing import Any, Final

import attrs
import msgspec

from govledger.events import Text

HELPER: Final = {"helper": True}
"""The `metadata` of a field that a projection keeps to work with; it is in the JSON, and not in what is read out."""

Plain = dict[str, Any] | list[Any] | str | int | bool | None


def plain(value: Any, *, text: Callable[[Text], Any] = str) -> Any:
    """A value as plain JSON: objects, lists, strings, whole numbers, booleans and ``null``.

    Args:
        value: The value.
        text: What a withheld text is shown as; its words if it is not said.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, Text):
        return text(value)
    return str(value) if isinstance(value, str) else _plain_many(value, text)


def _plain_many(value: Any, text: Callable[[Text], Any]) -> Any:
    """A value that may hold others; what has a written form of its own is that."""
    if is_row(value):
        return {name: plain(held, text=text) for name, held in fields_of(value).items()}
    if isinstance(value, msgspec.Struct):
        names = value.__struct_fields__
        return {name: plain(getattr(value, name), text=text) for name in names}
    if isinstance(value, Mapping):
        return {plain_key(key): plain(held, text=text) for key, held in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if isinstance(value, AbstractSet):
        return sorted((plain(held, text=text) for held in value), key=str)  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, Sequence):
        return [plain(held, text=text) for held in value]  # pyright: ignore[reportUnknownVariableType]
    return _written(value)


def _written(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def is_row(value: object) -> bool:
    """Whether a value is an attrs object, one row of a state."""
    return attrs.has(type(value))


def says_itself(value: object) -> bool:
    """Whether a row's class says how it is written in one line."""
    return is_row(value) and "__str__" in {name for cls in type(value).__mro__[:-1] for name in vars(cls)}


def fields_of(row: Any) -> dict[str, Any]:
    """The fields of an attrs object, in their order, but for its own private ones."""
    names = [field.name for field in attrs.fields(type(row)) if not field.name.startswith("_")]  # pyright: ignore[reportUnknownArgumentType]
    return {name: getattr(row, name) for name in names}


def own_fields_of(state: Any, *, shown: Container[str] = ()) -> dict[str, Any]:
    """The fields of a state that are what it is about: all but its helpers, see `HELPER`.

    Args:
        state: The state, an attrs object.
        shown: The derived values that are read out too; a field that one of them tells in full is left to it.
    """
    marks = {field.name: field.metadata for field in attrs.fields(type(state))}  # pyright: ignore[reportUnknownArgumentType]
    left = {name for name, mark in marks.items() if mark.get("helper") or mark.get("told by") in shown}
    return {name: held for name, held in fields_of(state).items() if name not in left}


def told_by(derived: str) -> dict[str, str]:
    """The `metadata` of a field that a derived value tells in full; it is read out only where that is not."""
    return {"told by": derived}


def plain_key(key: Any) -> str:
    """A key of a mapping as JSON has it; several parts are joined by spaces."""
    held = plain(key)
    return " ".join(str(part) for part in held) if isinstance(held, list) else str(held)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
