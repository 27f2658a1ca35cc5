"""A proof file holds for its entry and its log, and no other file is read as one."""

from base64 import b64encode

import pytest
from hypothesis import example, given, settings, strategies as st

from govledger.errors import SealError
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.leaf import leaf_hash
from govledger.seal.note import NOTE_BYTES_MAX, Note
from govledger.seal.policy import Policy
from govledger.seal.proof import EXTRA_BYTES_MAX, HASHES_MAX, LINE_BYTES_MAX, TlogProof, check_proof, prove_entry
from govledger.seal.tree import SIZE_MAX, root_of
from tests.seal.support import AUDIT, CHAIR, LOG, NOON, ORIGIN, OTHER_LOG

SIZE = 21
ENTRIES = [f"entry {number}".encode() for number in range(SIZE)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]
CHECKPOINT = Checkpoint(ORIGIN, SIZE, root_of(LEAVES))
NOTE = CHECKPOINT.sign(LOG).with_signatures(AUDIT.cosign(CHECKPOINT, time=NOON))
AUDITED = Policy.parse(
    f"log {LOG.verifier.vkey}\nwitness audit {AUDIT.verifier.vkey}\nwitness chair {CHAIR.verifier.vkey}\n"
    "group outside any audit chair\nquorum outside\n".encode()
)
CHAIRED = Policy.parse(AUDITED.encode().replace(b"quorum outside", b"quorum chair"))

HEAD = b"c2sp.org/tlog-proof@v1\n"
HASHES = st.binary(min_size=32, max_size=32)
PROOFS = st.builds(
    TlogProof,
    st.integers(0, SIZE_MAX - 1),
    st.lists(HASHES, max_size=HASHES_MAX).map(tuple),
    st.binary(max_size=60).map(lambda held: held + b"\n"),
    st.binary(max_size=60),
)


def node(level: int, index: int) -> bytes:
    return root_of(LEAVES[index << level : (index + 1) << level])


def proof(index: int) -> TlogProof:
    return prove_entry(index, NOTE.encode(), node)


# The file ------------------------------------------------------------------------------------------------------------


def test_a_proof_file_is_its_lines_and_then_the_checkpoint_as_it_is() -> None:
    first, second = bytes(32), bytes([1]) * 32
    bare = TlogProof(5, (first, second), b"test checkpoint\n")
    full = TlogProof(0, (), b"checkpoint\n", b"extra information")

    assert bare.encode() == HEAD + b"index 5\n%b\n%b\n\ntest checkpoint\n" % (b64encode(first), b64encode(second))
    assert full.encode() == HEAD + b"extra ZXh0cmEgaW5mb3JtYXRpb24=\nindex 0\n\ncheckpoint\n"


@given(PROOFS)
@example(TlogProof(0, (), b"a\n\nb\n"))
def test_a_proof_is_read_as_it_was_written(written: TlogProof) -> None:
    assert TlogProof.parse(written.encode()) == written


@given(st.binary(max_size=200) | st.binary(max_size=200).map(HEAD.__add__))
@example(HEAD)
@example(HEAD[:-1])
@example(HEAD[:-1] + b"\n\ncp\n")
@example(HEAD + b"7\n\ncp\n")
@example(b"")
def test_no_file_raises_anything_but_an_error_of_the_seal(data: bytes) -> None:
    try:
        found = TlogProof.parse(data)
    except SealError:
        return
    assert found.encode() == data


@given(PROOFS, st.data())
def test_a_file_is_written_in_one_way_alone(written: TlogProof, data: st.DataObject) -> None:
    damaged = bytearray(written.encode())
    at = data.draw(st.integers(0, len(damaged) - 1))
    damaged[at : at + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=2))

    try:
        found = TlogProof.parse(bytes(damaged))
    except SealError:
        return
    assert found.encode() == damaged


@pytest.mark.parametrize(
    "lines",
    [
        "extra YR==\nindex 0\n\ncp\n",
        "extra \nindex 0\n\ncp\n",
        "extra\nindex 0\n\ncp\n",
        "extra YQ==\nextra YQ==\nindex 0\n\ncp\n",
        "index 0\nextra YQ==\n\ncp\n",
        "index  1\n\ncp\n",
        "index +1\n\ncp\n",
        "index 007\n\ncp\n",
        "index 0\r\n\ncp\n",
        "index 9223372036854775807\n\ncp\n",
        "index 18446744073709551616\n\ncp\n",
        "index 0\nindex 0\n\ncp\n",
        "index 0\ncp\n",
        "index 0\n",
        "index 0\n\n",
        "index 0\n\ncp",
        "Index 0\n\ncp\n",
        f"index 0\n{b64encode(bytes(31)).decode()}\n\ncp\n",
        "index 0\n" + f"{b64encode(bytes(32)).decode()}\n" * (HASHES_MAX + 1) + "\ncp\n",
    ],
)
def test_what_other_readers_let_pass_is_refused(lines: str) -> None:
    with pytest.raises(SealError):
        TlogProof.parse(HEAD + lines.encode())


def test_as_much_extra_data_goes_with_a_proof_as_fits_on_a_line() -> None:
    most = TlogProof(SIZE_MAX - 1, (bytes(32),) * HASHES_MAX, bytes(NOTE_BYTES_MAX - 1) + b"\n", bytes(EXTRA_BYTES_MAX))

    longest = max(most.encode().split(b"\n\n")[0].split(b"\n"), key=len)

    assert LINE_BYTES_MAX - 4 < len(longest) <= LINE_BYTES_MAX == 0xFFFF
    assert TlogProof.parse(most.encode()) == most
    with pytest.raises(SealError, match="bytes of extra data"):
        TlogProof(0, (), b"cp\n", bytes(EXTRA_BYTES_MAX + 1))


@pytest.mark.parametrize(
    ("index", "hashes", "checkpoint"),
    [
        (-1, (), b"cp\n"),
        (SIZE_MAX, (), b"cp\n"),
        (0, (bytes(31),), b"cp\n"),
        (0, (bytes(32),) * (HASHES_MAX + 1), b"cp\n"),
        (0, (), b""),
        (0, (), b"cp"),
        (0, (), bytes(NOTE_BYTES_MAX) + b"\n"),
    ],
)
def test_a_proof_that_could_not_be_read_is_not_made(index: int, hashes: tuple[bytes, ...], checkpoint: bytes) -> None:
    with pytest.raises(SealError, match="proof: found"):
        TlogProof(index, hashes, checkpoint)


# What it proves ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("index", range(SIZE))
def test_every_entry_is_proved_to_whoever_has_the_key_of_the_log(index: int) -> None:
    received = TlogProof.parse(proof(index).encode())

    witnessed = check_proof(received, leaf_hash(ENTRIES[index]), LOG.verifier)

    assert (witnessed.checkpoint, witnessed.cosignatures) == (CHECKPOINT, ())


def test_a_log_of_one_entry_needs_no_hash() -> None:
    note = Checkpoint(ORIGIN, 1, LEAVES[0]).sign(LOG).encode()

    only = prove_entry(0, note, node)

    assert only.hashes == ()
    assert check_proof(only, LEAVES[0], LOG.verifier).checkpoint.size == 1


def test_a_policy_says_who_has_to_stand_behind_the_checkpoint() -> None:
    witnessed = check_proof(proof(3), LEAVES[3], policy=AUDITED)

    assert witnessed.standing == {"audit", "outside"}
    assert [(cosignature.key, cosignature.time) for cosignature in witnessed.cosignatures] == [(AUDIT.verifier, NOON)]
    with pytest.raises(SealError, match="policy: found 'cosignatures of audit, outside', expected the quorum chair"):
        check_proof(proof(3), LEAVES[3], policy=CHAIRED)


def test_a_proof_of_a_log_that_nobody_named_proves_nothing() -> None:
    with pytest.raises(SealError, match="no signature of a known key"):
        check_proof(proof(3), LEAVES[3], OTHER_LOG.verifier)
    with pytest.raises(SealError, match="no signature of a known key"):
        check_proof(proof(3), LEAVES[3])


@pytest.mark.parametrize("index", [-1, SIZE])
def test_an_entry_that_the_checkpoint_does_not_cover_is_not_proved(index: int) -> None:
    with pytest.raises(SealError, match="inclusion proof: found"):
        proof(index)


def test_a_proof_is_not_made_to_what_is_no_checkpoint() -> None:
    with pytest.raises(SealError, match="note: found"):
        prove_entry(0, b"cp\n", node)
    with pytest.raises(SealError, match="checkpoint: found"):
        prove_entry(0, Note.sign("cp\n", LOG).encode(), node)


@given(st.integers(0, SIZE - 1), st.binary(max_size=40))
@settings(max_examples=30)
def test_no_other_entry_is_proved(index: int, entry: bytes) -> None:
    with pytest.raises(SealError, match="inclusion proof: found"):
        check_proof(proof(index), leaf_hash(entry), LOG.verifier)
    with pytest.raises(SealError, match="inclusion proof: found"):
        check_proof(proof(index), entry[:31], LOG.verifier)


def test_any_byte_that_is_changed_fails_where_the_witness_is_asked_for() -> None:
    written = proof(13).encode()
    missed: list[int] = []

    for at in range(len(written)):
        for change in (1, 0x20, 0x80):
            damaged = bytearray(written)
            damaged[at] ^= change
            try:
                check_proof(TlogProof.parse(bytes(damaged)), LEAVES[13], policy=AUDITED)
            except SealError:
                continue
            missed.append(at)

    assert missed == []


@given(PROOFS, st.binary(max_size=40))
def test_no_proof_made_up_raises_anything_but_an_error_of_the_seal(made_up: TlogProof, leaf: bytes) -> None:
    with pytest.raises(SealError):
        check_proof(made_up, leaf, policy=AUDITED)


def test_extra_data_goes_with_a_proof_and_is_proved_by_nothing() -> None:
    with_extra = prove_entry(3, NOTE.encode(), node, extra=b"said by anybody")

    assert TlogProof.parse(with_extra.encode()).extra == b"said by anybody"
    assert check_proof(with_extra, LEAVES[3], LOG.verifier).checkpoint == CHECKPOINT
