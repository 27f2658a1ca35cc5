"""States of projections kept beside a ledger: no part of the record, and no loss where they are dropped.

Each row is one day of one projection. All rows of a projection are of one stamp, one chain and one size of the ledger,
or none of them is used: see `govledger.projections.kept`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from govledger.ledger.store.rows import LedgerRow
from govledger.ledger.store.schema import EVENTS, KEPT_STATES
from govledger.ledger.store.statements import beginning
from govledger.ledger.store.store import Store

TABLE = KEPT_STATES

_OF = f"FROM {TABLE} WHERE ledger = ? AND projection = ?"
_READ = f"SELECT stamp, chain, size, head, day, state {_OF} ORDER BY day"
_DAYS = f"SELECT day {_OF} AND chain = ?"
_DROP = f"DELETE {_OF}"
_DROP_OTHERS = f"{_DROP} AND chain != ?"
_DROP_DAY = f"{_DROP} AND day = ?"
_PUT = (
    f"INSERT INTO {TABLE} VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (ledger, projection, day) DO UPDATE SET "  # noqa: S608
    "stamp = excluded.stamp, chain = excluded.chain, size = excluded.size, head = excluded.head, state = excluded.state"
)
_IS_ERASURE, _ERASURE = beginning("topic", "disclosure-erased/")
_ERASED = f"SELECT 1 FROM {EVENTS} WHERE originator_id = ? AND originator_version > ? AND {_IS_ERASURE}"  # noqa: S608
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


def read_kept(store: Store, ledger: LedgerRow, name: str) -> tuple[Foot, dict[str, bytes]] | None:
    """What the kept states of a projection rest on, and each by its day; ``None`` where there is nothing of use."""
    if not store.has_table(TABLE):
        return None
    rows: list[tuple[Any, ...]] = store.query(_READ, (ledger.id, name))
    feet = {Foot(*row[:4]) for row in rows}
    if len(feet) != 1 or not all(type(day) is str and type(state) is bytes for *_, day, state in rows):
        return None
    return feet.pop(), {day: state for *_, day, state in rows}


def put_kept(
    store: Store,
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
    with store.writing(ledger) as writer:
        has_any = writer.has_table(TABLE)
        held = {day for (day,) in writer.query(_DAYS, (ledger.id, name, foot.chain))} if has_any else set[str]()
        erased = writer.query(_ERASED, (ledger.uuid, foot.size, *_ERASURE))
        if erased or not held | new.keys() >= set(days):
            return False
        writer.make_late(TABLE)
        writer.query(_DROP_OTHERS, (ledger.id, name, foot.chain))
        writer.many(_DROP_DAY, [(ledger.id, name, day) for day in held - set(days)])
        writer.many(_PUT, [(ledger.id, name, day, *foot, state) for day, state in new.items()])
        writer.query(_REST, (foot.size, foot.head, ledger.id, name))
    return True


def drop_kept(store: Store, ledger: LedgerRow, name: str) -> None:
    """Drop whatever is kept of a projection, if this user may."""
    if store.is_writable and store.has_table(TABLE):
        with store.writing(ledger) as writer:
            writer.query(_DROP, (ledger.id, name))
