"""Every rule asks about its specimen in Northbeck, and not about its near miss."""

import pytest

from examples.counties.every_pair import PAIRS
from govledger.assurance import RULES
from govledger.assurance.conclusion import conclude
from govledger.assurance.timeline import timeline
from tests.counties.support import LAST, county, opinion

ALARMED = {(alarm.rule, alarm.subject): alarm for alarm in opinion("northbeck").alarms}
CLEAR = {(settled.rule, settled.subject) for settled in opinion("northbeck").clear}

FURTHER = {
    # The stage that STAGE_SKIPPED's plan left out is itself overdue.
    ("REPORT_BACK_OVERDUE", "obligation:sufficiency-stress-test"),
    # What still stood as good when the inspectors returned and named it.
    *(("FINDING_CONTRADICTS_STATUS", f"action:{name}") for name in ("2.11", "3.11", "3.15", "4.11", "5.11", "6.11")),
    ("FINDING_CONTRADICTS_STATUS", "commitment:kinship"),
}
"""What is asked besides the specimens."""


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


def test_most_of_what_the_inspectors_named_could_have_been_asked_months_before() -> None:
    found = conclude(timeline(county("northbeck").history(as_of=LAST)))

    assert (found.of, found.earlier, found.later, found.median_days_earlier) == (48, 16, 0, 114)


def test_what_the_inspectors_have_only_just_named_is_hindsight_and_what_they_named_before_is_not() -> None:
    hindsight = {subject for (rule, subject), alarm in ALARMED.items() if alarm.hindsight}

    assert hindsight == {subject for rule, subject in FURTHER if rule == "FINDING_CONTRADICTS_STATUS"}


def test_nothing_is_asked_about_but_the_specimens() -> None:
    asked = set(ALARMED) - {(rule, pair.specimen) for rule, pair in PAIRS.items()}

    assert asked == FURTHER
