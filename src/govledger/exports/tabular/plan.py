"""The tables of a plan: its commitments, and its actions."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable

from govledger.events import Due, StatusValue
from govledger.exports.report.plan import as_counted
from govledger.exports.report.strips import status_of
from govledger.exports.tabular.model import Cell, Column, Kind, Table, shown, table_of
from govledger.exports.tabular.telling import Teller, entry_column, plainly, span_columns
from govledger.projections.assurance_map import AssuranceMap
from govledger.projections.deadline_history import DeadlineHistory
from govledger.projections.plan_items import Item
from govledger.projections.plan_state import PlanState
from govledger.projections.status_history import StatusHistory
from govledger.projections.tracked import Mark

REPORTED, MOVED = ("status-reported",), ("deadline-changed",)
"""The types of the events that report a status and that move a date."""


def due_words(due: Due | None) -> str | None:
    """A due date as it was recorded."""
    return None if due is None else due.phrase


class Items:
    """The commitments and actions of a plan as tables."""

    def __init__(self, teller: Teller) -> None:
        """Work out what their columns rest on."""
        self._teller, today = teller, teller.today
        self._plan = teller.state(PlanState)
        self._late, self._live = self._plan.overdue(today), self._plan.live(today)
        self._slips = teller.state(DeadlineHistory).slips(today)
        self._reports = teller.state(StatusHistory)
        self._asked = Counter(alarm.subject for alarm in teller.opinion.alarms)
        self._shown = Counter(line.item for line in teller.state(AssuranceMap).assurance(today) if line.source)

    def tables(self) -> Iterable[Table]:
        """A table of the commitments, and one of the actions."""
        yield self._table("commitments", "Commitments", "An outcome that was promised.", "commitment-made")
        yield self._table("actions", "Actions", "Something that is to be done.", "action-added")

    def _table(self, name: str, title: str, meaning: str, source: str) -> Table:
        held: dict[str, Item] = getattr(self._plan, name)
        rows = [held[key] for key in sorted(held, key=as_counted)]
        columns = [*self._what(source), *self._how(), *self._when(source), *self._far(), *self._doubt()]
        return table_of(name, title, meaning, columns, rows, key=["ref"], look=self._look)

    def _look(self, row: Item) -> str:
        return status_of(row.status.label if row.status else None, self._plan.meaning(row)).look

    def _what(self, source: str) -> Iterable[Column]:
        tell, said = self._teller, (source, "detail-changed")
        yield Column(name="ref", title="Reference", meaning="What the ledger calls it.", of=lambda row: str(row.ref))
        if source == "action-added":
            yield Column(
                name="commitment",
                title="Commitment",
                meaning="The commitment it serves; empty where none is on record.",
                of=lambda row: row.commitment and f"commitment:{row.commitment}",
                source=(source,),
                refers="commitments",
                width=18,
            )
        yield Column(
            name="words",
            title="Words",
            meaning="How it is worded now, or why that is not shown: WITHHELD, ERASED or MISSING.",
            of=lambda row: tell.words(row.text),
            source=said,
            width=60,
        )
        yield Column(
            name="led_by",
            title="Led by",
            meaning="Who answers for it; persons stand as the offices they hold.",
            of=lambda row: tell.parties(row.leads),
            source=said,
            width=28,
        )

    def _how(self) -> Iterable[Column]:
        yield Column(
            name="status",
            title="Status",
            meaning="The status last reported of its progress, in the council's own word.",
            of=lambda row: label(row.status),
            source=REPORTED,
        )
        yield Column(
            name="status_means",
            title="Means",
            meaning="What the council's status scheme says that word means; unknown where no scheme lists it.",
            of=lambda row: plainly(self._plan.meaning(row)) if row.status else None,
            source=("status-scheme-defined",),
        )
        yield Column(
            name="status_day",
            title="Status of",
            meaning="The day of that report.",
            of=self._said_on,
            kind=Kind.DAY,
            source=REPORTED,
        )

    def _said_on(self, row: Item) -> dt.date | None:
        told = (
            one.day for one in reversed(self._reports.of(row.ref)) if one.status is not None and one.rival_of is None
        )
        return next(told, None)

    def _when(self, source: str) -> Iterable[Column]:
        given = (source, *MOVED)
        yield from span_columns(
            "due",
            "Due",
            "When it falls due now, as recorded.",
            lambda row: row.due,
            say=due_words,
            source=given,
            days=lambda due: due and due.resolve(self._plan.days.get),
        )
        yield Column(
            name="due_first",
            title="Due at first",
            meaning="The first date it was given, where that has been moved since.",
            of=lambda row: due_words(self._slips[row.ref].original) if row.ref in self._slips else None,
            source=given,
            width=18,
        )
        yield Column(
            name="times_moved",
            title="Times moved",
            meaning="How many times its date was moved.",
            of=lambda row: self._slips[row.ref].times_moved if row.ref in self._slips else 0,
            kind=Kind.INTEGER,
            unit="moves",
            source=MOVED,
        )
        yield Column(
            name="days_slipped",
            title="Days slipped",
            meaning="From its first date to its present one; empty where it was not moved or the days do not tell.",
            of=lambda row: self._slips[row.ref].days_slipped if row.ref in self._slips else None,
            kind=Kind.INTEGER,
            unit="days",
            source=MOVED,
        )
        yield Column(
            name="days_overdue",
            title="Days overdue",
            meaning="How many days its date is past on the day asked about, while it is open; empty where it is not.",
            of=self._overdue,
            kind=Kind.INTEGER,
            unit="days",
        )

    def _overdue(self, row: Item) -> int | None:
        if row.ref not in self._late or row.due is None:
            return None
        return (self._teller.today - self._plan.last_day(row.due)).days

    def _far(self) -> Iterable[Column]:
        yield Column(
            name="open",
            title="Open",
            meaning="Whether it is still to be done on the day asked about.",
            of=lambda row: row.ref in self._live,
            kind=Kind.YES_NO,
        )
        yield Column(
            name="stage",
            title="Stage",
            meaning="How far it is said to have come.",
            of=lambda row: plainly(self._plan.stage(row)),
            source=("completion-claimed", "verification-recorded", "embedding-confirmed", "plan-item-retired"),
        )
        for name, title, meaning, type_ in _MARKS:
            yield Column(name=name, title=title, meaning=meaning, of=_day_of(name), kind=Kind.DAY, source=(type_,))

    def _doubt(self) -> Iterable[Column]:
        yield Column(
            name="evidence",
            title="Evidence",
            meaning="How many pieces of evidence and checks of it are on record; see the table of evidence.",
            of=lambda row: self._shown[row.ref],
            kind=Kind.INTEGER,
            unit="pieces",
            source=("evidence-recorded", "verification-recorded", "embedding-confirmed"),
        )
        yield Column(
            name="questions",
            title="Questions",
            meaning="How many questions about it are open; see the table of questions.",
            of=lambda row: self._asked[row.ref],
            kind=Kind.INTEGER,
            unit="questions",
        )
        yield Column(
            name="disputed",
            title="Disputed",
            meaning="Whether accounts of it differ.",
            of=lambda row: row.disputed,
            kind=Kind.YES_NO,
        )
        yield entry_column(lambda row: self._teller.entry(row.entry), "The entry that introduced it.")


_MARKS = (
    ("claimed", "Claimed", "The day on which it was last said to be complete, in so many words.", "completion-claimed"),
    ("verified", "Verified", "The day on which a check found that claim true.", "verification-recorded"),
    ("embedded", "Embedded", "The day on which a test found it to have stuck.", "embedding-confirmed"),
    ("retired", "Left the plan", "The day on which it left the plan.", "plan-item-retired"),
)


def _day_of(name: str) -> Callable[[Item], Cell]:
    def day(row: Item) -> Cell:
        mark: Mark | None = getattr(row, name)
        return mark.day if mark is not None else None

    return day


def label(status: StatusValue | None) -> str | None:
    """The council's own word for a status."""
    return None if status is None else shown(status.label)
