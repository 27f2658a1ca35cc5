"""The plan as it stands."""

import datetime as dt
from typing import Any

import pytest

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.projections.plan_state import PlanState
from tests.projections.support import assert_as_of_today_is_now, assert_keyed, assert_no_cut_stops, plan_of, report, say

AUTUMN = dt.date(2017, 10, 2)
BARE = {
    "actions": "action",
    "commitments": "commitment",
    "measures": "measure",
    "plans": "plan",
    "risks": "risk",
    "schemes": "scheme",
}


# What an item says ----------------------------------------------------------------------------------------------------


def test_an_action_says_what_was_put_into_the_plan(action: Ledger) -> None:
    row = plan_of(action).actions["2.4"]

    assert (str(row.text), row.leads, str(row.due)) == (
        "Audit every threshold decision",
        ("office:dcs",),
        "by 2017-09-30",
    )
    assert (row.plan, row.status, row.claimed, row.entries) == ("p", None, None, [row.entry])


def test_what_was_not_said_is_not_the_same_as_none(ledger: Ledger) -> None:
    say(ledger, ev.ActionAdded(action="a"), "2017-01-06")
    say(ledger, ev.ActionAdded(action="b", leads="none"), "2017-01-06")

    plan = plan_of(ledger)

    assert (plan.actions["a"].leads, plan.actions["b"].leads) == (None, "none")


def test_the_latest_status_of_progress_is_the_status_and_others_stand_apart(action: Ledger) -> None:
    say(action, report("rag/green"), "2017-02-01")
    say(action, report("rag/red"), "2017-03-01")
    say(action, report("high", dimension="impact"), "2017-04-01")

    plan = plan_of(action)

    row = plan.actions["2.4"]
    assert (row.status, row.statuses, plan.meaning(row)) == ("rag/red", {"impact": "high"}, "off_track")


def test_a_colour_without_a_scheme_has_no_meaning(action: Ledger) -> None:
    say(action, report("green"), "2017-02-01")

    plan = plan_of(action)

    assert plan.meaning(plan.actions["2.4"]) is ev.Meaning.UNKNOWN


def test_a_scheme_laid_down_later_gives_meaning_to_what_was_reported_before(ledger: Ledger) -> None:
    say(ledger, ev.StatusSchemeDefined(scheme="s", states=[ev.State(label="x")]), "2017-01-01")
    say(ledger, ev.StatusReported(subject="area:a", status="s/amber"), "2017-02-01")
    amber = ev.State(label="amber", meaning="complete_embedding")
    say(ledger, ev.StatusSchemeDefined(scheme="s", states=[amber]), "2017-03-01")

    plan = plan_of(ledger)

    assert plan.meaning(plan.others["area:a"]) is ev.Meaning.COMPLETE_EMBEDDING


def test_a_label_keeps_the_meaning_it_had_when_it_was_used(action: Ledger) -> None:
    say(action, report("rag/green"), "2017-02-01")
    redefined = ev.State(label="green", meaning="complete")
    say(action, ev.StatusSchemeDefined(scheme="rag", version="2", states=[redefined]), "2017-03-01")

    plan = plan_of(action)

    assert plan.meaning(plan.actions["2.4"]) is ev.Meaning.ON_TRACK


def test_new_words_and_leads_replace_the_old(action: Ledger) -> None:
    say(action, ev.DetailChanged(subject="action:2.4", field="text", now="Audit a sample"), "2017-03-01")
    say(action, ev.DetailChanged(subject="action:2.4", field="leads", leads=["office:head-of-mash"]), "2017-03-02")

    row = plan_of(action).actions["2.4"]

    assert (str(row.text), row.leads) == ("Audit a sample", ("office:head-of-mash",))


def test_partners_who_accepted_stay_accepted_when_another_does(ledger: Ledger) -> None:
    say(ledger, ev.ActionAdded(action="a", partners=["org:x", "org:y"], accepted_by=["org:x"]), "2017-01-06")
    say(ledger, ev.DetailChanged(subject="action:a", field="accepted_by", accepted_by=["org:y"]), "2017-02-06")

    assert plan_of(ledger).actions["a"].accepted_by == ("org:x", "org:y")


# Dates ----------------------------------------------------------------------------------------------------------------


def test_an_open_item_is_overdue_the_day_after_its_last_day(action: Ledger) -> None:
    plan = plan_of(action)

    assert list(plan.overdue(dt.date(2017, 9, 30))) == []
    assert list(plan.overdue(dt.date(2017, 10, 1))) == ["action:2.4"]
    assert list(plan.due_next(dt.date(2017, 9, 30))) == ["action:2.4"]


@pytest.mark.parametrize(
    "end",
    [
        ev.CompletionClaimed(subject="action:2.4"),
        ev.StatusReported(subject="action:2.4", status="rag/blue"),
        ev.PlanItemRetired(subject="action:2.4", how="withdrawn"),
    ],
)
def test_what_is_claimed_or_retired_is_neither_live_nor_overdue(action: Ledger, end: Any) -> None:
    say(action, end, "2017-06-01")

    plan = plan_of(action)

    assert (plan.live(AUTUMN), plan.overdue(AUTUMN), plan.due_next(dt.date(2017, 1, 1))) == ({}, {}, {})


@pytest.mark.parametrize(
    ("outcome", "due"), [("requested", "by 2017-09-30"), ("refused", "by 2017-09-30"), (None, "by 2017-12-31")]
)
def test_a_date_moves_only_when_the_move_was_granted(action: Ledger, outcome: str | None, due: str) -> None:
    moved = ev.DeadlineChanged(subject="action:2.4", now=ev.by("2017-12-31"), outcome=outcome)
    say(action, moved, "2017-08-01")

    assert str(plan_of(action).actions["2.4"].due) == due


def test_a_date_moved_to_a_day_not_said_is_never_overdue(action: Ledger) -> None:
    say(action, ev.DeadlineChanged(subject="action:2.4"), "2017-08-01")

    plan = plan_of(action)

    assert (plan.actions["2.4"].due, plan.actions["2.4"].moves, plan.overdue(AUTUMN)) == (None, 1, {})


def test_a_duty_counted_from_a_meeting_falls_due_once_the_meeting_has_a_day(ledger: Ledger) -> None:
    say(ledger, ev.BodyEstablished(body="b"), "2017-01-01")
    say(ledger, ev.MeetingScheduled(meeting="m", body="b"), "2017-01-01")
    say(ledger, ev.ActionAdded(action="a", due=ev.by("3 months after meeting:m")), "2017-01-01")

    before = plan_of(ledger).overdue(AUTUMN)
    say(ledger, ev.MeetingHeld(meeting="m"), "2017-03-01")
    after = plan_of(ledger).overdue(AUTUMN)

    assert (list(before), list(after)) == ([], ["action:a"])


def test_a_rival_day_of_a_meeting_moves_no_duty(ledger: Ledger) -> None:
    say(ledger, ev.BodyEstablished(body="b"), "2017-01-01")
    held = say(ledger, ev.MeetingHeld(meeting="m", body="b"), "2017-03-01")
    say(ledger, ev.MeetingHeld(meeting="m"), "2017-02-01", rival_of=f"entry:{held}")

    plan = plan_of(ledger, known_by="2017-03-01")

    assert str(plan.days["meeting:m"]) == "2017-03-01"


def test_what_comes_round_again_is_due_at_its_next_turn_and_never_overdue(ledger: Ledger) -> None:
    say(ledger, ev.ActionAdded(action="a", due="every month; from 2017-01-31"), "2017-01-01")
    say(ledger, ev.ActionAdded(action="b", due=ev.by("2017-10-15")), "2017-01-01")
    say(ledger, ev.ActionAdded(action="c"), "2017-01-01")
    say(ledger, ev.ActionAdded(action="d", due="in due course"), "2017-01-01")

    plan = plan_of(ledger)

    assert list(plan.due_next(AUTUMN)) == ["action:b", "action:a"]
    assert plan.overdue(AUTUMN) == {}


def test_standing_puts_everything_on_one_line(action: Ledger) -> None:
    say(action, report("rag/red"), "2017-02-01")

    lines = {line.ref: line for line in plan_of(action).standing(AUTUMN)}

    assert set(lines) == {"plan:p", "action:2.4"}
    assert (lines["action:2.4"].stage, lines["action:2.4"].meaning, lines["action:2.4"].is_overdue) == (
        "reported",
        "off_track",
        True,
    )


# Accounts that differ -------------------------------------------------------------------------------------------------


def test_two_asserters_who_differ_leave_the_status_disputed_until_they_agree(action: Ledger) -> None:
    say(action, report("rag/green"), "2017-02-01", asserted_by="office:dcs")
    say(action, report("rag/red"), "2017-02-02", asserted_by="org:audit")
    disputed = plan_of(action).actions["2.4"]
    say(action, report("rag/red"), "2017-02-03", asserted_by="office:dcs")
    agreed = plan_of(action).actions["2.4"]

    assert (disputed.disputed, agreed.disputed) == (True, False)
    assert {report.asserter: report.status for report in disputed.reports.values()} == {
        "office:dcs": "rag/green",
        "org:audit": "rag/red",
    }


def test_different_dimensions_and_unnamed_asserters_dispute_nothing(action: Ledger) -> None:
    say(action, report("rag/green"), "2017-02-01", asserted_by="office:dcs")
    say(action, report("rag/red", dimension="impact"), "2017-02-02", asserted_by="org:audit")
    say(action, report("rag/blue"), "2017-02-03")

    assert plan_of(action).actions["2.4"].disputed is False


RIVALS = [
    (ev.ActionAdded(action="2.4", due=ev.by("2017-12-31")), "due", "by 2017-12-31"),
    (ev.DeadlineChanged(subject="action:2.4", now=ev.by("2018-01-31")), "due", "by 2018-01-31"),
    (ev.StatusReported(subject="action:2.4", status="rag/red"), "status", "rag/red"),
    (ev.VerificationRecorded(subject="action:2.4", result="verified"), "verification", "verified"),
    (ev.DetailChanged(subject="action:2.4", field="leads", leads=["office:cx"]), "leads", "('office:cx',)"),
    (ev.PlanItemRetired(subject="action:2.4", how="merged"), "how", "merged"),
]


@pytest.mark.parametrize(("event", "field", "value"), RIVALS)
def test_a_rival_account_is_kept_and_never_overwrites(action: Ledger, event: Any, field: str, value: str) -> None:
    first = say(action, ev.PlanItemReopened(subject="action:2.4"), "2017-02-01")
    before = plan_of(action).actions["2.4"]
    if isinstance(event, ev.ActionAdded):
        first = before.entry

    say(action, event, "2017-03-01", rival_of=f"entry:{first}")

    after = plan_of(action).actions["2.4"]
    assert after.disputed
    assert {rival.field: rival_value(rival.value) for rival in after.rivals}[field] == value
    assert getattr(after, field) == getattr(before, field)


def rival_value(value: Any) -> str:
    return str(tuple(str(each) for each in value)) if isinstance(value, tuple) else str(value)


@pytest.mark.parametrize("made", [ev.CompletionClaimed, ev.EmbeddingConfirmed, ev.PlanItemReopened])
def test_a_rival_claim_test_or_reopening_changes_no_stage(action: Ledger, made: Any) -> None:
    say(action, made(subject="action:2.4"), "2017-03-01", rival_of="entry:4")

    row = plan_of(action).actions["2.4"]

    assert (row.disputed, row.claimed, row.embedded, row.reopened) == (True, None, None, None)
    assert "(entry 5)" in str(row.rivals[0])


def test_a_correction_changes_what_is_known_never_what_was_known(action: Ledger) -> None:
    number = say(action, report("rag/green"), "2017-02-01")

    action.correct(number, report("rag/red"), reason="mis-typed", known_on="2017-05-01")

    assert plan_of(action).actions["2.4"].status == "rag/red"
    assert plan_of(action, known_by="2017-04-30").actions["2.4"].status == "rag/green"


def test_a_retracted_claim_was_never_made(action: Ledger) -> None:
    number = say(action, ev.CompletionClaimed(subject="action:2.4"), "2017-06-01")

    action.retract(number, reason="entered twice")

    plan = plan_of(action)
    assert (plan.stage(plan.actions["2.4"]), plan.actions["2.4"].claimed) == ("added", None)


def test_what_was_changed_before_an_item_is_known_to_have_been_added_stays_changed(ledger: Ledger) -> None:
    say(ledger, ev.ActionAdded(action="a", due=ev.by("2017-06-30"), leads=["office:dcs"]), "2017-05-01")
    say(ledger, ev.DeadlineChanged(subject="action:a", now=ev.by("2017-12-31")), "2017-04-01")
    say(ledger, ev.DetailChanged(subject="action:a", field="leads", leads=["office:cx"]), "2017-04-01")

    row = plan_of(ledger).actions["a"]

    assert (str(row.due), row.leads) == ("by 2017-12-31", ("office:cx",))


# Laws, and the minutes ------------------------------------------------------------------------------------------------


def test_no_cut_of_a_minute_stops_it(minute: Ledger) -> None:
    assert_no_cut_stops(PlanState, minute)


def test_as_of_today_is_now(minute: Ledger) -> None:
    assert_as_of_today_is_now(PlanState, minute)


def test_each_row_follows_from_the_entries_that_name_it(minute: Ledger, action: Ledger) -> None:
    say(action, report("rag/blue"), "2017-06-01")

    assert_keyed(PlanState, minute, bare=BARE)
    assert_keyed(PlanState, action, bare=BARE)


def test_west_berkshires_amber_is_a_claim_and_its_red_means_nothing_known(minutes: dict[str, Ledger]) -> None:
    plan = plan_of(minutes["west-berkshire-2015"])

    assert plan.stage(plan.actions["shown-amber"]) == "claimed"
    assert plan.meaning(plan.actions["shown-amber"]) is ev.Meaning.COMPLETE_EMBEDDING
    assert plan.stage(plan.actions["shown-red"]) == "reported"
    assert plan.meaning(plan.actions["shown-red"]) is ev.Meaning.UNKNOWN


def test_herefordshires_notice_has_every_part_claimed(minutes: dict[str, Ledger]) -> None:
    plan = plan_of(minutes["herefordshire-2021"])

    claimed = {ref for ref, row in plan.others.items() if plan.stage(row) == "claimed"}

    assert claimed == {"intervention:notice", "part:notice/a", "part:notice/b", "part:notice/c"}


def test_tower_hamlets_plan_was_a_draft_overseen_by_its_board(minutes: dict[str, Ledger]) -> None:
    plan = plan_of(minutes["tower-hamlets-2017-06-14"], as_of="2017-06-14").plans["iip"]

    assert (plan.standing, plan.overseen_by) == ("draft", ("bvib",))
