"""What a law is put to: a projection, and the entries that it is to hold for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from govledger.ledger import Entry, History, Ledger
from govledger.ledger.codec import Codec
from govledger.projections.projection import Projection, View
from govledger.testing.differing import Difference, anatomy, differences

if TYPE_CHECKING:
    from govledger.testing.scenario import Given

State = TypeVar("State")
Some = TypeVar("Some")
Entries = Sequence[Entry[Any]]

ALL_MAX = 16
"""Up to how many choices all are tried; of more, as many, evenly spread."""


class LawBrokenError(AssertionError):
    """A law does not hold.

    Attributes:
        says: What went wrong, in one sentence.
        found: What differed, if two states did.
    """

    def __init__(self, says: str, found: Sequence[Difference] = ()) -> None:
        lines = [f"  {one.path or 'the state'}: {one.one}; and: {one.other}" for one in found]
        super().__init__("\n".join([says, *lines]))
        self.says, self.found = says, tuple(found)


class Trial(Generic[State]):
    """A projection and a history.

    Attributes:
        spec: What the decorator knows of the projection.
        history: The history.
        told: The told history that it is of; ``None`` where it is of a real ledger.
        entries_max: How many of its entries are looked at, the last of them; ``None`` for all.
    """

    def __init__(
        self,
        spec: Projection[State],
        history: History,
        *,
        told: Given | None = None,
        entries_max: int | None = None,
    ) -> None:
        """The trial of ``spec`` by ``history``."""
        self.spec, self.history, self.told, self.entries_max = spec, history, told, entries_max

    # Entries ---------------------------------------------------------------------------------------------------------

    @property
    def ledger(self) -> Ledger:
        """The ledger of the history."""
        return self.history.ledger

    def read(self, *, withheld: bool = False, backwards: bool = False) -> list[Entry[Any]]:
        """The entries in the order of the fold, made anew from their bytes.

        Args:
            withheld: With every text kept back.
            backwards: Made from the last to the first, so that they stand elsewhere in memory.
        """
        inner = self.ledger.inner
        codec = Codec(inner.catalogue) if withheld else inner.codec
        numbers = self._numbers
        rows = inner.store.rows_at(inner.row, sorted(numbers)) if numbers else {}
        made = {number: codec.decode(rows[number]) for number in (reversed(numbers) if backwards else numbers)}
        return [made[number] for number in numbers]

    @cached_property
    def _numbers(self) -> list[int]:
        held = self.history.entries() if self.spec.order == "happened" else self.history.recorded()
        numbers = [entry.number for entry in held]
        return numbers if self.entries_max is None else numbers[-self.entries_max :]

    @cached_property
    def entries(self) -> Entries:
        """The entries in the order of the fold."""
        return self.read()

    @cached_property
    def today(self) -> dt.date:
        """The day on which everything has happened: the last one told of."""
        return max([dt.date(2000, 1, 1), *(entry.known_on for entry in self.entries)])

    @property
    def latest_day(self) -> dt.date:
        """The civil day of the last entry that was recorded: by its end everything recorded was known."""
        last = self.ledger.entry(len(self.ledger))
        return last.recorded_at.astimezone(ZoneInfo(self.ledger.zone)).date()

    @cached_property
    def days(self) -> list[dt.date]:
        """Some days on which something happened or became known, and today."""
        told = {day for entry in self.entries for day in (entry.latest, entry.known_on)} - {dt.date.min, dt.date.max}
        return [*spread(sorted(told), 4), self.today]

    # Folding ---------------------------------------------------------------------------------------------------------

    def fold(self, entries: Iterable[Entry[Any]], state: State | None = None) -> View[State]:
        """Fold entries into a state, by default a new one."""
        return self.spec.fold(self.spec.cls() if state is None else state, entries)

    @cached_property
    def whole(self) -> View[State]:
        """The view of all the entries; read it, and leave it as it is."""
        return self.fold(self.read())

    def derive(self, state: State) -> dict[str, Any]:
        """Every derived value of a state, on some days."""
        days = dict.fromkeys(self.days)
        return {f"{name} on {day}": getattr(state, name)(day) for name in self.spec.derived for day in days}

    # Comparing -------------------------------------------------------------------------------------------------------

    def expect_same(self, one: View[State], other: View[State], says: str) -> None:
        """Two views must be the same: the state, strictly, and where and why a handler raised.

        Raises:
            LawBrokenError: They differ.
        """
        if str(one.stopped) != str(other.stopped):
            raise LawBrokenError(says, [Difference("stopped", str(one.stopped), str(other.stopped))])
        self.expect_same_state(one.state, other.state, says)

    def expect_same_state(self, one: Any, other: Any, says: str) -> None:
        """Two states must be the same, strictly.

        Raises:
            LawBrokenError: They differ.
        """
        if anatomy(one) != anatomy(other):
            raise LawBrokenError(says, differences(one, other))


def class_of(entry: Entry[Any]) -> type:
    """The class of an entry's event."""
    event: object = entry.event
    return type(event)


def spread(choices: Sequence[Some], count: int = ALL_MAX) -> Sequence[Some]:
    """All of a few choices, or as many as ``count`` of more, evenly spread, the first and the last among them."""
    if len(choices) <= count:
        return choices
    return [choices[round(place * (len(choices) - 1) / (count - 1))] for place in range(count)]


def cuts_of(trial: Trial[Any]) -> Iterator[tuple[str, History]]:
    """A history for every sort of cut, on telling days and told to some bodies, each with its words."""
    ledger = trial.ledger
    days = [dt.date(1900, 1, 1), *dict.fromkeys(trial.days)]
    bodies = sorted(str(one) for one in ledger.inner.store.references(ledger.inner.row, kind="body"))
    asked: Iterable[dict[str, Any]] = chain(
        ({name: day} for day in days for name in ("as_of", "happened_by", "known_by", "recorded_by")),
        ({"told": body} for body in spread(bodies, 3)),
        ({"told": body, "as_of": day} for body in spread(bodies, 2) for day in days),
    )
    for cut in asked:
        yield " ".join(f"{name}={held}" for name, held in cut.items()), ledger.history(**cut)
