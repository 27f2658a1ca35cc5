"""The plan as the pages show it: frozen rows, taken out of a `PlanState`."""

import datetime as dt
from collections.abc import Mapping

import attrs

from govledger import PlanState, events as ev


@attrs.frozen(kw_only=True)
class Row:
    """One action.

    Attributes:
        id: Its id.
        text: How it is worded; shows WITHHELD or ERASED once that is what it is.
        leads: Who answers for it.
        due: When it falls due, as it was said.
        last_day: The last day that can mean; `datetime.date.max` where none was said.
        status: How it was last reported.
        means: What that status means.
        stage: How far it has come.
        is_open: Whether it is neither claimed complete nor retired.
        moves: How often its date was moved.
        disputed: Whether accounts of it differ.
    """

    id: str
    text: ev.Text | None
    leads: tuple[str, ...]
    due: str
    last_day: dt.date
    status: str
    means: str
    stage: str
    is_open: bool
    moves: int
    disputed: bool

    def is_late(self, today: dt.date) -> bool:
        """Whether it is open and its last day is over."""
        return self.is_open and self.last_day < today


@attrs.frozen(kw_only=True)
class Plan:
    """Every action, as of one entry.

    Attributes:
        number: How many entries it rests on.
        rows: The actions, by id.
        plans: The ids of the plans there are.
        statuses: The status words there are, each with what it means.
    """

    number: int
    rows: Mapping[str, Row]
    plans: tuple[str, ...]
    statuses: Mapping[str, str]


def plan_of(state: PlanState, number: int) -> Plan:
    """What pages show of a state, copied: the state goes on growing."""
    return Plan(
        number=number,
        rows={key: _row(state, key) for key in state.actions},
        plans=tuple(state.plans),
        statuses={
            f"{scheme.scheme}/{label}": _said(listed[-1][1].meaning)
            for scheme in state.schemes.values()
            for label, listed in scheme.listing.items()
        },
    )


def _row(state: PlanState, key: str) -> Row:
    held = state.actions[key]
    return Row(
        id=key,
        text=held.text,
        leads=tuple(map(str, ev.each(held.leads))),
        due=str(held.due) if held.due is not None else "",
        last_day=state.last_day(held.due) if held.due is not None else dt.date.max,
        status=str(held.status) if held.status is not None else "",
        means=_said(state.meaning(held)) if held.status is not None else "",
        stage=_said(state.stage(held)),
        is_open=state.is_live(held),
        moves=held.moves,
        disputed=held.disputed,
    )


def _said(word: object) -> str:
    return str(word or "").replace("_", " ")
