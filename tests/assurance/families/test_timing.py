from typing import Any

import pytest

from govledger import events as ev
from govledger.assurance import RULES, Alarm, CannotTell, Clear, NotYet
from tests.assurance.courses import RAG, report
from tests.assurance.support import Story

RULE = "OVERDUE_NOT_RED"


def start(story: Story, due: str | None = "by 2017-03-31", **said: Any) -> int:
    """Action 1, due by the end of March 2017; return its entry."""
    story.say(RAG, on="2017-01-01")
    return story.say(ev.ActionAdded(action="1", due=due, **said), on="2017-01-01")[0]


def test_a_thing_past_its_date_and_still_green_is_asked_about() -> None:
    with Story() as story:
        added = start(story)
        status = report(story, "action:1", "green", "2017-04-20")

        answer = story.ask(RULE, "action:1", "2017-04-20")

    assert isinstance(answer, Alarm)
    assert answer.because == (added, status)
    assert answer.opened == added
    assert answer.severity is None
    assert RULES.named(RULE).severity == "high"
    assert answer.says == (
        "action:1 was due by 2017-03-31 and is not claimed complete; its last status, of 2017-04-20, says on_track"
    )


def test_a_thing_completed_in_time_and_recorded_after_is_clear() -> None:
    with Story() as story:
        start(story)
        (claim,) = story.say(ev.CompletionClaimed(subject="action:1", completed_on="2017-03-29"), on="2017-04-06")

        answer = story.ask(RULE, "action:1", "2017-04-20")

    assert isinstance(answer, Clear)
    assert answer.because == (claim,)


@pytest.mark.parametrize("label", ["amber", "red", "stopped"])
def test_a_status_that_says_that_something_is_amiss_is_clear(label: str) -> None:
    with Story() as story:
        added = start(story)
        status = report(story, "action:1", label, "2017-02-20")

        answer = story.ask(RULE, "action:1", "2017-04-20")

    assert isinstance(answer, Clear)
    assert answer.because == (added, status)


@pytest.mark.parametrize("label", ["green", "paused"])
def test_a_status_that_does_not_is_not(label: str) -> None:
    with Story() as story:
        start(story)
        report(story, "action:1", label, "2017-04-20")

        answer = story.ask(RULE, "action:1", "2017-04-20")

    assert isinstance(answer, Alarm)


def test_a_status_that_means_done_counts_as_a_claim() -> None:
    with Story() as story:
        start(story)
        status = report(story, "action:1", "done", "2017-03-20")

        answer = story.ask(RULE, "action:1", "2017-04-20")

    assert isinstance(answer, Clear)
    assert answer.because == (status,)


def test_a_thing_said_done_and_then_only_on_track_is_open_again() -> None:
    with Story() as story:
        start(story)
        report(story, "action:1", "done", "2017-03-20")
        report(story, "action:1", "green", "2017-04-20")

        answer = story.ask(RULE, "action:1", "2017-04-20")

    assert isinstance(answer, Alarm)


# On which day --------------------------------------------------------------------------------------------------------


def test_what_is_not_yet_due_is_asked_about_from_the_sixth_working_day_after_its_date() -> None:
    with Story() as story:
        added = start(story)
        report(story, "action:1", "green", "2017-03-20")
        story.cover("statuses")

        due = story.ask(RULE, "action:1", "2017-03-31")
        last = story.ask(RULE, "action:1", "2017-04-07")
        over = story.ask(RULE, "action:1", "2017-04-08")

    assert isinstance(due, NotYet)
    assert due.because == (added,)
    assert due.recheck_on.isoformat() == "2017-04-08"
    assert isinstance(last, NotYet)
    assert isinstance(over, Alarm)


def test_bank_holidays_are_no_working_days() -> None:
    with Story() as story:
        start(story, due="by 2017-04-13")  # Good Friday and Easter Monday follow.
        story.cover("statuses")

        last = story.ask(RULE, "action:1", "2017-04-24")
        over = story.ask(RULE, "action:1", "2017-04-25")

    assert isinstance(last, NotYet)
    assert isinstance(over, Alarm)


def test_the_days_of_grace_are_a_setting() -> None:
    with Story() as story:
        start(story)
        report(story, "action:1", "green", "2017-03-20")
        story.cover("statuses")
        story.set(RULE, "grace_working_days", 6)
        looser = story.ask(RULE, "action:1", "2017-04-10")
        story.set(RULE, "grace_working_days", 0)
        none = story.ask(RULE, "action:1", "2017-03-31"), story.ask(RULE, "action:1", "2017-04-01")

    assert isinstance(looser, NotYet)
    assert isinstance(none[0], NotYet)
    assert isinstance(none[1], Alarm)


def test_a_moved_date_is_the_date() -> None:
    with Story() as story:
        start(story)
        moved = story.say(ev.DeadlineChanged(subject="action:1", now="by 2017-06-30"), on="2017-03-01")[0]
        report(story, "action:1", "green", "2017-07-20")

        before = story.ask(RULE, "action:1", "2017-06-30")
        after = story.ask(RULE, "action:1", "2017-07-20")

    assert isinstance(before, NotYet)
    assert isinstance(after, Alarm)
    assert after.opened == moved


def test_a_commitment_is_asked_about_as_an_action_is() -> None:
    with Story() as story:
        story.say(RAG, ev.CommitmentMade(commitment="c", due="by 2017-03-31"), on="2017-01-01")
        report(story, "commitment:c", "green", "2017-04-20")

        answer = story.ask(RULE, "commitment:c", "2017-04-20")

    assert isinstance(answer, Alarm)


def test_a_date_that_hangs_on_something_is_worked_out_once_that_has_a_day() -> None:
    with Story() as story:
        story.say(ev.VisitPlanned(visit="v"), on="2017-01-01")
        start(story, due="2 months after visit:v")
        report(story, "action:1", "green", "2017-06-20")

        open_yet = story.ask(RULE, "action:1", "2017-06-20")
        story.say(ev.VisitConducted(visit="v"), on="2017-02-28")
        dated = story.ask(RULE, "action:1", "2017-06-20")

    assert isinstance(open_yet, CannotTell)
    assert isinstance(dated, Alarm)


@pytest.mark.parametrize("due", ["unspecified", "unknown", "when the board agrees"])
def test_a_date_without_a_day_tells_nothing(due: str) -> None:
    with Story() as story:
        added = start(story, due=due)
        story.cover("statuses")

        answer = story.ask(RULE, "action:1", "2017-04-20")

    assert isinstance(answer, CannotTell)
    assert answer.because == (added,)
    assert "no day" in answer.why


@pytest.mark.parametrize("due", [None, "none", "every month"])
def test_there_is_nothing_to_ask_of_what_never_falls_due_for_the_last_time(due: str | None) -> None:
    with Story() as story:
        start(story, due=due)
        story.say(ev.StatusReported(subject="action:1", status="rag/green"), on="2017-04-20")
        story.cover("statuses")

        answer = story.ask(RULE, "action:1", "2017-04-20")

    assert answer is None


def test_a_date_moved_to_no_day_tells_nothing() -> None:
    with Story() as story:
        start(story)
        story.say(ev.DeadlineChanged(subject="action:1"), on="2017-03-01")
        report(story, "action:1", "green", "2017-04-20")

        answer = story.ask(RULE, "action:1", "2017-04-20")

    assert isinstance(answer, CannotTell)


def test_a_date_that_the_clerk_doubts_tells_nothing() -> None:
    with Story() as story:
        story.say(RAG, on="2017-01-01")
        story.say(ev.ActionAdded(action="1", due="by 2017-03-31"), on="2017-01-01", uncertain=["due"])
        report(story, "action:1", "green", "2017-04-20")

        answer = story.ask(RULE, "action:1", "2017-04-20")

    assert isinstance(answer, CannotTell)
    assert "the clerk doubts" in answer.why


def test_of_two_accounts_of_a_date_the_later_has_to_pass() -> None:
    with Story() as story:
        added = start(story)
        other = ev.ActionAdded(action="1", due="by 2017-06-30")
        story.say(other, on="2017-01-01", rival_of=f"entry:{added}")
        report(story, "action:1", "green", "2017-07-20")

        between = story.ask(RULE, "action:1", "2017-05-01")
        after = story.ask(RULE, "action:1", "2017-07-20")

    assert isinstance(between, NotYet)
    assert isinstance(after, Alarm)


# What was reported ---------------------------------------------------------------------------------------------------


def test_nothing_reported_since_its_date_tells_only_where_all_statuses_are_held() -> None:
    with Story() as story:
        start(story)
        report(story, "action:1", "green", "2017-04-07")
        story.cover("statuses", since="2017-04-01")

        day_short = story.ask(RULE, "action:1", "2017-04-20")
        story.cover("statuses", since="2017-03-31", until="2017-03-31")
        covered = story.ask(RULE, "action:1", "2017-04-20")

    assert isinstance(day_short, CannotTell)
    assert "statuses" in day_short.why
    assert isinstance(covered, Alarm)


def test_coverage_of_its_plan_will_do() -> None:
    with Story() as story:
        story.say(ev.PlanVersioned(plan="p"), on="2017-01-01")
        added = start(story, plan="p")
        story.cover("statuses", about=["plan:p"])

        answer = story.ask(RULE, "action:1", "2017-04-20")

    assert isinstance(answer, Alarm)
    assert answer.because == (added,)
    assert answer.says.endswith("; nothing was reported of it")


def test_what_says_nothing_of_it_leaves_the_word_before_standing() -> None:
    with Story() as story:
        start(story)
        amber = report(story, "action:1", "amber", "2017-02-20")
        report(story, "action:1", "grey", "2017-04-19")
        report(story, "action:1", "unrated", "2017-04-20")

        answer = story.ask(RULE, "action:1", "2017-04-20")

    assert isinstance(answer, Clear)
    assert amber in answer.because


def test_a_report_still_to_come_does_not_count() -> None:
    with Story() as story:
        start(story)
        report(story, "action:1", "green", "2017-04-19")
        report(story, "action:1", "amber", "2017-04-21")

        before = story.ask(RULE, "action:1", "2017-04-20")
        on_the_day = story.ask(RULE, "action:1", "2017-04-21")

    assert isinstance(before, Alarm)
    assert isinstance(on_the_day, Clear)


@pytest.mark.parametrize(
    ("label", "envelope"), [("odd", {}), ("green", {"uncertain": ["status"]}), ("green", {"mode": "presupposed"})]
)
def test_a_last_status_that_is_not_sure_tells_nothing(label: str, envelope: dict[str, Any]) -> None:
    with Story() as story:
        added = start(story)
        status = report(story, "action:1", label, "2017-04-20", **envelope)

        answer = story.ask(RULE, "action:1", "2017-04-20")

    assert isinstance(answer, CannotTell)
    assert answer.because == (added, status)


def test_a_thing_only_taken_for_granted_raises_no_alarm() -> None:
    with Story() as story:
        story.say(ev.ActionAdded(action="1", due="by 2017-03-31"), on="2017-01-01", mode="presupposed")
        story.cover("statuses")

        answer = story.ask(RULE, "action:1", "2017-04-20")

    assert isinstance(answer, CannotTell)
    assert "takes it for granted" in answer.why


def test_there_is_nothing_to_ask_of_what_left_its_plan() -> None:
    with Story() as story:
        start(story)
        report(story, "action:1", "green", "2017-04-20")
        story.say(ev.PlanItemRetired(subject="action:1", how="withdrawn"), on="2017-04-20")

        answer = story.ask(RULE, "action:1", "2017-04-20")

    assert answer is None


def test_there_is_nothing_to_ask_of_what_was_done_and_never_had_a_date() -> None:
    with Story() as story:
        start(story, due=None)
        story.say(ev.CompletionClaimed(subject="action:1"), on="2017-04-20")

        answer = story.ask(RULE, "action:1", "2017-04-20")

    assert answer is None


def test_what_it_waits_for_and_a_correction_of_its_date_are_told() -> None:
    with Story() as story:
        story.say(ev.ActionAdded(action="0"), on="2017-01-01")
        added = start(story, depends_on=["action:0"])
        status = report(story, "action:1", "green", "2017-04-20")
        (typo,) = story.say(ev.CorrectionRecorded(about=["action:1"], field="due"), on="2017-04-21")

        answer = story.ask(RULE, "action:1", "2017-04-20")

    assert isinstance(answer, Alarm)
    assert answer.because == (added, status, typo)
    assert answer.says.endswith(f"; it waits for action:0; a correction is on record (entry {typo})")


def test_a_duty_that_comes_round_until_a_day_falls_due_on_that_day() -> None:
    with Story() as story:
        start(story, "every month until 2017-03-31")
        report(story, "action:1", "green", "2017-04-20")

        assert isinstance(story.ask(RULE, "action:1", "2017-04-20"), Alarm)


def test_where_statuses_are_not_held_that_is_what_is_lacking_whoever_takes_it_for_granted() -> None:
    with Story() as story:
        story.say(RAG, on="2017-01-01")
        story.say(ev.ActionAdded(action="1", due="by 2017-03-31"), on="2017-01-01", mode="presupposed")

        answer = story.ask(RULE, "action:1", "2017-04-20")

    assert isinstance(answer, CannotTell)
    assert "all statuses" in answer.why


def test_of_an_action_that_is_only_waited_for_nothing_is_asked_yet() -> None:
    with Story() as story:
        story.together(
            ("2017-05-01", ev.ActionAdded(action="2", depends_on=["action:1"])),
            ("2017-06-01", ev.ActionAdded(action="1")),
        )

        answer = story.ask(RULE, "action:1", "2017-05-20", as_of="2017-05-20")

    assert answer is None
