"""SIGKILL at a moment of the seed's choosing: of writers, and of those who seal, erase, follow, copy or come and go."""

from __future__ import annotations

import random
import time
from collections import Counter
from pathlib import Path

from govledger import Ledger, PlanState, errors
from govledger.ledger import History
from govledger.ledger.cuts import Cut
from govledger.projections.tables import Tables
from tests.faults.held import Held, check, make
from tests.faults.workers import Worker
from tests.projections.tabled import rows_from, rows_in

WRITERS = 2
LONGEST_SECONDS = 0.25
BESIDE = ("sealer", "eraser", "follower", "copier", "visitor")


def kill_round(folder: Path, chance: random.Random) -> Counter[str]:
    """Kill everybody twice over, and check the ledger after each time; what was counted."""
    path, held, counts = folder / "killed.db", Held(), Counter[str]()
    make(path)
    for time_over in range(2):
        kinds = ["writer"] * WRITERS + chance.sample(BESIDE, 3)
        workers = [
            Worker(kind, str(path), name=f"t{time_over}n{at}", seed=chance.randrange(1 << 30), folder=folder)
            for at, kind in enumerate(kinds)
        ]
        _kill(workers, chance)
        counts["kills"] += len(workers)
        for worker in workers:
            held.read(worker.said)
            counts[f"killed: {worker.kind}"] += 1
        counts["entries found"] += (size := check(path, held))
        for worker in workers:
            counts[f"{worker.kind} whole"] += _check_made(path, worker, held, size)
    counts["batches acknowledged and found"] += len(held.batches)
    counts["checkpoints kept and led to"] += len(held.notes)
    counts["erasures acknowledged and found"] += len(held.erased)
    return +counts


def _kill(workers: list[Worker], chance: random.Random) -> None:
    """Kill workers in an order and at moments of chance, some of them before they have begun."""
    if chance.random() < 0.9:
        until = time.monotonic() + 30
        while not any(worker.has_begun for worker in workers) and time.monotonic() < until:
            time.sleep(0.002)
    for worker in chance.sample(workers, len(workers)):
        time.sleep(chance.uniform(0, LONGEST_SECONDS))
        worker.kill()


def _check_made(path: Path, worker: Worker, held: Held, size: int) -> int:
    """Check what a worker had made of the ledger: it is there whole, or it is not there."""
    if worker.kind == "copier":
        return _check_copy(Path(f"{path}.{worker.name}.copy"), held, size)
    if worker.kind == "follower":
        return _check_tables(path, Path(f"{path}.{worker.name}.tables"))
    return 0


def _check_copy(path: Path, held: Held, size: int) -> int:
    """Check that a copy is whole, or that there is none; it may be older than an erasure."""
    try:
        with Ledger.open(path) as copy:
            found = len(copy)
    except (errors.LedgerNotFoundError, errors.NotALedgerError):
        return 0
    batches = {key: numbers for key, numbers in held.batches.items() if numbers[1] <= found}
    assert found <= size
    assert check(path, Held(batches=batches)) == found
    return 1


def _check_tables(path: Path, into: Path) -> int:
    """Check that tables are what a replay gives at the entry that they say they have come to."""
    with Ledger.open(path) as ledger, Tables(ledger, into=into) as tables:
        found = tables.status()
        if not found:
            return 0
        history = History(ledger, Cut(size=found[0].number))
        assert rows_in(tables, PlanState) == rows_from(PlanState, history.project(PlanState))
    return 1
