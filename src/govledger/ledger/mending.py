"""Mending what a database keeps beside its entries: the tiles of the tree, and the triggers that guard the record.

The entries are the truth, so both can be made anew. Nothing is mended where the entries do not lead to every checkpoint
that is kept: then the tiles are what shows which of the entries was changed.
"""

from __future__ import annotations

from govledger.errors import LedgerCorruptError, SealError
from govledger.ledger.inner import Inner
from govledger.ledger.kept_tree import KeptTree
from govledger.ledger.store import CheckpointRow
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.note import Note


def mend(inner: Inner) -> None:
    """Make the tiles anew from the entries, and put the triggers back.

    Raises:
        LedgerCorruptError: The entries, or the checkpoints, are not what was sealed; nothing was mended.
        LedgerReadOnlyError: This user may not write here.
    """
    while True:
        kept = inner.store.checkpoints(inner.row)
        tree = _grown(inner, kept)
        with inner.store.writing() as writer:
            newest = writer.checkpoint(inner.row)
            if newest is None or (kept and newest.size == kept[-1].size):
                writer.restore_guards()  # First, so that no strange trigger has a hand in the rest.
                writer.replace_tiles(inner.row, tree.grown())
                return
        # Somebody sealed meanwhile, and the tree has grown.


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
