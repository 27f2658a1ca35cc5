from typing import Any

import pytest

from govledger import events as ev
from govledger.assurance import RULES, Alarm, CannotTell, Clear
from tests.assurance.support import Story

RULE = "SERIAL_RESCHEDULING"


def due(story: Story, day: str = "2017-06-30", **said: Any) -> int:
    """Put action 1 into a plan on New Year's Day; return the entry's number."""
    return story.say(ev.ActionAdded(action="1", due=ev.by(day), **said), on="2017-01-01")[0]


def moved(story: Story, now: str | None, on: str, subject: str = "action:1", **said: Any) -> int:
    """Move a date on a day; return the entry's number."""
    event = ev.DeadlineChanged(subject=subject, now=ev.by(now) if now else None, **said)
    return story.say(event, on=on)[0]


# Of one date ---------------------------------------------------------------------------------------------------------


def test_a_date_moved_later_twice_is_asked_about() -> None:
    with Story() as story:
        added = due(story)
        first = moved(story, "2017-07-15", "2017-06-01")
        second = moved(story, "2017-08-01", "2017-07-01")

        answer = story.ask(RULE, "action:1", "2017-08-01")

    assert isinstance(answer, Alarm)
    assert set(answer.because) == {first, second}
    assert added not in answer.because
    assert answer.opened == second
    assert answer.severity is None
    assert answer.says == (
        "action:1 was first due by 2017-06-30 and is now due by 2017-08-01: moved later 2 times, none of them by "
        "a decision on record"
    )


def test_one_agreed_change_is_clear_where_all_deadlines_are_held() -> None:
    with Story() as story:
        added = due(story)
        first = moved(story, "2017-07-15", "2017-06-01")
        story.cover("deadlines")

        answer = story.ask(RULE, "action:1", "2017-08-01")

    assert isinstance(answer, Clear)
    assert answer.because == (added, first)


def test_one_change_where_deadlines_are_not_covered_tells_nothing() -> None:
    with Story() as story:
        due(story)
        moved(story, "2017-07-15", "2017-06-01")
        story.cover("deadlines", since="2017-01-02")

        answer = story.ask(RULE, "action:1", "2017-08-01")

    assert isinstance(answer, CannotTell)
    assert "deadlines" in answer.why
    assert "2017-01-01" in answer.why


def test_a_date_that_never_moved_is_clear_where_all_deadlines_are_held() -> None:
    with Story() as story:
        added = due(story)
        story.cover("deadlines")

        answer = story.ask(RULE, "action:1", "2017-08-01")

    assert isinstance(answer, Clear)
    assert answer.because == (added,)


@pytest.mark.parametrize("given", [None, "unspecified", "none"])
def test_there_is_nothing_to_ask_of_a_thing_without_a_day(given: str | None) -> None:
    with Story() as story:
        story.say(ev.ActionAdded(action="1", due=given), on="2017-01-01")
        story.cover("deadlines")

        answer = story.ask(RULE, "action:1", "2017-08-01")

    assert answer is None


def test_how_many_moves_are_asked_about_is_a_setting() -> None:
    with Story() as story:
        due(story)
        moved(story, "2017-07-15", "2017-06-01")
        second = moved(story, "2017-08-01", "2017-07-01")
        story.cover("deadlines")
        story.set(RULE, "moves_min", 3)

        looser = story.ask(RULE, "action:1", "2017-08-01")
        moved(story, "2017-08-10", "2017-07-20")
        again = story.ask(RULE, "action:1", "2017-08-01")
        story.set(RULE, "moves_min", 1)
        stricter = story.ask(RULE, "action:1", "2017-08-01")

    assert isinstance(looser, Clear)
    assert isinstance(again, Alarm)
    assert again.opened == second + 3
    assert isinstance(stricter, Alarm)
    assert stricter.opened == second - 1


def test_a_move_that_has_not_been_made_by_today_does_not_count() -> None:
    with Story() as story:
        due(story)
        moved(story, "2017-07-15", "2017-06-01")
        moved(story, "2017-08-01", "2017-07-02")
        story.cover("deadlines")

        day_before = story.ask(RULE, "action:1", "2017-07-01")
        same_day = story.ask(RULE, "action:1", "2017-07-02")

    assert isinstance(day_before, Clear)
    assert isinstance(same_day, Alarm)


def test_moves_earlier_and_moves_by_decision_are_told_apart_and_only_later_ones_are_counted() -> None:
    with Story() as story:
        due(story)
        story.say(ev.DecisionRecorded(decision="d", force="agreed"), on="2017-06-01")
        moved(story, "2017-07-15", "2017-06-01", decision="d")
        moved(story, "2017-07-01", "2017-06-10")
        story.cover("deadlines")

        once = story.ask(RULE, "action:1", "2017-08-01")
        moved(story, "2017-07-20", "2017-07-01")
        twice = story.ask(RULE, "action:1", "2017-08-01")

    assert isinstance(once, Clear)
    assert isinstance(twice, Alarm)
    assert "moved later 2 times, 1 of them by a decision on record, and earlier 1 times" in twice.says


@pytest.mark.parametrize("outcome", ["requested", "refused"])
def test_a_move_only_asked_for_or_refused_does_not_count(outcome: str) -> None:
    with Story() as story:
        due(story)
        moved(story, "2017-07-15", "2017-06-01")
        moved(story, "2017-08-01", "2017-07-01", outcome=outcome)
        story.cover("deadlines")

        answer = story.ask(RULE, "action:1", "2017-08-01")

    assert isinstance(answer, Clear)


def test_a_second_account_of_a_move_does_not_count() -> None:
    with Story() as story:
        due(story)
        first = moved(story, "2017-07-15", "2017-06-01")
        story.say(
            ev.DeadlineChanged(subject="action:1", now=ev.by("2017-08-01")), on="2017-06-01", rival_of=f"entry:{first}"
        )
        story.cover("deadlines")

        answer = story.ask(RULE, "action:1", "2017-08-01")

    assert not isinstance(answer, Alarm)


def test_an_action_of_high_priority_makes_it_high() -> None:
    with Story() as story:
        due(story, priority="high")
        moved(story, "2017-07-15", "2017-06-01")
        moved(story, "2017-08-01", "2017-07-01")

        answer = story.ask(RULE, "action:1", "2017-08-01")

    assert isinstance(answer, Alarm)
    assert answer.severity == "high"


@pytest.mark.parametrize(("now", "is_far"), [("2017-09-28", False), ("2017-09-29", True)])
def test_a_slip_of_more_than_half_the_time_first_given_is_asked_about(now: str, *, is_far: bool) -> None:
    with Story() as story:
        due(story)  # 180 days
        first = moved(story, now, "2017-06-01")
        story.cover("deadlines")

        answer = story.ask(RULE, "action:1", "2017-08-01")

    assert isinstance(answer, Alarm) is is_far
    if isinstance(answer, Alarm):
        assert answer.opened == first


def test_how_far_a_date_may_slip_is_a_setting() -> None:
    with Story() as story:
        due(story)
        moved(story, "2017-09-29", "2017-06-01")
        story.cover("deadlines")
        story.set(RULE, "slip_percent", 51)

        looser = story.ask(RULE, "action:1", "2017-08-01")
        story.set(RULE, "slip_percent", 50)
        stricter = story.ask(RULE, "action:1", "2017-08-01")

    assert isinstance(looser, Clear)
    assert isinstance(stricter, Alarm)


def test_a_date_moved_too_far_and_back_again_has_not_slipped() -> None:
    with Story() as story:
        due(story)
        moved(story, "2017-12-31", "2017-06-01")
        moved(story, "2017-07-31", "2017-06-02")
        story.cover("deadlines")

        answer = story.ask(RULE, "action:1", "2017-08-01")

    assert isinstance(answer, Clear)


def test_the_episode_opens_with_the_move_that_was_the_first_too_far() -> None:
    with Story() as story:
        due(story)
        first = moved(story, "2017-12-31", "2017-06-01")
        moved(story, "2018-01-31", "2017-06-02")

        answer = story.ask(RULE, "action:1", "2017-08-01")

    assert isinstance(answer, Alarm)
    assert answer.opened == first


def test_a_slip_is_not_measured_from_a_day_on_which_the_thing_may_not_have_begun() -> None:
    with Story() as story:
        story.say(ev.ActionAdded(action="1", due=ev.by("2017-06-30")), on="unknown", known="2017-06-01")
        moved(story, "2017-09-29", "2017-06-15")
        story.cover("deadlines")

        answer = story.ask(RULE, "action:1", "2017-08-01")

    assert isinstance(answer, Clear)


def test_what_carries_a_thing_on_inherits_its_moves() -> None:
    with Story() as story:
        due(story)
        first = moved(story, "2017-07-15", "2017-06-01")
        story.say(ev.ActionAdded(action="2", due=ev.by("2017-07-15")), on="2017-07-01")
        story.say(ev.PlanItemRetired(subject="action:1", how="superseded", successor=["action:2"]), on="2017-07-01")
        second = moved(story, "2017-07-20", "2017-07-10", subject="action:2")

        answer = story.ask(RULE, "action:2", "2017-08-01")
        before = story.ask(RULE, "action:1", "2017-08-01")

    assert isinstance(answer, Alarm)
    assert set(answer.because) == {first, second}
    assert before is None


def test_adding_a_thing_anew_with_a_date_too_far_off_resets_nothing() -> None:
    with Story() as story:
        due(story)
        (anew,) = story.say(ev.ActionAdded(action="2", due=ev.by("2017-12-31")), on="2017-07-01")
        story.say(ev.PlanItemRetired(subject="action:1", how="superseded", successor=["action:2"]), on="2017-07-01")

        answer = story.ask(RULE, "action:2", "2017-08-01")

    assert isinstance(answer, Alarm)
    assert answer.opened == anew
    assert answer.because == (anew,)


@pytest.mark.parametrize(
    "said", [ev.CompletionClaimed(subject="action:1"), ev.PlanItemRetired(subject="action:1", how="lapsed")]
)
def test_there_is_nothing_to_ask_of_what_is_done_or_retired(said: object) -> None:
    with Story() as story:
        due(story)
        moved(story, "2017-07-15", "2017-06-01")
        moved(story, "2017-08-01", "2017-07-01")
        story.say(said, on="2017-07-02")

        answer = story.ask(RULE, "action:1", "2017-08-01")

    assert answer is None


def test_an_obligation_that_was_met_is_not_asked_about_and_one_that_was_not_is() -> None:
    with Story() as story:
        story.say(ev.ObligationCreated(obligation="o", due=ev.by("2017-06-30")), on="2017-01-01")
        moved(story, "2017-07-15", "2017-06-01", subject="obligation:o")
        moved(story, "2017-08-01", "2017-07-01", subject="obligation:o")

        owed = story.ask(RULE, "obligation:o", "2017-08-01")
        story.say(ev.ObligationDischarged(obligation="o"), on="2017-07-20")
        met = story.ask(RULE, "obligation:o", "2017-08-01")

    assert isinstance(owed, Alarm)
    assert met is None


def test_an_obligation_that_comes_round_again_is_not_over_when_it_was_met_once() -> None:
    with Story() as story:
        story.say(ev.ObligationCreated(obligation="o", due=ev.by("2017-06-30")), on="2017-01-01")
        moved(story, "2017-07-15", "2017-06-01", subject="obligation:o")
        moved(story, "every month", "2017-07-01", subject="obligation:o")
        story.say(ev.ObligationDischarged(obligation="o"), on="2017-07-20")

        answer = story.ask(RULE, "obligation:o", "2017-08-01")

    assert isinstance(answer, Alarm)


def test_a_move_that_does_not_say_from_when_tells_nothing() -> None:
    with Story() as story:
        story.say(ev.PlanVersioned(plan="p"), on="2017-01-01")
        number = moved(story, None, "2017-06-01", subject="plan:p")
        story.cover("deadlines")

        answer = story.ask(RULE, "plan:p", "2017-08-01")

    assert isinstance(answer, CannotTell)
    assert answer.why == "a move of its date does not say for certain from when to when"
    assert answer.because == (number,)


@pytest.mark.parametrize("field", ["subject", "was", "now", "outcome"])
def test_a_move_that_the_clerk_doubts_is_not_counted_and_tells_nothing(field: str) -> None:
    with Story() as story:
        due(story)
        moved(story, "2017-07-15", "2017-06-01")
        story.say(
            ev.DeadlineChanged(subject="action:1", was=ev.by("2017-07-15"), now=ev.by("2017-08-01"), outcome="granted"),
            on="2017-07-01",
            uncertain=[field],
        )
        story.cover("deadlines")

        answer = story.ask(RULE, "action:1", "2017-08-01")

    assert isinstance(answer, CannotTell)


def test_a_move_that_a_source_takes_for_granted_is_not_counted_and_tells_nothing() -> None:
    with Story() as story:
        due(story)
        moved(story, "2017-07-15", "2017-06-01")
        story.say(ev.DeadlineChanged(subject="action:1", now=ev.by("2017-08-01")), on="2017-07-01", mode="presupposed")
        story.cover("deadlines")

        answer = story.ask(RULE, "action:1", "2017-08-01")

    assert isinstance(answer, CannotTell)


def test_a_move_to_no_day_at_all_cannot_be_measured() -> None:
    with Story() as story:
        due(story)
        number = moved(story, "unspecified", "2017-06-01")
        story.cover("deadlines")

        answer = story.ask(RULE, "action:1", "2017-08-01")

    assert isinstance(answer, CannotTell)
    assert answer.because == (number,)
    assert "no day that is known" in answer.why


def test_a_first_date_that_the_clerk_doubts_is_no_measure_of_a_slip() -> None:
    with Story() as story:
        story.say(ev.ActionAdded(action="1", due=ev.by("2017-06-30")), on="2017-01-01", uncertain=["due"])
        moved(story, "2017-12-31", "2017-06-01")
        story.cover("deadlines")

        answer = story.ask(RULE, "action:1", "2017-08-01")

    assert isinstance(answer, CannotTell)
    assert "not sure" in answer.why


def test_a_first_date_of_which_accounts_differ_leaves_a_small_slip_untold() -> None:
    with Story() as story:
        added = due(story)
        story.say(ev.ActionAdded(action="1", due=ev.by("2017-03-31")), on="2017-01-01", rival_of=f"entry:{added}")
        moved(story, "2017-07-15", "2017-06-01")
        story.cover("deadlines")

        answer = story.ask(RULE, "action:1", "2017-08-01")

    assert isinstance(answer, CannotTell)


def test_a_correction_of_the_dates_stands_beside_the_moves_and_is_cited() -> None:
    with Story() as story:
        due(story)
        moved(story, "2017-07-15", "2017-06-01")
        second = moved(story, "2017-08-01", "2017-07-01")
        (typo,) = story.say(ev.CorrectionRecorded(about=[f"entry:{second}"], field="due"), on="2017-07-10")
        (other,) = story.say(ev.CorrectionRecorded(about=["action:1"], field="leads"), on="2017-07-10")

        answer = story.ask(RULE, "action:1", "2017-08-01")

    assert isinstance(answer, Alarm)
    assert typo in answer.because
    assert other not in answer.because
    assert answer.says.endswith(f"; a correction is on record (entry {typo})")


# Of a plan -----------------------------------------------------------------------------------------------------------


def plan(story: Story, count: int) -> list[int]:
    """Make a plan with so many actions, each due a year later; return the actions' entries."""
    story.say(ev.PlanVersioned(plan="p"), on="2017-01-01")
    actions = [ev.ActionAdded(action=str(n), plan="p", due=ev.by("2018-01-01")) for n in range(1, count + 1)]
    return story.say(*actions, on="2017-01-01")


def test_a_fifth_of_a_plans_open_actions_moved_within_a_quarter_is_asked_about() -> None:
    with Story() as story:
        plan(story, 10)
        first = moved(story, "2018-01-10", "2017-06-01", subject="action:1")
        second = moved(story, "2018-01-10", "2017-06-02", subject="action:2")

        answer = story.ask(RULE, "plan:p", "2017-07-01")

    assert isinstance(answer, Alarm)
    assert set(answer.because) == {first, second}
    assert answer.opened == first
    assert answer.says == "2 of the 10 open actions of plan:p were moved later within 91 days"
    assert answer.recheck_on is not None
    assert answer.recheck_on.isoformat() == "2017-08-31"


def test_less_than_a_fifth_of_them_is_clear_where_all_deadlines_are_held() -> None:
    with Story() as story:
        actions = plan(story, 11)
        moved(story, "2018-01-10", "2017-06-01", subject="action:1")
        moved(story, "2018-01-10", "2017-06-02", subject="action:2")
        story.cover("deadlines")

        answer = story.ask(RULE, "plan:p", "2017-07-01")

    assert isinstance(answer, Clear)
    assert answer.because == tuple(actions)


def test_less_than_a_fifth_where_the_quarter_is_not_covered_tells_nothing() -> None:
    with Story() as story:
        plan(story, 11)
        story.cover("deadlines", since="2017-04-02")

        day_late = story.ask(RULE, "plan:p", "2017-07-01")
        in_full = story.ask(RULE, "plan:p", "2017-07-02")

    assert isinstance(day_late, CannotTell)
    assert isinstance(in_full, Clear)


def test_one_action_moved_in_a_small_plan_is_not_many() -> None:
    with Story() as story:
        plan(story, 2)
        moved(story, "2018-01-10", "2017-06-01", subject="action:1")
        moved(story, "2018-01-20", "2017-06-02", subject="action:1")
        story.cover("deadlines")

        answer = story.ask(RULE, "plan:p", "2017-07-01")

    assert isinstance(answer, Clear)


def test_moves_count_together_for_a_quarter_and_no_longer() -> None:
    with Story() as story:
        plan(story, 10)
        moved(story, "2018-01-10", "2017-06-01", subject="action:1")
        moved(story, "2018-01-10", "2017-06-02", subject="action:2")
        story.cover("deadlines")

        last_day = story.ask(RULE, "plan:p", "2017-08-30")
        day_after = story.ask(RULE, "plan:p", "2017-08-31")

    assert isinstance(last_day, Alarm)
    assert isinstance(day_after, Clear)


def test_the_share_and_the_time_are_settings() -> None:
    with Story() as story:
        plan(story, 10)
        moved(story, "2018-01-10", "2017-06-01", subject="action:1")
        moved(story, "2018-01-10", "2017-06-02", subject="action:2")
        story.cover("deadlines")
        story.set(RULE, "share_percent", 21)
        looser = story.ask(RULE, "plan:p", "2017-07-01")
        story.set(RULE, "share_percent", 20)
        story.set(RULE, "within_days", 30)
        shorter = story.ask(RULE, "plan:p", "2017-07-01")
        story.set(RULE, "within_days", 31)
        longer = story.ask(RULE, "plan:p", "2017-07-01")

    assert isinstance(looser, Clear)
    assert isinstance(shorter, Clear)
    assert isinstance(longer, Alarm)


def test_an_episode_lasts_while_no_quarter_passes_without_a_move() -> None:
    with Story() as story:
        plan(story, 5)
        moved(story, "2018-01-10", "2017-02-01", subject="action:1")
        opened = moved(story, "2018-01-10", "2017-06-01", subject="action:2")
        moved(story, "2018-01-10", "2017-08-30", subject="action:3")
        moved(story, "2018-01-10", "2017-09-01", subject="action:4")

        answer = story.ask(RULE, "plan:p", "2017-10-01")

    assert isinstance(answer, Alarm)
    assert answer.opened == opened


def test_moves_earlier_and_actions_done_are_not_counted_in_a_plan() -> None:
    with Story() as story:
        plan(story, 4)
        moved(story, "2018-01-10", "2017-06-01", subject="action:1")
        moved(story, "2017-12-01", "2017-06-02", subject="action:2")
        moved(story, "2018-01-10", "2017-06-02", subject="action:3")
        story.say(ev.CompletionClaimed(subject="action:3"), on="2017-06-03")
        story.cover("deadlines")

        answer = story.ask(RULE, "plan:p", "2017-07-01")

    assert isinstance(answer, Clear)


def test_a_move_in_the_plan_that_does_not_tell_leaves_it_open() -> None:
    with Story() as story:
        plan(story, 10)
        number = moved(story, None, "2017-06-01", subject="action:1")
        story.cover("deadlines")

        answer = story.ask(RULE, "plan:p", "2017-07-01")

    assert isinstance(answer, CannotTell)
    assert answer.because == (number,)


def test_there_is_nothing_to_ask_of_a_plan_with_no_open_actions() -> None:
    with Story() as story:
        story.say(ev.PlanVersioned(plan="p"), on="2017-01-01")
        story.say(ev.ActionAdded(action="1", plan="p"), on="2017-01-01", mode="presupposed")
        story.cover("deadlines")

        answer = story.ask(RULE, "plan:p", "2017-07-01")

    assert answer is None


def test_what_is_wrong_with_a_plan_outweighs_what_cannot_be_told_of_its_own_date() -> None:
    with Story() as story:
        plan(story, 10)
        moved(story, None, "2017-05-01", subject="plan:p")
        moved(story, "2018-01-10", "2017-06-01", subject="action:1")
        moved(story, "2018-01-10", "2017-06-02", subject="action:2")

        answer = story.ask(RULE, "plan:p", "2017-07-01")

    assert isinstance(answer, Alarm)


def test_a_double_move_is_of_medium_weight_unless_said_otherwise() -> None:
    assert RULES.named(RULE).severity == "medium"


def test_the_actions_of_other_plans_and_second_accounts_are_not_counted() -> None:
    with Story() as story:
        actions = plan(story, 10)
        story.say(ev.PlanVersioned(plan="q"), on="2017-01-01")
        story.say(*(ev.ActionAdded(action=f"q{n}", plan="q", about=["plan:p"]) for n in range(5)), on="2017-01-01")
        story.say(ev.ActionAdded(action="1", plan="p"), on="2017-01-02", rival_of=f"entry:{actions[0]}")
        moved(story, "2018-01-10", "2017-06-01", subject="action:1")
        moved(story, "2018-01-10", "2017-06-02", subject="action:2")

        answer = story.ask(RULE, "plan:p", "2017-07-01")

    assert isinstance(answer, Alarm)
    assert "2 of the 10 open actions" in answer.says


def test_a_doubtful_move_is_not_counted_among_those_of_a_plan() -> None:
    with Story() as story:
        plan(story, 10)
        moved(story, "2018-01-10", "2017-06-01", subject="action:1")
        story.say(ev.DeadlineChanged(subject="action:2", now=ev.by("2018-01-10")), on="2017-06-02", uncertain=["now"])

        answer = story.ask(RULE, "plan:p", "2017-07-01")

    assert isinstance(answer, CannotTell)


def test_a_quarter_without_a_move_to_the_day_ends_an_episode() -> None:
    with Story() as story:
        plan(story, 5)
        moved(story, "2018-01-10", "2017-06-01", subject="action:1")
        opened = moved(story, "2018-01-10", "2017-08-31", subject="action:2")
        moved(story, "2018-01-10", "2017-08-31", subject="action:3")

        answer = story.ask(RULE, "plan:p", "2017-09-30")

    assert isinstance(answer, Alarm)
    assert answer.opened == opened


def test_an_earlier_move_opens_no_episode_in_a_plan() -> None:
    with Story() as story:
        plan(story, 5)
        moved(story, "2017-12-10", "2017-05-31", subject="action:1")
        opened = moved(story, "2018-01-10", "2017-06-01", subject="action:2")
        moved(story, "2018-01-10", "2017-06-02", subject="action:3")

        answer = story.ask(RULE, "plan:p", "2017-07-01")

    assert isinstance(answer, Alarm)
    assert answer.opened == opened


def test_even_a_limit_of_none_asks_only_of_what_has_moved() -> None:
    with Story() as story:
        due(story)
        story.cover("deadlines")
        story.set(RULE, "moves_min", 0)

        still = story.ask(RULE, "action:1", "2017-07-01")
        moved(story, "2017-07-01", "2017-06-01")
        once = story.ask(RULE, "action:1", "2017-07-01")

    assert isinstance(still, Clear)
    assert isinstance(once, Alarm)


def test_a_first_date_without_a_day_is_no_measure_of_a_slip() -> None:
    with Story() as story:
        story.say(ev.ActionAdded(action="1", due="unspecified"), on="2017-01-01")
        moved(story, "2017-07-01", "2017-06-01")
        story.cover("deadlines")

        answer = story.ask(RULE, "action:1", "2017-07-01")

    assert isinstance(answer, Clear)


def test_moves_of_a_thing_whose_beginning_is_not_on_record_are_counted_all_the_same() -> None:
    with Story() as story:
        story.say(ev.PlanVersioned(plan="p"), on="2017-01-01")
        moved(story, "2017-07-01", "2017-06-01", subject="plan:p", was=ev.by("2017-06-01"))
        story.cover("deadlines")
        once = story.ask(RULE, "plan:p", "2017-07-01")
        moved(story, "2017-08-01", "2017-06-15", subject="plan:p")
        twice = story.ask(RULE, "plan:p", "2017-07-01")

    assert isinstance(once, Clear)
    assert isinstance(twice, Alarm)
    assert "first due by 2017-06-01" in twice.says


def test_a_share_is_a_fifth_and_no_less() -> None:
    with Story() as story:
        plan(story, 16)
        for number in (1, 2, 3):
            moved(story, "2018-01-10", "2017-06-01", subject=f"action:{number}")
        story.cover("deadlines")

        below = story.ask(RULE, "plan:p", "2017-07-01")
        story.say(ev.CompletionClaimed(subject="action:16"), on="2017-06-02")
        exact = story.ask(RULE, "plan:p", "2017-07-01")

    assert isinstance(below, Clear)
    assert isinstance(exact, Alarm)


# What is easily taken for something else -----------------------------------------------------------------------------


def owed(story: Story) -> int:
    return story.say(ev.ObligationCreated(obligation="o", due=ev.by("2017-06-30")), on="2017-01-01")[0]


def test_a_second_account_that_it_was_met_leaves_a_duty_open() -> None:
    with Story() as story:
        number = owed(story)
        moved(story, "2017-07-15", "2017-06-01", "obligation:o")
        moved(story, "2017-08-01", "2017-07-01", "obligation:o")
        story.say(ev.ObligationDischarged(obligation="o"), on="2017-07-02", rival_of=f"entry:{number}")

        assert isinstance(story.ask(RULE, "obligation:o", "2017-08-01"), Alarm)


def test_a_duty_without_a_date_any_more_that_was_met_leaves_nothing_to_ask() -> None:
    with Story() as story:
        owed(story)
        moved(story, None, "2017-06-01", "obligation:o")
        story.say(ev.ObligationDischarged(obligation="o"), on="2017-07-02")

        assert story.ask(RULE, "obligation:o", "2017-08-01") is None


def test_a_date_given_up_is_no_day_to_have_slipped_to() -> None:
    with Story() as story:
        due(story)
        moved(story, None, "2017-06-01")
        story.cover("deadlines")

        answer = story.ask(RULE, "action:1", "2017-08-01")

    assert isinstance(answer, CannotTell)


def test_a_thing_that_had_no_date_has_not_slipped_from_any() -> None:
    with Story() as story:
        story.say(ev.ActionAdded(action="1"), on="2017-01-01")
        moved(story, "2017-07-15", "2017-06-01")
        moved(story, "2027-08-01", "2017-07-01")
        story.cover("deadlines")

        assert not isinstance(story.ask(RULE, "action:1", "2017-08-01"), Alarm)


def test_what_the_cut_leaves_out_is_not_cited() -> None:
    with Story() as story:
        story.say(ev.ActionAdded(action="1", due=ev.by("2017-06-30")), on="2018-01-01")
        first = moved(story, "2017-07-15", "2017-06-01", was=ev.by("2017-06-30"))
        story.cover("deadlines")

        answer = story.ask(RULE, "action:1", "2017-08-01", happened_by="2017-12-31")

    assert isinstance(answer, Clear)
    assert answer.because == (first,)


def test_a_date_known_only_by_its_moves_is_asked_about_all_the_same() -> None:
    with Story() as story:
        story.say(ev.ActionAdded(action="1"), on="2017-01-01")
        moved(story, "2017-07-15", "2017-06-01")
        moved(story, "2017-08-01", "2017-07-01")
        moved(story, "2017-09-01", "2017-07-20")

        assert isinstance(story.ask(RULE, "action:1", "2017-08-01"), Alarm)
