"""The tables of one projection, kept up with a ledger, made anew, and never half of either.

What is to be written is worked out before the file is locked, from the position that was read; under the lock the
position is read again, and where somebody else has moved it meanwhile nothing is written and it is worked out again.
Tables are made anew beside those that readers see, a few thousand rows at a time, brought to the same entry, compared,
and put in their place in one transaction; so readers see the old or the new and never a part, and writers go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from secrets import token_hex
from typing import Any, Final

import attrs
from sqlite_utils import Database

from govledger.errors import TablesError
from govledger.events import DisclosureErased, Text, each
from govledger.ledger import History, Ledger
from govledger.ledger.cuts import Cut
from govledger.ledger.entry import AnyEntry
from govledger.projections.filling import Change, Difference, Filling
from govledger.projections.keys import Named, names_of
from govledger.projections.projection import Projection, View
from govledger.projections.quarantine import Forbearing
from govledger.projections.stamps import stamp_of
from govledger.projections.table_file import CURRENT, SHADOW, Position, TableFile
from govledger.projections.table_words import Said, as_key
from govledger.projections.tabling import Table, tables_of

TRIES_MAX: Final = 100
"""How often something is worked out again because somebody else wrote the same tables meanwhile."""

EVEN_TRIES: Final = 20
"""How often old and new tables are brought to the same entry before they are swapped without being compared."""

BATCH: Final = 5_000
"""How many rows of new tables are written in one transaction."""

TOUCHED_MAX: Final = 5_000
"""After how many entries every row is looked at rather than those that the entries name."""


@attrs.frozen(kw_only=True)
class Made:
    """What came of making tables anew.

    Attributes:
        position: How far they have come.
        why: Why they were made anew; empty where somebody asked for it.
        differences: How those before differed; ``None`` where there were none, or none that could be compared.
    """

    position: Position
    why: str = ""
    differences: tuple[Difference, ...] | None = None


class Tabled:
    """The tables of one projection of one ledger in one file."""

    def __init__(self, projection: Projection[Any], ledger: Ledger, file: TableFile) -> None:
        self.projection, self._ledger, self._file = projection, ledger, file
        self._tables, self._stamp = tables_of(projection), stamp_of(projection, ledger.inner.catalogue)
        self._growing = Forbearing(projection, ledger)
        self._seen: tuple[object, ...] = ()

    def _filling(self, position: Position) -> Filling:
        return Filling(self._file, position.view, self._tables, words=position.words, generation=position.generation)

    # Keeping up ------------------------------------------------------------------------------------------------------

    def position(self, generation: str = CURRENT) -> Position | None:
        """How far its tables have come; ``None`` where there are none."""
        with self._file.reading() as db:
            return self._file.position(db, self.projection.name, generation)

    def why_not(self, position: Position) -> str:
        """Why tables cannot be gone on with; empty where they can."""
        name = self.projection.name
        if position.version != self.projection.version:
            return f"they were made by version {position.version} of {name}, and this is {self.projection.version}"
        if position.stamp != self._stamp:
            return f"they were made by other code of {name}, or for other event types"
        size = len(self._ledger)
        if position.number > size or (position.number and self._leaf(position.number) != position.leaf):
            return f"they were made of another history: entry {position.number} is not the one they end with"
        amiss = self._amiss(position)
        return f"somebody else has changed or removed {amiss}" if amiss else ""

    def _amiss(self, position: Position) -> str:
        """Which table is not there as it was laid out; empty where all are. They are looked at when any has changed."""
        with self._file.reading() as db:
            schema: tuple[int] = db.conn.execute("PRAGMA schema_version").fetchone()
            seen = (*schema, *position.tables)
            amiss = "" if seen == self._seen else self._filling(position).amiss(db)
        if not amiss:
            self._seen = seen
        return amiss

    def _leaf(self, number: int) -> str:
        return self._ledger.entry(number).leaf_hash

    def advance(self, generation: str = CURRENT) -> Position:
        """Bring its tables to where the ledger is, in one transaction; where they are then.

        Raises:
            TablesError: There are none, or they were made by something else.
        """
        return self._advance(self._growing.catch_up(), generation)

    def _advance(self, view: View[Any], generation: str) -> Position:
        for _ in range(TRIES_MAX):
            position = self.position(generation)
            if position is None:
                raise TablesError(f"there are no tables of {self.projection.name} in {self._file.name}; build them")
            why = self.why_not(position)
            if why:
                raise TablesError(f"the tables of {self.projection.name} cannot be gone on with: {why}; rebuild them")
            target = self._target(position, view)
            if target == position or self._write(position, target, view):
                return target
            view = self._growing.catch_up()
        raise TablesError(f"somebody else writes the tables of {self.projection.name} all the time")

    def _target(self, position: Position, view: View[Any]) -> Position:
        """Where tables are to come to: as far as the view does, or where they are, saying why they go no further."""
        if view.stopped is not None:
            return attrs.evolve(position, stopped_at=view.stopped.entry.number, stopped=str(view.stopped))
        if view.number < position.number:
            return position
        return attrs.evolve(
            position,
            number=view.number,
            leaf=self._leaf(view.number),
            stopped_at=None,
            stopped=None,
            quarantined=tuple(map(str, view.quarantined)),
        )

    def _write(self, position: Position, target: Position, view: View[Any]) -> bool:
        """Write what brings tables from one position to another, unless somebody else has moved them."""
        filling, new = self._filling(position), list(self._between(position, target))
        changes = [] if view.stopped is not None else list(self._changes(position, target, view, new))
        erased, purged = {number for entry in new for number in _erased_by(entry)}, False
        kept = {place for number in erased if position.words for place in self._said_still(number)}
        with self._file.writing() as db:
            if self._file.position(db, position.view, position.generation) != position:
                return False
            if position.words and self._file.has_erased_since(db, target.number):
                return False
            for change in changes:
                filling.apply(db, change)
            if filling.words is not None and erased:
                purged = filling.words.purge(db, erased, kept)
            self._file.put_position(db, target)
        if purged:
            self._file.sweep()
        return True

    def _between(self, position: Position, target: Position) -> Iterator[AnyEntry]:
        """The entries recorded since a position."""
        for entry in self._ledger.entries(after=position.number):
            if entry.number > target.number:
                return
            yield entry

    def _said_still(self, number: int) -> Iterator[tuple[int, str]]:
        """The entry and path of each of its texts that is disclosed still."""
        entry, shelf = self._ledger.entry(number), self._ledger.inner.shelf
        for path, digest in zip(entry.committed, entry.commitments, strict=True):
            if Text.recorded(number, path, digest, shelf).words is not None:
                yield number, path

    # What has changed ------------------------------------------------------------------------------------------------

    def _changes(self, position: Position, target: Position, view: View[Any], new: list[AnyEntry]) -> Iterator[Change]:
        """What is to stand in each table."""
        is_whole = not self.projection.keyed or position.quarantined != target.quarantined or len(new) > TOUCHED_MAX
        named = None if is_whole else Named.of(self._touched(new))
        for table in self._tables:
            keys = None if named is None else table.keys_among(named)
            held = list(table.held(view.state, keys))
            said = list(_said(table, held)) if position.words else []
            yield Change(table=table, keys=keys, rows=[table.row(row) for row in held], said=said)

    def _touched(self, new: Iterable[AnyEntry]) -> set[str]:
        """What some entries name, and what the other versions of the same do."""
        catalogue, names = self._ledger.inner.catalogue, set[str]()
        for entry in new:
            names |= names_of(entry, catalogue)
            if entry.original != entry.number:
                for version in self._versions(entry.original):
                    names |= names_of(version, catalogue)
        return names

    def _versions(self, original: int) -> Iterator[AnyEntry]:
        yield self._ledger.entry(original)
        found = self._ledger.entries(about=f"entry:{original}")
        yield from (entry for entry in found if entry.original == original)

    # Making anew -----------------------------------------------------------------------------------------------------

    def make(self, *, words: bool, why: str = "") -> Made:
        """Make its tables anew beside those that are there, compare them, and put them in their place.

        Where the projection stops, tables that are there stay as they are and say why; where there are none, or none
        that can be gone on with, they are made as far as it goes.
        """
        before = self.position()
        can_go_on = before is not None and not self.why_not(before) and before.words == words
        self._growing = Forbearing(self.projection, self._ledger)
        view = self._growing.catch_up()
        if before is not None and can_go_on and view.stopped is not None:
            return Made(position=self.advance(), why=why)
        shadow = self._lay_out(words=words)
        self._fill(shadow, view if view.stopped is None else self._as_far_as_it_goes(view))
        return attrs.evolve(self._swap(can_go_on=can_go_on), why=why)

    def _lay_out(self, *, words: bool) -> Position:
        """Make empty tables beside those that are there, in the place of what one that was killed left."""
        name = self.projection.name
        shadow = Position(
            view=name,
            generation=SHADOW,
            version=self.projection.version,
            stamp=self._stamp,
            leaf=token_hex(),  # Nobody else's tables in the making have the same, so that two do not mix their rows.
            words=words,
        )
        with self._file.writing() as db:
            left, before = self._file.position(db, name, SHADOW), self._file.position(db, name)
            if left is not None:
                self._file.drop(db, left)
            filling = self._filling(shadow)
            filling.lay_out(db, ours=before.tables if before is not None else ())
            laid_out = attrs.evolve(shadow, tables=filling.names)
            self._file.put_position(db, laid_out)
        return laid_out

    def _as_far_as_it_goes(self, view: View[Any]) -> View[Any]:
        """The view of the ledger as it was before it had the entry at which the projection stops."""
        size, earlier = len(self._ledger), view
        while earlier.stopped is not None:
            size = earlier.stopped.entry.number - 1
            earlier = self._growing.projection.view(History(self._ledger, Cut(size=size)))
        return attrs.evolve(earlier, number=size, quarantined=view.quarantined)

    def _fill(self, shadow: Position, view: View[Any]) -> None:
        """Write the rows of a state into empty tables, a batch to a transaction."""
        for table in self._tables:
            held = list(table.held(view.state))
            self._filling(shadow).check_apart(table, list(map(table.row, held)))
            for start in range(0, len(held), BATCH):
                while not self._fill_in(shadow, table, held[start : start + BATCH]):
                    pass
        leaf = self._leaf(view.number) if view.number else ""
        told = tuple(map(str, view.quarantined))
        with self._file.writing() as db:
            made = self._shadow(db, shadow)
            self._file.put_position(db, attrs.evolve(made, number=view.number, leaf=leaf, quarantined=told))

    def _fill_in(self, shadow: Position, table: Table, held: list[Any]) -> bool:
        """Write some rows of a table that is being made, unless words of theirs were erased since they were read."""
        size = len(self._ledger)
        said = list(_said(table, held)) if shadow.words else []
        with self._file.writing() as db:
            if said and self._file.has_erased_since(db, size):
                return False
            filling = self._filling(self._shadow(db, shadow))
            filling.insert(db, table, map(table.row, held))
            if filling.words is not None:
                filling.words.put(db, table, said, ())
        return True

    def _shadow(self, db: Database, expected: Position | None = None) -> Position:
        """The position of the tables that are being made.

        Raises:
            TablesError: They are another's: somebody else has begun to make them too.
        """
        found = self._file.position(db, self.projection.name, SHADOW)
        if found is None or (expected is not None and found != expected):
            raise TablesError(f"somebody else makes the tables of {self.projection.name} at the same time")
        return found

    def _swap(self, *, can_go_on: bool) -> Made:
        """Put new tables in the place of the old, in one transaction, once both have come to the same entry."""
        tries_left = EVEN_TRIES if can_go_on else 0
        while True:
            view = self._growing.catch_up()
            self._advance(view, SHADOW)
            if can_go_on:
                self._advance(view, CURRENT)
            with self._file.writing() as db:
                new, old = self._shadow(db), self._file.position(db, self.projection.name)
                is_even = old is not None and can_go_on and old.number == new.number
                if is_even or not tries_left:
                    found = self._filling(new).differences(db) if is_even else None
                    position = self._take_place(db, new, old)
                    return Made(position=position, differences=found)
            tries_left -= 1

    def _take_place(self, db: Database, new: Position, old: Position | None) -> Position:
        """Do away with the old tables and give their names to the new."""
        if old is not None:
            self._file.drop(db, old)
        self._filling(new).take_place(db)
        self._file.drop(db, attrs.evolve(new, tables=()))
        current = attrs.evolve(new, generation=CURRENT)
        position = attrs.evolve(current, tables=self._filling(current).names)
        self._file.put_position(db, position)
        return position


def _said(table: Table, held: Iterable[Any]) -> Iterator[Said]:
    """The words of the texts of some rows, as far as they are disclosed."""
    for row in held:
        for column in table.handles:
            text: Text | None = row[column]
            words = None if text is None else text.words
            if text is not None and words is not None:
                yield Said(as_key(table.key_of(row)), column, text.number, text.field, words)


def _erased_by(entry: AnyEntry) -> Iterator[int]:
    """The entries of which an entry says that texts of theirs were erased."""
    if isinstance(entry.event, DisclosureErased):
        yield from (int(ref.id) for ref in each(entry.event.entries))
