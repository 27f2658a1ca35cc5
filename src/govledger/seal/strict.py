"""What every text format of the seal is made of, read in the one way in which it is written: lines, base64, decimals.

Base64 is RFC 4648 section 4, padded, with the unused bits zero; a decimal has no sign and no leading zero; a hash is 32
bytes in base64. Nothing else is read: two spellings of one thing would be two signed things, or one unsigned.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode

from govledger.errors import SealError
from govledger.seal.tree import HASH_BYTES, SIZE_MAX

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")
_FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\ud800-\udfff]")


def encode_base64(data: bytes) -> str:
    """Bytes as base64."""
    return b64encode(data).decode("ascii")


def decode_base64(text: str, *, where: str) -> bytes:
    """The bytes that base64 stands for.

    Raises:
        SealError: ``text`` is not how these bytes are written.
    """
    try:
        data = b64decode(text.encode("ascii"), validate=True)
    except ValueError:
        raise SealError(text, "base64", where=where) from None
    if encode_base64(data) != text:
        raise SealError(text, "base64 with its unused bits zero", where=where)
    return data


def decode_hash(text: str, *, where: str) -> bytes:
    """The 32 bytes of a hash.

    Raises:
        SealError: ``text`` is not the base64 of 32 bytes.
    """
    data = decode_base64(text, where=where)
    if len(data) != HASH_BYTES:
        raise SealError(f"{len(data)} bytes", f"a hash of {HASH_BYTES} bytes", where=where)
    return data


def decode_decimal(text: str, *, where: str) -> int:
    """The number that a decimal stands for, at most `SIZE_MAX`.

    Raises:
        SealError: ``text`` is not how a number is written, or too large.
    """
    if not _DECIMAL.fullmatch(text) or int(text) > SIZE_MAX:
        raise SealError(text, f"a decimal from 0 to {SIZE_MAX}, without leading zeros", where=where)
    return int(text)


def decode_text(data: bytes, *, bytes_max: int, where: str) -> str:
    """UTF-8 text without control characters other than the newline.

    Raises:
        SealError: ``data`` is longer than ``bytes_max``, no UTF-8, or holds a control character.
    """
    if len(data) > bytes_max:
        raise SealError(f"{len(data)} bytes", f"at most {bytes_max} bytes", where=where)
    try:
        text = data.decode()
    except UnicodeDecodeError as bad:
        raise SealError(f"byte 0x{data[bad.start]:02x} at {bad.start}", "UTF-8", where=where) from None
    check_characters(text, where=where)
    return text


def check_characters(text: str, *, where: str) -> None:
    """Check that a text can be signed: no character below U+0020 but the newline, and no surrogate.

    Raises:
        SealError: It holds one.
    """
    if bad := _FORBIDDEN.search(text):
        found = f"U+{ord(bad.group()):04X} at {bad.start()}"
        raise SealError(found, "no control character but the newline", where=where)
