"""Receipts and proofs from the tree as it is kept: what they show, and when none is given."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from govledger.errors import (
    LedgerCorruptError,
    NoSuchEntryError,
    NotSealedError,
    SealError,
)
from govledger.ledger import Ledger
from govledger.seal.commitment import open_disclosure
from govledger.seal.leaf import leaf_hash
from govledger.seal.proof import EXTRA_BYTES_MAX, TlogProof, check_proof
from govledger.seal.tree import check_consistency, root_of
from tests.ledger.sealed import LOG, SECONDS, add, behind, cosigned, sealable
from tests.ledger.support import FakeClock


@pytest.fixture
def ledger(clock: FakeClock) -> Iterator[Ledger]:
    with sealable(clock=clock) as opened:
        yield opened


def root_now(ledger: Ledger) -> bytes:
    return root_of(leaf_hash(entry.raw) for entry in ledger.entries())


# Receipts ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 2, 256, 257, 300])
def test_a_receipt_proves_its_entry_to_whoever_has_it_and_the_key(ledger: Ledger, number: int) -> None:
    add(ledger, 299)
    ledger.seal(LOG)

    proof = TlogProof.parse(ledger.receipt(number))

    witnessed = check_proof(proof, leaf_hash(ledger.entry(number).raw), LOG.verifier)
    assert witnessed.checkpoint.size == 300


def test_a_receipt_has_the_words_of_its_entry_unless_it_is_to_have_none(ledger: Ledger) -> None:
    add(ledger, 1, text="Audit")
    ledger.seal(LOG)

    given, withheld = TlogProof.parse(ledger.receipt(2)), TlogProof.parse(ledger.receipt(2, disclose=False))

    assert open_disclosure(given.extra) == ("text", "Audit")
    assert (withheld.extra, withheld.hashes) == (b"", given.hashes)
    assert TlogProof.parse(ledger.receipt(1)).extra == b""


def test_words_for_which_a_receipt_has_no_room_are_left_out(ledger: Ledger) -> None:
    add(ledger, 1, text="a" * EXTRA_BYTES_MAX)
    ledger.seal(LOG)

    assert TlogProof.parse(ledger.receipt(2)).extra == b""


def test_a_receipt_rests_on_the_newest_checkpoint_that_somebody_cosigned(ledger: Ledger) -> None:
    first = ledger.seal(LOG)
    add(ledger, 1)
    second = ledger.seal(LOG)
    newest = TlogProof.parse(ledger.receipt(1)).checkpoint
    ledger.cosigned(cosigned(first.note, time=SECONDS))

    rests_on = TlogProof.parse(ledger.receipt(1)).checkpoint

    assert newest == second.note
    assert rests_on == ledger.sealed()[0].note
    assert TlogProof.parse(ledger.receipt(2)).checkpoint == second.note


@pytest.mark.parametrize("seen", range(9))
def test_whichever_checkpoint_somebody_cosigned_is_found_however_many_came_since(ledger: Ledger, seen: int) -> None:
    for _ in range(9):
        add(ledger, 1)
        ledger.seal(LOG)
    ledger.cosigned(cosigned(ledger.sealed()[seen].note, time=SECONDS))

    rests_on = TlogProof.parse(ledger.receipt(1)).checkpoint

    assert rests_on == ledger.sealed()[seen].note


def test_a_checkpoint_that_is_damaged_stops_no_receipt_that_rests_on_a_newer_one(tmp_path: Path) -> None:
    with sealable(tmp_path / "L") as ledger:
        oldest = ledger.seal(LOG)
        add(ledger, 1)
        ledger.cosigned(cosigned(ledger.seal(LOG).note, time=SECONDS))
        with behind(tmp_path / "L") as connection:
            connection.execute("UPDATE checkpoint SET note = x'7b7d' WHERE size = ?", (oldest.size,))

        proof = TlogProof.parse(ledger.receipt(1))

        assert check_proof(proof, leaf_hash(ledger.entry(1).raw), LOG.verifier).checkpoint.size == 2


def test_there_is_no_receipt_for_what_was_not_sealed_or_is_not_there(ledger: Ledger) -> None:
    with pytest.raises(NotSealedError, match="this ledger was never sealed"):
        ledger.receipt(1)
    ledger.seal(LOG)
    add(ledger, 1)

    with pytest.raises(NotSealedError, match="no checkpoint covers entry 2: the newest checkpoint covers 1") as refused:
        ledger.receipt(2)

    assert (refused.value.number, refused.value.size) == (2, 1)
    for number in (0, 3, -1):
        with pytest.raises(NoSuchEntryError):
            ledger.receipt(number)


def test_a_receipt_is_not_given_for_an_entry_that_was_changed(tmp_path: Path) -> None:
    with sealable(tmp_path / "L") as ledger:
        add(ledger, 3)
        ledger.seal(LOG)
        with behind(tmp_path / "L") as connection:
            connection.execute("UPDATE stored_events SET state = x'7b7d' WHERE originator_version = 2")

        with pytest.raises(LedgerCorruptError, match="entry 2 does not lead to the checkpoint of size 4"):
            ledger.receipt(2)


# Proofs --------------------------------------------------------------------------------------------------------------


def test_every_checkpoint_is_shown_to_extend_every_earlier_one(ledger: Ledger) -> None:
    for count in (3, 250, 100):
        add(ledger, count)
        ledger.seal(LOG)
    kept = [sealed.checkpoint for sealed in ledger.sealed()]

    for old in kept:
        for new in kept[kept.index(old) :]:
            check_consistency(old.size, new.size, ledger.consistency(old.size, new.size), old.root, new.root)

    assert ledger.consistency(0, 4) == ()
    assert ledger.node(0, 0) == leaf_hash(ledger.entry(1).raw)


def test_nothing_is_proved_beyond_what_was_sealed(ledger: Ledger) -> None:
    add(ledger, 3)
    ledger.seal(LOG)
    add(ledger, 3)

    with pytest.raises(NotSealedError):
        ledger.consistency(1, 7)
    with pytest.raises(SealError):
        ledger.node(0, 4)
    with pytest.raises(SealError):
        ledger.consistency(4, 2)


def test_a_proof_from_tiles_that_were_changed_is_not_given(tmp_path: Path) -> None:
    with sealable(tmp_path / "L") as ledger:
        add(ledger, 3)
        ledger.seal(LOG)
        add(ledger, 3)
        ledger.seal(LOG)
        with behind(tmp_path / "L") as connection:
            connection.execute("UPDATE tile SET hashes = zeroblob(length(hashes))")

        with pytest.raises(LedgerCorruptError, match="checkpoints of sizes 4 and 7"):
            ledger.consistency(4, 7)
