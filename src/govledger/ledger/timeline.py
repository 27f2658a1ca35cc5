"""Which entries there are and when: the few numbers of each that decide cuts and order, held in memory.

Some eight bytes an entry (see `govledger.ledger.calendar`), read once and extended as the ledger grows; never stored.
"""

from __future__ import annotations

import datetime as dt
from array import array
from bisect import bisect_right, insort
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, filterfalse, pairwise
from threading import Lock
from typing import Final

from govledger.errors import LedgerCorruptError
from govledger.events import Catalogue
from govledger.ledger.calendar import PLACE_BITS, Calendar
from govledger.ledger.codec import decode_outline
from govledger.ledger.cuts import Cut
from govledger.ledger.store import LedgerRow, Store, Stored

_ERASURES: Final = "disclosure-erased/"
_MANY: Final = 1 << 40
_SPANS_HELD_MAX: Final = 64
_ANOTHER: Final = (
    "entry {} is not the one that was read before, and others may be gone too, as after a failover to a server that had"
    " not all of them: verify the ledger against a checkpoint that was kept, then open it again"
)


class Timeline:
    """The outlines of a ledger's entries, by number."""

    def __init__(self, store: Store, ledger: LedgerRow, catalogue: Catalogue) -> None:
        """An empty timeline of one ledger; `extend` fills it."""
        self._store, self._ledger, self._lock = store, ledger, Lock()
        self._standing_names = {declared.name for declared in catalogue if declared.standing}
        self._calendar = Calendar()
        self._newest, self._size = b"", 0
        self._latest = self._calendar.latest
        self._versions: dict[int, tuple[int, ...]] = {}
        self._original: dict[int, int] = {}
        self._taken_back: dict[int, int] = {}
        self._standing: set[int] = set()
        self._standing_places: list[tuple[int, int]] = []
        self._spans: dict[tuple[dt.datetime, int], tuple[range, ...]] = {}
        self._telling: tuple[tuple[int, int], list[dt.date]] = (0, 0), []

    def __len__(self) -> int:
        """How many entries are held, with everything that is held of each; another thread may be adding more."""
        return self._size

    def extend(self, size: int) -> None:
        """Read the entries up to ``size`` that are not held yet.

        Raises:
            LedgerCorruptError: The last that is held is not there any more as it was read.
        """
        if len(self) >= size:
            return
        with self._lock:
            held = len(self)
            # The last that is held is read again: a server that took another's place may have lost it, and gone on.
            for rows in self._store.chunks(self._ledger, after=max(held - 1, 0), until=size):
                new = rows[1:] if rows[0][0] == held else rows
                if new is not rows and rows[0][2] != self._newest:
                    raise LedgerCorruptError(_ANOTHER.format(held))
                self._add(new)
                self._newest, self._size = rows[-1][2], len(self._calendar)

    def _add(self, rows: Sequence[Stored]) -> None:
        first = len(self._calendar) + 1
        for sketch in self._calendar.read(rows):
            number, original = sketch.number, sketch.version_of
            (self._original if sketch.corrects else self._taken_back)[number] = original
            self._versions[original] = (*self._versions.get(original, ()), number)
        standing = [name for name in self.written_types if name.partition("/")[0] in self._standing_names]
        for number in self.of_types(range(first, len(self._calendar) + 1), standing) if standing else ():
            self._standing.add(number)
            insort(self._standing_places, (self.place(number), number))

    # Whether a cut holds a version -----------------------------------------------------------------------------------

    def _recorded_spans(self, cut: Cut) -> tuple[range, ...]:
        """The numbers that had been recorded by the instant of a cut; stamps fall only where a clock was set right."""
        if cut.recorded_by is None:
            return (range(1, cut.size + 1),)
        key = cut.recorded_by, cut.size
        found = self._spans.get(key)
        if found is None:
            ends = [1, *(number for number in self._calendar.falls if number <= cut.size), cut.size + 1]
            spans = (range(first, stop) for first, stop in pairwise(ends))
            found = tuple(span[: bisect_right(span, cut.recorded_by, key=self._stamp)] for span in spans)
            if len(self._spans) >= _SPANS_HELD_MAX:
                self._spans.clear()
            self._spans[key] = found
        return found

    def _stamp(self, number: int) -> dt.datetime:
        """When one entry was recorded, read from its bytes: too few ask for it to hold it of each."""
        return decode_outline(self._store.rows_at(self._ledger, [number])[number]).recorded_at

    def _is_recorded(self, number: int, cut: Cut) -> bool:
        """Whether one version passes the recorded cut."""
        if number > cut.size or number in cut.without:
            return False
        return cut.recorded_by is None or any(number in span for span in self._recorded_spans(cut))

    def _passes(self, number: int, cut: Cut, told: frozenset[int] | None, *, original: int) -> bool:
        """Whether one version of an entry passes the known, recorded and told cuts; none of what is left out does."""
        if original in cut.without or not self._is_recorded(number, cut):
            return False
        if original in self._standing:
            return True
        if told is not None:
            return number in told
        return cut.known_by is None or self._calendar.known(number) <= cut.known_by.toordinal()

    def _winner(self, original: int, cut: Cut, told: frozenset[int] | None) -> int | None:
        """The version of an entry that holds within a cut: the last that passes; ``None`` if it is a retraction."""
        for number in reversed(self._versions.get(original, ())):
            if self._passes(number, cut, told, original=original):
                return None if number in self._taken_back else number
        return original if self._passes(original, cut, told, original=original) else None

    def _gone(self, cut: Cut) -> set[int]:
        """The versions of what a cut leaves out: its corrections and retractions go with it."""
        return {version for original in cut.without for version in self._versions.get(original, ())}

    def version(self, original: int, *, cut: Cut, known_by: dt.date | None) -> int | None:
        """The version in which an entry stood on a day: its own, or the last that was recorded and known by then.

        Unlike in a known cut the entry itself need not have been known; ``None`` if it was taken back by then, or not
        recorded within ``cut``.
        """
        if original in cut.without:
            return None
        last = None if known_by is None else known_by.toordinal()
        for number in reversed(self._versions.get(original, ())):
            if self._is_recorded(number, cut) and (last is None or self._calendar.known(number) <= last):
                return None if number in self._taken_back else number
        return original if self._is_recorded(original, cut) else None

    def first_known(self, number: int) -> dt.date:
        """The day one entry became known."""
        return dt.date.fromordinal(self._calendar.known(number))

    # Everything within a cut -----------------------------------------------------------------------------------------

    def select(
        self, cut: Cut, told: frozenset[int] | None, *, among: Iterable[int] | None = None
    ) -> tuple[Sequence[int], Sequence[int]]:
        """The entries within a cut, and those that straddle its happened day.

        Args:
            cut: What is left out.
            told: The versions that its body had been told, if it names one.
            among: Look only at these entries and their versions; they are named by the numbers of the originals.

        Returns:
            The numbers of the versions that hold, ordered by effective latest day, then earliest, then the original's
            number; and the numbers of those that may or may not have happened by the day asked for.
        """
        passed_over = self._original.keys() | self._gone(cut) if cut.without else self._original
        several = list(self._versions) if among is None else among
        winners = (self._winner(original, cut, told) for original in several if original not in passed_over)
        held = [number for number in winners if number is not None]
        if among is None:
            apart = (passed_over, self._versions, cut.without)
            order = self._calendar.ordered(lambda: self._passing(cut, told, apart), held, self.place)
        else:
            order = array("I", sorted(held, key=self.place))
        return self._parted(order, cut)

    def _passing(self, cut: Cut, told: frozenset[int] | None, apart: Iterable[Collection[int]]) -> Iterator[int]:
        """The entries that pass the recorded, told and known cuts, but for those that stand ``apart``."""
        numbers: Iterator[int] = chain.from_iterable(self._recorded_spans(cut))
        for some in filter(None, apart):
            numbers = filterfalse(some.__contains__, numbers)
        if told is not None:
            return filter((told | self._standing).__contains__, numbers)
        if cut.known_by is None:
            return numbers
        last, known, standing = cut.known_by.toordinal(), self._calendar.known, self._standing
        return (number for number in numbers if known(number) <= last or number in standing)

    def _parted(self, order: array[int], cut: Cut) -> tuple[array[int], array[int]]:
        """Versions in order, parted into those that had happened by the day of a cut and those that may have."""
        if cut.happened_by is None:
            return order, array("I")
        last, standing = cut.happened_by.toordinal(), self._standing
        place = bisect_right(order, last, key=self._latest.__getitem__)
        within, later = order[:place], order[place:]
        within.extend(number for number in later if number in standing)
        earliest = self._calendar.earliest
        return within, array("I", (one for one in later if earliest(one) <= last and one not in standing))

    def recorded(self, cut: Cut, told: frozenset[int] | None) -> Sequence[int]:
        """Every version within a cut, in the order of recording."""
        if cut == Cut(size=cut.size):
            return range(1, cut.size + 1)
        last = dt.date.max.toordinal() if cut.happened_by is None else cut.happened_by.toordinal()
        latest, standing = self._latest, self._standing
        numbers = self._passing(cut, told, (self._gone(cut), cut.without))
        return array("I", (number for number in numbers if latest[number] <= last or number in standing))

    # What differs between two cuts -----------------------------------------------------------------------------------

    def concerned(self, numbers: Iterable[int]) -> set[int]:
        """The originals of which some entries are versions; a retraction is an entry itself, and concerns another."""
        taken_back = {self._taken_back[number] for number in numbers if number in self._taken_back}
        return {self._original.get(number, number) for number in numbers} | taken_back

    def place(self, number: int) -> int:
        """What puts versions in the order things happened: the latest day, the earliest day, the original's number."""
        return self._calendar.place(number, self._original.get(number, number))

    @staticmethod
    def place_after(day: dt.date) -> int:
        """The place before which stands whatever happened by a day, and nothing else."""
        return day.toordinal() + 1 << PLACE_BITS

    def of_types(self, numbers: Iterable[int], written: Iterable[str]) -> list[int]:
        """Those of some entries that are of these types, as written with their versions."""
        return self._calendar.of_types(numbers, written)

    @property
    def written_types(self) -> tuple[str, ...]:
        """The types of all entries, as written with their versions."""
        return self._calendar.written_types

    def held(self, original: int, cut: Cut) -> int | None:
        """The version of an entry that a cut holds, if it names no body; ``None`` where it holds none."""
        number = self._winner(original, cut, None)
        if number is None or cut.happened_by is None or number in self._standing:
            return number
        return number if self._latest[number] <= cut.happened_by.toordinal() else None

    def holds(self, number: int, cut: Cut) -> bool:
        """Whether a cut that names no body has a version among those recorded, be it corrected later or not."""
        if not self._passes(number, cut, None, original=number):
            return False
        return (
            number in self._standing or cut.happened_by is None or self._latest[number] <= cut.happened_by.toordinal()
        )

    def recorded_or_known_between(self, before: Cut | None, after: Cut) -> set[int]:
        """The versions through which two cuts can differ: those recorded or known between them.

        Both cuts name the same body and instant, if any, and their happened days are the same or are their known days:
        what was known by a day had happened by then, so that a version enters such a cut on the day it became known.
        Standing versions are among them only where they were recorded between the two.
        """
        since = 0 if before is None else _last_day(before)
        known = self._calendar.known_days
        days = known[bisect_right(known, since) : bisect_right(known, _last_day(after))]
        size = after.size if before is None else before.size
        found = {number for day in days for number in self._calendar.known_on(day) if number <= size}
        return found.union(range(size + 1, after.size + 1))

    def differing(self, among: Iterable[int], before: Cut | None, after: Cut) -> tuple[list[int], list[int]]:
        """The versions that only the first of two cuts holds, and those that only the second does.

        Args:
            among: The versions through which they can differ.
            before: The first; ``None`` for one that holds nothing.
            after: The second.
        """
        left, entered = list[int](), list[int]()
        for original in self.concerned(set(among)):
            was, now = None if before is None else self.held(original, before), self.held(original, after)
            if was != now:
                left += [] if was is None else [was]
                entered += [] if now is None else [now]
        return left, entered

    def first_day(self, number: int) -> dt.date:
        """The first day as of which a version can be seen, or can hide another."""
        standing = self.concerned({number}) & self._standing
        first = min(self._latest[one] for one in (number, *standing)) if standing else self._calendar.known(number)
        return dt.date.fromordinal(first)

    def is_standing(self, number: int) -> bool:
        """Whether an entry is a setting, a declaration or an answer, which a cut holds whatever its days."""
        return number in self._standing

    def standing_after(self, place: int, cut: Cut) -> list[int]:
        """The settings, declarations and answers that a cut holds after one place."""
        later = self._standing_places[bisect_right(self._standing_places, (place, _MANY)) :]
        return [number for _, number in later if self._is_held(number, cut)]

    def _is_held(self, number: int, cut: Cut) -> bool:
        return self.held(self._original.get(number, number), cut) == number

    def last(self, cut: Cut) -> int:
        """The last entry of a cut that names no body, in the order things happened; 0 where there is none."""
        best, best_place = 0, 0
        for place, number in reversed(self._standing_places):
            if self._is_held(number, cut):
                best, best_place = number, place
                break
        for day in reversed(self._known_until(_last_day(cut))):
            if day < best_place >> PLACE_BITS:
                break
            for number in self._calendar.known_on(day):
                if self.place(number) > best_place and self._is_held(number, cut):
                    best, best_place = number, self.place(number)
        return best

    def _known_until(self, day: int) -> Sequence[int]:
        known = self._calendar.known_days
        return known[: bisect_right(known, day)]

    def holds_erasure(self, numbers: Iterable[int]) -> bool:
        """Whether one of some entries says that words were erased."""
        return bool(self.of_types(numbers, (name for name in self.written_types if name.startswith(_ERASURES))))

    @property
    def newest_day(self) -> dt.date:
        """The last day on which anything became known."""
        known = self._calendar.known_days
        return dt.date.fromordinal(known[-1]) if known else dt.date.min

    def telling_days(self, until: dt.date, *, entries_max: int) -> list[dt.date]:
        """Days, up to one, that part what became known.

        The last of each month in which anything did, and where it is much, others between: so that between two of them
        stand not many more than ``entries_max`` entries.
        """
        key = len(self._calendar), entries_max
        if self._telling[0] != key:
            self._telling = key, self._all_telling_days(entries_max)
        days = self._telling[1]
        return days[: bisect_right(days, until)]

    def _all_telling_days(self, entries_max: int) -> list[dt.date]:
        found, end, count = list[dt.date](), dt.date.min, 0
        for ordinal in self._calendar.known_days:
            day = dt.date.fromordinal(ordinal)
            if count and end < day:
                found.append(end)
                count = 0
            end, count = month_end(day), count + len(self._calendar.known_on(ordinal))
            if count >= entries_max:
                found.append(day)
                count = 0
        return [*found, end] if count else found


def _last_day(cut: Cut) -> int:
    """The last day on which what a cut holds became known."""
    return (cut.known_by or dt.date.max).toordinal()


def month_end(day: dt.date) -> dt.date:
    """The last day of the month in which a day falls."""
    if (day.year, day.month) == (dt.date.max.year, dt.date.max.month):
        return dt.date.max
    first = dt.date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return first - dt.timedelta(days=1)
