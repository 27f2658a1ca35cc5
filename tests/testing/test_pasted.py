"""What the documents show, pasted into an empty file, runs: with its laws, in a process of its own."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TUTORIAL = ROOT / "docs" / "tutorial" / "first-projection.md"
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)

DESIGN = """
from govledger import projection, on, derived, events as ev
from govledger.testing import given, laws
import attrs

@projection(version=1, keyed=True)
class OpenActions:
    due: dict[str, ev.Due] = attrs.Factory(dict)

    @on(ev.ActionAdded)
    def added(self, event, entry): self.due[event.action] = event.due
    @on(ev.CompletionClaimed)
    def claimed(self, event, entry): self.due.pop(event.subject.id, None)
    @derived
    def overdue(self, today): return [a for a, d in self.due.items() if d is not None and d.latest < today]

given(ev.ActionAdded(action="2.4", due=ev.by("2017-09-30"))).project(OpenActions).then(due={"2.4": ev.by("2017-09-30")})
TestOpenActions = laws(OpenActions)
"""
"""The projection of the design, with what its event takes to be told, and a due that nobody said."""


def pasted(code: str, folder: Path) -> str:
    """Put code into an empty file, run its tests, and return what pytest says."""
    file = folder / "test_pasted_by_a_reader.py"
    file.write_text(code, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(folder), str(file)],
        capture_output=True,
        text=True,
        cwd=folder,
        env={name: held for name, held in os.environ.items() if not name.startswith("PYTEST")},
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_the_projection_of_the_design_runs_with_its_laws(tmp_path: Path) -> None:
    told = pasted(DESIGN, tmp_path)

    assert re.search(r"\b2\d passed", told), told


def test_the_tutorial_is_a_file_of_tests(tmp_path: Path) -> None:
    told = pasted("\n\n".join(BLOCK.findall(TUTORIAL.read_text(encoding="utf-8"))), tmp_path)

    assert re.search(r"\b4\d passed", told), told
