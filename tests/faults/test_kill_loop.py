"""Writers killed at random lose nothing they acknowledged; `make faults` does this for longer."""

from pathlib import Path

import pytest

from govledger import Ledger, events as ev
from tests.faults.kill_loop import Acknowledged, check_whole, kill_loop


def test_killed_writers_lose_nothing_they_acknowledged_and_leave_no_half_batch(tmp_path: Path) -> None:
    batches, entries = kill_loop(tmp_path / "killed.db", rounds=3, seed=20170614)

    assert entries > 4 * batches > 0


def test_the_check_sees_an_acknowledged_batch_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "lost.db"
    Ledger.create(path).close()
    acknowledged = Acknowledged()
    acknowledged.read("w", "ready\n0 2 5\n1 6")

    with pytest.raises(AssertionError, match="not there"):
        check_whole(path, acknowledged, events=4)

    assert acknowledged.batches == {("w", 0): (2, 5)}, "half a line acknowledges nothing"


def test_the_check_sees_half_a_batch(tmp_path: Path) -> None:
    path = tmp_path / "half.db"
    with Ledger.create(path, clerk="office:clerk") as ledger:
        ledger.record(ev.ActionAdded(action="w-0-0", text="Do 0 of 0"), key="w-0")
        ledger.record(ev.ActionAdded(action="w-1-0", text="Do 0 of 1"), key="w-1")
        ledger.record(ev.ActionAdded(action="w-0-1", text="Do 1 of 0"), key="w-2")

    with pytest.raises(AssertionError, match="half a batch"):
        check_whole(path, Acknowledged(), events=2)
