"""Checkpoints: three lines that a log signs, and nothing but these three lines."""

import pytest
from hypothesis import given, strategies as st

from govledger.errors import SealError
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.note import Note
from govledger.seal.tree import SIZE_MAX, empty_root
from tests.seal.support import CHAIR, LOG, NOON, ORIGIN, OTHER_LOG, checkpoint

ROOT = "ERERERERERERERERERERERERERERERERERERERERERE="

ORIGINS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1)
CHECKPOINTS = st.builds(Checkpoint, ORIGINS, st.integers(1, SIZE_MAX), st.binary(min_size=32, max_size=32)) | st.builds(
    lambda origin: Checkpoint(origin, 0, empty_root()), ORIGINS
)


@given(CHECKPOINTS)
def test_what_a_checkpoint_says_is_read_back(said: Checkpoint) -> None:
    assert Checkpoint.parse(said.encode()) == said
    assert Checkpoint.open(said.sign(LOG).encode(), LOG.verifier, origin=said.origin) == said


@given(st.text() | st.from_regex(r"[a-z]{0,2}\n[0-9]{0,3}\n[A-Za-z0-9+/=]{0,2}\n?", fullmatch=True))
def test_any_text_is_a_checkpoint_that_is_written_back_the_same_or_is_refused(text: str) -> None:
    try:
        said = Checkpoint.parse(text)
    except SealError:
        return

    assert said.encode() == text


@given(st.integers(0, len(checkpoint().encode()) - 1), st.characters())
def test_a_changed_checkpoint_says_something_else_or_is_refused(at: int, put_in: str) -> None:
    text = checkpoint().encode()
    changed = text[:at] + put_in + text[at + 1 :]

    try:
        said = Checkpoint.parse(changed)
    except SealError:
        return

    assert (said == checkpoint()) == (changed == text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "found '0 lines', expected three lines"),
        (f"{ORIGIN}\n17\n", "found '2 lines'"),
        (f"{ORIGIN}\n17\n{ROOT}", "found '2 lines'"),
        (f"{ORIGIN}\n17\n{ROOT}\nextension\n", "found '4 lines'"),
        (f"{ORIGIN}\n17\n{ROOT}\n\n", "found '4 lines'"),
        (f"{ORIGIN}\n17\n{ROOT}\nextension", "found '3 lines'"),
        (f"\n17\n{ROOT}\n", "origin: found '', expected one line that is not empty"),
        (f"a\tb\n17\n{ROOT}\n", "origin: found 'U\\+0009"),
        (f"{ORIGIN}\n017\n{ROOT}\n", "size: found '017'"),
        (f"{ORIGIN}\n-1\n{ROOT}\n", "size: found '-1'"),
        (f"{ORIGIN}\n3438945738945739845734895735\n{ROOT}\n", "size: found"),
        (f"{ORIGIN}\nseventeen\n{ROOT}\n", "size: found 'seventeen'"),
        (f"{ORIGIN}\n17\nYmFuYW5hcw==\n", "root: found '7 bytes', expected a hash of 32 bytes"),
        (f"{ORIGIN}\n17\nThisIsn'tBase64\n", "root: found"),
        (f"{ORIGIN}\n0\n{ROOT}\n", "root: found .*, expected the root of no leaves"),
    ],
)
def test_what_is_not_a_checkpoint_is_refused(text: str, said: str) -> None:
    with pytest.raises(SealError, match=said):
        Checkpoint.parse(text)


@pytest.mark.parametrize(
    ("origin", "size", "root"),
    [("a\nb", 1, bytes(32)), (ORIGIN, -1, bytes(32)), (ORIGIN, SIZE_MAX + 1, bytes(32)), (ORIGIN, 1, bytes(31))],
)
def test_what_could_not_be_read_back_is_not_made(origin: str, size: int, root: bytes) -> None:
    with pytest.raises(SealError):
        Checkpoint(origin, size, root)


def test_a_checkpoint_is_opened_with_a_key_of_its_log() -> None:
    signed = checkpoint().sign(LOG)

    assert Checkpoint.open(signed.encode(), LOG.verifier) == Checkpoint.open(signed, LOG.verifier) == checkpoint()
    assert Checkpoint.open(signed, OTHER_LOG.verifier, LOG.verifier) == checkpoint()
    with pytest.raises(SealError, match="no signature of a known key"):
        Checkpoint.open(signed, OTHER_LOG.verifier)


def test_a_checkpoint_of_another_log_is_not_opened_whoever_signed_it() -> None:
    theirs = checkpoint(origin=OTHER_LOG.name).sign(LOG)

    with pytest.raises(SealError, match=f"origin: found '{OTHER_LOG.name}', expected {ORIGIN}"):
        Checkpoint.open(theirs, LOG.verifier)
    with pytest.raises(SealError, match="origin"):
        Checkpoint.open(checkpoint().sign(LOG), LOG.verifier, origin=OTHER_LOG.name)


def test_a_witness_does_not_speak_for_the_log() -> None:
    cosigned = Note(checkpoint().encode(), (CHAIR.cosign(checkpoint(), time=NOON),))

    with pytest.raises(SealError, match="no signature of a known key"):
        Checkpoint.open(cosigned, LOG.verifier)
