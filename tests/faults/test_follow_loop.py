"""Whoever keeps tables up may be killed at any moment; a sample of `make followers`."""

from pathlib import Path

import pytest

from tests.faults.follow_loop import follow_loop


@pytest.mark.parametrize("other", [None, "tables.db"])
def test_tables_are_what_they_say_whenever_their_keeper_is_killed(other: str | None, tmp_path: Path) -> None:
    into = tmp_path / other if other else None

    killed_at, size = follow_loop(tmp_path / "followed.db", into, rounds=3, events=100, seed=7)

    assert killed_at == sorted(killed_at)
    assert 0 < killed_at[-1] <= size
