"""Who waits for whom, for how long, and what is on the disk when a call returns."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from govledger import Ledger, errors
from govledger.ledger.store.connections import TIMEOUT_MAX, write_ahead
from tests.ledger.store.support import action, contents, make_ledger


@contextmanager
def locked(path: Path) -> Iterator[sqlite3.Connection]:
    """Hold the write lock as another program."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        yield connection


def test_a_commit_is_on_the_disk_before_it_is_reported(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "csib.db", clerk="office:clerk") as ledger:
        store = ledger.inner.store
        with store.writing() as writer:
            written = [writer.query(f"PRAGMA {name}", ())[0][0] for name in ("journal_mode", "synchronous")]
            read = [store.query(f"PRAGMA {name}")[0][0] for name in ("journal_mode", "synchronous")]

    assert written == read == ["wal", 2]


def test_a_transaction_takes_the_write_lock_before_it_reads(tmp_path: Path) -> None:
    path = make_ledger(tmp_path / "csib.db")

    with Ledger.open(path) as ledger, closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other:
        with ledger.inner.store.writing(), pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.execute("BEGIN IMMEDIATE")


def test_a_locked_ledger_is_read_but_busy_for_writers_and_left_as_it_was(tmp_path: Path) -> None:
    path = make_ledger(tmp_path / "csib.db")
    before = path.read_bytes()

    with Ledger.open(path, clerk="office:clerk", timeout=0.05) as ledger, locked(path):
        assert len(list(ledger.entries())) == 4
        with pytest.raises(errors.LedgerBusyError, match="for longer than the time allowed"):
            ledger.record(action("4"))

    assert path.read_bytes() == before


def test_a_ledger_nobody_else_may_even_read_is_busy(tmp_path: Path) -> None:
    path = make_ledger(tmp_path / "csib.db")

    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(errors.LedgerBusyError):
            Ledger.open(path, timeout=0.05)


@pytest.mark.parametrize("timeout", [0, -3, 0.2])
def test_a_timeout_counts_seconds_and_nought_means_at_once(tmp_path: Path, timeout: float) -> None:
    path = make_ledger(tmp_path / "csib.db")

    with Ledger.open(path, clerk="office:clerk", timeout=timeout) as ledger, locked(path):
        started = time.monotonic()
        with pytest.raises(errors.LedgerBusyError):
            ledger.record(action("4"))
        waited = time.monotonic() - started

    assert max(timeout, 0) <= waited < 4, "not the five seconds that a library takes for none"


def test_a_timeout_of_a_century_is_as_long_as_sqlite_can_wait(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "csib.db", clerk="office:clerk", timeout=3e9) as ledger:
        [waits] = ledger.inner.store.query("PRAGMA busy_timeout")
        ledger.record(action("1"))

    assert waits == (TIMEOUT_MAX * 1_000,)


def test_a_thread_waits_for_another_no_longer_than_it_was_told_to(tmp_path: Path) -> None:
    for place in (tmp_path / "csib.db", "memory://"):
        with Ledger.create(place, clerk="office:clerk", timeout=0.05) as ledger, ledger.inner.store.writing():
            refused: list[type[BaseException]] = []

            def write(ledger: Ledger = ledger, refused: list[type[BaseException]] = refused) -> None:
                try:
                    ledger.record(action("1"))
                except errors.LedgerBusyError as fault:
                    refused.append(type(fault))

            thread = threading.Thread(target=write)
            thread.start()
            thread.join()

        assert refused == [errors.LedgerBusyError]


def test_a_slow_reader_keeps_no_writer_waiting_and_its_history_stays_as_it_was(tmp_path: Path) -> None:
    path = make_ledger(tmp_path / "csib.db", actions=3_000)
    with Ledger.open(path) as reader, Ledger.open(path, clerk="office:clerk", timeout=0) as writer:
        history = reader.history()
        reading, pinned = reader.entries(), iter(history)
        first = [next(reading).number for _ in range(10)]
        earlier = [next(pinned).number for _ in range(10)]

        for index in range(20):
            writer.record(action(f"later-{index}"))
        with writer.inner.store.writing():
            rest = [entry.number for entry in reading]
            later = [entry.number for entry in pinned]

        assert first + rest == list(range(1, 3_002))
        assert sorted(earlier + later) == list(range(1, 3_002))
        assert len(history) == 3_001
        assert len(reader.history()) == 3_021
        assert [entry.number for entry in history.recorded()] == list(range(1, 3_002))


def test_write_ahead_mode_waits_for_a_writer_in_the_old_mode(tmp_path: Path) -> None:
    path = tmp_path / "csib.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE minutes (id INTEGER)")
        with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                write_ahead(connection.cursor(), timeout=0.02)

            ending = threading.Timer(0.05, other.rollback)
            ending.start()
            write_ahead(connection.cursor(), timeout=60)
            ending.join()

        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_fault_of_write_ahead_mode_that_waiting_does_not_mend_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "csib.db").write_text("Minutes of the meeting\n" * 20)

    connection = sqlite3.connect(tmp_path / "csib.db")

    with closing(connection), pytest.raises(sqlite3.DatabaseError, match="not a database"):
        write_ahead(connection.cursor(), timeout=60)


def test_nothing_lies_beside_a_closed_ledger(tmp_path: Path) -> None:
    path = tmp_path / "csib.db"

    with Ledger.create(path, clerk="office:clerk") as ledger:
        ledger.record(action("1"))

    assert list(contents(tmp_path)) == ["csib.db"]
