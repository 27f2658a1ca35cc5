"""The processes that are killed: each does one thing over and over, and writes down what was acknowledged.

They are started by a process that has everything imported already, so that a round takes no longer than what is done
in it.
"""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from govledger import Ledger, PlanState, errors
from govledger.projections.tables import Tables
from tests.faults.held import CLERK, LOG, actions_of

Said = Callable[[str], None]

LOOKS = 0.1
"""How often a writer also looks at what there is, as a program with several ledgers does."""


def writer(url: str, chance: random.Random, say: Said, name: str) -> None:
    """Record batches of one to four, and look at the ledger's file by another way now and then."""
    with Ledger.open(url, clerk=CLERK) as ledger:
        for batch in range(1_000_000):
            key = f"{name}b{batch}"
            entries = ledger.record(*actions_of(key, chance.randint(1, 4)), key=key, happened="2017-06-14")
            say(f"batch {key} {entries[0].number} {entries[-1].number}")
            if chance.random() < LOOKS:
                Ledger.names(url)


def sealer(url: str, _chance: random.Random, say: Said, _name: str) -> None:
    """Seal again and again."""
    with Ledger.open(url) as ledger:
        while True:
            say(f"sealed {ledger.seal(LOG).note.hex()}")


def eraser(url: str, chance: random.Random, say: Said, _name: str) -> None:
    """Erase the words of an action now and then."""
    with Ledger.open(url, clerk=CLERK, timeout=5) as ledger:
        while True:
            number = chance.randint(2, max(2, len(ledger)))
            with suppress(errors.BadValueError, errors.NoSuchEntryError):
                ledger.erase(number, reason="Asked for", by="office:records")
                say(f"erased {number}")


def follower(url: str, _chance: random.Random, _say: Said, name: str) -> None:
    """Keep tables up, in a file of their own."""
    with Ledger.open(url) as ledger, Tables(ledger, into=f"{url}.{name}.tables") as tables:
        for _ in tables.follow(PlanState):
            pass


def copier(url: str, _chance: random.Random, say: Said, name: str) -> None:
    """Copy the ledger, and bring the copy up to date again and again."""
    with Ledger.open(url) as ledger:
        while True:
            say(f"copied {ledger.copy_to(f'{url}.{name}.copy', resume=True).size}")


def visitor(url: str, _chance: random.Random, _say: Said, _name: str) -> None:
    """Come and go: whoever leaves a database as the last removes its write-ahead log."""
    while True:
        with Ledger.open(url) as ledger:
            len(ledger)


WORK: dict[str, Callable[[str, random.Random, Said, str], None]] = {
    "writer": writer,
    "sealer": sealer,
    "eraser": eraser,
    "follower": follower,
    "copier": copier,
    "visitor": visitor,
}


def _work(kind: str, url: str, seed: int, name: str, said: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Whoever interrupts the run has its children killed by the run.
    out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    WORK[kind](url, random.Random(seed), lambda line: _write(out, line), name)


def _write(out: int, line: str) -> None:
    os.write(out, f"{line}\n".encode())


CONTEXT = get_context("forkserver")
"""What every process of a round is started by, with all that any of them needs imported already."""

CONTEXT.set_forkserver_preload([f"tests.faults.{kind}" for kind in ("busy", "corrupt", "dropped", "kill", "read_only")])


class Worker:
    """One such process.

    Attributes:
        kind: What it does.
        name: What it is called.
    """

    def __init__(self, kind: str, url: str, *, name: str, seed: int, folder: Path) -> None:
        """Start one."""
        self.kind, self.name, self._said = kind, name, folder / f"{name}.said"
        self._process: ForkServerProcess = CONTEXT.Process(
            target=_work, args=(kind, url, seed, name, str(self._said)), daemon=True
        )
        self._process.start()

    def kill(self) -> None:
        """Kill it, and see that it is gone."""
        self._process.kill()
        self._process.join()
        assert self._process.exitcode == -signal.SIGKILL, f"{self.name} ended by itself: {self._process.exitcode}"

    @property
    def has_begun(self) -> bool:
        """Whether it has acknowledged anything."""
        return self._said.exists() and self._said.stat().st_size > 0

    @property
    def said(self) -> str:
        """What it acknowledged."""
        return self._said.read_text() if self._said.exists() else ""
