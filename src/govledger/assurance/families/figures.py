"""What a measure shows: which figures may be compared, what is better, and by when it is due to show anything."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from govledger.assurance.case import Case
from govledger.assurance.families.reading import is_unsure
from govledger.errors import PhraseError
from govledger.events import Quantity, by
from govledger.projections.plan_items import Measure, Observation

FIGURES_MIN = 2
"""How many figures it takes to tell anything from a measure."""


def figures_of(case: Case, row: Measure) -> list[Observation]:
    """The figures that may be compared, by the time they speak of: final, exact, of the whole, and first accounts."""
    found = [figure for figure in row.observations if figure.day <= case.today and _may_be_compared(case, row, figure)]
    return sorted(found, key=_time)


def _time(figure: Observation) -> tuple[dt.date, dt.date, int]:
    speaks_of = figure.period.latest if figure.period is not None else figure.day
    return min(speaks_of, figure.day), figure.day, figure.entry


def _may_be_compared(case: Case, row: Measure, figure: Observation) -> bool:
    if figure.is_rival or figure.provisional == "yes" or figure.breakdown is not None or not case.holds(figure.entry):
        return False
    remark = case.remark(figure.entry)
    if remark.is_presupposed or not remark.uncertain.isdisjoint(("measure", "value", "period")):
        return False
    redefined = case.entry(row.definitions[-1]) if row.comparable == "no" and row.definitions else None
    return is_exact(figure.value) and (redefined is None or figure.day >= redefined.latest)


def is_exact(amount: Quantity | None) -> bool:
    """Whether an amount is one figure."""
    return amount is not None and amount.low is not None and amount.low == amount.high


def exact(amount: Quantity | None) -> Decimal:
    """The figure of an exact amount."""
    return amount.low if amount is not None and amount.low is not None else Decimal(0)


def why_not(case: Case, row: Measure, figures: list[Observation]) -> str | None:
    """Why nothing can be told from a measure, but for whose it is."""
    if is_unsure(case, row, "direction", "baseline", "band", "target"):
        return "what was laid down is not sure"
    if row.direction is None or (row.direction == "within" and row.target is None):
        return "nobody said which way is better"
    if not is_exact(row.baseline) or not is_exact(row.band):
        return "the baseline, or how much change is more than chance, is not on record"
    if len(figures) < FIGURES_MIN:
        return "fewer than two final figures are on record"
    units = {row.baseline.unit if row.baseline else "", *(figure.value.unit for figure in figures[-1:] if figure.value)}
    return "the latest figure has another unit than the baseline" if len(units - {""}) > 1 else None


def score(row: Measure, figure: Decimal) -> Decimal:
    """A figure as more is better."""
    if row.direction == "higher":
        return figure
    if row.direction == "lower":
        return -figure
    low = row.target.low if row.target is not None else None
    high = row.target.high if row.target is not None else None
    below = low - figure if low is not None else Decimal(0)
    above = figure - high if high is not None else Decimal(0)
    return -max(below, above, Decimal(0))


def due_to_show(row: Measure, reached: dt.date) -> dt.date | None:
    """The day by which a measure is due to show what was done; ``None`` where no lag is declared."""
    if row.lag is None or not is_exact(row.lag):
        return None
    try:
        return by(f"{exact(row.lag):f} {row.lag.unit} after {reached.isoformat()}").latest
    except PhraseError:
        return None
