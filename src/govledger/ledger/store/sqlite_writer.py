"""What a transaction on SQLite does in its own way: the recorder, the triggers, and tables beside the ledger."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from eventsourcing.sqlite import SQLiteAggregateRecorder, SQLiteCursor

from govledger.errors import LedgerCorruptError
from govledger.ledger.store.known_names import Names
from govledger.ledger.store.rows import Append, LedgerRow, Row
from govledger.ledger.store.schema import GUARDS, LATE, POSITIONS, UNFILED, VERSION_MARK
from govledger.ledger.store.statements import SELECT_UNFILED
from govledger.ledger.store.unfiled import Unfiled, encode, read_unfiled
from govledger.ledger.store.writer import Writer

_WORDS_NAME = re.compile(r"\w+_words(?:__\w+)?")
"""What a table of words is called; no table of the record is called so."""

ROWS = 50
"""How many rows one statement puts in: more take longer to prepare than they save."""

_PUT_UNFILED = f"INSERT OR REPLACE INTO {UNFILED} VALUES (?, ?, ?)"  # noqa: S608 - a constant
_FIRST_UNFILED = f"SELECT MIN(number) FROM {UNFILED} WHERE ledger = ?"  # noqa: S608 - a constant
_DROP_UNFILED = f"DELETE FROM {UNFILED} WHERE ledger = ?"  # noqa: S608 - a constant

_IS_TABLE = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"


def is_among(column: str, values: Sequence[object]) -> tuple[str, tuple[object, ...]]:
    """A condition that ``column`` is one of some values, and the values."""
    return f"{column} IN ({','.join('?' * len(values))})", tuple(values)


def _words_table(view: object, tables: object) -> str:
    """The table of words among those of a view.

    Raises:
        LedgerCorruptError: Somebody has put something else there, such as the name of a table of the record.
    """
    try:
        name: str = msgspec.json.decode(tables if isinstance(tables, str) else "", type=list[str])[-1]
    except (msgspec.DecodeError, IndexError):
        name = ""
    if not _WORDS_NAME.fullmatch(name):
        raise LedgerCorruptError(
            f"somebody has changed what {POSITIONS} says of the tables of {view}: nothing was erased; "
            "remove its row there, and its tables, and erase again"
        )
    return name


def put(cursor: SQLiteCursor, sql: str, columns: Sequence[Sequence[object]]) -> None:
    """Put an INSERT of one row for each row of some columns, many rows at a time, which SQLite takes faster."""
    width, count = len(columns), len(columns[0])
    if count == 1:
        cursor.execute(sql, [column[0] for column in columns])
        return
    values: list[object] = [None] * (width * count)
    for place, column in enumerate(columns):
        values[place::width] = column
    size = width * ROWS
    whole = len(values) // size * size
    many = sql + f", ({', '.join('?' * width)})" * (ROWS - 1)
    for start in range(0, whole, size):
        cursor.execute(many, values[start : start + size])
    cursor.executemany(sql, [values[start : start + width] for start in range(whole, len(values), width)])


class Recorder(SQLiteAggregateRecorder):
    """eventsourcing's recorder, in a transaction that it did not begin: its own begins without the write lock."""

    def insert_within(self, cursor: SQLiteCursor, ledger: LedgerRow, rows: Sequence[Row]) -> None:
        """Insert the events of a ledger with a transaction's ``cursor``."""
        if len(rows) == 1:
            cursor.execute(self.insert_events_statement, (ledger.uuid, *rows[0]))
            return
        numbers, types, raws = zip(*rows, strict=True)
        put(cursor, self.insert_events_statement, [[ledger.uuid] * len(rows), numbers, types, raws])


class SQLiteWriter(Writer):
    """What may be done inside one transaction on SQLite.

    Attributes:
        added: How many entries were added.
    """

    def __init__(self, recorder: Recorder, cursor: SQLiteCursor, names: Names | None = None) -> None:
        """A writer over an open transaction's ``cursor``, which appends as ``recorder`` does.

        It knows some ``names`` already, and adds to them.
        """
        super().__init__(names)
        self._recorder, self._cursor = recorder, cursor
        self.added = 0

    def query(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        """All rows of one statement."""
        self._cursor.execute(sql, values)
        rows: list[Any] = self._cursor.fetchall()
        return rows

    def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Put one statement for each of many rows."""
        self._cursor.executemany(sql, rows)

    def among(self, column: str, values: Sequence[object]) -> tuple[str, tuple[object, ...]]:
        """A condition that ``column`` is one of some values, and the values."""
        return is_among(column, values)

    def has_table(self, name: str) -> bool:
        """Whether a table is there."""
        return bool(self.query(_IS_TABLE, (name,)))

    def make_late(self, name: str) -> None:
        """Make a table where there is none yet."""
        self.query(LATE[name])

    def insert_entries(self, ledger: LedgerRow, rows: Sequence[Row]) -> None:
        """Add entries to the recorder's table."""
        self._recorder.insert_within(self._cursor, ledger, rows)
        self.added += len(rows)

    def unfiled(self, ledger: LedgerRow) -> Unfiled:
        """What is not filed by name yet."""
        known = self._known(ledger)
        if known.unfiled is None:
            known.is_laid_out = self.has_table(UNFILED)
            known.unfiled = self._caught_up(ledger, known.before) if known.is_laid_out else Unfiled()
        return known.unfiled

    def _caught_up(self, ledger: LedgerRow, before: Unfiled | None) -> Unfiled:
        """What is not filed yet, of which that is not read again which was read ``before`` and is still so."""
        if before is not None:
            [(first,)] = self.query(_FIRST_UNFILED, (ledger.id,))
            if first != before.first or self._bytes_of(ledger, before.last) != before.anchor:
                before = None
        after = before.last if before else 0
        found = read_unfiled(self.query(SELECT_UNFILED, (ledger.id, after)), held=before)
        found.anchor = self._bytes_of(ledger, found.last)
        return found

    def _bytes_of(self, ledger: LedgerRow, number: int) -> bytes:
        """The bytes of an entry; none where it is not there."""
        row = self.row(ledger, number) if number else None
        return row.raw if row else b""

    def _index(self, ledger: LedgerRow, added: Append) -> None:
        """Note what entries name in one row after the last, or file all of it where that is enough."""
        if not added.mentions:
            return
        fresh, known = self.unfiled(ledger), self._known(ledger)
        before = self.names(ledger, added.introduced) if added.introduced else {}
        new = {name: number for name, number in added.introduced.items() if before.get(name) is None}
        newest = added.rows[-1]
        fresh.add(newest.number, added.mentions, new)
        fresh.anchor = newest.raw
        if fresh.is_full:
            self.file_names(ledger)
            return
        if not known.is_laid_out:
            self._lay_out_unfiled()
            known.is_laid_out = True
        self._cursor.execute(_PUT_UNFILED, (ledger.id, newest.number, encode((added.mentions, new))))

    def _lay_out_unfiled(self) -> None:
        """Bring a file of the first layout up to this one, which an older govledger must not take for its own."""
        self.make_late(UNFILED)
        self.query(VERSION_MARK)

    def file_names(self, ledger: LedgerRow) -> None:
        """File by name what is not filed yet."""
        fresh, known = self.unfiled(ledger), self._known(ledger)
        self._file(ledger, fresh.mentions, fresh.introduced)
        if known.is_laid_out:
            self.query(_DROP_UNFILED, (ledger.id,))
        known.unfiled = Unfiled()

    def indexed(self, ledger: LedgerRow) -> list[tuple[Any, Any, Any]]:
        """All of the index, also what is not filed yet; of what is damaged there, nothing."""
        rows = self.query(SELECT_UNFILED, (ledger.id, 0)) if self.has_table(UNFILED) else ()
        fresh = read_unfiled(rows, is_strict=False)
        unfiled = [
            (number, name, fresh.introduced.get(name)) for name, numbers in fresh.mentions.items() for number in numbers
        ]
        return [*super().indexed(ledger), *unfiled]

    def replace_index(self, ledger: LedgerRow, mentions: list[tuple[str, int, bool]]) -> None:
        """Index the entries by these references, and by no others; nothing is left to be filed."""
        if self.has_table(UNFILED):
            self.query(_DROP_UNFILED, (ledger.id,))
        super().replace_index(ledger, mentions)

    def add_mentions(self, ids: Sequence[int], numbers: Sequence[int]) -> None:
        """Say which entries name what."""
        put(self._cursor, "INSERT INTO mention VALUES (?, ?)", [ids, numbers])

    def add_names(self, ledger: LedgerRow, new: Mapping[str, int | None]) -> dict[str, int]:
        """Add references to the index, by ids that are ours to choose under the write lock."""
        first = 1 + (self.query("SELECT MAX(id) FROM name")[0][0] or 0)
        ids = {name: id_ for id_, name in enumerate(new, start=first)}
        rows = [(ids[name], ledger.id, name, number) for name, number in new.items()]
        self.many("INSERT INTO name VALUES (?, ?, ?, ?)", rows)  # One by one: they go all over the index anyway.
        return ids

    def _add(self, table: str, columns: int, rows: list[Any]) -> None:
        if rows:
            sql = f"INSERT INTO {table} VALUES ({', '.join('?' * columns)})"  # noqa: S608 - our own names
            put(self._cursor, sql, list(zip(*rows, strict=True)))

    def restore_guards(self) -> None:
        """Put the triggers back as they were laid out, and take away those that are none of ours."""
        found = dict(self.query("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'", ()))
        for name in found.keys() - {name for name, sql in found.items() if sql == GUARDS.get(name)}:
            quoted = name.replace('"', '""')
            self.query(f'DROP TRIGGER "{quoted}"', ())
            found.pop(name)
        for name, sql in GUARDS.items():
            if name not in found:
                self.query(sql, ())

    def withdraw(self, ledger: LedgerRow, number: int, rest: bytes) -> None:
        """Leave ``rest`` of the disclosures of one entry; what is taken away is overwritten with zeros.

        What pages the words were on before, the write-ahead log and a later VACUUM have yet to say.
        """
        self.query("PRAGMA secure_delete = ON", ())
        super().withdraw(ledger, number, rest)

    def withdraw_tabled(self, ledger: LedgerRow, number: int, paths: Sequence[str]) -> None:
        """Take some texts of one entry out of the tables that are kept in words beside the ledger."""
        if not self.has_table(POSITIONS):
            return
        kept = self.query(f"SELECT view, tables FROM {POSITIONS} WHERE ledger = ? AND words", (ledger.uuid,))  # noqa: S608
        for words in (_words_table(view, tables) for view, tables in kept):
            if not self.has_table(words):
                continue
            gone = [(number, path) for path in paths]
            self.many(f'DELETE FROM "{words}" WHERE entry = ? AND field = ?', gone)  # noqa: S608
            # The index keeps what it drops until it is made anew; tables in the making have none yet.
            if self.has_table(f"{words}_fts"):
                self.query(f'INSERT INTO "{words}_fts" ("{words}_fts") VALUES (\'rebuild\')', ())  # noqa: S608
