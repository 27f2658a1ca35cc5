"""The families of rules; importing this puts every built-in rule into the set."""

from __future__ import annotations

from govledger.assurance import (
    adding_up,
    ageing,
    answers,
    approval,
    backdating,
    chairs,
    challenges,
    closing,
    completion,
    evidence,
    hearsay,
    independent_check,
    oversight,
    ownership,
    partners,
    polish,
    powers,
    rescheduling,
    status_words,
    timing,
    triangulated,
    verbal,
)

FAMILIES = (
    evidence,
    independent_check,
    verbal,
    ageing,
    triangulated,
    hearsay,
    completion,
    status_words,
    closing,
    polish,
    rescheduling,
    approval,
    timing,
    backdating,
    oversight,
    powers,
    answers,
    chairs,
    challenges,
    ownership,
    partners,
    adding_up,
)
"""The modules of the built-in rules, in the order of their codes."""
