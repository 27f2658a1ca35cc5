"""Family D, duties: was what was promised brought back in time, and was a check put off?"""

from __future__ import annotations

import datetime as dt

import attrs

from govledger.assurance.case import Case, numbers
from govledger.assurance.families.sittings import Held, held_by
from govledger.assurance.rule import Alarm, Answer, CannotTell, Clear, NotYet, rule
from govledger.events import (
    AccountsDiffer,
    AgendaItemConsidered,
    DeadlineChanged,
    Due,
    MeetingHeld,
    ObligationCreated,
    ObligationDischarged,
    each,
)
from govledger.projections.body_register import BodyRegister
from govledger.projections.deadline_history import DeadlineHistory
from govledger.projections.deadlines import Move
from govledger.projections.decision_register import DecisionRegister
from govledger.projections.falling_due import FallingDue
from govledger.projections.obligation_calendar import ObligationCalendar
from govledger.projections.owed import Owed

_ONE_DAY = dt.timedelta(days=1)
_UNKNOWN = Due.parse("unknown")
_CHECKS = frozenset({"assurance_review", "review", "verification"})
"""The kinds of obligation that are a check of somebody."""

_OFTEN = 2
"""How many times a check must be put off to be put off often."""


def _owed(case: Case) -> tuple[Owed, int] | None:
    """The obligation as the calendar has it, and the entry that creates it; ``None`` where no entry does."""
    row = case.view(ObligationCalendar).obligations.get(case.subject.id)
    if row is None:
        return None
    told = (number for number in case.numbers_about(ObligationCreated) if number in row.entries)
    made = next((number for number in told if not case.remark(number).is_rival), None)
    return None if made is None else (row, made)


def _moves(case: Case) -> list[Move]:
    """Every time its date was moved."""
    row = case.view(DeadlineHistory).deadlines.get(case.subject)
    return [move for move in (row.moves if row is not None else ()) if move.counts and move.day <= case.today]


def _is_doubted(case: Case, move: Move, *fields: str) -> bool:
    return case.is_doubted((move.entry,), *fields)


# FA25 ----------------------------------------------------------------------------------------------------------------


@rule(
    "REPORT_BACK_OVERDUE",
    code="FA25",
    severity="medium",
    question="You said you would come back to us: have you?",
    about=("obligation",),
    reads=(ObligationCreated, ObligationDischarged, DeadlineChanged, AgendaItemConsidered, MeetingHeld, AccountsDiffer),
    source="West Berkshire, 2015, resolution 1; Tower Hamlets, June 2017, A1 and A8; Herefordshire, 2021, b1 and b2",
)
def report_back_overdue(case: Case) -> Answer:
    """Something owed to a body whose day has passed, a turn of it missed, or a standing item left off an agenda."""
    found = _owed(case)
    if found is None:
        return None
    row, made = found
    date = _in_force(case, row)
    calendar = case.view(ObligationCalendar)
    standing = FallingDue(calendar, case.today).standing(attrs.evolve(row, due=date.due))
    because = (made, *(number for number in row.entries if number != made))
    if standing.state in {"met", "met_late"}:
        return Clear(because=because)
    due, latest = date.due or _UNKNOWN, standing.latest or case.today
    if standing.state == "due":
        return _not_late(case, row, due, latest, is_own=date.own)
    if standing.state == "late":
        return _late(case, row, made, due, latest, why=date.why)
    words = {
        "awaiting": "it waits for something that has no day yet",
        "unspecified": "no time was given for it",
    }
    why = words.get(standing.state)
    return None if why is None else CannotTell(why=why, because=because)


@attrs.frozen(kw_only=True)
class _Date:
    """When something falls due, once moves that its body had no part in are left out.

    Attributes:
        due: When; ``None`` where that was not said.
        own: Whether its body put it off to that date.
        why: Why the date is not to be relied on; empty where it is.
    """

    due: Due | None
    own: bool = False
    why: str = ""


def _in_force(case: Case, row: Owed) -> _Date:
    """The date that stands: only those to whom it is owed may put it off."""
    history = case.view(DeadlineHistory).deadlines.get(case.subject)
    date = _Date(due=row.due if history is None else history.first)
    for move in _moves(case):
        movers = _movers(case, move)
        if movers & set(each(row.to)) or move.is_later is False:
            date = _Date(due=move.now, own=True, why=_doubt(case, move))
        elif not movers or not each(row.to):
            date = _Date(due=move.now, why="whether those to whom it is owed put it off is not said")
    return date


def _doubt(case: Case, move: Move) -> str:
    return "the clerk doubts to when it was put off" if _is_doubted(case, move, "now", "by", "approved_by") else ""


def _movers(case: Case, move: Move) -> set[str]:
    """Who moved a date, or approved it, or decided it."""
    register = case.view(DecisionRegister)
    body = register.body_of(move.decision) if move.decision in register.decisions else None
    named = (*each(move.by), move.approved_by, f"body:{body}" if body else None)
    return {str(party) for party in named if party}


def _not_late(case: Case, row: Owed, due: Due, latest: dt.date, *, is_own: bool) -> Answer:
    """Its day has not passed: in order where it was met before or its body put it off, else not yet to be asked."""
    because, recheck = tuple(sorted(set(row.entries))), latest + _ONE_DAY
    differing = [entry for entry in case.about(AccountsDiffer) if entry.rival_of is None]
    if differing and len(due.readings) > 1:
        why = f"accounts differ that bear on when it falls due: {_readings(case, due)}"
        return CannotTell(why=why, because=(*because, *numbers(differing)), recheck_on=recheck)
    if is_own or (due.is_recurring and row.met):
        return Clear(because=because, recheck_on=recheck)
    return NotYet(recheck_on=recheck, because=because)


def _late(case: Case, row: Owed, made: int, due: Due, latest: dt.date, *, why: str) -> Answer:
    """Its day has passed, or a turn of it: can the record show that it was not met?"""
    missed = _missed(case, row, due, latest)
    unsure = _unsure(case, row, made) or why or _uncovered(case, row, latest, missed)
    if unsure:
        return CannotTell(why=unsure, because=(made,))
    if due.every_meeting_of is not None and not missed:
        return CannotTell(why="the meeting that passed it over is only taken for granted", because=(made,))
    turns = sorted((turn.day, turn.entry) for turn in row.met)
    opened = missed[0].number if missed else turns[-1][1] if turns else made
    return Alarm(
        because=(made, *(number for _, number in turns[-1:]), *numbers(missed)),
        opened=opened,
        says=f"{case.subject} fell due by {latest.isoformat()}, and nothing on record shows it met"
        f"{_read_as(case, due)}",
        clears="the record that it was met, or that those to whom it is owed put it off to a date",
    )


def _unsure(case: Case, row: Owed, made: int) -> str:
    """Why the date cannot be relied on; empty where it can."""
    if case.remark(made).is_presupposed:
        return "the source only takes it for granted that it is owed"
    if case.is_doubted((made,), "due") or any(rival.field == "due" for rival in row.rivals):
        return "when it falls due is in doubt"
    if row.kind == "standing_item" and not each(row.about):
        return "what the standing item is to be about is not said"
    return ""


def _uncovered(case: Case, row: Owed, latest: dt.date, missed: list[Held]) -> str | None:
    """What coverage is missing for its not being met to count; ``None`` where it is all declared."""
    since = min(row.last_met or row.since or latest, latest)
    bodies = _bodies(row) or (None,)
    gap = case.gap("obligations", on=latest, since=since, bodies=bodies)
    if gap is None and missed:
        gap = case.gap("meetings", on=latest, bodies=bodies)
    return gap


def _bodies(row: Owed) -> tuple[str, ...]:
    return tuple(party.id for party in each(row.to) if party.kind == "body")


def _missed(case: Case, row: Owed, due: Due, latest: dt.date) -> list[Held]:
    """The meetings of that day that passed a duty of every meeting over."""
    of = due.every_meeting_of
    if of is None:
        return []
    bodies = (of.removeprefix("body:"),) if of else _bodies(row)
    return [
        entry
        for body in bodies
        for entry in held_by(case, body)
        if entry.latest == latest and entry.mode != "presupposed"
    ]


def _readings(case: Case, due: Due) -> str:
    """Each reading of a duty with its last day."""
    read = case.view(ObligationCalendar).readings_of(due)
    return "; ".join(
        f"{one.said} ({'no day' if one.latest == dt.date.max else one.latest.isoformat()})" for one in read
    )


def _read_as(case: Case, due: Due) -> str:
    return f", read as {_readings(case, due)}" if len(due.readings) > 1 else ""


# FA26 ----------------------------------------------------------------------------------------------------------------


@rule(
    "ASSURANCE_POSTPONED",
    code="FA26",
    severity="high",
    question="Why was the check put off, and until when?",
    about=("obligation",),
    reads=(DeadlineChanged, ObligationCreated, ObligationDischarged),
    source="West Berkshire, 2015, P8",
)
def assurance_postponed(case: Case) -> Answer:
    """A check put off to no date, more than once, or by the party it is about."""
    found = _owed(case)
    if found is None or found[0].kind not in _CHECKS:
        return None
    row, made = found
    moves = [move for move in _moves(case) if move.is_later is not False]
    if not moves:
        return None
    because = (made, *(move.entry for move in moves))
    if row.met:
        return Clear(because=(*because, *(turn.entry for turn in row.met)))
    if case.is_doubted((made,), "kind"):
        return CannotTell(why="the clerk doubts what kind of duty it is", because=because)
    last, how = moves[-1], _how(case, row, moves)
    if how:
        return Alarm(
            because=because,
            opened=moves[0].entry,
            severity="info" if _is_inspectors_own(case, row, moves) else None,
            says=f"{case.subject}, a check, was put off {' and '.join(how)}",
            clears="the check made",
        )
    if last.now is None or _is_doubted(case, last, "now", "by", "requested_by"):
        return CannotTell(why="to when it was put off, or by whom, is not said for certain", because=because)
    if not _parties(last):
        return CannotTell(why="who put it off is not said", because=because)
    if not _parties(last) <= set(each(row.leads)):
        return CannotTell(why="it was put off by another than who is to make it", because=because)
    return Clear(because=because)


def _how(case: Case, row: Owed, moves: list[Move]) -> list[str]:
    """In which ways that trouble it a check was put off."""
    last, concerned = moves[-1], {str(ref) for ref in each(row.about)}
    how: list[str] = []
    if last.now is not None and _is_timeless(last.now) and not _is_doubted(case, last, "now"):
        how.append("to no date")
    if len(moves) >= _OFTEN:
        how.append(f"{len(moves)} times")
    if any(_parties(move) & concerned and not _is_doubted(case, move, "by", "requested_by") for move in moves):
        how.append("by the party it is about")
    return how


def _is_timeless(due: Due) -> bool:
    return due.is_none or due.is_unspecified or due.is_unknown


def _parties(move: Move) -> set[str]:
    """Who put a check off, or asked for that."""
    return {str(party) for party in (*each(move.by), *((move.requested_by,) if move.requested_by else ()))}


def _is_inspectors_own(case: Case, row: Owed, moves: list[Move]) -> bool:
    """Whether whoever is to make it stands outside the council, and alone put it off."""
    bodies = case.view(BodyRegister).bodies
    parties = {party for move in moves for party in _parties(move)}
    outside = {
        party
        for party in parties
        if party.startswith("org:")
        or (party.startswith("body:") and (held := bodies.get(party[5:])) is not None and held.relation == "external")
    }
    is_own = all(_parties(move) for move in moves) and parties <= set(each(row.leads))
    return is_own and outside == parties and not parties & {str(ref) for ref in each(row.about)}
