"""A folder or a file that may not be written, from the start or from some moment on, for a user whom that binds."""

from __future__ import annotations

import os
import random
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from govledger import Ledger, PlanState, errors
from tests.faults.held import CLERK, LOG, Held, actions_of, check, check_entries, make, record, seal
from tests.faults.workers import CONTEXT

NOBODY = 65_534
STEPS = 12


def read_only_round(_folder: Path, chance: random.Random) -> Counter[str]:
    """Take the right to write away and give it back, again and again; what was counted."""
    counts = Counter[str]()
    with tempfile.TemporaryDirectory() as held_in:  # Another user may not enter the folders of a test.
        folder = Path(held_in)
        folder.chmod(0o777)
        path, held = folder / "read.db", Held()
        make(path)
        with Ledger.open(path, clerk=CLERK) as ledger:
            record(ledger, held, "first", 3)
        _give(folder, path)
        for step in range(STEPS):
            keep_open = chance.random() < 0.5
            with Ledger.open(path, clerk=CLERK) as ledger:
                record(ledger, held, f"s{step}", chance.randint(1, 3))
                seal(ledger, held)
                if keep_open:  # Then the write-ahead log lies beside the file while somebody else reads.
                    counts.update(_restricted(folder, path, held, chance))
            if not keep_open:
                counts.update(_restricted(folder, path, held, chance))
        counts["entries found"] += check(path, held)
        counts["batches acknowledged and found"] += len(held.batches)
    return counts


def _give(folder: Path, path: Path) -> None:
    """Let anybody write."""
    folder.chmod(0o777)
    for one in folder.glob(f"{path.name}*"):
        one.chmod(0o666)


def _restricted(folder: Path, path: Path, held: Held, chance: random.Random) -> Counter[str]:
    """What another user is told of a ledger that they may not write."""
    folder_mode, file_mode = chance.choice([(0o555, 0o666), (0o777, 0o444), (0o555, 0o444)])
    for one in folder.glob(f"{path.name}*"):
        one.chmod(file_mode)
    folder.chmod(folder_mode)
    before = sorted(one.name for one in folder.iterdir())
    told, say = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(target=_try, args=(str(path), held, say))
    process.start()
    say.close()
    try:
        counts: Counter[str] = told.recv()
        process.join()
    finally:
        _give(folder, path)
    assert sorted(one.name for one in folder.iterdir()) == before, "something was left behind"
    counts[f"folder {folder_mode:o}, file {file_mode:o}"] += 1
    return counts


def _try(path: str, held: Held, say: object) -> None:
    """As another user, read and try to write; give back what was counted, or what went wrong."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    counts = Counter[str]()
    try:
        with Ledger.open(path, clerk=CLERK, timeout=5) as ledger:
            _attempt(ledger, held, counts)
    except errors.LedgerError as fault:
        counts[f"not opened: {type(fault).__name__}"] += 1
    say.send(counts)  # type: ignore[attr-defined]


def _attempt(ledger: Ledger, held: Held, counts: Counter[str]) -> None:
    size = check_entries(ledger, held)
    ledger.history().project(PlanState)
    counts["read whole"] += 1
    writes: list[Callable[[], object]] = [
        lambda: ledger.record(*actions_of("forbidden", 2)),
        lambda: ledger.seal(LOG),
        lambda: ledger.erase(2, reason="Asked for", by="office:records"),
        ledger.mend,
    ]
    for write in writes:
        try:
            write()
        except errors.LedgerReadOnlyError:
            counts["write refused as read-only"] += 1
        else:
            raise AssertionError("something was written that may not be")
    assert len(ledger) == size
