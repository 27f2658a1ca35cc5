"""Status over time as a strip: where each report stands on a common line of days, and what it looks like.

Nothing rests on colour alone: each look has a shape, and the label that the council uses stands beside it. After the
last report the strip is a broken line, because nobody said how the thing stood since.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

import attrs

from govledger.events import Due, Meaning
from govledger.projections.status_history import ReadReport

LOOKS: Final = {
    Meaning.ON_TRACK: "good",
    Meaning.FAVOURABLE: "good",
    Meaning.COMPLETE: "done",
    Meaning.COMPLETE_EMBEDDING: "done",
    Meaning.EMBEDDED: "stuck",
    Meaning.AT_RISK: "risk",
    Meaning.OFF_TRACK: "bad",
    Meaning.ADVERSE: "bad",
    Meaning.PAUSED: "held",
    Meaning.STOPPED: "held",
}
"""What each meaning looks like; what says nothing of how things go looks like ``none``."""

SHAPES: Final = {
    "good": "circle",
    "done": "square with a tick",
    "stuck": "star",
    "risk": "triangle",
    "bad": "diamond",
    "held": "two bars",
    "none": "ring",
}
"""The shape that goes with each look, in words."""

_WHOLE = 100.0


@attrs.frozen(kw_only=True)
class Status:
    """A status as it is shown.

    Attributes:
        label: The council's own word for it.
        means: What its scheme says that means, where that is not the same word.
        look: How it looks; a key of `SHAPES`.
    """

    label: str
    means: str
    look: str


def status_of(label: str | None, meaning: Meaning) -> Status:
    """A status as it is shown; without a label nothing was reported.

    >>> status_of("green", Meaning.ON_TRACK)
    Status(label='green', means='on track', look='good')
    """
    if label is None:
        return Status(label="not reported", means="", look="none")
    means = "meaning not laid down" if meaning is Meaning.UNKNOWN else meaning.value.replace("_", " ")
    return Status(label=label, means=means if means != label else "", look=LOOKS.get(meaning, "none"))


@attrs.frozen
class Span:
    """The days that the strips of a report share.

    Attributes:
        first: The first of them.
        last: The last of them.
    """

    first: dt.date
    last: dt.date

    def at(self, day: dt.date) -> float:
        """Where a day stands, in hundredths of the width."""
        days = max(1, (self.last - self.first).days)
        return round(min(_WHOLE, max(0.0, _WHOLE * (day - self.first).days / days)), 2)

    @property
    def years(self) -> tuple[tuple[float, int], ...]:
        """Where each year begins."""
        years = range(self.first.year + 1, self.last.year + 1)
        return tuple((self.at(dt.date(year, 1, 1)), year) for year in years)


def span_of(days: Iterable[dt.date], today: dt.date) -> Span:
    """The days from the first of some to ``today``, or to the last of them within a year after it."""
    held = [day for day in days if day <= today + dt.timedelta(days=366)]
    return Span(min([*held, today]), max([*held, today]))


@attrs.frozen(kw_only=True)
class Run:
    """Reports that say the same, one after another.

    Attributes:
        status: What they say.
        since: The day of the first of them.
        until: The day of the last of them.
        reports: How many there are.
        left: Where it begins on the strip.
        width: How wide it is there: up to the next run, or to its own last report.
    """

    status: Status
    since: dt.date
    until: dt.date
    reports: int
    left: float
    width: float


@attrs.frozen(kw_only=True)
class Flag:
    """A due date on the strip.

    Attributes:
        left: Where it stands.
        is_now: Whether it is the present one, rather than one that was given up.
    """

    left: float
    is_now: bool


@attrs.frozen(kw_only=True)
class Strip:
    """One thing over time.

    Attributes:
        runs: Its runs, in order.
        ticks: Where each report stands.
        silent_from: Where the last report stands; nothing was said from there on.
        today: Where the day asked about stands.
        flags: Its due dates.
        points: The day by which each report was known, and its status, for whoever asks about one day.
    """

    runs: tuple[Run, ...]
    ticks: tuple[float, ...]
    silent_from: float | None
    today: float
    flags: tuple[Flag, ...]
    points: tuple[tuple[dt.date, Status], ...]


def strip_of(
    reports: Sequence[ReadReport], span: Span, today: dt.date, *, due: Due | None, given_up: Iterable[Due | None]
) -> Strip:
    """The strip of the reports on one thing, rival accounts left out."""
    told = [(one.day, status_of(one.status.label, one.meaning), one) for one in reports if one.status is not None]
    told = [held for held in told if held[2].rival_of is None]
    groups = [list(same) for _, same in groupby(told, key=lambda held: held[1])]
    ends = [group[0][0] for group in groups[1:]] + [groups[-1][-1][0]] if groups else []
    return Strip(
        runs=tuple(_run(group, span, end) for group, end in zip(groups, ends, strict=True)),
        ticks=tuple(span.at(day) for day, _, _ in told),
        silent_from=span.at(told[-1][0]) if told else None,
        today=span.at(today),
        flags=tuple(_flags(due, given_up, span)),
        points=tuple((max(day, one.known_on), status) for day, status, one in told),
    )


def _run(group: Sequence[tuple[dt.date, Status, ReadReport]], span: Span, end: dt.date) -> Run:
    left = span.at(group[0][0])
    return Run(
        status=group[0][1],
        since=group[0][0],
        until=group[-1][0],
        reports=len(group),
        left=left,
        width=round(span.at(end) - left, 2),
    )


def _flags(due: Due | None, given_up: Iterable[Due | None], span: Span) -> Iterable[Flag]:
    every = [(was, False) for was in given_up] + [(due, True)]
    for held, is_now in every:
        if held is not None and not held.is_open and span.first <= held.latest <= span.last:
            yield Flag(left=span.at(held.latest), is_now=is_now)
