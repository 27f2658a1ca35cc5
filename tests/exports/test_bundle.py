"""An export of a ledger proves itself, is the same each time, and holds no more than its audience may see."""

import os
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from govledger import events as ev
from govledger.errors import LedgerCorruptError, NotAnExportError, NotSealedError, SealError
from govledger.exports import Exported, LedgerEvidence, open_export, verify, write_export
from govledger.ledger import Ledger
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.note import Note
from govledger.seal.policy import Policy
from govledger.seal.tiles import TileReader
from tests.exports.support import POLICY, VKEYS, kinds
from tests.ledger.store.support import sqlite_path
from tests.ledger.support import CLERK, FakeClock
from tests.seal.support import AUDIT, CHAIR, LOG, NOON, ORIGIN

NAME = "Josephine Bloggs"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger with names, narratives, titles and an exempt entry, sealed and cosigned."""
    clock = FakeClock("2026-05-28T20:20:00Z")
    with Ledger.create(tmp_path / "L.db", origin=ORIGIN, clerk=CLERK, clock=clock) as made:
        made.record(
            ev.PersonNamed(person="person:p7", name=NAME),
            ev.BodyEstablished(body="csib", name="Children's Services Improvement Board"),
            ev.ActionAdded(action="2.4", text="Audit every threshold decision"),
            ev.StatusReported(subject="action:2.4", status="green", text=f"{NAME} is confident"),
            happened="2017-06-14",
            source=ev.Source("bvib-2017-06-14", "A3", verbatim="as minuted by the clerk"),
        )
        made.record(ev.ActionAdded(action="2.5", text="A matter for the closed part"), visibility="exempt")
        cosign(made)
        yield made


def cosign(ledger: Ledger) -> None:
    """Seal a ledger and have it cosigned by both witnesses."""
    sealed = ledger.seal(LOG)
    lines = [witness.cosign(sealed.checkpoint, time=NOON) for witness in (CHAIR, AUDIT)]
    ledger.cosigned(Note.parse(sealed.note).with_signatures(*lines).encode())


def export(ledger: Ledger, target: Path, **asked: Any) -> Exported:
    return write_export(ledger, target, **{"policy": POLICY, **asked})


def raw(path: Path) -> bytes:
    """Every byte of an export."""
    held = [path] if path.is_file() else sorted(found for found in path.rglob("*") if found.is_file())
    return b"".join(found.read_bytes() for found in held)


@pytest.mark.parametrize("target", ["E", "E.zip"])
@pytest.mark.parametrize("audience", ["full", "public"])
def test_an_export_holds(target: str, audience: str, ledger: Ledger, tmp_path: Path) -> None:
    kept = ledger.sealed()[0].note
    ledger.record(ev.ActionAdded(action="2.6"))
    cosign(ledger)

    made = export(ledger, tmp_path / target, audience=audience)

    with open_export(tmp_path / target) as evidence:
        found = verify(evidence, kept=[kept], receipts=[ledger.receipt(3)], policy=POLICY)
    assert (found.findings, found.size, found.audience, found.origin) == ((), 7, audience, ORIGIN)
    assert (made.size, made.above, made.checkpoints, made.left_out) == (7, 0, 2, ())


def test_a_public_export_withholds_names_and_narratives_and_has_the_same_root(ledger: Ledger, tmp_path: Path) -> None:
    full, public = tmp_path / "full", tmp_path / "public"

    made = export(ledger, full), export(ledger, public, audience="public")

    shown = [b"Improvement Board", b"Audit every threshold decision"]
    hidden = [NAME.encode(), b"Bloggs", b"is confident", b"closed part", b"as minuted by the clerk"]
    with open_export(full) as evidence:
        words = [path for found in evidence.disclosed() for path in found.disclosures]
    assert len(words) == made[0].disclosed == 9
    assert all(_says(full, said) for said in [*shown, *hidden])
    assert [said for said in [*shown, *hidden] if _says(public, said)] == shown
    assert (made[1].disclosed, made[1].withheld) == (2, 7)
    assert (full / "checkpoint").read_bytes() == (public / "checkpoint").read_bytes()
    assert (full / "tile/entries/000.p/6").read_bytes() == (public / "tile/entries/000.p/6").read_bytes()


def _says(folder: Path, words: bytes) -> bool:
    """Whether an export holds some words, in clear or in a disclosure."""
    from binascii import a2b_base64

    with open_export(folder) as evidence:
        held = [one.replace("-", "+").replace("_", "/") for found in evidence.disclosed() for one in found.disclosures]
    return words in raw(folder) or any(words in a2b_base64(one + "=" * (-len(one) % 4)) for one in held)


@pytest.mark.parametrize("target", ["E", "E.zip"])
def test_the_same_ledger_gives_the_same_bytes(target: str, ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()

    export(ledger, tmp_path / "a" / target)
    export(ledger, tmp_path / "b" / target)

    assert raw(tmp_path / "a" / target) == raw(tmp_path / "b" / target)


def test_a_zip_holds_the_files_of_a_directory(ledger: Ledger, tmp_path: Path) -> None:
    export(ledger, tmp_path / "E")
    export(ledger, tmp_path / "E.zip")

    with zipfile.ZipFile(tmp_path / "E.zip") as held:
        files = {name: held.read(name) for name in held.namelist()}

    on_disk = [found for found in (tmp_path / "E").rglob("*") if found.is_file()]
    assert files == {found.relative_to(tmp_path / "E").as_posix(): found.read_bytes() for found in on_disk}


def test_the_tiles_of_an_export_are_what_any_reader_of_tiles_takes(ledger: Ledger, tmp_path: Path) -> None:
    for number in range(300):
        ledger.record(ev.ActionAdded(action=f"a{number}"))
    cosign(ledger)

    export(ledger, tmp_path / "E")

    checkpoint = Checkpoint.open((tmp_path / "E/checkpoint").read_bytes(), LOG.verifier)
    reader = TileReader(lambda path: (tmp_path / "E" / path).read_bytes(), size=306, root=checkpoint.root)
    assert reader.entries(1)[-1] == ledger.entry(306).raw
    assert Policy.parse((tmp_path / "E/policy").read_bytes()).open((tmp_path / "E/checkpoint").read_bytes())


def test_what_lies_above_the_newest_checkpoint_is_not_exported_and_said(ledger: Ledger, tmp_path: Path) -> None:
    ledger.record(ev.ActionAdded(action="2.6"), ev.ActionAdded(action="2.7"))

    made = export(ledger, tmp_path / "E")

    with open_export(tmp_path / "E") as evidence:
        assert verify(evidence).findings == ()
    assert (made.size, made.above) == (6, 2)


def test_an_erased_text_is_in_no_export_and_each_says_why(ledger: Ledger, tmp_path: Path) -> None:
    export(ledger, tmp_path / "before")
    ledger.erase([2, 5], reason="article 17", by="office:data-protection")
    with pytest.raises(NotAnExportError, match="seal the ledger first"):
        export(ledger, tmp_path / "early")
    cosign(ledger)

    export(ledger, tmp_path / "after")

    with open_export(tmp_path / "after") as evidence, open_export(tmp_path / "before") as older:
        found = verify(evidence, older=older)
    assert found.findings == ()
    assert {(one.number, one.by) for one in found.commitments.erased} == {(2, 7), (5, 7)}
    assert _says(tmp_path / "before", NAME.encode())
    assert not _says(tmp_path / "after", NAME.encode())
    assert not (tmp_path / "early").exists()


def test_a_signature_whose_key_is_not_given_is_left_out_and_said(ledger: Ledger, tmp_path: Path) -> None:
    made = export(ledger, tmp_path / "E", policy=None, vkeys=VKEYS[:2])

    with open_export(tmp_path / "E") as evidence:
        found = verify(evidence)
    assert made.left_out == (AUDIT.name,)
    assert found.findings == ()
    assert [one.witness for one in found.checkpoints[0].cosigned] == [CHAIR.name]


def test_a_signature_that_came_back_damaged_does_not_keep_the_ledger_in(ledger: Ledger, tmp_path: Path) -> None:
    ledger.record(ev.ActionAdded(action="2.6"))
    note = Note.parse(ledger.seal(LOG).note)
    line = CHAIR.cosign(Checkpoint.parse(note.text), time=NOON)
    bad = replace(line, data=line.data[:-1] + bytes([line.data[-1] ^ 1]))
    ledger.cosigned(note.with_signatures(bad).encode())

    made = export(ledger, tmp_path / "E")

    assert made.left_out == (CHAIR.name,)
    with open_export(tmp_path / "E") as evidence:
        assert kinds(verify(evidence)) == {"QUORUM_MISSING"}


def test_an_export_needs_a_checkpoint_and_the_key_that_signed_it(ledger: Ledger, tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "M.db", origin=ORIGIN, clerk=CLERK) as unsealed, pytest.raises(NotSealedError):
        export(unsealed, tmp_path / "E")
    with pytest.raises(SealError, match="under the checkpoint of size 6', expected one by the log: give its key"):
        export(ledger, tmp_path / "E", policy=None)
    with pytest.raises(SealError):
        export(ledger, tmp_path / "E", vkeys=["no key"])
    with pytest.raises(NotAnExportError):
        export(ledger, tmp_path / "E", audience="press")

    assert not (tmp_path / "E").exists()


@pytest.mark.parametrize("target", ["E", "E.zip", "nowhere/E"])
def test_nothing_that_is_there_is_touched(target: str, ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "E.zip").write_bytes(b"mine")
    (tmp_path / "E").mkdir()
    (tmp_path / "E" / "mine").write_bytes(b"mine")
    before = sorted(path.name for path in tmp_path.iterdir())

    with pytest.raises(NotAnExportError):
        export(ledger, tmp_path / target)

    assert (tmp_path / "E.zip").read_bytes() == (tmp_path / "E/mine").read_bytes() == b"mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_an_empty_directory_is_taken(ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "E").mkdir()

    export(ledger, tmp_path / "E")

    assert (tmp_path / "E" / "README").is_file()


# A ledger as it is ---------------------------------------------------------------------------------------------------


def tamper(ledger: Ledger, *statements: str) -> None:
    """What somebody does who has the database: the triggers dropped, and the rows changed."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(sqlite_path(ledger))) as connection:
        dropped = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
        for statement in [*(f"DROP TRIGGER {name}" for name in dropped), *statements]:
            connection.execute(statement)
        connection.commit()


EDIT = "UPDATE stored_events SET state = CAST(replace(state, 'green', 'red') AS BLOB) WHERE originator_version = 5"


def test_a_ledger_holds(ledger: Ledger) -> None:
    ledger.record(ev.ActionAdded(action="2.6"))

    with LedgerEvidence(ledger) as evidence:
        found = verify(evidence, kept=[ledger.sealed()[0].note], receipts=[ledger.receipt(3)], policy=POLICY)

    assert (found.findings, found.size, found.sealed, found.is_export) == ((), 7, 6, False)
    assert "entry 7: no checkpoint goes so far" in found.unchecked


@pytest.mark.parametrize("is_kept", [False, True])
def test_a_rating_edited_in_the_database_is_named(is_kept: bool, ledger: Ledger) -> None:  # noqa: FBT001 - a parameter
    kept = [ledger.sealed()[0].note] if is_kept else []

    tamper(ledger, EDIT)

    with LedgerEvidence(ledger) as evidence:
        found = verify(evidence, kept=kept, policy=POLICY)
    assert {"HISTORY_CHANGED", "ENTRY_CHANGED"} == kinds(found)
    assert [finding.entries for finding in found.findings if finding.kind == "ENTRY_CHANGED"] == [(5,)]


def test_a_ledger_that_is_not_as_it_was_sealed_is_not_exported(ledger: Ledger, tmp_path: Path) -> None:
    tamper(ledger, EDIT)

    with pytest.raises(LedgerCorruptError):
        export(ledger, tmp_path / "E")

    assert not (tmp_path / "E").exists()


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("DELETE FROM stored_events WHERE originator_version = 3", "ENTRY_MISSING"),
        ("DELETE FROM stored_events WHERE originator_version > 3", "TRUNCATED"),
        ("UPDATE stored_events SET state = 'text' WHERE originator_version = 3", "NOT_CANONICAL"),
        ("UPDATE stored_events SET state = NULL WHERE originator_version = 3", "NOT_CANONICAL"),
        ("DELETE FROM disclosure WHERE number = 3", "DISCLOSURE_MISSING"),
        ("UPDATE disclosure SET payloads = 'text' WHERE number = 3", "DISCLOSURE_MISSING"),
        ("UPDATE disclosure SET payloads = X'FF0A5B5D' WHERE number = 3", "DISCLOSURE_FORGED"),
        ("UPDATE checkpoint SET note = 'text'", "BAD_FILE"),
        ("UPDATE checkpoint SET note = X'FF'", "BAD_CHECKPOINT"),
    ],
)
def test_whatever_is_done_to_the_database_is_told_by_name(statement: str, kind: str, ledger: Ledger) -> None:
    tamper(ledger, statement)

    with LedgerEvidence(ledger) as evidence:
        found = verify(evidence, policy=POLICY)

    assert kind in kinds(found)


def test_a_ledger_that_was_never_sealed_says_so() -> None:
    with Ledger.open("memory://", clerk=CLERK) as unsealed, LedgerEvidence(unsealed) as evidence:
        found = verify(evidence)

    assert found.findings == ()
    assert found.quorum == "there is no checkpoint"
    assert "any entry: no checkpoint was made" in found.unchecked


def test_a_ledger_and_an_export_of_it_can_each_be_held_against_the_other(ledger: Ledger, tmp_path: Path) -> None:
    export(ledger, tmp_path / "E")
    clock = FakeClock("2026-05-28T20:20:01Z")
    with Ledger.create(tmp_path / "M.db", origin=ORIGIN, clerk=CLERK, clock=clock) as other:
        cosign(other)
        export(other, tmp_path / "F")

    with LedgerEvidence(ledger) as live, open_export(tmp_path / "E") as same, open_export(tmp_path / "F") as another:
        found = [verify(live, older=same), verify(same, older=live), verify(another, older=live)]

    assert [one.findings for one in found[:2]] == [(), ()]
    assert kinds(found[2]) == {"TRUNCATED", "ENTRY_CHANGED", "FORKED"}


def test_what_changed_in_a_ledger_is_named_by_an_older_export(ledger: Ledger, tmp_path: Path) -> None:
    export(ledger, tmp_path / "E")
    tamper(ledger, EDIT, "DELETE FROM tile")

    with LedgerEvidence(ledger) as live, open_export(tmp_path / "E") as older:
        found = verify(live, older=older)

    assert [finding.entries for finding in found.findings if finding.kind == "ENTRY_CHANGED"] == [(5,)]


@pytest.mark.parametrize("name", ["export", "export.zip"])
def test_all_of_an_export_is_on_the_disk_before_it_has_its_name(
    name: str, ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really, target = os.fsync, tmp_path / name
    synced, before = set[int](), set[int]()

    def fsync(descriptor: int) -> None:
        really(descriptor)
        synced.add(os.fstat(descriptor).st_ino)
        if not target.exists():
            before.add(os.fstat(descriptor).st_ino)

    monkeypatch.setattr(os, "fsync", fsync)

    export(ledger, target)

    whole = [target, *target.rglob("*")]
    assert {found.stat().st_ino for found in whole} <= before
    assert tmp_path.stat().st_ino in synced
