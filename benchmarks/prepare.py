"""The files that the contenders read, made once: one ledger, its bytes in one table, its export, and the peers'."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from benchmarks import peers, raw
from benchmarks.contest import Place
from benchmarks.proving import SIGNER
from benchmarks.recording import create, record
from benchmarks.workload import batches
from govledger import Ledger
from govledger.exports import write_export

FEW = 1_000


def prepare(place: Place) -> None:
    """Lay out the files; a folder in which they are is left as it is."""
    done = place.file(f"made-{place.entries}-{place.seed}")
    if done.exists():
        return
    shutil.rmtree(place.folder, ignore_errors=True)
    place.folder.mkdir(parents=True)
    _ledger(place.file("ledger.db"), place.entries, place.seed)
    _ledger(place.file("few.db"), FEW, place.seed)
    _ledger(place.file("tenth.db"), place.entries // 10, place.seed)
    connection = raw.create(place.file("raw.db"))
    with Ledger.open(place.file("ledger.db")) as ledger:
        raw.insert(connection, _lots(ledger))
        connection.close()
        ledger.seal(SIGNER)
        write_export(ledger, place.file("export"), audience="full", vkeys=[SIGNER.verifier.vkey])
    peers.fill(place)
    peers.write_accounts(place)
    done.touch()


def _ledger(path: Path, entries: int, seed: int) -> None:
    ledger, clock = create(path)
    with ledger:
        record(ledger, clock, batches(entries, seed=seed))


def _lots(ledger: Ledger) -> Iterator[list[raw.Row]]:
    held: list[raw.Row] = []
    for entry in ledger.entries():
        held.append((entry.number, entry.type, entry.raw))
        if len(held) == 1_000:
            yield held
            held = []
    yield held
