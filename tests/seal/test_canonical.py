"""An entry's JSON is written in one way, and read only as it was written."""

import json
import sys
from typing import Any

import pytest
import rfc8785
from hypothesis import example, given, strategies as st

from govledger.errors import SealError
from govledger.ledger import Ledger
from govledger.ledger.lines import read_lines
from govledger.seal.canonical import WHOLE_MAX, decode_canonical, encode_canonical
from tests.ledger.support import CLERK, FakeClock
from tests.minutes.support import MINUTES, OWN_DOCUMENT

WORDS = st.text(st.characters(exclude_categories=["Cs"]))
KEYS = st.text(st.characters(max_codepoint=0x7F), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-WHOLE_MAX, WHOLE_MAX) | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
ANYTHING = st.recursive(
    VALUES | st.floats() | st.integers() | st.binary() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text() | st.integers(), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES)
@example({"\x7f": '\x00\x1f\x7f\u2028\U0001f642"\\/\b\t\n\f\r'})
@example({"b": 1, "a": 2, "": 3, "B": 4, "a\x00": 5})
@example([9_007_199_254_740_991, -9_007_199_254_740_991, 0, True, False, None])
def test_a_value_is_written_as_rfc_8785_writes_it_and_read_again(value: Any) -> None:
    written = encode_canonical(value)

    assert written == rfc8785.dumps(value)
    assert decode_canonical(written) == value


@pytest.mark.parametrize("minute", OWN_DOCUMENT)
def test_every_entry_of_the_minutes_is_read_from_its_bytes(minute: str) -> None:
    lines = [
        line for kind in ("", ".coverage") for line in (MINUTES / f"{minute}{kind}.jsonl").read_bytes().splitlines()
    ]
    with Ledger.open("memory://", clerk=CLERK, clock=FakeClock("2029-12-31T12:00:00Z")) as ledger:
        ledger.record_drafts(list(read_lines(lines).drafts))

        numbers = [decode_canonical(entry.raw)["number"] for entry in ledger.entries()]

    assert numbers == list(range(1, len(lines) + 2))


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        {"a": [0.5]},
        float("nan"),
        9_007_199_254_740_992,
        -9_007_199_254_740_992,
        [10**5_000],
        {"é": 1},
        {1: 2},
        {None: 1},
        b"bytes",
        {"a": {1, 2}},
        (1, 2),
        "\ud800",
        {"a": ["\udfff"]},
        object(),
    ],
)
def test_what_the_profile_leaves_out_is_not_written(value: Any) -> None:
    with pytest.raises(SealError, match="JSON: found"):
        encode_canonical(value)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" 1",
        b"1\n",
        b"\xef\xbb\xbf1",
        b"\xff",
        "1".encode("utf-16"),
        b"1.0",
        b"1e3",
        b"-0",
        b"01",
        b"NaN",
        b"-Infinity",
        b"9007199254740992",
        b"-9007199254740992",
        b"9" * 5_000,
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a":1,"a":2}',
        b'{"a": 1}',
        '{"é":1}'.encode(),
        rb'"\u00e9"',
        rb'"\/"',
        rb'"\u000a"',
        rb'"\u001F"',
        rb'"\ud800"',
        rb'{"a":"\udc00"}',
        b"[1,]",
        b"[1][2]",
        b"{",
        b"'a'",
        b"true1",
    ],
)
def test_bytes_that_are_written_in_any_other_way_are_not_read(data: bytes) -> None:
    with pytest.raises(SealError, match="JSON: found"):
        decode_canonical(data)


@given(st.binary(max_size=60) | VALUES.map(json.dumps).map(str.encode))
def test_no_bytes_raise_anything_but_an_error_of_the_seal(data: bytes) -> None:
    try:
        value = decode_canonical(data)
    except SealError:
        return
    assert encode_canonical(value) == rfc8785.dumps(value) == data


@given(ANYTHING)
def test_no_value_raises_anything_but_an_error_of_the_seal(value: Any) -> None:
    try:
        written = encode_canonical(value)
    except SealError:
        return
    assert decode_canonical(written) == value


def test_values_within_values_are_refused_before_they_fill_the_stack() -> None:
    deep: list[Any] = []
    for _ in range(sys.getrecursionlimit() * 3):
        deep = [deep]

    with pytest.raises(SealError, match="values within values"):
        encode_canonical(deep)
    for opening in (b"[", b'{"a":'):
        with pytest.raises(SealError, match="JSON: found"):
            decode_canonical(opening * 100_000)
    with pytest.raises(SealError, match="values within values"):
        decode_canonical(b"[" * 100_000 + b"]" * 100_000)


@given(VALUES, st.data())
def test_any_byte_that_is_changed_makes_another_value_or_none(value: Any, data: st.DataObject) -> None:
    damaged = bytearray(encode_canonical(value))
    damaged[data.draw(st.integers(0, len(damaged) - 1))] ^= data.draw(st.integers(1, 255))

    try:
        found = decode_canonical(bytes(damaged))
    except SealError:
        return
    assert encode_canonical(found) != encode_canonical(value)
