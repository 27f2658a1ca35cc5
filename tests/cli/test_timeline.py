from pathlib import Path

import pytest

from govledger.assurance.record import Record
from govledger.cli.timeline import lines_of_timeline, say_timeline
from govledger.ledger import Ledger
from tests.cli.support import a_ledger, line, run


def on(day: str, type_: str, /, **body: object) -> dict[str, object]:
    return line(type_, **body) | {"happened": day, "known_on": day}


def a_green(folder: Path, *more: dict[str, object]) -> Path:
    """An action reported green in June, with no evidence said for it, and whatever more is given."""
    return a_ledger(
        folder,
        on("2017-01-01", "status-scheme-defined", scheme="rag", states=[{"label": "green", "meaning": "on_track"}]),
        on("2017-01-01", "action-added", action="1", about=["area:front-door"]),
        on("2017-06-01", "status-reported", subject="action:1", status="rag/green", evidence="none"),
        *more,
    )


FOUND = on("2017-12-01", "finding-made", finding="f", by=["org:ofsted"], polarity="weakness", about=["area:front-door"])


def test_the_table_shows_how_many_days_earlier_it_could_be_known(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Ledger.open(a_green(tmp_path, FOUND)) as ledger:
        moments = say_timeline(Record(ledger.history(as_of="2018-01-01")), None, as_json=False)
    told = capsys.readouterr().out

    mine = next(one for one in moments if one.alarm.rule == "GREEN_WITHOUT_EVIDENCE")
    assert mine.days_to_finding == 183
    assert "GREEN_WITHOUT_EVIDENCE, action:1 (high)\n" in told
    assert "   2017-06-01  not shown   not shown   2017-12-01  183\n" in told
    assert max(map(len, told.splitlines())) <= 80


def test_after_the_table_one_sentence_says_what_it_shows(tmp_path: Path) -> None:
    ledger = a_green(tmp_path, FOUND)

    told = run("check", ledger, "--as-of", "2018-01-01", "--timeline", width=80, code=1)
    held = run("check", ledger, "--as-of", "2018-01-01", "--timeline", "--json", code=1).json

    last = " ".join(told.out.rpartition("\n\n")[2].split())
    many = len(held["moments"])
    assert last == held["conclusion"]
    assert last.startswith(f"Of {many} alarms, 1 could have been raised from the record before anybody outside found ")
    assert (held["counts"]["of"], held["counts"]["earlier"], held["counts"]["median_days_earlier"]) == (many, 1, 183)
    assert held["counts"]["days_earlier"] == [183]
    assert held["ledger"]["name"] == "main"


def test_a_day_that_is_not_exact_is_marked_and_claims_no_more_than_it_can(tmp_path: Path) -> None:
    ledger = a_green(tmp_path, FOUND | {"happened": "November 2017"})

    told = run("check", ledger, "--as-of", "2018-01-01", "--timeline", width=80, code=1).out

    assert "   2017-06-01  not shown   not shown   ~2017-11-30 153\n" in told
    assert "\n~ the latest day it can have been; the days earlier are the fewest\n" in told


def test_without_an_alarm_there_is_nothing_to_have_known(tmp_path: Path) -> None:
    with Ledger.open(a_ledger(tmp_path)) as ledger:
        lines = list(lines_of_timeline([], ledger.history(), None))

    assert lines[-1] == "There is no alarm, so there is nothing to have known earlier."


def test_check_prints_the_table_when_asked_and_ends_as_a_check_does(tmp_path: Path) -> None:
    ledger = a_green(tmp_path, FOUND, on("2017-01-01", "body-established", body="b"))

    told = run("check", ledger, "--as-of", "2018-01-01", "--timeline", width=80, code=1)
    held = run("check", ledger, "--as-of", "2018-01-01", "--timeline", "--json", code=1).json
    theirs = run("check", ledger, "--as-of", "2018-01-01", "--timeline", "--body", "b", "--json", code=None).json

    assert "GREEN_WITHOUT_EVIDENCE, action:1 (high)\n" in told.out
    assert {one["alarm"]["subject"] for one in held["moments"]} >= {"action:1"}
    assert theirs["moments"] == []
