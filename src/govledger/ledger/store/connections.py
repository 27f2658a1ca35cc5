"""Connections to one SQLite database: how long each waits, what each makes sure of, and who may use it when.

The pool is eventsourcing's, with four faults of it mended. It waits for the writer's turn while holding the turn of
everyone who only wants to read; it keeps the writer's turn for ever when a connection cannot be made; it takes a
timeout of zero for five seconds; and closing it closes connections that other threads are in the middle of using.
"""

from __future__ import annotations

import os
import sqlite3
import time
from threading import Lock
from typing import Any

from eventsourcing.persistence import ConnectionPoolClosedError, ConnectionUnavailableError
from eventsourcing.sqlite import SQLiteConnection, SQLiteConnectionPool, SQLiteCursor, SQLiteDatastore

from govledger.errors import LedgerError
from govledger.ledger.store import descriptors
from govledger.ledger.store.place import Place

CONNECTIONS_MAX = 100
"""How many threads may read one database at the same moment."""

TURN_SECONDS_MIN = 1.0
"""How long a thread waits for a connection whatever its timeout, which is about other writers."""

TIMEOUT_MAX = 1_000_000.0
"""Seconds; SQLite counts milliseconds in 32 bits."""

_inherited: list[Any] = []
"""What a forked process was born with: neither used nor ever let go of, since closing it here harms its owner."""


def connect(name: str, *, timeout: float) -> sqlite3.Connection:
    """A connection that begins its transactions itself and has a commit on the disk before it is reported.

    What a stranger wrote into the schema is not trusted to call functions.
    """
    connection = sqlite3.connect(name, uri=True, timeout=timeout, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA trusted_schema = OFF")
    except BaseException:
        connection.close()
        raise
    return connection


def write_ahead(cursor: sqlite3.Cursor | SQLiteCursor, *, timeout: float) -> None:
    """Put the database into write-ahead mode, so that readers and a writer do not wait for each other.

    SQLite waits for readers to end, but not for a writer in the old mode or another process that does the same.
    """
    deadline = time.monotonic() + timeout
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as fault:
            if not fault.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > deadline:
                raise
            time.sleep(0.005)
        else:
            cursor.fetchone()
            return


class Connections(SQLiteConnectionPool):
    """The connections of one store; a store in memory has one, and everybody takes turns."""

    def __init__(self, place: Place, *, timeout: float, is_writable: bool) -> None:
        """Connections to ``place`` that wait ``timeout`` seconds for other writers."""
        self._place, self._is_writable, self._process, self._turn = place, is_writable, os.getpid(), Lock()
        self.timeout = min(max(timeout, 0.0), TIMEOUT_MAX)
        in_memory = place.path is None
        self._entered = None if place.path is None else descriptors.enter(place.path)
        super().__init__(
            db_name=place.name("rw"),
            # Without the right to write, what is kept open could miss a log that has come since: nothing is kept.
            pool_size=1 if in_memory else 5 if is_writable else 0,
            max_overflow=0 if in_memory else CONNECTIONS_MAX,
            pool_timeout=self.timeout,
        )

    def _create_connection(self) -> SQLiteConnection:
        mode = "rw" if self._is_writable else "ro" if self._place.has_log else "ro&immutable=1"
        return SQLiteConnection(connect(self._place.name(mode), timeout=self.timeout), max_age=None)

    def get_connection(self, timeout: float | None = None, *, is_writer: bool | None = None) -> SQLiteConnection:
        """A connection, once it is this thread's turn.

        Raises:
            ConnectionUnavailableError: It was not within the time allowed.
            ConnectionPoolClosedError: The pool was closed.
            LedgerError: This process was forked from the one that opened the pool.
        """
        if os.getpid() != self._process:
            raise LedgerError(f"{self._place.url} was opened by another process; open it again in this one")
        wait = self.timeout if timeout is None else timeout
        if is_writer and not self._turn.acquire(timeout=wait):
            raise ConnectionUnavailableError("another thread is writing")
        try:
            connection = super().get_connection(max(wait, TURN_SECONDS_MIN))
        except BaseException:
            if is_writer:
                self._turn.release()
            raise
        connection.is_writer = is_writer
        if self._closed:
            self.put_connection(connection)
            raise ConnectionPoolClosedError
        return connection

    def put_connection(self, conn: SQLiteConnection) -> None:
        """Take a connection back; close it if the pool was closed meanwhile."""
        is_writer, conn.is_writer = conn.is_writer, None
        try:
            with self._put_condition:
                if self._closed:
                    self._in_use.pop(id(conn), None)
                    conn.close()
                    self._leave_when_over()
                    self._put_condition.notify()
                else:
                    super().put_connection(conn)
        finally:
            if is_writer:
                self._turn.release()

    def close(self) -> None:
        """Close every connection that nobody is using; the others are closed as they come back."""
        if os.getpid() != self._process:
            _inherited.extend((self._pool, self._in_use))
            return
        with self._put_condition:
            self._closed = True
            while self._pool:
                self._pool.popleft().close()
            self._leave_when_over()

    def _leave_when_over(self) -> None:
        """Say that the file is open here no more, once no connection is."""
        if not self._in_use:
            entered, self._entered = self._entered, None
            descriptors.leave(entered)


class Datastore(SQLiteDatastore):
    """What a recorder is given: a datastore on such connections."""

    def __init__(self, place: Place, *, timeout: float, is_writable: bool) -> None:
        """A datastore for ``place``."""
        super().__init__(place.name("rw"), originator_id_type="text")
        self.pool = Connections(place, timeout=timeout, is_writable=is_writable)


class Watcher:
    """Tells whether anybody changed a database, by a connection that never changes it itself.

    SQLite counts, for every connection, the commits of all others; asking costs a few microseconds.
    """

    def __init__(self, place: Place, *, timeout: float) -> None:
        """A watcher of ``place``, which opens its connection when it is first asked."""
        self._place, self._timeout, self._process, self._turn = place, timeout, os.getpid(), Lock()
        self._connection: sqlite3.Connection | None = None
        self._closed = False

    def changes(self) -> int:
        """A number that is another after every commit.

        Raises:
            ConnectionPoolClosedError: The store was closed.
            LedgerError: This process was forked from the one that opened it.
        """
        if os.getpid() != self._process:
            raise LedgerError(f"{self._place.url} was opened by another process; open it again in this one")
        with self._turn:
            if self._closed:
                raise ConnectionPoolClosedError
            if self._connection is None:
                self._connection = connect(self._place.name("rw"), timeout=self._timeout)
            found: list[tuple[int]] = self._connection.execute("PRAGMA data_version").fetchall()
        return found[0][0]

    def close(self) -> None:
        """Let go of the database."""
        if os.getpid() != self._process:
            _inherited.append(self._connection)
            return
        with self._turn:
            self._closed = True
            if self._connection is not None:
                self._connection.close()
