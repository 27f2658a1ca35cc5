"""What SQLite reports, said in the ledger's own errors."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from eventsourcing.persistence import ConnectionPoolClosedError, ConnectionUnavailableError, PersistenceError

from govledger.errors import (
    LedgerBusyError,
    LedgerClosedError,
    LedgerCorruptError,
    LedgerError,
    LedgerFullError,
    LedgerReadOnlyError,
    NotALedgerError,
)

_BY_CODE: dict[str, tuple[type[LedgerError], str]] = {
    "SQLITE_BUSY": (LedgerBusyError, "another writer held the ledger for longer than the time allowed"),
    "SQLITE_LOCKED": (LedgerBusyError, "another writer held the ledger for longer than the time allowed"),
    "SQLITE_FULL": (LedgerFullError, "there is no room left on the disk; nothing of this batch was recorded"),
    "SQLITE_READONLY": (LedgerReadOnlyError, "this user may read the ledger but not write it"),
    "SQLITE_CANTOPEN": (LedgerReadOnlyError, "the ledger's files cannot be opened for writing here"),
    "SQLITE_CORRUPT": (LedgerCorruptError, "the database is damaged; restore a backup, then verify it"),
    "SQLITE_NOTADB": (NotALedgerError, "the file is not a SQLite database"),
    "SQLITE_IOERR": (LedgerError, "the disk reported an error; nothing of this batch was recorded"),
    "SQLITE_PERM": (LedgerReadOnlyError, "access to the ledger's files was refused"),
}


def translate(fault: BaseException, url: str) -> LedgerError | None:
    """The ledger's error for a fault of the store; ``None`` where it is none of the store's."""
    inner = fault.args[0] if isinstance(fault, PersistenceError) and fault.args else fault
    if isinstance(fault, ConnectionPoolClosedError):
        return LedgerClosedError(f"{url} was closed")
    if isinstance(fault, ConnectionUnavailableError):
        return LedgerBusyError(f"{url}: {_BY_CODE['SQLITE_BUSY'][1]}")
    if not isinstance(inner, sqlite3.Error):
        return None
    code = getattr(inner, "sqlite_errorname", "") or ""
    kind, words = next((held for name, held in _BY_CODE.items() if code.startswith(name)), (LedgerError, ""))
    return kind(f"{url}: {words or 'the store refused'} ({inner})")


@contextmanager
def told(url: str) -> Iterator[None]:
    """Say the store's faults inside as the ledger's errors."""
    try:
        yield
    except (sqlite3.Error, PersistenceError, ConnectionPoolClosedError) as fault:
        error = translate(fault, url)
        if error is None:
            raise
        raise error from fault
