"""What was believed on some days against what is now known of them, on the command line."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.support import CLERK, a_ledger, jsonl, line, run
from tests.cli.test_show import Stumbles


def on(day: str, said: dict[str, Any], known_on: str | None = None, **envelope: Any) -> dict[str, Any]:
    return said | {"happened": day, "known_on": known_on or day, **envelope}


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A board met in May and June; in September it became known how things had stood in June: entries 6 and 7."""
    return a_ledger(
        tmp_path,
        on("2017-05-10", line("body-established", body="csib")),
        on("2017-05-10", line("meeting-held", meeting="may", body="csib")),
        on("2017-05-10", line("action-added", action="2.4", text="Audit")),
        on("2017-05-20", line("status-reported", subject="action:2.4", status="green")),
        on("2017-06-10", line("status-reported", subject="action:2.4", status="red"), known_on="2017-09-01"),
        on("2017-06-11", line("risk-identified", risk="r", text="Staff leave"), known_on="2017-09-01"),
        on("2017-06-14", line("meeting-held", meeting="june", body="csib")),
    )


def test_the_series_says_of_each_meeting_what_was_believed_and_what_is_known_now(ledger: Path) -> None:
    told = run("hindsight", ledger, "--at", "meeting:may", "--at", "june", "--at", "2017-10-01")

    assert told.lines == [
        "localhost/main, plan-state: what was believed on the day → what is known of it now",
        "",
        "10 May 2017: nothing more is known of that day now",
        "",
        "14 June 2017: 2 changes; 2 entries came to be known later",
        "  action 2.4: status green → red (entry 6)",
        "  risk r, not known then: Staff leave (entry 7)",
        "",
        "1 October 2017: nothing more is known of that day now",
        "",
        "the entries that changed the picture",
        "  6  2017-06-10 (known 2017-09-01)  status-reported  action:2.4  by office:clerk",
        "      red",
        "  7  2017-06-11 (known 2017-09-01)  risk-identified  risk:r  by office:clerk",
        "      Staff leave",
    ]


def test_what_was_corrected_and_taken_back_later_is_told_with_the_entries_that_did_it(ledger: Path) -> None:
    since = (
        on(
            "2017-05-20",
            line("status-reported", subject="action:2.4", status="amber"),
            "2017-09-01",
            corrects="entry:5",
        ),
        on("2017-09-01", line("entry-retracted"), retracts="entry:4"),
    )
    run("record", ledger, "-", "--clerk", CLERK, given=jsonl(*(one | {"reason": "slip"} for one in since)))

    told = run("hindsight", ledger, "--at", "2017-05-30", width=200)

    assert told.lines[2] == "30 May 2017: 1 change; 1 entry came to be known later, 2 entries hold no longer"
    assert told.lines[3].startswith("  action 2.4: ")
    assert "status green → amber" in told.lines[3]
    assert told.lines[3].endswith("(entries 4, 5, 9, 10)")


def test_days_of_which_nothing_is_to_be_told_stand_together(ledger: Path) -> None:
    told = run("hindsight", ledger, "--at", "2017-05-10", "--at", "2017-05-11", "--at", "2017-06-14")

    assert [row[:9] for row in told.lines[1:6]] == ["", "10 May 20", "11 May 20", "", "14 June 2"]


def test_a_day_of_which_a_view_knows_nothing_else_says_what_came_to_be_known(ledger: Path) -> None:
    told = run("hindsight", ledger, "body-register", "--at", "2017-06-14")

    assert told.lines[-1] == "14 June 2017: no change in this view; 2 entries came to be known later"


def test_a_view_that_is_not_keyed_says_that_only_the_writers_are_known(ledger: Path) -> None:
    told = run("hindsight", ledger, "audit-trail", "--at", "2017-06-14", width=200)

    assert told.lines[2].endswith("those named wrote what differs, and whether others count too is not known")
    assert "the entries that changed the picture" in told.lines


def test_many_entries_are_counted(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govledger.cli.hindsight.LISTED_MAX", 1)

    told = run("hindsight", ledger, "--at", "2017-06-14")

    assert told.lines[-1] == "2 entries changed the picture; see them with log, or with --json"


def test_the_series_in_json_gives_each_field_with_its_entries(ledger: Path) -> None:
    told = run("hindsight", ledger, "plan-state", "--at", "2017-06-14", "--at", "2017-05-10", "--json").json

    assert [(day["day"], day["entered"]) for day in told["days"]] == [("2017-06-14", [6, 7]), ("2017-05-10", [])]
    status = next(one for one in told["days"][0]["learned"] if one["path"][-1] == "status")
    assert status == {
        "path": ["actions", "2.4", "status"], "believed": "green", "known": "red", "entered": [6], "left": [],
        "label": "exact",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "missing option '--at'; see: govledger hindsight --help"),
        (["plan-stat", "--at", "2017-06-14"], "did you mean plan-state?"),
        (["--at", "soon"], "--at: found 'soon', expected a day such as 2017-06-14, or a meeting"),
        (["--at", "meeting:jnue"], "did you mean june?"),
    ],
)
def test_a_question_that_cannot_be_answered_is_told_what_would_be(ledger: Path, arguments: Any, said: str) -> None:
    told = run("hindsight", ledger, *arguments, code=2)

    assert said in told.err
    assert told.out == ""


def test_of_a_view_that_stops_nothing_is_told(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govledger.projections.views.VIEWS", (Stumbles,))

    told = run("hindsight", ledger, "stumbles", "--at", "2017-06-14", code=1)

    assert "stumbles stopped at entry 4" in told.err
    assert told.out == ""
