import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from govledger.cli import main
from tests.cli.support import a_ledger, line, run
from tests.support import not_run

ENOUGH_SECONDS = 15.0
HOSTILE = "$(touch${IFS}taken)`touch${IFS}taken`&"
"""What an id may be; a shell that took it for more than a word would make a file."""


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger that knows two bodies, a meeting and an action."""
    return a_ledger(
        tmp_path_factory.mktemp("completed"),
        line("body-established", body="board"),
        line("body-established", body="scrutiny"),
        line("meeting-held", meeting="board-1", body="board") | {"happened": "2017-06-14"},
        line("action-added", action="2.4"),
        line("recommendation-made", recommendation=HOSTILE, text="Look at every file"),
        name="plan.db",
    )


def completed(*words: object) -> list[str]:
    """What the last word may become."""
    *before, typed = map(str, words)
    found = ShellComplete(main, {}, "govledger", "_GOVLEDGER_COMPLETE").get_completions(before, typed)
    return [item.value for item in found if item.type == "plain"]


def test_a_verb_is_completed_without_looking_into_any(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govledger.cli.app.import_module", lambda _: pytest.fail("a verb's file was imported"))

    assert completed("re") == ["record", "report", "receipt", "reconcile"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["show", "L", "plan-"], ["plan-state"]),
        (["why", "L", "challenge"], ["challenge-log"]),
        (["rules", "GREEN"], ["GREEN_WITHOUT_EVIDENCE"]),
        (["settings", "L", "GREEN_WITHOUT_EVIDENCE", ""], ["grace_days"]),
        (["log", "L", "--type", "status-r"], ["status-reported"]),
        (["log", "L", "--about", "action:"], ["action:2.4"]),
        (["questions", "L", "--body", ""], ["board", "scrutiny"]),
        (["show", "L", "plan-state", "--told", "body:b"], ["body:board"]),
        (["diff", "L", "meeting:"], ["meeting:board-1"]),
        (["check", "L", "--name", ""], ["main"]),
        (["check", "L", "--fail-on", "h"], ["high"]),
        (["check", "L", "--time"], ["--timeline"]),
        (["check", "no such ledger", "--body", ""], []),
        (["check", "postgresql://nobody@example.gov.uk/plan", "--body", ""], []),
        (["check", "L", "--name", "none", "--body", ""], []),
    ],
    ids=str,
)
def test_a_word_is_completed_from_what_there_is(ledger: Path, words: list[str], found: list[str]) -> None:
    assert completed(*(ledger if word == "L" else word for word in words)) == found


def test_every_shell_gets_a_script_of_its_own() -> None:
    told = {shell: run("completion", shell).out for shell in ("bash", "zsh", "fish")}

    assert "complete -o nosort -F _govledger_completion govledger" in told["bash"]
    assert told["zsh"].startswith("#compdef govledger")
    assert "complete --no-files --command govledger" in told["fish"]
    assert run("completion", "zsh", "--json").json == {"shell": "zsh", "script": told["zsh"].removesuffix("\n")}


# In a real shell -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bash(ledger: Path) -> Iterator[int]:
    """The terminal of a bash that completes govledger, in the folder of the ledger."""
    program = shutil.which("bash")
    if program is None or run_in([program, "-c", "echo $((BASH_VERSINFO[0] > 4))"]) != "1":
        not_run("completion in a real bash", "there is no bash of version 5 or later")
    (ledger.parent / "completion").write_text(run("completion", "bash").out, encoding="utf-8")
    (ledger.parent / "govledger").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m govledger.cli "$@"\n', "utf-8")
    (ledger.parent / "govledger").chmod(0o755)
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(ledger.parent)
        os.execve(program, [program, "--norc", "--noprofile", "-i"], _surroundings(ledger.parent))
    os.write(terminal, b"bind 'set bell-style none' 'set enable-bracketed-paste off'\n. ./completion; echo rea''dy\n")
    until(terminal, "ready")
    yield terminal
    os.write(terminal, b"\x15exit\n")
    os.close(terminal)
    os.waitpid(child, 0)


def _surroundings(folder: Path) -> dict[str, str]:
    return os.environ | {"PATH": f"{folder}:{os.environ['PATH']}", "PS1": "$ ", "TERM": "xterm", "COLUMNS": "200"}


def run_in(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def until(terminal: int, words: str) -> str:
    """What a terminal shows until it shows these words."""
    shown, ends = "", time.monotonic() + ENOUGH_SECONDS
    while words not in shown:
        assert time.monotonic() < ends, shown
        if select.select([terminal], [], [], 1.0)[0]:
            shown += re.sub(r"\x1b\[[\d;?]*[a-zA-Z]|\r", "", os.read(terminal, 4096).decode(errors="replace"))
    return shown


@pytest.mark.parametrize(
    ("typed", "becomes"),
    [
        ("govledger hind", "govledger hindsight "),
        ("govledger show plan.db plan-", "govledger show plan.db plan-state "),
        ("govledger log plan.db --about action:", "govledger log plan.db --about action:2.4 "),
        ("govledger show pla", "govledger show plan.db "),
    ],
)
def test_bash_completes_a_line_on_a_tab(bash: int, typed: str, becomes: str) -> None:
    os.write(bash, f"\x15{typed}\t".encode())

    assert becomes in until(bash, becomes)


def test_an_id_that_holds_a_command_is_completed_as_a_word_and_never_run(bash: int, ledger: Path) -> None:
    os.write(bash, b"\x15govledger log plan.db --about recommendation:\t")
    shown = until(bash, "taken\\`\\& ")

    os.write(bash, b" --json >about; echo lo''oked\n")
    until(bash, "looked")

    assert "recommendation:\\$\\(touch" in shown
    assert HOSTILE in (ledger.parent / "about").read_text(encoding="utf-8")
    assert not (ledger.parent / "taken").exists()
