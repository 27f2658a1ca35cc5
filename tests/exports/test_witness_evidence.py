"""What a witness refused is on the disk, once, and shows a fork to whoever has the log's key."""

import os
import threading
import time
from pathlib import Path

import pytest

from govledger.exports import witness_evidence
from govledger.exports.witness_evidence import keep_evidence, one_at_a_time, write_durably
from govledger.seal.fork import ForkProof
from govledger.seal.note import Note
from govledger.seal.witness import AddCheckpoint, Evidence
from tests.exports.witnesses import OTHERS, asked
from tests.seal.support import LOG, OTHER_LOG

KNOWN = asked(0, 17).note
KEYS = [OTHER_LOG.verifier, LOG.verifier]


def files(folder: Path | None) -> dict[str, bytes]:
    assert folder is not None
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_two_roots_of_one_size_are_kept_as_a_proof_that_needs_nothing_else(tmp_path: Path) -> None:
    kept = keep_evidence(Evidence(KNOWN, asked(0, 17, OTHERS)), KEYS, tmp_path / "evidence")

    fork = ForkProof.parse(files(kept)["fork-proof"]).check(LOG.verifier)
    assert (fork.smaller.size, fork.larger.size) == (17, 17)
    assert Note.parse(files(kept)["known"]) == KNOWN


def test_two_sizes_are_kept_as_what_was_known_and_what_was_asked(tmp_path: Path) -> None:
    refused = asked(17, 30, OTHERS)

    kept = keep_evidence(Evidence(KNOWN, refused), KEYS, tmp_path)

    assert files(kept) == {"known": KNOWN.encode(), "request": refused.encode()}
    assert AddCheckpoint.parse(files(kept)["request"]) == refused


def test_what_is_offered_again_is_kept_once_and_as_it_first_was(tmp_path: Path) -> None:
    first = keep_evidence(Evidence(KNOWN, asked(17, 30, OTHERS)), KEYS, tmp_path)
    held = files(first)

    second = keep_evidence(Evidence(KNOWN, AddCheckpoint(17, (), asked(0, 30, OTHERS).note)), KEYS, tmp_path)

    assert (second, files(second)) == (first, held)
    assert len(list(tmp_path.iterdir())) == 1


def test_what_was_kept_in_part_when_the_power_failed_is_kept_whole_the_next_time(tmp_path: Path) -> None:
    found = Evidence(KNOWN, asked(0, 17, OTHERS))
    kept = keep_evidence(found, KEYS, tmp_path)
    whole = files(kept)
    assert kept is not None
    (kept / "request").unlink()

    keep_evidence(found, KEYS, tmp_path)

    assert files(kept) == whole


def test_evidence_does_not_fill_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witness_evidence, "EVIDENCE_MAX", 1)
    first = keep_evidence(Evidence(KNOWN, asked(17, 30, OTHERS)), KEYS, tmp_path)

    further = keep_evidence(Evidence(KNOWN, asked(17, 31, OTHERS)), KEYS, tmp_path)

    assert further is None
    assert list(tmp_path.iterdir()) == [first]
    assert keep_evidence(Evidence(KNOWN, asked(17, 30, OTHERS)), KEYS, tmp_path) == first


def test_no_crowd_of_lesser_refusals_keeps_a_fork_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witness_evidence, "EVIDENCE_MAX", 1)
    keep_evidence(Evidence(KNOWN, asked(17, 30, OTHERS)), KEYS, tmp_path)

    fork = keep_evidence(Evidence(KNOWN, asked(0, 17, OTHERS)), KEYS, tmp_path)

    assert "fork-proof" in files(fork)
    assert keep_evidence(Evidence(asked(0, 16).note, asked(0, 16, OTHERS)), KEYS, tmp_path) is None


def test_a_file_is_put_in_place_whole_and_forced_to_the_disk_before_and_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, seen = tmp_path / "state", list[tuple[bool, bool]]()
    really = os.fsync

    def fsync(descriptor: int) -> None:
        seen.append((path.exists(), (tmp_path / "state.new").exists()))
        really(descriptor)

    monkeypatch.setattr("os.fsync", fsync)

    write_durably(path, b"one")

    assert seen == [(False, True), (True, False)]
    assert path.read_bytes() == b"one"
    assert path.stat().st_mode & 0o077 == 0


def test_one_waits_until_the_other_is_done(tmp_path: Path) -> None:
    path, order = tmp_path / "state", list[str]()

    def second() -> None:
        with one_at_a_time(path):
            order.append("second")

    with one_at_a_time(path):
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.1)
        order.append("first")
    thread.join()

    assert order == ["first", "second"]
