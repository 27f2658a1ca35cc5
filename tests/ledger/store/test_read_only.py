"""Who may read a ledger but not write it reads it whole, is told so, and leaves nothing behind."""

import errno
import itertools
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from govledger import Ledger, errors
from govledger.ledger.store import SQLiteStore, Store
from govledger.ledger.store.place import Place
from tests.ledger.store.support import (
    action,
    ask,
    contents,
    make_ledger,
    mounted,
    open_folder,
    run_python,
    start_python,
    unprivileged,
)

READ = """
import sys
from govledger import Ledger, errors
try:
    with Ledger.open(sys.argv[1], clerk="office:clerk") as ledger:
        print(sum(1 for entry in ledger.entries()), len(ledger.history()), str(ledger.entry(2).event.text))
        try:
            ledger.retract(2, reason="mistyped")
        except errors.LedgerReadOnlyError as fault:
            print(fault)
except errors.LedgerError as fault:
    print(type(fault).__name__, fault)
"""

CREATE = """
import sys
from govledger import Ledger, errors
try:
    Ledger.create(sys.argv[1])
except errors.LedgerError as fault:
    print(type(fault).__name__, fault)
"""

READ_WHOLE = "4 4 Audit every threshold decision\n{path}: this user may read the ledger but not write it\n"


@pytest.fixture
def user() -> int | None:
    return unprivileged()


@pytest.fixture
def folder() -> Iterator[Path]:
    with open_folder() as made:
        yield made


def test_a_read_only_file_in_a_read_only_folder(folder: Path, user: int | None) -> None:
    path = make_ledger(folder / "csib.db")
    path.chmod(0o444)
    folder.chmod(0o555)
    before = contents(folder)

    said = run_python(READ, path, user=user)

    assert said == READ_WHOLE.format(path=path)
    assert contents(folder) == before


def test_a_read_only_file_in_a_folder_that_may_be_written(folder: Path, user: int | None) -> None:
    path = make_ledger(folder / "csib.db")
    path.chmod(0o444)
    folder.chmod(0o777)
    before = contents(folder)

    said = run_python(READ, path, user=user)

    assert said == READ_WHOLE.format(path=path)
    assert contents(folder) == before


def test_a_writable_file_in_a_read_only_folder(folder: Path, user: int | None) -> None:
    path = make_ledger(folder / "csib.db")
    path.chmod(0o666)
    folder.chmod(0o555)
    before = contents(folder)

    said = run_python(READ, path, user=user)

    assert said == READ_WHOLE.format(path=path)
    assert contents(folder) == before


def test_a_log_that_a_killed_writer_left_is_read_with_the_file(folder: Path, user: int | None) -> None:
    path = make_ledger(folder / "csib.db")
    kill_after_writing(path)
    for found in folder.iterdir():
        found.chmod(0o444)
    folder.chmod(0o555)
    before = contents(folder)

    said = run_python(READ, path, user=user)

    assert said.startswith("8 8 Audit every threshold decision\n")
    assert contents(folder) == before


def test_a_log_without_its_index_is_said_to_be_in_the_way(folder: Path, user: int | None) -> None:
    path = make_ledger(folder / "csib.db")
    kill_after_writing(path)
    Path(f"{path}-shm").unlink()
    for found in folder.iterdir():
        found.chmod(0o444)
    folder.chmod(0o555)

    said = run_python(READ, path, user=user)

    assert said.startswith(f"LedgerError {path}: the database, or a file that SQLite needs beside it, cannot be opened")


def test_a_reader_without_the_right_to_write_sees_what_a_living_writer_adds(folder: Path, user: int | None) -> None:
    path = make_ledger(folder / "csib.db")
    code = """
import sys
from govledger import Ledger
with Ledger.open(sys.argv[1]) as ledger:
    for line in sys.stdin:
        print([entry.number for entry in ledger.entries()], flush=True)
"""
    reader = start_python(code, path, user=user)

    seen = [ask(reader)]
    with Ledger.open(path, clerk="office:clerk") as ledger:
        ledger.record(action("a"))
        seen.append(ask(reader))
        ledger.record(action("b"))
        seen.append(ask(reader))
    seen.append(ask(reader))
    reader.communicate()

    assert [max(map(int, numbers.strip("[]").split(","))) for numbers in seen] == [4, 5, 6, 6]


def test_a_file_that_may_not_be_read_is_said_to_be_so(folder: Path, user: int | None) -> None:
    path = make_ledger(folder / "csib.db")
    path.chmod(0o000)

    said = run_python(READ, path, user=user)

    assert said == f"LedgerError {path} cannot be read: Permission denied\n"


def test_a_read_only_folder_gets_no_new_ledger(folder: Path, user: int | None) -> None:
    folder.chmod(0o555)

    said = run_python(CREATE, folder / "csib.db", user=user)

    assert said == f"LedgerReadOnlyError this user may not make a ledger in {folder}\n"


def test_a_read_only_file_system(tmp_path: Path) -> None:
    with mounted(tmp_path, "a ledger on a read-only file system"):
        path = make_ledger(tmp_path / "csib.db")
        subprocess.run(["mount", "-o", "remount,ro", tmp_path], check=True)
        before = contents(tmp_path)

        said = run_python(READ, path)

        assert said == READ_WHOLE.format(path=path)
        assert contents(tmp_path) == before


def test_a_ledger_opened_to_read_is_not_recorded_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_ledger(tmp_path / "csib.db")
    monkeypatch.setattr(os, "access", lambda *_: False)

    with Ledger.open(path, clerk="office:clerk") as ledger, pytest.raises(errors.LedgerReadOnlyError):
        ledger.record(action("4"))
    with pytest.raises(errors.LedgerReadOnlyError, match="may not make a ledger in"):
        Ledger.create(tmp_path / "another.db")


def test_a_file_that_cannot_be_read_is_said_to_be_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    path = make_ledger(tmp_path / "csib.db")
    monkeypatch.setattr(os, "open", broken)

    with pytest.raises(errors.LedgerError, match=r"csib.db cannot be read: Input/output error"):
        Ledger.open(path)


def test_what_was_read_while_the_file_changed_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_ledger(tmp_path / "csib.db")
    monkeypatch.setattr(os, "access", lambda *_: False)
    fetch, tries = SQLiteStore._fetch, []

    def moving(self: SQLiteStore, sql: str, values: Sequence[object]) -> list[Any]:
        tries.append(sql)
        if len(tries) < 3:
            os.utime(path, ns=(0, len(tries)))
        if len(tries) == 1:
            raise errors.LedgerCorruptError("half a page")
        return [(99,)] if len(tries) == 2 else fetch(self, sql, values)

    with Ledger.open(path) as ledger:
        monkeypatch.setattr(SQLiteStore, "_fetch", moving)
        size = len(ledger)

    assert (size, len(tries)) == (4, 3)


def test_a_file_that_never_stands_still_is_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_ledger(tmp_path / "csib.db")
    monkeypatch.setattr(os, "access", lambda *_: False)
    moments = itertools.count(1)

    def moving(self: SQLiteStore, sql: str, values: Sequence[object]) -> list[Any]:
        os.utime(path, ns=(0, next(moments)))
        return [(99,)]

    with Ledger.open(path) as ledger:
        monkeypatch.setattr(SQLiteStore, "_fetch", moving)
        with pytest.raises(errors.LedgerBusyError, match="being written all the time"):
            len(ledger)


def test_damage_is_told_to_a_reader_without_the_right_to_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_ledger(tmp_path / "csib.db", actions=200)
    path.write_bytes(path.read_bytes()[: 5 * 4_096])
    monkeypatch.setattr(os, "access", lambda *_: False)

    with pytest.raises(errors.LedgerCorruptError):
        Ledger.open(path)


def test_a_file_that_goes_away_under_a_reader_is_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_ledger(tmp_path / "csib.db")
    monkeypatch.setattr(os, "access", lambda *_: False)

    with Ledger.open(path) as ledger:
        path.unlink()
        with pytest.raises(errors.LedgerNotFoundError):
            len(ledger)


def kill_after_writing(path: Path) -> None:
    """Leave the log of a writer that was killed after recording four actions."""
    code = """
import os, signal, sys
from govledger import Ledger, events as ev
ledger = Ledger.open(sys.argv[1], clerk="office:clerk")
ledger.record(*(ev.ActionAdded(action=f"w{index}", text="Do it") for index in range(4)))
os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", code, path], check=False).returncode == -signal.SIGKILL
    assert Path(f"{path}-wal").stat().st_size > 0


@pytest.mark.parametrize("fails", [False, True])
def test_what_was_read_of_a_file_that_changed_meanwhile_counts_for_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, fails: bool
) -> None:
    path = make_ledger(tmp_path / "csib.db")
    with monkeypatch.context() as patched:
        patched.setattr(Place, "is_writable", property(lambda _self: False))
        reader = Ledger.open(path)
    store = reader.inner.store

    with store.snapshot() as snapshot:
        assert len(list(snapshot.entries(reader.inner.row))) == 4
    with pytest.raises(errors.LedgerBusyError, match="was written while it was read; give the same again"):
        read_while_written(store, path, fails=fails)
    reader.close()


def read_while_written(store: Store, path: Path, *, fails: bool) -> None:
    with store.snapshot():
        with Ledger.open(path, clerk="office:clerk") as writer:
            writer.record(action("another"))
        if fails:
            raise errors.LedgerCorruptError("what was read is torn")
