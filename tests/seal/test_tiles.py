"""Tiles hold the tree and its entries, and nothing is read from them that does not lead to the root."""

from collections.abc import Iterator

import pytest
from hypothesis import assume, example, given, settings, strategies as st

from govledger.errors import SealError
from govledger.seal.leaf import ENTRY_BYTES_MAX, leaf_hash
from govledger.seal.tiles import (
    ENTRIES,
    KEPT_MAX,
    TILE_WIDTH,
    Tile,
    TileReader,
    decode_bundle,
    encode_bundle,
    grow_tiles,
    parse_tile_path,
    tile_path,
    tiles_for,
)
from govledger.seal.tree import (
    SIZE_MAX,
    check_consistency,
    check_inclusion,
    prove_consistency,
    prove_inclusion,
    root_of,
)
from tests.seal.support import bundles_for

SIZE = 70_000
ENTRY = [f"entry {number}".encode() for number in range(SIZE)]
LEAVES = [leaf_hash(entry) for entry in ENTRY]

SMALL = 1_030
SIZES = st.integers(0, SMALL)

TILES = st.builds(Tile, st.integers(ENTRIES, 63), st.integers(0, SIZE_MAX) | st.integers(0, 2_000), st.integers(1, 256))


def files(size: int) -> dict[str, bytes]:
    """A whole log: the tiles and the bundles of its first entries, by their path."""
    held = {tile.path: data for tile, data in grow_tiles(0, LEAVES[:size], nothing)}
    for bundle in bundles_for(size):
        start = bundle.index * TILE_WIDTH
        held[bundle.path] = encode_bundle(ENTRY[start : start + bundle.width])
    return held


def nothing(path: str) -> bytes:
    raise LookupError(path)


def reader(held: dict[str, bytes], size: int) -> TileReader:
    return TileReader(held.__getitem__, size=size, root=root_of(LEAVES[:size]))


LARGE = files(SIZE)

# Paths ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 1234067), "tile/0/x001/x234/067"),  # the example of C2SP tlog-tiles
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 999), "tile/0/999"),
        (Tile(1, 1000, 1), "tile/1/x001/000.p/1"),
        (Tile(63, 5, 255), "tile/63/005.p/255"),
        (Tile(ENTRIES, 273, 112), "tile/entries/273.p/112"),
        (Tile(0, SIZE_MAX), "tile/0/x009/x223/x372/x036/x854/x775/807"),
    ],
)
def test_a_tile_has_the_place_that_the_standard_gives_it(tile: Tile, path: str) -> None:
    assert (tile.path, parse_tile_path(path)) == (path, tile)


@given(TILES)
def test_a_tile_is_found_again_by_its_path(tile: Tile) -> None:
    assert parse_tile_path(tile.path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile/0",
        "tile/0/",
        "/tile/0/000",
        "tile/0/000/",
        "tile/0/00",
        "tile/0/0000",
        "tile/0/x000/000",
        "tile/0/001/000",
        "tile/0/x001/x000",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/entry/000",
        "tile/Entries/000",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000.p/999",
        "tile/0/000.p/",
        "tile/0/000.p",
        "tile/0/000\n",
        "tile/0/\N{ARABIC-INDIC DIGIT ZERO}00",
        "tile/0/../000",
        "tile/0/x009/x223/x372/x036/x854/x775/808",
        "tile/0/x001/x009/x223/x372/x036/x854/x775/807",
    ],
)
def test_a_path_that_is_written_in_any_other_way_is_no_tiles(path: str) -> None:
    with pytest.raises(SealError, match="tile: found"):
        parse_tile_path(path)


@given(st.text(st.sampled_from("tile/entrisx.p0123456789\n٣"), max_size=40) | st.text(max_size=40))
def test_no_path_raises_anything_but_an_error_of_the_seal(path: str) -> None:
    try:
        found = parse_tile_path(path)
    except SealError:
        return
    assert found.path == path


@pytest.mark.parametrize(
    ("level", "index", "width"), [(-2, 0, 1), (64, 0, 1), (0, -1, 1), (0, SIZE_MAX + 1, 1), (0, 0, 0), (0, 0, 257)]
)
def test_a_tile_that_cannot_be_has_no_place(level: int, index: int, width: int) -> None:
    with pytest.raises(SealError, match="tile: found"):
        tile_path(level, index, width)


# Entry bundles -------------------------------------------------------------------------------------------------------


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=256))
def test_a_bundle_holds_its_entries(entries: list[bytes]) -> None:
    assert decode_bundle(encode_bundle(entries), len(entries)) == entries


def test_a_bundle_is_each_entry_after_its_length_in_two_bytes() -> None:
    longest = bytes(ENTRY_BYTES_MAX)

    assert encode_bundle([b"ab", b"", longest]) == b"\x00\x02ab\x00\x00\xff\xff" + longest


@pytest.mark.parametrize("entries", [[], [b""] * 257, [bytes(ENTRY_BYTES_MAX + 1)]])
def test_a_bundle_takes_no_more_than_it_can_say(entries: list[bytes]) -> None:
    with pytest.raises(SealError, match="entry bundle: found"):
        encode_bundle(entries)


@given(st.lists(st.binary(max_size=5), min_size=1, max_size=4), st.data())
def test_a_bundle_that_is_cut_off_or_goes_on_is_refused(entries: list[bytes], data: st.DataObject) -> None:
    whole = encode_bundle(entries)
    cut = data.draw(st.integers(0, len(whole) - 1))
    more = data.draw(st.binary(min_size=1, max_size=5))

    with pytest.raises(SealError, match=r"entry bundle: found 'an end after [0-3] entries'"):
        decode_bundle(whole[:cut], len(entries))
    with pytest.raises(SealError, match=f"entry bundle: found '{len(more)} bytes after {len(entries)} entries'"):
        decode_bundle(whole + more, len(entries))


@given(st.binary(max_size=60), st.integers(-1, 300))
@example(b"\x00", 1)
@example(b"", 0)
def test_no_bundle_raises_anything_but_an_error_of_the_seal(data: bytes, width: int) -> None:
    try:
        entries = decode_bundle(data, width)
    except SealError:
        return
    assert b"".join(len(entry).to_bytes(2) + entry for entry in entries) == data


# Which tiles, and what is in them ------------------------------------------------------------------------------------


def test_seventy_thousand_leaves_have_the_tiles_of_the_standards_example() -> None:
    tiles = list(tiles_for(0, SIZE))

    assert [tile for tile in tiles if tile.width < TILE_WIDTH] == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert [sum(tile.width == TILE_WIDTH for tile in tiles if tile.level == level) for level in range(3)] == [273, 1, 0]


def test_a_full_tile_is_at_once_one_hash_in_the_tile_above() -> None:
    assert list(tiles_for(0, 256)) == [Tile(0, 0), Tile(1, 0, 1)]


@given(SIZES, SIZES)
def test_what_is_new_with_a_larger_tree_is_what_it_has_and_the_smaller_had_not(old: int, new: int) -> None:
    assume(old <= new)

    assert set(tiles_for(old, new)) == set(tiles_for(0, new)) - set(tiles_for(0, old))


def test_the_largest_tree_has_tiles_too() -> None:
    assert next(tiles_for(0, SIZE_MAX)) == Tile(0, 0)
    assert list(tiles_for(SIZE_MAX, SIZE_MAX)) == []
    assert list(tiles_for(SIZE_MAX - 1, SIZE_MAX)) == [Tile(0, SIZE_MAX >> 8, 255)]


@pytest.mark.parametrize(("old", "new"), [(2, 1), (-1, 1), (0, SIZE_MAX + 1)])
def test_a_tree_does_not_shrink(old: int, new: int) -> None:
    with pytest.raises(SealError, match="tiles: found"):
        list(tiles_for(old, new))


@given(SIZES, SIZES)
@example(0, 0)
@example(256, 512)
@example(255, 1_025)
def test_a_log_that_grew_in_two_steps_has_the_files_of_one_that_grew_in_one(old: int, new: int) -> None:
    assume(old <= new)
    before = {path: data for path, data in files(old).items() if "entries" not in path}

    grown = dict(grow_tiles(old, LEAVES[old:new], before.__getitem__))

    whole = files(new)
    assert set(grown) == set(tiles_for(old, new))
    assert all(whole[tile.path] == data for tile, data in grown.items())


def test_a_tile_at_every_level_holds_the_roots_over_the_tiles_below() -> None:
    second = LARGE["tile/1/001.p/17"]

    assert second[-32:] == root_of(LEAVES[272 * 256 : 273 * 256])
    assert LARGE["tile/2/000.p/1"] == root_of(LEAVES[:65_536])
    assert LARGE["tile/0/273.p/112"] == b"".join(LEAVES[273 * 256 :])


def test_a_log_cannot_grow_without_the_tile_where_it_ended() -> None:
    with pytest.raises(SealError, match=r"tile/0/000\.p/3: found 'nothing'"):
        list(grow_tiles(3, LEAVES[3:5], nothing))
    with pytest.raises(SealError, match=r"tile/0/000\.p/3: found '64 bytes', expected 3 hashes"):
        list(grow_tiles(3, LEAVES[3:5], lambda _path: bytes(64)))


# Reading -------------------------------------------------------------------------------------------------------------


@given(st.integers(1, SMALL), st.data())
@settings(max_examples=50)
def test_proofs_made_from_tiles_hold(size: int, data: st.DataObject) -> None:
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))
    tree = reader(files(size), size)

    inclusion = prove_inclusion(index, size, tree.node)
    consistency = prove_consistency(old, size, tree.node)

    check_inclusion(LEAVES[index], index, size, inclusion, tree.root)
    check_consistency(old, size, consistency, root_of(LEAVES[:old]), tree.root)


def test_a_tree_of_three_levels_is_read_from_its_tiles() -> None:
    tree = reader(LARGE, SIZE)

    for index in (0, 255, 65_535, 65_536, 69_887, 69_888, SIZE - 1):
        check_inclusion(LEAVES[index], index, SIZE, prove_inclusion(index, SIZE, tree.node), tree.root)
        assert ENTRY[index] in tree.entries(index // TILE_WIDTH)


def test_a_reader_forgets_tiles_rather_than_keeping_a_whole_log_and_reads_them_again() -> None:
    tree = reader(LARGE, SIZE)

    held = [tree.entries(bundle.index) for bundle in bundles_for(SIZE)]

    assert [entry for entries in held for entry in entries] == ENTRY
    assert len(tree._kept) == KEPT_MAX
    assert tree.node(0, 0) == LEAVES[0]


def test_a_full_tile_is_fetched_once() -> None:
    fetched: list[str] = []

    def fetch(path: str) -> bytes:
        fetched.append(path)
        return LARGE[path]

    tree = TileReader(fetch, size=SIZE, root=root_of(LEAVES))

    for index in range(20):
        prove_inclusion(index, SIZE, tree.node)

    assert sorted(fetched) == ["tile/0/000", "tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"]


def test_an_older_tree_is_read_where_its_partial_tiles_were_deleted_for_full_ones() -> None:
    older = reader({path: data for path, data in LARGE.items() if ".p/" not in path}, 300)

    assert older.entries(1) == ENTRY[256:300]
    assert (older.node(8, 0), older.node(2, 74)) == (root_of(LEAVES[:256]), root_of(LEAVES[296:300]))
    with pytest.raises(SealError, match="the subtree"):
        older.node(0, 300)


def test_the_empty_tree_needs_no_tile_but_has_its_root() -> None:
    assert TileReader(nothing, size=0, root=root_of([])).size == 0
    with pytest.raises(SealError, match="tiles: found 'tiles that lead to the root e3b0"):
        TileReader(nothing, size=0, root=bytes(32))


@pytest.mark.parametrize(("level", "index"), [(-1, 0), (0, -1), (0, SMALL), (8, 4), (11, 0), (64, 0), (10**9, 0)])
def test_a_subtree_that_is_not_all_there_is_not_read(level: int, index: int) -> None:
    tree = reader(files(SMALL), SMALL)

    with pytest.raises(SealError, match="tiles: found 'the subtree"):
        tree.node(level, index)


@pytest.mark.parametrize("index", [-1, 5, SIZE_MAX, SIZE_MAX + 1])
def test_a_bundle_that_is_not_there_is_not_read(index: int) -> None:
    tree = reader(files(SMALL), SMALL)

    with pytest.raises(SealError, match="tile: found"):
        tree.entries(index)


@pytest.mark.parametrize("size", [-1, SIZE_MAX + 1])
def test_a_size_that_is_none_is_not_read(size: int) -> None:
    with pytest.raises(SealError, match="tiles: found"):
        TileReader(nothing, size=size, root=bytes(32))


@pytest.mark.parametrize("size", [5, 256, SIZE_MAX])
def test_a_log_without_its_last_tiles_is_not_read(size: int) -> None:
    with pytest.raises(SealError, match="found 'nothing', expected a tile"):
        TileReader(nothing, size=size, root=bytes(32))


def test_a_file_that_cannot_be_opened_is_one_that_is_missing() -> None:
    def unreadable(_path: str) -> bytes:
        raise PermissionError

    with pytest.raises(SealError, match=r"tile/0/000\.p/5: found 'nothing'"):
        TileReader(unreadable, size=5, root=bytes(32))


def everything(tree: TileReader) -> Iterator[object]:
    """Read all that can be read of a tree of fewer than 65,536 leaves."""
    yield [tree.entries(bundle.index) for bundle in bundles_for(tree.size)]
    yield [tree.node(level, index) for level in range(16) for index in range(tree.size >> level)]


LOG = files(SMALL)


@given(st.sampled_from(sorted(LOG)), st.data())
def test_any_flipped_bit_of_any_file_is_noticed_when_it_is_read(path: str, data: st.DataObject) -> None:
    at, bit = data.draw(st.integers(0, len(LOG[path]) - 1)), data.draw(st.integers(0, 7))
    damaged = bytearray(LOG[path])
    damaged[at] ^= 1 << bit

    with pytest.raises(SealError):
        list(everything(reader({**LOG, path: bytes(damaged)}, SMALL)))


@given(st.sampled_from(sorted(LOG)), st.binary(max_size=300))
def test_no_file_raises_anything_but_an_error_of_the_seal(path: str, found: bytes) -> None:
    with pytest.raises(SealError):
        list(everything(reader({**LOG, path: found}, SMALL)))


def test_a_log_is_read_to_its_end() -> None:
    entries, nodes = everything(reader(LOG, SMALL))

    assert entries == [ENTRY[at : min(at + 256, SMALL)] for at in range(0, SMALL, 256)]
    assert isinstance(nodes, list)
    assert nodes[:SMALL] == LEAVES[:SMALL]


def test_an_entry_that_was_edited_is_named_by_its_index() -> None:
    bundle = decode_bundle(LOG["tile/entries/001"], 256)
    bundle[44] = b"edited"
    tree = reader({**LOG, "tile/entries/001": encode_bundle(bundle)}, SMALL)

    with pytest.raises(SealError, match=r"tile/entries/001: found 'another entry at index 300'"):
        tree.entries(1)


def test_an_entry_that_was_edited_together_with_its_tile_is_refused() -> None:
    bundle = decode_bundle(LOG["tile/entries/001"], 256)
    bundle[44] = b"edited"
    edited = {"tile/entries/001": encode_bundle(bundle), "tile/0/001": b"".join(map(leaf_hash, bundle))}
    tree = reader({**LOG, **edited}, SMALL)

    with pytest.raises(SealError, match=r"tile/0/001: found 'a tile with the root"):
        tree.entries(1)
    with pytest.raises(SealError, match=r"tile/0/001: found 'a tile with the root"):
        tree.node(0, 256)
    assert tree.entries(0) == ENTRY[:256]


@given(st.sampled_from(["tile/0/000", "tile/0/272", "tile/1/000"]), st.integers(0, 256 * 32 * 8 - 1))
def test_any_flipped_bit_of_a_full_tile_is_noticed_by_the_tile_above(path: str, bit: int) -> None:
    damaged = bytearray(LARGE[path])
    damaged[bit // 8] ^= 1 << bit % 8
    tree, tile = reader({**LARGE, path: bytes(damaged)}, SIZE), parse_tile_path(path)

    with pytest.raises(SealError, match=f"{path}: found 'a tile with the root"):
        tree.node(8 * tile.level, 256 * tile.index)
    with pytest.raises(SealError, match=f"{path}: found 'a tile with the root"):
        tree.node(8 * tile.level + 7, 2 * tile.index + 1)
