"""What a run says: a table by module, and each survivor with where it is and why no test can tell."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.operators import Mutant
from tests.mutants.trial import Verdict

NO_REASON = "NOT EXPLAINED"


@dataclass(frozen=True)
class Explanation:
    """Why no test can tell a mutant from the module, found by what is changed and not by the number of its line."""

    module: str
    function: str
    text: str
    says: str
    why: str

    @property
    def key(self) -> tuple[str, ...]:
        """What it is found by."""
        return self.module, self.function, self.text, self.says


def read_explanations(path: Path) -> list[Explanation]:
    """The explanations of a file; none where there is no file."""
    held = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return [Explanation(**one) for one in held.get("survivor", ())]


def key_of(mutant: Mutant) -> tuple[str, ...]:
    """What the explanation of a mutant is found by."""
    return mutant.module, mutant.function, mutant.text, mutant.says


@dataclass(frozen=True)
class Report:
    """The verdicts of a run, and the explanations they are held against.

    Attributes:
        verdicts: The verdicts.
        explanations: The explanations.
        root: The folder that paths are told from.
        every: All the mutants there are, tried or not.
    """

    verdicts: Sequence[Verdict]
    explanations: Sequence[Explanation]
    root: Path
    every: Sequence[Mutant]

    @property
    def survivors(self) -> list[Mutant]:
        """The mutants that no test noticed."""
        found = [one.trial.mutant for one in self.verdicts if one.by is None]
        return sorted(found, key=lambda mutant: (mutant.module, mutant.line, mutant.number))

    @property
    def unexplained(self) -> list[Mutant]:
        """Those that nobody explained."""
        explained = {one.key for one in self.explanations}
        return [mutant for mutant in self.survivors if key_of(mutant) not in explained]

    @property
    def outdated(self) -> list[str]:
        """The explanations of what is noticed now, or is not there any more."""
        surviving = {key_of(mutant) for mutant in self.survivors}
        tried = {key_of(one.trial.mutant) for one in self.verdicts}
        there = {key_of(mutant) for mutant in self.every}
        return [
            f"{one.module} {one.function}: {one.says} ({'is noticed now' if one.key in there else 'is not there now'})"
            for one in self.explanations
            if one.key not in surviving and (one.key in tried or one.key not in there)
        ]

    @property
    def percent(self) -> float:
        """How many of the mutants were noticed, in a hundred."""
        return _percent(len(self.verdicts), len(self.survivors))

    def lines(self) -> Iterator[str]:
        """The report, line by line."""
        yield from self._table()
        yield from self._survivors()
        yield from (f"outdated: {one}" for one in self.outdated)

    def _table(self) -> Iterator[str]:
        tried = Counter(one.trial.mutant.module for one in self.verdicts)
        survived = Counter(mutant.module for mutant in self.survivors)
        width = max([len("module"), *map(len, tried)])
        yield f"{'module':{width}}  mutants  killed  survived  killed %"
        for name in sorted(tried):
            yield _row(name, tried[name], survived[name], width)
        yield _row("all", len(self.verdicts), len(self.survivors), width)

    def _survivors(self) -> Iterator[str]:
        why = {one.key: one.why for one in self.explanations}
        for mutant in self.survivors:
            yield ""
            yield f"{mutant.path.relative_to(self.root)}:{mutant.line} in {mutant.function or 'the module'}"
            yield f"    {mutant.text}"
            yield f"    {mutant.says}"
            yield f"    {why.get(key_of(mutant), NO_REASON)}"


def _row(name: str, tried: int, survived: int, width: int) -> str:
    return f"{name:{width}}  {tried:7}  {tried - survived:6}  {survived:8}  {_percent(tried, survived):8.1f}"


def _percent(tried: int, survived: int) -> float:
    return 100 * (tried - survived) / tried if tried else 100.0


def template(mutants: Iterable[Mutant]) -> Iterator[str]:
    """Explanations to be filled in."""
    for module, function, text, says in dict.fromkeys(map(key_of, mutants)):
        yield "\n[[survivor]]"
        for name, value in (("module", module), ("function", function), ("text", text), ("says", says)):
            yield f"{name} = {_quoted(value)}"
        yield 'why = ""'


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f"'{text}'" if "'" not in text else f'"{escaped}"'
