"""Kill writers of one ledger at random moments, and check that what they acknowledged is there, whole.

Each round starts a few writers on one ledger, kills every one of them with SIGKILL at moments of the seed's choosing,
and then reads the ledger as a stranger would.
"""

import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from govledger import Ledger
from tests.ledger.support import file_names

WRITER = Path(__file__).with_name("writer.py")
WRITERS = 3
EVENTS = 4
BATCHES = 100_000
LONGEST_SECONDS = 0.15


@dataclass
class Acknowledged:
    """What writers said is recorded: for each writer and batch, its first and last number."""

    batches: dict[tuple[str, int], tuple[int, int]] = field(default_factory=dict)

    def read(self, name: str, said: str) -> None:
        """Note the whole lines that the writer called ``name`` printed."""
        for line in said.splitlines(keepends=True):
            if line.endswith("\n") and line != "ready\n":
                batch, first, last = (int(word) for word in line.split())
                self.batches[name, batch] = (first, last)


def start(path: Path, name: str, *, batches: int, events: int) -> subprocess.Popen[str]:
    """A writer that waits for its start."""
    command = [sys.executable, str(WRITER), str(path), name, str(batches), str(events)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def let_go(writers: list[subprocess.Popen[str]]) -> None:
    """Start writers together, once all are ready."""
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()


def check_whole(path: Path, acknowledged: Acknowledged, *, events: int) -> int:
    """Check that a ledger has no gap, no half batch, and everything acknowledged; return how many entries it has."""
    batches: dict[tuple[str, int], list[int]] = defaultdict(list)
    stamps = []
    with Ledger.open(path) as ledger:
        for expected, entry in enumerate(ledger.entries(), start=1):
            assert entry.number == expected
            stamps.append(entry.recorded_at)
            if entry.number > 1:
                name, batch, index = entry.event.action.rsplit("-", 2)
                assert str(entry.event.text) == f"Do {index} of {batch}"
                batches[name, int(batch)].append(entry.number)
        assert len(ledger) == len(stamps)
    assert stamps == sorted(stamps)
    for numbers in batches.values():
        assert numbers == list(range(numbers[0], numbers[0] + events)), "half a batch"
    for batch, (first, last) in acknowledged.batches.items():
        assert batches[batch] == list(range(first, last + 1)), "an acknowledged batch is not there as it was"
    check_side_tables(path, entries=len(stamps))
    return len(stamps)


def check_side_tables(path: Path, *, entries: int) -> None:
    """Check that the database is sound, and that texts, keys and ids are there for each entry but the first."""
    with Ledger.open(path) as ledger:
        assert ledger.reconcile().ok
        file_names(ledger)
        assert ledger.reconcile().ok
    connection = sqlite3.connect(path)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        for table in ("disclosure", "key", "name WHERE reference GLOB 'action:*' AND introduced IS NOT NULL"):
            assert connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone() == (entries - 1,), table
    finally:
        connection.close()


def kill_round(path: Path, acknowledged: Acknowledged, *, number: int, chance: random.Random) -> None:
    """Start writers, kill them all at moments of chance, and note what they had acknowledged."""
    names = [f"r{number}w{index}" for index in range(WRITERS)]
    writers = {name: start(path, name, batches=BATCHES, events=EVENTS) for name in names}
    let_go(list(writers.values()))
    chance.shuffle(names)
    for name in names:
        time.sleep(chance.uniform(0, LONGEST_SECONDS))
        writers[name].send_signal(signal.SIGKILL)
    for name in names:
        said, _ = writers[name].communicate()
        acknowledged.read(name, said)


def kill_loop(path: Path, *, rounds: int, seed: int) -> tuple[int, int]:
    """Run the rounds on a new ledger at ``path``; return how many batches were acknowledged, and how many entries."""
    chance, acknowledged, entries = random.Random(seed), Acknowledged(), 1
    Ledger.create(path).close()
    for number in range(rounds):
        kill_round(path, acknowledged, number=number, chance=chance)
        entries = check_whole(path, acknowledged, events=EVENTS)
    return len(acknowledged.batches), entries
