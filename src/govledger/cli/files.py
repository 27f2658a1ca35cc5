"""Files that a verb reads or leaves: small ones are read, and each is written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import click

SMALL_BYTES_MAX = 1 << 20

RECEIPT, FORK_PROOF = b"c2sp.org/tlog-proof@", b"govledger/fork-proof@"
"""How these begin."""

IsAlike = Callable[[bytes], bool]
"""Whether a file is of the kind that is to be written, so that it may be replaced."""


def read_small(path: Path) -> bytes:
    """A file of at most a megabyte.

    Raises:
        SealError: It is longer.
    """
    from govledger.errors import SealError

    with path.open("rb") as file:
        data = file.read(SMALL_BYTES_MAX + 1)
    if len(data) > SMALL_BYTES_MAX:
        raise SealError("a longer file", f"at most {SMALL_BYTES_MAX} bytes", where=str(path))
    return data


def check_free(option: str, path: Path | None, is_alike: IsAlike, what: str) -> None:
    """Check, before anything is done, that what is at a path may be replaced.

    Args:
        option: The option that the path was given to.
        path: Where something is to be written; ``None`` for nowhere.
        is_alike: Whether a file is of the kind that is to be written.
        what: What may be there, such as ``a receipt``.

    Raises:
        UsageError: Something else is there; it was not touched.
    """
    if path is None or not path.exists() or _is_stream(path):
        return
    if path.is_dir() or not is_alike(_beginning(path)):
        raise click.UsageError(f"{option}: {path} holds something that is no {what}; it was not touched")


def write_whole(path: Path, data: bytes) -> None:
    """Write a file, in place of what is there; after a power cut it is as it was or as it is now, and nothing between.

    Raises:
        OSError: It cannot be written; what was there is as it was.
    """
    if _is_stream(path):
        path.write_bytes(data)
        return
    from govledger.ledger.aside import aside, put_in_place

    real = Path(os.path.realpath(path))
    try:
        with aside(real) as folder:
            with (folder / "made").open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            put_in_place(folder / "made", real)
    except OSError as fault:
        raise OSError(fault.errno, fault.strerror, str(path)) from fault


def write_after(done: str, path: Path, data: bytes) -> None:
    """Write a file that comes of something that was done and stays done; given again, all of it is done again.

    Raises:
        GovledgerError: It cannot be written; it says what was done.
    """
    from govledger.errors import GovledgerError

    try:
        write_whole(path, data)
    except OSError as fault:
        told = f"{done}, but {path} cannot be written ({fault.strerror})"
        raise GovledgerError(f"{told}; make room or name another place, and give the same again") from fault


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(SMALL_BYTES_MAX)


def _is_stream(path: Path) -> bool:
    """Whether something is there that can only be written to, such as /dev/stdout."""
    return path.exists() and not (path.is_file() or path.is_dir())
