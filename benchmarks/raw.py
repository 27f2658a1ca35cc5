"""The shortest honest Python: one table of sqlite3, the bytes in it, and msgspec into the same classes.

It checks nothing, commits to nothing and keeps no index; it has the ledger's durability and the ledger's bytes.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from benchmarks.contest import Place, Run, hashed, hashed_together, timed
from govledger import events as ev
from govledger.events import CATALOGUE
from govledger.events.catalogue import body
from govledger.ledger.entry import AnyEntry, Entry

TABLE = """CREATE TABLE entry (ledger INTEGER NOT NULL, number INTEGER NOT NULL, type TEXT NOT NULL, raw BLOB NOT NULL,
    PRIMARY KEY (ledger, number)) WITHOUT ROWID"""
INSERT = "INSERT INTO entry VALUES (1, ?, ?, ?)"
SCAN = "SELECT number, type, raw FROM entry WHERE ledger = 1 ORDER BY number"

Row = tuple[int, str, bytes]


def connect(path: Path) -> sqlite3.Connection:
    """A database with the ledger's durability: a write-ahead log, and every commit on the disk."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def create(path: Path) -> sqlite3.Connection:
    """An empty table."""
    connection = connect(path)
    connection.execute(TABLE)
    return connection


def insert(connection: sqlite3.Connection, lots: Iterable[list[Row]]) -> None:
    """Each lot in a transaction of its own."""
    for lot in lots:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(INSERT, lot)
        connection.execute("COMMIT")


def rows(path: Path, *, after: int = 0, until: int = 2**62) -> list[Row]:
    """Some rows, in memory."""
    between = "SELECT number, type, raw FROM entry WHERE ledger = 1 AND number > ? AND number <= ? ORDER BY number"
    with sqlite3.connect(path) as connection:
        return connection.execute(between, (after, until)).fetchall()


# Reading -------------------------------------------------------------------------------------------------------------


def _custom(kind: type, value: Any) -> Any:
    parse = getattr(kind, "parse", None)
    return parse(value) if parse else kind(value)


def decoders() -> dict[str, Callable[[bytes], AnyEntry]]:
    """One decoder of every type, into the classes that the library gives."""
    return {
        kind.written: msgspec.json.Decoder(Entry[kind.cls], dec_hook=_custom).decode  # type: ignore[name-defined]
        for kind in CATALOGUE
    }


def scan(path: Path, held: dict[str, Callable[[bytes], AnyEntry]] | None = None) -> Iterator[AnyEntry]:
    """Every entry, decoded."""
    held = held or decoders()
    with sqlite3.connect(path) as connection:
        for _, written, raw in connection.execute(SCAN):
            yield held[written](raw)


def told(entry: AnyEntry) -> list[Any]:
    """Everything clear that was decoded of an entry, as plain values."""
    clear = body(CATALOGUE.of(entry.event), entry.event)
    return [entry.number, entry.type, str(entry.happened), entry.known_on.isoformat(), entry.clerk, clear]


def read(place: Place) -> Run:
    """Scan the table."""
    path, held = place.file("raw.db"), decoders()
    seconds, count = timed(lambda: sum(1 for _ in scan(path, held)))
    return Run(seconds=seconds, count=count, answer=lambda: hashed_together(map(told, scan(path))))


# Folding -------------------------------------------------------------------------------------------------------------


def standing(entries: Iterable[AnyEntry], until: dt.date = dt.date.max) -> Iterator[AnyEntry]:
    """The versions that hold as of a day, in the order things happened, worked out in one list."""
    held: dict[int, AnyEntry] = {}
    for entry in entries:
        if entry.known_on <= until:
            held[entry.original] = entry
    kept = [entry for entry in held.values() if entry.retracts is None and entry.latest <= until]
    return iter(sorted(kept, key=lambda entry: entry.place))


def told_of(entries: Iterable[AnyEntry]) -> list[tuple[str, str, list[int]]]:
    """Everything a plan tracks: its last status, and the entries about it in the order they happened."""
    status: dict[str, str] = {}
    about: dict[str, list[int]] = {}
    for entry in entries:
        event = entry.event
        kind = _INTRODUCED.get(type(event))
        if kind is None and not isinstance(event, _TRACKED):
            continue
        ref = f"{kind}:{getattr(event, kind)}" if kind else str(event.subject)
        about.setdefault(ref, []).append(entry.number)
        if isinstance(event, ev.StatusReported):
            status[ref] = str(event.status)
    return sorted((ref, status.get(ref, ""), numbers) for ref, numbers in about.items())


_INTRODUCED: Final[dict[type, str]] = {
    ev.PlanVersioned: "plan",
    ev.CommitmentMade: "commitment",
    ev.ActionAdded: "action",
    ev.MeasureDefined: "measure",
    ev.MeasureObserved: "measure",
}
_TRACKED: Final = (
    ev.StatusReported,
    ev.CompletionClaimed,
    ev.VerificationRecorded,
    ev.DeadlineChanged,
    ev.PlanItemRetired,
)


def fold(place: Place) -> Run:
    """What `PlanState` should say, by a fold that shares nothing with it."""
    path = place.file("raw.db")
    seconds, held = timed(lambda: told_of(standing(scan(path))))
    return Run(seconds=seconds, count=place.entries, answer=lambda: hashed(held))
