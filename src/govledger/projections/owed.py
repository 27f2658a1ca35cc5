"""What is owed to a body: the rows of the obligation calendar, and what each comes to on a day."""

from __future__ import annotations

import datetime as dt

import attrs

from govledger import events as ev
from govledger.projections.tracked import Parties, Refs, Rival


@attrs.frozen(kw_only=True)
class Turn:
    """That something owed was met once.

    Attributes:
        day: The latest day it can have been, or the occasion that it was for.
        happened: When it was met.
        entry: The entry that says so.
    """

    day: dt.date
    happened: ev.When
    entry: int

    def __str__(self) -> str:
        return f"{self.happened} (entry {self.entry})"


@attrs.frozen(kw_only=True)
class Deferral:
    """That a date was moved, or that a move was asked for or refused.

    Attributes:
        was: The date before, where the source gives it.
        now: The date after; ``None`` where it is not said.
        outcome: Whether the move was requested, granted or refused; ``None`` when not said.
        by: Who moved it.
        entry: The entry that says so.
    """

    was: ev.Due | None
    now: ev.Due | None
    outcome: str | None
    by: Parties
    entry: int

    def __str__(self) -> str:
        return f"{self.was or 'not said'} to {self.now or 'not said'} (entry {self.entry})"


@attrs.define(kw_only=True)
class Owed:
    """One thing owed: an obligation, a visit or meeting to come, an answer or a paper that is due.

    Attributes:
        ref: What it is, such as ``obligation:submit``.
        due: When it falls due now; unknown once it was moved to a day not said.
        kind: What kind it is.
        leads: Who owes it; for a visit, who makes it.
        to: To whom it is owed; for a meeting, whose it is.
        text: What was said.
        about: What it concerns.
        before: What must not happen until it is met.
        depends_on: What it waits for.
        only_if: The condition it hangs on.
        basis: What it is said to rest on.
        decision: The decision it rests on.
        since: The latest day on which it can have been promised; ``None`` while no entry within the cut promises it.
        mode: How it is known; ``presupposed`` where a source takes it for granted.
        met: Each time it was met.
        deferrals: Each move of its date.
        ended: How it went unmet, if it did: ``withdrawn``, ``lapsed``, ``not_held``.
        disputed: Whether accounts of it differ.
        rivals: The second accounts.
        entries: The entries that say so.
    """

    ref: str
    due: ev.Due | None = None
    kind: str | None = None
    leads: Parties = None
    to: Parties = None
    text: ev.Text | None = None
    about: Refs = None
    before: Refs = None
    depends_on: Refs = None
    only_if: ev.Text | None = None
    basis: Refs = None
    decision: str | None = None
    since: dt.date | None = None
    mode: str | None = None
    met: list[Turn] = attrs.field(factory=list[Turn])
    deferrals: list[Deferral] = attrs.field(factory=list[Deferral])
    ended: str | None = None
    disputed: bool = False
    rivals: list[Rival] = attrs.field(factory=list[Rival])
    entries: list[int] = attrs.field(factory=list[int])

    @property
    def last_met(self) -> dt.date | None:
        """The latest day on which it was met, or for which."""
        return max((turn.day for turn in self.met), default=None)


@attrs.frozen(kw_only=True)
class Line:
    """One line of the calendar: what is owed, by whom, to whom, and how it stands on a day.

    Attributes:
        ref: What is owed.
        state: ``late``, ``due``, ``awaiting`` something that has no day yet, ``unspecified``, ``no_deadline``, ``met``,
            ``met_late``, or ``ended``.
        latest: The last day of it, or of its next turn; ``None`` where no day can be told.
        earliest: The first day of it; ``None`` where it is open.
        kind: What kind it is.
        leads: Who owes it.
        to: To whom.
        due: When it falls due, as it was said.
        readings: Each reading of that, with the days it comes to.
        is_recurring: Whether it comes round again.
        last_met: The last day on which it was met, or for which.
        needed_by: The day by which something that must not come before it is expected.
        deferrals: How often its date was moved.
        text: What was said.
        entries: The entries that say so.
    """

    ref: str
    state: str
    latest: dt.date | None
    earliest: dt.date | None
    kind: str | None
    leads: Parties
    to: Parties
    due: ev.Due | None
    readings: tuple[str, ...]
    is_recurring: bool
    last_met: dt.date | None
    needed_by: dt.date | None
    deferrals: int = 0
    text: ev.Text | None
    entries: tuple[int, ...]

    @property
    def is_open(self) -> bool:
        """Whether it is still owed."""
        return self.state in {"late", "due", "awaiting", "unspecified", "no_deadline"}


@attrs.frozen
class Standing:
    """How something owed stands: its state and the days it comes to."""

    state: str
    latest: dt.date | None = None
    earliest: dt.date | None = None


def by_day(day: dt.date, today: dt.date, *, earliest: dt.date | None = None) -> Standing:
    """How something stands that is to be met by ``day``, the last day of it."""
    return Standing("late" if day < today else "due", day, earliest)


def known(day: dt.date) -> dt.date | None:
    """A day, or ``None`` for an open end."""
    return None if day in {dt.date.min, dt.date.max} else day
