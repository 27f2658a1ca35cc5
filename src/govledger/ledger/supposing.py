"""A ledger as it would be if more had been recorded; nothing is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from govledger.events import UnknownEvent
from govledger.events.catalogue import introduced
from govledger.ledger.draft import Draft
from govledger.ledger.ledger import DEFAULT_CLERK, Ledger
from govledger.ledger.recording import Recording
from govledger.ledger.store import Append, Store, SupposedStore, rehearsing

if TYPE_CHECKING:
    from govledger.ledger.entry import AnyEntry


class SupposedLedger(Ledger):
    """A ledger that goes on after one of its entries with others, which nobody recorded.

    Attributes:
        base: The ledger below.
        base_size: How many entries are its own.
        drafts: What follows them.
    """

    def __init__(
        self, ledger: Ledger, events: Sequence[Any], envelope: Mapping[str, Any], *, size: int, without: Collection[int]
    ) -> None:
        """``ledger`` up to entry ``size``, and then ``events`` as they would be recorded now.

        Args:
            ledger: The ledger, which is not touched; or one that something is supposed of already, then with more.
            events: Events, or drafts made with `draft`; what a draft says of itself beats ``envelope``.
            envelope: What stands around each event.
            size: How many of its entries are there.
            without: Those of them that are left out; an id that only they introduced is free again.

        Raises:
            RecordRefusedError: One of them could mean nothing.
            BadValueError: A field of the envelope could mean nothing.
        """
        under = ledger if isinstance(ledger, SupposedLedger) else None
        self.base: Ledger = under.base if under else ledger
        self.base_size: int = under.base_size if under else size
        clerk = ledger._clerk or DEFAULT_CLERK  # noqa: SLF001 - a ledger is made from another
        self._lie_over(self.base.inner.store, clerk=clerk)
        before: tuple[Draft, ...] = under.drafts if under else ()
        self.drafts: tuple[Draft, ...] = (*before, *self._drafts(events, envelope))
        added = self._rehearse(_introduced(self.base, size=self.base_size, without=without))
        self._lie_over(SupposedStore(self.base.inner.store, size=self.base_size, added=added), clerk=clerk)

    def _lie_over(self, store: Store, *, clerk: str) -> None:
        """Be a ledger over ``store``."""
        inner = self.base.inner
        super().__init__(store, inner.row, clerk=clerk, clock=inner.clock, catalogue=inner.catalogue)

    def _rehearse(self, introduced: Mapping[str, int | None]) -> Append:
        """What recording the drafts would add; see `govledger.ledger.store.supposed.Rehearsal`."""
        items = self._items(self.drafts)
        with rehearsing(self.inner.store, size=self.base_size, introduced=introduced) as writer:
            recording = Recording(items, writer=writer, ledger=self.inner.row, catalogue=self.inner.catalogue)
            recording.append(self._stamp, expected=None)
        return writer.appended or Append(rows=[], disclosures=[], keys=[], mentions={}, introduced={})


def _introduced(ledger: Ledger, *, size: int, without: Collection[int]) -> dict[str, int | None]:
    """Who introduced each id that an entry left out brings in: another entry, or nobody."""
    ids = {name for number in without if number <= size for name in _brought_in(ledger, ledger.entry(number))}
    return {name: _first(ledger, name, size=size, without=without) for name in sorted(ids)}


def _first(ledger: Ledger, name: str, *, size: int, without: Collection[int]) -> int | None:
    numbers = ledger.inner.store.numbers_about(ledger.inner.row, name)
    left = (ledger.entry(number) for number in numbers if number <= size and number not in without)
    return next((entry.number for entry in left if name in _brought_in(ledger, entry)), None)


def _brought_in(ledger: Ledger, entry: AnyEntry) -> set[str]:
    """The ids that an entry brought in; a version of another, or a second account, brings in nothing."""
    if entry.corrects or entry.rival_of or isinstance(entry.event, UnknownEvent):
        return set()
    return {found.reference for found in introduced(ledger.inner.catalogue.of(entry.event), entry.event)}
