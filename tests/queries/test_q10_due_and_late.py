"""Query 10: what is due next, to whom, and what is late: reports, submissions, visits, standing items?"""

import datetime as dt
from collections.abc import Mapping

import pytest

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.projections.obligation_calendar import ObligationCalendar
from tests.projections.saying import AS_OF
from tests.projections.support import MINUTES, minute_ledger, say
from tests.queries.support import not_held

TOWER_HAMLETS = "tower-hamlets-2017-06-14"
DAY = AS_OF[TOWER_HAMLETS]
NO_DATES = ("gloucestershire-2022-05-26", "worcestershire-2017")


def calendar(ledger: Ledger, day: dt.date) -> ObligationCalendar:
    return ledger.history(as_of=day).project(ObligationCalendar)


def test_what_was_due_next_in_tower_hamlets_and_to_whom(minutes: Mapping[str, Ledger]) -> None:
    found = calendar(minutes[TOWER_HAMLETS], DAY).next(DAY)

    assert [(line.ref, line.latest, line.to) for line in found] == [
        ("obligation:deep-dives", dt.date(2017, 7, 14), ("body:bvib",)),
        ("obligation:submit", dt.date(2017, 7, 20), ("org:dfe",)),
        ("visit:ofsted-2017-08", dt.date(2017, 8, 31), None),
        ("visit:ofsted-2017-12", dt.date(2017, 12, 31), None),
        ("visit:ofsted-quarterly", dt.date(2018, 3, 31), None),
    ]


def test_the_stress_test_has_no_day_and_is_needed_before_the_submission(minutes: Mapping[str, Ledger]) -> None:
    lines = {line.ref: line for line in calendar(minutes[TOWER_HAMLETS], DAY).lines(DAY)}

    assert lines["obligation:stress-test"].state == "unspecified"
    assert lines["obligation:stress-test"].needed_by == dt.date(2017, 7, 20)
    assert (lines["obligation:assess"].state, lines["obligation:observe"].state) == ("met", "met")


def test_west_berkshires_update_has_two_readings_and_the_later_one_counts(minutes: Mapping[str, Ledger]) -> None:
    day = AS_OF["west-berkshire-2015"]

    (update,) = calendar(minutes["west-berkshire-2015"], day).next(day)

    assert (update.ref, update.latest, update.to) == ("obligation:update", dt.date(2016, 2, 29), ("body:osmc",))
    assert update.readings == ("3 months after meeting:osmc-1: 2016-02-29", "December 2015: 2015-12-31")


def test_the_postponed_review_is_due_on_no_day(minutes: Mapping[str, Ledger]) -> None:
    found = calendar(minutes["west-berkshire-2015"], AS_OF["west-berkshire-2015"])

    review = next(line for line in found.unspecified() if line.ref == "obligation:test-of-assurance")
    assert (str(review.due), review.deferrals) == ("unspecified | in due course", 1)


def test_herefordshires_monthly_reports_are_due_and_what_waits_for_a_meeting_waits(
    minutes: Mapping[str, Ledger],
) -> None:
    day = AS_OF["herefordshire-2021"]
    found = calendar(minutes["herefordshire-2021"], day)

    assert [line.ref for line in found.next(day)] == ["obligation:ad-monthly-report", "obligation:dcs-monthly-report"]
    assert [line.ref for line in found.awaiting(day)] == [
        "meeting:h-focus-1",
        "obligation:attend-board",
        "obligation:performance-report",
        "obligation:review-attendance",
    ]


@pytest.mark.parametrize("name", NO_DATES)
def test_two_minutes_give_no_duty_a_day(minutes: Mapping[str, Ledger], name: str) -> None:
    assert calendar(minutes[name], AS_OF[name]).next(AS_OF[name]) == []


def test_nothing_was_late_on_its_own_day_and_other_bodies_are_not_kept(
    minutes: Mapping[str, Ledger],
) -> None:
    late = {name: calendar(minutes[name], AS_OF[name]).late(AS_OF[name]) for name in MINUTES}

    assert late == {name: [] for name in MINUTES}
    history = minutes[TOWER_HAMLETS].history()
    assert not_held(history, DAY, "obligations", "meetings", body="bvib") == ["meetings"]
    assert not_held(history, DAY, "obligations", body="csib") == ["obligations"]


def test_the_submission_is_late_the_day_after_unless_it_was_made() -> None:
    with minute_ledger(TOWER_HAMLETS) as ledger:
        after = dt.date(2017, 7, 21)
        before = {line.ref for line in calendar(ledger, after).late(after)}

        say(ledger, ev.ObligationDischarged(obligation="submit", by=["org:council"]), "2017-07-19")

        assert before == {"obligation:deep-dives", "obligation:submit"}
        assert {line.ref for line in calendar(ledger, after).late(after)} == {"obligation:deep-dives"}


def test_a_board_that_meets_without_its_standing_item_is_late_with_it() -> None:
    with minute_ledger(TOWER_HAMLETS) as ledger:
        say(ledger, ev.MeetingHeld(meeting="bvib-2", body="bvib"), "2017-09-13")
        day = dt.date(2017, 9, 13)
        without = {line.ref: line.latest for line in calendar(ledger, day).late(day)}

        say(ledger, ev.AgendaItemConsidered(agenda_item="bvib-2/4", meeting="bvib-2", about=["plan:iip"]), "2017-09-13")

        assert without["obligation:standing-item"] == day
        assert "obligation:standing-item" not in {line.ref for line in calendar(ledger, day).late(day)}
