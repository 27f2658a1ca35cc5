"""Tiles: the tree and the entries as files, so that whoever has the files can prove anything, and needs no server.

The layout is that of C2SP tlog-tiles. A tile is at most 256 hashes of perfect subtrees beside each other, 32 bytes each
and nothing between them; an entry bundle is as many entries, each after its length in two bytes, big-endian::

    tile/<level>/<index>             256 hashes of the subtrees of 256**level leaves, from number 256 * index on
    tile/<level>/<index>.p/<width>   the first <width> of them, 1 to 255, where the tree ends
    tile/entries/<index>             the entries of the leaves that tile/0/<index> has the hashes of
    tile/entries/<index>.p/<width>   the first <width> of them

The level is 0 to 63 in decimal. The index is decimal too, in groups of three digits, all but the last after an ``x``:
1234067 is ``x001/x234/067``. A tile that is full has one hash in the tile above it, which is the root over its 256; a
partial tile has none, and stands only where a tree of some checkpoint ends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from govledger.errors import SealError
from govledger.seal.leaf import ENTRY_BYTES_MAX, leaf_hash
from govledger.seal.tree import HASH_BYTES, NODE_PREFIX, SIZE_MAX, Frontier, root_of

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
LEVEL_MAX = 63
ENTRIES = -1
"""The level that stands for the entry bundles."""
LENGTH_BYTES = 2
KEPT_MAX = 256
"""How many full tiles a reader keeps, so that a million entries do not stay in memory; each takes 16 kB."""

Fetch = Callable[[str], bytes]
"""What is at a path. It raises LookupError or OSError where there is nothing."""

_PATH = re.compile(
    r"tile/(?P<level>entries|[0-9]{1,2})/(?P<index>(?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/(?P<width>[0-9]{1,3}))?", re.ASCII
)


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """Which tile: its place and how much of it there is.

    Attributes:
        level: Its level; `ENTRIES` for an entry bundle.
        index: Its number within the level.
        width: How many hashes or entries it has, 1 to 256.
    """

    level: int
    index: int
    width: int = TILE_WIDTH

    @property
    def path(self) -> str:
        """Where the tile is.

        Raises:
            SealError: There is no such tile.
        """
        return tile_path(self.level, self.index, self.width)


def tile_path(level: int, index: int, width: int = TILE_WIDTH) -> str:
    """Where a tile is.

    >>> tile_path(0, 1234067), tile_path(ENTRIES, 0, 17)
    ('tile/0/x001/x234/067', 'tile/entries/000.p/17')

    Raises:
        SealError: There is no such tile.
    """
    if not ENTRIES <= level <= LEVEL_MAX:
        raise SealError(level, f"a level from 0 to {LEVEL_MAX}", where="tile")
    if not 0 <= index <= SIZE_MAX:
        raise SealError(index, f"an index from 0 to {SIZE_MAX}", where="tile")
    if not 1 <= width <= TILE_WIDTH:
        raise SealError(width, f"a width from 1 to {TILE_WIDTH}", where="tile")
    rest, last = divmod(index, 1000)
    groups = [f"{last:03}"]
    while rest:
        rest, group = divmod(rest, 1000)
        groups.insert(0, f"x{group:03}")
    kind = "entries" if level == ENTRIES else str(level)
    partial = "" if width == TILE_WIDTH else f".p/{width}"
    return f"tile/{kind}/{'/'.join(groups)}{partial}"


def parse_tile_path(path: str) -> Tile:
    """Which tile is at a path.

    >>> parse_tile_path("tile/0/x001/x234/067.p/8")
    Tile(level=0, index=1234067, width=8)

    Raises:
        SealError: ``path`` is not how a tile's place is written.
    """
    found = _PATH.fullmatch(path)
    if found is None:
        raise SealError(path, "tile/<level>/<index>[.p/<width>]", where="tile")
    level = ENTRIES if found["level"] == "entries" else int(found["level"])
    tile = Tile(level, int(re.sub("[x/]", "", found["index"])), int(found["width"] or TILE_WIDTH))
    written = tile.path
    if written != path:
        raise SealError(path, written, where="tile")
    return tile


# Entry bundles -------------------------------------------------------------------------------------------------------


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """The bundle of these entries, at most 256.

    Raises:
        SealError: There is none, there are more, or one is longer than two bytes can say.
    """
    if not 1 <= len(entries) <= TILE_WIDTH:
        raise SealError(f"{len(entries)} entries", f"1 to {TILE_WIDTH}", where="entry bundle")
    for entry in entries:
        if len(entry) > ENTRY_BYTES_MAX:
            raise SealError(f"{len(entry)} bytes", f"an entry of at most {ENTRY_BYTES_MAX}", where="entry bundle")
    return b"".join([len(entry).to_bytes(LENGTH_BYTES) + entry for entry in entries])


def decode_bundle(data: bytes, width: int) -> list[bytes]:
    """The ``width`` entries of a bundle.

    Raises:
        SealError: ``data`` ends before the last of them, or goes on after it.
    """
    entries, at, size = list[bytes](), 0, len(data)
    for number in range(width):
        start = at + LENGTH_BYTES
        if start > size or (at := start + (data[at] << 8 | data[at + 1])) > size:
            raise SealError(f"an end after {number} entries", f"{width} entries", where="entry bundle")
        entries.append(data[start:at])
    if at != size:
        raise SealError(f"{size - at} bytes after {width} entries", "none", where="entry bundle")
    return entries


# Writing -------------------------------------------------------------------------------------------------------------


def tiles_for(old_size: int, new_size: int) -> Iterator[Tile]:
    """The tiles of hashes that a tree of ``new_size`` leaves has and one of ``old_size`` had not, or not so wide.

    Raises:
        SealError: A size is no size, or the older tree is the larger one.
    """
    if not 0 <= old_size <= new_size <= SIZE_MAX:
        raise SealError(
            f"{old_size} and {new_size}", f"two sizes from 0 to {SIZE_MAX}, the smaller first", where="tiles"
        )
    level, old, new = 0, old_size, new_size
    while new > old:
        yield from _between(level, old, new)
        level, old, new = level + 1, old >> TILE_HEIGHT, new >> TILE_HEIGHT


def grow_tiles(old_size: int, leaf_hashes: Iterable[bytes], fetch: Fetch) -> Iterator[tuple[Tile, bytes]]:
    """The tiles that `tiles_for` names when these leaves are added to a tree of ``old_size``, each with its bytes.

    Only the last, partial tile of each level is fetched, and it is taken as it is: whoever grows a tree holds the root
    that comes of it against the root that it should have.

    Raises:
        SealError: A partial tile of the older tree is missing, or has not its length.
    """
    hashes, size, level = list(leaf_hashes), old_size, 0
    while hashes:
        first, held = divmod(size, TILE_WIDTH)
        if held:
            before = _fetch_hashes(fetch, Tile(level, first, held))
            hashes[:0] = [before[at : at + HASH_BYTES] for at in range(0, len(before), HASH_BYTES)]
        above = list[bytes]()
        for tile in _between(level, first * TILE_WIDTH, first * TILE_WIDTH + len(hashes)):
            start = (tile.index - first) * TILE_WIDTH
            within = hashes[start : start + TILE_WIDTH]
            yield tile, b"".join(within)
            if tile.width == TILE_WIDTH:
                above.append(root_of(within))
        hashes, size, level = above, first, level + 1


def _between(level: int, old: int, new: int) -> Iterator[Tile]:
    """The tiles of one level that hold its hashes from number ``old`` to ``new``."""
    for index in range(old // TILE_WIDTH, -(-new // TILE_WIDTH)):
        yield Tile(level, index, min(TILE_WIDTH, new - index * TILE_WIDTH))


# Reading -------------------------------------------------------------------------------------------------------------


class TileReader:
    """Reads a tree from tiles that anybody may have written: nothing comes out that does not lead to the root.

    The partial tiles where the tree ends lead to the root together, and are read first; every full tile leads to its
    hash in the tile above it. `node` is a `govledger.seal.tree.Node`, so that proofs can be made from it.

    Attributes:
        size: How many leaves the tree has.
        root: Its root.
    """

    def __init__(self, fetch: Fetch, *, size: int, root: bytes) -> None:
        """Read where the tree ends.

        Args:
            fetch: What is at a path; raises LookupError or OSError where there is nothing.
            size: How many leaves the tree has, from a checkpoint that was verified.
            root: Its root, from there.

        Raises:
            SealError: A tile is missing, or the tiles do not lead to the root.
        """
        if not 0 <= size <= SIZE_MAX:
            raise SealError(size, f"a size from 0 to {SIZE_MAX}", where="tiles")
        self.size, self.root, self._fetch = size, root, fetch
        self._kept: dict[tuple[int, int], list[bytes]] = {}
        self._ends = [_levels(data) for data in self._fetch_ends()]
        found = Frontier.of(size, self._edge()).root()
        if found != root:
            raise SealError(f"tiles that lead to the root {found.hex()}", root.hex(), where="tiles")

    def node(self, level: int, index: int) -> bytes:
        """The hash of the perfect subtree ``(level, index)``.

        Raises:
            SealError: The tree has no such subtree, or a tile is missing or does not lead to the root.
        """
        if not (0 <= level <= LEVEL_MAX and index >= 0 and (index + 1) << level <= self.size):
            raise SealError(f"the subtree ({level}, {index})", f"one of a tree of {self.size} leaves", where="tiles")
        tile_level, within = divmod(level, TILE_HEIGHT)
        tile_index, at = divmod(index, TILE_WIDTH >> within)
        return self._tile(tile_level, tile_index)[within][at * HASH_BYTES : (at + 1) * HASH_BYTES]

    def entries(self, index: int) -> list[bytes]:
        """The entries of the bundle with that number.

        Raises:
            SealError: The tree has no such bundle, it is missing or malformed, or an entry does not lead to the root.
        """
        width = min(TILE_WIDTH, self.size - index * TILE_WIDTH)
        wide, data = _fetch_either(self._fetch, Tile(ENTRIES, index, width))
        entries = decode_bundle(data, wide)[:width]
        hashes = self._tile(0, index)[0]
        for at, entry in enumerate(entries):
            if leaf_hash(entry) != hashes[at * HASH_BYTES : (at + 1) * HASH_BYTES]:
                found = f"another entry at index {index * TILE_WIDTH + at}"
                raise SealError(found, "the one that leads to the root", where=tile_path(ENTRIES, index, width))
        return entries

    def _fetch_ends(self) -> Iterator[bytes]:
        """The partial tile where each level ends, from the lowest; empty where the last tile is full."""
        count, level = self.size, 0
        while count:
            index, width = divmod(count, TILE_WIDTH)
            yield _fetch_hashes(self._fetch, Tile(level, index, width)) if width else b""
            count, level = index, level + 1

    def _edge(self) -> Iterator[bytes]:
        """The hashes of the perfect subtrees that the whole tree falls into, the largest first.

        Every hash of every partial tile is in one of them, so that none can be changed without changing the root.
        """
        for levels in reversed(self._ends):
            width = len(levels[0]) // HASH_BYTES
            for level in reversed(range(width.bit_length())):
                if width >> level & 1:
                    yield levels[level][-HASH_BYTES:]

    def _tile(self, level: int, index: int) -> list[bytes]:
        """A tile that leads to the root, with the levels above its hashes up to its own root."""
        if index == self.size >> TILE_HEIGHT * (level + 1):
            return self._ends[level]
        kept = self._kept.get((level, index))
        if kept is not None:
            return kept
        tile = Tile(level, index)
        levels = _levels(_fetch_hashes(self._fetch, tile))
        expected = self.node(TILE_HEIGHT * (level + 1), index)
        if levels[TILE_HEIGHT] != expected:
            found = f"a tile with the root {levels[TILE_HEIGHT].hex()}"
            raise SealError(found, expected.hex(), where=tile.path)
        if len(self._kept) >= KEPT_MAX:
            del self._kept[next(iter(self._kept))]
        self._kept[level, index] = levels
        return levels


def _levels(hashes: bytes) -> list[bytes]:
    """The hashes of a tile, and of the perfect subtrees over them: each level the half of the one below."""
    levels, pair = [hashes], 2 * HASH_BYTES
    while len(hashes) >= pair:
        starts = range(0, len(hashes) - pair + 1, pair)
        hashes = b"".join([sha256(NODE_PREFIX + hashes[start : start + pair]).digest() for start in starts])
        levels.append(hashes)
    return levels


def _fetch_hashes(fetch: Fetch, tile: Tile) -> bytes:
    """The hashes of a tile, as many as it is wide."""
    wide, data = _fetch_either(fetch, tile)
    if len(data) != wide * HASH_BYTES:
        raise SealError(f"{len(data)} bytes", f"{wide} hashes of {HASH_BYTES}", where=tile.path)
    return data[: tile.width * HASH_BYTES]


def _fetch_either(fetch: Fetch, tile: Tile) -> tuple[int, bytes]:
    """How wide a tile was found, and the tile: a log may delete a partial one once it has the full one."""
    for width in dict.fromkeys((tile.width, TILE_WIDTH)):
        try:
            return width, fetch(tile_path(tile.level, tile.index, width))
        except (LookupError, OSError):
            continue
    raise SealError("nothing", "a tile", where=tile.path)
