"""Being told by PostgreSQL that somebody has committed.

One connection listens, in a thread of its own; whoever waits is woken. It listens before anybody looks, so that nothing
that is committed between the two is missed, and says so once it does. A replica lets nobody listen, and a server that
was restarted forgets who did: then whoever waits asks by itself, and listening is tried again.
"""

from __future__ import annotations

from contextlib import suppress
from threading import Condition, Event, Thread

import psycopg

from govledger.errors import LedgerError
from govledger.ledger.store.postgres_connections import connect, marked
from govledger.ledger.store.postgres_place import PostgresPlace

FLOOR_SECONDS = 0.25
"""How long whoever is told waits at most before asking all the same: a notice may be lost with a connection."""

UNTOLD_SECONDS = 0.05
"""How often whoever is not told asks."""

AGAIN_SECONDS = 0.5
"""How long after a connection was lost, or listening was refused, it is tried again."""


def channel(schema: str) -> str:
    """The name under which commits to the ledgers of a schema are told."""
    return f"govledger_{schema}"


class Listener:
    """Counts what one schema's writers tell."""

    def __init__(self, place: PostgresPlace) -> None:
        """A listener to the schema of ``place``, which begins when somebody waits first."""
        self._place, self._told, self._closed = place, Condition(), Event()
        self._thread: Thread | None = None
        self.heard, self.is_listening = 0, False

    def wait(self, heard: int, *, seconds: float) -> None:
        """Wait until more was heard than ``heard``, but not for long.

        Args:
            heard: What was heard when whoever waits looked last.
            seconds: How long to wait where nobody tells.
        """
        with self._told:
            if self._thread is None and not self._closed.is_set():
                self._thread = Thread(target=self._run, name="govledger-listener", daemon=True)
                self._thread.start()
            if self.heard == heard and not self._closed.is_set():
                self._told.wait(FLOOR_SECONDS if self.is_listening else max(seconds, UNTOLD_SECONDS))

    def close(self) -> None:
        """Stop; whoever waits is woken."""
        self._closed.set()
        with self._told:
            self._told.notify_all()

    def _tell(self, *, is_listening: bool) -> None:
        with self._told:
            self.is_listening = is_listening
            self.heard += 1
            self._told.notify_all()

    def _run(self) -> None:
        while not self._closed.is_set():
            with suppress(psycopg.Error, LedgerError):
                self._listen()
            if self.is_listening:
                self._tell(is_listening=False)
            self._closed.wait(AGAIN_SECONDS)

    def _listen(self) -> None:
        """Listen until the connection is lost or this is closed."""
        with connect(self._place) as connection:
            connection.execute(marked(f'LISTEN "{channel(self._place.schema)}"'))
            self._tell(is_listening=True)
            while not self._closed.is_set():
                for _ in connection.notifies(timeout=FLOOR_SECONDS, stop_after=1):
                    self._tell(is_listening=True)
