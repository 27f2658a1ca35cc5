"""Corrections and retractions on their way in: which entry is meant, and what a correction takes from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import attrs

from govledger.errors import CorrectionError
from govledger.events import Ref, Source, Text, When
from govledger.events.catalogue import introduced
from govledger.ledger.batch import Faults, Item
from govledger.ledger.codec import Codec, split_disclosures
from govledger.ledger.store import LedgerRow, Writer

INHERITED = ("happened", "source", "asserted_by", "mode", "form", "uncertain", "visibility", "rival_of")
"""What a correction takes from the version before it where it does not say otherwise; never `known_on`."""

_FIXED = frozenset({"ledger-opened", "entry-retracted"})


@attrs.frozen(kw_only=True)
class _Before:
    """An earlier entry, recorded or of the same batch.

    Attributes:
        original: The number of the entry it is a version of.
        name: Its type's written name.
        held: Its event and envelope.
    """

    original: int
    name: str
    held: Any


class Versions:
    """Completes the corrections and retractions of one batch."""

    def __init__(
        self,
        items: Sequence[Item],
        faults: Faults,
        *,
        writer: Writer,
        ledger: LedgerRow,
        codec: Codec,
        today: dt.date,
    ) -> None:
        """Over the ``items`` of one batch, in their order."""
        self._items, self._faults = items, faults
        self._writer, self._ledger, self._codec, self._today = writer, ledger, codec, today

    def complete(self, item: Item) -> None:
        """Resolve what ``item`` corrects or retracts to the original entry, and let a correction inherit."""
        draft = item.draft
        named = draft.corrects or draft.retracts
        if named is None:
            return
        field = "corrects" if draft.corrects else "retracts"
        before = self._at(int(named.id), item)
        original = self._at(before.original, item) if before else None
        if original is None:
            self._faults.add(item, field, found=named, expected="an entry recorded before", error=CorrectionError)
        elif original.name in _FIXED:
            expected = f"an entry that can be corrected; {original.name} cannot"
            self._faults.add(item, field, found=named, expected=expected, error=CorrectionError)
        elif draft.retracts:
            unknown = When.parse("unknown")
            whole = {"retracts": Ref(f"entry:{original.original}"), "happened": draft.happened or unknown}
            item.draft = attrs.evolve(draft, known_on=draft.known_on or self._today, **whole)
        elif self._keeps_identity(item, original):
            self._inherit(item, original)

    def _at(self, number: int, item: Item) -> _Before | None:
        """The entry ``number`` if it comes before ``item``."""
        if number >= item.number:
            return None
        same_batch = next((one for one in self._items if one.number == number), None)
        if same_batch is not None:
            named = same_batch.draft.corrects or same_batch.draft.retracts
            original = int(named.id) if named and named.kind == "entry" else number
            return _Before(original=original, name=same_batch.declared.name, held=same_batch.draft)
        row = self._writer.row(self._ledger, number)
        if row is None:
            return None
        entry = self._codec.decode(row.type, row.raw)
        return _Before(original=entry.original, name=row.type.partition("/")[0], held=entry)

    def _keeps_identity(self, item: Item, original: _Before) -> bool:
        if original.name != item.declared.name:
            expected = f"the type of the entry it corrects, {original.name}"
            self._faults.add(item, "type", found=item.declared.name, expected=expected, error=CorrectionError)
            return False
        was = [found.reference for found in introduced(item.declared, original.held.event)]
        for reference in item.ids:
            if reference not in was:
                expected = f"the ids of the entry it corrects: {', '.join(was)}"
                field = item.field_of(reference)
                self._faults.add(item, field, found=reference, expected=expected, error=CorrectionError)
        return True

    def _inherit(self, item: Item, original: _Before) -> None:
        """Take what the correction leaves unsaid from the latest version, except when it became known."""
        ref = Ref(f"entry:{original.original}")
        last = self._latest(ref, item) or original
        unsaid = [name for name in INHERITED if not getattr(item.draft, name)]
        inherited = {name: getattr(last.held, name) for name in unsaid}
        if "source" in inherited:
            inherited["source"] = self._sources(item, last.held.source)
        known_on = item.draft.known_on or self._today
        item.draft = attrs.evolve(item.draft, corrects=ref, known_on=known_on, **inherited)

    def _latest(self, ref: Ref, item: Item) -> _Before | None:
        """The newest correction of ``ref`` before ``item``."""
        for one in reversed([one for one in self._items if one.number < item.number]):
            if one.draft.corrects == ref:
                return _Before(original=int(ref.id), name=one.declared.name, held=one.draft)
        for row in self._writer.about(self._ledger, str(ref), item.declared.name):
            entry = self._codec.decode(row.type, row.raw)
            if entry.corrects == ref:
                return _Before(original=int(ref.id), name=item.declared.name, held=entry)
        return None

    def _sources(self, item: Item, sources: tuple[Source, ...]) -> tuple[Source, ...]:
        """Inherited sources; their verbatims are committed to anew where they are still disclosed."""
        kept: list[Source] = []
        for index, source in enumerate(sources):
            words = self._words(source.verbatim) if source.verbatim else None
            if words is not None:
                item.words[f"@source/{index}/verbatim"] = words
            kept.append(attrs.evolve(source, verbatim=None if words is None else Text(words)))
        return tuple(kept)

    def _words(self, text: Text) -> str | None:
        """The words of a text, read inside the transaction where it is recorded already."""
        if not text.number:
            return text.words
        return split_disclosures(self._writer.payloads(self._ledger, text.number)).get(text.digest)
