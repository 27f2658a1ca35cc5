"""What a store would hold if more had been recorded: a batch is rehearsed, and laid over the store in memory.

Nothing is written and nobody waits for the write lock, so that who may only read a ledger can suppose things too.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, NoReturn

from govledger.errors import LedgerReadOnlyError
from govledger.ledger.store.rows import Append, CheckpointRow, LedgerRow, Row, Stored
from govledger.ledger.store.snapshot import Snapshot
from govledger.ledger.store.store import Somewhere, Store
from govledger.ledger.store.unfiled import Unfiled
from govledger.ledger.store.writer import Writer


class Rehearsal(Writer):
    """Stands in for a writer: it reads a ledger up to one entry, and keeps to itself what it is given to append.

    Attributes:
        appended: What would have been written; ``None`` as long as nothing was.
    """

    def __init__(self, under: Writer, *, size: int | None, introduced: Mapping[str, int | None]) -> None:
        """A rehearsal in the transaction of another writer.

        Args:
            under: It is only read through.
            size: The number of the last entry that is there; ``None`` for all of them.
            introduced: Which entry is to count as the one that introduced a reference, where it is another than the
                store says; ``None`` for none.
        """
        super().__init__()
        self._under, self._size, self._introduced = under, size, introduced
        self.appended: Append | None = None

    def _is_there(self, number: int | None) -> bool:
        return number is not None and (self._size is None or number <= self._size)

    def head(self, ledger: LedgerRow) -> Row | None:
        """The newest entry that is there."""
        return self._under.head(ledger) if self._size is None else self.row(ledger, self._size)

    def names(self, ledger: LedgerRow, wanted: Iterable[str]) -> dict[str, int | None]:
        """By each reference, the entry that introduced it; what introduces it only later does not yet."""
        found = self._under.names(ledger, wanted)
        by = {name: self._introduced.get(name, number) for name, number in found.items()}
        return {name: number if self._is_there(number) else None for name, number in by.items()}

    def unfiled(self, ledger: LedgerRow) -> Unfiled:
        """What the writer below has not filed yet."""
        return self._under.unfiled(ledger)

    def about(self, ledger: LedgerRow, reference: str, event_type: str) -> list[Row]:
        """The entries that are there, of one type, that name a reference, newest first."""
        return [row for row in self._under.about(ledger, reference, event_type) if self._is_there(row.number)]

    def row(self, ledger: LedgerRow, number: int) -> Row | None:
        """One entry, if it is there."""
        return self._under.row(ledger, number) if self._is_there(number) else None

    def keys(self, ledger: LedgerRow, wanted: Sequence[str]) -> dict[str, int]:
        """The number recorded under each idempotency key, if it is there."""
        return {key: number for key, number in self._under.keys(ledger, wanted).items() if self._is_there(number)}

    def append(self, ledger: LedgerRow, added: Append) -> None:  # noqa: ARG002 - a writer's own signature
        """Keep what would have been written."""
        self.appended = added

    # What reads is read through, and nothing is written --------------------------------------------------------------

    def query(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        """All rows of one query; the transaction below can write nothing."""
        return self._under.query(sql, values)

    def among(self, column: str, values: Sequence[object]) -> tuple[str, tuple[object, ...]]:
        """A condition as the writer below has it."""
        return self._under.among(column, values)

    def has_table(self, name: str) -> bool:
        """Whether a table is there."""
        return self._under.has_table(name)

    def many(self, sql: str, rows: Iterable[Sequence[object]]) -> NoReturn:  # noqa: ARG002 - a writer's own signature
        """Refuse to write."""
        _refuse()

    def make_late(self, name: str) -> NoReturn:  # noqa: ARG002
        """Refuse to write."""
        _refuse()

    def insert_entries(self, ledger: LedgerRow, rows: Sequence[Row]) -> NoReturn:  # noqa: ARG002
        """Refuse to write."""
        _refuse()

    def add_names(self, ledger: LedgerRow, new: Mapping[str, int | None]) -> NoReturn:  # noqa: ARG002
        """Refuse to write."""
        _refuse()

    def restore_guards(self) -> NoReturn:
        """Refuse to write."""
        _refuse()

    def withdraw_tabled(self, ledger: LedgerRow, number: int, paths: Sequence[str]) -> NoReturn:  # noqa: ARG002
        """Refuse to write."""
        _refuse()


@contextmanager
def rehearsing(
    store: Store, *, size: int | None = None, introduced: Mapping[str, int | None] | None = None
) -> Generator[Rehearsal]:
    """A transaction that is rehearsed on the store as it is at this moment; see `Rehearsal`."""
    with store.reading() as under:
        yield Rehearsal(under, size=size, introduced=introduced or {})


class SupposedStore(Store):
    """A store as it would be if one of its ledgers had ended with other entries; its own are not touched.

    Attributes:
        base: The store below.
        base_size: How many entries of the ledger are its own.
    """

    def __init__(self, base: Store, *, size: int, added: Append) -> None:
        """The store ``base``, the ledger of which goes on after entry ``size`` with what was ``added``."""
        self.base, self.base_size = base, size
        self._added = {row.number: row for row in added.rows}
        self._payloads = dict(added.disclosures)
        self._mentions, self._introduced = added.mentions, added.introduced

    def size(self, ledger: LedgerRow) -> int:  # noqa: ARG002 - a store's own signature
        """How many entries the ledger would have."""
        return self.base_size + len(self._added)

    def chunks(self, ledger: LedgerRow, *, after: int = 0, until: int | None = None) -> Iterator[Sequence[Stored]]:
        """The entries numbered above ``after`` and up to ``until``, in order."""
        last = self.size(ledger) if until is None else until
        yield from self.base.chunks(ledger, after=after, until=min(last, self.base_size))
        added = [row for number, row in self._added.items() if after < number <= last]
        if added:
            yield added

    def listed(self, ledger: LedgerRow, numbers: Sequence[int], *, written: Sequence[str] = ()) -> Sequence[Stored]:
        """The entries with these numbers, in the order of the numbers."""
        own = [number for number in numbers if number not in self._added]
        held = iter(self.base.listed(ledger, own, written=written))
        return [self._added[number] if number in self._added else next(held) for number in numbers]

    def payloads(self, ledger: LedgerRow, number: int) -> bytes | None:
        """The disclosures of one entry; ``None`` where there are none."""
        return self._payloads.get(number) if number > self.base_size else self.base.payloads(ledger, number)

    def numbers_about(self, ledger: LedgerRow, reference: str) -> list[int]:
        """The numbers of the entries that name a reference, in order."""
        own = [number for number in self.base.numbers_about(ledger, reference) if number <= self.base_size]
        return [*own, *self._mentions.get(reference, ())]

    def introductions(self, ledger: LedgerRow, wanted: Sequence[str]) -> set[int]:
        """The numbers of the entries that introduced these references."""
        own = {number for number in self.base.introductions(ledger, wanted) if number <= self.base_size}
        return own | {self._introduced[name] for name in wanted if name in self._introduced}

    def references(self, ledger: LedgerRow, *, kind: str | None = None) -> list[str]:
        """Every id and open name that the ledger would know; only those of one ``kind`` if it is given."""
        new = {name for name in self._mentions if kind is None or name.startswith(f"{kind}:")}
        return sorted(new.union(self.base.references(ledger, kind=kind)))

    # What is as it is below ------------------------------------------------------------------------------------------

    @property
    def place(self) -> Somewhere:
        """Where the database below is."""
        return self.base.place

    @property
    def withholds(self) -> bool:
        """Whether words may be kept back in the ledger that is supposed to go on."""
        return self.base.withholds

    @property
    def knows_signing(self) -> bool:
        """Whether the times of its checkpoints are those at which they were signed."""
        return self.base.knows_signing

    @property
    def is_writable(self) -> bool:
        """Whether the store below may be written."""
        return self.base.is_writable

    def query(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        """All rows of one query of the store below."""
        return self.base.query(sql, values)

    def among(self, column: str, values: Sequence[object]) -> tuple[str, tuple[object, ...]]:
        """A condition as the store below has it."""
        return self.base.among(column, values)

    def has_table(self, name: str) -> bool:
        """Whether the store below has a table."""
        return self.base.has_table(name)

    def reading(self) -> AbstractContextManager[Writer]:
        """What a writer of the store below would find."""
        return self.base.reading()

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """The database below as it is at one moment."""
        return self.base.snapshot()

    def changes(self) -> object:
        """What is another after every commit."""
        return self.base.changes()

    def await_change(self, seen: object, *, seconds: float) -> None:
        """Wait until the store below has changed, but not for long."""
        self.base.await_change(seen, seconds=seconds)

    def find_raw(self, probes: Iterable[bytes]) -> dict[bytes, list[str]]:
        """The files of the database below whose raw bytes hold each probe."""
        return self.base.find_raw(probes)

    def copy_whole(self, target: Path) -> None:
        """Copy the database below, in which nothing is supposed."""
        self.base.copy_whole(target)

    @property
    def keeps_tables(self) -> bool:
        """Whether the database below can keep tables."""
        return self.base.keeps_tables

    def alone(self, *, is_writer: bool) -> AbstractContextManager[sqlite3.Connection]:
        """SQLite's own connection to the database below."""
        return self.base.alone(is_writer=is_writer)

    def checkpoints(self, ledger: LedgerRow) -> list[CheckpointRow]:
        """Every checkpoint kept below, by size."""
        return self.base.checkpoints(ledger)

    def writing(self, ledger: LedgerRow | None = None) -> NoReturn:  # noqa: ARG002 - a store's own signature
        """Refuse to write.

        Raises:
            LedgerReadOnlyError: Always: what is supposed is not recorded.
        """
        _refuse()

    def sweep(self) -> NoReturn:
        """Refuse to write."""
        _refuse()

    def close(self) -> None:
        """Nothing: the store below belongs to its ledger."""


def _refuse() -> NoReturn:
    raise LedgerReadOnlyError("what is only supposed cannot be recorded in; record in the ledger itself")
