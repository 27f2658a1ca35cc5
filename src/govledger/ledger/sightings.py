"""When those outside the ledger saw a checkpoint, and whether taking that in would make honest entries look ill-dated.

Verification holds every stamp against these times, and cannot tell a late witness from a stamp that was dated back, nor
a clock outside that is wrong from a stamp that was dated on. The ledger can, on the day: it knows that it is honest. So
what would accuse it is refused while there is still somebody to ask again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import attrs

from govledger.errors import MistimedError, SealError
from govledger.ledger.clock import LAST, read_clock
from govledger.ledger.codec import decode_outline, stamp
from govledger.ledger.inner import Inner
from govledger.ledger.store import Writer
from govledger.seal.cosignature import time_of
from govledger.seal.note import Note, Signature


@attrs.frozen(kw_only=True)
class Sighting:
    """That somebody outside saw a checkpoint, and when that can have been, UTC.

    Attributes:
        size: How many entries the checkpoint covers.
        by: Who says so.
        earliest: The earliest time at which it can have been.
        latest: The latest.
        whose: Whose checkpoint it is, for reading out, where it is not the ledger's own: ``kept``.
    """

    size: int
    by: str
    earliest: dt.datetime
    latest: dt.datetime
    whose: str = ""

    @property
    def checkpoint(self) -> str:
        """The checkpoint as it is spoken of."""
        return f"the {self.whose}checkpoint of {self.size:,} {'entry' if self.size == 1 else 'entries'}"


def cosigned_at(line: Signature) -> int:
    """When a line says it was made, in seconds since 1970; 0 where it says nothing of that."""
    try:
        return time_of(line) or 0
    except SealError:
        return 0


def sightings_of(lines: Iterable[Signature], size: int) -> list[Sighting]:
    """What cosignatures say of when a checkpoint was seen, the earliest first; those without a time say nothing."""
    timed = sorted((time, line.name) for line in lines if (time := cosigned_at(line)))
    return [Sighting(size=size, by=name, earliest=_instant(time), latest=_instant(time)) for time, name in timed]


def check_sightings(
    writer: Writer, inner: Inner, found: Sequence[Sighting], *, skew: dt.timedelta, delay: dt.timedelta
) -> None:
    """Check that taking in when a checkpoint was seen makes no honest entry look as if it was dated ill.

    Args:
        writer: What reads the ledger under its lock.
        inner: The ledger.
        found: When it was seen, all of one checkpoint.
        skew: By how much two clocks may differ.
        delay: How long a checkpoint may wait for the first who sees it.

    Raises:
        MistimedError: Somebody saw it too late, or one of the clocks is wrong.
    """
    if not found:
        return
    now, newest = read_clock(inner.clock), writer.row(inner.row, found[0].size)
    recorded = decode_outline(newest).recorded_at if newest else None
    for sighting in found:
        if sighting.earliest - now > skew:
            _refuse_clock(sighting, f"this ledger's clock says that it is only {stamp(now)}")
        # Within what a checkpoint covers stamps fall only where the clock was set right, so that the last is enough.
        if recorded is not None and recorded - sighting.latest > skew:
            _refuse_clock(sighting, f"entry {sighting.size}, which that covers, was recorded at {stamp(recorded)}")
    first = min(found, key=lambda sighting: sighting.earliest)
    for above in writer.runs_after(inner.row, first.size):
        outline = decode_outline(above)
        if first.earliest - outline.recorded_at > skew + delay and not _was_seen(writer, inner, first):
            _refuse_late(first, outline.number, outline.recorded_at)


def _was_seen(writer: Writer, inner: Inner, late: Sighting) -> bool:
    """Whether the checkpoint, or a larger one, had been seen before; then nothing rests on who is late."""
    kept = [Note.parse(row.note) for row in writer.checkpoints_from(inner.row, late.size)]
    times = [time for note in kept for line in note.signatures if (time := cosigned_at(line))]
    return bool(times) and _instant(min(times)) <= late.earliest


def _refuse_clock(sighting: Sighting, but: str) -> None:
    says = f"{_said(sighting)}, but {but}: one of the two clocks is wrong; set it right (this ledger's with:"
    says = f"{says} govledger clock LEDGER --accept), seal the ledger, and ask again"
    raise MistimedError(says, by=sighting.by, size=sighting.size)


def _refuse_late(sighting: Sighting, number: int, recorded: dt.datetime) -> None:
    says = f"{_said(sighting)}, which is too late: entry {number} was recorded above it at {stamp(recorded)}, and would"
    says = f"{says} look as if it had been dated back; seal the ledger now, and ask again with the new checkpoint"
    raise MistimedError(says, by=sighting.by, size=sighting.size)


def _said(sighting: Sighting) -> str:
    return f"{sighting.by} says that it saw {sighting.checkpoint} at {stamp(sighting.earliest)}"


def _instant(seconds: int) -> dt.datetime:
    """A time, or the last there is where no calendar has it."""
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC)
    except (OverflowError, OSError, ValueError):
        return LAST
