"""Where an export is written: a directory or a zip, which is there whole or not at all."""

from __future__ import annotations

import errno
import zipfile
from abc import ABC, abstractmethod
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO

from govledger.errors import NotAnExportError
from govledger.ledger.aside import aside, put_in_place, put_new, sync_whole

ZIP = ".zip"
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The only time a zip can hold that says nothing."""

_PLAIN_FILE = 0o100644 << 16
_TAKEN = frozenset({errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR})


class Sink(ABC):
    """Takes files by their path."""

    def put(self, path: str, data: bytes) -> None:
        """Write a whole file."""
        with self.open(path) as opened:
            opened.write(data)

    @abstractmethod
    def open(self, path: str) -> AbstractContextManager[IO[bytes]]:
        """A file to write, one at a time."""


class _FolderSink(Sink):
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open(self, path: str) -> AbstractContextManager[IO[bytes]]:
        made = self._folder / path
        made.parent.mkdir(parents=True, exist_ok=True)
        return made.open("xb")


class _ZipSink(Sink):
    """Stored, not deflated: another zlib would give other bytes."""

    def __init__(self, held: zipfile.ZipFile) -> None:
        self._zip = held

    def open(self, path: str) -> AbstractContextManager[IO[bytes]]:
        info = zipfile.ZipInfo(path, _FIRST_DAY)
        info.create_system, info.external_attr = 3, _PLAIN_FILE
        return self._zip.open(info, "w", force_zip64=path.endswith(".ndjson"))


@contextmanager
def open_sink(target: Path) -> Generator[Sink]:
    """Where to write an export; what was written appears at ``target`` when all of it was.

    Raises:
        NotAnExportError: Something is there already, or nothing can be made there.
        OSError: It cannot be written; nothing is left of it.
    """
    is_empty = target.is_dir() and not target.is_symlink() and not any(target.iterdir())
    if (target.exists() or target.is_symlink()) and not (is_empty and target.suffix != ZIP):
        raise NotAnExportError(f"there is something at {target} already; it was not touched: name another place")
    if not target.absolute().parent.is_dir():
        raise NotAnExportError(f"there is no folder {target.absolute().parent} to export to")
    try:
        with aside(target) as draft:
            made = draft / target.name
            if target.suffix == ZIP:
                with zipfile.ZipFile(made, "x", zipfile.ZIP_STORED) as held:
                    yield _ZipSink(held)
            else:
                made.mkdir()
                yield _FolderSink(made)
            sync_whole(made)  # Before its name is: a power cut must not leave a whole export with empty files in it.
            _move(made, target)
    except OSError as fault:  # Told of where it was to be: what is made aside is nobody's business.
        raise OSError(fault.errno, fault.strerror, str(target)) from fault


def _move(made: Path, target: Path) -> None:
    """Put an export where it is to be, unless somebody else put something there meanwhile.

    Raises:
        NotAnExportError: Somebody did.
    """
    try:
        if made.is_file():
            put_new(made, target)
        else:
            put_in_place(made, target)  # A directory never takes the place of one with something in it.
    except OSError as fault:
        if fault.errno not in _TAKEN:
            raise
        raise NotAnExportError(f"something was put at {target} meanwhile; it was not touched") from None
