"""Putting mutants to the tests, each in a process of its own that serves it without touching a file.

A change inside a function is put into the function as it lives, in a fork of a process that has collected every test;
any other change is served by the loader to a fork that has imported nothing of the modules yet.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from io import StringIO
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any
from unittest.mock import patch

import pytest

from tests.mutants.forks import allow, run_each
from tests.mutants.ground import Ground
from tests.mutants.operators import Mutant
from tests.mutants.reach import QUIET, Profile, Test

TIME = "the time limit"
IMPORT = "the import"


@dataclass(frozen=True)
class Trial:
    """A mutant and the tests it is put to, in their order."""

    mutant: Mutant
    tests: tuple[Test, ...]


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant: ``by`` names the test that noticed, and is ``None`` where none did."""

    trial: Trial
    by: str | None


Tell = Callable[[Verdict], None]


def put_to_tests(ground: Ground, trials: list[Trial], tell: Tell, *, workers: int) -> None:
    """Try each mutant and tell what becomes of it as soon as it is known."""
    for trial in trials:
        if not trial.tests:
            tell(Verdict(trial, None))
    asked = [trial for trial in trials if trial.tests]
    outside = [trial for trial in asked if not trial.mutant.is_inside]
    _put_outside(ground, outside, tell, workers)
    inside = [trial for trial in asked if trial.mutant.is_inside]
    if inside:
        files = sorted({test.file for trial in inside for test in trial.tests})
        loop = _Loop(lambda session: _tell_each(inside, Living(session, ground).tried, tell, workers))
        with redirect_stdout(StringIO()):
            options = [*QUIET, "--tb=no", f"--rootdir={ground.root}"]
            pytest.main([*options, *ground.named(files)], plugins=[Profile(), loop])
        if loop.fault is not None:
            raise loop.fault
        if not loop.has_run:
            raise RuntimeError("pytest could not collect the tests")


def _tell_each(trials: list[Trial], work: Callable[[Trial], str | None], tell: Tell, workers: int) -> None:
    for trial, by in run_each(trials, lambda one: {"by": work(one)}, workers=workers):
        tell(Verdict(trial, by["by"] if by is not None else TIME))


def _put_outside(ground: Ground, trials: list[Trial], tell: Tell, workers: int) -> None:
    """Try what runs on import: first by the few tests that only look at what was made, then by those that run it."""
    unseen: list[Trial] = []

    def first(verdict: Verdict) -> None:
        if verdict.by is None:
            unseen.append(verdict.trial)
        else:
            tell(verdict)

    _tell_each(
        trials,
        lambda trial: _served(ground, trial.mutant, [one for one in trial.tests if not one.lines]),
        first,
        workers,
    )
    _tell_each(
        unseen, lambda trial: _served(ground, trial.mutant, [one for one in trial.tests if one.lines]), tell, workers
    )


class _Noticed:
    """Whether a test has failed, and which was the first."""

    def __init__(self) -> None:
        self.by: str | None = None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and self.by is None:
            self.by = report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed and self.by is None:
            self.by = IMPORT


# Inside a function ---------------------------------------------------------------------------------------------------


class _Loop:
    """Does something else in place of running the tests that were collected."""

    def __init__(self, instead: Callable[[pytest.Session], None]) -> None:
        self._instead, self.has_run = instead, False
        self.fault: Exception | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.has_run = not session.testsfailed
        try:
            if self.has_run:
                self._instead(session)
        except Exception as fault:  # noqa: BLE001 - pytest would swallow it with all that it prints
            self.fault = fault
        return True


class Living:
    """The tests as collected and the functions as they live, of which every fork has its own."""

    def __init__(self, session: pytest.Session, ground: Ground) -> None:
        """Find every function of the modules, and every test."""
        self._items = {item.nodeid: item for item in session.items}
        self._functions: dict[tuple[str, str, int], list[FunctionType]] = {}
        wanted = {str(path) for path in ground.paths}
        for found in gc.get_objects():
            if isinstance(found, FunctionType) and found.__code__.co_filename in wanted:
                self._functions.setdefault(_key(found.__code__), []).append(found)
        self._run(session.items[0], session.items[-1])  # The first test of a process pays for what all of them keep.
        gc.collect()
        gc.freeze()  # What a fork never collects it need not copy.

    def tried(self, trial: Trial) -> str | None:
        """Put a mutant into its function and run its tests until one fails; that one's name."""
        self._change(trial.mutant)
        noticed = _Noticed()
        items = [self._items[test.name] for test in trial.tests]
        items[0].config.pluginmanager.register(noticed)
        for item, following, test in zip(items, [*items[1:], None], trial.tests, strict=True):
            allow(10 * test.seconds)
            self._run(item, following)
            if noticed.by is not None:
                return noticed.by
        return None

    @staticmethod
    def _run(item: pytest.Item, following: pytest.Item | None) -> None:
        item.ihook.pytest_runtest_protocol(item=item, nextitem=following)

    def _change(self, mutant: Mutant) -> None:
        """Give every living function of the module the code it has in the mutant."""
        changed = False
        for code in _codes(mutant.code):
            for function in self._functions.get(_key(code), ()):
                if len(function.__code__.co_freevars) == len(code.co_freevars):
                    function.__code__ = code
                    changed = changed or code.co_name == mutant.function.rpartition(".")[2]
        if not changed:
            raise RuntimeError(f"no living function is {mutant.function} of {mutant.path}")


def _key(code: CodeType) -> tuple[str, str, int]:
    return code.co_filename, code.co_qualname, code.co_firstlineno


def _codes(code: CodeType) -> Iterator[CodeType]:
    for held in code.co_consts:
        if isinstance(held, CodeType):
            yield held
            yield from _codes(held)


# Anywhere else -------------------------------------------------------------------------------------------------------


def _served(ground: Ground, mutant: Mutant, tests: list[Test]) -> str | None:
    """Serve a mutant to a process that imports it anew, and run tests until one fails; that one's name."""
    if not tests:
        return None
    allow(60 + 10 * sum(test.seconds for test in tests))
    noticed = _Noticed()
    files = sorted({test.file for test in tests})
    with serving(mutant):
        chosen = [Profile(), _Chosen([test.name for test in tests]), noticed]
        pytest.main([*QUIET, "-x", f"--rootdir={ground.root}", *ground.named(files)], plugins=chosen)
    return noticed.by


class _Chosen:
    """Keeps the tests that were asked for, in the order asked."""

    def __init__(self, names: list[str]) -> None:
        self._place = {name: place for place, name in enumerate(names)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        kept = [item for item in items if item.nodeid in self._place]
        items[:] = sorted(kept, key=lambda item: self._place[item.nodeid])


@contextmanager
def serving(mutant: Mutant) -> Iterator[None]:
    """Have the loader give a mutant's code in place of its module's; nothing may have imported the module yet."""
    if any(getattr(module, "__file__", None) == str(mutant.path) for module in list(sys.modules.values())):
        raise RuntimeError(f"{mutant.path} is imported already")
    as_it_is: Any = SourceFileLoader.get_code

    def get_code(self: SourceFileLoader, fullname: str) -> CodeType | None:
        is_it = Path(self.get_filename(fullname)) == mutant.path
        code: CodeType | None = mutant.code if is_it else as_it_is(self, fullname)
        return code

    with patch.object(SourceFileLoader, "get_code", get_code):
        yield
