"""The exit code is a verdict: it is the same whoever stops reading, and a fault of ours is never one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from govledger.cli.app import COULD_NOT_RUN
from tests.cli.sealed import WHY, prepared, seal
from tests.cli.support import a_minute, run


def left_alone(*arguments: object) -> tuple[int, str]:
    """The exit code of a run whose output nobody reads, and what it said beside it."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "govledger.cli", *map(str, arguments)]
    try:
        done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    finally:
        os.close(writing)
    return done.returncode, done.stderr


def test_a_verification_keeps_its_verdict_when_its_reader_has_had_enough(tmp_path: Path) -> None:
    folder = prepared(tmp_path)
    seal(folder, "L", "--kept-to", folder / "kept")
    run("export", folder / "L", folder / "E", "--vkey", folder / "log.vkey")
    (folder / "of-more").write_text((folder / "kept").read_text().replace("\n3\n", "\n4\n", 1))

    assert left_alone("verify", folder / "E", "--kept", folder / "kept") == (0, "")
    assert left_alone("verify", folder / "E", "--kept", folder / "of-more") == (1, "")
    assert left_alone("verify", folder / "E", "--kept", folder / "of-more", "--json") == (1, "")


def test_every_verb_that_judges_keeps_its_verdict_when_its_reader_has_had_enough(tmp_path: Path) -> None:
    folder = prepared(tmp_path)
    first = seal(folder).encode()
    run("cosign", folder / "L", *keys(folder))
    (folder / "smaller").write_bytes(first)
    run("record", folder / "L", "-", "--clerk", "office:clerk", given='{"type":"statement-made","body":{"text":"x"}}')
    seal(folder)
    run("cosign", folder / "L", *keys(folder))

    assert left_alone("cosign", folder / "smaller", *keys(folder)) == (1, "")
    assert left_alone("fork-proof", folder / "L", folder / "smaller", "--log", folder / "log.vkey") == (0, "")
    assert left_alone("reconcile", folder / "L") == (0, "")
    assert left_alone("erase", folder / "L", 2, *WHY) == (0, "")
    assert left_alone("clock", folder / "L") == (0, "")
    assert left_alone("check", a_minute(folder))[0] == 1


def keys(folder: Path) -> tuple[object, ...]:
    return ("--key", folder / "keys" / "chair", "--state", folder / "state", "--log", folder / "log.vkey")


def test_a_fault_of_ours_is_told_in_full_and_is_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr("govledger.events.schema.schema_text", fails)

    stopped = run("schema", code=COULD_NOT_RUN)

    assert "Traceback" in stopped.err
    assert "ZeroDivisionError: ours" in stopped.err


def test_what_the_system_refuses_is_told_with_the_name_of_the_file(tmp_path: Path) -> None:
    refused = run("keygen", "example.gov.uk/csib", "--out", tmp_path / "nowhere" / "key", code=COULD_NOT_RUN)

    folder = tmp_path / "nowhere"
    assert refused.err == f"govledger: {folder / 'key'}: there is no folder {folder}; make it, or name another place\n"
