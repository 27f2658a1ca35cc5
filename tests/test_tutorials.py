"""Each tutorial is followed literally: in an empty folder, block by block, in processes of its own."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.support import not_run

TUTORIALS = Path(__file__).parents[1] / "docs" / "tutorial"
BLOCK = re.compile(r"^```(python|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"one file, `([\w.]+)`")

SETTING_UP = ("python3 -m venv ", ". .venv/", "python -m pip install ")
"""What a reader does first; here the library is installed already, and nothing is fetched in a test."""

ENVIRONMENT = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "80"}


def commands(block: str) -> Iterator[tuple[str, str]]:
    """Each command of a block, and what the page says that it answers."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        first, *rest = re.split(r"(?<!\\)\n", part, maxsplit=1)
        yield first, "".join(rest)


def pattern_of(shown: str) -> str:
    """What is shown as a pattern: … stands for anything, and how lines are broken does not matter."""
    return r".*".join(r"\s+".join(map(re.escape, part.split())) for part in shown.split("…"))


def run(command: str, shown: str, folder: Path) -> Path:
    """Give a command, hold it to what the page shows, and say which folder the reader is in afterwards."""
    if command.startswith(SETTING_UP):
        return folder
    if command.startswith("cd "):
        return folder / command.removeprefix("cd ")
    asked = ["sh", "-c", command]
    done = subprocess.run(asked, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    refused = {2} if shown.startswith("govledger: ") else set[int]()
    assert done.returncode in {0, 1} | refused, f"{command}\n{done.stdout}{done.stderr}"
    assert "Traceback" not in done.stderr, f"{command}\n{done.stderr}"
    said = f"{done.stdout}{done.stderr}"
    assert re.search(pattern_of(shown), said, re.DOTALL), f"{command}\nanswered\n{said}\nand not\n{shown}"
    return folder


def follow(page: str, folder: Path) -> int:
    """Do everything that a page says, from top to bottom; returns how many commands it had."""
    text, given = page, 0
    for kind, block in BLOCK.findall(text):
        if kind == "python":
            named = FILE.search(text)
            assert named is not None, "a page with Python says into which one file it goes"
            with (folder / named[1]).open("a", encoding="utf-8") as file:
                file.write(f"{block}\n")
            continue
        for command, shown in commands(block):
            folder, given = run(command, shown, folder), given + 1
    return given


@pytest.mark.parametrize("page", ["first-ledger", "first-projection", "an-auditors-afternoon"])
def test_a_tutorial_can_be_followed_literally_in_an_empty_folder(page: str, tmp_path: Path) -> None:
    if page == "an-auditors-afternoon" and find_spec("cryptography") is None:
        not_run("the auditor's tutorial", "the extra `seal` is not installed")
    text = (TUTORIALS / f"{page}.md").read_text(encoding="utf-8")

    given = follow(text, tmp_path)

    assert given >= 2


def test_what_a_page_shows_is_held_against_what_is_answered(tmp_path: Path) -> None:
    page = "```console\n$ echo one two three\none … four\n```\n"

    with pytest.raises(AssertionError, match="answered"):
        follow(page, tmp_path)


def test_a_command_that_fails_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        follow("```console\n$ govledger show nowhere.db plan-state\n```\n", tmp_path)
