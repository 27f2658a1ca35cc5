"""What each body was told when."""

import datetime as dt
from typing import Any

import msgspec
import pytest

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.projections.told_log import ToldLog
from tests.projections.support import assert_as_of_today_is_now, assert_no_cut_stops, minute_ledger, say

JUNE, JULY = dt.date(2017, 6, 14), dt.date(2017, 7, 12)


def log(ledger: Ledger, **cut: Any) -> ToldLog:
    return ledger.history(**cut).project(ToldLog)


def told(ledger: Ledger, body: str = "csib", **cut: Any) -> list[tuple[dt.date, str | None]]:
    return [(row.day, row.thing) for row in log(ledger, **cut).log(body)]


def item(name: str = "csib-1/3", **said: Any) -> ev.AgendaItemConsidered:
    return ev.AgendaItemConsidered(**{"agenda_item": name, "meeting": name.partition("/")[0], **said})


@pytest.fixture
def boards(ledger: Ledger) -> Ledger:
    """A ledger with two bodies: one met in June and in July, the other in June."""
    for body in ("csib", "osc"):
        say(ledger, ev.BodyEstablished(body=body), "2017-01-01")
    for meeting, body, day in (("csib-1", "csib", JUNE), ("csib-2", "csib", JULY), ("osc-1", "osc", JUNE)):
        say(ledger, ev.MeetingHeld(meeting=meeting, body=body), day.isoformat())
    say(ledger, ev.ActionAdded(action="2.4"), "2017-01-01")
    return ledger


# What a meeting was told ----------------------------------------------------------------------------------------------


def test_a_body_was_told_what_an_item_of_its_meeting_put_before_it(boards: Ledger) -> None:
    number = say(boards, item(documents=["plan"], put_before=["entry:2", "action:2.4"]), "2017-06-14", form="written")

    rows = log(boards).log("body:csib")

    assert [row.thing for row in rows] == ["document:plan", "entry:2", "action:2.4"]
    first = rows[0]
    assert (first.body, first.meeting, first.day) == ("body:csib", "csib-1", JUNE)
    assert (first.agenda_item, first.form, first.entry) == ("csib-1/3", "written", number)
    assert log(boards).log("osc") == []


def test_a_document_named_twice_was_told_once(boards: Ledger) -> None:
    say(boards, item(documents=["plan"], put_before=["document:plan"]), "2017-06-14")

    assert told(boards) == [(JUNE, "document:plan")]


def test_an_item_that_put_nothing_before_the_body_is_on_the_log_all_the_same(boards: Ledger) -> None:
    say(boards, item(), "2017-06-14", form="verbal")

    (row,) = log(boards).log()

    assert (row.thing, row.form, row.agenda_item) == (None, "verbal", "csib-1/3")


def test_the_papers_of_an_item_put_off_were_there_all_the_same(boards: Ledger) -> None:
    say(boards, item(documents=["plan"], outcome="deferred"), "2017-06-14")

    assert told(boards) == [(JUNE, "document:plan")]
    assert next(iter(log(boards).items.values())).outcome == "deferred"


def test_the_first_day_is_that_of_the_first_meeting_whatever_was_recorded_first(boards: Ledger) -> None:
    say(boards, item("csib-2/1", documents=["plan"], put_before=["action:2.4"]), "2017-07-12")
    say(boards, item("csib-1/3", documents=["plan"]), "2017-06-14")

    assert log(boards).first_told("csib") == {"document:plan": JUNE, "action:2.4": JULY}


def test_what_was_told_by_a_day_is_what_meetings_until_then_were_told(boards: Ledger) -> None:
    say(boards, item("csib-2/1", documents=["plan"]), "2017-07-12")
    say(boards, item("osc-1/1", documents=["plan"]), "2017-06-14")

    held = log(boards)

    assert [row.body for row in held.told(JUNE)] == ["body:osc"]
    assert [row.body for row in held.told(JULY)] == ["body:osc", "body:csib"]


def test_a_meeting_that_was_only_called_told_nobody_anything(boards: Ledger) -> None:
    say(boards, ev.MeetingScheduled(meeting="csib-3", body="csib"), "2017-06-14")
    say(boards, item("csib-3/1", documents=["plan"]), "2017-07-12")
    called = told(boards)
    say(boards, ev.MeetingHeld(meeting="csib-3"), "2017-08-09")

    assert (called, told(boards)) == ([], [(dt.date(2017, 8, 9), "document:plan")])


def test_a_meeting_of_nobody_in_particular_told_nobody(boards: Ledger) -> None:
    say(boards, ev.MeetingHeld(meeting="m"), "2017-06-14")
    say(boards, item("m/1", documents=["plan"]), "2017-06-14")

    assert log(boards).log() == []


# Corrections, retractions, rivals -------------------------------------------------------------------------------------


def test_a_correction_of_an_item_replaces_it(boards: Ledger) -> None:
    number = say(boards, item(documents=["plan"]), "2017-06-14")

    boards.correct(number, item(documents=["summary"]), reason="another paper")
    boards.correct(number, item(documents=["annex"]), reason="and another")

    assert told(boards) == [(JUNE, "document:annex")]
    assert [row.entry for row in log(boards).log()] == [number + 2]


def test_a_retraction_removes_an_item_and_a_correction_after_it_puts_it_back(boards: Ledger) -> None:
    number = say(boards, item(documents=["plan"]), "2017-06-14")

    boards.retract(number, reason="no such item")
    retracted = told(boards)
    boards.correct(number, item(documents=["summary"]), reason="there was, with another paper")

    assert (retracted, told(boards)) == ([], [(JUNE, "document:summary")])


def test_a_retracted_meeting_told_nobody_anything(boards: Ledger) -> None:
    number = say(boards, ev.MeetingHeld(meeting="csib-3", body="csib"), "2017-08-09")
    say(boards, item("csib-3/1", documents=["plan"]), "2017-08-09")

    boards.retract(number, reason="abandoned before it began")

    assert told(boards) == []


def test_a_corrected_meeting_told_on_the_corrected_day(boards: Ledger) -> None:
    number = say(boards, ev.MeetingHeld(meeting="csib-3", body="csib"), "2017-08-09")
    say(boards, item("csib-3/1", documents=["plan"]), "2017-08-09")

    boards.correct(number, ev.MeetingHeld(meeting="csib-3", body="csib"), reason="a week late", happened="2017-08-16")

    assert told(boards) == [(dt.date(2017, 8, 16), "document:plan")]


def test_a_rival_account_of_an_item_is_on_the_log_and_is_no_first_telling(boards: Ledger) -> None:
    number = say(boards, item(documents=["plan"]), "2017-06-14")
    say(boards, item(documents=["summary"]), "2017-06-14", rival_of=f"entry:{number}")

    held = log(boards)

    assert [(row.thing, row.is_rival) for row in held.log()] == [("document:plan", False), ("document:summary", True)]
    assert held.first_told("csib") == {"document:plan": JUNE}
    assert held.told_to("csib").papers == {"plan": JUNE}


def test_a_rival_account_of_a_meeting_moves_no_day(boards: Ledger) -> None:
    number = say(boards, ev.MeetingHeld(meeting="csib-3", body="csib"), "2017-08-09")
    say(boards, ev.MeetingHeld(meeting="csib-3", body="osc"), "2017-08-16", rival_of=f"entry:{number}")
    say(boards, item("csib-3/1", documents=["plan"]), "2017-08-09")

    assert told(boards) == [(dt.date(2017, 8, 9), "document:plan")]


def test_the_order_of_recording_decides_whatever_the_days(boards: Ledger) -> None:
    number = say(boards, item(documents=["plan"]), "2017-06-14")
    boards.correct(number, item(documents=["summary"]), reason="another paper", happened="2017-06-01")

    assert [row.thing for row in log(boards).log()] == ["document:summary"]


# What of one entry ----------------------------------------------------------------------------------------------------


def test_an_entry_was_told_when_an_item_named_it(boards: Ledger) -> None:
    number = say(boards, ev.CompletionClaimed(subject="action:2.4"), "2017-06-01")
    say(boards, item("csib-2/1", put_before=[f"entry:{number}"]), "2017-07-12")

    assert log(boards).told_on(boards.entry(number), "csib") == JULY
    assert log(boards).told_on(boards.entry(number), "body:osc") is None


def test_a_correction_was_told_when_its_original_was_named(boards: Ledger) -> None:
    number = say(boards, ev.CompletionClaimed(subject="action:2.4"), "2017-06-01")
    say(boards, item("csib-2/1", put_before=[f"entry:{number}"]), "2017-07-12")

    corrected = boards.correct(number, ev.CompletionClaimed(subject="action:2.4"), reason="the day")

    assert log(boards).told_on(corrected, "csib") == JULY


def test_an_entry_was_told_with_the_document_it_is_read_in(boards: Ledger) -> None:
    number = say(boards, ev.CompletionClaimed(subject="action:2.4"), "2017-06-01", source="plan#7")
    lodged = say(boards, ev.DocumentLodged(document="plan"), "2017-06-01")
    say(boards, item("csib-2/1", documents=["plan"]), "2017-07-12")
    say(boards, item("csib-1/1", documents=["plan"]), "2017-06-14")

    held = log(boards)

    assert [held.told_on(boards.entry(entry), "csib") for entry in (number, lodged)] == [JUNE, JUNE]


def test_what_stands_in_the_minutes_of_an_item_was_told_at_its_meeting(boards: Ledger) -> None:
    number = say(boards, ev.CompletionClaimed(subject="action:2.4"), "2017-06-14", source="minutes#A3")
    say(boards, item(), "2017-06-14", source="minutes#A1")

    assert log(boards).told_on(boards.entry(number), "csib") == JUNE


def test_an_entry_about_an_id_was_told_at_the_first_meeting_at_which_it_was_known(boards: Ledger) -> None:
    number = say(boards, ev.CompletionClaimed(subject="action:2.4"), "2017-06-20")
    late = say(boards, ev.CompletionClaimed(subject="action:2.4"), "2017-08-20")
    say(boards, item("csib-1/1", put_before=["action:2.4"]), "2017-06-14")
    say(boards, item("csib-2/1", put_before=["action:2.4"]), "2017-07-12")

    held = log(boards)

    assert held.told_on(boards.entry(number), "csib") == JULY
    assert held.told_on(boards.entry(late), "csib") is None


@pytest.mark.parametrize(
    "event",
    [
        ev.DecisionRecorded(decision="d2", force="agreed", meeting="csib-1"),
        ev.ChallengeRaised(challenge="c", agenda_item="csib-1/3"),
        ev.ActionAdded(action="new", decision="d"),
        ev.ActionAdded(action="new", decision="at-the-meeting"),
    ],
)
def test_what_belongs_to_a_body_s_own_meeting_it_was_told_there(boards: Ledger, event: Any) -> None:
    say(boards, item(), "2017-06-14")
    say(boards, ev.DecisionRecorded(decision="d", force="agreed", agenda_item="csib-1/3"), "2017-06-14")
    say(boards, ev.DecisionRecorded(decision="at-the-meeting", force="agreed", meeting="csib-1"), "2017-06-14")
    number = say(boards, event, "2017-06-20")

    held = log(boards)

    assert held.told_on(boards.entry(number), "csib") == JUNE
    assert held.told_on(boards.entry(number), "osc") is None


def test_what_belongs_to_another_meeting_was_not_told_with_the_minutes_that_speak_of_it(boards: Ledger) -> None:
    number = say(boards, ev.MeetingHeld(meeting="osc-2", body="osc"), "2017-06-01", source="minutes#A3")
    say(boards, item(), "2017-06-14", source="minutes#A1")

    held = log(boards)

    assert held.told_on(boards.entry(number), "csib") is None
    assert held.told_on(boards.entry(number), "osc") == dt.date(2017, 6, 1)


def test_a_decision_taken_nowhere_in_particular_belongs_to_no_meeting(boards: Ledger) -> None:
    say(boards, ev.DecisionRecorded(decision="d", force="agreed"), "2017-06-14")
    taken = say(boards, ev.DecisionRecorded(decision="e", force="agreed", meeting="csib-1"), "2017-06-14")
    later = say(boards, ev.DecisionRecorded(decision="e", force="confirmed"), "2017-07-01")
    number = say(boards, ev.ActionAdded(action="new", decision="d"), "2017-06-20")

    held = log(boards)

    assert held.told_on(boards.entry(taken), "csib") == JUNE
    assert [held.told_on(boards.entry(entry), "csib") for entry in (number, later)] == [None, None]


def test_a_decision_whose_item_was_taken_back_belongs_to_no_meeting(boards: Ledger) -> None:
    gone = say(boards, item(), "2017-06-14")
    number = say(boards, ev.DecisionRecorded(decision="d", force="agreed", agenda_item="csib-1/3"), "2017-06-14")

    boards.retract(gone, reason="no such item")

    assert log(boards).told_on(boards.entry(number), "csib") is None


def test_an_event_of_an_unknown_type_is_told_like_any_other(boards: Ledger) -> None:
    number = say(boards, ev.CompletionClaimed(subject="action:2.4"), "2017-06-01")
    say(boards, item("csib-2/1", put_before=[f"entry:{number}", "action:2.4"]), "2017-07-12")
    entry = msgspec.structs.replace(boards.entry(number), event=ev.UnknownEvent(type="tree-felled/1", body={}))

    assert log(boards).told_on(entry, "csib") == JULY


def test_the_cut_and_the_log_agree_on_everything_but_introductions(minute: Ledger) -> None:
    held = log(minute)
    bodies = sorted(set(held.bodies().values()))

    for body in bodies:
        index = held.told_to(body)
        cut = {entry.number for entry in minute.history(told=body) if not isinstance(entry.event, ev.CoverageDeclared)}
        logged = {entry.number for entry in minute.history() if index.first(entry) is not None}
        beyond = [minute.entry(number) for number in sorted(cut - logged)]
        assert logged <= cut
        assert all(minute.inner.catalogue.of(entry.event).identity for entry in beyond)
    assert bodies


def test_a_scrutiny_committee_was_told_what_its_report_and_its_director_put_before_it() -> None:
    with minute_ledger("herefordshire-2021") as ledger:
        first = log(ledger).first_told("cyp-scrutiny")

    assert first["document:h-2021-report"] == dt.date(2021, 12, 31)
    assert len([thing for thing in first if thing.startswith("entry:")]) == 21


def test_as_of_today_equals_now(minute: Ledger) -> None:
    assert_as_of_today_is_now(ToldLog, minute)


def test_no_cut_stops_it(minute: Ledger) -> None:
    assert_no_cut_stops(ToldLog, minute)
