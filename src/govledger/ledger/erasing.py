"""Erasing withheld text: the erasure is recorded, the words are destroyed, and the raw bytes are searched for them.

An entry's bytes hold a salted commitment to each text, and stay; so the tree, its checkpoints and every proof stay
too. What goes is the disclosure: the salt and the words. Copies that have left the database are not reached: exports,
backups, receipts with words in them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import attrs

from govledger.errors import BadValueError, NoSuchEntryError
from govledger.events import Ref
from govledger.ledger.codec import DISCLOSURE_SEPARATOR, join_disclosures
from govledger.ledger.inner import Inner
from govledger.ledger.plain_rows import body_of, plain_of
from govledger.ledger.shelf import covers
from govledger.ledger.store import Snapshot, Writer
from govledger.seal.commitment import digest, open_disclosure

PROBE_BYTES = 24
"""How long a piece of a text is that the raw bytes are searched for; a whole text may lie on several pages."""

PROBES_MAX = 8
"""For how many pieces of one text they are searched."""

WORDS_BYTES_MIN = 4
"""Shorter words are searched for only with their salt: they stand everywhere."""

SAID_MAX = 20
"""How many entries that still say the same are named."""

_SALT = slice(2, 26)


@attrs.frozen(kw_only=True)
class Erasure:
    """What became of an erasure.

    Attributes:
        number: The entry that records it; ``None`` where all of it had been erased before and was only swept again.
        erased: Entry and path of every text whose words are gone.
        keys: Entries whose idempotency keys held the words, and are gone with them.
        remnants: Whether some of them, or what held them, may still be in the files of the database.
        hindered: What stood in the way of sweeping the files, and what to do about it; ``None`` if nothing did.
        found_in: The files in whose raw bytes some of them were found.
        said_in: Entries that say the same words in texts of their own, the first twenty; erase these too if need be.
        left_in: Where else in the database the same words stand, which no erasure reaches.
        beyond: Where the words may still be that nobody here can sweep or look into: on PostgreSQL what the server
            keeps besides its tables; nothing for a file.
    """

    number: int | None
    erased: tuple[tuple[int, str], ...]
    keys: tuple[int, ...]
    remnants: bool
    hindered: str | None
    found_in: tuple[str, ...]
    said_in: tuple[int, ...]
    left_in: tuple[str, ...]
    beyond: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Target:
    """The disclosures of one entry as an erasure finds them.

    Attributes:
        number: The entry.
        asked: Every path of the entry that the erasure is of, whether or not its words are still there.
        gone: Path and payload of what it takes away.
        rest: The payloads that stay.
    """

    number: int
    asked: tuple[str, ...]
    gone: tuple[tuple[str, bytes], ...]
    rest: tuple[bytes, ...]


def read_numbers(entries: int | str | Iterable[int | str]) -> list[int]:
    """The numbers that an erasure is of, given as numbers or ``entry:17``.

    Raises:
        BadValueError: One is neither, or there is none.
    """
    given = [entries] if isinstance(entries, (int, str)) else list(entries)
    named = [Ref.read(one if isinstance(one, str) and ":" in one else f"entry:{one}") for one in given]
    for ref in named:
        if ref.kind != "entry":
            raise BadValueError(ref, "an entry, such as 17 or entry:17", where="entries")
    if not named:
        raise BadValueError("none", "at least one entry", where="entries")
    return sorted({int(ref.id) for ref in named})


def find_targets(writer: Writer, inner: Inner, numbers: Sequence[int], fields: Collection[str] | None) -> list[Target]:
    """What an erasure takes away, entry by entry.

    Raises:
        NoSuchEntryError: There is no entry of such a number.
        BadValueError: None of the entries has a text at one of the paths, or any at all; or words are gone that nobody
            said were erased, which an erasure now would explain away.
    """
    targets = [_target(writer, inner, number, fields) for number in numbers]
    held = {path for target in targets for path in target.asked}
    for field in fields or ():
        if not any(covers([field], path) for path in held):
            raise BadValueError(field, "the path of a withheld text of these entries", where="fields")
    if not held:
        raise BadValueError(", ".join(map(str, numbers)), "entries with withheld texts", where="entries")
    return targets


def _target(writer: Writer, inner: Inner, number: int, fields: Collection[str] | None) -> Target:
    row = writer.row(inner.row, number)
    if row is None:
        head = writer.head(inner.row)
        raise NoSuchEntryError(number, size=head.number if head else 0)
    entry = plain_of(row)
    paths: Mapping[str, str] = dict(zip(entry.get("_sd", ()), entry.get("_sd_for", ()), strict=True))
    asked = tuple(path for path in paths.values() if covers(fields, path))
    payloads = writer.payloads(inner.row, number)
    gone, rest = list[tuple[str, bytes]](), list[bytes]()
    for payload in payloads.split(DISCLOSURE_SEPARATOR) if payloads else []:
        path = paths.get(digest(payload))
        if path in asked:
            gone.append((path, payload))
        elif path is not None or fields is not None:
            rest.append(payload)  # What the entry never committed to goes only with all the rest.
    there = {path for path, _ in gone}
    _check_explained(writer, inner, number, [path for path in asked if path not in there])
    return Target(number=number, asked=asked, gone=tuple(gone), rest=tuple(rest))


def _check_explained(writer: Writer, inner: Inner, number: int, missing: Sequence[str]) -> None:
    """Check that an earlier erasure is of every text of an entry whose words are gone."""
    rows = writer.about(inner.row, f"entry:{number}", "disclosure-erased") if missing else []
    erasures = [body_of(row).get("fields") for row in rows]
    for path in missing:
        if not any(covers(fields, path) for fields in erasures):
            expected = "words that are there: these are gone, and no entry says that they were erased"
            raise BadValueError(f"{path} of entry {number}", expected, where="entries")


def withdraw(writer: Writer, inner: Inner, targets: Iterable[Target]) -> list[int]:
    """Take the words away, in the transaction that records why; the entries whose keys held them, and went too."""
    keyed = list[int]()
    writer.withdraw_kept()
    for target in targets:
        writer.withdraw(inner.row, target.number, join_disclosures(target.rest))
        writer.withdraw_tabled(inner.row, target.number, [path for path, _ in target.gone])
        words = [said for _, payload in target.gone if len(said := _words(payload)) >= WORDS_BYTES_MIN]
        if writer.withdraw_keys(inner.row, target.number, words):
            keyed.append(target.number)
    return keyed


def destroy(inner: Inner, targets: Sequence[Target], *, number: int | None, keys: Sequence[int] = ()) -> Erasure:
    """Sweep the words out of the files of the database, and look whether they are gone."""
    inner.shelf.forget()
    hindered = inner.store.sweep()
    gone = [(target.number, path, payload) for target in targets for path, payload in target.gone]
    found = inner.store.find_raw(dict.fromkeys(probe for *_, payload in gone for probe in _probes(payload)))
    said, left = set[int](), dict[str, None]()
    with inner.store.snapshot() as snapshot:
        remnants = {probe: files for probe, files in found.items() if not snapshot.holds(probe)}
        for payload in {payload for *_, payload in gone}:
            said.update(snapshot.said_in(inner.row, _written(payload), count_max=SAID_MAX))
            left.update(dict.fromkeys(_left_in(snapshot, inner, payload)))
    return Erasure(
        number=number,
        erased=tuple((entry, path) for entry, path, _ in gone),
        keys=tuple(keys),
        remnants=bool(remnants) or hindered is not None,
        hindered=hindered,
        found_in=tuple(sorted({name for files in remnants.values() for name in files})),
        said_in=tuple(sorted(said)[:SAID_MAX]),
        left_in=tuple(left),
        beyond=inner.store.beyond,
    )


def _left_in(snapshot: Snapshot, inner: Inner, payload: bytes) -> Iterator[str]:
    """Where else the words of a payload stand, in what nobody can erase."""
    words = _words(payload).encode()
    if len(words) < WORDS_BYTES_MIN:
        return
    for number in snapshot.clear_in(inner.row, _written(payload), count_max=SAID_MAX):
        yield f"what entry {number} says in clear"
    for number in snapshot.keyed_in(inner.row, words, count_max=SAID_MAX):
        yield f"the idempotency key of entry {number}"
    for name in snapshot.also_in(inner.row, words):
        yield f"the ledger {name!r} of the same database"


def _words(payload: bytes) -> str:
    """The words of a payload; it is one that its entry committed to, so that it can be opened."""
    return open_disclosure(payload)[1]


def _written(payload: bytes) -> bytes:
    """The words of a payload as they stand in it."""
    return json.dumps(_words(payload), ensure_ascii=False).encode()[1:-1]


def _probes(payload: bytes) -> list[bytes]:
    """The pieces of a payload to search for: its salt, which is nowhere else, in halves, and pieces of its words."""
    salt, words = payload[_SALT], _written(payload)
    halves = [salt[: len(salt) // 2], salt[len(salt) // 2 :]]
    last = max(len(words) - PROBE_BYTES, 0)
    starts = dict.fromkeys(last * step // (PROBES_MAX - 1) for step in range(PROBES_MAX))
    pieces = [words[start : start + PROBE_BYTES] for start in starts] if len(words) >= WORDS_BYTES_MIN else []
    return halves + pieces
