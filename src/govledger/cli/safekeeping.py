"""The verbs that keep a ledger safe: erase what must not be kept, back it up, and hold it against its sealed bytes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from govledger.cli.options import json_option, ledger_argument, name_option, open_ledger, wait_option
from govledger.cli.output import concluding, counted, give_json, say, warn
from govledger.cli.progress import working
from govledger.cli.render import hang, terminal_width
from govledger.cli.teaching import verb

if TYPE_CHECKING:
    from govledger.ledger import Ledger
    from govledger.ledger.erasing import Erasure
    from govledger.ledger.reconciling import Reconciled


_MENDABLE = frozenset({"BAD_TILE", "BAD_INDEX", "BAD_GUARD"})
"""What of the findings can be made anew from the entries."""


@verb(
    (
        "Erase the words of one entry",
        'govledger erase northbeck.db 1534 --reason "asked for under Article 17" --by office:dpo --clerk office:clerk',
    ),
)
@ledger_argument
@click.argument("entries", metavar="ENTRY...", nargs=-1, required=True)
@click.option("--field", "fields", multiple=True, metavar="PATH", help="Only this text, such as text; all if left out.")
@click.option("--reason", metavar="R", required=True, help="On what ground; name nobody in it.")
@click.option("--by", metavar="PARTY", multiple=True, required=True, help="Who has it erased; may be given again.")
@click.option("--decision", metavar="ID", help="The decision it rests on.")
@click.option("--clerk", metavar="WHO", help="Who enters it: office:democratic-services.")
@name_option
@wait_option
@json_option
def erase(
    *,
    ledger: str,
    entries: tuple[str, ...],
    fields: tuple[str, ...],
    reason: str,
    by: tuple[str, ...],
    decision: str | None,
    clerk: str | None,
    name: str,
    wait: float,
    as_json: bool,
) -> None:
    """Erase the withheld texts of entries of LEDGER, down to the raw bytes of its files.

    The erasure is recorded; the entries and every proof stay as they were. Exit 1: remnants remain, because somebody
    was reading or the disk was full; give the same again. Exports and backups made before keep what they have.
    """
    erasing = working("erasing, down to the raw bytes")
    with open_ledger(ledger, name=name, clerk=clerk, wait=wait) as opened, erasing:
        done = opened.erase(entries, fields or None, reason=reason, by=list(by), decision=decision)
    with concluding(fine=not done.remnants):
        if as_json:
            give_json(_erased_json(done))
        else:
            _say_erased(done)


def _erased_json(done: Erasure) -> dict[str, object]:
    return {
        "recorded": done.number,
        "erased": [{"entry": number, "field": path} for number, path in done.erased],
        "keys": list(done.keys),
        "remnants": done.remnants,
        "hindered": done.hindered,
        "found_in": list(done.found_in),
        "said_in": list(done.said_in),
        "left_in": list(done.left_in),
        "beyond": list(done.beyond),
    }


def _say_erased(done: Erasure) -> None:
    from govledger.ledger.erasing import SAID_MAX

    if done.number is None:
        swept = ", and the files were swept again" if done.hindered is None else ""
        say(f"all of it had been erased before; nothing was recorded{swept}")
    else:
        say(f"entry {done.number} records the erasure of {counted(len(done.erased), 'text')}:")
        say(*[f"  {path} of entry {number}" for number, path in done.erased])
    if done.said_in:
        others = ", ".join(map(str, done.said_in)) + (" and others" if len(done.said_in) == SAID_MAX else "")
        say(f"the same words stand in texts of their own in {others}; erase these too if they must go")
    say(*[f"the same words stand in {place}, which no erasure reaches" for place in done.left_in])
    for number in done.keys:
        say(f"the idempotency key of entry {number} held the words and is gone too: recorded again, it would be new")
    if done.remnants:
        where = f", in {', '.join(done.found_in)}" if done.found_in else ""
        why = done.hindered or "something still holds them; close every program that has the ledger open"
        warn(f"remnants remain{where}: {why}, and give the same again")
    elif done.beyond:
        say(f"no remnant is left in the tables; the words may still be in {'; '.join(done.beyond)}, and in exports")
    else:
        say("no remnant is left in the files of the database; exports and backups made before keep what they have")


@verb(
    ("Copy the database while others use it", "govledger backup northbeck.db backup.db"),
)
@ledger_argument
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@name_option
@json_option
def backup(*, ledger: str, file: Path, name: str, as_json: bool) -> None:
    """Copy the database of LEDGER, as it is at this moment, to the new file FILE.

    Others may read and write meanwhile. All its ledgers are copied, with the words that it holds: let copies expire.
    """
    from govledger.ledger import Ledger

    with open_ledger(ledger, name=name) as opened, working(f"copying {ledger}"):
        opened.backup(file)
    with Ledger.open(file, name=name) as copy:
        size = len(copy)
    if as_json:
        give_json({"backup": str(file), "entries": size})
    else:
        say(f"copied {ledger} to {file}: {counted(size, 'entry', 'entries')}")


@verb(
    ("See whether the tables agree with the entries", "govledger reconcile northbeck.db"),
    ("Make anew what can be made from the entries", "govledger reconcile northbeck.db --mend"),
)
@ledger_argument
@click.option(
    "--mend", is_flag=True, help="Make the tiles, the index and the triggers anew, where it is they that do not agree."
)
@name_option
@wait_option
@json_option
def reconcile(*, ledger: str, mend: bool, name: str, wait: float, as_json: bool) -> None:
    """Hold the database of LEDGER against the bytes of its entries, and these against its own checkpoints.

    It says nothing of a database whose owner made all of it agree: for that, verify an export against a checkpoint
    that somebody else kept. Exit 1: there is something to look at, or there was before it was mended.
    """
    with open_ledger(ledger, name=name, wait=wait) as opened:
        with working(f"holding {counted(len(opened), 'entry', 'entries')} against their rows"):
            done = opened.reconcile()
        is_asked = mend and any(one.kind in _MENDABLE for one in done.findings)
        refused = _mend(opened, done) if is_asked else None
        left = opened.reconcile() if is_asked else done
    with concluding(fine=done.ok):
        if as_json:
            mended = is_asked and refused is None
            give_json({**_reconciled_json(done), "mended": mended, "refused": refused, "left": _findings_json(left)})
        else:
            _say_reconciled(done)
            if is_asked:
                say(
                    f"not mended: {refused}"
                    if refused
                    else "made anew what could be made from the entries: the tiles, the index and the triggers"
                )
                say(*["all of it agrees now"] if left.ok else [f"left: {one.says}" for one in left.findings])


def _mend(opened: Ledger, done: Reconciled) -> str | None:
    """Mend what can be made anew; why it could not be."""
    from govledger.errors import LedgerCorruptError

    try:
        opened.mend(done)
    except LedgerCorruptError as refused:
        return str(refused)
    return None


def _findings_json(done: Reconciled) -> list[dict[str, object]]:
    return [{"kind": one.kind.value, "says": one.says, "entries": list(one.entries)} for one in done.findings]


def _reconciled_json(done: Reconciled) -> dict[str, object]:
    return {
        "ok": done.ok,
        "entries": done.entries,
        "checkpoints": done.checkpoints,
        "sealed": done.sealed,
        "unread": done.unread,
        "findings": _findings_json(done),
    }


def _say_reconciled(done: Reconciled) -> None:
    kept = counted(done.checkpoints, "checkpoint")
    above = done.entries - done.sealed
    entries = counted(done.entries, "entry", "entries")
    say(*hang(f"held {entries} against their rows, and {done.sealed:,} of them against {kept}", terminal_width()))
    say(*[f"  {one.kind.value}: {one.says}" for one in done.findings])
    if above > 0:
        say(f"{counted(above, 'entry is', 'entries are')} above the newest checkpoint, where nothing proves them")
    if done.unread:
        say(f"the index of {counted(done.unread, 'entry', 'entries')} could not be judged: unknown types, or damaged")
    say("all of it agrees" if done.ok else f"{counted(len(done.findings), 'thing')} to look at")
