"""Break the rules on purpose, one change at a time, and say whether a test notices.

    python -m tests.mutants --sample 200 --seed 7

Nothing is written to the source: each mutant lives in a process of its own. What became of it is kept under ``build``,
so that a run that was stopped goes on where it was. The run fails when too few mutants are noticed, or when one that
is not has no explanation in ``survivors.toml``.
"""

# ruff: noqa: T201 - what it prints is for the person who runs it
import argparse
import os
import random
import sys
import time
from pathlib import Path

from tests.mutants.ground import Ground
from tests.mutants.operators import Mutant, mutants_of
from tests.mutants.reach import FailingTestsError, measure
from tests.mutants.report import Report, read_explanations, template
from tests.mutants.results import Results
from tests.mutants.trial import Trial, Verdict, put_to_tests

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TESTS = ("tests/assurance", "tests/minutes", "tests/queries")
SAVED_EVERY = 100


def parsed(arguments: list[str] | None = None) -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description="Break the rules on purpose.")
    parser.add_argument("names", nargs="*", metavar="module", help="only these modules")
    parser.add_argument("--sample", type=int, help="only so many mutants, drawn by the seed")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--percent-min", type=float, default=90.0, help="how many must be noticed, in a hundred")
    parser.add_argument("--template", action="store_true", help="print explanations to be filled in")
    parser.add_argument("--root", type=Path, default=ROOT)
    parser.add_argument("--modules", type=Path, default=ROOT / "src/govledger/assurance/families")
    parser.add_argument("--library", type=Path, default=ROOT / "src")
    parser.add_argument("--tests", type=Path, action="append", help="a folder of tests")
    parser.add_argument("--build", type=Path, default=ROOT / "build/mutants")
    parser.add_argument("--explained", type=Path, default=HERE / "survivors.toml")
    return parser.parse_args(arguments)


def ground_of(asked: argparse.Namespace) -> Ground:
    """What is broken, and what should notice."""
    return Ground(
        root=asked.root.resolve(),
        modules=asked.modules.resolve(),
        tests=tuple(asked.tests or (asked.root / name for name in TESTS)),
        library=asked.library,
        build=asked.build,
        explained=asked.explained,
    )


def drawn(mutants: list[Mutant], *, sample: int | None, seed: int) -> list[Mutant]:
    """As many of the mutants as were asked for; equal seeds draw the same."""
    if sample is None or sample >= len(mutants):
        return mutants
    chosen = random.Random(seed).sample(range(len(mutants)), sample)
    return [mutants[index] for index in sorted(chosen)]


class Progress:
    """Keeps verdicts as they come, and says how far the run is."""

    def __init__(self, results: Results, *, asked: int) -> None:
        self.results, self.asked, self.done = results, asked, 0
        self.out = os.fdopen(os.dup(sys.stderr.fileno()), "w")

    def __call__(self, verdict: Verdict) -> None:
        self.results.keep(verdict)
        self.done += 1
        if self.done % SAVED_EVERY == 0:
            self.results.save()
            print(f"{self.done} of {self.asked} tried", file=self.out, flush=True)


def run(ground: Ground, asked: argparse.Namespace) -> Report:
    """Try what was asked for, but for what is known already."""
    every = [mutant for path in ground.paths for mutant in mutants_of(path)]
    named = [mutant for mutant in every if not asked.names or mutant.module in asked.names]
    reach = measure(ground, workers=asked.workers)
    trials = [Trial(mutant, tuple(reach.of(mutant))) for mutant in drawn(named, sample=asked.sample, seed=asked.seed)]
    results = Results(ground)
    waiting = [trial for trial in trials if results.find(trial) is None]
    print(f"{len(trials)} of {len(every)} mutants, {len(waiting)} of them to try; SEED={asked.seed}", flush=True)
    progress = Progress(results, asked=len(waiting))
    try:
        put_to_tests(ground, waiting, progress, workers=asked.workers)
    finally:
        results.save()
    verdicts = [found for trial in trials if (found := results.find(trial)) is not None]
    assert len(verdicts) == len(trials), "some mutants were not tried"
    return Report(verdicts, read_explanations(ground.explained), ground.root, every)


def main() -> int:
    """Run, and print the report."""
    asked, started = parsed(), time.monotonic()
    try:
        report = run(ground_of(asked), asked)
    except FailingTestsError as fault:
        print(fault)
        return 2
    for line in template(report.unexplained) if asked.template else report.lines():
        print(line)
    print(
        f"\n{report.percent:.1f} % killed; {len(report.survivors)} survived, {len(report.unexplained)} of them not "
        f"explained; {time.monotonic() - started:.0f} seconds"
    )
    return 1 if report.percent < asked.percent_min or report.unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
