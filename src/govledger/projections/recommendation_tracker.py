"""What was recommended, by whom, and what became of it: answered, acted on, claimed, verified, closed, reopened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import attrs

from govledger import events as ev
from govledger.ledger.entry import AnyEntry
from govledger.projections.days import KnowsDays
from govledger.projections.follows import FollowsProgress
from govledger.projections.plain import HELPER
from govledger.projections.projection import derived, on, projection
from govledger.projections.recommendation_rows import Act, Recommendation, Standing
from govledger.projections.rows import add
from govledger.projections.tracked import Refs, Tracked

ACTS = frozenset({"action", "commitment", "appointment"})
"""The kinds of thing by which a recommendation is acted on."""

ADDRESSES = "addresses"
"""The relation of a link that says the same as the field of that name."""

_SAID = ("by", "number", "text", "to", "about", "basis", "visit", "decision", "priority", "leads", "answer_due", "due")


@projection(version=1, keyed=True)
class RecommendationTracker(FollowsProgress, KnowsDays):
    """Every recommendation, and every action, commitment and appointment that may answer one.

    Attributes:
        recommendations: Recommendations, by id.
        acts: Actions, commitments and appointments, by reference.
    """

    recommendations: dict[str, Recommendation] = attrs.field(factory=dict[str, Recommendation])
    acts: dict[str, Act] = attrs.field(factory=dict[str, Act], metadata=HELPER)

    # Made, answered, closed ------------------------------------------------------------------------------------------

    @on(ev.RecommendationMade)
    def recommendation_made(self, event: ev.RecommendationMade, entry: AnyEntry) -> None:
        """A body or inspector recommended something."""
        row = self._recommendation(event.recommendation)
        row.introduce(entry, {name: getattr(event, name) for name in _SAID})

    @on(ev.RecommendationAnswered)
    def recommendation_answered(self, event: ev.RecommendationAnswered, entry: AnyEntry) -> None:
        """Those it was made to answered."""
        self._recommendation(event.recommendation).answer(event, entry)

    @on(ev.RecommendationClosed)
    def recommendation_closed(self, event: ev.RecommendationClosed, entry: AnyEntry) -> None:
        """It was declared closed."""
        self._recommendation(event.recommendation).close(event, entry)

    # Acted on --------------------------------------------------------------------------------------------------------

    @on(ev.ActionAdded)
    def action_added(self, event: ev.ActionAdded, entry: AnyEntry) -> None:
        """A piece of work was put into a plan."""
        said = {"text": event.text, "leads": event.leads, "due": event.due}
        self._act(f"action:{event.action}", event.addresses, entry, said)

    @on(ev.CommitmentMade)
    def commitment_made(self, event: ev.CommitmentMade, entry: AnyEntry) -> None:
        """An outcome was promised."""
        said = {"text": event.text, "leads": event.leads, "due": event.due}
        self._act(f"commitment:{event.commitment}", event.addresses, entry, said)

    @on(ev.AppointmentMade)
    def appointment_made(self, event: ev.AppointmentMade, entry: AnyEntry) -> None:
        """Somebody took up an office or a task."""
        self._act(f"appointment:{event.appointment}", event.addresses, entry, {})

    @on(ev.AppointmentEnded)
    def appointment_ended(self, event: ev.AppointmentEnded, entry: AnyEntry) -> None:
        """An appointment came to an end; the end of a part of it leaves the rest."""
        if not ev.each(event.parts):
            self._followed_act(f"appointment:{event.appointment}").end(entry)

    @on(ev.LinkNoted)
    def link_noted(self, event: ev.LinkNoted, entry: AnyEntry) -> None:
        """Somebody noted that an act answers a recommendation; until it is confirmed it is only suggested."""
        for link in ev.each(event.links):
            is_answer = link.relation == ADDRESSES and link.subject.kind in ACTS
            if is_answer and link.target.kind == "recommendation":
                row = self._recommendation(link.target.id)
                firm = event.standing == "confirmed" and entry.rival_of is None
                row.entries.append(entry.number)
                add(row.acted_on if firm else row.suggested, link.subject)

    @on(ev.PlanVersioned)
    def plan_versioned(self, event: ev.PlanVersioned, entry: AnyEntry) -> None:
        """A plan says that it answers recommendations: by itself that is no action on any of them."""
        for ref in ev.each(event.addresses):
            if ref.kind == "recommendation":
                row = self._recommendation(ref.id)
                row.entries.append(entry.number)
                add(row.plans, f"plan:{event.plan}")

    def _act(self, ref: str, addresses: Refs, entry: AnyEntry, said: Mapping[str, object]) -> None:
        self._followed_act(ref).introduce(entry, said)
        for answered in ev.each(addresses):
            if answered.kind == "recommendation":
                row = self._recommendation(answered.id)
                row.entries.append(entry.number)
                add(row.acted_on if entry.rival_of is None else row.suggested, ref)

    # Rows ------------------------------------------------------------------------------------------------------------

    def _followed(self, ref: ev.Ref) -> Tracked | None:
        kind, _, name = ref.partition(":")
        if kind == "recommendation":
            return self._recommendation(name)
        return self._followed_act(ref) if kind in ACTS else None

    def _followed_act(self, ref: str) -> Act:
        row = self.acts.get(ref)
        if row is None:
            row = self.acts[ref] = Act(ref=ref)
        return row

    def _recommendation(self, key: str) -> Recommendation:
        row = self.recommendations.get(key)
        if row is None:
            row = self.recommendations[key] = Recommendation(ref=f"recommendation:{key}")
        return row

    # What follows ----------------------------------------------------------------------------------------------------

    def open(self) -> list[Recommendation]:
        """The recommendations that nobody has closed or retired."""
        return [row for row in self.recommendations.values() if row.is_open]

    def by_maker(self, party: str) -> list[Recommendation]:
        """The recommendations that a party made."""
        return [row for row in self.recommendations.values() if party in ev.each(row.by)]

    def live_acts(self, row: Recommendation) -> tuple[str, ...]:
        """What acts on a recommendation and was not retired, and what carries on that which was."""
        found: dict[str, None] = {}
        waiting = list(row.acted_on)
        for ref in waiting:
            act = self.acts.get(ref)
            if act is None or act.retired is None:
                found[ref] = None
            else:
                waiting += [heir for heir in ev.each(act.successor) if heir not in waiting]
        return tuple(found)

    def without_action(self) -> list[Recommendation]:
        """The open recommendations on which nothing live acts, rejected ones aside: picked up by nobody, or dropped."""
        return [row for row in self.open() if not self._is_rejected(row) and not self.live_acts(row)]

    def _is_rejected(self, row: Recommendation) -> bool:
        return row.answered is not None and row.answered.response == "rejected"

    def stage(self, row: Tracked) -> str:
        """How far a row has come.

        A recommendation is ``made``, ``answered``, ``acted_on``, ``claimed``, ``verified``, ``embedded`` or ``closed``;
        aside, ``slipped_back``, ``reopened`` and ``retired``; ``unknown`` while nothing within the cut makes it.
        Anything else has the stages of everything tracked.
        """
        if not isinstance(row, Recommendation):
            return super().stage(row)
        if row.closed is not None:
            return "closed"
        reached = super().stage(row)
        if reached not in {"added", "reported", "unknown"}:
            return reached
        if self.live_acts(row):
            return "acted_on"
        return "answered" if row.answered is not None else "made" if row.entry else "unknown"

    @derived
    def standing(self, today: dt.date) -> list[Standing]:
        """How every recommendation stands on ``today``, one line each."""
        return [self._standing(key, row, today) for key, row in self.recommendations.items()]

    def _standing(self, key: str, row: Recommendation, today: dt.date) -> Standing:
        is_due = row.answer_due is not None and self.last_day(row.answer_due) < today
        return Standing(
            recommendation=key,
            stage=self.stage(row),
            by=ev.each(row.by),
            to=ev.each(row.to),
            response=row.answered.response if row.answered else None,
            is_answer_late=is_due and row.answered is None and row.is_open,
            acted_on=self.live_acts(row),
            how=row.closed.how if row.closed else None,
            closed_by=ev.each(row.closed.by) if row.closed else (),
            closed_by_maker=row.closed_by_maker,
            disputed=row.disputed,
            entries=tuple(row.entries),
        )
