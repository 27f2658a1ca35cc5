"""Family F, adding up and measuring: the actions are done; is anything better?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import attrs

from govledger.assurance.case import Case, doubted
from govledger.assurance.families.adding_up import children_of
from govledger.assurance.families.figures import FIGURES_MIN, due_to_show, exact, figures_of, is_exact, score, why_not
from govledger.assurance.families.reading import Word, around, is_unsure, overseers
from govledger.assurance.families.weighing import is_firm, run_start, words_by_today
from govledger.assurance.rule import Alarm, Answer, CannotTell, Clear, Setting, rule
from govledger.events import (
    ActionAdded,
    CommitmentMade,
    CompletionClaimed,
    LinkNoted,
    MeasureDefined,
    MeasureObserved,
    Quantity,
    StatusReported,
    StatusSchemeDefined,
)
from govledger.projections.line_of_sight import LineOfSight
from govledger.projections.plan_items import Measure, Observation

_HUNDRED = 100


@rule(
    "OUTCOMES_FLAT",
    code="FA38",
    severity="high",
    question="We've done the actions: is anything better for children?",
    about=("commitment",),
    reads=(
        ActionAdded,
        CommitmentMade,
        CompletionClaimed,
        LinkNoted,
        MeasureDefined,
        MeasureObserved,
        StatusReported,
        StatusSchemeDefined,
    ),
    source="Torbay improvement tracker 2017: completed, beside an indicator that did not move; Worcestershire 2017, P2",
    settings=(
        Setting(
            parameter="share_percent",
            default=80,
            says="What share of a commitment's actions must be reported to go well.",
            looser="up",
        ),
        Setting(
            parameter="periods_min",
            default=2,
            says="For how many periods running, unless they are done.",
            looser="up",
        ),
    ),
)
def outcomes_flat(case: Case) -> Answer:
    """The actions go well and no measure of it is better; or words about a figure that the figures do not bear out."""
    measures = list(_measures(case))
    contradicted = next((found for row in measures if (found := _contradicted(case, row)) is not None), None)
    if contradicted is not None:
        return contradicted
    reached = _reached(case)
    if reached is None:
        return None
    outcomes = [_outcome(case, row, reached.word.day) for row in measures]
    return _weigh(case, reached, outcomes)


def _measures(case: Case) -> Iterator[Measure]:
    """The measures that are said, or confirmed, to show the commitment or an action under it."""
    for reference in case.view(LineOfSight).trace(case.subject).seen_below("measure"):
        row = case.plan.measures.get(reference.partition(":")[2])
        if row is not None and row.direction != "none":
            yield row


# Are the actions done? -----------------------------------------------------------------------------------------------


@attrs.frozen
class _Reached:
    """Since when enough of the actions go well.

    Attributes:
        word: The word by which they were enough.
        good: The words since which each of them goes well.
        of: How many actions there are.
    """

    word: Word
    good: tuple[Word, ...]
    of: int


def _reached(case: Case) -> _Reached | None:
    actions = list(children_of(case))
    good = [start for row in actions if (start := _well_since(case, row.ref)) is not None]
    good.sort(key=_place)
    share = case.setting("share_percent") * len(actions)
    enough = next((count for count in range(1, len(good) + 1) if count * _HUNDRED >= share), None)
    return _Reached(good[enough - 1], tuple(good), len(actions)) if enough is not None else None


def _well_since(case: Case, reference: str) -> Word | None:
    """The first of the good words that an action has now had for long enough, or since it was done."""
    words = words_by_today(case, reference)
    start = run_start(words, _is_good)
    if start is None:
        return None
    run = words[words.index(start) :]
    is_long = len({word.period or word.day for word in run}) >= case.setting("periods_min")
    return start if is_long or run[-1].meaning.is_done else None


def _is_good(word: Word) -> bool:
    return is_firm(word) and word.is_good


def _place(word: Word) -> tuple[dt.date, int]:
    return word.day, word.entry


# Is anything better? -------------------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class _Outcome:
    """What one measure shows: better, worse, flat, stopped, not due to show it yet, or nothing that can be told."""

    shows: str
    says: str
    because: tuple[int, ...] = ()
    since: dt.date | None = None
    recheck_on: dt.date | None = None


def _outcome(case: Case, row: Measure, reached: dt.date) -> _Outcome:
    figures = figures_of(case, row)
    because = (*row.definitions[-1:], *(figure.entry for figure in figures[-1:]))
    why, due = why_not(case, row, figures), due_to_show(row, reached)
    shows = "unknown" if why is not None else _shows(case, row, figures[-1])
    if due is not None and case.today < due and shows != "better":
        says = f"{row.ref} is due to show it by {due.isoformat()}"
        return _Outcome(shows="lagging", says=says, because=because, recheck_on=due)
    if why is not None:
        return _Outcome(shows=shows, says=f"{why}, of {row.ref}", because=because)
    stopped = ", and no figure has come since it fell due twice" if shows == "stopped" else ""
    says = f"{row.ref} was {row.baseline} and is {figures[-1].value}{stopped}"
    return _Outcome(shows=shows, says=says, because=because, since=figures[-1].day)


def _shows(case: Case, row: Measure, last: Observation) -> str:
    gain, band = score(row, exact(last.value)) - score(row, exact(row.baseline)), exact(row.band)
    if gain < 0 and -gain >= band:
        return "worse"
    if _has_stopped(case, row, last):
        return "stopped"
    return "better" if gain > 0 and gain >= band else "flat"


def _has_stopped(case: Case, row: Measure, figure: Observation) -> bool:
    """Whether two turns have passed without a figure, where all figures are held."""
    cadence = row.cadence.resolve(case.plan.days.get) if row.cadence is not None else None
    first = cadence.next_after(figure.day) if cadence is not None else None
    second = cadence.next_after(first) if cadence is not None and first is not None else None
    if second is None or case.today <= second:
        return False
    return _gap(case, [row.ref], figure.day) is None


def _gap(case: Case, measures: list[str], since: dt.date) -> str | None:
    return case.gap("measures", on=case.today, since=since, bodies=overseers(case), about=(*around(case), *measures))


def _weigh(case: Case, reached: _Reached, outcomes: list[_Outcome]) -> Answer:
    by_kind = {one.shows: one for one in reversed(outcomes)}
    if "worse" not in by_kind and ("better" in by_kind or "lagging" in by_kind):
        shown = by_kind.get("better") or by_kind["lagging"]
        return Clear(because=(reached.word.entry, *shown.because), recheck_on=shown.recheck_on)
    told = [one for one in outcomes if one.shows != "unknown"]
    because = (reached.word.entry, *(number for one in outcomes for number in one.because))
    if "worse" not in by_kind:
        missing = _untold(case, outcomes)
        if missing is not None:
            return CannotTell(why=missing, because=because)
    return Alarm(
        because=(*(word.entry for word in reached.good), *(number for one in told for number in one.because)),
        opened=reached.word.entry,
        says=f"{len(reached.good)} of {reached.of} actions of {case.subject} reported to go well, enough of them "
        f"since {reached.word.day.isoformat()}; {'; '.join(one.says for one in told)}",
        clears="a measure of it that is better than its baseline by more than chance, or a lag declared for it",
    )


def _untold(case: Case, outcomes: list[_Outcome]) -> str | None:
    """Why it cannot be told that nothing is better."""
    if not outcomes:
        return "no measure is linked to it"
    unknown = next((one.says for one in outcomes if one.shows == "unknown"), None)
    since = min((one.since for one in outcomes if one.since is not None), default=case.today)
    return unknown or _gap(case, [], since)


# Do the words agree with the figures? --------------------------------------------------------------------------------


def _contradicted(case: Case, row: Measure) -> Alarm | None:
    """An alarm where the words about the latest figure are kinder than the figures."""
    figures = figures_of(case, row)
    entry = case.entry(figures[-1].entry) if figures else None
    if entry is None or doubted(entry, "said", "target") or row.direction is None or is_unsure(case, row, "direction"):
        return None
    last, before = figures[-1], figures[-2] if len(figures) >= FIGURES_MIN else None
    beside = _beside(row, last, before)
    if beside is None:
        return None
    because = (last.entry, *((before.entry,) if before is not None and last.said != "met" else row.definitions[-1:]))
    return Alarm(
        because=because,
        opened=last.entry,
        says=f"{row.ref} was said to be {last.said} on {last.day.isoformat()}; its figure is {last.value}, {beside}",
        clears="words that agree with the figures, or a figure corrected",
    )


def _beside(row: Measure, last: Observation, before: Observation | None) -> str | None:
    """What the words do not agree with."""
    now = score(row, exact(last.value))
    if last.said == "met":
        return _missed(row, last.target or row.target, now)
    if before is None or (row.direction == "within" and row.target is None):
        return None
    gain = now - score(row, exact(before.value))
    is_worse = is_exact(row.band) and -gain >= exact(row.band) > 0
    is_kinder = (last.said == "better" and gain <= 0) or (last.said == "same" and is_worse)
    return f"the one before it {before.value}" if is_kinder else None


def _missed(row: Measure, target: Quantity | None, now: Decimal) -> str | None:
    """The target, where the figure misses it."""
    least = Decimal(0) if row.direction == "within" else score(row, exact(target))
    is_missed = (row.direction == "within" or is_exact(target)) and now < least
    return f"its target {target}" if is_missed else None
