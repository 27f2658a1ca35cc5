"""Family E, ownership and coverage: what has nobody picked up, and what is done about why it went wrong?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from govledger.assurance.case import Case, doubted
from govledger.assurance.families.belonging import items_of
from govledger.assurance.rule import Alarm, Answer, CannotTell, Clear, NotYet, Setting, rule
from govledger.events import (
    AccountsDiffer,
    ActionAdded,
    AppointmentMade,
    CommitmentMade,
    DecisionRecorded,
    FindingMade,
    ObligationCreated,
    ObligationDischarged,
    OpinionGiven,
    PlanItemRetired,
    PlanVersioned,
    RecommendationAnswered,
    RecommendationMade,
    Ref,
    RootCauseIdentified,
    each,
)
from govledger.projections.accounts_register import AccountsRegister, Difference
from govledger.projections.line_of_sight import LineOfSight
from govledger.projections.obligation_calendar import ObligationCalendar
from govledger.projections.owed import Owed
from govledger.projections.plan_items import Item, Plan
from govledger.projections.recommendation_rows import Recommendation
from govledger.projections.recommendation_tracker import RecommendationTracker
from govledger.projections.sights import CONFIRMED, STATED

_ONE_DAY = dt.timedelta(days=1)
_ACTS = ("action", "commitment", "appointment")

# What the inspectors said --------------------------------------------------------------------------------------------


@rule(
    "RECOMMENDATION_WITHOUT_ACTION",
    code="FA32",
    severity="high",
    question="Which of the inspectors' points has nobody picked up?",
    about=("recommendation", "finding", "plan"),
    reads=(
        ActionAdded,
        AppointmentMade,
        CommitmentMade,
        FindingMade,
        PlanItemRetired,
        PlanVersioned,
        RecommendationAnswered,
        RecommendationMade,
    ),
    source="Worcestershire health and wellbeing board minute 2017, P2, fourteen to eight; West Berkshire 2015, P3",
    settings=(
        Setting(
            parameter="within_days",
            default=30,
            says="Within how many days a recommendation or a severe weakness is to be picked up.",
            looser="up",
        ),
    ),
)
def recommendation_without_action(case: Case) -> Answer:
    """A recommendation or severe weakness on which nothing acts; and in a plan, completed work that answers nothing."""
    if case.subject.kind == "plan":
        return _padding(case)
    return _finding(case) if case.subject.kind == "finding" else _recommendation(case)


def _recommendation(case: Case) -> Answer:
    tracker = case.view(RecommendationTracker)
    row = tracker.recommendations.get(case.subject.id)
    if row is None or row.introduced_on is None or row.mode == "presupposed" or not row.is_open:
        return None
    acts = tracker.live_acts(row)
    if acts:
        known = (tracker.acts[act].entries for act in acts if act in tracker.acts)
        return Clear(because=(row.entry, *(number for entries in known for number in entries[:1])))
    if row.answered is not None:
        rejected = _rejected(case, row)
        if rejected is not None:
            return rejected
    dropped = [act.retired.entry for ref in row.acted_on if (act := tracker.acts.get(ref)) and act.retired is not None]
    return _nobody(case, row.introduced_on, row.entry, *dropped, bodies=_keepers(case, row), plans=tuple(row.plans))


def _rejected(case: Case, row: Recommendation) -> Answer:
    """What is to be said of one that was rejected: clear with a reason; nothing where it was not."""
    answer = row.answered
    entry = case.entry(answer.entry) if answer is not None else None
    if answer is None or entry is None:
        return None
    because = (row.entry, answer.entry)
    if doubted(entry, "response"):
        return CannotTell(why="the clerk doubts how it was answered", because=because)
    if answer.response != "rejected":
        return None
    if entry.event.text is not None or answer.document is not None or answer.decision is not None:
        return Clear(because=because)
    return CannotTell(why="it was rejected, and no reason is on the record", because=because)


def _keepers(case: Case, row: Recommendation) -> tuple[str | None, ...]:
    """Whose record an action would show in: every body's, or that of one it was made to or that oversees its plan."""
    plans = (case.plan.find(ref) for ref in row.plans)
    overseeing = (body for plan in plans if isinstance(plan, Plan) for body in each(plan.overseen_by))
    return (None, *(party.id for party in each(row.to) if party.kind == "body"), *overseeing)


def _nobody(
    case: Case,
    since: dt.date,
    made: int,
    *dropped: int,
    bodies: tuple[str | None, ...] = (None,),
    plans: tuple[str, ...] = (),
) -> Answer:
    """The alarm that nothing acts on the subject, or that what did was dropped."""
    because = (made, *dropped)
    until = since + case.days("within_days")
    if case.today <= until:
        return NotYet(recheck_on=until + _ONE_DAY, because=because)
    missing = case.gap("items", on=case.today, since=since, bodies=bodies, about=plans)
    if missing is not None:
        return CannotTell(why=missing, because=because)
    only = "what acted on it has left its plan" if dropped else "nothing acts on it"
    return Alarm(
        because=because,
        opened=max(dropped, default=made),
        says=f"{case.subject} has stood since {since.isoformat()}; {only}",
        clears="an action, a commitment or an appointment that addresses it",
    )


def _finding(case: Case) -> Answer:
    """A severe weakness; where a recommendation rests on it, that is asked about instead."""
    made = (entry for entry in case.about(FindingMade) if f"finding:{entry.event.finding}" == case.subject)
    entry = next((one for one in made if one.rival_of is None), None)
    if entry is None or entry.mode == "presupposed":
        return None
    if entry.event.polarity != "weakness" or entry.event.priority != "high":
        return None
    if any(case.subject in each(one.event.basis) for one in case.about(RecommendationMade) if one.rival_of is None):
        return None
    acting = _acting_on(case, _ACTS)
    if acting:
        return Clear(because=(entry.number, *acting))
    if doubted(entry, "polarity", "priority"):
        return CannotTell(why="the clerk doubts how severe the weakness is", because=(entry.number,))
    return _nobody(case, entry.latest, entry.number)


def _acting_on(case: Case, kinds: tuple[str, ...]) -> tuple[int, ...]:
    """The entries that link the subject, firmly, to what acts on it and has not been retired."""
    trace = case.view(LineOfSight).trace(case.subject)
    sights = [sight for top in trace.below for sight in top.walk()]
    found = [sight for sight in sights if sight.kind in kinds and sight.is_firm and not sight.is_retired]
    return tuple(sorted({number for sight in found for number in sight.entries}))


def _padding(case: Case) -> Answer:
    """Completed work in the plan that answers nothing: a question worth asking, because it adds to what is done."""
    items = items_of(case, case.subject.id)
    padding = [
        item
        for item in items
        if item.plan == case.subject.id and item.ref.startswith("action:") and _is_padding(case, item)
    ]
    if not padding:
        return None
    because = tuple(sorted({number for item in padding for number in (item.entry, *_claimed(case, item))}))
    since = min(item.introduced_on or case.today for item in padding)
    plan = case.row
    overseeing = each(plan.overseen_by) if isinstance(plan, Plan) else ()
    missing = case.gap("items", on=case.today, since=min(since, case.today), bodies=(None, *overseeing))
    if missing is not None:
        return CannotTell(why=missing, because=because)
    return Alarm(
        because=because,
        severity="info",
        says=f"of what is complete in {case.subject}, {', '.join(item.ref for item in padding)} answers nothing that "
        "was found, recommended, promised or decided",
        clears="what each of them answers: a finding, a recommendation, a cause, a commitment or a decision",
    )


def _claimed(case: Case, item: Item) -> Iterator[int]:
    claim = case.plan.claim(item)
    if claim is not None:
        yield claim.entry


def _is_padding(case: Case, item: Item) -> bool:
    """Whether an action is complete and linked to nothing but its plan."""
    if not item.entry or item.mode == "presupposed" or item.retired is not None or case.plan.claim(item) is None:
        return False
    node = case.view(LineOfSight).nodes.get(item.ref)
    firm = [edge for edge in node.above if edge.standing in {STATED, CONFIRMED}] if node is not None else []
    return all(edge.other.startswith("plan:") for edge in firm)


# Why it went wrong ---------------------------------------------------------------------------------------------------

_ANSWERS = (*_ACTS, "decision", "obligation")
_ON_CAUSES = frozenset({"area:causes", "area:root-causes"})


@rule(
    "ROOT_CAUSE_WITHOUT_ACTION",
    code="FA33",
    severity="medium",
    question="If that is why it failed, what are we doing about it?",
    about=("cause", "obligation"),
    reads=(
        AccountsDiffer,
        ActionAdded,
        CommitmentMade,
        DecisionRecorded,
        ObligationCreated,
        ObligationDischarged,
        OpinionGiven,
        PlanVersioned,
        RootCauseIdentified,
    ),
    source="Tower Hamlets Best Value Improvement Board, June 2017, N3, O5 and O9",
    settings=(
        Setting(
            parameter="within_days",
            default=60,
            says="Within how many days of being named a cause is to be addressed.",
            looser="up",
        ),
    ),
)
def root_cause_without_action(case: Case) -> Answer:
    """A cause nothing addresses, lists of causes nobody has reconciled, or a plan sent before an opinion on causes."""
    return _opinion(case) if case.subject.kind == "obligation" else _cause(case)


def _cause(case: Case) -> Answer:
    made = [entry for entry in case.about(RootCauseIdentified) if entry.event.cause == case.subject.id]
    entry = next((one for one in made if one.rival_of is None), None)
    if entry is None:
        return None
    differing = _lists_differ(case)
    if differing is not None and _first_cause(differing) == case.subject:
        return Alarm(
            because=(entry.number, differing.entry),
            opened=differing.entry,
            says="the lists of what went wrong are confirmed to differ, and nobody has decided between them",
            clears="a decision about the causes",
        )
    if entry.mode == "presupposed":
        return None
    acting = _acting_on(case, _ANSWERS)
    if acting:
        return Clear(because=(entry.number, *acting))
    is_rivalled = any(one.rival_of is not None for one in made)
    if differing is not None or entry.event.standing == "disputed" or is_rivalled or doubted(entry, "standing"):
        return CannotTell(why="the cause is disputed", because=(entry.number,))
    return _nobody(case, entry.latest, entry.number)


def _lists_differ(case: Case) -> Difference | None:
    """A confirmed difference between lists of causes, this one among them, about which nobody has decided since."""
    register = case.view(AccountsRegister)
    for entry in case.about(AccountsDiffer):
        is_firm = entry.event.standing == "confirmed" and entry.rival_of is None
        found = register.differences[f"entry:{entry.original}"]
        is_between = case.subject in found.between and len(_causes(found)) > 1
        if not is_firm or not is_between or doubted(entry, "standing", "between"):
            continue
        if not any(act.decision for act in register.since(found)):
            return found
    return None


def _causes(difference: Difference) -> tuple[str, ...]:
    return tuple(ref for ref in difference.between if ref.startswith("cause:"))


def _first_cause(difference: Difference) -> str:
    """The cause named first: the difference is asked about once, of that one."""
    return _causes(difference)[0]


class _Sent(NamedTuple):
    """That the plan was sent, and by which entry."""

    day: dt.date
    entry: int


def _opinion(case: Case) -> Answer:
    """An opinion on the causes that was owed before the plan was sent, or that no order was set for."""
    owed = case.view(ObligationCalendar).obligations.get(case.subject.id)
    if owed is None or owed.kind != "opinion" or owed.since is None or owed.mode == "presupposed":
        return None
    about = each(owed.about)
    if owed.ended is not None or not any(ref.kind == "cause" or ref in _ON_CAUSES for ref in about):
        return None
    sent = min(_sent(case, owed), default=None)
    if sent is None:
        return None
    because = (*owed.entries[:1], sent.entry)
    in_time = [turn for turn in owed.met if turn.day <= sent.day or not each(owed.before)]
    if in_time:
        return Clear(because=(*because, in_time[0].entry))
    doubtful = [entry for number in owed.entries if (entry := case.entry(number)) is not None]
    if any(doubted(entry, "kind", "about", "before") for entry in doubtful):
        return CannotTell(why="the clerk doubts what the opinion was owed on, or before what", because=because)
    bodies = (None, *(party.id for party in each(owed.to) if party.kind == "body"), *_overseeing(case, about))
    missing = case.gap("obligations", on=sent.day, since=min(owed.since, sent.day), bodies=bodies, about=about)
    if missing is not None:
        return CannotTell(why=missing, because=because)
    return Alarm(
        because=because,
        opened=sent.entry,
        says=f"{case.subject}, an opinion on the causes, had not been given when the plan was sent on "
        f"{sent.day.isoformat()}",
        clears="the opinion, given by then",
    )


def _sent(case: Case, owed: Owed) -> Iterator[_Sent]:
    """When what the opinion was to come before happened; with no order set, when a plan it is about was submitted."""
    calendar = case.view(ObligationCalendar)
    for ref in each(owed.before):
        before = calendar.obligations.get(ref.id) if ref.kind == "obligation" else None
        if before is not None and before.kind == "submission":
            yield from (_Sent(turn.day, turn.entry) for turn in before.met)
    for ref in each(owed.before) or each(owed.about):
        plan = case.plan.find(ref) if ref.kind == "plan" else None
        for version in plan.versions if isinstance(plan, Plan) else ():
            if version.standing == "submitted" and not version.is_rival:
                yield _Sent(version.day, version.entry)


def _overseeing(case: Case, about: tuple[Ref, ...]) -> Iterator[str]:
    for ref in about:
        plan = case.plan.find(ref) if ref.kind == "plan" else None
        yield from each(plan.overseen_by) if isinstance(plan, Plan) else ()
