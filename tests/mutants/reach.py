"""Which test runs which lines of the modules, measured once and kept while nothing that matters changes."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import coverage
import pytest

from tests.mutants.forks import run_each
from tests.mutants.ground import Ground, hashed
from tests.mutants.operators import Mutant

QUIET = ("-q", "-s", "--tb=short", "-p", "no:cacheprovider", "-p", "no:faulthandler", "--ignore-glob=*/test_watch.py")
"""How tests are run here; those of `Watch` compare what is broken with itself, at length."""

PROFILE = "mutants"
EXAMPLES = 20
PATIENCE_SECONDS = 6.0
"""How many seconds of tests a mutant is put to, as measured; what has withstood them has survived.

The last tests, the slowest and widest, put every rule to whole histories, and compare what is broken with itself.
"""


class Profile:
    """A plugin that has hypothesis draw the same few examples every time, and stop at the first that fails."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_load_initial_conftests(self) -> None:
        """Make the profile before the tests load it; hypothesis is a plugin, which pytest wants to import itself."""
        from hypothesis import HealthCheck, Phase, settings

        settings.register_profile(
            PROFILE,
            deadline=None,
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        os.environ["HYPOTHESIS_PROFILE"] = PROFILE


class FailingTestsError(Exception):
    """Tests fail with nothing broken, so that they can tell nothing of what is."""


@dataclass(frozen=True)
class Test:
    """A test, and what it runs.

    Attributes:
        name: Its name, as pytest tells it.
        seconds: How long it took.
        lines: The lines of each module that it ran.
    """

    __test__ = False
    name: str
    seconds: float
    lines: dict[str, frozenset[int]]

    @property
    def file(self) -> str:
        """The file it is in."""
        return self.name.partition("::")[0]

    @property
    def breadth(self) -> int:
        """How many lines it runs; the fewer, the more it is about each."""
        return sum(map(len, self.lines.values()))


class Reach:
    """What every test runs."""

    def __init__(self, tests: list[Test]) -> None:
        """Sort tests by the lines they run."""
        busy = {test.file for test in tests if test.lines}
        self._looking = [test for test in tests if test.file not in busy]
        self._running: dict[tuple[str, int], list[Test]] = {}
        for test in tests:
            for module, lines in test.lines.items():
                for line in lines:
                    self._running.setdefault((module, line), []).append(test)

    def of(self, mutant: Mutant) -> list[Test]:
        """The tests that run what a mutant changes, the module's own first, then the quickest and narrowest.

        What runs on import may be noticed, too, by tests that only look at what was made, in files that run none of it.
        """
        found = next(filter(None, (self._between(mutant.module, *span) for span in mutant.lines)), {})
        if not mutant.is_inside:
            found |= {test.name: test for test in self._looking}
        own = f"/test_{mutant.module}.py"
        return _within_patience(
            sorted(
                found.values(),
                key=lambda test: (not test.file.endswith(own), test.seconds * (50 + test.breadth), test.name),
            )
        )

    def _between(self, module: str, first: int, last: int) -> dict[str, Test]:
        lines = range(first, last + 1)
        return {test.name: test for line in lines for test in self._running.get((module, line), ())}


def _within_patience(tests: list[Test]) -> list[Test]:
    spent = list(accumulate(test.seconds for test in tests))
    return [test for test, seconds in zip(tests, spent, strict=True) if seconds <= PATIENCE_SECONDS]


def measure(ground: Ground, *, workers: int) -> Reach:
    """What every test runs: measured where a test or the library changed, remembered otherwise.

    Raises:
        FailingTestsError: A test fails with nothing broken.
    """
    kept = ground.build / "reach.json"
    held: dict[str, Any] = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    keys = {name: hashed([ground.library_hash, own]) for name, own in ground.hashes.items()}
    held = {name: one for name, one in held.items() if one["key"] == keys.get(name)}
    asked = sorted(keys.keys() - held.keys(), key=lambda name: -ground.test_files[name].stat().st_size)
    parts = [part for part in (asked[start::workers] for start in range(workers)) if part]
    failing: list[str] = []
    for part, told in run_each(parts, lambda names: _run(ground, names), workers=workers):
        failing += told["failing"]
        for name in part:
            held[name] = {"key": keys[name], "tests": told["files"].get(name, {})}
    if failing:
        raise FailingTestsError(f"with nothing broken these fail: {', '.join(sorted(failing))}")
    if asked:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(held), encoding="utf-8")
    return Reach(list(_tests(held)))


def _tests(held: dict[str, Any]) -> Iterator[Test]:
    for one in held.values():
        for name, test in one["tests"].items():
            lines = {module: frozenset(numbers) for module, numbers in test["lines"].items()}
            yield Test(name=name, seconds=test["seconds"], lines=lines)


# Measuring -----------------------------------------------------------------------------------------------------------


class _Watch:
    """Notes what each test runs, how long it takes, and whether it passes."""

    def __init__(self, measured: coverage.Coverage) -> None:
        self.measured = measured
        self.seconds: dict[str, float] = {}
        self.failing: list[str] = []

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[Any]:
        started = time.process_time()
        self.measured.switch_context(item.nodeid)
        told = yield
        self.measured.switch_context("")
        self.seconds[item.nodeid] = round(time.process_time() - started, 4)
        return told

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failing.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.failing.append(report.nodeid)


def _run(ground: Ground, names: list[str]) -> dict[str, Any]:
    """Run some files of tests, with nothing broken."""
    os.environ["COVERAGE_CORE"] = "ctrace"  # The others cannot tell one test from another.
    modules = [str(path) for path in ground.paths]
    measured = coverage.Coverage(data_file=None, include=modules, config_file=False)
    watch = _Watch(measured)
    measured.start()
    pytest.main([*QUIET, f"--rootdir={ground.root}", *ground.named(names)], plugins=[Profile(), watch])
    measured.stop()
    return {"failing": watch.failing, "files": _files(measured.get_data(), watch)}


def _files(data: coverage.CoverageData, watch: _Watch) -> dict[str, dict[str, Any]]:
    """What each test ran, by the file it is in."""
    lines: dict[str, dict[str, list[int]]] = {}
    for path in data.measured_files():
        module = path.rpartition("/")[2].removesuffix(".py")
        for line, names in data.contexts_by_lineno(path).items():
            for name in names:
                lines.setdefault(name, {}).setdefault(module, []).append(line)
    files: dict[str, dict[str, Any]] = {}
    for name, seconds in watch.seconds.items():
        held = {"seconds": seconds, "lines": lines.get(name, {})}
        files.setdefault(name.partition("::")[0], {})[name] = held
    return files
