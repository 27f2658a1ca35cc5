"""What the rules on bodies, challenge, duties and candour say of the five minutes, each on its own day."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import pytest

from govledger.assurance import RULES, Opinion, check
from tests.projections.support import minute_ledger

G, H, W = "gloucestershire-2022-05-26", "herefordshire-2021", "west-berkshire-2015"
R, T = "worcestershire-2017", "tower-hamlets-2017-06-14"
DAYS = {G: "2022-05-26", H: "2021-12-31", W: "2015-11-30", R: "2017-05-03", T: "2017-06-14"}
OURS = (
    "DECISION_NOT_MINUTED", "BODY_NEVER_MET", "OVERSIGHT_WITHOUT_POWER", "CHAIR_OVERSEES_SELF", "UNANSWERED_CHALLENGE",
    "REPORT_BACK_OVERDUE", "ASSURANCE_POSTPONED", "NOTED_NOT_TESTED", "KEPT_FROM_BOARD", "CONFLICT_TREATED_AS_SETTLED",
)  # fmt: skip
COVERED = pytest.mark.parametrize("coverage", ["as minuted", "with its coverage"])


@cache
def opinion(name: str, coverage: str) -> Opinion:
    with minute_ledger(name, coverage=coverage != "as minuted") as ledger:
        return check(ledger.history(as_of=DAYS[name]))


def heard(answers: Sequence[Any]) -> set[tuple[str, str]]:
    return {(answer.rule, answer.subject) for answer in answers if answer.rule in OURS}


ALARMS = {
    G: {
        ("CHAIR_OVERSEES_SELF", "body:improvement-board", "info"),
        ("CONFLICT_TREATED_AS_SETTLED", "evidence:board-feedback", "medium"),
    },
    H: set[tuple[str, str, str]](),
    W: {
        ("UNANSWERED_CHALLENGE", "challenge:review-postponed", "medium"),
        ("ASSURANCE_POSTPONED", "obligation:test-of-assurance", "high"),
    },
    R: {
        ("BODY_NEVER_MET", "body:hwb-sub-group", "high"),
        ("UNANSWERED_CHALLENGE", "challenge:board-actions", "medium"),
        ("UNANSWERED_CHALLENGE", "challenge:councillor-duties", "info"),
    },
    T: set[tuple[str, str, str]](),
}
"""The alarms of each minute; its own coverage adds none of these rules."""

CANNOT_TELL = {
    G: {
        ("UNANSWERED_CHALLENGE", "challenge:board-and-scrutiny-roles"),
        ("UNANSWERED_CHALLENGE", "challenge:cross-party-board"),
        ("REPORT_BACK_OVERDUE", "obligation:scrutiny-sees-plan"),
        ("REPORT_BACK_OVERDUE", "obligation:plan-reports-to-scrutiny"),
        ("NOTED_NOT_TESTED", "plan:new-plan"),
    },
    H: {
        ("DECISION_NOT_MINUTED", "decision:cabinet-28oct"),
        ("UNANSWERED_CHALLENGE", "challenge:broken-contract"),
        ("UNANSWERED_CHALLENGE", "challenge:third-sector"),
    },
    W: {
        ("UNANSWERED_CHALLENGE", "challenge:overall-deadline"),
        ("REPORT_BACK_OVERDUE", "obligation:update"),
        ("NOTED_NOT_TESTED", "plan:improvement-plan"),
    },
    R: {
        ("OVERSIGHT_WITHOUT_POWER", "plan:improvement-plan"),
        ("NOTED_NOT_TESTED", "plan:improvement-plan"),
        ("UNANSWERED_CHALLENGE", "challenge:councillor-oversight"),
    },
    T: {
        ("OVERSIGHT_WITHOUT_POWER", "plan:iip"),
        ("REPORT_BACK_OVERDUE", "obligation:stress-test"),
        ("NOTED_NOT_TESTED", "plan:iip"),
    },
}
"""Some of what each minute leaves open, whatever of itself it declares to hold in full."""

CLEAR = {
    G: {("OVERSIGHT_WITHOUT_POWER", "plan:new-plan"), ("UNANSWERED_CHALLENGE", "challenge:independent-chair")},
    H: {("OVERSIGHT_WITHOUT_POWER", "plan:strategic-plan"), ("REPORT_BACK_OVERDUE", "obligation:submit-plan")},
    W: {
        ("OVERSIGHT_WITHOUT_POWER", "plan:improvement-plan"),
        ("UNANSWERED_CHALLENGE", "challenge:leadership-culture"),
        ("UNANSWERED_CHALLENGE", "challenge:reaching-good"),
    },
    R: set[tuple[str, str]](),
    T: {("REPORT_BACK_OVERDUE", "obligation:assess"), ("REPORT_BACK_OVERDUE", "obligation:observe")},
}
"""All that each minute shows to be in order."""


@COVERED
@pytest.mark.parametrize("name", DAYS)
def test_each_minute_raises_just_the_alarms_that_its_words_bear(name: str, coverage: str) -> None:
    found = opinion(name, coverage)

    alarms = {(alarm.rule, alarm.subject, alarm.severity) for alarm in found.alarms if alarm.rule in OURS}

    assert alarms == ALARMS[name]
    assert not set(found.denominator.stopped) & set(OURS)


@COVERED
@pytest.mark.parametrize("name", DAYS)
def test_each_minute_leaves_open_what_it_does_not_tell(name: str, coverage: str) -> None:
    assert CANNOT_TELL[name] <= heard(opinion(name, coverage).cannot_tell)


@COVERED
@pytest.mark.parametrize("name", DAYS)
def test_each_minute_shows_no_more_in_order_than_it_tells(name: str, coverage: str) -> None:
    assert heard(opinion(name, coverage).clear) == CLEAR[name]


def test_the_day_of_the_next_update_in_west_berkshire_is_read_both_ways() -> None:
    untold = opinion(W, "as minuted").cannot_tell

    (update,) = [one.why for one in untold if one.subject == "obligation:update" and one.rule == "REPORT_BACK_OVERDUE"]

    assert "3 months after meeting:osmc-1 (2016-02-29); December 2015 (2015-12-31)" in update


def test_the_submission_noted_in_tower_hamlets_is_not_yet_due() -> None:
    found = opinion(T, "as minuted")

    assert found.denominator.not_yet["REPORT_BACK_OVERDUE"] > 0
    assert ("REPORT_BACK_OVERDUE", "obligation:submit") not in heard((*found.alarms, *found.cannot_tell, *found.clear))


@pytest.mark.parametrize(("rule", "severity"), [
    ("DECISION_NOT_MINUTED", "high"), ("BODY_NEVER_MET", "high"), ("OVERSIGHT_WITHOUT_POWER", "high"),
    ("CHAIR_OVERSEES_SELF", "high"), ("UNANSWERED_CHALLENGE", "medium"), ("REPORT_BACK_OVERDUE", "medium"),
    ("ASSURANCE_POSTPONED", "high"), ("NOTED_NOT_TESTED", "low"), ("KEPT_FROM_BOARD", "critical"),
    ("CONFLICT_TREATED_AS_SETTLED", "medium"),
])  # fmt: skip
def test_each_rule_is_as_serious_as_its_doubt(rule: str, severity: str) -> None:
    assert RULES.named(rule).severity == severity


def test_of_these_rules_only_the_one_that_says_when_a_thing_was_recorded_reads_the_clock() -> None:
    assert [name for name in OURS if RULES.named(name).reads_clock] == ["KEPT_FROM_BOARD"]
