from collections import defaultdict

from govledger.assurance import FAMILIES, RULES

SERIOUS = {
    "critical": {"FINDING_CONTRADICTS_STATUS", "KEPT_FROM_BOARD", "REPEAT_FINDING"},
    "high": {
        "ASSURANCE_POSTPONED",
        "BACKDATED_ENTRY",
        "BODY_NEVER_MET",
        "CHAIR_OVERSEES_SELF",
        "CLOSED_UNSEEN",
        "CLOSED_UNVERIFIED",
        "DECISION_NOT_MINUTED",
        "EVIDENCE_AFTER_STATUS",
        "GREEN_WITHOUT_EVIDENCE",
        "MOVED_GOALPOSTS",
        "OUTCOMES_FLAT",
        "OVERDUE_NOT_RED",
        "OVERSIGHT_WITHOUT_POWER",
        "PRE_MEETING_POLISH",
        "RECOMMENDATION_WITHOUT_ACTION",
        "ROLL_UP_HIDES_RED",
        "SELF_ASSURED",
        "STAGE_SKIPPED",
        "VANISHED_RED",
    },
    "medium": {
        "COMPLETE_NOT_EMBEDDED",
        "CONFLICT_TREATED_AS_SETTLED",
        "HEARSAY_ASSURANCE",
        "MISSING_VOICE",
        "NOT_SMART",
        "NOT_TRIANGULATED",
        "ORPHANED_OWNER",
        "PARTNER_WITHOUT_PLAN",
        "REPORT_BACK_OVERDUE",
        "REQUIREMENTS_MET_NOTICE_OPEN",
        "ROOT_CAUSE_WITHOUT_ACTION",
        "SERIAL_RESCHEDULING",
        "STALE_ASSURANCE",
        "STATUS_OFF_SCHEME",
        "UNANSWERED_CHALLENGE",
        "UNAPPROVED_RESCHEDULE",
    },
    "low": {"NOTED_NOT_TESTED", "VERBAL_ONLY"},
}
"""How serious an alarm of each rule is, unless it says otherwise."""

OURS = {family.__name__ for family in FAMILIES}


def test_each_rule_is_as_serious_as_it_is_listed() -> None:
    found = defaultdict[str, set[str]](set)
    for one in RULES:
        if one.judge.__module__ in OURS:
            found[one.severity].add(one.name)

    assert found == SERIOUS
