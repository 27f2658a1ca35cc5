"""Statements that more than one of the store's modules puts, in words that every database understands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from govledger.ledger.store.schema import EVENTS, TIMESTAMP, UNFILED

VALUES_MAX = 900
"""How many values one statement is given; every SQLite takes at least 999."""

SELECT = f"SELECT originator_version, topic, state FROM {EVENTS} WHERE originator_id = ?"  # noqa: S608 - a constant
"""The columns of a `Row`, of one ledger."""

TILE = "SELECT hashes FROM tile WHERE ledger = ? AND level = ? AND idx = ?"

CHECKPOINTS = "SELECT size, at, note FROM checkpoint WHERE ledger = ?"
"""The columns of a `CheckpointRow`, of one ledger."""

SELECT_TIMESTAMPS = f"SELECT size, answer FROM {TIMESTAMP} WHERE ledger = ? ORDER BY size"  # noqa: S608 - a constant

SELECT_UNFILED = f"SELECT number, names FROM {UNFILED} WHERE ledger = ? AND number > ? ORDER BY number"  # noqa: S608
"""What is not filed by name yet, of batches that end after an entry."""


def beginning(column: str, words: str) -> tuple[str, tuple[str, str]]:
    """A condition that the text of ``column`` begins with ``words``, as a range, and what to give for its marks.

    Every database finds a range by an index on the column, where its texts are ordered by their bytes.
    """
    return f"{column} >= ? AND {column} < ?", (words, words[:-1] + chr(ord(words[-1]) + 1))


def read_tile(found: Sequence[tuple[Any]]) -> bytes:
    """The hashes of a tile from the rows found; empty where there is none, or something else."""
    return found[0][0] if found and type(found[0][0]) is bytes else b""
