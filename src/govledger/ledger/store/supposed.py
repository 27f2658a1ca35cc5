"""What a store would hold if more had been recorded: a batch is rehearsed, and laid over the store in memory.

Nothing is written and nobody waits for the write lock, so that who may only read a ledger can suppose things too.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NoReturn

from eventsourcing.sqlite import SQLiteCursor

from govledger.errors import LedgerReadOnlyError
from govledger.ledger.store.rows import Append, LedgerRow, Row
from govledger.ledger.store.sqlite import SQLiteStore
from govledger.ledger.store.writer import Writer


class Rehearsal(Writer):
    """Stands in for a writer: it reads a ledger up to one entry, and keeps to itself what it is given to append.

    Attributes:
        appended: What would have been written; ``None`` as long as nothing was.
    """

    def __init__(self, cursor: SQLiteCursor, *, size: int | None, introduced: Mapping[str, int | None]) -> None:
        """A rehearsal over an open transaction's ``cursor``.

        Args:
            cursor: It is only read through.
            size: The number of the last entry that is there; ``None`` for all of them.
            introduced: Which entry is to count as the one that introduced a reference, where it is another than the
                store says; ``None`` for none.
        """
        self._cursor, self._names = cursor, {}
        self._size, self._introduced = size, introduced
        self.appended: Append | None = None

    def _is_there(self, number: int | None) -> bool:
        return number is not None and (self._size is None or number <= self._size)

    def head(self, ledger: LedgerRow) -> Row | None:
        """The newest entry that is there."""
        return super().head(ledger) if self._size is None else self.row(ledger, self._size)

    def names(self, ledger: LedgerRow, wanted: Iterable[str]) -> dict[str, tuple[int, int | None]]:
        """What is known of each reference; what introduces it only later does not yet."""
        found = super().names(ledger, wanted)
        by = {name: self._introduced.get(name, number) for name, (_, number) in found.items()}
        return {name: (id_, by[name] if self._is_there(by[name]) else None) for name, (id_, _) in found.items()}

    def about(self, ledger: LedgerRow, reference: str, event_type: str) -> list[Row]:
        """The entries that are there, of one type, that name a reference, newest first."""
        return [row for row in super().about(ledger, reference, event_type) if self._is_there(row.number)]

    def row(self, ledger: LedgerRow, number: int) -> Row | None:
        """One entry, if it is there."""
        return super().row(ledger, number) if self._is_there(number) else None

    def keys(self, ledger: LedgerRow, wanted: Sequence[str]) -> dict[str, int]:
        """The number recorded under each idempotency key, if it is there."""
        return {key: number for key, number in super().keys(ledger, wanted).items() if self._is_there(number)}

    def append(self, ledger: LedgerRow, added: Append) -> None:  # noqa: ARG002 - a writer's own signature
        """Keep what would have been written."""
        self.appended = added


@contextmanager
def rehearsing(
    store: SQLiteStore, *, size: int | None = None, introduced: Mapping[str, int | None] | None = None
) -> Generator[Rehearsal]:
    """A transaction that is rehearsed on the store as it is at this moment; see `Rehearsal`."""
    with store.alone(is_writer=False) as connection:
        connection.execute("BEGIN")
        try:
            yield Rehearsal(SQLiteCursor(connection.cursor()), size=size, introduced=introduced or {})
        finally:
            connection.rollback()


class SupposedStore(SQLiteStore):
    """A store as it would be if one of its ledgers had ended with other entries; its own are not touched.

    Attributes:
        base: The store below.
        base_size: How many entries of the ledger are its own.
    """

    def __init__(self, base: SQLiteStore, *, size: int, added: Append) -> None:
        """The store ``base``, the ledger of which goes on after entry ``size`` with what was ``added``."""
        vars(self).update(vars(base))  # It reads through the connections of the store below, and opens none.
        self.base, self.base_size = base, size
        self._added = {row.number: row for row in added.rows}
        self._payloads = dict(added.disclosures)
        self._mentions = added.mentions

    def size(self, ledger: LedgerRow) -> int:  # noqa: ARG002 - a store's own signature
        """How many entries the ledger would have."""
        return self.base_size + len(self._added)

    def rows(self, ledger: LedgerRow, *, after: int = 0, until: int | None = None) -> Iterator[Row]:
        """The entries numbered above ``after`` and up to ``until``, in order."""
        last = self.size(ledger) if until is None else until
        yield from super().rows(ledger, after=after, until=min(last, self.base_size))
        yield from (row for number, row in self._added.items() if after < number <= last)

    def rows_at(self, ledger: LedgerRow, numbers: Sequence[int]) -> dict[int, Row]:
        """The entries with these numbers, by number."""
        own = [number for number in numbers if number not in self._added]
        found = super().rows_at(ledger, own) if own else {}
        return found | {number: self._added[number] for number in numbers if number in self._added}

    def payloads(self, ledger: LedgerRow, number: int) -> bytes | None:
        """The disclosures of one entry; ``None`` where there are none."""
        return self._payloads.get(number) if number > self.base_size else super().payloads(ledger, number)

    def numbers_about(self, ledger: LedgerRow, reference: str) -> list[int]:
        """The numbers of the entries that name a reference, in order."""
        own = [number for number in super().numbers_about(ledger, reference) if number <= self.base_size]
        return own + sorted(number for name, number, _ in self._mentions if name == reference)

    def introductions(self, ledger: LedgerRow, wanted: Sequence[str]) -> set[int]:
        """The numbers of the entries that introduced these references."""
        own = {number for number in super().introductions(ledger, wanted) if number <= self.base_size}
        return own | {number for name, number, by in self._mentions if by and name in wanted}

    def references(self, ledger: LedgerRow, *, kind: str | None = None) -> list[str]:
        """Every id and open name that the ledger would know; only those of one ``kind`` if it is given."""
        new = {name for name, _, _ in self._mentions if kind is None or name.startswith(f"{kind}:")}
        return sorted(new.union(super().references(ledger, kind=kind)))

    def writing(self) -> NoReturn:
        """Refuse to write.

        Raises:
            LedgerReadOnlyError: Always: what is supposed is not recorded.
        """
        raise LedgerReadOnlyError("what is only supposed cannot be recorded in; record in the ledger itself")

    def close(self) -> None:
        """Nothing: the store below belongs to its ledger."""
