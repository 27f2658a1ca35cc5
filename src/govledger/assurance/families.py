"""The families of rules; importing this puts every built-in rule into the set."""

from __future__ import annotations

from govledger.assurance import (
    adding_up,
    ageing,
    answers,
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
    powers,
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
    closing,
    timing,
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
