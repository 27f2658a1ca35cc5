"""Keys, checkpoints and small logs that the tests of the seal share."""

from dataclasses import replace

from govledger.seal.checkpoint import Checkpoint
from govledger.seal.cosignature import Ed25519CosignatureSigner
from govledger.seal.note import Signer
from govledger.seal.tiles import ENTRIES, Tile, tiles_for
from govledger.seal.tree import empty_root

ORIGIN = "northbeck.example/improvement"
LOG = Signer(ORIGIN, bytes(range(32)))
OTHER_LOG = Signer("southmere.example/improvement", bytes(range(1, 33)))
CHAIR = Ed25519CosignatureSigner("chair.northbeck.example", bytes(range(2, 34)))
AUDIT = Ed25519CosignatureSigner("audit.example", bytes(range(3, 35)))
ADVISER = Ed25519CosignatureSigner("adviser.example", bytes(range(4, 36)))
NOON = 1_780_000_000


def checkpoint(size: int = 17, root: bytes | None = None, *, origin: str = ORIGIN) -> Checkpoint:
    """A checkpoint of a log that need not exist."""
    return Checkpoint(origin, size, root or (bytes([size % 256]) * 32 if size else empty_root()))


def bundles_for(size: int) -> list[Tile]:
    """The entry bundles of a log of so many entries."""
    return [replace(tile, level=ENTRIES) for tile in tiles_for(0, size) if tile.level == 0]
