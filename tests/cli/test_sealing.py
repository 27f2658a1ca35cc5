"""The verbs of the log and its witnesses: keys, checkpoints, receipts, cosigning by file, forks."""

import datetime as dt
import json
import stat
from pathlib import Path

import pytest

from govledger import Ledger
from govledger.cli import witness_state
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.cosignature import cosignatures, parse_signer, parse_verifier
from govledger.seal.crypto import mldsa44_available
from govledger.seal.fork import ForkProof
from govledger.seal.note import Note, Signer, Verifier
from govledger.seal.proof import TlogProof, check_proof
from govledger.seal.strict import encode_base64
from govledger.seal.tree import prove_consistency
from govledger.seal.witness import AddCheckpoint
from tests.cli.sealed import ORIGIN, add, cosign, log_key, prepared, seal
from tests.cli.support import run
from tests.support import not_run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a ledger of three entries, and the keys of its log and of a witness in another."""
    return prepared(tmp_path)


# Keys ----------------------------------------------------------------------------------------------------------------


def test_a_key_goes_to_a_file_that_only_its_owner_may_read_and_its_public_half_is_printed(tmp_path: Path) -> None:
    ran = run("keygen", ORIGIN, "--out", tmp_path / "key")

    held = (tmp_path / "key").read_text()
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert Signer.parse(held.strip()).verifier == Verifier.parse(ran.out.strip())
    assert held.strip() not in ran.out + ran.err
    assert f"The private one is at {tmp_path / 'key'}" in ran.err


@pytest.mark.parametrize("mldsa", [False, True])
def test_a_witness_has_a_key_to_cosign_with(tmp_path: Path, mldsa: bool) -> None:  # noqa: FBT001 - a parameter
    if mldsa and not mldsa44_available():
        not_run("ML-DSA-44 keys on the command line", "the `cryptography` installed here has none")

    ran = run("keygen", "chair", "--witness", *(["--mldsa"] if mldsa else []), "--out", tmp_path / "key", "--json")

    assert parse_signer((tmp_path / "key").read_text().strip()).verifier == parse_verifier(ran.json["vkey"])
    assert (ran.json["name"], ran.json["key"]) == ("chair", str(tmp_path / "key"))


def test_a_key_is_never_written_over_anything(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("something")

    ran = run("keygen", ORIGIN, "--out", tmp_path / "key", code=2)

    assert "there is something at" in ran.err
    assert (tmp_path / "key").read_text() == "something"


def test_a_log_has_no_ml_dsa_key_and_no_name_with_a_space(tmp_path: Path) -> None:
    assert "goes with --witness" in run("keygen", ORIGIN, "--mldsa", "--out", tmp_path / "key", code=2).err
    assert "key name" in run("keygen", "the board", "--out", tmp_path / "key", code=2).err
    assert not (tmp_path / "key").exists()


def test_a_key_beside_a_ledger_is_warned_of(folder: Path) -> None:
    ran = run("keygen", ORIGIN, "--out", folder / "key")

    assert "L is in the same folder" in ran.err


def test_a_key_that_others_may_read_is_warned_of(folder: Path) -> None:
    (folder / "keys" / "log").chmod(0o644)

    ran = run("seal", folder / "L", "--key", folder / "keys" / "log")

    assert "others than its owner may read the key" in ran.err


# Sealing -------------------------------------------------------------------------------------------------------------


def test_seal_signs_every_entry_and_says_what_to_print(folder: Path) -> None:
    ran = run("seal", folder / "L", "--key", folder / "keys" / "log", "--kept-to", folder / "kept")

    kept = Checkpoint.open((folder / "kept").read_bytes(), log_key(folder))
    assert (kept.origin, kept.size) == (ORIGIN, 3)
    assert ran.lines[0].startswith(f"sealed 3 entries of {ORIGIN}, at ")
    assert ran.lines[1].startswith("size 3, root ")
    assert ran.lines[2:] == [f"signed by {ORIGIN}", f"the checkpoint is in {folder / 'kept'}"]


def test_a_kept_checkpoint_gives_way_to_a_later_one_of_its_log_and_to_nothing_else(folder: Path) -> None:
    first = seal(folder, "L", "--kept-to", folder / "kept")
    add(folder / "L", "More")
    second = seal(folder, "L", "--kept-to", folder / "kept")

    assert Note.parse((folder / "kept").read_bytes()) == second != first
    (folder / "other").write_text("minutes of the board")
    for place in ("other", "keys/log"):
        before = (folder / place).read_bytes()
        ran = run("seal", folder / "L", "--key", folder / "keys" / "log", "--kept-to", folder / place, code=2)
        assert "no earlier checkpoint of this log" in ran.err
        assert (folder / place).read_bytes() == before


def test_seal_needs_a_key_of_the_log_or_something_to_take_in(folder: Path) -> None:
    assert "give --key FILE" in run("seal", folder / "L", code=2).err
    assert "algorithm 0x04" in run("seal", folder / "L", "--key", folder / "keys" / "chair", code=2).err
    assert "begins with PRIVATE+KEY+" in run("seal", folder / "L", "--key", folder / "log.vkey", code=2).err
    run("keygen", "another", "--out", folder / "keys" / "another")
    assert f"a key named {ORIGIN}" in run("seal", folder / "L", "--key", folder / "keys" / "another", code=2).err
    (folder / "long").write_bytes(bytes(2_000_000))
    assert "at most 1048576 bytes" in run("seal", folder / "L", "--cosigned", folder / "long", code=2).err


def test_a_receipt_is_printed_or_put_in_a_file(folder: Path) -> None:
    seal(folder)

    printed = run("receipt", folder / "L", 2).out
    told = run("receipt", folder / "L", 2, "--out", folder / "r", "--without-text").out
    as_json = run("receipt", folder / "L", 2, "--json").json

    with Ledger.open(folder / "L") as ledger:
        leaf = ledger.entry(2).leaf_hash
    assert check_proof(TlogProof.parse(printed.encode()), bytes.fromhex(leaf), log_key(folder)).checkpoint.size == 3
    assert (b"All is well" in TlogProof.parse(printed.encode()).extra, as_json["receipt"]) == (True, printed)
    assert TlogProof.parse((folder / "r").read_bytes()).extra == b""
    assert leaf in told
    assert as_json["leaf_hash"] == leaf


def test_there_is_no_receipt_before_a_checkpoint(folder: Path) -> None:
    told = run("receipt", folder / "L", 2, code=2).err

    assert "never sealed; seal it with: govledger seal LEDGER --key FILE" in told


# Witnesses -----------------------------------------------------------------------------------------------------------


def test_a_witness_cosigns_one_history_after_the_other_and_the_ledger_keeps_it(folder: Path) -> None:
    first = seal(folder, "L", "--kept-to", folder / "kept")
    told = cosign(folder, folder / "kept", "--out", folder / "back")
    run("seal", folder / "L", "--cosigned", folder / "back")
    add(folder / "L", "More")
    seal(folder)

    again = cosign(folder, folder / "L", "--out", folder / "back")

    ran = run("seal", folder / "L", "--cosigned", folder / "back", "--json")
    witness = parse_verifier((folder / "chair.vkey").read_text().strip())
    assert "the first that this witness saw" in told
    assert "which extends the 3 seen before" in again
    assert ran.json["signatures"] == [ORIGIN, "chair.example.gov.uk"]
    assert "took in signatures" in run("seal", folder / "L", "--cosigned", folder / "back").out
    with Ledger.open(folder / "L") as ledger:
        kept = [Note.parse(sealed.note) for sealed in ledger.sealed()]
    assert [len(cosignatures(note, witness)) for note in kept] == [1, 1]
    assert kept[0].text == first.text


def test_a_cosignature_by_a_clock_that_is_wrong_is_refused_unless_that_is_allowed_for(folder: Path) -> None:
    note = seal(folder)
    chair = parse_signer((folder / "keys" / "chair").read_text().strip())
    hour_ago = int(dt.datetime.now(dt.UTC).timestamp()) - 3_600
    back = note.with_signatures(chair.cosign(Checkpoint.parse(note.text), time=hour_ago))
    (folder / "back").write_bytes(back.encode())

    refused = run("seal", folder / "L", "--cosigned", folder / "back", code=2)
    taken = run("seal", folder / "L", "--cosigned", folder / "back", "--skew", "61", "--json")

    assert "entry 3, which that covers, was recorded at" in refused.err
    assert taken.json["signatures"] == [ORIGIN, "chair.example.gov.uk"]


def test_of_several_files_all_are_taken_in_or_none(folder: Path) -> None:
    run("keygen", "audit.example.gov.uk", "--witness", "--out", folder / "keys" / "audit")
    note, now = seal(folder), int(dt.datetime.now(dt.UTC).timestamp())
    checkpoint = Checkpoint.parse(note.text)
    for who, time in (("chair", now), ("audit", now), ("late", now - 3_600)):
        signer = parse_signer((folder / "keys" / (who if who != "late" else "audit")).read_text().strip())
        (folder / who).write_bytes(note.with_signatures(signer.cosign(checkpoint, time=time)).encode())

    refused = run("seal", folder / "L", "--cosigned", folder / "chair", "--cosigned", folder / "late", code=2)
    with Ledger.open(folder / "L") as ledger:
        after = Note.parse(ledger.sealed()[0].note).signatures
    taken = run("seal", folder / "L", "--cosigned", folder / "chair", "--cosigned", folder / "audit", "--json")

    assert "nothing was taken in, of any of the 2 files" in refused.err
    assert after == note.signatures
    assert set(taken.json["signatures"]) == {ORIGIN, "chair.example.gov.uk", "audit.example.gov.uk"}


def test_a_witness_can_be_shown_an_export_a_proof_or_the_request_itself(folder: Path) -> None:
    seal(folder)
    run("export", folder / "L", folder / "E1", "--vkey", folder / "log.vkey")
    cosign(folder, folder / "E1")
    for number, how in enumerate(("export", "proof", "request", "other")):
        add(folder / "L", f"More {number}")
        note = seal(folder, "L", "--kept-to", folder / "kept")
        with Ledger.open(folder / "L") as ledger:
            hashes = prove_consistency(3 + number, 4 + number, ledger.node)
        run("export", folder / "L", folder / f"{how}.zip", "--vkey", folder / "log.vkey")
        (folder / "proof").write_text("".join(f"{encode_base64(one)}\n" for one in hashes))
        (folder / "request").write_bytes(AddCheckpoint(3 + number, hashes, note).encode())
        asked = {
            "export": (folder / "kept", "--proof", folder / "export.zip"),
            "proof": (folder / "kept", "--proof", folder / "proof"),
            "request": (folder / "request",),
            "other": (folder / "other.zip",),
        }[how]

        answer = cosign(folder, *asked, "--json")

        assert json.loads(answer)["size"] == 4 + number


def test_a_witness_asks_for_a_proof_and_for_the_key_of_a_log(folder: Path) -> None:
    seal(folder, "L", "--kept-to", folder / "kept")
    keys = ("--key", folder / "keys" / "chair", "--state", folder / "state")
    assert "--log" in run("cosign", folder / "kept", *keys, code=2).err
    cosign(folder, folder / "kept")
    add(folder / "L", "More")
    seal(folder, "L", "--kept-to", folder / "kept")

    assert "give --proof" in cosign(folder, folder / "kept", code=2)


@pytest.fixture
def forked(folder: Path) -> Path:
    """A ledger L whose four entries a witness saw, and F, another ledger from its backup of three."""
    seal(folder, "L", "--kept-to", folder / "three")
    run("backup", folder / "L", folder / "F")
    add(folder / "L", "For the board")
    seal(folder, "L", "--kept-to", folder / "board")
    cosign(folder, folder / "L")
    add(folder / "F", "For the inspector")
    seal(folder, "F", "--kept-to", folder / "inspector")
    return folder


def test_a_witness_refuses_a_second_history_and_keeps_what_the_log_signed(forked: Path) -> None:
    told = cosign(forked, forked / "F", code=1)
    smaller = cosign(forked, forked / "three", code=1)
    add(forked / "F", "And more")
    seal(forked, "F")
    larger = json.loads(cosign(forked, forked / "F", "--json", code=1))

    assert "of the same 4 entries this witness has cosigned another root" in told
    assert "what the log signed is kept" in told
    assert "it covers 3 entries, and this witness has cosigned 4" in smaller
    assert larger["status"] == 422
    (kept,) = [Path(place) for place in larger["kept"]]
    assert Note.parse((kept / "known").read_bytes()).text == Note.parse((forked / "board").read_bytes()).text
    assert len(list((forked / "state.evidence").glob("*/fork-proof"))) == 1


def test_a_witness_is_not_moved_by_the_tree_of_another_history(forked: Path) -> None:
    add(forked / "F", "And more")
    seal(forked, "F", "--kept-to", forked / "five")

    told = json.loads(cosign(forked, forked / "five", "--proof", forked / "L", "--json", code=1))

    assert (told["status"], len(told["kept"])) == (422, 1)


@pytest.mark.parametrize(
    "damage",
    [
        "no JSON",
        "[]",
        '{"v":"govledger-witness/2","logs":{}}',
        '{"v":"govledger-witness/1"}',
        '{"v":"govledger-witness/1","logs":{"x":{"vkeys":["y"],"note":null}}}',
        '{"v":"govledger-witness/1","logs":{"x":{"vkeys":[],"note":"y"}}}',
        '{"v":"govledger-witness/1","logs":{"x":{"vkeys":[]}}}',
    ],
)
def test_a_damaged_state_cosigns_nothing(folder: Path, damage: str) -> None:
    seal(folder, "L", "--kept-to", folder / "kept")
    (folder / "state").write_text(damage)

    told = cosign(folder, folder / "kept", "--out", folder / "back", code=2)

    assert str(folder / "state") in told
    assert not (folder / "back").exists()
    assert (folder / "state").read_text() == damage


def test_a_state_that_the_log_did_not_sign_cosigns_nothing(folder: Path) -> None:
    note = seal(folder, "L", "--kept-to", folder / "kept")
    cosign(folder, folder / "kept")
    held = json.loads((folder / "state").read_text())
    forged = Checkpoint.parse(note.text).sign(Signer.generate(ORIGIN))
    other = Checkpoint("other.example/log", 9, bytes(32)).sign(Signer.generate("other.example/log"))
    for remembered in (forged, other, forged.with_signatures(*other.signatures)):
        held["logs"][ORIGIN]["note"] = remembered.encode().decode()
        (folder / "state").write_text(json.dumps(held))

        assert f"{folder / 'state'}: found" in cosign(folder, folder / "kept", code=2)


def test_a_state_that_is_too_long_to_be_one_is_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seal(folder, "L", "--kept-to", folder / "kept")
    cosign(folder, folder / "kept")
    monkeypatch.setattr(witness_state, "STATE_BYTES_MAX", 10)

    assert "at most 10 bytes" in cosign(folder, folder / "kept", code=2)


def test_a_log_whose_key_changed_is_cosigned_once_its_new_key_is_given(folder: Path) -> None:
    seal(folder, "L", "--kept-to", folder / "kept")
    cosign(folder, folder / "kept")
    new = run("keygen", ORIGIN, "--out", folder / "keys" / "new").out.strip()
    add(folder / "L", "More")
    run("seal", folder / "L", "--key", folder / "keys" / "new")

    assert "no signature of a known key" in cosign(folder, folder / "L", code=1)
    assert "which extends the 3" in cosign(folder, folder / "L", "--log", new, "--out", folder / "back")


def test_a_key_is_no_longer_than_a_path_and_no_file_of_them_is_needed(folder: Path) -> None:
    seal(folder, "L", "--kept-to", folder / "kept")
    keys = ("--key", folder / "keys" / "chair", "--state", folder / "state")

    assert "key" in run("cosign", folder / "kept", *keys, "--log", "x" * 5_000, code=2).err


def test_a_witness_does_not_cosign_what_the_log_did_not_sign(folder: Path) -> None:
    note = seal(folder)
    (folder / "forged").write_bytes(Checkpoint.parse(note.text).sign(Signer.generate(ORIGIN)).encode())

    assert "refused" in cosign(folder, folder / "forged", code=1)


# Forks ---------------------------------------------------------------------------------------------------------------


def test_two_checkpoints_of_one_size_are_shown_to_be_a_fork(forked: Path) -> None:
    ran = run(
        "fork-proof",
        forked / "board",
        forked / "inspector",
        "--log",
        forked / "log.vkey",
        "--out",
        forked / "f",
        code=1,
    )

    fork = ForkProof.parse((forked / "f").read_bytes()).check(log_key(forked))
    assert ran.lines == [str(fork), f"what shows it is in {forked / 'f'}"]


def test_two_histories_of_two_sizes_are_shown_to_be_a_fork(forked: Path) -> None:
    add(forked / "F", "And more")
    seal(forked, "F", "--kept-to", forked / "five")
    run("export", forked / "F", forked / "E", "--vkey", forked / "log.vkey")

    for arguments in (
        (forked / "board", forked / "F", "--log", forked / "log.vkey"),
        (forked / "E", forked / "board"),
        (forked / "five", forked / "board", "--log", forked / "log.vkey", "--tree", forked / "E"),
    ):
        printed = run("fork-proof", *arguments, code=1).out
        told = run("fork-proof", *arguments, "--json", code=1).json

        assert ForkProof.parse(printed.encode()).check(log_key(forked)).larger.size == 5
        assert (told["fork"], told["proof"]) == (True, printed)


def test_what_extends_another_is_no_fork(forked: Path) -> None:
    ran = run("fork-proof", forked / "three", forked / "L", "--log", forked / "log.vkey")
    same = run("fork-proof", forked / "board", forked / "L", "--log", forked / "log.vkey", "--json")

    assert ran.out == "no fork: the history of 4 entries begins with that of 3\n"
    assert same.json == {"fork": False, "says": "no fork: both say the same of 4 entries"}


def test_a_fork_proof_needs_the_key_and_the_tree(forked: Path) -> None:
    pair = (forked / "three", forked / "board")

    assert "give the public key" in run("fork-proof", *pair, code=2).err
    assert "give --tree" in run("fork-proof", *pair, "--log", forked / "log.vkey", code=2).err
    other = run("keygen", ORIGIN, "--out", forked / "keys" / "other").out.strip()
    assert "no key that signed both" in run("fork-proof", *pair, "--log", other, code=2).err
    run("init", forked / "N", "--origin", ORIGIN)
    assert "no checkpoint" in run("fork-proof", forked / "N", forked / "board", code=2).err
