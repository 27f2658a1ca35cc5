"""The store on SQLite: eventsourcing's aggregate recorder, with the write lock taken first and side tables in step.

Entries, disclosures, keys and the index of ids go in one transaction that begins IMMEDIATE: with the plain deferred
BEGIN two writers read the same head and one of them fails. Readers take what they need in chunks and hold nothing open
between them, so a slow reader never keeps a writer waiting.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Condition
from typing import Any

from eventsourcing.persistence import ConnectionPoolClosedError
from eventsourcing.sqlite import SQLiteConnection, SQLiteCursor

from govledger.errors import LedgerBusyError, LedgerError, LedgerReadOnlyError, NotALedgerError
from govledger.ledger.store.connections import Datastore, Watcher, write_ahead
from govledger.ledger.store.known_names import KnownNames
from govledger.ledger.store.place import Place
from govledger.ledger.store.rows import LedgerRow
from govledger.ledger.store.schema import EVENTS, MARKS, TABLE_NAMES, TABLES, UNFILED
from govledger.ledger.store.snapshot import Snapshot
from govledger.ledger.store.sqlite_snapshot import SQLiteSnapshot
from govledger.ledger.store.sqlite_writer import Recorder, SQLiteWriter, is_among
from govledger.ledger.store.statements import SELECT_UNFILED
from govledger.ledger.store.store import Store
from govledger.ledger.store.sweeping import copy_whole, find_raw, sweep
from govledger.ledger.store.trouble import told
from govledger.ledger.store.unfiled import Unfiled, read_unfiled
from govledger.ledger.store.writer import Writer

WRITER_CACHE_KB = 32_768
"""How much of the index who writes keeps in memory: a thousand entries touch a thousand pages all over it."""

LOG_PAGES = 1_000
"""How many pages the write-ahead log has before they are put into the database.

A commit that makes the log longer has to tell the disk its new length too, which takes as long again as the rest of a
small one: a log that is begun anew soon is only ever written over.
"""

LOG_PAGES_OF_MANY = 8_192
"""The same after a large batch, whose pages all over the index are better put into the database once than often."""

MANY = 100
"""How many entries are a large batch."""

TRIES_MAX = 100
"""How often a query is put again because the file changed under it."""


class SQLiteStore(Store):
    """Every ledger of one SQLite database."""

    def __init__(self, place: Place, *, timeout: float) -> None:
        """Open the database at ``place``, waiting up to ``timeout`` seconds for other writers.

        Raises:
            LedgerError: It cannot be opened.
        """
        self._place, self._is_writable = place, place.is_writable
        datastore = Datastore(place, timeout=timeout, is_writable=self._is_writable)
        self._pool = datastore.pool
        self._recorder = Recorder(datastore, events_table_name=EVENTS)
        self._is_write_ahead = place.path is None
        self._watcher = Watcher(place, timeout=self._pool.pool_timeout)
        self._news, self._commits = Condition(), 0
        self._names = KnownNames()
        self._unfiled = dict[int, tuple[object, Unfiled]]()
        self._roomy: SQLiteConnection | None = None
        self._log_pages = 0
        try:
            if place.path is None:
                self._lay_out()
            self._check_tables()
        except BaseException:
            self.close()
            raise

    @property
    def place(self) -> Place:
        """Where the database is."""
        return self._place

    @property
    def is_writable(self) -> bool:
        """Whether this user may write it."""
        return self._is_writable

    def _lay_out(self) -> None:
        with self._connection(is_writer=True) as connection:
            for statement in (*TABLES, *MARKS):
                connection.cursor().execute(statement)

    def _check_tables(self) -> None:
        found = {name for (name,) in self.query("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not found:
            raise NotALedgerError(f"the making of {self.place.url} was cut off; make it with: govledger init")
        if not found >= TABLE_NAMES:
            raise NotALedgerError(f"{self.place.url} has not the tables of a govledger ledger")

    def close(self) -> None:
        """Let go of the database."""
        self._watcher.close()
        self._pool.close()  # Last, since it says that the file is open here no more.

    @contextmanager
    def _connection(self, *, is_writer: bool) -> Generator[SQLiteConnection]:
        with told(self.place.url):
            connection = self._pool.get_connection(is_writer=is_writer)
            try:
                yield connection
            finally:
                self._pool.put_connection(connection)

    def query(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
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

    def among(self, column: str, values: Sequence[object]) -> tuple[str, tuple[object, ...]]:
        """A condition that ``column`` is one of some values, and the values."""
        return is_among(column, values)

    def has_table(self, name: str) -> bool:
        """Whether a table is there."""
        return bool(self.query("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (name,)))

    def unfiled(self, ledger: LedgerRow) -> Unfiled:
        """What is not filed by name yet, read again only when something was committed.

        For who may not write it is read each time: the file may stay as it is while its write-ahead log grows, or be
        written twice within one tick of the clock by which files are dated.
        """
        seen = self.changes()
        held = self._unfiled.get(ledger.id) if self.is_writable else None
        if held is None or held[0] != seen:
            rows = self.query(SELECT_UNFILED, (ledger.id, 0)) if self.has_table(UNFILED) else ()
            held = self._unfiled[ledger.id] = seen, read_unfiled(rows)
        return held[1]

    @contextmanager
    def writing(self, ledger: LedgerRow | None = None) -> Generator[Writer]:  # noqa: ARG002 - one lock for the whole file
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
            if self._roomy is not connection:
                cursor.execute(f"PRAGMA cache_size = -{WRITER_CACHE_KB}")
                self._roomy, self._log_pages = connection, 0
            cursor.execute("BEGIN IMMEDIATE")
            try:
                cursor.execute("PRAGMA data_version")
                [(version,)] = cursor.fetchall()
                writer = SQLiteWriter(self._recorder, cursor, self._names.of(connection, version))
                yield writer
                self._bound_log(cursor, LOG_PAGES if writer.added < MANY else LOG_PAGES_OF_MANY)
                cursor.execute("COMMIT")
            except BaseException:
                self._names.forget()
                _undo(connection)
                raise
        with self._news:
            self._commits += 1
            self._news.notify_all()

    def _bound_log(self, cursor: SQLiteCursor, pages: int) -> None:
        """Say how long the write-ahead log may grow before it is put into the database."""
        if self._log_pages != pages:
            cursor.execute(f"PRAGMA wal_autocheckpoint = {pages}")
            self._log_pages = pages

    @contextmanager
    def reading(self) -> Generator[Writer]:
        """What a writer would find at this moment; nobody waits for it."""
        with self.alone(is_writer=False) as connection:
            connection.execute("BEGIN")
            try:
                yield SQLiteWriter(self._recorder, SQLiteCursor(connection.cursor()))
            finally:
                connection.rollback()

    def changes(self) -> object:
        """What is another after every commit, by whomever: a file has other owners, what is in memory has none.

        Raises:
            LedgerClosedError: The store was closed.
        """
        if not self.is_writable:
            return self.place.state, self.place.log_state
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

    def sweep(self) -> str | None:
        """Write the whole database anew and empty its write-ahead log."""
        with self.alone(is_writer=True) as connection:
            return sweep(connection)

    def find_raw(self, probes: Iterable[bytes]) -> dict[bytes, list[str]]:
        """The names of the files of the database whose raw bytes hold each probe."""
        return find_raw(self.place, probes)

    def copy_whole(self, target: Path) -> None:
        """Copy the database as it is at this moment to a new file, while others read and write."""
        with self.alone(is_writer=False) as connection:
            copy_whole(connection, self.place, target)

    @property
    def keeps_tables(self) -> bool:
        """Tables of projections can be kept in the same file."""
        return True

    @contextmanager
    def alone(self, *, is_writer: bool) -> Generator[sqlite3.Connection]:
        """A connection in no transaction, for what concerns the whole database; no other thread writes meanwhile.

        Raises:
            LedgerReadOnlyError: It is to write, and this user may not.
        """
        if is_writer and not self.is_writable:
            raise LedgerReadOnlyError(f"{self.place.url}: this user may read the ledger but not write it")
        with self._connection(is_writer=is_writer) as connection:
            if is_writer:
                self._names.forget()
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
                yield SQLiteSnapshot(connection, self.place.url)
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


def _undo(connection: SQLiteConnection) -> None:
    """Roll back; a connection that cannot is closed, which does the same, so that nobody goes on in its transaction."""
    try:
        connection.rollback()
    except sqlite3.Error:
        connection.close()
