"""A verification to read: what is to be looked at, what was checked, what each signature covers, what none shows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

from govledger.cli.output import counted, printable, width_of
from govledger.cli.render import terminal_width, wrap
from govledger.cli.timestamp import timestamp_json

if TYPE_CHECKING:
    from govledger.exports import Verified
    from govledger.exports.signatures import Signed
    from govledger.exports.timestamped import Timestamped

WIDTH_MAX = 80
CHECKPOINTS_SAID_MAX = 5
ERASED_SAID_MAX = 10

_ALL_HELD = "NOTHING TO LOOK AT. All that could be checked held; read below what could not."
_ONLY_ITSELF = (
    "NOTHING TO LOOK AT, AND NOTHING TO HOLD IT AGAINST. It agrees with itself, as any history can be made to by "
    "whoever holds the log's key: give a checkpoint or a receipt that was kept, or a policy with witnesses you know."
)


def lines_of(found: Verified) -> Iterator[str]:
    """The page."""
    what = "the export" if found.is_export else "the ledger"
    view = "" if not found.is_export else f", a {found.audience} view"
    entries = counted(found.size, "entry", "entries")
    yield from _paragraph(f"{what} {found.name}: the record of {found.origin or 'an unnamed log'}, {entries}{view}")
    yield ""
    if found.ok:
        yield from _paragraph(_ALL_HELD if found.held else _ONLY_ITSELF)
    else:
        yield f"TO LOOK AT ({len(found.findings)})"
        for finding in found.findings:
            yield ""
            yield f"   {finding.kind}"
            yield from _paragraph(_sentence(finding.says), "   ")
    yield from ["", "WHAT WAS CHECKED", ""]
    for says in _checked(found):
        yield from _item(says)
    yield from ["", "WHAT EACH SIGNATURE COVERS", ""]
    for says in _covered(found):
        yield from _item(says)
    yield from ["", "NOT CHECKABLE", ""]
    for says in found.unchecked:
        yield from _item(says)


def _checked(found: Verified) -> Iterator[str]:
    yield f"the bytes of {counted(found.size, 'entry', 'entries')}, their numbers and stamps, and the tree over them"
    kept = [signed for signed in found.kept if signed.whose == "kept "]
    sizes = ", ".join(f"{signed.checkpoint.size:,}" for signed in kept[-CHECKPOINTS_SAID_MAX:])
    if kept:
        yield f"against {counted(len(kept), 'checkpoint')} kept from earlier, of {sizes} entries"
    if found.receipts:
        yield f"against {counted(found.receipts, 'receipt')}"
    if found.leaves:
        yield f"against {counted(found.leaves, 'leaf hash', 'leaf hashes')} noted earlier"
    if found.timestamps:
        names = dict.fromkeys(stamped.timestamp.authority for stamped in found.timestamps)
        yield f"{counted(len(found.timestamps), 'timestamp')} by {' and '.join(names)}, whom you trust"
    held = found.commitments
    counts = {"with their words": held.disclosed, "withheld from this view": held.withheld, "erased": len(held.erased)}
    counts |= {"missing": held.missing, "forged": held.forged}
    told = ", ".join(f"{count:,} {what}" for what, count in counts.items() if count)
    yield f"withheld texts: {told or 'none'}"
    for erased in held.erased[:ERASED_SAID_MAX]:
        yield f"{erased.path!r} of entry {erased.number} was erased, as entry {erased.by} says"
    if len(held.erased) > ERASED_SAID_MAX:
        yield f"and {len(held.erased) - ERASED_SAID_MAX:,} more erased texts, each with the entry that says so"
    for number in found.clocks:
        yield f"entry {number} set the ledger's clock right: from there on stamps may begin earlier"
    yield found.quorum


def _covered(found: Verified) -> Iterator[str]:
    if not found.checkpoints:
        yield "there is no checkpoint, so that nobody has signed anything"
    shown = found.checkpoints[-CHECKPOINTS_SAID_MAX:]
    if len(shown) < len(found.checkpoints):
        yield f"{counted(len(found.checkpoints) - len(shown), 'earlier checkpoint')}, likewise"
    for signed in shown:
        covered = f"the bytes and the order of entries 1 to {signed.checkpoint.size:,}"
        yield f"{signed.said}: {covered}; {_by(signed)}{_seen_by(signed, found)}"


def _by(signed: Signed) -> str:
    told = f"signed by {' and '.join(key.name for key in signed.by_log)}" if signed.by_log else "signed by nobody known"
    for made in signed.cosigned:
        when = f" at {made.time:%Y-%m-%d %H:%M} UTC" if made.time else ", which says no time"
        told += f", cosigned by {made.witness}{when}"
    return told


def _seen_by(signed: Signed, found: Verified) -> str:
    """Which authority says when a checkpoint was there; its answer covers no signature."""
    stamps = [stamped.timestamp for stamped in found.timestamps if stamped.signed is signed]
    return "".join(f", timestamped by {stamp.authority} at {stamp.time:%Y-%m-%d %H:%M} UTC" for stamp in stamps)


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _paragraph(text: str, indent: str = "") -> Iterator[str]:
    room = min(WIDTH_MAX, terminal_width()) - len(indent)
    words = printable(text).split(" ")
    for is_long, grouped in groupby(words, key=lambda word: width_of(word) > room):
        run = list(grouped)
        # A key or a path that has no room on a line is left whole: it is there to be copied.
        lines = run if is_long else wrap(" ".join(run), room, lines_max=len(text))
        yield from (f"{indent}{line}" for line in lines)


def _item(text: str) -> Iterator[str]:
    first, *rest = _paragraph(text, "     ")
    yield from (f"   - {first.lstrip()}", *rest)


def verified_json(found: Verified) -> dict[str, Any]:
    """A verification as plain JSON."""
    held = found.commitments
    return {
        "ok": found.ok,
        "source": found.name,
        "kind": "export" if found.is_export else "ledger",
        "audience": found.audience,
        "origin": found.origin,
        "size": found.size,
        "sealed": found.sealed,
        "checkpoints": [_signed_json(signed) for signed in found.checkpoints],
        "kept": [_signed_json(signed) for signed in found.kept],
        "timestamps": [_stamped_json(stamped) for stamped in found.timestamps],
        "receipts": found.receipts,
        "leaves": found.leaves,
        "held": found.held,
        "quorum": found.quorum,
        "commitments": {
            "disclosed": held.disclosed,
            "withheld": held.withheld,
            "erased": [{"entry": one.number, "path": one.path, "by": one.by} for one in held.erased],
            "missing": held.missing,
            "forged": held.forged,
        },
        "clock_corrections": list(found.clocks),
        "findings": [{"kind": str(one.kind), "says": one.says, "entries": list(one.entries)} for one in found.findings],
        "not_checkable": list(found.unchecked),
        "fork_proof": found.fork.encode().decode() if found.fork else None,
    }


def _stamped_json(stamped: Timestamped) -> dict[str, Any]:
    return {"size": stamped.signed.checkpoint.size, **timestamp_json(stamped.timestamp)}


def _signed_json(signed: Signed) -> dict[str, Any]:
    return {
        "size": signed.checkpoint.size,
        "root": signed.checkpoint.root.hex(),
        "signed_by": [key.name for key in signed.by_log],
        "cosigned": [
            {"witness": made.witness, "time": made.time.isoformat().replace("+00:00", "Z") if made.time else None}
            for made in signed.cosigned
        ],
    }
