"""What becomes of anything tracked: reported, claimed, checked, embedded, moved, retired, reopened.

A row holds what was said of one id and rests only on the entries that name it. What a status means is asked of the
schemes, by the projection that holds both.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from sys import intern
from typing import Any

import attrs

from govledger import events as ev
from govledger.ledger.entry import AnyEntry

PROGRESS = "progress"
"""The dimension of a status that names none."""

GRANTED = frozenset({None, "granted"})
"""The outcomes of a `DeadlineChanged` that move a date; one that is not said was granted."""

Parties = tuple[ev.Party, ...] | str | None
Refs = tuple[ev.Ref, ...] | str | None

_WORDING = frozenset({"text", "wording", "name", "title"})


@attrs.frozen(kw_only=True)
class Mark:
    """That something was said or done once, and by whom.

    Attributes:
        entry: The entry that says so.
        day: The latest day it can have been.
        by: Who acted.
        asserted_by: Whose word it is.
        said_of: The day it is said to concern, such as the day of completion, where one was given.
        step: Its place among the entries about the same thing, from 1.
    """

    entry: int
    day: dt.date
    by: Parties
    asserted_by: ev.Party | None
    said_of: ev.When | None = None
    step: int = 0

    def __str__(self) -> str:
        who = ", ".join(self.by) if isinstance(self.by, tuple) else self.by or self.asserted_by or "nobody named"
        return f"{self.day.isoformat()} by {who} (entry {self.entry})"


@attrs.frozen(kw_only=True)
class Report(Mark):
    """A status as it was last reported by one asserter, or last at one label.

    Attributes:
        status: How it stands.
        dimension: What it measures; ``progress`` where not said.
        uncertain: Whether the clerk doubts the status.
    """

    status: ev.StatusValue
    dimension: str
    uncertain: bool = False

    def __str__(self) -> str:
        return f"{self.status} {super().__str__()}"

    @property
    def asserter(self) -> str:
        """Whose word it is: the asserter, else those who reported; empty when neither was said."""
        return asserter_of(self.asserted_by, self.by)


@attrs.frozen(kw_only=True)
class Rival:
    """A second account of one particular; the first stands and the value is disputed.

    Attributes:
        field: Which particular.
        value: What the second account says.
        entry: The entry that says so.
    """

    field: str
    value: Any
    entry: int

    def __str__(self) -> str:
        return f"{self.field}: {self.value} (entry {self.entry})"


def asserter_of(asserted_by: ev.Party | None, by: Parties) -> str:
    """Whose word something is: the asserter, else those who acted; empty when neither was said."""
    return asserted_by or " ".join(ev.each(by))


@attrs.define(kw_only=True)
class Tracked:
    """Anything whose state the record follows.

    Attributes:
        ref: What it is, such as ``action:2.4``.
        entry: The entry that introduced it; 0 while none within the cut does.
        mode: How it was introduced; ``presupposed`` where a source took it for granted.
        introduced_on: The latest day on which it was introduced.
        text: How it is worded now.
        leads: Who answers for it now.
        due: When it falls due now; ``None`` when not said, or moved to a day not said.
        status: Its latest status of the dimension progress.
        statuses: Its latest status of every other dimension.
        disputed: Whether accounts of it differ: rival accounts, or asserters who report different statuses.
        claimed: The latest claim that it is complete, in so many words.
        verification: The latest check's result.
        verified: The latest check, where it found the claim true.
        embedded: The latest test that found it to have stuck.
        reopened: The last time it was opened again; that clears the claim, check, test and retirement before it.
        retired: When it left its plan or register.
        how: How it left.
        successor: What carries it on.
        moves: How many times its date was moved.
        reports: The latest report of each asserter in each dimension.
        last_at: The latest report at each status of each dimension.
        rivals: Second accounts of its particulars.
        entries: The entries about it, in the order they happened.
    """

    ref: str
    entry: int = 0
    mode: str | None = None
    introduced_on: dt.date | None = None
    text: ev.Text | None = None
    leads: Parties = None
    due: ev.Due | None = None
    status: ev.StatusValue | None = None
    statuses: dict[str, ev.StatusValue] = attrs.field(factory=dict[str, ev.StatusValue])
    disputed: bool = False
    claimed: Mark | None = None
    verification: str | None = None
    verified: Mark | None = None
    embedded: Mark | None = None
    reopened: Mark | None = None
    retired: Mark | None = None
    how: str | None = None
    successor: Refs = None
    moves: int = 0
    reports: dict[str, Report] = attrs.field(factory=dict[str, Report])
    last_at: dict[str, Report] = attrs.field(factory=dict[str, Report])
    rivals: list[Rival] = attrs.field(factory=list[Rival])
    entries: list[int] = attrs.field(factory=list[int])

    # What is put into a plan -----------------------------------------------------------------------------------------

    def introduce(self, entry: AnyEntry, said: Mapping[str, Any]) -> None:
        """Take what its introduction says; what was changed before it is known to have been added stays changed."""
        self._note(entry)
        if entry.rival_of is not None:
            self.dispute(entry, said)
            return
        self.entry, self.mode, self.introduced_on = entry.number, entry.mode, entry.latest
        for name, value in said.items():
            if getattr(self, name) is None and not (name == "due" and self.moves):
                setattr(self, name, value)

    def dispute(self, entry: AnyEntry, said: Mapping[str, Any]) -> None:
        """Keep a second account beside the first."""
        self.disputed = True
        self.rivals += [
            Rival(field=name, value=value, entry=entry.number) for name, value in said.items() if value is not None
        ]

    # What becomes of it ----------------------------------------------------------------------------------------------

    def report(self, event: ev.StatusReported, entry: AnyEntry) -> None:
        """Take a status; a rival one is kept and does not replace the first."""
        self._note(entry)
        if event.status is None:
            return
        dimension = event.dimension or PROGRESS
        held = Report(
            entry=entry.number,
            day=entry.latest,
            by=event.by,
            asserted_by=entry.asserted_by,
            step=len(self.entries),
            status=event.status,
            dimension=dimension,
            uncertain="status" in entry.uncertain,
        )
        if entry.rival_of is not None:
            self.dispute(entry, {"status": event.status})
            return
        self.last_at[intern(f"{dimension} {event.status}")] = held
        self.reports[intern(f"{dimension} {held.asserter}".strip())] = held
        if dimension == PROGRESS:
            self.status = event.status
        else:
            self.statuses[dimension] = event.status
        self.disputed = bool(self.rivals) or self._asserters_differ()

    def _asserters_differ(self) -> bool:
        """Whether two named asserters last reported different statuses of one dimension."""
        if len(self.reports) < 2:  # noqa: PLR2004 - it takes two
            return False
        said: dict[str, ev.StatusValue] = {}
        named = [report for report in self.reports.values() if report.asserter]
        return any(said.setdefault(report.dimension, report.status) != report.status for report in named)

    def claim(self, event: ev.CompletionClaimed, entry: AnyEntry) -> None:
        """Take a claim that it is complete."""
        self._note(entry)
        mark = self._mark(entry, event.by, said_of=event.completed_on)
        if entry.rival_of is not None:
            self.dispute(entry, {"claimed": mark})
        else:
            self.claimed = mark

    def verify(self, event: ev.VerificationRecorded, entry: AnyEntry) -> None:
        """Take the result of a check."""
        self._note(entry)
        if entry.rival_of is not None:
            self.dispute(entry, {"verification": event.result})
            return
        self.verification = event.result
        self.verified = self._mark(entry, event.by) if event.result == "verified" else None

    def embed(self, event: ev.EmbeddingConfirmed, entry: AnyEntry) -> None:
        """Take a test that found it to have stuck."""
        self._note(entry)
        mark = self._mark(entry, event.by, said_of=event.tested_on)
        if entry.rival_of is not None:
            self.dispute(entry, {"embedded": mark})
        else:
            self.embedded = mark

    def move(self, event: ev.DeadlineChanged, entry: AnyEntry) -> None:
        """Take a new date, if the move was granted; a date that is not said leaves it without one."""
        self._note(entry)
        if entry.rival_of is not None:
            self.dispute(entry, {"due": event.now})
        elif event.outcome in GRANTED:
            self.due = event.now
            self.moves += 1

    def change(self, event: ev.DetailChanged, entry: AnyEntry) -> None:
        """Take new words or new leads."""
        self._note(entry)
        if entry.rival_of is not None:
            self.dispute(entry, {event.field: event.now} | ({"leads": event.leads} if event.leads is not None else {}))
            return
        if event.leads is not None:
            self.leads = event.leads
        if event.field in _WORDING and event.now is not None:
            self.text = event.now

    def retire(self, event: ev.PlanItemRetired, entry: AnyEntry) -> None:
        """It left its plan or register."""
        self._note(entry)
        if entry.rival_of is not None:
            self.dispute(entry, {"how": event.how, "successor": event.successor})
            return
        self.retired, self.how, self.successor = self._mark(entry, event.by), event.how, event.successor

    def reopen(self, event: ev.PlanItemReopened, entry: AnyEntry) -> None:
        """It was opened again: what had been claimed, checked, tested or retired no longer holds."""
        self._note(entry)
        mark = self._mark(entry, event.by)
        if entry.rival_of is not None:
            self.dispute(entry, {"reopened": mark})
            return
        self.reopened = mark
        self.claimed = self.verified = self.embedded = self.retired = None
        self.verification = self.how = self.successor = None

    def _note(self, entry: AnyEntry) -> None:
        self.entries.append(entry.number)

    def _mark(self, entry: AnyEntry, by: Parties, *, said_of: ev.When | None = None) -> Mark:
        return Mark(
            entry=entry.number,
            day=entry.latest,
            by=by,
            asserted_by=entry.asserted_by,
            said_of=said_of,
            step=len(self.entries),
        )
