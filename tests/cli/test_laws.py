"""The laws of every projection, put on the command line to what a ledger holds."""

import sys
from pathlib import Path

import pytest

from govledger import PlanState
from govledger.testing import laws_of
from tests.cli.support import CLERK, a_ledger, jsonl, line, run

BAD = """
import attrs
from govledger import events as ev, on, projection

@projection(version=1)
class Lengths:
    lengths: dict[str, int] = attrs.field(factory=dict)

    @on(ev.ActionAdded)
    def added(self, event, entry):
        self.lengths[event.action] = len(str(event.text))
"""

KEYED = """
import attrs
from govledger import events as ev, on, projection

@projection(version=1, keyed=True)
class Reports:
    rows: dict[str, list[int]] = attrs.field(factory=dict)

    @on(ev.ActionAdded)
    def added(self, event, entry):
        self.rows.setdefault(event.action, []).append(entry.number)

    @on(ev.StatusReported)
    def reported(self, event, entry):
        self.rows.setdefault(event.subject.id, []).append(entry.number)
"""


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    report = line("status-reported", subject="action:2.4", status="red")
    return a_ledger(tmp_path, line("action-added", action="2.4", text="Audit"), report)


def test_every_law_that_holds_is_told_and_how_many(ledger: Path) -> None:
    told = run("laws", "plan-state", ledger)

    assert "holds two sittings equal one" in told.lines
    count = len(laws_of(PlanState))
    assert told.lines[-1] == f"plan-state: {count} of {count} laws hold"


def test_a_law_that_is_broken_is_told_with_what_differs(
    ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "an_applications_views.py").write_text(BAD, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))

    told = run("laws", "an_applications_views:Lengths", ledger, code=1)

    assert "BROKEN a withheld text changes nothing else" in told.lines
    assert told.lines[-1].startswith("lengths: ")


def test_a_row_that_began_before_the_last_entries_breaks_no_law(
    ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "keyed_views.py").write_text(KEYED, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))

    more = [line("action-added", action="2.5"), line("status-reported", subject="action:2.4", status="green")]
    run("record", ledger, "-", "--clerk", CLERK, given=jsonl(*more))

    told = run("laws", "keyed_views:Reports", ledger, "--entries", "2")

    assert "holds why names every entry that matters" in told.lines


def test_the_verdicts_are_given_in_json_too(ledger: Path) -> None:
    told = run("laws", "coverage-map", ledger, "--json", "--entries", "2")

    assert (told.json["view"], told.json["entries"]) == ("coverage-map", 2)
    assert {one["law"]: one["holds"] for one in told.json["laws"]}["states share nothing"] is True


@pytest.mark.parametrize("view", ["plan-stat", "no_such_module:View", "tests.cli.support:View"])
def test_a_view_that_is_none_could_not_be_asked(ledger: Path, view: str) -> None:
    run("laws", view, ledger, code=2)


def test_without_its_extra_it_says_which(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    monkeypatch.delitem(sys.modules, "govledger.testing", raising=False)
    monkeypatch.delattr("govledger.testing", raising=False)

    told = run("laws", "plan-state", ledger, code=2)

    assert 'pip install "govledger[testing]"' in told.err
