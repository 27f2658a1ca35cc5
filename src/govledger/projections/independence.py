"""How independent a producer of evidence is of those who answer for a thing: derived from appointments, never typed in.

    0  the lead, or the same person in another office
    1  in one management line with the lead, or on one body with it
    2  elsewhere in the council
    3  internal audit, or a statutory partner
    4  external

Two parties are in one line when one is above the other, when their lines meet below the head of the organisation, or
when both answer straight to the same manager. Lines that meet only at the head, or at the top of what is recorded, are
two lines. Where no line is recorded the answer is unknown, ``None``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

import attrs

from govledger import events as ev
from govledger.ledger.entry import AnyEntry
from govledger.projections.plain import HELPER
from govledger.projections.projection import on
from govledger.projections.rows import add, take
from govledger.projections.tracked import Parties, Rival

LEVELS: Mapping[int, str] = MappingProxyType(
    {
        0: "the lead",
        1: "the same management line",
        2: "elsewhere in the council",
        3: "internal audit or a partner",
        4: "external",
    }
)
"""What each level of independence is called."""

_LEAD, _LINE, _ELSEWHERE, _PARTNER, _EXTERNAL = LEVELS
_OUTSIDE = {"internal_audit": _PARTNER, "partner": _PARTNER, "external": _EXTERNAL}
_SAID = ("who", "office", "role", "body", "capacity", "represents", "reports_to")


@attrs.define(kw_only=True)
class Appointment:
    """One appointment, as far as it tells who answers to whom.

    Attributes:
        appointment: Its id.
        who: Who is appointed.
        office: The office taken up.
        role: In what role.
        body: The body sat on.
        capacity: In whose capacity: elected, officer, partner or external.
        represents: Whom they represent.
        reports_to: To whom they answer; ``none`` where that was said.
        began: The first day it can have begun.
        ended: The last day it can have ended; ``None`` while it runs.
        disputed: Whether accounts of it differ.
        rivals: Second accounts of its particulars.
        entries: The entries this rests on.
    """

    appointment: str
    who: ev.Party | None = None
    office: ev.Party | None = None
    role: str | None = None
    body: str | None = None
    capacity: str | None = None
    represents: ev.Party | None = None
    reports_to: Parties = None
    began: dt.date = dt.date.min
    ended: dt.date | None = None
    disputed: bool = False
    rivals: list[Rival] = attrs.field(factory=list[Rival])
    entries: list[int] = attrs.field(factory=list[int])

    def is_of(self, party: str) -> bool:
        """Whether it is the party's: as the one appointed, or as the office."""
        return party in {self.who, self.office}

    def runs(self, day: dt.date | None) -> bool:
        """Whether it may run on ``day``; without a day, whether no end of it is known."""
        if day is None:
            return self.ended is None
        return self.began <= day and (self.ended is None or day <= self.ended)


@attrs.define(kw_only=True)
class Relation:
    """How a body stands to the council.

    Attributes:
        body: Its id.
        kind: What kind it is.
        relation: ``own``, ``internal_audit``, ``partner`` or ``external``; ``None`` when not said.
        disputed: Whether accounts of it differ.
        rivals: Second accounts of its particulars.
        entries: The entries this rests on.
    """

    body: str
    kind: str | None = None
    relation: str | None = None
    disputed: bool = False
    rivals: list[Rival] = attrs.field(factory=list[Rival])
    entries: list[int] = attrs.field(factory=list[int])


@attrs.define(slots=False)
class KnowsLines:
    """Part of a projection that asks how independent somebody is.

    Attributes:
        appointments: Every appointment, by reference.
        held: The appointments in which each party stands, as the one appointed or as the office, by reference: only
            their own references, so that each row stands in one place.
        relations: How each body stands to the council, by reference.
    """

    appointments: dict[str, Appointment] = attrs.field(factory=dict[str, Appointment], metadata=HELPER)
    held: dict[str, list[str]] = attrs.field(factory=dict[str, list[str]], metadata=HELPER)
    relations: dict[str, Relation] = attrs.field(factory=dict[str, Relation], metadata=HELPER)

    @on(ev.AppointmentMade)
    def line_begun(self, event: ev.AppointmentMade, entry: AnyEntry) -> None:
        """Somebody took up an office, a place or a task."""
        row = self._appointment(event.appointment)
        take(row, event, entry, _SAID)
        if entry.rival_of is None:
            row.began = entry.earliest
        # Not a set: the rows that one entry brings in come in the same order wherever it is folded.
        for party in dict.fromkeys((event.who, event.office)):
            if party is not None and party != "none":
                add(self.held.setdefault(str(party), []), f"appointment:{event.appointment}")

    @on(ev.AppointmentEnded)
    def line_ended(self, event: ev.AppointmentEnded, entry: AnyEntry) -> None:
        """An appointment came to an end; the end of a part of it ends no line."""
        row = self._appointment(event.appointment)
        row.entries.append(entry.number)
        if entry.rival_of is not None:
            row.disputed = True
            row.rivals.append(Rival(field="ended", value=entry.latest, entry=entry.number))
        elif not ev.each(event.parts):
            row.ended = entry.latest

    @on(ev.BodyEstablished)
    def relation_said(self, event: ev.BodyEstablished, entry: AnyEntry) -> None:
        """A body came into being, in some relation to the council."""
        row = self.relations.setdefault(f"body:{event.body}", Relation(body=event.body))
        take(row, event, entry, ("kind", "relation"))

    def _appointment(self, name: str) -> Appointment:
        return self.appointments.setdefault(f"appointment:{name}", Appointment(appointment=name))

    def held_by(self, party: str) -> list[Appointment]:
        """The appointments in which a party stands, as the one appointed or as the office."""
        rows = (self.appointments[reference] for reference in self.held.get(party, ()))
        return [row for row in rows if row.is_of(party)]

    def independence(self, producers: Iterable[str], leads: Iterable[str], *, on: dt.date | None = None) -> int | None:
        """How independent evidence is of the leads: the most independent of its producers, each of its nearest lead.

        Args:
            producers: Who produced it or checked.
            leads: Who answers for the thing.
            on: The day whose appointments count; by default all that no end is known of.

        Returns:
            A level from 0 to 4; ``None`` where nobody is named, or a line that would decide is not recorded.
        """
        lines = _Lines(self, on)
        named, leading = list(producers), list(leads)
        levels = [_nearest([lines.level(producer, lead) for lead in leading]) for producer in named] if leading else []
        known = [level for level in levels if level is not None]
        return max(known) if known and (len(known) == len(levels) or _EXTERNAL in known) else None


def _nearest(levels: list[int | None]) -> int | None:
    """The least of the levels; an unknown one might be less, unless one is the lead already."""
    known = [level for level in levels if level is not None]
    return min(known) if known and (len(known) == len(levels) or _LEAD in known) else None


class _Lines:
    """The lines of management on one day; the rows and names of a party are found once, and asked for many times."""

    def __init__(self, known: KnowsLines, day: dt.date | None) -> None:
        self._known, self._day, self._relations = known, day, known.relations
        self._rows_of: dict[str, tuple[Appointment, ...]] = {}
        self._names_of: dict[str, frozenset[str]] = {}

    def level(self, producer: str, lead: str) -> int | None:
        """How independent one party is of another; the least that anything recorded makes it."""
        if self._names(producer) & self._names(lead):
            return _LEAD
        if self._one_line(producer, lead) or self._one_body(producer, lead):
            return _LINE
        outside = self._outside(producer)
        if outside is not None:
            return outside
        return _ELSEWHERE if self._inside(producer) and self._placed(lead) else None

    def _of(self, party: str) -> tuple[Appointment, ...]:
        rows = self._rows_of.get(party)
        if rows is None:
            rows = self._rows_of[party] = tuple(row for row in self._known.held_by(party) if row.runs(self._day))
        return rows

    def _names(self, party: str) -> frozenset[str]:
        """The party, its offices and their holders; a council is one party, named as a body or as an organisation."""
        names = self._names_of.get(party)
        if names is None:
            said = {party} | {name for row in self._of(party) for name in (row.who, row.office) if name}
            called = (f"body:{name.partition(':')[2]}" if self._is_own(name) else name for name in said)
            names = self._names_of[party] = frozenset(called)
        return names

    def _is_own(self, party: str) -> bool:
        relation = self._relation(party)
        return relation is not None and (relation.relation == "own" or relation.kind == "council")

    def _relation(self, party: str) -> Relation | None:
        kind, _, name = party.partition(":")
        return self._relations.get(f"body:{name}") if kind in {"body", "org"} else None

    # Lines -----------------------------------------------------------------------------------------------------------

    def _above(self, party: str) -> dict[str, int]:
        """Everybody above a party, with the number of steps up to them."""
        found: dict[str, int] = {}
        reached: set[str] | frozenset[str] = self._names(party)
        steps = 0
        while reached:
            steps += 1
            managers = {up for name in reached for row in self._of(name) for up in ev.each(row.reports_to)}
            reached = {name for manager in managers for name in self._names(manager)} - found.keys()
            found.update(dict.fromkeys(reached, steps))
        return found

    def _one_line(self, one: str, other: str) -> bool:
        mine, theirs = self._above(one), self._above(other)
        if self._names(one) & theirs.keys() or self._names(other) & mine.keys():
            return True
        shared = [manager for manager in mine.keys() & theirs.keys() if not manager.startswith("body:")]
        return any(
            self._has_manager(manager) or (mine[manager] == theirs[manager] == 1 and not self._is_placed(manager))
            for manager in shared
        )

    def _has_manager(self, party: str) -> bool:
        """Whether somebody is said to be above a party; a body that it answers to is no manager."""
        return any(not manager.startswith("body:") for manager in self._above(party))

    def _is_placed(self, party: str) -> bool:
        """Whether it was said to whom a party answers, if to anybody."""
        return any(row.reports_to is not None for name in self._names(party) for row in self._of(name))

    def _one_body(self, one: str, other: str) -> bool:
        """Whether one of them sits on the other."""
        return any(row.body and f"body:{row.body}" == other for row in self._of(one)) or any(
            row.body and f"body:{row.body}" == one for row in self._of(other)
        )

    # Where somebody stands -------------------------------------------------------------------------------------------

    def _outside(self, party: str) -> int | None:
        """How far outside the council a party stands; the least of all that says so, ``None`` if nothing does."""
        if self._is_own(party):
            return None
        spoken_for = {row.represents for row in self._of(party) if row.represents} - {party}
        levels = [level for name in (party, *sorted(spoken_for)) for level in self._said_of(name)]
        if levels:
            return min(levels)
        return _EXTERNAL if any(name.startswith("org:") for name in (party, *spoken_for)) else None

    def _said_of(self, party: str) -> Iterator[int]:
        """The levels that a party's capacities and its relation to the council make of it."""
        relation = self._relation(party)
        said = [row.capacity for row in self._of(party)] + ([relation.relation] if relation is not None else [])
        return (_OUTSIDE[word] for word in said if word in _OUTSIDE)

    def _inside(self, party: str) -> bool:
        """Whether a party is known to have a place in the council; the council as a whole has none."""
        relation = self._relation(party)
        if relation is not None and self._is_own(party):
            return relation.kind != "council"
        return self._placed(party)

    def _placed(self, party: str) -> bool:
        """Whether a party's place is known: by its line, as elected, as a body of the council, or as outside it."""
        elected = any(row.capacity == "elected" for name in self._names(party) for row in self._of(name))
        return self._is_placed(party) or elected or self._is_own(party) or self._outside(party) is not None
