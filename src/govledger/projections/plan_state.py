"""The plan as it stands: plans, items, measures, and the state of everything that was reported on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

import attrs

from govledger import events as ev
from govledger.ledger.entry import AnyEntry
from govledger.projections.days import KnowsDays
from govledger.projections.plan_items import Item, Measure, Plan
from govledger.projections.projection import derived, on, projection
from govledger.projections.stages import KnowsStages
from govledger.projections.tracked import Tracked

_ACTION = (
    "plan", "commitment", "text", "about", "addresses", "leads", "partners", "accepted_by", "due", "depends_on",
    "measures", "closure_criteria", "self_evidencing", "as_decided", "embedding", "priority", "decision",
)  # fmt: skip
_COMMITMENT = (
    "plan", "text", "aim", "about", "addresses", "leads", "due", "measures", "closure_criteria", "embedding",
    "priority", "decision",
)  # fmt: skip
_TABLES = {
    "action": "actions", "commitment": "commitments", "risk": "risks", "plan": "plans", "measure": "measures",
}  # fmt: skip
_RISK = ("register", "text", "about", "leads", "decision")


@attrs.frozen(kw_only=True)
class Standing:
    """How one thing stands, on one line.

    Attributes:
        ref: What it is.
        stage: How far it has come; see `KnowsStages.stage`.
        status: Its latest status of progress.
        meaning: What that status means.
        due: When it falls due.
        is_overdue: Whether its last day has passed and it is open.
        disputed: Whether accounts of it differ.
        entries: The entries about it.
    """

    ref: str
    stage: str
    status: ev.StatusValue | None
    meaning: ev.Meaning
    due: ev.Due | None
    is_overdue: bool
    disputed: bool
    entries: tuple[int, ...]


@projection(version=1, keyed=True)
class PlanState(KnowsStages, KnowsDays):
    """Every plan, action, commitment, risk and measure as it stands, and whatever else was reported on.

    Attributes:
        plans: Plans, by id.
        commitments: Commitments, by id.
        actions: Actions, by id.
        risks: Risks, by id.
        measures: Measures, by id.
        others: Whatever else has a state, by reference: areas, interventions' parts, obligations.
    """

    plans: dict[str, Plan] = attrs.field(factory=dict[str, Plan])
    commitments: dict[str, Item] = attrs.field(factory=dict[str, Item])
    actions: dict[str, Item] = attrs.field(factory=dict[str, Item])
    risks: dict[str, Item] = attrs.field(factory=dict[str, Item])
    measures: dict[str, Measure] = attrs.field(factory=dict[str, Measure])
    others: dict[str, Tracked] = attrs.field(factory=dict[str, Tracked])

    # What is put into a plan -----------------------------------------------------------------------------------------

    @on(ev.PlanVersioned)
    def plan_versioned(self, event: ev.PlanVersioned, entry: AnyEntry) -> None:
        """A plan reached a version or a standing."""
        self._plan(event.plan).reach(event, entry)

    @on(ev.StatusSchemeDefined)
    def scheme_applied(self, event: ev.StatusSchemeDefined, entry: AnyEntry) -> None:
        """A scheme applies to the plans it names."""
        for ref in ev.each(event.applies_to):
            if ref.kind == "plan":
                plan = self._plan(ref.id)
                plan.schemes = tuple(dict.fromkeys((*plan.schemes, event.scheme)))
                plan.entries.append(entry.number)

    @on(ev.ActionAdded)
    def action_added(self, event: ev.ActionAdded, entry: AnyEntry) -> None:
        """An action was put into a plan."""
        row = self._item(self.actions, "action", event.action)
        row.introduce(entry, {name: getattr(event, name) for name in _ACTION})

    @on(ev.CommitmentMade)
    def commitment_made(self, event: ev.CommitmentMade, entry: AnyEntry) -> None:
        """An outcome was promised."""
        row = self._item(self.commitments, "commitment", event.commitment)
        row.introduce(entry, {name: getattr(event, name) for name in _COMMITMENT})

    @on(ev.RiskIdentified)
    def risk_identified(self, event: ev.RiskIdentified, entry: AnyEntry) -> None:
        """A risk was put on a register."""
        row = self._item(self.risks, "risk", event.risk)
        row.introduce(entry, {name: getattr(event, name) for name in _RISK})

    @on(ev.MeasureDefined)
    def measure_defined(self, event: ev.MeasureDefined, entry: AnyEntry) -> None:
        """A measure was laid down or changed."""
        self._measure(event.measure).define(event, entry)

    @on(ev.MeasureObserved)
    def measure_observed(self, event: ev.MeasureObserved, entry: AnyEntry) -> None:
        """A figure was reported."""
        self._measure(event.measure).observe(event, entry)

    # What becomes of it ----------------------------------------------------------------------------------------------

    @on(ev.StatusReported)
    def status_reported(self, event: ev.StatusReported, entry: AnyEntry) -> None:
        """Someone reported how something stands."""
        self._tracked(event.subject).report(event, entry)

    @on(ev.CompletionClaimed)
    def completion_claimed(self, event: ev.CompletionClaimed, entry: AnyEntry) -> None:
        """Someone said that something is complete."""
        self._tracked(event.subject).claim(event, entry)

    @on(ev.VerificationRecorded)
    def verification_recorded(self, event: ev.VerificationRecorded, entry: AnyEntry) -> None:
        """Someone checked."""
        self._tracked(event.subject).verify(event, entry)

    @on(ev.EmbeddingConfirmed)
    def embedding_confirmed(self, event: ev.EmbeddingConfirmed, entry: AnyEntry) -> None:
        """Someone tested that it has stuck."""
        self._tracked(event.subject).embed(event, entry)

    @on(ev.DeadlineChanged)
    def deadline_changed(self, event: ev.DeadlineChanged, entry: AnyEntry) -> None:
        """A date was moved, or a move was asked for or refused."""
        self._tracked(event.subject).move(event, entry)

    @on(ev.DetailChanged)
    def detail_changed(self, event: ev.DetailChanged, entry: AnyEntry) -> None:
        """A particular was changed."""
        self._tracked(event.subject).change(event, entry)

    @on(ev.PlanItemRetired)
    def plan_item_retired(self, event: ev.PlanItemRetired, entry: AnyEntry) -> None:
        """Something left its plan or register."""
        self._tracked(event.subject).retire(event, entry)

    @on(ev.PlanItemReopened)
    def plan_item_reopened(self, event: ev.PlanItemReopened, entry: AnyEntry) -> None:
        """Something was opened again."""
        self._tracked(event.subject).reopen(event, entry)

    # Rows ------------------------------------------------------------------------------------------------------------

    def find(self, reference: str) -> Tracked | None:
        """The row of anything, such as ``action:2.4`` or ``area:thresholds``; ``None`` if nothing was said of it."""
        kind, _, key = reference.partition(":")
        table: Mapping[str, Tracked] | None = getattr(self, _TABLES[kind]) if kind in _TABLES else None
        return table.get(key) if table is not None else self.others.get(reference)

    def _tracked(self, ref: ev.Ref) -> Tracked:
        if ref.kind == "action":
            return self._item(self.actions, "action", ref.id)
        if ref.kind == "commitment":
            return self._item(self.commitments, "commitment", ref.id)
        if ref.kind == "risk":
            return self._item(self.risks, "risk", ref.id)
        if ref.kind == "plan":
            return self._plan(ref.id)
        if ref.kind == "measure":
            return self._measure(ref.id)
        row = self.others.get(ref)
        if row is None:
            row = self.others[ref] = Tracked(ref=ref)
        return row

    def _item(self, table: dict[str, Item], kind: str, key: str) -> Item:
        row = table.get(key)
        if row is None:
            row = table[key] = Item(ref=f"{kind}:{key}")
        return row

    def _plan(self, key: str) -> Plan:
        row = self.plans.get(key)
        if row is None:
            row = self.plans[key] = Plan(ref=f"plan:{key}")
        return row

    def _measure(self, key: str) -> Measure:
        row = self.measures.get(key)
        if row is None:
            row = self.measures[key] = Measure(ref=f"measure:{key}")
        return row

    def rows(self) -> Iterator[Tracked]:
        """Every row: plans, commitments, actions, risks, measures, others."""
        yield from self.plans.values()
        yield from self.items()
        yield from self.measures.values()
        yield from self.others.values()

    def items(self) -> Iterator[Item]:
        """Every commitment, action and risk."""
        yield from self.commitments.values()
        yield from self.actions.values()
        yield from self.risks.values()

    # What follows ----------------------------------------------------------------------------------------------------

    @derived
    def live(self, today: dt.date) -> dict[str, Item]:
        """The commitments, actions and risks that are open on ``today``, by reference."""
        return {
            row.ref: row
            for row in self.items()
            if self.is_live(row) and row.introduced_on is not None and row.introduced_on <= today
        }

    @derived
    def overdue(self, today: dt.date) -> dict[str, Item]:
        """The open items whose last day is before ``today``, by reference, longest overdue first."""
        late = [(last, row) for row in self.live(today).values() if (last := self._last_day(row)) < today]
        return {row.ref: row for _, row in sorted(late, key=_first)}

    @derived
    def due_next(self, today: dt.date) -> dict[str, Item]:
        """The open items that fall due on ``today`` or later and have a day, by reference, soonest first."""
        coming = [(day, row) for row in self.live(today).values() if (day := self._next_day(row, today)) is not None]
        return {row.ref: row for _, row in sorted(coming, key=_first)}

    def _last_day(self, row: Item) -> dt.date:
        return self.last_day(row.due) if row.due is not None else dt.date.max

    def _next_day(self, row: Item, today: dt.date) -> dt.date | None:
        if row.due is None:
            return None
        if row.due.is_recurring:
            return row.due.resolve(self.days.get).next_after(today - dt.timedelta(days=1))
        last = self._last_day(row)
        return last if today <= last < dt.date.max else None

    @derived
    def standing(self, today: dt.date) -> list[Standing]:
        """How everything stands on ``today``, one line each."""
        late = self.overdue(today)
        return [
            Standing(
                ref=row.ref,
                stage=self.stage(row),
                status=row.status,
                meaning=self.meaning(row),
                due=row.due,
                is_overdue=row.ref in late,
                disputed=row.disputed,
                entries=tuple(row.entries),
            )
            for row in self.rows()
        ]


def _first(dated: tuple[dt.date, Item]) -> dt.date:
    return dated[0]
