"""Following a ledger: a state at once for what is there, and another each time the ledger has grown.

Commits by other threads are noticed at once, those of other processes by asking SQLite every two milliseconds whether
anybody committed, or because PostgreSQL tells. A server that cannot be reached is waited for while another is put in
its place; one that stays away is said to be away. Nothing is missed and nothing comes twice: what a view says it has
read is all that there was, up to its number. A handler that raises is told in one view, and then the follower waits
there, never skipping in silence: it goes on once an entry has corrected or taken back the one it stopped at, or
somebody has quarantined it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from threading import Event
from typing import Any, TypeVar

import attrs

from govledger.errors import LedgerBehindError, LedgerBusyError, LedgerUnreachableError
from govledger.ledger import Ledger
from govledger.ledger.following import POLL_SECONDS
from govledger.ledger.workings import Fact, say
from govledger.projections.projection import Projection, View
from govledger.projections.quarantine import Forbearing

Found = TypeVar("Found")
State = TypeVar("State")

PATIENCE_SECONDS = 120.0
"""How long a server that cannot be reached is waited for; with Patroni a killed one was replaced within 22 seconds."""

AGAIN_SECONDS = 0.1
"""How long after it could not be reached it is tried again."""

READ_ONLY_POLL_SECONDS = 0.05
"""How often it is asked at most by who may not write beside the file, and has to open it each time."""


def follow(
    projection: Projection[State],
    ledger: Ledger,
    *,
    after: int | None = None,
    stop: Event | None = None,
    poll: float = POLL_SECONDS,
) -> Iterator[View[State]]:
    """Yield a projection's view of a ledger, at once and after every growth, until ``stop`` is set.

    Several commits may come in one view. The state belongs to the consumer until the next step, when it grows: keep a
    copy of what is to be compared.

    Args:
        projection: What to fold.
        ledger: The ledger.
        after: The number that the consumer has seen already: the first view says more than that.
        stop: Set it to end the iteration; without one it ends when the consumer leaves it, or the ledger is closed.
        poll: How many seconds to wait before asking again for what other processes committed.

    Raises:
        LedgerClosedError: The ledger was closed.
        LedgerUnreachableError: Its server has been away for two minutes.
    """
    stopping, last = stop or Event(), _Told(number=after or 0)
    growing = Forbearing(projection, ledger)
    for _ in growths(ledger, stopping, poll):
        view = persevering(growing.catch_up, stopping, of=ledger)
        if view is not None and (told := _Told.of(view)).is_news_after(last):
            last = told
            yield view


@attrs.frozen
class _Told:
    """What one view told: how far it came, with which words it stopped there, and what it left out."""

    number: int
    stopped: str = ""
    quarantined: tuple[str, ...] = ()

    @classmethod
    def of(cls, view: View[Any]) -> _Told:
        stopped = str(view.stopped) if view.stopped is not None else ""
        return cls(view.number, stopped, tuple(map(str, view.quarantined)))

    def is_news_after(self, last: _Told) -> bool:
        """Whether it says more: it went on, or stopped, or stopped with other words, or leaves out something else."""
        if (self.stopped, self.quarantined) != (last.stopped, last.quarantined):
            return True
        return not self.stopped and self.number > last.number


def growths(ledger: Ledger, stopping: Event, poll: float) -> Iterator[None]:
    """Yield at once, and again whenever the ledger may have grown."""
    store = ledger.inner.store
    is_writable = persevering(lambda: store.is_writable, stopping, of=ledger)
    look: Callable[[], object] = store.changes if is_writable else ledger.__len__
    seconds = poll if is_writable else max(poll, READ_ONLY_POLL_SECONDS)
    while not stopping.is_set():
        # What was there to be seen is noted before anything is read, so that what comes while it is read is looked for.
        seen = persevering(look, stopping, of=ledger)
        yield
        while not stopping.is_set() and persevering(look, stopping, of=ledger) == seen:
            now = seen if is_writable else persevering(store.changes, stopping, of=ledger)
            store.await_change(now, seconds=seconds)


def persevering(ask: Callable[[], Found], stopping: Event, *, of: Ledger) -> Found | None:
    """What is asked of a ledger, asked again while its server cannot be reached; nothing once ``stopping`` is set.

    Raises:
        LedgerUnreachableError: It stayed away.
        LedgerBusyError: Others kept it busy all the time.
        LedgerBehindError: It has fewer entries than were read before, and did not catch up.
    """
    patience_ends, was_away = time.monotonic() + PATIENCE_SECONDS, False
    while not stopping.is_set():
        try:
            found = ask()
        except (LedgerUnreachableError, LedgerBusyError, LedgerBehindError) as fault:
            if time.monotonic() > patience_ends:
                raise
            if not was_away:
                say("away", {**_called(of), "error": type(fault).__name__})
            was_away = True
            stopping.wait(AGAIN_SECONDS)
        else:
            if was_away:
                say("back", _called(of))
            return found
    return None


def _called(ledger: Ledger) -> dict[str, Fact]:
    return {"ledger": ledger.name, "origin": ledger.origin}
