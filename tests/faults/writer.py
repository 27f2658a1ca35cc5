"""A process that records batches into a ledger and says so: `writer.py LEDGER NAME BATCHES EVENTS`.

It prints a line when it is ready, waits for one, and prints the first and last number of each batch once `record` has
returned: what it printed is acknowledged, whatever becomes of it afterwards.
"""

# ruff: noqa: T201 - what it prints is its acknowledgment
import sys

from govledger import Ledger, events as ev


def main(path: str, name: str, batches: str, events: str) -> None:
    with Ledger.open(path, clerk=f"system:{name}") as ledger:
        print("ready", flush=True)
        sys.stdin.readline()
        for batch in range(int(batches)):
            actions = [
                ev.ActionAdded(action=f"{name}-{batch}-{index}", text=f"Do {index} of {batch}")
                for index in range(int(events))
            ]
            entries = ledger.record(*actions, key=f"{name}-{batch}")
            print(batch, entries[0].number, entries[-1].number, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
