"""The rows of `AssuranceMap`: what is to be assured, evidence, checks, and one line of assurance for one thing."""

from __future__ import annotations

import datetime as dt

import attrs

from govledger import events as ev
from govledger.projections.tracked import Parties, Rival

Words = tuple[str, ...] | str | None


@attrs.define(kw_only=True)
class Assured:
    """One thing that is tracked, claimed, supported or checked, and what bears on it.

    Attributes:
        ref: What it is.
        leads: Who answers for it.
        evidence: The evidence said to support it, cited for it, or confirmed to belong to it.
        suggested: The evidence that only a suggestion, or a rival account, says supports it.
        undermined_by: The evidence said to undermine it.
        checks: The checks made of it, by entry.
        disputed: Whether accounts of it differ.
        rivals: Second accounts of its particulars.
        entries: The entries this rests on.
    """

    ref: str
    leads: Parties = None
    evidence: list[str] = attrs.field(factory=list[str])
    suggested: list[str] = attrs.field(factory=list[str])
    undermined_by: list[str] = attrs.field(factory=list[str])
    checks: list[str] = attrs.field(factory=list[str])
    disputed: bool = False
    rivals: list[Rival] = attrs.field(factory=list[Rival])
    entries: list[int] = attrs.field(factory=list[int])

    @property
    def is_bare(self) -> bool:
        """Whether nothing said outright supports it: no evidence and no check."""
        return not self.evidence and not self.checks


@attrs.define(kw_only=True)
class Evidence:
    """One piece of evidence.

    Attributes:
        evidence: Its id.
        kind: What kind it is.
        by: Who produced it; never guessed from whose word it is.
        voice: Whose voice it carries.
        produced_on: The latest day on which it can have been produced.
        collected: When it was collected.
        valid_until: Until when it may be relied on.
        sample: How many were looked at.
        complete: Whether it is finished.
        document: The document that holds it.
        disputed: Whether accounts of it differ.
        rivals: Second accounts of its particulars.
        entries: The entries this rests on.
    """

    evidence: str
    kind: str | None = None
    by: Parties = None
    voice: Parties = None
    produced_on: dt.date | None = None
    collected: ev.When | None = None
    valid_until: ev.When | None = None
    sample: int | None = None
    complete: str | None = None
    document: str | None = None
    disputed: bool = False
    rivals: list[Rival] = attrs.field(factory=list[Rival])
    entries: list[int] = attrs.field(factory=list[int])

    def age_days(self, today: dt.date) -> int | None:
        """How many days ago it was collected, at the least; ``None`` where no last day of that is known."""
        collected = self.collected
        return None if collected is None or collected.latest == dt.date.max else (today - collected.latest).days

    def is_valid(self, today: dt.date) -> bool | None:
        """Whether it may still be relied on; ``None`` where nobody said until when."""
        return None if self.valid_until is None else today <= self.valid_until.latest


@attrs.frozen(kw_only=True)
class Check:
    """One check of something: a verification, or a test that it has stuck.

    Attributes:
        kind: ``verification`` or ``embedding``.
        by: Who checked.
        day: The latest day on which it can have been made.
        method: How it was made.
        result: What it found; ``embedded`` for a test that it has stuck.
        evidence: The evidence given.
        is_rival: Whether it is a second account of another.
        entry: The entry that says so.
    """

    kind: str
    by: Parties
    day: dt.date
    method: str | None
    result: str
    evidence: Words
    is_rival: bool
    entry: int


@attrs.frozen(kw_only=True)
class Assurance:
    """One thing and one line of assurance for it; without a source where there is none.

    Attributes:
        item: What is assured.
        leads: Who answers for it.
        source: The evidence, or the entry that checked; ``None`` where nothing supports it.
        standing: ``stated``; ``suggested`` or ``rival``, which are not to be relied on.
        kind: What kind of evidence or check it is.
        by: Who produced it or checked.
        line: How independent they are of the leads, from 0 to 4; ``None`` where that is not known.
        collected: When it was collected or checked.
        age_days: How many days ago that was, at the least.
        is_valid: Whether it may still be relied on.
        complete: Whether it is finished.
        result: What a check found.
        entries: The entries this rests on.
    """

    item: str
    leads: tuple[str, ...]
    source: str | None = None
    standing: str | None = None
    kind: str | None = None
    by: tuple[str, ...] = ()
    line: int | None = None
    collected: ev.When | None = None
    age_days: int | None = None
    is_valid: bool | None = None
    complete: str | None = None
    result: str | None = None
    entries: tuple[int, ...] = ()
