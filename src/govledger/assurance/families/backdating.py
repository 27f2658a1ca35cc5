"""Family C, time: entries that come long after what they tell, and after somebody was shown how it stood."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import attrs

from govledger.assurance.case import Case
from govledger.assurance.families.arrivals import BEARING, BY_ITS_WORDS, Arrivals, Arrived, Late
from govledger.assurance.families.papers import published_on
from govledger.assurance.families.reading import around, words_on
from govledger.assurance.families.weighing import STEPS
from govledger.assurance.record import Record
from govledger.assurance.rule import Alarm, Answer, CannotTell, Clear, Setting, rule
from govledger.events import (
    AgendaItemConsidered,
    CorrectionRecorded,
    DocumentLodged,
    MeetingHeld,
    StatusSchemeDefined,
    VisitConducted,
    VisitPlanned,
    each,
)
from govledger.ledger import Entry

BACKDATED_ENTRY = "BACKDATED_ENTRY"
"""The rule that doubts when an entry came, and so takes nobody's word for the day on which it could be known."""


@rule(
    BACKDATED_ENTRY,
    code="FA19",
    severity="high",
    question="Was this in the record when we were told, or put in afterwards?",
    about=(
        "action",
        "area",
        "commitment",
        "intervention",
        "measure",
        "obligation",
        "part",
        "plan",
        "recommendation",
        "risk",
    ),
    reads=(
        *BEARING,
        AgendaItemConsidered,
        CorrectionRecorded,
        DocumentLodged,
        MeetingHeld,
        StatusSchemeDefined,
        VisitConducted,
        VisitPlanned,
    ),
    source="Ofsted on Gloucestershire 2017: discrepancies in information supplied; on Tower Hamlets, April 2017",
    reads_clock=True,
    settings=(
        Setting(
            parameter="late_days",
            default=30,
            says="How many days after it happened and could be known an entry may be recorded.",
            looser="up",
        ),
        Setting(
            parameter="visit_days",
            default=14,
            says="For how many days after a visit is announced a late entry that improves the picture is critical.",
            looser="down",
        ),
    ),
)
def backdated_entry(case: Case) -> Answer:
    """Recorded long after it could be known, and after somebody was shown what it bears on."""
    row = case.view(Arrivals).subjects.get(case.subject)
    if row is None:
        return None
    late = _late(case, row)
    shown = _shown_before(case, row, late) if late else {}
    if shown:
        return _backdated(case, [one for one in late if one.entry in shown], shown)
    if late:
        why = "nothing on record was shown to anybody between the day these could be known and the day they came"
        return CannotTell(why=why, because=tuple(one.entry for one in late))
    return Clear(because=tuple(row.entries))


@attrs.frozen(kw_only=True)
class _Arrival:
    """An entry that bears on the subject, and when it came.

    Attributes:
        entry: The entry.
        known: The last day by which it had happened and could be known.
        came: The day it was recorded, or its source was published, whichever is earlier.
        turn: Whether it makes the picture better, 1, or worse, -1; 0 where neither is said.
    """

    entry: int
    known: dt.date
    came: dt.date
    turn: int


def _late(case: Case, row: Arrived) -> list[_Arrival]:
    """What came too late of what bears on the subject, and does not make the picture worse."""
    longest = case.setting("late_days")
    late: list[_Arrival] = []
    for one in row.lates():
        days = _days_late(case, one) if one.days > longest else 0
        if days > longest and (turn := _turn(case, one)) >= 0:
            known = dt.date.fromordinal(one.known)
            late.append(_Arrival(entry=one.entry, known=known, came=known + dt.timedelta(days=days), turn=turn))
    return late


def _days_late(case: Case, one: Late) -> int:
    """How many days later than it could be known an entry came: a published document shows that it was there."""
    published = (day.toordinal() - one.known for paper in case.papers(one.entry) for day in published_on(case, paper))
    return min([one.days, *published])


def _turn(case: Case, one: Late) -> int:
    """Whether an entry makes the picture better, 1, or worse, -1; 0 where neither is said."""
    return _status_turn(case, one.entry) if one.turn == BY_ITS_WORDS else one.turn


def _status_turn(case: Case, number: int) -> int:
    words = words_on(case)
    place = next((index for index, word in enumerate(words) if word.entry == number), None)
    if place is None or words[place].meaning not in STEPS:
        return 0
    before = [STEPS[word.meaning] for word in words[:place] if word.meaning in STEPS]
    if not before:
        return words[place].is_good - words[place].meaning.is_adverse
    return (STEPS[words[place].meaning] > before[-1]) - (STEPS[words[place].meaning] < before[-1])


# What was shown between ----------------------------------------------------------------------------------------------


def _shown_before(case: Case, row: Arrived, late: list[_Arrival]) -> dict[int, list[int]]:
    """The items and visits that showed how the subject stood after an entry could be known and before it came."""
    since, until = min(one.known for one in late), max(one.came for one in late)
    items = [(number, case.latest(number)) for number in _items(case, row, since, until)]
    shown = [*items, *((entry.number, entry.latest) for entry in _visits(case, VisitConducted))]
    between = {one.entry: sorted({number for number, day in shown if one.known < day < one.came}) for one in late}
    return {number: found for number, found in between.items() if found}


def _items(case: Case, row: Arrived, since: dt.date, until: dt.date) -> Iterator[int]:
    """The agenda items between two days that name the subject, its plan, an entry about it, or what that is read in."""
    papers = {f"document:{name}" for name in row.papers}
    for reference in (case.subject, *around(case), *(f"entry:{number}" for number in row.entries), *papers):
        for number in case.between(case.numbers_about(AgendaItemConsidered, reference), since, until):
            told = case.remark(number)
            if not told.is_rival and not told.is_presupposed:
                yield number


def _visits(case: Case, cls: type[VisitConducted | VisitPlanned]) -> list[Entry[Any]]:
    """The visits made, or announced, that concern the subject or say of nothing in particular."""
    concerned = {str(case.subject), *around(case), *map(str, each(getattr(case.row, "about", None)))}
    every = case.once(_told_outright, cls)
    return [entry for entry in every if not each(entry.event.about) or concerned.intersection(each(entry.event.about))]


def _told_outright(record: Record, cls: type[VisitConducted | VisitPlanned]) -> tuple[Entry[Any], ...]:
    every = record.all(cls)
    return tuple(entry for entry in every if entry.rival_of is None and entry.mode != "presupposed")


def _backdated(case: Case, late: list[_Arrival], shown: dict[int, list[int]]) -> Alarm:
    announced = [entry for one in late for entry in _announced(case, one)]
    corrections = [number for one in late for number in case.numbers_about(CorrectionRecorded, f"entry:{one.entry}")]
    first = min(late, key=_number)
    return Alarm(
        because=(
            *(one.entry for one in late),
            *(number for found in shown.values() for number in found),
            *(entry.number for entry in announced),
            *corrections,
        ),
        opened=first.entry,
        severity="critical" if announced else None,
        says=f"{'1 entry' if len(late) == 1 else f'{len(late)} entries'} about {case.subject} came more than "
        f"{case.setting('late_days')} days late; the first could be known on {first.known.isoformat()} and came on "
        f"{first.came.isoformat()}; in between, how it stood was shown"
        f"{'; a visit had just been announced' if announced else ''}",
        clears="the document they are read in, lodged with the day on which it was published",
    )


def _number(one: _Arrival) -> int:
    return one.entry


def _announced(case: Case, one: _Arrival) -> list[Entry[Any]]:
    """The visits announced shortly before an entry came that makes the picture better."""
    if one.turn <= 0:
        return []
    planned = _visits(case, VisitPlanned)
    return [entry for entry in planned if entry.latest <= one.came <= entry.latest + case.days("visit_days")]
