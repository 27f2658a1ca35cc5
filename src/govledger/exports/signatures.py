"""Who signed a checkpoint: the log, which witnesses, when, and whether that is enough for the policy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import attrs

from govledger.errors import SealError
from govledger.exports.evidence import Evidence
from govledger.ledger.findings import Findings, Kind
from govledger.seal.checkpoint import LINES, Checkpoint
from govledger.seal.cosignature import CosignatureVerifier, time_of
from govledger.seal.note import Note, VerifierKey
from govledger.seal.policy import NOBODY, Policy, parse_log

OWN, KEPT, RECEIPT = "", "kept ", "receipt's "
"""Whose word a checkpoint is: that of what is verified, or of a reader who kept it."""


@attrs.frozen(kw_only=True)
class Keys:
    """The keys that a verification goes by.

    Attributes:
        log: Those of the log.
        witnesses: Those of the witnesses whose word counts.
        others: Those that are only known, so that their signatures can be told from strange ones.
        policy: Whose cosignatures are asked for.
        are_own: Whether what is verified gave the log's keys itself, and the reader none.
        is_policy_own: Whether what is verified gave the policy itself.
    """

    log: tuple[VerifierKey, ...]
    witnesses: tuple[CosignatureVerifier, ...]
    others: tuple[VerifierKey, ...]
    policy: Policy | None
    are_own: bool
    is_policy_own: bool


@attrs.frozen(kw_only=True)
class Cosigned:
    """That a witness cosigned, and when; no time where it does not say."""

    witness: str
    time: dt.datetime | None


@attrs.frozen(kw_only=True)
class Signed:
    """A checkpoint, and who was seen to have signed it.

    Attributes:
        checkpoint: What it says.
        note: As it was signed.
        whose: `OWN`, `KEPT` or `RECEIPT`.
        by_log: The keys of the log that signed it.
        cosigned: The cosignatures of witnesses whose word counts, the earliest first.
        strange: The names of signatures that no key at hand belongs to.
    """

    checkpoint: Checkpoint
    note: Note
    whose: str
    by_log: tuple[VerifierKey, ...]
    cosigned: tuple[Cosigned, ...]
    strange: tuple[str, ...]

    @property
    def said(self) -> str:
        """The checkpoint as it is spoken of."""
        size = self.checkpoint.size
        return f"the {self.whose}checkpoint of {size:,} {'entry' if size == 1 else 'entries'}"

    @property
    def earliest(self) -> dt.datetime | None:
        """When the first of its cosignatures was made; None where nobody says."""
        return min((made.time for made in self.cosigned if made.time), default=None)

    @property
    def latest(self) -> dt.datetime | None:
        """When the last of its cosignatures was made."""
        return max((made.time for made in self.cosigned if made.time), default=None)


def read_keys(evidence: Evidence, *, policy: bytes | None, vkeys: Sequence[str], findings: Findings) -> Keys:
    """The keys to go by: the reader's, and where the reader gives none, those that the evidence gives.

    Raises:
        SealError: What the reader gave cannot be read.
    """
    given = [parse_log(vkey) for vkey in vkeys]
    asked = None if policy is None else Policy.parse(policy)
    own_policy, own = _own_policy(evidence, findings), _own_keys(evidence, findings)
    read = [*given, *(_keys_of(asked) if asked else ())]
    found = [*own, *(_keys_of(own_policy) if own_policy else ())]
    logs, own_logs = _logs(read), _logs(found)
    witnesses = _witnesses(read) if asked else _witnesses([*read, *found])
    return Keys(
        log=tuple(dict.fromkeys(logs or own_logs)),
        witnesses=tuple(dict.fromkeys(witnesses)),
        others=tuple(dict.fromkeys([*read, *found])),
        policy=asked or own_policy,
        are_own=not logs and bool(own_logs),
        is_policy_own=asked is None,
    )


def _logs(keys: Iterable[VerifierKey]) -> list[VerifierKey]:
    return [key for key in keys if not isinstance(key, CosignatureVerifier)]


def _witnesses(keys: Iterable[VerifierKey]) -> list[CosignatureVerifier]:
    return [key for key in keys if isinstance(key, CosignatureVerifier)]


def _keys_of(policy: Policy) -> list[VerifierKey]:
    return [*(log.key for log in policy.logs), *(witness.key for witness in policy.witnesses)]


def _own_policy(evidence: Evidence, findings: Findings) -> Policy | None:
    try:
        return None if evidence.policy is None else Policy.parse(evidence.policy)
    except SealError as bad:
        findings.add(Kind.BAD_FILE, f"the policy cannot be read: {bad}")
        return None


def _own_keys(evidence: Evidence, findings: Findings) -> list[VerifierKey]:
    keys = list[VerifierKey]()
    for vkey in evidence.vkeys:
        try:
            keys.append(parse_log(vkey))
        except SealError as bad:
            findings.add(Kind.BAD_FILE, f"a key cannot be read: {bad}")
    return keys


def open_note(data: bytes, keys: Keys, *, whose: str, findings: Findings) -> Signed | None:
    """A checkpoint and who signed it; what is wrong with it is found.

    Raises:
        SealError: The reader's own note cannot be read.
    """
    try:
        note = _read_kept(data) if whose == KEPT else Note.parse(data)
        checkpoint = Checkpoint.parse(note.text)
    except SealError as bad:
        if whose == KEPT:
            raise
        findings.add(Kind.BAD_CHECKPOINT, f"a {whose}checkpoint cannot be read: {bad}")
        return None
    lines = list(dict.fromkeys(note.signatures))
    held = {line: key for line in lines for key in keys.others if (line.name, line.key_id) == (key.name, key.key_id)}
    failing = {line for line, key in held.items() if not key.holds(note.text, line.data)}
    cosigned = [
        Cosigned(witness=_name_of(key, keys), time=_instant(time_of(line)))
        for line, key in held.items()
        if key in keys.witnesses and line not in failing
    ]
    signed = Signed(
        checkpoint=checkpoint,
        note=note,
        whose=whose,
        by_log=tuple(key for line, key in held.items() if key in keys.log and line not in failing),
        cosigned=tuple(sorted(cosigned, key=lambda made: (made.time is None, made.time, made.witness))),
        strange=tuple(line.name for line in lines if line not in held),
    )
    for line in sorted(failing, key=lambda line: line.name):
        findings.add(Kind.BAD_SIGNATURE, f"the signature of {line.name} under {signed.said} fails")
    if keys.log and note.signatures and not signed.by_log:
        findings.add(Kind.BAD_SIGNATURE, f"{signed.said} is not signed by a key of the log")
    return signed


def _read_kept(data: bytes) -> Note:
    """A checkpoint that a reader kept: a signed note, or no more than its three lines, typed from a printed page."""
    if data.count(b"\n") <= LINES:
        text = data.decode(errors="replace").rstrip("\n") + "\n"
        return Note(text, ())
    return Note.parse(data)


def _name_of(key: VerifierKey, keys: Keys) -> str:
    """The name that the policy has for a witness, or else that of its key."""
    listed = keys.policy.witnesses if keys.policy else ()
    return next((witness.name for witness in listed if witness.key == key), key.name)


def _instant(seconds: int | None) -> dt.datetime | None:
    try:
        return None if seconds is None else dt.datetime.fromtimestamp(seconds, dt.UTC)
    except (OverflowError, OSError, ValueError):
        return None


def check_quorum(newest: Signed, keys: Keys, findings: Findings) -> str:
    """Whether those have cosigned whom the policy asks for, in a sentence; where they have not, it is found."""
    policy = keys.policy
    if policy is None or policy.quorum == NOBODY:
        return "no policy asks for cosignatures"
    names = {made.witness for made in newest.cosigned}
    standing = policy.standing(witness.key for witness in policy.witnesses if witness.name in names)
    if policy.quorum in standing:
        return f"the quorum {policy.quorum} of the policy stands behind {newest.said}"
    told = f"only {', '.join(sorted(standing))} stands there" if standing else "nobody stands there"
    says = f"the policy asks for {policy.quorum} behind {newest.said}, and {told}"
    findings.add(Kind.QUORUM_MISSING, says)
    return says
