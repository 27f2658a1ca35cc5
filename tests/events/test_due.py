"""A duty keeps the words it was given, always has a last day, and never makes up a day that was not said."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from govledger.errors import BadValueError, PhraseError
from govledger.events.due import Due, by
from govledger.events.phrases import Step
from govledger.events.when import When, when
from govledger.events.working_days import ListedHolidays
from govledger.testing.phrases import DUES, DUTIES, MOMENTS, STEPS

MIN, MAX = date.min, date.max
HELD = {
    "meeting:osmc-1": when("either 2015-09 or 2015-11"),
    "intervention:notice": when("May 2021"),
    "document:letter": when("2017-04-07"),
}

# What is written, and the first and last day it comes to by itself.
READ = [
    ("2017-06-14", date(2017, 6, 14), date(2017, 6, 14)),
    ("December 2015", date(2015, 12, 1), date(2015, 12, 31)),
    ("by 2017-07-20", MIN, date(2017, 7, 20)),
    ("by 2015-08 | publicly accepted, in August", MIN, date(2015, 8, 31)),
    ("2021-11..2021-12", date(2021, 11, 1), date(2021, 12, 31)),
    ("70 working days after 2017-04-07", date(2017, 7, 20), date(2017, 7, 20)),
    ("70 working days after 2017-01-24", date(2017, 5, 5), date(2017, 5, 5)),
    ("within 70 working days of 2017-04-07", date(2017, 4, 7), date(2017, 7, 20)),
    ("within 2 months of document:letter", MIN, MAX),
    ("within 2 months", MIN, MAX),
    ("10 days after 2017-06-14", date(2017, 6, 24), date(2017, 6, 24)),
    ("2 weeks after 2017-06-14", date(2017, 6, 28), date(2017, 6, 28)),
    ("1 month after 2017-01-31", date(2017, 2, 28), date(2017, 2, 28)),
    ("1 year after 2016-02-29", date(2017, 2, 28), date(2017, 2, 28)),
    ("3 months after 2015-09", date(2015, 12, 1), date(2015, 12, 30)),
    ("3 months after 2 weeks after 2017-06-14", date(2017, 9, 28), date(2017, 9, 28)),
    ("3 months after unknown", MIN, MAX),
    ("3 months after happened", MIN, MAX),
    ("9999 years after 2017-06-14", MAX, MAX),
    ("before 2017-06-14", MIN, date(2017, 6, 13)),
    ("after June 2017", date(2017, 7, 1), MAX),
    ("before 2 weeks after 2017-06-14", MIN, date(2017, 6, 27)),
    ("after 2 weeks after 2017-06-14", date(2017, 6, 29), MAX),
    ("before meeting:osmc-1", MIN, MAX),
    ("after the next two meetings", MIN, MAX),
    ("when next inspection; not before 12 months after intervention:notice", MIN, MAX),
    ("when next inspection; not before 2022-05", date(2022, 5, 1), MAX),
    ("when next inspection; not after 2022-05", MIN, date(2022, 5, 31)),
    ("when both are held", MIN, MAX),
    ("when 2017-06-14", date(2017, 6, 14), date(2017, 6, 14)),
    ("not before 12 months after 2021-05-10", date(2022, 5, 10), MAX),
    ("not before 2018; not after 2019", date(2018, 1, 1), date(2019, 12, 31)),
    ("until 2019", MIN, date(2019, 12, 31)),
    ("by 2017; not before 2018-06-14", date(2018, 6, 14), date(2018, 6, 14)),
    ("every month", MIN, MAX),
    ("every meeting", MIN, MAX),
    ("every meeting of body:bvib; times 2", MIN, MAX),
    ("every meeting; times 2", MIN, MAX),
    ("2 times a year", MIN, MAX),
    ("every 3 months; from December 2017", date(2018, 3, 1), MAX),
    ("every 3 months; until 2018; from December 2017", date(2018, 3, 1), date(2018, 12, 31)),
    ("every 3 months; times 4; from December 2017", date(2018, 3, 1), date(2018, 12, 31)),
    ("either within 3 months of meeting:osmc-1 or December 2015", MIN, MAX),
    ("either 3 months after meeting:osmc-1 or December 2015", MIN, MAX),
    ("either 3 months after 2015-09-01 or December 2015", date(2015, 12, 1), date(2015, 12, 31)),
    ("either 2015-09 or 2015-11", date(2015, 9, 1), date(2015, 11, 30)),
    ("unspecified", MIN, MAX),
    ("unspecified | in due course", MIN, MAX),
    ("none", MIN, MAX),
    ("unknown", MIN, MAX),
]

# What minutes say, and the duty it is; the second table is what needs an anchor.
SAID = [
    ("2017-09-30", "by 2017-09-30"),
    ("20th July 2017", "by 2017-07-20"),
    ("by 20th July 2017", "by 2017-07-20"),
    ("December 2015", "by December 2015"),
    ("end of December 2015", "by end of December 2015"),
    ("early 2018", "by early 2018"),
    ("autumn 2017", "by autumn 2017"),
    ("2015-09 | so said", "by 2015-09 | so said"),
    ("about June 2017", "about June 2017"),
    ("since 2017", "since 2017"),
    ("from 3 to 7 June 2017", "2017-06-03..2017-06-07"),
    ("in three months' time", "3 months after happened"),
    ("in 3 months time", "3 months after happened"),
    (
        "by the next inspection, at least 12 months",
        "when the next inspection; not before 12 months after happened",
    ),
    (
        "until the next inspection, minimum 12 months",
        "when the next inspection; not before 12 months after happened",
    ),
    ("in a year’s time", "1 year after happened"),
    ("in 3 months time – December 2015", "either 3 months after happened or December 2015"),
    ("either in 3 months' time or December 2015", "either 3 months after happened or December 2015"),
    ("within two months", "within 2 months"),
    ("within 70 working days of 2017-04-07", "within 70 working days of 2017-04-07"),
    ("within a fortnight of 7 April 2017", "within 2 weeks of 2017-04-07"),
    ("every three months thereafter", "every 3 months | every three months thereafter"),
    ("quarterly thereafter | as told", "every 3 months | as told"),
    ("annually", "every year"),
    ("monthly", "every month"),
    ("Monthly; until 2018", "every month; until 2018"),
    ("quarterly", "every 3 months"),
    ("every quarter", "every 3 months"),
    ("weekly", "every week"),
    ("fortnightly", "every 2 weeks"),
    ("every month", "every month"),
    ("each month", "every month"),
    ("every 1 month", "every month"),
    ("twice a year", "2 times a year"),
    ("four times a year", "4 times a year"),
    ("one times a year", "every year"),
    ("every three months from December 2017", "every 3 months; from December 2017"),
    ("every month until 2018", "every month; until 2018"),
    ("at every meeting of body:bvib", "every meeting of body:bvib"),
    ("every meeting of body:bvib; times two", "every meeting of body:bvib; times 2"),
    ("every month; from 2017; until 2018; times 3", "every month; until 2018; times 3; from 2017"),
    ("until the next Ofsted inspection", "when the next Ofsted inspection"),
    ("not before 12 months after intervention:notice", "not before 12 months after intervention:notice"),
    ("after the election", "after the election"),
    ("in due course", "unspecified | in due course"),
    ("None", "none"),
    ("Unspecified", "unspecified"),
]
ANCHORED = [
    ("in three months' time", "meeting:osmc-1", "3 months after meeting:osmc-1"),
    ("in three months' time", date(2015, 9, 1), "3 months after 2015-09-01"),
    ("in three months' time", when("September 2015 | so said"), "3 months after September 2015"),
    ("in three months' time", "either 2015-09 or 2015-11", "3 months after either 2015-09 or 2015-11"),
    ("in three months' time", "by 2015-08", "3 months after ..2015-08-31"),
    ("in three months' time", "since 2015-08", "3 months after 2015-08-01.."),
    ("in three months' time", "happened", "3 months after happened"),
    ("within three months", "meeting:osmc-1", "within 3 months of meeting:osmc-1"),
    ("every three months thereafter", "December 2017", "every 3 months; from December 2017"),
    ("every three months thereafter; times 4", "visit:v2", "every 3 months; times 4; from visit:v2"),
    (
        "in 3 months time – December 2015",
        "meeting:osmc-1",
        "either 3 months after meeting:osmc-1 or December 2015",
    ),
    (
        "in 3 months time – December 2015",
        "either 2015-09 or 2015-11",
        "either 3 months after 2015-09 or 3 months after 2015-11 or December 2015",
    ),
    ("either 3 months after happened or 3 months after 2015-09", "2015-09", "3 months after 2015-09"),
    (
        "by the next inspection, at least 12 months",
        "intervention:notice",
        "when the next inspection; not before 12 months after intervention:notice",
    ),
    (
        "until the next inspection, minimum 12 months",
        "intervention:notice",
        "when the next inspection; not before 12 months after intervention:notice",
    ),
    (
        "until the next Ofsted inspection and for a minimum of twelve months",
        date(2021, 5, 10),
        "when the next Ofsted inspection; not before 12 months after 2021-05-10",
    ),
    ("until visit:v9, minimum 12 months", "2021-05", "when visit:v9; not before 12 months after 2021-05"),
]

# Every duty that the five minutes tell.
IN_THE_MINUTES = [
    ("in due course", "unspecified | in due course"),
    ("each month", "every month"),
    ("every month", "every month"),
    ("every meeting; times 2", "every meeting; times 2"),
    ("after the next two meetings", "after the next two meetings"),
    ("until the next Ofsted inspection", "when the next Ofsted inspection"),
    ("in 3 months time – December 2015", "either 3 months after happened or December 2015"),
    ("within 15 months", "within 15 months"),
    ("August 2017", "by August 2017"),
    ("every three months thereafter", "every 3 months | every three months thereafter"),
    ("by 20th July 2017", "by 2017-07-20"),
    ("after the election", "after the election"),
    ("monthly", "every month"),
]

REFUSED = [
    ("", "empty"),
    ("by Christmas", "when something falls due"),
    ("on a regular basis", "when something falls due"),
    ("3 months after the meeting", "to count from"),
    ("31 June 2017", "June 2017 has 30 days"),
    ("when 31 June 2017", "June 2017 has 30 days"),
    ("not before 03/04/2017", "one way only"),
    ("3 months after meating:x", "did you mean meeting"),
    ("3 months after Meeting:x", "did you mean meeting"),
    ("3 months after meeting:", "the id of one meeting"),
    ("3 months after by 2017", "to count from"),
    ("after key:o9", "kind is known"),
    ("after org:ofsted", "kind is known"),
    ("when the visit: soon", "to count from"),
    ("0 months after 2017", "from 1 to 9999"),
    ("99999 days after 2017", "from 1 to 9999"),
    ("every month; times 0", "from 1 to 9999"),
    ("every month; times lots", "from 1 to 9999"),
    ("every month; until 2018; until 2019", "once only"),
    ("every month; times 2; times 3", "once only"),
    ("every month; soon", "when something falls due"),
    ("none; until 2018", "no limits"),
    ("2017; times 3", "a repetition"),
    ("from 2017", "a repetition"),
    ("times 3", "a repetition"),
    ("bimonthly", "one way only"),
    ("biannually", "one way only"),
    ("either 2017 or 2017", "differ"),
    ("either 2017", "when something falls due"),
    ("either none or 2017", "when something falls due"),
    ("every", "when something falls due"),
    ("every body:bvib", "when something falls due"),
    ("2017 | a | b", "one bar"),
    ("2017\n", "control characters"),
    ("unspecified | " + "x" * 500, "at most 500"),
]


@pytest.mark.parametrize(("written", "earliest", "latest"), READ)
def test_a_duty_always_has_a_first_and_a_last_day(written: str, earliest: date, latest: date) -> None:
    due = Due.parse(written)

    assert (str(due), due.earliest, due.latest) == (written, earliest, latest)
    assert due.is_open == (latest == MAX)


@pytest.mark.parametrize(("said", "canonical"), SAID)
def test_what_minutes_say_of_duties_is_read(said: str, canonical: str) -> None:
    assert str(by(said)) == canonical


@pytest.mark.parametrize(("said", "anchor", "canonical"), ANCHORED)
def test_what_leaves_open_from_when_counts_from_its_anchor(
    said: str, anchor: str | date | When, canonical: str
) -> None:
    due = by(said, anchor=anchor)

    assert str(due) == canonical
    assert Due.parse(canonical) == due


@pytest.mark.parametrize(("said", "canonical"), IN_THE_MINUTES)
def test_every_duty_told_in_the_five_minutes_is_read(said: str, canonical: str) -> None:
    assert str(by(said)) == canonical


@pytest.mark.parametrize(("said", "reason"), REFUSED)
def test_what_is_no_duty_is_refused_with_the_reason(said: str, reason: str) -> None:
    with pytest.raises(PhraseError) as refused:
        by(said)

    assert reason in str(refused.value)


def test_a_misspelt_duty_is_told_what_it_resembles() -> None:
    with pytest.raises(PhraseError) as refused:
        by("Decmber 2015")

    assert refused.value.nearest == ("December 2015",)


@pytest.mark.parametrize(
    ("said", "suggested"),
    [
        ("in 10 working days", ("within 10 working days",)),
        ("In 2 weeks of meeting:m", ("within 2 weeks of meeting:m",)),
        ("in a while", ()),
        ("in 0 days of 31 June 2017", ()),
    ],
)
def test_in_so_many_days_is_told_what_it_may_mean(said: str, suggested: tuple[str, ...]) -> None:
    with pytest.raises(PhraseError) as refused:
        by(said)

    assert tuple(near.lower() for near in refused.value.nearest) == suggested


def test_how_to_keep_the_words_stands_near_the_beginning_of_a_refusal() -> None:
    with pytest.raises(PhraseError, match=r"^found 'asap', expected .{,40}unspecified \| asap"):
        by("asap")


def test_other_words_are_kept_only_when_asked_for() -> None:
    due = by("on a regular basis", words=True)

    assert str(due) == "unspecified | on a regular basis"
    assert due.is_unspecified
    assert due.words == "on a regular basis"


def test_by_is_added_to_a_bare_time_only() -> None:
    assert str(by(date(2017, 9, 30))) == str(by(when("30 September 2017"))) == "by 2017-09-30"
    assert str(by(Due.parse("every month"))) == "every month"
    assert str(Due.parse("2017-09-30")) == str(Due.read(date(2017, 9, 30))) == "2017-09-30"


@pytest.mark.parametrize("given_value", [None, 5, 1.5, [], {}, datetime(2017, 6, 14, tzinfo=UTC)])
def test_what_is_no_duty_at_all_is_refused(given_value: object) -> None:
    with pytest.raises(BadValueError):
        Due.read(given_value)
    with pytest.raises(BadValueError):
        by(given_value, words=True)  # type: ignore[arg-type]
    with pytest.raises(BadValueError):
        Due.parse(given_value)  # type: ignore[arg-type]


def test_a_time_read_as_a_duty_keeps_its_words() -> None:
    assert str(Due(when("2015-09 | so said"))) == "2015-09 | so said"


def test_none_unspecified_and_unknown_are_three_things() -> None:
    none, unspecified, unknown = (Due.parse(word) for word in ("none", "unspecified", "unknown"))

    assert (none.is_none, none.is_unspecified, none.is_unknown) == (True, False, False)
    assert (unspecified.is_none, unspecified.is_unspecified, unspecified.is_unknown) == (False, True, False)
    assert (unknown.is_none, unknown.is_unspecified, unknown.is_unknown) == (False, False, True)


def test_the_ids_inside_are_references() -> None:
    due = Due.parse(
        "either within 3 months of meeting:a or when visit:b; not before 1 year after meeting:a; until plan:c"
    )

    assert due.references == ("meeting:a", "visit:b", "plan:c")
    assert Due.parse("every meeting of body:bvib").references == ("body:bvib",)
    assert Due.parse("3 months after happened").references == ()


def test_both_readings_of_either_are_kept_with_their_limits() -> None:
    due = Due.parse("either within 3 months of meeting:osmc-1 or December 2015; not after 2016")

    assert [str(reading) for reading in due.readings] == [
        "within 3 months of meeting:osmc-1; not after 2016",
        "December 2015; not after 2016",
    ]


def test_a_duty_with_one_reading_is_its_own_only_reading() -> None:
    due = Due.parse("until 2018 | so said")

    assert due.readings == (due,)


def test_the_greatest_reading_bounds_a_duty_whose_meeting_is_in_dispute() -> None:
    resolved = Due.parse("either 3 months after meeting:osmc-1 or December 2015").resolve(HELD.get)

    assert (resolved.earliest, resolved.latest) == (date(2015, 12, 1), date(2016, 2, 29))
    assert resolved.readings == (
        (date(2015, 12, 1), date(2016, 2, 29)),
        (date(2015, 12, 1), date(2015, 12, 31)),
    )


def test_a_notice_kept_until_an_inspection_is_not_over_before_its_minimum() -> None:
    due = Due.parse("when visit:next; not before 12 months after intervention:notice")

    waiting = due.resolve(HELD.get)
    visited = due.resolve({**HELD, "visit:next": when("2021-11-30")}.get)
    visited_late = due.resolve({**HELD, "visit:next": when("2022-09-01")}.get)

    assert (waiting.earliest, waiting.latest) == (date(2022, 5, 1), MAX)
    assert (visited.earliest, visited.latest) == (date(2022, 5, 1), date(2022, 5, 31))
    assert (visited_late.earliest, visited_late.latest) == (date(2022, 9, 1), date(2022, 9, 1))


@pytest.mark.parametrize(
    ("written", "earliest", "latest"),
    [
        ("70 working days after document:letter", date(2017, 7, 20), date(2017, 7, 20)),
        ("before intervention:notice", MIN, date(2021, 5, 30)),
        ("after intervention:notice", date(2021, 5, 2), MAX),
        ("when intervention:notice", date(2021, 5, 1), date(2021, 5, 31)),
        ("every month; times 2; from document:letter", date(2017, 5, 7), date(2017, 6, 7)),
        ("before meeting:never", MIN, MAX),
    ],
)
def test_ids_are_resolved_to_their_days(written: str, earliest: date, latest: date) -> None:
    resolved = Due.parse(written).resolve(HELD.get)

    assert (resolved.earliest, resolved.latest) == (earliest, latest)


def test_working_days_are_those_of_the_calendar_given() -> None:
    said, calendar = "1 working day after 2017-06-14", ListedHolidays([date(2017, 6, 15)])

    assert by(said).latest == date(2017, 6, 15)
    assert by(said, calendar=calendar).latest == date(2017, 6, 16)
    assert by(said).resolve(HELD.get, calendar).latest == date(2017, 6, 16)
    assert by(said, calendar=calendar) == by(said)


def test_happened_is_replaced_by_the_day_the_entry_happened() -> None:
    due = by("in three months' time")

    assert due.counts_from_happened
    assert str(due.anchored(when("2017-06-14 | at the Board"))) == "3 months after 2017-06-14"
    assert due.anchored(when("2017-06-14")).latest == date(2017, 9, 14)


def test_happened_is_replaced_in_limits_and_its_words_stay() -> None:
    due = Due.parse("every month; not before 2 weeks after happened; from happened | told so")

    assert (
        str(due.anchored(when("June 2017")))
        == "every month; not before 2 weeks after June 2017; from June 2017 | told so"
    )


def test_a_duty_that_does_not_count_from_happened_is_left_alone() -> None:
    due = Due.parse("either 2017 or when visit:v")

    assert not due.counts_from_happened
    assert due.anchored(when("2017-06-14")) is due


@pytest.mark.parametrize(
    ("written", "day", "turn"),
    [
        ("every 3 months; from December 2017", date(2017, 8, 1), date(2018, 3, 31)),
        ("every 3 months; from December 2017", date(2018, 3, 30), date(2018, 3, 31)),
        ("every 3 months; from December 2017", date(2018, 3, 31), date(2018, 6, 30)),
        ("every 3 months; from 2017-12-12", date(2117, 12, 12), date(2118, 3, 12)),
        ("every month; from 2017-01-31", date(2017, 2, 27), date(2017, 2, 28)),
        ("every month; from 2017-01-31", date(2017, 2, 28), date(2017, 3, 31)),
        ("every year; from 2016-02-29", date(2019, 2, 28), date(2020, 2, 29)),
        ("every week; from 2017-06-14", date(2017, 6, 21), date(2017, 6, 28)),
        ("every 10 days; from 2017-06-14", date(2017, 6, 30), date(2017, 7, 4)),
        ("every 20 working days; from 2017-06-14", date(2017, 6, 14), date(2017, 7, 12)),
        ("every 20 working days; from 2017-06-14", date(2017, 7, 12), date(2017, 8, 9)),
        ("2 times a year; from 2017-06-14", date(2017, 6, 14), date(2017, 12, 14)),
        ("5 times a year; from 2017-06-14", date(2017, 6, 14), date(2017, 8, 26)),
        ("every month", date(2017, 6, 14), date(2017, 7, 14)),
        ("every month; not before 2018", date(2017, 6, 14), date(2018, 1, 1)),
        ("every month; not before 2018; from 2017-06-14", date(2017, 6, 14), date(2018, 1, 14)),
        ("every month; until 2017-07-13", date(2017, 6, 14), None),
        ("every month; not after 2017-07-14", date(2017, 6, 14), date(2017, 7, 14)),
        ("every month; times 2; from 2017-06-14", date(2017, 7, 14), date(2017, 8, 14)),
        ("every month; times 2; from 2017-06-14", date(2017, 8, 14), None),
        ("every month; from meeting:osmc-1", date(2017, 6, 14), None),
        ("every month; not before visit:v", date(2017, 6, 14), None),
        ("every month; from 2017", MAX, None),
        ("every month", MAX, None),
        ("every meeting", date(2017, 6, 14), None),
        ("either every month or every 3 months", date(2017, 6, 14), date(2017, 9, 14)),
        ("either every month or 2018", date(2017, 6, 14), date(2017, 7, 14)),
        ("by 2018", date(2017, 6, 14), None),
        ("until 2018", date(2017, 6, 14), None),
        ("none", date(2017, 6, 14), None),
    ],
)
def test_the_next_turn_of_a_repetition(written: str, day: date, turn: date | None) -> None:
    due = Due.parse(written)

    assert due.next_after(day) == turn
    assert turn is None or due.is_recurring


def test_turns_are_counted_from_an_id_once_it_has_a_day() -> None:
    resolved = Due.parse("every month; from document:letter").resolve(HELD.get)

    assert resolved.next_after(date(2017, 6, 14)) == date(2017, 7, 7)


def test_what_comes_round_is_told_apart() -> None:
    assert Due.parse("every 3 months; times 4").step == Step(3, "month")
    assert Due.parse("every 3 months; times 4").times == 4
    assert Due.parse("2 times a year").step == Step(6, "month")
    assert Due.parse("2 times a year").is_evenly_spread
    assert not Due.parse("every 6 months").is_evenly_spread
    assert Due.parse("every meeting of body:bvib").every_meeting_of == "body:bvib"
    assert Due.parse("every meeting").every_meeting_of == ""
    assert Due.parse("every meeting").is_recurring
    assert Due.parse("by 2018").every_meeting_of is None
    assert Due.parse("by 2018").step is None
    assert not Due.parse("by 2018").is_recurring


def test_a_duty_does_not_change_and_survives_copying() -> None:
    due = Due.parse("every month; times 2 | so said")

    with pytest.raises(AttributeError):
        due.phrase = "none"
    assert copy.deepcopy(due) == pickle.loads(pickle.dumps(due)) == due
    assert len({due, copy.copy(due)}) == 1
    assert repr(due) == "Due('every month; times 2 | so said')"
    assert due != str(due)
    assert due != when("2017")


def test_a_duty_already_read_is_not_read_again() -> None:
    assert Due.parse("by 2017-07-20") is Due.parse("by 2017-07-20")


@given(DUES)
def test_the_canonical_form_of_any_duty_is_a_fixpoint(text: str) -> None:
    due = Due.parse(text)

    assert Due.parse(str(due)) == due
    assert by(str(due)).references == due.references


@given(DUTIES)
def test_every_duty_of_the_grammar_is_its_own_canonical_form(text: str) -> None:
    assert str(Due.parse(text)) == text


@given(DUTIES)
def test_the_readings_of_a_duty_make_up_its_bounds(text: str) -> None:
    due = Due.parse(text)

    assert due.latest == max(reading.latest for reading in due.readings)
    assert due.earliest == min(reading.earliest for reading in due.readings)


@given(DUTIES, MOMENTS)
def test_a_duty_once_anchored_no_longer_counts_from_happened(text: str, happened: str) -> None:
    due = Due.parse(text).anchored(When.parse(happened))

    assert not due.counts_from_happened
    assert Due.parse(str(due)) == due
    assert (Due.parse(str(due)).earliest, Due.parse(str(due)).latest) == (due.earliest, due.latest)


@given(STEPS, st.dates(date(1990, 1, 1), date(2050, 1, 1)), st.integers(-400, 4000))
def test_the_next_turn_is_the_first_after_the_day(step: str, start: date, days: int) -> None:
    due, day = Due.parse(f"every {step}; from {start}"), start + timedelta(days=days)
    turn = due.next_after(day)

    assert turn is not None
    assert turn > max(day, start)
    assert due.next_after(turn - timedelta(days=1)) == turn
    assert day <= start or (turn - day) <= (due.next_after(turn) or MAX) - turn + timedelta(days=8)


PIECES = st.sampled_from(
    [
        *(
            "every",
            "either",
            "or",
            "after",
            "within",
            ";",
            "times",
            "2",
            "3",
            "months",
            "until",
            "when",
            "x:y",
            "meeting:a",
        ),
        *("2017", "not", "before", "|", "from", "happened", "the next", "monthly", "thereafter", "not before"),
    ]
)


@given(st.text(max_size=60) | st.lists(PIECES, max_size=10).map(" ".join))
def test_any_text_is_a_duty_or_refused_and_raises_nothing_else(text: str) -> None:
    try:
        due = by(text)
    except PhraseError:
        return

    assert Due.parse(str(due)) == due
    assert due.earliest <= due.latest
