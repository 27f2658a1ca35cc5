"""Reconciling: whatever somebody with the database changed is named, unless all of it agrees."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from hashlib import sha384
from pathlib import Path

import pytest

from govledger import events as ev
from govledger.errors import LedgerCorruptError
from govledger.events import CATALOGUE
from govledger.events.catalogue import Catalogue
from govledger.ledger import Ledger
from govledger.ledger.findings import EACH_MAX, Kind
from govledger.ledger.reconciling import Reconciled
from govledger.ledger.store.schema import TIMESTAMPS
from govledger.seal.canonical import encode_canonical
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.commitment import digest
from govledger.seal.note import Signer
from tests.ledger.sealed import LOG, add, behind, sealable
from tests.ledger.support import CLERK, file_names, stored

STORED = (
    "UPDATE stored_events SET state = CAST(replace(state, {was}, {now}) AS BLOB) WHERE originator_version = {number}"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "csib.db"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    """A ledger of 303 entries, of which 301 are sealed, and 201 before."""
    with sealable(path) as opened:
        opened.record(ev.PersonNamed(person="person:p7", name="Somebody"))
        add(opened, 199)
        opened.seal(LOG)
        add(opened, 100)
        opened.seal(LOG)
        add(opened, 2)
        yield file_names(opened)


def after(path: Path, ledger: Ledger, *statements: str) -> Reconciled:
    """What reconciling finds after somebody did something behind the ledger's back."""
    with behind(path) as connection:
        for statement in statements:
            connection.execute(statement)
    return ledger.reconcile()


def found(reconciled: Reconciled) -> list[tuple[Kind, tuple[int, ...]]]:
    return [(finding.kind, finding.entries) for finding in reconciled.findings]


def rewritten(number: int, was: str, now: str) -> str:
    return STORED.format(number=number, was=f"'{was}'", now=f"'{now}'")


# Nothing to look at --------------------------------------------------------------------------------------------------


def test_a_ledger_as_it_was_written_agrees_with_its_bytes(ledger: Ledger) -> None:
    reconciled = ledger.reconcile()

    assert reconciled == Reconciled(entries=303, checkpoints=2, sealed=301, unread=0, findings=())
    assert reconciled.ok


def test_each_of_the_five_minutes_agrees_with_its_bytes(minutes: Mapping[str, Ledger]) -> None:
    assert {name: opened.reconcile().findings for name, opened in minutes.items()} == dict.fromkeys(minutes, ())


def test_corrections_rivals_and_erasures_agree_with_their_bytes(ledger: Ledger) -> None:
    ledger.correct(3, ev.ActionAdded(action="2", text="Audit them all"), reason="mis-typed")
    ledger.retract(4, reason="duplicate")
    ledger.record(ev.ActionAdded(action="4", text="Audit some"), rival_of="entry:5", asserted_by="body:csib")
    ledger.erase([2, 6], reason="a request under the law")
    ledger.record(ev.StatementMade(text="All is well"), key="once")
    ledger.seal(LOG)

    assert ledger.reconcile().findings == ()


def test_a_ledger_that_was_never_sealed_is_held_against_its_own_rows(tmp_path: Path) -> None:
    with sealable(tmp_path / "L") as ledger:
        add(ledger, 3)

        assert ledger.reconcile() == Reconciled(entries=4, checkpoints=0, sealed=0, unread=0, findings=())


def test_what_is_not_in_the_catalogue_is_counted(path: Path, ledger: Ledger) -> None:
    few = Catalogue()
    for known in (ev.LedgerOpened, ev.PersonNamed):
        few.register(CATALOGUE.of(known))
    with Ledger.open(path, catalogue=few) as stranger:
        reconciled = stranger.reconcile()

        assert (reconciled.unread, reconciled.findings) == (301, ())


# Entries -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [3, 201, 202, 257, 301])
def test_a_sealed_entry_that_was_changed_is_named(path: Path, ledger: Ledger, number: int) -> None:
    reconciled = after(path, ledger, rewritten(number, CLERK, "office:other"))

    assert (Kind.ENTRY_CHANGED, (number,)) in found(reconciled)
    assert Kind.BAD_TILE not in dict(found(reconciled))
    assert f"entry {number}" in reconciled.findings[0].says


def test_every_entry_that_was_changed_is_named_under_the_first_checkpoint_it_breaks(path: Path, ledger: Ledger) -> None:
    changes = [rewritten(number, CLERK, "office:other") for number in (3, 9, 250)]

    assert found(after(path, ledger, *changes)) == [(Kind.ENTRY_CHANGED, (3, 9)), (Kind.ENTRY_CHANGED, (250,))]


def test_an_entry_that_was_changed_with_its_tile_still_does_not_lead_to_the_checkpoint(
    path: Path, ledger: Ledger
) -> None:
    after(path, ledger, rewritten(3, CLERK, "office:other"))
    leaf = bytes.fromhex(ledger.entry(3).leaf_hash)
    with behind(path) as connection:
        (hashes,) = connection.execute("SELECT hashes FROM tile WHERE level = 0 AND idx = 0").fetchone()
        connection.execute(
            "UPDATE tile SET hashes = ? WHERE idx = 0 AND level = 0", (hashes[:64] + leaf + hashes[96:],)
        )

    assert {kind for kind, _ in found(ledger.reconcile())} >= {Kind.HISTORY_CHANGED}


def test_an_entry_that_is_gone_is_named(path: Path, ledger: Ledger) -> None:
    kinds = found(after(path, ledger, "DELETE FROM stored_events WHERE originator_version IN (150, 151)"))

    assert (Kind.ENTRY_MISSING, (150, 151)) in kinds
    assert (Kind.ENTRY_CHANGED, (150, 151)) in kinds


def test_a_tail_that_is_gone_is_missed_by_the_checkpoint(path: Path, ledger: Ledger) -> None:
    reconciled = after(path, ledger, "DELETE FROM stored_events WHERE originator_version > 298")

    assert (Kind.ENTRY_MISSING, (299, 300, 301)) in found(reconciled)
    assert "a checkpoint of 301 entries, and there are 298" in reconciled.findings[0].says


@pytest.mark.parametrize(
    ("change", "number"),
    [
        ("UPDATE stored_events SET topic = 'another/1' WHERE originator_version = 303", 303),
        ("UPDATE stored_events SET state = x'7b7d' WHERE originator_version = 303", 303),
    ],
)
def test_a_row_that_is_not_what_its_bytes_say_is_named(path: Path, ledger: Ledger, change: str, number: int) -> None:
    assert found(after(path, ledger, change)) == [(Kind.ENTRY_DAMAGED, (number,))]


def test_a_row_of_another_kind_of_value_is_damaged(path: Path, ledger: Ledger) -> None:
    change = "UPDATE stored_events SET state = 'text' WHERE originator_version = 303"

    assert Kind.ENTRY_DAMAGED in dict(found(after(path, ledger, change)))


def test_an_entry_numbered_by_a_word_is_damaged(path: Path, ledger: Ledger) -> None:
    change = "INSERT INTO stored_events SELECT originator_id, 'nine', topic, state FROM stored_events LIMIT 1"

    assert Kind.ENTRY_DAMAGED in dict(found(after(path, ledger, change)))


# Texts ---------------------------------------------------------------------------------------------------------------


def test_words_that_are_gone_without_an_erasure_are_missed(path: Path, ledger: Ledger) -> None:
    assert found(after(path, ledger, "DELETE FROM disclosure WHERE number = 2")) == [(Kind.DISCLOSURE_MISSING, (2,))]


def test_words_that_were_changed_are_forged_and_missed(path: Path, ledger: Ledger) -> None:
    change = "UPDATE disclosure SET payloads = CAST(replace(payloads, 'Some', 'Any') AS BLOB) WHERE number = 2"

    kinds = found(after(path, ledger, change))

    assert kinds == [(Kind.DISCLOSURE_FORGED, (2,)), (Kind.DISCLOSURE_MISSING, (2,))]


@pytest.mark.parametrize("payload", [b'["salt","another","Audit"]', b"no payload"])
def test_words_committed_to_as_one_text_and_disclosed_as_another_are_forged(
    path: Path, ledger: Ledger, payload: bytes
) -> None:
    state = stored(ledger.entry(303)) | {"_sd": [digest(payload)]}
    with behind(path) as connection:
        raw = encode_canonical(state)
        connection.execute("UPDATE stored_events SET state = ? WHERE originator_version = 303", (raw,))
        connection.execute("UPDATE disclosure SET payloads = ? WHERE number = 303", (payload,))

    assert found(ledger.reconcile()) == [(Kind.DISCLOSURE_FORGED, (303,))]


def test_words_of_an_entry_that_is_not_there_are_forged(path: Path, ledger: Ledger) -> None:
    changes = [f"INSERT INTO disclosure VALUES (1, {number}, x'5b5d')" for number in (0, 304, "'nine'")]

    assert [kind for kind, _ in found(after(path, ledger, *changes))] == [Kind.DISCLOSURE_FORGED] * 3


def test_words_that_were_erased_and_are_there_are_named_with_the_erasure(path: Path, ledger: Ledger) -> None:
    held = ledger.inner.store.payloads(ledger.inner.row, 2)
    by = ledger.erase(2, reason="a request under the law").number
    with behind(path) as connection:
        connection.execute("INSERT INTO disclosure VALUES (1, 2, ?)", (held,))

    assert found(ledger.reconcile()) == [(Kind.ERASURE_UNDONE, (2, by))]


# What is beside the entries ------------------------------------------------------------------------------------------


def test_a_timestamp_is_of_a_checkpoint_that_is_kept_and_is_an_answer_of_it(path: Path, ledger: Ledger) -> None:
    rows = {}
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(TIMESTAMPS)
        for sealed in ledger.sealed():
            said = sha384(sealed.checkpoint.encode().encode()).digest()
            rows[sealed.size] = b"\x30\x82" + said + b"and so on"
            connection.execute("INSERT INTO timestamp VALUES (1, ?, ?)", (sealed.size, rows[sealed.size]))
    assert ledger.reconcile().findings == ()

    changes = {
        "INSERT INTO timestamp VALUES (1, 77, x'30')": "the timestamp of size 77 is of a checkpoint that is not kept",
        "UPDATE timestamp SET answer = x'00' WHERE size = 201": "the timestamp of size 201 is no answer of an",
        "UPDATE timestamp SET answer = x'3000' WHERE size = 301": "is not of the checkpoint of that size",
        "INSERT INTO timestamp VALUES (1, 78, 'text')": "the row of the timestamp of size 78 is damaged",
    }
    says = [finding.says for finding in after(path, ledger, *changes).findings if finding.kind is Kind.BAD_TIMESTAMP]

    assert len(says) == len(changes)
    assert all(any(told in one for one in says) for told in changes.values())


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM mention WHERE number = 5",
        "INSERT INTO mention SELECT name.id, 5 FROM name WHERE reference = 'action:2'",
        "INSERT INTO mention SELECT name.id, 304 FROM name WHERE reference = 'action:2'",
        "INSERT INTO mention SELECT name.id, 0 FROM name WHERE reference = 'action:2'",
        "UPDATE name SET introduced = 9 WHERE reference = 'action:2'",
        "UPDATE name SET introduced = NULL WHERE reference = 'action:2'",
        "INSERT INTO name VALUES (99999, 1, 'action:never', 5)",
        "DELETE FROM name WHERE reference = 'action:9'",
    ],
)
def test_an_index_that_is_not_what_the_entries_name_is_named(path: Path, ledger: Ledger, change: str) -> None:
    kinds = {kind for kind, _ in found(after(path, ledger, change))}

    assert kinds == {Kind.BAD_INDEX}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("DROP TRIGGER entry_changed", "the trigger entry_changed is missing"),
        (
            "CREATE TRIGGER quiet AFTER INSERT ON key BEGIN DELETE FROM key; END",
            "the trigger quiet is none of ours",
        ),
        (
            "DROP TRIGGER ledger_removed; CREATE TRIGGER ledger_removed BEFORE DELETE ON ledger BEGIN SELECT 1; END",
            "the trigger ledger_removed is changed",
        ),
    ],
)
def test_guards_that_are_not_those_laid_out_are_named(path: Path, ledger: Ledger, change: str, says: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(change)

    assert [(finding.kind, finding.says) for finding in ledger.reconcile().findings] == [(Kind.BAD_GUARD, says)]


def test_a_row_that_gives_another_origin_or_zone_than_the_first_entry_is_named(path: Path, ledger: Ledger) -> None:
    with behind(path) as connection:
        connection.execute("UPDATE ledger SET zone = 'UTC', origin = 'example.gov.uk/other'")

    with Ledger.open(path, clerk=CLERK) as changed:
        kinds = found(changed.reconcile())
        with pytest.raises(LedgerCorruptError, match="entry 1 does not open a ledger of example"):
            changed.seal(Signer.generate("example.gov.uk/other"))

    assert kinds[:2] == [(Kind.OTHER_LOG, (1,)), (Kind.OTHER_LOG, (1,))]


def test_a_key_of_an_entry_that_is_not_there_is_named(path: Path, ledger: Ledger) -> None:
    assert found(after(path, ledger, "INSERT INTO key VALUES (1, 'k', 304)")) == [(Kind.BAD_KEY, ())]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE tile SET hashes = zeroblob(length(hashes)) WHERE level = 0 AND idx = 1",
        "UPDATE tile SET hashes = zeroblob(length(hashes)) WHERE level = 1",
        "UPDATE tile SET width = 7 WHERE level = 1",
        "UPDATE tile SET width = 7 WHERE level = 0 AND idx = 1",
        "DELETE FROM tile WHERE idx = 1",
        "UPDATE tile SET hashes = 'text' WHERE idx = 1",
    ],
)
def test_a_tile_that_is_not_that_of_the_entries_is_named(path: Path, ledger: Ledger, change: str) -> None:
    assert found(after(path, ledger, change)) == [(Kind.BAD_TILE, ())]


def test_a_checkpoint_that_cannot_be_read_or_is_of_another_log_is_named(path: Path, ledger: Ledger) -> None:
    other = Signer.generate("example.gov.uk/other")
    note = ledger.sealed()[1].checkpoint
    with behind(path) as connection:
        connection.execute("UPDATE checkpoint SET note = x'00' WHERE size = 201")
        held = type(note)(other.name, note.size, note.root).sign(other).encode()
        connection.execute("UPDATE checkpoint SET note = ? WHERE size = 301", (held,))
        connection.execute("INSERT INTO checkpoint VALUES (1, 'all', 'now', x'00')")

    reconciled = ledger.reconcile()

    assert [kind for kind, _ in found(reconciled)][:3] == [Kind.BAD_CHECKPOINT] * 3
    assert reconciled.checkpoints == 0


def test_many_findings_of_one_kind_are_counted(path: Path, ledger: Ledger) -> None:
    reconciled = after(path, ledger, "DELETE FROM disclosure")

    assert len(reconciled.findings) == EACH_MAX + 1
    assert reconciled.findings[-1].says == "and 282 more of the same kind"


@pytest.mark.parametrize("number", [2**62, 10_000_000])
def test_a_number_that_damage_made_ends_what_is_looked_at(ledger: Ledger, path: Path, number: int) -> None:
    far = f"INSERT INTO stored_events SELECT originator_id, {number}, topic, state FROM stored_events"

    reconciled = after(path, ledger, f"{far} WHERE originator_version = 303")

    assert reconciled.entries == 303
    assert [finding.says for finding in reconciled.findings] == [f"entry {number} follows entry 303"]


def test_a_checkpoint_of_more_entries_than_there_can_be_is_told(ledger: Ledger, path: Path) -> None:
    note = Checkpoint(ledger.origin, 2**60, bytes(32)).sign(LOG).encode()
    with behind(path) as connection:
        connection.execute("INSERT INTO checkpoint VALUES (1, ?, '2026-05-28T20:00:00.000000Z', ?)", (2**60, note))

    finding = ledger.reconcile().findings[0]

    assert finding.kind == Kind.ENTRY_MISSING
    assert finding.says == f"the log signed a checkpoint of {2**60} entries, and there are 303"
    assert finding.entries == tuple(range(304, 324))
