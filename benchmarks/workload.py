"""One county's record, as long as is asked for: what every row of the table is measured on.

The same number of entries and the same seed give the same drafts, from ten thousand to ten million; nothing is kept but
what is open. What the record is made of is told in `benchmarks.council`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import attrs

from benchmarks.council import FIRST, Council, Filing
from govledger import Draft


@attrs.define
class Evening:
    """A ledger's clock for the workload: the evening of the day that is being filed."""

    day: dt.date = FIRST

    def __call__(self) -> dt.datetime:
        """Six o'clock."""
        return dt.datetime.combine(self.day, dt.time(18), dt.UTC)


def filings(entries: int, *, seed: int = 1) -> Iterator[Filing]:
    """The filings of a ledger that ends with ``entries`` entries; entry 1 is the ledger's own."""
    left = entries - 1
    for filing in Council(entries, seed).filings():
        yield Filing(filing.day, filing.drafts[:left])
        left -= len(filing.drafts)
        if left <= 0:
            return


def batches(entries: int, *, seed: int = 1, size: int = 1_000) -> Iterator[Filing]:
    """The same drafts in lots of one size, each with the day of its last."""
    held: list[Draft] = []
    day = FIRST
    for day, drafts in filings(entries, seed=seed):
        held += drafts
        while len(held) >= size:
            yield Filing(day, held[:size])
            held = held[size:]
    if held:
        yield Filing(day, held)
