"""Following what becomes of tracked things: the eight sorts of event that touch the state of one."""

from __future__ import annotations

import attrs

from govledger import events as ev
from govledger.ledger.entry import AnyEntry
from govledger.projections.projection import on
from govledger.projections.stages import KnowsStages
from govledger.projections.tracked import Tracked


@attrs.define(slots=False)
class FollowsProgress(KnowsStages):
    """Part of a projection that follows some kinds of thing: which, `_followed` says."""

    def _followed(self, ref: ev.Ref) -> Tracked | None:
        """The row of a thing; ``None`` where the projection does not follow its kind."""
        raise NotImplementedError

    @on(ev.StatusReported)
    def status_reported(self, event: ev.StatusReported, entry: AnyEntry) -> None:
        """Someone reported how something stands."""
        if row := self._followed(event.subject):
            row.report(event, entry)

    @on(ev.CompletionClaimed)
    def completion_claimed(self, event: ev.CompletionClaimed, entry: AnyEntry) -> None:
        """Someone said that something is complete."""
        if row := self._followed(event.subject):
            row.claim(event, entry)

    @on(ev.VerificationRecorded)
    def verification_recorded(self, event: ev.VerificationRecorded, entry: AnyEntry) -> None:
        """Someone checked."""
        if row := self._followed(event.subject):
            row.verify(event, entry)

    @on(ev.EmbeddingConfirmed)
    def embedding_confirmed(self, event: ev.EmbeddingConfirmed, entry: AnyEntry) -> None:
        """Someone tested that it has stuck."""
        if row := self._followed(event.subject):
            row.embed(event, entry)

    @on(ev.DeadlineChanged)
    def deadline_changed(self, event: ev.DeadlineChanged, entry: AnyEntry) -> None:
        """A date was moved, or a move was asked for or refused."""
        if row := self._followed(event.subject):
            row.move(event, entry)

    @on(ev.DetailChanged)
    def detail_changed(self, event: ev.DetailChanged, entry: AnyEntry) -> None:
        """A particular was changed."""
        if row := self._followed(event.subject):
            row.change(event, entry)

    @on(ev.PlanItemRetired)
    def plan_item_retired(self, event: ev.PlanItemRetired, entry: AnyEntry) -> None:
        """Something left its plan or register."""
        if row := self._followed(event.subject):
            row.retire(event, entry)

    @on(ev.PlanItemReopened)
    def plan_item_reopened(self, event: ev.PlanItemReopened, entry: AnyEntry) -> None:
        """Something was opened again."""
        if row := self._followed(event.subject):
            row.reopen(event, entry)
