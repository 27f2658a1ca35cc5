"""An authority for timestamps (RFC 3161) that says whatever time it is told; its keys are made anew every time."""

from __future__ import annotations

import datetime as dt
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from govledger.seal.checkpoint import Checkpoint

SHA256, ECDSA = "2.16.840.1.101.3.4.2.1", "1.2.840.10045.4.3.2"
SIGNED, INFO = "1.2.840.113549.1.7.2", "1.2.840.113549.1.9.16.1.4"
TYPE, DIGEST, SIGNER = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4", "1.2.840.113549.1.9.16.2.47"
POLICY = "1.2.3.4.1"
BEGAN, ENDS = dt.datetime(2010, 1, 1, tzinfo=dt.UTC), dt.datetime(2060, 1, 1, tzinfo=dt.UTC)


class Authority:
    """An authority with a root of its own.

    Attributes:
        certificates: Its root, in PEM: what a reader trusts it by.
        name: What it calls itself.
    """

    def __init__(self, name: str = "clock") -> None:
        root_key, self._key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        self._root, self.name = _named(f"{name} root"), f"CN={name}"
        authority = x509.BasicConstraints(ca=True, path_length=None)
        root = _certificate(self._root, self._root, root_key).add_extension(authority, critical=True)
        use = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        own = _certificate(_named(name), self._root, self._key).add_extension(use, critical=True)
        self._own = own.sign(root_key, hashes.SHA256())
        pem = serialization.Encoding.PEM
        self.certificates = root.sign(root_key, hashes.SHA256()).public_bytes(pem)
        self._serial = 0

    def stamp(self, checkpoint: Checkpoint, time: dt.datetime, *, accuracy: int | None = None) -> bytes:
        """Say that a checkpoint was there at a time, exact to so many seconds."""
        return self._answer(sha256(checkpoint.encode().encode()).digest(), time, accuracy)

    def answer(self, request: bytes) -> bytes:
        """Answer a request, now."""
        at = request.index(b"\x04\x20") + 2
        return self._answer(request[at : at + 32], dt.datetime.now(dt.UTC), None)

    def _answer(self, digest: bytes, time: dt.datetime, accuracy: int | None) -> bytes:
        self._serial += 1
        info = _sequence(
            _integer(1),
            _oid(POLICY),
            _sequence(_algorithm(SHA256), _tlv(0x04, digest)),
            _integer(self._serial),
            _tlv(0x18, f"{time:%Y%m%d%H%M%SZ}".encode()),
            *([] if accuracy is None else [_sequence(_integer(accuracy))]),
        )
        encoded = self._own.public_bytes(serialization.Encoding.DER)
        attributes = b"".join(
            sorted(
                [
                    _attribute(TYPE, _oid(INFO)),
                    _attribute(DIGEST, _tlv(0x04, sha256(info).digest())),
                    _attribute(SIGNER, _sequence(_sequence(_sequence(_tlv(0x04, sha256(encoded).digest()))))),
                ]
            )
        )
        signer = _sequence(
            _integer(1),
            _sequence(self._root.public_bytes(), _integer(self._own.serial_number)),
            _algorithm(SHA256),
            _tlv(0xA0, attributes),
            _algorithm(ECDSA),
            _tlv(0x04, self._key.sign(_tlv(0x31, attributes), ec.ECDSA(hashes.SHA256()))),
        )
        signed = _sequence(
            _integer(3),
            _tlv(0x31, _algorithm(SHA256)),
            _sequence(_oid(INFO), _tlv(0xA0, _tlv(0x04, info))),
            _tlv(0xA0, encoded),
            _tlv(0x31, signer),
        )
        return _sequence(_sequence(_integer(0)), _sequence(_oid(SIGNED), _tlv(0xA0, signed)))


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _certificate(name: x509.Name, by: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(by).public_key(key.public_key())
    return builder.serial_number(x509.random_serial_number()).not_valid_before(BEGAN).not_valid_after(ENDS)


def _tlv(tag: int, *parts: bytes) -> bytes:
    """A value after its tag and its length (X.690)."""
    content = b"".join(parts)
    if len(content) < 0x80:
        return bytes([tag, len(content)]) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(length)]) + length + content


def _sequence(*parts: bytes) -> bytes:
    return _tlv(0x30, *parts)


def _integer(value: int) -> bytes:
    return _tlv(0x02, value.to_bytes(value.bit_length() // 8 + 1))


def _oid(dotted: str) -> bytes:
    first, second, *rest = map(int, dotted.split("."))
    held = bytearray()
    for part in (40 * first + second, *rest):
        digits = [part & 0x7F]
        while part := part >> 7:
            digits.append(0x80 | (part & 0x7F))
        held += bytes(reversed(digits))
    return _tlv(0x06, bytes(held))


def _algorithm(dotted: str) -> bytes:
    return _sequence(_oid(dotted))


def _attribute(kind: str, value: bytes) -> bytes:
    return _sequence(_oid(kind), _tlv(0x31, value))
