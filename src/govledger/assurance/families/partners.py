"""Family E, ownership and coverage: what will the partners do, and do they come?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from govledger.assurance.case import Case, doubted
from govledger.assurance.families.reading import around, is_unsure, overseers
from govledger.assurance.record import Record
from govledger.assurance.rule import Alarm, Answer, CannotTell, Clear, NotYet, Setting, rule
from govledger.events import (
    ActionAdded,
    AppointmentEnded,
    AppointmentMade,
    DetailChanged,
    MeetingHeld,
    ObligationCreated,
    ObligationDischarged,
    PlanItemRetired,
    each,
)
from govledger.events.phrases import Step, shift
from govledger.ledger import Entry
from govledger.projections.body_register import BodyRegister
from govledger.projections.obligation_calendar import ObligationCalendar
from govledger.projections.owed import Owed
from govledger.projections.plan_items import Item
from govledger.projections.seats import Meeting

_ONE_DAY = dt.timedelta(days=1)
_SEATS = frozenset({None, "chair", "member", "vice_chair"})
_THERE = frozenset({None, "part", "yes"})


@rule(
    "PARTNER_WITHOUT_PLAN",
    code="FA34",
    severity="medium",
    question="What are the police and health going to do?",
    about=("action", "appointment"),
    reads=(
        ActionAdded,
        AppointmentEnded,
        AppointmentMade,
        DetailChanged,
        MeetingHeld,
        ObligationCreated,
        ObligationDischarged,
        PlanItemRetired,
    ),
    source="Tower Hamlets, June 2017, C3; Worcestershire, 2017, b1; Gloucestershire, May 2022, 23.8",
    settings=(
        Setting(
            parameter="within_days",
            default=90,
            says="Within how many days of joining a partner is to have lodged a plan or taken on an action.",
            looser="up",
        ),
        Setting(
            parameter="absences_min",
            default=2,
            says="How many meetings running a partner is to have missed before that is asked about.",
            looser="up",
        ),
    ),
)
def partner_without_plan(case: Case) -> Answer:
    """A partner on a board with neither plan nor action, or who does not come; one named who never accepted."""
    if case.subject.kind == "action":
        item = case.row
        return _named(case, item) if isinstance(item, Item) else None
    row = case.view(BodyRegister).appointments.get(case.subject.id)
    named = (entry for entry in case.about(AppointmentMade) if entry.event.appointment == case.subject.id)
    made = [entry for entry in named if entry.rival_of is None]
    if row is None or not made or row.mode == "presupposed" or row.ended is not None:
        return None
    if row.capacity != "partner" or row.role not in _SEATS or row.body is None:
        return None
    if is_unsure(case, row, "capacity", "role", "body", "who", "represents"):
        return CannotTell(why="who sits there for whom is not sure", because=(made[0].number,))
    names = {str(name) for name in (row.who, row.office, row.represents) if name is not None}
    return _away(case, made[0], row.body, names) or _idle(case, made[0], row.body, names)


# A partner named in an action ----------------------------------------------------------------------------------------


def _named(case: Case, row: Item) -> Answer:
    partners = each(row.partners)
    if not partners or row.mode == "presupposed" or row.retired is not None:
        return None
    changes = [entry.number for entry in case.about(DetailChanged) if entry.event.accepted_by is not None]
    because = (row.entry, *changes)
    if is_unsure(case, row, "partners", "accepted_by"):
        return CannotTell(why="who is to take part, or accepted it, is not sure", because=because)
    waiting = [party for party in partners if party not in each(row.accepted_by)]
    if not waiting:
        return Clear(because=because)
    missing = case.gap("items", on=case.today, bodies=overseers(case), about=around(case))
    if missing is not None and row.accepted_by != "none":
        return CannotTell(why=missing, because=because)
    return Alarm(
        because=because,
        opened=row.entry,
        says=f"{case.subject} names {', '.join(waiting)}; that they accepted their part is not recorded",
        clears="the record that each partner accepted",
    )


# A partner on a board ------------------------------------------------------------------------------------------------


def _idle(case: Case, made: Entry[AppointmentMade], body: str, names: set[str]) -> Answer:
    shown = _taken_on(case, names) or _lodged(case, body, names)
    if shown:
        return Clear(because=(made.number, shown))
    limit = made.latest + case.days("within_days")
    if case.today <= limit:
        return _within(case, made, limit)
    for what in ("appointments", "obligations", "items"):
        missing = case.gap(what, on=case.today, since=made.latest, bodies=(None, body))
        if missing is not None:
            return CannotTell(why=missing, because=(made.number,))
    if _is_lodged_for_all(case, body):
        return CannotTell(why="partners' plans were lodged; nobody said whose", because=(made.number,))
    return Alarm(
        because=(made.number,),
        says=f"{', '.join(sorted(names))} has had a place on body:{body} since {made.latest.isoformat()}; neither a "
        "plan nor an action of theirs is recorded",
        clears="the partner's plan, or an action that the partner accepted",
    )


def _within(case: Case, made: Entry[AppointmentMade], limit: dt.date) -> Answer:
    """The answer while the time may be running: not yet, unless it may have begun long before it was known."""
    if shift(made.earliest, Step(case.setting("within_days"), "day")) < case.today:
        return CannotTell(why=f"nobody said since when {case.subject} is held", because=(made.number,))
    return NotYet(recheck_on=limit + _ONE_DAY, because=(made.number,))


def _taken_on(case: Case, names: Iterable[str]) -> int | None:
    """The entry by which a partner leads or accepted an action."""
    for name in sorted(names):
        said: tuple[Entry[ActionAdded] | Entry[DetailChanged], ...] = (
            *case.about(ActionAdded, name),
            *case.about(DetailChanged, name),
        )
        for entry in said:
            is_firm = entry.rival_of is None and not doubted(entry, "leads", "accepted_by")
            if is_firm and name in (*each(entry.event.leads), *each(entry.event.accepted_by)):
                return entry.number
    return None


def _plans_owed(case: Case, body: str) -> list[Owed]:
    """The partners' plans that are owed: every one to the body, or to nobody named."""
    owed = case.once(_partner_plans)
    return [row for row in owed if row.to is None or f"body:{body}" in each(row.to)]


def _partner_plans(record: Record) -> tuple[Owed, ...]:
    calendar = record.state(ObligationCalendar).obligations
    return tuple(row for row in calendar.values() if row.kind == "partner_plan")


def _lodged(case: Case, body: str, names: set[str]) -> int | None:
    """The entry by which a plan that a partner owes was lodged."""
    for row in _plans_owed(case, body):
        for entry in case.about(ObligationDischarged, row.ref):
            theirs = names.intersection(each(entry.event.by) or each(row.leads))
            if theirs and entry.rival_of is None:
                return entry.number
    return None


def _is_lodged_for_all(case: Case, body: str) -> bool:
    """Whether plans were lodged by a group, so that nobody can say whose they were."""
    lodged = (entry for row in _plans_owed(case, body) for entry in case.about(ObligationDischarged, row.ref))
    owed = {row.ref: each(row.leads) for row in _plans_owed(case, body)}
    by = (each(entry.event.by) or owed[f"obligation:{entry.event.obligation}"] for entry in lodged)
    return any(not parties or any(party.kind == "group" for party in parties) for parties in by)


# Who comes -----------------------------------------------------------------------------------------------------------


def _away(case: Case, made: Entry[AppointmentMade], body: str, names: set[str]) -> Alarm | None:
    """The alarm that a partner missed the last meetings of the body, as far as its attendance is known."""
    held = [row for row in case.once(_meetings_of, body) if _is_in(row, made.latest, case.today)]
    run: list[Meeting] = []
    for row in reversed(held):
        if not _is_away(case, row, names):
            break
        run.append(row)
    if len(run) < case.setting("absences_min") or not run:
        return None
    first, last = run[-1].day or dt.date.min, run[0].day or dt.date.min
    if case.gap("meetings", on=last, since=first, bodies=(None, body)) is not None:
        return None
    entries = [number for row in run for number in _held_in(case, row)]
    return Alarm(
        because=(made.number, *entries),
        opened=min(_held_in(case, run[-1])),
        says=f"{', '.join(sorted(names))} missed the last {len(run)} meetings of body:{body}, from {first.isoformat()}",
        clears="a meeting that the partner, or somebody in their place, came to",
    )


def _meetings_of(record: Record, body: str) -> tuple[Meeting, ...]:
    return tuple(record.state(BodyRegister).meetings_of(body))


def _is_in(row: Meeting, since: dt.date, until: dt.date) -> bool:
    return row.day is not None and since <= row.day <= until


def _held_in(case: Case, row: Meeting) -> list[int]:
    held = case.about(MeetingHeld, f"meeting:{row.meeting}")
    return [entry.number for entry in held if entry.rival_of is None]


def _is_away(case: Case, row: Meeting, names: set[str]) -> bool:
    """Whether attendance shows that neither a partner nor anybody in their place came."""
    if is_unsure(case, row, "attendance", "attendance_complete"):
        return False
    theirs = [one for one in each(row.attendance) if names.intersection({one.party, one.in_place_of})]
    if any(one.present in _THERE for one in theirs):
        return False
    return bool(theirs) or row.attendance_complete == "yes"
