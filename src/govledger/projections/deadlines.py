"""The rows of `DeadlineHistory`: when a thing falls due, each move of its date, and how far it slipped."""

from __future__ import annotations

import datetime as dt

import attrs

from govledger import events as ev
from govledger.projections.tracked import Parties


@attrs.frozen(kw_only=True)
class Move:
    """One time a date was moved, or a move was asked for or refused.

    Attributes:
        subject: What falls due.
        was: The date before; ``None`` where that was not said.
        now: The date after; ``None`` where that was not said.
        unsaid: Which of ``was`` and ``now`` were not said.
        outcome: Whether the move was granted, requested or refused; granted where not said.
        how: ``changed`` in so many words, or a new date given when it was ``planned again`` or ``answered``.
        is_later: Whether it falls later than before, as ``was`` says or else the record did; ``None`` where the days do
            not tell.
        days_slipped: By how many days, negative for earlier; ``None`` where either has no day.
        by: Who moved it.
        requested_by: Who asked for it.
        approved_by: Who approved it.
        decision: The decision it rests on.
        reason: Why; a handle, so that a reason given and withheld still counts as given.
        asserted_by: Whose word it is.
        day: The latest day on which it was moved.
        known_on: The first day anyone outside the author's office could know it.
        is_rival: Whether it is a second account of another move.
        entry: The entry that says so.
    """

    subject: str
    was: ev.Due | None
    now: ev.Due | None
    unsaid: tuple[str, ...]
    outcome: str
    how: str
    is_later: bool | None
    days_slipped: int | None
    by: Parties
    requested_by: ev.Party | None
    approved_by: ev.Party | None
    decision: str | None
    reason: ev.Text | None
    asserted_by: ev.Party | None
    day: dt.date
    known_on: dt.date
    is_rival: bool
    entry: int

    @property
    def has_reason(self) -> bool:
        """Whether a reason was given."""
        return self.reason is not None

    @property
    def counts(self) -> bool:
        """Whether it moved the date: granted, and no second account of another move."""
        return self.outcome == "granted" and not self.is_rival


@attrs.define(kw_only=True)
class Deadline:
    """When one thing falls due, and how that changed.

    Attributes:
        subject: What falls due.
        original: The first date it was given.
        current: The date it has now; ``None`` when not said, or moved to a day not said.
        rivals: Dates given by second accounts.
        disputed: Whether accounts of its date differ.
        moves: Every move, in the order they happened.
        predecessors: What it carries on; their moves count with its own.
        entry: The entry that gave the first date; 0 while none within the cut does.
        entries: The entries about its date, in order.
    """

    subject: str
    original: ev.Due | None = None
    current: ev.Due | None = None
    rivals: tuple[ev.Due, ...] = ()
    disputed: bool = False
    moves: list[Move] = attrs.field(factory=list[Move])
    predecessors: tuple[str, ...] = ()
    entry: int = 0
    entries: list[int] = attrs.field(factory=list[int])

    @property
    def later_moves(self) -> int:
        """How many times it was moved later, its predecessors' moves not included."""
        return sum(move.counts and move.is_later is True for move in self.moves)

    @property
    def untold_moves(self) -> int:
        """How many moves do not tell whether they were later: a date was not said."""
        return sum(move.counts and move.is_later is None for move in self.moves)

    @property
    def first(self) -> ev.Due | None:
        """The first date that is known: the original, else what the first move says it was."""
        return self.original or next((move.was for move in self.moves if move.was is not None), None)

    @property
    def days_slipped(self) -> int | None:
        """From the first date to the present one, in days; ``None`` where either has no day."""
        return days_between(self.first, self.current)


@attrs.frozen(kw_only=True)
class Slip:
    """How far one date has moved, its predecessors' moves included.

    Attributes:
        subject: What falls due.
        original: The first date that it, or the first of what it carries on, was given.
        current: The date it has now.
        times_moved: How many granted moves.
        later_moves: How many of them were later.
        untold_moves: How many of them do not tell.
        days_slipped: From the first date to the present one; ``None`` where either has no day.
        without_reason: How many of them gave no reason.
        without_approver: How many of them name nobody who approved, and no decision.
        inherited_from: What it carries on.
        entries: The entries that moved it.
    """

    subject: str
    original: ev.Due | None
    current: ev.Due | None
    times_moved: int
    later_moves: int
    untold_moves: int
    days_slipped: int | None
    without_reason: int
    without_approver: int
    inherited_from: tuple[str, ...]
    entries: tuple[int, ...]


def days_between(was: ev.Due | None, now: ev.Due | None) -> int | None:
    """From one due date's last day to another's, in days; ``None`` where either is absent or open."""
    if was is None or now is None or was.is_open or now.is_open:
        return None
    return (now.latest - was.latest).days


def is_later(was: ev.Due | None, now: ev.Due | None) -> bool | None:
    """Whether a date falls later than before: a day given up for an open one does."""
    if was is None or now is None or (was.is_open and now.is_open):
        return None
    return now.latest > was.latest
