"""The page of results: it says what was kept, and nothing else."""

import json

from benchmarks.report import PAGE, RESULTS, page
from benchmarks.rows import ROWS


def test_the_page_is_what_would_be_written_of_the_results_that_are_kept() -> None:
    told = json.loads(RESULTS.read_text(encoding="utf-8"))

    assert PAGE.read_text(encoding="utf-8") == page(told)


def test_every_row_was_measured_in_the_results_that_are_kept() -> None:
    told = json.loads(RESULTS.read_text(encoding="utf-8"))

    assert set(told["rows"]) == {row.key for row in ROWS}


def test_the_page_says_on_what_and_with_what_it_was_measured() -> None:
    told = json.loads(RESULTS.read_text(encoding="utf-8"))

    written = page(told)

    for name in ("processor", "cores", "memory", "load"):
        assert told["machine"][name] in written
    for name in ("govledger", "Python", "SQLite", "msgspec", "eventsourcing"):
        assert f"- {name}: {told['versions'][name]}" in written


def test_what_passes_is_counted_from_the_lines_themselves() -> None:
    told = json.loads(RESULTS.read_text(encoding="utf-8"))

    written = page(told)

    passed = sum(line.endswith("| pass |") for line in written.splitlines())
    assert f": {passed} of " in written
