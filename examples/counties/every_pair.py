"""Every pair; importing this puts those of all the families together."""

from __future__ import annotations

from examples.counties import (
    body_pairs,
    challenge_pairs,
    completion_pairs,
    coverage_pairs,
    evidence_pairs,
    measuring_pairs,
    ownership_pairs,
    time_pairs,
)
from examples.counties.pairs import PAIRS

FAMILIES = (
    evidence_pairs,
    completion_pairs,
    time_pairs,
    body_pairs,
    challenge_pairs,
    ownership_pairs,
    coverage_pairs,
    measuring_pairs,
)
"""The modules that tell pairs, in the order of the rules' codes."""

__all__ = ["FAMILIES", "PAIRS"]
