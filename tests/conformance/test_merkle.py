"""Proofs of the tree, held against the probes of transparency-dev/merkle and the reference vectors of RFC 6962."""

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from govledger.errors import SealError
from govledger.seal.leaf import leaf_hash
from govledger.seal.tree import (
    check_consistency,
    check_inclusion,
    node_hash,
    prove_consistency,
    prove_inclusion,
    root_of,
)

VECTORS = Path(__file__).parent / "vectors"

Probes = dict[str, dict[str, Any]]


def probes(kind: str) -> Probes:
    held: Probes = json.loads((VECTORS / f"merkle-{kind}.json").read_bytes())
    return held


INCLUSION, CONSISTENCY = probes("inclusion"), probes("consistency")

# Of the 196 probes the one that we do not follow: it wants a proof between roots of 12 bytes to hold; a root has 32.
EXCEPTION = "consistency/additional/sizes-are-equal-one-and-proof-is-empty"

# RFC 6962 lists no vectors, but its reference implementation does: eight leaves, and the roots that they grow to.
LEAVES = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
HASHES = [leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES]


def node(level: int, index: int) -> bytes:
    """The hash of a perfect subtree over the reference leaves."""
    return root_of(HASHES[index << level : (index + 1) << level])


def holds_inclusion(probe: dict[str, Any]) -> bool:
    leaf, root, *proof = map(b64decode, (probe["leafHash"], probe["root"], *(probe["proof"] or ())))
    try:
        check_inclusion(leaf, probe["leafIdx"], probe["treeSize"], proof, root)
    except SealError:
        return False
    return True


def holds_consistency(probe: dict[str, Any]) -> bool:
    old_root, new_root, *proof = map(b64decode, (probe["root1"], probe["root2"], *(probe["proof"] or ())))
    try:
        check_consistency(probe["size1"], probe["size2"], proof, old_root, new_root)
    except SealError:
        return False
    return True


def test_the_probes_are_all_there() -> None:
    assert (len(INCLUSION), len(CONSISTENCY)) == (98, 98)


@pytest.mark.parametrize("name", INCLUSION)
def test_an_inclusion_probe_is_judged_as_its_authors_judge_it(name: str) -> None:
    assert holds_inclusion(INCLUSION[name]) is not INCLUSION[name]["wantErr"]


@pytest.mark.parametrize("name", sorted(CONSISTENCY.keys() - {EXCEPTION}))
def test_a_consistency_probe_is_judged_as_its_authors_judge_it(name: str) -> None:
    assert holds_consistency(CONSISTENCY[name]) is not CONSISTENCY[name]["wantErr"]


def test_the_one_declared_exception_is_refused_for_its_short_roots_alone() -> None:
    probe = CONSISTENCY[EXCEPTION]

    with pytest.raises(SealError, match=r"found '12 bytes', expected a hash of 32 bytes"):
        check_consistency(probe["size1"], probe["size2"], [], b64decode(probe["root1"]), b64decode(probe["root2"]))
    assert probe["wantErr"] is False


@pytest.mark.parametrize("size", range(len(ROOTS)))
def test_the_reference_leaves_grow_to_the_reference_roots(size: int) -> None:
    assert root_of(HASHES[:size]).hex() == ROOTS[size]


def test_leaves_and_nodes_are_hashed_as_the_reference_hasher_does() -> None:
    leaf, joined = leaf_hash(b"L123456"), node_hash(b"N123", b"N456")

    assert leaf.hex() == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
    assert joined.hex() == "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb"


# Hashes that stand in more than one of the reference proofs.
FIRST_FOUR = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"
SEVENTH_AND_EIGHTH = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
FIFTH = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"


def test_the_proof_of_the_sixth_leaf_of_eight_is_the_reference_proof() -> None:
    proof = prove_inclusion(5, 8, node)

    assert [found.hex() for found in proof] == [FIFTH, SEVENTH_AND_EIGHTH, FIRST_FOUR]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            6,
            8,
            [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                SEVENTH_AND_EIGHTH,
                FIRST_FOUR,
            ],
        ),
        (2, 5, ["5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e", FIFTH]),
    ],
)
def test_a_proof_of_growth_is_the_reference_proof(old: int, new: int, expected: list[str]) -> None:
    proof = prove_consistency(old, new, node)

    assert [found.hex() for found in proof] == expected
