"""Entries by number, read from the ledger when they are asked for; those asked for last are kept."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Any, Final, Generic, TypeVar, overload

from govledger.ledger import Entry, History

RECENT_MAX: Final = 4_096
"""How many entries are kept before those asked for longest ago are let go; twice as many are held at the most."""

CHUNK: Final = 2_048
"""How many entries are read at once where all are read in turn."""


Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """A table of what was asked for last: once it is full, what nobody asked for since it was last full is let go."""

    __slots__ = ("_most", "_old", "_young")

    def __init__(self, most: int) -> None:
        """An empty table, which is full at ``most`` and holds twice as many."""
        self._most = most
        self._young: dict[Key, Value] = {}
        self._old: dict[Key, Value] = {}

    def __getitem__(self, key: Key) -> Value:
        """What is kept under a key."""
        try:
            return self._young[key]
        except KeyError:
            found = self[key] = self._old[key]
            return found

    def __setitem__(self, key: Key, value: Value) -> None:
        """Keep something."""
        if len(self._young) >= self._most:
            self._old, self._young = self._young, {}
        self._young[key] = value

    def __contains__(self, key: object) -> bool:
        """Whether something is kept under a key."""
        return key in self._young or key in self._old


class Recent:
    """Reads entries of a history, whether or not its cut holds them, and keeps those it read last.

    A record of a million entries would hold some two gigabytes of them. What is asked about one subject stands
    together, so few are read a third time.
    """

    def __init__(self, history: History, *, most: int = RECENT_MAX) -> None:
        """Nothing has been read."""
        self._history, self._most = history, most
        self._kept = Kept[int, Entry[Any]](most)

    def __contains__(self, number: object) -> bool:
        """Whether an entry is kept."""
        return number in self._kept

    def one(self, number: int) -> Entry[Any]:
        """One entry."""
        try:
            return self._kept[number]
        except KeyError:
            (entry,) = self._history.read([number])
            self.keep(entry)
            return entry

    def some(self, numbers: Sequence[int]) -> list[Entry[Any]]:
        """Some entries, in the order of their numbers as given."""
        if len(numbers) > self._most:
            return list(self.stream(numbers))
        kept = self._kept
        try:
            return [kept[number] for number in numbers]
        except KeyError:
            self.fetch(numbers)
        return [self.one(number) for number in numbers]

    def fetch(self, numbers: Iterable[int]) -> None:
        """Read those of some entries that are not kept, all at once; no more than may be kept."""
        missing = sorted({number for number in numbers if number not in self._kept})
        for entry in self._history.read(missing[: self._most]) if missing else ():
            self.keep(entry)

    def stream(self, numbers: Sequence[int]) -> Iterator[Entry[Any]]:
        """Some entries in turn, of which none is kept that was not."""
        for start in range(0, len(numbers), CHUNK):
            part = numbers[start : start + CHUNK]
            held = {number: self._kept[number] for number in part if number in self._kept}
            missing = [number for number in part if number not in held]
            read = self._history.read(missing) if missing else iter(())
            for number in part:
                yield held.get(number) or next(read)

    def keep(self, entry: Entry[Any]) -> None:
        """Keep an entry that was read elsewhere."""
        self._kept[entry.number] = entry


class Entries(Sequence[Entry[Any]]):
    """Entries in an order, each read when it is asked for."""

    def __init__(self, numbers: Sequence[int], recent: Recent) -> None:
        """The entries of some ``numbers``."""
        self.numbers, self._recent = numbers, recent

    @overload
    def __getitem__(self, index: int) -> Entry[Any]: ...
    @overload
    def __getitem__(self, index: slice) -> Entries: ...
    def __getitem__(self, index: int | slice) -> Entry[Any] | Entries:
        """One entry by its place, or some."""
        if isinstance(index, slice):
            return Entries(self.numbers[index], self._recent)
        return self._recent.one(self.numbers[index])

    def __iter__(self) -> Iterator[Entry[Any]]:
        """The entries in turn."""
        return self._recent.stream(self.numbers)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.numbers)
