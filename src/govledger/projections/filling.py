"""Writing the tables of one projection: laying them out, putting rows in their places, comparing and swapping them.

sqlite-utils lays out tables, foreign keys, views and the index for searching; rows are written by plain statements, for
it is slow row by row. Only rows that differ from what is there are written. A file may be a ledger's own, whose
triggers are guarded, so what keeps the index for searching in step is done here and by no trigger.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from graphlib import TopologicalSorter
from typing import Any

import attrs
from sqlite_utils import Database
from sqlite_utils.db import ForeignKey

from govledger.errors import TablesError
from govledger.ledger.store.rows import chunked
from govledger.projections.table_file import CURRENT, TableFile, table_name
from govledger.projections.table_words import VARIABLES_MAX, WORDS, Said, Words, as_key
from govledger.projections.tabling import Cell, Row, Table

SHOWN_MAX = 20
"""How many keys of rows that differ are named."""


@attrs.frozen(kw_only=True)
class Change:
    """What is to stand in one table.

    Attributes:
        table: Which.
        keys: The first cell of the key of every row that may have changed; ``None`` where any may have.
        rows: The rows that are to stand there then.
        said: The words of their texts, where words are kept.
    """

    table: Table
    keys: list[Cell] | None
    rows: list[Row]
    said: list[Said]


@attrs.frozen(kw_only=True)
class Difference:
    """How one table differs from what a fresh replay gives.

    Attributes:
        table: Which.
        gone: The keys of rows that were only in the table before, the first twenty; a changed row is in both.
        come: The keys of rows that are only in the new one.
    """

    table: str
    gone: tuple[str, ...]
    come: tuple[str, ...]

    def __str__(self) -> str:
        """Which rows differ."""
        told = [f"only before: {', '.join(self.gone)}"] if self.gone else []
        told += [f"only now: {', '.join(self.come)}"] if self.come else []
        return f"{self.table}: {'; '.join(told)}"


class Filling:
    """The tables of one projection in one generation.

    Attributes:
        words: What keeps the words of their texts; ``None`` where nobody asked for that.
    """

    def __init__(self, file: TableFile, view: str, tables: Sequence[Table], *, words: bool, generation: str) -> None:
        self._file, self._view, self._tables, self._generation = file, view, tables, generation
        self.words = Words(self.name, generation) if words else None

    def name(self, table: str, generation: str | None = None) -> str:
        """What a table of the projection is called in the file."""
        made = self._generation if generation is None else generation
        return f"{self._file.prefix}{table_name(self._view)}{table}{f'__{made}' if made else ''}"

    @property
    def names(self) -> tuple[str, ...]:
        """What its tables are called, the words last."""
        return self._names(self._generation)

    def _names(self, generation: str) -> tuple[str, ...]:
        own = [*[table.name for table in self._tables], *([WORDS] if self.words else [])]
        return tuple(self.name(table, generation) for table in own)

    # Laying out ------------------------------------------------------------------------------------------------------

    def lay_out(self, db: Database, *, ours: Iterable[str]) -> None:
        """Make its tables, empty.

        Args:
            db: The file, in a transaction.
            ours: The tables that will have made room for them by the time they take their places.

        Raises:
            TablesError: There is something of one of the names that is none of ours.
        """
        names = (*self.names, *self._names(CURRENT))
        strange = [name for name in names if db[name].exists() and name not in set(ours)]
        if strange:
            raise TablesError(f"there is a table {strange[0]} in {self._file.name} that was not made of {self._view}")
        by_name = {table.name: table for table in self._tables}
        for name in TopologicalSorter({one.name: set(one.references.values()) for one in self._tables}).static_order():
            table = by_name[name]
            keys = [
                ForeignKey(self.name(table.name), column, self.name(other), by_name[other].key_sql[0])
                for column, other in table.references.items()
            ]
            db.table(self.name(table.name)).create(table.sql, pk=tuple(table.key_sql), foreign_keys=keys)
        if self.words is not None:
            self.words.lay_out(db)

    def take_place(self, db: Database) -> None:
        """Give its tables the names that readers know, and make what searches them."""
        for made, name in zip(self.names, self._names(CURRENT), strict=True):
            db.rename_table(made, name)
        if self.words is not None:
            words = Words(partial(self.name, generation=CURRENT), CURRENT)
            words.make_searchable(db, self._tables, before=self.name(WORDS))

    # Putting rows in their places ------------------------------------------------------------------------------------

    def apply(self, db: Database, change: Change) -> None:
        """Have in a table what is to stand there, writing only what differs."""
        table = change.table
        places = [list(table.sql).index(part) for part in table.key_sql]
        held = {_key(row, places): row for row in self._held(db, table, change.keys)}
        wanted = {_key(row, places): row for row in change.rows}
        self.check_apart(table, change.rows)
        marks = " AND ".join(f'"{part}" IS ?' for part in table.key_sql)
        gone = [key for key, row in held.items() if wanted.get(key) != row]
        db.conn.executemany(f'DELETE FROM "{self.name(table.name)}" WHERE {marks}', gone)  # noqa: S608 - our own names
        self.insert(db, table, [row for key, row in wanted.items() if held.get(key) != row])
        if self.words is not None:
            self.words.put(db, table, change.said, None if change.keys is None else map(as_key, held))

    def insert(self, db: Database, table: Table, rows: Iterable[Row]) -> None:
        """Put rows into a table that has none with their keys."""
        marks = ",".join("?" * len(table.sql))
        db.conn.executemany(f'INSERT INTO "{self.name(table.name)}" VALUES ({marks})', rows)  # noqa: S608 - our own

    def check_apart(self, table: Table, rows: Sequence[Row]) -> None:
        """Check that no two rows of a table have one key.

        Raises:
            TablesError: Two have.
        """
        places = [list(table.sql).index(part) for part in table.key_sql]
        if len({_key(row, places) for row in rows}) != len(rows):
            key = ", ".join(table.key_sql)
            raise TablesError(f"two rows of {self.name(table.name)} have one key: {key} does not tell them apart")

    def _held(self, db: Database, table: Table, keys: list[Cell] | None) -> Iterator[Row]:
        """The rows of a table as they are: all, or those whose key begins with one of some cells."""
        columns = ", ".join(f'"{name}"' for name in table.sql)
        select = f'SELECT {columns} FROM "{self.name(table.name)}"'  # noqa: S608 - our own names
        if keys is None:
            yield from db.conn.execute(select)
        else:
            for part in chunked(keys, VARIABLES_MAX):
                marks = ",".join("?" * len(part))
                yield from db.conn.execute(f'{select} WHERE "{table.key_sql[0]}" IN ({marks})', part)

    # Comparing -------------------------------------------------------------------------------------------------------

    def amiss(self, db: Database) -> str:
        """The first of its tables that is not there as it was laid out; empty where all are."""
        for table in self._tables:
            name = self.name(table.name)
            if not db[name].exists() or list(db[name].columns_dict) != list(table.sql):
                return name
        return self.words.amiss(db) if self.words is not None else ""

    def differences(self, db: Database) -> tuple[Difference, ...]:
        """How those that readers see differ from its tables."""
        found: list[Difference] = []
        for table in self._tables:
            old, new = self.name(table.name, CURRENT), self.name(table.name)
            gone, come = self._only_in(db, table, old, new), self._only_in(db, table, new, old)
            if gone or come:
                found.append(Difference(table=old, gone=gone, come=come))
        return tuple(found)

    def _only_in(self, db: Database, table: Table, one: str, other: str) -> tuple[str, ...]:
        """The keys of the first rows of one table that the other has not."""
        sql = f'SELECT * FROM "{one}" EXCEPT SELECT * FROM "{other}" LIMIT {SHOWN_MAX}'  # noqa: S608 - our own names
        places = [list(table.sql).index(part) for part in table.key_sql]
        return tuple(" ".join(map(str, _key(row, places))) for row in db.conn.execute(sql))


def _key(row: Sequence[Any], places: Sequence[int]) -> Row:
    return tuple(row[place] for place in places)
