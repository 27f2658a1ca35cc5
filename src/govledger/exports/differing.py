"""What became of a history that is not the one a checkpoint covers: which entry differs first, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, cast

import attrs

from govledger.errors import SealError, shorten
from govledger.exports.evidence import Evidence
from govledger.exports.regrown import Regrown
from govledger.ledger.findings import Kind
from govledger.seal.canonical import decode_canonical
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.tiles import TILE_WIDTH, TileReader
from govledger.seal.tree import first_difference

FIELDS_SAID_MAX = 5
"""How many fields of a changed entry are told one by one."""


@attrs.frozen(kw_only=True)
class Difference:
    """The first entry that is not as it was.

    Attributes:
        number: Its number.
        kind: What became of it, as far as can be told.
        says: The same in a sentence.
    """

    number: int
    kind: Kind
    says: str


def find_difference(
    expected: Checkpoint, tree: Regrown, evidence: Evidence, older: Evidence | None
) -> Difference | None:
    """The first entry in which a tree differs from the one that a checkpoint covers.

    What the entries were is read from tiles, those of an older export or those that stand beside the entries, and only
    from tiles that lead to the root of the checkpoint. None where there are no such tiles.
    """
    for source in (older, evidence):
        found = None if source is None else _find(expected, tree, source)
        if found is not None and source is not None:
            reader, index = found
            return _judge(reader, index, source, evidence)
    return None


def _find(expected: Checkpoint, tree: Regrown, source: Evidence) -> tuple[TileReader, int] | None:
    try:
        reader = TileReader(source.fetch, size=expected.size, root=expected.root)
        index = first_difference(min(expected.size, tree.size), reader.node, tree.node)
    except SealError:
        return None
    return None if index is None else (reader, index)


def _judge(reader: TileReader, index: int, source: Evidence, evidence: Evidence) -> Difference:
    """Whether the entry was changed, taken out or pushed back: where the one after it went shows that."""
    number = index + 1
    kind, says = Kind.ENTRY_CHANGED, f"entry {number} is not the one that was sealed"
    if source is not evidence:
        was, now = _contents(_sealed(reader, index)), _contents(_entries(evidence, index))
        says += _said_fields(was[:1], now[:1])
        if was[1:] and was[1:] == now[:1]:
            kind, says = Kind.ENTRY_MISSING, f"entry {number} was taken out, and those after it were numbered anew"
        elif now[1:] and was[:1] == now[1:]:
            kind, says = Kind.ENTRY_INSERTED, f"entry {number} was put in, and those after it were numbered anew"
    return Difference(number=number, kind=kind, says=says)


def _said_fields(was: Sequence[Any], now: Sequence[Any]) -> str:
    """Which fields of an entry are others than they were, with both values as far as they are short."""
    if not (was and now and isinstance(was[0], dict) and isinstance(now[0], dict)):
        return ""
    before, after = _fields(cast("dict[str, Any]", was[0])), _fields(cast("dict[str, Any]", now[0]))
    names = sorted(name for name in {**before, **after} if before.get(name) != after.get(name))
    told = [f"{name} was {_said(before, name)} and is {_said(after, name)}" for name in names]
    more = f", and {len(told) - FIELDS_SAID_MAX} more" if len(told) > FIELDS_SAID_MAX else ""
    return f": {', '.join(told[:FIELDS_SAID_MAX])}{more}" if told else ""


def _fields(held: dict[str, Any]) -> dict[str, Any]:
    """The values of an entry by where they stand: those of its body each for itself."""
    body = held.get("body")
    if not isinstance(body, dict):
        return held
    inner = {f"body.{name}": value for name, value in cast("dict[str, Any]", body).items()}
    return {name: value for name, value in held.items() if name != "body"} | inner


def _said(held: Mapping[str, Any], name: str) -> str:
    return shorten(held[name]) if name in held else "not there"


def _sealed(reader: TileReader, index: int) -> list[bytes]:
    """An entry as it was sealed and the one after it, where they are at hand."""
    found = list[bytes]()
    for at in range(index, min(index + 2, reader.size)):
        try:
            found.append(reader.entries(at // TILE_WIDTH)[at % TILE_WIDTH])
        except SealError:
            break
    return found


def _entries(evidence: Evidence, index: int) -> list[bytes]:
    """The entry at an index and the one after it, as they are now."""
    return list(islice((raw for entries in evidence.bundles() for raw in entries), index, index + 2))


def _contents(entries: Sequence[bytes]) -> list[Any]:
    """Entries without their numbers."""
    contents = list[Any]()
    for raw in entries:
        try:
            held: Any = decode_canonical(raw)
        except SealError:
            held = raw
        contents.append({**held, "number": None} if isinstance(held, dict) else raw)
    return contents
