"""The benchmarks' table: every row the design asks for, and no time where answers differ."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import attrs
import pytest

import benchmarks.__main__ as bench
from benchmarks.__main__ import measure
from benchmarks.contest import Place
from benchmarks.one import CONTENDERS, contender
from benchmarks.rows import ROWS, Measured, Results
from benchmarks.table import DIFFER, Told, tell

SECTION_8 = (
    ("record, one event per transaction, SQLite FULL", "≥ 0.75 × raw"),
    ("record, 1,000 per transaction", "≥ 0.2 × raw executemany"),
    ("the same, against aggregates saved", "≥ 1 × eventsourcing"),
    ("read and decode every entry", "≥ 0.8 × raw scan"),
    ("the same, against the notification log", "≥ 2 × eventsourcing"),
    ("project(PlanState) over every entry", "≤ 2 × raw scan"),
    ("from month-end snapshots, any as-of date, p50", "≤ 3 % of cold"),
    ("the same, p99", "to be told"),
    ("open a ledger and record one event", "≤ 1.5 × one of 1,000"),
    ("check, all rules, every entry", "≤ 8 × raw scan"),
    ("memory of that check, at 1,000,000", "≤ 1,500 MB"),
    ("re-check after one new entry", "≤ 5 % of cold"),
    ("verify an export of every entry", "≤ 5 × read and hashed"),
    ("one inclusion proof, warm", "≤ 1 ms"),
    ("import govledger", "≤ 2 × attrs, msgspec and sqlite3"),
    ("govledger --version", "≤ 2.5 × import click"),
    ("memory of a replay: what it grows by with the ledger", "≤ 16 bytes an entry, as the calendar has"),
    ("PostgreSQL: record, one event per transaction", "≥ 0.75 × raw psycopg"),
    ("PostgreSQL: record, 1,000 per transaction", "≥ 0.2 × raw executemany"),
    ("PostgreSQL: read and decode", "≥ 0.8 × raw scan"),
)

PEERS = {
    *("one/umadb", "lots/umadb", "project/beancount", "project/hledger"),
    *("one/postgres", "one/psycopg", "lots/postgres", "lots/psycopg", "read/postgres", "read/psycopg"),
}
"""What need not be there."""

WITHOUT = {"import", "version", "memory"}
"""The rows in which there is nothing to agree about but that it ran."""


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Measured]]:
    """Every contender, once, on as few entries as there can be."""
    place = Place(folder=tmp_path_factory.mktemp("bench") / "files", entries=2_000, singles=50, dates=5)
    asked = argparse.Namespace(runs=1, limit=300.0, budget=300.0, only=None, out=None)
    return measure(place, asked)


def everyone(*, seconds: float = 1.0, **answers: str) -> dict[str, Results]:
    """Results in which every contender took as long and, but for some, said the same."""
    notes = {"p50 % of cold": 1.0, "p99 % of cold": 2.0, "p99 ms": 3.0}
    return {
        row.key: {
            name: Measured(
                times=(seconds,) * 3, count=1_000, answer=answers.get(name.replace("/", "_"), "a"), notes=notes
            )
            for name in (*row.turns, *row.once)
        }
        for row in ROWS
    }


def line_of(told: list[Told], work: str) -> Told:
    return next(line for line in told if line.work == work)


# What is measured ----------------------------------------------------------------------------------------------------


def test_every_row_of_the_design_has_a_line() -> None:
    told = [(line.work, line.wanted) for line in tell(everyone(), 1_000_000)]

    assert told == list(SECTION_8)


def test_every_contender_that_a_row_names_is_there() -> None:
    named = {name for row in ROWS for name in (*row.turns, *row.once)}

    assert named == set(CONTENDERS)
    assert all(callable(contender(name)) for name in named)


def test_everything_of_ours_runs_and_all_answers_are_the_same(measured: dict[str, dict[str, Measured]]) -> None:
    missing = {name: held.missing for row in measured.values() for name, held in row.items() if held.missing}
    told = list(tell(measured, 2_000))

    assert set(missing) <= PEERS
    assert not [line for line in told if DIFFER in line.result]
    held = {line.result for line in told if not line.result.startswith("NOT RUN: no PostgreSQL")}
    assert held <= {"pass", "short", "% of cold"}


def test_an_answer_is_a_hash_wherever_there_is_something_to_agree_about(
    measured: dict[str, dict[str, Measured]],
) -> None:
    asked = [measured[row.key][name] for row in ROWS for name in row.equal if row.key not in WITHOUT]

    answers = {held.answer for held in asked if not held.missing}

    assert {len(answer) for answer in answers} == {64}


# What is shown -------------------------------------------------------------------------------------------------------


def test_no_time_is_shown_where_answers_differ() -> None:
    told = list(tell(everyone(read_raw="b"), 1_000_000))

    line = line_of(told, "read and decode every entry")

    assert line.result == f"{DIFFER}: read/raw"
    assert (line.ours, line.raw, line.peer, line.ratio) == ("", "", "", "")


def test_as_fast_as_raw_passes_and_half_as_fast_is_short() -> None:
    fair, slow = everyone(), everyone()
    slow["read"] = {**slow["read"], "read/ours": attrs.evolve(slow["read"]["read/ours"], times=(2.0,) * 3)}

    lines = [line_of(list(tell(held, 1_000_000)), "read and decode every entry") for held in (fair, slow)]

    assert [line.result for line in lines] == ["pass", "short"]
    assert [line.ratio for line in lines] == ["1", "0.5"]


def test_a_peer_that_is_not_there_is_not_run_and_the_line_says_why() -> None:
    held = everyone()
    held["project"] = {**held["project"], "project/hledger": Measured(missing="hledger is not installed")}

    line = line_of(list(tell(held, 1_000_000)), "project(PlanState) over every entry")

    assert "hledger NOT RUN: hledger is not installed" in line.peer
    assert line.result == "pass"


def test_what_did_not_end_is_never_a_pass() -> None:
    held = everyone()
    held["check"] = {**held["check"], "check/ours": Measured(missing="more than 60 s")}

    line = line_of(list(tell(held, 1_000_000)), "check, all rules, every entry")

    assert line.ours == "more than 60 s"
    assert line.result == "short: more than 60 s"


def test_a_row_that_was_not_asked_for_is_not_run() -> None:
    held = everyone()
    del held["verify"]

    line = line_of(list(tell(held, 1_000_000)), "verify an export of every entry")

    assert line.result == "NOT RUN: not asked for"


def test_what_nothing_is_wanted_of_is_told_and_neither_passes_nor_is_short() -> None:
    line = line_of(list(tell(everyone(), 1_000_000)), "the same, p99")

    assert (line.ours, line.ratio, line.result) == ("3.00 ms", "2", "% of cold")


def test_of_memory_the_most_that_was_held_is_shown() -> None:
    held = everyone()
    held["check"] = {**held["check"], "check/ours": attrs.evolve(held["check"]["check/ours"], peak_mb=900.0)}

    line = line_of(list(tell(held, 1_000_000)), "memory of that check, at 1,000,000")

    assert (line.ours, line.ratio, line.result) == ("900 MB", "900", "pass")


def test_the_median_of_the_runs_counts() -> None:
    assert Measured(times=(9.0, 1.0, 2.0)).seconds == 2.0


# How it is run --------------------------------------------------------------------------------------------------------


def test_a_row_is_repeated_as_long_as_its_budget_lasts_and_others_programs_run_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ran: list[str] = []

    def child(name: str, *_: object) -> dict[str, object]:
        ran.append(name)
        return {"seconds": 1.0, "count": 1, "peak_mb": 1.0, "answer": "a", "notes": {}}

    monkeypatch.setattr(bench, "_child", child)
    row = next(row for row in ROWS if row.key == "project")

    bench.run_row(row, Place(folder=tmp_path, entries=1), runs=3, limit=1.0, budget=60.0)
    often = Counter(ran)
    ran.clear()
    bench.run_row(row, Place(folder=tmp_path, entries=1), runs=3, limit=1.0, budget=0.0)

    assert often == {name: 3 if name in row.turns else 1 for name in (*row.turns, *row.once)}
    assert set(Counter(ran).values()) == {1}


def test_a_profile_names_the_functions_that_take_most_time(tmp_path: Path) -> None:
    place = Place(folder=tmp_path / "files", entries=2_000, singles=20)
    bench.laid_out(place, 300.0)

    found = bench.profile("project/ours", place, 300.0)["most"]

    assert sum(percent for percent, _, _ in found) > 30
    assert any("projections/" in where for _, _, where in found)
