"""The rows of the table: who runs in each, what they must agree about, and what is wanted."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from typing import Final

import attrs

MILLION: Final = 1_000_000
TIME, MEMORY = "time", "memory"


@attrs.frozen(kw_only=True)
class Measured:
    """What came of one contender over all its runs.

    Attributes:
        times: Seconds, a run each.
        count: How many things were done in each.
        peak_mb: The most memory its process ever held.
        answer: What it answered.
        notes: Other figures, the median of each.
        missing: Why it was not run, or did not end; empty if it did.
    """

    times: tuple[float, ...] = ()
    count: int = 0
    peak_mb: float = 0.0
    answer: str = ""
    notes: Mapping[str, float] = attrs.field(factory=dict[str, float])
    missing: str = ""

    @property
    def seconds(self) -> float:
        """The median."""
        return statistics.median(self.times)


Results = Mapping[str, Measured]


@attrs.frozen(kw_only=True)
class Line:
    """One line of the table.

    Attributes:
        work: What is done.
        ours: Whose time is shown as ours.
        raw: Whose time is shown as raw; empty for nobody's.
        peers: Whose times are shown beside them.
        limit: What is wanted; None where the value is only to be told.
        at_least: Whether that is the least, or the most.
        unit: What the limit counts.
        shows: What is shown of ours, and of raw where it is memory: their time, their memory, or a figure by its name.
        value: What is held against the limit, of the results and the number of entries.
        needs: Who must have ended for there to be a value.
    """

    work: str
    ours: str
    raw: str = ""
    peers: tuple[str, ...] = ()
    limit: float | None
    at_least: bool = False
    unit: str
    shows: str = TIME
    value: Callable[[Results, int], float]
    needs: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Row:
    """Contenders that are run in turn.

    Attributes:
        key: What it is called.
        turns: Who runs, in turn.
        once: Who runs once, for the answer alone.
        equal: Who must give the same answer before any time is shown.
        lines: What is shown.
    """

    key: str
    turns: tuple[str, ...]
    once: tuple[str, ...] = ()
    equal: tuple[str, ...]
    lines: tuple[Line, ...]


def _ratio(work: str, ours: str, raw: str, *, limit: float, peers: tuple[str, ...] = (), unit: str = "× raw") -> Line:
    """Ours may take so many times as long as raw."""
    return Line(
        work=work, ours=ours, raw=raw, peers=peers, limit=limit, unit=unit, needs=(ours, raw),
        value=lambda held, _: held[ours].seconds / held[raw].seconds,
    )  # fmt: skip


def _speed(work: str, ours: str, raw: str, *peers: str, limit: float, of: str, unit: str) -> Line:
    """Ours must be so many times as fast as another."""
    return Line(
        work=work, ours=ours, raw=raw, peers=peers, limit=limit, at_least=True, unit=unit, needs=(ours, of),
        value=lambda held, _: held[of].seconds / held[of].count * held[ours].count / held[ours].seconds,
    )  # fmt: skip


def _at_a_million(held: Measured, base: Measured, entries: int) -> float:
    """Memory at a million entries, what is above an idle process in proportion; as measured where there are as many."""
    return base.peak_mb + (held.peak_mb - base.peak_mb) * MILLION / entries


_ONE = ("one/ours", "one/raw", "one/eventsourcing", "one/umadb")
_LOTS = ("lots/ours", "lots/raw", "lots/eventsourcing", "lots/umadb")
_READ = ("read/ours", "read/raw", "read/eventsourcing")
_POSTGRES = {work: (f"{work}/postgres", f"{work}/psycopg") for work in ("one", "lots", "read")}

ROWS: Final = (
    Row(
        key="one", turns=_ONE, equal=_ONE,
        lines=(
            _speed("record, one event per transaction, SQLite FULL", *_ONE, limit=0.75, of=_ONE[1], unit="× raw"),
        ),
    ),
    Row(
        key="lots", turns=_LOTS, equal=_LOTS,
        lines=(
            _speed("record, 1,000 per transaction", *_LOTS, limit=0.2, of=_LOTS[1], unit="× raw executemany"),
            _speed("the same, against aggregates saved", *_LOTS, limit=1, of=_LOTS[2], unit="× eventsourcing"),
        ),
    ),
    Row(
        key="read", turns=_READ, equal=_READ,
        lines=(
            _speed("read and decode every entry", *_READ, limit=0.8, of=_READ[1], unit="× raw scan"),
            _speed("the same, against the notification log", *_READ, limit=2, of=_READ[2], unit="× eventsourcing"),
        ),
    ),
    Row(
        key="project", turns=("project/ours", "read/raw"),
        once=("project/fold", "project/beancount", "project/hledger"), equal=("project/ours", "project/fold"),
        lines=(
            _ratio("project(PlanState) over every entry", "project/ours", "read/raw", limit=2, unit="× raw scan",
                   peers=("project/beancount", "project/hledger")),
        ),
    ),
    Row(
        key="slide", turns=("slide/ours",), once=("slide/cold", "slide/fold"),
        equal=("slide/ours", "slide/cold", "slide/fold"),
        lines=(
            Line(
                work="from month-end snapshots, any as-of date, p50", ours="slide/ours", raw="slide/cold", limit=3,
                unit="% of cold", needs=("slide/ours",),
                value=lambda held, _: held["slide/ours"].notes["p50 % of cold"],
            ),
            Line(
                work="the same, p99", ours="slide/ours", raw="slide/cold", limit=None,
                unit="% of cold", needs=("slide/ours",), shows="p99 ms",
                value=lambda held, _: held["slide/ours"].notes["p99 % of cold"],
            ),
        ),
    ),
    Row(
        key="open", turns=("open/ours", "open/few"), equal=("open/ours", "open/few"),
        lines=(
            _ratio("open a ledger and record one event", "open/ours", "open/few", limit=1.5, unit="× one of 1,000"),
        ),
    ),
    Row(
        key="check", turns=("check/ours", "read/raw"), once=("check/again",), equal=("check/ours", "check/again"),
        lines=(
            _ratio("check, all rules, every entry", "check/ours", "read/raw", limit=8, unit="× raw scan"),
            Line(
                work="memory of that check, at 1,000,000", ours="check/ours", limit=1_500, unit="MB", shows=MEMORY,
                needs=("check/ours", "import/ours"),
                value=lambda held, entries: _at_a_million(held["check/ours"], held["import/ours"], entries),
            ),
            Line(
                work="re-check after one new entry", ours="check/again", raw="check/ours", limit=5, unit="% of cold",
                needs=("check/again", "check/ours"),
                value=lambda held, _: held["check/again"].seconds / held["check/ours"].seconds * 100,
            ),
        ),
    ),
    Row(
        key="verify", turns=("verify/ours", "verify/raw"), equal=("verify/ours", "verify/raw"),
        lines=(
            _ratio("verify an export of every entry", "verify/ours", "verify/raw", limit=5, unit="× read and hashed"),
        ),
    ),
    Row(
        key="receipt", turns=("receipt/ours",), equal=("receipt/ours",),
        lines=(
            Line(
                work="one inclusion proof, warm", ours="receipt/ours", limit=1, unit="ms", needs=("receipt/ours",),
                value=lambda held, _: held["receipt/ours"].seconds * 1_000,
            ),
        ),
    ),
    Row(
        key="import", turns=("import/ours", "import/raw"), equal=("import/ours", "import/raw"),
        lines=(
            _ratio("import govledger", "import/ours", "import/raw", limit=2, unit="× attrs, msgspec and sqlite3"),
        ),
    ),
    Row(
        key="version", turns=("version/ours", "version/raw"), equal=("version/ours", "version/raw"),
        lines=(_ratio("govledger --version", "version/ours", "version/raw", limit=2.5, unit="× import click"),),
    ),
    Row(
        key="memory", turns=("memory/ours", "memory/tenth"), equal=("memory/ours", "memory/tenth"),
        lines=(
            Line(
                work="memory of a replay: what it grows by with the ledger", ours="memory/ours", raw="memory/tenth",
                limit=16, unit="bytes an entry, as the calendar has", shows=MEMORY,
                needs=("memory/ours", "memory/tenth"),
                value=lambda held, entries: (
                    (held["memory/ours"].peak_mb - held["memory/tenth"].peak_mb) * 2**20 / (entries - entries // 10)
                ),
            ),
        ),
    ),
    Row(
        key="postgres one", turns=_POSTGRES["one"], equal=_POSTGRES["one"],
        lines=(_speed("PostgreSQL: record, one event per transaction", *_POSTGRES["one"],
                      limit=0.75, of=_POSTGRES["one"][1], unit="× raw psycopg"),),
    ),
    Row(
        key="postgres lots", turns=_POSTGRES["lots"], equal=_POSTGRES["lots"],
        lines=(_speed("PostgreSQL: record, 1,000 per transaction", *_POSTGRES["lots"],
                      limit=0.2, of=_POSTGRES["lots"][1], unit="× raw executemany"),),
    ),
    Row(
        key="postgres read", turns=_POSTGRES["read"], equal=_POSTGRES["read"],
        lines=(_speed("PostgreSQL: read and decode", *_POSTGRES["read"],
                      limit=0.8, of=_POSTGRES["read"][1], unit="× raw scan"),),
    ),
)  # fmt: skip
"""Every row of section 8 of the design, in its order; and of PostgreSQL, of which it asks the same as of SQLite."""


def differing(row: Row, held: Results) -> tuple[str, ...]:
    """Who of those that must agree answered something else than the first of them that answered."""
    answered = [name for name in row.equal if name in held and not held[name].missing]
    return tuple(name for name in answered if held[name].answer != held[answered[0]].answer)
