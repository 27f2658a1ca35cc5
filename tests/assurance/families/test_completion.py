from typing import Any

import pytest

from govledger import events as ev
from govledger.assurance import RULES, Alarm, CannotTell, Clear, NotYet
from tests.assurance.support import Story

EMBEDDED = "COMPLETE_NOT_EMBEDDED"

RAG = ev.StatusSchemeDefined(
    scheme="rag",
    states=[
        ev.State(label="green", meaning="on_track"),
        ev.State(label="red", meaning="off_track"),
        ev.State(label="amber-c", meaning="complete_embedding"),
        ev.State(label="done", meaning="complete"),
        ev.State(label="stuck", meaning="embedded"),
        ev.State(label="grey", meaning="no_update"),
    ],
)


def plan(story: Story, **said: Any) -> int:
    """An action of a commitment of a plan; the number of the action."""
    story.say(
        RAG,
        ev.PlanVersioned(plan="p", standing="made"),
        ev.CommitmentMade(commitment="c", plan="p"),
        ev.ActionAdded(action="1", commitment="c", plan="p", **said),
        on="2017-01-01",
    )
    return 5


def claim(story: Story, on: str = "2017-06-01", completed_on: str | None = "2017-06-01", **envelope: Any) -> int:
    """A claim that the action is complete."""
    (number,) = story.say(ev.CompletionClaimed(subject="action:1", completed_on=completed_on), on=on, **envelope)
    return number


def report(story: Story, label: str, on: str, subject: str = "action:1", **envelope: Any) -> int:
    """A status of the action."""
    (number,) = story.say(ev.StatusReported(subject=subject, status=f"rag/{label}"), on=on, **envelope)
    return number


def embed(story: Story, on: str, tested_on: str | None = None, **envelope: Any) -> int:
    """A test that the action has stuck."""
    (number,) = story.say(ev.EmbeddingConfirmed(subject="action:1", tested_on=tested_on), on=on, **envelope)
    return number


def test_what_was_finished_over_six_months_ago_and_never_tested_is_asked_about() -> None:
    with Story() as story:
        plan(story)
        number = claim(story)
        story.cover("statuses")

        answer = story.ask(EMBEDDED, "action:1", "2017-12-02")

    assert isinstance(answer, Alarm)
    assert (answer.because, answer.opened, answer.severity) == ((number,), number, None)
    assert answer.recheck_on is not None
    assert answer.recheck_on.isoformat() == "2018-06-02"
    assert "2017-06-01" in answer.says
    assert "counted" not in answer.says


def test_the_same_action_tested_in_october_is_clear() -> None:
    with Story() as story:
        plan(story)
        number = claim(story)
        test = embed(story, "2017-10-10")

        answer = story.ask(EMBEDDED, "action:1", "2017-12-02")

    assert answer == Clear(because=(number, test))


@pytest.mark.parametrize("today", ["2017-06-01", "2017-12-01"])
def test_within_six_months_of_completion_a_test_is_not_yet_due(today: str) -> None:
    with Story() as story:
        plan(story)
        claim(story)
        story.cover("statuses")

        answer = story.ask(EMBEDDED, "action:1", today)

    assert isinstance(answer, NotYet)
    assert answer.recheck_on.isoformat() == "2017-12-02"


@pytest.mark.parametrize(("months", "expected"), [(5, Alarm), (7, NotYet)])
def test_the_months_within_which_a_test_may_come_are_a_setting(months: int, expected: type) -> None:
    with Story() as story:
        plan(story)
        claim(story)
        story.cover("statuses")
        story.set(EMBEDDED, "within_months", months)

        answer = story.ask(EMBEDDED, "action:1", "2017-12-01" if months == 5 else "2017-12-02")

    assert isinstance(answer, expected)


@pytest.mark.parametrize(("today", "severity"), [("2018-06-01", None), ("2018-06-02", "high")])
def test_after_twelve_months_without_a_test_the_doubt_is_high(today: str, severity: str | None) -> None:
    with Story() as story:
        plan(story)
        claim(story)
        story.cover("statuses")

        answer = story.ask(EMBEDDED, "action:1", today)

    assert isinstance(answer, Alarm)
    assert answer.severity == severity
    assert (answer.recheck_on is None) is (severity == "high")


@pytest.mark.parametrize(("months", "severity"), [(11, "high"), (13, None)])
def test_when_the_doubt_becomes_high_is_a_setting(months: int, severity: str | None) -> None:
    with Story() as story:
        plan(story)
        claim(story)
        story.cover("statuses")
        story.set(EMBEDDED, "high_months", months)

        answer = story.ask(EMBEDDED, "action:1", "2018-06-01" if months == 11 else "2018-06-02")

    assert isinstance(answer, Alarm)
    assert answer.severity == severity


@pytest.mark.parametrize(("today", "expected"), [("2018-03-01", NotYet), ("2018-03-02", Alarm)])
def test_an_honest_amber_has_nine_months_to_be_tested(today: str, expected: type) -> None:
    with Story() as story:
        plan(story)
        report(story, "amber-c", "2017-06-10")
        claim(story, on="2017-06-10")
        story.cover("statuses")

        answer = story.ask(EMBEDDED, "action:1", today)

    assert isinstance(answer, expected)


@pytest.mark.parametrize(("months", "expected"), [(8, Alarm), (10, NotYet)])
def test_how_long_an_honest_amber_may_last_is_a_setting(months: int, expected: type) -> None:
    with Story() as story:
        plan(story)
        claim(story)
        report(story, "amber-c", "2017-06-10")
        story.cover("statuses")
        story.set(EMBEDDED, "embedding_months", months)

        answer = story.ask(EMBEDDED, "action:1", "2018-03-01" if months == 8 else "2018-03-02")

    assert isinstance(answer, expected)


def test_an_amber_that_is_later_called_done_has_six_months_like_any_other() -> None:
    with Story() as story:
        plan(story)
        claim(story)
        report(story, "amber-c", "2017-06-10")
        report(story, "done", "2017-07-10")
        story.cover("statuses")

        answer = story.ask(EMBEDDED, "action:1", "2017-12-02")

    assert isinstance(answer, Alarm)
    assert len(answer.because) == 3


def test_a_status_that_means_done_counts_as_a_claim_and_a_report_that_it_was_not_dates_it() -> None:
    with Story() as story:
        plan(story)
        report(story, "green", "2017-05-01")
        number = report(story, "done", "2017-06-01")
        report(story, "grey", "2017-07-01")
        story.cover("statuses")

        early = story.ask(EMBEDDED, "action:1", "2017-11-01")
        between = story.ask(EMBEDDED, "action:1", "2017-11-02")
        last = story.ask(EMBEDDED, "action:1", "2017-12-01")
        late = story.ask(EMBEDDED, "action:1", "2017-12-02")

    assert isinstance(early, NotYet)
    assert early.recheck_on.isoformat() == "2017-11-02"
    assert isinstance(between, CannotTell)
    assert "well enough" in between.why
    assert between.recheck_on is not None
    assert between.recheck_on.isoformat() == "2017-12-02"
    assert isinstance(last, CannotTell)
    assert isinstance(late, Alarm)
    assert late.because == (number,)


def test_where_nobody_said_when_it_was_completed_a_test_may_or_may_not_be_late() -> None:
    with Story() as story:
        plan(story)
        number = claim(story, completed_on=None)
        story.cover("statuses")

        soon = story.ask(EMBEDDED, "action:1", "2017-06-02")
        late = story.ask(EMBEDDED, "action:1", "2017-12-02")

    assert isinstance(soon, CannotTell)
    assert soon.why.startswith("nobody said when it was completed")
    assert soon.because == (number,)
    assert isinstance(late, Alarm)


@pytest.mark.parametrize(("said", "doubt"), [("unknown", []), ("2017-06-01", ["completed_on"])])
def test_a_day_of_completion_that_is_unknown_or_doubted_dates_nothing(said: str, doubt: list[str]) -> None:
    with Story() as story:
        plan(story)
        claim(story, completed_on=said, uncertain=doubt)
        story.cover("statuses")

        answer = story.ask(EMBEDDED, "action:1", "2017-06-02")

    assert isinstance(answer, CannotTell)
    assert answer.why.startswith("nobody said when it was completed")


def test_the_last_word_that_it_was_not_complete_dates_it_and_none_that_was_taken_for_granted() -> None:
    with Story() as story:
        plan(story)
        report(story, "green", "2017-03-01")
        report(story, "red", "2017-04-01")
        report(story, "grey", "2017-05-10")
        report(story, "green", "2017-05-20", mode="presupposed")
        report(story, "done", "2017-06-01")

        answer = story.ask(EMBEDDED, "action:1", "2017-10-01")

    assert isinstance(answer, NotYet)
    assert answer.recheck_on.isoformat() == "2017-10-02"


def test_a_completion_said_to_be_long_past_is_old_on_the_day_it_is_claimed() -> None:
    with Story() as story:
        plan(story)
        claim(story, on="2017-12-20", completed_on="2017-06")
        story.cover("statuses")

        between = story.ask(EMBEDDED, "action:1", "2017-12-30")
        late = story.ask(EMBEDDED, "action:1", "2017-12-31")

    assert isinstance(between, CannotTell)
    assert isinstance(late, Alarm)


def test_a_test_before_completion_shows_nothing_and_one_that_day_does() -> None:
    with Story() as story:
        plan(story)
        claim(story)
        embed(story, "2017-09-01", tested_on="2017-05-31")
        story.cover("statuses")

        before = story.ask(EMBEDDED, "action:1", "2017-12-02")
        embed(story, "2017-09-02", tested_on="2017-06-01")
        after = story.ask(EMBEDDED, "action:1", "2017-12-02")

    assert isinstance(before, Alarm)
    assert isinstance(after, Clear)


def test_a_second_account_of_a_test_clears_nothing() -> None:
    with Story() as story:
        plan(story)
        claim(story)
        early = embed(story, "2017-03-01")
        embed(story, "2017-09-01", rival_of=f"entry:{early}")
        story.cover("statuses")

        answer = story.ask(EMBEDDED, "action:1", "2017-12-02")

    assert isinstance(answer, Alarm)


@pytest.mark.parametrize("field", ["subject", "tested_on"])
def test_a_doubted_test_does_not_let_the_rule_tell(field: str) -> None:
    with Story() as story:
        plan(story)
        number = claim(story)
        test = embed(story, "2017-09-01", tested_on="2017-09-01", uncertain=[field])

        answer = story.ask(EMBEDDED, "action:1", "2017-12-02")

    assert isinstance(answer, CannotTell)
    assert answer.because == (number, test)


def test_without_coverage_of_statuses_from_completion_on_a_missing_test_tells_nothing() -> None:
    with Story() as story:
        plan(story)
        number = claim(story)
        story.cover("statuses", since="2017-06-02")

        answer = story.ask(EMBEDDED, "action:1", "2017-12-02")

    assert isinstance(answer, CannotTell)
    assert "statuses" in answer.why
    assert answer.because == (number,)


@pytest.mark.parametrize("scope", [{"about": "plan:p"}, {"about": "commitment:c"}, {"body": "b"}])
def test_coverage_of_the_plan_or_of_the_body_that_oversees_it_is_enough(scope: dict[str, Any]) -> None:
    with Story() as story:
        plan(story)
        story.say(ev.BodyEstablished(body="b"), ev.PlanVersioned(plan="p", overseen_by=["b"]), on="2017-01-01")
        claim(story)
        story.cover("statuses", **scope)

        answer = story.ask(EMBEDDED, "action:1", "2017-12-02")

    assert isinstance(answer, Alarm)


def test_a_one_off_action_that_says_so_needs_no_embedding() -> None:
    with Story() as story:
        added = plan(story, embedding="not_applicable")
        number = claim(story)
        story.cover("statuses")

        answer = story.ask(EMBEDDED, "action:1", "2019-01-01")

    assert answer == Clear(because=(added, number))


def test_a_commitment_may_be_one_off_too() -> None:
    with Story() as story:
        (added,) = story.say(ev.CommitmentMade(commitment="d", embedding="not_applicable"), on="2017-01-01")
        (number,) = story.say(ev.CompletionClaimed(subject="commitment:d"), on="2017-06-01")

        answer = story.ask(EMBEDDED, "commitment:d", "2019-01-01")

    assert answer == Clear(because=(added, number))


def test_a_doubted_exemption_does_not_let_the_rule_tell() -> None:
    with Story() as story:
        story.say(ev.ActionAdded(action="1", embedding="not_applicable"), on="2017-01-01", uncertain=["embedding"])
        number = claim(story)
        story.cover("statuses")

        answer = story.ask(EMBEDDED, "action:1", "2019-01-01")

    assert isinstance(answer, CannotTell)
    assert answer.because == (number,)


def test_a_doubted_claim_does_not_let_the_rule_tell() -> None:
    with Story() as story:
        plan(story)
        number = claim(story, uncertain=["subject"])
        story.cover("statuses")

        answer = story.ask(EMBEDDED, "action:1", "2019-01-01")

    assert isinstance(answer, CannotTell)
    assert answer.because == (number,)
    assert "doubts" in answer.why


@pytest.mark.parametrize("label", ["red", "green"])
def test_what_has_slipped_back_is_no_longer_said_to_be_complete(label: str) -> None:
    with Story() as story:
        plan(story)
        claim(story)
        report(story, label, "2017-08-01")
        story.cover("statuses")

        answer = story.ask(EMBEDDED, "action:1", "2019-01-01")

    assert answer is None


def test_a_completion_counts_from_the_last_time_it_was_opened_again() -> None:
    with Story() as story:
        plan(story)
        claim(story)
        story.say(ev.PlanItemReopened(subject="action:1"), on="2017-08-01")
        story.cover("statuses")

        reopened = story.ask(EMBEDDED, "action:1", "2018-08-01")
        again = claim(story, on="2018-06-01", completed_on="2018-06-01")
        soon = story.ask(EMBEDDED, "action:1", "2018-12-01")
        late = story.ask(EMBEDDED, "action:1", "2018-12-02")

    assert reopened is None
    assert isinstance(soon, NotYet)
    assert isinstance(late, Alarm)
    assert late.because == (again,)


def test_what_was_retired_is_not_asked_about() -> None:
    with Story() as story:
        plan(story)
        claim(story)
        story.say(ev.PlanItemRetired(subject="action:1", how="withdrawn"), on="2017-08-01")
        story.cover("statuses")

        answer = story.ask(EMBEDDED, "action:1", "2019-01-01")

    assert answer is None


def test_a_completion_that_a_source_only_takes_for_granted_is_not_asked_about() -> None:
    with Story() as story:
        plan(story)
        claim(story, mode="presupposed")
        story.cover("statuses")

        answer = story.ask(EMBEDDED, "action:1", "2019-01-01")

    assert answer is None


@pytest.mark.parametrize(("parent", "label"), [("commitment:c", "done"), ("plan:p", "done"), ("plan:p", "stuck")])
def test_what_is_counted_as_done_above_it_is_asked_about_at_once(parent: str, label: str) -> None:
    with Story() as story:
        plan(story)
        number = claim(story)
        counted = report(story, label, "2017-06-01", subject=parent)
        story.cover("statuses")

        answer = story.ask(EMBEDDED, "action:1", "2017-06-03")

    assert isinstance(answer, Alarm)
    assert answer.because == (number, counted)
    assert answer.opened == number
    assert "counted as done" in answer.says


@pytest.mark.parametrize(
    ("label", "on", "envelope"),
    [
        ("amber-c", "2017-06-02", {}),
        ("green", "2017-06-02", {}),
        ("done", "2017-05-31", {}),
        ("done", "2017-06-02", {"uncertain": ["status"]}),
        ("done", "2017-06-02", {"mode": "presupposed"}),
    ],
)
def test_an_honest_earlier_doubted_or_presupposed_word_on_the_plan_counts_nothing(
    label: str, on: str, envelope: dict[str, Any]
) -> None:
    with Story() as story:
        plan(story)
        claim(story)
        report(story, label, on, subject="plan:p", **envelope)
        story.cover("statuses")

        answer = story.ask(EMBEDDED, "action:1", "2017-06-03")

    assert isinstance(answer, NotYet)


def test_only_the_last_telling_word_on_the_plan_counts() -> None:
    with Story() as story:
        plan(story)
        claim(story)
        report(story, "done", "2017-06-02", subject="plan:p")
        report(story, "grey", "2017-06-03", subject="plan:p")
        story.cover("statuses")

        counted = story.ask(EMBEDDED, "action:1", "2017-06-05")
        report(story, "red", "2017-06-04", subject="plan:p")
        honest = story.ask(EMBEDDED, "action:1", "2017-06-05")

    assert isinstance(counted, Alarm)
    assert isinstance(honest, NotYet)


def test_what_nobody_calls_complete_is_not_asked_about() -> None:
    with Story() as story:
        plan(story)
        report(story, "green", "2017-06-02")

        answer = story.ask(EMBEDDED, "action:1", "2019-06-03")

    assert answer is None


SEVERITIES = {
    "FA08": "medium",
    "FA09": "medium",
    "FA10": "high",
    "FA11": "high",
    "FA12": "critical",
    "FA13": "critical",
    "FA14": "medium",
    "FA30": "medium",
    "FA31": "medium",
    "FA32": "high",
    "FA33": "medium",
}


@pytest.mark.parametrize("code", SEVERITIES)
def test_each_doubt_is_as_serious_as_it_was_agreed_to_be(code: str) -> None:
    rule = RULES.named(code)

    assert rule.severity == SEVERITIES[code]
    assert rule.question.endswith("?")
    assert not rule.reads_clock


def test_a_second_account_that_it_is_complete_completes_nothing() -> None:
    with Story() as story:
        plan(story)
        number = report(story, "green", "2017-05-01")
        claim(story, rival_of=f"entry:{number}")

        assert story.ask(EMBEDDED, "action:1", "2019-12-02") is None


def test_an_area_that_was_reported_complete_is_asked_about_like_an_action() -> None:
    with Story() as story:
        story.say(RAG, on="2017-01-01")
        number = report(story, "done", "2017-06-01", "area:practice")
        story.cover("statuses")

        answer = story.ask(EMBEDDED, "area:practice", "2018-06-02")

    assert isinstance(answer, Alarm)
    assert answer.opened == number


def test_a_second_account_of_a_report_completes_nothing() -> None:
    with Story() as story:
        plan(story)
        number = report(story, "green", "2017-05-01")
        report(story, "done", "2017-05-02", rival_of=f"entry:{number}")

        assert story.ask(EMBEDDED, "action:1", "2019-12-02") is None
