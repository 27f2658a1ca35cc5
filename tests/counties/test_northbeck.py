"""Every rule asks about its specimen in Northbeck, and not about its near miss."""

import pytest

from examples.counties.every_pair import PAIRS
from govledger.assurance import RULES
from tests.counties.support import opinion

ALARMED = {(alarm.rule, alarm.subject): alarm for alarm in opinion("northbeck").alarms}
CLEAR = {(settled.rule, settled.subject) for settled in opinion("northbeck").clear}

FURTHER = {("REPORT_BACK_OVERDUE", "obligation:sufficiency-stress-test")}
"""What is asked besides the specimens: the stage that STAGE_SKIPPED's plan left out is itself overdue."""


def test_forty_rules_have_a_pair_each() -> None:
    assert sorted(PAIRS) == sorted(rule.name for rule in RULES if rule.code)
    assert len(PAIRS) == 40
    assert opinion("northbeck").denominator.stopped == {}


@pytest.mark.parametrize("rule", PAIRS)
def test_the_rule_asks_about_its_specimen(rule: str) -> None:
    alarm = ALARMED[rule, PAIRS[rule].specimen]

    assert alarm.because
    assert alarm.clears
    assert alarm.severity == RULES.named(rule).severity or (rule, alarm.severity) == ("UNANSWERED_CHALLENGE", "high")


@pytest.mark.parametrize("rule", PAIRS)
def test_the_rule_finds_its_near_miss_in_order(rule: str) -> None:
    assert (rule, PAIRS[rule].near_miss) not in ALARMED
    assert (rule, PAIRS[rule].near_miss) in CLEAR


def test_nothing_is_asked_about_but_the_specimens() -> None:
    asked = set(ALARMED) - {(rule, pair.specimen) for rule, pair in PAIRS.items()}

    assert asked == FURTHER
