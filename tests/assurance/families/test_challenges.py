from typing import Any

import pytest

from govledger import events as ev
from govledger.assurance import Alarm, CannotTell, Clear, NotYet
from tests.assurance.support import Story

RULE = "UNANSWERED_CHALLENGE"
Q = "challenge:q"


def ask(story: Story, kind: str = "question", **said: Any) -> int:
    """A committee's member puts a question at its meeting of 1 March 2017."""
    envelope = {name: said.pop(name) for name in ("uncertain", "mode", "source") if name in said}
    story.say(ev.BodyEstablished(body="b"), on="2016-01-01")
    story.say(ev.MeetingHeld(meeting="b1", body="b"), on="2017-03-01")
    story.say(ev.AgendaItemConsidered(agenda_item="b1/1", meeting="b1"), on="2017-03-01")
    put = ev.ChallengeRaised(
        challenge="q", kind=kind, **{"agenda_item": "b1/1", "by": ["office:member"], "to": ["office:dcs"], **said}
    )
    (number,) = story.say(put, on="2017-03-01", **envelope)
    return number


def reply(story: Story, disposition: str, *, on: str = "2017-03-01", **said: Any) -> int:
    envelope = {name: said.pop(name) for name in ("uncertain", "rival_of") if name in said}
    (number,) = story.say(
        ev.ChallengeAnswered(**{"challenge": "q", "by": ["office:dcs"], "disposition": disposition, **said}),
        on=on,
        **envelope,
    )
    return number


def meet_again(story: Story, *days: str, body: str = "b", **envelope: Any) -> list[int]:
    return [story.say(ev.MeetingHeld(meeting=f"{body}-{day}", body=body), on=day, **envelope)[0] for day in days]


@pytest.mark.parametrize("disposition", ["confidence_only", "suggestion", "deferred"])
def test_a_question_answered_with_confidence_alone_is_asked_again_at_once(disposition: str) -> None:
    with Story() as story:
        number = ask(story)
        answered = reply(story, disposition)

        answer = story.ask(RULE, Q, "2017-03-01")

    assert isinstance(answer, Alarm)
    assert answer.because == (number, answered)
    assert answer.opened == number
    assert answer.severity == "medium"
    assert "2017-03-01" in answer.says


@pytest.mark.parametrize(("disposition", "words"), [
    ("confidence_only", "confidence alone"), ("suggestion", "a suggestion"), ("deferred", "no time given"),
])  # fmt: skip
def test_what_the_answer_was_is_said(disposition: str, words: str) -> None:
    with Story() as story:
        ask(story)
        reply(story, disposition)

        answer = story.ask(RULE, Q, "2017-03-01")

    assert isinstance(answer, Alarm)
    assert words in answer.says


@pytest.mark.parametrize("disposition", ["answered", "declined"])
def test_a_reply_in_substance_is_clear(disposition: str) -> None:
    with Story() as story:
        number = ask(story)
        answered = reply(story, disposition)

        answer = story.ask(RULE, Q, "2017-03-01")

    assert answer == Clear(because=(number, answered))


def test_a_written_reply_after_confidence_alone_clears_it() -> None:
    with Story() as story:
        ask(story)
        reply(story, "confidence_only")
        reply(story, "answered", on="2017-03-20")

        assert isinstance(story.ask(RULE, Q, "2017-04-01"), Clear)


def test_confidence_after_a_reply_in_substance_takes_nothing_from_it() -> None:
    with Story() as story:
        ask(story)
        reply(story, "answered")
        reply(story, "confidence_only", on="2017-03-20")

        assert isinstance(story.ask(RULE, Q, "2017-04-01"), Clear)


@pytest.mark.parametrize(("by", "expected"), [("office:member", Clear), ("office:dcs", CannotTell)])
def test_only_whoever_asked_may_say_that_they_are_satisfied(by: str, expected: type) -> None:
    with Story() as story:
        ask(story)
        reply(story, "satisfied", by=[by])

        assert isinstance(story.ask(RULE, Q, "2017-04-01"), expected)


def test_the_word_of_another_that_they_are_satisfied_is_no_answer_to_weigh() -> None:
    with Story() as story:
        ask(story)
        weak = reply(story, "confidence_only")
        reply(story, "satisfied", by=["office:dcs"])

        answer = story.ask(RULE, Q, "2017-04-01")

    assert isinstance(answer, Alarm)
    assert weak in answer.because


@pytest.mark.parametrize(
    "said", [{"disposition": "unknown"}, {"disposition": "answered", "uncertain": ["disposition"]}]
)
def test_an_answer_in_doubt_leaves_it_open(said: dict[str, Any]) -> None:
    with Story() as story:
        number = ask(story)
        answered = reply(story, **said)

        answer = story.ask(RULE, Q, "2017-04-01")

    assert isinstance(answer, CannotTell)
    assert answer.because == (number, answered)
    assert "in doubt" in answer.why


def test_confidence_that_the_clerk_is_not_sure_of_leaves_it_open() -> None:
    with Story() as story:
        ask(story)
        reply(story, "confidence_only", uncertain=["disposition"])

        assert isinstance(story.ask(RULE, Q, "2017-04-01"), CannotTell)


def test_a_rival_account_of_an_answer_answers_nothing() -> None:
    with Story() as story:
        ask(story)
        weak = reply(story, "confidence_only")
        reply(story, "answered", rival_of=f"entry:{weak}")

        assert isinstance(story.ask(RULE, Q, "2017-04-01"), Alarm)


@pytest.mark.parametrize("due", ["unspecified | in due course", "unknown", "none"])
def test_a_question_put_off_to_no_day_is_asked_again_at_once(due: str) -> None:
    with Story() as story:
        ask(story)
        reply(story, "deferred", due=due)

        assert isinstance(story.ask(RULE, Q, "2017-03-01"), Alarm)


@pytest.mark.parametrize(("today", "expected"), [("2017-04-29", NotYet), ("2017-04-30", NotYet), ("2017-05-01", Alarm)])
@pytest.mark.parametrize("disposition", ["deferred", "undertaken"])
def test_a_question_put_off_to_a_day_waits_for_it(disposition: str, today: str, expected: type) -> None:
    with Story() as story:
        number = ask(story)
        promised = reply(story, disposition, due="by 2017-04-30")
        story.cover("deliberation", body="b")

        answer = story.ask(RULE, Q, today)

    assert isinstance(answer, expected)
    if isinstance(answer, NotYet):
        assert answer.recheck_on.isoformat() == "2017-05-01"
    if isinstance(answer, Alarm):
        assert answer.because == (number, promised)
        assert "by 2017-04-30" in answer.says


@pytest.mark.parametrize(("today", "expected"), [("2017-03-31", NotYet), ("2017-04-01", Alarm)])
def test_a_question_to_be_answered_by_a_day_waits_for_it(today: str, expected: type) -> None:
    with Story() as story:
        ask(story, answer_due="by 2017-03-31")
        story.cover("deliberation", body="b")

        assert isinstance(story.ask(RULE, Q, today), expected)


def test_the_day_promised_in_reply_takes_the_place_of_the_day_asked_for() -> None:
    with Story() as story:
        ask(story, answer_due="by 2017-03-31")
        reply(story, "undertaken", due="by 2017-04-30")
        story.cover("deliberation", body="b")

        assert isinstance(story.ask(RULE, Q, "2017-04-15"), NotYet)


@pytest.mark.parametrize("due", [None, "unspecified"])
def test_an_undertaking_with_no_day_leaves_the_day_asked_for(due: str | None) -> None:
    with Story() as story:
        ask(story, answer_due="by 2017-03-31")
        reply(story, "undertaken", due=due)
        story.cover("deliberation", body="b")

        assert isinstance(story.ask(RULE, Q, "2017-04-15"), Alarm)


def test_a_day_that_counts_from_something_yet_to_come_cannot_have_passed() -> None:
    with Story() as story:
        story.say(ev.VisitPlanned(visit="v"), on="2017-02-01")
        ask(story, answer_due="within 3 months of visit:v")
        story.cover("deliberation", body="b")

        before = story.ask(RULE, Q, "2019-04-15")
        story.say(ev.VisitConducted(visit="v"), on="2017-03-10")
        after = story.ask(RULE, Q, "2019-04-15")

    assert isinstance(before, CannotTell)
    assert "no day yet" in before.why
    assert isinstance(after, Alarm)
    assert "2017-06-10" in after.says


@pytest.mark.parametrize(("since", "until", "expected"), [
    ("2017-03-01", "2017-03-31", Alarm), ("2017-03-02", None, CannotTell), ("2017-01-01", "2017-03-30", CannotTell),
])  # fmt: skip
def test_an_answer_is_late_only_where_every_day_until_then_is_covered(
    since: str, until: str | None, expected: type
) -> None:
    with Story() as story:
        ask(story, answer_due="by 2017-03-31")
        story.cover("deliberation", body="b", since=since, until=until)

        assert isinstance(story.ask(RULE, Q, "2017-04-15"), expected)


def test_a_day_for_the_answer_that_the_clerk_doubts_leaves_it_open() -> None:
    with Story() as story:
        ask(story, answer_due="by 2017-03-31", uncertain=["answer_due"])
        story.cover("deliberation", body="b")

        answer = story.ask(RULE, Q, "2017-04-15")

    assert isinstance(answer, CannotTell)
    assert "doubts" in answer.why


def test_a_question_with_no_answer_by_the_next_meeting_is_asked_again() -> None:
    with Story() as story:
        number = ask(story)
        story.cover("deliberation", body="b")
        (later,) = meet_again(story, "2017-04-05")

        before = story.ask(RULE, Q, "2017-04-04")
        answer = story.ask(RULE, Q, "2017-04-05")

    assert isinstance(before, CannotTell)
    assert "no later meeting of body:b" in before.why
    assert isinstance(answer, Alarm)
    assert answer.because == (number, later)
    assert answer.opened == number
    assert answer.severity == "medium"
    assert "no answer by the next meeting" in answer.says


@pytest.mark.parametrize(("kind", "one", "two"), [
    ("question", "medium", "high"), ("omission", "medium", "high"),
    ("trust", "info", "medium"), ("clarification", "info", "medium"),
])  # fmt: skip
def test_after_two_meetings_an_unanswered_question_is_more_serious(kind: str, one: str, two: str) -> None:
    with Story() as story:
        ask(story, kind)
        story.cover("deliberation", body="b")
        meet_again(story, "2017-04-05", "2017-05-05")

        first, second = (story.ask(RULE, Q, day) for day in ("2017-05-04", "2017-05-05"))

    assert isinstance(first, Alarm)
    assert isinstance(second, Alarm)
    assert (first.severity, second.severity) == (one, two)


def test_confidence_alone_is_more_serious_after_two_meetings_too() -> None:
    with Story() as story:
        ask(story)
        reply(story, "confidence_only")
        story.cover("deliberation", body="b")
        meet_again(story, "2017-04-05", "2017-05-05")

        answer = story.ask(RULE, Q, "2017-05-05")

    assert isinstance(answer, Alarm)
    assert answer.severity == "high"


def test_a_meeting_not_covered_may_have_heard_the_answer() -> None:
    with Story() as story:
        ask(story)
        story.cover("deliberation", body="b", until="2017-04-04")
        meet_again(story, "2017-04-05")

        assert isinstance(story.ask(RULE, Q, "2017-06-05"), CannotTell)


def test_a_meeting_of_another_body_or_one_taken_for_granted_is_no_next_meeting() -> None:
    with Story() as story:
        ask(story)
        story.say(ev.BodyEstablished(body="other"), on="2016-01-01")
        story.cover("deliberation")
        meet_again(story, "2017-04-05", body="other")
        meet_again(story, "2017-04-06", mode="presupposed")

        assert isinstance(story.ask(RULE, Q, "2017-06-05"), CannotTell)


def test_a_second_meeting_on_the_same_day_is_no_later_one() -> None:
    with Story() as story:
        ask(story)
        story.cover("deliberation", body="b")
        meet_again(story, "2017-03-01")

        assert isinstance(story.ask(RULE, Q, "2017-06-05"), CannotTell)


@pytest.mark.parametrize(("by", "expected"), [(["body:b"], Alarm), (["office:member"], CannotTell), (None, CannotTell)])
def test_a_question_put_at_no_item_belongs_to_the_body_that_put_it(by: list[str] | None, expected: type) -> None:
    with Story() as story:
        ask(story, agenda_item=None, by=by)
        story.cover("deliberation", body="b")
        meet_again(story, "2017-04-05")

        answer = story.ask(RULE, Q, "2017-06-05")

    assert isinstance(answer, expected)
    if isinstance(answer, CannotTell):
        assert "which body asked" in answer.why


@pytest.mark.parametrize(("held", "expected"), [("extract", CannotTell), ("whole", Alarm), (None, Alarm)])
def test_an_answer_may_stand_in_the_part_of_a_document_that_is_not_held(held: str | None, expected: type) -> None:
    with Story() as story:
        ask(story, source="minutes#7")
        story.say(ev.DocumentLodged(document="minutes", held=held), on="2017-03-10")
        story.say(ev.DocumentLodged(document="other", supersedes="minutes", held="extract"), on="2017-03-10")
        story.cover("deliberation", body="b")
        meet_again(story, "2017-04-05")

        answer = story.ask(RULE, Q, "2017-06-05")

    assert isinstance(answer, expected)
    if isinstance(answer, CannotTell):
        assert "not held" in answer.why


def test_a_question_only_taken_for_granted_is_not_held_against_anybody() -> None:
    with Story() as story:
        ask(story, mode="presupposed")
        story.cover("deliberation", body="b")
        meet_again(story, "2017-04-05")

        answer = story.ask(RULE, Q, "2017-06-05")

    assert isinstance(answer, CannotTell)
    assert "for granted" in answer.why


def accepted(story: Story, disposition: str = "accepted", **said: Any) -> None:
    ask(story)
    reply(story, disposition, **said)
    story.cover("deliberation", body="b")
    meet_again(story, "2017-04-05")


@pytest.mark.parametrize("disposition", ["accepted", "partly_accepted"])
@pytest.mark.parametrize(("covered", "expected"), [
    (["items", "obligations"], Alarm), (["items"], CannotTell), (["obligations"], CannotTell),
])  # fmt: skip
def test_what_was_accepted_and_came_to_nothing_is_asked_about(
    disposition: str, covered: list[str], expected: type
) -> None:
    with Story() as story:
        accepted(story, disposition)
        story.cover(*covered, body="b", since="2017-03-01", until="2017-04-05")

        answer = story.ask(RULE, Q, "2017-04-05")

    assert isinstance(answer, expected)
    if isinstance(answer, Alarm):
        assert "nothing on record came of it" in answer.says


@pytest.mark.parametrize(("since", "until"), [("2017-03-02", "2017-04-05"), ("2017-03-01", "2017-04-04")])
def test_what_came_of_it_must_be_covered_from_the_question_to_the_next_meeting(since: str, until: str) -> None:
    with Story() as story:
        accepted(story)
        story.cover("items", "obligations", body="b", since=since, until=until)

        assert isinstance(story.ask(RULE, Q, "2017-04-05"), CannotTell)


@pytest.mark.parametrize("derived", [
    ev.ObligationCreated(obligation="o", basis=[Q]),
    ev.RecommendationMade(recommendation="r", basis=[Q]),
    ev.ActionAdded(action="a", addresses=[Q]),
])  # fmt: skip
def test_what_was_accepted_and_came_to_something_is_clear(derived: Any) -> None:
    with Story() as story:
        accepted(story)
        story.cover("items", "obligations")
        story.say(derived, on="2017-03-10")

        assert isinstance(story.ask(RULE, Q, "2017-04-05"), Clear)


def test_a_rival_account_of_what_came_of_it_does_not_count() -> None:
    with Story() as story:
        accepted(story)
        story.cover("items", "obligations")
        (number,) = story.say(ev.ActionAdded(action="a"), on="2017-03-10")
        story.say(ev.ActionAdded(action="a", addresses=[Q]), on="2017-03-10", rival_of=f"entry:{number}")

        assert isinstance(story.ask(RULE, Q, "2017-04-05"), Alarm)


def test_what_merely_concerns_a_question_has_not_come_of_it() -> None:
    with Story() as story:
        accepted(story)
        story.cover("items", "obligations")
        story.say(ev.ObligationCreated(obligation="o", about=[Q]), on="2017-03-10")
        story.say(ev.ActionAdded(action="a", about=[Q]), on="2017-03-10")

        assert isinstance(story.ask(RULE, Q, "2017-04-05"), Alarm)


def test_what_an_acceptance_says_it_created_clears_it() -> None:
    with Story() as story:
        ask(story)
        story.say(ev.ActionAdded(action="a"), on="2017-03-01")
        reply(story, "accepted", created=["action:a"])

        assert isinstance(story.ask(RULE, Q, "2017-03-01"), Clear)


def repeat(story: Story, name: str, of: str, on: str) -> None:
    story.say(ev.ChallengeRaised(challenge=name, agenda_item="b1/1", by=["office:member"], repeats=of), on=on)


def test_an_answer_to_the_question_put_again_answers_it() -> None:
    with Story() as story:
        ask(story)
        repeat(story, "q2", "q", "2017-04-05")
        repeat(story, "q3", "q2", "2017-05-05")
        story.cover("deliberation", body="b")
        meet_again(story, "2017-04-05", "2017-05-05", "2017-06-05")

        before = story.ask(RULE, Q, "2017-06-06")
        reply(story, "answered", challenge="q3", on="2017-06-05")
        answers = [story.ask(RULE, f"challenge:{name}", "2017-06-06") for name in ("q", "q2", "q3")]

    assert isinstance(before, Alarm)
    assert all(isinstance(answer, Clear) for answer in answers)


def test_a_question_put_again_is_not_answered_by_the_first_reply() -> None:
    with Story() as story:
        ask(story)
        reply(story, "answered")
        repeat(story, "q2", "q", "2017-04-05")
        story.cover("deliberation", body="b")
        meet_again(story, "2017-05-05")

        assert isinstance(story.ask(RULE, Q, "2017-06-06"), Clear)
        assert isinstance(story.ask(RULE, "challenge:q2", "2017-06-06"), Alarm)


def test_a_question_that_the_cut_leaves_out_is_not_asked_about() -> None:
    with Story() as story:
        ask(story)
        story.say(ev.StatementMade(about=[Q]), on="2017-02-01")

        assert story.ask(RULE, Q, "2017-02-02", happened_by="2017-02-02") is None


def test_an_answer_in_doubt_is_not_outweighed_by_confidence_after_it() -> None:
    with Story() as story:
        ask(story)
        reply(story, "answered", uncertain=["disposition"])
        reply(story, "confidence_only", on="2017-03-20")

        assert isinstance(story.ask(RULE, Q, "2017-04-01"), CannotTell)


def test_an_undertaking_that_came_to_nothing_by_the_next_meeting_is_asked_about() -> None:
    with Story() as story:
        accepted(story, "undertaken")

        answer = story.ask(RULE, Q, "2017-04-05")

    assert isinstance(answer, Alarm)
    assert "was to be answered" in answer.says


def test_questions_that_repeat_each_other_come_to_an_end() -> None:
    with Story() as story:
        story.say(
            ev.ChallengeRaised(challenge="q", repeats="q2", by=["office:member"]),
            ev.ChallengeRaised(challenge="q2", repeats="q", by=["office:member"]),
            on="2017-03-01",
        )
        reply(story, "answered", challenge="q2")

        assert isinstance(story.ask(RULE, Q, "2017-04-01"), Clear)


def test_a_rival_account_of_a_document_makes_it_no_extract() -> None:
    with Story() as story:
        ask(story, source="minutes#7")
        (number,) = story.say(ev.DocumentLodged(document="minutes", held="whole"), on="2017-03-10")
        story.say(ev.DocumentLodged(document="minutes", held="extract"), on="2017-03-10", rival_of=f"entry:{number}")
        story.cover("deliberation", body="b")
        meet_again(story, "2017-04-05")

        assert isinstance(story.ask(RULE, Q, "2017-06-05"), Alarm)


def test_a_day_in_doubt_matters_no_longer_once_another_was_promised() -> None:
    with Story() as story:
        ask(story, answer_due="by 2017-03-31", uncertain=["answer_due"])
        reply(story, "undertaken", due="by 2017-04-30")
        story.cover("deliberation", body="b")

        assert isinstance(story.ask(RULE, Q, "2017-04-15"), NotYet)


def test_a_question_to_be_answered_at_no_stated_time_waits_for_the_next_meeting() -> None:
    with Story() as story:
        ask(story, answer_due="unspecified")
        story.cover("deliberation", body="b")
        meet_again(story, "2017-04-05")

        assert isinstance(story.ask(RULE, Q, "2017-04-05"), Alarm)


@pytest.mark.parametrize("is_rival", [True, False])
def test_what_puts_a_question_is_the_first_account_of_its_own(*, is_rival: bool) -> None:
    with Story() as story:
        number = ask(story)
        if is_rival:
            other = ev.ChallengeRaised(challenge="q", kind="concern")
            story.say(other, on="2017-02-01", rival_of=f"entry:{number}")
        else:
            story.say(ev.ChallengeRaised(challenge="n", kind="concern", repeats="q"), on="2017-02-01")
        answered = reply(story, "confidence_only")

        answer = story.ask(RULE, Q, "2017-03-01")

    assert isinstance(answer, Alarm)
    assert answer.because == (number, answered)


def test_a_question_put_at_no_known_meeting_is_late_only_where_all_deliberation_is_held() -> None:
    with Story() as story:
        ask(story, agenda_item=None, answer_due="by 2017-03-31")
        untold = story.ask(RULE, Q, "2017-04-01")
        story.cover("deliberation")
        told = story.ask(RULE, Q, "2017-04-01")

    assert isinstance(untold, CannotTell)
    assert "deliberation" in untold.why
    assert isinstance(told, Alarm)
