"""An entry's bytes: canonical JSON in the restricted profile, written once and never written again.

The bytes are RFC 8785 JSON: keys in ASCII and in code-unit order, no floats (decimals are strings), no integer of 2**53
or more, stamps in UTC with six decimals and ``Z``, absent fields left out. Withheld text is not in them: ``_sd`` holds
a digest for each path in ``_sd_for`` (see `govledger.seal.commitment`), both in the order of the paths.

    {"_sd":[…],"_sd_alg":"sha-256","_sd_for":["text"],"body":{…},"clerk":…,"happened":…,"known_on":…,"number":17,
     "recorded_at":…,"source":[…],"type":"status-reported/1","v":"govledger/1"}
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import starmap
from sys import intern
from typing import Annotated, Any, Final

import msgspec

from govledger.errors import LedgerCorruptError
from govledger.events import Catalogue, EventType, Part, Source, Text, UnknownEvent, When
from govledger.events.text import Shelf
from govledger.ledger.entry import AnyEntry, Entry
from govledger.ledger.store import Row, read_row
from govledger.seal.commitment import digest, open_disclosure

DISCLOSURE_SEPARATOR = b"\n"
"""Between the payloads of one entry's disclosure row; JSON escapes it inside them."""


def join_disclosures(payloads: Sequence[bytes]) -> bytes:
    """The disclosure row of one entry."""
    return DISCLOSURE_SEPARATOR.join(payloads)


def split_disclosures(held: bytes | None) -> dict[str, str]:
    """The words in a disclosure row, by the digest that commits to them; what cannot be opened is no disclosure."""
    words: dict[str, str] = {}
    for payload in held.split(DISCLOSURE_SEPARATOR) if held else ():
        with suppress(ValueError, RecursionError):
            words[digest(payload)] = open_disclosure(payload)[1]
    return words


_VERSION = re.compile(r"[1-9][0-9]{0,8}")


def stamp(instant: dt.datetime) -> str:
    """An instant as it is written: UTC, microseconds, ``Z``, always 27 characters.

    >>> stamp(dt.datetime(2017, 6, 14, 18, tzinfo=dt.UTC))
    '2017-06-14T18:00:00.000000Z'
    """
    return instant.astimezone(dt.UTC).isoformat(timespec="microseconds")[:26] + "Z"


VALUES_HELD_MAX: Final = 4_096
"""How many values read from strings are kept at hand: a record names the same days, parties and items all the time."""


def _read_value(kind: Any, value: object) -> Any:
    """One of our values from its stored string; none of them is ever stored as anything else.

    Raises:
        TypeError: It is no string.
    """
    if not isinstance(value, str):
        raise TypeError(f"expected {kind.__name__} as text, found {type(value).__name__}")
    parse = getattr(kind, "parse", None)
    return parse(value) if parse else kind(value)


_decode_custom: Callable[[type, Any], Any] = lru_cache(maxsize=VALUES_HELD_MAX)(_read_value)
"""How msgspec makes our values; they do not change, so that one does for all the entries that say the same."""


_OfEntry = Annotated[str, msgspec.Meta(pattern=r"^entry:[1-9][0-9]{0,15}$")]


class Outline(msgspec.Struct, frozen=True, kw_only=True):
    """The few fields that decide cuts and order; the body of an entry outside a cut is never built."""

    number: int
    type: str
    happened: When
    known_on: dt.date
    recorded_at: dt.datetime
    corrects: _OfEntry | None = None
    retracts: _OfEntry | None = None


_outline_decoder = msgspec.json.Decoder(Outline, dec_hook=_decode_custom)


def decode_outline(row: Row) -> Outline:
    """The outline of an entry from its stored bytes.

    Raises:
        LedgerCorruptError: The bytes are not that entry's.
    """
    try:
        outline = _outline_decoder.decode(row.raw)
    except (msgspec.DecodeError, ValueError) as fault:
        raise LedgerCorruptError(f"the bytes of entry {row.number} cannot be read: {fault}") from fault
    if outline.number != row.number or outline.type != row.type:
        raise _misplaced(row.number, row.type, outline.number, outline.type)
    return outline


def _misplaced(number: int, written: str, found: int, said: str) -> LedgerCorruptError:
    """Bytes do not stand in their own row: the seal covers the bytes, not the number and type beside them."""
    return LedgerCorruptError(f"the row of entry {number} ({written}) holds the bytes of entry {found} ({said})")


# An entry does not change; its own bytes are put into it once, beside what was read from them.
_set_raw: Callable[[AnyEntry, bytes], None] = vars(Entry)["raw"].__set__
_Put = tuple[Callable[[object, Text], None], str]
"""What puts a handle into a field of an event, and the field's name, one string for all."""


class Codec:
    """Reads entries of one catalogue, with texts shown through one shelf.

    Attributes:
        catalogue: The types it knows.
    """

    def __init__(self, catalogue: Catalogue, shelf: Shelf | None = None) -> None:
        """A codec; without a ``shelf`` every text shows as WITHHELD."""
        self.catalogue, self._shelf = catalogue, shelf
        self._decoders: dict[str, tuple[Callable[[bytes], AnyEntry], Mapping[str, _Put]]] = {}

    def decode(self, row: Row) -> AnyEntry:
        """The entry of a row, from its stored bytes.

        Raises:
            LedgerCorruptError: The bytes are not that entry's.
        """
        return self._read(row.number, row.type, row.raw)

    def decode_each(self, rows: Iterable[tuple[int, str, bytes]]) -> Iterator[AnyEntry]:
        """The entries of rows, one at a time.

        Raises:
            LedgerCorruptError: The bytes of one are not that entry's.
        """
        return starmap(self._read, rows)

    def _read(self, number: int, written: str, raw: bytes) -> AnyEntry:
        """One entry; what is done for every one of them is done here, so that nothing is called that can be spared."""
        decode, puts = self._decoders.get(written) or self._decoder(written)
        try:
            if type(raw) is not bytes:
                read_row((number, written, raw))
            entry = decode(raw)
            _set_raw(entry, raw)
            paths = entry.committed
            if paths or entry.commitments:
                held = puts.get(paths[0])
                if held is not None and len(paths) == 1:
                    put, name = held
                    (digest_,) = entry.commitments
                    put(entry.event, Text.recorded(number, name, digest_, self._shelf))
                else:
                    self._set_texts(entry)
        except (msgspec.DecodeError, ValueError, AttributeError, IndexError, TypeError) as fault:
            raise LedgerCorruptError(f"the bytes of entry {number} cannot be read as {written}: {fault}") from fault
        if entry.number != number or entry.type != written:
            raise _misplaced(number, written, entry.number, entry.type)
        return entry

    def _decoder(self, written: str) -> tuple[Callable[[bytes], AnyEntry], Mapping[str, _Put]]:
        """What reads entries of a type, and what puts a handle into each field of theirs that holds one text."""
        if type(written) is not str:  # SQLite holds any kind of value in any column.
            raise LedgerCorruptError(f"the row of an entry is damaged: {written!r} is no type")
        name, _, said = written.partition("/")
        declared = self.catalogue.get(name)
        version = int(said) if _VERSION.fullmatch(said) else 0
        puts = dict[str, _Put]()
        if declared is None or not 1 <= version <= declared.version:
            decode = self._unknown(written)
        elif version < declared.version:
            decode = self._upcasting(declared, version)
        else:
            decode = msgspec.json.Decoder(Entry[declared.cls], dec_hook=_decode_custom).decode  # type: ignore[name-defined]
            puts = {
                name: (getattr(declared.cls, name).__set__, intern(name))
                for name, spec in declared.texted
                if spec.withheld and not spec.many
            }
        self._decoders[written] = decode, puts
        return decode, puts

    @staticmethod
    def _unknown(written: str) -> Callable[[bytes], AnyEntry]:
        """A decoder of a type that is not in the catalogue: its body stays plain."""
        plain = msgspec.json.Decoder(Entry[dict[str, Any]], dec_hook=_decode_custom)

        def decode(raw: bytes) -> AnyEntry:
            entry = plain.decode(raw)
            return msgspec.structs.replace(entry, event=UnknownEvent(written, entry.event))

        return decode

    @staticmethod
    def _upcasting(declared: EventType, version: int) -> Callable[[bytes], AnyEntry]:
        """A decoder of an older version: the stored body is cast up in memory, never on disk."""
        plain = msgspec.json.Decoder(Entry[dict[str, Any]], dec_hook=_decode_custom)
        upcast = declared.upcast

        def decode(raw: bytes) -> AnyEntry:
            entry = plain.decode(raw)
            newest = upcast(version, entry.event) if upcast else entry.event
            cls: Any = declared.cls
            event: Any = msgspec.convert(newest, cls, dec_hook=_decode_custom)
            return msgspec.structs.replace(entry, event=event)

        return decode

    def _set_texts(self, entry: AnyEntry) -> None:
        """Put a handle where each commitment says a text stands."""
        lists: dict[str, dict[int, Text]] = {}
        for path, committed in zip(entry.committed, entry.commitments, strict=True):
            text = Text.recorded(entry.number, path, committed, self._shelf)
            _place(entry, path, text, lists)
        for name, texts in lists.items():
            object.__setattr__(entry.event, name, tuple(text for _, text in sorted(texts.items())))


def _place(entry: AnyEntry, path: str, text: Text, lists: dict[str, dict[int, Text]]) -> None:
    """Set one handle; those of a list are gathered first, because their paths are not in the order of its items."""
    name, _, below = path.partition("/")
    if isinstance(entry.event, UnknownEvent) and not path.startswith("@"):
        entry.event.texts[path] = text
    elif path == "@reason":
        msgspec.structs.force_setattr(entry, "reason", text)
    elif name == "@source":
        _set_inside(entry.source, below, text)
    elif not below:
        object.__setattr__(entry.event, name, text)
    elif "/" not in below:
        lists.setdefault(name, {})[int(below)] = text
    else:
        _set_inside(getattr(entry.event, name), below, text)


def _set_inside(items: tuple[Source, ...] | tuple[Part, ...], below: str, text: Text) -> None:
    """Set the handle of one item's text, as in ``0/verbatim``."""
    index, _, name = below.partition("/")
    object.__setattr__(items[int(index)], name, text)
