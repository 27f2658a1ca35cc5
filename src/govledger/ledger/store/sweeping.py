"""What concerns the whole file: sweeping it clean after an erasure, searching its raw bytes, and copying it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from pathlib import Path

from govledger.errors import LedgerError, LedgerExistsError
from govledger.ledger.aside import aside, put_new
from govledger.ledger.store.connections import connect
from govledger.ledger.store.descriptors import read_at, reading
from govledger.ledger.store.place import Place
from govledger.ledger.store.trouble import told

WITH_WORDS = ("", "-wal", "-journal")
"""What those of SQLite's files are called in which words may stand, after the name of the database."""

READ_BYTES = 1 << 20
"""How much of a file is looked through at a time."""


IN_USE = "somebody is reading or writing the ledger; close whatever does"
NO_ROOM = "there is no room on the disk to write the database anew; make room for one more copy of it"

_IN_THE_WAY = {"SQLITE_BUSY": IN_USE, "SQLITE_LOCKED": IN_USE, "SQLITE_FULL": NO_ROOM}


def sweep(connection: sqlite3.Connection) -> str | None:
    """Write the whole database anew and empty its write-ahead log, so that nothing deleted is left in either.

    Returns:
        What stood in the way, and what to do about it; ``None`` where all of it was done.
    """
    try:
        if not _empty_log(connection):
            return IN_USE
        connection.execute("VACUUM")
        return None if _empty_log(connection) else IN_USE
    except sqlite3.OperationalError as fault:
        told = f"the files could not be written anew ({fault}); look at the disk"
        return next((says for name, says in _IN_THE_WAY.items() if fault.sqlite_errorname.startswith(name)), told)


def _empty_log(connection: sqlite3.Connection) -> bool:
    """Put what is in the write-ahead log into the database and cut the log to nothing, if nobody needs it."""
    busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()[0]
    return not busy


def find_raw(place: Place, probes: Iterable[bytes]) -> dict[bytes, list[str]]:
    """The names of the files of a database whose raw bytes hold each probe; what is found nowhere is left out.

    They are read and not mapped: a file that somebody cuts short while it is mapped ends the process that looks at it.
    """
    wanted, found = list(probes), dict[bytes, list[str]]()
    for path in [Path(f"{place.path}{suffix}") for suffix in WITH_WORDS if place.path is not None]:
        held = _held_in(path, wanted)
        for probe in wanted:
            if probe in held:
                found.setdefault(probe, []).append(path.name)
    return found


def _held_in(path: Path, wanted: Sequence[bytes]) -> set[bytes]:
    """Those of some probes that the bytes of a file hold."""
    found, at, overlap = set[bytes](), 0, max(map(len, wanted), default=1) - 1
    with suppress(FileNotFoundError), reading(path) as descriptor:
        while data := read_at(descriptor, READ_BYTES + overlap, at):
            found.update(probe for probe in wanted if probe not in found and probe in data)
            at += READ_BYTES
    return found


def copy_whole(source: sqlite3.Connection, origin: Place, target: Path) -> None:
    """Copy a database as it is at this moment to a new file, while others read and write.

    The copy holds the same words, so it is for no more users than the database is.

    Raises:
        LedgerExistsError: Something is there already; it was not touched.
        LedgerError: It cannot be written there.
    """
    if target.exists() or target.is_symlink():
        raise LedgerExistsError(f"there is something at {target} already; it was not touched: name another place")
    try:
        with aside(target) as folder:
            made = folder / "copy"
            os.close(os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _mode(origin)))
            place = Place(str(target), Path(os.path.realpath(made)))
            with told(str(target)), closing(connect(place.name("rw"), timeout=0)) as copy:
                source.backup(copy)
            put_new(made, target)
    except FileExistsError:
        raise LedgerExistsError(f"something was put at {target} meanwhile; it was not touched") from None
    except OSError as fault:
        raise LedgerError(f"{target} cannot be written: {fault.strerror}") from fault


def _mode(place: Place) -> int:
    """Who may read and write a database; one in memory is its owner's."""
    return 0o600 if place.path is None else place.path.stat().st_mode & 0o666
