"""Every row of the table, each contender in a process of its own, by turns.

``python -m benchmarks`` measures; ``--quick`` does the same in less than a minute, for its answers. What was measured
is kept as JSON, of which ``python -m benchmarks.report`` makes the page. Peers that are not there are NOT RUN::

    python -m benchmarks --entries 1000000 --runs 3 --seed 1 [--folder kept] [--only check] [--out results.json]
    python -m benchmarks --profile verify --entries 100000

The files are kept in ``build/bench`` and taken up again. A row's turns are repeated as often as ``--runs`` says, as
long as the row stays within ``--budget`` seconds; the table says where there were fewer than three.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import attrs

from benchmarks.contest import Place
from benchmarks.database import database
from benchmarks.machine import load, machine, versions
from benchmarks.rows import ROWS, TIME, Measured, Row
from benchmarks.table import DIFFER, plain_table, tell

QUICK = {"entries": 3_000, "runs": 1, "singles": 200, "dates": 25}
KEPT = Path(__file__).parent.parent / "build" / "bench"
SETTINGS = ("entries", "seed", "runs", "budget", "limit", "singles", "dates")
PROFILED_SECONDS = 30
"""How long what is short may have taken, that its profile is made on the whole ledger; else on a tenth of it."""


def main() -> int:
    """Measure, print and keep; 1 when answers differ or something of ours could not run."""
    asked, start = _asked(), time.monotonic()
    with tempfile.TemporaryDirectory() as temporary:
        kept = Path(temporary) / "bench" if asked.quick else KEPT / f"{asked.entries}-{asked.seed}"
        place = Place(
            folder=(asked.folder or kept).resolve(),
            entries=asked.entries,
            seed=asked.seed,
            singles=asked.singles,
            dates=asked.dates,
        )
        if asked.profile:
            return print_profiles(asked.profile, place, asked.limit)
        held = measure(place, asked)
    told = list(tell(held, asked.entries))
    print(plain_table(told))
    for facts in (machine(), versions(), {name: getattr(asked, name) for name in SETTINGS}):
        print("; ".join(f"{name} {value}" for name, value in facts.items() if value != ""))
    say(f"all of it in {time.monotonic() - start:.0f} s")
    return any(DIFFER in line.result or "FAILED" in line.result for line in told)


def measure(place: Place, asked: argparse.Namespace) -> dict[str, dict[str, Measured]]:
    """The results of every row, kept as they come."""
    begun = machine()
    say(f"{place.entries:,} entries, seed {place.seed}, {asked.runs} runs; load {begun['load']}")
    laid_out(place, asked.limit)
    results: dict[str, dict[str, Measured]] = {}
    rows = [row for row in ROWS if not asked.only or row.key in asked.only]
    with ExitStack() as stack:
        for row in rows:
            if row.key.startswith("postgres") and not place.postgres:
                url, why = stack.enter_context(database())
                place = attrs.evolve(place, postgres=url, why=why)
            results[row.key] = run_row(row, place, runs=asked.runs, limit=asked.limit, budget=asked.budget)
            if asked.out:
                keep(asked, results, begun, {})
        if asked.out:
            keep(asked, results, begun, profiles_of_short(results, place, asked.limit))
    return results


def laid_out(place: Place, limit: float) -> None:
    """See to it that the files are there."""
    start = time.monotonic()
    _child("prepare", place, limit * 4)
    say(f"files made, or found, in {time.monotonic() - start:.0f} s")


def profiles_of_short(results: dict[str, dict[str, Measured]], place: Place, limit: float) -> dict[str, Any]:
    """Where the time goes of ours, in every row of which a line is short."""
    told = list(tell(results, place.entries))
    short = [line.work for line in told if line.result == "short"]
    ours = dict.fromkeys(line.ours for row in ROWS for line in row.lines if line.work in short and line.shows == TIME)
    return {name: profile(name, place, limit, results) for name in ours}


def profile(
    name: str, place: Place, limit: float, results: dict[str, dict[str, Measured]] | None = None
) -> dict[str, Any]:
    """Where the time of one contender goes; on a tenth of the ledger where all of it would take long."""
    took = next((held[name].seconds for held in (results or {}).values() if name in held), 0.0)
    if took > PROFILED_SECONDS:
        place = attrs.evolve(place, entries=place.entries // 10, ledger="tenth.db")
    say(f"{name}: a profile on {place.entries:,} entries")
    found = _child(name, attrs.evolve(place, answers=False), limit, "profile")
    return {"entries": place.entries, "most": found if isinstance(found, list) else []}


def print_profiles(names: list[str], place: Place, limit: float) -> int:
    """Print where the time goes, of contenders or of ours in rows."""
    laid_out(place, limit)
    by_row = {row.key: [line.ours for line in row.lines] for row in ROWS}
    for name in dict.fromkeys(one for asked in names for one in by_row.get(asked, [asked])):
        print(f"{name}, by the functions that take most time by themselves:")
        for percent, calls, where in profile(name, place, limit)["most"]:
            print(f"{percent:6.1f} %  {calls:12,} ×  {where}")
    return 0


def keep(
    asked: argparse.Namespace,
    results: dict[str, dict[str, Measured]],
    begun: dict[str, str],
    profiles: dict[str, Any],
) -> None:
    """Write down what was measured, with everything it rests on; rows measured before stay unless measured again."""
    settings = {
        name: getattr(asked, name) for name in ("entries", "seed", "runs", "budget", "limit", "singles", "dates")
    }
    settings["lots up to"] = min(asked.entries, attrs.fields(Place).in_lots.default)
    before = json.loads(asked.out.read_text()) if asked.out.exists() and asked.only else {}
    made = versions()
    told = {
        "settings": settings,
        "machine": {**begun, "load at the end": load()},
        "versions": made,
        "at": {**before.get("at", {}), **dict.fromkeys(results, made["govledger"])},
        "said": asked.said or before.get("said", ""),
        "profiles": {**before.get("profiles", {}), **profiles},
        "rows": {
            **before.get("rows", {}),
            **{key: {name: attrs.asdict(one) for name, one in row.items()} for key, row in results.items()},
        },
    }
    asked.out.write_text(json.dumps(told, indent=1) + "\n")


def run_row(row: Row, place: Place, *, runs: int, limit: float, budget: float = float("inf")) -> dict[str, Measured]:
    """Ours, raw, peer, ours, raw, peer …; the first time with answers, which are worked out after the time is taken."""
    told: dict[str, list[dict[str, Any]]] = {}
    start = time.monotonic()
    for turn in range(runs):
        for name in row.turns:
            run_one(name, attrs.evolve(place, answers=turn == 0), told, limit)
        spent = time.monotonic() - start
        if spent + spent / (turn + 1) > budget:
            break
    for name in row.once:
        run_one(name, place, told, limit)
    return {name: _measured(runs) for name, runs in told.items()}


def run_one(name: str, place: Place, told: dict[str, list[dict[str, Any]]], limit: float) -> None:
    """One contender once more, unless it is not there."""
    so_far = told.setdefault(name, [])
    if not any("missing" in one for one in so_far):
        so_far.append(_child(name, place, limit))
        say(f"{name}: {so_far[-1].get('missing') or round(so_far[-1]['seconds'], 4)}")


def _measured(runs: list[dict[str, Any]]) -> Measured:
    missing = [one["missing"] for one in runs if "missing" in one]
    if missing:
        return Measured(missing=missing[0])
    return Measured(
        times=tuple(one["seconds"] for one in runs),
        count=runs[0]["count"],
        peak_mb=max(one["peak_mb"] for one in runs),
        answer=runs[0]["answer"],
        notes={name: statistics.median(one["notes"][name] for one in runs) for name in runs[0]["notes"]},
    )


def _child(name: str, place: Place, limit: float, *more: str) -> Any:
    """What one contender gave in a process of its own."""
    told = json.dumps({**attrs.asdict(place), "folder": str(place.folder)})
    command = [sys.executable, "-m", "benchmarks.one", name, told, *more]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=False, env=os.environ)
    except subprocess.TimeoutExpired:
        return {"missing": f"more than {limit:,.0f} s"}
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["it stopped"])[-1]
        if name == "prepare":
            raise SystemExit(done.stderr)
        return {"missing": f"FAILED: {said}"}
    if not done.stdout:
        return {}
    held: Any = json.loads(done.stdout.splitlines()[-1])
    return {"missing": held["not_run"]} if "not_run" in held else held


def say(words: str) -> None:
    """Tell whoever waits."""
    print(words, file=sys.stderr, flush=True)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="few entries and one run")
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--singles", type=int, default=2_000, help="how many events are recorded one by one")
    parser.add_argument("--dates", type=int, default=100, help="how many days the slider is moved to")
    parser.add_argument("--limit", type=float, default=3_600, help="after how many seconds a contender is given up")
    parser.add_argument("--budget", type=float, default=120, help="for how many seconds a row's turns are repeated")
    parser.add_argument("--folder", type=Path, help="where the files are kept, and taken up again")
    parser.add_argument("--only", action="append", choices=[row.key for row in ROWS], help="one row; may be repeated")
    parser.add_argument(
        "--profile", action="append", help="print where the time of a row of ours, or a contender, goes"
    )
    parser.add_argument("--out", type=Path, help="where the results are kept")
    parser.add_argument("--said", default="", help="a sentence about the circumstances, for the page")
    asked = parser.parse_args()
    if asked.quick:
        for name, value in QUICK.items():
            setattr(asked, name, value)
    return asked


if __name__ == "__main__":
    sys.exit(main())
