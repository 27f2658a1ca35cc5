"""Asking a witness over HTTP to cosign a checkpoint: C2SP tlog-witness, by the standard library's client.

Nothing here is called unless somebody asks for it, with the address of the witness.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from http.client import HTTPConnection, HTTPException, HTTPSConnection, RemoteDisconnected
from urllib.parse import urlsplit

from govledger.errors import SealError
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.cosignature import CosignatureVerifier
from govledger.seal.note import NOTE_BYTES_MAX, Note
from govledger.seal.strict import decode_decimal
from govledger.seal.witness import CONFLICT, OK, SIZE, TEXT, AddCheckpoint, Answer, parse_answer

SECONDS_MAX = 30.0

Prove = Callable[[int, int], Sequence[bytes]]
"""The consistency proof from one size to another, such as `Ledger.consistency`."""


def ask_witness(
    url: str,
    note: bytes,
    prove: Prove,
    *,
    witness: Sequence[CosignatureVerifier],
    old: int = 0,
    seconds: float = SECONDS_MAX,
) -> Note:
    """A checkpoint with a witness's cosignature under it.

    Where the witness is at another size than ``old``, it says so, and is asked once more from there.

    Args:
        url: Where the witness is, without ``/add-checkpoint``: ``http`` or ``https``.
        note: The signed note of the checkpoint.
        prove: Gives the consistency proof from the witness's size to the checkpoint's.
        witness: The keys that the witness is known by; what it answers is verified with them.
        old: The size that it is thought to have cosigned last; 0 for none.
        seconds: How long each answer may be waited for.

    Raises:
        SealError: The witness refuses, or what it answers is not its cosignature of this checkpoint.
        OSError: It cannot be reached.
    """
    asked = Note.parse(note)
    size = Checkpoint.parse(asked.text).size
    answer = _ask(url, asked, prove, old=old, size=size, seconds=seconds)
    if answer.status == CONFLICT and answer.content_type == SIZE:
        old = decode_decimal(answer.body.decode("ascii", "replace").removesuffix("\n"), where=url)
        answer = _ask(url, asked, prove, old=old, size=size, seconds=seconds)
    if answer.status != OK:
        told = answer.body.decode("utf-8", "replace").strip()
        raise SealError(f"{answer.status}: {told}", "a cosignature", where=url)
    lines = parse_answer(answer.body)
    found = Note(asked.text, lines).known(*witness)
    if not found:
        raise SealError(" and ".join(line.name for line in lines), "the signature of a known witness", where=url)
    return asked.with_signatures(*(line for line, _ in found))


def _ask(url: str, note: Note, prove: Prove, *, old: int, size: int, seconds: float) -> Answer:
    if old > size:
        raise SealError(f"a witness at size {old}", f"one that is not past {size}", where=url)
    return submit(url, AddCheckpoint(old, tuple(prove(old, size)), note), seconds=seconds)


def submit(url: str, request: AddCheckpoint, *, seconds: float = SECONDS_MAX) -> Answer:
    """What a witness answers to a request, whatever it is.

    Raises:
        SealError: ``url`` is none, or what answers there speaks no HTTP, or says more than a witness can.
        OSError: Nobody can be reached there, or whoever was there hung up.
    """
    connection, path = _connection(url, seconds)
    try:
        connection.request("POST", path, request.encode(), {"Content-Type": TEXT})
        answer = connection.getresponse()
        body = answer.read(NOTE_BYTES_MAX + 1)
    except RemoteDisconnected:  # An OSError, and an HTTPException too.
        raise
    except HTTPException as bad:
        raise SealError(str(bad) or type(bad).__name__, "an answer over HTTP", where=url) from None
    finally:
        connection.close()
    if len(body) > NOTE_BYTES_MAX:
        raise SealError("a longer answer", f"at most {NOTE_BYTES_MAX} bytes", where=url)
    return Answer(answer.status, body, answer.headers.get("Content-Type", ""))


def _connection(url: str, seconds: float) -> tuple[HTTPConnection, str]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise SealError(url, "an address such as https://witness.example", where="witness") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise SealError(url, "an address such as https://witness.example", where="witness")
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    return kind(parts.hostname, port, timeout=seconds), f"{parts.path.rstrip('/')}/add-checkpoint"
