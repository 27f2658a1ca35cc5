"""Mending what a database keeps beside its entries: the tiles of the tree, the index, and the triggers.

The entries are the truth, so all of it can be made anew. Nothing is mended where the entries do not lead to every
checkpoint that is kept: then the tiles are what shows which of the entries was changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from govledger.errors import LedgerCorruptError, SealError
from govledger.events import UnknownEvent
from govledger.ledger.codec import Codec
from govledger.ledger.held_index import named_by
from govledger.ledger.inner import Inner
from govledger.ledger.kept_tree import KeptTree
from govledger.ledger.store import CheckpointRow, Row
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.note import Note


def mend(inner: Inner, *, index: bool) -> None:
    """Make the tiles anew from the entries, and put the triggers back.

    Args:
        inner: The ledger.
        index: Whether to make the index anew as well. Of entries that this catalogue cannot read what is there stays.

    Raises:
        LedgerCorruptError: The entries, or the checkpoints, are not what was sealed; nothing was mended.
        LedgerReadOnlyError: This user may not write here.
    """
    while True:
        kept = inner.store.checkpoints(inner.row)
        tree = _grown(inner, kept)
        # What there is to read is read before the lock is taken; under it, only what has come since.
        named = _Named(inner, inner.store.rows(inner.row)) if index else None
        with inner.store.writing(inner.row) as writer:
            newest = writer.checkpoint(inner.row)
            if newest is None or (kept and newest.size == kept[-1].size):
                writer.restore_guards()  # First, so that no strange trigger has a hand in the rest.
                writer.replace_tiles(inner.row, tree.grown())
                if named is not None:
                    named.add(writer.rows_after(inner.row, named.size))
                    writer.replace_index(inner.row, named.with_unread(writer.indexed(inner.row)))
                return
        # Somebody sealed meanwhile, and the tree has grown.


class _Named:
    """What the entries name, as it is indexed."""

    def __init__(self, inner: Inner, rows: Iterable[Row]) -> None:
        self._codec, self._catalogue = Codec(inner.catalogue), inner.catalogue
        self._mentions, self._unread = list[tuple[str, int, bool]](), set[int]()
        self.size = 0
        self.add(rows)

    def add(self, rows: Iterable[Row]) -> None:
        """Take the next entries."""
        for row in rows:
            self.size = row.number
            try:
                entry = self._codec.decode(row)
            except LedgerCorruptError:
                self._unread.add(row.number)
                continue
            if isinstance(entry.event, UnknownEvent):
                self._unread.add(row.number)
                continue
            found = named_by(entry, self._catalogue)
            self._mentions += [(reference, row.number, by) for reference, by in found.items()]

    def with_unread(self, indexed: Iterable[tuple[Any, Any, Any]]) -> list[tuple[str, int, bool]]:
        """All of it by number, and of entries that cannot be read what the index says: (number, reference, by)."""
        left = [
            (reference, number, by == number)
            for number, reference, by in indexed
            if number in self._unread and type(reference) is str
        ]
        return sorted([*self._mentions, *left], key=lambda mention: mention[1])


def _grown(inner: Inner, kept: list[CheckpointRow]) -> KeptTree:
    """The tree over what was sealed, grown from nothing, once it leads to every checkpoint."""
    tree, size = KeptTree(lambda _level, _index: b""), 0
    for row in kept:
        size = tree.grow(size, inner.store.rows(inner.row, after=size, until=row.size))
        if not tree.leads_to(row.size, _root(row)):
            what = f"the entries do not lead to the checkpoint of size {row.size}"
            raise LedgerCorruptError(f"{what}, so that nothing was mended: the tiles show which of them was changed")
    return tree


def _root(row: CheckpointRow) -> bytes:
    try:
        return Checkpoint.parse(Note.parse(row.note).text).root
    except SealError as bad:
        raise LedgerCorruptError(f"the checkpoint kept for {row.size} entries is damaged: {bad}") from bad
