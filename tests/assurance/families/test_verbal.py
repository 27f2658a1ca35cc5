from typing import Any

import pytest

from govledger import events as ev
from govledger.assurance import Alarm, CannotTell, Clear
from tests.assurance.items import audit, begin, report
from tests.assurance.support import Story

RULE, TODAY = "VERBAL_ONLY", "2018-01-01"
DAYS = ("2017-03-01", "2017-06-01", "2017-09-01", "2017-12-01")


def board(story: Story, *bodies: str) -> None:
    """A plan and the boards that take it."""
    bodied = [ev.BodyEstablished(body=body) for body in bodies or ("board",)]
    story.say(ev.PlanVersioned(plan="p"), *bodied, on="2017-01-01")


def take(story: Story, on: str, *, body: str = "board", **said: Any) -> int:
    """A meeting of the board on a day, with one item about the plan; the number of the item's entry."""
    envelope = {key: said.pop(key) for key in ("form", "mode", "uncertain", "source", "rival_of") if key in said}
    meeting = f"{body}-{on}"
    story.say(ev.MeetingHeld(meeting=meeting, body=body), on=on)
    item = {"agenda_item": f"{meeting}/1", "meeting": meeting, "about": ["plan:p"], **said}
    return story.say(ev.AgendaItemConsidered(**item), on=on, **envelope)[0]


def test_an_item_that_was_only_spoken_to_is_asked_about() -> None:
    with Story() as story:
        board(story)
        number = take(story, DAYS[0], form="verbal")

        answer = story.ask(RULE, "plan:p", TODAY)

    assert isinstance(answer, Alarm)
    assert answer.because == (number,)
    assert answer.opened == number
    assert answer.severity is None
    assert answer.says == "on 2017-03-01 nothing written on plan:p was put before body:board"


def test_a_verbal_update_tabled_with_a_report_is_written_down() -> None:
    with Story() as story:
        board(story)
        number = take(story, DAYS[0], form="verbal", documents=["report"])

        answer = story.ask(RULE, "plan:p", TODAY)

    assert answer == Clear(because=(number,))


@pytest.mark.parametrize(("times", "severity"), [(1, None), (2, "medium"), (3, "high"), (4, "high")])
def test_it_grows_more_serious_each_time_running(times: int, severity: str | None) -> None:
    with Story() as story:
        board(story)
        numbers = [take(story, day, form="verbal") for day in DAYS[:times]]

        answer = story.ask(RULE, "plan:p", TODAY)

    assert isinstance(answer, Alarm)
    assert answer.severity == severity
    assert answer.because == tuple(numbers)
    assert answer.opened == numbers[0]
    assert ("times running" in answer.says) == (times > 1)


def test_a_paper_in_between_breaks_the_run() -> None:
    with Story() as story:
        board(story)
        take(story, DAYS[0], form="verbal")
        take(story, DAYS[1], form="written")
        last = take(story, DAYS[2], form="presentation")

        answer = story.ask(RULE, "plan:p", TODAY)

    assert isinstance(answer, Alarm)
    assert (answer.because, answer.severity) == ((last,), None)


def test_an_item_of_no_said_form_in_between_breaks_the_run_too() -> None:
    with Story() as story:
        board(story)
        take(story, DAYS[0], form="verbal")
        take(story, DAYS[1])
        last = take(story, DAYS[2], form="verbal")

        answer = story.ask(RULE, "plan:p", TODAY)

    assert isinstance(answer, Alarm)
    assert answer.because == (last,)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"form": "written"}, Clear),
        ({"form": "data"}, Clear),
        ({"form": "presentation"}, Alarm),
        ({"form": "presentation", "documents": ["slides"]}, Clear),
        ({"form": "observation"}, CannotTell),
        ({}, CannotTell),
        ({"documents": "none"}, Alarm),
        ({"form": "verbal", "documents": ["board-2017-03-01"], "source": "board-2017-03-01#7"}, Alarm),
        ({"form": "verbal", "documents": ["report"], "uncertain": ["documents"]}, CannotTell),
        ({"form": "verbal", "uncertain": ["about"]}, CannotTell),
        ({"form": "verbal", "uncertain": ["urgent"], "urgent": "yes"}, CannotTell),
        ({"form": "verbal", "urgent": "yes"}, Clear),
        ({"form": "verbal", "urgent": "no"}, Alarm),
        ({"form": "verbal", "outcome": "considered"}, Alarm),
        ({"form": "verbal", "outcome": "deferred"}, None),
        ({"form": "verbal", "mode": "presupposed"}, None),
        ({"form": "verbal", "about": None, "put_before": ["plan:p"]}, None),
    ],
)
def test_whether_anything_was_written_is_read_from_the_item(said: dict[str, Any], kind: Any) -> None:
    with Story() as story:
        board(story)
        take(story, DAYS[0], **said)

        answer = story.ask(RULE, "plan:p", TODAY)

    assert answer is None if kind is None else isinstance(answer, kind)


def test_where_all_documents_are_held_an_item_without_one_had_none() -> None:
    with Story() as story:
        board(story)
        number = take(story, DAYS[0])
        story.cover("documents", since=DAYS[0], until=DAYS[0], body="board")

        answer = story.ask(RULE, "plan:p", TODAY)

    assert isinstance(answer, Alarm)
    assert answer.because == (number,)


@pytest.mark.parametrize(
    "scope",
    [{"since": DAYS[1]}, {"since": DAYS[0], "body": "other"}, {"since": DAYS[0], "about": ["area:else"]}],
)
def test_documents_held_for_another_day_body_or_matter_show_no_absence(scope: Any) -> None:
    with Story() as story:
        board(story, "board", "other")
        take(story, DAYS[0])
        story.cover("documents", **scope)

        answer = story.ask(RULE, "plan:p", TODAY)

    assert isinstance(answer, CannotTell)
    assert "documents" in answer.why


@pytest.mark.parametrize("about", ["plan:p", "meeting:board-2017-03-01", "agenda_item:board-2017-03-01/1"])
def test_documents_may_be_held_about_the_plan_the_meeting_or_the_item(about: str) -> None:
    with Story() as story:
        board(story)
        take(story, DAYS[0])
        story.cover("documents", about=[about])

        assert isinstance(story.ask(RULE, "plan:p", TODAY), Alarm)


@pytest.mark.parametrize(("kind", "expected"), [("report", CannotTell), ("minutes", Alarm)])
def test_a_paper_lodged_for_the_meeting_may_have_been_for_the_item_but_its_minutes_were_not(
    kind: str, expected: type
) -> None:
    with Story() as story:
        board(story)
        take(story, DAYS[0], form="verbal")
        meeting = f"board-{DAYS[0]}"
        story.say(ev.DocumentLodged(document="d", kind=kind, meeting=meeting), on=DAYS[0])

        assert isinstance(story.ask(RULE, "plan:p", TODAY), expected)


def test_a_second_account_of_what_was_lodged_changes_nothing() -> None:
    with Story() as story:
        board(story)
        take(story, DAYS[0], form="verbal")
        (first,) = story.say(ev.DocumentLodged(document="d", kind="report"), on=DAYS[0])
        again = ev.DocumentLodged(document="d", kind="report", meeting=f"board-{DAYS[0]}")
        story.say(again, on=DAYS[0], rival_of=f"entry:{first}")

        assert isinstance(story.ask(RULE, "plan:p", TODAY), Alarm)


def test_minutes_listed_among_the_papers_are_no_paper() -> None:
    with Story() as story:
        board(story)
        story.say(ev.DocumentLodged(document="last-minutes", kind="minutes"), on=DAYS[0])
        take(story, DAYS[0], form="verbal", documents=["last-minutes"])

        assert isinstance(story.ask(RULE, "plan:p", TODAY), Alarm)


def test_a_second_account_of_an_item_is_not_another_item() -> None:
    with Story() as story:
        board(story)
        number = take(story, DAYS[0], form="verbal")
        item = ev.AgendaItemConsidered(agenda_item=f"board-{DAYS[0]}/1", meeting=f"board-{DAYS[0]}", about=["plan:p"])
        story.say(item, on=DAYS[0], form="written", rival_of=f"entry:{number}")

        answer = story.ask(RULE, "plan:p", TODAY)

    assert isinstance(answer, Alarm)
    assert answer.because == (number,)


def test_urgent_items_are_passed_over_in_counting() -> None:
    with Story() as story:
        board(story)
        first = take(story, DAYS[0], form="verbal")
        take(story, DAYS[1], form="verbal", urgent="yes")
        last = take(story, DAYS[2], form="verbal")

        answer = story.ask(RULE, "plan:p", TODAY)

    assert isinstance(answer, Alarm)
    assert (answer.because, answer.severity) == ((first, last), "medium")


def test_each_body_is_asked_about_apart_and_the_gravest_is_told() -> None:
    with Story() as story:
        board(story, "board", "other")
        first = take(story, DAYS[0], form="verbal")
        take(story, DAYS[0], body="other", form="written")
        second = take(story, DAYS[1], form="verbal")
        take(story, DAYS[2], body="other", form="verbal")

        answer = story.ask(RULE, "plan:p", TODAY)

    assert isinstance(answer, Alarm)
    assert (answer.because, answer.severity) == ((first, second), "medium")


@pytest.mark.parametrize("first", [{"form": "written"}, {}, {"form": "verbal"}])
def test_the_gravest_need_not_come_first(first: Any) -> None:
    with Story() as story:
        board(story, "board", "other")
        take(story, DAYS[0], **first)
        numbers = [take(story, day, body="other", form="verbal") for day in DAYS[1:3]]

        answer = story.ask(RULE, "plan:p", TODAY)

    assert isinstance(answer, Alarm)
    assert (answer.because, answer.severity) == (tuple(numbers), "medium")


def test_what_one_body_was_not_told_is_not_hidden_by_what_another_was() -> None:
    with Story() as story:
        board(story, "board", "other")
        take(story, DAYS[0], form="written")
        unsaid = take(story, DAYS[1], body="other")

        answer = story.ask(RULE, "plan:p", TODAY)

    assert isinstance(answer, CannotTell)
    assert answer.because == (unsaid,)


def test_a_meeting_of_nobody_named_is_a_meeting_all_the_same() -> None:
    with Story() as story:
        board(story)
        story.say(ev.MeetingHeld(meeting="m"), on=DAYS[0])
        item = ev.AgendaItemConsidered(agenda_item="m/1", meeting="m", about=["plan:p"])
        story.say(item, on=DAYS[0], form="verbal")

        answer = story.ask(RULE, "plan:p", TODAY)

    assert isinstance(answer, Alarm)
    assert "before the meeting" in answer.says


def test_a_meeting_of_which_nothing_is_known_yet_is_a_meeting_all_the_same() -> None:
    with Story() as story:
        board(story)
        story.say(ev.MeetingHeld(meeting="m", body="board"), on=DAYS[0], known=DAYS[2])
        item = ev.AgendaItemConsidered(agenda_item="m/1", meeting="m", about=["plan:p"])
        story.say(item, on=DAYS[0], form="verbal")

        answer = story.ask(RULE, "plan:p", DAYS[1], as_of=DAYS[1])

    assert isinstance(answer, Alarm)
    assert "before the meeting" in answer.says


@pytest.mark.parametrize(
    ("events", "kind"),
    [
        ([ev.VisitPlanned(visit="v")], Clear),
        ([ev.VisitPlanned(visit="v"), ev.VisitConducted(visit="v")], Alarm),
        ([ev.VisitConducted(visit="v")], Alarm),
    ],
)
def test_the_first_notice_of_an_inspection_may_be_spoken(events: list[Any], kind: type) -> None:
    with Story() as story:
        board(story)
        story.say(*events, on=DAYS[0])
        take(story, DAYS[0], form="verbal", about=["plan:p", "visit:v"])

        assert isinstance(story.ask(RULE, "plan:p", TODAY), kind)


def test_a_visit_announced_only_later_was_not_what_the_item_gave_notice_of() -> None:
    with Story() as story:
        board(story)
        story.say(ev.VisitPlanned(visit="v"), on=DAYS[1])
        take(story, DAYS[0], form="verbal", about=["plan:p", "visit:v"])

        assert isinstance(story.ask(RULE, "plan:p", TODAY), Alarm)


def test_an_item_that_is_about_no_visit_gives_notice_of_none() -> None:
    with Story() as story:
        board(story)
        story.say(ev.VisitPlanned(visit="v", about=["plan:p"]), on=DAYS[0])
        take(story, DAYS[0], form="verbal")

        assert isinstance(story.ask(RULE, "plan:p", TODAY), Alarm)


def test_a_visit_made_or_announced_later_does_not_change_what_the_notice_was() -> None:
    with Story() as story:
        board(story)
        story.say(ev.VisitPlanned(visit="v"), on=DAYS[0])
        take(story, DAYS[0], form="verbal", about=["plan:p", "visit:v"])
        story.say(ev.VisitConducted(visit="v"), on=DAYS[1])

        assert isinstance(story.ask(RULE, "plan:p", TODAY), Clear)


def test_the_second_notice_of_an_inspection_is_to_be_written() -> None:
    with Story() as story:
        board(story)
        story.say(ev.VisitPlanned(visit="v"), on=DAYS[0])
        take(story, DAYS[0], form="verbal", about=["plan:p", "visit:v"])
        second = take(story, DAYS[1], form="verbal", about=["plan:p", "visit:v"])

        answer = story.ask(RULE, "plan:p", TODAY)

    assert isinstance(answer, Alarm)
    assert answer.because == (second,)


# What a status rests on ----------------------------------------------------------------------------------------------


def test_a_status_that_rests_on_what_somebody_said_is_asked_about() -> None:
    with Story() as story:
        begin(story)
        number = report(story, "green", "2017-06-01")
        said = audit(story, "2017-05-01", kind="testimony")

        answer = story.ask(RULE, "action:1", TODAY)

    assert isinstance(answer, Alarm)
    assert (answer.because, answer.opened, answer.severity) == ((number, said), said, "medium")


def test_a_status_that_rests_on_an_audit_besides_is_not() -> None:
    with Story() as story:
        begin(story)
        report(story, "green", "2017-06-01")
        audit(story, "2017-05-01", kind="testimony")
        audit(story, "2017-05-01", name="a")

        assert isinstance(story.ask(RULE, "action:1", TODAY), Clear)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"kind": None}, CannotTell),
        ({"kind": "hearsay"}, CannotTell),
        ({"uncertain": ["kind"]}, CannotTell),
        ({"kind": "testimony", "uncertain": ["supports"]}, CannotTell),
        ({"complete": "no"}, Alarm),
    ],
)
def test_evidence_of_no_sure_kind_tells_nothing(said: Any, kind: type) -> None:
    with Story() as story:
        begin(story)
        report(story, "green", "2017-06-01")
        audit(story, "2017-05-01", kind="testimony")
        audit(story, "2017-05-01", name="other", **said)

        assert isinstance(story.ask(RULE, "action:1", TODAY), kind)


@pytest.mark.parametrize("label", ["amber", "red"])
def test_an_adverse_status_may_rest_on_what_somebody_said(label: str) -> None:
    with Story() as story:
        begin(story)
        report(story, label, "2017-06-01")
        audit(story, "2017-05-01", kind="testimony")

        assert story.ask(RULE, "action:1", TODAY) is None


@pytest.mark.parametrize("mode", ["first_hand", "presupposed"])
def test_a_status_with_nothing_behind_it_or_only_taken_for_granted_is_another_question(mode: str) -> None:
    with Story() as story:
        begin(story)
        report(story, "green", "2017-06-01", mode=mode)
        if mode == "presupposed":
            audit(story, "2017-05-01", kind="testimony")

        assert story.ask(RULE, "action:1", TODAY) is None


def test_a_plan_that_rests_on_testimony_twice_over_tells_the_gravest() -> None:
    with Story() as story:
        board(story)
        story.say(ev.CompletionClaimed(subject="plan:p"), on="2017-02-01")
        said = audit(story, "2017-01-20", kind="testimony", supports=["plan:p"])
        take(story, DAYS[0], form="verbal")

        answer = story.ask(RULE, "plan:p", TODAY)

    assert isinstance(answer, Alarm)
    assert (answer.opened, answer.severity) == (said, "medium")
