"""How a projection reads a ledger: in which order, which entries say anything to it, and what changes between cuts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final, Generic, TypeVar

import attrs

from govledger.events import UnknownEvent
from govledger.ledger import Ledger
from govledger.ledger.cuts import Cut
from govledger.ledger.entry import AnyEntry
from govledger.ledger.store import CHUNK, chunked
from govledger.ledger.timeline import Timeline
from govledger.projections.keys import numbers_naming
from govledger.projections.projection import Projection

State = TypeVar("State")

ENTRIES_MAX: Final = 1_000
"""After how many entries within a month a state is kept, if that is more than one in `PARTS_MAX` of them all."""

PARTS_MAX: Final = 100

EVERYWHERE: Final = 1 << 200
"""A place after every entry."""


@attrs.frozen
class Change:
    """What differs between two cuts of a ledger.

    Attributes:
        left: The numbers of what only the first holds.
        entered: The numbers of what only the second holds.
    """

    left: Sequence[int] = ()
    entered: Sequence[int] = ()

    def __bool__(self) -> bool:
        """Whether anything does."""
        return bool(self.left or self.entered)


class Reading(Generic[State]):
    """A projection, and the ledger it reads, whose cuts name no body.

    Attributes:
        projection: The projection.
        ledger: The ledger.
    """

    def __init__(self, projection: Projection[State], ledger: Ledger) -> None:
        """How ``projection`` reads ``ledger``."""
        self.projection, self.ledger = projection, ledger
        self._is_recorded = projection.order == "recorded"
        self._told, self._asked = list[str](), 0

    @property
    def timeline(self) -> Timeline:
        """When each entry is."""
        return self.ledger.inner.timeline

    def place(self, number: int) -> int:
        """Where one version stands in the order of the fold."""
        return number if self._is_recorded else self.timeline.place(number)

    def telling(self, numbers: Iterable[int]) -> list[int]:
        """Those of some entries that say anything to the projection, or are of a type that nobody knows."""
        written, catalogue = self.timeline.written_types, self.ledger.inner.catalogue
        new = written[self._asked :]
        self._told += [name for name in new if self.projection.reads(name, catalogue)]
        self._asked += len(new)
        return self.timeline.of_types(numbers, self._told)

    def read(self, numbers: Sequence[int]) -> Iterator[AnyEntry]:
        """Some entries by their numbers, in the order given."""
        inner = self.ledger.inner
        rows = (inner.store.listed(inner.row, part) for part in chunked(numbers, CHUNK))
        return inner.codec.decode_each(chain.from_iterable(rows))

    def in_order(self, numbers: Iterable[int]) -> list[int]:
        """Some versions in the order of the fold."""
        return sorted(set(numbers), key=self.place)

    def differing(self, before: Cut | None, after: Cut, *, among: Iterable[int] | None = None) -> Change:
        """What differs between two cuts; see `Timeline.recorded_or_known_between` for which may be asked."""
        self.timeline.extend(after.size)
        maybe = self.timeline.recorded_or_known_between(before, after) if among is None else set(among)
        if not self._is_recorded:
            return Change(*self.timeline.differing(maybe, before, after))
        was = set[int]() if before is None else {number for number in maybe if self.timeline.holds(number, before)}
        now = {number for number in maybe if self.timeline.holds(number, after)}
        return Change(sorted(was - now), sorted(now - was))

    def up_to(self, place: int, change: Change) -> Change:
        """The part of a change that stands no later than a place."""
        both = (change.left, change.entered)
        return Change(*([number for number in some if self.place(number) <= place] for some in both))

    def boundary(self, cut: Cut) -> int:
        """The place up to which a state as of a day is kept; what a cut holds whatever its days may stand after it."""
        if not self._is_recorded:
            return self.timeline.place_after(cut.known_by or dt.date.max) - 1
        numbers = range(cut.size, 0, -1)
        own = (number for number in numbers if not self.timeline.is_standing(number))
        return next((number for number in own if self.timeline.holds(number, cut)), 0)

    def standing_after(self, place: int, cut: Cut) -> list[int]:
        """What a cut holds after one place whatever its days."""
        if not self._is_recorded:
            return self.timeline.standing_after(place, cut)
        standing = filter(self.timeline.is_standing, range(place + 1, cut.size + 1))
        return [number for number in standing if self.timeline.holds(number, cut)]

    def telling_days(self, until: dt.date, size: int) -> list[dt.date]:
        """The days, up to one, for which a state is kept, of a ledger of so many entries.

        None is later than the last day on which anything became known: more may yet become known in that month.
        """
        last = min(until, self.timeline.newest_day)
        return self.timeline.telling_days(last, entries_max=max(ENTRIES_MAX, size // PARTS_MAX))

    def last(self, cut: Cut) -> int:
        """The last entry of a cut in the order of the fold; 0 where there is none."""
        if not self._is_recorded:
            return self.timeline.last(cut)
        return next((number for number in range(cut.size, 0, -1) if self.timeline.holds(number, cut)), 0)

    def held_among(self, numbers: Iterable[int], cut: Cut) -> list[int]:
        """The versions that a cut holds of the entries of which some versions are given, in the order of the fold."""
        concerned = self.timeline.concerned({number for number in numbers if number <= cut.size})
        if self._is_recorded:
            return sorted(number for number in {*numbers, *concerned} if self.timeline.holds(number, cut))
        held = (self.timeline.held(original, cut) for original in concerned)
        return self.in_order(number for number in held if number is not None)

    def held_naming(self, names: Iterable[str], cut: Cut) -> list[int]:
        """The versions that a cut holds, name something and say anything, in the order of the fold."""
        inner = self.ledger.inner
        return self.telling(self.held_among(numbers_naming(names, store=inner.store, ledger=inner.row), cut))

    @staticmethod
    def is_unknown(entry: AnyEntry) -> bool:
        """Whether an entry is of a type that this program does not know."""
        event: Any = entry.event
        return isinstance(event, UnknownEvent)
