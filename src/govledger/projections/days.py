"""The days of things that have ids, for every read model that resolves a duty such as ``3 months after meeting:m1``."""

from __future__ import annotations

import datetime as dt
from sys import intern

import attrs

from govledger import events as ev
from govledger.ledger.entry import AnyEntry
from govledger.projections.plain import HELPER
from govledger.projections.projection import on


@attrs.frozen(kw_only=True)
class Reading:
    """One reading of a duty.

    Attributes:
        said: Its phrase.
        earliest: The first day it can fall due; `datetime.date.min` when open.
        latest: The last day it can fall due; `datetime.date.max` when open or while an id in it has no day.
    """

    said: str
    earliest: dt.date
    latest: dt.date


@attrs.define(slots=False)
class KnowsDays:
    """Part of a projection that reads duties: when the things happened that they count from.

    Attributes:
        days: When each meeting was held, visit made, decision taken and obligation first met, by reference.
    """

    days: dict[str, ev.When] = attrs.field(factory=dict[str, ev.When], metadata=HELPER)

    @on(ev.MeetingHeld)
    def meeting_dated(self, event: ev.MeetingHeld, entry: AnyEntry) -> None:
        """A meeting is dated by its being held."""
        self._date(f"meeting:{event.meeting}", entry)

    @on(ev.VisitConducted)
    def visit_dated(self, event: ev.VisitConducted, entry: AnyEntry) -> None:
        """A visit is dated by its fieldwork."""
        self._date(f"visit:{event.visit}", entry)

    @on(ev.DecisionRecorded)
    def decision_dated(self, event: ev.DecisionRecorded, entry: AnyEntry) -> None:
        """A decision is dated by its first record."""
        self._date(f"decision:{event.decision}", entry)

    @on(ev.ObligationDischarged)
    def obligation_dated(self, event: ev.ObligationDischarged, entry: AnyEntry) -> None:
        """An obligation is dated by the first time it was met."""
        self._date(f"obligation:{event.obligation}", entry)

    def _date(self, reference: str, entry: AnyEntry) -> None:
        """Keep the first account of a day; a rival one never replaces it."""
        if entry.rival_of is None:
            # Several views know the days of the same things: they share what those are called.
            self.days.setdefault(intern(reference), entry.happened)

    def readings_of(self, due: ev.Due) -> tuple[Reading, ...]:
        """Each reading of a duty, with the days it comes to."""
        resolved = due.resolve(self.days.get)
        return tuple(
            Reading(said=reading.phrase, earliest=bounds.earliest, latest=bounds.latest)
            for reading, bounds in zip(due.readings, resolved.readings, strict=True)
        )

    def last_day(self, due: ev.Due) -> dt.date:
        """The last day that a duty can fall on; `datetime.date.max` while it is open or an id in it has no day."""
        return due.resolve(self.days.get).latest if due.references else due.latest
