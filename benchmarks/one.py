"""Runs one contender in a process of its own and prints what came of it: ``python -m benchmarks.one read/ours '{…}'``.

The most memory the process ever held is read before the answer is worked out, and is that process's own.
"""

from __future__ import annotations

import json
import re
import resource
import sys
from contextlib import suppress
from cProfile import Profile
from importlib import import_module
from pathlib import Path
from pstats import Stats
from typing import Any

from benchmarks import contest
from benchmarks.contest import Contender, NotRunError, Place

CONTENDERS: dict[str, str] = {
    "one/ours": "recording:one_ours",
    "one/raw": "recording:one_raw",
    "one/eventsourcing": "peers:one_saved",
    "one/umadb": "peers:one_to_umadb",
    "lots/ours": "recording:lots_ours",
    "lots/raw": "recording:lots_raw",
    "lots/eventsourcing": "peers:lots_saved",
    "lots/umadb": "peers:lots_to_umadb",
    "read/ours": "reading:read",
    "read/raw": "raw:read",
    "read/eventsourcing": "peers:notified",
    "project/ours": "reading:project",
    "project/fold": "raw:fold",
    "project/beancount": "peers:beancount",
    "project/hledger": "peers:hledger",
    "slide/ours": "reading:slide",
    "slide/cold": "reading:slide_cold",
    "slide/fold": "reading:slide_fold",
    "open/ours": "reading:one_more",
    "open/few": "reading:one_more_of_few",
    "check/ours": "judging:cold",
    "check/again": "judging:again",
    "verify/ours": "proving:verified",
    "verify/raw": "proving:read_and_hashed",
    "receipt/ours": "proving:receipts",
    "import/ours": "starting:imported",
    "import/raw": "starting:imported_raw",
    "version/ours": "starting:version",
    "version/raw": "starting:version_raw",
    "memory/ours": "reading:replay",
    "memory/tenth": "reading:replay_of_tenth",
    "one/postgres": "postgres:one_ours",
    "one/psycopg": "postgres:one_raw",
    "lots/postgres": "postgres:lots_ours",
    "lots/psycopg": "postgres:lots_raw",
    "read/postgres": "postgres:read",
    "read/psycopg": "postgres:read_raw",
}
"""Where each is: its module and its function, so that a process has no more in memory than it needs."""


MOST = 14
"""How many functions a profile names."""


def contender(name: str) -> Contender:
    """One of them, by its name."""
    module, _, function = CONTENDERS[name].partition(":")
    held: Contender = getattr(import_module(f"benchmarks.{module}"), function)
    return held


def main(name: str, asked: str, *more: str) -> None:
    """Run one; with ``profile``, what it spent its time on is printed in place of the time."""
    held = json.loads(asked)
    place = Place(**{**held, "folder": Path(held["folder"])})
    if more:
        print(json.dumps(profiled(name, place)))
        return
    if name == "prepare":
        import_module("benchmarks.prepare").prepare(place)
        return
    try:
        run = contender(name)(place)
    except NotRunError as why:
        print(json.dumps({"not_run": str(why)}))
        return
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    answer = run.answer() if place.answers else ""
    told = {"seconds": run.seconds, "count": run.count, "peak_mb": peak, "answer": answer, "notes": run.notes}
    print(json.dumps(told))


def profiled(name: str, place: Place) -> list[tuple[float, int, str]]:
    """The functions that what is timed spends most time in by themselves: the percentage, how often, and which."""
    contest.profiler = watching = Profile()
    with suppress(NotRunError):
        contender(name)(place)
    found: Any = Stats(watching).stats  # type: ignore[attr-defined]
    total = sum(own for _, _, own, _, _ in found.values()) or 1.0
    most = sorted(found.items(), key=lambda one: -one[1][2])[:MOST]
    return [(100 * told[2] / total, told[0], _called(*where)) for where, told in most]


def _called(path: str, line: int, function: str) -> str:
    """A function as it is spoken of: its module and its name."""
    if path == "~":
        return re.sub("built-in method |method |'| objects| at 0x[0-9a-f]+", "", function.strip("<>"))
    return f"{Path(path).parent.name}/{Path(path).name}:{line} {function.strip('<>')}"


if __name__ == "__main__":
    main(*sys.argv[1:])
