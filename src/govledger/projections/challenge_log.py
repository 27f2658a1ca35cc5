"""The challenge log: what was asked, by whom, and what sort of answer it got."""

from __future__ import annotations

import datetime as dt
from typing import Final

import attrs

from govledger import events as ev
from govledger.ledger.entry import AnyEntry
from govledger.projections.projection import derived, on, projection
from govledger.projections.rows import add, take
from govledger.projections.tracked import Parties, Refs, Rival

PUT_OFF: Final = frozenset({"deferred", "undertaken"})
"""The dispositions that promise an answer or put it off, and so leave a challenge open."""

CONFIDENCE: Final = frozenset({"confidence_only"})
"""The disposition that answers a question with somebody's confidence."""

_SAID: Final = ("agenda_item", "by", "to", "kind", "text", "about", "answer_due", "repeats", "suspends")


@attrs.frozen(kw_only=True)
class Answer:
    """One reply to a challenge, or its asker's word that it satisfies.

    Attributes:
        disposition: What kind of answer it was.
        happened: When it was given.
        by: Who answered; the asserter where the source names nobody else.
        text: What was said.
        due: When the rest of it is due.
        created: What came into being because of it.
        evidence: The evidence given.
        uncertain: Whether the clerk doubts the disposition.
        entry: The entry that says so.
    """

    disposition: str
    happened: ev.When
    by: tuple[str, ...]
    text: ev.Text | None
    due: ev.Due | None
    created: tuple[str, ...]
    evidence: tuple[str, ...]
    uncertain: bool
    entry: int

    def __str__(self) -> str:
        return f"{self.disposition} by {', '.join(self.by) or 'nobody named'} (entry {self.entry})"


@attrs.define(kw_only=True)
class Challenge:
    """A question, concern, request or call-in.

    Attributes:
        challenge: Its id.
        state: ``open``, ``answered``, or ``satisfied``, which only its asker says.
        kind: What kind it is.
        by: Who asked.
        to: Who was asked.
        text: What was asked.
        about: What it concerns.
        agenda_item: The item on the agenda.
        asked: When it was put; ``None`` while no entry within the cut puts it.
        asked_by_day: The latest day it can have been put.
        answer_due: When an answer is due.
        repeats: The earlier challenge it repeats.
        repeated_by: The later challenges that repeat it.
        suspends: The decision it holds up.
        dispositions: What kind each answer was, in the order they came.
        created: What came into being because of its answers.
        answers: The answers.
        disputed: Whether accounts of it differ.
        rivals: The second accounts.
        entries: The entries that say so.
    """

    challenge: str
    state: str = "open"
    kind: str | None = None
    by: Parties = None
    to: Parties = None
    text: ev.Text | None = None
    about: Refs = None
    agenda_item: str | None = None
    asked: ev.When | None = None
    asked_by_day: dt.date | None = None
    answer_due: ev.Due | None = None
    repeats: str | None = None
    repeated_by: list[str] = attrs.field(factory=list[str])
    suspends: str | None = None
    dispositions: list[str] = attrs.field(factory=list[str])
    created: list[str] = attrs.field(factory=list[str])
    answers: list[Answer] = attrs.field(factory=list[Answer])
    disputed: bool = False
    rivals: list[Rival] = attrs.field(factory=list[Rival])
    entries: list[int] = attrs.field(factory=list[int])

    def settle(self) -> None:
        """Work out the state; the word that it is satisfied counts only from an asker."""
        askers = set(ev.each(self.by))
        if any(each.disposition == "satisfied" and askers.intersection(each.by) for each in self.answers):
            self.state = "satisfied"
        elif any(each.disposition not in {*PUT_OFF, "satisfied"} for each in self.answers):
            self.state = "answered"
        else:
            self.state = "open"

    @property
    def substance(self) -> frozenset[str]:
        """The kinds of answer it got, leaving out those that put it off."""
        return frozenset(self.dispositions) - PUT_OFF


@attrs.frozen(kw_only=True)
class Unanswered:
    """A challenge that has had no answer.

    Attributes:
        challenge: Its id.
        kind: What kind it is.
        by: Who asked.
        to: Who was asked.
        text: What was asked.
        asked: When it was put.
        days: How many days ago at least.
        times: How often it was asked, repeats included.
        dispositions: How an answer was put off, if it was.
        answer_due: When an answer is due.
        late: Whether that day has passed.
        entries: The entries that say so.
    """

    challenge: str
    kind: str | None
    by: Parties
    to: Parties
    text: ev.Text | None
    asked: ev.When
    days: int
    times: int
    dispositions: tuple[str, ...]
    answer_due: ev.Due | None
    late: bool
    entries: tuple[int, ...]


@projection(version=1, keyed=True)
class ChallengeLog:
    """Every challenge, from open through answered to satisfied.

    Attributes:
        challenges: Every challenge, by id.
    """

    challenges: dict[str, Challenge] = attrs.field(factory=dict[str, Challenge])

    @on(ev.ChallengeRaised)
    def raised(self, event: ev.ChallengeRaised, entry: AnyEntry) -> None:
        """A challenge was put, perhaps again."""
        row = self._row(event.challenge)
        take(row, event, entry, _SAID)
        if row.asked is None:
            row.asked, row.asked_by_day = entry.happened, entry.latest
        if event.repeats is not None:
            add(self._row(event.repeats).repeated_by, event.challenge)
        row.settle()

    @on(ev.ChallengeAnswered)
    def answered(self, event: ev.ChallengeAnswered, entry: AnyEntry) -> None:
        """A challenge got a reply, or its asker said that it was satisfied."""
        row = self._row(event.challenge)
        row.entries.append(entry.number)
        if entry.rival_of is not None:
            row.disputed = True
            row.rivals.append(Rival(field="dispositions", value=event.disposition, entry=entry.number))
            return
        spoke = ev.each(event.by) or ((entry.asserted_by,) if entry.asserted_by else ())
        row.dispositions.append(event.disposition)
        row.answers.append(
            Answer(
                disposition=event.disposition,
                happened=entry.happened,
                by=tuple(spoke),
                text=event.text,
                due=event.due,
                created=ev.each(event.created),
                evidence=ev.each(event.evidence),
                uncertain="disposition" in entry.uncertain,
                entry=entry.number,
            )
        )
        add(row.created, *ev.each(event.created))
        row.settle()

    def _row(self, challenge: str) -> Challenge:
        row = self.challenges.get(challenge)
        if row is None:
            row = self.challenges[challenge] = Challenge(challenge=challenge)
        return row

    def chain(self, challenge: str) -> tuple[str, ...]:
        """A challenge with every one that it repeats or that repeats it, in the order they were put."""
        found: list[str] = [challenge]
        for name in found:
            row = self.challenges.get(name, Challenge(challenge=name))
            add(found, *filter(None, (row.repeats,)), *row.repeated_by)
        order = list(self.challenges)
        return tuple(sorted(found, key=lambda name: order.index(name) if name in order else len(order)))

    @derived
    def unanswered(self, today: dt.date) -> list[Unanswered]:
        """The challenges that were never answered, the longest open first; a reply put off or promised is none.

        An answer to a repeat answers the question.
        """
        rows = [row for row in self.challenges.values() if row.state == "open" and not self._answered_later(row)]
        found = [self._unanswered(row, today) for row in rows if row.asked is not None]
        return sorted(found, key=lambda each: -each.days)

    def _answered_later(self, row: Challenge) -> bool:
        return any(
            self.challenges[name].state != "open" for name in self.chain(row.challenge) if name in self.challenges
        )

    def _unanswered(self, row: Challenge, today: dt.date) -> Unanswered:
        due = next((each.due for each in reversed(row.answers) if each.due is not None), row.answer_due)
        return Unanswered(
            challenge=row.challenge,
            kind=row.kind,
            by=row.by,
            to=row.to,
            text=row.text,
            asked=row.asked or ev.When("unknown"),
            days=(today - (row.asked_by_day or today)).days,
            times=len(self.chain(row.challenge)),
            dispositions=tuple(row.dispositions),
            answer_due=due,
            late=due is not None and due.latest < today,
            entries=tuple(row.entries),
        )

    def confidence_only(self) -> list[Challenge]:
        """The challenges whose only answer was that somebody is confident."""
        return [row for row in self.challenges.values() if row.substance == CONFIDENCE]

    def by_state(self, state: str) -> list[Challenge]:
        """The challenges that are ``open``, ``answered`` or ``satisfied``."""
        return [row for row in self.challenges.values() if row.state == state]
