"""What several families of rules read of a subject: the run of good reports it is in, and the evidence for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Protocol

import attrs

from govledger.assurance.case import Case, doubted
from govledger.events import CompletionClaimed, Meaning, each
from govledger.projections.assurance_map import AssuranceMap
from govledger.projections.assurance_rows import Evidence
from govledger.projections.status_history import StatusHistory
from govledger.projections.tracked import Rival

ITEMS = ("action", "area", "commitment", "intervention", "part", "plan", "risk")
"""The kinds of thing whose state is reported or claimed."""


@attrs.frozen(kw_only=True)
class Word:
    """One report or claim of how the subject stands.

    Attributes:
        entry: The entry that says so.
        day: The latest day on which it was said.
        meaning: What it means; `Meaning.COMPLETE` for a claim of completion.
        is_doubted: Whether the clerk doubts the status.
        is_presupposed: Whether the source only took it for granted.
        evidence: The evidence given with it; ``none`` where it was said that there is none.
        period: The period it speaks of, in words.
    """

    entry: int
    day: dt.date
    meaning: Meaning
    is_doubted: bool
    is_presupposed: bool
    evidence: tuple[str, ...] | str | None = None
    period: str | None = None

    @property
    def is_good(self) -> bool:
        """Whether it speaks well of the subject."""
        return self.meaning.is_good


def words_on(case: Case, reference: str | None = None) -> list[Word]:
    """Every report of progress and claim of completion about the subject, in order; second accounts left out.

    Args:
        case: The case.
        reference: Asks about something else, such as the subject's plan.
    """
    subject = case.subject if reference is None else reference
    reports = [
        Word(
            entry=report.entry,
            day=report.day,
            meaning=report.meaning,
            is_doubted="status" in report.uncertain,
            is_presupposed=report.mode == "presupposed",
            evidence=report.evidence,
            period=str(report.period) if report.period is not None else None,
        )
        for report in case.view(StatusHistory).of(subject)
        if report.status is not None and report.rival_of is None
    ]
    claims = [
        Word(
            entry=entry.number,
            day=entry.latest,
            meaning=Meaning.COMPLETE,
            is_doubted="subject" in entry.uncertain,
            is_presupposed=entry.mode == "presupposed",
            evidence=entry.event.evidence,
        )
        for entry in case.about(CompletionClaimed, subject)
        if entry.event.subject == subject and entry.rival_of is None
    ]
    return sorted([*reports, *claims], key=lambda word: (word.day, word.entry))


def good_run(case: Case) -> list[Word]:
    """The unbroken run of good words that the subject is in now; empty where the last word is not good."""
    run: list[Word] = []
    for word in reversed(words_on(case)):
        if not word.is_good:
            break
        run.append(word)
    return run[::-1]


def relied_on(case: Case) -> list[Word]:
    """The good run without what a source took for granted; empty where the subject was reopened after it."""
    run = [word for word in good_run(case) if not word.is_presupposed]
    reopened = case.row.reopened if case.row is not None else None
    is_open = bool(run) and reopened is not None and (reopened.day, reopened.entry) > (run[-1].day, run[-1].entry)
    return [] if is_open else run


class Row(Protocol):
    """A row of a view that keeps second accounts and says on which entries it rests."""

    rivals: list[Rival]
    entries: list[int]


def is_unsure(case: Case, row: Row, *fields: str) -> bool:
    """Whether the clerk doubts any of these particulars of a row, or accounts of them differ."""
    entries = (entry for number in row.entries if (entry := case.entry(number)) is not None)
    return any(rival.field in fields for rival in row.rivals) or any(doubted(entry, *fields) for entry in entries)


def evidence_for(case: Case) -> Iterator[Evidence]:
    """The evidence said outright, or confirmed, to support the subject; what is only suggested does not count."""
    held = case.view(AssuranceMap)
    assured = held.items.get(case.subject)
    for reference in assured.evidence if assured else ():
        piece = held.evidence.get(reference)
        if piece is not None:
            yield piece


def first_collected(piece: Evidence) -> dt.date | None:
    """The earliest day on which evidence can have been collected; ``None`` where nobody said."""
    return None if piece.collected is None or piece.collected.is_unknown else piece.collected.earliest


def overseers(case: Case) -> tuple[str | None, ...]:
    """Whose record an absence about the subject would show in: every body's, or that of a body overseeing its plan."""
    plan_id = case.subject.id if case.subject.kind == "plan" else getattr(case.row, "plan", None)
    plan = case.plan.plans.get(plan_id) if plan_id else None
    return (None, *(each(plan.overseen_by) if plan is not None else ()))


def around(case: Case) -> tuple[str, ...]:
    """What the subject belongs to: its plan and its commitment."""
    named = (("plan", getattr(case.row, "plan", None)), ("commitment", getattr(case.row, "commitment", None)))
    return tuple(f"{kind}:{name}" for kind, name in named if name)
