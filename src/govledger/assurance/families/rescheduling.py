"""Family C, time: dates that are moved, how often and how far."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import pairwise

import attrs

from govledger.assurance.case import Case, doubted
from govledger.assurance.families.reading import around, overseers
from govledger.assurance.families.weighing import weigh
from govledger.assurance.rule import Alarm, Answer, CannotTell, Clear, Setting, rule
from govledger.events import (
    ActionAdded,
    CommitmentMade,
    CorrectionRecorded,
    DeadlineChanged,
    Due,
    ObligationCreated,
    ObligationDischarged,
    PlanItemRetired,
)
from govledger.projections.deadline_history import DeadlineHistory
from govledger.projections.deadlines import Deadline, Move
from govledger.projections.plan_items import Item

DATED = ("action", "commitment", "obligation", "plan")
"""The kinds of thing whose dates are asked about."""

_CLOSED = frozenset({"claimed", "verified", "embedded", "retired"})
_HUNDRED = 100
_DATES = frozenset({"subject", "was", "now", "due", "outcome"})
"""The fields that say how a date was moved."""

UNTOLD = "a move of its date does not say for certain from when to when"
"""Why nothing can be told of a move without its dates."""


# What both rules read ------------------------------------------------------------------------------------------------


def moves_of(case: Case, row: Deadline) -> list[Move]:
    """The moves of a date made by today, in order; neither those only asked for or refused nor second accounts."""
    return [move for move in row.moves if move.counts and move.day <= case.today]


def is_told(case: Case, move: Move) -> bool:
    """Whether a move says outright and for certain from when to when."""
    if move.is_later is None or not case.holds(move.entry):
        return False
    remark = case.remark(move.entry)
    return not remark.is_presupposed and remark.uncertain.isdisjoint(_DATES)


def place(move: Move) -> tuple[dt.date, int]:
    """What puts moves in order: the day, then the entry."""
    return move.day, move.entry


def is_open(case: Case, row: Deadline) -> bool:
    """Whether the subject still falls due: neither done nor retired, nor an obligation that was met."""
    if case.subject.kind == "obligation":
        is_met = any(not case.remark(number).is_rival for number in case.numbers_about(ObligationDischarged))
        return not is_met or (row.current is not None and row.current.is_recurring)
    return case.row is None or case.plan.stage(case.row) not in _CLOSED


def corrected(case: Case, moves: Iterable[Move]) -> tuple[int, ...]:
    """The entries in which somebody corrected the dates of the subject, or of these moves; they stand beside them."""
    named = [str(case.subject), *(f"entry:{move.entry}" for move in moves)]
    said = {
        entry.number for name in named for entry in case.about(CorrectionRecorded, name) if _is_of_date(entry.event)
    }
    return tuple(sorted(said))


def _is_of_date(event: CorrectionRecorded) -> bool:
    return event.field in {None, "due", "was", "now", "date", "deadline"}


def with_corrections(says: str, corrections: tuple[int, ...]) -> str:
    """What an alarm says, and that a correction of the date is on record."""
    cited = ", ".join(str(number) for number in corrections)
    return f"{says}; a correction is on record (entry {cited})" if corrections else says


# How often, and how far? ---------------------------------------------------------------------------------------------


@rule(
    "SERIAL_RESCHEDULING",
    code="FA16",
    severity="medium",
    question="How many times has this moved?",
    about=DATED,
    reads=(ActionAdded, CommitmentMade, CorrectionRecorded, DeadlineChanged, ObligationCreated, PlanItemRetired),
    source="HM Treasury DAO 02/20 on deferred target dates; Durham audit committee 2013; West Berkshire 2015, P5",
    settings=(
        Setting(
            parameter="moves_min",
            default=2,
            says="How many later moves of one date, or in a plan how many actions moved, are asked about.",
            looser="up",
        ),
        Setting(
            parameter="slip_percent",
            default=50,
            says="How far a date may slip, as a share of the time first given.",
            looser="up",
        ),
        Setting(
            parameter="share_percent",
            default=20,
            says="What share of a plan's open actions, moved later within the time below, is asked about.",
            looser="up",
        ),
        Setting(
            parameter="within_days",
            default=91,
            says="Over how many days the moves in a plan are counted together.",
            looser="down",
        ),
    ),
)
def serial_rescheduling(case: Case) -> Answer:
    """A date moved later again and again, or too far; or too many of a plan's dates moved at once."""
    return weigh([_of_one_date(case), _of_a_plan(case) if case.subject.kind == "plan" else None])


def _of_one_date(case: Case) -> Answer:
    line = case.view(DeadlineHistory).line(case.subject)
    moves = sorted((move for row in line for move in moves_of(case, row)), key=place)
    if not line or not is_open(case, line[0]) or not (moves or _has_day(line[0].original)):
        return None
    told = [move for move in moves if is_told(case, move)]
    opened = _episode(case, line, told)
    if opened:
        return _moved_again(case, line, told, opened)
    unmeasured = UNTOLD if len(told) < len(moves) else _unmeasured(case, line, told)
    if unmeasured is not None:
        return CannotTell(why=unmeasured, because=tuple(move.entry for move in moves))
    given = [row.entry for row in line if row.entry]
    because = (*given, *(move.entry for move in moves))
    since = min(case.latest(number) for number in because if case.holds(number))
    missing = case.gap("deadlines", on=case.today, since=since, bodies=overseers(case), about=around(case))
    return Clear(because=because) if missing is None else CannotTell(why=missing, because=because)


def _unmeasured(case: Case, line: list[Deadline], told: list[Move]) -> str | None:
    """Why it cannot be told how far a date has slipped, if it has moved at all."""
    if not told:
        return None
    if not _has_day(told[-1].now):
        return "it was moved to no day that is known, so how far it has slipped cannot be told"
    is_unsure = case.is_doubted((row.entry for row in line), "due") or any(row.disputed for row in line)
    return "the date first given is not sure, so how far it has slipped cannot be told" if is_unsure else None


def _has_day(due: Due | None) -> bool:
    return due is not None and not due.is_open


def _episode(case: Case, line: list[Deadline], told: list[Move]) -> int:
    """The entry by which a date had moved too often or too far; 0 while it has not."""
    later = [move for move in told if move.is_later]
    limit = case.setting("moves_min")
    often = [place(later[limit - 1])] if len(later) >= max(limit, 1) else []
    return min([*often, *_too_far(case, line, told)], default=(case.today, 0))[1]


@attrs.frozen
class _Given:
    """A date given to a thing, at first or by a move."""

    day: dt.date
    entry: int
    due: Due | None


def _too_far(case: Case, line: list[Deadline], told: list[Move]) -> list[tuple[dt.date, int]]:
    """Since when the date has been further off than the share of the first time given allows; empty while it is not."""
    given = sorted([*_introduced(case, line), *(_Given(move.day, move.entry, move.now) for move in told)], key=_when)
    start = case.entry(given[0].entry) if given else None
    first = given[0].due if given else None
    if start is None or first is None or first.is_open or doubted(start, "due"):
        return []
    allowed = (first.latest - start.earliest).days
    since: list[tuple[dt.date, int]] = []
    for one in given[1:]:
        slip = (one.due.latest - first.latest).days if one.due is not None and not one.due.is_open else 0
        is_far = slip * _HUNDRED > allowed * case.setting("slip_percent")
        since = (since or [_when(one)]) if is_far else []
    return since


def _introduced(case: Case, line: list[Deadline]) -> Iterator[_Given]:
    for row in line:
        if case.holds(row.entry):
            yield _Given(case.latest(row.entry), row.entry, row.original)


def _when(given: _Given) -> tuple[dt.date, int]:
    return given.day, given.entry


def _moved_again(case: Case, line: list[Deadline], told: list[Move], opened: int) -> Alarm:
    later = [move for move in told if move.is_later]
    decided, sooner = sum(move.decision is not None for move in later), len(told) - len(later)
    first = min((row.first for row in line if row.first is not None), key=_latest, default=None)
    corrections = corrected(case, told)
    return Alarm(
        because=(opened, *(move.entry for move in told), *corrections),
        opened=opened,
        severity="high" if getattr(case.row, "priority", None) == "high" else None,
        says=with_corrections(
            f"{case.subject} was first due {first} and is now due {line[0].current}: moved later {len(later)} times, "
            f"{decided or 'none'} of them by a decision on record{f', and earlier {sooner} times' if sooner else ''}",
            corrections,
        ),
        clears="its completion, or its withdrawal by a recorded decision",
    )


def _latest(due: Due) -> dt.date:
    return due.latest


def _of_a_plan(case: Case) -> Answer:
    live = list(_live_actions(case))
    history = case.view(DeadlineHistory)
    moves = [move for row in live for one in history.line(row.ref) for move in moves_of(case, one)]
    since = case.today - case.days("within_days")
    recent = [move for move in moves if move.day > since]
    later = [move for move in recent if is_told(case, move) and move.is_later]
    if not live:
        return None
    if _is_many(case, later, len(live)):
        return _many_moved(case, later, sorted((move for move in moves if move.is_later), key=place), len(live))
    if not all(is_told(case, move) for move in recent):
        return CannotTell(why=UNTOLD, because=tuple(move.entry for move in recent))
    missing = case.gap("deadlines", on=case.today, since=since, bodies=overseers(case))
    because = tuple(row.entry for row in live)
    return Clear(because=because) if missing is None else CannotTell(why=missing, because=because)


def _live_actions(case: Case) -> Iterator[Item]:
    """The open actions of the plan that is asked about; what a source only took for granted is left out."""
    for entry in case.about(ActionAdded):
        row = case.plan.actions.get(entry.event.action)
        is_own = entry.event.plan == case.subject.id and entry.rival_of is None and entry.mode != "presupposed"
        if is_own and row is not None and case.plan.is_live(row):
            yield row


def _is_many(case: Case, later: list[Move], live: int) -> bool:
    moved = len({move.subject for move in later})
    return moved >= case.setting("moves_min") and moved * _HUNDRED >= case.setting("share_percent") * live


def _many_moved(case: Case, later: list[Move], every: list[Move], live: int) -> Alarm:
    window = case.days("within_days")
    opened = every[0]
    for before, after in pairwise(every):
        opened = after if after.day - before.day >= window else opened
    return Alarm(
        because=(opened.entry, *(move.entry for move in later)),
        opened=opened.entry,
        says=f"{len({move.subject for move in later})} of the {live} open actions of {case.subject} were moved later "
        f"within {window.days} days",
        clears="the plan's dates agreed anew by a recorded decision, and then kept",
        recheck_on=min(move.day for move in later) + window,
    )
