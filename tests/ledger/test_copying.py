"""A copy holds the same bytes, numbers and root, or it is not there."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import attrs
import pytest

from govledger import errors, events as ev
from govledger.events import Catalogue
from govledger.exports import LedgerEvidence, verify, write_export
from govledger.ledger import Ledger, copying, draft
from govledger.ledger.store import Append, LedgerRow, Writer
from govledger.seal.note import Note
from tests.ledger.sealed import LOG, ORIGIN, SECONDS, add, behind, cosigned, sealable

TABLES = {
    "stored_events": "SELECT originator_id, originator_version, topic, state FROM stored_events ORDER BY 1, 2",
    "disclosure": "SELECT number, payloads FROM disclosure ORDER BY 1",
    "key": "SELECT key, number FROM key ORDER BY 1",
    "name": "SELECT reference, introduced FROM name ORDER BY 1",
    "mention": "SELECT reference, number FROM mention JOIN name ON name.id = mention.name ORDER BY 1, 2",
    "tile": "SELECT level, idx, width, hashes FROM tile ORDER BY 1, 2",
    "checkpoint": "SELECT size, at, note FROM checkpoint ORDER BY 1",
    "timestamp": "SELECT size, answer FROM timestamp ORDER BY 1",
    "ledger": "SELECT uuid, name, origin, zone FROM ledger ORDER BY 1",
}


def rows_of(path: Path) -> dict[str, list[Any]]:
    """What a database says, table by table, whatever its own ids are."""
    with closing(sqlite3.connect(path)) as connection:
        there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        return {name: connection.execute(sql).fetchall() for name, sql in TABLES.items() if name in there}


def export_of(url: str | Path, folder: Path) -> dict[str, bytes]:
    """The files of an export of a ledger."""
    with Ledger.open(url) as ledger:
        write_export(ledger, folder, vkeys=[LOG.verifier.vkey])
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A ledger with something in each of its tables, of more entries than one batch."""
    path = tmp_path / "source.db"
    with sealable(path) as ledger:
        add(ledger, 2_300)
        sealed = ledger.seal(LOG)
        ledger.cosigned(cosigned(sealed.note, time=SECONDS))
        ledger.record(ev.StatusReported(subject="action:1", status="amber"), key="first")
        ledger.record_drafts(
            [draft(ev.StatusReported(subject="action:2", status="red"), corrects="entry:2302", reason="Slip")]
        )
        ledger.record(ev.PersonNamed(person="person:p7", name="A Name"))
        ledger.erase(3, reason="Asked for", by="office:records")
        ledger.seal(LOG)
        add(ledger, 3)
    return path


def put_timestamp(path: Path) -> None:
    """Keep what stands for an authority's answer."""
    with Ledger.open(path) as ledger, ledger.inner.store.writing() as writer:
        writer.put_timestamp(ledger.inner.row, 2_301, b"an answer")


def test_a_copy_holds_what_the_ledger_holds_row_by_row(source: Path, tmp_path: Path) -> None:
    put_timestamp(source)

    with Ledger.open(source) as ledger:
        copied = ledger.copy_to(tmp_path / "copy.db")

    assert rows_of(tmp_path / "copy.db") == rows_of(source)
    assert (copied.size, copied.added, copied.checkpoints, copied.sealed) == (2_308, 2_308, 2, 2_305)
    assert copied.withdrawn == ()


def test_a_copy_exports_the_same_bytes_and_verifies_with_what_was_kept_before(source: Path, tmp_path: Path) -> None:
    with Ledger.open(source) as ledger:
        kept = ledger.sealed()[0].note
        ledger.copy_to(tmp_path / "copy.db")

    assert export_of(tmp_path / "copy.db", tmp_path / "one") == export_of(source, tmp_path / "other")
    with Ledger.open(tmp_path / "copy.db") as copy, LedgerEvidence(copy) as evidence:
        assert verify(evidence, kept=[kept], vkeys=[LOG.verifier.vkey]).ok
        assert copy.reconcile().ok


def test_there_and_back_again_is_the_same_ledger(source: Path, tmp_path: Path) -> None:
    with Ledger.open(source) as ledger:
        there = ledger.copy_to(tmp_path / "there.db", name="council")
    with Ledger.open(tmp_path / "there.db", name="council") as copy:
        back = copy.copy_to(tmp_path / "back.db", name="main")

    assert (there.size, there.root) == (back.size, back.root)
    assert rows_of(tmp_path / "back.db") == rows_of(source)


def test_a_copy_goes_on_where_the_ledger_ended(source: Path, tmp_path: Path) -> None:
    with Ledger.open(source) as ledger:
        ledger.copy_to(tmp_path / "copy.db")

    with Ledger.open(tmp_path / "copy.db", clerk="office:clerk") as copy:
        again = copy.record(ev.StatusReported(subject="action:1", status="amber"), key="first")
        entry = copy.record(ev.ActionAdded(action="new"))[0]
        sealed = copy.seal(LOG)

    assert again[0].number == 2_302
    assert entry.number == sealed.size == 2_309


def test_a_ledger_in_memory_can_be_copied_to_a_file(tmp_path: Path) -> None:
    with sealable() as ledger:
        add(ledger, 2)
        ledger.copy_to(tmp_path / "copy.db")

    with Ledger.open(tmp_path / "copy.db") as copy:
        assert [entry.number for entry in copy.entries()] == [1, 2, 3]
        assert copy.reconcile().ok


def test_a_copy_goes_beside_the_ledgers_that_are_there(source: Path, tmp_path: Path) -> None:
    with sealable(tmp_path / "shared.db", name="other") as other:
        add(other, 5)
    with Ledger.open(source) as ledger:
        copied = ledger.copy_to(tmp_path / "shared.db", name="council")

    assert Ledger.names(tmp_path / "shared.db") == ["other", "council"]
    with Ledger.open(tmp_path / "shared.db", name="council") as copy:
        assert len(copy) == copied.size
        assert copy.reconcile().ok
        assert len(list(copy.entries(about="action:1"))) == 2
    with Ledger.open(tmp_path / "shared.db", name="other") as beside:
        assert beside.reconcile().ok


def test_types_that_nobody_here_knows_are_copied_as_they_are(tmp_path: Path) -> None:
    catalogue = Catalogue()
    with sealable(tmp_path / "source.db") as ledger:
        add(ledger, 2)
    with Ledger.open(tmp_path / "source.db", catalogue=catalogue) as ledger:
        ledger.copy_to(tmp_path / "copy.db")

    assert rows_of(tmp_path / "copy.db") == rows_of(tmp_path / "source.db")


# What is refused ----------------------------------------------------------------------------------------------------


def test_a_second_copy_is_refused_and_nothing_is_touched(source: Path, tmp_path: Path) -> None:
    with Ledger.open(source) as ledger:
        ledger.copy_to(tmp_path / "copy.db")
        before = rows_of(tmp_path / "copy.db")

        with pytest.raises(errors.LedgerExistsError, match="called 'main' in this database"):
            ledger.copy_to(tmp_path / "copy.db")
        with pytest.raises(errors.LedgerExistsError, match="that ledger is in this database already, called 'main'"):
            ledger.copy_to(tmp_path / "copy.db", name="second")
        with pytest.raises(errors.LedgerExistsError, match="already, called 'main'"):
            ledger.copy_to(tmp_path / "copy.db", name="second", resume=True)

    assert rows_of(tmp_path / "copy.db") == before


def test_a_name_that_is_taken_is_refused(source: Path, tmp_path: Path) -> None:
    sealable(tmp_path / "shared.db").close()

    with Ledger.open(source) as ledger, pytest.raises(errors.LedgerExistsError, match="called 'main'"):
        ledger.copy_to(tmp_path / "shared.db", resume=True)

    assert Ledger.names(tmp_path / "shared.db") == ["main"]


def test_a_database_with_another_ledger_sealed_as_the_same_log_takes_no_copy(source: Path, tmp_path: Path) -> None:
    with sealable(tmp_path / "shared.db", name="other") as other:
        other.seal(LOG)

    with Ledger.open(source) as ledger, pytest.raises(errors.OriginTakenError, match=ORIGIN):
        ledger.copy_to(tmp_path / "shared.db")

    assert Ledger.names(tmp_path / "shared.db") == ["other"]


def test_no_copy_is_made_in_memory_or_of_something_that_is_no_ledger(source: Path, tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("These are words, and no database. " * 10)
    with Ledger.open(source) as ledger:
        with pytest.raises(errors.LedgerError, match="gone as soon as it was made"):
            ledger.copy_to("memory://")
        with pytest.raises(errors.NotALedgerError):
            ledger.copy_to(tmp_path / "words.txt")


DAMAGE = {
    "an entry is missing": ("DELETE FROM stored_events WHERE originator_version = 7", "entry 7 is missing"),
    "an entry was changed": (
        "UPDATE stored_events SET state = CAST(replace(state, 'clerk', 'clerc') AS BLOB) WHERE originator_version = 7",
        "do not lead to the checkpoint of size 2301",
    ),
    "an entry stands in the row of another": (
        "UPDATE stored_events SET topic = 'status-reported/1' WHERE originator_version = 7",
        "holds the bytes of",
    ),
    "words of no entry": ("INSERT INTO disclosure VALUES (1, 9999, x'00')", "entry 9999 that is not there"),
    "words that are none": ("UPDATE disclosure SET payloads = 'text' WHERE number = 9", "beside entry 9 is damaged"),
    "a checkpoint that is none": ("UPDATE checkpoint SET note = x'00' WHERE size = 2301", "2301 entries is damaged"),
    "a tile that is none": ("UPDATE tile SET hashes = 'text' WHERE level = 0 AND idx = 2", "tile 0/2 is damaged"),
}


@pytest.mark.parametrize("how", DAMAGE)
def test_a_damaged_ledger_is_not_copied_as_if_it_were_whole(how: str, source: Path, tmp_path: Path) -> None:
    sql, says = DAMAGE[how]
    with behind(source) as connection:
        connection.execute(sql)

    with Ledger.open(source) as ledger, pytest.raises(errors.LedgerCorruptError, match=says):
        ledger.copy_to(tmp_path / "copy.db")

    assert Ledger.names(tmp_path / "copy.db") == []


@pytest.mark.parametrize("statement", ["append", "put_tiles", "put_checkpoint", "put_timestamp"])
def test_a_copy_that_is_cut_off_is_no_ledger_and_can_be_made_again(
    statement: str, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_timestamp(source)
    whole = getattr(Writer, statement)
    calls: list[object] = []

    def cut_off(*given: Any) -> None:
        calls.append(given)
        if len(calls) == 2 or statement not in {"append", "put_checkpoint"}:
            raise KeyboardInterrupt
        whole(*given)

    with Ledger.open(source) as ledger:
        monkeypatch.setattr(Writer, statement, cut_off)
        with pytest.raises(KeyboardInterrupt):
            ledger.copy_to(tmp_path / "copy.db")
        monkeypatch.setattr(Writer, statement, whole)
        with pytest.raises(errors.LedgerNotFoundError, match="no ledger called 'main'"):
            Ledger.open(tmp_path / "copy.db")
        ledger.copy_to(tmp_path / "copy.db")

    assert rows_of(tmp_path / "copy.db") == rows_of(source)


@pytest.mark.parametrize("changed", ["disclosures", "mentions"])
def test_a_store_that_does_not_give_back_what_it_was_given_is_told(
    changed: str, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = Writer.append

    def careless(writer: Writer, ledger: LedgerRow, added: Append) -> None:
        held: Any = getattr(added, changed)
        if changed == "disclosures":
            other = held[:-1]
        else:
            other = held | {name: [2, 3] for name, numbers in held.items() if numbers == [2]}
        append(writer, ledger, attrs.evolve(added, **{changed: other}))

    monkeypatch.setattr(Writer, "append", careless)

    with Ledger.open(source) as ledger, pytest.raises(errors.LedgerCorruptError, match="is not what was copied there"):
        ledger.copy_to(tmp_path / "copy.db")


# While others write, and bringing up to date ------------------------------------------------------------------------


def test_what_is_recorded_meanwhile_is_in_no_copy_until_it_is_brought_up_to_date(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = Writer.append
    with Ledger.open(source) as ledger, Ledger.open(source, clerk="office:clerk") as other:

        def beside(writer: Writer, row: LedgerRow, added: Append) -> None:
            append(writer, row, added)
            with monkeypatch.context() as patched:
                patched.setattr(Writer, "append", append)
                other.record(ev.ActionAdded(action=f"meanwhile-{added.rows[0].number}"))

        with monkeypatch.context() as patched:
            patched.setattr(Writer, "append", beside)
            first = ledger.copy_to(tmp_path / "copy.db")
        size = len(ledger)
        then = ledger.copy_to(tmp_path / "copy.db", resume=True)

    assert (first.size, size) == (2_308, 2_311)
    assert (then.size, then.added) == (2_311, 3)
    assert rows_of(tmp_path / "copy.db") == rows_of(source)


def test_bringing_up_to_date_takes_in_seals_and_signatures_and_what_is_new(source: Path, tmp_path: Path) -> None:
    with Ledger.open(source, clerk="office:clerk") as ledger:
        ledger.copy_to(tmp_path / "copy.db", resume=True)
        note = ledger.seal(LOG).note
        ledger.copy_to(tmp_path / "copy.db", resume=True)
        add(ledger, 300)
        now = int(ledger.sealed()[-1].at.timestamp())
        ledger.cosigned(cosigned(note, time=now))
        ledger.seal(LOG)

        copied = ledger.copy_to(tmp_path / "copy.db", resume=True)
        nothing = ledger.copy_to(tmp_path / "copy.db", resume=True)

    assert (copied.added, copied.checkpoints, nothing.added) == (300, 4, 0)
    assert rows_of(tmp_path / "copy.db") == rows_of(source)


def test_what_was_erased_since_is_erased_from_the_copy_down_to_its_bytes(tmp_path: Path) -> None:
    with sealable(tmp_path / "source.db") as ledger:
        ledger.record(
            ev.StatementMade(text="Words that may have to go", by="office:dcs"), key="Words that may have to go"
        )
        ledger.record(ev.StatementMade(text="Words that stay", by="office:dcs"), key="stays")
        ledger.copy_to(tmp_path / "copy.db")
        ledger.erase(2, reason="Asked for", by="office:records")

        copied = ledger.copy_to(tmp_path / "copy.db", resume=True)

    assert (copied.withdrawn, copied.hindered) == ((2,), None)
    assert b"may have to go" not in (tmp_path / "copy.db").read_bytes()
    assert rows_of(tmp_path / "copy.db") == rows_of(tmp_path / "source.db")
    assert rows_of(tmp_path / "copy.db")["key"] == [("stays", 3)]


@pytest.mark.parametrize("by", ["copy", "source"])
def test_a_copy_that_went_on_by_itself_is_not_brought_up_to_date(by: str, source: Path, tmp_path: Path) -> None:
    with Ledger.open(source, clerk="office:clerk") as ledger:
        ledger.copy_to(tmp_path / "copy.db")
        with Ledger.open(tmp_path / "copy.db", clerk="office:clerk") as copy:
            add(copy, 2)
        if by == "source":
            add(ledger, 3)
        before = rows_of(tmp_path / "copy.db")

        with pytest.raises(errors.NotACopyError, match=r"2,310 entries of the copy are not those with which"):
            ledger.copy_to(tmp_path / "copy.db", resume=True)

    assert rows_of(tmp_path / "copy.db") == before


def test_a_copy_that_was_sealed_by_itself_is_not_brought_up_to_date(source: Path, tmp_path: Path) -> None:
    with Ledger.open(source, clerk="office:clerk") as ledger:
        ledger.copy_to(tmp_path / "copy.db")
        with Ledger.open(tmp_path / "copy.db") as copy:
            copy.seal(LOG)

        with pytest.raises(errors.NotACopyError, match="sealed at 2,308 entries, where the ledger was not"):
            ledger.copy_to(tmp_path / "copy.db", resume=True)


def test_who_records_in_the_copy_meanwhile_is_not_overwritten(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier_of = copying._Earlier.of

    def slow(*given: Any) -> Any:
        found = earlier_of(*given)
        with Ledger.open(tmp_path / "copy.db", clerk="office:clerk") as copy:
            add(copy, 1)
        return found

    with Ledger.open(source) as ledger:
        ledger.copy_to(tmp_path / "copy.db")
        monkeypatch.setattr(copying._Earlier, "of", slow)

        with pytest.raises(errors.NotACopyError, match="somebody recorded entry 2,309 in the copy"):
            ledger.copy_to(tmp_path / "copy.db", resume=True)


def test_two_copies_that_both_go_on_are_found_out_by_whoever_kept_a_checkpoint_of_one(
    source: Path, tmp_path: Path
) -> None:
    with Ledger.open(source, clerk="office:clerk") as ledger:
        ledger.copy_to(tmp_path / "copy.db")
        add(ledger, 1)
        kept = ledger.seal(LOG).note
    with Ledger.open(tmp_path / "copy.db", clerk="office:clerk") as copy:
        add(copy, 1, text="Something else")
        other = copy.seal(LOG).note

        with LedgerEvidence(copy) as evidence:
            found = verify(evidence, kept=[kept], vkeys=[LOG.verifier.vkey])

    assert Note.parse(other).text != Note.parse(kept).text
    assert "FORKED" in {finding.kind for finding in found.findings}
