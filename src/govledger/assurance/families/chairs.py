"""Family D, chairs: does the person in the chair of a body mark their own work?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

import attrs

from govledger.assurance.case import Case, doubted
from govledger.assurance.families.belonging import plans_addressing, plans_overseen
from govledger.assurance.record import Record, compared
from govledger.assurance.rule import Alarm, Answer, CannotTell, Clear, rule
from govledger.events import (
    ActionAdded,
    AppointmentMade,
    Party,
    RecommendationClosed,
    RecommendationMade,
    StatementMade,
    TermsOfReferenceSet,
    each,
)
from govledger.projections.body_register import BodyRegister
from govledger.projections.body_rows import Body
from govledger.projections.plan_state import PlanState
from govledger.projections.seats import Appointment

_IMPROVEMENT = frozenset({"improvement_board", "best_value_board"})
"""The kinds of body that oversee what is recommended to a council, whether or not their terms say so."""


@attrs.frozen(kw_only=True)
class _Seat:
    """Somebody who chairs, or is proposed to, under every name they are known by.

    Attributes:
        names: The person and the offices they hold.
        portfolio: What they are responsible for; ``None`` where nobody said.
        capacities: In whose capacity they act.
        recuses: What they withdraw from.
        is_firm: Whether nothing that matters here is doubted or disputed.
        entries: The entries that say so.
    """

    names: frozenset[str]
    portfolio: frozenset[str] | None
    capacities: frozenset[str]
    recuses: frozenset[str]
    is_firm: bool
    entries: tuple[int, ...]


@attrs.frozen(kw_only=True)
class _Work:
    """An open action or recommendation.

    Attributes:
        ref: What it is.
        leads: Who answers for it; ``None`` where nobody said.
        about: What it concerns, and what it belongs to.
        entry: The entry that says so.
        since: The day from which it counts.
    """

    ref: str
    leads: tuple[str, ...] | None
    about: frozenset[str]
    entry: int
    since: dt.date = dt.date.min


@attrs.frozen
class _Works:
    """All the open actions and recommendations of a record.

    Attributes:
        every: Each of them, actions first.
        left_over: The places of those that belong to no plan.
        places: The places of those that are, or are about, each thing.
    """

    every: tuple[_Work, ...]
    left_over: frozenset[int]
    places: Mapping[str, frozenset[int]]


@rule(
    "CHAIR_OVERSEES_SELF",
    code="FA23",
    severity="high",
    question="Is the person in the chair marking their own work?",
    about=("body",),
    reads=(AppointmentMade, TermsOfReferenceSet, RecommendationMade, ActionAdded, StatementMade),
    source="Gloucestershire, May 2022, 23.5, 23.6 and 23.11; Tower Hamlets, June 2017, C3 and C5",
)
def chair_oversees_self(case: Case) -> Answer:
    """Somebody chairs, or is proposed to chair, the body that oversees what they answer for."""
    register = case.view(BodyRegister)
    row = register.bodies.get(case.subject.id)
    if row is None:
        return None
    works = list(_overseen(case, row))
    chairs = [_seat(case, chair) for chair in register.chairs(row.body, day=case.today)]
    for seat in chairs:
        found = _alarm(case, row, seat, works)
        if found is not None and seat.is_firm:
            return found
    return _proposed(case, row, works) or _settled(case, row, chairs, works)


def _settled(case: Case, row: Body, chairs: list[_Seat], works: list[_Work]) -> Answer:
    """Whether the record shows that nobody oversees themselves; nothing to ask of a body that oversees nothing."""
    if not works and row.chair_independent != "yes":
        return None
    because = tuple(number for seat in chairs for number in seat.entries)
    if not chairs:
        missing = case.gap("appointments", on=case.today, bodies=(row.body,))
        return CannotTell(why=missing or "nobody is on record as its chair")
    if not all(seat.is_firm for seat in chairs):
        return CannotTell(why="who chairs it, or for what they answer, is in doubt", because=because)
    unled = [work.ref for work in works if work.leads is None]
    if unled:
        return CannotTell(why=f"nobody is said to lead {', '.join(unled)}", because=because)
    if any(seat.portfolio is None and "external" not in seat.capacities for seat in chairs):
        return CannotTell(why="for what its chair answers elsewhere is not known", because=because)
    if any(not seat.capacities & {"external", "elected"} for seat in chairs):
        missing = case.gap("appointments", on=case.today, bodies=(row.body,))
        if missing is not None:
            return CannotTell(why=missing, because=because)
    return Clear(because=because)


def _proposed(case: Case, row: Body, works: list[_Work]) -> Alarm | None:
    """A proposal for the chair is a note, until somebody is appointed after it."""
    began = [chair.began for chair in case.view(BodyRegister).chairs(row.body) if chair.began is not None]
    for entry in reversed(case.about(StatementMade)):
        event, is_spent = entry.event, any(begun.earliest > entry.latest for begun in began)
        is_proposal = event.kind == "proposal" and event.role == "chair" and event.proposed is not None
        if not is_proposal or is_spent or case.subject not in each(event.about):
            continue
        if entry.rival_of is not None or doubted(entry, "proposed", "role", "kind"):
            continue
        found = _alarm(case, row, _named(case, {str(event.proposed)}, ()), works)
        if found is not None:
            return attrs.evolve(
                found,
                because=(entry.number, *found.because),
                opened=entry.number,
                severity="info",
                says=f"it is proposed that {case.subject} have a chair of whom it would be true that {found.says}",
            )
    return None


def _alarm(case: Case, row: Body, seat: _Seat, works: list[_Work]) -> Alarm | None:
    """What somebody in the chair would oversee of their own."""
    for work in works:
        if seat.recuses & {work.ref, *work.about}:
            continue
        touched = _touches(case, seat, work)
        if touched is not None:
            return Alarm(
                because=(*seat.entries, work.entry),
                opened=next(iter(seat.entries), None),
                says=f"the chair {touched} {work.ref}, which {case.subject} oversees",
                clears="another chair, another lead, or the record that the chair withdraws from it",
            )
    terms = [
        entry
        for entry in case.about(TermsOfReferenceSet)
        if entry.event.body == row.body and entry.event.chair_independent is not None and entry.rival_of is None
    ]
    if row.chair_independent == "yes" and "officer" in seat.capacities and not doubted(terms[-1], "chair_independent"):
        return Alarm(
            because=(*seat.entries, terms[-1].number),
            opened=next(iter(seat.entries), None),
            says=f"the chair of {case.subject} is to be independent, and is an officer of the council",
            clears="a chair who is no officer of the council",
        )
    return None


def _touches(case: Case, seat: _Seat, work: _Work) -> str | None:
    """How somebody has a hand in a piece of work; ``None`` where nothing says that they have."""
    leads = set(work.leads or ())
    if leads & seat.names:
        return "leads"
    if _above(case, leads) & seat.names:
        return "manages the lead of"
    return "is responsible for what concerns" if work.about & (seat.portfolio or frozenset()) else None


# Who chairs ----------------------------------------------------------------------------------------------------------


def _running(case: Case, names: Iterable[str]) -> list[Appointment]:
    """The appointments that run today in which any of these stands, as the one appointed or as the office."""
    rows, places = case.once(_posts)
    found = sorted({place for name in names for place in places.get(name, ())})
    return [rows[place] for place in found if rows[place].held_on(case.today)]


def _posts(record: Record) -> tuple[tuple[Appointment, ...], dict[str, list[int]]]:
    """Every appointment, and the places of those in which each party stands."""
    rows = tuple(record.state(BodyRegister).appointments.values())
    places: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        for name in {row.who, row.office} - {None}:
            places.setdefault(str(name), []).append(place)
    return rows, places


def _seat(case: Case, chair: Appointment) -> _Seat:
    return _named(case, _parties((chair.who, chair.office)), (chair,))


def _named(case: Case, names: set[str], chairs: tuple[Appointment, ...]) -> _Seat:
    """Somebody known by some names, with every office they hold today."""
    running = _running(case, names)
    offices, holders = _parties(row.office for row in running), _parties(row.who for row in running)
    # An office that several hold tells of none of them what the others answer for.
    names = {*names, *offices, *(holders if len(holders) == 1 else ())}
    running = _running(case, names)
    named = [row for row in running if row in chairs or row.who in names or (row.who is None and row.office in names)]
    # Of a chair taken by nobody named, the appointment itself is all there is.
    held = named or list(chairs)
    entries = [
        entry
        for row in held
        for entry in case.about(AppointmentMade, f"appointment:{row.appointment}")
        if entry.event.appointment == row.appointment and entry.rival_of is None
    ]
    said = [row.portfolio for row in held if row.portfolio is not None]
    return _Seat(
        names=frozenset(names),
        portfolio=frozenset(ref for one in said for ref in each(one)) if said else None,
        capacities=frozenset(row.capacity for row in held if row.capacity),
        recuses=frozenset(ref for row in held for ref in each(row.recuses)),
        is_firm=not any(row.disputed for row in held)
        and not any(doubted(entry, "who", "office", "role", "body", "capacity", "portfolio") for entry in entries),
        entries=tuple(entry.number for entry in entries),
    )


def _parties(said: Iterable[Party | None]) -> set[str]:
    """Those that were named."""
    return {str(party) for party in said if party is not None}


def _above(case: Case, parties: set[str]) -> set[str]:
    """Everybody above some parties, by the lines of today."""
    found, reached = set[str](), parties
    while reached:
        up = {str(manager) for row in _running(case, reached) for manager in each(row.reports_to)}
        reached = up - found
        found |= reached
    return found


# What it oversees ----------------------------------------------------------------------------------------------------


def _overseen(case: Case, row: Body) -> Iterator[_Work]:
    """The open actions and recommendations that a body oversees."""
    oversees = {*(plan.ref for plan in plans_overseen(case, row.body)), *each(row.oversees)}
    works = case.once(_works)
    found = {place for ref in oversees for place in works.places.get(ref, ())}
    if row.kind in _IMPROVEMENT:
        found |= works.left_over if oversees else set(range(len(works.every)))
    return (works.every[place] for place in sorted(found) if works.every[place].since <= case.today)


@compared
def _works(record: Record) -> _Works:
    every = [*_actions(record), *_recommendations(record)]
    places: dict[str, set[int]] = {}
    for place, (work, _) in enumerate(every):
        for ref in (work.ref, *work.about):
            places.setdefault(ref, set()).add(place)
    return _Works(
        every=tuple(work for work, _ in every),
        left_over=frozenset(place for place, (_, belongs) in enumerate(every) if not belongs),
        places={ref: frozenset(held) for ref, held in places.items()},
    )


def _actions(record: Record) -> Iterator[tuple[_Work, bool]]:
    """The open actions, each with whether it belongs to a plan."""
    state = record.state(PlanState)
    for item in state.actions.values():
        if state.is_live(item) and item.introduced_on is not None:
            plan = {f"plan:{item.plan}"} if item.plan else set[str]()
            about = frozenset({*each(item.about), *plan})
            leads = None if item.leads is None else tuple(each(item.leads))
            yield _Work(ref=item.ref, leads=leads, about=about, entry=item.entry, since=item.introduced_on), bool(plan)


def _recommendations(record: Record) -> Iterator[tuple[_Work, bool]]:
    """The open recommendations, each with whether a plan is said to answer it."""
    closed = {entry.event.recommendation for entry in record.all(RecommendationClosed) if entry.rival_of is None}
    for entry in record.all(RecommendationMade):
        event, ref = entry.event, f"recommendation:{entry.event.recommendation}"
        if event.recommendation in closed or entry.rival_of is not None:
            continue
        plans = {plan.ref for plan in plans_addressing(record, ref)}
        said = event.leads if event.leads is not None else event.to
        leads = None if said is None else tuple(each(said))
        about = frozenset({*each(event.about), *plans})
        yield _Work(ref=ref, leads=leads, about=about, entry=entry.number), bool(plans)
