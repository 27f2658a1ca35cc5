"""Roles of a PostgreSQL database that may do no more than their work needs: a writer, a reader and an eraser.

Whoever owns the tables can do anything to them, so no program that records should connect as their owner. Instead:

- the writer records, seals, keeps cosignatures and timestamps, and keeps states of projections;
- the reader reads all of it, withheld texts included, and follows;
- the eraser does what the writer does, and takes away the words and keys that an erasure names.

None of them can change or remove an entry or a ledger, take a trigger away, or make a ledger, a table or a function.
They are roles that nobody can log in as: who may be one is for an administrator to say (``GRANT … TO …``). Their names
begin with the schema's, since a server's databases share its roles. What the seal proves rests on none of this.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import LiteralString

import attrs
from psycopg import errors
from psycopg.sql import SQL, Identifier

from govledger.errors import LedgerError
from govledger.ledger.store.postgres_connections import Connection, connect
from govledger.ledger.store.postgres_place import read_postgres_place
from govledger.ledger.store.postgres_trouble import told

_READ: Mapping[str, LiteralString] = dict.fromkeys(
    (
        "stored_events",
        "ledger",
        "disclosure",
        "key",
        "name",
        "mention",
        "tile",
        "checkpoint",
        "timestamp",
        "kept_state",
        "govledger_layout",
    ),
    "SELECT",
)

_WRITE: Mapping[str, LiteralString] = {
    **_READ,
    "stored_events": "SELECT, INSERT",
    "disclosure": "SELECT, INSERT",
    "key": "SELECT, INSERT",
    "name": "SELECT, INSERT, UPDATE (introduced)",
    "mention": "SELECT, INSERT",
    "tile": "SELECT, INSERT, UPDATE (width, hashes)",
    "checkpoint": "SELECT, INSERT, UPDATE (at, note)",
    # An authority's answer is put in place of one that is kept.
    "timestamp": "SELECT, INSERT, DELETE",
    "kept_state": "SELECT, INSERT, UPDATE, DELETE",
}

_ERASE: Mapping[str, LiteralString] = {
    **_WRITE,
    "disclosure": "SELECT, INSERT, DELETE",
    "key": "SELECT, INSERT, DELETE",
}

_TOO_MUCH: LiteralString = """
    SELECT 'it is a superuser' FROM pg_roles WHERE rolname = %(role)s AND rolsuper
    UNION ALL
    SELECT 'it is a member of ' || tableowner || ', who owns ' || tablename
    FROM pg_tables WHERE schemaname = %(schema)s AND pg_has_role(%(role)s, tableowner, 'MEMBER')
    UNION ALL
    SELECT 'it may change or remove what is in ' || tablename FROM pg_tables
    WHERE schemaname = %(schema)s AND tablename IN ('stored_events', 'ledger')
    AND (has_table_privilege(%(role)s, format('%%I.%%I', schemaname, tablename), 'DELETE, TRUNCATE, TRIGGER')
        OR has_any_column_privilege(%(role)s, format('%%I.%%I', schemaname, tablename), 'UPDATE'))
    UNION ALL
    SELECT 'it may make tables and functions beside those of the ledgers'
    WHERE has_schema_privilege(%(role)s, %(schema)s, 'CREATE')
    LIMIT 1
"""


@attrs.frozen
class Roles:
    """The roles of one schema.

    Attributes:
        writer: Who records and seals.
        reader: Who reads and follows.
        eraser: Who also takes away words.
    """

    writer: str
    reader: str
    eraser: str

    @classmethod
    def of(cls, schema: str) -> Roles:
        """What they are called."""
        return cls(f"{schema}_writer", f"{schema}_reader", f"{schema}_eraser")

    def __iter__(self) -> Iterator[str]:
        """Their names."""
        return iter((self.writer, self.reader, self.eraser))


def grant_roles(url: str) -> Roles:
    """Make the roles of the schema at ``url``, where there is a ledger already; see `make_roles`.

    Raises:
        LedgerUnreachableError: The server cannot be reached.
        LedgerError: As `make_roles` says.
    """
    place = read_postgres_place(url)
    with told(place), connect(place) as connection:
        return make_roles(connection, place.schema)


def make_roles(connection: Connection, schema: str) -> Roles:
    """Make the roles where they are not there, and see to it that they may do what they should and no more.

    What somebody else has granted them on the tables is taken away. Nothing is changed where it cannot all be done.

    Args:
        connection: A connection in no transaction, of the owner of the tables.
        schema: The schema that the ledgers are in.

    Raises:
        LedgerError: This user may not make roles or does not own the tables, or one of the roles may do more by other
            ways; the message says what an administrator has to do.
    """
    roles = Roles.of(schema)
    try:
        with connection.transaction():
            for name in roles:
                _make_missing(connection, name)
            for name, granted in zip(roles, (_WRITE, _READ, _ERASE), strict=True):
                _grant(connection, schema, name, granted)
                _check(connection, schema, name)
    except errors.InsufficientPrivilege as fault:
        raise LedgerError(_refused(roles, str(fault))) from fault
    return roles


def _make_missing(connection: Connection, name: str) -> None:
    """Make a role that nobody can log in as, unless there is one of that name."""
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,)).fetchone():
        return
    try:
        with connection.transaction():
            connection.execute(SQL("CREATE ROLE {} NOLOGIN").format(Identifier(name)))
    except (errors.DuplicateObject, errors.UniqueViolation):
        return  # Somebody else was quicker.


def _grant(connection: Connection, schema: str, name: str, granted: Mapping[str, LiteralString]) -> None:
    """Let a role do this, and nothing else."""
    within, role = Identifier(schema), Identifier(name)
    connection.execute(SQL("REVOKE ALL ON ALL TABLES IN SCHEMA {} FROM {}, PUBLIC").format(within, role))
    connection.execute(SQL("REVOKE ALL ON SCHEMA {} FROM {}, PUBLIC").format(within, role))
    connection.execute(SQL("GRANT USAGE ON SCHEMA {} TO {}").format(within, role))
    for table, rights in granted.items():
        on = Identifier(schema, table)
        connection.execute(SQL("GRANT {} ON {} TO {}").format(SQL(rights), on, role))
    if granted is not _READ:
        connection.execute(SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA {} TO {}").format(within, role))


def _check(connection: Connection, schema: str, name: str) -> None:
    """Check that a role may not do by other ways what it should not.

    Raises:
        LedgerError: It may.
    """
    found = connection.execute(_TOO_MUCH, {"role": name, "schema": schema}).fetchone()
    if found is not None:
        raise LedgerError(f"the role {name} may do more than its work needs: {found[0]}; nothing was changed")


def _refused(roles: Roles, fault: str) -> str:
    """What an administrator has to do."""
    made = " ".join(f'CREATE ROLE "{name}" NOLOGIN;' for name in roles)
    return (
        f"nothing was changed: {fault.splitlines()[0]}. Who makes the roles must own the ledgers' tables and have the "
        f"right CREATEROLE; without it, have an administrator say: {made} and give the same again"
    )
