"""Reading the arguments of a cut: days and instants, as dates, as ISO text, ending in the ledger's civil zone."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from govledger.errors import BadValueError, CutError
from govledger.events.words import read_day

Moment = dt.date | dt.datetime | str
"""A day or an instant: a `date`, an aware `datetime`, or either as ISO text."""


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
