"""Copying a ledger to another store: the same bytes, the same numbers and the same root.

What is copied is the record: entries, the words beside them, idempotency keys, the index, tiles, checkpoints with all
their signatures, and timestamps. What is made from it is not: kept states and tables are made anew where they are
wanted. Everything is read from one moment of the ledger, while others go on writing it, and goes into the copy in one
transaction, in batches, past the triggers that guard every ledger; so a copy that was cut off is no ledger at all.

Two ledgers that both go on being written would be two logs of one name. Nothing in a copy can prevent that: what finds
it out is a checkpoint kept outside (`seal --kept-to`), a witness, and whoever verifies with what the other one signed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

import attrs

from govledger.errors import LedgerCorruptError, LedgerError, LedgerExistsError, NotACopyError, OriginTakenError
from govledger.ledger.inner import Inner
from govledger.ledger.reading_whole import Tally, Whole, root_of_checkpoint
from govledger.ledger.store import Append, CheckpointRow, LedgerRow, Snapshot, TileRow, Writer, create_store


@attrs.frozen(kw_only=True)
class Copied:
    """What was copied, and what both ledgers held at the moment that was copied.

    Attributes:
        url: Where the copy is; no password stands in it.
        name: What it is called there.
        size: How many entries both have.
        root: The root over all of them, 32 bytes, worked out anew from the bytes of each.
        added: How many of them the copy had not before.
        checkpoints: How many checkpoints came with them.
        sealed: How many entries the newest of these covers; 0 where there is none.
        withdrawn: The entries of which an earlier copy held words that have been erased since; it holds them no longer.
        hindered: What stood in the way of writing the copy's files anew after that; ``None`` where nothing did.
        beyond: Where such words may still be that nobody here can sweep or look into; empty where none were taken.
    """

    url: str
    name: str
    size: int
    root: bytes
    added: int
    checkpoints: int
    sealed: int
    withdrawn: tuple[int, ...] = ()
    hindered: str | None = None
    beyond: tuple[str, ...] = ()


class Copyable(Protocol):
    """What a store can be filled from: a ledger read whole, or an export; see `reading_whole.Whole`."""

    @property
    def ledger(self) -> LedgerRow:
        """Which ledger it is."""
        ...

    @property
    def checkpoints(self) -> Sequence[CheckpointRow]:
        """Every checkpoint."""
        ...

    @property
    def tiles(self) -> Sequence[TileRow]:
        """Every tile; asked for once all entries were read."""
        ...

    @property
    def timestamps(self) -> Sequence[tuple[int, bytes]]:
        """What authorities answered: the size of the checkpoint, and the answer."""
        ...

    @property
    def root_noted(self) -> bytes:
        """The root at the size that was to be noted."""
        ...

    def batches(self, *, noting: int = 0) -> Iterator[Append]:
        """Every entry with what stands beside it, in the order of the numbers; a batch ends at ``noting``."""
        ...


@attrs.frozen(kw_only=True)
class _Earlier:
    """A copy that was made before, and what of it no longer is so.

    Attributes:
        row: The ledger that it is; ``None`` where there was none.
        size: How many entries it has.
        root: The root over these.
        checkpoints: Its checkpoints, by size.
        outdated: What is left of the words of entries that have been erased since, by number; mostly nothing.
        keys: The idempotency keys that went with these words: (key, number).
    """

    row: LedgerRow | None = None
    size: int = 0
    root: bytes = b""
    checkpoints: Mapping[int, CheckpointRow] = attrs.Factory(dict[int, CheckpointRow])
    outdated: Mapping[int, bytes] = attrs.Factory(dict[int, bytes])
    keys: tuple[tuple[str, int], ...] = ()

    @classmethod
    def of(cls, copy: Whole, snapshot: Snapshot, ledger: LedgerRow) -> _Earlier:
        """What an earlier copy holds, beside what a ledger holds now."""
        tally, there = copy.drained(), copy.snapshot
        outdated = _outdated(there.disclosures(copy.ledger), snapshot.disclosures(ledger))
        now = {(key, number) for key, number in snapshot.keys(ledger) if number in outdated}
        keys = {(key, number) for key, number in there.keys(copy.ledger) if number in outdated}
        return cls(
            row=copy.ledger,
            size=tally.size,
            root=tally.root,
            checkpoints={kept.size: kept for kept in copy.checkpoints},
            outdated=outdated,
            keys=tuple(sorted(keys - now)),
        )

    def check_begins(self, whole: Copyable) -> None:
        """Check that the copy is how the ledger that was read begins, and was sealed as it was.

        Raises:
            NotACopyError: It holds something else, or more.
        """
        if self.row is None:
            return
        if whole.root_noted != self.root:
            raise NotACopyError(f"the {self.size:,} entries of the copy are not those with which the ledger begins")
        roots = {kept.size: root_of_checkpoint(kept) for kept in whole.checkpoints}
        for size, kept in self.checkpoints.items():
            if roots.get(size) != root_of_checkpoint(kept):
                raise NotACopyError(f"the copy was sealed at {size:,} entries, where the ledger was not: two logs now")

    def check_still(self, writer: Writer) -> None:
        """Check under the lock that nobody has recorded in the copy since it was read."""
        head = writer.head(self.row) if self.row is not None else None
        if head is not None and head.number != self.size:
            raise NotACopyError(f"somebody recorded entry {head.number:,} in the copy while it was brought up to date")


def copy_ledger(inner: Inner, url: str, *, name: str, resume: bool, timeout: float) -> Copied:
    """Copy a ledger to the store at ``url``; see `Safekeeping.copy_to`."""
    if url == "memory://":
        raise LedgerError("a copy in memory would be gone as soon as it was made; give a file or a database")
    if inner.store.withholds:
        raise LedgerError(
            f"{inner.store.place.url} withholds words, which a ledger made of it would have lost; ask for a full export"
        )
    store = create_store(url, timeout=timeout)
    try:
        with inner.store.snapshot() as snapshot:
            held = next((row for row in store.ledgers() if row.uuid == inner.row.uuid), None) if resume else None
            earlier = _Earlier()
            if held is not None:
                _check_called(held, inner.row, name=name)
                with store.snapshot() as there:
                    earlier = _Earlier.of(Whole(there, held), snapshot, inner.row)
            whole = Whole(snapshot, inner.row)
            with store.writing(held) as writer:
                row = _write(whole, writer, earlier, name=name)
        hindered = store.sweep() if earlier.outdated else None
        with store.snapshot() as there:
            _check_same(Whole(there, row).drained(), whole.tally, store.place.url)
    finally:
        store.close()
    beyond = store.beyond if earlier.outdated else ()
    return _told(whole, earlier, url=store.place.url, name=name, hindered=hindered, beyond=beyond)


def fill(writer: Writer, source: Copyable, *, name: str) -> LedgerRow:
    """Write all of a ledger, or of an export, to a store in which it is not yet."""
    return _write(source, writer, _Earlier(), name=name)


def _write(whole: Copyable, writer: Writer, earlier: _Earlier, *, name: str) -> LedgerRow:
    """Write what a copy has not yet, and take from it what was erased since."""
    old, uid = whole.ledger, whole.ledger.uuid
    row = earlier.row or writer.add_ledger(name=name, origin=old.origin, zone=old.zone, uid=uid)
    _check_origin(writer, row)
    earlier.check_still(writer)
    for batch in whole.batches(noting=earlier.size):
        if batch.rows[0].number > earlier.size:
            writer.append(row, batch)
    earlier.check_begins(whole)
    for number, rest in earlier.outdated.items():
        writer.withdraw(row, number, rest)
    for key, number in earlier.keys:
        writer.withdraw_keys(row, number, [key])
    writer.put_tiles(row, whole.tiles)
    for kept in whole.checkpoints:
        if earlier.checkpoints.get(kept.size) != kept:
            writer.put_checkpoint(row, kept)
    for size, answer in whole.timestamps:
        writer.put_timestamp(row, size, answer)
    return row


def _told(
    whole: Whole, earlier: _Earlier, *, url: str, name: str, hindered: str | None, beyond: tuple[str, ...]
) -> Copied:
    tally = whole.tally
    return Copied(
        url=url,
        name=name,
        size=tally.size,
        root=tally.root,
        added=tally.size - earlier.size,
        checkpoints=len(whole.checkpoints),
        sealed=max((kept.size for kept in whole.checkpoints), default=0),
        withdrawn=tuple(earlier.outdated),
        hindered=hindered,
        beyond=beyond,
    )


def _outdated(held: Iterable[tuple[int, bytes]], now: Iterator[tuple[int, bytes]]) -> dict[int, bytes]:
    """The numbers of the disclosure rows that are held and no longer so, and what is left of each."""
    found, at = dict[int, bytes](), next(now, None)
    for number, payloads in held:
        while at is not None and at[0] < number:
            at = next(now, None)
        rest = at[1] if at is not None and at[0] == number else b""
        if rest != payloads:
            found[number] = rest
    return found


def _check_called(held: LedgerRow, ledger: LedgerRow, *, name: str) -> None:
    """Check that an earlier copy is called as the copy is to be."""
    if (held.name, held.origin, held.zone) != (name, ledger.origin, ledger.zone):
        raise LedgerExistsError(f"that ledger is in this database already, called {held.name!r}, of {held.origin}")


def _check_origin(writer: Writer, row: LedgerRow) -> None:
    """Check that no other ledger of the database goes by the same log."""
    if others := [name for id_, name in writer.sealed_as(row.origin) if id_ != row.id]:
        raise OriginTakenError(f"the ledger {others[0]!r} of that database was sealed as {row.origin} already")


def _check_same(found: Tally, copied: Tally, url: str) -> None:
    """Check that what stands in the copy, read anew, is what was copied."""
    if found != copied:
        what = f"{found.size:,} entries of root {found.root.hex()} for {copied.size:,} of root {copied.root.hex()}"
        raise LedgerCorruptError(f"what stands at {url} is not what was copied there: {what}; do not use it")
