"""An export opened as a ledger that is read and not written, with no network and no database.

First it is verified as `verify` does it, and refused where the entries, their numbers, the words disclosed or the files
are not those of the export's own checkpoint. What it says then goes into a store of its own through the writer that
copies ledgers: the same bytes under the same numbers. It agrees with itself, which is all that this shows: whoever
holds the log's key can make another history agree with itself. A checkpoint kept from earlier shows more (`verify`).

Two things are not in an export. Idempotency keys are gone. When a checkpoint was signed nobody says: the stamp of the
newest entry that it covers stands for that, which is not later.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

from govledger.errors import GovledgerError, LedgerCorruptError, NotAnExportError, SealError
from govledger.events import CATALOGUE, Catalogue, LedgerOpened, UnknownEvent
from govledger.exports.commitments import payload_of
from govledger.exports.evidence import Evidence, ExportEvidence, open_export
from govledger.exports.leaves import read_leaf
from govledger.exports.regrown import Regrown
from govledger.exports.verification import Verified, verify
from govledger.ledger import Ledger
from govledger.ledger.clock import utc_now
from govledger.ledger.codec import Codec, join_disclosures
from govledger.ledger.copying import fill
from govledger.ledger.findings import Kind
from govledger.ledger.held_index import named_by
from govledger.ledger.ledger import DEFAULT_NAME
from govledger.ledger.store import Append, CheckpointRow, LedgerRow, Row, TileRow, gathered
from govledger.ledger.store.replayed import ReplayedStore
from govledger.seal.leaf import leaf_hash
from govledger.seal.tiles import tiles_for

OF_THE_RECORD = frozenset({Kind.BACKDATED, Kind.POSTDATED, Kind.CLEAR_FIELD_WITHHELD, Kind.QUORUM_MISSING, Kind.FORKED})
"""What may be found of a record that is all there and as it was sealed: whoever doubts it has to be able to read it."""


def replay_export(
    path: str | os.PathLike[str], *, name: str = DEFAULT_NAME, catalogue: Catalogue = CATALOGUE
) -> Ledger:
    """The ledger that an export holds, to be read; close it, since it is kept in a temporary file until then.

    Everything is read as from the ledger itself, up to the export's newest checkpoint; in a public export, words that
    were kept back stand as WITHHELD. Whatever would write raises `LedgerReadOnlyError`; `Ledger.copy_to` makes a ledger
    of a full export, without its idempotency keys.

    Args:
        path: A directory or a zip.
        name: What the ledger is to be called, which no export says.
        catalogue: The event types it knows.

    Raises:
        NotAnExportError: There is no export.
        LedgerCorruptError: It is damaged, or is not what its own checkpoint says.
        CryptographyMissingError: What checking a signature needs is not installed.
    """
    with open_export(Path(path)) as evidence:
        found = verify(evidence, catalogue=catalogue)
        _check(found)
        store = ReplayedStore(evidence.name, withholds=evidence.audience != "full")
        try:
            source = _Source(evidence, found, catalogue=catalogue, name=name)
            with store.writing() as writer:
                row = fill(writer, source, name=name)
                source.check_read()
            store.finish()
        except BaseException:
            store.close()
            raise
    return Ledger(store, row, clerk=None, clock=utc_now, catalogue=catalogue)


def _check(found: Verified) -> None:
    """Refuse what is not the record that its own checkpoint says."""
    damage = [finding for finding in found.findings if finding.kind not in OF_THE_RECORD]
    if damage:
        more = f", and {len(damage) - 1:,} more" if len(damage) > 1 else ""
        raise _damaged(found.name, f"{damage[0].says.rstrip('.')} ({damage[0].kind}){more}")
    if not found.size or found.sealed != found.size:
        raise _damaged(found.name, f"its newest checkpoint covers {found.sealed:,} of {found.size:,} entries")


def _damaged(name: str, what: str) -> LedgerCorruptError:
    return LedgerCorruptError(
        f"{name} does not agree with its own checkpoint, so that nothing was read from it: {what}; "
        f"see all of it with: govledger verify {name}"
    )


class _Source:
    """An export, as what a store is filled from; see `govledger.ledger.copying.Copyable`.

    Attributes:
        ledger: What its first entry says of the ledger.
        checkpoints: Every checkpoint.
        tiles: The tree over the entries, once they were read.
        timestamps: What authorities answered.
        root_noted: Nothing: nobody asks for it, since there is no earlier copy.
    """

    root_noted = b""

    def __init__(self, evidence: ExportEvidence, found: Verified, *, catalogue: Catalogue, name: str) -> None:
        self._evidence, self._found, self._catalogue = evidence, found, catalogue
        self._codec, self._tree = Codec(catalogue), Regrown()
        self._stamps = dict.fromkeys((signed.checkpoint.size for signed in found.checkpoints), "")
        self._introduced = set[str]()
        self.ledger = _opened(evidence, self._codec, name=name)
        self.timestamps = list(evidence.timestamps.items())

    @property
    def checkpoints(self) -> Sequence[CheckpointRow]:
        """Every checkpoint, with the stamp of the newest entry that it covers."""
        return [
            CheckpointRow(size, self._stamps[size], signed.note.encode())
            for signed in self._found.checkpoints
            if (size := signed.checkpoint.size)
        ]

    @property
    def tiles(self) -> Sequence[TileRow]:
        """The tree over the entries that were read."""
        return [TileRow(tile.level, tile.index, self._tree.tile(tile)) for tile in tiles_for(0, self._tree.size)]

    def check_read(self) -> None:
        """Check that what was read is what was verified before: the files may have been changed between the two."""
        for signed in self._found.checkpoints:
            if signed.checkpoint.size > self._tree.size or self._root(signed.checkpoint.size) != signed.checkpoint.root:
                raise _damaged(self._evidence.name, "it was changed while it was read")

    def _root(self, size: int) -> bytes:
        return self._tree.root(size)

    def batches(self, *, noting: int = 0) -> Iterator[Append]:  # noqa: ARG002 - there is no earlier copy to end one at
        """Every entry with what stands beside it, a bundle at a time."""
        disclosed = _Disclosed(self._evidence)
        for entries in self._evidence.bundles():
            rows = list(map(self._row, entries))
            self._tree.extend(map(leaf_hash, entries))
            mentions, introduced = gathered(mention for row in rows for mention in self._named(row))
            fresh = {name: number for name, number in introduced.items() if name not in self._introduced}
            self._introduced.update(fresh)
            held = disclosed.up_to(rows[-1].number)
            yield Append(rows=rows, disclosures=held, keys=[], mentions=mentions, introduced=fresh)

    def _row(self, raw: bytes) -> Row:
        leaf = read_leaf(raw)
        if leaf.number in self._stamps:
            self._stamps[leaf.number] = leaf.recorded_at
        return Row(leaf.number, leaf.type, raw)

    def _named(self, row: Row) -> list[tuple[str, int, bool]]:
        """What an entry names, as it is indexed; of one that this catalogue cannot read nothing is known."""
        try:
            entry = self._codec.decode(row)
        except LedgerCorruptError:
            return []
        if isinstance(entry.event, UnknownEvent):
            return []
        return [(name, row.number, by) for name, by in named_by(entry, self._catalogue).items()]


class _Disclosed:
    """What is disclosed of entries, taken up as they come."""

    def __init__(self, evidence: Evidence) -> None:
        self._found = evidence.disclosed()
        self._ahead = next(self._found, None)

    def up_to(self, last: int) -> list[tuple[int, bytes]]:
        """The disclosure rows of entries up to a number that were not taken yet."""
        taken = list[tuple[int, bytes]]()
        while self._ahead is not None and self._ahead.number <= last:
            payloads = list(map(payload_of, self._ahead.disclosures))
            taken.append((self._ahead.number, join_disclosures(payloads)))
            self._ahead = next(self._found, None)
        return taken


def _opened(evidence: Evidence, codec: Codec, *, name: str) -> LedgerRow:
    """What the first entry says of the ledger.

    Raises:
        NotAnExportError: It does not open one.
    """
    first = next((entries[0] for entries in evidence.bundles() if entries), b"")
    try:
        leaf = read_leaf(first)
        event = codec.decode(Row(leaf.number, leaf.type, first)).event
        if isinstance(event, LedgerOpened):
            ZoneInfo(event.zone)
            return LedgerRow(id=0, uuid=str(uuid4()), name=name, origin=event.origin, zone=event.zone)
    except (SealError, GovledgerError, ValueError, OSError, LookupError) as bad:
        raise NotAnExportError(f"{evidence.name}: its first entry opens no ledger that can be read: {bad}") from bad
    raise NotAnExportError(f"{evidence.name}: its first entry opens no ledger")
