"""Logs as exports, made from the primitives: whoever has the key of a log can make such a one, honest or not."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from govledger.exports.evidence import Audience, Disclosed, Head, write_line
from govledger.exports.regrown import Regrown
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.leaf import leaf_hash
from govledger.seal.note import Signer
from govledger.seal.tiles import encode_bundle, grow_tiles
from govledger.seal.tree import root_of
from tests.seal.support import bundles_for


@dataclass
class Log:
    """What an export holds.

    Attributes:
        entries: The bytes of the entries.
        notes: The checkpoints, by their sizes.
        vkeys: The keys that it gives.
        disclosures: The disclosures of entries, by their numbers.
        policy: Whose cosignatures are asked for.
        audience: Whose view it says it is.
        timestamps: What an authority answered, by the sizes of the checkpoints.
    """

    entries: list[bytes]
    notes: dict[int, bytes] = field(default_factory=dict[int, bytes])
    vkeys: Sequence[str] = ()
    disclosures: Mapping[int, Sequence[str]] = field(default_factory=dict[int, Sequence[str]])
    policy: bytes | None = None
    audience: Audience = "full"
    timestamps: Mapping[int, bytes] = field(default_factory=dict[int, bytes])

    def checkpoint(self, origin: str, size: int) -> Checkpoint:
        """What is true of the first ``size`` entries."""
        return Checkpoint(origin, size, root_of(map(leaf_hash, self.entries[:size])))

    def tree(self) -> Regrown:
        """The tree over the entries."""
        tree = Regrown()
        tree.extend(map(leaf_hash, self.entries))
        return tree

    def sign(self, signer: Signer, size: int) -> bytes:
        """Sign a checkpoint of the first ``size`` entries, keep it, and return its note."""
        self.notes[size] = self.checkpoint(signer.name, size).sign(signer).encode()
        return self.notes[size]

    def files(self) -> dict[str, bytes]:
        """Every file of the export by its path, up to the newest checkpoint."""
        size = max(self.notes)
        entries = self.entries[:size]
        tiles = {tile.path: data for tile, data in grow_tiles(0, map(leaf_hash, entries), _nothing)}
        starts = {tile.path: (tile.index * 256, tile.width) for tile in bundles_for(size)}
        named = {
            **{f"checkpoints/{at}": note for at, note in self.notes.items()},
            **{f"tsa/{at}.tsr": answer for at, answer in self.timestamps.items()},
            "vkeys": "".join(f"{vkey}\n" for vkey in self.vkeys).encode(),
            **({"policy": self.policy} if self.policy is not None else {}),
        }
        digests = {path: sha256(data).hexdigest() for path, data in named.items()}
        lines = [
            write_line(Disclosed(disclosures=list(held), number=number))
            for number, held in sorted(self.disclosures.items())
            if number <= size
        ]
        return {
            **named,
            **tiles,
            **{path: encode_bundle(entries[start : start + width]) for path, (start, width) in starts.items()},
            "checkpoint": self.notes[size],
            "disclosures.ndjson": b"".join(
                [write_line(Head(audience=self.audience, files=digests, size=size)), *lines]
            ),
            "README": b"Made for a test.\n",
        }


def _nothing(path: str) -> bytes:
    """There was no tree before."""
    raise LookupError(path)


def write_files(files: Mapping[str, bytes], folder: Path) -> Path:
    """Write files below a folder, and return it."""
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return folder


def read_files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its path."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Files as a zip, each stored."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for path, data in sorted(files.items()):
            made.writestr(zipfile.ZipInfo(path), data)
    return held.getvalue()
