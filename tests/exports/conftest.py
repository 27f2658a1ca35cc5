"""The tables of the worked county, made once; and a ledger of texts that programs may take for something else."""

from collections.abc import Iterator

import pytest

from govledger import Ledger
from govledger.exports.tabular import Book, book_of
from tests.counties.support import LAST, county
from tests.exports.hostile import hostile_plan


@pytest.fixture(scope="session")
def book() -> Book:
    """The tables of Northbeck on its last day, for the public."""
    return book_of(county("northbeck").history(as_of=LAST))


@pytest.fixture(scope="session")
def hostile() -> Iterator[Ledger]:
    """A plan of which every text, label and place is hostile; shared, so record nothing in it."""
    with Ledger.create("memory://", origin="example.gov.uk/a&b", clerk="office:clerk") as ledger:
        hostile_plan(ledger)
        yield ledger
