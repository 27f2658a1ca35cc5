"""Family A, evidence behind a status: is there any, whose is it, how old is it, and was it there in time?"""

from __future__ import annotations

from govledger.assurance.case import Case
from govledger.assurance.reading import ITEMS, around, evidence_for, first_collected, good_run, overseers, words_on
from govledger.assurance.rule import Alarm, Answer, CannotTell, Clear, Setting, Severity, rule
from govledger.events import ActionAdded, CompletionClaimed, EvidenceRecorded, Meaning, StatusReported

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


@rule(
    "GREEN_WITHOUT_EVIDENCE",
    code="FA01",
    severity="high",
    question="What shows this is really done?",
    about=ITEMS,
    reads=(ActionAdded, CompletionClaimed, EvidenceRecorded, StatusReported),
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
    run = good_run(case)
    if not run or run[-1].is_presupposed:
        return None
    word = run[0]
    if word.is_doubted:
        return CannotTell(why="the clerk doubts the status", because=(word.entry,))
    row = case.row
    if getattr(row, "self_evidencing", None) == "yes" and row is not None:
        return Clear(because=(row.entry, word.entry))
    pieces = list(evidence_for(case))
    latest = run[-1].day + case.days("grace_days")
    for piece in pieces:
        collected = first_collected(piece)
        if collected is not None and collected <= latest and piece.complete != "no":
            return Clear(because=(word.entry, *piece.entries[:1]))
    if any(first_collected(piece) is None and piece.complete != "no" for piece in pieces):
        return CannotTell(why="nobody said when the evidence was collected", because=(word.entry,))
    missing = case.gap("evidence", on=run[-1].day, bodies=overseers(case), about=around(case))
    if missing is not None:
        return CannotTell(why=missing, because=(word.entry,))
    return Alarm(
        because=tuple(one.entry for one in run),
        opened=word.entry,
        severity=_leap(case, word.entry),
        says=f"{case.subject} is said to go well since {word.day.isoformat()}; no complete evidence collected by then "
        "supports it",
        clears="complete evidence, collected by the day of the report, that supports it",
    )


def _leap(case: Case, entry: int) -> Severity | None:
    """Critical where the report leapt two steps or more from the one before it."""
    before = None
    for word in words_on(case):
        if word.entry == entry:
            leapt = before is not None and _STEPS.get(word.meaning, 0) - _STEPS.get(before.meaning, 9) >= _LEAP
            return "critical" if leapt else None
        before = word
    return None
