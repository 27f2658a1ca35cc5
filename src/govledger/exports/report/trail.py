"""The record itself: how far it is sealed, what was done to it since, and every entry of it."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from typing import Final

import attrs

from govledger.events.aloud import said_day
from govledger.exports.report.reading import Link, Reader, sources_of
from govledger.ledger import Ledger
from govledger.ledger.sealing import Sealed
from govledger.projections.audit_rows import Recorded

LATE_DAYS: Final = 30
"""After how many days an entry counts here as entered late; the rule on back-dating has its own setting."""

NAMED_MAX: Final = 60
"""How many entries of one sort are named one by one."""


@attrs.frozen(kw_only=True)
class Seal:
    """How far a ledger is sealed.

    Attributes:
        checkpoints: How many checkpoints there are.
        size: How many entries the newest of them covers; ``0`` where there is none.
        above: How many entries stand above it.
        at: When it was signed, by the ledger's clock; an export does not say that.
        root: What it says of them, as it is printed in minutes.
        signatures: By whom it is signed and cosigned.
        timestamps: How many timestamps authorities gave.
    """

    checkpoints: int
    size: int
    above: int
    at: str
    root: str
    signatures: tuple[str, ...]
    timestamps: int


def seal_of(reader: Reader) -> Seal:
    """How far the ledger is sealed, as it says itself; nothing is verified here."""
    history = reader.record.history
    ledger, size = history.ledger, history.cut.size
    kept = [one for one in ledger.sealed() if one.size <= size]
    newest = kept[-1] if kept else None
    return Seal(
        checkpoints=len(kept),
        size=newest.size if newest else 0,
        above=size - (newest.size if newest else 0),
        at=_signed(ledger, newest) if newest else "",
        root=base64.b64encode(newest.checkpoint.root).decode() if newest else "",
        signatures=tuple(_signers(newest.note)) if newest else (),
        timestamps=sum(at <= size for at in ledger.timestamps()),
    )


def _signed(ledger: Ledger, newest: Sealed) -> str:
    knows = ledger.inner.store.knows_signing
    return said_day(newest.at.date()) if knows else "a day that an export does not say"


def _signers(note: bytes) -> Iterable[str]:
    lines = note.decode(errors="replace").splitlines()
    return dict.fromkeys(line.split(" ")[1] for line in lines if line.startswith("— ") and line.count(" ") > 1)


@attrs.frozen(kw_only=True)
class Row:
    """One entry in the list of them.

    Attributes:
        number: Its number.
        what: What it is.
        days: When it happened, and when it became known where that is another day.
        sources: Where it is read.
        recorded: When it was recorded, by the ledger's clock.
        clerk: Who entered it.
        marks: What was done to it since: corrected, taken back, erased; what it is a second account of.
    """

    number: int
    what: str
    days: str
    sources: str
    recorded: str
    clerk: str
    marks: tuple[tuple[str, Link], ...]


@attrs.frozen(kw_only=True)
class Deed:
    """Something that was done to the record.

    Attributes:
        said: What.
        entry: The entry that says so.
    """

    said: str
    entry: Link


@attrs.frozen(kw_only=True)
class Trail:
    """The record itself.

    Attributes:
        seal: How far it is sealed.
        entries: How many entries are within the cut, in every version.
        late: How many were recorded more than `LATE_DAYS` days after they could be known.
        latest: The days late of the latest of them.
        deeds: What was done to the record, by what kind of thing it is.
        clerks: How many entries each clerk entered.
    """

    seal: Seal
    entries: int
    late: int
    latest: int
    deeds: tuple[tuple[str, int, tuple[Deed, ...]], ...]
    clerks: tuple[tuple[str, int], ...]


def trail_of(reader: Reader) -> Trail:
    """The record itself, in short."""
    trail = reader.trail
    late = trail.late(LATE_DAYS)
    clerks: dict[str, int] = {}
    for row in trail.entries.values():
        clerks[row.clerk] = clerks.get(row.clerk, 0) + 1
    return Trail(
        seal=seal_of(reader),
        entries=len(trail.entries),
        late=len(late),
        latest=max((row.days_late for row in late), default=0),
        deeds=tuple(_deeds(reader)),
        clerks=tuple((reader.aloud(clerk), many) for clerk, many in sorted(clerks.items(), key=lambda one: -one[1])),
    )


def _deeds(reader: Reader) -> Iterable[tuple[str, int, tuple[Deed, ...]]]:
    trail = reader.trail
    changed = [(trail.entries[number], "corrects", trail.entries[number].corrects) for number in trail.corrections]
    taken = [(trail.entries[number], "takes back", trail.entries[number].retracts) for number in trail.retractions]
    for title, rows in (("Corrected", changed), ("Taken back", taken)):
        yield _told(
            title, [(f"{verb} entry {other}{_why(row, reader)}", row.number) for row, verb, other in rows], reader
        )
    erased = [
        (f"text of {len(one.entries)} entries erased by {reader.parties(one.by)}", one.number) for one in trail.erasures
    ]
    yield _told("Erased", erased, reader)
    settings = [
        (f"{one.rule}, {one.parameter.replace('_', ' ')}: from {one.was or 'its default'} to {one.now}", one.number)
        for one in trail.settings
    ]
    yield _told("Settings of rules changed", settings, reader)
    clocks = [("the ledger's clock was set right", one.number) for one in trail.clocks]
    yield _told("Clock set right", clocks, reader)


def _why(row: Recorded, reader: Reader) -> str:
    said = reader.said(row.reason)
    return f", because “{said.words}”" if said is not None and said.words else ""


def _told(title: str, held: Sequence[tuple[str, int]], reader: Reader) -> tuple[str, int, tuple[Deed, ...]]:
    first = held[:NAMED_MAX]
    return (
        title,
        len(held),
        tuple(Deed(said=reader.sentence(said), entry=reader.entry(number)) for said, number in first),
    )


def rows_of(reader: Reader, numbers: Iterable[int]) -> tuple[Row, ...]:
    """Entries as they are listed, in every version."""
    held = reader.trail.entries
    wanted = [number for number in numbers if number in held]
    return tuple(
        Row(
            number=entry.number,
            what=reader.what(entry),
            days=reader.days(entry.happened, entry.known_on),
            sources=sources_of(held[entry.number].source),
            recorded=f"{entry.recorded_at:%Y-%m-%d %H:%M}",
            clerk=reader.aloud(entry.clerk),
            marks=tuple(_marks(held[entry.number], reader)),
        )
        for entry in reader.record.history.read(wanted)
    )


def _marks(row: Recorded, reader: Reader) -> Iterable[tuple[str, Link]]:
    others = {
        "corrects": row.corrects,
        "takes back": row.retracts,
        "second account of": row.rival_of,
        "replaced by": row.superseded_by,
        "taken back by": row.retracted_by,
        "text erased by": row.erased_by,
    }
    return ((said, reader.entry(number)) for said, number in others.items() if number is not None)
