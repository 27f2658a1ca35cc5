from typing import Any

import pytest

from govledger import events as ev
from govledger.assurance import Alarm, CannotTell, Clear, NotYet
from tests.assurance.support import Story

LATE = "REPORT_BACK_OVERDUE"
PUT_OFF = "ASSURANCE_POSTPONED"
O = "obligation:o"  # noqa: E741 - the obligation that every test here asks about


def owe(story: Story, due: str | None = "by 2015-12-31", **said: Any) -> int:
    """On 1 September 2015 a report is promised to a board."""
    envelope = {name: said.pop(name) for name in ("uncertain", "mode") if name in said}
    story.say(ev.BodyEstablished(body="b"), ev.BodyEstablished(body="c"), on="2015-01-01")
    duty = {"kind": "report_back", "leads": ["office:head"], "to": ["body:b"], "due": due, **said}
    (number,) = story.say(ev.ObligationCreated(obligation="o", **duty), on="2015-09-01", **envelope)
    return number


def move(story: Story, now: str | None, *, on: str = "2015-12-01", **said: Any) -> int:
    envelope = {name: said.pop(name) for name in ("uncertain", "rival_of", "mode") if name in said}
    (number,) = story.say(ev.DeadlineChanged(subject=O, now=now, **said), on=on, **envelope)
    return number


def meet(story: Story, day: str, *about: str, body: str = "b", outcome: str | None = None, **envelope: Any) -> int:
    name = f"{body}-{day}"
    (number,) = story.say(ev.MeetingHeld(meeting=name, body=body), on=day, **envelope)
    item = ev.AgendaItemConsidered(agenda_item=f"{name}/1", meeting=name, about=about or None, outcome=outcome)
    story.say(item, on=day)
    return number


# A report promised and not brought back ------------------------------------------------------------------------------


@pytest.mark.parametrize(("today", "expected"), [("2015-12-30", NotYet), ("2015-12-31", NotYet), ("2016-01-01", Alarm)])
def test_a_report_not_brought_back_by_its_day_is_asked_about_the_day_after(today: str, expected: type) -> None:
    with Story() as story:
        number = owe(story)
        story.cover("obligations", body="b")

        answer = story.ask(LATE, O, today)

    assert isinstance(answer, expected)
    if isinstance(answer, NotYet):
        assert answer.recheck_on.isoformat() == "2016-01-01"
        assert answer.because == (number,)
    if isinstance(answer, Alarm):
        assert answer.because == (number,)
        assert answer.opened == number
        assert answer.severity is None
        assert "by 2015-12-31" in answer.says
        assert "read as" not in answer.says


def test_a_report_brought_back_is_clear() -> None:
    with Story() as story:
        number = owe(story)
        story.cover("obligations", body="b")
        (done,) = story.say(ev.ObligationDischarged(obligation="o"), on="2015-12-10")

        assert story.ask(LATE, O, "2016-01-01") == Clear(because=(number, done))


def test_a_report_brought_back_late_is_overdue_no_longer() -> None:
    with Story() as story:
        owe(story)
        story.cover("obligations", body="b")
        story.say(ev.ObligationDischarged(obligation="o"), on="2016-03-10")

        assert isinstance(story.ask(LATE, O, "2016-03-11"), Clear)


def test_a_rival_account_brings_nothing_back() -> None:
    with Story() as story:
        number = owe(story)
        story.cover("obligations", body="b")
        story.say(ev.ObligationDischarged(obligation="o"), on="2015-12-10", rival_of=f"entry:{number}")

        assert isinstance(story.ask(LATE, O, "2016-01-01"), Alarm)


@pytest.mark.parametrize(("since", "until", "expected"), [
    ("2015-09-01", "2015-12-31", Alarm), ("2015-09-02", None, CannotTell), ("2015-01-01", "2015-12-30", CannotTell),
])  # fmt: skip
def test_it_is_overdue_only_where_obligations_are_covered_until_its_day(
    since: str, until: str | None, expected: type
) -> None:
    with Story() as story:
        number = owe(story)
        story.cover("obligations", body="b", since=since, until=until)

        answer = story.ask(LATE, O, "2016-02-01")

    assert isinstance(answer, expected)
    if isinstance(answer, CannotTell):
        assert "obligations" in answer.why
        assert answer.because == (number,)


@pytest.mark.parametrize(("body", "to", "expected"), [
    ("c", ["body:b"], CannotTell), ("c", ["office:c"], CannotTell),
    ("c", ["office:x", "body:c"], Alarm), ("b", ["office:x"], CannotTell),
    (None, ["office:x"], Alarm),
])  # fmt: skip
def test_the_coverage_wanted_is_that_of_the_body_it_is_owed_to(body: str | None, to: list[str], expected: type) -> None:
    with Story() as story:
        owe(story, to=to)
        story.cover("obligations", body=body)

        assert isinstance(story.ask(LATE, O, "2016-02-01"), expected)


def test_a_promise_only_taken_for_granted_is_not_held_against_anybody() -> None:
    with Story() as story:
        owe(story, mode="presupposed")
        story.cover("obligations", body="b")

        answer = story.ask(LATE, O, "2016-02-01")

    assert isinstance(answer, CannotTell)
    assert "for granted" in answer.why


def test_a_day_that_the_clerk_doubts_leaves_it_open() -> None:
    with Story() as story:
        owe(story, uncertain=["due"])
        story.cover("obligations", body="b")

        answer = story.ask(LATE, O, "2016-02-01")

    assert isinstance(answer, CannotTell)
    assert "in doubt" in answer.why


def test_two_accounts_of_its_day_leave_it_open() -> None:
    with Story() as story:
        number = owe(story)
        again = ev.ObligationCreated(obligation="o", due="by 2016-06-30", to=["body:b"])
        story.say(again, on="2015-09-01", rival_of=f"entry:{number}")
        story.cover("obligations", body="b")

        assert isinstance(story.ask(LATE, O, "2016-02-01"), CannotTell)


def test_two_accounts_of_something_else_leave_its_day_alone() -> None:
    with Story() as story:
        number = owe(story)
        again = ev.ObligationCreated(obligation="o", leads=["office:other"])
        story.say(again, on="2015-09-01", rival_of=f"entry:{number}")
        story.cover("obligations", body="b")

        assert isinstance(story.ask(LATE, O, "2016-02-01"), Alarm)


@pytest.mark.parametrize(("due", "why"), [
    ("unspecified | in due course", "no time"), ("unknown", "no time"), (None, "no time"),
    ("when visit:v", "no day yet"),
])  # fmt: skip
def test_a_promise_with_no_time_is_listed_apart(due: str | None, why: str) -> None:
    with Story() as story:
        story.say(ev.VisitPlanned(visit="v"), on="2015-01-01")
        number = owe(story, due)
        story.cover("obligations", body="b")

        answer = story.ask(LATE, O, "2019-02-01")

    assert isinstance(answer, CannotTell)
    assert why in answer.why
    assert answer.because == (number,)


def test_what_has_no_deadline_or_was_let_go_is_not_asked_about() -> None:
    with Story() as story:
        owe(story, "none")
        story.cover("obligations", body="b")

        free = story.ask(LATE, O, "2019-02-01")
    with Story() as story:
        owe(story)
        story.cover("obligations", body="b")
        story.say(ev.PlanItemRetired(subject=O, how="withdrawn"), on="2015-12-01")

        gone = story.ask(LATE, O, "2019-02-01")

    assert free is None
    assert gone is None


def test_a_promise_that_the_cut_leaves_out_is_not_asked_about() -> None:
    with Story() as story:
        owe(story)
        story.say(ev.ObligationCreated(obligation="n", depends_on=[O]), on="2015-02-01")
        story.say(ev.ObligationDischarged(obligation="o"), on="2015-02-01")

        assert story.ask(LATE, O, "2015-02-02", happened_by="2015-02-02") is None


# Put off -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", [
    {"by": ["body:b"]}, {"approved_by": "body:b"}, {"by": ["office:head"], "approved_by": "body:b"},
    {"decision": "d"},
])  # fmt: skip
def test_a_report_put_off_to_a_day_by_its_own_body_is_clear_until_then(said: dict[str, Any]) -> None:
    with Story() as story:
        number = owe(story)
        story.say(ev.DecisionRecorded(decision="d", body="b", force="agreed"), on="2015-12-01")
        moved = move(story, "by 2016-03-31", **said)
        story.cover("obligations", body="b")

        answer = story.ask(LATE, O, "2016-03-31")
        after = story.ask(LATE, O, "2016-04-01")

    assert isinstance(answer, Clear)
    assert answer.because == (number, moved)
    assert answer.recheck_on is not None
    assert answer.recheck_on.isoformat() == "2016-04-01"
    assert isinstance(after, Alarm)
    assert "by 2016-03-31" in after.says


@pytest.mark.parametrize("said", [{"by": ["office:head"]}, {"approved_by": "body:c"}, {"decision": "d"}])
def test_whoever_owes_a_report_cannot_put_it_off_alone(said: dict[str, Any]) -> None:
    with Story() as story:
        owe(story)
        story.say(ev.DecisionRecorded(decision="d", body="c", force="agreed"), on="2015-12-01")
        move(story, "by 2016-03-31", **said)
        story.cover("obligations", body="b")

        answer = story.ask(LATE, O, "2016-01-01")

    assert isinstance(answer, Alarm)
    assert "by 2015-12-31" in answer.says


def test_whoever_owes_a_report_cannot_put_it_off_to_no_day_either() -> None:
    with Story() as story:
        owe(story)
        move(story, "unspecified", by=["office:head"])
        story.cover("obligations", body="b")

        assert isinstance(story.ask(LATE, O, "2016-01-01"), Alarm)


def test_whoever_owes_a_report_may_bring_it_forward() -> None:
    with Story() as story:
        owe(story)
        move(story, "by 2015-11-30", on="2015-10-01", was="by 2015-12-31", by=["office:head"])
        story.cover("obligations", body="b")

        assert isinstance(story.ask(LATE, O, "2015-11-30"), Clear)
        assert isinstance(story.ask(LATE, O, "2015-12-01"), Alarm)


@pytest.mark.parametrize(("to", "by"), [(["body:b"], None), (None, ["office:head"])])
def test_a_move_by_nobody_knows_whom_is_good_until_its_day_and_then_leaves_it_open(
    to: list[str] | None, by: list[str] | None
) -> None:
    with Story() as story:
        owe(story, to=to)
        move(story, "by 2016-03-31", by=by)
        story.cover("obligations")

        before = story.ask(LATE, O, "2016-03-31")
        after = story.ask(LATE, O, "2016-04-01")

    assert isinstance(before, NotYet)
    assert isinstance(after, CannotTell)
    assert "put it off is not said" in after.why


@pytest.mark.parametrize("field", ["now", "by", "approved_by"])
def test_a_move_that_the_clerk_doubts_leaves_it_open(field: str) -> None:
    with Story() as story:
        owe(story)
        move(story, "by 2016-03-31", by=["body:b"], approved_by="body:b", uncertain=[field])
        story.cover("obligations", body="b")

        answer = story.ask(LATE, O, "2016-04-01")

    assert isinstance(answer, CannotTell)
    assert "doubts" in answer.why


@pytest.mark.parametrize("outcome", ["requested", "refused"])
def test_a_move_asked_for_or_refused_moves_nothing(outcome: str) -> None:
    with Story() as story:
        owe(story)
        move(story, "by 2016-03-31", by=["body:b"], outcome=outcome)
        story.cover("obligations", body="b")

        assert isinstance(story.ask(LATE, O, "2016-01-01"), Alarm)


def test_a_move_made_after_the_day_asked_about_is_not_looked_at() -> None:
    with Story() as story:
        owe(story)
        move(story, "by 2016-03-31", on="2016-01-02", by=["body:b"])
        story.cover("obligations", body="b")

        before = story.ask(LATE, O, "2016-01-01")
        after = story.ask(LATE, O, "2016-01-02")

    assert isinstance(before, Alarm)
    assert isinstance(after, Clear)


# Two readings of one day ---------------------------------------------------------------------------------------------


EITHER = "either 3 months after meeting:b-2015-09-15 or December 2015"


def readings(story: Story, *, differ: bool = True) -> None:
    story.say(ev.BodyEstablished(body="b"), on="2015-01-02")
    meet(story, "2015-09-15")
    story.say(ev.ObligationCreated(obligation="o", kind="report_back", to=["body:b"], due=EITHER), on="2015-09-15")
    if differ:
        story.say(ev.AccountsDiffer(between=["meeting:b-2015-09-15", O], standing="suggested"), on="2015-09-20")
    story.cover("obligations", body="b")


def test_a_day_of_two_readings_in_dispute_leaves_it_open_until_the_later_one() -> None:
    with Story() as story:
        readings(story)

        before = story.ask(LATE, O, "2015-12-31")
        after = story.ask(LATE, O, "2016-01-01")

    assert isinstance(before, CannotTell)
    assert "3 months after meeting:b-2015-09-15 (2015-12-15); December 2015 (2015-12-31)" in before.why
    assert before.recheck_on is not None
    assert before.recheck_on.isoformat() == "2016-01-01"
    assert isinstance(after, Alarm)
    assert after.says.endswith("read as 3 months after meeting:b-2015-09-15 (2015-12-15); December 2015 (2015-12-31)")


def test_a_day_of_two_readings_that_nobody_disputes_is_not_yet_due() -> None:
    with Story() as story:
        readings(story, differ=False)

        assert isinstance(story.ask(LATE, O, "2015-12-31"), NotYet)


def test_a_reading_that_waits_for_a_meeting_has_no_day() -> None:
    with Story() as story:
        story.say(ev.BodyEstablished(body="b"), ev.MeetingScheduled(meeting="m", body="b"), on="2015-01-02")
        duty = ev.ObligationCreated(obligation="o", to=["body:b"], due="either within 1 month of meeting:m or May 2016")
        story.say(duty, on="2015-09-15")
        story.say(ev.AccountsDiffer(between=["meeting:m", O], standing="suggested"), on="2015-09-20")

        assert isinstance(story.ask(LATE, O, "2015-12-31"), CannotTell)


def test_accounts_that_differ_about_something_else_leave_a_plain_day_alone() -> None:
    with Story() as story:
        owe(story)
        story.say(ev.AccountsDiffer(between=["area:x", O], standing="confirmed"), on="2015-09-20")

        assert isinstance(story.ask(LATE, O, "2015-12-31"), NotYet)


# What comes round again ----------------------------------------------------------------------------------------------


def test_a_monthly_report_with_a_turn_missed_is_asked_about_from_the_last_turn_met() -> None:
    with Story() as story:
        number = owe(story, "every month")
        story.cover("obligations", body="b", since="2015-10-01")
        (met,) = story.say(ev.ObligationDischarged(obligation="o"), on="2015-10-01")

        before = story.ask(LATE, O, "2015-11-01")
        answer = story.ask(LATE, O, "2015-11-02")

    assert isinstance(before, Clear)
    assert before.recheck_on is not None
    assert before.recheck_on.isoformat() == "2015-11-02"
    assert isinstance(answer, Alarm)
    assert answer.because == (number, met)
    assert answer.opened == met


def test_a_monthly_report_that_never_came_is_not_yet_due_and_then_overdue() -> None:
    with Story() as story:
        number = owe(story, "every month")
        story.cover("obligations", body="b")

        before = story.ask(LATE, O, "2015-10-01")
        answer = story.ask(LATE, O, "2015-10-02")

    assert isinstance(before, NotYet)
    assert isinstance(answer, Alarm)
    assert answer.opened == number


def standing_item(story: Story, **said: Any) -> int:
    story.say(ev.PlanVersioned(plan="p"), on="2015-01-01")
    return owe(story, "every meeting", **{"kind": "standing_item", "about": ["plan:p"], **said})


def test_a_standing_item_left_off_an_agenda_is_asked_about() -> None:
    with Story() as story:
        number = standing_item(story)
        story.cover("obligations", "meetings", body="b")
        meet(story, "2015-09-10", "plan:p")
        missed = meet(story, "2015-10-10", "area:other")

        answer = story.ask(LATE, O, "2015-10-10")

    assert isinstance(answer, Alarm)
    assert answer.because == (number, missed)
    assert answer.opened == missed
    assert "2015-10-10" in answer.says


def test_a_standing_item_that_came_back_is_overdue_no_longer() -> None:
    with Story() as story:
        standing_item(story)
        story.cover("obligations", "meetings", body="b")
        meet(story, "2015-09-10")
        meet(story, "2015-10-10", "plan:p")

        missed = story.ask(LATE, O, "2015-09-10", as_of="2015-09-10")
        answer = story.ask(LATE, O, "2015-10-10")

    assert isinstance(missed, Alarm)
    assert isinstance(answer, CannotTell)
    assert "no day yet" in answer.why


def test_a_standing_item_that_was_not_reached_was_not_taken() -> None:
    with Story() as story:
        standing_item(story)
        story.cover("obligations", "meetings", body="b")
        meet(story, "2015-09-10", "plan:p", outcome="not_reached")

        assert isinstance(story.ask(LATE, O, "2015-09-10"), Alarm)


@pytest.mark.parametrize(("what", "expected"), [(["obligations"], "meetings"), (["meetings"], "obligations")])
def test_a_standing_item_is_missed_only_where_meetings_and_obligations_are_covered(
    what: list[str], expected: str
) -> None:
    with Story() as story:
        standing_item(story)
        story.cover(*what, body="b")
        meet(story, "2015-09-10")

        answer = story.ask(LATE, O, "2015-09-10")

    assert isinstance(answer, CannotTell)
    assert f"all {expected}" in answer.why


def test_a_meeting_only_taken_for_granted_passed_nothing_over() -> None:
    with Story() as story:
        standing_item(story)
        story.cover("obligations", "meetings", body="b")
        meet(story, "2015-09-10", mode="presupposed")

        answer = story.ask(LATE, O, "2015-09-10")

    assert isinstance(answer, CannotTell)
    assert "meeting that passed it over" in answer.why


def test_a_standing_item_about_nothing_said_leaves_it_open() -> None:
    with Story() as story:
        standing_item(story, about=None)
        story.cover("obligations", "meetings", body="b")
        meet(story, "2015-09-10")

        answer = story.ask(LATE, O, "2015-09-10")

    assert isinstance(answer, CannotTell)
    assert "what the standing item is to be about" in answer.why


def test_a_duty_at_every_meeting_of_a_named_body_is_looked_for_there() -> None:
    with Story() as story:
        story.say(ev.BodyEstablished(body="b"), on="2015-01-02")
        duty = ev.ObligationCreated(obligation="o", kind="attendance", to=["body:b"], due="every meeting of body:b")
        story.say(duty, on="2015-09-01")
        story.cover("obligations", "meetings", body="b")
        missed = meet(story, "2015-10-10")

        answer = story.ask(LATE, O, "2015-10-10")

    assert isinstance(answer, Alarm)
    assert answer.opened == missed


# A check put off -----------------------------------------------------------------------------------------------------


def checked(story: Story, **said: Any) -> int:
    """A review of the director's post, to be made by the auditor."""
    duty = {"kind": "assurance_review", "leads": ["office:auditor"], "about": ["office:director"], "to": None, **said}
    return owe(story, **duty)


@pytest.mark.parametrize("kind", ["assurance_review", "review", "verification"])
@pytest.mark.parametrize("now", ["unspecified | in due course", "unknown", "none"])
def test_a_check_put_off_to_no_date_is_asked_about(kind: str, now: str) -> None:
    with Story() as story:
        number = checked(story, kind=kind)
        moved = move(story, now, by=["body:c"])

        answer = story.ask(PUT_OFF, O, "2015-12-01")

    assert isinstance(answer, Alarm)
    assert answer.because == (number, moved)
    assert answer.opened == moved
    assert answer.severity is None
    assert "put off to no date" in answer.says


def test_a_check_that_is_only_taken_for_granted_may_be_put_off_all_the_same() -> None:
    with Story() as story:
        checked(story, due=None, mode="presupposed")
        move(story, "unspecified", by=["body:c"])

        assert isinstance(story.ask(PUT_OFF, O, "2015-12-01"), Alarm)


def test_a_check_put_off_three_weeks_by_the_auditor_is_clear() -> None:
    with Story() as story:
        number = checked(story)
        moved = move(story, "by 2016-01-21", by=["office:auditor"])

        assert story.ask(PUT_OFF, O, "2016-01-01") == Clear(because=(number, moved))


def test_a_check_put_off_twice_is_asked_about() -> None:
    with Story() as story:
        number = checked(story)
        first = move(story, "by 2016-01-21", by=["office:auditor"])
        second = move(story, "by 2016-02-21", on="2016-01-20", by=["office:auditor"])

        before = story.ask(PUT_OFF, O, "2016-01-19")
        answer = story.ask(PUT_OFF, O, "2016-01-20")

    assert isinstance(before, Clear)
    assert isinstance(answer, Alarm)
    assert answer.because == (number, first, second)
    assert answer.opened == first
    assert "2 times" in answer.says


@pytest.mark.parametrize("said", [{"by": ["office:director"]}, {"requested_by": "office:director"}])
def test_a_check_put_off_by_the_party_it_is_about_is_asked_about(said: dict[str, Any]) -> None:
    with Story() as story:
        checked(story)
        move(story, "by 2016-01-21", **said)

        answer = story.ask(PUT_OFF, O, "2016-01-01")

    assert isinstance(answer, Alarm)
    assert "by the party it is about" in answer.says
    assert answer.severity is None


def test_every_way_in_which_a_check_was_put_off_is_said() -> None:
    with Story() as story:
        checked(story)
        move(story, "by 2016-01-21", by=["office:director"])
        move(story, "unspecified", on="2016-01-20", by=["office:director"])

        answer = story.ask(PUT_OFF, O, "2016-02-01")

    assert isinstance(answer, Alarm)
    assert "to no date and 2 times and by the party it is about" in answer.says


@pytest.mark.parametrize(("now", "said", "why"), [
    (None, {"by": ["office:auditor"]}, "to when"),
    ("by 2016-01-21", {}, "who put it off"),
    ("by 2016-01-21", {"by": ["office:other"]}, "another than who is to make it"),
    ("by 2016-01-21", {"by": ["office:auditor"], "requested_by": "office:other"}, "another than"),
    ("unspecified", {"by": ["office:auditor"], "uncertain": ["now"]}, "for certain"),
    ("by 2016-01-21", {"by": ["office:auditor"], "uncertain": ["by"]}, "for certain"),
    ("by 2016-01-21", {"by": ["office:director"], "uncertain": ["by"]}, "for certain"),
    ("by 2016-01-21", {"requested_by": "office:director", "uncertain": ["requested_by"]}, "for certain"),
])  # fmt: skip
def test_where_it_is_not_said_who_put_a_check_off_or_to_when_it_is_left_open(
    now: str | None, said: dict[str, Any], why: str
) -> None:
    with Story() as story:
        number = checked(story)
        moved = move(story, now, **said)

        answer = story.ask(PUT_OFF, O, "2016-01-01")

    assert isinstance(answer, CannotTell)
    assert why in answer.why
    assert answer.because == (number, moved)


@pytest.mark.parametrize("field", ["by", "requested_by"])
def test_a_check_put_off_to_no_date_by_nobody_knows_whom_is_asked_about(field: str) -> None:
    with Story() as story:
        checked(story)
        move(story, "unspecified", uncertain=[field], by=["office:auditor"], requested_by="office:auditor")

        assert isinstance(story.ask(PUT_OFF, O, "2016-01-01"), Alarm)


@pytest.mark.parametrize(("leads", "by", "severity"), [
    ("org:ofsted", "org:ofsted", "info"),
    ("body:peers", "body:peers", "info"),
    ("office:auditor", "office:auditor", None),
    ("body:b", "body:b", None),
    ("org:ofsted", "body:b", None),
    ("org:ofsted", "org:other", None),
])  # fmt: skip
def test_an_inspectors_own_postponement_is_only_a_note(leads: str, by: str, severity: str | None) -> None:
    with Story() as story:
        story.say(ev.BodyEstablished(body="peers", relation="external"), on="2015-01-01")
        checked(story, leads=[leads])
        move(story, "unspecified", by=[by])

        answer = story.ask(PUT_OFF, O, "2016-01-01")

    assert isinstance(answer, Alarm)
    assert answer.severity == severity


@pytest.mark.parametrize("other", [["body:b"], None])
def test_a_postponement_that_inspectors_share_is_not_their_own(other: list[str] | None) -> None:
    with Story() as story:
        checked(story, leads=["org:ofsted", "body:b"])
        move(story, "by 2016-01-21", by=["org:ofsted"])
        move(story, "unspecified", on="2016-01-20", by=other)

        answer = story.ask(PUT_OFF, O, "2016-02-01")

    assert isinstance(answer, Alarm)
    assert answer.severity is None


def test_an_organisation_that_puts_off_a_check_of_itself_gets_no_note() -> None:
    with Story() as story:
        checked(story, leads=["org:provider"], about=["org:provider"])
        move(story, "unspecified", by=["org:provider"])

        answer = story.ask(PUT_OFF, O, "2016-02-01")

    assert isinstance(answer, Alarm)
    assert answer.severity is None


def test_a_check_put_off_and_made_at_last_is_clear() -> None:
    with Story() as story:
        number = checked(story)
        moved = move(story, "unspecified", by=["body:c"])
        (made,) = story.say(ev.ObligationDischarged(obligation="o"), on="2016-03-01")

        assert story.ask(PUT_OFF, O, "2016-03-02") == Clear(because=(number, moved, made))


def test_a_kind_of_duty_that_the_clerk_doubts_leaves_it_open() -> None:
    with Story() as story:
        checked(story, uncertain=["kind"])
        move(story, "unspecified", by=["body:c"])

        answer = story.ask(PUT_OFF, O, "2016-03-02")

    assert isinstance(answer, CannotTell)
    assert "kind of duty" in answer.why


@pytest.mark.parametrize("said", [
    {"kind": "report_back"}, {"outcome": "requested"}, {"outcome": "refused"}, {"now": "by 2015-10-31"},
    {"on": "2016-03-03"}, {"rival_of": True},
])  # fmt: skip
def test_what_puts_no_check_off_is_not_asked_about(said: dict[str, Any]) -> None:
    with Story() as story:
        number = checked(story, **{name: said.pop(name) for name in ("kind",) if name in said})
        if said.pop("rival_of", None):
            said["rival_of"] = f"entry:{number}"
        move(story, **{"now": "unspecified", "was": "by 2015-12-31", "by": ["body:c"], **said})

        assert story.ask(PUT_OFF, O, "2016-03-02") is None


def test_a_meeting_on_the_day_a_report_falls_due_needs_no_coverage_of_its_own() -> None:
    with Story() as story:
        number = owe(story)
        story.cover("obligations", body="b")
        meet(story, "2015-12-31")

        answer = story.ask(LATE, O, "2016-01-01")

    assert isinstance(answer, Alarm)
    assert answer.because == (number,)
    assert answer.opened == number


@pytest.mark.parametrize("is_rival", [True, False])
def test_neither_a_second_account_nor_another_duty_that_names_it_is_what_brought_it_in(*, is_rival: bool) -> None:
    with Story() as story:
        number = checked(story)
        duty = ev.ObligationCreated(obligation="n", kind="review", depends_on=[O])
        if is_rival:
            story.say(ev.ObligationCreated(obligation="o"), on="2015-08-01", rival_of=f"entry:{number}")
        else:
            story.say(duty, on="2015-08-01")
        moved = move(story, "none", by=["body:c"])

        answer = story.ask(PUT_OFF, O, "2015-12-01")

    assert isinstance(answer, Alarm)
    assert answer.because == (number, moved)


def test_a_check_that_the_cut_leaves_out_is_not_asked_about() -> None:
    with Story() as story:
        checked(story)
        story.say(ev.ObligationCreated(obligation="n", depends_on=[O]), on="2015-02-01")

        assert story.ask(PUT_OFF, O, "2015-02-02", happened_by="2015-02-02") is None


def test_a_second_account_of_a_difference_puts_no_day_in_dispute() -> None:
    with Story() as story:
        readings(story, differ=False)
        (other,) = story.say(ev.AccountsDiffer(between=["body:b", "area:x"], standing="suggested"), on="2015-09-20")
        second = ev.AccountsDiffer(between=["meeting:b-2015-09-15", O], standing="suggested")
        story.say(second, on="2015-09-20", rival_of=f"entry:{other}")

        assert isinstance(story.ask(LATE, O, "2015-12-31"), NotYet)
