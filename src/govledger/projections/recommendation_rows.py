"""The rows of `RecommendationTracker`: recommendations, their answers and closings, and what acts on them."""

from __future__ import annotations

import attrs

from govledger import events as ev
from govledger.ledger.entry import AnyEntry
from govledger.projections.tracked import Mark, Parties, Refs, Tracked

Words = tuple[str, ...] | str | None


@attrs.frozen(kw_only=True)
class Answer(Mark):
    """One answer to a recommendation.

    Attributes:
        response: How it was answered.
        leads: Who is to answer for it.
        due: By when it is promised.
        decision: The decision it rests on.
        document: The document that holds it.
    """

    response: str
    leads: Parties = None
    due: ev.Due | None = None
    decision: str | None = None
    document: str | None = None

    def __str__(self) -> str:
        return f"{self.response} {super().__str__()}"


@attrs.frozen(kw_only=True)
class Closing(Mark):
    """One closing of a recommendation.

    Attributes:
        how: How it ended.
        basis: What the closing is said to rest on.
        successor: The recommendations that take its place.
        agreed_by_maker: Whether its maker agreed.
        sampled: Whether it was closed on a sample.
        has_reason: Whether a reason was given.
    """

    how: str
    basis: Refs = None
    successor: Words = None
    agreed_by_maker: str | None = None
    sampled: str | None = None
    has_reason: bool = False

    def __str__(self) -> str:
        return f"{self.how} {super().__str__()}"


@attrs.define(kw_only=True)
class Recommendation(Tracked):
    """One recommendation: who made it, how it was answered, what acts on it, and how it was closed.

    What `Tracked` holds of a claim, a check, a retirement and a reopening is held of the recommendation itself.

    Attributes:
        by: Who made it.
        number: The number it carries in its source.
        to: To whom it was made.
        about: What it concerns.
        basis: What it is said to rest on.
        visit: The visit it came from.
        decision: The decision it rests on.
        priority: How pressing it is.
        answer_due: When an answer is due.
        answered: The latest answer.
        acted_on: The actions, commitments and appointments that name it in ``addresses``, and confirmed links.
        suggested: What only a suggested link, or a rival account, says acts on it.
        plans: The plans that say they answer it.
        closed: The closing that stands; ``None`` while it is open.
        answers: Every answer, in the order they were given.
        closings: Every closing, those it was reopened after too.
    """

    by: Parties = None
    number: str | None = None
    to: Parties = None
    about: Refs = None
    basis: Refs = None
    visit: str | None = None
    decision: str | None = None
    priority: str | None = None
    answer_due: ev.Due | None = None
    answered: Answer | None = None
    acted_on: list[str] = attrs.field(factory=list[str])
    suggested: list[str] = attrs.field(factory=list[str])
    plans: list[str] = attrs.field(factory=list[str])
    closed: Closing | None = None
    answers: list[Answer] = attrs.field(factory=list[Answer])
    closings: list[Closing] = attrs.field(factory=list[Closing])

    def answer(self, event: ev.RecommendationAnswered, entry: AnyEntry) -> None:
        """Take an answer and the leads it names; a rival one is kept and does not replace the first."""
        self._note(entry)
        answer = Answer(
            entry=entry.number,
            day=entry.latest,
            by=event.by,
            asserted_by=entry.asserted_by,
            step=len(self.entries),
            response=event.response,
            leads=event.leads,
            due=event.due,
            decision=event.decision,
            document=event.document,
        )
        self.answers.append(answer)
        if entry.rival_of is not None:
            self.dispute(entry, {"answered": answer})
            return
        self.answered = answer
        if event.leads is not None:
            self.leads = event.leads

    def close(self, event: ev.RecommendationClosed, entry: AnyEntry) -> None:
        """Take a closing; a rival one is kept and closes nothing."""
        self._note(entry)
        closing = Closing(
            entry=entry.number,
            day=entry.latest,
            by=event.by,
            asserted_by=entry.asserted_by,
            step=len(self.entries),
            how=event.how,
            basis=event.basis,
            successor=event.successor,
            agreed_by_maker=event.agreed_by_maker,
            sampled=event.sampled,
            has_reason=event.reason is not None,
        )
        self.closings.append(closing)
        if entry.rival_of is not None:
            self.dispute(entry, {"closed": closing})
        else:
            self.closed = closing

    def reopen(self, event: ev.PlanItemReopened, entry: AnyEntry) -> None:
        """It was opened again, so its closing no longer stands; the closing stays on the row."""
        super().reopen(event, entry)
        if entry.rival_of is None:
            self.closed = None

    @property
    def is_open(self) -> bool:
        """Whether it is neither closed nor retired; one that was rejected is open until somebody closes it."""
        return self.closed is None and self.retired is None

    @property
    def closed_by_maker(self) -> bool | None:
        """Whether one of its makers closed it; ``None`` while it is open, or where either is not said."""
        if self.closed is None or not ev.each(self.closed.by) or not ev.each(self.by):
            return None
        return not set(ev.each(self.by)).isdisjoint(ev.each(self.closed.by))


@attrs.define(kw_only=True)
class Act(Tracked):
    """An action, a commitment or an appointment, as far as it acts on recommendations."""

    def end(self, entry: AnyEntry) -> None:
        """An appointment came to an end, and with it what it did for a recommendation."""
        self._note(entry)
        mark = self._mark(entry, None)
        if entry.rival_of is not None:
            self.dispute(entry, {"retired": mark})
        else:
            self.retired, self.how = mark, "ended"


@attrs.frozen(kw_only=True)
class Standing:
    """How one recommendation stands, in a line.

    Attributes:
        recommendation: Its id.
        stage: How far it has come.
        by: Who made it.
        to: To whom it was made.
        response: How it was last answered.
        is_answer_late: Whether an answer was due before today and none was given.
        acted_on: What acts on it and has not been retired.
        how: How it was closed.
        closed_by: Who closed it.
        closed_by_maker: Whether one of its makers did; ``None`` where that cannot be told.
        disputed: Whether accounts of it differ.
        entries: The entries this rests on.
    """

    recommendation: str
    stage: str
    by: tuple[str, ...]
    to: tuple[str, ...]
    response: str | None
    is_answer_late: bool
    acted_on: tuple[str, ...]
    how: str | None
    closed_by: tuple[str, ...]
    closed_by_maker: bool | None
    disputed: bool
    entries: tuple[int, ...]
