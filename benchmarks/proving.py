"""Proving: an export verified, against its files read and hashed; and a receipt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.contest import Place, Run, hashed, percentile, timed
from benchmarks.reading import lap
from benchmarks.verify import SIGNER, read_raw, verify_export
from govledger import Ledger
from govledger.seal.leaf import leaf_hash
from govledger.seal.proof import TlogProof, check_proof
from govledger.seal.tree import root_of

RECEIPTS = 200


def verified(place: Place) -> Run:
    """The export verified: every commitment, every stamp, the tree and the checkpoint."""
    seconds, root = timed(lambda: verify_export(place.file("export")))
    return Run(seconds=seconds, count=place.entries, answer=lambda: hashed([root]))


def read_and_hashed(place: Place) -> Run:
    """Every file of the export read, and SHA-256 taken of every entry."""
    export = place.file("export")
    seconds, (count, _) = timed(lambda: read_raw(export))
    bundles = sorted((export / "tile" / "entries").rglob("*"), key=_place)
    return Run(
        seconds=seconds,
        count=count,
        answer=lambda: hashed([root_of(leaf_hash(raw) for path in bundles for raw in _entries(path)).hex()]),
    )


def _entries(path: Path) -> Iterator[bytes]:
    return _split(path.read_bytes()) if path.is_file() else iter(())


def _split(data: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        start = at + 2
        at = start + int.from_bytes(data[at:start])
        yield data[start:at]


def _place(path: Path) -> int:
    """The place of a bundle: ``234``, ``x001/234`` and ``x001/234.p/56`` alike."""
    named = "".join(path.parts[path.parts.index("entries") + 1 :]).partition(".p")[0]
    return int(named.replace("x", "") or 0)


def receipts(place: Place) -> Run:
    """One proof after another, once the first was given; each is checked afterwards."""
    with Ledger.open(place.file("ledger.db")) as ledger:
        numbers = [1 + index * 7_919 % place.entries for index in range(RECEIPTS)]
        ledger.receipt(1)
        times = [lap(ledger.receipt, number) for number in numbers]
        if place.answers:
            for number in numbers:
                check_proof(TlogProof.parse(ledger.receipt(number)), leaf_hash(ledger.entry(number).raw), KEY)
    return Run(
        seconds=percentile(times, 50),
        count=1,
        answer=lambda: hashed(["every receipt leads to the checkpoint"]),
        notes={"p99 ms": percentile(times, 99) * 1_000},
    )


KEY = SIGNER.verifier
