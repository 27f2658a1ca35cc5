"""What a ledger acknowledged, and holding the ledger against it after a fault.

Whoever records says what was acknowledged once the call has returned, and not before. After a fault the ledger is read
as a stranger would read it: numbers without a gap, every batch whole, what was acknowledged as it was, the side tables
in step with the bytes, and every checkpoint that was given out still led to.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from govledger import Ledger, events as ev
from govledger.exports import LedgerEvidence, verify
from govledger.seal.note import Signer

ORIGIN = "northbeck.example/faults"
LOG = Signer(ORIGIN, bytes(range(32)))
CLERK = "office:clerk"


@dataclass
class Held:
    """What was acknowledged.

    Attributes:
        batches: The first and last number of each batch, by its key.
        notes: Checkpoints, as somebody outside kept them.
        erased: The numbers of entries of which the words were erased.
    """

    batches: dict[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])
    notes: list[bytes] = field(default_factory=list[bytes])
    erased: set[int] = field(default_factory=set[int])

    def read(self, said: str) -> None:
        """Note the whole lines that a process wrote; half a line acknowledges nothing."""
        for line in said.splitlines(keepends=True):
            word, *values = line.split()
            if not line.endswith("\n"):
                continue
            if word == "batch":
                self.batches[values[0]] = (int(values[1]), int(values[2]))
            elif word == "sealed":
                self.notes.append(bytes.fromhex(values[0]))
            elif word == "erased":
                self.erased.add(int(values[0]))


def make(url: str | Path) -> None:
    """Make a ledger."""
    Ledger.create(url, origin=ORIGIN, clerk=CLERK).close()


def actions_of(key: str, count: int, *, words: str = "") -> list[ev.ActionAdded]:
    """The events of a batch: each says which of how many it is."""
    return [
        ev.ActionAdded(action=f"{key}-{index}-{count}", text=f"Do {index} of {key}{words}", leads=["office:dcs"])
        for index in range(count)
    ]


def record(ledger: Ledger, held: Held, key: str, count: int, *, words: str = "") -> None:
    """Record a batch, and note that it was acknowledged once it was."""
    entries = ledger.record(*actions_of(key, count, words=words), key=key, happened="2017-06-14")
    held.batches[key] = (entries[0].number, entries[-1].number)


def seal(ledger: Ledger, held: Held) -> None:
    """Seal a ledger, and keep the checkpoint."""
    held.notes.append(ledger.seal(LOG).note)


def check(url: str | Path, held: Held, *, name: str = "main") -> int:
    """Hold a ledger against what was acknowledged; how many entries it has.

    Raises:
        AssertionError: Something that was acknowledged is not there as it was, or something half done is.
    """
    with Ledger.open(url, name=name) as ledger:
        size = check_entries(ledger, held)
        reconciled = ledger.reconcile()
        assert reconciled.ok, reconciled.findings
        with LedgerEvidence(ledger) as evidence:
            verified = verify(evidence, kept=held.notes, vkeys=[LOG.verifier.vkey])
        assert verified.ok, verified.findings
    if isinstance(url, Path):
        check_file(url)
    return size


def check_file(path: Path) -> None:
    """Check that SQLite finds nothing wrong with a file."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def check_entries(ledger: Ledger, held: Held) -> int:
    """Check numbers, stamps, batches and erasures; how many entries there are."""
    batches: dict[str, list[tuple[int, int]]] = defaultdict(list)
    gone, erased, said, last, size = set[int](), set[int](), set[int](), None, 0
    for size, entry in enumerate(ledger.entries(), start=1):
        event = entry.event
        assert entry.number == size, "a number is missing"
        if not isinstance(event, ev.ClockCorrected):
            assert last is None or last <= entry.recorded_at, "a stamp ran backwards"
        last = entry.recorded_at
        if isinstance(event, ev.DisclosureErased):
            erased |= {int(str(one).removeprefix("entry:")) for one in event.entries}
        elif isinstance(event, ev.ActionAdded):
            key, index, count = event.action.rsplit("-", 2)
            batches[key].append((size, int(count)))
            words = str(event.text)
            (gone if words == "ERASED" else said).add(size)
            assert words.startswith(f"Do {index} of {key}") or words == "ERASED", words
    assert len(ledger) == size
    assert gone <= erased, "words are gone, and nothing says that they were erased"
    assert held.erased <= erased, "an erasure that was acknowledged is not there"
    assert not said & erased, "words are there that an entry says were erased"
    _check_batches(batches, held)
    return size


def _check_batches(batches: dict[str, list[tuple[int, int]]], held: Held) -> None:
    """Check that each batch is whole, given the number of each of its entries and of how many it says it is one."""
    for key, found in batches.items():
        numbers = [number for number, _ in found]
        assert numbers == list(range(numbers[0], numbers[0] + found[0][1])), f"half of the batch {key}"
    for key, said in held.batches.items():
        found = batches.get(key, [])
        assert found, f"the acknowledged batch {key} is not there"
        assert (found[0][0], found[-1][0]) == said, f"the acknowledged batch {key} is not there as it was"
