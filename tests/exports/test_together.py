"""Entries are read together where nothing is odd about them: what is found is what is found of each by itself."""

import gc
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest

from govledger.errors import SealError
from govledger.events import CATALOGUE
from govledger.exports import Verified, walk
from govledger.exports.commitments import CommitmentCheck, _disclosed_paths, as_disclosure, disclosed_path
from govledger.exports.evidence import Disclosed
from govledger.exports.leaves import Leaf, read_leaf, read_leaves
from govledger.ledger.findings import Findings, Kind
from tests.exports.support import (
    Payloads,
    changed,
    entry,
    files,
    history,
    note,
    opened,
    stamp,
    verified,
)

SIZE = 300
SIZES = (20, 200, 256, 257, SIZE)


def test_entries_together_say_what_each_says() -> None:
    entries, _ = history(40)

    together = read_leaves(entries)

    assert together is not None
    assert [msgspec.structs.asdict(leaf) for leaf in together] == [
        msgspec.structs.asdict(read_leaf(raw)) for raw in entries
    ]


@pytest.mark.parametrize("words", ["green – so be it", "£5 été \U0001f600", "\x7f\u2028"])
def test_words_that_are_not_in_ascii_keep_no_entry_from_being_read_with_others(words: str) -> None:
    raw, _ = entry(2, body={"subject": "action:2", "status": words})

    together = read_leaves([opened()[0], raw])

    assert together is not None
    assert together[1].body["status"] == read_leaf(raw).body["status"] == words


FIRST, SECOND = entry(2)[0], entry(3)[0]
NOT_TOGETHER = {
    "two entries in one place, and none in the next": [FIRST + b"\n" + SECOND, b""],
    "an entry in two places, at its newline": [FIRST + b"\n", SECOND],
    "an entry in two places, at its comma": [*FIRST.split(b",", 1), SECOND],
    "two entries in the place of one": [FIRST + b"\n" + SECOND],
    "a source with a key that is not in ASCII": [FIRST, changed(SECOND, source=[{"é": "minutes"}])],
    "an entry and a newline before it": [b"\n" + FIRST, SECOND],
    "an entry that is not there": [FIRST, b"", SECOND],
    "an entry with a space": [FIRST, SECOND.replace(b":", b": ", 1)],
    "a key that is not in ASCII": [FIRST, SECOND.replace(b'"subject"', '"é":1,"subject"'.encode())],
    "a key below it that is not": [FIRST, SECOND.replace(b'"action:3"', '{"a":[{"é":1}]}'.encode())],
    "a fraction": [FIRST, SECOND.replace(b'"green"', b"1.5")],
    "a number that is too large": [FIRST, SECOND.replace(b'"green"', b"9007199254740992")],
    "a character that is half of a pair": [FIRST, SECOND.replace(b"green", b"\\ud800")],
    "bytes that are not UTF-8": [FIRST, SECOND.replace(b"green", b"\xed\xa0\x80")],
    "a stamp of another day than there are": [FIRST, changed(SECOND, recorded_at="2026-02-32T00:00:00.000000Z")],
    "stamps that are only stamps together": [
        changed(FIRST, recorded_at=stamp(2)[:-1]),
        changed(SECOND, recorded_at="Z\n" + stamp(3)),
    ],
    "paths without digests": [FIRST, changed(SECOND, _sd_for=["text"])],
    "an algorithm without digests": [FIRST, changed(SECOND, _sd_alg="sha-256")],
}


@pytest.mark.parametrize("entries", NOT_TOGETHER.values(), ids=NOT_TOGETHER)
def test_what_is_no_entry_is_none_among_others_either(entries: list[bytes]) -> None:
    assert read_leaves(entries) is None
    with pytest.raises(SealError):
        list(map(read_leaf, entries))


def changing(random: Random) -> tuple[list[bytes], list[bytes], Payloads]:
    """A history with words, erasures and clocks set right; and one that somebody changed, with its payloads."""
    made = [opened()]
    for number in range(2, SIZE + 1):
        kind, given = random.choice(KINDS)
        at = {"recorded_at": stamp(number - random.randrange(3))} if kind.startswith("clock") else {}
        body = {"entries": [f"entry:{random.randrange(1, number + 2)}"], "subject": "action:1", "status": "gré"}
        made.append(entry(number, kind, words=given, body=body, **at))
    honest = [raw for raw, _ in made]
    entries, payloads = list(honest), {number: held for number, (_, held) in enumerate(made, start=1) if held}
    for _ in range(random.randrange(4)):
        place, other = random.randrange(SIZE), random.randrange(SIZE)
        match random.randrange(7):
            case 0:
                del entries[place]
                entries.append(b"")
            case 1:
                entries[place], entries[other] = entries[other], entries[place]
            case 2:
                entries[place] = entry(other)[0]
            case 3:
                entries[place] = entry(place + 1, recorded_at=stamp(other))[0]
            case 4:
                entries[place] += b"\n"
            case 5:
                payloads[place + 1] = payloads.get(other, [b'["salt","text","Others"]'])
            case _:
                payloads.pop(random.choice(sorted(payloads)))
    return honest, entries, payloads


KINDS: list[tuple[str, dict[str, str]]] = [
    *[("status-reported/1", {"text": "Words"}), ("status-reported/1", {})] * 100,
    ("status-reported/1", {"@reason": "Why", "text": "Words"}),
    ("status-reported/1", {"status": "green"}),
    ("council-app/1", {"anything": "Words"}),
    ("disclosure-erased/1", {}),
    ("clock-corrected/1", {}),
]


@pytest.mark.parametrize("seed", range(30))
def test_what_is_found_does_not_depend_on_which_entries_are_read_together(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = Random(seed)
    honest, entries, payloads = changing(random)
    notes = [note(honest if random.random() < 0.5 else entries, size) for size in SIZES]
    held = files(entries, payloads, notes=notes, audience=random.choice(["full", "public"]))
    together = told(verified(tmp_path, held))

    monkeypatch.setattr(walk, "read_leaves", one_by_one)

    assert told(verified(tmp_path, held)) == together


def told(found: Verified) -> list[Any]:
    return [found.findings, found.commitments, found.clocks, found.origin, found.size, found.unchecked]


def one_by_one(entries: list[bytes]) -> list[Leaf] | None:
    return None


def test_an_honest_history_is_read_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entries, payloads = history(SIZE)
    monkeypatch.setattr(walk, "read_leaf", None)

    found = verified(tmp_path, files(entries, payloads, notes=[note(entries, size) for size in SIZES]))

    assert found.ok
    assert found.commitments.disclosed == SIZE - 1


def test_a_stamp_is_held_against_the_one_above_it_across_bundles(tmp_path: Path) -> None:
    entries, payloads = history(SIZE)
    entries[256:] = [changed(raw, recorded_at=stamp(200 + at)) for at, raw in enumerate(entries[256:])]

    found = verified(tmp_path, files(entries, payloads, notes=[note(entries, SIZE, cosigned=False)]))

    assert [finding.entries for finding in found.findings if finding.kind == Kind.BACKDATED] == [(257,)]


def test_the_collector_of_cycles_is_as_it_was_once_all_is_read(tmp_path: Path) -> None:
    entries, payloads = history(20)

    verified(tmp_path, files(entries, payloads, notes=[note(entries, 20)]))

    assert gc.isenabled()


# Words that are decoded together --------------------------------------------------------------------------------------

GOOD = [
    msgspec.json.encode(["6qMQvRL5haj", path, words])
    for path in ("text", "@reason", "é")
    for words in ("W", "Wo", "Wor", "\u0000 é")
]
ODD = [
    b"",
    b" ",
    b"\n",
    b"[]",
    b'["a","b","c"]["d","e","f"]',
    b'["a","b","c"]\n["d","e","f"]',
    b'["a",\n"b","c"]',
    b'\n["a","b","c"]',
    b' ["a","b","c"] ',
    b'["a","b","c"]\n\n\n',
    b'["a","b","c"]\0',
    b'["a","b","c"',
    b'["a","b","c","d"]',
    b'["a","b",1]',
    b'"a"',
    b'["a","\xff","c"]',
    b"[" * 2_000,
]
ENCODED = [
    *[as_disclosure(payload) for payload in (*GOOD, *ODD)],
    *[as_disclosure(payload)[:-1] for payload in GOOD],
    *[as_disclosure(payload)[:-1] + last for payload in GOOD for last in "BCx9-_"],
    *[as_disclosure(payload) + more for payload in GOOD for more in ("A", "AA", "=", "==", "\n", "é", "\ud800")],
]


@pytest.mark.parametrize("odd", ENCODED)
def test_words_that_are_decoded_together_are_of_the_paths_that_each_is_alone(odd: str) -> None:
    good = [as_disclosure(payload) for payload in GOOD]

    for words in ([odd], [odd, *good], [*good[:5], odd, *good[5:]], [*good, odd], [odd, odd]):
        together = _disclosed_paths([word.encode(errors="surrogatepass") for word in words])

        assert together in (None, [disclosed_path(word) for word in words])


def test_words_that_are_written_as_ours_are_decoded_together() -> None:
    good = [as_disclosure(payload) for payload in GOOD]

    together = _disclosed_paths([word.encode() for word in good])

    assert together == [disclosed_path(word) for word in good]
    assert None not in together


@pytest.mark.parametrize("size", [1, 7, 64, 1_000])
def test_words_are_the_same_however_much_of_their_file_is_read_at_a_time(
    size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = Random(size)
    honest, entries, payloads = changing(random)
    held = files(entries, payloads, notes=[note(honest, at) for at in SIZES])
    at_once = told(verified(tmp_path, held))

    monkeypatch.setattr("govledger.exports.files.BLOCK_BYTES", size)

    assert told(verified(tmp_path, held)) == at_once


@pytest.mark.parametrize("seed", range(20))
def test_words_are_held_against_their_entries_in_whatever_order_and_however_many_at_a_time_they_come(seed: int) -> None:
    random = Random(seed)
    raws, payloads = history(40)
    leaves = read_leaves(raws)
    assert leaves is not None
    rows = [Disclosed(number=number, disclosures=list(map(as_disclosure, held))) for number, held in payloads.items()]
    for _ in range(random.randrange(3)):
        one, other = random.sample(range(len(rows)), 2)
        rows[one], rows[other] = rows[other], rows[one]
    rows += random.sample(rows, random.randrange(2))

    told = []
    for size in (len(rows), 1, 3, 7):
        lots = iter([rows[at : at + size] for at in range(0, len(rows), size)])
        check = CommitmentCheck(lots, catalogue=CATALOGUE, findings=(findings := Findings()))
        for at in range(0, len(leaves), 8):
            check.read_all(leaves[at : at + 8])
        told.append((check.close(is_full=True), findings.all()))

    assert all(one == told[0] for one in told)
