"""Change every byte of an export, one at a time, and see whether verification notices.

    python -m tests.flips.flip --seed 7 [--sample 2000]

Every byte of a directory and of a zip becomes another one of the seed's choosing, and each byte of a file that no
signature covers becomes every other one. What is found is counted for each region of the export, and kept under
build/flips, so that a run that was stopped goes on where it was.
"""

# ruff: noqa: T201 - what it prints is for the person who runs it
from __future__ import annotations

import argparse
import os
import random
import shutil
import struct
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import msgspec

from govledger.errors import NotAnExportError
from govledger.exports import open_export, verify, write_export
from govledger.ledger.sightings import Sighting
from tests.exports.authority import Authority
from tests.seal.independent.sample import sample_ledger
from tests.seal.logs import read_files
from tests.seal.support import AUDIT, CHAIR, LOG

SIZES = (20, 40, 60)
SHOWN_MAX = 20
STRETCH = 512
"""How many bytes are changed before what was found is kept."""

README, METADATA = "README", "zip metadata"
UNSIGNED = (README, METADATA)
"""The regions that are declared unauthenticated."""

UNCOVERED = ("policy", "vkeys")
"""The regions that no signature covers, and in which every change has to be noticed all the same."""

POLICY = f"""\
log {LOG.verifier.vkey}
witness chair {CHAIR.verifier.vkey}
witness audit {AUDIT.verifier.vkey}
group outside any audit
group inside any chair
group both all outside inside
quorum both
""".encode()


class Place(NamedTuple):
    """Where bytes are: the file, the first and last but one, and the region they are of."""

    file: str
    start: int
    end: int
    region: str


class Seen(msgspec.Struct, frozen=True):
    """What became of the bytes of one stretch.

    Attributes:
        region: Where they are.
        flipped: How many were changed.
        missed: The changes that nobody noticed, each as file, offset and new byte.
        crashed: Those over which verification fell, each with the error.
    """

    region: str
    flipped: int
    missed: list[tuple[str, int, int]]
    crashed: list[tuple[str, int, int, str]]


def make_samples(folder: Path) -> None:
    """Write an export of 60 entries, with an authority's timestamp, as a directory and as a zip."""
    with sample_ledger("memory://", sizes=SIZES) as ledger:
        sealed, at = ledger.sealed()[1], ledger.sealed()[1].at
        seen = Sighting(size=sealed.size, by="clock", earliest=at, latest=at)
        ledger.timestamped(Authority().stamp(sealed.checkpoint, at), seen)
        for name in ("export", "export.zip"):
            write_export(ledger, folder / name, policy=POLICY)


def region_of(path: str) -> str:
    """The region of a file of an export."""
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] == "tile" else parts[0]


def folder_places(folder: Path) -> list[Place]:
    """Every byte of a directory."""
    return [Place(path, 0, len(data), region_of(path)) for path, data in read_files(folder).items()]


def zip_places(path: Path) -> list[Place]:
    """Every byte of a zip: those of its files, and those between and after them."""
    data, places, at = path.read_bytes(), list[Place](), 0
    with zipfile.ZipFile(path) as held:
        infos = sorted(held.infolist(), key=lambda info: info.header_offset)
    for info in infos:
        name, extra = struct.unpack_from("<HH", data, info.header_offset + 26)
        start = info.header_offset + 30 + name + extra
        places += [
            Place("", at, start, METADATA),
            Place("", start, start + info.compress_size, region_of(info.filename)),
        ]
        at = start + info.compress_size
    return [*places, Place("", at, len(data), METADATA)]


def stretches(places: Sequence[Place]) -> Iterator[Place]:
    """The same bytes in pieces."""
    for place in places:
        length = STRETCH // 16 if place.region in UNCOVERED else STRETCH
        for start in range(place.start, place.end, length):
            yield place._replace(start=start, end=min(start + length, place.end))


def is_noticed(export: Path) -> bool:
    """Whether a reader who was given nothing but the export sees that something is wrong with it."""
    try:
        evidence = open_export(export)
    except NotAnExportError:
        return True
    with closing(evidence):
        return not verify(evidence).ok


def flip(export: Path, place: Place, *, seed: int, sample: float = 1) -> Seen:
    """Change the bytes of one place, one at a time; leave them as they were."""
    file = export / place.file if place.file else export
    data, missed, crashed, flipped = file.read_bytes(), list[tuple[str, int, int]](), [], 0
    chance = random.Random(f"{seed} {export.name} {place.file} {place.start}")
    try:
        for at in range(place.start, place.end):
            others = range(1, 256) if place.region in UNCOVERED else [chance.randrange(1, 256)]
            for new in [data[at] ^ other for other in others if chance.random() < sample]:
                flipped += 1
                file.write_bytes(data[:at] + bytes([new]) + data[at + 1 :])
                try:
                    if not is_noticed(export):
                        missed.append((place.file, at, new))
                except Exception as error:  # noqa: BLE001 - whatever it falls over is what is looked for
                    crashed.append((place.file, at, new, repr(error)))
    finally:
        file.write_bytes(data)
    return Seen(place.region, flipped, missed, crashed)


def flip_copy(export: Path, place: Place, seed: int, sample: float) -> Seen:
    """The same, in a copy of this process's own."""
    copy = _copies / export.name
    if not copy.exists():
        (shutil.copytree if export.is_dir() else shutil.copy)(export, copy)
    return flip(copy, place, seed=seed, sample=sample)


_copies = Path()


def _own_copies(parent: Path) -> None:
    """Give this process a folder of its own."""
    global _copies  # noqa: PLW0603 - a process of the pool has nowhere else to keep it
    _copies = Path(tempfile.mkdtemp(dir=parent))


class Counts:
    """What was found so far, by export and region; kept in a file after every stretch."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.seen = msgspec.json.decode(path.read_bytes(), type=dict[str, Seen]) if path.exists() else {}

    def add(self, key: str, seen: Seen) -> None:
        """Keep what was found in one stretch."""
        self.seen[key] = seen
        draft = self._path.with_suffix(".part")
        draft.write_bytes(msgspec.json.encode(self.seen))
        draft.replace(self._path)

    def told(self, export: str) -> str:
        """A table: for each region how many bytes were changed, and how many of the changes were noticed."""
        flipped, missed, crashed = Counter[str](), Counter[str](), Counter[str]()
        for key, seen in self.seen.items():
            if key.split(" ")[0] == export:
                flipped[seen.region] += seen.flipped
                missed[seen.region] += len(seen.missed)
                crashed[seen.region] += len(seen.crashed)
        lines = [f"{export:24}{'changed':>10}{'noticed':>10}{'not':>8}{'crashed':>9}"]
        for region in sorted(flipped, key=lambda region: (region in UNSIGNED, region)):
            noticed = flipped[region] - missed[region] - crashed[region]
            note = "  unauthenticated, as declared" if region in UNSIGNED else ""
            counts = f"{flipped[region]:10,}{noticed:10,}{missed[region]:8,}{crashed[region]:9,}"
            lines.append(f"  {region:22}{counts}{note}")
        return "\n".join([*lines, f"  {'all':22}{sum(flipped.values()):10,}"])

    @property
    def holes(self) -> list[Seen]:
        """Where a change went unnoticed that must not, or verification fell over one."""
        return [seen for seen in self.seen.values() if seen.crashed or (seen.missed and seen.region not in UNSIGNED)]


def run(folder: Path, *, seed: int, sample: int | None) -> Counts:
    """Change every byte, or about as many as ``sample`` says, of both exports; go on where an earlier run stopped."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "export.zip").exists():
        shutil.rmtree(folder / "export", ignore_errors=True)
        make_samples(folder)
    places = {"export": folder_places(folder / "export"), "export.zip": zip_places(folder / "export.zip")}
    weights = dict.fromkeys(UNCOVERED, 255)
    total = sum((at.end - at.start) * weights.get(at.region, 1) for held in places.values() for at in held)
    share = 1.0 if sample is None else min(1.0, sample / total)
    counts = Counts(folder / ("all.json" if sample is None else f"sample-{sample}.json"))
    with tempfile.TemporaryDirectory() as copies:
        workers = ProcessPoolExecutor(os.cpu_count(), initializer=_own_copies, initargs=(Path(copies),))
        with workers:
            waiting = {
                f"{name} {place.file}:{place.start}": workers.submit(flip_copy, folder / name, place, seed, share)
                for name, held in places.items()
                for place in stretches(held)
                if f"{name} {place.file}:{place.start}" not in counts.seen
            }
            for key, found in waiting.items():
                counts.add(key, found.result())
    return counts


def main() -> None:
    """Change as many bytes as were asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--folder", type=Path, default=Path("build/flips"))
    given = parser.parse_args()
    print(f"changing bytes of an export of {SIZES[-1]} entries; SEED={given.seed}", flush=True)
    counts = run(given.folder / str(given.seed), seed=given.seed, sample=given.sample)
    for export in ("export", "export.zip"):
        print(counts.told(export))
    holes = [(hole.region, found) for hole in counts.holes for found in [*hole.missed, *hole.crashed]]
    for region, found in holes[:SHOWN_MAX]:
        print(f"HOLE in {region}: {found}")
    if holes:
        raise SystemExit(f"{len(holes)} holes")


if __name__ == "__main__":
    main()
