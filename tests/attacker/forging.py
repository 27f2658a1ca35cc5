"""What an attacker does to a history who owns the database and the log's key: each act by its name."""

from __future__ import annotations

import json
import sqlite3
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from govledger.exports import Kind
from govledger.exports.commitments import as_disclosure
from govledger.ledger import Ledger
from govledger.seal.canonical import encode_canonical
from govledger.seal.commitment import commit, digest
from govledger.seal.leaf import leaf_hash
from govledger.seal.tiles import grow_tiles
from tests.attacker.honest import Honest, Item, log_of
from tests.ledger.sealed import behind
from tests.seal.logs import Log
from tests.seal.support import LOG


@dataclass(frozen=True)
class Act:
    """What was done, and what verification has to call it.

    Attributes:
        name: What it is.
        kinds: The names of which one has to be found, where the reader kept enough and an older export.
        is_alone: Whether they have to be found even by a reader who kept nothing.
    """

    name: str
    kinds: frozenset[Kind]
    is_alone: bool = False


def act(name: str, *kinds: Kind, alone: bool = False) -> Act:
    """An act."""
    return Act(name, frozenset(kinds), alone)


Forge = Callable[[list[Item], Random, Honest], Act | None]
"""Changes entries, and says what was done; nothing where there was nothing to do it to."""

_SHIFTED = (Kind.ENTRY_CHANGED, Kind.ENTRY_MISSING, Kind.ENTRY_INSERTED)


def rewritten(item: Item, **fields: object) -> Item:
    """An entry with other fields, in canonical bytes; its words stay."""
    return encode_canonical(msgspec.json.decode(item[0]) | fields), item[1]


def renumber(items: list[Item]) -> None:
    """Give every entry the number of its place."""
    for at, item in enumerate(items):
        if number_of(item) != at + 1:
            items[at] = rewritten(item, number=at + 1)


def number_of(item: Item) -> int:
    """The number that an entry bears."""
    number: int = msgspec.json.decode(item[0])["number"]
    return number


# The record ----------------------------------------------------------------------------------------------------------


def edit(items: list[Item], chance: Random, _: Honest) -> Act | None:
    """Say that something else was reported, or by somebody else."""
    at = chance.randrange(len(items))
    held: dict[str, Any] = msgspec.json.decode(items[at][0])
    if held["type"] == "status-reported/1" and chance.random() < 0.7:
        items[at] = rewritten(items[at], body=held["body"] | {"status": f"green {chance.random()}"})
    else:
        items[at] = rewritten(items[at], clerk=f"office:other-{chance.randrange(9)}")
    return act("edit", Kind.ENTRY_CHANGED)


def delete(items: list[Item], chance: Random, _: Honest) -> Act | None:
    """Take an entry out, and leave the gap."""
    if len(items) < 3:
        return None
    del items[chance.randrange(len(items) - 1)]
    return act("delete", Kind.ENTRY_MISSING, alone=True)


def delete_and_renumber(items: list[Item], chance: Random, _: Honest) -> Act | None:
    """Take an entry out, and close the gap."""
    if len(items) < 3:
        return None
    del items[chance.randrange(len(items) - 1)]
    renumber(items)
    return act("delete and renumber", *_SHIFTED)


def insert(items: list[Item], chance: Random, _: Honest) -> Act:
    """Put an entry in that bears a number another has."""
    at = chance.randrange(len(items))
    items.insert(at + 1, rewritten((items[at][0], ()), clerk="office:inserted"))
    return act("insert", Kind.ENTRY_INSERTED, alone=True)


def insert_and_renumber(items: list[Item], chance: Random, _: Honest) -> Act:
    """Put an entry in, and number those after it anew."""
    insert(items, chance, _)
    renumber(items)
    return act("insert and renumber", *_SHIFTED)


def reorder(items: list[Item], chance: Random, _: Honest) -> Act | None:
    """Exchange two entries."""
    if len(items) < 2:
        return None
    one, other = chance.sample(range(len(items)), 2)
    items[one], items[other] = items[other], items[one]
    return act("reorder", Kind.ENTRY_MOVED, alone=True)


def reorder_and_renumber(items: list[Item], chance: Random, _: Honest) -> Act | None:
    """Exchange what two entries say."""
    reorder(items, chance, _)
    renumber(items)
    return act("reorder and renumber", *_SHIFTED)


def back_date(items: list[Item], chance: Random, _: Honest) -> Act | None:
    """Say that an entry was recorded before the one before it was; only where a clock is set right may a stamp fall."""
    later = [
        at for at in range(1, len(items)) if _stamp(items[at - 1]) < _stamp(items[at]) and not _is_clock(items[at])
    ]
    if not later:
        return None
    at = chance.choice(later)
    year = str(int(_stamp(items[at])[:4]) - chance.randrange(1, 9))
    items[at] = rewritten(items[at], recorded_at=year + _stamp(items[at])[4:])
    return act("back-date", Kind.BACKDATED, alone=True)


def back_date_to_the_last(items: list[Item], chance: Random, _: Honest) -> Act | None:
    """Say that an entry was recorded with the one before it, so that no stamp falls."""
    later = [at for at in range(1, len(items)) if _stamp(items[at - 1]) < _stamp(items[at])]
    if not later:
        return None
    at = chance.choice(later)
    items[at] = rewritten(items[at], recorded_at=_stamp(items[at - 1]))
    return act("back-date to the last", Kind.BACKDATED, Kind.ENTRY_CHANGED)


def post_date(items: list[Item], chance: Random, _: Honest) -> Act | None:
    """Say that the last entries were recorded after somebody outside had seen them, in an order that stays."""
    if len(items) < 2:
        return None
    at, years = chance.randrange(1, len(items)), chance.randrange(1, 9)
    for place in range(at, len(items)):
        stamp = _stamp(items[place])
        items[place] = rewritten(items[place], recorded_at=f"{int(stamp[:4]) + years}{stamp[4:]}")
    return act("post-date", Kind.POSTDATED, Kind.ENTRY_CHANGED)


def truncate(items: list[Item], chance: Random, _: Honest) -> Act | None:
    """Cut the last entries off."""
    if len(items) < 2:
        return None
    del items[chance.randrange(1, len(items)) :]
    return act("truncate", Kind.TRUNCATED)


def fork(items: list[Item], chance: Random, _: Honest) -> Act | None:
    """Go back to a backup, and carry on with another story."""
    cut = chance.randrange(1, len(items) + 1)
    story = [*items[cut:], items[-1]]
    items[cut:] = [rewritten((raw, ()), clerk="office:forked", number=0) for raw, _ in story]
    items.extend([rewritten(items[-1], clerk="office:forked-on")] * chance.randrange(3))
    renumber(items)
    items[cut:] = [_without_words(item) for item in items[cut:]]
    return act("fork", Kind.FORKED)


def replace(items: list[Item], chance: Random, _: Honest) -> Act:
    """Put another history in its place, from the first entry on."""
    items[:] = [_without_words(rewritten(item, clerk="office:replaced")) for item in items]
    items.extend([rewritten(items[-1], clerk="office:replaced-on")] * chance.randrange(3))
    renumber(items)
    return act("replace", Kind.FORKED)


def _is_clock(item: Item) -> bool:
    kind: str = msgspec.json.decode(item[0])["type"]
    return kind.startswith("clock-corrected/")


def _stamp(item: Item) -> str:
    stamp: str = msgspec.json.decode(item[0])["recorded_at"]
    return stamp


def _without_words(item: Item) -> Item:
    """An entry that commits to nothing."""
    held = msgspec.json.decode(item[0])
    return encode_canonical({name: value for name, value in held.items() if not name.startswith("_sd")}), ()


def withhold_a_rating(items: list[Item], chance: Random, _: Honest) -> Act | None:
    """Keep what was reported out of the bytes, as only words may be."""
    rated = [at for at, (raw, held) in enumerate(items) if b'"status":' in raw and not held]
    if not rated:
        return None
    at = chance.choice(rated)
    fields: dict[str, Any] = msgspec.json.decode(items[at][0])
    if "_sd" in fields:
        return None
    payload = commit([("status", fields["body"].pop("status"))])[0]
    raw = encode_canonical(fields | {"_sd": [digest(payload)], "_sd_for": ["status"], "_sd_alg": "sha-256"})
    items[at] = raw, (as_disclosure(payload),) if chance.random() < 0.5 else ()
    return act("withhold a rating", Kind.CLEAR_FIELD_WITHHELD, alone=True)


def leave_a_field_out(items: list[Item], chance: Random, _: Honest) -> Act | None:
    """Say that something was reported, and not of what."""
    rated = [at for at, (raw, _) in enumerate(items) if b'"subject":' in raw]
    if not rated:
        return None
    at = chance.choice(rated)
    body: dict[str, Any] = msgspec.json.decode(items[at][0])["body"]
    items[at] = rewritten(items[at], body={name: value for name, value in body.items() if name != "subject"})
    return act("leave a field out", Kind.CLEAR_FIELD_WITHHELD, alone=True)


def say_nothing_in_a_field(items: list[Item], chance: Random, _: Honest) -> Act | None:
    """Put nothing where something has to be said."""
    at = _rated(items, chance)
    if at is None:
        return None
    body: dict[str, Any] = msgspec.json.decode(items[at][0])["body"]
    items[at] = rewritten(items[at], body=body | {"subject": chance.choice([None, "", [], {}])})
    return act("say nothing in a field", Kind.CLEAR_FIELD_WITHHELD, alone=True)


def hide_behind_a_version(items: list[Item], chance: Random, _: Honest) -> Act | None:
    """Leave a field out under a version that there cannot be."""
    at = _rated(items, chance)
    if at is None:
        return None
    held: dict[str, Any] = msgspec.json.decode(items[at][0])
    body = {name: value for name, value in held["body"].items() if name != "subject"}
    version = chance.choice(["01", "0", "001", "x", ""])
    items[at] = rewritten(items[at], type=f"{held['type'].partition('/')[0]}/{version}", body=body)
    return act("hide behind a version", Kind.CLEAR_FIELD_WITHHELD, alone=True)


def _rated(items: Sequence[Item], chance: Random) -> int | None:
    """An entry of which something was reported."""
    found = [at for at, (raw, _) in enumerate(items) if b'"subject":"' in raw]
    return chance.choice(found) if found else None


# Its words -----------------------------------------------------------------------------------------------------------


def forge_disclosure(items: list[Item], chance: Random, _: Honest) -> Act | None:
    """Say that other words were committed to."""
    at = _with_words(items, chance)
    if at is None:
        return None
    raw, (first, *rest) = items[at]
    salt, name, value = json.loads(urlsafe_b64decode(first + "=" * (-len(first) % 4)))
    forged = json.dumps([salt, name, f"{value} {chance.random()}"], ensure_ascii=False, separators=(",", ":"))
    items[at] = raw, (urlsafe_b64encode(forged.encode()).rstrip(b"=").decode(), *rest)
    return act("forge a disclosure", Kind.DISCLOSURE_FORGED, alone=True)


def move_disclosure(items: list[Item], chance: Random, _: Honest) -> Act | None:
    """Show the words of one entry as another's."""
    held = [at for at, (_, words) in enumerate(items) if words]
    if len(held) < 2:
        return None
    one, other = chance.sample(held, 2)
    items[other] = items[other][0], (*items[one][1], *items[other][1][1:])
    return act("move a disclosure", Kind.DISCLOSURE_FORGED, alone=True)


def invent_disclosure(items: list[Item], chance: Random, _: Honest) -> Act | None:
    """Disclose words of an entry that committed to none."""
    clear = [at for at, (raw, held) in enumerate(items) if not held and b'"_sd"' not in raw]
    if not clear:
        return None
    at = chance.choice(clear)
    items[at] = items[at][0], (as_disclosure(commit([("text", "It was all agreed.")])[0]),)
    return act("invent a disclosure", Kind.DISCLOSURE_FORGED, alone=True)


def drop_disclosure(items: list[Item], chance: Random, _: Honest) -> Act | None:
    """Lose some words, and say nothing of it."""
    at = _with_words(items, chance)
    if at is None:
        return None
    items[at] = items[at][0], items[at][1][1:]
    return act("drop a disclosure", Kind.DISCLOSURE_MISSING, alone=True)


def excuse_in_advance(items: list[Item], chance: Random, _: Honest) -> Act | None:
    """Lose words, and have an entry from before they were said excuse it."""
    held = [at for at, (_, words) in enumerate(items) if at > 1 and words]
    if not held:
        return None
    at = chance.choice(held)
    return _excused(items, at, by=chance.randrange(1, at), type_="disclosure-erased/1", name="excuse in advance")


def excuse_by_another_type(items: list[Item], chance: Random, _: Honest) -> Act | None:
    """Lose words, and have an entry of a type that is called nearly so excuse it."""
    held = [at for at, (_, words) in enumerate(items) if 0 < at < len(items) - 1 and words]
    if not held:
        return None
    at = chance.choice(held)
    by, type_ = chance.randrange(at + 1, len(items)), f"disclosure-erased{chance.choice(['-of-late', 'ness', ''])}"
    version = "/1" if type_ != "disclosure-erased" else ""
    return _excused(items, at, by=by, type_=f"{type_}{version}", name="excuse by another type")


def _excused(items: list[Item], at: int, *, by: int, type_: str, name: str) -> Act:
    body = {"entries": [f"entry:{number_of(items[at])}"], "by": ["office:records"]}
    raw, _ = _without_words(items[by])
    items[by] = rewritten((raw, ()), type=type_, body=body)
    items[at] = items[at][0], ()
    return act(name, Kind.DISCLOSURE_MISSING, alone=True)


def commit_twice(items: list[Item], chance: Random, _: Honest) -> Act | None:
    """Have one commitment stand for two texts, of which the second can never be asked for."""
    held = [at for at, (raw, _) in enumerate(items) if b'"_sd":' in raw]
    if not held:
        return None
    at = chance.choice(held)
    once = msgspec.json.decode(items[at][0])["_sd"][0]
    items[at] = rewritten(items[at], _sd=[once] * 2, _sd_for=["@reason", "text"])
    return act("commit twice", Kind.NOT_CANONICAL, alone=True)


def undo_erasure(items: list[Item], chance: Random, honest: Honest) -> Act | None:
    """Show again, from a backup, what an entry says was erased."""
    gone = [number for number, held in honest.erased.items() if held and number <= len(items)]
    if not gone:
        return None
    number = chance.choice(gone)
    items[number - 1] = items[number - 1][0], honest.erased[number]
    return act("undo an erasure", Kind.ERASURE_UNDONE, alone=True)


def _with_words(items: Sequence[Item], chance: Random) -> int | None:
    """An entry of which something is disclosed."""
    found = [at for at, (_, held) in enumerate(items) if held]
    return chance.choice(found) if found else None


FORGES: tuple[Forge, ...] = (
    edit, delete, delete_and_renumber, insert, insert_and_renumber, reorder, reorder_and_renumber, back_date,
    back_date_to_the_last, post_date, truncate, fork, replace, withhold_a_rating, leave_a_field_out, forge_disclosure,
    move_disclosure, invent_disclosure, drop_disclosure, undo_erasure, say_nothing_in_a_field, hide_behind_a_version,
    excuse_in_advance, excuse_by_another_type, commit_twice,
)  # fmt: skip


# What the reader is shown --------------------------------------------------------------------------------------------


def signed(items: Sequence[Item], honest: Honest, *, sizes: Sequence[int]) -> Log:
    """The export of forged entries, with a checkpoint signed anew wherever the honest one would not do.

    Where it would, the attacker keeps it with all its cosignatures, which nobody else can make.
    """
    log, notes, truth = log_of(items, {}), honest.notes(), [raw for raw, _ in honest.items()]
    for size in sorted({min(size, len(items)) for size in [*sizes, len(items)]}):
        if size in notes and log.entries[:size] == truth[:size]:
            log.notes[size] = notes[size]
        else:
            log.sign(LOG, size)
    return log


def into_database(log: Log, honest: Honest, path: Path) -> Ledger:
    """The same behind the back of a ledger: its triggers dropped, and every row put there by hand; close it."""
    honest.ledger.backup(path)
    with behind(path) as connection:
        (uuid, ledger), *_ = connection.execute("SELECT uuid, id FROM ledger").fetchall()
        for table in ("stored_events", "disclosure", "tile", "checkpoint"):
            connection.execute(f"DELETE FROM {table}")
        _fill(connection, log, uuid, ledger)
    return Ledger.open(path)


def _fill(connection: sqlite3.Connection, log: Log, uuid: str, ledger: int) -> None:
    rows = [(uuid, at, _type(raw), raw) for at, raw in enumerate(log.entries, start=1)]
    connection.executemany("INSERT INTO stored_events VALUES (?, ?, ?, ?)", rows)
    words = [(ledger, number, _payloads(held)) for number, held in log.disclosures.items()]
    connection.executemany("INSERT INTO disclosure VALUES (?, ?, ?)", words)
    notes = [(ledger, size, "2026-01-05T09:00:00.000000Z", note) for size, note in log.notes.items()]
    connection.executemany("INSERT INTO checkpoint VALUES (?, ?, ?, ?)", notes)
    grown = {(tile.level, tile.index): (tile.width, data) for tile, data in _tiles(log)}
    tiles = [(ledger, level, index, width, data) for (level, index), (width, data) in grown.items()]
    connection.executemany("INSERT INTO tile VALUES (?, ?, ?, ?, ?)", tiles)


def _tiles(log: Log) -> list[tuple[Any, bytes]]:
    def nothing(path: str) -> bytes:
        raise LookupError(path)

    return list(grow_tiles(0, map(leaf_hash, log.entries[: max(log.notes)]), nothing))


def _payloads(held: Sequence[str]) -> bytes:
    return b"\n".join(urlsafe_b64decode(one + "=" * (-len(one) % 4)) for one in held)


def _type(raw: bytes) -> str:
    written: str = msgspec.json.decode(raw)["type"]
    return written
