"""What a witness refused although a log signed it, in a folder that outlives the witness; and how it writes at all.

Every such checkpoint has a folder of its own::

    <digest>/known         the signed note of the checkpoint that the witness had cosigned
    <digest>/request       the request that it refused
    <digest>/fork-proof    where the sizes are equal: both in one file, which whoever has the log's key can check
"""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from govledger.errors import SealError
from govledger.ledger.aside import sync_folder
from govledger.seal.fork import prove_fork
from govledger.seal.note import VerifierKey
from govledger.seal.witness import Evidence

if sys.platform == "win32":  # pragma: no cover - the tests run where fcntl is
    import msvcrt

    def _take(lock: int) -> None:
        msvcrt.locking(lock, msvcrt.LK_LOCK, 1)

else:
    import fcntl

    def _take(lock: int) -> None:
        fcntl.flock(lock, fcntl.LOCK_EX)


EVIDENCE_MAX = 1_000
"""How many refusals are kept; further ones are refused all the same. The first is the one that tells.

Forks that show themselves are counted apart from the rest, so that nobody can crowd one out with lesser refusals.
"""

_FORK_PROOF = "fork-proof"
_OWNER_ONLY = 0o600
_DIGEST_DIGITS = 16


def keep_evidence(found: Evidence, log: Sequence[VerifierKey], folder: Path) -> Path | None:
    """Put what a witness refused on the disk, once however often it is offered.

    Args:
        found: What it refused, beside what it had cosigned.
        log: The keys of the log.
        folder: The folder of all that it refused; made if it is not there.

    Returns:
        The folder of this refusal; none where there are too many already.

    Raises:
        OSError: It cannot be written.
    """
    digest = sha256(f"{found.known.text}\n{found.refused.note.text}".encode()).hexdigest()
    kept = folder / digest[:_DIGEST_DIGITS]
    files = _files(found, log)
    if not kept.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        shows = _FORK_PROOF in files
        if sum((other / _FORK_PROOF).is_file() == shows for other in folder.iterdir()) >= EVIDENCE_MAX:
            return None
        kept.mkdir()
        sync_folder(folder)
    for name, data in files.items():
        if not (kept / name).is_file():
            write_durably(kept / name, data)
    return kept


def _files(found: Evidence, log: Sequence[VerifierKey]) -> dict[str, bytes]:
    files = {"known": found.known.encode(), "request": found.refused.encode()}
    for key in log:
        try:
            files[_FORK_PROOF] = prove_fork(found.known, found.refused.note, key).encode()
        except SealError:  # Of two sizes, which takes the tree to prove; or another key of the log signed.
            continue
    return files


@contextmanager
def one_at_a_time(path: Path) -> Generator[None]:
    """Wait until nobody else works on a file, in this process or another; those who do not ask are not kept off.

    Raises:
        OSError: Nothing can be written beside the file.
    """
    lock = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, _OWNER_ONLY)
    try:
        _take(lock)
        yield
    finally:
        os.close(lock)


def write_durably(path: Path, data: bytes) -> None:
    """Write a whole file, so that after a power cut it is there as it was or as it is now, and nothing between."""
    new = path.with_name(f"{path.name}.new")
    with open(new, "wb", opener=lambda name, flags: os.open(name, flags, _OWNER_ONLY)) as opened:
        opened.write(data)
        opened.flush()
        os.fsync(opened.fileno())
    new.replace(path)
    sync_folder(path.parent)
