"""The plan as a report shows it: each thing over time, how its date moved, and what shows it."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import attrs

from govledger.exports.report.questions import Question
from govledger.exports.report.reading import Link, Reader, Said, listed
from govledger.exports.report.strips import Span, Status, Strip, span_of, status_of, strip_of
from govledger.projections.assurance_map import AssuranceMap
from govledger.projections.assurance_rows import Assurance
from govledger.projections.body_register import BodyRegister
from govledger.projections.deadline_history import DeadlineHistory
from govledger.projections.deadlines import Deadline
from govledger.projections.independence import LEVELS
from govledger.projections.plan_items import Item
from govledger.projections.plan_state import PlanState
from govledger.projections.status_history import StatusHistory
from govledger.projections.tracked import Mark

DAYS_MAX = 3
"""How many days of like pieces of evidence are named one by one; of more, the first and the last."""


@attrs.frozen(kw_only=True)
class Evidence:
    """One piece of evidence for something, or one check of it.

    Attributes:
        what: What it is.
        by: Who produced it or checked.
        day: When.
        level: How independent they are of those who lead, from 0 to 4; ``None`` where that is not known.
        independence: The same in words.
        doubts: What is to be held against it: past its day, not finished, only suggested.
        entries: The entries that say so.
    """

    what: str
    by: str
    day: str
    level: int | None
    independence: str
    doubts: str
    entries: tuple[Link, ...]


@attrs.frozen(kw_only=True)
class Moved:
    """How a due date moved.

    Attributes:
        first: What it was at first.
        times: How many times it was moved.
        days: By how many days in all; ``None`` where the days do not tell.
        dates: Each move: the date it gave, the day of the move, whether a reason and an approval are on record, the
            entry.
    """

    first: str
    times: int
    days: int | None
    dates: tuple[tuple[str, str, str, Link], ...]


@attrs.frozen(kw_only=True)
class Card:
    """One action or commitment.

    Attributes:
        anchor: Its own place on its page.
        name: What it is called.
        words: How it is worded.
        leads: Who leads it.
        status: Its latest status.
        said_on: The day of that.
        status_by: Who said so.
        strip: It over time.
        due: When it falls due.
        overdue: By how many days it is overdue; ``0`` where it is not.
        moved: How that moved; ``None`` where it did not.
        stages: How far it is said to have come: claimed, verified, embedded.
        evidence: What shows it.
        questions: The questions that are asked about it.
        disputed: Whether accounts of it differ.
        entries: How many entries there are about it.
    """

    anchor: str
    name: str
    words: Said | None
    leads: str
    status: Status
    said_on: str
    status_by: str
    strip: Strip
    due: str
    overdue: int
    moved: Moved | None
    stages: tuple[tuple[str, str, bool], ...]
    evidence: tuple[Evidence, ...]
    questions: tuple[Question, ...]
    disputed: bool
    entries: int


@attrs.frozen(kw_only=True)
class Part:
    """One commitment with its actions; or the actions that serve none.

    Attributes:
        card: The commitment; ``None`` for those that serve none.
        title: What it is called.
        actions: Its actions.
        counts: How many of them stand at each status.
        page: The page it stands on; empty where there is only one.
    """

    card: Card | None
    title: str
    actions: tuple[Card, ...]
    counts: tuple[tuple[Status, int], ...]
    page: str


@attrs.frozen(kw_only=True)
class Plan:
    """The whole plan.

    Attributes:
        span: The days that the strips share.
        parts: Its parts.
        actions: How many actions there are.
        live: How many of them are open.
        overdue: How many of these are overdue.
        moved: How many actions had their date moved.
        undated: How many open actions have no day.
        counts: How many actions stand at each status.
    """

    span: Span
    parts: tuple[Part, ...]
    actions: int
    live: int
    overdue: int
    moved: int
    undated: int
    counts: tuple[tuple[Status, int], ...]


class Planner:
    """Tells the plan of one record on one day."""

    def __init__(self, reader: Reader, today: dt.date, asked: Mapping[str, Sequence[Question]]) -> None:
        """Work out what every card rests on."""
        record = reader.record
        self._reader, self._today, self._asked = reader, today, asked
        self._plan, self._reports = record.state(PlanState), record.state(StatusHistory)
        self._dates = record.state(DeadlineHistory)
        self._late = self._plan.overdue(today)
        self._live = self._plan.live(today)
        self._slips = self._dates.slips(today)
        self._shown: dict[str, list[Assurance]] = defaultdict(list)
        for line in record.state(AssuranceMap).assurance(today):
            self._shown[line.item].append(line)
        self._span = span_of(self._days(), today)

    def _days(self) -> Iterable[dt.date]:
        """Every day that stands on a strip, or on the line of a body's meetings."""
        meetings = self._reader.record.state(BodyRegister).meetings.values()
        yield from (row.day for row in meetings if row.day is not None and row.state == "held")
        for row in (*self._plan.actions.values(), *self._plan.commitments.values()):
            yield from (report.day for report in self._reports.of(row.ref))
            if row.due is not None and not row.due.is_open:
                yield row.due.latest

    def plan(self, pages: Mapping[str, str]) -> Plan:
        """The plan.

        Args:
            pages: The page of each part, by the id of its commitment.
        """
        actions = self._plan.actions
        live = [row for row in actions.values() if row.ref in self._live]
        parts = [self._part(key, rows, pages.get(key, "")) for key, rows in parts_of(self._plan).items()]
        return Plan(
            span=self._span,
            parts=tuple(parts),
            actions=len(actions),
            live=len(live),
            overdue=sum(row.ref in self._late for row in live),
            moved=sum(row.ref in self._slips for row in actions.values()),
            undated=sum(row.due is None or row.due.is_open for row in live),
            counts=_counts(card for part in parts for card in part.actions),
        )

    def _part(self, key: str, rows: Sequence[Item], page: str) -> Part:
        row = self._plan.commitments.get(key)
        cards = tuple(self.card(held) for held in rows)
        return Part(
            card=self.card(row) if row is not None else None,
            title=self._reader.aloud(row.ref) if row is not None else "Actions that serve no commitment on record",
            actions=cards,
            counts=_counts(cards),
            page=page,
        )

    def card(self, row: Item) -> Card:
        """One action or commitment."""
        reader, reports = self._reader, self._reports.of(row.ref)
        last = next((one for one in reversed(reports) if one.status is not None and one.rival_of is None), None)
        deadline = self._dates.deadlines.get(row.ref)
        given_up = [move.was for move in deadline.moves if move.counts] if deadline else []
        late = (self._today - row.due.latest).days if row.ref in self._late and row.due and not row.due.is_open else 0
        return Card(
            anchor=reader.anchor(row.ref),
            name=reader.aloud(row.ref),
            words=reader.said(row.text),
            leads=reader.parties(row.leads),
            status=status_of(row.status.label if row.status else None, self._plan.meaning(row)),
            said_on=reader.day(last.day) if last else "",
            status_by=reader.aloud(last.asserter) if last and last.asserter else "",
            strip=strip_of(reports, self._span, self._today, due=row.due, given_up=given_up),
            due=reader.due(row.due),
            overdue=late,
            moved=self._moved(row.ref, deadline),
            stages=tuple(self._stages(row)),
            evidence=self._evidence(row.ref),
            questions=tuple(self._asked.get(row.ref, ())),
            disputed=row.disputed,
            entries=len(row.entries),
        )

    def _stages(self, row: Item) -> Iterable[tuple[str, str, bool]]:
        """Claimed, verified, embedded: each with who says so, once there is a claim; and how it left its plan."""
        claim = self._plan.claim(row)
        if claim is not None:
            yield "Last said to be complete", self._marked(claim), True
            yield "Checked by somebody", self._marked(row.verified) if row.verified else "", row.verified is not None
            yield "Shown to have stuck", self._marked(row.embedded) if row.embedded else "", row.embedded is not None
        if row.retired is not None:
            yield "Left the plan", f"{(row.how or '').replace('_', ' ')} {self._marked(row.retired)}".strip(), True
        if row.reopened is not None:
            yield "Opened again", self._marked(row.reopened), True

    def _marked(self, mark: Mark) -> str:
        by = self._reader.parties(mark.by) or self._reader.parties(mark.asserted_by)
        who = f", by {by}" if by else ", who said so is not on record"
        return f"{self._reader.day(mark.day)}{who}"

    def _moved(self, ref: str, deadline: Deadline | None) -> Moved | None:
        slip = self._slips.get(ref)
        if slip is None or deadline is None:
            return None
        made = [move for each_row in self._dates.line(ref) for move in each_row.moves if move.counts]
        return Moved(
            first=self._reader.due(slip.original),
            times=slip.times_moved,
            days=slip.days_slipped,
            dates=tuple(
                (
                    self._reader.due(move.now),
                    self._reader.day(move.day),
                    _approval(reason=move.has_reason, approved=bool(move.approved_by or move.decision)),
                    self._reader.entry(move.entry),
                )
                for move in sorted(made, key=lambda move: (move.day, move.entry))
                if move.day <= self._today
            ),
        )

    def _evidence(self, ref: str) -> tuple[Evidence, ...]:
        """What shows a thing: the most independent first, pieces of one kind by one producer together."""
        alike: dict[tuple[str, str, int | None, str], list[Assurance]] = defaultdict(list)
        for line in self._shown[ref]:
            if line.source is not None:
                alike[self._kind(line), self._reader.parties(line.by), line.line, _doubts(line)].append(line)
        ordered = sorted(alike.items(), key=lambda held: -1 if held[0][2] is None else held[0][2], reverse=True)
        return tuple(self._piece(*key, lines) for key, lines in ordered)

    def _kind(self, line: Assurance) -> str:
        kind = (line.kind or "evidence of a kind not said").replace("_", " ")
        return f"{kind}: {line.result.replace('_', ' ')}" if line.result and line.kind != "embedding" else kind

    def _piece(self, what: str, by: str, level: int | None, doubts: str, lines: Sequence[Assurance]) -> Evidence:
        days = list(dict.fromkeys(self._reader.when(line.collected) or "day not said" for line in lines))
        return Evidence(
            what=what if len(lines) == 1 else f"{len(lines)} × {what}",
            by=by or "somebody not named",
            day=listed(days) if len(days) <= DAYS_MAX else f"from {days[0]} to {days[-1]}",
            level=level,
            independence=LEVELS[level] if level is not None else "independence not known",
            doubts=doubts,
            entries=tuple(self._reader.entry(line.entries[0]) for line in lines if line.entries),
        )


def _doubts(line: Assurance) -> str:
    """What is to be held against a piece of evidence."""
    doubts = [
        "no longer valid" if line.is_valid is False else "",
        "not finished" if line.complete == "no" else "",
        f"{line.standing}, not confirmed" if line.standing in {"suggested", "rival"} else "",
    ]
    return ", ".join(filter(None, doubts))


def parts_of(plan: PlanState) -> dict[str, list[Item]]:
    """The actions of each commitment, by its id; under the empty id those that serve none."""
    parts: dict[str, list[Item]] = {key: [] for key in sorted(plan.commitments, key=as_counted)}
    for key in sorted(plan.actions, key=as_counted):
        row = plan.actions[key]
        parts.setdefault(row.commitment if row.commitment in plan.commitments else "", []).append(row)
    return {key: rows for key, rows in parts.items() if key or rows}


def as_counted(name: str) -> tuple[tuple[int, str], ...]:
    """What puts ids in the order that people count them in.

    >>> sorted(["2.10", "2.9", "kinship", "2-b"], key=as_counted)
    ['2-b', '2.9', '2.10', 'kinship']
    """
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", name))


def _approval(*, reason: bool, approved: bool) -> str:
    if reason and approved:
        return "reason and approval on record"
    if not reason and not approved:
        return "neither a reason nor an approval on record"
    return "no approval on record" if reason else "no reason on record"


def _counts(cards: Iterable[Card]) -> tuple[tuple[Status, int], ...]:
    return tuple(Counter(card.status for card in cards).most_common())
