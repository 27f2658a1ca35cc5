"""Appending to a ledger: from events and drafts to entries, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import attrs

from govledger.errors import BadValueError
from govledger.events.words import read_clear
from govledger.ledger.batch import Item
from govledger.ledger.clock import next_stamp, read_clock
from govledger.ledger.draft import Around, Draft
from govledger.ledger.entries import Entries
from govledger.ledger.inner import Inner
from govledger.ledger.recording import Recording
from govledger.ledger.store import Writer, rehearsing
from govledger.ledger.workings import working


class Appending:
    """What a ledger appends with; every way to record goes through here."""

    inner: Inner
    _clerk: str | None

    def _draft(self, event: Any, envelope: Mapping[str, Any]) -> Draft:
        """A draft with the call's envelope below its own, and a clerk."""
        return self._drafts([event], envelope)[0]

    def _drafts(self, events: Iterable[Any], envelope: Mapping[str, Any]) -> list[Draft]:
        """The same for the events of one call, whose envelope and clerks are read once."""
        around = Around(envelope, self.inner.catalogue)
        clerks: dict[str | None, str] = {}
        drafts: list[Draft] = []
        for event in events:
            held = around.draft(event)
            said = held.clerk or self._clerk
            clerk = clerks.get(said)
            if clerk is None:
                clerk = clerks[said] = read_clerk(said)
            drafts.append(held if held.clerk == clerk else attrs.evolve(held, clerk=clerk))
        return drafts

    def _append(
        self,
        drafts: Sequence[Draft],
        *,
        expected: int | None = None,
        key: str | None = None,
        dry_run: bool = False,
        presumed: Collection[str] = (),
        also: Callable[[Writer], object] = lambda _: None,
    ) -> Entries:
        """Append drafts, and do what else belongs into the same transaction."""
        items = self._items(drafts)
        inner, finds = self.inner, None if dry_run else self.inner.finds
        if not items:
            return Entries((), inner.codec)
        new: Sequence[int] = ()
        with working("rehearse" if dry_run else "record", inner.row) as work:
            with rehearsing(inner.store) if dry_run else inner.store.writing(inner.row) as writer:
                recording = Recording(
                    items, writer=writer, ledger=inner.row, catalogue=inner.catalogue, presumed=presumed, finds=finds
                )
                recording.append(self._stamp, expected=expected, key=key)
                new = recording.new
                also(writer)
            if work.is_watched:
                work.tell(**_told(new, of=len(items)))
        return Entries([item.stored for item in items if item.stored is not None], inner.codec, new=new)

    def _items(self, drafts: Sequence[Draft]) -> list[Item]:
        """The events of a batch, their texts read before the write lock is taken."""
        of = self.inner.catalogue.of
        return [Item(held, of(held.event), position=held.line or at) for at, held in enumerate(drafts, start=1)]

    def _stamp(self, last: dt.datetime | None) -> dt.datetime:
        return next_stamp(read_clock(self.inner.clock), last)

    def _today(self) -> dt.date:
        """The day by the ledger's clock, in its zone."""
        return read_clock(self.inner.clock).astimezone(ZoneInfo(self.inner.row.zone)).date()


def _told(new: Sequence[int], *, of: int) -> dict[str, int]:
    """What is told of a batch: how many were recorded, from which number, and how many had been before."""
    first = {"first": new[0]} if new else {}
    return {"count": len(new), **first, "already": of - len(new)}


def read_clerk(clerk: str | None) -> str:
    """Who enters something.

    Raises:
        BadValueError: It is not said, or no short text.
    """
    expected = "who enters it, such as office:democratic-services"
    try:
        return read_clear(clerk, expected)
    except BadValueError as fault:
        raise fault.at("clerk") from None
