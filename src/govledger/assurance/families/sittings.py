"""Meetings as rules read them: which a body held, which of those are covered, and what was considered at them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import attrs

from govledger.assurance.case import Case
from govledger.events import AgendaItemConsidered, DocumentLodged, MeetingHeld, Ref, each
from govledger.events.phrases import Step, shift
from govledger.ledger import Entry
from govledger.projections.decision_register import DecisionRegister

TAKEN = frozenset({None, "considered"})
"""The outcomes of an agenda item that was taken; one that is not said was."""


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


def held_by(case: Case, body: str) -> list[Entry[MeetingHeld]]:
    """The meetings of a body held by today, in order; second accounts left out."""
    bodies = case.view(DecisionRegister).body_of_meeting
    return [
        entry
        for entry in case.all(MeetingHeld)
        if entry.rival_of is None
        and entry.latest <= case.today
        and (entry.event.body or bodies.get(entry.event.meeting)) == body
    ]


def later_meetings(case: Case, body: str, day: dt.date) -> list[Entry[MeetingHeld]]:
    """The meetings of a body held after a day; what a source only takes for granted holds nothing against anybody."""
    return [entry for entry in held_by(case, body) if entry.latest > day and entry.mode != "presupposed"]


def covered_among(case: Case, what: str, body: str, meetings: Iterable[Entry[MeetingHeld]]) -> list[Entry[MeetingHeld]]:
    """Those meetings of a body of which the ledger is declared to hold all there is of ``what``."""
    return [entry for entry in meetings if case.gap(what, on=entry.latest, bodies=(body,)) is None]


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
        lodged.event.held == "extract" and lodged.event.document in read and lodged.rival_of is None
        for lodged in case.all(DocumentLodged)
    )


def months_before(day: dt.date, months: int) -> dt.date:
    """The day as many months earlier."""
    return shift(day, Step(-months, "month"))
