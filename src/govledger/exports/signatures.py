"""Who signed a checkpoint: the log, which witnesses, when, and whether that is enough for the policy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import attrs

from govledger.errors import CryptographyMissingError, SealError
from govledger.exports.evidence import Evidence
from govledger.ledger.findings import Findings, Kind
from govledger.ledger.sightings import Sighting
from govledger.seal.checkpoint import LINES, Checkpoint
from govledger.seal.cosignature import CosignatureVerifier, MLDSA44CosignatureVerifier, time_of
from govledger.seal.note import Note, Signature, VerifierKey
from govledger.seal.policy import NOBODY, Policy, parse_log

OWN, KEPT, RECEIPT = "", "kept ", "receipt's "
"""Whose word a checkpoint is: that of what is verified, or of a reader who kept it."""

_SECONDS_MAX = int(dt.datetime(9000, 1, 1, tzinfo=dt.UTC).timestamp())


@attrs.frozen(kw_only=True)
class Keys:
    """The keys that a verification goes by.

    Attributes:
        log: Those of the log.
        witnesses: Those of the witnesses whose word counts.
        named: Every key at hand by what a signature names it with, so that its signatures can be told from strange
            ones. Where two go by one name and id, which whoever tries for long enough can bring about, it is the
            reader's.
        policy: Whose cosignatures are asked for.
        are_own: Whether what is verified gave the log's keys itself, and the reader none.
        are_witnesses_own: Whether it gave keys of witnesses, and the reader none.
        is_policy_own: Whether what is verified gave the policy itself.
    """

    log: tuple[VerifierKey, ...]
    witnesses: tuple[CosignatureVerifier, ...]
    named: Mapping[tuple[str, bytes], VerifierKey]
    policy: Policy | None
    are_own: bool
    are_witnesses_own: bool
    is_policy_own: bool


@attrs.frozen(kw_only=True)
class Cosigned:
    """That a witness cosigned, and when; no time where it does not say.

    Attributes:
        witness: Its name, which is the policy's for it where the policy knows its key.
        key: Its key.
        time: When it says that it did.
    """

    witness: str
    key: CosignatureVerifier
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
        unread: The names of signatures of a kind that cannot be checked on this machine.
    """

    checkpoint: Checkpoint
    note: Note
    whose: str
    by_log: tuple[VerifierKey, ...]
    cosigned: tuple[Cosigned, ...]
    strange: tuple[str, ...]
    unread: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """The checkpoint as it is spoken of."""
        size = self.checkpoint.size
        return f"the {self.whose}checkpoint of {size:,} {'entry' if size == 1 else 'entries'}"

    @property
    def sightings(self) -> list[Sighting]:
        """When its witnesses saw it, the earliest first; a cosignature without a time says nothing of that."""
        size, whose = self.checkpoint.size, self.whose
        timed = [(made.witness, made.time) for made in self.cosigned if made.time]
        return [Sighting(size=size, by=by, earliest=time, latest=time, whose=whose) for by, time in timed]


def read_keys(evidence: Evidence, *, policy: bytes | None, vkeys: Sequence[str], findings: Findings) -> Keys:
    """The keys to go by: the reader's, and where the reader gives none, those that the evidence gives.

    Raises:
        SealError: What the reader gave cannot be read.
    """
    asked = None if policy is None else Policy.parse(policy)
    own_policy = _own_policy(evidence, findings)
    logs, witnesses = _logs_and_witnesses([parse_log(vkey) for vkey in vkeys], asked)
    own_logs, own_witnesses = _logs_and_witnesses(_own_keys(evidence, findings), own_policy)
    named: dict[tuple[str, bytes], VerifierKey] = {}
    for key in (*logs, *witnesses, *own_logs, *own_witnesses):
        named.setdefault((key.name, key.key_id), key)
    log = logs or own_logs
    # A cosignature with the log's own key is the log's word once more, and stands for nobody else.
    public = {key.public for key in log}
    counted = [key for key in (witnesses if asked else [*witnesses, *own_witnesses]) if key.public not in public]
    return Keys(
        log=tuple(log),
        witnesses=tuple(dict.fromkeys(counted)),
        named=named,
        policy=asked or own_policy,
        are_own=not logs and bool(own_logs),
        are_witnesses_own=asked is None and not witnesses and bool(own_witnesses),
        is_policy_own=asked is None,
    )


def _logs_and_witnesses(
    keys: Sequence[VerifierKey], policy: Policy | None
) -> tuple[list[VerifierKey], list[CosignatureVerifier]]:
    """The keys of logs and those of witnesses: a policy says which is which, and elsewhere the kind of the key does."""
    listed = [log.key for log in policy.logs] if policy else []
    logs = [*(key for key in keys if not isinstance(key, CosignatureVerifier)), *listed]
    witnesses = [key for key in keys if isinstance(key, CosignatureVerifier) and key not in listed]
    return list(dict.fromkeys(logs)), [*witnesses, *([one.key for one in policy.witnesses] if policy else ())]


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
    signed, failing = _judge(note, checkpoint, keys, whose=whose)
    for name in sorted(failing):
        findings.add(Kind.BAD_SIGNATURE, f"the signature of {name} under {signed.said} fails")
    for name in dict.fromkeys(key.name for key in signed.by_log if key.name != checkpoint.origin):
        says = f"{signed.said} is of the log {checkpoint.origin}, and the key that signed it is of {name}"
        findings.add(Kind.OTHER_LOG, says)
    if keys.log and note.signatures and not signed.by_log:
        findings.add(Kind.BAD_SIGNATURE, f"{signed.said} is not signed by a key of the log")
    return signed


def _judge(note: Note, checkpoint: Checkpoint, keys: Keys, *, whose: str) -> tuple[Signed, list[str]]:
    """A checkpoint with those who signed it, and the names of those whose signatures fail."""
    held, strange, unread, failing = dict[Signature, VerifierKey](), list[str](), list[str](), list[str]()
    for line in dict.fromkeys(note.signatures):
        key = keys.named.get((line.name, line.key_id))
        holds = None if key is None else _holds(key, note.text, line)
        if key is None:
            strange.append(line.name)
        elif holds:
            held[line] = key
        else:
            (unread if holds is None else failing).append(line.name)
    cosigned = [
        Cosigned(witness=_name_of(key, keys), key=key, time=_instant(time_of(line)))
        for line, key in held.items()
        if isinstance(key, CosignatureVerifier) and key in keys.witnesses
    ]
    signed = Signed(
        checkpoint=checkpoint,
        note=note,
        whose=whose,
        by_log=tuple(key for key in held.values() if key in keys.log),
        cosigned=tuple(sorted(cosigned, key=lambda made: (made.time is None, made.time, made.witness))),
        strange=tuple(strange),
        unread=tuple(unread),
    )
    return signed, failing


def _holds(key: VerifierKey, text: str, line: Signature) -> bool | None:
    """Whether a signature holds; None where this machine lacks what it is checked with, as many lack ML-DSA-44."""
    try:
        return key.holds(text, line.data)
    except CryptographyMissingError:
        if isinstance(key, MLDSA44CosignatureVerifier):
            return None
        raise


def _read_kept(data: bytes) -> Note:
    """A checkpoint that a reader kept: a signed note, or no more than its three lines, typed from a printed page.

    A carriage return stands in no note, and in many a file that came by mail.
    """
    data = data.replace(b"\r\n", b"\n")
    if data.count(b"\n") <= LINES:
        text = data.decode(errors="replace").rstrip("\n") + "\n"
        return Note(text, ())
    return Note.parse(data)


def _name_of(key: VerifierKey, keys: Keys) -> str:
    """The name that the policy has for a witness, or else that of its key."""
    listed = keys.policy.witnesses if keys.policy else ()
    return next((witness.name for witness in listed if witness.key == key), key.name)


def _instant(seconds: int | None) -> dt.datetime | None:
    """A witness's time; one that no calendar reaches, with room for what is added to it, says nothing."""
    return dt.datetime.fromtimestamp(seconds, dt.UTC) if seconds is not None and seconds <= _SECONDS_MAX else None


def check_quorum(newest: Signed, keys: Keys, findings: Findings) -> str:
    """Whether those have cosigned whom the policy asks for, in a sentence; where they have not, it is found."""
    policy = keys.policy
    listed = {log.key for log in policy.logs} if policy else set[VerifierKey]()
    if listed and keys.are_own and not listed & set(newest.by_log):
        findings.add(Kind.BAD_SIGNATURE, f"{newest.said} is not signed by a log that the policy lists")
    if policy is None or policy.quorum == NOBODY:
        return "no policy asks for cosignatures"
    standing = _standing(newest, policy)
    if policy.quorum in standing:
        return f"the quorum {policy.quorum} of the policy stands behind {newest.said}"
    told = f"only {', '.join(sorted(standing))} stands there" if standing else "nobody stands there"
    says = f"the policy asks for {policy.quorum} behind {newest.said}, and {told}"
    findings.add(Kind.QUORUM_MISSING, says)
    return says


def has_quorum(newest: Signed, keys: Keys) -> bool:
    """Whether those stand behind a checkpoint whom the policy asks for; where it asks for nobody, nobody does."""
    return keys.policy is not None and keys.policy.quorum in _standing(newest, keys.policy)


def _standing(newest: Signed, policy: Policy) -> frozenset[str]:
    """Who stands behind a checkpoint, as the policy names them.

    By their keys: a witness may go by the name that the policy has for another.
    """
    return policy.standing(made.key for made in newest.cosigned)
