"""Cosignatures and policies, held against C2SP's examples and what other implementations made."""

import json
from pathlib import Path

import pytest

from govledger.errors import SealError
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.cosignature import Cosignature, cosignatures, parse_signer, parse_verifier, time_of
from govledger.seal.crypto import NO_MLDSA44, mldsa44_available
from govledger.seal.note import Note, Signature, Verifier
from govledger.seal.policy import Policy
from tests.support import not_run

MLDSA44 = Path(__file__).parent / "vectors" / "cosignature-mldsa44.json"

# C2SP tlog-cosignature: its example, whose keys are not given.
EXAMPLE = """\
example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""  # noqa: E501 - a signature is one line

# Made with transparency-dev/formats v0.1.1 and golang.org/x/mod/sumdb/note.
LOG_KEY = "example.com/vector-log+4516a1da+ARGkVJ4QEa2MOOLGBO6i7NVSJ1FQ97tIX+w+Ku0RZ6Em"
WITNESS_SKEY = "PRIVATE+KEY+witness.example.com/vector+416f103d+BJEX3xv88eoQIKT4E+GkxZcXaJCYlQfi/GJ3NDFmZIW8"
WITNESS_KEY = "witness.example.com/vector+416f103d+BK/QmJFVP3SKJOqAMhFxBQPtylo3sjwWibyFDAlZKK8B"
TEXT = "example.com/vector-log\n1234\nSBNJTRN+FjG7owHVrKtue7eqdM4RhdRWVl71HXN2d7I=\n"
LOG_LINE = (
    "— example.com/vector-log "
    "RRah2qlLrSlk6J8DA1HmNewppUM15Quhs5cAIb1KjBsV3otVirJTW8AFVsQtJkTW1Zny7GuoAxZpI6bUPcpM68QOIgE=\n"
)
WITNESS_LINE = (
    "— witness.example.com/vector "
    "QW8QPQAAAABqwLUbDdj7sDNRIVjmjYgqFI6y4UJhPg/UAA8J8wAdqSd3q4PedRhkgXA4xFN/Jg5uWn7ZkBA+H/UHQs5d9hITdXmQAA==\n"
)
TIME = 1_791_014_171

NOTE = Note.parse(f"{TEXT}\n{LOG_LINE}{WITNESS_LINE}".encode())


def test_the_example_of_the_standard_says_when_it_was_cosigned() -> None:
    note = Note.parse(EXAMPLE.encode())

    assert Checkpoint.parse(note.text).size == 20_852_163
    assert time_of(note.signatures[1]) == 1_679_315_147
    assert note.encode() == EXAMPLE.encode()


def test_what_another_implementation_cosigned_holds() -> None:
    witness = parse_verifier(WITNESS_KEY)

    assert Checkpoint.open(NOTE, Verifier.parse(LOG_KEY)).size == 1234
    assert cosignatures(NOTE, witness) == (Cosignature(witness, TIME),)


def test_the_same_key_makes_the_same_cosignature() -> None:
    line = parse_signer(WITNESS_SKEY).cosign(Checkpoint.parse(TEXT), time=TIME)

    assert line.line == WITNESS_LINE
    assert parse_signer(WITNESS_SKEY).verifier.vkey == WITNESS_KEY


def test_a_changed_text_or_time_does_not_hold() -> None:
    witness = parse_verifier(WITNESS_KEY)
    later = Signature.parse(WITNESS_LINE.replace("QW8QPQAAAABqwLUb", "QW8QPQAAAABqwLUc").rstrip("\n"))

    assert not witness.holds(TEXT.replace("1234", "1235"), NOTE.signatures[1].data)
    assert time_of(later) == TIME + 1
    assert not witness.holds(TEXT, later.data)


def test_what_another_implementation_signed_with_ml_dsa_44_holds() -> None:
    if not mldsa44_available():
        not_run("ML-DSA-44 cosignatures", NO_MLDSA44)
    vector = json.loads(MLDSA44.read_bytes())
    key = parse_verifier(vector["vkey"])
    note = Note.parse(f"{vector['text']}\n{vector['line']}\n".encode())

    assert cosignatures(note, key) == (Cosignature(key, None),)
    assert Checkpoint.open(note, key).size == 1
    assert not key.holds(vector["text"].replace("\n1\n", "\n2\n"), note.signatures[0].data)


def test_a_time_is_read_from_a_cosignature_and_from_nothing_else() -> None:
    cosigned = (
        "ZGhGuQAAAABm/qTPeyKXD+R2rzyQsxPiP8mXum7qq/iF0u4vanlqJyocWODBt97w9uL+8qT7S5gxEHWWOworDcFiEBYJXORmnFBOBA=="
    )
    signed = "eQjRQm6eSKzFoiYalgwCPXu2y3ijtg68is9M46JKxuZB+dRfTmeQeDBoXnvxZx2ugnkyV+MUMLXpWs1hPb/W/4xkNQY="

    assert time_of(Signature.parse(f"— witness.example {cosigned}")) == 1_727_964_367
    with pytest.raises(SealError, match="a cosignature of 72 or 2428"):
        time_of(Signature.parse(f"— witness.example {signed}"))


def test_the_example_policy_of_the_standard_is_read() -> None:
    """C2SP tlog-policy, its example with keys filled in."""
    keys = iter([parse_verifier(WITNESS_KEY).__class__(f"w{n}.example", bytes([n]) * 32).vkey for n in range(6)])
    lines = [f"log {LOG_KEY}", ""]
    lines += [*(f"witness X{n} {next(keys)}" for n in (1, 2, 3)), "group X-witnesses 2 X1 X2 X3", ""]
    lines += [*(f"witness Y{n} {next(keys)}" for n in (1, 2, 3)), "group Y-witnesses any Y1 Y2 Y3", ""]
    lines += ["group X-and-Y all X-witnesses Y-witnesses", "quorum X-and-Y", ""]

    policy = Policy.parse("\n".join(lines).encode())

    found = {witness.name: witness.key for witness in policy.witnesses}
    assert [(group.name, group.threshold) for group in policy.groups] == [
        ("X-witnesses", 2),
        ("Y-witnesses", 1),
        ("X-and-Y", 2),
    ]
    assert "X-and-Y" in policy.standing([found["X1"], found["X3"], found["Y2"]])
    assert "X-and-Y" not in policy.standing([found["X1"], found["Y1"], found["Y2"], found["Y3"]])


def test_a_policy_with_another_implementations_keys_accepts_what_it_cosigned() -> None:
    policy = Policy.parse(f"log {LOG_KEY}\nwitness w {WITNESS_KEY}\nquorum w\n".encode())

    assert policy.open(NOTE).standing == {"w"}
    with pytest.raises(SealError, match="found 'cosignatures of nobody', expected the quorum w"):
        policy.open(Note(TEXT, NOTE.signatures[:1]))
