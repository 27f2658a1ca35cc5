"""Timestamps: whatever the bytes, an answer says of a checkpoint what the authority signed, or is refused."""

import json
import shutil
import subprocess
from base64 import b64decode
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from govledger.errors import CryptographyMissingError, SealError
from govledger.exports import timestamps
from govledger.exports.timestamps import (
    CERTIFICATES_BYTES_MAX,
    NO_EXTRA,
    RESPONSE_BYTES_MAX,
    Timestamp,
    check_timestamp,
    in_order,
    request_timestamp,
)
from govledger.seal.checkpoint import Checkpoint
from tests.seal.support import LOG, checkpoint
from tests.support import not_run

try:
    import rfc3161_client as _  # noqa: F401 - whether it is installed is what is asked
except ModuleNotFoundError:
    not_run("RFC 3161 timestamps", "the extra `timestamps` is not installed")

# What OpenSSL 3.0 answered to a request of ours, under keys that were thrown away.
HELD: dict[str, str] = json.loads((Path(__file__).parent / "timestamp.json").read_bytes())
ANSWER = b64decode(HELD["answer.tsr"])
ROOT, AUTHORITY = HELD["root.pem"].encode(), HELD["tsa.pem"].encode()

CONFIGURATION = """\
[tsa]
default_tsa = one
[one]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
default_policy = 1.2.3.4.1
digests = sha256
signer_digest = sha256
[dn]
[req]
distinguished_name = dn
[root]
basicConstraints = critical, CA:true
[stamp]
basicConstraints = critical, CA:false
extendedKeyUsage = critical, timeStamping
"""


def facts(answer: bytes, certificates: bytes = ROOT) -> Timestamp:
    return check_timestamp(answer, checkpoint(), certificates=certificates)


def openssl(folder: Path, *arguments: str) -> bytes:
    done = subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    """A folder with the keys and the configuration of an authority that OpenSSL can play."""
    if shutil.which("openssl") is None:
        not_run("timestamps made and checked by OpenSSL", "there is no openssl here")
    (tmp_path / "tsa.cnf").write_text(CONFIGURATION)
    (tmp_path / "serial").write_text("01\n")
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-config", "tsa.cnf"]
    openssl(tmp_path, "req", "-x509", *key, "-keyout", "root.key", "-out", "root.pem", "-days", "2", "-subj", "/CN=r",
            "-extensions", "root")  # fmt: skip
    openssl(tmp_path, "req", "-new", *key, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=t")
    openssl(tmp_path, "x509", "-req", "-in", "tsa.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial",
            "-out", "tsa.pem", "-days", "2", "-extfile", "tsa.cnf", "-extensions", "stamp")  # fmt: skip
    return tmp_path


def test_an_answer_says_when_by_whom_and_how_exactly() -> None:
    stamp = facts(ANSWER)

    assert stamp.time.isoformat() == "2026-11-22T08:32:37+00:00"
    assert stamp.latest.isoformat() == "2026-11-22T08:32:38.500000+00:00"
    assert (stamp.policy, stamp.serial, stamp.authority) == ("1.2.3.4.1", 3, "CN=clock,O=Northbeck Example")


def test_an_authority_answers_a_request_and_each_side_agrees_with_the_other(authority: Path) -> None:
    (authority / "ask.tsq").write_bytes(request_timestamp(checkpoint()))
    (authority / "checkpoint").write_text(checkpoint().encode())

    openssl(authority, "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "ask.tsq", "-out", "answer.tsr")
    verified = openssl(authority, "ts", "-verify", "-in", "answer.tsr", "-data", "checkpoint", "-CAfile", "root.pem")
    stamp = facts((authority / "answer.tsr").read_bytes(), (authority / "root.pem").read_bytes())

    assert verified == b"Verification: OK\n"
    assert (stamp.accuracy, stamp.latest, stamp.authority) == (None, stamp.time, "CN=t")


def test_certificates_may_come_in_any_order() -> None:
    answer = b64decode(HELD["with-root.tsr"])

    assert in_order(answer) != answer
    assert in_order(in_order(answer)) == in_order(answer)
    assert (len(in_order(answer)), sorted(in_order(answer))) == (len(answer), sorted(answer))
    assert facts(answer).serial == facts(in_order(answer)).serial > facts(ANSWER).serial


def test_what_needs_no_order_is_left_as_it_is() -> None:
    without = bytearray(ANSWER)
    without[ANSWER.index(b"\xa0\x82", 200)] = 0xA1

    assert in_order(ANSWER) == ANSWER
    assert in_order(bytes(without)) == bytes(without)


@given(st.binary(max_size=60))
def test_bytes_that_are_no_answer_are_left_as_they_are_or_in_another_order(data: bytes) -> None:
    assert sorted(in_order(data)) == sorted(data)


@given(st.data())
def test_an_answer_that_is_cut_off_or_damaged_is_refused_in_any_order(data: st.DataObject) -> None:
    answer = bytearray(b64decode(HELD["with-root.tsr"]))
    place = data.draw(st.integers(0, len(answer) - 1))
    answer[place] ^= data.draw(st.integers(1, 255))

    with pytest.raises(SealError):
        facts(bytes(answer[: len(answer) - data.draw(st.integers(1, 9))]))


def test_two_requests_for_one_checkpoint_differ_so_that_an_old_answer_is_known() -> None:
    assert request_timestamp(checkpoint()) != request_timestamp(checkpoint())


def test_an_answer_still_holds_when_somebody_signed_the_checkpoint_since() -> None:
    signed = Checkpoint.parse(checkpoint().sign(LOG).text)

    stamp = check_timestamp(ANSWER, signed, certificates=ROOT)

    assert stamp == facts(ANSWER)


@pytest.mark.parametrize("other", [checkpoint(18), checkpoint(root=bytes(32)), checkpoint(origin="other.example/log")])
def test_an_answer_for_one_checkpoint_is_none_for_another(other: Checkpoint) -> None:
    with pytest.raises(SealError, match="Mismatch between messages"):
        check_timestamp(ANSWER, other, certificates=ROOT)


def test_who_names_the_authority_itself_takes_no_other_answer(authority: Path) -> None:
    others = (authority / "tsa.pem").read_bytes()

    assert facts(ANSWER, ROOT + AUTHORITY) == facts(ANSWER, ROOT)
    with pytest.raises(SealError, match="expected the authority that was named"):
        facts(ANSWER, ROOT + others)


def test_who_does_not_name_the_root_has_nothing_to_trust() -> None:
    with pytest.raises(SealError, match="'CN=clock,O=Northbeck Example', expected the root that vouches"):
        facts(ANSWER, AUTHORITY)


def test_an_authority_that_refuses_has_said_nothing_of_when() -> None:
    with pytest.raises(SealError, match="a refusal: status 2"):
        facts(b"0\x050\x03\x02\x01\x02")


@pytest.mark.parametrize("certificates", [b"", b"-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n"])
def test_what_is_no_certificate_is_refused(certificates: bytes) -> None:
    with pytest.raises(SealError, match="expected certificates in PEM"):
        facts(ANSWER, certificates)


def test_what_is_too_long_is_not_read() -> None:
    with pytest.raises(SealError, match=f"at most {RESPONSE_BYTES_MAX} bytes"):
        facts(bytes(RESPONSE_BYTES_MAX + 1))
    with pytest.raises(SealError, match=f"at most {CERTIFICATES_BYTES_MAX} bytes"):
        facts(ANSWER, bytes(CERTIFICATES_BYTES_MAX + 1))


@given(st.binary(max_size=200))
def test_bytes_that_are_no_answer_are_refused_and_raise_nothing_else(data: bytes) -> None:
    with pytest.raises(SealError):
        facts(data)


def test_no_flipped_bit_makes_an_answer_say_anything_else() -> None:
    expected, unnoticed = facts(ANSWER), 0

    for place in range(len(ANSWER) * 8):
        flipped = bytearray(ANSWER)
        flipped[place // 8] ^= 1 << place % 8
        try:
            assert facts(bytes(flipped)) == expected
        except SealError:
            continue
        unnoticed += 1

    # Version numbers and the name of the algorithm, which the verifier takes from the key: none says anything of when.
    assert unnoticed < len(ANSWER) // 10


def test_without_the_extra_the_error_says_which_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timestamps, "find_spec", lambda name: None)

    with pytest.raises(CryptographyMissingError) as refused:
        request_timestamp(checkpoint())
    assert str(refused.value) == NO_EXTRA
