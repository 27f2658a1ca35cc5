"""The rows of `InterventionTimeline`: interventions, what they require, and what was said of them."""

from __future__ import annotations

import datetime as dt

import attrs

from govledger import events as ev
from govledger.ledger.entry import AnyEntry
from govledger.projections.tracked import Mark, Parties, Refs, Tracked


@attrs.define(kw_only=True)
class Requirement(Tracked):
    """One part of an intervention: something it requires, or a function it takes on.

    Attributes:
        intervention: What it is a part of.
        mark: Its own mark within it.
        is_function: Whether it is a function taken on; what is required is none.
        ended: When this part came to an end.
    """

    intervention: str
    mark: str
    is_function: bool = False
    ended: Mark | None = None


@attrs.frozen(kw_only=True)
class Opinion(Mark):
    """A view that somebody gave of an intervention.

    Attributes:
        kind: What kind it is.
        outcome: What came of it.
        level: The level of assurance given.
        favourable: Whether it speaks well.
        mode: How it is known; ``reported`` when only told by another.
        document: The document that holds it.
    """

    kind: str | None
    outcome: str | None
    level: str | None
    favourable: str | None
    mode: str
    document: str | None


@attrs.frozen(kw_only=True)
class Difference:
    """That accounts of an intervention differ.

    Attributes:
        standing: Whether that is suggested or confirmed.
        between: The accounts.
        entry: The entry that says so.
    """

    standing: str
    between: Refs
    entry: int


@attrs.frozen(kw_only=True)
class LabelCorrection:
    """That somebody put right what an intervention was called.

    Attributes:
        was: What it had been called.
        now: What it is to be called.
        entry: The entry that says so.
    """

    was: ev.Text | None
    now: ev.Text | None
    entry: int


@attrs.define(kw_only=True)
class Intervention(Tracked):
    """One notice, direction or support.

    When it is to end is held in ``due``, as of anything tracked, and moves with a `DeadlineChanged`.

    Attributes:
        kind: What kind it is.
        official_label: What the authority calls it.
        label_corrections: Where somebody put right what it was called.
        by: Who imposed it.
        on: Whom it is imposed on.
        about: What it concerns.
        imposed: When that was decided.
        in_force: When it is said to be in force.
        ends_said_by: Whose word it is when it ends.
        basis: What it is said to rest on.
        decision: The decision it rests on.
        requirements: What it requires, each a part; ``none`` where it was said to require nothing.
        functions: The functions it takes on, each a part.
        ended: When the whole of it came to an end.
        ended_how: How it ended.
        replaced_by: The interventions that take its place.
        opinions: The views given of it.
        differences: Where accounts of it are said to differ.
    """

    kind: str | None = None
    official_label: str | None = None
    label_corrections: list[LabelCorrection] = attrs.field(factory=list[LabelCorrection])
    by: Parties = None
    on: Parties = None
    about: Refs = None
    imposed: ev.When | None = None
    in_force: ev.When | None = None
    ends_said_by: ev.Party | None = None
    basis: Refs = None
    decision: str | None = None
    requirements: tuple[str, ...] | str | None = None
    functions: tuple[str, ...] | str | None = None
    ended: Mark | None = None
    ended_how: str | None = None
    replaced_by: tuple[str, ...] | str | None = None
    opinions: list[Opinion] = attrs.field(factory=list[Opinion])
    differences: list[Difference] = attrs.field(factory=list[Difference])

    @property
    def ends(self) -> ev.Due | None:
        """When it is to end; an event to come is kept as words."""
        return self.due

    @property
    def ends_in_own_word(self) -> bool | None:
        """Whether the authority itself said when it ends; ``None`` where nobody said when, or whose word it is."""
        if self.due is None or self.ends_said_by is None:
            return None
        return self.ends_said_by in ev.each(self.by)

    def end(self, event: ev.InterventionEnded, entry: AnyEntry) -> None:
        """It came to an end; a rival account of that ends nothing."""
        self._note(entry)
        mark = self._mark(entry, event.by, said_of=entry.happened)
        if entry.rival_of is not None:
            self.dispute(entry, {"ended": mark})
        elif not ev.each(event.parts):
            self.ended, self.ended_how, self.replaced_by = mark, event.how, event.successor

    def mark_of(self, entry: AnyEntry, by: Parties) -> Mark:
        """What a row of this intervention keeps of an entry about it."""
        return self._mark(entry, by, said_of=entry.happened)

    def opine(self, event: ev.OpinionGiven, entry: AnyEntry) -> None:
        """Somebody gave a view of it."""
        self._note(entry)
        self.opinions.append(
            Opinion(
                entry=entry.number,
                day=entry.latest,
                by=event.by,
                asserted_by=entry.asserted_by,
                step=len(self.entries),
                kind=event.kind,
                outcome=event.outcome,
                level=event.level,
                favourable=event.favourable,
                mode=entry.mode,
                document=event.document,
            )
        )

    def differ(self, event: ev.AccountsDiffer, entry: AnyEntry) -> None:
        """Accounts of it are said to differ; it is disputed once that is confirmed."""
        self._note(entry)
        self.differences.append(Difference(standing=event.standing, between=event.between, entry=entry.number))
        self.disputed = self.disputed or event.standing == "confirmed"

    def relabel(self, event: ev.CorrectionRecorded, entry: AnyEntry) -> None:
        """Somebody put right what it was called; the label it was recorded under stands beside it."""
        self._note(entry)
        if event.field == "official_label":
            self.label_corrections.append(LabelCorrection(was=event.was, now=event.now, entry=entry.number))


@attrs.frozen(kw_only=True)
class InForce:
    """How one intervention stands on a day, in plain terms.

    Attributes:
        intervention: Its id.
        state: ``in force``, ``ended`` or ``unknown``.
        because: Why, in a few words.
        kind: What kind it is.
        official_label: What the authority calls it.
        by: Who imposed it.
        on: Whom it is imposed on.
        ends: When it is to end.
        disputed: Whether accounts of it differ.
        entries: The entries this rests on.
    """

    intervention: str
    state: str
    because: str
    kind: str | None
    official_label: str | None
    by: tuple[str, ...]
    on: tuple[str, ...]
    ends: ev.Due | None
    disputed: bool
    entries: tuple[int, ...]


@attrs.frozen(kw_only=True)
class Ending:
    """What must be true for an intervention to end.

    Attributes:
        intervention: Its id.
        open: The requirements that nobody has claimed or checked.
        claimed: Those that are claimed to be complete and that nobody has found to be.
        verified: Those that somebody checked and found complete.
        all_claimed: Whether all of it is claimed or found complete: the whole, or every requirement.
        requirements_said: Whether it was said what it requires.
        conditions: When it is to end, one condition at a time, in the words recorded.
        not_before: The first day on which it can end; ``None`` where no day can be told.
        said_by: Whose word the conditions are.
        in_own_word: Whether that is the authority's own.
    """

    intervention: str
    open: tuple[Requirement, ...]
    claimed: tuple[Requirement, ...]
    verified: tuple[Requirement, ...]
    all_claimed: bool
    requirements_said: bool
    conditions: tuple[str, ...]
    not_before: dt.date | None
    said_by: str | None
    in_own_word: bool | None
