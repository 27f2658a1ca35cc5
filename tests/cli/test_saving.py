import csv
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import icalendar
import openpyxl
import pytest

from tests.cli.support import CLERK, TOWER_HAMLETS, run


@pytest.fixture(scope="module")
def minute(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of one real minute, which nobody records in."""
    ledger = tmp_path_factory.mktemp("saving") / "minute.db"
    run("init", ledger, "--origin", "example.gov.uk/csib")
    run("record", ledger, TOWER_HAMLETS, "--clerk", CLERK)
    return ledger


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("plan.xlsx", "workbook"),
        ("plan.csv.zip", "csv"),
        ("tables/", "csv"),
        ("plan.sqlite", "sqlite"),
        ("due.ics", "calendar"),
        ("log.cloudevents.ndjson", "cloudevents"),
        ("log.cloudevents.json", "cloudevents"),
        ("log.prov.json", "prov"),
    ],
)
def test_the_ending_says_which_format_and_a_second_save_replaces_the_first(
    name: str, kind: str, minute: Path, tmp_path: Path
) -> None:
    out = f"{tmp_path}/{name}"

    first, second = run("save", minute, out), run("save", minute, out, "--json", "--as-of", "2017-06-14")

    assert first.out.startswith("saved ")
    assert "for the public" in first.out
    assert second.json["as"] == kind
    assert second.json["cut"] == {"happened_by": "2017-06-14", "known_by": "2017-06-14"}
    assert all(Path(held).stat().st_size for held in second.json["files"])
    assert Path(out).exists()


def test_a_format_can_be_asked_for_whatever_the_name_is(minute: Path, tmp_path: Path) -> None:
    run("save", minute, tmp_path / "due.txt", "--as", "calendar")
    run("save", minute, tmp_path / "plan", "--as", "csv")

    assert icalendar.Calendar.from_ical((tmp_path / "due.txt").read_bytes())["METHOD"] == "PUBLISH"
    assert (tmp_path / "plan" / "datapackage.json").is_file()


@pytest.mark.parametrize("name", ["plan.xlsx", "plan.csv.zip", "plan.sqlite", "due.ics", "log.prov.json"])
def test_what_somebody_else_made_is_not_touched(name: str, minute: Path, tmp_path: Path) -> None:
    out = tmp_path / name
    if name.endswith("xlsx"):
        openpyxl.Workbook().save(out)
    elif name.endswith("sqlite"):
        with closing(sqlite3.connect(out)) as db:
            db.execute("CREATE TABLE mine (a)")
    elif name.endswith("zip"):
        with ZipFile(out, "w") as held:
            held.writestr("mine.csv", "a")
    else:
        out.write_text("by hand")
    before = out.read_bytes()

    ran = run("save", minute, out, code=2)

    assert "it was not touched" in ran.err
    assert out.read_bytes() == before


def test_a_folder_with_other_things_in_it_and_metadata_by_hand_are_not_touched(minute: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("by hand")
    (tmp_path / "plan.metadata.json").write_text("{}")
    (tmp_path / "file").write_text("a file")

    folder = run("save", minute, f"{tmp_path}/", code=2)
    beside = run("save", minute, tmp_path / "plan.sqlite", code=2)
    taken = run("save", minute, f"{tmp_path}/file/", code=2)

    assert "holds something that is no data package; it was not touched" in folder.err
    assert "plan.metadata.json holds something that is no metadata" in beside.err
    assert "is no folder; it was not touched" in taken.err
    assert not (tmp_path / "plan.sqlite").exists()


def test_a_name_that_says_no_format_is_answered_with_those_that_do(minute: Path, tmp_path: Path) -> None:
    ran = run("save", minute, tmp_path / "plan.docx", code=2)

    assert "expected a name that ends in one of .xlsx, .csv.zip, .sqlite, .ics" in ran.err


def test_texts_are_guarded_unless_it_is_asked_otherwise_and_only_csv_can_be_asked(tmp_path: Path) -> None:
    ledger = tmp_path / "L"
    run("init", ledger)
    line = {"type": "action-added", "body": {"action": "1", "text": "=1+1"}}
    run("record", ledger, "-", "--clerk", CLERK, given=json.dumps(line))

    run("save", ledger, f"{tmp_path}/guarded/")
    run("save", ledger, f"{tmp_path}/plain/", "--unguarded")
    ran = run("save", ledger, tmp_path / "plan.xlsx", "--unguarded", code=2)

    assert [_words(tmp_path / name) for name in ("guarded", "plain")] == ["'=1+1", "=1+1"]
    assert "--unguarded is for CSV files only" in ran.err


def _words(folder: Path) -> str:
    with (folder / "actions.csv").open(newline="", encoding="utf-8") as file:
        return next(csv.DictReader(file))["words"]


def test_a_calendar_says_what_it_leaves_out(tmp_path: Path) -> None:
    ledger = tmp_path / "L"
    run("init", ledger)
    line = {"type": "action-added", "body": {"action": "1", "text": "Think", "due": "in due course"}}
    run("record", ledger, "-", "--clerk", CLERK, given=json.dumps(line))

    ran = run("save", ledger, tmp_path / "due.ics")

    assert ran.lines[0].startswith("saved 0 things due to ")
    assert ran.lines[1] == "  left out: Action 1: Think"


def test_what_is_not_for_publication_says_so(minute: Path, tmp_path: Path) -> None:
    ran = run("save", minute, tmp_path / "plan.xlsx", "--audience", "full")

    assert "not for publication" in ran.out
    cover = openpyxl.load_workbook(tmp_path / "plan.xlsx")["Cover"]
    assert any("Not for publication" in str(row[1]) for row in cover.iter_rows(max_col=2, values_only=True))
