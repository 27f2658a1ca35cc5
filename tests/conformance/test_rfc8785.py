"""RFC 8785, held against the files and the stream of numbers of its author; the stream is for the oracle alone."""

import json
import math
import struct
from collections.abc import Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path

import pytest
import rfc8785

from govledger.errors import SealError
from govledger.seal.canonical import decode_canonical, encode_canonical

VECTORS = Path(__file__).parent / "vectors"

Files = dict[str, dict[str, str]]


def files() -> Files:
    held: Files = json.loads((VECTORS / "rfc8785.json").read_bytes())
    return held


FILES = files()

# What keeps four of the six out of our profile.
OUTSIDE = {
    "french": "'péché', expected a key in ASCII",
    "structures": "56.0, expected text, a whole number",
    "values": "333333333.3333333, expected text, a whole number",
    "weird": "'€', expected a key in ASCII",
}
INSIDE = sorted(FILES.keys() - OUTSIDE.keys())

# The SHA-256 of the first so many lines of the stream. A line is a number's bits, and the number as it is written.
STREAM = {
    1_000: "be18b62b",
    10_000: "b9f7a8e7",
    100_000: "22776e6d",
}
COUNTED = range(2_000)


def numbers() -> Iterator[float]:
    """The stream: some numbers that are hard to write, those from the smallest normal one on, then hashes of hashes."""
    hard = json.loads((VECTORS / "es6-numbers.json").read_bytes())
    for bits in [*(int(digits, 16) for digits in hard), *(0x0010000000000000 + step for step in COUNTED)]:
        yield struct.unpack(">d", bits.to_bytes(8))[0]
    block = bytes(32)
    while True:
        block = sha256(block).digest()
        yield from (number for (number,) in struct.iter_unpack("<d", block) if number and math.isfinite(number))


def line(number: float) -> bytes:
    bits = int.from_bytes(struct.pack(">d", number))
    return b"%x,%b\n" % (bits, rfc8785.dumps(number))


@pytest.mark.parametrize("name", FILES)
def test_the_oracle_writes_every_file_as_its_author_does(name: str) -> None:
    file = FILES[name]

    assert rfc8785.dumps(json.loads(file["input"])) == file["output"].encode() == bytes.fromhex(file["outhex"])


@pytest.mark.parametrize("name", INSIDE)
def test_what_the_profile_holds_is_written_as_its_author_writes_it(name: str) -> None:
    file = FILES[name]
    value = json.loads(file["input"])

    written = encode_canonical(value)

    assert written == file["output"].encode()
    assert decode_canonical(written) == value


@pytest.mark.parametrize("name", OUTSIDE)
def test_what_the_profile_leaves_out_is_not_written(name: str) -> None:
    with pytest.raises(SealError, match=f"found {OUTSIDE[name]}"):
        encode_canonical(json.loads(FILES[name]["input"]))


@pytest.mark.parametrize("name", ["french", "values", "weird"])
def test_what_the_profile_leaves_out_is_not_read_either(name: str) -> None:
    with pytest.raises(SealError, match=r"expected (a key in ASCII|a whole number)$"):
        decode_canonical(FILES[name]["output"].encode())


def test_a_whole_number_that_was_a_fraction_reads_as_whole_since_nothing_shows_what_it_was() -> None:
    assert decode_canonical(FILES["structures"]["output"].encode())["1"]["\n"] == 56


@pytest.mark.parametrize("name", FILES)
def test_no_file_is_read_as_it_was_before_it_was_canonical(name: str) -> None:
    with pytest.raises(SealError):
        decode_canonical(FILES[name]["input"].encode())


def test_the_oracle_writes_the_stream_of_numbers_as_every_engine_should() -> None:
    hashed, found = sha256(), dict[int, str]()

    for count, number in enumerate(islice(numbers(), max(STREAM)), start=1):
        hashed.update(line(number))
        if count in STREAM:
            found[count] = hashed.hexdigest()[:8]

    assert found == STREAM
