"""The verbs of the log: seal a ledger, have witnesses cosign, and give a receipt for one of its entries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from govledger.cli.files import RECEIPT, check_free, read_small, write_after, write_whole
from govledger.cli.keys import read_log_key, read_witness_vkeys
from govledger.cli.options import (
    delay_option,
    json_option,
    ledger_argument,
    name_option,
    open_ledger,
    skew_option,
    wait_option,
)
from govledger.cli.output import concluding, counted, give_json, say, warn
from govledger.cli.progress import working
from govledger.cli.teaching import verb

if TYPE_CHECKING:
    from govledger.ledger import Ledger
    from govledger.ledger.sealing import Sealed
    from govledger.seal.checkpoint import Checkpoint
    from govledger.seal.cosignature import CosignatureVerifier
    from govledger.seal.note import Signer

_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@attrs.frozen(kw_only=True)
class Asked:
    """What came of asking a witness: why it gave nothing, or nothing to say."""

    url: str
    refused: str | None


@verb(
    (
        "Sign a checkpoint, and keep it where an auditor can",
        "govledger seal northbeck.db --key keys/northbeck.key --kept-to northbeck.checkpoint",
    ),
)
@ledger_argument
@click.option("--key", type=_file, metavar="FILE", help="The private key of the log, as keygen made it.")
@click.option("--cosigned", type=_file, multiple=True, metavar="FILE", help="A checkpoint as a witness gave it back.")
@click.option(
    "--witness",
    "urls",
    multiple=True,
    metavar="URL",
    help="A witness to ask over the network, such as https://witness.example.",
)
@click.option(
    "--vkey", "vkeys", multiple=True, metavar="KEY", help="The public key of a witness, or a file of such keys."
)
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
    urls: tuple[str, ...],
    vkeys: tuple[str, ...],
    kept_to: Path | None,
    skew: int,
    delay: int,
    name: str,
    wait: float,
    as_json: bool,
) -> None:
    """Sign a checkpoint over every entry of LEDGER: at each meeting, every day, and before an export.

    With --cosigned, take in what witnesses gave back; with --witness, ask one for its cosignature under the newest
    checkpoint. Without --key nothing is signed anew. What comes too late, or by a clock that is wrong, is refused:
    honest entries would look as if they had been dated ill. Exit 1: it was sealed, but a witness did not cosign it.
    """
    if key is None and not (cosigned or urls):
        told = "--cosigned FILE to take one in, or --witness URL to ask for a cosignature"
        raise click.UsageError(f"give --key FILE to sign a checkpoint, {told}")
    if urls and not vkeys:
        raise click.UsageError("give the public key that the witness is known by with --vkey")
    signer, known = None if key is None else read_log_key(key), read_witness_vkeys(vkeys)
    with open_ledger(ledger, name=name, wait=wait) as opened:
        take = partial(opened.cosigned, skew=dt.timedelta(minutes=skew), delay=dt.timedelta(hours=delay))
        _check_kept(kept_to, opened)
        taken = _take_all(cosigned, known, take)
        with working(f"sealing {counted(len(opened), 'entry', 'entries')}"):
            sealed = taken if signer is None and taken and not urls else _sealed(opened, signer)
        asked = [_ask(opened, url, sealed.note, known, take) for url in urls]
        sealed = next(kept for kept in opened.sealed() if kept.size == sealed.size)
    if kept_to is not None:
        write_after("it was sealed", kept_to, sealed.note)
    with concluding(fine=not any(one.refused for one in asked)):
        if as_json:
            give_json(_as_json(sealed, asked))
        else:
            _say(sealed, asked, signed=signer is not None)
            say(*[f"the checkpoint is in {kept_to}"] if kept_to else [])


def _take_all(
    paths: Sequence[Path], known: Sequence[CosignatureVerifier], take: Callable[..., Sealed]
) -> Sealed | None:
    """Take in what witnesses gave back, all of it or nothing; the largest checkpoint that it is of."""
    from govledger.errors import GovledgerError

    try:
        return take(*[_read_cosigned(path, known) for path in paths]) if paths else None
    except GovledgerError:
        if len(paths) > 1:
            warn(f"nothing was taken in, of any of the {len(paths)} files, since of one it was refused:")
        raise


def _read_cosigned(path: Path, known: Sequence[CosignatureVerifier]) -> bytes:
    """A checkpoint as a witness gave it back; where keys were given, one of them signed it.

    Raises:
        SealError: It is too long, or a signature fails, or is of nobody whose key was given.
    """
    from govledger.seal.note import Note

    data = read_small(path)
    if known:
        Note.parse(data).verify(*known)
    return data


def _sealed(opened: Ledger, signer: Signer | None) -> Sealed:
    """The checkpoint that is signed now, or else the newest.

    Raises:
        NotSealedError: There is none.
    """
    from govledger.errors import NotSealedError

    if signer is not None:
        return opened.seal(signer)
    kept = opened.sealed()
    if not kept:
        raise NotSealedError(len(opened), size=0)
    return kept[-1]


def _ask(
    opened: Ledger, url: str, note: bytes, known: Sequence[CosignatureVerifier], take: Callable[[bytes], object]
) -> Asked:
    """Ask a witness, and keep what it gives."""
    from govledger.errors import GovledgerError
    from govledger.exports.witness_client import ask_witness

    try:
        take(ask_witness(url, note, opened.consistency, witness=known).encode())
    except GovledgerError as refused:
        return Asked(url=url, refused=str(refused).removeprefix(f"{url}: "))
    except OSError as fault:
        return Asked(url=url, refused=f"nobody answers there ({fault.strerror or fault})")
    return Asked(url=url, refused=None)


def _check_kept(path: Path | None, opened: Ledger) -> None:
    """Check, before anything is signed, that the ledger extends what was kept at a path, if there is something.

    A checkpoint that it does not extend is what shows that the record was changed, so it is never written over.

    Raises:
        UsageError: Something else is there; it was not touched.
    """
    from govledger.ledger.kept_tree import root_of_entries

    check_free("--kept-to", path, lambda data: _checkpoint_in(data) is not None, "earlier checkpoint of this log")
    there = _checkpoint_in(read_small(path)) if path is not None and path.is_file() else None
    if there is None:
        return
    if there.origin != opened.origin:
        told = f"{path} holds something that is no earlier checkpoint of this log but of {there.origin}"
        raise click.UsageError(f"--kept-to: {told}; it was not touched")
    what = f"the checkpoint of {counted(there.size, 'entry', 'entries')} that was kept at {path}"
    see = f"nothing was signed; look with: govledger verify LEDGER --kept {path}"
    if there.size > len(opened):
        raise click.UsageError(f"--kept-to: the ledger has {len(opened)} and does not reach {what}; {see}")
    if root_of_entries(opened.inner, there.size) != there.root:
        raise click.UsageError(f"--kept-to: the entries do not lead to {what}; {see}")


def _checkpoint_in(data: bytes) -> Checkpoint | None:
    from govledger.errors import SealError
    from govledger.seal.checkpoint import Checkpoint
    from govledger.seal.note import Note

    try:
        return Checkpoint.parse(Note.parse(data).text)
    except SealError:
        return None


def _as_json(sealed: Sealed, asked: Sequence[Asked]) -> dict[str, object]:
    from govledger.ledger.codec import stamp
    from govledger.seal.strict import encode_base64

    held = sealed.checkpoint
    return {
        "origin": held.origin,
        "size": sealed.size,
        "root": encode_base64(held.root),
        "at": stamp(sealed.at),
        "signatures": _signers(sealed),
        "witnesses": [{"url": one.url, "cosigned": not one.refused, "refused": one.refused} for one in asked],
        "note": sealed.note.decode(),
    }


def _signers(sealed: Sealed) -> list[str]:
    from govledger.seal.note import Note

    return list(dict.fromkeys(line.name for line in Note.parse(sealed.note).signatures))


def _say(sealed: Sealed, asked: Sequence[Asked], *, signed: bool) -> None:
    from govledger.ledger.codec import stamp
    from govledger.seal.strict import encode_base64

    verb = "sealed" if signed else "took in signatures under the checkpoint of"
    say(f"{verb} {counted(sealed.size, 'entry', 'entries')} of {sealed.checkpoint.origin}, at {stamp(sealed.at)}")
    say(f"size {sealed.size}, root {encode_base64(sealed.checkpoint.root)}: print both in the minutes")
    say(f"signed by {', '.join(_signers(sealed))}")
    for one in asked:
        if one.refused is not None:
            say(f"the witness at {one.url} did not cosign it: {one.refused}")
            say("ask again with: govledger seal LEDGER --witness URL --vkey KEY")
        else:
            say(f"the witness at {one.url} cosigned it")


@verb(
    ("Give the receipt of an entry to whoever it is about", "govledger receipt northbeck.db 1507 --out 1507.receipt"),
    ("Check it", "govledger verify northbeck-export --receipt 1507.receipt --vkey keys/northbeck.vkey"),
)
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
    check_free("--out", out, lambda data: data.startswith(RECEIPT), "receipt")
    with open_ledger(ledger, name=name) as opened:
        proof = opened.receipt(number, disclose=not without_text)
        leaf = opened.entry(number).leaf_hash
    if out is not None:
        write_whole(out, proof)
    if as_json:
        give_json({"number": number, "leaf_hash": leaf, "receipt": proof.decode()})
    elif out is None:
        click.echo(proof, nl=False)
    else:
        say(f"the receipt for entry {number} is in {out}; its leaf hash is {leaf}")
