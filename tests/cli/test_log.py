import json
from pathlib import Path

import pytest

from govledger.cli import progress
from tests.cli.support import CLERK, a_ledger, a_minute, jsonl, line, run


def numbers(out: str) -> list[int]:
    return [json.loads(row)["number"] for row in out.splitlines()]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """An action added, reported on, and corrected."""
    path = a_ledger(
        tmp_path,
        line("action-added", action="2.4", text="Audit") | {"happened": "2017-06-14", "known_on": "2017-06-14"},
        line("status-reported", subject="action:2.4", status="red")
        | {"happened": "2017-07-01", "known_on": "2017-07-05"},
        line("body-established", body="csib") | {"happened": "2017"} | {"known_on": "2018-01-01"},
    )
    correction = line("action-added", action="2.4", text="Audit all") | {"corrects": "entry:2", "reason": "mis-typed"}
    run("record", path, "-", "--clerk", CLERK, given=jsonl(correction))
    return path


def test_without_cuts_every_version_is_listed_in_the_order_of_recording(ledger: Path) -> None:
    shown = run("log", ledger)

    assert [row.split()[0] for row in shown.lines if row[:1].isdigit()] == ["1", "2", "3", "4", "5", "5"]
    assert "(corrects 2)" in " ".join(shown.out.split())
    assert shown.lines[-1] == "5 entries of 5; everything recorded, as it stands now"


def test_within_a_cut_the_entries_that_hold_are_listed_in_the_order_they_happened(ledger: Path) -> None:
    assert numbers(run("log", ledger, "--happened-by", "2017-12-31", "--json").out) == [5, 3, 4]
    assert numbers(run("log", ledger, "--as-of", "2017-07-05", "--json").out) == [2, 3]
    assert numbers(run("log", ledger, "--as-of", "2017-07-04", "--json").out) == [2]
    assert numbers(run("log", ledger, "--known-by", "2017-06-14", "--json").out) == [2]


def test_entries_that_straddle_the_day_are_named_not_dropped_in_silence(ledger: Path) -> None:
    shown = run("log", ledger, "--happened-by", "2017-08-01")

    assert shown.lines[-2:] == [
        "2 entries of 5; what had happened by 1 August 2017",
        "1 entry may or may not have happened by then: 4",
    ]


def test_entries_are_chosen_by_type_however_it_is_written(ledger: Path) -> None:
    for written in ("status-reported", "status-reported/1", "StatusReported"):
        assert numbers(run("log", ledger, "--type", written, "--json").out) == [3]


def test_a_type_that_nobody_knows_is_answered_with_the_nearest(ledger: Path) -> None:
    refused = run("log", ledger, "--type", "status-report", code=2)

    assert "did you mean status-reported?" in refused.err


def test_entries_are_chosen_by_what_they_name(ledger: Path) -> None:
    assert numbers(run("log", ledger, "--about", "action:2.4", "--json").out) == [2, 3, 5]
    assert numbers(run("log", ledger, "--about", "2.4", "--as-of", "2017-07-05", "--json").out) == [2, 3]


def test_a_bare_id_that_means_several_things_is_answered_with_them(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path, line("action-added", action="2.4"), line("risk-identified", risk="2.4"))

    refused = run("log", ledger, "--about", "2.4", code=2)

    assert "action:2.4 or risk:2.4" in refused.err


def test_an_id_that_nothing_names_is_answered_with_the_nearest(ledger: Path) -> None:
    refused = run("log", ledger, "--about", "action:2.5", code=2)

    assert "did you mean action:2.4" in refused.err


@pytest.mark.parametrize(
    ("cut", "said"),
    [
        (("--as-of", "14 June"), "as_of: found '14 June'"),
        (("--recorded-by", "2017-06-14T18:00"), "without a zone"),
        (("--told", "csip"), "did you mean body:csib?"),
        (("--as-of", "2017-06-14", "--known-by", "2017-06-14"), "--as-of is --happened-by and --known-by at once"),
    ],
)
def test_a_cut_that_cannot_be_made_is_told(ledger: Path, cut: tuple[str, ...], said: str) -> None:
    assert said in run("log", ledger, *cut, code=2).err


def test_what_a_body_was_told_is_a_cut_like_any_other(tmp_path: Path) -> None:
    shown = run("log", a_minute(tmp_path), "--told", "body:bvib", "--as-of", "2017-06-14", width=200)

    assert shown.lines[-1].endswith("what had happened by 14 June 2017 and what body:bvib had been told")


def test_the_recorded_cut_says_its_instant(ledger: Path) -> None:
    shown = run("log", ledger, "--recorded-by", "2017-06-14T18:00:00Z")

    assert shown.out == "0 entries of 5; what the ledger had recorded by 2017-06-14T18:00:00Z\n"


def test_a_retraction_says_what_it_takes_back(ledger: Path) -> None:
    run(
        "record",
        ledger,
        "-",
        "--clerk",
        CLERK,
        given=jsonl({"type": "entry-retracted", "retracts": "entry:3", "reason": "x"}),
    )

    assert "(retracts 3)" in " ".join(run("log", ledger, width=160).out.split())


def test_progress_shows_once_it_takes_long_and_somebody_watches(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "SECONDS_BEFORE", 0.0)
    monkeypatch.setattr(progress, "SECONDS_BETWEEN", 0.0)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)

    passed = list(progress.watched("abc", "reading lines", total=3))
    quietly = list(progress.watched("", "reading lines"))

    assert (passed, quietly) == (["a", "b", "c"], [])
    assert "reading lines: 3 of 3" in capsys.readouterr().err


def test_progress_is_silent_for_what_takes_no_time(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)

    assert list(progress.watched("abc", "reading lines")) == ["a", "b", "c"]
    assert capsys.readouterr().err == ""


def test_progress_is_silent_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(progress.watched("abc", "reading lines")) == ["a", "b", "c"]
    assert capsys.readouterr().err == ""
