"""The tree grown again from the entries, so that nothing a stranger stored is believed."""

from __future__ import annotations

from collections.abc import Iterable

from govledger.errors import SealError
from govledger.seal.tiles import TILE_HEIGHT, TILE_WIDTH, Tile
from govledger.seal.tree import HASH_BYTES, Frontier, perfect_subtrees, root_of_perfect

_TILE_BYTES = TILE_WIDTH * HASH_BYTES


class Regrown:
    """The tree over leaf hashes given one after the other; 32 bytes are kept for each.

    Every eighth level is kept whole, as the tiles keep it, and what lies between is worked out when it is asked for. It
    is kept from then on, because it never changes, and most of the roots of a year of checkpoints is the same.
    """

    def __init__(self) -> None:
        self._levels, self._between = [bytearray()], dict[tuple[int, int], bytes]()

    @property
    def size(self) -> int:
        """How many leaves it has."""
        return len(self._levels[0]) // HASH_BYTES

    def extend(self, leaf_hashes: Iterable[bytes]) -> None:
        """Add leaves, given by their hashes."""
        level, new = 0, b"".join(leaf_hashes)
        while new:
            if level == len(self._levels):
                self._levels.append(bytearray())
            held = self._levels[level]
            first = len(held) // _TILE_BYTES
            held += new
            full = range(first * _TILE_BYTES, len(held) - _TILE_BYTES + 1, _TILE_BYTES)
            new = b"".join([root_of_perfect(bytes(held[at : at + _TILE_BYTES])) for at in full])
            level += 1

    def node(self, level: int, index: int) -> bytes:
        """The hash of the perfect subtree ``(level, index)``.

        Raises:
            SealError: The tree has no such subtree.
        """
        at, within = divmod(level, TILE_HEIGHT)
        start, end = (index << within) * HASH_BYTES, ((index + 1) << within) * HASH_BYTES
        if level < 0 or index < 0 or at >= len(self._levels) or end > len(self._levels[at]):
            raise SealError(f"the subtree ({level}, {index})", f"one of a tree of {self.size} leaves", where="tree")
        if not within:
            return bytes(self._levels[at][start:end])
        if (level, index) not in self._between:
            self._between[level, index] = root_of_perfect(bytes(self._levels[at][start:end]))
        return self._between[level, index]

    def leaf(self, index: int) -> bytes:
        """The hash of one leaf."""
        return self.node(0, index)

    def root(self, size: int) -> bytes:
        """The root over the first ``size`` leaves.

        Raises:
            SealError: There are fewer.
        """
        return Frontier.of(size, [self.node(level, index) for level, index in perfect_subtrees(0, size)]).root()

    def tile(self, tile: Tile) -> bytes:
        """What a tile of hashes must hold; shorter where the tree ends within it."""
        start = tile.index * _TILE_BYTES
        held = self._levels[tile.level] if tile.level < len(self._levels) else bytearray()
        return bytes(held[start : start + tile.width * HASH_BYTES])
