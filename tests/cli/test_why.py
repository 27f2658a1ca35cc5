"""Why a value is what it is, asked on the command line."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.support import a_ledger, jsonl, line, run
from tests.cli.test_show import Stumbles


def on(day: str, said: dict[str, Any], **envelope: Any) -> dict[str, Any]:
    return said | {"happened": day, "known_on": day, **envelope}


SOURCES = [{"document": "log", "locator": "7"}, {"document": "minutes", "locator": "A3"}]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """An action, entry 2, that is reported red and then green, entries 3 and 4, the latter on somebody's word."""
    green = line("status-reported", subject="action:2.4", status="green", text="All done", by=["office:head-of-mash"])
    return a_ledger(
        tmp_path,
        on("2017-05-10", line("action-added", action="2.4", text="Audit", due="2017-09-30", leads=["office:a"])),
        on("2017-05-10", line("status-reported", subject="action:2.4", status="red")),
        on("2017-06-14", green, asserted_by="office:dcs", mode="reported", uncertain=["status"], source=SOURCES),
    )


def test_the_value_is_told_and_then_the_entries_behind_it_with_their_sources_and_whose_word(ledger: Path) -> None:
    told = run("why", ledger, "plan-state", "actions", "2.4", "status", width=120)

    assert told.lines == [
        "localhost/main, plan-state",
        "everything recorded, as it stands now",
        "",
        "actions 2.4 status: green",
        "",
        "exact: without this entry the value would be another; no other makes a difference alone",
        "entered by office:clerk",
        "  4  2017-06-14  status-reported  action:2.4  [log#7 and 1 more]",
        "      green: All done",
        "      said by office:dcs; by office:head-of-mash; reported; in doubt: status; also read in minutes#A3",
    ]


def test_a_row_is_told_field_by_field_and_a_field_that_was_not_said_is_nothing(ledger: Path) -> None:
    row = run("why", ledger, "plan-state", "actions", "2.4", "--as-of", "2017-05-10")
    field = run("why", ledger, "plan-state", "actions", "2.4", "reopened")

    assert "as it stood on 10 May 2017: what had happened and was known by then" in row.lines
    assert row.lines[3:5] == ["actions 2.4", "  ref: action:2.4"]
    assert "  status: red" in row.lines
    assert "actions 2.4 reopened: nothing" in field.lines
    assert field.lines[-1] == "no entry made it so: it is what the view begins with"


def test_a_second_account_says_of_what_it_is_one(ledger: Path) -> None:
    other = on("2017-06-15", line("status-reported", subject="action:2.4", status="red"), rival_of="entry:4")
    run("record", ledger, "-", "--clerk", "office:clerk", given=jsonl(other))

    told = run("why", ledger, "plan-state", "actions", "2.4", "disputed")

    assert told.lines[-1].strip() == "a second account of entry 4"


def test_what_is_derived_is_worked_out_for_the_day_of_the_cut_or_of_today(ledger: Path) -> None:
    cut = run("why", ledger, "plan-state", "overdue", "action:2.4", "due", "--as-of", "2017-10-02")
    today = run("why", ledger, "plan-state", "overdue", "action:2.4", "due", "--today", "2017-10-02", "--json")

    assert "as of 2 October 2017" in cut.lines
    assert "overdue action:2.4 due: 2017-09-30" in cut.lines
    assert (today.json["today"], today.json["value"], today.json["label"]) == ("2017-10-02", "2017-09-30", "exact")


def test_the_answer_in_json_holds_whole_entries(ledger: Path) -> None:
    told = run("why", ledger, "plan-state", "actions", "2.4", "status", "--json").json

    assert (told["path"], told["value"], told["label"]) == (["actions", "2.4", "status"], "green", "exact")
    assert [(entry["number"], entry["source"]) for entry in told["entries"]] == [(4, SOURCES)]
    assert (told["words"], told["cut"]) == (
        "exact: without this entry the value would be another; no other makes a difference alone", {},
    )  # fmt: skip


def test_a_view_that_is_not_keyed_names_its_writers(ledger: Path) -> None:
    told = run("why", ledger, "audit-trail", "entries", "2")

    assert "writers only: this entry wrote the value; whether others count too is not known" in told.lines


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["plan-state"], "missing argument 'PATH...'; see: govledger why --help"),
        (["plan-stat", "actions"], "did you mean plan-state?"),
        (["plan-state", "actions", "2.5"], "plan-state actions: there is no '2.5'; it holds 2.4; did you mean 2.4?"),
        (["plan-state", "overdue"], "overdue is worked out for a day: give --today, or a cut that names a day"),
        (["plan-state", "overdue", "--today", "soon"], "--today: found 'soon'"),
        (["plan-state", "actions", "2.4", "--as-of", "2017-13-01"], "--as-of: found '2017-13-01'"),
    ],
)
def test_a_question_that_cannot_be_answered_is_told_what_would_be(ledger: Path, arguments: Any, said: str) -> None:
    told = run("why", ledger, *arguments, code=2)

    assert said in told.err
    assert told.out == ""


def test_of_a_view_that_stops_nothing_is_told(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govledger.projections.views.VIEWS", (Stumbles,))

    plain = run("why", ledger, "stumbles", "seen", code=1)
    json = run("why", ledger, "stumbles", "seen", "--json", code=1)

    assert "stumbles stopped at entry" in plain.err
    assert list(json.json) == ["stopped"]
    assert plain.out == ""
