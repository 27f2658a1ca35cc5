"""Query 1: what did this board know about an area on a day, and what do we now know was true that day?"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.projections.line_of_sight import LineOfSight
from govledger.projections.plan_state import PlanState
from tests.projections.support import minute_ledger, say
from tests.queries.support import not_held, said_of

TOWER_HAMLETS = "tower-hamlets-2017-06-14"
THRESHOLDS = "area:thresholds"
DAY = dt.date(2017, 6, 14)


def known_then(ledger: Ledger) -> list[str]:
    """What the board had been told of the area by the day, as types of entry."""
    return kinds(said_of(ledger.history(told="body:bvib", as_of=DAY), THRESHOLDS))


def known_now(ledger: Ledger) -> list[str]:
    """What we now know of the area on the day, as types of entry."""
    return kinds(said_of(ledger.history(happened_by=DAY), THRESHOLDS))


def kinds(entries: list[Any]) -> list[str]:
    return [entry.type.partition("/")[0] for entry in entries]


def test_the_board_knew_of_a_claim_and_of_an_audit_nobody_tied_to_it(minutes: Mapping[str, Ledger]) -> None:
    told = minutes[TOWER_HAMLETS].history(told="body:bvib", as_of=DAY)

    plan, sight = told.project(PlanState), told.project(LineOfSight)

    area = plan.others[THRESHOLDS]
    assert (plan.stage(area), area.status, area.verified) == ("claimed", None, None)
    assert area.claimed is not None
    assert area.claimed.by == ("group:officers",)
    assert sight.trace(THRESHOLDS).seen_below("evidence") == ()
    assert sight.trace(THRESHOLDS).seen_below("evidence", firm=False) == ("evidence:current-audit",)


def test_the_minute_alone_shows_nothing_that_the_board_had_not_been_told(minutes: Mapping[str, Ledger]) -> None:
    ledger = minutes[TOWER_HAMLETS]

    assert known_then(ledger) == known_now(ledger) == ["completion-claimed", "link-noted"]
    assert not_held(ledger.history(), DAY, "told", "evidence", "decisions", body="bvib") == ["told", "evidence"]


def test_what_officers_held_and_nobody_put_before_the_board_shows_only_in_what_we_know_now() -> None:
    with minute_ledger(TOWER_HAMLETS) as ledger:
        sample = ev.EvidenceRecorded(evidence="dip", kind="dip_sample", undermines=[THRESHOLDS], complete="yes")
        say(ledger, sample, "2017-06-01", source="internal-audit-memo")

        assert known_then(ledger) == ["completion-claimed", "link-noted"]
        assert known_now(ledger) == ["evidence-recorded", "completion-claimed", "link-noted"]


def test_what_came_to_light_later_was_true_that_day_and_not_known_that_day() -> None:
    with minute_ledger(TOWER_HAMLETS) as ledger:
        finding = ev.FindingMade(finding="f", by=["org:ofsted"], polarity="weakness", about=[THRESHOLDS])
        ledger.record(finding, happened="2017-06-13", known_on="2017-09-01", source="monitoring-letter")

        as_of = kinds(said_of(ledger.history(as_of=DAY), THRESHOLDS))

        assert as_of == ["completion-claimed", "link-noted"]
        assert known_now(ledger)[0] == "finding-made"


@pytest.mark.parametrize(
    ("name", "body", "area", "then"),
    [
        (
            "gloucestershire-2022-05-26",
            "children-families-scrutiny",
            "area:it",
            {"recommendation-made", "finding-made"},
        ),
        ("herefordshire-2021", "cyp-scrutiny", "area:childrens-social-care", {"obligation-created"}),
        ("west-berkshire-2015", "osmc", "area:leadership", {"challenge-raised"}),
        ("worcestershire-2017", "hwb", "area:care-leavers", {"judgement-published"}),
    ],
)
def test_each_committee_had_been_told_what_its_own_minute_says(
    minutes: Mapping[str, Ledger], name: str, body: str, area: str, then: set[str]
) -> None:
    told = kinds(said_of(minutes[name].history(told=body), area))

    assert told == kinds(said_of(minutes[name].history(), area))
    assert then <= set(told)
