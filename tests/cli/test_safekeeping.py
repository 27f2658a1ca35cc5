"""The verbs that keep a ledger safe: erase, reconcile, back up."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.sealed import WHY, add, prepared, seal
from tests.cli.support import run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a ledger of three entries, and the keys of its log and of a witness in another."""
    return prepared(tmp_path)


def test_erase_records_who_and_why_and_says_what_is_gone(folder: Path) -> None:
    ran = run("erase", folder / "L", 2, *WHY)
    again = run("erase", folder / "L", 2, *WHY, "--json")

    assert ran.lines == [
        "entry 4 records the erasure of 1 text:",
        "  text of entry 2",
        "no remnant is left in the files of the database; exports and backups made before keep what they have",
    ]
    nothing = {name: list[object]() for name in ("erased", "keys", "found_in", "said_in", "left_in", "beyond")}
    assert again.json == {"recorded": None, "remnants": False, "hindered": None, **nothing}
    assert "had been erased before" in run("erase", folder / "L", 2, *WHY).out
    assert b"All is well" not in (folder / "L").read_bytes()


def test_erase_names_the_entries_that_say_the_same(folder: Path) -> None:
    add(folder / "L", "All is well, said the board")

    assert "the same words stand in texts of their own in 4" in run("erase", folder / "L", 2, *WHY).out


def test_erase_says_where_else_the_same_words_stand_and_whose_key_went(folder: Path) -> None:
    given = {"type": "statement-made", "key": "All is well-1", "clerk": "All is well", "body": {"text": "All is well"}}
    run("record", folder / "L", "-", given=f"{json.dumps(given)}\n")

    told = run("erase", folder / "L", 4, *WHY).lines

    assert "the same words stand in what entry 4 says in clear, which no erasure reaches" in told
    assert "the idempotency key of entry 4 held the words and is gone too: recorded again, it would be new" in told


def test_erase_says_when_remnants_remain(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "L", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM stored_events").fetchall()

        ran = run("erase", folder / "L", "entry:2", "--field", "text", *WHY, "--wait", "0.1", code=1)

        again = run("erase", folder / "L", "entry:2", "--field", "text", *WHY, "--wait", "0.1", code=1)

    assert again.out == "all of it had been erased before; nothing was recorded\n"
    told = "remnants remain: somebody is reading or writing the ledger; close whatever does, and give the same again\n"
    assert ran.err.replace(", in L-wal", "").replace(", in L", "") == told


def test_erase_refuses_what_is_not_there(folder: Path) -> None:
    assert "there is no entry 9" in run("erase", folder / "L", 9, *WHY, code=2).err
    assert "the path of a withheld text" in run("erase", folder / "L", 2, "--field", "name", *WHY, code=2).err


def test_reconcile_says_that_all_agrees_or_what_does_not(folder: Path) -> None:
    seal(folder)
    add(folder / "L", "More")
    fine = run("reconcile", folder / "L")
    with closing(sqlite3.connect(folder / "L")) as connection, connection:
        connection.execute("DELETE FROM disclosure WHERE number = 2")

    ran = run("reconcile", folder / "L", code=1)
    told = run("reconcile", folder / "L", "--json", code=1).json

    assert fine.lines == [
        "held 4 entries against their rows, and 3 of them against 1 checkpoint",
        "1 entry is above the newest checkpoint, where nothing proves them",
        "all of it agrees",
    ]
    gone = "the words at text of entry 2 are gone, and no entry says that they were erased"
    assert f"  DISCLOSURE_MISSING: {gone}" in ran.lines
    assert ran.lines[-1] == "1 thing to look at"
    assert told["findings"] == [{"kind": "DISCLOSURE_MISSING", "says": gone, "entries": [2]}]
    assert (told["ok"], told["entries"], told["sealed"], told["unread"]) == (False, 4, 3, 0)


def damaged(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / "L")) as connection, connection:
        connection.execute(statement)


def test_reconcile_mends_what_can_be_made_from_the_entries_and_says_what_it_found(folder: Path) -> None:
    seal(folder)
    damaged(folder, "DELETE FROM tile")
    damaged(folder, "DROP TRIGGER entry_removed")

    found = run("reconcile", folder / "L", code=1)
    mended = run("reconcile", folder / "L", "--mend", code=1)

    assert mended.lines == [
        *found.lines,
        "made anew what could be made from the entries: the tiles, the index and the triggers",
        "all of it agrees now",
    ]
    assert run("reconcile", folder / "L", "--mend").lines[-1] == "all of it agrees"


def test_reconcile_mends_around_what_it_cannot_mend(folder: Path) -> None:
    seal(folder)
    damaged(folder, "DELETE FROM tile")
    damaged(folder, "DELETE FROM disclosure WHERE number = 2")

    told = run("reconcile", folder / "L", "--mend", "--json", code=1).json
    again = run("reconcile", folder / "L", "--mend", "--json", code=1).json

    assert [one["kind"] for one in told["findings"]] == ["DISCLOSURE_MISSING", "BAD_TILE"]
    assert (told["mended"], told["refused"], [one["kind"] for one in told["left"]]) == (
        True,
        None,
        ["DISCLOSURE_MISSING"],
    )
    assert (again["mended"], again["left"]) == (False, again["findings"])


def test_reconcile_mends_no_tile_that_shows_which_entry_was_changed(folder: Path) -> None:
    seal(folder)
    damaged(folder, "DROP TRIGGER entry_changed")
    damaged(folder, "UPDATE stored_events SET state = x'7b7d' WHERE originator_version = 3")

    told = run("reconcile", folder / "L", "--mend", code=1)

    assert any(line.startswith("not mended: ") for line in told.lines)
    assert "  ENTRY_CHANGED: not the bytes that the checkpoint of 3 entries covers: entry 3" in told.lines


def test_reconcile_says_what_it_could_not_judge(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "L")) as connection, connection:
        connection.execute("DROP TRIGGER entry_changed")
        connection.execute("UPDATE stored_events SET state = x'7b7d' WHERE originator_version = 3")

    ran = run("reconcile", folder / "L", code=1)

    assert "the index of 1 entry could not be judged: unknown types, or damaged" in ran.lines


def test_backup_copies_to_a_new_file_only(folder: Path) -> None:
    ran = run("backup", folder / "L", folder / "copy")

    assert ran.out == f"copied {folder / 'L'} to {folder / 'copy'}: 3 entries\n"
    assert run("backup", folder / "L", folder / "other", "--json").json["entries"] == 3
    assert "there is something at" in run("backup", folder / "L", folder / "copy", code=2).err


def test_a_database_that_was_put_back_is_told_from_what_was_kept(folder: Path) -> None:
    run("backup", folder / "L", folder / "copy")
    add(folder / "L", "More")
    seal(folder, "L", "--kept-to", folder / "kept")
    shutil.copy(folder / "copy", folder / "L")
    for beside in ("L-wal", "L-shm"):
        (folder / beside).unlink(missing_ok=True)
    add(folder / "L", "Another history")
    seal(folder)

    ran = run("verify", folder / "L", "--kept", folder / "kept", "--vkey", folder / "log.vkey", code=1)

    assert "FORKED" in ran.out
