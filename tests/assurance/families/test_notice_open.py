from typing import Any

import pytest

from govledger import events as ev
from govledger.assurance import Alarm, CannotTell, Clear
from tests.assurance.support import Story

RULE = "REQUIREMENTS_MET_NOTICE_OPEN"


def notice(story: Story, *requirements: str, asserted_by: str | None = "body:council", **said: Any) -> int:
    """A notice imposed in May 2021; its number."""
    parts = [ev.Part(ref=name) for name in requirements] or None
    event = ev.InterventionImposed(
        **{"intervention": "n", "by": ["org:dfe"], "kind": "improvement_notice", "requirements": parts, **said}
    )
    (number,) = story.say(event, on="2021-05-10", asserted_by=asserted_by)
    return number


def claim(story: Story, subject: str = "intervention:n", on: str = "2021-11-01", **envelope: Any) -> int:
    """A claim that something is complete."""
    (number,) = story.say(ev.CompletionClaimed(subject=subject), on=on, **envelope)
    return number


def test_a_notice_all_of_whose_requirements_are_claimed_and_that_is_in_force_is_asked_about() -> None:
    with Story() as story:
        imposed = notice(story, "a", "b")
        first = claim(story, "part:n/a")
        second = claim(story, "part:n/b", on="2021-11-02")
        claim(story, "part:n/a", on="2021-11-03")

        answer = story.ask(RULE, "intervention:n", "2021-12-31")

    assert isinstance(answer, Alarm)
    assert (answer.because, answer.opened, answer.severity) == ((imposed, first, second), second, None)
    assert "still in force" in answer.says


def test_a_claim_of_the_whole_is_enough() -> None:
    with Story() as story:
        imposed = notice(story)
        number = claim(story)

        answer = story.ask(RULE, "intervention:n", "2021-12-31")

    assert isinstance(answer, Alarm)
    assert (answer.because, answer.opened) == ((imposed, number), number)


def test_with_one_requirement_open_there_is_nothing_to_ask() -> None:
    with Story() as story:
        notice(story, "a", "b")
        claim(story, "part:n/a")

        answer = story.ask(RULE, "intervention:n", "2021-12-31")

    assert answer is None


def test_a_second_account_of_a_claim_claims_nothing() -> None:
    with Story() as story:
        notice(story, "a")
        number = claim(story, "part:n/a")
        story.say(ev.PlanItemReopened(subject="part:n/a"), on="2021-11-02")
        claim(story, "part:n/a", on="2021-11-03", rival_of=f"entry:{number}")

        answer = story.ask(RULE, "intervention:n", "2021-12-31")

    assert answer is None


def test_where_nobody_said_what_it_requires_the_rule_cannot_tell() -> None:
    with Story() as story:
        imposed = notice(story)

        answer = story.ask(RULE, "intervention:n", "2021-12-31")

    assert answer == CannotTell(why="nobody said what it requires", because=(imposed,))


def test_a_notice_that_a_source_takes_for_granted_is_not_asked_what_it_requires() -> None:
    with Story() as story:
        story.say(ev.InterventionImposed(intervention="n"), on="2021-05-10", mode="presupposed")

        answer = story.ask(RULE, "intervention:n", "2021-12-31")

    assert answer is None


def test_before_it_is_imposed_there_is_nothing_to_ask() -> None:
    with Story() as story:
        notice(story)
        claim(story)

        answer = story.ask(RULE, "intervention:n", "2021-05-09")

    assert answer is None


def test_a_notice_that_ended_is_clear() -> None:
    with Story() as story:
        imposed = notice(story)
        claim(story)
        (ended,) = story.say(ev.InterventionEnded(intervention="n"), on="2021-12-01")

        before = story.ask(RULE, "intervention:n", "2021-11-30")
        after = story.ask(RULE, "intervention:n", "2021-12-01")

    assert not isinstance(before, Clear)
    assert after == Clear(because=(imposed, ended))


def test_a_second_account_of_an_end_ends_nothing() -> None:
    with Story() as story:
        imposed = notice(story)
        claim(story)
        story.say(ev.InterventionEnded(intervention="n"), on="2021-12-01", rival_of=f"entry:{imposed}")

        answer = story.ask(RULE, "intervention:n", "2021-12-31")

    assert isinstance(answer, Alarm)


def test_a_notice_whose_last_day_has_passed_may_or_may_not_be_in_force() -> None:
    with Story() as story:
        imposed = notice(story, ends="by 2021-12-01", asserted_by="org:dfe")
        claim(story)

        answer = story.ask(RULE, "intervention:n", "2021-12-31")

    assert isinstance(answer, CannotTell)
    assert "in force" in answer.why
    assert answer.because == (imposed,)


@pytest.mark.parametrize(("asserted_by", "expected"), [("org:dfe", Clear), ("body:council", Alarm), (None, Alarm)])
def test_when_it_ends_clears_only_in_the_authoritys_own_word(asserted_by: str | None, expected: type) -> None:
    with Story() as story:
        imposed = notice(story, ends="when next inspection", asserted_by=asserted_by)
        claim(story)

        answer = story.ask(RULE, "intervention:n", "2021-12-31")

    assert isinstance(answer, Alarm | Clear)
    assert isinstance(answer, expected)
    assert answer.because[0] == imposed


def test_a_doubted_end_clears_nothing() -> None:
    with Story() as story:
        story.say(
            ev.InterventionImposed(intervention="n", by=["org:dfe"], ends="when next inspection"),
            on="2021-05-10",
            asserted_by="org:dfe",
            uncertain=["ends"],
        )
        claim(story)

        answer = story.ask(RULE, "intervention:n", "2021-12-31")

    assert isinstance(answer, Alarm)


def opinion(story: Story, **envelope: Any) -> int:
    """The authority's view that the notice is to continue."""
    said = {"by": ["org:dfe"], "about": ["intervention:n"], "outcome": "continue", **envelope.pop("said", {})}
    (number,) = story.say(ev.OpinionGiven(**said), on="2021-11-20", **envelope)
    return number


@pytest.mark.parametrize("asserted_by", [None, "org:dfe"])
def test_the_authoritys_letter_that_the_notice_stays_by_design_clears_it(asserted_by: str | None) -> None:
    with Story() as story:
        imposed = notice(story)
        claim(story)
        letter = opinion(story, asserted_by=asserted_by)

        answer = story.ask(RULE, "intervention:n", "2021-12-31")

    assert answer == Clear(because=(imposed, letter))


@pytest.mark.parametrize(
    "envelope",
    [
        {"mode": "reported"},
        {"asserted_by": "body:council"},
        {"said": {"outcome": "accepted"}},
        {"said": {"by": ["org:lga"]}},
    ],
)
def test_a_view_told_by_another_or_of_another_or_about_another_thing_clears_nothing(envelope: dict[str, Any]) -> None:
    with Story() as story:
        notice(story)
        claim(story)
        opinion(story, **envelope)

        answer = story.ask(RULE, "intervention:n", "2021-12-31")

    assert isinstance(answer, Alarm)


def verify(story: Story, *subjects: str, by: str = "org:dfe", result: str = "verified", **envelope: Any) -> list[int]:
    """The checks of some subjects."""
    events = [ev.VerificationRecorded(subject=subject, by=[by], result=result) for subject in subjects]
    return story.say(*events, on="2021-11-20", **envelope)


@pytest.mark.parametrize("subjects", [["intervention:n"], ["part:n/a", "part:n/b"]])
def test_what_the_authority_itself_verified_is_clear(subjects: list[str]) -> None:
    with Story() as story:
        imposed = notice(story, "a", "b")
        claim(story)
        checks = verify(story, *subjects)

        answer = story.ask(RULE, "intervention:n", "2021-12-31")

    assert answer == Clear(because=(imposed, *checks))


def test_a_check_by_another_of_a_part_only_or_with_another_result_clears_nothing() -> None:
    with Story() as story:
        notice(story, "a", "b")
        claim(story)
        verify(story, "part:n/a", "intervention:n", by="office:audit")
        verify(story, "part:n/a")
        verify(story, "intervention:n", result="partly")
        verify(story, "intervention:n", mode="reported")
        (first,) = verify(story, "intervention:n", result="not_verified")
        verify(story, "intervention:n", rival_of=f"entry:{first}")

        answer = story.ask(RULE, "intervention:n", "2021-12-31")

    assert isinstance(answer, Alarm)


def test_a_doubted_claim_does_not_let_the_rule_tell() -> None:
    with Story() as story:
        imposed = notice(story)
        number = claim(story, uncertain=["subject"])

        answer = story.ask(RULE, "intervention:n", "2021-12-31")

    assert isinstance(answer, CannotTell)
    assert answer.because == (imposed, number)


def test_one_doubted_claim_of_several_is_enough_for_the_rule_not_to_tell() -> None:
    with Story() as story:
        notice(story, "a", "b")
        claim(story, "part:n/a")
        claim(story, "part:n/b", uncertain=["subject"])

        answer = story.ask(RULE, "intervention:n", "2021-12-31")

    assert isinstance(answer, CannotTell)


def differ(story: Story, standing: str = "confirmed", **envelope: Any) -> int:
    """Accounts of the notice differ."""
    event = ev.AccountsDiffer(between=["intervention:n", "org:dfe"], about=["intervention:n"], standing=standing)
    (number,) = story.say(event, on="2021-11-20", **envelope)
    return number


def test_a_confirmed_difference_about_an_intervention_is_asked_about_whatever_is_claimed() -> None:
    with Story() as story:
        imposed = notice(story, "a", ends="when next inspection", asserted_by="org:dfe")
        number = differ(story)

        answer = story.ask(RULE, "intervention:n", "2021-12-31")

    assert isinstance(answer, Alarm)
    assert (answer.because, answer.opened) == ((imposed, number), number)
    assert "differ" in answer.says


def test_a_confirmed_difference_is_asked_about_beside_a_doubted_claim_and_an_own_word() -> None:
    with Story() as story:
        imposed = notice(story, ends="when next inspection", asserted_by="org:dfe")
        claimed = claim(story, uncertain=["subject"])
        number = differ(story)

        answer = story.ask(RULE, "intervention:n", "2021-12-31")

    assert isinstance(answer, Alarm)
    assert (answer.because, answer.opened) == ((imposed, claimed, number), number)


@pytest.mark.parametrize(("standing", "doubt"), [("suggested", []), ("confirmed", ["standing"])])
def test_a_difference_only_suggested_or_doubted_never_counts(standing: str, doubt: list[str]) -> None:
    with Story() as story:
        notice(story, "a")
        differ(story, standing, uncertain=doubt)

        answer = story.ask(RULE, "intervention:n", "2021-12-31")

    assert answer is None


def test_a_difference_about_which_a_body_has_decided_since_is_settled() -> None:
    with Story() as story:
        notice(story, "a")
        differ(story)
        decision = ev.DecisionRecorded(decision="d", force="resolved", about=["intervention:n"])

        open_yet = story.ask(RULE, "intervention:n", "2021-12-31")
        story.say(decision, on="2021-11-21")
        settled = story.ask(RULE, "intervention:n", "2021-12-31")

    assert isinstance(open_yet, Alarm)
    assert settled is None


def test_a_confirmed_difference_is_asked_about_even_where_it_may_no_longer_be_in_force() -> None:
    with Story() as story:
        notice(story, ends="by 2021-12-01")
        differ(story)

        answer = story.ask(RULE, "intervention:n", "2021-12-31")

    assert isinstance(answer, Alarm)


def test_a_second_account_of_a_difference_confirms_nothing() -> None:
    with Story() as story:
        notice(story, "a")
        first = differ(story, "suggested")
        differ(story, rival_of=f"entry:{first}")

        answer = story.ask(RULE, "intervention:n", "2021-12-31")

    assert answer is None


def test_an_intervention_of_which_only_claims_are_known_may_or_may_not_be_in_force() -> None:
    with Story() as story:
        notice(story)
        story.ledger.retract(2, reason="Entered in error")
        claim(story)

        answer = story.ask(RULE, "intervention:n", "2021-12-31")

    assert isinstance(answer, CannotTell)
    assert answer.because == ()


def test_where_a_notice_stands_is_its_own_and_not_another_notices() -> None:
    with Story() as story:
        ending = ev.InterventionImposed(intervention="a", kind="improvement_notice", ends="by 2020-12-31")
        story.say(ending, on="2020-01-01")
        imposed = notice(story)
        number = claim(story)

        answer = story.ask(RULE, "intervention:n", "2021-12-31")

    assert isinstance(answer, Alarm)
    assert answer.because == (imposed, number)


def test_a_word_before_the_claim_is_no_claim() -> None:
    with Story() as story:
        states = [ev.State(label="green", meaning="on_track")]
        story.say(ev.StatusSchemeDefined(scheme="rag", states=states), on="2020-01-01")
        imposed = notice(story)
        story.say(ev.StatusReported(subject="intervention:n", status="rag/green"), on="2021-10-01")
        number = claim(story)

        answer = story.ask(RULE, "intervention:n", "2021-12-31")

    assert isinstance(answer, Alarm)
    assert (answer.because, answer.opened) == ((imposed, number), number)
