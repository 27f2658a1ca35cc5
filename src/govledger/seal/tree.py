"""The tree over the entries: its root, and proofs that an entry is in it and that it only ever grew.

The tree is that of RFC 6962 section 2.1, the same as RFC 9162 section 2.1, with SHA-256::

    root of no leaf      SHA-256()
    root of one leaf     its leaf hash, SHA-256(0x00 | entry)
    root of n leaves     SHA-256(0x01 | root of the first k | root of the rest), k the largest power of two below n

A perfect subtree has 2**level leaves and begins at a multiple of that: ``(level, index)`` is the one over the leaves
from ``index * 2**level`` on, so a leaf is ``(0, index)``. Its hash never changes as the tree grows. Whatever proofs
need is read through a `Node`, a function from coordinates to a hash.

An inclusion proof is the hashes beside the way from the leaf up to the root, the lowest first (section 2.1.1); a
consistency proof is those beside the way from the last leaf of the older tree, from where that tree's last perfect
subtree ends (section 2.1.2). Neither says on which side a hash stands: index and sizes do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import islice, takewhile
from typing import NamedTuple, Self

from govledger.errors import SealError

HASH_BYTES = 32
NODE_PREFIX = b"\x01"
_INCLUSION = "inclusion proof"
_CONSISTENCY = "consistency proof"
SIZE_MAX = 2**63 - 1
"""The largest size of a tree: what a signed 64-bit integer holds."""

Node = Callable[[int, int], bytes]
"""The hash of the perfect subtree ``(level, index)``."""


def empty_root() -> bytes:
    """The root of the tree without leaves.

    >>> empty_root().hex()
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
    """
    return sha256().digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over two others: SHA-256(0x01 | left | right)."""
    return sha256(NODE_PREFIX + left + right).digest()


class Frontier:
    """A tree as far as growing it needs: the hashes of the perfect subtrees that its leaves fall into.

    They are at most 63, one for every bit of the size, so that a tree of a million leaves grows by ten without reading
    the million.

    >>> from govledger.seal.leaf import leaf_hash
    >>> tree = Frontier()
    >>> tree.extend([leaf_hash(b"first"), leaf_hash(b"second")])
    >>> tree.size, tree.root() == node_hash(leaf_hash(b"first"), leaf_hash(b"second"))
    (2, True)

    Attributes:
        size: How many leaves the tree has.
    """

    __slots__ = ("_hashes", "size")

    def __init__(self) -> None:
        self.size = 0
        self._hashes: list[bytes] = []

    @classmethod
    def of(cls, size: int, hashes: Iterable[bytes]) -> Self:
        """A tree taken up where `hashes` left it.

        Raises:
            SealError: There are not as many hashes as ``size`` has bits set, or one is no hash.
        """
        _check_size(size, where="frontier")
        made = cls()
        made.size, made._hashes = size, list(islice(hashes, SIZE_MAX.bit_length() + 1))
        if len(made._hashes) != size.bit_count():
            raise SealError(f"{len(made._hashes)} hashes", f"{size.bit_count()} for {size} leaves", where="frontier")
        check_hashes(made._hashes, where="frontier")
        return made

    def append(self, leaf_hash: bytes) -> None:
        """Add one leaf, given by its hash."""
        self.extend((leaf_hash,))

    def extend(self, leaf_hashes: Iterable[bytes]) -> None:
        """Add leaves in their order, given by their hashes."""
        # A million leaves pass here, so `node_hash` is written out. A leaf closes a subtree for every low bit set.
        size, hashes, new = self.size, self._hashes, sha256
        try:
            for leaf_hash in leaf_hashes:
                joined, bits = leaf_hash, size
                while bits & 1:
                    joined = new(NODE_PREFIX + hashes.pop() + joined).digest()
                    bits >>= 1
                hashes.append(joined)
                size += 1
        finally:  # What was added before the leaves ran into an error stays added.
            self.size = size

    def hashes(self) -> tuple[bytes, ...]:
        """The hashes of the perfect subtrees, from left to right, which is from the largest to the smallest."""
        return tuple(self._hashes)

    def root(self) -> bytes:
        """The root of the tree."""
        return _fold(self._hashes) if self._hashes else empty_root()


def root_of(leaf_hashes: Iterable[bytes]) -> bytes:
    """The root of the tree over these leaf hashes."""
    tree = Frontier()
    tree.extend(leaf_hashes)
    return tree.root()


def root_of_perfect(hashes: bytes) -> bytes:
    """The root over the hashes of a perfect subtree, 32 bytes each: as `root_of`, level by level and so at once.

    >>> root_of_perfect(bytes(64)) == node_hash(bytes(32), bytes(32))
    True
    """
    pair = 2 * HASH_BYTES
    while len(hashes) > HASH_BYTES:
        starts = range(0, len(hashes), pair)
        hashes = b"".join([sha256(NODE_PREFIX + hashes[start : start + pair]).digest() for start in starts])
    return hashes


def perfect_subtrees(start: int, end: int) -> Iterator[tuple[int, int]]:
    """The coordinates of the perfect subtrees, as large as can be, that the leaves from ``start`` to ``end`` fall into.

    >>> list(perfect_subtrees(0, 11))
    [(3, 0), (1, 4), (0, 10)]
    """
    while start < end:
        level = (end - start).bit_length() - 1
        if start:
            level = min(level, (start & -start).bit_length() - 1)
        yield level, start >> level
        start += 1 << level


def first_difference(size: int, one: Node, other: Node) -> int | None:
    """The lowest index, below ``size``, at which two trees have another leaf; None when they have none.

    Only hashes beside the way to that leaf are read.

    >>> first_difference(4, lambda level, index: b"same", lambda level, index: b"same") is None
    True
    """
    found = next((at for at in perfect_subtrees(0, size) if one(*at) != other(*at)), None)
    if found is None:
        return None
    level, index = found
    while level:
        level, index = level - 1, index * 2
        index += one(level, index) == other(level, index)
    return index


# Proofs --------------------------------------------------------------------------------------------------------------


class _Beside(NamedTuple):
    """A part of the tree beside the way up: the leaves from ``start`` to ``end``, left or right of the way."""

    start: int
    end: int
    left: bool


def prove_inclusion(index: int, size: int, node: Node) -> tuple[bytes, ...]:
    """The proof that leaf ``index`` is in the tree of ``size`` leaves.

    Raises:
        SealError: The tree has no such leaf.
    """
    return tuple(_hash_over(part.start, part.end, node) for part in _beside_leaf(index, size))


def check_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Check that ``leaf`` is the leaf hash at ``index`` of the tree of ``size`` leaves with that root.

    Raises:
        SealError: The proof does not lead from the leaf to ``root``. Hostile input raises nothing else.
    """
    beside = _beside_leaf(index, size)
    _check_proof(proof, len(beside), leaf, root, where=_INCLUSION)
    found = leaf
    for part, given in zip(beside, proof, strict=True):
        found = node_hash(given, found) if part.left else node_hash(found, given)
    _check_root(found, root, where=_INCLUSION)


def prove_consistency(old: int, new: int, node: Node) -> tuple[bytes, ...]:
    """The proof that the tree of ``old`` leaves is how the tree of ``new`` leaves began; empty when ``old`` is 0.

    Raises:
        SealError: A size is no size, or the older tree is the larger one.
    """
    start, beside = _beside_older(old, new)
    first = (_hash_over(start, old, node),) if start else ()
    return (*first, *(_hash_over(part.start, part.end, node) for part in beside))


def check_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Check that the tree of ``new`` leaves with ``new_root`` began as the tree of ``old`` leaves with ``old_root``.

    Every tree began as the empty one, so that from 0 leaves there is nothing to prove; but the older root has to be
    that of the empty tree.

    Raises:
        SealError: The proof does not lead to both roots. Hostile input raises nothing else.
    """
    start, beside = _beside_older(old, new)
    _check_proof(proof, len(beside) + bool(start), old_root, new_root, where=_CONSISTENCY)
    for size, root in ((old, old_root), (new, new_root)):
        if size == 0:
            _check_root(empty_root(), root, where=_CONSISTENCY)
    if old == 0:
        return
    # Where the older tree is itself a part of the newer one, its root is where the way begins, and is not given again.
    older = newer = proof[0] if start else old_root
    for part, given in zip(beside, proof[1:] if start else proof, strict=True):
        older = node_hash(given, older) if part.left else older
        newer = node_hash(given, newer) if part.left else node_hash(newer, given)
    _check_root(older, old_root, where=_CONSISTENCY)
    _check_root(newer, new_root, where=_CONSISTENCY)


def _beside_leaf(index: int, size: int) -> list[_Beside]:
    """What stands beside the way from a leaf to the root, the lowest first."""
    _check_size(size, where=_INCLUSION)
    if not 0 <= index < size:
        raise SealError(index, f"an index below {size}, the size of the tree", where=_INCLUSION)
    start, end, beside = 0, size, list[_Beside]()
    while end - start > 1:
        middle = start + (1 << (end - start - 1).bit_length() - 1)
        left = index >= middle
        beside.append(_Beside(start, middle, left=True) if left else _Beside(middle, end, left=False))
        start, end = (middle, end) if left else (start, middle)
    return beside[::-1]


def _beside_older(old: int, new: int) -> tuple[int, list[_Beside]]:
    """What stands beside the way from the right edge of the older tree to the root, the lowest first.

    The way is that of the older tree's last leaf, begun where it leaves the largest part of both trees that ends with
    this leaf. The number returned is where that part starts; if it is 0, the part is the whole older tree.
    """
    for size in (old, new):
        _check_size(size, where=_CONSISTENCY)
    if old > new:
        raise SealError(old, f"a size of at most {new}, that of the newer tree", where=_CONSISTENCY)
    beside = _beside_leaf(old - 1, new) if old else []
    within = list(takewhile(lambda part: part.left, beside))
    return (within[-1].start if within else max(old - 1, 0)), beside[len(within) :]


def _hash_over(start: int, end: int, node: Node) -> bytes:
    """The hash of the part of the tree over these leaves."""
    return _fold([node(level, index) for level, index in perfect_subtrees(start, end)])


def _fold(hashes: Sequence[bytes]) -> bytes:
    """The hash over perfect subtrees that stand beside each other, each smaller than the one before."""
    folded = hashes[-1]
    for left in hashes[-2::-1]:
        folded = node_hash(left, folded)
    return folded


# What is refused -----------------------------------------------------------------------------------------------------


def check_hashes(hashes: Iterable[bytes], *, where: str) -> None:
    """Check that everything that stands for a hash has the length of one.

    Raises:
        SealError: Something is shorter or longer.
    """
    for found in hashes:
        if len(found) != HASH_BYTES:
            raise SealError(f"{len(found)} bytes", f"a hash of {HASH_BYTES} bytes", where=where)


def _check_size(size: int, *, where: str) -> None:
    if not 0 <= size <= SIZE_MAX:
        raise SealError(size, f"a size from 0 to {SIZE_MAX}", where=where)


def _check_proof(proof: Sequence[bytes], expected: int, *ends: bytes, where: str) -> None:
    if len(proof) != expected:
        raise SealError(f"{len(proof)} hashes", f"{expected} for these sizes", where=where)
    check_hashes((*ends, *proof), where=where)


def _check_root(found: bytes, expected: bytes, *, where: str) -> None:
    if found != expected:
        raise SealError(f"a way to the root {found.hex()}", f"one to {expected.hex()}", where=where)
