"""The rows of `LineOfSight`: what each thing answers, what answers it, and a line traced through them."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from govledger import events as ev

STATED = "stated"
"""The standing of a link that the event itself states."""

CONFIRMED = "confirmed"
"""The standing of a link noticed later and confirmed."""

SUGGESTED = "suggested"
"""The standing of a link that nobody has confirmed; never counted as a line of sight."""

RIVAL = "rival"
"""The standing of a link that only a second account states."""

STANDINGS = (STATED, CONFIRMED, RIVAL, SUGGESTED)
"""From the firmest to the least firm."""


@attrs.frozen(kw_only=True)
class Edge:
    """That one thing answers, measures or bears on another.

    Attributes:
        other: The thing at its other end.
        relation: How they belong together, read from below: ``addresses``, ``serves``, ``measures``, ``supports``.
        standing: How firm it is.
        entry: The entry that says so.
    """

    other: str
    relation: str
    standing: str
    entry: int

    def __str__(self) -> str:
        return f"{self.relation} {self.other} ({self.standing}, entry {self.entry})"


@attrs.define(kw_only=True)
class Node:
    """One thing on a line of sight.

    Attributes:
        ref: What it is.
        text: How it was worded.
        entry: The entry that introduced it; ``None`` while none within the cut does.
        retired: The entry by which it left its plan or was closed without being done; ``None`` while it stands.
        complete: For evidence, whether it is finished; ``no`` for what is only promised.
        observations: For a measure, the entries that report a figure.
        above: What it answers or bears on.
        below: What answers it or bears on it.
    """

    ref: str
    text: ev.Text | None = None
    entry: int | None = None
    retired: int | None = None
    complete: str | None = None
    observations: tuple[int, ...] = ()
    above: list[Edge] = attrs.field(factory=list[Edge])
    below: list[Edge] = attrs.field(factory=list[Edge])

    @property
    def kind(self) -> str:
        """What kind of thing it is."""
        return self.ref.partition(":")[0]


@attrs.frozen(kw_only=True)
class Sight:
    """One thing as it is seen along a line, and what lies beyond it.

    Attributes:
        ref: What it is.
        text: How it was worded.
        relation: How it belongs to the thing it was reached from.
        standing: How firm that is.
        is_firm: Whether every link on the way to it is stated or confirmed.
        is_retired: Whether it has left its plan.
        is_promised: Whether it is evidence said not to be complete.
        observations: For a measure, the entries that report a figure.
        entries: The entries behind the link.
        beyond: What lies further along.
    """

    ref: str
    text: ev.Text | None
    relation: str
    standing: str
    is_firm: bool
    is_retired: bool
    is_promised: bool
    observations: tuple[int, ...]
    entries: tuple[int, ...]
    beyond: tuple[Sight, ...] = ()

    @property
    def kind(self) -> str:
        """What kind of thing it is."""
        return self.ref.partition(":")[0]

    def walk(self) -> Iterator[Sight]:
        """Itself and everything beyond it."""
        yield self
        for sight in self.beyond:
            yield from sight.walk()


@attrs.frozen(kw_only=True)
class Trace:
    """The line of sight through one thing.

    Attributes:
        ref: What it is.
        text: How it was worded.
        entry: The entry that introduced it; ``None`` where none within the cut does.
        above: What it answers, and what that answers.
        below: What answers it, and what shows that.
    """

    ref: str
    text: ev.Text | None
    entry: int | None
    above: tuple[Sight, ...]
    below: tuple[Sight, ...]

    def seen_below(self, *kinds: str, firm: bool = True) -> tuple[str, ...]:
        """What lies below, each once.

        Args:
            *kinds: Only these kinds; all if none is named.
            firm: Only what is reached by stated and confirmed links, and has not been retired.
        """
        return _seen(self.below, kinds, firm=firm)

    def seen_above(self, *kinds: str, firm: bool = True) -> tuple[str, ...]:
        """What lies above, each once; see `seen_below`."""
        return _seen(self.above, kinds, firm=firm)


def _seen(sights: tuple[Sight, ...], kinds: tuple[str, ...], *, firm: bool) -> tuple[str, ...]:
    every = (found for sight in sights for found in sight.walk())
    wanted = (found for found in every if (not kinds or found.kind in kinds) and not (firm and _is_weak(found)))
    return tuple(dict.fromkeys(found.ref for found in wanted))


def _is_weak(sight: Sight) -> bool:
    return not sight.is_firm or sight.is_retired


@attrs.frozen(kw_only=True)
class Unaddressed:
    """A recommendation, finding or cause that nothing firm and standing answers.

    Attributes:
        ref: What it is.
        text: How it was worded.
        entry: The entry that made it.
        plans: The plans said to answer it as a whole, with no item of theirs that does.
        suggested: What somebody suggested, and nobody confirmed, might answer it.
        retired: What answered it and has left its plan.
    """

    ref: str
    text: ev.Text | None
    entry: int | None
    plans: tuple[str, ...]
    suggested: tuple[str, ...]
    retired: tuple[str, ...]
