"""Where entries are kept: eventsourcing's recorders below its mapper, and our own side tables beside them.

Nothing else in govledger imports eventsourcing, and nothing in here knows what an event means: rows in, rows out.
"""

from govledger.errors import LedgerError
from govledger.ledger.store.layout import lay_out
from govledger.ledger.store.place import is_postgres, read_place
from govledger.ledger.store.rows import (
    Append,
    CheckpointRow,
    LedgerRow,
    Row,
    Stored,
    TileRow,
    chunked,
    gathered,
    read_checkpoint,
    read_row,
)
from govledger.ledger.store.snapshot import Snapshot
from govledger.ledger.store.sqlite import SQLiteStore
from govledger.ledger.store.store import CHUNK, Store
from govledger.ledger.store.supposed import SupposedStore, rehearsing
from govledger.ledger.store.writer import Writer

__all__ = [
    "CHUNK",
    "Append",
    "CheckpointRow",
    "LedgerRow",
    "Row",
    "SQLiteStore",
    "Snapshot",
    "Store",
    "Stored",
    "SupposedStore",
    "TileRow",
    "Writer",
    "chunked",
    "create_store",
    "gathered",
    "open_store",
    "read_checkpoint",
    "read_row",
    "rehearsing",
]


def open_store(url: str, *, timeout: float) -> Store:
    """The store at ``url``, which must be there already; none is in memory until it is created.

    Args:
        url: A path, ``sqlite:///path`` or ``postgresql://user@host/database``.
        timeout: How many seconds to wait for another writer.

    Raises:
        LedgerNotFoundError: There is nothing at that place.
        NotALedgerError: Something else is there; it was not touched.
        LedgerTooNewError: A later govledger wrote it.
        LedgerUnreachableError: The server cannot be reached, or does not let this user in.
    """
    if is_postgres(url):
        return _postgres(url, timeout=timeout, is_new=False)
    place = read_place(url)
    place.check_ledger()
    return SQLiteStore(place, timeout=timeout)


def create_store(url: str, *, timeout: float) -> Store:
    """The store at ``url``, with its tables laid out if they are not there yet.

    Raises:
        NotALedgerError: Something else is there; it was not touched.
        LedgerTooNewError: A later govledger wrote it.
        LedgerNotFoundError: The folder is not there.
        LedgerReadOnlyError: This user may not write in the folder, or make anything in the database.
        LedgerUnreachableError: The server cannot be reached, or does not let this user in.
    """
    if is_postgres(url):
        return _postgres(url, timeout=timeout, is_new=True)
    place = read_place(url)
    lay_out(place, timeout=timeout)
    return SQLiteStore(place, timeout=timeout)


def _postgres(url: str, *, timeout: float, is_new: bool) -> Store:
    """The store at an address of PostgreSQL, for which more has to be installed."""
    try:
        from govledger.ledger.store.postgres import create_postgres, open_postgres  # noqa: PLC0415 - an extra
    except ImportError as missing:
        raise LedgerError(
            f"a ledger on PostgreSQL needs what is not installed here: pip install 'govledger[postgres]' ({missing})"
        ) from missing
    return create_postgres(url, timeout=timeout) if is_new else open_postgres(url, timeout=timeout)
