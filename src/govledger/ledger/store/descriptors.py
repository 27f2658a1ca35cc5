"""Looking at the bytes of a database's file beside SQLite, without taking SQLite's locks away.

Where locks are POSIX's, a process loses all that it holds on a file as soon as it closes any descriptor of that file,
and SQLite's are among them. To other processes it then looks as if it had gone: the last of them to leave removes the
write-ahead log, and what this one records afterwards goes into a file that has no name any more. It was acknowledged,
and it is lost. So a descriptor is not closed while a store of this process has the file open: it is used again, and
closed after the last store.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock

import attrs

FileId = tuple[int, int]
"""The device and the inode of a file: what a process's locks are on, by whatever name it was opened."""


@attrs.define
class _Open:
    """How a file is open in this process.

    Attributes:
        stores: How many stores have it open.
        readers: How many are reading its bytes.
        held: The descriptors for that; more than one only where a file was put in another's place meanwhile.
    """

    stores: int = 0
    readers: int = 0
    held: list[int] = attrs.Factory(list[int])


_open = dict[FileId, _Open]()
_turn = Lock()


def enter(path: Path) -> FileId | None:
    """Note that a store has a file open, before SQLite takes any lock on it; ``None`` where there is no such file."""
    with suppress(OSError), _turn:
        found = _id(path.stat())
        _open.setdefault(found, _Open()).stores += 1
        return found
    return None


def leave(entered: FileId | None) -> None:
    """Note that a store has let go of a file."""
    if entered is not None:
        with _turn:
            _open[entered].stores -= 1
            _tidy(entered)


if sys.platform == "win32":  # pragma: no cover - locks are kept there, and there is no reading at a place

    def read_at(descriptor: int, count: int, at: int) -> bytes:
        """Up to ``count`` bytes of a file, from a place in it."""
        with _turn:
            os.lseek(descriptor, at, os.SEEK_SET)
            return os.read(descriptor, count)

else:

    def read_at(descriptor: int, count: int, at: int) -> bytes:
        """Up to ``count`` bytes of a file, from a place in it."""
        return os.pread(descriptor, count, at)


@contextmanager
def reading(path: Path) -> Generator[int]:
    """A descriptor of a file, to be read from any place in it; its own position means nothing.

    Raises:
        OSError: It cannot be read.
    """
    with _turn:
        found, descriptor = _descriptor(path)
        _open[found].readers += 1
    try:
        yield descriptor
    finally:
        with _turn:
            _open[found].readers -= 1
            _tidy(found)


def _descriptor(path: Path) -> tuple[FileId, int]:
    """A descriptor that is open already, or another."""
    known = _open.get(_id(path.stat()))
    if known is None or not known.held:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        found = _id(os.fstat(descriptor))
        _open.setdefault(found, _Open()).held.append(descriptor)
        return found, descriptor
    return _id(os.fstat(known.held[0])), known.held[0]


def _tidy(file: FileId) -> None:
    if not _open[file].stores and not _open[file].readers:
        for descriptor in _open.pop(file).held:
            os.close(descriptor)


def _id(found: os.stat_result) -> FileId:
    return found.st_dev, found.st_ino
