"""``govledger witness``: a process that is asked over HTTP, killed, started again, and forgets nothing."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from govledger.cli.witness import Desk
from govledger.cli.witness_state import WitnessState
from govledger.errors import SealError
from govledger.exports.witness_client import ask_witness, submit
from govledger.exports.witness_server import WitnessServer, serving
from govledger.ledger import Ledger
from govledger.seal.cosignature import cosignatures
from govledger.seal.fork import ForkProof
from govledger.seal.witness import Answer
from tests.cli.support import CLERK, run
from tests.exports.witnesses import OTHERS, WORDS, asked, head
from tests.seal.support import AUDIT, LOG, ORIGIN, OTHER_LOG


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """The file of the witness's private key."""
    path = tmp_path / "witness.key"
    path.write_text(f"{AUDIT.skey}\n")
    path.chmod(0o600)
    return path


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state.json"


class Running:
    """A witness in a process of its own."""

    def __init__(self, process: subprocess.Popen[str], url: str) -> None:
        self.process, self.url = process, url

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait(10)


@contextmanager
def a_witness(key: Path, state: Path, *arguments: str) -> Iterator[Running]:
    """A witness that listens; it stops by itself if nobody stops it."""
    command = [sys.executable, "-m", "govledger.cli", "witness", "--key", str(key), "--state", str(state), "--json"]
    how = ["--listen", "127.0.0.1:0", "--for", "30", *arguments]
    with subprocess.Popen([*command, *how], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield Running(process, json.loads(process.stdout.readline())["listening"])
        finally:
            process.kill()


def test_a_checkpoint_of_a_ledger_is_cosigned_over_http(tmp_path: Path, key: Path, state: Path) -> None:
    log = run("keygen", ORIGIN, "--out", tmp_path / "log.key").out.strip()
    run("init", tmp_path / "L", "--origin", ORIGIN)
    run("seal", tmp_path / "L", "--key", tmp_path / "log.key")

    with a_witness(key, state, "--log", log) as witness, Ledger.open(tmp_path / "L", clerk=CLERK) as ledger:
        note = ask_witness(witness.url, ledger.sealed()[-1].note, ledger.consistency, witness=[AUDIT.verifier])
        kept = ledger.cosigned(note.encode())

        assert witness.end(signal.SIGTERM) == 0

    assert len(cosignatures(note, AUDIT.verifier)) == 1
    assert kept.note == note.encode()


def test_a_witness_that_was_killed_goes_on_from_what_it_cosigned(key: Path, state: Path) -> None:
    with a_witness(key, state, "--log", LOG.verifier.vkey) as witness:
        assert submit(witness.url, asked(0, 17)).status == 200
        witness.end(signal.SIGKILL)

    with a_witness(key, state) as witness:
        answers = [submit(witness.url, request) for request in (asked(0, 17, OTHERS), asked(0, 30), asked(17, 30))]

    assert [answer.status for answer in answers] == [409, 409, 200]
    assert answers[1].body == b"17\n"


def test_a_witness_killed_at_any_moment_has_cosigned_nothing_that_it_forgot(key: Path, state: Path) -> None:
    cosigned = list[int]()
    with a_witness(key, state, "--log", LOG.verifier.vkey) as witness:

        def post() -> None:
            while submit(witness.url, asked(len(cosigned), len(cosigned) + 1, WORDS * 9)).status == 200:
                cosigned.append(len(cosigned) + 1)

        def post_until_gone() -> None:
            with pytest.raises((OSError, SealError)):
                post()

        thread = threading.Thread(target=post_until_gone)
        thread.start()
        while len(cosigned) < 10:
            thread.join(0.001)
        witness.end(signal.SIGKILL)
        thread.join()

    remembered = WitnessState.load(state)
    size = int(remembered.known[ORIGIN].text.split("\n")[1])
    assert size in {len(cosigned), len(cosigned) + 1}


def test_two_witness_processes_on_one_state_cosign_one_history(key: Path, state: Path) -> None:
    answers = dict[str, Answer]()
    with a_witness(key, state, "--log", LOG.verifier.vkey) as one, a_witness(key, state) as other:

        def post(url: str, words: list[object]) -> None:
            answers[url] = submit(url, asked(0, 17, words))

        threads = [threading.Thread(target=post, args=each) for each in ((one.url, WORDS), (other.url, OTHERS))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert sorted(answer.status for answer in answers.values()) == [200, 409]


def test_what_was_cosigned_by_file_is_known_over_http(tmp_path: Path, key: Path, state: Path) -> None:
    (tmp_path / "request").write_bytes(asked(0, 10).encode())

    with a_witness(key, state, "--log", LOG.verifier.vkey) as witness:
        run("cosign", tmp_path / "request", "--key", key, "--state", state)
        answers = [submit(witness.url, asked(0, 17)), submit(witness.url, asked(10, 17))]
        (tmp_path / "request").write_bytes(asked(10, 30).encode())
        refused = run("cosign", tmp_path / "request", "--key", key, "--state", state, code=1)

    assert [(answer.status, answer.body[:3]) for answer in answers] == [(409, b"10\n"), (200, "—".encode())]
    assert refused.code == 1


def test_a_fork_is_refused_and_its_proof_kept_where_it_is_told(tmp_path: Path, key: Path, state: Path) -> None:
    with a_witness(key, state, "--log", LOG.verifier.vkey, "--evidence", str(tmp_path / "kept")) as witness:
        statuses = [submit(witness.url, asked(0, 17, words)).status for words in (WORDS, OTHERS, OTHERS)]
        witness.end(signal.SIGINT)
        assert witness.process.stdout is not None
        told = [json.loads(line)["told"] for line in witness.process.stdout]

    (folder,) = (tmp_path / "kept").iterdir()
    assert statuses == [200, 409, 409]
    assert ForkProof.parse((folder / "fork-proof").read_bytes()).check(LOG.verifier).larger == head(OTHERS[:17])
    assert told == [
        "answered 200 to 127.0.0.1",
        *[f"refused what the log signed; it is kept in {folder}", "answered 409 to 127.0.0.1"] * 2,
        "stopped",
    ]


def test_each_log_has_a_history_of_its_own(key: Path, state: Path) -> None:
    keys = [f"--log={log.verifier.vkey}" for log in (LOG, OTHER_LOG)]

    with a_witness(key, state, *keys) as witness:
        statuses = [submit(witness.url, asked(0, 17, log=log)).status for log in (LOG, OTHER_LOG, LOG)]

    assert statuses == [200, 200, 409]


def test_where_the_state_is_damaged_or_gone_nothing_more_is_cosigned(key: Path, state: Path) -> None:
    with a_witness(key, state, "--log", LOG.verifier.vkey) as witness:
        submit(witness.url, asked(0, 10))
        held = state.read_bytes()

        state.write_bytes(held[:-9])
        damaged = submit(witness.url, asked(10, 17))
        state.unlink()
        gone = submit(witness.url, asked(0, 17))
        state.write_bytes(held)

        assert (damaged.status, gone.status) == (500, 404)
        assert submit(witness.url, asked(10, 17)).status == 200


def test_what_cannot_be_written_is_not_cosigned(key: Path, state: Path) -> None:
    with a_witness(key, state, "--log", LOG.verifier.vkey) as witness:
        beside = state.with_name("state.json.new")
        beside.mkdir()
        refused = submit(witness.url, asked(0, 10))
        beside.rmdir()

        assert (refused.status, WitnessState.load(state).known) == (500, {})
        assert submit(witness.url, asked(0, 10)).status == 200


# In this process -----------------------------------------------------------------------------------------------------


def test_a_desk_reads_what_is_remembered_for_every_request(state: Path, tmp_path: Path) -> None:
    told = list[str]()
    one, other = (Desk([AUDIT], state, tmp_path / "evidence", told.append) for _ in range(2))

    assert (
        one.open([LOG.verifier, OTHER_LOG.verifier]) == other.open([LOG.verifier]) == sorted([ORIGIN, OTHER_LOG.name])
    )
    answers = [
        one.judge(asked(0, 10).encode()),
        other.judge(asked(10, 17).encode()),
        one.judge(asked(17, 30, OTHERS).encode()),
    ]

    assert [answer.status for answer in answers] == [200, 200, 422]
    assert told == [f"refused what the log signed; it is kept in {next((tmp_path / 'evidence').iterdir())}"]


def test_a_refusal_for_which_there_is_no_place_is_said(
    state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("govledger.exports.witness_evidence.EVIDENCE_MAX", 0)
    told = list[str]()
    desk = Desk([AUDIT], state, tmp_path / "evidence", told.append)
    desk.open([LOG.verifier])
    desk.judge(asked(0, 10).encode())

    assert desk.judge(asked(0, 10, OTHERS).encode()).status == 409
    assert told == ["refused what the log signed; it is not kept, as there is too much already"]


def test_a_key_given_twice_is_one_key(state: Path, tmp_path: Path) -> None:
    desk = Desk([AUDIT], state, tmp_path, print)

    desk.open([LOG.verifier, LOG.verifier])
    desk.open([LOG.verifier])

    assert WitnessState.load(state).logs == {ORIGIN: [LOG.verifier]}


@pytest.mark.parametrize("from_elsewhere", [False, True])
def test_an_interrupt_ends_a_witness_and_is_afterwards_as_it_was(
    key: Path,
    state: Path,
    monkeypatch: pytest.MonkeyPatch,
    from_elsewhere: bool,  # noqa: FBT001 - a parameter
) -> None:
    @contextmanager
    def interrupted(server: WitnessServer) -> Iterator[WitnessServer]:
        with serving(server):
            if from_elsewhere:
                threading.Timer(0.1, signal.raise_signal, [signal.SIGTERM]).start()
            else:
                signal.raise_signal(signal.SIGTERM)
            yield server

    monkeypatch.setattr("govledger.exports.witness_server.serving", interrupted)
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]

    ran = run("witness", "--key", key, "--state", state, "--log", LOG.verifier.vkey, "--listen", "127.0.0.1:0")

    assert ran.lines[-1] == "stopped"
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before


# Starting ------------------------------------------------------------------------------------------------------------


def test_a_witness_says_what_it_watches_and_stops_by_itself(key: Path, state: Path) -> None:
    arguments = ["--key", key, "--state", state, "--listen", "127.0.0.1:0", "--for", "0"]

    first = run("witness", *arguments, "--log", LOG.verifier.vkey)
    second = run("witness", *arguments)
    third = [json.loads(line) for line in run("witness", *arguments, "--json").lines]

    assert first.lines[0] == f"there is no state at {state} yet: of each log, what it shows first is believed"
    assert second.lines[0].startswith(f"a witness of {ORIGIN} listens at http://127.0.0.1:")
    assert second.lines[-1] == "stopped"
    assert (third[0]["logs"], third[0]["vkeys"], third[1]) == ([ORIGIN], [AUDIT.verifier.vkey], {"told": "stopped"})


def test_a_witness_that_knows_no_log_does_not_start(key: Path, state: Path) -> None:
    refused = run("witness", "--key", key, "--state", state, code=2)

    assert "give the public key of one with --log" in refused.err
    assert not state.exists()


def test_a_state_that_its_log_did_not_sign_is_not_gone_on_from(key: Path, state: Path) -> None:
    forged = WitnessState(state, {ORIGIN: [LOG.verifier]}, {ORIGIN: head(WORDS[:3]).sign(OTHER_LOG)})
    forged.save()

    refused = run("witness", "--key", key, "--state", state, "--listen", "127.0.0.1:0", code=2)

    assert "no signature of a known key" in refused.err


@pytest.mark.parametrize("listen", ["", "8380", ":8380", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536", "h:-1"])
def test_what_is_no_address_to_listen_at_is_refused(key: Path, state: Path, listen: str) -> None:
    refused = run("witness", "--key", key, "--state", state, "--log", LOG.verifier.vkey, "--listen", listen, code=2)

    assert "--listen takes a host and a port" in refused.err


def test_an_address_that_is_taken_is_said(key: Path, state: Path) -> None:
    with a_witness(key, state, "--log", LOG.verifier.vkey) as witness:
        taken = witness.url.removeprefix("http://")

        refused = run("witness", "--key", key, "--state", state, "--listen", taken, code=2)

    assert "in use" in refused.err
