"""Where a database is, and whether what lies there is a ledger, told without touching it."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from urllib.parse import unquote

import attrs

from govledger.errors import LedgerError, LedgerNotFoundError, LedgerTooNewError, NotALedgerError
from govledger.ledger.store.descriptors import read_at, reading
from govledger.ledger.store.schema import APPLICATION_ID, SCHEMA_VERSION

MEMORY = "memory://"

_MAGIC = b"SQLite format 3\x00"
_POSTGRES = re.compile(r"postgres(?:ql)?://")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")


@attrs.frozen
class Place:
    """Where a database is.

    Attributes:
        url: As the caller wrote it.
        path: The file, absolute and with no symbolic link in it, so that neither a change of folder nor a link moved
            later leads elsewhere; ``None`` for a store in memory.
    """

    url: str
    path: Path | None

    @property
    def is_writable(self) -> bool:
        """Whether this user may write both the file and the files SQLite keeps beside it."""
        return self.path is None or (os.access(self.path, os.W_OK) and os.access(self.path.parent, os.W_OK))

    @property
    def has_log(self) -> bool:
        """Whether a write-ahead log with something in it lies beside the file."""
        return self._has_beside("-wal")

    @property
    def has_journal(self) -> bool:
        """Whether the journal of a transaction that is not over, or was cut off, lies beside the file."""
        return self._has_beside("-journal")

    @property
    def log_state(self) -> tuple[int, int] | None:
        """What changes when the write-ahead log does: its size, and when it was last written; ``None`` without one."""
        try:
            found = None if self.path is None else Path(f"{self.path}-wal").stat()
        except OSError:
            return None
        return found and (found.st_size, found.st_mtime_ns)

    def _has_beside(self, suffix: str) -> bool:
        try:
            return self.path is not None and Path(f"{self.path}{suffix}").stat().st_size > 0
        except OSError:
            return False

    @property
    def state(self) -> tuple[int, int, int]:
        """What changes when the file does: its inode, its size, and when it was last written, in nanoseconds.

        Raises:
            LedgerNotFoundError: The file is gone.
        """
        found = self._stat()
        if found is None:
            raise self._missing()
        return found.st_ino, found.st_size, found.st_mtime_ns

    def name(self, mode: str) -> str:
        """What sqlite3 is given to open it: a URI in which every character of the path stands for itself.

        Args:
            mode: SQLite's ``rw``, ``rwc`` or ``ro``, and what may follow it in the query of a URI.
        """
        return ":memory:" if self.path is None else f"{self.path.as_uri()}?mode={mode}"

    def check_ledger(self) -> None:
        """Check by its first hundred bytes that the file is a ledger this version can read.

        Raises:
            LedgerNotFoundError: There is no such file.
            NotALedgerError: It is something else, or a damaged beginning.
            LedgerTooNewError: A later govledger wrote it.
            LedgerError: This user may not read it.
        """
        header = self.header()
        if header is None:
            raise self._missing()
        if not header:
            raise NotALedgerError(f"{self.url} is an empty file; make a ledger of it with: govledger init {self.url}")
        if header[:16] != _MAGIC:
            raise NotALedgerError(f"{self.url} is not a SQLite database, so no govledger ledger; it was not touched")
        if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
            raise NotALedgerError(f"{self.url} is another program's SQLite database; it was not touched")
        version = int.from_bytes(header[60:64], "big")
        if version > SCHEMA_VERSION:
            raise LedgerTooNewError(
                f"{self.url} has layout {version}; this govledger reads up to {SCHEMA_VERSION}; it was not touched"
            )

    def header(self) -> bytes | None:
        """The first hundred bytes; ``None`` where there is no file.

        Raises:
            NotALedgerError: It is a folder, or another thing that is no file.
            LedgerError: This user may not read it.
        """
        found = self._stat()
        if found is None or self.path is None:
            return None
        if not stat.S_ISREG(found.st_mode):
            what = "a folder" if stat.S_ISDIR(found.st_mode) else "no ordinary file"
            raise NotALedgerError(f"{self.url or '.'} is {what}, so no govledger ledger")
        try:
            with reading(self.path) as descriptor:
                return read_at(descriptor, 100, 0)
        except OSError as fault:
            raise self._unreadable(fault) from fault

    def _stat(self) -> os.stat_result | None:
        """What the file system says of the file; ``None`` where there is none."""
        try:
            return None if self.path is None else self.path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as fault:
            raise self._unreadable(fault) from fault

    def _missing(self) -> LedgerNotFoundError:
        return LedgerNotFoundError(f"there is no ledger at {self.url}")

    def _unreadable(self, fault: OSError) -> LedgerError:
        return LedgerError(f"{self.url} cannot be read: {fault.strerror}")


def read_place(url: str | os.PathLike[str]) -> Place:
    """A place from a path, ``sqlite:///path`` or ``memory://``.

    A path is taken letter by letter; in ``sqlite:///path`` a percent sign and two digits stand for one character, and
    nothing else does.

    Raises:
        NotALedgerError: The address is of a kind that is not understood.
    """
    text = os.fspath(url)
    if text == MEMORY:
        return Place(text, None)
    scheme = _SCHEME.match(text)
    if scheme and not text.startswith("sqlite:///"):
        kinds = f"a path, sqlite:///path, postgresql://… or {MEMORY}"
        raise NotALedgerError(f"this govledger keeps ledgers at {kinds}; found {scheme[1]}://…")
    path = unquote(text.removeprefix("sqlite:///")) if scheme else text
    if "\x00" in path:
        raise NotALedgerError(f"no path holds a NUL character; found {text!r}")
    return Place(text, Path(os.path.realpath(path)))


def is_postgres(url: str) -> bool:
    """Whether an address is of PostgreSQL."""
    return bool(_POSTGRES.match(url))
