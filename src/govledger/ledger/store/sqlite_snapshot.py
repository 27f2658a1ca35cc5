"""The database as it is at one moment, on SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from govledger.ledger.store.schema import GUARDS
from govledger.ledger.store.snapshot import BATCH, Snapshot
from govledger.ledger.store.trouble import told


class SQLiteSnapshot(Snapshot):
    """What one read transaction on SQLite sees."""

    def __init__(self, connection: sqlite3.Connection, url: str) -> None:
        """What a connection to ``url`` in a transaction sees."""
        self._connection, self._url = connection, url

    def each(self, sql: str, values: Sequence[object]) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, some thousands at a time."""
        with told(self._url):
            cursor = self._connection.execute(sql, values)
        while rows := self._fetched(cursor):
            yield from rows

    def _fetched(self, cursor: sqlite3.Cursor) -> list[tuple[Any, ...]]:
        with told(self._url):  # Whoever holds a snapshot open may have left the store's own telling of faults.
            return cursor.fetchmany(BATCH)

    def has_table(self, name: str) -> bool:
        """Whether a table is there."""
        return any(True for _ in self.each("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (name,)))

    def holding(self, column: str, *, is_bytes: bool) -> str:
        """A condition that what a column holds has some bytes in it."""
        return f"instr({column}, ?)" if is_bytes else f"instr(CAST({column} AS BLOB), ?)"

    def guards(self) -> Iterator[str]:
        """What of the triggers is not as it was laid out: a sentence for each that is missing, changed or added."""
        rows = self.each("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'", ())
        found = {str(row[0]): row[1] for row in rows}
        for name in sorted({*GUARDS, *found}):
            if name not in found:
                yield f"the trigger {name} is missing"
            elif found[name] != GUARDS.get(name):
                yield f"the trigger {name} is {'changed' if name in GUARDS else 'none of ours'}"
