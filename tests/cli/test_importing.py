import json
from pathlib import Path

import pytest

from govledger.imports.mapping import MARK
from tests.cli.support import CLERK, a_ledger, jsonl, run
from tests.imports.support import FIRST, HEADINGS, SECOND, a_plan, workbook


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return a_ledger(tmp_path)


def test_a_plan_is_recorded_and_said_in_a_few_lines(ledger: Path, tmp_path: Path) -> None:
    ran = run("import", ledger, a_plan(tmp_path), "--plan", "iip", "--clerk", CLERK)

    assert ran.lines == [
        "plan.csv: 2 actions on plan (headings in row 1)",
        (
            "recorded 6 entries, numbers 2 to 7: document-lodged × 1, plan-versioned × 1, action-added × 2, "
            "status-reported × 2"
        ),
    ]
    again = run("import", ledger, a_plan(tmp_path), "--clerk", CLERK)
    assert again.lines[-1] == "nothing is new; nothing was recorded"


def test_a_dry_run_shows_the_columns_and_each_event_with_its_cell(ledger: Path, tmp_path: Path) -> None:
    ran = run("import", ledger, a_plan(tmp_path), "--dry-run")

    assert ran.lines[1].startswith("columns: reference = Ref, text = Action, lead = Lead, due = Due date, ")
    assert any(line.split()[:4] == ["plan!A2:F2", "action-added", "action", "1.1"] for line in ran.lines)
    assert ran.lines[-1].endswith("nothing was written")
    assert len(run("log", ledger, "--json").lines) == 1


def test_a_dry_run_in_json_is_what_record_reads(ledger: Path, tmp_path: Path) -> None:
    lines = run("import", ledger, a_plan(tmp_path), "--plan", "iip", "--dry-run", "--json").out
    other = a_ledger(tmp_path, name="other")

    ran = run("record", other, "-", "--clerk", CLERK, given=lines)

    assert ran.out.startswith("recorded 6 entries")
    assert json.loads(lines.splitlines()[0])["type"] == "document-lodged"


def test_what_cannot_be_read_is_listed_by_its_address_and_the_run_ends_with_1(ledger: Path, tmp_path: Path) -> None:
    path = a_plan(tmp_path, ("1.1", "Do it", "Jo Example", "31/02/2017", "Green", ""), ("1.2", "x", "", "tbc", "", ""))

    ran = run("import", ledger, path, "--clerk", CLERK, code=1)
    beside = run("import", ledger, path, "--dry-run", "--json", code=1)

    assert "2 cells could not be read; what they say was left as not said:" in ran.lines
    assert any(
        line.startswith("plan!D2  due   '31/02/2017'  a day that exists; February 2017 has") for line in ran.lines
    )
    assert "1 cell to look at:" in ran.lines
    assert "plan!D2: due: found '31/02/2017', expected a day that exists" in beside.err


def test_what_is_no_longer_there_is_told_and_retired_when_asked(ledger: Path, tmp_path: Path) -> None:
    run("import", ledger, a_plan(tmp_path), "--clerk", CLERK)

    told = run("import", ledger, a_plan(tmp_path, FIRST), "--clerk", CLERK, code=1)
    retired = run("import", ledger, a_plan(tmp_path, FIRST), "--clerk", CLERK, "--retire-missing")

    assert told.lines[-2:] == [
        "no longer in it, and left as they are: 1.2",
        "  --retire-missing records that they left the plan",
    ]
    assert retired.lines[-1] == "retired, because they are no longer in it: 1.2"


def test_a_mapping_is_saved_even_where_nothing_can_be_recorded_and_then_used(ledger: Path, tmp_path: Path) -> None:
    path = a_plan(tmp_path, (*FIRST, "Red"), headings=(*HEADINGS, "Status"))
    mapping = tmp_path / "plan.toml"

    refused = run("import", ledger, path, "--save-mapping", mapping, "--clerk", CLERK, code=2)
    text = mapping.read_text(encoding="utf-8")
    undecided = 'status = "TO DECIDE: column E or column G"'
    still = run("import", ledger, path, "--mapping", mapping, "--clerk", CLERK, code=2)
    mapping.write_text(text.replace(undecided, 'status = "column G"'), encoding="utf-8")
    done = run("import", ledger, path, "--mapping", mapping, "--clerk", CLERK)

    assert "2 columns may be the status" in refused.err
    assert "columns.status: somebody must still decide: column E or column G" in still.err
    assert text.startswith(MARK)
    assert "# TO DECIDE: 2 columns may be the status" in text
    assert "status-reported × 1" in done.out
    assert '"red"' in run("show", ledger, "plan-state", "--json").out


def test_where_something_must_be_decided_it_says_how(ledger: Path, tmp_path: Path) -> None:
    path = a_plan(tmp_path, (*FIRST, "Red"), headings=(*HEADINGS, "Status"))

    ran = run("import", ledger, path, "--clerk", CLERK, code=2)

    assert "--save-mapping FILE.toml writes down what was found: decide in it" in ran.err


def test_a_file_that_is_no_mapping_is_not_written_over(ledger: Path, tmp_path: Path) -> None:
    other = tmp_path / "pyproject.toml"
    other.write_text("[project]\n")

    ran = run("import", ledger, a_plan(tmp_path), "--save-mapping", other, "--dry-run", code=2)

    assert "holds something that is no mapping; it was not touched" in ran.err
    assert other.read_text() == "[project]\n"


def test_the_answer_in_json_says_what_was_recorded_and_which_cells_were_not_read(ledger: Path, tmp_path: Path) -> None:
    path = a_plan(tmp_path, FIRST, ("1.2", "x", "Jo Example", "", "", ""))

    ran = run("import", ledger, path, "--plan", "iip", "--clerk", CLERK, "--json", code=1)

    said = ran.json
    assert (said["plan"], said["actions"], said["first"], said["recorded"]) == ("iip", 2, 2, 5)
    assert said["types"]["action-added"] == 2
    assert [(cell["cell"], cell["read"]) for cell in said["cells"]] == [("plan!C3", False)]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ((), "it does not say who enters this: give --clerk"),
        (("--clerk", CLERK, "--as-at", "31/02/2017"), "--as-at: found '31/02/2017'"),
        (("--clerk", CLERK, "--known-on", "soon"), "--known-on: found 'soon'"),
        (("--clerk", CLERK, "--asserted-by", "Head of MASH"), "--asserted-by: found 'Head of MASH', expected a party"),
        (("--clerk", CLERK, "--plan", "a plan"), "--plan: found 'a plan'"),
        (("--clerk", CLERK, "--prefix", "a b"), "--prefix: found 'a b'"),
        (("--clerk", CLERK, "--source", "a b"), "--source: found 'a b'"),
        (("--clerk", CLERK, "--mapping", "none.toml"), "none.toml: no such file"),
        (("--clerk", CLERK, "--body", "csib"), "plan-versioned overseen_by"),
    ],
)
def test_what_was_given_wrongly_is_told_in_a_sentence(
    ledger: Path, tmp_path: Path, given: tuple[str, ...], told: str
) -> None:
    more = () if "--plan" in given else ("--plan", "iip")

    ran = run("import", ledger, a_plan(tmp_path), *more, *given, code=2)

    assert told in " ".join(ran.err.split())
    assert "Traceback" not in ran.err


def test_a_file_that_is_no_plan_or_is_not_there_is_told_in_a_sentence(ledger: Path, tmp_path: Path) -> None:
    (tmp_path / "page.xlsx").write_bytes(b"<html></html>")

    page = run("import", ledger, tmp_path / "page.xlsx", code=2)
    gone = run("import", ledger, tmp_path / "gone.xlsx", code=2)
    (tmp_path / "plan.xlsx").write_bytes(workbook([HEADINGS, FIRST]))
    sheet = run("import", ledger, tmp_path / "plan.xlsx", "--sheet", "Plann", code=2)

    assert "page.xlsx: found a web page, expected .xlsx, .xlsm, .xls, .ods, .docx or .csv; open it in a" in page.err
    assert "gone.xlsx: no such file" in gone.err
    assert "there is no sheet 'Plann' in plan.xlsx; did you mean Plan" in sheet.err


def test_a_cell_that_would_command_a_terminal_is_shown_as_text(ledger: Path, tmp_path: Path) -> None:
    path = a_plan(tmp_path, ("1.1", "Do\x1b[2J it", "\x1b[31mJo Example", "", "", ""), SECOND)

    ran = run("import", ledger, path, "--dry-run", code=1)

    assert "\x1b" not in ran.out


def test_what_a_ledger_refuses_is_listed_by_its_cell(ledger: Path, tmp_path: Path) -> None:
    run("record", ledger, "-", "--clerk", CLERK, given=jsonl({"type": "action-added", "body": {"action": "1.1"}}))
    run("retract", ledger, code=2)

    ran = run("import", ledger, a_plan(tmp_path), "--plan", "iip", "--clerk", CLERK, code=2)

    assert "1.1 are actions of no plan: leave out --plan" in ran.err
