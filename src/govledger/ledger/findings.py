"""What holding a ledger, or an export of one, against its seal finds: each by its name, with one sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

import attrs

EACH_MAX = 20
"""How many findings of one kind are told one by one; the rest of them are counted."""

NUMBERS_SAID_MAX = 5


class Kind(StrEnum):
    """What can be found."""

    ENTRY_CHANGED = "ENTRY_CHANGED"
    """An entry is not the one that was signed."""
    ENTRY_MISSING = "ENTRY_MISSING"
    """An entry that was there is not."""
    ENTRY_INSERTED = "ENTRY_INSERTED"
    """An entry is there that was not, or a number is borne twice."""
    ENTRY_MOVED = "ENTRY_MOVED"
    """An entry stands after one with a higher number."""
    ENTRY_DAMAGED = "ENTRY_DAMAGED"
    """A row holds no entry, or another entry than it says."""
    HISTORY_CHANGED = "HISTORY_CHANGED"
    """The entries are not those that a checkpoint covers."""
    TRUNCATED = "TRUNCATED"
    """A checkpoint or a receipt knows of more entries than there are."""
    FORKED = "FORKED"
    """The log signed two histories that cannot both be true."""
    BACKDATED = "BACKDATED"
    """An entry says that it was recorded before it can have been."""
    POSTDATED = "POSTDATED"
    """An entry says that it was recorded after a witness had seen it."""
    NOT_CANONICAL = "NOT_CANONICAL"
    """An entry's bytes are not how an entry is written."""
    CLEAR_FIELD_WITHHELD = "CLEAR_FIELD_WITHHELD"
    """An entry withholds a field that may not be withheld."""
    DISCLOSURE_FORGED = "DISCLOSURE_FORGED"
    """Words are disclosed that no entry committed to."""
    DISCLOSURE_MISSING = "DISCLOSURE_MISSING"
    """Words are gone from a full view, and no entry says that they were erased."""
    ERASURE_UNDONE = "ERASURE_UNDONE"
    """Words are disclosed that an entry says were erased."""
    RECEIPT_BROKEN = "RECEIPT_BROKEN"
    """A receipt is not for the entry that is there."""
    BAD_SIGNATURE = "BAD_SIGNATURE"
    """A signature fails, or nobody known signed."""
    UNKNOWN_SIGNATURE = "UNKNOWN_SIGNATURE"
    """An export holds a signature of a key that it does not give."""
    QUORUM_MISSING = "QUORUM_MISSING"
    """Not all of those cosigned whom the policy asks for."""
    STALE = "STALE"
    """The newest checkpoint is older than the reader takes."""
    OTHER_LOG = "OTHER_LOG"
    """A checkpoint, a receipt or the first entry is of another log."""
    OTHER_VIEW = "OTHER_VIEW"
    """An export says that it is another view than the reader was promised."""
    BAD_CHECKPOINT = "BAD_CHECKPOINT"
    """A checkpoint is missing or cannot be read."""
    BAD_TIMESTAMP = "BAD_TIMESTAMP"
    """An authority's timestamp does not hold under the reader's certificates, or is of no checkpoint that is kept."""
    BAD_TILE = "BAD_TILE"
    """A tile is missing, or does not hold the hashes of the entries."""
    BAD_FILE = "BAD_FILE"
    """A file of the export cannot be read, or is no part of one."""
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
        self._held: list[Finding] = []
        self._count: Counter[Kind] = Counter()

    def add(self, kind: Kind, says: str, entries: Iterable[int] = ()) -> None:
        """Add one; the same is told once."""
        if self._count[kind] >= EACH_MAX and not any(held.says == says for held in self._held):
            self._count[kind] += 1  # Whoever can bring about a million of them pays for the numbers of twenty.
            return
        finding = Finding(kind=kind, says=says, entries=tuple(entries))
        if finding in self._held:
            return
        self._count[kind] += 1
        if self._count[kind] <= EACH_MAX:
            self._held.append(finding)

    def all(self) -> tuple[Finding, ...]:
        """Every finding, in the order of the kinds."""
        more = [
            Finding(kind=kind, says=f"and {count - EACH_MAX:,} more of the same kind")
            for kind, count in self._count.items()
            if count > EACH_MAX
        ]
        order = list(Kind)
        return tuple(sorted([*self._held, *more], key=lambda found: order.index(found.kind)))


def said_entries(numbers: Iterable[int]) -> str:
    """Numbers as they are read out: ``entry 3``, ``entries 3, 4 and 9``, ``entries 3 to 17``."""
    held = numbers if isinstance(numbers, range) else sorted(numbers)
    if len(held) == 1:
        return f"entry {held[0]}"
    if len(held) > 2 and held[-1] - held[0] == len(held) - 1:  # noqa: PLR2004 - two are said one by one
        return f"entries {held[0]} to {held[-1]}"
    shown = list(held[:NUMBERS_SAID_MAX])
    rest = f" and {len(held) - len(shown)} more" if len(held) > len(shown) else f" and {shown.pop()}"
    return f"entries {', '.join(map(str, shown))}{rest}"
