"""What verifiers that nobody here wrote say of our exports: Go of the tree and its notes, npm and PyPI of the bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
import rfc8785

from govledger.exports import write_export
from govledger.ledger import Ledger
from govledger.seal.canonical import encode_canonical
from govledger.seal.cosignature import MLDSA44CosignatureVerifier
from govledger.seal.note import Signer
from tests.seal.independent.programs import Said, ask, canonicaliser, go_verifier
from tests.seal.independent.sample import SIZES, VKEYS, sample_ledger, sample_log
from tests.seal.logs import Log, read_files, write_files
from tests.seal.support import LOG, ORIGIN

HELD = (
    "HELD: 1000 entries, 3 checkpoints, 6 cosignatures of 2 witnesses, 6 consistency proofs, {kept} kept, "
    "{receipts} receipts, {unchecked} keys not checkable"
)


@pytest.fixture(scope="module")
def sealed() -> Iterator[Ledger]:
    with sample_ledger("memory://") as opened:
        yield opened


@pytest.fixture(scope="module")
def honest(sealed: Ledger) -> Log:
    return sample_log(sealed)


@pytest.fixture(scope="module")
def export(sealed: Ledger, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The export of the sample, as anybody would make it."""
    return write_export(sealed, tmp_path_factory.mktemp("sample") / "export", vkeys=VKEYS).path


@pytest.fixture(scope="module")
def go(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return go_verifier(tmp_path_factory.mktemp("go"))


@pytest.fixture(scope="module")
def npm() -> list[str]:
    return canonicaliser()


@pytest.fixture
def kept(honest: Log, tmp_path: Path) -> list[Path]:
    """The three checkpoints, as somebody kept them."""
    folder = write_files({str(size): note for size, note in honest.notes.items()}, tmp_path / "kept")
    return [folder / str(size) for size in SIZES]


def told(log: Log, folder: Path, verifier: Path, *kept: Path, receipts: tuple[Path, ...] = ()) -> Said:
    """What the verifier in Go says of a log, given what was kept."""
    export = write_files(log.files(), folder / "export")
    options = [("-kept", path) for path in kept] + [("-receipt", path) for path in receipts]
    return ask(verifier, export, *(part for option in options for part in option))


def forged(honest: Log, change: Callable[[list[bytes]], object], *, sizes: tuple[int, ...] = SIZES) -> Log:
    """A log whose entries were changed, and whose checkpoints were all signed anew with the log's own key."""
    entries = list(honest.entries)
    change(entries)
    log = replace(honest, entries=entries, notes={})
    for size in sizes:
        log.sign(LOG, min(size, len(entries)))
    return log


def rewritten(entry: bytes, **fields: object) -> bytes:
    """An entry with other fields, in canonical bytes."""
    return encode_canonical(msgspec.json.decode(entry) | fields)


def edit(entries: list[bytes]) -> None:
    """Report another status in entry 220, which reported amber."""
    held = msgspec.json.decode(entries[219])
    assert held["body"]["status"] == "amber"
    entries[219] = rewritten(entries[219], body=held["body"] | {"status": "green"})


def back_date(entries: list[bytes]) -> None:
    """Say of entry 650 that it was recorded with entry 300."""
    entries[649] = rewritten(entries[649], recorded_at=msgspec.json.decode(entries[299])["recorded_at"])


def insert(entries: list[bytes]) -> None:
    """Put an entry in, and number those after it anew."""
    entries.insert(400, entries[398])
    entries[400:] = [rewritten(entry, number=400 + at) for at, entry in enumerate(entries[400:], start=1)]


def swap(entries: list[bytes]) -> None:
    """Exchange two entries, numbers and all."""
    entries[10], entries[20] = entries[20], entries[10]


def remove(entries: list[bytes]) -> None:
    """Take an entry out, and number those after it anew."""
    del entries[500]
    entries[500:] = [rewritten(entry, number=500 + at) for at, entry in enumerate(entries[500:], start=1)]


def test_go_finds_every_entry_in_every_checkpoint_and_each_checkpoint_in_the_next(
    export: Path, go: Path, kept: list[Path]
) -> None:
    said = ask(go, export, *(part for path in kept for part in ("-kept", path)))

    assert said == Said(HELD.format(kept=3, receipts=0, unchecked=0))


def test_go_checks_receipts(sealed: Ledger, honest: Log, go: Path, tmp_path: Path) -> None:
    receipts = {f"{number}.tlog-proof": sealed.receipt(number) for number in (1, 2, 256, 257, 699, 1_000)}
    folder = write_files(receipts, tmp_path / "receipts")

    said = told(honest, tmp_path, go, receipts=tuple(folder / name for name in receipts))

    assert said == Said(HELD.format(kept=0, receipts=6, unchecked=0))


def test_go_refuses_the_receipt_of_an_entry_that_was_changed(
    sealed: Ledger, honest: Log, go: Path, tmp_path: Path
) -> None:
    receipt = write_files({"220": sealed.receipt(220)}, tmp_path / "receipts") / "220"

    said = told(forged(honest, edit), tmp_path, go, receipts=(receipt,))

    assert not said.held


@pytest.mark.parametrize("change", [edit, back_date, insert, swap, remove])
def test_a_changed_log_signed_with_the_real_key_holds_by_itself_and_is_refused_against_a_kept_checkpoint(
    change: Callable[[list[bytes]], object], honest: Log, go: Path, kept: list[Path], tmp_path: Path
) -> None:
    log = forged(honest, change)

    alone = told(log, tmp_path / "alone", go)
    against = told(log, tmp_path / "against", go, kept[1])

    assert alone.held, alone.text
    assert against.text.startswith("REFUSED: CHANGED: the log does not begin as the checkpoint of size 700 says")


def test_a_truncated_log_signed_with_the_real_key_is_refused_against_a_kept_checkpoint(
    honest: Log, go: Path, kept: list[Path], tmp_path: Path
) -> None:
    log = forged(honest, lambda entries: entries[997:].clear(), sizes=(300, 700, 997))

    alone = told(log, tmp_path / "alone", go)
    against = told(log, tmp_path / "against", go, kept[-1])

    assert alone.held, alone.text
    assert against == Said("REFUSED: TRUNCATED: a checkpoint knows of 1000 entries, the log has 997")


def test_what_was_changed_above_the_kept_checkpoint_is_not_held_against_the_log(
    honest: Log, go: Path, kept: list[Path], tmp_path: Path
) -> None:
    log = forged(honest, back_date)

    said = told(log, tmp_path, go, kept[0])

    assert said.held, said.text


def test_the_logs_of_these_tests_are_made_as_an_export_is(honest: Log, export: Path) -> None:
    written = read_files(export)
    words = {"README", "disclosures.ndjson"}

    assert {path: data for path, data in honest.files().items() if path not in words} == {
        path: data for path, data in written.items() if path not in words
    }


def test_go_refuses_a_tile_that_is_not_of_the_entries(honest: Log, go: Path, tmp_path: Path) -> None:
    export = write_files(honest.files(), tmp_path / "export")
    tile = export / "tile/0/001"
    tile.write_bytes(tile.read_bytes()[:-1] + b"\0")

    said = ask(go, export)

    assert said == Said("REFUSED: tile/8/0/001 does not hold the hashes of the entries")


def test_go_refuses_a_signature_that_fails(honest: Log, go: Path, tmp_path: Path) -> None:
    stranger = Signer(ORIGIN, bytes(32)).verifier.vkey
    theirs = replace(honest, vkeys=[stranger, *honest.vkeys[1:]])
    swapped = replace(honest, notes=honest.notes | {700: honest.notes[700].replace(b"\n700\n", b"\n701\n")})

    assert not told(theirs, tmp_path / "theirs", go).held
    assert told(swapped, tmp_path / "swapped", go).text.startswith("REFUSED: 700: invalid signature for key ")


def test_go_says_how_many_keys_it_cannot_check_since_go_1_19_has_no_ml_dsa(
    honest: Log, go: Path, tmp_path: Path
) -> None:
    later = MLDSA44CosignatureVerifier("later.example", bytes(1_312)).vkey

    said = told(replace(honest, vkeys=[*honest.vkeys, later]), tmp_path, go)

    assert said == Said(HELD.format(kept=0, receipts=0, unchecked=1))


def test_npm_writes_every_entry_as_it_is_written(export: Path, npm: list[str]) -> None:
    assert ask(*npm, export) == Said("HELD: 1000 entries are canonical")


def test_rfc8785_writes_every_entry_as_it_is_written(honest: Log) -> None:
    assert [rfc8785.dumps(json.loads(entry)) for entry in honest.entries] == honest.entries


@pytest.mark.parametrize(
    ("old", "new"),
    [(b'"v":"govledger/1"', b'"v" :"govledger/1"'), ("größer".encode(), b"gr\\u00f6\\u00dfer"), (b":17,", b":17.0,")],
)
def test_npm_refuses_bytes_that_mean_the_same_and_are_not_canonical(
    old: bytes, new: bytes, honest: Log, npm: list[str], tmp_path: Path
) -> None:
    entries = [entry.replace(old, new) for entry in honest.entries]
    number = next(at for at, pair in enumerate(zip(entries, honest.entries, strict=True), 1) if pair[0] != pair[1])
    export = write_files(replace(honest, entries=entries).files(), tmp_path / "export")

    said = ask(*npm, export)

    assert said == Said(f"REFUSED: entry {number} is not canonical")


def test_the_sample_has_what_is_hard_to_write_in_one_way(honest: Log) -> None:
    clear = b"".join(honest.entries).decode()

    assert all(word in clear for word in ("größer", "–", "\U0001f7e2"))
    assert len(honest.entries) == SIZES[-1]
