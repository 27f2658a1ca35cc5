"""What a subject belongs to: the plans it stands in, the bodies that oversee them, and the areas it concerns."""

from __future__ import annotations

from govledger.events import Ref, each
from govledger.projections.plan_items import Item, Measure
from govledger.projections.plan_state import PlanState


def plans_of(subject: str, state: PlanState) -> tuple[str, ...]:
    """The plans that a subject belongs to, as bare ids.

    A plan belongs to itself; an item to its plan, its register and its commitment's plan; a measure to the plans of
    what it is about; anything else to the plans that answer it, themselves or by an item.
    """
    kind, _, name = subject.partition(":")
    if kind == "plan":
        return (name,)
    row = state.find(subject)
    if isinstance(row, Item):
        return _plans_of_item(row, state)
    if isinstance(row, Measure):
        shown = (ref for ref in each(row.about) if ref.kind != "measure")
        return tuple(dict.fromkeys(plan for ref in shown for plan in plans_of(ref, state)))
    return _answered_by(subject, state)


def _plans_of_item(row: Item, state: PlanState) -> tuple[str, ...]:
    served = state.commitments.get(row.commitment) if row.commitment else None
    named = (row.plan, row.register, served.plan if served is not None else None)
    return tuple(dict.fromkeys(plan for plan in named if plan))


def _answered_by(subject: str, state: PlanState) -> tuple[str, ...]:
    plans = [name for name, plan in state.plans.items() if subject in plan.addresses]
    items = [plan for row in state.items() if subject in each(row.addresses) for plan in _plans_of_item(row, state)]
    return tuple(dict.fromkeys((*plans, *items)))


def overseers_of(subject: str, state: PlanState) -> tuple[str, ...]:
    """The bodies that oversee a subject's plans, as references; a body answers for itself."""
    plans = (state.plans.get(name) for name in plans_of(subject, state))
    bodies = [f"body:{body}" for plan in plans if plan is not None for body in each(plan.overseen_by)]
    return tuple(dict.fromkeys(([subject] if subject.startswith("body:") else []) + bodies))


def concerns_of(subject: str, state: PlanState) -> frozenset[Ref]:
    """The subject and what it is about: its own areas, and those of the commitment that it serves."""
    row = state.find(subject)
    served = state.commitments.get(row.commitment) if isinstance(row, Item) and row.commitment else None
    rows = [held for held in (row, served) if isinstance(held, Item | Measure)]
    return frozenset((Ref(subject), *(ref for held in rows for ref in each(held.about))))
