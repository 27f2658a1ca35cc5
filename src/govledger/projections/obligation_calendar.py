"""The obligation calendar: what is owed to which body, when it falls due, and what is late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from sys import intern
from typing import Any, Final

import attrs

from govledger import events as ev
from govledger.ledger.entry import AnyEntry
from govledger.projections.challenge_log import PUT_OFF
from govledger.projections.days import KnowsDays
from govledger.projections.falling_due import FallingDue
from govledger.projections.owed import Deferral, Line, Owed, Turn
from govledger.projections.plain import HELPER
from govledger.projections.projection import derived, on, projection
from govledger.projections.rows import take
from govledger.projections.tracked import GRANTED, Rival

_PROMISED: Final = tuple(name for name in ev.CATALOGUE.of(ev.ObligationCreated).fields if name != "obligation")
_UNKNOWN: Final = ev.Due.parse("unknown")


@projection(version=1, keyed=True)
class ObligationCalendar(KnowsDays):
    """Everything owed to a body, and visits and meetings to come; what is owed inside a plan stands in `PlanState`.

    A duty that comes round again is due one turn after it was last met, or after it was promised. A duty that counts
    from something without a day is not late, because nothing has set it going.

    Attributes:
        obligations: Every obligation, by id.
        visits: Visits planned or made, by id.
        meetings: Meetings called or held, by id.
        answers: Challenges and recommendations to which an answer is due, by reference.
        documents: Papers that had a day to be in by, by name.
        agenda: What the items of each meeting were about.
    """

    obligations: dict[str, Owed] = attrs.field(factory=dict[str, Owed])
    visits: dict[str, Owed] = attrs.field(factory=dict[str, Owed])
    meetings: dict[str, Owed] = attrs.field(factory=dict[str, Owed])
    answers: dict[str, Owed] = attrs.field(factory=dict[str, Owed], metadata=HELPER)
    documents: dict[str, Owed] = attrs.field(factory=dict[str, Owed])
    agenda: dict[str, tuple[ev.Ref, ...]] = attrs.field(factory=dict[str, tuple[ev.Ref, ...]], metadata=HELPER)

    # What is owed ----------------------------------------------------------------------------------------------------

    @on(ev.ObligationCreated)
    def promised(self, event: ev.ObligationCreated, entry: AnyEntry) -> None:
        """Someone owes a body something."""
        self._promise(_row(self.obligations, "obligation", event.obligation), event, entry, _PROMISED)

    @on(ev.VisitPlanned)
    def visit_planned(self, event: ev.VisitPlanned, entry: AnyEntry) -> None:
        """A visit was announced."""
        row = _row(self.visits, "visit", event.visit)
        self._promise(row, event, entry, ("kind", "due", "about"))
        row.leads = event.by if row.leads is None else row.leads

    @on(ev.MeetingScheduled)
    def meeting_called(self, event: ev.MeetingScheduled, entry: AnyEntry) -> None:
        """A meeting was called."""
        row = _row(self.meetings, "meeting", event.meeting)
        self._promise(row, event, entry, ("kind", "due", "about"))
        _belongs_to(row, event.body)

    @on(ev.RecommendationMade)
    def recommended(self, event: ev.RecommendationMade, entry: AnyEntry) -> None:
        """A recommendation may say when it is to be answered."""
        self._ask(f"recommendation:{event.recommendation}", event, entry)

    @on(ev.ChallengeRaised)
    def challenged(self, event: ev.ChallengeRaised, entry: AnyEntry) -> None:
        """A challenge may say when it is to be answered."""
        self._ask(f"challenge:{event.challenge}", event, entry)

    def _promise(self, row: Owed, event: Any, entry: AnyEntry, names: Iterable[str]) -> None:
        moved = row.due if row.deferrals and entry.rival_of is None else None
        take(row, event, entry, names)
        row.due = moved or row.due
        if row.since is None:
            row.since, row.mode = entry.latest, entry.mode

    def _ask(self, ref: str, event: ev.RecommendationMade | ev.ChallengeRaised, entry: AnyEntry) -> None:
        row = self.answers.setdefault(ref, Owed(ref=ref, kind="response"))
        self._promise(row, event, entry, ("text", "about"))
        # It is owed by those who were asked to those who asked.
        row.leads, row.to = row.leads or event.to, row.to or event.by
        if event.answer_due is None or row.deferrals:
            return
        if entry.rival_of is None or row.due is None:
            row.due = event.answer_due
        if entry.rival_of is not None:
            row.disputed = True
            row.rivals.append(Rival(field="due", value=event.answer_due, entry=entry.number))

    # How it was met --------------------------------------------------------------------------------------------------

    @on(ev.ObligationDischarged)
    def discharged(self, event: ev.ObligationDischarged, entry: AnyEntry) -> None:
        """An obligation, or one turn of it, was met."""
        _meet(_row(self.obligations, "obligation", event.obligation), entry, occasion=event.occasion)

    @on(ev.OpinionGiven)
    def opinion_given(self, event: ev.OpinionGiven, entry: AnyEntry) -> None:
        """An opinion that was owed was given."""
        if event.discharges is not None:
            _meet(_row(self.obligations, "obligation", event.discharges), entry)
            self._date(f"obligation:{event.discharges}", entry)

    @on(ev.VisitConducted)
    def visited(self, event: ev.VisitConducted, entry: AnyEntry) -> None:
        """A visit was made; one that follows a round of visits is a turn of it."""
        row = _row(self.visits, "visit", event.visit)
        take(row, event, entry, ("kind", "about"))
        row.leads = event.by if row.leads is None else row.leads
        _meet(row, entry)
        for earlier in ev.each(event.follows):
            if self._is_round(earlier):
                _meet(_row(self.visits, "visit", earlier), entry)

    def _is_round(self, visit: str) -> bool:
        row = self.visits.get(visit)
        return row is not None and row.due is not None and row.due.is_recurring

    @on(ev.MeetingHeld)
    def held(self, event: ev.MeetingHeld, entry: AnyEntry) -> None:
        """A meeting was held."""
        row = _row(self.meetings, "meeting", event.meeting)
        take(row, event, entry, ("kind",))
        _belongs_to(row, event.body)
        _meet(row, entry)

    @on(ev.MeetingNotHeld)
    def not_held(self, event: ev.MeetingNotHeld, entry: AnyEntry) -> None:
        """A meeting was not held, and perhaps put off."""
        if event.meeting is None or entry.rival_of is not None:
            return
        row = _row(self.meetings, "meeting", event.meeting)
        row.entries.append(entry.number)
        _belongs_to(row, event.body)
        if event.now is None:
            row.ended = "not_held"
        else:
            row.deferrals.append(Deferral(was=row.due, now=event.now, outcome=None, by=None, entry=entry.number))
            row.due = event.now

    @on(ev.AgendaItemConsidered)
    def considered(self, event: ev.AgendaItemConsidered, entry: AnyEntry) -> None:
        """An item that was taken meets the duty of a standing item at that meeting."""
        if event.outcome in {None, "considered"} and entry.rival_of is None:
            self.agenda[event.meeting] = (*self.agenda.get(event.meeting, ()), *ev.each(event.about))

    @on(ev.RecommendationAnswered)
    def recommendation_answered(self, event: ev.RecommendationAnswered, entry: AnyEntry) -> None:
        """A recommendation was answered."""
        ref = f"recommendation:{event.recommendation}"
        _meet(self.answers.setdefault(ref, Owed(ref=ref, kind="response")), entry)

    @on(ev.ChallengeAnswered)
    def challenge_answered(self, event: ev.ChallengeAnswered, entry: AnyEntry) -> None:
        """A challenge was answered; what is put off, or due in part, is still owed."""
        ref = f"challenge:{event.challenge}"
        row = self.answers.setdefault(ref, Owed(ref=ref, kind="response"))
        row.entries.append(entry.number)
        if event.due is not None and entry.rival_of is None:
            row.deferrals.append(Deferral(was=row.due, now=event.due, outcome=None, by=event.by, entry=entry.number))
            row.due, row.leads = event.due, row.leads or event.by
        elif event.disposition not in PUT_OFF:
            _meet(row, entry)

    @on(ev.DocumentLodged)
    def lodged(self, event: ev.DocumentLodged, entry: AnyEntry) -> None:
        """A paper that had a day to be in by was lodged."""
        self.days.setdefault(f"document:{event.document}", event.published_on or entry.happened)
        if event.due is not None:
            row = _row(self.documents, "document", event.document)
            self._promise(row, event, entry, ("kind", "due"))
            row.text, row.leads = event.title, (event.issued_by,) if event.issued_by else None
            _meet(row, entry)

    # How it was moved, ended or set going ----------------------------------------------------------------------------

    @on(ev.DeadlineChanged)
    def moved(self, event: ev.DeadlineChanged, entry: AnyEntry) -> None:
        """A date was moved, or a move was asked for or refused."""
        row = self._subject(event.subject)
        if row is None:
            return
        row.entries.append(entry.number)
        if entry.rival_of is not None:
            row.disputed = True
            row.rivals.append(Rival(field="due", value=event.now, entry=entry.number))
            return
        row.deferrals.append(
            Deferral(was=event.was or row.due, now=event.now, outcome=event.outcome, by=event.by, entry=entry.number)
        )
        if event.outcome in GRANTED:
            row.due = event.now or _UNKNOWN

    @on(ev.PlanItemRetired)
    def released(self, event: ev.PlanItemRetired, entry: AnyEntry) -> None:
        """Something owed was let go."""
        row = self._subject(event.subject)
        if row is not None and entry.rival_of is None:
            row.entries.append(entry.number)
            row.ended = event.how

    @on(ev.PlanItemReopened)
    def reopened(self, event: ev.PlanItemReopened, entry: AnyEntry) -> None:
        """Something owed is owed again."""
        row = self._subject(event.subject)
        if row is not None and entry.rival_of is None:
            row.entries.append(entry.number)
            row.ended = None
            row.met.clear()

    @on(ev.InterventionImposed)
    def imposed(self, event: ev.InterventionImposed, entry: AnyEntry) -> None:
        """An intervention is dated by the day it came into force."""
        self.days.setdefault(f"intervention:{event.intervention}", event.in_force or entry.happened)

    @on(ev.CompletionClaimed)
    def claimed(self, event: ev.CompletionClaimed, entry: AnyEntry) -> None:
        """An action is dated by the day it is said to have been completed."""
        self.days.setdefault(event.subject, event.completed_on or entry.happened)

    def _subject(self, subject: ev.Ref) -> Owed | None:
        tables: Mapping[str, dict[str, Owed]] = {
            "obligation": self.obligations,
            "visit": self.visits,
            "meeting": self.meetings,
            "document": self.documents,
        }
        if subject.kind == "challenge":
            return self.answers.setdefault(subject, Owed(ref=subject, kind="response"))
        return _row(tables[subject.kind], subject.kind, subject.id) if subject.kind in tables else None

    # What it adds up to ----------------------------------------------------------------------------------------------

    def rows(self) -> Iterator[Owed]:
        """Everything owed that a source promises or asks for; an answer or a paper only where a day was said."""
        for row in (*self.obligations.values(), *self.visits.values(), *self.meetings.values()):
            if row.since is not None or row.met:
                yield row
        yield from (row for row in (*self.answers.values(), *self.documents.values()) if row.due is not None)

    def lines(self, today: dt.date) -> list[Line]:
        """Everything owed as it stands on a day, what has a day first."""
        reader = FallingDue(self, today)
        return sorted((reader.line(row) for row in self.rows()), key=_order)

    @derived
    def next(self, today: dt.date) -> list[Line]:
        """What is due next, the soonest first."""
        return [line for line in self.lines(today) if line.state == "due"]

    @derived
    def late(self, today: dt.date) -> list[Line]:
        """What is late, the longest first."""
        return [line for line in self.lines(today) if line.state == "late"]

    @derived
    def awaiting(self, today: dt.date) -> list[Line]:
        """What waits for something that has no day yet."""
        return [line for line in self.lines(today) if line.state == "awaiting"]

    def due_by(self, day: dt.date) -> list[Line]:
        """What is still owed and falls due by a day, the soonest first; nothing counts as late before that day."""
        return [line for line in self.lines(day) if line.is_open and line.latest is not None and line.latest <= day]

    def unspecified(self) -> list[Line]:
        """What is owed with no time given to it; what a source only takes for granted is not held against it."""
        return [line for line in self.lines(dt.date.min) if line.state == "unspecified"]


def _row(table: dict[str, Owed], kind: str, name: str) -> Owed:
    row = table.get(name)
    if row is None:
        row = table[name] = Owed(ref=intern(f"{kind}:{name}"))
    return row


def _meet(row: Owed, entry: AnyEntry, *, occasion: ev.When | None = None) -> None:
    """Note that something owed was met; a second account of it is no second turn."""
    row.entries += [] if entry.number in row.entries[-1:] else [entry.number]
    if entry.rival_of is not None:
        row.disputed = True
        row.rivals.append(Rival(field="met", value=occasion or entry.happened, entry=entry.number))
        return
    day = entry.latest if occasion is None else min(occasion.latest, entry.latest)
    row.met.append(Turn(day=day, happened=entry.happened, entry=entry.number))


def _belongs_to(row: Owed, body: str | None) -> None:
    if body is not None and row.to is None:
        row.to = (ev.Party.read(f"body:{body}"),)


_ORDER: Final = ("late", "due", "awaiting", "unspecified", "no_deadline", "met_late", "met", "ended")


def _order(line: Line) -> tuple[int, dt.date, str]:
    return _ORDER.index(line.state), line.latest or dt.date.max, line.ref
