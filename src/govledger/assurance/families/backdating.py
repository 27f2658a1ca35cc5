"""Family C, time: entries that come long after what they tell, and after somebody was shown how it stood."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import attrs

from govledger.assurance.case import Case
from govledger.assurance.families.papers import came_on
from govledger.assurance.families.reading import around, words_on
from govledger.assurance.families.weighing import STEPS
from govledger.assurance.rule import Alarm, Answer, CannotTell, Clear, Setting, rule
from govledger.events import (
    ActionAdded,
    AgendaItemConsidered,
    CommitmentMade,
    CompletionClaimed,
    CorrectionRecorded,
    DeadlineChanged,
    DetailChanged,
    DocumentLodged,
    EmbeddingConfirmed,
    EvidenceRecorded,
    MeasureObserved,
    MeetingHeld,
    ObligationDischarged,
    PlanItemRetired,
    RecommendationAnswered,
    RecommendationClosed,
    StatusReported,
    StatusSchemeDefined,
    VerificationRecorded,
    VisitConducted,
    VisitPlanned,
    each,
)
from govledger.ledger import Entry

BEARING: tuple[type[Any], ...] = (
    ActionAdded,
    CommitmentMade,
    CompletionClaimed,
    DeadlineChanged,
    DetailChanged,
    EmbeddingConfirmed,
    EvidenceRecorded,
    MeasureObserved,
    ObligationDischarged,
    PlanItemRetired,
    RecommendationAnswered,
    RecommendationClosed,
    StatusReported,
    VerificationRecorded,
)
"""What changes how a thing stands, or what is known of that."""

_OWN: Mapping[type, str] = MappingProxyType(
    {
        ActionAdded: "action",
        CommitmentMade: "commitment",
        MeasureObserved: "measure",
        ObligationDischarged: "obligation",
        RecommendationAnswered: "recommendation",
        RecommendationClosed: "recommendation",
    }
)
"""The field that holds what such an entry is of, where that is no ``subject``."""

_BETTER = (CompletionClaimed, EmbeddingConfirmed, EvidenceRecorded, ObligationDischarged, RecommendationClosed)
_SAID = MappingProxyType({"better": 1, "met": 1, "worse": -1, "missed": -1})
_CHECKED = MappingProxyType({"verified": 1, "not_verified": -1})


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
    bearing = list(_bearing(case))
    late = [one for one in bearing if one.gap > case.days("late_days") and _turn(case, one.entry) >= 0]
    shown = {one.entry.number: found for one in late if (found := _shown_between(case, bearing, one))}
    if shown:
        return _backdated(case, [one for one in late if one.entry.number in shown], shown)
    if late:
        why = "nothing on record was shown to anybody between the day these could be known and the day they came"
        return CannotTell(why=why, because=tuple(one.entry.number for one in late))
    return Clear(because=tuple(one.entry.number for one in bearing)) if bearing else None


@attrs.frozen(kw_only=True)
class _Arrival:
    """An entry that bears on the subject, and when it came.

    Attributes:
        entry: The entry.
        known: The last day by which it had happened and could be known.
        came: The day it was recorded, or its source was published, whichever is earlier.
    """

    entry: Entry[Any]
    known: dt.date
    came: dt.date

    @property
    def gap(self) -> dt.timedelta:
        """How long after it could be known it came."""
        return self.came - self.known


def _bearing(case: Case) -> Iterator[_Arrival]:
    """Everything said outright that changes how the subject stands, with when it came."""
    for cls in BEARING:
        for entry in case.about(cls):
            if entry.rival_of is None and entry.mode != "presupposed" and _bears_on(entry.event, case):
                yield _Arrival(entry=entry, known=_known(entry), came=came_on(case, entry))


def _bears_on(event: Any, case: Case) -> bool:
    cls: type = event.__class__
    own = _OWN.get(cls)
    if own is not None:
        return own == case.subject.kind and getattr(event, own) == case.subject.id
    return (
        case.subject in each(event.supports) if isinstance(event, EvidenceRecorded) else event.subject == case.subject
    )


def _known(entry: Entry[object]) -> dt.date:
    happened = entry.happened.latest
    return max(entry.known_on, happened) if happened <= entry.recorded_at.date() else entry.known_on


def _turn(case: Case, entry: Entry[object]) -> int:
    """Whether an entry makes the picture better, 1, or worse, -1; 0 where neither is said."""
    event = entry.event
    if isinstance(event, StatusReported):
        return _status_turn(case, entry)
    if isinstance(event, VerificationRecorded):
        return _CHECKED.get(event.result, 0)
    if isinstance(event, MeasureObserved):
        return _SAID.get(event.said or "", 0)
    return int(isinstance(event, _BETTER))


def _status_turn(case: Case, entry: Entry[object]) -> int:
    words = words_on(case)
    place = next((index for index, word in enumerate(words) if word.entry == entry.number), None)
    if place is None or words[place].meaning not in STEPS:
        return 0
    before = [STEPS[word.meaning] for word in words[:place] if word.meaning in STEPS]
    if not before:
        return words[place].is_good - words[place].meaning.is_adverse
    return (STEPS[words[place].meaning] > before[-1]) - (STEPS[words[place].meaning] < before[-1])


# What was shown between ----------------------------------------------------------------------------------------------


def _shown_between(case: Case, bearing: list[_Arrival], one: _Arrival) -> list[int]:
    """The items and visits that showed how the subject stood after the entry could be known and before it came."""
    shown = [*_items(case, bearing), *_visits(case, VisitConducted)]
    return sorted({entry.number for entry in shown if one.known < entry.latest < one.came})


def _items(case: Case, bearing: list[_Arrival]) -> Iterator[Entry[AgendaItemConsidered]]:
    """The agenda items that name the subject, its plan, an entry about it, or a document it is read in."""
    entries = [one.entry for one in bearing]
    papers = {f"document:{source.document}" for entry in entries for source in entry.source}
    named = [str(case.subject), *around(case), *(f"entry:{entry.number}" for entry in entries), *sorted(papers)]
    for reference in named:
        for entry in case.about(AgendaItemConsidered, reference):
            if entry.rival_of is None and entry.mode != "presupposed":
                yield entry


def _visits(case: Case, cls: type[VisitConducted | VisitPlanned]) -> list[Entry[Any]]:
    """The visits made, or announced, that concern the subject or say of nothing in particular."""
    concerned = {str(case.subject), *around(case), *map(str, each(getattr(case.row, "about", None)))}
    every = (entry for entry in case.all(cls) if entry.rival_of is None and entry.mode != "presupposed")
    return [entry for entry in every if not each(entry.event.about) or concerned.intersection(each(entry.event.about))]


def _backdated(case: Case, late: list[_Arrival], shown: dict[int, list[int]]) -> Alarm:
    announced = [entry for one in late for entry in _announced(case, one)]
    corrections = [
        entry.number for one in late for entry in case.about(CorrectionRecorded, f"entry:{one.entry.number}")
    ]
    first = min(late, key=_number)
    return Alarm(
        because=(
            *(one.entry.number for one in late),
            *(number for found in shown.values() for number in found),
            *(entry.number for entry in announced),
            *corrections,
        ),
        opened=first.entry.number,
        severity="critical" if announced else None,
        says=f"{'1 entry' if len(late) == 1 else f'{len(late)} entries'} about {case.subject} came more than "
        f"{case.setting('late_days')} days late; the first could be known on {first.known.isoformat()} and came on "
        f"{first.came.isoformat()}; in between, how it stood was shown"
        f"{'; a visit had just been announced' if announced else ''}",
        clears="the document they are read in, lodged with the day on which it was published",
    )


def _number(one: _Arrival) -> int:
    return one.entry.number


def _announced(case: Case, one: _Arrival) -> list[Entry[Any]]:
    """The visits announced shortly before an entry came that makes the picture better."""
    if _turn(case, one.entry) <= 0:
        return []
    planned = _visits(case, VisitPlanned)
    return [entry for entry in planned if entry.latest <= one.came <= entry.latest + case.days("visit_days")]
