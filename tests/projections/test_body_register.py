"""The body register."""

import datetime as dt
from typing import Any

import pytest

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.projections.body_register import BodyRegister
from govledger.projections.body_rows import Body
from govledger.projections.seats import Oversight
from tests.projections.saying import AUGUST, JULY, JUNE, MAY, board, leaving_out
from tests.projections.support import assert_as_of_today_is_now, assert_keyed, assert_no_cut_stops, say

AUTUMN = dt.date(2017, 10, 2)
BARE = {"bodies": "body", "appointments": "appointment", "meetings": "meeting"}


def register(ledger: Ledger, **cut: Any) -> BodyRegister:
    return ledger.history(**cut).project(BodyRegister)


def row(ledger: Ledger) -> Body:
    return register(ledger).bodies["board"]


def terms(ledger: Ledger, day: str = JUNE, mode: str = "first_hand", **said: Any) -> int:
    return say(ledger, ev.TermsOfReferenceSet(body="board", **said), day, mode=mode)


def chair(ledger: Ledger, name: str = "chair", day: str = MAY, **said: Any) -> int:
    return say(ledger, ev.AppointmentMade(appointment=name, body="board", role="chair", **said), day)


def seen(ledger: Ledger, today: dt.date = AUTUMN) -> Oversight:
    return next(found for found in register(ledger).oversight(today) if found.body == "board")


def test_no_cut_stops_it(minute: Ledger) -> None:
    assert_no_cut_stops(BodyRegister, minute)


def test_as_of_today_is_now(minute: Ledger) -> None:
    assert_as_of_today_is_now(BodyRegister, minute)


def test_a_row_follows_from_the_entries_that_name_it(minute: Ledger) -> None:
    assert_keyed(BodyRegister, minute, bare=BARE)


# Terms of reference -----------------------------------------------------------------------------------------------


def test_terms_of_reference_are_folded_field_by_field(ledger: Ledger) -> None:
    board(ledger)
    terms(ledger, MAY, powers=["monitor"], powers_complete="no", oversees=["org:council"], quorum="Three")
    terms(ledger, JUNE, cadence="every month")
    terms(ledger, JULY, outside=["area:schools"], chair_independent="yes")

    found = row(ledger)
    assert (found.powers, found.oversees, found.outside) == (("monitor",), ("org:council",), ("area:schools",))
    assert (str(found.cadence), found.chair_independent) == ("every month", "yes")
    assert isinstance(found.quorum, ev.Text)
    assert len(found.terms) == 3


def test_what_is_said_in_part_adds_to_a_list_and_a_version_replaces_it(ledger: Ledger) -> None:
    board(ledger)
    terms(ledger, MAY, powers=["monitor"])
    terms(ledger, JUNE, powers=["advise"])
    added = row(ledger).powers

    terms(ledger, JULY, version="2", powers=["decide"])

    assert added == ("monitor", "advise")
    assert row(ledger).powers == ("decide",)


def test_none_said_is_kept_apart_from_nothing_said(ledger: Ledger) -> None:
    board(ledger)
    nothing = row(ledger).powers

    terms(ledger, powers="none")

    assert (nothing, row(ledger).powers) == (None, "none")


def test_its_own_terms_take_a_power_away_and_hearsay_only_disputes_it(ledger: Ledger) -> None:
    board(ledger)
    terms(ledger, MAY, powers=["scrutinise"])
    terms(ledger, JUNE, mode="reported", lacks=["scrutinise"])
    heard, disputed = register(ledger).may_scrutinise("board"), row(ledger).disputed

    terms(ledger, JULY, lacks=["scrutinise"])

    assert (heard, disputed) == ("unknown", True)
    assert register(ledger).may_scrutinise("board") == "no"
    assert row(ledger).powers is None


def test_its_own_terms_can_grant_what_it_lacked(ledger: Ledger) -> None:
    board(ledger)
    terms(ledger, MAY, lacks=["scrutinise", "decide"])

    terms(ledger, JUNE, powers=["scrutinise"])

    assert register(ledger).may_scrutinise("board") == "yes"
    assert row(ledger).lacks == ("decide",)


def test_rival_terms_are_kept_beside_the_first(ledger: Ledger) -> None:
    board(ledger)
    first = terms(ledger, MAY, powers=["advise"])

    say(ledger, ev.TermsOfReferenceSet(body="board", powers=["decide"]), MAY, rival_of=f"entry:{first}")

    assert (row(ledger).powers, row(ledger).disputed) == (("advise",), True)
    assert [each.value for each in row(ledger).rivals] == [("decide",)]
    assert leaving_out(BodyRegister, ledger, first).bodies["board"].powers == ("decide",)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, "unknown"),
        ({"powers": ["advise"]}, "unknown"),
        ({"powers": ["advise"], "powers_complete": "yes"}, "no"),
        ({"powers": ["scrutinise"]}, "yes"),
        ({"lacks": ["scrutinise"]}, "no"),
    ],
)
def test_a_power_that_is_not_told_is_unknown_unless_all_are_told(
    ledger: Ledger, said: dict[str, Any], expected: str
) -> None:
    board(ledger)
    terms(ledger, **said)

    assert register(ledger).may_scrutinise("board") == expected


def test_a_scrutiny_committee_may_scrutinise_unless_its_terms_say_not(ledger: Ledger) -> None:
    say(ledger, ev.BodyEstablished(body="board", kind="scrutiny"), MAY)
    by_kind = register(ledger).may_scrutinise("board")

    terms(ledger, lacks=["scrutinise"])

    assert by_kind == "yes"
    assert register(ledger).may_scrutinise("board") == "no"


def test_what_lies_outside_its_remit_it_may_not_scrutinise(ledger: Ledger) -> None:
    say(ledger, ev.BodyEstablished(body="board", kind="scrutiny"), MAY)
    terms(ledger, outside=["area:schools"])

    assert register(ledger).may_scrutinise("board", about="area:schools") == "no"
    assert register(ledger).may_scrutinise("board", about="area:front-door") == "yes"
    assert register(ledger).may_scrutinise("no-such-body") == "unknown"


def test_a_body_closes_and_a_rival_account_of_it_is_kept(ledger: Ledger) -> None:
    board(ledger)
    closed = say(ledger, ev.BodyClosed(body="board"), JULY)

    say(ledger, ev.BodyClosed(body="board"), AUGUST, rival_of=f"entry:{closed}")
    founded = register(ledger).bodies["board"].entries[0]
    say(ledger, ev.BodyEstablished(body="board", kind="sub_group"), JUNE, rival_of=f"entry:{founded}")

    assert (str(row(ledger).closed), row(ledger).disputed) == (JULY, True)
    assert (row(ledger).kind, str(row(ledger).established)) == ("improvement_board", "2017-01-05")


# Appointments -----------------------------------------------------------------------------------------------------


def test_an_appointment_is_held_from_its_beginning_to_its_end(ledger: Ledger) -> None:
    board(ledger)
    chair(ledger, day=MAY)

    say(ledger, ev.AppointmentEnded(appointment="chair"), JULY)

    known = register(ledger)
    days = ("2017-05-09", MAY, JULY, AUGUST)
    assert [len(known.chairs("board", day=dt.date.fromisoformat(day))) for day in days] == [0, 1, 1, 0]
    assert len(known.chairs("board")) == 1


def test_part_of_an_appointment_may_end(ledger: Ledger) -> None:
    made = ev.AppointmentMade(appointment="a1", role="provider", functions=["fostering", "adoption"])
    say(ledger, made, MAY)

    say(ledger, ev.AppointmentEnded(appointment="a1", parts=["a1/fostering"]), JULY)

    found = register(ledger).appointments["a1"]
    assert (found.ended, found.ended_parts) == (None, ["a1/fostering"])


def test_a_rival_end_does_not_end_an_appointment_twice(ledger: Ledger) -> None:
    board(ledger)
    chair(ledger)
    ended = say(ledger, ev.AppointmentEnded(appointment="chair"), JUNE)

    say(ledger, ev.AppointmentEnded(appointment="chair"), JULY, rival_of=f"entry:{ended}")
    made = register(ledger).appointments["chair"].entries[0]
    say(ledger, ev.AppointmentMade(appointment="chair", tenure="interim"), JUNE, rival_of=f"entry:{made}")

    found = register(ledger).appointments["chair"]
    assert (str(found.began), str(found.ended), found.disputed) == (MAY, JUNE, True)


@pytest.mark.parametrize(
    ("said", "expected", "because"),
    [
        ({"called_independent": "yes"}, "yes", "called independent: yes"),
        ({"capacity": "external"}, "yes", "capacity external"),
        ({"called_independent": "yes", "capacity": "officer"}, "no", "officer of the council"),
        ({"called_independent": "no"}, "no", "called independent: no"),
        ({}, "unknown", "nothing said"),
    ],
)
def test_an_officer_in_the_chair_is_not_independent_whatever_they_are_called(
    ledger: Ledger, said: dict[str, Any], expected: str, because: str
) -> None:
    board(ledger)
    chair(ledger, **said)

    assert register(ledger).had_independent_chair("board") == expected
    assert (seen(ledger).independent_chair, seen(ledger).because) == (expected, because)


def test_one_chair_who_is_not_independent_is_enough(ledger: Ledger) -> None:
    board(ledger)
    chair(ledger, "a1", called_independent="yes")
    chair(ledger, "a2", capacity="elected")

    assert register(ledger).had_independent_chair("board") == "no"


def test_chairs_of_other_times_do_not_answer_for_a_body_that_never_met(ledger: Ledger) -> None:
    say(ledger, ev.BodyEstablished(body="board"), MAY)
    chair(ledger, "a1", called_independent="yes")
    chair(ledger, "a2", capacity="elected")

    assert register(ledger).had_independent_chair("board") == "unknown"
    assert register(ledger).had_independent_chair("board", day=AUTUMN) == "no"


# Meetings ---------------------------------------------------------------------------------------------------------


def test_the_last_meeting_known_is_the_last_met(ledger: Ledger) -> None:
    board(ledger)
    say(ledger, ev.MeetingScheduled(meeting="m2", body="board", due="2017-07-12"), JUNE)
    called = seen(ledger)

    say(ledger, ev.MeetingHeld(meeting="m2", quorate="no", chair="office:vice-chair"), JULY, mode="reported")

    found = seen(ledger)
    last = register(ledger).last_met("board")
    assert (called.meetings, called.last_met) == (1, dt.date.fromisoformat(MAY))
    assert (found.meetings, found.reported, found.last_met) == (2, 1, dt.date.fromisoformat(JULY))
    assert (found.quorate, found.chair) == ("no", "office:vice-chair")
    assert last is not None
    assert last.mode == "reported"
    assert register(ledger).last_met("no-such-body") is None
    assert seen(ledger, dt.date.fromisoformat(JUNE)).meetings == 1


def test_the_chair_of_a_meeting_is_read_from_its_attendance(ledger: Ledger) -> None:
    say(ledger, ev.BodyEstablished(body="board"), MAY)
    attendance = ["office:dcs officer", "person:p1 chair"]

    say(ledger, ev.MeetingHeld(meeting="m1", body="board", attendance=attendance), JUNE)

    assert seen(ledger).chair == "person:p1"


def test_a_body_said_never_to_have_met_says_so(ledger: Ledger) -> None:
    say(ledger, ev.BodyEstablished(body="board"), MAY)

    say(ledger, ev.MeetingNotHeld(body="board", ever="yes"), JUNE)

    assert (seen(ledger).never_met, seen(ledger).meetings, seen(ledger).quorate) == ("yes", 0, "unknown")


def test_a_meeting_is_not_held_put_off_or_held_after_all(ledger: Ledger) -> None:
    board(ledger)
    say(ledger, ev.MeetingScheduled(meeting="m2", body="board"), JUNE)
    say(ledger, ev.MeetingNotHeld(body="board", meeting="m2", now="2017-08-09"), JULY)
    put_off = register(ledger).meetings["m2"].state
    say(ledger, ev.MeetingNotHeld(body="board", meeting="m2"), AUGUST)
    not_held = register(ledger).meetings["m2"].state

    say(ledger, ev.MeetingHeld(meeting="m2"), AUGUST)

    assert (put_off, not_held) == ("called", "not_held")
    assert register(ledger).meetings["m2"].state == "held"
    assert row(ledger).not_held == 2


def test_minutes_are_approved_as_they_are_or_as_amended(ledger: Ledger) -> None:
    board(ledger)
    say(ledger, ev.MinutesApproved(meeting="m1"), JUNE)
    first = register(ledger).meetings["m1"].minutes

    say(ledger, ev.MinutesApproved(meeting="m1", as_amended="yes"), JULY)

    assert (first, register(ledger).meetings["m1"].minutes) == ("approved", "as_amended")


def test_a_rival_day_of_a_meeting_is_kept_beside_the_first(ledger: Ledger) -> None:
    board(ledger)
    held = register(ledger).meetings["m1"].entries[0]

    say(ledger, ev.MeetingHeld(meeting="m1", quorate="no"), JUNE, rival_of=f"entry:{held}")

    found = register(ledger).meetings["m1"]
    assert (str(found.happened), found.disputed) == (MAY, True)
    assert [each.field for each in found.rivals] == ["quorate", "happened"]


def test_a_correction_and_a_retraction_change_what_is_known(ledger: Ledger) -> None:
    board(ledger)
    held = say(ledger, ev.MeetingHeld(meeting="m2", body="board", quorate="yes"), JULY)
    ledger.correct(held, ev.MeetingHeld(meeting="m2", body="board", quorate="no"), reason="mistyped")
    corrected = seen(ledger).quorate

    ledger.retract(held, reason="another board's")

    assert corrected == "no"
    assert register(ledger, as_of=JULY).meetings["m2"].quorate == "yes"
    assert seen(ledger).last_met == dt.date.fromisoformat(MAY)
