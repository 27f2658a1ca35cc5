"""The timestamps of a ledger, held against the checkpoints that are kept; who gave them is for `verify` to say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256, sha384, sha512
from typing import Any

from govledger.ledger.findings import Findings, Kind
from govledger.seal.checkpoint import Checkpoint

_DIGESTS = (sha256, sha384, sha512)
_SEQUENCE = b"\x30"
"""With which every answer begins, since it is a SEQUENCE in DER."""


def tell_timestamps(rows: Iterable[tuple[Any, ...]], kept: Mapping[int, Checkpoint], findings: Findings) -> None:
    """Say which of the rows of timestamps, as the database gave them, are none of a checkpoint that is kept.

    An answer names what it was asked of by a digest, which stands in it as it is. More than that nobody can say who
    trusts no authority.
    """
    for size, answer in rows:
        what = f"the timestamp of size {size!r}"
        if type(size) is not int or type(answer) is not bytes:
            findings.add(Kind.BAD_TIMESTAMP, f"the row of {what} is damaged")
        elif size not in kept:
            findings.add(Kind.BAD_TIMESTAMP, f"{what} is of a checkpoint that is not kept, or cannot be read")
        elif not answer.startswith(_SEQUENCE):
            findings.add(Kind.BAD_TIMESTAMP, f"{what} is no answer of an authority")
        elif not _is_of(answer, kept[size]):
            findings.add(Kind.BAD_TIMESTAMP, f"{what} is not of the checkpoint of that size")


def _is_of(answer: bytes, checkpoint: Checkpoint) -> bool:
    said = checkpoint.encode().encode()
    return any(digest(said).digest() in answer for digest in _DIGESTS)
