"""What the simulation holds to be so: what was acknowledged, and the plan worked out from it in the plainest way.

It knows nothing of the ledger's own code. Of every entry it keeps what was asked for, and its leaf hash from the moment
it was acknowledged.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

from govledger import events as ev

NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)

ADDED, REPORTED, RETRACTED, OTHER = "action-added", "status-reported", "entry-retracted", "other"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One entry as it was asked for.

    Attributes:
        kind: Its type, or ``other``.
        action: The action it is about.
        status: The status it reports.
        words: Its text.
        happened: When it happened; one day.
        known_on: When it became known.
        of: The number of the entry that it corrects or takes back; 0 where it is of its own.
        erases: The number of the entry of which it erases the words.
        number: Its number, once it is there.
        recorded_at: When it was recorded, once it is there.
    """

    kind: str
    happened: dt.date
    known_on: dt.date
    action: str = ""
    status: str = ""
    words: str = ""
    of: int = 0
    erases: int = 0
    number: int = 0
    recorded_at: dt.datetime = NEVER

    @property
    def original(self) -> int:
        """The number of the entry of which it is a version."""
        return self.of or self.number

    @property
    def place(self) -> tuple[dt.date, dt.date, int]:
        """Where it stands among what happened."""
        return min(self.happened, self.known_on, self.recorded_at.date()), self.happened, self.original


@dataclass
class Model:
    """What was acknowledged.

    Attributes:
        entries: Every entry, in the order of the numbers.
        leaves: Their leaf hashes.
        keys: The numbers that were recorded under each key.
        notes: Checkpoints that were kept outside.
        erased: The numbers of entries of which the words are gone.
    """

    entries: list[Asked] = field(default_factory=list[Asked])
    leaves: list[str] = field(default_factory=list[str])
    keys: dict[str, tuple[int, ...]] = field(default_factory=dict[str, tuple[int, ...]])
    notes: list[bytes] = field(default_factory=list[bytes])
    erased: set[int] = field(default_factory=set[int])

    @property
    def size(self) -> int:
        """How many entries there are."""
        return len(self.entries)

    def take(self, asked: Asked, entry: Any) -> None:
        """Take in an entry as it was asked for, once the ledger has it, having seen that it is that one."""
        assert entry.number == self.size + 1, "an entry was given another number than the next"
        self.entries.append(replace(asked, number=entry.number, recorded_at=entry.recorded_at))
        self.leaves.append(entry.leaf_hash)
        if asked.erases:
            self.erased.add(asked.erases)
        self.check(entry)

    def check(self, entry: Any) -> None:
        """Check that an entry is the one that was acknowledged."""
        asked, event = self.entries[entry.number - 1], entry.event
        assert entry.leaf_hash == self.leaves[entry.number - 1], f"entry {entry.number} is not the one acknowledged"
        if asked.kind == OTHER:
            return
        assert entry.type == f"{asked.kind}/1"
        assert (entry.happened.latest, entry.known_on) == (asked.happened, asked.known_on), f"entry {entry.number}"
        if isinstance(event, ev.ActionAdded):
            assert event.action == asked.action
            assert str(event.text) == ("ERASED" if entry.number in self.erased else asked.words), (
                f"entry {entry.number}"
            )
        if isinstance(event, ev.StatusReported):
            assert (event.subject, str(event.status)) == (f"action:{asked.action}", asked.status)

    # The plan --------------------------------------------------------------------------------------------------------

    def plan(
        self,
        *,
        happened_by: dt.date | None = None,
        known_by: dt.date | None = None,
        recorded_by: dt.datetime | None = None,
    ) -> dict[str, tuple[bool, str | None]]:
        """Of every action within a cut, whether it was put into the plan, and how it was last reported to stand."""
        latest: dict[int, Asked] = {}
        for asked in self.entries:
            is_known = known_by is None or asked.known_on <= known_by
            if asked.kind != OTHER and is_known and (recorded_by is None or asked.recorded_at <= recorded_by):
                latest[asked.original] = asked
        standing = [asked for asked in latest.values() if asked.kind != RETRACTED]
        counted = [asked for asked in standing if happened_by is None or asked.place[0] <= happened_by]
        plan: dict[str, tuple[bool, str | None]] = {}
        for asked in sorted(counted, key=lambda asked: asked.place):
            is_added, status = plan.get(asked.action, (False, None))
            if asked.kind == ADDED:
                plan[asked.action] = (True, status)
            else:
                plan[asked.action] = (is_added, asked.status)
        return plan

    def correctable(self) -> list[Asked]:
        """The newest versions of what may be corrected: statuses that stand."""
        latest = {asked.original: asked for asked in self.entries if asked.kind in {REPORTED, RETRACTED}}
        kinds = {asked.number: asked.kind for asked in self.entries}
        return [
            asked
            for original, asked in sorted(latest.items())
            if kinds[original] == REPORTED and asked.kind == REPORTED
        ]
