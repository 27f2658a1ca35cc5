"""A ledger in memory and the clock that it reads."""

from collections.abc import Iterator

import pytest

from govledger.ledger import Ledger
from tests.ledger.support import FakeClock, memory


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def ledger(clock: FakeClock) -> Iterator[Ledger]:
    with memory(clock) as opened:
        yield opened
