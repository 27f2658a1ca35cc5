"""The ledger's clock: stamps that nobody chooses and that never run backwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from govledger.errors import BadValueError, ClockBehindError

Clock = Callable[[], dt.datetime]
"""What tells the time: a function to an aware instant."""

BEHIND_MAX = dt.timedelta(seconds=60)
"""How far the machine's clock may be behind the last stamp before it is refused."""

FIRST, LAST = dt.datetime.min.replace(tzinfo=dt.UTC), dt.datetime.max.replace(tzinfo=dt.UTC)
"""The first and the last instant there is."""

SKEW = dt.timedelta(minutes=10)
"""By how much the ledger's clock and one outside may differ before that counts against an entry."""

DELAY = dt.timedelta(days=1)
"""How long a checkpoint may wait for its first witness before what was recorded meanwhile counts against an entry."""


def utc_now() -> dt.datetime:
    """The machine's clock, UTC, in microseconds."""
    return dt.datetime.now(dt.UTC)


def read_clock(clock: Clock) -> dt.datetime:
    """The instant that ``clock`` tells, in UTC.

    Raises:
        BadValueError: It tells an instant without a zone.
    """
    now = clock()
    if now.tzinfo is None:
        raise BadValueError(now.isoformat(), "an instant with a zone", where="clock")
    return now.astimezone(dt.UTC)


def shifted(instant: dt.datetime, by: dt.timedelta) -> dt.datetime:
    """An instant so much later or earlier, UTC; the first or last there is where no calendar goes so far."""
    try:
        return instant + by
    except OverflowError:
        return LAST if by > dt.timedelta() else FIRST


def next_stamp(now: dt.datetime, last: dt.datetime | None) -> dt.datetime:
    """The stamp of an entry recorded ``now`` after one stamped ``last``.

    A clock up to sixty seconds behind repeats the last stamp; one further behind is refused, because every entry
    recorded in the meantime would look as if it came later than it did.

    Raises:
        ClockBehindError: ``now`` is more than sixty seconds behind ``last``.
    """
    if last is None or now >= last:
        return now
    if last - now <= BEHIND_MAX:
        return last
    raise ClockBehindError(
        f"this machine's clock says {now.isoformat(timespec='seconds')}, but the newest entry was recorded at "
        f"{last.isoformat(timespec='seconds')}; set the clock right, or if the ledger is the one that is wrong, record "
        "that with: govledger clock LEDGER --accept"
    )
