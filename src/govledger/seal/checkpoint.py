"""Checkpoints: what a log signs to say how many entries it has, and what they are.

The format is the text of a C2SP tlog-checkpoint v1.0.0, which a signed note carries::

    <origin: the name of the log>
    <size: how many leaves, in decimal>
    <root: the RFC 6962 root of that many leaves, in base64>

Extension lines, which the standard allows and advises against, are refused: nobody could audit them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from govledger.errors import SealError
from govledger.seal.note import Note, Signer, VerifierKey
from govledger.seal.strict import check_characters, decode_decimal, decode_hash, encode_base64
from govledger.seal.tree import HASH_BYTES, SIZE_MAX, empty_root

LINES = 3


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log at one size.

    Attributes:
        origin: The name of the log.
        size: How many leaves it has.
        root: The root over these leaves, 32 bytes.
    """

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        check_origin(self.origin)
        if not 0 <= self.size <= SIZE_MAX:
            raise SealError(self.size, f"a size from 0 to {SIZE_MAX}", where="size")
        if len(self.root) != HASH_BYTES:
            raise SealError(f"{len(self.root)} bytes", f"a hash of {HASH_BYTES} bytes", where="root")
        if self.size == 0 and self.root != empty_root():
            raise SealError(encode_base64(self.root), "the root of no leaves", where="root")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the text of a checkpoint.

        Raises:
            SealError: ``text`` is no checkpoint, or has extension lines.
        """
        lines = text.split("\n")
        if len(lines) != LINES + 1 or lines[LINES]:
            raise SealError(f"{len(lines) - 1} lines", "three lines: origin, size and root", where="checkpoint")
        origin, size, root, _ = lines
        return cls(origin, decode_decimal(size, where="size"), decode_hash(root, where="root"))

    @classmethod
    def open(cls, note: bytes | Note, *log: VerifierKey, origin: str | None = None) -> Self:
        """The checkpoint of a note, once a key of the log is seen to have signed it.

        Args:
            note: The note, or its bytes.
            log: The keys of the log, any of which will do; signatures of others are not looked at.
            origin: The name of the log; without one it is the name of the key that signed.

        Raises:
            SealError: The note cannot be read, no key of the log signed it, or it is of another log.
        """
        found = note if isinstance(note, Note) else Note.parse(note)
        signed = found.verify(*log)
        checkpoint = cls.parse(found.text)
        expected = {signature.name for signature in signed} if origin is None else {origin}
        if checkpoint.origin not in expected:
            raise SealError(checkpoint.origin, " or ".join(sorted(expected)), where="origin")
        return checkpoint

    def encode(self) -> str:
        """The text of the checkpoint, which is the text of its note."""
        return f"{self.origin}\n{self.size}\n{encode_base64(self.root)}\n"

    def sign(self, *log: Signer) -> Note:
        """The note that says so, signed with the keys of the log."""
        return Note.sign(self.encode(), *log)


def check_origin(origin: str) -> None:
    """Check that a text can be the name of a log: one line, not empty.

    Raises:
        SealError: It cannot.
    """
    check_characters(origin, where="origin")
    if not origin or "\n" in origin:
        raise SealError(origin, "one line that is not empty", where="origin")
