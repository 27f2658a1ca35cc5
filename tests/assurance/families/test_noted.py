from typing import Any

import pytest

from govledger import events as ev
from govledger.assurance import Alarm, CannotTell, Clear
from tests.assurance.items import RAG
from tests.assurance.support import Story

RULE = "NOTED_NOT_TESTED"
P = "plan:p"
DAYS = ("2017-02-01", "2017-03-01", "2017-04-01")
TODAY = "2017-04-02"


def red_plan(story: Story, status: str = "rag/red", *, subject: str = "action:a", **envelope: Any) -> None:
    """A plan with a red action under a commitment, talked of at a body whose minutes record talk."""
    story.say(
        RAG,
        ev.BodyEstablished(body="b"),
        ev.BodyEstablished(body="c"),
        ev.PlanVersioned(plan="p"),
        ev.CommitmentMade(commitment="k", plan="p"),
        ev.ActionAdded(action="a", commitment="k"),
        ev.ActionAdded(action="elsewhere"),
        ev.PlanVersioned(plan="q"),
        ev.CommitmentMade(commitment="other", plan="q"),
        ev.ActionAdded(action="other", commitment="other"),
        on="2016-12-01",
    )
    story.say(ev.StatusReported(subject=subject, status=status), on="2017-01-31", **envelope)
    story.say(ev.MeetingHeld(meeting="b0", body="b"), on="2017-01-01")
    story.say(ev.AgendaItemConsidered(agenda_item="b0/1", meeting="b0"), on="2017-01-01")
    story.say(ev.StatementMade(agenda_item="b0/1", kind="view"), on="2017-01-01")


def take(
    story: Story, day: str, force: str | None = "noted", *, body: str = "b", number: int = 1, **said: Any
) -> list[int]:
    """A body takes the plan and ends the item with a decision; the entries of both."""
    envelope = {name: said.pop(name) for name in ("uncertain", "mode") if name in said}
    meeting = f"{body}-{day}"
    story.say(ev.MeetingHeld(meeting=meeting, body=body), on=day)
    item = f"{meeting}/{number}"
    found = story.say(ev.AgendaItemConsidered(agenda_item=item, meeting=meeting, about=[P]), on=day)
    if force is not None:
        words = {"decision": f"{item}/d", "body": body, "agenda_item": item, "force": force, **said}
        found += story.say(ev.DecisionRecorded(**words), on=day, **envelope)
    return found


def noted(story: Story, *forces: str | None) -> list[list[int]]:
    red_plan(story)
    story.cover("deliberation", "decisions", body="b")
    return [take(story, day, force) for day, force in zip(DAYS, forces or ("noted",) * 3, strict=True)]


def test_a_plan_with_reds_noted_three_times_running_is_asked_about() -> None:
    with Story() as story:
        entries = noted(story)

        answer = story.ask(RULE, P, TODAY)

    assert isinstance(answer, Alarm)
    assert answer.because == tuple(number for pair in entries for number in pair)
    assert answer.opened == entries[0][0]
    assert answer.severity is None
    assert "3 times running" in answer.says


@pytest.mark.parametrize("force", ["noted", "received", "sense_of_meeting", "explicitly_none", None])
def test_a_body_that_received_it_or_ended_with_nothing_did_no_more_than_note_it(force: str | None) -> None:
    with Story() as story:
        noted(story, "noted", force, "received")

        assert isinstance(story.ask(RULE, P, TODAY), Alarm)


@pytest.mark.parametrize("force", ["resolved", "agreed", "referred_back", "deferred", "not_accepted"])
def test_a_stronger_force_in_the_run_is_clear(force: str) -> None:
    with Story() as story:
        entries = noted(story, "noted", force, "noted")

        answer = story.ask(RULE, P, TODAY)

    assert isinstance(answer, Clear)
    assert entries[1][1] in answer.because


def challenge(story: Story, day: str, **envelope: Any) -> int:
    (number,) = story.say(ev.ChallengeRaised(challenge="q", agenda_item=f"b-{day}/1"), on=day, **envelope)
    return number


@pytest.mark.parametrize("day", DAYS)
def test_a_challenge_in_the_run_is_clear(day: str) -> None:
    with Story() as story:
        noted(story)
        asked = challenge(story, day)

        answer = story.ask(RULE, P, TODAY)

    assert isinstance(answer, Clear)
    assert answer.because[-1] == asked


def test_a_challenge_before_the_run_is_not_in_it() -> None:
    with Story() as story:
        noted(story)
        take(story, "2017-05-01")
        challenge(story, DAYS[0])

        answer = story.ask(RULE, P, "2017-05-02")

    assert isinstance(answer, Alarm)


def test_a_challenge_only_taken_for_granted_tests_nothing() -> None:
    with Story() as story:
        noted(story)
        challenge(story, DAYS[1], mode="presupposed")

        assert isinstance(story.ask(RULE, P, TODAY), Alarm)


def test_the_episode_opens_with_the_first_of_the_unbroken_run() -> None:
    with Story() as story:
        entries = noted(story)
        take(story, "2017-05-01")

        answer = story.ask(RULE, P, "2017-05-02")

    assert isinstance(answer, Alarm)
    assert answer.opened == entries[0][0]
    assert entries[0][0] not in answer.because


@pytest.mark.parametrize("force", ["agreed", "unknown"])
def test_a_decision_of_substance_begins_a_new_run(force: str) -> None:
    with Story() as story:
        entries = noted(story, force, "noted", "noted")
        take(story, "2017-05-01")

        answer = story.ask(RULE, P, "2017-05-02")

    assert isinstance(answer, Alarm)
    assert answer.opened == entries[1][0]


def test_a_time_when_the_plan_went_well_begins_a_new_run() -> None:
    with Story() as story:
        red_plan(story, "rag/green")
        story.cover("deliberation", "decisions", body="b")
        take(story, "2017-01-31")
        story.say(ev.StatusReported(subject="action:a", status="rag/red"), on=DAYS[0])
        (opened, _), *_ = [take(story, day) for day in DAYS]

        answer = story.ask(RULE, P, TODAY)

    assert isinstance(answer, Alarm)
    assert answer.opened == opened


@pytest.mark.parametrize(("considerations", "expected"), [(2, Alarm), (3, Alarm), (4, CannotTell)])
def test_how_many_times_running_is_a_setting(considerations: int, expected: type) -> None:
    with Story() as story:
        story.set(RULE, "considerations", considerations)
        noted(story)

        answer = story.ask(RULE, P, TODAY)

    assert isinstance(answer, expected)
    if isinstance(answer, CannotTell):
        assert "fewer than 4 meetings" in answer.why


def test_two_items_at_one_meeting_are_one_consideration() -> None:
    with Story() as story:
        red_plan(story)
        story.cover("deliberation", "decisions", body="b")
        take(story, DAYS[0])
        item = ev.AgendaItemConsidered(agenda_item="x", meeting=f"b-{DAYS[0]}", about=[P])
        story.say(item, on=DAYS[0])
        take(story, DAYS[1])

        assert isinstance(story.ask(RULE, P, TODAY), CannotTell)


@pytest.mark.parametrize(("what", "missing"), [(["decisions"], "deliberation"), (["deliberation"], "decisions")])
@pytest.mark.parametrize("force", [None, "noted"])
def test_silence_counts_only_where_talk_and_decisions_are_covered(
    what: list[str], missing: str, force: str | None
) -> None:
    with Story() as story:
        red_plan(story)
        story.cover(*what, body="b")
        for day in DAYS:
            take(story, day, force)

        answer = story.ask(RULE, P, TODAY)

    if force is not None and missing == "decisions":
        assert isinstance(answer, Alarm)
    else:
        assert isinstance(answer, CannotTell)
        assert f"all {missing}" in answer.why


@pytest.mark.parametrize("uncovered", DAYS)
def test_every_meeting_of_the_run_must_be_covered(uncovered: str) -> None:
    with Story() as story:
        red_plan(story)
        for day in DAYS:
            take(story, day)
            if day != uncovered:
                story.cover("deliberation", "decisions", body="b", since=day, until=day)

        assert isinstance(story.ask(RULE, P, TODAY), CannotTell)


def test_minutes_that_record_no_talk_at_all_leave_it_open() -> None:
    with Story() as story:
        red_plan(story)
        story.cover("deliberation", "decisions")
        for day in DAYS:
            take(story, day, body="c")

        answer = story.ask(RULE, P, TODAY)

    assert isinstance(answer, CannotTell)
    assert "no deliberation of body:c" in answer.why


def test_a_challenge_elsewhere_shows_that_a_bodys_minutes_record_talk() -> None:
    with Story() as story:
        red_plan(story)
        story.cover("deliberation", "decisions")
        for day in DAYS:
            take(story, day, body="c")
        story.say(ev.MeetingHeld(meeting="c0", body="c"), on="2017-01-02")
        story.say(ev.AgendaItemConsidered(agenda_item="c0/1", meeting="c0"), on="2017-01-02")
        story.say(ev.ChallengeRaised(challenge="q", agenda_item="c0/1"), on="2017-01-02")

        assert isinstance(story.ask(RULE, P, TODAY), Alarm)


def test_the_meetings_of_two_bodies_are_not_added_up() -> None:
    with Story() as story:
        red_plan(story)
        story.cover("deliberation", "decisions")
        take(story, DAYS[0])
        take(story, DAYS[1], body="c")
        take(story, DAYS[2])

        assert isinstance(story.ask(RULE, P, TODAY), CannotTell)


def test_one_body_that_only_noted_it_outweighs_another_that_tested_it() -> None:
    with Story() as story:
        noted(story)
        for day in ("2017-01-31", "2017-03-02", "2017-04-01"):
            take(story, day, "agreed", body="c")

        assert isinstance(story.ask(RULE, P, TODAY), Alarm)


@pytest.mark.parametrize("said", [{"force": "unknown"}, {"force": "agreed", "uncertain": ["force"]}])
def test_a_force_that_is_not_known_leaves_it_open(said: dict[str, Any]) -> None:
    with Story() as story:
        red_plan(story)
        story.cover("deliberation", "decisions", body="b")
        take(story, DAYS[0])
        take(story, DAYS[1], **said)
        take(story, DAYS[2])

        answer = story.ask(RULE, P, TODAY)

    assert isinstance(answer, CannotTell)
    assert "force" in answer.why


@pytest.mark.parametrize("said", [{"kind": "procedural"}, {"mode": "reported"}])
def test_procedure_and_what_was_decided_elsewhere_do_not_end_an_item(said: dict[str, Any]) -> None:
    with Story() as story:
        red_plan(story)
        story.cover("deliberation", "decisions", body="b")
        take(story, DAYS[0])
        take(story, DAYS[1], "agreed", **said)
        take(story, DAYS[2])

        assert isinstance(story.ask(RULE, P, TODAY), Alarm)


@pytest.mark.parametrize(("about", "expected"), [([P], Clear), (["area:x"], Alarm)])
def test_a_decision_of_the_meeting_about_the_plan_counts_without_an_item(about: list[str], expected: type) -> None:
    with Story() as story:
        noted(story)
        story.say(ev.DecisionRecorded(decision="d", meeting=f"b-{DAYS[1]}", force="agreed", about=about), on=DAYS[1])

        assert isinstance(story.ask(RULE, P, TODAY), expected)


@pytest.mark.parametrize(("status", "subject", "envelope"), [
    ("rag/green", "action:a", {}), ("rag/red", "action:elsewhere", {}),
    ("rag/red", "action:other", {}), ("red", "action:a", {}),
    ("rag/red", "action:a", {"uncertain": ["status"]}), ("rag/red", "action:a", {"mode": "presupposed"}),
])  # fmt: skip
def test_a_plan_of_which_nothing_is_known_to_go_badly_is_not_asked_about(
    status: str, subject: str, envelope: dict[str, Any]
) -> None:
    with Story() as story:
        red_plan(story, status, subject=subject, **envelope)
        story.cover("deliberation", "decisions", body="b")
        for day in DAYS:
            take(story, day)

        assert story.ask(RULE, P, TODAY) is None


@pytest.mark.parametrize("subject", ["plan:p", "commitment:k", "action:a"])
def test_a_plan_goes_badly_where_it_or_anything_in_it_does(subject: str) -> None:
    with Story() as story:
        red_plan(story, "rag/amber", subject=subject)
        story.cover("deliberation", "decisions", body="b")
        for day in DAYS:
            take(story, day)

        assert isinstance(story.ask(RULE, P, TODAY), Alarm)


@pytest.mark.parametrize(("day", "asked"), [("2017-02-01", True), ("2017-02-02", False)])
def test_it_must_have_gone_badly_by_each_meeting(day: str, *, asked: bool) -> None:
    with Story() as story:
        red_plan(story, "rag/green")
        story.say(ev.StatusReported(subject="action:a", status="rag/red"), on=day)
        story.cover("deliberation", "decisions", body="b")
        for meeting in DAYS:
            take(story, meeting)

        assert (story.ask(RULE, P, TODAY) is not None) == asked


def test_an_item_of_nobodys_meeting_leaves_it_open() -> None:
    with Story() as story:
        red_plan(story)
        story.say(ev.MeetingHeld(meeting="m"), on=DAYS[0])
        (number,) = story.say(ev.AgendaItemConsidered(agenda_item="m/1", meeting="m", about=[P]), on=DAYS[0])

        answer = story.ask(RULE, P, TODAY)

    assert isinstance(answer, CannotTell)
    assert answer.because == (number,)
    assert "whose meeting" in answer.why


def test_a_plan_that_no_body_took_is_not_asked_about() -> None:
    with Story() as story:
        red_plan(story)

        assert story.ask(RULE, P, TODAY) is None


def test_a_decision_on_another_item_of_the_meeting_does_not_end_this_one() -> None:
    with Story() as story:
        noted(story)
        other = ev.AgendaItemConsidered(agenda_item="other", meeting=f"b-{DAYS[1]}")
        decision = ev.DecisionRecorded(
            decision="d", meeting=f"b-{DAYS[1]}", agenda_item="other", force="agreed", about=[P]
        )
        story.say(other, decision, on=DAYS[1])

        assert isinstance(story.ask(RULE, P, TODAY), Alarm)


def test_a_report_with_no_status_or_a_rival_one_does_not_turn_a_red_round() -> None:
    with Story() as story:
        red_plan(story)
        (number,) = story.say(ev.StatusReported(subject="action:a", text="Work continues"), on="2017-01-31")
        green = ev.StatusReported(subject="action:a", status="rag/green")
        story.say(green, on="2017-01-31", rival_of=f"entry:{number}")
        story.cover("deliberation", "decisions", body="b")
        for day in DAYS:
            take(story, day)

        assert isinstance(story.ask(RULE, P, TODAY), Alarm)


def test_of_two_items_at_the_first_meeting_the_first_opens_the_episode() -> None:
    with Story() as story:
        red_plan(story)
        story.cover("deliberation", "decisions", body="b")
        (opened, _), *_ = [take(story, DAYS[0]), *(take(story, day) for day in DAYS[1:])]
        story.say(ev.AgendaItemConsidered(agenda_item="x", meeting=f"b-{DAYS[0]}", about=[P]), on=DAYS[0])

        answer = story.ask(RULE, P, TODAY)

    assert isinstance(answer, Alarm)
    assert answer.opened == opened


def test_a_second_account_tests_nothing_and_decides_nothing() -> None:
    with Story() as story:
        entries = noted(story)
        raised = ev.ChallengeRaised(challenge="q", agenda_item="b0/1")
        (other,) = story.say(raised, on="2017-01-01")
        challenge(story, DAYS[0], rival_of=f"entry:{other}")
        item = f"b-{DAYS[1]}/1"
        agreed = ev.DecisionRecorded(decision=f"{item}/d", body="b", agenda_item=item, force="agreed")
        story.say(agreed, on=DAYS[1], rival_of=f"entry:{entries[1][1]}")

        assert isinstance(story.ask(RULE, P, TODAY), Alarm)
