"""States of projections kept beside a ledger: no part of the record, and no loss where they are dropped.

Each row is one day of one projection. All rows of a projection are of one stamp, one chain and one size of the ledger,
or none of them is used: see `govledger.projections.kept`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from govledger.ledger.store.rows import LedgerRow
from govledger.ledger.store.schema import EVENTS, KEPT_STATES
from govledger.ledger.store.sqlite import SQLiteStore

TABLE = KEPT_STATES

_MADE = f"""CREATE TABLE IF NOT EXISTS {TABLE} (ledger INTEGER NOT NULL, projection TEXT NOT NULL, day TEXT NOT NULL,
    stamp TEXT NOT NULL, chain TEXT NOT NULL, size INTEGER NOT NULL, head TEXT NOT NULL, state BLOB NOT NULL,
    PRIMARY KEY (ledger, projection, day))"""
_OF = f"FROM {TABLE} WHERE ledger = ? AND projection = ?"
_READ = f"SELECT stamp, chain, size, head, day, state {_OF} ORDER BY day"
_DAYS = f"SELECT day {_OF}"
_DROP = f"DELETE {_OF}"
_DROP_OTHERS = f"{_DROP} AND chain != ?"
_DROP_DAY = f"{_DROP} AND day = ?"
_PUT = f"INSERT OR REPLACE INTO {TABLE} VALUES (?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - a constant
_ERASED = f"SELECT 1 FROM {EVENTS} WHERE originator_id = ? AND originator_version > ? AND topic GLOB ?"  # noqa: S608
_REST = f"UPDATE {TABLE} SET size = ?, head = ? WHERE ledger = ? AND projection = ?"  # noqa: S608 - a constant


class Foot(NamedTuple):
    """What the kept states of a projection rest on.

    Attributes:
        stamp: The hash of what they were made with besides the entries.
        chain: Which making of them it is; those of another do not go together with these.
        size: How many entries the ledger had.
        head: The leaf hash of the last of them, and the digest of the states, hexadecimal.
    """

    stamp: str
    chain: str
    size: int
    head: str


def read_kept(store: SQLiteStore, ledger: LedgerRow, name: str) -> tuple[Foot, dict[str, bytes]] | None:
    """What the kept states of a projection rest on, and each by its day; ``None`` where there is nothing of use."""
    with store.alone(is_writer=False) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (TABLE,)).fetchall():
            return None
        rows: list[tuple[Any, ...]] = connection.execute(_READ, (ledger.id, name)).fetchall()
    feet = {Foot(*row[:4]) for row in rows}
    if len(feet) != 1 or not all(type(day) is str and type(state) is bytes for *_, day, state in rows):
        return None
    return feet.pop(), {day: state for *_, day, state in rows}


def put_kept(
    store: SQLiteStore,
    ledger: LedgerRow,
    name: str,
    foot: Foot,
    *,
    days: Collection[str],
    new: Mapping[str, bytes],
) -> bool:
    """Keep the states of a projection: those of ``days`` that are kept in the same chain already, and ``new`` ones.

    Returns:
        Whether that was done. It is not where words were erased since the states were made, in case one holds them; nor
        where states that were kept in the same chain are there no more.

    Raises:
        LedgerReadOnlyError: This user may not write here.
        LedgerBusyError: Another writer held the lock for too long.
    """
    with store.alone(is_writer=True) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            connection.execute(_MADE)
            connection.execute(_DROP_OTHERS, (ledger.id, name, foot.chain))
            held = {day for (day,) in connection.execute(_DAYS, (ledger.id, name)).fetchall()}
            erased = connection.execute(_ERASED, (ledger.uuid, foot.size, "disclosure-erased/*")).fetchall()
            if erased or not held | new.keys() >= set(days):
                connection.rollback()
                return False
            connection.executemany(_DROP_DAY, [(ledger.id, name, day) for day in held - set(days)])
            connection.executemany(_PUT, ((ledger.id, name, day, *foot, state) for day, state in new.items()))
            connection.execute(_REST, (foot.size, foot.head, ledger.id, name))
            connection.execute("COMMIT")
        except BaseException:
            connection.rollback()
            raise
    return True


def drop_kept(store: SQLiteStore, ledger: LedgerRow, name: str) -> None:
    """Drop whatever is kept of a projection, if this user may."""
    if store.is_writable and read_any(store):
        with store.alone(is_writer=True) as connection:
            connection.execute(_DROP, (ledger.id, name))


def read_any(store: SQLiteStore) -> bool:
    """Whether anything was ever kept here."""
    with store.alone(is_writer=False) as connection:
        return bool(connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (TABLE,)).fetchall())
