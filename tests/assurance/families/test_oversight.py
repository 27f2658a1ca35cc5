from typing import Any

import pytest

from govledger import events as ev
from govledger.assurance import Alarm, CannotTell, Clear, NotYet
from tests.assurance.support import Story

MINUTED = "DECISION_NOT_MINUTED"
MET = "BODY_NEVER_MET"


# Where is the minute? ------------------------------------------------------------------------------------------------


def endorsed(story: Story, *, standing: str = "endorsed", **envelope: Any) -> int:
    """A plan that rests on Cabinet's decision of 28 October 2021; the number of the entry that says so."""
    story.say(ev.BodyEstablished(body="cabinet", kind="cabinet"), on="2015-01-01")
    cited = ev.PlanVersioned(plan="p", standing=standing, decision="d")
    seed = ev.DecisionRecorded(decision="seed", body="cabinet", force="noted")
    story.say(seed, on="2015-01-01")
    (told,) = story.say(decision(), on="2021-10-28", known="2021-12-01", mode="reported")
    assert told
    (number,) = story.say(cited, on="2021-12-01", **envelope)
    return number


def decision(force: str = "endorsed", **said: Any) -> ev.DecisionRecorded:
    return ev.DecisionRecorded(decision="d", body="cabinet", force=force, **said)


def meet(story: Story, meeting: str, day: str, body: str = "cabinet", **said: Any) -> int:
    (number,) = story.say(ev.MeetingHeld(meeting=meeting, body=body, **said), on=day)
    return number


def minute(story: Story, **said: Any) -> int:
    """Cabinet's own record of its decision."""
    meet(story, "c1", "2021-10-28")
    (number,) = story.say(decision(meeting="c1", **said), on="2021-10-28")
    return number


def test_a_plan_endorsed_by_a_decision_that_its_body_never_minuted_is_asked_about() -> None:
    with Story() as story:
        plan = endorsed(story)
        story.cover("decisions", body="cabinet")

        answer = story.ask(MINUTED, "decision:d", "2022-01-01")

    assert isinstance(answer, Alarm)
    assert answer.because == (plan, plan - 1)
    assert answer.opened == plan
    assert answer.severity is None
    assert "plan:p rests on decision:d" in answer.says


def test_a_decision_minuted_by_its_own_body_and_approved_is_clear() -> None:
    with Story() as story:
        endorsed(story)
        story.cover("decisions", body="cabinet")
        own = minute(story)
        (approved,) = story.say(ev.MinutesApproved(meeting="c1"), on="2021-11-25")

        answer = story.ask(MINUTED, "decision:d", "2022-01-01")

    assert answer == Clear(because=(own, approved))


def test_while_a_bodys_decisions_are_not_covered_nothing_says_that_it_did_not_minute_one() -> None:
    with Story() as story:
        plan = endorsed(story)

        answer = story.ask(MINUTED, "decision:d", "2022-01-01")

    assert isinstance(answer, CannotTell)
    assert "all decisions of body:cabinet" in answer.why
    assert answer.because == (plan, plan - 1)


@pytest.mark.parametrize(("since", "until", "tells"), [
    ("2021-10-28", "2021-10-28", Alarm),
    ("2021-10-29", "2021-12-31", CannotTell),
    ("2021-10-01", "2021-10-27", CannotTell),
])  # fmt: skip
def test_a_decision_is_missing_only_where_the_day_it_was_taken_is_covered(since: str, until: str, tells: type) -> None:
    with Story() as story:
        endorsed(story)
        story.cover("decisions", body="cabinet", since=since, until=until)

        answer = story.ask(MINUTED, "decision:d", "2022-01-01")

    assert isinstance(answer, tells)


def test_a_decision_of_some_day_in_a_month_is_missing_only_where_the_whole_month_is_covered() -> None:
    with Story() as story:
        story.say(ev.BodyEstablished(body="cabinet"), on="2015-01-01")
        story.say(decision(), on="2021-10", known="2021-12-01", mode="reported")
        story.say(ev.PlanVersioned(plan="p", decision="d"), on="2021-12-01")
        story.cover("decisions", body="cabinet", since="2021-10-02")

        answer = story.ask(MINUTED, "decision:d", "2022-01-01")

    assert isinstance(answer, CannotTell)


@pytest.mark.parametrize("standing", ["drafting", "draft"])
def test_a_plan_still_being_written_rests_on_no_decision_yet(standing: str) -> None:
    with Story() as story:
        endorsed(story, standing=standing)
        story.cover("decisions", body="cabinet")

        assert story.ask(MINUTED, "decision:d", "2022-01-01") is None


def test_a_plan_only_taken_for_granted_holds_nothing_against_a_decision() -> None:
    with Story() as story:
        endorsed(story, mode="presupposed")
        story.cover("decisions", body="cabinet")

        assert story.ask(MINUTED, "decision:d", "2022-01-01") is None


def test_a_plan_whose_decision_the_clerk_doubts_rests_on_none() -> None:
    with Story() as story:
        endorsed(story, uncertain=["decision"])
        story.cover("decisions", body="cabinet")

        assert story.ask(MINUTED, "decision:d", "2022-01-01") is None


def test_a_decision_that_nothing_rests_on_is_not_asked_about() -> None:
    with Story() as story:
        endorsed(story)

        assert story.ask(MINUTED, "decision:seed", "2022-01-01") is None


@pytest.mark.parametrize("force", ["noted", "received", "deferred", "sense_of_meeting", "explicitly_none", "lost"])
def test_reliance_on_less_than_an_agreement_is_asked_about_whatever_is_covered(force: str) -> None:
    with Story() as story:
        story.say(ev.BodyEstablished(body="cabinet"), on="2015-01-01")
        (noted,) = story.say(decision(force=force), on="2021-10-28")
        (said,) = story.say(ev.StatementMade(kind="claim", basis=["decision:d"]), on="2021-11-01")

        answer = story.ask(MINUTED, "decision:d", "2022-01-01")

    assert isinstance(answer, Alarm)
    assert answer.opened == said
    assert set(answer.because) == {noted, said}
    assert force in answer.says


@pytest.mark.parametrize("force", ["resolved", "recommended", "agreed", "approved", "accepted", "carried", "confirmed"])
def test_what_was_agreed_or_more_may_be_relied_on(force: str) -> None:
    with Story() as story:
        endorsed(story)
        own = minute(story, force=force)
        (approved,) = story.say(ev.MinutesApproved(meeting="c1"), on="2021-11-25")

        answer = story.ask(MINUTED, "decision:d", "2022-01-01")

    assert answer == Clear(because=(own, approved))


def test_a_later_turn_of_the_same_decision_gives_it_its_force() -> None:
    with Story() as story:
        story.say(ev.BodyEstablished(body="cabinet"), on="2015-01-01")
        story.say(decision(force="deferred"), on="2021-10-28")
        meet(story, "c2", "2021-11-25")
        story.say(decision(force="approved", meeting="c2"), on="2021-11-25")
        story.say(ev.PlanVersioned(plan="p", decision="d"), on="2021-12-01")

        answer = story.ask(MINUTED, "decision:d", "2022-01-01")

    assert isinstance(answer, CannotTell)
    assert "at which meeting" in answer.why


@pytest.mark.parametrize("said", [{"force": "unknown"}, {"uncertain": ["force"]}])
def test_a_force_that_is_not_known_leaves_it_open(said: dict[str, Any]) -> None:
    with Story() as story:
        story.say(ev.BodyEstablished(body="cabinet"), on="2015-01-01")
        event = decision(force=said.pop("force", "noted"))
        story.say(event, on="2021-10-28", **said)
        story.say(ev.PlanVersioned(plan="p", decision="d"), on="2021-12-01")

        answer = story.ask(MINUTED, "decision:d", "2022-01-01")

    assert isinstance(answer, CannotTell)
    assert "force" in answer.why


def test_two_accounts_of_the_force_leave_it_open() -> None:
    with Story() as story:
        story.say(ev.BodyEstablished(body="cabinet"), on="2015-01-01")
        (first,) = story.say(decision(force="approved"), on="2021-10-28")
        story.say(decision(force="noted"), on="2021-10-28", rival_of=f"entry:{first}")
        story.say(ev.PlanVersioned(plan="p", decision="d"), on="2021-12-01")

        answer = story.ask(MINUTED, "decision:d", "2022-01-01")

    assert isinstance(answer, CannotTell)
    assert "force" in answer.why


def test_a_rival_account_is_no_minute() -> None:
    with Story() as story:
        plan = endorsed(story)
        story.cover("decisions", body="cabinet")
        meet(story, "c1", "2021-10-28")
        story.say(decision(meeting="c1"), on="2021-10-28", rival_of=f"entry:{plan - 1}")
        story.say(ev.MinutesApproved(meeting="c1"), on="2021-11-25")

        answer = story.ask(MINUTED, "decision:d", "2022-01-01")

    assert isinstance(answer, Alarm)


def unapproved(story: Story) -> tuple[int, int]:
    """A decision minuted, its minutes never approved; the plan's entry and the body's own."""
    plan = endorsed(story)
    return plan, minute(story)


def test_minutes_that_two_later_meetings_did_not_approve_are_asked_about() -> None:
    with Story() as story:
        plan, own = unapproved(story)
        story.cover("decisions", body="cabinet")
        second = meet(story, "c2", "2021-11-25")
        third = meet(story, "c3", "2021-12-16")

        before = story.ask(MINUTED, "decision:d", "2021-12-15")
        answer = story.ask(MINUTED, "decision:d", "2021-12-16")

    assert isinstance(before, CannotTell)
    assert "1 times since" in before.why
    assert isinstance(answer, Alarm)
    assert set(answer.because) == {plan, own, second, third}
    assert answer.opened == plan


def test_approval_at_the_last_moment_clears_it() -> None:
    with Story() as story:
        _, own = unapproved(story)
        story.cover("decisions", body="cabinet")
        meet(story, "c2", "2021-11-25")
        meet(story, "c3", "2021-12-16")
        (approved,) = story.say(ev.MinutesApproved(meeting="c1", at="c3"), on="2021-12-16")

        answer = story.ask(MINUTED, "decision:d", "2021-12-16")

    assert answer == Clear(because=(own, approved))


def test_meetings_not_covered_may_have_approved_the_minutes() -> None:
    with Story() as story:
        unapproved(story)
        story.cover("decisions", body="cabinet", until="2021-12-01")
        meet(story, "c2", "2021-11-25")
        meet(story, "c3", "2021-12-16")

        answer = story.ask(MINUTED, "decision:d", "2022-01-01")

    assert isinstance(answer, CannotTell)


def test_a_meeting_only_taken_for_granted_holds_nothing_against_the_minutes() -> None:
    with Story() as story:
        unapproved(story)
        story.cover("decisions", body="cabinet")
        meet(story, "c2", "2021-11-25")
        story.say(ev.MeetingHeld(meeting="c3", body="cabinet"), on="2021-12-16", mode="presupposed")

        answer = story.ask(MINUTED, "decision:d", "2022-01-01")

    assert isinstance(answer, CannotTell)


@pytest.mark.parametrize(("meetings", "expected"), [(1, Alarm), (2, CannotTell), (3, CannotTell)])
def test_how_many_meetings_may_pass_is_a_setting(meetings: int, expected: type) -> None:
    with Story() as story:
        story.set(MINUTED, "within_meetings", meetings)
        unapproved(story)
        story.cover("decisions", body="cabinet")
        meet(story, "c2", "2021-11-25")

        assert isinstance(story.ask(MINUTED, "decision:d", "2022-01-01"), expected)


def test_a_meeting_is_found_through_the_item_on_its_agenda() -> None:
    with Story() as story:
        endorsed(story)
        meet(story, "c1", "2021-10-28")
        story.say(ev.AgendaItemConsidered(agenda_item="c1/5", meeting="c1"), on="2021-10-28")
        (own,) = story.say(ev.DecisionRecorded(decision="d", agenda_item="c1/5", force="approved"), on="2021-10-28")
        (approved,) = story.say(ev.MinutesApproved(meeting="c1"), on="2021-11-25")

        answer = story.ask(MINUTED, "decision:d", "2022-01-01")

    assert answer == Clear(because=(own, approved))


def officer(story: Story) -> int:
    """An officer's decision, in the officer's own record; the entry of the decision."""
    story.say(ev.BodyEstablished(body="cabinet"), on="2015-01-01")
    (number,) = story.say(ev.DecisionRecorded(decision="d", by=["office:dcs"], force="approved"), on="2021-10-28")
    story.say(ev.PlanVersioned(plan="p", decision="d"), on="2021-12-01")
    return number


def test_an_officers_decision_asks_for_a_delegation_and_without_one_cannot_tell() -> None:
    with Story() as story:
        officer(story)
        story.cover("decisions")

        answer = story.ask(MINUTED, "decision:d", "2022-01-01")

    assert isinstance(answer, CannotTell)
    assert "no delegation to office:dcs" in answer.why


@pytest.mark.parametrize(("force", "mode", "expected"), [
    ("delegated", "first_hand", Clear), ("lost", "first_hand", CannotTell), ("delegated", "reported", CannotTell),
])  # fmt: skip
def test_an_officers_decision_is_clear_with_a_delegation_on_record(force: str, mode: str, expected: type) -> None:
    with Story() as story:
        officer(story)
        given = ev.DecisionRecorded(decision="scheme", body="cabinet", force=force, delegates_to=["office:dcs"])
        story.say(given, on="2020-05-20", mode=mode)

        assert isinstance(story.ask(MINUTED, "decision:d", "2022-01-01"), expected)


def test_a_cut_that_leaves_the_decision_out_cannot_tell() -> None:
    with Story() as story:
        story.say(ev.BodyEstablished(body="cabinet"), on="2015-01-01")
        story.say(ev.PlanVersioned(plan="p", decision="d"), decision(), on="2021-12-01")
        story.say(ev.StatementMade(basis=["decision:d"]), on="2021-11-01")

        answer = story.ask(MINUTED, "decision:d", "2022-01-01", happened_by="2021-11-15")

    assert isinstance(answer, CannotTell)
    assert "what was decided" in answer.why


# When did it last meet? ----------------------------------------------------------------------------------------------


def found(story: Story, **envelope: Any) -> int:
    (number,) = story.say(ev.BodyEstablished(body="sub"), on="2017-01-02", **envelope)
    return number


def test_a_body_said_never_to_have_met_is_asked_about_without_any_coverage() -> None:
    with Story() as story:
        found(story, mode="presupposed")
        (said,) = story.say(ev.MeetingNotHeld(body="sub", ever="yes"), on="2017-02-10")

        answer = story.ask(MET, "body:sub", "2017-02-10")

    assert isinstance(answer, Alarm)
    assert answer.because == (said,)
    assert answer.opened == said
    assert answer.severity is None


@pytest.mark.parametrize("envelope", [{"mode": "presupposed"}, {"uncertain": ["ever"]}, {"uncertain": ["body"]}])
def test_a_doubtful_word_that_it_never_met_is_not_enough(envelope: dict[str, Any]) -> None:
    with Story() as story:
        found(story, mode="presupposed")
        story.say(ev.MeetingNotHeld(body="sub", ever="yes"), on="2017-02-10", **envelope)

        answer = story.ask(MET, "body:sub", "2017-02-10")

    assert isinstance(answer, CannotTell)
    assert ("doubts" in answer.why) == ("uncertain" in envelope)


def test_one_meeting_that_was_not_held_does_not_say_that_it_never_met() -> None:
    with Story() as story:
        found(story)
        story.say(ev.MeetingNotHeld(body="sub", ever="no"), on="2017-02-10")

        assert isinstance(story.ask(MET, "body:sub", "2017-02-10"), NotYet)


def test_a_meeting_on_record_outweighs_the_word_that_there_was_none() -> None:
    with Story() as story:
        found(story)
        story.say(ev.MeetingNotHeld(body="sub", ever="yes"), on="2017-02-10")
        met = meet(story, "s1", "2017-02-01", body="sub", quorate="yes")

        answer = story.ask(MET, "body:sub", "2017-03-01")

    assert isinstance(answer, Clear)
    assert answer.because == (met,)


@pytest.mark.parametrize("said", [{"kind": "workshop"}, {"kind": "informal"}, {"ended": "abandoned"}])
def test_a_workshop_or_an_abandoned_meeting_is_no_sitting(said: dict[str, Any]) -> None:
    with Story() as story:
        found(story)
        story.say(ev.MeetingNotHeld(body="sub", ever="yes"), on="2017-02-10")
        meet(story, "s1", "2017-02-01", body="sub", quorate="yes", **said)

        assert isinstance(story.ask(MET, "body:sub", "2017-03-01"), Alarm)


def test_a_rival_account_of_a_meeting_is_no_meeting() -> None:
    with Story() as story:
        found(story)
        story.say(ev.MeetingNotHeld(body="sub", ever="yes"), on="2017-02-10")
        (scheduled,) = story.say(ev.MeetingScheduled(meeting="s1", body="sub"), on="2017-01-20")
        story.say(ev.MeetingHeld(meeting="s1", body="sub"), on="2017-02-01", rival_of=f"entry:{scheduled}")

        assert isinstance(story.ask(MET, "body:sub", "2017-03-01"), Alarm)


@pytest.mark.parametrize(("today", "expected"), [("2017-04-01", NotYet), ("2017-04-02", NotYet), ("2017-04-03", Alarm)])
def test_a_new_body_is_given_ninety_days_to_meet(today: str, expected: type) -> None:
    with Story() as story:
        begun = found(story)
        story.cover("meetings", body="sub")

        answer = story.ask(MET, "body:sub", today)

    assert isinstance(answer, expected)
    assert isinstance(answer, Alarm | NotYet)
    assert answer.because == (begun,)
    if isinstance(answer, NotYet):
        assert answer.recheck_on.isoformat() == "2017-04-03"


@pytest.mark.parametrize(("days", "expected"), [(30, Alarm), (120, NotYet)])
def test_how_long_a_new_body_is_given_is_a_setting(days: int, expected: type) -> None:
    with Story() as story:
        story.set(MET, "grace_days", days)
        found(story)
        story.cover("meetings", body="sub")

        assert isinstance(story.ask(MET, "body:sub", "2017-04-01"), expected)


@pytest.mark.parametrize("cover", [None, ("2017-01-03", None), ("2017-01-01", "2017-05-01")])
def test_a_new_body_that_never_met_is_known_only_where_meetings_are_covered_all_along(
    cover: tuple[str, str | None] | None,
) -> None:
    with Story() as story:
        begun = found(story)
        if cover is not None:
            story.cover("meetings", body="sub", since=cover[0], until=cover[1])

        answer = story.ask(MET, "body:sub", "2017-06-01")

    assert isinstance(answer, CannotTell)
    assert answer.because == (begun,)


@pytest.mark.parametrize("covered", [["meetings"], []])
def test_a_body_only_taken_for_granted_is_not_accused_of_never_meeting(covered: list[str]) -> None:
    with Story() as story:
        found(story, mode="presupposed")
        if covered:
            story.cover(*covered, body="sub")

        answer = story.ask(MET, "body:sub", "2019-06-01")

    assert isinstance(answer, CannotTell)
    assert ("established" in answer.why) == bool(covered)


def test_a_closed_body_is_not_asked_about() -> None:
    with Story() as story:
        found(story)
        story.cover("meetings", body="sub")
        story.say(ev.BodyClosed(body="sub"), on="2017-05-01")

        before = story.ask(MET, "body:sub", "2017-04-30")
        after = story.ask(MET, "body:sub", "2017-05-01")

    assert isinstance(before, Alarm)
    assert after is None


def test_a_body_that_is_only_a_party_is_not_asked_about() -> None:
    with Story() as story:
        story.say(ev.StatementMade(by=["body:elsewhere"]), on="2017-05-01")

        assert story.ask(MET, "body:elsewhere", "2017-05-01") is None


def quarterly(story: Story, *, cadence: str | None = "every 3 months", **said: Any) -> tuple[int, int]:
    """A body with a cadence that met on 10 January 2017; the entries of its terms and of the meeting."""
    found(story)
    (terms,) = story.say(ev.TermsOfReferenceSet(body="sub", cadence=cadence), on="2017-01-02")
    return terms, meet(story, "s1", "2017-01-10", body="sub", **{"quorate": "yes", **said})


def test_a_quarterly_body_that_met_ten_weeks_ago_with_a_quorum_is_clear() -> None:
    with Story() as story:
        terms, met = quarterly(story)

        answer = story.ask(MET, "body:sub", "2017-03-21")

    assert isinstance(answer, Clear)
    assert answer.because == (terms, met)
    assert answer.recheck_on is not None
    assert answer.recheck_on.isoformat() == "2017-07-11"


@pytest.mark.parametrize(("today", "expected"), [("2017-07-09", Clear), ("2017-07-10", Clear), ("2017-07-11", Alarm)])
def test_two_turns_of_the_cadence_missed_are_asked_about(today: str, expected: type) -> None:
    with Story() as story:
        terms, met = quarterly(story)
        story.cover("meetings", body="sub")

        answer = story.ask(MET, "body:sub", today)

    assert isinstance(answer, expected)
    if isinstance(answer, Alarm):
        assert answer.because == (terms, met)
        assert answer.opened == met
        assert answer.severity is None


@pytest.mark.parametrize(("turns", "expected"), [(1, Alarm), (2, Clear), (3, Clear)])
def test_how_many_turns_may_be_missed_is_a_setting(turns: int, expected: type) -> None:
    with Story() as story:
        story.set(MET, "cadences_missed", turns)
        quarterly(story)
        story.cover("meetings", body="sub")

        assert isinstance(story.ask(MET, "body:sub", "2017-07-01"), expected)


@pytest.mark.parametrize(("since", "expected"), [("2017-01-11", Alarm), ("2017-01-12", CannotTell)])
def test_missed_turns_are_known_only_where_every_day_since_is_covered(since: str, expected: type) -> None:
    with Story() as story:
        quarterly(story)
        story.cover("meetings", body="sub", since=since)

        assert isinstance(story.ask(MET, "body:sub", "2017-08-01"), expected)


@pytest.mark.parametrize("months", [2, 3])
def test_a_body_whose_cadence_nobody_stated_is_taken_to_be_quarterly_and_asked_more_mildly(months: int) -> None:
    with Story() as story:
        if months != 3:
            story.set(MET, "cadence_months", months)
        _, met = quarterly(story, cadence=None)
        story.cover("meetings", body="sub")
        last = {2: "2017-05-10", 3: "2017-07-10"}[months]

        on_the_day = story.ask(MET, "body:sub", last)
        answer = story.ask(MET, "body:sub", last[:-2] + "11")

    assert isinstance(on_the_day, Clear)
    assert isinstance(answer, Alarm)
    assert answer.because == (met,)
    assert answer.severity == "medium"


def test_a_cadence_only_taken_for_granted_is_not_held_against_a_body() -> None:
    with Story() as story:
        found(story)
        story.say(ev.TermsOfReferenceSet(body="sub", cadence="every month"), on="2017-01-02", mode="presupposed")
        meet(story, "s1", "2017-01-10", body="sub", quorate="yes")
        story.cover("meetings", body="sub")

        assert isinstance(story.ask(MET, "body:sub", "2017-06-01"), Clear)


@pytest.mark.parametrize("cadence", ["unknown", "unspecified", "every meeting"])
def test_a_cadence_that_gives_no_day_cannot_be_missed(cadence: str) -> None:
    with Story() as story:
        quarterly(story, cadence=cadence)
        story.cover("meetings", body="sub")

        answer = story.ask(MET, "body:sub", "2019-06-01")

    assert isinstance(answer, CannotTell)
    assert "how often" in answer.why


def test_a_cadence_that_the_clerk_doubts_cannot_be_missed() -> None:
    with Story() as story:
        found(story)
        story.say(ev.TermsOfReferenceSet(body="sub", cadence="every month"), on="2017-01-02", uncertain=["cadence"])
        meet(story, "s1", "2017-01-10", body="sub", quorate="yes")
        story.cover("meetings", body="sub")

        answer = story.ask(MET, "body:sub", "2019-06-01")

    assert isinstance(answer, CannotTell)
    assert "doubts" in answer.why


def test_a_last_meeting_without_a_quorum_is_asked_about() -> None:
    with Story() as story:
        _, met = quarterly(story, quorate="no")

        answer = story.ask(MET, "body:sub", "2017-01-11")

    assert isinstance(answer, Alarm)
    assert answer.because == (met,)
    assert "without a quorum" in answer.says


def test_a_quorate_meeting_after_an_inquorate_one_clears_it() -> None:
    with Story() as story:
        quarterly(story, quorate="no")
        meet(story, "s2", "2017-02-10", body="sub", quorate="yes")

        before = story.ask(MET, "body:sub", "2017-02-09")
        after = story.ask(MET, "body:sub", "2017-02-10")

    assert isinstance(before, Alarm)
    assert isinstance(after, Clear)


def test_a_quorum_that_nobody_spoke_of_leaves_it_open() -> None:
    with Story() as story:
        quarterly(story, quorate=None)

        answer = story.ask(MET, "body:sub", "2017-01-11")

    assert isinstance(answer, CannotTell)
    assert "quorate" in answer.why


def test_a_quorum_that_the_clerk_doubts_leaves_it_open() -> None:
    with Story() as story:
        found(story)
        story.say(ev.MeetingHeld(meeting="s1", body="sub", quorate="no"), on="2017-01-10", uncertain=["quorate"])

        answer = story.ask(MET, "body:sub", "2017-01-11")

    assert isinstance(answer, CannotTell)
    assert "doubts" in answer.why


def test_a_rival_account_of_a_plan_rests_on_nothing() -> None:
    with Story() as story:
        story.say(ev.BodyEstablished(body="cabinet"), on="2015-01-01")
        story.say(decision(force="noted"), on="2021-10-28")
        (number,) = story.say(ev.PlanVersioned(plan="p"), on="2021-12-01")
        story.say(ev.PlanVersioned(plan="p", decision="d"), on="2021-12-01", rival_of=f"entry:{number}")

        assert story.ask(MINUTED, "decision:d", "2022-01-01") is None


def test_a_rival_account_of_a_delegation_delegates_nothing() -> None:
    with Story() as story:
        officer(story)
        (number,) = story.say(ev.DecisionRecorded(decision="scheme", force="delegated"), on="2020-05-20")
        again = ev.DecisionRecorded(decision="scheme", force="delegated", delegates_to=["office:dcs"])
        story.say(again, on="2020-05-20", rival_of=f"entry:{number}")

        assert isinstance(story.ask(MINUTED, "decision:d", "2022-01-01"), CannotTell)


def test_a_decision_of_a_body_is_its_own_whoever_is_named_with_it() -> None:
    with Story() as story:
        endorsed(story)
        own = minute(story, by=["office:leader"])
        (approved,) = story.say(ev.MinutesApproved(meeting="c1"), on="2021-11-25")

        assert story.ask(MINUTED, "decision:d", "2022-01-01") == Clear(because=(own, approved))


@pytest.mark.parametrize("meeting", [None, "nobodys"])
def test_a_decision_of_nobody_named_at_no_bodys_meeting_leaves_it_open(meeting: str | None) -> None:
    with Story() as story:
        story.say(ev.MeetingHeld(meeting="nobodys"), on="2021-10-28")
        story.say(ev.DecisionRecorded(decision="d", meeting=meeting, force="agreed"), on="2021-10-28")
        story.say(ev.PlanVersioned(plan="p", decision="d"), on="2021-12-01")

        answer = story.ask(MINUTED, "decision:d", "2022-01-01")

    assert isinstance(answer, CannotTell)
    assert "at which meeting" in answer.why


def test_a_meeting_belongs_to_the_body_that_called_it() -> None:
    with Story() as story:
        found(story)
        story.say(ev.MeetingScheduled(meeting="s1", body="sub"), on="2017-01-20")
        (met,) = story.say(ev.MeetingHeld(meeting="s1", quorate="yes"), on="2017-02-01")

        answer = story.ask(MET, "body:sub", "2017-02-02")

    assert isinstance(answer, Clear)
    assert answer.because == (met,)


# What is easily taken for something else -----------------------------------------------------------------------------


def test_a_decision_that_is_part_of_another_gives_it_no_force() -> None:
    with Story() as story:
        endorsed(story)
        own = minute(story)
        (approved,) = story.say(ev.MinutesApproved(meeting="c1"), on="2021-11-25")
        part = ev.DecisionRecorded(decision="e", body="cabinet", force="noted", part_of="d")
        story.say(part, on="2021-11-26")

        assert story.ask(MINUTED, "decision:d", "2022-01-01") == Clear(because=(own, approved))


@pytest.mark.parametrize(
    ("event", "envelope"),
    [
        (ev.PlanVersioned(plan="q", addresses=["decision:d"], standing="endorsed"), {}),
        (ev.StatementMade(basis=["decision:d"]), {"mode": "presupposed"}),
        (ev.StatementMade(basis=["decision:d"]), {"rival_of": "entry:4"}),
    ],
)
def test_what_only_names_a_decision_or_is_not_said_outright_does_not_rest_on_it(
    event: Any, envelope: dict[str, str]
) -> None:
    with Story() as story:
        story.say(ev.BodyEstablished(body="cabinet"), decision("noted"), on="2021-10-28")
        story.say(ev.StatementMade(about=["area:x"]), on="2021-11-01")
        story.say(event, on="2021-12-01", **envelope)

        assert story.ask(MINUTED, "decision:d", "2022-01-01") is None


@pytest.mark.parametrize("is_rival", [True, False])
def test_neither_the_minutes_of_another_meeting_nor_a_second_account_approves_these(*, is_rival: bool) -> None:
    with Story() as story:
        endorsed(story)
        minute(story)
        meet(story, "c0", "2021-10-01")
        (other,) = story.say(ev.MinutesApproved(meeting="c0", at="c1"), on="2021-10-28")
        if is_rival:
            story.say(ev.MinutesApproved(meeting="c1"), on="2021-11-25", rival_of=f"entry:{other}")

        assert isinstance(story.ask(MINUTED, "decision:d", "2022-01-01"), CannotTell)


def test_a_second_account_that_it_never_met_is_not_enough() -> None:
    with Story() as story:
        found(story, mode="presupposed")
        (once,) = story.say(ev.MeetingNotHeld(body="sub"), on="2017-02-01")
        story.say(ev.MeetingNotHeld(body="sub", ever="yes"), on="2017-02-10", rival_of=f"entry:{once}")

        assert isinstance(story.ask(MET, "body:sub", "2017-02-10"), CannotTell)


@pytest.mark.parametrize("is_rival", [True, False])
def test_a_body_is_as_old_as_the_first_account_of_its_own_founding(*, is_rival: bool) -> None:
    with Story() as story:
        number = found(story)
        if is_rival:
            story.say(ev.BodyEstablished(body="sub"), on="2016-01-02", rival_of=f"entry:{number}")
        else:
            story.say(ev.BodyEstablished(body="below", parent="sub"), on="2016-01-02")
        story.cover("meetings", body="sub")

        assert isinstance(story.ask(MET, "body:sub", "2017-02-01"), NotYet)


@pytest.mark.parametrize("is_rival", [True, False])
def test_how_often_a_body_is_to_meet_is_said_by_the_first_account_of_its_own_terms(*, is_rival: bool) -> None:
    with Story() as story:
        terms, number = quarterly(story)
        if is_rival:
            often = ev.TermsOfReferenceSet(body="sub", cadence="every month")
            story.say(often, on="2017-01-03", rival_of=f"entry:{terms}")
        else:
            story.say(ev.BodyEstablished(body="below"), on="2017-01-02")
            often = ev.TermsOfReferenceSet(body="below", cadence="every month", reports_to=["body:sub"])
            story.say(often, on="2017-01-03")
        story.cover("meetings", body="sub")

        answer = story.ask(MET, "body:sub", "2017-04-01")

    assert isinstance(answer, Clear)
    assert set(answer.because) == {terms, number}


def test_a_cadence_that_ends_before_the_turns_that_may_be_missed_cannot_be_missed() -> None:
    with Story() as story:
        quarterly(story, cadence="every month until 2017-02-15")
        story.set(MET, "cadences_missed", 3)
        story.cover("meetings", body="sub")

        assert isinstance(story.ask(MET, "body:sub", "2017-12-01"), CannotTell)


def test_a_meeting_of_another_body_that_it_chairs_is_none_of_its_own() -> None:
    with Story() as story:
        found(story)
        story.say(ev.BodyEstablished(body="other"), on="2017-01-02")
        meet(story, "m", "2017-02-01", body="other", chair="body:sub")
        story.cover("meetings", body="sub")

        answer = story.ask(MET, "body:sub", "2017-06-01")

    assert isinstance(answer, Alarm)
    assert "no meeting of it is on record" in answer.says


def test_a_meeting_that_was_called_and_held_is_one_meeting() -> None:
    with Story() as story:
        unapproved(story)
        story.say(ev.MeetingScheduled(meeting="n", body="cabinet"), on="2021-10-29")
        meet(story, "n", "2021-12-20")
        story.cover("decisions", body="cabinet")

        answer = story.ask(MINUTED, "decision:d", "2022-01-01")

    assert isinstance(answer, CannotTell)
    assert "met 1 times since" in answer.why


def test_a_meeting_called_by_two_bodies_is_that_of_the_first() -> None:
    with Story() as story:
        unapproved(story)
        story.say(ev.BodyEstablished(body="other"), on="2015-01-01")
        story.say(ev.MeetingScheduled(meeting="n", body="other"), on="2021-10-29")
        story.say(ev.MeetingScheduled(meeting="n", body="cabinet"), on="2021-10-30")
        story.say(ev.MeetingHeld(meeting="n"), on="2021-12-20")
        meet(story, "c2", "2021-12-21")
        story.cover("decisions", body="cabinet")

        assert isinstance(story.ask(MINUTED, "decision:d", "2022-01-01"), CannotTell)
