"""The page of the worked county that several tests read."""

import pytest

from govledger.exports.report import INDEX, Wanted, report
from tests.counties.support import LAST, county
from tests.exports.report.reading import Read, day


@pytest.fixture(scope="session")
def northbeck() -> Read:
    """Northbeck as it stood on its last day, with every section there is."""
    wanted = Wanted(at=day("2025-01-31"), since=day("2025-04-01"))
    return Read(report(county("northbeck").history(as_of=LAST), wanted)[INDEX])
