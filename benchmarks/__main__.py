"""Every row of the table, each contender in a process of its own, by turns.

``python -m benchmarks`` measures; ``--quick`` does the same in less than a minute, for its answers. What was measured
is kept as JSON, of which ``python -m benchmarks.report`` makes the page. Peers that are not there are NOT RUN::

    python -m benchmarks --entries 1000000 --runs 3 --seed 1 [--folder kept] [--only check] [--out results.json]
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
from pathlib import Path
from typing import Any

import attrs

from benchmarks.contest import Place
from benchmarks.machine import load, machine, versions
from benchmarks.rows import ROWS, Measured, Row
from benchmarks.table import DIFFER, plain_table, tell

QUICK = {"entries": 3_000, "runs": 1, "singles": 200, "dates": 25}


def main() -> int:
    """Measure, print and keep; 1 when answers differ or something of ours could not run."""
    asked = _asked()
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.folder or Path(temporary) / "bench"
        place = Place(
            folder=folder.resolve(), entries=asked.entries, seed=asked.seed, singles=asked.singles, dates=asked.dates
        )
        held = measure(place, asked)
    told = list(tell(held, asked.entries))
    print(plain_table(told))
    return any(DIFFER in line.result or "FAILED" in line.result for line in told)


def measure(place: Place, asked: argparse.Namespace) -> dict[str, dict[str, Measured]]:
    """The results of every row, kept as they come."""
    begun, start = machine(), time.monotonic()
    say(f"{place.entries:,} entries, seed {place.seed}, {asked.runs} runs; load {begun['load']}")
    _child("prepare", place, asked.limit * 4)
    say(f"files made in {time.monotonic() - start:.0f} s")
    results: dict[str, dict[str, Measured]] = {}
    for row in ROWS:
        if asked.only and row.key not in asked.only:
            continue
        results[row.key] = run_row(row, place, runs=asked.runs, limit=asked.limit)
        if asked.out:
            keep(asked, results, begun)
    return results


def keep(asked: argparse.Namespace, results: dict[str, dict[str, Measured]], begun: dict[str, str]) -> None:
    """Write down what was measured, with everything it rests on; rows measured before stay unless measured again."""
    settings = {name: getattr(asked, name) for name in ("entries", "seed", "runs", "limit", "singles", "dates")}
    settings["lots up to"] = min(asked.entries, attrs.fields(Place).in_lots.default)
    before = json.loads(asked.out.read_text()) if asked.out.exists() and asked.only else {}
    made = versions()
    told = {
        "settings": settings,
        "machine": {**begun, "load at the end": load()},
        "versions": made,
        "at": {**before.get("at", {}), **dict.fromkeys(results, made["govledger"])},
        "said": asked.said or before.get("said", ""),
        "rows": {
            **before.get("rows", {}),
            **{key: {name: attrs.asdict(one) for name, one in row.items()} for key, row in results.items()},
        },
    }
    asked.out.write_text(json.dumps(told, indent=1) + "\n")


def run_row(row: Row, place: Place, *, runs: int, limit: float) -> dict[str, Measured]:
    """Ours, raw, peer, ours, raw, peer …; the first time with answers, which are worked out after the time is taken."""
    told: dict[str, list[dict[str, Any]]] = {}
    for turn in range(runs):
        for name in (*row.turns, *row.once) if turn == 0 else row.turns:
            so_far = told.setdefault(name, [])
            if any("missing" in one for one in so_far):
                continue
            so_far.append(_child(name, attrs.evolve(place, answers=turn == 0), limit))
            say(f"{name}: {so_far[-1].get('missing') or round(so_far[-1]['seconds'], 4)}")
    return {name: _measured(runs) for name, runs in told.items()}


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


def _child(name: str, place: Place, limit: float) -> dict[str, Any]:
    """What one contender gave in a process of its own."""
    told = json.dumps({**attrs.asdict(place), "folder": str(place.folder)})
    command = [sys.executable, "-m", "benchmarks.one", name, told]
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
    held: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
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
    parser.add_argument("--folder", type=Path, help="where the files are kept, and taken up again")
    parser.add_argument("--only", action="append", choices=[row.key for row in ROWS], help="one row; may be repeated")
    parser.add_argument("--out", type=Path, help="where the results are kept")
    parser.add_argument("--said", default="", help="a sentence about the circumstances, for the page")
    asked = parser.parse_args()
    if asked.quick:
        for name, value in QUICK.items():
            setattr(asked, name, value)
    return asked


if __name__ == "__main__":
    sys.exit(main())
