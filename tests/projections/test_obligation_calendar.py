"""The obligation calendar."""

import datetime as dt
from typing import Any

import pytest

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.projections.obligation_calendar import ObligationCalendar
from govledger.projections.owed import Line
from tests.projections.saying import AUGUST, JULY, JUNE, MAY, board, leaving_out
from tests.projections.support import assert_as_of_today_is_now, assert_keyed, assert_no_cut_stops, say

AUTUMN = dt.date(2017, 10, 2)
BARE = {
    "obligations": "obligation",
    "visits": "visit",
    "meetings": "meeting",
    "documents": "document",
    "agenda": "meeting",
}


def calendar(ledger: Ledger, **cut: Any) -> ObligationCalendar:
    return ledger.history(**cut).project(ObligationCalendar)


def owe(ledger: Ledger, due: str | None, day: str = JUNE, **said: Any) -> int:
    """Record that obligation o1 is owed to the board."""
    owed = ev.ObligationCreated(**{"obligation": "o1", "due": due, "to": ["body:board"], **said})
    return say(ledger, owed, day)


def line(ledger: Ledger, today: dt.date = AUTUMN, ref: str = "obligation:o1") -> Line:
    return next(found for found in calendar(ledger).lines(today) if found.ref == ref)


def state(ledger: Ledger, today: dt.date = AUTUMN, ref: str = "obligation:o1") -> tuple[str, dt.date | None]:
    found = line(ledger, today, ref)
    return found.state, found.latest


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_no_cut_stops_it(minute: Ledger) -> None:
    assert_no_cut_stops(ObligationCalendar, minute)


def test_as_of_today_is_now(minute: Ledger) -> None:
    assert_as_of_today_is_now(ObligationCalendar, minute)


def test_a_row_follows_from_the_entries_that_name_it(minute: Ledger) -> None:
    assert_keyed(ObligationCalendar, minute, bare=BARE)


def test_no_line_stops_on_any_cut(minute: Ledger) -> None:
    for entry in minute.entries():
        lines = leaving_out(ObligationCalendar, minute, entry.number).lines(AUTUMN)

        assert all(found.state for found in lines)


# One duty ---------------------------------------------------------------------------------------------------------


def test_a_duty_is_due_until_its_last_day_and_late_after_it(ledger: Ledger) -> None:
    owe(ledger, "by 2017-07-20")

    assert state(ledger, day("2017-07-20")) == ("due", day("2017-07-20"))
    assert state(ledger, day("2017-07-21")) == ("late", day("2017-07-20"))
    assert [found.ref for found in calendar(ledger).late(AUTUMN)] == ["obligation:o1"]
    assert [found.ref for found in calendar(ledger).next(day(JUNE))] == ["obligation:o1"]


def test_what_is_due_by_a_day_is_told_soonest_first(ledger: Ledger) -> None:
    owe(ledger, "by 2017-09-30")
    owe(ledger, "by 2017-07-20", obligation="o2")
    owe(ledger, "by 2018-01-01", obligation="o3")

    assert [found.ref for found in calendar(ledger).due_by(AUTUMN)] == ["obligation:o2", "obligation:o1"]


def test_a_duty_met_in_time_is_told_apart_from_one_met_late(ledger: Ledger) -> None:
    owe(ledger, "by 2017-07-20")
    owe(ledger, "by 2017-07-20", obligation="o2")
    say(ledger, ev.ObligationDischarged(obligation="o1"), JULY)
    say(ledger, ev.ObligationDischarged(obligation="o2"), AUGUST)

    assert state(ledger) == ("met", day("2017-07-20"))
    assert str(calendar(ledger).obligations["o1"].met[0]).startswith("2017-07-12 (entry ")
    assert state(ledger, ref="obligation:o2") == ("met_late", day("2017-07-20"))
    assert calendar(ledger).late(AUTUMN) == []


@pytest.mark.parametrize("due", ["unspecified", "unspecified | in due course", "unknown", None])
def test_a_duty_without_a_time_is_not_late(ledger: Ledger, due: str | None) -> None:
    owe(ledger, due)

    assert state(ledger) == ("unspecified", None)
    assert [found.ref for found in calendar(ledger).unspecified()] == ["obligation:o1"]


def test_a_duty_said_to_have_no_deadline_lacks_none(ledger: Ledger) -> None:
    owe(ledger, "none")

    assert state(ledger) == ("no_deadline", None)
    assert calendar(ledger).unspecified() == []


def test_what_a_source_takes_for_granted_need_not_have_a_time(ledger: Ledger) -> None:
    say(ledger, ev.ObligationCreated(obligation="o1"), JUNE, mode="presupposed")

    assert calendar(ledger).unspecified() == []


def test_both_readings_are_shown_and_the_later_one_counts(ledger: Ledger) -> None:
    board(ledger)
    owe(ledger, "either 3 months after meeting:m1 or September 2017")

    found = line(ledger, day(JUNE))

    assert found.latest == day("2017-09-30")
    assert found.readings == ("3 months after meeting:m1: 2017-08-10", "September 2017: 2017-09-30")


def test_an_opinion_that_was_owed_discharges_the_duty(ledger: Ledger) -> None:
    owe(ledger, "by 2017-07-20")

    say(ledger, ev.OpinionGiven(discharges="o1", favourable="no"), JULY)

    assert state(ledger)[0] == "met"


# Moved, ended, doubted --------------------------------------------------------------------------------------------


def test_a_moved_date_replaces_the_one_before_and_the_move_is_kept(ledger: Ledger) -> None:
    owe(ledger, "by 2017-07-20")

    say(ledger, ev.DeadlineChanged(subject="obligation:o1", now="by 2017-12-01", by=["office:dcs"]), JULY)

    assert state(ledger) == ("due", day("2017-12-01"))
    assert [str(each).partition(" (")[0] for each in calendar(ledger).obligations["o1"].deferrals] == [
        "by 2017-07-20 to by 2017-12-01"
    ]


def test_a_date_moved_to_no_day_leaves_the_duty_without_one(ledger: Ledger) -> None:
    owe(ledger, "by 2017-07-20")

    say(ledger, ev.DeadlineChanged(subject="obligation:o1"), JULY)

    assert state(ledger) == ("unspecified", None)
    assert line(ledger).deferrals == 1


@pytest.mark.parametrize("outcome", ["requested", "refused"])
def test_a_move_asked_for_or_refused_moves_nothing(ledger: Ledger, outcome: str) -> None:
    owe(ledger, "by 2017-07-20")

    say(ledger, ev.DeadlineChanged(subject="obligation:o1", now="by 2017-12-01", outcome=outcome), JULY)

    assert state(ledger) == ("late", day("2017-07-20"))


def test_a_move_known_before_the_promise_still_counts(ledger: Ledger) -> None:
    owe(ledger, "by 2017-07-20", day=JULY)
    say(ledger, ev.DeadlineChanged(subject="obligation:o1", now="by 2017-12-01"), JUNE)

    assert state(ledger) == ("due", day("2017-12-01"))


def test_a_duty_let_go_is_ended_and_one_reopened_is_owed_again(ledger: Ledger) -> None:
    owe(ledger, "by 2017-07-20")
    say(ledger, ev.PlanItemRetired(subject="obligation:o1", how="lapsed"), JULY)
    let_go = state(ledger)

    reopened = say(ledger, ev.PlanItemReopened(subject="obligation:o1"), AUGUST)
    say(ledger, ev.PlanItemRetired(subject="obligation:o1", how="moved"), AUGUST, rival_of=f"entry:{reopened}")

    assert let_go == ("ended", None)
    assert state(ledger)[0] == "late"


def test_a_rival_account_never_overwrites(ledger: Ledger) -> None:
    promised = owe(ledger, "by 2017-07-20")
    moved = say(ledger, ev.DeadlineChanged(subject="obligation:o1", now="by 2017-08-20"), JULY)
    met = say(ledger, ev.ObligationDischarged(obligation="o1"), AUGUST)

    say(ledger, ev.ObligationCreated(obligation="o1", due="by 2017-09-01"), JUNE, rival_of=f"entry:{promised}")
    say(ledger, ev.DeadlineChanged(subject="obligation:o1", now="by 2017-10-01"), JULY, rival_of=f"entry:{moved}")
    say(ledger, ev.ObligationDischarged(obligation="o1"), "2017-09-01", rival_of=f"entry:{met}")

    row = calendar(ledger).obligations["o1"]
    assert (str(row.due), len(row.met), row.disputed) == ("by 2017-08-20", 1, True)
    assert [each.field for each in row.rivals] == ["due", "due", "met"]


def test_a_correction_and_a_retraction_change_what_is_known(ledger: Ledger) -> None:
    promised = owe(ledger, "by 2017-07-20")
    met = say(ledger, ev.ObligationDischarged(obligation="o1"), JULY)
    ledger.correct(promised, ev.ObligationCreated(obligation="o1", due="by 2017-07-10"), reason="mistyped")
    corrected = state(ledger)

    ledger.retract(met, reason="another duty's")

    assert corrected == ("met_late", day("2017-07-10"))
    assert state(ledger) == ("late", day("2017-07-10"))
    assert str(calendar(ledger, as_of=JULY).obligations["o1"].due) == "by 2017-07-20"


# Again and again --------------------------------------------------------------------------------------------------


def test_a_monthly_duty_is_due_a_month_after_it_was_promised_or_met(ledger: Ledger) -> None:
    owe(ledger, "every month")
    first = state(ledger, day("2017-07-01"))

    say(ledger, ev.ObligationDischarged(obligation="o1"), JULY)

    assert first == ("due", day("2017-07-14"))
    assert state(ledger, day("2017-08-01")) == ("due", day("2017-08-12"))
    assert state(ledger, AUTUMN) == ("late", day("2017-08-12"))


def test_the_occasion_it_was_for_is_the_turn_that_was_met(ledger: Ledger) -> None:
    owe(ledger, "every 3 months; from 2017-03-31")

    say(ledger, ev.ObligationDischarged(obligation="o1", occasion="2017-06-30"), JULY)

    assert state(ledger, day(JULY)) == ("due", day("2017-09-30"))


def test_a_duty_for_a_number_of_times_is_met_when_they_are_over(ledger: Ledger) -> None:
    owe(ledger, "every month; times 2")
    say(ledger, ev.ObligationDischarged(obligation="o1"), JULY)
    once = state(ledger, day("2017-08-01"))

    say(ledger, ev.ObligationDischarged(obligation="o1"), AUGUST)

    assert once == ("due", day("2017-08-12"))
    assert state(ledger)[0] == "met"


def test_a_repetition_past_its_end_is_met_if_it_ever_was(ledger: Ledger) -> None:
    owe(ledger, "every month; until 2017-07-31")
    owe(ledger, "every month; until 2017-07-01", obligation="o2")

    say(ledger, ev.ObligationDischarged(obligation="o1"), JULY)

    assert state(ledger)[0] == "met"
    assert state(ledger, ref="obligation:o2")[0] == "awaiting"


def test_a_duty_at_every_meeting_is_late_from_a_meeting_without_it(ledger: Ledger) -> None:
    board(ledger)
    owe(ledger, "every meeting", day=MAY)
    waiting = state(ledger, day(JUNE))

    say(ledger, ev.MeetingHeld(meeting="m2", body="board"), JUNE)

    assert waiting == ("awaiting", None)
    assert state(ledger) == ("late", day(JUNE))


def test_a_duty_at_every_meeting_is_met_by_its_discharge_at_each(ledger: Ledger) -> None:
    board(ledger)
    owe(ledger, "every meeting of body:board; times 2", day=MAY)
    for meeting, held in (("m2", JUNE), ("m3", JULY)):
        say(ledger, ev.MeetingHeld(meeting=meeting, body="board"), held)
        say(ledger, ev.ObligationDischarged(obligation="o1"), held)

    assert state(ledger)[0] == "met"


def test_a_standing_item_is_met_by_an_item_about_it(ledger: Ledger) -> None:
    board(ledger)
    owe(ledger, "every meeting", day=MAY, kind="standing_item", about=["area:front-door"])
    say(ledger, ev.MeetingHeld(meeting="m2", body="board"), JUNE)
    say(ledger, ev.AgendaItemConsidered(agenda_item="m2/1", meeting="m2", about=["area:front-door"]), JUNE)
    taken = state(ledger)
    say(ledger, ev.MeetingHeld(meeting="m3", body="board"), JULY)

    item = ev.AgendaItemConsidered(agenda_item="m3/1", meeting="m3", about=["area:front-door"], outcome="deferred")
    say(ledger, item, JULY)

    assert taken == ("awaiting", None)
    assert state(ledger) == ("late", day(JULY))


def test_a_duty_at_every_meeting_is_due_at_the_next_that_was_called(ledger: Ledger) -> None:
    board(ledger)
    owe(ledger, "every meeting", day=MAY)

    say(ledger, ev.MeetingScheduled(meeting="m2", body="board", due="2017-12-01"), JUNE)

    assert state(ledger) == ("due", day("2017-12-01"))


@pytest.mark.parametrize(("limit", "expected"), [
    ("until 2017-07-11", "met"), ("until 2017-07-12", "late"), ("not after 2017-07-11", "met"),
    ("from 2017-07-12", "late"), ("from 2017-07-13", "awaiting"), ("not before 2017-07-13", "awaiting"),
    ("from obligation:other", "awaiting"), ("until obligation:other", "late"),
])  # fmt: skip
def test_a_meeting_outside_the_limits_of_a_duty_at_every_meeting_is_not_missed(
    ledger: Ledger, limit: str, expected: str
) -> None:
    board(ledger)
    owe(ledger, "by 2018-01-31", obligation="other")
    owe(ledger, f"every meeting; {limit}", day=MAY)
    say(ledger, ev.MeetingHeld(meeting="m2", body="board"), JUNE)
    say(ledger, ev.ObligationDischarged(obligation="o1"), JUNE)

    say(ledger, ev.MeetingHeld(meeting="m3", body="board"), "2017-07-12")

    assert state(ledger)[0] == expected


def test_a_duty_at_every_meeting_is_not_due_at_one_called_for_after_its_end(ledger: Ledger) -> None:
    board(ledger)
    owe(ledger, "every meeting; until 2017-11-30", day=MAY)

    say(ledger, ev.MeetingScheduled(meeting="m2", body="board", due="2017-12-01"), JUNE)

    assert state(ledger) == ("awaiting", None)


# After something else ---------------------------------------------------------------------------------------------


def test_a_duty_that_counts_from_what_has_not_happened_is_not_late(ledger: Ledger) -> None:
    owe(ledger, "by 2017-07-20", obligation="submit")
    owe(ledger, "1 month after obligation:submit")
    expected = state(ledger, day(JULY))
    unmet = state(ledger, AUTUMN)

    say(ledger, ev.ObligationDischarged(obligation="submit"), "2017-07-19")

    assert expected == ("due", day("2017-08-20"))
    assert unmet == ("awaiting", day("2017-08-20"))
    assert state(ledger, AUTUMN) == ("late", day("2017-08-19"))


def test_duties_that_wait_for_each_other_wait(ledger: Ledger) -> None:
    first = ev.ObligationCreated(obligation="o1", due="after obligation:o2")
    second = ev.ObligationCreated(obligation="o2", due="1 month after obligation:o1")
    ledger.record(first, second, happened=JUNE, known_on=JUNE)

    assert [found.ref for found in calendar(ledger).awaiting(AUTUMN)] == ["obligation:o1", "obligation:o2"]


def test_what_must_come_first_is_needed_by_the_day_of_what_it_holds_up(ledger: Ledger) -> None:
    owe(ledger, "2017-07-01..2017-07-20", obligation="submit")

    owe(ledger, "unspecified", before=["obligation:submit", "area:anything"])

    assert line(ledger).needed_by == day("2017-07-20")


def test_a_duty_that_counts_from_an_intervention_or_a_finished_action_has_its_day(ledger: Ledger) -> None:
    say(ledger, ev.InterventionImposed(intervention="notice", kind="improvement_notice"), MAY)
    say(ledger, ev.ActionAdded(action="2.4"), MAY)
    owe(ledger, "1 month after intervention:notice")
    owe(ledger, "1 month after action:2.4", obligation="o2")

    say(ledger, ev.CompletionClaimed(subject="action:2.4", completed_on="2017-06-01"), JUNE)

    assert state(ledger) == ("late", day("2017-06-10"))
    assert state(ledger, ref="obligation:o2") == ("late", day("2017-07-01"))


# Visits, meetings, answers, papers --------------------------------------------------------------------------------


def test_a_planned_visit_is_due_until_it_is_made(ledger: Ledger) -> None:
    say(ledger, ev.VisitPlanned(visit="v1", by=["org:ofsted"], due="August 2017"), JUNE)
    planned = line(ledger, day(JUNE), "visit:v1")

    say(ledger, ev.VisitConducted(visit="v1"), AUGUST)

    assert (planned.state, planned.latest, planned.leads) == ("due", day("2017-08-31"), ("org:ofsted",))
    assert state(ledger, ref="visit:v1")[0] == "met"


def test_a_round_of_visits_is_met_by_those_that_follow_it(ledger: Ledger) -> None:
    say(ledger, ev.VisitPlanned(visit="quarterly", due="every 3 months; from 2017-03-31"), MAY)

    say(ledger, ev.VisitConducted(visit="v1", follows=["quarterly"]), "2017-07-03")

    assert state(ledger, day(JULY), "visit:quarterly") == ("due", day("2017-09-30"))


def test_a_visit_that_follows_a_single_one_does_not_stand_for_it(ledger: Ledger) -> None:
    say(ledger, ev.VisitPlanned(visit="v1", due="June 2017"), MAY)

    say(ledger, ev.VisitConducted(visit="v2", follows=["v1"]), JULY)

    assert state(ledger, ref="visit:v1")[0] == "late"


def test_a_meeting_that_was_called_is_due_held_put_off_or_not_held(ledger: Ledger) -> None:
    board(ledger)
    say(ledger, ev.MeetingScheduled(meeting="m2", body="board", due="2017-06-28"), JUNE)
    called = state(ledger, day(JUNE), "meeting:m2")
    say(ledger, ev.MeetingNotHeld(body="board", meeting="m2", now="2017-07-12"), "2017-06-28")
    put_off = state(ledger, day("2017-07-01"), "meeting:m2")

    say(ledger, ev.MeetingNotHeld(body="board", meeting="m2"), JULY)
    say(ledger, ev.MeetingNotHeld(body="board", ever="no"), JULY)

    assert called == ("due", day("2017-06-28"))
    assert put_off == ("due", day("2017-07-12"))
    assert state(ledger, ref="meeting:m2") == ("ended", None)


def test_an_answer_is_owed_where_a_day_was_said(ledger: Ledger) -> None:
    say(ledger, ev.RecommendationMade(recommendation="r1", to=["body:cabinet"], answer_due="by 2017-08-14"), JUNE)
    say(ledger, ev.RecommendationMade(recommendation="r2"), JUNE)
    say(ledger, ev.ChallengeRaised(challenge="c1", by=["office:councillor-a"], answer_due="by 2017-07-01"), JUNE)
    late = calendar(ledger).late(AUTUMN)

    say(ledger, ev.RecommendationAnswered(recommendation="r1", response="accepted"), AUGUST)
    say(ledger, ev.ChallengeAnswered(challenge="c1", disposition="answered"), AUGUST)

    assert [(found.ref, found.leads, found.to) for found in late] == [
        ("challenge:c1", None, ("office:councillor-a",)),
        ("recommendation:r1", ("body:cabinet",), None),
    ]
    assert state(ledger, ref="challenge:c1")[0] == "met_late"
    assert state(ledger, ref="recommendation:r1")[0] == "met"


def test_an_answer_promised_by_a_day_is_owed_until_it_comes(ledger: Ledger) -> None:
    say(ledger, ev.ChallengeRaised(challenge="c1"), MAY)
    promise = ev.ChallengeAnswered(challenge="c1", disposition="undertaken", by=["office:dcs"], due="by 2017-07-01")
    say(ledger, promise, JUNE)
    say(ledger, ev.ChallengeAnswered(challenge="c1", disposition="deferred"), JULY)
    owed = line(ledger, ref="challenge:c1")

    say(ledger, ev.DeadlineChanged(subject="challenge:c1", now="by 2017-12-01"), AUGUST)

    assert (owed.state, owed.leads) == ("late", ("office:dcs",))
    assert state(ledger, ref="challenge:c1") == ("due", day("2017-12-01"))


def test_a_rival_answer_day_is_kept_beside_the_first(ledger: Ledger) -> None:
    first = say(ledger, ev.ChallengeRaised(challenge="c1", answer_due="by 2017-07-01"), JUNE)

    second = ev.ChallengeRaised(challenge="c1", answer_due="by 2017-08-01")
    say(ledger, second, JUNE, rival_of=f"entry:{first}")

    row = calendar(ledger).answers["challenge:c1"]
    assert (str(row.due), row.disputed) == ("by 2017-07-01", True)
    assert str(leaving_out(ObligationCalendar, ledger, first).answers["challenge:c1"].due) == "by 2017-08-01"


def test_a_paper_lodged_after_its_day_was_late(ledger: Ledger) -> None:
    lodged = ev.DocumentLodged(document="report", due="by 2017-06-07", issued_by="office:dcs", title="Report")
    say(ledger, lodged, JUNE)
    say(ledger, ev.DocumentLodged(document="appendix"), JUNE)

    assert state(ledger, ref="document:report") == ("met_late", day("2017-06-07"))
    assert list(calendar(ledger).documents) == ["report"]


def test_a_move_of_what_is_owed_inside_a_plan_is_not_the_calendars(ledger: Ledger) -> None:
    say(ledger, ev.ActionAdded(action="2.4", due="2017-07-20"), JUNE)

    say(ledger, ev.DeadlineChanged(subject="action:2.4", now="2017-12-01"), JULY)
    say(ledger, ev.PlanItemRetired(subject="action:2.4", how="lapsed"), JULY)
    say(ledger, ev.PlanItemReopened(subject="action:2.4"), JULY)

    assert calendar(ledger).lines(AUTUMN) == []
