"""A plan as it stood on a day, in a few lines: what the demo prints of each ledger."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import attrs

from govledger.cli.cells import cell
from govledger.cli.options import said_day
from govledger.cli.output import printable
from govledger.cli.render import cut_short
from govledger.events import AccountsDiffer
from govledger.ledger import History, Ledger
from govledger.projections.plain import plain
from govledger.projections.views import view_named

LISTED_MAX = 3
WORDS_MAX = 120


@attrs.frozen(kw_only=True)
class PlanThen:
    """What a reader asks of a plan first.

    Attributes:
        day: The day it is told for.
        entries: How many entries it rests on.
        plans: Its plans, each with its standing.
        actions: Its actions and commitments, each with its status or what became of it.
        late: What is late on the day.
        due: What falls due next, the soonest first.
        decisions: How many decisions had each force.
        challenges: The challenges without an answer.
        differing: Where accounts differ.
    """

    day: dt.date
    entries: int
    plans: tuple[str, ...]
    actions: tuple[str, ...]
    late: tuple[str, ...]
    due: tuple[str, ...]
    decisions: dict[str, int]
    challenges: tuple[str, ...]
    differing: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The same as plain JSON."""
        held: dict[str, Any] = plain(self)
        return held

    def lines(self) -> Iterator[str]:
        """The same in plain words, one thing to a line."""
        yield from _told("plan", self.plans, none="no plan is named")
        yield from _told("actions and commitments", self.actions)
        forces = (f"{count} {force.replace('_', ' ')}" for force, count in self.decisions.items())
        yield f"decisions: {', '.join(forces) or 'none'}"
        yield from _told("late", self.late)
        yield from _told("due next", self.due)
        yield from _told("challenges without an answer", self.challenges)
        yield from _told("accounts differ", self.differing)


def _told(title: str, items: tuple[str, ...], *, none: str = "none") -> Iterator[str]:
    """One thing beside its title, several below it."""
    if len(items) <= 1:
        yield f"{title}: {items[0] if items else none}"
        return
    yield f"{title} ({len(items)}):"
    yield from (f"  {item}" for item in items[:LISTED_MAX])
    if len(items) > LISTED_MAX:
        yield f"  and {len(items) - LISTED_MAX} more"


def plan_then(path: Path, day: dt.date) -> PlanThen:
    """The plan of one ledger as it stood on a day: what had happened and was known by then."""
    with Ledger.open(path) as ledger:
        history = ledger.history(as_of=day)
        plan, owed = _state(history, "plan-state"), _state(history, "obligation-calendar")
        decided, asked = _state(history, "decision-register"), _state(history, "challenge-log")
        forces = Counter(row.force or "not said" for row in decided.decisions.values() if row.entries)
        return PlanThen(
            day=day,
            entries=len(history),
            plans=tuple(_plan(row) for row in plan.plans.values()),
            actions=tuple(_item(row) for row in (*plan.actions.values(), *plan.commitments.values())),
            late=tuple(_owed(line) for line in owed.late(day)),
            due=tuple(_owed(line) for line in owed.next(day)),
            decisions=dict(forces.most_common()),
            challenges=tuple(_words(row.text or row.challenge) for row in asked.unanswered(day)),
            differing=tuple(_differing(history)),
        )


def _state(history: History, view: str) -> Any:
    projection: type[Any] = view_named(view)
    return history.project(projection)


def _words(value: Any) -> str:
    return cut_short(printable(cell(value)), WORDS_MAX)


def _plan(row: Any) -> str:
    return _joined(row.ref.partition(":")[2], (row.version, row.standing, "retired" if row.retired else None))


def _item(row: Any) -> str:
    state = "retired" if row.retired else "claimed complete" if row.claimed else row.status or "no status reported"
    name = row.ref.partition(":")[2]
    return f"{name} {_words(row.text)}: {state}" if row.text else f"{name}: {state}"


def _owed(line: Any) -> str:
    what = line.ref.partition(":")[2]
    day = said_day(line.latest) if line.latest else "no day"
    return f"{day} {what}{f' to {cell(line.to)}' if line.to else ''}"


def _differing(history: History) -> Iterable[str]:
    """The contradictions noted, and the second accounts of one fact."""
    for entry in history:
        if isinstance(entry.event, AccountsDiffer):
            yield f"{_words(entry.event.text or cell(entry.event.between))} (entry {entry.number})"
        elif entry.rival_of is not None:
            yield f"entry {entry.number} against {entry.rival_of.replace(':', ' ')}"


def _joined(name: str, said: Iterable[str | None]) -> str:
    words = ", ".join(filter(None, said))
    return f"{name}: {words}" if words else name
