"""What the tests of witnesses share: histories of a log, and requests to cosign them."""

import socket
from collections.abc import Sequence

from govledger.seal.checkpoint import Checkpoint
from govledger.seal.leaf import leaf_hash
from govledger.seal.note import Signer
from govledger.seal.tree import prove_consistency, root_of
from govledger.seal.witness import AddCheckpoint
from tests.seal.support import LOG

WORDS: list[object] = [*range(7), "amber", *range(8, 60)]
OTHERS: list[object] = [*range(7), "green", *range(8, 60)]


def leaves(words: Sequence[object]) -> list[bytes]:
    return [leaf_hash(str(word).encode()) for word in words]


def head(words: Sequence[object], log: Signer = LOG) -> Checkpoint:
    return Checkpoint(log.name, len(words), root_of(leaves(words)))


def proof(words: Sequence[object], old: int, new: int) -> tuple[bytes, ...]:
    """The proof that the first ``new`` of these words begin with the first ``old``."""
    hashes = leaves(words[:new])
    return prove_consistency(old, new, lambda level, index: root_of(hashes[index << level : (index + 1) << level]))


def asked(old: int, new: int, words: Sequence[object] = WORDS, *, log: Signer = LOG) -> AddCheckpoint:
    """A request to cosign the first ``new`` words, of a witness that is at ``old``."""
    return AddCheckpoint(old, proof(words, old, new), head(words[:new], log).sign(log))


def spoken(address: tuple[str, int], said: bytes, *, seconds: float = 5) -> bytes:
    """What comes back, to the end, when these bytes are sent and nothing more."""
    with socket.create_connection(address, timeout=seconds) as connection:
        connection.sendall(said)
        return b"".join(iter(lambda: connection.recv(65_536), b""))
