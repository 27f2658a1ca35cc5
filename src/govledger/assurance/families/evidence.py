"""Family A, evidence behind a status: is there any, and was it there in time?"""

from __future__ import annotations

import datetime as dt

import attrs

from govledger.assurance.case import Case
from govledger.assurance.families.reading import (
    ITEMS,
    STATUS,
    Word,
    around,
    done_run,
    evidence_for,
    figures_for,
    first_collected,
    is_unsure,
    overseers,
    relied_on,
    words_on,
)
from govledger.assurance.rule import Alarm, Answer, CannotTell, Clear, NotYet, Setting, Severity, rule
from govledger.events import (
    ActionAdded,
    EvidenceRecorded,
    Meaning,
    MeasureDefined,
    MeasureObserved,
)
from govledger.projections.assurance_rows import Evidence

_LEAP = 2
"""How many steps in one report are a leap."""

_STEPS = {
    Meaning.STOPPED: 0,
    Meaning.OFF_TRACK: 0,
    Meaning.ADVERSE: 0,
    Meaning.NOT_STARTED: 0,
    Meaning.AT_RISK: 1,
    Meaning.ON_TRACK: 2,
    Meaning.FAVOURABLE: 2,
    Meaning.COMPLETE_EMBEDDING: 3,
    Meaning.COMPLETE: 4,
    Meaning.EMBEDDED: 5,
}
"""How far along each meaning is, for telling a leap of two steps in one report."""


# Is there any? -------------------------------------------------------------------------------------------------------


@rule(
    "GREEN_WITHOUT_EVIDENCE",
    code="FA01",
    severity="high",
    question="What shows this is really done?",
    about=ITEMS,
    reads=(ActionAdded, EvidenceRecorded, MeasureDefined, MeasureObserved, *STATUS),
    source="Good Governance Institute 2021 on assurance and reassurance; Tower Hamlets, June 2017, A6 and O12",
    settings=(
        Setting(
            parameter="grace_days",
            default=0,
            says="How many days after a good report its evidence may still be collected.",
            looser="up",
        ),
    ),
)
def green_without_evidence(case: Case) -> Answer:
    """A good status or a claim of completion, with no complete evidence collected by then."""
    run = relied_on(case)
    if not run:
        return _unreadable(case)
    last = run[-1]
    if last.is_doubted:
        return CannotTell(why="the clerk doubts the status", because=(last.entry,))
    limit = last.day + case.days("grace_days")
    shown = _is_self_evidencing(case) or _shown_by(case, limit)
    if shown.entry:
        return Clear(because=(shown.entry, last.entry))
    if shown.why is not None:
        return CannotTell(why=shown.why, because=(last.entry,))
    if case.today < limit:
        return NotYet(recheck_on=limit, because=(last.entry,))
    # Words that say there is none are present: no absence is read from them.
    missing = None if last.evidence == "none" else _gap(case, last.day)
    if missing is not None:
        return CannotTell(why=missing, because=(last.entry,))
    firm = [word for word in run if not word.is_doubted]
    return Alarm(
        because=tuple(word.entry for word in firm),
        opened=firm[0].entry,
        severity=_leap(case, firm[0]),
        says=f"{case.subject} has been said to go well since {firm[0].day.isoformat()}; no complete evidence collected "
        f"by {limit.isoformat()} supports it",
        clears="complete evidence that supports it, collected by the day of the report",
    )


@attrs.frozen
class _Shown:
    """The entry that shows something; without one, why that cannot be told, if it cannot."""

    entry: int = 0
    why: str | None = None

    def __bool__(self) -> bool:
        return bool(self.entry) or self.why is not None


def _unreadable(case: Case) -> Answer:
    """The answer where the last word is not known to be good: nothing to ask, unless it may be."""
    said = [word for word in words_on(case) if not word.is_presupposed]
    last = said[-1] if said else None
    if last is None or not (last.is_doubted or last.meaning is Meaning.UNKNOWN):
        return None
    why = "the clerk doubts the status" if last.is_doubted else "no scheme says what its last status means"
    return CannotTell(why=why, because=(last.entry,))


def _is_self_evidencing(case: Case) -> _Shown:
    row = case.row
    if row is None or getattr(row, "self_evidencing", None) != "yes":
        return _Shown()
    if is_unsure(case, row, "self_evidencing"):
        return _Shown(why="it is not sure that it is its own evidence")
    return _Shown(row.entry)


def _shown_by(case: Case, limit: dt.date) -> _Shown:
    """What shows by a day that something is so: evidence collected, or a figure reported."""
    unsure: str | None = None
    for piece in evidence_for(case):
        collected = first_collected(piece)
        if is_unsure(case, piece, "collected", "complete", "supports") or piece.complete == "unknown":
            unsure = f"what is said of evidence:{piece.evidence} is not sure"
        elif piece.complete == "no":
            continue
        elif collected is None:
            unsure = f"nobody said when evidence:{piece.evidence} was collected"
        elif collected <= limit:
            return _Shown(piece.entries[0])
    figures = (figure for _, figure in figures_for(case) if figure.day <= limit)
    return next((_Shown(figure.entry) for figure in figures), _Shown(why=unsure))


def _gap(case: Case, day: dt.date) -> str | None:
    return case.gap("evidence", on=day, bodies=overseers(case), about=around(case))


def _leap(case: Case, first: Word) -> Severity | None:
    """Critical where the report leapt two steps or more from the one before it."""
    before = [word for word in words_on(case) if (word.day, word.entry) < (first.day, first.entry)]
    start = _STEPS.get(before[-1].meaning) if before else None
    return "critical" if start is not None and _STEPS[first.meaning] - start >= _LEAP else None


# Was it there in time? -----------------------------------------------------------------------------------------------


@rule(
    "EVIDENCE_AFTER_STATUS",
    code="FA04",
    severity="high",
    question="Did the proof exist when you told us it was done?",
    about=ITEMS,
    reads=(EvidenceRecorded, *STATUS),
    source="The practice of closure testing: what is closed was shown to be done before it was closed",
    settings=(
        Setting(
            parameter="grace_days",
            default=7,
            says="How many days after a report of completion its evidence may still be collected.",
            looser="up",
        ),
    ),
)
def evidence_after_status(case: Case) -> Answer:
    """Reported done, and all the evidence for it was collected later."""
    done = done_run(case)
    if not done:
        return None
    first = done[0]
    if first.is_doubted:
        return CannotTell(why="the clerk doubts the status", because=(first.entry,))
    pieces = [piece for piece in evidence_for(case) if piece.complete != "no"]
    limit = first.day + case.days("grace_days")
    in_time = [piece for piece in pieces if _is_collected_by(case, piece, limit)]
    if in_time:
        return Clear(because=(first.entry, in_time[0].entries[0]))
    unsure = [piece for piece in pieces if _is_collected_by(case, piece, limit) is None]
    if unsure or not pieces:
        why = (
            f"the day evidence:{unsure[0].evidence} was collected is not sure" if unsure else "no evidence is recorded"
        )
        return CannotTell(why=why, because=(first.entry, *(piece.entries[0] for piece in unsure)))
    days = sorted(day for piece in pieces if (day := first_collected(piece)) is not None)
    return Alarm(
        because=(first.entry, *(piece.entries[0] for piece in pieces)),
        opened=first.entry,
        says=f"{case.subject} was reported done on {first.day.isoformat()}; the first evidence for it was collected on "
        f"{days[0].isoformat()}",
        clears="evidence that was collected by the day of the report",
    )


def _is_collected_by(case: Case, piece: Evidence, limit: dt.date) -> bool | None:
    """Whether evidence can have been collected by a day; ``None`` where that is not sure."""
    collected = first_collected(piece)
    if collected is None or is_unsure(case, piece, "collected", "supports"):
        return None
    return collected <= limit
