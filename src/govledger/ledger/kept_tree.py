"""The tree over a ledger's entries as it is kept: in tiles, grown where the last checkpoint left it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice

from govledger.errors import SealError
from govledger.ledger.codec import decode_outline
from govledger.ledger.inner import Inner
from govledger.ledger.store import CheckpointRow, Row, TileRow
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.leaf import leaf_hash
from govledger.seal.note import Note
from govledger.seal.tiles import TILE_HEIGHT, TILE_WIDTH, grow_tiles, parse_tile_path
from govledger.seal.tree import HASH_BYTES, Frontier, perfect_subtrees, root_of_perfect

LEAVES_AT_A_TIME = 65_536
"""How many leaves the tree grows by at a time, so that a million hashes are not held twice."""

ReadTile = Callable[[int, int], bytes]
"""The hashes of the tile of a level and index, as wide as it is kept; empty where it is not."""


class KeptTree:
    """The tree of a ledger, read from its tiles and grown in memory.

    Nothing here is proof: the tiles are kept so that sealing need not read every entry again. Whoever uses the tree
    holds its root against one that was signed.
    """

    def __init__(self, read: ReadTile) -> None:
        """A tree that is read through ``read`` where it was not grown."""
        self.read = read
        self._grown: dict[tuple[int, int], bytes] = {}

    def tile(self, level: int, index: int) -> bytes:
        """The hashes of one tile, as wide as the tree is there."""
        grown = self._grown.get((level, index))
        return self.read(level, index) if grown is None else grown

    def node(self, level: int, index: int) -> bytes:
        """The hash of the perfect subtree ``(level, index)``.

        Raises:
            SealError: Its tile is not there, or not so wide.
        """
        tile_level, within = divmod(level, TILE_HEIGHT)
        tile_index, at = divmod(index, TILE_WIDTH >> within)
        start, end = (at << within) * HASH_BYTES, ((at + 1) << within) * HASH_BYTES
        held = self.tile(tile_level, tile_index)
        if len(held) < end:
            where = f"tile {tile_level}/{tile_index}"
            raise SealError(f"{len(held) // HASH_BYTES} hashes", f"at least {end // HASH_BYTES}", where=where)
        return root_of_perfect(held[start:end])

    def root(self, size: int) -> bytes:
        """The root of the first ``size`` leaves.

        Raises:
            SealError: A tile is not there, or not so wide.
        """
        return Frontier.of(size, [self.node(level, index) for level, index in perfect_subtrees(0, size)]).root()

    def leads_to(self, size: int, root: bytes) -> bool:
        """Whether the first ``size`` leaves have this root, as far as the tiles say."""
        try:
            return self.root(size) == root
        except SealError:
            return False

    def grow(self, size: int, rows: Iterable[Row]) -> int:
        """Add the entries of ``rows`` to a tree of ``size`` leaves; the size it has then.

        Raises:
            LedgerCorruptError: A row holds the bytes of another entry, or of none.
            SealError: The tile where the tree ends is not there.
        """
        leaves = map(_leaf, rows)
        while hashes := list(islice(leaves, LEAVES_AT_A_TIME)):
            for tile, held in grow_tiles(size, hashes, self._fetch):
                self._grown[tile.level, tile.index] = held
            size += len(hashes)
        return size

    def _fetch(self, path: str) -> bytes:
        """A tile as wide as its path says."""
        asked = parse_tile_path(path)
        held = self.tile(asked.level, asked.index)
        if len(held) < asked.width * HASH_BYTES:
            raise LookupError(path)
        return held[: asked.width * HASH_BYTES]

    def grown(self) -> Iterator[TileRow]:
        """Every tile that growing made or widened."""
        return (TileRow(level, index, held) for (level, index), held in self._grown.items())


def root_of_entries(inner: Inner, size: int) -> bytes:
    """The root of the first ``size`` entries as they are now, sealed or not.

    What was sealed is read from the tiles as far as they lead to the checkpoint below; else every entry is read.

    Raises:
        LedgerCorruptError: A row holds the bytes of another entry, or of none.
        SealError: There are not so many entries.
    """
    tree = KeptTree(partial(inner.store.tile, inner.row))
    below = [kept for kept in inner.store.checkpoints(inner.row) if kept.size <= size][-1:]
    start = below[0].size if below and _leads_to(tree, below[0]) else 0
    if tree.grow(start, inner.store.rows(inner.row, after=start, until=size)) < size:
        raise SealError(size, "the number of an entry", where="size")
    return tree.root(size)


def _leads_to(tree: KeptTree, kept: CheckpointRow) -> bool:
    return tree.leads_to(kept.size, Checkpoint.parse(Note.parse(kept.note).text).root)


def _leaf(row: Row) -> bytes:
    """The leaf hash of an entry that stands in its own row: what is damaged is not sealed."""
    decode_outline(row)
    return leaf_hash(row.raw)
