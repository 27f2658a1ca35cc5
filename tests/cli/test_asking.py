"""Asking a witness over HTTP when a ledger is sealed: the one verb that uses a network, and only when it is told to."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import attrs
import pytest

from govledger import Ledger
from govledger.exports.witness_server import WitnessServer, serving
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.cosignature import Ed25519CosignatureSigner, cosignatures, parse_signer
from govledger.seal.note import Note
from govledger.seal.witness import Witness
from tests.cli.sealed import add, log_key, prepared, seal
from tests.cli.support import run


@attrs.frozen
class Chair:
    """A witness that listens, and the folder of the log that asks it."""

    folder: Path
    url: str
    witness: Witness

    def asked(self, *more: object, code: int = 0) -> tuple[object, ...]:
        ran = run("seal", self.folder / "L", *self.options, *more, code=code)
        return tuple(ran.lines)

    @property
    def options(self) -> tuple[object, ...]:
        return ("--witness", self.url, "--vkey", self.folder / "chair.vkey")

    @property
    def key(self) -> tuple[object, ...]:
        return ("--key", self.folder / "keys" / "log")

    def cosigned(self) -> list[int]:
        with Ledger.open(self.folder / "L") as ledger:
            notes = [(sealed.size, Note.parse(sealed.note)) for sealed in ledger.sealed()]
        return [size for size, note in notes if cosignatures(note, self.witness.signers[0].verifier)]


@pytest.fixture
def chair(tmp_path: Path) -> Iterator[Chair]:
    folder = prepared(tmp_path)
    signer = parse_signer((folder / "keys" / "chair").read_text().strip())
    key = log_key(folder)
    witness = Witness([signer], {key.name: [key]})
    server = WitnessServer(("127.0.0.1", 0), lambda body: witness.add_checkpoint(body, time=int(time.time())))
    with server, serving(server):
        yield Chair(folder, server.url, witness)


def test_a_witness_is_asked_for_what_is_sealed_and_for_what_extends_it(chair: Chair) -> None:
    first = chair.asked(*chair.key)
    add(chair.folder / "L", "More")
    second = chair.asked(*chair.key, "--kept-to", chair.folder / "kept")

    assert first[-1] == second[-2] == f"the witness at {chair.url} cosigned it"
    assert chair.cosigned() == [3, 4]
    assert cosignatures(Note.parse((chair.folder / "kept").read_bytes()), chair.witness.signers[0].verifier)


def test_a_witness_is_asked_again_without_sealing_anew(chair: Chair) -> None:
    assert "never sealed" in run("seal", chair.folder / "L", *chair.options, code=2).err
    seal(chair.folder)
    add(chair.folder / "L", "More")

    told = run("seal", chair.folder / "L", *chair.options, "--json").json

    assert (told["size"], told["witnesses"]) == (3, [{"url": chair.url, "cosigned": True, "refused": None}])
    assert chair.cosigned() == [3]


def test_what_was_sealed_stays_sealed_when_a_witness_is_not_there_or_refuses(chair: Chair) -> None:
    nobody = "http://127.0.0.1:1"
    stranger = Ed25519CosignatureSigner.generate("stranger.example").verifier.vkey

    gone = run("seal", chair.folder / "L", *chair.key, *chair.options, "--witness", nobody, code=1)
    strange = run("seal", chair.folder / "L", "--witness", chair.url, "--vkey", stranger, code=1)
    chair.witness.known.clear()
    chair.witness.logs = {}
    refused = run("seal", chair.folder / "L", *chair.options, "--json", code=1).json

    assert gone.lines[0].startswith("sealed 3 entries")
    assert f"the witness at {nobody} did not cosign it: nobody answers there (Connection refused)" in gone.lines
    assert "ask again with: govledger seal LEDGER --witness URL --vkey KEY" in gone.lines
    assert "expected the signature of a known witness" in strange.out
    assert "404: origin" in refused["witnesses"][0]["refused"]
    assert chair.cosigned() == [3]


def test_a_witness_is_known_by_a_key_before_it_is_asked(chair: Chair) -> None:
    assert "--vkey" in run("seal", chair.folder / "L", "--witness", chair.url, code=2).err
    assert run("seal", chair.folder / "L", *chair.options[:2], "--vkey", chair.folder / "log.vkey", code=2).out == ""
    assert chair.cosigned() == []


def test_a_checkpoint_that_came_back_is_verified_where_the_key_is_given(chair: Chair) -> None:
    ledger, back, key = chair.folder / "L", chair.folder / "back", ("--vkey", chair.folder / "chair.vkey")
    note = seal(chair.folder)
    line = chair.witness.signers[0].cosign(Checkpoint.parse(note.text), time=int(time.time()))
    damaged = replace(line, data=line.data[:-1] + bytes([line.data[-1] ^ 1]))

    back.write_bytes(note.encode())
    assert "no signature of a known key" in run("seal", ledger, "--cosigned", back, *key, code=2).err
    back.write_bytes(note.with_signatures(damaged).encode())
    assert "that fails" in run("seal", ledger, "--cosigned", back, *key, code=2).err
    assert chair.cosigned() == []
    back.write_bytes(note.with_signatures(line).encode())
    run("seal", ledger, "--cosigned", back, *key)
    assert chair.cosigned() == [3]
