"""The files of an export, in a directory or a zip that anybody may have made: read where they are, never unpacked.

A name is only ever looked up among those that were found by listing. Links are not followed, nothing but plain files is
opened, nothing is read beyond what its kind may need, and a zip must be stored or deflated.
"""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from abc import ABC, abstractmethod
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from io import BufferedReader, FileIO
from pathlib import Path
from typing import BinaryIO, cast

from govledger.errors import NotAnExportError, SealError
from govledger.ledger.store.descriptors import read_at, reading

NAMES_MAX = 2_000_000
"""How many files an export may have; one of a hundred million entries has half as many."""

DEPTH_MAX = 16
"""How deep its folders may nest; those of the largest log nest half as deep."""

SWELLING_MAX = 200
"""How many times its own size a zip may hold: ten times as much as a record squeezes."""

SWOLLEN_BYTES_MAX = 1 << 30
"""How much a zip may hold in any case."""

BLOCK_BYTES = 1 << 18
"""How much is read at a time of a file of lines; no line may be allowed less."""

_DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_ZIP = b"PK\x03\x04"


class Files(ABC):
    """The files of one export.

    Attributes:
        name: Where it is.
        names: The path of every file in it, with slashes.
        strange: What is in it that is no plain file, or has a path that none may have.
    """

    name: str
    names: frozenset[str]
    strange: tuple[str, ...]

    def read(self, path: str, *, bytes_max: int) -> bytes:
        """A whole file.

        Raises:
            LookupError: There is none of that path.
            SealError: It is longer than ``bytes_max``, or cannot be read.
        """
        with self.open(path) as opened, _told(path):
            # Room is made for all that is asked for, before it is known how much there is.
            at_first = min(self._length(path, opened), bytes_max) + 1
            data = opened.read(at_first)
            if len(data) == at_first:
                data += opened.read(bytes_max + 1 - at_first)
        if len(data) > bytes_max:
            raise SealError("more", f"at most {bytes_max} bytes", where=path)
        return data

    def blocks(self, path: str, *, line_bytes_max: int) -> Iterator[bytes]:
        """The lines of a file, each with its newline, many at a time.

        Raises:
            LookupError: There is none of that path.
            SealError: A line is longer than ``line_bytes_max``, does not end, or cannot be read.
        """
        rest = bytearray()
        with self.open(path) as opened, _told(path):
            while data := opened.read(BLOCK_BYTES):
                end = data.rfind(b"\n") + 1
                if len(rest) + (data.find(b"\n") if end else len(data)) > line_bytes_max:
                    break
                if end:
                    yield bytes(rest + data[:end])
                    rest.clear()
                rest += data[end:]
        if rest:
            expected = f"lines of at most {line_bytes_max} bytes, each with its newline"
            raise SealError(f"{len(rest)} bytes without a newline", expected, where=path)

    @contextmanager
    def open(self, path: str) -> Generator[BinaryIO]:
        """A file, to be read from its beginning.

        Raises:
            LookupError: There is none of that path.
            SealError: It cannot be read.
        """
        if path not in self.names:
            raise LookupError(path)
        with _told(path):
            opened = self._open(path)
        try:
            yield opened
        finally:
            opened.close()

    @abstractmethod
    def _open(self, path: str) -> BinaryIO: ...

    def _length(self, path: str, opened: BinaryIO) -> int:  # noqa: ARG002 - who knows it needs one or the other
        """How many bytes a file is said to have; 0 where nothing is said."""
        return 0

    @abstractmethod
    def close(self) -> None:
        """Let go of what is open."""


class FolderFiles(Files):
    """The files of an export that is a directory."""

    def __init__(self, folder: Path) -> None:
        self.name = self._folder = str(folder)
        found, strange = list[str](), list[str]()
        with closing(_walk(folder, "")) as listed:
            for path, is_plain in listed:
                (found if is_plain else strange).append(path)
                if len(found) + len(strange) > NAMES_MAX:
                    raise NotAnExportError(f"{folder} holds more than {NAMES_MAX:,} files")
        self.names, self.strange = frozenset(found), tuple(sorted(strange))

    def _open(self, path: str) -> BinaryIO:
        # Between the listing and now a file may have been exchanged for a link or a pipe.
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        opened = BufferedReader(FileIO(os.open(f"{self._folder}/{path}", flags)))
        if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
            opened.close()
            raise OSError("not a plain file")
        return cast(BinaryIO, opened)

    def _length(self, path: str, opened: BinaryIO) -> int:  # noqa: ARG002 - as above
        return os.fstat(opened.fileno()).st_size

    def close(self) -> None:
        """Nothing is open between two files."""


class ZipFiles(Files):
    """The files of an export that is a zip."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except _DAMAGED as bad:
            raise NotAnExportError(f"{path} cannot be read as a zip: {bad}") from bad
        listed = [info for info in self._zip.infolist() if not info.filename.endswith("/")]
        if len(listed) > NAMES_MAX:
            self._zip.close()
            raise NotAnExportError(f"{path} holds more than {NAMES_MAX:,} files")
        if sum(info.file_size for info in listed) > max(SWOLLEN_BYTES_MAX, SWELLING_MAX * path.stat().st_size):
            self._zip.close()
            raise NotAnExportError(f"{path} would swell to more than {SWELLING_MAX} times its size: that is no record")
        self._infos, strange = dict[str, zipfile.ZipInfo](), list[str]()
        for info in listed:
            is_good = _is_path(info.filename) and info.compress_type in _METHODS and not info.flag_bits & _ENCRYPTED
            if is_good and info.filename not in self._infos:
                self._infos[info.filename] = info
            else:
                strange.append(info.filename)
        self.name, self.names, self.strange = str(path), frozenset(self._infos), tuple(sorted(strange))

    def _open(self, path: str) -> BinaryIO:
        return cast(BinaryIO, self._zip.open(self._infos[path]))

    def _length(self, path: str, opened: BinaryIO) -> int:  # noqa: ARG002 - as above
        return self._infos[path].file_size

    def close(self) -> None:
        """Let go of the zip."""
        self._zip.close()


def open_files(path: Path) -> Files:
    """The files of an export.

    Raises:
        NotAnExportError: There is neither a directory nor a zip.
    """
    try:
        if path.is_dir():
            return FolderFiles(path)
    except OSError as bad:
        raise NotAnExportError(f"{path} cannot be read: {bad}") from bad
    if path.is_file() and _begins_as_zip(path):
        return ZipFiles(path)
    raise NotAnExportError(f"there is no directory and no zip at {path}")


def is_export(path: Path) -> bool:
    """Whether there is a directory or a zip, which may be an export; not whether it is one."""
    return path.is_dir() or (path.is_file() and _begins_as_zip(path))


def _begins_as_zip(path: Path) -> bool:
    """Whether a file is a zip from its first byte on: one may be hidden at the end of any file, a ledger too."""
    try:
        with reading(path) as descriptor:  # It may be a ledger that is open here, whose locks are not to be lost.
            return read_at(descriptor, len(_ZIP), 0) == _ZIP
    except OSError:
        return False


def _walk(folder: Path, before: str) -> Generator[tuple[str, bool]]:
    """Every path below a folder, and whether it is a plain file."""
    with os.scandir(folder) as listed:
        for found in listed:
            path = before + found.name
            if found.is_dir(follow_symlinks=False) and before.count("/") < DEPTH_MAX:
                yield from _walk(folder / found.name, f"{path}/")
            else:
                yield path, found.is_file(follow_symlinks=False) and _is_path(path)


def _is_path(path: str) -> bool:
    """Whether a path stays within the export, and is written in one way."""
    parts = path.split("/")
    return path.isprintable() and "\\" not in path and ":" not in path and not {"", ".", ".."} & set(parts)


@contextmanager
def _told(path: str) -> Generator[None]:
    """Tell of whatever stops a file from being read as of hostile bytes."""
    try:
        yield
    except SealError:
        raise
    except _DAMAGED as bad:
        raise SealError(type(bad).__name__, f"a file that can be read ({bad})", where=path) from bad
