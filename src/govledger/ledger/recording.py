"""Recording one batch: what is refused at the door, and what is filled in before the bytes are made.

`record` refuses only what could mean nothing: an unknown reference, an id used twice, a day that has not come, a
malformed value. What is merely improper is recorded, for the rules to doubt. All faults of a batch are found before any
is reported, unknown names and days to come alike, and nothing is recorded unless there is none.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import msgspec

from govledger.errors import (
    CorrectionError,
    EntryTooLargeError,
    FutureDateError,
    HeadMovedError,
    IdentityTakenError,
    KeyReusedError,
    UnknownReferenceError,
)
from govledger.events import Catalogue, Due, When
from govledger.events.values import KINDS, PARTY_KINDS
from govledger.events.words import nearest_reference
from govledger.ledger.batch import Faults, Item, Resolver, replace_references
from govledger.ledger.codec import (
    Codec,
    clear_fields,
    decode_outline,
    encode,
    join_disclosures,
    pack,
    split_disclosures,
)
from govledger.ledger.draft import Draft
from govledger.ledger.known import Lookup
from govledger.ledger.store import Append, LedgerRow, Row, Writer
from govledger.ledger.versions import INHERITED, Versions
from govledger.seal.leaf import ENTRY_BYTES_MAX

NEEDS_INTRODUCTION = frozenset(KINDS) - frozenset(PARTY_KINDS)
"""Kinds whose references must be known wherever they stand; a body is also a party, so only typed fields ask for it."""

HINTS_MAX = 20
"""For how many unknown ids of a batch the nearest known ones are looked for."""

_ROLES = frozenset({"corrects", "retracts"})
"""The fields that name the entry of which this one is a version."""

_DEFAULTED = frozenset({"known_on", "clerk"})
"""Fields that `record` fills in, so that a repeated batch need not repeat them."""


class Recording:
    """One batch on its way into a ledger, under the write lock.

    Attributes:
        new: The numbers of what was not recorded yet.
    """

    def __init__(
        self,
        items: Sequence[Item],
        *,
        writer: Writer,
        ledger: LedgerRow,
        catalogue: Catalogue,
        presumed: Collection[str] = (),
    ) -> None:
        """The ``items`` of one batch, their texts read and their values checked.

        ``presumed`` are references not to be missed, because lines that could not be read would have brought them in.
        """
        self._items, self._writer, self._ledger, self._presumed = items, writer, ledger, presumed
        self._codec, self._faults = Codec(catalogue), Faults()
        newest = writer.head(ledger)
        self._head = newest.number if newest else 0
        self.new = range(0)
        self._last = decode_outline(newest).recorded_at if newest else None

    def append(
        self, stamp: Callable[[dt.datetime | None], dt.datetime], *, expected: int | None, key: str | None = None
    ) -> list[Row]:
        """Check the whole batch, then append what is not recorded yet under its keys.

        Args:
            stamp: From the newest entry's stamp to the stamp of this batch.
            expected: The number the newest entry must have; ``None`` for any.
            key: The one key of the whole batch, if it has one; then all of it is recorded already, or nothing is.

        Returns:
            The entries of the batch in its order, those recorded earlier among them.

        Raises:
            RecordRefusedError: Something in it could mean nothing; every reason is given.
            HeadMovedError: The newest entry is another than ``expected``.
        """
        self._find_stored()
        new = [item for item in self._items if item.stored is None]
        self.new = range(self._head + 1, self._head + 1 + len(new))
        if new and expected is not None and expected != self._head:
            raise HeadMovedError(expected=expected, found=self._head)
        self._resolve_entries()
        self._compare_stored()
        if key is not None:
            self._check_count(key)
        if new:
            self._complete(new, stamp(self._last))
        self._faults.stop_if_any()
        return [item.stored for item in self._items if item.stored is not None]

    # What is recorded already ----------------------------------------------------------------------------------------

    def _find_stored(self) -> None:
        """Find the entries recorded under the batch's keys, and number the others on from the head."""
        keys = [item.draft.key for item in self._items if item.draft.key]
        known = self._writer.keys(self._ledger, keys) if keys else {}
        seen: set[str] = set()
        number = self._head
        for item in self._items:
            key = item.draft.key
            if key in seen:
                expected = "a key used once in the batch"
                self._faults.add(item, "key", found=key, expected=expected, error=KeyReusedError)
            seen.update([key] if key else [])
            if key in known:
                item.number = known[key]
                item.stored = self._writer.row(self._ledger, item.number)
            else:
                number += 1
                item.number = number

    def _compare_stored(self) -> None:
        """Refuse a key that was used for other content."""
        whole = [item for item in self._items if not item.draft.damaged and not self._faults.about(item)]
        for item in whole:
            if item.stored is not None and not self._says_the_same(item, item.stored):
                expected = f"the content recorded under it as entry {item.number}"
                self._faults.add(item, "key", found=item.draft.key, expected=expected, error=KeyReusedError)

    def _check_count(self, key: str) -> None:
        """Refuse the key of a batch that was used for a batch of another length."""
        count = len(self._items)
        stored = sum(item.stored is not None for item in self._items)
        others = [f"{key}:0"] if count == 1 else [key, f"{key}:{count}"]
        if 0 < stored < count or self._writer.keys(self._ledger, others):
            expected = "the events recorded under it, and as many"
            self._faults.add(self._items[0], "key", found=key, expected=expected, error=KeyReusedError)

    def _says_the_same(self, item: Item, row: Row) -> bool:
        """Whether an item says what its stored entry says; a text erased since is not held against it."""
        held: dict[str, Any] = msgspec.json.decode(row.raw)
        happened = item.draft.happened or When.parse(held["happened"])
        said = clear_fields(_anchored(item, happened), item.declared)
        inherits = item.draft.corrects is not None
        if not inherits and item.draft.retracts is None:
            said.setdefault("happened", "unknown")
        for name in {*said, *held} - {"_sd", "_sd_for", "_sd_alg", "number", "recorded_at", "v"}:
            filled_in = name not in said and (name in {*_DEFAULTED, "happened"} or (inherits and name in INHERITED))
            meant = self._original(said.get(name)) if name in _ROLES else said.get(name)
            if meant != held.get(name) and not filled_in:
                return False
        paths = held.get("_sd_for", ())
        words = split_disclosures(self._writer.payloads(self._ledger, row.number))
        for path, committed in zip(paths, held.get("_sd", ()), strict=True):
            filled_in = inherits and path.startswith("@source/") and not item.draft.source
            if committed in words and item.words.get(path) != words[committed] and not filled_in:
                return False
        return set(item.words) <= set(paths)

    def _original(self, reference: str | None) -> str | None:
        """The entry that a correction of ``reference`` is stored as correcting: the first of its chain."""
        named = int(reference.partition(":")[2]) if reference and reference.startswith("entry:") else 0
        row = self._writer.row(self._ledger, named)
        outline = decode_outline(row) if row else None
        return (outline.corrects or outline.retracts if outline else None) or reference

    # What is new -----------------------------------------------------------------------------------------------------

    def _complete(self, new: list[Item], recorded_at: dt.datetime) -> None:
        today = recorded_at.astimezone(ZoneInfo(self._ledger.zone)).date()
        versions = Versions(
            self._items, self._faults, writer=self._writer, ledger=self._ledger, codec=self._codec, today=today
        )
        for item in new:
            if not self._faults.about(item):
                versions.complete(item)
                versions.check_rival(item)
        self._check_names(new)
        self._complete_times(new, today)
        self._write(new, recorded_at)

    def _resolve_entries(self) -> None:
        """Turn ``key:`` references, and the numbers of the ledger a file came from, into this ledger's entries."""
        resolver = Resolver(self._writer, self._ledger, self._items, head=self._head)
        for item in self._items:
            wanted = [(field, ref) for field, ref in item.references if ref.startswith(("entry:", "key:"))]
            found = {ref: resolver.resolve(ref) for _, ref in wanted}
            for field, ref in wanted:
                if found[ref] is None and ref not in self._presumed:
                    error = CorrectionError if field in _ROLES else UnknownReferenceError
                    self._faults.add(item, field, found=ref, expected=resolver.expected(ref), error=error)
            changed = {ref: meant for ref, meant in found.items() if meant is not None and meant != ref}
            if changed:
                replace_references(item, changed)

    def _check_names(self, new: list[Item]) -> None:
        """Check that every id introduced is new, and that every reference is known, this batch included."""
        needed = [(item, field, ref) for item in new for field, ref in _needed(item)]
        brought = {item.position: item.draft.introduces(item.declared) for item in new}
        wanted = {ref for _, _, ref in needed}.union(*brought.values())
        known = self._writer.names(self._ledger, wanted)
        taken = {ref: f"entry {number}" for ref, (_, number) in known.items() if number is not None}
        for item in new:
            for ref in (ref for ref, count in Counter(item.ids).items() if count > 1):
                expected = f"each {_said(ref)} once"
                self._faults.add(item, item.field_of(ref), found=ref, expected=expected, error=IdentityTakenError)
            for ref, continues in brought[item.position].items():
                if ref in taken and not continues:
                    expected = f"an id no {_said(ref)} has yet; this one was introduced by {taken[ref]}"
                    self._faults.add(item, item.field_of(ref), found=ref, expected=expected, error=IdentityTakenError)
                taken.setdefault(ref, f"{'line' if item.draft.line else 'event'} {item.position}")
        unknown = [lacking for lacking in needed if lacking[2] not in taken and lacking[2] not in self._presumed]
        hints = self._hints({ref: None for _, _, ref in unknown}, taken)
        for item, field, ref in unknown:
            expected = f"the id of a known {_said(ref)}, in this ledger or this batch"
            near = hints.get(ref, ())
            self._faults.add(item, field, found=ref, expected=expected, error=UnknownReferenceError, near=near)

    def _hints(self, unknown: Collection[str], taken: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Known ids that resemble the first few unknown ones; all of them could take minutes under the write lock."""
        tried = list(unknown)[:HINTS_MAX]
        kinds = {ref.partition(":")[0] for ref in tried}
        pools = {kind: {*self._writer.like(self._ledger, kind), *taken} for kind in kinds}
        return {ref: nearest_reference(ref, pools[ref.partition(":")[0]]) for ref in tried}

    def _complete_times(self, new: list[Item], today: dt.date) -> None:
        """Fill in `happened` and `known_on`, and refuse a day that has not come."""
        lookup = Lookup(self._writer, self._ledger, self._codec, [item.draft for item in self._items])
        for item in new:
            happened = item.draft.happened or When.parse("unknown")
            known_on = item.draft.known_on or min(lookup.known_on(item.draft, happened) or today, today)
            for field, day, shown in (("happened", happened.earliest, happened), ("known_on", known_on, known_on)):
                if day > today:
                    expected = f"a day no later than the day of recording, {today.isoformat()}"
                    self._faults.add(item, field, found=str(shown), expected=expected, error=FutureDateError)
            item.draft = attrs.evolve(_anchored(item, happened), happened=happened, known_on=known_on)

    def _write(self, new: list[Item], recorded_at: dt.datetime) -> None:
        added = Append(rows=[], disclosures=[], keys=[], mentions=[])
        for item in new:
            packed = pack(item.draft, item.declared, item.words)
            raw = encode(packed, number=item.number, recorded_at=recorded_at)
            if len(raw) > ENTRY_BYTES_MAX:
                expected = f"at most {ENTRY_BYTES_MAX} bytes besides its withheld texts"
                found = f"an entry of {len(raw)} bytes"
                self._faults.add(item, "", found=found, expected=expected, error=EntryTooLargeError)
            item.stored = Row(item.number, item.declared.written, raw)
            added.rows.append(item.stored)
            if packed.disclosures:
                added.disclosures.append((item.number, join_disclosures(packed.disclosures)))
            if item.draft.key:
                added.keys.append((item.draft.key, item.number))
            added.mentions.extend(_mentions(item))
        self._faults.stop_if_any()
        self._writer.append(self._ledger, added)


def _said(reference: str) -> str:
    """The kind of a reference in plain words."""
    return reference.partition(":")[0].replace("_", " ")


def _needed(item: Item) -> list[tuple[str, str]]:
    """The references of one item that must be known; a second account refers to the id it repeats."""
    draft = item.draft
    typed = {name for name, spec in item.declared.fields.items() if spec.refers not in {None, "any"}}
    needed = [
        (field, ref) for field, ref in item.references if field in typed or ref.partition(":")[0] in NEEDS_INTRODUCTION
    ]
    if draft.rival_of is not None:
        needed += [(item.field_of(ref), ref) for ref in item.ids]
    return needed


def _mentions(item: Item) -> list[tuple[str, int, bool]]:
    """What the index holds of one entry: each reference once, and whether the entry introduced it."""
    brought = item.draft.introduces(item.declared)
    named = dict.fromkeys([*(ref for _, ref in item.references), *item.ids])
    return [(ref, item.number, ref in brought) for ref in named]


def _anchored(item: Item, happened: When) -> Draft:
    """The draft with every due time that counts from ``happened`` counting from that day."""
    draft, changed = item.draft, dict[str, Due]()
    for name, spec in item.declared.fields.items():
        held = getattr(draft.event, name) if spec.shape.notation == "Due" else None
        if isinstance(held, Due) and held.counts_from_happened:
            changed[name] = held.anchored(happened)
    return attrs.evolve(draft, event=attrs.evolve(draft.event, **changed)) if changed else draft
