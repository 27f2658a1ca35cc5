"""Query 2: which recommendations are open, claimed, verified, closed, reopened: by maker, and closed by whom?"""

from collections.abc import Mapping

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.projections.coverage_map import CoverageMap
from govledger.projections.recommendation_tracker import RecommendationTracker
from tests.projections.saying import AS_OF
from tests.projections.support import MINUTES, minute_ledger, say

WORCESTERSHIRE, TOWER_HAMLETS = "worcestershire-2017", "tower-hamlets-2017-06-14"
HEREFORDSHIRE = "herefordshire-2021"


def tracker(ledger: Ledger) -> RecommendationTracker:
    return ledger.history().project(RecommendationTracker)


def stages(ledger: Ledger, name: str) -> dict[str, str]:
    return {line.recommendation: line.stage for line in tracker(ledger).standing(AS_OF[name])}


def gaps(ledger: Ledger, name: str, *what: str, body: str | None = None) -> tuple[str, ...]:
    return ledger.history().project(CoverageMap).gaps(what, body, on=AS_OF[name])


def test_every_recommendation_in_the_five_minutes_is_open_and_one_is_said_to_be_acted_on(
    minutes: Mapping[str, Ledger],
) -> None:
    found = {name: stages(minutes[name], name) for name in MINUTES}

    assert found == {
        "gloucestershire-2022-05-26": {"ofsted-it": "made"},
        "herefordshire-2021": {"h-1/a": "made", "h-1/b": "made"},
        "west-berkshire-2015": {"ofsted-2015": "acted_on"},
        "worcestershire-2017": {f"rec-{number}": "made" for number in range(1, 15)},
        "tower-hamlets-2017-06-14": {},
    }


def test_who_made_them_and_to_whom_is_as_the_minutes_say(minutes: Mapping[str, Ledger]) -> None:
    makers = {
        name: {(line.by, line.to) for line in tracker(minutes[name]).standing(AS_OF[name])}
        for name in MINUTES
        if name != TOWER_HAMLETS
    }

    committee = makers.pop(HEREFORDSHIRE)
    assert set().union(*makers.values()) == {(("org:ofsted",), ())}
    assert committee == {(("body:cyp-scrutiny",), ())}


def test_no_recommendation_was_answered_claimed_or_closed_and_none_is_held_to_have_been(
    minutes: Mapping[str, Ledger],
) -> None:
    lines = [line for name in MINUTES for line in tracker(minutes[name]).standing(AS_OF[name])]

    assert len(lines) == 18
    assert {(line.response, line.how, line.closed_by, line.closed_by_maker) for line in lines} == {
        (None, None, (), None)
    }
    assert not any(line.is_answer_late or line.disputed for line in lines)


def test_that_nothing_became_of_them_is_not_known_because_no_minute_holds_recommendations_in_full(
    minutes: Mapping[str, Ledger],
) -> None:
    for name in MINUTES:
        (gap,) = gaps(minutes[name], name, "recommendations")
        assert gap == (f"nobody has declared that this ledger holds all recommendations on {AS_OF[name].isoformat()}")


def test_that_tower_hamlets_made_none_is_not_known_either(minutes: Mapping[str, Ledger]) -> None:
    assert tracker(minutes[TOWER_HAMLETS]).recommendations == {}
    assert gaps(minutes[TOWER_HAMLETS], TOWER_HAMLETS, "recommendations", body="bvib") != ()


def test_one_action_takes_one_of_fourteen_recommendations_off_the_list_of_those_without() -> None:
    with minute_ledger(WORCESTERSHIRE) as ledger:
        before = len(tracker(ledger).without_action())
        say(ledger, ev.ActionAdded(action="1", addresses=["recommendation:rec-4"]), "2017-05-04")

        after = tracker(ledger)

    assert (before, len(after.without_action())) == (14, 13)
    assert after.stage(after.recommendations["rec-4"]) == "acted_on"


def test_one_closing_by_somebody_else_than_its_maker_is_shown_as_that() -> None:
    with minute_ledger(HEREFORDSHIRE) as ledger:
        closing = ev.RecommendationClosed(recommendation="h-1/a", how="implemented", by=["office:dcs"])
        say(ledger, closing, "2022-03-01")
        closed = tracker(ledger).standing(AS_OF[HEREFORDSHIRE])[0]
        opened = ev.PlanItemReopened(subject="recommendation:h-1/a", by=["body:cyp-scrutiny"])
        say(ledger, opened, "2022-04-01")
        reopened = tracker(ledger).standing(AS_OF[HEREFORDSHIRE])[0]

    assert (closed.stage, closed.closed_by, closed.closed_by_maker) == ("closed", ("office:dcs",), False)
    assert (reopened.stage, reopened.closed_by) == ("reopened", ())
