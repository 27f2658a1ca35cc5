"""Fork proofs: what one log signed twice, differently, can be shown to anybody; an honest log cannot be accused."""

from collections.abc import Sequence

import pytest
from hypothesis import given, strategies as st

from govledger.errors import SealError
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.fork import FORK_BYTES_MAX, ForkProof, prove_fork
from govledger.seal.leaf import leaf_hash
from govledger.seal.note import Note
from govledger.seal.strict import encode_base64
from govledger.seal.tree import Node, root_of
from tests.seal.support import CHAIR, LOG, NOON, ORIGIN, OTHER_LOG, checkpoint


def leaves(words: Sequence[object]) -> list[bytes]:
    return [leaf_hash(str(word).encode()) for word in words]


def signed(words: Sequence[object]) -> Note:
    return Checkpoint(ORIGIN, len(words), root_of(leaves(words))).sign(LOG)


def nodes(words: Sequence[object]) -> Node:
    return lambda level, index: root_of(leaves(words)[index << level : (index + 1) << level])


BOARD, INSPECTOR = [1, 2, 3, "amber", 5, 6, 7], [1, 2, 3, "green", 5, 6, 7, 8, 9, 10]


def test_two_roots_of_one_size_are_a_fork() -> None:
    proof = prove_fork(signed(BOARD), signed(INSPECTOR[:7]).encode(), LOG.verifier)

    fork = ForkProof.parse(proof.encode()).check(LOG.verifier)

    assert (fork.smaller.size, fork.larger.size, fork.root) == (7, 7, None)
    assert str(fork) == (
        f"{ORIGIN} signed that its first 7 entries have the root {encode_base64(fork.smaller.root)}, "
        f"and also that they have the root {encode_base64(fork.larger.root)}."
    )


def test_a_larger_tree_that_grew_from_another_is_a_fork() -> None:
    proof = prove_fork(signed(INSPECTOR), signed(BOARD), LOG.verifier, nodes(INSPECTOR))

    fork = ForkProof.parse(proof.encode()).check(LOG.verifier)

    assert (fork.smaller.size, fork.larger.size) == (7, 10)
    assert fork.root == root_of(leaves(INSPECTOR[:7])) != fork.smaller.root
    assert str(fork).endswith(f"but then the first 7 have the root {encode_base64(fork.root)}.")


def test_a_fork_proof_is_one_text_that_a_person_can_read() -> None:
    proof = prove_fork(signed(BOARD), signed(INSPECTOR), LOG.verifier, nodes(INSPECTOR))

    told = proof.encode().decode()

    assert told.startswith(f"govledger/fork-proof@v1\nlog {LOG.verifier.vkey}\nroot ")
    assert f"\n\n{ORIGIN}\n7\n" in told
    assert f"\n\n{ORIGIN}\n10\n" in told
    assert told.count("\n— ") == 2


@given(st.data())
def test_every_fork_is_shown_and_nothing_else_is(data: st.DataObject) -> None:
    common = data.draw(st.lists(st.integers(0, 9), max_size=12))
    one = common + data.draw(st.lists(st.sampled_from("ab"), max_size=5))
    other = common + data.draw(st.lists(st.sampled_from("ab"), max_size=5))
    small, large = sorted((one, other), key=len)

    if large[: len(small)] == small:
        with pytest.raises(SealError, match="found 'checkpoints that agree', expected two that cannot both be true"):
            prove_fork(signed(one), signed(other), LOG.verifier, nodes(large))
    else:
        proof = prove_fork(signed(one), signed(other), LOG.verifier, nodes(large))

        assert ForkProof.parse(proof.encode()) == proof
        assert proof.check(LOG.verifier).larger.size == len(large)


@given(st.integers(0, 9), st.integers(1, 10), st.lists(st.binary(min_size=32, max_size=32), max_size=6), st.data())
def test_an_honest_log_cannot_be_accused(small: int, more: int, made_up: list[bytes], data: st.DataObject) -> None:
    words = list(range(small + more))
    true = [nodes(words)(level, index) for level in range(3) for index in range(len(words) >> level)]
    hashes = tuple(data.draw(st.lists(st.sampled_from(true + made_up), max_size=6)))
    root = data.draw(st.sampled_from(true + made_up))

    with pytest.raises(SealError):
        ForkProof(LOG.verifier, signed(words[:small]), signed(words), root, hashes).check(LOG.verifier)


@given(st.data())
def test_no_byte_of_a_fork_proof_can_be_changed(data: st.DataObject) -> None:
    two_sizes = prove_fork(signed(BOARD), signed(INSPECTOR), LOG.verifier, nodes(INSPECTOR))
    one_size = prove_fork(signed(BOARD), signed(INSPECTOR[:7]), LOG.verifier)
    changed = bytearray(data.draw(st.sampled_from((one_size, two_sizes))).encode())
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= data.draw(st.integers(1, 255))

    with pytest.raises(SealError):
        ForkProof.parse(bytes(changed)).check(LOG.verifier)


@given(st.binary() | st.text().map(str.encode))
def test_no_bytes_are_a_fork_proof_by_chance(data: bytes) -> None:
    with pytest.raises(SealError):
        ForkProof.parse(data)


def test_a_fork_of_a_log_that_the_reader_does_not_know_proves_nothing_to_them() -> None:
    proof = prove_fork(signed(BOARD), signed(INSPECTOR[:7]), LOG.verifier)

    assert proof.check().log == proof.check(OTHER_LOG.verifier, LOG.verifier).log == LOG.verifier
    with pytest.raises(SealError, match="expected a known key of the log"):
        proof.check(OTHER_LOG.verifier)


def test_two_logs_may_differ() -> None:
    theirs = checkpoint(7, origin=OTHER_LOG.name).sign(LOG)

    with pytest.raises(SealError, match="expected the same log, northbeck"):
        prove_fork(signed(BOARD), theirs, LOG.verifier)


def test_what_the_log_did_not_sign_is_no_fork_of_it() -> None:
    forged = Note(signed(INSPECTOR[:7]).text, signed(BOARD).signatures)

    with pytest.raises(SealError, match="a signature of northbeck"):
        prove_fork(signed(BOARD), forged, LOG.verifier)


def test_two_sizes_are_no_fork_without_the_larger_tree() -> None:
    with pytest.raises(SealError, match="found 'sizes 7 and 10', expected equal sizes, or the tree of the larger"):
        prove_fork(signed(BOARD), signed(INSPECTOR), LOG.verifier)
    with pytest.raises(SealError, match="consistency proof"):
        prove_fork(signed(BOARD), signed(INSPECTOR), LOG.verifier, nodes([*BOARD, 8, 9, 10]))


def test_what_witnesses_said_is_kept() -> None:
    told = Checkpoint.parse(signed(BOARD).text)
    cosigned = signed(BOARD).with_signatures(CHAIR.cosign(told, time=NOON))

    proof = prove_fork(cosigned, signed(INSPECTOR[:7]), LOG.verifier)

    assert ForkProof.parse(proof.encode()).smaller == cosigned


@pytest.mark.parametrize(
    ("smaller", "larger", "root"),
    [
        (signed(INSPECTOR), signed(BOARD), root_of(leaves(BOARD))),
        (signed(BOARD), signed(INSPECTOR), None),
        (signed(BOARD), signed(INSPECTOR[:7]), root_of(leaves(BOARD))),
    ],
)
def test_the_smaller_checkpoint_stands_first_and_only_two_sizes_need_a_root(
    smaller: Note, larger: Note, root: bytes | None
) -> None:
    with pytest.raises(SealError, match=r"found 'sizes .*', expected the smaller first"):
        ForkProof(LOG.verifier, smaller, larger, root).check()


ENCODED = prove_fork(signed(BOARD), signed(INSPECTOR), LOG.verifier, nodes(INSPECTOR)).encode().decode()


def test_as_many_hashes_as_the_largest_tree_needs_are_read() -> None:
    largest = ForkProof(LOG.verifier, signed(BOARD), signed(INSPECTOR), bytes(32), (bytes(32),) * 64)

    assert ForkProof.parse(largest.encode()) == largest


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x" * (FORK_BYTES_MAX + 1), "at most 3145728 bytes"),
        (ENCODED.replace("@v1", "@v2"), "found 'govledger/fork-proof@v2'"),
        (ENCODED.replace("\nlog ", "\nlg "), "expected a line that begins with 'log'"),
        (ENCODED.replace("\nroot ", "\nroot"), "expected a line that begins with 'root'"),
        (ENCODED.replace("\n\n", f"\n{'A' * 43}=" * 64 + "\n\n", 1), "found '69 hashes', expected at most 64"),
        ("govledger/fork-proof@v1" + ENCODED[ENCODED.index("\n\n") :], "expected a line that begins with 'log'"),
        (f"{ENCODED}\n", "found '6 parts'"),
        (ENCODED[:-1], "expected lines, an empty line, and signature lines to the end"),
        (ENCODED[: ENCODED.rindex("\n\n")], "found '4 parts', expected a head and two signed checkpoints"),
    ],
)
def test_what_is_not_a_fork_proof_is_refused(text: str, said: str) -> None:
    with pytest.raises(SealError, match=said):
        ForkProof.parse(text.encode())
