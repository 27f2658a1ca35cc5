"""The rows of the body register beside the bodies: who was appointed, which meetings there were, and who oversaw."""

from __future__ import annotations

import datetime as dt
from typing import Final

import attrs

from govledger import events as ev
from govledger.projections.tracked import Parties, Refs, Rival

OUR_OWN: Final = frozenset({"officer", "elected"})
"""The capacities of those who belong to the council, and so cannot chair independently of it."""


@attrs.define(kw_only=True)
class Appointment:
    """An office, a place on a body or a task that someone took up.

    Attributes:
        appointment: Its id.
        who: Who.
        office: The office.
        role: In what role.
        body: The body.
        capacity: In whose capacity.
        represents: Whom they represent.
        called_independent: Whether a source calls them independent.
        portfolio: What they are responsible for elsewhere.
        reports_to: Whom they answer to.
        tenure: How lasting it is.
        recuses: What they withdraw from.
        about: What it concerns.
        under: What it is made under.
        addresses: What it answers.
        began: When they took it up; ``None`` while no entry within the cut says so.
        ends: When it is to end.
        ended: When it ended; ``None`` while it is held.
        ended_parts: The parts of it that ended.
        reason: Why it ended; a text.
        decision: The decision it rests on.
        mode: How it is known.
        disputed: Whether accounts of it differ.
        rivals: The second accounts.
        entries: The entries that say so.
    """

    appointment: str
    who: ev.Party | None = None
    office: ev.Party | None = None
    role: str | None = None
    body: str | None = None
    capacity: str | None = None
    represents: ev.Party | None = None
    called_independent: str | None = None
    portfolio: Refs = None
    reports_to: Parties = None
    tenure: str | None = None
    recuses: Refs = None
    about: Refs = None
    under: ev.Ref | None = None
    addresses: Refs = None
    began: ev.When | None = None
    ends: ev.Due | None = None
    ended: ev.When | None = None
    ended_parts: list[str] = attrs.field(factory=list[str])
    reason: ev.Text | None = None
    decision: str | None = None
    mode: str | None = None
    disputed: bool = False
    rivals: list[Rival] = attrs.field(factory=list[Rival])
    entries: list[int] = attrs.field(factory=list[int])

    def held_on(self, day: dt.date) -> bool:
        """Whether it may have been held on a day: not begun for certain after it, nor ended for certain before."""
        begun = self.began is not None and self.began.earliest <= day
        return begun and (self.ended is None or self.ended.latest >= day)

    @property
    def independent(self) -> str:
        """Whether they are independent of the council, as far as the appointment itself can show: yes, no or unknown.

        An officer or a councillor is not, whatever a source calls them.
        """
        if self.capacity in OUR_OWN or self.called_independent == "no":
            return "no"
        return "yes" if self.capacity == "external" or self.called_independent == "yes" else "unknown"

    @property
    def because(self) -> str:
        """What `independent` rests on."""
        if self.capacity in OUR_OWN:
            return f"{self.capacity} of the council"
        if self.called_independent is not None:
            return f"called independent: {self.called_independent}"
        return f"capacity {self.capacity}" if self.capacity == "external" else "nothing said"


@attrs.define(kw_only=True)
class Meeting:
    """A meeting that was called, held or not held.

    Attributes:
        meeting: Its id.
        body: The body.
        kind: What kind of meeting it is.
        state: ``held``, ``not_held``, or ``called`` before either is known.
        happened: When it was held.
        day: The latest day it can have been held.
        due: When it is to be held.
        chair: Who took the chair.
        attendance: Who was there.
        attendance_complete: Whether the attendance names everybody.
        quorate: Whether there was a quorum.
        public: Whether the public could attend.
        ended: How it ended.
        minutes: Whether its minutes were approved: ``approved``, ``as_amended``, or ``None`` while not.
        mode: How it is known; ``reported`` where another body was told of it.
        disputed: Whether accounts of it differ.
        rivals: The second accounts.
        entries: The entries that say so.
    """

    meeting: str
    body: str | None = None
    kind: str | None = None
    state: str = "called"
    happened: ev.When | None = None
    day: dt.date | None = None
    due: ev.Due | None = None
    chair: ev.Party | None = None
    attendance: tuple[ev.Attendance, ...] | str | None = None
    attendance_complete: str | None = None
    quorate: str | None = None
    public: str | None = None
    ended: str | None = None
    minutes: str | None = None
    mode: str | None = None
    disputed: bool = False
    rivals: list[Rival] = attrs.field(factory=list[Rival])
    entries: list[int] = attrs.field(factory=list[int])

    @property
    def chaired_by(self) -> str | None:
        """Who took the chair, read from the attendance where it is not said outright."""
        chairs = (each.party for each in ev.each(self.attendance) if each.role == "chair")
        return self.chair or next(chairs, None)


@attrs.frozen(kw_only=True)
class Oversight:
    """A body as one that oversees: whether it met, was quorate, was chaired independently and may scrutinise.

    Attributes:
        body: Its id.
        kind: What kind it is.
        meetings: How many of its meetings are known to have been held.
        reported: How many of these are known only second hand.
        last_met: The latest day it can last have met.
        quorate: Whether its last meeting was quorate.
        never_met: Whether it is said never to have met.
        chair: Who chairs it, or who last took the chair.
        independent_chair: Whether its chair was independent when it last met.
        because: What that rests on.
        may_scrutinise: Whether it may scrutinise.
        cadence: How often it is to meet.
        closed: When it ceased.
        entries: The entries that say so.
    """

    body: str
    kind: str | None
    meetings: int
    reported: int
    last_met: dt.date | None
    quorate: str
    never_met: str | None
    chair: str | None
    independent_chair: str
    because: str
    may_scrutinise: str
    cadence: ev.Due | None
    closed: ev.When | None
    entries: tuple[int, ...]
