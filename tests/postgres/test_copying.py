"""A ledger goes from SQLite to PostgreSQL and back, and is the same ledger all the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

from govledger import Ledger, errors, events as ev
from govledger.exports import LedgerEvidence, verify
from govledger.ledger.store import Append, LedgerRow, Writer
from tests.cli.support import run
from tests.ledger.sealed import LOG, ORIGIN, SECONDS, add, cosigned, sealable
from tests.ledger.test_copying import export_of, rows_of


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A ledger on SQLite with something in each of its tables, of more entries than one batch."""
    path = tmp_path / "source.db"
    with sealable(path) as ledger:
        add(ledger, 1_300)
        sealed = ledger.seal(LOG)
        ledger.cosigned(cosigned(sealed.note, time=SECONDS))
        ledger.record(ev.StatusReported(subject="action:1", status="größer \U0001f7e2"), key="first")
        ledger.correct(1302, ev.StatusReported(subject="action:1", status="red"), reason="Slip")
        ledger.erase(3, reason="Asked for", by="office:records")
        ledger.seal(LOG)
        with ledger.inner.store.writing(ledger.inner.row) as writer:
            writer.put_timestamp(ledger.inner.row, sealed.size, b"an answer\x00")
        add(ledger, 3)
    return path


def test_there_and_back_again_is_the_same_ledger(database: str, source: Path, tmp_path: Path) -> None:
    with Ledger.open(source) as ledger:
        kept = ledger.sealed()[0].note
        there = ledger.copy_to(database)
    with Ledger.open(database) as copy:
        found = copy.reconcile().findings
        with LedgerEvidence(copy) as evidence:
            verified = verify(evidence, kept=[kept], vkeys=[LOG.verifier.vkey])
        back = copy.copy_to(tmp_path / "back.db")

    assert (there.size, there.root) == (back.size, back.root)
    assert {one.kind for one in found} == {"BAD_TIMESTAMP"}, "the answer is none, and went along as it was"
    assert {one.kind for one in verified.findings} <= {"BAD_TIMESTAMP"}
    assert rows_of(tmp_path / "back.db") == rows_of(source)


def test_an_export_from_each_is_the_same_to_the_byte_and_verifies_with_what_was_kept(
    database: str, tmp_path: Path
) -> None:
    with sealable(tmp_path / "source.db") as ledger:
        add(ledger, 700)
        (tmp_path / "kept").write_bytes(ledger.seal(LOG).note)
        add(ledger, 5)
        ledger.seal(LOG)
    run("copy", tmp_path / "source.db", database)
    run("copy", database, tmp_path / "back.db")

    places: list[str | Path] = [tmp_path / "source.db", database, tmp_path / "back.db"]
    exports = [export_of(url, tmp_path / f"e{at}") for at, url in enumerate(places)]
    said = [
        run("verify", url, "--kept", tmp_path / "kept", "--vkey", LOG.verifier.vkey, "--max-age", 36_500)
        for url in (database, tmp_path / "back.db")
    ]

    assert exports[0] == exports[1] == exports[2]
    assert all(ran.code == 0 for ran in said)


def test_a_copy_there_is_brought_up_to_date_and_loses_what_was_erased_since(database: str, source: Path) -> None:
    with Ledger.open(source, clerk="office:clerk") as ledger:
        ledger.copy_to(database)
        ledger.erase(9, reason="Asked for", by="office:records")
        add(ledger, 10)
        copied = ledger.copy_to(database, resume=True)

    with Ledger.open(database, clerk="office:clerk") as copy:
        assert (copied.added, copied.withdrawn) == (11, (9,))
        assert copied.beyond == copy.inner.store.beyond != ()
        assert str(copy.entry(9).event.text) == "ERASED"
        assert (
            copy.record(ev.StatusReported(subject="action:1", status="größer \U0001f7e2"), key="first")[0].number
            == 1302
        )
        add(copy, 1)
    with Ledger.open(source) as ledger, pytest.raises(errors.NotACopyError, match="are not those with which"):
        ledger.copy_to(database, resume=True)


def test_a_copy_whose_connection_is_cut_is_no_ledger_and_can_be_made_again(
    database: str, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = Writer.append
    calls = list[int]()

    def cut(writer: Writer, ledger: LedgerRow, added: Append) -> None:
        append(writer, ledger, added)
        calls.append(added.rows[-1].number)
        if len(calls) == 1:
            with psycopg.connect(database, autocommit=True) as other:
                other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )

    with Ledger.open(source) as ledger:
        monkeypatch.setattr(Writer, "append", cut)
        with pytest.raises(errors.LedgerError, match="nothing of this was recorded"):
            ledger.copy_to(database)
        assert Ledger.names(database) == []
        ledger.copy_to(database)

    with Ledger.open(database) as copy:
        assert len(copy) == 1_307


def test_writers_of_other_ledgers_do_not_wait_for_a_copy(
    database: str, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Ledger.create(database, name="other", origin=f"{ORIGIN}/other").close()
    append = Writer.append
    recorded = list[int]()

    with Ledger.open(database, name="other", clerk="office:clerk", timeout=1) as other:

        def beside(writer: Writer, ledger: LedgerRow, added: Append) -> None:
            append(writer, ledger, added)
            if len(added.rows) > 1:
                recorded.append(other.record(ev.ActionAdded(action=f"a{len(recorded)}"))[0].number)

        monkeypatch.setattr(Writer, "append", beside)
        with Ledger.open(source) as ledger:
            done = ledger.copy_to(database)

    assert recorded == [2, 3]
    assert done.size == 1_307


def test_a_copy_from_one_schema_to_another_is_the_same(database: str, source: Path, tmp_path: Path) -> None:
    with Ledger.open(source) as ledger:
        first = ledger.copy_to(database)
    ran = run("copy", database, f"{database}?schema=elsewhere", "--json")
    held: dict[str, Any] = ran.json

    assert urlsplit(database).password
    assert str(urlsplit(database).password) not in ran.out
    assert (held["size"], held["added"]) == (first.size, first.size)
    with Ledger.open(f"{database}?schema=elsewhere") as copy:
        copy.copy_to(tmp_path / "back.db")
    assert rows_of(tmp_path / "back.db") == rows_of(source)
