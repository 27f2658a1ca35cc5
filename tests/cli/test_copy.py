"""The verb that copies a ledger to another store."""

import base64
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from govledger import Ledger
from tests.cli.sealed import WHY, add, prepared, seal
from tests.cli.support import run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a ledger of three entries, and the keys of its log and of a witness in another."""
    return prepared(tmp_path)


def root_of(path: Path, size: int) -> str:
    """The root over the entries of a ledger, as a copy says it."""
    with Ledger.open(path) as ledger:
        [kept] = [kept for kept in ledger.sealed() if kept.size == size]
        return base64.b64encode(kept.checkpoint.root).decode()


def test_copy_says_size_and_root_of_both_and_that_they_are_one_log(folder: Path) -> None:
    seal(folder)

    ran = run("copy", folder / "L", folder / "copy")

    assert ran.lines == [
        f"copied 3 entries of example.gov.uk/csib from {folder / 'L'} to {folder / 'copy'}, with 1 checkpoint in all",
        f"read anew, both have size 3, root {root_of(folder / 'L', 3)}",
        "the two are one log: record and seal in one of them only",
    ]
    assert run("reconcile", folder / "copy").lines[-1] == "all of it agrees"


def test_copy_answers_in_json(folder: Path) -> None:
    seal(folder)

    held = run("copy", folder / "L", folder / "copy", "--as", "council", "--json").json

    assert held == {
        "from": str(folder / "L"),
        "to": str(folder / "copy"),
        "name": "council",
        "size": 3,
        "root": root_of(folder / "L", 3),
        "added": 3,
        "checkpoints": 1,
        "sealed": 3,
        "withdrawn": [],
        "hindered": None,
        "beyond": [],
    }


def test_a_second_copy_is_refused_and_says_how_to_bring_the_first_up_to_date(folder: Path) -> None:
    run("copy", folder / "L", folder / "copy")
    add(folder / "L", "More of it")

    refused = run("copy", folder / "L", folder / "copy", code=2)
    then = run("copy", folder / "L", folder / "copy", "--resume")

    assert "bring an earlier copy up to date with --resume" in refused.err
    assert then.lines[0].startswith("copied 1 entry of")


def test_what_was_erased_since_is_taken_from_an_earlier_copy(folder: Path) -> None:
    run("copy", folder / "L", folder / "copy")
    run("erase", folder / "L", 2, *WHY)

    ran = run("copy", folder / "L", folder / "copy", "--resume")

    assert "words of 1 entry that have been erased since were taken from the copy too" in ran.lines
    assert b"All is well" not in (folder / "copy").read_bytes()


def test_copy_says_when_remnants_of_erased_words_remain(folder: Path) -> None:
    run("copy", folder / "L", folder / "copy")
    run("erase", folder / "L", 2, *WHY)

    with closing(sqlite3.connect(folder / "copy", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM stored_events").fetchall()
        ran = run("copy", folder / "L", folder / "copy", "--resume", "--wait", "0.1", code=1)

    assert "remnants of erased words remain" in ran.err
    assert "close whatever does" in ran.err


def test_a_copy_of_nothing_says_that_there_is_nothing(folder: Path) -> None:
    ran = run("copy", folder / "nowhere", folder / "copy", code=2)

    assert "there is no ledger at" in ran.err
    assert not (folder / "copy").exists()
