"""Where entries are kept: eventsourcing's recorders below its mapper, and our own side tables beside them.

Nothing else in govledger imports eventsourcing, and nothing in here knows what an event means: rows in, rows out.
"""

from govledger.ledger.store.layout import lay_out
from govledger.ledger.store.place import read_place
from govledger.ledger.store.rows import (
    Append,
    CheckpointRow,
    LedgerRow,
    Row,
    TileRow,
    chunked,
    read_checkpoint,
    read_row,
)
from govledger.ledger.store.snapshot import Snapshot
from govledger.ledger.store.sqlite import CHUNK, SQLiteStore
from govledger.ledger.store.supposed import SupposedStore, rehearsing
from govledger.ledger.store.sweeping import copy_whole, find_raw, sweep
from govledger.ledger.store.writer import Writer

__all__ = [
    "CHUNK",
    "Append",
    "CheckpointRow",
    "LedgerRow",
    "Row",
    "SQLiteStore",
    "Snapshot",
    "SupposedStore",
    "TileRow",
    "Writer",
    "chunked",
    "copy_whole",
    "create_store",
    "find_raw",
    "open_store",
    "read_checkpoint",
    "read_row",
    "rehearsing",
    "sweep",
]


def open_store(url: str, *, timeout: float) -> SQLiteStore:
    """The store at ``url``, which must be there already; none is in memory until it is created.

    Args:
        url: A path or ``sqlite:///path``.
        timeout: How many seconds to wait for another writer.

    Raises:
        LedgerNotFoundError: There is nothing at that place.
        NotALedgerError: Something else is there; it was not touched.
        LedgerTooNewError: A later govledger wrote it.
    """
    place = read_place(url)
    place.check_ledger()
    return SQLiteStore(place, timeout=timeout)


def create_store(url: str, *, timeout: float) -> SQLiteStore:
    """The store at ``url``, with its tables laid out if they are not there yet.

    Raises:
        NotALedgerError: Something else is there; it was not touched.
        LedgerTooNewError: A later govledger wrote it.
        LedgerNotFoundError: The folder is not there.
        LedgerReadOnlyError: This user may not write in the folder.
    """
    place = read_place(url)
    lay_out(place, timeout=timeout)
    return SQLiteStore(place, timeout=timeout)
