from typing import Any

import pytest

from govledger import events as ev
from govledger.assurance import Alarm, CannotTell, Clear
from tests.assurance.support import Story

RULE = "OVERSIGHT_WITHOUT_POWER"


def seen_by(story: Story, body: str, day: str, *about: str, outcome: str | None = None, **envelope: Any) -> int:
    """A body considers the plan, and perhaps something more; the entry of the item."""
    name = f"{body}-{day}"
    story.say(ev.MeetingHeld(meeting=name, body=body), on=day)
    item = ev.AgendaItemConsidered(agenda_item=f"{name}/1", meeting=name, about=["plan:p", *about], outcome=outcome)
    (number,) = story.say(item, on=day, **envelope)
    return number


def powerless(story: Story, **said: Any) -> int:
    """A plan, a board that may not scrutinise and a scrutiny committee; the entry of the board's terms."""
    story.say(
        ev.BodyEstablished(body="hwb", kind="health_wellbeing_board"),
        ev.BodyEstablished(body="osc", kind="scrutiny"),
        ev.PlanVersioned(plan="p", standing="made"),
        on="2016-01-01",
    )
    (terms,) = story.say(ev.TermsOfReferenceSet(body="hwb", **(said or {"lacks": ["scrutinise"]})), on="2016-01-01")
    return terms


def test_a_plan_seen_only_by_a_board_that_may_not_scrutinise_is_asked_about() -> None:
    with Story() as story:
        terms = powerless(story)
        story.cover("meetings")
        first, second = seen_by(story, "hwb", "2017-02-01"), seen_by(story, "hwb", "2017-04-01")

        answer = story.ask(RULE, "plan:p", "2017-05-01")

    assert isinstance(answer, Alarm)
    assert set(answer.because) == {terms, first, second}
    assert answer.opened == first
    assert answer.severity is None
    assert "body:hwb" in answer.says


def test_the_same_plan_is_clear_once_scrutiny_considered_it() -> None:
    with Story() as story:
        powerless(story)
        story.cover("meetings")
        seen_by(story, "hwb", "2017-02-01")
        seen_by(story, "osc", "2017-03-01")
        item = seen_by(story, "osc", "2017-04-01")

        answer = story.ask(RULE, "plan:p", "2017-05-01")

    assert answer == Clear(because=(item,))


def test_without_coverage_of_every_body_it_may_have_gone_elsewhere() -> None:
    with Story() as story:
        powerless(story)
        story.cover("meetings", body="hwb")
        item = seen_by(story, "hwb", "2017-02-01")

        answer = story.ask(RULE, "plan:p", "2017-05-01")

    assert isinstance(answer, CannotTell)
    assert answer.because == (item,)
    assert "meetings" in answer.why


@pytest.mark.parametrize(("since", "expected"), [("2016-11-01", Alarm), ("2016-11-02", CannotTell)])
def test_every_day_of_the_six_months_must_be_covered(since: str, expected: type) -> None:
    with Story() as story:
        powerless(story)
        story.cover("meetings", since=since)
        seen_by(story, "hwb", "2017-02-01")

        assert isinstance(story.ask(RULE, "plan:p", "2017-05-01"), expected)


@pytest.mark.parametrize(("today", "asked"), [("2017-08-01", False), ("2017-07-31", True)])
def test_what_was_considered_six_months_ago_or_more_is_not_asked_about(today: str, *, asked: bool) -> None:
    with Story() as story:
        powerless(story)
        story.cover("meetings")
        seen_by(story, "hwb", "2017-02-01")

        assert (story.ask(RULE, "plan:p", today) is not None) == asked


@pytest.mark.parametrize(("months", "asked"), [(2, False), (4, True)])
def test_how_far_back_is_looked_is_a_setting(months: int, *, asked: bool) -> None:
    with Story() as story:
        story.set(RULE, "months", months)
        powerless(story)
        story.cover("meetings")
        seen_by(story, "hwb", "2017-02-01")

        assert (story.ask(RULE, "plan:p", "2017-05-01") is not None) == asked


def test_an_item_of_a_day_to_come_is_not_looked_at() -> None:
    with Story() as story:
        powerless(story)
        story.cover("meetings")
        seen_by(story, "osc", "2017-05-02")
        seen_by(story, "hwb", "2017-05-01")

        assert isinstance(story.ask(RULE, "plan:p", "2017-05-01"), Alarm)


def test_scrutiny_long_ago_begins_a_new_episode() -> None:
    with Story() as story:
        powerless(story)
        story.cover("meetings")
        seen_by(story, "hwb", "2016-05-01")
        seen_by(story, "osc", "2016-05-15")
        seen_by(story, "hwb", "2016-05-20")
        seen_by(story, "osc", "2016-06-01")
        opened = seen_by(story, "hwb", "2016-07-01")
        seen_by(story, "hwb", "2017-02-01")

        answer = story.ask(RULE, "plan:p", "2017-05-01")

    assert isinstance(answer, Alarm)
    assert answer.opened == opened
    assert opened not in answer.because


@pytest.mark.parametrize("said", [{"powers": ["monitor"]}, {"powers": ["monitor"], "powers_complete": "no"}])
def test_powers_not_known_or_known_in_part_are_listed(said: dict[str, Any]) -> None:
    with Story() as story:
        powerless(story, **said)
        story.cover("meetings")
        seen_by(story, "hwb", "2017-02-01")

        answer = story.ask(RULE, "plan:p", "2017-05-01")

    assert isinstance(answer, CannotTell)
    assert "not known: hwb" in answer.why


def test_powers_known_in_full_without_scrutiny_are_no_power() -> None:
    with Story() as story:
        powerless(story, powers=["monitor"], powers_complete="yes")
        story.cover("meetings")
        seen_by(story, "hwb", "2017-02-01")

        assert isinstance(story.ask(RULE, "plan:p", "2017-05-01"), Alarm)


@pytest.mark.parametrize(("outside", "about", "expected"), [
    ("plan:p", [], Alarm),
    ("area:safeguarding", ["area:safeguarding"], Alarm),
    ("area:safeguarding", ["area:safeguarding", "area:housing"], Clear),
    ("area:safeguarding", [], Clear),
])  # fmt: skip
def test_what_lies_outside_its_remit_a_body_may_not_scrutinise(outside: str, about: list[str], expected: type) -> None:
    with Story() as story:
        powerless(story, powers=["scrutinise"], outside=[outside])
        story.cover("meetings")
        seen_by(story, "hwb", "2017-02-01", *about)

        assert isinstance(story.ask(RULE, "plan:p", "2017-05-01"), expected)


@pytest.mark.parametrize("field", ["lacks", "powers", "outside", "powers_complete"])
def test_terms_that_the_clerk_doubts_leave_it_open(field: str) -> None:
    with Story() as story:
        powerless(story)
        story.cover("meetings")
        terms = ev.TermsOfReferenceSet(
            body="hwb", lacks=["scrutinise"], powers=["monitor"], outside=["area:x"], powers_complete="yes"
        )
        story.say(terms, on="2016-02-01", uncertain=[field])
        seen_by(story, "hwb", "2017-02-01")

        assert isinstance(story.ask(RULE, "plan:p", "2017-05-01"), CannotTell)


def test_two_accounts_of_a_bodys_powers_leave_it_open() -> None:
    with Story() as story:
        terms = powerless(story)
        story.cover("meetings")
        story.say(ev.TermsOfReferenceSet(body="hwb", powers=["scrutinise"]), on="2016-01-01", rival_of=f"entry:{terms}")
        seen_by(story, "hwb", "2017-02-01")

        assert isinstance(story.ask(RULE, "plan:p", "2017-05-01"), CannotTell)


def test_an_item_of_a_meeting_that_is_nobodys_leaves_it_open() -> None:
    with Story() as story:
        powerless(story)
        story.cover("meetings")
        story.say(ev.MeetingHeld(meeting="m"), on="2017-02-01")
        story.say(ev.AgendaItemConsidered(agenda_item="m/1", meeting="m", about=["plan:p"]), on="2017-02-01")

        answer = story.ask(RULE, "plan:p", "2017-05-01")

    assert isinstance(answer, CannotTell)
    assert "an unnamed body" in answer.why


@pytest.mark.parametrize("outcome", ["deferred", "withdrawn", "not_reached"])
def test_an_item_that_was_not_taken_is_no_consideration(outcome: str) -> None:
    with Story() as story:
        powerless(story)
        story.cover("meetings")
        seen_by(story, "hwb", "2017-02-01", outcome="considered")
        seen_by(story, "osc", "2017-03-01", outcome=outcome)

        assert isinstance(story.ask(RULE, "plan:p", "2017-05-01"), Alarm)


def test_an_item_that_only_put_the_plan_before_a_body_is_no_consideration_of_it() -> None:
    with Story() as story:
        powerless(story)
        story.cover("meetings")
        story.say(ev.MeetingHeld(meeting="m", body="osc"), on="2017-02-01")
        story.say(ev.AgendaItemConsidered(agenda_item="m/1", meeting="m", put_before=["plan:p"]), on="2017-02-01")

        assert story.ask(RULE, "plan:p", "2017-05-01") is None


def test_neither_a_rival_item_nor_one_taken_for_granted_counts() -> None:
    with Story() as story:
        powerless(story)
        story.cover("meetings")
        seen_by(story, "hwb", "2017-02-01")
        seen_by(story, "osc", "2017-03-01", mode="presupposed")
        story.say(ev.MeetingHeld(meeting="m", body="osc"), on="2017-04-01")
        (number,) = story.say(ev.AgendaItemConsidered(agenda_item="m/1", meeting="m"), on="2017-04-01")
        item = ev.AgendaItemConsidered(agenda_item="m/1", meeting="m", about=["plan:p"])
        story.say(item, on="2017-04-01", rival_of=f"entry:{number}")

        assert isinstance(story.ask(RULE, "plan:p", "2017-05-01"), Alarm)


@pytest.mark.parametrize(("body", "about", "expected"), [
    ("osc", "plan:p", CannotTell), ("hwb", "plan:p", Alarm),
    ("osc", "area:x", Alarm), ("cabinet", "plan:p", CannotTell),
])  # fmt: skip
def test_a_plan_owed_to_a_body_that_may_scrutinise_may_have_come_there(body: str, about: str, expected: type) -> None:
    with Story() as story:
        powerless(story)
        story.say(ev.BodyEstablished(body="cabinet"), on="2016-01-01")
        story.cover("meetings")
        seen_by(story, "hwb", "2017-02-01")
        story.say(
            ev.ObligationCreated(obligation="o", to=[f"body:{body}", "office:dcs"], about=[about]), on="2017-02-01"
        )

        answer = story.ask(RULE, "plan:p", "2017-05-01")

    assert isinstance(answer, expected)
    if isinstance(answer, CannotTell):
        assert answer.why.startswith(f"it is owed to {body}, and")


def test_a_plan_that_no_body_considered_is_not_asked_about() -> None:
    with Story() as story:
        powerless(story)
        story.cover("meetings")

        assert story.ask(RULE, "plan:p", "2017-05-01") is None


def test_a_rival_account_of_what_lies_outside_its_remit_leaves_it_open() -> None:
    with Story() as story:
        terms = powerless(story)
        story.cover("meetings")
        again = ev.TermsOfReferenceSet(body="hwb", outside=["plan:p"])
        story.say(again, on="2016-01-01", rival_of=f"entry:{terms}")
        seen_by(story, "hwb", "2017-02-01")

        assert isinstance(story.ask(RULE, "plan:p", "2017-05-01"), CannotTell)


def test_another_bodys_terms_say_nothing_of_this_ones() -> None:
    with Story() as story:
        powerless(story)
        story.cover("meetings")
        other = ev.TermsOfReferenceSet(body="osc", reports_to=["body:hwb"], lacks=["decide"])
        story.say(other, on="2016-01-01", uncertain=["lacks"])
        seen_by(story, "hwb", "2017-02-01")

        assert isinstance(story.ask(RULE, "plan:p", "2017-05-01"), Alarm)


def test_a_duty_that_waits_for_the_plan_or_a_rival_account_of_one_owes_it_to_nobody() -> None:
    with Story() as story:
        powerless(story)
        story.cover("meetings")
        seen_by(story, "hwb", "2017-02-01")
        story.say(ev.ObligationCreated(obligation="o", to=["body:osc"], before=["plan:p"]), on="2017-02-01")
        (number,) = story.say(ev.ObligationCreated(obligation="r"), on="2017-02-01")
        again = ev.ObligationCreated(obligation="r", to=["body:osc"], about=["plan:p"])
        story.say(again, on="2017-02-01", rival_of=f"entry:{number}")

        assert isinstance(story.ask(RULE, "plan:p", "2017-05-01"), Alarm)
