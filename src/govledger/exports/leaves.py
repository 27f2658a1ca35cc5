"""What verification reads of an entry's bytes: that they are how an entry is written, and the few fields it judges.

Most entries are read once and written again by msgspec, whose bytes are the canonical ones for whatever this structure
can hold: known fields, no fractions, no number of 2**53 or more, keys in ASCII, nothing nested deeper than an event
nests. Whatever it cannot hold is read by the profile's own reader, which is thirty times slower and decides.

Entries that stand one after the other are read together, as lines: no canonical byte is a newline, so that as many
lines as there were entries, written again as the same bytes, are those entries and no others.
"""

import re
from collections.abc import Sequence
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, UnsetType

from govledger.errors import SealError
from govledger.ledger.entry import FORMAT
from govledger.seal.canonical import WHOLE_MAX, decode_canonical

_Whole = Annotated[int, msgspec.Meta(ge=-WHOLE_MAX, le=WHOLE_MAX)]
_Number = Annotated[int, msgspec.Meta(ge=1, le=WHOLE_MAX)]
_STAMP = (
    "[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
    r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{6}Z"
)
_Stamp = Annotated[str, msgspec.Meta(pattern=rf"^{_STAMP}\Z")]
_Plain = str | _Whole | bool | None
_Flat = str | _Whole | bool | list[_Plain] | dict[str, _Plain] | None
_Nested = str | _Whole | bool | list[_Flat] | dict[str, _Flat] | None


class Leaf(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """The fields of an entry, in the order in which they are written; those of no concern here are only held.

    Attributes:
        number: Its number.
        type: Its written name and version.
        recorded_at: The ledger's stamp, 27 characters, so that stamps compare as text.
        body: The clear fields of the event.
        commitments: The digests of its withheld texts.
        committed: The path of each.
    """

    commitments: list[str] | UnsetType = msgspec.field(default=UNSET, name="_sd")
    algorithm: Literal["sha-256"] | UnsetType = msgspec.field(default=UNSET, name="_sd_alg")
    committed: tuple[str, ...] | UnsetType = msgspec.field(default=UNSET, name="_sd_for")
    asserted_by: str | UnsetType = UNSET
    body: dict[str, _Nested]
    clerk: str
    corrects: str | UnsetType = UNSET
    form: str | UnsetType = UNSET
    happened: str
    known_on: str
    mode: str | UnsetType = UNSET
    number: _Number
    recorded_at: str
    retracts: str | UnsetType = UNSET
    rival_of: str | UnsetType = UNSET
    source: list[dict[str, str]] | UnsetType = UNSET
    type: str
    uncertain: list[str] | UnsetType = UNSET
    v: Literal["govledger/1"]
    visibility: Literal["exempt", "restricted"] | UnsetType = UNSET


class _OneLeaf(Leaf, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """The fields of an entry that is read by itself, whose stamp is seen to be one as it is read."""

    recorded_at: _Stamp


_decode = msgspec.json.Decoder(_OneLeaf).decode
_decode_lines = msgspec.json.Decoder(Leaf).decode_lines
_encoder = msgspec.json.Encoder(order="deterministic")
_encode, _encode_lines = _encoder.encode, _encoder.encode_lines
_are_stamps = re.compile(rf"(?:{_STAMP}\n)*", re.ASCII).fullmatch


def read_leaves(entries: Sequence[bytes]) -> list[Leaf] | None:
    """The fields of entries that stand one after the other; None where they have to be read one by one.

    What it gives is what `read_leaf` gives for each.
    """
    lines = b"\n".join([*entries, b""])
    try:
        leaves = _decode_lines(lines)
        if len(leaves) != len(entries) or _encode_lines(leaves) != lines:
            return None
        for leaf in leaves:
            if leaf.committed is leaf.commitments is leaf.algorithm:  # As they are where all of them are UNSET.
                continue
            if not (leaf.algorithm and len(leaf.committed or ()) == 1 == len(leaf.commitments or ())):
                _checked(leaf)
    except (ValueError, RecursionError):
        return None
    # What is recorded together has one stamp.
    if not _are_stamps("\n".join([*{leaf.recorded_at for leaf in leaves}, ""])):
        return None
    wide = () if lines.isascii() else [leaf for raw, leaf in zip(entries, leaves, strict=True) if not raw.isascii()]
    return leaves if all(map(_has_plain_keys, wide)) else None


def read_leaf(raw: bytes) -> Leaf:
    """The fields of an entry.

    Raises:
        SealError: The bytes are not how an entry is written, whatever they are.
    """
    return _checked(_read_at_once(raw) or _read_slowly(raw))


def _read_at_once(raw: bytes) -> Leaf | None:
    """The fields of an entry; None where it is not written as they would be written again."""
    try:
        leaf = _decode(raw)
        is_canonical = _encode(leaf) == raw and (raw.isascii() or _has_plain_keys(leaf))
    except (ValueError, RecursionError):
        return None
    return leaf if is_canonical else None


def _has_plain_keys(leaf: Leaf) -> bool:
    """Whether every key in an entry is in ASCII."""
    return _is_plain(leaf.body) and (leaf.source is UNSET or _is_plain(leaf.source))


def _is_plain(value: Any) -> bool:
    """Whether every key within a value is in ASCII."""
    if isinstance(value, dict):
        held: dict[str, Any] = value  # pyright: ignore[reportUnknownVariableType] - whatever it is, it is looked at
        return all(map(str.isascii, held)) and all(map(_is_plain, held.values()))
    return not isinstance(value, list) or all(map(_is_plain, value))  # pyright: ignore[reportUnknownArgumentType] - as above


def _read_slowly(raw: bytes) -> Leaf:
    """The fields of an entry that nests deeper; or why it is none."""
    held: Any = decode_canonical(raw)
    if not isinstance(held, dict) or held.get("v") != FORMAT:  # pyright: ignore[reportUnknownMemberType]
        raise SealError(raw, f"an entry of the format {FORMAT}", where="entry")
    body: Any = held.get("body")  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    if not isinstance(body, dict):
        raise SealError(raw, "an object", where="body")
    # How deep a foreign event nests is its own affair: the profile's reader has gone through all of it.
    try:
        leaf = msgspec.convert({**held, "body": {}}, _OneLeaf)
    except msgspec.ValidationError as bad:
        raise SealError(raw, f"the fields of an entry ({bad})", where="entry") from None
    return msgspec.structs.replace(leaf, body=body)


def _checked(leaf: Leaf) -> Leaf:
    """The leaf, once its commitments are seen to go with their paths."""
    paths, digests = leaf.committed, leaf.commitments
    if paths is UNSET and digests is UNSET and leaf.algorithm is UNSET:
        return leaf
    if paths is UNSET or digests is UNSET or leaf.algorithm is UNSET or len(paths) != len(digests):
        raise SealError("paths and digests that do not go together", "one for each", where="commitments")
    if len(paths) > 1 and list(paths) != sorted(set(paths)):
        raise SealError(", ".join(paths), "each path once, in order", where="commitments")
    if len(set(digests)) < len(digests):
        raise SealError(", ".join(digests), "each digest once", where="commitments")
    return leaf
