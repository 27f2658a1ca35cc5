"""Query 15: are outcome measures moving where the actions are green?"""

import datetime as dt
from collections.abc import Mapping

import pytest

from govledger import events as ev
from govledger.ledger import History, Ledger
from govledger.projections.line_of_sight import LineOfSight
from govledger.projections.plan_items import Measure
from govledger.projections.plan_state import PlanState
from tests.projections.support import MINUTES, minute_ledger, say
from tests.queries.support import not_held

TODAY = dt.date(2023, 1, 1)


def behind_greens(history: History) -> dict[str, dict[str, str]]:
    """For each action whose status means good: how each of its measures has moved."""
    plan, sight = history.project(PlanState), history.project(LineOfSight)
    good = [row for row in plan.actions.values() if plan.meaning(row).is_good]
    return {row.ref: {ref: moved(plan, ref) for ref in sight.trace(row.ref).seen_below("measure")} for row in good}


def moved(plan: PlanState, reference: str) -> str:
    """How a measure has moved from its first figure to its last: better, worse, same, or not known."""
    measure = plan.find(reference)
    figures = [each.value for each in measure.observations if each.value] if isinstance(measure, Measure) else []
    if not isinstance(measure, Measure) or len(figures) < 2 or measure.direction not in {"higher", "lower"}:
        return "not known"
    first, last = figures[0].low or 0, figures[-1].low or 0
    if first == last:
        return "same"
    return "better" if (last > first) == (measure.direction == "higher") else "worse"


def test_the_only_good_status_in_the_minutes_is_an_amber_with_no_measure(minutes: Mapping[str, Ledger]) -> None:
    answers = {name: behind_greens(minutes[name].history()) for name in MINUTES}

    assert {name: answer for name, answer in answers.items() if answer} == {
        "west-berkshire-2015": {"action:shown-amber": {}}
    }


def test_no_minute_holds_its_measures_or_statuses_in_full(minutes: Mapping[str, Ledger]) -> None:
    histories = [minutes[name].history() for name in MINUTES]

    assert all(not_held(each, TODAY, "measures", "statuses") == ["measures", "statuses"] for each in histories)


@pytest.mark.parametrize(
    ("figures", "answer"),
    [(["70 %"], "not known"), (["70 %", "70 %"], "same"), (["70 %", "82 %"], "better"), (["70 %", "61 %"], "worse")],
)
def test_a_green_action_is_set_beside_the_figures_of_its_measure(figures: list[str], answer: str) -> None:
    with minute_ledger("west-berkshire-2015") as ledger:
        green = ev.State(label="green", meaning="on_track")
        say(ledger, ev.StatusSchemeDefined(scheme="rag-2015", states=[green]), "2015-12-01")
        say(ledger, ev.StatusReported(subject="action:smart-actions", status="rag-2015/green"), "2015-12-01")
        say(ledger, ev.MeasureDefined(measure="shown-measured", direction="higher"), "2015-12-01")
        for month, figure in enumerate(figures, start=1):
            say(ledger, ev.MeasureObserved(measure="shown-measured", value=figure), f"2016-{month:02}-28")

        answers = behind_greens(ledger.history())

        assert answers["action:smart-actions"]["measure:shown-measured"] == answer
