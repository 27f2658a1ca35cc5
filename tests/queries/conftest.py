"""The ledgers that the canonical queries are put to."""

from collections.abc import Iterator, Mapping

import pytest

from govledger.ledger import Ledger
from tests.projections.support import MINUTES, minute_ledger


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    """An empty ledger in memory."""
    with Ledger.open("memory://", clerk="office:clerk") as opened:
        yield opened


@pytest.fixture(scope="session")
def minutes() -> Iterator[Mapping[str, Ledger]]:
    """The five minutes, each a ledger with its coverage declared; shared, so record nothing in them."""
    ledgers = {name: minute_ledger(name) for name in MINUTES}
    yield ledgers
    for opened in ledgers.values():
        opened.close()
