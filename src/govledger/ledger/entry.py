"""One entry: an event as it was recorded, with its envelope."""

import datetime as dt
from typing import Any, Generic, TypeVar

import msgspec

from govledger.events import Catalogue, Party, Ref, Source, Text, UnknownEvent, When
from govledger.events.catalogue import introduced, references
from govledger.seal.leaf import leaf_hash

Event = TypeVar("Event", covariant=True)  # noqa: PLC0105 - the reader of an entry sees its event and cannot replace it

FORMAT = "govledger/1"
"""The format of an entry's bytes; the first of its fields in meaning, ``v``."""

MODES = ("first_hand", "reported", "inferred", "presupposed")
FORMS = ("written", "verbal", "presentation", "data", "observation")
VISIBILITIES = ("public", "exempt", "restricted")


class Entry(msgspec.Struct, Generic[Event], frozen=True, kw_only=True, eq=False):
    """An event as recorded.

    Attributes:
        number: Its place in the ledger, from 1, no gaps.
        type: The written name and version as stored, such as ``action-added/1``.
        event: The event.
        happened: When it happened in the world, as precisely as is known.
        known_on: The first day anyone outside the author's office could know it.
        recorded_at: The ledger's own clock, UTC.
        clerk: Who entered it.
        source: Where it is read.
        asserted_by: Whose word it is; ``None`` when not said.
        mode: ``first_hand``, ``reported``, ``inferred`` or ``presupposed``.
        form: How it was put; ``None`` when not said.
        uncertain: The fields that the clerk doubts.
        visibility: ``public``, ``exempt`` or ``restricted``.
        rival_of: The entry that this one is a second account of.
        corrects: The original entry that this one replaces.
        retracts: The original entry that this one takes back.
        reason: Why it corrects or retracts; withheld text.
        commitments: The digests of the withheld texts.
        committed: The path of each, in the same order.
        raw: The bytes as stored.
    """

    # In the order in which the bytes have them, where the next is found at once.
    commitments: tuple[str, ...] = msgspec.field(default=(), name="_sd")
    committed: tuple[str, ...] = msgspec.field(default=(), name="_sd_for")
    asserted_by: Party | None = None
    event: Event = msgspec.field(name="body")
    clerk: str
    corrects: Ref | None = None
    form: str | None = None
    happened: When
    known_on: dt.date
    mode: str = "first_hand"
    number: int
    recorded_at: dt.datetime
    retracts: Ref | None = None
    rival_of: Ref | None = None
    source: tuple[Source, ...] = ()
    type: str
    uncertain: tuple[str, ...] = ()
    visibility: str = "public"
    reason: Text | None = msgspec.field(default=None, name="~reason")
    raw: bytes = msgspec.field(default=b"", name="~raw")

    @property
    def leaf_hash(self) -> str:
        """SHA-256 of the leaf, hexadecimal; computed from the stored bytes."""
        return leaf_hash(self.raw).hex()

    @property
    def original(self) -> int:
        """The number of the entry this is a version of: its own, unless it corrects or retracts another."""
        version_of = self.corrects or self.retracts
        return int(version_of.id) if version_of else self.number

    @property
    def latest(self) -> dt.date:
        """The effective latest day it happened: no later than the first day it was known.

        `known_on` is never after the day of recording, so this is also no later than that.
        """
        return min(self.happened.latest, self.known_on)

    @property
    def earliest(self) -> dt.date:
        """The earliest day it happened, as far as is known."""
        return min(self.happened.earliest, self.latest)

    @property
    def place(self) -> tuple[dt.date, dt.date, int]:
        """What puts entries in the order things happened: the latest day, the earliest day, the original's number."""
        return self.latest, self.earliest, self.original

    def __eq__(self, other: object) -> bool:
        """Two entries are equal when their stored bytes are."""
        return isinstance(other, Entry) and self.raw == other.raw  # pyright: ignore[reportUnknownMemberType]

    def __hash__(self) -> int:
        """Agrees with equality."""
        return hash(self.raw)


AnyEntry = Entry[Any]
"""An entry whatever its event."""


def mentions(entry: AnyEntry, catalogue: Catalogue) -> set[str]:
    """Every id that an entry names, those that it introduces or repeats among them; only its envelope's if unknown."""
    asserted_by = {str(entry.asserted_by)} if entry.asserted_by else set[str]()
    if isinstance(entry.event, UnknownEvent):
        return asserted_by
    declared = catalogue.of(entry.event)
    own = {found.reference for found in introduced(declared, entry.event)}
    return asserted_by | own | {reference for _, reference in references(declared, entry.event)}
