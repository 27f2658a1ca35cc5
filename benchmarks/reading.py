"""Reading: every entry, the plan as it stands, the plan as of any day, one event more, and memory."""

from __future__ import annotations

import datetime as dt
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random
from typing import Any

from benchmarks import contest, raw
from benchmarks.contest import Place, Run, hashed, hashed_together, median_of, percentile, plain, timed
from benchmarks.council import DAYS, FIRST
from benchmarks.workload import Evening
from govledger import Ledger, PlanState, events as ev

SAMPLE = 3
"""For how many of the slider's days a cold projection is made as well."""


def said_of(state: PlanState) -> list[tuple[str, str, list[int]]]:
    """Everything the plan tracks: its last status, and the entries about it in the order they happened."""
    return sorted((row.ref, str(row.status or ""), list(row.entries)) for row in state.rows())


def read(place: Place) -> Run:
    """Every entry in the order of recording."""
    with Ledger.open(place.file(place.ledger)) as ledger:
        seconds, count = timed(lambda: sum(1 for _ in ledger.entries()))

    def answer() -> str:
        with Ledger.open(place.file(place.ledger)) as again:
            return hashed_together(map(raw.told, again.entries()))

    return Run(seconds=seconds, count=count, answer=answer)


def project(place: Place) -> Run:
    """The plan as it stands, by a ledger that was only just opened; then once more."""
    with Ledger.open(place.file(place.ledger)) as ledger:
        seconds, state = timed(lambda: ledger.history().project(PlanState))
        warm, _ = timed(lambda: ledger.history().project(PlanState))
        count = len(ledger)
    return Run(seconds=seconds, count=count, answer=lambda: hashed(said_of(state)), notes={"warm s": warm})


# As of any day -------------------------------------------------------------------------------------------------------


def dates(place: Place) -> list[dt.date]:
    """The days that are asked for, in no order."""
    random = Random(place.seed)
    return [FIRST + dt.timedelta(days=random.randrange(DAYS)) for _ in range(place.dates)]


def slide(place: Place) -> Run:
    """The plan as of many days, from what is kept for the ends of months; the median is the time."""
    asked = dates(place)
    with Ledger.open(place.file(place.ledger)) as ledger:
        cold, _ = timed(lambda: ledger.history().project(PlanState))
        kept = ledger.kept(PlanState)
        made, _ = timed(lambda: kept.as_of(FIRST + dt.timedelta(days=DAYS)))
        times = [lap(kept.as_of, day) for day in asked]
        states = [kept.as_of(day).state for day in asked[:SAMPLE]] if place.answers else []
        notes = {
            "cold s": cold,
            "made s": made,
            "p99 ms": percentile(times, 99) * 1_000,
            "p50 ms": statistics.median(times) * 1_000,
            "p50 % of cold": statistics.median(times) / cold * 100,
            "p99 % of cold": percentile(times, 99) / cold * 100,
        }
        told = [said_of(state) for state in states]
    return Run(seconds=statistics.median(times), count=len(asked), answer=lambda: hashed(told), notes=notes)


def lap(work: Callable[[Any], object], asked: Any) -> float:
    """How long one question took."""
    with contest.profiler:
        start = time.perf_counter()
        work(asked)
        return time.perf_counter() - start


def slide_cold(place: Place) -> Run:
    """The plan as of the first few of those days, each by a fold of the whole."""
    asked = dates(place)[:SAMPLE]
    with Ledger.open(place.file(place.ledger)) as ledger:
        seconds, states = timed(lambda: [ledger.history(as_of=day).project(PlanState) for day in asked])
    return Run(seconds=seconds / SAMPLE, count=SAMPLE, answer=lambda: hashed(map(said_of, states)))


def slide_fold(place: Place) -> Run:
    """The plan as of those days, by a fold that shares nothing with the library's."""
    asked = dates(place)[:SAMPLE]
    path = place.file("raw.db")

    def work() -> list[list[tuple[str, str, list[int]]]]:
        return [raw.told_of(raw.standing(raw.scan(path), day)) for day in asked]

    seconds, told = timed(work)
    return Run(seconds=seconds / SAMPLE, count=SAMPLE, answer=lambda: hashed(told))


# One event more ------------------------------------------------------------------------------------------------------


def one_more(place: Place) -> Run:
    """Open a ledger and record one event, again and again, each time anew."""
    return _one_more(place, place.ledger)


def one_more_of_few(place: Place) -> Run:
    """The same on a ledger of a thousand entries."""
    return _one_more(place, "few.db")


def _one_more(place: Place, name: str) -> Run:
    with tempfile.TemporaryDirectory(dir=place.folder) as folder:
        path = Path(shutil.copy(place.file(name), folder))
        clock = Evening(FIRST + dt.timedelta(days=DAYS * 2))
        seconds = median_of(lambda: _record_one(path, clock), 15)
        with Ledger.open(path) as ledger:
            newest = plain(ledger.entry(len(ledger)).raw)
    del newest["number"]
    return Run(seconds=seconds, count=1, answer=lambda: hashed([newest]))


def _record_one(path: Path, clock: Evening) -> None:
    with Ledger.open(path, clock=clock, clerk="office:democratic-services") as ledger:
        ledger.record(ev.StatusReported(subject="plan:p0", status="rag/amber", text="It goes on."), happened=FIRST)


# Memory --------------------------------------------------------------------------------------------------------------


def replay(place: Place) -> Run:
    """Every entry in the order things happened, and nothing kept of any."""
    return _replay(place.file(place.ledger))


def replay_of_tenth(place: Place) -> Run:
    """The same of a tenth as many."""
    return _replay(place.file("tenth.db"))


def _replay(path: Path) -> Run:
    with Ledger.open(path) as ledger:
        seconds, count = timed(lambda: _exhaust(ledger.history()))
    return Run(seconds=seconds, count=count, answer=lambda: "")


def _exhaust(things: Iterable[object]) -> int:
    return sum(1 for _ in things)
