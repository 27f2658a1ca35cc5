"""The store on SQLite: eventsourcing's aggregate recorder, with the write lock taken first and side tables in step.

Entries, disclosures, keys and the index of ids go in one transaction that begins IMMEDIATE: with the plain deferred
BEGIN two writers read the same head and one of them fails. Readers take what they need in chunks and hold nothing open
between them, so a slow reader never keeps a writer waiting.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate, repeat
from operator import mul
from threading import Condition
from typing import Any

from eventsourcing.persistence import ConnectionPoolClosedError
from eventsourcing.sqlite import SQLiteConnection

from govledger.errors import (
    LedgerBusyError,
    LedgerCorruptError,
    LedgerError,
    LedgerReadOnlyError,
    NotALedgerError,
)
from govledger.ledger.store.connections import Datastore, Watcher, write_ahead
from govledger.ledger.store.place import Place
from govledger.ledger.store.rows import (
    CheckpointRow,
    LedgerRow,
    Row,
    chunked,
    read_checkpoint,
    read_ledger,
    read_payloads,
    read_row,
    read_timestamp,
)
from govledger.ledger.store.schema import EVENTS, MARKS, TABLE_NAMES, TABLES
from govledger.ledger.store.snapshot import HAS_TIMESTAMPS, SELECT_TIMESTAMPS, Snapshot
from govledger.ledger.store.trouble import told
from govledger.ledger.store.writer import CHECKPOINTS, SELECT, TILE, VARIABLES_MAX, Recorder, Writer, marks, read_tile
from govledger.seal.tree import SIZE_MAX

CHUNK = 2_048
"""How many entries are read at a time."""

TRIES_MAX = 100
"""How often a query is put again because the file changed under it."""


class SQLiteStore:
    """Every ledger of one database.

    Attributes:
        place: Where the database is.
        is_writable: Whether this user may write it.
    """

    def __init__(self, place: Place, *, timeout: float) -> None:
        """Open the database at ``place``, waiting up to ``timeout`` seconds for other writers.

        Raises:
            LedgerError: It cannot be opened.
        """
        self.place, self.is_writable = place, place.is_writable
        datastore = Datastore(place, timeout=timeout, is_writable=self.is_writable)
        self._pool = datastore.pool
        self._recorder = Recorder(datastore, events_table_name=EVENTS)
        self._is_write_ahead = place.path is None
        self._watcher = Watcher(place, timeout=self._pool.pool_timeout)
        self._news, self._commits = Condition(), 0
        try:
            if place.path is None:
                self._lay_out()
            self._check_tables()
        except BaseException:
            self.close()
            raise

    def _lay_out(self) -> None:
        with self._connection(is_writer=True) as connection:
            for statement in (*TABLES, *MARKS):
                connection.cursor().execute(statement)

    def _check_tables(self) -> None:
        found = {name for (name,) in self._query("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not found:
            raise NotALedgerError(f"the making of {self.place.url} was cut off; make it with: govledger init")
        if not found >= TABLE_NAMES:
            raise NotALedgerError(f"{self.place.url} has not the tables of a govledger ledger")

    def close(self) -> None:
        """Let go of the database."""
        self._pool.close()
        self._watcher.close()

    @contextmanager
    def _connection(self, *, is_writer: bool) -> Generator[SQLiteConnection]:
        with told(self.place.url):
            connection = self._pool.get_connection(is_writer=is_writer)
            try:
                yield connection
            finally:
                self._pool.put_connection(connection)

    def _query(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        """All rows of one query, read at once so that nothing stays open."""
        if self.is_writable:
            return self._fetch(sql, values)
        return self._fetch_still(sql, values)

    def _fetch(self, sql: str, values: Sequence[object]) -> list[Any]:
        with self._connection(is_writer=False) as connection:
            cursor = connection.cursor()
            cursor.execute(sql, values)
            rows: list[Any] = cursor.fetchall()
        return rows

    def _fetch_still(self, sql: str, values: Sequence[object]) -> list[Any]:
        """The rows of a query during which the file stood still.

        A user who may not write beside the file reads without a lock, so whatever was read while it changed counts for
        nothing and is read again.

        Raises:
            LedgerBusyError: It never stood still.
        """
        for _ in range(TRIES_MAX):
            before = self.place.state
            try:
                rows = self._fetch(sql, values)
            except LedgerError:
                if self.place.state == before:
                    raise
            else:
                if self.place.state == before:
                    return rows
        raise LedgerBusyError(f"{self.place.url} is being written all the time, and this user may not wait beside it")

    @contextmanager
    def writing(self) -> Generator[Writer]:
        """One transaction under the write lock: all of it is recorded, or nothing.

        Raises:
            LedgerReadOnlyError: This user may not write here.
            LedgerBusyError: Another writer held the lock for too long.
            LedgerFullError: There is no room left.
        """
        if not self.is_writable:
            raise LedgerReadOnlyError(f"{self.place.url}: this user may read the ledger but not write it")
        with self._connection(is_writer=True) as connection:
            cursor = connection.cursor()
            if not self._is_write_ahead:
                write_ahead(cursor, timeout=self._pool.pool_timeout)
                self._is_write_ahead = True
            cursor.execute("BEGIN IMMEDIATE")
            try:
                yield Writer(self._recorder, cursor)
                cursor.execute("COMMIT")
            except BaseException:
                _undo(connection)
                raise
        with self._news:
            self._commits += 1
            self._news.notify_all()

    def changes(self) -> object:
        """What is another after every commit, by whomever: a file has other owners, what is in memory has none.

        Raises:
            LedgerClosedError: The store was closed.
        """
        if not self.is_writable:
            return self.place.state
        with told(self.place.url):
            if self._pool.closed:
                raise ConnectionPoolClosedError
            return self._commits if self.place.path is None else self._watcher.changes()

    def await_change(self, seen: object, *, seconds: float) -> None:
        """Wait until `changes` gives something else than ``seen``, but not for long.

        What another thread commits through this store is noticed at once; of what comes from elsewhere nobody tells, so
        whoever waits for that asks again.

        Args:
            seen: What `changes` gave.
            seconds: How long to wait at most.
        """
        with self._news:
            if self.changes() == seen:
                self._news.wait(seconds)

    @contextmanager
    def alone(self, *, is_writer: bool) -> Generator[sqlite3.Connection]:
        """A connection in no transaction, for what concerns the whole database; no other thread writes meanwhile.

        Raises:
            LedgerReadOnlyError: It is to write, and this user may not.
        """
        if is_writer and not self.is_writable:
            raise LedgerReadOnlyError(f"{self.place.url}: this user may read the ledger but not write it")
        with self._connection(is_writer=is_writer) as connection:
            yield connection.cursor().sqlite_cursor.connection

    @contextmanager
    def snapshot(self) -> Generator[Snapshot]:
        """The database as it is at one moment, however much is written meanwhile.

        Raises:
            LedgerBusyError: It was written meanwhile, and this user may not wait beside it; what was read counts for
                nothing, and neither does a fault that was found in it.
        """
        with self._standing_still(), self.alone(is_writer=False) as connection:
            connection.execute("BEGIN")
            try:
                yield Snapshot(connection, self.place.url)
            finally:
                connection.rollback()

    @contextmanager
    def _standing_still(self) -> Generator[None]:
        """See to it that a file that is read without a lock does not change meanwhile."""
        if self.is_writable or self.place.has_log:
            yield
            return
        before = self.place.state
        try:
            yield
        finally:
            if self.place.state != before:
                raise LedgerBusyError(f"{self.place.url} was written while it was read; give the same again")

    def ledgers(self) -> list[LedgerRow]:
        """Every ledger here, in the order they were made.

        Raises:
            LedgerCorruptError: The row of one of them is damaged.
        """
        return [read_ledger(row) for row in self._query("SELECT id, uuid, name, origin, zone FROM ledger ORDER BY id")]

    def size(self, ledger: LedgerRow) -> int:
        """How many entries the ledger has.

        Raises:
            LedgerCorruptError: The newest entry's number is none.
        """
        newest = f"SELECT MAX(originator_version) FROM {EVENTS} WHERE originator_id = ?"  # noqa: S608 - a constant
        size = self._query(newest, (ledger.uuid,))[0][0] or 0
        if type(size) is not int:
            raise LedgerCorruptError(f"the number of an entry is damaged: found {size!r}")
        return size

    def rows(self, ledger: LedgerRow, *, after: int = 0, until: int | None = None) -> Iterator[Row]:
        """The entries numbered above ``after`` and up to ``until``, in order, a chunk at a time.

        Raises:
            LedgerCorruptError: One of them is missing or damaged.
        """
        last = self.size(ledger) if until is None else until
        sql = f"{SELECT} AND originator_version > ? AND originator_version <= ? ORDER BY originator_version"
        for start in range(max(after, 0), last, CHUNK):
            stop = min(start + CHUNK, last)
            found = self._query(sql, (ledger.uuid, start, stop))
            for number, values in enumerate(found, start=start + 1):
                row = read_row(values)
                if row.number != number:
                    raise _missing(number)
                yield row
            if len(found) < stop - start:
                raise _missing(start + len(found) + 1)

    def rows_at(self, ledger: LedgerRow, numbers: Sequence[int]) -> dict[int, Row]:
        """The entries with these numbers, by number.

        Raises:
            LedgerCorruptError: One of them is missing or damaged.
        """
        found: dict[int, Row] = {}
        for part in chunked(numbers, VARIABLES_MAX):
            if part[-1] - part[0] == len(part) - 1 and list(part) == sorted(part):
                sql, values = f"{SELECT} AND originator_version BETWEEN ? AND ?", (part[0], part[-1])
            else:
                sql, values = f"{SELECT} AND originator_version IN ({marks(len(part))})", tuple(part)
            rows = map(read_row, self._query(sql, (ledger.uuid, *values)))
            found.update((row.number, row) for row in rows)
        for number in numbers:
            if number not in found:
                raise _missing(number)
        return found

    def payloads(self, ledger: LedgerRow, number: int) -> bytes | None:
        """The disclosures of one entry; ``None`` where there are none."""
        rows = self._query("SELECT payloads FROM disclosure WHERE ledger = ? AND number = ?", (ledger.id, number))
        return read_payloads(rows)

    def numbers_about(self, ledger: LedgerRow, reference: str) -> list[int]:
        """The numbers of the entries that name a reference, in order."""
        sql = (
            "SELECT number FROM mention JOIN name ON name.id = mention.name "
            "WHERE ledger = ? AND reference = ? ORDER BY number"
        )
        return [number for (number,) in self._query(sql, (ledger.id, reference))]

    def numbers_of(self, ledger: LedgerRow, event_type: str) -> list[int]:
        """The numbers of the entries of one type, any version, in order; it looks at every entry's type."""
        sql = f"SELECT originator_version FROM {EVENTS} WHERE originator_id = ? AND topic GLOB ? ORDER BY 1"  # noqa: S608
        return [number for (number,) in self._query(sql, (ledger.uuid, f"{event_type}/*"))]

    def introductions(self, ledger: LedgerRow, wanted: Sequence[str]) -> set[int]:
        """The numbers of the entries that introduced these references."""
        found: set[int] = set()
        for part in chunked(wanted, VARIABLES_MAX):
            sql = f"SELECT introduced FROM name WHERE ledger = ? AND reference IN ({marks(len(part))})"  # noqa: S608
            found.update(by for (by,) in self._query(sql, (ledger.id, *part)) if by is not None)
        return found

    def references(self, ledger: LedgerRow, *, kind: str | None = None) -> list[str]:
        """Every id and open name that the ledger knows; only those of one ``kind`` if it is given."""
        sql = "SELECT reference FROM name WHERE ledger = ? AND reference GLOB ? ORDER BY reference"
        return [name for (name,) in self._query(sql, (ledger.id, f"{kind}:*" if kind else "*"))]

    def tile(self, ledger: LedgerRow, level: int, index: int) -> bytes:
        """The hashes of one tile, as wide as it is kept; empty where it is not."""
        return read_tile(self._query(TILE, (ledger.id, level, index)))

    def checkpoints(self, ledger: LedgerRow) -> list[CheckpointRow]:
        """Every checkpoint kept, by size.

        Raises:
            LedgerCorruptError: One of them is damaged.
        """
        return [read_checkpoint(row) for row in self._query(f"{CHECKPOINTS} ORDER BY size", (ledger.id,))]

    def newest_checkpoints(self, ledger: LedgerRow, *, covering: int) -> Iterator[CheckpointRow]:
        """The checkpoints that cover an entry, the newest first; few are read where few are asked for.

        Raises:
            LedgerCorruptError: One of them is damaged.
        """
        sql, below = f"{CHECKPOINTS} AND size >= ? AND size < ? ORDER BY size DESC LIMIT ?", SIZE_MAX
        for count in accumulate(repeat(2), mul):
            found = [read_checkpoint(row) for row in self._query(sql, (ledger.id, covering, below, count))]
            yield from found
            if len(found) < count:
                return
            below = found[-1].size

    def timestamps(self, ledger: LedgerRow) -> dict[int, bytes]:
        """What authorities answered, by the size of the checkpoint.

        Raises:
            LedgerCorruptError: One of the answers is damaged.
        """
        if not self._query(HAS_TIMESTAMPS):
            return {}
        return dict(map(read_timestamp, self._query(SELECT_TIMESTAMPS, (ledger.id,))))


def _undo(connection: SQLiteConnection) -> None:
    """Roll back; a connection that cannot is closed, which does the same, so that nobody goes on in its transaction."""
    try:
        connection.rollback()
    except sqlite3.Error:
        connection.close()


def _missing(number: int) -> LedgerCorruptError:
    return LedgerCorruptError(f"entry {number} is missing from the database; restore a backup, then verify it")
