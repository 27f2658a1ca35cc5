"""The ledger: open it, record in it, and ask for its history."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import attrs

from govledger.errors import (
    BadValueError,
    CutError,
    Fault,
    LedgerBehindError,
    LedgerNotFoundError,
    NoSuchEntryError,
    RecordRefusedError,
    SealError,
)
from govledger.events import CATALOGUE, Catalogue, ClockCorrected, EntryRetracted, LedgerOpened, Ref
from govledger.events.schema import catalogue_hash
from govledger.events.words import nearest, read_clear
from govledger.ledger.appending import read_clerk
from govledger.ledger.batch import Item
from govledger.ledger.clock import Clock, next_stamp, read_clock, utc_now
from govledger.ledger.codec import Codec, decode_outline, stamp
from govledger.ledger.cuts import Cut, Moment, read_cut_day, read_cut_instant
from govledger.ledger.draft import Draft, draft
from govledger.ledger.entries import Entries
from govledger.ledger.entry import AnyEntry
from govledger.ledger.following import Following
from govledger.ledger.history import History
from govledger.ledger.inner import Inner
from govledger.ledger.keeping import Keeping
from govledger.ledger.known import KeptFinds
from govledger.ledger.looking_back import LookingBack
from govledger.ledger.recording import Recording
from govledger.ledger.safekeeping import Safekeeping
from govledger.ledger.sealing import Sealing
from govledger.ledger.shelf import DisclosureShelf
from govledger.ledger.store import LedgerRow, Store, create_store, open_store
from govledger.ledger.timeline import Timeline
from govledger.ledger.told import read_body
from govledger.ledger.workings import say
from govledger.seal.note import check_name

DEFAULT_ORIGIN = "localhost/main"
DEFAULT_ZONE = "Europe/London"
DEFAULT_NAME = "main"
DEFAULT_CLERK = "system:govledger"
TIMEOUT_SECONDS = 60.0


class Ledger(Sealing, Safekeeping, Following, Keeping, LookingBack):
    """One numbered sequence of entries; safe to share between threads.

    Use it as a context manager, or call `close`.
    """

    def __init__(self, store: Store, row: LedgerRow, *, clerk: str | None, clock: Clock, catalogue: Catalogue) -> None:
        """A ledger over an open store; `Ledger.open` and `Ledger.create` are the ways in."""
        shelf = DisclosureShelf(store, row)
        codec, timeline = Codec(catalogue, shelf), Timeline(store, row, catalogue)
        self.inner = Inner(
            store=store,
            row=row,
            clock=clock,
            catalogue=catalogue,
            codec=codec,
            shelf=shelf,
            timeline=timeline,
            finds=KeptFinds(),
        )
        self._clerk = None if clerk is None else read_clerk(clerk)

    # Opening ---------------------------------------------------------------------------------------------------------

    @classmethod
    def create(
        cls,
        url: str | os.PathLike[str],
        *,
        origin: str = DEFAULT_ORIGIN,
        zone: str = DEFAULT_ZONE,
        clerk: str | None = None,
        name: str = DEFAULT_NAME,
        timeout: float = TIMEOUT_SECONDS,
        clock: Clock = utc_now,
        catalogue: Catalogue = CATALOGUE,
    ) -> Self:
        """Make a ledger and open it; its entry 1 is `LedgerOpened`.

        Args:
            url: A path, ``sqlite:///path``, ``postgresql://user@host/database`` or ``memory://``.
            origin: The name of its log, such as ``example.gov.uk/csib``; it is signed with every checkpoint.
            zone: The civil zone in which its days end.
            clerk: Who enters what is recorded through this object, where a call does not say.
            name: What it is called among the ledgers of its database.
            timeout: How many seconds to wait for another writer.
            clock: What tells the time.
            catalogue: The event types it knows.

        Raises:
            LedgerExistsError: A ledger of that name is there already.
            NotALedgerError: Something else is there; it was not touched.
            BadValueError: The zone is not one, a name is not short text, or the origin could not be that of a key.
        """
        civil, called, now = _read_zone(zone), read_clear(name, "a name"), read_clock(clock)
        opened = LedgerOpened(origin=origin, zone=zone, catalogue_hash=catalogue_hash(catalogue))
        _check_origin(opened.origin)
        first = draft(opened, clerk=clerk or DEFAULT_CLERK, happened=now.astimezone(civil).date())
        item = Item(first, catalogue.of(opened), position=1)
        store = create_store(os.fspath(url), timeout=timeout)
        try:
            with store.writing() as writer:
                row = writer.add_ledger(name=called, origin=opened.origin, zone=opened.zone)
                recording = Recording([item], writer=writer, ledger=row, catalogue=catalogue)
                recording.append(partial(next_stamp, now), expected=0)
        except BaseException:
            store.close()
            raise
        say("open", {"ledger": row.name, "origin": row.origin, "url": store.place.url})
        return cls(store, row, clerk=clerk, clock=clock, catalogue=catalogue)

    @classmethod
    def open(
        cls,
        url: str | os.PathLike[str],
        *,
        name: str = DEFAULT_NAME,
        clerk: str | None = None,
        timeout: float = TIMEOUT_SECONDS,
        clock: Clock = utc_now,
        catalogue: Catalogue = CATALOGUE,
    ) -> Self:
        """Open a ledger that is there; ``memory://`` makes itself.

        Raises:
            LedgerNotFoundError: There is no such database, or no ledger of that name in it.
            NotALedgerError: Something else is there; it was not touched.
            LedgerTooNewError: A later govledger wrote it.
            LedgerCorruptError: The row that says what it is called is damaged.
        """
        if os.fspath(url) == "memory://":
            return cls.create(url, name=name, clerk=clerk, timeout=timeout, clock=clock, catalogue=catalogue)
        store = open_store(os.fspath(url), timeout=timeout)
        try:
            row = _find(store, name)
        except BaseException:
            store.close()
            raise
        say("open", {"ledger": row.name, "origin": row.origin, "url": store.place.url})
        return cls(store, row, clerk=clerk, clock=clock, catalogue=catalogue)

    @classmethod
    def names(cls, url: str | os.PathLike[str]) -> list[str]:
        """The names of the ledgers in a database, in the order they were made."""
        store = open_store(os.fspath(url), timeout=TIMEOUT_SECONDS)
        try:
            return [row.name for row in store.ledgers()]
        finally:
            store.close()

    def close(self) -> None:
        """Let go of the database; every later call raises `LedgerClosedError`, and so does reading a recorded text.

        A call that another thread is in the middle of ends as it would have.
        """
        self.inner.store.close()
        self.inner.shelf.forget()

    def __enter__(self) -> Self:
        """The ledger itself."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Close it."""
        self.close()

    def __repr__(self) -> str:
        """Where it is and what it is called."""
        return f"Ledger({self.inner.store.place.url!r}, name={self.name!r})"

    @property
    def name(self) -> str:
        """What it is called among the ledgers of its database."""
        return self.inner.row.name

    @property
    def origin(self) -> str:
        """The name of its log."""
        return self.inner.row.origin

    @property
    def zone(self) -> str:
        """The civil zone in which its days end."""
        return self.inner.row.zone

    # Recording -------------------------------------------------------------------------------------------------------

    def record(self, *events: Any, expected: int | None = None, key: str | None = None, **envelope: Any) -> Entries:
        """Record events in one transaction: all of them, or nothing.

        Args:
            *events: Events, or drafts made with `draft`; what a draft says of itself beats ``envelope``. Without any,
                nothing is recorded and no lock is taken.
            expected: The number the newest entry must have; ``None`` for any.
            key: An idempotency key; several events are stored under ``key:0``, ``key:1`` and so on.
            **envelope: What stands around each event: ``happened``, ``known_on``, ``source``, ``asserted_by``,
                ``mode``, ``form``, ``uncertain``, ``visibility``, ``rival_of``, ``clerk``.

        Returns:
            The entries, decoded when they are looked at. The same key and content again returns the first entries.

        Raises:
            RecordRefusedError: Something could mean nothing; its faults give every reason.
            HeadMovedError: The newest entry is another than ``expected``.
            BadValueError: A field of the envelope could mean nothing.
            LedgerError: The store cannot be written.
        """
        drafts = self._drafts(events, envelope)
        if key is not None:
            keys = [key] if len(drafts) == 1 else [f"{key}:{index}" for index in range(len(drafts))]
            drafts = [attrs.evolve(held, key=read_clear(own)) for held, own in zip(drafts, keys, strict=True)]
        return self._append(drafts, expected=expected, key=key)

    def record_drafts(self, drafts: Sequence[Draft], *, expected: int | None = None, dry_run: bool = False) -> Entries:
        """Record drafts with their own envelopes, keys, corrections and retractions; what reading a file gives.

        Args:
            drafts: In the order they are to be numbered; order does not matter for their references.
            expected: The number the newest entry must have; ``None`` for any.
            dry_run: Check everything and record nothing; the entries are as they would have been.

        Raises:
            RecordRefusedError: Something could mean nothing; its faults give every reason.
        """
        return self._append(self._drafts(drafts, {}), expected=expected, dry_run=dry_run)

    def check_drafts(self, drafts: Sequence[Draft], *, presumed: Collection[str] = ()) -> tuple[Fault, ...]:
        """Every reason for which `record_drafts` would refuse ``drafts``; nothing is recorded.

        Args:
            drafts: As for `record_drafts`; one that names no clerk is not refused for it.
            presumed: References not to be missed, because lines that could not be read would have brought them in.
        """
        whole = self._drafts(drafts, {"clerk": self._clerk or DEFAULT_CLERK})
        try:
            self._append(whole, dry_run=True, presumed=presumed)
        except RecordRefusedError as refused:
            return refused.faults
        return ()

    def correct(self, number: int, event: Any, *, reason: str, **envelope: Any) -> AnyEntry:
        """Replace what a clerk mistyped in entry ``number``; both versions stay readable.

        The type and the ids it introduces cannot change. `happened`, `source` and provenance are taken from the
        version before it unless given; `known_on` never is.

        Raises:
            CorrectionError: There is no such entry, or it is of another type or identity.
        """
        held = self._draft(event, {**envelope, "reason": reason})
        return self._append([attrs.evolve(held, corrects=Ref(f"entry:{number}"))])[0]

    def retract(self, number: int, *, reason: str, **envelope: Any) -> AnyEntry:
        """Take back an entry made in error; it stays readable, and the ids it introduced stay taken.

        Raises:
            CorrectionError: There is no such entry, or it cannot be taken back.
        """
        held = self._draft(EntryRetracted(), {**envelope, "reason": reason})
        return self._append([attrs.evolve(held, retracts=Ref(f"entry:{number}"))])[0]

    def accept_clock(self, *, reason: str, clerk: str | None = None) -> AnyEntry:
        """Record that the ledger's clock was wrong and go on from the machine's clock.

        The `ClockCorrected` this records is the only entry whose `recorded_at` may lie before the one above it.
        """
        inner = self.inner
        with inner.store.writing(inner.row) as writer:
            now = read_clock(inner.clock)
            newest = writer.head(inner.row)
            was = stamp(decode_outline(newest).recorded_at) if newest else ""
            today = now.astimezone(ZoneInfo(self.zone)).date()
            held = self._draft(
                ClockCorrected(was=was, now=stamp(now), reason=reason), {"clerk": clerk, "happened": today}
            )
            [item] = self._items([held])
            recording = Recording([item], writer=writer, ledger=inner.row, catalogue=inner.catalogue)
            rows = recording.append(lambda _: now, expected=None)
        return Entries(rows, inner.codec)[0]

    # Reading ---------------------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        """How many entries it has.

        Raises:
            LedgerBehindError: More of them were read through this object before.
        """
        held = len(self.inner.timeline)
        size = self.inner.store.size(self.inner.row)
        if size < held:
            raise LedgerBehindError(self.inner.store.place.url, read=held, found=size)
        return size

    def entry(self, number: int) -> AnyEntry:
        """One entry by its number, as it was recorded.

        Raises:
            NoSuchEntryError: There is none.
        """
        size = len(self)
        if not 1 <= number <= size:
            raise NoSuchEntryError(number, size=size)
        row = self.inner.store.rows_at(self.inner.row, [number])[number]
        return self.inner.codec.decode(row)

    def entries(self, *, after: int = 0, about: str | None = None) -> Iterator[AnyEntry]:
        """Every entry in the order of recording: corrected and retracted ones too.

        Args:
            after: Only those numbered above this.
            about: Only those that name this reference, such as ``action:2.4`` or ``body:csib``.

        Raises:
            BadValueError: ``about`` is no reference.
        """
        inner = self.inner
        if about is None:
            return inner.codec.decode_each(chain.from_iterable(inner.store.chunks(inner.row, after=after)))
        numbers = [number for number in inner.store.numbers_about(inner.row, Ref.read(about)) if number > after]
        return inner.codec.decode_each(inner.store.listed(inner.row, numbers))

    def history(
        self,
        *,
        as_of: Moment | None = None,
        happened_by: Moment | None = None,
        known_by: Moment | None = None,
        recorded_by: Moment | None = None,
        told: str | None = None,
    ) -> History:
        """The ledger as it stood; without arguments, as it stands now.

        Args:
            as_of: Happened by this day and known by this day.
            happened_by: What we now know had happened by this day.
            known_by: What was known by this day.
            recorded_by: What the ledger's own clock had recorded by this instant, or by the end of this day.
            told: What this body had been shown by the known day, or else by the happened day, if there is one.

        Raises:
            CutError: A day or instant could not be read, an instant has no zone, or the body is not known.
        """
        if as_of is not None and (happened_by is not None or known_by is not None):
            raise CutError("as_of is both happened_by and known_by; give it, or give them, not both")
        both = read_cut_day(as_of, "as_of", self.zone)
        cut = Cut(
            happened_by=both or read_cut_day(happened_by, "happened_by", self.zone),
            known_by=both or read_cut_day(known_by, "known_by", self.zone),
            recorded_by=read_cut_instant(recorded_by, "recorded_by", self.zone),
            told=read_body(told, store=self.inner.store, ledger=self.inner.row),
            size=len(self),
        )
        return History(self, cut)


def _check_origin(origin: str) -> None:
    """Refuse an origin that no key can have: it cannot be changed later, and the ledger could never be sealed."""
    try:
        check_name(origin)
    except SealError:
        raise BadValueError(
            origin, "a name without spaces or plus, such as example.gov.uk/csib", where="origin"
        ) from None


def _read_zone(zone: str) -> ZoneInfo:
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadValueError(zone, "a civil zone such as Europe/London", where="zone") from None


def _find(store: Store, name: str) -> LedgerRow:
    """The ledger of that name."""
    held = {row.name: row for row in store.ledgers()}
    if name not in held:
        known = nearest(name, held) or tuple(held)
        hint = f"; it holds {', '.join(known)}" if known else ""
        raise LedgerNotFoundError(f"there is no ledger called {name!r} at {store.place.url}{hint}")
    return held[name]
