"""The two counties of the examples, recorded and checked once for all tests."""

import datetime as dt
from functools import cache
from pathlib import Path

from govledger import Ledger, check
from govledger.assurance import Opinion
from govledger.ledger.importing import record_lines

EXAMPLES = Path(__file__).parents[2] / "examples"
LAST = dt.date(2025, 6, 30)


@cache
def county(name: str) -> Ledger:
    """Return a ledger that holds one county, recorded from its file."""
    ledger = Ledger.create("memory://", clerk="office:democratic-services")
    with (EXAMPLES / f"{name}.jsonl").open("rb") as lines:
        record_lines(ledger, lines, clerk="office:democratic-services")
    return ledger


@cache
def opinion(name: str) -> Opinion:
    """Return what is to be said of a county at its last date."""
    return check(county(name).history(as_of=LAST))
