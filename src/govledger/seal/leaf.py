"""The leaf of one entry: SHA-256(0x00 || entry bytes), RFC 6962 section 2.1.

Entry *n* is the leaf of index *n - 1*; its bytes are hashed as they are stored, never as they would be encoded again.
"""

from __future__ import annotations

from hashlib import sha256

LEAF_PREFIX = b"\x00"
ENTRY_BYTES_MAX = 65_535
"""The longest entry, in bytes: tlog-tiles gives its length in sixteen bits."""


def leaf_hash(entry: bytes) -> bytes:
    """The 32-byte RFC 6962 leaf hash of one entry's stored bytes.

    >>> leaf_hash(b"").hex()
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'
    """
    return sha256(LEAF_PREFIX + entry).digest()
