"""``govledger check --metrics``: a table to read, with what each number is of, what it means and what it rests on."""

from pathlib import Path
from typing import Any

import pytest

from govledger.assurance.metrics import metrics
from govledger.cli.metrics import ENTRIES_MAX
from govledger.ledger import Ledger
from govledger.projections.plain import plain
from tests.cli.support import DAYS, a_ledger, a_minute, line, run


def on(day: str, type_: str, /, **body: object) -> dict[str, Any]:
    return line(type_, **body) | {"happened": day, "known_on": day}


def a_visited_plan(folder: Path, name: str = "L") -> Path:
    """Three actions rated well in June, one of them with evidence; in December a visit finds one wanting."""
    return a_ledger(
        folder,
        on("2017-01-01", "status-scheme-defined", scheme="rag", states=[{"label": "green", "meaning": "on_track"}]),
        *(on("2017-01-01", "action-added", action=name, leads=["office:dcs"], due="by 2017-09-30") for name in "123"),
        *(on("2017-06-01", "status-reported", subject=f"action:{name}", status="rag/green") for name in "123"),
        on("2017-05-01", "evidence-recorded", evidence="e", supports=["action:1"], collected="2017-05-01"),
        on("2017-09-01", "visit-conducted", visit="v", by=["org:ofsted"]),
        on("2017-09-01", "finding-made", finding="f", visit="v", polarity="weakness", about=["action:2"]),
        name=name,
    )


def said(out: str) -> str:
    return " ".join(out.split())


def test_each_number_stands_with_how_many_it_is_of_and_how_many_cannot_be_told(tmp_path: Path) -> None:
    told = run("check", a_visited_plan(tmp_path), "--as-of", "2018-01-01", "--metrics", width=80, code=1)
    rows = [said(one) for one in told.lines]

    assert "it is at most of not told" in rows
    assert "1. Rated well, then found wanting by a visit 1 (33 %) 3 0" in rows
    assert "- visit:v 1 (33 %) 3 0" in rows
    assert "2. Age of the evidence behind a good rating 245 days 245 1 2" in rows
    assert "3. Rated well and independently verified 0 (0 %) 3 0" in rows
    assert "4. How far due dates have moved 0 days 0 3 0" in rows
    assert "6. Decisions that were only noted - 0 0" in rows
    assert max(map(len, told.lines)) <= 80


def test_each_measure_says_what_it_means_what_cannot_be_told_and_what_it_rests_on(tmp_path: Path) -> None:
    ledger = a_visited_plan(tmp_path)
    told = said(run("check", ledger, "--as-of", "2018-01-01", "--metrics", width=80, code=1).out)

    assert "1. Rated well, then found wanting by a visit. How far to trust a good rating: of what was rated " in told
    assert (
        "in how much the visit found a weakness. entries 6, 7, 8, 10, 11 visit:v: entries 6, 7, 8, 10, 11 2. " in told
    )
    assert "not told: 2, rated well with no evidence on record that has a day entries 6, 9 3. " in told
    assert (
        "6. Decisions that were only noted. Of what was decided, how much was noted or received and never more; "
        in told
    )
    assert "noting asks nothing of anybody. nothing on record that it could be of" in told
    assert "These are no alarms." in told


def test_a_long_list_of_entries_is_cut_and_says_by_how_many(tmp_path: Path) -> None:
    ledger = a_minute(tmp_path)
    told = said(run("check", ledger, "--as-of", "2017-06-14", "--metrics", code=1).out)
    held = run("check", ledger, "--as-of", "2017-06-14", "--metrics", "--json", code=1).json

    (board,) = (one for one in held["measures"] if one["about"] == "body:bvib")
    assert f", and {len(board['entries']) - ENTRIES_MAX} more in --json" in told
    assert "body:csib: entry 11" in told


@pytest.mark.parametrize("name", DAYS)
def test_json_holds_every_measure_as_rows_and_in_full(tmp_path: Path, name: str) -> None:
    ledger = a_minute(tmp_path, name)

    held = run("check", ledger, "--as-of", DAYS[name], "--metrics", "--json", code=1).json

    assert held["cut"] == {"happened_by": DAYS[name], "known_by": DAYS[name]}
    assert held["ledger"]["name"] == "main"
    with Ledger.open(ledger) as opened:
        full = plain(metrics(opened.history(as_of=DAYS[name])))
    assert {key: held[key] for key in full} == full
    assert {one["name"] for one in held["measures"]} <= set(full)
    assert all(set(one) >= {"number", "unit", "of", "unknown", "means", "entries"} for one in held["measures"])


@pytest.mark.parametrize(
    ("cut", "words"),
    [
        (("--as-of", "2017-08-31"), "as it stood on 31 August 2017"),
        (("--happened-by", "2017-08-31"), "what had happened by 31 August 2017"),
        (("--known-by", "2017-08-31"), "what was known by 31 August 2017"),
        (("--recorded-by", "2000-01-01"), "what the ledger had recorded by"),
    ],
)
def test_a_cut_leaves_out_of_the_measures_what_it_leaves_out(tmp_path: Path, cut: tuple[str, ...], words: str) -> None:
    told = run("check", a_visited_plan(tmp_path), *cut, "--metrics", width=80, code=None)

    assert words in told.out
    assert "visit:v" not in told.out


def test_what_a_body_had_been_told_is_measured_too(tmp_path: Path) -> None:
    told = run("check", a_minute(tmp_path), "--told", "body:csib", "--metrics", width=80, code=None)

    assert "what body:csib had been told" in told.out


def test_it_ends_as_a_check_does_and_is_not_mixed_with_what_is_of_one_body_or_of_alarms(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path, on("2017-01-01", "action-added", action="1"))

    run("check", ledger, "--metrics", "--fail-on", "critical", code=0)
    run("check", a_visited_plan(tmp_path, "M"), "--metrics", "--fail-on", "critical", code=1)
    for other in (("--timeline",), ("--body", "b")):
        refused = run("check", ledger, "--metrics", *other, code=2)
        assert "--metrics is of the whole record: give it without --timeline and --body" in said(refused.err)


def test_a_text_of_the_record_commands_no_terminal(tmp_path: Path) -> None:
    told = run("check", a_visited_plan(tmp_path), "--metrics", width=40, code=1).out

    assert told == "".join(one for one in told if one.isprintable() or one == "\n")
    assert max(map(len, told.splitlines())) <= 40
