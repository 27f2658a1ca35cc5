"""The entries of a history that name some ids, and what becomes of a keyed projection's rows without one of them.

What stands under an id in a keyed state follows from the entries that name the id and from nothing else, so to ask
what it would be if one of them had not been there it is enough to fold the others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice
from typing import Any

import attrs

from govledger.ledger import Entry, History
from govledger.ledger.entry import AnyEntry
from govledger.projections.keys import ENTRY, names_in_key, names_of, numbers_naming
from govledger.projections.projection import Projection


def names_in(key: object) -> frozenset[str]:
    """Every reference that a key may stand for, also where its parts were typed as one text with spaces between."""
    parts = key.split(" ") if isinstance(key, str) else ()
    return frozenset(name for part in (key, *parts) for name in names_in_key(part))


def own_number(entry: AnyEntry) -> int:
    """The number under which an entry has its place: its original's, except that a retraction is an act of its own."""
    return entry.number if entry.retracts else entry.original


def _place(entry: AnyEntry) -> tuple[dt.date, dt.date, int]:
    return entry.latest, entry.earliest, own_number(entry)


@attrs.frozen(slots=False)
class About:
    """The entries that a projection reads of a history, all of them or those that name some ids.

    Attributes:
        history: The history.
        spec: The projection.
        names: What the entries name; ``None`` for whatever they name.
    """

    history: History
    spec: Projection[Any]
    names: frozenset[str] | None = None

    @cached_property
    def entries(self) -> list[AnyEntry]:
        """The entries, in the order of the projection."""
        if self.spec.order == "recorded" or self.names is None:
            return list(self.each())
        return self._read(self.history.read(self.history.among(self.originals)))

    def each(self) -> Iterator[AnyEntry]:
        """The entries, in the order of the projection, one at a time where there may be many."""
        if self.names is not None and self.spec.order == "happened":
            return iter(self.entries)
        history = self.history
        every = history.recorded() if self.spec.order == "recorded" else history.entries()
        return (entry for entry in every if self.reads(entry) and self.is_named_by(entry))

    def count(self, *, up_to: int) -> int:
        """How many entries there are; no more than one above ``up_to`` are counted."""
        return sum(1 for _ in islice(self.each(), up_to + 1))

    @cached_property
    def originals(self) -> list[int]:
        """The entries that name the ids in any version, since one may name what another does not.

        Where any entry is looked at, only those of which there is more than one version.
        """
        inner, size = self.history.ledger.inner, self.history.cut.size
        if self.names is None:
            versions = [entry for entry in self.history.read(range(1, size + 1)) if entry.corrects or entry.retracts]
        else:
            found = numbers_naming(self.names, store=inner.store, ledger=inner.row)
            versions = list(self.history.read([number for number in found if number <= size]))
        return sorted({entry.original for entry in versions}.union(map(own_number, versions)))

    def _read(self, entries: Iterable[AnyEntry]) -> list[AnyEntry]:
        return [entry for entry in entries if self.reads(entry) and self.is_named_by(entry)]

    def reads(self, entry: Entry[Any]) -> bool:
        """Whether the projection reads an entry."""
        event: object = entry.event
        return bool(self.spec.handlers.get(type(event), self.spec.every))

    def is_named_by(self, entry: AnyEntry) -> bool:
        """Whether an entry names one of the ids."""
        return self.names is None or not self.names.isdisjoint(names_of(entry, self.history.ledger.inner.catalogue))

    def held(self, original: int, *, without: Iterable[int] = ()) -> list[AnyEntry]:
        """The version of one entry that holds and is folded, in a list; an empty list where there is none."""
        numbers = self.history.among([original], without=frozenset(without))
        return self._read(self.history.read(numbers))

    # What if ---------------------------------------------------------------------------------------------------------

    def without_each(self) -> Iterator[tuple[AnyEntry, list[AnyEntry]]]:
        """Each entry that could be left out, with what is folded then.

        An entry goes with all its versions; and each correction or retraction goes alone, which brings back what was
        before it.
        """
        for index, entry in enumerate(self.entries):
            if self.spec.order == "recorded":
                left = [one for one in self.entries if entry.number not in {one.number, one.original}]
            else:
                left = self.entries[:index] + self.entries[index + 1 :]
            yield entry, left
        if self.spec.order == "happened":
            yield from self._without_versions()

    def _without_versions(self) -> Iterator[tuple[AnyEntry, list[AnyEntry]]]:
        holding = {own_number(entry): entry for entry in self.entries}
        for original in self.originals:
            now = holding.get(original)
            for number in self.versions(original):
                then = self.held(original, without=[number])
                if then != ([now] if now else []) and (then or now is None or now.number != number):
                    (version,) = self.history.read([number])
                    yield version, self.with_other(original, then)

    def with_other(self, original: int, held: list[AnyEntry]) -> list[AnyEntry]:
        """What is folded if another version of one entry holds, or none."""
        others = [entry for entry in self.entries if own_number(entry) != original]
        return sorted([*others, *held], key=_place) if held else others

    def in_order(self, entries: Iterable[AnyEntry]) -> list[AnyEntry]:
        """Some entries in the order of the projection, each once."""
        found = {entry.number: entry for entry in entries}.values()
        return sorted(found, key=_place if self.spec.order == "happened" else lambda entry: entry.number)

    def versions(self, original: int) -> list[int]:
        """The corrections and retractions of an entry."""
        inner, size = self.history.ledger.inner, self.history.cut.size
        found = inner.store.numbers_about(inner.row, f"{ENTRY}:{original}")
        versions = self.history.read([number for number in found if original < number <= size])
        return [entry.number for entry in versions if entry.original == original]
