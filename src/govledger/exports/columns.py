"""A ledger as one Parquet file, for whoever asks of millions of entries at once: a row for every entry, in its order.

Nothing in it proves anything: it is a view of what was recorded, to be made again from the ledger at any time. Names
and narratives are not in it, not even where the ledger shows them; ``withheld`` says at which paths an entry has some,
so that (number, path) is the handle by which the ledger shows them to those who may see them::

    number             its place in the ledger, from 1
    type, version      its written name, such as status-reported, and version
    happened           when it happened, in the words recorded
    happened_earliest  the earliest day that can mean
    happened_latest    the latest, but not after the day it was known: what a happened cut goes by
    known_on           the first day anyone outside the author's office could know it
    recorded_at        the ledger's own clock, UTC
    subject            what it is about, as action:2.4: what its field `subject` names, the id it introduces, or the one
                       thing it has to name, as the obligation that is discharged
    original           the entry that this one is a version of; its own number where it corrects nothing
    retracts           the entry that it takes back
    is_standing        whether it is a setting, a declaration or an answer, which obeys only the ledger's own clock
    superseded_known_on, superseded_recorded_at
                       the first day on which, and instant at which, a later version of the same entry counts, or what
                       takes it back
    clerk, asserted_by, mode, form, visibility, source
                       the envelope, as it is written; null where it was not said
    withheld           the paths of its names and narratives
    body               the clear fields of its event, JSON as it is in the entry's bytes

A version holds as of a day if it was known by then, and neither a later one nor what takes it back was. The file is
written as it is read, some thousand rows at a time. The package `pyarrow` writes it; the extra ``parquet`` installs it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any, Final

import attrs
import msgspec

from govledger.errors import LedgerCorruptError, NotAnExportError
from govledger.events import CATALOGUE, Catalogue, EventType, When
from govledger.ledger import Ledger
from govledger.ledger.aside import aside, put_new, sync_file
from govledger.ledger.store import Row

NO_EXTRA = "a Parquet file needs the extra `parquet`: pip install 'govledger[parquet]'"
FORMAT: Final = "govledger-columns/1"
ROWS_AT_A_TIME: Final = 32_768
"""How many rows are in memory, and in a group of the file, of which a query reads only those that it needs."""


@attrs.frozen(kw_only=True)
class Columns:
    """What was written.

    Attributes:
        path: Where.
        origin: The name of the log.
        size: How many entries.
        bytes: How long the file is.
    """

    path: Path
    origin: str
    size: int
    bytes: int


def write_columns(ledger: Ledger, target: Path, *, catalogue: Catalogue = CATALOGUE) -> Columns:
    """Write every entry of a ledger to a new Parquet file, which is there whole or not at all.

    Args:
        ledger: The ledger.
        target: Where the file is to be.
        catalogue: Which field of a type says what an entry is about.

    Raises:
        NotAnExportError: Something is there already, nothing can be written there, or the extra is not installed.
        LedgerCorruptError: An entry is missing or damaged.
    """
    row, size = ledger.inner.row, len(ledger)
    store = ledger.inner.store
    made = Rows(versions_of(store.rows(row, until=size)), catalogue)
    about = {"govledger.format": FORMAT, "govledger.origin": row.origin, "govledger.zone": row.zone}
    try:
        with aside(target) as folder:
            part = folder / "columns"
            write_rows(part, map(made.read, store.rows(row, until=size)), {**about, "govledger.size": str(size)})
            sync_file(part)
            length = part.stat().st_size
            put_new(part, target)
    except FileExistsError:
        there = f"there is something at {target} already; it was not touched: name another place"
        raise NotAnExportError(there) from None
    except OSError as fault:
        raise NotAnExportError(f"nothing can be written to {target}: {fault.strerror or fault}") from fault
    return Columns(path=target, origin=row.origin, size=size, bytes=length)


# Which version holds -------------------------------------------------------------------------------------------------


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """A correction or retraction, as far as it decides from when on an earlier version holds no longer."""

    number: int
    known_on: dt.date
    recorded_at: dt.datetime
    corrects: str | None = None
    retracts: str | None = None


def versions_of(rows: Iterable[Row]) -> dict[int, list[Version]]:
    """The later versions of every entry that has some, by its number, in their order."""
    found: dict[int, list[Version]] = {}
    for row in rows:
        # Words are not in these bytes, so that little but a correction says so in them.
        if b'"corrects":"' in row.raw or b'"retracts":"' in row.raw:
            version = _read(_version_decoder, row)
            if named := version.corrects or version.retracts:
                found.setdefault(_number(named), []).append(version)
    return found


def _number(reference: str) -> int:
    return int(reference.removeprefix("entry:"))


# A row ---------------------------------------------------------------------------------------------------------------


class Outline(msgspec.Struct, frozen=True, kw_only=True):
    """The fields of an entry that become columns; the body stays as it is written."""

    asserted_by: str | None = None
    body: msgspec.Raw
    clerk: str
    committed: list[str] = msgspec.field(default_factory=list[str], name="_sd_for")
    corrects: str | None = None
    form: str | None = None
    happened: When
    known_on: dt.date
    mode: str | None = None
    number: int
    recorded_at: dt.datetime
    retracts: str | None = None
    source: list[dict[str, str]] = msgspec.field(default_factory=list[dict[str, str]])
    type: str
    visibility: str | None = None


class Rows:
    """Reads entries as rows."""

    def __init__(self, versions: dict[int, list[Version]], catalogue: Catalogue) -> None:
        """Rows of entries of which the later versions are known."""
        self._versions = versions
        self._standing = frozenset(kind.name for kind in catalogue if kind.standing)
        self._named = {kind.name: named for kind in catalogue if (named := _naming(kind))}

    def read(self, row: Row) -> dict[str, Any]:
        """The row of an entry, a value by the name of each column.

        Raises:
            LedgerCorruptError: Its bytes cannot be read.
        """
        held: Outline = _read(_outline_decoder, row)
        name, _, version = held.type.partition("/")
        original = _number(held.corrects) if held.corrects else held.number
        later = [one for one in self._versions.get(original, ()) if one.number > held.number]
        latest = min(held.happened.latest, held.known_on)
        body = bytes(held.body)
        return {
            "number": held.number,
            "type": name,
            "version": int(version) if version.isdecimal() else None,
            "happened": str(held.happened),
            "happened_earliest": min(held.happened.earliest, latest),
            "happened_latest": latest,
            "known_on": held.known_on,
            "recorded_at": held.recorded_at,
            "subject": self._subject(name, body),
            "original": original,
            "retracts": _number(held.retracts) if held.retracts else None,
            "is_standing": name in self._standing,
            "superseded_known_on": min((one.known_on for one in later), default=None),
            "superseded_recorded_at": min((one.recorded_at for one in later), default=None),
            "clerk": held.clerk,
            "asserted_by": held.asserted_by,
            "mode": held.mode,
            "form": held.form,
            "visibility": held.visibility,
            "source": [{name: source.get(name) for name in ("document", "locator")} for source in held.source],
            "withheld": held.committed,
            "body": body.decode(),
        }

    def _subject(self, name: str, body: bytes) -> str | None:
        """What an entry is about: what its body names as its subject, or else in the field that its type has for it."""
        said: Any = _body_decoder.decode(body)
        if isinstance(subject := said.get("subject"), str):
            return subject
        field, kind = self._named.get(name, ("", ""))
        identity = said.get(field)
        return f"{kind}:{identity}" if isinstance(identity, str) else None


def _naming(kind: EventType) -> tuple[str, str] | None:
    """The field that says what an entry of a type is about, and of which kind that is: what it introduces, if it does.

    Else it is the first field that has to name one thing of one kind, as the obligation that is discharged.
    """
    if kind.identity:
        return kind.identity, str(kind.fields[kind.identity].introduces)
    for name, spec in kind.fields.items():
        if spec.required and not spec.many and spec.refers not in {None, "any"}:
            return name, str(spec.refers)
    return None


def _read(decoder: msgspec.json.Decoder[Any], row: Row) -> Any:
    try:
        return decoder.decode(row.raw)
    except (msgspec.DecodeError, ValueError) as fault:
        raise LedgerCorruptError(f"the bytes of entry {row.number} cannot be read: {fault}") from fault


def _read_when(kind: Any, value: Any) -> Any:
    return kind.parse(value)


_outline_decoder = msgspec.json.Decoder(Outline, dec_hook=_read_when)
_version_decoder = msgspec.json.Decoder(Version)
_body_decoder: msgspec.json.Decoder[dict[str, Any]] = msgspec.json.Decoder(dict[str, Any])


# The file ------------------------------------------------------------------------------------------------------------


def _pyarrow(name: str = "") -> Any:
    try:
        return import_module(f"pyarrow{name}")
    except ImportError as missing:
        raise NotAnExportError(NO_EXTRA) from missing


def _schema(about: dict[str, str]) -> Any:
    pa = _pyarrow()
    word = pa.dictionary(pa.int32(), pa.string())
    instant, day = pa.timestamp("us", tz="UTC"), pa.date32()
    source = pa.list_(pa.struct([("document", pa.string()), ("locator", pa.string())]))
    # What every entry has comes first, as the docstring of this module has it.
    return pa.schema(
        [
            pa.field("number", pa.int64(), nullable=False),
            pa.field("type", word, nullable=False),
            pa.field("version", pa.int32()),
            pa.field("happened", pa.string(), nullable=False),
            pa.field("happened_earliest", day, nullable=False),
            pa.field("happened_latest", day, nullable=False),
            pa.field("known_on", day, nullable=False),
            pa.field("recorded_at", instant, nullable=False),
            pa.field("subject", pa.string()),
            pa.field("original", pa.int64(), nullable=False),
            pa.field("retracts", pa.int64()),
            pa.field("is_standing", pa.bool_(), nullable=False),
            pa.field("superseded_known_on", day),
            pa.field("superseded_recorded_at", instant),
            *(pa.field(name, word) for name in ("clerk", "asserted_by", "mode", "form", "visibility")),
            pa.field("source", source, nullable=False),
            pa.field("withheld", pa.list_(pa.string()), nullable=False),
            pa.field("body", pa.string(), nullable=False),
        ],
        metadata=about,
    )


def write_rows(path: Path, rows: Iterator[dict[str, Any]], about: dict[str, str]) -> None:
    """Write rows as they come, and beside them what they are of."""
    pa, schema = _pyarrow(), _schema(about)
    with _pyarrow(".parquet").ParquetWriter(path, schema, compression="zstd") as writer:
        while held := list(islice(rows, ROWS_AT_A_TIME)):
            writer.write_batch(pa.RecordBatch.from_pylist(held, schema=schema), row_group_size=ROWS_AT_A_TIME)
