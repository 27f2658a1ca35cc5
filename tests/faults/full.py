"""A full disk: a small file system where one may be mounted, or else a limit on how far a database may grow."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from govledger import Ledger, PlanState, errors
from govledger.projections.tables import Tables
from tests.faults.held import CLERK, Held, check, make, record, seal

STEPS = 40
LONG = " and audit every threshold decision" * 60
WORDS = ("no room left on the disk", "the disk reported an error", "cannot be written", "cannot be opened")


def full_round(folder: Path, chance: random.Random) -> Counter[str]:
    """Go on doing things on a disk that is full again and again; what was counted."""
    counts = Counter[str]()
    with _small(folder, chance) as (place, how):
        counts[how] += 1
        path, held = place / "full.db", Held()
        make(path)
        with Ledger.open(path, clerk=CLERK) as ledger:
            for step in range(STEPS):
                _fill(ledger, place, chance)
                _attempt(ledger, held, step, chance, counts)
                if chance.random() < 0.1:
                    _make_room(ledger, place)
                    record(ledger, held, f"room{step}", 1)
            _make_room(ledger, place)
            check(path, held)
            record(ledger, held, "after", 3)
            seal(ledger, held)
        counts["entries found"] += check(path, held)
        counts["batches acknowledged and found"] += len(held.batches)
    return counts


@contextmanager
def _small(folder: Path, chance: random.Random) -> Generator[tuple[Path, str]]:
    """A file system of less than two million bytes; or any folder, where nothing may be mounted."""
    place = folder / "small"
    place.mkdir()
    size = chance.randint(800, 2_500)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}k", "none", str(place)]
    can = os.geteuid() == 0 and shutil.which("mount") is not None
    if can and subprocess.run(mount, check=False, capture_output=True).returncode == 0:
        try:
            yield place, "rounds on a small file system"
        finally:
            subprocess.run(["umount", "--lazy", str(place)], check=True)
    else:
        yield place, "rounds with a limit on the database"


def _fill(ledger: Ledger, place: Path, chance: random.Random) -> None:
    """Leave so much room, or none."""
    if place.is_mount():
        (place / "ballast").unlink(missing_ok=True)
        room = chance.choice([0, 20_000, 100_000, 300_000, 2_000_000])
        (place / "ballast").write_bytes(bytes(max(0, shutil.disk_usage(place).free - room)))
    else:
        _limit(ledger, ledger.inner.store.query("PRAGMA page_count")[0][0] + chance.choice([0, 1, 5, 100]))


def _limit(ledger: Ledger, pages: int) -> None:
    ledger.inner.store.query(f"PRAGMA max_page_count = {pages}")


def _make_room(ledger: Ledger, place: Path) -> None:
    (place / "ballast").unlink(missing_ok=True)
    for left in place.glob("copy*"):
        left.unlink()
    if place.is_mount():
        subprocess.run(["mount", "-o", "remount,size=64m", str(place)], check=True)
    else:
        _limit(ledger, 1_000_000)


def _attempt(ledger: Ledger, held: Held, step: int, chance: random.Random, counts: Counter[str]) -> None:
    """Do one of the things that need room; it is done, or says why not."""

    def erase() -> None:
        number = chance.randint(2, max(2, len(ledger)))
        ledger.erase(number, reason="Asked for", by="office:records")
        held.erased.add(number)

    def tables() -> None:
        with Tables(ledger, into=ledger.inner.store.place.url + ".tables") as held_tables:
            held_tables.build(PlanState)

    kinds: dict[str, Callable[[], object]] = {
        "record": lambda: record(ledger, held, f"s{step}", chance.randint(1, 9), words=LONG),
        "seal": lambda: seal(ledger, held),
        "erase": erase,
        "copy": lambda: ledger.copy_to(Path(ledger.inner.store.place.url).with_name(f"copy{step}.db")),
        "tables": tables,
    }
    kind = chance.choices(list(kinds), weights=[6, 2, 1, 1, 1])[0]
    size = len(ledger)
    try:
        kinds[kind]()
    except (errors.BadValueError, errors.NoSuchEntryError):
        counts["erasing nothing"] += 1
    except errors.GovledgerError as refused:
        if not any(words in str(refused) for words in WORDS):
            raise
        counts[f"{kind}: refused for want of room"] += 1
        assert len(ledger) == size or kind == "erase", "something was recorded that was said not to be"
    else:
        counts[f"{kind}: done"] += 1
