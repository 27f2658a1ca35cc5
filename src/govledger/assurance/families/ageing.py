"""Family A, evidence behind a status: when was this last looked at?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import attrs

from govledger.assurance.case import Case
from govledger.assurance.families.reading import (
    ITEMS,
    STATUS,
    around,
    evidence_for,
    figures_in,
    is_doubted,
    is_unsure,
    measures_of,
    overseers,
    relied_on,
    reports_on,
)
from govledger.assurance.record import Record
from govledger.assurance.rule import Alarm, Answer, CannotTell, Clear, NotYet, Setting, rule
from govledger.events import (
    EmbeddingConfirmed,
    EvidenceRecorded,
    MeasureDefined,
    MeasureObserved,
    PlanItemRetired,
    VerificationRecorded,
)
from govledger.events.phrases import Step, shift
from govledger.projections.assurance_map import AssuranceMap
from govledger.projections.assurance_rows import Evidence
from govledger.projections.plan_state import PlanState
from govledger.projections.status_history import StatusReport

_ONE_DAY = dt.timedelta(days=1)
_MONTHS = {"document": "document_months", "dip_sample": "dip_sample_months"}
_FOUND_TRUE = frozenset({"verified", "embedded"})


@rule(
    "STALE_ASSURANCE",
    code="FA05",
    severity="medium",
    question="When was this last looked at?",
    about=ITEMS,
    reads=(
        EmbeddingConfirmed,
        EvidenceRecorded,
        MeasureDefined,
        MeasureObserved,
        PlanItemRetired,
        VerificationRecorded,
        *STATUS,
    ),
    source="A Senior HMI to Gloucestershire's scrutiny committee: data more than 18 months old can distort the picture",
    settings=(
        Setting(
            parameter="evidence_days",
            default=180,
            says="For how many days evidence holds, where nothing else is said of it.",
            looser="up",
        ),
        Setting(
            parameter="document_months", default=12, says="For how many months a policy or paper holds.", looser="up"
        ),
        Setting(parameter="dip_sample_months", default=6, says="For how many months a dip sample holds.", looser="up"),
        Setting(
            parameter="data_cadences",
            default=2,
            says="For how many turns of its measure a figure holds.",
            looser="up",
        ),
        Setting(
            parameter="same_words_periods",
            default=3,
            says="For how many periods running a report may keep its words before that is asked about.",
            looser="up",
            least=1,
        ),
    ),
)
def stale_assurance(case: Case) -> Answer:
    """Still reported good on evidence that has outlived its life, or reported in the same words again and again."""
    if case.row is not None and case.row.retired is not None:
        return None
    again = _review_again(case)
    if again is not None and case.today <= again:
        return NotYet(recheck_on=again + _ONE_DAY) if again < dt.date.max else None
    return _same_words(case) or _outlived(case)


def _review_again(case: Case) -> dt.date | None:
    """The day on which what was found to have stuck is to be looked at again; ``None`` where nobody said."""
    embedded = case.row.embedded if case.row is not None else None
    entry = case.entry(embedded.entry) if embedded is not None else None
    due = entry.event.review_again if entry is not None else None
    return None if due is None else case.plan.last_day(due)


def _same_words(case: Case) -> Alarm | None:
    run = list(_unchanged(reports_on(case, case.subject)))[::-1]
    if len({report.period or report.day for report in run}) < case.setting("same_words_periods"):
        return None
    return Alarm(
        because=tuple(report.entry for report in run),
        opened=run[0].entry,
        says=f"the report on {case.subject} has kept its words {len(run)} times running, since "
        f"{run[0].day.isoformat()}",
        clears="a report in new words, or new evidence",
    )


def _unchanged(reports: Sequence[StatusReport]) -> Iterator[StatusReport]:
    """The reports at the end that kept the words of the one before, the last first."""
    for report in reversed(reports):
        if report.rival_of is not None or report.mode == "presupposed":
            continue
        if report.same_words != "yes" or "same_words" in report.uncertain:
            return
        yield report


# How long what supports it holds -------------------------------------------------------------------------------------


@attrs.frozen
class _Look:
    """Once that somebody looked: the day, the last day it holds for, and the entry; no days where they are not sure."""

    name: str
    entry: int
    day: dt.date | None
    holds_until: dt.date | None


def _outlived(case: Case) -> Answer:
    run = relied_on(case)
    looks = list(_looks(case)) if run else []
    if not looks:
        return None
    if run[-1].is_doubted:
        return CannotTell(why="the clerk doubts the status", because=(run[-1].entry,))
    unsure = [look for look in looks if look.holds_until is None]
    sure = [(look.holds_until, look) for look in looks if look.holds_until is not None]
    until, longest = max(sure, key=_first, default=(dt.date.min, looks[0]))
    if case.today <= until:
        recheck = until + _ONE_DAY if until < dt.date.max else None
        return Clear(because=(longest.entry, run[-1].entry), recheck_on=recheck)
    if unsure:
        return CannotTell(why=f"how old {unsure[0].name} is, is not sure", because=(run[-1].entry, unsure[0].entry))
    newest = max(looks, key=_day)
    since = _day(newest)
    missing = case.gap("evidence", on=case.today, since=since, bodies=overseers(case), about=around(case))
    if missing is not None:
        return CannotTell(why=missing, because=(run[-1].entry, newest.entry))
    return Alarm(
        because=(newest.entry, run[-1].entry),
        opened=newest.entry,
        says=f"{case.subject} is still said to go well; it was last looked at on {since.isoformat()}, and that held "
        f"until {until.isoformat()}",
        clears="newer evidence, or a status that does not rest on it",
    )


def _first(dated: tuple[dt.date, _Look]) -> dt.date:
    return dated[0]


def _day(look: _Look) -> dt.date:
    return look.day or dt.date.min


def _looks(case: Case) -> Iterator[_Look]:
    """Every time that somebody looked: finished evidence, checks that found it true, and figures."""
    for piece in evidence_for(case):
        if piece.complete != "no":
            yield _look_at(case, piece)
    held = case.view(AssuranceMap)
    for check in (held.checks[ref] for ref in held.items[case.subject].checks):
        if check.result in _FOUND_TRUE and not check.is_rival:
            is_sure = not is_doubted(case, check.entry, "result", "subject")
            until = check.day + case.days("evidence_days") if is_sure else None
            yield _Look(f"the {check.kind} in entry {check.entry}", check.entry, check.day, until)
    for name in measures_of(case):
        yield from case.once(_figures_looked_at, name, case.setting("data_cadences"), case.setting("evidence_days"))


def _figures_looked_at(record: Record, measure: str, turns: int, days: int) -> tuple[_Look, ...]:
    """The figure of a measure that holds longest, and its newest: of several that do, the first on record."""
    looks = [
        _Look(f"the figure for measure:{measure}", figure.entry, day, _holds(record, measure, day, turns, days))
        for figure in figures_in(record, measure)
        for day in [min(figure.period.when.latest, figure.day) if figure.period is not None else figure.day]
    ]
    if not looks:
        return ()
    longest, newest = max(looks, key=_until), max(looks, key=_day)
    return tuple(look for look in looks if look is longest or look is newest)


def _until(look: _Look) -> dt.date:
    return look.holds_until or dt.date.min


def _look_at(case: Case, piece: Evidence) -> _Look:
    """Evidence as a look, on the last day it can have been collected."""
    name, entry, collected = f"evidence:{piece.evidence}", piece.entries[0], piece.collected
    if collected is None or collected.is_unknown or is_unsure(case, piece, "collected", "valid_until", "supports"):
        return _Look(name, entry, None, None)
    day = min(collected.latest, piece.produced_on or dt.date.max)
    return _Look(name, entry, day, _holds_until(case, piece, day))


def _holds_until(case: Case, piece: Evidence, day: dt.date) -> dt.date | None:
    """The last day on which evidence holds: as was said, or else by its kind; ``None`` where that is said not known."""
    if piece.valid_until is not None:
        return None if piece.valid_until.is_unknown else piece.valid_until.latest
    if piece.kind in _MONTHS:
        return shift(day, Step(case.setting(_MONTHS[piece.kind]), "month"))
    turns = [_figure_holds(case, name, day) for name in measures_of(case)] if piece.kind == "data" else []
    return max(turns, default=day + case.days("evidence_days"))


def _figure_holds(case: Case, measure: str, day: dt.date) -> dt.date:
    """The last day for which a figure holds: so many turns of its measure, or as long as other evidence."""
    return case.once(_holds, measure, day, case.setting("data_cadences"), case.setting("evidence_days"))


def _holds(record: Record, measure: str, day: dt.date, turns: int, days: int) -> dt.date:
    """The day so many turns of a measure after one, or so many days after it where there is no such turn."""
    row = record.state(PlanState).measures.get(measure)
    turn: dt.date | None = day
    for _ in range(turns):
        turn = row.cadence.next_after(turn) if row is not None and row.cadence is not None and turn else None
    return turn or day + dt.timedelta(days=days)
