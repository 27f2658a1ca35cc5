"""What a nation's record takes: bytes an entry in every form it has, and a question to ten million of them at once.

One ledger is recorded through the library, written as columns and exported, and a part of it is recorded once more on
PostgreSQL. Others, a seed each, are drawn straight into columns, as the same code writes them: recording them all would
take most of the time, and nothing of it would be asked. Then DuckDB is asked of all of them, as of some days, what was
last said of everything; for the first ledger the answer must be that of `PlanState`. What was measured is kept as JSON,
from which the table in docs/explanation/scale.md is drawn::

    python -m benchmarks.scale --ledgers 10 --entries 1000000 --workers 3
    python -m benchmarks.scale --write
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.contest import percentile
from benchmarks.council import DAYS, FIRST
from benchmarks.database import database
from benchmarks.machine import load, machine, versions
from benchmarks.recording import ORIGIN, create, record
from benchmarks.verify import SIGNER, verify_export
from benchmarks.workload import Evening, batches, filings
from govledger import Ledger, PlanState
from govledger.events import CATALOGUE, when
from govledger.exports import write_export
from govledger.exports.columns import Rows, versions_of, write_columns, write_rows
from govledger.ledger.encoding import clear_fields, encode
from govledger.ledger.store import Row

ROOT = Path(__file__).parent.parent
RESULTS = Path(__file__).parent / "scale.json"
PAGE = ROOT / "docs" / "explanation" / "scale.md"
BEGINS, ENDS = "<!-- measured: python -m benchmarks.scale --write -->\n", "<!-- to here -->"
DATES, ON_POSTGRES = 5, 100_000
AUTHORITIES, YEARS = 153, 20
A_YEAR = {"usual": 3_000, "busy": 10_000}
"""How many entries an authority has in a year; where the figures come from, the page says."""

STATUSES = """
SELECT filename, subject, arg_max(body->>'$.status', (happened_latest, happened_earliest, original)) AS status
FROM entries
WHERE type = 'status-reported' AND happened_latest <= $day AND known_on <= $day
  AND coalesce(superseded_known_on > $day, true)
GROUP BY ALL"""
COUNTED = f"SELECT filename, status, count(*) FROM ({STATUSES}) GROUP BY ALL ORDER BY ALL"


def main() -> None:
    """Measure, or draw the table from what was measured."""
    asked = _asked()
    if not asked.write:
        folder = Path(tempfile.mkdtemp(dir=asked.folder))
        try:
            told = measure(folder, ledgers=asked.ledgers, entries=asked.entries, workers=asked.workers)
        finally:
            shutil.rmtree(folder)
        RESULTS.write_text(json.dumps(told, indent=1) + "\n")
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8"), json.loads(RESULTS.read_text())), encoding="utf-8")


def measure(folder: Path, *, ledgers: int, entries: int, workers: int) -> dict[str, Any]:
    """Everything, as it is kept."""
    begun = machine()
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        first = pool.submit(one_ledger, folder, 1, entries)
        drawn = [pool.submit(drawn_columns, folder, seed, entries) for seed in range(2, ledgers + 1)]
        lengths = [one.result() for one in drawn]
        told = first.result()
    return {
        "settings": {"ledgers": ledgers, "entries of each": entries, "at a time": workers},
        "machine": {**begun, "load at the end": load()},
        "versions": versions(),
        "columns bytes": (told["columns"] + sum(lengths)) / ledgers / entries,
        **{name: told[name] / entries for name in ("sqlite bytes", "export bytes", "text bytes")},
        **{name: told[name] for name in ("recorded a second", "columns a second", "verified a second")},
        "postgres bytes": on_postgres(min(entries, ON_POSTGRES)),
        **queried(folder, told["statuses"]),
    }


def drawn_columns(folder: Path, seed: int, entries: int) -> int:
    """Draw a ledger straight into columns, and say how long the file is."""
    target, rows = folder / f"{seed}.parquet", list(_drawn(seed, entries))
    made = Rows(versions_of(rows), CATALOGUE)
    write_rows(target, map(made.read, rows), {"govledger.origin": ORIGIN})
    return target.stat().st_size


def _drawn(seed: int, entries: int) -> Iterator[Row]:
    """The entries of a ledger but for what columns do not have: its opening, salts and commitments."""
    number = 1
    for day, drafts in filings(entries, seed=seed):
        for draft in drafts:
            declared, number = CATALOGUE.of(draft.event), number + 1
            body, _, _, _, texts = declared.pack(draft.event)
            # A correction has the day of what it corrects; here it has its own.
            happened = draft.happened or when(day)
            said = clear_fields(
                draft, written=declared.written, body=body, happened=happened, known_on=draft.known_on or day
            )
            said.number, said.recorded_at = number, f"{day}T18:00:00.000000Z"
            said.sd_for = [path for path, _ in texts]
            yield Row(number, declared.written, encode(said))


def one_ledger(folder: Path, seed: int, entries: int) -> dict[str, Any]:
    """Record a ledger, write it as columns and export it, and ask it what the columns will be asked."""
    path, columns = folder / f"{seed}.db", folder / f"{seed}.parquet"
    ledger, clock = create(path)
    with ledger:
        spent, lots = 0.0, batches(entries, seed=seed)
        while lot := next(lots, None):
            start = time.perf_counter()
            record(ledger, clock, iter([lot]))
            spent += time.perf_counter() - start
        start = time.perf_counter()
        made = write_columns(ledger, columns)
        told: dict[str, Any] = {
            "recorded a second": entries / spent,
            "columns a second": entries / (time.perf_counter() - start),
            "columns": made.bytes,
        }
        told |= _as_export(ledger, folder / "export")
        told["statuses"] = {str(day): _statuses(ledger, day) for day in days()[:2]}
    told["sqlite bytes"] = path.stat().st_size
    for left in folder.glob(f"{seed}.db*"):
        left.unlink()
    return told


def _as_export(ledger: Ledger, target: Path) -> dict[str, float]:
    ledger.seal(SIGNER)
    write_export(ledger, target, audience="full", vkeys=[SIGNER.verifier.vkey])
    start = time.perf_counter()
    verify_export(target)
    spent = time.perf_counter() - start
    size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
    text = (target / "disclosures.ndjson").stat().st_size
    shutil.rmtree(target)
    return {"export bytes": size, "text bytes": text, "verified a second": len(ledger) / spent}


def _statuses(ledger: Ledger, day: Any) -> dict[str, str]:
    state = ledger.history(as_of=day).project(PlanState)
    return {row.ref: str(row.status) for row in state.rows() if row.status}


def days() -> list[Any]:
    """The days that are asked for."""
    random = Random(1)
    return [FIRST.fromordinal(FIRST.toordinal() + random.randrange(DAYS // 4, DAYS)) for _ in range(DATES)]


def on_postgres(entries: int) -> float | None:
    """The bytes that an entry takes in a PostgreSQL database, indexes and all; None where there is no server."""
    with database() as (url, _):
        if not url:
            return None
        import psycopg  # noqa: PLC0415 - an extra

        clock = Evening()
        with psycopg.connect(url, autocommit=True) as connection:
            size = "SELECT pg_database_size(current_database())"
            with Ledger.create(url, origin=ORIGIN, clock=clock, name="scale") as ledger:
                before = connection.execute(size).fetchone()
                record(ledger, clock, islice(batches(entries), entries // 1_000))
            after = connection.execute(size).fetchone()
        return None if before is None or after is None else float(after[0] - before[0]) / entries


def queried(folder: Path, wanted: dict[str, dict[str, str]]) -> dict[str, Any]:
    """What a question to all of them takes; for the first ledger, its answer must be that of a replay."""
    import duckdb  # noqa: PLC0415 - only this needs it

    connection = duckdb.connect()
    connection.execute(f"CREATE VIEW entries AS SELECT * FROM read_parquet('{folder}/*.parquet', filename = true)")
    count = connection.execute("SELECT count(*) FROM entries").fetchone()
    first = f"SELECT subject, status FROM ({STATUSES}) WHERE filename = '{folder}/1.parquet'"
    for day, statuses in wanted.items():
        if dict(connection.execute(first, {"day": day}).fetchall()) != statuses:
            raise AssertionError(f"as of {day} the columns say something else than a replay")
    times = [_asked_once(connection, str(day)) for day in days() * 2]
    connection.execute("SET threads = 1")
    alone = [_asked_once(connection, str(day)) for day in days()]
    return {
        "asked of": count[0] if count else 0,
        "query s": statistics.median(times),
        "query p99 s": percentile(times, 99),
        "query s on one core": statistics.median(alone),
    }


def _asked_once(connection: Any, day: str) -> float:
    start = time.perf_counter()
    connection.execute(COUNTED, {"day": day}).fetchall()
    return time.perf_counter() - start


# The table -----------------------------------------------------------------------------------------------------------


def with_table(page: str, told: dict[str, Any]) -> str:
    """The page with the table of what was measured in its place."""
    before, _, rest = page.partition(BEGINS)
    return f"{before}{BEGINS}\n{table(told)}\n{ENDS}{rest.partition(ENDS)[2]}"


def table(told: dict[str, Any]) -> str:
    """What was measured, in Markdown."""
    settings, machine = told["settings"], told["machine"]
    postgres = told["postgres bytes"]
    rows = [
        ("one entry in SQLite, with its words, indexes and tiles", f"{told['sqlite bytes']:,.0f} bytes"),
        ("one entry in PostgreSQL", "NOT RUN" if postgres is None else f"{postgres:,.0f} bytes"),
        ("one entry in a full export", f"{told['export bytes']:,.0f} bytes"),
        ("of which its words", f"{told['text bytes']:,.0f} bytes"),
        ("one entry as columns, without its words", f"{told['columns bytes']:,.0f} bytes"),
        ("recorded in lots of 1,000", f"{told['recorded a second']:,.0f} entries a second"),
        ("verified, of an export", f"{told['verified a second']:,.0f} entries a second"),
        ("written as columns", f"{told['columns a second']:,.0f} entries a second"),
        (f"the statuses of everything as of a day, of {told['asked of']:,} entries", f"{told['query s']:.2f} s"),
        ("the same on one core", f"{told['query s on one core']:.2f} s"),
    ]
    each = settings["entries of each"]
    said = (
        f"Measured on a ledger of {each:,} entries, recorded through the library, of which the first "
        f"{min(each, ON_POSTGRES):,} once more in PostgreSQL, and "
        f"{settings['ledgers'] - 1} more drawn straight into columns, {settings['at a time']} at a time, on "
        f"{machine['cores']} cores ({machine['processor']}, "
        f"{machine['memory']}, {machine['system']}; load {machine['load']} at the start and "
        f"{machine['load at the end']} at the end), with govledger {told['versions']['govledger']}, "
        f"Python {told['versions']['Python']} and SQLite {told['versions']['SQLite']}.\n"
    )
    measured = ["| what | measured |", "|---|---|", *(f"| {what} | {how} |" for what, how in rows)]
    return "\n".join([*measured, "", said, *sums(told)])


def sums(told: dict[str, Any]) -> list[str]:
    """What that comes to, for one authority and for all."""
    forms = ("sqlite bytes", "postgres bytes", "export bytes", "columns bytes")
    lines = ["| in twenty years | entries | SQLite | PostgreSQL | export | columns |", "|---|---|---|---|---|---|"]
    for name, a_year in A_YEAR.items():
        for who, count in ((f"one {name} authority", 1), (f"all {AUTHORITIES}, {name}", AUTHORITIES)):
            entries = a_year * YEARS * count
            sizes = [_size(told[form] and told[form] * entries) for form in forms]
            lines.append(f"| {who} | {entries:,} | {' | '.join(sizes)} |")
    return [*lines, ""]


def _size(held: float | None) -> str:
    if held is None:
        return "NOT RUN"
    return f"{held / 1e9:,.1f} GB" if held >= 1e9 else f"{held / 1e6:,.1f} MB"


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ledgers", type=int, default=10)
    parser.add_argument("--entries", type=int, default=1_000_000, help="how many each has")
    parser.add_argument("--workers", type=int, default=3, help="how many are made at a time")
    parser.add_argument("--folder", type=Path, help="where there is room; the system's place for what is thrown away")
    parser.add_argument("--write", action="store_true", help="draw the table from what was measured")
    return parser.parse_args()


if __name__ == "__main__":
    main()
