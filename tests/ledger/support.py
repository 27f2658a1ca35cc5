"""What the tests of the record share: a clock set by hand, and short words for what became of a batch."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
import pytest

from govledger.errors import Fault, RecordRefusedError
from govledger.events import CATALOGUE
from govledger.ledger import Draft, Entry, Ledger
from govledger.ledger.codec import stamp
from govledger.ledger.encoding import ALGORITHM, clear_fields, encode

CLERK = "office:clerk"
NOON = "2018-01-02T12:00:00Z"


class FakeClock:
    """A clock that stands still until it is set."""

    def __init__(self, instant: str = NOON) -> None:
        self.set(instant)

    def __call__(self) -> dt.datetime:
        return self._now

    def set(self, instant: str) -> None:
        self._now = dt.datetime.fromisoformat(instant)


def memory(clock: FakeClock | None = None) -> Ledger:
    """Return a ledger in memory, with a clerk and a clock that stands still."""
    return Ledger.open("memory://", clerk=CLERK, clock=clock or FakeClock())


def file_names(ledger: Ledger) -> Ledger:
    """File by name what the newest entries name, so that somebody can tamper with it; the ledger itself."""
    with ledger.inner.store.writing(ledger.inner.row) as writer:
        writer.file_names(ledger.inner.row)
    return ledger


def refused(error: type[RecordRefusedError], ledger: Ledger, *events: Any, **envelope: Any) -> tuple[Fault, ...]:
    """Return the reasons for which a batch is refused, having seen that nothing of it was recorded."""
    size = len(ledger)
    with pytest.raises(error) as raised:
        ledger.record(*events, **envelope)
    assert len(ledger) == size
    assert raised.type is error
    return raised.value.faults


def stored(entry: Entry[Any]) -> dict[str, Any]:
    """Return an entry's bytes as plain JSON."""
    held: dict[str, Any] = msgspec.json.decode(entry.raw)
    return held


def bodies(entries: Iterable[Entry[Any]]) -> list[tuple[str, dict[str, Any]]]:
    """Return the type and body of each entry."""
    return [(entry.type, stored(entry)["body"]) for entry in entries]


def numbers(entries: Iterable[Entry[Any]]) -> list[int]:
    """Return the numbers of entries."""
    return [entry.number for entry in entries]


def bytes_of(held: Draft, *, number: int, recorded_at: dt.datetime, commitments: Mapping[str, str]) -> bytes:
    """Return the bytes of an entry that holds what a draft says, with a commitment for each path of a text."""
    declared = CATALOGUE.of(held.event)
    body, *_ = declared.pack(held.event)
    clear = clear_fields(held, written=declared.written, body=body, happened=held.happened, known_on=held.known_on)
    clear.number, clear.recorded_at = number, stamp(recorded_at)
    if commitments:
        clear.sd, clear.sd_for, clear.sd_alg = list(commitments.values()), list(commitments), ALGORITHM
    return encode(clear)
