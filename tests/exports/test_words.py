"""Words that were committed to are there, or an entry says why they are not: and says it of what was there before."""

from __future__ import annotations

from pathlib import Path

import pytest

from govledger.exports import Verified
from govledger.exports.commitments import as_disclosure, disclosed_path
from govledger.seal.commitment import commit, digest
from tests.exports.support import changed, entry, files, history, kinds, note, verified

SIZE = 20
ENTRIES, WORDS = history(SIZE)


def seen(folder: Path, number: int, raw: bytes, payloads: list[bytes], *, gone: int = 0) -> Verified:
    """What is said of the history in which an entry is exchanged, and the words of another are gone."""
    entries = [*ENTRIES[: number - 1], raw, *ENTRIES[number:]]
    words = {at: held for at, held in {**WORDS, number: payloads}.items() if at != gone}
    return verified(folder, files(entries, words, notes=[note(entries, SIZE)]))


def test_an_entry_excuses_the_words_of_none_that_comes_after_it(tmp_path: Path) -> None:
    raw, payloads = entry(5, "disclosure-erased/1", body={"entries": ["entry:9"], "by": ["office:records"]})

    found = seen(tmp_path, 5, raw, payloads, gone=9)

    assert kinds(found) == {"DISCLOSURE_MISSING"}
    assert not found.commitments.erased


def test_an_entry_excuses_the_words_of_one_that_came_before_it(tmp_path: Path) -> None:
    raw, payloads = entry(9, "disclosure-erased/1", body={"entries": ["entry:5"], "by": ["office:records"]})

    found = seen(tmp_path, 9, raw, payloads, gone=5)

    assert found.ok
    assert [(one.number, one.by) for one in found.commitments.erased] == [(5, 9)]


@pytest.mark.parametrize("type_", ["disclosure-erased-of-late/1", "disclosure-erasedness/1"])
def test_a_type_of_a_name_that_begins_alike_erases_nothing(type_: str, tmp_path: Path) -> None:
    raw, payloads = entry(9, type_, body={"entries": ["entry:5"], "by": ["office:records"]})

    found = seen(tmp_path, 9, raw, payloads, gone=5)

    assert kinds(found) == {"DISCLOSURE_MISSING"}


@pytest.mark.parametrize("type_", ["council-app/1", "status-reported/2", "status-reported/01", "status-reported"])
def test_a_type_that_is_not_known_is_told_though_it_withholds_nothing(type_: str, tmp_path: Path) -> None:
    found = seen(tmp_path, 9, *entry(9, type_))

    assert found.ok
    assert f"unchecked withholding for 1 foreign type: {type_}" in found.unchecked


def test_one_commitment_cannot_stand_for_two_texts(tmp_path: Path) -> None:
    payloads = commit([("text", "All is well")])
    twice = {"_sd": [digest(payloads[0])] * 2, "_sd_for": ["@reason", "text"], "_sd_alg": "sha-256"}

    found = seen(tmp_path, 9, changed(entry(9)[0], **twice), payloads)

    assert "NOT_CANONICAL" in kinds(found)


@pytest.mark.parametrize("stamp", ["2026-05-28T29:59:59.000000Z", "202\u0666-05-28T20:35:40.000000Z"])
def test_a_stamp_is_a_time_of_day_in_plain_digits(stamp: str, tmp_path: Path) -> None:
    raw, payloads = entry(9, words={"text": "All is well"}, recorded_at=stamp, clerk="office:d\u00e9mocratie")

    found = seen(tmp_path, 9, raw, payloads)

    assert "NOT_CANONICAL" in kinds(found)


@pytest.mark.parametrize("junk", ["!", "=", "\n", " "])
def test_a_disclosure_is_base64_and_nothing_besides(junk: str) -> None:
    disclosure = as_disclosure(commit([("text", "All is well")])[0])

    assert disclosed_path(disclosure) == "text"
    assert disclosed_path(disclosure[:8] + junk + disclosure[8:]) is None
