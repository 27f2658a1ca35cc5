"""Telling a story as the lines of a ledger: each event on its day, read from a paper that was published in time."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from govledger import Ledger
from govledger.ledger.draft import Draft, draft
from govledger.ledger.lines import write_line

GIVEN_BY_THE_LEDGER = ("number", "recorded_at", "leaf_hash", "clerk")
"""What a ledger adds to a line, and ignores when it reads one."""


def day_of(day: str | dt.date) -> dt.date:
    """A day, however it is written."""
    return day if isinstance(day, dt.date) else dt.date.fromisoformat(day)


class Telling:
    """Events in the order they are told; `write` puts them in the order they became known.

    Attributes:
        drafts: What was told so far.
        log: The published paper that an event is read from unless its source is given; empty for none.
    """

    def __init__(self, *, log: str = "") -> None:
        """Nothing told yet."""
        self.drafts: list[Draft] = []
        self.log = log

    def say(self, *events: Any, on: str | dt.date, known: str | dt.date | None = None, **envelope: Any) -> None:
        """Tell events of one day.

        Args:
            events: What happened.
            on: When it happened.
            known: The first day anyone outside could know it; the same day unless given.
            envelope: What else is said around it: ``source``, ``asserted_by``, ``mode``, ``form``, ``key`` and so on.
        """
        day = day_of(known or on)
        for event in events:
            read = self.read_in(event)
            source = {"source": f"{read}#{day.isoformat()}"} if read else {}
            self.drafts.append(draft(event, happened=str(on), known_on=day, **{**source, **envelope}))

    def read_in(self, event: object) -> str:
        """The paper that an event is read in unless its source is given; empty for none."""
        del event
        return self.log

    def write(self, path: Path) -> int:
        """Write what was told as the lines of a file; how many they are.

        It is recorded in a ledger first, so that what is written can be read back.

        Raises:
            RecordingError: Something told could not be recorded.
        """
        told = sorted(self.drafts, key=lambda one: one.known_on or dt.date.max)
        with Ledger.create("memory://", clerk="office:democratic-services") as ledger:
            entries = ledger.record_drafts(told)
            keys = [one.key for one in told]
            lines = [_line(write_line(entry), key) for entry, key in zip(entries, keys, strict=True)]
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return len(lines)


def _line(held: dict[str, Any], key: str | None) -> str:
    said = {name: value for name, value in held.items() if name not in GIVEN_BY_THE_LEDGER}
    return json.dumps(said | ({"key": key} if key else {}), ensure_ascii=False, separators=(",", ":"))


def quarters(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """The first day of each quarter year from ``first``, as long as it is not after ``last``."""
    day = first
    while day <= last:
        yield day
        day = later(day, months=3)


def later(day: dt.date, *, months: int = 0, days: int = 0) -> dt.date:
    """A day some months, and then some days, later; a day of the month up to 28 stays what it is."""
    years, month = divmod(day.month - 1 + months, 12)
    return day.replace(year=day.year + years, month=month + 1) + dt.timedelta(days=days)


def refs(kind: str, names: Iterable[str]) -> list[str]:
    """Names as references of one kind."""
    return [f"{kind}:{name}" for name in names]
