"""Query 19: what is our intervention status, its requirements, and what must be true for it to end?"""

import datetime as dt
from collections.abc import Mapping

import pytest

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.projections.coverage_map import CoverageMap
from govledger.projections.intervention_timeline import InterventionTimeline
from tests.projections.saying import AS_OF
from tests.projections.support import MINUTES, minute_ledger, say

HEREFORDSHIRE, GLOUCESTERSHIRE = "herefordshire-2021", "gloucestershire-2022-05-26"
SILENT = ("west-berkshire-2015", "worcestershire-2017", "tower-hamlets-2017-06-14")


def timeline(ledger: Ledger) -> InterventionTimeline:
    return ledger.history().project(InterventionTimeline)


def states(ledger: Ledger, today: dt.date) -> dict[str, str]:
    return {found.intervention: found.state for found in timeline(ledger).status(today)}


def gaps(ledger: Ledger, today: dt.date) -> tuple[str, ...]:
    return ledger.history().project(CoverageMap).gaps("interventions", on=today)


def test_what_is_in_force_in_each_minute(minutes: Mapping[str, Ledger]) -> None:
    found = {name: states(minutes[name], AS_OF[name]) for name in MINUTES}

    assert found == {
        GLOUCESTERSHIRE: {"earlier-intervention": "ended", "support-and-supervision": "in force"},
        HEREFORDSHIRE: {"notice": "in force"},
        **{name: {} for name in SILENT},
    }


def test_gloucestershire_is_told_both_that_it_is_over_and_that_a_category_stands(
    minutes: Mapping[str, Ledger],
) -> None:
    held = timeline(minutes[GLOUCESTERSHIRE])
    status = held.status(AS_OF[GLOUCESTERSHIRE])[1]

    assert (status.official_label, status.disputed) == ("in support and supervision", True)
    assert held.what_must_be_true("support-and-supervision").conditions == ()
    assert not held.what_must_be_true("support-and-supervision").requirements_said


def test_every_requirement_of_herefordshire_s_notice_is_claimed_and_none_checked(
    minutes: Mapping[str, Ledger],
) -> None:
    ending = timeline(minutes[HEREFORDSHIRE]).what_must_be_true("notice")

    assert ([part.mark for part in ending.claimed], ending.open, ending.verified) == (["a", "b", "c"], (), ())
    assert ending.all_claimed
    assert {part.claimed.asserted_by for part in ending.claimed if part.claimed} == {"body:council"}


def test_the_notice_ends_when_two_things_are_true_and_only_the_council_says_so(minutes: Mapping[str, Ledger]) -> None:
    held = timeline(minutes[HEREFORDSHIRE])
    ending = held.what_must_be_true("notice")

    assert ending.conditions == ("when next inspection", "not before 12 months after intervention:notice")
    assert (ending.not_before, ending.said_by, ending.in_own_word) == (dt.date(2022, 5, 1), "body:council", False)
    assert [found.intervention for found in held.claimed_yet_in_force(AS_OF[HEREFORDSHIRE])] == ["notice"]


def test_the_only_view_of_the_notice_is_the_council_s_report_of_the_department_s(minutes: Mapping[str, Ledger]) -> None:
    (opinion,) = timeline(minutes[HEREFORDSHIRE]).interventions["notice"].opinions

    assert (opinion.by, opinion.asserted_by, opinion.mode) == (("org:dfe",), "body:council", "reported")
    assert (opinion.favourable, opinion.document) == ("yes", None)


@pytest.mark.parametrize("name", SILENT)
def test_that_nothing_is_in_force_is_not_known_where_nobody_declared_it(
    minutes: Mapping[str, Ledger], name: str
) -> None:
    (gap,) = gaps(minutes[name], AS_OF[name])

    assert gap == f"nobody has declared that this ledger holds all interventions on {AS_OF[name].isoformat()}"


def test_the_directions_that_were_announced_are_in_force_once_they_are_given() -> None:
    name, day = "tower-hamlets-2017-06-14", dt.date(2017, 9, 1)
    with minute_ledger(name) as ledger:
        before = states(ledger, day)
        imposed = ev.InterventionImposed(intervention="directions", kind="statutory_direction", by=["org:dfe"])
        say(ledger, imposed, "2017-09-01")

        assert (before, states(ledger, day)) == ({}, {"directions": "in force"})
        assert states(ledger, AS_OF[name]) == {}


def test_the_notice_has_ended_once_the_authority_lifts_it() -> None:
    with minute_ledger(HEREFORDSHIRE) as ledger:
        lifted = ev.InterventionEnded(intervention="notice", how="lifted", by=["org:dfe"])
        say(ledger, lifted, "2022-09-01", asserted_by="org:dfe")

        assert states(ledger, dt.date(2022, 8, 31)) == {"notice": "in force"}
        assert states(ledger, dt.date(2022, 9, 1)) == {"notice": "ended"}
        assert timeline(ledger).claimed_yet_in_force(dt.date(2022, 9, 1)) == []
