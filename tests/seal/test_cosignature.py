"""Cosignatures: a witness says which checkpoint was the newest, and when."""

import sys
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings, strategies as st

from govledger.errors import CryptographyMissingError, SealError
from govledger.seal import crypto
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.cosignature import (
    Cosignature,
    CosignatureSigner,
    Ed25519CosignatureSigner,
    MLDSA44CosignatureSigner,
    cosignatures,
    parse_signer,
    parse_verifier,
    time_of,
)
from govledger.seal.note import Note, Signature, Signer, Verifier
from govledger.seal.tree import SIZE_MAX
from tests.seal.support import AUDIT, CHAIR, LOG, NOON, checkpoint
from tests.support import not_run

SIGNED = checkpoint().sign(LOG)
LOG_VERIFIER = LOG.verifier
ML = MLDSA44CosignatureSigner("chair.northbeck.example", bytes(range(32)))


@pytest.fixture(params=[CHAIR, ML], ids=["Ed25519", "ML-DSA-44"])
def witness(request: pytest.FixtureRequest) -> CosignatureSigner:
    assert isinstance(request.param, CosignatureSigner)
    if request.param is ML and not crypto.mldsa44_available():
        not_run("ML-DSA-44 cosignatures", crypto.NO_MLDSA44)
    return request.param


def test_a_witness_says_which_checkpoint_and_when(witness: CosignatureSigner) -> None:
    note = Note.parse(SIGNED.with_signatures(witness.cosign(checkpoint(), time=NOON)).encode())

    assert cosignatures(note, witness.verifier) == (Cosignature(witness.verifier, NOON),)
    assert time_of(note.signatures[1]) == NOON
    assert Checkpoint.open(note, LOG.verifier) == checkpoint()


def test_a_cosignature_is_of_one_checkpoint_and_one_time(witness: CosignatureSigner) -> None:
    line = witness.cosign(checkpoint(), time=NOON)
    later = (NOON + 1).to_bytes(8) + line.data[8:]

    assert witness.verifier.holds(checkpoint().encode(), line.data)
    assert not witness.verifier.holds(checkpoint(18).encode(), line.data)
    assert not witness.verifier.holds(checkpoint().encode(), later)
    with pytest.raises(SealError, match=r"a signature of chair\.northbeck\.example that fails"):
        cosignatures(checkpoint(18).sign(LOG).with_signatures(line), witness.verifier)


@settings(max_examples=25)
@given(data=st.data())
def test_no_byte_of_a_cosignature_can_be_changed(data: st.DataObject) -> None:
    for witness in [CHAIR, ML] if crypto.mldsa44_available() else [CHAIR]:
        changed = bytearray(witness.cosign(checkpoint(), time=NOON).data)
        changed[data.draw(st.integers(0, len(changed) - 1))] ^= data.draw(st.integers(1, 255))

        assert not witness.verifier.holds(checkpoint().encode(), bytes(changed))


@given(st.text(), st.binary(max_size=80) | st.binary(min_size=72, max_size=72))
def test_any_signature_of_any_text_holds_or_does_not(text: str, signature: bytes) -> None:
    assert not CHAIR.verifier.holds(text, signature)
    assert not ML.verifier.holds(text, signature)


def test_a_witness_may_cosign_the_same_checkpoint_again() -> None:
    note = SIGNED.with_signatures(CHAIR.cosign(checkpoint(), time=NOON), CHAIR.cosign(checkpoint(), time=NOON + 60))

    assert [held.time for held in cosignatures(note, CHAIR.verifier)] == [NOON, NOON + 60]


def test_cosignatures_of_unknown_witnesses_say_nothing() -> None:
    note = SIGNED.with_signatures(CHAIR.cosign(checkpoint(), time=NOON))

    assert cosignatures(note) == cosignatures(note, AUDIT.verifier) == ()


def test_a_note_of_two_keys_of_one_office_is_read_by_either(witness: CosignatureSigner) -> None:
    note = SIGNED.with_signatures(CHAIR.cosign(checkpoint(), time=NOON), witness.cosign(checkpoint(), time=NOON + 1))

    held = cosignatures(note, CHAIR.verifier, witness.verifier)

    assert {cosignature.key for cosignature in held} == {CHAIR.verifier, witness.verifier}


def test_a_key_of_a_log_is_no_key_of_a_witness_nor_the_other_way_round() -> None:
    with pytest.raises(SealError, match="found 'algorithm 0x01', expected 0x04 or 0x06"):
        parse_verifier(LOG.verifier.vkey)
    with pytest.raises(SealError, match="found 'algorithm 0x01', expected 0x04 or 0x06"):
        parse_signer(LOG.skey)
    with pytest.raises(SealError, match="found 'algorithm 0x04', expected 0x01"):
        Verifier.parse(CHAIR.verifier.vkey)
    with pytest.raises(SealError, match="found 'algorithm 0x04', expected 0x01"):
        Signer.parse(CHAIR.skey)


def test_one_key_used_as_log_and_as_witness_signs_different_things() -> None:
    both = Ed25519CosignatureSigner(LOG.name, LOG.seed)

    assert both.verifier.key_id != LOG.verifier.key_id
    assert not both.verifier.holds(SIGNED.text, SIGNED.signatures[0].data)
    assert not LOG.verifier.holds(SIGNED.text, both.cosign(checkpoint(), time=NOON).data[8:])


def test_keys_are_written_and_read_back(witness: CosignatureSigner) -> None:
    assert parse_signer(witness.skey) == witness
    assert parse_verifier(witness.verifier.vkey) == witness.verifier
    assert type(witness).parse(type(witness).generate("chair.example").skey).name == "chair.example"


@given(st.text() | st.binary().map(lambda data: f"chair+{data[:4].hex()}+{data.hex()}"))
def test_no_text_is_a_key_by_chance(text: str) -> None:
    for read in (parse_signer, parse_verifier):
        with pytest.raises(SealError):
            read(text)


@pytest.mark.parametrize("time", [-1, 0, SIZE_MAX + 1])
def test_a_time_that_cannot_be_written_is_not_cosigned(time: int) -> None:
    with pytest.raises(SealError, match=r"time: found .*, expected seconds since 1970"):
        CHAIR.cosign(checkpoint(), time=time)


@pytest.mark.parametrize("time", [1, SIZE_MAX])
def test_the_first_and_the_last_time_can_be_written(time: int) -> None:
    note = SIGNED.with_signatures(CHAIR.cosign(checkpoint(), time=time))

    assert cosignatures(note, CHAIR.verifier) == (Cosignature(CHAIR.verifier, time),)


def test_a_cosignature_that_says_no_time_says_no_time() -> None:
    signed = CHAIR.signed(CHAIR.verifier.message(SIGNED.text, time=0))
    timeless = Signature(CHAIR.name, CHAIR.verifier.key_id, bytes(8) + signed)

    assert cosignatures(SIGNED.with_signatures(timeless), CHAIR.verifier) == (Cosignature(CHAIR.verifier, None),)


def test_a_time_beyond_63_bits_does_not_hold_and_is_not_read() -> None:
    beyond = SIZE_MAX + 1
    signed = CHAIR.signed(CHAIR.verifier.message(SIGNED.text, time=beyond))
    line = Signature(CHAIR.name, CHAIR.verifier.key_id, beyond.to_bytes(8) + signed)

    assert not CHAIR.verifier.holds(SIGNED.text, line.data)
    with pytest.raises(SealError, match="time: found 9223372036854775808"):
        time_of(line)


def test_what_is_no_cosignature_has_no_time() -> None:
    with pytest.raises(SealError, match="found '64 bytes', expected a cosignature of 72 or 2428"):
        time_of(SIGNED.signatures[0])


def test_ml_dsa_signs_names_of_at_most_255_bytes() -> None:
    if not crypto.mldsa44_available():
        not_run("ML-DSA-44 cosignatures", crypto.NO_MLDSA44)
    longest = MLDSA44CosignatureSigner("ä" * 127 + "a", bytes(32))
    too_long = MLDSA44CosignatureSigner("ä" * 128, bytes(32))
    of_a_long_origin = checkpoint(origin="o" * 256)

    assert longest.cosign(checkpoint(), time=NOON).data
    for signer, said in ((too_long, checkpoint()), (longest, of_a_long_origin)):
        with pytest.raises(SealError, match="found '256 bytes', expected a name of at most 255"):
            signer.cosign(said, time=NOON)
    assert not too_long.verifier.holds(SIGNED.text, bytes(2428))


def test_what_ml_dsa_signs_is_the_structure_of_the_whole_tree() -> None:
    message = MLDSA44CosignatureSigner("w", bytes(32)).verifier.message("o\n3\n" + "A" * 43 + "=\n", time=5)

    assert message == b"subtree/v1\n\0" + b"\1w" + bytes(7) + b"\5" + b"\1o" + bytes(8) + bytes(7) + b"\3" + bytes(32)


def test_what_ed25519_signs_is_a_text_that_says_the_time() -> None:
    at = int(datetime(2023, 3, 20, 12, 12, 27, tzinfo=UTC).timestamp())

    message = CHAIR.verifier.message(SIGNED.text, time=at)

    assert message.decode() == f"cosignature/v1\ntime 1679314347\n{SIGNED.text}"


def test_ml_dsa_is_to_be_had_where_it_signs() -> None:
    try:
        signed = len(ML.cosign(checkpoint(), time=NOON).data) == 2428
    except CryptographyMissingError:
        signed = False

    assert crypto.mldsa44_available() == signed


def test_where_there_is_no_ml_dsa_it_is_said_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric.mldsa", None)

    assert not crypto.mldsa44_available()
    for attempt in (lambda: ML.cosign(checkpoint(), time=NOON), lambda: crypto.mldsa44_holds(b"", b"", b"")):
        with pytest.raises(CryptographyMissingError, match="has no ML-DSA-44"):
            attempt()


def test_where_the_extra_is_not_installed_its_name_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.exceptions", None)

    for attempt in (lambda: LOG.sign("text\n"), lambda: LOG_VERIFIER.holds("text\n", bytes(64))):
        with pytest.raises(CryptographyMissingError, match="the extra `seal`"):
            attempt()
