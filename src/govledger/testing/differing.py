"""What differs between two states, strictly: the types, the order of keys, and the handle behind each text too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set as AbstractSet
from itertools import islice
from typing import Any

import attrs

from govledger.events import Text
from govledger.projections.sharing import SharedTable

_IS_ITSELF: Any = object.__eq__

SHOWN_MAX = 5
"""How many differences are shown; the first says what went wrong."""


@attrs.frozen
class Difference:
    """One value that differs.

    Attributes:
        path: Where it stands: the field, the key, the field of the row.
        one: What it is on the one side.
        other: What it is on the other.
    """

    path: str
    one: str
    other: str


def differences(one: Any, other: Any, path: str = "") -> list[Difference]:
    """The first differences between two values, a few at most; none where they are the same in every respect."""
    return list(islice(_differ(path, one, other), SHOWN_MAX))


def _differ(path: str, one: Any, other: Any) -> Iterator[Difference]:
    if _kind_of(one) is not _kind_of(other):
        yield Difference(path, *(f"{held!r}, a {_kind_of(held).__name__}" for held in (one, other)))
    elif isinstance(one, Text):
        yield from _unless(path, one, other, same=one == other)
    elif (fields := fields_of(one)) is not None:
        for name in fields:
            yield from _differ(_below(path, name), getattr(one, name, None), getattr(other, name, None))
    elif isinstance(one, Mapping):
        yield from _differ_by_key(path, one, other)  # pyright: ignore[reportUnknownArgumentType]
    elif isinstance(one, AbstractSet):
        yield from _unless(path, one, other, same=one == other)
    elif isinstance(one, Sequence) and not isinstance(one, (str, bytes)):
        yield from _differ_by_place(path, one, other)  # pyright: ignore[reportUnknownArgumentType]
    else:
        yield from _unless(path, one, other, same=bool(one == other) or repr(one) == repr(other))


def _differ_by_key(path: str, one: Mapping[Any, Any], other: Mapping[Any, Any]) -> Iterator[Difference]:
    for key in [*one, *(key for key in other if key not in one)]:
        if key in one and key in other:
            yield from _differ(_below(path, key), one[key], other[key])
        else:
            yield Difference(_below(path, key), _shown(one, key), _shown(other, key))
    if list(one) != list(other) and set(one) == set(other):
        yield Difference(path, f"in this order: {_listed(one)}", f"in this order: {_listed(other)}")


def _differ_by_place(path: str, one: Sequence[Any], other: Sequence[Any]) -> Iterator[Difference]:
    for place, (ours, theirs) in enumerate(zip(one, other, strict=False)):
        yield from _differ(_below(path, place), ours, theirs)
    for place in range(min(len(one), len(other)), max(len(one), len(other))):
        sides = (repr(held[place]) if place < len(held) else "nothing" for held in (one, other))
        yield Difference(_below(path, place), *sides)


def _unless(path: str, one: Any, other: Any, *, same: bool) -> Iterator[Difference]:
    if not same:
        yield Difference(path, repr(one), repr(other))


def anatomy(value: Any) -> Any:
    """A value taken to pieces, so that what is later done to it does not show; equal for equal values.

    Written out, it says the same wherever it is made: what a set holds comes in the order of its words.
    """
    kind = _kind_of(value).__name__
    if isinstance(value, Text):
        return (kind, value.number, value.field, value.digest)
    if (fields := fields_of(value)) is not None:
        return (kind, *((name, anatomy(getattr(value, name, None))) for name in fields))
    if isinstance(value, Mapping):
        return (kind, *((_as_key(key), anatomy(held)) for key, held in value.items()))  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, AbstractSet):
        return (kind, *sorted((anatomy(held) for held in value), key=repr))  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
        return (kind, *(anatomy(held) for held in value))  # pyright: ignore[reportUnknownVariableType]
    return (kind, repr(value))


def _as_key(key: Any) -> Any:
    """A key taken to pieces; text is text, since `Ref` and plain text find the same row and a dict keeps the first."""
    return ("str", repr(str(key))) if isinstance(key, str) else anatomy(key)


def _kind_of(value: object) -> type:
    """The class of a value; a table that is shared between states is the dict that it stands for."""
    return dict if isinstance(value, SharedTable) else type(value)


def fields_of(value: Any) -> tuple[str, ...] | None:
    """The names of what a row holds, be it an attrs class or one that does not say when it is equal."""
    cls: type[Any] = type(value)  # pyright: ignore[reportUnknownVariableType]
    if attrs.has(cls):
        return tuple(field.name for field in attrs.fields(cls))
    if cls.__eq__ is _IS_ITSELF and cls.__module__ != "builtins":
        slots = [name for base in cls.__mro__ for name in getattr(base, "__slots__", ())]
        return (*slots, *getattr(value, "__dict__", {}))
    return None


def _below(path: str, name: object) -> str:
    return f"{path}.{name}" if path else str(name)


def _shown(held: Mapping[Any, Any], key: Any) -> str:
    return repr(held[key]) if key in held else "nothing"


def _listed(held: Mapping[Any, Any]) -> str:
    return ", ".join(map(str, held))
