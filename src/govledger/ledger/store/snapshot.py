"""The database as it is at one moment, read row by row and believed in nothing: for holding it against itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from govledger.ledger.store.rows import LedgerRow
from govledger.ledger.store.schema import EVENTS, GUARDS, TIMESTAMP
from govledger.ledger.store.trouble import told

BATCH = 2_048
"""How many rows are fetched at a time."""

HAS_TIMESTAMPS = f"SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '{TIMESTAMP}'"  # noqa: S608 - a constant
SELECT_TIMESTAMPS = f"SELECT size, answer FROM {TIMESTAMP} WHERE ledger = ? ORDER BY size"  # noqa: S608 - a constant

_SAID = (
    ("disclosure", "payloads"),
    (EVENTS, "state"),
    ("key", "key"),
    ("name", "reference"),
    ("ledger", "name"),
    ("ledger", "origin"),
    ("checkpoint", "note"),
)
"""Every column in which words may stand."""


class Snapshot:
    """What one read transaction sees; rows come as the database gives them, of whatever types."""

    def __init__(self, connection: sqlite3.Connection, url: str) -> None:
        """What a connection to ``url`` in a transaction sees."""
        self._connection, self._url = connection, url

    def _each(self, sql: str, values: Sequence[object]) -> Iterator[tuple[Any, ...]]:
        with told(self._url):
            cursor = self._connection.execute(sql, values)
        while rows := self._fetched(cursor):
            yield from rows

    def _fetched(self, cursor: sqlite3.Cursor) -> list[tuple[Any, ...]]:
        with told(self._url):  # Whoever holds a snapshot open may have left the store's own telling of faults.
            return cursor.fetchmany(BATCH)

    def entries(self, ledger: LedgerRow) -> Iterator[tuple[Any, ...]]:
        """The number, type and bytes of every entry, in the order of the numbers."""
        sql = f"SELECT originator_version, topic, state FROM {EVENTS} WHERE originator_id = ? ORDER BY 1"  # noqa: S608
        return self._each(sql, (ledger.uuid,))

    def disclosures(self, ledger: LedgerRow) -> Iterator[tuple[Any, ...]]:
        """The number and payloads of every disclosure row, in the order of the numbers."""
        return self._each("SELECT number, payloads FROM disclosure WHERE ledger = ? ORDER BY number", (ledger.id,))

    def mentions(self, ledger: LedgerRow) -> Iterator[tuple[Any, ...]]:
        """Every number and reference of the index, in the order of the numbers."""
        sql = (
            "SELECT mention.number, name.reference FROM name JOIN mention ON mention.name = name.id "
            "WHERE name.ledger = ? ORDER BY mention.number"
        )
        return self._each(sql, (ledger.id,))

    def introductions(self, ledger: LedgerRow) -> Iterator[tuple[Any, ...]]:
        """Every reference of the index, and the number of the entry that introduced it or ``None``."""
        return self._each("SELECT reference, introduced FROM name WHERE ledger = ?", (ledger.id,))

    def keys(self, ledger: LedgerRow) -> Iterator[tuple[Any, ...]]:
        """Every idempotency key and its number."""
        return self._each("SELECT key, number FROM key WHERE ledger = ? ORDER BY number", (ledger.id,))

    def tiles(self, ledger: LedgerRow) -> Iterator[tuple[Any, ...]]:
        """The level, place, width and hashes of every tile, the lowest level first."""
        sql = "SELECT level, idx, width, hashes FROM tile WHERE ledger = ? ORDER BY level, idx"
        return self._each(sql, (ledger.id,))

    def checkpoints(self, ledger: LedgerRow) -> Iterator[tuple[Any, ...]]:
        """The size, time and note of every checkpoint, by size."""
        return self._each("SELECT size, at, note FROM checkpoint WHERE ledger = ? ORDER BY size", (ledger.id,))

    def timestamps(self, ledger: LedgerRow) -> Iterator[tuple[Any, ...]]:
        """The size of every checkpoint that an authority answered of, and the answer, by size."""
        return self._each(SELECT_TIMESTAMPS, (ledger.id,)) if list(self._each(HAS_TIMESTAMPS, ())) else iter(())

    def guards(self) -> Iterator[str]:
        """What of the triggers is not as it was laid out: a sentence for each that is missing, changed or added."""
        rows = self._each("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'", ())
        found = {str(row[0]): row[1] for row in rows}
        for name in sorted({*GUARDS, *found}):
            if name not in found:
                yield f"the trigger {name} is missing"
            elif found[name] != GUARDS.get(name):
                yield f"the trigger {name} is {'changed' if name in GUARDS else 'none of ours'}"

    # What still holds some bytes -------------------------------------------------------------------------------------

    def said_in(self, ledger: LedgerRow, words: bytes, *, count_max: int) -> list[int]:
        """The numbers of the first entries whose disclosures hold some bytes."""
        sql = "SELECT number FROM disclosure WHERE ledger = ? AND instr(payloads, ?) ORDER BY number LIMIT ?"
        return [number for (number,) in self._each(sql, (ledger.id, words, count_max))]

    def clear_in(self, ledger: LedgerRow, words: bytes, *, count_max: int) -> list[int]:
        """The numbers of the first entries whose own bytes hold some bytes."""
        sql = f"SELECT originator_version FROM {EVENTS} WHERE originator_id = ? AND instr(state, ?) ORDER BY 1 LIMIT ?"  # noqa: S608
        return [number for (number,) in self._each(sql, (ledger.uuid, words, count_max))]

    def keyed_in(self, ledger: LedgerRow, words: bytes, *, count_max: int) -> list[int]:
        """The numbers of the first entries whose idempotency keys hold some bytes."""
        sql = "SELECT number FROM key WHERE ledger = ? AND instr(CAST(key AS BLOB), ?) ORDER BY number LIMIT ?"
        return [number for (number,) in self._each(sql, (ledger.id, words, count_max))]

    def also_in(self, ledger: LedgerRow, words: bytes) -> list[str]:
        """The names of the other ledgers of the database of which something holds some bytes."""
        sql = (
            "SELECT name FROM ledger WHERE id <> ?1 AND (instr(CAST(name || origin AS BLOB), ?2) "  # noqa: S608 - a constant
            "OR EXISTS (SELECT 1 FROM disclosure d WHERE d.ledger = ledger.id AND instr(payloads, ?2)) "
            "OR EXISTS (SELECT 1 FROM key k WHERE k.ledger = ledger.id AND instr(CAST(key AS BLOB), ?2)) "
            f"OR EXISTS (SELECT 1 FROM {EVENTS} WHERE originator_id = ledger.uuid AND instr(state, ?2))) ORDER BY id"
        )
        return [name for (name,) in self._each(sql, (ledger.id, words))]

    def holds(self, probe: bytes) -> bool:
        """Whether anything that the database says, in whichever of its ledgers, holds some bytes."""
        asked = [f"EXISTS (SELECT 1 FROM {table} WHERE instr(CAST({column} AS BLOB), ?1))" for table, column in _SAID]  # noqa: S608
        return any(value for (value,) in self._each(f"SELECT {' OR '.join(asked)}", (probe,)))
