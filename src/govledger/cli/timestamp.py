"""The verb of RFC 3161: ask an authority when a checkpoint was there, and check its answer; both as files."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from govledger.cli.options import json_option
from govledger.cli.output import counted, give_json, say
from govledger.cli.witnessing import find

if TYPE_CHECKING:
    from govledger.exports.timestamps import Timestamp
    from govledger.seal.checkpoint import Checkpoint

_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("checkpoint", metavar="CHECKPOINT", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--request", "asked", type=click.Path(path_type=Path), metavar="FILE.tsq", help="Where what to send goes."
)
@click.option("--response", "answered", type=_file, metavar="FILE.tsr", help="What the authority answered.")
@click.option("--certificates", type=_file, metavar="FILE.pem", help="Whom to trust: its root, and what leads to it.")
@json_option
def timestamp(
    *, checkpoint: Path, asked: Path | None, answered: Path | None, certificates: Path | None, as_json: bool
) -> None:
    """Have an authority say when CHECKPOINT was there (RFC 3161): write a request, or check a response.

    CHECKPOINT is a signed checkpoint, an export, or a ledger. Nothing is sent: take the request to the authority by
    your own means. Exit 1: the response does not hold.
    """
    if asked is not None and answered is None and certificates is None:
        _ask(_checkpoint(checkpoint), asked, as_json=as_json)
    elif asked is None and answered is not None and certificates is not None:
        _check(_checkpoint(checkpoint), answered, certificates, as_json=as_json)
    else:
        raise click.UsageError("give --request to write one, or --response with --certificates to check one")


def _checkpoint(path: Path) -> Checkpoint:
    from govledger.seal.checkpoint import Checkpoint

    with ExitStack() as stack:
        return Checkpoint.parse(find(path, stack).note().text)


def _ask(head: Checkpoint, asked: Path, *, as_json: bool) -> None:
    from govledger.exports.timestamps import REQUEST_TYPE, request_timestamp

    asked.write_bytes(request_timestamp(head))
    if as_json:
        give_json({"origin": head.origin, "size": head.size, "request": str(asked), "content_type": REQUEST_TYPE})
    else:
        say(f"the request for {_said(head)} is in {asked}; send it as {REQUEST_TYPE}")


def _check(head: Checkpoint, answered: Path, certificates: Path, *, as_json: bool) -> None:
    from govledger.errors import SealError
    from govledger.exports.timestamps import (
        CERTIFICATES_BYTES_MAX,
        RESPONSE_BYTES_MAX,
        WHERE,
        check_timestamp,
    )

    answer, trusted = _read(answered, RESPONSE_BYTES_MAX), _read(certificates, CERTIFICATES_BYTES_MAX)
    try:
        stamp = check_timestamp(answer, head, certificates=trusted)
    except SealError as refused:
        if refused.where != WHERE:
            raise
        if as_json:
            give_json({"origin": head.origin, "size": head.size, "holds": False, "why": str(refused)})
        else:
            say(f"{answered} says nothing of {_said(head)}: {refused}")
        raise click.exceptions.Exit(1) from None
    if as_json:
        give_json({"origin": head.origin, "size": head.size, "holds": True, **_plain(stamp)})
    else:
        told = _plain(stamp)
        say(f"{_said(head)} was there by {told['latest']}")
        say(f"so says {stamp.authority}: policy {stamp.policy}, serial number {stamp.serial}, at {told['time']}")
        say(*["it does not say how exact its clock is"] if stamp.accuracy is None else [])


def _plain(stamp: Timestamp) -> dict[str, str | float | None]:
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


def _read(path: Path, bytes_max: int) -> bytes:
    """A file, or as much of it as shows that it is too long."""
    with path.open("rb") as file:
        return file.read(bytes_max + 1)
