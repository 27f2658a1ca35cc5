"""What may be done inside one transaction: read under the write lock, then append."""

from __future__ import annotations

import uuid
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from govledger.errors import LedgerExistsError
from govledger.ledger.store.known_names import Known, Names
from govledger.ledger.store.rows import (
    Append,
    CheckpointRow,
    LedgerRow,
    Row,
    TileRow,
    chunked,
    gathered,
    index_damaged,
    read_checkpoint,
    read_payloads,
    read_row,
)
from govledger.ledger.store.schema import EVENTS, KEPT_STATES, TIMESTAMP
from govledger.ledger.store.statements import CHECKPOINTS, SELECT, TILE, VALUES_MAX, beginning, read_tile
from govledger.ledger.store.unfiled import Unfiled

HASH_BYTES = 32

_PUT_TILE = (
    "INSERT INTO tile VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (ledger, level, idx) DO UPDATE SET width = excluded.width, hashes = excluded.hashes"
)


class Writer(ABC):
    """What may be done inside one transaction: read under the lock, then append."""

    def __init__(self, names: Names | None = None) -> None:
        """A writer in an open transaction, which knows some ``names`` already and adds to them."""
        self._names: Names = {} if names is None else names

    # What each database does in its own way --------------------------------------------------------------------------

    @abstractmethod
    def query(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        """All rows of one statement; only for the store's own modules."""

    @abstractmethod
    def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Put one statement for each of many rows; only for the store's own modules."""

    @abstractmethod
    def among(self, column: str, values: Sequence[object]) -> tuple[str, tuple[object, ...]]:
        """A condition that ``column`` is one of at most `VALUES_MAX` values, and what is to be given for its marks."""

    @abstractmethod
    def has_table(self, name: str) -> bool:
        """Whether a table is there that a database of ledgers may be without."""

    @abstractmethod
    def make_late(self, name: str) -> None:
        """Make a table that a database of ledgers may be without, where there is none yet."""

    @abstractmethod
    def insert_entries(self, ledger: LedgerRow, rows: Sequence[Row]) -> None:
        """Add entries to the recorder's table."""

    @abstractmethod
    def add_names(self, ledger: LedgerRow, new: Mapping[str, int | None]) -> dict[str, int]:
        """Add references that are new to the index, with what introduced each; the id that each was given."""

    @abstractmethod
    def restore_guards(self) -> None:
        """Put the triggers back as they were laid out, and take away those that are none of ours."""

    @abstractmethod
    def withdraw_tabled(self, ledger: LedgerRow, number: int, paths: Sequence[str]) -> None:
        """Take some texts of one entry out of the tables that are kept in words beside the ledger."""

    # What all do alike -----------------------------------------------------------------------------------------------

    def add_ledger(self, *, name: str, origin: str, zone: str, uid: str | None = None) -> LedgerRow:
        """A new ledger of this database; with an id that it has elsewhere if one is given.

        Raises:
            LedgerExistsError: There is one of that name or id already.
        """
        if self.query("SELECT 1 FROM ledger WHERE name = ?", (name,)):
            raise LedgerExistsError(f"there is a ledger called {name!r} in this database already")
        uid = uid or str(uuid.uuid4())
        if held := self.query("SELECT name FROM ledger WHERE uuid = ?", (uid,)):
            raise LedgerExistsError(f"that ledger is in this database already, called {held[0][0]!r}")
        self.many("INSERT INTO ledger (uuid, name, origin, zone) VALUES (?, ?, ?, ?)", [(uid, name, origin, zone)])
        [(id_,)] = self.query("SELECT id FROM ledger WHERE uuid = ?", (uid,))
        return LedgerRow(id=id_, uuid=uid, name=name, origin=origin, zone=zone)

    def head(self, ledger: LedgerRow) -> Row | None:
        """The newest entry; ``None`` in an empty ledger."""
        if (head := self._known(ledger).head) is not None:
            return head
        rows = self.query(f"{SELECT} ORDER BY originator_version DESC LIMIT 1", (ledger.uuid,))
        return read_row(rows[0]) if rows else None

    def unfiled(self, ledger: LedgerRow) -> Unfiled:  # noqa: ARG002 - for who keeps some
        """What is not filed by name yet; nothing, where all of it is filed at once."""
        return Unfiled()

    def file_names(self, ledger: LedgerRow) -> None:  # noqa: B027 - for who keeps some
        """File by name what is not filed yet; nothing, where all of it is filed at once."""

    def names(self, ledger: LedgerRow, wanted: Iterable[str]) -> dict[str, int | None]:
        """By each reference that is known, the entry that introduced it, or ``None``."""
        filed, fresh, asked = self._known(ledger).filed, self.unfiled(ledger), list(wanted)
        introduced, mentions = fresh.introduced, fresh.mentions
        self._look_up(ledger, [name for name in asked if name not in filed and name not in introduced])
        found: dict[str, int | None] = {}
        for name in asked:
            by = introduced.get(name)
            if by is not None:
                found[name] = by
            elif filed[name][0] or name in mentions:
                found[name] = filed[name][1]
        return found

    def _known(self, ledger: LedgerRow) -> Known:
        """What is known of the index of a ledger."""
        known = self._names.get(ledger.id)
        if known is None:
            known = self._names[ledger.id] = Known()
        return known

    def _look_up(self, ledger: LedgerRow, names: Sequence[str]) -> None:
        """Find what the index has of some names; nobody else adds any under the lock."""
        if not names:
            return
        filed = self._known(ledger).filed
        filed.update(dict.fromkeys(names, (0, None)))
        for part in chunked(names, VALUES_MAX):
            condition, values = self.among("reference", part)
            sql = f"SELECT reference, id, introduced FROM name WHERE ledger = ? AND {condition}"  # noqa: S608 - our words
            for name, id_, by in self.query(sql, (ledger.id, *values)):
                if by is not None and type(by) is not int:
                    raise index_damaged(by)
                filed[name] = (id_, by)

    def like(self, ledger: LedgerRow, kind: str) -> list[str]:
        """The introduced ids of one kind, for naming the nearest to a mistaken one."""
        condition, values = beginning("reference", f"{kind}:")
        sql = f"SELECT reference FROM name WHERE ledger = ? AND introduced IS NOT NULL AND {condition} LIMIT 10000"  # noqa: S608
        filed = [name for (name,) in self.query(sql, (ledger.id, *values))]
        return [*filed, *(name for name in self.unfiled(ledger).introduced if name.startswith(f"{kind}:"))]

    def about(self, ledger: LedgerRow, reference: str, event_type: str) -> list[Row]:
        """The entries of one type, any version, that name a reference, newest first."""
        condition, values = beginning("e.topic", f"{event_type}/")
        sql = (
            f"SELECT e.originator_version, e.topic, e.state FROM mention JOIN name ON name.id = mention.name "  # noqa: S608
            f"JOIN {EVENTS} e ON e.originator_id = ? AND e.originator_version = mention.number "
            f"WHERE name.ledger = ? AND name.reference = ? AND {condition} ORDER BY mention.number DESC"
        )
        filed = self.query(sql, (ledger.uuid, ledger.id, reference, *values))
        return list(map(read_row, [*self._about_unfiled(ledger, reference, event_type), *filed]))

    def _about_unfiled(self, ledger: LedgerRow, reference: str, event_type: str) -> list[Any]:
        """The same of what is not filed yet, which is all newer."""
        numbers, found = self.unfiled(ledger).mentions.get(reference, ()), list[Any]()
        condition, values = beginning("topic", f"{event_type}/")
        for part in chunked(numbers, VALUES_MAX):
            among, these = self.among("originator_version", part)
            found += self.query(f"{SELECT} AND {among} AND {condition}", (ledger.uuid, *these, *values))
        return sorted(found, reverse=True)

    def row(self, ledger: LedgerRow, number: int) -> Row | None:
        """One entry."""
        rows = self.query(f"{SELECT} AND originator_version = ?", (ledger.uuid, number))
        return read_row(rows[0]) if rows else None

    def keys(self, ledger: LedgerRow, wanted: Sequence[str]) -> dict[str, int]:
        """The number recorded under each idempotency key."""
        found: dict[str, int] = {}
        for part in chunked(wanted, VALUES_MAX):
            condition, values = self.among("key", part)
            sql = f"SELECT key, number FROM key WHERE ledger = ? AND {condition}"  # noqa: S608 - our words
            for key, number in self.query(sql, (ledger.id, *values)):
                if type(number) is not int:
                    raise index_damaged(number)
                found[key] = number
        return found

    def payloads(self, ledger: LedgerRow, number: int) -> bytes | None:
        """The disclosures of one entry; ``None`` where there are none."""
        rows = self.query("SELECT payloads FROM disclosure WHERE ledger = ? AND number = ?", (ledger.id, number))
        return read_payloads(rows)

    def append(self, ledger: LedgerRow, added: Append) -> None:
        """Add entries and everything beside them."""
        self.insert_entries(ledger, added.rows)
        self._add("disclosure", 3, [(ledger.id, number, held) for number, held in added.disclosures])
        self._add("key", 3, [(ledger.id, key, number) for key, number in added.keys])
        self._index(ledger, added)
        self._known(ledger).head = added.rows[-1]

    def _add(self, table: str, columns: int, rows: list[Any]) -> None:
        if rows:
            self.many(f"INSERT INTO {table} VALUES ({','.join('?' * columns)})", rows)  # noqa: S608 - our own names

    def _index(self, ledger: LedgerRow, added: Append) -> None:
        """Note what entries name."""
        self._file(ledger, added.mentions, added.introduced)

    def _file(self, ledger: LedgerRow, mentions: Mapping[str, Sequence[int]], introduced: Mapping[str, int]) -> None:
        """Index the entries by the references they name, and note which introduced an id first."""
        filed = self._known(ledger).filed
        self._look_up(ledger, [name for name in mentions if name not in filed])
        new = {name: introduced.get(name) for name in mentions if not filed[name][0]}
        ids = self.add_names(ledger, new) if new else {}
        filed.update((name, (id_, new[name])) for name, id_ in ids.items())
        late = [(number, filed[name][0], name) for name, number in introduced.items() if filed[name][1] is None]
        if late:
            self.many("UPDATE name SET introduced = ? WHERE id = ?", [(number, id_) for number, id_, _ in late])
            filed.update((name, (id_, number)) for number, id_, name in late)
        named = sorted((filed[reference][0], numbers) for reference, numbers in mentions.items())
        self.add_mentions(
            [id_ for id_, numbers in named for _ in numbers], list(chain.from_iterable(numbers for _, numbers in named))
        )

    def forget_names(self) -> None:
        """Know nothing of the index, which was made anew."""
        self._names.clear()

    def add_mentions(self, ids: Sequence[int], numbers: Sequence[int]) -> None:
        """Say which entries name what: the id of a name and the number of an entry, in this order."""
        self._add("mention", 2, list(zip(ids, numbers, strict=True)))

    def indexed(self, ledger: LedgerRow) -> list[tuple[Any, Any, Any]]:
        """All of the index: an entry's number, what it names, and by which entry that was introduced or ``None``."""
        sql = "SELECT number, reference, introduced FROM mention JOIN name ON name.id = mention.name WHERE ledger = ?"
        return self.query(sql, (ledger.id,))

    def replace_index(self, ledger: LedgerRow, mentions: list[tuple[str, int, bool]]) -> None:
        """Index the entries by these references, in the order of the numbers, and by no others."""
        self.query("DELETE FROM name WHERE ledger = ?", (ledger.id,))
        # Also what is of no name at all, which may be what damaged it and would be in the way.
        self.query("DELETE FROM mention WHERE name NOT IN (SELECT id FROM name)", ())
        self.forget_names()
        self._file(ledger, *gathered(mentions))

    # What is sealed --------------------------------------------------------------------------------------------------

    def rows_after(self, ledger: LedgerRow, number: int) -> list[Row]:
        """The entries numbered above ``number``, in order."""
        sql = f"{SELECT} AND originator_version > ? ORDER BY originator_version"
        return [read_row(row) for row in self.query(sql, (ledger.uuid, number))]

    def tile(self, ledger: LedgerRow, level: int, index: int) -> bytes:
        """The hashes of one tile, as wide as it is kept; empty where it is not."""
        return read_tile(self.query(TILE, (ledger.id, level, index)))

    def put_tiles(self, ledger: LedgerRow, tiles: Iterable[TileRow]) -> None:
        """Keep tiles, each in place of a narrower one."""
        rows = [(ledger.id, tile.level, tile.place, len(tile.hashes) // HASH_BYTES, tile.hashes) for tile in tiles]
        self.many(_PUT_TILE, rows)

    def replace_tiles(self, ledger: LedgerRow, tiles: Iterable[TileRow]) -> None:
        """Keep these tiles, and no others."""
        self.query("DELETE FROM tile WHERE ledger = ?", (ledger.id,))
        self.put_tiles(ledger, tiles)

    def checkpoint(self, ledger: LedgerRow, size: int | None = None) -> CheckpointRow | None:
        """The checkpoint of a size, or else the newest; ``None`` where there is none."""
        if size is None:
            rows = self.query(f"{CHECKPOINTS} ORDER BY size DESC LIMIT 1", (ledger.id,))
        else:
            rows = self.query(f"{CHECKPOINTS} AND size = ?", (ledger.id, size))
        return read_checkpoint(rows[0]) if rows else None

    def put_checkpoint(self, ledger: LedgerRow, kept: CheckpointRow) -> None:
        """Keep a checkpoint, or more signatures under one that is kept."""
        if self.checkpoint(ledger, kept.size) is None:
            self._add("checkpoint", 4, [(ledger.id, *kept)])
        else:
            sql = "UPDATE checkpoint SET at = ?, note = ? WHERE ledger = ? AND size = ?"
            self.query(sql, (kept.at, kept.note, ledger.id, kept.size))

    def checkpoints_from(self, ledger: LedgerRow, size: int) -> list[CheckpointRow]:
        """The checkpoints that cover at least ``size`` entries."""
        return [read_checkpoint(row) for row in self.query(f"{CHECKPOINTS} AND size >= ?", (ledger.id, size))]

    def runs_after(self, ledger: LedgerRow, number: int) -> list[Row]:
        """The entries above ``number`` with which stamps begin: the next one, and those that set the clock right."""
        condition, values = beginning("topic", "clock-corrected/")
        sql = f"{SELECT} AND originator_version > ? AND (originator_version = ? OR {condition})"
        return [read_row(row) for row in self.query(sql, (ledger.uuid, number, number + 1, *values))]

    def put_timestamp(self, ledger: LedgerRow, size: int, answer: bytes) -> None:
        """Keep an authority's answer, in place of one that is kept."""
        self.make_late(TIMESTAMP)
        self.query("DELETE FROM timestamp WHERE ledger = ? AND size = ?", (ledger.id, size))
        self._add(TIMESTAMP, 3, [(ledger.id, size, answer)])

    def sealed_as(self, origin: str) -> list[tuple[int, str]]:
        """The id and name of every ledger here that was sealed under an origin."""
        sql = "SELECT id, name FROM ledger WHERE origin = ? AND id IN (SELECT ledger FROM checkpoint) ORDER BY id"
        return self.query(sql, (origin,))

    def withdraw(self, ledger: LedgerRow, number: int, rest: bytes) -> None:
        """Leave ``rest`` of the disclosures of one entry; a sweep has yet to see to where the words were stored."""
        self.query("DELETE FROM disclosure WHERE ledger = ? AND number = ?", (ledger.id, number))
        self._add("disclosure", 3, [(ledger.id, number, rest)] if rest else [])

    def withdraw_keys(self, ledger: LedgerRow, number: int, words: Sequence[str]) -> bool:
        """Take away the idempotency keys of one entry that hold any of some words; whether there were any."""
        keys = [
            key for (key,) in self.query("SELECT key FROM key WHERE ledger = ? AND number = ?", (ledger.id, number))
        ]
        held = [(ledger.id, key) for key in keys if any(said in key for said in words)]
        self.many("DELETE FROM key WHERE ledger = ? AND key = ?", held)
        return bool(held)

    def withdraw_kept(self) -> None:
        """Drop the states of projections that are kept: one that read a text would hold its words."""
        if self.has_table(KEPT_STATES):
            self.query(f"DELETE FROM {KEPT_STATES}", ())  # noqa: S608 - a constant
