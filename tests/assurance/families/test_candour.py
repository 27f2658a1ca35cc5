from typing import Any

import pytest

from govledger import events as ev
from govledger.assurance import Alarm, CannotTell, Clear
from tests.assurance.support import Story

RULE = "CONFLICT_TREATED_AS_SETTLED"
E = "evidence:feedback"
DAY = "2022-05-26"


def feedback(story: Story, complete: str | None = "no", **envelope: Any) -> int:
    story.say(ev.BodyEstablished(body="ib"), ev.BodyEstablished(body="cabinet"), on="2020-01-01")
    (number,) = story.say(
        ev.EvidenceRecorded(evidence="feedback", kind="feedback", complete=complete), on="2022-05-01", **envelope
    )
    return number


def claim(story: Story, *, on: str = DAY, **said: Any) -> int:
    envelope = {name: said.pop(name) for name in ("uncertain", "mode", "rival_of") if name in said}
    words = {"kind": "claim", "basis": [E], "about": ["body:ib"], **said}
    (number,) = story.say(ev.StatementMade(**words), on=on, **envelope)
    return number


def decide(story: Story, force: str = "resolved", *, on: str = "2022-06-30", **said: Any) -> int:
    envelope = {name: said.pop(name) for name in ("uncertain", "rival_of") if name in said}
    (number,) = story.say(
        ev.DecisionRecorded(**{"decision": "d", "body": "cabinet", "force": force, "about": ["body:ib"], **said}),
        on=on,
        **envelope,
    )
    return number


def test_a_claim_based_on_feedback_not_yet_collated_is_asked_about() -> None:
    with Story() as story:
        piece = feedback(story)
        first, second = claim(story), claim(story, kind="proposal")

        answer = story.ask(RULE, E, DAY)

    assert isinstance(answer, Alarm)
    assert answer.because == (piece, first, second)
    assert answer.opened == first
    assert answer.severity is None
    assert answer.says.startswith("2 statements rest on evidence:feedback")


def test_one_claim_is_told_of_as_one() -> None:
    with Story() as story:
        feedback(story)
        claim(story)

        answer = story.ask(RULE, E, DAY)

    assert isinstance(answer, Alarm)
    assert answer.says.startswith("a statement rests on evidence:feedback")


def test_the_same_claim_is_clear_once_cabinet_resolves_the_matter() -> None:
    with Story() as story:
        piece, said = feedback(story), claim(story)
        decision = decide(story)

        answer = story.ask(RULE, E, "2022-07-01")

    assert answer == Clear(because=(piece, said, decision))


@pytest.mark.parametrize("force", ["deferred", "noted", "sense_of_meeting", "explicitly_none", "unknown"])
def test_a_decision_that_settles_nothing_clears_nothing(force: str) -> None:
    with Story() as story:
        feedback(story)
        claim(story)
        decide(story, force)

        assert isinstance(story.ask(RULE, E, "2022-07-01"), Alarm)


@pytest.mark.parametrize("said", [{"uncertain": ["force"]}, {"uncertain": ["about"]}, {"about": ["body:cabinet"]}])
def test_a_doubtful_decision_or_one_about_something_else_clears_nothing(said: dict[str, Any]) -> None:
    with Story() as story:
        feedback(story)
        claim(story)
        decide(story, **said)

        assert isinstance(story.ask(RULE, E, "2022-07-01"), Alarm)


def test_a_rival_account_of_a_decision_clears_nothing() -> None:
    with Story() as story:
        feedback(story)
        claim(story)
        number = decide(story, "noted")
        decide(story, rival_of=f"entry:{number}")

        assert isinstance(story.ask(RULE, E, "2022-07-01"), Alarm)


@pytest.mark.parametrize(("on", "expected"), [("2022-05-25", Alarm), (DAY, Clear), ("2022-05-27", Clear)])
def test_only_a_decision_from_the_day_of_the_claim_on_settles_it(on: str, expected: type) -> None:
    with Story() as story:
        feedback(story)
        claim(story)
        decide(story, on=on)

        assert isinstance(story.ask(RULE, E, "2022-07-01"), expected)


def test_a_decision_on_one_matter_leaves_the_claims_about_others() -> None:
    with Story() as story:
        piece = feedback(story)
        claim(story)
        other = claim(story, about=["area:chair"])
        decide(story)

        answer = story.ask(RULE, E, "2022-07-01")

    assert isinstance(answer, Alarm)
    assert answer.because == (piece, other)
    assert answer.opened == other


def test_a_claim_based_on_complete_evidence_is_clear() -> None:
    with Story() as story:
        piece, said = feedback(story, "yes"), claim(story)

        assert story.ask(RULE, E, DAY) == Clear(because=(piece, said))


@pytest.mark.parametrize("complete", [None, "unknown"])
def test_where_nobody_said_whether_it_was_complete_nothing_is_asked(complete: str | None) -> None:
    with Story() as story:
        feedback(story, complete)
        claim(story)

        assert story.ask(RULE, E, DAY) is None


def test_evidence_whose_completeness_the_clerk_doubts_leaves_it_open() -> None:
    with Story() as story:
        piece, said = feedback(story, uncertain=["complete"]), claim(story)

        answer = story.ask(RULE, E, DAY)

    assert isinstance(answer, CannotTell)
    assert answer.because == (piece, said)


def test_two_accounts_of_its_completeness_leave_it_open() -> None:
    with Story() as story:
        number = feedback(story)
        story.say(ev.EvidenceRecorded(evidence="feedback", complete="yes"), on="2022-05-01", rival_of=f"entry:{number}")
        claim(story)

        answer = story.ask(RULE, E, DAY)

    assert isinstance(answer, CannotTell)
    assert "in doubt" in answer.why


@pytest.mark.parametrize("field", ["basis", "kind"])
def test_a_claim_that_the_clerk_doubts_leaves_it_open(field: str) -> None:
    with Story() as story:
        piece, said = feedback(story), claim(story, uncertain=[field])

        alone = story.ask(RULE, E, DAY)
        firm = claim(story)
        answer = story.ask(RULE, E, DAY)

    assert isinstance(alone, CannotTell)
    assert alone.because == (piece, said)
    assert isinstance(answer, Alarm)
    assert answer.because == (piece, firm)


@pytest.mark.parametrize("said", [
    {"kind": "admission"}, {"kind": "acknowledgement"}, {"basis": ["area:x"], "about": [E]}, {"mode": "presupposed"},
    {"on": "2022-05-27"},
])  # fmt: skip
def test_what_rests_no_claim_on_the_evidence_is_not_asked_about(said: dict[str, Any]) -> None:
    with Story() as story:
        feedback(story)
        claim(story, **said)

        assert story.ask(RULE, E, DAY) is None


def test_a_rival_account_of_a_claim_is_none() -> None:
    with Story() as story:
        feedback(story)
        number = claim(story, basis=["area:x"])
        claim(story, rival_of=f"entry:{number}")

        assert story.ask(RULE, E, DAY) is None


# A difference ---------------------------------------------------------------------------------------------------------


def differ(story: Story, standing: str = "confirmed", **envelope: Any) -> int:
    """Two causes are named, and it is noted that they differ."""
    story.say(
        ev.BodyEstablished(body="cabinet"),
        ev.RootCauseIdentified(cause="a"),
        ev.RootCauseIdentified(cause="b"),
        on="2017-06-01",
    )
    (number,) = story.say(
        ev.AccountsDiffer(between=["cause:a", "cause:b"], about=["area:causes"], standing=standing),
        on="2017-06-14",
        **envelope,
    )
    return number


def follow(story: Story, *sides: str, on: str = "2017-07-20", decision: str | None = None) -> int:
    plan = ev.PlanVersioned(plan="p", addresses=sides or ["cause:a"], decision=decision)
    (number,) = story.say(plan, on=on)
    return number


def test_a_plan_that_follows_one_side_with_no_decision_is_asked_about() -> None:
    with Story() as story:
        noted, plan = differ(story), follow(story)

        answer = story.ask(RULE, "plan:p", "2017-07-20")

    assert isinstance(answer, Alarm)
    assert answer.because == (noted, plan)
    assert answer.opened == plan
    assert "plan:p follows cause:a" in answer.says
    assert "2017-06-14" in answer.says


def test_a_plan_that_follows_one_side_by_a_decision_is_clear() -> None:
    with Story() as story:
        noted = differ(story)
        decision = decide(story, on="2017-07-01", about=["area:other"])
        plan = follow(story, decision="d")

        assert story.ask(RULE, "plan:p", "2017-07-20") == Clear(because=(noted, decision, plan))


def test_a_decision_about_the_matter_clears_it_whether_or_not_it_is_cited() -> None:
    with Story() as story:
        differ(story)
        decide(story, on="2017-07-01", about=["area:causes"])
        follow(story)

        assert isinstance(story.ask(RULE, "plan:p", "2017-07-20"), Clear)


@pytest.mark.parametrize(("on", "expected"), [("2017-07-20", Clear), ("2017-07-21", Alarm)])
def test_a_decision_after_the_plan_comes_too_late_for_it(on: str, expected: type) -> None:
    with Story() as story:
        differ(story)
        follow(story)
        decide(story, on=on, about=["area:causes"])

        assert isinstance(story.ask(RULE, "plan:p", "2017-07-30"), expected)


@pytest.mark.parametrize("force", ["deferred", "noted", "explicitly_none"])
def test_a_cited_decision_that_settles_nothing_clears_nothing(force: str) -> None:
    with Story() as story:
        differ(story)
        decide(story, force, on="2017-07-01")
        follow(story, decision="d")

        assert isinstance(story.ask(RULE, "plan:p", "2017-07-20"), Alarm)


def test_an_appointment_may_follow_a_side_too() -> None:
    with Story() as story:
        noted = differ(story)
        story.say(ev.AppointmentMade(appointment="other", office="office:other"), on="2017-07-01")
        (made,) = story.say(ev.AppointmentMade(appointment="x", addresses=["cause:b"]), on="2017-07-01")

        answer = story.ask(RULE, "appointment:x", "2017-07-20")

    assert isinstance(answer, Alarm)
    assert answer.because == (noted, made)


@pytest.mark.parametrize(("standing", "envelope"), [
    ("suggested", {}), ("confirmed", {"uncertain": ["standing"]}), ("confirmed", {"uncertain": ["between"]}),
])  # fmt: skip
def test_a_difference_only_suggested_or_doubted_leaves_it_open(standing: str, envelope: dict[str, Any]) -> None:
    with Story() as story:
        noted, plan = differ(story, standing, **envelope), follow(story)

        answer = story.ask(RULE, "plan:p", "2017-07-20")

    assert isinstance(answer, CannotTell)
    assert answer.because == (noted, plan)
    assert "suggested" in answer.why


@pytest.mark.parametrize("sides", [["cause:a", "cause:b"], ["area:causes"]])
def test_what_follows_both_sides_or_only_the_matter_leaves_it_open(sides: list[str]) -> None:
    with Story() as story:
        differ(story)
        follow(story, *sides)

        answer = story.ask(RULE, "plan:p", "2017-07-20")

    assert isinstance(answer, CannotTell)
    assert "which of the accounts" in answer.why


def test_an_alarm_about_one_difference_outweighs_a_doubt_about_another() -> None:
    with Story() as story:
        differ(story)
        follow(story, "cause:a")
        follow(story, "cause:a", "cause:b", on="2017-07-01")

        answer = story.ask(RULE, "plan:p", "2017-07-20")

    assert isinstance(answer, Alarm)


@pytest.mark.parametrize("on", ["2017-06-01", "2017-06-14"])
def test_what_was_done_by_the_day_the_difference_was_noted_followed_nothing(on: str) -> None:
    with Story() as story:
        differ(story)
        follow(story, on=on)

        assert story.ask(RULE, "plan:p", "2017-07-20") is None


def test_what_is_done_after_the_day_asked_about_is_not_looked_at() -> None:
    with Story() as story:
        differ(story)
        follow(story)

        assert story.ask(RULE, "plan:p", "2017-07-19") is None


def test_a_rival_account_of_a_difference_notes_none() -> None:
    with Story() as story:
        number = differ(story, "suggested")
        again = ev.AccountsDiffer(between=["cause:a", "cause:b"], standing="confirmed")
        story.say(again, on="2017-06-14", rival_of=f"entry:{number}")
        follow(story)

        assert isinstance(story.ask(RULE, "plan:p", "2017-07-20"), CannotTell)


def test_a_corrected_difference_and_a_corrected_plan_are_cited_as_they_now_stand() -> None:
    with Story() as story:
        noted, plan = differ(story, "suggested"), follow(story, "cause:b")
        for number, event in (
            (noted, ev.AccountsDiffer(between=["cause:a", "cause:b"], standing="confirmed")),
            (plan, ev.PlanVersioned(plan="p", addresses=["cause:a"])),
        ):
            story.ledger.correct(number, event, reason="mistyped")

        answer = story.ask(RULE, "plan:p", "2029-12-31")

    assert isinstance(answer, Alarm)
    assert answer.because == (plan + 1, plan + 2)
    assert answer.opened == plan + 2


def test_other_evidence_that_supports_a_piece_says_nothing_of_whether_it_is_complete() -> None:
    with Story() as story:
        feedback(story)
        story.say(ev.EvidenceRecorded(evidence="note", complete="yes", supports=[E]), on="2022-05-02")
        claim(story)

        assert isinstance(story.ask(RULE, E, DAY), Alarm)


def test_a_version_of_the_plan_from_before_the_difference_is_not_what_followed_it() -> None:
    with Story() as story:
        noted = differ(story)
        follow(story, on="2017-06-10")
        plan = follow(story)

        answer = story.ask(RULE, "plan:p", "2017-07-20")

    assert isinstance(answer, Alarm)
    assert answer.because == (noted, plan)


def test_a_decision_about_another_matter_that_nobody_cites_clears_nothing() -> None:
    with Story() as story:
        differ(story)
        decide(story, on="2017-07-01", about=["area:other"])
        follow(story)

        assert isinstance(story.ask(RULE, "plan:p", "2017-07-20"), Alarm)


def test_a_decision_about_the_one_that_is_cited_is_not_the_one() -> None:
    with Story() as story:
        differ(story)
        decide(story, "deferred", on="2017-07-01", about=["area:other"])
        decide(story, decision="d2", on="2017-07-02", about=["decision:d"])
        follow(story, decision="d")

        assert isinstance(story.ask(RULE, "plan:p", "2017-07-20"), Alarm)


def test_a_decision_by_the_body_that_a_claim_is_about_is_not_thereby_about_it() -> None:
    with Story() as story:
        feedback(story)
        claim(story)
        decide(story, body="ib", about=["area:x"])

        assert isinstance(story.ask(RULE, E, "2022-07-01"), Alarm)
