"""The plain rows that pass between the ledger and its store."""

from __future__ import annotations

from typing import NamedTuple

import attrs


class Row(NamedTuple):
    """One stored entry: its number, its written type, and its bytes."""

    number: int
    type: str
    raw: bytes


@attrs.frozen(kw_only=True)
class LedgerRow:
    """One ledger of a database.

    Attributes:
        id: Its integer id in the side tables.
        uuid: Its id in the recorder's table.
        name: What it is called within the database.
        origin: The name of its log.
        zone: The civil zone in which its days end.
    """

    id: int
    uuid: str
    name: str
    origin: str
    zone: str


@attrs.frozen(kw_only=True)
class Append:
    """Everything that one transaction adds to a ledger.

    Attributes:
        rows: The entries, numbered on from the head.
        disclosures: (number, payloads) of every entry with withheld texts.
        keys: (idempotency key, number).
        mentions: (reference, number, whether the entry introduced it), each once.
    """

    rows: list[Row]
    disclosures: list[tuple[int, bytes]]
    keys: list[tuple[str, int]]
    mentions: list[tuple[str, int, bool]]
