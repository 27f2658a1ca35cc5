"""Laying out an empty database, so that a half-made one is never taken for a ledger."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing

from govledger.errors import LedgerNotFoundError, LedgerReadOnlyError, NotALedgerError
from govledger.ledger.store import descriptors
from govledger.ledger.store.connections import connect, write_ahead
from govledger.ledger.store.place import Place
from govledger.ledger.store.schema import APPLICATION_ID, MARKS, TABLES
from govledger.ledger.store.trouble import told


def lay_out(place: Place, *, timeout: float) -> None:
    """Make the tables at ``place``, in one transaction, unless they are there already.

    The transaction runs before the file is put into write-ahead mode, so that the marks by which a ledger is known
    stand in the file's own first page. Whoever is killed in the middle leaves an empty file or one that SQLite takes
    back to empty, and the next to come makes the tables. Nobody removes an empty file: another process may be making a
    ledger of it at that moment.

    Raises:
        LedgerNotFoundError: The folder is not there.
        NotALedgerError: Something else is there; it was not touched.
        LedgerTooNewError: A later govledger wrote it.
        LedgerReadOnlyError: This user may not write in the folder.
        LedgerBusyError: Another process held it for longer than ``timeout`` seconds.
    """
    if place.path is None:
        return
    folder = place.path.parent
    if place.header():
        place.check_ledger()
        if not place.has_journal:
            return
    elif not folder.is_dir():
        raise LedgerNotFoundError(f"there is no folder {folder} to make a ledger in")
    elif not os.access(folder, os.W_OK):
        raise LedgerReadOnlyError(f"this user may not make a ledger in {folder}")
    with told(place.url), closing(connect(place.name("rwc"), timeout=timeout)) as connection:
        entered = descriptors.enter(place.path)
        try:
            if not _is_laid_out(connection):
                _make_tables(connection, place)
                write_ahead(connection.cursor(), timeout=timeout)
        finally:
            descriptors.leave(entered)


def _is_laid_out(connection: sqlite3.Connection) -> bool:
    marked: tuple[int] = connection.execute("PRAGMA application_id").fetchone()
    return marked[0] == APPLICATION_ID


def _make_tables(connection: sqlite3.Connection, place: Place) -> None:
    """Make the tables under the write lock, unless another process was quicker."""
    connection.execute("BEGIN IMMEDIATE")
    if not _is_laid_out(connection):
        if connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
            raise NotALedgerError(f"{place.url} is another program's SQLite database; it was not touched")
        for statement in (*TABLES, *MARKS):
            connection.execute(statement)
    connection.execute("COMMIT")
