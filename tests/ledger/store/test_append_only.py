"""The database itself refuses to change, remove, replace or skip an entry, whoever asks."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from govledger import Ledger
from tests.ledger.store.support import make_ledger

LATER = (
    "SELECT originator_id, originator_version + {step}, topic, state FROM stored_events WHERE originator_version = 4"
)
SAME = "SELECT originator_id, 2, topic, x'00' FROM stored_events WHERE originator_version = 2"

REFUSED = {
    "cannot be changed": [
        "UPDATE stored_events SET state = x'00' WHERE originator_version = 2",
        "UPDATE OR REPLACE stored_events SET originator_version = 3 WHERE originator_version = 2",
    ],
    "cannot be removed": [
        "DELETE FROM stored_events",
        "DELETE FROM stored_events WHERE originator_version = 4",
    ],
    "takes the number after the last": [
        f"INSERT INTO stored_events {SAME}",
        f"INSERT OR REPLACE INTO stored_events {SAME}",
        f"REPLACE INTO stored_events {SAME}",
        f"INSERT OR IGNORE INTO stored_events {SAME}",
        f"INSERT INTO stored_events {SAME} ON CONFLICT DO UPDATE SET state = excluded.state",
        f"INSERT INTO stored_events {LATER.format(step=2)}",
        f"INSERT INTO stored_events {LATER.format(step=-10)}",
        f"INSERT INTO stored_events {LATER.format(step=0.5)}",
        "INSERT INTO stored_events VALUES ('another', 2, 'x/1', x'00')",
        "INSERT INTO stored_events VALUES ('another', NULL, 'x/1', x'00')",
        "INSERT INTO stored_events VALUES ('another', 'one', 'x/1', x'00')",
    ],
    "cannot be given another name": [
        "UPDATE ledger SET zone = 'UTC'",
        "UPDATE ledger SET uuid = 'another'",
    ],
    "a ledger cannot be removed": ["DELETE FROM ledger"],
    "a ledger cannot be replaced": [
        "INSERT OR REPLACE INTO ledger SELECT id, 'another', name, origin, zone FROM ledger",
        "INSERT OR REPLACE INTO ledger SELECT 2, 'another', name, origin, zone FROM ledger",
        "INSERT OR REPLACE INTO ledger SELECT 2, uuid, 'another', origin, zone FROM ledger",
    ],
}


@pytest.fixture
def raw(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that knows nothing of govledger."""
    path = make_ledger(tmp_path / "csib.db")
    with closing(sqlite3.connect(path)) as connection:
        before = list(connection.execute("SELECT * FROM stored_events, ledger"))
        yield connection
        connection.rollback()
        assert list(connection.execute("SELECT * FROM stored_events, ledger")) == before
    with Ledger.open(path) as ledger:
        assert len(list(ledger.entries())) == 4


@pytest.mark.parametrize("recursive", [0, 1])
@pytest.mark.parametrize(("words", "sql"), [(words, sql) for words, held in REFUSED.items() for sql in held])
def test_an_entry_once_recorded_stays(raw: sqlite3.Connection, words: str, sql: str, recursive: int) -> None:
    raw.execute(f"PRAGMA recursive_triggers = {recursive}")

    with pytest.raises(sqlite3.IntegrityError, match=words if not recursive else "ledger"):
        raw.execute(sql)


def test_the_next_entry_may_be_added(raw: sqlite3.Connection) -> None:
    raw.execute(f"INSERT INTO stored_events {LATER.format(step=1)}")

    assert raw.execute("SELECT MAX(originator_version) FROM stored_events").fetchone() == (5,)


def test_a_disclosure_may_be_erased_and_nothing_else_changes(tmp_path: Path) -> None:
    path = make_ledger(tmp_path / "csib.db")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM disclosure WHERE number = 3")

    with Ledger.open(path) as ledger:
        shown = [str(entry.event.text) for entry in ledger.entries(after=1)]

    assert shown == ["Audit every threshold decision", "MISSING", "Audit every threshold decision"]


def test_an_altered_disclosure_does_not_show(tmp_path: Path) -> None:
    path = make_ledger(tmp_path / "csib.db")
    values = ["x'00'", "'text'", "1000000000000", "x'5b5d'"]
    for number, value in zip((2, 3, 4), values, strict=False):
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(f"UPDATE disclosure SET payloads = {value} WHERE number = {number}")

    with Ledger.open(path) as ledger:
        shown = [str(entry.event.text) for entry in ledger.entries(after=1)]

    assert shown == ["MISSING"] * 3
