"""Every due date and every move."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.projections.deadline_history import DeadlineHistory
from tests.projections.support import assert_as_of_today_is_now, assert_keyed, assert_no_cut_stops, say

YEAR_END = dt.date(2017, 12, 31)


def deadlines_of(ledger: Ledger, **cut: Any) -> DeadlineHistory:
    return ledger.history(**cut).project(DeadlineHistory)


def moved(**said: Any) -> ev.DeadlineChanged:
    return ev.DeadlineChanged(subject="action:a", **said)


@pytest.fixture
def dated(ledger: Ledger) -> Ledger:
    """A ledger with action a due by the end of June 2017."""
    say(ledger, ev.ActionAdded(action="a", due=ev.by("2017-06-30")), "2017-01-01")
    return ledger


def test_a_date_is_given_then_moved_and_each_move_says_who_agreed(dated: Ledger) -> None:
    say(dated, ev.BodyEstablished(body="board"), "2017-01-01")
    say(dated, ev.DecisionRecorded(decision="d", body="board", force="agreed"), "2017-05-01")
    said = moved(
        was=ev.by("2017-06-30"),
        now=ev.by("2017-09-30"),
        by=["office:dcs"],
        requested_by="office:dcs",
        approved_by="office:chair",
        decision="d",
        reason="New legislation",
    )
    number = say(dated, said, "2017-05-01")

    row = deadlines_of(dated).deadlines["action:a"]

    move = row.moves[0]
    assert (str(row.original), str(row.current), row.days_slipped, row.later_moves) == (
        "by 2017-06-30",
        "by 2017-09-30",
        92,
        1,
    )
    assert (move.by, move.requested_by, move.approved_by, move.decision) == (
        ("office:dcs",),
        "office:dcs",
        "office:chair",
        "d",
    )
    assert (move.is_later, move.days_slipped, move.has_reason, move.unsaid, move.entry) == (True, 92, True, (), number)


@pytest.mark.parametrize("outcome", ["requested", "refused"])
def test_a_move_asked_for_or_refused_is_kept_and_moves_nothing(dated: Ledger, outcome: str) -> None:
    say(dated, moved(now=ev.by("2017-09-30"), outcome=outcome), "2017-05-01")

    row = deadlines_of(dated).deadlines["action:a"]

    assert (str(row.current), row.later_moves, [move.outcome for move in row.moves]) == ("by 2017-06-30", 0, [outcome])


def test_a_move_earlier_is_not_a_later_move(dated: Ledger) -> None:
    say(dated, moved(now=ev.by("2017-05-31")), "2017-03-01")

    row = deadlines_of(dated).deadlines["action:a"]

    assert (row.later_moves, row.moves[0].is_later, row.moves[0].days_slipped) == (0, False, -30)


def test_what_was_not_said_of_a_move_is_kept_as_unsaid(dated: Ledger) -> None:
    say(dated, moved(), "2017-05-01")
    say(dated, moved(now=ev.by("2017-12-31")), "2017-06-01")

    history = deadlines_of(dated)

    row = history.deadlines["action:a"]
    assert [move.unsaid for move in row.moves] == [("was", "now"), ("was",)]
    assert [move.is_later for move in row.moves] == [None, None]
    assert (row.untold_moves, row.later_moves, str(row.current)) == (2, 0, "by 2017-12-31")
    assert history.slips(YEAR_END)["action:a"].untold_moves == 2


def test_a_day_given_up_for_an_open_date_is_later_by_days_nobody_can_count(dated: Ledger) -> None:
    say(dated, moved(now=ev.by("in due course")), "2017-05-01")

    move = deadlines_of(dated).deadlines["action:a"].moves[0]

    assert (move.is_later, move.days_slipped) == (True, None)


def test_another_date_given_without_a_word_is_a_move_all_the_same(ledger: Ledger) -> None:
    say(ledger, ev.VisitPlanned(visit="v", due="June 2017"), "2017-01-01")
    say(ledger, ev.VisitPlanned(visit="v", due="June 2017"), "2017-02-01")
    say(ledger, ev.VisitPlanned(visit="v", due="August 2017"), "2017-03-01")

    row = deadlines_of(ledger).deadlines["visit:v"]

    assert [(move.how, move.days_slipped) for move in row.moves] == [("planned again", 62)]
    assert (row.later_moves, len(row.entries)) == (1, 3)


def test_every_kind_of_thing_with_a_date_is_here(ledger: Ledger) -> None:
    due = ev.by("2017-06-30")
    say(ledger, ev.BodyEstablished(body="b"), "2017-01-01")
    given = [
        ev.CommitmentMade(commitment="c", due=due),
        ev.RecommendationMade(recommendation="r", due=due),
        ev.ObligationCreated(obligation="o", kind="stage", due=due),
        ev.ChallengeRaised(challenge="q", answer_due=due),
        ev.MeetingScheduled(meeting="m", body="b", due=due),
        ev.DocumentLodged(document="d", due=due),
        ev.ActionAdded(action="undated"),
        ev.MeetingNotHeld(body="b", now=due),
    ]
    for event in given:
        say(ledger, event, "2017-01-01")
    later = ev.by("2017-07-31")
    say(ledger, ev.RecommendationAnswered(recommendation="r", response="accepted", due=later), "2017-02-01")
    say(ledger, ev.ChallengeAnswered(challenge="q", disposition="undertaken", due=later), "2017-02-01")
    say(ledger, ev.MeetingNotHeld(body="b", meeting="m", now=later), "2017-02-01")

    history = deadlines_of(ledger)

    assert {ref: row.later_moves for ref, row in history.deadlines.items()} == {
        "commitment:c": 0,
        "recommendation:r": 1,
        "obligation:o": 0,
        "challenge:q": 1,
        "meeting:m": 1,
        "document:d": 0,
    }
    assert sorted(move.how for move in history.moves(YEAR_END)) == ["answered", "answered", "put off"]


def test_what_carries_an_item_on_inherits_its_moves(dated: Ledger) -> None:
    say(dated, moved(now=ev.by("2017-09-30")), "2017-05-01")
    say(dated, ev.ActionAdded(action="b", due=ev.by("2017-12-31")), "2017-06-01")
    say(dated, ev.PlanItemRetired(subject="action:a", how="superseded", successor=["action:b"]), "2017-06-01")
    say(dated, ev.DeadlineChanged(subject="action:b", now=ev.by("2018-03-31"), reason="Again"), "2017-11-01")

    history = deadlines_of(dated)

    slip = history.slips(YEAR_END)["action:b"]
    assert (history.later_moves("action:b"), history.later_moves("action:a")) == (2, 1)
    assert (slip.times_moved, slip.later_moves, slip.inherited_from) == (2, 2, ("action:a",))
    assert (str(slip.original), str(slip.current), slip.days_slipped) == ("by 2017-06-30", "by 2018-03-31", 274)
    assert (slip.without_reason, slip.without_approver) == (1, 2)


def test_items_that_carry_each_other_on_are_counted_once(dated: Ledger) -> None:
    say(dated, ev.ActionAdded(action="b"), "2017-01-01")
    say(dated, moved(now=ev.by("2017-09-30")), "2017-05-01")
    say(dated, ev.PlanItemRetired(subject="action:a", how="merged", successor=["action:b"]), "2017-06-01")
    say(dated, ev.PlanItemRetired(subject="action:b", how="merged", successor=["action:a"]), "2017-07-01")

    assert deadlines_of(dated).later_moves("action:b") == 1


def test_recommendations_and_risks_hand_their_moves_on_too(ledger: Ledger) -> None:
    say(ledger, ev.RecommendationMade(recommendation="r", due=ev.by("2017-03-31")), "2017-01-01")
    say(ledger, ev.RecommendationMade(recommendation="s"), "2017-01-01")
    closed = ev.RecommendationClosed(recommendation="r", how="merged", successor=["s"])
    say(ledger, closed, "2017-02-01")
    say(ledger, ev.RiskIdentified(risk="x"), "2017-01-01")
    say(ledger, ev.RiskIdentified(risk="y", replaces=["x"]), "2017-02-01")

    rows = deadlines_of(ledger).deadlines

    assert (rows["recommendation:s"].predecessors, rows["risk:y"].predecessors) == (("recommendation:r",), ("risk:x",))


def test_a_rival_date_or_move_or_successor_is_kept_apart(dated: Ledger) -> None:
    say(dated, ev.ActionAdded(action="b"), "2017-01-01")
    say(dated, ev.ActionAdded(action="a", due=ev.by("2017-07-31")), "2017-01-01", rival_of="entry:2")
    first = say(dated, moved(now=ev.by("2017-09-30")), "2017-05-01")
    say(dated, moved(now=ev.by("2017-10-31")), "2017-05-01", rival_of=f"entry:{first}")
    say(
        dated,
        ev.PlanItemRetired(subject="action:a", how="merged", successor=["action:b"]),
        "2017-06-01",
        rival_of="entry:2",
    )
    say(dated, ev.RiskIdentified(risk="x"), "2017-01-01")
    risk = say(dated, ev.RiskIdentified(risk="y"), "2017-01-01")
    say(dated, ev.RiskIdentified(risk="y", replaces=["x"]), "2017-01-01", rival_of=f"entry:{risk}")
    say(dated, ev.RecommendationMade(recommendation="r"), "2017-01-01")
    closed = say(dated, ev.RecommendationClosed(recommendation="r", how="merged"), "2017-01-01")
    merged = ev.RecommendationClosed(recommendation="r", how="merged", successor=["r"])
    say(dated, merged, "2017-01-01", rival_of=f"entry:{closed}")

    history = deadlines_of(dated)

    row = history.deadlines["action:a"]
    assert (str(row.current), row.later_moves, row.disputed) == ("by 2017-09-30", 1, True)
    assert ([str(due) for due in row.rivals], [move.is_rival for move in row.moves]) == (
        ["by 2017-07-31"],
        [False, True],
    )
    assert list(history.deadlines) == ["action:a"]


def test_a_date_known_only_from_its_move_is_the_first_date(dated: Ledger) -> None:
    say(dated, ev.ActionAdded(action="b"), "2017-01-01")
    change = ev.DeadlineChanged(subject="action:b", was=ev.by("2017-03-01"), now=ev.by("2017-03-31"))
    say(dated, change, "2017-02-01")

    row = deadlines_of(dated).deadlines["action:b"]

    assert (str(row.first), row.original, row.days_slipped, row.entry) == ("by 2017-03-01", None, 30, 0)


def test_a_move_told_before_the_date_it_moved_still_stands(dated: Ledger) -> None:
    say(dated, moved(now=ev.by("2017-09-30")), "2016-12-01")

    row = deadlines_of(dated).deadlines["action:a"]

    assert (str(row.original), str(row.current), row.days_slipped) == ("by 2017-06-30", "by 2017-09-30", 92)


def test_corrections_and_retractions_hold(dated: Ledger) -> None:
    first = say(dated, moved(now=ev.by("2017-09-30")), "2017-05-01")
    second = say(dated, moved(now=ev.by("2018-09-30")), "2017-06-01")
    dated.correct(first, moved(now=ev.by("2017-08-31")), reason="mis-typed")
    dated.retract(second, reason="another action")

    row = deadlines_of(dated).deadlines["action:a"]

    assert (str(row.current), row.later_moves) == ("by 2017-08-31", 1)


def test_no_cut_of_a_minute_stops_it(minute: Ledger) -> None:
    assert_no_cut_stops(DeadlineHistory, minute)


def test_as_of_today_is_now(minute: Ledger) -> None:
    assert_as_of_today_is_now(DeadlineHistory, minute)


def test_each_row_follows_from_the_entries_that_name_it(minute: Ledger, dated: Ledger) -> None:
    say(dated, ev.ActionAdded(action="b"), "2017-01-01")
    say(dated, moved(now=ev.by("2017-09-30")), "2017-05-01")
    say(dated, ev.PlanItemRetired(subject="action:a", how="merged", successor=["action:b"]), "2017-06-01")

    assert_keyed(DeadlineHistory, minute)
    assert_keyed(DeadlineHistory, dated)


def test_west_berkshires_update_is_due_on_two_readings_that_one_meeting_cannot_both_give(
    minutes: Mapping[str, Ledger],
) -> None:
    history = deadlines_of(minutes["west-berkshire-2015"])

    readings = history.readings("obligation:update")

    assert [(each.said, each.earliest.isoformat(), each.latest.isoformat()) for each in readings] == [
        ("3 months after meeting:osmc-1", "2015-12-01", "2016-02-29"),
        ("December 2015", "2015-12-01", "2015-12-31"),
    ]
    assert history.readings("obligation:none-such") == ()


def test_west_berkshires_dates_moved_from_and_to_days_nobody_said(minutes: Mapping[str, Ledger]) -> None:
    history = deadlines_of(minutes["west-berkshire-2015"])

    moves = {move.subject: move for move in history.moves(dt.date(2015, 12, 1))}

    assert set(moves) == {"plan:improvement-plan", "obligation:test-of-assurance"}
    assert moves["plan:improvement-plan"].unsaid == ("was", "now")
    assert moves["plan:improvement-plan"].has_reason
    assert str(moves["obligation:test-of-assurance"].now) == "unspecified | in due course"
