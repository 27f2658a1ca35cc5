"""A witness, held against C2SP's example and against how transparency-dev's witness answers the same requests."""

import pytest

from govledger.seal.checkpoint import Checkpoint
from govledger.seal.cosignature import Ed25519CosignatureSigner, cosignatures
from govledger.seal.note import Note, Signer, Verifier
from govledger.seal.tree import empty_root
from govledger.seal.witness import SIZE, AddCheckpoint, Witness, parse_answer

# C2SP tlog-witness: its example of a request and of an answer.
REQUEST = """\
old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=
"""  # noqa: E501 - a signature is one line
ANSWER = """\
— witness.example/w1 CMp+6LWBU0anHGH5aNDTJkH/gj79sG+T6+iP2ThYN5krrDJbR1HDnucjL39QsZTSvVjyQLrdk3DXDqI5G2HgLatVs0pWh6Up69HVOw==
— witness.example/w1 I7rEps0pvK2UqkS2gSpVUDhrhVtQV9lgF6pRrWAvjJHjyWpW7VcE3SiOlVlbQNt64vWhO+DlkL0+UfzuOBMh9ChdMkP1vi/lCAsmlw==
— witness.example/w2 AWui8Sk55XjYLOijihBjhqEH6nS1ndDymE0a+6idX7pLcnoB+dhnz0854aLZgrrKbYKA7nC3HNJhm/kWl7oJlqU3rXXvpysAdyP3wQ==
"""  # noqa: E501 - a signature is one line

# transparency-dev/witness, internal/witness/witness_test.go: a log, two of its heads, and the proof between them.
LOG = Signer.parse("PRIVATE+KEY+monkeys+db4d9f7e+ATWIAF3yVBG+Hv1rZFQoNt/BaURkLPtOFMAM2HrEeIr6")
LOG_KEY = Verifier.parse("monkeys+db4d9f7e+AULaJMvTtDLHPUcUrjdDad9vDlh/PTfC2VV60JUtCfWT")
AT_FIVE = Note.parse(
    "monkeys\n5\n41smjBUiAU70EtKlT6lIOIYtRTYxYXsDB+XHfcvu/BE=\n\n"
    "— monkeys 202fftzGl3LVoqjXfwCFZZXs8I+5G22+Ek2K0AOyBuSJ/8/CZawNF+6fNlTKOCd622pbzJNkkJFWuw9DbicZCkEx9AY=\n".encode()
)
AT_EIGHT = Note.parse(
    "monkeys\n8\nV8K9aklZ4EPB+RMOk1/8VsJUdFZR77GDtZUQq84vSbo=\n\n"
    "— monkeys 202ffoUEboiQYpHzICeaFmoy3RNviHTpAxYrq/eO4QQVQMvu9UebKBMX2MJC76NLthZaKsnKbCA8GxrjePZhvDCH7Ag=\n".encode()
)
PROOF = tuple(
    bytes.fromhex(line)
    for line in (
        "b9e1d62618f7fee8034e4c5010f727ab24d8e4705cb296c374bf2025a87a10d2",
        "aac66cd7a79ce4012d80762fe8eec3a77f22d1ca4145c3f4cee022e7efcd599d",
        "89d0f753f66a290c483b39cd5e9eafb12021293395fad3d4a2ad053cfbcfdc9e",
        "29e40bb79c966f4c6fe96aff6f30acfce5f3e8d84c02215175d6e018a5dee833",
    )
)
ROOT = bytes.fromhex("e35b268c1522014ef412d2a54fa94838862d453631617b0307e5c77dcbeefc11")
OTHER_ROOT = bytes.fromhex("fffffffffffffffef412d2a54fa94838862d453631617b0307e5c77dcbeefc11")
GARBAGE = tuple(bytes([byte]) * 32 for byte in (0xAA, 0xBB, 0xCC, 0xDD))
KEY = Ed25519CosignatureSigner("witness", bytes(32))
NOON = 1_780_000_000


def head(size: int, root: bytes) -> Note:
    return Checkpoint("monkeys", size, root).sign(LOG)


def test_the_example_request_of_the_standard_is_read() -> None:
    request = AddCheckpoint.parse(REQUEST.encode())

    assert (request.old, len(request.proof), len(request.note.signatures)) == (20_852_014, 4, 2)
    assert request.encode() == REQUEST.encode()


def test_the_example_answer_of_the_standard_is_read() -> None:
    assert [line.name for line in parse_answer(ANSWER.encode())] == [f"witness.example/w{n}" for n in (1, 1, 2)]
    assert "".join(line.line for line in parse_answer(ANSWER.encode())) == ANSWER


def test_the_keys_and_heads_are_those_of_one_log() -> None:
    assert LOG.verifier == LOG_KEY
    assert head(5, ROOT) == AT_FIVE
    assert Checkpoint.open(AT_EIGHT, LOG_KEY).size == 8


@pytest.mark.parametrize(
    ("known", "old", "offered", "proof", "status"),
    [
        (AT_FIVE, 5, AT_EIGHT, PROOF, 200),
        (head(0, empty_root()), 0, head(0, empty_root()), (), 200),
        (AT_FIVE, 2, AT_EIGHT, (), 409),
        (head(0, empty_root()), 0, AT_FIVE, PROOF, 422),
        (head(0, empty_root()), 0, AT_FIVE, (bytes(32),), 422),
        (AT_FIVE, 5, AT_FIVE, (), 200),
        (AT_FIVE, 5, head(5, OTHER_ROOT), (), 409),
        (head(4, ROOT), 4, AT_FIVE, (), 422),
        (AT_EIGHT, 8, AT_FIVE, PROOF, 400),
        (AT_FIVE, 5, AT_EIGHT, GARBAGE, 422),
    ],
    ids=[
        "consistent",
        "empty",
        "another old size",
        "a proof from nothing",
        "another proof from nothing",
        "known already",
        "a changed root",
        "no proof",
        "smaller",
        "a garbage proof",
    ],
)
def test_requests_are_answered_as_another_witness_answers_them(
    known: Note, old: int, offered: Note, proof: tuple[bytes, ...], status: int
) -> None:
    witness = Witness([KEY], {"monkeys": [LOG_KEY]}, known={"monkeys": known})

    answer = witness.add_checkpoint(AddCheckpoint(old, proof, offered).encode(), time=NOON)

    assert answer.status == status
    if status == 200:
        cosigned = offered.with_signatures(*parse_answer(answer.body))
        assert [held.time for held in cosignatures(cosigned, KEY.verifier)] == [NOON]
    if old == 2:
        assert (answer.body, answer.content_type) == (b"5\n", SIZE)


def test_a_root_of_no_leaves_that_is_none_is_no_checkpoint() -> None:
    witness = Witness([KEY], {"monkeys": [LOG_KEY]})
    text = head(5, OTHER_ROOT).text.replace("\n5\n", "\n0\n")

    assert witness.add_checkpoint(AddCheckpoint(0, (), Note.sign(text, LOG)).encode(), time=NOON).status == 400
