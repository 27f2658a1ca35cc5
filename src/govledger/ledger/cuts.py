"""What a history leaves out, and how its days and instants are read: they end in the ledger's civil zone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

import attrs

from govledger.errors import BadValueError, CutError
from govledger.events.aloud import said_day
from govledger.events.words import read_day

Moment = dt.date | dt.datetime | str
"""A day or an instant: a `date`, an aware `datetime`, or either as ISO text."""


@attrs.frozen(kw_only=True)
class Cut:
    """What a history leaves out.

    Attributes:
        happened_by: The last day something may have happened; an entry counts if its effective latest day is no later.
        known_by: The last day it may have become known.
        recorded_by: The last instant it may have been recorded.
        told: The body it must have been put before.
        size: How many entries the ledger had when the history was made.
        without: The entries left out as if they had never been recorded, each with every version of it.
        supposed: How many of the last of them are only supposed: nobody recorded them.
    """

    happened_by: dt.date | None = None
    known_by: dt.date | None = None
    recorded_by: dt.datetime | None = None
    told: str | None = None
    size: int = 0
    without: frozenset[int] = frozenset()
    supposed: int = 0

    @property
    def words(self) -> str:
        """What is left in, in words that can be read out."""
        found: list[str] = []
        if self.happened_by is not None and self.happened_by == self.known_by and self.told is None:
            found.append(f"as it stood on {said_day(self.happened_by)}: what had happened and was known by then")
        else:
            found += [f"what had happened by {said_day(self.happened_by)}"] if self.happened_by else []
            found += [f"what was known by {said_day(self.known_by)}"] if self.known_by and self.told is None else []
        found += [f"what {self.told} had been told"] if self.told else []
        found += [f"what the ledger had recorded by {self.recorded_by:%Y-%m-%dT%H:%M:%SZ}"] if self.recorded_by else []
        said = " and ".join(found) or "everything recorded, as it stands now"
        never = f"{_said_entries(self.without)} had never been recorded" if self.without else ""
        more = self.size - self.supposed + 1
        also = f"{_said_entries(range(more, self.size + 1))} had been recorded" if self.supposed else ""
        supposed = " and ".join(filter(None, (also, never)))
        return f"{said}; as if {supposed}" if supposed else said


def _said_entries(numbers: Iterable[int]) -> str:
    """Entries as they are said: entry 41, entries 41 and 57."""
    *first, last = map(str, sorted(numbers))
    return f"entries {', '.join(first)} and {last}" if first else f"entry {last}"


def _read_instant(value: Moment, name: str) -> dt.datetime | None:
    """An aware instant; ``None`` where a day was given.

    Raises:
        CutError: The instant has no zone.
    """
    instant: dt.datetime | None = value if isinstance(value, dt.datetime) else None
    if isinstance(value, str) and ("T" in value or " " in value.strip()):
        try:
            instant = dt.datetime.fromisoformat(value.strip())
        except ValueError:
            raise CutError(
                f"{name}: found {value!r}, expected a day or an instant such as 2017-06-14T18:00:00Z"
            ) from None
    if instant is not None and instant.tzinfo is None:
        raise CutError(f"{name}: found {instant.isoformat()} without a zone; write Z or an offset such as +01:00")
    return instant


def _in_zone(instant: dt.datetime, zone: dt.tzinfo, name: str) -> dt.datetime:
    try:
        return instant.astimezone(zone)
    except OverflowError:
        raise CutError(f"{name}: found {instant.isoformat()}, which is beyond the calendar there") from None


def read_cut_day(value: Moment | None, name: str, zone: str) -> dt.date | None:
    """The civil day that a cut ends with.

    Raises:
        CutError: It is neither a day nor an instant with a zone.
    """
    if value is None:
        return None
    instant = _read_instant(value, name)
    if instant is not None:
        return _in_zone(instant, ZoneInfo(zone), name).date()
    try:
        return read_day(value)
    except BadValueError as fault:
        raise CutError(f"{name}: {fault}") from None


def read_cut_instant(value: Moment | None, name: str, zone: str) -> dt.datetime | None:
    """The last instant of a cut; a day ends at its last microsecond in ``zone``.

    Raises:
        CutError: It is neither a day nor an instant with a zone.
    """
    if value is None:
        return None
    instant = _read_instant(value, name)
    if instant is not None:
        return _in_zone(instant, dt.UTC, name)
    day = read_cut_day(value, name, zone)
    if day is None or day == dt.date.max:
        return None
    next_midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), ZoneInfo(zone))
    return next_midnight.astimezone(dt.UTC) - dt.timedelta(microseconds=1)
