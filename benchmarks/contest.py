"""What a contender is given, and what it gives back: a time, and the answer that makes the time count."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import attrs
import msgspec

ASIDE: Final = frozenset(["recorded_at", "_sd", "_sd_for", "_sd_alg", "texts"])
"""The fields of an entry's bytes in which two recordings of one event differ, or that hold its commitments."""

_canonical = msgspec.json.Encoder(order="deterministic")


class NotRunError(Exception):
    """A contender is not there; its message says why."""


@attrs.frozen(kw_only=True)
class Place:
    """Where a contender finds its files, and how much is asked of it.

    Attributes:
        folder: The files, as `benchmarks.prepare` lays them out.
        entries: How many entries the ledger has.
        seed: What the workload was drawn by.
        singles: How many events are recorded one by one.
        in_lots: Up to which entry events are recorded in lots of 1,000.
        dates: How many days are asked for with the slider.
        ledger: Which of the files is the ledger that is read.
        postgres: Where a PostgreSQL server lets us in; empty where there is none.
        why: Why there is none.
        answers: Whether the answer is to be worked out, after the time was taken.
    """

    folder: Path
    entries: int
    seed: int = 1
    singles: int = 2_000
    in_lots: int = 50_000
    dates: int = 100
    ledger: str = "ledger.db"
    postgres: str = ""
    why: str = "no server was started"
    answers: bool = True

    def file(self, name: str) -> Path:
        """One of the files."""
        return self.folder / name


@attrs.frozen(kw_only=True)
class Run:
    """What came of one contender.

    Attributes:
        seconds: How long it took.
        count: How many things were done in that time.
        answer: What all contenders of a row must agree about; a function, so that it is asked for after the time was
            taken and the memory was read.
        notes: Other figures, by what they are.
    """

    seconds: float
    count: int
    answer: Callable[[], str]
    notes: dict[str, float] = attrs.field(factory=dict[str, float])


Contender = Callable[[Place], Run]


profiler: AbstractContextManager[Any] = nullcontext()
"""What watches the work that is timed; `benchmarks.one` puts a profiler here where it is asked for one."""


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """How long something took, and what came of it."""
    gc.collect()
    with profiler:
        start = time.perf_counter()
        held = work()
        return time.perf_counter() - start, held


def percentile(values: Iterable[float], percent: int) -> float:
    """The value below which so many of a hundred lie."""
    held = sorted(values)
    return held[min(len(held) - 1, len(held) * percent // 100)]


def median_of(work: Callable[[], Any], times: int) -> float:
    """The median of several times, each taken after one that is not counted."""
    work()
    return statistics.median(timed(work)[0] for _ in range(times))


def hashed(things: Iterable[Any]) -> str:
    """One hash of plain values, in their order."""
    digest = sha256()
    for thing in things:
        digest.update(_canonical.encode(thing))
    return digest.hexdigest()


def hashed_together(things: Iterable[Any]) -> str:
    """One hash of plain values, whatever their order."""
    total = sum(int.from_bytes(sha256(_canonical.encode(thing)).digest()) for thing in things)
    return f"{total % 2**256:064x}"


def plain(raw: bytes) -> dict[str, Any]:
    """An entry's bytes as plain JSON, without what differs between two recordings of it."""
    held: dict[str, Any] = msgspec.json.decode(raw)
    return {name: value for name, value in held.items() if name not in ASIDE}
