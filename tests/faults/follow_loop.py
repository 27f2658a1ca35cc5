"""Kill whoever keeps tables up at random moments, round after round, and check that the tables are what they say.

    python -m tests.faults.follow_loop --rounds 20 --events 1000 --seed 7

In each round another process keeps tables up while entries are recorded, some of them late, some of them corrections
and retractions, and is killed with SIGKILL at a moment of the seed's choosing. Then the tables are read as a stranger
would: what is in them has to be what a fresh replay gives at the entry that they say they have come to. The last
follower is left alive, and has to come to the end.
"""

# ruff: noqa: T201 - what it prints is for the person who runs it
import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from threading import Thread

from govledger import Ledger, PlanState, events as ev
from govledger.ledger import Draft, History, draft
from govledger.ledger.cuts import Cut
from govledger.projections.tables import Tables
from tests.projections.tabled import rows_from, rows_in

FOLLOWER = Path(__file__).with_name("follower.py")
ACTIONS = 40
BATCH = 4
LONGEST_SECONDS = 0.6


def start(path: Path, into: Path | None) -> subprocess.Popen[str]:
    """Start a follower."""
    command = [sys.executable, str(FOLLOWER), str(path), *([str(into)] if into else [])]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def begin(path: Path) -> None:
    """Make a ledger with actions to report on."""
    with Ledger.create(path, clerk="office:clerk") as ledger:
        ledger.record(*(ev.ActionAdded(action=str(number)) for number in range(ACTIONS)), happened="2017-01-05")


def some_drafts(ledger: Ledger, count: int, chance: random.Random) -> list[Draft]:
    """Reports on actions, some of them late, and corrections and retractions of earlier ones."""
    made: list[Draft] = []
    for _ in range(count):
        number = chance.randint(ACTIONS + 2, max(ACTIONS + 2, len(ledger)))
        event = ev.StatusReported(subject=f"action:{chance.randrange(ACTIONS)}", status=f"label-{chance.randrange(9)}")
        day = f"2017-{chance.randint(2, 12):02}-{chance.randint(1, 28):02}"
        choice = chance.random()
        if choice < 0.1 and number <= len(ledger):
            event = ev.StatusReported(subject=event.subject, status="corrected")
            made.append(draft(event, corrects=f"entry:{_original(ledger, number)}", reason="Mistyped"))
        elif choice < 0.15 and number <= len(ledger):
            made.append(draft(ev.EntryRetracted(), retracts=f"entry:{_original(ledger, number)}", reason="Twice"))
        else:
            made.append(draft(event, happened=day, known_on=day))
    return made


def _original(ledger: Ledger, number: int) -> int:
    return ledger.entry(number).original


def check(path: Path, into: Path | None) -> int:
    """Check that the tables are what a fresh replay gives at the entry that they say; which that is."""
    with Ledger.open(path) as ledger, Tables(ledger, into=into) as tables:
        found = tables.status()
        if not found:
            return 0
        number = found[0].number
        history = History(ledger, Cut(size=number))
        assert rows_in(tables, PlanState) == rows_from(PlanState, history.project(PlanState)), f"at entry {number}"
    return number


def kill_round(path: Path, into: Path | None, *, events: int, chance: random.Random) -> int:
    """Record while somebody keeps tables up, and kill them; at which entry the tables were then."""
    follower = start(path, into)
    with Ledger.open(path, clerk="office:clerk") as ledger:
        drafts = [some_drafts(ledger, BATCH, chance) for _ in range(events // BATCH)]

        def write() -> None:
            for batch in drafts:
                ledger.record_drafts(batch)

        if chance.random() < 0.8:  # The others may be killed before they are ready.
            assert follower.stdout is not None
            assert follower.stdout.readline() == "ready\n"
        writing = Thread(target=write)
        writing.start()
        time.sleep(chance.uniform(0, LONGEST_SECONDS))
        follower.send_signal(signal.SIGKILL)
        follower.communicate()
        writing.join()
    return check(path, into)


def finish(path: Path, into: Path | None) -> int:
    """Keep tables up once more, to the end, and check them."""
    with Ledger.open(path) as ledger, Tables(ledger, into=into) as tables:
        status = tables.build(PlanState)
        assert status.is_whole, str(status)
        assert tables.rebuild(PlanState).differences == ()
    return check(path, into)


def follow_loop(path: Path, into: Path | None, *, rounds: int, events: int, seed: int) -> tuple[list[int], int]:
    """Run the rounds on a new ledger; at which entries the tables were, and how many there are."""
    chance = random.Random(seed)
    begin(path)
    killed_at = [kill_round(path, into, events=events, chance=chance) for _ in range(rounds)]
    return killed_at, finish(path, into)


def main() -> None:
    """Run as many rounds as were asked for, once in the ledger's own file and once in another."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--events", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    given = parser.parse_args()
    for other in (None, "tables.db"):
        where = "another file" if other else "the ledger's own file"
        print(f"killing who keeps tables in {where}, {given.rounds} times; SEED={given.seed}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            into = Path(folder) / other if other else None
            path = Path(folder) / "followed.db"
            killed_at, size = follow_loop(path, into, rounds=given.rounds, events=given.events, seed=given.seed)
        print(f"killed at entries {', '.join(f'{number:,}' for number in killed_at)}")
        print(f"each time the tables were what a replay gives there, and so they are at entry {size:,}, the last")


if __name__ == "__main__":
    main()
