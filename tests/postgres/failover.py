"""Kill the primary of two PostgreSQL servers while it is written, go on with the other, and count what is there.

    python -m tests.postgres.failover --rounds 5 --seed 7 [--asynchronous]

Several writers record into two ledgers and note every batch that was acknowledged. In each round a checkpoint is sealed
and kept, states and a check are worked out on the standby, and then the primary is killed with SIGKILL at a moment of
the seed's choosing and the standby promoted. The writers find it by themselves and give again what failed, under the
same keys. A follower goes on through all of it. In the end every acknowledged batch is looked for, at its numbers.

With --asynchronous the primary acknowledges what its standby does not have yet, and the line between them is held up
before the kill, as a slow one is. What is lost then is counted, and shown to be found by a checkpoint that was kept.
"""

# ruff: noqa: T201 - what it prints is for the person who runs it
from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import attrs

from govledger import Ledger, PlanState, check, events as ev
from govledger.errors import LedgerError, LedgerReadOnlyError
from govledger.exports import verify
from govledger.exports.live import LedgerEvidence
from govledger.ledger import History
from govledger.ledger.cuts import Cut
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.note import Note, Signer
from tests.postgres.load import EVENTS
from tests.postgres.pair import Pair

LOAD = Path(__file__).with_name("load.py")
LEDGERS = ("north", "south")
WRITERS = 2
"""How many there are for each ledger."""

WAIT_SECONDS = 120.0
PAUSE_SECONDS_MAX = 0.4
"""How long it may take from one step of a round to the next; the seed says how long it does."""

HELD_SECONDS = 0.3
"""For how long the line is held up where the standby is not waited for."""


def signer(ledger: str) -> Signer:
    """The key of a ledger's log."""
    return Signer(f"example.gov.uk/{ledger}", bytes(range(32)))


# Writing -------------------------------------------------------------------------------------------------------------


@attrs.frozen
class Writer:
    """A process that writes one ledger.

    Attributes:
        name: What it calls itself.
        ledger: The ledger.
        notes: The file in which it notes what was acknowledged.
        process: The process.
    """

    name: str
    ledger: str
    notes: Path
    process: subprocess.Popen[bytes]

    def acknowledged(self) -> dict[int, tuple[int, int]]:
        """The batches that were acknowledged, each with its first and last number."""
        words = [line.split() for line in self._lines() if line.startswith("recorded ")]
        return {int(batch): (int(first), int(last)) for _, batch, first, last in words}

    def failures(self) -> Counter[str]:
        """What was said instead: the errors' names, and whether they said that the outcome is not known."""
        said = [line.split(": ", 1)[0].split(maxsplit=2)[2] for line in self._lines() if line.startswith("failed ")]
        return Counter(said)

    def _lines(self) -> list[str]:
        text = self.notes.read_text() if self.notes.exists() else ""
        return [line for line in text.splitlines(keepends=True) if line.endswith("\n")]


@contextmanager
def writing(url: str, folder: Path, *, when: str = "") -> Iterator[list[Writer]]:
    """Writers that write until this ends; those of another time have other names."""
    writers = []
    for ledger in LEDGERS:
        for name in (f"{ledger}{when}{index}" for index in range(WRITERS)):
            notes = folder / name
            command = [sys.executable, str(LOAD), url, ledger, name, str(notes)]
            writers.append(Writer(name, ledger, notes, subprocess.Popen(command, stdin=subprocess.PIPE)))
    try:
        yield writers
    finally:
        for writer in writers:
            writer.process.communicate()


def await_more(writers: list[Writer], count: int) -> None:
    """Wait until each writer has so many batches more than it has now."""
    wanted = {writer.name: len(writer.acknowledged()) + count for writer in writers}
    deadline = time.monotonic() + WAIT_SECONDS
    while any(len(writer.acknowledged()) < wanted[writer.name] for writer in writers):
        assert time.monotonic() < deadline, "writers do not get on: " + "; ".join(
            f"{writer.name}: {dict(writer.failures())}" for writer in writers
        )
        assert all(writer.process.poll() is None for writer in writers), "a writer has ended"
        time.sleep(0.02)


# Following -----------------------------------------------------------------------------------------------------------


class Follower:
    """Follows a ledger through whatever becomes of the servers, on a standby where there is one."""

    def __init__(self, url: str, ledger: str) -> None:
        """Follow from now on."""
        self.numbers: list[int] = []
        self.fault: Exception | None = None
        self._ledger, self._stop = Ledger.open(url, name=ledger), Event()
        self._thread = Thread(target=self._follow, daemon=True)
        self._thread.start()

    def _follow(self) -> None:
        try:
            for view in self._ledger.follow(PlanState, stop=self._stop):
                self.numbers.append(view.number)
        except LedgerError as fault:
            self.fault = fault

    def await_number(self, number: int) -> None:
        """Wait until it has come to an entry, then end."""
        deadline = time.monotonic() + WAIT_SECONDS
        while self.fault is None and (not self.numbers or self.numbers[-1] < number):
            assert time.monotonic() < deadline, f"the follower is at {self.numbers[-1:]}, not at {number}"
            time.sleep(0.01)
        self.end()

    def end(self) -> None:
        """Follow no longer."""
        self._stop.set()
        self._thread.join(WAIT_SECONDS)
        self._ledger.close()


# Looking -------------------------------------------------------------------------------------------------------------


@attrs.frozen
class Count:
    """What became of the batches of all writers.

    Attributes:
        acknowledged: How many batches were acknowledged.
        found: How many of those are there, at the numbers that were said.
        lost: How many are not.
        unsaid: How many are there that nobody was told of.
        entries: How many entries there are.
    """

    acknowledged: int
    found: int
    lost: int
    unsaid: int
    entries: int

    def __str__(self) -> str:
        """The counts in a sentence."""
        return (
            f"acknowledged {self.acknowledged:,} batches of {EVENTS}, found {self.found:,}, lost {self.lost:,}; "
            f"{self.unsaid:,} there that nobody was told of; {self.entries:,} entries, no gap, no half batch"
        )


def count(url: str, writers: list[Writer]) -> Count:
    """Look for every batch that was acknowledged, and check that there is no gap and no half batch."""
    there: dict[tuple[str, int], list[int]] = {}
    entries = 0
    for name in LEDGERS:
        with Ledger.open(url, name=name) as ledger:
            for number, entry in enumerate(ledger.entries(), start=1):
                assert entry.number == number, "a gap"
                if isinstance(entry.event, ev.ActionAdded):
                    writer, batch, _ = entry.event.action.rsplit("-", 2)
                    there.setdefault((writer, int(batch)), []).append(number)
            entries += len(ledger)
    for numbers in there.values():
        assert numbers == list(range(numbers[0], numbers[0] + EVENTS)), "half a batch"
    said = {(writer.name, batch): held for writer in writers for batch, held in writer.acknowledged().items()}
    found = [key for key, (first, last) in said.items() if there.get(key) == list(range(first, last + 1))]
    return Count(len(said), len(found), len(said) - len(found), len(there.keys() - said.keys()), entries)


def look_on_standby(pair: Pair) -> str:
    """Work out a state and a check on the standby, and see that the primary says the same at the same entry."""
    told = []
    for name in LEDGERS:
        with Ledger.open(pair.standby.url, name=name) as there, Ledger.open(pair.url(), name=name) as here:
            cut = Cut(size=len(there))
            state, opinion = History(there, cut).project(PlanState), check(History(there, cut))
            assert state == History(here, cut).project(PlanState), "the standby has another state"
            assert opinion == check(History(here, cut)), "the standby comes to another opinion"
            told.append(f"{cut.size:,} of {name}")
            try:
                there.record(ev.StatementMade(text="Nobody may"), clerk="office:clerk")
            except LedgerReadOnlyError:
                continue
            raise AssertionError("a standby was written")
    return f"replayed and checked on the standby: {' and '.join(told)}, as on the primary"


def kept_checkpoints(pair: Pair) -> dict[str, bytes]:
    """Seal every ledger, and keep the checkpoint."""
    kept = {}
    for name in LEDGERS:
        with Ledger.open(pair.url(), name=name) as ledger:
            kept[name] = ledger.seal(signer(name)).note
    return kept


def findings(url: str, name: str, *kept: bytes, log: str | None = None) -> list[str]:
    """What verifying a ledger against checkpoints that were kept finds; its log is called as it is, or else ``log``."""
    key = signer(log or name).verifier.vkey
    with Ledger.open(url, name=name) as ledger, LedgerEvidence(ledger) as evidence:
        return [str(found.kind) for found in verify(evidence, kept=kept, vkeys=[key]).findings]


# Rounds --------------------------------------------------------------------------------------------------------------


def begin(pair: Pair) -> None:
    """Make the ledgers."""
    for name in LEDGERS:
        Ledger.create(pair.url(), name=name, origin=signer(name).name, clerk="office:clerk").close()


def fail_over(pair: Pair, writers: list[Writer], chance: random.Random) -> str:
    """Kill the primary, promote the standby, and wait until every writer has found it."""
    time.sleep(chance.uniform(0, PAUSE_SECONDS_MAX))
    before = sum(len(writer.acknowledged()) for writer in writers)
    pair.kill_primary()
    time.sleep(chance.uniform(0, PAUSE_SECONDS_MAX))
    pair.promote()
    await_more(writers, 3)
    return f"killed with {before:,} batches acknowledged; promoted; every writer goes on"


def synchronous(rounds: int, seed: int, folder: Path) -> Count:
    """Fail over so many times where every acknowledged entry is on both disks; what was found in the end."""
    chance, kept = random.Random(seed), dict[str, list[bytes]]()
    with Pair(synchronous=True) as pair:
        begin(pair)
        follower = Follower(pair.url(target_session_attrs="prefer-standby"), LEDGERS[0])
        with writing(pair.url(), folder) as writers:
            for number in range(1, rounds + 1):
                await_more(writers, 5)
                for name, note in kept_checkpoints(pair).items():
                    kept.setdefault(name, []).append(note)
                print(f"round {number}: {look_on_standby(pair)}", flush=True)
                print(f"round {number}: {fail_over(pair, writers, chance)}", flush=True)
                pair.rejoin()
        failures = sum((writer.failures() for writer in writers), Counter[str]())
        print(f"what writers were told meanwhile: {', '.join(f'{many} × {what}' for what, many in failures.items())}")
        counted = count(pair.url(), writers)
        for name, notes in kept.items():
            assert not (found := findings(pair.url(), name, *notes)), found
            print(f"{name}: verified against {len(notes)} checkpoints kept before a kill: nothing to look at")
        with Ledger.open(pair.url(), name=LEDGERS[0]) as ledger:
            follower.await_number(len(ledger))
        assert follower.fault is None, follower.fault
        assert follower.numbers == sorted(set(follower.numbers)), "the follower went back"
        print(f"the follower came to entry {follower.numbers[-1]:,}, the last, in {len(follower.numbers):,} views")
    return counted


def asynchronous(seed: int, folder: Path) -> tuple[Count, list[str], list[str]]:
    """Fail over once to a standby that is behind: what was found, and what a kept checkpoint finds, then and later."""
    chance = random.Random(seed)
    quiet = LEDGERS[0]
    with Pair(synchronous=False) as pair:
        begin(pair)
        with writing(pair.url(), folder) as writers:
            await_more(writers, 5)
        with writing(pair.url(), folder, when="behind") as behind:
            pair.line.hold()
            await_more(behind, 5)
            time.sleep(chance.uniform(0, HELD_SECONDS))
        kept = kept_checkpoints(pair)[quiet]
        pair.kill_primary()
        pair.promote()
        first = findings(pair.url(), quiet, kept)
        counted = count(pair.url(), [*writers, *behind])
        with Ledger.open(pair.url(), name=quiet, clerk="office:clerk") as ledger:
            for number in range(Checkpoint.parse(Note.parse(kept).text).size + 1 - len(ledger)):
                ledger.record(ev.StatementMade(text=f"Recorded afterwards: {number}"))
            ledger.seal(signer(quiet))
        later = findings(pair.url(), quiet, kept)
    return counted, first, later


def main() -> None:
    """Run as asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    parser.add_argument("--asynchronous", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if given.asynchronous:
            print(f"a standby that is not waited for, and is behind when its primary is killed; SEED={given.seed}")
            counted, first, later = asynchronous(given.seed, Path(folder))
            print(f"the checkpoint kept before the kill finds {', '.join(first)}; and later {', '.join(later)}")
        else:
            print(f"killing the primary {given.rounds} times while it is written; SEED={given.seed}", flush=True)
            counted = synchronous(given.rounds, given.seed, Path(folder))
    print(counted)
    sys.exit(1 if counted.lost and not given.asynchronous else 0)


if __name__ == "__main__":
    main()
