"""Sweeping a PostgreSQL schema after an erasure, and saying what no sweep of ours reaches."""

from __future__ import annotations

import re
import time

import psycopg

from govledger.ledger.store.postgres_connections import Connection, marked, milliseconds
from govledger.ledger.store.schema import KEPT_STATES

SWEPT = ("disclosure", "key", KEPT_STATES)
"""The tables in which erased words may have stood."""

BEYOND = (
    "the server's write-ahead log, until it is recycled",
    "what was archived of it, replicas that are behind, and backups of the server",
    "blocks of the server's disks that were given back and not yet written again",
)
"""Where erased words may still be after a sweep."""

IN_USE = (
    "somebody is reading or writing the ledgers of that schema, or a standby is; give it again when they have ended"
)
NOT_OURS = (
    "this role does not own the tables, so that the rows that were deleted lie in them until the server vacuums them; "
    "have their owner run: VACUUM FULL {tables}"
)

PATIENCE_SECONDS = 1.0
"""How long it is tried again while somebody's snapshot still sees what was deleted: most are over in no time."""

_NOT_OWNED = (
    "SELECT count(*) FROM unnest(%s::text[]) AS t (name) JOIN pg_class c ON c.oid = t.name::regclass "
    "WHERE NOT pg_has_role(c.relowner, 'USAGE')"
)
_LEFT = re.compile(r"\D*(\d+)")


def sweep(connection: Connection, schema: str, *, timeout: float) -> str | None:
    """Write the tables anew in which erased words stood, so that no deleted row is left in them.

    Deleted rows that somebody's snapshot may still see are carried over, so it is asked how many were; PostgreSQL says
    so in words of the server's language, of which the first number is meant.

    Returns:
        What stood in the way, and what to do about it; ``None`` where all of it was done.
    """
    if connection.execute(_NOT_OWNED, (list(SWEPT),)).fetchall()[0][0]:
        return NOT_OURS.format(tables=", ".join(f"{schema}.{table}" for table in SWEPT))
    try:
        connection.execute(marked(f"SET lock_timeout = {milliseconds(timeout)}"))
        deadline = time.monotonic() + min(timeout, PATIENCE_SECONDS)
        while _carried_over(connection):
            if time.monotonic() > deadline:
                return IN_USE
            time.sleep(0.05)
    except psycopg.errors.LockNotAvailable:
        return IN_USE
    finally:
        if not connection.closed:
            connection.execute("RESET lock_timeout")
    return None


def _carried_over(connection: Connection) -> int:
    """How many deleted rows are in the tables after they were written anew."""
    left = list[int]()

    def hear(notice: psycopg.errors.Diagnostic) -> None:
        if found := _LEFT.match(notice.message_detail or ""):
            left.append(int(found[1]))

    connection.add_notice_handler(hear)
    try:
        for table in SWEPT:
            connection.execute(marked(f"VACUUM (FULL, VERBOSE) {table}"))
    finally:
        connection.remove_notice_handler(hear)
    return sum(left)
