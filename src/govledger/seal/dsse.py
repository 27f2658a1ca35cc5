"""The bytes that a DSSE envelope signs, for statements about a ledger that travel in one.

DSSE version 1 signs the type of a payload together with the payload, so that neither can be passed off as another's::

    "DSSEv1" | " " | length of the type | " " | type | " " | length of the payload | " " | payload

The type is UTF-8; lengths are in bytes, in decimal.
"""

from __future__ import annotations


def pre_authentication_encoding(payload_type: str, payload: bytes) -> bytes:
    """What is signed for a payload of that type.

    >>> pre_authentication_encoding("text/plain", b"noted")
    b'DSSEv1 10 text/plain 5 noted'
    """
    named = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(named), named, len(payload), payload)
