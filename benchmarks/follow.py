"""How soon a follower sees what another process, or another thread, committed.

The latency is counted from the moment at which ``record`` returned, its entry on the disk, to the moment at which the
follower holds a view with it; for tables, to the moment at which their position is committed. Both clocks are the
machine's monotonic one. An entry that was seen before ``record`` returned counts as nought::

    python -m benchmarks.follow --events 1000 --before 10000 --pause 0.005
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

from govledger import Ledger, PlanState, Tables, events as ev

ACTIONS = 500

WRITER = """
import sys
from benchmarks.follow import write
from govledger import Ledger
with Ledger.open(sys.argv[1], clerk="office:clerk") as ledger:
    sys.stdin.readline()
    for number, at in write(ledger, int(sys.argv[2]), float(sys.argv[3])):
        print(number, at)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1_000, help="how many are waited for")
    parser.add_argument("--before", type=int, default=10_000, help="how many entries the ledger has before")
    parser.add_argument("--pause", type=float, default=0.005, help="seconds between two of them")
    asked = parser.parse_args()
    print(f"{'follower':10}{'writer':18}{'events':>8}{'p50 ms':>9}{'p99 ms':>9}{'most ms':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for follower, seen in (("view", views), ("tables", rows)):
            for writer, start in (("another process", by_process), ("another thread", by_thread)):
                path = Path(folder) / f"{follower}-{writer}.db"
                make(path, asked.before)
                with Ledger.open(path, clerk="office:clerk") as ledger:
                    found = latencies(ledger, path, seen, start, events=asked.events, pause=asked.pause)
                told = "".join(f"{1000 * one:9.2f}" for one in (*quantiles(found), max(found)))
                print(f"{follower:10}{writer:18}{len(found):8,}{told}", flush=True)


def make(path: Path, entries: int) -> None:
    """Make a ledger of actions and reports on them."""
    with Ledger.create(path, clerk="office:clerk") as ledger:
        ledger.record(*(ev.ActionAdded(action=str(number)) for number in range(ACTIONS)), happened="2017-01-05")
        for start in range(0, entries - ACTIONS, 1_000):
            ledger.record(*map(report, range(start, start + 1_000)), happened="2017-01-05")


def report(number: int) -> ev.StatusReported:
    return ev.StatusReported(subject=f"action:{number % ACTIONS}", status=f"label-{number % 7}")


def write(ledger: Ledger, events: int, pause: float) -> Iterator[tuple[int, float]]:
    """Record events one by one; yield the number of each and when it was on the disk."""
    for number in range(events):
        entry = ledger.record(report(number))[0]
        yield entry.number, time.monotonic()
        time.sleep(pause)


Writing = Callable[[Ledger, Path, int, float, dict[int, float]], Callable[[], None]]
"""Starts a writer that notes when each entry was on the disk, and gives what waits for its end."""


def by_process(_ledger: Ledger, path: Path, events: int, pause: float, done: dict[int, float]) -> Callable[[], None]:
    command = [sys.executable, "-c", WRITER, str(path), str(events), str(pause)]
    writer = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def collect() -> None:
        said, _ = writer.communicate("\n")
        done.update((int(number), float(at)) for number, at in map(str.split, said.splitlines()))

    collecting = Thread(target=collect)
    collecting.start()
    return collecting.join


def by_thread(ledger: Ledger, _path: Path, events: int, pause: float, done: dict[int, float]) -> Callable[[], None]:
    writing = Thread(target=lambda: done.update(write(ledger, events, pause)))
    writing.start()
    return writing.join


def views(ledger: Ledger, stop: Event) -> Iterator[int]:
    return (view.number for view in ledger.follow(PlanState, stop=stop))


def rows(ledger: Ledger, stop: Event) -> Iterator[int]:
    with Tables(ledger) as tables:
        yield from (status.number for status in tables.follow(PlanState, stop=stop))


def latencies(
    ledger: Ledger,
    path: Path,
    seen: Callable[[Ledger, Event], Iterator[int]],
    start: Writing,
    *,
    events: int,
    pause: float,
) -> list[float]:
    """How long each event took from the disk to the follower, in seconds."""
    stop, done, at = Event(), dict[int, float](), dict[int, float]()
    last = first = len(ledger)
    wait: Callable[[], None] | None = None
    for number in seen(ledger, stop):
        now = time.monotonic()
        at.update((one, now) for one in range(last + 1, number + 1))
        last = number
        if wait is None:
            wait = start(ledger, path, events, pause, done)
        if number == first + events:
            stop.set()
    assert wait is not None
    wait()
    return [max(0.0, at[number] - done[number]) for number in done]


def quantiles(found: list[float]) -> tuple[float, float]:
    """The 50th and the 99th percentile."""
    cuts = statistics.quantiles(found, n=100)
    return cuts[49], cuts[98]


if __name__ == "__main__":
    main()
