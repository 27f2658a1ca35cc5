"""Every command line that the docs show is one that there is: its verb, and each of its options."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from govledger.cli.app import main

ROOT = Path(__file__).parents[1]
PAGES = [page for page in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")) if "_build" not in page.parts]
assert isinstance(main, click.Group)
GROUP: click.Group = main

SHOWN = re.compile(r"^(?:\$ |    )(govledger (?:.*\\\n)*.*)$", re.MULTILINE)


def shown_on(page: Path) -> list[str]:
    """The command lines of a page, each on one line."""
    return [found.replace("\\\n", " ") for found in SHOWN.findall(page.read_text(encoding="utf-8"))]


def faults_of(line: str) -> Iterator[str]:
    """What a command line has that there is not."""
    _, *words = shlex.split(line.partition(" | ")[0].partition(" > ")[0], comments=True)
    verbs = [word for word in words if not word.startswith("-")][:1]
    if not verbs:
        return
    command = GROUP.get_command(click.Context(GROUP), verbs[0])
    if command is None:
        yield f"there is no govledger {verbs[0]}"
        return
    if isinstance(command, click.Group):
        command = next(filter(None, (command.get_command(click.Context(command), word) for word in words)), command)
    known = {
        option for one in command.get_params(click.Context(command)) for option in (*one.opts, *one.secondary_opts)
    }
    for word in words:
        option = word.partition("=")[0]
        if option.startswith("--") and option not in known:
            yield f"govledger {verbs[0]} has no {option}"


def test_every_command_line_in_the_docs_is_one_that_there_is() -> None:
    lines = [(page, line) for page in PAGES for line in shown_on(page)]

    faults = [f"{page.relative_to(ROOT)}: {fault}" for page, line in lines for fault in faults_of(line)]

    assert len(lines) > 80
    assert not faults


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("govledger doubt csib.db", "there is no govledger doubt"),
        ("govledger check csib.db --as-off 2017-06-14", "govledger check has no --as-off"),
    ],
)
def test_a_command_line_that_there_is_not_is_noticed(line: str, fault: str) -> None:
    assert list(faults_of(line)) == [fault]
