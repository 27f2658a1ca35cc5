"""Let the attacker try for as long as was asked, round after round, and count what was tried and what was found.

    python -m tests.attacker.run --rounds 100 --seed 7

Each round draws histories and attacks of its own from the seed and the round's number. What was counted is kept under
build/attacker, so that a run that was stopped goes on with the next round.
"""

# ruff: noqa: T201 - what it prints is for the person who runs it
from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import msgspec
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.attacker.impostor import Impostor
from tests.attacker.machine import COUNTS

HISTORIES = 20
STEPS = 40


class Kept(msgspec.Struct):
    """How many rounds there were, and what was counted in them."""

    rounds: int = 0
    counts: dict[str, int] = {}


def run_round(number: int) -> Counter[str]:
    """Run one round and return what was counted in it.

    Raises:
        AssertionError: The attacker got away with something, or something honest was reported.
    """

    class Round(Impostor):
        """A machine of its own, since the seed is kept with it."""

    COUNTS.clear()
    asked = settings(
        max_examples=HISTORIES,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        derandomize=False,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(seed(number)(Round), settings=asked)
    return Counter(COUNTS)


def run(folder: Path, *, start: int, rounds: int) -> Kept:
    """Run the rounds that are not yet counted; what was counted is kept after each."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{start}.json"
    kept = msgspec.json.decode(path.read_bytes(), type=Kept) if path.exists() else Kept()
    while kept.rounds < rounds:
        counts = Counter(kept.counts)
        counts.update(run_round(start * 1_000_000 + kept.rounds))
        kept = Kept(kept.rounds + 1, dict(counts))
        draft = path.with_suffix(".part")
        draft.write_bytes(msgspec.json.encode(kept))
        draft.replace(path)
    return kept


def main() -> None:
    """Run as many rounds as were asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--folder", type=Path, default=Path("build/attacker"))
    given = parser.parse_args()
    print(f"{given.rounds} rounds of {HISTORIES} histories and their attacks; SEED={given.seed}", flush=True)
    kept = run(given.folder, start=given.seed, rounds=given.rounds)
    for name, count in sorted(kept.counts.items()):
        print(f"  {name:40}{count:10,}")
    print(f"{kept.rounds} rounds: nothing that had to be found was missed, and nothing honest was reported")


if __name__ == "__main__":
    main()
