"""How single times are read: a day, a month, a season, a year, a part of one, or its end.

Each reads to a `Moment`: its canonical phrase, its first and last day, and the length that ``about`` widens it by. An
exact day is always written ``2017-06-14``; anything longer keeps the name it was given, so ``December 2015`` and
``2015-12`` are two phrases for the same days.
"""

from __future__ import annotations

import calendar as _calendar
import datetime as dt
import re
from collections.abc import Callable
from typing import Final, NamedTuple

from govledger.errors import PhraseError
from govledger.events.phrases import Step, add_days, add_months

MONTHS: Final = tuple(_calendar.month_name[month] for month in range(1, 13))
SEASONS: Final = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_ABOUT_A_DAY: Final = Step(7, "day")
_MONTH_NAMES = {name[:size].lower(): index for index, name in enumerate(MONTHS, 1) for size in (3, len(name))}
_MONTH_NAMES["sept"] = 9

_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTH_NAMES, key=len, reverse=True))})\.?"
_YEAR = r"(?P<year>[0-9]{4})"
_TWO_YEARS = r"(?P<year>[0-9]{4})/(?P<next>[0-9]{2}|[0-9]{4})"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_WEEKDAY = rf"(?:(?P<weekday>{'|'.join(WEEKDAYS)}),? (?:the )?)?"


class Moment(NamedTuple):
    """One time, as precise as it was said.

    Attributes:
        phrase: Its canonical form.
        earliest: Its first day.
        latest: Its last day.
        step: What ``about`` adds on either side.
        is_whole: Whether it is a month or longer and no part or end of one, so that it may have parts and an end.
    """

    phrase: str
    earliest: dt.date
    latest: dt.date
    step: Step
    is_whole: bool


def day_moment(day: dt.date, phrase: str | None = None) -> Moment:
    """One day."""
    return Moment(phrase or day.isoformat(), day, day, _ABOUT_A_DAY, is_whole=False)


def read_moment(text: str) -> Moment | None:
    """The single time that tidy ``text`` names; ``None`` if it names none.

    Raises:
        PhraseError: It is written as a time, but there is no such day, or it could be two.
    """
    for pattern, reader in _READERS:
        if match := pattern.fullmatch(text):
            return reader(match)
    for pattern, expected in _REFUSED:
        if match := pattern.fullmatch(text):
            raise PhraseError(text, expected(match) if callable(expected) else expected)
    return None


def _pattern(expression: str) -> re.Pattern[str]:
    # ASCII, so that only the digits 0 to 9 count, and no letter but s matches s.
    return re.compile(expression, re.IGNORECASE | re.ASCII)


def _period(phrase: str, first: dt.date, months: int) -> Moment:
    return Moment(phrase, first, _last(first, months), Step(months, "month"), is_whole=True)


def _last(first: dt.date, months: int) -> dt.date:
    """The day before the same day ``months`` later; the last day there is when that passes it."""
    after = add_months(first, months)
    return after if after == dt.date.max else add_days(after, -1)


def _first(match: re.Match[str], month: int) -> dt.date:
    year = int(match["year"])
    if not year:
        raise PhraseError(match[0], "a year from 0001 to 9999")
    return dt.date(year, month, 1)


def _iso_day(match: re.Match[str]) -> Moment:
    month = int(match["month"])
    if not 1 <= month <= len(MONTHS):
        raise PhraseError(match[0], "a day that exists, written year-month-day; there are twelve months")
    return _day_in(_first(match, month), match)


def _said_day(match: re.Match[str]) -> Moment:
    return _day_in(_first(match, _MONTH_NAMES[match["month"].lower()]), match)


def _day_in(first: dt.date, match: re.Match[str]) -> Moment:
    number, days = int(match["day"]), _calendar.monthrange(first.year, first.month)[1]
    if not 1 <= number <= days:
        raise PhraseError(match[0], f"a day that exists; {MONTHS[first.month - 1]} {first.year} has {days} days")
    day = first.replace(day=number)
    said = match.groupdict().get("weekday")
    if said and WEEKDAYS[day.weekday()] != said.capitalize():
        raise PhraseError(match[0], f"its own weekday; {day.isoformat()} was a {WEEKDAYS[day.weekday()]}")
    return day_moment(day)


def _iso_month(match: re.Match[str]) -> Moment:
    return _period(match[0], _first(match, int(match["month"])), 1)


def _said_month(match: re.Match[str]) -> Moment:
    first = _first(match, _MONTH_NAMES[match["month"].lower()])
    return _period(f"{MONTHS[first.month - 1]} {match['year']}", first, 1)


def _year(match: re.Match[str]) -> Moment:
    return _period(match["year"], _first(match, 1), 12)


def _season(match: re.Match[str]) -> Moment:
    name = match["season"].lower()
    if match["next"] and (name != "winter" or not _follows(match)):
        raise PhraseError(match[0], "a season of one year; only a winter spans two, as in winter 2017/18")
    return _period(f"{name} {match['year']}", _first(match, SEASONS[name]), 3)


def _follows(match: re.Match[str]) -> bool:
    """Whether the second year written is the one after the first."""
    return f"{int(match['year']) + 1:04}".endswith(match["next"])


def _two_years(match: re.Match[str]) -> str:
    if not _follows(match):
        raise PhraseError(match[0], "two years that follow each other, such as 2017/18")
    return f"{match['year']}/{(int(match['year']) + 1) % 100:02}"


def _financial_year(match: re.Match[str]) -> Moment:
    return _period(_two_years(match), _first(match, 4), 12)


def _quarter(match: re.Match[str]) -> Moment:
    number = int(match["quarter"])
    return _period(f"Q{number} {_two_years(match)}", add_months(_first(match, 4), 3 * (number - 1)), 3)


def _municipal_year(match: re.Match[str]) -> Moment:
    # From annual meeting to annual meeting, each on a day in May that differs by council and by year.
    return _period(f"municipal {_two_years(match)}", _first(match, 5), 13)


def _part(match: re.Match[str]) -> Moment | None:
    whole = read_moment(match["of"])
    if whole is None or not whole.is_whole:
        return None
    which = ("early", "mid", "late").index(match["part"].lower())
    step = _third(whole)
    first = _moved(whole.earliest, step, which)
    last = whole.latest if which == len(("early", "mid")) else add_days(_moved(whole.earliest, step, which + 1), -1)
    return Moment(f"{match['part'].lower()} {whole.phrase}", min(first, whole.latest), last, step, is_whole=False)


def _third(whole: Moment) -> Step:
    """A third: months where they divide by three, ten days of a month, else days."""
    months = whole.step.count
    if months % 3 == 0:
        return Step(months // 3, "month")
    return Step(10, "day") if months == 1 else Step(((whole.latest - whole.earliest).days + 1) // 3, "day")


def _moved(day: dt.date, step: Step, count: int) -> dt.date:
    amount = step.count * count
    return add_months(day, amount) if step.unit == "month" else add_days(day, amount)


def _end(match: re.Match[str]) -> Moment | None:
    whole = read_moment(match["of"])
    if whole is None or not whole.is_whole:
        return None
    return day_moment(whole.latest, f"end of {whole.phrase}")


def _either_order(match: re.Match[str]) -> str:
    first, second, year = int(match["a"]), int(match["b"]), match["year"]
    if len(year) == len("2017") and 1 <= first <= len(MONTHS) and 1 <= second <= len(MONTHS) and first != second:
        return (
            f"a day written so that it can be read one way only: {year}-{second:02}-{first:02} if {first} "
            f"{MONTHS[second - 1]} is meant, {year}-{first:02}-{second:02} if {second} {MONTHS[first - 1]} is"
        )
    return "a day written so that it can be read one way only, such as 2017-06-14 or 14 June 2017"


_READERS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Moment | None]], ...]] = (
    (_pattern(rf"{_YEAR}-(?P<month>[0-9]{{2}})-(?P<day>[0-9]{{2}})"), _iso_day),
    (_pattern(rf"{_YEAR}-(?P<month>0[1-9]|1[0-2])"), _iso_month),
    (_pattern(_YEAR), _year),
    (_pattern(rf"{_WEEKDAY}{_DAY}(?: of)? {_MONTH},? {_YEAR}"), _said_day),
    (_pattern(rf"{_WEEKDAY}{_MONTH} {_DAY},? {_YEAR}"), _said_day),
    (_pattern(rf"{_MONTH}(?: of)?,? {_YEAR}"), _said_month),
    (_pattern(rf"(?:the )?(?P<season>{'|'.join(SEASONS)})(?: of)? {_YEAR}(?:/(?P<next>[0-9]{{2}}))?"), _season),
    (_pattern(_TWO_YEARS), _financial_year),
    (_pattern(rf"(?:Q|quarter )(?P<quarter>[1-4])(?: of)? {_TWO_YEARS}"), _quarter),
    (_pattern(rf"(?:the )?municipal (?:year )?{_TWO_YEARS}"), _municipal_year),
    (_pattern(r"(?P<part>early|mid|late)(?: in|-| ) ?(?:the )?(?P<of>.+)"), _part),
    (_pattern(r"(?:the )?end of (?:the )?(?P<of>.+)"), _end),
)

_REFUSED: Final[tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...]] = (
    (_pattern(r"(?P<a>[0-9]{1,2})[/.-](?P<b>[0-9]{1,2})[/.-](?P<year>[0-9]{2}|[0-9]{4})"), _either_order),
    (_pattern(rf"{_WEEKDAY}{_DAY}(?: of)? {_MONTH}"), "a day with its year, such as 14 June 2017"),
    (_pattern(_MONTH), "a month with its year, such as June 2017"),
    (_pattern(rf"{_MONTH} of (?:this|last|next) year"), "a month with its year, or an anchor to count years from"),
    (_pattern(r"[0-9]{4}[-\u2013][0-9]{2}"), "a month such as 2017-08, or a financial year written 2017/18"),
    (_pattern(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"), "a day in full, such as 2017-06-04"),
    (_pattern(rf"Q[1-4] {_YEAR}"), "a quarter of a financial year, such as Q1 2017/18"),
    (_pattern(r".*[0-9](?:[.:][0-9]{2})? ?[ap]\.?m\.?"), "a day without its hour; a civil date has no time of day"),
    (_pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:.*"), "a day without its hour; a civil date has no time of day"),
)
