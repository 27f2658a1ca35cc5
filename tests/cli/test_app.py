import json
import runpy
import subprocess
import sys
from pathlib import Path

import click
import jsonschema
import pytest
from click.testing import CliRunner

from govledger import __version__
from govledger.cli import main
from govledger.cli.app import INTERRUPTED, SECTIONS
from govledger.errors import LedgerError
from govledger.events.schema import schema_text
from tests.cli.support import ROOT, TOWER_HAMLETS, a_ledger, a_minute, run, run_process

VERBS = [
    "demo",
    "init",
    "record",
    "log",
    "show",
    "diff",
    "check",
    "rules",
    "settings",
    "answer",
    "cover",
    "schema",
    "clock",
    "questions",
    "why",
    "hindsight",
    "laws",
    "keygen",
    "seal",
    "receipt",
    "cosign",
    "fork-proof",
    "timestamp",
    "export",
    "verify",
    "parquet",
    "erase",
    "reconcile",
    "backup",
    "copy",
    "completion",
]
HEAVY = {
    "attrs",
    "msgspec",
    "sqlite3",
    "eventsourcing",
    "sqlite_utils",
    "holidays",
    "govledger.events",
    "govledger.ledger",
}


def test_the_version_is_told() -> None:
    assert run("--version").out == f"govledger {__version__}\n"


def test_help_names_every_verb_and_what_the_exit_codes_mean() -> None:
    told = run("--help").out

    assert [verb for verb in VERBS if f"\n  {verb} " in told] == VERBS
    assert "Exit 0: fine. 1: something to look at. 2: could not run." in told


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_answers_in_json_and_explains_itself(verb: str) -> None:
    told = run(verb, "--help").out

    assert "--json" in told


@pytest.mark.parametrize("verb", ["log", "show"])
def test_the_verbs_that_replay_take_every_cut(verb: str) -> None:
    told = run(verb, "--help").out

    assert all(cut in told for cut in ("--as-of", "--happened-by", "--known-by", "--recorded-by", "--told", "--name"))


def test_a_mistyped_verb_is_answered_with_the_nearest() -> None:
    refused = run("recordx", code=2)

    assert "there is no verb 'recordx'; did you mean record or report?" in refused.err


def test_nothing_at_all_is_answered_with_the_help() -> None:
    assert "Usage:" in run(code=2).err


def test_the_version_loads_none_of_the_heavy_rooms() -> None:
    program = (
        "import sys; from govledger.cli import main\ntry: main(['--version'])\nexcept SystemExit: print(*sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert HEAVY & set(done.stdout.split()) <= {"attrs"}  # The errors are told in attrs.


def test_the_schema_is_printed_and_holds_for_a_real_line() -> None:
    line = json.loads(TOWER_HAMLETS.read_text("utf-8").splitlines()[0])

    printed = run("schema")

    assert printed.out == schema_text()
    assert printed.out == run("schema", "--json").out
    jsonschema.Draft202012Validator(printed.json).validate(line)


def test_a_reader_that_has_had_enough_is_no_error(tmp_path: Path) -> None:
    ledger = a_minute(tmp_path)
    program = f"{sys.executable} -m govledger.cli log {ledger} --json | head -n 1"

    done = subprocess.run(["bash", "-o", "pipefail", "-c", program], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 1


def test_an_interruption_ends_with_130_and_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("govledger.events.schema.schema_text", interrupted)

    stopped = run("schema", code=INTERRUPTED)

    assert stopped.err.strip() == "govledger: interrupted; nothing is left half done"


def test_a_fault_of_our_own_says_that_it_is_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("govledger.events.schema.schema_text", fails)

    stopped = run("schema", code=2)

    assert "ZeroDivisionError" in stopped.err
    assert stopped.err.splitlines()[-1].startswith("govledger: this is a fault of govledger's own, not of yours")


def test_help_says_what_to_try_first_and_groups_verbs_by_what_they_are_for() -> None:
    told = run("--help", width=80)

    assert "New here? Type govledger demo" in told.out
    assert [row for row in told.lines if row[:1].isupper() and row.endswith(":")] == [
        "Options:",
        *(f"{title}:" for title in SECTIONS),
    ]


@pytest.mark.parametrize("width", [40, 80])
def test_help_keeps_to_the_width(width: int) -> None:
    assert max(len(row) for row in run("--help", width=width).lines) <= width


def test_the_words_of_a_verb_in_the_help_fit_beside_it_on_a_narrow_page() -> None:
    assert max(len(says) for section in SECTIONS.values() for _, says in section.values()) <= 66


@pytest.mark.parametrize("fault", [LedgerError("the disk is on fire"), OSError("the disk is on fire")])
def test_what_goes_wrong_is_one_sentence_on_standard_error(monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    def fails(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr("govledger.events.schema.schema_text", fails)

    stopped = run("schema", code=2)

    assert (stopped.out, stopped.err) == ("", "govledger: the disk is on fire\n")


def test_a_fault_without_words_is_told_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise LedgerError

    monkeypatch.setattr("govledger.events.schema.schema_text", fails)

    assert run("schema", code=2).err == "govledger: LedgerError\n"


def test_a_small_alphabet_shows_the_rest_by_number(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path, {"type": "action-added", "body": {"action": "2.4", "text": "café 👩‍🚒"}})

    shown = run_process(
        "log", ledger, encoding="latin-1", env={"PYTHONIOENCODING": "latin-1", "PATH": "", "COLUMNS": "160"}
    )

    assert shown.returncode == 0
    assert "\\U0001f469" in shown.stdout


def test_other_programs_may_run_it_without_leaving_python() -> None:
    code = main.main(["schema", "--help"], standalone_mode=False)

    assert code == 0
    assert CliRunner().invoke(main, ["schema", "--help"]).exit_code == 0


def test_a_verb_that_is_none_is_none() -> None:
    assert main.get_command(click.Context(main), "recordx") is None


def test_output_that_nobody_reads_any_more_goes_nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def has_had_enough(*_: object, **__: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr("govledger.events.schema.schema_text", has_had_enough)
    path = tmp_path / "out"
    with path.open("w", encoding="utf-8") as output, monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", output)

        code = main.main(["schema"], standalone_mode=False)
        output.write("what is still to be flushed")

    assert code == 0
    assert path.read_text("utf-8") == ""
    assert run("schema", code=0).out == ""


def test_the_module_is_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["govledger", "--version"])

    with pytest.raises(SystemExit) as left:
        runpy.run_module("govledger.cli", run_name="__main__")

    assert left.value.code == 0


def test_the_reference_has_a_line_and_a_row_for_every_verb() -> None:
    page = (ROOT / "docs" / "reference" / "command-line.md").read_text(encoding="utf-8")
    verbs = [name for section in SECTIONS.values() for name in section]

    assert [verb for verb in verbs if f"\n    govledger {verb}" not in page] == []
    assert [verb for verb in verbs if f"\n| `{verb}` |" not in page] == []


def test_it_runs_where_its_streams_are_closed(tmp_path: Path) -> None:
    program = "import os; os.close(1); os.close(2); os.execv({0!r}, [{0!r}, '-m', 'govledger.cli', *{1!r}])"

    codes = [
        subprocess.run(
            [sys.executable, "-c", program.format(sys.executable, line)], cwd=tmp_path, check=False
        ).returncode
        for line in (["schema"], ["log", "missing.db"])
    ]

    assert codes == [0, 2]
