"""A run over a module with a hole in its tests; `make mutants` runs over the rules."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutants.ground import imported

ROOT = Path(__file__).parents[2]

MODULE = """
def rule(*, severity):
    def declare(judge):
        judge.severity = severity
        return judge
    return declare


@rule(severity="high")
def is_heavy(stones):
    return stones > 10


@rule(severity="low")
def is_light(stones):
    return not is_heavy(stones) and stones > 0


def is_unheard_of(stones):
    return stones is None
"""

TESTS = """
from toy import weight


def test_what_is_over_ten_is_heavy():
    assert weight.is_heavy(11)
    assert not weight.is_heavy(10)
    assert weight.is_heavy.severity == "high"


def test_what_is_not_heavy_is_light():
    assert weight.is_light(5)
    assert not weight.is_light(11)
"""

EXPLAINED = """
[[survivor]]
module = "weight"
function = "is_light"
text = "return not is_heavy(stones) and stones > 0"
says = "`stones > 0` becomes `stones >= 0`"
why = "nothing weighs nothing"

[[survivor]]
module = "weight"
function = "is_heavy"
text = "return stones > 10"
says = "`stones > 10` becomes `stones >= 10`"
why = "it was thought that nobody asks"

[[survivor]]
module = "weight"
function = "is_heavy"
text = "return stones > 9"
says = "`stones > 9` becomes `stones >= 9`"
why = "as it was before"
"""


def run(toy: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """Break the toy on purpose."""
    command = [sys.executable, "-m", "tests.mutants", "--workers", "2", f"--root={toy}", f"--modules={toy / 'src/toy'}"]
    places = [f"--library={toy / 'src'}", f"--build={toy / 'build'}", f"--explained={toy / 'explained.toml'}"]
    given = [*command, *places, f"--tests={toy / 'tests'}", *more]
    return subprocess.run(given, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of one module, its tests, and what was said of those that survive."""
    root = tmp_path_factory.mktemp("toy")
    files = {"src/toy/weight.py": MODULE, "tests/test_weight.py": TESTS, "explained.toml": EXPLAINED}
    for name, text in {**files, "pyproject.toml": '[tool.pytest]\npythonpath = ["src"]\n'}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def first(toy: Path) -> subprocess.CompletedProcess[str]:
    """What a first run says."""
    return run(toy)


def test_what_no_test_notices_is_reported_with_its_place_its_change_and_its_explanation(
    first: subprocess.CompletedProcess[str],
) -> None:
    *_, said = first.stdout.partition("all ")

    assert first.stderr == ""
    assert [line for line in said.splitlines() if "becomes" in line or "dropped" in line][:5] == [
        "    severity `'low'` becomes `'medium'`",
        "    `stones > 0` is dropped from the `and` of 2",
        "    `stones > 0` becomes `stones >= 0`",
        "    `stones is None` becomes `stones is not None`",
        "outdated: weight is_heavy: `stones > 10` becomes `stones >= 10` (is noticed now)",
    ]
    assert "src/toy/weight.py:16 in is_light\n    return not is_heavy(stones) and stones > 0\n" in said
    assert said.count("NOT EXPLAINED") == 3
    assert "    nothing weighs nothing\n" in said


def test_the_table_counts_what_is_killed(first: subprocess.CompletedProcess[str]) -> None:
    rows = [line.split() for line in first.stdout.splitlines() if line.startswith(("weight ", "all "))]

    assert rows == [["weight", "10", "6", "4", "60.0"], ["all", "10", "6", "4", "60.0"]]
    assert "60.0 % killed; 4 survived, 3 of them not explained" in first.stdout


def test_a_run_fails_when_a_survivor_is_not_explained_or_too_few_are_killed(
    toy: Path, first: subprocess.CompletedProcess[str]
) -> None:
    assert first.returncode == 1
    assert run(toy, "--percent-min=0").returncode == 1


def test_an_explanation_of_what_is_noticed_or_gone_is_outdated(first: subprocess.CompletedProcess[str]) -> None:
    outdated = [line for line in first.stdout.splitlines() if line.startswith("outdated: ")]

    assert outdated == [
        "outdated: weight is_heavy: `stones > 10` becomes `stones >= 10` (is noticed now)",
        "outdated: weight is_heavy: `stones > 9` becomes `stones >= 9` (is not there now)",
    ]


def test_what_is_known_is_not_tried_again_and_what_was_broken_is_as_it_was(
    toy: Path, first: subprocess.CompletedProcess[str]
) -> None:
    again = run(toy)

    assert "10 of 10 mutants, 0 of them to try" in again.stdout
    assert again.stdout.splitlines()[1:-1] == first.stdout.splitlines()[1:-1]
    assert (toy / "src/toy/weight.py").read_text(encoding="utf-8") == MODULE


def test_tests_that_fail_with_nothing_broken_tell_nothing(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/test_wrong.py").write_text("def test_wrong():\n    assert 0\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[tool.pytest]\n", encoding="utf-8")

    told = run(tmp_path)

    assert told.returncode == 2
    assert "with nothing broken these fail: tests/test_wrong.py::test_wrong" in told.stdout


def test_a_module_of_tests_is_found_however_it_is_imported() -> None:
    source = (
        "import tests.a\nfrom tests.b import c\nfrom tests.d.e import f as g\nimport pytest\nfrom pathlib import Path"
    )

    assert imported(source) == {"tests/a", "tests/b", "tests/b/c", "tests/d/e", "tests/d/e/f"}
