"""A record that notes what is read of it, and grows: for a check that is kept up."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, TypeGuard, TypeVar, cast

import attrs

from govledger.assurance.footprint import WHOLE, Footprints, Mark, Watched
from govledger.assurance.index import Numbered
from govledger.assurance.recent import Entries
from govledger.assurance.record import Record, is_compared
from govledger.ledger import Entry, History
from govledger.projections import View
from govledger.projections.views import declared

Event = TypeVar("Event")
State = TypeVar("State")
Made = TypeVar("Made")

_ORDER = object()
"""The key under which nothing stands, for a table of which only the order has changed."""


class WatchedRecord(Record):
    """A record that notes what is read of it, and that takes entries which come last.

    Attributes:
        footprints: Who read what: cases, and what was worked out once.
        size: The number of the last entry it has read.
    """

    def __init__(self, history: History, footprints: Footprints, *, views: Iterable[type] = ()) -> None:
        """Read ``history``, which leaves nothing out, once; ``footprints`` may be those of a record before it."""
        self.footprints, self.size = footprints, history.cut.size
        super().__init__(history, views=views)
        self._order, self._recorded = list(self.entries.numbers), list(history.recorded_numbers)
        self.entries = Entries(self._order, self._recent)
        self.versions = Entries(self._recorded, self._recent)
        self.numbered = Numbered(self._index, self._order, self._recent)
        self._worked_out: dict[_Once, Any] = {}

    # Growing ---------------------------------------------------------------------------------------------------------

    def follows(self, entry: Entry[Any]) -> bool:
        """Whether an entry may be folded after all others: it changes none, and no view reads one that comes later."""
        return entry.original == entry.number and not any(
            self._is_read(later, cls) for later in self.entries[self._place_of(entry) :] for cls in self._views
        )

    def _is_read(self, entry: Entry[Any], cls: type) -> bool:
        """Whether an entry may say anything to a view: whether it so much as looks at the tables of an empty one."""
        projection = declared(cls)
        if type(entry.event) not in projection.handlers and not projection.every:
            return False
        state: object = self._empty(cast("type[object]", cls))
        with self.footprints.writing() as marks:
            view = projection.fold(state, [entry])
        return bool(marks) or view.stopped is not None or not _is_watched(state)

    def _place_of(self, entry: Entry[Any]) -> int:
        """Where an entry stands in the order things happened."""
        return bisect_right(self.entries, entry.place, key=attrgetter("place"))

    def take(self, entry: Entry[Any]) -> set[Mark]:
        """Read one more entry, which `follows`; what it touches."""
        place = self._place_of(entry)
        self._order.insert(place, entry.number)
        self._recorded.append(entry.number)
        self.size = entry.number
        self._recent.keep(entry)
        self._index.add(entry)
        if place < len(self._order) - 1:
            self._index.put_in_order(entry, lambda number: self.numbered[number].place)
        marks = set(self._names(entry))
        for state, view in self._views.items():
            marks |= self._fold(state, view, entry)
        return marks

    def _fold(self, cls: type, view: View[Any], entry: Entry[Any]) -> set[Mark]:
        """Fold one more entry into a view; what that touches."""
        if view.stopped is not None:
            return set()
        projection = declared(cls)
        with self.footprints.writing() as marks:
            folded = projection.fold(view.state, [entry])
        self._views[cls] = attrs.evolve(folded, unknown=Counter(view.unknown) + Counter(folded.unknown))
        handles = type(entry.event) in projection.handlers or bool(projection.every)
        if folded.stopped is not None or (handles and not _is_watched(view.state)):
            marks.add(((cls, ""), WHOLE))
        return marks

    def _names(self, entry: Entry[Any]) -> Iterator[Mark]:
        """What is touched in the index by an entry that comes or goes."""
        yield ("all", type(entry.event)), WHOLE
        for reference in self.named_in(entry):
            yield ("about", type(entry.event)), reference

    def differing(self, before: WatchedRecord) -> set[Mark]:
        """What differs from a record read before this one; what that one worked out is taken over."""
        self._worked_out = before._worked_out
        changed = set(self._order) ^ set(before._order)
        marks = {mark for number in changed for mark in self._names(self._recent.one(number))}
        for cls, view in before._views.items():
            marks.update(_differing(cls, self.view(cls), view))
        return marks

    def forget(self, marks: set[Mark], today: dt.date) -> set[Hashable]:
        """What rests on what was touched, or whose day has come: cases; what was worked out once is dropped."""
        found, stale = set[Hashable](), self.footprints.stale(marks, today)
        before: dict[_Once, Any] = {}
        while stale:
            made = {reader for reader in stale if isinstance(reader, _Once)}
            for one in made & self._worked_out.keys():
                before.setdefault(one, self._worked_out[one])
                del self._worked_out[one]
            found |= stale - made
            changed = [one for one in made if not self._comes_to_the_same(one, before)]
            stale = self.footprints.stale({(_Once, one) for one in changed}, today)
        return found

    def _comes_to_the_same(self, one: _Once, before: Mapping[_Once, Any]) -> bool:
        """Whether what was worked out once comes to the same again, as far as that can be told."""
        make, *args = one.key
        if one not in before or not is_compared(make) or not self.footprints.is_read(_Once, one):
            return False
        try:
            return bool(self.once(make, *args) == before[one])
        except Exception:  # noqa: BLE001 - whoever asked for it is asked again, and hears what it raises
            return False

    # Reading ---------------------------------------------------------------------------------------------------------

    def _empty(self, cls: type[State]) -> State:
        """The state of a projection before anything is folded into it, in tables that note what is read of them."""
        state = cls()
        _watch(state, cls, self.footprints)
        return state

    def view(self, cls: type[State]) -> View[State]:
        """A projection folded over the record, once, whose tables note what is read of them."""
        if cls not in self._views:
            with self.footprints.writing():
                self._views[cls] = self._folded(cls)
        self.footprints.note((cls, ""), WHOLE)
        return self._views[cls]

    def state(self, cls: type[State]) -> State:
        """What a projection of the record comes to.

        Raises:
            ProjectionStoppedError: A handler raised.
        """
        self.view(cls)
        return super().state(cls)

    def once(self, make: Callable[..., Made], *args: Any) -> Made:
        """What a function of the record comes to, worked out once until something it read has changed."""
        one = _Once((make, *args))
        self.footprints.note(_Once, one)
        if one not in self._worked_out:
            with self.footprints.reading(one):
                self._worked_out[one] = make(self, *args)
        made: Made = self._worked_out[one]
        return made

    def about(self, cls: type[Event], reference: str) -> list[Entry[Event]]:
        """The entries of one type that name a reference, in the order things happened."""
        self.footprints.note(("about", cls), reference)
        return super().about(cls, reference)

    def numbers_about(self, cls: type, reference: str) -> Sequence[int]:
        """The numbers of the entries of one type that name a reference, in the order things happened."""
        self.footprints.note(("about", cls), reference)
        return super().numbers_about(cls, reference)

    def all(self, cls: type[Event]) -> list[Entry[Event]]:
        """Every entry of one type, in the order things happened."""
        self.footprints.note(("all", cls), WHOLE)
        return super().all(cls)


def _differing(cls: type, now: View[Any], before: View[Any]) -> Iterator[Mark]:
    """What differs between two states of one projection."""
    if (now.stopped is None) != (before.stopped is None):
        yield (cls, ""), WHOLE
    for (name, held), (_, was) in zip(_fields(now.state), _fields(before.state), strict=True):
        if not _is_table(held) or not _is_table(was):
            if held != was:
                yield (cls, ""), WHOLE
            continue
        here, there = held.unnoted(), was.unnoted()
        yield from (((cls, name), key) for key, value in here.items() if key not in there or there[key] != value)
        yield from (((cls, name), key) for key in there if key not in here)
        if [key for key in here if key in there] != [key for key in there if key in here]:
            yield (cls, name), _ORDER


@attrs.frozen
class _Once:
    """What was worked out once: a function, and what it was asked of."""

    key: tuple[Any, ...]


def _watch(state: object, cls: type, footprints: Footprints) -> None:
    """Put tables that note what is read of them in the place of a state's."""
    for name, held in _fields(state):
        if type(held) is dict:  # One of another class may do more than hold.
            setattr(state, name, Watched[Hashable, Any]((cls, name), footprints, cast("dict[Hashable, Any]", held)))


def _is_watched(state: object) -> bool:
    """Whether all that a state holds stands in tables that note what is read of them."""
    return all(_is_table(held) for _, held in _fields(state))


def _fields(state: object) -> Iterator[tuple[str, Any]]:
    cls: type[attrs.AttrsInstance] = type(state)  # type: ignore[assignment] # A projection is an attrs class.
    return ((field.name, getattr(state, field.name)) for field in attrs.fields(cls))


def _is_table(held: object) -> TypeGuard[Watched[Hashable, Any]]:
    return isinstance(held, Watched)
