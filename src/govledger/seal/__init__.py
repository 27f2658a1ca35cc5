"""Proof that the record was not changed: bytes in, hashes out."""

from govledger.seal.commitment import commit, digest, open_disclosure
from govledger.seal.leaf import leaf_hash

__all__ = ["commit", "digest", "leaf_hash", "open_disclosure"]
