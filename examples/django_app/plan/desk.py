"""The one desk of this process: opened by the first request that needs it, closed when the process ends.

Not when Django is set up: ``migrate`` needs no ledger, and a server that forks would leave the follower's thread
behind.
"""

import atexit
import threading

from django.conf import settings
from plan_desk.desk import Desk

_opening = threading.Lock()
_held: list[Desk] = []


def desk() -> Desk:
    """The desk.

    Raises:
        LedgerError: The ledger is not there or cannot be reached; the next request tries again.
    """
    with _opening:
        if not _held:
            _held.append(Desk(settings.PLAN_LEDGER))
            atexit.register(_held[0].close)
        return _held[0]
