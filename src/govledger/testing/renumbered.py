"""The same entries under other numbers, as if they had been recorded in another order; and the way back in a state."""

# A state may hold anything, and what is in it is asked for as it comes.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

import msgspec

from govledger.events import Ref, Text
from govledger.ledger import Entry
from govledger.testing.differing import fields_of

BASE: Final = 10**9
"""What is added to every number, so that in a state it is known from every other whole number."""

_NAMED = re.compile(r"\b(entry[: ])(\d{10,})\b")


def renumbered(entry: Entry[Any], numbers: Mapping[int, int]) -> Entry[Any]:
    """An entry under another number, and with other numbers in whatever it refers to.

    Args:
        entry: The entry; it is left as it is.
        numbers: From each number to the other.
    """
    moved: Entry[Any] = _Moving(numbers).move(entry)
    return moved


class _Moving:
    """Puts other numbers in place of those that entries, texts and references have."""

    def __init__(self, numbers: Mapping[int, int]) -> None:
        self._numbers = numbers

    def move(self, held: Any) -> Any:
        if isinstance(held, Entry):
            return self._entry(held)
        if isinstance(held, Text):
            return _with(held, number=self._numbers.get(held.number, held.number))
        if isinstance(held, Ref) and held.kind == "entry":
            return Ref(f"entry:{self._numbers.get(int(held.id), int(held.id))}")
        if isinstance(held, tuple):
            return tuple(self.move(one) for one in held)
        if fields_of(held) is not None:
            return _with(held, **{name: self.move(getattr(held, name)) for name in fields_of(held) or ()})
        return held

    def _entry(self, entry: Entry[Any]) -> Entry[Any]:
        names = ("event", "source", "rival_of", "corrects", "retracts", "reason")
        moved = {name: self.move(getattr(entry, name)) for name in names}
        return msgspec.structs.replace(entry, number=self._numbers.get(entry.number, entry.number), **moved)


def _with(held: Any, /, **fields: Any) -> Any:
    """A copy with other fields, whether or not it may be changed."""
    made = copy.copy(held)
    for name, value in fields.items():
        object.__setattr__(made, name, value)
    return made


def restored(value: Any, numbers: Mapping[int, int]) -> Any:
    """A state as it would be under the first numbers.

    Args:
        value: The state, or anything in it; it is left as it is.
        numbers: From each number above `BASE` back to the first.
    """
    return _Restoring(numbers).restore(value)


class _Restoring:
    """Puts the first numbers back wherever a value holds one above the base."""

    def __init__(self, numbers: Mapping[int, int]) -> None:
        self._numbers = numbers

    def restore(self, value: Any) -> Any:
        if isinstance(value, int):
            return self._numbers.get(value, value)
        if isinstance(value, str):
            found = _NAMED.sub(lambda match: f"{match[1]}{self._numbers.get(int(match[2]), int(match[2]))}", value)
            return value if found == value else type(value)(found)
        if isinstance(value, msgspec.Struct):
            names = value.__struct_fields__
            return msgspec.structs.replace(value, **{name: self.restore(getattr(value, name)) for name in names})
        if isinstance(value, Text):
            return _with(value, number=self.restore(value.number))
        fields = fields_of(value)
        if fields is not None:
            return _with(value, **{name: self.restore(getattr(value, name)) for name in fields if hasattr(value, name)})
        return self._restore_many(value)

    def _restore_many(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            made: Any = copy.copy(value)
            made.clear()
            made.update({self.restore(key): self.restore(one) for key, one in value.items()})
            return made
        kind: Any = type(value)
        if issubclass(kind, tuple) and hasattr(kind, "_fields"):
            return kind(*map(self.restore, value))
        return kind(map(self.restore, value)) if issubclass(kind, (list, tuple, set, frozenset)) else value


def shuffled(entries: Sequence[Entry[Any]]) -> dict[int, int]:
    """Other numbers, as far from the order of recording as may be.

    An entry stays before its corrections, and of two that fall on the same days the first stays first: there the order
    of recording is all there is to go by.
    """
    waiting = {entry.number: entry for entry in entries}
    after: dict[int, set[int]] = {number: set() for number in waiting}
    by_days: dict[Any, list[int]] = {}
    for entry in entries:
        by_days.setdefault((entry.latest, entry.earliest), []).append(entry.number)
        if entry.original != entry.number and entry.original in waiting:
            after[entry.number].add(entry.original)
    for tied in by_days.values():
        for one, other in pairwise(tied):
            after[other].add(one)
    taken: list[int] = []
    while waiting:
        ready = [number for number in waiting if not after[number] & waiting.keys()] or list(waiting)
        taken.append(max(ready))
        del waiting[taken[-1]]
    return {number: BASE + place for place, number in enumerate(taken, start=1)}
