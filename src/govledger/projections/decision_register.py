"""The decision register: what each body decided and with what force, what derives from it, and whether it was done."""

from __future__ import annotations

import datetime as dt
from sys import intern
from typing import Any, Final

import attrs

from govledger import events as ev
from govledger.ledger.entry import AnyEntry
from govledger.projections.decision_rows import PENDING, SUSPENDED, Decision, Deed, Outcome, Turn
from govledger.projections.plain import HELPER
from govledger.projections.projection import derived, on, projection
from govledger.projections.rows import add, take
from govledger.projections.schemes import KnowsSchemes
from govledger.projections.tracked import PROGRESS

_SAID: Final = tuple(name for name in ev.CATALOGUE.of(ev.DecisionRecorded).fields if name != "decision")
_MAY_DERIVE: Final = tuple(
    declared.cls for declared in ev.CATALOGUE if "decision" in declared.fields and declared.identity != "decision"
)
_TO_DO: Final = frozenset({"action", "obligation", "commitment", "recommendation"})
_DECIDED_HERE: Final = frozenset({"first_hand", "inferred"})


@projection(version=1, keyed=True)
class DecisionRegister(KnowsSchemes):
    """Every decision in every force it had, and what became of what rests on it.

    A decision that is ``reported`` was taken elsewhere and told here, so the meeting that was told is not its own.

    Attributes:
        decisions: Every decision, by id.
        deeds: What rests, or may rest, on a decision, by reference.
        meeting_of: The meeting of each agenda item.
        body_of_meeting: The body of each meeting.
    """

    decisions: dict[str, Decision] = attrs.field(factory=dict[str, Decision])
    deeds: dict[str, Deed] = attrs.field(factory=dict[str, Deed], metadata=HELPER)
    meeting_of: dict[str, str] = attrs.field(factory=dict[str, str], metadata=HELPER)
    body_of_meeting: dict[str, str] = attrs.field(factory=dict[str, str], metadata=HELPER)

    # What was decided ------------------------------------------------------------------------------------------------

    @on(ev.DecisionRecorded)
    def recorded(self, event: ev.DecisionRecorded, entry: AnyEntry) -> None:
        """A decision was taken, or an earlier one put off, sent back, confirmed or varied."""
        row = self._decision(event.decision)
        take(row, event, entry, _SAID)
        if entry.rival_of is None:
            row.turn(Turn(force=event.force, happened=entry.happened, mode=entry.mode, entry=entry.number))
            row.happened = row.happened or entry.happened
            row.mode = entry.mode if row.mode is None or entry.mode == "first_hand" else row.mode
        if event.amends is not None:
            add(self._decision(event.amends).amended_by, event.decision)
        if event.part_of is not None:
            add(self._decision(event.part_of).parts, event.decision)

    @on(ev.ChallengeRaised)
    def called_in(self, event: ev.ChallengeRaised, entry: AnyEntry) -> None:
        """A call-in holds a decision up until it is confirmed, varied or released."""
        if event.suspends is None or entry.rival_of is not None:
            return
        row = self._decision(event.suspends)
        row.turn(
            Turn(
                force=SUSPENDED,
                happened=entry.happened,
                mode=entry.mode,
                entry=entry.number,
                challenge=event.challenge,
            )
        )
        row.suspended_by = event.challenge
        row.entries.append(entry.number)

    @on(ev.AgendaItemConsidered)
    def item_considered(self, event: ev.AgendaItemConsidered, _: AnyEntry) -> None:
        """An agenda item leads to its meeting."""
        self.meeting_of.setdefault(event.agenda_item, intern(event.meeting))

    @on(ev.MeetingHeld, ev.MeetingScheduled)
    def meeting_called(self, event: ev.MeetingHeld | ev.MeetingScheduled, _: AnyEntry) -> None:
        """A meeting leads to its body."""
        if event.body is not None:
            self.body_of_meeting.setdefault(event.meeting, event.body)

    # What derives from it --------------------------------------------------------------------------------------------

    @on(*_MAY_DERIVE)
    def derives(self, event: Any, entry: AnyEntry) -> None:
        """Something came into being or changed that rests on a decision."""
        if event.decision is None:
            return
        ref = intern(_reference(event, entry))
        row, deed = self._decision(event.decision), self._deed(ref, entry)
        add(row.derives, ref)
        row.entries.append(entry.number)
        add(deed.decisions, event.decision)
        deed.type, deed.standing = intern(entry.type.partition("/")[0]), getattr(event, "standing", None)
        if isinstance(event, ev.ObligationCreated) and event.due is not None:
            deed.is_recurring = event.due.is_recurring

    @on(ev.ObligationDischarged)
    def discharged(self, event: ev.ObligationDischarged, entry: AnyEntry) -> None:
        """An obligation, or one turn of it, was met."""
        if entry.rival_of is None:
            self._deed(f"obligation:{event.obligation}", entry).met += 1

    @on(ev.OpinionGiven)
    def opinion_given(self, event: ev.OpinionGiven, entry: AnyEntry) -> None:
        """An opinion that was owed was given."""
        if event.discharges is not None and entry.rival_of is None:
            self._deed(f"obligation:{event.discharges}", entry).met += 1

    @on(ev.CompletionClaimed)
    def claimed(self, event: ev.CompletionClaimed, entry: AnyEntry) -> None:
        """Something was claimed complete."""
        self._deed(event.subject, entry).claimed = True

    @on(ev.StatusReported)
    def reported(self, event: ev.StatusReported, entry: AnyEntry) -> None:
        """A status whose meaning is *done* counts as a claim."""
        if event.status is not None and (event.dimension or PROGRESS) == PROGRESS and entry.rival_of is None:
            deed = self._deed(event.subject, entry)
            deed.status, deed.status_on = event.status, entry.happened

    @on(ev.RecommendationClosed)
    def closed(self, event: ev.RecommendationClosed, entry: AnyEntry) -> None:
        """A recommendation was declared closed."""
        if entry.rival_of is None:
            self._deed(f"recommendation:{event.recommendation}", entry).closed = event.how

    @on(ev.PlanItemRetired)
    def retired(self, event: ev.PlanItemRetired, entry: AnyEntry) -> None:
        """Something left its plan, done or not."""
        if entry.rival_of is None:
            self._deed(event.subject, entry).retired = event.how

    @on(ev.PlanItemReopened)
    def reopened(self, event: ev.PlanItemReopened, entry: AnyEntry) -> None:
        """What was claimed, closed or retired is open again."""
        if entry.rival_of is None:
            deed = self._deed(event.subject, entry)
            deed.claimed, deed.met, deed.closed, deed.retired, deed.status = False, 0, None, None, None

    def _decision(self, decision: str) -> Decision:
        row = self.decisions.get(decision)
        if row is None:
            row = self.decisions[decision] = Decision(decision=decision)
        return row

    def _deed(self, ref: str, entry: AnyEntry) -> Deed:
        deed = self.deeds.get(ref)
        if deed is None:
            plain = intern(str(ref))
            deed = self.deeds[plain] = Deed(ref=plain)
        deed.entries.append(entry.number)
        return deed

    # What it adds up to ----------------------------------------------------------------------------------------------

    def body_of(self, decision: str) -> str | None:
        """The body that took a decision, reached through its meeting where the source does not name it.

        A decision that was only reported is not reached so: the meeting heard of it and did not take it.
        """
        row = self.decisions[decision]
        if row.body is not None or ev.each(row.by) or row.mode not in _DECIDED_HERE:
            return row.body
        meeting = row.meeting or self.meeting_of.get(row.agenda_item or "")
        return self.body_of_meeting.get(meeting or "")

    def state_of(self, ref: str) -> str:
        """What became of something that rests on a decision.

        Returns:
            ``open``, or how it is done: ``discharged``, ``under_way`` for a duty that comes round again and was met,
            ``claimed``, ``closed``, ``retired``, ``made`` for what is done by being recorded, or the type of a change.
        """
        deed, kind = self.deeds.get(ref, Deed(ref=ref)), ref.partition(":")[0]
        if kind not in _TO_DO:
            return "open" if deed.standing in PENDING else deed.type if kind == "entry" else "made"
        if deed.met:
            return "under_way" if deed.is_recurring else "discharged"
        if deed.claimed or self._means_done(deed):
            return "claimed"
        if deed.closed is not None:
            return "closed"
        return "open" if deed.retired is None else "retired"

    def _means_done(self, deed: Deed) -> bool:
        day = dt.date.max if deed.status_on is None else deed.status_on.latest
        return self.meaning_of(deed.status, day).is_done

    def outcome(self, decision: str) -> Outcome:
        """A decision with the body that took it and what was done about it."""
        row = self.decisions[decision]
        states = {ref: self.state_of(ref) for ref in row.derives}
        done = tuple(f"{ref} {state}" for ref, state in states.items() if state != "open")
        left = tuple(ref for ref, state in states.items() if state == "open")
        return Outcome(
            decision=decision,
            body=self.body_of(decision),
            force=row.force,
            forces=row.forces,
            kind=row.kind,
            happened=row.happened,
            mode=row.mode,
            text=row.text,
            suspended_by=row.suspended_by,
            done=done,
            open=left,
            carried_out=_carried_out(done, left),
            entries=tuple(row.entries),
        )

    def by_body(self, body: str) -> list[Outcome]:
        """What a body decided, in the order it did, each in its own force."""
        return [self.outcome(decision) for decision, row in self.decisions.items() if self._is_of(row, body)]

    def _is_of(self, row: Decision, body: str) -> bool:
        return bool(row.entries) and self.body_of(row.decision) == body.removeprefix("body:")

    def only_noted(self) -> list[Outcome]:
        """What was noted or received and never more."""
        return [self.outcome(row.decision) for row in self.decisions.values() if row.is_only_noted]

    @derived
    def outcomes(self, today: dt.date) -> list[Outcome]:  # noqa: ARG002 - every derived value is given the day
        """Every decision with its body and what was done about it."""
        return [self.outcome(row.decision) for row in self.decisions.values() if row.turns]


def _reference(event: Any, entry: AnyEntry) -> str:
    """What an event brings in or carries on; the entry itself where it only changes or ends something.

    A decision to move a date is carried out by the move, not by the completion of what was moved.
    """
    declared = ev.CATALOGUE.of(event)
    if declared.identity is None:
        return f"entry:{entry.original}"
    return f"{declared.fields[declared.identity].introduces}:{getattr(event, declared.identity)}"


def _carried_out(done: tuple[str, ...], left: tuple[str, ...]) -> str:
    if not done and not left:
        return "nothing derives"
    if not left:
        return "yes"
    return "part" if done else "no"
