"""Signed notes: what a known key signed is believed, and nothing else is."""

import re

import pytest
from hypothesis import given, strategies as st

from govledger.errors import SealError
from govledger.seal.note import NOTE_BYTES_MAX, SIGNATURES_MAX, Note, Signature, Signer, Verifier, split_vkey
from tests.seal.support import LOG, OTHER_LOG

TEXT = "The plan was agreed.\n"
NOTE = Note.sign(TEXT, LOG)

# Any text that can be signed.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="".join(map(chr, range(32))))).map(
    lambda text: f"{text}\n"
)


@given(st.lists(TEXTS, min_size=1).map("".join))
def test_what_was_signed_is_read_back_and_verifies(text: str) -> None:
    note = Note.parse(Note.sign(text, LOG, OTHER_LOG).encode())

    assert note.text == text
    assert note.verify(LOG.verifier, OTHER_LOG.verifier) == note.signatures


def test_a_text_may_hold_empty_lines_and_lines_that_look_signed() -> None:
    text = f"\n\n{NOTE.text}\n{NOTE.signatures[0].line}\n\n"

    note = Note.parse(Note.sign(text, OTHER_LOG).encode())

    assert note.text == text
    assert note.verify(OTHER_LOG.verifier)
    with pytest.raises(SealError):
        note.verify(LOG.verifier)


@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_are_a_note_that_is_written_back_the_same_or_are_refused(data: bytes) -> None:
    try:
        note = Note.parse(data)
    except SealError:
        return

    assert note.encode() == data


@given(st.integers(0, len(NOTE.encode()) - 1), st.integers(1, 255))
def test_no_byte_of_a_note_can_be_changed(at: int, by: int) -> None:
    data = bytearray(NOTE.encode())
    data[at] ^= by

    with pytest.raises(SealError):
        Note.parse(bytes(data)).verify(LOG.verifier)


@given(st.data())
def test_no_byte_of_a_note_can_be_left_out_or_put_in(data: st.DataObject) -> None:
    encoded = NOTE.encode()
    at = data.draw(st.integers(0, len(encoded) - 1))
    put_in = data.draw(st.binary(max_size=2))

    changed = encoded[:at] + put_in + encoded[at + 1 :]

    if changed != encoded:
        with pytest.raises(SealError):
            Note.parse(changed).verify(LOG.verifier)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("", "lines, an empty line, and signature lines"),
        (TEXT, "lines, an empty line, and signature lines"),
        (f"{TEXT}\n", "lines, an empty line, and signature lines"),
        (f"{TEXT}{NOTE.signatures[0].line}", "lines, an empty line, and signature lines"),
        (f"{TEXT}\n{NOTE.signatures[0].line[:-1]}", "lines, an empty line, and signature lines"),
        (f"{TEXT}\nAgreed.\n", "a line that begins with an em dash"),
        (f"{TEXT}\n—\n", "a line that begins with an em dash"),
        (f"{TEXT}\n— \n", "key name: found '', expected a name without spaces or plus"),
        (f"{TEXT}\n— clerk\n", "a key id of 4 bytes and a signature"),
        (f"{TEXT}\n— clerk \n", "a key id of 4 bytes and a signature"),
        (f"{TEXT}\n— clerk AAAAAA==\n", "a key id of 4 bytes and a signature"),
        (f"{TEXT}\n— clerk AAAAAAB=\n", "unused bits zero"),
        (f"{TEXT}\n— clerk  AAAAAAA=\n", "signature: found ' AAAAAAA=', expected base64"),
        (f"{TEXT}\n— clerk AAAAAAA= \n", "expected base64"),
        (f"{TEXT}\n— cl+erk AAAAAAA=\n", "a name without spaces or plus"),
        (f"{TEXT}\n— cl\u00a0erk AAAAAAA=\n", "a name without spaces or plus"),
        (f"{TEXT}\n{NOTE.signatures[0].line * (SIGNATURES_MAX + 1)}", "found '101 signature lines', expected at most"),
        ("x" * (NOTE_BYTES_MAX + 1), "expected at most 1048576 bytes"),
    ],
)  # fmt: skip
def test_what_is_not_a_note_is_refused(data: str, said: str) -> None:
    with pytest.raises(SealError, match=said):
        Note.parse(data.encode())


def test_a_hundred_signatures_are_read() -> None:
    note = Note(TEXT, NOTE.signatures * SIGNATURES_MAX)

    assert len(Note.parse(note.encode()).signatures) == SIGNATURES_MAX
    assert note.verify(LOG.verifier) == NOTE.signatures


def test_signatures_of_unknown_keys_say_nothing() -> None:
    theirs = Signature("northbeck.example/other", LOG.verifier.key_id, b"?")
    of_our_name = Signature(LOG.name, b"\0\0\0\0", b"?")

    note = NOTE.with_signatures(theirs, of_our_name)

    assert note.verify(LOG.verifier) == NOTE.signatures


def test_a_known_key_whose_signature_fails_spoils_the_note() -> None:
    forged = Signature(OTHER_LOG.name, OTHER_LOG.verifier.key_id, bytes(64))

    note = NOTE.with_signatures(forged)

    assert note.verify(LOG.verifier) == NOTE.signatures
    with pytest.raises(SealError, match=re.escape("a signature of southmere.example/improvement that fails")):
        note.verify(LOG.verifier, OTHER_LOG.verifier)


@pytest.mark.parametrize("length", [1, 63, 65])
def test_a_signature_of_another_length_fails(length: int) -> None:
    short = Note(TEXT, (Signature(LOG.name, LOG.verifier.key_id, bytes(length)),))

    with pytest.raises(SealError, match="that fails"):
        short.verify(LOG.verifier)


def test_a_note_that_no_known_key_signed_is_not_believed() -> None:
    with pytest.raises(SealError, match="found 'no signature of a known key', expected at least one"):
        NOTE.verify(OTHER_LOG.verifier)
    with pytest.raises(SealError, match="no signature of a known key"):
        NOTE.verify()


def test_a_line_that_is_there_already_is_not_repeated() -> None:
    assert NOTE.with_signatures(*NOTE.signatures) == NOTE


@pytest.mark.parametrize("text", ["", "agreed", "a\rb\n", "\ud800\n"])
def test_a_text_that_no_note_can_hold_is_not_signed(text: str) -> None:
    with pytest.raises(SealError):
        Note.sign(text, LOG)


def test_keys_are_written_and_read_back() -> None:
    signer = Signer.generate("clerk.example")

    assert Signer.parse(signer.skey) == signer
    assert Verifier.parse(signer.verifier.vkey) == signer.verifier
    assert Signer.generate("clerk.example") != signer


def test_a_private_key_is_not_shown_when_printed_nor_in_an_error() -> None:
    shown = LOG.skey.rpartition("+")[2]

    with pytest.raises(SealError) as refused:
        Signer.parse(f"{LOG.skey}=")

    assert "seed" not in repr(LOG)
    assert shown[:8] not in f"{LOG!r} {refused.value}"
    assert refused.value.__context__ is None


@given(st.text() | st.binary().map(lambda data: f"clerk+{data[:4].hex()}+{data.hex()}"))
def test_no_text_is_a_key_by_chance(text: str) -> None:
    for read in (Verifier.parse, Signer.parse):
        with pytest.raises(SealError):
            read(text)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u2003b", "a\nb", "a\x01b"])
def test_a_name_with_a_space_or_a_plus_names_no_key(name: str) -> None:
    for make in (
        Signer.generate,
        lambda told: Verifier(told, bytes(32)),
        lambda told: split_vkey(f"{told}+00000000+AA=="),
    ):
        with pytest.raises(SealError, match="key"):
            make(name)


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_key_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(SealError, match="a key of 32 bytes"):
        Verifier("clerk", bytes(length))
    with pytest.raises(SealError, match="a seed of 32 bytes"):
        Signer("clerk", bytes(length))


def test_a_key_whose_id_is_anothers_is_refused() -> None:
    vkey = LOG.verifier.vkey.replace(LOG.verifier.key_id.hex(), "00000000")

    with pytest.raises(SealError, match=r"key id 00000000', expected [0-9a-f]{8}, which belongs to this name and key"):
        Verifier.parse(vkey)


def test_two_keys_of_one_name_and_id_are_one_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govledger.seal.note.key_id", lambda *_: b"same")

    with pytest.raises(SealError, match="two keys clerk\\+73616d65"):
        NOTE.verify(Verifier("clerk", bytes(32)), Verifier("clerk", bytes([1] * 32)))
    assert Note.sign(TEXT, LOG).verify(LOG.verifier, LOG.verifier)
