"""Proof files: that an entry is in a log, for whoever has the entry and the keys, and has no network.

The format is C2SP tlog-proof, version 1; a file of it is named ``*.tlog-proof``::

    c2sp.org/tlog-proof@v1
    extra <base64 of what the application wants to go with it>     left out when there is none
    index <the number of the leaf, from 0, in decimal>
    <a hash of the inclusion proof, in base64>                     the lowest first; none in a tree of one leaf
    ...
    <an empty line>
    <the checkpoint, as it was signed and cosigned>

Nothing signs the extra data: it is worth as much as its hash in an entry says. No line is longer than 65,535 bytes,
which is what readers elsewhere take.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from govledger.errors import SealError
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.note import NOTE_BYTES_MAX, Note, VerifierKey
from govledger.seal.policy import NOBODY, Policy, Witnessed
from govledger.seal.strict import decode_base64, decode_decimal, decode_hash, decode_text, encode_base64
from govledger.seal.tree import SIZE_MAX, Node, check_hashes, check_inclusion, prove_inclusion

HEADER = "c2sp.org/tlog-proof@v1"
LINE_BYTES_MAX = 65_535
HASHES_MAX = SIZE_MAX.bit_length()
EXTRA_BYTES_MAX = (LINE_BYTES_MAX - len("extra ")) // 4 * 3
"""The most extra data that fits on a line, in bytes."""

_HEAD_BYTES_MAX = LINE_BYTES_MAX + 100 + HASHES_MAX * 50
_ASKS_FOR_NOBODY = Policy(logs=(), witnesses=(), groups=(), quorum=NOBODY)


@dataclass(frozen=True, slots=True)
class TlogProof:
    """A proof that an entry is in a log, as it was found; `check_proof` says whether it holds.

    Attributes:
        index: The number of the leaf, from 0.
        hashes: The inclusion proof, the lowest hash first.
        checkpoint: The signed note that the proof leads to, in its bytes.
        extra: What goes with it, signed by nobody; empty when nothing does.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes = b""

    def __post_init__(self) -> None:
        if not 0 <= self.index < SIZE_MAX:
            raise SealError(self.index, f"an index below {SIZE_MAX}", where="proof")
        if len(self.hashes) > HASHES_MAX:
            raise SealError(f"{len(self.hashes)} hashes", f"at most {HASHES_MAX}", where="proof")
        check_hashes(self.hashes, where="proof")
        if len(self.extra) > EXTRA_BYTES_MAX:
            raise SealError(f"{len(self.extra)} bytes of extra data", f"at most {EXTRA_BYTES_MAX}", where="proof")
        if not self.checkpoint.endswith(b"\n") or len(self.checkpoint) > NOTE_BYTES_MAX:
            raise SealError(self.checkpoint[-80:], "a checkpoint that ends in a newline", where="proof")

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read a proof file. Its checkpoint is read when the proof is checked.

        Raises:
            SealError: ``data`` is no proof file.
        """
        head, _, checkpoint = data.partition(b"\n\n")
        header, *lines = decode_text(head, bytes_max=_HEAD_BYTES_MAX, where="proof").split("\n")
        if header != HEADER:
            raise SealError(header, HEADER, where="proof")
        extra = b""
        if lines and lines[0].startswith("extra "):
            extra = decode_base64(lines.pop(0).removeprefix("extra "), where="extra data")
            if not extra:
                raise SealError("nothing", "extra data, or no line for it", where="extra data")
        if not (lines and lines[0].startswith("index ")):
            raise SealError(lines[0] if lines else "no line", "the line with the index", where="proof")
        index = decode_decimal(lines.pop(0).removeprefix("index "), where="index")
        return cls(index, tuple(decode_hash(line, where="inclusion proof") for line in lines), checkpoint, extra)

    def encode(self) -> bytes:
        """The proof file."""
        lines = [
            HEADER,
            *([f"extra {encode_base64(self.extra)}"] if self.extra else []),
            f"index {self.index}",
            *map(encode_base64, self.hashes),
        ]
        return "\n".join(lines).encode() + b"\n\n" + self.checkpoint


def prove_entry(index: int, checkpoint: bytes, node: Node, *, extra: bytes = b"") -> TlogProof:
    """The proof that leaf ``index`` is in the log, as its checkpoint says it is.

    Args:
        index: The number of the leaf, from 0.
        checkpoint: The signed note of a checkpoint that covers the leaf.
        node: The hash of any perfect subtree of the log.
        extra: What goes with it.

    Raises:
        SealError: The checkpoint is none, or does not cover the leaf.
    """
    size = Checkpoint.parse(Note.parse(checkpoint).text).size
    return TlogProof(index, prove_inclusion(index, size, node), checkpoint, extra)


def check_proof(proof: TlogProof, leaf_hash: bytes, *log: VerifierKey, policy: Policy = _ASKS_FOR_NOBODY) -> Witnessed:
    """Check that an entry is in a log, and that those who should stand behind the log's checkpoint do.

    Args:
        proof: The proof.
        leaf_hash: The leaf hash of the entry, which the caller has computed from its bytes.
        log: The keys of the logs that will do, besides those that the policy lists.
        policy: Whose cosignatures are asked for; nobody's, unless one is given.

    Returns:
        The checkpoint that covers the entry, and who stands behind it.

    Raises:
        SealError: A signature or cosignature fails or is missing, or the entry is not the leaf. Hostile input raises
            nothing else.
    """
    witnessed = policy.open(proof.checkpoint, *log)
    checkpoint = witnessed.checkpoint
    check_inclusion(leaf_hash, proof.index, checkpoint.size, proof.hashes, checkpoint.root)
    return witnessed
