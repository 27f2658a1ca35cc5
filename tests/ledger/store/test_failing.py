"""What goes wrong in the middle undoes the batch, leaks nothing, and is told in the ledger's own words."""

import os
import sqlite3
import threading
from pathlib import Path

import pytest
from eventsourcing.sqlite import SQLiteConnection, SQLiteCursor

from govledger import Ledger, errors
from govledger.ledger.store import Append, LedgerRow, Row, Writer
from govledger.ledger.store.connections import Connections, connect
from govledger.ledger.store.sqlite_writer import Recorder
from tests.ledger.store.support import action, make_ledger, run_python, sqlite_store


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger.open(make_ledger(tmp_path / "csib.db"), clerk="office:clerk")


def test_an_exception_inside_a_transaction_undoes_it(ledger: Ledger) -> None:
    row = ledger.inner.row
    added = Append(
        rows=[Row(5, "x/1", b"{}")],
        disclosures=[(5, b"x")],
        keys=[("k", 5)],
        mentions={"action:9": [5]},
        introduced={"action:9": 5},
    )

    def fail_after_appending() -> None:
        with ledger.inner.store.writing() as writer:
            writer.append(row, added)
            assert writer.head(row) == (5, "x/1", b"{}")
            raise KeyError

    with ledger, pytest.raises(KeyError):
        fail_after_appending()

    with Ledger.open(ledger.inner.store.place.url) as again, again.inner.store.writing() as writer:
        assert len(again) == 4
        assert writer.payloads(row, 5) is None
        assert writer.keys(row, ["k"]) == {}
        assert writer.names(row, ["action:9"]) == {}


@pytest.mark.parametrize("fault", [RuntimeError, KeyboardInterrupt, MemoryError])
def test_an_exception_in_the_recorders_hook_commits_no_half(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, fault: type[BaseException]
) -> None:
    insert = Recorder.insert_within

    def broken(self: Recorder, cursor: SQLiteCursor, row: LedgerRow, rows: list[Row]) -> None:
        insert(self, cursor, row, rows[:1])
        raise fault

    with ledger:
        monkeypatch.setattr(Recorder, "insert_within", broken)
        with pytest.raises(fault):
            ledger.record(action("4"), action("5"))
        monkeypatch.undo()

        assert len(ledger) == 4
        [entry] = ledger.record(action("4"))
        assert entry.number == 5


def test_a_clock_that_fails_undoes_the_batch(tmp_path: Path) -> None:
    def broken() -> None:
        raise ZeroDivisionError

    with Ledger.open(make_ledger(tmp_path / "csib.db"), clerk="office:clerk", clock=broken) as ledger:  # type: ignore[arg-type]
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                ledger.record(action("4"))
        assert len(ledger) == 4


def test_two_hundred_refused_batches_leave_every_connection_usable(ledger: Ledger) -> None:
    with ledger:
        for _ in range(200):
            with pytest.raises(errors.IdentityTakenError):
                ledger.record(action("1"))

        ledger.record(action("4"))
        assert len(ledger) == 5
        assert sqlite_store(ledger)._pool.num_in_use == 0
        assert sqlite_store(ledger)._pool.num_in_pool <= 5


def test_a_connection_that_cannot_be_made_costs_nobody_the_writers_turn(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Connections) -> SQLiteConnection:
        raise sqlite3.OperationalError("no more files")

    with ledger:
        pool = sqlite_store(ledger)._pool
        while pool._pool:
            pool._pool.popleft().close()
        monkeypatch.setattr(Connections, "_create_connection", broken)
        for _ in range(3):
            with pytest.raises(errors.LedgerError, match="no more files"):
                ledger.record(action("4"))
        monkeypatch.undo()

        ledger.record(action("4"))
        assert len(ledger) == 5


def test_a_connection_that_cannot_be_set_up_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    class Fragile(sqlite3.Connection):
        closed = 0

        def execute(self, *_: object) -> sqlite3.Cursor:
            raise sqlite3.OperationalError("disk I/O error")

        def close(self) -> None:
            Fragile.closed += 1
            super().close()

    monkeypatch.setattr(sqlite3, "connect", lambda *_, **__: Fragile(":memory:"))
    with pytest.raises(sqlite3.OperationalError):
        connect(":memory:", timeout=1)

    assert Fragile.closed == 1


def test_a_connection_that_cannot_roll_back_is_given_up(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: SQLiteConnection) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    with ledger:
        monkeypatch.setattr(SQLiteConnection, "rollback", broken)
        with pytest.raises(errors.IdentityTakenError):
            ledger.record(action("1"))
        monkeypatch.undo()

        ledger.record(action("4"))
        assert len(ledger) == 5


def test_a_closed_ledger_says_so_to_every_call(ledger: Ledger) -> None:
    kept = list(ledger.entries())
    history = ledger.history()
    with ledger:
        assert str(kept[1].event.text)
    ledger.close()

    for ask in (
        lambda: len(ledger),
        lambda: ledger.entry(1),
        lambda: list(ledger.entries()),
        lambda: list(ledger.entries(about="action:1")),
        ledger.history,
        lambda: list(history),
        lambda: ledger.record(action("4")),
        lambda: ledger.retract(2, reason="mistyped"),
        lambda: ledger.correct(2, action("1"), reason="mistyped"),
        lambda: ledger.accept_clock(reason="it was wrong"),
        lambda: str(kept[1].event.text),
        lambda: kept[2].event.text.words,
    ):
        with pytest.raises(errors.LedgerClosedError, match="was closed"):
            ask()
    assert kept[1].event.action == "1"
    assert "csib.db" in repr(ledger)


def test_a_ledger_in_memory_is_gone_when_it_is_closed() -> None:
    ledger = Ledger.open("memory://", clerk="office:clerk")
    ledger.record(action("1"))
    ledger.close()
    ledger.close()

    with pytest.raises(errors.LedgerClosedError):
        len(ledger)
    with Ledger.open("memory://") as another:
        assert len(another) == 1


@pytest.mark.parametrize("place", ["csib.db", "memory://"])
def test_closing_lets_a_call_in_another_thread_end_as_it_would_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ledger = Ledger.create(place, clerk="office:clerk")
    inside, closed, numbers = threading.Event(), threading.Event(), list[int]()
    insert = Writer.append

    def slow(self: Writer, *added: object) -> None:
        inside.set()
        closed.wait(timeout=10)
        insert(self, *added)  # type: ignore[arg-type]

    monkeypatch.setattr(Writer, "append", slow)
    thread = threading.Thread(target=lambda: numbers.extend(entry.number for entry in ledger.record(action("1"))))
    thread.start()
    inside.wait(timeout=10)
    ledger.close()
    closed.set()
    thread.join()

    assert numbers == [2]
    assert sqlite_store(ledger)._pool.num_in_use == 0
    with pytest.raises(errors.LedgerClosedError):
        len(ledger)


def test_who_waits_for_a_connection_when_the_ledger_is_closed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = Ledger.create("memory://", clerk="office:clerk")
    told: list[str] = []

    def wait() -> None:
        try:
            len(ledger)
        except errors.LedgerClosedError as fault:
            told.append(str(fault))

    with ledger.inner.store.writing():
        thread = threading.Thread(target=wait)
        thread.start()
        while not sqlite_store(ledger)._pool._put_condition._waiters:  # type: ignore[attr-defined]
            pass
        ledger.close()
    thread.join()

    assert told == ["memory:// was closed"]


def test_what_a_process_was_born_with_it_neither_uses_nor_closes(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    len(ledger)
    monkeypatch.setattr(os, "getpid", lambda: -1)
    with pytest.raises(errors.LedgerError, match="open it again in this one"):
        len(ledger)
    ledger.close()
    monkeypatch.undo()

    with ledger:
        assert len(ledger) == 4


def test_a_forked_process_is_told_to_open_the_ledger_itself(tmp_path: Path) -> None:
    code = """
import os, sys
from govledger import Ledger, errors, events as ev
ledger = Ledger.open(sys.argv[1], clerk="office:clerk")
text = ledger.entry(2).event.text
str(text)
child = os.fork()
if child == 0:
    asked = (lambda: len(ledger), lambda: str(text), lambda: ledger.record(ev.ActionAdded(action="8", text="Do it")))
    for ask in asked:
        try:
            ask()
        except errors.LedgerError as fault:
            print(fault, flush=True)
    ledger.close()
    with Ledger.open(sys.argv[1], clerk="office:clerk") as own:
        own.record(ev.ActionAdded(action="9", text="Do it"))
    os._exit(0)
os.waitpid(child, 0)
ledger.record(ev.ActionAdded(action="10", text="Do it"))
print(len(ledger))
ledger.close()
"""
    path = make_ledger(tmp_path / "csib.db")

    said = run_python(code, path)

    refused = f"{path} was opened by another process; open it again in this one\n"
    assert said == f"{refused * 3}6\n"
