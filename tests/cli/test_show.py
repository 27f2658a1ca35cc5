from pathlib import Path
from typing import Any

import pytest

from govledger.events import ActionAdded
from govledger.ledger import Ledger
from govledger.projections import on, projection
from govledger.projections.views import VIEWS, declared
from tests.cli.support import DAYS, a_ledger, a_minute, line, run

ACTION = line("action-added", action="2.4", text="Audit", due="2017-09-30") | {
    "happened": "2017-06-14",
    "known_on": "2017-06-14",
}


@projection(version=1)
class Stumbles:
    """A read model with a handler that raises."""

    seen: int = 0

    @on(ActionAdded)
    def added(self, event: ActionAdded, entry: Any) -> None:
        raise RuntimeError("there is no such thing")


@pytest.mark.parametrize("name", DAYS)
def test_the_plan_of_each_minute_is_shown_as_of_its_meeting(tmp_path: Path, name: str) -> None:
    shown = run("show", a_minute(tmp_path, name), "plan-state", "--as-of", DAYS[name])

    assert shown.lines[0] == "localhost/main, plan-state"
    assert shown.lines[1].startswith("as it stood on ")
    assert "plans (1)" in shown.out
    assert max(map(len, shown.lines)) <= 100


@pytest.mark.parametrize("view", [declared(view).name for view in VIEWS])
def test_every_view_is_shown_as_tables_and_as_json(tmp_path: Path, view: str) -> None:
    ledger = a_minute(tmp_path)

    shown = run("show", ledger, view, "--as-of", "2017-06-14")
    held = run("show", ledger, view, "--as-of", "2017-06-14", "--json").json

    assert len(shown.lines) > 1
    assert (held["view"], held["entries"], held["uncertain"], held["unknown_types"]) == (view, 88, [], {})
    assert held["cut"] == {"happened_by": "2017-06-14", "known_by": "2017-06-14"}


def test_the_calendar_lists_the_submission_that_is_due(tmp_path: Path) -> None:
    shown = run("show", a_minute(tmp_path), "obligation-calendar", "--as-of", "2017-06-14")

    following = shown.out[shown.out.index("\nnext (") :]
    assert following.index("obligation:submit") < following.index("2017-07-20") < following.index("org:dfe")


def test_the_header_says_what_the_answer_rests_on(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path, ACTION)

    whole = run("show", ledger, "plan-state")
    cut = run("show", ledger, "plan-state", "--as-of", "2017-06-14")
    nothing = run("show", ledger, "plan-state", "--as-of", "2017-06-13")

    assert whole.lines[:3] == [
        "localhost/main, plan-state",
        "everything recorded, as it stands now",
        "rests on 2 entries of 2",
    ]
    assert cut.lines[:3] == [
        "localhost/main, plan-state",
        "as it stood on 14 June 2017: what had happened and was known by then",
        "rests on 1 entry of 2",
    ]
    assert nothing.lines[2] == "rests on 0 entries of 2"


def test_a_ledger_that_is_not_the_only_one_of_its_database_is_named(tmp_path: Path) -> None:
    run("init", tmp_path / "L", "--name", "north")

    shown = run("show", tmp_path / "L", "plan-state", "--name", "north")

    assert shown.lines[0] == "localhost/main (north), plan-state"


@pytest.mark.parametrize(
    ("cut", "said"),
    [
        (("--as-of", "2017-06-13"), "no entry of this ledger was known by then; the first was on 14 June 2017"),
        (
            ("--happened-by", "2017-06-12"),
            "no entry of this ledger had happened by then; the first did by 13 June 2017",
        ),
        (("--recorded-by", "2017-06-14"), "no entry had been recorded by then; the first was on "),
        (("--told", "csib"), "no entry of this ledger had been told by then"),
    ],
)
def test_a_cut_that_holds_nothing_is_no_empty_plan(tmp_path: Path, cut: tuple[str, ...], said: str) -> None:
    ledger = a_ledger(
        tmp_path,
        ACTION | {"happened": "2017-06-13"},
        line("body-established", body="csib") | {"happened": "2017-06-14"},
    )

    shown = run("show", ledger, "plan-state", *cut)

    assert shown.lines[3].startswith(said)
    assert "of this view's kind" not in shown.out


def test_what_a_projection_keeps_to_work_with_is_in_the_json_alone(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path, line("body-established", body="csib"), line("meeting-held", meeting="may", body="csib"))

    shown = run("show", ledger, "decision-register")
    held = run("show", ledger, "decision-register", "--json").json

    assert "nothing in these entries is of this view's kind" in shown.out
    assert "body of meeting" not in shown.out
    assert held["state"]["body_of_meeting"] == {"may": "csib"}


def test_entries_that_straddle_the_day_are_named(tmp_path: Path) -> None:
    vague = line("action-added", action="2.5") | {"happened": "2017"}
    ledger = a_ledger(tmp_path, ACTION, vague)

    shown = run("show", ledger, "plan-state", "--happened-by", "2017-06-14")
    held = run("show", ledger, "plan-state", "--happened-by", "2017-06-14", "--json")

    assert shown.lines[3] == "1 entry may or may not have happened by then: 3"
    assert held.json["uncertain"] == [3]


def test_what_depends_on_a_day_needs_one(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path, ACTION)

    without = run("show", ledger, "plan-state")
    told = run("show", ledger, "plan-state", "--today", "2017-10-02")
    cut = run("show", ledger, "plan-state", "--as-of", "2017-10-02", "--json")

    assert "not shown without a day" in without.out
    assert "give --today, or a cut that names a day" in " ".join(without.out.split())
    assert "overdue (1): action:2.4" in told.out
    assert told.lines[-1] == "as of 2 October 2017"
    assert cut.json["today"] == "2017-10-02"
    assert list(cut.json["derived"]["overdue"]) == ["action:2.4"]
    assert run("show", ledger, "plan-state", "--json").json["derived"] == {}


def test_a_day_that_is_none_is_refused(tmp_path: Path) -> None:
    refused = run("show", a_ledger(tmp_path), "plan-state", "--today", "soon", code=2)

    assert refused.err == "govledger: --today: found 'soon', expected one day that exists, such as 2017-06-14\n"


def test_a_view_that_is_none_is_answered_with_the_nearest(tmp_path: Path) -> None:
    refused = run("show", a_ledger(tmp_path), "plan-stat", code=2)

    assert "did you mean plan-state?" in refused.err


def test_json_is_the_same_each_time(tmp_path: Path) -> None:
    ledger = a_minute(tmp_path)

    once, again = (run("show", ledger, "plan-state", "--json").out for _ in range(2))

    assert once == again


def test_a_view_that_stopped_says_where_and_why_and_shows_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("govledger.projections.views.VIEWS", (Stumbles,))
    ledger = a_ledger(tmp_path, ACTION)

    told = run("show", ledger, "stumbles", code=1)
    held = run("show", ledger, "stumbles", "--json", code=1)

    why = (
        "stumbles stopped at entry 2 (action-added/1); what follows is not known: RuntimeError: there is no such thing"
    )
    assert (told.out, told.err) == ("", f"{why}\n")
    assert held.json["stopped"] == {"entry": 2, "type": "action-added/1", "why": why}
    assert "state" not in held.json


def test_events_of_types_this_version_does_not_know_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from govledger.events import CATALOGUE, event, fields

    @event("tree-felled")
    class TreeFelled:
        """A tree was felled."""

        tree: str | None = fields.clear(default=None)

    try:
        ledger = a_ledger(tmp_path, line("tree-felled", tree="oak"))
    finally:
        CATALOGUE.unregister(TreeFelled)

    shown = run("show", ledger, "plan-state")
    logged = run("log", ledger, "--type", "tree-felled")

    assert shown.lines[3] == "skipped, since this version does not know their types: tree-felled/1 × 1"
    assert run("show", ledger, "plan-state", "--json").json["unknown_types"] == {"tree-felled/1": 1}
    assert "1 entry of 2" in logged.out


def test_recorded_text_reaches_a_table_as_text_alone(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path, line("action-added", action="2.4", text="\x1b[31m=1+1 <b>\u202e"))

    shown = run("show", ledger, "plan-state")

    assert "[31m=1+1 <b>" in shown.out
    assert not set(shown.out) & set("\x1b\u202e")


def test_a_ledger_read_while_it_grows_shows_what_it_held_when_it_was_opened(tmp_path: Path) -> None:
    path = a_ledger(tmp_path, ACTION)
    with Ledger.open(path, clerk="office:clerk") as ledger:
        history = ledger.history()
        ledger.record(ActionAdded(action="2.5"))

        assert len(history) == 2


def test_a_report_is_shown_once(tmp_path: Path) -> None:
    ledger = a_minute(tmp_path, "west-berkshire-2015")

    on_a_day = run("show", ledger, "status-history", "--as-of", "2015-12-01")
    without = run("show", ledger, "status-history")

    assert on_a_day.out.count("The plan shows a number of red statuses") == 1
    assert "action:shown-red progress rag-2015/red" in on_a_day.out
    assert " ".join(without.out.split()).count("The plan shows a number of red statuses") == 1


@pytest.mark.parametrize(
    "asked",
    [
        ("show", "quiet_moves:QuietMoves"),
        ("why", "quiet_moves:QuietMoves", "moves"),
        ("hindsight", "quiet_moves:QuietMoves", "--at", "2017-06-14"),
    ],
)
def test_an_applications_own_read_model_is_named_by_its_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: tuple[str, ...]
) -> None:
    verb, *rest = asked
    monkeypatch.chdir(Path(__file__).parents[2] / "examples")

    shown = run(verb, a_ledger(tmp_path, ACTION), *rest)

    assert (shown.code, "quiet-moves" in shown.out) == (0, True)
