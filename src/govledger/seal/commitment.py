"""Salted commitments: how a text is kept out of an entry's bytes and yet cannot be changed behind them.

A disclosure's payload is the JSON array ``[salt, name, value]``; the disclosure is base64url (no padding) of the
payload in UTF-8; the digest in the entry is base64url of SHA-256 of the disclosure's ASCII bytes. This is SD-JWT, RFC
9901 section 4.2, so any SD-JWT library computes the same digest. Salts are random, 144 bits, and derived from nothing,
so that an erased text cannot be guessed back.
"""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from hashlib import sha256

from govledger.errors import SealError

SALT_BYTES = 18


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def commit(named_values: Iterable[tuple[str, str]]) -> list[bytes]:
    """The payload of a disclosure for every (name, value), each with a fresh salt of 24 characters."""
    pairs = list(named_values)
    random = secrets.token_bytes(SALT_BYTES * len(pairs))
    salts = (_base64url(random[start : start + SALT_BYTES]) for start in range(0, len(random), SALT_BYTES))
    return [
        json.dumps([salt, name, value], ensure_ascii=False, separators=(",", ":")).encode()
        for salt, (name, value) in zip(salts, pairs, strict=True)
    ]


def digest(payload: bytes) -> str:
    r"""The digest that an entry holds in place of the text.

    >>> digest(b'["6qMQvRL5haj", "family_name", "M\xc3\xb6bius"]')
    'uutlBuYeMDyjLLTpf6Jxi7yNkEF35jdyWMn9U7b_RYY'
    """
    return _base64url(sha256(urlsafe_b64encode(payload).rstrip(b"=")).digest())


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
