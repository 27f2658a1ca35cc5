"""The arguments of a cut: days, instants and ISO text, ending in the ledger's civil zone."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from govledger import events as ev
from govledger.errors import CutError
from govledger.ledger import Ledger
from govledger.ledger.cuts import read_cut_day, read_cut_instant
from tests.ledger.support import CLERK, FakeClock, memory, numbers

LONDON = "Europe/London"


@pytest.mark.parametrize(
    ("given", "day"),
    [
        ("2017-06-14", "2017-06-14"),
        (dt.date(2017, 6, 14), "2017-06-14"),
        ("2017-06-14T22:59:59Z", "2017-06-14"),
        ("2017-06-14T23:00:00Z", "2017-06-15"),
        ("2017-01-14 23:59:59+00:00", "2017-01-14"),
        (dt.datetime(2017, 6, 14, 23, tzinfo=dt.UTC), "2017-06-15"),
        (dt.datetime(2017, 6, 14, 23, tzinfo=ZoneInfo(LONDON)), "2017-06-14"),
        ("2017-06-14T20:00:00-04:00", "2017-06-15"),
    ],
)
def test_an_instant_ends_a_happened_or_known_cut_on_its_civil_day(given: Any, day: str) -> None:
    assert read_cut_day(given, "as_of", LONDON) == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    ("given", "instant"),
    [
        ("2017-06-14", "2017-06-14T22:59:59.999999+00:00"),
        ("2017-01-14", "2017-01-14T23:59:59.999999+00:00"),
        ("2017-03-25", "2017-03-25T23:59:59.999999+00:00"),
        ("2017-03-26", "2017-03-26T22:59:59.999999+00:00"),
        ("2017-10-28", "2017-10-28T22:59:59.999999+00:00"),
        ("2017-10-29", "2017-10-29T23:59:59.999999+00:00"),
        (dt.date(1889, 4, 1), "1889-04-01T23:59:59.999999+00:00"),
        ("2017-06-14T18:00:00+01:00", "2017-06-14T17:00:00+00:00"),
    ],
)
def test_a_day_ends_a_recorded_cut_at_its_last_microsecond_in_the_civil_zone(given: Any, instant: str) -> None:
    assert read_cut_instant(given, "recorded_by", LONDON) == dt.datetime.fromisoformat(instant)


def test_no_cut_and_the_last_day_there_is_leave_nothing_out() -> None:
    assert (read_cut_day(None, "as_of", LONDON), read_cut_instant(None, "recorded_by", LONDON)) == (None, None)
    assert read_cut_instant(dt.date.max, "recorded_by", LONDON) is None


@pytest.mark.parametrize("cut", ["as_of", "happened_by", "known_by", "recorded_by"])
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("2017-06-14T18:00:00", "without a zone; write Z or an offset"),
        (dt.datetime(2017, 6, 14, 18), "without a zone"),  # noqa: DTZ001 - that is what is refused
        ("2017-02-30", "one day that exists"),
        ("14 June 2017", "expected a day or an instant"),
        ("June", "one day that exists"),
        ("", "one day that exists"),
        (20170614, "one day that exists"),
        ("0001-01-01T00:00:00+14:00", "beyond the calendar"),
    ],
)
def test_what_is_no_day_and_no_instant_with_a_zone_is_refused(ledger: Ledger, cut: str, given: Any, said: str) -> None:
    with pytest.raises(CutError, match=f"{cut}: .*{said}"):
        ledger.history(**{cut: given})


def test_as_of_stands_for_two_cuts_and_not_beside_either(ledger: Ledger) -> None:
    history = ledger.history(as_of="2017-06-14")

    assert (history.cut.happened_by, history.cut.known_by) == (dt.date(2017, 6, 14), dt.date(2017, 6, 14))
    for cut in ("happened_by", "known_by"):
        with pytest.raises(CutError, match="not both"):
            ledger.history(**{"as_of": "2017-06-14", cut: "2017-06-14"})


def test_a_day_of_recording_ends_at_midnight_in_summer_time() -> None:
    clock = FakeClock("2018-06-13T22:30:00Z")
    with memory(clock) as ledger:
        for instant in ("2018-06-14T22:59:59.999999Z", "2018-06-14T23:00:00Z"):
            clock.set(instant)
            ledger.record(ev.StatementMade())

        assert numbers(ledger.history(recorded_by="2018-06-14").recorded()) == [1, 2]
        assert numbers(ledger.history(recorded_by="2018-06-14T23:00:00Z").recorded()) == [1, 2, 3]
        assert [entry.known_on.day for entry in ledger.entries()] == [13, 14, 15]


def test_the_days_of_a_ledger_end_in_the_zone_it_was_made_with() -> None:
    clock = FakeClock("2018-06-14T22:30:00Z")
    with Ledger.create("memory://", zone="Pacific/Auckland", clerk=CLERK, clock=clock) as ledger:
        ledger.record(ev.StatementMade())

        assert ledger.entry(2).known_on == dt.date(2018, 6, 15)
        assert numbers(ledger.history(recorded_by="2018-06-14")) == []
        assert numbers(ledger.history(recorded_by="2018-06-15").recorded()) == [1, 2]


def test_a_history_says_the_day_it_ends_with(ledger: Ledger) -> None:
    cuts: list[dict[str, Any]] = [
        {"as_of": "2017-06-14"},
        {"known_by": "2017-06-15"},
        {"happened_by": "2017-06-13", "known_by": "2017-06-15"},
        {"recorded_by": "2017-06-14"},
        {},
    ]

    days = [ledger.history(**cut).today for cut in cuts]

    assert days == [dt.date(2017, 6, 14), dt.date(2017, 6, 15), dt.date(2017, 6, 13), None, None]
