"""Fork proofs: two checkpoints that one log signed and that cannot both be true, in one text file.

Whoever has the file and the log's key can check it offline, and needs nothing from the log. The format is ours, and is
made of the formats that the rest of the seal is made of::

    govledger/fork-proof@v1
    log <the vkey of the log>
    root <base64: the root that the larger tree has at the smaller size>      only where the sizes differ
    <base64: a hash of the consistency proof from that root to the larger>    only where the sizes differ
    ...
    <an empty line>
    <the signed note of the smaller checkpoint, or of either where the sizes are equal>
    <an empty line>
    <the signed note of the other>

Two checkpoints of one size are a fork when their roots differ. Of two sizes, the larger root fixes every node below it,
and so the one root that its tree has at the smaller size: the proof shows that root, and the log signed another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from govledger.errors import SealError
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.note import NOTE_BYTES_MAX, Note, VerifierKey
from govledger.seal.policy import parse_log
from govledger.seal.strict import decode_hash, decode_text, encode_base64
from govledger.seal.tree import Frontier, Node, check_consistency, perfect_subtrees, prove_consistency

HEADER = "govledger/fork-proof@v1"
FORK_BYTES_MAX = 3 * NOTE_BYTES_MAX
HASHES_MAX = 64

_PARTS = 5
_WHERE = "fork proof"


@dataclass(frozen=True)
class Fork:
    """Two checkpoints of one log, one of which must be false.

    Attributes:
        log: The key that signed both.
        smaller: The checkpoint of the smaller size, or either.
        larger: The other.
        root: The root that the larger tree has at the smaller size; none where the sizes are equal.
    """

    log: VerifierKey
    smaller: Checkpoint
    larger: Checkpoint
    root: bytes | None

    def __str__(self) -> str:
        """The fork as it can be read out."""
        one, other = self.smaller, self.larger
        told = f"{one.origin} signed that its first {one.size} entries have the root {encode_base64(one.root)}"
        if self.root is None:
            return f"{told}, and also that they have the root {encode_base64(other.root)}."
        claimed = f"that its first {other.size} have the root {encode_base64(other.root)}"
        return f"{told}, and also {claimed}; but then the first {one.size} have the root {encode_base64(self.root)}."


@dataclass(frozen=True)
class ForkProof:
    """What shows a fork, as it was found; not yet checked.

    Attributes:
        log: The key that is said to have signed both.
        smaller: The note of the checkpoint of the smaller size, or of either.
        larger: The note of the other.
        root: The root that the larger tree is said to have at the smaller size; none where the sizes are equal.
        hashes: The consistency proof from that root to the larger.
    """

    log: VerifierKey
    smaller: Note
    larger: Note
    root: bytes | None = None
    hashes: tuple[bytes, ...] = ()

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read a fork proof.

        Raises:
            SealError: ``data`` is no fork proof.
        """
        parts = decode_text(data, bytes_max=FORK_BYTES_MAX, where=_WHERE).split("\n\n")
        if len(parts) != _PARTS:
            raise SealError(f"{len(parts)} parts", "a head and two signed checkpoints", where=_WHERE)
        head, smaller, signed_smaller, larger, signed_larger = parts
        header, *lines = head.split("\n")
        if header != HEADER:
            raise SealError(header, HEADER, where=_WHERE)
        log, *proof = lines or [""]
        root, hashes = _read_proof(proof)
        return cls(
            parse_log(_after("log", log)),
            Note.parse(f"{smaller}\n\n{signed_smaller}\n".encode()),
            Note.parse(f"{larger}\n\n{signed_larger}".encode()),
            root,
            hashes,
        )

    def encode(self) -> bytes:
        """The proof as a text file."""
        proof = [] if self.root is None else [f"root {encode_base64(self.root)}", *map(encode_base64, self.hashes)]
        head = "".join(f"{line}\n" for line in (HEADER, f"log {self.log.vkey}", *proof))
        return b"\n".join((head.encode(), self.smaller.encode(), self.larger.encode()))

    def check(self, *known: VerifierKey) -> Fork:
        """The fork that this shows.

        Args:
            known: The keys that the reader knows the log by; without one, the key in the proof is taken as the log's.

        Raises:
            SealError: The proof shows no fork, or none of a log that the reader knows.
        """
        if known and self.log not in known:
            raise SealError(f"the key {self.log.vkey}", "a known key of the log", where=_WHERE)
        smaller, larger = (_open(note, self.log) for note in (self.smaller, self.larger))
        if smaller.origin != larger.origin:
            raise SealError(larger.origin, f"the same log, {smaller.origin}", where=_WHERE)
        if smaller.size > larger.size or (smaller.size == larger.size) != (self.root is None):
            raise SealError(f"sizes {smaller.size} and {larger.size}", "the smaller first", where=_WHERE)
        found = larger.root if self.root is None else self.root
        if self.root is not None:
            check_consistency(smaller.size, larger.size, self.hashes, self.root, larger.root)
        if found == smaller.root:
            raise SealError("checkpoints that agree", "two that cannot both be true", where=_WHERE)
        return Fork(self.log, smaller, larger, self.root)


def prove_fork(one: bytes | Note, other: bytes | Note, log: VerifierKey, node: Node | None = None) -> ForkProof:
    """The proof that two signed checkpoints cannot both be true.

    Args:
        one: The note of a checkpoint, or its bytes.
        other: That of another, in whichever order.
        log: The key that signed both.
        node: Reads the tree of the larger checkpoint; needed where the sizes differ.

    Raises:
        SealError: They are no fork, ``log`` did not sign both, or ``node`` is missing or reads another tree.
    """
    notes = [found if isinstance(found, Note) else Note.parse(found) for found in (one, other)]
    smaller, larger = sorted(notes, key=lambda note: Checkpoint.parse(note.text).size)
    old, new = (Checkpoint.parse(note.text).size for note in (smaller, larger))
    if old == new:
        proof = ForkProof(log, smaller, larger)
    elif node is None:
        raise SealError(f"sizes {old} and {new}", "equal sizes, or the tree of the larger", where=_WHERE)
    else:
        root = Frontier.of(old, [node(level, index) for level, index in perfect_subtrees(0, old)]).root()
        proof = ForkProof(log, smaller, larger, root, prove_consistency(old, new, node))
    proof.check()
    return proof


def _open(note: Note, log: VerifierKey) -> Checkpoint:
    """The checkpoint of a note that the log signed, of whatever origin."""
    return Checkpoint.open(note, log, origin=Checkpoint.parse(note.text).origin)


def _read_proof(lines: Sequence[str]) -> tuple[bytes | None, tuple[bytes, ...]]:
    """The root and the hashes of the head's further lines."""
    if not lines:
        return None, ()
    root, *hashes = lines
    if len(hashes) > HASHES_MAX:
        raise SealError(f"{len(hashes)} hashes", f"at most {HASHES_MAX}", where=_WHERE)
    return (
        decode_hash(_after("root", root), where=_WHERE),
        tuple(decode_hash(line, where=_WHERE) for line in hashes),
    )


def _after(word: str, line: str) -> str:
    """The rest of a line that begins with a word."""
    if not line.startswith(f"{word} "):
        raise SealError(line, f"a line that begins with {word!r}", where=_WHERE)
    return line.removeprefix(f"{word} ")
