"""Keys on the command line: making a pair of them, and reading the private half from its file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from govledger.cli.options import json_option
from govledger.cli.output import give_json, warn
from govledger.cli.teaching import verb

if TYPE_CHECKING:
    from govledger.seal.cosignature import CosignatureSigner, CosignatureVerifier
    from govledger.seal.note import Signer, SignerKey, VerifierKey

KEY_BYTES_MAX = 65_536
OWNER_ONLY = 0o600
OTHERS = 0o077
"""The bits of a file's mode that let others than its owner do anything with it."""

_LEDGER_MARK = slice(68, 72)
"""Where a SQLite file says whose it is."""


@verb(
    (
        "Make the key of a ledger, and keep the public half too",
        "govledger keygen example.gov.uk/board --out keys/board.key > keys/board.vkey",
    ),
    ("Make the key of a witness", "govledger keygen witness.example --out keys/witness.key --witness"),
)
@click.argument("name")
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, metavar="FILE", help="Where the private key goes."
)
@click.option("--witness", is_flag=True, help="A key to cosign with, not to seal with.")
@click.option("--mldsa", is_flag=True, help="With --witness: an ML-DSA-44 key, which outlasts quantum computers.")
@json_option
def keygen(*, name: str, out: Path, witness: bool, mldsa: bool, as_json: bool) -> None:
    """Make a key called NAME: for a ledger its origin, for a witness a name of its own.

    The private key goes to FILE, which only its owner may read; what is printed is the public one, for everybody.
    """
    if mldsa and not witness:
        raise click.UsageError("--mldsa goes with --witness: a log signs with Ed25519")
    key = _generate(name, witness=witness, mldsa=mldsa)
    vkey = key.verifier.vkey
    _write_private(out, f"{key.skey}\n".encode())
    if as_json:
        give_json({"name": name, "vkey": vkey, "key": str(out.absolute())})
    else:
        click.echo(vkey)
        warn(f"this is the public key: print it in the board's papers. The private one is at {out.absolute()}")
    for ledger in _ledgers_beside(out):
        warn(f"{ledger.name} is in the same folder: whoever can change it could sign it too; keep the key elsewhere")


def write_pair(name: str, out: Path, public: Path) -> None:
    """Make a key of a log, its private half at ``out`` and its public one at ``public``.

    Raises:
        UsageError: Something is at ``out`` already.
    """
    from govledger.cli.files import write_whole

    key = _generate(name, witness=False, mldsa=False)
    _write_private(out, f"{key.skey}\n".encode())
    write_whole(public, f"{key.verifier.vkey}\n".encode())


def _generate(name: str, *, witness: bool, mldsa: bool) -> SignerKey:
    from govledger.seal.cosignature import Ed25519CosignatureSigner, MLDSA44CosignatureSigner
    from govledger.seal.note import Signer

    kind = MLDSA44CosignatureSigner if mldsa else Ed25519CosignatureSigner if witness else Signer
    return kind.generate(name)


def _write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read, in place of none.

    Raises:
        UsageError: Something is there already.
    """
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY)
    except FileExistsError:
        raise click.UsageError(f"there is something at {path} already; a key is never written over another") from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as fault:  # Half a key is none, and would stand in the way of the next.
        path.unlink(missing_ok=True)
        raise OSError(fault.errno, fault.strerror, str(path)) from fault


def _ledgers_beside(path: Path) -> Iterator[Path]:
    """The ledgers in the folder of a file."""
    from govledger.ledger.store.schema import APPLICATION_ID

    for other in sorted(path.absolute().parent.iterdir()):
        with suppress(OSError):  # What this user may not read is not theirs to change either.
            if other.is_file() and other.name != path.name:
                with other.open("rb") as file:
                    beginning = file.read(100)
                if beginning[_LEDGER_MARK] == APPLICATION_ID.to_bytes(4):
                    yield other


def read_log_key(path: Path) -> Signer:
    """The private key of a log.

    Raises:
        GovledgerError: The file holds none.
    """
    from govledger.errors import GovledgerError, SealError
    from govledger.seal.note import Signer

    text = _read_private(path)
    try:
        return Signer.parse(text)
    except SealError as fault:
        hint = "a ledger's private key is made with: govledger keygen ORIGIN --out FILE"
        raise GovledgerError(f"{path}: {fault}; {hint}") from None


def read_witness_key(path: Path) -> CosignatureSigner:
    """The private key of a witness.

    Raises:
        GovledgerError: The file holds none.
    """
    from govledger.errors import GovledgerError, SealError
    from govledger.seal.cosignature import parse_signer

    text = _read_private(path)
    try:
        return parse_signer(text)
    except SealError as fault:
        hint = "is a witness's key meant? make one with: govledger keygen NAME --out FILE --witness"
        raise GovledgerError(f"{path}: {fault}; {hint}") from None


def _read_private(path: Path) -> str:
    """The one line of a private key's file; that others may read it is said."""
    with path.open("rb") as file:
        data = file.read(KEY_BYTES_MAX)
    if os.name == "posix" and path.stat().st_mode & OTHERS:
        warn(f"others than its owner may read the key at {path}: chmod 600 {path}")
    return data.decode(errors="replace").strip()


def read_log_vkeys(given: Iterable[str]) -> list[VerifierKey]:
    """The public keys of a log, each as it is or a file of them.

    Raises:
        SealError: One is none.
    """
    from govledger.seal.policy import parse_log

    return [parse_log(line) for vkey in given for line in _lines(vkey)]


def read_witness_vkeys(given: Iterable[str]) -> list[CosignatureVerifier]:
    """The public keys of witnesses, each as it is or a file of them.

    Raises:
        SealError: One is none.
    """
    from govledger.seal.cosignature import parse_verifier

    return [parse_verifier(line) for vkey in given for line in _lines(vkey)]


def as_vkey(given: str) -> str:
    """A public key as it was typed.

    Raises:
        UsageError: It looks like none, and is no file either.
    """
    if given.count("+") < 2:  # noqa: PLR2004 - a name, an id and a key
        expected = "a public key, as govledger keygen prints it, or a file that holds one"
        raise click.UsageError(f"found {given!r}, expected {expected}")
    return given


def _lines(given: str) -> list[str]:
    path: Any = Path(given)
    try:
        if not path.is_file():
            return [as_vkey(given)]
    except (OSError, ValueError):  # A key may be longer than a path can be.
        return [as_vkey(given)]
    with path.open("rb") as file:
        text = file.read(KEY_BYTES_MAX).decode(errors="replace")
    return [line.strip() for line in text.splitlines() if line.strip()]
