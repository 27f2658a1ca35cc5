"""One pass over the entries: their hashes, their numbers, their stamps and their commitments."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256

import attrs

from govledger.errors import SealError
from govledger.events import Catalogue
from govledger.exports.commitments import CommitmentCheck, Commitments
from govledger.exports.evidence import Evidence
from govledger.exports.intervals import Span
from govledger.exports.leaves import Leaf, read_leaf
from govledger.exports.regrown import Regrown
from govledger.ledger.findings import Findings, Kind, said_entries
from govledger.seal.leaf import LEAF_PREFIX

CLOCK = "clock-corrected/"
OPENED = "ledger-opened/1"


@attrs.frozen(kw_only=True)
class Walked:
    """What one pass over the entries gave.

    Attributes:
        tree: The tree over them.
        commitments: What became of their commitments.
        origin: The name of the log, as entry 1 says it; empty where it does not.
        clocks: The entries by which a clock was corrected.
        last: The stamp of the last entry; empty where there is none.
        odd: The first place, from 1, at which a number is not the one that follows; None where all are.
        raw: The bytes at the places asked for.
    """

    tree: Regrown
    commitments: Commitments
    origin: str
    clocks: tuple[int, ...]
    last: str
    odd: int | None
    raw: Mapping[int, bytes]


class Walk:
    """Goes over the entries once, and holds each against what came before it."""

    def __init__(self, evidence: Evidence, *, spans: Sequence[Span], catalogue: Catalogue, findings: Findings) -> None:
        self._evidence, self._findings, self._tree = evidence, findings, Regrown()
        self._commitments = CommitmentCheck(evidence.disclosed(), catalogue=catalogue, findings=findings)
        self._spans, self._span = iter(spans[1:]), spans[0]
        self._gaps: list[range] = []
        self._last: int = 0
        self._place, self._stamp, self._origin = 0, "", ""
        self._odd: int | None = None
        self._clocks: list[int] = []

    def run(self, *, wanted: Collection[int] = ()) -> Walked:
        """Go over them, and keep the bytes at the places that are ``wanted``, from 1."""
        kept: dict[int, bytes] = {}
        for entries in self._evidence.bundles():
            first = self._place + 1
            kept.update((place, entries[place - first]) for place in wanted if first <= place < first + len(entries))
            self._tree.extend([sha256(LEAF_PREFIX + raw).digest() for raw in entries])
            for raw in entries:
                self._place += 1
                if self._span.until is not None and self._place > self._span.until:
                    self._span = next(self._spans)
                self._read(raw)
        for gap in self._gaps:
            says = f"{said_entries(gap)} {'is' if len(gap) == 1 else 'are'} missing: the numbers go on after a gap"
            self._findings.add(Kind.ENTRY_MISSING, says, gap[:1000])
        return Walked(
            tree=self._tree,
            commitments=self._commitments.close(is_full=self._evidence.audience == "full"),
            origin=self._origin,
            clocks=tuple(self._clocks),
            last=self._stamp,
            odd=self._odd,
            raw=kept,
        )

    def _read(self, raw: bytes) -> None:
        try:
            leaf = read_leaf(raw)
        except SealError as bad:
            says = f"entry {self._last + 1} is not written as an entry is: {bad}"
            self._findings.add(Kind.NOT_CANONICAL, says, [self._last + 1])
            self._last += 1
            return
        if leaf.number == self._last + 1:
            self._last = leaf.number
        else:
            self._misnumbered(leaf)
        recorded_at = leaf.recorded_at
        if not (self._stamp <= recorded_at and self._span.after <= recorded_at <= self._span.before):
            self._mistimed(leaf)
        self._stamp = recorded_at
        self._commitments.read(leaf)
        if leaf.type.startswith(CLOCK):
            self._clocks.append(leaf.number)
        elif self._place == 1 and leaf.type == OPENED:
            self._origin = str(leaf.body.get("origin"))

    def _misnumbered(self, leaf: Leaf) -> None:
        """Say what a number that does not follow shows: a gap, an entry too many, or one out of its place."""
        self._odd = self._odd or self._place
        number = leaf.number
        if number > self._last:
            self._gaps.append(range(self._last + 1, number))
            self._last = number
            return
        at = bisect(self._gaps, number, key=lambda gap: gap.start) - 1
        if at >= 0 and number in self._gaps[at]:
            gap = self._gaps[at]
            parts = range(gap.start, number), range(number + 1, gap.stop)
            self._gaps[at : at + 1] = [part for part in parts if part]
            says = f"entry {number} stands after entry {self._last}"
            self._findings.add(Kind.ENTRY_MOVED, says, [number])
            return
        says = f"number {number} is borne twice, the second time after entry {self._last}"
        self._findings.add(Kind.ENTRY_INSERTED, says, [number])

    def _mistimed(self, leaf: Leaf) -> None:
        """Say how a stamp shows that it was not the ledger's clock that gave it."""
        number, at, span = leaf.number, leaf.recorded_at, self._span
        if at < self._stamp and not leaf.type.startswith(CLOCK):
            says = f"entry {number} says that it was recorded at {at}, before the entry above it, at {self._stamp}"
            self._findings.add(Kind.BACKDATED, says, [number])
        elif at < span.after:
            says = f"entry {number} says that it was recorded at {at}, but {span.unseen}, cosigned later, is without it"
            self._findings.add(Kind.BACKDATED, says, [number])
        elif at > span.before:
            says = f"entry {number} says that it was recorded at {at}, but {span.seen}, cosigned earlier, covers it"
            self._findings.add(Kind.POSTDATED, says, [number])
