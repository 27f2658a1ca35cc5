"""Simulate a ledger and everybody around it from one seed, with kills between any two statements.

    python -m tests.simulation.run --seed 7 --steps 300

Whoever records, corrects, erases, seals, cosigns, copies, follows and keeps tables takes turns in one process; a kill,
a loss of power or somebody who comes first is brought about at a statement of the seed's choosing. After each step the
ledger is held against a model that knows only what was acknowledged. The same seed does and prints the same. Where
something is wrong, the seed and the step are told, and then the fewest steps that were found to bring it about.
"""

# ruff: noqa: T201 - what it prints is for the person who runs it
from __future__ import annotations

import argparse
import base64
import random
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import attrs

from govledger.seal.tree import root_of
from tests.simulation.hub import determined
from tests.simulation.invariants import check_world
from tests.simulation.steps import draw_step, take_step
from tests.simulation.world import World

TRIES_MAX = 40
"""How many shorter runs are tried where one failed."""


@attrs.frozen(kw_only=True)
class Simulated:
    """What a simulation came to.

    Attributes:
        steps: How many of each kind of step there were.
        counts: What became of them.
        statements: How many statements there were.
        size: How many entries the ledger had at the end.
        root: The root over them, in base64.
    """

    steps: dict[str, int]
    counts: dict[str, int]
    statements: int
    size: int
    root: str


class FailedError(AssertionError):
    """Something was not as it must be.

    Attributes:
        seed: The seed.
        steps: The numbers of the steps up to the one after which it was so.
    """

    def __init__(self, seed: int, steps: Sequence[int], kind: str, fault: BaseException) -> None:
        """The fault that was found after the last of ``steps``."""
        super().__init__(f"SEED={seed}, step {steps[-1]} ({kind}): {type(fault).__name__}: {fault}")
        self.seed, self.steps = seed, tuple(steps)


def simulate(seed: int, steps: Sequence[int]) -> Simulated:
    """Take the steps with these numbers, each of which is drawn from the seed and its number.

    Raises:
        FailedError: Something was not as it must be.
    """
    taken = Counter[str]()
    with tempfile.TemporaryDirectory(prefix="simulated-") as folder, determined(seed) as hub:
        world = World(Path(folder), hub)
        try:
            for at, number in enumerate(steps):
                chance = random.Random(f"{seed} {number}")
                kind = draw_step(chance)
                try:
                    take_step(world, kind, chance)
                    check_world(world, chance)
                except Exception as fault:
                    raise FailedError(seed, steps[: at + 1], kind, fault) from fault
                taken[kind] += 1
        finally:
            world.close()
        root = root_of([bytes.fromhex(leaf) for leaf in world.model.leaves])
    return Simulated(
        steps=dict(sorted(taken.items())),
        counts=dict(sorted(world.counts.items())),
        statements=hub.statements,
        size=world.model.size,
        root=base64.b64encode(root).decode(),
    )


def shrink(failed: FailedError) -> FailedError:
    """Leave out whatever steps can be left out so that it still fails, as far as a few tries go."""
    tries, width = 0, len(failed.steps) // 2
    while width and tries < TRIES_MAX:
        start = 0
        while start < len(failed.steps) - 1 and tries < TRIES_MAX:
            rest = failed.steps[:start] + failed.steps[start + width :]
            tries += 1
            try:
                simulate(failed.seed, rest)
            except FailedError as shorter:
                failed = shorter
            else:
                start += width
        width //= 2
    return failed


def main() -> None:
    """Simulate, and say what was done and what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument(
        "--only", type=lambda text: [int(word) for word in text.split(",")], help="step numbers: 3,7,19"
    )
    given = parser.parse_args()
    print(f"simulating {given.steps} steps; SEED={given.seed}", flush=True)
    try:
        done = simulate(given.seed, given.only or range(given.steps))
    except FailedError as failed:
        print(failed, flush=True)
        shorter = shrink(failed)
        print(f"{shorter}\n  again with: --seed {given.seed} --only {','.join(map(str, shorter.steps))}", flush=True)
        raise
    for name, count in [*done.steps.items(), *done.counts.items()]:
        print(f"  {name:48}{count:10,}")
    print(f"  {done.statements:,} statements; {done.size:,} entries, root {done.root}")


if __name__ == "__main__":
    main()
