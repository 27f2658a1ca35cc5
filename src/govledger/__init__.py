"""govledger keeps a council's improvement plan honest.

The front door: every public name, grouped as the docs group them. Names are fetched when they are first used, so that
importing stays cheap.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from govledger import errors, events
    from govledger.assurance.case import Case
    from govledger.assurance.check import check
    from govledger.assurance.opinion import Opinion
    from govledger.assurance.rule import Alarm, CannotTell, Clear, NotYet, Setting, rule
    from govledger.assurance.watch import Watch
    from govledger.errors import (
        BadLinesError,
        BadValueError,
        GovledgerError,
        HeadMovedError,
        LedgerError,
        ProjectionStoppedError,
        RecordRefusedError,
    )
    from govledger.exports.replaying import replay_export
    from govledger.ledger import Draft, Entry, History, Ledger, draft
    from govledger.ledger.importing import record_lines
    from govledger.ledger.lines import read_lines, write_line
    from govledger.ledger.telemetry import instrument
    from govledger.projections.accounts_register import AccountsRegister
    from govledger.projections.assurance_map import AssuranceMap
    from govledger.projections.audit_trail import AuditTrail
    from govledger.projections.body_register import BodyRegister
    from govledger.projections.challenge_log import ChallengeLog
    from govledger.projections.coverage_map import CoverageMap
    from govledger.projections.deadline_history import DeadlineHistory
    from govledger.projections.decision_register import DecisionRegister
    from govledger.projections.hindsight import Hindsight
    from govledger.projections.intervention_timeline import InterventionTimeline
    from govledger.projections.line_of_sight import LineOfSight
    from govledger.projections.obligation_calendar import ObligationCalendar
    from govledger.projections.plan_state import PlanState
    from govledger.projections.projection import Projection, View, derived, on, projection
    from govledger.projections.recommendation_tracker import RecommendationTracker
    from govledger.projections.status_history import StatusHistory
    from govledger.projections.tables import Tables
    from govledger.projections.tabling import table
    from govledger.projections.told_log import ToldLog
    from govledger.projections.voice_coverage import VoiceCoverage
    from govledger.projections.why import Why

__version__ = "0.1.0"

_FROM = {
    # What may be said, and what can go wrong: rooms that are public as a whole
    "events": "govledger.events",
    "errors": "govledger.errors",
    # The record
    "Draft": "govledger.ledger",
    "Entry": "govledger.ledger",
    "History": "govledger.ledger",
    "Ledger": "govledger.ledger",
    "draft": "govledger.ledger",
    # What left, read again
    "replay_export": "govledger.exports.replaying",
    # Files of lines
    "record_lines": "govledger.ledger.importing",
    "read_lines": "govledger.ledger.lines",
    "write_line": "govledger.ledger.lines",
    # Who watches it at work
    "instrument": "govledger.ledger.telemetry",
    # What it adds up to
    "Projection": "govledger.projections.projection",
    "View": "govledger.projections.projection",
    "derived": "govledger.projections.projection",
    "on": "govledger.projections.projection",
    "projection": "govledger.projections.projection",
    "Tables": "govledger.projections.tables",
    "table": "govledger.projections.tabling",
    "Hindsight": "govledger.projections.hindsight",
    "Why": "govledger.projections.why",
    "AccountsRegister": "govledger.projections.accounts_register",
    "AssuranceMap": "govledger.projections.assurance_map",
    "AuditTrail": "govledger.projections.audit_trail",
    "BodyRegister": "govledger.projections.body_register",
    "ChallengeLog": "govledger.projections.challenge_log",
    "CoverageMap": "govledger.projections.coverage_map",
    "DeadlineHistory": "govledger.projections.deadline_history",
    "DecisionRegister": "govledger.projections.decision_register",
    "InterventionTimeline": "govledger.projections.intervention_timeline",
    "LineOfSight": "govledger.projections.line_of_sight",
    "ObligationCalendar": "govledger.projections.obligation_calendar",
    "PlanState": "govledger.projections.plan_state",
    "RecommendationTracker": "govledger.projections.recommendation_tracker",
    "StatusHistory": "govledger.projections.status_history",
    "ToldLog": "govledger.projections.told_log",
    "VoiceCoverage": "govledger.projections.voice_coverage",
    # Whether to believe it
    "Alarm": "govledger.assurance.rule",
    "CannotTell": "govledger.assurance.rule",
    "Clear": "govledger.assurance.rule",
    "NotYet": "govledger.assurance.rule",
    "Setting": "govledger.assurance.rule",
    "rule": "govledger.assurance.rule",
    "Case": "govledger.assurance.case",
    "Opinion": "govledger.assurance.opinion",
    "check": "govledger.assurance.check",
    "Watch": "govledger.assurance.watch",
    # What can go wrong
    "BadLinesError": "govledger.errors",
    "BadValueError": "govledger.errors",
    "GovledgerError": "govledger.errors",
    "HeadMovedError": "govledger.errors",
    "LedgerError": "govledger.errors",
    "ProjectionStoppedError": "govledger.errors",
    "RecordRefusedError": "govledger.errors",
}

__all__ = [
    "AccountsRegister",
    "Alarm",
    "AssuranceMap",
    "AuditTrail",
    "BadLinesError",
    "BadValueError",
    "BodyRegister",
    "CannotTell",
    "Case",
    "ChallengeLog",
    "Clear",
    "CoverageMap",
    "DeadlineHistory",
    "DecisionRegister",
    "Draft",
    "Entry",
    "GovledgerError",
    "HeadMovedError",
    "Hindsight",
    "History",
    "InterventionTimeline",
    "Ledger",
    "LedgerError",
    "LineOfSight",
    "NotYet",
    "ObligationCalendar",
    "Opinion",
    "PlanState",
    "Projection",
    "ProjectionStoppedError",
    "RecommendationTracker",
    "RecordRefusedError",
    "Setting",
    "StatusHistory",
    "Tables",
    "ToldLog",
    "View",
    "VoiceCoverage",
    "Watch",
    "Why",
    "__version__",
    "check",
    "derived",
    "draft",
    "errors",
    "events",
    "instrument",
    "on",
    "projection",
    "read_lines",
    "record_lines",
    "replay_export",
    "rule",
    "table",
    "write_line",
]


def __getattr__(name: str) -> Any:
    """A public name, fetched from its room on first use."""
    if name not in _FROM:
        raise AttributeError(f"module 'govledger' has no attribute {name!r}")
    module = import_module(_FROM[name])
    value = module if name in {"errors", "events"} else getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Every public name."""
    return __all__
