"""A primary that is killed while it is written loses nothing it acknowledged, where its standby was waited for.

A sample of `make failover`, which does this for longer.
"""

from pathlib import Path
from threading import Thread

import pytest

from govledger import Ledger, events as ev
from govledger.errors import LedgerUnreachableError
from tests.postgres.failover import Count, asynchronous, synchronous
from tests.postgres.given import own_server
from tests.postgres.pair import Pair


@pytest.fixture(autouse=True)
def servers() -> None:
    """Say so where there can be no servers."""
    with own_server():
        pass


def test_nothing_acknowledged_is_lost_when_a_primary_is_killed_whose_standby_is_waited_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counted = synchronous(1, 7, tmp_path)

    told = capsys.readouterr().out
    assert (counted.lost, counted.found) == (0, counted.acknowledged)
    assert counted.acknowledged > 0
    assert "replayed and checked on the standby" in told
    assert "north: verified against 1 checkpoints kept before a kill: nothing to look at" in told


def test_what_a_standby_lost_that_was_not_waited_for_is_found_out_by_a_checkpoint_that_was_kept(tmp_path: Path) -> None:
    counted, first, later = asynchronous(7, tmp_path)

    assert counted.lost > 0
    assert counted.found + counted.lost == counted.acknowledged
    assert first == ["TRUNCATED"]
    assert "FORKED" in later


def test_the_counts_can_be_read_out() -> None:
    said = str(Count(acknowledged=1_200, found=1_199, lost=1, unsaid=0, entries=3_601))

    assert said.startswith("acknowledged 1,200 batches of 3, found 1,199, lost 1;")


WAITING = "SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
BREAK_OFF = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"


@pytest.mark.parametrize("told", ["notice", "error"])
def test_what_a_standby_has_not_confirmed_is_not_acknowledged_whoever_breaks_off_the_waiting(told: str) -> None:
    said: list[int | LedgerUnreachableError] = []

    def record(ledger: Ledger) -> None:
        try:
            said.append(ledger.record(ev.ActionAdded(action="1"), key="first")[0].number)
        except LedgerUnreachableError as fault:
            said.append(fault)

    with (
        Pair(synchronous=True) as pair,
        Ledger.create(pair.url(options=f"-cclient_min_messages%3D{told}"), clerk="office:clerk") as ledger,
    ):
        pair.line.hold()
        first, again = (Thread(target=record, args=(ledger,)) for _ in range(2))
        first.start()
        pair.wait_until(WAITING)
        pair.tell(BREAK_OFF)
        first.join()
        # What is given again stands already, and yet it is not acknowledged before the standby has it.
        again.start()
        pair.wait_until(WAITING)
        unconfirmed = list(said)
        pair.line.release()
        again.join()

        [fault] = unconfirmed
        assert isinstance(fault, LedgerUnreachableError)
        assert fault.outcome_unknown
        assert "the standby that was to have it too has not confirmed it" in str(fault)
        assert (said[1:], len(ledger)) == ([2], 2)
