"""Family F, adding up and measuring: was the target hit, or moved?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from types import MappingProxyType

import attrs

from govledger.assurance.case import Case, doubted
from govledger.assurance.families.approval import APPROVING
from govledger.assurance.families.reading import around, overseers, reports_on
from govledger.assurance.families.telling import Telling
from govledger.assurance.families.weighing import STEPS, listed, weigh
from govledger.assurance.rule import RULES, Alarm, Answer, CannotTell, Clear, Severity, rule
from govledger.events import (
    ActionAdded,
    CommitmentMade,
    DecisionRecorded,
    DetailChanged,
    Meaning,
    MeasureDefined,
    MeasureObserved,
    Quantity,
    RuleSettingChanged,
    State,
    StatusReported,
    StatusSchemeDefined,
    each,
)
from govledger.ledger import Entry
from govledger.projections.decision_register import DecisionRegister
from govledger.projections.status_history import ReadReport, StatusHistory

_PERIODS = 2
"""The period of a change and the next."""

_WORDED = frozenset({"wording", "redefinition"})
_NOT_THE_COUNCILS = frozenset({"inferred", "presupposed"})


@attrs.frozen(kw_only=True)
class _Change:
    """One change by which something became easier to meet.

    Attributes:
        entry: The entry that made it.
        day: The day it was made.
        says: What was changed, as a part of a sentence.
        decision: The decision it rests on.
        comparable: Whether what was reported before and after may be compared.
        needs_decision: Whether a decision alone settles it.
        why: Why it cannot be told whether it became easier, if it cannot.
        is_bridged: Whether figures of before and after are on record for one period.
        is_first: Whether it was so from the beginning, so that no status came before.
    """

    entry: int
    day: dt.date
    says: str
    decision: str | None
    comparable: str | None = None
    needs_decision: bool = False
    why: str | None = None
    is_bridged: bool = False
    is_first: bool = False


@rule(
    "MOVED_GOALPOSTS",
    code="FA39",
    severity="high",
    question="Did we hit the target, or move it?",
    about=("action", "commitment", "ledger", "measure", "scheme"),
    reads=(
        ActionAdded,
        CommitmentMade,
        DecisionRecorded,
        DetailChanged,
        MeasureDefined,
        MeasureObserved,
        RuleSettingChanged,
        StatusReported,
        StatusSchemeDefined,
    ),
    source="Herefordshire 2022: what was published did not match what had been agreed; Tower Hamlets, June 2017, O11",
)
def moved_goalposts(case: Case) -> Answer:
    """Something became easier to meet, and then it was met."""
    if case.subject.kind == "ledger":
        return _settings(case)
    changes = [change for change in _CHANGES[case.subject.kind](case) if change.day <= case.today]
    if changes:
        return weigh([_judge(case, change) for change in reversed(changes)])
    return _unchanged(case) if case.subject.kind == "measure" else None


def _unchanged(case: Case) -> Answer:
    defined = [entry for entry in case.about(MeasureDefined) if entry.event.measure == case.subject.id]
    if not defined:
        return None
    missing = _gap(case, "measures", defined[0].latest)
    because = tuple(entry.number for entry in defined)
    return Clear(because=because) if missing is None else CannotTell(why=missing, because=because)


def _gap(case: Case, what: str, since: dt.date) -> str | None:
    return case.gap(what, on=case.today, since=since, bodies=overseers(case), about=around(case))


# What became easier --------------------------------------------------------------------------------------------------


def _is_first_account(entry: Entry[object]) -> bool:
    """Whether an entry is said outright, and is no second account of another."""
    return entry.rival_of is None and entry.mode != "presupposed"


def _of_a_measure(case: Case) -> Iterator[_Change]:
    said = [
        entry
        for entry in case.about(MeasureDefined)
        if entry.event.measure == case.subject.id and _is_first_account(entry)
    ]
    direction: str | None = None
    target: Quantity | None = None
    for number, entry in enumerate(said):
        event = entry.event
        changed = _redefined(event, direction) if number else None
        why = None
        if target is not None and event.target is not None and changed is None:
            way = event.direction or direction
            changed = (
                f"its target was moved from {target} to {event.target}"
                if _is_eased(way, target, event.target)
                else None
            )
            why = "nobody said which way is better" if way is None and event.target != target else None
        if number and doubted(entry, "target", "direction", "change", "measure"):
            why = "the clerk doubts how the measure was changed"
        if changed or why:
            yield _Change(
                entry=entry.number,
                day=entry.latest,
                says=changed or "it was laid down anew",
                decision=event.decision,
                comparable=event.comparable,
                why=why,
                is_bridged=_is_bridged(case),
            )
        direction, target = event.direction or direction, event.target or target


def _redefined(event: MeasureDefined, direction: str | None) -> str | None:
    """What a later version counts otherwise; a new name alone is no redefinition."""
    if event.change == "rename":
        return None
    if event.direction is not None and direction not in {None, event.direction}:
        return f"what is better was changed from {direction} to {event.direction}"
    is_counted_anew = event.counted_over is not None or event.excludes is not None
    return "what it counts was changed" if event.change == "redefinition" or is_counted_anew else None


def _is_eased(way: str | None, was: Quantity, now: Quantity) -> bool:
    lower = was.low is not None and (now.low is None or now.low < was.low)
    higher = was.high is not None and (now.high is None or now.high > was.high)
    return (lower and way in {"higher", "within"}) or (higher and way in {"lower", "within"})


def _is_bridged(case: Case) -> bool:
    """Whether figures of two versions are on record for one period."""
    versions: dict[str, set[str | None]] = {}
    for entry in case.about(MeasureObserved):
        if entry.rival_of is None and entry.event.period is not None:
            versions.setdefault(str(entry.event.period), set()).add(entry.event.version)
    return any(len(held) > 1 for held in versions.values())


def _of_an_item(case: Case) -> Iterator[_Change]:
    telling = case.view(Telling).entries
    for added in case.entries([number for number in case.numbers_about(ActionAdded) if number in telling]):
        is_own = (
            case.subject == f"action:{added.event.action}" and added.rival_of is None and added.mode != "presupposed"
        )
        if is_own:
            yield _Change(
                entry=added.number,
                day=added.latest,
                says="its wording is not that of the decision it derives from",
                decision=None,
                why="the clerk doubts whether it is worded as decided" if doubted(added, "as_decided") else None,
                is_first=True,
            )
    for entry in case.about(DetailChanged):
        if _is_first_account(entry) and entry.event.kind in _WORDED:
            yield _Change(
                entry=entry.number,
                day=entry.latest,
                says="its wording was changed" if entry.event.kind == "wording" else "it was redefined",
                decision=entry.event.decision,
                comparable=entry.event.comparable,
                needs_decision=True,
                why="the clerk doubts the change" if doubted(entry, "kind", "subject", "decision") else None,
            )


def _of_a_scheme(case: Case) -> Iterator[_Change]:
    said = [
        entry
        for entry in case.about(StatusSchemeDefined)
        if entry.event.scheme == case.subject.id
        and entry.rival_of is None
        and entry.mode not in _NOT_THE_COUNCILS
        and entry.event.standing != "proposed"
    ]
    for before, after in pairwise(said):
        loosened = [*_labels_loosened(before, after), *_roll_up_loosened(before.event, after.event)]
        is_doubted = doubted(after, "states", "roll_up", "tolerance", "scheme")
        if loosened:
            yield _Change(
                entry=after.number,
                day=after.latest,
                says=listed(loosened),
                decision=after.event.decision,
                why="the clerk doubts how the scheme was changed" if is_doubted else None,
                is_bridged=True,
            )


def _labels_loosened(before: Entry[StatusSchemeDefined], after: Entry[StatusSchemeDefined]) -> Iterator[str]:
    held: dict[str, State] = {state.label: state for state in each(before.event.states)}
    for state in each(after.event.states):
        old = held.get(state.label)
        if old is not None and _step(state) > _step(old) >= 0:
            yield f"{state.label} now means {state.meaning} and meant {old.meaning}"
        if old is not None and set(old.requires) - set(state.requires):
            yield f"{state.label} no longer requires {', '.join(sorted(set(old.requires) - set(state.requires)))}"


def _step(state: State) -> int:
    """How far along a state is; below nought where its meaning says nothing of that."""
    return STEPS.get(Meaning(state.meaning or "unknown"), -1)


def _roll_up_loosened(before: StatusSchemeDefined, after: StatusSchemeDefined) -> Iterator[str]:
    if before.roll_up == "worst" and after.roll_up not in {None, "worst", "unknown"}:
        yield f"the whole is now the {after.roll_up} of its parts and was the worst"
    was, now = before.tolerance, after.tolerance
    if now is not None and (was is None or (was.high is not None and (now.high is None or now.high > was.high))):
        yield f"the tolerance is now {now} and was {was or 'none'}"


_CHANGES: Mapping[str, Callable[[Case], Iterator[_Change]]] = MappingProxyType(
    {"action": _of_an_item, "commitment": _of_an_item, "measure": _of_a_measure, "scheme": _of_a_scheme}
)


# And was it then met? ------------------------------------------------------------------------------------------------


def _judge(case: Case, change: _Change) -> Answer:
    decision = case.view(DecisionRegister).decisions.get(change.decision or "")
    is_decided = decision is not None and decision.force in APPROVING
    because = (change.entry, *(decision.entries[:1] if decision is not None else ()))
    if change.why is not None:
        return CannotTell(why=change.why, because=because)
    if is_decided and (change.comparable == "yes" or change.needs_decision):
        return Clear(because=because)
    improved = next(_improved(case, change), None)
    if improved is None:
        missing = _gap(case, "statuses", change.day)
        return Clear(because=because) if missing is None else CannotTell(why=missing, because=because)
    if change.needs_decision or change.comparable == "yes":
        missing = case.gap("decisions", on=change.day, bodies=overseers(case), about=around(case))
        if missing is not None:
            return CannotTell(why=missing, because=because)
    severity: Severity | None = "info" if is_decided and change.is_bridged else None
    return Alarm(
        because=(*because, improved.entry),
        opened=change.entry,
        severity=severity,
        says=f"{case.subject}: on {change.day.isoformat()} {change.says}; {improved.subject} was then reported "
        f"{improved.meaning.value} on {improved.day.isoformat()}, better than before",
        clears="a decision that agreed to the change, and figures of before and after that may be compared",
    )


def _improved(case: Case, change: _Change) -> Iterator[ReadReport]:
    """The reports, in the period of a change or the next, that are better than the last one before it."""
    history = case.view(StatusHistory)
    for reference in _judged_by(case):
        row = history.subjects.get(reference)
        for dimension in row.dimensions() if row is not None else ():
            reports = [one for one in reports_on(case, reference, dimension) if _is_telling(case, one)]
            before = [STEPS[one.meaning] for one in reports if one.day < change.day]
            after = [one for one in reports if one.day >= change.day]
            periods = list(dict.fromkeys(str(one.period or one.day) for one in after))[:_PERIODS]
            start = before[-1] if before else STEPS[Meaning.AT_RISK] if change.is_first else None
            yield from (
                one
                for one in after
                if start is not None and str(one.period or one.day) in periods and STEPS[one.meaning] > start
            )


def _is_telling(case: Case, report: ReadReport) -> bool:
    is_sure = report.rival_of is None and report.mode != "presupposed" and "status" not in report.uncertain
    is_of_scheme = case.subject.kind != "scheme" or (
        report.status is not None and report.status.scheme == case.subject.id
    )
    return is_sure and is_of_scheme and report.day <= case.today and report.meaning in STEPS


def _judged_by(case: Case) -> list[str]:
    """Whose statuses the subject bears on: its own; for a measure, those of what it measures; for a scheme, all."""
    if case.subject.kind == "scheme":
        return list(case.view(StatusHistory).subjects)
    if case.subject.kind != "measure":
        return [str(case.subject)]
    measure = case.plan.measures.get(case.subject.id)
    actions = [f"action:{entry.event.action}" for entry in case.about(ActionAdded)]
    commitments = [f"commitment:{entry.event.commitment}" for entry in case.about(CommitmentMade)]
    about = map(str, each(measure.about) if measure is not None else ())
    return list(dict.fromkeys((str(case.subject), *about, *actions, *commitments)))


# Our own settings ----------------------------------------------------------------------------------------------------


def _settings(case: Case) -> Answer:
    """The settings of the rules that are now looser than their defaults, with no decision that agreed to it."""
    changed = sorted((entry for entry in case.all(RuleSettingChanged) if entry.latest <= case.today), key=_number)
    now = {f"{entry.event.rule}.{entry.event.parameter}": entry for entry in changed}
    decisions = case.view(DecisionRegister).decisions
    loose: list[Entry[RuleSettingChanged]] = []
    for entry in now.values():
        decision = decisions.get(entry.event.decision or "")
        if _is_looser(entry.event) and (decision is None or decision.force not in APPROVING):
            loose.append(entry)
    if not loose:
        return Clear(because=tuple(entry.number for entry in changed)) if changed else None
    return Alarm(
        because=tuple(entry.number for entry in loose),
        severity="low",
        says="a rule asks less than it would, by no decision on record: "
        + listed(f"{entry.event.rule} {entry.event.parameter} is {entry.event.now}" for entry in loose),
        clears="the setting put back, or a decision that agreed to it",
    )


def _number(entry: Entry[RuleSettingChanged]) -> int:
    return entry.number


def _is_looser(event: RuleSettingChanged) -> bool:
    settings = next((one.settings for one in RULES if one.name == event.rule), ())
    setting = next((one for one in settings if one.parameter == event.parameter), None)
    if setting is None or not (event.now.isascii() and event.now.isdigit()):
        return False
    now = int(event.now)
    return (now > setting.default and setting.looser != "down") or (now < setting.default and setting.looser != "up")
