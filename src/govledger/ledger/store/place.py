"""Where a database is, and whether what lies there is a ledger, told without touching it."""

from __future__ import annotations

import os
import sqlite3
import uuid
from pathlib import Path
from urllib.parse import quote, unquote

import attrs

from govledger.errors import LedgerNotFoundError, LedgerTooNewError, NotALedgerError
from govledger.ledger.store.schema import APPLICATION_ID, SCHEMA_VERSION, TABLES
from govledger.ledger.store.trouble import told

_MAGIC = b"SQLite format 3\x00"


@attrs.frozen
class Place:
    """Where a database is.

    Attributes:
        url: As the caller wrote it.
        path: The file; ``None`` for a store in memory.
    """

    url: str
    path: Path | None

    @property
    def is_writable(self) -> bool:
        """Whether this user may write both the file and the files SQLite keeps beside it."""
        return self.path is None or (os.access(self.path, os.W_OK) and os.access(self.path.parent, os.W_OK))

    @property
    def sqlite_name(self) -> str:
        """What sqlite3 is given to open it, as a URI."""
        if self.path is None:
            return f"file:govledger-{uuid.uuid4().hex}?mode=memory&cache=shared"
        name = f"file:{quote(str(self.path.absolute()))}"
        if self.is_writable:
            return f"{name}?mode=rw"
        has_log = self.path.with_name(f"{self.path.name}-wal").exists()
        return f"{name}?mode=ro" if has_log else f"{name}?mode=ro&immutable=1"

    def check_ledger(self) -> None:
        """Check by its first hundred bytes that the file is a ledger this version can read.

        Raises:
            LedgerNotFoundError: There is no such file.
            NotALedgerError: It is something else, or a damaged beginning.
            LedgerTooNewError: A later govledger wrote it.
        """
        header = self._header()
        if header is None:
            raise LedgerNotFoundError(f"there is no ledger at {self.url}; make one with: govledger init {self.url}")
        if not header:
            raise NotALedgerError(f"{self.url} is an empty file, not a govledger ledger")
        if header[:16] != _MAGIC:
            raise NotALedgerError(f"{self.url} is not a SQLite database, so no govledger ledger; it was not touched")
        if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
            raise NotALedgerError(f"{self.url} is another program's SQLite database; it was not touched")
        version = int.from_bytes(header[60:64], "big")
        if version > SCHEMA_VERSION:
            raise LedgerTooNewError(
                f"{self.url} has layout {version}; this govledger reads up to {SCHEMA_VERSION}; it was not touched"
            )

    def lay_out(self) -> None:
        """Make the tables, in one transaction, unless a ledger is there already.

        The transaction runs before the file is put into write-ahead mode, so that the marks by which a ledger is known
        stand in the file's own first page.

        Raises:
            NotALedgerError: Something else is there; it was not touched.
            LedgerTooNewError: A later govledger wrote it.
            LedgerNotFoundError: The folder is not there.
        """
        if self._header():
            self.check_ledger()
            return
        path = Path(self.url if self.path is None else self.path)
        if not path.parent.is_dir():
            raise LedgerNotFoundError(f"there is no folder {path.parent} to make a ledger in")
        try:
            with told(self.url):
                self._make_tables(path)
        except BaseException:
            if path.exists() and path.stat().st_size == 0:
                path.unlink()
            raise

    def _make_tables(self, path: Path) -> None:
        connection = sqlite3.connect(path, isolation_level=None, timeout=60)
        try:
            connection.execute("BEGIN IMMEDIATE")
            if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                for statement in TABLES:
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            connection.execute("COMMIT")
        finally:
            connection.close()

    def _header(self) -> bytes | None:
        """The first hundred bytes; ``None`` where there is no file."""
        path = Path(self.url if self.path is None else self.path)
        if path.is_dir():
            raise NotALedgerError(f"{self.url} is a folder, not a ledger")
        try:
            with path.open("rb") as file:
                return file.read(100)
        except FileNotFoundError:
            return None
        except OSError as fault:
            raise NotALedgerError(f"{self.url} cannot be read: {fault.strerror}") from fault


def read_place(url: str | os.PathLike[str]) -> Place:
    """A place from a path, ``sqlite:///path`` or ``memory://``.

    Raises:
        NotALedgerError: The address is of a kind that is not understood.
    """
    text = os.fspath(url)
    if text == "memory://":
        return Place(text, None)
    if text.startswith("sqlite:///"):
        return Place(text, Path(unquote(text.removeprefix("sqlite:///"))))
    if "://" in text:
        scheme = text.partition("://")[0]
        raise NotALedgerError(f"a ledger is kept at a path, sqlite:///path or memory://; found {scheme}://…")
    return Place(text, Path(text))
