"""Working days leave out weekends and bank holidays, and the caller may bring another calendar."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from govledger.errors import BadValueError
from govledger.events.working_days import (
    ENGLAND_AND_WALES,
    EnglandAndWales,
    ListedHolidays,
    WorkingDayCalendar,
)

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("day", "count", "reached"),
    [
        # The post-inspection action plan: 70 working days from publication.
        (date(2017, 4, 7), 70, date(2017, 7, 20)),
        (date(2017, 1, 24), 70, date(2017, 5, 5)),
        (date(2017, 4, 13), 1, date(2017, 4, 18)),
        (date(2017, 4, 15), 0, date(2017, 4, 15)),
        (date(2022, 9, 16), 1, date(2022, 9, 20)),
        (date.max, 1, date.max),
        (date(9999, 12, 30), 9999, date.max),
    ],
)
def test_working_days_are_counted_from_the_day_after(day: date, count: int, reached: date) -> None:
    assert ENGLAND_AND_WALES.add(day, count) == reached


def test_working_days_are_not_counted_backwards() -> None:
    with pytest.raises(BadValueError):
        ENGLAND_AND_WALES.add(date(2017, 4, 7), -1)


@pytest.mark.parametrize("day", [date(1871, 12, 25), date(2101, 12, 26), date(2199, 12, 25)])
def test_outside_the_years_the_library_knows_only_weekends_are_left_out(day: date) -> None:
    assert ENGLAND_AND_WALES.is_working_day(day) == (day.weekday() < 5)


def test_the_caller_may_list_the_holidays() -> None:
    calendar = ListedHolidays([date(2017, 4, 14), date(2017, 4, 17), date(2018, 1, 1)])

    assert calendar.add(date(2017, 4, 13), 1) == date(2017, 4, 18)
    assert calendar.is_working_day(date(2017, 5, 1))
    assert not calendar.is_working_day(date(2018, 1, 1))
    assert repr(calendar) == "ListedHolidays(3 days)"


def test_a_listed_holiday_is_a_day() -> None:
    with pytest.raises(BadValueError):
        ListedHolidays([datetime(2017, 4, 14)])  # noqa: DTZ001


def test_any_object_with_the_three_methods_is_a_calendar() -> None:
    assert isinstance(EnglandAndWales(), WorkingDayCalendar)
    assert isinstance(ListedHolidays([]), WorkingDayCalendar)
    assert not isinstance(object(), WorkingDayCalendar)
    assert repr(EnglandAndWales()) == "EnglandAndWales()"


@given(DAYS, st.integers(0, 200))
def test_what_was_added_lies_between(day: date, count: int) -> None:
    reached = ENGLAND_AND_WALES.add(day, count)

    assert ENGLAND_AND_WALES.between(day, reached) == count
    assert count == 0 or ENGLAND_AND_WALES.is_working_day(reached)


@given(DAYS, st.integers(0, 800))
def test_between_counts_each_working_day_once(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    each = sum(ENGLAND_AND_WALES.is_working_day(first + timedelta(days=n)) for n in range(1, days + 1))

    assert ENGLAND_AND_WALES.between(first, last) == each
    assert ENGLAND_AND_WALES.between(last, first) == -each


def test_the_holidays_are_not_imported_until_working_days_are_counted() -> None:
    program = (
        "import sys; from govledger.events.due import by; by('3 months after 2017-04-07').latest; "
        "assert 'holidays' not in sys.modules; by('70 working days after 2017-04-07').latest; "
        "assert 'holidays' in sys.modules"
    )

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
