"""Connections to one PostgreSQL database, shared by every store of it in this process.

A service that keeps a hundred ledgers open in one database has one set of connections, not a hundred. A connection is
made by the thread that needs it, so that what is wrong is told at once and to whom it concerns; one that was lost is
found out when it is used next, and another is made.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections import deque
from collections.abc import Generator
from contextlib import contextmanager, suppress
from functools import lru_cache
from threading import BoundedSemaphore, Lock
from typing import Any, TypeAlias

import psycopg
from psycopg.pq import TransactionStatus

from govledger.errors import LedgerBusyError, LedgerClosedError, LedgerError
from govledger.ledger.store.postgres_place import CONNECT_SECONDS, PostgresPlace
from govledger.ledger.store.postgres_trouble import refused

Connection: TypeAlias = psycopg.Connection[tuple[Any, ...]]

CONNECTIONS_MAX = 32
"""How many connections one process has to one database at the same moment."""

IDLE_MAX = 5
"""How many of them are kept when nobody needs them."""

TURN_SECONDS_MIN = 1.0
"""How long a thread waits for a connection whatever its timeout, which is about other writers."""

_PREPARED = (
    "SELECT set_config('search_path', %s, false), set_config('standard_conforming_strings', 'on', false), "
    # A plan that is kept may have been made while the tables were empty: a ledger that grew from nothing under one
    # connection was then read from end to end for every name.
    "set_config('plan_cache_mode', 'force_custom_plan', false), "
    # By a warning it is known that a standby has not confirmed a commit; a role may be set to be told of no warnings.
    "set_config('client_min_messages', 'warning', false), "
    # Whatever the server is set to, an entry that was acknowledged is on a disk.
    "set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' "
    "ELSE current_setting('synchronous_commit') END, false)"
)


@lru_cache(maxsize=512)
def marked(sql: str) -> bytes:
    """A statement as psycopg takes it, with its marks for the values."""
    return sql.replace("?", "%s").encode()


def lock_of(name: str) -> int:
    """The number of an advisory lock, which is the same in every process and every version of anything."""
    return int.from_bytes(hashlib.sha256(f"govledger {name}".encode()).digest()[:8], "big", signed=True)


def milliseconds(seconds: float) -> int:
    """A time to wait as PostgreSQL counts it, to which nothing is for ever."""
    return min(max(1, int(seconds * 1000)), 2**31 - 1)


def search_path(schema: str) -> str:
    """Where names are looked up: PostgreSQL's own first, then the ledgers', and last what a session made for itself."""
    return f'pg_catalog, "{schema}", pg_temp'


def connect(place: PostgresPlace) -> Connection:
    """A connection that begins its transactions itself, and has what it commits on a disk.

    Raises:
        LedgerUnreachableError: None can be made.
        LedgerNotFoundError: There is no such database.
    """
    settings: dict[str, Any] = dict(place.settings)
    if "PGCONNECT_TIMEOUT" not in os.environ:
        settings.setdefault("connect_timeout", CONNECT_SECONDS)
    try:
        connection: Connection = psycopg.connect(**settings, autocommit=True, client_encoding="UTF8")
    except psycopg.Error as fault:
        raise refused(fault, place) from None  # What libpq was given stands in the frames of its own traceback.
    try:
        connection.execute(_PREPARED, (search_path(place.schema),))
    except psycopg.Error as fault:
        connection.close()
        raise refused(fault, place) from None
    return connection


class Connections:
    """The connections of one process to one database.

    Attributes:
        commits: How many transactions this process has committed through them.
        losses: How many connections were lost.
    """

    def __init__(self, place: PostgresPlace) -> None:
        """Connections to the database of ``place``, whatever its schema."""
        self._place, self.process = place, os.getpid()
        self._idle = deque[tuple[str, Connection]]()
        self._lock, self._free = Lock(), BoundedSemaphore(CONNECTIONS_MAX)
        self.users, self.commits, self.losses = 0, 0, 0

    @contextmanager
    def taken(self, place: PostgresPlace, *, timeout: float, fresh: bool = False) -> Generator[Connection]:
        """A connection whose names are looked up in the schema of ``place``.

        Args:
            place: A place in this database.
            timeout: How many seconds to wait while all are in use.
            fresh: Whether it is to be a new one, because those that are kept may be lost.

        Raises:
            LedgerBusyError: None was free in time.
            LedgerUnreachableError: None can be made.
        """
        if os.getpid() != self.process:
            raise LedgerError(f"{place.url} was opened by another process; open it again in this one")
        if not self._free.acquire(timeout=max(timeout, TURN_SECONDS_MIN)):
            raise LedgerBusyError(f"{place.url}: this process has {CONNECTIONS_MAX} connections in use already")
        try:
            connection = connect(place) if fresh else self._kept(place) or connect(place)
            try:
                yield connection
            finally:
                self._put(place.schema, connection)
        finally:
            self._free.release()

    def _kept(self, place: PostgresPlace) -> Connection | None:
        """A connection that nobody is using, made ready for a schema."""
        with self._lock:
            held = self._idle.pop() if self._idle else None
        if held is None:
            return None
        schema, connection = held
        if schema != place.schema:
            try:
                connection.execute(_PREPARED, (search_path(place.schema),))
            except psycopg.Error:
                connection.close()
                return self._kept(place)
        return connection

    def _put(self, schema: str, connection: Connection) -> None:
        """Take a connection back; one that is lost, or still in a transaction, is of no more use."""
        if connection.info.transaction_status is not TransactionStatus.IDLE:
            if connection.closed or connection.broken:
                self.losses += 1
            connection.close()
            return
        with self._lock:
            if self.users and len(self._idle) < IDLE_MAX:
                self._idle.append((schema, connection))
                return
        connection.close()

    def drop_idle(self) -> None:
        """Close what nobody is using: where one connection was lost, the others are too."""
        with self._lock:
            held, self._idle = list(self._idle), deque[tuple[str, Connection]]()
        for _, connection in held:
            with suppress(psycopg.Error):
                connection.close()


_shared: dict[tuple[tuple[str, str], ...], Connections] = {}
_sharing = Lock()
_inherited: list[Any] = []
"""What a forked process was born with: neither used nor ever let go of."""


def share(place: PostgresPlace) -> Connections:
    """The connections of this process to the database of ``place``; let go of them with `part`."""
    with _sharing:
        held = _shared.get(place.key)
        if held is None or held.process != os.getpid():
            _inherited.append(held)
            held = _shared[place.key] = Connections(place)
        held.users += 1
    return held


def part(place: PostgresPlace, held: Connections) -> None:
    """Let go of connections; the last to do so closes them, and those in use are closed as they come back."""
    if os.getpid() != held.process:
        return
    with _sharing:
        held.users -= 1
        if held.users:
            return
        if _shared.get(place.key) is held:
            del _shared[place.key]
    held.drop_idle()


class Turns:
    """Who of this process's threads writes a ledger next; the others wait here rather than each on the server."""

    def __init__(self, place: PostgresPlace) -> None:
        """The turns of one store."""
        self._place, self._locks, self._lock = place, dict[int, Lock](), Lock()

    @contextmanager
    def taken(self, ledger: int, *, timeout: float) -> Generator[float]:
        """The turn to write a ledger; gives how many of ``timeout`` seconds are left.

        Raises:
            LedgerBusyError: Another thread kept it for longer.
        """
        with self._lock:
            turn = self._locks.setdefault(ledger, Lock())
        before = time.monotonic()
        if not turn.acquire(timeout=timeout):
            raise LedgerBusyError(f"{self._place.url}: another thread is writing")
        try:
            yield max(timeout - (time.monotonic() - before), 0.0)
        finally:
            turn.release()


def closed(place: PostgresPlace) -> LedgerClosedError:
    """The error for whoever uses a store that was closed."""
    return LedgerClosedError(f"{place.url} was closed")
