"""The plan as it stands."""

import datetime as dt
from typing import Any

import pytest

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.projections.plan_items import Item
from govledger.projections.plan_state import PlanState
from tests.projections.support import assert_as_of_today_is_now, assert_keyed, assert_no_cut_stops, say

AUTUMN = dt.date(2017, 10, 2)
BARE = {
    "actions": "action",
    "commitments": "commitment",
    "measures": "measure",
    "plans": "plan",
    "risks": "risk",
    "schemes": "scheme",
}


def plan_of(ledger: Ledger, **cut: Any) -> PlanState:
    return ledger.history(**cut).project(PlanState)


@pytest.fixture
def action(ledger: Ledger) -> Ledger:
    """A ledger with a plan, its scheme, and action 2.4, due by the end of September 2017."""
    states = (
        ev.State(label="green", meaning="on_track"),
        ev.State(label="blue", meaning="complete"),
        ev.State(label="red", meaning="off_track"),
        ev.State(label="grey", meaning="no_update"),
    )
    say(ledger, ev.PlanVersioned(plan="p", version="1", standing="approved"), "2017-01-05")
    say(ledger, ev.StatusSchemeDefined(scheme="rag", states=states, applies_to=["plan:p"]), "2017-01-05")
    added = ev.ActionAdded(
        action="2.4", plan="p", text="Audit every threshold decision", leads=["office:dcs"], due=ev.by("2017-09-30")
    )
    say(ledger, added, "2017-01-06")
    return ledger


def report(status: str, **said: Any) -> ev.StatusReported:
    return ev.StatusReported(subject="action:2.4", status=status, **said)


def stage(ledger: Ledger, **cut: Any) -> str:
    plan = plan_of(ledger, **cut)
    return plan.stage(plan.actions["2.4"])


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


# How far it has come --------------------------------------------------------------------------------------------------


def test_an_item_comes_through_its_stages(action: Ledger) -> None:
    evidence = [stage(action)]
    steps: list[tuple[Any, str]] = [
        (report("rag/green"), "2017-02-01"),
        (ev.CompletionClaimed(subject="action:2.4", by=["office:dcs"], completed_on="2017-05"), "2017-06-01"),
        (ev.VerificationRecorded(subject="action:2.4", result="verified", by=["org:audit"]), "2017-07-01"),
        (ev.EmbeddingConfirmed(subject="action:2.4"), "2017-12-01"),
        (ev.PlanItemReopened(subject="action:2.4"), "2018-01-01"),
        (ev.PlanItemRetired(subject="action:2.4", how="merged", successor=["action:2.4"]), "2018-02-01"),
    ]

    for event, day in steps:
        say(action, event, day)
        evidence.append(stage(action))

    assert evidence == ["added", "reported", "claimed", "verified", "embedded", "reopened", "retired"]


def test_a_claim_says_whose_word_it_is_and_the_day_it_speaks_of(action: Ledger) -> None:
    claim = ev.CompletionClaimed(subject="action:2.4", by=["office:dcs"], completed_on="2017-05")
    number = say(action, claim, "2017-06-01", asserted_by="office:dcs")

    claimed = plan_of(action).actions["2.4"].claimed

    assert claimed is not None
    assert (claimed.by, claimed.day, str(claimed.said_of), claimed.entry) == (
        ("office:dcs",),
        dt.date(2017, 6, 1),
        "2017-05",
        number,
    )
    assert str(claimed) == f"2017-06-01 by office:dcs (entry {number})"


def test_a_status_that_means_done_is_a_claim(action: Ledger) -> None:
    number = say(action, report("rag/blue"), "2017-06-01", asserted_by="office:dcs")

    plan = plan_of(action)

    claim = plan.claim(plan.actions["2.4"])
    assert claim is not None
    assert (claim.entry, str(claim)) == (number, f"rag/blue 2017-06-01 by office:dcs (entry {number})")
    assert plan.stage(plan.actions["2.4"]) == "claimed"


def test_a_claim_outlives_a_report_that_says_nothing(action: Ledger) -> None:
    say(action, report("rag/blue"), "2017-06-01")
    say(action, report("rag/grey"), "2017-07-01")

    assert stage(action) == "claimed"


def test_a_done_item_reported_off_track_has_slipped_back_and_is_open_again(action: Ledger) -> None:
    say(action, report("rag/blue"), "2017-06-01")
    say(action, report("rag/red"), "2017-07-01")

    plan = plan_of(action)

    assert plan.stage(plan.actions["2.4"]) == "slipped_back"
    assert list(plan.overdue(AUTUMN)) == ["action:2.4"]


def test_what_was_done_before_an_item_was_reopened_counts_no_more(action: Ledger) -> None:
    say(action, report("rag/blue"), "2017-06-01")
    say(action, ev.PlanItemReopened(subject="action:2.4"), "2017-07-01")

    assert stage(action) == "reopened"


def test_a_check_that_fails_takes_back_an_earlier_one(action: Ledger) -> None:
    say(action, ev.VerificationRecorded(subject="action:2.4", result="verified"), "2017-06-01")
    say(action, ev.VerificationRecorded(subject="action:2.4", result="not_verified"), "2017-07-01")

    row = plan_of(action).actions["2.4"]

    assert (row.verified, row.verification) == (None, "not_verified")


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

    assert stage(action) == "added"


def test_what_was_changed_before_an_item_is_known_to_have_been_added_stays_changed(ledger: Ledger) -> None:
    say(ledger, ev.ActionAdded(action="a", due=ev.by("2017-06-30"), leads=["office:dcs"]), "2017-05-01")
    say(ledger, ev.DeadlineChanged(subject="action:a", now=ev.by("2017-12-31")), "2017-04-01")
    say(ledger, ev.DetailChanged(subject="action:a", field="leads", leads=["office:cx"]), "2017-04-01")

    row = plan_of(ledger).actions["a"]

    assert (str(row.due), row.leads) == ("by 2017-12-31", ("office:cx",))


# Plans, measures and others -------------------------------------------------------------------------------------------


def test_a_plan_keeps_every_version_and_shows_the_latest(action: Ledger) -> None:
    say(action, ev.BodyEstablished(body="board"), "2017-02-01")
    say(action, ev.PlanVersioned(plan="p", standing="submitted", overseen_by=["board"]), "2017-02-01")
    say(action, ev.PlanVersioned(plan="p", addresses=["area:a"], text="Refreshed"), "2017-03-01")

    plan = plan_of(action).plans["p"]

    assert [version.standing for version in plan.versions] == ["approved", "submitted", None]
    assert (plan.version, plan.standing, plan.overseen_by, plan.schemes) == ("1", "submitted", ("board",), ("rag",))
    assert (plan.addresses, str(plan.text)) == (("area:a",), "Refreshed")


def test_a_rival_version_of_a_plan_is_kept_apart(action: Ledger) -> None:
    say(action, ev.PlanVersioned(plan="p", standing="draft"), "2017-02-01", rival_of="entry:2")

    plan = plan_of(action).plans["p"]

    assert (plan.standing, plan.disputed, [version.is_rival for version in plan.versions]) == (
        "approved",
        True,
        [False, True],
    )


def test_a_measure_shows_its_latest_definition_and_every_figure(ledger: Ledger) -> None:
    first = ev.MeasureDefined(measure="m", version="1", name="Timeliness", unit="%", target="90 %", direction="higher")
    say(ledger, first, "2017-01-01")
    say(ledger, ev.MeasureObserved(measure="m", period="during Q1 2017/18", value="70 %"), "2017-07-01")
    say(ledger, ev.MeasureObserved(measure="m", period="during Q1 2017/18", value="72 %"), "2017-08-01")
    changed = ev.MeasureDefined(measure="m", version="2", target="80 %", change="target", comparable="no")
    say(ledger, changed, "2017-09-01")

    measure = plan_of(ledger).measures["m"]

    assert (measure.version, str(measure.target), measure.unit, str(measure.text)) == ("2", "80 %", "%", "Timeliness")
    assert (measure.changed, measure.comparable, len(measure.definitions)) == ("target", "no", 2)
    assert [str(figure.value) for figure in measure.observations] == ["70 %", "72 %"]


def test_a_rival_definition_or_figure_is_kept_apart(ledger: Ledger) -> None:
    defined = say(ledger, ev.MeasureDefined(measure="m", target="90 %"), "2017-01-01")
    observed = say(ledger, ev.MeasureObserved(measure="m", value="70 %"), "2017-02-01")
    say(ledger, ev.MeasureDefined(measure="m", target="85 %"), "2017-01-02", rival_of=f"entry:{defined}")
    say(ledger, ev.MeasureObserved(measure="m", value="71 %"), "2017-02-02", rival_of=f"entry:{observed}")

    measure = plan_of(ledger).measures["m"]

    assert (measure.disputed, str(measure.target)) == (True, "90 %")
    assert [figure.is_rival for figure in measure.observations] == [False, True]


def test_risks_areas_and_parts_have_a_state_too(ledger: Ledger) -> None:
    imposed = ev.InterventionImposed(intervention="n", kind="improvement_notice", requirements=["a"])
    say(ledger, imposed, "2017-01-01")
    say(ledger, ev.RiskIdentified(risk="r", register="corporate", text="Workforce"), "2017-01-01")
    say(ledger, ev.StatusReported(subject="risk:r", status="high", dimension="exposure"), "2017-01-02")
    say(ledger, ev.CompletionClaimed(subject="part:n/a"), "2017-01-02")
    say(ledger, ev.CompletionClaimed(subject="area:thresholds"), "2017-01-02")

    plan = plan_of(ledger)

    assert (plan.risks["r"].register, plan.risks["r"].statuses) == ("corporate", {"exposure": "high"})
    assert {ref: plan.stage(row) for ref, row in plan.others.items()} == {
        "part:n/a": "claimed",
        "area:thresholds": "claimed",
    }


def test_commitments_and_measures_are_reported_on_like_anything_else(ledger: Ledger) -> None:
    say(ledger, ev.CommitmentMade(commitment="c", aim="good", embedding="needed"), "2017-01-01")
    say(ledger, ev.MeasureDefined(measure="m"), "2017-01-01")
    say(ledger, ev.StatusReported(subject="commitment:c", status="green"), "2017-02-01")
    say(ledger, ev.StatusReported(subject="measure:m", status="red"), "2017-02-01")

    plan = plan_of(ledger)

    assert (plan.commitments["c"].status, plan.commitments["c"].aim, plan.measures["m"].status) == (
        "green",
        "good",
        "red",
    )


def test_a_scheme_for_other_things_than_plans_leaves_the_plans_alone(ledger: Ledger) -> None:
    say(ledger, ev.BodyEstablished(body="b"), "2017-01-01")
    scheme = ev.StatusSchemeDefined(scheme="s", states=[ev.State(label="red")], applies_to=["body:b"])
    say(ledger, scheme, "2017-01-01")

    plan = plan_of(ledger)

    assert (plan.plans, plan.schemes["s"].applies_to) == ({}, ("body:b",))


def test_a_report_of_unnamed_items_only_sets_no_status(action: Ledger) -> None:
    say(action, ev.StatusReported(subject="plan:p", tally={"red": 6, "green": 9}, of=15), "2017-02-01")

    plan = plan_of(action).plans["p"]

    assert (plan.status, plan.reports, len(plan.entries)) == (None, {}, 3)


def test_anything_is_found_by_its_reference(action: Ledger) -> None:
    say(action, ev.CompletionClaimed(subject="area:a"), "2017-02-01")
    say(action, ev.VerificationRecorded(subject="area:a", result="partly"), "2017-03-01")

    plan = plan_of(action)

    assert isinstance(plan.find("action:2.4"), Item)
    assert plan.others["area:a"].verification == "partly"
    assert plan.find("area:a") is plan.others["area:a"]
    assert plan.find("action:9.9") is None
    assert "9.9" not in plan.actions


def test_an_item_that_nothing_within_the_cut_introduces_is_not_live(action: Ledger) -> None:
    say(action, ev.DeadlineChanged(subject="action:2.4", now=ev.by("2017-12-31")), "2016-12-01")

    plan = plan_of(action, happened_by="2016-12-31")

    assert (plan.stage(plan.actions["2.4"]), plan.live(AUTUMN)) == ("unknown", {})


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
