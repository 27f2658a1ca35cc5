"""What an entry says was erased is held against the entry that it names."""

from pathlib import Path

from tests.exports.support import entry, files, history, kinds, verified


def test_an_erasure_is_of_the_entry_that_it_names_whatever_stands_damaged_before_it(tmp_path: Path) -> None:
    entries, payloads = history(60)
    entries[16] = b"damaged"
    entries[58] = entry(59, "disclosure-erased/1", body={"entries": ["entry:30"]})[0]
    entries[29] = entry(30, words={"@reason": "Why"})[0]
    payloads = {number: held for number, held in payloads.items() if number not in {17, 30, 59}}

    found = verified(tmp_path, files(entries, payloads))

    assert [(erased.number, erased.path) for erased in found.commitments.erased] == [(30, "@reason")]
    assert kinds(found) == {"NOT_CANONICAL"}  # And no words are missing.
