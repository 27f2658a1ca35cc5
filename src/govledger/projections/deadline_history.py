"""Every due date of everything, and every time it was moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from sys import intern
from typing import Any

import attrs

from govledger import events as ev
from govledger.ledger.entry import AnyEntry
from govledger.projections.days import KnowsDays, Reading
from govledger.projections.deadlines import Deadline, Move, Slip, days_between, is_later
from govledger.projections.projection import derived, on, projection
from govledger.projections.tracked import GRANTED

# Which event gives a date to what: the kind of thing, the field with its id, the field with the date, and what it is
# called where it replaces another date.
_GIVES = {
    ev.ActionAdded: ("action", "action", "due", "planned again"),
    ev.CommitmentMade: ("commitment", "commitment", "due", "planned again"),
    ev.RecommendationMade: ("recommendation", "recommendation", "due", "planned again"),
    ev.RecommendationAnswered: ("recommendation", "recommendation", "due", "answered"),
    ev.ObligationCreated: ("obligation", "obligation", "due", "planned again"),
    ev.ChallengeRaised: ("challenge", "challenge", "answer_due", "planned again"),
    ev.ChallengeAnswered: ("challenge", "challenge", "due", "answered"),
    ev.VisitPlanned: ("visit", "visit", "due", "planned again"),
    ev.MeetingScheduled: ("meeting", "meeting", "due", "planned again"),
    ev.MeetingNotHeld: ("meeting", "meeting", "now", "put off"),
    ev.DocumentLodged: ("document", "document", "due", "planned again"),
}


@projection(version=1, keyed=True)
class DeadlineHistory(KnowsDays):
    """Every due date of every subject: the first, each move, and what was never said.

    Attributes:
        deadlines: What falls due, by reference.
    """

    deadlines: dict[str, Deadline] = attrs.field(factory=dict[str, Deadline])

    @on(*_GIVES)
    def date_given(self, event: Any, entry: AnyEntry) -> None:
        """A date was given with something; another one given later without a word is a move all the same."""
        kind, name, field, how = _GIVES[type(event)]
        due: ev.Due | None = getattr(event, field)
        key: str | None = getattr(event, name)
        if due is None or key is None:
            return
        row = self._row(f"{kind}:{key}")
        row.entries.append(entry.number)
        if entry.rival_of is not None:
            row.rivals, row.disputed = (*row.rivals, due), True
        elif row.original is None:
            row.original, row.entry = due, entry.number
            row.current = row.current if row.moves else due
        elif due != row.current:
            self._move(row, ev.DeadlineChanged(subject=row.subject, was=row.current, now=due), entry, how)

    @on(ev.DeadlineChanged)
    def deadline_changed(self, event: ev.DeadlineChanged, entry: AnyEntry) -> None:
        """A date was moved, or a move was asked for or refused."""
        row = self._row(event.subject)
        row.entries.append(entry.number)
        self._move(row, event, entry, "changed")

    def _move(self, row: Deadline, event: ev.DeadlineChanged, entry: AnyEntry, how: str) -> None:
        before = event.was if event.was is not None else row.current
        move = Move(
            subject=row.subject,
            was=event.was,
            now=event.now,
            unsaid=tuple(name for name in ("was", "now") if getattr(event, name) is None),
            outcome="granted" if event.outcome in GRANTED else str(event.outcome),
            how=how,
            is_later=is_later(before, event.now),
            days_slipped=days_between(before, event.now),
            by=event.by,
            requested_by=event.requested_by,
            approved_by=event.approved_by,
            decision=event.decision,
            reason=event.reason,
            asserted_by=entry.asserted_by,
            day=entry.latest,
            known_on=entry.known_on,
            is_rival=entry.rival_of is not None,
            entry=entry.number,
        )
        row.moves.append(move)
        row.disputed = row.disputed or move.is_rival
        if move.counts:
            row.current = move.now

    @on(ev.PlanItemRetired)
    def plan_item_retired(self, event: ev.PlanItemRetired, entry: AnyEntry) -> None:
        """What carries an item on inherits its moves, so that adding it anew resets nothing."""
        if entry.rival_of is None:
            self._inherit(event.subject, ev.each(event.successor))

    @on(ev.RecommendationClosed)
    def recommendation_closed(self, event: ev.RecommendationClosed, entry: AnyEntry) -> None:
        """A recommendation superseded or merged hands its moves on too."""
        if entry.rival_of is None:
            self._inherit(f"recommendation:{event.recommendation}", _each_as("recommendation", event.successor))

    @on(ev.RiskIdentified)
    def risk_identified(self, event: ev.RiskIdentified, entry: AnyEntry) -> None:
        """A risk that replaces others inherits their moves."""
        if entry.rival_of is None:
            for replaced in _each_as("risk", event.replaces):
                self._inherit(replaced, [f"risk:{event.risk}"])

    def _inherit(self, subject: str, successors: Iterable[str]) -> None:
        for successor in successors:
            row = self._row(successor)
            row.predecessors = tuple(dict.fromkeys((*row.predecessors, str(subject))))

    def _row(self, subject: str) -> Deadline:
        row = self.deadlines.get(subject)
        if row is None:
            plain = intern(str(subject))
            row = self.deadlines[plain] = Deadline(subject=plain)
        return row

    # What follows ----------------------------------------------------------------------------------------------------

    def readings(self, subject: str) -> tuple[Reading, ...]:
        """Every reading of a thing's present date, with the days each comes to; empty while it has none."""
        row = self.deadlines.get(subject)
        return self.readings_of(row.current) if row is not None and row.current is not None else ()

    def later_moves(self, subject: str) -> int:
        """How many times a date was moved later, its predecessors' moves included."""
        return sum(row.later_moves for row in self.line(subject))

    def line(self, subject: str) -> list[Deadline]:
        """The row of a subject and of everything that it carries on, each once; empty where nothing was said of it."""
        found: dict[str, Deadline] = {}
        waiting = [subject]
        while waiting:
            name = waiting.pop()
            row = self.deadlines.get(name)
            if row is not None and name not in found:
                found[name] = row
                waiting.extend(row.predecessors)
        return list(found.values())

    @derived
    def moves(self, today: dt.date) -> list[Move]:
        """Every move made, asked for or refused by ``today``, in order."""
        every = (move for row in self.deadlines.values() for move in row.moves if move.day <= today)
        return sorted(every, key=lambda move: (move.day, move.entry))

    @derived
    def slips(self, today: dt.date) -> dict[str, Slip]:
        """What has been moved by ``today``, or carries on something that was, by reference."""
        every = (self._slip(row, today) for row in self.deadlines.values())
        return {slip.subject: slip for slip in every if slip.times_moved}

    def _slip(self, row: Deadline, today: dt.date) -> Slip:
        line = self.line(row.subject)
        moves = [move for each in line for move in each.moves if move.counts and move.day <= today]
        dates = [each.first for each in line if each.first is not None]
        original = min(dates, key=lambda due: due.latest, default=None)
        return Slip(
            subject=row.subject,
            original=original,
            current=row.current,
            times_moved=len(moves),
            later_moves=sum(move.is_later is True for move in moves),
            untold_moves=sum(move.is_later is None for move in moves),
            days_slipped=days_between(original, row.current),
            without_reason=sum(not move.has_reason for move in moves),
            without_approver=sum(move.approved_by is None and move.decision is None for move in moves),
            inherited_from=tuple(each.subject for each in line if each is not row),
            entries=tuple(sorted(move.entry for move in moves)),
        )


def _each_as(kind: str, ids: tuple[str, ...] | str | None) -> list[str]:
    return [f"{kind}:{key}" for key in ev.each(ids)]
