"""What holding a database against its sealed bytes finds: each finding by its name, and one sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

import attrs

EACH_MAX = 20
"""How many findings of one kind are told one by one; the rest of them are counted."""


class Kind(StrEnum):
    """What can be found."""

    ENTRY_CHANGED = "ENTRY_CHANGED"
    """An entry's bytes are not those that were sealed."""
    ENTRY_MISSING = "ENTRY_MISSING"
    """An entry is not there, though one after it or a checkpoint is."""
    ENTRY_DAMAGED = "ENTRY_DAMAGED"
    """A row holds no entry, or another entry than it says."""
    HISTORY_CHANGED = "HISTORY_CHANGED"
    """The entries do not lead to a checkpoint, and the tiles do not tell which."""
    OTHER_LOG = "OTHER_LOG"
    """The row of the ledger gives another origin or zone than its first entry."""
    BAD_CHECKPOINT = "BAD_CHECKPOINT"
    """A checkpoint that is kept cannot be read, or is not of this log."""
    BAD_TILE = "BAD_TILE"
    """A tile does not hold the hashes of the entries, which are those that were sealed."""
    DISCLOSURE_FORGED = "DISCLOSURE_FORGED"
    """Words stand where the entry committed to others, or to none."""
    DISCLOSURE_MISSING = "DISCLOSURE_MISSING"
    """Words are gone, and no entry says that they were erased."""
    ERASURE_UNDONE = "ERASURE_UNDONE"
    """Words are there that an entry says were erased."""
    BAD_INDEX = "BAD_INDEX"
    """The index does not name what an entry names, or names something else."""
    BAD_GUARD = "BAD_GUARD"
    """The triggers that refuse to change the record are not those that were laid out."""
    BAD_KEY = "BAD_KEY"
    """An idempotency key is of an entry that is not there."""


@attrs.frozen(kw_only=True)
class Finding:
    """Something to look at.

    Attributes:
        kind: Its name.
        says: What was found, in one sentence.
        entries: The numbers of the entries it is about; empty where it is about none, or cannot be told.
    """

    kind: Kind
    says: str
    entries: tuple[int, ...] = ()


class Findings:
    """Findings as they are made; many of one kind are told as so many more."""

    def __init__(self) -> None:
        """None so far."""
        self._held: list[Finding] = []
        self._count: Counter[Kind] = Counter()

    def add(self, kind: Kind, says: str, *entries: int) -> None:
        """Add one."""
        self._count[kind] += 1
        if self._count[kind] <= EACH_MAX:
            self._held.append(Finding(kind=kind, says=says, entries=entries))

    def all(self) -> tuple[Finding, ...]:
        """Every finding, in the order of the kinds."""
        over = {kind: count - EACH_MAX for kind, count in self._count.items() if count > EACH_MAX}
        more = [Finding(kind=kind, says=f"and {count:,} more of the same kind") for kind, count in over.items()]
        order = list(Kind)
        return tuple(sorted([*self._held, *more], key=lambda found: order.index(found.kind)))


def lines_up(numbers: Iterable[int]) -> str:
    """Numbers as they are read out: ``3, 4, 9``."""
    return ", ".join(map(str, sorted(numbers)))
