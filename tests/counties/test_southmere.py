"""Southmere is as densely recorded as Northbeck, and nothing serious is asked of it."""

import pytest

from examples.counties.every_pair import PAIRS
from tests.counties.support import county, opinion

CLEAR = {(settled.rule, settled.subject) for settled in opinion("southmere").clear}


def test_nothing_high_or_critical_is_asked() -> None:
    assert [alarm for alarm in opinion("southmere").alarms if alarm.severity in {"high", "critical"}] == []


def test_it_is_as_dense_as_northbeck() -> None:
    put = {name: sum(opinion(name).denominator.items.values()) for name in ("northbeck", "southmere")}

    assert len(county("southmere")) >= len(county("northbeck"))
    assert put["southmere"] >= 0.95 * put["northbeck"]


@pytest.mark.parametrize("rule", PAIRS)
def test_what_alarms_in_northbeck_is_in_order_in_southmere(rule: str) -> None:
    assert (rule, PAIRS[rule].specimen) in CLEAR
