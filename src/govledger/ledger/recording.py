"""Recording one batch: what is refused at the door, and what is filled in before the bytes are made.

`record` refuses only what could mean nothing: an unknown reference, an id used twice, a day that has not come, a
malformed value. What is merely improper is recorded, for the rules to doubt. All faults of a batch are found before any
is reported, unknown names and days to come alike, and nothing is recorded unless there is none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from zoneinfo import ZoneInfo

import attrs

from govledger.errors import (
    CorrectionError,
    EntryTooLargeError,
    FutureDateError,
    HeadMovedError,
    KeyReusedError,
    UnknownReferenceError,
)
from govledger.events import Catalogue, Due, When
from govledger.events.terms import HAPPENED
from govledger.ledger.batch import OF_ENTRIES, Faults, Item, Resolver, replace_references
from govledger.ledger.codec import Codec, decode_outline, join_disclosures, split_disclosures, stamp
from govledger.ledger.encoding import ALGORITHM, clear_fields, encode, plain
from govledger.ledger.known import KeptFinds, Lookup
from govledger.ledger.naming import Naming
from govledger.ledger.plain_rows import plain_of
from govledger.ledger.store import Append, LedgerRow, Row, Writer
from govledger.ledger.versions import INHERITED, Versions
from govledger.seal.commitment import commit, digests
from govledger.seal.leaf import ENTRY_BYTES_MAX

_ROLES = frozenset({"corrects", "retracts"})
"""The fields that name the entry of which this one is a version."""

_DEFAULTED = frozenset({"known_on", "clerk"})
"""Fields that `record` fills in, so that a repeated batch need not repeat them."""

_UNKNOWN = When.parse("unknown")


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
        finds: KeptFinds | None = None,
    ) -> None:
        """The ``items`` of one batch, their texts read and their values checked.

        ``presumed`` are references not to be missed, because lines that could not be read would have brought them in.
        ``finds`` is what was found for the batches before; none for a batch that is not recorded.
        """
        self._items, self._writer, self._ledger, self._presumed = items, writer, ledger, presumed
        self._codec, self._faults = Codec(catalogue), Faults()
        newest = writer.head(ledger)
        self._head = newest.number if newest else 0
        self.new = range(0)
        self._finds = finds or KeptFinds()
        self._found = self._finds.at(newest)
        self._last = self._finds.stamp

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
        if len(new) < len(self._items):
            self._compare_stored()
        if key is not None:
            self._check_count(key)
        if new:
            recorded_at = stamp(self._last)
            self._complete(new, recorded_at)
            self._finds.keep(new, new[-1].stored, recorded_at)
        self._faults.stop_if_any()
        return [item.stored for item in self._items if item.stored is not None]

    # What is recorded already ----------------------------------------------------------------------------------------

    def _find_stored(self) -> None:
        """Find the entries recorded under the batch's keys, and number the others on from the head."""
        keys = [item.draft.key for item in self._items if item.draft.key]
        if not keys:
            for number, item in enumerate(self._items, start=self._head + 1):
                item.number = number
            return
        known = self._writer.keys(self._ledger, keys)
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
        held = plain_of(row)
        happened = item.draft.happened or When.parse(held["happened"])
        _anchor(item, happened)
        draft = item.draft
        said = plain(
            clear_fields(
                draft,
                written=item.declared.written,
                body=item.body,
                happened=draft.happened,
                known_on=draft.known_on,
            )
        )
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
        others = [item for item in new if not item.is_plain]
        if others:
            versions = Versions(
                self._items, self._faults, writer=self._writer, ledger=self._ledger, codec=self._codec, today=today
            )
            for item in others:
                if not self._faults.about(item):
                    versions.complete(item)
                    versions.check_rival(item)
        naming = Naming(new, writer=self._writer, ledger=self._ledger)
        naming.check(self._faults, self._presumed)
        self._complete_times(new, today)
        self._write(new, naming, recorded_at)

    def _resolve_entries(self) -> None:
        """Turn ``key:`` references, and the numbers of the ledger a file came from, into this ledger's entries."""
        naming = [item for item in self._items if item.names_entries]
        if not naming:
            return
        resolver = Resolver(self._writer, self._ledger, self._items, last=self._head + len(self.new))
        for item in naming:
            wanted = [(field, ref) for field, ref in item.by_field if ref.startswith(OF_ENTRIES)]
            found = {ref: resolver.resolve(ref) for _, ref in wanted}
            for field, ref in wanted:
                if found[ref] is None and ref not in self._presumed:
                    error = CorrectionError if field in _ROLES else UnknownReferenceError
                    self._faults.add(item, field, found=ref, expected=resolver.expected(ref), error=error)
            changed = {ref: meant for ref, meant in found.items() if meant is not None and meant != ref}
            if changed:
                replace_references(item, changed)

    def _complete_times(self, new: list[Item], today: dt.date) -> None:
        """Fill in `happened` and `known_on`, and refuse a day that has not come."""
        lookup = Lookup(self._writer, self._ledger, self._codec, self._items, found=self._found)
        for item in new:
            draft = item.draft
            happened = draft.happened or _UNKNOWN
            known_on = draft.known_on or min(lookup.known_on(draft, happened) or today, today)
            if happened.earliest > today or known_on > today:
                for field, day, shown in (("happened", happened.earliest, happened), ("known_on", known_on, known_on)):
                    if day > today:
                        expected = f"a day no later than the day of recording, {today.isoformat()}"
                        self._faults.add(item, field, found=str(shown), expected=expected, error=FutureDateError)
            if item.declared.dues:
                _anchor(item, happened)
            item.happened, item.known_on = happened, known_on

    def _write(self, new: list[Item], naming: Naming, recorded_at: dt.datetime) -> None:
        """Make the bytes of every event, and append them with everything beside them."""
        stamped = stamp(recorded_at)
        payloads = commit([said for item in new for said in item.words.items()])
        committed = digests(payloads)
        rows: list[Row] = []
        disclosures: list[tuple[int, bytes]] = []
        done = 0
        for item in new:
            number, written, words = item.number, item.declared.written, item.words
            clear = clear_fields(
                item.draft, written=written, body=item.body, happened=item.happened, known_on=item.known_on
            )
            clear.number, clear.recorded_at = number, stamped
            if words:
                stop = done + len(words)
                clear.sd, clear.sd_for, clear.sd_alg = committed[done:stop], list(words), ALGORITHM
                disclosures.append((number, join_disclosures(payloads[done:stop])))
                done = stop
            raw = encode(clear)
            if len(raw) > ENTRY_BYTES_MAX:
                expected = f"at most {ENTRY_BYTES_MAX} bytes besides its withheld texts"
                found = f"an entry of {len(raw)} bytes"
                self._faults.add(item, "", found=found, expected=expected, error=EntryTooLargeError)
            item.stored = Row(number, written, raw)
            rows.append(item.stored)
        self._faults.stop_if_any()
        self._writer.append(
            self._ledger,
            Append(
                rows=rows,
                disclosures=disclosures,
                keys=[(item.draft.key, item.number) for item in new if item.draft.key],
                mentions=naming.mentions,
                introduced=naming.introduced,
            ),
        )


def _anchor(item: Item, happened: When) -> None:
    """Let every due time of an event that counts from ``happened`` count from that day."""
    draft, changed = item.draft, dict[str, Due]()
    for name in item.declared.dues:
        held: Due | None = getattr(draft.event, name)
        if held is not None and HAPPENED in held.phrase and held.counts_from_happened:
            changed[name] = held.anchored(happened)
    if changed:
        item.become(attrs.evolve(draft, event=attrs.evolve(draft.event, **changed)))
