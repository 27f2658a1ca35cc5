"""A full disk refuses a batch as a whole, and what was recorded before stays."""

from pathlib import Path
from typing import NoReturn

import pytest

from govledger import Ledger, errors
from tests.ledger.store.support import action, contents, make_ledger, mounted, run_python

LONG = "Audit every threshold decision. " * 300


def record_until_refused(ledger: Ledger, acknowledged: list[int]) -> NoReturn:
    """Record batches of three, and note each number of the last of a batch acknowledged."""
    while True:
        entries = ledger.record(*(action(f"{acknowledged[-1]}-{index}", LONG) for index in range(3)))
        acknowledged.append(entries[-1].number)


def test_a_full_disk_refuses_the_batch_and_recording_goes_on_once_there_is_room(tmp_path: Path) -> None:
    with mounted(tmp_path, "a full disk", size="1m"):
        path = make_ledger(tmp_path / "csib.db")
        with Ledger.open(path, clerk="office:clerk") as ledger:
            ballast = tmp_path / "ballast"
            ballast.write_bytes(bytes(200_000))
            with pytest.raises(errors.LedgerFullError, match="no room left on the disk; nothing of this was recorded"):
                record_until_refused(ledger, acknowledged := [4])
            after = [entry.number for entry in ledger.entries()]

            ballast.unlink()
            [entry] = ledger.record(action("later", LONG))

            assert after == list(range(1, acknowledged[-1] + 1))
            assert acknowledged[-1] > 4
            assert entry.number == acknowledged[-1] + 1
        with Ledger.open(path) as again:
            assert [entry.number for entry in again.entries()] == list(range(1, acknowledged[-1] + 2))
            assert str(again.entry(acknowledged[-1] + 1).event.text) == LONG


def test_a_disk_that_is_full_from_the_start_gets_no_ledger_and_one_later(tmp_path: Path) -> None:
    with mounted(tmp_path, "a full disk", size="64k"):
        ballast = tmp_path / "ballast"
        with pytest.raises(OSError, match="No space"):
            ballast.write_bytes(bytes(70_000))
        before = ballast.stat().st_size

        with pytest.raises(errors.LedgerError, match=r"no room left on the disk|the disk reported an error"):
            Ledger.create(tmp_path / "csib.db")

        assert before == ballast.stat().st_size
        with pytest.raises(errors.LedgerError):
            Ledger.open(tmp_path / "csib.db")


def test_a_limit_on_the_size_of_a_database_is_a_full_disk(tmp_path: Path) -> None:
    path = make_ledger(tmp_path / "csib.db")
    with Ledger.open(path, clerk="office:clerk") as ledger:
        pages = ledger.inner.store.query("PRAGMA page_count")[0][0]
        ledger.inner.store.query(f"PRAGMA max_page_count = {pages}")

        with pytest.raises(errors.LedgerFullError):
            ledger.record(*(action(f"{index}", LONG) for index in range(100, 120)))
        assert [entry.number for entry in ledger.entries()] == [1, 2, 3, 4]

        ledger.inner.store.query("PRAGMA max_page_count = 1000000")
        ledger.record(*(action(f"{index}", LONG) for index in range(100, 120)))
        assert len(ledger) == 24


def test_a_file_that_may_not_grow_refuses_the_batch(tmp_path: Path) -> None:
    path = make_ledger(tmp_path / "csib.db")
    code = """
import resource, sys
from govledger import Ledger, errors, events as ev
with Ledger.open(sys.argv[1], clerk="office:clerk") as ledger:
    resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))
    recorded = len(ledger)
    try:
        while True:
            ledger.record(*(ev.ActionAdded(action=f"{recorded}-{index}", text="Do it. " * 900) for index in range(3)))
            recorded += 3
    except errors.LedgerError as fault:
        print(fault)
    print(recorded, len(ledger))
"""

    words, numbers = run_python(code, path).splitlines()

    recorded, size = map(int, numbers.split())
    assert "nothing of this was recorded" in words
    assert recorded == size > 4
    with Ledger.open(path) as ledger:
        assert len(list(ledger.entries())) == size
    assert list(contents(tmp_path)) == ["csib.db"]
