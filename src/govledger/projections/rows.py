"""What the rows of several read models share: taking over what is said, and keeping a second account beside it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from govledger.ledger.entry import AnyEntry
from govledger.projections.tracked import Rival


class Kept(Protocol):
    """A row that keeps second accounts and says on which entries it rests."""

    disputed: bool
    rivals: list[Rival]
    entries: list[int]


def take(row: Kept, event: Any, entry: AnyEntry, names: Iterable[str]) -> None:
    """Take over what an event says of a row; what it does not say stays as it was.

    A rival account never overwrites: it is kept beside the first, and fills a particular only while no other account of
    it is known.

    Args:
        row: The row.
        event: The event.
        entry: The entry it stands in.
        names: The fields that row and event share.
    """
    row.entries.append(entry.number)
    for name in names:
        said = getattr(event, name)
        if said is None:
            continue
        if entry.rival_of is None:
            setattr(row, name, said)
            continue
        row.disputed = True
        row.rivals.append(Rival(field=name, value=said, entry=entry.number))
        if getattr(row, name) is None:
            setattr(row, name, said)


def add(held: list[str], *references: str) -> None:
    """Put references at the end of a list, each once."""
    for reference in references:
        if reference not in held:
            held.append(reference)
