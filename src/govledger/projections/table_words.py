"""The words of the texts in a projection's tables, for reading and searching; only where somebody asked for them.

A table holds handles. Beside the tables of a projection stands one of words, a row to each text of each of their rows,
with an index for searching; and beside each table a view of it in words. An erasure takes its words away here too: in
the ledger's own file in the transaction that records it, in another when its tables are followed next. The index keeps
what it drops until it is built anew, so that is what a purge does.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Final

import attrs
from sqlite_utils import Database

from govledger.projections.table_file import CURRENT
from govledger.projections.tabling import Cell, Table

VARIABLES_MAX: Final = 900
"""How many values one statement is given; every SQLite takes at least 999."""

WORDS: Final = "words"
"""What the table of words is called within a projection."""

_COLUMNS = {"id": int, "tbl": str, "key": str, "col": str, "entry": int, "field": str, "words": str}
_BETWEEN = "\x1f"
_NAMES = "tbl, key, col, entry, field, words"


@attrs.frozen
class Said:
    """The words of one text of one row.

    Attributes:
        key: The row's key.
        column: The column that holds the handle.
        entry: The entry that the text stands in.
        field: Its path there.
        words: What it says.
    """

    key: str
    column: str
    entry: int
    field: str
    words: str


class Words:
    """The table of words of one projection in one generation."""

    def __init__(self, name: Callable[[str], str], generation: str) -> None:
        """The words beside the tables that ``name`` names; only what readers see can be searched."""
        self._name, self._table, self._index = name, name(WORDS), name(f"{WORDS}_fts")
        self._is_searchable = generation == CURRENT

    def lay_out(self, db: Database) -> None:
        """Make the table, empty."""
        words = db.table(self._table)
        words.create(_COLUMNS, pk="id")
        self._index_rows(db)

    def _index_rows(self, db: Database) -> None:
        words = db.table(self._table)
        words.create_index(["tbl", "key"], index_name=f"{self._table}_row")
        words.create_index(["entry"], index_name=f"{self._table}_entry")

    def make_searchable(self, db: Database, tables: Iterable[Table], *, before: str) -> None:
        """Make what searches them, and a view in words of each table that holds handles.

        Args:
            db: The file, in a transaction.
            tables: The tables of the projection.
            before: What the table of words was called, for indexes keep the names they were made with.
        """
        for index in ("row", "entry"):
            db.conn.execute(f'DROP INDEX "{before}_{index}"')
        self._index_rows(db)
        db.table(self._table).enable_fts(["words"])
        for table in tables:
            if table.handles:
                db.create_view(self._name(f"{table.name}_in_words"), self._in_words(table))

    def amiss(self, db: Database) -> str:
        """What of it is not there as it was laid out; empty where all is."""
        words, index = db[self._table], db[self._index]
        is_there = words.exists() and list(words.columns_dict) == list(_COLUMNS)
        if not is_there or (self._is_searchable and not index.exists()):
            return self._table
        return ""

    def _in_words(self, table: Table) -> str:
        """The rows of a table with the words of their texts."""
        key = f" || '{_BETWEEN}' || ".join(f'CAST(t."{part}" AS TEXT)' for part in table.key_sql)
        which = f"w.tbl = '{table.name}' AND w.key = {key}"
        said = [
            f'(SELECT words FROM "{self._table}" w WHERE {which} AND w.col = \'{column}\') AS "{column}"'  # noqa: S608
            for column in table.handles
        ]
        return f'SELECT t.*, {", ".join(said)} FROM "{self._name(table.name)}" t'  # noqa: S608 - our own names

    def put(self, db: Database, table: Table, said: Iterable[Said], before: Iterable[str] | None) -> None:
        """Have the words of the texts of some rows as they are to be.

        Args:
            db: The file, in a transaction.
            table: The table that the rows are of.
            said: The words that are to stand there.
            before: The keys of the rows that stood there; ``None`` for every row.
        """
        wanted = {(one.key, one.column): one for one in said}
        held = list(self._of_rows(db, table, before))
        kept = {(one.key, one.column) for _, one in held if wanted.get((one.key, one.column)) == one}
        self._forget(db, [(id_, one.words) for id_, one in held if (one.key, one.column) not in kept])
        for place, one in wanted.items():
            if place not in kept:
                self._note(db, table, one)

    def _of_rows(self, db: Database, table: Table, keys: Iterable[str] | None) -> Iterator[tuple[int, Said]]:
        """What is kept of the texts of some rows, with the ids."""
        sql = f'SELECT id, key, col, entry, field, words FROM "{self._table}" WHERE tbl = ?'  # noqa: S608 - our own names
        asked = [(sql, (table.name,))] if keys is None else [(f"{sql} AND key = ?", (table.name, key)) for key in keys]
        for one, values in asked:
            yield from ((row[0], Said(*row[1:])) for row in db.conn.execute(one, values).fetchall())

    def _note(self, db: Database, table: Table, said: Said) -> None:
        sql = f'INSERT INTO "{self._table}" ({_NAMES}) VALUES (?, ?, ?, ?, ?, ?)'  # noqa: S608 - our own names
        id_ = db.conn.execute(sql, (table.name, *attrs.astuple(said))).lastrowid
        if self._is_searchable:
            db.conn.execute(f'INSERT INTO "{self._index}" (rowid, words) VALUES (?, ?)', (id_, said.words))  # noqa: S608

    def _forget(self, db: Database, rows: Sequence[tuple[int, str]]) -> None:
        """Let go of some words, by their rows' ids."""
        if self._is_searchable:
            sql = f'INSERT INTO "{self._index}" ("{self._index}", rowid, words) VALUES (\'delete\', ?, ?)'  # noqa: S608
            db.conn.executemany(sql, rows)
        db.conn.executemany(f'DELETE FROM "{self._table}" WHERE id = ?', [(id_,) for id_, _ in rows])  # noqa: S608

    def purge(self, db: Database, erased: Iterable[int], kept: Collection[tuple[int, str]]) -> bool:
        """Let go of the words of erased texts, and have nothing of them left in the index.

        Args:
            db: The file, in a transaction.
            erased: The entries of which texts were erased.
            kept: The entry and path of each of their texts that is disclosed still.

        Returns:
            Whether there were any.
        """
        sql = f'SELECT id, entry, field, words FROM "{self._table}" WHERE entry = ?'  # noqa: S608 - our own names
        held = [row for entry in erased for row in db.conn.execute(sql, (entry,))]
        gone = [(id_, words) for id_, entry, field, words in held if (entry, field) not in kept]
        db.conn.execute("PRAGMA secure_delete = ON")
        self._forget(db, gone)
        if gone and self._is_searchable:
            db.table(self._table).rebuild_fts()
        return bool(gone)


def as_key(cells: Sequence[Cell]) -> str:
    """A key as it stands beside words: the id of a row, or its parts with a unit separator between them."""
    return _BETWEEN.join(str(cell) for cell in cells)
