"""What the newest entries name, kept as it was said until it is filed by name.

An index by name has its rows all over a table: an entry names four or five things, and with every commit a page for
each of them would go into the log and onto the disk. So what a transaction names is put down in one row after the last,
and filed by name in lots, by the writer whose transaction fills one. Whoever asks the index looks at both.

A row says, as JSON, by each reference the numbers of the entries that name it, and by each reference that is new, or
was only named so far, the entry that introduced it: ``[{"action:2.4":[17],"body:csib":[17]},{"action:2.4":17}]``.
Nothing in it rests on what a type means, so that what an entry of an unknown type names is found all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs
import msgspec

from govledger.ledger.store.rows import index_damaged

ROWS_MAX = 512
"""How many rows are kept at most; whoever opens a ledger and records in it reads them all."""

MENTIONS_MAX = 16_384
"""How many mentions are kept at most; a thousand events make some four thousand."""

SHOWN_MAX = 60
"""How much of a damaged row is told; a whole one may be of hundreds of thousands of bytes."""

Said = tuple[dict[str, list[int]], dict[str, int]]
"""What one row says."""

encode = msgspec.json.Encoder().encode
"""A row's bytes."""

_decode = msgspec.json.Decoder(Said).decode


@attrs.define
class Unfiled:
    """What is not filed yet of one ledger; all of it is of later entries than what is.

    Attributes:
        mentions: By each reference, the numbers of the entries that name it, rising.
        introduced: By each reference that nothing filed introduced, the entry that did.
        rows: How many rows that takes.
        count: How many mentions there are.
        first: The number of the first row; 0 where there is none.
        last: That of the last one.
        anchor: The bytes of the entry of that number, by which a writer knows what he held before for what is there.
        damaged: What stands where rows should, and says nothing.
    """

    mentions: dict[str, list[int]] = attrs.Factory(dict[str, list[int]])
    introduced: dict[str, int] = attrs.Factory(dict[str, int])
    rows: int = 0
    count: int = 0
    first: int = 0
    last: int = 0
    anchor: bytes = b""
    damaged: list[object] = attrs.Factory(list[object])

    def add(self, number: int, mentions: Mapping[str, Sequence[int]], introduced: Mapping[str, int]) -> None:
        """Take what later entries name, the last of which has a ``number``."""
        held = self.mentions
        for name, numbers in mentions.items():
            if name in held:
                held[name] += numbers
            else:
                held[name] = list(numbers)
            self.count += len(numbers)
        for name, by in introduced.items():
            self.introduced.setdefault(name, by)
        self.rows, self.first, self.last = self.rows + 1, self.first or number, number

    @property
    def is_full(self) -> bool:
        """Whether it is time to file it."""
        return self.rows > ROWS_MAX or self.count > MENTIONS_MAX


def read_unfiled(rows: Iterable[tuple[Any, Any]], *, held: Unfiled | None = None, is_strict: bool = True) -> Unfiled:
    """What some rows say, in their order.

    Args:
        rows: Numbers and what stands under each, as the database gave them.
        held: What earlier rows said, to which it is added.
        is_strict: Whether a row that is damaged is an error; else it is noted.

    Raises:
        LedgerCorruptError: One of them is damaged.
    """
    found = held or Unfiled()
    for number, said in rows:
        try:
            if type(number) is int and type(said) is bytes:
                mentions, introduced = _decode(said)
                if _may_be(mentions, introduced, after=found.last, last=number):
                    found.add(number, mentions, introduced)
                    continue
        except (msgspec.DecodeError, ValueError):
            pass
        shown = said[:SHOWN_MAX] if isinstance(said, (bytes, str)) else said
        if is_strict:
            raise index_damaged(shown)
        found.damaged.append(shown)
    return found


def _may_be(mentions: Mapping[str, list[int]], introduced: Mapping[str, int], *, after: int, last: int) -> bool:
    """Whether a writer may have said this of entries ``after`` one up to the ``last``; filing it would fail otherwise.

    Something is named, by entries of that batch in their order, and what introduces a reference names it.
    """
    for numbers in mentions.values():
        before = after
        for number in numbers:
            if not before < number <= last:
                return False
            before = number
        if not numbers:
            return False
    return bool(mentions) and all(by in mentions.get(name, ()) for name, by in introduced.items())
