"""What the tests of the seal share: a log's key, and a ledger in a file with something to seal."""

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.cosignature import Ed25519CosignatureSigner
from govledger.seal.note import Note, Signer
from tests.ledger.support import CLERK, NOON, FakeClock

ORIGIN = "example.gov.uk/csib"
LOG = Signer(ORIGIN, bytes(range(32)))
SECONDS = int(dt.datetime.fromisoformat(NOON).timestamp())
"""The time of a clock that was not set, in seconds since 1970."""

WITNESS = Ed25519CosignatureSigner("chair.example.gov.uk", bytes(range(1, 33)))


def sealable(where: Path | str = "memory://", *, clock: FakeClock | None = None, **options: Any) -> Ledger:
    """A ledger under that origin, of one entry."""
    return Ledger.create(where, origin=ORIGIN, clerk=CLERK, clock=clock or FakeClock(), **options)


def add(ledger: Ledger, count: int, *, text: str = "Audit every threshold decision") -> None:
    """Record so many actions."""
    first = len(ledger)
    ledger.record(*(ev.ActionAdded(action=str(first + number), text=text) for number in range(count)))


def cosigned(note: bytes, *, time: int) -> bytes:
    """The note as the witness gives it back."""
    found = Note.parse(note)
    return found.with_signatures(WITNESS.cosign(Checkpoint.parse(found.text), time=time)).encode()


@contextmanager
def behind(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection of somebody who takes the triggers away and puts them back; what they did is committed."""
    with closing(sqlite3.connect(path)) as connection, connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        for _, sql in triggers:
            connection.execute(sql)
