from typing import Any

import pytest

from govledger import events as ev
from govledger.assurance import Alarm, CannotTell, Clear, NotYet
from tests.assurance.support import Story

RULE, TODAY = "PARTNER_WITHOUT_PLAN", "2017-10-01"
HOUSING = "org:housing"
ALL = ("appointments", "obligations", "items", "meetings")


def seat(story: Story, on: str = "2017-01-10", **said: Any) -> int:
    """A housing partner on the improvement board; the number of the entry."""
    envelope: dict[str, Any] = {key: said.pop(key) for key in ("mode", "uncertain", "known") if key in said}
    story.say(ev.BodyEstablished(body="board"), on="2017-01-01")
    held = {"appointment": "a", "who": HOUSING, "role": "member", "body": "board", "capacity": "partner", **said}
    return story.say(ev.AppointmentMade(**held), on=on, **envelope)[0]


def ask(story: Story, today: str = TODAY) -> Any:
    return story.ask(RULE, "appointment:a", today)


# A plan or an action -------------------------------------------------------------------------------------------------


def test_a_partner_that_has_an_input_and_no_action_is_asked_about() -> None:
    with Story() as story:
        story.cover(*ALL)
        number = seat(story)

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert answer.because == (number,)
    assert answer.severity is None
    assert "org:housing has had a place on body:board since 2017-01-10" in answer.says


def test_a_partner_whose_statement_is_lodged_is_not() -> None:
    with Story() as story:
        story.cover(*ALL)
        number = seat(story)
        story.say(ev.ObligationCreated(obligation="o", kind="partner_plan", leads=[HOUSING]), on="2017-02-01")
        (met,) = story.say(ev.ObligationDischarged(obligation="o"), on="2017-03-01")

        answer = ask(story)

    assert answer == Clear(because=(number, met))


@pytest.mark.parametrize(
    ("owed", "by", "kind"),
    [
        ({}, None, Clear),
        ({"to": ["body:board"]}, None, Clear),
        ({"to": ["body:other"]}, None, Alarm),
        ({"kind": "report_back"}, None, Alarm),
        ({"leads": ["org:police"]}, None, Alarm),
        ({"leads": ["org:police"]}, [HOUSING], Clear),
        ({"leads": [HOUSING, "org:police"]}, ["org:police"], Alarm),
        ({"leads": ["group:partners"]}, [HOUSING], Clear),
        ({"leads": ["group:partners"]}, ["org:police"], Alarm),
        ({"leads": ["group:partners"]}, None, CannotTell),
        ({"leads": ["org:police"]}, ["group:partners"], CannotTell),
        ({"leads": None}, None, CannotTell),
        ({}, False, Alarm),
    ],
)
def test_whose_plan_was_lodged_is_read_from_who_owed_it_and_who_lodged_it(owed: Any, by: Any, kind: type) -> None:
    with Story() as story:
        story.cover(*ALL)
        seat(story)
        story.say(ev.BodyEstablished(body="other"), on="2017-01-01")
        duty = {"obligation": "o", "kind": "partner_plan", "leads": [HOUSING], **owed}
        story.say(ev.ObligationCreated(**duty), on="2017-02-01")
        if by is not False:
            story.say(ev.ObligationDischarged(obligation="o", by=by), on="2017-03-01")

        assert isinstance(ask(story), kind)


def test_a_second_account_of_a_lodging_is_no_lodging() -> None:
    with Story() as story:
        story.cover(*ALL)
        seat(story)
        story.say(ev.ObligationCreated(obligation="o", kind="partner_plan", leads=[HOUSING]), on="2017-02-01")
        (first,) = story.say(ev.ObligationDischarged(obligation="o", by=["org:police"]), on="2017-03-01")
        story.say(ev.ObligationDischarged(obligation="o"), on="2017-03-01", rival_of=f"entry:{first}")

        assert isinstance(ask(story), Alarm)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"leads": [HOUSING]}, Clear),
        ({"accepted_by": [HOUSING]}, Clear),
        ({"partners": [HOUSING]}, Alarm),
        ({"leads": [HOUSING], "uncertain": ["leads"]}, Alarm),
        ({"accepted_by": [HOUSING], "uncertain": ["accepted_by"]}, Alarm),
    ],
)
def test_an_action_counts_once_the_partner_leads_it_or_accepted_it(said: dict[str, Any], kind: type) -> None:
    fields = {name: value for name, value in said.items() if name != "uncertain"}
    with Story() as story:
        story.cover(*ALL)
        number = seat(story)
        (added,) = story.say(ev.ActionAdded(action="1", **fields), on="2017-02-01", uncertain=said.get("uncertain"))

        answer = ask(story)

    assert isinstance(answer, kind)
    assert not isinstance(answer, Clear) or answer.because == (number, added)


def test_an_action_may_be_accepted_later() -> None:
    with Story() as story:
        story.cover(*ALL)
        seat(story)
        story.say(ev.ActionAdded(action="1", partners=[HOUSING]), on="2017-02-01")
        change = ev.DetailChanged(subject="action:1", field="accepted_by", kind="other", accepted_by=[HOUSING])
        story.say(change, on="2017-03-01")

        assert isinstance(ask(story), Clear)


def test_a_second_account_of_an_action_is_none_of_theirs() -> None:
    with Story() as story:
        story.cover(*ALL)
        seat(story)
        (first,) = story.say(ev.ActionAdded(action="1"), on="2017-02-01")
        story.say(ev.ActionAdded(action="1", leads=[HOUSING]), on="2017-02-01", rival_of=f"entry:{first}")

        assert isinstance(ask(story), Alarm)


@pytest.mark.parametrize("seated", [{"who": "person:p1", "represents": HOUSING}, {"who": None, "office": HOUSING}])
def test_what_somebody_represents_counts_as_theirs(seated: Any) -> None:
    seated = {name: value.replace("org", "office") if name == "office" else value for name, value in seated.items()}
    with Story() as story:
        story.cover(*ALL)
        seat(story, **seated)
        story.say(ev.ActionAdded(action="1", leads=[seated.get("office") or HOUSING]), on="2017-02-01")

        assert isinstance(ask(story), Clear)


@pytest.mark.parametrize(("today", "kind"), [("2017-04-09", NotYet), ("2017-04-10", NotYet), ("2017-04-11", Alarm)])
def test_a_partner_has_ninety_days(today: str, kind: type) -> None:
    with Story() as story:
        story.cover(*ALL)
        number = seat(story)

        answer = ask(story, today)

    assert isinstance(answer, kind)
    assert not isinstance(answer, NotYet) or (str(answer.recheck_on), answer.because) == ("2017-04-11", (number,))


@pytest.mark.parametrize(("days", "kind"), [(30, Alarm), (31, NotYet), (365, NotYet)])
def test_how_long_a_partner_has_is_a_setting(days: int, kind: type) -> None:
    with Story() as story:
        story.cover(*ALL)
        seat(story)
        story.set(RULE, "within_days", days)

        assert isinstance(ask(story, "2017-02-10"), kind)


@pytest.mark.parametrize(
    ("began", "known", "today", "kind"),
    [
        ("unknown", "2017-01-10", "2017-04-10", CannotTell),
        ("unknown", "2017-01-10", "2017-04-11", Alarm),
        ("2016-01..2017-01", "2017-01-31", "2017-03-01", CannotTell),
        ("2017-01", "2017-01-31", "2017-04-01", NotYet),
        ("2017-01", "2017-01-31", "2017-04-02", CannotTell),
    ],
)
def test_where_nobody_said_since_when_the_time_may_have_run_out(began: str, known: str, today: str, kind: type) -> None:
    with Story() as story:
        story.cover(*ALL)
        number = seat(story, began, known=known)

        answer = ask(story, today)

    assert isinstance(answer, kind)
    assert not isinstance(answer, CannotTell) or answer.because == (number,)


@pytest.mark.parametrize("left", ["appointments", "obligations", "items"])
def test_all_three_must_be_held_for_an_absence_to_count(left: str) -> None:
    with Story() as story:
        story.cover(*(what for what in ALL if what != left))
        number = seat(story)

        answer = ask(story)

    assert isinstance(answer, CannotTell)
    assert left in answer.why
    assert answer.because == (number,)


@pytest.mark.parametrize(
    ("scope", "kind"),
    [
        ({"body": "board", "since": "2017-01-10", "until": TODAY}, Alarm),
        ({"since": "2017-01-11"}, CannotTell),
        ({"until": "2017-09-30"}, CannotTell),
    ],
)
def test_they_must_be_held_from_the_appointment_to_the_day(scope: Any, kind: type) -> None:
    with Story() as story:
        seat(story)
        story.cover(*ALL, **scope)

        assert isinstance(ask(story), kind)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"role": "chair"}, Alarm),
        ({"role": "vice_chair"}, Alarm),
        ({"role": None}, Alarm),
        ({"role": "observer"}, None),
        ({"role": "support"}, None),
        ({"capacity": "officer"}, None),
        ({"capacity": None}, None),
        ({"body": None}, None),
        ({"mode": "presupposed"}, None),
        ({"mode": "reported"}, Alarm),
        ({"uncertain": ["capacity"]}, CannotTell),
        ({"uncertain": ["role"]}, CannotTell),
        ({"uncertain": ["who"]}, CannotTell),
        ({"uncertain": ["body"]}, CannotTell),
        ({"uncertain": ["tenure"]}, Alarm),
    ],
)
def test_only_partners_with_a_seat_are_asked_about(said: Any, kind: Any) -> None:
    with Story() as story:
        story.cover(*ALL)
        seat(story, **said)

        answer = ask(story)

    assert answer is None if kind is None else isinstance(answer, kind)


def test_a_partner_who_left_is_not_asked_about() -> None:
    with Story() as story:
        story.cover(*ALL)
        seat(story)
        story.say(ev.AppointmentEnded(appointment="a"), on="2017-05-01")

        assert ask(story) is None


# Who comes -----------------------------------------------------------------------------------------------------------


def hold(story: Story, *attendance: Any, on: str, **said: Any) -> int:
    """A meeting of the board, with everybody who was there."""
    uncertain = said.pop("uncertain", None)
    held = {"meeting": f"m-{on}", "body": "board", "attendance_complete": "yes", **said}
    present = ["office:chair chair", *attendance]
    return story.say(ev.MeetingHeld(attendance=present, **held), on=on, uncertain=uncertain)[0]


def settled(story: Story) -> int:
    """A partner that leads an action, where all is held."""
    story.cover(*ALL)
    number = seat(story)
    story.say(ev.ActionAdded(action="1", leads=[HOUSING]), on="2017-02-01")
    return number


def test_a_partner_that_missed_the_last_two_meetings_is_asked_about_whatever_it_lodged() -> None:
    with Story() as story:
        number = settled(story)
        missed = [hold(story, on=day) for day in ("2017-03-01", "2017-06-01")]

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert answer.because == (number, *reversed(missed))
    assert answer.opened == missed[0]
    assert "missed the last 2 meetings of body:board, from 2017-03-01" in answer.says


@pytest.mark.parametrize(
    ("attendance", "said", "alarms"),
    [
        ([HOUSING], {}, False),
        ([{"party": HOUSING, "present": "yes"}], {}, False),
        ([{"party": HOUSING, "present": "part"}], {}, False),
        ([{"party": HOUSING, "present": "apologies"}], {}, True),
        ([{"party": HOUSING, "present": "absent"}], {"attendance_complete": "no"}, True),
        ([{"party": "person:p9", "for": HOUSING}, {"party": HOUSING, "present": "apologies"}], {}, False),
        ([{"party": "person:p9", "for": "org:police"}], {}, True),
        ([], {"attendance_complete": "no"}, False),
        ([], {"attendance_complete": None}, False),
        ([], {"uncertain": ["attendance"]}, False),
        ([], {"uncertain": ["attendance_complete"]}, False),
        ([], {"body": "other"}, False),
    ],
)
def test_who_missed_a_meeting_is_read_from_its_attendance(attendance: Any, said: Any, alarms: bool) -> None:  # noqa: FBT001
    with Story() as story:
        settled(story)
        story.say(ev.BodyEstablished(body="other"), on="2017-01-01")
        hold(story, on="2017-03-01")
        hold(story, *attendance, on="2017-06-01", **said)

        assert isinstance(ask(story), Alarm if alarms else Clear)


def test_a_meeting_that_the_partner_came_to_ends_the_run() -> None:
    with Story() as story:
        settled(story)
        hold(story, on="2017-03-01")
        hold(story, on="2017-04-01")
        hold(story, HOUSING, on="2017-05-01")
        hold(story, on="2017-06-01")

        assert isinstance(ask(story), Clear)


@pytest.mark.parametrize(("least", "kind"), [(1, Alarm), (2, Alarm), (3, Clear), (0, Alarm)])
def test_how_many_meetings_may_be_missed_is_a_setting(least: int, kind: type) -> None:
    with Story() as story:
        settled(story)
        hold(story, on="2017-03-01")
        hold(story, on="2017-06-01")
        story.set(RULE, "absences_min", least)

        assert isinstance(ask(story), kind)


def test_with_no_meeting_held_nobody_missed_one() -> None:
    with Story() as story:
        settled(story)
        story.set(RULE, "absences_min", 0)

        assert isinstance(ask(story), Clear)


@pytest.mark.parametrize(
    ("first", "last", "kind"),
    [
        ("2017-01-10", "2017-10-01", Alarm),
        ("2017-01-09", "2017-10-01", Clear),
        ("2017-01-10", "2017-10-02", Clear),
    ],
)
def test_only_meetings_from_the_appointment_to_the_day_count(first: str, last: str, kind: type) -> None:
    with Story() as story:
        settled(story)
        hold(story, on=first)
        hold(story, on=last)

        assert isinstance(ask(story), kind)


@pytest.mark.parametrize(
    ("scope", "kind"),
    [
        ({"since": "2017-03-01", "until": "2017-06-01"}, Alarm),
        ({"since": "2017-03-02"}, Clear),
        ({"until": "2017-05-31"}, Clear),
        ({"body": "board"}, Alarm),
        (None, Clear),
    ],
)
def test_there_may_have_been_a_meeting_in_between_unless_all_are_held(scope: Any, kind: type) -> None:
    with Story() as story:
        seat(story)
        story.say(ev.ActionAdded(action="1", leads=[HOUSING]), on="2017-02-01")
        hold(story, on="2017-03-01")
        hold(story, on="2017-06-01")
        if scope is not None:
            story.cover("meetings", **scope)

        assert isinstance(ask(story), kind)


# Named in an action --------------------------------------------------------------------------------------------------


def name(story: Story, **said: Any) -> int:
    """An action that names housing and the police."""
    envelope: dict[str, Any] = {key: said.pop(key) for key in ("mode", "uncertain") if key in said}
    held = {"action": "1", "partners": [HOUSING, "org:police"], **said}
    return story.say(ev.ActionAdded(**held), on="2017-02-01", **envelope)[0]


def test_a_partner_named_in_an_action_that_never_accepted_it_is_asked_about() -> None:
    with Story() as story:
        story.cover("items")
        number = name(story, accepted_by=["org:police"])

        answer = story.ask(RULE, "action:1", TODAY)

    assert isinstance(answer, Alarm)
    assert (answer.because, answer.opened, answer.severity) == ((number,), number, None)
    assert "names org:housing;" in answer.says


def test_an_action_that_every_partner_accepted_is_clear() -> None:
    with Story() as story:
        number = name(story, accepted_by=["org:police"])
        change = ev.DetailChanged(subject="action:1", field="accepted_by", kind="other", accepted_by=[HOUSING])
        (accepted,) = story.say(change, on="2017-03-01")

        answer = story.ask(RULE, "action:1", TODAY)

    assert answer == Clear(because=(number, accepted))


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"partners": None}, None),
        ({"partners": "none"}, None),
        ({"mode": "presupposed"}, None),
        ({"uncertain": ["partners"]}, CannotTell),
        ({"uncertain": ["accepted_by"]}, CannotTell),
        ({"accepted_by": "none"}, Alarm),
        ({}, CannotTell),
    ],
)
def test_without_coverage_acceptance_may_lie_elsewhere_unless_it_was_said_that_nobody_did(said: Any, kind: Any) -> None:
    with Story() as story:
        number = name(story, **said)

        answer = story.ask(RULE, "action:1", TODAY)

    assert answer is None if kind is None else isinstance(answer, kind)
    assert not isinstance(answer, CannotTell) or answer.because == (number,)


@pytest.mark.parametrize(
    ("scope", "kind"),
    [({"about": ["plan:p"]}, Alarm), ({"body": "board"}, Alarm), ({"until": "2017-09-30"}, CannotTell)],
)
def test_the_items_may_be_held_of_the_plan_or_of_the_board_that_oversees_it(scope: Any, kind: type) -> None:
    with Story() as story:
        plan = ev.PlanVersioned(plan="p", overseen_by=["board"])
        story.say(ev.BodyEstablished(body="board"), plan, on="2017-01-01")
        name(story, plan="p")
        story.cover("items", **scope)

        assert isinstance(story.ask(RULE, "action:1", TODAY), kind)


def test_an_action_that_left_the_plan_is_not_asked_about() -> None:
    with Story() as story:
        story.cover("items")
        name(story)
        story.say(ev.PlanItemRetired(subject="action:1", how="withdrawn"), on="2017-03-01")

        assert story.ask(RULE, "action:1", TODAY) is None


# What is easily taken for something else -----------------------------------------------------------------------------


@pytest.mark.parametrize("is_rival", [True, False])
def test_who_sits_there_is_said_by_the_first_account_of_that_appointment(*, is_rival: bool) -> None:
    with Story() as story:
        number = settled(story)
        if is_rival:
            second = ev.AppointmentMade(appointment="a", tenure="interim")
            story.say(second, on="2017-01-05", rival_of=f"entry:{number}")
        else:
            other = ev.AppointmentMade(appointment="b", office="office:deputy", under="appointment:a")
            story.say(other, on="2017-01-05")
        missed = [hold(story, on=day) for day in ("2017-03-01", "2017-06-01")]

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert answer.because == (number, *reversed(missed))
    assert answer.says.startswith("org:housing missed")


def test_a_seat_that_the_cut_leaves_out_is_not_asked_about() -> None:
    with Story() as story:
        seat(story, on="2018-01-10")
        story.say(ev.StatementMade(about=["appointment:a"]), on="2017-02-01")

        assert story.ask(RULE, "appointment:a", TODAY, happened_by=TODAY) is None


def test_other_changes_of_an_action_are_not_what_was_accepted() -> None:
    with Story() as story:
        number = name(story, accepted_by=[HOUSING, "org:police"])
        story.say(ev.DetailChanged(subject="action:1", field="text", now="Other words"), on="2017-03-01")

        assert story.ask(RULE, "action:1", TODAY) == Clear(because=(number,))


@pytest.mark.parametrize("field", ["partners", "accepted_by"])
def test_who_is_to_take_part_must_be_sure(field: str) -> None:
    with Story() as story:
        story.cover("items")
        name(story, accepted_by=["org:police"], uncertain=[field])

        answer = story.ask(RULE, "action:1", TODAY)

    assert isinstance(answer, CannotTell)
    assert "is not sure" in answer.why


def test_a_meeting_still_to_come_and_a_second_account_of_one_are_not_missed() -> None:
    with Story() as story:
        number = settled(story)
        missed = [hold(story, on=day) for day in ("2017-03-01", "2017-06-01")]
        story.say(ev.MeetingScheduled(meeting="later", body="board"), on="2017-06-01")
        held = ev.MeetingHeld(meeting="m-2017-06-01", body="board")
        story.say(held, on="2017-06-01", rival_of=f"entry:{missed[1]}")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert answer.because == (number, *reversed(missed))
