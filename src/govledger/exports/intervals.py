"""Between which instants an entry can have been recorded, as those outside the ledger say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import attrs

from govledger.exports.signatures import Signed
from govledger.ledger.codec import stamp

_EVER = "9"
"""Later than every stamp, as text."""


@attrs.frozen(kw_only=True)
class Span:
    """Between which instants the entries up to a number can have been recorded.

    Attributes:
        until: The last number it is of; None for all that follow.
        after: The stamp that theirs may not be below.
        before: The stamp that theirs may not be above.
        seen: What cosigned checkpoint says the one, or the other, for reading out.
        unseen: Likewise.
    """

    until: int | None
    after: str
    before: str
    unseen: str
    seen: str


def spans(signed: Sequence[Signed], *, skew: dt.timedelta, delay: dt.timedelta) -> list[Span]:
    """What the witnesses' times say of when entries were recorded.

    An entry was there when the first checkpoint that covers it was cosigned, whoever did it first. It was not there
    when a checkpoint that does not cover it was cosigned, unless a larger one had been cosigned before: a witness may
    be late. And what is recorded while a checkpoint waits for its first witness is as honest as anything, so that
    only what is earlier than that by more than ``delay`` is held against it.

    Args:
        signed: Checkpoints; those that nobody cosigned with a time say nothing.
        skew: By how much a clock may be wrong.
        delay: How long a checkpoint may wait for its first witness.
    """
    seen: list[tuple[int, dt.datetime, str]] = []
    timed = [(found.checkpoint.size, found.earliest, found.said) for found in signed if found.earliest]
    for size, time, said in sorted(timed, reverse=True):
        first = min([(time, said), *(one[1:] for one in seen[-1:])])
        if seen and seen[-1][0] == size:
            seen.pop()
        seen.append((size, *first))
    made, after, unseen = list[Span](), "", ""
    for size, time, said in reversed(seen):
        made.append(Span(until=size, after=after, before=stamp(time + skew), unseen=unseen, seen=said))
        after, unseen = stamp(time - skew - delay), said
    return [*made, Span(until=None, after=after, before=_EVER, unseen=unseen, seen="")]
