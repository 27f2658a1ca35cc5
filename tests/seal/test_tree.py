"""The tree grows as RFC 6962 says, and a proof holds for what it proves and for nothing else."""

import time
from collections.abc import Sequence
from hashlib import sha256
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, example, given, strategies as st

from govledger.errors import SealError
from govledger.seal.leaf import leaf_hash
from govledger.seal.tree import (
    HASH_BYTES,
    SIZE_MAX,
    Frontier,
    check_consistency,
    check_inclusion,
    empty_root,
    first_difference,
    node_hash,
    perfect_subtrees,
    prove_consistency,
    prove_inclusion,
    root_of,
)

MANY = 40
LEAVES = [leaf_hash(str(number).encode()) for number in range(300)]

SIZES = st.integers(0, len(LEAVES))
HASHES = st.binary(min_size=HASH_BYTES, max_size=HASH_BYTES)
ANY_INTEGER = st.integers(-2, 2**65) | st.integers(0, 40)
ANY_BYTES = st.binary(max_size=40) | HASHES


def by_definition(leaves: Sequence[bytes]) -> bytes:
    """The root, as RFC 6962 section 2.1 defines it and no cleverer."""
    if len(leaves) <= 1:
        return leaves[0] if leaves else sha256(b"").digest()
    split = 1
    while 2 * split < len(leaves):
        split *= 2
    return node_hash(by_definition(leaves[:split]), by_definition(leaves[split:]))


def path_by_definition(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """The inclusion proof, as RFC 6962 section 2.1.1 defines it."""
    if len(leaves) <= 1:
        return []
    split = 1
    while 2 * split < len(leaves):
        split *= 2
    if index < split:
        return [*path_by_definition(index, leaves[:split]), by_definition(leaves[split:])]
    return [*path_by_definition(index - split, leaves[split:]), by_definition(leaves[:split])]


def proof_by_definition(old: int, leaves: Sequence[bytes], *, whole: bool = True) -> list[bytes]:
    """The consistency proof, as RFC 6962 section 2.1.2 defines it."""
    if old == len(leaves):
        return [] if whole else [by_definition(leaves)]
    split = 1
    while 2 * split < len(leaves):
        split *= 2
    if old <= split:
        return [*proof_by_definition(old, leaves[:split], whole=whole), by_definition(leaves[split:])]
    return [*proof_by_definition(old - split, leaves[split:], whole=False), by_definition(leaves[:split])]


ROOTS = [by_definition(LEAVES[:size]) for size in range(len(LEAVES) + 1)]


def node(level: int, index: int) -> bytes:
    """The hash of a perfect subtree over `LEAVES`; it is asked for no other."""
    held = LEAVES[index << level : (index + 1) << level]
    assert len(held) == 1 << level
    return by_definition(held)


def flipped(held: bytes, bit: int) -> bytes:
    return bytes(byte ^ (1 << bit % 8 if at == bit // 8 else 0) for at, byte in enumerate(held))


# Growing -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [*range(MANY), 255, 256, 257, 300])
def test_the_root_is_the_one_that_the_definition_gives(size: int) -> None:
    assert root_of(LEAVES[:size]) == ROOTS[size]


def test_no_leaf_has_the_root_of_nothing_hashed() -> None:
    assert Frontier().root() == root_of([]) == empty_root() == sha256().digest()


@given(SIZES, SIZES)
def test_a_tree_taken_up_again_grows_as_if_it_had_never_been_put_down(first: int, size: int) -> None:
    assume(first <= size)
    before = Frontier()
    before.extend(LEAVES[:first])

    tree = Frontier.of(before.size, before.hashes())
    tree.extend(LEAVES[first:size])

    assert (tree.size, tree.root()) == (size, ROOTS[size])


def test_leaves_added_one_by_one_and_at_once_make_one_tree() -> None:
    one_by_one, at_once = Frontier(), Frontier()

    for leaf in LEAVES:
        one_by_one.append(leaf)
    at_once.extend(iter(LEAVES))

    assert (one_by_one.size, one_by_one.hashes()) == (at_once.size, at_once.hashes())


def test_the_right_edge_is_the_perfect_subtrees_from_the_largest() -> None:
    tree = Frontier()
    tree.extend(LEAVES[:11])

    assert tree.hashes() == (node(3, 0), node(1, 4), node(0, 10))


def test_leaves_that_came_before_an_error_stay_added() -> None:
    def leaves() -> Any:
        yield from LEAVES[:5]
        raise LookupError

    tree = Frontier()

    with pytest.raises(LookupError):
        tree.extend(leaves())
    assert (tree.size, tree.root()) == (5, ROOTS[5])


def test_a_tree_put_down_is_not_changed_by_one_that_was_taken_up_from_it() -> None:
    before = Frontier()
    before.extend(LEAVES[:7])

    Frontier.of(7, before.hashes()).append(LEAVES[7])

    assert before.root() == ROOTS[7]


@given(ANY_INTEGER, st.lists(ANY_BYTES, max_size=6))
@example(-1, [])
@example(SIZE_MAX + 1, [bytes(HASH_BYTES)])
@example(3, [bytes(HASH_BYTES)])
@example(1, [b"short"])
def test_a_tree_is_taken_up_from_as_many_hashes_as_its_size_has_bits_and_from_nothing_else(
    size: int, hashes: list[bytes]
) -> None:
    fits = 0 <= size <= SIZE_MAX and len(hashes) == size.bit_count() and {len(held) for held in hashes} <= {HASH_BYTES}

    if fits:
        assert Frontier.of(size, hashes).hashes() == tuple(hashes)
    else:
        with pytest.raises(SealError, match="frontier"):
            Frontier.of(size, hashes)


def test_a_tree_of_a_million_leaves_takes_no_minutes() -> None:
    leaves = [LEAVES[0]] * 1_000_000
    began = time.process_time()

    root_of(leaves)

    # It takes half a second where it was measured; a tree that is made over at every leaf would take hours.
    assert time.process_time() - began < 20


@given(st.integers(0, 5_000), st.integers(0, 5_000))
def test_perfect_subtrees_cover_every_leaf_once_and_none_could_be_larger(start: int, length: int) -> None:
    end = start + length

    held = [(index << level, (index + 1) << level, level) for level, index in perfect_subtrees(start, end)]

    assert [first for first, _, _ in held] + [end] == [start, *(last for _, last, _ in held)]
    assert all(first % (2 << level) or first + (2 << level) > end for first, _, level in held), (
        "a subtree of twice the size would have stood there"
    )


@given(st.integers(1, len(LEAVES)), st.sets(st.integers(0, len(LEAVES) - 1)))
@example(1, {0})
@example(300, {0, 299})
@example(300, {299})
def test_the_first_leaf_that_differs_is_found_on_the_way_down(size: int, edited: set[int]) -> None:
    leaves = [leaf_hash(b"edited") if index in edited else leaf for index, leaf in enumerate(LEAVES)]
    read: list[tuple[int, int]] = []

    def other(level: int, index: int) -> bytes:
        read.append((level, index))
        return by_definition(leaves[index << level : (index + 1) << level])

    found = first_difference(size, node, other)

    assert found == min((index for index in edited if index < size), default=None)
    assert len(read) <= 2 * size.bit_length()


# Inclusion -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", range(1, MANY))
def test_every_leaf_is_proved_as_the_definition_proves_it(size: int) -> None:
    for index in range(size):
        proof = prove_inclusion(index, size, node)

        assert list(proof) == path_by_definition(index, LEAVES[:size])
        check_inclusion(LEAVES[index], index, size, proof, ROOTS[size])


@given(st.data())
def test_an_inclusion_proof_holds_for_no_other_leaf_place_size_or_root(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(LEAVES)))
    index = data.draw(st.integers(0, size - 1))
    proof = prove_inclusion(index, size, node)
    other = data.draw(SIZES)

    with pytest.raises(SealError):
        check_inclusion(LEAVES[index - 1], index, size, proof, ROOTS[size])
    if other != index:
        with pytest.raises(SealError):
            check_inclusion(LEAVES[index], other, size, proof, ROOTS[size])
    if other != size:
        with pytest.raises(SealError):
            check_inclusion(LEAVES[index], index, size, proof, ROOTS[other])


@given(st.data())
def test_any_flipped_bit_of_an_inclusion_proof_fails(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, len(LEAVES)))
    index = data.draw(st.integers(0, size - 1))
    proof = list(prove_inclusion(index, size, node))
    at = data.draw(st.integers(0, len(proof) - 1))

    proof[at] = flipped(proof[at], data.draw(st.integers(0, 255)))

    with pytest.raises(SealError, match="inclusion proof: found 'a way to the root"):
        check_inclusion(LEAVES[index], index, size, proof, ROOTS[size])


@given(ANY_BYTES, ANY_INTEGER, ANY_INTEGER, st.lists(ANY_BYTES, max_size=70), ANY_BYTES)
def test_no_inclusion_proof_raises_anything_but_an_error_of_the_seal(
    leaf: bytes, index: int, size: int, proof: list[bytes], root: bytes
) -> None:
    with pytest.raises(SealError):
        check_inclusion(leaf, index, size, proof, root + b"\x00")


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 1), (5, 4), (0, SIZE_MAX + 1)])
def test_a_leaf_that_is_not_in_the_tree_is_not_proved(index: int, size: int) -> None:
    with pytest.raises(SealError, match="inclusion proof"):
        prove_inclusion(index, size, node)


def test_the_largest_tree_needs_no_more_hashes_than_a_number_has_bits() -> None:
    proof = prove_inclusion(0, SIZE_MAX, lambda _level, _index: bytes(HASH_BYTES))

    assert len(proof) == (SIZE_MAX + 1).bit_length() - 1 == 63


# Consistency ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("new", range(1, MANY))
def test_every_older_tree_is_proved_as_the_definition_proves_it(new: int) -> None:
    for old in range(1, new + 1):
        proof = prove_consistency(old, new, node)

        assert list(proof) == proof_by_definition(old, LEAVES[:new])
        check_consistency(old, new, proof, ROOTS[old], ROOTS[new])


@given(SIZES)
def test_every_tree_began_as_the_empty_one_which_needs_no_proof(new: int) -> None:
    proof = prove_consistency(0, new, node)

    assert proof == ()
    check_consistency(0, new, proof, empty_root(), ROOTS[new])


def test_the_empty_tree_has_one_root_alone() -> None:
    with pytest.raises(SealError, match="consistency proof"):
        check_consistency(0, 5, (), ROOTS[1], ROOTS[5])
    with pytest.raises(SealError, match="consistency proof"):
        check_consistency(0, 0, (), empty_root(), ROOTS[1])


@given(st.data())
def test_a_consistency_proof_holds_for_no_other_sizes_or_roots(data: st.DataObject) -> None:
    new = data.draw(st.integers(1, len(LEAVES)))
    old = data.draw(st.integers(1, new))
    proof = prove_consistency(old, new, node)
    other = data.draw(SIZES)

    if other != old:
        with pytest.raises(SealError):
            check_consistency(old, new, proof, ROOTS[other], ROOTS[new])
        with pytest.raises(SealError):
            check_consistency(other, new, proof, ROOTS[old], ROOTS[new])
    if other != new:
        with pytest.raises(SealError):
            check_consistency(old, new, proof, ROOTS[old], ROOTS[other])


@given(st.data())
def test_any_flipped_bit_of_a_consistency_proof_fails(data: st.DataObject) -> None:
    new = data.draw(st.integers(2, len(LEAVES)))
    old = data.draw(st.integers(1, new - 1))
    proof = list(prove_consistency(old, new, node))
    at = data.draw(st.integers(0, len(proof) - 1))

    proof[at] = flipped(proof[at], data.draw(st.integers(0, 255)))

    with pytest.raises(SealError, match="consistency proof: found 'a way to the root"):
        check_consistency(old, new, proof, ROOTS[old], ROOTS[new])


@given(st.data())
def test_a_history_that_was_edited_is_not_consistent_with_the_one_before(data: st.DataObject) -> None:
    new = data.draw(st.integers(2, len(LEAVES)))
    old = data.draw(st.integers(1, new))
    edited = list(LEAVES[:new])
    edited[data.draw(st.integers(0, old - 1))] = leaf_hash(b"edited")

    def edited_node(level: int, index: int) -> bytes:
        return by_definition(edited[index << level : (index + 1) << level])

    proof = prove_consistency(old, new, edited_node)

    with pytest.raises(SealError, match="consistency proof"):
        check_consistency(old, new, proof, ROOTS[old], by_definition(edited))


@given(ANY_INTEGER, ANY_INTEGER, st.lists(ANY_BYTES, max_size=70), ANY_BYTES, ANY_BYTES)
def test_no_consistency_proof_raises_anything_but_an_error_of_the_seal(
    old: int, new: int, proof: list[bytes], old_root: bytes, new_root: bytes
) -> None:
    with pytest.raises(SealError):
        check_consistency(old, new, proof, old_root, new_root + b"\x00")


@given(ANY_INTEGER, st.lists(HASHES, max_size=70), HASHES, HASHES)
def test_hashes_made_up_prove_nothing(new: int, proof: list[bytes], old_root: bytes, new_root: bytes) -> None:
    assume(old_root != new_root)

    for old, later in pairwise([0, 1, 2, 3, new]):
        with pytest.raises(SealError):
            check_consistency(old, later, proof, old_root, new_root)


@pytest.mark.parametrize(("old", "new"), [(-1, 5), (-1, -1), (0, SIZE_MAX + 1), (SIZE_MAX + 1, SIZE_MAX + 1)])
def test_what_is_no_size_is_not_proved_from(old: int, new: int) -> None:
    with pytest.raises(SealError, match=r"consistency proof: found .*expected a size from 0 to 9223372036854775807"):
        prove_consistency(old, new, node)


def test_a_larger_tree_never_came_before_a_smaller_one() -> None:
    with pytest.raises(SealError, match="found 5, expected a size of at most 4"):
        prove_consistency(5, 4, node)
