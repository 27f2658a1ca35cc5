"""The timestamps of a ledger and of its exports: each is kept beside its checkpoint, and held when all is verified."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from hashlib import sha256, sha384, sha512

import attrs

from govledger.errors import CryptographyMissingError, SealError
from govledger.exports.evidence import Evidence
from govledger.exports.signatures import Signed
from govledger.exports.timestamps import WHERE, Timestamp, check_timestamp
from govledger.ledger import Ledger
from govledger.ledger.clock import DELAY, SKEW
from govledger.ledger.findings import Findings, Kind
from govledger.ledger.sightings import Sighting
from govledger.seal.checkpoint import Checkpoint

_SAID_MAX = 5
_DIGESTS = (sha256, sha384, sha512)


@attrs.frozen(kw_only=True)
class Timestamped:
    """A checkpoint, and what an authority whom the reader trusts says of when it was there."""

    signed: Signed
    timestamp: Timestamp

    @property
    def sighting(self) -> Sighting:
        """When the authority saw it."""
        return attrs.evolve(self.timestamp.sighting(self.signed.checkpoint.size), whose=self.signed.whose)


@attrs.frozen(kw_only=True)
class Timestamps:
    """What became of the timestamps that came with a ledger or an export.

    Attributes:
        held: Those that hold, by the size of their checkpoint.
        unchecked: Why others could not be checked, as what comes after "not checkable:".
    """

    held: tuple[Timestamped, ...] = ()
    unchecked: tuple[str, ...] = ()


def hold_timestamps(
    evidence: Evidence, own: Sequence[Signed], *, certificates: bytes | None, findings: Findings
) -> Timestamps:
    """Hold the timestamps that came with a ledger or an export against its checkpoints; what does not hold is found.

    Args:
        evidence: What they came with.
        own: Its checkpoints.
        certificates: Whom the reader trusts, in PEM.
        findings: Where to add what does not hold.

    Raises:
        SealError: The certificates cannot be read.
    """
    if certificates is None or not evidence.timestamps:
        return Timestamps(unchecked=_unchecked(evidence, certificates))
    held = list[Timestamped]()
    for signed in own:
        answer = evidence.timestamps.get(signed.checkpoint.size)
        if answer is None:
            continue
        try:
            found = check_timestamp(answer, signed.checkpoint, certificates=certificates)
        except CryptographyMissingError as missing:
            return Timestamps(unchecked=(f"{_said(evidence)}: {missing}",))
        except SealError as bad:
            if bad.where != WHERE:
                raise
            findings.add(Kind.BAD_TIMESTAMP, f"the timestamp of {signed.said} does not hold: {bad}")
        else:
            held.append(Timestamped(signed=signed, timestamp=found))
    return Timestamps(held=tuple(held))


def _unchecked(evidence: Evidence, certificates: bytes | None) -> tuple[str, ...]:
    if evidence.timestamps:
        return (f"{_said(evidence)}: no certificates of an authority were given",)
    return () if certificates is None else ("what an authority had seen: no timestamp is here",)


def _said(evidence: Evidence) -> str:
    *sizes, last = [f"{size:,}" for size in evidence.timestamps]
    if not sizes:
        return f"the timestamp of the checkpoint of {last} {'entry' if last == '1' else 'entries'}"
    shown = [*sizes[:_SAID_MAX], *(["…"] if len(sizes) > _SAID_MAX else [])]
    return f"the timestamps of the checkpoints of {', '.join(shown)} and {last} entries"


# Keeping them --------------------------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class Kept:
    """What became of an answer that was to be kept.

    Attributes:
        checkpoint: The checkpoint that it is of.
        timestamp: What it says.
        is_new: Whether it was kept; where an answer that is no later was there already and holds, that one stays.
    """

    checkpoint: Checkpoint
    timestamp: Timestamp
    is_new: bool


def keep_timestamp(
    ledger: Ledger,
    answer: bytes,
    *,
    certificates: bytes,
    skew: dt.timedelta = SKEW,
    delay: dt.timedelta = DELAY,
) -> Kept:
    """Keep what an authority answered in the ledger, beside the checkpoint that it was asked of; it is checked first.

    Of two answers that hold the earlier is kept: it says more.

    Args:
        ledger: The ledger, which was sealed.
        answer: What the authority answered, a TimeStampResp in DER.
        certificates: Whom to trust, in PEM.
        skew: By how much the authority's clock and this ledger's may differ.
        delay: How long a checkpoint may wait until it is first seen, where entries were recorded above it.

    Raises:
        SealError: The answer does not hold, or the certificates cannot be read.
        MistimedError: Taken in, it would make honest entries look as if they had been dated ill.
        CryptographyMissingError: The extra `timestamps` is not installed.
    """
    checkpoint = checkpoint_of(answer, [kept.checkpoint for kept in ledger.sealed()])
    found = check_timestamp(answer, checkpoint, certificates=certificates)
    before = ledger.timestamps().get(checkpoint.size)
    if before is not None:
        try:
            was = check_timestamp(before, checkpoint, certificates=certificates)
        except SealError:
            was = None
        if was is not None and was.latest <= found.latest:
            return Kept(checkpoint=checkpoint, timestamp=found, is_new=False)
    ledger.timestamped(answer, found.sighting(checkpoint.size), skew=skew, delay=delay)
    return Kept(checkpoint=checkpoint, timestamp=found, is_new=True)


def checkpoint_of(answer: bytes, checkpoints: Sequence[Checkpoint]) -> Checkpoint:
    """The checkpoint, of those there are, that an answer may be of; the newest where it is of none.

    Raises:
        SealError: There are none.
    """
    if not checkpoints:
        raise SealError("no checkpoint", "one that the answer can be of", where=WHERE)
    for checkpoint in reversed(checkpoints):
        said = checkpoint.encode().encode()
        if any(digest(said).digest() in answer for digest in _DIGESTS):
            return checkpoint
    return checkpoints[-1]
