"""An entry as the plain JSON that its stored bytes are, for whoever needs a field of it and no event."""

from __future__ import annotations

from typing import Any

import msgspec

from govledger.errors import LedgerCorruptError
from govledger.ledger.codec import decode_outline
from govledger.ledger.store import Row


class _Plain(msgspec.Struct):
    """What every entry has."""

    body: dict[str, Any]


_plain = msgspec.json.Decoder(_Plain)
_whole = msgspec.json.Decoder(dict[str, Any])


def body_of(row: Row) -> dict[str, Any]:
    """The body of a stored entry.

    Raises:
        LedgerCorruptError: The bytes are not that entry's.
    """
    decode_outline(row)
    try:
        return _plain.decode(row.raw).body
    except (msgspec.DecodeError, ValueError) as fault:
        raise _unreadable(row, fault) from fault


def plain_of(row: Row) -> dict[str, Any]:
    """All of a stored entry.

    Raises:
        LedgerCorruptError: The bytes are not that entry's.
    """
    decode_outline(row)
    try:
        return _whole.decode(row.raw)
    except (msgspec.DecodeError, ValueError) as fault:
        raise _unreadable(row, fault) from fault


def _unreadable(row: Row, fault: Exception) -> LedgerCorruptError:
    return LedgerCorruptError(f"the bytes of entry {row.number} cannot be read: {fault}")
