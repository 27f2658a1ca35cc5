"""What concerns the whole file: sweeping it clean after an erasure, searching its raw bytes, and copying it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from mmap import ACCESS_READ, mmap
from pathlib import Path

from govledger.errors import LedgerError, LedgerExistsError
from govledger.ledger.aside import aside, put_in_place
from govledger.ledger.store.connections import connect
from govledger.ledger.store.place import Place
from govledger.ledger.store.sqlite import SQLiteStore
from govledger.ledger.store.trouble import told

BESIDE = ("", "-wal", "-shm", "-journal")
"""What SQLite's files are called, after the name of the database."""


def sweep(store: SQLiteStore) -> bool:
    """Write the whole database anew and empty its write-ahead log, so that nothing deleted is left in either.

    Returns:
        Whether all of it could be done: who reads at this moment keeps the log as it was.
    """
    with store.alone(is_writer=True) as connection:
        _empty_log(connection)
        try:
            connection.execute("VACUUM")
        except sqlite3.OperationalError as fault:
            if not fault.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                raise
            return False
        return _empty_log(connection)


def _empty_log(connection: sqlite3.Connection) -> bool:
    """Put what is in the write-ahead log into the database and cut the log to nothing, if nobody needs it."""
    busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()[0]
    return not busy


def find_raw(place: Place, probes: Iterable[bytes]) -> dict[bytes, list[str]]:
    """The names of the files of a database whose raw bytes hold each probe; what is found nowhere is left out."""
    wanted, found = list(probes), dict[bytes, list[str]]()
    for path in [Path(f"{place.path}{suffix}") for suffix in BESIDE if place.path is not None]:
        try:
            with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as held:
                for probe in wanted:
                    if held.find(probe) >= 0:
                        found.setdefault(probe, []).append(path.name)
        except (FileNotFoundError, ValueError):  # There is none, or nothing in it.
            continue
    return found


def copy_whole(store: SQLiteStore, target: Path) -> None:
    """Copy a database as it is at this moment to a new file, while others read and write.

    The copy holds the same words, so it is for no more users than the database is.

    Raises:
        LedgerExistsError: Something is there already; it was not touched.
        LedgerError: It cannot be written there.
    """
    if target.exists() or target.is_symlink():
        raise LedgerExistsError(f"there is something at {target} already; it was not touched")
    try:
        with aside(target) as folder:
            made = folder / "copy"
            os.close(os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _mode(store.place)))
            place = Place(str(target), Path(os.path.realpath(made)))
            with (
                store.alone(is_writer=False) as source,
                told(str(target)),
                closing(connect(place.name("rw"), timeout=0)) as copy,
            ):
                source.backup(copy)
            put_in_place(made, target)
    except OSError as fault:
        raise LedgerError(f"{target} cannot be written: {fault.strerror}") from fault


def _mode(place: Place) -> int:
    """Who may read and write a database; one in memory is its owner's."""
    return 0o600 if place.path is None else place.path.stat().st_mode & 0o666
