"""What recording gives back: the entries, decoded from their stored bytes when they are looked at."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import overload

from govledger.ledger.codec import Codec
from govledger.ledger.entry import AnyEntry
from govledger.ledger.store import Row


class Entries(Sequence[AnyEntry]):
    """Entries just recorded, decoded from their stored bytes when they are looked at.

    Attributes:
        new: The numbers of those that were not recorded before under the same keys.
    """

    def __init__(self, rows: Sequence[Row], codec: Codec, *, new: Collection[int] = ()) -> None:
        """The entries of ``rows``, of which those numbered in ``new`` were not recorded before."""
        self._rows, self._codec, self.new = rows, codec, new

    def __len__(self) -> int:
        """How many there are."""
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> AnyEntry: ...
    @overload
    def __getitem__(self, index: slice) -> Entries: ...
    def __getitem__(self, index: int | slice) -> AnyEntry | Entries:
        """One entry, or a slice of them."""
        if isinstance(index, slice):
            return Entries(self._rows[index], self._codec, new=self.new)
        row = self._rows[index]
        return self._codec.decode(row)

    def __eq__(self, other: object) -> bool:
        """Equal to any list or tuple of equal entries; entries are equal when their stored bytes are."""
        return list(self) == list(other) if isinstance(other, (Entries, list, tuple)) else NotImplemented  # pyright: ignore[reportUnknownArgumentType]

    __hash__ = None  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType] - as a list's

    def __repr__(self) -> str:
        """Which numbers they have."""
        return f"Entries({[row.number for row in self._rows]})"
