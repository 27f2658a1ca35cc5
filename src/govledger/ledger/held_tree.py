"""The checkpoints and tiles of a ledger, held against the leaf hashes of its entries as they are now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from govledger.errors import LedgerError, SealError
from govledger.ledger.findings import Findings, Kind, said_entries
from govledger.ledger.store import CheckpointRow, read_checkpoint
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.note import Note
from govledger.seal.tiles import TILE_WIDTH, tiles_for
from govledger.seal.tree import HASH_BYTES, Frontier, root_of

ENTRIES_NAMED_MAX = 20
"""How many changed entries one finding names."""


class HeldTree:
    """Takes the leaf hashes one by one, and notes where they are not those of a checkpoint or of a tile."""

    def __init__(self, tiles: Iterable[tuple[Any, ...]], checkpoints: Iterable[tuple[Any, ...]], origin: str) -> None:
        """Hold what is kept: tiles and checkpoints as the database gave them."""
        self._tiles = {(level, place): (width, hashes) for level, place, width, hashes in tiles}
        self._kept, self._bad = _read_all(checkpoints, origin)
        self._tree, self._leaves = Frontier(), list[bytes]()
        self._roots: dict[int, bytes] = {}
        self._differing: list[int] = []
        self._above: list[bytes] = []

    @property
    def kept(self) -> Mapping[int, Checkpoint]:
        """The checkpoints that can be read, by size."""
        return self._kept

    @property
    def checkpoints(self) -> int:
        """How many checkpoints can be read."""
        return len(self._kept)

    @property
    def sealed(self) -> int:
        """How many entries the newest of them covers."""
        return max(self._kept, default=0)

    def add(self, leaf: bytes) -> None:
        """Take the next leaf hash."""
        self._tree.append(leaf)
        self._leaves.append(leaf)
        if self._tree.size in self._kept:
            self._roots[self._tree.size] = self._tree.root()
        if len(self._leaves) == TILE_WIDTH:
            self._above.append(root_of(self._leaves))
            self._end_tile()

    def _end_tile(self) -> None:
        """Hold the leaves since the last tile against the one that is kept, as wide as it is."""
        start = self._tree.size - len(self._leaves)
        _, hashes = self._tiles.get((0, start // TILE_WIDTH), (0, b""))
        held = hashes if isinstance(hashes, bytes) else b""
        kept = (held[at : at + HASH_BYTES] for at in range(0, len(held), HASH_BYTES))
        pairs = enumerate(zip(self._leaves, kept, strict=False), start=start + 1)
        self._differing += [number for number, (leaf, hash_) in pairs if leaf != hash_]
        self._leaves = []

    def tell(self, findings: Findings) -> None:
        """Say what was found, once every leaf was taken."""
        self._end_tile()
        for says in self._bad:
            findings.add(Kind.BAD_CHECKPOINT, says)
        explained: set[int] = set()
        for before, size in pairwise([0, *self._kept]):
            explained |= self._tell_checkpoint(before, size, findings)
        self._tell_tiles([number for number in self._differing if number not in explained], findings)

    def _tell_checkpoint(self, before: int, size: int, findings: Findings) -> set[int]:
        """Hold one checkpoint against the entries, and say which of them it does not cover."""
        root, found = self._kept[size].root, self._roots.get(size)
        if found == root:
            return set()
        if found is None:
            last = self._tree.size
            gone = range(max(last, before) + 1, size + 1)[:ENTRIES_NAMED_MAX]
            says = f"the log signed a checkpoint of {size} entries, and there are {last}"
            findings.add(Kind.ENTRY_MISSING, says, gone)
            return set()
        changed = [number for number in self._differing if number <= size]
        new = [number for number in changed if number > before]
        if new:
            named = new[:ENTRIES_NAMED_MAX]
            says = f"not the bytes that the checkpoint of {size} entries covers: {said_entries(named)}"
            findings.add(Kind.ENTRY_CHANGED, says, named)
        elif not changed:
            says = f"the first {size} entries do not lead to the checkpoint of that size; the tiles do not tell which"
            findings.add(Kind.HISTORY_CHANGED, says)
        return set(changed)

    def _tell_tiles(self, differing: list[int], findings: Findings) -> None:
        """Say which tiles are not those of the entries; level by level, each from the hashes below it."""
        size = max(self._kept, default=0)
        wrong = {(number - 1) // TILE_WIDTH for number in differing}
        levels = list(self._levels())
        for tile in tiles_for(0, min(size, self._tree.size)):
            width, hashes = self._tiles.get((tile.level, tile.index), (0, b""))
            narrow = not isinstance(hashes, bytes) or len(hashes) < tile.width * HASH_BYTES
            odd = not narrow and width != len(hashes) // HASH_BYTES
            if tile.level:
                start = tile.index * TILE_WIDTH
                wanted = b"".join(levels[tile.level - 1][start : start + tile.width])
                odd = odd or (not narrow and hashes[: len(wanted)] != wanted and not self._differing)
            else:
                odd = odd or tile.index in wrong
            if narrow or odd:
                says = f"tile {tile.level}/{tile.index} {'is missing' if narrow else 'is not that of the entries'}"
                findings.add(Kind.BAD_TILE, says)

    def _levels(self) -> Iterator[list[bytes]]:
        """The hashes of each level of tiles above the lowest."""
        hashes = self._above
        while hashes:
            yield hashes
            full = range(0, len(hashes) - TILE_WIDTH + 1, TILE_WIDTH)
            hashes = [root_of(hashes[start : start + TILE_WIDTH]) for start in full]


def _read_all(found: Iterable[tuple[Any, ...]], origin: str) -> tuple[dict[int, Checkpoint], list[str]]:
    """The checkpoints that can be read, by size; and what is wrong with the others."""
    kept, bad = dict[int, Checkpoint](), list[str]()
    for size, at, note in found:
        try:
            checkpoint = _read(read_checkpoint((size, at, note)), origin)
        except (LedgerError, SealError) as fault:
            bad.append(f"the checkpoint kept for {size} entries: {fault}")
        else:
            kept[checkpoint.size] = checkpoint
    return kept, bad


def _read(row: CheckpointRow, origin: str) -> Checkpoint:
    checkpoint = Checkpoint.parse(Note.parse(row.note).text)
    if (checkpoint.origin, checkpoint.size) != (origin, row.size):
        raise SealError(f"{checkpoint.size} of {checkpoint.origin}", f"{row.size} of {origin}", where="checkpoint")
    return checkpoint
