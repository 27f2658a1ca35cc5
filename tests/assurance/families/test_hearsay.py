from typing import Any

import pytest

from govledger import events as ev
from govledger.assurance import Alarm, CannotTell, Clear
from tests.assurance.support import Story

RULE, DAY, TODAY = "HEARSAY_ASSURANCE", "2021-11-10", "2021-11-20"


def told(story: Story, on: str = DAY, meeting: str = "m", **item: Any) -> None:
    """A meeting of the scrutiny committee with one item, minuted in a document of its own."""
    if meeting == "m":
        story.say(ev.BodyEstablished(body="scrutiny", kind="scrutiny"), on="2000-01-01")
    story.say(ev.MeetingHeld(meeting=meeting, body="scrutiny"), on=on)
    taken = ev.AgendaItemConsidered(**{"agenda_item": f"{meeting}/1", "meeting": meeting, **item})
    story.say(taken, on=on, source=f"minutes-{meeting}#1")


def opinion(story: Story, **said: Any) -> int:
    """That the department was pleased, as the council reports it; the number of the entry."""
    envelope: dict[str, Any] = {"on": DAY, "mode": "reported", "source": "minutes-m#2"}
    envelope |= {
        key: said.pop(key) for key in ("on", "known", "mode", "source", "uncertain", "rival_of") if key in said
    }
    view = {"by": ["org:dfe"], "favourable": "yes", **said}
    return story.say(ev.OpinionGiven(**view), **envelope)[0]


def statement(story: Story, **said: Any) -> int:
    """That somebody said that the department was pleased."""
    envelope: dict[str, Any] = {key: said.pop(key) for key in ("mode", "uncertain", "rival_of") if key in said}
    view = {"by": ["office:dcs"], "hearsay_of": ["org:dfe"], "favourable": "yes", "agenda_item": "m/1", **said}
    return story.say(ev.StatementMade(**view), on=DAY, **envelope)[0]


def lodge(story: Story, on: str, **said: Any) -> int:
    """A letter from the department, lodged on a day."""
    envelope: dict[str, Any] = {key: said.pop(key) for key in ("visibility", "uncertain", "rival_of") if key in said}
    letter = {"document": "letter", "kind": "letter", "issued_by": "org:dfe", **said}
    return story.say(ev.DocumentLodged(**letter), on=on, **envelope)[0]


def test_that_the_department_was_pleased_with_no_letter_of_theirs_is_a_question() -> None:
    with Story() as story:
        told(story)
        number = opinion(story)
        story.cover("documents", since=DAY, until=DAY, body="scrutiny")

        answer = story.ask(RULE, "org:dfe", TODAY)

    assert isinstance(answer, Alarm)
    assert answer.because == (number,)
    assert answer.opened == number
    assert answer.severity == "low"
    assert str(answer.recheck_on) == "2022-01-10"


def test_the_departments_letter_lodged_the_next_month_settles_it() -> None:
    with Story() as story:
        told(story)
        number = opinion(story)
        story.cover("documents", since=DAY, body="scrutiny")
        letter = lodge(story, "2021-12-08")

        answer = story.ask(RULE, "org:dfe", "2021-12-20")

    assert answer == Clear(because=(number, letter))


@pytest.mark.parametrize("visibility", ["restricted", "exempt"])
def test_a_letter_that_is_not_public_settles_it_too(visibility: str) -> None:
    with Story() as story:
        told(story)
        opinion(story)
        lodge(story, DAY, visibility=visibility)

        assert isinstance(story.ask(RULE, "org:dfe", TODAY), Clear)


@pytest.mark.parametrize(
    ("today", "severity", "recheck"),
    [
        ("2022-01-08", "low", "2022-01-10"),
        ("2022-01-09", "low", "2022-01-10"),
        ("2022-01-10", None, "None"),
        ("2022-06-10", None, "None"),
    ],
)
def test_after_sixty_days_it_is_more_than_a_question(today: str, severity: Any, recheck: str) -> None:
    with Story() as story:
        told(story)
        opinion(story)
        story.cover("documents", since=DAY, body="scrutiny")

        answer = story.ask(RULE, "org:dfe", today)

    assert isinstance(answer, Alarm)
    assert (answer.severity, str(answer.recheck_on)) == (severity, recheck)


@pytest.mark.parametrize(("until", "severity"), [("2022-01-08", "low"), ("2022-01-09", None)])
def test_it_stays_a_question_where_a_letter_may_have_come_and_not_been_kept(until: str, severity: Any) -> None:
    with Story() as story:
        told(story)
        opinion(story)
        story.cover("documents", since=DAY, until=until)

        answer = story.ask(RULE, "org:dfe", "2022-06-10")

    assert isinstance(answer, Alarm)
    assert answer.severity == severity


@pytest.mark.parametrize(("days", "severity"), [(5, None), (10, "low"), (60, "low")])
def test_how_long_it_is_only_a_question_is_a_setting(days: int, severity: Any) -> None:
    with Story() as story:
        told(story)
        opinion(story)
        story.cover("documents")
        story.set(RULE, "within_days", days)

        answer = story.ask(RULE, "org:dfe", TODAY)

    assert isinstance(answer, Alarm)
    assert answer.severity == severity


@pytest.mark.parametrize("scope", [None, {"body": "other"}, {"until": "2021-11-09"}])
def test_without_the_documents_of_that_meeting_a_letter_may_have_been_there(scope: Any) -> None:
    with Story() as story:
        told(story)
        story.say(ev.BodyEstablished(body="other"), on=DAY)
        number = opinion(story)
        if scope is not None:
            story.cover("documents", **scope)

        answer = story.ask(RULE, "org:dfe", TODAY)

    assert isinstance(answer, CannotTell)
    assert "documents" in answer.why
    assert answer.because == (number,)


@pytest.mark.parametrize("way", ["minutes", "papers", "put_before", "statement"])
def test_the_meeting_is_the_one_that_heard_it(way: str) -> None:
    with Story() as story:
        story.say(ev.OpinionGiven(by=["org:elsewhere"]), on="2021-01-01")
        told(story, documents=["report"] if way == "papers" else None)
        if way == "statement":
            statement(story)
        else:
            number = opinion(story, source={"minutes": "minutes-m#2", "papers": "report#3"}.get(way))
            if way == "put_before":
                told(story, "2021-11-11", meeting="m2", put_before=[f"entry:{number}"])
        story.cover("documents", since=DAY, until=DAY, body="scrutiny")

        answer = story.ask(RULE, "org:dfe", TODAY)

    assert isinstance(answer, Alarm)


def test_a_view_that_no_meeting_heard_is_in_no_bodys_record() -> None:
    with Story() as story:
        told(story)
        opinion(story, source=None)
        story.cover("documents", body="scrutiny")

        assert isinstance(story.ask(RULE, "org:dfe", TODAY), CannotTell)


def test_a_body_before_which_the_item_was_put_did_not_hear_what_was_said_at_it() -> None:
    with Story() as story:
        told(story)
        story.say(ev.BodyEstablished(body="other"), ev.MeetingHeld(meeting="o", body="other"), on="2021-11-11")
        later = ev.AgendaItemConsidered(agenda_item="o/1", meeting="o", put_before=["agenda_item:m/1"])
        story.say(later, on="2021-11-11")
        statement(story)
        story.cover("documents", body="other")

        assert isinstance(story.ask(RULE, "org:dfe", TODAY), CannotTell)


def test_what_was_said_at_another_item_is_not_in_the_minutes_of_this_one() -> None:
    with Story() as story:
        told(story)
        story.say(ev.BodyEstablished(body="other"), ev.MeetingHeld(meeting="o", body="other"), on=DAY)
        story.say(ev.AgendaItemConsidered(agenda_item="o/1", meeting="o"), on=DAY, source="minutes-m#9")
        said: dict[str, Any] = {"by": ["office:dcs"], "hearsay_of": ["org:dfe"], "favourable": "yes"}
        story.say(ev.StatementMade(agenda_item="o/1", **said), on=DAY, source="minutes-m#9")
        story.cover("documents", body="scrutiny")

        assert isinstance(story.ask(RULE, "org:dfe", TODAY), CannotTell)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"favourable": "no"}, None),
        ({"favourable": None}, None),
        ({"mode": "first_hand"}, None),
        ({"mode": "presupposed"}, None),
        ({"uncertain": ["favourable"]}, CannotTell),
        ({"uncertain": ["by"]}, CannotTell),
        ({"uncertain": ["about"]}, Alarm),
    ],
)
def test_only_a_favourable_view_known_from_others_is_asked_about(said: Any, kind: Any) -> None:
    with Story() as story:
        told(story)
        opinion(story, **said)
        story.cover("documents")

        answer = story.ask(RULE, "org:dfe", TODAY)

    assert answer is None if kind is None else isinstance(answer, kind)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({}, Alarm),
        ({"mode": "reported"}, Alarm),
        ({"favourable": None}, None),
        ({"mode": "presupposed"}, None),
        ({"uncertain": ["hearsay_of"]}, CannotTell),
    ],
)
def test_what_somebody_says_that_another_said_is_known_from_others(said: Any, kind: Any) -> None:
    with Story() as story:
        told(story)
        statement(story, **said)
        story.cover("documents")

        answer = story.ask(RULE, "org:dfe", TODAY)

    assert answer is None if kind is None else isinstance(answer, kind)


def test_those_who_pass_a_view_on_are_not_those_whose_view_it_is() -> None:
    with Story() as story:
        told(story)
        statement(story, by=["org:lga"])
        opinion(story, by=["org:ofsted"], about=["org:dfe"])
        story.cover("documents")

        assert story.ask(RULE, "org:lga", TODAY) is None


def test_a_view_of_somebody_is_not_their_view() -> None:
    with Story() as story:
        told(story)
        opinion(story, by=["org:ofsted"], about=["org:dfe"])
        statement(story, hearsay_of=["org:ofsted"], about=["org:dfe"])
        story.cover("documents")

        assert story.ask(RULE, "org:dfe", TODAY) is None


def test_who_else_is_appointed_says_nothing_of_who_stands_outside() -> None:
    with Story() as story:
        story.say(ev.AppointmentMade(appointment="a", office="office:dcs", capacity="officer"), on="2020-01-01")
        told(story)
        opinion(story)
        story.cover("documents")

        assert isinstance(story.ask(RULE, "org:dfe", TODAY), Alarm)


def test_a_second_account_of_a_view_is_not_another_view() -> None:
    with Story() as story:
        told(story)
        first = opinion(story, favourable="no")
        opinion(story, rival_of=f"entry:{first}")
        story.cover("documents")

        assert story.ask(RULE, "org:dfe", TODAY) is None


@pytest.mark.parametrize(
    ("letter", "kind"),
    [
        ({"on": "2021-11-01"}, Clear),
        ({"on": "2021-11-12", "published_on": "2021-09-11"}, Clear),
        ({"on": "2021-11-12", "published_on": "2021-09-10"}, Alarm),
        ({"on": "2021-09-10"}, Alarm),
        ({"on": "2021-11-12", "published_on": "unknown"}, Clear),
        ({"on": DAY, "issued_by": "org:ofsted"}, Alarm),
        ({"on": DAY, "issued_by": None}, Alarm),
        ({"on": DAY, "uncertain": ["issued_by"]}, Alarm),
    ],
)
def test_a_letter_counts_if_it_is_theirs_and_not_long_before_the_view(letter: dict[str, Any], kind: type) -> None:
    with Story() as story:
        told(story)
        opinion(story)
        story.cover("documents")
        lodge(story, **letter)

        assert isinstance(story.ask(RULE, "org:dfe", TODAY), kind)


@pytest.mark.parametrize(("issued_by", "kind"), [(None, Clear), ("org:dfe", Clear), ("org:ofsted", Alarm)])
def test_the_document_said_to_hold_the_view_shows_it_unless_another_issued_it(issued_by: Any, kind: type) -> None:
    with Story() as story:
        told(story)
        opinion(story, document="letter")
        story.cover("documents")
        lodge(story, DAY, issued_by=issued_by)

        assert isinstance(story.ask(RULE, "org:dfe", TODAY), kind)


def test_a_second_account_of_a_letter_is_no_letter() -> None:
    with Story() as story:
        told(story)
        opinion(story)
        story.cover("documents")
        first = lodge(story, DAY, issued_by="org:ofsted")
        lodge(story, DAY, rival_of=f"entry:{first}")

        assert isinstance(story.ask(RULE, "org:dfe", TODAY), Alarm)


def test_views_of_one_body_that_nobody_has_seen_are_one_alarm() -> None:
    with Story() as story:
        told(story)
        later = opinion(story, on="2021-11-12")
        first = opinion(story)
        story.cover("documents")

        answer = story.ask(RULE, "org:dfe", TODAY)

    assert isinstance(answer, Alarm)
    assert answer.because == (first, later)
    assert answer.opened == first


def test_a_view_whose_letter_is_here_opens_nothing() -> None:
    with Story() as story:
        told(story, "2021-01-10")
        opinion(story, on="2021-01-10")
        lodge(story, "2021-01-20")
        later = opinion(story)
        story.cover("documents")

        answer = story.ask(RULE, "org:dfe", TODAY)

    assert isinstance(answer, Alarm)
    assert (answer.because, answer.opened) == ((later,), later)


@pytest.mark.parametrize(
    ("party", "events", "is_asked"),
    [
        ("org:dfe", [], True),
        ("office:secretary-of-state", [], True),
        ("office:dcs", [ev.AppointmentMade(appointment="a", office="office:dcs", capacity="officer")], False),
        ("office:leader", [ev.AppointmentMade(appointment="a", office="office:leader", capacity="elected")], False),
        ("office:dcs", [ev.AppointmentMade(appointment="a", office="office:dcs", reports_to=["office:ce"])], False),
        ("office:x", [ev.AppointmentMade(appointment="a", office="office:x", capacity="external")], True),
        ("org:council", [ev.BodyEstablished(body="council", relation="own")], False),
        ("org:trust", [ev.BodyEstablished(body="trust", relation="partner")], True),
        ("body:peer", [ev.BodyEstablished(body="peer", relation="external")], True),
        ("body:audit", [ev.BodyEstablished(body="audit", relation="internal_audit")], False),
        ("body:lscb", [ev.BodyEstablished(body="lscb", kind="safeguarding_partnership")], True),
        ("body:nhs", [ev.BodyEstablished(body="nhs", kind="partner_body")], True),
        ("body:cabinet", [ev.BodyEstablished(body="cabinet", kind="cabinet")], False),
    ],
)
def test_only_the_view_of_somebody_outside_is_asked_about(party: str, events: list[Any], is_asked: bool) -> None:  # noqa: FBT001
    with Story() as story:
        story.say(*events, on="2020-01-01") if events else None
        told(story)
        opinion(story, by=[party])
        story.cover("documents")

        answer = story.ask(RULE, party, TODAY)

    assert isinstance(answer, Alarm) if is_asked else answer is None


def test_a_view_heard_at_a_meeting_that_the_cut_leaves_out_may_have_been_read_anywhere() -> None:
    with Story() as story:
        story.say(ev.BodyEstablished(body="scrutiny"), on="2000-01-01")
        story.say(ev.MeetingHeld(meeting="m", body="scrutiny"), on="2021-12-01")
        story.say(ev.AgendaItemConsidered(agenda_item="m/1", meeting="m"), on=DAY, source="minutes-m#1")
        opinion(story)
        story.cover("documents", body="scrutiny")

        assert isinstance(story.ask(RULE, "org:dfe", TODAY, happened_by=TODAY), CannotTell)
