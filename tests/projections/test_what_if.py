"""What if: a projection, and a check, of a history without some entries or with others that nobody recorded."""

import pytest

from govledger import check
from govledger.ledger import Ledger, draft
from govledger.projections.plan_state import PlanState
from tests.projections.support import report, say

GREEN = draft(report("green"), happened="2017-06-20", known_on="2017-06-20", clerk="office:clerk")


@pytest.fixture
def plan(action: Ledger) -> Ledger:
    """Action 2.4 is reported red on 14 June 2017, in the last entry."""
    say(action, report("red"), "2017-06-14")
    return action


def test_a_plan_is_projected_as_if_an_entry_had_not_been_there(plan: Ledger) -> None:
    then = plan.history(as_of="2017-06-14")

    state = then.project(PlanState, without={len(plan)})

    assert state.actions["2.4"].status is None
    assert str(then.project(PlanState).actions["2.4"].status) == "red"


def test_a_plan_is_projected_as_if_more_had_been_recorded(plan: Ledger) -> None:
    then, after = plan.history(as_of="2017-06-14"), plan.history(as_of="2017-06-20")

    assert str(after.project(PlanState, plus=[GREEN]).actions["2.4"].status) == "green"
    assert str(then.project(PlanState, plus=[GREEN]).actions["2.4"].status) == "red"
    assert str(after.project(PlanState, plus=[GREEN], without={len(plan)}).actions["2.4"].status) == "green"


def test_a_supposition_is_checked_like_any_history_and_says_what_it_is(plan: Ledger) -> None:
    history, supposed = plan.history(), len(plan) + 1

    opinion = check(history.plus(GREEN))

    asked = {untold.rule for untold in opinion.cannot_tell if supposed in untold.because}
    assert "GREEN_WITHOUT_EVIDENCE" in asked
    assert opinion.denominator.cut.endswith(f"; as if entry {supposed} had been recorded")


def test_what_is_supposed_is_a_reason_like_any(plan: Ledger) -> None:
    supposed = plan.history().plus(GREEN)

    assert supposed.why(PlanState, "actions", "2.4", "status").numbers == (len(plan) + 1,)
    assert supposed.without({len(plan) + 1}).why(PlanState, "actions", "2.4", "status").numbers == (len(plan),)
