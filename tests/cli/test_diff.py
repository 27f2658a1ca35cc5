from pathlib import Path
from typing import Any

import attrs
import pytest

from govledger.cli.sentences import Told, tell
from tests.cli.support import CLERK, a_ledger, a_minute, jsonl, line, run
from tests.cli.test_show import Stumbles


def on(day: str, said: dict[str, Any]) -> dict[str, Any]:
    return said | {"happened": day, "known_on": day}


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """Two meetings of a board; between them a status, a date and a wording changed, and a risk was retired."""
    return a_ledger(
        tmp_path,
        on("2017-05-10", line("body-established", body="csib")),
        on("2017-05-10", line("meeting-held", meeting="may", body="csib")),
        on("2017-05-10", line("action-added", action="2.4", text="Audit", due="2017-09-30", leads=["office:a"])),
        on("2017-05-10", line("status-reported", subject="action:2.4", status="red")),
        on("2017-05-10", line("risk-identified", risk="r1", text="Staff leave")),
        on("2017-06-14", line("meeting-held", meeting="june", body="csib")),
        on("2017-06-14", line("status-reported", subject="action:2.4", status="amber")),
        on("2017-06-14", line("deadline-changed", subject="action:2.4", was="2017-09-30", now="2017-12-31")),
        on("2017-06-14", line("plan-item-retired", subject="risk:r1", how="lapsed")),
        on(
            "2017-06-14",
            line("decision-recorded", decision="d1", body="csib", meeting="june", force="agreed", text="Go on"),
        ),
        line("meeting-scheduled", meeting="july", body="csib"),
    )


def test_what_changed_between_two_meetings_is_told_in_sentences_with_their_entries(ledger: Path) -> None:
    told = run("diff", ledger, "meeting:may", "june", width=200)

    assert told.lines[0] == "10 May 2017 to 14 June 2017: 5 entries entered"
    sentence = next(row for row in told.lines if row.startswith("  action 2.4: "))
    assert "status red → amber" in sentence
    assert "due 2017-09-30 → 2017-12-31" in sentence
    assert sentence.endswith("(entries 8, 9)")
    assert any(row.startswith("  risk r1: ") and "retired" in row and "(entry 10)" in row for row in told.lines)
    assert any(row.startswith("  decision d1 added: Go on; agreed") for row in told.lines)
    assert told.lines[-2].startswith("no change in ")
    assert "challenge-log" in told.lines[-2]
    assert told.lines[-1].startswith("not compared, see them with show: assurance-map, audit-trail, ")


def test_the_entries_that_entered_are_listed_where_they_are_few(ledger: Path) -> None:
    told = run("diff", ledger, "2017-05-10", "2017-06-14", width=200)

    listed = told.lines[1 : told.lines.index("")]
    assert [row.split()[0] for row in listed if not row.startswith("    ")] == ["7", "8", "9", "10", "11"]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_sentences_keep_to_the_width(tmp_path: Path, ledger: Path, width: int) -> None:
    few = run("diff", ledger, "may", "june", width=width)
    many = run("diff", a_minute(tmp_path), "2017-06-12", "2017-06-14", width=width)

    assert max(len(row) for row in (*few.lines, *many.lines)) <= width


def test_what_a_projection_keeps_to_work_with_is_no_change(tmp_path: Path) -> None:
    told = run("diff", a_minute(tmp_path), "2017-06-12", "2017-06-14", width=300)

    register = told.lines[told.lines.index("decision-register: 10 changes") + 1 :][:10]
    assert all(row.startswith("  decision ") for row in register)
    assert sum("good-rating added" in row for row in told.lines) == 1
    assert "recommendation-tracker" in next(row for row in told.lines if row.startswith("no change in "))


def test_what_a_new_row_says_is_labelled(tmp_path: Path) -> None:
    told = run("diff", a_minute(tmp_path), "2017-06-12", "2017-06-14", width=300)

    assert (
        "  obligation dfe-directions added: Issue directions; kind direction; due unspecified; leads org:dfe (entry 39)"
        in told.lines
    )


def test_json_gives_every_change_with_its_path(ledger: Path) -> None:
    held = run("diff", ledger, "may", "june", "--json").json

    assert (held["from"]["happened_by"], held["to"]["happened_by"]) == ("2017-05-10", "2017-06-14")
    assert (held["entered"], held["left"]) == ([7, 8, 9, 10, 11], [])
    assert {"path": ["actions", "2.4", "status"], "kind": "changed", "before": "red", "after": "amber"} in (
        held["views"]["plan-state"]
    )
    assert held["views"]["challenge-log"] == []


def test_an_entry_corrected_in_between_left_and_its_correction_entered(ledger: Path) -> None:
    fixed = on("2017-06-01", line("action-added", action="2.4", text="Audit all")) | {
        "corrects": "entry:4",
        "reason": "x",
    }
    run("record", ledger, "-", "--clerk", CLERK, given=jsonl(fixed))

    told = run("diff", ledger, "2017-05-10", "2017-06-05", width=200)

    assert told.lines[0].endswith("1 entry entered, 1 left")
    assert "text Audit → Audit all" in told.out


def test_nothing_changes_on_one_and_the_same_day(ledger: Path) -> None:
    told = run("diff", ledger, "2017-06-14", "2017-06-14")

    assert told.lines[0] == "14 June 2017 to 14 June 2017: 0 entries entered"
    assert any(row.startswith("no change in plan-state") for row in told.lines)


def test_what_a_body_was_told_in_between_is_a_narrower_question(ledger: Path) -> None:
    told = run("diff", ledger, "may", "june", "--told", "csib")

    assert told.lines[0].startswith("10 May 2017 to 14 June 2017, told to body:csib: ")


def test_many_entries_are_counted_by_their_types(tmp_path: Path) -> None:
    told = run("diff", a_minute(tmp_path), "2017-06-12", "2017-06-14", width=200)

    assert told.lines[0] == "12 June 2017 to 14 June 2017: 88 entries entered"
    assert told.lines[1].startswith("  obligation-created × 19, statement-made × 13, ")
    assert any(row.startswith("  obligation submit added: ") and row.endswith("(entry 82)") for row in told.lines)
    # Each thing is announced once, by the view that can say most of it.
    announced = [row.partition(" added")[0] for row in told.lines if " added" in row]
    assert announced.count("  obligation submit") == 1


@pytest.mark.parametrize(
    ("moments", "said"),
    [
        (("2017-06-14", "2017-05-10"), "expected FROM to be no later than TO"),
        (("may", "jnue"), "did you mean june?"),
        (("may", "meeting:july"), "a meeting that this ledger says was held"),
        (("soon", "june"), "a day such as 2017-06-14, or a meeting that this ledger names"),
    ],
)
def test_a_moment_that_means_nothing_is_told(ledger: Path, moments: tuple[str, str], said: str) -> None:
    assert said in run("diff", ledger, *moments, code=2).err


def test_a_view_that_stopped_is_told_and_the_others_still_answer(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from govledger.projections.views import view_named

    plan = view_named("plan-state")
    monkeypatch.setattr("govledger.projections.views.VIEWS", (plan, Stumbles))
    monkeypatch.setattr("govledger.cli.diff.COMPARED", ("plan-state", "stumbles"))

    told = run("diff", ledger, "may", "june", code=1, width=200)
    held = run("diff", ledger, "may", "june", "--json", code=1)

    assert "stumbles stopped at entry 4" in told.err
    assert "status red → amber" in told.out
    assert list(held.json["views"]) == ["plan-state"]


@attrs.define
class Note:
    """Something said of a row."""

    entry: int


@attrs.define
class Row:
    """A row of a made-up state."""

    text: str | None = None
    notes: list[Note] = attrs.Factory(list)
    entries: list[int] = attrs.Factory(list)


@attrs.define
class State:
    """A made-up state."""

    bodies: dict[str, Row] = attrs.Factory(dict)
    listed: list[Row] = attrs.Factory(list)
    days: dict[str, str] = attrs.Factory(dict)
    total: int = 0


def sentences(before: State, after: State, *entered: int) -> list[str]:
    return [str(told) for told in tell(before, after, entered)]


def test_a_row_is_called_by_the_singular_of_its_field() -> None:
    assert sentences(State(), State({"csib": Row("The board", entries=[3])}), 3) == [
        "body csib added: The board (entry 3)"
    ]


def test_a_row_that_went_is_told() -> None:
    assert sentences(State({"csib": Row("The board")}), State()) == ["body csib removed: The board"]


def test_a_value_that_is_no_longer_said_became_nothing() -> None:
    assert sentences(State({"csib": Row("A")}), State({"csib": Row()})) == ["body csib: text A → nothing"]


def test_what_only_a_rows_own_record_shows_is_told_by_it() -> None:
    noted = sentences(State({"csib": Row()}), State({"csib": Row(notes=[Note(4)])}), 4)
    named = sentences(State({"csib": Row()}), State({"csib": Row(entries=[4])}), 4)

    assert noted == ["body csib: notes entry 4 (entry 4)"]
    assert named == ["body csib: named again (entry 4)"]


def test_rows_of_a_list_come_and_go_by_what_they_hold() -> None:
    assert sentences(State(listed=[Row("old")]), State(listed=[Row("new")])) == [
        "listed removed: old",
        "listed added: new",
    ]


def test_only_rows_are_told() -> None:
    assert sentences(State(total=1, days={"m1": "June"}), State(total=2, days={"m1": "July"})) == []


def test_many_entries_are_cited_by_the_first_and_how_many_more() -> None:
    assert str(Told("body csib", "added", "", tuple(range(1, 10)))) == (
        "body csib added (entries 1, 2, 3, 4, 5, 6 and 3 more)"
    )
