"""The parts that a duty's phrase is made of, and the days that each can mean.

`Operand` is what a phrase counts from: a time, an id, ``happened``, words, or a length of time after one of these.
`Core` is what falls due: an operand, a window, something before, after or when, a repetition, or alternatives.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final, NamedTuple

import attrs

from govledger.events.phrases import Calendar, Step, add_days, shift, working_days
from govledger.events.when import When

HAPPENED: Final = "happened"
"""The word that stands for the entry's own ``happened`` until it is recorded."""

LIMITS: Final = ("not before", "not after", "until", "times", "from")
"""What may follow a core, in canonical order."""


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

    def bounds(self, _: Context) -> Bounds:
        """The days that it can fall on."""
        return OPEN

    def starts(self, context: Context) -> Bounds:
        """The days on which it can begin: for a month, its first day."""
        return self.bounds(context)

    def ends(self, context: Context) -> Bounds:
        """The days on which it can end: for a month, its last day."""
        return self.bounds(context)

    def anchored(self, _: Operand) -> Term:
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

    def bounds(self, _: Context) -> Bounds:
        """The time's own days."""
        return Bounds(self.when.earliest, self.when.latest)

    def starts(self, _: Context) -> Bounds:
        """Its first day."""
        return Bounds(self.when.earliest, self.when.earliest)

    def ends(self, _: Context) -> Bounds:
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

    def bounds(self, context: Context) -> Bounds:
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

    def anchored(self, anchor: Operand) -> Operand:
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

    def anchored(self, anchor: Operand) -> Term:
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

    def bounds(self, context: Context) -> Bounds:
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

    def bounds(self, context: Context) -> Bounds:
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

    def bounds(self, context: Context) -> Bounds:
        """Up to the day before it can begin, from the day after it can end, or its own days."""
        if self.side == "before":
            return Bounds(dt.date.min, _beside(self.of.starts(context).latest, -1))
        if self.side == "after":
            return Bounds(_beside(self.of.ends(context).earliest, 1), dt.date.max)
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
    """Alternatives, all kept; its days are the outer bounds."""

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

    def bounds(self, context: Context) -> Bounds:
        """From the first day of any alternative to the last of any."""
        every = [part.bounds(context) for part in self.parts]
        return Bounds(min(each.earliest for each in every), max(each.latest for each in every))

    def anchored(self, anchor: Operand) -> Term:
        """Each alternative anchored; an anchor that is itself ``either`` gives more alternatives."""
        parts = [part.anchored(anchor).alternatives() for part in self.parts]
        return Either(tuple({part.text: part for each in parts for part in each}.values()))

    def alternatives(self) -> tuple[Term, ...]:
        """The alternatives."""
        return self.parts


Operand = Term
"""A `Fixed`, `Named`, `Happened`, `Words` or `Offset`."""

Core = Term
"""What falls due."""

Repeating = Every | TimesAYear | EveryMeeting


def _beside(day: dt.date, days: int) -> dt.date:
    return day if day in {dt.date.min, dt.date.max} else add_days(day, days)


@attrs.frozen
class Duty:
    """A core and its limits.

    Attributes:
        core: What falls due; ``None`` where only limits were said.
        limits: The limits by name: operands, and the count of ``times``.
    """

    core: Core | None
    limits: dict[str, Operand]
    times: int | None = None

    @property
    def text(self) -> str:
        """The canonical form, without words."""
        said = {name: operand.text for name, operand in self.limits.items()}
        if self.times is not None:
            said["times"] = str(self.times)
        clauses = [self.core.text] if self.core else []
        return "; ".join(clauses + [f"{name} {said[name]}" for name in LIMITS if name in said])

    @property
    def terms(self) -> tuple[Term, ...]:
        """The core and every limit."""
        return tuple(filter(None, (self.core, *self.limits.values())))

    @property
    def step(self) -> Step | None:
        """The even step of a repetition; ``None`` when there is none."""
        return self.core.step if isinstance(self.core, Every | TimesAYear) else None

    def anchored(self, anchor: Operand) -> Duty:
        """The same, counted from an operand where it counted from ``happened``."""
        core = self.core and self.core.anchored(anchor)
        return Duty(core, {name: operand.anchored(anchor) for name, operand in self.limits.items()}, self.times)

    def alternatives(self) -> tuple[Duty, ...]:
        """One duty for each alternative of the core, every limit kept."""
        return (self,) if self.core is None else tuple(attrs.evolve(self, core=core) for core in self.core.alternatives())

    def bounds(self, context: Context) -> Bounds:
        """The first and the last day on which it can fall due, its limits applied."""
        earliest, latest = self._unlimited(context)
        if (limit := self.limits.get("not before")) is not None:
            floor = limit.starts(context)
            earliest, latest = max(earliest, floor.earliest), max(latest, floor.latest)
        for name in ("not after", "until"):
            if name in self.limits:
                ceiling = self.limits[name].ends(context).latest
                earliest, latest = min(earliest, ceiling), min(latest, ceiling)
        return Bounds(earliest, latest)

    def _unlimited(self, context: Context) -> Bounds:
        if self.core is None:
            return OPEN
        start = self.limits.get("from")
        if self.step is None or start is None:
            return self.core.bounds(context)
        first, last = start.bounds(context)
        end = dt.date.max if self.times is None else shift(last, self.step.times(self.times), context.calendar)
        return Bounds(shift(first, self.step, context.calendar), end)

    def next_after(self, day: dt.date, context: Context) -> dt.date | None:
        """The first turn after ``day``; ``None`` where none is left or no day can be told."""
        step = self.step
        if step is None:
            return None
        floor = self.limits["not before"].starts(context).latest if "not before" in self.limits else dt.date.min
        if floor == dt.date.max:
            return None
        after = max(day, _beside(floor, -1))
        turn = shift(after, step, context.calendar) if "from" not in self.limits else self._turn(after, step, context)
        ceilings = [self.limits[name].ends(context).latest for name in ("not after", "until") if name in self.limits]
        return None if turn is None or turn == dt.date.max or turn > min(ceilings, default=dt.date.max) else turn

    def _turn(self, day: dt.date, step: Step, context: Context) -> dt.date | None:
        start = self.limits["from"].bounds(context).latest
        if start == dt.date.max:
            return None
        number = max(1, _turns_between(start, day, step, context))
        # The estimate may fall short by one where months differ in length.
        while (turn := shift(start, step.times(number), context.calendar)) <= day and turn != dt.date.max:
            number += 1
        return turn if self.times is None or number <= self.times else None


def _turns_between(start: dt.date, day: dt.date, step: Step, context: Context) -> int:
    """How many whole steps lie between ``start`` and ``day``, or one fewer."""
    if day <= start:
        return 0
    if step.unit in {"month", "year"}:
        months = (day.year - start.year) * 12 + day.month - start.month - 1
        return months // (step.count * (12 if step.unit == "year" else 1))
    if step.unit == "working day":
        return working_days(context.calendar).between(start, day) // step.count
    return (day - start).days // (step.count * (7 if step.unit == "week" else 1))
