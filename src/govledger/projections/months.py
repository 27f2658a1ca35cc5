"""The states of a projection at the ends of months, from which its state as of any day is soon folded.

A state kept for the end of a month is the fold of what had happened by then and was known by then. Of a keyed
projection each month keeps only the rows that were looked at since the month before, and every twelfth month all of
them, most of which it shares; of any other it keeps whole copies, and only a few.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Generic, TypeVar

import attrs

from govledger.ledger.cuts import Cut
from govledger.projections.copying import copy_of
from govledger.projections.keyed import KeyedState, NotKeyedError, StopsElsewhereError
from govledger.projections.projection import View
from govledger.projections.reading import EVERYWHERE, Change, Reading
from govledger.projections.sharing import Delta, Pen, SharedTable
from govledger.projections.state_codec import StateCodec

State = TypeVar("State")
Kept = tuple[int, State, Mapping[str, int]]
"""A state, at which size of the ledger it was folded, and how many events of each unknown type were skipped."""

WHOLE_EVERY: Final = 12
"""Every how many months all rows of a keyed projection are kept together."""

LATE_MAX: Final = 200
"""How many entries may come late before the months they are in are folded again rather than mended."""

COPIES_MAX: Final = 12
"""How many states of a projection that is not keyed are kept."""

OPENED: Final = 4
"""How many months are held with all their rows at hand."""


class NotResumedError(Exception):
    """What was stored of a state cannot be read."""


@attrs.define
class Month:
    """A keyed state as of the end of a month, or of a day within one.

    Attributes:
        day: The day.
        is_whole: Whether it stands for itself.
        stored: Its bytes, where they are stored and say what it says now.
        said: What it says, once that was asked for.
    """

    day: dt.date
    is_whole: bool
    stored: bytes | None = None
    said: tuple[dict[str, Delta], Counter[str]] | None = None

    @classmethod
    def of(cls, day: dt.date, deltas: dict[str, Delta], unknown: Counter[str], *, is_whole: bool) -> Month:
        """What was done to each table since the month before, or since ever if it is whole; and what was skipped."""
        return cls(day, is_whole, said=(deltas, unknown))

    def held(self, codec: StateCodec) -> tuple[dict[str, Delta], Counter[str]]:
        """What was done to each table, and how many events of each unknown type were skipped.

        Raises:
            NotResumedError: It is stored, and cannot be read.
        """
        if self.said is None:
            try:
                unknown, deltas = codec.decode(self.stored or b"")
                self.said = {name: Delta(*parts) for name, parts in deltas.items()}, Counter(unknown)
            except (ValueError, TypeError, AttributeError) as fault:
                raise NotResumedError from fault
        return self.said

    def mend(self, deltas: dict[str, Delta], unknown: Counter[str]) -> None:
        """Say something else from now on."""
        self.said, self.stored = (deltas, unknown), None

    def bytes_of(self, codec: StateCodec) -> bytes:
        """Its bytes.

        Raises:
            StateNotKeptError: A row holds what cannot be stored.
        """
        deltas, unknown = self.held(codec)
        parts = {name: attrs.astuple(delta, recurse=False) for name, delta in deltas.items()}
        return codec.encode((dict(unknown), parts))


@attrs.frozen
class Opened:
    """The rows of one table at the end of a month, and where they stand."""

    rows: dict[Any, Any]
    places: dict[Any, int]


class KeyedMonths(Generic[State]):
    """The states of a keyed projection at the ends of months.

    Attributes:
        months: The months, the earliest first; those in which nothing became known are passed over.
        size: How many entries the ledger had when they were last brought up to date.
    """

    def __init__(self, reading: Reading[State], months: Iterable[Month] = (), *, size: int = 0) -> None:
        """The ``months`` of a projection as they were kept at one ``size`` of its ledger.

        Raises:
            NotKeyedError: The projection is not keyed, or not in the order in which things happened.
        """
        if reading.projection.order != "happened":
            raise NotKeyedError
        KeyedState(reading)
        self.reading, self.months, self.size = reading, list(months), size
        self.codec = StateCodec(reading.projection.cls, shelf=reading.ledger.inner.shelf)
        self._opened: OrderedDict[dt.date, dict[str, Opened]] = OrderedDict()

    def view(self, cut: Cut) -> View[State]:
        """The view as of the last day of ``cut``.

        Raises:
            NotKeyedError: The projection has broken its promise, or does not go on where a replay would.
            NotResumedError: What was stored cannot be read.
        """
        day = _day_of(cut)
        self._take_in(cut.size)
        self._keep_until(day, cut.size)
        place = bisect_right(self.months, day, key=_day_of_month)
        since = self.months[place - 1] if place else None
        state = self._open(since)
        tail = self._advance(state, since, cut, EVERYWHERE)
        unknown = Counter(state.unknown)
        if state.stopped is not None:
            number = _before(state.stopped.entry.number, tail)
            if number is None:
                raise StopsElsewhereError
            return View(state=state.plain(), number=number, stopped=state.stopped, unknown=unknown)
        number = tail[-1] if tail else self.reading.last(cut)
        return View(state=state.plain(), number=number, stopped=None, unknown=unknown)

    # Folding ---------------------------------------------------------------------------------------------------------

    def _advance(self, state: KeyedState[State], since: Month | None, cut: Cut, until: int) -> Sequence[int]:
        """Bring a state from the end of one month to a cut, up to a place; what was folded on, in order."""
        reading = self.reading
        before = None if since is None else as_of(since.day, self.size)
        kept = 0 if before is None else reading.boundary(before)
        change = reading.differing(before, cut)
        late = reading.up_to(kept, change)
        if late:
            self._mend(state, late, cut, kept)
        later = {*change.entered, *reading.standing_after(kept, cut)}
        tail = reading.in_order(number for number in later if kept < reading.place(number) <= until)
        state.fold(reading.telling(tail))
        return tail

    def _mend(self, state: KeyedState[State], late: Change, cut: Cut, until: int) -> None:
        """Work out again what is named by what came or went before a place."""
        read, telling, place = self.reading.read, self.reading.telling, self.reading.place
        left, entered = telling(late.left), telling(late.entered)
        if left or entered:
            state.refold(
                read(left),
                read(entered),
                lambda names: [one for one in self.reading.held_naming(names, cut) if place(one) <= until],
            )

    # Keeping ---------------------------------------------------------------------------------------------------------

    def _keep_until(self, day: dt.date, size: int) -> None:
        """Keep the months up to a day that are not kept yet, as far as no handler raises."""
        since = self.months[-1] if self.months else None
        ends = self.reading.telling_days(day, size)
        missing = ends[bisect_right(ends, since.day) :] if since is not None else ends
        if not missing:
            return
        state = self._open(since)
        for end in missing:
            cut = as_of(end, size)
            self._advance(state, since, cut, self.reading.boundary(cut))
            if state.stopped is not None:
                return
            since = self._keep(end, state)

    def _keep(self, day: dt.date, state: KeyedState[State]) -> Month:
        deltas, is_whole = state.settle(), len(self.months) % WHOLE_EVERY == 0
        if is_whole:
            deltas = {name: _whole(table) for name, table in state.tables.items()}
        month = Month.of(day, deltas, Counter(state.unknown), is_whole=is_whole)
        self.months.append(month)
        return month

    def _open(self, month: Month | None) -> KeyedState[State]:
        """A state that begins as a month's, whose rows it shares."""
        if month is None:
            return KeyedState(self.reading)
        tables = self._tables_at(month)
        state, pen = self.reading.projection.cls(), Pen()
        for name, held in tables.items():
            object.__setattr__(state, name, SharedTable.sharing(pen, held.rows, held.places))
        grown = KeyedState(self.reading, state)
        grown.unknown = Counter(month.held(self.codec)[1])
        return grown

    def _tables_at(self, month: Month) -> dict[str, Opened]:
        """Every table at the end of a month."""
        if month.day in self._opened:
            self._opened.move_to_end(month.day)
            return self._opened[month.day]
        last = self.months.index(month)
        first = next(place for place in range(last, -1, -1) if self.months[place].is_whole)
        done = [one.held(self.codec)[0] for one in self.months[first : last + 1]]
        tables = {name: _opened([deltas[name] for deltas in done]) for name in done[0]}
        self._opened[month.day] = tables
        if len(self._opened) > OPENED:
            self._opened.popitem(last=False)
        return tables

    def keep_all(self, size: int) -> None:
        """Keep every month of the first ``size`` entries.

        Raises:
            NotKeyedError: As for `view`.
            NotResumedError: As for `view`.
        """
        self._take_in(size)
        self._keep_until(dt.date.max, size)

    # Bringing up to date ---------------------------------------------------------------------------------------------

    def _take_in(self, size: int) -> None:
        """Bring the months up to date with what was recorded since."""
        if size <= self.size:
            return
        self.reading.timeline.extend(size)
        if self.reading.timeline.holds_erasure(range(self.size + 1, size + 1)):
            self._drop_from(0)  # A row may hold words that its handler had no right to read.
        last, first_day = self.months[-1].day if self.months else None, self.reading.timeline.first_day
        late = [one for one in range(self.size + 1, size + 1) if last is not None and first_day(one) <= last]
        if late:
            place = bisect_left(self.months, min(map(first_day, late)), key=_day_of_month)
            if len(late) * (len(self.months) - place) > LATE_MAX or not self._mend_from(place, late, size):
                self._drop_from(place)
        self.size = size

    def _mend_from(self, place: int, late: Sequence[int], size: int) -> bool:
        """Mend the months from one on, each from the one before it; whether that could be done."""
        self._opened.clear()
        earlier = set[int]()
        for month in self.months[place:]:
            before, after = as_of(month.day, self.size), as_of(month.day, size)
            kept = self.reading.boundary(after)
            change = self.reading.differing(before, after, among=late)
            change = Change([*change.left, *self._gone_again(earlier, after)], change.entered)
            earlier.update(change.entered)
            state = self._open(month)
            try:
                self._mend(state, self.reading.up_to(kept, change), after, kept)
                mended = state.settle()
            except NotKeyedError:
                return False
            deltas = {name: delta.mended(mended[name]) for name, delta in month.held(self.codec)[0].items()}
            month.mend(deltas, Counter(state.unknown))
            self._opened.clear()
        return True

    def _gone_again(self, earlier: set[int], cut: Cut) -> list[int]:
        """What came late into months before and is held no more: this month begins with its rows, and never had it.

        What is of no known type has no rows, and is counted for each month by itself.
        """
        gone = sorted(earlier.difference(self.reading.held_among(earlier, cut)))
        return [entry.number for entry in self.reading.read(gone) if not self.reading.is_unknown(entry)]

    def _drop_from(self, place: int) -> None:
        del self.months[place:]
        self._opened.clear()


class WholeMonths(Generic[State]):
    """A few whole states of a projection at the ends of months."""

    def __init__(self, reading: Reading[State]) -> None:
        """No state is kept yet."""
        self.reading = reading
        self._kept: OrderedDict[dt.date, Kept[State]] = OrderedDict()

    def view(self, cut: Cut) -> View[State] | None:
        """The view as of the last day of ``cut``; ``None`` where it takes a replay.

        Raises:
            UncopyableError: The state cannot be copied.
        """
        ends = self.reading.telling_days(_day_of(cut), cut.size)
        if ends and self._differs_at_its_end_only(None, ends[-1], cut):
            self._keep(ends[-1], cut.size)
        for day in sorted(self._kept, reverse=True):
            if day <= _day_of(cut) and self._differs_at_its_end_only(self._kept[day][0], day, cut):
                return self._from(day, cut, EVERYWHERE)
        return None

    def _differs_at_its_end_only(self, size: int | None, day: dt.date, cut: Cut) -> bool:
        """Whether what was kept as of a day is the beginning of what is held as of another."""
        before = as_of(day, cut.size if size is None else size)
        return not self.reading.up_to(self.reading.boundary(before), self.reading.differing(before, cut))

    def _keep(self, day: dt.date, size: int) -> None:
        """Keep the state as of the end of a month, folded from the last one kept before it that can be."""
        if day in self._kept and self._differs_at_its_end_only(self._kept[day][0], day, as_of(day, size)):
            self._kept.move_to_end(day)
            return
        self._kept.pop(day, None)
        cut = as_of(day, size)
        base = (one for one in sorted(self._kept, reverse=True) if one < day)
        since = next((one for one in base if self._differs_at_its_end_only(self._kept[one][0], one, cut)), None)
        view = self._from(since, cut, self.reading.boundary(cut))
        if view is not None and view.stopped is None:
            self._kept[day] = (size, view.state, view.unknown)
            if len(self._kept) > COPIES_MAX:
                self._kept.popitem(last=False)

    def _from(self, since: dt.date | None, cut: Cut, until: int) -> View[State] | None:
        """The view as of a cut, up to a place, from what was kept."""
        reading = self.reading
        begun: Kept[State] = (0, reading.projection.cls(), {})
        size, state, unknown = begun if since is None else self._kept[since]
        before = None if since is None else as_of(since, size)
        kept = 0 if before is None else reading.boundary(before)
        later = {*reading.differing(before, cut).entered, *reading.standing_after(kept, cut)}
        tail = reading.in_order(number for number in later if kept < reading.place(number) <= until)
        view = reading.projection.fold(copy_of(state), reading.read(reading.telling(tail)))
        number = tail[-1] if tail else reading.last(cut)
        if view.stopped is not None:
            before_it = _before(view.stopped.entry.number, tail)
            if before_it is None:
                return None
            number = before_it
        return attrs.evolve(view, number=number, unknown=Counter(unknown) + Counter(view.unknown))


def as_of(day: dt.date, size: int) -> Cut:
    """What had happened and was known by a day, of the first ``size`` entries."""
    return Cut(happened_by=day, known_by=day, size=size)


def _day_of(cut: Cut) -> dt.date:
    return cut.known_by or dt.date.max


def _day_of_month(month: Month) -> dt.date:
    return month.day


def _before(number: int, tail: Sequence[int]) -> int | None:
    """The number of the entry before one; ``None`` if it is the first."""
    place = tail.index(number)
    return tail[place - 1] if place else None


def _whole(table: SharedTable) -> Delta:
    return Delta(table.rows(), dict(table.places), (), (), is_sorted_anew=False)


def _opened(deltas: Sequence[Delta]) -> Opened:
    """A table after all that was done to it."""
    first, *rest = deltas
    held = Opened(dict(first.rows), dict(first.places))
    for delta in rest:
        delta.apply(held.rows, held.places)
    if any(delta.is_sorted_anew for delta in deltas):
        rows = sorted(held.rows.items(), key=lambda item: held.places[item[0]])
        return Opened(dict(rows), held.places)
    return held
