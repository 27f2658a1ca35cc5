"""Corrections and retractions on their way in: which entry is meant, and what a correction takes from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from govledger.errors import CorrectionError
from govledger.events import EventType, Ref, Source, Text, UnknownEvent, When
from govledger.events.catalogue import introduced
from govledger.ledger.batch import FIXED, Faults, Item
from govledger.ledger.codec import Codec, split_disclosures
from govledger.ledger.draft import Draft
from govledger.ledger.entry import AnyEntry
from govledger.ledger.store import LedgerRow, Row, Writer

INHERITED = ("happened", "source", "asserted_by", "mode", "form", "uncertain", "visibility", "rival_of")
"""What a correction takes from the version before it where it does not say otherwise; never `known_on`."""


@attrs.frozen(kw_only=True)
class _Before:
    """An earlier entry, recorded or of the same batch.

    Attributes:
        original: The number of the entry it is a version of.
        name: Its type's written name.
        held: Its event and envelope.
        words: The words of its withheld texts by path; ``None`` where they have to be fetched.
    """

    original: int
    name: str
    held: Any
    words: Mapping[str, str] | None


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
        self._new = {one.number: one for one in items if one.stored is None}
        self._newest: dict[Ref, Item] = {}
        self._faults = faults
        self._writer, self._ledger, self._codec, self._today = writer, ledger, codec, today

    def complete(self, item: Item) -> None:
        """Resolve what ``item`` corrects or retracts to the original entry, and let a correction inherit."""
        draft = item.draft
        named = draft.corrects or draft.retracts
        if self._is_misplaced(item) or named is None:
            return
        if draft.reason is None and "@reason" not in draft.erased:
            self._refuse(item, "reason", None, f"why it {_role(draft)} an entry")
        before = self._at(int(named.id), item)
        original = self._at(before.original, item) if before else None
        if before is None or original is None:
            self._refuse(item, _role(draft), named, "an entry recorded before")
        elif fixed := FIXED.intersection([before.name, original.name]):
            hint = "" if before.name == original.name else f"; name entry {original.original}, which it took back"
            expected = f"an entry that can be corrected; {next(iter(fixed))} cannot{hint}"
            self._refuse(item, _role(draft), named, expected)
        elif draft.retracts:
            self._take_back(item, original)
        elif self._keeps_identity(item, original):
            self._inherit(item, original)

    def check_rival(self, item: Item) -> None:
        """Check that a second account is about what the entry it names is about."""
        named = item.draft.rival_of
        first = self._anywhere(int(named.id), item) if named is not None else None
        if named is None or first is None:
            return
        if first.name in FIXED:
            self._refuse(item, "rival_of", named, f"an entry that may have a second account; {first.name} may not")
        elif not isinstance(first.held.event, UnknownEvent):
            catalogue, event = self._codec.catalogue, first.held.event
            mine, theirs = _about(item.declared, item.draft.event), _about(catalogue.of(event), event)
            if mine and theirs and not mine & theirs:
                expected = f"an entry about the same thing; it is about {', '.join(sorted(theirs))}"
                self._refuse(item, "rival_of", named, expected)

    def _anywhere(self, number: int, item: Item) -> _Before | None:
        """The entry ``number``, recorded or anywhere in the batch; ``None`` for ``item`` itself."""
        if number == item.number:
            return None
        if number in self._new:
            return _of_item(self._new[number])
        row = self._writer.row(self._ledger, number)
        return self._of_row(row) if row else None

    def _refuse(self, item: Item, field: str, found: object, expected: str) -> None:
        self._faults.add(item, field, found=found, expected=expected, error=CorrectionError)

    def _is_misplaced(self, item: Item) -> bool:
        """Whether the envelope says something that could mean nothing around an event of this type."""
        draft, name = item.draft, item.declared.name
        if name == "ledger-opened" and item.number != 1:
            self._refuse(item, "type", name, "any other event; a ledger is opened once, by making it")
        elif name == "entry-retracted" and draft.retracts is None:
            self._refuse(item, "retracts", None, "the entry that is taken back")
        elif name != "entry-retracted" and draft.retracts is not None:
            self._refuse(item, "retracts", draft.retracts, f"no retraction by {name}; only entry-retracted takes back")
        elif draft.reason is not None and draft.corrects is None and draft.retracts is None:
            expected = "an entry that it corrects or retracts; an event's own reason is a field of the event"
            self._refuse(item, "reason", "a reason", expected)
        else:
            return False
        return True

    def _at(self, number: int, item: Item) -> _Before | None:
        """The entry ``number`` if it comes before ``item``."""
        return self._anywhere(number, item) if number < item.number else None

    def _of_row(self, row: Row) -> _Before:
        entry = self._codec.decode(row)
        return _Before(original=entry.original, name=row.type.partition("/")[0], held=entry, words=None)

    def _keeps_identity(self, item: Item, original: _Before) -> bool:
        if original.name != item.declared.name:
            expected = f"the type of the entry it corrects, {original.name}"
            self._refuse(item, "type", item.declared.name, expected)
            return False
        if isinstance(original.held.event, UnknownEvent):
            expected = f"an entry that this program can read; it is a {original.held.event.type}"
            self._refuse(item, "corrects", item.draft.corrects, expected)
            return False
        was = [found.reference for found in introduced(item.declared, original.held.event)]
        for reference, _ in item.ids:
            if reference not in was:
                expected = f"the ids of the entry it corrects: {', '.join(was)}"
                self._refuse(item, item.field_of(reference), reference, expected)
        return True

    def _take_back(self, item: Item, original: _Before) -> None:
        """Date a retraction that does not say when: to take back is an act, done when it is recorded or made known."""
        known_on = item.draft.known_on or self._today
        happened = item.draft.happened or When.read(min(known_on, self._today))
        ref = Ref(f"entry:{original.original}")
        item.become(attrs.evolve(item.draft, retracts=ref, happened=happened, known_on=known_on))

    def _inherit(self, item: Item, original: _Before) -> None:
        """Take what the correction leaves unsaid from the latest version, except when it became known."""
        ref = Ref(f"entry:{original.original}")
        last = self._latest(ref, item) or original
        unsaid = [name for name in INHERITED if not getattr(item.draft, name)]
        inherited = {name: getattr(last.held, name) for name in unsaid}
        if "source" in inherited:
            inherited["source"] = self._sources(item, last)
        known_on = item.draft.known_on or self._today
        item.become(attrs.evolve(item.draft, corrects=ref, known_on=known_on, **inherited))
        self._newest[ref] = item

    def _latest(self, ref: Ref, item: Item) -> _Before | None:
        """The newest correction of ``ref`` before ``item``."""
        if ref in self._newest:
            return _of_item(self._newest[ref])
        rows = self._writer.about(self._ledger, str(ref), item.declared.name)
        found = (self._of_row(row) for row in rows)
        return next((before for before in found if before.held.corrects == ref), None)

    def _sources(self, item: Item, last: _Before) -> tuple[Source, ...]:
        """Inherited sources; their verbatims are committed to anew where they are still disclosed."""
        shown = self._words(last) if last.words is None else last.words
        kept: list[Source] = []
        for index, source in enumerate(last.held.source):
            path = f"@source/{index}/verbatim"
            words = shown.get(path)
            if words is not None:
                item.words[path] = words
            kept.append(attrs.evolve(source, verbatim=None if words is None else Text(words)))
        item.words = dict(sorted(item.words.items()))
        return tuple(kept)

    def _words(self, recorded: _Before) -> dict[str, str]:
        """The words of a recorded entry's texts by path, read inside the transaction."""
        entry: AnyEntry = recorded.held
        shown = split_disclosures(self._writer.payloads(self._ledger, entry.number))
        named = zip(entry.committed, entry.commitments, strict=True)
        return {path: shown[committed] for path, committed in named if committed in shown}


def _role(draft: Draft) -> str:
    """The field in which a draft names another entry's number."""
    return "corrects" if draft.corrects else "retracts"


def _of_item(item: Item) -> _Before:
    """An entry of the same batch; one that was completed names its original."""
    named = item.draft.corrects or item.draft.retracts
    original = int(named.id) if named and named.kind == "entry" else item.number
    return _Before(original=original, name=item.declared.name, held=item.draft, words=item.words)


def _about(declared: EventType, event: Any) -> set[str]:
    """What an event is about: the ids that stand where it introduces them, and its subject."""
    subject: Ref | None = getattr(event, "subject", None)
    return {found.reference for found in introduced(declared, event)} | ({str(subject)} if subject else set())
