"""What stands around a plan: what recommendations came to, what was decided and owed, and who met with what power."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import attrs

from govledger.events import each
from govledger.exports.report.reading import Link, Reader, Said
from govledger.exports.report.strips import Span, Status, status_of
from govledger.projections.body_register import BodyRegister
from govledger.projections.decision_register import DecisionRegister
from govledger.projections.line_of_sight import LineOfSight
from govledger.projections.obligation_calendar import ObligationCalendar
from govledger.projections.owed import Line
from govledger.projections.plan_state import PlanState
from govledger.projections.recommendation_rows import Recommendation
from govledger.projections.recommendation_tracker import RecommendationTracker
from govledger.projections.seats import Oversight
from govledger.projections.sights import Trace

STEPS = (
    ("commitment", "commitment", "commitments"),
    ("action", "action", "actions"),
    ("measure", "measure", "measures"),
    ("evidence", "piece of evidence", "pieces of evidence"),
)
"""The steps of a line of sight below a recommendation."""


@attrs.frozen(kw_only=True)
class Step:
    """One step of a line of sight.

    Attributes:
        kind: What stands there.
        said: How many there are, in words.
        links: Each of them, with how it stands where it has a status.
    """

    kind: str
    said: str
    links: tuple[tuple[Link, Status | None], ...]


@attrs.frozen(kw_only=True)
class SightLine:
    """One recommendation and what lies in sight below it.

    Attributes:
        anchor: Its own place.
        name: What it is called.
        words: How it is worded.
        by: Who made it.
        response: How it was answered, and who closed it.
        steps: What lies below, step by step; only what is stated or confirmed and has not left the plan.
        suggested: What somebody only suggested.
        entries: The entry that made it.
    """

    anchor: str
    name: str
    words: Said | None
    by: str
    response: str
    steps: tuple[Step, ...]
    suggested: tuple[Link, ...]
    entries: tuple[Link, ...]


def sights_of(reader: Reader) -> tuple[SightLine, ...]:
    """The line of sight from each recommendation, in the order they were made."""
    tracker, sight = reader.record.state(RecommendationTracker), reader.record.state(LineOfSight)
    return tuple(
        _sight(key, row, sight.trace(f"recommendation:{key}"), reader)
        for key, row in tracker.recommendations.items()
        if row.entry
    )


def _sight(key: str, row: Recommendation, trace: Trace, reader: Reader) -> SightLine:
    suggested = set(trace.seen_below("commitment", "action", firm=False)) - set(
        trace.seen_below("commitment", "action")
    )
    return SightLine(
        anchor=reader.anchor(f"recommendation:{key}"),
        name=reader.aloud(f"recommendation:{key}"),
        words=reader.said(row.text),
        by=reader.parties(row.by) or "maker not said",
        response=_response(row, reader),
        steps=tuple(_step(names, trace, reader) for names in STEPS),
        suggested=tuple(map(reader.link, sorted(suggested))),
        entries=(reader.entry(row.entry),),
    )


def _step(names: tuple[str, str, str], trace: Trace, reader: Reader) -> Step:
    (kind, one, many), plan = names, reader.record.state(PlanState)
    refs = trace.seen_below(kind)
    said = f"{len(refs):,} {one if len(refs) == 1 else many}" if refs else f"no {one}"
    return Step(kind=kind, said=said, links=tuple((reader.link(ref), _status(ref, plan)) for ref in refs))


def _status(ref: str, plan: PlanState) -> Status | None:
    row = plan.find(ref)
    if row is None or row.status is None:
        return None
    return status_of(row.status.label, plan.meaning(row))


def _response(row: Recommendation, reader: Reader) -> str:
    answered = f"{row.answered.response.replace('_', ' ')} on {reader.day(row.answered.day)}" if row.answered else ""
    closed = ""
    if row.closed is not None:
        by = reader.parties(row.closed.by) or "nobody named"
        closed = f"closed as {row.closed.how.replace('_', ' ')} on {reader.day(row.closed.day)} by {by}"
    stage = reader.record.state(RecommendationTracker).stage(row).replace("_", " ")
    return "; ".join(filter(None, (answered or "no answer on record", closed or f"stands as {stage}")))


# What was decided, and what is owed ----------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class Decided:
    """One decision.

    Attributes:
        anchor: Its own place.
        name: What it is called.
        day: When it was taken.
        body: Who took it.
        force: With what force, and how that changed.
        words: How it is worded.
        done: What was done about it.
        open: What rests on it and is not done.
        carried_out: Whether it was carried out, in words.
        entries: The entries that say so.
    """

    anchor: str
    name: str
    day: str
    body: str
    force: str
    words: Said | None
    done: str
    open: tuple[Link, ...]
    carried_out: str
    entries: tuple[Link, ...]


_CARRIED = {
    "yes": "done, as far as anything rests on it",
    "part": "done in part",
    "no": "not done",
    "nothing derives": "nothing on record rests on it",
}


def decisions_of(reader: Reader, today: dt.date) -> tuple[Decided, ...]:
    """Every decision, the latest first."""
    register = reader.record.state(DecisionRegister)
    every = register.outcomes(today)
    ordered = sorted(every, key=lambda one: one.happened.latest if one.happened else dt.date.min, reverse=True)
    return tuple(
        Decided(
            anchor=reader.anchor(f"decision:{one.decision}"),
            name=reader.aloud(f"decision:{one.decision}"),
            day=reader.when(one.happened),
            body=reader.aloud(f"body:{one.body}") if one.body else "body not said",
            force=" then ".join(force.replace("_", " ") for force in dict.fromkeys(one.forces)),
            words=reader.said(one.text),
            done=", ".join(map(reader.aloud, one.done)),
            open=tuple(map(reader.link, one.open)),
            carried_out=_CARRIED[one.carried_out],
            entries=tuple(map(reader.entry, one.entries[:1])),
        )
        for one in ordered
    )


@attrs.frozen(kw_only=True)
class Duty:
    """One thing that is owed.

    Attributes:
        anchor: Its own place.
        name: What it is called.
        state: How it stands.
        is_late: Whether it is late.
        is_open: Whether it is still owed.
        due: When it falls due, as it was said.
        day: The day that comes to.
        who: Who owes it, and to whom.
        moved: How often its date was moved.
        last_met: When it was last met.
        words: What was said.
        entries: The entries that say so.
    """

    anchor: str
    name: str
    state: str
    is_late: bool
    is_open: bool
    due: str
    day: str
    who: str
    moved: int
    last_met: str
    words: Said | None
    entries: tuple[Link, ...]


STATES = {
    "late": "late",
    "due": "to come",
    "awaiting": "waits for something that has no day",
    "unspecified": "no time given",
    "no_deadline": "said to have no deadline",
    "met": "met",
    "met_late": "met late",
    "ended": "ended unmet",
}


def duties_of(reader: Reader, today: dt.date) -> tuple[Duty, ...]:
    """Everything owed: what is late first, what is met last."""
    return tuple(_duty(line, reader) for line in reader.record.state(ObligationCalendar).lines(today))


def _duty(line: Line, reader: Reader) -> Duty:
    leads, to = reader.parties(line.leads) or "nobody named", reader.parties(line.to)
    return Duty(
        anchor=reader.anchor(line.ref),
        name=reader.aloud(line.ref),
        state=STATES.get(line.state, line.state),
        is_late=line.state == "late",
        is_open=line.is_open,
        due=reader.due(line.due),
        day=reader.day(line.latest),
        who=f"{leads}, to {to}" if to else leads,
        moved=line.deferrals,
        last_met=reader.day(line.last_met),
        words=reader.said(line.text),
        entries=tuple(map(reader.entry, line.entries[:1])),
    )


# Who met, and with what power ----------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class Sitting:
    """One meeting on the line of days.

    Attributes:
        left: Where it stands.
        is_held: Whether it was held.
    """

    left: float
    is_held: bool


@attrs.frozen(kw_only=True)
class Overseer:
    """One body as one that oversees.

    Attributes:
        anchor: Its own place.
        name: What it is called.
        kind: What kind it is.
        met: How often it met and when last, in words.
        quorate: Whether its last meeting was quorate.
        chair: Who chairs it.
        independent: Whether the chair is independent, and what that rests on.
        powers: What it may do, in words.
        scrutinise: Whether it may scrutinise: ``yes``, ``no`` or ``unknown``.
        oversees: What it oversees.
        cadence: How often it is to meet.
        sittings: Its meetings over time.
        entries: The entries that say so.
    """

    anchor: str
    name: str
    kind: str
    met: str
    quorate: str
    chair: str
    independent: str
    powers: str
    scrutinise: str
    oversees: str
    cadence: str
    sittings: tuple[Sitting, ...]
    entries: tuple[Link, ...]


def overseers_of(reader: Reader, today: dt.date, span: Span) -> tuple[Overseer, ...]:
    """Every body, with whether it met and what it may do."""
    register = reader.record.state(BodyRegister)
    return tuple(_overseer(row, register, reader, today, span) for row in register.oversight(today))


def _overseer(row: Oversight, register: BodyRegister, reader: Reader, today: dt.date, span: Span) -> Overseer:
    body = register.bodies[row.body]
    held, lacks = (", ".join(map(_plainly, each(words))) for words in (body.powers, body.lacks))
    may = "; ".join(filter(None, (f"may {held}" if held else "", f"may not {lacks}" if lacks else "")))
    return Overseer(
        anchor=reader.anchor(f"body:{row.body}"),
        name=reader.sentence(f"body:{row.body}")[:-1],
        kind=_plainly(row.kind or "kind not said"),
        met=_met(row, reader),
        quorate=row.quorate,
        chair=reader.aloud(str(row.chair)) if row.chair else "no chair on record",
        independent=", ".join(filter(None, (row.independent_chair, _because(row, reader)))),
        powers=may or "powers not on record",
        scrutinise=row.may_scrutinise,
        oversees=reader.parties(tuple(map(str, each(body.oversees)))),
        cadence=reader.due(row.cadence) if row.cadence else "not said",
        sittings=tuple(_sittings(row.body, register, today, span)),
        entries=tuple(map(reader.entry, row.entries[:1])),
    )


_BECAUSE = {
    "called independent: yes": "the record says so",
    "called independent: no": "the record says so",
    "capacity external": "from outside the council",
}


def _because(row: Oversight, reader: Reader) -> str:
    return _BECAUSE.get(row.because, reader.aloud(row.because)) if row.because else ""


def _plainly(word: str) -> str:
    return word.replace("_", " ")


def _met(row: Oversight, reader: Reader) -> str:
    if row.never_met == "yes" and not row.meetings:
        return "said never to have met"
    if not row.meetings:
        return "no meeting on record"
    many = "1 meeting" if row.meetings == 1 else f"{row.meetings:,} meetings"
    second = f", {row.reported} of them known second hand" if row.reported else ""
    return f"{many} on record{second}, the last on {reader.day(row.last_met)}"


def _sittings(body: str, register: BodyRegister, today: dt.date, span: Span) -> Iterable[Sitting]:
    for row in register.meetings.values():
        if row.body == body and row.day is not None and row.day <= today:
            yield Sitting(left=span.at(row.day), is_held=row.state == "held")
