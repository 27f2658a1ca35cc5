"""Family B, completion, embedding, closure: did it stick, and if all is done, why is the notice still on?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import attrs

from govledger.assurance.case import Case, doubted, numbers
from govledger.assurance.families.reading import Word, around, is_unsure, overseers, words_on
from govledger.assurance.rule import Alarm, Answer, CannotTell, Clear, NotYet, Setting, Severity, rule
from govledger.events import (
    AccountsDiffer,
    ActionAdded,
    CommitmentMade,
    CompletionClaimed,
    EmbeddingConfirmed,
    InterventionEnded,
    InterventionImposed,
    Meaning,
    OpinionGiven,
    StatusReported,
    StatusSchemeDefined,
    VerificationRecorded,
    When,
    each,
)
from govledger.events.phrases import add_months
from govledger.ledger import Entry
from govledger.projections.accounts_register import AccountsRegister, Difference
from govledger.projections.intervention_rows import Intervention
from govledger.projections.intervention_timeline import ENDED, UNKNOWN, InterventionTimeline

_ONE_DAY = dt.timedelta(days=1)
_SILENT = frozenset({Meaning.UNKNOWN, Meaning.NO_UPDATE, Meaning.NOT_ASSESSED})
_SAYS_FINISHED = frozenset({Meaning.COMPLETE, Meaning.EMBEDDED})

# Embedding ---------------------------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class _Completion:
    """The days between which a thing was completed; no first day where nothing tells it."""

    earliest: dt.date | None
    latest: dt.date


@rule(
    "COMPLETE_NOT_EMBEDDED",
    code="FA08",
    severity="medium",
    question="It was finished; did it stick?",
    about=("action", "area", "commitment", "plan"),
    reads=(ActionAdded, CommitmentMade, CompletionClaimed, EmbeddingConfirmed, StatusReported, StatusSchemeDefined),
    source="West Berkshire scrutiny commission 2015, P9; ACCA guidance on follow-up: retest over a period",
    settings=(
        Setting(
            parameter="within_months",
            default=6,
            says="How many months after completion a test that it has stuck may still be to come.",
            looser="up",
        ),
        Setting(
            parameter="embedding_months",
            default=9,
            says="The same for what is openly reported as complete and still embedding.",
            looser="up",
        ),
        Setting(
            parameter="high_months",
            default=12,
            says="After how many months without a test the doubt is high.",
            looser="up",
        ),
    ),
)
def complete_not_embedded(case: Case) -> Answer:
    """Complete for months, or counted as done, with no test that it has stuck."""
    run = _done_run(case)
    row = case.row
    if not run or row is None or row.retired is not None:
        return None
    word = run[0]
    if word.is_doubted:
        return CannotTell(why="the clerk doubts that it is said to be complete", because=(word.entry,))
    if getattr(row, "embedding", None) == "not_applicable":
        if is_unsure(case, row, "embedding"):
            return CannotTell(why="it is doubted whether embedding applies", because=(word.entry,))
        return Clear(because=(row.entry, word.entry))
    completion = _completion(case, run)
    test = next((entry for entry in case.about(EmbeddingConfirmed) if _is_test(entry, completion.latest)), None)
    if test is None:
        return _untested(case, run, completion)
    if doubted(test, "subject", "tested_on"):
        return CannotTell(why="the clerk doubts the test that it has stuck", because=(word.entry, test.number))
    return Clear(because=(word.entry, test.number))


def _done_run(case: Case) -> list[Word]:
    """The unbroken run of words that say the subject is done, from its completion or reopening on.

    A report without a meaning breaks no run; what a source took for granted is left out.
    """
    reopened = case.row.reopened if case.row is not None else None
    run: list[Word] = []
    for word in reversed(words_on(case)):
        if reopened is not None and (word.day, word.entry) < (reopened.day, reopened.entry):
            break
        if word.meaning in _SILENT:
            continue
        if not word.meaning.is_done:
            break
        run.append(word)
    return [word for word in reversed(run) if not word.is_presupposed]


def _completion(case: Case, run: list[Word]) -> _Completion:
    """When it was completed: as a claim says, or between the last word that it was not and the first that it was."""
    first = run[0]
    for entry in case.about(CompletionClaimed):
        said = entry.event.completed_on
        is_ours = any(word.entry == entry.number for word in run)
        if is_ours and said is not None and not said.is_unknown and not doubted(entry, "completed_on"):
            return _Completion(earliest=said.earliest, latest=min(said.latest, first.day))
    before = [word.day for word in words_on(case) if word.meaning not in _SILENT and _comes_before(word, first)]
    return _Completion(earliest=max(before, default=None), latest=first.day)


def _comes_before(word: Word, other: Word) -> bool:
    return (word.day, word.entry) < (other.day, other.entry) and not word.is_presupposed


def _is_test(entry: Entry[EmbeddingConfirmed], completed: dt.date) -> bool:
    """Whether a test was made once the thing was complete; a second account of one is none."""
    return entry.rival_of is None and _day_of(entry.event.tested_on, entry) >= completed


def _day_of(said: When | None, entry: Entry[object]) -> dt.date:
    return entry.latest if said is None else min(said.latest, entry.latest)


def _untested(case: Case, run: list[Word], completion: _Completion) -> Answer:
    """What is to be said of a thing that was completed and of which no test is on the record."""
    counted = _counted_as_done(case, run)
    months = case.setting("embedding_months" if _is_embedding(case, run) else "within_months")
    if counted is None and case.today <= add_months(completion.latest, months):
        return _in_its_time(case, completion, months, run[0])
    because = tuple(word.entry for word in run) + ((counted.entry,) if counted is not None else ())
    missing = case.gap("statuses", on=case.today, since=completion.latest, bodies=overseers(case), about=around(case))
    if missing is not None:
        return CannotTell(why=missing, because=because)
    grave = add_months(completion.latest, case.setting("high_months"))
    severity: Severity | None = "high" if case.today > grave else None
    counted_too = ", and what it belongs to is counted as done" if counted is not None else ""
    return Alarm(
        because=because,
        opened=run[0].entry,
        severity=severity,
        says=f"{case.subject} is said to be complete since {completion.latest.isoformat()}; no test that it has stuck "
        f"is on the record{counted_too}",
        clears="a test, made after it was completed, that found it to have stuck",
        recheck_on=grave + _ONE_DAY if severity is None else None,
    )


def _is_embedding(case: Case, run: list[Word]) -> bool:
    """Whether the last report openly says that it is still embedding."""
    reported = set(case.numbers_about(StatusReported))
    reports = [word for word in run if word.entry in reported]
    return bool(reports) and reports[-1].meaning is Meaning.COMPLETE_EMBEDDING


def _in_its_time(case: Case, completion: _Completion, months: int, word: Word) -> Answer:
    """Not yet due for a test, if the days of completion show as much."""
    first = add_months(completion.earliest, months) if completion.earliest is not None else None
    if first is not None and case.today <= first:
        return NotYet(recheck_on=first + _ONE_DAY, because=(word.entry,))
    why = "nobody said when it was completed" if first is None else "it is not said well enough when it was completed"
    recheck = add_months(completion.latest, months) + _ONE_DAY
    return CannotTell(why=f"{why}, so a test may or may not be late", because=(word.entry,), recheck_on=recheck)


def _counted_as_done(case: Case, run: list[Word]) -> Word | None:
    """The word by which the plan or commitment of the subject is said to be finished since the subject was."""
    for parent in around(case):
        telling = [word for word in words_on(case, parent) if word.meaning not in _SILENT]
        last = telling[-1] if telling else None
        if last is None or last.is_doubted or last.is_presupposed or last.day < run[0].day:
            continue
        if last.meaning in _SAYS_FINISHED:
            return last
    return None


# Requirements met ----------------------------------------------------------------------------------------------------


@rule(
    "REQUIREMENTS_MET_NOTICE_OPEN",
    code="FA14",
    severity="medium",
    question="If everything required is done, why is the notice still on?",
    about=("intervention",),
    reads=(
        AccountsDiffer,
        CompletionClaimed,
        InterventionEnded,
        InterventionImposed,
        OpinionGiven,
        StatusReported,
        StatusSchemeDefined,
        VerificationRecorded,
    ),
    source="Herefordshire scrutiny minute 2021, b5, b12 and b19; Gloucestershire scrutiny minute 2022, 23.1 and 23.2",
)
def requirements_met_notice_open(case: Case) -> Answer:
    """All that is required is claimed and the instrument is in force, or accounts of it are confirmed to differ."""
    timeline = case.view(InterventionTimeline)
    row = timeline.interventions.get(case.subject.id)
    standing = next((one for one in timeline.status(case.today) if one.intervention == case.subject.id), None)
    if row is None or standing is None:
        return None
    if standing.state == ENDED and row.ended is not None:
        return Clear(because=(*_introduced(row), row.ended.entry))
    differing = _confirmed_difference(case)
    if differing is None and not timeline.all_claimed(case.subject.id):
        if row.requirements is None and row.mode != "presupposed":
            return CannotTell(why="nobody said what it requires", because=_introduced(row))
        return None
    if differing is None and standing.state == UNKNOWN:
        return CannotTell(why=f"whether it is in force is not known: {standing.because}", because=_introduced(row))
    own = _own_word(case, row)
    return _notice_open(case, row, differing) if own is None or differing is not None else own


def _introduced(row: Intervention) -> tuple[int, ...]:
    return (row.entry,) if row.entry else ()


def _confirmed_difference(case: Case) -> Difference | None:
    """A confirmed difference that names the intervention and about which nothing was decided since."""
    register = case.view(AccountsRegister)
    for entry in case.about(AccountsDiffer):
        is_firm = entry.event.standing == "confirmed" and entry.rival_of is None and not doubted(entry, "standing")
        found = register.differences[f"entry:{entry.original}"]
        if is_firm and not any(act.decision for act in register.since(found)):
            return found
    return None


def _own_word(case: Case, row: Intervention) -> Answer:
    """Clear where the authority itself verified, or said in its own word when or that it stays."""
    if row.ends_in_own_word and not is_unsure(case, row, "ends", "due", "asserted_by"):
        return Clear(because=_introduced(row))
    authority = set(each(row.by))
    for view in row.opinions:
        is_own = view.mode != "reported" and (view.asserted_by is None or view.asserted_by in authority)
        if is_own and view.outcome == "continue" and authority & set(each(view.by)):
            return Clear(because=(*_introduced(row), view.entry))
    checks = [entry for entry in _checks(case, row) if authority & set(each(entry.event.by))]
    subjects = {str(entry.event.subject) for entry in checks}
    parts = set(each(row.requirements))
    if row.ref in subjects or (parts and parts <= subjects):
        return Clear(because=(*_introduced(row), *numbers(checks)))
    return None


def _checks(case: Case, row: Intervention) -> Iterator[Entry[VerificationRecorded]]:
    """The checks, told first hand, that found the intervention or a part of it complete."""
    for subject in (row.ref, *each(row.requirements)):
        for entry in case.about(VerificationRecorded, subject):
            is_first_hand = entry.rival_of is None and entry.mode == "first_hand"
            if is_first_hand and entry.event.result == "verified":
                yield entry


def _notice_open(case: Case, row: Intervention, differing: Difference | None) -> Answer:
    claims = list(_claims(case, row))
    because = (*_introduced(row), *numbers(claims), *((differing.entry,) if differing is not None else ()))
    if differing is None and any(doubted(entry, "subject", "status") for entry in claims):
        return CannotTell(why="the clerk doubts a claim that it is complete", because=because)
    if differing is not None:
        says = f"accounts of {case.subject} are confirmed to differ, and nobody has decided between them"
    else:
        says = f"all that {case.subject} requires is claimed complete, and it is still in force"
    return Alarm(
        because=because,
        opened=differing.entry if differing is not None else max(numbers(claims), default=None),
        says=says,
        clears="the authority's own word that the requirements are met or why it stays in force, or its end",
    )


def _claims(case: Case, row: Intervention) -> Iterator[Entry[object]]:
    """The first claim of the whole; where nobody claims the whole, the first claim of each requirement."""
    whole = _first_claim(case, row.ref)
    yield from [whole] if whole is not None else _claims_of(case, each(row.requirements))


def _claims_of(case: Case, parts: Iterable[str]) -> Iterator[Entry[object]]:
    for part in parts:
        claim = _first_claim(case, part)
        if claim is not None:
            yield claim


def _first_claim(case: Case, reference: str) -> Entry[object] | None:
    done = [word for word in words_on(case, reference) if word.meaning.is_done]
    return case.entry(done[0].entry) if done else None
