"""Family C, time: dates that pass, and what turns green just before a meeting."""

from __future__ import annotations

import datetime as dt

from govledger.assurance.case import Case
from govledger.assurance.families.reading import Word, around, overseers
from govledger.assurance.families.rescheduling import corrected, moves_of, with_corrections
from govledger.assurance.families.weighing import is_firm, last_word, working_days_after
from govledger.assurance.rule import Alarm, Answer, CannotTell, Clear, NotYet, Setting, rule
from govledger.events import (
    ActionAdded,
    CommitmentMade,
    CompletionClaimed,
    CorrectionRecorded,
    DeadlineChanged,
    Due,
    Meaning,
    StatusReported,
    StatusSchemeDefined,
    each,
)
from govledger.projections.deadline_history import DeadlineHistory
from govledger.projections.deadlines import Deadline
from govledger.projections.plan_items import Item

_ONE_DAY = dt.timedelta(days=1)


# Dates that pass -----------------------------------------------------------------------------------------------------


@rule(
    "OVERDUE_NOT_RED",
    code="FA18",
    severity="high",
    question="It is past its date; why is it not red?",
    about=("action", "commitment"),
    reads=(
        ActionAdded,
        CommitmentMade,
        CompletionClaimed,
        CorrectionRecorded,
        DeadlineChanged,
        StatusReported,
        StatusSchemeDefined,
    ),
    source="The lead's own date, as a tracker compares it with today; West Berkshire 2015, P5",
    settings=(
        Setting(
            parameter="grace_working_days",
            default=5,
            says="How many working days after its date a thing may still be reported.",
            looser="up",
        ),
    ),
)
def overdue_not_red(case: Case) -> Answer:
    """Past its date, not claimed complete, and its last status says nothing is amiss."""
    row, history = case.row, case.view(DeadlineHistory)
    deadline = history.deadlines.get(case.subject)
    if not isinstance(row, Item) or row.retired is not None:
        return None
    claim = case.plan.claim(row)
    if claim is not None and case.plan.slipped_back(row) is None:
        return Clear(because=(claim.entry,)) if deadline is not None else None
    if deadline is None or _is_without_day(deadline.current):
        return None
    undated = _undated(case, history, deadline)
    if undated is not None:
        return CannotTell(why=undated, because=tuple(deadline.entries))
    last = max(history.last_day(due) for due in (deadline.current, *deadline.rivals) if due is not None)
    allowed = working_days_after(last, case.setting("grace_working_days"))
    set_by = next((move.entry for move in reversed(moves_of(case, deadline))), deadline.entry)
    if case.today <= allowed:
        return NotYet(recheck_on=allowed + _ONE_DAY, because=(set_by,))
    return _past_its_date(case, row, last=last, allowed=allowed, set_by=set_by)


def _is_without_day(due: Due | None) -> bool:
    """Whether it was said that there is no date, or the duty comes round again and has no last day."""
    return due is not None and (due.is_none or (due.is_recurring and due.is_open))


def _undated(case: Case, history: DeadlineHistory, deadline: Deadline) -> str | None:
    """Why it cannot be told when the subject falls due."""
    if case.is_doubted(deadline.entries, "due", "now", "subject", "outcome"):
        return "the clerk doubts when it falls due"
    due = deadline.current
    if due is None or history.last_day(due) == dt.date.max:
        return "the record gives no day on which it falls due"
    return None


def _past_its_date(case: Case, row: Item, *, last: dt.date, allowed: dt.date, set_by: int) -> Answer:
    word = last_word(case)
    if word is not None and not is_firm(word):
        return CannotTell(why="what its last status means is not known for certain", because=(set_by, word.entry))
    if word is not None and _is_openly_amiss(word):
        return Clear(because=(set_by, word.entry))
    because = (set_by, word.entry) if word is not None else (set_by,)
    is_shown = word is not None and word.day > allowed
    missing = (
        None
        if is_shown
        else case.gap("statuses", on=case.today, since=last, bodies=overseers(case), about=around(case))
    )
    if missing is None and row.mode == "presupposed":
        missing = "a source only takes it for granted"
    if missing is not None:
        return CannotTell(why=missing, because=because)
    corrections = corrected(case, ())
    said = (
        f"its last status, of {word.day.isoformat()}, says {word.meaning.value}"
        if word
        else "nothing was reported of it"
    )
    waits = f"; it waits for {', '.join(each(row.depends_on))}" if each(row.depends_on) else ""
    return Alarm(
        because=(*because, *corrections),
        opened=set_by,
        says=with_corrections(
            f"{case.subject} was due by {last.isoformat()} and is not claimed complete; {said}{waits}", corrections
        ),
        clears="its completion, a status that says that it is late, or a new date that was agreed",
    )


def _is_openly_amiss(word: Word) -> bool:
    return word.meaning.is_adverse or word.meaning is Meaning.STOPPED
