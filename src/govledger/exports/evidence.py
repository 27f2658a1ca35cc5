r"""What verification reads, from a ledger or from an export: entries, disclosures, checkpoints, keys and a policy.

An export is a C2SP tlog-tiles log, in a directory or a zip, with what goes with it::

    checkpoint                       the newest checkpoint, a signed note
    checkpoints/<size>               every checkpoint kept, the newest among them
    tile/<level>/<index>[.p/<w>]     the tree, see `govledger.seal.tiles`
    tile/entries/<index>[.p/<w>]     the entries
    vkeys                            the key of the log and of every witness that signed, a line each
    policy                           whose cosignatures are asked for, C2SP tlog-policy; where there is one
    disclosures.ndjson               the words of withheld texts, as far as this view holds them
    tsa/<size>.tsr                   what an authority answered of a checkpoint (RFC 3161); where there is an answer
    README                           what each signature covers; read by people, and signed by nobody

The first line of ``disclosures.ndjson`` is ``{"audience":"full","files":{…},"size":60,"v":"govledger-disclosures/1"}``,
where ``files`` has the SHA-256, hexadecimal, of every file that no signature of the log covers as a whole: the keys,
the policy, the checkpoints and the timestamps. It shows what was lost or damaged on the way; whoever means harm can
write it anew. Each other line is ``{"disclosures":["<base64url>",…],"number":17}``, the SD-JWT disclosures of one entry
in the order of their commitments, entries in their order.
"""

import os
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import chain
from operator import attrgetter, lt
from pathlib import Path
from typing import Any, Literal, Self

import msgspec

from govledger.errors import NotAnExportError, SealError
from govledger.exports.files import Files, open_files
from govledger.exports.timestamps import RESPONSE_BYTES_MAX
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.leaf import ENTRY_BYTES_MAX
from govledger.seal.note import NOTE_BYTES_MAX, Note
from govledger.seal.policy import POLICY_BYTES_MAX
from govledger.seal.tiles import ENTRIES, LENGTH_BYTES, TILE_WIDTH, Tile, decode_bundle, parse_tile_path
from govledger.seal.tree import HASH_BYTES

Audience = Literal["full", "public"]
AUDIENCES: tuple[Audience, ...] = ("full", "public")
CHECKPOINT, VKEYS, POLICY, DISCLOSURES, README = "checkpoint", "vkeys", "policy", "disclosures.ndjson", "README"
DISCLOSURES_FORMAT: Literal["govledger-disclosures/1"] = "govledger-disclosures/1"

_BUNDLE_BYTES_MAX = TILE_WIDTH * (LENGTH_BYTES + ENTRY_BYTES_MAX)
_LINE_BYTES_MAX = 1 << 26
"""How long a line of the disclosures may be: the words of one entry, or the head with a line for every checkpoint."""

_NOTES_BYTES_MAX = 1 << 28
"""How long all checkpoints may be together: one a day for a hundred years, each with two cosignatures of any kind."""

_TIMESTAMP = re.compile(r"tsa/(?:0|[1-9][0-9]{0,18})\.tsr")
_KEPT = re.compile(r"checkpoints/(?:0|[1-9][0-9]{0,18})")


class Disclosed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """The disclosures of one entry, each base64url; the fields in the order in which they are written."""

    disclosures: list[str]
    number: int


class Head(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first line of the disclosures: whose view they are, of how many entries, and what came with them."""

    audience: Audience
    files: dict[str, str]
    size: int
    v: Literal["govledger-disclosures/1"] = DISCLOSURES_FORMAT


class Evidence(ABC):
    """What verification reads. Nothing of it is believed.

    Attributes:
        name: Where it is.
        is_export: Whether it is an export, which must be complete in itself.
        audience: Whose view it says it is: ``full`` or ``public``.
        checkpoints: The checkpoints kept, each a signed note, in the order of what they are kept under.
        vkeys: The keys it gives.
        policy: Whose cosignatures it says are asked for.
        timestamps: What authorities answered of checkpoints (RFC 3161), by the size of the checkpoint, in their order.
        faults: What was wrong with its form, each as (where, what).
    """

    name: str
    is_export: bool
    audience: Audience
    checkpoints: tuple[bytes, ...]
    vkeys: tuple[str, ...]
    policy: bytes | None
    timestamps: Mapping[int, bytes]
    faults: list[tuple[str, str]]

    @abstractmethod
    def bundles(self) -> Iterator[Sequence[bytes]]:
        """The bytes of the entries in their order, some at a time."""

    @abstractmethod
    def disclosures(self) -> Iterator[Sequence[Disclosed]]:
        """The disclosures, in the order of their entries, some at a time."""

    def disclosed(self) -> Iterator[Disclosed]:
        """The disclosures, in the order of their entries."""
        return chain.from_iterable(self.disclosures())

    @abstractmethod
    def fetch(self, path: str) -> bytes:
        """The tile at a path; a partial one is cut from any that is wider.

        Raises:
            LookupError: There is none.
        """

    @property
    def last_sealed(self) -> str | None:
        """When the log says it signed last, as a stamp; nobody signed this time."""
        return None

    @abstractmethod
    def close(self) -> None:
        """Let go of what is open."""

    def __enter__(self) -> Self:
        """The evidence itself."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Let go of what is open."""
        self.close()


class ExportEvidence(Evidence):
    """What verification reads, from the files of an export."""

    is_export = True

    def __init__(self, files: Files) -> None:
        self._files, self.name, self.faults = files, files.name, []
        self._bundles, self._tiles = dict[int, set[int]](), dict[tuple[int, int], set[int]]()
        kept = sorted((path for path in files.names if _KEPT.fullmatch(path)), key=lambda path: int(path[12:]))
        stamped = sorted((path for path in files.names if _TIMESTAMP.fullmatch(path)), key=_stamped_size)
        known = {CHECKPOINT, VKEYS, POLICY, DISCLOSURES, README, *kept, *stamped}
        for path in sorted(files.names - known):
            self._place(path)
        for path in files.strange:
            self.faults.append((path, "is no plain file of an export"))
        if not self._bundles and CHECKPOINT not in files.names:
            inner = next((path for path in sorted(files.names) if path.endswith(f"/{CHECKPOINT}")), None)
            hint = f", but {inner.removesuffix(CHECKPOINT)} in it may be one" if inner else ""
            raise NotAnExportError(f"{files.name} holds neither a checkpoint nor entries: it is no export{hint}")
        held = self._read_each(kept, NOTE_BYTES_MAX) | {VKEYS: self._read(VKEYS, NOTE_BYTES_MAX)}
        if POLICY in files.names:
            held[POLICY] = self._read(POLICY, POLICY_BYTES_MAX)
        self.checkpoints = tuple(held[path] for path in kept if path in held)
        self.vkeys, self.policy = self._read_vkeys(held[VKEYS]), held.get(POLICY)
        answers = self._read_each(stamped, RESPONSE_BYTES_MAX)
        self.timestamps = {_stamped_size(path): answer for path, answer in answers.items() if self._is_beside(path)}
        self._check_newest()
        self._check_sizes({path: held[path] for path in kept if path in held})
        self.head = self._read_head()
        self.audience = self.head.audience if self.head else AUDIENCES[0]
        self._check_files(held | answers)

    def _is_beside(self, path: str) -> bool:
        """Whether the checkpoint is there that an answer says it is of."""
        is_there = f"checkpoints/{_stamped_size(path)}" in self._files.names
        if not is_there:
            self.faults.append((path, "stands beside no checkpoint of its size"))
        return is_there

    def _check_sizes(self, kept: Mapping[str, bytes]) -> None:
        """Check that every checkpoint stands where its size says."""
        for path, data in kept.items():
            # Where the second line says what the path says, the note need not be read for it.
            size = None if data.split(b"\n", 2)[1:2] == [path[len("checkpoints/") :].encode()] else _size(data)
            if size is not None and path != f"checkpoints/{size}":
                self.faults.append((path, f"is not where the checkpoint of size {size} belongs"))

    def _place(self, path: str) -> None:
        """Find out which tile is at a path."""
        try:
            tile = parse_tile_path(path)
        except SealError:
            self.faults.append((path, "is no part of an export"))
            return
        if tile.level == ENTRIES:
            self._bundles.setdefault(tile.index, set()).add(tile.width)
        else:
            self._tiles.setdefault((tile.level, tile.index), set()).add(tile.width)

    def _read(self, path: str, bytes_max: int) -> bytes:
        """A file; what stops it from being read is kept as a fault."""
        try:
            return self._files.read(path, bytes_max=bytes_max)
        except LookupError:
            self.faults.append((path, "is missing"))
        except SealError as bad:
            self.faults.append((path, str(bad)))
        return b""

    def _read_each(self, paths: Sequence[str], bytes_max: int) -> dict[str, bytes]:
        """Files of one kind by their paths, up to where they are more than anybody has: a zip may hold a great deal."""
        held, length = dict[str, bytes](), 0
        for path in paths:
            held[path] = self._read(path, bytes_max)
            length += len(held[path])
            if length > _NOTES_BYTES_MAX:
                self.faults.append((path, "is left out with those after it: together they are too long"))
                break
        return held

    def _read_vkeys(self, data: bytes) -> tuple[str, ...]:
        try:
            *lines, rest = data.decode().split("\n")
        except UnicodeDecodeError:
            lines, rest = [], "another text"
        if rest or len(lines) != len(set(lines)):
            self.faults.append((VKEYS, "is not a key on every line"))
        return tuple(lines)

    def _check_files(self, held: Mapping[str, bytes]) -> None:
        """Check that what no signature covers is what the export was written with."""
        if self.head is None:
            return
        if (newest := self.checkpoints[-1:]) and _size(newest[0]) not in {self.head.size, None}:
            self.faults.append((DISCLOSURES, "is not of as many entries as the newest checkpoint"))
        for path in sorted(held.keys() | self.head.files.keys()):
            if path not in held:
                self.faults.append((path, "is missing"))
            elif sha256(held[path]).hexdigest() != self.head.files.get(path):
                self.faults.append((path, "is not the file that the export was written with"))

    def _check_newest(self) -> None:
        """Check that `checkpoint` is the newest that is kept."""
        newest = self._read(CHECKPOINT, NOTE_BYTES_MAX)
        if newest not in self.checkpoints[-1:]:
            self.faults.append((CHECKPOINT, "is not the newest of those in checkpoints/"))
            self.checkpoints += (newest,) if newest else ()

    def _read_head(self) -> Head | None:
        try:
            block = next(self._files.blocks(DISCLOSURES, line_bytes_max=_LINE_BYTES_MAX), b"")
            head: Head = _read_line(block.partition(b"\n")[0], Head)
        except LookupError:
            self.faults.append((DISCLOSURES, "is missing"))
        except SealError as bad:
            self.faults.append((DISCLOSURES, str(bad)))
        else:
            return head
        return None

    def bundles(self) -> Iterator[Sequence[bytes]]:
        """The entries, a bundle at a time, up to where one is missing or cannot be read."""
        for index in range(len(self._bundles)):
            if index not in self._bundles:
                self.faults.append((Tile(ENTRIES, index).path, "is missing"))
                return
            width = max(self._bundles[index])
            if width < TILE_WIDTH and index < max(self._bundles):
                self.faults.append((Tile(ENTRIES, index).path, "is missing"))
            path = Tile(ENTRIES, index, width).path
            try:
                yield decode_bundle(self._read(path, _BUNDLE_BYTES_MAX), width)
            except SealError as bad:
                self.faults.append((path, str(bad)))
                return
            for other in sorted(self._bundles[index] - {width}):
                self.faults.append((Tile(ENTRIES, index, other).path, "stands beside a wider one"))

    def disclosures(self) -> Iterator[Sequence[Disclosed]]:
        """The disclosures, up to where a line cannot be read."""
        last, head = 0, True
        try:
            for block in self._files.blocks(DISCLOSURES, line_bytes_max=_LINE_BYTES_MAX):
                # The first line is the head, which was read before.
                for found in _read_lines(block.partition(b"\n")[2] if head else block):
                    good = _good_ones(found, last)
                    yield found[:good]
                    if good < len(found):
                        odd = found[good].number
                        self.faults.append((DISCLOSURES, f"entry {odd} is out of its order, or without words"))
                        return
                    last = found[-1].number if found else last
                head = False
        except LookupError:
            return
        except SealError as bad:
            self.faults.append((DISCLOSURES, str(bad)))

    def fetch(self, path: str) -> bytes:
        """The tile at a path; a partial one is cut from any that is wider."""
        tile = parse_tile_path(path)
        if tile.level == ENTRIES:
            return self._fetch_bundle(tile)
        wider = [width for width in self._tiles.get((tile.level, tile.index), ()) if width >= tile.width]
        if not wider:
            raise LookupError(path)
        found = Tile(tile.level, tile.index, min(wider)).path
        return self._files.read(found, bytes_max=TILE_WIDTH * HASH_BYTES)[: tile.width * HASH_BYTES]

    def _fetch_bundle(self, tile: Tile) -> bytes:
        wider = [width for width in self._bundles.get(tile.index, ()) if width >= tile.width]
        if not wider:
            raise LookupError(tile.path)
        data = self._files.read(Tile(ENTRIES, tile.index, min(wider)).path, bytes_max=_BUNDLE_BYTES_MAX)
        at = 0
        for _ in range(tile.width):
            at += LENGTH_BYTES + int.from_bytes(data[at : at + LENGTH_BYTES])
        return data[:at]

    def tiles(self) -> Iterator[tuple[Tile, bytes]]:
        """Every tile of hashes."""
        for level, index in sorted(self._tiles):
            for width in sorted(self._tiles[level, index]):
                tile = Tile(level, index, width)
                yield tile, self._read(tile.path, TILE_WIDTH * HASH_BYTES)

    def close(self) -> None:
        """Let go of the files."""
        self._files.close()


def open_export(path: str | os.PathLike[str]) -> ExportEvidence:
    """The export in a directory or a zip.

    Raises:
        NotAnExportError: There is none.
    """
    files = open_files(Path(path))
    try:
        return ExportEvidence(files)
    except BaseException:
        files.close()
        raise


def _stamped_size(path: str) -> int:
    """The size of the checkpoint that the answer at a path is of."""
    return int(path[4:-4])


def _size(data: bytes) -> int | None:
    """The size that a checkpoint says; None where it cannot be read, which is found elsewhere."""
    try:
        return Checkpoint.parse(Note.parse(data).text).size
    except SealError:
        return None


def write_line(held: msgspec.Struct) -> bytes:
    """A line of the disclosures, with its newline."""
    return _encoder.encode(held) + b"\n"


def _read_line(line: bytes, kind: type[Any]) -> Any:
    """A line of the disclosures.

    Raises:
        SealError: It is none, or not how one is written.
    """
    try:
        held = _decoders[kind].decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as bad:
        raise SealError(line, f"a line of disclosures ({bad})", where=DISCLOSURES) from None
    if _encoder.encode(held) != line:
        raise SealError(line, "a line as it is written", where=DISCLOSURES)
    return held


_disclosures = attrgetter("disclosures")


def _read_lines(lines: bytes) -> Iterator[list[Disclosed]]:
    """Lines of the disclosures: all at once, or one by one up to the one that is none.

    Raises:
        SealError: One of them is none, or not how one is written.
    """
    try:
        found: list[Disclosed] = _decoders[Disclosed].decode_lines(lines)
        is_written_so = _encoder.encode_lines(found) == lines
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        found, is_written_so = [], False
    if is_written_so:
        yield found
        return
    for line in lines.split(b"\n")[:-1]:
        yield [_read_line(line, Disclosed)]


def _good_ones(found: Sequence[Disclosed], last: int) -> int:
    """How many there are before one whose number is not above the one before, or that discloses nothing."""
    numbers = [last, *[one.number for one in found]]
    if all(map(lt, numbers, numbers[1:])) and all(map(_disclosures, found)):
        return len(found)
    return next(at for at, one in enumerate(found) if one.number <= numbers[at] or not one.disclosures)


_encoder = msgspec.json.Encoder(order="deterministic")
_decoders: dict[type[Any], msgspec.json.Decoder[Any]] = {kind: msgspec.json.Decoder(kind) for kind in (Head, Disclosed)}
