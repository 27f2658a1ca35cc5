"""One event of a batch on its way into a ledger, and what its references to entries mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs

from govledger.errors import Fault, RecordRefusedError, refuse, shorten
from govledger.events import EventType, Link, Ref
from govledger.events.catalogue import introduced
from govledger.ledger.draft import Draft
from govledger.ledger.store import LedgerRow, Row, Writer


@attrs.define(kw_only=True)
class Item:
    """One event of a batch.

    Attributes:
        position: Which of the batch, from 1.
        draft: The event and its envelope, completed step by step.
        declared: Its type.
        words: The words of its withheld texts, by path; read before the write lock is taken.
        number: The number it will have, or has.
        stored: The entry already recorded under its idempotency key, if there is one.
    """

    position: int
    draft: Draft
    declared: EventType
    words: dict[str, str]
    number: int = 0
    stored: Row | None = None

    @property
    def ids(self) -> list[str]:
        """The ids that stand where this type introduces them, whether or not they are new."""
        return [found.reference for found in introduced(self.declared, self.draft.event)]

    def field_of(self, reference: str) -> str:
        """The field in which one of `ids` stands."""
        if reference.startswith("part:"):
            return next(name for name, spec in self.declared.fields.items() if spec.introduces == "part")
        return self.declared.identity or ""

    @property
    def references(self) -> list[tuple[str, str]]:
        """Everything it refers to, as (field, ``kind:id``)."""
        return self.draft.references(self.declared)


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

    def __init__(self, writer: Writer, ledger: LedgerRow, items: Sequence[Item], *, head: int) -> None:
        """A resolver for one batch that follows entry ``head``."""
        self._writer, self._ledger = writer, ledger
        self._keys = {name: item.number for item in items for name in (item.draft.key, item.draft.own_key) if name}
        self._lines = {item.draft.number: item.number for item in items if item.draft.number is not None}
        if self._lines:
            self._lines.setdefault(1, 1)
        self._last = head + sum(item.stored is None for item in items)
        self._prefix = next((item.draft.prefix for item in items if item.draft.prefix), "")

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
    item.draft = attrs.evolve(draft, event=attrs.evolve(draft.event, **event) if event else draft.event, **envelope)
