"""The parts that a duty's phrase is made of, and the days that each can mean.

`Operand` is what a phrase counts from: a time, an id, ``happened``, words, or a length of time after one of these.
`Core` is what falls due: an operand, a window, something before, after or when, a repetition, or alternatives.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final, NamedTuple

import attrs

from govledger.events.phrases import Calendar, Step, add_days, shift
from govledger.events.when import When

HAPPENED: Final = "happened"
"""The word that stands for the entry's own ``happened`` until it is recorded."""


class Bounds(NamedTuple):
    """The first and the last day that something can fall on."""

    earliest: dt.date
    latest: dt.date


OPEN: Final = Bounds(dt.date.min, dt.date.max)


def no_days(_: str) -> When | None:
    """For when the day of no id is known."""
    return None


class Context(NamedTuple):
    """What a phrase cannot know by itself: the days of ids, and which days are working days."""

    days_of: Callable[[str], When | None] = no_days
    calendar: Calendar | None = None


@attrs.frozen
class Term:
    """One part of a phrase; by itself it says nothing of any day."""

    @property
    def text(self) -> str:
        """The canonical form."""
        raise NotImplementedError

    @property
    def references(self) -> tuple[str, ...]:
        """The ids inside, each ``kind:id``."""
        return ()

    @property
    def counts_from_happened(self) -> bool:
        """Whether it counts from the entry's own ``happened``."""
        return False

    def bounds(self, _: Context, /) -> Bounds:
        """The days that it can fall on."""
        return OPEN

    def starts(self, context: Context, /) -> Bounds:
        """The days on which it can begin: for a month, its first day."""
        return self.bounds(context)

    def ends(self, context: Context, /) -> Bounds:
        """The days on which it can end: for a month, its last day."""
        return self.bounds(context)

    def anchored(self, _: Operand, /) -> Term:
        """The same, counted from an operand where it counted from ``happened``."""
        return self

    def alternatives(self) -> tuple[Term, ...]:
        """What it says, one reading at a time."""
        return (self,)


@attrs.frozen
class Fixed(Term):
    """A time."""

    when: When

    @property
    def text(self) -> str:
        """The time's phrase."""
        return self.when.phrase

    def bounds(self, _: Context, /) -> Bounds:
        """The time's own days."""
        return Bounds(self.when.earliest, self.when.latest)

    def starts(self, _: Context, /) -> Bounds:
        """Its first day."""
        return Bounds(self.when.earliest, self.when.earliest)

    def ends(self, _: Context, /) -> Bounds:
        """Its last day."""
        return Bounds(self.when.latest, self.when.latest)

    def alternatives(self) -> tuple[Term, ...]:
        """One for each reading of the time."""
        return tuple(Fixed(reading) for reading in self.when.readings)


@attrs.frozen
class Named(Term):
    """The day of something that has an id."""

    reference: str

    @property
    def text(self) -> str:
        """The id."""
        return self.reference

    @property
    def references(self) -> tuple[str, ...]:
        """The id."""
        return (self.reference,)

    def bounds(self, context: Context, /) -> Bounds:
        """The days it is known to have happened on; open while it has none."""
        found = context.days_of(self.reference)
        return OPEN if found is None else Bounds(found.earliest, found.latest)


@attrs.frozen
class Happened(Term):
    """The day of the entry that the phrase stands in."""

    @property
    def text(self) -> str:
        """The word ``happened``."""
        return HAPPENED

    @property
    def counts_from_happened(self) -> bool:
        """True."""
        return True

    def anchored(self, anchor: Operand, /) -> Operand:
        """The anchor itself."""
        return anchor


@attrs.frozen
class Words(Term):
    """An event said only in words, such as ``the next inspection``; or ``unspecified``, or ``none``."""

    said: str

    @property
    def text(self) -> str:
        """The words."""
        return self.said


@attrs.frozen
class _Of(Term):
    """Something counted from an operand."""

    of: Operand

    @property
    def references(self) -> tuple[str, ...]:
        """Those of the operand."""
        return self.of.references

    @property
    def counts_from_happened(self) -> bool:
        """As the operand does."""
        return self.of.counts_from_happened

    def anchored(self, anchor: Operand, /) -> Term:
        """The same, of the operand anchored."""
        return attrs.evolve(self, of=self.of.anchored(anchor))

    def alternatives(self) -> tuple[Term, ...]:
        """One for each alternative of the operand."""
        return tuple(attrs.evolve(self, of=of) for of in self.of.alternatives())


@attrs.frozen
class Offset(_Of):
    """A length of time after an operand."""

    step: Step

    @property
    def text(self) -> str:
        """``3 months after X``."""
        return f"{self.step.text} after {self.of.text}"

    def bounds(self, context: Context, /) -> Bounds:
        """Each of the operand's days, moved on."""
        return Bounds(*(shift(day, self.step, context.calendar) for day in self.of.bounds(context)))


@attrs.frozen
class Within(_Of):
    """A window that opens at an operand."""

    step: Step

    @property
    def text(self) -> str:
        """``within 3 months of X``."""
        return f"within {self.step.text} of {self.of.text}"

    def bounds(self, context: Context, /) -> Bounds:
        """From the operand's first day to its last day moved on."""
        earliest, latest = self.of.bounds(context)
        return Bounds(earliest, shift(latest, self.step, context.calendar))


@attrs.frozen
class Beside(_Of):
    """Before, after or when something happens."""

    side: str

    @property
    def text(self) -> str:
        """``before X``, ``after X`` or ``when X``."""
        return f"{self.side} {self.of.text}"

    def bounds(self, context: Context, /) -> Bounds:
        """Up to the day before it can begin, from the day after it can end, or its own days."""
        if self.side == "before":
            return Bounds(dt.date.min, beside(self.of.starts(context).latest, -1))
        if self.side == "after":
            return Bounds(beside(self.of.ends(context).earliest, 1), dt.date.max)
        return self.of.bounds(context)


@attrs.frozen
class Every(Term):
    """A repetition at even steps."""

    step: Step

    @property
    def text(self) -> str:
        """``every month`` or ``every 3 months``."""
        return f"every {self.step.unit if self.step.count == 1 else self.step.text}"


@attrs.frozen
class TimesAYear(Term):
    """A number of times a year, on days not said; taken as evenly spread."""

    count: int

    @property
    def text(self) -> str:
        """``2 times a year``."""
        return f"{self.count} times a year"

    @property
    def step(self) -> Step:
        """The even step: whole months where they divide the year, else days."""
        return Step(12 // self.count, "month") if 12 % self.count == 0 else Step(max(1, 365 // self.count), "day")


@attrs.frozen
class EveryMeeting(Term):
    """A repetition at every meeting, of one body or of any."""

    body: str | None

    @property
    def text(self) -> str:
        """``every meeting`` or ``every meeting of body:x``."""
        return f"every meeting of {self.body}" if self.body else "every meeting"

    @property
    def references(self) -> tuple[str, ...]:
        """The body."""
        return (self.body,) if self.body else ()


@attrs.frozen
class Either(Term):
    """Alternatives, all kept; each is read by itself."""

    parts: tuple[Core, ...]

    @property
    def text(self) -> str:
        """``either X or Y``."""
        return f"either {' or '.join(part.text for part in self.parts)}"

    @property
    def references(self) -> tuple[str, ...]:
        """Those of every alternative, each once."""
        return tuple(dict.fromkeys(ref for part in self.parts for ref in part.references))

    @property
    def counts_from_happened(self) -> bool:
        """Whether any alternative does."""
        return any(part.counts_from_happened for part in self.parts)

    def anchored(self, anchor: Operand, /) -> Term:
        """Each alternative anchored; an anchor that is itself ``either`` gives more alternatives."""
        parts = [part.anchored(anchor).alternatives() for part in self.parts]
        different = tuple({part.text: part for each in parts for part in each}.values())
        return Either(different) if len(different) > 1 else next(iter(different))

    def alternatives(self) -> tuple[Term, ...]:
        """The alternatives."""
        return self.parts


Operand = Term
"""A `Fixed`, `Named`, `Happened`, `Words` or `Offset`."""

Core = Term
"""What falls due."""

Repeating = Every | TimesAYear | EveryMeeting


def beside(day: dt.date, days: int) -> dt.date:
    """The day before or after ``day``; an open end stays open."""
    return day if day in {dt.date.min, dt.date.max} else add_days(day, days)
