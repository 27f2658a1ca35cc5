"""One pass over the entries: their hashes, their numbers, their stamps and their commitments."""

from __future__ import annotations

import gc
from bisect import bisect
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from operator import attrgetter

import attrs

from govledger.errors import SealError
from govledger.events import Catalogue
from govledger.exports.commitments import CommitmentCheck, Commitments
from govledger.exports.evidence import Evidence
from govledger.exports.intervals import Span
from govledger.exports.leaves import Leaf, read_leaf, read_leaves
from govledger.exports.regrown import Regrown
from govledger.ledger.findings import Findings, Kind, said_entries
from govledger.seal.leaf import LEAF_PREFIX

CLOCK = "clock-corrected/"
OPENED = "ledger-opened/1"

_START = attrgetter("start")


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


@contextmanager
def _uncollected() -> Generator[None]:
    """Nothing read here refers to itself, and the collector of what does would go over all of it again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class Walk:
    """Goes over the entries once, and holds each against what came before it."""

    def __init__(self, evidence: Evidence, *, spans: Sequence[Span], catalogue: Catalogue, findings: Findings) -> None:
        self._evidence, self._findings, self._tree = evidence, findings, Regrown()
        self._commitments = CommitmentCheck(evidence.disclosures(), catalogue=catalogue, findings=findings)
        self._spans, self._at = spans, 0
        self._gaps: list[range] = []
        self._late: set[int] = set()
        self._last: int = 0
        self._place, self._stamp, self._origin = 0, "", ""
        self._odd: int | None = None
        self._clocks: list[int] = []
        self._ahead: list[tuple[int, str, Span]] = []

    def run(self, *, wanted: Collection[int] = ()) -> Walked:
        """Go over them, and keep the bytes at the places that are ``wanted``, from 1."""
        kept: dict[int, bytes] = {}
        with _uncollected():
            for entries in self._evidence.bundles():
                first = self._place + 1
                kept.update(
                    (place, entries[place - first]) for place in wanted if first <= place < first + len(entries)
                )
                self._tree.extend([sha256(LEAF_PREFIX + raw).digest() for raw in entries])
                self._read(entries)
        self._tell_ahead()
        for gap in self._left():
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

    def _read(self, entries: Sequence[bytes]) -> None:
        """Take the next entries: at once where nothing is odd about any of them, and else one by one."""
        leaves = read_leaves(entries)
        last_span = self._follow(leaves) if leaves else None
        if not leaves or last_span is None:
            for raw in entries:
                self._read_one(raw)
            return
        self._commitments.read_all(leaves)
        self._note(leaves, place=self._place + 1)
        self._place += len(leaves)
        self._last, self._stamp, self._at = leaves[-1].number, leaves[-1].recorded_at, last_span

    def _follow(self, leaves: Sequence[Leaf]) -> int | None:
        """In which interval the last of these is; None where a number or a stamp may be another than it should."""
        numbers, stamps = [leaf.number for leaf in leaves], [leaf.recorded_at for leaf in leaves]
        first, count = self._last + 1, len(leaves)
        if numbers != list(range(first, first + count)) or self._stamp > stamps[0] or stamps != sorted(stamps):
            return None
        start, at = 0, self._at - 1
        while start < count:
            at += 1
            span = self._spans[at]
            end = count if span.until is None else min(count, span.until - self._place)
            if end > start:
                if not (span.after <= stamps[start] and stamps[end - 1] <= span.before):
                    return None
                start = end
        return at

    def _read_one(self, raw: bytes) -> None:
        """Take the next entry, and say what is odd about it."""
        self._place += 1
        until = self._spans[self._at].until
        if until is not None and self._place > until:
            self._at += 1
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
        span, recorded_at = self._spans[self._at], leaf.recorded_at
        if not (self._stamp <= recorded_at and span.after <= recorded_at <= span.before):
            self._mistimed(leaf)
        self._stamp = recorded_at
        self._commitments.read(leaf)
        self._note([leaf], place=self._place)

    def _note(self, leaves: Sequence[Leaf], *, place: int) -> None:
        """Keep what entries from a place on say of the ledger itself."""
        if place == 1 and leaves[0].type == OPENED:
            self._origin = str(leaves[0].body.get("origin"))
        self._clocks += [leaf.number for leaf in leaves if leaf.type.startswith(CLOCK)]

    def _misnumbered(self, leaf: Leaf) -> None:
        """Say what a number that does not follow shows: a gap, an entry too many, or one out of its place."""
        self._odd = self._odd or self._place
        number = leaf.number
        if number > self._last:
            self._gaps.append(range(self._last + 1, number))
            self._last = number
            return
        at = bisect(self._gaps, number, key=_START) - 1
        if at >= 0 and number in self._gaps[at] and number not in self._late:
            # A gap is never parted here: a million numbers in falling order would move all that stand behind, each.
            self._late.add(number)
            says = f"entry {number} stands after entry {self._last}"
            self._findings.add(Kind.ENTRY_MOVED, says, [number])
            return
        says = f"number {number} is borne twice, the second time after entry {self._last}"
        self._findings.add(Kind.ENTRY_INSERTED, says, [number])

    def _left(self) -> Iterator[range]:
        """What is left of the gaps where entries that came late stand in them."""
        late = sorted(self._late)
        for gap in self._gaps:
            start = gap.start
            for number in late[bisect(late, start - 1) : bisect(late, gap.stop - 1)]:
                if number > start:
                    yield range(start, number)
                start = number + 1
            if gap.stop > start:
                yield range(start, gap.stop)

    def _mistimed(self, leaf: Leaf) -> None:
        """Say how a stamp shows that it was not the ledger's clock that gave it."""
        number, at, span = leaf.number, leaf.recorded_at, self._spans[self._at]
        says = f"entry {number} says that it was recorded at {at}"
        # By a clock that was ahead, and was set right here: what had a later stamp until now is explained.
        while leaf.type.startswith(CLOCK) and self._ahead and self._ahead[-1][1] > at:
            self._ahead.pop()
        if at < self._stamp and not leaf.type.startswith(CLOCK):
            self._findings.add(Kind.BACKDATED, f"{says}, before the entry above it, at {self._stamp}", [number])
        elif at < span.after:
            self._findings.add(Kind.BACKDATED, f"{says}, but {span.said_below()}", [number])
        elif at > span.before:
            self._ahead.append((number, at, span))

    def _tell_ahead(self) -> None:
        """Tell of the stamps that are above what was seen outside, and that no entry explains."""
        for number, at, span in self._ahead:
            says = f"entry {number} says that it was recorded at {at}, but {span.said_above()}"
            self._findings.add(Kind.POSTDATED, says, [number])
