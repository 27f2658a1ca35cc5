"""What is read stands still, what is committed is seen, and what is erased is swept or said to be left."""

import time
from collections.abc import Iterator
from threading import Thread
from urllib.parse import urlsplit

import psycopg
import pytest

from govledger import Ledger, errors, events as ev
from govledger.events import Text
from govledger.ledger.store import Append, Row
from govledger.projections.tables import Tables
from tests.ledger.store.support import action

WHY = "the family asked"


@pytest.fixture
def ledger(database: str) -> Iterator[Ledger]:
    with Ledger.create(database, clerk="office:clerk") as made:
        made.record(action("1", "Zebedee is to be visited"), action("2"))
        yield made


@pytest.fixture
def other(ledger: Ledger, database: str) -> Iterator[Ledger]:
    """The same ledger, opened by somebody else."""
    with Ledger.open(database, clerk="office:other") as opened:
        yield opened


def said(ledger: Ledger, number: int) -> str:
    event = ledger.entry(number).event
    assert isinstance(event, ev.ActionAdded)
    return str(event.text)


def test_a_snapshot_stands_still_while_somebody_records(ledger: Ledger, other: Ledger) -> None:
    row = ledger.inner.row
    with ledger.inner.store.snapshot() as snapshot:
        before = snapshot.entries(row)
        first = next(before)
        other.record(*(action(f"n{number}") for number in range(5000)))
        rest = list(before)
        keys = list(snapshot.keys(row))

    assert [first[0], *(number for number, *_ in rest)] == [1, 2, 3]
    assert keys == []
    assert len(ledger) == 5003


def test_what_anybody_commits_is_a_change(ledger: Ledger, other: Ledger) -> None:
    store = ledger.inner.store
    seen = store.changes()
    own = (ledger.record(action("3")), store.changes())
    other.record(action("4"))
    time.sleep(0.02)  # What others commit is looked for every few milliseconds.

    assert own[1] != seen
    assert store.changes() != own[1]


def test_whoever_waits_is_woken_by_what_another_commits(ledger: Ledger, other: Ledger) -> None:
    store = ledger.inner.store
    seen, woken = store.changes(), list[int]()

    def wait() -> None:
        while store.changes() == seen:
            store.await_change(seen, seconds=0.01)
        woken.append(len(ledger))

    waiting = Thread(target=wait)
    waiting.start()
    other.record(action("3"))
    waiting.join(timeout=30)

    assert woken == [4]


def test_a_closed_store_is_told_everywhere(ledger: Ledger) -> None:
    store = ledger.inner.store
    ledger.close()
    ledger.close()

    for use in (lambda: len(ledger), store.changes, store.snapshot().__enter__, store.writing().__enter__):
        with pytest.raises(errors.LedgerClosedError):
            use()


def test_a_writer_is_waited_for_no_longer_than_was_said(ledger: Ledger, database: str) -> None:
    with (
        Ledger.open(database, clerk="office:hasty", timeout=0.05) as hasty,
        ledger.inner.store.writing(ledger.inner.row),
        pytest.raises(errors.LedgerBusyError, match="somebody else held the ledger"),
    ):
        hasty.record(action("3"))

    assert len(ledger) == 3


def test_two_threads_of_one_store_take_turns_without_a_second_connection(ledger: Ledger) -> None:
    with ledger.inner.store.writing(ledger.inner.row):
        threads = [Thread(target=ledger.record, args=(action(f"t{number}"),)) for number in range(8)]
        for thread in threads:
            thread.start()
    for thread in threads:
        thread.join()

    assert [entry.number for entry in ledger.entries()] == list(range(1, 12))


def test_a_question_after_every_connection_was_ended_is_put_again(ledger: Ledger, database: str) -> None:
    with psycopg.connect(database, autocommit=True) as adversary:
        adversary.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )

        assert len(ledger) == 3
        assert ledger.record(action("3"))[0].number == 4


def test_a_lock_of_another_schema_or_ledger_is_another_lock(ledger: Ledger, database: str) -> None:
    with (
        Ledger.create(database, name="second", clerk="office:clerk", timeout=0.05) as second,
        ledger.inner.store.writing(ledger.inner.row),
    ):
        second.record(action("1"))
        with Ledger.create(database, name="third", clerk="office:clerk", timeout=0.05) as third:
            third.record(action("1"))

    assert Ledger.names(database) == ["main", "second", "third"]


# Erasing -------------------------------------------------------------------------------------------------------------


def test_an_erasure_sweeps_the_tables_and_says_what_it_cannot_reach(ledger: Ledger, other: Ledger) -> None:
    assert "Zebedee" in said(other, 2)

    erasure = ledger.erase(2, reason=WHY)

    assert (erasure.number, erasure.remnants, erasure.hindered) == (4, False, None)
    assert any("write-ahead log" in place for place in erasure.beyond)
    assert any("backups" in place for place in erasure.beyond)
    assert said(ledger, 2) == said(other, 2) == Text.ERASED
    with ledger.inner.store.snapshot() as snapshot:
        assert not snapshot.holds(b"Zebedee")


def test_while_somebodys_snapshot_sees_the_words_they_are_said_to_be_left(ledger: Ledger, database: str) -> None:
    with psycopg.connect(database) as reader:
        reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        reader.execute("SELECT 1 FROM pg_class").fetchall()
        first = ledger.erase(2, reason=WHY)
    again = ledger.erase(2, reason=WHY)

    assert (first.number, first.remnants) == (4, True)
    assert "give it again" in str(first.hindered)
    assert (again.number, again.remnants, again.hindered) == (None, False, None)


# What belongs to a file ----------------------------------------------------------------------------------------------


def test_tables_are_kept_in_a_file_and_a_backup_is_the_servers(ledger: Ledger, tmp_path: object) -> None:
    with pytest.raises(errors.TablesError, match="no file of SQLite's to keep tables in"):
        Tables(ledger)
    with pytest.raises(errors.LedgerError, match=r"pg_dump.*govledger copy"):
        ledger.backup(f"{tmp_path}/copy.db")


def test_words_that_no_column_can_keep_are_refused_before_anything_is_sent(ledger: Ledger) -> None:
    with pytest.raises(errors.GovledgerError):
        ledger.record(action("3"), key="a\x00b")

    assert len(ledger) == 3


def test_a_commit_is_on_the_disk_whatever_the_database_is_set_to_and_no_plan_outlives_small_tables(
    ledger: Ledger, database: str
) -> None:
    name = urlsplit(database).path.removeprefix("/")
    with psycopg.connect(database, autocommit=True) as connection:
        for setting in ("synchronous_commit = off", "plan_cache_mode = force_generic_plan", "search_path = nowhere"):
            connection.execute(f'ALTER DATABASE "{name}" SET {setting}'.encode())
    ledger.close()

    with Ledger.open(database, clerk="office:clerk") as opened:
        assert opened.inner.store.query("SHOW synchronous_commit") == [("on",)]
        assert opened.inner.store.query("SHOW plan_cache_mode") == [("force_custom_plan",)]
        assert opened.record(action("3"))[0].number == 4


def test_what_is_appended_in_several_parts_of_one_transaction_knows_the_names_of_the_parts_before(
    ledger: Ledger,
) -> None:
    row, store = ledger.inner.row, ledger.inner.store
    with store.writing(row) as writer:
        for number in (4, 5):
            entry = Row(number, "x/1", b"{}")
            writer.append(
                row, Append(rows=[entry], disclosures=[], keys=[], mentions={"action:9": [number]}, introduced={})
            )

    assert store.numbers_about(row, "action:9") == [4, 5]


def test_no_withheld_word_is_said_where_the_server_refuses_a_row(ledger: Ledger, database: str) -> None:
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute("ALTER TABLE govledger.disclosure ADD CONSTRAINT strange CHECK (number < 4)")

    with pytest.raises(errors.LedgerCorruptError, match="strange") as refused:
        ledger.record(action("3", "Ysolde is to be visited"))

    assert "DETAIL" not in str(refused.value)
    assert b"Ysolde".hex() not in str(refused.value)
