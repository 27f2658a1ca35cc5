"""The audit trail: who entered what when, and what was done to the record."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.projections.audit_trail import AuditTrail
from govledger.projections.views import declared
from tests.projections.support import assert_as_of_today_is_now, assert_no_cut_stops, say

NOON = dt.datetime(2018, 6, 14, 12, tzinfo=dt.UTC)


@pytest.fixture
def noon() -> Iterator[Ledger]:
    """An empty ledger that was opened at noon on 14 June 2018, and whose clock stands still."""
    with Ledger.open("memory://", clerk="office:clerk", clock=lambda: NOON) as opened:
        yield opened


def trail(ledger: Ledger, **cut: Any) -> AuditTrail:
    return ledger.history(**cut).project(AuditTrail)


def claim(**said: Any) -> ev.CompletionClaimed:
    return ev.CompletionClaimed(subject="area:thresholds", **said)


# Every entry ----------------------------------------------------------------------------------------------------------


def test_every_entry_has_a_row_that_says_when_by_whom_and_from_where_it_was_entered(noon: Ledger) -> None:
    number = say(
        noon, claim(), "2018-06-01", clerk="office:b", source=["minutes#A3", "plan"], asserted_by="office:dcs",
        mode="reported", visibility="exempt",
    )  # fmt: skip

    row = trail(noon).entries[number]

    assert (row.number, row.type, row.clerk, row.source) == (
        2,
        "completion-claimed/1",
        "office:b",
        ("minutes#A3", "plan"),
    )
    assert (str(row.happened), row.known_on, row.recorded_at) == ("2018-06-01", dt.date(2018, 6, 1), NOON)
    assert (row.asserted_by, row.mode, row.visibility) == ("office:dcs", "reported", "exempt")
    assert (row.corrects, row.retracts, row.rival_of, row.superseded_by, row.retracted_by) == (None,) * 5


def test_the_rows_are_in_the_order_of_recording_whatever_happened_first(noon: Ledger) -> None:
    say(noon, claim(), "2018-06-01")
    say(noon, claim(), "2017-06-01")

    assert list(trail(noon).entries) == [1, 2, 3]


def test_every_type_is_counted_and_those_not_known_are_counted_apart(noon: Ledger) -> None:
    say(noon, claim(), "2018-06-01")
    say(noon, claim(), "2018-06-02")
    unknown = msgspec.structs.replace(
        noon.entry(2), number=4, type="tree-felled/1", event=ev.UnknownEvent(type="tree-felled/1", body={})
    )

    held = declared(AuditTrail).fold(trail(noon), [unknown]).state

    assert held.types == {"ledger-opened/1": 1, "completion-claimed/1": 2, "tree-felled/1": 1}
    assert (held.unknown, held.entries[4].type) == ({"tree-felled/1": 1}, "tree-felled/1")


def test_what_one_clerk_entered_is_found(noon: Ledger) -> None:
    number = say(noon, claim(), "2018-06-01", clerk="office:b")

    assert [row.number for row in trail(noon).by_clerk("office:b")] == [number]


# Late -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"happened": "2018-06-14", "known_on": "2018-06-14"}, 0),
        ({"happened": "2018-06-01", "known_on": "2018-06-04"}, 10),
        ({"happened": "2018-05", "known_on": "2018-06-04"}, 10),
        ({"happened": "unknown", "known_on": "2018-06-04"}, 10),
        ({"happened": "2017-06-14", "known_on": "2018-06-14"}, 0),
        ({"happened": "2018-06-14"}, 0),
    ],
)
def test_an_entry_is_late_by_the_days_since_it_could_be_known(
    noon: Ledger, said: dict[str, Any], expected: int
) -> None:
    entry = noon.record(claim(), **said)[0]

    assert trail(noon).entries[entry.number].days_late == expected


def test_the_day_of_recording_is_the_ledger_s_own_civil_day() -> None:
    midnight_in_london = dt.datetime(2018, 6, 14, 23, 30, tzinfo=dt.UTC)
    with Ledger.open("memory://", clerk="office:clerk", clock=lambda: midnight_in_london) as ledger:
        number = say(ledger, claim(), "2018-06-14")

        assert trail(ledger).zone == "Europe/London"
        assert trail(ledger).entries[number].days_late == 1


def test_without_the_entry_that_names_the_zone_days_end_in_utc(noon: Ledger) -> None:
    say(noon, claim(), "2018-06-01")

    held = trail(noon, known_by="2018-06-01")

    assert (held.zone, held.entries[2].days_late) == ("UTC", 13)


def test_what_was_entered_late_is_listed_beyond_a_number_of_days(noon: Ledger) -> None:
    say(noon, claim(), "2018-06-14")
    say(noon, claim(), "2018-06-01")
    say(noon, claim(), "2018-01-01")

    held = trail(noon)

    assert [row.number for row in held.late()] == [3, 4]
    assert [row.number for row in held.late(30)] == [4]


# Corrections and retractions ------------------------------------------------------------------------------------------


def test_a_correction_is_listed_and_marks_the_version_it_replaces(noon: Ledger) -> None:
    number = say(noon, claim(), "2018-06-01")

    noon.correct(number, claim(by=["office:dcs"]), reason="who claimed it")
    noon.correct(number, claim(by=["office:mash"]), reason="and again")

    held = trail(noon)
    assert held.corrections == [3, 4]
    assert [held.entries[entry].superseded_by for entry in (2, 3, 4)] == [3, 4, None]
    assert [held.entries[entry].corrects for entry in (2, 3, 4)] == [None, 2, 2]
    assert [str(held.entries[entry].reason or "") for entry in (2, 3, 4)] == ["", "who claimed it", "and again"]


def test_a_retraction_is_listed_and_marks_the_version_it_takes_back(noon: Ledger) -> None:
    number = say(noon, claim(), "2018-06-01")
    noon.correct(number, claim(by=["office:dcs"]), reason="who claimed it")

    noon.retract(number, reason="nobody did")

    held = trail(noon)
    assert (held.retractions, held.entries[4].retracts, str(held.entries[4].reason)) == ([4], 2, "nobody did")
    assert [held.entries[entry].retracted_by for entry in (2, 3)] == [None, 4]
    assert [held.entries[entry].superseded_by for entry in (2, 3)] == [3, None]


def test_a_correction_after_a_retraction_replaces_the_retraction(noon: Ledger) -> None:
    number = say(noon, claim(), "2018-06-01")
    noon.retract(number, reason="nobody did")

    noon.correct(number, claim(by=["office:dcs"]), reason="somebody did")

    held = trail(noon)
    assert (held.entries[2].retracted_by, held.entries[3].superseded_by) == (3, 4)


def test_every_version_of_an_entry_is_found_from_any_of_them(noon: Ledger) -> None:
    number = say(noon, claim(), "2018-06-01")
    noon.correct(number, claim(by=["office:dcs"]), reason="who claimed it")
    noon.retract(number, reason="nobody did")

    held = trail(noon)

    assert [[row.number for row in held.versions(entry)] for entry in (2, 3, 4)] == [[2, 3, 4]] * 3
    assert held.versions(99) == []


def test_a_correction_whose_original_is_outside_the_cut_is_listed_all_the_same(noon: Ledger) -> None:
    number = say(noon, claim(), "2018-06-01")
    noon.correct(number, claim(), reason="the day", happened="2018-06-02")
    noon.retract(number, reason="nobody did")
    corrections = [entry for entry in noon.entries() if entry.corrects or entry.retracts]

    held = declared(AuditTrail).fold(AuditTrail(), corrections[:1]).state
    alone = declared(AuditTrail).fold(AuditTrail(), corrections[1:]).state

    assert (held.corrections, list(held.entries), alone.retractions) == ([3], [3], [4])


def test_a_rival_account_replaces_nothing(noon: Ledger) -> None:
    number = say(noon, claim(), "2018-06-01")
    say(noon, claim(by=["office:dcs"]), "2018-06-01", rival_of=f"entry:{number}")

    held = trail(noon)

    assert (held.entries[3].rival_of, held.entries[2].superseded_by, held.corrections) == (2, None, [])


# What was done to the record ------------------------------------------------------------------------------------------


def test_an_erasure_is_listed_and_marks_what_it_erased(noon: Ledger) -> None:
    number = say(noon, claim(text="A name"), "2018-06-01")
    event = ev.DisclosureErased(entries=[f"entry:{number}"], reason="A lawful request", by=["office:records"])
    erased = noon.record(event, happened="2018-06-14")[0].number

    held = trail(noon)

    (row,) = held.erasures
    assert (row.number, row.entries, row.by, row.clerk) == (erased, (number,), ("office:records",), "office:clerk")
    assert (str(row.reason), row.fields, row.recorded_at) == ("A lawful request", None, NOON)
    assert held.entries[number].erased_by == erased


def test_an_erasure_of_what_is_outside_the_cut_is_listed_all_the_same(noon: Ledger) -> None:
    number = say(noon, claim(text="A name"), "2018-06-01")
    noon.record(ev.DisclosureErased(entries=[f"entry:{number}"], reason="A lawful request"))

    alone = declared(AuditTrail).fold(AuditTrail(), [noon.entry(number + 1)]).state

    assert [row.entries for row in alone.erasures] == [(number,)]


def test_a_changed_setting_is_listed_with_what_it_was_and_is(noon: Ledger) -> None:
    event = ev.RuleSettingChanged(
        rule="STALE_ASSURANCE", parameter="days", was="180", now="365", reason="Annual audits", by=["office:dcs"]
    )
    number = noon.record(event)[0].number

    (row,) = trail(noon).settings

    assert (row.number, row.rule, row.parameter, row.was, row.now) == (number, "STALE_ASSURANCE", "days", "180", "365")
    assert (row.by, str(row.reason), row.clerk) == (("office:dcs",), "Annual audits", "office:clerk")


def test_an_answered_alarm_is_listed_with_its_expiry(noon: Ledger) -> None:
    alarm = "STALE_ASSURANCE|action:2.4|entry:17"
    event = ev.AlarmAnswered(
        rule="STALE_ASSURANCE",
        alarm=alarm,
        answer="explained",
        reason="Due in May",
        by=["office:dcs"],
        until="2018-12-31",
    )
    number = noon.record(event)[0].number

    (row,) = trail(noon).answers

    assert (row.number, row.rule, row.alarm, row.answer) == (number, "STALE_ASSURANCE", alarm, "explained")
    assert (row.until, row.by, str(row.reason)) == (dt.date(2018, 12, 31), ("office:dcs",), "Due in May")


def test_a_clock_set_right_is_listed_with_both_stamps(noon: Ledger) -> None:
    entry = noon.accept_clock(reason="It was an hour fast")

    (row,) = trail(noon).clocks

    assert (row.number, str(row.reason), row.clerk) == (entry.number, "It was an hour fast", "office:clerk")
    assert (row.was, row.now) == ("2018-06-14T12:00:00.000000Z", "2018-06-14T12:00:00.000000Z")


# Cuts -----------------------------------------------------------------------------------------------------------------


def test_settings_and_answers_obey_only_the_ledger_s_own_clock(noon: Ledger) -> None:
    noon.record(ev.RuleSettingChanged(rule="STALE_ASSURANCE", parameter="days", now="365", reason="Annual audits"))

    assert len(trail(noon, as_of="2017-06-14").settings) == 1
    assert trail(noon, recorded_by="2017-06-14").settings == []


def test_a_minute_entered_years_after_the_meeting_is_late_by_years(minute: Ledger) -> None:
    held = trail(minute)

    assert len(held.entries) == len(minute) == sum(held.types.values())
    assert len(held.late(365)) > len(minute) // 2
    assert (held.corrections, held.retractions, held.unknown) == ([], [], {})


def test_as_of_today_equals_now(minute: Ledger) -> None:
    assert_as_of_today_is_now(AuditTrail, minute)


def test_no_cut_stops_it(minute: Ledger) -> None:
    assert_no_cut_stops(AuditTrail, minute)
