"""Working days: Monday to Friday, less the bank holidays of England and Wales or those that the caller lists.

The bank holidays come from the `holidays` library, which ships them as data: nothing is fetched. They are of use from
1978, when the eight yearly ones were complete; before that the library knows fewer, and outside 1872 to 2100 none, so
only weekends are left out. A holiday proclaimed after the installed version was published is not known either. Where
that matters, give your own days::

    >>> from datetime import date
    >>> ListedHolidays([date(2017, 4, 14), date(2017, 4, 17)]).add(date(2017, 4, 13), 1)
    datetime.date(2017, 4, 18)
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, Protocol, runtime_checkable

from govledger.errors import BadValueError

_SATURDAY: Final = 5
_EPOCH: Final = dt.date(1, 1, 1).toordinal()  # a Monday


@runtime_checkable
class WorkingDayCalendar(Protocol):
    """What govledger asks of a calendar of working days; any object with these three methods will do."""

    def is_working_day(self, day: dt.date) -> bool:
        """Whether ``day`` is a working day."""
        ...

    def add(self, day: dt.date, count: int) -> dt.date:
        """The ``count``-th working day after ``day``; ``day`` itself is not counted."""
        ...

    def between(self, first: dt.date, last: dt.date) -> int:
        """How many working days there are after ``first``, up to and including ``last``."""
        ...


class _Weekdays:
    """Monday to Friday, less the holidays of each year."""

    __slots__ = ()

    def holidays(self, year: int) -> frozenset[dt.date]:
        """The holidays of ``year``."""
        raise NotImplementedError

    def is_working_day(self, day: dt.date) -> bool:
        """Whether ``day`` is neither at a weekend nor a holiday."""
        return day.weekday() < _SATURDAY and day not in self.holidays(day.year)

    def add(self, day: dt.date, count: int) -> dt.date:
        """The ``count``-th working day after ``day``, at most 9999-12-31; ``day`` itself is not counted.

        Nought gives ``day`` back, whether or not it is a working day.

        Raises:
            BadValueError: ``count`` is below nought.
        """
        if count < 0:
            raise BadValueError(count, "a count of working days, nought or more")
        while count:
            following = _weekdays_after(day, count)
            if following is None:
                return dt.date.max
            day, count = following, count - self.between(day, following)
        return day

    def between(self, first: dt.date, last: dt.date) -> int:
        """How many working days there are after ``first``, up to and including ``last``.

        Below nought when ``last`` is earlier, so that it is always the opposite of the way back.
        """
        if last < first:
            return -self.between(last, first)
        weekdays = _weekdays_through(last) - _weekdays_through(first)
        return weekdays - sum(
            1
            for year in range(first.year, last.year + 1)
            for day in self.holidays(year)
            if first < day <= last and day.weekday() < _SATURDAY
        )


class EnglandAndWales(_Weekdays):
    """The working days of England and Wales, bank holidays as the `holidays` library gives them."""

    __slots__ = ()

    def holidays(self, year: int) -> frozenset[dt.date]:
        """The bank holidays of ``year``; none where the library does not know the year."""
        return _bank_holidays(year)

    def __repr__(self) -> str:
        """As it is written in code."""
        return "EnglandAndWales()"


class ListedHolidays(_Weekdays):
    """Monday to Friday, less the days the caller lists.

    Args:
        days: The holidays.

    Raises:
        BadValueError: One of them is not a day.
    """

    __slots__ = ("_by_year", "days")

    days: frozenset[dt.date]

    def __init__(self, days: Iterable[dt.date]) -> None:
        """Hold ``days``."""
        self.days = frozenset(_one_day(day) for day in days)
        self._by_year = {
            year: frozenset(day for day in self.days if day.year == year) for year in {day.year for day in self.days}
        }

    def holidays(self, year: int) -> frozenset[dt.date]:
        """The listed days of ``year``."""
        return self._by_year.get(year, frozenset())

    def __repr__(self) -> str:
        """As it is written in code, shortened."""
        return f"ListedHolidays({len(self.days)} days)"


def _one_day(day: object) -> dt.date:
    if isinstance(day, dt.date) and not isinstance(day, dt.datetime):
        return day
    raise BadValueError(day, "a day, as a date")


def _weekdays_through(day: dt.date) -> int:
    """How many Mondays to Fridays there have been since Monday 1 January of the year 1."""
    weeks, days = divmod(day.toordinal() - _EPOCH + 1, 7)
    return weeks * 5 + min(days, 5)


def _weekdays_after(day: dt.date, count: int) -> dt.date | None:
    """The ``count``-th Monday to Friday after ``day``; ``None`` where that is after 9999-12-31."""
    from_monday = min(day.weekday(), _SATURDAY - 1)
    weeks, days = divmod(from_monday + count, _SATURDAY)
    ordinal = day.toordinal() - day.weekday() + weeks * 7 + days
    return dt.date.fromordinal(ordinal) if ordinal <= dt.date.max.toordinal() else None


@lru_cache(maxsize=1024)
def _bank_holidays(year: int) -> frozenset[dt.date]:
    # Importing the library takes several times as long as reading a phrase's whole module; few count working days.
    from holidays import country_holidays  # noqa: PLC0415

    return frozenset(country_holidays("GB", subdiv="ENG", years=[year], expand=False))


ENGLAND_AND_WALES: Final = EnglandAndWales()
"""The calendar used where none is given."""
