"""The rows of the decision register: a decision in every force it had, and what derives from it."""

from __future__ import annotations

import attrs

from govledger import events as ev
from govledger.projections.tracked import Parties, Refs, Rival

SUSPENDED = "suspended"
"""The force of a decision that a call-in holds up."""

UNSETTLED = frozenset(
    {"deferred", "referred", "referred_back", "noted", "received", "sense_of_meeting", "explicitly_none", "unknown"}
)
"""The forces after which a matter is still open, so that none of them ends a suspension."""

NOTED = frozenset({"noted", "received"})
"""The forces of a body that took a thing in and settled nothing."""

PENDING = frozenset({"proposed", "drafting", "required", "requested", "estimated", "agreed", "unknown"})
"""The standings of a plan, scheme or resource that is not there yet."""


@attrs.frozen(kw_only=True)
class Turn:
    """One force that a decision had.

    Attributes:
        force: The force; ``suspended`` where a call-in holds it up.
        happened: When.
        mode: How it is known; ``reported`` is decided elsewhere and told here.
        challenge: The challenge that suspends it, if one does.
        entry: The entry that says so.
    """

    force: str
    happened: ev.When
    mode: str
    entry: int
    challenge: str | None = None

    def __str__(self) -> str:
        return f"{self.force} {self.happened} (entry {self.entry})"


@attrs.define(kw_only=True)
class Decision:
    """What a body or an officer settled, put to the vote, or expressly did not settle.

    Attributes:
        decision: Its id.
        force: The last force it was given; a suspension stands in ``suspended_by`` and leaves it.
        body: The body that decided, where the source names it; `DecisionRegister.body_of` reaches further.
        by: Who decided, where no body did.
        happened: When it was first decided.
        kind: Whether it is of substance, of principle or of procedure.
        number: The number it carries in the source.
        text: What was decided.
        text_as_carried: The wording as carried.
        about: What it concerns.
        meeting: The meeting.
        agenda_item: The item on the agenda.
        moved_by: Who moved it.
        seconded_by: Who seconded it.
        vote: How it was voted on.
        to: To whom it is addressed or referred.
        reason: Why.
        effective: When it takes effect.
        delegates_to: To whom the matter is delegated.
        consulting: Whom the delegate must consult.
        amends: The decision it would amend.
        amended_by: The decisions that would amend it.
        part_of: The decision it is a part of.
        parts: The decisions that are parts of it.
        suspended_by: The challenge that holds it up; ``None`` once it is confirmed, varied or released.
        mode: How it is known at best; ``reported`` while only told of, and so decided elsewhere.
        derives: What rests on it, such as ``action:2.4``, in the order it came.
        turns: Every force it had, in the order they happened.
        disputed: Whether accounts of it differ.
        rivals: The second accounts.
        entries: The entries that say so.
    """

    decision: str
    force: str | None = None
    body: str | None = None
    by: Parties = None
    happened: ev.When | None = None
    kind: str | None = None
    number: str | None = None
    text: ev.Text | None = None
    text_as_carried: ev.Text | None = None
    about: Refs = None
    meeting: str | None = None
    agenda_item: str | None = None
    moved_by: ev.Party | None = None
    seconded_by: ev.Party | None = None
    vote: ev.Vote | None = None
    to: Parties = None
    reason: ev.Text | None = None
    effective: ev.When | None = None
    delegates_to: Parties = None
    consulting: Parties = None
    amends: str | None = None
    amended_by: list[str] = attrs.field(factory=list[str])
    part_of: str | None = None
    parts: list[str] = attrs.field(factory=list[str])
    suspended_by: str | None = None
    mode: str | None = None
    derives: list[str] = attrs.field(factory=list[str])
    turns: list[Turn] = attrs.field(factory=list[Turn])
    disputed: bool = False
    rivals: list[Rival] = attrs.field(factory=list[Rival])
    entries: list[int] = attrs.field(factory=list[int])

    @property
    def forces(self) -> tuple[str, ...]:
        """Every force it had, in the order they happened."""
        return tuple(turn.force for turn in self.turns)

    @property
    def is_only_noted(self) -> bool:
        """Whether it was noted or received and never more."""
        return bool(self.turns) and NOTED.issuperset(self.forces)

    def turn(self, turn: Turn) -> None:
        """Take one more force; one that settles the matter ends a suspension."""
        if self.suspended_by is not None and turn.force not in UNSETTLED and self.forces[:1] != (SUSPENDED,):
            self.suspended_by = None
        self.turns.append(turn)


@attrs.define(kw_only=True)
class Deed:
    """Something that may rest on a decision, and what became of it.

    Attributes:
        ref: What it is, such as ``obligation:standing-item``.
        type: The type of the event that brought it in; empty while only what became of it is known.
        standing: How firm it was said to be.
        decisions: The decisions it rests on.
        is_recurring: Whether it is a duty that comes round again.
        met: How often it was discharged.
        claimed: Whether it was claimed complete.
        closed: How it was closed, if it was.
        retired: How it left its plan, if it did.
        status: Its latest status of the dimension progress.
        status_on: The latest day of that report.
        entries: The entries that say so.
    """

    ref: str
    type: str = ""
    standing: str | None = None
    decisions: list[str] = attrs.field(factory=list[str])
    is_recurring: bool = False
    met: int = 0
    claimed: bool = False
    closed: str | None = None
    retired: str | None = None
    status: ev.StatusValue | None = None
    status_on: ev.When | None = None
    entries: list[int] = attrs.field(factory=list[int])


@attrs.frozen(kw_only=True)
class Outcome:
    """A decision with the body that took it and what was done about it.

    Attributes:
        decision: Its id.
        body: The body, reached through its meeting where the source does not name it.
        force: The last force it was given.
        forces: Every force it had.
        kind: Whether it is of substance, of principle or of procedure.
        happened: When it was first decided.
        mode: How it is known; ``reported`` was decided elsewhere and told here.
        text: What was decided.
        suspended_by: The challenge that holds it up.
        done: What rests on it and is done, each with how: ``action:2.4 claimed``.
        open: What rests on it and is not done.
        carried_out: ``yes``, ``part``, ``no``, or ``nothing derives``.
        entries: The entries that say so.
    """

    decision: str
    body: str | None
    force: str | None
    forces: tuple[str, ...]
    kind: str | None
    happened: ev.When | None
    mode: str | None
    text: ev.Text | None
    suspended_by: str | None
    done: tuple[str, ...]
    open: tuple[str, ...]
    carried_out: str
    entries: tuple[int, ...]
