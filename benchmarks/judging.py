"""Judging: every rule put to everything, and what one entry more costs."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from pathlib import Path

from benchmarks.contest import Place, Run, hashed, timed
from benchmarks.council import DAYS, FIRST
from benchmarks.workload import Evening
from govledger import Ledger, Watch, check, events as ev


def cold(place: Place) -> Run:
    """All rules put to the whole ledger."""
    with Ledger.open(place.file(place.ledger)) as ledger:
        seconds, opinion = timed(lambda: check(ledger.history()))
        held = opinion.denominator
        notes = {"questions": float(sum(held.items.values())), "alarms": float(len(opinion.alarms))}
        plain = opinion.plain() if place.answers else {}
    return Run(seconds=seconds, count=place.entries, answer=lambda: hashed([plain]), notes=notes)


def again(place: Place) -> Run:
    """A check that is kept up, after one status more; the time is that of the second check.

    Its first opinion is the answer, which is that of a cold check; the second is held against one where the ledger is
    short enough for another.
    """
    with tempfile.TemporaryDirectory(dir=place.folder) as folder:
        path = Path(shutil.copy(place.file(place.ledger), folder))
        clock = Evening(FIRST + dt.timedelta(days=DAYS * 2))
        with Ledger.open(path, clock=clock, clerk="office:democratic-services") as ledger:
            watch = Watch(ledger)
            first, opinion = timed(watch.check)
            plain = opinion.plain() if place.answers else {}
            put = watch.put
            day = opinion.today
            ledger.record(
                ev.StatusReported(subject="action:0.1", status="rag/amber", text="It goes on."),
                happened=day, known_on=day,
            )  # fmt: skip
            seconds, opinion = timed(watch.check)
            notes = {"first s": first, "put first": float(put), "put again": float(watch.put)}
            if place.answers and place.entries <= 20_000 and opinion.plain() != check(ledger.history()).plain():
                raise AssertionError("a check that was kept up differs from one of the whole")
    return Run(seconds=seconds, count=1, answer=lambda: hashed([plain]), notes=notes)
