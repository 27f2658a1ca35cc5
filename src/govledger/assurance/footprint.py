"""What a judgement read, so that it is made again only when some of that has changed, or the day has come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Generator, Hashable, Iterable, Mapping
from contextlib import contextmanager
from functools import wraps
from heapq import heappop, heappush
from typing import Any, Final, Self, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")
Mark = tuple[Hashable, Hashable]
"""A thing read: where it stands, and its key there; `WHOLE` for all that stands there."""

WHOLE: Final = object()
"""The key of everything in one place."""

_ONE_DAY = dt.timedelta(days=1)


class Footprints:
    """Who read what, and when each is to be asked again whatever is written.

    A reader is whatever `reading` is given; what is read while nobody reads is not noted.
    """

    def __init__(self) -> None:
        """Nobody has read anything."""
        self._frames: list[tuple[Hashable, set[Mark], list[dt.date]]] = []
        self._readers: dict[Hashable, dict[Hashable, list[Hashable]]] = {}
        self._due: list[tuple[dt.date, int, Hashable]] = []
        self._turn = 0

    @contextmanager
    def reading(self, reader: Hashable) -> Generator[set[Mark]]:
        """Note what is read inside as read by ``reader``; the marks of it, as they are made."""
        marks, days = set[Mark](), list[dt.date]()
        self._frames.append((reader, marks, days))
        try:
            yield marks
        finally:
            self._frames.pop()
            if days:
                self._turn += 1
                heappush(self._due, (min(days), self._turn, reader))

    @contextmanager
    def writing(self) -> Generator[set[Mark]]:
        """The marks of what is touched inside; nobody is noted as having read it."""
        marks = set[Mark]()
        self._frames.append((None, marks, []))
        try:
            yield marks
        finally:
            self._frames.pop()

    def note(self, place: Hashable, key: Hashable) -> None:
        """Somebody reads this."""
        if not self._frames:
            return
        reader, marks, _ = self._frames[-1]
        if (place, key) not in marks:
            marks.add((place, key))
            if reader is not None:
                self._readers.setdefault(place, {}).setdefault(key, []).append(reader)

    def note_day(self, day: dt.date) -> None:
        """What somebody reads may be otherwise from this day on."""
        if self._frames:
            self._frames[-1][2].append(day)

    def is_read(self, place: Hashable, key: Hashable) -> bool:
        """Whether anybody read this."""
        return bool(self._readers.get(place, {}).get(key))

    def stale(self, marks: Iterable[Mark], today: dt.date) -> set[Hashable]:
        """Everybody who read any of this, or whose day has come by ``today``; they are forgotten."""
        found = set[Hashable]()
        for place, key in marks:
            held = self._readers.get(place, {})
            keys = tuple(held) if key is WHOLE else (key, WHOLE)
            found.update(reader for one in keys for reader in held.pop(one, ()))
        while self._due and self._due[0][0] <= today:
            found.add(heappop(self._due)[2])
        return found


class Watched(dict[Key, Value]):
    """A dict that notes which of its keys are read."""

    __slots__ = ("footprints", "place")

    def __init__(self, place: Hashable, footprints: Footprints, held: Mapping[Key, Value]) -> None:
        """``held``, standing in one ``place``."""
        super().__init__(held)
        self.place, self.footprints = place, footprints

    def unnoted(self) -> dict[Key, Value]:
        """The same in a plain dict, without a note of it."""
        return dict(super().items())


def _by_key(name: str) -> Callable[..., Any]:
    method: Callable[..., Any] = getattr(dict, name)

    @wraps(method)
    def noted(self: Watched[Any, Any], key: Any, *rest: Any) -> Any:
        self.footprints.note(self.place, key)
        return method(self, key, *rest)

    return noted


def _by_all(name: str) -> Callable[..., Any]:
    method: Callable[..., Any] = getattr(dict, name)

    @wraps(method)
    def noted(self: Watched[Any, Any], *rest: Any, **named: Any) -> Any:
        self.footprints.note(self.place, WHOLE)
        return method(self, *rest, **named)

    return noted


for _name in ("__getitem__", "__setitem__", "__delitem__", "__contains__", "get", "pop", "setdefault"):
    setattr(Watched, _name, _by_key(_name))
for _name in (
    "__iter__", "__len__", "__eq__", "__or__", "__ror__", "__ior__", "__reversed__", "clear", "copy", "items", "keys",
    "popitem", "update", "values",
):  # fmt: skip
    setattr(Watched, _name, _by_all(_name))


class Today(dt.date):
    """A day that notes from which later day on what is asked of it would be answered otherwise.

    Comparing it to a day notes that day; anything else done with it notes tomorrow. A time added to it or taken from
    it makes another such day.
    """

    __slots__ = ("footprints", "shift")
    footprints: Footprints
    shift: dt.timedelta

    @classmethod
    def watched(cls, day: dt.date, footprints: Footprints, shift: dt.timedelta = dt.timedelta()) -> Self:
        """``day``, which is today and a ``shift``."""
        same = plain(day)
        held = cls(same.year, same.month, same.day)
        held.footprints, held.shift = footprints, shift
        return held

    def meet(self, other: object) -> None:
        """Note the day on which this one reaches ``other``, or leaves it."""
        if isinstance(other, dt.date) and not isinstance(other, Today):
            if dt.date.__eq__(self, other):
                self.note_tomorrow()
            elif dt.date.__lt__(self, other):
                self._note(other)

    def _note(self, reached: dt.date) -> None:
        try:
            self.footprints.note_day(reached - self.shift)
        except OverflowError:
            return  # A day beyond the calendar is never reached.

    def note_tomorrow(self) -> None:
        """Note that tomorrow it is another day."""
        self._note(plain(self) + _ONE_DAY)

    def __add__(self, other: dt.timedelta) -> Self:
        """A later day that goes along with today."""
        return self.watched(plain(self) + other, self.footprints, self.shift + other)

    def __radd__(self, other: dt.timedelta) -> Self:
        """A later day that goes along with today."""
        return self + other

    def __sub__(self, other: Any) -> Any:
        """An earlier day that goes along with today, or the time since a day."""
        if isinstance(other, dt.timedelta):
            return self + -other
        if not isinstance(other, Today):
            self.note_tomorrow()
        return plain(self) - plain(other)

    def __rsub__(self, other: dt.date) -> dt.timedelta:
        """The time until a day."""
        self.note_tomorrow()
        return other - plain(self)


def _comparing(name: str) -> Callable[[Today, object], bool]:
    method: Callable[[dt.date, object], bool] = getattr(dt.date, name)

    @wraps(method)
    def noted(self: Today, other: object) -> bool:
        self.meet(other)
        return method(self, other)

    return noted


def _telling(name: str) -> Callable[..., Any]:
    @wraps(getattr(dt.date, name))
    def noted(self: Today, *rest: Any, **named: Any) -> Any:
        self.note_tomorrow()
        return getattr(plain(self), name)(*rest, **named)

    return noted


def _part(name: str) -> property:
    def noted(self: Today) -> int:
        self.note_tomorrow()
        part: int = getattr(plain(self), name)
        return part

    return property(noted, doc=getattr(dt.date, name).__doc__)


for _name in ("__eq__", "__ge__", "__gt__", "__le__", "__lt__", "__ne__"):
    setattr(Today, _name, _comparing(_name))
for _name in (
    "__format__", "__hash__", "__repr__", "__str__", "ctime", "isocalendar", "isoformat", "isoweekday", "replace",
    "strftime", "timetuple", "toordinal", "weekday",
):  # fmt: skip
    setattr(Today, _name, _telling(_name))
for _name in ("day", "month", "year"):
    setattr(Today, _name, _part(_name))


def plain(day: dt.date) -> dt.date:
    """The same day, noting nothing."""
    return dt.date.fromordinal(dt.date.toordinal(day)) if isinstance(day, Today) else day
