"""Every status in order."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.projections.plain import fields_of
from govledger.projections.status_history import StatusHistory
from tests.projections.support import assert_as_of_today_is_now, assert_keyed, assert_no_cut_stops, say

YEAR_END = dt.date(2017, 12, 31)


def statuses_of(ledger: Ledger, **cut: Any) -> StatusHistory:
    return ledger.history(**cut).project(StatusHistory)


def report(status: str | None, **said: Any) -> ev.StatusReported:
    return ev.StatusReported(subject="action:a", status=status, **said)


@pytest.fixture
def reported(ledger: Ledger) -> Ledger:
    """A ledger in which action a went from amber to green in January and February 2017."""
    states = (ev.State(label="amber", meaning="at_risk"), ev.State(label="green", meaning="on_track"))
    say(ledger, ev.StatusSchemeDefined(scheme="rag", states=states), "2017-01-01")
    say(ledger, ev.ActionAdded(action="a"), "2017-01-01")
    say(ledger, report("rag/amber", movement="worse"), "2017-01-10", asserted_by="office:dcs")
    say(ledger, report("rag/green", was="rag/amber", text="Better"), "2017-02-10", asserted_by="office:dcs")
    return ledger


def test_statuses_stand_in_the_order_they_happened_whoever_was_recorded_first(reported: Ledger) -> None:
    say(reported, report("rag/amber"), "2017-01-20")

    reports = statuses_of(reported).of("action:a")

    assert [(str(each.status), each.day.isoformat()) for each in reports] == [
        ("rag/amber", "2017-01-10"),
        ("rag/amber", "2017-01-20"),
        ("rag/green", "2017-02-10"),
    ]


def test_a_report_says_whose_word_it_is_and_what_was_said(reported: Ledger) -> None:
    first, last = statuses_of(reported).of("action:a")

    assert (first.asserter, first.movement, first.meaning) == ("office:dcs", "worse", ev.Meaning.AT_RISK)
    assert (last.was, str(last.text), last.known_on, last.entry) == ("rag/amber", "Better", dt.date(2017, 2, 10), 5)


def test_without_an_asserter_the_word_is_that_of_those_who_reported(ledger: Ledger) -> None:
    say(ledger, ev.StatusReported(subject="area:a", status="red", by=["office:x", "office:y"]), "2017-01-10")

    assert [each.asserter for each in statuses_of(ledger).of("area:a")] == ["office:x office:y"]


def test_dimensions_are_kept_apart(reported: Ledger) -> None:
    say(reported, report("high", dimension="impact"), "2017-03-10")

    history = statuses_of(reported)

    assert history.subjects["action:a"].dimensions() == ("progress", "impact")
    assert [str(each.status) for each in history.of("action:a", "impact")] == ["high"]
    assert history.of("action:none") == []


def test_the_status_on_a_day_is_the_last_one_reported_by_then(reported: Ledger) -> None:
    history = statuses_of(reported)

    days = [dt.date(2017, 1, 9), dt.date(2017, 1, 10), dt.date(2017, 2, 9), YEAR_END]
    standing = [history.on(day).get("action:a progress") for day in days]

    assert [each and str(each.status) for each in standing] == [None, "rag/amber", "rag/amber", "rag/green"]


def test_counts_alone_are_kept_and_leave_the_status_as_it_was(reported: Ledger) -> None:
    say(reported, report(None, tally={"red": 6, "green": 9}, of=15), "2017-03-10")

    history = statuses_of(reported)

    assert history.of("action:a")[-1].tally == {"red": 6, "green": 9}
    assert str(history.on(YEAR_END)["action:a progress"].status) == "rag/green"
    assert history.disputed(YEAR_END) == []


def test_asserters_who_differ_stand_against_each_other_until_they_agree(reported: Ledger) -> None:
    say(reported, report("rag/amber"), "2017-03-10", asserted_by="org:audit")
    say(reported, report("rag/amber"), "2017-04-10", asserted_by="office:dcs")

    history = statuses_of(reported)

    assert [each.asserter for each in history.disputed(dt.date(2017, 3, 31))] == ["office:dcs", "org:audit"]
    assert history.disputed(YEAR_END) == []


def test_a_rival_account_disputes_even_an_unattributed_report_and_never_becomes_the_status(ledger: Ledger) -> None:
    first = say(ledger, ev.StatusReported(subject="area:a", status="green"), "2017-01-10")
    say(ledger, ev.StatusReported(subject="area:a", status="red"), "2017-01-10", rival_of=f"entry:{first}")

    history = statuses_of(ledger)

    assert [str(each.status) for each in history.disputed(YEAR_END)] == ["green", "red"]
    assert str(history.on(YEAR_END)["area:a progress"].status) == "green"


def test_two_unattributed_reports_dispute_nothing(ledger: Ledger) -> None:
    say(ledger, ev.StatusReported(subject="area:a", status="green"), "2017-01-10")
    say(ledger, ev.StatusReported(subject="area:a", status="red"), "2017-02-10")

    assert statuses_of(ledger).disputed(YEAR_END) == []


def test_every_report_is_one_line(reported: Ledger) -> None:
    lines = statuses_of(reported).reported(dt.date(2017, 1, 31))

    assert [(line.subject, line.dimension, line.meaning) for line in lines] == [
        ("action:a", "progress", ev.Meaning.AT_RISK)
    ]


def test_what_a_status_means_is_said_only_where_it_was_looked_up(reported: Ledger) -> None:
    history = statuses_of(reported)

    held = history.subjects["action:a"].reports

    assert "meaning" not in fields_of(held[0])
    assert [history.read(report).meaning for report in held] == [ev.Meaning.AT_RISK, ev.Meaning.ON_TRACK]


def test_a_corrected_status_reads_as_corrected_and_a_retracted_one_not_at_all(reported: Ledger) -> None:
    reported.correct(4, report("rag/green"), reason="mis-typed")
    reported.retract(5, reason="entered twice")

    assert [str(each.status) for each in statuses_of(reported).of("action:a")] == ["rag/green"]


def test_no_cut_of_a_minute_stops_it(minute: Ledger) -> None:
    assert_no_cut_stops(StatusHistory, minute)


def test_as_of_today_is_now(minute: Ledger) -> None:
    assert_as_of_today_is_now(StatusHistory, minute)


def test_each_row_follows_from_the_entries_that_name_it(minute: Ledger, reported: Ledger) -> None:
    assert_keyed(StatusHistory, minute, bare={"schemes": "scheme"})
    assert_keyed(StatusHistory, reported, bare={"schemes": "scheme"})


def test_only_one_of_the_five_minutes_reports_a_status(minutes: Mapping[str, Ledger]) -> None:
    today = dt.date(2023, 1, 1)

    told = {name: statuses_of(ledger).on(today) for name, ledger in minutes.items()}

    assert {name: sorted(standing) for name, standing in told.items() if standing} == {
        "west-berkshire-2015": ["action:shown-amber progress", "action:shown-red progress"]
    }
