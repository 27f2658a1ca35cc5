from typing import Any

import pytest

from govledger import events as ev
from govledger.assurance import Alarm, CannotTell, Clear, NotYet
from tests.assurance.support import Story

UNVERIFIED = "CLOSED_UNVERIFIED"
UNSEEN = "CLOSED_UNSEEN"
SUBJECT = "recommendation:r"


def offices(story: Story) -> None:
    """The lead, a colleague in the same line, a head elsewhere, and internal audit."""
    story.say(
        ev.AppointmentMade(appointment="dcs", office="office:dcs", reports_to=["office:ce"]),
        ev.AppointmentMade(appointment="lead", office="office:lead", reports_to=["office:dcs"]),
        ev.AppointmentMade(appointment="mate", office="office:mate", reports_to=["office:dcs"]),
        ev.AppointmentMade(appointment="finance", office="office:finance", reports_to=["office:ce"]),
        ev.BodyEstablished(body="audit", relation="internal_audit"),
        on="2016-01-01",
    )


def recommend(story: Story, **said: Any) -> int:
    """A recommendation by the inspectorate, led by an office; its number."""
    event = ev.RecommendationMade(**{"recommendation": "r", "by": ["org:ofsted"], "leads": ["office:lead"], **said})
    (number,) = story.say(event, on="2017-01-10")
    return number


def close(story: Story, on: str = "2017-06-01", name: str = "r", **said: Any) -> int:
    """The closing of the recommendation, as implemented, by the programme office."""
    envelope = said.pop("envelope", {})
    event = ev.RecommendationClosed(**{"recommendation": name, "how": "implemented", "by": ["office:pmo"], **said})
    (number,) = story.say(event, on=on, **envelope)
    return number


def verify(story: Story, by: str | None, on: str = "2017-05-01", subject: str = SUBJECT, **said: Any) -> int:
    """A check of the recommendation."""
    envelope = said.pop("envelope", {})
    event = ev.VerificationRecorded(**{"subject": subject, "by": [by] if by else None, "result": "verified", **said})
    (number,) = story.say(event, on=on, **envelope)
    return number


# Who checked ---------------------------------------------------------------------------------------------------------


def test_a_recommendation_closed_by_its_own_lead_is_asked_about_whatever_was_checked() -> None:
    with Story() as story:
        offices(story)
        made = recommend(story)
        verify(story, "body:audit")
        closed = close(story, by=["office:lead"])

        answer = story.ask(UNVERIFIED, SUBJECT, "2017-07-01")

    assert isinstance(answer, Alarm)
    assert (answer.because, answer.opened, answer.severity) == ((made, closed), closed, None)
    assert "by those who lead it" in answer.says


def test_a_recommendation_that_internal_audit_retested_before_another_closed_it_is_clear() -> None:
    with Story() as story:
        offices(story)
        made = recommend(story)
        check = verify(story, "body:audit", on="2017-06-01")
        closed = close(story)

        answer = story.ask(UNVERIFIED, SUBJECT, "2017-07-01")

    assert answer == Clear(because=(made, closed, check))


def test_a_closing_with_no_check_where_all_evidence_is_held_is_asked_about() -> None:
    with Story() as story:
        offices(story)
        made = recommend(story)
        closed = close(story)
        story.cover("evidence")

        answer = story.ask(UNVERIFIED, SUBJECT, "2017-07-01")

    assert isinstance(answer, Alarm)
    assert (answer.because, answer.opened) == ((made, closed), closed)
    assert "no independent check" in answer.says


def test_without_coverage_since_it_was_made_a_missing_check_tells_nothing() -> None:
    with Story() as story:
        offices(story)
        made = recommend(story)
        closed = close(story)
        story.cover("evidence", since="2017-01-11")

        answer = story.ask(UNVERIFIED, SUBJECT, "2017-07-01")

    assert isinstance(answer, CannotTell)
    assert "evidence" in answer.why
    assert answer.because == (made, closed)


@pytest.mark.parametrize(
    ("by", "on", "result"),
    [
        ("office:mate", "2017-05-01", "verified"),
        ("body:audit", "2017-06-02", "verified"),
        ("body:audit", "2017-05-01", "partly"),
    ],
)
def test_a_check_within_the_line_after_the_closing_or_with_another_result_is_none(
    by: str, on: str, result: str
) -> None:
    with Story() as story:
        offices(story)
        recommend(story)
        verify(story, by, on=on, result=result)
        close(story)
        story.cover("evidence")

        answer = story.ask(UNVERIFIED, SUBJECT, "2017-07-01")

    assert isinstance(answer, Alarm)


def test_the_last_independent_check_before_the_closing_counts() -> None:
    with Story() as story:
        offices(story)
        recommend(story)
        verify(story, "body:audit")
        verify(story, "body:audit", on="2017-05-20", result="not_verified")
        close(story)
        story.cover("evidence")

        answer = story.ask(UNVERIFIED, SUBJECT, "2017-07-01")

    assert isinstance(answer, Alarm)


def test_a_second_account_of_a_check_is_no_check() -> None:
    with Story() as story:
        offices(story)
        recommend(story)
        first = verify(story, "body:audit", result="not_verified")
        verify(story, "body:audit", on="2017-05-02", envelope={"rival_of": f"entry:{first}"})
        close(story)
        story.cover("evidence")

        answer = story.ask(UNVERIFIED, SUBJECT, "2017-07-01")

    assert isinstance(answer, Alarm)


@pytest.mark.parametrize(("least", "expected"), [(2, Clear), (3, Alarm)])
def test_how_independent_a_check_must_be_is_a_setting(least: int, expected: type) -> None:
    with Story() as story:
        offices(story)
        recommend(story)
        verify(story, "office:finance")
        close(story)
        story.cover("evidence")
        story.set(UNVERIFIED, "independence_min", least)

        answer = story.ask(UNVERIFIED, SUBJECT, "2017-07-01")

    assert isinstance(answer, expected)


def test_a_check_in_the_same_line_counts_where_the_setting_asks_no_more() -> None:
    with Story() as story:
        offices(story)
        recommend(story)
        verify(story, "office:mate")
        close(story)
        story.set(UNVERIFIED, "independence_min", 1)

        answer = story.ask(UNVERIFIED, SUBJECT, "2017-07-01")

    assert isinstance(answer, Clear)


@pytest.mark.parametrize(
    ("by", "doubt"), [(None, []), ("office:stranger", []), ("body:audit", ["by"]), ("body:audit", ["result"])]
)
def test_a_check_whose_independence_is_not_known_or_that_is_doubted_does_not_let_the_rule_tell(
    by: str | None, doubt: list[str]
) -> None:
    with Story() as story:
        offices(story)
        recommend(story)
        verify(story, by, envelope={"uncertain": doubt})
        close(story)
        story.cover("evidence")

        answer = story.ask(UNVERIFIED, SUBJECT, "2017-07-01")

    assert isinstance(answer, CannotTell)
    assert "independent" in answer.why


def test_a_check_of_unknown_independence_that_found_it_not_done_is_no_check() -> None:
    with Story() as story:
        offices(story)
        recommend(story)
        verify(story, "office:stranger", result="not_verified")
        close(story)
        story.cover("evidence")

        answer = story.ask(UNVERIFIED, SUBJECT, "2017-07-01")

    assert isinstance(answer, Alarm)


@pytest.mark.parametrize("leads", [None, "none"])
def test_where_the_lead_is_not_known_the_rule_cannot_tell(leads: str | None) -> None:
    with Story() as story:
        offices(story)
        made = recommend(story, leads=leads)
        closed = close(story)
        story.cover("evidence")

        answer = story.ask(UNVERIFIED, SUBJECT, "2017-07-01")

    assert answer == CannotTell(why="who leads it is not known", because=(made, closed))


def test_the_lead_may_be_named_in_the_answer_and_the_clerk_may_doubt_it() -> None:
    with Story() as story:
        offices(story)
        recommend(story, leads=None)
        answered = ev.RecommendationAnswered(recommendation="r", response="accepted", leads=["office:lead"])
        story.say(answered, on="2017-02-01")
        close(story, by=["office:lead"])

        known = story.ask(UNVERIFIED, SUBJECT, "2017-07-01")
        story.say(answered, on="2017-02-02", uncertain=["leads"])
        doubted = story.ask(UNVERIFIED, SUBJECT, "2017-07-01")

    assert isinstance(known, Alarm)
    assert isinstance(doubted, CannotTell)


def test_a_verified_recommendation_closed_by_nobody_named_may_have_been_closed_by_its_lead() -> None:
    with Story() as story:
        offices(story)
        made = recommend(story)
        verify(story, "body:audit")
        closed = close(story, by=None)

        answer = story.ask(UNVERIFIED, SUBJECT, "2017-07-01")

    assert answer == CannotTell(why="nobody said who closed it", because=(made, closed))


@pytest.mark.parametrize("field", ["how", "by"])
def test_a_doubted_closing_does_not_let_the_rule_tell(field: str) -> None:
    with Story() as story:
        offices(story)
        recommend(story)
        closed = close(story, by=["office:lead"], envelope={"uncertain": [field]})

        answer = story.ask(UNVERIFIED, SUBJECT, "2017-07-01")

    assert isinstance(answer, CannotTell)
    assert answer.because == (closed,)


def test_closed_nobody_knows_how_does_not_let_the_rule_tell() -> None:
    with Story() as story:
        recommend(story)
        closed = close(story, how="unknown")

        answer = story.ask(UNVERIFIED, SUBJECT, "2017-07-01")

    assert answer == CannotTell(why="nobody said how it was closed", because=(closed,))


@pytest.mark.parametrize("how", ["rejected", "superseded", "merged", "not_implemented"])
def test_what_was_not_implemented_needs_a_reason_and_no_check(how: str) -> None:
    with Story() as story:
        made = recommend(story)
        bare = close(story, how=how)
        uncovered = story.ask(UNVERIFIED, SUBJECT, "2017-07-01")
        story.cover("recommendations")

        asked = story.ask(UNVERIFIED, SUBJECT, "2017-07-01")
        closed = close(story, how=how, on="2017-06-02", reason="No longer the law")
        clear = story.ask(UNVERIFIED, SUBJECT, "2017-07-01")

    assert isinstance(uncovered, CannotTell)
    assert isinstance(asked, Alarm)
    assert (asked.because, asked.opened) == ((made, bare), bare)
    assert how.replace("_", " ") in asked.says
    assert clear == Clear(because=(made, closed))


def test_a_recommendation_merged_into_another_is_clear() -> None:
    with Story() as story:
        recommend(story)
        story.say(ev.RecommendationMade(recommendation="s"), on="2017-01-10")
        close(story, how="merged", successor=["s"])
        story.cover("recommendations")

        answer = story.ask(UNVERIFIED, SUBJECT, "2017-07-01")

    assert isinstance(answer, Clear)


def test_a_recommendation_that_is_open_or_reopened_is_not_asked_about() -> None:
    with Story() as story:
        recommend(story)

        open_yet = story.ask(UNVERIFIED, SUBJECT, "2017-07-01")
        close(story, by=["office:lead"])
        story.say(ev.PlanItemReopened(subject=SUBJECT), on="2017-06-02")
        reopened = story.ask(UNVERIFIED, SUBJECT, "2017-07-01")

    assert open_yet is None
    assert reopened is None


def test_a_closing_that_a_source_only_takes_for_granted_is_not_asked_about() -> None:
    with Story() as story:
        recommend(story)
        close(story, by=["office:lead"], envelope={"mode": "presupposed"})

        answer = story.ask(UNVERIFIED, SUBJECT, "2017-07-01")

    assert answer is None


def test_checks_of_everything_that_acts_on_it_check_it() -> None:
    with Story() as story:
        offices(story)
        made = recommend(story)
        story.say(
            ev.ActionAdded(action="1", addresses=[SUBJECT], leads=["office:mate"]),
            ev.ActionAdded(action="2", addresses=[SUBJECT]),
            on="2017-02-01",
        )
        one = verify(story, "body:audit", subject="action:1")
        closed = close(story)
        story.cover("evidence")

        part = story.ask(UNVERIFIED, SUBJECT, "2017-07-01")
        two = verify(story, "office:finance", subject="action:2")
        whole = story.ask(UNVERIFIED, SUBJECT, "2017-07-01")

    assert isinstance(part, Alarm)
    assert whole == Clear(because=(made, closed, one, two))


def test_an_act_is_not_checked_by_its_own_lead() -> None:
    with Story() as story:
        offices(story)
        recommend(story, leads=["office:finance"])
        story.say(ev.ActionAdded(action="1", addresses=[SUBJECT], leads=["office:mate"]), on="2017-02-01")
        verify(story, "office:mate", subject="action:1")
        close(story)
        story.cover("evidence")

        answer = story.ask(UNVERIFIED, SUBJECT, "2017-07-01")

    assert isinstance(answer, Alarm)


def sampled(story: Story, count: int, **said: Any) -> None:
    """Low-priority recommendations closed together on a sample, of which one was checked."""
    offices(story)
    for name in ["r", *(f"r{number}" for number in range(1, count))]:
        recommend(story, recommendation=name, priority="low")
        close(story, name=name, sampled="yes", **said)
    verify(story, "body:audit", subject=f"recommendation:r{count - 1}")
    story.cover("evidence")


@pytest.mark.parametrize(("count", "expected"), [(10, Clear), (11, Alarm)])
def test_a_tenth_of_low_priority_recommendations_closed_together_may_stand_for_the_rest(
    count: int, expected: type
) -> None:
    with Story() as story:
        sampled(story, count)

        answer = story.ask(UNVERIFIED, SUBJECT, "2017-07-01")

    assert isinstance(answer, expected)


@pytest.mark.parametrize(("percent", "expected"), [(11, Alarm), (9, Clear)])
def test_how_large_a_sample_must_be_is_a_setting(percent: int, expected: type) -> None:
    with Story() as story:
        sampled(story, 10 if percent == 11 else 11)
        story.set(UNVERIFIED, "sample_percent", percent)

        answer = story.ask(UNVERIFIED, SUBJECT, "2017-07-01")

    assert isinstance(answer, expected)


@pytest.mark.parametrize("odd", [{"priority": "high"}, {"sampled": "no"}, {"on": "2017-06-02"}, {"how": "rejected"}])
def test_only_what_is_of_low_priority_and_closed_the_same_day_on_a_sample_stands_for_it(odd: dict[str, Any]) -> None:
    with Story() as story:
        offices(story)
        recommend(story, priority="low")
        close(story, sampled="yes")
        recommend(story, recommendation="s", priority=odd.get("priority", "low"))
        close(story, name="s", **{"sampled": "yes", **{name: odd[name] for name in odd if name != "priority"}})
        verify(story, "body:audit", subject="recommendation:s")
        story.cover("evidence")

        answer = story.ask(UNVERIFIED, SUBJECT, "2017-07-01")

    assert isinstance(answer, Alarm)


@pytest.mark.parametrize(("priority", "is_sampled"), [("high", "yes"), ("low", "no"), (None, "yes")])
def test_what_is_not_of_low_priority_or_not_sampled_is_checked_itself(priority: str | None, is_sampled: str) -> None:
    with Story() as story:
        offices(story)
        recommend(story, recommendation="s", priority="low")
        close(story, name="s", sampled="yes")
        verify(story, "body:audit", subject="recommendation:s")
        recommend(story, priority=priority)
        close(story, sampled=is_sampled)
        story.cover("evidence")

        answer = story.ask(UNVERIFIED, SUBJECT, "2017-07-01")

    assert isinstance(answer, Alarm)


# Who saw the answer --------------------------------------------------------------------------------------------------


def committee(story: Story, kind: str = "scrutiny") -> None:
    """A committee with meetings in February, March and June."""
    story.say(ev.BodyEstablished(body="osc", kind=kind), ev.BodyEstablished(body="other"), on="2016-01-01")
    for number, day in enumerate(["2017-02-10", "2017-03-10", "2017-06-20"], start=1):
        story.say(ev.MeetingHeld(meeting=f"m{number}", body="osc"), on=day)


def ask_for(story: Story, **said: Any) -> int:
    """A recommendation of the committee; its number."""
    return recommend(story, **{"by": ["body:osc"], **said})


def reply(story: Story, on: str = "2017-03-01", document: str | None = "reply", **envelope: Any) -> int:
    """The executive's answer."""
    event = ev.RecommendationAnswered(recommendation="r", response="accepted", document=document)
    (number,) = story.say(event, on=on, **envelope)
    return number


def put(story: Story, meeting: str, on: str, *things: str, documents: tuple[str, ...] = ()) -> int:
    """An item of a meeting that puts things before the body."""
    event = ev.AgendaItemConsidered(
        agenda_item=f"{meeting}/1", meeting=meeting, put_before=things or None, documents=documents or None
    )
    (number,) = story.say(event, on=on)
    return number


def test_a_recommendation_closed_without_its_answer_ever_put_before_the_committee_is_asked_about() -> None:
    with Story() as story:
        committee(story)
        made = ask_for(story)
        answered = reply(story)
        closed = close(story)
        story.cover("told", body="osc")

        answer = story.ask(UNSEEN, SUBJECT, "2017-07-01")

    assert isinstance(answer, Alarm)
    assert (answer.because, answer.opened, answer.severity) == ((made, answered, closed), closed, None)
    assert "body:osc" in answer.says


def test_the_same_answer_on_the_march_agenda_is_clear() -> None:
    with Story() as story:
        committee(story)
        made = ask_for(story)
        answered = reply(story)
        put(story, "m2", "2017-03-10", documents=("reply",))
        closed = close(story)

        answer = story.ask(UNSEEN, SUBJECT, "2017-07-01")

    assert answer == Clear(because=(made, answered, closed))


def test_an_item_may_name_the_answers_entry_or_the_recommendation_once_it_is_answered() -> None:
    with Story() as story:
        committee(story)
        ask_for(story)
        put(story, "m1", "2017-02-10", SUBJECT)
        answered = reply(story, document=None)
        close(story)
        story.cover("told", body="osc")

        too_early = story.ask(UNSEEN, SUBJECT, "2017-07-01")
        put(story, "m2", "2017-03-10", f"entry:{answered}")
        named = story.ask(UNSEEN, SUBJECT, "2017-07-01")

    assert isinstance(too_early, Alarm)
    assert isinstance(named, Clear)


@pytest.mark.parametrize(("closed", "expected"), [("2017-03-10", Clear), ("2017-03-09", Alarm)])
def test_an_answer_put_before_it_on_the_day_of_closing_was_seen_and_a_day_later_was_not(
    closed: str, expected: type
) -> None:
    with Story() as story:
        committee(story)
        ask_for(story)
        reply(story)
        put(story, "m2", "2017-03-10", documents=("reply",))
        close(story, on=closed)
        story.cover("told", body="osc")

        answer = story.ask(UNSEEN, SUBJECT, "2017-07-01")

    assert isinstance(answer, expected)


def test_what_a_closing_rests_on_is_an_answer_too() -> None:
    with Story() as story:
        committee(story)
        ask_for(story)
        put(story, "m2", "2017-03-10", documents=("memo",))
        close(story, basis=["document:memo"])

        answer = story.ask(UNSEEN, SUBJECT, "2017-07-01")

    assert isinstance(answer, Clear)


def test_a_second_account_of_an_answer_and_an_answer_given_after_the_closing_show_nothing() -> None:
    with Story() as story:
        committee(story)
        ask_for(story)
        first = reply(story, document=None)
        rival = reply(story, on="2017-03-02", document=None, rival_of=f"entry:{first}")
        late = reply(story, on="2017-06-10", document="late")
        put(story, "m2", "2017-03-10", f"entry:{rival}", f"entry:{late}", documents=("late",))
        close(story)
        story.cover("told", body="osc")

        answer = story.ask(UNSEEN, SUBJECT, "2017-07-01")

    assert isinstance(answer, Alarm)


def test_without_coverage_of_what_the_committee_was_told_since_it_asked_the_rule_cannot_tell() -> None:
    with Story() as story:
        committee(story)
        made = ask_for(story)
        answered = reply(story)
        closed = close(story)
        story.cover("told", body="osc", since="2017-01-11")

        answer = story.ask(UNSEEN, SUBJECT, "2017-07-01")

    assert isinstance(answer, CannotTell)
    assert "told" in answer.why
    assert answer.because == (made, answered, closed)


def test_coverage_of_what_another_body_was_told_shows_nothing() -> None:
    with Story() as story:
        committee(story)
        ask_for(story)
        close(story)
        story.cover("told", body="other")

        answer = story.ask(UNSEEN, SUBJECT, "2017-07-01")

    assert isinstance(answer, CannotTell)


@pytest.mark.parametrize(("lodged", "expected"), [("2017-06-01", Clear), ("2017-06-02", Alarm)])
def test_a_paper_circulated_by_the_day_of_closing_and_acknowledged_at_the_next_meeting_was_seen(
    lodged: str, expected: type
) -> None:
    with Story() as story:
        committee(story)
        ask_for(story)
        reply(story)
        story.say(ev.DocumentLodged(document="reply"), on=lodged)
        close(story)
        put(story, "m3", "2017-06-20", documents=("reply",))
        story.cover("told", body="osc")

        answer = story.ask(UNSEEN, SUBJECT, "2017-07-01")

    assert isinstance(answer, expected)


def test_a_paper_acknowledged_only_at_a_later_meeting_was_not_seen() -> None:
    with Story() as story:
        committee(story)
        ask_for(story)
        reply(story)
        story.say(ev.DocumentLodged(document="reply"), on="2017-03-10")
        close(story)
        put(story, "m3", "2017-06-20", documents=("reply",))
        story.cover("told", body="osc")

        answer = story.ask(UNSEEN, SUBJECT, "2017-07-01")

    assert isinstance(answer, Alarm)


def test_every_body_that_asked_must_have_seen_it() -> None:
    with Story() as story:
        committee(story)
        ask_for(story, by=["body:osc", "body:other"])
        reply(story)
        put(story, "m2", "2017-03-10", documents=("reply",))
        close(story)
        story.cover("told", body="other")

        answer = story.ask(UNSEEN, SUBJECT, "2017-07-01")

    assert isinstance(answer, Alarm)
    assert "body:other" in answer.says
    assert "body:osc" not in answer.says


def test_where_nobody_said_who_made_it_the_rule_cannot_tell_unless_a_decision_does() -> None:
    with Story() as story:
        committee(story)
        story.say(ev.DecisionRecorded(decision="d", body="osc", force="resolved"), on="2017-01-10")
        made = recommend(story, by=None)
        closed = close(story)
        story.cover("told", body="osc")

        unknown = story.ask(UNSEEN, SUBJECT, "2017-07-01")
        story.say(ev.RecommendationMade(recommendation="s", decision="d"), on="2017-01-10")
        close(story, name="s")
        reached = story.ask(UNSEEN, "recommendation:s", "2017-07-01")

    assert unknown == CannotTell(why="who made it is not known", because=(made, closed))
    assert isinstance(reached, Alarm)


def test_a_doubted_maker_does_not_let_the_rule_tell() -> None:
    with Story() as story:
        committee(story)
        event = ev.RecommendationMade(recommendation="r", by=["body:osc"])
        story.say(event, on="2017-01-10", uncertain=["by"])
        story.cover("told", "recommendations")

        late = story.ask(UNSEEN, SUBJECT, "2017-07-01")
        close(story)
        closed = story.ask(UNSEEN, SUBJECT, "2017-07-01")

    assert isinstance(late, CannotTell)
    assert isinstance(closed, CannotTell)


def test_an_inspectorates_recommendation_has_no_committee_to_see_the_answer() -> None:
    with Story() as story:
        recommend(story)
        close(story)
        story.cover("told")

        answer = story.ask(UNSEEN, SUBJECT, "2017-07-01")

    assert answer is None


def test_a_recommendation_that_a_source_takes_for_granted_is_not_asked_about() -> None:
    with Story() as story:
        committee(story)
        event = ev.RecommendationMade(recommendation="r", by=["body:osc"])
        story.say(event, on="2017-01-10", mode="presupposed")
        story.cover("told", "recommendations")

        answer = story.ask(UNSEEN, SUBJECT, "2017-07-01")

    assert answer is None


@pytest.mark.parametrize(("today", "expected"), [("2017-03-10", NotYet), ("2017-03-11", Alarm)])
def test_a_scrutiny_recommendation_not_answered_within_two_months_is_asked_about(today: str, expected: type) -> None:
    with Story() as story:
        committee(story)
        made = ask_for(story)
        story.cover("recommendations")

        answer = story.ask(UNSEEN, SUBJECT, today)

    assert isinstance(answer, expected)
    assert isinstance(answer, NotYet | Alarm)
    assert answer.because == (made,)
    if isinstance(answer, NotYet):
        assert answer.recheck_on.isoformat() == "2017-03-11"


@pytest.mark.parametrize(("months", "today", "expected"), [(1, "2017-03-10", Alarm), (3, "2017-03-11", NotYet)])
def test_the_months_an_answer_may_take_are_a_setting(months: int, today: str, expected: type) -> None:
    with Story() as story:
        committee(story)
        ask_for(story)
        story.cover("recommendations")
        story.set(UNSEEN, "answer_months", months)

        answer = story.ask(UNSEEN, SUBJECT, today)

    assert isinstance(answer, expected)


@pytest.mark.parametrize(("today", "expected"), [("2017-01-31", NotYet), ("2017-02-01", Alarm)])
def test_a_day_that_was_set_for_the_answer_counts_for_any_body(today: str, expected: type) -> None:
    with Story() as story:
        committee(story, kind="audit_committee")
        ask_for(story, answer_due="by 2017-01-31")
        story.cover("recommendations")

        answer = story.ask(UNSEEN, SUBJECT, today)

    assert isinstance(answer, expected)


@pytest.mark.parametrize("due", [None, "unspecified"])
def test_a_body_that_is_no_scrutiny_and_set_no_day_has_no_answer_due(due: str | None) -> None:
    with Story() as story:
        committee(story, kind="audit_committee")
        ask_for(story, answer_due=due)
        story.cover("recommendations")

        answer = story.ask(UNSEEN, SUBJECT, "2019-01-01")

    assert answer is None


@pytest.mark.parametrize(
    "event",
    [
        ev.RecommendationAnswered(recommendation="r", response="accepted"),
        ev.PlanItemRetired(subject=SUBJECT, how="withdrawn"),
    ],
)
def test_what_was_answered_or_withdrawn_and_is_open_is_not_asked_about(event: Any) -> None:
    with Story() as story:
        committee(story)
        ask_for(story)
        story.cover("recommendations")
        story.say(event, on="2017-06-01")

        answer = story.ask(UNSEEN, SUBJECT, "2017-07-01")

    assert answer is None


def test_without_coverage_of_recommendations_since_it_was_made_no_answer_tells_nothing() -> None:
    with Story() as story:
        committee(story)
        made = ask_for(story)
        story.cover("recommendations", since="2017-01-11")

        answer = story.ask(UNSEEN, SUBJECT, "2017-07-01")

    assert isinstance(answer, CannotTell)
    assert "recommendations" in answer.why
    assert answer.because == (made,)


def test_coverage_of_the_bodys_own_record_or_of_the_body_it_was_made_to_is_enough() -> None:
    with Story() as story:
        committee(story)
        ask_for(story, to=["body:other"])
        story.cover("recommendations", body="other")

        answer = story.ask(UNSEEN, SUBJECT, "2017-07-01")

    assert isinstance(answer, Alarm)


def owe(story: Story, kind: str = "report_back", to: str | None = "body:osc", **envelope: Any) -> int:
    """An obligation to the committee; its number."""
    event = ev.ObligationCreated(obligation="o", kind=kind, to=[to] if to else None)
    (number,) = story.say(event, on="2017-01-10", **envelope)
    return number


def discharge(story: Story, *basis: str, on: str = "2017-03-10", **envelope: Any) -> int:
    """The obligation is said to be met."""
    (number,) = story.say(ev.ObligationDischarged(obligation="o", basis=basis or None), on=on, **envelope)
    return number


def test_an_action_of_the_committee_discharged_with_nothing_put_before_it_is_asked_about() -> None:
    with Story() as story:
        committee(story)
        owed = owe(story)
        met = discharge(story, "document:report")
        story.cover("told", body="osc")

        answer = story.ask(UNSEEN, "obligation:o", "2017-07-01")

    assert isinstance(answer, Alarm)
    assert (answer.because, answer.opened) == ((owed, met), met)


@pytest.mark.parametrize("basis", ["document:report", "agenda_item:m2/1", "meeting:m2"])
def test_a_report_that_the_committee_had_before_it_discharges_what_it_asked_for(basis: str) -> None:
    with Story() as story:
        committee(story)
        owed = owe(story)
        put(story, "m2", "2017-03-10", documents=("report",))
        met = discharge(story, basis)

        answer = story.ask(UNSEEN, "obligation:o", "2017-07-01")

    assert answer == Clear(because=(owed, met))


def test_a_report_at_another_bodys_meeting_shows_nothing() -> None:
    with Story() as story:
        committee(story)
        owe(story)
        story.say(ev.MeetingHeld(meeting="x", body="other"), on="2017-03-10")
        put(story, "x", "2017-03-10", documents=("report",))
        discharge(story, "document:report", "agenda_item:x/1", "meeting:x")
        story.cover("told", body="osc")

        answer = story.ask(UNSEEN, "obligation:o", "2017-07-01")

    assert isinstance(answer, Alarm)


@pytest.mark.parametrize(
    ("kind", "to", "envelope"),
    [
        ("submission", "body:osc", {}),
        ("report_back", "org:dfe", {}),
        ("report_back", "body:osc", {"mode": "presupposed"}),
    ],
)
def test_what_owes_no_body_an_answer_or_is_taken_for_granted_is_not_asked_about(
    kind: str, to: str, envelope: dict[str, Any]
) -> None:
    with Story() as story:
        committee(story)
        owe(story, kind, to, **envelope)
        discharge(story)
        story.cover("told")

        answer = story.ask(UNSEEN, "obligation:o", "2017-07-01")

    assert answer is None


def test_an_obligation_not_met_or_met_by_a_word_taken_for_granted_is_not_asked_about() -> None:
    with Story() as story:
        committee(story)
        owe(story)
        story.cover("told")

        open_yet = story.ask(UNSEEN, "obligation:o", "2017-07-01")
        discharge(story, mode="presupposed")
        presupposed = story.ask(UNSEEN, "obligation:o", "2017-07-01")

    assert open_yet is None
    assert presupposed is None


@pytest.mark.parametrize(("owed", "met"), [(["to"], []), ([], ["basis"]), ([], ["occasion"])])
def test_a_doubted_discharge_does_not_let_the_rule_tell(owed: list[str], met: list[str]) -> None:
    with Story() as story:
        committee(story)
        owe(story, uncertain=owed)
        story.say(
            ev.ObligationDischarged(obligation="o", basis=["document:x"], occasion="2017-03-10"),
            on="2017-03-10",
            uncertain=met,
        )
        story.cover("told")

        answer = story.ask(UNSEEN, "obligation:o", "2017-07-01")

    assert isinstance(answer, CannotTell)
    assert "doubts" in answer.why


def give(story: Story, **envelope: Any) -> int:
    """The opinion that is owed is given, in a document; its number."""
    opinion = ev.OpinionGiven(by=["org:dfe"], document="view", discharges="o")
    (number,) = story.say(opinion, on="2017-03-10", **envelope)
    return number


@pytest.mark.parametrize(("paper", "expected"), [("view", Clear), ("another", Alarm)])
def test_an_opinion_was_seen_where_the_document_that_holds_it_was_put_before_the_committee(
    paper: str, expected: type
) -> None:
    with Story() as story:
        committee(story)
        owed = owe(story, "opinion")
        put(story, "m2", "2017-03-10", documents=(paper,))
        given = give(story)
        story.cover("told", body="osc")

        answer = story.ask(UNSEEN, "obligation:o", "2017-07-01")

    assert isinstance(answer, expected)
    assert isinstance(answer, Clear | Alarm)
    assert answer.because == (owed, given)


def test_an_opinion_that_no_document_holds_was_not_seen() -> None:
    with Story() as story:
        committee(story)
        owe(story, "opinion")
        put(story, "m2", "2017-03-10", documents=("None",))
        story.say(ev.OpinionGiven(by=["org:dfe"], discharges="o"), on="2017-03-10")
        story.cover("told", body="osc")

        assert isinstance(story.ask(UNSEEN, "obligation:o", "2017-07-01"), Alarm)


@pytest.mark.parametrize("field", ["discharges", "document"])
def test_an_opinion_of_which_the_clerk_doubts_what_it_meets_does_not_let_the_rule_tell(field: str) -> None:
    with Story() as story:
        committee(story)
        owe(story, "opinion")
        give(story, uncertain=[field])
        story.cover("told")

        assert isinstance(story.ask(UNSEEN, "obligation:o", "2017-07-01"), CannotTell)


def test_only_the_last_turn_of_an_obligation_is_asked_about() -> None:
    with Story() as story:
        committee(story)
        owe(story)
        put(story, "m2", "2017-03-10", documents=("report",))
        discharge(story, "document:report")
        last = discharge(story, "document:second", on="2017-06-20")
        story.cover("told", body="osc")

        answer = story.ask(UNSEEN, "obligation:o", "2017-07-01")

    assert isinstance(answer, Alarm)
    assert answer.opened == last


# What is easily taken for something else -----------------------------------------------------------------------------


def named_only(story: Story, reference: str) -> None:
    """Something said of a thing before it is on record."""
    story.say(ev.StatementMade(about=[reference]), on="2016-01-01")


@pytest.mark.parametrize(("rule", "subject"), [(UNVERIFIED, SUBJECT), (UNSEEN, SUBJECT), (UNSEEN, "obligation:o")])
def test_what_the_cut_leaves_out_is_not_asked_about(rule: str, subject: str) -> None:
    with Story() as story:
        ask_for(story)
        owe(story)
        named_only(story, subject)

        assert story.ask(rule, subject, "2016-02-01", happened_by="2016-02-01") is None


def late_made(story: Story) -> None:
    """A recommendation that the record dates after its answer and its closing."""
    offices(story)
    (made,) = story.say(ev.RecommendationMade(recommendation="r", by=["body:audit"]), on="2018-01-10")
    assert made
    story.say(
        ev.RecommendationAnswered(recommendation="r", response="accepted", leads=["office:lead"]), on="2017-02-01"
    )


def test_a_closing_of_what_the_cut_leaves_out_is_checked_on_its_day() -> None:
    with Story() as story:
        late_made(story)
        closed = close(story)
        story.cover("evidence", since="2017-06-01", until="2017-06-01")

        checked = story.ask(UNVERIFIED, SUBJECT, "2017-12-31", happened_by="2017-12-31")
        seen = story.ask(UNSEEN, SUBJECT, "2017-12-31", happened_by="2017-12-31")

    assert isinstance(checked, Alarm)
    assert checked.because == (closed,)
    assert seen is None


def test_a_check_of_the_recommendation_itself_is_enough_whatever_acts_on_it() -> None:
    with Story() as story:
        offices(story)
        made = recommend(story)
        story.say(ev.ActionAdded(action="1", addresses=[SUBJECT]), on="2017-02-01")
        check = verify(story, "body:audit")
        closed = close(story)

        answer = story.ask(UNVERIFIED, SUBJECT, "2017-07-01")

    assert answer == Clear(because=(made, closed, check))


def test_a_doubtful_check_that_found_it_not_done_makes_an_earlier_one_no_surer() -> None:
    with Story() as story:
        offices(story)
        recommend(story)
        verify(story, None, on="2017-04-01")
        verify(story, None, on="2017-05-01", result="not_verified")
        close(story)
        story.cover("evidence")

        answer = story.ask(UNVERIFIED, SUBJECT, "2017-07-01")

    assert isinstance(answer, CannotTell)
    assert "how independent" in answer.why


def test_what_is_still_open_is_no_part_of_a_sample() -> None:
    with Story() as story:
        sampled(story, 10)
        recommend(story, recommendation="open", priority="low")

        assert isinstance(story.ask(UNVERIFIED, SUBJECT, "2017-07-01"), Clear)


@pytest.mark.parametrize(
    ("to", "body", "expected"),
    [
        (None, "board", Alarm),
        (None, "audit", CannotTell),
        ("body:audit", "audit", Alarm),
        ("office:audit", "audit", None),
    ],
)
def test_the_coverage_wanted_is_that_of_the_body_it_concerns(to: str | None, body: str, expected: type | None) -> None:
    with Story() as story:
        offices(story)
        story.say(ev.BodyEstablished(body="board"), on="2016-01-01")
        recommend(story, to=[to] if to else None)
        story.say(ev.PlanVersioned(plan="p", addresses=[SUBJECT], overseen_by=["board"]), on="2017-01-11")
        close(story)
        story.cover("evidence", body=body)

        answer = story.ask(UNVERIFIED, SUBJECT, "2017-07-01")

    assert isinstance(answer, expected or CannotTell)


def test_whoever_is_said_to_have_made_it_made_it_whatever_body_decided() -> None:
    with Story() as story:
        committee(story)
        story.say(ev.DecisionRecorded(decision="d", body="other", force="resolved"), on="2017-01-10")
        ask_for(story, decision="d")
        close(story)
        story.cover("told", body="osc")

        answer = story.ask(UNSEEN, SUBJECT, "2017-07-01")

    assert isinstance(answer, Alarm)
    assert "no item of body:osc" in answer.says


def test_an_answer_given_on_the_day_of_closing_and_put_before_it_that_day_was_seen() -> None:
    with Story() as story:
        committee(story)
        ask_for(story)
        answered = reply(story, on="2017-06-20")
        put(story, "m3", "2017-06-20", "document:reply")
        close(story, on="2017-06-20")

        answer = story.ask(UNSEEN, SUBJECT, "2017-07-01")

    assert isinstance(answer, Clear)
    assert answered in answer.because


def test_what_the_committee_was_told_is_asked_about_since_it_was_owed() -> None:
    with Story() as story:
        committee(story)
        owe(story)
        discharge(story, "document:report")
        story.cover("told", since="2017-03-10")

        assert isinstance(story.ask(UNSEEN, "obligation:o", "2017-07-01"), CannotTell)


def test_a_second_account_of_when_a_paper_was_lodged_circulated_nothing() -> None:
    with Story() as story:
        committee(story)
        ask_for(story)
        reply(story)
        (lodged,) = story.say(ev.DocumentLodged(document="reply"), on="2017-06-10")
        story.say(ev.DocumentLodged(document="reply"), on="2017-03-15", rival_of=f"entry:{lodged}")
        close(story)
        put(story, "m3", "2017-06-20", documents=("reply",))
        story.cover("told", body="osc")

        assert isinstance(story.ask(UNSEEN, SUBJECT, "2017-07-01"), Alarm)


def test_a_paper_lodged_after_the_last_meeting_was_not_seen() -> None:
    with Story() as story:
        committee(story)
        ask_for(story)
        reply(story)
        story.say(ev.DocumentLodged(document="reply"), on="2017-06-25")
        close(story, on="2017-06-26")
        story.cover("told", body="osc")

        assert isinstance(story.ask(UNSEEN, SUBJECT, "2017-07-01"), Alarm)
