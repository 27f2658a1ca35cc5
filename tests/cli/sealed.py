"""What the tests of the seal's verbs share: a folder with a ledger, and the keys of its log and of a witness."""

from pathlib import Path

from govledger.seal.note import Note, Verifier
from tests.cli.support import CLERK, jsonl, line, run

ORIGIN = "example.gov.uk/csib"
WHY = ("--reason", "a request under the law", "--by", "office:data-protection", "--clerk", CLERK)


def prepared(tmp_path: Path) -> Path:
    """A folder with a ledger of three entries, and the keys of its log and of a witness in another."""
    run("init", tmp_path / "L", "--origin", ORIGIN)
    (tmp_path / "keys").mkdir()
    (tmp_path / "log.vkey").write_text(run("keygen", ORIGIN, "--out", tmp_path / "keys" / "log").out)
    witness = run("keygen", "chair.example.gov.uk", "--witness", "--out", tmp_path / "keys" / "chair")
    (tmp_path / "chair.vkey").write_text(witness.out)
    add(tmp_path / "L", "All is well", "And more")
    return tmp_path


def add(ledger: Path, *said: str) -> None:
    run("record", ledger, "-", "--clerk", CLERK, given=jsonl(*(line("statement-made", text=text) for text in said)))


def seal(folder: Path, ledger: str = "L", *more: object) -> Note:
    told = run("seal", folder / ledger, "--key", folder / "keys" / "log", "--json", *more)
    return Note.parse(told.json["note"].encode())


def log_key(folder: Path) -> Verifier:
    return Verifier.parse((folder / "log.vkey").read_text().strip())


def cosign(folder: Path, checkpoint: object, *more: object, code: int | None = 0) -> str:
    keys = ("--key", folder / "keys" / "chair", "--state", folder / "state", "--log", folder / "log.vkey")
    ran = run("cosign", checkpoint, *keys, *more, code=code)
    return ran.out + ran.err
