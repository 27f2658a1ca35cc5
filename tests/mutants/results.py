"""What became of mutants before, kept while it still holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.mutants.ground import Ground, hashed
from tests.mutants.trial import Trial, Verdict


class Results:
    """Verdicts, kept in a file of the build folder.

    A mutant that a test noticed stays noticed while its module and that test's file are the same; one that none
    noticed is tried again when a test that runs it is new or has changed.
    """

    def __init__(self, ground: Ground) -> None:
        """Read what was kept."""
        self._ground, self._path = ground, ground.build / "results.json"
        held: dict[str, Any] = json.loads(self._path.read_text("utf-8")) if self._path.exists() else {}
        self._held = held
        self._modules: dict[Path, str] = {}

    def find(self, trial: Trial) -> Verdict | None:
        """The verdict on a mutant, if it is known and holds."""
        held = self._held.get(self._name(trial))
        if held is None:
            return None
        return Verdict(trial, held["by"]) if held["key"] == self._key(trial, held["by"]) else None

    def keep(self, verdict: Verdict) -> None:
        """Keep one."""
        key = self._key(verdict.trial, verdict.by)
        self._held[self._name(verdict.trial)] = {"by": verdict.by, "key": key}

    def save(self) -> None:
        """Write down what is kept, whole or not at all."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(".draft")
        draft.write_text(json.dumps(self._held), encoding="utf-8")
        draft.replace(self._path)

    def _name(self, trial: Trial) -> str:
        mutant = trial.mutant
        if mutant.path not in self._modules:
            self._modules[mutant.path] = hashed([mutant.source])
        return f"{mutant.module} {self._modules[mutant.path]} {mutant.number}"

    def _key(self, trial: Trial, by: str | None) -> str:
        """What a verdict rests on: the file of the test that noticed, or else all that were asked."""
        hashes = self._ground.hashes
        file = by.partition("::")[0] if by is not None else ""
        if file in hashes:
            return hashes[file]
        return hashed(f"{test.name} {hashes[test.file]}" for test in trial.tests)
