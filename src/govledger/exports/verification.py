"""Verification: whether a history is the one that was sealed, from what it holds and what a reader kept.

Everything is worked out anew from the bytes of the entries; no hash that was stored with them is believed. There is no
network and no clock in it: what time it is, the caller says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import attrs

from govledger.errors import SealError
from govledger.events import CATALOGUE, Catalogue
from govledger.exports.commitments import Commitments, commitments_of
from govledger.exports.differing import find_difference
from govledger.exports.evidence import Audience, Evidence, ExportEvidence
from govledger.exports.intervals import spans
from govledger.exports.limits import uncheckable
from govledger.exports.regrown import Regrown
from govledger.exports.signatures import (
    KEPT,
    OWN,
    RECEIPT,
    Keys,
    Signed,
    check_quorum,
    has_quorum,
    open_note,
    read_keys,
)
from govledger.exports.timestamped import Timestamped, Timestamps, hold_timestamps
from govledger.exports.walk import Walk, Walked
from govledger.ledger.clock import DELAY, SKEW
from govledger.ledger.codec import DISCLOSURE_SEPARATOR, stamp
from govledger.ledger.findings import Finding, Findings, Kind, said_entries
from govledger.ledger.sightings import Sighting
from govledger.ledger.workings import working
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.commitment import digest
from govledger.seal.fork import ForkProof, prove_fork
from govledger.seal.note import Note
from govledger.seal.proof import TlogProof
from govledger.seal.tiles import TILE_WIDTH, TileReader, tiles_for
from govledger.seal.tree import Node, check_inclusion

LISTED_MAX = 1_000
"""How many numbers of entries a finding lists; its sentence says all."""


@attrs.frozen(kw_only=True)
class Verified:
    """What verification found, what it rests on, and what it could not tell.

    Attributes:
        name: What was verified.
        is_export: Whether it is an export, or a ledger.
        audience: Whose view it is: ``full`` or ``public``.
        origin: The name of the log; empty where nothing says it.
        size: How many entries there are.
        checkpoints: Its own checkpoints, by size.
        kept: Those that the reader kept, receipts' among them, by size.
        timestamps: What authorities whom the reader trusts say of its own checkpoints, by size, and then of an older
            export's newest.
        receipts: How many receipts were held against it.
        leaves: How many leaf hashes that the reader noted were.
        held: Up to which entry it is held fast from outside: by what the reader kept, or by the quorum of the reader's
            own policy; 0 where there is neither, and then it only agrees with itself.
        commitments: What became of the withheld texts.
        clocks: The entries by which the ledger's clock was corrected; the only ones whose stamp may fall.
        quorum: What the policy asks for and whether it has it, in a sentence.
        findings: What is to be looked at; empty when all held.
        unchecked: What could not be checked, a sentence each.
        fork: The proof that the log signed two histories, where it did and that can be shown.
    """

    name: str
    is_export: bool
    audience: str
    origin: str
    size: int
    checkpoints: tuple[Signed, ...]
    kept: tuple[Signed, ...]
    timestamps: tuple[Timestamped, ...]
    receipts: int
    leaves: int
    held: int
    commitments: Commitments
    clocks: tuple[int, ...]
    quorum: str
    findings: tuple[Finding, ...]
    unchecked: tuple[str, ...]
    fork: ForkProof | None

    @property
    def ok(self) -> bool:
        """Whether all held."""
        return not self.findings

    @property
    def sealed(self) -> int:
        """How many entries its own newest checkpoint covers."""
        return max((found.checkpoint.size for found in self.checkpoints), default=0)


def verify(
    evidence: Evidence,
    *,
    kept: Sequence[bytes] = (),
    receipts: Sequence[bytes] = (),
    leaves: Mapping[int, str] | None = None,
    policy: bytes | None = None,
    vkeys: Sequence[str] = (),
    older: Evidence | None = None,
    audience: Audience | None = None,
    tsa_certificates: bytes | None = None,
    now: dt.datetime | None = None,
    max_age: dt.timedelta | None = None,
    skew: dt.timedelta = SKEW,
    delay: dt.timedelta = DELAY,
    catalogue: Catalogue = CATALOGUE,
) -> Verified:
    """Verify a ledger or an export.

    Args:
        evidence: What to verify: `open_export` reads an export, `ledger_evidence` a ledger.
        kept: Checkpoints that the reader kept from earlier: signed notes.
        receipts: Receipts that the reader was given: C2SP tlog-proofs.
        leaves: Leaf hashes that the reader noted, hexadecimal, by number.
        policy: Whose cosignatures the reader asks for; without one, that which the evidence gives.
        vkeys: Keys that the reader knows the log, or witnesses, by.
        older: An earlier export, to name the first entry that differs; its newest checkpoint counts as one that was
            kept, with the timestamp that came with it.
        audience: Which view the reader was promised; nothing signs which one an export says it is.
        tsa_certificates: The authorities whose timestamps (RFC 3161) the reader trusts, in PEM; without them no
            timestamp is believed.
        now: The time, for judging how old the newest checkpoint is.
        max_age: How old it may be; without one, or without ``now``, that is not judged.
        skew: By how much two clocks may differ.
        delay: How long a checkpoint may wait for its first witness.
        catalogue: Which fields may be withheld.

    Raises:
        SealError: What the reader gave cannot be read.
    """
    asked = _Asked(kept=kept, receipts=receipts, leaves=leaves or {}, older=older, audience=audience)
    with working("verify") as work:
        checking = _Checking(evidence, asked, policy=policy, vkeys=vkeys)
        checking.hold_timestamps(tsa_certificates)
        timed = spans(checking.sightings, skew=skew, delay=delay)
        walk = Walk(evidence, spans=timed, catalogue=catalogue, findings=checking.findings)
        walked = walk.run(wanted=checking.received)
        checking.compare(walked)
        quorum = checking.judge_newest(now=now, max_age=max_age)
        found = checking.close(walked, quorum)
        work.tell(ledger=found.name, origin=found.origin, size=found.size, findings=len(found.findings))
    return found


@attrs.frozen(kw_only=True)
class _Asked:
    """What the reader gave to hold the evidence against."""

    kept: Sequence[bytes]
    receipts: Sequence[bytes]
    leaves: Mapping[int, str]
    older: Evidence | None
    audience: Audience | None


class _Checking:
    """One verification under way."""

    def __init__(self, evidence: Evidence, asked: _Asked, *, policy: bytes | None, vkeys: Sequence[str]) -> None:
        self.findings, self._evidence, self._asked = Findings(), evidence, asked
        self.fork: ForkProof | None = None
        self._stamped = Timestamps()
        self._keys: Keys = read_keys(evidence, policy=policy, vkeys=vkeys, findings=self.findings)
        self.own = self._open(evidence.checkpoints, OWN)
        self._receipts = [TlogProof.parse(data) for data in asked.receipts]
        proved = self._open([receipt.checkpoint for receipt in self._receipts], RECEIPT)
        self._older = self._open(asked.older.checkpoints[-1:] if asked.older else (), KEPT)
        self.kept = sorted([*self._open(asked.kept, KEPT), *proved, *self._older], key=_size)

    def hold_timestamps(self, certificates: bytes | None) -> None:
        """Hold the timestamps against the checkpoints, and those of an older export against its newest."""
        found = hold_timestamps(self._evidence, self.own, certificates=certificates, findings=self.findings)
        if self._asked.older is not None and certificates is not None:
            before = hold_timestamps(self._asked.older, self._older, certificates=certificates, findings=self.findings)
            found = attrs.evolve(found, held=(*found.held, *before.held))
        self._stamped = found

    @property
    def sightings(self) -> list[Sighting]:
        """When those whose word counts saw the checkpoints."""
        seen = [sighting for signed in (*self.own, *self.kept) for sighting in signed.sightings]
        return [*seen, *(stamped.sighting for stamped in self._stamped.held)]

    @property
    def received(self) -> frozenset[int]:
        """The numbers of the entries that there are receipts for."""
        return frozenset(receipt.index + 1 for receipt in self._receipts)

    def _open(self, notes: Sequence[bytes], whose: str) -> list[Signed]:
        """Checkpoints, by size, those that can be read."""
        opened = [open_note(data, self._keys, whose=whose, findings=self.findings) for data in notes]
        return sorted((found for found in opened if found is not None), key=_size)

    # What the entries are held against -------------------------------------------------------------------------------

    def compare(self, walked: Walked) -> None:
        """Hold the entries against every checkpoint, receipt and leaf."""
        for signed in (*self.own, *self.kept):
            self._compare_origin(signed, walked)
        self._compare_checkpoints(self.own, walked)
        self._compare_checkpoints(self.kept, walked)
        for receipt in self._receipts:
            self._compare_receipt(receipt, walked)
        for number, noted in self._asked.leaves.items():
            self._compare_leaf(number, noted, walked)
        self._compare_tiles(walked)
        self._compare_beginning(walked)
        if self._evidence.is_export:
            self._compare_size(walked)
            self._compare_audience()
        for where, what in self._evidence.faults:
            self.findings.add(Kind.BAD_FILE, f"{where} {what}" if what.startswith(("is ", "stands ")) else what)

    def _compare_origin(self, signed: Signed, walked: Walked) -> None:
        found, expected = signed.checkpoint.origin, walked.origin
        if expected and found != expected:
            says = f"{signed.said} is of the log {found}, and entry 1 says that this is {expected}"
            self.findings.add(Kind.OTHER_LOG, says, [1])

    def _compare_checkpoints(self, group: Sequence[Signed], walked: Walked) -> None:
        """Hold the first entries against the checkpoints that cover them; many that fail are told by one of them."""
        tree, size = walked.tree, walked.tree.size
        short = [signed for signed in group if signed.checkpoint.size > size]
        differing = [signed for signed in group if signed not in short and not _leads_to(tree, signed)]
        if short:
            covered = short[-1].checkpoint.size
            says = f"{short[-1].said} covers more than the {size:,} there are: {_said_rest(size, covered)} missing"
            self.findings.add(Kind.TRUNCATED, says, range(size + 1, min(covered, size + LISTED_MAX) + 1))
        if differing:
            first, more = differing[0], len(differing) - 1
            says = f"the first {first.checkpoint.size:,} entries are not those that {first.said} covers"
            more_said = f", and so it is with {more:,} more" if more else ""
            which = "" if self._asked.older else "; an earlier export, given with --older, may say which"
            self.findings.add(Kind.HISTORY_CHANGED, f"{says}{more_said}{which}")
        for signed in [*differing, *short[::-1]][:1]:
            found = find_difference(signed.checkpoint, tree, self._evidence, self._asked.older)
            if found is not None and (walked.odd is None or found.number < walked.odd):
                self.findings.add(found.kind, found.says, [found.number])
        # A checkpoint that was typed from a page shows no fork: nobody can see who signed it.
        shown, cut = ([signed for signed in found if signed.by_log] for found in (differing, short))
        for signed in (*shown[:1], *shown[-1:], *cut[-1:]):
            self._find_fork(signed, walked)

    def _find_fork(self, kept: Signed, walked: Walked) -> None:
        """Where the log signed the history that is here as well as that of another checkpoint, show it."""
        here = [own for own in self.own if _leads_to(walked.tree, own)][-1:]
        for own in (*here, *(own for own in self.own if own.checkpoint.size == kept.checkpoint.size)):
            key = next((key for key in own.by_log if key in kept.by_log), None)
            if self.fork is not None or key is None or own.checkpoint.origin != kept.checkpoint.origin:
                continue
            node = walked.tree.node if own.checkpoint.size >= kept.checkpoint.size else self._older_node(kept)
            try:
                self.fork = prove_fork(own.note, kept.note, key, node)
            except SealError:
                continue
            self.findings.add(Kind.FORKED, f"the log signed two histories: {self.fork.check()}")

    def _older_node(self, kept: Signed) -> Node | None:
        """Reads the tree of a checkpoint that is larger than what is here, from an older export that has it."""
        if self._asked.older is None:
            return None
        try:
            return TileReader(self._asked.older.fetch, size=kept.checkpoint.size, root=kept.checkpoint.root).node
        except SealError:
            return None

    def _compare_receipt(self, receipt: TlogProof, walked: Walked) -> None:
        """Hold an entry against a receipt for it. The receipt's checkpoint is compared with the others."""
        number, size = receipt.index + 1, walked.tree.size
        if number > size:
            says = f"there is a receipt for entry {number}, and there are only {size:,} entries"
            self.findings.add(Kind.TRUNCATED, says, [number])
            return
        try:
            checkpoint = Checkpoint.parse(Note.parse(receipt.checkpoint).text)
            leaf = walked.tree.leaf(receipt.index)
            check_inclusion(leaf, receipt.index, checkpoint.size, receipt.hashes, checkpoint.root)
        except SealError:
            says = f"the receipt for entry {number} is not for the entry {number} that is here"
            self.findings.add(Kind.RECEIPT_BROKEN, says, [number])
            return
        committed = commitments_of(walked.raw.get(number, b""))
        disclosed = receipt.extra.split(DISCLOSURE_SEPARATOR) if receipt.extra else []
        if any(digest(payload) not in committed for payload in disclosed):
            says = f"the words that came with the receipt for entry {number} are not those that it committed to"
            self.findings.add(Kind.DISCLOSURE_FORGED, says, [number])

    def _compare_leaf(self, number: int, noted: str, walked: Walked) -> None:
        if number > walked.tree.size:
            says = f"the hash of entry {number} was noted, and there are only {walked.tree.size:,} entries"
            self.findings.add(Kind.TRUNCATED, says, [number])
        elif walked.tree.leaf(number - 1).hex() != noted.lower():
            self.findings.add(Kind.ENTRY_CHANGED, f"entry {number} has not the hash that was noted", [number])

    def _compare_tiles(self, walked: Walked) -> None:
        """Hold the tiles of an export against the tree; each is there, and is as it must be."""
        if not isinstance(self._evidence, ExportEvidence):
            return
        missing, above = set(tiles_for(0, walked.tree.size)), list[str]()
        for tile, data in self._evidence.tiles():
            missing.discard(tile)
            if (tile.index * TILE_WIDTH) << (8 * tile.level) >= walked.tree.size:
                above.append(tile.path)
            elif data != walked.tree.tile(tile) or not data:
                says = f"{tile.path} does not hold the hashes of the entries"
                self.findings.add(Kind.BAD_TILE, says)
        for tile in sorted(missing):
            self.findings.add(Kind.BAD_TILE, f"{tile.path} is missing")
        if above:
            more = f" and {len(above) - 1:,} more tiles are" if len(above) > 1 else " is"
            self.findings.add(Kind.BAD_TILE, f"{above[0]}{more} of entries that are not here")

    def _compare_beginning(self, walked: Walked) -> None:
        """Check that there is an entry 1, which says what log this is: whatever follows would say it of any."""
        if not walked.tree.size:
            says = "there is not one entry, and a ledger begins with entry 1, which says what log it is"
            self.findings.add(Kind.ENTRY_MISSING, says, [1])
        elif not walked.origin:
            self.findings.add(Kind.OTHER_LOG, "entry 1 does not say what log this is", [1])

    def _compare_audience(self) -> None:
        """Check that an export is the view that was promised: which it is, it says itself, and nobody signs that."""
        said, promised = self._evidence.audience, self._asked.audience
        if promised is not None and promised != said:
            says = f"the export says that it is a {said} view, and a {promised} one was promised"
            hides = ": words that were taken away look as if they were kept back" if promised == "full" else ""
            self.findings.add(Kind.OTHER_VIEW, f"{says}{hides}")

    def _compare_size(self, walked: Walked) -> None:
        """Check that an export ends where its newest checkpoint does."""
        size, sealed = walked.tree.size, max((found.checkpoint.size for found in self.own), default=0)
        if not self.own:
            self.findings.add(Kind.BAD_CHECKPOINT, "there is no checkpoint that can be read")
        elif size > sealed:
            numbers = range(sealed + 1, min(size, sealed + LISTED_MAX) + 1)
            says = f"{said_entries(numbers)} {'is' if len(numbers) == 1 else 'are'} above the newest checkpoint"
            self.findings.add(Kind.ENTRY_INSERTED, f"{says}: an export ends where it does", numbers)

    # What the newest checkpoint is worth -----------------------------------------------------------------------------

    def judge_newest(self, *, now: dt.datetime | None, max_age: dt.timedelta | None) -> str:
        """Whether the newest checkpoint has the cosignatures asked for, and is new enough; in a sentence."""
        if self._evidence.is_export and self.own and not self._keys.log:
            self.findings.add(Kind.BAD_SIGNATURE, "no key of the log is at hand, so that nobody is seen to have signed")
        for signed in self.own if self._evidence.is_export else ():
            for name in signed.strange:
                says = f"a signature under {signed.said} is of {name}, whose key the export does not give"
                self.findings.add(Kind.UNKNOWN_SIGNATURE, says)
        newest = self.own[-1] if self.own else None
        if newest is None:
            return "there is no checkpoint"
        if now is not None and max_age is not None:
            own = [seen.latest for seen in self.sightings if seen.size == _size(newest)]
            last = stamp(max(own)) if own else self._evidence.last_sealed
            if last is not None and last < stamp(now - max_age):
                says = f"{newest.said} was last confirmed at {last}, more than {_said_age(max_age)} ago"
                self.findings.add(Kind.STALE, says)
        return check_quorum(newest, self._keys, self.findings)

    def close(self, walked: Walked, quorum: str) -> Verified:
        """What was found."""
        own, held = tuple(self.own), self._held()
        return Verified(
            name=self._evidence.name,
            is_export=self._evidence.is_export,
            audience=self._evidence.audience,
            origin=walked.origin or (own[-1].checkpoint.origin if own else ""),
            size=walked.tree.size,
            checkpoints=own,
            kept=tuple(self.kept),
            timestamps=self._stamped.held,
            receipts=len(self._receipts),
            leaves=len(self._asked.leaves),
            held=held,
            commitments=walked.commitments,
            clocks=walked.clocks,
            quorum=quorum,
            findings=self.findings.all(),
            unchecked=uncheckable(
                walked,
                own=own,
                kept=self.kept,
                stamped=self._stamped,
                seen=self.sightings,
                held=held,
                keys=self._keys,
                evidence=self._evidence,
                promised=self._asked.audience,
            ),
            fork=self.fork,
        )

    def _held(self) -> int:
        """Up to which entry the history is held fast by something that did not come with it."""
        held, newest = max(map(_size, self.kept), default=0), self.own[-1] if self.own else None
        if newest is not None and not self._keys.is_policy_own and has_quorum(newest, self._keys):
            held = max(held, _size(newest))
        return held


def _leads_to(tree: Regrown, signed: Signed) -> bool:
    """Whether a tree begins as a checkpoint says."""
    expected = signed.checkpoint
    return expected.size <= tree.size and tree.root(expected.size) == expected.root


def _size(signed: Signed) -> int:
    return signed.checkpoint.size


def _said_rest(size: int, until: int) -> str:
    return f"entry {until} is" if until == size + 1 else f"entries {size + 1} to {until} are"


def _said_age(age: dt.timedelta) -> str:
    return f"{age.days} day{'s' * (age.days != 1)}" if age >= dt.timedelta(days=1) else str(age)
