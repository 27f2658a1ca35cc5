"""A primary that is killed while it is written loses nothing it acknowledged, where its standby was waited for.

A sample of `make failover`, which does this for longer.
"""

from pathlib import Path

import pytest

from tests.postgres.failover import Count, asynchronous, synchronous
from tests.postgres.given import own_server


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
