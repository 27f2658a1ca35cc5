"""What a batch names and brings in: every id that is new must be new, and every other must be known.

A batch of a thousand events names some thousand different things five thousand times, nearly always rightly. So what
the whole batch names is gathered first and looked up once; only where something in it must be wrong is each event gone
through again to say what, and where.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from govledger.errors import IdentityTakenError, UnknownReferenceError
from govledger.events.packing import NEEDS_INTRODUCTION
from govledger.events.words import nearest_reference
from govledger.ledger.batch import Faults, Item
from govledger.ledger.store import LedgerRow, Writer

HINTS_MAX = 20
"""For how many unknown ids of a batch the nearest known ones are looked for."""

_Known = Mapping[str, int | None]


class Naming:
    """What the new events of one batch name and bring in.

    Attributes:
        mentions: By what is named, the numbers of the entries that name it, in order.
        introduced: By each id that is brought in, the number of the first entry that does.
    """

    def __init__(self, new: Collection[Item], *, writer: Writer, ledger: LedgerRow) -> None:
        """Gather what the ``new`` events of a batch name."""
        self.mentions: dict[str, list[int]] = {}
        self.introduced: dict[str, int] = {}
        self._new, self._writer, self._ledger = new, writer, ledger
        self._unheard_of, self._required = set[str](), set[str]()
        self._is_twice = False
        mentions = self.mentions
        for item in new:
            number = item.number
            for reference in item.references:
                numbers = mentions.get(reference)
                if numbers is None:
                    mentions[reference] = [number]
                elif numbers[-1] != number:
                    numbers.append(number)
            if item.required:
                self._required.update(item.required)
            if item.ids:
                self._bring_in(item)

    def _bring_in(self, item: Item) -> None:
        """Note the ids of one event, and whether one of them was brought in before."""
        ids = [reference for reference, _ in item.ids]
        for reference in ids:
            numbers = self.mentions.setdefault(reference, [])
            if item.number not in numbers[-1:]:
                numbers.append(item.number)
        self._is_twice |= len(set(ids)) < len(ids)
        if item.draft.rival_of is not None:
            self._required.update(ids)
        for reference, continues in item.brought:
            first = self.introduced.setdefault(reference, item.number)
            if not continues:
                self._is_twice |= first != item.number
                self._unheard_of.add(reference)

    def check(self, faults: Faults, presumed: Collection[str]) -> None:
        """Add a fault for every id that is taken, and for every reference to what is not known.

        Args:
            faults: Those of the batch.
            presumed: References not to be missed.
        """
        known = self._writer.names(self._ledger, self.mentions)
        taken = {reference for reference, number in known.items() if number is not None}
        lacking = [
            reference
            for reference in self.mentions.keys() - taken - self.introduced.keys()
            if (reference.partition(":")[0] in NEEDS_INTRODUCTION or reference in self._required)
            and reference not in presumed
        ]
        if lacking or self._is_twice or not self._unheard_of.isdisjoint(taken):
            self._tell(faults, presumed, known)

    def _tell(self, faults: Faults, presumed: Collection[str], known: _Known) -> None:
        """Go through the events one by one and say what is wrong with which."""
        taken = {reference: f"entry {number}" for reference, number in known.items() if number is not None}
        for item in self._new:
            self._tell_taken(item, faults, taken)
        needed = [(item, field, reference) for item in self._new for field, reference in _needed(item)]
        unknown = [lacking for lacking in needed if lacking[2] not in taken and lacking[2] not in presumed]
        hints = self._hints({reference: None for _, _, reference in unknown}, taken)
        for item, field, reference in unknown:
            expected = f"the id of a known {_said(reference)}, in this ledger or this batch"
            near = hints.get(reference, ())
            faults.add(item, field, found=reference, expected=expected, error=UnknownReferenceError, near=near)

    @staticmethod
    def _tell_taken(item: Item, faults: Faults, taken: dict[str, str]) -> None:
        """Add a fault for every id of one event that is not new, and note those that it brings in."""
        ids = Counter(reference for reference, _ in item.ids)
        for reference in (reference for reference, count in ids.items() if count > 1):
            expected = f"each {_said(reference)} once"
            faults.add(item, item.field_of(reference), found=reference, expected=expected, error=IdentityTakenError)
        for reference, continues in dict(item.brought).items():
            if reference in taken and not continues:
                expected = f"an id no {_said(reference)} has yet; this one was introduced by {taken[reference]}"
                faults.add(item, item.field_of(reference), found=reference, expected=expected, error=IdentityTakenError)
            taken.setdefault(reference, f"{'line' if item.draft.line else 'event'} {item.position}")

    def _hints(self, unknown: Collection[str], taken: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Known ids that resemble the first few unknown ones; all of them could take minutes under the write lock."""
        tried = list(unknown)[:HINTS_MAX]
        kinds = {reference.partition(":")[0] for reference in tried}
        pools = {kind: {*self._writer.like(self._ledger, kind), *taken} for kind in kinds}
        return {reference: nearest_reference(reference, pools[reference.partition(":")[0]]) for reference in tried}


def _said(reference: str) -> str:
    """The kind of a reference in plain words."""
    return reference.partition(":")[0].replace("_", " ")


def _needed(item: Item) -> list[tuple[str, str]]:
    """The references of one event that must be known; a second account refers to the id it repeats."""
    typed = {name for name, spec in item.declared.fields.items() if spec.refers not in {None, "any"}}
    needed = [
        (field, reference)
        for field, reference in item.by_field
        if field in typed or reference.partition(":")[0] in NEEDS_INTRODUCTION
    ]
    if item.draft.rival_of is not None:
        needed += [(item.field_of(reference), reference) for reference, _ in item.ids]
    return needed
