"""What differs between two states of one plan: since the last meeting, or known now of a day against believed then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence

import attrs

from govledger.assurance import SEVERITIES, Opinion, Raised, check
from govledger.assurance.check import read
from govledger.assurance.record import Record
from govledger.errors import CutError
from govledger.exports.report.reading import Link, Reader, Said
from govledger.exports.report.strips import Status, status_of
from govledger.ledger import History
from govledger.projections.body_register import BodyRegister
from govledger.projections.compare import Between
from govledger.projections.decision_register import DecisionRegister
from govledger.projections.plan_items import Item
from govledger.projections.plan_state import PlanState

NAMED_MAX = 8
"""How many of the entries that make the difference are named."""


@attrs.frozen(kw_only=True)
class Side:
    """How one thing stood on one side.

    Attributes:
        status: Its status.
        due: When it fell due.
        leads: Who led it.
        stage: How far it had come, in words.
    """

    status: Status
    due: str
    leads: str
    stage: str


@attrs.frozen(kw_only=True)
class Differing:
    """One commitment or action that differs.

    Attributes:
        subject: What it is.
        words: How it is worded.
        before: How it stood; ``None`` where it was not there.
        after: How it stands; ``None`` where it is there no more.
        said: What differs, in words.
        entries: The entries that make the difference.
    """

    subject: Link
    words: Said | None
    before: Side | None
    after: Side | None
    said: str
    entries: tuple[Link, ...]


@attrs.frozen(kw_only=True)
class Asked:
    """A question that came or went.

    Attributes:
        question: What is asked.
        severity: How serious it is.
        subject: Of what.
        says: What the record shows, or showed.
        place: Where it stands among others; the same for those that ask the same.
    """

    question: str
    severity: str
    subject: Link
    says: str
    place: tuple[int, str]


@attrs.frozen(kw_only=True)
class Changes:
    """What differs between two states.

    Attributes:
        day: The day of the first.
        entered: How many entries are in the second and not in the first.
        left: How many are in the first and hold no longer.
        late: The first few of those that entered.
        items: How many commitments and actions there are in either.
        differing: Those that differ.
        come: The questions that are asked only of the second.
        gone: Those that were asked only of the first.
        before: How many questions there were to ask at first.
        after: How many there are.
        meetings: The meetings held in between.
        decisions: The decisions first taken in between.
    """

    day: str
    entered: int
    left: int
    late: tuple[Link, ...]
    items: int
    differing: tuple[Differing, ...]
    come: tuple[Asked, ...]
    gone: tuple[Asked, ...]
    before: int
    after: int
    meetings: tuple[str, ...]
    decisions: tuple[str, ...]


def since(reader: Reader, opinion: Opinion, day: dt.date) -> Changes:
    """What changed between a day and the day of ``reader``'s record.

    Raises:
        CutError: The day is after the one asked about.
    """
    if day > opinion.today:
        raise CutError(f"--since {day} is after the day asked about, {opinion.today}")
    record = reader.record
    before = read(_cut(record.history, happened_by=day, known_by=day))
    return _Comparing(reader, day, before=(before, check(before, day)), after=(record, opinion)).changes()


def then_and_now(reader: Reader, opinion: Opinion, day: dt.date) -> Changes:
    """What was known of a day on that day, against what is known of it now.

    Raises:
        CutError: The day is after the one asked about.
    """
    if day > opinion.today:
        raise CutError(f"--at {day} is after the day asked about, {opinion.today}")
    history = reader.record.history
    then = read(_cut(history, happened_by=day, known_by=day))
    now = read(_cut(history, happened_by=day, known_by=history.cut.known_by))
    return _Comparing(reader, day, before=(then, check(then, day)), after=(now, check(now, day))).changes()


def _cut(history: History, *, happened_by: dt.date, known_by: dt.date | None) -> History:
    """The same history, ending with a day."""
    return History(history.ledger, attrs.evolve(history.cut, happened_by=happened_by, known_by=known_by))


class _Comparing:
    """Two records of one ledger, and what was concluded from each."""

    def __init__(
        self, reader: Reader, day: dt.date, *, before: tuple[Record, Opinion], after: tuple[Record, Opinion]
    ) -> None:
        self._reader, self._day = reader, day
        self._before, self._first = before
        self._after, self._second = after

    def changes(self) -> Changes:
        between = Between(self._before.history, self._after.history)
        old, new = (_items(record.state(PlanState)) for record in (self._before, self._after))
        come, gone = self._asked(self._second, self._first), self._asked(self._first, self._second)
        return Changes(
            day=self._reader.day(self._day),
            entered=len(between.entered),
            left=len(between.left),
            late=tuple(map(self._reader.entry, sorted(between.entered)[:NAMED_MAX])),
            items=len(old | new),
            differing=tuple(self._differing(old, new, frozenset(between.entered))),
            come=come,
            gone=gone,
            before=len(self._first.alarms),
            after=len(self._second.alarms),
            meetings=tuple(self._meetings()),
            decisions=tuple(self._decisions()),
        )

    def _asked(self, those: Opinion, others: Opinion) -> tuple[Asked, ...]:
        held = {_episode(alarm) for alarm in others.alarms}
        return tuple(
            Asked(
                question=alarm.question,
                severity=alarm.severity,
                subject=self._reader.link(alarm.subject),
                says=self._reader.sentence(alarm.says),
                place=(-SEVERITIES.index(alarm.severity), alarm.rule),
            )
            for alarm in those.alarms
            if _episode(alarm) not in held
        )

    # Items -----------------------------------------------------------------------------------------------------------

    def _differing(
        self, old: Mapping[str, Item], new: Mapping[str, Item], entered: Collection[int]
    ) -> Iterable[Differing]:
        first, second = self._before.state(PlanState), self._after.state(PlanState)
        for ref in [*old, *(ref for ref in new if ref not in old)]:
            was, now = old.get(ref), new.get(ref)
            before = self._side(was, first) if was is not None else None
            after = self._side(now, second) if now is not None else None
            if before == after:
                continue
            held = now if now is not None else was
            cited = [number for number in (now.entries if now is not None else []) if number in entered]
            yield Differing(
                subject=self._reader.link(ref),
                words=self._reader.said(held.text) if held is not None else None,
                before=before,
                after=after,
                said=_said(before, after),
                entries=tuple(map(self._reader.entry, cited[-3:])),
            )

    def _side(self, row: Item, plan: PlanState) -> Side:
        return Side(
            status=status_of(row.status.label if row.status else None, plan.meaning(row)),
            due=self._reader.due(row.due),
            leads=self._reader.parties(row.leads) or "nobody on record",
            stage=plan.stage(row).replace("_", " "),
        )

    # What happened in between ----------------------------------------------------------------------------------------

    def _meetings(self) -> Iterable[str]:
        held = [
            row
            for row in self._after.state(BodyRegister).meetings.values()
            if row.state == "held" and row.day is not None and row.day > self._day
        ]
        for row in sorted(held, key=lambda row: (row.day or dt.date.min, row.meeting)):
            body = self._reader.aloud(f"body:{row.body}") if row.body else self._reader.aloud(f"meeting:{row.meeting}")
            yield f"{body}, {self._reader.day(row.day)}"

    def _decisions(self) -> Iterable[str]:
        old = self._before.state(DecisionRegister).decisions
        for key, row in self._after.state(DecisionRegister).decisions.items():
            if row.turns and (key not in old or not old[key].turns):
                said = self._reader.said(row.text)
                words = f": “{said.words}”" if said is not None and said.words else ""
                force = (row.force or "").replace("_", " ")
                yield f"{self._reader.aloud(f'decision:{key}')} ({force}){words}"


def _items(plan: PlanState) -> dict[str, Item]:
    """The commitments and actions that a plan is known to hold."""
    return {row.ref: row for row in (*plan.commitments.values(), *plan.actions.values()) if row.entry}


def _episode(alarm: Raised) -> tuple[str, str]:
    """What makes a question the same one on two days."""
    return alarm.rule, alarm.subject


_PARTS: Sequence[tuple[str, str]] = (("due", "due date"), ("leads", "lead"), ("stage", "stage"))


def _said(before: Side | None, after: Side | None) -> str:
    """What differs, in words."""
    if before is None:
        return "not there before"
    if after is None:
        return "there no more"
    told = [
        f"{name}: {getattr(before, part)} → {getattr(after, part)}"
        for part, name in _PARTS
        if _moved(before, after, part)
    ]
    status = f"status: {before.status.label} → {after.status.label}" if before.status != after.status else ""
    return "; ".join(filter(None, (status, *told)))


def _moved(before: Side, after: Side, part: str) -> bool:
    return bool(getattr(before, part) != getattr(after, part))
