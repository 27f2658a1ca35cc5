"""Commitments are SD-JWT disclosures, RFC 9901 section 4.2, held against its published examples."""

import base64
import json

import pytest
from hypothesis import given, strategies as st

from govledger.errors import SealError
from govledger.seal.commitment import commit, digest, open_disclosure

# The disclosures and digests that seal.md 3.11 lists.
PUBLISHED = {
    "WyI2cU1RdlJMNWhhaiIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0": "uutlBuYeMDyjLLTpf6Jxi7yNkEF35jdyWMn9U7b_RYY",
    "WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIkZSIl0": "w0I8EKcdCtUPkGCNUrfwVp2xEgNjtoIDlOxc9-PlOhs",
    "WyIyR0xDNDJzS1F2ZUNmR2ZyeU5STjl3IiwgImdpdmVuX25hbWUiLCAiSm9obiJd": "jsu9yVulwQQlhFlM_3JlzMaSFzglhQG0DpfayQwLUK4",
}

# Any text that a withheld field may hold.
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1)


def unpadded(disclosure: str) -> bytes:
    return base64.urlsafe_b64decode(disclosure + "=" * (-len(disclosure) % 4))


@pytest.mark.parametrize("disclosure", PUBLISHED)
def test_a_digest_is_that_of_the_published_disclosure(disclosure: str) -> None:
    assert digest(unpadded(disclosure)) == PUBLISHED[disclosure]


def test_a_published_disclosure_opens_to_its_name_and_value() -> None:
    named, given_name = (unpadded(disclosure) for disclosure in list(PUBLISHED)[::2])

    assert (open_disclosure(named), open_disclosure(given_name)) == (("family_name", "Möbius"), ("given_name", "John"))


@given(WORDS)
def test_what_was_committed_to_opens_again(words: str) -> None:
    (payload,) = commit([("text", words)])

    assert open_disclosure(payload) == ("text", words)
    assert b"\n" not in payload


def test_equal_texts_are_committed_to_with_other_salts_each_time() -> None:
    payloads = [*commit([("text", "red")] * 50), *commit([("text", "red")])]

    salts = {json.loads(payload)[0] for payload in payloads}

    assert len(salts) == len({digest(payload) for payload in payloads}) == 51
    assert {len(base64.urlsafe_b64decode(salt)) for salt in salts} == {18}


def test_nothing_is_committed_to_where_there_is_nothing() -> None:
    assert commit([]) == []


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\xff",
        b"{}",
        b'["salt", "text"]',
        b'["salt", "text", 1]',
        b'["salt", "text", "a", "b"]',
        b'"abc"',
        b"[" * 100_000,
        b"9" * 5_000,
        '["salt", "text", "words"]'.encode("utf-16"),
    ],
    ids=lambda payload: repr(payload)[:30],
)
def test_a_payload_that_is_not_three_strings_does_not_open(payload: bytes) -> None:
    with pytest.raises(SealError, match=r"disclosure: found '[0-9]+ bytes', expected a JSON array of three strings"):
        open_disclosure(payload)


@given(st.binary(max_size=80) | WORDS.map(lambda words: commit([("text", words)])[0][:-1]))
def test_no_payload_raises_anything_but_an_error_of_the_seal(payload: bytes) -> None:
    with pytest.raises(SealError):
        open_disclosure(payload)


def test_what_is_wrong_with_a_payload_is_told_without_its_words() -> None:
    with pytest.raises(SealError) as bad:
        open_disclosure(b'["salt", "text", "a name", "too much"]')

    assert "name" not in str(bad.value).partition("expected")[0]
