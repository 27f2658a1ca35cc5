"""Family A, evidence behind a status: was anything written put before those who relied on it?"""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from govledger.assurance.case import Case, doubted
from govledger.assurance.families.reading import ITEMS, STATUS, evidence_for, kind_of, words_on
from govledger.assurance.rule import SEVERITIES, Alarm, Answer, CannotTell, Clear, Severity, rule
from govledger.events import (
    AgendaItemConsidered,
    DocumentLodged,
    EvidenceRecorded,
    MeetingHeld,
    VisitConducted,
    VisitPlanned,
    each,
)
from govledger.ledger import Entry
from govledger.projections.body_register import BodyRegister

_SPOKEN = frozenset({"verbal", "presentation"})
_ON_PAPER = frozenset({"written", "data"})
_TAKEN = frozenset({None, "considered"})

_RUNNING: tuple[Severity | None, ...] = (None, "medium", "high")
"""How serious it is the first time, as the rule says, then twice running, and three times running or more."""

_TESTIMONY = "testimony"


@rule(
    "VERBAL_ONLY",
    code="FA03",
    severity="low",
    question="Is any of this written down?",
    about=ITEMS,
    reads=(
        AgendaItemConsidered,
        DocumentLodged,
        EvidenceRecorded,
        MeetingHeld,
        VisitConducted,
        VisitPlanned,
        *STATUS,
    ),
    source="Gloucestershire, May 2022, the item's heading; Worcestershire, 2017, P1; Cherwell, verbal update noted",
)
def verbal_only(case: Case) -> Answer:
    """All that was put before a body on a plan was spoken, or a status rests on nothing but what somebody said."""
    answers = [_resting(case), *(_heard(case, body, items) for body, items in _by_body(case).items())]
    return _gravest([answer for answer in answers if answer is not None])


def _gravest(answers: list[Alarm | CannotTell | Clear]) -> Answer:
    """The most serious alarm; else what cannot be told; else that it is in order."""
    alarms = [answer for answer in answers if isinstance(answer, Alarm)]
    if alarms:
        return max(alarms, key=lambda alarm: SEVERITIES.index(alarm.severity or "low"))
    untold = [answer for answer in answers if isinstance(answer, CannotTell)]
    return untold[0] if untold else answers[0] if answers else None


# What was put before a body ------------------------------------------------------------------------------------------

Item = Entry[AgendaItemConsidered]


def _by_body(case: Case) -> dict[str | None, list[Item]]:
    """The items about the plan that each body took, in order; of those first told of an inspection nothing is asked."""
    found: dict[str | None, list[Item]] = {}
    if case.subject.kind == "plan":
        meetings = case.view(BodyRegister).meetings
        for entry in case.about(AgendaItemConsidered):
            is_first_hand = entry.rival_of is None and entry.mode != "presupposed"
            if is_first_hand and case.subject in each(entry.event.about) and entry.event.outcome in _TAKEN:
                meeting = meetings.get(entry.event.meeting)
                found.setdefault(meeting.body if meeting is not None else None, []).append(entry)
    return found


@attrs.frozen
class _Paper:
    """Whether anything written was put before a body at an item; ``None`` and why where that cannot be told."""

    is_there: bool | None
    why: str = ""


def _heard(case: Case, body: str | None, items: list[Item]) -> Alarm | CannotTell | Clear:
    """What one body was given on the plan, the last time it took it, and how often running."""
    asked = [item for item in items if not _is_exempt(case, item)]
    if not asked:
        return Clear(because=(items[-1].number,))
    last = _paper(case, body, asked[-1])
    if last.is_there is None:
        return CannotTell(why=last.why, because=(asked[-1].number,))
    if last.is_there:
        return Clear(because=(asked[-1].number,))
    run = _running(case, body, asked)
    times = "" if len(run) == 1 else f", {len(run)} times running"
    return Alarm(
        because=tuple(item.number for item in run),
        opened=run[0].number,
        severity=_RUNNING[min(len(run), len(_RUNNING)) - 1],
        says=f"on {asked[-1].latest.isoformat()} nothing written on {case.subject} was put before "
        f"{f'body:{body}' if body else 'the meeting'}{times}",
        clears="a document put before the body",
    )


def _running(case: Case, body: str | None, items: list[Item]) -> list[Item]:
    """The items at the end at which nothing was written."""
    run: list[Item] = []
    for item in reversed(items):
        if _paper(case, body, item).is_there is not False:
            break
        run.append(item)
    return run[::-1]


def _paper(case: Case, body: str | None, item: Item) -> _Paper:
    """Whether anything written was before a body at an item; the minutes of the item itself are not."""
    if doubted(item, "documents", "about", "urgent"):
        return _Paper(None, "the clerk doubts what was put before the body")
    own = {source.document for source in item.source}
    papers = [name for name in each(item.event.documents) if name not in own and not _is_minutes(case, name)]
    if papers or item.form in _ON_PAPER:
        return _Paper(is_there=True)
    if any(_is_paper(entry) for entry in case.about(DocumentLodged, f"meeting:{item.event.meeting}")):
        return _Paper(None, f"a document was lodged for meeting:{item.event.meeting}; nobody said for which item")
    if item.form in _SPOKEN or item.event.documents == "none":
        return _Paper(is_there=False)
    about = (f"meeting:{item.event.meeting}", f"agenda_item:{item.event.agenda_item}")
    missing = case.gap("documents", on=item.latest, bodies=(None, *([body] if body else [])), about=about)
    return _Paper(is_there=False) if missing is None else _Paper(None, missing)


def _is_minutes(case: Case, document: str) -> bool:
    lodged = case.about(DocumentLodged, f"document:{document}")
    return any(entry.event.kind == "minutes" for entry in lodged)


def _is_paper(entry: Entry[DocumentLodged]) -> bool:
    """Whether a document lodged for a meeting may have been before it; its minutes were not."""
    return entry.event.kind != "minutes" and entry.rival_of is None


def _is_exempt(case: Case, item: Item) -> bool:
    """Whether an item was urgent, or brought the first notice of an inspection."""
    visits = (ref for ref in each(item.event.about) if ref.kind == "visit")
    is_urgent = item.event.urgent == "yes" and not doubted(item, "urgent")
    return is_urgent or any(_is_first_notice(case, item, visit) for visit in visits)


def _is_first_notice(case: Case, item: Item, visit: str) -> bool:
    """Whether a visit had been announced and not yet made, and no earlier item was about it."""
    announced = _by(case.about(VisitPlanned, visit), item)
    made = _by(case.about(VisitConducted, visit), item)
    earlier = [entry for entry in _by(case.about(AgendaItemConsidered, visit), item) if entry.number != item.number]
    return bool(announced) and not made and not earlier


def _by(entries: Iterable[Entry[object]], item: Item) -> list[Entry[object]]:
    return [entry for entry in entries if entry.latest <= item.latest]


# What a status rests on ----------------------------------------------------------------------------------------------


def _resting(case: Case) -> Alarm | CannotTell | Clear | None:
    """What the last word on the subject rests on, where it is not adverse and any evidence is recorded."""
    said = [word for word in words_on(case) if not word.is_presupposed]
    pieces = [piece for piece in evidence_for(case) if piece.complete != "no"]
    if not said or said[-1].meaning.is_adverse or not pieces:
        return None
    last = said[-1]
    because = (last.entry, *(piece.entries[0] for piece in pieces))
    kinds = {kind_of(case, piece) for piece in pieces}
    if kinds - {None, _TESTIMONY}:
        return Clear(because=because)
    if None in kinds:
        return CannotTell(why="what kind of evidence it rests on is not sure", because=because)
    return Alarm(
        because=because,
        opened=pieces[0].entries[0],
        severity="medium",
        says=f"what is said of {case.subject} on {last.day.isoformat()} rests only on what somebody said",
        clears="evidence of another kind than testimony",
    )
