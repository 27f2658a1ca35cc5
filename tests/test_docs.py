"""Every block of Python in the README and the docs runs, top to bottom, page by page."""

import importlib.util
import re
from pathlib import Path

import pytest

import govledger
from tests.support import not_run

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: Path) -> list[str]:
    """The Python of a page that is meant to run from top to bottom; doctests are run by pytest itself."""
    return [block for block in BLOCK.findall(page.read_text(encoding="utf-8")) if not block.startswith(">>>")]


WITH_PYTHON = [page for page in PAGES if "_build" not in page.parts and blocks(page)]


def given_on(page: Path) -> dict[str, object]:
    """What a page takes for granted: one says that sending a request to an authority is the reader's own affair."""
    if page.name != "timestamp-a-ledger.md":
        return {}
    if importlib.util.find_spec("rfc3161_client") is None:
        not_run("RFC 3161 timestamps in the docs", "the extra `timestamps` is not installed")
    from tests.exports.authority import Authority

    authority = Authority()
    Path("tsa.pem").write_bytes(authority.certificates)
    return {"send": authority.answer}


@pytest.mark.parametrize("page", WITH_PYTHON, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_python_on_a_page_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "__page__", **given_on(page)}

    for block in blocks(page):
        exec(compile(block, str(page), "exec"), names)


def test_the_readme_has_a_quickstart_of_about_fifteen_lines() -> None:
    quickstart = blocks(ROOT / "README.md")[0]

    lines = [line for line in quickstart.splitlines() if line.strip()]

    assert 10 <= len(lines) <= 20


def test_the_reference_pages_are_what_the_code_says() -> None:
    spec = importlib.util.spec_from_file_location("make_reference", ROOT / "docs" / "make_reference.py")
    assert spec is not None
    assert spec.loader is not None
    make_reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make_reference)

    for name, page in make_reference.PAGES.items():
        held = (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")
        assert held == page(), f"docs/reference/{name} is out of date: run python docs/make_reference.py"


def test_every_name_of_the_front_door_is_on_its_page() -> None:
    page = (ROOT / "docs" / "reference" / "api.md").read_text(encoding="utf-8")

    missing = [name for name in govledger.__all__ if not re.search(rf"`(govledger\.)?{name}\W", page)]

    assert not missing


def test_every_page_can_be_reached_from_the_index_of_its_kind() -> None:
    kinds = [index for index in (ROOT / "docs").glob("*/index.md") if "_build" not in index.parts]

    unlisted = [
        page.relative_to(ROOT).as_posix()
        for index in kinds
        for page in set(index.parent.glob("*.md")) - {index}
        if page.stem not in index.read_text(encoding="utf-8").splitlines()
    ]

    assert len(kinds) == 5
    assert not unlisted


def test_every_link_between_pages_leads_to_a_file() -> None:
    links = [
        (page, target)
        for page in PAGES
        if "_build" not in page.parts
        for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text(encoding="utf-8"))
    ]

    dead = [f"{page.relative_to(ROOT)}: {target}" for page, target in links if not (page.parent / target).exists()]

    assert len(links) > 100
    assert not dead
