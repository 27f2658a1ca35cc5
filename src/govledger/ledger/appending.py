"""Appending to a ledger: from events and drafts to entries, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import attrs

from govledger.errors import BadValueError
from govledger.events.words import read_clear
from govledger.ledger.batch import Item
from govledger.ledger.clock import next_stamp, read_clock
from govledger.ledger.draft import Draft, draft
from govledger.ledger.entries import Entries
from govledger.ledger.inner import Inner
from govledger.ledger.recording import Recording
from govledger.ledger.store import Writer, rehearsing


class Appending:
    """What a ledger appends with; every way to record goes through here."""

    inner: Inner
    _clerk: str | None

    def _draft(self, event: Any, envelope: Mapping[str, Any]) -> Draft:
        """A draft with the call's envelope below its own, and a clerk."""
        around = draft(event.event if isinstance(event, Draft) else event, catalogue=self.inner.catalogue, **envelope)
        if isinstance(event, Draft):
            own = {field.name: value for field in attrs.fields(Draft) if (value := getattr(event, field.name))}
            around = attrs.evolve(around, **own)
        return attrs.evolve(around, clerk=read_clerk(around.clerk or self._clerk))

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
        items = [self._item(position, held) for position, held in enumerate(drafts, start=1)]
        inner, around = self.inner, {"presumed": presumed}
        if not items:
            return Entries((), inner.codec)
        new: Collection[int] = ()
        with rehearsing(inner.store) if dry_run else inner.store.writing(inner.row) as writer:
            recording = Recording(items, writer=writer, ledger=inner.row, catalogue=inner.catalogue, **around)
            recording.append(self._stamp, expected=expected, key=key)
            new = recording.new
            also(writer)
        return Entries([item.stored for item in items if item.stored is not None], inner.codec, new=new)

    def _stamp(self, last: dt.datetime | None) -> dt.datetime:
        return next_stamp(read_clock(self.inner.clock), last)

    def _today(self) -> dt.date:
        """The day by the ledger's clock, in its zone."""
        return read_clock(self.inner.clock).astimezone(ZoneInfo(self.inner.row.zone)).date()

    def _item(self, position: int, held: Draft) -> Item:
        """One event of a batch, its texts read before the write lock is taken."""
        declared = self.inner.catalogue.of(held.event)
        words: dict[str, str] = {}
        for path, text in held.texts(declared):
            said = text.words
            if said is None:
                raise BadValueError(str(text), "a text whose words are disclosed", where=path)
            words[path] = said
        return Item(position=held.line or position, draft=held, declared=declared, words=words)


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
