"""A duty: what falls due and what limits it, with the days it comes to and the turns it takes."""

from __future__ import annotations

import datetime as dt
from typing import Final

import attrs

from govledger.events.phrases import Step, shift, working_days
from govledger.events.terms import OPEN, Bounds, Context, Core, Every, Operand, Term, TimesAYear, beside

LIMITS: Final = ("not before", "not after", "until", "times", "from")
"""What may follow a core, in canonical order."""


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

    def anchored(self, anchor: Operand, /) -> Duty:
        """The same, counted from an operand where it counted from ``happened``."""
        core = self.core and self.core.anchored(anchor)
        return Duty(core, {name: operand.anchored(anchor) for name, operand in self.limits.items()}, self.times)

    def alternatives(self) -> tuple[Duty, ...]:
        """One duty for each alternative of the core, every limit kept."""
        if self.core is None:
            return (self,)
        return tuple(attrs.evolve(self, core=core) for core in self.core.alternatives())

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

    def _unlimited(self, context: Context, /) -> Bounds:
        if self.core is None:
            return OPEN
        start = self.limits.get("from")
        if self.step is None or start is None:
            return self.core.bounds(context)
        first, last = start.bounds(context)
        end = dt.date.max if self.times is None else shift(last, self.step.times(self.times), context.calendar)
        return Bounds(shift(first, self.step, context.calendar), end)

    def includes(self, day: dt.date, context: Context) -> bool:
        """Whether a turn on ``day`` lies within its limits; before a start that has no day yet, none does."""
        floors = [self.limits[name].starts(context).latest for name in ("from", "not before") if name in self.limits]
        ceilings = [self.limits[name].ends(context).latest for name in ("not after", "until") if name in self.limits]
        return max(floors, default=dt.date.min) <= day <= min(ceilings, default=dt.date.max)

    def next_after(self, day: dt.date, context: Context) -> dt.date | None:
        """The first turn after ``day``; ``None`` where none is left or no day can be told."""
        if self.step is None:
            return None
        floor = self.limits["not before"].starts(context).latest if "not before" in self.limits else dt.date.min
        ceilings = [self.limits[name].ends(context).latest for name in ("not after", "until") if name in self.limits]
        if "from" in self.limits:
            turn = self._turn(max(day, beside(floor, -1)), self.step, context)
        else:
            turn = max(floor, shift(day, self.step, context.calendar))
        return None if turn == dt.date.max or turn > min(ceilings, default=dt.date.max) else turn

    def _turn(self, day: dt.date, step: Step, context: Context) -> dt.date:
        """The first turn after ``day``, counted from the limit ``from``; `date.max` where there is none."""
        start = self.limits["from"].bounds(context).latest
        if dt.date.max in {start, day}:
            return dt.date.max
        number = max(1, _turns_between(start, day, step, context))
        # The count of whole steps can fall short by one or two, because months differ in length.
        while (turn := shift(start, step.times(number), context.calendar)) <= day:
            number += 1
        return turn if self.times is None or number <= self.times else dt.date.max


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
