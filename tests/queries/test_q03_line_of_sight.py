"""Query 3: show the line of sight from Ofsted recommendation 4 to commitments, actions, measures, evidence."""

import datetime as dt
from collections.abc import Mapping

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.projections.line_of_sight import LineOfSight
from tests.projections.support import minute_ledger, say
from tests.queries.support import not_held

WORCESTERSHIRE = "worcestershire-2017"
FOURTH = "recommendation:rec-4"
DAY = dt.date(2017, 5, 3)


def test_worcestershires_recommendation_4_reaches_the_plan_and_nothing_in_it(minutes: Mapping[str, Ledger]) -> None:
    sight = minutes[WORCESTERSHIRE].history().project(LineOfSight)

    trace = sight.trace(FOURTH)

    assert trace.seen_above() == ("visit:ofsted-2017",)
    assert trace.seen_below() == ("plan:improvement-plan",)
    assert FOURTH in {each.ref for each in sight.unaddressed()}


def test_the_plans_items_are_held_in_full_but_not_what_would_show_them(minutes: Mapping[str, Ledger]) -> None:
    missing = not_held(minutes[WORCESTERSHIRE].history(), DAY, "items", "measures", "evidence", body="hwb")

    assert missing == ["measures", "evidence"]


def test_an_action_that_addresses_it_opens_the_line() -> None:
    with minute_ledger(WORCESTERSHIRE) as ledger:
        say(ledger, ev.ActionAdded(action="a", commitment="outcome-1", addresses=[FOURTH]), "2017-05-03")

        trace = ledger.history().project(LineOfSight).trace(FOURTH)

        assert trace.seen_below("action") == ("action:a",)


def test_west_berkshires_line_runs_to_four_measures_none_of_which_has_a_figure(minutes: Mapping[str, Ledger]) -> None:
    history = minutes["west-berkshire-2015"].history()

    trace = history.project(LineOfSight).trace("recommendation:ofsted-2015")

    assert trace.seen_below("commitment", "action") == ("commitment:improvement-commitments", "action:smart-actions")
    measures = [found for each in trace.below for found in each.walk() if found.kind == "measure"]
    assert {found.ref.removeprefix("measure:shown-") for found in measures} == {
        "measured",
        "monitored",
        "observed",
        "established",
    }
    assert all(found.observations == () for found in measures)
    assert trace.seen_below("evidence") == ()
    assert not_held(history, dt.date(2015, 11, 30), "measures", "evidence", body="osmc") == ["measures", "evidence"]


def test_the_other_minutes_recommend_without_a_line_or_do_not_recommend(minutes: Mapping[str, Ledger]) -> None:
    lines = {
        name: [each.ref for each in minutes[name].history().project(LineOfSight).unaddressed()]
        for name in ("gloucestershire-2022-05-26", "herefordshire-2021", "tower-hamlets-2017-06-14")
    }

    assert lines == {
        "gloucestershire-2022-05-26": ["recommendation:ofsted-it"],
        "herefordshire-2021": ["recommendation:h-1/a", "recommendation:h-1/b"],
        "tower-hamlets-2017-06-14": [],
    }
