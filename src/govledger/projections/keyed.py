"""The state of a keyed projection, of which any part can be worked out again by folding the entries that name it.

Wherever an entry is folded it is seen which keys its handlers look at. A projection that looks at a key that the entry
does not name has broken its promise, and is treated from then on as one that never made it.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar, cast

import attrs

from govledger.errors import ProjectionStoppedError
from govledger.ledger.entry import AnyEntry
from govledger.projections.copying import UncopyableError, changeable_in
from govledger.projections.keys import Named, names_in_key, names_of, widened
from govledger.projections.projection import View
from govledger.projections.reading import Reading
from govledger.projections.sharing import PLACES_PER_ENTRY_BITS, Delta, Pen, SharedTable, tables_of

State = TypeVar("State")
Select = Callable[[frozenset[str]], list[int]]
"""From some names to the numbers of the entries that name them and hold, in the order of the fold."""


class NotKeyedError(Exception):
    """A projection is not, or cannot be treated as, one whose rows can be worked out one by one."""


class StopsElsewhereError(NotKeyedError):
    """A fold stops, this time, where only a replay of the whole can tell what came before."""


class KeyedState(Generic[State]):
    """A state that grows, and whose rows can be shared with others of its kind.

    Attributes:
        state: The state, its dicts replaced by tables.
        tables: Its tables, by field.
        unknown: How many events of each unknown type were skipped.
        stopped: Why it stopped, if a handler raised.
        number: The last entry that was folded when something was folded last.
    """

    def __init__(self, reading: Reading[State], state: State | None = None) -> None:
        """A state that nothing was folded into, or one whose fields are tables already.

        Raises:
            NotKeyedError: The projection is not keyed, or a field of it is no plain dict.
        """
        if not reading.projection.keyed:
            raise NotKeyedError
        self.reading, self.unknown = reading, Counter[str]()
        self.stopped: ProjectionStoppedError | None = None
        self.number = 0
        self.state = reading.projection.cls() if state is None else state
        if state is None:
            _put_tables(self.state)
        self.tables = self._intact()
        self._pen = next((table.pen for table in self.tables.values()), Pen())

    def _intact(self) -> dict[str, SharedTable]:
        """The tables of the state.

        Raises:
            NotKeyedError: A handler put something else in the place of one.
        """
        tables = tables_of(self.state)
        if tables is None:
            raise NotKeyedError
        return tables

    @property
    def view(self) -> View[State]:
        """The state, and where it stopped; the number of the last entry is for whoever knows what else was there."""
        return View(state=self.state, number=self.number, stopped=self.stopped, unknown=Counter(self.unknown))

    # Folding ---------------------------------------------------------------------------------------------------------

    def fold(self, numbers: Sequence[int], *, reached: dict[int, set[Any]] | None = None) -> None:
        """Fold the entries of these numbers, until a handler raises.

        Args:
            numbers: In the order of the fold.
            reached: Takes the keys that each of the entries in it looks at.

        Raises:
            NotKeyedError: The projection has broken its promise.
        """
        self.fold_entries(self.reading.read(numbers), reached=reached or {})

    def fold_entries(self, entries: Iterable[AnyEntry], *, reached: dict[int, set[Any]]) -> None:
        """The same for entries that were read already."""
        view = self.reading.projection.fold(self.state, self._paced(entries, reached))
        self.unknown.update(view.unknown)
        self.stopped, self.number = view.stopped, view.number
        if view.stopped is not None and view.stopped.entry.number in reached:
            reached[view.stopped.entry.number] |= self._pen.keys
        tables = self._intact()
        if any(tables[name] is not table for name, table in self.tables.items()):
            raise NotKeyedError

    def _paced(self, entries: Iterable[AnyEntry], reached: dict[int, set[Any]]) -> Iterator[AnyEntry]:
        """The entries, with a look after each at what its handlers looked at."""
        pen, catalogue, place = self._pen, self.reading.ledger.inner.catalogue, self.reading.place
        for entry in entries:
            pen.begin(place(entry.number))
            yield entry
            if pen.is_sweeping:
                raise NotKeyedError
            if pen.keys:
                named = Named.of(names_of(entry, catalogue))
                if not all(key in named for key in pen.keys):
                    raise NotKeyedError
                if entry.number in reached:
                    reached[entry.number] |= pen.keys

    # Working out again -----------------------------------------------------------------------------------------------

    def refold(self, left: Iterable[AnyEntry], entered: Iterable[AnyEntry], select: Select) -> None:
        """Work out again what entries name that came or went somewhere before the last.

        Args:
            left: What is no longer held.
            entered: What is held now and was not.
            select: What finds the entries that now hold and name something.

        Raises:
            NotKeyedError: The projection has broken its promise, or its fold stops now where it did not.
        """
        left, entered = list(left), list(entered)
        self.unknown += Counter(entry.type for entry in entered if self.reading.is_unknown(entry))
        self.unknown -= Counter(entry.type for entry in left if self.reading.is_unknown(entry))
        changed = {entry.number: entry for entry in (*left, *entered)}
        places = set(map(self.reading.place, changed))
        reached = {entry.number: self._reach(entry) for entry in changed.values()}
        names = self._named(changed, reached)
        while names:
            named = Named.of(names)
            wide = self._wide(names, self.tables, named)
            fresh = KeyedState(self.reading)
            reached = {number: set[Any]() for number in changed}
            fresh.fold(select(wide), reached=reached)
            if fresh.stopped is not None:
                raise StopsElsewhereError
            more = self._named(changed, reached) | self._beside(fresh, named, places)
            more |= self._wide(names, fresh.tables, named) - wide
            if more <= names:
                self._replace(fresh, named, places)
                return
            names |= more

    def _reach(self, entry: AnyEntry) -> set[Any]:
        """The keys that an entry's handlers look at, where nothing else was ever said."""
        alone, reached = KeyedState(self.reading), {entry.number: set[Any]()}
        alone.fold_entries([entry], reached=reached)
        if alone.stopped is not None:
            return set(names_of(entry, self.reading.ledger.inner.catalogue))
        return reached[entry.number]

    def _named(self, entries: dict[int, AnyEntry], reached: dict[int, set[Any]]) -> set[str]:
        """Which of the names in each entry stand for the keys that it reached."""
        catalogue = self.reading.ledger.inner.catalogue
        return {
            name
            for number, keys in reached.items()
            if keys
            for name in names_of(entries[number], catalogue)
            if any(key in Named.of([name]) for key in keys)
        }

    @staticmethod
    def _wide(names: Collection[str], tables: dict[str, SharedTable], named: Named) -> frozenset[str]:
        """Everything on which the rows that are named rest: a key of several parts rests on each of them."""
        keys = (key for table in tables.values() if table.has_parts for key in table.keys_named(named))
        return widened(names).union(*(frozenset(names_in_key(key)) for key in keys))

    def _moved(self, name: str, fresh: KeyedState[State], named: Named, places: set[int]) -> set[int]:
        """The places of the entries that put keys of one table in where another put them in before.

        Those in ``places`` are among them: they are other entries now than they were.
        """
        was = self.tables[name].places
        return {
            place >> PLACES_PER_ENTRY_BITS
            for key, place in fresh.tables[name].places.items()
            if key in named
            and (
                key not in was
                or was[key] >> PLACES_PER_ENTRY_BITS != place >> PLACES_PER_ENTRY_BITS
                or place >> PLACES_PER_ENTRY_BITS in places
            )
        }

    def _beside(self, fresh: KeyedState[State], named: Named, places: set[int]) -> set[str]:
        """The names of the rows that the same entries put in as rows that now stand elsewhere.

        Which of them comes first is known only once they have been worked out together.
        """
        found = set[str]()
        for name, table in self.tables.items():
            moved = self._moved(name, fresh, named, places)
            if moved:
                tied = (key for key, place in table.places.items() if place >> PLACES_PER_ENTRY_BITS in moved)
                found.update(name for key in tied if key not in named for name in names_in_key(key))
        return found

    def _replace(self, fresh: KeyedState[State], named: Named, places: set[int]) -> None:
        """Put rows that were worked out again in the place of those that were there."""
        for name, table in self.tables.items():
            again, moved = fresh.tables[name], self._moved(name, fresh, named, places)
            for key in table.keys_named(named):
                if key not in again.places:
                    table.drop(key)
            for key, place in again.places.items():
                if key in named:
                    stays = key in table.places and place >> PLACES_PER_ENTRY_BITS not in moved
                    table.put(key, again.row(key), table.places[key] if stays else place)
            if moved:
                table.sort()

    # Sharing ---------------------------------------------------------------------------------------------------------

    def settle(self) -> dict[str, Delta]:
        """What has changed in each table; from now on all rows are shared, and are copied on write.

        Raises:
            NotKeyedError: A row holds what cannot be copied, or what another holds too.
        """
        holders = dict[int, tuple[str, Any]]()
        deltas = {name: table.settle() for name, table in self.tables.items()}
        for name, delta in deltas.items():
            for key, row in delta.rows.items():
                for one in _changeable(row):
                    if holders.setdefault(one, (name, key)) != (name, key):
                        raise NotKeyedError
        return deltas

    def plain(self) -> State:
        """The state with plain dicts, whose rows others may have too: it is to be read, not written to."""
        made = copy.copy(self.state)
        for name, table in self.tables.items():
            object.__setattr__(made, name, table.rows())
        return made


def _changeable(row: Any) -> set[int]:
    try:
        return changeable_in(row)
    except UncopyableError as fault:
        raise NotKeyedError from fault


def _put_tables(state: object) -> None:
    """Put tables in the place of a state's dicts."""
    pen, cls = Pen(), cast("type[attrs.AttrsInstance]", type(state))
    for field in attrs.fields(cls):
        held: dict[Any, Any] = getattr(state, field.name)
        if type(held) is not dict:
            raise NotKeyedError
        object.__setattr__(state, field.name, SharedTable(pen, held))
