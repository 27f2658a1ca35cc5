"""Between which instants an entry can have been recorded, as those outside the ledger say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import attrs

from govledger.ledger.clock import shifted
from govledger.ledger.codec import stamp
from govledger.ledger.sightings import Sighting

_EVER = ":"
"""Later than every stamp, as text."""


@attrs.frozen(kw_only=True)
class Span:
    """Between which instants the entries up to a number can have been recorded.

    Attributes:
        until: The last number it is of; None for all that follow.
        after: The stamp that theirs may not be below.
        before: The stamp that theirs may not be above.
        unseen: By which sighting of a checkpoint without them the one is known; None where it is not.
        seen: By which sighting of a checkpoint with them the other is known; None where it is not.
    """

    until: int | None
    after: str = ""
    before: str = _EVER
    unseen: Sighting | None = None
    seen: Sighting | None = None

    def said_below(self) -> str:
        """Who saw a checkpoint without the entries, after a stamp that is below; and how else that came to be."""
        if self.unseen is None:
            return ""
        by, when = self.unseen.by, stamp(self.unseen.earliest)
        told = f"{by} saw {self.unseen.checkpoint}, which is without it, at {when}"
        late = f"{by} came later than --delay allows for"
        return f"{told}: it was dated back, or {late}, or its clock was wrong"

    def said_above(self) -> str:
        """Who saw a checkpoint with the entries, before a stamp that is above; and how else that came to be."""
        if self.seen is None:
            return ""
        by, when = self.seen.by, stamp(self.seen.latest)
        told = f"{by} had seen {self.seen.checkpoint}, which covers it, by {when}"
        return f"{told}: it was dated on, or the clock of {by} or of the ledger was wrong"


def spans(found: Sequence[Sighting], *, skew: dt.timedelta, delay: dt.timedelta) -> list[Span]:
    """What was seen outside says of when entries were recorded.

    An entry was there when a checkpoint that covers it was seen, whoever saw it first. It was not there when one that
    does not cover it was seen, unless a larger one had been seen by then: who is late says nothing of what came since.
    And what is recorded while a checkpoint waits to be seen is as honest as anything, so that only what is earlier than
    that by more than ``delay`` is held against it.

    Args:
        found: When checkpoints were seen.
        skew: By how much a clock may be wrong.
        delay: How long a checkpoint may wait for the first who sees it.
    """
    seen, unseen = dict[int, Sighting](), dict[int, Sighting]()
    first: Sighting | None = None
    last: Sighting | None = None
    for one in sorted(found, key=lambda sighting: (-sighting.size, sighting.earliest)):
        if first is None or one.earliest < first.earliest:
            first = unseen[one.size] = one
        last = seen[one.size] = one if last is None or one.latest < last.latest else last
    made, without = list[Span](), None
    for size in sorted(seen):
        made.append(_span(size, without, seen[size], skew=skew, delay=delay))
        without = unseen.get(size, without)
    return [*made, _span(None, without, None, skew=skew, delay=delay)]


def _span(
    until: int | None, unseen: Sighting | None, seen: Sighting | None, *, skew: dt.timedelta, delay: dt.timedelta
) -> Span:
    after = stamp(shifted(shifted(unseen.earliest, -skew), -delay)) if unseen else ""
    before = stamp(shifted(seen.latest, skew)) if seen else _EVER
    return Span(until=until, after=after, before=before, unseen=unseen, seen=seen)
