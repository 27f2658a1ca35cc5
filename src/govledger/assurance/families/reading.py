"""What several families of rules read of a subject: the run of good reports it is in, and the evidence for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Protocol

import attrs

from govledger.assurance.case import Case
from govledger.assurance.record import Record, compared
from govledger.events import CompletionClaimed, Meaning, MeasureDefined, StatusReported, StatusSchemeDefined, each
from govledger.projections.assurance_map import AssuranceMap
from govledger.projections.assurance_rows import Evidence
from govledger.projections.plan_items import Observation
from govledger.projections.plan_state import PlanState
from govledger.projections.status_history import ReadReport, StatusHistory
from govledger.projections.tracked import PROGRESS, Rival

ITEMS = ("action", "area", "commitment", "intervention", "part", "plan", "risk")
"""The kinds of thing whose state is reported or claimed."""

STATUS = (CompletionClaimed, StatusReported, StatusSchemeDefined)
"""The event types that say how a thing stands."""

ON_PAPER = frozenset({"document", "certificate", "training", "testimony"})
"""The kinds of evidence that show what was written, held or said."""

IN_PRACTICE = frozenset({"audit", "dip_sample", "data", "observation", "feedback", "inspection"})
"""The kinds of evidence that show what is done, and what comes of it."""

_WORSE = frozenset({"worse", "missed"})


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
    return list(case.once(words_in, str(case.subject if reference is None else reference)))


@compared
def words_in(record: Record, subject: str) -> tuple[Word, ...]:
    """What a record has of how something stands; see `words_on`."""
    history = record.state(StatusHistory)
    row = history.subjects.get(subject)
    reports = [
        Word(
            entry=report.entry,
            day=report.day,
            meaning=history.meaning_of(report.status, report.day),
            is_doubted="status" in report.uncertain,
            is_presupposed=report.mode == "presupposed",
            evidence=report.evidence,
            period=str(report.period) if report.period is not None else None,
        )
        for report in (row.of() if row is not None else ())
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
        for entry in record.about(CompletionClaimed, subject)
        if entry.event.subject == subject and entry.rival_of is None
    ]
    return tuple(sorted([*reports, *claims], key=lambda word: (word.day, word.entry)))


def reports_on(case: Case, reference: str, dimension: str = PROGRESS) -> tuple[ReadReport, ...]:
    """The reports on something in one dimension, in order, each with its meaning; rival accounts included."""
    return case.once(reports_in, str(reference), dimension)


@compared
def reports_in(record: Record, reference: str, dimension: str = PROGRESS) -> tuple[ReadReport, ...]:
    """What a record has of reports; see `reports_on`."""
    return tuple(record.state(StatusHistory).of(reference, dimension))


def good_run(case: Case) -> list[Word]:
    """The unbroken run of good words that the subject is in now; empty where the last word is not good."""
    run: list[Word] = []
    for word in reversed(words_on(case)):
        if not word.is_good:
            break
        run.append(word)
    return run[::-1]


def relied_on(case: Case) -> list[Word]:
    """The good run without what a source took for granted, and without what was said before the last reopening."""
    run = [word for word in good_run(case) if not word.is_presupposed]
    reopened = case.row.reopened if case.row is not None else None
    since = (reopened.day, reopened.entry) if reopened is not None else (dt.date.min, 0)
    return [word for word in run if (word.day, word.entry) > since]


def done_run(case: Case) -> list[Word]:
    """The unbroken run of words that the subject is done, in which it is now."""
    done: list[Word] = []
    for word in reversed(relied_on(case)):
        if not word.meaning.is_done:
            break
        done.append(word)
    return done[::-1]


class Row(Protocol):
    """A row of a view that keeps second accounts and says on which entries it rests."""

    rivals: list[Rival]
    entries: list[int]


def is_unsure(case: Case, row: Row, *fields: str) -> bool:
    """Whether the clerk doubts any of these particulars of a row, or accounts of them differ."""
    return any(rival.field in fields for rival in row.rivals) or case.is_doubted(row.entries, *fields)


def evidence_for(case: Case) -> Iterator[Evidence]:
    """The evidence said outright, or confirmed, to support the subject; what is only suggested does not count."""
    held = case.view(AssuranceMap)
    assured = held.items.get(case.subject)
    for reference in assured.evidence if assured else ():
        piece = held.evidence.get(reference)
        if piece is not None:
            yield piece


def kind_of(case: Case, piece: Evidence) -> str | None:
    """What kind of evidence a piece is; ``None`` where that is not sure, or is a word that no rule knows."""
    is_known = piece.kind in ON_PAPER | IN_PRACTICE and not is_unsure(case, piece, "kind", "supports")
    return piece.kind if is_known else None


def measures_of(case: Case) -> tuple[str, ...]:
    """The measures that are to show the subject: those it names, and those said to be about it."""
    defined = (entry.event for entry in case.about(MeasureDefined) if entry.rival_of is None)
    about = (event.measure for event in defined if case.subject in each(event.about))
    return tuple(dict.fromkeys((*each(getattr(case.row, "measures", None)), *about)))


def figures_for(case: Case) -> Iterator[tuple[str, Observation]]:
    """The figures that bear out the subject, each with its measure: final, first accounts, and not said to be worse."""
    for name in measures_of(case):
        for figure in case.once(figures_in, name):
            yield name, figure


def figures_in(record: Record, measure: str) -> tuple[Observation, ...]:
    """The figures of one measure that may bear something out; see `figures_for`."""
    row = record.state(PlanState).measures.get(measure)
    return tuple(
        figure
        for figure in (row.observations if row is not None else ())
        if figure.value is not None
        and figure.provisional != "yes"
        and not figure.is_rival
        and figure.said not in _WORSE
        and not record.is_doubted((figure.entry,), ("value",))
    )


def is_doubted(case: Case, number: int, *fields: str) -> bool:
    """Whether the clerk doubts any of these fields of one entry."""
    return case.is_doubted((number,), *fields)


def independence(case: Case, producers: Iterable[str], leads: Iterable[str], *, on: dt.date | None) -> int | None:
    """How independent producers are of leads by the lines of a day; see `KnowsLines.independence`."""
    return case.once(_independence, tuple(producers), tuple(leads), on)


@compared
def _independence(
    record: Record, producers: tuple[str, ...], leads: tuple[str, ...], day: dt.date | None
) -> int | None:
    return record.state(AssuranceMap).independence(producers, leads, on=day)


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
