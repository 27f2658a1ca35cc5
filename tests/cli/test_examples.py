"""Every example in the help of a verb is run as it is typed, in the folder that a demo leaves."""

import re
import shlex
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import click
import pytest

from govledger.cli import main
from govledger.cli.app import SECTIONS
from govledger.cli.teaching import INDENT, Example
from tests.cli.conftest import Toured
from tests.cli.support import Ran, run

WITHOUT = {("tables", "quarantine"), ("tables", "lift")}
"""The verbs without an example: nothing in the demo's folder is broken as it must be for them."""


def verbs() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every verb, and those within a verb, by their names."""
    context = click.Context(main)
    for name in main.list_commands(context):
        verb = main.get_command(context, name)
        assert verb is not None
        yield (name,), verb
        if isinstance(verb, click.Group):
            yield from (((name, inner), command) for inner, command in verb.commands.items())


VERBS = dict(verbs())


def examples_of(name: tuple[str, ...]) -> tuple[Example, ...]:
    held: tuple[Example, ...] = getattr(VERBS[name], "examples", ())
    return held


TYPED = sorted(name for name in VERBS if examples_of(name) and name != ("demo",))
"""The verbs whose examples are run here; those of the demo are the demo that made the folder."""

EVALUATED = re.compile(r'eval "\$\((.*)\)"')
"""A line whose output is a script for the shell that runs it."""

TO_INSTALL = "pip install 'govledger["
"""What a verb says whose extra is not installed."""


@pytest.mark.parametrize("name", sorted(set(VERBS) - WITHOUT), ids=" ".join)
def test_the_help_of_a_verb_ends_with_examples_whole_on_their_lines(name: tuple[str, ...]) -> None:
    shown = run(*name, "--help", width=40)

    typed = [f"  {INDENT}{line}" for _, line in examples_of(name)]
    assert 1 <= len(typed) <= 4
    assert [row for row in shown.lines if row in typed] == typed
    assert shown.lines[-1] == typed[-1]
    assert any(f"govledger {' '.join(name)}" in line for line in typed)


@pytest.mark.parametrize("name", TYPED, ids=" ".join)
def test_the_examples_of_a_verb_work_as_they_are_typed(name: tuple[str, ...], demo_folder: Path) -> None:
    ran = [(line, type_in(line)) for _, line in examples_of(name)]

    assert [(line, one.code, one.err) for line, one in ran if one.code > 1 and TO_INSTALL not in one.err] == []
    assert demo_folder.name == "demo"


def test_the_examples_of_the_demo_work_where_there_is_one_already(toured: Toured) -> None:
    assert next(line for _, line in examples_of(("demo",))) == "govledger demo"
    assert toured.ran.code == 0


def test_every_verb_is_told_of_once_and_has_a_place() -> None:
    named = [name for section in SECTIONS.values() for name in section]

    assert sorted(named) == sorted(name for (name, *rest) in VERBS if not rest)


def type_in(line: str) -> Ran:
    """Run one line as a shell would, with what it reads and what it writes."""
    within = EVALUATED.fullmatch(line)
    words, given, out = shlex.split(within[1] if within else line), None, None
    if "<" in words:
        given = Path(words.pop(words.index("<") + 1)).read_bytes()
        words.remove("<")
    if ">" in words:
        out = Path(words.pop(words.index(">") + 1))
        words.remove(">")
    program, *arguments = words
    if program == "sqlite3":
        return asked(*arguments)
    assert program == "govledger"
    ran = run(*arguments, given=given, code=None)
    if out is not None:
        out.write_text(ran.out, encoding="utf-8")
    return ran


def asked(file: str, question: str) -> Ran:
    """What the shell of SQLite answers to the one question that an example puts to it."""
    assert question == ".tables"
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return Ran(0 if any("plan_state" in name for name in names) else 2, " ".join(names), "")


def test_a_line_to_type_says_where_it_reads_and_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    ran = type_in("govledger schema > schema.json")

    assert ran.code == 0
    assert Path("schema.json").stat().st_size > 1000
