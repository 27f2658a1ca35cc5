"""The body register: who oversees, with what powers, chaired by whom, and whether they met."""

from __future__ import annotations

import datetime as dt
from typing import Final

import attrs

from govledger import events as ev
from govledger.ledger.entry import AnyEntry
from govledger.projections.body_rows import Body
from govledger.projections.projection import derived, on, projection
from govledger.projections.rows import add, take
from govledger.projections.seats import Appointment, Meeting, Oversight
from govledger.projections.tracked import Rival

_FOUNDED: Final = ("name", "kind", "relation", "parent", "reports_to", "required_by", "replaces", "public")
_APPOINTED: Final = tuple(
    name
    for name in ev.CATALOGUE.of(ev.AppointmentMade).fields
    if name not in {"appointment", "functions"}
)  # fmt: skip
_HELD: Final = tuple(name for name in ev.CATALOGUE.of(ev.MeetingHeld).fields if name != "meeting")
_NO_CHAIR: Final = ("unknown", "no chair known")


@projection(version=1, keyed=True)
class BodyRegister:
    """Every body, appointment and meeting.

    Attributes:
        bodies: Every body, by id.
        appointments: Every appointment, by id.
        meetings: Every meeting called, held or not held, by id.
    """

    bodies: dict[str, Body] = attrs.field(factory=dict[str, Body])
    appointments: dict[str, Appointment] = attrs.field(factory=dict[str, Appointment])
    meetings: dict[str, Meeting] = attrs.field(factory=dict[str, Meeting])

    # Bodies ----------------------------------------------------------------------------------------------------------

    @on(ev.BodyEstablished)
    def established(self, event: ev.BodyEstablished, entry: AnyEntry) -> None:
        """A body came into being, or is taken for granted."""
        row = self._body(event.body)
        take(row, event, entry, _FOUNDED)
        if row.established is None:
            row.established, row.mode = entry.happened, entry.mode

    @on(ev.TermsOfReferenceSet)
    def terms_set(self, event: ev.TermsOfReferenceSet, entry: AnyEntry) -> None:
        """Some of a body's terms of reference were laid down."""
        self._body(event.body).set_terms(event, entry)

    @on(ev.BodyClosed)
    def closed(self, event: ev.BodyClosed, entry: AnyEntry) -> None:
        """A body ceased."""
        row = self._body(event.body)
        take(row, event, entry, ("successor",))
        if entry.rival_of is None:
            row.closed = entry.happened
        else:
            row.rivals.append(Rival(field="closed", value=entry.happened, entry=entry.number))
            row.disputed = True

    # Appointments ----------------------------------------------------------------------------------------------------

    @on(ev.AppointmentMade)
    def appointed(self, event: ev.AppointmentMade, entry: AnyEntry) -> None:
        """Someone took up an office, a place or a task."""
        row = self._appointment(event.appointment)
        take(row, event, entry, _APPOINTED)
        if row.began is None:
            row.began, row.mode = entry.happened, entry.mode

    @on(ev.AppointmentEnded)
    def appointment_ended(self, event: ev.AppointmentEnded, entry: AnyEntry) -> None:
        """An appointment, or part of one, came to an end."""
        row = self._appointment(event.appointment)
        take(row, event, entry, ("reason",))
        if entry.rival_of is not None:
            row.rivals.append(Rival(field="ended", value=entry.happened, entry=entry.number))
            row.disputed = True
        elif event.parts is None:
            row.ended = entry.happened
        else:
            add(row.ended_parts, *ev.each(event.parts))

    # Meetings --------------------------------------------------------------------------------------------------------

    @on(ev.MeetingScheduled)
    def called(self, event: ev.MeetingScheduled, entry: AnyEntry) -> None:
        """A meeting was called."""
        take(self._meeting(event.meeting), event, entry, ("body", "kind", "due"))

    @on(ev.MeetingHeld)
    def held(self, event: ev.MeetingHeld, entry: AnyEntry) -> None:
        """A meeting was held; one that another body was told of counts, and its mode is kept."""
        row = self._meeting(event.meeting)
        take(row, event, entry, _HELD)
        if entry.rival_of is not None and row.happened is not None:
            row.rivals.append(Rival(field="happened", value=entry.happened, entry=entry.number))
            return
        row.state, row.happened, row.day, row.mode = "held", entry.happened, entry.latest, entry.mode

    @on(ev.MeetingNotHeld)
    def not_held(self, event: ev.MeetingNotHeld, entry: AnyEntry) -> None:
        """A meeting was not held, or a body is said never to have met."""
        body = self._body(event.body)
        body.entries.append(entry.number)
        if event.ever is not None:
            body.never_met = event.ever
        else:
            body.not_held += 1
        if event.meeting is not None:
            row = self._meeting(event.meeting)
            row.entries.append(entry.number)
            row.body, row.due = row.body or event.body, event.now or row.due
            row.state = row.state if row.state == "held" else "not_held" if event.now is None else "called"

    @on(ev.MinutesApproved)
    def minuted(self, event: ev.MinutesApproved, entry: AnyEntry) -> None:
        """A meeting's minutes were approved."""
        row = self._meeting(event.meeting)
        row.entries.append(entry.number)
        row.minutes = "as_amended" if event.as_amended == "yes" else "approved"

    def _body(self, body: str) -> Body:
        row = self.bodies.get(body)
        if row is None:
            row = self.bodies[body] = Body(body=body)
        return row

    def _appointment(self, appointment: str) -> Appointment:
        return self.appointments.setdefault(appointment, Appointment(appointment=appointment))

    def _meeting(self, meeting: str) -> Meeting:
        row = self.meetings.get(meeting)
        if row is None:
            row = self.meetings[meeting] = Meeting(meeting=meeting)
        return row

    # What it adds up to ----------------------------------------------------------------------------------------------

    def meetings_of(self, body: str) -> list[Meeting]:
        """The meetings that a body is known to have held, the earliest first; those known second hand count."""
        held = [row for row in self.meetings.values() if row.state == "held" and row.body == body]
        return sorted(held, key=lambda row: row.day or dt.date.max)

    def last_met(self, body: str) -> Meeting | None:
        """The last meeting that a body is known to have held."""
        held = self.meetings_of(body)
        return held[-1] if held else None

    def appointments_of(self, body: str, *, day: dt.date | None = None) -> list[Appointment]:
        """The appointments to a body: all that were made, or those that may have been held on a day."""
        made = [row for row in self.appointments.values() if row.body == body]
        return made if day is None else [row for row in made if row.held_on(day)]

    def chairs(self, body: str, *, day: dt.date | None = None) -> list[Appointment]:
        """The appointments to the chair of a body."""
        return [row for row in self.appointments_of(body, day=day) if row.role == "chair"]

    def had_independent_chair(self, body: str, *, day: dt.date | None = None) -> str:
        """Whether a body was chaired independently of the council: yes, no or unknown.

        Args:
            body: The body.
            day: The day asked about; the day it last met if not given, and if it met.
        """
        return self._chaired(body, day)[0]

    def _chaired(self, body: str, day: dt.date | None) -> tuple[str, str]:
        """Whether a body was chaired independently, and what that rests on."""
        met = self.last_met(body)
        chairs = self.chairs(body, day=day or (met.day if met else None))
        answers = {row.independent: row.because for row in chairs}
        if not chairs or (len(answers) > 1 and day is None and met is None):
            return _NO_CHAIR if not chairs else ("unknown", "several chairs")
        # One chair who is not independent is enough to say no; unknown weighs more than yes.
        return next((answer, answers[answer]) for answer in ("no", "unknown", "yes") if answer in answers)

    def may_scrutinise(self, body: str, *, about: str | None = None) -> str:
        """Whether a body may scrutinise: yes, no or unknown.

        Args:
            body: The body.
            about: What it would scrutinise; ``no`` if that lies outside its remit.
        """
        row = self.bodies.get(body, Body(body=body))
        return "no" if about is not None and about in ev.each(row.outside) else row.may("scrutinise")

    @derived
    def oversight(self, today: dt.date) -> list[Oversight]:
        """Each body as one that oversees, on ``today``."""
        return [self._oversight(row, today) for row in self.bodies.values()]

    def _oversight(self, row: Body, today: dt.date) -> Oversight:
        held = [met for met in self.meetings_of(row.body) if met.day is not None and met.day <= today]
        last = held[-1] if held else Meeting(meeting="")
        chairs = self.chairs(row.body, day=last.day or today)
        independent, because = self._chaired(row.body, last.day or today)
        return Oversight(
            body=row.body,
            kind=row.kind,
            meetings=len(held),
            reported=sum(met.mode == "reported" for met in held),
            last_met=last.day,
            quorate=last.quorate or "unknown",
            never_met=row.never_met,
            chair=next((each.office or each.who for each in chairs), last.chaired_by),
            independent_chair=independent,
            because=because,
            may_scrutinise=row.may("scrutinise"),
            cadence=row.cadence,
            closed=row.closed,
            entries=tuple(row.entries),
        )
