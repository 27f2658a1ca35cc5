"""One event of a batch on its way into a ledger, and what its references to entries mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from operator import itemgetter
from typing import Any

import attrs
import msgspec

from govledger.errors import BadValueError, Fault, RecordRefusedError, refuse, shorten
from govledger.events import EventType, Link, Ref, Text, When
from govledger.ledger.draft import Draft
from govledger.ledger.store import LedgerRow, Row, Writer

OF_ENTRIES = ("entry:", "key:")
"""How references begin that mean an entry."""

FIXED = frozenset({"ledger-opened", "entry-retracted"})
"""The types that say something of the record itself, and have no versions."""


@attrs.define(init=False, eq=False)
class Item:
    """One event of a batch, taken apart once.

    Attributes:
        position: Which of the batch, from 1.
        draft: The event and its envelope; `become` puts another in its place.
        declared: Its type.
        words: The words of its withheld texts, by path, in the order of the paths' code units; read before the write
            lock is taken.
        number: The number it will have, or has.
        stored: The entry already recorded under its idempotency key, if there is one.
        happened: When it happened, once that is complete.
        known_on: When it could be known, once that is complete.
        body: The event's clear fields.
        references: Everything it refers to, as ``kind:id``; what the event brings in is not among them.
        names_entries: Whether any of them means an entry, by a number or a key that may be another batch's.
        required: Those of them that must be known although not everything of their kind must be.
        ids: The ids that stand where this type introduces them, and whether each may be known; they need not be new.
    """

    position: int
    draft: Draft
    declared: EventType
    words: dict[str, str]
    number: int
    stored: Row | None
    happened: When | None
    known_on: dt.date | None
    body: msgspec.Struct
    references: list[str]
    required: Sequence[str]
    ids: Sequence[tuple[str, bool]]
    names_entries: bool

    def __init__(self, draft: Draft, declared: EventType, *, position: int) -> None:
        """Take an event apart and read its texts.

        Raises:
            BadValueError: The words of one of its texts are not disclosed.
        """
        self.position, self.declared, self.number = position, declared, 0
        self.stored = self.happened = self.known_on = None
        self.words = _read_words(self.become(draft), draft)

    def become(self, draft: Draft) -> list[tuple[str, Text]]:
        """Say something else, as when more is known of what its references mean.

        Returns:
            The withheld texts of the event, with their paths.
        """
        self.draft = draft
        self.body, self.references, self.required, self.ids, texts = self.declared.pack(draft.event)
        draft.refer(self.references)
        self.names_entries = False
        for reference in self.references:
            if reference.startswith(OF_ENTRIES):
                self.names_entries = True
        return texts

    @property
    def is_plain(self) -> bool:
        """Whether it is about the world alone: no other entry, and not the record itself."""
        draft = self.draft
        named = draft.corrects or draft.retracts or draft.rival_of
        return named is None and draft.reason is None and self.declared.name not in FIXED

    @property
    def brought(self) -> Sequence[tuple[str, bool]]:
        """The ids it brings in, and whether each may be known already; a second account brings in nothing."""
        return () if self.draft.rival_of is not None or self.draft.corrects is not None else self.ids

    def field_of(self, reference: str) -> str:
        """The field in which one of `ids` stands."""
        if reference.startswith("part:"):
            return next(name for name, spec in self.declared.fields.items() if spec.introduces == "part")
        return self.declared.identity or ""

    @property
    def by_field(self) -> list[tuple[str, str]]:
        """Everything it refers to with the field in which it does, to say what is wrong where."""
        return self.draft.references(self.declared)


def _read_words(texts: list[tuple[str, Text]], draft: Draft) -> dict[str, str]:
    """The words of an event's texts and its envelope's, by path."""
    has_own = draft.reason is not None
    for source in draft.source:
        has_own = has_own or source.verbatim is not None
    if has_own:
        texts = [*draft.own_texts, *texts]
    words: dict[str, str] = {}
    for path, text in sorted(texts, key=itemgetter(0)) if len(texts) > 1 else texts:
        said = text.words
        if said is None:
            raise BadValueError(str(text), "a text whose words are disclosed", where=path)
        words[path] = said
    return words


class Faults:
    """The reasons found so far why a batch is refused."""

    def __init__(self) -> None:
        """No reasons yet."""
        self._found: list[Fault] = []
        self._positions: set[int] = set()

    def add(
        self,
        item: Item,
        field: str,
        *,
        found: object,
        expected: str,
        error: type[RecordRefusedError],
        near: Sequence[str] = (),
    ) -> None:
        """Note one reason."""
        self._positions.add(item.position)
        self._found.append(
            Fault(
                position=item.position,
                field=field,
                found=shorten(found),
                expected=expected,
                nearest=tuple(near),
                error=error,
            )
        )

    def about(self, item: Item) -> bool:
        """Whether there is a reason already to refuse ``item``; then nothing is built on what it says."""
        return item.position in self._positions

    def stop_if_any(self) -> None:
        """Refuse the batch if there is any reason to.

        Raises:
            RecordRefusedError: With every reason, in the order of the batch.
        """
        if self._found:
            raise refuse(sorted(self._found, key=lambda fault: fault.position))


class Resolver:
    """Finds the entry that ``entry:`` and ``key:`` references mean.

    A file exported from a ledger carries the numbers its lines had there, and its ``entry:`` references mean those.
    """

    def __init__(self, writer: Writer, ledger: LedgerRow, items: Sequence[Item], *, last: int) -> None:
        """A resolver for one batch, after which entry ``last`` is the newest."""
        self._writer, self._ledger, self._last = writer, ledger, last
        self._keys: dict[str, int] = {}
        self._lines: dict[int, int] = {}
        self._prefix = ""
        for item in items:
            draft = item.draft
            if draft.key or draft.own_key:
                self._keys.update((name, item.number) for name in (draft.key, draft.own_key) if name)
                self._prefix = self._prefix or draft.prefix or ""
            if draft.number is not None:
                self._lines[draft.number] = item.number
        if self._lines:
            self._lines.setdefault(1, 1)

    def resolve(self, reference: str) -> str | None:
        """The reference as ``entry:n`` of this ledger; ``None`` where there is no such entry."""
        kind, _, named = reference.partition(":")
        if kind == "key":
            number = self._keys.get(named) or self._stored(named)
        elif self._lines:
            number = self._lines.get(int(named))
        else:
            number = int(named) if int(named) <= self._last else None
        return None if number is None else f"entry:{number}"

    def _stored(self, key: str) -> int | None:
        """The number recorded under a key in an earlier batch, with or without this batch's prefix."""
        named = [f"{self._prefix}:{key}", key] if self._prefix else [key]
        found = self._writer.keys(self._ledger, named)
        return next((found[name] for name in named if name in found), None)

    def expected(self, reference: str) -> str:
        """What would have been found."""
        if reference.startswith("key:"):
            return "the key of an entry of this ledger or of this batch"
        if self._lines:
            return "the number of a line of this file"
        return f"an entry from 1 to {self._last}"


def replace_references(item: Item, changed: dict[str, str]) -> None:
    """Put other references in place of some of an item's."""

    def swap(held: Any) -> Any:
        if isinstance(held, tuple):
            return tuple(swap(one) for one in held)  # pyright: ignore[reportUnknownVariableType]
        if isinstance(held, Link):
            return Link(f"{swap(held.subject)} {held.relation} {swap(held.target)}")
        return Ref(changed[held]) if isinstance(held, Ref) and held in changed else held

    draft = item.draft
    said = {name: getattr(draft.event, name) for name in item.declared.fields}
    event = {name: found for name, held in said.items() if (found := swap(held)) != held}
    envelope = {name: swap(getattr(draft, name)) for name in ("rival_of", "corrects", "retracts")}
    item.become(attrs.evolve(draft, event=attrs.evolve(draft.event, **event) if event else draft.event, **envelope))
