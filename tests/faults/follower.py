"""Keeps tables up until it is killed: ``python follower.py LEDGER [FILE]``. It says ready once it keeps them up."""

import sys

from govledger import Ledger, PlanState
from govledger.projections.tables import Tables


def main() -> None:
    """Follow for ever."""
    ledger, *into = sys.argv[1:]
    with Ledger.open(ledger) as opened, Tables(opened, into=into[0] if into else None) as tables:
        for _ in tables.follow(PlanState):
            print("ready", flush=True)  # noqa: T201 - what its starter waits for


if __name__ == "__main__":
    main()
