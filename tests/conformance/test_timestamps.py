"""Timestamps, held against the answers that the tests of rfc3161-client hold against, and against OpenSSL."""

import json
from base64 import b64decode
from pathlib import Path

import pytest

from govledger.errors import SealError
from tests.support import not_run

try:
    import rfc3161_client as _  # noqa: F401 - whether it is installed is what is asked
except ModuleNotFoundError:
    not_run("RFC 3161 timestamps", "the extra `timestamps` is not installed")

from govledger.exports.timestamps import check_message

FILES = {
    name: b64decode(held)
    for name, held in json.loads((Path(__file__).parent / "vectors" / "rfc3161.json").read_bytes()).items()
}
CHAIN = FILES["ts_chain.pem"]
ROOT = CHAIN[CHAIN.rindex(b"-----BEGIN") :]
MESSAGE = b"hello"

SERIALS = {
    "response-sha256.tsr": 0x784B4C5E57AAA63B570F15CBA4DF95251668AE9E,
    "response-sha384.tsr": 0x2EB210167F7E7B98D661FB86AA78055B5A986351,
    "response-sha512.tsr": 0xD866F00C4BD9D57430C008BBAC44D02DA49D9A7E,
}
# What is not of the authority that was named, or is not as it signed it; and why.
REFUSED = {
    "issue-104.tsr": "CN=TrustID Timesta",
    "other_response.tsr": "CN=Test TS",
    "response-expired.tsr": "O=sigstore.mock,CN=tsa",
    "response-injected-certs.tsr": "CN=Test TS",
    "response-invalid-signature.tsr": "signature failure",
    "response.tsr": "CN=Test TS",
}


@pytest.mark.parametrize("name", SERIALS)
@pytest.mark.parametrize("certificates", [CHAIN, ROOT], ids=["chain", "root"])
def test_an_answer_of_the_authority_holds_for_its_message(name: str, certificates: bytes) -> None:
    stamp = check_message(FILES[name], MESSAGE, certificates=certificates)

    assert stamp.serial == SERIALS[name]
    assert (stamp.policy, stamp.authority) == ("1.3.6.1.4.1.57264.2", "CN=sigstore-tsa,O=sigstore.dev")
    assert stamp.time.isoformat() in {"2025-05-09T11:58:55+00:00", "2025-05-09T11:58:56+00:00"}
    assert (stamp.latest - stamp.time).total_seconds() == 1


@pytest.mark.parametrize("name", SERIALS)
def test_an_answer_is_of_one_message_only(name: str) -> None:
    with pytest.raises(SealError, match=r"found 'Mismatch between messages', expected an answer that holds"):
        check_message(FILES[name], b"hullo", certificates=CHAIN)


@pytest.mark.parametrize("name", REFUSED)
def test_an_answer_that_is_not_the_authoritys_own_is_refused(name: str) -> None:
    with pytest.raises(SealError, match=REFUSED[name]):
        check_message(FILES[name], MESSAGE, certificates=CHAIN)


@pytest.mark.parametrize("name", [*REFUSED, "request.der"])
def test_what_leads_to_no_root_that_is_trusted_is_refused(name: str) -> None:
    with pytest.raises(SealError):
        check_message(FILES[name], MESSAGE, certificates=ROOT)


def test_an_answer_without_a_certificate_needs_one_from_the_reader() -> None:
    answer = FILES["response-no-embedded-cert.tsr"]

    assert check_message(answer, MESSAGE, certificates=CHAIN).time.isoformat() == "2025-06-18T08:13:02+00:00"
    with pytest.raises(SealError, match="expected an answer with its certificate"):
        check_message(answer, MESSAGE, certificates=ROOT)


def test_every_vector_is_judged() -> None:
    kept = {"ts_chain.pem", "request.der", "other_request.der", "response-no-embedded-cert.tsr"}

    assert FILES.keys() == {*SERIALS, *REFUSED, *kept}
