"""``govledger timestamp``: requests and answers of RFC 3161, as files."""

import datetime as dt
import json
from base64 import b64decode
from pathlib import Path

import pytest

from govledger.ledger import Ledger
from govledger.seal.checkpoint import Checkpoint
from tests.cli.sealed import add
from tests.cli.support import run
from tests.seal.support import LOG, ORIGIN, checkpoint
from tests.support import not_run

try:
    import rfc3161_client as _  # noqa: F401 - whether it is installed is what is asked
except ModuleNotFoundError:
    not_run("RFC 3161 timestamps on the command line", "the extra `timestamps` is not installed")

from tests.exports.authority import Authority

AUTHORITY = Authority()
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


def test_a_request_is_written_over_an_earlier_one_and_over_nothing_else(folder: Path) -> None:
    for _ in range(2):
        run("timestamp", folder / "checkpoint", "--request", folder / "ask.tsq")

    refused = run("timestamp", folder / "checkpoint", "--request", folder / "root.pem", code=2)

    assert "root.pem holds something that is no request; it was not touched" in refused.err


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


# In a ledger ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    """A folder with a ledger that was sealed twice, the log's public key, an authority's root, and its two answers."""
    run("init", tmp_path / "L", "--origin", ORIGIN)
    (tmp_path / "vkey").write_text(run("keygen", ORIGIN, "--out", tmp_path / "key").out)
    (tmp_path / "root.pem").write_bytes(AUTHORITY.certificates)
    for name in ("first", "second"):
        add(tmp_path / "L", f"The {name} matter")
        run("seal", tmp_path / "L", "--key", tmp_path / "key")
        run("timestamp", tmp_path / "L", "--request", tmp_path / "ask.tsq")
        (tmp_path / name).write_bytes(AUTHORITY.answer((tmp_path / "ask.tsq").read_bytes()))
    return tmp_path


def test_a_ledger_keeps_an_answer_beside_the_checkpoint_it_is_of_and_every_export_has_it(sealed: Path) -> None:
    trusted = ("--certificates", sealed / "root.pem")

    said = run("timestamp", sealed / "L", "--response", sealed / "first", *trusted)
    told = run("timestamp", sealed / "L", "--response", sealed / "second", *trusted, "--json").json
    made = run("export", sealed / "L", sealed / "E", "--vkey", sealed / "vkey")

    assert f"the checkpoint of 2 entries of {ORIGIN} was there by" in said.lines[0]
    assert said.lines[-1] == "the ledger keeps it, and gives it away with every export"
    assert (told["size"], told["holds"], told["kept"]) == (3, True, True)
    assert "2 checkpoints, 2 timestamps; 2 texts with words, 0 without" in made.lines
    assert (sealed / "E/tsa/2.tsr").read_bytes() == (sealed / "first").read_bytes()
    checked = run("timestamp", sealed / "E", "--response", sealed / "first", *trusted, "--json").json
    assert (checked["size"], checked["holds"], "kept" in checked) == (2, True, False)


@pytest.mark.parametrize("what", ["L", "E"])
def test_verify_tells_of_the_timestamps_to_whoever_trusts_the_authority(what: str, sealed: Path) -> None:
    trusted = ("--certificates", sealed / "root.pem")
    run("timestamp", sealed / "L", "--response", sealed / "second", *trusted)
    run("export", sealed / "L", sealed / "E", "--vkey", sealed / "vkey")

    found = run("verify", sealed / what, "--tsa-certificates", sealed / "root.pem")
    told = run("verify", sealed / what, "--tsa-certificates", sealed / "root.pem", "--json").json
    unchecked = run("verify", sealed / what, "--json").json

    page = " ".join(found.out.split())
    assert "1 timestamp by CN=clock, whom you trust" in page
    assert "timestamped by CN=clock at 20" in page
    assert [(one["size"], one["authority"], one["serial"]) for one in told["timestamps"]] == [
        (3, "CN=clock", told["timestamps"][0]["serial"])
    ]
    assert unchecked["timestamps"] == []
    assert (
        "the timestamp of the checkpoint of 3 entries: no certificates of an authority were given"
        in unchecked["not_checkable"]
    )


def test_verify_is_not_told_anything_by_an_authority_that_is_not_trusted(sealed: Path) -> None:
    run("timestamp", sealed / "L", "--response", sealed / "second", "--certificates", sealed / "root.pem")
    (sealed / "other.pem").write_bytes(Authority("other").certificates)

    found = run("verify", sealed / "L", "--tsa-certificates", sealed / "other.pem", "--json", code=1).json

    assert [one["kind"] for one in found["findings"]] == ["BAD_TIMESTAMP"]


def test_a_ledger_keeps_no_answer_that_does_not_hold_and_none_that_says_less(sealed: Path) -> None:
    trusted = ("--certificates", sealed / "root.pem")
    (sealed / "other").write_bytes(Authority("other").answer((sealed / "ask.tsq").read_bytes()))
    later = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=5)
    (sealed / "later").write_bytes(AUTHORITY.stamp(newest(sealed / "L"), later))

    refused = run("timestamp", sealed / "L", "--response", sealed / "other", *trusted, code=1)
    run("timestamp", sealed / "L", "--response", sealed / "second", *trusted)
    earlier = run("timestamp", sealed / "L", "--response", sealed / "later", *trusted)

    assert f"says nothing of the checkpoint of 3 entries of {ORIGIN}" in refused.out
    assert earlier.lines[-1] == "the ledger keeps an earlier response of the same checkpoint, which says more"


def test_an_answer_by_a_clock_that_is_wrong_is_refused_unless_that_is_allowed_for(sealed: Path) -> None:
    hour_ago = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)
    (sealed / "wrong").write_bytes(AUTHORITY.stamp(newest(sealed / "L"), hour_ago))
    asked = ["--response", sealed / "wrong", "--certificates", sealed / "root.pem"]

    refused = run("timestamp", sealed / "L", *asked, code=2)
    run("timestamp", sealed / "L", *asked, "--skew", "61")

    assert "one of the two clocks is wrong" in refused.err
    kinds = {
        skew: [one["kind"] for one in found.json["findings"]]
        for skew, code in (("10", 1), ("61", 0))
        for found in [
            run("verify", sealed / "L", "--tsa-certificates", sealed / "root.pem", "--skew", skew, "--json", code=code)
        ]
    }
    assert kinds == {"10": ["POSTDATED", "POSTDATED", "POSTDATED"], "61": []}


def newest(ledger: Path) -> Checkpoint:
    """The newest checkpoint of a ledger."""
    with Ledger.open(ledger) as opened:
        return opened.sealed()[-1].checkpoint
