"""The verb of a witness over HTTP: it listens, and cosigns what extends the one history it saw."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from govledger.cli.interrupts import until_told
from govledger.cli.keys import read_log_vkeys, read_witness_key
from govledger.cli.options import json_option
from govledger.cli.output import give_line, say
from govledger.cli.teaching import verb

if TYPE_CHECKING:
    from govledger.cli.witness_state import WitnessState
    from govledger.seal.cosignature import CosignatureSigner
    from govledger.seal.note import VerifierKey
    from govledger.seal.witness import Answer

LOOPBACK = "127.0.0.1:8380"
PORT_MAX = 65_535
POLL_SECONDS = 0.5

_file = click.Path(dir_okay=False, path_type=Path)


@verb(
    ("Make a key", "govledger keygen witness.example --out keys/witness.key --witness"),
    (
        "Listen for a second, to try it; leave out --for to go on",
        (
            "govledger witness --key keys/witness.key --state witness.state --log keys/northbeck.vkey --listen "
            "127.0.0.1:0 --for 1"
        ),
    ),
)
@click.option(
    "--key",
    "keys",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    required=True,
    metavar="FILE",
    help="The witness's private key.",
)
@click.option("--state", type=_file, required=True, metavar="FILE", help="What this witness remembers.")
@click.option("--log", "vkeys", multiple=True, metavar="VKEY", help="A public key of a log to watch, or a file of it.")
@click.option("--listen", default=LOOPBACK, show_default=True, metavar="HOST:PORT", help="Port 0 takes a free one.")
@click.option(
    "--evidence",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where refused checkpoints go.  [default: beside the state]",
)
@click.option("--for", "seconds", type=click.FloatRange(min=0), metavar="SECONDS", help="Stop by itself after so long.")
@json_option
def witness(
    *,
    keys: tuple[Path, ...],
    state: Path,
    vkeys: tuple[str, ...],
    listen: str,
    evidence: Path | None,
    seconds: float | None,
    as_json: bool,
) -> None:
    """Be a witness over HTTP: cosign checkpoints that are posted to /add-checkpoint (C2SP tlog-witness).

    The state is the one that `cosign` keeps. What a log signed and this witness must refuse is kept: it may be half of
    a fork. Ends on an interrupt, once the answers under way were given.
    """
    from govledger.exports.witness_server import WitnessServer, serving

    tell = _tell_json if as_json else say
    signers = [read_witness_key(path) for path in keys]
    desk = Desk(signers, state, evidence or state.with_name(f"{state.name}.evidence"), tell)
    is_new, origins = not state.exists(), desk.open(read_log_vkeys(vkeys))
    with until_told() as ended, WitnessServer(_address(listen), desk.judge, tell=tell) as server:
        if as_json:
            give_line({"listening": server.url, "logs": origins, "vkeys": [key.verifier.vkey for key in signers]})
        else:
            say(*[f"there is no state at {state} yet: of each log, what it shows first is believed"] if is_new else [])
            say(f"a witness of {' and '.join(origins)} listens at {server.url}/add-checkpoint")
        with serving(server):
            _wait(ended, seconds)
    tell("stopped")


@attrs.frozen
class Desk:
    """Where the requests to a witness are judged, one at a time, whoever else works on its state.

    The state is read anew for every request, so that what `cosign` did meanwhile is known too.

    Attributes:
        signers: The keys to cosign with.
        state: The file of what is remembered.
        evidence: The folder of what was refused.
        tell: Told in a sentence what was kept.
    """

    signers: list[CosignatureSigner]
    state: Path
    evidence: Path
    tell: Callable[[str], object]

    def open(self, keys: list[VerifierKey]) -> list[str]:
        """Take keys of logs to those that are known already, and answer which logs there are.

        Raises:
            UsageError: There are none.
            SealError: The state is damaged, or a log did not sign what is remembered of it.
        """
        from govledger.exports.witness_evidence import one_at_a_time

        with one_at_a_time(self.state):
            state = self._load()
            for key in keys:
                known = state.logs.setdefault(key.name, [])
                known.extend([key] if key not in known else [])
            if not state.logs:
                raise click.UsageError("this witness knows no log yet: give the public key of one with --log")
            state.save()
        return sorted(state.logs)

    def judge(self, body: bytes) -> Answer:
        """Answer a request; what came of it is on the disk before this returns.

        Raises:
            OSError: It could not be written; nothing was cosigned.
            SealError: The state is damaged; nothing was cosigned.
        """
        from govledger.exports.witness_evidence import keep_evidence, one_at_a_time
        from govledger.seal.checkpoint import Checkpoint
        from govledger.seal.witness import Witness

        with one_at_a_time(self.state):
            state = self._load()
            judge = Witness(self.signers, state.logs, state.remember, dict(state.known))
            answer = judge.add_checkpoint(body, time=int(time.time()))
            for found in judge.evidence:
                log = state.logs[Checkpoint.parse(found.known.text).origin]
                kept = keep_evidence(found, log, self.evidence)
                where = f"it is kept in {kept}" if kept else "it is not kept, as there is too much already"
                self.tell(f"refused what the log signed; {where}")
        return answer

    def _load(self) -> WitnessState:
        from govledger.cli.witness_state import WitnessState

        return WitnessState.load(self.state)


def _address(listen: str) -> tuple[str, int]:
    host, _, port = listen.rpartition(":")
    if not (host and port.isascii() and port.isdecimal() and len(port) <= len(str(PORT_MAX)) and int(port) <= PORT_MAX):
        raise click.UsageError(f"--listen takes a host and a port, such as {LOOPBACK}, and not {listen!r}")
    return host, int(port)


def _wait(ended: threading.Event, seconds: float | None) -> None:
    """Wait until somebody asks to stop, or so long; in short waits, as a signal may have come to another thread."""
    end = None if seconds is None else time.monotonic() + seconds
    while not ended.is_set() and (end is None or time.monotonic() < end):
        ended.wait(POLL_SECONDS if end is None else min(POLL_SECONDS, max(0, end - time.monotonic())))


def _tell_json(sentence: str) -> None:
    give_line({"told": sentence})
