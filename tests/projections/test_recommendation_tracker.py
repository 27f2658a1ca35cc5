"""What was recommended, and what became of it."""

import datetime as dt
from typing import Any

import pytest

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.projections.recommendation_rows import Recommendation
from govledger.projections.recommendation_tracker import RecommendationTracker
from tests.projections.support import (
    assert_as_of_today_is_now,
    assert_keyed,
    assert_no_cut_stops,
    minute_ledger,
    say,
)

REF = "recommendation:rec-4"
CHRISTMAS = dt.date(2017, 12, 25)


def tracker(ledger: Ledger, **cut: Any) -> RecommendationTracker:
    return ledger.history(**cut).project(RecommendationTracker)


def row(ledger: Ledger, **cut: Any) -> Recommendation:
    return tracker(ledger, **cut).recommendations["rec-4"]


def stage(ledger: Ledger, **cut: Any) -> str:
    held = tracker(ledger, **cut)
    return held.stage(held.recommendations["rec-4"])


def action(name: str = "2.4", **said: Any) -> ev.ActionAdded:
    return ev.ActionAdded(action=name, **{"addresses": [REF], **said})


def answered(response: str = "accepted", **said: Any) -> ev.RecommendationAnswered:
    return ev.RecommendationAnswered(recommendation="rec-4", response=response, **said)


def closed(how: str = "implemented", **said: Any) -> ev.RecommendationClosed:
    return ev.RecommendationClosed(recommendation="rec-4", how=how, **said)


@pytest.fixture
def made(ledger: Ledger) -> Ledger:
    """A ledger with one recommendation of an inspector's."""
    event = ev.RecommendationMade(
        recommendation="rec-4",
        number="4",
        by=["org:ofsted"],
        to=["org:council"],
        about=["area:front-door"],
        priority="high",
        answer_due="by 2017-07-20",
        due="by 2017-12-31",
    )
    say(ledger, event, "2017-04-07")
    return ledger


# From made to closed --------------------------------------------------------------------------------------------------


def test_a_recommendation_says_who_made_it_to_whom_about_what_and_by_when(made: Ledger) -> None:
    held = row(made)

    assert (held.by, held.to, held.about) == (("org:ofsted",), ("org:council",), ("area:front-door",))
    assert (held.number, held.priority) == ("4", "high")
    assert (str(held.answer_due), str(held.due)) == ("by 2017-07-20", "by 2017-12-31")
    assert (stage(made), held.is_open) == ("made", True)


def test_an_answer_is_kept_with_its_leads_its_promise_and_its_document(made: Ledger) -> None:
    number = say(
        made, answered(by=["office:dcs"], leads=["office:mash"], due="2018-01", document="reply"), "2017-06-01"
    )

    answer = row(made).answered

    assert answer is not None
    assert (answer.response, answer.by, answer.document, answer.entry) == ("accepted", ("office:dcs",), "reply", number)
    assert (row(made).leads, str(row(made).due), str(answer.due)) == (("office:mash",), "by 2017-12-31", "2018-01")
    assert str(answer) == f"accepted 2017-06-01 by office:dcs (entry {number})"
    assert stage(made) == "answered"


@pytest.mark.parametrize(
    ("event", "ref"),
    [
        (action(), "action:2.4"),
        (ev.CommitmentMade(commitment="c1", addresses=[REF]), "commitment:c1"),
        (ev.AppointmentMade(appointment="partner", who="org:partner", addresses=[REF]), "appointment:partner"),
    ],
)
def test_an_action_a_commitment_or_an_appointment_that_names_it_acts_on_it(made: Ledger, event: Any, ref: str) -> None:
    say(made, event, "2017-06-01")

    assert (row(made).acted_on, stage(made)) == ([ref], "acted_on")
    assert tracker(made).without_action() == []


def test_a_plan_that_names_it_is_no_action(made: Ledger) -> None:
    say(made, ev.PlanVersioned(plan="iip", addresses=[REF, "area:front-door"]), "2017-06-01")

    assert (row(made).plans, stage(made)) == (["plan:iip"], "made")
    assert tracker(made).without_action() == [row(made)]


@pytest.mark.parametrize(("standing", "expected"), [("confirmed", "acted_on"), ("suggested", "made")])
def test_a_link_acts_on_it_once_somebody_confirms_it(made: Ledger, standing: str, expected: str) -> None:
    say(made, action(addresses=None), "2017-06-01")
    links = [f"action:2.4 addresses {REF}", "action:2.4 repeats action:2.4", "action:2.4 addresses area:front-door"]

    say(made, ev.LinkNoted(links=links, standing=standing), "2017-06-02")

    held = row(made)
    assert stage(made) == expected
    assert [held.acted_on, held.suggested] in ([["action:2.4"], []], [[], ["action:2.4"]])


def test_what_addresses_something_else_acts_on_no_recommendation(made: Ledger) -> None:
    say(made, action(addresses=["area:front-door"]), "2017-06-01")

    assert row(made).acted_on == []


def test_a_claim_and_a_check_of_it_are_two_steps(made: Ledger) -> None:
    say(made, ev.CompletionClaimed(subject=REF, by=["office:dcs"]), "2017-09-01")
    claimed = stage(made)
    say(made, ev.VerificationRecorded(subject=REF, by=["org:audit"], result="verified"), "2017-10-01")

    assert (claimed, stage(made)) == ("claimed", "verified")


def test_a_status_that_means_done_is_a_claim_even_where_its_scheme_comes_later(made: Ledger) -> None:
    states = [ev.State(label="blue", meaning="complete")]
    say(made, ev.StatusSchemeDefined(scheme="rag", states=states), "2017-09-02")

    say(made, ev.StatusReported(subject=REF, status="rag/blue"), "2017-09-01")

    assert (stage(made, as_of="2017-09-01"), stage(made)) == ("made", "claimed")


def test_a_claim_about_an_action_is_no_claim_about_the_recommendation(made: Ledger) -> None:
    say(made, action(), "2017-06-01")
    say(made, ev.CompletionClaimed(subject="action:2.4"), "2017-09-01")

    held = tracker(made)

    assert stage(made) == "acted_on"
    assert held.stage(held.acts["action:2.4"]) == "claimed"


@pytest.mark.parametrize(
    ("by", "expected"),
    [(["org:ofsted"], True), (["office:dcs", "org:ofsted"], True), (["office:dcs"], False), (None, None)],
)
def test_who_closed_it_is_held_against_who_made_it(made: Ledger, by: list[str] | None, expected: object) -> None:
    say(made, closed(by=by, sampled="yes", agreed_by_maker="no", reason="Done"), "2017-11-01")

    held = row(made)

    assert held.closed is not None
    assert (held.closed_by_maker, stage(made), held.is_open) == (expected, "closed", False)
    assert (held.closed.sampled, held.closed.agreed_by_maker, held.closed.has_reason) == ("yes", "no", True)


def test_while_it_is_open_nobody_closed_it(made: Ledger) -> None:
    assert row(made).closed_by_maker is None


def test_a_closing_without_a_reason_says_so(made: Ledger) -> None:
    number = say(made, closed(by=["office:dcs"]), "2017-11-01")

    held = row(made).closed

    assert held is not None
    assert not held.has_reason
    assert str(held) == f"implemented 2017-11-01 by office:dcs (entry {number})"


def test_one_that_is_reopened_is_open_and_its_closing_stays_on_the_row(made: Ledger) -> None:
    say(made, ev.CompletionClaimed(subject=REF), "2017-10-01")
    say(made, closed(by=["office:dcs"]), "2017-11-01")
    say(made, ev.PlanItemReopened(subject=REF, by=["org:ofsted"]), "2017-12-01")

    held = row(made)

    assert (stage(made), held.is_open, held.claimed) == ("reopened", True, None)
    assert [closing.how for closing in held.closings] == ["implemented"]
    assert held in tracker(made).open()


def test_one_that_is_retired_is_not_open(made: Ledger) -> None:
    say(made, ev.PlanItemRetired(subject=REF, how="withdrawn"), "2017-11-01")

    assert (stage(made), tracker(made).open()) == ("retired", [])


# Lists ----------------------------------------------------------------------------------------------------------------


def test_recommendations_are_listed_by_their_maker(made: Ledger) -> None:
    say(made, ev.RecommendationMade(recommendation="b", by=["body:osc", "org:lga"]), "2017-05-01")
    say(made, ev.RecommendationMade(recommendation="c"), "2017-05-01")

    held = tracker(made)

    assert [found.ref for found in held.by_maker("org:lga")] == ["recommendation:b"]
    assert [found.ref for found in held.by_maker("org:ofsted")] == [REF]


def test_one_whose_only_action_was_dropped_is_without_action(made: Ledger) -> None:
    say(made, action(), "2017-06-01")
    say(made, ev.PlanItemRetired(subject="action:2.4", how="withdrawn"), "2017-09-01")

    assert tracker(made).without_action() == [row(made)]
    assert tracker(made, as_of="2017-08-31").without_action() == []


def test_an_action_that_others_carry_on_lives_in_them(made: Ledger) -> None:
    say(made, action(), "2017-06-01")
    say(made, action("2.5", addresses=None), "2017-09-01")
    merged = ev.PlanItemRetired(subject="action:2.4", how="merged", successor=["action:2.5", "action:2.4"])
    say(made, merged, "2017-09-01")

    assert tracker(made).live_acts(row(made)) == ("action:2.5",)


def test_an_action_opened_again_acts_again(made: Ledger) -> None:
    say(made, action(), "2017-06-01")
    say(made, ev.PlanItemRetired(subject="action:2.4", how="withdrawn"), "2017-09-01")
    say(made, ev.PlanItemReopened(subject="action:2.4"), "2017-10-01")

    assert tracker(made).without_action() == []


def test_an_appointment_that_ended_acts_no_longer(made: Ledger) -> None:
    say(made, ev.AppointmentMade(appointment="p", functions=["it"], addresses=[REF]), "2017-06-01")
    say(made, ev.AppointmentEnded(appointment="p", parts=["p/it"]), "2017-08-01")
    partly = tracker(made).live_acts(row(made))
    say(made, ev.AppointmentEnded(appointment="p"), "2017-09-01")

    assert (partly, tracker(made).live_acts(row(made))) == (("appointment:p",), ())


@pytest.mark.parametrize(
    ("event", "expected"),
    [(answered("rejected"), 0), (answered("partly_accepted"), 1), (closed("rejected"), 0)],
)
def test_one_rejected_or_closed_needs_no_action(made: Ledger, event: Any, expected: int) -> None:
    say(made, event, "2017-06-01")

    assert len(tracker(made).without_action()) == expected


def test_how_each_stands_is_told_in_a_line(made: Ledger) -> None:
    say(made, answered(by=["office:dcs"]), "2017-06-01")
    say(made, action(), "2017-06-02")
    say(made, closed(by=["office:dcs"]), "2017-11-01")

    (line,) = tracker(made).standing(CHRISTMAS)

    assert (line.recommendation, line.stage, line.by, line.to) == (
        "rec-4",
        "closed",
        ("org:ofsted",),
        ("org:council",),
    )
    assert (line.response, line.acted_on, line.how) == ("accepted", ("action:2.4",), "implemented")
    assert (line.closed_by, line.closed_by_maker, line.disputed) == (("office:dcs",), False, False)
    assert line.entries == tuple(row(made).entries)


def test_an_answer_is_late_the_day_after_it_was_due(made: Ledger) -> None:
    held = tracker(made)

    assert [line.is_answer_late for line in held.standing(dt.date(2017, 7, 20))] == [False]
    assert [line.is_answer_late for line in held.standing(dt.date(2017, 7, 21))] == [True]


def test_an_answer_that_was_given_or_is_no_longer_wanted_is_not_late(made: Ledger) -> None:
    say(made, closed("superseded"), "2017-06-01")
    closed_first = [line.is_answer_late for line in tracker(made).standing(CHRISTMAS)]
    say(made, answered(), "2017-12-01")

    assert closed_first == [line.is_answer_late for line in tracker(made).standing(CHRISTMAS)] == [False]


def test_an_answer_due_after_a_meeting_is_late_once_that_was_held_long_enough_ago(ledger: Ledger) -> None:
    say(ledger, ev.MeetingHeld(meeting="m"), "2017-06-14")
    due = "within 2 months of meeting:m"
    say(ledger, ev.RecommendationMade(recommendation="a", answer_due=due), "2017-06-14")

    assert [line.is_answer_late for line in tracker(ledger).standing(CHRISTMAS)] == [True]


# Rivals, corrections, cuts --------------------------------------------------------------------------------------------


def test_a_rival_account_of_its_making_is_kept_beside_the_first(made: Ledger) -> None:
    first = row(made).entry
    rival = ev.RecommendationMade(recommendation="rec-4", by=["org:dfe"])

    say(made, rival, "2017-04-10", rival_of=f"entry:{first}")

    assert (row(made).by, row(made).disputed) == (("org:ofsted",), True)
    assert [str(found.value) for found in row(made).rivals] == ["('org:dfe',)"]


def test_rival_answers_and_closings_are_kept_and_answer_and_close_nothing(made: Ledger) -> None:
    first = say(made, answered("accepted", leads=["office:mash"]), "2017-06-01")
    say(made, answered("rejected", leads=["office:dcs"]), "2017-06-02", rival_of=f"entry:{first}")
    ending = say(made, closed("rejected"), "2017-11-01")
    made.retract(ending, reason="not closed at all")
    say(made, closed("implemented"), "2017-11-02", rival_of=f"entry:{ending}")

    held = row(made)

    assert held.answered is not None
    assert (held.answered.response, held.leads, held.closed) == ("accepted", ("office:mash",), None)
    assert [answer.response for answer in held.answers] == ["accepted", "rejected"]
    assert [closing.how for closing in held.closings] == ["implemented"]
    assert held.disputed


def test_a_rival_reopening_opens_nothing_and_a_rival_ending_ends_nothing(made: Ledger) -> None:
    say(made, closed(), "2017-11-01")
    opened = say(made, ev.PlanItemReopened(subject=REF), "2017-12-01")
    made.retract(opened, reason="not said")
    say(made, ev.PlanItemReopened(subject=REF), "2017-12-02", rival_of=f"entry:{opened}")
    say(made, ev.AppointmentMade(appointment="p", addresses=[REF]), "2017-06-01")
    ended = say(made, ev.AppointmentEnded(appointment="p"), "2017-09-01")
    made.retract(ended, reason="not said")
    say(made, ev.AppointmentEnded(appointment="p"), "2017-09-02", rival_of=f"entry:{ended}")

    held = tracker(made)

    assert (stage(made), held.live_acts(row(made))) == ("closed", ("appointment:p",))
    assert held.acts["appointment:p"].disputed


def test_what_only_a_rival_account_says_acts_on_it_is_only_suggested(made: Ledger) -> None:
    first = say(made, action(addresses=None), "2017-06-01")
    say(made, action(), "2017-06-02", rival_of=f"entry:{first}")

    assert (row(made).acted_on, row(made).suggested) == ([], ["action:2.4"])


def test_a_corrected_action_acts_on_what_it_names_now(made: Ledger) -> None:
    number = say(made, action(), "2017-06-01")

    made.correct(number, action(addresses=["area:front-door"]), reason="another recommendation")

    assert (row(made).acted_on, row(made, as_of="2017-06-30").acted_on) == ([], ["action:2.4"])


def test_a_retracted_closing_closes_nothing(made: Ledger) -> None:
    number = say(made, closed(), "2017-11-01")

    made.retract(number, reason="recorded by mistake")

    assert stage(made) == "made"


def test_an_answer_known_before_its_question_leaves_the_stage_known(made: Ledger) -> None:
    number = row(made).entry
    say(made, answered(), "2017-06-01")

    made.retract(number, reason="not the inspector's")

    assert (stage(made), row(made).by, row(made).is_open) == ("answered", None, True)


def test_one_that_is_only_named_is_unknown(made: Ledger) -> None:
    number = row(made).entry
    say(made, ev.PlanVersioned(plan="iip", addresses=[REF]), "2017-06-01")

    made.retract(number, reason="not the inspector's")

    assert stage(made) == "unknown"


def test_fourteen_recommendations_are_open_and_no_action_is_on_the_record() -> None:
    with minute_ledger("worcestershire-2017") as ledger:
        held = tracker(ledger)

    assert len(held.by_maker("org:ofsted")) == len(held.open()) == len(held.without_action()) == 14
    assert {tuple(found.plans) for found in held.open()} == {("plan:improvement-plan",)}


def test_as_of_today_equals_now(minute: Ledger) -> None:
    assert_as_of_today_is_now(RecommendationTracker, minute)


def test_no_cut_stops_it(minute: Ledger) -> None:
    assert_no_cut_stops(RecommendationTracker, minute)


def test_a_row_follows_from_the_entries_that_name_it(minute: Ledger) -> None:
    assert_keyed(RecommendationTracker, minute, bare={"recommendations": "recommendation", "schemes": "scheme"})
