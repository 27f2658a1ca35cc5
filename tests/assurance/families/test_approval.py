from typing import Any

import pytest

from govledger import events as ev
from govledger.assurance import RULES, Alarm, CannotTell, Clear, NotYet
from tests.assurance.support import Story

RULE = "UNAPPROVED_RESCHEDULE"
COVERED = ("deadlines", "decisions", "told", "meetings")


def start(story: Story, **said: Any) -> None:
    """A plan that a board oversees, and its action 1, led by the director and due at the end of June 2017."""
    story.say(ev.BodyEstablished(body="board"), on="2017-01-01")
    story.say(ev.PlanVersioned(plan="p", overseen_by=["board"]), on="2017-01-01")
    action = ev.ActionAdded(action="1", plan="p", leads=["office:dcs"], due=ev.by("2017-06-30"), **said)
    story.say(action, on="2017-01-01")


def move(story: Story, now: str = "2017-09-30", on: str = "2017-06-01", **said: Any) -> int:
    """Move the date with a reason and an approver, unless told otherwise; return the entry's number."""
    given = {"reason": "New legislation", "approved_by": "office:chief-executive", **said}
    return story.say(ev.DeadlineChanged(subject="action:1", now=ev.by(now), **given), on=on)[0]


def meet(story: Story, day: str, *put_before: str, body: str = "board") -> int:
    """Let the board meet, with things put before it; return the item's entry."""
    name = f"{body}-{day}"
    item = ev.AgendaItemConsidered(agenda_item=f"{name}/1", meeting=name, put_before=put_before or None)
    return story.say(ev.MeetingHeld(meeting=name, body=body), item, on=day)[1]


def test_a_date_moved_for_a_reason_by_somebody_else_and_told_in_time_is_clear() -> None:
    with Story() as story:
        start(story)
        number = move(story)
        meet(story, "2017-06-14", "action:1")

        answer = story.ask(RULE, "action:1", "2017-07-01")

    assert isinstance(answer, Clear)
    assert answer.because == (number,)


def test_a_date_moved_without_reason_approver_or_a_word_to_the_board_is_asked_about() -> None:
    with Story() as story:
        start(story)
        number = move(story, reason=None, approved_by=None)
        meet(story, "2017-06-14")
        story.cover(*COVERED)

        answer = story.ask(RULE, "action:1", "2017-07-01")

    assert isinstance(answer, Alarm)
    assert answer.because == (number,)
    assert answer.opened == number
    assert answer.severity is None
    assert RULES.named(RULE).severity == "medium"
    assert answer.says == (
        "action:1 was moved, to be done by 2017-09-30: no reason was given; nobody other than its lead agreed to it; "
        "body:board was not told by 2017-06-14"
    )


@pytest.mark.parametrize(
    ("said", "lacking", "amiss"),
    [
        ({"reason": None}, "deadlines", "no reason was given"),
        ({"approved_by": None}, "deadlines", "nobody other than its lead agreed to it"),
        ({"approved_by": None}, "decisions", "nobody other than its lead agreed to it"),
        ({"approved_by": "none"}, "decisions", "nobody other than its lead agreed to it"),
        ({"approved_by": "office:dcs"}, "decisions", "only its lead agreed to it"),
    ],
)
def test_what_is_absent_is_amiss_only_where_all_of_it_is_held(said: dict[str, Any], lacking: str, amiss: str) -> None:
    with Story() as story:
        start(story)
        move(story, **said)
        meet(story, "2017-06-14", "action:1")
        story.cover(*(what for what in COVERED if what != lacking), since="2017-06-01", until="2017-06-01")

        untold = story.ask(RULE, "action:1", "2017-07-01")
        story.cover(lacking, since="2017-06-01", until="2017-06-01")
        told = story.ask(RULE, "action:1", "2017-07-01")

    assert isinstance(untold, CannotTell)
    assert f"all {lacking}" in untold.why
    assert isinstance(told, Alarm)
    assert amiss in told.says


def test_the_lead_in_another_office_is_still_the_lead() -> None:
    with Story() as story:
        start(story)
        story.say(
            ev.AppointmentMade(appointment="a", who="person:p1", office="office:dcs"),
            ev.AppointmentMade(appointment="b", who="person:p1", office="office:deputy"),
            on="2017-01-01",
        )
        move(story, approved_by="office:deputy")
        meet(story, "2017-06-14", "action:1")
        story.cover(*COVERED)

        answer = story.ask(RULE, "action:1", "2017-07-01")

    assert isinstance(answer, Alarm)
    assert "only its lead agreed to it" in answer.says


def test_a_superior_of_the_lead_is_somebody_else() -> None:
    with Story() as story:
        start(story)
        story.say(
            ev.AppointmentMade(appointment="a", office="office:dcs", reports_to=["office:chief-executive"]),
            on="2017-01-01",
        )
        move(story)
        meet(story, "2017-06-14", "action:1")
        story.cover(*COVERED)

        answer = story.ask(RULE, "action:1", "2017-07-01")

    assert isinstance(answer, Clear)


def test_where_nobody_said_who_leads_whether_somebody_else_agreed_is_not_known() -> None:
    with Story() as story:
        start(story)
        story.say(ev.DetailChanged(subject="action:1", field="leads", leads="none"), on="2017-02-01")
        move(story)
        meet(story, "2017-06-14", "action:1")
        story.cover(*COVERED)

        answer = story.ask(RULE, "action:1", "2017-07-01")

    assert isinstance(answer, CannotTell)
    assert "who leads" in answer.why


def test_whoever_moved_it_stands_for_a_lead_that_is_not_named() -> None:
    with Story() as story:
        start(story)
        story.say(ev.DetailChanged(subject="action:1", field="leads", leads="none"), on="2017-02-01")
        move(story, by=["office:chief-executive"])
        meet(story, "2017-06-14", "action:1")
        story.cover(*COVERED)

        answer = story.ask(RULE, "action:1", "2017-07-01")

    assert isinstance(answer, Alarm)
    assert "only its lead agreed to it" in answer.says


@pytest.mark.parametrize("force", ["resolved", "agreed", "approved", "carried_as_amended", "varied"])
def test_a_decision_that_agrees_is_an_approver(force: str) -> None:
    with Story() as story:
        start(story)
        (decided,) = story.say(ev.DecisionRecorded(decision="d", force=force), on="2017-06-01")
        number = move(story, approved_by=None, decision="d")
        meet(story, "2017-06-14", "action:1")

        answer = story.ask(RULE, "action:1", "2017-07-01")

    assert isinstance(answer, Clear)
    assert answer.because == (number, decided)


@pytest.mark.parametrize("force", ["noted", "deferred", "lost", "explicitly_none", "sense_of_meeting"])
def test_a_decision_that_settles_nothing_is_none(force: str) -> None:
    with Story() as story:
        start(story)
        story.say(ev.DecisionRecorded(decision="d", force=force), on="2017-06-01")
        move(story, approved_by=None, decision="d")
        meet(story, "2017-06-14", "action:1")
        story.cover(*COVERED)

        answer = story.ask(RULE, "action:1", "2017-07-01")

    assert isinstance(answer, Alarm)
    assert "nobody other than its lead agreed to it" in answer.says


def test_a_decision_whose_result_is_unknown_tells_nothing() -> None:
    with Story() as story:
        start(story)
        (decided,) = story.say(ev.DecisionRecorded(decision="d", force="unknown"), on="2017-06-01")
        number = move(story, approved_by=None, decision="d")
        meet(story, "2017-06-14", "action:1")
        story.cover(*COVERED)

        answer = story.ask(RULE, "action:1", "2017-07-01")

    assert isinstance(answer, CannotTell)
    assert answer.because == (number, decided)
    assert "what was decided" in answer.why


@pytest.mark.parametrize(
    ("field", "said"), [("reason", {"reason": "x"}), ("approved_by", {}), ("decision", {"approved_by": None})]
)
def test_a_reason_or_an_approver_that_the_clerk_doubts_tells_nothing(field: str, said: dict[str, Any]) -> None:
    with Story() as story:
        start(story)
        story.say(ev.DecisionRecorded(decision="d", force="agreed"), on="2017-06-01")
        given = {"reason": "r", "approved_by": "office:chief-executive", "decision": "d", **said}
        story.say(
            ev.DeadlineChanged(subject="action:1", now=ev.by("2017-09-30"), **given), on="2017-06-01", uncertain=[field]
        )
        meet(story, "2017-06-14", "action:1")
        story.cover(*COVERED)

        answer = story.ask(RULE, "action:1", "2017-07-01")

    assert isinstance(answer, CannotTell)
    assert "the clerk doubts" in answer.why


@pytest.mark.parametrize(("on", "is_late"), [("2017-06-30", False), ("2017-07-01", True)])
def test_a_date_moved_after_it_had_passed_is_asked_about_with_no_coverage(on: str, *, is_late: bool) -> None:
    with Story() as story:
        start(story)
        move(story, on=on)
        meet(story, "2017-07-14", "action:1")

        answer = story.ask(RULE, "action:1", "2017-08-01")

    assert isinstance(answer, Alarm if is_late else Clear)
    if isinstance(answer, Alarm):
        assert answer.says == "action:1 was moved, to be done by 2017-09-30: it was moved after 2017-06-30 had passed"


def test_which_date_had_passed_is_said_by_the_move_itself_or_by_the_move_before() -> None:
    with Story() as story:
        start(story)
        move(story, now="2017-07-31", on="2017-06-01")
        move(story, now="2017-10-31", on="2017-07-15")
        meet(story, "2017-08-01", "action:1")
        by_the_record = story.ask(RULE, "action:1", "2017-09-01")
        move(story, now="2017-12-31", on="2017-08-15", was=ev.by("2017-08-14"))
        meet(story, "2017-09-01", "action:1")
        by_itself = story.ask(RULE, "action:1", "2017-09-01")

    assert isinstance(by_the_record, Clear)
    assert isinstance(by_itself, Alarm)
    assert "2017-08-14 had passed" in by_itself.says


def test_a_move_that_may_have_been_made_in_time_was_not_made_late() -> None:
    with Story() as story:
        start(story)
        given = ev.DeadlineChanged(
            subject="action:1", now=ev.by("2017-09-30"), reason="r", approved_by="office:chief-executive"
        )
        story.say(given, on="2017-06-20..2017-07-10", known="2017-07-10")
        meet(story, "2017-07-14", "action:1")

        answer = story.ask(RULE, "action:1", "2017-08-01")

    assert isinstance(answer, Clear)


@pytest.mark.parametrize(("now", "is_asked"), [("2017-07-14", False), ("2017-07-15", True)])
def test_a_move_within_the_delegated_tolerance_is_not_asked_about(now: str, *, is_asked: bool) -> None:
    with Story() as story:
        start(story)
        move(story, now=now, reason=None)
        story.cover(*COVERED)

        answer = story.ask(RULE, "action:1", "2017-07-01")

    assert isinstance(answer, Alarm) is is_asked
    assert (answer is None) is not is_asked


def test_the_tolerance_is_a_setting() -> None:
    with Story() as story:
        start(story)
        move(story, now="2017-07-15", reason=None)
        story.cover(*COVERED)
        story.set(RULE, "tolerance_days", 15)
        looser = story.ask(RULE, "action:1", "2017-07-01")
        story.set(RULE, "tolerance_days", 14)
        stricter = story.ask(RULE, "action:1", "2017-07-01")

    assert looser is None
    assert isinstance(stricter, Alarm)


def test_a_date_given_up_altogether_is_beyond_any_tolerance() -> None:
    with Story() as story:
        start(story)
        move(story, now="unspecified", reason=None)
        story.cover(*COVERED)

        answer = story.ask(RULE, "action:1", "2017-07-01")

    assert isinstance(answer, Alarm)


def test_the_last_move_that_is_later_is_the_one_asked_about() -> None:
    with Story() as story:
        start(story)
        move(story, now="2017-08-31", on="2017-02-01", reason=None)
        second = move(story, now="2017-10-31", on="2017-03-01")
        move(story, now="2017-09-30", on="2017-04-01", reason=None)
        meet(story, "2017-03-14", "action:1")
        story.cover(*COVERED)

        answer = story.ask(RULE, "action:1", "2017-07-01")

    assert isinstance(answer, Clear)
    assert answer.because == (second,)


def test_a_move_earlier_and_a_thing_that_never_moved_leave_nothing_to_ask() -> None:
    with Story() as story:
        start(story)
        story.cover(*COVERED)
        still = story.ask(RULE, "action:1", "2017-07-01")
        move(story, now="2017-05-31", reason=None)
        earlier = story.ask(RULE, "action:1", "2017-07-01")
        plan = story.ask(RULE, "plan:p", "2017-07-01")

    assert still is None
    assert earlier is None
    assert plan is None


def test_there_is_nothing_to_ask_of_what_is_done() -> None:
    with Story() as story:
        start(story)
        move(story, reason=None)
        story.cover(*COVERED)
        story.say(ev.CompletionClaimed(subject="action:1"), on="2017-06-02")

        answer = story.ask(RULE, "action:1", "2017-07-01")

    assert answer is None


def test_a_move_that_does_not_tell_from_when_to_when_tells_nothing_more() -> None:
    with Story() as story:
        start(story)
        story.say(ev.DeadlineChanged(subject="plan:p", reason="r"), on="2017-06-01")
        story.cover(*COVERED)

        answer = story.ask(RULE, "plan:p", "2017-07-01")

    assert isinstance(answer, CannotTell)


# Told by its next meeting --------------------------------------------------------------------------------------------


def test_a_board_that_has_not_met_yet_is_not_yet_late_to_be_told() -> None:
    with Story() as story:
        start(story)
        number = move(story)
        meet(story, "2017-06-01")
        story.cover(*COVERED)

        answer = story.ask(RULE, "action:1", "2017-06-13")

    assert isinstance(answer, NotYet)
    assert answer.recheck_on.isoformat() == "2017-06-14"
    assert answer.because == (number,)


def test_where_its_meetings_are_not_covered_a_board_may_have_met_unseen() -> None:
    with Story() as story:
        start(story)
        move(story)
        story.cover("deadlines", "decisions", "told")
        story.cover("meetings", since="2017-06-02")

        answer = story.ask(RULE, "action:1", "2017-06-13")

    assert isinstance(answer, CannotTell)
    assert "all meetings of body:board about action:1 on 2017-06-01" in answer.why


def test_a_board_that_met_and_was_not_told_is_amiss_only_where_all_it_was_told_is_held() -> None:
    with Story() as story:
        start(story)
        move(story)
        meet(story, "2017-06-14")
        story.cover("told", since="2017-06-02")

        untold = story.ask(RULE, "action:1", "2017-06-14")
        story.cover("told", since="2017-06-01", body="board")
        told = story.ask(RULE, "action:1", "2017-06-14")

    assert isinstance(untold, CannotTell)
    assert "all told" in untold.why
    assert isinstance(told, Alarm)
    assert told.says.endswith("body:board was not told by 2017-06-14")


def test_a_board_told_only_after_its_next_meeting_was_told_late() -> None:
    with Story() as story:
        start(story)
        move(story)
        meet(story, "2017-06-14")
        meet(story, "2017-07-14", "action:1")

        answer = story.ask(RULE, "action:1", "2017-08-01")

    assert isinstance(answer, Alarm)
    assert answer.says.endswith("body:board was told only on 2017-07-14, after its next meeting")


def test_one_of_several_bodies_told_in_time_will_do() -> None:
    with Story() as story:
        start(story)
        story.say(ev.BodyEstablished(body="scrutiny"), on="2017-01-01")
        story.say(ev.PlanVersioned(plan="p", overseen_by=["board", "scrutiny"]), on="2017-01-02")
        move(story)
        meet(story, "2017-06-14")
        meet(story, "2017-06-20", "action:1", body="scrutiny")
        story.cover(*COVERED)

        one = story.ask(RULE, "action:1", "2017-07-01")
        neither = story.ask(RULE, "action:1", "2017-06-19")

    assert isinstance(one, Clear)
    assert isinstance(neither, NotYet)


def test_where_nobody_oversees_it_whether_they_were_told_is_not_known() -> None:
    with Story() as story:
        story.say(ev.ActionAdded(action="1", leads=["office:dcs"], due=ev.by("2017-06-30")), on="2017-01-01")
        move(story)
        story.cover(*COVERED)

        answer = story.ask(RULE, "action:1", "2017-07-01")

    assert isinstance(answer, CannotTell)
    assert "which body oversees it" in answer.why


def test_an_obligation_is_owed_to_the_body_that_must_be_told() -> None:
    with Story() as story:
        story.say(ev.BodyEstablished(body="board"), on="2017-01-01")
        owed = ev.ObligationCreated(
            obligation="o", leads=["office:dcs"], to=["body:board", "org:dfe"], due=ev.by("2017-06-30")
        )
        story.say(owed, on="2017-01-01")
        changed = ev.DeadlineChanged(
            subject="obligation:o", now=ev.by("2017-09-30"), reason="r", approved_by="office:dcs"
        )
        story.say(changed, on="2017-06-01")
        meet(story, "2017-06-14")
        story.cover(*COVERED)

        answer = story.ask(RULE, "obligation:o", "2017-07-01")

    assert isinstance(answer, Alarm)
    assert "only its lead agreed to it" in answer.says
    assert "body:board was not told by 2017-06-14" in answer.says


def test_a_correction_of_the_date_is_cited_beside_the_move() -> None:
    with Story() as story:
        start(story)
        number = move(story, on="2017-07-01")
        (typo,) = story.say(ev.CorrectionRecorded(about=["action:1"], field="due"), on="2017-07-10")

        answer = story.ask(RULE, "action:1", "2017-08-01")

    assert isinstance(answer, Alarm)
    assert answer.because == (number, typo)


def test_a_date_given_to_what_had_none_is_not_moved_later() -> None:
    with Story() as story:
        story.say(ev.ActionAdded(action="1", due="unspecified"), on="2017-01-01")
        move(story, reason=None)
        story.cover(*COVERED)

        answer = story.ask(RULE, "action:1", "2017-07-01")

    assert answer is None


def test_what_cannot_be_told_of_one_body_outweighs_that_another_was_not_told() -> None:
    with Story() as story:
        start(story)
        story.say(ev.BodyEstablished(body="scrutiny"), on="2017-01-01")
        story.say(ev.PlanVersioned(plan="p", overseen_by=["board", "scrutiny"]), on="2017-01-02")
        move(story)
        meet(story, "2017-06-14")
        meet(story, "2017-06-20", body="scrutiny")
        story.cover("told", body="board")

        one = story.ask(RULE, "action:1", "2017-07-01")
        story.cover("told", body="scrutiny")
        both = story.ask(RULE, "action:1", "2017-07-01")

    assert isinstance(one, CannotTell)
    assert "body:scrutiny" in one.why
    assert isinstance(both, Alarm)


def test_the_date_that_had_passed_is_that_of_the_last_move_before() -> None:
    with Story() as story:
        start(story)
        move(story, now="2017-07-31", on="2017-06-01")
        move(story, now="2017-08-31", on="2017-06-02")
        move(story, now="2017-12-31", on="2017-08-15")
        meet(story, "2017-09-01", "action:1")

        answer = story.ask(RULE, "action:1", "2017-09-01")

    assert isinstance(answer, Clear)


def test_another_obligation_that_names_this_one_says_nothing_of_whom_it_is_owed_to() -> None:
    with Story() as story:
        story.say(ev.BodyEstablished(body="board"), ev.BodyEstablished(body="other"), on="2017-01-01")
        owed = ev.ObligationCreated(obligation="o", leads=["office:dcs"], to=["body:board"], due=ev.by("2017-06-30"))
        first = ev.ObligationCreated(
            obligation="n", leads=["office:a"], to=["body:other"], before=["obligation:o"], due=ev.by("2017-03-30")
        )
        story.say(owed, first, on="2017-01-01")
        given = ev.DeadlineChanged(
            subject="obligation:o", now=ev.by("2017-09-30"), reason="r", approved_by="office:dcs"
        )
        story.say(given, on="2017-06-01")
        meet(story, "2017-06-14")
        meet(story, "2017-06-14", "obligation:o", body="other")
        story.cover(*COVERED)

        answer = story.ask(RULE, "obligation:o", "2017-07-01")

    assert isinstance(answer, Alarm)
    assert "only its lead agreed to it; body:board was not told" in answer.says


@pytest.mark.parametrize("is_rival", [True, False])
def test_who_leads_a_duty_is_said_by_the_first_account_of_its_own(*, is_rival: bool) -> None:
    with Story() as story:
        story.say(ev.BodyEstablished(body="board"), on="2016-01-01")
        owed = ev.ObligationCreated(obligation="o", leads=["office:dcs"], to=["body:board"], due=ev.by("2017-06-30"))
        (number,) = story.say(owed, on="2017-01-01")
        if is_rival:
            other = ev.ObligationCreated(obligation="o", leads=["office:a"], due=ev.by("2017-06-30"))
            story.say(other, on="2016-12-01", rival_of=f"entry:{number}")
        else:
            story.say(
                ev.ObligationCreated(obligation="n", leads=["office:a"], before=["obligation:o"]), on="2016-12-01"
            )
        changed: dict[str, Any] = {"now": ev.by("2017-09-30"), "reason": "r", "approved_by": "office:dcs"}
        story.say(ev.DeadlineChanged(subject="obligation:o", **changed), on="2017-06-01")
        story.cover(*COVERED)

        answer = story.ask(RULE, "obligation:o", "2017-07-01")

    assert isinstance(answer, Alarm)
    assert "only its lead agreed to it" in answer.says


@pytest.mark.parametrize("covered", [COVERED, ()])
def test_a_body_told_in_time_will_do_whatever_is_known_of_the_other(covered: tuple[str, ...]) -> None:
    with Story() as story:
        story.say(ev.BodyEstablished(body="board"), ev.BodyEstablished(body="other"), on="2017-01-01")
        story.say(ev.PlanVersioned(plan="p", overseen_by=["board", "other"]), on="2017-01-01")
        action = ev.ActionAdded(action="1", plan="p", leads=["office:dcs"], due=ev.by("2017-06-30"))
        story.say(action, on="2017-01-01")
        move(story)
        meet(story, "2017-06-14", "action:1", body="other")
        if covered:
            story.cover(*covered)

        assert isinstance(story.ask(RULE, "action:1", "2017-07-01"), Clear)
