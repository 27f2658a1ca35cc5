"""What is said of a nation's record is what was measured, and what is asked of columns is what a replay answers."""

import json
from pathlib import Path

import pytest

from benchmarks import scale


def test_the_page_has_the_table_of_the_results_that_are_kept() -> None:
    page = scale.PAGE.read_text(encoding="utf-8")

    assert scale.with_table(page, json.loads(scale.RESULTS.read_text(encoding="utf-8"))) == page


def test_ten_million_entries_were_asked() -> None:
    told = json.loads(scale.RESULTS.read_text(encoding="utf-8"))

    assert told["asked of"] >= 9_999_990


def test_a_size_is_told_as_it_is_read_out() -> None:
    told = json.loads(scale.RESULTS.read_text(encoding="utf-8"))

    lines = scale.sums({**told, "sqlite bytes": 1_000, "postgres bytes": None})

    assert lines[2].startswith("| one usual authority | 60,000 | 60.0 MB | NOT RUN |")
    assert lines[3].startswith("| all 153, usual | 9,180,000 | 9.2 GB | NOT RUN |")


def test_what_columns_say_of_a_ledger_is_held_against_a_replay_of_it(tmp_path: Path) -> None:
    one = scale.one_ledger(tmp_path, 1, 3_000)
    length = scale.drawn_columns(tmp_path, 2, 2_000)

    found = scale.queried(tmp_path, one["statuses"])

    assert found["asked of"] == 3_000 + 1_999  # What is drawn has no entry that opens it.
    assert length == (tmp_path / "2.parquet").stat().st_size
    assert {"sqlite bytes", "export bytes", "text bytes"} <= one.keys()
    assert not list(tmp_path.glob("*.db*"))
    day, statuses = next(iter(one["statuses"].items()))
    subject = next(iter(statuses))
    with pytest.raises(AssertionError, match="say something else than a replay"):
        scale.queried(tmp_path, {day: {**statuses, subject: "rag/another"}})
