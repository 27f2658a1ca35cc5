"""One of several processes that write many ledgers at once: `crowd.py URL NAME LEDGERS BATCHES SEED`.

It records so many batches into each ledger, in an order of its own, and prints the ledger, the batch, and its first and
last number whenever one was acknowledged.
"""

import random
import sys

from govledger import Ledger
from tests.postgres.load import batch_of


def main(url: str, name: str, ledgers: str, batches: str, seed: str) -> None:
    """Record all of it."""
    names = [f"ledger-{number}" for number in range(int(ledgers))]
    order = [(ledger, batch) for ledger in names for batch in range(int(batches))]
    random.Random(f"{seed}-{name}").shuffle(order)
    opened = {ledger: Ledger.open(url, name=ledger, clerk=f"system:{name}") for ledger in names}
    for ledger, batch in order:
        entries = opened[ledger].record(*batch_of(name, batch), key=f"{name}-{batch}")
        print(ledger, batch, entries[0].number, entries[-1].number, flush=True)  # noqa: T201 - its acknowledgment
    for held in opened.values():
        held.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
