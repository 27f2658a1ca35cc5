"""An honest ledger, and those who keep something of it: what decides between it and whatever an attacker shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from govledger.errors import MistimedError
from govledger.exports import ExportEvidence, LedgerEvidence, Verified, verify
from govledger.exports.files import Files
from govledger.exports.timestamped import keep_timestamp
from govledger.ledger import Ledger
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.note import Note
from govledger.seal.proof import TlogProof
from govledger.seal.witness import Witness
from tests.exports.authority import Authority
from tests.seal.independent.sample import Clock, cosign, numbered, witness_of
from tests.seal.logs import Log
from tests.seal.support import AUDIT, CHAIR, LOG, ORIGIN

Item = tuple[bytes, tuple[str, ...]]
"""An entry: its bytes, and what is disclosed of it."""

VKEYS = tuple(key.verifier.vkey for key in (LOG, CHAIR, AUDIT))
POLICY = f"""\
log {VKEYS[0]}
witness chair {VKEYS[1]}
witness audit {VKEYS[2]}
group both all chair audit
quorum both
""".encode()

AUTHORITY = Authority()
"""Whose timestamps the readers trust."""

NONE = dt.timedelta()


class HeldFiles(Files):
    """The files of an export in memory."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._held = files
        self.name, self.names, self.strange = "memory", frozenset(files), ()

    def _open(self, path: str) -> BinaryIO:
        return BytesIO(self._held[path])

    def close(self) -> None:
        """Nothing is open."""


@dataclass
class Keeper:
    """What a reader kept: an inspector with board papers, or an officer with receipts.

    Attributes:
        notes: Checkpoints.
        printed: Checkpoints typed from a printed page: without any signature.
        receipts: Receipts.
        older: An export from earlier.
    """

    notes: list[bytes] = field(default_factory=list[bytes])
    printed: list[bytes] = field(default_factory=list[bytes])
    receipts: list[bytes] = field(default_factory=list[bytes])
    older: Log | None = None

    @property
    def size(self) -> int:
        """Up to which entry nothing can be changed without the reader seeing it."""
        typed = [Checkpoint.parse(text.decode()).size for text in self.printed]
        return max([*self.sizes, *typed], default=0)

    @property
    def sizes(self) -> list[int]:
        """The sizes of the signed checkpoints that were kept, receipts' and the older export's among them."""
        receipts = [TlogProof.parse(data).checkpoint for data in self.receipts]
        older = [self.older.notes[max(self.older.notes)]] if self.older else []
        return [size_of(note) for note in [*self.notes, *receipts, *older]]

    @property
    def received(self) -> list[int]:
        """The numbers of the entries that there are receipts for."""
        return [TlogProof.parse(data).index + 1 for data in self.receipts]

    def verify(self, log: Log, *, policy: bytes | None = None, vkeys: Sequence[str] = VKEYS[:1]) -> Verified:
        """What the reader is told of an export."""
        older = ExportEvidence(HeldFiles(self.older.files())) if self.older else None
        return verify(
            ExportEvidence(HeldFiles(log.files())),
            kept=[*self.notes, *self.printed],
            receipts=self.receipts,
            policy=policy,
            vkeys=vkeys,
            older=older,
            tsa_certificates=AUTHORITY.certificates,
        )

    def verify_live(self, ledger: Ledger) -> Verified:
        """What the reader is told of a ledger."""
        older = ExportEvidence(HeldFiles(self.older.files())) if self.older else None
        with closing(LedgerEvidence(ledger)) as evidence:
            return verify(
                evidence,
                kept=[*self.notes, *self.printed],
                receipts=self.receipts,
                vkeys=VKEYS,
                older=older,
                tsa_certificates=AUTHORITY.certificates,
            )


class Honest:
    """A ledger that keeps to one history, with its clock and its two witnesses.

    Attributes:
        clock: The time as it is.
        ahead: By how much the ledger's own clock is ahead of it.
        keeper: What a reader kept of it.
        erased: What was disclosed of entries before it was erased, by number.
        cosigned: How many entries both witnesses have cosigned.
        refused: How often a cosignature or timestamp was refused, because it would have accused honest entries.
    """

    def __init__(self, folder: Path) -> None:
        self.clock, self.ahead, self.path = Clock(), NONE, folder / "honest.db"
        self.ledger = Ledger.create(self.path, origin=ORIGIN, clerk="office:clerk", clock=self.tell_time)
        self.witnesses: Sequence[Witness] = (witness_of(CHAIR), witness_of(AUDIT))
        self.keeper, self.erased, self.cosigned = Keeper(), dict[int, tuple[str, ...]](), 0
        self._said, self.refused = 1, 0

    def tell_time(self) -> dt.datetime:
        """The time by the ledger's clock."""
        return self.clock.now + self.ahead

    def close(self) -> None:
        """Close the ledger."""
        self.ledger.close()

    # What the council does -------------------------------------------------------------------------------------------

    def record(self, count: int) -> None:
        """Record so many entries."""
        self.ledger.record_drafts(numbered(self._said + 1, self._said + count))
        self._said += count

    def seal(self) -> None:
        """Sign a checkpoint over all there is."""
        self.ledger.seal(LOG)

    def set_right(self) -> None:
        """Set the ledger's clock right, and record that it was wrong."""
        self.ahead = NONE
        newest = [self.ledger.entry(len(self.ledger)).recorded_at, *(kept.at for kept in self.ledger.sealed()[-1:])]
        if max(newest) > self.clock.now:
            self.ledger.accept_clock(reason="It was ahead.")

    def cosign(self, witnesses: Sequence[int], *, wrong_by: dt.timedelta = NONE) -> None:
        """Have some of the witnesses cosign the newest checkpoint, by clocks that may be wrong.

        Where what they give back is refused, do what the refusal says.
        """
        asked = [self.witnesses[index] for index in witnesses]
        self._have_seen(lambda off: cosign(self.ledger, asked, self.newest, time=self.clock.now + off), wrong_by)
        heads = [witness.head(ORIGIN) for witness in self.witnesses]
        self.cosigned = min(head.size if head else 0 for head in heads)

    def have_stamped(self, *, wrong_by: dt.timedelta = NONE) -> None:
        """Have the newest checkpoint stamped by the authority, whose clock may be wrong."""

        def stamp(off: dt.timedelta) -> None:
            answer = AUTHORITY.stamp(self.ledger.sealed()[-1].checkpoint, self.clock.now + off, accuracy=60)
            keep_timestamp(self.ledger, answer, certificates=AUTHORITY.certificates)

        self._have_seen(stamp, wrong_by)

    def _have_seen(self, ask: Callable[[dt.timedelta], object], wrong_by: dt.timedelta) -> None:
        try:
            ask(wrong_by)
        except MistimedError:
            self.refused += 1
            self.set_right()
            self.seal()
            ask(NONE)

    def erase(self, number: int) -> None:
        """Erase the words of an entry."""
        held = self.disclosed(number)
        self.ledger.erase(number, reason="The person asked for it.", by="office:records")
        self.erased[number] = held

    # What there is ---------------------------------------------------------------------------------------------------

    @property
    def sizes(self) -> list[int]:
        """The sizes of its checkpoints."""
        return [kept.size for kept in self.ledger.sealed()]

    @property
    def newest(self) -> bytes:
        """The newest checkpoint."""
        return self.ledger.sealed()[-1].note

    def disclosed(self, number: int) -> tuple[str, ...]:
        """What is disclosed of an entry."""
        with closing(LedgerEvidence(self.ledger)) as evidence:
            return next((tuple(row.disclosures) for row in evidence.disclosed() if row.number == number), ())

    def items(self) -> list[Item]:
        """The entries, each with what is disclosed of it."""
        with closing(LedgerEvidence(self.ledger)) as evidence:
            words = {row.number: tuple(row.disclosures) for row in evidence.disclosed()}
            raws = [raw for bundle in evidence.bundles() for raw in bundle]
        return [(raw, words.get(number, ())) for number, raw in enumerate(raws, start=1)]

    def notes(self) -> dict[int, bytes]:
        """Its checkpoints, by size."""
        return {kept.size: kept.note for kept in self.ledger.sealed()}

    def log(self) -> Log:
        """What an export of it holds."""
        log = log_of(self.items(), self.notes())
        log.timestamps = self.ledger.timestamps()
        return log


def log_of(items: Sequence[Item], notes: Mapping[int, bytes]) -> Log:
    """What an export of these entries holds."""
    words = {number: held for number, (_, held) in enumerate(items, start=1) if held}
    return Log(entries=[raw for raw, _ in items], notes=dict(notes), vkeys=VKEYS, disclosures=words, policy=POLICY)


def size_of(note: bytes) -> int:
    """How many entries a checkpoint covers."""
    return Checkpoint.parse(Note.parse(note).text).size
