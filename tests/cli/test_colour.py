import io
import re
from pathlib import Path

import pytest

from govledger.cli.colour import coloured, is_coloured
from tests.cli.support import CLERK, a_ledger, line, run

CODES = re.compile(r"\x1b\[[\d;]*m")


class Terminal(io.StringIO):
    """What says that somebody looks on."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that can show colour, and nobody who said anything of it."""
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "CLICOLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


@pytest.mark.parametrize(
    ("said", "on_a_terminal", "in_a_file"),
    [
        ({}, True, False),
        ({"NO_COLOR": "1"}, False, False),
        ({"NO_COLOR": ""}, True, False),
        ({"FORCE_COLOR": "1"}, True, True),
        ({"FORCE_COLOR": "0"}, True, False),
        ({"CLICOLOR_FORCE": "1"}, True, True),
        ({"CLICOLOR": "0"}, False, False),
        ({"TERM": "dumb"}, False, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False, False),
    ],
    ids=str,
)
def test_colour_is_for_a_terminal_unless_somebody_says_otherwise(
    monkeypatch: pytest.MonkeyPatch, said: dict[str, str], *, on_a_terminal: bool, in_a_file: bool
) -> None:
    for name, value in said.items():
        monkeypatch.setenv(name, value)

    assert (is_coloured(Terminal()), is_coloured(io.StringIO())) == (on_a_terminal, in_a_file)


@pytest.mark.parametrize(
    ("shown", "word"),
    [
        ("ALARMS (48)", "ALARMS (48)"),
        ("WHAT THIS RESTS ON", "WHAT THIS RESTS ON"),
        ("12. CRITICAL  Why?", "CRITICAL"),
        ("FA01  high      GREEN_WITHOUT_EVIDENCE", "high"),
        ("    rag/amber: slow", "rag/amber"),
        ("TO LOOK AT (3)", "TO LOOK AT (3)"),
        ("   ENTRY_CHANGED", "   ENTRY_CHANGED"),
        ("NOTHING TO LOOK AT. All held.", "NOTHING TO LOOK AT."),
        ("govledger: there is no ledger", "govledger:"),
    ],
)
def test_a_line_says_the_same_with_colour_and_without(shown: str, word: str) -> None:
    painted = coloured(shown, Terminal())

    assert CODES.sub("", painted) == shown
    assert CODES.search(painted)
    assert word in "".join(CODES.split(painted))
    assert CODES.split(painted)[1 + painted.startswith("\x1b[31m\x1b[1m")] in {word, ""}


@pytest.mark.parametrize(
    "shown", ["A plan", "red", "high time", "https://example.gov.uk/green/park", "The HIGH Street"]
)
def test_other_words_stay_as_they_are(shown: str) -> None:
    assert coloured(shown, Terminal()) == shown


def test_what_is_coloured_is_the_same_text_and_json_never_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scheme = line("status-scheme-defined", scheme="rag", states=[{"label": "red", "meaning": "off_track"}])
    text = line("action-added", action="2.4", text="\x1b[31mred")
    ledger = a_ledger(tmp_path, scheme, text, line("status-reported", subject="action:2.4", status="rag/red"))
    plain, json = run("log", ledger).out, run("log", ledger, "--json").out
    monkeypatch.setenv("FORCE_COLOR", "1")

    painted = run("log", ledger).out

    assert CODES.sub("", painted) == plain
    assert "\x1b[31mrag/red\x1b[0m" in painted
    assert r"\x1b[31mred" in painted
    assert run("log", ledger, "--json").out == json
    assert not CODES.search(run("check", ledger, "--json", code=None).out)


def test_a_fault_is_coloured_where_it_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")

    refused = run("record", tmp_path / "none", "-", "--clerk", CLERK, given="", code=2)

    assert refused.err.startswith("\x1b[31m\x1b[1mgovledger:\x1b[0m there is no ledger")
