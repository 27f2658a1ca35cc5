"""A clock that steps: forwards, backwards by less than a minute, and backwards by more."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from pathlib import Path

import pytest

from govledger import Ledger, errors
from tests.faults.held import CLERK, LOG, ORIGIN, Held, check, record

STEPS = 60
MINUTE = dt.timedelta(seconds=60)


class Stepping:
    """A clock that is set by chance.

    Attributes:
        now: What it says.
    """

    def __init__(self) -> None:
        self.now = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now


def clock_round(folder: Path, chance: random.Random) -> Counter[str]:
    """Record by a clock that is set again and again; what was counted."""
    path, clock, held, counts = folder / "clock.db", Stepping(), Held(), Counter[str]()
    Ledger.create(path, origin=ORIGIN, clerk=CLERK, clock=clock).close()
    last = clock.now
    for step in range(STEPS):
        with Ledger.open(path, clerk=CLERK, clock=clock) as ledger:
            kind = _set(clock, chance)
            counts[f"stepped {kind}"] += 1
            last, what = _record(ledger, held, f"s{step}", (clock.now, last), chance)
            counts[what] += 1
    counts["entries found"] += check(path, held)
    counts["batches acknowledged and found"] += len(held.batches)
    return counts


def _set(clock: Stepping, chance: random.Random) -> str:
    kind, span = chance.choice(
        [
            ("forwards", dt.timedelta(seconds=chance.uniform(0, 10_000))),
            ("back by less than a minute", -dt.timedelta(seconds=chance.uniform(0, 60))),
            ("back by a minute to the microsecond", -MINUTE),
            ("back by more", -MINUTE - dt.timedelta(microseconds=chance.choice([1, 10**6, 10**10]))),
        ]
    )
    clock.now += span
    return kind


def _record(
    ledger: Ledger, held: Held, key: str, times: tuple[dt.datetime, dt.datetime], chance: random.Random
) -> tuple[dt.datetime, str]:
    """Record, or be refused and accept the clock now and then; the stamp of the newest entry, and what was done.

    Args:
        ledger: The ledger.
        held: What it has acknowledged.
        key: What to record under.
        times: What the clock says, and the stamp of the newest entry.
        chance: Whether the clock is accepted.
    """
    (now, last), size = times, len(ledger)
    if now >= last - MINUTE:
        record(ledger, held, key, chance.randint(1, 3))
        assert ledger.entry(len(ledger)).recorded_at == max(now, last)
        return max(now, last), "recorded"
    with pytest.raises(errors.ClockBehindError, match="set the clock right"):
        record(ledger, held, key, 1)
    with pytest.raises(errors.ClockBehindError):
        ledger.seal(LOG)
    assert len(ledger) == size
    if chance.random() < 0.5:
        return last, "refused"
    assert ledger.accept_clock(reason="It ran ahead.").recorded_at == now
    record(ledger, held, key, 1)
    return now, "refused, and then accepted"
