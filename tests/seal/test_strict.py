"""One thing has one spelling: base64, decimals and text are read only as they are written."""

from base64 import b64encode

import pytest
from hypothesis import given, strategies as st

from govledger.errors import SealError
from govledger.seal.strict import (
    check_characters,
    decode_base64,
    decode_decimal,
    decode_hash,
    decode_text,
    encode_base64,
)
from govledger.seal.tree import SIZE_MAX


@given(st.binary(max_size=100))
def test_bytes_have_one_base64_and_it_reads_back(data: bytes) -> None:
    assert encode_base64(data) == b64encode(data).decode()
    assert decode_base64(encode_base64(data), where="x") == data


@given(st.text(max_size=60) | st.text("AQgw=+/ \n", max_size=12))
def test_a_text_is_the_base64_of_its_bytes_or_is_refused(text: str) -> None:
    try:
        data = decode_base64(text, where="x")
    except SealError:
        return

    assert encode_base64(data) == text


@pytest.mark.parametrize("text", ["QQ", "QQ=", "QR==", "QQ==\n", " QQ==", "Q-==", "QQ==QQ==", "=", "é", "QUI=A"])
def test_another_spelling_of_base64_is_refused(text: str) -> None:
    with pytest.raises(SealError, match=r"signature: found .*, expected base64"):
        decode_base64(text, where="signature")


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_hash_has_32_bytes(length: int) -> None:
    with pytest.raises(SealError, match=f"root: found '{length} bytes', expected a hash of 32 bytes"):
        decode_hash(encode_base64(bytes(length)), where="root")


@given(st.integers(0, SIZE_MAX))
def test_a_number_has_one_decimal_and_it_reads_back(number: int) -> None:
    assert decode_decimal(str(number), where="size") == number


@pytest.mark.parametrize(
    "text",
    ["", "00", "01", "-0", "-1", "+1", " 1", "1 ", "1_0", "1.0", "0x1", "٣", "²", "1\n", str(SIZE_MAX + 1), "9" * 5000],
)
def test_another_spelling_of_a_number_is_refused(text: str) -> None:
    with pytest.raises(SealError, match=r"size: found .*, expected a decimal from 0 to 9223372036854775807"):
        decode_decimal(text, where="size")


@given(st.binary(max_size=60))
def test_a_text_reads_back_to_its_bytes_or_is_refused(data: bytes) -> None:
    try:
        text = decode_text(data, bytes_max=50, where="note")
    except SealError:
        return

    assert text.encode() == data
    assert len(data) <= 50


def test_a_text_may_be_as_long_as_it_may() -> None:
    assert decode_text(b"a" * 50, bytes_max=50, where="note") == "a" * 50


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (bytes(51), "note: found '51 bytes', expected at most 50 bytes"),
        (b"a\xff", "note: found 'byte 0xff at 1', expected UTF-8"),
        (b"a\xed\xa0\x80", "note: found 'byte 0xed at 1', expected UTF-8"),
        (b"a\n\tb", "note: found 'U\\+0009 at 2', expected no control character"),
        (b"\r\n", "found 'U\\+000D at 0'"),
        (b"\x00", "found 'U\\+0000 at 0'"),
    ],
)
def test_a_text_that_cannot_be_signed_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(SealError, match=said):
        decode_text(data, bytes_max=50, where="note")


def test_half_of_a_surrogate_pair_cannot_be_signed() -> None:
    with pytest.raises(SealError, match="U\\+D800 at 1"):
        check_characters("a\ud800", where="note")
