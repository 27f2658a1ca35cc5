"""Proof files, held against the examples of transparency-dev/formats: what it writes, and what it refuses to read."""

from base64 import b64encode
from hashlib import sha256

import pytest

from govledger.errors import SealError
from govledger.seal.proof import TlogProof

HEADER = b"c2sp.org/tlog-proof@v1\n"
FIRST, SECOND = sha256(b"hash1").digest(), sha256(b"hash2").digest()

WRITTEN = {
    "without extra data": (
        TlogProof(5, (FIRST, SECOND), b"test checkpoint\n"),
        HEADER + b"index 5\n%b\n%b\n\ntest checkpoint\n" % (b64encode(FIRST), b64encode(SECOND)),
    ),
    "with extra data": (
        TlogProof(10, (FIRST,), b"checkpoint data\n", b"extra information"),
        HEADER + b"extra %b\nindex 10\n%b\n\ncheckpoint data\n" % (b64encode(b"extra information"), b64encode(FIRST)),
    ),
    "without hashes": (TlogProof(0, (), b"checkpoint\n"), HEADER + b"index 0\n\ncheckpoint\n"),
}

REFUSED = {
    "wrong header": (b"wrong-header\nindex 0\n\ncheckpoint\n", "expected c2sp.org/tlog-proof@v1"),
    "bad extra": (HEADER + b"extra !!notbase64!!\nindex 0\n\ncheckpoint\n", "extra data: .* expected base64"),
    "missing index": (HEADER + b"\n\ncheckpoint\n", "expected the line with the index"),
    "index no number": (HEADER + b"index notanumber\n\ncheckpoint\n", "index: found 'notanumber'"),
    "negative index": (HEADER + b"index -5\n\ncheckpoint\n", "index: found '-5'"),
    "bad base64": (HEADER + b"index 0\n!!notbase64!!\n\ncheckpoint\n", "inclusion proof: .* expected base64"),
    "hash of 64 bytes": (
        HEADER + b"index 0\n" + b64encode(bytes(64)) + b"\n\ncheckpoint\n",
        "inclusion proof: found '64 bytes', expected a hash of 32 bytes",
    ),
    "line of 65 KiB": (HEADER + b"index 0\n" + b"a" * 65 * 1024 + b"\n", "found .49920 bytes., expected a hash"),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_proof_is_written_as_its_authors_write_it(name: str) -> None:
    proof, written = WRITTEN[name]

    assert proof.encode() == written
    assert TlogProof.parse(written) == proof


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_its_authors_refuse_is_refused(name: str) -> None:
    data, told = REFUSED[name]

    with pytest.raises(SealError, match=told):
        TlogProof.parse(data)
