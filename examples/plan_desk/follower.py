"""The plan kept up to date behind a web app: a thread follows the ledger, and requests read what it saw last."""

import logging
import threading

from govledger import Ledger, PlanState
from govledger.errors import GovledgerError, LedgerClosedError
from plan_desk.plan import Plan, plan_of

POLL_SECONDS = 0.1
"""How often SQLite is asked whether another process has written; a server says so by itself."""

AGAIN_SECONDS = 1.0
"""How long after the ledger could not be reached it is followed anew."""

_logger = logging.getLogger("plan_desk")


class Follower:
    """A thread that follows a ledger, from `start` to `stop`.

    What it publishes is never changed afterwards: requests in other threads may read it as long as they like.
    """

    def __init__(self, ledger: Ledger) -> None:
        """A follower of an open ledger, not started yet."""
        self._ledger, self._stop = ledger, threading.Event()
        self._told = threading.Condition()
        self._latest: Plan | None = None
        self._trouble = ""
        self._thread = threading.Thread(target=self._run, name="plan-follower", daemon=True)

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def stop(self) -> None:
        """Stop following, and wait until it has."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    @property
    def trouble(self) -> str:
        """Why the plan may be behind the ledger; empty while it is not."""
        return self._trouble

    def latest(self, *, number: int = 1, seconds: float = 5.0) -> Plan | None:
        """The plan as it was seen last; waits until it has come as far as an entry, so that you see what you recorded.

        Args:
            number: The entry.
            seconds: How long to wait at most; what there is then is returned, ``None`` where there is nothing yet.
        """
        with self._told:
            self._told.wait_for(lambda: self._trouble or (self._latest and self._latest.number >= number), seconds)
            return self._latest

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                for view in self._ledger.follow(PlanState, stop=self._stop, poll=POLL_SECONDS):
                    # The state grows when the next view is asked for, so what pages show is taken out of it now.
                    self._publish(plan_of(view.state, view.number), str(view.stopped or ""))
            except LedgerClosedError:
                return
            except GovledgerError as trouble:
                # A message may repeat words of the record, which are erased from no log.
                _logger.warning("the plan is not kept up to date: %s", type(trouble).__name__)
                self._publish(self._latest, str(trouble))
                self._stop.wait(AGAIN_SECONDS)

    def _publish(self, plan: Plan | None, trouble: str) -> None:
        with self._told:
            self._latest, self._trouble = plan, trouble
            self._told.notify_all()
