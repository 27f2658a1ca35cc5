r"""Cosignatures: what a witness signs to say that, at a time, this was the newest checkpoint it knew of a log.

The format is C2SP tlog-cosignature v1.1: a signature line under the checkpoint, whose signature is::

    time: seconds since 1970, 8 bytes, big-endian | signature

The algorithm of the key says what was signed. 0x04 is Ed25519 over this text::

    cosignature/v1
    time <time, in decimal>
    <the checkpoint, three lines>

and 0x06 is ML-DSA-44 (FIPS 204), which needs a `cryptography` that has it, over these bytes, numbers big-endian::

    "subtree/v1\n\0" | length of the key's name, 1 byte | name | time, 8 bytes
    | length of the origin, 1 byte | origin | 0, 8 bytes | size, 8 bytes | root, 32 bytes

A time of 0 says nothing of when, nor that the checkpoint was the newest. It still says that the tree is consistent with
every other that the witness saw of the log, and so counts wherever a policy asks for the witness.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from govledger.errors import SealError
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.crypto import (
    ED25519_PUBLIC_BYTES,
    ED25519_SIGNATURE_BYTES,
    MLDSA44_PUBLIC_BYTES,
    MLDSA44_SIGNATURE_BYTES,
    ed25519_holds,
    ed25519_public,
    ed25519_sign,
    mldsa44_holds,
    mldsa44_public,
    mldsa44_sign,
)
from govledger.seal.note import (
    Note,
    Signature,
    SignerKey,
    VerifierKey,
    check_algorithm,
    split_skey,
    split_vkey,
)
from govledger.seal.tree import SIZE_MAX

ED25519_COSIGNATURE = 0x04
MLDSA44_COSIGNATURE = 0x06
TIME_BYTES = 8
NAME_BYTES_MAX = 255

_LABEL = b"subtree/v1\n\x00"


@dataclass(frozen=True, slots=True)
class Cosignature:
    """A cosignature that holds.

    Attributes:
        key: The key that made it.
        time: When the witness says it made it, in seconds since 1970; None when it does not say.
    """

    key: CosignatureVerifier
    time: int | None


@dataclass(frozen=True)
class CosignatureVerifier(VerifierKey):
    """The public key of a witness, of either algorithm."""

    signature_bytes: ClassVar[int]

    def holds(self, text: str, signature: bytes) -> bool:
        """Whether this key made this cosignature of the text of a checkpoint."""
        time, signed = int.from_bytes(signature[:TIME_BYTES]), signature[TIME_BYTES:]
        if len(signed) != self.signature_bytes or time > SIZE_MAX:
            return False
        try:
            message = self.message(text, time=time)
        except SealError:
            return False
        return self.signed(message, signed)

    @abstractmethod
    def message(self, text: str, *, time: int) -> bytes:
        """The bytes that a cosignature of this algorithm signs.

        Raises:
            SealError: ``text`` is no checkpoint that it can sign.
        """

    @abstractmethod
    def signed(self, message: bytes, signature: bytes) -> bool:
        """Whether this key made the signature, without its time, of a message."""


@dataclass(frozen=True)
class Ed25519CosignatureVerifier(CosignatureVerifier):
    """The public key of a witness that cosigns with Ed25519."""

    algorithm: ClassVar[int] = ED25519_COSIGNATURE
    public_bytes: ClassVar[int] = ED25519_PUBLIC_BYTES
    signature_bytes: ClassVar[int] = ED25519_SIGNATURE_BYTES

    def message(self, text: str, *, time: int) -> bytes:
        """The text that is signed; it names neither the witness nor its key."""
        return f"cosignature/v1\ntime {time}\n{text}".encode()

    def signed(self, message: bytes, signature: bytes) -> bool:
        """Whether this key made the signature of a message."""
        return ed25519_holds(self.public, message, signature)


@dataclass(frozen=True)
class MLDSA44CosignatureVerifier(CosignatureVerifier):
    """The public key of a witness that cosigns with ML-DSA-44."""

    algorithm: ClassVar[int] = MLDSA44_COSIGNATURE
    public_bytes: ClassVar[int] = MLDSA44_PUBLIC_BYTES
    signature_bytes: ClassVar[int] = MLDSA44_SIGNATURE_BYTES

    def message(self, text: str, *, time: int) -> bytes:
        """The structure that is signed, of the whole tree: it names the witness, and the log by its origin."""
        checkpoint = Checkpoint.parse(text)
        named = _short(self.name), time.to_bytes(TIME_BYTES), _short(checkpoint.origin)
        return b"".join((_LABEL, *named, bytes(8), checkpoint.size.to_bytes(8), checkpoint.root))

    def signed(self, message: bytes, signature: bytes) -> bool:
        """Whether this key made the signature of a message."""
        return mldsa44_holds(self.public, message, signature)


@dataclass(frozen=True)
class CosignatureSigner(SignerKey):
    """The private key of a witness, of either algorithm."""

    @property
    @abstractmethod
    def verifier(self) -> CosignatureVerifier:
        """The public key that belongs to it."""

    def cosign(self, checkpoint: Checkpoint, *, time: int) -> Signature:
        """The line by which the witness says that, at ``time``, this was the newest checkpoint it knew.

        Args:
            checkpoint: The checkpoint, whose note the caller has verified and found consistent with all before.
            time: Seconds since 1970.

        Raises:
            SealError: ``time`` is none, or a name is too long for the algorithm.
        """
        if not 0 < time <= SIZE_MAX:
            raise SealError(time, "seconds since 1970", where="time")
        verifier = self.verifier
        signed = self.signed(verifier.message(checkpoint.encode(), time=time))
        return Signature(self.name, verifier.key_id, time.to_bytes(TIME_BYTES) + signed)

    @abstractmethod
    def signed(self, message: bytes) -> bytes:
        """The signature of a message."""


@dataclass(frozen=True)
class Ed25519CosignatureSigner(CosignatureSigner):
    """The private key of a witness that cosigns with Ed25519."""

    algorithm: ClassVar[int] = ED25519_COSIGNATURE

    @property
    def verifier(self) -> Ed25519CosignatureVerifier:
        """The public key that belongs to it."""
        return Ed25519CosignatureVerifier(self.name, ed25519_public(self.seed))

    def signed(self, message: bytes) -> bytes:
        """The signature of a message."""
        return ed25519_sign(self.seed, message)


@dataclass(frozen=True)
class MLDSA44CosignatureSigner(CosignatureSigner):
    """The private key of a witness that cosigns with ML-DSA-44."""

    algorithm: ClassVar[int] = MLDSA44_COSIGNATURE

    @property
    def verifier(self) -> MLDSA44CosignatureVerifier:
        """The public key that belongs to it."""
        return MLDSA44CosignatureVerifier(self.name, mldsa44_public(self.seed))

    def signed(self, message: bytes) -> bytes:
        """The signature of a message."""
        return mldsa44_sign(self.seed, message)


VERIFIERS: dict[int, type[CosignatureVerifier]] = {
    kind.algorithm: kind for kind in (Ed25519CosignatureVerifier, MLDSA44CosignatureVerifier)
}
SIGNERS: dict[int, type[CosignatureSigner]] = {
    kind.algorithm: kind for kind in (Ed25519CosignatureSigner, MLDSA44CosignatureSigner)
}


def parse_verifier(vkey: str) -> CosignatureVerifier:
    """Read the public key of a witness, of either algorithm.

    Raises:
        SealError: ``vkey`` is not the key of a witness.
    """
    algorithm = split_vkey(vkey)[2]
    check_algorithm(algorithm, VERIFIERS)
    return VERIFIERS[algorithm].parse(vkey)


def parse_signer(skey: str) -> CosignatureSigner:
    """Read the private key of a witness, of either algorithm.

    Raises:
        SealError: ``skey`` is not the private key of a witness.
    """
    algorithm = split_skey(skey)[2]
    check_algorithm(algorithm, SIGNERS)
    return SIGNERS[algorithm].parse(skey)


def cosignatures(note: Note, *known: CosignatureVerifier) -> tuple[Cosignature, ...]:
    """The cosignatures under a note that known witnesses made, in their order; none is an answer too.

    Raises:
        SealError: A known witness's cosignature fails, or two known keys go by one name and id.
    """
    return tuple(Cosignature(key, time_of(line)) for line, key in note.known(*known))


def time_of(signature: Signature) -> int | None:
    """When a cosignature says it was made, in seconds since 1970; None when it does not say. Not yet verified.

    Raises:
        SealError: The signature is not of a cosignature's length.
    """
    expected = {kind.signature_bytes + TIME_BYTES for kind in VERIFIERS.values()}
    if len(signature.data) not in expected:
        raise SealError(f"{len(signature.data)} bytes", "a cosignature of 72 or 2428", where="cosignature")
    time = int.from_bytes(signature.data[:TIME_BYTES])
    if time > SIZE_MAX:
        raise SealError(time, f"seconds since 1970, at most {SIZE_MAX}", where="time")
    return time or None


def _short(text: str) -> bytes:
    """A text after its length in one byte."""
    data = text.encode()
    if len(data) > NAME_BYTES_MAX:
        raise SealError(f"{len(data)} bytes", f"a name of at most {NAME_BYTES_MAX}", where="cosignature")
    return bytes([len(data)]) + data
