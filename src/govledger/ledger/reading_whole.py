"""Reading a ledger whole, as it is at one moment: entry by entry, with what stands beside each, and what it comes to.

Nothing of it is decoded beyond what says that a row holds its own entry, so that a ledger with types that nobody here
knows is read as well. A ledger that is damaged, or is not what was sealed, is not read to its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import islice
from typing import Any

import attrs
import msgspec

from govledger.errors import LedgerCorruptError, SealError
from govledger.ledger.codec import decode_outline
from govledger.ledger.store import (
    Append,
    CheckpointRow,
    LedgerRow,
    Row,
    Snapshot,
    TileRow,
    gathered,
    read_checkpoint,
    read_row,
)
from govledger.ledger.store.rows import read_timestamp
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.leaf import leaf_hash
from govledger.seal.note import Note
from govledger.seal.tree import Frontier

BATCH = 1_000
"""How many entries are read at a time."""

_FIND_OUT = "find out more with: govledger reconcile LEDGER"


@attrs.frozen
class Tally:
    """What a ledger comes to.

    Attributes:
        size: How many entries it has.
        root: The root over them.
        beside: A digest of what stands beside them: words, index, tiles, checkpoints and timestamps. Not of the
            idempotency keys, which may be emptied at any time.
    """

    size: int
    root: bytes
    beside: bytes


class Whole:
    """A ledger as one snapshot sees it, read batch by batch; the tree of what was read grows with it.

    Attributes:
        snapshot: What it is read from.
        ledger: Which it is.
        checkpoints: Every checkpoint.
        tiles: Every tile.
        timestamps: What authorities answered: the size of the checkpoint, and the answer.
        root_noted: The root at the size that was to be noted; empty where there are not so many entries.
    """

    def __init__(self, snapshot: Snapshot, ledger: LedgerRow) -> None:
        """The ledger ``ledger``, to be read from ``snapshot``.

        Raises:
            LedgerCorruptError: A checkpoint, a tile or a timestamp is damaged.
        """
        self.snapshot, self.ledger = snapshot, ledger
        self.checkpoints = [read_checkpoint((found[0], found[1], found[2])) for found in snapshot.checkpoints(ledger)]
        self.tiles = [_read_tile(found) for found in snapshot.tiles(ledger)]
        self.timestamps = [read_timestamp((found[0], found[1])) for found in snapshot.timestamps(ledger)]
        self.root_noted = b""
        self._introduced: dict[str, int | None] = dict(snapshot.introductions(ledger))
        self._unmet = {kept.size: root_of_checkpoint(kept) for kept in self.checkpoints}
        self._tree, self._words, self._index = Frontier(), sha256(), sha256()
        self._above = b""

    @property
    def tally(self) -> Tally:
        """What has been read comes to."""
        parts = self._words.digest() + self._index.digest() + self._above
        return Tally(self._tree.size, self._tree.root(), sha256(parts).digest())

    def drained(self) -> Tally:
        """What all of it comes to; nothing is kept of it."""
        for _ in self.batches():
            pass
        return self.tally

    def batches(self, *, noting: int = 0) -> Iterator[Append]:
        """Every entry with what stands beside it, in the order of the numbers.

        Args:
            noting: A size at which a batch is to end, and the root to be noted.

        Raises:
            LedgerCorruptError: The ledger is not what was sealed, or a row of it is missing or damaged.
        """
        entries = self.snapshot.entries(self.ledger)
        beside = _Beside(self.snapshot, self.ledger, self._introduced)
        while True:
            size = self._tree.size
            stop = noting if size < noting < size + BATCH else size + BATCH
            rows = [self._next(found) for found in islice(entries, stop - size)]
            if not rows:
                break
            if self._tree.size == noting:
                self.root_noted = self._tree.root()
            yield self._digested(beside.up_to(rows))
        beside.check_over()
        self._check_sealed()
        self._above = msgspec.msgpack.encode(
            [self.checkpoints, self.tiles, self.timestamps, sorted(self._introduced.items())]
        )

    def _next(self, found: tuple[Any, ...]) -> Row:
        row = read_row((found[0], found[1], found[2]))
        if row.number != self._tree.size + 1:
            raise LedgerCorruptError(f"entry {self._tree.size + 1} is missing; {_FIND_OUT}")
        decode_outline(row)
        self._tree.append(leaf_hash(row.raw))
        if row.number in self._unmet and self._unmet[row.number] == self._tree.root():
            del self._unmet[row.number]
        return row

    def _digested(self, batch: Append) -> Append:
        for row in batch.disclosures:
            self._words.update(msgspec.msgpack.encode(row))
        # One by one and by number, because a batch may end elsewhere in a copy that was brought up to date.
        for mention in sorted((number, name) for name, numbers in batch.mentions.items() for number in numbers):
            self._index.update(msgspec.msgpack.encode(mention))
        return batch

    def _check_sealed(self) -> None:
        if self._unmet:
            what = f"the entries do not lead to the checkpoint of size {min(self._unmet)}"
            raise LedgerCorruptError(f"{what}; find out where with: govledger reconcile LEDGER")


class _Beside:
    """What stands beside the entries, taken up batch by batch."""

    def __init__(self, snapshot: Snapshot, ledger: LedgerRow, introduced: Mapping[str, int | None]) -> None:
        self._disclosures = _Ordered(snapshot.disclosures(ledger), bytes)
        self._keys = _Ordered(((number, key) for key, number in snapshot.keys(ledger)), str)
        self._mentions = _Ordered(snapshot.mentions(ledger), str)
        self._introduced = introduced

    def up_to(self, rows: list[Row]) -> Append:
        """Entries, with what stands beside them."""
        last = rows[-1].number
        named = sorted(self._mentions.up_to(last))
        mentions, introduced = gathered((name, number, self._introduced.get(name) == number) for number, name in named)
        return Append(
            rows=rows,
            disclosures=self._disclosures.up_to(last),
            keys=sorted((key, number) for number, key in self._keys.up_to(last)),
            mentions=mentions,
            introduced=introduced,
        )

    def check_over(self) -> None:
        """Check that nothing stands beside entries that are not there."""
        for held in (self._disclosures, self._keys, self._mentions):
            held.check_over()


class _Ordered:
    """Pairs of the number of an entry and something beside it, by the number."""

    def __init__(self, found: Iterable[tuple[Any, ...]], kind: type) -> None:
        self._found, self._kind = iter(found), kind
        self._ahead = self._next()

    def _next(self) -> tuple[int, Any] | None:
        for number, held in self._found:
            if type(number) is not int or type(held) is not self._kind:
                raise LedgerCorruptError(f"a row beside entry {number!r} is damaged; {_FIND_OUT}")
            return number, held
        return None

    def up_to(self, last: int) -> list[Any]:
        """The pairs of numbers up to ``last`` that were not taken yet."""
        taken = list[Any]()
        while self._ahead is not None and self._ahead[0] <= last:
            taken.append(self._ahead)
            self._ahead = self._next()
        return taken

    def check_over(self) -> None:
        """Check that none are left."""
        if self._ahead is not None:
            raise LedgerCorruptError(
                f"something stands beside an entry {self._ahead[0]} that is not there; {_FIND_OUT}"
            )


def _read_tile(found: tuple[Any, ...]) -> TileRow:
    level, index, _, hashes = found
    if type(level) is int and type(index) is int and type(hashes) is bytes:
        return TileRow(level, index, hashes)
    raise LedgerCorruptError(
        f"tile {level!r}/{index!r} is damaged; make it anew with: govledger reconcile LEDGER --mend"
    )


def root_of_checkpoint(kept: CheckpointRow) -> bytes:
    """The root that a checkpoint says; its signatures are not looked at.

    Raises:
        LedgerCorruptError: It is none.
    """
    try:
        return Checkpoint.parse(Note.parse(kept.note).text).root
    except SealError as bad:
        raise LedgerCorruptError(f"the checkpoint kept for {kept.size} entries is damaged: {bad}") from bad
