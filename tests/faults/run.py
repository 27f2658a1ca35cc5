"""Bring faults about, round after round, and hold the ledger against what it had acknowledged after each.

    python -m tests.faults.run --kind kill --rounds 200 --seed 7

Each round is drawn from the seed and its own number. What was counted is kept under build/faults, so that a run that
was stopped goes on with the next round. Without a kind, all of them take turns.
"""

# ruff: noqa: T201 - what it prints is for the person who runs it
from __future__ import annotations

import argparse
import random
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import msgspec

from tests.faults.busy import busy_round
from tests.faults.clock import clock_round
from tests.faults.corrupt import corrupt_round
from tests.faults.dropped import dropped_round
from tests.faults.full import full_round
from tests.faults.kill import kill_round
from tests.faults.read_only import read_only_round
from tests.postgres.server import ServerError

KINDS: dict[str, Callable[[Path, random.Random], Counter[str]]] = {
    "kill": kill_round,
    "full": full_round,
    "read-only": read_only_round,
    "busy": busy_round,
    "clock": clock_round,
    "corrupt": corrupt_round,
    "dropped": dropped_round,
}


class Kept(msgspec.Struct):
    """How many rounds there were, and what was counted in them."""

    rounds: int = 0
    counts: dict[str, int] = {}


def run_round(kind: str, seed: int, number: int) -> Counter[str]:
    """Run one round; what was counted in it.

    Raises:
        AssertionError: A ledger did not keep what it had acknowledged, or did not say what happened.
    """
    with tempfile.TemporaryDirectory(prefix=f"{kind}-") as folder:
        try:
            return KINDS[kind](Path(folder), random.Random(f"{kind} {seed} {number}"))
        except BaseException as fault:
            fault.add_note(f"in round {number} of KIND={kind} SEED={seed}")
            raise


def run(kind: str, *, seed: int, rounds: int, folder: Path) -> Kept:
    """Run the rounds that are not yet counted; what was counted is kept after each."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{kind}-{seed}.json"
    kept = msgspec.json.decode(path.read_bytes(), type=Kept) if path.exists() else Kept()
    while kept.rounds < rounds:
        counts = Counter(kept.counts) + run_round(kind, seed, kept.rounds)
        kept = Kept(kept.rounds + 1, dict(counts))
        draft = path.with_suffix(".part")
        draft.write_bytes(msgspec.json.encode(kept))
        draft.replace(path)
    return kept


def main() -> None:
    """Run as many rounds as were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kind", choices=KINDS, action="append")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--folder", type=Path, default=Path("build/faults"))
    given = parser.parse_args()
    for kind in given.kind or KINDS:
        print(f"{kind}: {given.rounds} rounds; SEED={given.seed}", flush=True)
        try:
            kept = run(kind, seed=given.seed, rounds=given.rounds, folder=given.folder)
        except ServerError as lacking:
            print(f"  NOT RUN: {lacking}", flush=True)
            continue
        for name, count in sorted(kept.counts.items()):
            print(f"  {name:48}{count:10,}")
        print(f"  {kept.rounds} rounds: no gap, no half batch, nothing acknowledged was lost", flush=True)


if __name__ == "__main__":
    main()
