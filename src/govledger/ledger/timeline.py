"""Which entries there are and when: the few numbers of each that decide cuts and order, held in memory.

Twenty-eight bytes an entry, read once and extended as the ledger grows; never stored. Every day is an ordinal, every
stamp a count of microseconds.
"""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Iterable
from threading import Lock

from govledger.events import Catalogue
from govledger.ledger.codec import Outline, decode_outline
from govledger.ledger.cuts import Cut
from govledger.ledger.store import LedgerRow, SQLiteStore

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


def micros(instant: dt.datetime) -> int:
    """Microseconds since 1970."""
    return (instant - _EPOCH) // _MICROSECOND


class Timeline:
    """The outlines of a ledger's entries, by number."""

    def __init__(self, store: SQLiteStore, ledger: LedgerRow, catalogue: Catalogue) -> None:
        """An empty timeline of one ledger; `extend` fills it."""
        self._store, self._ledger, self._lock = store, ledger, Lock()
        self._standing_names = {declared.name for declared in catalogue if declared.standing}
        self._latest, self._earliest = array("i", [0]), array("i", [0])
        self._known, self._recorded = array("i", [0]), array("q", [0])
        self._versions: dict[int, list[int]] = {}
        self._corrections: set[int] = set()
        self._retractions: set[int] = set()
        self._standing: set[int] = set()

    def extend(self, size: int) -> None:
        """Read the entries up to ``size`` that are not held yet."""
        with self._lock:
            for row in self._store.rows(self._ledger, after=len(self._latest) - 1, until=size):
                self._add(decode_outline(row))

    def _add(self, outline: Outline) -> None:
        known = outline.known_on.toordinal()
        latest = min(outline.happened.latest.toordinal(), known)
        self._latest.append(latest)
        self._earliest.append(min(outline.happened.earliest.toordinal(), latest))
        self._known.append(known)
        self._recorded.append(micros(outline.recorded_at))
        version_of = outline.corrects or outline.retracts
        if version_of is not None:
            original = int(version_of.partition(":")[2])
            self._versions.setdefault(original, []).append(outline.number)
            (self._corrections if outline.corrects else self._retractions).add(outline.number)
        if outline.type.partition("/")[0] in self._standing_names:
            self._standing.add(outline.number)

    def _is_recorded(self, number: int, cut: Cut) -> bool:
        """Whether one version passes the recorded cut."""
        if number > cut.size or number in cut.without:
            return False
        return cut.recorded_by is None or self._recorded[number] <= micros(cut.recorded_by)

    def _passes(self, number: int, cut: Cut, told: frozenset[int] | None, *, original: int) -> bool:
        """Whether one version of an entry passes the known, recorded and told cuts; none of what is left out does."""
        if original in cut.without or not self._is_recorded(number, cut):
            return False
        if original in self._standing:
            return True
        if told is not None:
            return number in told
        return cut.known_by is None or self._known[number] <= cut.known_by.toordinal()

    def _winner(self, original: int, cut: Cut, told: frozenset[int] | None) -> int | None:
        """The version of an entry that holds within a cut: the last that passes; ``None`` if it is a retraction."""
        for number in reversed(self._versions.get(original, ())):
            if self._passes(number, cut, told, original=original):
                return None if number in self._retractions else number
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
            if self._is_recorded(number, cut) and (last is None or self._known[number] <= last):
                return None if number in self._retractions else number
        return original if self._is_recorded(original, cut) else None

    def first_known(self, number: int) -> dt.date:
        """The day one entry became known."""
        return dt.date.fromordinal(self._known[number])

    def select(
        self, cut: Cut, told: frozenset[int] | None, *, among: Iterable[int] | None = None
    ) -> tuple[list[int], list[int]]:
        """The entries within a cut, and those that straddle its happened day.

        Args:
            cut: What is left out.
            told: The versions that its body had been told, if it names one.
            among: Look only at these entries and their versions; they are named by the numbers of the originals.

        Returns:
            The numbers of the versions that hold, ordered by effective latest day, then earliest, then the original's
            number; and the numbers of those that may or may not have happened by the day asked for.
        """
        passed_over = self._corrections | self._gone(cut) if cut.without else self._corrections
        held = [
            (self._latest[number] << 22 | self._earliest[number], original, number)
            for original in (range(1, cut.size + 1) if among is None else among)
            if original not in passed_over and (number := self._winner(original, cut, told)) is not None
        ]
        held.sort()
        if cut.happened_by is None:
            return [number for _, _, number in held], []
        last = cut.happened_by.toordinal()
        within = [number for _, _, number in held if self._latest[number] <= last or number in self._standing]
        straddling = [
            number
            for _, _, number in held
            if self._earliest[number] <= last < self._latest[number] and number not in self._standing
        ]
        return within, straddling

    def recorded(self, cut: Cut, told: frozenset[int] | None) -> list[int]:
        """Every version within a cut, in the order of recording."""
        gone = self._gone(cut)
        last = dt.date.max.toordinal() if cut.happened_by is None else cut.happened_by.toordinal()
        return [
            number
            for number in range(1, cut.size + 1)
            if number not in gone
            and self._passes(number, cut, told, original=number)
            and (self._latest[number] <= last or number in self._standing)
        ]
