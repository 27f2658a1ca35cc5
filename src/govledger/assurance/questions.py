"""What a body should ask at a meeting, what it had been told of it, and what it asked before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import groupby
from typing import Any

import attrs
import msgspec

from govledger.assurance.check import check
from govledger.assurance.concerning import belonging_to
from govledger.assurance.families.arrivals import BEARING
from govledger.assurance.families.backdating import BACKDATED_ENTRY
from govledger.assurance.families.papers import came_on
from govledger.assurance.opinion import Opinion, Raised
from govledger.assurance.reach import overseers_of
from govledger.assurance.record import Record
from govledger.assurance.rule import RULES, SEVERITIES, Rules, Severity
from govledger.events import Text, When, each
from govledger.ledger import Entry, History
from govledger.ledger.entry import mentions
from govledger.projections.challenge_log import Answer, Challenge, ChallengeLog
from govledger.projections.coverage_map import CoverageMap
from govledger.projections.plain import plain
from govledger.projections.plan_state import PlanState
from govledger.projections.told_log import ToldLog
from govledger.projections.told_rows import ToldTo

WHOLE = "ledger:"
"""What the subject of an alarm about the whole record begins with; that concerns every body."""


@attrs.frozen(kw_only=True)
class Cited:
    """One entry that a question rests on.

    Attributes:
        entry: Its number.
        type: What it is, such as ``status-reported``.
        happened: When it happened.
        known_on: The first day anyone outside the author's office could know it.
        sources: Where it is read, each as ``document#locator``.
        told: The first day on which the body had been told it; ``None`` where the record does not show that it was.
    """

    entry: int
    type: str
    happened: When
    known_on: dt.date
    sources: tuple[str, ...]
    told: dt.date | None


@attrs.frozen(kw_only=True)
class Question:
    """One alarm as a question for a body.

    Attributes:
        alarm: The alarm.
        cited: The entries it rests on.
        is_told_held: Whether all that the body is told is declared to be on the record, so that what is not there was
            not told.
        asked_before: The body's own earlier challenges about the same subject.
    """

    alarm: Raised
    cited: tuple[Cited, ...]
    is_told_held: bool
    asked_before: tuple[str, ...]

    @property
    def told(self) -> tuple[dt.date, ...]:
        """The days on which the body was first told each of the entries that it was told."""
        return tuple(sorted(one.told for one in self.cited if one.told is not None))


@attrs.frozen(kw_only=True)
class Group:
    """Questions that ask the same of one thing or of several, so that a meeting puts it once.

    Attributes:
        rule: The rule that asks.
        question: What is asked.
        severity: How serious each of them is.
        hindsight: Whether each of them depends on what became known after what it doubts was said.
        questions: The questions, one of each thing it is asked of.
    """

    rule: str
    question: str
    severity: Severity
    hindsight: bool
    questions: tuple[Question, ...]

    @property
    def cited(self) -> tuple[Cited, ...]:
        """The entries that they rest on, each once, in the order of recording."""
        every = {one.entry: one for question in self.questions for one in question.cited}
        return tuple(every[number] for number in sorted(every))

    @property
    def told(self) -> tuple[dt.date, ...]:
        """The days on which the body was first told each of those entries that it was told."""
        return tuple(sorted(one.told for one in self.cited if one.told is not None))


@attrs.frozen(kw_only=True)
class Asked:
    """One challenge that a body put before.

    Attributes:
        challenge: Its id.
        kind: What kind it is.
        by: Who asked.
        asked: When it was put.
        text: What was asked.
        about: What it concerns.
        answers: The answers it got, in order, those of a repeat among them.
        days_open: For how many days at the least it has had no answer in substance; ``None`` where it had one. An
            answer that puts it off is none.
        entries: The entries that say so.
    """

    challenge: str
    kind: str | None
    by: tuple[str, ...]
    asked: When
    text: Text | None
    about: tuple[str, ...]
    answers: tuple[Answer, ...]
    days_open: int | None
    entries: tuple[int, ...]


@attrs.frozen(kw_only=True)
class Questions:
    """What one body should ask on one day.

    Attributes:
        body: The body.
        today: The day.
        questions: The questions, those that ask the same together: the most serious first; of these, what could be
            known when it was said before what is asked in hindsight, what the body was told of before what it was not,
            and what became known last before the rest.
        others: How many more alarms concern other bodies only.
        asked: What it asked before, the latest first.
        opinion: The whole opinion that the questions are taken from.
    """

    body: str
    today: dt.date
    questions: tuple[Question, ...]
    others: int
    asked: tuple[Asked, ...]
    opinion: Opinion

    @property
    def groups(self) -> tuple[Group, ...]:
        """The questions as a meeting puts them, those that ask the same as one, in the same order."""
        return tuple(_group(list(same)) for _, same in groupby(self.questions, key=_asks))

    def plain(self) -> dict[str, Any]:
        """The same as plain JSON, with what the whole check rests on; of each group the keys of its alarms."""
        held: dict[str, Any] = {name: plain(getattr(self, name)) for name in _OWN}
        rests = self.opinion
        return held | {
            "groups": [_named(group) for group in self.groups],
            "opinion": {"summary": rests.summary, "denominator": plain(rests.denominator)},
        }


_OWN = tuple(name for name in attrs.fields_dict(Questions) if name != "opinion")


def _asks(question: Question) -> tuple[str, str, bool]:
    """What makes two questions the same one."""
    return question.alarm.rule, question.alarm.severity, question.alarm.hindsight


def _group(same: list[Question]) -> Group:
    alarm = same[0].alarm
    return Group(
        rule=alarm.rule,
        question=alarm.question,
        severity=alarm.severity,
        hindsight=alarm.hindsight,
        questions=tuple(same),
    )


def _named(group: Group) -> dict[str, Any]:
    own = {"rule": group.rule, "question": group.question, "severity": group.severity, "hindsight": group.hindsight}
    return own | {"alarms": [question.alarm.key for question in group.questions]}


def _in_order(found: Iterable[Question]) -> tuple[Question, ...]:
    """Questions by what matters to a meeting; see `Questions`. Those that ask the same keep their order."""
    same: dict[tuple[str, str, bool], list[Question]] = {}
    for question in found:
        same.setdefault(_asks(question), []).append(question)
    groups = sorted(map(_group, same.values()), key=_matters)
    return tuple(question for group in groups for question in group.questions)


def _matters(group: Group) -> tuple[int, bool, bool, int, str]:
    """How a question stands among others, the first the least."""
    known = max(question.alarm.first_known for question in group.questions)
    return -SEVERITIES.index(group.severity), group.hindsight, not group.told, -known.toordinal(), group.rule


def questions(history: History | Record, body: str, today: dt.date | None = None, *, rules: Rules = RULES) -> Questions:
    """What a body should ask: the open alarms that concern it, each with what it had been told.

    An alarm concerns a body that oversees a plan its subject belongs to; a body that, or whose meeting, item or
    decision, is its subject or is named in an entry it rests on; and a body that had been told such an entry. One about
    the whole record concerns every body.

    Args:
        history: What may be read, or a record of it.
        body: The body, with or without ``body:`` before it.
        today: The day of the meeting; by default as `check` has it.
        rules: The rules to put.

    Raises:
        ProjectionStoppedError: A view that this rests on stopped.
    """
    record = Record.of(history)
    opinion = check(record, today, rules=rules)
    asking = _Asking(record, f"body:{body.removeprefix('body:')}", opinion.today)
    own = [alarm for alarm in opinion.alarms if asking.concerns(alarm)]
    return Questions(
        body=asking.body,
        today=opinion.today,
        questions=_in_order(asking.question(alarm) for alarm in own),
        others=len(opinion.alarms) - len(own),
        asked=tuple(asking.asked()),
        opinion=opinion,
    )


class _Asking:
    """One body that is about to meet."""

    def __init__(self, record: Record, body: str, today: dt.date) -> None:
        self.body, self._record, self._today = body, record, today
        self._catalogue = record.history.ledger.inner.catalogue
        self._told: ToldTo = record.state(ToldLog).told_to(body)
        self._plan, self._log = record.state(PlanState), record.state(ChallengeLog)
        decided = (ref for ref, meeting in self._told.places.items() if meeting in self._told.meetings)
        self._own = {body, *belonging_to(record, body), *decided}
        self._challenges = [row for row in self._log.challenges.values() if self._is_own_challenge(row)]

    def concerns(self, alarm: Raised) -> bool:
        """Whether an alarm concerns the body; see `questions`."""
        if alarm.subject in self._own or alarm.subject.startswith(WHOLE):
            return True
        if self.body in overseers_of(alarm.subject, self._plan):
            return True
        return any(self._is_own(self._record.numbered[number], alarm) for number in alarm.because)

    def _is_own(self, entry: Entry[Any], alarm: Raised) -> bool:
        """Whether an entry names the body or what is the body's, or the body had been told it."""
        return not self._own.isdisjoint(mentions(entry, self._catalogue)) or self._told_on(entry, alarm) is not None

    def question(self, alarm: Raised) -> Question:
        """One alarm, with what the body had been told of it and had asked."""
        covered = self._record.state(CoverageMap)
        return Question(
            alarm=alarm,
            cited=tuple(self._cited(self._record.numbered[number], alarm) for number in alarm.because),
            is_told_held=covered.covers("told", self.body, alarm.subject, on=self._today),
            asked_before=tuple(row.challenge for row in self._challenges if _is_about(row, alarm.subject)),
        )

    def _told_on(self, entry: Entry[Any], alarm: Raised) -> dt.date | None:
        """The first day, no later than today, on which the body had been told an entry.

        Where it is asked when an entry came, that its subject was put before the body shows only what had come by then.
        """
        if alarm.rule == BACKDATED_ENTRY and isinstance(entry.event, BEARING):
            entry = msgspec.structs.replace(entry, known_on=max(entry.known_on, came_on(self._record, entry)))
        told = self._told.first(entry)
        return told if told is not None and told <= self._today else None

    def _cited(self, entry: Entry[Any], alarm: Raised) -> Cited:
        return Cited(
            entry=entry.number,
            type=entry.type.partition("/")[0],
            happened=entry.happened,
            known_on=entry.known_on,
            sources=tuple(f"{one.document}#{one.locator}" if one.locator else one.document for one in entry.source),
            told=self._told_on(entry, alarm),
        )

    # What it asked before --------------------------------------------------------------------------------------------

    def _is_own_challenge(self, row: Challenge) -> bool:
        """Whether the body put a challenge: it is named as the asker, or the challenge was put at one of its items."""
        if row.asked_by_day is None or row.asked_by_day > self._today:
            return False
        return self.body in each(row.by) or f"agenda_item:{row.agenda_item}" in self._own

    def asked(self) -> list[Asked]:
        """What the body asked, the latest first."""
        rows = sorted(self._challenges, key=lambda row: row.asked_by_day or dt.date.min, reverse=True)
        return [self._asked(row) for row in rows]

    def _asked(self, row: Challenge) -> Asked:
        chain = [self._log.challenges[name] for name in self._log.chain(row.challenge) if name in self._log.challenges]
        open_for = {one.challenge: one.days for one in self._log.unanswered(self._today)}
        return Asked(
            challenge=row.challenge,
            kind=row.kind,
            by=tuple(map(str, each(row.by))),
            asked=row.asked or When("unknown"),
            text=row.text,
            about=tuple(map(str, each(row.about))),
            answers=tuple(answer for link in chain for answer in link.answers),
            days_open=open_for.get(row.challenge),
            entries=tuple(row.entries),
        )


def _is_about(row: Challenge, subject: str) -> bool:
    return subject == f"challenge:{row.challenge}" or subject in each(row.about)
