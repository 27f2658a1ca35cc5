"""The ground a run stands on: the modules that are broken, the tests that should notice, and what both hash to."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path


@dataclass(frozen=True)
class Ground:
    """What is broken, and what should notice.

    Attributes:
        root: The folder that pytest runs in and that names are told from.
        modules: The folder of the modules that are broken.
        tests: The folders of the tests.
        library: The folder of everything the tests import from.
        build: Where results are kept.
        explained: The file that explains survivors.
    """

    root: Path
    modules: Path
    tests: tuple[Path, ...]
    library: Path
    build: Path
    explained: Path

    @property
    def paths(self) -> list[Path]:
        """The modules, by name."""
        return sorted(self.modules.glob("*.py"))

    @cached_property
    def test_files(self) -> dict[str, Path]:
        """Every file of tests, by its name as pytest tells it."""
        found = (path for folder in self.tests for path in folder.rglob("test_*.py"))
        return {path.relative_to(self.root).as_posix(): path for path in sorted(found)}

    def named(self, names: Iterable[str]) -> list[str]:
        """Files of tests, by their paths."""
        return [str(self.test_files[name]) for name in names]

    @cached_property
    def hashes(self) -> dict[str, str]:
        """What each file of tests says, together with everything of the tests that it imports."""
        shared = sorted(self.root.rglob("tests/**/conftest.py"))
        return {
            name: hashed(held.read_text("utf-8") for held in [*shared, *sorted(self._needed(path))])
            for name, path in self.test_files.items()
        }

    @cached_property
    def library_hash(self) -> str:
        """What the library says."""
        return hashed(path.read_text("utf-8") for path in sorted(self.library.rglob("*.py")))

    def _needed(self, path: Path) -> set[Path]:
        """A file of tests and the modules of tests that it imports, directly or not."""
        found, waiting = set[Path](), [path]
        while waiting:
            here = waiting.pop()
            if here not in found and here.exists():
                found.add(here)
                waiting += [self.root / f"{name}.py" for name in imported(here.read_text("utf-8"))]
        return found


def imported(source: str) -> set[str]:
    """The modules of tests that a module may import, as paths without their ending."""
    named: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            named |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            named |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {name.replace(".", "/") for name in named if name.startswith("tests.")}


def hashed(texts: Iterable[str]) -> str:
    """A short hash of some texts."""
    whole = sha256()
    for text in texts:
        whole.update(sha256(text.encode()).digest())
    return whole.hexdigest()[:20]
