from typing import Any

import pytest

from govledger import events as ev
from govledger.assurance import Alarm, Answer, CannotTell, Clear, NotYet
from tests.assurance.support import Story

SMART = "NOT_SMART"
ORPHANED = "ORPHANED_OWNER"
WHOLE: dict[str, Any] = {"leads": ["office:lead"], "due": "2017-12-31", "measures": ["m"]}


def add(story: Story, on: str = "2017-06-01", **said: Any) -> int:
    """An action of a plan; its number."""
    envelope = said.pop("envelope", {})
    before = (ev.PlanVersioned(plan="p"), ev.MeasureDefined(measure="m"), ev.BodyEstablished(body="board"))
    story.say(*before, on="2017-01-01")
    (number,) = story.say(ev.ActionAdded(**{"action": "1", "plan": "p", **said}), on=on, **envelope)
    return number


def hold(story: Story, since: str = "2017-06-01", *, body: str | None = "board", what: str = "items") -> None:
    """All items and obligations of the board are held."""
    other = "obligations" if what == "items" else "items"
    story.cover(what, other, since=since, **({"body": body} if body else {}))


# Who, by when, and how will we know ----------------------------------------------------------------------------------


def test_an_action_with_a_lead_a_date_and_a_measure_is_clear_from_the_first_day() -> None:
    with Story() as story:
        number = add(story, **WHOLE)

        answer = story.ask(SMART, "action:1", "2017-06-01")

    assert answer == Clear(because=(number,))


def test_criteria_for_closure_do_as_well_as_a_measure() -> None:
    with Story() as story:
        add(story, **{**WHOLE, "measures": None, "closure_criteria": ["Audited twice"]})

        answer = story.ask(SMART, "action:1", "2017-06-01")

    assert isinstance(answer, Clear)


@pytest.mark.parametrize(
    ("said", "lack"),
    [
        ({"leads": None}, "has no lead"),
        ({"leads": "none"}, "has no lead"),
        ({"due": None}, "has no date"),
        ({"due": "unspecified"}, "has no date"),
        ({"due": "none"}, "has no date"),
        ({"measures": None}, "has neither a measure nor criteria"),
        ({"leads": None, "due": None}, "has no lead and no date"),
    ],
)
def test_an_action_that_lacks_one_of_them_is_asked_about_where_the_plan_is_held(
    said: dict[str, Any], lack: str
) -> None:
    with Story() as story:
        number = add(story, **{**WHOLE, **said})
        story.cover("items", "obligations", about="plan:p", since="2017-06-01")

        answer = story.ask(SMART, "action:1", "2017-07-02")

    assert isinstance(answer, Alarm)
    assert (answer.because, answer.severity) == ((number,), None)
    assert lack in answer.says


@pytest.mark.parametrize(("today", "expected"), [("2017-07-01", NotYet), ("2017-07-02", Alarm)])
def test_an_action_in_a_plan_has_thirty_days(today: str, expected: type) -> None:
    with Story() as story:
        number = add(story)
        hold(story, body=None)

        answer = story.ask(SMART, "action:1", today)

    assert isinstance(answer, expected)
    if isinstance(answer, NotYet):
        assert (answer.recheck_on.isoformat(), answer.because) == ("2017-07-02", (number,))


@pytest.mark.parametrize(("days", "today", "expected"), [(29, "2017-07-01", Alarm), (31, "2017-07-02", NotYet)])
def test_how_long_a_plan_has_is_a_setting(days: int, today: str, expected: type) -> None:
    with Story() as story:
        add(story)
        hold(story, body=None)
        story.set(SMART, "within_days", days)

        answer = story.ask(SMART, "action:1", today)

    assert isinstance(answer, expected)


def test_an_action_from_a_minute_is_asked_about_at_once_within_the_record_of_that_body() -> None:
    with Story() as story:
        story.say(ev.BodyEstablished(body="board"), on="2017-01-01")
        story.say(ev.DecisionRecorded(decision="d", body="board", force="agreed"), on="2017-06-01")
        (number,) = story.say(ev.ActionAdded(action="1", decision="d"), on="2017-06-01")

        uncovered = story.ask(SMART, "action:1", "2017-06-01")
        hold(story)
        covered = story.ask(SMART, "action:1", "2017-06-01")

    assert isinstance(uncovered, CannotTell)
    assert uncovered.because == (number,)
    assert isinstance(covered, Alarm)


def test_the_record_of_the_body_that_oversees_the_plan_is_enough() -> None:
    with Story() as story:
        add(story)
        story.say(ev.PlanVersioned(plan="p", overseen_by=["board"]), on="2017-06-01")
        hold(story)

        answer = story.ask(SMART, "action:1", "2017-07-02")

    assert isinstance(answer, Alarm)


@pytest.mark.parametrize("what", ["items", "obligations"])
def test_items_and_obligations_are_both_held_from_the_day_it_was_added(what: str) -> None:
    with Story() as story:
        add(story)
        story.cover(what, since="2017-06-01")
        other = "obligations" if what == "items" else "items"
        story.cover(other, since="2017-06-02")

        answer = story.ask(SMART, "action:1", "2017-07-02")

    assert isinstance(answer, CannotTell)
    assert f"all {other}" in answer.why


def test_a_lead_and_a_date_given_later_count() -> None:
    with Story() as story:
        add(story, measures=["m"])
        hold(story, body=None)
        story.say(ev.DetailChanged(subject="action:1", field="leads", leads=["office:lead"]), on="2017-06-20")
        story.say(ev.DeadlineChanged(subject="action:1", now="2017-12-31"), on="2017-06-20")

        answer = story.ask(SMART, "action:1", "2017-07-02")

    assert isinstance(answer, Clear)


@pytest.mark.parametrize("field", ["leads", "due", "measures", "closure_criteria"])
def test_a_doubted_particular_does_not_let_the_rule_tell(field: str) -> None:
    with Story() as story:
        whole = {**WHOLE, "closure_criteria": ["Audited"]}
        number = add(story, **whole, envelope={"uncertain": [field]})

        answer = story.ask(SMART, "action:1", "2017-07-02")

    assert isinstance(answer, CannotTell)
    assert "doubted" in answer.why
    assert answer.because == (number,)


def test_a_date_said_to_be_unknown_does_not_let_the_rule_tell() -> None:
    with Story() as story:
        number = add(story, **{**WHOLE, "due": "unknown"})

        answer = story.ask(SMART, "action:1", "2017-07-02")

    assert answer == CannotTell(why="its date is said to be unknown", because=(number,))


@pytest.mark.parametrize(
    "event",
    [ev.CompletionClaimed(subject="action:1"), ev.PlanItemRetired(subject="action:1", how="withdrawn")],
)
def test_an_action_that_is_not_live_is_not_asked_about(event: Any) -> None:
    with Story() as story:
        add(story)
        hold(story, body=None)
        story.say(event, on="2017-06-02")

        answer = story.ask(SMART, "action:1", "2017-07-02")

    assert answer is None


def test_an_action_that_a_source_only_takes_for_granted_is_not_asked_about() -> None:
    with Story() as story:
        add(story, envelope={"mode": "presupposed"})
        hold(story, body=None)

        answer = story.ask(SMART, "action:1", "2017-07-02")

    assert answer is None


def decide(story: Story, **said: Any) -> int:
    """A decision of the board; its number."""
    envelope = said.pop("envelope", {})
    story.say(ev.BodyEstablished(body="board"), on="2017-01-01")
    event = ev.DecisionRecorded(**{"decision": "d", "body": "board", "force": "agreed", **said})
    (number,) = story.say(event, on="2017-06-01", **envelope)
    return number


def decided(story: Story, today: str = "2017-06-01") -> Answer:
    return story.ask(SMART, "decision:d", today)


@pytest.mark.parametrize("force", ["agreed", "resolved"])
def test_a_decision_from_which_nothing_follows_is_asked_about_at_once(force: str) -> None:
    with Story() as story:
        number = decide(story, force=force)
        hold(story)

        answer = decided(story)

    assert isinstance(answer, Alarm)
    assert (answer.because, answer.opened, answer.severity) == ((number,), number, None)
    assert force in answer.says
    assert "nothing with a lead and a date" in answer.says


@pytest.mark.parametrize("force", ["noted", "recommended", "sense_of_meeting", "carried"])
def test_a_weaker_or_other_force_is_not_asked_about(force: str) -> None:
    with Story() as story:
        decide(story, force=force)
        hold(story)

        answer = decided(story)

    assert answer is None


def test_without_the_record_of_that_body_what_follows_may_stand_elsewhere() -> None:
    with Story() as story:
        number = decide(story)
        story.say(ev.BodyEstablished(body="other"), on="2017-01-01")
        hold(story, body="other")

        answer = decided(story)

    assert isinstance(answer, CannotTell)
    assert answer.because == (number,)


def test_the_day_after_the_record_ends_what_follows_may_stand_elsewhere() -> None:
    with Story() as story:
        decide(story)
        story.cover("items", "obligations", body="board", since="2017-06-01", until="2017-06-01")

        answer = decided(story, "2017-06-02")

    assert isinstance(answer, CannotTell)


@pytest.mark.parametrize(
    "event",
    [
        ev.ActionAdded(action="1", decision="d", leads=["office:lead"], due="2017-12-31"),
        ev.ObligationCreated(obligation="o", decision="d", leads=["office:lead"], due="every meeting of body:board"),
        ev.CommitmentMade(commitment="c", decision="d", leads=["office:lead"], due="2017-12-31"),
        ev.RecommendationMade(recommendation="r", decision="d", leads=["office:lead"], due="2017-12-31"),
        ev.AppointmentMade(appointment="a", decision="d"),
    ],
)
def test_a_decision_taken_up_by_work_with_a_lead_and_a_date_or_carried_out_is_clear(event: Any) -> None:
    with Story() as story:
        number = decide(story)
        story.say(event, on="2017-06-01")

        answer = decided(story)

    assert isinstance(answer, Clear)
    assert number in answer.because


@pytest.mark.parametrize(
    "event",
    [
        ev.ActionAdded(action="1", decision="d"),
        ev.ActionAdded(action="1", decision="d", leads=["office:lead"]),
        ev.ActionAdded(action="1", decision="d", due="2017-12-31"),
        ev.ObligationCreated(obligation="o", decision="d", leads=["office:lead"], due="unspecified"),
    ],
)
def test_a_decision_whose_work_has_no_lead_and_date_is_asked_about(event: Any) -> None:
    with Story() as story:
        number = decide(story)
        (derived,) = story.say(event, on="2017-06-01")
        hold(story)

        answer = decided(story)

    assert isinstance(answer, Alarm)
    assert answer.because == (number, derived)
    assert "what follows from it has no lead and date" in answer.says


def test_a_scheme_only_proposed_is_no_work() -> None:
    with Story() as story:
        decide(story)
        story.say(
            ev.StatusSchemeDefined(scheme="s", states=[{"label": "red"}], standing="proposed", decision="d"),
            on="2017-06-01",
        )
        hold(story)

        answer = decided(story)

    assert isinstance(answer, Alarm)


@pytest.mark.parametrize(
    ("event", "doubt"),
    [
        (ev.ActionAdded(action="1", decision="d", leads=["office:lead"], due="2017-12-31"), ["leads"]),
        (ev.ObligationCreated(obligation="o", decision="d", leads=["office:lead"], due="2017-12-31"), ["due"]),
        (ev.ActionAdded(action="1", decision="d", leads=["office:lead"], due="unknown"), []),
    ],
)
def test_work_whose_lead_or_date_is_doubted_does_not_let_the_rule_tell(event: Any, doubt: list[str]) -> None:
    with Story() as story:
        decide(story)
        story.say(event, on="2017-06-01", uncertain=doubt)
        hold(story)

        answer = decided(story)

    assert isinstance(answer, CannotTell)
    assert "doubted" in answer.why


@pytest.mark.parametrize(("standing", "expected"), [("confirmed", Clear), ("suggested", Alarm)])
def test_work_that_a_person_confirmed_to_belong_to_it_counts(standing: str, expected: type) -> None:
    with Story() as story:
        decide(story)
        story.say(ev.ActionAdded(action="1", leads=["office:lead"], due="2017-12-31"), on="2017-06-01")
        story.say(ev.LinkNoted(links=["action:1 from decision:d"], standing=standing), on="2017-06-01")
        hold(story)

        answer = decided(story)

    assert isinstance(answer, expected)


def test_work_that_rests_on_a_part_of_a_decision_takes_it_up() -> None:
    with Story() as story:
        decide(story)
        story.say(ev.DecisionRecorded(decision="part", part_of="d", force="agreed"), on="2017-06-01")
        story.say(ev.ActionAdded(action="1", decision="part", leads=["office:lead"], due="2017-12-31"), on="2017-06-01")

        answer = decided(story)

    assert isinstance(answer, Clear)


def test_a_principle_is_clear_and_a_doubted_one_cannot_be_told() -> None:
    with Story() as story:
        number = decide(story, kind="principle")
        clear = decided(story)
    with Story() as story:
        decide(story, kind="principle", envelope={"uncertain": ["kind"]})
        doubted = decided(story)

    assert clear == Clear(because=(number,))
    assert isinstance(doubted, CannotTell)
    assert doubted.because == (number,)


@pytest.mark.parametrize(("said", "mode"), [({"kind": "procedural"}, "first_hand"), ({}, "presupposed")])
def test_a_procedural_decision_or_one_taken_for_granted_is_not_asked_about(said: dict[str, Any], mode: str) -> None:
    with Story() as story:
        decide(story, **said, envelope={"mode": mode})
        hold(story)

        answer = decided(story)

    assert answer is None


def test_a_decision_held_up_by_a_call_in_is_not_asked_about() -> None:
    with Story() as story:
        decide(story)
        story.say(ev.ChallengeRaised(challenge="c", kind="call_in", suspends="d"), on="2017-06-02")
        hold(story)

        answer = decided(story, "2017-06-02")

    assert answer is None


# Still here ----------------------------------------------------------------------------------------------------------


def owned(story: Story, lead: str = "office:lead", **said: Any) -> int:
    """An action led by an office that a person held from 2016; its number."""
    story.say(ev.AppointmentMade(appointment="a", who="person:p1", office="office:lead"), on="2016-01-01")
    return add(story, "2017-01-02", **{"leads": [lead], **said})


def leave(story: Story, on: str = "2017-05-31", appointment: str = "a", **envelope: Any) -> int:
    """An appointment ends; the entry that says so."""
    (number,) = story.say(ev.AppointmentEnded(appointment=appointment), on=on, **envelope)
    return number


def whose(story: Story, today: str = "2017-07-01", subject: str = "action:1") -> Answer:
    return story.ask(ORPHANED, subject, today)


@pytest.mark.parametrize("lead", ["office:lead", "person:p1"])
def test_an_action_whose_lead_left_and_that_nobody_took_over_is_asked_about(lead: str) -> None:
    with Story() as story:
        number = owned(story, lead)
        left = leave(story)
        story.cover("appointments", since="2017-05-31")

        answer = whose(story)

    assert isinstance(answer, Alarm)
    assert (answer.because, answer.opened, answer.severity) == ((number, left), left, None)
    assert lead in answer.says
    assert "2017-05-31" in answer.says


def test_an_action_owned_by_an_office_that_was_refilled_is_clear() -> None:
    with Story() as story:
        number = owned(story)
        leave(story)
        (new,) = story.say(ev.AppointmentMade(appointment="b", who="person:p2", office="office:lead"), on="2017-06-10")
        story.cover("appointments", since="2017-01-02")

        answer = whose(story)

    assert answer == Clear(because=(number, new))


@pytest.mark.parametrize(("today", "expected"), [("2017-06-14", NotYet), ("2017-06-15", Alarm)])
def test_there_are_fourteen_days_to_find_another(today: str, expected: type) -> None:
    with Story() as story:
        number = owned(story)
        left = leave(story)
        story.cover("appointments")

        answer = whose(story, today)

    assert isinstance(answer, expected)
    assert isinstance(answer, NotYet | Alarm)
    assert answer.because == (number, left)
    if isinstance(answer, NotYet):
        assert answer.recheck_on.isoformat() == "2017-06-15"


@pytest.mark.parametrize(("days", "today", "expected"), [(13, "2017-06-14", Alarm), (15, "2017-06-15", NotYet)])
def test_how_long_there_is_to_find_another_is_a_setting(days: int, today: str, expected: type) -> None:
    with Story() as story:
        owned(story)
        leave(story)
        story.cover("appointments")
        story.set(ORPHANED, "within_days", days)

        answer = whose(story, today)

    assert isinstance(answer, expected)


def test_on_the_last_day_of_the_appointment_the_lead_is_still_here() -> None:
    with Story() as story:
        owned(story)
        leave(story)
        story.cover("appointments")

        answer = whose(story, "2017-05-31")

    assert isinstance(answer, Clear)


def test_without_coverage_of_appointments_neither_presence_nor_departure_can_be_told() -> None:
    with Story() as story:
        owned(story)
        story.cover("appointments", since="2017-01-03")

        present = whose(story)
        leave(story, "2017-01-01")
        gone = whose(story)

    assert isinstance(present, CannotTell)
    assert "appointments" in present.why
    assert isinstance(gone, CannotTell)
    assert "appointments" in gone.why


@pytest.mark.parametrize("scope", [{"about": "plan:p"}, {"body": "board"}])
def test_coverage_about_the_plan_or_of_the_body_that_oversees_it_is_enough(scope: dict[str, str]) -> None:
    with Story() as story:
        owned(story)
        story.say(ev.PlanVersioned(plan="p", overseen_by=["board"]), on="2017-01-02")
        leave(story)
        story.cover("appointments", **scope)

        answer = whose(story)

    assert isinstance(answer, Alarm)


def test_an_item_handed_to_somebody_who_is_here_is_clear() -> None:
    with Story() as story:
        owned(story)
        leave(story)
        story.say(ev.AppointmentMade(appointment="b", office="office:other"), on="2016-01-01")
        story.say(ev.DetailChanged(subject="action:1", field="leads", leads=["office:other"]), on="2017-06-01")
        story.cover("appointments")

        answer = whose(story)

    assert isinstance(answer, Clear)


def test_of_joint_leads_one_who_is_still_here_is_enough() -> None:
    with Story() as story:
        owned(story, leads=["office:lead", "office:other"])
        story.say(ev.AppointmentMade(appointment="b", office="office:other"), on="2016-01-01")
        leave(story)
        story.cover("appointments")

        one = whose(story)
        leave(story, "2017-06-20", "b")
        none_soon = whose(story)
        none_late = whose(story, "2017-07-05")

    assert isinstance(one, Clear)
    assert isinstance(none_soon, NotYet)
    assert none_soon.recheck_on.isoformat() == "2017-07-05"
    assert isinstance(none_late, Alarm)


def test_where_nobody_said_who_holds_the_office_the_rule_cannot_tell() -> None:
    with Story() as story:
        number = owned(story, leads=["office:lead", "office:unknown-to-all"])
        leave(story)
        story.cover("appointments")

        answer = whose(story)

    assert isinstance(answer, CannotTell)
    assert "who holds the office" in answer.why
    assert answer.because == (number,)


def test_an_office_that_leaves_a_board_is_not_vacated() -> None:
    with Story() as story:
        owned(story)
        seat = ev.AppointmentMade(appointment="seat", office="office:lead", body="board", role="member")
        story.say(seat, on="2017-01-03")
        leave(story, "2017-02-01", "seat")
        story.cover("appointments")

        here = whose(story)
        leave(story)
        gone = whose(story)

    assert isinstance(here, Clear)
    assert isinstance(gone, Alarm)
    assert "2017-05-31" in gone.says


def test_the_end_of_a_part_or_a_second_account_of_an_end_takes_nobody_away() -> None:
    with Story() as story:
        functions = [ev.Part(ref="x")]
        made = ev.AppointmentMade(appointment="a", office="office:lead", functions=functions)
        (number,) = story.say(made, on="2016-01-01")
        add(story, "2017-01-02", leads=["office:lead"])
        story.say(ev.AppointmentEnded(appointment="a", parts=["a/x"]), on="2017-05-01")
        leave(story, rival_of=f"entry:{number}")
        story.cover("appointments")

        answer = whose(story)

    assert isinstance(answer, Clear)


def test_a_doubted_departure_does_not_let_the_rule_tell() -> None:
    with Story() as story:
        number = owned(story)
        left = leave(story, uncertain=["appointment"])
        story.cover("appointments")

        answer = whose(story)

    assert isinstance(answer, CannotTell)
    assert "doubts" in answer.why
    assert answer.because == (number, left)


def test_a_doubted_lead_does_not_let_the_rule_tell() -> None:
    with Story() as story:
        number = owned(story, envelope={"uncertain": ["leads"]})
        leave(story)
        story.cover("appointments")

        answer = whose(story)

    assert isinstance(answer, CannotTell)
    assert answer.because == (number,)


def pass_on(story: Story, *days: str) -> list[int]:
    """The action goes to another lead on each day."""
    return [
        story.say(ev.DetailChanged(subject="action:1", field="leads", leads=[f"office:o{day}"]), on=day)[0]
        for day in days
    ]


def test_a_fourth_lead_in_twelve_months_is_asked_about_without_any_coverage() -> None:
    with Story() as story:
        number = owned(story)
        changes = pass_on(story, "2017-03-01", "2017-04-01", "2017-05-01")

        answer = whose(story)

    assert isinstance(answer, Alarm)
    assert (set(answer.because), answer.opened) == ({number, *changes}, changes[-1])
    assert "4 leads" in answer.says


@pytest.mark.parametrize(("today", "expected"), [("2018-02-28", Alarm), ("2018-03-01", CannotTell)])
def test_only_the_leads_of_the_last_twelve_months_count(today: str, expected: type) -> None:
    with Story() as story:
        owned(story)
        pass_on(story, "2017-03-01", "2017-04-01", "2017-05-01")

        answer = whose(story, today)

    assert isinstance(answer, expected)


@pytest.mark.parametrize(("limit", "changes", "expected"), [(2, 2, Alarm), (4, 3, CannotTell)])
def test_how_many_leads_are_too_many_is_a_setting(limit: int, changes: int, expected: type) -> None:
    with Story() as story:
        owned(story)
        pass_on(story, *["2017-03-01", "2017-04-01", "2017-05-01"][:changes])
        story.set(ORPHANED, "owners_max", limit)

        answer = whose(story)

    assert isinstance(answer, expected)


def test_going_back_to_an_earlier_lead_or_a_second_account_adds_none() -> None:
    with Story() as story:
        owned(story)
        first, *_ = pass_on(story, "2017-03-01", "2017-04-01", "2017-03-01")
        change = ev.DetailChanged(subject="action:1", field="text", now="Other words")
        story.say(change, on="2017-05-01")
        rival = ev.DetailChanged(subject="action:1", field="leads", leads=["office:rival"])
        story.say(rival, on="2017-05-02", rival_of=f"entry:{first}")

        answer = whose(story)

    assert isinstance(answer, CannotTell)


def test_a_commitment_has_an_owner_too() -> None:
    with Story() as story:
        story.say(ev.AppointmentMade(appointment="a", office="office:lead"), on="2016-01-01")
        story.say(ev.CommitmentMade(commitment="1", leads=["office:lead"]), on="2017-01-02")
        leave(story)
        story.cover("appointments")
        changes = [
            ev.DetailChanged(subject="commitment:1", field="leads", leads=[f"office:o{number}"]) for number in range(3)
        ]

        gone = whose(story, subject="commitment:1")
        story.say(*changes, on="2017-06-20")
        passed_on = whose(story, subject="commitment:1")

    assert isinstance(gone, Alarm)
    assert "appointment ended" in gone.says
    assert isinstance(passed_on, Alarm)
    assert "4 leads" in passed_on.says


@pytest.mark.parametrize("leads", [None, "none", ["body:board"], ["office:lead", "org:charity"]])
def test_an_item_without_a_lead_or_led_by_a_body_is_not_asked_about(leads: Any) -> None:
    with Story() as story:
        owned(story, leads=leads)
        leave(story)
        story.cover("appointments")

        answer = whose(story)

    assert answer is None


@pytest.mark.parametrize("event", [ev.CompletionClaimed(subject="action:1"), None])
def test_an_item_that_is_not_live_or_is_taken_for_granted_has_no_owner_to_ask_about(event: Any) -> None:
    with Story() as story:
        owned(story, envelope={"mode": "first_hand" if event else "presupposed"})
        leave(story)
        story.cover("appointments")
        if event is not None:
            story.say(event, on="2017-06-01")

        answer = whose(story)

    assert answer is None


# What is easily taken for something else -----------------------------------------------------------------------------


def test_what_the_cut_leaves_out_is_not_asked_about() -> None:
    with Story() as story:
        add(story, **WHOLE)
        story.say(ev.DecisionRecorded(decision="d", body="board", force="agreed"), on="2017-06-01")
        story.say(ev.StatementMade(about=["action:1", "decision:d"]), on="2017-02-01")
        story.say(ev.DetailChanged(subject="action:1", field="leads", leads=["office:lead"]), on="2017-02-01")

        asked = [
            story.ask(rule, subject, "2017-03-01", happened_by="2017-03-01")
            for rule, subject in [(SMART, "action:1"), (SMART, "decision:d"), (ORPHANED, "action:1")]
        ]

    assert asked == [None, None, None]


def test_a_decision_is_to_be_followed_from_the_day_it_was_to_be_done() -> None:
    with Story() as story:
        decide(story, force="noted")
        (agreed,) = story.say(ev.DecisionRecorded(decision="d", force="agreed"), on="2017-06-10")
        hold(story)

        answer = decided(story, "2017-06-10")

    assert isinstance(answer, Alarm)
    assert answer.opened == agreed


@pytest.mark.parametrize(
    ("said", "doubt"), [({"due": "unknown"}, []), ({"leads": ["office:lead"]}, ["leads"])], ids=["no lead", "no date"]
)
def test_work_that_lacks_a_lead_or_a_date_outright_takes_nothing_up_whatever_is_doubted(
    said: dict[str, Any], doubt: list[str]
) -> None:
    with Story() as story:
        decide(story)
        story.say(ev.ActionAdded(action="1", decision="d", **said), on="2017-06-01", uncertain=doubt)
        hold(story)

        assert isinstance(decided(story), Alarm)


@pytest.mark.parametrize(
    ("subject", "others"),
    [
        (
            "action:1",
            [ev.ActionAdded(action=f"o{n}", depends_on=["action:1"], leads=[f"office:o{n}"]) for n in range(3)],
        ),
        (
            "commitment:1",
            [ev.CommitmentMade(commitment=f"o{n}", about=["commitment:1"], leads=[f"office:o{n}"]) for n in range(3)],
        ),
    ],
)
def test_whoever_leads_what_only_names_an_item_does_not_lead_the_item(subject: str, others: list[Any]) -> None:
    with Story() as story:
        owned(story)
        story.say(ev.CommitmentMade(commitment="1", leads=["office:lead"]), on="2017-01-02")
        story.say(*others, on="2017-02-01")
        story.cover("appointments")

        assert isinstance(whose(story, subject=subject), Clear)


def test_a_time_without_a_lead_is_no_other_lead() -> None:
    with Story() as story:
        owned(story)
        pass_on(story, "2017-03-01", "2017-04-01")
        story.say(ev.DetailChanged(subject="action:1", field="leads", leads="none"), on="2017-04-10")
        story.say(ev.DetailChanged(subject="action:1", field="leads", leads=["office:lead"]), on="2017-04-20")
        story.cover("appointments")

        assert isinstance(whose(story), Clear)


def test_of_the_leads_of_the_first_of_twelve_months_only_the_last_counts() -> None:
    with Story() as story:
        owned(story)
        earlier, first = pass_on(story, "2017-02-28", "2017-03-01")
        (last,) = story.say(ev.DetailChanged(subject="action:1", field="leads", leads=["office:x"]), on="2017-03-01")
        later = pass_on(story, "2017-04-01", "2017-05-01", "2017-06-01")

        answer = whose(story, "2018-03-01")

    assert isinstance(answer, Alarm)
    assert {last, *later} <= set(answer.because)
    assert not {earlier, first} & set(answer.because)
    assert "4 leads" in answer.says


@pytest.mark.parametrize(
    "appointment",
    [
        ev.AppointmentMade(appointment="b", office="office:head", reports_to=["office:lead"]),
        ev.AppointmentMade(appointment="b", office="office:lead", body="board", role="member"),
    ],
    ids=["a subordinate", "a seat on a body"],
)
def test_neither_a_subordinate_nor_a_seat_on_a_body_keeps_an_office_filled(appointment: Any) -> None:
    with Story() as story:
        owned(story)
        story.say(appointment, on="2017-01-03")
        leave(story)
        story.cover("appointments")

        assert isinstance(whose(story), Alarm)


def test_a_person_who_still_sits_on_a_body_is_still_here() -> None:
    with Story() as story:
        owned(story, "person:p1")
        seat = ev.AppointmentMade(appointment="b", who="person:p1", body="board", role="member")
        story.say(seat, on="2017-01-03")
        leave(story)
        story.cover("appointments")

        assert isinstance(whose(story), Clear)


def test_only_the_end_of_a_whole_appointment_by_its_first_account_is_cited() -> None:
    with Story() as story:
        made = ev.AppointmentMade(appointment="a", office="office:lead", functions=[ev.Part(ref="x")])
        story.say(made, on="2016-01-01")
        number = add(story, "2017-01-02", leads=["office:lead"])
        story.say(ev.AppointmentEnded(appointment="a", parts=["a/x"]), on="2017-05-01")
        left = leave(story)
        leave(story, rival_of=f"entry:{left}")
        story.cover("appointments")

        answer = whose(story)

    assert isinstance(answer, Alarm)
    assert answer.because == (number, left)


def test_of_an_action_that_is_only_waited_for_nothing_is_asked_yet() -> None:
    with Story() as story:
        story.together(
            ("2017-05-01", ev.ActionAdded(action="2", depends_on=["action:1"])),
            ("2017-06-01", ev.ActionAdded(action="1")),
        )

        answer = story.ask("ORPHANED_OWNER", "action:1", "2017-05-20", as_of="2017-05-20")

    assert answer is None
