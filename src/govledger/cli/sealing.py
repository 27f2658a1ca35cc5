"""The verbs of the log: seal a ledger, and give a receipt for one of its entries."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from govledger.cli.keys import read_log_key
from govledger.cli.options import (
    delay_option,
    json_option,
    ledger_argument,
    name_option,
    open_ledger,
    skew_option,
    wait_option,
)
from govledger.cli.output import counted, give_json, say

if TYPE_CHECKING:
    from govledger.ledger.sealing import Sealed

NOTE_BYTES_MAX = 1 << 20

_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@ledger_argument
@click.option("--key", type=_file, metavar="FILE", help="The private key of the log, as keygen made it.")
@click.option("--cosigned", type=_file, multiple=True, metavar="FILE", help="A checkpoint as a witness gave it back.")
@click.option("--kept-to", type=click.Path(path_type=Path), metavar="FILE", help="Write the checkpoint there as well.")
@skew_option
@delay_option
@name_option
@wait_option
@json_option
def seal(
    *,
    ledger: str,
    key: Path | None,
    cosigned: tuple[Path, ...],
    kept_to: Path | None,
    skew: int,
    delay: int,
    name: str,
    wait: float,
    as_json: bool,
) -> None:
    """Sign a checkpoint over every entry of LEDGER: at each meeting, every day, and before an export.

    With --cosigned, take in what witnesses gave back; without --key nothing is signed anew. What comes too late, or by
    a clock that is wrong, is refused: honest entries would look as if they had been dated ill.
    """
    if key is None and not cosigned:
        raise click.UsageError("give --key FILE to sign a checkpoint, or --cosigned FILE to take one in")
    signer = None if key is None else read_log_key(key)
    allowed = {"skew": dt.timedelta(minutes=skew), "delay": dt.timedelta(hours=delay)}
    with open_ledger(ledger, name=name, wait=wait) as opened:
        sealed = [opened.cosigned(read_small(path), **allowed) for path in cosigned]
        sealed += [] if signer is None else [opened.seal(signer)]
    last = sealed[-1]
    if kept_to is not None:
        _keep(kept_to, last)
    if as_json:
        give_json(_as_json(last))
    else:
        _say(last, signed=signer is not None)
        say(*[f"the checkpoint is in {kept_to}"] if kept_to else [])


def read_small(path: Path) -> bytes:
    """A file of at most a megabyte.

    Raises:
        SealError: It is longer.
    """
    from govledger.errors import SealError

    with path.open("rb") as file:
        data = file.read(NOTE_BYTES_MAX + 1)
    if len(data) > NOTE_BYTES_MAX:
        raise SealError("a longer file", f"at most {NOTE_BYTES_MAX} bytes", where=str(path))
    return data


def _keep(path: Path, sealed: Sealed) -> None:
    """Write a checkpoint, in place of none or of an earlier one of the same log.

    Raises:
        UsageError: Something else is there; it was not touched.
    """
    from govledger.errors import SealError
    from govledger.seal.checkpoint import Checkpoint
    from govledger.seal.note import Note

    if path.exists():
        try:
            there = Checkpoint.parse(Note.parse(read_small(path)).text)
        except SealError:
            there = None
        if there is None or there.origin != sealed.checkpoint.origin or there.size > sealed.size:
            raise click.UsageError(f"--kept-to: {path} holds something that is no earlier checkpoint of this log")
    path.write_bytes(sealed.note)


def _as_json(sealed: Sealed) -> dict[str, object]:
    from govledger.ledger.codec import stamp
    from govledger.seal.strict import encode_base64

    held = sealed.checkpoint
    return {
        "origin": held.origin,
        "size": sealed.size,
        "root": encode_base64(held.root),
        "at": stamp(sealed.at),
        "signatures": _signers(sealed),
        "note": sealed.note.decode(),
    }


def _signers(sealed: Sealed) -> list[str]:
    from govledger.seal.note import Note

    return list(dict.fromkeys(line.name for line in Note.parse(sealed.note).signatures))


def _say(sealed: Sealed, *, signed: bool) -> None:
    from govledger.ledger.codec import stamp
    from govledger.seal.strict import encode_base64

    verb = "sealed" if signed else "took in signatures under the checkpoint of"
    say(f"{verb} {counted(sealed.size, 'entry', 'entries')} of {sealed.checkpoint.origin}, at {stamp(sealed.at)}")
    say(f"size {sealed.size}, root {encode_base64(sealed.checkpoint.root)}: print both in the minutes")
    say(f"signed by {', '.join(_signers(sealed))}")


@click.command()
@ledger_argument
@click.argument("number", type=int, metavar="N")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Where it goes; else it is printed.")
@click.option("--without-text", is_flag=True, help="Leave out the entry's words.")
@name_option
@json_option
def receipt(*, ledger: str, number: int, out: Path | None, without_text: bool, name: str, as_json: bool) -> None:
    """Give a receipt for entry N of LEDGER: a C2SP tlog-proof, which verify takes with --receipt.

    Whoever keeps it can show that the entry was there, as long as anybody knows the log's key.
    """
    with open_ledger(ledger, name=name) as opened:
        proof = opened.receipt(number, disclose=not without_text)
        leaf = opened.entry(number).leaf_hash
    if out is not None:
        out.write_bytes(proof)
    if as_json:
        give_json({"number": number, "leaf_hash": leaf, "receipt": proof.decode()})
    elif out is None:
        click.echo(proof, nl=False)
    else:
        say(f"the receipt for entry {number} is in {out}; its leaf hash is {leaf}")
