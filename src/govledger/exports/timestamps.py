"""Timestamps by RFC 3161: what an authority outside says of when a checkpoint was there.

A request is a TimeStampReq in DER, made here and sent by whoever asks, by their own means; nothing here calls the
network. The authority answers with a TimeStampResp, which is kept as ``tsa/<size>.tsr`` beside the checkpoint. Both are
over the three lines of the checkpoint and not over its signatures, so that the answer still holds when a witness has
put a line under it: that root, and so every entry below it, was there at that time.

The package `rfc3161-client` reads and verifies answers; the extra ``timestamps`` installs it. It is imported when it is
first needed. Whether an authority had revoked its certificate is not asked: that would need the network.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

import attrs

from govledger.errors import CryptographyMissingError, SealError
from govledger.ledger.clock import shifted
from govledger.ledger.sightings import Sighting
from govledger.seal.checkpoint import Checkpoint

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import Accuracy, TimeStampResponse

RESPONSE_BYTES_MAX = 65_536
CERTIFICATES_BYTES_MAX = 1_048_576
REQUEST_TYPE, RESPONSE_TYPE = "application/timestamp-query", "application/timestamp-reply"

NO_EXTRA = "timestamps need the extra `timestamps`: pip install 'govledger[timestamps]'"

WHERE = "timestamp"
"""Where an error says that it is, when the answer is what does not hold."""

_GRANTED = 0
_CERTIFICATES, _CERTIFICATES_TAG = 3, 0xA0
"""Which part of SignedData (RFC 5652 section 5.1) the certificates are, where there are any."""
_LONG_LENGTH = 0x80
"""From here on, the byte after a tag says how many bytes the length itself takes (X.690 section 8.1.3)."""

_REASON = re.compile(r'(?:reason: "|data: "Verify error: )([^"]+)"')


@attrs.frozen(kw_only=True)
class Timestamp:
    """What an authority says of a checkpoint, once its signature is seen to hold.

    Attributes:
        time: When it was put before the authority, UTC.
        accuracy: By how much ``time`` may be wrong, in either direction; None where the authority does not say.
        policy: Under which of its policies the authority answered, an object identifier in dotted decimals.
        serial: The number that the authority gave to the answer.
        authority: Whom the certificate that signed it names.
    """

    time: dt.datetime
    accuracy: dt.timedelta | None
    policy: str
    serial: int
    authority: str

    @property
    def earliest(self) -> dt.datetime:
        """The earliest time at which it can have been put before the authority."""
        return shifted(self.time, -(self.accuracy or dt.timedelta()))

    @property
    def latest(self) -> dt.datetime:
        """The latest time at which it can have been put before the authority."""
        return shifted(self.time, self.accuracy or dt.timedelta())

    def sighting(self, size: int) -> Sighting:
        """That the authority saw the checkpoint of so many entries, and when that can have been."""
        return Sighting(size=size, by=self.authority, earliest=self.earliest, latest=self.latest)


def request_timestamp(checkpoint: Checkpoint) -> bytes:
    """What to send to an authority, as ``application/timestamp-query``: a TimeStampReq over SHA-256, with a nonce.

    Raises:
        CryptographyMissingError: The extra `timestamps` is not installed.
    """
    _check_installed()
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    builder = TimestampRequestBuilder().data(checkpoint.encode().encode()).hash_algorithm(HashAlgorithm.SHA256)
    return builder.cert_request(cert_request=True).build().as_bytes()


def check_timestamp(response: bytes, checkpoint: Checkpoint, *, certificates: bytes) -> Timestamp:
    """What an authority says of when a checkpoint was there.

    The certificates must have been valid at the time that the answer gives; they may have run out since.

    Args:
        response: The answer, a TimeStampResp in DER.
        checkpoint: The checkpoint that it is said to be of.
        certificates: Whom to trust, in PEM: the root of the authority, and what else leads to it. Where the authority's
            own certificate is among them, no other one's answer is taken.

    Raises:
        SealError: The answer is none, of something else, or of nobody who is trusted; hostile input raises
            nothing else.
        CryptographyMissingError: The extra `timestamps` is not installed.
    """
    return check_message(response, checkpoint.encode().encode(), certificates=certificates)


def check_message(response: bytes, message: bytes, *, certificates: bytes) -> Timestamp:
    """What an authority says of when any bytes were there; `check_timestamp` is this for a checkpoint.

    Raises:
        SealError: The answer is none, of something else, or of nobody who is trusted.
        CryptographyMissingError: The extra `timestamps` is not installed.
    """
    _check_installed()
    if len(response) > RESPONSE_BYTES_MAX:
        raise SealError(f"{len(response)} bytes", f"at most {RESPONSE_BYTES_MAX} bytes", where=WHERE)
    trusted = _read_certificates(certificates)
    try:
        return _check(response, message, trusted)
    except SealError:
        raise
    except Exception as bad:  # noqa: BLE001 - what the packages beneath make of hostile bytes has no common class
        raise SealError(_why(bad), "an answer that holds, by an authority that is trusted", where=WHERE) from None


def _check(response: bytes, message: bytes, trusted: Sequence[Certificate]) -> Timestamp:
    """What the answer says, where it holds; the packages beneath raise whatever they raise."""
    from rfc3161_client import VerifierBuilder, decode_timestamp_response

    answer = decode_timestamp_response(in_order(response))
    if answer.status != _GRANTED:
        told = "; ".join(answer.status_string) or f"status {answer.status}"
        raise SealError(f"a refusal: {told}", "a timestamp that was granted", where=WHERE)
    roots = [held for held in trusted if held.issuer == held.subject]
    between = [held for held in trusted if held.issuer != held.subject]
    signer = _signer(answer, trusted)
    own = signer if signer in trusted else None
    verifier = VerifierBuilder(tsa_certificate=own, roots=roots, intermediates=between).build()
    verifier.verify_message(answer, message)
    info = answer.tst_info
    return Timestamp(
        time=info.gen_time.astimezone(dt.UTC),
        accuracy=_accuracy(info.accuracy),
        policy=info.policy.dotted_string,
        serial=info.serial_number,
        authority=signer.subject.rfc4514_string(),
    )


def in_order(response: bytes) -> bytes:
    """An answer with its certificates sorted by their bytes, as DER has a set.

    OpenSSL writes them as they come, and with it many an authority; what reads answers takes only what is DER. Nothing
    that is signed is touched. What is no answer comes back as it is.
    """
    try:
        _, (token, _) = _parts(response, 0)
        _, (content, _) = _parts(response, token)
        ((signed, _),) = _parts(response, content)
        certificates, _ = _parts(response, signed)[_CERTIFICATES]
        held = _parts(response, certificates)
        start, end = held[0][0], held[-1][1]
    except (ValueError, IndexError):
        return response
    if response[certificates] != _CERTIFICATES_TAG:
        return response
    return response[:start] + b"".join(sorted(response[begin:after] for begin, after in held)) + response[end:]


def _parts(data: bytes, at: int) -> list[tuple[int, int]]:
    """Where each part of the value at ``at`` begins and ends, its tag and length included.

    Raises:
        ValueError: The parts do not fill the value.
        IndexError: The value goes on past the end.
    """
    parts, (start, end) = list[tuple[int, int]](), _value(data, at)
    while start < end:
        parts.append((start, _value(data, start)[1]))
        start = parts[-1][1]
    if start != end or end > len(data):
        raise ValueError
    return parts


def _value(data: bytes, at: int) -> tuple[int, int]:
    """Where the value of the tag at ``at`` begins and ends."""
    length, start = data[at + 1], at + 2
    if length >= _LONG_LENGTH:
        start += length - _LONG_LENGTH
        length = int.from_bytes(data[at + 2 : start])
    return start, start + length


def _signer(answer: TimeStampResponse, trusted: Sequence[Certificate]) -> Certificate:
    """The certificate of the key that is said to have signed; one of the reader's own where there is one.

    Raises:
        SealError: It is not to be had, or the reader named another authority's.
    """
    from cryptography.x509 import load_der_x509_certificate

    (told,) = answer.signed_data.signer_infos
    given = [load_der_x509_certificate(held) for held in sorted(answer.signed_data.certificates)]
    named = [held for held in trusted if _is_for_timestamps(held)]
    for held in named or given:
        if (held.issuer, held.serial_number) == (told.issuer, told.serial_number):
            return held
    found = f"signed with certificate {told.serial_number:x} of {told.issuer.rfc4514_string()}"
    raise SealError(found, "the authority that was named" if named else "an answer with its certificate", where=WHERE)


def _is_for_timestamps(certificate: Certificate) -> bool:
    """Whether a certificate is an authority's own, and not one that vouches for authorities."""
    from cryptography.x509 import BasicConstraints, ExtendedKeyUsage
    from cryptography.x509.oid import ExtendedKeyUsageOID

    told = [extension.value for extension in certificate.extensions]
    vouches = any(isinstance(value, BasicConstraints) and value.ca for value in told)
    stamps = any(isinstance(value, ExtendedKeyUsage) and ExtendedKeyUsageOID.TIME_STAMPING in value for value in told)
    return stamps and not vouches


def _read_certificates(certificates: bytes) -> list[Certificate]:
    """The certificates that the reader trusts.

    Raises:
        SealError: They cannot be read, or no root is among them.
    """
    from cryptography.x509 import load_pem_x509_certificates

    where = "certificates"
    if len(certificates) > CERTIFICATES_BYTES_MAX:
        raise SealError(f"{len(certificates)} bytes", f"at most {CERTIFICATES_BYTES_MAX} bytes", where=where)
    try:
        held = load_pem_x509_certificates(certificates)
    except ValueError:
        raise SealError(f"{len(certificates)} bytes", "certificates in PEM", where=where) from None
    if not any(one.issuer == one.subject for one in held):
        named = " and ".join(one.subject.rfc4514_string() for one in held)
        raise SealError(named, "the root that vouches for the authority, among others", where=where)
    return held


def _accuracy(told: Accuracy | None) -> dt.timedelta | None:
    if told is None:
        return None
    return dt.timedelta(seconds=told.seconds or 0, milliseconds=told.millis or 0, microseconds=told.micros or 0)


def _why(bad: Exception) -> str:
    """The reasons within what the packages beneath say, which also names their files and lines."""
    reasons = dict.fromkeys(_REASON.findall(str(bad)))
    return "; ".join(reasons) or str(bad) or type(bad).__name__


def _check_installed() -> None:
    """Check that the extra is installed.

    Raises:
        CryptographyMissingError: It is not.
    """
    if find_spec("rfc3161_client") is None:
        raise CryptographyMissingError(NO_EXTRA)
