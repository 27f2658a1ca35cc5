"""What is due, as an iCalendar file (RFC 5545): actions, duties, visits and meetings to come, agreed revisits.

Everything is an all-day event. One that is due on a day, or by one, stands on that day; one that is due within at most
three months spans them and is ``TENTATIVE``; one whose days span more, or which has none, is left out and counted. What
was called off before its day came is ``CANCELLED``; what was met or claimed complete is left out.

An event keeps its ``UID`` for ever: what it is called in its ledger. Its ``SEQUENCE`` is how often its date was moved
or it was met, its ``DTSTAMP`` when the last entry about it was recorded, so that a calendar that is read again sees
what changed, and equal histories give equal bytes. The package `icalendar` writes it; the extra ``calendar`` installs
it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, Final

import attrs

from govledger.assurance import check
from govledger.assurance.check import read
from govledger.events import Text, each
from govledger.events.aloud import printable
from govledger.exports.missing import extra
from govledger.exports.report.reading import Audience, Places, Reader, counted
from govledger.ledger import History
from govledger.projections.body_register import BodyRegister
from govledger.projections.deadline_history import DeadlineHistory
from govledger.projections.obligation_calendar import ObligationCalendar
from govledger.projections.owed import Line
from govledger.projections.plan_items import Item
from govledger.projections.plan_state import PlanState

SPAN_MAX: Final = dt.timedelta(days=92)
"""How far apart the first and the last day of one event may be."""


@attrs.frozen(kw_only=True)
class Due:
    """One thing that is due.

    Attributes:
        key: What it is called in the ledger.
        first: The first day of it; ``None`` where it has no beginning.
        last: The last day of it; ``None`` where it has none.
        summary: What it is, in a line.
        description: More of it, a line each.
        category: What kind of thing it is.
        moved: How often its date was moved, or it was met.
        stamp: When the last entry about it was recorded.
        is_off: Whether it was called off.
    """

    key: str
    first: dt.date | None
    last: dt.date | None
    summary: str
    description: tuple[str, ...]
    category: str
    moved: int
    stamp: dt.datetime
    is_off: bool = False

    @property
    def starts(self) -> dt.date | None:
        """The day on which it begins in a calendar; ``None`` where it is left out."""
        if self.last is None or self.last in {dt.date.min, dt.date.max}:
            return None
        first = self.last if self.first in {None, dt.date.min} else self.first
        return first if first is not None and self.last - first <= SPAN_MAX else None


@attrs.frozen(kw_only=True)
class Calendar:
    """A calendar of what is due.

    Attributes:
        data: The file.
        events: How many events it has.
        left_out: What is due and is not in it, because no day can be told or too many can, each in a line.
    """

    data: bytes
    events: int
    left_out: tuple[str, ...]


def calendar_of(history: History, *, today: dt.date | None = None, audience: Audience = "public") -> Calendar:
    """What is due, by a history.

    Args:
        history: What may be read.
        today: The day asked about; without one the history's own.
        audience: Who is to read it: ``public`` shows only words that bodies adopted and published.

    Raises:
        GovledgerError: The extra ``calendar`` is not installed.
        ProjectionStoppedError: A view that it rests on stopped.
    """
    icalendar = extra("icalendar", what="a calendar", name="calendar")
    telling = _Telling(history, today, audience)
    held = sorted(telling.due(), key=lambda one: (one.last or dt.date.max, one.key))
    placed = [(one, one.starts) for one in held]
    left_out = tuple(one.summary for one, starts in placed if starts is None and not one.is_off)
    made = icalendar.Calendar()
    made.add("prodid", "-//govledger//what is due//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", icalendar.vText(f"Due: {printable(history.ledger.origin)}"))
    events = [_event(icalendar, one, starts, telling.source) for one, starts in placed if starts is not None]
    for event in events:
        made.add_component(event)
    made.add("x-wr-caldesc", icalendar.vText(_said(telling, len(events), left_out)))
    return Calendar(data=made.to_ical(), events=len(events), left_out=left_out)


def _said(telling: _Telling, many: int, left_out: tuple[str, ...]) -> str:
    """What the calendar is of, and what is not in it."""
    cut = telling.reader.aloud(telling.history.cut.words)
    return f"{counted(many, 'thing')} due, {len(left_out)} more without a day; {cut}; asked as of {telling.today}"


def _event(icalendar: Any, one: Due, starts: dt.date, source: str) -> Any:
    assert one.last is not None  # noqa: S101 - what has a beginning has an end
    event = icalendar.Event()
    event.add("uid", f"{one.key}@{source}")
    event.add("dtstamp", one.stamp.replace(microsecond=0))
    event.add("dtstart", starts)
    event.add("dtend", one.last + dt.timedelta(days=1))
    event.add("summary", one.summary)
    event.add("description", "\n".join(one.description))
    event.add("categories", [one.category])
    event.add("sequence", one.moved)
    event.add("status", "CANCELLED" if one.is_off else "CONFIRMED" if starts == one.last else "TENTATIVE")
    event.add("transp", "TRANSPARENT")
    return event


class _Telling:
    """Finds what is due in one history."""

    def __init__(self, history: History, today: dt.date | None, audience: Audience) -> None:
        self.history, self._record = history, read(history)
        self._opinion = check(self._record, today)
        self.today = self._opinion.today
        self.reader = Reader(self._record, audience, Places())
        ledger = history.ledger
        self.source = ledger.origin if ledger.name == "main" else f"{ledger.origin}/{ledger.name}"

    def due(self) -> Iterator[Due]:
        """Everything that is due, or was called off before its day."""
        yield from self._items()
        yield from self._owed()
        yield from self._revisits()

    def _stamp(self, entries: Iterable[int]) -> dt.datetime:
        """When the last entry about something was recorded."""
        trail = self.reader.trail.entries
        stamps = (trail[number].recorded_at for number in entries if number in trail)
        return max(stamps, default=dt.datetime(1970, 1, 1, tzinfo=dt.UTC))

    def _words(self, text: Text | None) -> str:
        said = self.reader.said(text)
        return f": {said.words}" if said is not None and said.words else ""

    # Actions ---------------------------------------------------------------------------------------------------------

    def _items(self) -> Iterator[Due]:
        """The commitments and actions that are open; and those that left the plan before their day."""
        plan, moves = self._record.state(PlanState), self._record.state(DeadlineHistory).deadlines
        live = plan.live(self.today)
        for row in (*plan.commitments.values(), *plan.actions.values()):
            if row.due is None:
                continue
            days = row.due.resolve(plan.days.get)
            coming = days.next_after(self.today) if row.due.is_recurring else None
            first, last = coming or days.earliest, coming or days.latest
            is_off = row.ref not in live and row.retired is not None and self.today < last < dt.date.max
            held = moves.get(row.ref)
            moved = sum(move.counts and move.day <= self.today for move in held.moves) if held else 0
            if row.ref in live or is_off:
                yield self._item(row, first, last, moved=moved, is_off=is_off)

    def _item(self, row: Item, first: dt.date, last: dt.date, *, moved: int, is_off: bool) -> Due:
        reader = self.reader
        status = row.status.label if row.status is not None else "not reported"
        lines = (
            f"Due: {reader.due(row.due)}",
            f"Led by: {reader.parties(row.leads) or 'nobody on record'}",
            f"Status: {reader.aloud(status)}",
            f"Date moved: {moved} times" if moved != 1 else "Date moved: once",
        )
        return Due(
            key=str(row.ref),
            first=first,
            last=last,
            summary=f"{'Left the plan: ' if is_off else ''}{reader.sentence(row.ref)[:-1]}{self._words(row.text)}",
            description=lines,
            category="Action" if row.ref.startswith("action:") else "Commitment",
            moved=moved + is_off,
            stamp=self._stamp([row.entry, *row.entries]),
            is_off=is_off,
        )

    # What is owed ----------------------------------------------------------------------------------------------------

    def _owed(self) -> Iterator[Due]:
        """The duties, visits, meetings and answers that are open; and those called off before their day."""
        calendar, meetings = self._record.state(ObligationCalendar), self._record.state(BodyRegister).meetings
        met = {row.ref: len(row.met) for row in calendar.rows()}
        for line in calendar.lines(self.today):
            is_off = line.state == "ended" and line.latest is not None and line.latest > self.today
            if line.is_open or is_off:
                key = line.ref.removeprefix("meeting:")
                name = meetings[key].body if line.ref.startswith("meeting:") and key in meetings else None
                yield self._duty(line, body=name, met=met.get(line.ref, 0), is_off=is_off)

    def _duty(self, line: Line, *, body: str | None, met: int, is_off: bool) -> Due:
        reader = self.reader
        of = f" of {reader.aloud(f'body:{body}')}" if body else ""
        lines = (
            f"Due: {reader.due(line.due)}",
            f"Owed by: {reader.parties(line.leads) or 'nobody named'}",
            *((f"To: {reader.parties(line.to)}",) if each(line.to) else ()),
            f"State: {line.state.replace('_', ' ')}",
        )
        return Due(
            key=str(line.ref),
            first=line.earliest,
            last=line.latest,
            summary=f"{'Called off: ' if is_off else ''}{reader.sentence(line.ref)[:-1]}{of}{self._words(line.text)}",
            description=lines,
            category=line.ref.partition(":")[0].replace("_", " ").capitalize(),
            moved=line.deferrals + met + is_off,
            stamp=self._stamp(line.entries),
            is_off=is_off,
        )

    # Revisits --------------------------------------------------------------------------------------------------------

    def _revisits(self) -> Iterator[Due]:
        """The days on which answers to alarms run out: what was agreed to be looked at again."""
        answered = ((alarm, alarm.answered) for alarm in self._opinion.answered if alarm.answered is not None)
        for alarm, number in answered:
            event = self.history.entry(number).event
            yield Due(
                key=f"revisit:{alarm.rule}/{alarm.subject}",
                first=event.until,
                last=event.until,
                summary=f"Look again at {self.reader.aloud(alarm.subject)}: {alarm.question}",
                description=(f"Answered: {event.answer.replace('_', ' ')}", self.reader.sentence(alarm.says)),
                category="Revisit",
                moved=0,
                stamp=self._stamp([number]),
            )
