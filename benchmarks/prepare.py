"""The files that the contenders read, made once: one ledger, its bytes in one table, its export, and the peers'.

Nothing is timed while they are made, so that what does not rest on each other is made side by side. They are taken up
again by every row and every later run, as long as neither the workload nor what records, seals and exports has changed.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

from benchmarks import peers, raw
from benchmarks.contest import Place
from benchmarks.recording import create, record
from benchmarks.verify import SIGNER
from benchmarks.workload import batches
from govledger import Ledger
from govledger.exports import write_export

FEW = 1_000
ROOT = Path(__file__).parent.parent
MAKERS = ("events/**/*.py", "ledger/**/*.py", "seal/*.py", "exports/*.py")
DRAWERS = ("council", "peers", "prepare", "raw", "recording", "spoken_of", "verify", "words", "workload")


def prepare(place: Place) -> None:
    """Lay out the files; a folder in which they are is left as it is."""
    done = place.file(f"made-{place.entries}-{place.seed}-{sources()}")
    if done.exists():
        return
    shutil.rmtree(place.folder, ignore_errors=True)
    place.folder.mkdir(parents=True)
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        small = [pool.submit(_ledger, place, name, count) for name, count in _small(place).items()]
        pool.submit(_ledger, place, "ledger.db", place.entries).result()
        pool.submit(_raw, place).result()
        rest: tuple[Callable[[Place], None], ...] = (_export, peers.fill, peers.write_accounts)
        for one in (*small, *[pool.submit(make, place) for make in rest]):
            one.result()
    done.touch()


def sources() -> str:
    """What the files would be made by, in a few letters."""
    digest = sha256()
    paths = [path for one in MAKERS for path in sorted((ROOT / "src" / "govledger").glob(one))]
    for path in (*paths, *(ROOT / "benchmarks" / f"{name}.py" for name in DRAWERS)):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _small(place: Place) -> dict[str, int]:
    return {"few.db": FEW, "tenth.db": place.entries // 10}


def _ledger(place: Place, name: str, entries: int) -> None:
    ledger, clock = create(place.file(name))
    with ledger:
        record(ledger, clock, batches(entries, seed=place.seed))


def _raw(place: Place) -> None:
    connection = raw.create(place.file("raw.db"))
    with Ledger.open(place.file("ledger.db")) as ledger:
        raw.insert(connection, _lots(ledger))
    connection.close()


def _export(place: Place) -> None:
    with Ledger.open(place.file("ledger.db")) as ledger:
        ledger.seal(SIGNER)
        write_export(ledger, place.file("export"), audience="full", vkeys=[SIGNER.verifier.vkey])


def _lots(ledger: Ledger) -> Iterator[list[raw.Row]]:
    held: list[raw.Row] = []
    for entry in ledger.entries():
        held.append((entry.number, entry.type, entry.raw))
        if len(held) == 1_000:
            yield held
            held = []
    yield held
