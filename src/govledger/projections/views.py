"""The read models that come with the library, and finding one by its name."""

from __future__ import annotations

from typing import Any

from govledger.errors import BadValueError
from govledger.events.words import nearest
from govledger.projections.accounts_register import AccountsRegister
from govledger.projections.assurance_map import AssuranceMap
from govledger.projections.audit_trail import AuditTrail
from govledger.projections.body_register import BodyRegister
from govledger.projections.challenge_log import ChallengeLog
from govledger.projections.coverage_map import CoverageMap
from govledger.projections.deadline_history import DeadlineHistory
from govledger.projections.decision_register import DecisionRegister
from govledger.projections.intervention_timeline import InterventionTimeline
from govledger.projections.line_of_sight import LineOfSight
from govledger.projections.obligation_calendar import ObligationCalendar
from govledger.projections.plan_state import PlanState
from govledger.projections.projection import Projection
from govledger.projections.recommendation_tracker import RecommendationTracker
from govledger.projections.status_history import StatusHistory
from govledger.projections.told_log import ToldLog
from govledger.projections.voice_coverage import VoiceCoverage

VIEWS: tuple[type, ...] = (
    AccountsRegister,
    AssuranceMap,
    AuditTrail,
    BodyRegister,
    ChallengeLog,
    CoverageMap,
    DeadlineHistory,
    DecisionRegister,
    InterventionTimeline,
    LineOfSight,
    ObligationCalendar,
    PlanState,
    RecommendationTracker,
    StatusHistory,
    ToldLog,
    VoiceCoverage,
)
"""Every built-in read model, in alphabetical order of its class."""


def declared(view: type) -> Projection[Any]:
    """What the decorator knows of a projection class.

    Raises:
        TypeError: ``view`` is not one.
    """
    spec: Projection[Any] | None = getattr(view, "__projection__", None)
    if spec is None:
        raise TypeError(f"{view!r} is not a projection; put @projection(version=1) on the class")
    return spec


def view_named(name: str) -> type:
    """The built-in read model of that name, such as ``plan-state``.

    Raises:
        BadValueError: There is none; the nearest names are given.
    """
    by_name = {declared(view).name: view for view in VIEWS}
    if name not in by_name:
        expected = f"a view among {', '.join(by_name)}, or module:Class for one of your own"
        raise BadValueError(name, expected, where="view", nearest=nearest(name, by_name))
    return by_name[name]
