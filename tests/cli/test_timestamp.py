"""``govledger timestamp``: requests and answers of RFC 3161, as files."""

import json
from base64 import b64decode
from pathlib import Path

import pytest

from tests.cli.support import run
from tests.seal.support import LOG, ORIGIN, checkpoint
from tests.support import not_run

try:
    import rfc3161_client as _  # noqa: F401 - whether it is installed is what is asked
except ModuleNotFoundError:
    not_run("RFC 3161 timestamps on the command line", "the extra `timestamps` is not installed")

HELD: dict[str, str] = json.loads((Path(__file__).parents[1] / "exports" / "timestamp.json").read_bytes())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a signed checkpoint, an authority's answer to it, and the authority's root."""
    (tmp_path / "checkpoint").write_bytes(checkpoint().sign(LOG).encode())
    (tmp_path / "other").write_bytes(checkpoint(18).sign(LOG).encode())
    (tmp_path / "answer.tsr").write_bytes(b64decode(HELD["answer.tsr"]))
    (tmp_path / "root.pem").write_text(HELD["root.pem"])
    return tmp_path


def test_a_request_is_written_and_nothing_is_sent(folder: Path) -> None:
    said = run("timestamp", folder / "checkpoint", "--request", folder / "ask.tsq")

    assert said.out == (
        f"the request for the checkpoint of 17 entries of {ORIGIN} is in {folder / 'ask.tsq'}; "
        "send it as application/timestamp-query\n"
    )
    assert (folder / "ask.tsq").read_bytes().startswith(b"0")


def test_a_request_is_written_for_the_newest_checkpoint_of_a_ledger(folder: Path) -> None:
    run("init", folder / "L", "--origin", ORIGIN)
    run("keygen", ORIGIN, "--out", folder / "key")
    run("seal", folder / "L", "--key", folder / "key")

    said = run("timestamp", folder / "L", "--request", folder / "ask.tsq", "--json")

    assert (said.json["size"], said.json["content_type"]) == (1, "application/timestamp-query")


def test_an_answer_that_holds_says_by_when_and_by_whom(folder: Path) -> None:
    arguments = [folder / "checkpoint", "--response", folder / "answer.tsr", "--certificates", folder / "root.pem"]

    said, told = run("timestamp", *arguments), run("timestamp", *arguments, "--json").json

    assert said.lines == [
        f"the checkpoint of 17 entries of {ORIGIN} was there by 2026-11-22T08:32:38.500000Z",
        "so says CN=clock,O=Northbeck Example: policy 1.2.3.4.1, serial number 3, at 2026-11-22T08:32:37.000000Z",
    ]
    assert (told["holds"], told["accuracy_seconds"], told["serial"]) == (True, 1.5, "3")


def test_an_answer_that_does_not_hold_is_something_to_look_at(folder: Path) -> None:
    arguments = [folder / "other", "--response", folder / "answer.tsr", "--certificates", folder / "root.pem"]

    said = run("timestamp", *arguments, code=1)
    told = run("timestamp", *arguments, "--json", code=1).json

    assert f"answer.tsr says nothing of the checkpoint of 18 entries of {ORIGIN}: timestamp: found 'Mism" in said.out
    assert told["holds"] is False


def test_certificates_that_cannot_be_read_are_no_finding(folder: Path) -> None:
    refused = run(
        "timestamp", folder / "other", "--response", folder / "answer.tsr", "--certificates", folder / "other", code=2
    )

    assert "expected certificates in PEM" in refused.err


@pytest.mark.parametrize(
    "given",
    [
        (),
        ("--response", "answer.tsr"),
        ("--certificates", "root.pem"),
        ("--request", "ask.tsq", "--certificates", "root.pem"),
        ("--request", "ask.tsq", "--response", "answer.tsr", "--certificates", "root.pem"),
    ],
)
def test_one_thing_is_asked_at_a_time(folder: Path, monkeypatch: pytest.MonkeyPatch, given: tuple[str, ...]) -> None:
    monkeypatch.chdir(folder)

    refused = run("timestamp", "checkpoint", *given, code=2)

    assert "give --request to write one, or --response with --certificates to check one" in refused.err
    assert not (folder / "ask.tsq").exists()


def test_an_authority_that_does_not_say_how_exact_it_is_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import govledger.exports.timestamps as room

    really = room.check_timestamp(
        (folder / "answer.tsr").read_bytes(), checkpoint(), certificates=(folder / "root.pem").read_bytes()
    )
    inexact = room.Timestamp(
        time=really.time, accuracy=None, policy=really.policy, serial=really.serial, authority=really.authority
    )
    monkeypatch.setattr(room, "check_timestamp", lambda *_, **__: inexact)

    said = run(
        "timestamp", folder / "checkpoint", "--response", folder / "answer.tsr", "--certificates", folder / "root.pem"
    )

    assert said.lines[-1] == "it does not say how exact its clock is"
