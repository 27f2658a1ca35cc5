"""Loads a file with beancount, in beancount's own environment, and says how long it took and what it counted."""

import json
import sys
import time

from beancount import loader  # type: ignore[import-not-found,unused-ignore]
from beancount.core import data  # type: ignore[import-not-found,unused-ignore]


def main(path: str) -> None:
    start = time.perf_counter()
    entries, errors, _ = loader.load_file(path)
    seconds = time.perf_counter() - start
    if errors:
        raise SystemExit(str(errors[0]))
    balances: dict[str, int] = {}
    for entry in entries:
        if isinstance(entry, data.Transaction):
            for posting in entry.postings:
                if posting.account.startswith("Assets:"):
                    balances[posting.account] = balances.get(posting.account, 0) + int(posting.units.number)
    print(json.dumps({"seconds": seconds, "balances": balances}))


main(sys.argv[1])
