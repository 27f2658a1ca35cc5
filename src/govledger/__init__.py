"""govledger keeps a council's improvement plan honest.

The front door: every public name, grouped as the docs group them. Names are fetched when they are first used, so that
importing stays cheap.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from govledger import events
    from govledger.ledger import Draft, Entry, History, Ledger, draft
    from govledger.projections import View, derived, on, projection
    from govledger.projections.plan_state import PlanState

__version__ = "0.1.0"

_FROM = {
    # The record
    "Ledger": "govledger.ledger",
    "History": "govledger.ledger",
    "Entry": "govledger.ledger",
    "Draft": "govledger.ledger",
    "draft": "govledger.ledger",
    # What may be said
    "events": "govledger.events",
    # What it adds up to
    "projection": "govledger.projections",
    "on": "govledger.projections",
    "derived": "govledger.projections",
    "View": "govledger.projections",
    "PlanState": "govledger.projections.plan_state",
}

__all__ = [
    "Draft",
    "Entry",
    "History",
    "Ledger",
    "PlanState",
    "View",
    "__version__",
    "derived",
    "draft",
    "events",
    "on",
    "projection",
]


def __getattr__(name: str) -> Any:
    """A public name, fetched from its room on first use."""
    if name not in _FROM:
        raise AttributeError(f"module 'govledger' has no attribute {name!r}")
    module = import_module(_FROM[name])
    value = module if name == "events" else getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Every public name."""
    return __all__
