"""The verb of RFC 3161: ask an authority when a checkpoint was there, check its answer, and keep it in the ledger."""

from __future__ import annotations

import datetime as dt
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import attrs
import click

from govledger.cli.files import check_free, write_whole
from govledger.cli.options import (
    delay_option,
    json_option,
    name_option,
    open_ledger,
    skew_option,
    wait_option,
)
from govledger.cli.output import counted, give_json, say
from govledger.cli.teaching import verb
from govledger.cli.witnessing import address, checkpoint_path, find, is_ledger

if TYPE_CHECKING:
    from govledger.errors import SealError
    from govledger.exports.timestamps import Timestamp
    from govledger.seal.checkpoint import Checkpoint

_DER = b"0"
"""How a request begins: as a sequence in DER."""

_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@attrs.frozen(kw_only=True)
class _Response:
    """What an authority answered, and whom to trust."""

    path: Path
    answer: bytes
    certificates: bytes


@verb(
    ("Write what to send to an authority", "govledger timestamp northbeck.checkpoint --request northbeck.tsq"),
)
@click.argument("checkpoint", metavar="CHECKPOINT", type=checkpoint_path)
@click.option(
    "--request", "asked", type=click.Path(path_type=Path), metavar="FILE.tsq", help="Where what to send goes."
)
@click.option("--response", "answered", type=_file, metavar="FILE.tsr", help="What the authority answered.")
@click.option("--certificates", type=_file, metavar="FILE.pem", help="Whom to trust: its root, and what leads to it.")
@skew_option
@delay_option
@name_option
@wait_option
@json_option
def timestamp(
    *,
    checkpoint: Path,
    asked: Path | None,
    answered: Path | None,
    certificates: Path | None,
    skew: int,
    delay: int,
    name: str,
    wait: float,
    as_json: bool,
) -> None:
    """Have an authority say when CHECKPOINT was there (RFC 3161): write a request, or check a response.

    CHECKPOINT is a signed checkpoint, an export, or a ledger: a ledger keeps the response, and it goes with every
    export. Nothing is sent: take the request to the authority by your own means. Exit 1: the response does not hold.
    """
    if asked is not None and answered is None and certificates is None:
        _ask(_checkpoints(checkpoint, name)[-1], asked, as_json=as_json)
        return
    if asked is not None or answered is None or certificates is None:
        raise click.UsageError("give --request to write one, or --response with --certificates to check one")
    given = _read_response(answered, certificates)
    if is_ledger(checkpoint):
        allowed = {"skew": dt.timedelta(minutes=skew), "delay": dt.timedelta(hours=delay)}
        _keep(checkpoint, given, allowed, name=name, wait=wait, as_json=as_json)
    else:
        _check(checkpoint, given, as_json=as_json)


def _checkpoints(path: Path, name: str) -> list[Checkpoint]:
    """What there is to be stamped, the newest last; of an export or a ledger all that can be read.

    Raises:
        GovledgerError: It cannot be read, or there is none.
    """
    from govledger.errors import SealError
    from govledger.seal.checkpoint import Checkpoint
    from govledger.seal.note import Note

    with ExitStack() as stack:
        found = find(path, stack, name=name)
        newest, others = Checkpoint.parse(found.note().text), list[Checkpoint]()
        for note in found.evidence.checkpoints if found.evidence else ():
            try:
                others.append(Checkpoint.parse(Note.parse(note).text))
            except SealError:
                continue
    return [*(other for other in others if other != newest), newest]


def _ask(head: Checkpoint, asked: Path, *, as_json: bool) -> None:
    from govledger.exports.timestamps import REQUEST_TYPE, request_timestamp

    check_free("--request", asked, lambda data: data.startswith(_DER), "request")
    write_whole(asked, request_timestamp(head))
    if as_json:
        give_json({"origin": head.origin, "size": head.size, "request": str(asked), "content_type": REQUEST_TYPE})
    else:
        say(f"the request for {_said(head)} is in {asked}; send it as {REQUEST_TYPE}")


def _check(path: Path, given: _Response, *, as_json: bool) -> None:
    """Check a response, for a checkpoint in a file or for one of an export."""
    from govledger.errors import SealError
    from govledger.exports.timestamped import checkpoint_of
    from govledger.exports.timestamps import check_timestamp

    head = checkpoint_of(given.answer, _checkpoints(path, ""))
    try:
        stamp = check_timestamp(given.answer, head, certificates=given.certificates)
    except SealError as refused:
        _refuse(head, given, refused, as_json=as_json)
    _tell(head, stamp, {}, as_json=as_json)


def _keep(
    path: Path, given: _Response, allowed: dict[str, dt.timedelta], *, name: str, wait: float, as_json: bool
) -> None:
    """Check a response, and keep it in the ledger."""
    from govledger.errors import SealError
    from govledger.exports.timestamped import checkpoint_of, keep_timestamp

    head = checkpoint_of(given.answer, _checkpoints(path, name))
    with open_ledger(address(path), name=name, wait=wait) as opened:
        try:
            kept = keep_timestamp(opened, given.answer, certificates=given.certificates, **allowed)
        except SealError as refused:
            _refuse(head, given, refused, as_json=as_json)
    _tell(kept.checkpoint, kept.timestamp, {"kept": kept.is_new}, as_json=as_json)
    if not as_json:
        say("the ledger keeps it, and gives it away with every export" if kept.is_new else _EARLIER)


_EARLIER = "the ledger keeps an earlier response of the same checkpoint, which says more"


def _refuse(head: Checkpoint, given: _Response, refused: SealError, *, as_json: bool) -> NoReturn:
    """Say that a response does not hold, and leave; anything else that is wrong is no verdict."""
    from govledger.exports.timestamps import WHERE

    if refused.where != WHERE:
        raise refused
    if as_json:
        give_json({"origin": head.origin, "size": head.size, "holds": False, "why": str(refused)})
    else:
        say(f"{given.path} says nothing of {_said(head)}: {refused}")
    raise click.exceptions.Exit(1) from None


def _tell(head: Checkpoint, stamp: Timestamp, more: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        give_json({"origin": head.origin, "size": head.size, "holds": True, **timestamp_json(stamp), **more})
        return
    told = timestamp_json(stamp)
    say(f"{_said(head)} was there by {told['latest']}")
    say(f"so says {stamp.authority}: policy {stamp.policy}, serial number {stamp.serial}, at {told['time']}")
    say(*["it does not say how exact its clock is"] if stamp.accuracy is None else [])


def timestamp_json(stamp: Timestamp) -> dict[str, Any]:
    """What an authority says, as plain JSON."""
    from govledger.ledger.codec import stamp as written

    return {
        "time": written(stamp.time),
        "latest": written(stamp.latest),
        "accuracy_seconds": None if stamp.accuracy is None else stamp.accuracy.total_seconds(),
        "policy": stamp.policy,
        "serial": str(stamp.serial),
        "authority": stamp.authority,
    }


def _said(head: Checkpoint) -> str:
    return f"the checkpoint of {counted(head.size, 'entry', 'entries')} of {head.origin}"


def _read_response(answered: Path, certificates: Path) -> _Response:
    from govledger.exports.timestamps import CERTIFICATES_BYTES_MAX, RESPONSE_BYTES_MAX

    answer, trusted = _read(answered, RESPONSE_BYTES_MAX), _read(certificates, CERTIFICATES_BYTES_MAX)
    return _Response(path=answered, answer=answer, certificates=trusted)


def _read(path: Path, bytes_max: int) -> bytes:
    """A file, or as much of it as shows that it is too long."""
    with path.open("rb") as file:
        return file.read(bytes_max + 1)
