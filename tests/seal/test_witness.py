"""Witnesses: a checkpoint is cosigned only if the log kept to one history, and what was refused is kept."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from govledger.errors import SealError
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.cosignature import MLDSA44CosignatureSigner, cosignatures
from govledger.seal.crypto import NO_MLDSA44, mldsa44_available
from govledger.seal.fork import prove_fork
from govledger.seal.leaf import leaf_hash
from govledger.seal.note import NOTE_BYTES_MAX, Note, Signature
from govledger.seal.tree import Node, prove_consistency, root_of
from govledger.seal.witness import REQUEST_BYTES_MAX, SIZE, TEXT, AddCheckpoint, Answer, Witness, parse_answer
from tests.seal.support import AUDIT, CHAIR, LOG, NOON, ORIGIN, OTHER_LOG
from tests.support import not_run

WORDS = [*range(7), "amber", *range(8, 20)]
OTHERS = [*range(7), "green", *range(8, 20)]


def leaves(words: Sequence[object]) -> list[bytes]:
    return [leaf_hash(str(word).encode()) for word in words]


def nodes(words: Sequence[object]) -> Node:
    return lambda level, index: root_of(leaves(words)[index << level : (index + 1) << level])


def head(words: Sequence[object]) -> Checkpoint:
    return Checkpoint(ORIGIN, len(words), root_of(leaves(words)))


def request(old: int, words: Sequence[object]) -> AddCheckpoint:
    return AddCheckpoint(old, prove_consistency(old, len(words), nodes(words)), head(words).sign(LOG))


@pytest.fixture
def witness() -> Witness:
    return Witness([AUDIT], {ORIGIN: [LOG.verifier]})


@pytest.fixture
def at_ten(witness: Witness) -> Witness:
    """A witness that cosigned ten entries."""
    assert witness.add_checkpoint(request(0, WORDS[:10]).encode(), time=NOON).status == 200
    return witness


def test_a_checkpoint_that_grew_from_the_last_is_cosigned(at_ten: Witness) -> None:
    asked = request(10, WORDS)

    answer = at_ten.add_checkpoint(asked.encode(), time=NOON + 60)

    cosigned = asked.note.with_signatures(*parse_answer(answer.body))
    assert (answer.status, answer.content_type) == (200, TEXT)
    assert [held.time for held in cosignatures(cosigned, AUDIT.verifier)] == [NOON + 60]
    assert at_ten.head(ORIGIN) == head(WORDS)
    assert at_ten.evidence == []


def test_a_witness_cosigns_with_every_key_it_has() -> None:
    if not mldsa44_available():
        not_run("ML-DSA-44 cosignatures", NO_MLDSA44)
    later = MLDSA44CosignatureSigner(AUDIT.name, bytes(32))
    witness = Witness([AUDIT, later], {ORIGIN: [LOG.verifier]})

    lines = parse_answer(witness.add_checkpoint(request(0, WORDS).encode(), time=NOON).body)

    assert len(cosignatures(Note(head(WORDS).encode(), lines), AUDIT.verifier, later.verifier)) == 2


def test_a_witness_without_a_key_is_none() -> None:
    with pytest.raises(SealError, match="found 'no key', expected at least one to cosign with"):
        Witness([], {ORIGIN: [LOG.verifier]})


def test_the_same_checkpoint_is_cosigned_again(at_ten: Witness) -> None:
    again = at_ten.add_checkpoint(request(10, WORDS[:10]).encode(), time=NOON + 86_400)

    assert again.status == 200
    assert at_ten.head(ORIGIN) == head(WORDS[:10])


def test_a_witness_that_is_elsewhere_says_where_it_is(at_ten: Witness) -> None:
    assert at_ten.add_checkpoint(request(0, WORDS).encode(), time=NOON) == Answer(409, b"10\n", SIZE)
    assert at_ten.add_checkpoint(request(5, WORDS).encode(), time=NOON) == Answer(409, b"10\n", SIZE)
    assert at_ten.evidence == []


def test_a_witness_that_cosigned_nothing_yet_is_at_size_0(witness: Witness) -> None:
    assert witness.add_checkpoint(request(5, WORDS).encode(), time=NOON) == Answer(409, b"0\n", SIZE)
    assert witness.head(ORIGIN) is None


def test_a_log_that_shrank_is_not_cosigned(at_ten: Witness) -> None:
    assert at_ten.add_checkpoint(request(9, WORDS[:9]).encode(), time=NOON).status == 409
    assert at_ten.add_checkpoint(AddCheckpoint(10, (), head(WORDS[:9]).sign(LOG)).encode(), time=NOON).status == 400
    assert at_ten.head(ORIGIN) == head(WORDS[:10])


def test_another_root_of_the_same_size_is_refused_and_is_a_fork(at_ten: Witness) -> None:
    answer = at_ten.add_checkpoint(request(10, OTHERS[:10]).encode(), time=NOON)

    (evidence,) = at_ten.evidence
    assert (answer.status, answer.content_type) == (409, TEXT)
    assert b"a way to the root" in answer.body
    assert prove_fork(evidence.known, evidence.refused.note, LOG.verifier).check().smaller.size == 10
    assert at_ten.head(ORIGIN) == head(WORDS[:10])


@pytest.mark.parametrize("old", [0, 3, 11])
def test_another_root_of_the_same_size_is_kept_wherever_the_request_began(at_ten: Witness, old: int) -> None:
    answer = at_ten.add_checkpoint(AddCheckpoint(old, (), head(OTHERS[:10]).sign(LOG)).encode(), time=NOON)

    assert answer.status == (400 if old > 10 else 409)
    assert len(at_ten.evidence) == 1


def test_a_history_that_grew_from_another_is_refused_and_kept(at_ten: Witness) -> None:
    asked = request(10, OTHERS)

    answer = at_ten.add_checkpoint(asked.encode(), time=NOON)

    (evidence,) = at_ten.evidence
    assert answer.status == 422
    assert evidence.refused == asked
    assert prove_fork(evidence.known, asked.note, LOG.verifier, nodes(OTHERS)).check().larger.size == 20


def test_the_same_refusal_is_kept_once_whatever_is_put_around_it(at_ten: Witness) -> None:
    asked = request(10, OTHERS)
    noisy = AddCheckpoint(10, (bytes(32),), asked.note.with_signatures(Signature("x", b"1234", b"?")))

    for body in (asked, asked, noisy):
        assert at_ten.add_checkpoint(body.encode(), time=NOON).status == 422

    assert [kept.refused.note for kept in at_ten.evidence] == [asked.note]


def test_a_proof_where_there_is_nothing_to_prove_is_refused(witness: Witness) -> None:
    padded = AddCheckpoint(0, (bytes(32),), head(WORDS).sign(LOG))

    assert witness.add_checkpoint(padded.encode(), time=NOON).status == 422
    assert witness.evidence == []


def test_a_log_that_the_witness_does_not_know_is_not_found(witness: Witness) -> None:
    theirs = AddCheckpoint(0, (), Checkpoint(OTHER_LOG.name, 1, bytes(32)).sign(OTHER_LOG))

    assert witness.add_checkpoint(theirs.encode(), time=NOON).status == 404


def test_a_checkpoint_that_its_log_did_not_sign_is_forbidden(witness: Witness) -> None:
    by_another = AddCheckpoint(0, (), head(WORDS).sign(OTHER_LOG))
    of_another = AddCheckpoint(0, (), Note(head(WORDS).encode(), head(OTHERS).sign(LOG).signatures))

    for body in (by_another, of_another):
        assert witness.add_checkpoint(body.encode(), time=NOON).status == 403
    assert witness.known == {}


def test_any_key_of_the_log_will_do_and_other_lines_are_not_remembered() -> None:
    witness = Witness([AUDIT], {ORIGIN: [OTHER_LOG.verifier, LOG.verifier]})
    asked = request(0, WORDS)
    noisy = AddCheckpoint(0, (), asked.note.with_signatures(CHAIR.cosign(head(WORDS), time=NOON)))

    assert witness.add_checkpoint(noisy.encode(), time=NOON).status == 200
    assert witness.known == {ORIGIN: asked.note}


def test_a_checkpoint_is_remembered_before_its_cosignature_is_given_away() -> None:
    remembered: list[tuple[str, Note]] = []

    def fail(origin: str, note: Note) -> None:
        remembered.append((origin, note))
        raise OSError("disk full")

    witness = Witness([AUDIT], {ORIGIN: [LOG.verifier]}, remember=fail)

    with pytest.raises(OSError, match="disk full"):
        witness.add_checkpoint(request(0, WORDS).encode(), time=NOON)
    assert remembered == [(ORIGIN, request(0, WORDS).note)]
    assert witness.known == {}


def test_a_witness_goes_on_from_what_it_remembered(at_ten: Witness) -> None:
    restarted = Witness([AUDIT], {ORIGIN: [LOG.verifier]}, known=dict(at_ten.known))

    assert restarted.add_checkpoint(request(10, OTHERS).encode(), time=NOON).status == 422
    assert restarted.add_checkpoint(request(10, WORDS).encode(), time=NOON).status == 200


GOOD = request(10, WORDS).encode().decode()
HASH = f"{'A' * 43}=\n"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "found '', expected a line that begins with 'old'"),
        ("x" * (REQUEST_BYTES_MAX + 1), "bytes', expected at most"),
        (GOOD.replace("old 10\n", "old 010\n"), "found '010', expected a decimal"),
        (GOOD.replace("old 10\n", "old -1\n"), "found '-1', expected a decimal"),
        (GOOD.replace("old 10\n", "old  10\n"), "found ' 10', expected a decimal"),
        (GOOD.replace("old 10\n", "size 10\n"), "found 'size 10', expected a line that begins with 'old'"),
        (GOOD.replace("old 10\n", "old 10\nbase64\n"), "found 'base64', expected base64"),
        (GOOD.replace("old 10\n", "old 10\nAAAA\n"), "found '3 bytes', expected a hash of 32 bytes"),
        (f"old 0\n{HASH * 64}\n", "found '64 hashes', expected at most 63"),
        (GOOD.replace("\n\n", "\n", 1), "expected base64"),
        (GOOD[:-1], "note: found"),
        (GOOD.replace("\n\n", "\n\n" + "x" * (NOTE_BYTES_MAX + 1), 1), "note: found '.* bytes', expected at most"),
    ],
)
def test_what_is_not_a_request_is_a_bad_one(witness: Witness, body: str, said: str) -> None:
    assert witness.add_checkpoint(body.encode(), time=NOON).status == 400
    with pytest.raises(SealError, match=said):
        AddCheckpoint.parse(body.encode())


def test_as_many_hashes_as_the_standard_allows_are_read() -> None:
    longest = AddCheckpoint(1, (bytes(32),) * 63, head(WORDS).sign(LOG))

    assert AddCheckpoint.parse(longest.encode()) == longest


def test_a_note_that_is_no_checkpoint_makes_a_bad_request(witness: Witness) -> None:
    extended = AddCheckpoint(0, (), Note.sign(f"{head(WORDS).encode()}extension\n", LOG))

    assert witness.add_checkpoint(extended.encode(), time=NOON).status == 400


@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_have_an_answer(body: bytes) -> None:
    assert Witness([AUDIT], {ORIGIN: [LOG.verifier]}).add_checkpoint(body, time=NOON).status == 400


@given(st.integers(0, len(GOOD.encode()) - 1), st.integers(1, 255))
def test_no_byte_of_a_request_can_be_changed(at: int, by: int) -> None:
    witness = Witness([AUDIT], {ORIGIN: [LOG.verifier]}, known={ORIGIN: head(WORDS[:10]).sign(LOG)})
    changed = bytearray(GOOD.encode())
    changed[at] ^= by

    assert witness.add_checkpoint(bytes(changed), time=NOON).status in {400, 403, 404, 409, 422}
    assert witness.head(ORIGIN) == head(WORDS[:10])


@given(st.integers(0, 20), st.integers(0, 20))
def test_a_request_is_read_back(one: int, other: int) -> None:
    asked = request(min(one, other), WORDS[: max(one, other)])

    assert AddCheckpoint.parse(asked.encode()) == asked


@pytest.mark.parametrize(
    "body", [b"", b"\n", b"10\n", b"\xff\n", AUDIT.cosign(head(WORDS), time=NOON).line.encode()[:-1]]
)
def test_what_is_not_signature_lines_is_no_answer(body: bytes) -> None:
    with pytest.raises(SealError):
        parse_answer(body)


@given(st.binary() | st.integers(0, 3).map(lambda times: AUDIT.cosign(head(WORDS), time=NOON).line.encode() * times))
def test_any_bytes_are_an_answer_that_reads_back_the_same_or_are_refused(body: bytes) -> None:
    try:
        lines = parse_answer(body)
    except SealError:
        return

    assert "".join(line.line for line in lines).encode() == body


class TwoFacedLog(RuleBasedStateMachine):
    """A log that keeps two histories and asks a witness to cosign whichever it likes."""

    @initialize()
    def start(self) -> None:
        self.histories: tuple[list[int], list[int]] = ([], [])
        self.witness = Witness([AUDIT], {ORIGIN: [LOG.verifier]})
        self.cosigned: list[list[int]] = []

    @rule(face=st.integers(0, 1), more=st.lists(st.integers(0, 1), max_size=4))
    def grow(self, face: int, more: list[int]) -> None:
        self.histories[face].extend(more)

    @rule(face=st.integers(0, 1), old=st.integers(0, 40), size=st.integers(0, 40), aware=st.booleans())
    def ask(self, face: int, old: int, size: int, *, aware: bool) -> None:
        words = self.histories[face][:size]
        known = self.witness.head(ORIGIN)
        begun = known.size if aware and known else old
        proof = prove_consistency(begun, len(words), nodes(words)) if begun <= len(words) else ()

        answer = self.witness.add_checkpoint(AddCheckpoint(begun, proof, head(words).sign(LOG)).encode(), time=NOON)

        if answer.status == 200:
            self.cosigned.append(words)
        else:
            assert answer.status in {400, 409, 422}

    @invariant()
    def one_history_was_cosigned(self) -> None:
        for earlier, later in zip(self.cosigned, self.cosigned[1:], strict=False):
            assert later[: len(earlier)] == earlier


TestTwoFacedLog = TwoFacedLog.TestCase
TestTwoFacedLog.settings = settings(deadline=None, stateful_step_count=20)
