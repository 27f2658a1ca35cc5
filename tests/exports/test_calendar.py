"""What is due as a calendar, read by two readers that are not ours."""

import datetime as dt
from typing import Any

import icalendar
import pytest
import vobject  # type: ignore[import-untyped]

from govledger import Ledger, ObligationCalendar, PlanState, check, events as ev
from govledger.exports.calendar import Calendar, calendar_of
from tests.counties.support import county
from tests.exports.hostile import HOSTILE
from tests.exports.report.reading import covered, on, small_plan

DAY = "2024-06-30"


@pytest.fixture(scope="module")
def northbeck() -> Calendar:
    return calendar_of(county("northbeck").history(as_of=DAY))


def events(made: Calendar) -> dict[str, Any]:
    """The events of a calendar by their ids, as the reader of icalendar gives them."""
    read = icalendar.Calendar.from_ical(made.data)
    held = read.walk("VEVENT")
    assert len({str(event["UID"]) for event in held}) == len(held)
    return {str(event["UID"]): event for event in held}


def event(ledger: Ledger, key: str, **asked: Any) -> Any:
    held = calendar_of(ledger.history(**asked))
    return events(held)[f"{key}@localhost/main"]


def test_two_readers_find_everything_that_is_due_and_nothing_else(northbeck: Calendar) -> None:
    day = dt.date.fromisoformat(DAY)
    history = county("northbeck").history(as_of=DAY)
    plan, owed = history.project(PlanState), history.project(ObligationCalendar)
    live = {
        ref
        for ref, row in plan.live(day).items()
        if ref.startswith(("action:", "commitment:")) and row.due is not None and not row.due.is_open
    }
    open_ = {line.ref for line in owed.lines(day) if line.is_open and line.latest is not None}

    held = events(northbeck)

    assert {uid.removesuffix("@localhost/main") for uid in held} == live | open_
    other = vobject.readOne(northbeck.data.decode())
    assert sorted(one.uid.value for one in other.components()) == sorted(held)
    assert northbeck.events == len(held) > 50


def test_a_thing_due_on_a_day_is_an_all_day_event_on_that_day(ledger: Ledger) -> None:
    small_plan(ledger)

    made = event(ledger, "action:2.4", as_of="2025-01-01")

    assert made.decoded("DTSTART") == dt.date(2025, 1, 31)
    assert made.decoded("DTEND") == dt.date(2025, 2, 1)
    assert made["DTSTART"].params["VALUE"] == "DATE"
    assert (str(made["STATUS"]), made["SEQUENCE"]) == ("CONFIRMED", 0)
    assert str(made["SUMMARY"]) == "Action 2.4: Visit every child in ten days"
    assert "Led by: the head of mash" in str(made["DESCRIPTION"])


def test_a_date_that_moved_keeps_its_event_and_raises_its_sequence(ledger: Ledger) -> None:
    small_plan(ledger)

    before, after = event(ledger, "action:2.4", as_of="2025-01-01"), event(ledger, "action:2.4", as_of="2025-03-03")

    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after.decoded("DTSTART") == dt.date(2025, 6, 30)
    assert after.decoded("DTSTAMP") >= before.decoded("DTSTAMP")


def test_what_is_due_within_a_few_weeks_spans_them_and_what_has_no_day_is_counted(ledger: Ledger) -> None:
    for number, due in enumerate(("2025-08", "2026", "in due course", "unspecified"), start=1):
        ledger.record(ev.ActionAdded(action=f"{number}", text=f"Due {due}", due=due), **on("2025-03-03"))

    made = calendar_of(ledger.history())

    (spanning,) = events(made).values()
    assert (spanning.decoded("DTSTART"), spanning.decoded("DTEND")) == (dt.date(2025, 8, 1), dt.date(2025, 9, 1))
    assert str(spanning["STATUS"]) == "TENTATIVE"
    assert made.left_out == (
        "Action 2: Due 2026",
        "Action 3: Due in due course",
        "Action 4: Due unspecified",
    )
    assert str(icalendar.Calendar.from_ical(made.data)["X-WR-CALDESC"]).startswith(
        "1 thing due\\, 3 more without a day"
    )


def test_what_left_its_plan_before_its_day_is_cancelled_and_what_is_complete_is_gone(ledger: Ledger) -> None:
    for number in range(1, 4):
        ledger.record(ev.ActionAdded(action=f"{number}", text="Do it", due="by 2025-12-01"), **on("2025-03-03"))
    ledger.record(ev.PlanItemRetired(subject="action:1", how="withdrawn"), **on("2025-04-01"))
    ledger.record(ev.CompletionClaimed(subject="action:2"), **on("2025-04-01"))

    held = events(calendar_of(ledger.history(as_of="2025-05-01")))
    later = events(calendar_of(ledger.history(as_of="2025-05-01"), today=dt.date(2026, 1, 1)))

    assert {uid.partition("@")[0]: str(one["STATUS"]) for uid, one in held.items()} == {
        "action:1": "CANCELLED",
        "action:3": "CONFIRMED",
    }
    assert str(held["action:1@localhost/main"]["SUMMARY"]).startswith("Left the plan: ")
    assert {uid.partition("@")[0] for uid in later} == {"action:3"}


def test_the_day_on_which_an_answer_runs_out_is_one_to_look_again(ledger: Ledger) -> None:
    small_plan(ledger)
    covered(ledger)
    alarm = check(ledger.history(), today=dt.date(2025, 3, 3)).alarms[0]
    ledger.record(
        ev.AlarmAnswered(
            alarm=alarm.key,
            rule=alarm.rule,
            answer="accepted",
            by=["body:board"],
            reason="A narrative",
            until="2025-09-30",
        ),
        **on("2025-03-03", "5"),
    )

    held = events(calendar_of(ledger.history(), today=dt.date(2025, 3, 3)))

    (again,) = [one for uid, one in held.items() if uid.startswith("revisit:")]
    assert again.decoded("DTSTART") == dt.date(2025, 9, 30)
    assert str(again["SUMMARY"]).startswith("Look again at ")
    assert "A narrative" not in str(again["DESCRIPTION"])


def test_words_are_for_the_public_unless_it_is_asked_otherwise(ledger: Ledger) -> None:
    ledger.record(
        ev.BodyEstablished(body="board", kind="improvement_board", name="the Improvement Board"),
        ev.ObligationCreated(obligation="o1", text="Tell of Robin", leads=["office:dcs"], due="by 2025-12-01"),
        **on("2025-03-03"),
    )

    public, full = (calendar_of(ledger.history(), audience=audience).data for audience in ("public", "full"))

    assert b"Robin" not in public
    assert b"Tell of Robin" in full


def test_no_text_breaks_out_of_its_event(hostile: Ledger) -> None:
    made = calendar_of(hostile.history(), audience="full")

    held = events(made)

    assert len(held) == len(HOSTILE) == made.events
    assert not icalendar.Calendar.from_ical(made.data).walk("VALARM")
    assert all(len(line) <= 75 for line in made.data.split(b"\r\n"))
    assert b"\x0b" not in made.data
    assert b"\x1b" not in made.data


def test_equal_histories_give_equal_bytes(northbeck: Calendar) -> None:
    assert calendar_of(county("northbeck").history(as_of=DAY)).data == northbeck.data
