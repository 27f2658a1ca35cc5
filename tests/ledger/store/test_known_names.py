"""What a writer knew of names serves the next one only as long as it is true."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.ledger.store import Writer
from govledger.ledger.store.known_names import NAMES_MAX, Known, KnownNames
from tests.ledger.store.support import action, make_ledger
from tests.ledger.support import file_names


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make_ledger(tmp_path / "csib.db")


def open_ledger(path: Path) -> Ledger:
    return Ledger.open(path, clerk="office:clerk")


def status(of: str) -> ev.StatusReported:
    return ev.StatusReported(subject=f"action:{of}", status="amber")


def asked(ledger: Ledger, monkeypatch: pytest.MonkeyPatch, do: Callable[[], Any]) -> list[str]:
    """Return the queries about names that something puts."""
    with ledger.inner.store.writing(ledger.inner.row) as writer:
        kind, query = type(writer), type(writer).query
    put: list[str] = []

    def noted(self: Writer, sql: str, values: Any = ()) -> Any:
        put.append(sql)
        return query(self, sql, values)

    monkeypatch.setattr(kind, "query", noted)
    do()
    monkeypatch.undo()
    return [sql for sql in put if sql.startswith("SELECT reference, id, introduced FROM name")]


def test_a_name_is_looked_up_once_as_long_as_nobody_else_writes(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_ledger(path) as ledger:
        ledger.record(action("4"))

        first = asked(ledger, monkeypatch, lambda: ledger.record(status("4")))
        ledger.record(status("4"))

        assert first == []
        assert ledger.inner.store.numbers_about(ledger.inner.row, "action:4") == [5, 6, 7]
        assert not ledger.reconcile().findings


def test_an_index_that_somebody_made_anew_is_looked_up_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_ledger(path) as ledger:
        ledger.record(action("4"))
        file_names(ledger)
        with closing(sqlite3.connect(path)) as other, other:
            other.execute("UPDATE mention SET name = name + 1000")
            other.execute("UPDATE name SET id = id + 1000")

        again = asked(ledger, monkeypatch, lambda: ledger.record(status("4")))

        assert len(again) == 1
        assert ledger.inner.store.numbers_about(ledger.inner.row, "action:4") == [5, 6]
        assert not ledger.reconcile().findings


def test_an_id_that_another_process_introduced_meanwhile_is_taken(path: Path) -> None:
    with open_ledger(path) as ledger, open_ledger(path) as other:
        ledger.record(ev.StatementMade(by="office:dcs", about=["area:x"], text="said"))
        other.record(action("4"))

        ledger.record(status("4"))

        assert ledger.inner.store.numbers_about(ledger.inner.row, "action:4") == [6, 7]
        assert not ledger.reconcile().findings


def test_what_was_undone_is_not_known(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    append = Writer.append

    def broken(self: Writer, *given: Any) -> None:
        append(self, *given)
        raise MemoryError

    with open_ledger(path) as ledger:
        monkeypatch.setattr(Writer, "append", broken)
        with pytest.raises(MemoryError):
            ledger.record(action("4"), action("5"))
        monkeypatch.undo()
        ledger.record(action("5"))
        ledger.record(status("5"))

        assert ledger.inner.store.numbers_about(ledger.inner.row, "action:5") == [5, 6]
        assert not ledger.reconcile().findings


def test_a_thing_that_is_introduced_after_it_was_named_is_known_as_introduced(path: Path) -> None:
    with open_ledger(path) as ledger:
        ledger.record(ev.StatementMade(by="office:dcs", about=["body:osmc"], text="said"))
        ledger.record(ev.BodyEstablished(body="osmc", kind="scrutiny", relation="own", name="Scrutiny"))

        ledger.record(ev.MeetingHeld(meeting="osmc-1", body="osmc"))

        assert ledger.inner.store.introductions(ledger.inner.row, ["body:osmc"]) == {6}
        assert not ledger.reconcile().findings


def test_no_more_is_kept_than_a_record_names_in_a_while() -> None:
    known, connection = KnownNames(), object()
    known.of(connection, 1)[1] = Known(filed={f"action:{number}": (number, number) for number in range(NAMES_MAX)})

    kept = len(known.of(connection, 1)[1].filed)
    known.of(connection, 1)[1].filed["action:more"] = (0, None)

    assert kept == NAMES_MAX
    assert known.of(connection, 1) == {1: Known()}


@pytest.mark.parametrize("version", [1, 2])
def test_what_one_connection_knew_is_not_what_another_knows(version: int) -> None:
    known, connection = KnownNames(), object()
    known.of(connection, 1)[1] = Known(filed={"action:1": (1, 1)})

    found = known.of(connection if version == 2 else object(), version)

    assert found == {1: Known()}
