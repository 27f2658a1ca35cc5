"""Every block of Python in the README and the docs runs, top to bottom, page by page."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: Path) -> list[str]:
    return BLOCK.findall(page.read_text(encoding="utf-8"))


WITH_PYTHON = [page for page in PAGES if "_build" not in page.parts and blocks(page)]


@pytest.mark.parametrize("page", WITH_PYTHON, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_python_on_a_page_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "__page__"}

    for block in blocks(page):
        exec(compile(block, str(page), "exec"), names)  # noqa: S102 - our own pages are what is under test


def test_the_readme_has_a_quickstart_of_about_fifteen_lines() -> None:
    quickstart = blocks(ROOT / "README.md")[0]

    lines = [line for line in quickstart.splitlines() if line.strip()]

    assert 10 <= len(lines) <= 20
