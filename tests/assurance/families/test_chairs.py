from typing import Any

import pytest

from govledger import events as ev
from govledger.assurance import Alarm, CannotTell, Clear
from tests.assurance.support import Story

RULE = "CHAIR_OVERSEES_SELF"
TODAY = "2022-06-01"


def board(story: Story, kind: str = "improvement_board", **terms: Any) -> None:
    story.say(ev.BodyEstablished(body="ib", kind=kind), on="2020-01-01")
    if terms:
        story.say(ev.TermsOfReferenceSet(body="ib", **terms), on="2020-01-01")


def chair(story: Story, *, on: str = "2021-01-01", body: str | None = "ib", **said: Any) -> int:
    seat = {"office": "office:dce", "capacity": "officer", "portfolio": ["area:it"], **said}
    envelope = {name: seat.pop(name) for name in ("uncertain", "rival_of", "mode") if name in seat}
    appointment = seat.pop("appointment", "chair")
    (number,) = story.say(
        ev.AppointmentMade(appointment=appointment, role=seat.pop("role", "chair"), body=body, **seat),
        on=on,
        **envelope,
    )
    return number


def recommended(story: Story, about: str = "area:it", **said: Any) -> int:
    (number,) = story.say(
        ev.RecommendationMade(recommendation="it", by=["org:ofsted"], about=[about], **said), on="2021-06-01"
    )
    return number


def test_an_officer_who_chairs_the_board_that_oversees_his_own_department_is_asked_about() -> None:
    with Story() as story:
        board(story)
        seat, work = chair(story), recommended(story)

        answer = story.ask(RULE, "body:ib", TODAY)

    assert isinstance(answer, Alarm)
    assert answer.because == (seat, work)
    assert answer.opened == seat
    assert answer.severity is None
    assert "is responsible for what concerns recommendation:it" in answer.says


def test_an_external_chair_is_clear_where_another_leads_and_the_officer_is_vice_chair() -> None:
    with Story() as story:
        board(story)
        recommended(story, leads=["office:dce"])
        seat = chair(story, who="person:p1", office=None, capacity="external", portfolio=None)
        chair(story, appointment="vice", role="vice_chair", recuses=["recommendation:it"])

        answer = story.ask(RULE, "body:ib", TODAY)

    assert answer == Clear(because=(seat,))


@pytest.mark.parametrize("recused", ["recommendation:it", "area:it"])
def test_a_chair_who_withdraws_from_their_own_matter_is_clear(recused: str) -> None:
    with Story() as story:
        board(story)
        story.cover("appointments")
        recommended(story, leads=["office:head-of-it"])
        seat = chair(story, recuses=[recused])

        answer = story.ask(RULE, "body:ib", TODAY)

    assert answer == Clear(because=(seat,))


def test_withdrawing_from_one_matter_leaves_the_others() -> None:
    with Story() as story:
        board(story)
        recommended(story)
        chair(story, recuses=["recommendation:it"])
        story.say(ev.ActionAdded(action="a", about=["area:it"]), on="2021-06-01")

        answer = story.ask(RULE, "body:ib", TODAY)

    assert isinstance(answer, Alarm)
    assert "action:a" in answer.says


@pytest.mark.parametrize("said", [{"leads": ["office:dce"]}, {"to": ["office:dce"]}])
def test_a_chair_who_leads_a_recommendation_is_asked_about(said: dict[str, Any]) -> None:
    with Story() as story:
        board(story)
        chair(story, portfolio="none")
        recommended(story, **said)

        answer = story.ask(RULE, "body:ib", TODAY)

    assert isinstance(answer, Alarm)
    assert "leads recommendation:it" in answer.says


def test_whom_a_recommendation_is_made_to_matters_only_where_no_lead_is_named() -> None:
    with Story() as story:
        board(story)
        story.cover("appointments")
        chair(story, portfolio="none")
        recommended(story, to=["office:dce"], leads=["office:other"])

        assert isinstance(story.ask(RULE, "body:ib", TODAY), Clear)


@pytest.mark.parametrize("steps", [1, 2])
def test_a_chair_above_the_lead_in_the_line_is_asked_about(steps: int) -> None:
    with Story() as story:
        board(story)
        chair(story, portfolio="none")
        line = ["office:dce", "office:head", "office:manager"]
        for place in range(steps):
            below, above = line[place + 1], line[place]
            story.say(ev.AppointmentMade(appointment=f"a{place}", office=below, reports_to=[above]), on="2020-01-01")
        recommended(story, leads=[line[steps]])

        answer = story.ask(RULE, "body:ib", TODAY)

    assert isinstance(answer, Alarm)
    assert "manages the lead of" in answer.says


def test_a_chair_below_the_lead_in_the_line_manages_nobody() -> None:
    with Story() as story:
        board(story)
        story.cover("appointments")
        chair(story, portfolio="none", reports_to=["office:ce"])
        recommended(story, leads=["office:ce"])

        assert isinstance(story.ask(RULE, "body:ib", TODAY), Clear)


def test_a_circle_of_lines_comes_to_an_end() -> None:
    with Story() as story:
        board(story)
        story.cover("appointments")
        chair(story, portfolio="none")
        story.say(
            ev.AppointmentMade(appointment="x", office="office:x", reports_to=["office:y"]),
            ev.AppointmentMade(appointment="y", office="office:y", reports_to=["office:x"]),
            on="2020-01-01",
        )
        recommended(story, leads=["office:x"])

        assert isinstance(story.ask(RULE, "body:ib", TODAY), Clear)


def test_a_person_is_known_by_every_office_they_hold() -> None:
    with Story() as story:
        board(story)
        seat = chair(story, who="person:p1", office="office:ib-chair", portfolio=None, capacity=None)
        post = chair(story, appointment="post", role="lead_officer", body=None, who="person:p1")
        work = recommended(story)

        answer = story.ask(RULE, "body:ib", TODAY)

    assert isinstance(answer, Alarm)
    assert set(answer.because) == {seat, post, work}


def test_an_office_is_known_by_the_one_who_holds_it() -> None:
    with Story() as story:
        board(story)
        chair(story, portfolio="none")
        chair(story, appointment="post", role="lead_officer", body=None, who="person:p1", portfolio=None)
        recommended(story, leads=["person:p1"])

        assert isinstance(story.ask(RULE, "body:ib", TODAY), Alarm)


def test_an_office_that_several_hold_tells_of_none_of_them() -> None:
    with Story() as story:
        board(story)
        story.cover("appointments")
        chair(story, portfolio="none")
        for person in ("person:p1", "person:p2"):
            chair(story, appointment=person[7:], role="member", body=None, who=person, portfolio=["area:it"])
        recommended(story, leads=["person:p1"])

        assert isinstance(story.ask(RULE, "body:ib", TODAY), Clear)


def test_a_post_given_up_no_longer_counts() -> None:
    with Story() as story:
        board(story)
        chair(story, who="person:p1", office=None, portfolio=None, capacity="external")
        chair(story, appointment="post", role="lead_officer", body=None, who="person:p1", capacity=None)
        recommended(story, leads=["office:other"])

        before = story.ask(RULE, "body:ib", TODAY)
        story.say(ev.AppointmentEnded(appointment="post"), on="2021-12-31")
        after = story.ask(RULE, "body:ib", TODAY)

    assert isinstance(before, Alarm)
    assert isinstance(after, Clear)


def test_a_chair_who_left_is_not_asked_about() -> None:
    with Story() as story:
        board(story)
        chair(story)
        recommended(story, leads=["office:other"])
        story.say(ev.AppointmentEnded(appointment="chair"), on="2021-12-31")

        answer = story.ask(RULE, "body:ib", TODAY)

    assert isinstance(answer, CannotTell)
    assert "appointments" in answer.why


@pytest.mark.parametrize("end", [
    ev.RecommendationClosed(recommendation="it", how="implemented"),
    ev.PlanItemRetired(subject="action:a", how="withdrawn"),
])  # fmt: skip
def test_what_is_closed_or_retired_is_overseen_no_longer(end: Any) -> None:
    with Story() as story:
        board(story)
        chair(story)
        if isinstance(end, ev.RecommendationClosed):
            recommended(story)
        else:
            story.say(ev.ActionAdded(action="a", about=["area:it"]), on="2021-06-01")

        before = story.ask(RULE, "body:ib", TODAY)
        story.say(end, on="2021-12-31")
        after = story.ask(RULE, "body:ib", TODAY)

    assert isinstance(before, Alarm)
    assert after is None


@pytest.mark.parametrize("rival", ["recommendation", "closing"])
def test_a_rival_account_neither_recommends_nor_closes(rival: str) -> None:
    with Story() as story:
        board(story)
        seat = chair(story)
        if rival == "closing":
            work = recommended(story)
            end = ev.RecommendationClosed(recommendation="it", how="implemented")
            story.say(end, on="2021-12-31", rival_of=f"entry:{work}")
        else:
            recommended(story, about="area:other", leads=["office:other"])
            again = ev.RecommendationMade(recommendation="it", about=["area:it"])
            story.say(again, on="2021-06-01", rival_of=f"entry:{seat + 1}")

        answer = story.ask(RULE, "body:ib", TODAY)

    assert isinstance(answer, Alarm) == (rival == "closing")


@pytest.mark.parametrize(("terms", "about", "expected"), [
    ({"oversees": ["area:it"]}, "area:it", True),
    ({"oversees": ["recommendation:it"]}, "area:it", True),
    ({"oversees": ["plan:p"]}, "area:it", False),
    ({}, "area:it", False),
])  # fmt: skip
def test_a_committee_is_asked_only_about_what_it_is_said_to_oversee(
    terms: dict[str, Any], about: str, *, expected: bool
) -> None:
    with Story() as story:
        story.say(ev.PlanVersioned(plan="p"), on="2020-01-01")
        recommended(story, about=about)
        board(story, "service_committee", **terms)
        chair(story)

        answer = story.ask(RULE, "body:ib", TODAY)

    assert isinstance(answer, Alarm) == expected
    assert (answer is None) == (not expected)


@pytest.mark.parametrize(("overseer", "expected"), [("ib", True), ("other", False)])
def test_a_body_oversees_the_actions_of_the_plans_it_oversees(overseer: str, *, expected: bool) -> None:
    with Story() as story:
        board(story, "service_committee")
        story.say(ev.BodyEstablished(body="other"), on="2020-01-01")
        chair(story)
        story.say(
            ev.PlanVersioned(plan="p", overseen_by=[overseer]),
            ev.ActionAdded(action="a", plan="p", leads=["office:dce"]),
            on="2021-06-01",
        )

        assert isinstance(story.ask(RULE, "body:ib", TODAY), Alarm) == expected


@pytest.mark.parametrize(("addressed", "expected"), [("p", Alarm), ("q", type(None))])
def test_a_body_oversees_the_recommendations_that_its_plans_answer(addressed: str, expected: type) -> None:
    with Story() as story:
        board(story)
        chair(story)
        recommended(story)
        for plan, overseer in (("p", ["ib"]), ("q", None)):
            answers = ["recommendation:it"] if plan == addressed else None
            story.say(ev.PlanVersioned(plan=plan, overseen_by=overseer, addresses=answers), on="2021-06-01")

        assert isinstance(story.ask(RULE, "body:ib", TODAY), expected)


@pytest.mark.parametrize(("capacity", "wanted", "expected"), [
    ("officer", "yes", True), ("officer", "no", False), ("elected", "yes", False), ("external", "yes", False),
])  # fmt: skip
def test_a_chair_to_be_independent_who_is_an_officer_is_asked_about(
    capacity: str, wanted: str, *, expected: bool
) -> None:
    with Story() as story:
        board(story, chair_independent=wanted)
        seat = chair(story, capacity=capacity)

        answer = story.ask(RULE, "body:ib", TODAY)

    assert isinstance(answer, Alarm) == expected
    if isinstance(answer, Alarm):
        assert answer.because == (seat, seat - 1)
        assert answer.opened == seat
        assert "to be independent" in answer.says


def test_terms_that_the_clerk_doubts_ask_for_no_independent_chair() -> None:
    with Story() as story:
        board(story)
        story.say(
            ev.TermsOfReferenceSet(body="ib", chair_independent="yes"),
            on="2020-01-01",
            uncertain=["chair_independent"],
        )
        chair(story)

        assert not isinstance(story.ask(RULE, "body:ib", TODAY), Alarm)


@pytest.mark.parametrize("said", [{"uncertain": ["portfolio"]}, {"uncertain": ["office"]}, {"uncertain": ["capacity"]}])
def test_an_appointment_that_the_clerk_doubts_leaves_it_open(said: dict[str, Any]) -> None:
    with Story() as story:
        board(story)
        seat = chair(story, **said)
        recommended(story)

        answer = story.ask(RULE, "body:ib", TODAY)

    assert isinstance(answer, CannotTell)
    assert answer.because == (seat,)
    assert "in doubt" in answer.why


def test_two_accounts_of_an_appointment_leave_it_open() -> None:
    with Story() as story:
        board(story)
        seat = chair(story)
        chair(story, portfolio=["area:other"], rival_of=f"entry:{seat}")
        recommended(story)

        assert isinstance(story.ask(RULE, "body:ib", TODAY), CannotTell)


def test_a_lead_nobody_named_leaves_it_open() -> None:
    with Story() as story:
        board(story)
        chair(story, capacity="external", portfolio=None)
        recommended(story)

        answer = story.ask(RULE, "body:ib", TODAY)

    assert isinstance(answer, CannotTell)
    assert "lead recommendation:it" in answer.why


def test_a_portfolio_nobody_stated_leaves_it_open() -> None:
    with Story() as story:
        board(story)
        story.cover("appointments")
        chair(story, portfolio=None)
        recommended(story, leads=["office:other"])

        answer = story.ask(RULE, "body:ib", TODAY)

    assert isinstance(answer, CannotTell)
    assert "elsewhere" in answer.why


@pytest.mark.parametrize(("capacity", "expected"), [("officer", CannotTell), (None, CannotTell), ("elected", Clear)])
def test_the_lines_of_an_officer_are_known_only_where_appointments_are_covered(
    capacity: str | None, expected: type
) -> None:
    with Story() as story:
        board(story)
        chair(story, capacity=capacity, portfolio=["area:housing"])
        recommended(story, leads=["office:other"])

        uncovered = story.ask(RULE, "body:ib", TODAY)
        story.cover("appointments")
        covered = story.ask(RULE, "body:ib", TODAY)

    assert isinstance(uncovered, expected)
    assert isinstance(covered, Clear)


@pytest.mark.parametrize("covered", [[], ["appointments"]])
def test_a_board_with_no_chair_on_record_leaves_it_open(covered: list[str]) -> None:
    with Story() as story:
        board(story)
        recommended(story)
        if covered:
            story.cover(*covered)

        answer = story.ask(RULE, "body:ib", TODAY)

    assert isinstance(answer, CannotTell)
    assert ("nobody is on record as its chair" in answer.why) == bool(covered)


def test_a_body_that_oversees_nothing_on_record_is_not_asked_about() -> None:
    with Story() as story:
        board(story)
        chair(story)

        assert story.ask(RULE, "body:ib", TODAY) is None


def test_a_body_that_is_only_a_party_is_not_asked_about() -> None:
    with Story() as story:
        story.say(ev.StatementMade(by=["body:x"]), on="2021-01-01")

        assert story.ask(RULE, "body:x", TODAY) is None


def propose(story: Story, *, on: str = "2022-05-26", **said: Any) -> int:
    envelope = {name: said.pop(name) for name in ("uncertain", "rival_of") if name in said}
    words = {"kind": "proposal", "role": "chair", "proposed": "office:dce", "about": ["body:ib"], **said}
    (number,) = story.say(ev.StatementMade(**words), on=on, **envelope)
    return number


def proposed(story: Story) -> tuple[int, int]:
    """A post with a portfolio and a recommendation about it; their entries."""
    board(story)
    return chair(story, appointment="post", role="lead_officer", body=None), recommended(story)


def test_a_proposal_to_chair_ones_own_matter_is_only_a_note() -> None:
    with Story() as story:
        post, work = proposed(story)
        said = propose(story)

        answer = story.ask(RULE, "body:ib", TODAY)

    assert isinstance(answer, Alarm)
    assert answer.severity == "info"
    assert answer.opened == said
    assert set(answer.because) == {said, post, work}
    assert answer.says.startswith("it is proposed")


@pytest.mark.parametrize("said", [
    {"kind": "view"}, {"role": "member"}, {"role": None}, {"proposed": None}, {"about": ["area:it"]},
    {"proposed": "office:other"}, {"uncertain": ["proposed"]}, {"uncertain": ["role"]}, {"uncertain": ["kind"]},
])  # fmt: skip
def test_what_proposes_nobody_with_a_hand_in_it_for_the_chair_is_no_note(said: dict[str, Any]) -> None:
    with Story() as story:
        proposed(story)
        propose(story, **said)

        assert not isinstance(story.ask(RULE, "body:ib", TODAY), Alarm)


def test_a_rival_account_proposes_nobody() -> None:
    with Story() as story:
        post, _ = proposed(story)
        propose(story, rival_of=f"entry:{post}")

        assert not isinstance(story.ask(RULE, "body:ib", TODAY), Alarm)


@pytest.mark.parametrize(("day", "expected"), [("2022-05-26", True), ("2022-05-27", False)])
def test_an_appointment_made_since_ends_a_proposal(day: str, *, expected: bool) -> None:
    with Story() as story:
        proposed(story)
        propose(story)
        chair(story, on=day, who="person:p9", office=None, capacity="external", portfolio=None)

        assert isinstance(story.ask(RULE, "body:ib", TODAY), Alarm) == expected


def test_an_appointment_outweighs_a_proposal() -> None:
    with Story() as story:
        proposed(story)
        propose(story)
        seat = chair(story, on="2021-01-01", office="office:dce", portfolio=None)

        answer = story.ask(RULE, "body:ib", TODAY)

    assert isinstance(answer, Alarm)
    assert answer.severity is None
    assert seat in answer.because


def test_an_earlier_proposal_counts_while_a_later_one_troubles_nobody() -> None:
    with Story() as story:
        proposed(story)
        first = propose(story, on="2022-05-01")
        propose(story, proposed="office:other")

        answer = story.ask(RULE, "body:ib", TODAY)

    assert isinstance(answer, Alarm)
    assert answer.opened == first


def test_a_board_to_be_chaired_independently_is_asked_about_whatever_it_oversees() -> None:
    with Story() as story:
        board(story, "service_committee", chair_independent="yes")
        seat = chair(story, capacity="external", portfolio=None)

        assert story.ask(RULE, "body:ib", TODAY) == Clear(because=(seat,))


def test_what_a_chair_leads_among_the_commitments_is_not_asked_about() -> None:
    with Story() as story:
        board(story)
        chair(story)
        story.say(ev.CommitmentMade(commitment="k", leads=["office:dce"]), on="2021-06-01")

        assert story.ask(RULE, "body:ib", TODAY) is None


def test_a_proposal_that_a_body_makes_about_something_else_is_no_note() -> None:
    with Story() as story:
        proposed(story)
        propose(story, by=["body:ib"], about=["area:it"])

        assert not isinstance(story.ask(RULE, "body:ib", TODAY), Alarm)


def test_the_terms_that_ask_for_an_independent_chair_are_the_ones_cited() -> None:
    with Story() as story:
        board(story, chair_independent="yes")
        seat = chair(story)
        story.say(ev.TermsOfReferenceSet(body="ib", cadence="every month"), on="2021-02-01")

        answer = story.ask(RULE, "body:ib", TODAY)

    assert isinstance(answer, Alarm)
    assert answer.because == (seat, seat - 1)


@pytest.mark.parametrize("is_rival", [True, False])
def test_terms_are_those_of_the_body_itself_by_their_first_account(*, is_rival: bool) -> None:
    with Story() as story:
        board(story, chair_independent="yes")
        (own,) = story.say(ev.TermsOfReferenceSet(body="ib", chair_independent="yes"), on="2020-02-01")
        seat = chair(story, portfolio=None)
        if is_rival:
            other = ev.TermsOfReferenceSet(body="ib", chair_independent="no")
            story.say(other, on="2020-03-01", rival_of=f"entry:{own}")
        else:
            story.say(ev.BodyEstablished(body="sub"), on="2020-01-01")
            other = ev.TermsOfReferenceSet(body="sub", chair_independent="yes", oversees=["body:ib"])
            story.say(other, on="2020-03-01")

        answer = story.ask(RULE, "body:ib", TODAY)

    assert isinstance(answer, Alarm)
    assert answer.because == (seat, own)


def test_somebody_in_another_office_is_not_the_one_in_the_chair() -> None:
    with Story() as story:
        board(story)
        recommended(story, leads=["person:p1"])
        chair(story)
        chair(story, appointment="other", role=None, body=None, who="person:p1", office="office:other", portfolio=None)
        story.cover("appointments")

        answer = story.ask(RULE, "body:ib", TODAY)

    assert isinstance(answer, Alarm)
    assert "is responsible for what concerns" in answer.says


@pytest.mark.parametrize("is_rival", [True, False])
def test_who_is_in_the_chair_is_said_by_the_first_account_of_that_appointment(*, is_rival: bool) -> None:
    with Story() as story:
        board(story)
        seat, work = chair(story), recommended(story)
        if is_rival:
            chair(story, rival_of=f"entry:{seat}")
        else:
            chair(story, appointment="other", role=None, body=None, office="office:b", under="appointment:chair")

        answer = story.ask(RULE, "body:ib", TODAY)

    assert is_rival or isinstance(answer, Alarm)
    assert isinstance(answer, Alarm | CannotTell)
    assert set(answer.because) - {work} == {seat}


def test_whoever_manages_somebody_else_does_not_manage_the_lead() -> None:
    with Story() as story:
        board(story)
        story.cover("appointments")
        recommended(story, about="area:other", leads=["office:head"])
        chair(story, capacity="elected")
        chair(story, appointment="a", role=None, body=None, office="office:head", portfolio=None)
        clerk: dict[str, Any] = {"office": "office:clerk", "reports_to": "office:dce", "portfolio": None}
        chair(story, appointment="b", role=None, body=None, **clerk)

        assert isinstance(story.ask(RULE, "body:ib", TODAY), Clear)


@pytest.mark.parametrize(("overseen", "plan"), [("ib", None), (None, "p")])
def test_an_improvement_board_oversees_what_no_plan_has_and_all_there_is_where_no_plan_is_its_own(
    overseen: str | None, plan: str | None
) -> None:
    with Story() as story:
        board(story)
        story.say(ev.PlanVersioned(plan="p", overseen_by=[overseen] if overseen else None), on="2020-02-01")
        action = ev.ActionAdded(action="1", plan=plan, about=["area:it"], leads=["office:dce"])
        story.say(action, on="2020-02-01")
        chair(story)

        answer = story.ask(RULE, "body:ib", TODAY)

    assert isinstance(answer, Alarm)
    assert "leads action:1" in answer.says


def test_a_chair_of_whom_neither_name_nor_office_is_said_still_has_a_capacity() -> None:
    with Story() as story:
        board(story, chair_independent="yes")
        seat = chair(story, office=None, portfolio=None)

        answer = story.ask(RULE, "body:ib", TODAY)

    assert isinstance(answer, Alarm)
    assert seat in answer.because


def test_a_recommendation_that_a_plan_only_lists_belongs_to_no_plan() -> None:
    with Story() as story:
        board(story)
        story.say(ev.PlanVersioned(plan="own", overseen_by=["ib"]), on="2020-01-01")
        recommended(story)
        story.say(ev.PlanVersioned(plan="p", items=["recommendation:it"]), on="2021-06-02")
        chair(story)

        assert isinstance(story.ask(RULE, "body:ib", TODAY), Alarm)


@pytest.mark.parametrize(("today", "is_asked"), [("2021-05-31", False), ("2021-06-01", True)])
def test_an_action_is_overseen_from_the_day_it_is_added(today: str, *, is_asked: bool) -> None:
    with Story() as story:
        board(story)
        story.say(ev.ActionAdded(action="1", about=["area:it"], leads=["office:head"]), on="2021-06-01")
        chair(story)

        assert isinstance(story.ask(RULE, "body:ib", today), Alarm) == is_asked


def test_what_another_office_of_nobody_named_answers_for_is_not_the_chairs() -> None:
    with Story() as story:
        board(story)
        story.cover("appointments")
        recommended(story, leads=["office:head"])
        chair(story, portfolio=["area:else"], capacity="elected")
        chair(story, appointment="other", role=None, body=None, office="office:other")

        assert not isinstance(story.ask(RULE, "body:ib", TODAY), Alarm)
