"""What holds within a cut, in which order, and what is only uncertain."""

import datetime as dt
from typing import Any

import pytest

from govledger import events as ev
from govledger.errors import NoSuchEntryError
from govledger.ledger import History, Ledger, draft
from tests.ledger.support import FakeClock, numbers


def said(position: str, happened: str = "unknown", known_on: str | None = None, **envelope: Any) -> Any:
    """A statement called ``position``, and when."""
    return draft(ev.StatementMade(position=position), happened=happened, known_on=known_on, **envelope)


def positions(history: Any) -> list[str]:
    return [str(entry.event.position) for entry in history if isinstance(entry.event, ev.StatementMade)]


# The cuts ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def four(ledger: Ledger, clock: FakeClock) -> Ledger:
    """Four statements that differ in when they happened, were known and were recorded."""
    for day, statement in (
        ("2018-02-01", said("early and known", "2017-01-10", "2017-01-20")),
        ("2018-03-01", said("early and known late", "2017-01-10", "2017-06-20")),
        ("2018-04-01", said("late", "2017-06-10", "2017-06-20")),
        ("2018-05-01", said("recorded last", "2017-01-10", "2017-01-20")),
    ):
        clock.set(f"{day}T12:00:00Z")
        ledger.record(statement)
    return ledger


@pytest.mark.parametrize(
    ("cut", "held"),
    [
        ({}, {"early and known", "early and known late", "late", "recorded last"}),
        ({"as_of": "2017-02-01"}, {"early and known", "recorded last"}),
        ({"happened_by": "2017-02-01"}, {"early and known", "early and known late", "recorded last"}),
        ({"known_by": "2017-06-19"}, {"early and known", "recorded last"}),
        ({"known_by": "2017-06-20"}, {"early and known", "early and known late", "late", "recorded last"}),
        ({"recorded_by": "2018-03-01"}, {"early and known", "early and known late"}),
        ({"recorded_by": "2018-03-01", "as_of": "2017-02-01"}, {"early and known"}),
        ({"happened_by": "2017-06-10", "known_by": "2017-06-20", "recorded_by": "2018-04-30"},
         {"early and known", "early and known late", "late"}),
        ({"happened_by": "2017-06-09", "known_by": "2017-06-20"},
         {"early and known", "early and known late", "recorded last"}),
        ({"as_of": "2017-01-09"}, set()),
        ({"recorded_by": "1999-01-01"}, set()),
    ],
)  # fmt: skip
def test_each_cut_leaves_out_what_it_says_alone_and_together(four: Ledger, cut: dict[str, Any], held: set[str]) -> None:
    assert set(positions(four.history(**cut))) == held


def test_as_of_today_is_now(four: Ledger) -> None:
    today = four.history(as_of="2018-05-01")

    assert numbers(today) == numbers(four.history())
    assert list(today.uncertain) == []


def test_a_history_is_pinned_at_the_size_it_was_made_with(four: Ledger) -> None:
    history, untouched = four.history(), four.history()
    before = numbers(history)
    four.record(said("later"))
    four.retract(2, reason="duplicate")
    assert numbers(four.history()) != before

    assert (numbers(history), numbers(untouched), len(history)) == (before, before, 5)
    assert numbers(untouched.recorded()) == [1, 2, 3, 4, 5]
    with pytest.raises(NoSuchEntryError):
        history.entry(6)
    assert history.entry(5).number == 5


def test_a_ledger_says_which_entries_it_has(four: Ledger) -> None:
    for number in (0, -1, 6):
        with pytest.raises(NoSuchEntryError) as raised:
            four.entry(number)
        assert (raised.value.number, raised.value.size) == (number, 5)


# The order -----------------------------------------------------------------------------------------------------------


def test_entries_are_in_the_order_of_latest_day_then_earliest_then_number(ledger: Ledger) -> None:
    ledger.record(
        said("day", "2017-03-31"), said("quarter", "2017-01-01..2017-03-31"), said("month", "March 2017"),
        said("second", "2017-03-31"), said("year", "2017"), said("first", "2017-01-01"), said("never said"),
    )  # fmt: skip

    order = positions(ledger.history())

    assert order == ["first", "quarter", "month", "day", "second", "year", "never said"]


def test_a_correction_stands_in_its_originals_place(ledger: Ledger) -> None:
    ledger.record(said("one", "2017-03-31"), said("two", "2017-03-31"), said("three", "2017-03-31"))

    ledger.correct(2, ev.StatementMade(position="one, rightly"), reason="slip")

    assert positions(ledger.history()) == ["one, rightly", "two", "three"]


def test_happened_is_tested_on_the_version_that_holds(ledger: Ledger) -> None:
    ledger.record(said("moved", "2017-03-31", "2017-04-01"))
    ledger.correct(2, ev.StatementMade(position="moved"), happened="2017-05-01", known_on="2017-05-02", reason="slip")

    assert positions(ledger.history(happened_by="2017-04-30")) == []
    assert positions(ledger.history(happened_by="2017-04-30", known_by="2017-05-01")) == ["moved"]
    assert positions(ledger.history(happened_by="2017-05-01")) == ["moved"]


def test_recorded_order_holds_every_version(ledger: Ledger) -> None:
    ledger.record(said("one", "2017-05-01"), said("two", "2017-03-31"))
    ledger.correct(2, ev.StatementMade(position="one, rightly"), reason="slip")
    ledger.retract(3, reason="duplicate")

    history = ledger.history()

    assert numbers(history.recorded()) == [1, 2, 3, 4, 5]
    assert positions(history) == ["one, rightly"]


# Imprecise times -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("happened", "known_on", "by", "where"),
    [
        ("autumn 2017", "2017-12-20", "2017-11-30", "held"),
        ("autumn 2017", "2017-12-20", "2017-11-29", "uncertain"),
        ("autumn 2017", "2017-12-20", "2017-09-01", "uncertain"),
        ("autumn 2017", "2017-12-20", "2017-08-31", "absent"),
        ("autumn 2017", "2017-10-02", "2017-10-02", "held"),
        ("autumn 2017", "2017-10-02", "2017-10-01", "uncertain"),
        ("autumn 2017", "2017-08-15", "2017-08-15", "held"),
        ("autumn 2017", "2017-08-15", "2017-08-14", "absent"),
        ("unknown", "2017-06-14", "2017-06-14", "held"),
        ("unknown", "2017-06-14", "2017-06-13", "uncertain"),
        ("unknown", "2017-06-14", "1066-10-14", "uncertain"),
        ("since 2017-06-01", "2017-06-14", "2017-06-14", "held"),
        ("since 2017-06-01", "2017-06-14", "2017-05-31", "absent"),
        ("either 2017-05-01 or 2017-07-01", "2017-12-20", "2017-06-01", "uncertain"),
    ],
)
def test_what_may_or_may_not_have_happened_by_a_day_is_listed_as_uncertain(
    ledger: Ledger, happened: str, known_on: str, by: str, where: str
) -> None:
    ledger.record(said("it", happened, known_on))

    history = ledger.history(happened_by=by)

    assert (positions(history), positions(history.uncertain)) == (
        ["it"] if where == "held" else [],
        ["it"] if where == "uncertain" else [],
    )


def test_what_was_known_by_a_day_had_happened_by_it(ledger: Ledger) -> None:
    ledger.record(said("it", "autumn 2017", "2017-10-02"))

    history = ledger.history(as_of="2017-10-02")

    assert (positions(history), positions(history.uncertain)) == (["it"], [])


def test_the_day_of_recording_bounds_what_is_still_open(ledger: Ledger) -> None:
    ledger.record(said("it", "2017.."))

    (entry,) = [entry for entry in ledger.history() if entry.number == 2]

    assert (entry.earliest, entry.latest) == (dt.date(2017, 1, 1), dt.date(2018, 1, 2))


# What obeys only the recorded cut ------------------------------------------------------------------------------------

STANDING = [
    ev.CoverageDeclared(what=["meetings"], since="2017-01-01"),
    ev.RuleSettingChanged(rule="STALE_STATUS", parameter="days", now="90", reason="agreed"),
    ev.AlarmAnswered(
        rule="STALE_STATUS", alarm="a", answer="explained", reason="r", by="office:dcs", until="2030-01-01"
    ),
]


def of_type(history: History, event: Any) -> list[int]:
    return [entry.number for entry in history if isinstance(entry.event, type(event))]


@pytest.mark.parametrize("event", STANDING, ids=lambda event: type(event).__name__)
def test_coverage_settings_and_answers_obey_only_the_recorded_cut(ledger: Ledger, event: Any) -> None:
    ledger.record(ev.BodyEstablished(body="csib"), event)

    cuts: list[dict[str, Any]] = [{"as_of": "2000-01-01"}, {"happened_by": "2000-01-01"}, {"told": "csib"}]
    held = [of_type(ledger.history(**cut), event) for cut in cuts]

    assert held == [[3], [3], [3]]
    assert next(iter(ledger.history(happened_by="2000-01-01").uncertain)).number == 2
    assert of_type(ledger.history(recorded_by="2018-01-01"), event) == []


@pytest.mark.parametrize("event", STANDING, ids=lambda event: type(event).__name__)
def test_their_corrections_and_retractions_do_too(ledger: Ledger, clock: FakeClock, event: Any) -> None:
    ledger.record(event)
    clock.set("2018-02-01T12:00:00Z")
    ledger.correct(2, event, reason="slip")
    corrected = of_type(ledger.history(as_of="2000-01-01"), event)
    clock.set("2018-03-01T12:00:00Z")
    ledger.retract(2, reason="never agreed")

    cuts = [ledger.history(as_of="2000-01-01", recorded_by=day) for day in ("2018-01-15", "2018-02-15", "2018-03-15")]

    assert corrected == [3]
    assert [of_type(cut, event) for cut in cuts] == [[2], [3], []]


# Reading along -------------------------------------------------------------------------------------------------------


def test_entries_are_read_after_a_number_and_about_a_reference(ledger: Ledger) -> None:
    ledger.record(ev.BodyEstablished(body="csib"), said("one", asserted_by="body:csib"), said("two", source="x#1"))

    assert numbers(ledger.entries(after=2)) == [3, 4]
    assert numbers(ledger.entries(about="body:csib")) == [2, 3]
    assert numbers(ledger.entries(about="document:x")) == [4]
    assert numbers(ledger.entries(about="body:csib", after=2)) == [3]
    assert numbers(ledger.entries(about="body:nobody")) == []


def test_a_class_that_is_no_projection_cannot_be_projected(ledger: Ledger) -> None:
    with pytest.raises(TypeError, match="is not a projection"):
        ledger.history().project(dict)
