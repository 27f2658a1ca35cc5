"""How independent somebody is, derived from appointments and never typed in."""

import datetime as dt
from typing import Any

import pytest

from govledger import events as ev
from govledger.ledger import Entry, Ledger
from govledger.projections import on, projection
from govledger.projections.independence import LEVELS, KnowsLines
from govledger.testing import given
from tests.projections.support import assert_keyed, assert_no_cut_stops, say

LEAD = "office:head-of-mash"


@projection(version=1, keyed=True)
class Lines(KnowsLines):
    """The lines of management, and nothing else."""

    @on(ev.PersonNamed)
    def person_named(self, event: ev.PersonNamed, entry: Entry[Any]) -> None:
        """A projection may read events of its own beside those of the lines."""


def lines_of(ledger: Ledger, **cut: Any) -> Lines:
    return ledger.history(**cut).project(Lines)


def level(ledger: Ledger, *producers: str, leads: tuple[str, ...] = (LEAD,), day: dt.date | None = None) -> int | None:
    return lines_of(ledger).independence(producers, leads, on=day)


def office(name: str, **said: Any) -> ev.AppointmentMade:
    return ev.AppointmentMade(appointment=name, office=f"office:{name}", **said)


@pytest.fixture
def council(ledger: Ledger) -> Ledger:
    """A council: a chief executive above two directors, each above two offices, and some who stand elsewhere."""
    day = "2017-01-01"
    say(ledger, office("chief-executive", reports_to="none"), day)
    say(ledger, office("dcs", reports_to=["office:chief-executive"], who="person:p1"), day)
    say(ledger, office("director-of-finance", reports_to=["office:chief-executive"]), day)
    say(ledger, office("head-of-mash", reports_to=["office:dcs"], who="person:p2"), day)
    say(ledger, office("quality-assurance", reports_to=["office:dcs"]), day)
    say(ledger, office("performance", reports_to=["office:director-of-finance"]), day)
    say(ledger, office("councillor", capacity="elected"), day)
    say(ledger, office("police-superintendent", capacity="partner", represents="org:police"), day)
    say(ledger, ev.BodyEstablished(body="audit", relation="internal_audit"), day)
    say(ledger, ev.BodyEstablished(body="lscb", relation="partner"), day)
    say(ledger, ev.BodyEstablished(body="osc", kind="scrutiny", relation="own"), day)
    say(ledger, ev.BodyEstablished(body="council", kind="council"), day)
    return ledger


@pytest.mark.parametrize(
    ("producer", "expected"),
    [
        pytest.param("office:head-of-mash", 0, id="the lead"),
        pytest.param("person:p2", 0, id="whoever holds the lead's office"),
        pytest.param("office:dcs", 1, id="the lead's manager"),
        pytest.param("person:p1", 1, id="whoever holds the manager's office"),
        pytest.param("office:chief-executive", 1, id="the head of the lead's line"),
        pytest.param("office:quality-assurance", 1, id="a colleague under the same director"),
        pytest.param("office:performance", 2, id="another line, which meets the lead's only at the head"),
        pytest.param("office:director-of-finance", 2, id="another director, who has only the head in common"),
        pytest.param("office:councillor", 2, id="an elected member"),
        pytest.param("body:osc", 2, id="one of the council's own bodies"),
        pytest.param("body:audit", 3, id="internal audit"),
        pytest.param("body:lscb", 3, id="a statutory partnership"),
        pytest.param("office:police-superintendent", 3, id="somebody there as a partner"),
        pytest.param("org:ofsted", 4, id="any other organisation"),
        pytest.param("org:council", None, id="the council as a whole, as an organisation"),
        pytest.param("body:council", None, id="the council as a whole, as a body"),
        pytest.param("office:nobody-heard-of", None, id="an office without a line"),
        pytest.param("group:officers", None, id="a group nobody placed"),
    ],
)
def test_independence_follows_from_where_the_producer_stands(
    council: Ledger, producer: str, expected: int | None
) -> None:
    assert level(council, producer) == expected


def test_every_level_has_a_name() -> None:
    assert list(LEVELS) == [0, 1, 2, 3, 4]


def test_one_person_in_two_offices_is_one_party(council: Ledger) -> None:
    say(
        council,
        office("interim-quality-lead", who="person:p2", reports_to=["office:director-of-finance"]),
        "2017-02-01",
    )

    assert level(council, "office:interim-quality-lead") == 0


def test_two_who_answer_straight_to_one_manager_are_in_one_line_though_nothing_is_known_above(ledger: Ledger) -> None:
    say(ledger, office("head-of-mash", reports_to=["office:dcs"]), "2017-01-01")
    say(ledger, office("quality-assurance", reports_to=["office:dcs"]), "2017-01-01")

    assert level(ledger, "office:quality-assurance") == 1


def test_lines_that_meet_only_at_the_top_of_what_is_recorded_are_two(ledger: Ledger) -> None:
    say(ledger, office("head-of-mash", reports_to=["office:dcs"]), "2017-01-01")
    say(ledger, office("dcs", reports_to=["office:chief-executive"]), "2017-01-01")
    say(ledger, office("head-of-audit", reports_to=["office:chief-executive"]), "2017-01-01")

    assert level(ledger, "office:head-of-audit") == 2


def test_a_body_that_the_head_answers_to_is_no_manager_of_them_both(ledger: Ledger) -> None:
    say(ledger, office("chief-executive", reports_to=["body:council"]), "2017-01-01")
    say(ledger, office("head-of-mash", reports_to=["office:chief-executive"]), "2017-01-01")
    say(ledger, office("director-of-finance", reports_to=["office:chief-executive"]), "2017-01-01")

    assert level(ledger, "office:director-of-finance") == 2


def test_lines_that_run_in_a_circle_are_still_lines(ledger: Ledger) -> None:
    say(ledger, office("a", reports_to=["office:b"]), "2017-01-01")
    say(ledger, office("b", reports_to=["office:a"]), "2017-01-01")

    assert level(ledger, "office:a", leads=("office:b",)) == 1


def test_a_consultant_who_answers_to_the_lead_is_in_the_lead_s_line(council: Ledger) -> None:
    say(council, office("consultant", capacity="external", reports_to=[LEAD]), "2017-01-01")

    assert level(council, "office:consultant") == 1


def test_a_body_that_the_lead_sits_on_does_not_stand_elsewhere(council: Ledger) -> None:
    say(council, ev.AppointmentMade(appointment="seat", office=LEAD, body="osc", role="member"), "2017-01-01")

    assert level(council, "body:osc") == 1


def test_somebody_who_sits_on_the_body_that_leads_does_not_stand_elsewhere(council: Ledger) -> None:
    say(council, ev.AppointmentMade(appointment="seat", office="office:performance", body="osc"), "2017-01-01")

    assert level(council, "office:performance", leads=("body:osc",)) == 1


def test_whoever_speaks_for_an_organisation_stands_where_it_does(ledger: Ledger) -> None:
    say(ledger, ev.AppointmentMade(appointment="adviser", who="person:p9", represents="org:dfe"), "2017-01-01")

    assert level(ledger, "person:p9") == 4


def test_an_organisation_that_sits_as_a_partner_is_a_partner(ledger: Ledger) -> None:
    say(ledger, ev.AppointmentMade(appointment="police", who="org:police", capacity="partner"), "2017-01-01")

    assert level(ledger, "org:police") == 3


def test_the_council_named_as_a_body_and_as_an_organisation_is_one_party(council: Ledger) -> None:
    assert level(council, "org:council", leads=("body:council",)) == 0


def test_the_most_independent_producer_counts(council: Ledger) -> None:
    assert level(council, LEAD, "body:audit") == 3


def test_an_unknown_producer_leaves_the_answer_unknown_unless_another_is_external(council: Ledger) -> None:
    assert level(council, "group:officers", "body:audit") is None
    assert level(council, "group:officers", "org:ofsted") == 4


def test_the_nearest_lead_counts(council: Ledger) -> None:
    assert level(council, "office:performance", leads=(LEAD, "office:director-of-finance")) == 1


def test_an_unknown_lead_leaves_the_answer_unknown_unless_another_is_the_producer(council: Ledger) -> None:
    assert level(council, "office:performance", leads=(LEAD, "group:partners")) is None
    assert level(council, "office:performance", leads=("office:performance", "group:partners")) == 0


@pytest.mark.parametrize(("producers", "leads"), [((), (LEAD,)), (("org:ofsted",), ()), ((), ())])
def test_nobody_named_is_unknown(council: Ledger, producers: tuple[str, ...], leads: tuple[str, ...]) -> None:
    assert level(council, *producers, leads=leads) is None


# Time, rivals, corrections --------------------------------------------------------------------------------------------


def test_only_the_appointments_of_the_day_count(council: Ledger) -> None:
    say(council, ev.AppointmentEnded(appointment="quality-assurance"), "2017-06-30")

    assert level(council, "office:quality-assurance", day=dt.date(2017, 6, 30)) == 1
    assert level(council, "office:quality-assurance", day=dt.date(2017, 7, 1)) is None
    assert level(council, "office:quality-assurance", day=dt.date(2016, 12, 31)) is None
    assert level(council, "office:quality-assurance") is None


def test_the_end_of_a_part_of_an_appointment_ends_no_line(ledger: Ledger) -> None:
    made = ev.AppointmentMade(
        appointment="company", who="org:company", functions=["fostering"], reports_to=["office:dcs"]
    )
    say(ledger, made, "2017-01-01")
    say(ledger, ev.AppointmentEnded(appointment="company", parts=["company/fostering"]), "2017-06-30")

    assert level(ledger, "org:company", leads=("office:dcs",)) == 1


def test_a_rival_account_of_an_appointment_moves_nobody(council: Ledger) -> None:
    first = next(entry for entry in council.entries(about="appointment:performance"))
    rival = office("performance", reports_to=["office:dcs"])

    say(council, rival, "2017-01-01", rival_of=f"entry:{first.number}")

    row = lines_of(council).appointments["appointment:performance"]
    assert (row.reports_to, row.disputed) == (("office:director-of-finance",), True)
    assert [str(rival) for rival in row.rivals if rival.field == "reports_to"] != []


def test_a_rival_account_of_an_ending_ends_nothing(council: Ledger) -> None:
    number = say(council, ev.AppointmentEnded(appointment="dcs"), "2017-06-30")
    council.retract(number, reason="recorded twice")
    say(council, ev.AppointmentEnded(appointment="dcs"), "2017-07-30", rival_of=f"entry:{number}")

    row = lines_of(council).appointments["appointment:dcs"]

    assert (row.ended, row.disputed) == (None, True)


def test_a_corrected_line_is_the_line(council: Ledger) -> None:
    first = next(entry for entry in council.entries(about="appointment:performance"))

    council.correct(first.number, office("performance", reports_to=["office:dcs"]), reason="mis-typed")

    assert level(council, "office:performance") == 1


def test_a_retracted_line_is_none(council: Ledger) -> None:
    first = next(entry for entry in council.entries(about="appointment:performance"))

    council.retract(first.number, reason="never made")

    assert level(council, "office:performance") is None


def test_no_cut_stops_the_lines(minute: Ledger) -> None:
    assert_no_cut_stops(Lines, minute)


def test_a_row_follows_from_the_entries_that_name_it(minute: Ledger) -> None:
    assert_keyed(Lines, minute)


def test_an_appointment_of_nobody_is_held_by_nobody() -> None:
    told = given(ev.AppointmentMade(appointment="a1", who="none", office="office:dcs"))

    told.project(Lines).then(held={"office:dcs": ["appointment:a1"]})


def test_who_took_an_office_up_comes_before_the_office() -> None:
    told = given(ev.AppointmentMade(appointment="a1", who="person:p1", office="office:dcs"))

    assert list(told.project(Lines).held) == ["person:p1", "office:dcs"]
