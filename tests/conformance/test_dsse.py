"""What a DSSE envelope signs, held against the example of its specification."""

from hypothesis import assume, given, strategies as st

from govledger.seal.dsse import pre_authentication_encoding


def test_the_example_is_encoded_as_the_specification_encodes_it() -> None:
    encoded = pre_authentication_encoding("http://example.com/HelloWorld", b"hello world")

    assert encoded == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"


def test_lengths_are_in_bytes() -> None:
    assert pre_authentication_encoding("é", "ü".encode()) == "DSSEv1 2 é 2 ü".encode()


TYPES, PAYLOADS = st.text("1 a", max_size=6), st.text("1 a", max_size=6).map(str.encode)


@given(TYPES, PAYLOADS, TYPES, PAYLOADS)
def test_no_type_and_payload_are_signed_as_another_type_and_payload(
    one_type: str, one: bytes, other_type: str, other: bytes
) -> None:
    assume((one_type, one) != (other_type, other))

    assert pre_authentication_encoding(one_type, one) != pre_authentication_encoding(other_type, other)
