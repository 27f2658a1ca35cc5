"""A verb that reads takes an export wherever it takes a ledger, and one that writes refuses it."""

import re
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Toured
from tests.cli.support import CLERK, digest_of, jsonl, line, run

READING = [
    ("check", "X", "--json"),
    ("hindsight", "X", "--at", "2024-12-31", "--json"),
    ("log", "X", "--json", "--told", "body:board"),
    ("show", "X", "plan-state", "--json", "--as-of", "2025-02-14"),
    ("why", "X", "plan-state", "actions", "1.11", "status", "--as-of", "2025-06-30"),
    ("diff", "X", "2025-02-14", "2025-06-30", "--json"),
    ("questions", "X", "--body", "board", "--as-of", "2025-06-30"),
]


def digests_of(folder: Path) -> dict[str, str]:
    return {found.as_posix(): digest_of(found) for found in folder.rglob("*") if found.is_file()}


@pytest.mark.parametrize("asked", READING, ids="-".join)
def test_an_export_answers_as_its_ledger_does(asked: tuple[str, ...], toured: Toured) -> None:
    ledger, export = (toured.folder / name for name in ("northbeck.db", "northbeck-export"))

    mine, its = (run(*(where if word == "X" else word for word in asked), code=None) for where in (ledger, export))

    assert (its.code, its.out, its.err) == (mine.code, mine.out, "")


def test_a_page_made_of_an_export_is_that_of_its_ledger_but_for_the_day_of_signing(
    toured: Toured, tmp_path: Path
) -> None:
    for name in ("northbeck.db", "northbeck-export"):
        run("report", toured.folder / name, tmp_path / f"{name}.html", "--as-of", "2025-06-30", "--audience", "full")

    mine, its = ((tmp_path / f"{name}.html").read_text("utf-8") for name in ("northbeck.db", "northbeck-export"))
    signed = re.compile(r"signed on .{1,40} by ")
    assert "".join(signed.findall(its)) == "signed on a day that an export does not say by "
    assert signed.sub("", its) == signed.sub("", mine)


def test_verbs_that_write_refuse_an_export_and_leave_it_as_it_was(toured: Toured, tmp_path: Path) -> None:
    export = toured.folder / "northbeck-export"
    before = digests_of(export)
    writing = [
        ("record", export, "-", "--clerk", CLERK),
        ("erase", export, "47", "--reason", "why", "--by", "office:data", "--clerk", CLERK),
        ("backup", export, tmp_path / "B"),
    ]

    told = [run(*asked, given=jsonl(line("statement-made", text="More")), code=2).err for asked in writing]

    assert all("is an export" in says and "govledger copy" in says for says in told)
    assert digests_of(export) == before


def test_an_altered_export_is_read_by_no_verb_and_the_entry_is_named(toured: Toured) -> None:
    ran = run("log", toured.folder / "altered-export", code=2)

    assert "entry 1507 is not the one that was sealed" in ran.err
    assert "govledger verify" in ran.err


def test_an_export_is_copied_to_a_ledger_and_what_it_lacks_is_said(toured: Toured, tmp_path: Path) -> None:
    export = toured.folder / "northbeck-export"

    ran = run("copy", export, tmp_path / "copy.db")
    again = run("copy", export, tmp_path / "copy.db", "--resume", code=2)

    assert "holds no idempotency keys" in ran.out
    assert "bring a copy up to date from its ledger" in again.err
    assert "all of it agrees" in run("reconcile", tmp_path / "copy.db").out


def test_who_watches_is_told_what_reading_an_export_shows(toured: Toured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govledger.cli.progress.is_watched", lambda: True)

    ran = run("why", toured.folder / "northbeck-export", "plan-state", "actions", "1.11", "status")

    assert "agrees with its own checkpoint of 1,535 entries" in ran.err
    assert "only a checkpoint that you kept shows" in ran.err
    assert "agrees with" not in ran.out


def test_a_folder_that_is_no_export_is_told_as_before(tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    shutil.copy(__file__, tmp_path / "papers")

    assert "is a folder, so no govledger ledger" in run("log", tmp_path / "papers", code=2).err
