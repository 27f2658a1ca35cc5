import os
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from govledger.ledger import Ledger
from tests.cli.support import CLERK, TOWER_HAMLETS, a_ledger, a_minute, digest_of, jsonl, line, run

ACTION = jsonl(line("action-added", action="2.4"))
VERBS = [("log",), ("show", "plan-state"), ("diff", "2017-01-01", "2018-01-01"), ("record", "-", "--clerk", CLERK)]


def on(ledger: object, verb: tuple[str, ...]) -> tuple[object, ...]:
    return (verb[0], ledger, *verb[1:])


# Making ledgers ------------------------------------------------------------------------------------------------------


def test_init_makes_a_ledger_and_says_so(tmp_path: Path) -> None:
    made = run("init", tmp_path / "L", "--origin", "example.gov.uk/csib", "--zone", "Europe/Dublin", "--clerk", CLERK)

    assert made.out == (
        f"made the ledger {tmp_path / 'L'}: origin example.gov.uk/csib, days end in Europe/Dublin; entry 1 says so\n"
    )
    with Ledger.open(tmp_path / "L") as ledger:
        assert (ledger.origin, ledger.zone, ledger.entry(1).clerk) == ("example.gov.uk/csib", "Europe/Dublin", CLERK)


def test_init_answers_in_json(tmp_path: Path) -> None:
    made = run("init", tmp_path / "L", "--json")

    assert made.json == {
        "ledger": str(tmp_path / "L"),
        "name": "main",
        "origin": "localhost/main",
        "zone": "Europe/London",
        "entries": 1,
    }


def test_one_database_holds_many_ledgers_by_name(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path)
    run("init", ledger, "--name", "second")

    run("record", ledger, "-", "--clerk", CLERK, "--name", "second", given=ACTION)

    assert len(run("log", ledger, "--json").lines) == 1
    assert len(run("log", ledger, "--json", "--name", "second").lines) == 2


def test_a_second_init_refuses_and_changes_nothing(tmp_path: Path) -> None:
    ledger = a_minute(tmp_path)
    before = digest_of(ledger)

    refused = run("init", ledger, code=2)

    assert "there is a ledger called 'main'" in refused.err
    assert digest_of(ledger) == before


def test_an_origin_that_no_key_can_have_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    refused = run("init", tmp_path / "L", "--origin", "Northbeck plan", code=2)

    assert "found 'Northbeck plan', expected a name without spaces or plus" in refused.err
    assert not list(tmp_path.iterdir())


def test_a_zone_that_is_none_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    refused = run("init", tmp_path / "L", "--zone", "Europe/Lundon", code=2)

    assert "expected a civil zone" in refused.err
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_no_ledger_has_is_answered_with_those_there_are(tmp_path: Path) -> None:
    refused = run("log", a_ledger(tmp_path), "--name", "mainx", code=2)

    assert "there is no ledger called 'mainx'" in refused.err
    assert "it holds main" in refused.err


# Files that are no ledgers -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", VERBS)
def test_a_missing_file_is_told_and_not_made(tmp_path: Path, verb: tuple[str, ...]) -> None:
    refused = run(*on(tmp_path / "none.db", verb), given=ACTION, code=2)

    assert refused.err.startswith(f"govledger: there is no ledger at {tmp_path / 'none.db'}")
    assert list(tmp_path.iterdir()) == []


def test_whoever_means_to_record_is_told_how_to_make_a_ledger_and_nobody_else_is(tmp_path: Path) -> None:
    refused = {verb[0]: run(*on(tmp_path / "none.db", verb), given=ACTION, code=2).err for verb in VERBS}

    assert refused.pop("record").rstrip().endswith(f"; make one with: govledger init {tmp_path / 'none.db'}")
    assert all(said.rstrip().endswith("none.db; is the path right?") for said in refused.values())
    verified = run("verify", tmp_path / "none.db", code=2).err
    assert "there is no ledger at" in verified
    assert verified.rstrip().endswith("none.db, and no export either; is the path right?")


def test_a_mistyped_path_is_answered_with_the_nearest_there_is(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path)

    refused = run("reconcile", f"{ledger}x", code=2)

    assert f"did you mean {ledger.name}?" in refused.err


def foreign_text(path: Path) -> str:
    path.write_text("Minutes of the Board\n" * 400, encoding="utf-8")
    return "is not a SQLite database"


def foreign_database(path: Path) -> str:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE theirs (id INTEGER)")
    connection.close()
    return "is another program's SQLite database"


def empty_file(path: Path) -> str:
    path.touch()
    return "is an empty file"


def newer_database(path: Path) -> str:
    with Ledger.create(path):
        pass
    held = bytearray(path.read_bytes())
    held[60:64] = (99).to_bytes(4, "big")
    path.write_bytes(held)
    return "has layout 99"


def cut_short(path: Path) -> str:
    with Ledger.create(path):
        pass
    path.write_bytes(path.read_bytes()[:5000])
    return "the database is damaged"


def overwritten(path: Path) -> str:
    with Ledger.create(path):
        pass
    held = bytearray(path.read_bytes())
    held[4096:] = b"\xa5" * (len(held) - 4096)
    path.write_bytes(held)
    return "the database is damaged"


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("spoil", [foreign_text, foreign_database, empty_file, newer_database, cut_short, overwritten])
def test_a_file_that_is_no_ledger_is_told_and_left_as_it_is(
    tmp_path: Path, spoil: object, verb: tuple[str, ...]
) -> None:
    path = tmp_path / "L"
    assert callable(spoil)
    expected = spoil(path)
    before = digest_of(path)

    refused = run(*on(path, verb), given=ACTION, code=2)

    assert expected in refused.err
    assert len(refused.err.splitlines()) == 1
    assert digest_of(path) == before


def test_a_folder_is_no_ledger(tmp_path: Path) -> None:
    refused = run("log", tmp_path, code=2)

    assert "is a folder" in refused.err


def test_init_never_writes_over_a_file_that_is_something_else(tmp_path: Path) -> None:
    foreign_text(tmp_path / "L")
    before = digest_of(tmp_path / "L")

    refused = run("init", tmp_path / "L", code=2)

    assert "is not a SQLite database" in refused.err
    assert digest_of(tmp_path / "L") == before


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Path]:
    """A ledger whose write lock somebody else holds."""
    path = a_ledger(tmp_path)
    held = sqlite3.connect(path, isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    yield path
    held.execute("ROLLBACK")
    held.close()


def test_a_locked_ledger_is_told_after_the_wait_and_left_as_it_is(locked: Path) -> None:
    before = digest_of(locked)

    refused = run("record", locked, TOWER_HAMLETS, "--clerk", CLERK, "--wait", "0.1", code=2)

    assert "held the ledger for longer than the time allowed" in refused.err
    assert digest_of(locked) == before


def test_a_locked_ledger_can_still_be_read(locked: Path) -> None:
    assert len(run("log", locked, "--json").lines) == 1


def test_a_ledger_that_may_only_be_read_is_read_and_refuses_to_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = a_minute(tmp_path)
    before = digest_of(ledger)
    ledger.chmod(0o444)
    can = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK and can(path, mode))

    refused = run("record", ledger, "-", "--clerk", CLERK, given=ACTION, code=2)

    assert "this user may read the ledger but not write it" in refused.err
    assert len(run("log", ledger, "--json").lines) == 89
    assert digest_of(ledger) == before


def test_a_full_disk_loses_nothing_that_was_recorded(tmp_path: Path) -> None:
    ledger = a_minute(tmp_path)
    program = textwrap.dedent("""
        import resource, signal, sys
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
        from govledger.cli import main
        main(sys.argv[1:])
    """)
    given = jsonl(*(line("action-added", action=f"{number}", text="long " * 500) for number in range(200)))

    command = [sys.executable, "-c", program, "record", str(ledger), "-", "--clerk", CLERK]
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert len(run("log", ledger, "--json").lines) == 89


# The clock -----------------------------------------------------------------------------------------------------------


def from_the_future(folder: Path) -> Path:
    """A ledger whose last stamp is ahead of this machine's clock."""
    import datetime as dt

    with Ledger.create(folder / "L", clock=lambda: dt.datetime(2999, 1, 1, tzinfo=dt.UTC)):
        return folder / "L"


def test_a_clock_that_is_ahead_of_the_last_stamp_is_fine(tmp_path: Path) -> None:
    told = run("clock", a_ledger(tmp_path))

    assert told.out.startswith("the last entry was recorded at 20")
    assert told.out.endswith("Z, ahead of it\n")


def test_a_clock_far_behind_is_told_and_stops_recording_until_it_is_accepted(tmp_path: Path) -> None:
    ledger = from_the_future(tmp_path)

    told = run("clock", ledger, code=1)
    refused = run("record", ledger, "-", "--clerk", CLERK, given=ACTION, code=2)
    accepted = run("clock", ledger, "--accept", "--reason", "the battery had died", "--clerk", CLERK)
    recorded = run("record", ledger, "-", "--clerk", CLERK, given=ACTION)

    assert "seconds behind it" in told.out
    assert "clock" in refused.err
    assert accepted.lines[-1] == "entry 2 accepts this machine's clock from here on"
    assert recorded.out == "recorded 1 entry, number 3\n"


def test_accepting_a_clock_needs_a_reason_and_a_clerk(tmp_path: Path) -> None:
    refused = run("clock", a_ledger(tmp_path), "--accept", "--clerk", CLERK, code=2)

    assert "--accept needs --reason and --clerk" in refused.err


def test_the_clock_answers_in_json(tmp_path: Path) -> None:
    told = run("clock", from_the_future(tmp_path), "--json", code=1)

    assert told.json["last"] == "2999-01-01T00:00:00.000000Z"
    assert told.json["seconds_behind"] > 60
    assert told.json["recorded"] is None
