"""What is said where something cannot be run: one sentence, with what was found and what to do next."""

import errno
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.support import a_ledger, digest_of, line, run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a ledger, a text, an empty file, and a folder with a key in it."""
    held = tmp_path_factory.mktemp("faults")
    a_ledger(held, line("body-established", body="board"), line("action-added", action="2.4"), name="plan.db")
    (held / "text").write_text("hello", encoding="utf-8")
    (held / "text").chmod(0o600)
    (held / "empty").touch()
    (held / "dir").mkdir()
    run("keygen", "example.gov.uk/plan", "--out", held / "dir" / "plan.key")
    return held


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("log plam.db", "there is no ledger at plam.db; did you mean plan.db?"),
        ("record new.db text", "there is no ledger at new.db; make one with: govledger init new.db"),
        ("log text", "text is not a SQLite database, so no govledger ledger; it was not touched"),
        ("log empty", "empty is an empty file; make a ledger of it with: govledger init empty"),
        ("log dir", "dir is a folder, so no govledger ledger"),
        ("init plan.db", "use it as it is, or make a second one with --name"),
        ("show plan.db plan-stat", "did you mean plan-state?"),
        ("show plan.db plan-state --as-of 31/02/2017", "--as-of: found '31/02/2017', expected a day"),
        ("show plan.db plan-state --name other", "there is no ledger called 'other' at plan.db; it holds main"),
        ("why plan.db plan-state", "missing argument 'PATH...'; see: govledger why --help"),
        ("check plan.db --fail-on low", "invalid value for '--fail-on': 'low' is not one of"),
        ("check plan.db --fail", "no such option '--fail'"),
        ("log plan.db --type statusreported", "--type: found 'statusreported', expected the name of an event type"),
        ("cover plan.db --what meeting --since 2020-01-01 --clerk office:c", "did you mean meetings?"),
        ("rules NONE", "there is no rule 'NONE'; list them with: govledger rules"),
        (
            "answer plan.db x --answer fixed --reason r --by office:a --until 2030-01-01 --clerk office:c",
            "ALARM-KEY: found 'x', expected a key as check prints it, such as GREEN_WITHOUT_EVIDENCE|",
        ),
        ("export plan.db out --vkey xx", "found 'xx', expected a public key, as govledger keygen prints it"),
        ("seal plan.db --key text", "a ledger's private key is made with: govledger keygen ORIGIN --out FILE"),
        ("witness --key dir/plan.key --state s", "is a witness's key meant? make one with: govledger keygen"),
        ("receipt plan.db 1", "this ledger was never sealed; seal it with: govledger seal LEDGER --key FILE"),
        ("backup plan.db text", "there is something at text already; it was not touched: name another place"),
        ("tables status plan.db --into no.db", "make it with: govledger tables build plan.db --into no.db"),
        ("keygen a --out nowhere/key", "there is no folder nowhere; make it, or name another place"),
        ("verify none", "there is no ledger at none, and no export either; is the path right?"),
    ],
)
def test_a_fault_is_one_sentence_that_says_what_to_do(
    folder: Path, monkeypatch: pytest.MonkeyPatch, typed: str, said: str
) -> None:
    monkeypatch.chdir(folder)

    told = run(*typed.split(), code=2)

    assert said in told.err
    assert told.err.startswith("govledger: ")
    assert (told.err.count("\n"), told.out) == (1, "")


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "no space left on device; make room, and give the same again"),
        (errno.EACCES, "permission denied; ask whoever owns it, or name another place"),
        (errno.EIO, "input/output error"),
    ],
)
def test_what_the_system_refuses_says_what_to_do_about_it(
    monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    def refuses(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number), "page.html")

    monkeypatch.setattr("govledger.events.schema.schema_text", refuses)

    assert run("schema", code=2).err == f"govledger: page.html: {said}\n"


def test_whoever_types_nothing_gets_the_help() -> None:
    assert "New here? Type govledger demo" in run(code=2).err
    assert "Make tables of two views" in run("tables", code=2).err


@pytest.mark.usefixtures("demo_folder")
def test_an_interrupted_recording_leaves_nothing_half_done_and_one_sentence() -> None:
    before = digest_of(Path("northbeck.db"))
    command = [sys.executable, "-m", "govledger.cli", "record", "northbeck.db", "-", "--clerk", "office:clerk"]
    said = f"{json.dumps(line('action-added', text='Audit every threshold decision'))}\n".encode()

    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as recording:
        assert recording.stdin is not None
        recording.stdin.write(said * 5_000)  # More than a pipe holds: when all is written, it is being read.
        recording.stdin.flush()
        recording.send_signal(signal.SIGINT)
        recording.wait(timeout=60)
        assert recording.stderr is not None
        told = recording.stderr.read().decode()

    assert (recording.returncode, told.lstrip()) == (130, "govledger: interrupted; nothing is left half done\n")
    assert digest_of(Path("northbeck.db")) == before
