"""A process that dies while it makes or writes a ledger leaves nothing half made, at whatever statement it dies.

The kill loop dies at random moments; here a process dies at each statement in turn.
"""

import json
import sqlite3
import struct
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from govledger import Ledger, errors
from govledger.ledger.store import layout
from govledger.ledger.store.place import Place
from tests.ledger.store.support import make_ledger, run_python

# A child is forked for each statement; SQLite tells of a statement before it runs it.
DYING = """
import json, os, sqlite3, sys
from govledger import Ledger, errors, events as ev
from govledger.ledger.store import connections, layout

def record(path):
    with Ledger.open(path, clerk="office:clerk") as ledger:
        ledger.record(*(ev.ActionAdded(action=f"{index}", text="Do it") for index in range(3)), key="batch")

def die_at(statement, work, path):
    told = iter(range(1, statement))
    real = connections.connect
    def connect(name, **options):
        connection = real(name, **options)
        connection.set_trace_callback(lambda sql: None if next(told, None) else os._exit(9))
        return connection
    connections.connect = layout.connect = connect
    work(path)
    os._exit(0)

def died(statement, work, path):
    child = os.fork()
    if child == 0:
        die_at(statement, work, path)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

def found(path):
    try:
        with Ledger.open(path) as ledger:
            return [entry.event.action if entry.number > 1 else "opened" for entry in ledger.entries()]
    except errors.LedgerError as fault:
        return type(fault).__name__
"""

CREATE = (
    DYING
    + """
left, later, beside = [], [], set()
for statement in range(1, 1000):
    path = f"{sys.argv[1]}/{statement}.db"
    if died(statement, lambda path: Ledger.create(path).close(), path) == 0:
        break
    left.append(found(path))
    try:
        Ledger.create(path).close()
    except errors.LedgerExistsError:
        pass
    later.append(found(path))
    beside.update(name for name in os.listdir(sys.argv[1]) if not name.endswith(".db"))
print(json.dumps([left, later, sorted(beside)]))
"""
)

RECORD = (
    DYING
    + """
left, later = [], []
for statement in range(1, 1000):
    path = f"{sys.argv[1]}/{statement}.db"
    Ledger.create(path).close()
    if died(statement, record, path) == 0:
        break
    left.append(found(path))
    record(path)
    later.append(found(path))
print(json.dumps([left, later]))
"""
)


def run(code: str, folder: Path) -> Any:
    return json.loads(run_python(code, folder))


def test_a_create_cut_off_at_any_statement_leaves_nothing_or_a_ledger_and_can_be_done_again(tmp_path: Path) -> None:
    left, later, beside = run(CREATE, tmp_path)

    assert len(left) > 15, "it dies at every statement"
    assert all(found in ("NotALedgerError", "LedgerNotFoundError", ["opened"]) for found in left)
    assert {str(found) for found in left} >= {"NotALedgerError", "LedgerNotFoundError"}
    assert later == [["opened"]] * len(left)
    assert beside == []


def test_a_batch_cut_off_at_any_statement_is_there_whole_or_not_at_all_and_can_be_recorded_again(
    tmp_path: Path,
) -> None:
    left, later = run(RECORD, tmp_path)

    assert len(left) > 10, "it dies at every statement"
    assert all(found in (["opened"], ["opened", "0", "1", "2"]) for found in left)
    assert later == [["opened", "0", "1", "2"]] * len(left)


def test_a_create_cut_off_while_its_pages_were_written_can_be_done_again(tmp_path: Path) -> None:
    path, journal = make_ledger(tmp_path / "csib.db"), tmp_path / "csib.db-journal"
    whole = path.read_bytes()
    sectors = struct.pack(">8sIIIII", bytes.fromhex("d9d505f920a163d7"), 0, 7, 0, 512, 4_096)
    journal.write_bytes(sectors.ljust(512, b"\x00"))  # It says: before this transaction the file had no page.

    with pytest.raises(errors.NotALedgerError, match=r"the making of .*csib.db was cut off"):
        Ledger.open(path)
    path.write_bytes(whole)
    journal.write_bytes(sectors.ljust(512, b"\x00"))
    Ledger.create(path).close()

    with Ledger.open(path) as ledger:
        assert len(ledger) == 1
    assert [found.name for found in tmp_path.iterdir()] == ["csib.db"]


def test_another_program_that_was_quicker_keeps_its_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "csib.db"
    monkeypatch.setattr(Place, "header", lambda _: None)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE minutes (id INTEGER)")
    before = path.read_bytes()

    with pytest.raises(errors.NotALedgerError, match="another program's"):
        Ledger.create(path)

    assert path.read_bytes() == before


@pytest.mark.parametrize("seen", [1, 2])
def test_tables_that_another_process_has_just_made_are_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seen: int
) -> None:
    path, looks = make_ledger(tmp_path / "csib.db"), iter(range(1, seen))
    is_laid_out = layout._is_laid_out
    monkeypatch.setattr(Place, "header", lambda _: None)
    monkeypatch.setattr(layout, "_is_laid_out", lambda connection: not next(looks, 0) and is_laid_out(connection))

    Ledger.create(path, name="children").close()

    monkeypatch.undo()
    assert Ledger.names(path) == ["main", "children"]
