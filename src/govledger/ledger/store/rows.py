"""The plain rows that pass between the ledger and its store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final, NamedTuple, TypeVar

import attrs

from govledger.errors import LedgerCorruptError

Value = TypeVar("Value", int, str)


class Row(NamedTuple):
    """One stored entry: its number, its written type, and its bytes."""

    number: int
    type: str
    raw: bytes


def read_row(found: tuple[Any, Any, Any]) -> Row:
    """A row as the database gave it; SQLite holds any kind of value in any column.

    Raises:
        LedgerCorruptError: It is no number, text and bytes.
    """
    number, written, raw = found
    if type(number) is int and type(written) is str and type(raw) is bytes:
        return Row(number, written, raw)
    raise LedgerCorruptError(f"the row of entry {number!r} is damaged: it is not a number, a type and bytes")


Stored = tuple[int, str, bytes]
"""A row as a plain tuple."""


def read_stored(found: Sequence[Any]) -> Sequence[Stored]:
    """Rows as the database gave them, looked at together.

    Raises:
        LedgerCorruptError: One is no number, text and bytes.
    """
    for column, kind in enumerate((int, str, bytes)):
        if not set(map(type, map(itemgetter(column), found))) <= {kind}:
            return list(map(read_row, found))
    return found


NEAR: Final = 64
"""How far apart two entries are at most that are read with what stands between them."""

FEW: Final = 16
"""How many entries are at least read so."""

DENSE: Final = 4
"""Of how many that are read so one is asked for at least."""


def stretches(numbers: Sequence[int]) -> tuple[list[tuple[int, int]], list[int]]:
    """Entries that stand close enough together to be read in one go, as their first and last, and the others.

    In the order things happened most entries stand nearly as they were recorded, and a few far off.
    """
    spans, lone, held = list[tuple[int, int]](), list[int](), list[int]()
    for number in [*sorted(numbers), None]:
        if held and (number is None or number - held[-1] > NEAR):
            if len(held) >= FEW and held[-1] - held[0] < len(held) * DENSE:
                spans.append((held[0], held[-1]))
            else:
                lone += held
            held = []
        if number is not None:
            held.append(number)
    return spans, lone


def read_payloads(found: Sequence[tuple[Any]]) -> bytes | None:
    """The disclosure row of one entry from the rows found; ``None`` where there is none, or something else."""
    return found[0][0] if found and type(found[0][0]) is bytes else None


class TileRow(NamedTuple):
    """One tile of the tree: its level, its place within the level, and its hashes, as wide as the tree is there."""

    level: int
    place: int
    hashes: bytes


class CheckpointRow(NamedTuple):
    """One checkpoint that the log signed: how many entries it covers, when it was signed last, and its note."""

    size: int
    at: str
    note: bytes


def read_checkpoint(found: tuple[Any, Any, Any]) -> CheckpointRow:
    """A checkpoint as the database gave it.

    Raises:
        LedgerCorruptError: It is no size, text and bytes.
    """
    size, at, note = found
    if type(size) is int and type(at) is str and type(note) is bytes:
        return CheckpointRow(size, at, note)
    raise LedgerCorruptError(f"the row of the checkpoint of size {size!r} is damaged")


def read_timestamp(found: tuple[Any, Any]) -> tuple[int, bytes]:
    """The size of a checkpoint, and what an authority answered of it, as the database gave it.

    Raises:
        LedgerCorruptError: It is no size and bytes.
    """
    size, answer = found
    if type(size) is int and type(answer) is bytes:
        return size, answer
    raise LedgerCorruptError(f"the row of the timestamp of size {size!r} is damaged")


def read_column(found: Iterable[tuple[Any]], kind: type[Value]) -> list[Value]:
    """The values of one column of the index, which were put there as a ``kind``.

    Raises:
        LedgerCorruptError: One of them is of another kind.
    """
    values = [value for (value,) in found]
    for value in values:
        if type(value) is not kind:
            raise index_damaged(value)
    return values


def index_damaged(found: object) -> LedgerCorruptError:
    """What is raised where the index holds something that nobody put there."""
    return LedgerCorruptError(
        f"the index is damaged: it holds {found!r}; make it anew: govledger reconcile LEDGER --mend"
    )


def chunked(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """``items`` in slices of at most ``size``."""
    return (items[start : start + size] for start in range(0, len(items), size))


@attrs.frozen(kw_only=True)
class LedgerRow:
    """One ledger of a database.

    Attributes:
        id: Its integer id in the side tables.
        uuid: Its id in the recorder's table.
        name: What it is called within the database.
        origin: The name of its log.
        zone: The civil zone in which its days end.
    """

    id: int
    uuid: str
    name: str
    origin: str
    zone: str


def read_ledger(found: tuple[Any, ...]) -> LedgerRow:
    """A ledger as the database gave it.

    Raises:
        LedgerCorruptError: It is no id and four texts.
    """
    id_, uid, name, origin, zone = found
    if type(id_) is int and all(type(text) is str for text in (uid, name, origin, zone)):
        return LedgerRow(id=id_, uuid=uid, name=name, origin=origin, zone=zone)
    raise LedgerCorruptError(
        f"the row of the ledger {name!r} is damaged: it is not an id, a name, an origin and a zone"
    )


@attrs.frozen(kw_only=True)
class Append:
    """Everything that one transaction adds to a ledger.

    Attributes:
        rows: The entries, numbered on from the head.
        disclosures: (number, payloads) of every entry with withheld texts.
        keys: (idempotency key, number).
        mentions: By each reference, the numbers of the entries that name it, rising.
        introduced: By each reference that is brought in, the number of the first entry that does.
    """

    rows: list[Row]
    disclosures: list[tuple[int, bytes]]
    keys: list[tuple[str, int]]
    mentions: Mapping[str, Sequence[int]]
    introduced: Mapping[str, int]


def gathered(mentions: Iterable[tuple[str, int, bool]]) -> tuple[dict[str, list[int]], dict[str, int]]:
    """What `Append` holds of an index, from (reference, number, whether the entry introduced it) by rising numbers."""
    numbers: dict[str, list[int]] = {}
    introduced: dict[str, int] = {}
    for reference, number, by in mentions:
        named = numbers.setdefault(reference, [])
        if not named or named[-1] != number:
            named.append(number)
        if by:
            introduced.setdefault(reference, number)
    return numbers, introduced
