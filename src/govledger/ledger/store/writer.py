"""What may be done inside one transaction: read under the write lock, then append."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from eventsourcing.persistence import StoredEvent
from eventsourcing.sqlite import SQLiteAggregateRecorder, SQLiteCursor

from govledger.errors import LedgerCorruptError, LedgerExistsError
from govledger.ledger.store.rows import (
    Append,
    CheckpointRow,
    LedgerRow,
    Row,
    TileRow,
    chunked,
    read_checkpoint,
    read_payloads,
    read_row,
)
from govledger.ledger.store.schema import EVENTS, GUARDS, KEPT_STATES, POSITIONS, TIMESTAMP, TIMESTAMPS

HASH_BYTES = 32

_WORDS_NAME = re.compile(r"\w+_words(?:__\w+)?")
"""What a table of words is called; no table of the record is called so."""

VARIABLES_MAX = 900
"""How many values one statement is given; every SQLite takes at least 999."""

SELECT = f"SELECT originator_version, topic, state FROM {EVENTS} WHERE originator_id = ?"  # noqa: S608 - a constant
"""The columns of a `Row`, of one ledger."""

TILE = "SELECT hashes FROM tile WHERE ledger = ? AND level = ? AND idx = ?"

CHECKPOINTS = "SELECT size, at, note FROM checkpoint WHERE ledger = ?"
"""The columns of a `CheckpointRow`, of one ledger."""


def read_tile(found: Sequence[tuple[Any]]) -> bytes:
    """The hashes of a tile from the rows found; empty where there is none, or something else."""
    return found[0][0] if found and type(found[0][0]) is bytes else b""


def _words_table(view: object, tables: object) -> str:
    """The table of words among those of a view.

    Raises:
        LedgerCorruptError: Somebody has put something else there, such as the name of a table of the record.
    """
    try:
        name: str = msgspec.json.decode(tables if isinstance(tables, str) else "", type=list[str])[-1]
    except (msgspec.DecodeError, IndexError):
        name = ""
    if not _WORDS_NAME.fullmatch(name):
        raise LedgerCorruptError(
            f"somebody has changed what {POSITIONS} says of the tables of {view}: nothing was erased; "
            "remove its row there, and its tables, and erase again"
        )
    return name


def marks(count: int) -> str:
    """Question marks for ``count`` values."""
    return ",".join("?" * count)


class Recorder(SQLiteAggregateRecorder):
    """eventsourcing's recorder, in a transaction that it did not begin: its own begins without the write lock."""

    def insert_within(self, cursor: SQLiteCursor, stored: Sequence[StoredEvent]) -> None:
        """Insert events with a transaction's ``cursor``."""
        self._insert_events(cursor, stored)


class Writer:
    """What may be done inside one transaction: read under the lock, then append."""

    def __init__(self, recorder: Recorder, cursor: SQLiteCursor) -> None:
        """A writer over an open transaction's ``cursor``, which appends through ``recorder``."""
        self._recorder, self._cursor = recorder, cursor
        self._names: dict[str, tuple[int, int | None]] = {}

    def _all(self, sql: str, values: Sequence[object]) -> list[Any]:
        self._cursor.execute(sql, values)
        rows: list[Any] = self._cursor.fetchall()
        return rows

    def add_ledger(self, *, name: str, origin: str, zone: str, uid: str | None = None) -> LedgerRow:
        """A new ledger of this database; with an id that it has elsewhere if one is given.

        Raises:
            LedgerExistsError: There is one of that name or id already.
        """
        if self._all("SELECT 1 FROM ledger WHERE name = ?", (name,)):
            raise LedgerExistsError(f"there is a ledger called {name!r} in this database already")
        uid = uid or str(uuid.uuid4())
        if held := self._all("SELECT name FROM ledger WHERE uuid = ?", (uid,)):
            raise LedgerExistsError(f"that ledger is in this database already, called {held[0][0]!r}")
        self._cursor.execute(
            "INSERT INTO ledger (uuid, name, origin, zone) VALUES (?, ?, ?, ?)", (uid, name, origin, zone)
        )
        return LedgerRow(id=int(self._cursor.lastrowid), uuid=uid, name=name, origin=origin, zone=zone)

    def head(self, ledger: LedgerRow) -> Row | None:
        """The newest entry; ``None`` in an empty ledger."""
        rows = self._all(f"{SELECT} ORDER BY originator_version DESC LIMIT 1", (ledger.uuid,))
        return read_row(rows[0]) if rows else None

    def names(self, ledger: LedgerRow, wanted: Iterable[str]) -> dict[str, tuple[int, int | None]]:
        """What is known of each reference: its integer id, and the entry that introduced it or ``None``."""
        asked = list(dict.fromkeys(wanted))
        for part in chunked([name for name in asked if name not in self._names], VARIABLES_MAX):
            sql = f"SELECT reference, id, introduced FROM name WHERE ledger = ? AND reference IN ({marks(len(part))})"  # noqa: S608
            self._names.update((name, (id_, by)) for name, id_, by in self._all(sql, (ledger.id, *part)))
        return {name: self._names[name] for name in asked if name in self._names}

    def like(self, ledger: LedgerRow, kind: str) -> list[str]:
        """The introduced ids of one kind, for naming the nearest to a mistaken one."""
        sql = "SELECT reference FROM name WHERE ledger = ? AND introduced IS NOT NULL AND reference GLOB ? LIMIT 10000"
        return [name for (name,) in self._all(sql, (ledger.id, f"{kind}:*"))]

    def about(self, ledger: LedgerRow, reference: str, event_type: str) -> list[Row]:
        """The entries of one type, any version, that name a reference, newest first."""
        sql = (
            f"SELECT e.originator_version, e.topic, e.state FROM mention JOIN name ON name.id = mention.name "  # noqa: S608
            f"JOIN {EVENTS} e ON e.originator_id = ? AND e.originator_version = mention.number "
            "WHERE name.ledger = ? AND name.reference = ? AND e.topic GLOB ? ORDER BY mention.number DESC"
        )
        return [read_row(row) for row in self._all(sql, (ledger.uuid, ledger.id, reference, f"{event_type}/*"))]

    def row(self, ledger: LedgerRow, number: int) -> Row | None:
        """One entry."""
        rows = self._all(f"{SELECT} AND originator_version = ?", (ledger.uuid, number))
        return read_row(rows[0]) if rows else None

    def keys(self, ledger: LedgerRow, wanted: Sequence[str]) -> dict[str, int]:
        """The number recorded under each idempotency key."""
        found: dict[str, int] = {}
        for part in chunked(wanted, VARIABLES_MAX):
            sql = f"SELECT key, number FROM key WHERE ledger = ? AND key IN ({marks(len(part))})"  # noqa: S608
            found.update(self._all(sql, (ledger.id, *part)))
        return found

    def payloads(self, ledger: LedgerRow, number: int) -> bytes | None:
        """The disclosures of one entry; ``None`` where there are none."""
        rows = self._all("SELECT payloads FROM disclosure WHERE ledger = ? AND number = ?", (ledger.id, number))
        return read_payloads(rows)

    def append(self, ledger: LedgerRow, added: Append) -> None:
        """Add entries and everything beside them."""
        stored = [StoredEvent(ledger.uuid, row.number, row.type, row.raw) for row in added.rows]
        self._recorder.insert_within(self._cursor, stored)
        self._add("disclosure", 3, [(ledger.id, number, held) for number, held in added.disclosures])
        self._add("key", 3, [(ledger.id, key, number) for key, number in added.keys])
        self._index(ledger, added.mentions)

    def _add(self, table: str, columns: int, rows: list[Any]) -> None:
        if rows:
            self._cursor.executemany(f"INSERT INTO {table} VALUES ({marks(columns)})", rows)  # noqa: S608 - our own names

    def _index(self, ledger: LedgerRow, mentions: list[tuple[str, int, bool]]) -> None:
        """Index the entries by the references they name, and note which introduced an id first."""
        known = self.names(ledger, (reference for reference, _, _ in mentions))
        introduced = {reference: number for reference, number, by in reversed(mentions) if by}
        new = dict.fromkeys(reference for reference, _, _ in mentions if reference not in known)
        # Under the write lock the next id is ours to choose, which spares asking what it became.
        first = 1 + (self._all("SELECT MAX(id) FROM name", ())[0][0] or 0) if new else 0
        added = {reference: (id_, introduced.get(reference)) for id_, reference in enumerate(new, start=first)}
        self._add("name", 4, [(id_, ledger.id, name, number) for name, (id_, number) in added.items()])
        late = [(n, known[name][0]) for name, n in introduced.items() if name in known and known[name][1] is None]
        if late:
            self._cursor.executemany("UPDATE name SET introduced = ? WHERE id = ?", late)
        known |= added
        self._add("mention", 2, sorted({(known[reference][0], number) for reference, number, _ in mentions}))

    def indexed(self, ledger: LedgerRow) -> list[tuple[Any, Any, Any]]:
        """All of the index: an entry's number, what it names, and by which entry that was introduced or ``None``."""
        sql = "SELECT number, reference, introduced FROM mention JOIN name ON name.id = mention.name WHERE ledger = ?"
        return self._all(sql, (ledger.id,))

    def replace_index(self, ledger: LedgerRow, mentions: list[tuple[str, int, bool]]) -> None:
        """Index the entries by these references, in the order of the numbers, and by no others."""
        self._all("DELETE FROM name WHERE ledger = ?", (ledger.id,))
        # Also what is of no name at all, which may be what damaged it and would be in the way.
        self._all("DELETE FROM mention WHERE name NOT IN (SELECT id FROM name)", ())
        self._names.clear()
        self._index(ledger, mentions)

    # What is sealed --------------------------------------------------------------------------------------------------

    def rows_after(self, ledger: LedgerRow, number: int) -> list[Row]:
        """The entries numbered above ``number``, in order."""
        sql = f"{SELECT} AND originator_version > ? ORDER BY originator_version"
        return [read_row(row) for row in self._all(sql, (ledger.uuid, number))]

    def tile(self, ledger: LedgerRow, level: int, index: int) -> bytes:
        """The hashes of one tile, as wide as it is kept; empty where it is not."""
        return read_tile(self._all(TILE, (ledger.id, level, index)))

    def put_tiles(self, ledger: LedgerRow, tiles: Iterable[TileRow]) -> None:
        """Keep tiles, each in place of a narrower one."""
        rows = [(ledger.id, tile.level, tile.place, len(tile.hashes) // HASH_BYTES, tile.hashes) for tile in tiles]
        self._cursor.executemany("INSERT OR REPLACE INTO tile VALUES (?, ?, ?, ?, ?)", rows)

    def replace_tiles(self, ledger: LedgerRow, tiles: Iterable[TileRow]) -> None:
        """Keep these tiles, and no others."""
        self._all("DELETE FROM tile WHERE ledger = ?", (ledger.id,))
        self.put_tiles(ledger, tiles)

    def restore_guards(self) -> None:
        """Put the triggers back as they were laid out, and take away those that are none of ours."""
        found = dict(self._all("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'", ()))
        for name in found.keys() - {name for name, sql in found.items() if sql == GUARDS.get(name)}:
            quoted = name.replace('"', '""')
            self._all(f'DROP TRIGGER "{quoted}"', ())
            found.pop(name)
        for name, sql in GUARDS.items():
            if name not in found:
                self._all(sql, ())

    def checkpoint(self, ledger: LedgerRow, size: int | None = None) -> CheckpointRow | None:
        """The checkpoint of a size, or else the newest; ``None`` where there is none."""
        if size is None:
            rows = self._all(f"{CHECKPOINTS} ORDER BY size DESC LIMIT 1", (ledger.id,))
        else:
            rows = self._all(f"{CHECKPOINTS} AND size = ?", (ledger.id, size))
        return read_checkpoint(rows[0]) if rows else None

    def put_checkpoint(self, ledger: LedgerRow, kept: CheckpointRow) -> None:
        """Keep a checkpoint, or more signatures under one that is kept."""
        if self.checkpoint(ledger, kept.size) is None:
            self._add("checkpoint", 4, [(ledger.id, *kept)])
        else:
            sql = "UPDATE checkpoint SET at = ?, note = ? WHERE ledger = ? AND size = ?"
            self._cursor.execute(sql, (kept.at, kept.note, ledger.id, kept.size))

    def checkpoints_from(self, ledger: LedgerRow, size: int) -> list[CheckpointRow]:
        """The checkpoints that cover at least ``size`` entries."""
        return [read_checkpoint(row) for row in self._all(f"{CHECKPOINTS} AND size >= ?", (ledger.id, size))]

    def runs_after(self, ledger: LedgerRow, number: int) -> list[Row]:
        """The entries above ``number`` with which stamps begin: the next one, and those that set the clock right."""
        sql = f"{SELECT} AND originator_version > ? AND (originator_version = ? OR topic GLOB 'clock-corrected/*')"
        return [read_row(row) for row in self._all(sql, (ledger.uuid, number, number + 1))]

    def put_timestamp(self, ledger: LedgerRow, size: int, answer: bytes) -> None:
        """Keep an authority's answer, in place of one that is kept."""
        self._all(TIMESTAMPS, ())
        self._all("DELETE FROM timestamp WHERE ledger = ? AND size = ?", (ledger.id, size))
        self._add(TIMESTAMP, 3, [(ledger.id, size, answer)])

    def sealed_as(self, origin: str) -> list[tuple[int, str]]:
        """The id and name of every ledger here that was sealed under an origin."""
        sql = "SELECT id, name FROM ledger WHERE origin = ? AND id IN (SELECT ledger FROM checkpoint) ORDER BY id"
        return self._all(sql, (origin,))

    def withdraw(self, ledger: LedgerRow, number: int, rest: bytes) -> None:
        """Leave ``rest`` of the disclosures of one entry; what is taken away is overwritten with zeros.

        What pages the words were on before, the write-ahead log and a later VACUUM have yet to say.
        """
        self._all("PRAGMA secure_delete = ON", ())
        self._all("DELETE FROM disclosure WHERE ledger = ? AND number = ?", (ledger.id, number))
        self._add("disclosure", 3, [(ledger.id, number, rest)] if rest else [])

    def withdraw_keys(self, ledger: LedgerRow, number: int, words: Sequence[str]) -> bool:
        """Take away the idempotency keys of one entry that hold any of some words; whether there were any."""
        keys = [key for (key,) in self._all("SELECT key FROM key WHERE ledger = ? AND number = ?", (ledger.id, number))]
        held = [(ledger.id, key) for key in keys if any(said in key for said in words)]
        self._cursor.executemany("DELETE FROM key WHERE ledger = ? AND key = ?", held)
        return bool(held)

    def withdraw_kept(self) -> None:
        """Drop the states of projections that are kept: one that read a text would hold its words."""
        if self._is_table(KEPT_STATES):
            self._all(f"DELETE FROM {KEPT_STATES}", ())  # noqa: S608 - a constant

    def withdraw_tabled(self, ledger: LedgerRow, number: int, paths: Sequence[str]) -> None:
        """Take some texts of one entry out of the tables that are kept in words beside the ledger."""
        if not self._is_table(POSITIONS):
            return
        kept = self._all(f"SELECT view, tables FROM {POSITIONS} WHERE ledger = ? AND words", (ledger.uuid,))  # noqa: S608
        for words in (_words_table(view, tables) for view, tables in kept):
            if not self._is_table(words):
                continue
            gone = [(number, path) for path in paths]
            self._cursor.executemany(f'DELETE FROM "{words}" WHERE entry = ? AND field = ?', gone)  # noqa: S608
            # The index keeps what it drops until it is made anew; tables in the making have none yet.
            if self._is_table(f"{words}_fts"):
                self._all(f'INSERT INTO "{words}_fts" ("{words}_fts") VALUES (\'rebuild\')', ())  # noqa: S608

    def _is_table(self, name: str) -> bool:
        return bool(self._all("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (name,)))
