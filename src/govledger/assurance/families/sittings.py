"""Meetings as rules read them: which a body held, which of those are covered, and what was considered at them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cache
from operator import attrgetter
from typing import NamedTuple

import attrs

from govledger.assurance.case import Case
from govledger.assurance.record import Record, compared
from govledger.events import (
    AgendaItemConsidered,
    DocumentLodged,
    MeetingHeld,
    MeetingScheduled,
    Ref,
    each,
)
from govledger.events.phrases import Step, shift
from govledger.ledger import Entry
from govledger.projections.decision_register import DecisionRegister
from govledger.projections.told_log import ToldLog
from govledger.projections.told_rows import ToldTo, laid_out

TAKEN = frozenset({None, "considered"})
"""The outcomes of an agenda item that was taken; one that is not said was."""


_OF_A_MEETING = ("meeting", "agenda_item", "decision")
"""The fields by which an event belongs to a meeting."""


@attrs.frozen(kw_only=True)
class Considered:
    """One item about a thing, at a meeting of one body.

    Attributes:
        number: The entry that says so.
        item: The agenda item.
        meeting: The meeting.
        body: Whose meeting it was; ``None`` where that is not on record.
        day: The latest day on which it can have been.
        about: What it was about.
    """

    number: int
    item: str
    meeting: str
    body: str | None
    day: dt.date
    about: tuple[Ref, ...]


class Held(NamedTuple):
    """One account of a meeting that was held.

    Attributes:
        number: The entry that says so.
        latest: The latest day on which it can have been.
        earliest: The earliest.
        mode: How it is known.
    """

    number: int
    latest: dt.date
    earliest: dt.date
    mode: str


def held_by(case: Case, body: str) -> list[Held]:
    """The meetings of a body held by today, in order; second accounts left out."""
    return [held for held in case.once(meetings_of, body) if held.latest <= case.today]


@compared
def meetings_of(record: Record, body: str) -> tuple[Held, ...]:
    """The meetings of a body, in order: those said to be its own, and those that were called as its own."""
    own = [entry for entry in record.about(MeetingHeld, f"body:{body}") if entry.event.body == body]
    called = (entry.event.meeting for entry in record.about(MeetingScheduled, f"body:{body}"))
    bodies = record.state(DecisionRegister).body_of_meeting
    for meeting in dict.fromkeys(name for name in called if bodies.get(name) == body):
        own += [entry for entry in record.about(MeetingHeld, f"meeting:{meeting}") if entry.event.body is None]
    first = sorted((entry for entry in own if entry.rival_of is None), key=attrgetter("place"))
    return tuple(Held(entry.number, entry.latest, entry.earliest, entry.mode) for entry in first)


def told_to(case: Case, body: str) -> ToldTo:
    """What a body, with or without ``body:`` before it, was told; nothing where it has not met."""
    return case.once(told_in, body.removeprefix("body:"))


def first_told(case: Case, told: ToldTo, number: int) -> dt.date | None:
    """The first day on which a body had been told an entry, as `ToldTo.first` has it; few have to be read for that."""
    if _is_of_a_meeting(case.type_of(number)):
        return next(map(told.first, case.entries((number,))))
    return told.first_of(
        original=case.original(number),
        known_on=case.known_on(number),
        papers=case.papers(number),
        names=case.names(number),
    )


@cache
def _is_of_a_meeting(cls: type) -> bool:
    """Whether an event of a type may belong to a meeting, or lodge the document that it is read in."""
    return any(hasattr(cls, field) for field in _OF_A_MEETING)


def told_in(record: Record, body: str) -> ToldTo:
    """What a record has of what a body was told; see `told_to`."""
    asked = f"body:{body}"
    return record.once(_told_to_each).get(asked) or laid_out(asked, {}, (), {})


def _told_to_each(record: Record) -> dict[str, ToldTo]:
    return record.state(ToldLog).told_to_each()


def later_meetings(case: Case, body: str, day: dt.date) -> list[Held]:
    """The meetings of a body held after a day; what a source only takes for granted holds nothing against anybody."""
    return [held for held in held_by(case, body) if held.latest > day and held.mode != "presupposed"]


def covered_among(case: Case, what: str, body: str, meetings: Iterable[Held]) -> list[Held]:
    """Those meetings of a body of which the ledger is declared to hold all there is of ``what``."""
    return [held for held in meetings if case.gap(what, on=held.latest, bodies=(body,)) is None]


def body_of_item(case: Case, item: str | None) -> str | None:
    """Whose agenda an item stood on."""
    register = case.view(DecisionRegister)
    return register.body_of_meeting.get(register.meeting_of.get(item or "", ""))


def considered(case: Case, reference: str) -> list[Considered]:
    """Every item about a thing that was taken by today, in order; neither second accounts nor what is presupposed."""
    return [
        Considered(
            number=entry.number,
            item=entry.event.agenda_item,
            meeting=entry.event.meeting,
            body=body_of_item(case, entry.event.agenda_item),
            day=entry.latest,
            about=each(entry.event.about),
        )
        for entry in case.about(AgendaItemConsidered, reference)
        if reference in each(entry.event.about)
        and entry.event.outcome in TAKEN
        and entry.rival_of is None
        and entry.mode != "presupposed"
        and entry.latest <= case.today
    ]


def is_extract(case: Case, entry: Entry[object]) -> bool:
    """Whether an entry was read in a document of which only a part is held."""
    read = {source.document for source in entry.source}
    return any(
        lodged.event.held == "extract" and lodged.event.document == name and lodged.rival_of is None
        for name in read
        for lodged in case.about(DocumentLodged, f"document:{name}")
    )


def months_before(day: dt.date, months: int) -> dt.date:
    """The day as many months earlier."""
    return shift(day, Step(-months, "month"))
