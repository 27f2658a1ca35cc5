"""Reconciling a ledger: its database as it is at one moment, held against the bytes of its entries and its seal.

Everything is computed anew from the entries' bytes: their leaf hashes lead to the checkpoints that are kept or do not;
the number and type beside each entry, its disclosures, the index and the tiles are what the bytes say or are not, and
each timestamp is of a checkpoint that is kept.
Whoever owns the database can make all of it agree; what shows that is a checkpoint kept elsewhere, and `verify`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from govledger.errors import LedgerCorruptError
from govledger.events import LedgerOpened
from govledger.ledger.codec import Codec
from govledger.ledger.entry import AnyEntry
from govledger.ledger.findings import Finding, Findings, Kind
from govledger.ledger.held_index import HeldIndex
from govledger.ledger.held_texts import HeldTexts
from govledger.ledger.held_timestamps import tell_timestamps
from govledger.ledger.held_tree import HeldTree
from govledger.ledger.inner import Inner
from govledger.ledger.store import Row, Snapshot, read_row
from govledger.seal.leaf import leaf_hash

NO_LEAF = bytes(32)
"""What stands in the tree for an entry that is not there; no entry has it."""

MISSING_MAX = 1_000_000
"""How many entries in a row may be missing; what stands behind more of them is not looked at."""


@attrs.frozen(kw_only=True)
class Reconciled:
    """What holding a database against its sealed bytes found.

    Attributes:
        entries: How many entries there are.
        checkpoints: How many checkpoints they were held against.
        sealed: How many entries the newest of these covers.
        unread: How many entries the index could not be held against: their types are not in the catalogue, or they
            are damaged.
        findings: What to look at; empty where all of it agrees.
    """

    entries: int
    checkpoints: int
    sealed: int
    unread: int
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether there is nothing to look at."""
        return not self.findings


def reconcile(inner: Inner) -> Reconciled:
    """Hold a ledger's rows against its bytes."""
    findings = Findings()
    with inner.store.snapshot() as snapshot:
        tree = HeldTree(snapshot.tiles(inner.row), snapshot.checkpoints(inner.row), inner.row.origin)
        texts = HeldTexts(snapshot.disclosures(inner.row), findings)
        index = HeldIndex(snapshot.mentions(inner.row), inner.catalogue, findings)
        codec, size = Codec(inner.catalogue), 0
        for number, row in _rows(snapshot, inner, findings):
            size = number
            tree.add(NO_LEAF if row is None else leaf_hash(row.raw))
            if row is None:
                continue
            try:
                entry = codec.decode(row)
            except LedgerCorruptError as damaged:
                findings.add(Kind.ENTRY_DAMAGED, str(damaged), [number])
                texts.pass_over(number)
                index.pass_over(number)
            else:
                texts.add(entry)
                index.add(entry)
                _check_opened(entry, inner, findings)
        tree.tell(findings)
        tell_timestamps(snapshot.timestamps(inner.row), tree.kept, findings)
        for says in snapshot.guards():
            findings.add(Kind.BAD_GUARD, says)
        texts.tell(withholds=inner.store.withholds)
        index.tell(snapshot.introductions(inner.row))
        for key, number in snapshot.keys(inner.row):
            if number not in range(1, size + 1):
                findings.add(Kind.BAD_KEY, f"the key {key!r} is of an entry {number!r} that is not there")
    return Reconciled(
        entries=size,
        checkpoints=tree.checkpoints,
        sealed=tree.sealed,
        unread=index.unread,
        findings=findings.all(),
    )


def _check_opened(entry: AnyEntry, inner: Inner, findings: Findings) -> None:
    """Check that the ledger's row says what its first entry does."""
    opened = entry.event
    if not isinstance(opened, LedgerOpened):
        return
    for what, said, row in (("origin", opened.origin, inner.row.origin), ("zone", opened.zone, inner.row.zone)):
        if said != row:
            says = f"entry {entry.number} says that the {what} is {said!r}, and the ledger's row {row!r}"
            findings.add(Kind.OTHER_LOG, says, [entry.number])


def _rows(snapshot: Snapshot, inner: Inner, findings: Findings) -> Iterator[tuple[int, Row | None]]:
    """Every number from 1 on, with its row; ``None`` where the row is missing or damaged."""
    expected = 1
    for found in snapshot.entries(inner.row):
        row = _read(found, findings)
        number: Any = found[0]
        if type(number) is not int or number < expected:
            continue
        if number > expected:
            says = f"entry {number} follows entry {expected - 1}"
            findings.add(Kind.ENTRY_MISSING, says, range(expected, min(number, expected + 20)))
            if number - expected > MISSING_MAX:
                return  # A number that damage made; whoever looked at each that is missing would never end.
            yield from ((missing, None) for missing in range(expected, number))
        yield number, row
        expected = number + 1


def _read(found: Any, findings: Findings) -> Row | None:
    try:
        return read_row(found)
    except LedgerCorruptError as damaged:
        findings.add(Kind.ENTRY_DAMAGED, str(damaged))
        return None
