"""The database as it is at one moment, on PostgreSQL; a replica shows it too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from govledger.ledger.store.postgres_connections import Connection, marked
from govledger.ledger.store.postgres_guards import found_guards
from govledger.ledger.store.postgres_place import PostgresPlace
from govledger.ledger.store.postgres_schema import NAMES
from govledger.ledger.store.postgres_trouble import told
from govledger.ledger.store.snapshot import BATCH, Snapshot


class PostgresSnapshot(Snapshot):
    """What one repeatable read on PostgreSQL sees."""

    def __init__(self, connection: Connection, place: PostgresPlace) -> None:
        """What a ``connection`` in a transaction sees."""
        self._connection, self._place, self._cursors = connection, place, 0

    def each(self, sql: str, values: Sequence[object]) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, some thousands at a time; several may be read side by side."""
        self._cursors += 1
        name = f"govledger_{self._cursors}"
        with told(self._place):
            self._connection.execute(marked(f"DECLARE {name} NO SCROLL CURSOR FOR {sql}"), values)
        while rows := self._fetched(name):
            yield from rows

    def _fetched(self, name: str) -> list[tuple[Any, ...]]:
        with told(self._place):  # Whoever holds a snapshot open may have left the store's own telling of faults.
            return self._connection.execute(marked(f"FETCH {BATCH} FROM {name}"), binary=True).fetchall()

    def has_table(self, name: str) -> bool:
        """Whether a table is there; all that a schema of ledgers has were laid out with it."""
        return name in NAMES

    def holding(self, column: str, *, is_bytes: bool) -> str:
        """A condition that what a column holds has some bytes in it."""
        return f"position(?::bytea IN {column if is_bytes else f'convert_to({column}, $$UTF8$$)'}) > 0"

    def guards(self) -> Iterator[str]:
        """What of the triggers is not as it was laid out: a sentence for each that is missing, changed or added."""
        yield from found_guards(self.each, self._place.schema).told()
