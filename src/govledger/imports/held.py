"""What a ledger holds of a plan already: what a new version of its sheet is compared with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import attrs

from govledger import events as ev
from govledger.ledger import History
from govledger.ledger.entry import AnyEntry
from govledger.projections.plan_items import Item
from govledger.projections.plan_state import PlanState
from govledger.projections.projection import on, projection


@attrs.define(kw_only=True)
class Told:
    """What was told beside the statuses of one thing.

    Attributes:
        comment: The words beside its latest report.
        comment_entry: The entry of that report.
        document: The document that report was read in.
        evidence: The words of each piece of evidence for it, in the order they were recorded.
        said: What each document last said of it, by field: the one that spoke last stands last.
        completed: When it was last said to have been completed.
    """

    comment: ev.Text | None = None
    comment_entry: int = 0
    document: str | None = None
    evidence: dict[str, ev.Text | None] = attrs.field(factory=dict[str, "ev.Text | None"])
    completed: ev.When | None = None
    said: dict[str, dict[str, Any]] = attrs.field(factory=dict[str, dict[str, Any]])

    def keep(self, field: str, value: Any, entry: AnyEntry) -> None:
        """Keep what a document says of one field."""
        if value is not None and entry.source and entry.rival_of is None:
            held = self.said.setdefault(field, {})
            document = entry.source[0].document
            held.pop(document, None)
            held[document] = value


@projection(version=1)
class Beside:
    """What stands beside the state of a plan, as far as the sheet of a plan says it too.

    Attributes:
        told: What was told of each thing, by reference.
        documents: The hash of each document that was lodged, by its name; empty where none was given.
        plans: The entry that lodged each document that is a plan, by its name.
        recommendations: The recommendations that are known.
    """

    told: dict[str, Told] = attrs.field(factory=dict[str, Told])
    documents: dict[str, str] = attrs.field(factory=dict[str, str])
    plans: dict[str, int] = attrs.field(factory=dict[str, int])
    recommendations: set[str] = attrs.field(factory=set[str])

    @on(ev.ActionAdded)
    def action_added(self, event: ev.ActionAdded, entry: AnyEntry) -> None:
        """Keep what a document says of a new action."""
        told = self._told(f"action:{event.action}")
        for field in ("text", "leads", "due"):
            told.keep(field, getattr(event, field), entry)

    @on(ev.DeadlineChanged)
    def deadline_changed(self, event: ev.DeadlineChanged, entry: AnyEntry) -> None:
        """Keep the date that a document says."""
        self._told(event.subject).keep("due", event.now, entry)

    @on(ev.DetailChanged)
    def detail_changed(self, event: ev.DetailChanged, entry: AnyEntry) -> None:
        """Keep the words and leads that a document says."""
        told = self._told(event.subject)
        told.keep("leads", event.leads, entry)
        told.keep("text", event.now if event.field == "text" else None, entry)

    def _told(self, subject: str) -> Told:
        return self.told.setdefault(str(subject), Told())

    @on(ev.StatusReported)
    def status_reported(self, event: ev.StatusReported, entry: AnyEntry) -> None:
        """Keep the words beside a report of progress; a report without words leaves the last."""
        if entry.rival_of is not None or event.dimension not in {None, "progress"}:
            return
        told = self._told(event.subject)
        told.keep("status", event.status, entry)
        told.document = entry.source[0].document if entry.source else None
        if event.text is not None:
            told.comment, told.comment_entry = event.text, entry.number

    @on(ev.EvidenceRecorded)
    def evidence_recorded(self, event: ev.EvidenceRecorded, entry: AnyEntry) -> None:
        """Keep the words of evidence for what it supports."""
        if entry.rival_of is None:
            for reference in ev.each(event.supports):
                self._told(reference).evidence[event.evidence] = event.text

    @on(ev.CompletionClaimed)
    def completion_claimed(self, event: ev.CompletionClaimed, entry: AnyEntry) -> None:
        """Keep when it was said to have been completed."""
        if entry.rival_of is None:
            self._told(event.subject).completed = event.completed_on or ev.when("unknown")

    @on(ev.DocumentLodged)
    def document_lodged(self, event: ev.DocumentLodged, entry: AnyEntry) -> None:
        """Keep which documents were lodged."""
        if entry.rival_of is None:
            self.documents[event.document] = event.content_hash or ""
            if event.kind == "plan":
                self.plans[event.document] = entry.number

    @on(ev.RecommendationMade)
    def recommendation_made(self, event: ev.RecommendationMade, _entry: AnyEntry) -> None:
        """Keep which recommendations are known."""
        self.recommendations.add(event.recommendation)


@attrs.frozen(kw_only=True)
class Held:
    """What a ledger holds of a plan.

    Attributes:
        state: The plan as it stands.
        beside: What stands beside it.
        size: How many entries the ledger has.
    """

    state: PlanState
    beside: Beside
    size: int

    @property
    def parties(self) -> frozenset[str]:
        """Everybody who answers for something."""
        return frozenset(str(party) for row in self.state.items() for party in ev.each(row.leads))

    @property
    def last_plan(self) -> str | None:
        """The document, of those that are plans, that was lodged last."""
        return max(self.beside.plans, key=self.beside.plans.__getitem__, default=None)

    def told(self, action: str) -> Told:
        """What was told of an action."""
        return self.beside.told.get(f"action:{action}") or Told()

    def last_sheet(self, action: str, field: str) -> Any:
        """What a plan's sheet last said of a field of an action; ``None`` where none said anything."""
        said = self.told(action).said.get(field, {})
        return next((said[name] for name in reversed(said) if name in self.beside.plans), None)

    def actions(self, plan: str | None) -> Iterator[tuple[str, Item]]:
        """The actions of a plan, or those of none, that were introduced and not retired."""
        for key, row in self.state.actions.items():
            if row.entry and row.retired is None and row.plan == plan:
                yield key, row

    def newest(self, plan: str | None) -> tuple[dt.date, int] | None:
        """The latest day on which one of a plan's actions was reported on, and the entry; ``None`` before any was."""
        found = [
            (report.day, report.entry)
            for row in self.state.actions.values()
            if row.plan == plan
            for report in row.reports.values()
        ]
        return max(found, default=None)


def held_in(history: History) -> Held:
    """What a history holds of every plan.

    Raises:
        ProjectionStoppedError: A view that it rests on stopped.
    """
    return Held(state=history.project(PlanState), beside=history.project(Beside), size=history.cut.size)
