"""The store on PostgreSQL: eventsourcing's aggregate recorder, one lock for each ledger, and side tables in step.

Writers of one ledger take turns by an advisory lock that is theirs until they commit; no table is locked, so writers of
two ledgers do not wait for each other. With the lock taken first, what a transaction reads of its ledger is what the
last writer left: the head is compared and the clock read under it, as on SQLite. Whoever makes a ledger takes a lock
that is for that, and nobody who writes in another waits for it.
"""

from __future__ import annotations

import time
import weakref
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import psycopg
from psycopg.pq import TransactionStatus

from govledger.errors import LedgerError, LedgerUnreachableError
from govledger.ledger.store import postgres_trouble as trouble
from govledger.ledger.store.postgres_connections import (
    Connection,
    Turns,
    closed,
    lock_of,
    marked,
    milliseconds,
    part,
    share,
)
from govledger.ledger.store.postgres_layout import check_ledger, lay_out
from govledger.ledger.store.postgres_listening import Listener, channel
from govledger.ledger.store.postgres_place import PostgresPlace, read_postgres_place
from govledger.ledger.store.postgres_schema import NAMES
from govledger.ledger.store.postgres_snapshot import PostgresSnapshot
from govledger.ledger.store.postgres_sweeping import BEYOND, sweep
from govledger.ledger.store.postgres_trouble import is_lost, told
from govledger.ledger.store.postgres_writer import Datastore, PostgresWriter, Recorder, is_among, rows_of
from govledger.ledger.store.rows import LedgerRow
from govledger.ledger.store.schema import EVENTS
from govledger.ledger.store.snapshot import Snapshot
from govledger.ledger.store.store import Store
from govledger.ledger.store.writer import Writer

SEEN_SECONDS = 0.005
"""How old an answer may be to the question whether another process has committed."""

TIMEOUT_MAX = 1_000_000.0
"""Seconds; PostgreSQL counts milliseconds in 31 bits."""

_MAY_WRITE = (
    f"SELECT NOT pg_is_in_recovery() AND current_setting('transaction_read_only') = 'off' "
    f"AND has_table_privilege('{EVENTS}', 'INSERT')"
)
_MOMENT = "SELECT pg_current_snapshot()::text"

_LEAVE_A_MARK = "SELECT pg_logical_emit_message(true, 'govledger', '')"
"""Makes a commit wait for the disk and the standby though it adds nothing. What is given again and stands already may
have been recorded by somebody whose wait was broken off; to say that it is recorded says that the standby has it."""

Found = TypeVar("Found")


class PostgresStore(Store):
    """Every ledger of one schema of a PostgreSQL database."""

    def __init__(self, place: PostgresPlace, *, timeout: float) -> None:
        """Open the schema at ``place``, waiting up to ``timeout`` seconds for other writers.

        Raises:
            LedgerUnreachableError: The server cannot be reached, or does not let this user in.
            LedgerNotFoundError: There is no such database, or no ledger in it.
            NotALedgerError: Something else is in that schema.
            LedgerTooNewError: A later govledger laid it out.
        """
        self._place, self._timeout = place, min(max(timeout, 0.0), TIMEOUT_MAX)
        self._recorder = Recorder(Datastore(place.schema), events_table_name=EVENTS)
        self._turns, self._listener = Turns(place), Listener(place)
        self._connections, self._closed = share(place), False
        weakref.finalize(self, self._listener.close)  # Its thread would outlive a store that nobody closed.
        self._seen: tuple[object, float] = (None, 0.0)
        try:
            self._read(lambda connection: check_ledger(connection, place))
            self._may_write = self._ask_whether_writable()
        except BaseException:
            self.close()
            raise

    @property
    def place(self) -> PostgresPlace:
        """Where the database is."""
        return self._place

    @property
    def is_writable(self) -> bool:
        """Whether this role may record here now; a replica may have become more than that since it was asked."""
        if not self._may_write:
            self._may_write = self._ask_whether_writable()
        return self._may_write

    def _ask_whether_writable(self) -> bool:
        return bool(self.query(_MAY_WRITE)[0][0])

    def close(self) -> None:
        """Let go of the database."""
        if not self._closed:
            self._closed = True
            self._listener.close()
            part(self._place, self._connections)

    # Reading ---------------------------------------------------------------------------------------------------------

    @contextmanager
    def _connected(self, *, fresh: bool = False) -> Generator[Connection]:
        if self._closed:
            raise closed(self._place)
        with told(self._place), self._connections.taken(self._place, timeout=self._timeout, fresh=fresh) as connection:
            yield connection

    def _read(self, ask: Callable[[Connection], Found]) -> Found:
        """What a question finds; it is put again, on a new connection, where one was lost that had been kept."""
        try:
            with self._connected() as connection:
                return ask(connection)
        except LedgerUnreachableError as fault:
            if not isinstance(fault.__cause__, psycopg.Error):
                raise  # No connection could be made at all.
        self._connections.drop_idle()
        with self._connected(fresh=True) as connection:
            return ask(connection)

    def query(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        """All rows of one query, read at once so that nothing stays open."""
        asked = marked(sql)
        return self._read(lambda connection: rows_of(connection.execute(asked, values, binary=True)))

    def among(self, column: str, values: Sequence[object]) -> tuple[str, tuple[object, ...]]:
        """A condition that ``column`` is one of some values, and the values."""
        return is_among(column, values)

    def has_table(self, name: str) -> bool:
        """Whether a table is there; all that a schema of ledgers has were laid out with it."""
        return name in NAMES

    @contextmanager
    def _standing(self) -> Generator[Connection]:
        """A connection that sees the database as it is at one moment."""
        with self._begun("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") as connection:
            try:
                yield connection
            finally:
                _undo(connection)

    @contextmanager
    def _begun(self, statement: str) -> Generator[Connection]:
        """A connection on which a transaction was begun; on a new one where one was lost that had been kept."""
        with self._connected() as connection:
            try:
                connection.execute(marked(statement))
            except psycopg.Error as fault:
                _undo(connection)
                if not is_lost(fault):
                    raise
            else:
                yield connection
                return
        self._connections.drop_idle()
        with self._connected(fresh=True) as connection:
            try:
                connection.execute(marked(statement))
            except BaseException:
                _undo(connection)
                raise
            yield connection

    @contextmanager
    def reading(self) -> Generator[Writer]:
        """What a writer would find at this moment; nobody waits for it."""
        with self._standing() as connection:
            yield PostgresWriter(self._recorder, connection, self._place.schema)

    @contextmanager
    def snapshot(self) -> Generator[Snapshot]:
        """The database as it is at one moment, however much is written meanwhile."""
        with self._standing() as connection:
            yield PostgresSnapshot(connection, self._place)

    # Writing ---------------------------------------------------------------------------------------------------------

    @contextmanager
    def writing(self, ledger: LedgerRow | None = None) -> Generator[Writer]:
        """One transaction under the lock of a ledger: all of it is recorded, or nothing."""
        with (
            self._turns.taken(ledger.id if ledger else 0, timeout=self._timeout) as left,
            self._begun(_begin(self._place, ledger, timeout=left)) as connection,
        ):
            try:
                writer = PostgresWriter(self._recorder, connection, self._place.schema)
                yield writer
                if not writer.has_appended:
                    connection.execute(_LEAVE_A_MARK)
                self._commit(connection)
            except BaseException:
                _undo(connection)
                raise
            self._connections.commits += 1
            self._tell(connection, ledger)

    def _commit(self, connection: Connection) -> None:
        """Commit; where that is not known to have been done, say so.

        Raises:
            LedgerUnreachableError: The connection was lost meanwhile, or a standby has not confirmed it.
        """
        warnings = list[str]()

        def hear(notice: psycopg.errors.Diagnostic) -> None:
            warnings.append(notice.sqlstate or "")

        connection.add_notice_handler(hear)
        try:
            done = self._committed(connection)
        finally:
            connection.remove_notice_handler(hear)
        if not done:
            raise LedgerError(f"{self._place.url}: the server undid it instead of committing; {trouble.NOTHING}")
        if "01000" in warnings:
            raise LedgerUnreachableError(f"{self._place.url}: {trouble.NOT_CONFIRMED}", outcome_unknown=True)

    def _tell(self, connection: Connection, ledger: LedgerRow | None) -> None:
        """Tell whoever listens that something was committed, in a transaction of its own.

        A notice in the same transaction is given under a lock of the whole server that is kept until the disk has it:
        eight writers of eight ledgers then commit one after the other, at a fifth of the rate. What is lost is a notice
        where the connection is lost just then, and whoever listens asks now and then anyway.
        """
        with suppress(psycopg.Error):
            told = (channel(self._place.schema), ledger.uuid if ledger else "")
            connection.execute("SELECT pg_notify(%s, %s)", told)

    def _committed(self, connection: Connection) -> bool:
        try:
            return connection.execute("COMMIT").statusmessage == "COMMIT"
        except psycopg.Error as fault:
            if not is_lost(fault):
                raise
            raise LedgerUnreachableError(f"{self._place.url}: {trouble.NOT_KNOWN}", outcome_unknown=True) from fault

    # Being told ------------------------------------------------------------------------------------------------------

    def changes(self) -> object:
        """What is another after every commit, by whomever.

        What this process commits is seen at once, what others do within five milliseconds.
        """
        if self._closed:
            raise closed(self._place)
        own = (self._connections.commits, self._connections.losses, self._listener.heard)
        seen, at = self._seen
        now = time.monotonic()
        if isinstance(seen, _Seen) and seen.own == own and now - at < SEEN_SECONDS:
            return seen
        found = _Seen(own, self.query(_MOMENT)[0][0])
        self._seen = (found, now)
        return found

    def await_change(self, seen: object, *, seconds: float) -> None:
        """Wait until `changes` gives something else than ``seen``, but not for long."""
        heard = seen.own[2] if isinstance(seen, _Seen) else self._listener.heard
        self._listener.wait(heard, seconds=seconds)

    # What concerns the whole database --------------------------------------------------------------------------------

    def sweep(self) -> str | None:
        """Write the tables anew in which erased words stood."""
        with self._connected() as connection:
            return sweep(connection, self._place.schema, timeout=self._timeout)

    def find_raw(self, probes: Iterable[bytes]) -> dict[bytes, list[str]]:  # noqa: ARG002 - a store's own signature
        """Nothing: the server's files are not for its clients to look into."""
        return {}

    @property
    def beyond(self) -> tuple[str, ...]:
        """Where erased words may still be that no sweep reaches."""
        return BEYOND

    def copy_whole(self, target: Path) -> NoReturn:
        """Refuse: a file would be no copy of a server.

        Raises:
            LedgerError: Always; it says what does it.
        """
        raise LedgerError(
            f"{self._place.url} is backed up by the server's own means, such as pg_dump or pg_basebackup; "
            f"to have one ledger of it in a file: govledger copy {self._place.url} {target}"
        )


class _Seen:
    """What `PostgresStore.changes` gave: what this process knows of itself, and the moment of the server."""

    __slots__ = ("moment", "own")

    def __init__(self, own: tuple[int, int, int], moment: str) -> None:
        self.own, self.moment = own, moment

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Seen) and (self.own, self.moment) == (other.own, other.moment)

    def __hash__(self) -> int:
        return hash((self.own, self.moment))


def _begin(place: PostgresPlace, ledger: LedgerRow | None, *, timeout: float) -> str:
    """What begins a transaction under the lock of one ledger, or that of whoever makes one."""
    lock = lock_of(f"ledger {ledger.uuid}" if ledger is not None else f"schema {place.schema}")
    wait = f"SET LOCAL lock_timeout = {milliseconds(timeout)}"
    return f"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; {wait}; SELECT pg_advisory_xact_lock({lock})"


def _undo(connection: Connection) -> None:
    """Roll back; a connection that cannot is closed, which does the same."""
    if connection.closed or connection.info.transaction_status is TransactionStatus.IDLE:
        return
    try:
        connection.execute("ROLLBACK")
    except psycopg.Error:
        connection.close()


def open_postgres(url: str, *, timeout: float) -> PostgresStore:
    """The store at an address, which must be there already; nothing is made.

    Raises:
        LedgerNotFoundError: There is no such database, or no ledger in it.
        NotALedgerError: The address is none, or something else is in that schema.
        LedgerUnreachableError: The server cannot be reached, or does not let this user in.
    """
    return PostgresStore(read_postgres_place(url), timeout=timeout)


def create_postgres(url: str, *, timeout: float) -> PostgresStore:
    """The store at an address, with its schema laid out if it is not there yet.

    Raises:
        NotALedgerError: The address is none, or something else is in that schema; it was not touched.
        LedgerReadOnlyError: This role may not make it.
        LedgerUnreachableError: The server cannot be reached, or does not let this user in.
    """
    place = read_postgres_place(url)
    lay_out(place, timeout=timeout)
    return PostgresStore(place, timeout=timeout)
