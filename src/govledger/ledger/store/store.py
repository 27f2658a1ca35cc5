"""What every store does, and the questions that all of them are asked in the same words.

A store keeps every ledger of one database. Where SQLite and PostgreSQL understand the same statement it stands here,
with question marks for its values; where they differ, each has its own module. Readers take what they need in chunks
and hold nothing open between them, so a slow reader never keeps a writer waiting.
"""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import partial
from itertools import accumulate, chain, repeat
from operator import itemgetter, mul
from pathlib import Path
from typing import Any, Protocol

from govledger.errors import LedgerCorruptError, TablesError
from govledger.ledger.store.rows import (
    CheckpointRow,
    LedgerRow,
    Row,
    Stored,
    chunked,
    read_checkpoint,
    read_column,
    read_ledger,
    read_payloads,
    read_stored,
    read_timestamp,
    stretches,
)
from govledger.ledger.store.schema import EVENTS, TIMESTAMP
from govledger.ledger.store.snapshot import Snapshot
from govledger.ledger.store.statements import (
    CHECKPOINTS,
    SELECT,
    SELECT_TIMESTAMPS,
    TILE,
    VALUES_MAX,
    beginning,
    read_tile,
)
from govledger.ledger.store.unfiled import Unfiled
from govledger.ledger.store.writer import Writer
from govledger.seal.tree import SIZE_MAX

CHUNK = 2_048
"""How many entries are read at a time."""


class Somewhere(Protocol):
    """Where a database is."""

    @property
    def url(self) -> str:
        """How it is called when it is spoken of; no password stands in it."""
        ...


class Store(ABC):
    """Every ledger of one database."""

    # What each does in its own way -----------------------------------------------------------------------------------

    @property
    @abstractmethod
    def place(self) -> Somewhere:
        """Where the database is."""

    @property
    @abstractmethod
    def is_writable(self) -> bool:
        """Whether this user may write it."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the database."""

    @abstractmethod
    def query(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        """All rows of one query, read at once so that nothing stays open; only for the store's own modules."""

    @abstractmethod
    def among(self, column: str, values: Sequence[object]) -> tuple[str, tuple[object, ...]]:
        """A condition that ``column`` is one of at most `VALUES_MAX` values, and what is to be given for its marks."""

    @abstractmethod
    def has_table(self, name: str) -> bool:
        """Whether a table is there that a database of ledgers may be without."""

    @abstractmethod
    def writing(self, ledger: LedgerRow | None = None) -> AbstractContextManager[Writer]:
        """One transaction under the write lock: all of it is recorded, or nothing.

        Args:
            ledger: The one that is written; ``None`` where it is yet to be made. Writers of one ledger take turns;
                whether those of two do is for the database to say.

        Raises:
            LedgerReadOnlyError: This user may not write here.
            LedgerBusyError: Another writer held the lock for too long.
            LedgerFullError: There is no room left.
        """

    @abstractmethod
    def reading(self) -> AbstractContextManager[Writer]:
        """What a writer would find at this moment, for whoever rehearses; it can write nothing."""

    @abstractmethod
    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """The database as it is at one moment, however much is written meanwhile.

        Raises:
            LedgerBusyError: It was written meanwhile, and this user may not wait beside it; what was read counts for
                nothing, and neither does a fault that was found in it.
        """

    @abstractmethod
    def changes(self) -> object:
        """What is another after every commit, by whomever.

        Raises:
            LedgerClosedError: The store was closed.
        """

    @abstractmethod
    def await_change(self, seen: object, *, seconds: float) -> None:
        """Wait until `changes` gives something else than ``seen``, but not for long.

        What another thread commits through this store is noticed at once; so is what comes from elsewhere, where the
        database tells of it. Whoever waits asks again.

        Args:
            seen: What `changes` gave.
            seconds: How long to wait where nobody tells; a store that is told may wait longer.
        """

    @abstractmethod
    def sweep(self) -> str | None:
        """Write anew whatever held erased words, so that nothing deleted is left in it.

        Returns:
            What stood in the way, and what to do about it; ``None`` where all of it was done.
        """

    @abstractmethod
    def find_raw(self, probes: Iterable[bytes]) -> dict[bytes, list[str]]:
        """The files of the database whose raw bytes hold each probe, as far as they can be looked into."""

    @property
    def beyond(self) -> tuple[str, ...]:
        """Where erased words may still be that no sweep reaches and nobody here can look into."""
        return ()

    @abstractmethod
    def copy_whole(self, target: Path) -> None:
        """Copy the database as it is at this moment to a new file, while others read and write.

        Raises:
            LedgerExistsError: Something is there already; it was not touched.
            LedgerError: It cannot be written there, or such a database is not copied to a file.
        """

    @property
    def withholds(self) -> bool:
        """Whether words may be kept back here that the ledger discloses, as in a public export."""
        return False

    @property
    def knows_signing(self) -> bool:
        """Whether the times of its checkpoints are those at which they were signed, which no export says."""
        return True

    @property
    def keeps_tables(self) -> bool:
        """Whether tables of projections can be kept in the database itself."""
        return False

    def alone(self, *, is_writer: bool) -> AbstractContextManager[sqlite3.Connection]:  # noqa: ARG002 - for who has some
        """SQLite's own connection in no transaction, for what is kept beside the ledgers in its file.

        Raises:
            TablesError: The database is no file of SQLite's.
            LedgerReadOnlyError: It is to write, and this user may not.
        """
        raise TablesError(
            f"{self.place.url} is no file of SQLite's to keep tables in; name a file with --into, or into="
        )

    # What all are asked alike ----------------------------------------------------------------------------------------

    def ledgers(self) -> list[LedgerRow]:
        """Every ledger here, in the order they were made.

        Raises:
            LedgerCorruptError: The row of one of them is damaged.
        """
        return [read_ledger(row) for row in self.query("SELECT id, uuid, name, origin, zone FROM ledger ORDER BY id")]

    def size(self, ledger: LedgerRow) -> int:
        """How many entries the ledger has.

        Raises:
            LedgerCorruptError: The newest entry's number is none.
        """
        newest = f"SELECT MAX(originator_version) FROM {EVENTS} WHERE originator_id = ?"  # noqa: S608 - a constant
        size = self.query(newest, (ledger.uuid,))[0][0] or 0
        if type(size) is not int:
            raise LedgerCorruptError(f"the number of an entry is damaged: found {size!r}")
        return size

    def rows(self, ledger: LedgerRow, *, after: int = 0, until: int | None = None) -> Iterator[Row]:
        """The entries numbered above ``after`` and up to ``until``, in order, a chunk at a time.

        Raises:
            LedgerCorruptError: One of them is missing or damaged.
        """
        chunks = self.chunks(ledger, after=after, until=until)
        return map(_row, chain.from_iterable(map(read_stored, chunks)))

    def chunks(self, ledger: LedgerRow, *, after: int = 0, until: int | None = None) -> Iterator[Sequence[Stored]]:
        """The same as the database gives them, many at a time, for who reads all there is and looks at each himself.

        Raises:
            LedgerCorruptError: One of them is missing.
        """
        last = self.size(ledger) if until is None else until
        sql = f"{SELECT} AND originator_version > ? AND originator_version <= ? ORDER BY originator_version"
        for start in range(max(after, 0), last, CHUNK):
            stop = min(start + CHUNK, last)
            found: list[Stored] = self.query(sql, (ledger.uuid, start, stop))
            numbers, there = range(start + 1, stop + 1), list(map(itemgetter(0), found))
            if there != list(numbers):
                raise _missing(next((number for number in numbers if number not in there), None))
            yield found

    def rows_at(self, ledger: LedgerRow, numbers: Sequence[int]) -> dict[int, Row]:
        """The entries with these numbers, by number.

        Raises:
            LedgerCorruptError: One of them is missing or damaged.
        """
        return {row[0]: _row(row) for row in read_stored(self.listed(ledger, numbers))}

    def listed(self, ledger: LedgerRow, numbers: Sequence[int], *, written: Sequence[str] = ()) -> Sequence[Stored]:
        """The entries with these numbers, as the database gives them, in the order of the numbers.

        Args:
            ledger: The ledger.
            numbers: Their numbers.
            written: The types that they are of, where that is known; what stands between them is then not read.

        Raises:
            LedgerCorruptError: One of them is missing.
        """
        spans, lone = stretches(numbers)
        typed, types = self.among("topic", written) if 0 < len(written) <= VALUES_MAX else ("TRUE", ())
        asked = [(f"originator_version BETWEEN ? AND ? AND {typed}", (*span, *types)) for span in spans]
        asked += [self.among("originator_version", part) for part in chunked(lone, VALUES_MAX)]
        found = dict[int, Stored]()
        for condition, values in asked:
            rows = self.query(f"{SELECT} AND {condition}", (ledger.uuid, *values))
            found.update((row[0], row) for row in rows)
        try:
            return [found[number] for number in numbers]
        except KeyError as gone:
            raise _missing(gone.args[0]) from None

    def payloads(self, ledger: LedgerRow, number: int) -> bytes | None:
        """The disclosures of one entry; ``None`` where there are none."""
        rows = self.query("SELECT payloads FROM disclosure WHERE ledger = ? AND number = ?", (ledger.id, number))
        return read_payloads(rows)

    def unfiled(self, ledger: LedgerRow) -> Unfiled:  # noqa: ARG002 - for who keeps some
        """What is not filed by name yet; nothing, where all of it is filed at once.

        Whoever asks the index looks here first: what is filed meanwhile is then found twice, and not missed.

        Raises:
            LedgerCorruptError: It is damaged.
        """
        return Unfiled()

    def numbers_about(self, ledger: LedgerRow, reference: str) -> list[int]:
        """The numbers of the entries that name a reference, in order."""
        fresh = self.unfiled(ledger).mentions.get(reference, ())
        sql = (
            "SELECT number FROM mention JOIN name ON name.id = mention.name "
            "WHERE ledger = ? AND reference = ? ORDER BY number"
        )
        filed = read_column(self.query(sql, (ledger.id, reference)), int)
        if not fresh or not filed or filed[-1] < fresh[0]:
            return [*filed, *fresh]
        return sorted({*filed, *fresh})

    def numbers_of(self, ledger: LedgerRow, event_type: str) -> list[int]:
        """The numbers of the entries of one type, any version, in order; it looks at every entry's type."""
        condition, values = beginning("topic", f"{event_type}/")
        sql = f"SELECT originator_version FROM {EVENTS} WHERE originator_id = ? AND {condition} ORDER BY 1"  # noqa: S608
        return read_column(self.query(sql, (ledger.uuid, *values)), int)

    def introductions(self, ledger: LedgerRow, wanted: Sequence[str]) -> set[int]:
        """The numbers of the entries that introduced these references."""
        fresh = self.unfiled(ledger).introduced
        found = {fresh[name] for name in wanted if name in fresh} if fresh else set[int]()
        for part in chunked(wanted, VALUES_MAX):
            condition, values = self.among("reference", part)
            sql = f"SELECT introduced FROM name WHERE ledger = ? AND introduced IS NOT NULL AND {condition}"  # noqa: S608
            found.update(read_column(self.query(sql, (ledger.id, *values)), int))
        return found

    def references(self, ledger: LedgerRow, *, kind: str | None = None) -> list[str]:
        """Every id and open name that the ledger knows; only those of one ``kind`` if it is given."""
        start = f"{kind}:" if kind else ""
        fresh = {name for name in self.unfiled(ledger).mentions if name.startswith(start)}
        condition, values = beginning("reference", start) if kind else ("TRUE", ())
        sql = f"SELECT reference FROM name WHERE ledger = ? AND {condition} ORDER BY reference"  # noqa: S608
        filed = read_column(self.query(sql, (ledger.id, *values)), str)
        return sorted(fresh.union(filed)) if fresh else filed

    def tile(self, ledger: LedgerRow, level: int, index: int) -> bytes:
        """The hashes of one tile, as wide as it is kept; empty where it is not."""
        return read_tile(self.query(TILE, (ledger.id, level, index)))

    def checkpoints(self, ledger: LedgerRow) -> list[CheckpointRow]:
        """Every checkpoint kept, by size.

        Raises:
            LedgerCorruptError: One of them is damaged.
        """
        return [read_checkpoint(row) for row in self.query(f"{CHECKPOINTS} ORDER BY size", (ledger.id,))]

    def newest_checkpoints(self, ledger: LedgerRow, *, covering: int) -> Iterator[CheckpointRow]:
        """The checkpoints that cover an entry, the newest first; few are read where few are asked for.

        Raises:
            LedgerCorruptError: One of them is damaged.
        """
        sql, below = f"{CHECKPOINTS} AND size >= ? AND size < ? ORDER BY size DESC LIMIT ?", SIZE_MAX
        for count in accumulate(repeat(2), mul):
            found = [read_checkpoint(row) for row in self.query(sql, (ledger.id, covering, below, count))]
            yield from found
            if len(found) < count:
                return
            below = found[-1].size

    def timestamps(self, ledger: LedgerRow) -> dict[int, bytes]:
        """What authorities answered, by the size of the checkpoint.

        Raises:
            LedgerCorruptError: One of the answers is damaged.
        """
        if not self.has_table(TIMESTAMP):
            return {}
        return dict(map(read_timestamp, self.query(SELECT_TIMESTAMPS, (ledger.id,))))


_row: Callable[[Stored], Row] = partial(tuple.__new__, Row)  # pyright: ignore[reportUnknownMemberType]
"""A row of its plain tuple, which it is but for the names."""


def _missing(number: int | None) -> LedgerCorruptError:
    """That an entry is missing; or, where none is, that there are others among them or in another order."""
    what = "the entries do not follow each other in" if number is None else f"entry {number} is missing from"
    return LedgerCorruptError(f"{what} the database; restore a backup, then verify it")
