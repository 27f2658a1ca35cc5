"""What belongs to what: the items of a plan, what measures them, and the plans that a body oversees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from govledger.assurance.case import Case
from govledger.assurance.record import Record
from govledger.events import ActionAdded, CommitmentMade, MeasureDefined, PlanVersioned, each
from govledger.projections.plan_items import Item, Plan
from govledger.projections.plan_state import PlanState


def plan_of(state: PlanState, row: Item) -> str | None:
    """The plan an item stands in: its own, else that of the commitment it serves; ``None`` where it stands in none."""
    served = state.commitments.get(row.commitment or "")
    return row.plan or (served.plan if served is not None else None)


def items_of(case: Case, plan: str) -> tuple[Item, ...]:
    """The commitments and actions of a plan, in that order: those put into it, and those that serve one of them.

    An action that was put into one plan and serves a commitment of another is an item of both; `plan_of` says in which
    it stands.
    """
    return case.once(items_in, plan)


def items_in(record: Record, plan: str) -> tuple[Item, ...]:
    """The commitments and actions of a plan; see `items_of`."""
    state = record.state(PlanState)
    rows = [state.commitments.get(name) for name in _made(record, CommitmentMade, f"plan:{plan}")]
    promised = [row for row in _in_order(record, rows) if row.plan == plan]
    named = (f"plan:{plan}", *(row.ref for row in promised))
    added = [state.actions.get(name) for ref in named for name in _made(record, ActionAdded, ref)]
    serving = {row.ref.partition(":")[2] for row in promised}
    actions = [row for row in _in_order(record, added) if row.plan == plan or row.commitment in serving]
    return (*promised, *actions)


def _made(record: Record, cls: type, reference: str) -> list[str]:
    """What the entries of a type that name a reference put into a plan, as bare ids; that is what each names first."""
    numbers = record.numbers_about(cls, reference)
    return [record.names(number)[0].partition(":")[2] for number in numbers]


def _in_order(record: Record, rows: Iterable[Item | None]) -> list[Item]:
    """Rows, each once, in the order in which they were first spoken of."""
    found = {row.ref: row for row in rows if row is not None}
    return sorted(found.values(), key=lambda row: record.place(row.entries[0]))


def measures_about(case: Case, reference: str) -> Iterator[str]:
    """The measures that are now said to be about something, by reference."""
    for name in dict.fromkeys(entry.event.measure for entry in case.about(MeasureDefined, reference)):
        row = case.plan.measures.get(name)
        if row is not None and reference in each(row.about):
            yield row.ref


def plans_overseen(case: Case, body: str) -> tuple[Plan, ...]:
    """The plans that a body is now said to oversee."""
    return tuple(plan for plan in case.once(_plans_naming, f"body:{body}") if body in each(plan.overseen_by))


def plans_addressing(record: Record, reference: str) -> tuple[Plan, ...]:
    """The plans of which any version was said to answer something."""
    return tuple(plan for plan in _plans_naming(record, reference) if reference in plan.addresses)


def _plans_naming(record: Record, reference: str) -> tuple[Plan, ...]:
    plans = record.state(PlanState).plans
    names = dict.fromkeys(entry.event.plan for entry in record.about(PlanVersioned, reference))
    return tuple(plans[name] for name in names if name in plans)
