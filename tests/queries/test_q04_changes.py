"""Query 4: what changed between two meetings: statuses, dates, wording, leads, plan items gone, risks moved?"""

import datetime as dt
from collections.abc import Mapping

import pytest

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.projections.compare import Between, Change
from govledger.projections.decision_register import DecisionRegister
from govledger.projections.obligation_calendar import ObligationCalendar
from govledger.projections.plan_state import PlanState
from tests.projections.saying import AS_OF
from tests.projections.support import minute_ledger, say
from tests.queries.support import not_held

TOWER_HAMLETS = "tower-hamlets-2017-06-14"
BOARD = dt.date(2017, 6, 14)
"""The meeting of the Board; its improvement board had met two days before."""

ASKED = {"status", "statuses", "due", "text", "leads", "retired"}
"""The fields of a plan's rows that the question asks about."""

NEEDED = ("statuses", "deadlines")
"""What a ledger must hold in full before no change is evidence that nothing changed."""


def between(ledger: Ledger, before: dt.date | str, after: dt.date | str) -> Between:
    return Between(ledger.history(as_of=before), ledger.history(as_of=after))


def moved(held: Between) -> dict[str, list[tuple[str, object, object]]]:
    """What the question asks about of what was in the plan before, by its id: field, before, after."""
    found: dict[str, list[tuple[str, object, object]]] = {}
    for change in held.changes(PlanState):
        if change.kind == "changed" and len(change.path) == 3 and change.path[2] in ASKED:
            found.setdefault(change.path[1], []).append((change.path[2], change.before, change.after))
    return found


def added(changes: list[Change], field: str) -> set[str]:
    return {change.path[1] for change in changes if change.kind == "added" and change.path[0] == field}


def test_between_the_two_meetings_the_board_decided_promised_and_added_but_moved_nothing(
    minutes: Mapping[str, Ledger],
) -> None:
    held = between(minutes[TOWER_HAMLETS], "2017-06-12", BOARD)

    assert {f"bvib-1/A{number}" for number in range(1, 9)} | {"bvib-1/RES1", "bvib-1/RES2"} == added(
        held.changes(DecisionRegister), "decisions"
    )
    assert {"submit", "stress-test", "standing-item"} < added(held.changes(ObligationCalendar), "obligations")
    assert added(held.changes(PlanState), "actions") == {"TH-A3"}
    assert moved(held) == {}
    assert not_held(held.after, BOARD, *NEEDED, body="bvib") == ["statuses", "deadlines"]


@pytest.mark.parametrize("name", AS_OF)
def test_no_minute_shows_a_plan_moving_and_none_declares_that_it_would(
    minutes: Mapping[str, Ledger], name: str
) -> None:
    """Every source is one meeting's: what a plan said before it is not on the record, so nothing can have moved."""
    day = AS_OF[name]

    held = between(minutes[name], day - dt.timedelta(days=1), day)

    assert moved(held) == {}
    assert not_held(held.after, day, *NEEDED) == ["statuses", "deadlines"]


def test_one_status_told_at_the_next_meeting_is_what_changed() -> None:
    with minute_ledger(TOWER_HAMLETS) as ledger:
        say(ledger, ev.StatusReported(subject="action:TH-A3", status="amber"), "2017-07-12")

        held = between(ledger, BOARD, "2017-07-12")

        assert moved(held) == {"TH-A3": [("status", None, "amber")]}
        assert held.entered == (len(ledger),)


def test_each_thing_that_is_asked_about_is_told_by_its_own_change() -> None:
    with Ledger.open("memory://", clerk="office:clerk") as ledger:
        may, june = "2017-05-10", "2017-06-14"
        say(ledger, ev.ActionAdded(action="1", text="Audit", due="2017-09-30", leads=["office:a"]), may)
        say(ledger, ev.RiskIdentified(risk="r1", text="Staff leave"), may)
        say(ledger, ev.StatusReported(subject="risk:r1", status="high", dimension="exposure"), may)
        say(ledger, ev.StatusReported(subject="action:1", status="red"), june)
        say(ledger, ev.DeadlineChanged(subject="action:1", was="2017-09-30", now="2017-12-31"), june)
        say(ledger, ev.DetailChanged(subject="action:1", field="text", now="Audit some", leads=["office:b"]), june)
        say(ledger, ev.StatusReported(subject="risk:r1", status="low", dimension="exposure"), june)
        say(ledger, ev.PlanItemRetired(subject="action:1", how="superseded"), june)

        found = moved(between(ledger, may, june))

    assert {field for field, _, _ in found["1"]} == {"status", "due", "text", "leads", "retired"}
    assert ("due", "2017-09-30", "2017-12-31") in found["1"]
    assert ("text", "Audit", "Audit some") in found["1"]


def test_a_risk_that_moved_is_told_by_the_dimension_it_moved_in() -> None:
    with Ledger.open("memory://", clerk="office:clerk") as ledger:
        say(ledger, ev.RiskIdentified(risk="r1"), "2017-05-10")
        say(ledger, ev.StatusReported(subject="risk:r1", status="high", dimension="exposure"), "2017-05-10")
        say(ledger, ev.StatusReported(subject="risk:r1", status="low", dimension="exposure"), "2017-06-14")

        changes = between(ledger, "2017-05-10", "2017-06-14").changes(PlanState)

    assert Change(("risks", "r1", "statuses", "exposure"), "high", "low") in changes
