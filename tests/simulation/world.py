"""A council in a bottle: a ledger, those who use it, their clock, and what becomes of them."""

from __future__ import annotations

import datetime as dt
import random
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from govledger import Ledger, PlanState, errors, events as ev
from govledger.ledger import Draft, draft
from govledger.projections.quarantine import Forbearing
from govledger.projections.views import declared
from govledger.seal.checkpoint import Checkpoint
from govledger.seal.note import Note
from govledger.seal.witness import Witness
from tests.seal.independent.sample import witness_of
from tests.seal.support import CHAIR, ORIGIN
from tests.simulation.hub import Hub, KilledError
from tests.simulation.model import ADDED, OTHER, REPORTED, Asked, Model

CLERK = "office:clerk"
USERS = 3
BEGIN = dt.datetime(2020, 1, 6, 9, tzinfo=dt.UTC)
TIMEOUT = 0.02
NOTES_MAX = 12

MODES = ("undisturbed", "somebody comes first", "killed", "killed before it could answer", "the power fails")
WEIGHTS = (70, 10, 10, 4, 6)


class World:
    """Everything there is in one simulation.

    Attributes:
        folder: Where the files are now; another after each loss of power.
        path: The ledger's file.
        now: The time as it is.
        ahead: By how much the ledger's machine is ahead of it.
        users: Those who have the ledger open.
        model: What was acknowledged.
        counts: What was done, and what became of it.
        witness: Somebody outside who cosigns.
        backups: Copies that were put aside, each with how many entries it had.
    """

    def __init__(self, folder: Path, hub: Hub) -> None:
        self.base, self.hub, self._folders = folder, hub, 0
        self.folder = folder / "0"
        self.folder.mkdir(parents=True)
        self.name = "ledger.db"
        self.now, self.ahead = BEGIN, dt.timedelta()
        self.model, self.counts = Model(), Counter[str]()
        self.witness: Witness = witness_of(CHAIR)
        self.backups: list[tuple[Path, int]] = []
        self._asked: Sequence[Asked] = ()
        Ledger.create(self.path, origin=ORIGIN, clerk=CLERK, clock=self.tell_time).close()
        self.users: list[Ledger] = []
        self.followers: list[Forbearing[PlanState]] = []
        self._open_all()
        self.model.take(Asked(kind=OTHER, happened=self.today, known_on=self.today), self.users[0].entry(1))

    @property
    def path(self) -> Path:
        """The ledger's file."""
        return self.folder / self.name

    @property
    def today(self) -> dt.date:
        """The day by the ledger's machine."""
        return self.tell_time().date()

    def tell_time(self) -> dt.datetime:
        """The time by the ledger's machine."""
        return self.now + self.ahead

    def open(self, path: Path | None = None) -> Ledger:
        """One more handle on the ledger."""
        return Ledger.open(path or self.path, clerk=CLERK, clock=self.tell_time, timeout=TIMEOUT)

    def _open_all(self) -> None:
        self.users = [self.open() for _ in range(USERS)]
        self.followers = [Forbearing(declared(PlanState), user) for user in self.users]

    def close(self) -> None:
        """Close everything."""
        for user in self.users:
            user.close()

    def reopen(self, at: int | None = None) -> None:
        """Have one user come back, or all of them."""
        if at is None:
            self.close()
            self._open_all()
            return
        self.users[at].close()
        self.users[at] = self.open()
        self.followers[at] = Forbearing(declared(PlanState), self.users[at])

    # What is done, and what becomes of it ----------------------------------------------------------------------------

    def attempt(
        self, at: int, kind: str, act: Callable[[Ledger], Any], chance: random.Random, *, asked: Sequence[Asked] = ()
    ) -> Any:
        """Have a user do something, in one of the ways it may go; what it gave, or ``None`` where nobody was told.

        Args:
            at: Which user.
            kind: What it is called where it is counted.
            act: What is done.
            chance: How it goes.
            asked: What entries it is to record.
        """
        mode = chance.choices(MODES, WEIGHTS)[0]
        images, self._asked = list[Path](), asked
        if mode == "somebody comes first":
            self.hub.arm(
                lambda: self._come_first(at, chance), after=chance.randrange(chance.choice([1, 4, 12])), outside=True
            )
        elif mode == "killed":
            self.hub.arm(self.hub.kill, after=chance.randrange(chance.choice([6, 12, 25])))
        elif mode == "the power fails":
            self.hub.arm(lambda: images.append(self._image()), after=chance.randrange(chance.choice([6, 12, 25])))
        try:
            found = act(self.users[at])
        except KilledError:
            self.hub.disarm()
            self.counts[f"{kind}: killed"] += 1
            self.reopen(at)
            self.settle()
            return None
        except errors.GovledgerError as refused:
            self.hub.disarm()
            self.counts[f"{kind}: {type(refused).__name__}"] += 1
            if images:
                self._move_to(images[0])
            assert len(self.users[at]) == self.model.size, "something was recorded that was said not to be"
            return refused
        came_late = self.hub.disarm()
        if images:
            self._move_to(images[0])
            self.counts[f"{kind}: the power failed"] += 1
            self.settle()
            return None
        if mode == "killed before it could answer" or (mode == "killed" and came_late):
            self.counts[f"{kind}: killed before it could answer"] += 1
            self.reopen(at)
            self.settle()
            return None
        self.counts[
            f"{kind}: {'somebody came first' if mode == 'somebody comes first' and not came_late else 'done'}"
        ] += 1
        self.take(self._asked)
        return found

    def take(self, asked: Sequence[Asked]) -> None:
        """Take in what was acknowledged."""
        for one in asked:
            self.model.take(one, self.users[0].entry(self.model.size + 1))

    def settle(self) -> None:
        """See whether something is there of which nobody was told: all of it is, or nothing."""
        there = len(self.users[0]) - self.model.size
        assert there in {0, len(self._asked)}, f"{there} of {len(self._asked)} entries are there"
        self.counts["was there though nobody was told" if there else "was not there"] += 1
        if there:
            self.take(self._asked)

    def _come_first(self, at: int, chance: random.Random) -> None:
        """Have another user record something while one is in the middle of it."""
        other = (at + 1) % USERS
        if len(self.users[other]) > self.model.size:  # What is interrupted had recorded, and was about something else.
            self.take(self._asked)
            self._asked = ()
        drafts, asked = self.some(chance, f"first{self.hub.statements}")
        try:
            self.users[other].record_drafts(drafts)
        except errors.LedgerError as refused:
            self.counts[f"who came first: {type(refused).__name__}"] += 1
        else:
            self.take(asked)

    def _image(self) -> Path:
        """What would be on the disk if the power failed now."""
        self._folders += 1
        image = self.base / str(self._folders)
        shutil.copytree(self.folder, image, ignore=shutil.ignore_patterns("*-shm"))
        return image

    def _move_to(self, image: Path) -> None:
        """Go on with what was on the disk."""
        self.close()
        shutil.rmtree(self.folder)
        self.folder = image
        self.backups = [(image / path.name, size) for path, size in self.backups if (image / path.name).exists()]
        self._open_all()

    # What there is to record -----------------------------------------------------------------------------------------

    def a_day(self, chance: random.Random) -> dt.date:
        """A day up to today, mostly a late one."""
        return self.today - dt.timedelta(days=int(chance.expovariate(1 / 20)))

    def some(self, chance: random.Random, key: str) -> tuple[list[Draft], list[Asked]]:
        """Some drafts, and what they ask for: actions, and how these or earlier ones stand."""
        drafts, asked = list[Draft](), list[Asked]()
        known = [one.action for one in self.model.entries if one.kind == ADDED and not one.of]
        for index in range(chance.randint(1, 4)):
            known_on = self.a_day(chance)
            happened = known_on - dt.timedelta(days=chance.choice([0, 0, 0, 3, 90]))
            when: dict[str, Any] = {"happened": happened.isoformat(), "known_on": known_on, "key": f"{key}:{index}"}
            if not known or chance.random() < 0.3:
                name = f"{key}-{index}"
                words = f"Do {name} " + "and audit it " * chance.choice([0, 1, 40])
                event: Any = ev.ActionAdded(action=name, text=words.strip())
                asked.append(Asked(kind=ADDED, action=name, words=words.strip(), happened=happened, known_on=known_on))
                known.append(name)
            else:
                name, status = chance.choice(known), chance.choice(["red", "amber", "green", "blue"])
                event = ev.StatusReported(subject=f"action:{name}", status=status)
                asked.append(Asked(kind=REPORTED, action=name, status=status, happened=happened, known_on=known_on))
            drafts.append(draft(event, **when))
        return drafts, asked

    # What others keep ------------------------------------------------------------------------------------------------

    def keep(self, note: bytes) -> None:
        """Have somebody outside keep a checkpoint; whoever has many of them keeps the first and the last."""
        self.model.notes.append(note)
        if len(self.model.notes) > NOTES_MAX:
            del self.model.notes[NOTES_MAX // 2]

    @staticmethod
    def size_of(note: bytes) -> int:
        """How many entries a checkpoint covers."""
        return Checkpoint.parse(Note.parse(note).text).size
