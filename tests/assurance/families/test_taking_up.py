from typing import Any

import pytest

from govledger import events as ev
from govledger.assurance import Alarm, Answer, CannotTell, Clear, NotYet
from tests.assurance.support import Story

PICKED_UP = "RECOMMENDATION_WITHOUT_ACTION"
CAUSE = "ROOT_CAUSE_WITHOUT_ACTION"
REC = "recommendation:r"


def recommend(story: Story, on: str = "2017-06-01", **said: Any) -> int:
    """A recommendation of the inspectorate; its number."""
    envelope = said.pop("envelope", {})
    event = ev.RecommendationMade(**{"recommendation": "r", "by": ["org:ofsted"], **said})
    (number,) = story.say(event, on=on, **envelope)
    return number


def reply(story: Story, response: str, **said: Any) -> int:
    """An answer to it; its number."""
    envelope = said.pop("envelope", {})
    event = ev.RecommendationAnswered(recommendation="r", response=response, **said)
    (number,) = story.say(event, on="2017-06-10", **envelope)
    return number


def picked_up(story: Story, today: str = "2017-08-01", subject: str = REC) -> Answer:
    return story.ask(PICKED_UP, subject, today)


# What the inspectors said --------------------------------------------------------------------------------------------


def test_a_recommendation_on_which_nothing_acts_is_asked_about_where_all_items_are_held() -> None:
    with Story() as story:
        number = recommend(story)
        story.cover("items", since="2017-06-01")

        answer = picked_up(story)

    assert isinstance(answer, Alarm)
    assert (answer.because, answer.opened, answer.severity) == ((number,), number, None)
    assert "nothing acts on it" in answer.says


@pytest.mark.parametrize(
    "event",
    [
        ev.ActionAdded(action="1", addresses=[REC]),
        ev.CommitmentMade(commitment="c", addresses=[REC]),
        ev.AppointmentMade(appointment="a", addresses=[REC]),
    ],
)
def test_a_recommendation_that_something_addresses_is_clear(event: Any) -> None:
    with Story() as story:
        number = recommend(story)
        (act,) = story.say(event, on="2017-06-20")

        answer = picked_up(story)

    assert answer == Clear(because=(number, act))


def test_one_action_may_serve_many_recommendations_and_a_finished_one_has_served() -> None:
    with Story() as story:
        recommend(story)
        recommend(story, recommendation="s")
        story.say(ev.ActionAdded(action="1", addresses=[REC, "recommendation:s"]), on="2017-06-20")
        story.say(ev.CompletionClaimed(subject="action:1"), on="2017-06-21")

        answers = [picked_up(story), picked_up(story, subject="recommendation:s")]

    assert all(isinstance(answer, Clear) for answer in answers)


@pytest.mark.parametrize(("today", "expected"), [("2017-07-01", NotYet), ("2017-07-02", Alarm)])
def test_there_are_thirty_days_to_pick_it_up(today: str, expected: type) -> None:
    with Story() as story:
        number = recommend(story)
        story.cover("items")

        answer = picked_up(story, today)

    assert isinstance(answer, expected)
    if isinstance(answer, NotYet):
        assert (answer.recheck_on.isoformat(), answer.because) == ("2017-07-02", (number,))


@pytest.mark.parametrize(("days", "today", "expected"), [(29, "2017-07-01", Alarm), (31, "2017-07-02", NotYet)])
def test_how_long_there_is_to_pick_it_up_is_a_setting(days: int, today: str, expected: type) -> None:
    with Story() as story:
        recommend(story)
        story.cover("items")
        story.set(PICKED_UP, "within_days", days)

        answer = picked_up(story, today)

    assert isinstance(answer, expected)


def test_without_coverage_of_items_since_it_was_made_the_rule_cannot_tell() -> None:
    with Story() as story:
        number = recommend(story)
        story.cover("items", since="2017-06-02")

        answer = picked_up(story)

    assert isinstance(answer, CannotTell)
    assert "items" in answer.why
    assert answer.because == (number,)


@pytest.mark.parametrize("scope", [{"about": "plan:p"}, {"body": "board"}, {"body": "cabinet"}])
def test_the_plan_that_says_it_answers_it_its_overseer_and_whom_it_was_made_to_hold_what_acts(
    scope: dict[str, str],
) -> None:
    with Story() as story:
        story.say(ev.BodyEstablished(body="board"), ev.BodyEstablished(body="cabinet"), on="2017-01-01")
        recommend(story, to=["body:cabinet", "office:dcs"])
        story.say(ev.PlanVersioned(plan="p", addresses=[REC], overseen_by=["board"]), on="2017-06-10")
        story.cover("items", **scope)

        answer = picked_up(story)

    assert isinstance(answer, Alarm)


def test_what_only_a_dropped_action_addressed_is_asked_about_from_the_day_it_was_dropped() -> None:
    with Story() as story:
        number = recommend(story)
        story.say(ev.ActionAdded(action="1", addresses=[REC]), on="2017-06-20")
        (dropped,) = story.say(ev.PlanItemRetired(subject="action:1", how="withdrawn"), on="2017-07-01")
        story.cover("items")

        answer = picked_up(story)

    assert isinstance(answer, Alarm)
    assert (answer.because, answer.opened) == ((number, dropped), dropped)
    assert "left its plan" in answer.says


def test_what_carries_a_dropped_action_on_acts_in_its_place() -> None:
    with Story() as story:
        recommend(story)
        story.say(ev.ActionAdded(action="1", addresses=[REC]), ev.ActionAdded(action="2"), on="2017-06-20")
        retired = ev.PlanItemRetired(subject="action:1", how="merged", successor=["action:2"])
        story.say(retired, on="2017-07-01")

        answer = picked_up(story)

    assert isinstance(answer, Clear)


@pytest.mark.parametrize(("standing", "expected"), [("confirmed", Clear), ("suggested", Alarm)])
def test_a_link_counts_once_it_is_confirmed(standing: str, expected: type) -> None:
    with Story() as story:
        recommend(story)
        story.say(ev.ActionAdded(action="1"), on="2017-06-20")
        story.say(ev.LinkNoted(links=[f"action:1 addresses {REC}"], standing=standing), on="2017-06-21")
        story.cover("items")

        answer = picked_up(story)

    assert isinstance(answer, expected)


@pytest.mark.parametrize("said", [{"text": "Not our duty"}, {"document": "reply"}, {"decision": "d"}])
def test_a_recommendation_rejected_with_reasons_is_clear(said: dict[str, Any]) -> None:
    with Story() as story:
        story.say(ev.DecisionRecorded(decision="d", force="declined"), on="2017-06-10")
        number = recommend(story)
        answered = reply(story, "rejected", **said)

        answer = picked_up(story)

    assert answer == Clear(because=(number, answered))


def test_a_recommendation_rejected_without_a_reason_does_not_let_the_rule_tell() -> None:
    with Story() as story:
        number = recommend(story)
        answered = reply(story, "rejected")
        story.cover("items")

        answer = picked_up(story)

    assert answer == CannotTell(why="it was rejected, and no reason is on the record", because=(number, answered))


@pytest.mark.parametrize("response", ["accepted", "partly_accepted", "considered", "unknown"])
def test_any_other_answer_still_wants_action(response: str) -> None:
    with Story() as story:
        recommend(story)
        reply(story, response, text="We agree")
        story.cover("items")

        answer = picked_up(story)

    assert isinstance(answer, Alarm)


def test_a_doubted_answer_does_not_let_the_rule_tell() -> None:
    with Story() as story:
        recommend(story)
        reply(story, "accepted", envelope={"uncertain": ["response"]})
        story.cover("items")

        answer = picked_up(story)

    assert isinstance(answer, CannotTell)
    assert "doubts" in answer.why


@pytest.mark.parametrize(
    "event",
    [
        ev.RecommendationClosed(recommendation="r", how="implemented"),
        ev.PlanItemRetired(subject=REC, how="superseded"),
    ],
)
def test_a_recommendation_that_is_closed_or_retired_is_not_asked_about(event: Any) -> None:
    with Story() as story:
        recommend(story)
        story.say(event, on="2017-06-20")
        story.cover("items")

        answer = picked_up(story)

    assert answer is None


def test_a_recommendation_that_a_source_only_takes_for_granted_is_not_asked_about() -> None:
    with Story() as story:
        recommend(story, envelope={"mode": "presupposed"})
        story.cover("items")

        answer = picked_up(story)

    assert answer is None


def find(story: Story, **said: Any) -> int:
    """A severe weakness; its number."""
    envelope = said.pop("envelope", {})
    event = ev.FindingMade(**{"finding": "f", "polarity": "weakness", "priority": "high", **said})
    (number,) = story.say(event, on="2017-06-01", **envelope)
    return number


def test_a_severe_weakness_on_which_nothing_acts_is_asked_about() -> None:
    with Story() as story:
        number = find(story)
        story.cover("items", since="2017-06-01")

        soon = picked_up(story, "2017-07-01", "finding:f")
        late = picked_up(story, "2017-07-02", "finding:f")

    assert isinstance(soon, NotYet)
    assert isinstance(late, Alarm)
    assert (late.because, late.opened) == ((number,), number)


@pytest.mark.parametrize("said", [{"priority": "medium"}, {"priority": None}, {"polarity": "mixed"}])
def test_a_lesser_or_mixed_finding_is_not_asked_about(said: dict[str, Any]) -> None:
    with Story() as story:
        find(story, **said)
        story.cover("items")

        answer = picked_up(story, subject="finding:f")

    assert answer is None


@pytest.mark.parametrize(
    "event",
    [
        ev.ActionAdded(action="1", addresses=["finding:f"]),
        ev.CommitmentMade(commitment="c", addresses=["finding:f"]),
        ev.AppointmentMade(appointment="a", addresses=["finding:f"]),
    ],
)
def test_a_severe_weakness_that_something_addresses_is_clear(event: Any) -> None:
    with Story() as story:
        number = find(story)
        (act,) = story.say(event, on="2017-06-20")

        answer = picked_up(story, subject="finding:f")

    assert answer == Clear(because=(number, act))


def test_an_action_that_was_retired_or_only_suggested_addresses_no_finding() -> None:
    with Story() as story:
        find(story)
        story.say(ev.ActionAdded(action="1", addresses=["finding:f"]), ev.ActionAdded(action="2"), on="2017-06-20")
        story.say(ev.PlanItemRetired(subject="action:1", how="withdrawn"), on="2017-06-21")
        story.say(ev.LinkNoted(links=["action:2 addresses finding:f"], standing="suggested"), on="2017-06-21")
        story.cover("items")

        answer = picked_up(story, subject="finding:f")

    assert isinstance(answer, Alarm)


def test_a_weakness_on_which_a_recommendation_rests_is_asked_about_as_that() -> None:
    with Story() as story:
        found = find(story)
        story.cover("items")

        before = picked_up(story, subject="finding:f")
        first = recommend(story)
        recommend(story, basis=["finding:f"], envelope={"rival_of": f"entry:{first}"})
        rivalled = picked_up(story, subject="finding:f")
        recommend(story, recommendation="s", basis=["finding:f"])
        after = picked_up(story, subject="finding:f")

    assert isinstance(before, Alarm)
    assert before.because == (found,)
    assert isinstance(rivalled, Alarm)
    assert after is None


@pytest.mark.parametrize("field", ["polarity", "priority"])
def test_a_doubted_weakness_does_not_let_the_rule_tell(field: str) -> None:
    with Story() as story:
        find(story, envelope={"uncertain": [field]})
        story.cover("items")

        answer = picked_up(story, subject="finding:f")

    assert isinstance(answer, CannotTell)
    assert "severe" in answer.why


def test_a_weakness_that_a_source_only_takes_for_granted_is_not_asked_about() -> None:
    with Story() as story:
        find(story, envelope={"mode": "presupposed"})
        story.cover("items")

        answer = picked_up(story, subject="finding:f")

    assert answer is None


def finished(story: Story, **said: Any) -> tuple[int, int]:
    """An action of a plan that is complete; the numbers of the action and of the claim."""
    envelope = said.pop("envelope", {})
    story.say(ev.PlanVersioned(plan="p"), ev.CommitmentMade(commitment="c"), on="2017-01-01")
    (added,) = story.say(ev.ActionAdded(**{"action": "1", "plan": "p", **said}), on="2017-06-01", **envelope)
    (claimed,) = story.say(ev.CompletionClaimed(subject="action:1"), on="2017-06-10")
    return added, claimed


def padded(story: Story) -> Answer:
    return picked_up(story, subject="plan:p")


def test_completed_work_that_answers_nothing_is_a_question_about_its_plan() -> None:
    with Story() as story:
        numbers = finished(story)

        uncovered = padded(story)
        story.cover("items", since="2017-06-01")
        covered = padded(story)

    assert isinstance(uncovered, CannotTell)
    assert "items" in uncovered.why
    assert uncovered.because == numbers
    assert isinstance(covered, Alarm)
    assert (covered.because, covered.severity) == (numbers, "info")
    assert "action:1" in covered.says


def test_the_body_that_oversees_the_plan_holds_what_its_work_answers() -> None:
    with Story() as story:
        story.say(ev.BodyEstablished(body="board"), ev.PlanVersioned(plan="p", overseen_by=["board"]), on="2017-01-01")
        finished(story)
        story.cover("items", body="board")

        answer = padded(story)

    assert isinstance(answer, Alarm)


@pytest.mark.parametrize(
    "said",
    [
        {"commitment": "c"},
        {"addresses": [REC]},
        {"decision": "d"},
        {"plan": "other"},
        {"envelope": {"mode": "presupposed"}},
    ],
)
def test_work_that_answers_something_stands_in_another_plan_or_is_taken_for_granted_pads_nothing(
    said: dict[str, Any],
) -> None:
    with Story() as story:
        recommend(story)
        before = (ev.PlanVersioned(plan="other"), ev.DecisionRecorded(decision="d", force="agreed"))
        story.say(*before, on="2017-01-01")
        finished(story, **said)
        story.cover("items")

        answer = padded(story)

    assert answer is None


def test_work_that_is_open_or_retired_pads_nothing() -> None:
    with Story() as story:
        story.say(ev.PlanVersioned(plan="p"), ev.ActionAdded(action="2", plan="p"), on="2017-01-01")
        story.cover("items")
        open_yet = padded(story)
        finished(story)
        story.say(ev.PlanItemRetired(subject="action:1", how="withdrawn"), on="2017-06-20")

        retired = padded(story)

    assert open_yet is None
    assert retired is None


@pytest.mark.parametrize(("standing", "expected"), [("confirmed", None), ("suggested", Alarm)])
def test_a_confirmed_link_shows_what_work_answers(standing: str, expected: type | None) -> None:
    with Story() as story:
        recommend(story)
        finished(story)
        story.say(ev.LinkNoted(links=[f"action:1 addresses {REC}"], standing=standing), on="2017-06-20")
        story.cover("items")

        answer = padded(story)

    assert answer is None if expected is None else isinstance(answer, expected)


# Why it went wrong ---------------------------------------------------------------------------------------------------


def name(story: Story, cause: str = "culture", **said: Any) -> int:
    """A cause; its number."""
    envelope = said.pop("envelope", {})
    (number,) = story.say(ev.RootCauseIdentified(cause=cause, **said), on="2017-06-01", **envelope)
    return number


def addressed(story: Story, today: str = "2017-09-01", cause: str = "culture") -> Answer:
    return story.ask(CAUSE, f"cause:{cause}", today)


def test_a_cause_that_nothing_addresses_is_asked_about_where_all_items_are_held() -> None:
    with Story() as story:
        number = name(story)
        story.cover("items", since="2017-06-01")

        answer = addressed(story)

    assert isinstance(answer, Alarm)
    assert (answer.because, answer.opened, answer.severity) == ((number,), number, None)


@pytest.mark.parametrize(
    "event",
    [
        ev.CommitmentMade(commitment="c", addresses=["cause:culture"]),
        ev.ActionAdded(action="1", addresses=["cause:culture"]),
        ev.AppointmentMade(appointment="a", addresses=["cause:culture"]),
    ],
)
def test_a_cause_that_something_addresses_is_clear(event: Any) -> None:
    with Story() as story:
        number = name(story)
        (act,) = story.say(event, on="2017-06-20")

        answer = addressed(story)

    assert answer == Clear(because=(number, act))


@pytest.mark.parametrize(("standing", "expected"), [("confirmed", Clear), ("suggested", Alarm)])
def test_a_programme_decided_on_and_confirmed_to_address_a_cause_counts(standing: str, expected: type) -> None:
    with Story() as story:
        name(story)
        story.say(ev.DecisionRecorded(decision="d", force="agreed"), on="2017-06-20")
        story.say(ev.LinkNoted(links=["decision:d addresses cause:culture"], standing=standing), on="2017-06-21")
        story.cover("items")

        answer = addressed(story)

    assert isinstance(answer, expected)


@pytest.mark.parametrize(("today", "expected"), [("2017-07-31", NotYet), ("2017-08-01", Alarm)])
def test_there_are_sixty_days_to_address_a_cause(today: str, expected: type) -> None:
    with Story() as story:
        name(story)
        story.cover("items")

        answer = addressed(story, today)

    assert isinstance(answer, expected)
    if isinstance(answer, NotYet):
        assert answer.recheck_on.isoformat() == "2017-08-01"


@pytest.mark.parametrize(("days", "today", "expected"), [(59, "2017-07-31", Alarm), (61, "2017-08-01", NotYet)])
def test_how_long_there_is_to_address_a_cause_is_a_setting(days: int, today: str, expected: type) -> None:
    with Story() as story:
        name(story)
        story.cover("items")
        story.set(CAUSE, "within_days", days)

        answer = addressed(story, today)

    assert isinstance(answer, expected)


def test_without_coverage_of_items_since_it_was_named_the_rule_cannot_tell() -> None:
    with Story() as story:
        number = name(story)
        story.cover("items", since="2017-06-02")

        answer = addressed(story)

    assert isinstance(answer, CannotTell)
    assert "items" in answer.why
    assert answer.because == (number,)


def test_a_cause_that_is_disputed_doubted_or_rivalled_asks_rather_than_alarms() -> None:
    with Story() as story:
        name(story, "disputed", standing="disputed")
        name(story, "doubted", envelope={"uncertain": ["standing"]})
        number = name(story, "rivalled")
        name(story, "rivalled", envelope={"rival_of": f"entry:{number}"})
        story.cover("items")

        answers = [addressed(story, cause=cause) for cause in ("disputed", "doubted", "rivalled")]

    for answer in answers:
        assert isinstance(answer, CannotTell)
        assert answer.why == "the cause is disputed"


def test_a_cause_that_a_source_only_takes_for_granted_is_not_asked_about() -> None:
    with Story() as story:
        name(story, envelope={"mode": "presupposed"})
        story.cover("items")

        answer = addressed(story)

    assert answer is None


def differ(story: Story, standing: str = "confirmed", **envelope: Any) -> int:
    """Two lists of causes differ."""
    event = ev.AccountsDiffer(between=["cause:culture", "cause:money"], standing=standing)
    (number,) = story.say(event, on="2017-06-02", **envelope)
    return number


def test_two_lists_of_causes_that_nobody_has_reconciled_are_asked_about_once_and_at_once() -> None:
    with Story() as story:
        number = name(story, list="1")
        name(story, "money", list="2")
        story.say(ev.ActionAdded(action="1", addresses=["cause:culture"]), on="2017-06-01")
        difference = differ(story)

        first = addressed(story, "2017-06-02")
        second = addressed(story, "2017-06-02", "money")

    assert isinstance(first, Alarm)
    assert (first.because, first.opened) == ((number, difference), difference)
    assert "lists" in first.says
    assert second == CannotTell(why="the cause is disputed", because=(number + 1,))


def test_lists_that_a_body_has_decided_between_are_settled() -> None:
    with Story() as story:
        name(story)
        name(story, "money")
        differ(story)
        story.say(ev.DecisionRecorded(decision="d", force="resolved", about=["cause:money"]), on="2017-06-03")
        story.cover("items")

        soon = addressed(story, "2017-06-10")
        late = addressed(story)

    assert isinstance(soon, NotYet)
    assert isinstance(late, Alarm)
    assert "nothing acts" in late.says


@pytest.mark.parametrize(
    ("standing", "doubt"), [("suggested", []), ("confirmed", ["standing"]), ("confirmed", ["between"])]
)
def test_a_difference_only_suggested_or_doubted_never_counts(standing: str, doubt: list[str]) -> None:
    with Story() as story:
        name(story)
        name(story, "money")
        differ(story, standing, uncertain=doubt)

        answer = addressed(story, "2017-06-02")

    assert isinstance(answer, NotYet)


def test_a_second_account_of_a_difference_confirms_nothing() -> None:
    with Story() as story:
        name(story)
        name(story, "money")
        first = differ(story, "suggested")
        differ(story, rival_of=f"entry:{first}")

        answer = addressed(story, "2017-06-02")

    assert isinstance(answer, NotYet)


def test_a_difference_about_something_else_or_with_one_cause_only_is_none_between_lists() -> None:
    with Story() as story:
        name(story)
        name(story, "money")
        name(story, "third")
        story.say(
            ev.AccountsDiffer(between=["cause:culture", "org:ofsted"], standing="confirmed"),
            ev.AccountsDiffer(between=["cause:money", "cause:third"], about=["cause:culture"], standing="confirmed"),
            on="2017-06-02",
        )

        answer = addressed(story, "2017-06-02")

    assert isinstance(answer, NotYet)


def owe(story: Story, **said: Any) -> int:
    """An opinion on the causes, owed before a submission; its number."""
    envelope = said.pop("envelope", {})
    story.say(
        ev.BodyEstablished(body="board"),
        ev.PlanVersioned(plan="p", overseen_by=["board"]),
        ev.ObligationCreated(obligation="submit", kind="submission"),
        on="2017-01-01",
    )
    opinion = {"obligation": "o", "kind": "opinion", "about": ["area:root-causes"], "before": ["obligation:submit"]}
    (number,) = story.say(ev.ObligationCreated(**{**opinion, **said}), on="2017-06-01", **envelope)
    return number


def submit(story: Story, on: str = "2017-07-20", *events: Any) -> int:
    """The plan is sent."""
    (number,) = story.say(*(events or (ev.ObligationDischarged(obligation="submit"),)), on=on)
    return number


def given(story: Story, on: str) -> int:
    """The opinion is given."""
    (number,) = story.say(ev.OpinionGiven(discharges="o"), on=on)
    return number


def sent(story: Story) -> Answer:
    return story.ask(CAUSE, "obligation:o", "2017-09-01")


def test_a_plan_sent_before_the_opinion_on_its_causes_is_asked_about() -> None:
    with Story() as story:
        number = owe(story)
        submitted = submit(story)
        given(story, "2017-07-21")
        story.cover("obligations", since="2017-06-01")

        answer = sent(story)

    assert isinstance(answer, Alarm)
    assert (answer.because, answer.opened) == ((number, submitted), submitted)
    assert "2017-07-20" in answer.says


def test_an_opinion_given_by_the_day_the_plan_is_sent_is_clear() -> None:
    with Story() as story:
        number = owe(story)
        submitted = submit(story)
        opinion = given(story, "2017-07-20")

        answer = sent(story)

    assert isinstance(answer, Clear)
    assert set(answer.because) == {number, submitted, opinion}


def test_before_the_plan_is_sent_there_is_nothing_to_ask() -> None:
    with Story() as story:
        owe(story)
        story.cover("obligations")

        answer = sent(story)

    assert answer is None


def test_without_coverage_of_obligations_up_to_that_day_the_opinion_may_have_been_given() -> None:
    with Story() as story:
        number = owe(story)
        submitted = submit(story)
        story.cover("obligations", since="2017-06-02")

        answer = sent(story)

    assert isinstance(answer, CannotTell)
    assert "obligations" in answer.why
    assert answer.because == (number, submitted)


@pytest.mark.parametrize(
    ("about", "to", "scope"),
    [
        (["area:causes", "plan:p"], None, {"body": "board"}),
        (["area:causes", "plan:p"], None, {"about": "plan:p"}),
        (["cause:culture"], ["body:board"], {"body": "board"}),
    ],
)
def test_coverage_of_its_board_or_about_its_plan_is_enough(about: list[str], to: Any, scope: dict[str, str]) -> None:
    with Story() as story:
        name(story)
        owe(story, about=about, to=to)
        submit(story)
        story.cover("obligations", **scope)

        answer = sent(story)

    assert isinstance(answer, Alarm)


@pytest.mark.parametrize("before", [["plan:p"], None])
def test_a_plan_submitted_in_so_many_words_is_sent_too(before: list[str] | None) -> None:
    with Story() as story:
        owe(story, before=before, about=["area:root-causes", "plan:p"])
        story.cover("obligations")

        drafted = sent(story)
        submitted = submit(story, "2017-07-20", ev.PlanVersioned(plan="p", standing="submitted"))
        answer = sent(story)

    assert drafted is None
    assert isinstance(answer, Alarm)
    assert answer.opened == submitted


def test_where_no_order_was_set_an_opinion_given_later_is_clear() -> None:
    with Story() as story:
        owe(story, before=None, about=["area:root-causes", "plan:p"])
        submit(story, "2017-07-20", ev.PlanVersioned(plan="p", standing="submitted"))
        given(story, "2017-08-01")

        answer = sent(story)

    assert isinstance(answer, Clear)


def test_the_first_sending_counts() -> None:
    with Story() as story:
        owe(story, before=["obligation:submit", "plan:p"])
        first = submit(story)
        given(story, "2017-07-25")
        submit(story, "2017-07-30", ev.PlanVersioned(plan="p", standing="submitted"))
        story.cover("obligations")

        answer = sent(story)

    assert isinstance(answer, Alarm)
    assert answer.opened == first


def test_a_second_account_of_a_submission_sends_nothing() -> None:
    with Story() as story:
        owe(story, before=["plan:p"])
        (draft,) = story.say(ev.PlanVersioned(plan="p", standing="draft"), on="2017-06-01")
        rival = ev.PlanVersioned(plan="p", standing="submitted")
        story.say(rival, on="2017-07-20", rival_of=f"entry:{draft}")
        story.cover("obligations")

        answer = sent(story)

    assert answer is None


@pytest.mark.parametrize(
    "said",
    [
        {"kind": "stage"},
        {"about": ["area:delivery"]},
        {"about": None},
        {"envelope": {"mode": "presupposed"}},
        {"before": ["obligation:other"]},
    ],
)
def test_another_duty_on_another_matter_before_another_thing_or_taken_for_granted_is_not_asked_about(
    said: dict[str, Any],
) -> None:
    with Story() as story:
        story.say(ev.ObligationCreated(obligation="other", kind="stage"), on="2017-01-01")
        story.say(ev.ObligationDischarged(obligation="other"), on="2017-07-01")
        owe(story, **said)
        submit(story)
        story.cover("obligations")

        answer = sent(story)

    assert answer is None


def test_an_opinion_let_go_is_not_asked_about() -> None:
    with Story() as story:
        owe(story)
        story.say(ev.PlanItemRetired(subject="obligation:o", how="withdrawn"), on="2017-07-01")
        submit(story)
        story.cover("obligations")

        answer = sent(story)

    assert answer is None


@pytest.mark.parametrize("field", ["kind", "about", "before"])
def test_a_doubted_duty_does_not_let_the_rule_tell(field: str) -> None:
    with Story() as story:
        owe(story, envelope={"uncertain": [field]})
        submit(story)
        story.cover("obligations")

        answer = sent(story)

    assert isinstance(answer, CannotTell)
    assert "doubts" in answer.why


# What is easily taken for something else -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "subject"),
    [(PICKED_UP, REC), (PICKED_UP, "finding:f"), (CAUSE, "cause:culture"), (CAUSE, "obligation:o")],
)
def test_what_the_cut_leaves_out_is_not_asked_about(rule: str, subject: str) -> None:
    with Story() as story:
        recommend(story)
        find(story)
        name(story)
        owe(story)
        reply(story, "accepted")
        story.say(ev.StatementMade(about=[subject]), on="2017-02-01")

        assert story.ask(rule, subject, "2017-03-01", happened_by="2017-03-01") is None


def test_an_answer_to_what_the_cut_leaves_out_leaves_nothing_to_ask() -> None:
    with Story() as story:
        recommend(story, on="2018-06-01")
        reply(story, "accepted")

        assert story.ask(PICKED_UP, REC, "2017-12-31", happened_by="2017-12-31") is None


@pytest.mark.parametrize("is_rival", [True, False])
def test_what_makes_a_finding_or_a_cause_is_the_first_account_of_its_own(*, is_rival: bool) -> None:
    with Story() as story:
        found, cause = find(story), name(story)
        if is_rival:
            earlier = [
                (ev.FindingMade(finding="f", polarity="strength"), {"rival_of": f"entry:{found}"}),
                (ev.RootCauseIdentified(cause="culture", standing="asserted"), {"rival_of": f"entry:{cause}"}),
            ]
        else:
            earlier = [
                (ev.FindingMade(finding="g", polarity="strength", follows=["finding:f"]), {}),
                (ev.RootCauseIdentified(cause="other", about=["cause:culture"]), {}),
            ]
        for event, envelope in earlier:
            story.say(event, on="2017-05-01", **envelope)
        story.cover("items")

        weakness = picked_up(story, "2017-12-01", "finding:f")
        named = addressed(story, "2017-12-01")

    assert isinstance(weakness, Alarm)
    assert weakness.because == (found,)
    assert isinstance(named, CannotTell if is_rival else Alarm)
    assert named.because == (cause,)


def test_evidence_of_a_weakness_does_not_act_on_it() -> None:
    with Story() as story:
        find(story)
        story.say(ev.EvidenceRecorded(evidence="e", supports=["finding:f"]), on="2017-06-10")
        story.say(ev.StatementMade(about=["finding:f"]), on="2017-06-10")
        story.cover("items")

        assert isinstance(picked_up(story, "2017-12-01", "finding:f"), Alarm)


def test_the_record_of_a_body_that_bears_an_offices_name_is_not_that_offices() -> None:
    with Story() as story:
        recommend(story, to=["office:board"])
        owe(story, to=["office:board"], about=["area:root-causes"])
        submit(story)
        story.cover("items", "obligations", body="board")

        assert isinstance(picked_up(story), CannotTell)
        assert isinstance(sent(story), CannotTell)


def test_padding_is_told_only_where_all_items_are_held_since_it_was_added() -> None:
    with Story() as story:
        finished(story)
        story.cover("items", since="2017-06-02")

        assert isinstance(padded(story), CannotTell)


def test_an_opinion_owed_before_a_submission_is_not_owed_before_a_draft_of_the_plan() -> None:
    with Story() as story:
        owe(story, about=["area:root-causes", "plan:p"])
        story.say(ev.PlanVersioned(plan="p", standing="submitted"), on="2017-07-01")

        assert sent(story) is None


def test_an_action_that_the_cut_leaves_out_acts_by_its_link_all_the_same() -> None:
    with Story() as story:
        number = recommend(story)
        story.say(ev.ActionAdded(action="1"), on="2018-01-01")
        story.say(ev.LinkNoted(links=[f"action:1 addresses {REC}"], standing="confirmed"), on="2017-06-10")

        answer = story.ask(PICKED_UP, REC, "2017-12-31", happened_by="2017-12-31")

    assert answer == Clear(because=(number,))


def test_work_of_another_plan_and_a_finished_commitment_are_no_padding() -> None:
    with Story() as story:
        story.say(ev.PlanVersioned(plan="p"), ev.PlanVersioned(plan="q"), on="2017-01-01")
        story.say(ev.CommitmentMade(commitment="own", plan="p"), on="2017-01-01")
        story.say(ev.ActionAdded(action="1", plan="q", commitment="own"), on="2017-06-01")
        claims = [ev.CompletionClaimed(subject=subject) for subject in ("action:1", "commitment:own")]
        story.say(*claims, on="2017-06-10")
        story.cover("items")

        assert padded(story) is None
