"""The index of a ledger, held against what its entries name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from govledger.events import Catalogue, UnknownEvent
from govledger.ledger.draft import Draft
from govledger.ledger.entry import AnyEntry
from govledger.ledger.findings import Findings, Kind


class HeldIndex:
    """Takes the entries one by one beside the index."""

    def __init__(self, rows: Iterator[tuple[Any, ...]], catalogue: Catalogue, findings: Findings) -> None:
        """Hold what is kept: (number, reference) in the order of the numbers, as the database gave them."""
        self._rows, self._catalogue, self._findings = rows, catalogue, findings
        self._next = next(rows, None)
        self._introduced: dict[str, int] = {}
        self._unread: set[int] = set()

    @property
    def unread(self) -> int:
        """How many entries could not be held against the index."""
        return len(self._unread)

    def add(self, entry: AnyEntry) -> None:
        """Take the next entry."""
        held = list(self._until(entry.number))
        indexed = set(held)
        if len(held) > len(indexed):
            self._findings.add(Kind.BAD_INDEX, f"the index of entry {entry.number} has a name twice", [entry.number])
        if isinstance(entry.event, UnknownEvent):
            self._unread.add(entry.number)
            return
        found = named_by(entry, self._catalogue)
        named = set(found)
        for reference, is_introduced in found.items():
            if is_introduced:
                self._introduced.setdefault(reference, entry.number)
        if indexed != named:
            more, fewer = sorted(indexed - named), sorted(named - indexed)
            told = [*(f"has {ref!r}, which it does not name" for ref in more), *(f"lacks {ref!r}" for ref in fewer)]
            self._findings.add(
                Kind.BAD_INDEX, f"the index of entry {entry.number} {' and '.join(told)}", [entry.number]
            )

    def pass_over(self, number: int) -> None:
        """Leave out an entry that cannot be read; nothing can be said of what the index holds of it."""
        self._unread.add(number)
        for _ in self._until(number):
            pass

    def _until(self, number: int) -> Iterator[str]:
        """What the index says of an entry; what it says of entries that are not there is told on the way."""
        while self._next is not None and (not isinstance(self._next[0], int) or self._next[0] <= number):
            found, reference = self._next
            if found == number:
                yield str(reference)
            else:
                self._findings.add(Kind.BAD_INDEX, f"the index names an entry {found!r} that is not there")
            self._next = next(self._rows, None)

    def tell(self, introductions: Iterable[tuple[Any, ...]]) -> None:
        """Say what was found, once every entry was taken."""
        while self._next is not None:
            self._findings.add(Kind.BAD_INDEX, f"the index names an entry {self._next[0]!r} that is not there")
            self._next = next(self._rows, None)
        kept = {str(reference): by for reference, by in introductions}
        for reference in {**kept, **self._introduced}:
            by, found = kept.get(reference), self._introduced.get(reference)
            if by != found and by not in self._unread:
                says = f"the index says that {_by(by)} introduced {reference!r}, and {_by(found)} did"
                self._findings.add(Kind.BAD_INDEX, says, [found] if found else ())


def named_by(entry: AnyEntry, catalogue: Catalogue) -> dict[str, bool]:
    """What an entry of a known type names, as it is indexed: each reference, and whether the entry introduces it."""
    draft, declared = _as_draft(entry), catalogue.of(entry.event)
    brought = set(draft.introduces(declared))
    named = {reference for _, reference in draft.references(declared)} | _own(entry, catalogue)
    return {reference: reference in brought for reference in sorted(named | brought)}


def _by(number: int | None) -> str:
    return "no entry" if number is None else f"entry {number}"


def _own(entry: AnyEntry, catalogue: Catalogue) -> set[str]:
    """The ids that stand where the entry's type introduces them, whether or not they are new."""
    draft = Draft(event=entry.event)
    return set(draft.introduces(catalogue.of(entry.event)))


def _as_draft(entry: AnyEntry) -> Draft:
    """The entry as it was when it was recorded, as far as its references go."""
    return Draft(
        event=entry.event,
        asserted_by=entry.asserted_by,
        source=entry.source,
        rival_of=entry.rival_of,
        corrects=entry.corrects,
        retracts=entry.retracts,
    )
