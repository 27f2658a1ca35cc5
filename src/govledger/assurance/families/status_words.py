"""Family B, completion, embedding, closure: what does that status word mean here, and was it earned?"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import attrs

from govledger.assurance.case import Case, doubted
from govledger.assurance.families.explanations import Explanations
from govledger.assurance.families.reading import ITEMS, around, evidence_for, first_collected, overseers, reports_on
from govledger.assurance.record import Record
from govledger.assurance.rule import Alarm, Answer, CannotTell, Clear, rule
from govledger.events import (
    ActionAdded,
    CommitmentMade,
    DeadlineChanged,
    Due,
    EmbeddingConfirmed,
    EvidenceRecorded,
    Meaning,
    State,
    StatementMade,
    StatusReported,
    StatusSchemeDefined,
    StatusValue,
    VerificationRecorded,
)
from govledger.projections.deadline_history import DeadlineHistory
from govledger.projections.schemes import Definition
from govledger.projections.status_history import ReadReport, StatusHistory, StatusReport

_FIRM = frozenset({"first_hand", "reported"})
"""The modes of a scheme that somebody laid down, and that is not the clerk's reading or taken for granted."""

_LADDER = (
    Meaning.STOPPED,
    Meaning.OFF_TRACK,
    Meaning.ADVERSE,
    Meaning.AT_RISK,
    Meaning.ON_TRACK,
    Meaning.FAVOURABLE,
    Meaning.COMPLETE_EMBEDDING,
    Meaning.COMPLETE,
    Meaning.EMBEDDED,
)
"""From the worst that a status can mean to the best; what says nothing either way is not on it."""

_UNKNOWN_DAY = Due.parse("unknown")


@attrs.frozen(kw_only=True)
class _Use:
    """A status in use.

    Attributes:
        report: The last report.
        first: The first entry of the unbroken run of reports at that status.
        reports: Every report, in order.
        definition: The definition in force when it was reported; ``None`` where there is none that is firm.
        state: The state that it lists; ``None`` where it lists none.
    """

    report: ReadReport
    first: int
    reports: tuple[ReadReport, ...]
    definition: Definition | None
    state: State | None

    @property
    def status(self) -> StatusValue:
        """The status, as it was written."""
        return self.report.status or StatusValue("unknown")

    @property
    def meaning(self) -> Meaning:
        """What the definition in force says that it means."""
        return Meaning(self.state.meaning) if self.state is not None and self.state.meaning else Meaning.UNKNOWN

    @property
    def because(self) -> tuple[int, ...]:
        """The entries of the report and of the definition."""
        return (self.report.entry, *((self.definition.entry,) if self.definition is not None else ()))


@rule(
    "STATUS_OFF_SCHEME",
    code="FA09",
    severity="medium",
    question="What does that colour mean here?",
    about=(*ITEMS, "recommendation"),
    reads=(
        ActionAdded,
        CommitmentMade,
        DeadlineChanged,
        EmbeddingConfirmed,
        EvidenceRecorded,
        StatementMade,
        StatusReported,
        StatusSchemeDefined,
        VerificationRecorded,
    ),
    source="West Berkshire scrutiny commission 2015, P5 and P9; delivery confidence ratings with named definitions",
)
def status_off_scheme(case: Case) -> Answer:
    """A status that no scheme in force declares, that was not earned, or that is explained in talk."""
    use = _use(case)
    if use is None or use.report.mode == "presupposed":
        return None
    if "status" in use.report.uncertain:
        return CannotTell(why="the clerk doubts the status", because=use.because)
    asked = (question(case, use) for question in (_explained, _redefined, _without_scheme, _not_listed, _unearned))
    answer = next((found for found in asked if found is not None), None)
    return answer or Clear(because=use.because)


def _use(case: Case) -> _Use | None:
    """The status of progress that the subject was last reported at; second accounts left out."""
    every = reports_on(case, case.subject)
    reports = [report for report in every if report.status is not None and report.rival_of is None]
    if not reports:
        return None
    last = first = reports[-1]
    for report in reversed(reports):
        if report.status != last.status:
            break
        first = report
    firm = _applied(case, last).firm
    in_force = firm[: bisect_right(firm, last.day, key=_day)]
    definition = in_force[-1] if in_force else None
    same = (one for one in reversed(in_force) if definition is not None and one.version == definition.version)
    label = last.status.label if last.status is not None else ""
    state = next((state for one in same for state in reversed(one.states) if state.label == label), None)
    return _Use(report=last, first=first.entry, reports=tuple(reports), definition=definition, state=state)


class _Adopted(NamedTuple):
    """The definitions of a scheme that were adopted, or at least not only proposed, in order.

    By `firm` those that somebody laid down without doubt; by `turns` each of these that has another version than the
    one before it.
    """

    every: tuple[Definition, ...] = ()
    firm: tuple[Definition, ...] = ()
    turns: tuple[Definition, ...] = ()


def _applied(case: Case, report: StatusReport) -> _Adopted:
    """The definitions of a report's scheme, as far as it applies to the subject.

    Where it is not said what the subject belongs to, a scheme may apply to it all the same.
    """
    name = report.status.scheme if report.status is not None else None
    scheme = case.view(StatusHistory).schemes.get(name) if name is not None else None
    ours = {case.subject, *around(case)}
    if scheme is None or (scheme.applies_to and around(case) and ours.isdisjoint(scheme.applies_to)):
        return _Adopted()
    return case.once(_adopted, scheme.scheme)


def _adopted(record: Record, scheme: str) -> _Adopted:
    said = record.state(StatusHistory).schemes[scheme].definitions
    every = [one for one in said if one.standing != "proposed" and record.numbered[one.entry].rival_of is None]
    firm = [one for one in every if one.mode in _FIRM and not _is_doubted(record, one)]
    turns = (new for old, new in pairwise(firm) if old.version != new.version)
    return _Adopted(tuple(every), tuple(firm), tuple(turns))


def _is_doubted(record: Record, definition: Definition) -> bool:
    return doubted(record.numbered[definition.entry], "scheme", "states", "standing")


def _day(definition: Definition) -> dt.date:
    return definition.day


def _alarm(use: _Use, says: str, clears: str, *also: int, opened: int | None = None) -> Alarm:
    return Alarm(because=(*use.because, *also), opened=opened or use.first, says=says, clears=clears)


# Questions put to a status -----------------------------------------------------------------------------------------


def _explained(case: Case, use: _Use) -> Answer:
    """Whether it is explained in talk where no declared meaning says the same."""
    concerned = frozenset({str(case.subject), *around(case), f"scheme:{use.status.scheme}"})
    unsure: Answer = None
    for entry in case.view(Explanations).of(use.status, concerned):
        if use.meaning is not Meaning.UNKNOWN and not _contradicts(entry.event, use.meaning):
            continue
        if doubted(entry, "explains", "favourable"):
            unsure = CannotTell(why="the clerk doubts which status was explained", because=(*use.because, entry.number))
            continue
        declared = "has no declared meaning" if use.meaning is Meaning.UNKNOWN else "is declared to mean otherwise"
        return _alarm(
            use,
            f"{case.subject} is at {use.status!s}, a status that {declared} and is explained in talk",
            "an adopted scheme that says what the status means",
            entry.number,
            opened=entry.number,
        )
    return unsure


def _contradicts(statement: StatementMade, meaning: Meaning) -> bool:
    """Whether an explanation speaks well of what is declared to be bad, or ill of what is declared to be good."""
    return (statement.favourable == "yes" and meaning.is_adverse) or (statement.favourable == "no" and meaning.is_good)


def _redefined(case: Case, use: _Use) -> Answer:
    """Whether it improved on the very day on which its scheme got another version, and stands no worse now."""
    for new in _applied(case, use.report).turns:
        for before, after in pairwise(use.reports):
            improved = _is_better(before, after) and not _is_better(use.report, after)
            if before.day < new.day == after.day and improved:
                return _alarm(
                    use,
                    f"{case.subject} improved to {after.status!s} on {after.day.isoformat()}, the day on which the "
                    "meaning of its statuses changed",
                    "a report that shows it no better than before the change",
                    before.entry,
                    new.entry,
                    after.entry,
                    opened=after.entry,
                )
    return None


def _is_better(before: ReadReport, after: ReadReport) -> bool:
    both = before.meaning in _LADDER and after.meaning in _LADDER
    return both and _LADDER.index(after.meaning) > _LADDER.index(before.meaning)


def _without_scheme(case: Case, use: _Use) -> Answer:
    """Whether no scheme was in force for it."""
    if use.definition is not None:
        return None
    known, firm, _ = _applied(case, use.report)
    if len(firm) < len(known):
        return CannotTell(why="what its status means is only inferred or taken for granted", because=use.because)
    if known:
        return CannotTell(why="its scheme was laid down only after it was used", because=(*use.because, known[0].entry))
    missing = case.gap("statuses", on=use.report.day, bodies=overseers(case), about=around(case))
    if missing is not None:
        return CannotTell(why=missing, because=use.because)
    return _alarm(
        use,
        f"{case.subject} is at {use.status!s}; no adopted scheme says what that means for it",
        "an adopted scheme that lists the status and says what it means",
    )


def _not_listed(case: Case, use: _Use) -> Answer:
    """Whether its scheme does not list it, or does not say what it means."""
    if use.state is None:
        says = f"{case.subject} is at {use.status!s}, which is not among the statuses of its scheme"
        return _alarm(use, says, "a scheme that lists the status, or a status that its scheme lists")
    if use.meaning is Meaning.UNKNOWN:
        return CannotTell(why="nobody said what the status means", because=use.because)
    return None


def _unearned(case: Case, use: _Use) -> Answer:
    """Whether what its scheme asks for before the status may be used was not there."""
    lacks: list[str] = []
    unsure: CannotTell | None = None
    for need in use.state.requires if use.state is not None else ():
        found = _NEEDS[need](case, use.report)
        if isinstance(found, CannotTell):
            unsure = attrs.evolve(found, because=use.because)
        elif found is not None:
            lacks.append(found)
    if not lacks:
        return unsure
    return _alarm(
        use,
        f"{case.subject} is at {use.status!s}, which its scheme allows only with {' and '.join(lacks)}",
        "what the scheme asks for, or another status",
    )


# What a scheme may ask for -----------------------------------------------------------------------------------------

_Lack = str | CannotTell | None


def _missing(case: Case, what: str, report: StatusReport, lack: str) -> str | CannotTell:
    """What is lacking, where the record would hold it."""
    gap = case.gap(what, on=report.day, bodies=overseers(case), about=around(case))
    return lack if gap is None else CannotTell(why=gap)


def _evidence(case: Case, report: StatusReport) -> _Lack:
    days = [first_collected(piece) for piece in evidence_for(case) if piece.complete != "no"]
    if any(day is not None and day <= report.day for day in days):
        return None
    if None in days:
        return CannotTell(why="nobody said when the evidence was collected")
    return _missing(case, "evidence", report, "evidence collected by then")


def _verification(case: Case, report: StatusReport) -> _Lack:
    checks = (entry for entry in case.about(VerificationRecorded) if entry.event.result == "verified")
    is_met = any(entry.rival_of is None and entry.latest <= report.day for entry in checks)
    return None if is_met else _missing(case, "evidence", report, "a check made by then")


def _test(case: Case, report: StatusReport) -> _Lack:
    tests = case.about(EmbeddingConfirmed)
    is_met = any(entry.rival_of is None and entry.latest <= report.day for entry in tests)
    return None if is_met else _missing(case, "statuses", report, "a test that it has stuck made by then")


def _date(case: Case, report: StatusReport) -> _Lack:
    due = _due_on(case, report.day)
    if due is None:
        return _missing(case, "deadlines", report, "a date")
    if due.is_unknown:
        return CannotTell(why="its date is not known")
    return "a date" if due.is_unspecified or due.is_none else None


def _overdue(case: Case, report: StatusReport) -> _Lack:
    lack, due = _date(case, report), _due_on(case, report.day)
    if lack is not None or due is None:
        return lack
    last = case.view(DeadlineHistory).last_day(due)
    if last == dt.date.max:
        return CannotTell(why="its date has no last day")
    return None if last < report.day else "a date that had passed"


def _due_on(case: Case, day: dt.date) -> Due | None:
    """The date that the subject had on a day; unknown where it was moved to a day not said."""
    row = case.view(DeadlineHistory).deadlines.get(case.subject)
    if row is None:
        return None
    moves = [move for move in row.moves if move.counts and move.day <= day]
    return (moves[-1].now or _UNKNOWN_DAY) if moves else row.original


_NEEDS: dict[str, Callable[[Case, StatusReport], _Lack]] = {
    "evidence": _evidence,
    "verification": _verification,
    "test": _test,
    "date": _date,
    "overdue": _overdue,
}
"""What tells whether each thing that a scheme may ask for was there."""
