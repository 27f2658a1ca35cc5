"""Reading streams: a ledger of fifty thousand entries does not stand in memory."""

import tracemalloc
from collections.abc import Iterator

import pytest

from govledger import Ledger
from govledger.ledger.store import Append, Row
from tests.ledger.store.support import action

ENTRIES = 50_000
BYTES_MAX = 12_000_000


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A ledger of fifty thousand copies of one entry, each with its own number."""
    with Ledger.create(tmp_path_factory.mktemp("many") / "csib.db", clerk="office:clerk") as made:
        [first] = made.record(action("1"))
        before, after = first.raw.split(b'"number":2')
        rows = [
            Row(number, first.type, b'%b"number":%d%b' % (before, number, after)) for number in range(3, ENTRIES + 1)
        ]
        with made.inner.store.writing() as writer:
            writer.append(made.inner.row, Append(rows=rows, disclosures=[], keys=[], mentions={}, introduced={}))
        yield made


def peak(entries: Iterator[object]) -> tuple[int, int]:
    """How many entries there are, and the most bytes that reading them took."""
    tracemalloc.start()
    try:
        counted = sum(1 for _ in entries)
        return counted, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_entries_stream(ledger: Ledger) -> None:
    counted, most = peak(ledger.entries())

    assert counted == ENTRIES
    assert most < BYTES_MAX


def test_a_history_streams_but_for_its_order(ledger: Ledger) -> None:
    history = ledger.history()
    size = len(history)

    counted, most = peak(iter(history))

    assert counted == size == ENTRIES
    assert most < BYTES_MAX
