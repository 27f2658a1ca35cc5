"""The verb that copies a ledger to another store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from govledger.cli.completing import complete_file
from govledger.cli.options import json_option, name_option, open_ledger, wait_option
from govledger.cli.output import concluding, counted, give_json, say, warn
from govledger.cli.progress import working
from govledger.cli.teaching import verb

if TYPE_CHECKING:
    from govledger.ledger.copying import Copied


@verb(
    ("Copy a ledger to a file of its own", "govledger copy northbeck.db moved.db"),
    ("Bring that copy up to date", "govledger copy northbeck.db moved.db --resume"),
)
@click.argument("source", metavar="FROM", shell_complete=complete_file)
@click.argument("target", metavar="TO", shell_complete=complete_file)
@click.option(
    "--as", "called", metavar="NAME", help="What it is to be called there; as it is called in FROM if left out."
)
@click.option("--resume", is_flag=True, help="Bring a copy up to date that was made before, if one is there.")
@name_option
@wait_option
@json_option
def copy(*, source: str, target: str, called: str | None, resume: bool, name: str, wait: float, as_json: bool) -> None:
    """Copy the ledger FROM to TO, another file or database: the same bytes, numbers and root.

    Others may read and write FROM meanwhile. TO may hold other ledgers, but none of that name, and not this one unless
    --resume is given. What is made from the record, such as kept states and tables, is not copied. The two are one log:
    record and seal in one of them only. FROM may be a full export; no idempotency keys are in one. Exit 1: erased words
    could not all be swept from an earlier copy.
    """
    from govledger.errors import GovledgerError, LedgerExistsError
    from govledger.ledger.store.replayed import ReplayedStore

    with open_ledger(source, name=name, wait=wait) as opened:
        is_export = isinstance(opened.inner.store, ReplayedStore)
        if is_export and resume:
            raise GovledgerError(f"{source} is an export: bring a copy up to date from its ledger, or copy it anew")
        try:
            with working(f"copying {counted(len(opened), 'entry', 'entries')}"):
                done = opened.copy_to(target, name=called, resume=resume, timeout=wait)
        except LedgerExistsError as there:
            hint = "" if resume else "; bring an earlier copy up to date with --resume, or give another name with --as"
            raise LedgerExistsError(f"{there}{hint}") from None
        origin, place = opened.origin, opened.inner.store.place.url
    with concluding(fine=done.hindered is None):
        if as_json:
            give_json(_copied_json(done, source=place))
        else:
            _say_copied(done, source=place, origin=origin)
            if is_export:
                say("an export holds no idempotency keys: what was recorded under one could be recorded again")


def _copied_json(done: Copied, *, source: str) -> dict[str, object]:
    from govledger.seal.strict import encode_base64

    return {
        "from": source,
        "to": done.url,
        "name": done.name,
        "size": done.size,
        "root": encode_base64(done.root),
        "added": done.added,
        "checkpoints": done.checkpoints,
        "sealed": done.sealed,
        "withdrawn": list(done.withdrawn),
        "hindered": done.hindered,
        "beyond": list(done.beyond),
    }


def _say_copied(done: Copied, *, source: str, origin: str) -> None:
    from govledger.seal.strict import encode_base64

    entries, checkpoints = counted(done.added, "entry", "entries"), counted(done.checkpoints, "checkpoint")
    say(f"copied {entries} of {origin} from {source} to {done.url}, with {checkpoints} in all")
    say(f"read anew, both have size {done.size}, root {encode_base64(done.root)}")
    if done.withdrawn:
        gone = counted(len(done.withdrawn), "entry", "entries")
        say(f"words of {gone} that have been erased since were taken from the copy too")
    say(*[f"such words may still be in {place}, which no copying reaches" for place in done.beyond])
    say("the two are one log: record and seal in one of them only")
    if done.hindered is not None:
        warn(f"remnants of erased words remain at {done.url}: {done.hindered}, and erase there again what was erased")
