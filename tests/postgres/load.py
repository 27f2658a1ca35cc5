"""Writers that record for as long as they are let, and note what was acknowledged: `load.py URL LEDGER NAME FILE`.

A writer records batch after batch, each under a key of its own, and when one fails it gives the same again under the
same key until it is taken. Each line of its file is a batch that was acknowledged, with its first and last number, or
what was said instead. It ends when its standard input does.
"""

from __future__ import annotations

import sys
import time
from itertools import count
from threading import Event, Thread

from govledger import Ledger, events as ev
from govledger.errors import LedgerError

EVENTS = 3
"""How many entries make a batch."""

PATIENCE_SECONDS = 120.0
"""How long a writer goes on trying where nothing is taken any more."""

PAUSE_SECONDS = 0.02


def batch_of(name: str, batch: int) -> list[ev.ActionAdded]:
    """What one batch of a writer says."""
    return [ev.ActionAdded(action=f"{name}-{batch}-{index}", text=f"Do {index} of {batch}") for index in range(EVENTS)]


def write(url: str, ledger: str, name: str, file: str, stop: Event) -> None:
    """Record until told to stop."""
    with open(file, "a", buffering=1, encoding="utf-8") as notes:  # noqa: PTH123 - a line at a time
        opened = Ledger.open(url, name=ledger, clerk=f"system:{name}", timeout=10)
        with opened:
            for batch in count():
                if stop.is_set():
                    return
                failing_since: float | None = None
                while True:
                    try:
                        entries = opened.record(*batch_of(name, batch), key=f"{name}-{batch}")
                    except LedgerError as fault:
                        failing_since = failing_since or time.monotonic()
                        unknown = " (outcome unknown)" if getattr(fault, "outcome_unknown", False) else ""
                        notes.write(f"failed {batch} {type(fault).__name__}{unknown}: {str(fault).splitlines()[0]}\n")
                        if time.monotonic() - failing_since > PATIENCE_SECONDS:
                            raise
                        time.sleep(PAUSE_SECONDS)
                    else:
                        notes.write(f"recorded {batch} {entries[0].number} {entries[-1].number}\n")
                        break


def main(url: str, ledger: str, name: str, file: str) -> None:
    """Record until standard input ends."""
    stop = Event()

    def listen() -> None:
        sys.stdin.read()
        stop.set()

    Thread(target=listen, daemon=True).start()
    write(url, ledger, name, file, stop)


if __name__ == "__main__":
    main(*sys.argv[1:])
