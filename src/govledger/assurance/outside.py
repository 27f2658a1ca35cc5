"""Who else saw it: the first challenge about a subject, and the first word against it by somebody outside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, TypeVar

import attrs

from govledger.assurance.reach import concerns_of
from govledger.assurance.record import Record
from govledger.events import (
    ChallengeRaised,
    FindingMade,
    JudgementPublished,
    OpinionGiven,
    VisitConducted,
    VisitPlanned,
    each,
)
from govledger.ledger import Entry
from govledger.projections.assurance_map import AssuranceMap
from govledger.projections.plan_state import PlanState
from govledger.projections.status_history import StatusHistory

Word = TypeVar("Word", FindingMade, JudgementPublished, OpinionGiven)

_POOR_LEVELS = frozenset({"limited", "none"})
_POOR_OUTCOMES = frozenset({"does_not_reflect_findings"})
_OWN = frozenset({"own", "internal_audit"})


@attrs.frozen(kw_only=True)
class Seen:
    """That somebody asked about a thing, or found it.

    Attributes:
        day: The latest day on which it can have been.
        earliest: The earliest; the first day of the calendar where none is said.
        by: Who.
        entry: The entry that says so.
    """

    day: dt.date
    earliest: dt.date
    by: tuple[str, ...]
    entry: int


def first_challenge(record: Record, subject: str, *, since: dt.date, until: dt.date) -> Seen | None:
    """The first challenge about a subject, or that is the subject, on a day from ``since`` to ``until``."""
    raised = (
        _seen(entry, _parties(entry.event.by))
        for entry in record.about(ChallengeRaised, subject)
        if subject in each(entry.event.about) or subject == f"challenge:{entry.event.challenge}"
    )
    return _first(raised, since, until)


def first_finding(record: Record, subject: str, *, since: dt.date, until: dt.date) -> Seen | None:
    """The first weakness, poor grade or unfavourable view of a subject or its area, by somebody outside the council.

    A grade is poor where its declared meaning is adverse; who made a finding is who made the visit where it does not
    say. The day is that of the act, which may be before it was published.
    """
    against = [
        *_words(record, subject, FindingMade),
        *_words(record, subject, JudgementPublished),
        *_words(record, subject, OpinionGiven),
    ]
    outside = (_seen(entry, by) for entry in against if (by := _outside(record, entry)))
    return _first(outside, since, until)


def _seen(entry: Entry[Any], by: tuple[str, ...]) -> Seen:
    return Seen(day=entry.latest, earliest=entry.earliest, by=by, entry=entry.number)


def _first(seen: Iterator[Seen], since: dt.date, until: dt.date) -> Seen | None:
    within = [one for one in seen if since <= one.day <= until]
    return min(within, key=lambda one: (one.day, one.entry), default=None)


def _words(record: Record, subject: str, cls: type[Word]) -> Iterator[Entry[Word]]:
    """The entries of one type that speak ill of a subject or of what it is about; second accounts left out."""
    for concern in sorted(concerns_of(subject, record.state(PlanState))):
        for entry in record.about(cls, concern):
            if concern in each(entry.event.about) and entry.rival_of is None and _is_against(record, entry):
                yield entry


def _is_against(record: Record, entry: Entry[Any]) -> bool:
    event = entry.event
    if isinstance(event, FindingMade):
        return event.polarity == "weakness" and "polarity" not in entry.uncertain
    if isinstance(event, JudgementPublished):
        return record.state(StatusHistory).meaning_of(event.grade, entry.latest).is_adverse
    return event.favourable == "no" or event.level in _POOR_LEVELS or event.outcome in _POOR_OUTCOMES


def _outside(record: Record, entry: Entry[Any]) -> tuple[str, ...]:
    """Those outside the council whose word an entry is."""
    by = _parties(entry.event.by) or visitors(record, getattr(entry.event, "visit", None))
    return tuple(party for party in by if is_outside(record, party))


def visitors(record: Record, visit: str | None) -> tuple[str, ...]:
    """Who made a visit."""
    reference = f"visit:{visit}"
    visits: list[Entry[Any]] = [*record.about(VisitConducted, reference), *record.about(VisitPlanned, reference)]
    return next((_parties(entry.event.by) for entry in visits if entry.event.visit == visit and entry.event.by), ())


def is_outside(record: Record, party: str) -> bool:
    """Whether a party is said to stand outside the council, or is an organisation that nobody says is the council's."""
    lines = record.state(AssuranceMap)
    kind, _, name = party.partition(":")
    relation = lines.relations.get(f"body:{name}") if kind in {"body", "org"} else None
    if relation is not None and (relation.relation in _OWN or relation.kind == "council"):
        return False
    capacities = {row.capacity for row in lines.appointments.values() if row.is_of(party)}
    is_said = relation is not None and relation.relation == "external"
    return is_said or kind == "org" or "external" in capacities


def _parties(by: Any) -> tuple[str, ...]:
    return tuple(map(str, each(by)))
