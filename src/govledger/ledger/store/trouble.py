"""What SQLite reports, said in the ledger's own errors."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager

from eventsourcing.persistence import ConnectionPoolClosedError, ConnectionUnavailableError

from govledger.errors import (
    LedgerBusyError,
    LedgerClosedError,
    LedgerCorruptError,
    LedgerError,
    LedgerFullError,
    LedgerReadOnlyError,
    NotALedgerError,
)

_Told = tuple[type[LedgerError], str]

BUSY = "somebody else held the ledger for longer than the time allowed"

_DAMAGED: _Told = (LedgerCorruptError, "the database is damaged; restore a backup, then verify it")
_READ_ONLY: _Told = (LedgerReadOnlyError, "this user may read the ledger but not write it")

_BY_CODE: dict[str, _Told] = {
    "SQLITE_BUSY": (LedgerBusyError, BUSY),
    "SQLITE_LOCKED": (LedgerBusyError, BUSY),
    "SQLITE_FULL": (LedgerFullError, "there is no room left on the disk; nothing of this was recorded"),
    "SQLITE_READONLY": _READ_ONLY,
    "SQLITE_CANTOPEN": (LedgerError, "the database, or a file that SQLite needs beside it, cannot be opened"),
    "SQLITE_CORRUPT": _DAMAGED,
    # Our statements are right and our rows checked: where SQLite finds fault, the tables are not as we made them.
    "SQLITE_ERROR": _DAMAGED,
    "SQLITE_CONSTRAINT": _DAMAGED,
    "SQLITE_NOTADB": (NotALedgerError, "the file is not a SQLite database"),
    "SQLITE_IOERR": (LedgerError, "the disk reported an error; nothing of this was recorded"),
}


def translate(fault: Exception, url: str) -> LedgerError:
    """The ledger's error for a fault of the store."""
    if isinstance(fault, ConnectionPoolClosedError):
        return LedgerClosedError(f"{url} was closed")
    if isinstance(fault, ConnectionUnavailableError):
        return LedgerBusyError(f"{url}: {BUSY}")
    code: str | None = getattr(fault, "sqlite_errorname", None)
    found = (held for name, held in _BY_CODE.items() if code and code.startswith(name))
    kind, words = next(found, (LedgerError, "the store refused"))
    if isinstance(fault, UnicodeDecodeError) or (code is None and "UTF-8" in str(fault)):
        kind, words = _DAMAGED  # Python's complaint about a text of the database, or of SQLite's about its tables
    return kind(f"{url}: {words} ({fault})")


@contextmanager
def told(url: str) -> Generator[None]:
    """Say the store's faults inside as the ledger's errors."""
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError, ConnectionUnavailableError, ConnectionPoolClosedError) as fault:
        raise translate(fault, url) from fault
