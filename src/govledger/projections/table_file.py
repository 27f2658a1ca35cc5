"""Where tables are kept, the ledger's own file or another, and how far each projection's have come.

One row of ``govledger_position`` says for each projection of each ledger which entry its tables have come to, under
which stamp, and why they went no further. It is written in the transaction that writes the rows, so whoever is killed
in the middle goes on exactly where the tables are.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Final

import attrs
import msgspec
from sqlite_utils import Database

from govledger.errors import LedgerExistsError, LedgerNotFoundError, TablesError
from govledger.ledger import Ledger
from govledger.ledger.ledger import TIMEOUT_SECONDS
from govledger.ledger.store.connections import connect, write_ahead
from govledger.ledger.store.schema import (
    APPLICATION_ID,
    EVENTS,
    KEPT_STATES,
    POSITIONS,
    TABLE_NAMES,
    TIMESTAMP,
    UNFILED,
)
from govledger.ledger.store.trouble import told

CURRENT: Final = ""
"""The tables that readers see."""
SHADOW: Final = "new"
"""Those that are being made anew beside them."""

_COLUMNS = {
    "ledger": str,
    "view": str,
    "generation": str,
    "version": int,
    "stamp": str,
    "number": int,
    "leaf": str,
    "words": int,
    "stopped_at": int,
    "stopped": str,
    "quarantined": str,
    "tables": str,
}
_KEY = ("ledger", "view", "generation")
_NO_WORD = re.compile(r"\W+")


def table_name(name: str) -> str:
    """What the name of a ledger or a projection is at the beginning of the names of its tables."""
    return f"{_NO_WORD.sub('_', name)}_"


NOT_TABLES: Final = TABLE_NAMES | {KEPT_STATES, POSITIONS, TIMESTAMP, UNFILED}
"""What else stands in the file of a ledger, and is never taken for the table of a projection."""


@attrs.frozen(kw_only=True)
class Position:
    """How far the tables of one projection have come.

    Attributes:
        view: The name of the projection.
        generation: `CURRENT`, or `SHADOW` while they are made.
        version: The version of the projection that made them.
        stamp: The stamp of its code and of the event types.
        number: The entry they have come to; 0 while they are empty.
        leaf: The leaf hash of that entry, by which a ledger is known that is another.
        words: Whether the words of texts are kept beside them.
        stopped_at: The entry at which the projection stops; ``None`` where it does not.
        stopped: How it stops.
        quarantined: What is left out, a sentence each.
        tables: What they are called in the file.
    """

    view: str
    generation: str = CURRENT
    version: int
    stamp: str
    number: int = 0
    leaf: str = ""
    words: bool = False
    stopped_at: int | None = None
    stopped: str | None = None
    quarantined: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()

    @classmethod
    def of_row(cls, row: dict[str, Any], *, prefix: str) -> Position:
        """A position as it is stored.

        Its tables are those that will be dropped when they are made anew, so it may name none but its own, whose names
        begin with ``prefix`` and that of the projection: whoever writes into the file could name the entries there.

        Raises:
            ValueError: Somebody has put something else there.
        """
        held: dict[str, Any] = {name: value for name, value in row.items() if name != "ledger"}
        held |= {name: msgspec.json.decode(row[name], type=tuple[str, ...]) for name in ("quarantined", "tables")}
        found = msgspec.convert(held | {"words": bool(row["words"])}, cls)
        own = re.compile(rf"{prefix}{table_name(found.view)}\w+")
        if found.number < 0 or not all(own.fullmatch(name) and name not in NOT_TABLES for name in found.tables):
            raise ValueError(found.tables)
        return found

    def row(self, ledger: str) -> dict[str, Any]:
        """The position as it is to be stored."""
        held = attrs.asdict(self, recurse=False)
        lists = {name: msgspec.json.encode(held[name]).decode() for name in ("quarantined", "tables")}
        return held | lists | {"ledger": ledger, "words": int(self.words)}


class TableFile:
    """The file that tables are in.

    Attributes:
        name: What it is called, for reading out.
    """

    def __init__(self, ledger: Ledger, into: str | os.PathLike[str] | None, *, must_exist: bool = False) -> None:
        """The ledger's own file, or the one at ``into``, which is made if it is not there.

        Raises:
            LedgerExistsError: There is another ledger in that file.
            LedgerNotFoundError: There is none, and it must be there.
            TablesError: There is no file, and the ledger is in none that could keep them.
        """
        if into is None and not ledger.inner.store.keeps_tables:
            where = ledger.inner.store.place.url
            raise TablesError(f"{where} is no file of SQLite's to keep tables in; name a file with --into, or into=")
        self._ledger, self._other = ledger, None if into is None else _open(Path(into), must_exist=must_exist)
        self.name = ledger.inner.store.place.url if into is None else os.fspath(into)

    def close(self) -> None:
        """Let go of the file, if it is another than the ledger's."""
        if self._other is not None:
            self._other.close()

    @property
    def prefix(self) -> str:
        """What the names of tables begin with, because a file may hold those of several ledgers."""
        return "" if self._ledger.name == "main" else table_name(self._ledger.name)

    @contextmanager
    def writing(self) -> Generator[Database]:
        """One transaction under the write lock: all of it is written, or nothing."""
        with self._connected(is_writer=True) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield _database(connection)
                connection.execute("COMMIT")
            except BaseException:
                connection.rollback()
                raise

    @contextmanager
    def reading(self) -> Generator[Database]:
        """The file as it is at one moment, however much is written meanwhile."""
        with self._connected(is_writer=False) as connection:
            connection.execute("BEGIN")
            try:
                yield _database(connection)
            finally:
                connection.rollback()

    @contextmanager
    def _connected(self, *, is_writer: bool) -> Generator[sqlite3.Connection]:
        if self._other is None:
            own: AbstractContextManager[sqlite3.Connection] = self._ledger.inner.store.alone(is_writer=is_writer)
            with own as connection, told(self.name):
                yield connection
        else:
            with told(self.name):
                yield self._other

    def sweep(self) -> None:
        """Write another file anew, so that nothing that was deleted is left in it."""
        if self._other is not None:
            with told(self.name):
                self._other.execute("VACUUM")
                self._other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def has_erased_since(self, db: Database, number: int) -> bool:
        """Whether texts were erased after an entry, so that words read before may not be written any more.

        It can be told under the lock of the ledger's own file; another is purged when its tables are followed next.
        """
        if self._other is not None:
            return False
        sql = f"SELECT 1 FROM {EVENTS} WHERE originator_id = ? AND originator_version > ? AND topic GLOB ? LIMIT 1"  # noqa: S608
        values = (self._ledger.inner.row.uuid, number, "disclosure-erased/*")
        return db.conn.execute(sql, values).fetchone() is not None

    # Positions -------------------------------------------------------------------------------------------------------

    def position(self, db: Database, view: str, generation: str = CURRENT) -> Position | None:
        """How far the tables of a projection have come; ``None`` where there are none."""
        found = [held for held in self.positions(db) if (held.view, held.generation) == (view, generation)]
        return found[0] if found else None

    def positions(self, db: Database) -> list[Position]:
        """How far the tables of every projection of this ledger have come.

        Raises:
            TablesError: Somebody else has changed what is said of them.
        """
        if not db[POSITIONS].exists():
            return []
        names = ", ".join(_COLUMNS)
        sql = f"SELECT {names} FROM {POSITIONS} WHERE ledger = ? ORDER BY view, generation"  # noqa: S608 - constants
        rows = db.conn.execute(sql, (self._ledger.inner.row.uuid,)).fetchall()
        return [self._position(dict(zip(_COLUMNS, row, strict=True))) for row in rows]

    def _position(self, row: dict[str, Any]) -> Position:
        try:
            return Position.of_row(row, prefix=self.prefix)
        except (ValueError, TypeError) as fault:
            raise TablesError(
                f"somebody else has changed what {self.name} says of the tables of {row['view']}; "
                f"remove its row of {POSITIONS}, and its tables, and build them"
            ) from fault

    def put_position(self, db: Database, position: Position) -> None:
        """Say how far the tables of a projection have come."""
        db.table(POSITIONS).create(_COLUMNS, pk=_KEY, if_not_exists=True)
        db.table(POSITIONS).insert(position.row(self._ledger.inner.row.uuid), pk=_KEY, replace=True)

    def drop(self, db: Database, position: Position) -> None:
        """Do away with the tables of a position, with what reads them, and with the position."""
        for name in position.tables:
            db.conn.execute(f'DROP VIEW IF EXISTS "{name}_in_words"')
            db.conn.execute(f'DROP TABLE IF EXISTS "{name}_fts"')
        for name in position.tables:
            db.conn.execute(f'DROP TABLE IF EXISTS "{name}"')
        key = (self._ledger.inner.row.uuid, position.view, position.generation)
        db.conn.execute(f"DELETE FROM {POSITIONS} WHERE ledger = ? AND view = ? AND generation = ?", key)  # noqa: S608


def _database(connection: sqlite3.Connection) -> Database:
    return Database(connection, recursive_triggers=False, execute_plugins=False)


def _open(path: Path, *, must_exist: bool) -> sqlite3.Connection:
    """A connection to a file of tables."""
    if must_exist and not path.exists():
        raise LedgerNotFoundError(f"there is no file {path} with tables in it")
    mode, is_new = ("rwc", True) if not path.exists() else ("rw", False)
    with told(str(path)):
        connection = connect(f"{path.absolute().as_uri()}?mode={mode}", timeout=TIMEOUT_SECONDS)
        try:
            _refuse_ledger(connection, path)
            if is_new:
                write_ahead(connection.cursor(), timeout=TIMEOUT_SECONDS)
        except BaseException:
            connection.close()
            raise
    return connection


def _refuse_ledger(connection: sqlite3.Connection, path: Path) -> None:
    marked: tuple[int] = connection.execute("PRAGMA application_id").fetchone()
    if marked[0] == APPLICATION_ID:
        expected = "tables go into the file of the ledger they are of, or into one that holds none"
        raise LedgerExistsError(f"{path} is a ledger: {expected}")
