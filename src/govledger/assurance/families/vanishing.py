"""Family F, adding up and measuring: what was red, and is no longer there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

import attrs

from govledger.assurance.case import Case, doubted
from govledger.assurance.families.approval import APPROVING
from govledger.assurance.families.belonging import items_of, plan_of
from govledger.assurance.families.reading import overseers, reports_on
from govledger.assurance.families.weighing import is_firm, listed, words_by_today
from govledger.assurance.rule import Alarm, Answer, CannotTell, Clear, Setting, rule
from govledger.events import (
    ActionAdded,
    CommitmentMade,
    CompletionClaimed,
    DeadlineChanged,
    LinkNoted,
    PlanItemRetired,
    PlanVersioned,
    RiskIdentified,
    StatusReported,
    StatusSchemeDefined,
    each,
)
from govledger.projections.deadline_history import DeadlineHistory
from govledger.projections.decision_register import DecisionRegister
from govledger.projections.line_of_sight import LineOfSight
from govledger.projections.plan_items import Item, Plan, PlanVersion
from govledger.projections.sights import CONFIRMED, STATED
from govledger.projections.status_history import StatusHistory
from govledger.projections.tracked import PROGRESS

_HUNDRED = 100
_CARRIES_ON = frozenset(
    {
        "carries on", "carries_on", "carried_on_by", "merged_into", "merged_from", "replaced_by", "replaces",
        "succeeded_by", "succeeds",
    }
)  # fmt: skip
"""The relations of a link that says that one thing carries another on."""


@attrs.frozen(kw_only=True)
class _Gone:
    """Something that left its plan without a trace of where it went.

    Attributes:
        row: What left.
        entry: The entry by which it left.
        day: The day by which it had left.
        state: ``adverse``, ``overdue``, ``well``, ``done``, or ``unknown`` where that cannot be told.
        because: The entries that say how it stood.
    """

    row: Item
    entry: int
    day: dt.date
    state: str
    because: tuple[int, ...] = ()

    @property
    def is_red(self) -> bool:
        """Whether it was not going well, or late."""
        return self.state in {"adverse", "overdue"}


@rule(
    "VANISHED_RED",
    code="FA40",
    severity="high",
    question="Where did that red one go?",
    about=("action", "commitment", "plan", "risk"),
    reads=(
        ActionAdded,
        CommitmentMade,
        CompletionClaimed,
        DeadlineChanged,
        LinkNoted,
        PlanItemRetired,
        PlanVersioned,
        RiskIdentified,
        StatusReported,
        StatusSchemeDefined,
    ),
    source="Gloucestershire 2022, 23.1 and 23.2, a plan refreshed; the GAO, whose numbers stay open until closed",
    settings=(
        Setting(
            parameter="dropped_percent",
            default=20,
            says="What share of a plan's open items a new version may leave out without a trace.",
            looser="up",
        ),
    ),
)
def vanished_red(case: Case) -> Answer:
    """Not going well or late, and then gone, with no successor, register or decision."""
    row = case.row
    if isinstance(row, Plan):
        return _of_a_plan(case, row)
    if not isinstance(row, Item) or plan_of(case.plan, row) is not None or not _has_left(case, row):
        return None
    return _answer([*_retired(case, [row])], (row.retired.entry,) if row.retired is not None else ())


def _has_left(case: Case, row: Item) -> bool:
    return row.retired is not None and row.retired.day <= case.today


def _of_a_plan(case: Case, plan: Plan) -> Answer:
    items = items_of(case, case.subject.id)
    left = [row for row in items if plan_of(case.plan, row) == case.subject.id and _has_left(case, row)]
    turns = list(_turns(case, plan))
    gone = [*_retired(case, left), *(one for turn in turns for one in _dropped(case, turn))]
    because = (
        *(turn.after.entry for turn in turns),
        *(row.retired.entry for row in left if row.retired is not None),
    )
    many = [turn for turn in turns if _drops_many(case, turn)]
    untold = next((turn for turn in turns if turn.why is not None), None)
    return _answer(gone, because, many=many[-1] if many else None, untold=untold)


# How it stood, and where it went -------------------------------------------------------------------------------------


def _retired(case: Case, rows: list[Item]) -> Iterator[_Gone]:
    """What was retired without a trace; a retirement that a source only takes for granted is left out."""
    for row in rows:
        entry = case.entry(row.retired.entry) if row.retired is not None else None
        if row.retired is None or entry is None or entry.mode == "presupposed":
            continue
        is_doubted = doubted(entry, "subject", "how", "successor", "register", "decision")
        if is_doubted or not _is_traced(case, row):
            state, because = ("unknown", ()) if is_doubted else _state(case, row, row.retired.day)
            yield _Gone(row=row, entry=row.retired.entry, day=row.retired.day, state=state, because=because)


def _is_traced(case: Case, row: Item) -> bool:
    """Whether the record says where it went: a register, a decision that agreed, a successor, or a confirmed link."""
    event = entry.event if row.retired is not None and (entry := case.entry(row.retired.entry)) is not None else None
    if isinstance(event, PlanItemRetired) and (event.register or _is_agreed(case, event)):
        return True
    replaced = (made.event for made in case.about(RiskIdentified, row.ref) if made.rival_of is None)
    if any(f"risk:{name}" == row.ref for event in replaced for name in each(event.replaces)):
        return True
    node = case.view(LineOfSight).nodes.get(row.ref)
    edges = [*node.above, *node.below] if node is not None else []
    return any(edge.relation in _CARRIES_ON and edge.standing in {STATED, CONFIRMED} for edge in edges)


def _is_agreed(case: Case, event: PlanItemRetired) -> bool:
    decision = case.view(DecisionRegister).decisions.get(event.decision or "")
    return decision is not None and decision.force in APPROVING


def _state(case: Case, row: Item, day: dt.date) -> tuple[str, tuple[int, ...]]:
    """How an item stood at the end of a day, and the entries that say so."""
    words = [word for word in words_by_today(case, row.ref) if word.day <= day]
    last = words[-1] if words else None
    if last is not None and is_firm(last) and last.meaning.is_done:
        return "done", (last.entry,)
    if last is not None and is_firm(last) and last.meaning.is_adverse:
        return "adverse", (last.entry,)
    otherwise = _adverse_otherwise(case, row.ref, day)
    if otherwise:
        return "adverse", otherwise
    if last is not None and not is_firm(last):
        return "unknown", (last.entry,)
    due, given = _due_on(case, row.ref, day)
    if due >= day:
        return "well", (last.entry,) if last is not None else ()
    is_shown = last is not None and last.day > due
    missing = None if is_shown else case.gap("statuses", on=day, since=due, bodies=overseers(case), about=(row.ref,))
    return ("overdue", given) if missing is None else ("unknown", given)


def _adverse_otherwise(case: Case, reference: str, day: dt.date) -> tuple[int, ...]:
    """The last report in each dimension other than progress, where that is adverse; a risk has several."""
    row = case.view(StatusHistory).subjects.get(reference)
    found: list[int] = []
    for dimension in row.dimensions() if row is not None else ():
        said = [one for one in reports_on(case, reference, dimension) if one.day <= day and one.rival_of is None]
        telling = [one for one in said if one.status is not None and one.mode != "presupposed"]
        if dimension != PROGRESS and telling and telling[-1].meaning.is_adverse:
            found += [] if "status" in telling[-1].uncertain else [telling[-1].entry]
    return tuple(found)


def _due_on(case: Case, reference: str, day: dt.date) -> tuple[dt.date, tuple[int, ...]]:
    """The last day on which an item fell due as things stood on a day, and the entry that set it."""
    history = case.view(DeadlineHistory)
    row = history.deadlines.get(reference)
    if row is None:
        return dt.date.max, ()
    moves = [move for move in row.moves if move.counts and move.day <= day]
    due = moves[-1].now if moves else row.original
    return history.last_day(due) if due is not None else dt.date.max, (moves[-1].entry if moves else row.entry,)


# From one version to the next ----------------------------------------------------------------------------------------


@attrs.frozen
class _Turn:
    """One version of a plan and the next that takes its place.

    Attributes:
        before: The version.
        after: The next.
        why: Why they cannot be compared, if they cannot.
    """

    before: PlanVersion
    after: PlanVersion
    why: str | None


def _turns(case: Case, plan: Plan) -> Iterator[_Turn]:
    versions = [
        one for one in plan.versions if not one.is_rival and one.mode != "presupposed" and one.day <= case.today
    ]
    listing = [one for one in versions if one.items is not None or one.version is not None or _is_refreshed(one)]
    for before, after in pairwise(listing):
        if _is_refreshed(after) or (after.version is not None and after.version != before.version):
            yield _Turn(before, after, _why_not(case, before, after))


def _is_refreshed(version: PlanVersion) -> bool:
    return version.replaces_version is not None or version.standing == "refreshed"


def _why_not(case: Case, *versions: PlanVersion) -> str | None:
    for one in versions:
        entry = case.entry(one.entry)
        if one.items_complete != "yes" or (entry is not None and doubted(entry, "items", "items_complete")):
            return "two versions of the plan are not both on record with all that they contain"
    return None


def _open_before(case: Case, turn: _Turn) -> dict[str, Item]:
    """What the earlier version contained that was neither done nor retired before the later."""
    found: dict[str, Item] = {}
    for reference in each(turn.before.items) if turn.why is None else ():
        row = case.plan.find(reference)
        if isinstance(row, Item) and (row.retired is None or row.retired.day > turn.after.day):
            is_done = _state(case, row, turn.after.day)[0] == "done"
            found |= {} if is_done else {row.ref: row}
    return found


def _dropped(case: Case, turn: _Turn) -> Iterator[_Gone]:
    """What was open and that the later version leaves out without a trace; what a still later one has is not gone."""
    kept = {str(reference) for reference in each(turn.after.items)} | _now_in(case)
    for row in _open_before(case, turn).values():
        if row.ref not in kept and not _is_traced(case, row):
            state, because = _state(case, row, turn.after.day)
            yield _Gone(row=row, entry=turn.after.entry, day=turn.after.day, state=state, because=because)


def _now_in(case: Case) -> set[str]:
    """What the last version by today that lists anything contains."""
    row = case.row
    versions = row.versions if isinstance(row, Plan) else []
    listing = [one.items for one in versions if one.items is not None and not one.is_rival and one.day <= case.today]
    return {str(reference) for reference in each(listing[-1])} if listing else set()


def _drops_many(case: Case, turn: _Turn) -> bool:
    dropped = len(list(_dropped(case, turn))) * _HUNDRED
    return dropped > case.setting("dropped_percent") * len(_open_before(case, turn))


# The answer ----------------------------------------------------------------------------------------------------------


def _answer(
    gone: list[_Gone], because: tuple[int, ...], *, many: _Turn | None = None, untold: _Turn | None = None
) -> Answer:
    red = [one for one in gone if one.is_red]
    if red or many is not None:
        return _alarm(red, gone, many)
    if untold is not None:
        return CannotTell(why=untold.why or "", because=(untold.before.entry, untold.after.entry))
    unsure = [one for one in gone if one.state == "unknown"]
    if unsure:
        why = f"how {listed(one.row.ref for one in unsure)} stood when it left is not known for certain"
        return CannotTell(why=why, because=tuple(one.entry for one in unsure))
    return Clear(because=because) if because else None


def _alarm(red: list[_Gone], gone: list[_Gone], many: _Turn | None) -> Alarm:
    dropped = [one for one in gone if many is not None and one.entry == many.after.entry]
    told = {one.row.ref: one for one in (*dropped, *red)}
    latest = max((one.day, one.entry) for one in told.values())
    things = "thing" if len(dropped) == 1 else "things"
    counted = f"; a version of the plan leaves out {len(dropped)} open {things}" if dropped else ""
    names = listed(f"{ref} ({one.state})" for ref, one in sorted(told.items()))
    because = (*(one.entry for one in told.values()), *(number for one in told.values() for number in one.because))
    return Alarm(
        because=tuple(dict.fromkeys(because)),
        opened=latest[1],
        says=f"gone with no successor, register or decision on record: {names}{counted}",
        clears="what carries each of them on, the register it moved to, or the decision that let it go",
    )
