"""The store on SQLite: eventsourcing's aggregate recorder, with the write lock taken first and side tables in step.

Entries, disclosures, keys and the index of ids go in one transaction that begins IMMEDIATE: with the plain deferred
BEGIN two writers read the same head and one of them fails. Readers take what they need in chunks and hold nothing open
between them, so a slow reader never keeps a writer waiting.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from eventsourcing.persistence import StoredEvent
from eventsourcing.sqlite import (
    SQLiteAggregateRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
)

from govledger.errors import LedgerReadOnlyError
from govledger.ledger.store.place import Place
from govledger.ledger.store.rows import Append, LedgerRow, Row
from govledger.ledger.store.schema import EVENTS, TABLES
from govledger.ledger.store.trouble import told

CHUNK = 2_048
"""How many entries are read at a time."""

VARIABLES_MAX = 900
"""How many values one statement is given; every SQLite takes at least 999."""

_SELECT = f"SELECT originator_version, topic, state FROM {EVENTS} WHERE originator_id = ?"  # noqa: S608


def chunked(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """``items`` in slices of at most ``size``."""
    return (items[start : start + size] for start in range(0, len(items), size))


def _marks(count: int) -> str:
    return ",".join("?" * count)


class _Pool(SQLiteConnectionPool):
    """Connections that wait ``lock_timeout`` seconds for a lock and do not report a commit before it is on the disk."""

    def _create_connection(self) -> SQLiteConnection:
        connection = super()._create_connection()
        connection.cursor().execute("PRAGMA synchronous = FULL")
        return connection


class _Datastore(SQLiteDatastore):
    """A datastore on such a pool."""

    def __init__(self, name: str, *, timeout: float) -> None:
        super().__init__(name, lock_timeout=1, originator_id_type="text")
        self.pool = _Pool(
            db_name=name,
            lock_timeout=timeout,  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType] - sqlite3 takes parts of a second
            pool_timeout=max(timeout, 1.0),
            max_overflow=100,
        )


class SQLiteStore(SQLiteAggregateRecorder):
    """Every ledger of one database.

    Attributes:
        place: Where the database is.
    """

    def __init__(self, place: Place, *, timeout: float) -> None:
        """Open the database at ``place``, waiting up to ``timeout`` seconds for other writers.

        Raises:
            LedgerError: It cannot be opened.
        """
        self.place = place
        super().__init__(_Datastore(place.sqlite_name, timeout=timeout), events_table_name=EVENTS)
        with told(place.url):
            if place.path is None:
                self.create_table()
            else:
                self._query("SELECT 1 FROM ledger LIMIT 1")

    def construct_create_table_statements(self) -> list[str]:
        """Every table of a database of ledgers, eventsourcing's own among them."""
        return list(TABLES)

    def close(self) -> None:
        """Let go of the database."""
        self.datastore.close()

    def _query(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        """All rows of one query, read at once so that nothing stays open."""
        with told(self.place.url):
            connection = self.datastore.pool.get_connection(is_writer=False)
            try:
                cursor = connection.cursor()
                cursor.execute(sql, values)
                rows: list[Any] = cursor.fetchall()
            finally:
                self.datastore.pool.put_connection(connection)
        return rows

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """One transaction under the write lock: all of it is recorded, or nothing.

        Raises:
            LedgerReadOnlyError: This user may not write here.
            LedgerBusyError: Another writer held the lock for too long.
            LedgerFullError: There is no room left.
        """
        if not self.place.is_writable:
            raise LedgerReadOnlyError(f"{self.place.url}: this user may read the ledger but not write it")
        with told(self.place.url):
            connection = self.datastore.pool.get_connection(is_writer=True)
            try:
                cursor = connection.cursor()
                cursor.execute("BEGIN IMMEDIATE")
                try:
                    yield Writer(self, cursor)
                    cursor.execute("COMMIT")
                except BaseException:
                    connection.rollback()
                    raise
            finally:
                self.datastore.pool.put_connection(connection)

    def ledgers(self) -> list[LedgerRow]:
        """Every ledger here, in the order they were made."""
        rows = self._query("SELECT id, uuid, name, origin, zone FROM ledger ORDER BY id")
        return [
            LedgerRow(id=id_, uuid=uid, name=name, origin=origin, zone=zone) for id_, uid, name, origin, zone in rows
        ]

    def size(self, ledger: LedgerRow) -> int:
        """How many entries the ledger has."""
        return int(
            self._query(
                f"SELECT COALESCE(MAX(originator_version), 0) FROM {EVENTS} WHERE originator_id = ?", (ledger.uuid,)
            )[0][0]
        )  # noqa: S608

    def rows(self, ledger: LedgerRow, *, after: int = 0, until: int | None = None) -> Iterator[Row]:
        """The entries numbered above ``after`` and up to ``until``, in order, a chunk at a time."""
        last = self.size(ledger) if until is None else until
        for start in range(after, last, CHUNK):
            window = (ledger.uuid, start, min(start + CHUNK, last))
            sql = f"{_SELECT} AND originator_version > ? AND originator_version <= ? ORDER BY originator_version"
            yield from map(_row, self._query(sql, window))

    def rows_at(self, ledger: LedgerRow, numbers: Sequence[int]) -> dict[int, Row]:
        """The entries with these numbers, by number; a number that is not there is left out."""
        found: dict[int, Row] = {}
        for part in chunked(numbers, VARIABLES_MAX):
            if part[-1] - part[0] == len(part) - 1 and list(part) == sorted(part):
                sql, values = f"{_SELECT} AND originator_version BETWEEN ? AND ?", (part[0], part[-1])
            else:
                sql, values = f"{_SELECT} AND originator_version IN ({_marks(len(part))})", tuple(part)
            for row in map(_row, self._query(sql, (ledger.uuid, *values))):
                found[row.number] = row
        return found

    def payloads(self, ledger: LedgerRow, number: int) -> bytes | None:
        """The disclosures of one entry; ``None`` where there are none."""
        rows = self._query("SELECT payloads FROM disclosure WHERE ledger = ? AND number = ?", (ledger.id, number))
        return bytes(rows[0][0]) if rows else None

    def numbers_about(self, ledger: LedgerRow, reference: str) -> list[int]:
        """The numbers of the entries that name a reference, in order."""
        sql = "SELECT number FROM mention JOIN name ON name.id = mention.name WHERE ledger = ? AND reference = ? ORDER BY number"
        return [int(number) for (number,) in self._query(sql, (ledger.id, reference))]

    def introductions(self, ledger: LedgerRow, wanted: Sequence[str]) -> set[int]:
        """The numbers of the entries that introduced these references."""
        found: set[int] = set()
        for part in chunked(wanted, VARIABLES_MAX):
            sql = f"SELECT introduced FROM name WHERE ledger = ? AND reference IN ({_marks(len(part))})"  # noqa: S608
            found.update(int(by) for (by,) in self._query(sql, (ledger.id, *part)) if by is not None)
        return found

    def references(self, ledger: LedgerRow, *, kind: str | None = None) -> list[str]:
        """Every id and open name that the ledger knows; only those of one ``kind`` if it is given."""
        sql = "SELECT reference FROM name WHERE ledger = ? AND reference GLOB ? ORDER BY reference"
        return [str(name) for (name,) in self._query(sql, (ledger.id, f"{kind}:*" if kind else "*"))]


def _row(row: Any) -> Row:
    return Row(row[0], row[1], bytes(row[2]))


class Writer:
    """What may be done inside one transaction: read under the lock, then append."""

    def __init__(self, store: SQLiteStore, cursor: SQLiteCursor) -> None:
        """A writer over an open transaction's ``cursor``."""
        self._store, self._cursor = store, cursor

    def _all(self, sql: str, values: Sequence[object]) -> list[Any]:
        self._cursor.execute(sql, values)
        rows: list[Any] = self._cursor.fetchall()
        return rows

    def add_ledger(self, *, name: str, origin: str, zone: str) -> LedgerRow | None:
        """A new ledger of this database; ``None`` where one of that name is there already."""
        if self._all("SELECT 1 FROM ledger WHERE name = ?", (name,)):
            return None
        uid = str(uuid.uuid4())
        self._cursor.execute(
            "INSERT INTO ledger (uuid, name, origin, zone) VALUES (?, ?, ?, ?)", (uid, name, origin, zone)
        )
        return LedgerRow(id=int(self._cursor.lastrowid), uuid=uid, name=name, origin=origin, zone=zone)

    def head(self, ledger: LedgerRow) -> Row | None:
        """The newest entry; ``None`` in an empty ledger."""
        rows = self._all(f"{_SELECT} ORDER BY originator_version DESC LIMIT 1", (ledger.uuid,))
        return _row(rows[0]) if rows else None

    def names(self, ledger: LedgerRow, wanted: Iterable[str]) -> dict[str, tuple[int, int | None]]:
        """What is known of each reference: its integer id, and the entry that introduced it or ``None``."""
        found: dict[str, tuple[int, int | None]] = {}
        for part in chunked(list(wanted), VARIABLES_MAX):
            sql = f"SELECT reference, id, introduced FROM name WHERE ledger = ? AND reference IN ({_marks(len(part))})"  # noqa: S608
            found.update((str(name), (id_, by)) for name, id_, by in self._all(sql, (ledger.id, *part)))
        return found

    def like(self, ledger: LedgerRow, kind: str) -> list[str]:
        """The introduced ids of one kind, for naming the nearest to a mistaken one."""
        sql = "SELECT reference FROM name WHERE ledger = ? AND introduced IS NOT NULL AND reference GLOB ? LIMIT 10000"
        return [str(name) for (name,) in self._all(sql, (ledger.id, f"{kind}:*"))]

    def about(self, ledger: LedgerRow, reference: str, event_type: str) -> list[Row]:
        """The entries of one type, any version, that name a reference, newest first."""
        sql = (
            f"SELECT e.originator_version, e.topic, e.state FROM mention JOIN name ON name.id = mention.name "  # noqa: S608
            f"JOIN {EVENTS} e ON e.originator_id = ? AND e.originator_version = mention.number "
            "WHERE name.ledger = ? AND name.reference = ? AND e.topic GLOB ? ORDER BY mention.number DESC"
        )
        return [_row(row) for row in self._all(sql, (ledger.uuid, ledger.id, reference, f"{event_type}/*"))]

    def row(self, ledger: LedgerRow, number: int) -> Row | None:
        """One entry."""
        rows = self._all(f"{_SELECT} AND originator_version = ?", (ledger.uuid, number))
        return _row(rows[0]) if rows else None

    def keys(self, ledger: LedgerRow, wanted: Sequence[str]) -> dict[str, int]:
        """The number recorded under each idempotency key."""
        found: dict[str, int] = {}
        for part in chunked(wanted, VARIABLES_MAX):
            sql = f"SELECT key, number FROM key WHERE ledger = ? AND key IN ({_marks(len(part))})"  # noqa: S608
            found.update((str(key), int(number)) for key, number in self._all(sql, (ledger.id, *part)))
        return found

    def payloads(self, ledger: LedgerRow, number: int) -> bytes | None:
        """The disclosures of one entry; ``None`` where there are none."""
        rows = self._all("SELECT payloads FROM disclosure WHERE ledger = ? AND number = ?", (ledger.id, number))
        return bytes(rows[0][0]) if rows else None

    def append(self, ledger: LedgerRow, added: Append) -> None:
        """Add entries and everything beside them."""
        stored = [StoredEvent(ledger.uuid, row.number, row.type, row.raw) for row in added.rows]
        self._store._insert_events(self._cursor, stored)  # noqa: SLF001 - the recorder's own hook, on our transaction
        self._cursor.executemany(
            "INSERT INTO disclosure VALUES (?, ?, ?)", [(ledger.id, number, held) for number, held in added.disclosures]
        )
        self._cursor.executemany("INSERT INTO key VALUES (?, ?, ?)", [(ledger.id, key, n) for key, n in added.keys])
        self._index(ledger, added.mentions)

    def _index(self, ledger: LedgerRow, mentions: list[tuple[str, int, bool]]) -> None:
        """Index the entries by the references they name, and note which introduced an id first."""
        wanted = dict.fromkeys(reference for reference, _, _ in mentions)
        known = self.names(ledger, wanted)
        new = [(ledger.id, reference) for reference in wanted if reference not in known]
        if new:
            self._cursor.executemany("INSERT INTO name (ledger, reference) VALUES (?, ?)", new)
            known |= self.names(ledger, [reference for _, reference in new])
        introduced = {known[ref][0]: number for ref, number, by in reversed(mentions) if by and known[ref][1] is None}
        if introduced:
            sql = "UPDATE name SET introduced = ? WHERE id = ?"
            self._cursor.executemany(sql, [(number, id_) for id_, number in introduced.items()])
        pairs = sorted({(known[reference][0], number) for reference, number, _ in mentions})
        self._cursor.executemany("INSERT INTO mention VALUES (?, ?)", pairs)
