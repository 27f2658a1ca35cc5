"""Damaged bytes anywhere in a file or in its write-ahead log.

Every read gives the right bytes, or says what is damaged; and where something is not as it was, holding the ledger
against itself or against a checkpoint that was kept says so. Nothing else than the ledger's own errors is ever raised.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from govledger import Ledger, PlanState, check as judge, errors
from govledger.exports import LedgerEvidence, verify
from tests.cli.support import run
from tests.faults.held import CLERK, LOG, ORIGIN, Held, actions_of, record, seal

PAGE = 4_096
DAMAGES = 6


def corrupt_round(folder: Path, chance: random.Random) -> Counter[str]:
    """Damage copies of one ledger in several ways; what was counted."""
    counts = Counter[str]()
    files, said, held = _sound(folder, chance)
    for at in range(DAMAGES):
        where = folder / f"damaged{at}"
        where.mkdir()
        for name, data in files.items():
            (where / name).write_bytes(data)
        suffix = chance.choice(["", "", "-wal"]) if files.get("sound.db-wal") else ""
        how = _damage(where / f"sound.db{suffix}", chance)
        counts[f"{how} in {'the log' if suffix else 'the file'}"] += 1
        counts[_look(where / "sound.db", said, held)] += 1
        _ask(where / "sound.db")
        shutil.rmtree(where)
    return counts


def _sound(folder: Path, chance: random.Random) -> tuple[dict[str, bytes], list[str], Held]:
    """The files of a ledger that was left by a kill, what its entries say, and what was kept of it."""
    path, held = folder / "sound.db", Held()
    with Ledger.create(path, origin=ORIGIN, clerk=CLERK) as ledger:
        for batch in range(chance.randint(5, 40)):
            record(ledger, held, f"b{batch}", chance.randint(1, 9))
            if chance.random() < 0.1:
                seal(ledger, held)
            if chance.random() < 0.1:
                ledger.erase(chance.randint(2, len(ledger)), reason="Asked for", by="office:records")
        seal(ledger, held)
        said = said_in(ledger)
        files = {one.name: one.read_bytes() for one in folder.glob("sound.db*") if not one.name.endswith("-shm")}
    return files, said, held


def said_in(ledger: Ledger) -> list[str]:
    """The bytes and the words of every entry, as far as there are any."""
    return [f"{entry.leaf_hash} {getattr(entry.event, 'text', '')}" for entry in ledger.entries()]


def _damage(path: Path, chance: random.Random) -> str:
    """Damage a file; how it was done."""
    data = bytearray(path.read_bytes())
    at = chance.randrange(len(data))
    page = at - at % PAGE
    kind = chance.choice(["a bit", "a byte", "several bytes", "a page of nought", "pages changed about", "cut off"])
    if kind == "a bit":
        data[at] ^= 1 << chance.randrange(8)
    elif kind == "a byte":
        data[at] = chance.randrange(256)
    elif kind == "several bytes":
        data[at : at + 32] = chance.randbytes(min(32, len(data) - at))
    elif kind == "a page of nought":
        data[page : page + PAGE] = bytes(min(PAGE, len(data) - page))
    elif kind == "pages changed about":
        other = chance.randrange(len(data) // PAGE) * PAGE
        data[page : page + PAGE], data[other : other + PAGE] = data[other : other + PAGE], data[page : page + PAGE]
    else:
        del data[at:]
    path.write_bytes(data)
    return kind


def _look(path: Path, said: list[str], held: Held) -> str:
    """Read everything there is to read; whether anything was noticed, or nothing was to be."""
    try:
        with Ledger.open(path, clerk=CLERK, timeout=1) as ledger:
            return _read(ledger, said, held)
    except errors.LedgerError:
        return "said when it was opened"


def _read(ledger: Ledger, said: list[str], held: Held) -> str:
    told = set[str]()
    found = list[str]()

    def entries() -> None:
        found.extend(said_in(ledger))

    def verified() -> None:
        with LedgerEvidence(ledger) as evidence:
            told.update(one.kind for one in verify(evidence, kept=held.notes, vkeys=[LOG.verifier.vkey]).findings)

    def held_together() -> None:
        told.update(one.kind for one in ledger.reconcile().findings)

    def about() -> None:
        list(ledger.entries(about="office:dcs"))

    def receipts() -> None:
        for number in (1, len(ledger)):
            ledger.receipt(number)

    reads: list[Callable[[], object]] = [
        entries,
        verified,
        held_together,
        about,
        receipts,
        lambda: ledger.history().project(PlanState),
        lambda: judge(ledger.history()),
        lambda: ledger.record(*actions_of("new", 2)),
        lambda: ledger.seal(LOG),
    ]
    for read in reads:
        try:
            read()
        except errors.GovledgerError as fault:
            told.add(type(fault).__name__)
    is_right = found == said
    assert is_right or told, "entries are not what they were, and nothing says so"
    return "noticed" if told else "nothing that was said was touched"


def _ask(path: Path) -> None:
    """Ask on the command line: it answers or says what is wrong, and never shows its insides."""
    for verb in (["log"], ["reconcile"], ["verify"], ["show", "plan-state"], ["check"]):
        ran = run(verb[0], path, *verb[1:], code=None)
        assert ran.code in {0, 1, 2}, ran
        assert "Traceback" not in ran.err + ran.out, ran.err
