"""Recording: one event in each transaction, and a thousand."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from benchmarks import raw
from benchmarks.contest import Place, Run, hashed, plain, timed
from benchmarks.council import Filing
from benchmarks.workload import Evening, batches
from govledger import Ledger

ORIGIN = "northbeck.example/improvement"
BEFORE = 5
"""How many lots of a thousand a ledger holds, at most, before events are recorded one by one."""


def begun(place: Place) -> int:
    """How many lots are recorded before events are recorded one by one: a fifth of them, at most `BEFORE`."""
    return max(1, min(BEFORE, place.entries // 5_000))


def create(path: Path) -> tuple[Ledger, Evening]:
    """An empty ledger, and its clock."""
    clock = Evening()
    return Ledger.create(path, origin=ORIGIN, clock=clock), clock


def record(ledger: Ledger, clock: Evening, filings: Iterator[Filing]) -> None:
    """Each filing in a transaction of its own."""
    for day, drafts in filings:
        clock.day = day
        ledger.record(*drafts)


def record_singles(ledger: Ledger, clock: Evening, place: Place) -> tuple[float, int, int]:
    """Record some lots, then events one by one: the seconds these took, the entries before them, and how many."""
    lots = batches(place.entries, seed=place.seed)
    record(ledger, clock, islice(lots, begun(place)))
    before = len(ledger)
    singles = list(islice((Filing(day, [held]) for day, drafts in lots for held in drafts), place.singles))
    seconds, _ = timed(lambda: record(ledger, clock, iter(singles)))
    return seconds, before, len(singles)


def bytes_after(path: Path, number: int) -> str:
    """What a ledger holds above a number, as both sides of a row should tell it."""
    with Ledger.open(path) as ledger:
        return hashed(plain(entry.raw) for entry in ledger.entries(after=number))


# One by one ----------------------------------------------------------------------------------------------------------


def one_ours(place: Place) -> Run:
    """The library, one event in each transaction."""
    with tempfile.TemporaryDirectory(dir=place.folder) as folder:
        path = Path(folder) / "ledger.db"
        ledger, clock = create(path)
        with ledger:
            seconds, before, count = record_singles(ledger, clock, place)
        answer = bytes_after(path, before) if place.answers else ""
        return Run(seconds=seconds, count=count, answer=lambda: answer)


def one_raw(place: Place) -> Run:
    """The same bytes into one table, one row in each transaction."""
    before = begun(place) * 1_000 + 1
    rows = raw.rows(place.file("raw.db"), until=before + place.singles)
    with tempfile.TemporaryDirectory(dir=place.folder) as folder:
        connection = raw.create(Path(folder) / "raw.db")
        raw.insert(connection, [rows[:before]])
        seconds, _ = timed(lambda: raw.insert(connection, [[row] for row in rows[before:]]))
        held = connection.execute(raw.SCAN).fetchall()[before:]
        connection.close()
    return Run(seconds=seconds, count=len(held), answer=lambda: hashed(plain(row[2]) for row in held))


# A thousand at once --------------------------------------------------------------------------------------------------


def lots_of(place: Place) -> int:
    """How many lots of a thousand are recorded."""
    return max(1, min(place.entries, place.in_lots) // 1_000 - 1)


def lots_ours(place: Place) -> Run:
    """The library, a thousand events in each transaction; drafts are made before the clock starts."""
    with tempfile.TemporaryDirectory(dir=place.folder) as folder:
        path = Path(folder) / "ledger.db"
        ledger, clock = create(path)
        seconds, count = 0.0, 0
        with ledger:
            for lot in islice(batches(place.entries, seed=place.seed), lots_of(place)):
                took, _ = timed(lambda lot=lot: record(ledger, clock, iter([lot])))  # type: ignore[misc]
                seconds, count = seconds + took, count + len(lot.drafts)
        answer = bytes_after(path, 1) if place.answers else ""
        return Run(seconds=seconds, count=count, answer=lambda: answer)


def lots_raw(place: Place) -> Run:
    """The same bytes into one table, a thousand rows in each transaction."""
    rows = raw.rows(place.file("raw.db"), after=1, until=lots_of(place) * 1_000 + 1)
    with tempfile.TemporaryDirectory(dir=place.folder) as folder:
        connection = raw.create(Path(folder) / "raw.db")
        seconds = 0.0
        for start in range(0, len(rows), 1_000):
            lot = rows[start : start + 1_000]
            took, _ = timed(lambda lot=lot: raw.insert(connection, [lot]))  # type: ignore[misc]
            seconds += took
        held = connection.execute(raw.SCAN).fetchall()
        connection.close()
    return Run(seconds=seconds, count=len(held), answer=lambda: hashed(plain(row[2]) for row in held))
