"""Reading streams: a ledger of fifty thousand entries does not stand in memory."""

import tracemalloc
from collections.abc import Iterator

import pytest

from govledger import Ledger
from tests.ledger.store.support import action

ENTRIES = 50_000
BYTES_MAX = 12_000_000


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with Ledger.create(tmp_path_factory.mktemp("many") / "csib.db", clerk="office:clerk") as made:
        for start in range(1, ENTRIES, 5_000):
            made.record(*(action(str(number), "Do it") for number in range(start, start + 5_000)))
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

    assert counted == ENTRIES + 1
    assert most < BYTES_MAX


def test_a_history_streams_but_for_its_order(ledger: Ledger) -> None:
    history = ledger.history()
    size = len(history)

    counted, most = peak(iter(history))

    assert counted == size == ENTRIES + 1
    assert most < BYTES_MAX
