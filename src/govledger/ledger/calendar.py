"""When each entry happened and became known, and of which type it is: eight bytes an entry, held in memory.

Every day is an ordinal. Most entries happened on one day and were known soon, so that the first day of those that may
have happened on several stands apart, and so does when something was known that took lifetimes to come out.
"""

from __future__ import annotations

import datetime as dt
from array import array
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, groupby
from threading import Lock
from typing import Annotated, Final

import msgspec

from govledger.errors import LedgerCorruptError
from govledger.events import When
from govledger.ledger.codec import decode_outline
from govledger.ledger.store import Stored, read_row

_VAGUE: Final = 1 << 15
"""What is added to the type of an entry that may have happened on several days."""

_LATE: Final = (1 << 16) - 1
"""After how many days what became known stands apart."""

_DAY_BITS: Final = 22
_ORIGINAL_BITS: Final = 40

PLACE_BITS: Final = _DAY_BITS + _ORIGINAL_BITS
"""How far the latest day is shifted in a place."""

_OfEntry = Annotated[str, msgspec.Meta(pattern=r"^entry:[1-9][0-9]{0,15}$")]


class Sketch(msgspec.Struct, kw_only=True, gc=False):
    """What the calendar takes of an entry, in the order in which its bytes have it."""

    corrects: _OfEntry | None = None
    happened: str
    known_on: dt.date
    number: int
    recorded_at: dt.datetime
    retracts: _OfEntry | None = None
    type: str

    @property
    def version_of(self) -> int:
        """The number of the entry that it corrects or retracts; 0 where it does neither."""
        return int((self.corrects or self.retracts or ":0").partition(":")[2])


_decode_sketch = msgspec.json.Decoder(Sketch).decode


@lru_cache(maxsize=4_096)
def _days_of(happened: str) -> tuple[int, int]:
    """The latest and the earliest day of a time as it is stored."""
    when = When.parse(happened)
    return when.latest.toordinal(), when.earliest.toordinal()


class _Codes(dict[str, int]):
    """A small number for each type, given when it is first asked for."""

    def __missing__(self, written: str) -> int:
        if len(self) == _VAGUE:
            raise LedgerCorruptError(f"the ledger has more than {_VAGUE:,} types of entries")
        code = self[written] = len(self)
        return code


class Calendar:
    """The days and the types of a ledger's entries, by number.

    Attributes:
        latest: The effective latest day on which each happened.
        falls: The numbers of the entries recorded, by their stamps, before the one above them.
    """

    def __init__(self) -> None:
        """A calendar of no entries."""
        self.latest, self._lags = array("i", [0]), array("H", [0])
        self._late = dict[int, int]()
        self.falls = array("I")
        self._types, self._names = array("H", [0]), _Codes()
        self._vague, self._begins = array("I"), array("i")
        self._stamp = dt.datetime.min.replace(tzinfo=dt.UTC)
        self._filing, self._next = Lock(), 1
        self._days, self._filed = list[int](), dict[int, "array[int]"]()

    def __len__(self) -> int:
        """How many entries it has."""
        return len(self.latest) - 1

    def read(self, rows: Sequence[Stored]) -> list[Sketch]:
        """Take the next entries from their rows.

        Returns:
            Those that correct or retract others.

        Raises:
            LedgerCorruptError: The bytes of one are not that entry's; nothing was taken.
        """
        try:
            return self._read(rows)
        except (msgspec.DecodeError, ValueError, TypeError):
            for row in rows:
                decode_outline(read_row(row))
            raise

    def _read(self, rows: Sequence[Stored]) -> list[Sketch]:
        """One pass, in which as little as can be is done for each; what is seldom is set aside."""
        names, stamp = self._names, self._stamp
        latest, lags, types = list[int](), list[int](), list[int]()
        vague, late, falls, versions = list[tuple[int, int]](), dict[int, int](), list[int](), list[Sketch]()
        for number, written, raw in rows:
            sketch = _decode_sketch(raw)
            if sketch.number != number or sketch.type != written or type(raw) is not bytes:
                raise ValueError(number)
            last, first = _days_of(sketch.happened)
            known, code, recorded = sketch.known_on.toordinal(), names[written], sketch.recorded_at
            if last > known:  # noqa: PLR1730 - `min` would be called for every entry
                last = known
            if first < last:
                vague.append((number, first))
                code |= _VAGUE
            if known - last >= _LATE:
                late[number], known = known - last, last + _LATE
            if recorded < stamp:
                falls.append(number)
            if sketch.corrects or sketch.retracts:
                versions.append(sketch)
            stamp = recorded
            latest.append(last)
            lags.append(known - last)
            types.append(code)
        self._stamp = stamp
        self._late.update(late)
        self._vague.extend(number for number, _ in vague)
        self._begins.extend(first for _, first in vague)
        self.falls.extend(falls)
        self._lags.extend(lags)
        self._types.extend(types)
        self.latest.extend(latest)
        return versions

    # One entry -------------------------------------------------------------------------------------------------------

    def known(self, number: int) -> int:
        """The first day on which one was known."""
        lag = self._lags[number]
        return self.latest[number] + (lag if lag < _LATE else self._late[number])

    def earliest(self, number: int) -> int:
        """The earliest day on which one happened, as far as is known."""
        if self._types[number] & _VAGUE:
            return self._begins[bisect_left(self._vague, number)]
        return self.latest[number]

    def is_vague(self, number: int) -> bool:
        """Whether one may have happened on several days."""
        return self._types[number] >= _VAGUE

    def place(self, number: int, original: int) -> int:
        """What puts versions in the order things happened: the latest day, the earliest day, the original's number."""
        latest, types = self.latest[number], self._types
        earliest = self.earliest(number) if types[number] & _VAGUE else latest
        return (latest << _DAY_BITS | earliest) << _ORIGINAL_BITS | original

    # Types -----------------------------------------------------------------------------------------------------------

    @property
    def written_types(self) -> tuple[str, ...]:
        """The types of all entries, as written with their versions."""
        return tuple(self._names)

    def of_types(self, numbers: Iterable[int], written: Iterable[str]) -> list[int]:
        """Those of some entries that are of these types, as written with their versions."""
        codes = {self._names[name] for name in written if name in self._names}
        wanted = codes | {code | _VAGUE for code in codes}
        types = self._types
        return [number for number in numbers if types[number] in wanted]

    # In the order things happened ------------------------------------------------------------------------------------

    def ordered(
        self, numbers: Callable[[], Iterator[int]], several: Sequence[int], place: Callable[[int], int]
    ) -> array[int]:
        """Some versions in the order things happened.

        They are dealt out by their latest days, and sorted within a day only where that can matter, so that nothing is
        held of each but its number.

        Args:
            numbers: Gives those that are the only version of their entry, by number, each time it is called.
            several: The others.
            place: Where each stands.
        """
        latest = self.latest
        counts = Counter(map(latest.__getitem__, chain(numbers(), several)))
        starts, total = dict[int, int](), 0
        for day in sorted(counts):
            starts[day], total = total, total + counts[day]
        order, free = array("I", [0]) * total, dict(starts)
        for number in chain(numbers(), several):
            day = latest[number]
            order[free[day]] = number
            free[day] += 1
        for day in {latest[number] for number in chain(several, self._vague)} & starts.keys():
            within = slice(starts[day], free[day])
            order[within] = array("I", sorted(order[within], key=place))
        return order

    # By the day on which they became known ---------------------------------------------------------------------------

    @property
    def known_days(self) -> Sequence[int]:
        """The days on which anything became known, in order."""
        self._file()
        return self._days

    def known_on(self, day: int) -> Sequence[int]:
        """The numbers of what became known on a day."""
        self._file()
        return self._filed.get(day, ())

    def _file(self) -> None:
        """File by day what was not filed yet; whoever asks for no day never needs it."""
        if self._next > len(self):
            return
        with self._filing:
            start = self._next
            for day, run in groupby(map(self.known, range(start, len(self) + 1))):
                if day not in self._filed:
                    insort(self._days, day)
                    self._filed[day] = array("I")
                stop = start + sum(1 for _ in run)
                self._filed[day].extend(range(start, stop))
                start = self._next = stop
