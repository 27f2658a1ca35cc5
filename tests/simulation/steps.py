"""What may happen in one step of a simulation: each is drawn from its own chance, and counts what became of it."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from govledger import Ledger, PlanState, errors, events as ev
from govledger.exports import LedgerEvidence, open_export, verify, write_export
from govledger.ledger import History, draft
from govledger.ledger.cuts import Cut
from govledger.ledger.lines import read_lines
from govledger.projections.tables import Tables
from govledger.seal.leaf import leaf_hash
from govledger.seal.proof import TlogProof, check_proof
from tests.projections.tabled import rows_from, rows_in
from tests.seal.independent.sample import cosign
from tests.seal.support import CHAIR, LOG
from tests.simulation.model import ADDED, OTHER, REPORTED, RETRACTED, Asked
from tests.simulation.world import CLERK, USERS, World

VKEYS = [key.verifier.vkey for key in (LOG, CHAIR)]
TABLES = "tables.db"
COPY = "copy.db"
Step = Callable[[World, int, random.Random], None]


def record(world: World, at: int, chance: random.Random) -> None:
    """Record a few entries, and sometimes give the same again."""
    key = f"k{world.hub.statements}"
    drafts, asked = world.some(chance, key)
    size = world.model.size
    world.attempt(at, "record", lambda user: user.record_drafts(drafts), chance, asked=asked)
    if world.model.size >= size + len(asked) and chance.random() < 0.3:
        again = world.users[at].record_drafts(drafts)  # Whoever was not told asks again, and is told what is there.
        numbers = [entry.number for entry in again]
        assert numbers == [one.number for one in world.model.entries[numbers[0] - 1 : numbers[-1]]]
        assert all(world.model.leaves[entry.number - 1] == entry.leaf_hash for entry in again)
        assert len(world.users[at]) == world.model.size, "the same was recorded twice"
        world.counts["record: given again"] += 1


def refuse(world: World, at: int, chance: random.Random) -> None:
    """Give what cannot be recorded."""
    drafts, _ = world.some(chance, f"bad{world.hub.statements}")
    wrong: dict[str, Callable[[Ledger], Any]] = {
        "nobody knows": lambda user: user.record_drafts(
            [*drafts, draft(ev.StatusReported(subject="action:nowhere", status="red"))]
        ),
        "to come": lambda user: user.record(
            ev.ActionAdded(action="later", text="Later"), happened=world.today + dt.timedelta(days=2)
        ),
        "moved": lambda user: user.record_drafts(drafts, expected=world.model.size - 1),
        "twice": lambda user: user.record_drafts(
            [*drafts, draft(ev.ActionAdded(action="a")), draft(ev.ActionAdded(action="a"))]
        ),
    }
    kind = chance.choice(sorted(wrong))
    try:
        wrong[kind](world.users[at])
    except (errors.RecordRefusedError, errors.HeadMovedError, errors.ClockBehindError) as refused:
        world.counts[f"refused: {type(refused).__name__}"] += 1
    else:
        raise AssertionError(f"something was recorded that is {kind}")
    assert len(world.users[at]) == world.model.size


def correct(world: World, at: int, chance: random.Random) -> None:
    """Correct a status, or take it back."""
    found = world.model.correctable()
    if not found:
        return
    was, today = chance.choice(found), world.today
    if chance.random() < 0.3:
        held = draft(
            ev.EntryRetracted(), retracts=f"entry:{was.original}", reason="Twice", happened=today, known_on=today
        )
        asked = Asked(kind=RETRACTED, action=was.action, of=was.original, happened=today, known_on=today)
    else:
        status = chance.choice(["red", "amber", "green"])
        event = ev.StatusReported(subject=f"action:{was.action}", status=status)
        happened = min(was.happened - dt.timedelta(days=chance.choice([0, 0, 5])), today)
        held = draft(event, corrects=f"entry:{was.original}", reason="Slip", happened=happened, known_on=today)
        asked = Asked(
            kind=REPORTED, action=was.action, status=status, of=was.original, happened=happened, known_on=today
        )
    world.attempt(at, "correct", lambda user: user.record_drafts([held]), chance, asked=[asked])


def bring_in(world: World, at: int, chance: random.Random) -> None:
    """Import a file of lines, having tried it first."""
    key = f"f{world.hub.statements}"
    drafts, asked = world.some(chance, key)
    lines = [
        json.dumps(
            {
                "type": one.kind,
                "happened": one.happened.isoformat(),
                "known_on": one.known_on.isoformat(),
                "key": held.key,
                "body": {"action": one.action, "text": one.words}
                if one.kind == ADDED
                else {"subject": f"action:{one.action}", "status": one.status},
            }
        )
        for one, held in zip(asked, drafts, strict=True)
    ]
    read = read_lines(lines, clerk=CLERK)
    assert not read.faults
    size = world.model.size
    tried = world.users[at].record_drafts(read.drafts, dry_run=True) if not _is_behind(world) else ()
    assert len(list(tried)) in {0, len(asked)}
    assert len(world.users[at]) == size, "a rehearsal recorded something"
    world.attempt(at, "import", lambda user: user.record_drafts(read.drafts), chance, asked=asked)


def _is_behind(world: World) -> bool:
    return world.tell_time() < world.model.entries[-1].recorded_at - dt.timedelta(seconds=60)


def erase(world: World, at: int, chance: random.Random) -> None:
    """Erase the words of an action."""
    found = [one.number for one in world.model.entries if one.kind == ADDED and one.number not in world.model.erased]
    if not found:
        return
    number = chance.choice(found)
    asked = Asked(kind=OTHER, erases=number, happened=world.today, known_on=world.today)
    world.attempt(
        at, "erase", lambda user: user.erase(number, reason="Asked for", by="office:records"), chance, asked=[asked]
    )


def seal(world: World, at: int, chance: random.Random) -> None:
    """Sign a checkpoint, which somebody outside keeps."""
    found = world.attempt(at, "seal", lambda user: user.seal(LOG), chance)
    if found is not None and not isinstance(found, errors.GovledgerError):
        world.keep(found.note)


def witness(world: World, at: int, chance: random.Random) -> None:
    """Have somebody outside cosign the newest checkpoint, by the time as it is; do what a refusal says."""
    user = world.users[at]
    if not user.sealed():
        return
    try:
        world.keep(cosign(user, [world.witness], user.sealed()[-1].note, time=world.now))
    except errors.MistimedError:
        world.counts["witness: refused as ill-dated"] += 1
        set_right(world, at, chance)
        note = user.seal(LOG).note
        world.keep(note)
        world.keep(cosign(user, [world.witness], note, time=world.now))
    world.counts["witness: cosigned"] += 1


def receipt(world: World, at: int, chance: random.Random) -> None:
    """Ask for the proof of an entry, and check it."""
    user = world.users[at]
    number = chance.randint(1, world.model.size)
    try:
        proof = TlogProof.parse(user.receipt(number))
    except errors.NotSealedError:
        world.counts["receipt: not sealed yet"] += 1
        return
    check_proof(proof, bytes.fromhex(world.model.leaves[number - 1]), LOG.verifier)
    assert leaf_hash(user.entry(number).raw).hex() == world.model.leaves[number - 1]
    world.counts["receipt: checked"] += 1


def step_clock(world: World, _at: int, chance: random.Random) -> None:
    """Let the machine's clock step away from the time as it is, or back to it."""
    world.ahead = chance.choice(
        [
            dt.timedelta(),
            dt.timedelta(seconds=chance.randint(1, 300)),
            dt.timedelta(hours=chance.randint(1, 30)),
            dt.timedelta(hours=chance.randint(1, 300)),
            -dt.timedelta(seconds=chance.randint(1, 59)),
            -dt.timedelta(seconds=chance.randint(61, 200)),
        ]
    )
    world.counts["clock: stepped"] += 1


def set_right(world: World, at: int, _chance: random.Random) -> None:
    """Set the machine's clock right, and where the ledger is ahead of it, record that."""
    world.ahead = dt.timedelta()
    user = world.users[at]
    newest = [user.entry(len(user)).recorded_at, *(kept.at for kept in user.sealed()[-1:])]
    if max(newest) > world.now:
        user.accept_clock(reason="It was ahead.")
        world.take([Asked(kind=OTHER, happened=world.today, known_on=world.today)])
        world.counts["clock: accepted"] += 1


def copy(world: World, at: int, chance: random.Random) -> None:
    """Copy the ledger to another file, or bring the copy up to date; sometimes go on there."""
    target = world.folder / COPY
    if world.name == COPY:
        target = world.folder / "ledger.db"
    done = world.attempt(at, "copy", lambda user: user.copy_to(target, resume=True), chance)
    target = world.folder / target.name
    there = check_copy(world, target)
    if done is None or isinstance(done, errors.GovledgerError):
        return
    assert there == done.size == world.model.size, "a copy is not whole"
    with world.open(target) as copied:
        texts = {entry.number for entry in copied.entries() if str(getattr(entry.event, "text", "")) == "ERASED"}
    assert texts == world.model.erased, "a copy holds words that were erased"
    if chance.random() < 0.2:
        world.close()
        for left in world.folder.glob(f"{world.name}*"):
            left.unlink()
        world.name = target.name
        world.reopen()
        world.counts["copy: gone on with"] += 1


def check_copy(world: World, path: Path) -> int:
    """Check that a copy is how the ledger begins, whole, or that there is none; how many entries it has."""
    try:
        with world.open(path) as copied:
            for entry in copied.entries():
                assert entry.leaf_hash == world.model.leaves[entry.number - 1], "a copy has another entry"
            found = copied.reconcile()
            assert found.ok, found.findings
            return len(copied)
    except (errors.LedgerNotFoundError, errors.NotALedgerError):
        return 0


def export(world: World, at: int, _chance: random.Random) -> None:
    """Export what is sealed, and verify that with what was kept."""
    target = world.folder / f"export{world.hub.statements}"
    try:
        done = write_export(world.users[at], target, vkeys=VKEYS)
    except (errors.NotSealedError, errors.NotAnExportError) as refused:
        world.counts[f"export: {type(refused).__name__}"] += 1
        return
    with open_export(target) as opened:
        verified = verify(opened, kept=world.model.notes, vkeys=VKEYS[:1])
    assert verified.ok, verified.findings
    assert done.size == verified.size
    world.counts["export: verified"] += 1


def put_aside(world: World, at: int, chance: random.Random) -> None:
    """Back the database up; or look at an old backup, which a newer checkpoint shows to be old."""
    if not world.backups or chance.random() < 0.5:
        path = world.folder / f"backup{world.hub.statements}.db"
        world.users[at].backup(path)
        world.backups.append((path, world.model.size))
        world.counts["backup: made"] += 1
        return
    path, size = chance.choice(world.backups)
    with world.open(path) as old, LedgerEvidence(old) as evidence:
        assert len(old) == size
        found = {one.kind for one in verify(evidence, kept=world.model.notes, vkeys=VKEYS).findings}
    newest = max((world.size_of(note) for note in world.model.notes), default=0)
    assert ("TRUNCATED" in found) == (newest > size), found
    world.counts[f"backup: {'seen to be old' if newest > size else 'as good as the ledger'}"] += 1


def tables(world: World, at: int, chance: random.Random) -> None:
    """Bring tables up to the ledger, in a file of their own."""

    def build(user: Ledger) -> None:
        with Tables(user, into=world.folder / TABLES) as held:
            held.build(PlanState)

    world.attempt(at, "tables", build, chance)
    with Tables(world.users[at], into=world.folder / TABLES) as held:
        status = held.status()
        if status:
            history = History(world.users[at], Cut(size=status[0].number))
            assert rows_in(held, PlanState) == rows_from(PlanState, history.project(PlanState)), (
                "tables are not a replay"
            )


def keep_states(world: World, at: int, chance: random.Random) -> None:
    """Ask of many days by states that are kept, and store them."""
    kept = world.users[at].kept(PlanState)
    for _ in range(3):
        day = world.a_day(chance)
        assert kept.as_of(day).state == world.users[at].history(as_of=day).project(PlanState), f"kept states, {day}"
    if chance.random() < 0.5:
        world.attempt(at, "kept states", lambda user: user.kept(PlanState).save(), chance)
    world.counts["kept states: asked"] += 1


def mend(world: World, at: int, chance: random.Random) -> None:
    """Make anew what can be made from the entries."""
    world.attempt(at, "mend", lambda user: user.mend(), chance)


def come_and_go(world: World, at: int, _chance: random.Random) -> None:
    """Have a user close the ledger and open it again, with others looking in meanwhile."""
    Ledger.names(world.path)
    world.reopen(at)
    world.counts["came and went"] += 1


STEPS: dict[str, tuple[Step, int]] = {
    "record": (record, 40),
    "refuse": (refuse, 8),
    "correct": (correct, 12),
    "import": (bring_in, 6),
    "erase": (erase, 4),
    "seal": (seal, 10),
    "witness": (witness, 5),
    "receipt": (receipt, 4),
    "clock": (step_clock, 8),
    "set right": (set_right, 3),
    "copy": (copy, 5),
    "export": (export, 3),
    "backup": (put_aside, 3),
    "tables": (tables, 6),
    "kept": (keep_states, 4),
    "mend": (mend, 2),
    "come and go": (come_and_go, 4),
}


def draw_step(chance: random.Random) -> str:
    """Which step is next."""
    return chance.choices(list(STEPS), [weight for _, weight in STEPS.values()])[0]


def take_step(world: World, name: str, chance: random.Random) -> None:
    """Let some time pass, and take a step."""
    world.now += dt.timedelta(seconds=int(chance.expovariate(1 / chance.choice([10, 10, 10, 40_000]))))
    step, _ = STEPS[name]
    step(world, chance.randrange(USERS), chance)
