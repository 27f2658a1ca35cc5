import attrs

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.projections.compare import ABSENT, Between, Change, compare
from govledger.projections.plan_state import PlanState


@attrs.define
class Row:
    """A row of a made-up state."""

    status: str | None = None
    leads: tuple[str, ...] = ()


@attrs.define
class State:
    """A made-up state."""

    rows: dict[str, Row] = attrs.Factory(dict)
    said: list[Row] = attrs.Factory(list)


def test_equal_states_do_not_differ() -> None:
    assert compare(State({"2.4": Row("red")}), State({"2.4": Row("red")})) == []


def test_a_value_that_became_another_is_a_change_at_its_path() -> None:
    found = compare(State({"2.4": Row("red", ("office:a",))}), State({"2.4": Row("amber", ("office:a", "office:b"))}))

    assert found == [
        Change(("rows", "2.4", "status"), "red", "amber"),
        Change(("rows", "2.4", "leads"), ["office:a"], ["office:a", "office:b"]),
    ]
    assert found[0].as_json() == {
        "path": ["rows", "2.4", "status"],
        "kind": "changed",
        "before": "red",
        "after": "amber",
    }


def test_a_row_that_came_or_went_is_one_change() -> None:
    came = compare(State(), State({"2.4": Row()}))
    went = compare(State({"2.4": Row()}), State())

    assert [(change.kind, change.path) for change in came + went] == [
        ("added", ("rows", "2.4")),
        ("removed", ("rows", "2.4")),
    ]
    assert came[0].before is ABSENT
    assert repr(went[0].after) == "ABSENT"
    assert came[0].as_json() == {"path": ["rows", "2.4"], "kind": "added", "after": {"status": None, "leads": []}}


def test_a_list_of_rows_is_compared_by_what_it_holds_wherever_that_stands() -> None:
    found = compare(State(said=[Row("a"), Row("b")]), State(said=[Row("new"), Row("b"), Row("a"), Row("a")]))

    assert [(change.kind, change.path) for change in found] == [("added", ("said",)), ("added", ("said",))]


def test_a_row_of_a_list_that_went_is_a_change() -> None:
    found = compare(State(said=[Row("a"), Row("b")]), State(said=[Row("b")]))

    assert [(change.kind, change.before) for change in found] == [("removed", {"status": "a", "leads": []})]


def test_a_value_not_said_before_is_a_change_not_an_addition() -> None:
    found = compare(State({"2.4": Row()}), State({"2.4": Row("red")}))

    assert found == [Change(("rows", "2.4", "status"), None, "red")]
    assert found[0].kind == "changed"


def test_what_entered_and_left_between_two_days_is_named_by_its_entries() -> None:
    with Ledger.open("memory://", clerk="office:clerk") as ledger:
        ledger.record(ev.ActionAdded(action="2.4", due="2017-09-30"), happened="2017-06-14", known_on="2017-06-14")
        ledger.record(
            ev.StatusReported(subject="action:2.4", status="red"), happened="2017-07-01", known_on="2017-07-01"
        )
        ledger.correct(2, ev.ActionAdded(action="2.4", due="2017-12-31"), reason="mis-typed", known_on="2017-07-02")

        held = Between(ledger.history(as_of="2017-06-30"), ledger.history(as_of="2017-07-31"))

        assert (held.entered, held.left) == ((4, 3), (2,))
        paths = [change.path for change in held.changes(PlanState)]
        assert {("actions", "2.4", "due"), ("actions", "2.4", "status")} <= set(paths)
