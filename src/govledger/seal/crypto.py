"""The signatures that the seal rests on, Ed25519 (RFC 8032) and ML-DSA-44 (FIPS 204), as bytes in and bytes out.

The only module that knows the package `cryptography`, which it imports when something is first signed or verified: the
extra ``seal`` installs it. A private key is its seed of 32 bytes; an Ed25519 public key has 32 bytes and its signature
64, an ML-DSA-44 public key 1,312 and its signature 2,420. ML-DSA is pure, without a context.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from govledger.errors import CryptographyMissingError

SEED_BYTES = 32
ED25519_PUBLIC_BYTES = 32
ED25519_SIGNATURE_BYTES = 64
MLDSA44_PUBLIC_BYTES = 1_312
MLDSA44_SIGNATURE_BYTES = 2_420

NO_EXTRA = "signing and verifying need the extra `seal`: pip install 'govledger[seal]'"
NO_MLDSA44 = "the `cryptography` installed here has no ML-DSA-44: such a signature can be neither made nor checked"


def ed25519_public(seed: bytes) -> bytes:
    """The public key of a private one.

    Raises:
        CryptographyMissingError: The extra `seal` is not installed.
    """
    with _installed():
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def ed25519_sign(seed: bytes, message: bytes) -> bytes:
    """The signature of a message; always the same for the same key and message.

    Raises:
        CryptographyMissingError: The extra `seal` is not installed.
    """
    with _installed():
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    return Ed25519PrivateKey.from_private_bytes(seed).sign(message)


def ed25519_holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature is that key's, of that message.

    Raises:
        CryptographyMissingError: The extra `seal` is not installed.
    """
    with _installed():
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def mldsa44_available() -> bool:
    """Whether the `cryptography` installed here, and what it is built on, knows ML-DSA-44."""
    try:
        mldsa44_public(bytes(SEED_BYTES))
    except CryptographyMissingError:
        return False
    return True


def mldsa44_public(seed: bytes) -> bytes:
    """The public key of a private one.

    Raises:
        CryptographyMissingError: ML-DSA-44 is not to be had here.
    """
    with _installed():
        from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

        return MLDSA44PrivateKey.from_seed_bytes(seed).public_key().public_bytes_raw()


def mldsa44_sign(seed: bytes, message: bytes) -> bytes:
    """A signature of a message; another one each time.

    Raises:
        CryptographyMissingError: ML-DSA-44 is not to be had here.
    """
    with _installed():
        from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

        return MLDSA44PrivateKey.from_seed_bytes(seed).sign(message)


def mldsa44_holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature is that key's, of that message.

    Raises:
        CryptographyMissingError: ML-DSA-44 is not to be had here.
    """
    with _installed():
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

        try:
            MLDSA44PublicKey.from_public_bytes(public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@contextmanager
def _installed() -> Generator[None]:
    """Say what is missing, and which extra brings it, rather than which import failed."""
    try:
        from cryptography.exceptions import UnsupportedAlgorithm
    except ModuleNotFoundError as missing:
        raise CryptographyMissingError(NO_EXTRA) from missing
    try:
        yield
    except (ModuleNotFoundError, UnsupportedAlgorithm) as missing:
        raise CryptographyMissingError(NO_MLDSA44) from missing
