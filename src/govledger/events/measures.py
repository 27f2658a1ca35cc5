"""Measures and the figures reported for them."""

from govledger.events import fields as f
from govledger.events.catalogue import event


@event("measure-defined")
class MeasureDefined:
    """What will be measured, and the target, was laid down or changed.

    ``happened`` is the act.

    Attributes:
        measure: The measure.
        version: Which version of the measure.
        name: What it is called.
        about: What it concerns.
        method: How it is known: measured, monitored, observed or established.
        unit: What it is counted in.
        direction: Whether higher, lower or within the target is better; none where no way is.
        baseline: Where it started.
        target: Where it should be.
        band: How much change is more than chance.
        lag: How long effects take to show.
        cadence: How often it is to be reported.
        by: Who laid it down.
        counted_over: Whom or what it is counted over.
        excludes: What is left out of the count.
        change: What kind of change this version is.
        comparable: Whether figures before and after the change may be compared.
        decision: The decision it rests on.
    """

    measure: str = f.continues("measure")
    version: str | None = f.clear(default=None)
    name: f.MaybeText = f.withheld(default=None)
    about: f.Refs = f.anything_each(default=None)
    method: str | None = f.one_of("measured", "monitored", "observed", "established", is_open=True, default=None)
    unit: str | None = f.clear(default=None)
    direction: str | None = f.one_of("higher", "lower", "within", "none", default=None)
    baseline: f.MaybeQuantity = f.amount(default=None)
    target: f.MaybeQuantity = f.amount(default=None)
    band: f.MaybeQuantity = f.amount(default=None)
    lag: f.MaybeQuantity = f.amount(default=None)
    cadence: f.MaybeDue = f.due_time(default=None)
    by: f.Parties = f.parties(default=None)
    counted_over: f.MaybeText = f.withheld(default=None)
    excludes: f.MaybeText = f.withheld(default=None)
    change: str | None = f.one_of("rename", "redefinition", "target", "other", default=None)
    comparable: str | None = f.yes_no(default=None)
    decision: str | None = f.refers("decision", default=None)


@event("measure-observed")
class MeasureObserved:
    """A figure was reported for a measure.

    ``happened`` is the act of reporting.

    Attributes:
        measure: The measure.
        version: Which version of the measure.
        period: The period it speaks of.
        value: The figure.
        numerator: The number above the line.
        denominator: The number below the line.
        sample: How many were looked at.
        target: The target printed beside it.
        forecast: What was forecast for it.
        comparator: What the source compares it with.
        breakdown: Which part of the whole it is for.
        excludes: What is left out of the count.
        provisional: Whether it may still change.
        said: What the source says of it in words.
        text: What is said of it, in a few words.
        by: Who reported it.
    """

    measure: str = f.refers("measure")
    version: str | None = f.clear(default=None)
    period: f.MaybePeriod = f.span(default=None)
    value: f.MaybeQuantity = f.amount(default=None)
    numerator: int | None = f.whole(default=None)
    denominator: int | None = f.whole(default=None)
    sample: int | None = f.whole(default=None)
    target: f.MaybeQuantity = f.amount(default=None)
    forecast: f.MaybeQuantity = f.amount(default=None)
    comparator: str | None = f.clear(default=None)
    breakdown: str | None = f.clear(default=None)
    excludes: f.MaybeText = f.withheld(default=None)
    provisional: str | None = f.yes_no(default=None)
    said: str | None = f.one_of("better", "same", "worse", "met", "missed", is_open=True, default=None)
    text: f.MaybeText = f.withheld(default=None)
    by: f.Parties = f.parties(default=None)
