"""Following a ledger as it grows: the way up to the projections, which know how."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event
from typing import Any, Protocol, TypeVar

from govledger.errors import ProjectionStoppedError
from govledger.ledger.inner import Inner

State = TypeVar("State")
Held = TypeVar("Held", covariant=True)  # noqa: PLC0105 - who follows sees a state and cannot replace it

POLL_SECONDS = 0.002
"""How often another process's commits are asked for; asking costs a few microseconds."""


class Seen(Protocol[Held]):
    """What `follow` yields: a `govledger.View`."""

    @property
    def state(self) -> Held:
        """The state."""
        ...

    @property
    def number(self) -> int:
        """How many entries have been read."""
        ...

    @property
    def stopped(self) -> ProjectionStoppedError | None:
        """Why it stopped, if a handler raised."""
        ...


class Following:
    """What a ledger does for those who want to know at once."""

    inner: Inner

    def follow(
        self,
        projection: type[State],
        *,
        after: int | None = None,
        stop: Event | None = None,
        poll: float = POLL_SECONDS,
    ) -> Iterator[Seen[State]]:
        """Yield a projection's view of the ledger, at once and after every growth, until ``stop`` is set.

        Commits by other threads and other processes are seen; several may come in one view. The state belongs to you
        until the next step, when it grows: keep a copy of what you compare. A handler that raises is told in one view,
        and the follower waits there until its entry is corrected, retracted or quarantined.

        Args:
            projection: What to fold.
            after: The number that was seen already: the first view says more than that.
            stop: Set it to end the iteration; otherwise it ends when you leave it.
            poll: How many seconds to wait before asking again for what other processes committed.

        Raises:
            TypeError: ``projection`` is not one.
            LedgerClosedError: The ledger was closed.
        """
        folder: Any = getattr(projection, "__projection__", None)
        if folder is None:
            raise TypeError(f"{projection!r} is not a projection; put @projection(version=1) on the class")
        seen: Iterator[Seen[State]] = folder.follow(self, after=after, stop=stop, poll=poll)
        return seen
