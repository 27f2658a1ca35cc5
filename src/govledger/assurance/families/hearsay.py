"""Family A, evidence behind a status: what somebody outside is said to think, and whether their own word is here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from govledger.assurance.case import Case, doubted
from govledger.assurance.record import Record
from govledger.assurance.rule import Alarm, Answer, CannotTell, Clear, Setting, rule
from govledger.events import (
    AgendaItemConsidered,
    AppointmentMade,
    BodyEstablished,
    DocumentLodged,
    MeetingHeld,
    OpinionGiven,
    StatementMade,
    each,
)
from govledger.events.phrases import Step, shift
from govledger.ledger import Entry
from govledger.projections.assurance_map import AssuranceMap
from govledger.projections.body_register import BodyRegister
from govledger.projections.told_log import ToldLog

_ONE_DAY = dt.timedelta(days=1)
_OUTSIDE = frozenset({"partner", "external"})
_ELSEWHERE = frozenset({"partner_body", "safeguarding_partnership"})
_OURS = frozenset({"officer", "elected"})

View = Entry[OpinionGiven] | Entry[StatementMade]


@rule(
    "HEARSAY_ASSURANCE",
    code="FA07",
    severity="medium",
    question="Have we seen their letter, or only heard about it?",
    about=("body", "office", "org"),
    reads=(
        AgendaItemConsidered,
        AppointmentMade,
        BodyEstablished,
        DocumentLodged,
        MeetingHeld,
        OpinionGiven,
        StatementMade,
    ),
    source="Herefordshire, 2021, b10; West Berkshire, 2015, P4; Gloucestershire, May 2022, 23.13",
    settings=(
        Setting(
            parameter="within_days",
            default=60,
            says="For how many days a view that was only heard of is a question worth asking and no more.",
            looser="up",
        ),
    ),
)
def hearsay_assurance(case: Case) -> Answer:
    """Somebody outside is said to be pleased, and nothing issued by them is on the record."""
    views = sorted(_views(case), key=_known) if _is_outside(case) else []
    doubts = [view for view in views if doubted(view, "favourable", "by", "hearsay_of")]
    if not views or doubts:
        return CannotTell(why="the clerk doubts the view or whose it is", because=_all(doubts)) if doubts else None
    letters = {view.number: _letter(case, view) for view in views}
    unseen = [view for view in views if letters[view.number] is None]
    if not unseen:
        return Clear(because=(*letters, *(number for number in letters.values() if number is not None)))
    missing = {view.number: _gap(case, view, on=view.known_on) for view in unseen}
    heard = [view for view in unseen if missing[view.number] is None]
    if not heard:
        return CannotTell(why=missing[unseen[0].number] or "", because=_all(unseen))
    return _heard(case, heard)


def _known(view: View) -> tuple[dt.date, int]:
    return view.known_on, view.number


def _all(views: list[View]) -> tuple[int, ...]:
    return tuple(view.number for view in views)


def _heard(case: Case, views: list[View]) -> Alarm:
    """The alarm that views were only heard of: more than a question once they have gone unseen for long."""
    first = views[0]
    limit = first.known_on + case.days("within_days")
    is_long = case.today > limit and _gap(case, first, on=limit, since=first.known_on) is None
    return Alarm(
        because=_all(views),
        opened=first.number,
        severity=None if is_long else "low",
        recheck_on=limit + _ONE_DAY if case.today <= limit else None,
        says=f"a favourable view, said to be that of {case.subject}, has been known since "
        f"{first.known_on.isoformat()} only from what others say",
        clears=f"a document issued by {case.subject}, public or restricted",
    )


# Whose view, and whether it is only heard of -------------------------------------------------------------------------


def _is_outside(case: Case) -> bool:
    """Whether the subject stands outside the council, as far as is recorded."""
    held = case.view(AssuranceMap)
    relation = held.relations.get(f"body:{case.subject.id}")
    if relation is not None and relation.relation is not None:
        return relation.relation in _OUTSIDE
    if case.subject.kind == "body":
        return relation is not None and relation.kind in _ELSEWHERE
    own = (row for row in held.appointments.values() if row.is_of(case.subject))
    return not any(row.capacity in _OURS or each(row.reports_to) for row in own)


def _views(case: Case) -> Iterator[View]:
    """The favourable views of the subject that the record has only from others."""
    for opinion in case.about(OpinionGiven):
        if case.subject in each(opinion.event.by) and _is_pleased(opinion) and opinion.mode == "reported":
            yield opinion
    for statement in case.about(StatementMade):
        if case.subject in each(statement.event.hearsay_of) and _is_pleased(statement):
            yield statement


def _is_pleased(view: View) -> bool:
    return view.event.favourable == "yes" and view.rival_of is None and view.mode != "presupposed"


# Whether their own word is here --------------------------------------------------------------------------------------


def _letter(case: Case, view: View) -> int | None:
    """The entry that lodges a document issued by the subject, or the one that is said to hold the view.

    A document written long before the view is not its letter: what was written within the time that a view may go
    unseen before it was given still may be.
    """
    since = shift(view.earliest, Step(-case.setting("within_days"), "day"))
    own = case.about(DocumentLodged)
    named = getattr(view.event, "document", None)
    holding = case.about(DocumentLodged, f"document:{named}") if named else ()
    held = [entry for entry in holding if entry.event.issued_by is None]
    letters = [entry for entry in (*own, *held) if entry.rival_of is None and not doubted(entry, "issued_by")]
    return next((entry.number for entry in letters if _written(entry) >= since), None)


def _written(entry: Entry[DocumentLodged]) -> dt.date:
    """The latest day on which a document can have been written."""
    published = entry.event.published_on
    return entry.latest if published is None else min(published.latest, entry.known_on)


def _gap(case: Case, view: View, *, on: dt.date, since: dt.date | None = None) -> str | None:
    """What coverage of documents is missing of the bodies that heard the view."""
    return case.gap("documents", on=on, since=since, bodies=(None, *_hearers(case, view)))


def _hearers(case: Case, view: View) -> tuple[str | None, ...]:
    """The bodies that heard a view: at the item it was said at, at one that put it before them, or in whose minutes."""
    taken = case.once(_taken)
    said_at = getattr(view.event, "agenda_item", None)
    papers = [f"document:{source.document}" for source in view.source]
    names = (f"entry:{view.original}", *(papers if said_at is None else [f"agenda_item:{said_at}"]))
    meetings = [meeting for _, meeting in sorted({found for name in names for found in taken.get(name, ())})]
    register = case.view(BodyRegister).meetings
    return tuple(dict.fromkeys(register[name].body for name in meetings if name in register))


def _taken(record: Record) -> dict[str, list[tuple[int, str]]]:
    """The place and the meeting of every agenda item, by its id, by each entry it names and by each paper it is of."""
    found: dict[str, list[tuple[int, str]]] = {}
    for place, item in enumerate(record.state(ToldLog).items.values()):
        entries = (thing for thing in item.put_before if thing.startswith("entry:"))
        papers = (f"document:{name}" for name in (*item.minutes, *item.documents))
        for name in {f"agenda_item:{item.agenda_item}", *entries, *papers}:
            found.setdefault(name, []).append((place, item.meeting))
    return found
