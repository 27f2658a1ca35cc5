"""What answers what, and what shows it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.projections.line_of_sight import LineOfSight
from govledger.projections.views import declared
from tests.projections.support import assert_as_of_today_is_now, assert_keyed, assert_no_cut_stops, say

REC = "recommendation:rec-4"
TODAY = dt.date(2018, 1, 1)


def sight_of(ledger: Ledger, **cut: Any) -> LineOfSight:
    return ledger.history(**cut).project(LineOfSight)


def refs(sights: tuple[Any, ...]) -> list[str]:
    return [found.ref for sight in sights for found in sight.walk()]


@pytest.fixture
def made(ledger: Ledger) -> Ledger:
    """A ledger with a plan, and a visit with a finding from which recommendation 4 follows."""
    say(ledger, ev.PlanVersioned(plan="p"), "2017-01-01")
    say(ledger, ev.VisitConducted(visit="v", by=["org:ofsted"]), "2017-01-01")
    say(
        ledger, ev.FindingMade(finding="f", visit="v", polarity="weakness", text="Thresholds are unclear"), "2017-01-01"
    )
    recommended = ev.RecommendationMade(
        recommendation="rec-4", visit="v", basis=["finding:f"], text="Make thresholds clear"
    )
    say(ledger, recommended, "2017-01-01")
    return ledger


@pytest.fixture
def answered(made: Ledger) -> Ledger:
    """The same, answered by a commitment, an action, a measure with a figure, and evidence."""
    measured = ev.MeasureDefined(measure="m", name="Right first time")
    say(made, measured, "2017-02-01")
    say(made, ev.CommitmentMade(commitment="c", plan="p", addresses=[REC], text="Clear thresholds"), "2017-02-01")
    say(made, ev.ActionAdded(action="2.4", plan="p", commitment="c", measures=["m"], text="Audit"), "2017-02-01")
    say(made, ev.MeasureObserved(measure="m", value="70 %"), "2017-06-01")
    say(made, ev.EvidenceRecorded(evidence="e", supports=["action:2.4"], text="Dip sample"), "2017-06-01")
    return made


def test_the_line_runs_down_from_recommendation_to_evidence(answered: Ledger) -> None:
    trace = sight_of(answered).trace(REC)

    below = trace.below[0]
    assert (str(trace.text), trace.entry, [each.relation for each in below.walk()]) == (
        "Make thresholds clear",
        5,
        ["addresses", "serves", "measures", "supports"],
    )
    assert refs(trace.below) == ["commitment:c", "action:2.4", "measure:m", "evidence:e"]
    assert below.beyond[0].beyond[0].observations == (9,)


def test_the_line_runs_up_from_evidence_to_the_visit(answered: Ledger) -> None:
    trace = sight_of(answered).trace("evidence:e")

    assert trace.seen_above() == ("action:2.4", "commitment:c", REC, "visit:v", "finding:f", "plan:p")
    assert trace.below == ()


def test_every_link_says_which_entry_it_rests_on(answered: Ledger) -> None:
    entries = {found.ref: found.entries for sight in sight_of(answered).trace(REC).below for found in sight.walk()}

    assert str(sight_of(answered).nodes[REC].below[0]) == "addresses commitment:c (stated, entry 7)"
    assert entries == {"commitment:c": (7,), "action:2.4": (8,), "measure:m": (8,), "evidence:e": (10,)}


def test_a_plan_ends_the_line_that_only_passes_through_it(made: Ledger) -> None:
    say(made, ev.PlanVersioned(plan="p", addresses=[REC]), "2017-02-01")
    say(made, ev.CommitmentMade(commitment="c", plan="p"), "2017-02-01")

    sight = sight_of(made)

    assert refs(sight.trace(REC).below) == ["plan:p"]
    assert refs(sight.trace("commitment:c").above) == ["plan:p"]
    assert refs(sight.trace("plan:p").below) == ["commitment:c"]
    assert refs(sight.trace("plan:p").above)[0] == REC


def test_a_recommendation_that_nothing_answers_is_listed_until_an_item_does(made: Ledger) -> None:
    before = sight_of(made).unaddressed()
    say(made, ev.ActionAdded(action="a", addresses=[REC]), "2017-02-01")
    after = sight_of(made).unaddressed()

    assert [(each.ref, str(each.text), each.entry) for each in before] == [(REC, "Make thresholds clear", 5)]
    assert after == []


def test_a_plan_that_answers_as_a_whole_is_named_but_is_no_answer(made: Ledger) -> None:
    say(made, ev.PlanVersioned(plan="p", addresses=[REC]), "2017-02-01")

    assert [(each.ref, each.plans) for each in sight_of(made).unaddressed()] == [(REC, ("plan:p",))]


def test_an_appointment_or_an_obligation_may_be_the_answer(made: Ledger) -> None:
    say(made, ev.AppointmentMade(appointment="a", office="office:dcs", addresses=[REC]), "2017-02-01")
    say(made, ev.ObligationCreated(obligation="o", kind="review", basis=["finding:f"]), "2017-02-01")

    assert sight_of(made).unaddressed("recommendation", "finding") == []


def test_a_suggested_link_is_shown_apart_until_it_is_confirmed(made: Ledger) -> None:
    say(made, ev.ActionAdded(action="a"), "2017-02-01")
    link = [f"action:a addresses {REC}"]
    say(made, ev.LinkNoted(links=link, standing="suggested"), "2017-02-01")
    suggested = sight_of(made)
    say(made, ev.LinkNoted(links=link, standing="confirmed"), "2017-03-01")
    confirmed = sight_of(made)

    assert [each.suggested for each in suggested.unaddressed()] == [("action:a",)]
    assert suggested.trace(REC).seen_below() == ()
    assert suggested.trace(REC).seen_below(firm=False) == ("action:a",)
    assert confirmed.unaddressed() == []
    assert (confirmed.trace(REC).below[0].standing, confirmed.trace(REC).below[0].entries) == ("confirmed", (7, 8))


def test_nothing_beyond_a_suggested_link_is_firm(answered: Ledger) -> None:
    say(answered, ev.RootCauseIdentified(cause="k"), "2017-02-01")
    say(answered, ev.LinkNoted(links=["commitment:c addresses cause:k"], standing="suggested"), "2017-02-01")

    trace = sight_of(answered).trace("cause:k")

    assert (trace.seen_below(), trace.seen_below("evidence", firm=False)) == ((), ("evidence:e",))


def test_a_link_read_from_above_is_turned_round(made: Ledger) -> None:
    say(made, ev.ActionAdded(action="a"), "2017-02-01")
    say(made, ev.LinkNoted(links=[f"{REC} addressed_by action:a"], standing="confirmed"), "2017-02-01")

    assert sight_of(made).trace(REC).seen_below() == ("action:a",)


def test_what_a_retired_item_answered_needs_an_answer_again_unless_it_is_carried_on(made: Ledger) -> None:
    say(made, ev.ActionAdded(action="a", addresses=[REC]), "2017-02-01")
    say(made, ev.ActionAdded(action="b"), "2017-02-01")
    gone = say(made, ev.PlanItemRetired(subject="action:a", how="withdrawn"), "2017-03-01")
    withdrawn = sight_of(made).unaddressed()
    made.correct(gone, ev.PlanItemRetired(subject="action:a", how="merged", successor=["action:b"]), reason="slip")
    merged = sight_of(made)

    assert [each.retired for each in withdrawn] == [("action:a",)]
    assert merged.unaddressed() == []
    assert merged.trace(REC).seen_below("action") == ("action:b",)


def test_an_item_opened_again_answers_again(made: Ledger) -> None:
    say(made, ev.ActionAdded(action="a", addresses=[REC]), "2017-02-01")
    say(made, ev.PlanItemRetired(subject="action:a", how="withdrawn"), "2017-03-01")
    say(made, ev.PlanItemReopened(subject="action:a"), "2017-04-01")

    assert sight_of(made).unaddressed() == []


def test_a_recommendation_superseded_leaves_the_line_to_its_successor(made: Ledger) -> None:
    say(made, ev.RecommendationMade(recommendation="rec-5"), "2017-02-01")
    closed = ev.RecommendationClosed(recommendation="rec-4", how="superseded", successor=["rec-5"])
    say(made, closed, "2017-03-01")

    assert [each.ref for each in sight_of(made).unaddressed()] == ["recommendation:rec-5"]


def test_a_recommendation_closed_as_implemented_still_wants_its_line(made: Ledger) -> None:
    say(made, ev.RecommendationClosed(recommendation="rec-4", how="implemented"), "2017-03-01")

    assert [each.ref for each in sight_of(made).unaddressed()] == [REC]


def test_evidence_cited_for_a_claim_or_against_it_is_on_the_line(answered: Ledger) -> None:
    say(answered, ev.EvidenceRecorded(evidence="x", undermines=["action:2.4"], complete="no"), "2017-07-01")
    say(answered, ev.EvidenceRecorded(evidence="y"), "2017-07-01")
    say(answered, ev.CompletionClaimed(subject="action:2.4", evidence=["y"]), "2017-07-01")
    say(answered, ev.StatusReported(subject="area:a", status="red"), "2017-07-01")

    below = {each.ref: each for each in sight_of(answered).trace("action:2.4").below}

    assert (below["evidence:x"].relation, below["evidence:x"].is_promised) == ("undermines", True)
    assert (below["evidence:y"].relation, below["evidence:y"].is_promised) == ("cited for", False)


def test_what_only_a_rival_account_links_is_not_firm(made: Ledger) -> None:
    first = say(made, ev.ActionAdded(action="a", text="One"), "2017-02-01")
    second = ev.ActionAdded(action="a", text="Other", addresses=[REC])
    say(made, second, "2017-02-01", rival_of=f"entry:{first}")
    evidence = say(made, ev.EvidenceRecorded(evidence="e", complete="yes"), "2017-02-01")
    say(made, ev.EvidenceRecorded(evidence="e", complete="no"), "2017-02-01", rival_of=f"entry:{evidence}")
    for event in (
        ev.PlanItemRetired(subject="action:a", how="merged"),
        ev.PlanItemReopened(subject="action:a"),
        ev.RecommendationClosed(recommendation="rec-4", how="rejected"),
    ):
        say(made, event, "2017-03-01", rival_of=f"entry:{first}")

    sight = sight_of(made)

    rival = sight.trace(REC).below[0]
    assert (rival.standing, rival.is_firm, str(rival.text), rival.is_retired) == ("rival", False, "One", False)
    assert (sight.nodes["evidence:e"].complete, [each.ref for each in sight.unaddressed()]) == ("yes", [REC])


def test_things_that_follow_each_other_in_a_ring_are_seen_once(made: Ledger) -> None:
    say(made, ev.FindingMade(finding="g", polarity="weakness", follows=["finding:f"]), "2017-02-01")
    say(made, ev.LinkNoted(links=["finding:f repeats finding:g"], standing="confirmed"), "2017-02-01")

    assert sight_of(made).trace("finding:f").seen_below("finding") == ("finding:g",)


def test_an_id_nobody_mentioned_has_an_empty_line(made: Ledger) -> None:
    trace = sight_of(made).trace("action:none-such")

    assert (trace.entry, trace.above, trace.below) == (None, (), ())


def test_a_link_to_something_outside_the_cut_shows_it_without_words(made: Ledger) -> None:
    number = say(made, ev.ActionAdded(action="a", addresses=[REC]), "2017-02-01")

    trace = declared(LineOfSight).fold(LineOfSight(), [made.entry(number)]).state.trace("action:a")

    assert [(each.ref, each.text) for each in trace.above] == [(REC, None)]


def test_recommendations_findings_and_causes_without_an_answer_are_one_list(made: Ledger) -> None:
    say(made, ev.RootCauseIdentified(cause="k", text="False assurance"), "2017-02-01")

    assert [each.ref for each in sight_of(made).without_answer(TODAY)] == ["finding:f", REC, "cause:k"]


def test_a_corrected_link_is_the_only_link(made: Ledger) -> None:
    say(made, ev.RootCauseIdentified(cause="k"), "2017-02-01")
    number = say(made, ev.ActionAdded(action="a", addresses=[REC]), "2017-02-01")
    made.correct(number, ev.ActionAdded(action="a", addresses=["cause:k"]), reason="wrong number")

    assert [each.ref for each in sight_of(made).unaddressed("recommendation", "cause")] == [REC]


def test_no_cut_of_a_minute_stops_it(minute: Ledger) -> None:
    assert_no_cut_stops(LineOfSight, minute)


def test_as_of_today_is_now(minute: Ledger) -> None:
    assert_as_of_today_is_now(LineOfSight, minute)


def test_each_row_follows_from_the_entries_that_name_it(minute: Ledger, answered: Ledger) -> None:
    assert_keyed(LineOfSight, minute)
    assert_keyed(LineOfSight, answered)


def test_worcestershires_plan_answers_fourteen_recommendations_and_no_item_says_which(
    minutes: Mapping[str, Ledger],
) -> None:
    unaddressed = sight_of(minutes["worcestershire-2017"]).unaddressed()

    assert {each.ref for each in unaddressed} == {f"recommendation:rec-{number}" for number in range(1, 15)}
    assert {each.plans for each in unaddressed} == {("plan:improvement-plan",)}


def test_tower_hamlets_links_are_suggestions_until_somebody_confirms_them(minutes: Mapping[str, Ledger]) -> None:
    sight = sight_of(minutes["tower-hamlets-2017-06-14"])

    assert sight.trace("area:thresholds").seen_below() == ()
    assert sight.trace("area:thresholds").seen_below(firm=False) == ("evidence:current-audit",)
    assert sight.trace("cause:false-assurance").below[0].standing == "suggested"
