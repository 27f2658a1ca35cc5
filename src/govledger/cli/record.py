"""The verb that records a file: all of it or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

import click

from govledger.cli.faults import fault_json
from govledger.cli.options import json_option, ledger_argument, name_option, open_ledger, wait_option
from govledger.cli.output import counted, give_json, say
from govledger.cli.progress import watched
from govledger.cli.teaching import verb

if TYPE_CHECKING:
    from govledger.ledger.importing import Imported


@verb(
    (
        "Check a file and record nothing",
        "govledger record northbeck.db northbeck.jsonl --clerk office:clerk --key northbeck --dry-run",
    ),
    (
        "Record it; with a key, a second time adds nothing",
        "govledger record northbeck.db northbeck.jsonl --clerk office:clerk --key northbeck",
    ),
    (
        "Record what another program writes",
        "govledger record northbeck.db - --clerk office:clerk --key northbeck < northbeck.jsonl",
    ),
)
@ledger_argument
@click.argument("file", metavar="FILE.jsonl|-", type=click.File("rb"))
@click.option("--clerk", metavar="WHO", help="Who enters it, where a line does not say: office:democratic-services.")
@click.option("--dry-run", is_flag=True, help="Check everything and record nothing.")
@click.option("--key", metavar="PREFIX", help="Makes recording the same file again add nothing.")
@click.option("--without-text", is_flag=True, help="Take lines whose text was erased, without it.")
@click.option("--expected", type=int, metavar="N", help="Refuse unless N is the number of the newest entry.")
@name_option
@wait_option
@json_option
def record(
    *,
    ledger: str,
    file: BinaryIO,
    clerk: str | None,
    dry_run: bool,
    key: str | None,
    without_text: bool,
    expected: int | None,
    name: str,
    wait: float,
    as_json: bool,
) -> None:
    """Record FILE.jsonl, one event to a line, in LEDGER: all of it or nothing. A dash reads standard input."""
    from govledger.errors import BadLinesError
    from govledger.ledger.importing import record_lines

    how: dict[str, Any] = {"clerk": clerk, "prefix": key, "without_text": without_text, "expected": expected}
    with open_ledger(ledger, name=name, wait=wait) as opened:
        try:
            done = record_lines(opened, watched(file, "reading lines"), dry_run=dry_run, **how)
        except BadLinesError as refused:
            if as_json:
                give_json(fault_json(refused))
            raise
    if as_json:
        give_json(_as_json(done, dry_run=dry_run))
    else:
        say(_said(done, dry_run=dry_run), *_ignored(done))


def _as_json(done: Imported, *, dry_run: bool) -> dict[str, Any]:
    new = done.entries.new
    return {
        "dry_run": dry_run,
        "recorded": 0 if dry_run else len(new),
        "would_record": len(new) if dry_run else 0,
        "first": min(new, default=None),
        "last": max(new, default=None),
        "already": done.already,
        "ignored": dict(done.ignored),
    }


def _said(done: Imported, *, dry_run: bool) -> str:
    new = done.entries.new
    verb = "would record" if dry_run else "recorded"
    what = f"{verb} {counted(len(new), 'entry', 'entries')}" if new else f"{verb} nothing new"
    span = f", numbers {min(new)} to {max(new)}" if len(new) > 1 else f", number {min(new)}" if new else ""
    there = f"; {counted(done.already, 'entry was', 'entries were')} there already" if done.already else ""
    return f"{what}{span}{there}{'; nothing was written' if dry_run else ''}"


def _ignored(done: Imported) -> list[str]:
    """What was passed over, because the ledger gives it itself."""
    told = [f"{name} × {count:,}" for name, count in sorted(done.ignored.items())]
    return [f"ignored, since a ledger gives them itself: {', '.join(told)}"] if told else []
