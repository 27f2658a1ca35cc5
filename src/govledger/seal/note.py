"""Signed notes: a text, and under it one line for every key that signed it.

The format is C2SP signed-note v1.0.0, and that of golang.org/x/mod/sumdb/note::

    <text, in UTF-8, without control characters, ending in a newline>
    <an empty line; the last one in the note>
    — <key name> <base64 of: key id, 4 bytes | signature>
    ...

A key's name is not empty and has neither a space nor a plus. Its id is the first four bytes of SHA-256(name | 0x0A |
algorithm | public key), where the algorithm is one byte. Keys are written as text too::

    <name>+<key id, 8 hexadecimal digits>+<base64 of: algorithm | public key>              a verifier key, or vkey
    PRIVATE+KEY+<name>+<key id, 8 hexadecimal digits>+<base64 of: algorithm | seed>        a signer key, or skey

Here the algorithm is 0x01: Ed25519 (RFC 8032) over the text. A note is believed when some known key signed it and no
known key's signature fails; signatures of unknown keys say nothing, whatever they are.
"""

from __future__ import annotations

import re
import secrets
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import ClassVar, Self, TypeVar

from govledger.errors import SealError
from govledger.seal.crypto import (
    ED25519_PUBLIC_BYTES,
    ED25519_SIGNATURE_BYTES,
    SEED_BYTES,
    ed25519_holds,
    ed25519_public,
    ed25519_sign,
)
from govledger.seal.strict import check_characters, decode_base64, decode_text, encode_base64

ED25519 = 0x01
KEY_ID_BYTES = 4
NOTE_BYTES_MAX = 1_048_576
SIGNATURES_MAX = 100

_DASH = "— "
_PRIVATE = "PRIVATE+KEY+"
_KEY_ID = re.compile(r"[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Signature:
    """One line under a note: who is said to have signed it, and the signature; not yet verified.

    Attributes:
        name: The name of the key.
        key_id: The id of the key, four bytes.
        data: The signature itself.
    """

    name: str
    key_id: bytes
    data: bytes

    @property
    def line(self) -> str:
        """The line, with its newline."""
        return f"{_DASH}{self.name} {encode_base64(self.key_id + self.data)}\n"

    @classmethod
    def parse(cls, line: str) -> Self:
        """Read a line, given without its newline.

        Raises:
            SealError: It is no signature line.
        """
        if not line.startswith(_DASH):
            raise SealError(line, "a line that begins with an em dash and a space", where="signature line")
        name, space, encoded = line.removeprefix(_DASH).partition(" ")
        check_name(name)
        data = decode_base64(encoded, where="signature") if space else b""
        if len(data) <= KEY_ID_BYTES:
            raise SealError(line, "a key id of 4 bytes and a signature, in base64", where="signature line")
        return cls(name, data[:KEY_ID_BYTES], data[KEY_ID_BYTES:])


@dataclass(frozen=True)
class VerifierKey(ABC):
    """A public key with its name, of any algorithm.

    Attributes:
        name: The name of the key.
        public: The public key.
    """

    name: str
    public: bytes

    algorithm: ClassVar[int]
    public_bytes: ClassVar[int]

    def __post_init__(self) -> None:
        check_name(self.name)
        if len(self.public) != self.public_bytes:
            raise SealError(f"{len(self.public)} bytes", f"a key of {self.public_bytes} bytes", where="verifier key")

    @property
    def key_id(self) -> bytes:
        """The four bytes by which a signature names the key."""
        return key_id(self.name, self.algorithm, self.public)

    @property
    def vkey(self) -> str:
        """The key as text."""
        return f"{self.name}+{self.key_id.hex()}+{encode_base64(bytes([self.algorithm]) + self.public)}"

    @classmethod
    def parse(cls, vkey: str) -> Self:
        """Read a key of this algorithm.

        Raises:
            SealError: ``vkey`` is no verifier key, its id is not its own, or it is of another algorithm.
        """
        name, found_id, algorithm, public = split_vkey(vkey)
        check_algorithm(algorithm, (cls.algorithm,))
        key = cls(name, public)
        _check_key_id(found_id, key.key_id, where="verifier key")
        return key

    @abstractmethod
    def holds(self, text: str, signature: bytes) -> bool:
        """Whether this key made this signature of the text."""


K = TypeVar("K", bound=VerifierKey)


@dataclass(frozen=True)
class Verifier(VerifierKey):
    """The public key of a log: Ed25519 over the text of a note."""

    algorithm: ClassVar[int] = ED25519
    public_bytes: ClassVar[int] = ED25519_PUBLIC_BYTES

    def holds(self, text: str, signature: bytes) -> bool:
        """Whether this key made this signature of the text."""
        return len(signature) == ED25519_SIGNATURE_BYTES and ed25519_holds(self.public, text.encode(), signature)


@dataclass(frozen=True)
class SignerKey(ABC):
    """A private key with its name, of any algorithm; it shows neither its seed nor its text when printed.

    Attributes:
        name: The name of the key.
        seed: The private key, 32 bytes.
    """

    name: str
    seed: bytes = field(repr=False)

    algorithm: ClassVar[int]

    def __post_init__(self) -> None:
        check_name(self.name)
        if len(self.seed) != SEED_BYTES:
            raise SealError(f"{len(self.seed)} bytes", f"a seed of {SEED_BYTES} bytes", where="signer key")

    @property
    @abstractmethod
    def verifier(self) -> VerifierKey:
        """The public key that belongs to it."""

    @property
    def skey(self) -> str:
        """The key as text: whoever has it can sign."""
        return (
            f"{_PRIVATE}{self.name}+{self.verifier.key_id.hex()}+{encode_base64(bytes([self.algorithm]) + self.seed)}"
        )

    @classmethod
    def generate(cls, name: str) -> Self:
        """A new key.

        Raises:
            SealError: ``name`` cannot name a key.
        """
        return cls(name, secrets.token_bytes(SEED_BYTES))

    @classmethod
    def parse(cls, skey: str) -> Self:
        """Read a key of this algorithm. What is wrong is told without showing any of the key.

        Raises:
            SealError: ``skey`` is no signer key, its id is not its own, or it is of another algorithm.
        """
        name, found_id, algorithm, seed = split_skey(skey)
        check_algorithm(algorithm, (cls.algorithm,))
        key = cls(name, seed)
        _check_key_id(found_id, key.verifier.key_id, where="signer key")
        return key


@dataclass(frozen=True)
class Signer(SignerKey):
    """The private key of a log: Ed25519 over the text of a note."""

    algorithm: ClassVar[int] = ED25519

    @property
    def verifier(self) -> Verifier:
        """The public key that belongs to it."""
        return Verifier(self.name, ed25519_public(self.seed))

    def sign(self, text: str) -> Signature:
        """The signature of a note's text.

        Raises:
            SealError: ``text`` cannot be the text of a note.
        """
        check_text(text)
        return Signature(self.name, self.verifier.key_id, ed25519_sign(self.seed, text.encode()))


@dataclass(frozen=True, slots=True)
class Note:
    """A text and the signatures under it, as they were found.

    Attributes:
        text: The signed text, with its final newline.
        signatures: The lines under it, in their order; nobody has verified them.
    """

    text: str
    signatures: tuple[Signature, ...]

    @classmethod
    def sign(cls, text: str, *signers: Signer) -> Self:
        """Sign a text with every key given, in that order.

        Raises:
            SealError: ``text`` cannot be the text of a note.
        """
        return cls(text, tuple(signer.sign(text) for signer in signers))

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read a note.

        Raises:
            SealError: ``data`` is not a signed note.
        """
        told = decode_text(data, bytes_max=NOTE_BYTES_MAX, where="note")
        text, separator, signed = told.rpartition("\n\n")
        if not (separator and signed.endswith("\n")):
            raise SealError("another text", "lines, an empty line, and signature lines to the end", where="note")
        lines = signed.removesuffix("\n").split("\n")
        if len(lines) > SIGNATURES_MAX:
            raise SealError(f"{len(lines)} signature lines", f"at most {SIGNATURES_MAX}", where="note")
        return cls(f"{text}\n", tuple(map(Signature.parse, lines)))

    def encode(self) -> bytes:
        """The note as it is kept and sent."""
        return "".join([self.text, "\n", *(signature.line for signature in self.signatures)]).encode()

    def with_signatures(self, *signatures: Signature) -> Self:
        """The same text with further lines; a line that is there already is not repeated."""
        return replace(self, signatures=tuple(dict.fromkeys((*self.signatures, *signatures))))

    def known(self, *keys: K) -> tuple[tuple[Signature, K], ...]:
        """The signatures of known keys, each with its key: all of them hold, and equal lines count once.

        Raises:
            SealError: A known key's signature fails, or two known keys go by one name and id.
        """
        named = by_name_and_id(keys)
        lines = dict.fromkeys(self.signatures)
        found = tuple((line, named[line.name, line.key_id]) for line in lines if (line.name, line.key_id) in named)
        for line, key in found:
            if not key.holds(self.text, line.data):
                raise SealError(f"a signature of {key.name} that fails", "one that holds", where="note")
        return found

    def verify(self, *keys: VerifierKey) -> tuple[Signature, ...]:
        """The signatures of known keys: at least one, and all of them hold.

        Raises:
            SealError: No known key signed, a known key's signature fails, or two known keys go by one name and id.
        """
        found = self.known(*keys)
        if not found:
            raise SealError("no signature of a known key", "at least one", where="note")
        return tuple(line for line, _ in found)


def key_id(name: str, algorithm: int, public: bytes) -> bytes:
    r"""The four bytes by which a signature names a key.

    >>> key_id("PeterNeumann", 1, bytes.fromhex("1a5cd907143c384c41e830c5bce12aa8817ec5649aaabf2c31388b35b2d744d6"))
    b'\xc7O \xa3'
    """
    return sha256(name.encode() + b"\n" + bytes([algorithm]) + public).digest()[:KEY_ID_BYTES]


def by_name_and_id(keys: Iterable[K]) -> dict[tuple[str, bytes], K]:
    """Keys by what a signature names them with; a key given twice is one key.

    Raises:
        SealError: Two keys go by one name and id.
    """
    named: dict[tuple[str, bytes], K] = {}
    for key in keys:
        if named.setdefault((key.name, key.key_id), key) != key:
            raise SealError(f"two keys {key.name}+{key.key_id.hex()}", "one", where="known keys")
    return named


def check_name(name: str) -> None:
    """Check that a text can name a key.

    Raises:
        SealError: It is empty, or holds a space, a plus or a control character.
    """
    if not name or "+" in name or any(character.isspace() for character in name):
        raise SealError(name, "a name without spaces or plus", where="key name")
    check_characters(name, where="key name")


def check_text(text: str) -> None:
    """Check that a text can be signed.

    Raises:
        SealError: It does not end in a newline, or holds a control character.
    """
    check_characters(text, where="note")
    if not text.endswith("\n"):
        raise SealError(text, "a text that ends in a newline", where="note")


def check_algorithm(found: int, known: Iterable[int]) -> None:
    """Check that a key is of an algorithm that is known where it is used.

    Raises:
        SealError: It is not.
    """
    expected = tuple(known)
    if found not in expected:
        told = " or ".join(f"0x{algorithm:02x}" for algorithm in expected)
        raise SealError(f"algorithm 0x{found:02x}", told, where="key")


def split_vkey(vkey: str) -> tuple[str, bytes, int, bytes]:
    """The name, key id, algorithm and key of a key's text; the id is not yet checked.

    Raises:
        SealError: ``vkey`` is not of that form.
    """
    name, _, rest = vkey.partition("+")
    told_id, _, encoded = rest.partition("+")
    check_name(name)
    if not _KEY_ID.fullmatch(told_id):
        raise SealError(told_id, "8 hexadecimal digits", where="key id")
    key = decode_base64(encoded, where="key")
    if not key:
        raise SealError("nothing", "an algorithm and a key", where="key")
    return name, bytes.fromhex(told_id), key[0], key[1:]


def split_skey(skey: str) -> tuple[str, bytes, int, bytes]:
    """The name, key id, algorithm and seed of a private key's text; the id is not yet checked.

    Raises:
        SealError: ``skey`` is not of that form; the error shows none of it.
    """
    if not skey.startswith(_PRIVATE):
        raise SealError("another text", f"a text that begins with {_PRIVATE}", where="signer key")
    try:
        return split_vkey(skey.removeprefix(_PRIVATE))
    except SealError as bad:
        expected = bad.expected
    # Raised here, so that the error which shows the key does not hang from the one which does not.
    raise SealError("a damaged key", expected, where="signer key")


def _check_key_id(found: bytes, expected: bytes, *, where: str) -> None:
    if found != expected:
        raise SealError(f"key id {found.hex()}", f"{expected.hex()}, which belongs to this name and key", where=where)
