"""Whose keys verification goes by: no signature counts for more, or for anybody else, than it says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from govledger.cli.verified import lines_of
from govledger.errors import CryptographyMissingError
from govledger.seal import cosignature
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.cosignature import (
    CosignatureSigner,
    Ed25519CosignatureSigner,
    MLDSA44CosignatureSigner,
    MLDSA44CosignatureVerifier,
)
from govledger.seal.crypto import NO_MLDSA44, mldsa44_available
from govledger.seal.leaf import leaf_hash
from govledger.seal.note import Note, Signature, Signer, SignerKey
from govledger.seal.tree import root_of
from tests.exports.support import MINUTE, POLICY, VKEYS, changed, files, history, kinds, note, verified
from tests.seal.support import AUDIT, CHAIR, LOG, NOON, ORIGIN

SIZE = 20
ENTRIES, WORDS = history(SIZE)
OTHER = Signer(ORIGIN, bytes(range(9, 41)))
LOG_AS_WITNESS = Ed25519CosignatureSigner("chair.northbeck.example", LOG.seed)
ELSEWHERE = "southmere.example/improvement"


def signed(
    *witnesses: CosignatureSigner,
    log: Signer = LOG,
    origin: str = ORIGIN,
    entries: Sequence[bytes] = ENTRIES,
    time: int = NOON + MINUTE * SIZE + 30,
) -> bytes:
    """A checkpoint of all entries, by whom it is wanted."""
    made = Checkpoint(origin, SIZE, root_of(map(leaf_hash, entries)))
    lines = [witness.cosign(made, time=time) for witness in witnesses]
    return Note(made.encode(), (log.sign(made.encode()), *lines)).encode()


def vkeys(*keys: SignerKey) -> list[str]:
    """The public keys of these."""
    return [key.verifier.vkey for key in keys]


def test_the_policy_of_an_export_says_which_key_of_the_log_must_have_signed_its_newest_checkpoint(
    tmp_path: Path,
) -> None:
    held = files(ENTRIES, WORDS, notes=[note(ENTRIES, SIZE, log=OTHER)], vkeys=[*vkeys(OTHER), *VKEYS])

    found = verified(tmp_path, held)

    assert kinds(found) == {"BAD_SIGNATURE"}
    assert "by a log that the policy lists" in found.findings[0].says


def test_a_key_that_came_with_the_export_is_told_in_full_where_it_signed(tmp_path: Path) -> None:
    held = files(ENTRIES, WORDS, notes=[note(ENTRIES, SIZE, log=OTHER)], vkeys=[*vkeys(OTHER), *VKEYS], policy=None)

    found = verified(tmp_path, held)

    assert found.ok
    assert any(OTHER.verifier.vkey in says for says in found.unchecked)
    assert not any(LOG.verifier.vkey in says for says in found.unchecked)
    assert any("whether the witnesses are any" in says for says in found.unchecked)


@pytest.mark.parametrize("type_", ["ledger-opened/1", "ledger-opened/2"])
def test_a_log_signs_checkpoints_of_its_own_name_only(type_: str, tmp_path: Path) -> None:
    body = {"origin": ELSEWHERE, "zone": "Europe/London", "catalogue_hash": "0" * 64}
    entries = [changed(ENTRIES[0], type=type_, body=body), *ENTRIES[1:]]
    held = files(entries, WORDS, notes=[signed(CHAIR, AUDIT, origin=ELSEWHERE, entries=entries)])

    found = verified(tmp_path, held, policy=POLICY)

    assert kinds(found) == {"OTHER_LOG"}
    assert "the key that signed it is of northbeck.example/improvement" in found.findings[0].says


def test_a_witness_stands_for_the_policy_s_by_its_key_and_by_no_name(tmp_path: Path) -> None:
    namesake = Ed25519CosignatureSigner("chair", bytes(range(50, 82)))
    held = files(ENTRIES, WORDS, notes=[signed(AUDIT, namesake)], vkeys=[*VKEYS, *vkeys(namesake)])

    found = verified(tmp_path, held, policy=POLICY, vkeys=[*VKEYS, *vkeys(namesake)])

    assert kinds(found) == {"QUORUM_MISSING"}


@pytest.mark.parametrize("is_listed", [True, False])
def test_a_log_that_cosigns_with_its_own_key_is_no_witness(is_listed: bool, tmp_path: Path) -> None:  # noqa: FBT001
    (vkey,) = vkeys(LOG_AS_WITNESS)
    log = f"log {VKEYS[0]}\n" if is_listed else ""
    policy = f"{log}witness chair {vkey}\nquorum chair\n".encode()
    held = files(ENTRIES, WORDS, notes=[signed(LOG_AS_WITNESS)], vkeys=[VKEYS[0], vkey], policy=None)

    found = verified(tmp_path, held, policy=policy, vkeys=VKEYS[:1])

    assert kinds(found) == {"QUORUM_MISSING"}
    assert not found.checkpoints[-1].cosigned


def test_a_policy_s_log_of_any_algorithm_comes_before_the_keys_of_the_export(tmp_path: Path) -> None:
    cosigning = Ed25519CosignatureSigner(ORIGIN, bytes(range(60, 92)))
    policy = f"log {vkeys(cosigning)[0]}\nquorum none\n".encode()
    forged = files(ENTRIES, WORDS, notes=[signed(log=OTHER)], vkeys=vkeys(OTHER), policy=None)
    honest = files(ENTRIES, WORDS, notes=[signed(cosigning)], vkeys=VKEYS, policy=None)

    seen = verified(tmp_path / "forged", forged, policy=policy)
    held = verified(tmp_path / "honest", honest, policy=policy)

    assert kinds(seen) == {"BAD_SIGNATURE"}
    assert held.ok
    assert [key.name for key in held.checkpoints[-1].by_log] == [ORIGIN]


def test_a_key_of_the_export_never_takes_the_place_of_the_reader_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever tries four thousand million keys finds one of the same name and id."""
    alike = Signer(ORIGIN, bytes(range(70, 102)))
    monkeypatch.setattr(type(LOG.verifier), "key_id", LOG.verifier.key_id)
    held = files(ENTRIES, WORDS, notes=[signed(CHAIR, AUDIT)], vkeys=[*vkeys(alike), *VKEYS[1:]])

    found = verified(tmp_path, held, policy=POLICY)

    assert found.ok


@pytest.mark.parametrize("seconds", [253_402_300_799, 2**62])
def test_a_witness_s_time_that_no_calendar_reaches_says_nothing(seconds: int, tmp_path: Path) -> None:
    held = files(ENTRIES, WORDS, notes=[signed(CHAIR, AUDIT, time=seconds)])

    found = verified(tmp_path, held, policy=POLICY)

    assert found.ok
    assert found.checkpoints[-1].sightings == []


@pytest.mark.parametrize("witness", [CHAIR, MLDSA44CosignatureSigner("later.example", bytes(range(32)))])
def test_a_cosignature_with_a_time_of_nought_counts_for_the_quorum_and_says_nothing_of_when(
    witness: CosignatureSigner, tmp_path: Path
) -> None:
    """C2SP tlog-cosignature: it says that the tree is consistent with all that the witness saw, and no more."""
    if witness is not CHAIR and not mldsa44_available():
        return
    made = Note.parse(signed())
    line = witness.signed(witness.verifier.message(made.text, time=0))
    data = made.with_signatures(Signature(witness.name, witness.verifier.key_id, bytes(8) + line)).encode()
    policy = f"log {VKEYS[0]}\nwitness one {vkeys(witness)[0]}\nquorum one\n".encode()

    found = verified(tmp_path, files(ENTRIES, WORDS, notes=[data], policy=policy), policy=policy)

    assert (found.ok, found.held, found.quorum.startswith("the quorum one")) == (True, SIZE, True)
    assert found.checkpoints[-1].sightings == []
    assert any("there is no cosignature or timestamp with a time" in says for says in found.unchecked)
    assert "cosigned by one, which says no time" in " ".join(" ".join(lines_of(found)).split())


def test_a_signature_of_a_kind_that_cannot_be_checked_here_counts_for_nothing_and_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object) -> bool:
        raise CryptographyMissingError(NO_MLDSA44)

    monkeypatch.setattr(cosignature, "mldsa44_holds", missing)
    key = MLDSA44CosignatureVerifier("later.example", bytes(1_312))
    line = Signature(key.name, key.key_id, NOON.to_bytes(8) + bytes(2_420))
    made = Note.parse(signed(CHAIR, AUDIT)).with_signatures(line).encode()
    held = files(ENTRIES, WORDS, notes=[made], vkeys=[*VKEYS, key.vkey])

    found = verified(tmp_path, held, policy=POLICY)

    assert found.ok
    assert [one.witness for one in found.checkpoints[-1].cosigned] == ["audit", "chair"]
    assert any("later.example: no ML-DSA-44" in says for says in found.unchecked)


def test_a_quorum_that_a_later_kind_of_signature_gives_is_met_where_it_can_be_checked(tmp_path: Path) -> None:
    if not mldsa44_available():
        return
    later = MLDSA44CosignatureSigner("later.example", bytes(range(32)))
    policy = f"log {VKEYS[0]}\nwitness later {vkeys(later)[0]}\nquorum later\n".encode()
    held = files(ENTRIES, WORDS, notes=[signed(later)], policy=policy)

    found = verified(tmp_path, held, policy=policy)

    assert found.ok
