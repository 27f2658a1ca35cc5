"""Writing beside the place where something is to be, so that it is there whole or not at all.

What is made is made in a folder of its own beside the place, ``.NAME.….part``, and moved there in one step. Whoever
works in such a folder holds a lock on the file ``lock`` in it, which the system lets go of when the process dies; so
whoever comes next can tell a folder that was left behind from one in use, and removes it.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

_LOCK = "lock"
_SUFFIX = ".part"

SYNCED_AT_ONCE = 16
"""How many files are asked to be put on the disk at a time."""


@contextmanager
def aside(target: Path) -> Generator[Path]:
    """A folder beside ``target`` to make something in; it is gone afterwards, and so are those that were left behind.

    Raises:
        OSError: Nothing can be made there.
    """
    parent, name = target.absolute().parent, target.name
    for left in _left_behind(parent, name):
        shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{name}.", suffix=_SUFFIX, dir=parent))
    held = _claim(folder)
    try:
        yield folder
    finally:
        if held is not None:
            os.close(held)
        shutil.rmtree(folder, ignore_errors=True)


def put_new(made: Path, target: Path) -> None:
    """Move a file that was made aside to where nothing is.

    Raises:
        FileExistsError: Something was put there meanwhile; it was not touched.
    """
    try:
        os.link(made, target)
    except FileExistsError:
        raise
    except OSError:  # This file system knows no second name of a file, by which nothing is ever replaced.
        if target.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        made.replace(target)
    sync_folder(target.absolute().parent)


def put_in_place(made: Path, target: Path) -> None:
    """Move what was made aside to where it is to be, and have its name on the disk."""
    made.replace(target)
    sync_folder(target.absolute().parent)


def sync_whole(made: Path) -> None:
    """Have a file on the disk, or a folder with all that is in it, so that its name can be trusted to mean it."""
    if not made.is_dir():
        sync_file(made)
        return
    walked = list(os.walk(made))
    # Several at a time, since a disk puts down together what it is asked for together.
    with ThreadPoolExecutor(SYNCED_AT_ONCE) as pool:
        list(pool.map(sync_file, [Path(folder, name) for folder, _, names in walked for name in names]))
        list(pool.map(sync_folder, [Path(folder) for folder, _, _ in walked]))


def sync_file(file: Path) -> None:
    """Have what was written to a file on the disk."""
    with file.open("r+b") as opened:
        os.fsync(opened.fileno())


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk, so that what was put in place stays in place."""
    if sys.platform == "win32":  # pragma: no cover - a folder is no file there, and its names are written through
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


if sys.platform == "win32":  # pragma: no cover - an open file cannot be renamed there, so nothing is ever swept

    def _claim(_folder: Path) -> int | None:
        return None

    def _is_left(_folder: Path) -> bool:
        return False

else:
    import fcntl

    def _claim(folder: Path) -> int | None:
        """Take the lock of a folder; it gets its name once it is held, so that nobody finds it free meanwhile.

        Where a file system knows no locks there is none, and then nobody sweeps the folder either.
        """
        claimed = folder / f"{_LOCK}.new"
        lock = os.open(claimed, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            claimed.rename(folder / _LOCK)
        except OSError:
            os.close(lock)
            claimed.unlink(missing_ok=True)
            return None
        return lock

    def _is_left(folder: Path) -> bool:
        """Whether somebody made a folder to work in, and works there no more."""
        try:
            lock = os.open(folder / _LOCK, os.O_RDWR | os.O_NOFOLLOW)
        except OSError:
            return False
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        finally:
            os.close(lock)
        return True


def _left_behind(parent: Path, name: str) -> list[Path]:
    """The folders beside a place that were made for it, and left behind."""
    found = list[Path]()
    with suppress(OSError), os.scandir(parent) as listed:
        for one in listed:
            is_ours = one.name.startswith(f".{name}.") and one.name.endswith(_SUFFIX)
            if is_ours and one.is_dir(follow_symlinks=False) and _is_left(Path(one.path)):
                found.append(Path(one.path))
    return found
