"""Tables on the command line: built, kept up, made anew, and why they go no further."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from govledger import Ledger, PlanState, events as ev
from tests.cli.support import CLERK, TOWER_HAMLETS, run
from tests.projections.poisoned import POISON, begun, told

STATUSES = "tests.projections.poisoned:Statuses"
STOPPED = "statuses stopped at entry 5 (status-reported/1); what follows is not known: KeyError: 'action:poison'"


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A ledger that holds one of the five minutes."""
    path = tmp_path / "csib.db"
    run("init", path, "--clerk", CLERK)
    run("record", path, TOWER_HAMLETS, "--clerk", CLERK)
    return path


@pytest.fixture
def poisoned(tmp_path: Path) -> Path:
    """A ledger at whose entry 5 the statuses stop."""
    path = tmp_path / "poisoned.db"
    with begun(path) as ledger:
        told(ledger, POISON, "green")
    return path


def select(path: Path, sql: str) -> list[Any]:
    """What any program that knows SQLite finds."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def test_tables_are_built_in_the_ledger_s_own_file(made: Path) -> None:
    ran = run("tables", "build", made, "plan-state")

    assert ran.lines == ["plan-state, version 1: at entry 89 of 89, up to date"]
    with Ledger.open(made) as ledger:
        actions = ledger.history().project(PlanState).actions
    assert [key for (key,) in select(made, "SELECT id FROM plan_state_actions ORDER BY id")] == sorted(actions)


def test_without_a_view_every_one_is_built_and_can_be_in_another_file(made: Path, tmp_path: Path) -> None:
    ran = run("tables", "build", made, "--into", tmp_path / "tables.db", "--json")

    assert len(ran.json) == 16
    assert {status["lag"] for status in ran.json} == {0}
    assert select(tmp_path / "tables.db", "SELECT count(*) FROM audit_trail_entries") == [(89,)]


def test_a_status_says_how_far_tables_have_come(made: Path) -> None:
    run("tables", "build", made, "plan-state", "audit-trail")
    with Ledger.open(made, clerk=CLERK) as ledger:
        ledger.record(ev.ActionAdded(action="new"))

    ran = run("tables", "status", made, code=1)
    run("tables", "build", made, "plan-state", "audit-trail")

    assert ran.lines == [
        "audit-trail, version 1: at entry 89 of 90, 1 behind",
        "plan-state, version 1: at entry 89 of 90, 1 behind",
    ]
    assert run("tables", "status", made, "plan-state").lines == ["plan-state, version 1: at entry 90 of 90, up to date"]


def test_where_there_are_none_the_status_says_so(made: Path) -> None:
    assert run("tables", "status", made).lines == ["there are no tables"]
    assert "there are no tables of plan-state" in run("tables", "status", made, "plan-state", code=2).err


def test_a_file_of_tables_that_is_not_there_is_not_made_by_asking(made: Path, tmp_path: Path) -> None:
    ran = run("tables", "status", made, "--into", tmp_path / "none.db", code=2)

    assert "there is no file" in ran.err
    assert not (tmp_path / "none.db").exists()


def test_a_rebuild_says_what_differed(made: Path) -> None:
    run("tables", "build", made, "plan-state")
    fine = run("tables", "rebuild", made)
    with closing(sqlite3.connect(made)) as connection, connection:
        connection.execute(
            "UPDATE plan_state_actions SET status = 'tampered' WHERE id = (SELECT min(id) FROM plan_state_actions)"
        )

    differed = run("tables", "rebuild", made, "plan-state", code=1)

    assert fine.lines[1] == "  made anew: it was what a replay gives"
    assert differed.lines[1].startswith("  it differed from a replay in plan_state_actions: only before: ")
    assert run("tables", "rebuild", made, "--json").json[0]["differences"] == []


def test_words_are_kept_where_they_are_asked_for(made: Path) -> None:
    run("tables", "build", made, "plan-state", "--words")

    assert select(made, "SELECT count(*) > 0 FROM plan_state_words_fts('the')") == [(1,)]
    run("tables", "build", made, "plan-state", "--without-words")
    assert select(made, "SELECT name FROM sqlite_master WHERE name GLOB '*words*'") == []


def test_a_follower_keeps_them_up_until_its_time_is_over(made: Path) -> None:
    ran = run("tables", "follow", made, "plan-state", "--for", "0.05")

    assert ran.lines == ["plan-state, version 1: at entry 89 of 89, up to date"]
    assert run("tables", "follow", made, "--for", "0.05", "--json").json["number"] == 89


def test_a_follower_ends_in_good_order_when_it_is_interrupted(made: Path) -> None:
    command = [sys.executable, "-m", "govledger.cli", "tables", "follow", str(made), "plan-state"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as following:
        assert following.stdout is not None
        first = following.stdout.readline()
        with Ledger.open(made, clerk=CLERK) as ledger:
            ledger.record(ev.ActionAdded(action="new"))
        second = following.stdout.readline()
        following.terminate()
        following.communicate()

    assert "at entry 89 of 89" in first
    assert "at entry 90 of 90" in second
    assert following.returncode == 0


def test_there_is_nothing_to_follow_where_nothing_was_built(made: Path) -> None:
    assert "there are no tables to keep up" in run("tables", "follow", made, code=2).err


def test_what_is_dropped_is_gone(made: Path) -> None:
    run("tables", "build", made, "plan-state")

    ran = run("tables", "drop", made, "plan-state")

    assert ran.lines == ["there are no tables of plan-state any more"]
    assert run("tables", "status", made).lines == ["there are no tables"]
    assert run("tables", "drop", made, "plan-state", "--json").json == {"dropped": ["plan-state"]}
    assert "name each VIEW" in run("tables", "drop", made, code=2).err


def test_where_a_projection_stops_the_status_says_why_and_at_which_entry(poisoned: Path) -> None:
    built = run("tables", "build", poisoned, STATUSES, code=1)
    known = run("tables", "status", poisoned, "--json", code=1)

    assert built.lines == [f"statuses, version 1: at entry 4 of 5, 1 behind; {STOPPED}"]
    assert (known.json[0]["stopped_at"], known.json[0]["stopped"]) == (5, STOPPED)


def test_an_entry_is_quarantined_by_name_and_let_in_again(poisoned: Path) -> None:
    run("tables", "build", poisoned, STATUSES, code=1)
    who = ("--reason", "Not tracked yet", "--by", "office:head-of-digital", "--until", "2018-06-30", "--clerk", CLERK)

    quarantined = run("tables", "quarantine", poisoned, STATUSES, 5, *who)
    without = run("tables", "build", poisoned, STATUSES, code=1)
    lifted = run("tables", "lift", poisoned, STATUSES, 5, "--reason", "Mended", "--clerk", CLERK)
    again = run("tables", "build", poisoned, STATUSES, code=1)

    assert quarantined.lines == [
        f"entry 6 says that the tables of {STATUSES} leave entry 5 out; follow or build them",
    ]
    left_out = "quarantined by office:head-of-digital until 30 June 2018 (entry 6), so what is said leaves entry 5 out"
    assert without.lines == [f"statuses, version 1: at entry 6 of 6, up to date; {STOPPED}; {left_out}"]
    assert lifted.lines == ["entry 7 says that entry 5 is left out no longer"]
    assert again.lines[0].startswith(f"statuses, version 1: at entry 6 of 7, 1 behind; {STOPPED}")


def test_what_was_recorded_of_a_quarantine_is_in_json_too(poisoned: Path) -> None:
    who = ("--reason", "r", "--by", "office:x", "--until", "2018-06-30", "--clerk", CLERK, "--json")

    assert run("tables", "quarantine", poisoned, STATUSES, 5, *who).json == {"recorded": 6, "left_out": 5}
    lifted = run("tables", "lift", poisoned, STATUSES, 5, "--reason", "r", "--clerk", CLERK, "--json")
    assert lifted.json == {"recorded": 7, "lifted": 5}


def test_nothing_is_quarantined_that_does_no_harm(poisoned: Path) -> None:
    who = ("--reason", "r", "--by", "office:x", "--until", "2018-06-30", "--clerk", CLERK)

    ran = run("tables", "quarantine", poisoned, STATUSES, 3, *who, code=2)

    assert "the entry at which statuses stops; it stops at entry 5" in ran.err


@pytest.mark.parametrize(
    ("view", "said"),
    [
        ("plan-stat", "did you mean plan-state?"),
        ("no_such_module:It", "No module named 'no_such_module'"),
        ("tests.projections.poisoned:Status", "did you mean tests.projections.poisoned:Statuses?"),
        ("tests.projections.poisoned:Subject", "a projection in tests.projections.poisoned, where there are: Statuses"),
    ],
)
def test_a_view_that_is_none_is_answered_with_what_there_is(made: Path, view: str, said: str) -> None:
    assert said in run("tables", "build", made, view, code=2).err


def test_a_projection_of_one_s_own_is_found_in_the_folder_one_is_in(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    (tmp_path / "our_views.py").write_text(
        "import attrs\n"
        "from govledger import events as ev, on, projection\n"
        "@projection(version=1)\n"
        "class Counted:\n"
        "    types: dict[str, int] = attrs.field(factory=dict[str, int])\n"
        "    @on()\n"
        "    def seen(self, event, entry):\n"
        "        self.types[entry.type] = self.types.get(entry.type, 0) + 1\n"
    )

    run("tables", "build", made, "our_views:Counted")

    assert select(made, "SELECT value FROM counted_types WHERE id = 'ledger-opened/1'") == [(1,)]
