"""Salted commitments: how a text is kept out of an entry's bytes and yet cannot be changed behind them.

A disclosure's payload is the JSON array ``[salt, name, value]``; the disclosure is base64url (no padding) of the
payload in UTF-8; the digest in the entry is base64url of SHA-256 of the disclosure's ASCII bytes. This is SD-JWT, RFC
9901 section 4.2, so any SD-JWT library computes the same digest. Salts are random, 144 bits, and derived from nothing,
so that an erased text cannot be guessed back.
"""

from __future__ import annotations

import json
import secrets
from binascii import b2a_base64
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256

from govledger.errors import SealError

SALT_BYTES = 18


SALT_LENGTH = SALT_BYTES * 4 // 3
_DIGEST_LENGTH = 43
"""Characters of a salt, which needs no padding, and of a digest without its padding."""

_URLSAFE = bytes.maketrans(b"+/", b"-_")
_quoted = json.JSONEncoder(ensure_ascii=False).encode
_quoted_name = lru_cache(maxsize=4_096)(_quoted)


def _base64url(data: bytes) -> bytes:
    return b2a_base64(data, newline=False).translate(_URLSAFE)


def commit(named_values: Iterable[tuple[str, str]]) -> list[bytes]:
    """The payload of a disclosure for every (name, value), each with a fresh salt of 24 characters."""
    pairs = list(named_values)
    salts = _base64url(secrets.token_bytes(SALT_BYTES * len(pairs))).decode("ascii")
    starts = range(0, len(salts), SALT_LENGTH)
    return [
        f'["{salts[start : start + SALT_LENGTH]}",{_quoted_name(name)},{_quoted(value)}]'.encode()
        for start, (name, value) in zip(starts, pairs, strict=True)
    ]


def digest(payload: bytes) -> str:
    r"""The digest that an entry holds in place of the text.

    >>> digest(b'["6qMQvRL5haj", "family_name", "M\xc3\xb6bius"]')
    'uutlBuYeMDyjLLTpf6Jxi7yNkEF35jdyWMn9U7b_RYY'
    """
    return digests([payload])[0]


def digests(payloads: Iterable[bytes]) -> list[str]:
    """The digest of each of many payloads."""
    hashes = [sha256(_base64url(payload).rstrip(b"=")).digest() for payload in payloads]
    # With a byte of nothing after each they can be written all at once: 33 bytes make 44 characters, of which the last
    # is of that byte alone.
    written = _base64url(b"".join([part for held in hashes for part in (held, b"\0")])).decode("ascii")
    return [written[start : start + _DIGEST_LENGTH] for start in range(0, len(written), _DIGEST_LENGTH + 1)]


def open_disclosure(payload: bytes) -> tuple[str, str]:
    """The (name, value) of a payload.

    What is wrong is told without showing any of the payload, whose words may be withheld.

    Raises:
        SealError: ``payload`` is not a JSON array of three strings, in UTF-8.
    """
    try:
        held = json.loads(payload.decode())
    except (ValueError, RecursionError):
        held = None
    match held:
        case [str(), str(name), str(value)]:
            return name, value
        case _:
            expected = "a JSON array of three strings: salt, name, value"
            raise SealError(f"{len(payload)} bytes", expected, where="disclosure")
