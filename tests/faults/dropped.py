"""Connections to PostgreSQL that are dropped in the middle, and a server that is killed and comes back."""

from __future__ import annotations

import random
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

import psycopg

from govledger import Ledger, errors
from tests.faults.held import CLERK, Held, check, make, record, seal
from tests.postgres.server import Server
from tests.postgres.test_dropped import OTHERS

WRITERS = 3
BATCHES = 40
TRIES_MAX = 2_000


def dropped_round(_folder: Path, chance: random.Random) -> Counter[str]:
    """End everybody's connections again and again, and kill the server once; what was counted."""
    counts, stop = Counter[str](), Event()
    seeds = [chance.randrange(1 << 30) for _ in range(WRITERS)]
    done = list[tuple[Held, Counter[str]]]()
    with Server.started() as server:
        make(server.url)

        def write(at: int) -> None:
            done.append(_write(server.url, f"w{at}", random.Random(seeds[at])))

        threads = [Thread(target=write, args=(at,)) for at in range(WRITERS)]
        adversary = Thread(target=_end_connections, args=(server.url, random.Random(chance.random()), stop))
        for thread in (*threads, adversary):
            thread.start()
        time.sleep(chance.uniform(0, 0.4))
        server.kill()
        server.start()
        for thread in threads:
            thread.join()
        stop.set()
        adversary.join()
        assert len(done) == WRITERS, "a writer ended with something else than an answer"
        held = Held()
        for own, counted in done:
            held.batches |= own.batches
            held.notes += own.notes
            counts += counted
        counts["entries found"] += check(server.url, held)
    counts["servers killed"] += 1
    counts["batches acknowledged and found"] += len(held.batches)
    return counts


def _write(url: str, name: str, chance: random.Random) -> tuple[Held, Counter[str]]:
    """Record batch after batch, each until it is taken; what was acknowledged, and what was said instead before."""
    held, counts = Held(), Counter[str]()
    with _opened(url) as ledger:
        for batch in range(BATCHES):
            for _ in range(TRIES_MAX):
                try:
                    record(ledger, held, f"{name}b{batch}", 1 + batch % 4)
                    if chance.random() < 0.1:
                        seal(ledger, held)
                    break
                except errors.LedgerUnreachableError as fault:
                    counts["said: the outcome is not known" if fault.outcome_unknown else "said: not recorded"] += 1
                time.sleep(0.005)
    return held, counts


def _opened(url: str) -> Ledger:
    """The ledger, once it can be opened."""
    for _ in range(TRIES_MAX):
        with suppress(errors.LedgerUnreachableError):
            return Ledger.open(url, clerk=CLERK)
        time.sleep(0.005)
    raise AssertionError("the ledger could not be opened again")


def _end_connections(url: str, chance: random.Random, stop: Event) -> None:
    """End everybody else's connections, until it is told to stop."""
    while not stop.is_set():
        with suppress(psycopg.OperationalError), psycopg.connect(url, autocommit=True) as connection:
            while not stop.wait(chance.uniform(0, 0.05)):
                connection.execute(OTHERS)
        stop.wait(0.01)
