import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl.styles import PatternFill

from govledger import Ledger, PlanState, events as ev
from govledger.errors import BadLinesError, BadValueError, HeadMovedError, NotAPlanError, PlanUnclearError
from govledger.imports import Asked, PlanMapping, import_plan, importing
from govledger.imports.held import held_in
from tests.imports.support import CLERK, FIRST, HEADINGS, SECOND, a_plan, imported, of_type, workbook

NOW = dt.datetime(2018, 6, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    with Ledger.create("memory://", clerk=CLERK, clock=lambda: NOW) as made:
        yield made


def types(done: Any) -> list[str]:
    return [line["type"] for line in done.lines]


def changed(row: tuple[str, ...], **said: str) -> tuple[str, ...]:
    """A row with other values, by the name of its field."""
    names = ("reference", "text", "lead", "due", "status", "comment")
    return tuple(said.get(name, value) for name, value in zip(names, row, strict=True))


# The first time ------------------------------------------------------------------------------------------------------


def test_the_first_time_the_file_is_lodged_and_its_actions_are_added(ledger: Ledger, tmp_path: Path) -> None:
    path = a_plan(tmp_path)

    done = imported(ledger, path, as_at="2017-09-30", asserted_by="office:programme-office")

    assert types(done) == [
        "document-lodged", "plan-versioned", "action-added", "status-reported", "action-added", "status-reported",
    ]  # fmt: skip
    assert done.recorded is not None
    assert len(done.recorded.entries.new) == 6
    state = ledger.history().project(PlanState)
    item = state.actions["1.1"]
    assert (item.plan, str(item.due), item.leads) == ("iip", "by 2017-09-30", ("office:head-of-mash",))
    assert str(item.text) == FIRST[1]
    assert (item.status, item.reports["progress office:programme-office"].day) == ("green", dt.date(2017, 9, 30))


def test_every_event_says_the_cell_it_was_read_in_and_the_file_is_lodged_by_its_hash(
    ledger: Ledger, tmp_path: Path
) -> None:
    path = a_plan(tmp_path, (*FIRST[:5], ""))

    done = imported(ledger, path)

    (document,) = of_type(done, "document-lodged")
    assert document["document"] == "plan.csv"
    assert document["content_hash"] == done.layout.book.sha256
    places = {line["type"]: line.get("source", {}).get("locator") for line in done.lines}
    assert places["action-added"] == "plan!A2:F2"
    assert places["status-reported"] == "plan!E2"


def test_a_name_of_a_file_that_is_no_id_becomes_one(ledger: Ledger, tmp_path: Path) -> None:
    done = imported(ledger, a_plan(tmp_path, name="Our plan, v2: final.csv"))

    assert of_type(done, "document-lodged")[0]["document"] == "Our-plan-v2-final.csv"


def test_all_that_a_row_belongs_to_is_recorded_with_it(ledger: Ledger, tmp_path: Path) -> None:
    ledger.record(ev.RecommendationMade(recommendation="R4"))
    headings = (*HEADINGS, "Evidence", "Success measure", "Date completed", "Outcome", "Theme", "Rec no", "Priority")
    rows = [
        (*FIRST, "Audit of May", "90% in time", "29 Sept 2017", "P1: Children are safer", "Front door", "4; 9", "High"),
        (*SECOND, "", "", "", "P1: Children are safer", "", "", ""),
    ]

    done = imported(ledger, a_plan(tmp_path, *rows, headings=headings), as_at="2017-10-01")

    added = of_type(done, "action-added")[0]
    assert added["commitment"] == "P1"
    assert (added["about"], added["addresses"]) == (["area:front-door"], ["recommendation:R4"])
    assert (added["closure_criteria"], added["priority"]) == (["90% in time"], "high")
    assert of_type(done, "commitment-made") == [{"commitment": "P1", "plan": "iip", "text": "Children are safer"}]
    assert of_type(done, "completion-claimed")[0]["completed_on"] == "2017-09-29"
    (evidence,) = (line for line in done.lines if line["type"] == "evidence-recorded")
    assert (evidence["happened"], evidence["body"]["text"]) == ("by 2017-10-01", "Audit of May")
    assert of_type(done, "status-reported")[0]["evidence"] == ["1.1/1"]
    assert [(flag.place, flag.found) for flag in done.unread] == [("plan!L2", "'9'")]


def test_a_date_that_was_moved_before_the_first_import_is_a_move(ledger: Ledger, tmp_path: Path) -> None:
    path = a_plan(
        tmp_path, (*FIRST, "31 March 2018", "No room"), headings=(*HEADINGS, "Revised date", "Reason for change")
    )

    done = imported(ledger, path)

    assert of_type(done, "action-added")[0]["due"] == "by 2017-09-30"
    (moved,) = of_type(done, "deadline-changed")
    assert (moved["was"], moved["now"], moved["reason"]) == ("by 2017-09-30", "by 2018-03-31", "No room")
    assert not imported(ledger, path).lines


def test_the_meanings_of_the_mapping_are_laid_down_once(ledger: Ledger, tmp_path: Path) -> None:
    mapping = PlanMapping(scheme="rag", meanings={"green": "on_track"}, leads={"jo example": "office:x"})

    done = imported(ledger, a_plan(tmp_path), mapping=mapping)
    again = imported(ledger, a_plan(tmp_path, changed(FIRST, status="Red")), mapping=mapping)

    assert of_type(done, "status-scheme-defined")[0]["states"] == [{"label": "green", "meaning": "on_track"}]
    assert of_type(done, "status-reported")[0]["status"] == "rag/green"
    assert not of_type(again, "status-scheme-defined")
    assert ledger.history().project(PlanState).actions["1.1"].status == "rag/red"


# The next time -------------------------------------------------------------------------------------------------------


def test_the_same_file_again_adds_nothing(ledger: Ledger, tmp_path: Path) -> None:
    path = a_plan(tmp_path)
    imported(ledger, path, as_at="2017-09-30")
    size = len(ledger)

    again, unsaid = imported(ledger, path, as_at="2017-09-30"), imported(ledger, path)

    assert again.recorded is unsaid.recorded is None
    assert len(ledger) == size


def test_the_same_rows_saved_anew_add_nothing(ledger: Ledger, tmp_path: Path) -> None:
    imported(ledger, a_plan(tmp_path))

    again = imported(ledger, a_plan(tmp_path, *(tuple(f" {value} " for value in row) for row in (FIRST, SECOND))))

    assert not again.lines


@pytest.mark.parametrize(
    ("said", "type_", "body"),
    [
        ({"status": "Red"}, "status-reported", {"status": "red", "text": "On course.", "same_words": "yes"}),
        ({"comment": "Late."}, "status-reported", {"status": "green", "text": "Late."}),
        ({"due": "31/03/2018"}, "deadline-changed", {"was": "by 2017-09-30", "now": "by 2018-03-31"}),
        ({"due": "ongoing"}, "deadline-changed", {"was": "by 2017-09-30", "now": "unspecified | ongoing"}),
        (
            {"text": "Audit most threshold decisions"},
            "detail-changed",
            {"field": "text", "kind": "wording", "was": FIRST[1], "now": "Audit most threshold decisions"},
        ),
        (
            {"lead": "Head of Quality"},
            "detail-changed",
            {"field": "leads", "kind": "reassignment", "now": "Head of Quality", "leads": ["office:head-of-quality"]},
        ),
    ],
)
def test_what_is_another_next_month_is_a_change_and_nothing_else_is_recorded(
    ledger: Ledger, tmp_path: Path, said: dict[str, str], type_: str, body: dict[str, Any]
) -> None:
    imported(ledger, a_plan(tmp_path))

    done = imported(ledger, a_plan(tmp_path, changed(FIRST, **said), SECOND))

    assert types(done) == ["document-lodged", type_]
    assert of_type(done, type_) == [{"subject": "action:1.1", **body}]


@pytest.mark.parametrize(
    "said",
    [
        {"due": "end of September 2017"},
        {"due": "30/09/2017"},
        {"status": "GREEN"},
        {"status": "G"},
        {"text": f"{FIRST[1]}  "},
    ],
)
def test_the_same_said_in_another_way_is_no_change(ledger: Ledger, tmp_path: Path, said: dict[str, str]) -> None:
    imported(ledger, a_plan(tmp_path))

    assert not imported(ledger, a_plan(tmp_path, changed(FIRST, **said), SECOND)).lines


@pytest.mark.parametrize("said", [{"lead": ""}, {"status": ""}, {"comment": ""}, {"text": ""}, {"due": "31/02/2017"}])
def test_what_is_not_said_any_more_or_cannot_be_read_changes_nothing(
    ledger: Ledger, tmp_path: Path, said: dict[str, str]
) -> None:
    imported(ledger, a_plan(tmp_path))

    assert not imported(ledger, a_plan(tmp_path, changed(FIRST, **said), SECOND)).lines


def test_a_date_that_is_gone_is_left_and_noted(ledger: Ledger, tmp_path: Path) -> None:
    imported(ledger, a_plan(tmp_path))

    done = imported(ledger, a_plan(tmp_path, changed(FIRST, due=""), SECOND))

    assert [(flag.place, flag.is_unread) for flag in done.flags] == [("plan!D2", False)]
    assert "the ledger has by 2017-09-30; the date was left as it is" in done.flags[0].expected


@pytest.mark.parametrize(
    ("event", "column"),
    [
        (ev.DeadlineChanged(subject="action:1.1", now="by 2018-03-31"), "D"),
        (ev.StatusReported(subject="action:1.1", status="red"), "E"),
        (ev.DetailChanged(subject="action:1.1", field="text", now="Audit some"), "B"),
        (ev.DetailChanged(subject="action:1.1", field="leads", leads=["office:dcs"]), "C"),
    ],
)
def test_a_sheet_that_says_again_what_it_said_before_undoes_nothing_that_was_recorded_since(
    ledger: Ledger, tmp_path: Path, event: Any, column: str
) -> None:
    imported(ledger, a_plan(tmp_path))
    ledger.record(event, source=ev.Source("minutes", "4"))

    done = imported(ledger, a_plan(tmp_path, FIRST, changed(SECOND, comment="More.")))

    assert types(done) == ["document-lodged", "status-reported"]
    assert done.lines[1]["body"]["subject"] == "action:1.2"
    (flag,) = done.flags
    assert flag.place == f"plan!{column}2"
    assert "the sheet says again what it said before" in flag.expected


def test_evidence_is_added_once_and_none_is_said_to_be_none(ledger: Ledger, tmp_path: Path) -> None:
    headings = (*HEADINGS, "Evidence")
    first = imported(ledger, a_plan(tmp_path, (*FIRST, "Audit"), (*SECOND, "None"), headings=headings))
    path = a_plan(tmp_path, (*FIRST, "Audit of October"), (*SECOND, "None yet"), headings=headings)

    second = imported(ledger, path)

    assert [body.get("evidence") for body in of_type(first, "status-reported")] == [["1.1/1"], "none"]
    assert [body["evidence"] for body in of_type(second, "evidence-recorded")] == ["1.1/2"]
    assert of_type(second, "status-reported") == [
        {
            "subject": "action:1.1", "status": "green", "text": "On course.", "same_words": "yes",
            "evidence": ["1.1/2"],
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "commitment", "text"),
    [
        ("P1", "P1", "P1"),
        ("1.2 - Leadership", "1.2", "Leadership"),
        ("Priority 3: Front door", "3", "Front door"),
        ("Children are safe", "children-are-safe", "Children are safe"),
    ],
)
def test_a_commitment_is_known_by_its_number_or_its_words(
    ledger: Ledger, tmp_path: Path, words: str, commitment: str, text: str
) -> None:
    done = imported(ledger, a_plan(tmp_path, (*FIRST, words), headings=(*HEADINGS, "Outcome")))

    assert of_type(done, "commitment-made") == [{"commitment": commitment, "plan": "iip", "text": text}]


def test_other_words_where_a_day_should_be_are_another_date(ledger: Ledger, tmp_path: Path) -> None:
    imported(ledger, a_plan(tmp_path, changed(FIRST, due="ongoing")))

    same, other = (
        imported(ledger, a_plan(tmp_path, changed(FIRST, due=due)), dry_run=True) for due in ("Ongoing", "TBC")
    )

    assert not same.lines
    assert of_type(other, "deadline-changed")[0]["now"] == "unspecified | TBC"


def test_a_word_on_another_colour_is_recorded_as_the_word_and_doubted(ledger: Ledger, tmp_path: Path) -> None:
    def change(_book: Any, sheet: Any) -> None:
        sheet["E2"].fill = PatternFill("solid", start_color="FF0000")

    path = tmp_path / "plan.xlsx"
    path.write_bytes(workbook([HEADINGS, FIRST], change))

    done = imported(ledger, path)

    (line,) = (line for line in done.lines if line["type"] == "status-reported")
    assert (line["body"]["status"], line["uncertain"]) == ("green", ["status"])


@pytest.mark.parametrize("words", ["A#1", "x" * 100])
def test_a_commitment_that_can_have_no_id_is_flagged(ledger: Ledger, tmp_path: Path, words: str) -> None:
    done = imported(ledger, a_plan(tmp_path, (*FIRST, words), headings=(*HEADINGS, "Outcome")))

    assert not of_type(done, "commitment-made")
    assert [flag.place for flag in done.unread] == ["plan!G2"]


def test_an_older_name_of_a_file_that_holds_other_bytes_gets_some_of_its_hash(ledger: Ledger, tmp_path: Path) -> None:
    imported(ledger, a_plan(tmp_path))

    done = imported(ledger, a_plan(tmp_path, changed(FIRST, status="Red")))

    assert of_type(done, "document-lodged")[0]["document"] == f"plan.csv@{done.layout.book.sha256[:8]}"


def test_words_that_were_erased_are_not_brought_back(ledger: Ledger, tmp_path: Path) -> None:
    path = a_plan(tmp_path)
    imported(ledger, path)
    number = ledger.history().project(PlanState).actions["1.1"].entry
    ledger.erase(number, ["text"], reason="a name stood in it", by="office:dpo")

    assert not imported(ledger, path).lines


def test_the_new_version_of_a_sheet_is_a_version_of_the_plan_where_its_day_is_said(
    ledger: Ledger, tmp_path: Path
) -> None:
    imported(ledger, a_plan(tmp_path), as_at="2017-09-30", body=None)

    done = imported(ledger, a_plan(tmp_path, FIRST, SECOND, ("", "", "", "", "", "")), as_at="2017-10-31")

    (version,) = of_type(done, "plan-versioned")
    assert (version["version"], version["items"]) == ("2017-10-31", ["action:1.1", "action:1.2"])
    assert version["items_complete"] == "yes"


def test_a_plan_that_has_more_in_it_than_the_sheet_is_not_said_to_be_complete(ledger: Ledger, tmp_path: Path) -> None:
    ledger.record(ev.PlanVersioned(plan="iip"), ev.CommitmentMade(commitment="c1", plan="iip"))
    headings = (*HEADINGS, "Outcome")

    without = imported(ledger, a_plan(tmp_path), dry_run=True)
    named = imported(ledger, a_plan(tmp_path, (*FIRST, "c1"), headings=headings), dry_run=True)

    assert of_type(without, "plan-versioned")[0]["items_complete"] == "no"
    assert of_type(named, "plan-versioned")[0]["items"] == ["action:1.1", "commitment:c1"]
    assert of_type(named, "plan-versioned")[0]["items_complete"] == "yes"


def test_a_plan_too_large_for_one_entry_to_name_is_a_version_without_its_items(ledger: Ledger, tmp_path: Path) -> None:
    rows = [(f"{'reference' * 9}-{number}", "Do it", "", "", "", "") for number in range(600)]
    path = a_plan(tmp_path, *rows)

    done, again = (imported(ledger, path, as_at="2017-09-30") for _ in range(2))

    (version,) = of_type(done, "plan-versioned")
    assert "items" not in version
    assert "items_complete" not in version
    assert not again.lines


# What is gone --------------------------------------------------------------------------------------------------------


def test_a_row_that_is_gone_is_told_and_retired_only_when_asked(ledger: Ledger, tmp_path: Path) -> None:
    imported(ledger, a_plan(tmp_path))
    path = a_plan(tmp_path, FIRST)

    told, retired = imported(ledger, path), imported(ledger, path, retire_missing=True)

    assert told.missing == ("1.2",)
    assert not of_type(told, "plan-item-retired")
    (gone,) = of_type(retired, "plan-item-retired")
    assert (gone["subject"], gone["how"]) == ("action:1.2", "not_stated")
    assert gone["reason"].endswith("last said to be amber")
    assert not imported(ledger, path, retire_missing=True).missing


def test_a_row_that_is_back_is_opened_again(ledger: Ledger, tmp_path: Path) -> None:
    imported(ledger, a_plan(tmp_path))
    imported(ledger, a_plan(tmp_path, FIRST), retire_missing=True)

    done = imported(ledger, a_plan(tmp_path, FIRST, changed(SECOND, status="Red")))

    assert of_type(done, "plan-item-reopened") == [{"subject": "action:1.2"}]
    assert ledger.history().project(PlanState).actions["1.2"].retired is None


def test_a_row_that_was_let_go_by_a_decision_is_not_opened_by_a_sheet(ledger: Ledger, tmp_path: Path) -> None:
    imported(ledger, a_plan(tmp_path))
    ledger.record(ev.PlanItemRetired(subject="action:1.2", how="withdrawn"))

    done = imported(ledger, a_plan(tmp_path, FIRST, changed(SECOND, status="Red")))

    assert not of_type(done, "plan-item-reopened")
    assert "it left the plan (withdrawn, entry 8)" in done.flags[0].expected


def test_a_row_that_cannot_be_told_from_another_is_not_gone(ledger: Ledger, tmp_path: Path) -> None:
    imported(ledger, a_plan(tmp_path))

    done = imported(ledger, a_plan(tmp_path, FIRST, SECOND, SECOND), retire_missing=True)

    assert done.missing == ()
    assert of_type(done, "plan-versioned")[0]["items_complete"] == "no"


def test_a_reference_that_nobody_knows_needs_an_action(ledger: Ledger, tmp_path: Path) -> None:
    done = imported(ledger, a_plan(tmp_path, FIRST, ("1.9", "", "Head of MASH", "", "Green", "")))

    assert [line["body"].get("action") for line in done.lines if line["type"] == "action-added"] == ["1.1"]
    assert [flag.place for flag in done.unread] == ["plan!B3"]


# What must be said first ---------------------------------------------------------------------------------------------


def test_nothing_is_recorded_while_something_must_be_said_first(ledger: Ledger, tmp_path: Path) -> None:
    path = a_plan(tmp_path, (*FIRST, "Red"), headings=(*HEADINGS, "Status"))

    with pytest.raises(PlanUnclearError) as fault:
        imported(ledger, path)

    assert "2 columns may be the status" in fault.value.questions[0]
    assert str(fault.value).startswith("plan.csv: nothing was recorded; ")
    assert len(ledger) == 1


def test_strict_refuses_what_could_not_be_read(ledger: Ledger, tmp_path: Path) -> None:
    path = a_plan(tmp_path, changed(FIRST, due="31/02/2017"))

    with pytest.raises(PlanUnclearError, match="1 cells could not be read") as fault:
        imported(ledger, path, strict=True)

    assert "plan!D2: due: found '31/02/2017'" in fault.value.questions[0]
    assert len(ledger) == 1


def test_the_only_plan_of_a_ledger_is_the_plan_and_of_two_somebody_must_say_which(
    ledger: Ledger, tmp_path: Path
) -> None:
    ledger.record(ev.PlanVersioned(plan="iip"))

    done = imported(ledger, a_plan(tmp_path), plan=None)
    ledger.record(ev.PlanVersioned(plan="other"))

    assert done.layout.mapping.plan == "iip"
    with pytest.raises(PlanUnclearError, match="the ledger holds 2 plans, iip, other: say which this is, --plan iip"):
        imported(ledger, a_plan(tmp_path), plan=None)


def test_without_a_plan_its_actions_belong_to_none(ledger: Ledger, tmp_path: Path) -> None:
    done = imported(ledger, a_plan(tmp_path), plan=None)

    assert not of_type(done, "plan-versioned")
    assert "no plan was named, so its actions belong to none: --plan" in done.said
    assert ledger.history().project(PlanState).actions["1.1"].plan is None
    assert imported(ledger, a_plan(tmp_path, FIRST), plan=None).missing == ("1.2",)


def test_references_of_another_plan_are_refused_and_a_prefix_parts_them(ledger: Ledger, tmp_path: Path) -> None:
    imported(ledger, a_plan(tmp_path), plan="old")

    with pytest.raises(PlanUnclearError, match=r"1\.1, 1\.2 are actions of plan old: give --plan old; or, if these"):
        imported(ledger, a_plan(tmp_path))

    done = imported(ledger, a_plan(tmp_path), prefix="2018/")
    assert of_type(done, "action-added")[0]["action"] == "2018/1.1"


def test_plans_are_imported_in_the_order_of_their_days(ledger: Ledger, tmp_path: Path) -> None:
    older = a_plan(tmp_path, name="september.csv")
    imported(ledger, older, as_at="2017-09-30")
    imported(ledger, a_plan(tmp_path, changed(FIRST, status="Red"), name="october.csv"), as_at="2017-10-31")

    again = imported(ledger, older, as_at="2017-09-30")
    with pytest.raises(PlanUnclearError, match=r"a report on the plan of 31 October 2017 \(entry \d+\)"):
        imported(ledger, a_plan(tmp_path, SECOND, name="august.csv"), as_at="2017-08-31")

    assert not again.lines
    assert "this very file was imported before, as september.csv, and a later one has been since" in again.said


def test_a_day_that_has_not_come_and_a_party_that_is_none_are_refused_by_name(ledger: Ledger, tmp_path: Path) -> None:
    path = a_plan(tmp_path)

    for said, where in (
        ({"as_at": "2030-01-01"}, "as_at"),
        ({"happened": "soon"}, "happened"),
        ({"known_on": dt.date(2030, 1, 1)}, "known_on"),
    ):
        with pytest.raises(BadValueError) as fault:
            imported(ledger, path, **said)
        assert fault.value.where == where
    with pytest.raises(BadValueError, match="expected a party"):
        imported(ledger, path, asserted_by="Head of MASH")
    assert len(ledger) == 1


def test_what_the_ledger_refuses_is_told_by_its_cell(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(BadLinesError) as fault:
        imported(ledger, a_plan(tmp_path), body="nowhere")

    (one,) = fault.value.faults
    assert one.field == "plan-versioned overseen_by"
    assert len(ledger) == 1


def test_what_was_recorded_meanwhile_makes_it_be_compared_again(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(history: Any) -> Any:
        held = held_in(history)
        ledger.record(ev.PlanVersioned(plan="other"))
        return held

    monkeypatch.setattr(importing, "held_in", meanwhile)

    with pytest.raises(HeadMovedError):
        imported(ledger, a_plan(tmp_path))


# What may be wished --------------------------------------------------------------------------------------------------


def test_a_dry_run_shows_what_is_recorded_and_records_nothing(ledger: Ledger, tmp_path: Path) -> None:
    path = a_plan(tmp_path)

    dry = imported(ledger, path, dry_run=True)
    size = len(ledger)
    done = imported(ledger, path)

    assert size == 1
    assert dry.lines == done.lines
    assert json.loads(json.dumps(done.lines)) == list(done.lines)


def test_restating_reports_every_status_again_once(ledger: Ledger, tmp_path: Path) -> None:
    imported(ledger, a_plan(tmp_path), as_at="2017-09-30")
    path = a_plan(tmp_path, changed(FIRST, comment="Better."), SECOND)

    done, again = (imported(ledger, path, as_at="2017-10-31", restate=True) for _ in range(2))

    assert [body.get("same_words") for body in of_type(done, "status-reported")] == [None, "yes"]
    assert not again.lines


def test_with_a_key_each_event_is_stored_under_one(ledger: Ledger, tmp_path: Path) -> None:
    headings = (*HEADINGS, "Evidence")
    done = imported(ledger, a_plan(tmp_path, (*FIRST, "Audit"), headings=headings), key="plan")
    later = imported(
        ledger,
        a_plan(tmp_path, (*changed(FIRST, text="Other", lead="Head of Quality"), "Audit"), headings=headings),
        key="plan",
    )

    keys = [line["key"] for line in (*done.lines, *later.lines)]
    assert len(keys) == len(set(keys))
    assert all(key.startswith((done.layout.book.sha256[:16], later.layout.book.sha256[:16])) for key in keys)


def test_a_workbook_is_imported_as_a_file_is(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(workbook([HEADINGS, FIRST]))

    done = import_plan(ledger, str(path), Asked(clerk=CLERK, sheets=("Plan",)))

    assert done.rows == 1
    assert done.counted["action-added"] == 1


def test_a_file_that_is_not_there_is_said_by_the_system(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        import_plan(ledger, tmp_path / "none.xlsx")


def test_what_was_read_otherwise_than_by_a_word_is_said(ledger: Ledger, tmp_path: Path) -> None:
    def change(book: Any, sheet: Any) -> None:
        sheet["F2"] = "=1+1"
        sheet["E2"].value = None
        sheet["E2"].fill = PatternFill("solid", start_color="FF0000")
        sheet["G1"] = "Notes"
        book.create_sheet("Key").append(("Colour",))

    path = tmp_path / "plan.xlsx"
    path.write_bytes(workbook([HEADINGS, FIRST], change))

    said = imported(ledger, path).said

    assert "the colour FF0000 alone was read as red: 1 cell" in said
    assert "columns not read: Notes" in said
    assert "sheets not read: Key, it holds no plan" in said
    assert any(one.startswith("1 formulas have no value kept with them: open the workbook") for one in said)


def test_second_accounts_and_other_dimensions_are_no_part_of_the_comparison(ledger: Ledger, tmp_path: Path) -> None:
    imported(ledger, a_plan(tmp_path))
    subject = "action:1.1"
    ledger.record(ev.StatusReported(subject=subject, status="poor", dimension="impact", text="No change seen."))
    ledger.record(ev.EvidenceRecorded(evidence="e1", supports=[subject], text="Audit"))
    ledger.record(ev.CompletionClaimed(subject=subject))

    assert not imported(ledger, a_plan(tmp_path)).lines


def test_a_missing_extra_is_said_in_a_sentence_and_csv_needs_none(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    from tests.imports.support import older_workbook, opened, zipped

    for module in ("openpyxl", "docx", "python_calamine"):
        monkeypatch.setitem(sys.modules, module, None)

    for data in (
        workbook([HEADINGS]),
        zipped(word__document_xml=b"<w/>"),
        older_workbook(HEADINGS),
    ):
        with pytest.raises(Exception, match=r"pip install 'govledger\[sheets\]'"):
            opened(data)
    assert imported(ledger, a_plan(tmp_path)).rows == 2
    assert issubclass(NotAPlanError, Exception)
