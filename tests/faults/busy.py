"""SQLITE_BUSY storms: many writers with little patience, and somebody who holds the lock and does nothing with it."""

from __future__ import annotations

import random
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Barrier, Thread

from govledger import Ledger, errors
from tests.faults.held import CLERK, Held, check, make, record, seal

WRITERS = 8
BATCHES = 12
BUSY = "somebody else held the ledger for longer than the time allowed"


def busy_round(folder: Path, chance: random.Random) -> Counter[str]:
    """Let everybody write at once; what was counted.

    Each writer has a connection pool of its own, so that to SQLite they are as good as processes of their own.
    """
    path, counts = folder / "busy.db", Counter[str]()
    make(path)
    seeds = [chance.randrange(1 << 30) for _ in range(WRITERS + 1)]
    start, done = Barrier(WRITERS + 1), list[tuple[Held, Counter[str]]]()

    def write(at: int) -> None:
        done.append(_write(path, f"w{at}", random.Random(seeds[at]), start.wait))

    def hog() -> None:
        _hog(path, random.Random(seeds[-1]), start.wait)

    threads = [Thread(target=write, args=(at,)) for at in range(WRITERS)] + [Thread(target=hog)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == WRITERS, "a writer ended with something else than an answer"
    held = Held()
    for own, counted in done:
        held.batches |= own.batches
        held.notes += own.notes
        counts += counted
    assert counts.keys() <= {"seal: done", "record: done", BUSY}, (
        "something else was said than that somebody is writing"
    )
    counts["entries found"] += check(path, held)
    counts["batches acknowledged and found"] += len(held.batches)
    return counts


def _write(path: Path, name: str, chance: random.Random, ready: Callable[[], int]) -> tuple[Held, Counter[str]]:
    """Record with little patience; what was acknowledged, and how often it was refused."""
    held, counts = Held(), Counter[str]()
    with Ledger.open(path, clerk=CLERK, timeout=chance.choice([0, 0.001, 0.01, 0.05])) as ledger:
        ready()
        for batch in range(BATCHES):
            try:
                if chance.random() < 0.15:
                    seal(ledger, held)
                    counts["seal: done"] += 1
                else:
                    record(ledger, held, f"{name}b{batch}", chance.randint(1, 4))
                    counts["record: done"] += 1
            except errors.LedgerBusyError as refused:
                counts[str(refused).partition(": ")[2].partition(" (")[0]] += 1
    return held, counts


def _hog(path: Path, chance: random.Random, ready: Callable[[], int]) -> None:
    """Hold the lock for moments."""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=10)) as connection:
        ready()
        for _ in range(10):
            connection.execute("BEGIN IMMEDIATE")
            time.sleep(chance.uniform(0, 0.02))
            connection.execute("ROLLBACK")
            time.sleep(chance.uniform(0, 0.01))
