r"""Witnesses: who is asked to cosign a checkpoint, and cosigns it only if the log kept to one history.

The conversation is the `add-checkpoint` of C2SP tlog-witness, whether it goes by HTTP, by e-mail or on a USB stick. A
request is::

    old <size of the checkpoint that the witness cosigned last, in decimal; 0 for none>
    <base64: a hash of the consistency proof from there>        at most 63 lines
    ...
    <an empty line>
    <the signed note of the checkpoint>

and an answer is a status with a body::

    200    the witness's signature lines, to be put under the checkpoint
    400    the request cannot be read, or `old` is larger than the checkpoint
    403    no known key of the log signed the checkpoint, or one that did signed something else
    404    the witness knows no log of that name
    409    `old` is not where the witness is: "<its size>\n", as text/x.tlog.size; or of that size it knows another root
    422    the consistency proof does not hold

A witness remembers one checkpoint for every log. What it must refuse although the log signed it, it keeps: it may be
half of a fork.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from govledger.errors import SealError
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.cosignature import CosignatureSigner
from govledger.seal.note import NOTE_BYTES_MAX, Note, Signature, VerifierKey
from govledger.seal.strict import decode_decimal, decode_hash, decode_text, encode_base64
from govledger.seal.tree import check_consistency, empty_root

HASHES_MAX = 63
REQUEST_BYTES_MAX = NOTE_BYTES_MAX + 4_096

OK, BAD_REQUEST, FORBIDDEN, NOT_FOUND, CONFLICT, UNPROCESSABLE = 200, 400, 403, 404, 409, 422
TEXT, SIZE = "text/plain; charset=utf-8", "text/x.tlog.size"

_WHERE = "add-checkpoint"


@dataclass(frozen=True)
class AddCheckpoint:
    """A request to cosign a checkpoint.

    Attributes:
        old: The size of the checkpoint that the witness is thought to have cosigned last; 0 for none.
        proof: The consistency proof from there to the checkpoint.
        note: The note of the checkpoint.
    """

    old: int
    proof: tuple[bytes, ...]
    note: Note

    @classmethod
    def parse(cls, body: bytes) -> Self:
        """Read the body of a request.

        Raises:
            SealError: ``body`` is no request.
        """
        text = decode_text(body, bytes_max=REQUEST_BYTES_MAX, where=_WHERE)
        head, _, note = text.partition("\n\n")
        first, *lines = head.split("\n")
        if not first.startswith("old "):
            raise SealError(first, "a line that begins with 'old'", where=_WHERE)
        if len(lines) > HASHES_MAX:
            raise SealError(f"{len(lines)} hashes", f"at most {HASHES_MAX}", where=_WHERE)
        old = decode_decimal(first.removeprefix("old "), where=_WHERE)
        return cls(old, tuple(decode_hash(line, where=_WHERE) for line in lines), Note.parse(note.encode()))

    def encode(self) -> bytes:
        """The body of the request."""
        lines = [f"old {self.old}", *map(encode_base64, self.proof)]
        return "".join(f"{line}\n" for line in lines).encode() + b"\n" + self.note.encode()


@dataclass(frozen=True)
class Answer:
    """What a witness answers.

    Attributes:
        status: An HTTP status.
        body: The body that goes with it.
        content_type: What the body is.
    """

    status: int
    body: bytes
    content_type: str = TEXT


@dataclass(frozen=True)
class Evidence:
    """A checkpoint that a log signed and a witness refused, beside the one it knew.

    Of equal sizes the two are a fork as they stand; of two sizes they are one only if no proof can be given.

    Attributes:
        known: The note of the checkpoint that the witness had cosigned.
        refused: The request that it refused.
    """

    known: Note
    refused: AddCheckpoint


@dataclass
class Witness:
    """A witness: its keys, the logs it knows, and what it remembers of each.

    It must answer one request at a time, and ``remember`` must have put the note where it outlives the witness before
    it returns; or the witness might cosign a history and forget it.

    Attributes:
        signers: The keys with which it cosigns, each of which does.
        logs: The keys of every log it knows, by the log's name.
        remember: Called with the name and the note of a checkpoint before its cosignature is given away.
        known: The note of the checkpoint that it cosigned last, by the log's name.
        evidence: What it refused although the log signed it.
    """

    signers: Sequence[CosignatureSigner]
    logs: Mapping[str, Sequence[VerifierKey]]
    remember: Callable[[str, Note], object] = lambda _origin, _note: None
    known: dict[str, Note] = field(default_factory=dict[str, Note])
    evidence: list[Evidence] = field(default_factory=list[Evidence])

    def __post_init__(self) -> None:
        if not self.signers:
            raise SealError("no key", "at least one to cosign with", where="witness")

    def add_checkpoint(self, body: bytes, *, time: int) -> Answer:
        """Answer a request.

        Args:
            body: The body of the request; whatever it is, there is an answer.
            time: The time by the witness's clock, in seconds since 1970.
        """
        try:
            request = AddCheckpoint.parse(body)
            offered = Checkpoint.parse(request.note.text)
        except SealError as bad:
            return _refuse(BAD_REQUEST, bad)
        if offered.origin not in self.logs:
            return _refuse(NOT_FOUND, SealError(offered.origin, "a log that this witness knows", where="origin"))
        try:
            signed = request.note.verify(*self.logs[offered.origin])
        except SealError as bad:
            return _refuse(FORBIDDEN, bad)
        # Anybody could have put further lines under the note; what is remembered is what the log signed.
        return self._judge(replace(request, note=Note(request.note.text, signed)), offered, time=time)

    def head(self, origin: str) -> Checkpoint | None:
        """The checkpoint of a log that the witness cosigned last; none if it never did."""
        return Checkpoint.parse(self.known[origin].text) if origin in self.known else None

    def _judge(self, request: AddCheckpoint, offered: Checkpoint, *, time: int) -> Answer:
        """Answer a request whose checkpoint the log did sign."""
        head = self.head(offered.origin)
        size, forked = (head.size, head.size == offered.size and head.root != offered.root) if head else (0, False)
        if forked:
            self._keep(request, offered)
        if request.old > offered.size:
            return _refuse(BAD_REQUEST, SealError(request.old, f"at most {offered.size}", where="old"))
        if request.old != size:
            return Answer(CONFLICT, f"{size}\n".encode(), SIZE)
        try:
            check_consistency(size, offered.size, request.proof, head.root if head else empty_root(), offered.root)
        except SealError as bad:
            self._keep(request, offered)
            return _refuse(CONFLICT if forked else UNPROCESSABLE, bad)
        return self._cosign(request.note, offered, time=time)

    def _cosign(self, note: Note, offered: Checkpoint, *, time: int) -> Answer:
        lines = [signer.cosign(offered, time=time).line for signer in self.signers]
        self.remember(offered.origin, note)
        self.known[offered.origin] = note
        return Answer(OK, "".join(lines).encode())

    def _keep(self, request: AddCheckpoint, offered: Checkpoint) -> None:
        """Keep what was refused, where there is something to hold it against; the same once, whatever the proof."""
        known = self.known.get(offered.origin)
        kept = [(found.known.text, found.refused.note.text) for found in self.evidence]
        if known is not None and (known.text, request.note.text) not in kept:
            self.evidence.append(Evidence(known, request))


def parse_answer(body: bytes) -> tuple[Signature, ...]:
    """The signature lines of an answer of status 200, to be put under the checkpoint and verified there.

    Raises:
        SealError: ``body`` is not one or more signature lines.
    """
    text = decode_text(body, bytes_max=NOTE_BYTES_MAX, where="answer")
    *lines, rest = text.split("\n")
    if rest or not lines:
        raise SealError(rest, "signature lines to the end", where="answer")
    return tuple(map(Signature.parse, lines))


def _refuse(status: int, reason: SealError) -> Answer:
    return Answer(status, f"{reason}\n".encode())
