"""Sealing a ledger: the checkpoints its log signs, and the receipts and proofs that rest on them.

A checkpoint covers the entries from 1 up to its size; entry *n* is leaf *n - 1* of the tree. What is signed is the
note's text. The time beside it is the ledger's own and nobody signed it: a time that proves something is a witness's.
"""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from functools import cache, partial
from itertools import accumulate, chain

import attrs

from govledger.errors import (
    BadValueError,
    LedgerCorruptError,
    NoSuchEntryError,
    NotSealedError,
    OriginTakenError,
    SealError,
)
from govledger.ledger.clock import BEHIND_MAX, DELAY, SKEW, next_stamp, read_clock
from govledger.ledger.codec import DISCLOSURE_SEPARATOR, decode_outline, stamp
from govledger.ledger.inner import Inner
from govledger.ledger.kept_tree import KeptTree
from govledger.ledger.plain_rows import body_of
from govledger.ledger.sightings import Sighting, check_sightings, cosigned_at, sightings_of
from govledger.ledger.store import CheckpointRow, Row, Writer
from govledger.ledger.workings import working
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.leaf import leaf_hash
from govledger.seal.note import SIGNATURES_MAX, Note, Signature, Signer
from govledger.seal.proof import EXTRA_BYTES_MAX, prove_entry
from govledger.seal.tree import check_consistency, check_inclusion, prove_consistency


@attrs.frozen(kw_only=True)
class Sealed:
    """A checkpoint that the log signed, as the ledger keeps it.

    Attributes:
        size: How many entries it covers: those numbered 1 to ``size``.
        note: The signed note, with whatever cosignatures came.
        at: When the log signed it last, UTC, by the ledger's clock; nobody signed this time.
    """

    size: int
    note: bytes
    at: dt.datetime

    @property
    def checkpoint(self) -> Checkpoint:
        """What the note says: origin, size and root; its signatures are not looked at."""
        return Checkpoint.parse(Note.parse(self.note).text)


class Sealing:
    """What a ledger does about its seal."""

    inner: Inner

    def seal(self, signer: Signer, *, at: dt.datetime | None = None) -> Sealed:
        """Sign a checkpoint over every entry, and keep it.

        The tree is grown from the last checkpoint on, so that what was sealed is not read again. Sealing a ledger
        to which nothing was added says again that nothing was: the same note, at a later time.

        Args:
            signer: The key of the log, which is named as the ledger's origin is.
            at: The time; by the ledger's clock if it is not given.

        Raises:
            BadValueError: The key has another name, or ``at`` has no zone.
            OriginTakenError: Another ledger of this database was sealed under the same origin.
            ClockBehindError: The time is more than a minute before the last stamp or checkpoint.
            LedgerCorruptError: The entries are not those that were sealed before; nothing was signed.
            CryptographyMissingError: The extra `seal` is not installed.
        """
        with working("seal", self.inner.row) as work:
            kept = self._seal(signer, at)
            work.tell(size=kept.size)
        return _read(kept)

    def _seal(self, signer: Signer, at: dt.datetime | None) -> CheckpointRow:
        inner = self.inner
        if signer.name != inner.row.origin:
            raise BadValueError(signer.name, f"a key named {inner.row.origin}, as this ledger's log is", where="key")
        tree, size = self._tree(), self._sealed_size()
        # What there is to read is read before the lock is taken; under it, only what has come since.
        if self._is_rooted(tree):
            size = tree.grow(size, inner.store.rows(inner.row, after=size))
        else:
            size = tree.grow(0, inner.store.rows(inner.row))
        with inner.store.writing(inner.row) as writer:
            _check_origin(writer, inner)
            _check_opened(writer, inner)
            tree.read = partial(writer.tile, inner.row)
            size = tree.grow(size, writer.rows_after(inner.row, size))
            last = writer.checkpoint(inner.row)
            _check_extends(tree, last)
            now = read_clock(inner.clock if at is None else lambda: at)
            time = next_stamp(now, _newest(last, writer.head(inner.row)))
            kept = _sign(signer, Checkpoint(inner.row.origin, size, tree.root(size)), last, time)
            writer.put_tiles(inner.row, tree.grown())
            writer.put_checkpoint(inner.row, kept)
        return kept

    def sealed(self) -> list[Sealed]:
        """Every checkpoint kept, by size.

        Raises:
            LedgerCorruptError: One of them is damaged.
        """
        return [_read(kept) for kept in self.inner.store.checkpoints(self.inner.row)]

    def cosigned(self, note: bytes, *more: bytes, skew: dt.timedelta = SKEW, delay: dt.timedelta = DELAY) -> Sealed:
        """Keep further signatures under checkpoints that are kept, as witnesses give them back: all of them, or none.

        They are taken as they are: who trusts which witness is for whoever verifies to say. Only their times are
        looked at, since one that is far out would make honest entries look as if they had been dated ill.

        Args:
            note: A checkpoint, with the signatures.
            *more: Others, or the same as other witnesses gave it back; in any order.
            skew: By how much a witness's clock and this ledger's may differ.
            delay: How long a checkpoint may wait for its first witness, where entries were recorded above it.

        Returns:
            The largest of these checkpoints, with all its signatures.

        Raises:
            SealError: One of them is no note, or not of a checkpoint that is kept; nothing was kept.
            MistimedError: A witness came too late, or its clock or this ledger's is wrong; nothing was kept.
        """
        notes = sorted(map(Note.parse, (note, *more)), key=_first_seen)
        with self.inner.store.writing(self.inner.row) as writer:
            kept = [_take_in(writer, self.inner, found, skew=skew, delay=delay) for found in notes]
            # Of one checkpoint that several gave back, what was put there last has the signatures of all.
            largest = max(reversed(kept), key=lambda row: row.size)
        return _read(largest)

    def timestamped(
        self, answer: bytes, seen: Sighting, *, skew: dt.timedelta = SKEW, delay: dt.timedelta = DELAY
    ) -> None:
        """Keep what an authority answered of a checkpoint (RFC 3161), in place of an answer that is kept.

        The bytes are taken as they are: `govledger.exports.timestamps.keep_timestamp` checks them first.

        Args:
            answer: What the authority answered.
            seen: What that says.
            skew: By how much the authority's clock and this ledger's may differ.
            delay: How long a checkpoint may wait until it is first seen, where entries were recorded above it.

        Raises:
            SealError: There is no checkpoint of that size.
            MistimedError: The authority was asked too late, or one of the clocks is wrong; nothing was kept.
        """
        with self.inner.store.writing(self.inner.row) as writer:
            if writer.checkpoint(self.inner.row, seen.size) is None:
                raise SealError(seen.size, "the size of a checkpoint of this ledger", where="timestamp")
            check_sightings(writer, self.inner, [seen], skew=skew, delay=delay)
            writer.put_timestamp(self.inner.row, seen.size, answer)

    def timestamps(self) -> dict[int, bytes]:
        """What authorities answered (RFC 3161), by the size of the checkpoint, in the order of the sizes.

        Raises:
            LedgerCorruptError: One of them is damaged.
        """
        return self.inner.store.timestamps(self.inner.row)

    # Proofs ----------------------------------------------------------------------------------------------------------

    def receipt(self, number: int, *, disclose: bool = True) -> bytes:
        """The proof that an entry is in the log: a C2SP tlog-proof, for whoever has the entry and the log's key.

        It rests on the newest checkpoint that somebody cosigned, or else on the newest.

        Args:
            number: The entry's number.
            disclose: Whether the words of the entry go with it, as far as there is room for them.

        Raises:
            NoSuchEntryError: There is no such entry.
            NotSealedError: No checkpoint covers it yet.
            LedgerCorruptError: The entry, or the tree as it is kept, is not what was sealed.
        """
        inner = self.inner
        size = inner.store.size(inner.row)
        if not 1 <= number <= size:
            raise NoSuchEntryError(number, size=size)
        newest_first = inner.store.newest_checkpoints(inner.row, covering=number)
        newest = next(newest_first, None)
        if newest is None:
            raise NotSealedError(number, size=self._sealed_size())
        chosen = next((kept for kept in chain((newest,), newest_first) if _is_cosigned(kept)), newest)
        extra = _fitting(inner.store.payloads(inner.row, number)) if disclose else b""
        leaf = leaf_hash(inner.store.rows_at(inner.row, [number])[number].raw)
        try:
            proof = prove_entry(number - 1, chosen.note, self._still_tree().node, extra=extra)
            check_inclusion(leaf, number - 1, chosen.size, proof.hashes, _root_of(chosen))
        except SealError as bad:
            raise _not_as_sealed(f"entry {number} does not lead to the checkpoint of size {chosen.size}") from bad
        return proof.encode()

    def node(self, level: int, index: int) -> bytes:
        """The hash of the perfect subtree ``(level, index)``, as it is kept; a leaf is ``(0, number - 1)``.

        Raises:
            SealError: It was not sealed yet, or its tile is not there.
        """
        return self._tree().node(level, index)

    def consistency(self, old: int, new: int) -> tuple[bytes, ...]:
        """The proof that the first ``new`` entries begin with the first ``old``.

        Raises:
            SealError: The sizes are none, or not in that order.
            NotSealedError: So many entries were not sealed yet.
            LedgerCorruptError: The tree as it is kept is not what was sealed.
        """
        tree, sealed = self._still_tree(), self._sealed_size()
        if new > sealed:
            raise NotSealedError(new, size=sealed)
        proof = prove_consistency(old, new, tree.node)
        roots = {kept.size: kept.checkpoint.root for kept in self.sealed() if kept.size in {old, new}}
        try:
            check_consistency(old, new, proof, *(roots.get(size) or tree.root(size) for size in (old, new)))
        except SealError as bad:
            raise _not_as_sealed(f"the tree does not lead to the checkpoints of sizes {old} and {new}") from bad
        return proof

    def _tree(self) -> KeptTree:
        return KeptTree(partial(self.inner.store.tile, self.inner.row))

    def _still_tree(self) -> KeptTree:
        """The tree for one proof, which asks for many hashes of a few tiles: each is read once."""
        return KeptTree(cache(partial(self.inner.store.tile, self.inner.row)))

    def _sealed_size(self) -> int:
        return max((kept.size for kept in self.inner.store.checkpoints(self.inner.row)), default=0)

    def _is_rooted(self, tree: KeptTree) -> bool:
        """Whether the tiles lead to the newest checkpoint; where they do not, they are made anew from the entries."""
        kept = self.sealed()
        return not kept or tree.leads_to(kept[-1].size, kept[-1].checkpoint.root)


def _read(kept: CheckpointRow) -> Sealed:
    at = None
    with suppress(ValueError):
        at = dt.datetime.fromisoformat(kept.at)
    if at is None or at.tzinfo is None:
        raise LedgerCorruptError(f"the time of the checkpoint of size {kept.size} is damaged: {kept.at!r}")
    return Sealed(size=kept.size, note=kept.note, at=at)


def _not_as_sealed(what: str) -> LedgerCorruptError:
    return LedgerCorruptError(f"{what}; find out where with: govledger reconcile LEDGER")


def _check_origin(writer: Writer, inner: Inner) -> None:
    """Check that no other ledger of the database goes by the same log: its checkpoints would be a fork of ours."""
    others = [name for id_, name in writer.sealed_as(inner.row.origin) if id_ != inner.row.id]
    if others:
        raise OriginTakenError(
            f"the ledgers {inner.row.name!r} and {others[0]!r} of this database both have the origin "
            f"{inner.row.origin}, under which {others[0]!r} was sealed; make a ledger of another origin, and copy to it"
        )


def _check_opened(writer: Writer, inner: Inner) -> None:
    """Check that the ledger was opened under the origin that its row gives: another log's must not be signed."""
    first = writer.row(inner.row, 1)
    if first is None or body_of(first).get("origin") != inner.row.origin:
        raise _not_as_sealed(f"entry 1 does not open a ledger of {inner.row.origin}, so that nothing was signed")


def _check_extends(tree: KeptTree, last: CheckpointRow | None) -> None:
    """Check that the tree began as the last checkpoint says: another would be signed as a fork of it."""
    if last is not None and not tree.leads_to(last.size, _read(last).checkpoint.root):
        what = f"the entries do not lead to the checkpoint of size {last.size}, so that nothing was signed"
        raise _not_as_sealed(what)


def _newest(last: CheckpointRow | None, head: Row | None) -> dt.datetime | None:
    """The time below which the next checkpoint's may not be: that of the newest entry, and of the last checkpoint.

    A checkpoint far ahead of an entry that came after it was signed by a clock that has been set right since.
    """
    recorded = decode_outline(head).recorded_at if head else None
    signed = _read(last) if last else None
    if signed is None or recorded is None or head is None:
        return recorded
    was_ahead = head.number > signed.size and signed.at - recorded > BEHIND_MAX
    return recorded if was_ahead else max(recorded, signed.at)


def _sign(signer: Signer, checkpoint: Checkpoint, last: CheckpointRow | None, time: dt.datetime) -> CheckpointRow:
    """The checkpoint, signed; signatures under the same one stay."""
    signed = checkpoint.sign(signer)
    if last is not None and last.size == checkpoint.size:
        signed = _thinned(Note.parse(last.note).with_signatures(*signed.signatures))
    return CheckpointRow(checkpoint.size, stamp(time), signed.encode())


def _thinned(note: Note) -> Note:
    """A note with no more lines than one may have: of each key the first and last cosignature stay, where it must be.

    A ledger that nobody adds to is cosigned every day: the first time says by when its entries were there, the last
    that nothing came since.
    """
    if len(note.signatures) <= SIGNATURES_MAX:
        return note
    by_key: dict[tuple[str, bytes], list[Signature]] = {}
    for line in note.signatures:
        by_key.setdefault((line.name, line.key_id), []).append(line)
    ends = [(min(lines, key=cosigned_at), max(lines, key=cosigned_at)) for lines in by_key.values()]
    chosen = tuple(dict.fromkeys(line for pair in ends for line in pair))
    if len(chosen) > SIGNATURES_MAX:
        raise SealError(f"{len(chosen)} signatures", f"at most {SIGNATURES_MAX}", where="checkpoint")
    return Note(note.text, chosen)


def _first_seen(note: Note) -> int:
    """By which notes are taken in: who was in time excuses who was late, so that who was first comes first."""
    return min((cosigned_at(line) for line in note.signatures if cosigned_at(line)), default=0)


def _take_in(writer: Writer, inner: Inner, found: Note, *, skew: dt.timedelta, delay: dt.timedelta) -> CheckpointRow:
    """Keep the signatures of a note under the checkpoint that it is of."""
    offered = Checkpoint.parse(found.text)
    kept = writer.checkpoint(inner.row, offered.size)
    if kept is None:
        raise SealError(offered.size, "the size of a checkpoint of this ledger", where="checkpoint")
    held = Note.parse(kept.note)
    if held.text != found.text:
        raise SealError(found.text, f"the checkpoint that is kept, {held.text!r}", where="checkpoint")
    new = [line for line in found.signatures if line not in held.signatures]
    check_sightings(writer, inner, sightings_of(new, kept.size), skew=skew, delay=delay)
    kept = kept._replace(note=_thinned(held.with_signatures(*found.signatures)).encode())
    writer.put_checkpoint(inner.row, kept)
    return kept


def _root_of(kept: CheckpointRow) -> bytes:
    return Checkpoint.parse(Note.parse(kept.note).text).root


def _is_cosigned(kept: CheckpointRow) -> bool:
    return any(cosigned_at(line) for line in Note.parse(kept.note).signatures)


def _fitting(payloads: bytes | None) -> bytes:
    """The disclosures of an entry, in their order, as far as there is room for them in a proof."""
    held = payloads.split(DISCLOSURE_SEPARATOR) if payloads else []
    lengths = accumulate(len(payload) + len(DISCLOSURE_SEPARATOR) for payload in held)
    fitting = [payload for payload, length in zip(held, lengths, strict=True) if length <= EXTRA_BYTES_MAX]
    return DISCLOSURE_SEPARATOR.join(fitting)
