"""What a transaction on PostgreSQL does in its own way: the recorder, rows by the thousand, and the triggers."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresAggregateRecorder, PostgresDatastore

from govledger.ledger.store.postgres_connections import Connection, lock_of, marked
from govledger.ledger.store.postgres_guards import found_guards
from govledger.ledger.store.postgres_schema import FUNCTIONS, GUARDS, NAMES, make_function
from govledger.ledger.store.rows import Append, LedgerRow, Row, chunked, gathered
from govledger.ledger.store.schema import EVENTS
from govledger.ledger.store.writer import Writer

ROWS_MAX = 1_000
"""How many rows one statement adds; twenty thousand in one were found to hang."""

_TYPES = {
    "disclosure": ("bigint", "bigint", "bytea"),
    "key": ("bigint", "text", "bigint"),
    "mention": ("bigint", "bigint"),
}
"""The columns of the tables to which rows are added by the thousand."""

_INSERT = f"INSERT INTO {EVENTS} SELECT %s, n, t, s FROM unnest(%b::bigint[], %b::text[], %b::bytea[]) AS a (n, t, s)"  # noqa: S608
_NAME = (
    "INSERT INTO name (ledger, reference, introduced) SELECT %s, r, n "
    "FROM unnest(%b::text[], %b::bigint[]) AS a (r, n) RETURNING reference, id"
)


def is_among(column: str, values: Sequence[object]) -> tuple[str, tuple[object, ...]]:
    """A condition that ``column`` is one of some values, and the values as one."""
    return f"{column} = ANY(?)", (list(values),)


def rows_of(cursor: psycopg.Cursor[tuple[Any, ...]]) -> list[Any]:
    """All rows that a statement gave, if it is one that gives any; which is not known before the answer has come."""
    try:
        return cursor.fetchall()
    except psycopg.ProgrammingError as fault:
        if fault.sqlstate is not None:
            raise  # It is the server's word on an earlier statement, not psycopg's on this one.
        return []


class Datastore(PostgresDatastore):
    """What a recorder is given: it says which schema, and never opens a connection of its own."""

    def __init__(self, schema: str) -> None:
        """A datastore for a schema."""
        super().__init__("", "", "", "", "", schema=schema, originator_id_type="text")

    def register_type_adapters(self) -> None:
        """Nothing: rows are sent as arrays of their columns."""

    @contextmanager
    def get_connection(self) -> Generator[Any]:
        """Refuse; events are inserted in a transaction that a writer has begun."""
        raise NotImplementedError("an entry is recorded through the ledger, which checks it")
        yield


class Recorder(PostgresAggregateRecorder):
    """eventsourcing's recorder, in a transaction that it did not begin: its own commits what a hook broke off."""

    def insert_within(self, connection: Connection, stored: Sequence[StoredEvent]) -> None:
        """Insert events in a transaction's ``connection``."""
        for part in chunked(stored, ROWS_MAX):
            numbers, topics = [one.originator_version for one in part], [one.topic for one in part]
            values = (part[0].originator_id, numbers, topics, [one.state for one in part])
            connection.execute(marked(_INSERT), values)


class PostgresWriter(Writer):
    """What may be done inside one transaction on PostgreSQL.

    Attributes:
        has_appended: Whether entries were added.
    """

    def __init__(self, recorder: Recorder, connection: Connection, schema: str) -> None:
        """A writer over a ``connection`` in a transaction, which appends through ``recorder``."""
        super().__init__()
        self._recorder, self._connection, self._schema = recorder, connection, schema
        self.has_appended = False

    def query(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        """All rows of one statement."""
        return rows_of(self._connection.execute(marked(sql), values or None, binary=True))

    def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Put one statement for each of many rows, without waiting between them."""
        with self._connection.cursor() as cursor:
            cursor.executemany(marked(sql), rows)

    def among(self, column: str, values: Sequence[object]) -> tuple[str, tuple[object, ...]]:
        """A condition that ``column`` is one of some values, and the values."""
        return is_among(column, values)

    def has_table(self, name: str) -> bool:
        """Whether a table is there; all that a schema of ledgers has were laid out with it."""
        return name in NAMES

    def make_late(self, name: str) -> None:
        """Nothing: it was laid out with the others."""

    def append(self, ledger: LedgerRow, added: Append) -> None:
        """Add entries and everything beside them, sending one statement after the other without waiting for each."""
        with self._connection.pipeline():
            super().append(ledger, added)

    def insert_entries(self, ledger: LedgerRow, rows: Sequence[Row]) -> None:
        """Add entries to the recorder's table."""
        self.has_appended = True
        self._recorder.insert_within(
            self._connection, [StoredEvent(ledger.uuid, row.number, row.type, row.raw) for row in rows]
        )

    def _add(self, table: str, columns: int, rows: list[Any]) -> None:
        types = _TYPES.get(table)
        if types is None:
            super()._add(table, columns, rows)
            return
        arrays = ", ".join(f"%b::{kind}[]" for kind in types)
        for part in chunked(rows, ROWS_MAX):
            values = [list(column) for column in zip(*part, strict=True)]
            self._connection.execute(marked(f"INSERT INTO {table} SELECT * FROM unnest({arrays})"), values)  # noqa: S608

    def add_names(self, ledger: LedgerRow, new: Mapping[str, int | None]) -> dict[str, int]:
        """Add references to the index, by ids that the database chooses."""
        ids = dict[str, int]()
        for part in chunked(list(new), ROWS_MAX):
            values = (ledger.id, list(part), [new[name] for name in part])
            ids.update(self._connection.execute(marked(_NAME), values, binary=True).fetchall())
        return ids

    def replace_index(self, ledger: LedgerRow, mentions: list[tuple[str, int, bool]]) -> None:
        """Index the entries by these references, in the order of the numbers, and by no others."""
        self.query("DELETE FROM mention USING name WHERE mention.name = name.id AND name.ledger = ?", (ledger.id,))
        self.query("DELETE FROM name WHERE ledger = ?", (ledger.id,))
        # Also what is of no name at all, which may be what damaged it and would be in the way.
        self.query("DELETE FROM mention WHERE NOT EXISTS (SELECT 1 FROM name WHERE name.id = mention.name)")
        self.forget_names()
        self._file(ledger, *gathered(mentions))

    def sealed_as(self, origin: str) -> list[tuple[int, str]]:
        """The id and name of every ledger here that was sealed under an origin; nobody else is about to be."""
        self.query("SELECT pg_advisory_xact_lock(?)", (lock_of(f"origin {self._schema} {origin}"),))
        return super().sealed_as(origin)

    def restore_guards(self) -> None:
        """Put the triggers back as they were laid out, and take away those that are none of ours."""
        found = found_guards(self.query, self._schema)
        for name, table in found.strange:
            self.query(f'DROP TRIGGER "{_quoted(name)}" ON {table}')
        for name, table in found.rules:
            self.query(f'DROP RULE "{_quoted(name)}" ON {table}')
        for table in found.filtered:
            self.query(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        if found.functions:
            self.query(f'SET LOCAL search_path = "{self._schema}", pg_temp')
            for name in FUNCTIONS:
                self.query(make_function(name, self._schema))
        for name in found.missing:
            self.query(GUARDS[name].statement(name))

    def withdraw_tabled(self, ledger: LedgerRow, number: int, paths: Sequence[str]) -> None:
        """Nothing: tables are kept in files of their own, which see to erasures when they are followed next."""


def _quoted(name: str) -> str:
    return name.replace('"', '""')
