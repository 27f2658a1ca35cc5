"""Opening a stranger's ledger, in a stranger's environment, runs no code and changes no setting."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from govledger import Ledger
from govledger.events import UnknownEvent
from tests.ledger.store.support import action, make_ledger, run_python

TOPICS = [
    "os:system/1",
    "govledger.ledger:Ledger/1",
    "antigravity:fly_geohash/1",
    "this/1",
    "action-added/99",
    "action-added/0",
    "action-added/01",
    "action-added/\N{SUPERSCRIPT TWO}",
    f"action-added/{'9' * 5_000}",
    "../../etc/passwd/1",
    "",
]


def with_topics(path: Path) -> Path:
    """A ledger whose later entries somebody has given other types."""
    make_ledger(path, actions=len(TOPICS))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER entry_changed")
        for number, topic in enumerate(TOPICS, start=2):
            change = "UPDATE stored_events SET topic = ?, state = CAST(REPLACE(state, ?, ?) AS BLOB)"
            written = json.dumps(topic, ensure_ascii=False)
            values = (topic, '"type":"action-added/1"', f'"type":{written}', number)
            connection.execute(f"{change} WHERE originator_version = ?", values)
    return path


def test_a_stored_type_that_names_code_is_an_unknown_event(tmp_path: Path) -> None:
    with Ledger.open(with_topics(tmp_path / "csib.db")) as ledger:
        found = [entry.event for entry in ledger.history() if entry.number > 1]

        assert [type(event) for event in found] == [UnknownEvent] * len(TOPICS)


def test_reading_a_strangers_ledger_imports_nothing(tmp_path: Path) -> None:
    code = """
import sys
from govledger import Ledger
def read(path):
    with Ledger.open(path) as ledger:
        for entry in ledger.history():
            str(entry.event)
            repr(entry)
read(sys.argv[1])
before = set(sys.modules)
read(sys.argv[2])
print(sorted(set(sys.modules) - before))
"""
    own, strangers = make_ledger(tmp_path / "own.db"), with_topics(tmp_path / "strangers.db")

    assert run_python(code, own, strangers) == "[]\n"


def test_a_strangers_schema_calls_no_function(tmp_path: Path) -> None:
    path = make_ledger(tmp_path / "csib.db")

    with Ledger.open(path) as ledger:
        assert ledger.inner.store.query("PRAGMA trusted_schema") == [(0,)]


def test_the_environment_chooses_no_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "PERSISTENCE_MODULE": "eventsourcing.popo",
        "INFRASTRUCTURE_FACTORY": "os:system",
        "SQLITE_DBNAME": str(tmp_path / "other.db"),
        "SQLITE_LOCK_TIMEOUT": "0",
        "CREATE_TABLE": "n",
        "COMPRESSOR_TOPIC": "zlib",
        "CIPHER_TOPIC": "os:system",
        "MAPPER_TOPIC": "os:system",
        "TRANSCODER_TOPIC": "os:system",
        "ORIGINATOR_ID_TYPE": "uuid",
    }.items():
        monkeypatch.setenv(name, value)

    with Ledger.create(tmp_path / "csib.db", clerk="office:clerk") as ledger:
        ledger.record(action("1"))
    with Ledger.open(tmp_path / "csib.db") as again:
        assert len(again) == 2

    assert [found.name for found in tmp_path.iterdir()] == ["csib.db"]
