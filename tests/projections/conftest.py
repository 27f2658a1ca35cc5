"""The ledgers that the tests of the read models fold."""

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


@pytest.fixture(params=MINUTES)
def minute(request: pytest.FixtureRequest, minutes: Mapping[str, Ledger]) -> Ledger:
    """Each of the five minutes in turn; shared, so record nothing in it."""
    return minutes[request.param]
