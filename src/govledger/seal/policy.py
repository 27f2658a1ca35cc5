"""Policies: whose signatures a reader asks for before believing a checkpoint.

The format is C2SP tlog-policy, lines of items with spaces or tabs between them, in any order in which every name is
defined before it is used::

    log <vkey> [<url>]                          a log; its key is named as the log is
    witness <name> <vkey> [<url>]               a witness, and the name it has in this file
    group <name> <all, any or number> <name>... that many of these witnesses or groups must have cosigned
    quorum <name>                               the witness or group that must have; `none` asks for nobody

Empty lines and lines that begin with # say nothing. A witness or group may be a member once, so that nobody counts
twice; no key may be listed twice as a log, nor twice as a witness, under whatever name. A witness whose key is that of
a log which is listed too stands behind nothing: it is the log once more. Octets above 0x7F stand for
themselves, and are kept as surrogate escapes where they are no UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self

from govledger.errors import SealError
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.cosignature import (
    VERIFIERS,
    Cosignature,
    CosignatureVerifier,
    cosignatures,
    parse_verifier,
)
from govledger.seal.note import ED25519, Note, Verifier, VerifierKey, check_algorithm, split_vkey
from govledger.seal.strict import decode_decimal

NOBODY = "none"
POLICY_BYTES_MAX = 1_048_576

_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class ListedLog:
    """A log that a policy accepts.

    Attributes:
        key: Its key, whose name is the origin of its checkpoints.
        url: Where it can be reached; empty when that is not said.
    """

    key: VerifierKey
    url: str = ""


@dataclass(frozen=True)
class ListedWitness:
    """A witness that a policy knows.

    Attributes:
        name: Its name in this policy.
        key: Its key, which has a name of its own.
        url: Where it can be reached; empty when that is not said.
    """

    name: str
    key: CosignatureVerifier
    url: str = ""


@dataclass(frozen=True)
class Group:
    """So many of some witnesses and groups.

    Attributes:
        name: Its name in this policy.
        threshold: How many of its members must have cosigned.
        members: The names of its members, defined before it.
    """

    name: str
    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Witnessed:
    """A checkpoint that a policy accepts, and why.

    Attributes:
        checkpoint: The checkpoint.
        cosignatures: The cosignatures of the witnesses that the policy knows, in their order.
        standing: The names, as the policy has them, of the witnesses and groups that stand behind it.
    """

    checkpoint: Checkpoint
    cosignatures: tuple[Cosignature, ...]
    standing: frozenset[str]


@dataclass(frozen=True)
class Policy:
    """Whose signatures a reader asks for; read from text, so that every name is defined.

    Attributes:
        logs: The logs it accepts, any one of which must have signed; empty where the reader knows the log otherwise.
        witnesses: The witnesses it knows.
        groups: The groups it makes of them, each after its members.
        quorum: The name of the witness or group that must have cosigned, or `none`.
    """

    logs: tuple[ListedLog, ...]
    witnesses: tuple[ListedWitness, ...]
    groups: tuple[Group, ...]
    quorum: str

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read a policy.

        Raises:
            SealError: ``data`` is no policy.
        """
        if len(data) > POLICY_BYTES_MAX:
            raise SealError(f"{len(data)} bytes", f"at most {POLICY_BYTES_MAX} bytes", where="policy")
        if bad := _FORBIDDEN.search(data):
            raise SealError(f"byte 0x{bad.group()[0]:02x} at {bad.start()}", "no control character", where="policy")
        *lines, rest = data.decode(errors="surrogateescape").split("\n")
        if rest:
            raise SealError(rest, "a newline at the end", where="policy")
        draft = _Draft()
        for number, line in enumerate(lines, start=1):
            items = line.replace("\t", " ").split(" ")
            draft.read([item for item in items if item], where=f"policy line {number}")
        if draft.quorum is None:
            raise SealError("no quorum", "exactly one quorum line", where="policy")
        return cls(tuple(draft.logs), tuple(draft.witnesses), tuple(draft.groups), draft.quorum)

    def encode(self) -> bytes:
        """The policy as text, without what was a comment."""
        lines = [
            *(["log", log.key.vkey, log.url] for log in self.logs),
            *(["witness", witness.name, witness.key.vkey, witness.url] for witness in self.witnesses),
            *(["group", group.name, _how_many(group), *group.members] for group in self.groups),
            ["quorum", self.quorum],
        ]
        text = "".join(f"{' '.join(items).rstrip(' ')}\n" for items in lines)
        return text.encode(errors="surrogateescape")

    def standing(self, cosigned: Iterable[CosignatureVerifier]) -> frozenset[str]:
        """The names of the witnesses and groups that stand behind what these keys cosigned."""
        logs = {log.key.public for log in self.logs}
        keys = {key for key in cosigned if key.public not in logs}  # A log that cosigns itself stands for nobody else.
        found = {witness.name for witness in self.witnesses if witness.key in keys}
        for group in self.groups:
            if len(found.intersection(group.members)) >= group.threshold:
                found.add(group.name)
        return frozenset(found)

    def open(self, note: bytes | Note, *log: VerifierKey) -> Witnessed:
        """The checkpoint of a note, once a log has signed it and the quorum has cosigned it.

        Args:
            note: The note, or its bytes.
            log: Keys of logs that the reader accepts besides those that the policy lists.

        Raises:
            SealError: The note cannot be read, a known signature fails, no log signed it, or the quorum is not met.
        """
        found = note if isinstance(note, Note) else Note.parse(note)
        checkpoint = Checkpoint.open(found, *log, *(listed.key for listed in self.logs))
        held = cosignatures(found, *(witness.key for witness in self.witnesses))
        standing = self.standing(cosignature.key for cosignature in held)
        if self.quorum not in standing | {NOBODY}:
            told = ", ".join(sorted(standing)) or "nobody"
            raise SealError(f"cosignatures of {told}", f"the quorum {self.quorum}", where="policy")
        return Witnessed(checkpoint, held, standing)


@dataclass
class _Draft:
    """A policy as far as it has been read."""

    logs: list[ListedLog] = field(default_factory=list[ListedLog])
    witnesses: list[ListedWitness] = field(default_factory=list[ListedWitness])
    groups: list[Group] = field(default_factory=list[Group])
    quorum: str | None = None
    free: dict[str, bool] = field(default_factory=dict[str, bool])
    """Every name that is defined, and whether it is still no member of a group."""
    seen_logs: set[bytes] = field(default_factory=set[bytes])
    seen_witnesses: set[bytes] = field(default_factory=set[bytes])

    def read(self, items: Sequence[str], *, where: str) -> None:
        """Read one line."""
        match items:
            case []:
                pass
            case [first, *_] if first.startswith("#"):
                pass
            case ["log", vkey]:
                self.log(vkey, "", where=where)
            case ["log", vkey, url]:
                self.log(vkey, url, where=where)
            case ["witness", name, vkey]:
                self.witness(name, vkey, "", where=where)
            case ["witness", name, vkey, url]:
                self.witness(name, vkey, url, where=where)
            case ["group", name, how_many, *members] if members:
                self.group(name, how_many, tuple(members), where=where)
            case ["quorum", name]:
                self.ask(name, where=where)
            case _:
                raise SealError(" ".join(items), "a log, witness, group or quorum line", where=where)

    def log(self, vkey: str, url: str, *, where: str) -> None:
        """Accept a log."""
        key = parse_log(vkey)
        if key.public in self.seen_logs:
            raise SealError(vkey, "a key that no other log has", where=where)
        self.seen_logs.add(key.public)
        self.logs.append(ListedLog(key, url))

    def witness(self, name: str, vkey: str, url: str, *, where: str) -> None:
        """Know a witness."""
        key = parse_verifier(vkey)
        if key.public in self.seen_witnesses:
            raise SealError(vkey, "a key that no other witness has", where=where)
        self.seen_witnesses.add(key.public)
        self.define(name, where=where)
        self.witnesses.append(ListedWitness(name, key, url))

    def group(self, name: str, how_many: str, members: tuple[str, ...], *, where: str) -> None:
        """Make a group of names that are defined and free; they are not free thereafter."""
        for member in members:
            if not self.free.get(member):
                raise SealError(member, "a witness or group defined above that is in no group yet", where=where)
            self.free[member] = False
        words = {"any": 1, "all": len(members)}
        threshold = words[how_many] if how_many in words else decode_decimal(how_many, where=where)
        if not 1 <= threshold <= len(members):
            raise SealError(threshold, f"from 1 to {len(members)}", where=where)
        self.define(name, where=where)
        self.groups.append(Group(name, threshold, members))

    def ask(self, name: str, *, where: str) -> None:
        """Ask for a quorum, once."""
        if self.quorum is not None:
            raise SealError("another quorum", "exactly one quorum line", where=where)
        if name not in self.free and name != NOBODY:
            raise SealError(name, "a witness or group defined above, or none", where=where)
        self.quorum = name

    def define(self, name: str, *, where: str) -> None:
        """Take a name."""
        if name in self.free or name == NOBODY:
            raise SealError(name, "a name that is not taken", where=where)
        self.free[name] = True


def parse_log(vkey: str) -> VerifierKey:
    """Read the key of a log: of its notes, or of the cosignatures with which a log may sign instead.

    Raises:
        SealError: ``vkey`` is not the key of a log.
    """
    kinds: dict[int, type[VerifierKey]] = {ED25519: Verifier, **VERIFIERS}
    algorithm = split_vkey(vkey)[2]
    check_algorithm(algorithm, kinds)
    return kinds[algorithm].parse(vkey)


def _how_many(group: Group) -> str:
    words = {len(group.members): "all", 1: "any"}
    return words.get(group.threshold, str(group.threshold))
