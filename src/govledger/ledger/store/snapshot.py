"""The database as it is at one moment, read row by row and believed in nothing: for holding it against itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any

from govledger.ledger.store.rows import LedgerRow
from govledger.ledger.store.schema import EVENTS, TIMESTAMP, UNFILED
from govledger.ledger.store.statements import SELECT_TIMESTAMPS, SELECT_UNFILED
from govledger.ledger.store.unfiled import Unfiled, read_unfiled

BATCH = 2_048
"""How many rows are fetched at a time."""

LOWEST = -(1 << 63)
"""The lowest number that a database can hold; no entry has one below 1, but a row put there by hand may."""

_SAID = (
    ("disclosure", "payloads", True),
    (EVENTS, "state", True),
    ("key", "key", False),
    ("name", "reference", False),
    ("ledger", "name", False),
    ("ledger", "origin", False),
    ("checkpoint", "note", True),
)
"""Every column in which words may stand, and whether it is of bytes."""


class Snapshot(ABC):
    """What one read transaction sees; rows come as the database gives them, of whatever types."""

    @abstractmethod
    def each(self, sql: str, values: Sequence[object]) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, some thousands at a time; only for the store's own modules."""

    @abstractmethod
    def has_table(self, name: str) -> bool:
        """Whether a table is there that a database of ledgers may be without."""

    @abstractmethod
    def holding(self, column: str, *, is_bytes: bool) -> str:
        """A condition that what a column holds, bytes or text, has some bytes in it; they are its one value."""

    @abstractmethod
    def guards(self) -> Iterator[str]:
        """What of the triggers is not as it was laid out: a sentence for each that is missing, changed or added."""

    def entries(self, ledger: LedgerRow) -> Iterator[tuple[Any, ...]]:
        """The number, type and bytes of every entry, in the order of the numbers."""
        sql = f"SELECT originator_version, topic, state FROM {EVENTS} WHERE originator_id = ? ORDER BY 1"  # noqa: S608
        return self.each(sql, (ledger.uuid,))

    def disclosures(self, ledger: LedgerRow) -> Iterator[tuple[Any, ...]]:
        """The number and payloads of every disclosure row, in the order of the numbers."""
        return self.each("SELECT number, payloads FROM disclosure WHERE ledger = ? ORDER BY number", (ledger.id,))

    def mentions(self, ledger: LedgerRow) -> Iterator[tuple[Any, ...]]:
        """Every number and reference of the index, in the order of the numbers."""
        sql = (
            "SELECT mention.number, name.reference FROM name JOIN mention ON mention.name = name.id "
            "WHERE name.ledger = ? ORDER BY mention.number"
        )
        yield from self.each(sql, (ledger.id,))
        fresh = self._unfiled(ledger)
        yield from sorted((number, name) for name, numbers in fresh.mentions.items() for number in numbers)
        yield from ((said, "") for said in fresh.damaged)  # As numbers that are none, which whoever reads them tells.

    def introductions(self, ledger: LedgerRow) -> Iterator[tuple[Any, ...]]:
        """Every reference of the index, and the number of the entry that introduced it or ``None``."""
        fresh = self._unfiled(ledger)
        rest = dict.fromkeys(fresh.mentions) | fresh.introduced
        for name, by in self.each("SELECT reference, introduced FROM name WHERE ledger = ?", (ledger.id,)):
            later = rest.pop(name, None)  # No writer says this of what is introduced already; whoever asks believes it.
            yield name, by if later is None else later
        yield from rest.items()

    def _unfiled(self, ledger: LedgerRow) -> Unfiled:
        """What is not filed by name yet."""
        rows = self.each(SELECT_UNFILED, (ledger.id, LOWEST)) if self.has_table(UNFILED) else ()
        return read_unfiled(rows, is_strict=False)

    def keys(self, ledger: LedgerRow) -> Iterator[tuple[Any, ...]]:
        """Every idempotency key and its number."""
        return self.each("SELECT key, number FROM key WHERE ledger = ? ORDER BY number", (ledger.id,))

    def tiles(self, ledger: LedgerRow) -> Iterator[tuple[Any, ...]]:
        """The level, place, width and hashes of every tile, the lowest level first."""
        sql = "SELECT level, idx, width, hashes FROM tile WHERE ledger = ? ORDER BY level, idx"
        return self.each(sql, (ledger.id,))

    def checkpoints(self, ledger: LedgerRow) -> Iterator[tuple[Any, ...]]:
        """The size, time and note of every checkpoint, by size."""
        return self.each("SELECT size, at, note FROM checkpoint WHERE ledger = ? ORDER BY size", (ledger.id,))

    def timestamps(self, ledger: LedgerRow) -> Iterator[tuple[Any, ...]]:
        """The size of every checkpoint that an authority answered of, and the answer, by size."""
        return self.each(SELECT_TIMESTAMPS, (ledger.id,)) if self.has_table(TIMESTAMP) else iter(())

    # What still holds some bytes -------------------------------------------------------------------------------------

    def said_in(self, ledger: LedgerRow, words: bytes, *, count_max: int) -> list[int]:
        """The numbers of the first entries whose disclosures hold some bytes."""
        holds = self.holding("payloads", is_bytes=True)
        sql = f"SELECT number FROM disclosure WHERE ledger = ? AND {holds} ORDER BY number LIMIT ?"  # noqa: S608
        return [number for (number,) in self.each(sql, (ledger.id, words, count_max))]

    def clear_in(self, ledger: LedgerRow, words: bytes, *, count_max: int) -> list[int]:
        """The numbers of the first entries whose own bytes hold some bytes."""
        holds = self.holding("state", is_bytes=True)
        sql = f"SELECT originator_version FROM {EVENTS} WHERE originator_id = ? AND {holds} ORDER BY 1 LIMIT ?"  # noqa: S608
        return [number for (number,) in self.each(sql, (ledger.uuid, words, count_max))]

    def keyed_in(self, ledger: LedgerRow, words: bytes, *, count_max: int) -> list[int]:
        """The numbers of the first entries whose idempotency keys hold some bytes."""
        holds = self.holding("key", is_bytes=False)
        sql = f"SELECT number FROM key WHERE ledger = ? AND {holds} ORDER BY number LIMIT ?"  # noqa: S608
        return [number for (number,) in self.each(sql, (ledger.id, words, count_max))]

    def also_in(self, ledger: LedgerRow, words: bytes) -> list[str]:
        """The names of the other ledgers of the database of which something holds some bytes."""
        said, clear = self.holding("payloads", is_bytes=True), self.holding("state", is_bytes=True)
        named, keyed = self.holding("name || origin", is_bytes=False), self.holding("key", is_bytes=False)
        sql = (
            f"SELECT name FROM ledger WHERE id <> ? AND ({named} "  # noqa: S608 - our own words
            f"OR EXISTS (SELECT 1 FROM disclosure d WHERE d.ledger = ledger.id AND {said}) "
            f"OR EXISTS (SELECT 1 FROM key k WHERE k.ledger = ledger.id AND {keyed}) "
            f"OR EXISTS (SELECT 1 FROM {EVENTS} WHERE originator_id = ledger.uuid AND {clear})) ORDER BY id"
        )
        return [name for (name,) in self.each(sql, (ledger.id, words, words, words, words))]

    def holds(self, probe: bytes) -> bool:
        """Whether anything that the database says, in whichever of its ledgers, holds some bytes."""
        said = [*_SAID, *([(UNFILED, "names", True)] if self.has_table(UNFILED) else [])]
        conditions = [(table, self.holding(column, is_bytes=is_bytes)) for table, column, is_bytes in said]
        asked = [f"EXISTS (SELECT 1 FROM {table} WHERE {holds})" for table, holds in conditions]  # noqa: S608
        return any(value for (value,) in self.each(f"SELECT {' OR '.join(asked)}", [probe] * len(asked)))
