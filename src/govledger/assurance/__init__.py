"""Whether to believe it: rules that put a councillor's question to the record, and say when they cannot tell."""

from govledger.assurance.case import Case
from govledger.assurance.check import check
from govledger.assurance.families import FAMILIES
from govledger.assurance.opinion import Denominator, Opinion, Raised, Settled, Untold
from govledger.assurance.rule import (
    RULES,
    SEVERITIES,
    Alarm,
    Answer,
    CannotTell,
    Clear,
    NotYet,
    Rule,
    Rules,
    Setting,
    rule,
)
from govledger.assurance.watch import Watch

__all__ = [
    "FAMILIES",
    "RULES",
    "SEVERITIES",
    "Alarm",
    "Answer",
    "CannotTell",
    "Case",
    "Clear",
    "Denominator",
    "NotYet",
    "Opinion",
    "Raised",
    "Rule",
    "Rules",
    "Setting",
    "Settled",
    "Untold",
    "Watch",
    "check",
    "rule",
]
