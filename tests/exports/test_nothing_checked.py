"""Verification never says that all is well where it had nothing to go by."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from govledger.cli.verified import lines_of, verified_json
from govledger.exports import LedgerEvidence, Verified, verify
from govledger.exports.evidence import Audience, Head, write_line
from govledger.ledger import Ledger
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.leaf import leaf_hash
from govledger.seal.note import Note
from govledger.seal.proof import prove_entry
from govledger.seal.tree import empty_root
from tests.exports.support import POLICY, VKEYS, changed, files, history, kinds, note, verified
from tests.seal.logs import Log
from tests.seal.support import CHAIR, LOG, ORIGIN

ENTRIES, WORDS = history(20)
NOTE = note(ENTRIES, 20)
TREE = Log(entries=ENTRIES).tree()
NOBODY = Checkpoint(ORIGIN, 0, empty_root())


def page(found: Verified) -> str:
    """The page on one line."""
    return " ".join(" ".join(lines_of(found)).split())


def test_a_history_that_nothing_from_outside_holds_is_said_to_agree_with_itself_and_no_more(tmp_path: Path) -> None:
    found = verified(tmp_path, files(ENTRIES, WORDS, notes=[NOTE]), vkeys=VKEYS)

    assert found.ok
    assert found.held == verified_json(found)["held"] == 0
    assert "NOTHING TO LOOK AT, AND NOTHING TO HOLD IT AGAINST" in page(found)
    assert any("any entry against anything from outside" in says for says in found.unchecked)


@pytest.mark.parametrize(
    "given",
    [
        {"kept": [NOTE]},
        {"kept": [Note.parse(NOTE).text.encode()]},
        {"receipts": [prove_entry(3, NOTE, TREE.node).encode()]},
        {"policy": POLICY},
    ],
    ids=["a checkpoint", "a printed page", "a receipt", "a policy with witnesses"],
)
def test_what_the_reader_brought_holds_it_fast(given: dict[str, object], tmp_path: Path) -> None:
    found = verified(tmp_path, files(ENTRIES, WORDS, notes=[NOTE]), **given)

    assert found.ok
    assert found.held == 20
    assert "NOTHING TO LOOK AT. All that could be checked held" in page(found)


@pytest.mark.parametrize(
    "given",
    [
        {"kept": [NOBODY.encode().encode()]},
        {"kept": [NOBODY.sign(LOG).encode()]},
        {"policy": f"log {VKEYS[0]}\nquorum none\n".encode()},
        {"leaves": {3: leaf_hash(ENTRIES[2]).hex()}},
    ],
    ids=["a printed page of no entries", "a checkpoint of no entries", "a policy that asks for nobody", "one leaf"],
)
def test_what_says_nothing_of_the_history_holds_none_of_it(given: dict[str, object], tmp_path: Path) -> None:
    found = verified(tmp_path, files(ENTRIES, WORDS, notes=[NOTE]), **given)

    assert found.ok
    assert found.held == 0
    assert "NOTHING TO HOLD IT AGAINST" in page(found)


def test_a_policy_whose_quorum_is_not_there_holds_nothing(tmp_path: Path) -> None:
    bare = files(ENTRIES, WORDS, notes=[note(ENTRIES, 20, cosigned=False)])

    found = verified(tmp_path, bare, policy=POLICY)

    assert kinds(found) == {"QUORUM_MISSING"}
    assert found.held == 0


def test_leaf_hashes_that_were_noted_are_told(tmp_path: Path) -> None:
    found = verified(tmp_path, files(ENTRIES, WORDS, notes=[NOTE]), leaves={3: leaf_hash(ENTRIES[2]).hex()})

    assert "against 1 leaf hash noted earlier" in page(found)


def test_an_export_of_no_entries_is_none_of_any_ledger(tmp_path: Path) -> None:
    held = {"checkpoints/0": NOBODY.sign(LOG).encode(), "vkeys": f"{VKEYS[0]}\n".encode()}
    digests = {path: sha256(data).hexdigest() for path, data in held.items()}
    head = write_line(Head(audience="full", files=digests, size=0))

    found = verified(tmp_path, held | {"checkpoint": held["checkpoints/0"], "disclosures.ndjson": head})

    assert kinds(found) == {"ENTRY_MISSING"}


def test_an_export_whose_first_entry_names_no_log_is_of_none(tmp_path: Path) -> None:
    entries = [changed(ENTRIES[0], type="ledger-opened/2"), *ENTRIES[1:]]

    found = verified(tmp_path, files(entries, WORDS, notes=[note(entries, 20)]))

    assert kinds(found) == {"OTHER_LOG"}


def test_an_export_that_gives_no_key_of_the_log_is_signed_by_nobody(tmp_path: Path) -> None:
    made = Checkpoint(ORIGIN, 20, TREE.root(20))
    alone = Note(made.encode(), (CHAIR.cosign(made, time=1_780_001_230),)).encode()

    found = verified(tmp_path, files(ENTRIES, WORDS, notes=[alone], vkeys=[CHAIR.verifier.vkey], policy=None))

    assert kinds(found) == {"BAD_SIGNATURE"}


def test_words_taken_away_under_the_name_of_a_public_view_are_found_by_whoever_was_promised_a_full_one(
    tmp_path: Path,
) -> None:
    held = files(ENTRIES, {}, notes=[NOTE], audience="public")

    unaware = verified(tmp_path / "unaware", held)
    aware = verified(tmp_path / "aware", held, audience="full")

    assert unaware.ok
    assert any("a public view is what was to be given" in says for says in unaware.unchecked)
    assert kinds(aware) == {"OTHER_VIEW"}


@pytest.mark.parametrize("audience", ["full", "public"])
def test_a_view_that_is_what_was_promised_is_none_to_look_at(audience: Audience, tmp_path: Path) -> None:
    words = WORDS if audience == "full" else {}

    found = verified(tmp_path, files(ENTRIES, words, notes=[NOTE], audience=audience), audience=audience)

    assert found.ok


def test_a_full_view_where_a_public_one_was_promised_shows_too_much(tmp_path: Path) -> None:
    found = verified(tmp_path, files(ENTRIES, WORDS, notes=[NOTE]), audience="public")

    assert kinds(found) == {"OTHER_VIEW"}


def test_a_ledger_that_was_never_sealed_is_said_to_agree_with_itself_and_no_more() -> None:
    with Ledger.create("memory://", origin=ORIGIN, clerk="office:clerk") as ledger, LedgerEvidence(ledger) as evidence:
        found = verify(evidence)

    assert found.ok
    assert "NOTHING TO HOLD IT AGAINST" in page(found)
    assert "any entry: no checkpoint was made" in page(found)
