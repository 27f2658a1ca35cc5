"""What each body was told when: its meetings, what each item put before it, and the first day it was told of a thing.

Recorded is not told. This says of each meeting what the agenda named and which papers were there; the `told` cut of a
history adds to that whatever introduces the ids mentioned.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from sys import intern

import attrs

from govledger import events as ev
from govledger.ledger.entry import AnyEntry
from govledger.projections.plain import HELPER
from govledger.projections.projection import derived, on, projection
from govledger.projections.told_rows import Item, Sitting, Told, ToldTo, laid_out


@projection(version=1, order="recorded")
class ToldLog:
    """Meetings and items in every version that is not taken back: a correction replaces, a retraction removes.

    Attributes:
        sittings: Each account of a meeting, by the number of its original entry.
        items: Each account of an agenda item, by the number of its original entry.
        decided_at: The meeting or agenda item each decision was taken at, by its id.
    """

    sittings: dict[int, Sitting] = attrs.field(factory=dict[int, Sitting])
    items: dict[int, Item] = attrs.field(factory=dict[int, Item])
    decided_at: dict[str, str] = attrs.field(factory=dict[str, str], metadata=HELPER)

    @on(ev.MeetingScheduled)
    def meeting_scheduled(self, event: ev.MeetingScheduled, entry: AnyEntry) -> None:
        """A meeting was called: that says whose it is, not that it was held."""
        self._sit(event.meeting, event.body, None, entry)

    @on(ev.MeetingHeld)
    def meeting_held(self, event: ev.MeetingHeld, entry: AnyEntry) -> None:
        """A meeting took place."""
        self._sit(event.meeting, event.body, entry.latest, entry)

    def _sit(self, meeting: str, body: str | None, day: dt.date | None, entry: AnyEntry) -> None:
        self.sittings[entry.original] = Sitting(
            meeting=intern(meeting),
            body=_shared(body),
            day=day,
            is_rival=entry.rival_of is not None,
            entry=entry.number,
        )

    @on(ev.AgendaItemConsidered)
    def item_considered(self, event: ev.AgendaItemConsidered, entry: AnyEntry) -> None:
        """An item was taken, or passed over."""
        self.items[entry.original] = Item(
            agenda_item=event.agenda_item,
            meeting=intern(event.meeting),
            number=_shared(event.number),
            documents=ev.each(event.documents),
            put_before=ev.each(event.put_before),
            minutes=tuple(intern(source.document) for source in entry.source),
            form=_shared(entry.form),
            outcome=_shared(event.outcome),
            is_rival=entry.rival_of is not None,
            entry=entry.number,
        )

    @on(ev.DecisionRecorded)
    def decision_recorded(self, event: ev.DecisionRecorded, entry: AnyEntry) -> None:
        """A decision was taken somewhere; what rests on it belongs to that meeting too."""
        place = f"meeting:{event.meeting}" if event.meeting else f"agenda_item:{event.agenda_item}"
        if entry.rival_of is None and (event.meeting or event.agenda_item):
            self.decided_at.setdefault(event.decision, place)

    @on(ev.EntryRetracted)
    def entry_retracted(self, _: ev.EntryRetracted, entry: AnyEntry) -> None:
        """An account was taken back; a correction recorded after that puts it in again."""
        self.sittings.pop(entry.original, None)
        self.items.pop(entry.original, None)

    # What follows ----------------------------------------------------------------------------------------------------

    def _accounts(self) -> list[Sitting]:
        """The accounts of meetings, rivals first, so that the last one said of a meeting is the one that stands."""
        return sorted(self.sittings.values(), key=_rivals_first)

    def held(self) -> dict[str, dt.date]:
        """The day of every meeting that was held, by meeting; a rival account counts only where it is the only one."""
        return {sitting.meeting: sitting.day for sitting in self._accounts() if sitting.day is not None}

    def bodies(self) -> dict[str, str]:
        """Whose meeting each is, as ``body:id``; those of which nobody said are left out."""
        return {sitting.meeting: f"body:{sitting.body}" for sitting in self._accounts() if sitting.body is not None}

    def log(self, body: str | None = None) -> list[Told]:
        """What each body, or one of them, was told, by the day of the meeting and then in the order of recording."""
        held, bodies = self.held(), self.bodies()
        asked = _reference(body)
        rows = [
            told
            for item in self.items.values()
            if item.meeting in held and item.meeting in bodies and asked in {None, bodies[item.meeting]}
            for told in _told(item, bodies[item.meeting], held[item.meeting])
        ]
        return sorted(rows, key=_day)

    @derived
    def told(self, today: dt.date) -> list[Told]:
        """What each body had been told by ``today``."""
        return [row for row in self.log() if row.day <= today]

    def first_told(self, body: str) -> dict[str, dt.date]:
        """The first day on which a body was told of each document, entry and id; rival accounts are left out."""
        first: dict[str, dt.date] = {}
        for row in self.log(body):
            if row.thing is not None and not row.is_rival:
                first.setdefault(row.thing, row.day)
        return first

    def told_to(self, body: str) -> ToldTo:
        """What a body was told, laid out to be asked about many entries."""
        asked = f"body:{body.removeprefix('body:')}"
        return self.told_to_each().get(asked) or laid_out(asked, {}, (), self._places())

    def told_to_each(self) -> dict[str, ToldTo]:
        """What every body that has met was told."""
        bodies, places = self.bodies(), self._places()
        meetings: dict[str, dict[str, dt.date]] = {}
        for name, day in self.held().items():
            if name in bodies:
                meetings.setdefault(bodies[name], {})[name] = day
        items: dict[str, list[Item]] = {}
        for item in self.items.values():
            items.setdefault(bodies.get(item.meeting, ""), []).append(item)
        return {body: laid_out(body, held, items.get(body, ()), places) for body, held in meetings.items()}

    def _places(self) -> dict[str, str]:
        """The meeting that each agenda item and each decision belongs to, by reference."""
        places = {f"agenda_item:{item.agenda_item}": item.meeting for item in self.items.values()}
        for decision, place in self.decided_at.items():
            kind, _, name = place.partition(":")
            meeting = name if kind == "meeting" else places.get(place)
            if meeting is not None:
                places[f"decision:{decision}"] = meeting
        return places

    def told_on(self, entry: AnyEntry, body: str) -> dt.date | None:
        """The first day on which a body had been told an entry; ``None`` if it never was. See `ToldTo.first`."""
        return self.told_to(body).first(entry)


def _shared(word: str | None) -> str | None:
    """A word that many rows have, held once."""
    return None if word is None else intern(word)


def _told(item: Item, body: str, day: dt.date) -> Iterator[Told]:
    for thing in item.things or (None,):
        yield Told(
            body=body,
            meeting=item.meeting,
            day=day,
            agenda_item=item.agenda_item,
            thing=thing,
            form=item.form,
            is_rival=item.is_rival,
            entry=item.entry,
        )


def _reference(body: str | None) -> str | None:
    return f"body:{body.removeprefix('body:')}" if body else None


def _rivals_first(sitting: Sitting) -> bool:
    return not sitting.is_rival


def _day(row: Told) -> dt.date:
    return row.day
