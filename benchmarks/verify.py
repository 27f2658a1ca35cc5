"""How long an export takes to verify, against reading its files and taking the SHA-256 of every entry.

The entries are those of ``examples/northbeck.jsonl`` as often as it takes, each copy with ids of its own that the seed
decides, recorded and exported through the library. Both are timed in the same run, one after the other, and the median
of each is printed::

    python -m benchmarks.verify --entries 100000 --runs 3 --seed 1 [--folder kept]
"""

from __future__ import annotations

import argparse
import gc
import json
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from govledger import Ledger, record_lines
from govledger.exports import open_export, verify, write_export
from govledger.exports.evidence import AUDIENCES
from govledger.seal.note import Signer

EXAMPLE = Path(__file__).parent.parent / "examples" / "northbeck.jsonl"
SIGNER = Signer("northbeck.example/improvement", bytes(range(32)))
KINDS = (
    "action|agenda_item|appointment|body|cause|challenge|commitment|decision|evidence|finding|intervention|measure|"
    "meeting|obligation|part|plan|recommendation|risk|visit"
)
REFERENCE = re.compile(f"({KINDS}):(.+)")
BARE = frozenset([*KINDS.split("|"), "at", "discharges", "follows", "measures", "overseen_by", "parent", "successor"])
"""The fields whose words name something of a kind that the field says."""
ONCE = frozenset(["coverage-declared/1", "status-scheme-defined/1"])
"""What a ledger is told once, whatever is told after it."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where the exports are kept, and taken up again")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (asked.folder or Path(temporary)) / f"{asked.entries}-{asked.seed}"
        if not folder.exists():
            make_exports(folder, entries=asked.entries, seed=asked.seed)
        print(f"{'view':8}{'entries':>10}{'MB':>8}{'raw s':>9}{'verify s':>10}{'ratio':>8}")
        for audience in AUDIENCES:
            measure(folder / audience, runs=asked.runs)


def measure(export: Path, *, runs: int) -> None:
    """Print a line of the table."""
    count, size = read_raw(export)
    pairs = [(timed(lambda: read_raw(export)), timed(lambda: verify_export(export))) for _ in range(runs)]
    raw, verified = map(statistics.median, zip(*pairs, strict=True))
    print(f"{export.name:8}{count:10,}{size / 1e6:8.1f}{raw:9.3f}{verified:10.3f}{verified / raw:8.2f}", flush=True)


def timed(work: Callable[[], object]) -> float:
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def read_raw(export: Path) -> tuple[int, int]:
    """Read every file, and take SHA-256 of every entry; how many entries there are, and bytes."""
    count = size = 0
    for path in export.rglob("*"):
        if not path.is_file():
            continue
        data = path.read_bytes()
        size += len(data)
        if "entries" in path.parts:
            at = 0
            while at < len(data):
                start = at + 2
                at = start + int.from_bytes(data[at:start])
                sha256(data[start:at]).digest()
                count += 1
    return count, size


def verify_export(export: Path) -> str:
    """Verify all of it, and give the root that it has."""
    with open_export(export) as evidence:
        found = verify(evidence)
    assert found.ok, found.findings[:3]
    return found.checkpoints[-1].checkpoint.root.hex()


# What is verified ----------------------------------------------------------------------------------------------------


def make_exports(folder: Path, *, entries: int, seed: int) -> None:
    """Record at least as many entries, in whole copies, and export them for every audience."""
    folder.mkdir(parents=True)
    random, lines, count = Random(seed), EXAMPLE.read_text().splitlines(), 1
    with Ledger.create(folder / "ledger.db", origin=SIGNER.name) as ledger:
        while count < entries:
            copied = copies(lines, prefix=f"{random.getrandbits(40):010x}-", first=count == 1)
            count += len(record_lines(ledger, copied, clerk="office:clerk").entries)
        ledger.seal(SIGNER)
        for audience in AUDIENCES:
            write_export(ledger, folder / audience, audience=audience, vkeys=[SIGNER.verifier.vkey])


def copies(lines: list[str], *, prefix: str, first: bool) -> Iterator[str]:
    """A copy of a history, in which nothing has the id that it has in another."""
    for line in map(json.loads, lines):
        if first or line["type"] not in ONCE:
            body = {name: renamed(value, prefix, bare=name in BARE) for name, value in line["body"].items()}
            yield json.dumps(renamed({**line, "body": body}, prefix, bare=False))


def renamed(value: Any, prefix: str, *, bare: bool) -> Any:
    """A value in which every reference, and every id where it is ``bare``, begins with the prefix."""
    if isinstance(value, list):
        return [renamed(item, prefix, bare=bare) for item in value]
    if not isinstance(value, str):
        return value
    if found := REFERENCE.fullmatch(value):
        return f"{found[1]}:{prefix}{found[2]}"
    return f"{prefix}{value}" if bare and value not in {"none", "unknown"} else value


if __name__ == "__main__":
    main()
