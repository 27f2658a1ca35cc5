"""The disclosures of a ledger, held against the commitments in its entries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from govledger.errors import SealError
from govledger.events import DisclosureErased, each
from govledger.ledger.codec import DISCLOSURE_SEPARATOR
from govledger.ledger.entry import AnyEntry
from govledger.ledger.findings import Findings, Kind
from govledger.ledger.shelf import covers
from govledger.seal.commitment import digest, open_disclosure


class HeldTexts:
    """Takes the entries one by one beside the disclosure rows; an erasure may come long after what it erases."""

    def __init__(self, rows: Iterator[tuple[Any, ...]], findings: Findings) -> None:
        """Hold what is kept: disclosure rows in the order of the numbers, as the database gave them."""
        self._rows, self._findings = rows, findings
        self._next = next(rows, None)
        self._gone: list[tuple[int, str]] = []
        self._there: dict[int, tuple[str, ...]] = {}
        self._erasures: list[tuple[int, set[int], Collection[str] | None]] = []

    def add(self, entry: AnyEntry) -> None:
        """Take the next entry."""
        payloads = self._payloads(entry.number)
        shown = {digest(payload): payload for payload in payloads}
        committed = dict(zip(entry.commitments, entry.committed, strict=True))
        for found in shown.keys() - committed.keys():
            says = f"entry {entry.number} committed to no such words as a disclosure of {len(shown[found])} bytes"
            self._findings.add(Kind.DISCLOSURE_FORGED, says, [entry.number])
        there = [path for found, path in committed.items() if found in shown]
        for found in shown.keys() & committed.keys():
            self._check_name(entry, committed[found], shown[found])
        self._gone += [(entry.number, path) for found, path in committed.items() if found not in shown]
        if there:
            self._there[entry.number] = tuple(there)
        if isinstance(entry.event, DisclosureErased):
            fields = None if entry.event.fields is None else tuple(map(str, each(entry.event.fields)))
            numbers = {int(ref.id) for ref in each(entry.event.entries)}
            self._erasures.append((entry.number, numbers, fields))

    def _check_name(self, entry: AnyEntry, path: str, payload: bytes) -> None:
        """Check that a disclosure that an entry committed to is of the text that the entry says."""
        try:
            named = open_disclosure(payload)[0]
        except SealError:
            named = ""
        if named != path:
            says = f"entry {entry.number} discloses at {path} what is of another text"
            self._findings.add(Kind.DISCLOSURE_FORGED, says, [entry.number])

    def pass_over(self, number: int) -> None:
        """Leave out an entry that cannot be read; nothing can be said of its disclosures."""
        self._payloads(number)

    def _payloads(self, number: int) -> list[bytes]:
        """The payloads of an entry; rows of entries that are not there are told on the way."""
        while self._next is not None and (not isinstance(self._next[0], int) or self._next[0] < number):
            self._tell_strange(self._next)
            self._next = next(self._rows, None)
        if self._next is None or self._next[0] != number:
            return []
        (_, payloads), self._next = self._next, next(self._rows, None)
        return payloads.split(DISCLOSURE_SEPARATOR) if isinstance(payloads, bytes) and payloads else []

    def _tell_strange(self, row: tuple[Any, ...]) -> None:
        self._findings.add(Kind.DISCLOSURE_FORGED, f"there are disclosures of an entry {row[0]!r} that is not there")

    def tell(self, *, withholds: bool = False) -> None:
        """Say what was found, once every entry was taken; words that may be kept back are not missed."""
        while self._next is not None:
            self._tell_strange(self._next)
            self._next = next(self._rows, None)
        erased = defaultdict[int, list[Collection[str] | None]](list)
        for _, numbers, fields in self._erasures:
            for number in numbers:
                erased[number].append(fields)
        for number, path in () if withholds else self._gone:
            if not any(covers(fields, path) for fields in erased.get(number, ())):
                says = f"the words at {path} of entry {number} are gone, and no entry says that they were erased"
                self._findings.add(Kind.DISCLOSURE_MISSING, says, [number])
        for by, numbers, fields in self._erasures:
            for number in sorted(numbers & self._there.keys()):
                for path in (path for path in self._there[number] if covers(fields, path)):
                    says = f"the words at {path} of entry {number} are there, and entry {by} says that they were erased"
                    self._findings.add(Kind.ERASURE_UNDONE, says, [number, by])
