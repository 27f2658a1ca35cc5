"""Laying out a schema of ledgers, once; and telling whether there is one."""

from __future__ import annotations

from typing import Any

from govledger.errors import LedgerError, LedgerNotFoundError, LedgerTooNewError, NotALedgerError
from govledger.ledger.store.postgres_connections import Connection, connect, lock_of, marked, milliseconds
from govledger.ledger.store.postgres_place import PostgresPlace
from govledger.ledger.store.postgres_schema import (
    FUNCTIONS,
    GUARDS,
    LAYOUT,
    LAYOUT_VERSION,
    NAMES,
    TABLES,
    make_function,
)
from govledger.ledger.store.postgres_trouble import told
from govledger.ledger.store.postgres_writer import Datastore, Recorder
from govledger.ledger.store.schema import EVENTS

VERSION_MIN = 13
"""The oldest PostgreSQL that knows what is asked of it here."""

_THERE = (
    "SELECT c.relname::text FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace "
    "WHERE s.nspname = %s AND c.relkind = ANY('{r,p,v,m,f}')"
)


def check_ledger(connection: Connection, place: PostgresPlace) -> None:
    """Check that a schema holds ledgers that this version can read.

    Raises:
        LedgerNotFoundError: There is nothing.
        NotALedgerError: Something else is there.
        LedgerTooNewError: A later govledger laid it out.
        LedgerError: This role may not look into it.
    """
    there = _tables(connection, place)
    if not there:
        raise LedgerNotFoundError(f"there is no ledger at {place.url}; make one with: govledger init {place.url}")
    if not there >= NAMES:
        raise NotALedgerError(f"the schema {place.schema} of {place.url} has not the tables of a govledger ledger")
    # To a role that may not look into a schema the server says that its tables do not exist, as if they were lost.
    if not connection.execute("SELECT has_schema_privilege(%s, 'USAGE')", (place.schema,)).fetchall()[0][0]:
        raise LedgerError(
            f"{place.url}: this role may not read the ledgers in the schema {place.schema}; "
            "their owner can let it, see govledger init --roles"
        )
    found: Any = connection.execute(marked(f"SELECT max(version) FROM {LAYOUT}")).fetchall()[0][0]  # noqa: S608 - a constant
    if type(found) is not int or found > LAYOUT_VERSION:
        raise LedgerTooNewError(
            f"{place.url} has layout {found}; this govledger reads up to {LAYOUT_VERSION}; it was not touched"
        )


def lay_out(place: PostgresPlace, *, timeout: float) -> None:
    """Make the schema and its tables, in one transaction, unless they are there already.

    Of all who come at the same moment one makes them, under a lock, and the others find them.

    Raises:
        NotALedgerError: Something else is in that schema; it was not touched.
        LedgerTooNewError: A later govledger laid it out.
        LedgerReadOnlyError: This role may make no schema, or no table in it.
        LedgerBusyError: Somebody else held the lock for longer than ``timeout`` seconds.
        LedgerError: The server is too old, or keeps texts in another encoding.
    """
    with connect(place) as connection, told(place):
        if _tables(connection, place):
            check_ledger(connection, place)
            return
        _check_server(connection, place)
        lock = lock_of(f"schema {place.schema}")
        wait = f"SET LOCAL lock_timeout = {milliseconds(timeout)}"
        connection.execute(marked(f"BEGIN READ WRITE; {wait}; SELECT pg_advisory_xact_lock({lock})"))
        if _tables(connection, place):
            connection.execute("COMMIT")
            check_ledger(connection, place)
            return
        _make(connection, place.schema)
        connection.execute("COMMIT")


def _tables(connection: Connection, place: PostgresPlace) -> set[str]:
    return {name for (name,) in connection.execute(_THERE, (place.schema,)).fetchall()}


def _check_server(connection: Connection, place: PostgresPlace) -> None:
    version = connection.info.server_version // 10_000
    if version < VERSION_MIN:
        raise LedgerError(f"{place.url} is PostgreSQL {version}; {VERSION_MIN} or later is needed")
    encoding: str = connection.execute("SHOW server_encoding").fetchall()[0][0]
    if encoding != "UTF8":
        raise LedgerError(f"{place.url} keeps texts as {encoding}; ledgers need a database in UTF8")


def _make(connection: Connection, schema: str) -> None:
    """Make everything, in the transaction that is begun."""
    there = connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (schema,)).fetchall()
    if not there:
        connection.execute(marked(f'CREATE SCHEMA "{schema}"'))
    connection.execute(marked(f'SET LOCAL search_path = "{schema}", pg_temp'))
    for statement in Recorder(Datastore(schema), events_table_name=EVENTS).sql_create_statements:
        connection.execute(statement)
    for sql in TABLES:
        connection.execute(marked(sql))
    for name in FUNCTIONS:
        connection.execute(marked(make_function(name, schema)))
    for name, guard in GUARDS.items():
        connection.execute(marked(guard.statement(name)))
