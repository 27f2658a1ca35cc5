"""When what is owed falls due: a single duty, a repetition, every meeting of a body, or after something yet to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import partial
from typing import Protocol

import attrs

from govledger import events as ev
from govledger.events.due import Resolved
from govledger.projections.owed import Line, Owed, Standing, by_day, known


class Calendar(Protocol):
    """What the reader needs to know of an obligation calendar."""

    obligations: dict[str, Owed]
    visits: dict[str, Owed]
    meetings: dict[str, Owed]
    agenda: dict[str, tuple[ev.Ref, ...]]
    days: dict[str, ev.When]


@attrs.frozen
class FallingDue:
    """Reads the rows of a calendar on a day.

    Attributes:
        calendar: The calendar.
        today: The day.
    """

    calendar: Calendar
    today: dt.date

    def line(self, row: Owed) -> Line:
        """What a row comes to."""
        standing = self.standing(row)
        return Line(
            ref=row.ref,
            state=standing.state,
            latest=standing.latest,
            earliest=standing.earliest,
            kind=row.kind,
            leads=row.leads,
            to=row.to,
            due=row.due,
            readings=self._readings(row.due),
            is_recurring=row.due is not None and row.due.is_recurring,
            last_met=row.last_met,
            needed_by=self._needed_by(row),
            deferrals=len(row.deferrals),
            text=row.text,
            entries=tuple(row.entries),
        )

    def standing(self, row: Owed) -> Standing:
        """How a row stands, and the days it comes to."""
        due = row.due
        if row.ended is not None:
            return Standing("ended")
        if due is not None and due.is_recurring:
            return self._every_meeting(row, due) if due.every_meeting_of is not None else self._next_turn(row, due)
        if row.met:
            return self._met(row)
        timeless = _timeless(row)
        return self._once(due) if due is not None and timeless is None else Standing(timeless or "unspecified")

    def _met(self, row: Owed) -> Standing:
        due = row.due
        latest = dt.date.max if due is None else due.resolve(self.calendar.days.get).latest
        first = min(turn.day for turn in row.met)
        return Standing("met_late" if first > latest else "met", known(latest))

    def _once(self, due: ev.Due) -> Standing:
        """A single duty: late only by days that have come, due also by days that are expected."""
        firm = due.resolve(self.calendar.days.get)
        if firm.latest != dt.date.max:
            return by_day(firm.latest, self.today, earliest=known(firm.earliest))
        expected = due.resolve(partial(self.expected, seen=frozenset()))
        latest, earliest = known(expected.latest), known(expected.earliest)
        # What it counts from is only expected, so a day that has passed was not missed: nothing set it going.
        return Standing("due" if latest is not None and latest >= self.today else "awaiting", latest, earliest)

    def _next_turn(self, row: Owed, due: ev.Due) -> Standing:
        """A repetition in even steps: one step after it was last met, or else promised."""
        if due.times is not None and len(row.met) >= due.times:
            return Standing("met")
        last = row.last_met or row.since
        turn = None if last is None else due.resolve(self.calendar.days.get).next_after(last)
        if turn is not None:
            return by_day(turn, self.today)
        return Standing("met" if row.met else "awaiting")

    def _every_meeting(self, row: Owed, due: ev.Due) -> Standing:
        """A duty at every meeting: late from a meeting that was held without it."""
        bodies = self._bodies(row, due)
        held = self._held(bodies)
        met = {turn.day for turn in row.met} | {day for name, day in held.items() if self._stood(row, name)}
        if due.times is not None and len(met) >= due.times:
            return Standing("met")
        since, limits = max([*met, row.since or dt.date.min]), due.resolve(self.calendar.days.get)
        missed = [day for day in held.values() if since < day <= self.today and limits.includes(day)]
        if missed:
            return Standing("late", min(missed))
        if found := self._next_meeting(bodies, limits):
            return Standing("due", *found)
        return Standing("met" if met and limits.latest < self.today else "awaiting")

    def _bodies(self, row: Owed, due: ev.Due) -> set[str]:
        if due.every_meeting_of:
            return {due.every_meeting_of}
        return {party for party in ev.each(row.to) if party.kind == "body"}

    def _held(self, bodies: set[str]) -> Mapping[str, dt.date]:
        """The meetings of some bodies that were held, each with its day."""
        rows = self.calendar.meetings.items()
        return {name: row.last_met for name, row in rows if row.last_met and bodies.intersection(ev.each(row.to))}

    def _stood(self, row: Owed, meeting: str) -> bool:
        """Whether an item of a meeting was about what a standing item is about."""
        return row.kind == "standing_item" and bool(
            set(self.calendar.agenda.get(meeting, ())).intersection(ev.each(row.about))
        )

    def _next_meeting(self, bodies: set[str], limits: Resolved) -> tuple[dt.date, dt.date | None] | None:
        meetings = [row for row in self.calendar.meetings.values() if bodies.intersection(ev.each(row.to))]
        standings = [self.standing(row) for row in meetings if not row.met]
        days = [(each.latest, each.earliest) for each in standings if each.state == "due" and each.latest is not None]
        days = [day for day in days if limits.includes(day[0])]
        return min(days, key=lambda day: day[0], default=None)

    # The days of what a duty counts from -----------------------------------------------------------------------------

    def expected(self, ref: str, *, seen: frozenset[str]) -> ev.When | None:
        """When something happened, or else when it is to happen by; ``None`` where no day can be told."""
        happened = self.calendar.days.get(ref)
        if happened is not None or ref in seen:
            return happened
        kind, _, name = ref.partition(":")
        tables = {
            "obligation": self.calendar.obligations,
            "visit": self.calendar.visits,
            "meeting": self.calendar.meetings,
        }
        row = tables.get(kind, {}).get(name)
        if row is None or row.due is None or row.due.is_recurring:
            return None
        first, last, *_ = row.due.resolve(partial(self.expected, seen=seen | {ref}))
        if last == dt.date.max:
            return None
        return ev.When(f"by {last}" if first == dt.date.min else f"{first}..{last}")

    def _needed_by(self, row: Owed) -> dt.date | None:
        """The first day by which something is expected that must not come before this is met."""
        days = [self.expected(ref, seen=frozenset()) for ref in ev.each(row.before)]
        return min((day.latest for day in days if day is not None and known(day.latest)), default=None)

    def _readings(self, due: ev.Due | None) -> tuple[str, ...]:
        """Each reading of a duty with its last day, where there are several."""
        if due is None or len(due.readings) == 1:
            return ()
        resolved = due.resolve(partial(self.expected, seen=frozenset()))
        pairs = zip(due.readings, resolved.readings, strict=True)
        return tuple(f"{reading}: {known(bounds.latest) or 'no day'}" for reading, bounds in pairs)


def _timeless(row: Owed) -> str | None:
    """The state of something to which no time was given; ``None`` where one was."""
    if row.due is None:
        # What a source only takes for granted need not have said when.
        return "awaiting" if row.mode == "presupposed" else "unspecified"
    if row.due.is_none:
        return "no_deadline"
    return "unspecified" if row.due.is_unspecified or row.due.is_unknown else None
