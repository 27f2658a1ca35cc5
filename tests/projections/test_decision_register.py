"""The decision register."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.projections.decision_register import DecisionRegister
from tests.projections.saying import AUGUST, JULY, JUNE, MAY, board, leaving_out
from tests.projections.support import assert_as_of_today_is_now, assert_keyed, assert_no_cut_stops, say

BARE = {
    "decisions": "decision",
    "meeting_of": "agenda_item",
    "body_of_meeting": "meeting",
    "schemes": "scheme",
}


def register(ledger: Ledger, **cut: Any) -> DecisionRegister:
    return ledger.history(**cut).project(DecisionRegister)


def decided(force: str = "agreed", **said: Any) -> ev.DecisionRecorded:
    return ev.DecisionRecorded(decision="d1", force=force, **said)


@pytest.fixture
def decision(ledger: Ledger) -> Ledger:
    """A ledger in which the board agreed something in May, which the source does not call the board's."""
    board(ledger)
    say(ledger, decided(agenda_item="m1/1", text="Audit thresholds"), MAY)
    return ledger


def test_no_cut_stops_it(minute: Ledger) -> None:
    assert_no_cut_stops(DecisionRegister, minute)


def test_as_of_today_is_now(minute: Ledger) -> None:
    assert_as_of_today_is_now(DecisionRegister, minute)


def test_a_row_follows_from_the_entries_that_name_it(minute: Ledger) -> None:
    assert_keyed(DecisionRegister, minute, bare=BARE)


def test_the_body_is_reached_through_the_meeting(decision: Ledger) -> None:
    known = register(decision)

    assert known.decisions["d1"].body is None
    assert known.body_of("d1") == "board"
    assert [found.decision for found in known.by_body("body:board")] == ["d1"]


def test_a_decision_only_reported_is_not_the_listeners_own(ledger: Ledger) -> None:
    board(ledger)

    say(ledger, decided("endorsed", agenda_item="m1/1"), MAY, mode="reported")

    assert register(ledger).body_of("d1") is None
    assert register(ledger).by_body("board") == []


def test_what_officers_decide_belongs_to_no_body(ledger: Ledger) -> None:
    board(ledger)

    say(ledger, decided("delegated", agenda_item="m1/1", by=["office:dcs"]), MAY)

    assert register(ledger).body_of("d1") is None


def test_a_first_hand_record_outweighs_hearsay_of_the_same_decision(ledger: Ledger) -> None:
    say(ledger, decided("endorsed"), MAY, mode="reported")
    say(ledger, decided("endorsed"), MAY)

    assert register(ledger).decisions["d1"].mode == "first_hand"


def test_each_later_event_adds_a_force_and_keeps_those_before(decision: Ledger) -> None:
    say(decision, decided("deferred"), JUNE)
    say(decision, decided("varied"), JULY)

    row = register(decision).decisions["d1"]
    assert row.forces == ("agreed", "deferred", "varied")
    assert row.force == "varied"
    assert str(row.turns[1]).startswith("deferred 2017-06-14")


@pytest.mark.parametrize("ending", ["confirmed", "varied", "released"])
def test_a_call_in_holds_a_decision_up_until_it_is_settled(decision: Ledger, ending: str) -> None:
    say(decision, ev.ChallengeRaised(challenge="c1", kind="call_in", suspends="d1"), JUNE)
    say(decision, decided("referred_back"), JULY)
    held_up = register(decision).decisions["d1"].suspended_by

    say(decision, decided(ending), AUGUST)

    row = register(decision).decisions["d1"]
    assert held_up == "c1"
    assert row.suspended_by is None
    assert row.forces == ("agreed", "suspended", "referred_back", ending)


def test_a_call_in_known_before_its_decision_is_not_settled_by_it(ledger: Ledger) -> None:
    say(ledger, decided(), JUNE)
    say(ledger, ev.ChallengeRaised(challenge="c1", kind="call_in", suspends="d1"), MAY)

    assert register(ledger).decisions["d1"].suspended_by == "c1"


def test_what_amends_or_belongs_to_a_decision_is_found_from_it(decision: Ledger) -> None:
    say(decision, ev.DecisionRecorded(decision="d2", amends="d1", force="lost"), MAY)
    say(decision, ev.DecisionRecorded(decision="d3", part_of="d1", force="agreed"), MAY)

    row = register(decision).decisions["d1"]
    assert (row.amended_by, row.parts) == (["d2"], ["d3"])


def test_only_what_was_never_more_than_noted_is_only_noted(decision: Ledger) -> None:
    say(decision, ev.DecisionRecorded(decision="d2", force="noted"), JUNE)
    say(decision, ev.DecisionRecorded(decision="d3", force="received"), JUNE)
    say(decision, ev.DecisionRecorded(decision="d3", force="approved"), JULY)

    assert [found.decision for found in register(decision).only_noted()] == ["d2"]


def test_a_decision_is_carried_out_when_all_that_derives_from_it_is_done(decision: Ledger) -> None:
    say(decision, ev.ActionAdded(action="2.4", decision="d1"), JUNE)
    say(decision, ev.ObligationCreated(obligation="o1", decision="d1"), JUNE)
    before = register(decision).outcome("d1")
    say(decision, ev.CompletionClaimed(subject="action:2.4"), JULY)
    half = register(decision).outcome("d1")

    say(decision, ev.ObligationDischarged(obligation="o1"), AUGUST)

    after = register(decision).outcome("d1")
    assert (before.carried_out, before.open) == ("no", ("action:2.4", "obligation:o1"))
    assert (half.carried_out, half.open) == ("part", ("obligation:o1",))
    assert (after.carried_out, after.done) == ("yes", ("action:2.4 claimed", "obligation:o1 discharged"))


def test_a_decision_from_which_nothing_derives_is_not_called_undone(decision: Ledger) -> None:
    assert register(decision).outcome("d1").carried_out == "nothing derives"


def test_a_status_that_means_done_counts_as_a_claim(decision: Ledger) -> None:
    states = [ev.State(label="blue", meaning="complete")]
    say(decision, ev.StatusSchemeDefined(scheme="rag", states=states), MAY)
    say(decision, ev.ActionAdded(action="2.4", decision="d1"), JUNE)
    say(decision, ev.StatusReported(subject="action:2.4", status="blue"), JULY)
    unexplained = register(decision).state_of("action:2.4")

    say(decision, ev.StatusReported(subject="action:2.4", status="rag/blue"), AUGUST)

    assert unexplained == "open"
    assert register(decision).state_of("action:2.4") == "claimed"


def test_what_is_reopened_is_open_again(decision: Ledger) -> None:
    say(decision, ev.ActionAdded(action="2.4", decision="d1"), JUNE)
    say(decision, ev.CompletionClaimed(subject="action:2.4"), JULY)

    say(decision, ev.PlanItemReopened(subject="action:2.4"), AUGUST)

    assert register(decision).outcome("d1").carried_out == "no"


def test_how_a_thing_is_done_is_told(decision: Ledger) -> None:
    events = [
        ev.ObligationCreated(obligation="monthly", due="every month", decision="d1"),
        ev.ObligationDischarged(obligation="monthly"),
        ev.ObligationCreated(obligation="opinion", kind="opinion", decision="d1"),
        ev.OpinionGiven(discharges="opinion", favourable="yes"),
        ev.RecommendationMade(recommendation="r1", decision="d1"),
        ev.RecommendationClosed(recommendation="r1", how="implemented"),
        ev.ActionAdded(action="gone", decision="d1"),
        ev.PlanItemRetired(subject="action:gone", how="withdrawn"),
        ev.AppointmentMade(appointment="a1", decision="d1"),
        ev.ResourceRecorded(standing="agreed", decision="d1"),
    ]
    numbers = [say(decision, event, JUNE) for event in events]
    numbers.append(say(decision, ev.DeadlineChanged(subject="action:gone", now="2018", decision="d1"), JULY))

    outcome = register(decision).outcome("d1")

    assert outcome.done == (
        "obligation:monthly under_way",
        "obligation:opinion discharged",
        "recommendation:r1 closed",
        "action:gone retired",
        "appointment:a1 made",
        f"entry:{numbers[-1]} deadline-changed",
    )
    assert outcome.open == (f"entry:{numbers[-2]}",)


def test_a_rival_account_is_kept_beside_the_first(decision: Ledger) -> None:
    first = next(entry.number for entry in decision.history() if isinstance(entry.event, ev.DecisionRecorded))

    rival = say(decision, decided("noted"), JUNE, rival_of=f"entry:{first}")

    row = register(decision).decisions["d1"]
    assert (row.force, row.forces, row.disputed) == ("agreed", ("agreed",), True)
    assert [(each.field, each.value, each.entry) for each in row.rivals] == [("force", "noted", rival)]


def test_a_rival_account_alone_is_better_than_none(decision: Ledger) -> None:
    first = next(entry.number for entry in decision.history() if isinstance(entry.event, ev.DecisionRecorded))
    say(decision, decided("noted"), JUNE, rival_of=f"entry:{first}")

    row = leaving_out(DecisionRegister, decision, first).decisions["d1"]

    assert (row.force, row.disputed) == ("noted", True)


def test_rivals_of_what_follows_change_nothing(decision: Ledger) -> None:
    say(decision, ev.ObligationCreated(obligation="o1", decision="d1"), JUNE)
    met = say(decision, ev.ObligationDischarged(obligation="o1"), JULY)
    say(decision, ev.ObligationDischarged(obligation="o1"), AUGUST, rival_of=f"entry:{met}")
    call = say(decision, ev.ChallengeRaised(challenge="c1", suspends="d1"), JULY)
    say(decision, ev.ChallengeRaised(challenge="c1", suspends="d1"), JULY, rival_of=f"entry:{call}")

    say(decision, ev.RecommendationMade(recommendation="r1", decision="d1"), JULY)
    closed = say(decision, ev.RecommendationClosed(recommendation="r1", how="implemented"), JULY)
    for event in (
        ev.RecommendationClosed(recommendation="r1", how="rejected"),
        ev.PlanItemRetired(subject="recommendation:r1", how="lapsed"),
        ev.PlanItemReopened(subject="recommendation:r1"),
        ev.OpinionGiven(discharges="o1", favourable="yes"),
        ev.StatusReported(subject="recommendation:r1", status="green"),
    ):
        say(decision, event, JULY, rival_of=f"entry:{closed}")

    known = register(decision)

    assert known.deeds["obligation:o1"].met == 1
    assert (known.deeds["recommendation:r1"].closed, known.deeds["recommendation:r1"].retired) == ("implemented", None)
    assert known.decisions["d1"].forces == ("agreed", "suspended")


def test_a_correction_changes_the_force_from_when_it_became_known(decision: Ledger) -> None:
    first = next(entry.number for entry in decision.history() if isinstance(entry.event, ev.DecisionRecorded))

    decision.correct(first, decided("noted", agenda_item="m1/1"), reason="mistyped")

    assert register(decision).decisions["d1"].forces == ("noted",)
    assert register(decision, as_of=MAY).decisions["d1"].forces == ("agreed",)


def test_a_retracted_decision_is_gone(decision: Ledger) -> None:
    first = next(entry.number for entry in decision.history() if isinstance(entry.event, ev.DecisionRecorded))

    decision.retract(first, reason="another board's")

    assert "d1" not in register(decision).decisions


def test_a_vote_without_names_is_kept_as_it_was_minuted(minutes: Mapping[str, Ledger]) -> None:
    row = register(minutes["herefordshire-2021"]).decisions["h-1/motion"]

    assert row.vote == ev.Vote(how="unanimous")
    assert (row.moved_by, row.seconded_by) == (None, None)


def test_every_outcome_is_listed(minutes: Mapping[str, Ledger]) -> None:
    outcomes = register(minutes["tower-hamlets-2017-06-14"]).outcomes(dt.date(2017, 6, 14))

    agreed = [f"bvib-1/A{number}" for number in range(1, 9)]
    assert [found.decision for found in outcomes] == [*agreed, "bvib-1/RES1", "bvib-1/RES2"]
