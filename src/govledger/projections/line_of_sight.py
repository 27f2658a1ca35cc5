"""From a recommendation, finding or cause to commitment, action, measure and evidence; and back up again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from sys import intern
from typing import Any

import attrs

from govledger import events as ev
from govledger.ledger.entry import AnyEntry
from govledger.projections.projection import derived, on, projection
from govledger.projections.sights import (
    CONFIRMED,
    RIVAL,
    STANDINGS,
    STATED,
    SUGGESTED,
    Edge,
    Node,
    Sight,
    Trace,
    Unaddressed,
)

# What introduces a node: its kind, which is also the field with its id, and the field with its words.
_WORDED: Mapping[type, tuple[str, str]] = {
    ev.RecommendationMade: ("recommendation", "text"),
    ev.FindingMade: ("finding", "text"),
    ev.RootCauseIdentified: ("cause", "text"),
    ev.PlanVersioned: ("plan", "text"),
    ev.CommitmentMade: ("commitment", "text"),
    ev.ActionAdded: ("action", "text"),
    ev.AppointmentMade: ("appointment", ""),
    ev.ObligationCreated: ("obligation", "text"),
    ev.DecisionRecorded: ("decision", "text"),
    ev.MeasureDefined: ("measure", "name"),
    ev.EvidenceRecorded: ("evidence", "text"),
}

# Which fields of what leads upwards, and how: what such a field names lies above the thing introduced.
_UP: Mapping[type, tuple[tuple[str, str, str], ...]] = {
    ev.RecommendationMade: (("visit", "visit", "made by"), ("basis", "", "rests on")),
    ev.FindingMade: (("visit", "visit", "made by"), ("follows", "", "follows")),
    ev.PlanVersioned: (("addresses", "", "addresses"),),
    ev.CommitmentMade: (
        ("addresses", "", "addresses"),
        ("plan", "plan", "stands in"),
        ("decision", "decision", "from"),
    ),
    ev.ActionAdded: (
        ("addresses", "", "addresses"),
        ("commitment", "commitment", "serves"),
        ("plan", "plan", "stands in"),
        ("decision", "decision", "from"),
    ),
    ev.AppointmentMade: (("addresses", "", "addresses"),),
    ev.ObligationCreated: (("basis", "", "rests on"),),
    ev.MeasureDefined: (("about", "", "measures"),),
    ev.EvidenceRecorded: (("supports", "", "supports"), ("undermines", "", "undermines")),
}

# Which fields lead downwards: what they name lies below the thing introduced or spoken of.
_DOWN: Mapping[type, tuple[tuple[str, str, str], ...]] = {
    ev.CommitmentMade: (("measures", "measure", "measures"),),
    ev.ActionAdded: (("measures", "measure", "measures"),),
    ev.StatusReported: (("evidence", "evidence", "cited for"),),
    ev.CompletionClaimed: (("evidence", "evidence", "cited for"),),
    ev.EmbeddingConfirmed: (("evidence", "evidence", "cited for"),),
    ev.VerificationRecorded: (("evidence", "evidence", "cited for"),),
    ev.PlanItemRetired: (("successor", "", "carries on"),),
    ev.RecommendationClosed: (("successor", "recommendation", "carries on"),),
}

# Relations of a noted link whose subject lies above its target; in every other link the target does.
_SUBJECT_ABOVE = frozenset(
    {"addressed_by", "measured_by", "supported_by", "undermined_by", "followed_by", "succeeded_by"}
)

_STARTS = ("recommendation", "finding", "cause")
_ANSWERS = frozenset({"commitment", "action", "appointment", "obligation", "decision"})
_NOT_DONE = frozenset({"not_implemented", "rejected", "superseded", "merged"})


@projection(version=1, keyed=True)
class LineOfSight:
    """What answers what, and what shows it; links that are only suggested are kept apart.

    Attributes:
        nodes: Everything on a line of sight, by reference.
    """

    nodes: dict[str, Node] = attrs.field(factory=dict[str, Node])

    @on(*_WORDED)
    def introduced(self, event: Any, entry: AnyEntry) -> None:
        """Something that may stand on a line of sight was put on record."""
        kind, words = _WORDED[type(event)]
        node = self._node(f"{kind}:{getattr(event, kind)}")
        if entry.rival_of is None:
            node.entry = node.entry or entry.number
            node.text = (getattr(event, words) if words else None) or node.text
        if isinstance(event, ev.EvidenceRecorded) and entry.rival_of is None:
            node.complete = event.complete
        self._link(node.ref, event, entry)

    @on(ev.StatusReported, ev.CompletionClaimed, ev.EmbeddingConfirmed, ev.VerificationRecorded)
    def evidence_cited(self, event: Any, entry: AnyEntry) -> None:
        """Evidence was cited for a status, a claim, a test or a check."""
        if ev.each(event.evidence):
            self._link(event.subject, event, entry)

    @on(ev.MeasureObserved)
    def measure_observed(self, event: ev.MeasureObserved, entry: AnyEntry) -> None:
        """A measure has a figure."""
        node = self._node(f"measure:{event.measure}")
        node.observations = (*node.observations, entry.number)

    @on(ev.PlanItemRetired)
    def plan_item_retired(self, event: ev.PlanItemRetired, entry: AnyEntry) -> None:
        """Something left its plan; what carries it on answers what it answered."""
        if entry.rival_of is None:
            self._node(event.subject).retired = entry.number
        self._link(event.subject, event, entry)

    @on(ev.PlanItemReopened)
    def plan_item_reopened(self, event: ev.PlanItemReopened, entry: AnyEntry) -> None:
        """Something stands again."""
        if entry.rival_of is None:
            self._node(event.subject).retired = None

    @on(ev.RecommendationClosed)
    def recommendation_closed(self, event: ev.RecommendationClosed, entry: AnyEntry) -> None:
        """A recommendation closed for another reason than being done leaves the line; its successor stays."""
        node = self._node(f"recommendation:{event.recommendation}")
        if entry.rival_of is None and event.how in _NOT_DONE:
            node.retired = entry.number
        self._link(node.ref, event, entry)

    @on(ev.LinkNoted)
    def link_noted(self, event: ev.LinkNoted, entry: AnyEntry) -> None:
        """Somebody noted that things belong together: suggested, or confirmed."""
        for link in ev.each(event.links):
            ends = (link.subject, link.target) if link.relation in _SUBJECT_ABOVE else (link.target, link.subject)
            self._join(*ends, relation=link.relation, standing=event.standing, entry=entry.number)

    def _link(self, reference: str, event: object, entry: AnyEntry) -> None:
        """Join a thing with everything that the fields of an event name above and below it."""
        standing = STATED if entry.rival_of is None else RIVAL
        made = type(event)
        for field, kind, relation in _UP.get(made, ()):
            for other in _named(getattr(event, field), kind):
                self._join(other, reference, relation=relation, standing=standing, entry=entry.number)
        for field, kind, relation in _DOWN.get(made, ()):
            for other in _named(getattr(event, field), kind):
                self._join(reference, other, relation=relation, standing=standing, entry=entry.number)

    def _join(self, upper: str, lower: str, *, relation: str, standing: str, entry: int) -> None:
        above, below = self._node(upper), self._node(lower)
        above.below.append(Edge(other=below.ref, relation=relation, standing=standing, entry=entry))
        below.above.append(Edge(other=above.ref, relation=relation, standing=standing, entry=entry))

    def _node(self, reference: str) -> Node:
        node = self.nodes.get(reference)
        if node is None:
            plain = intern(str(reference))
            node = self.nodes[plain] = Node(ref=plain)
        return node

    # What follows ----------------------------------------------------------------------------------------------------

    def trace(self, reference: str) -> Trace:
        """The line of sight up and down from anything, such as ``recommendation:rec-4``.

        A plan ends a line: that an item stands in a plan that answers a recommendation does not make the item an answer
        to it. Traced from the plan itself, its items and what it answers are shown.
        """
        node = self.nodes.get(reference)
        if node is None:
            return Trace(ref=reference, text=None, entry=None, above=(), below=())
        return Trace(
            ref=node.ref,
            text=node.text,
            entry=node.entry,
            above=self._along(node, "above", (node.ref,), is_firm=True),
            below=self._along(node, "below", (node.ref,), is_firm=True),
        )

    def _along(self, node: Node, way: str, path: tuple[str, ...], *, is_firm: bool) -> tuple[Sight, ...]:
        by_other: dict[str, list[Edge]] = {}
        for edge in getattr(node, way):
            if edge.other not in path:
                by_other.setdefault(edge.other, []).append(edge)
        return tuple(self._sight(edges, way, path, is_firm=is_firm) for edges in by_other.values())

    def _sight(self, edges: list[Edge], way: str, path: tuple[str, ...], *, is_firm: bool) -> Sight:
        best = min(edges, key=lambda edge: STANDINGS.index(edge.standing))
        node = self._node_at(best.other)
        firm = is_firm and best.standing in {STATED, CONFIRMED}
        beyond = () if node.kind == "plan" else self._along(node, way, (*path, node.ref), is_firm=firm)
        return Sight(
            ref=node.ref,
            text=node.text,
            relation=best.relation,
            standing=best.standing,
            is_firm=firm,
            is_retired=bool(node.retired),
            is_promised=node.complete == "no",
            observations=node.observations,
            entries=tuple(edge.entry for edge in edges),
            beyond=beyond,
        )

    def _node_at(self, reference: str) -> Node:
        """The node of a reference; an empty one, not kept, where there is none."""
        return self.nodes.get(reference) or Node(ref=reference)

    def unaddressed(self, *kinds: str) -> list[Unaddressed]:
        """The recommendations that nothing firm and standing answers, in the order they were made.

        Args:
            *kinds: Look at these kinds instead: ``finding``, ``cause``.
        """
        wanted = kinds or ("recommendation",)
        starts = [node for node in self.nodes.values() if node.kind in wanted and node.entry and not node.retired]
        every = ((node, self.trace(node.ref)) for node in sorted(starts, key=lambda node: node.entry or 0))
        return [_unaddressed(node, trace) for node, trace in every if not trace.seen_below(*_ANSWERS)]

    @derived
    def without_answer(self, today: dt.date) -> list[Unaddressed]:  # noqa: ARG002 - every derived value takes a day
        """The recommendations, findings and causes that nothing firm and standing answers."""
        return self.unaddressed(*_STARTS)


def _unaddressed(node: Node, trace: Trace) -> Unaddressed:
    answers = [sight for sight in trace.below if sight.kind in _ANSWERS]
    return Unaddressed(
        ref=node.ref,
        text=node.text,
        entry=node.entry,
        plans=trace.seen_below("plan"),
        suggested=tuple(sight.ref for sight in answers if sight.standing == SUGGESTED),
        retired=tuple(sight.ref for sight in answers if sight.is_retired),
    )


def _named(held: Any, kind: str) -> Iterable[str]:
    """What a field names, as references; bare ids get their kind."""
    ids = (held,) if isinstance(held, str) and held != "none" else ev.each(held)
    return [f"{kind}:{name}" if kind else str(name) for name in ids]
