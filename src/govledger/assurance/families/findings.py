"""Family B, completion, embedding, closure: what do others find against the status, and have they found it before?"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import attrs

from govledger.assurance.case import Case, doubted
from govledger.assurance.families.links import ANSWERING, linked
from govledger.assurance.families.reading import (
    ITEMS,
    Word,
    around,
    evidence_for,
    first_collected,
    independence,
    overseers,
    words_on,
)
from govledger.assurance.families.telling import Telling
from govledger.assurance.record import Record
from govledger.assurance.rule import Alarm, Answer, CannotTell, Clear, NotYet, Setting, rule
from govledger.events import (
    ActionAdded,
    AppointmentMade,
    BodyEstablished,
    CommitmentMade,
    CompletionClaimed,
    EmbeddingConfirmed,
    EvidenceRecorded,
    FindingMade,
    Meaning,
    RecommendationClosed,
    RecommendationMade,
    Ref,
    StatusReported,
    StatusSchemeDefined,
    VerificationRecorded,
    VisitConducted,
    each,
)
from govledger.events.phrases import add_months
from govledger.ledger import Entry
from govledger.projections.recommendation_tracker import RecommendationTracker

Event = TypeVar("Event")

_INDEPENDENT = 3
"""From which independence on a finding is that of an outsider: internal audit, a partner, an inspector."""

_SILENT = frozenset({Meaning.UNKNOWN, Meaning.NO_UPDATE, Meaning.NOT_ASSESSED})
_AGAINST = frozenset({"weakness", "mixed"})


def _found(case: Case, reference: str) -> Entry[FindingMade] | None:
    """The entry by which a finding was made."""
    made = (entry for entry in case.about(FindingMade, reference) if f"finding:{entry.event.finding}" == reference)
    return next((entry for entry in made if entry.rival_of is None), None)


# Contradiction -------------------------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class _Contrary:
    """Something that says of the subject, or of its area, that it does not stand well.

    Attributes:
        entry: The entry that says so.
        day: The latest day on which it was found.
        by: Who says so.
        is_doubted: Whether the clerk doubts any of it.
        is_explicit: Whether it names the subject, and not only an area that they share.
        is_mixed: Whether it speaks well too.
    """

    entry: int
    day: dt.date
    by: tuple[str, ...]
    is_doubted: bool
    is_explicit: bool = True
    is_mixed: bool = False


@rule(
    "FINDING_CONTRADICTS_STATUS",
    code="FA12",
    severity="critical",
    question="The inspector says otherwise: why is it still green?",
    about=ITEMS,
    reads=(
        ActionAdded,
        AppointmentMade,
        BodyEstablished,
        CommitmentMade,
        CompletionClaimed,
        EvidenceRecorded,
        FindingMade,
        StatusReported,
        StatusSchemeDefined,
        VerificationRecorded,
        VisitConducted,
    ),
    source="Worcestershire health and wellbeing board minute 2017, P2; Herefordshire 2021 to 2022; Tower Hamlets, A6",
    settings=(
        Setting(
            parameter="within_days",
            default=30,
            says="Within how many days of the finding the status is to turn, or new evidence to be collected.",
            looser="up",
        ),
    ),
)
def finding_contradicts_status(case: Case) -> Answer:
    """An outsider found a weakness in what stood as good that day, or still stands as good without new evidence."""
    if case.row is not None and case.row.retired is not None:
        return None
    answers = [answer for contrary in _contraries(case) if (answer := _against(case, contrary)) is not None]
    return min(answers, key=_gravity, default=None)


def _gravity(answer: Answer) -> int:
    """The most serious first: a contradiction by name, one by area, what cannot be told, what is not yet due."""
    if isinstance(answer, Alarm):
        return 0 if answer.severity is None else 1
    return 2 if isinstance(answer, CannotTell) else 3 if isinstance(answer, NotYet) else 4


def _contraries(case: Case) -> list[_Contrary]:
    """Everything that speaks against the subject, in the order it happened; nothing taken for granted."""
    joined = linked(case, case.subject, standing="confirmed", ignoring=ANSWERING)
    made = (_found(case, ref) for ref in joined)
    bad = (entry for entry in made if entry is not None and entry.event.polarity in _AGAINST)
    named = [*_findings_about(case.about(FindingMade), case.subject), *bad]
    areas = [ref for ref in each(getattr(case.row, "about", None)) if ref.kind == "area"]
    shared = (one for area in areas for one in case.once(_against_area, str(area)) if _was_there(case, one.day))
    found = [
        *(_of_finding(case.about, entry) for entry in named if _counts(entry)),
        *(_of_evidence(entry) for entry in _undermining(case) if _counts(entry)),
        *(_of_evidence(entry) for entry in _failed_checks(case) if _counts(entry)),
        *shared,
    ]
    once = {one.entry: one for one in reversed(found)}
    return sorted(once.values(), key=lambda one: (one.day, one.entry))


def _counts(entry: Entry[object]) -> bool:
    """Whether an entry is no second account and nothing that a source only took for granted."""
    return entry.rival_of is None and entry.mode != "presupposed"


def _findings_about(made: Iterable[Entry[FindingMade]], reference: str) -> Iterator[Entry[FindingMade]]:
    for entry in made:
        if reference in each(entry.event.about) and entry.event.polarity in _AGAINST:
            yield entry


def _against_area(record: Record, area: str) -> tuple[_Contrary, ...]:
    """What speaks against an area; of what differs in nothing but its entry, the first tells as much as all."""
    found: dict[_Contrary, _Contrary] = {}
    for entry in _findings_about(record.about(FindingMade, area), area):
        if _counts(entry):
            one = attrs.evolve(_of_finding(record.about, entry), is_explicit=False)
            found.setdefault(attrs.evolve(one, entry=0), one)
    return tuple(found.values())


def _was_there(case: Case, day: dt.date) -> bool:
    """Whether the subject was in its plan by then; what was added afterwards may answer the finding."""
    row = case.row
    return row is not None and row.introduced_on is not None and row.introduced_on <= day


def _of_finding(
    about: Callable[[type[VisitConducted], str], Iterable[Entry[VisitConducted]]], entry: Entry[FindingMade]
) -> _Contrary:
    visits = about(VisitConducted, f"visit:{entry.event.visit}") if entry.event.visit is not None else ()
    visitors = tuple(party for visit in visits if visit.rival_of is None for party in each(visit.event.by))
    return _Contrary(
        entry=entry.number,
        day=entry.latest,
        by=each(entry.event.by) or visitors,
        is_doubted=doubted(entry, "about", "by", "polarity"),
        is_mixed=entry.event.polarity == "mixed",
    )


def _undermining(case: Case) -> Iterator[Entry[EvidenceRecorded]]:
    for entry in _telling(case, EvidenceRecorded):
        if case.subject in each(entry.event.undermines) and entry.event.complete != "no":
            yield entry


def _failed_checks(case: Case) -> Iterator[Entry[VerificationRecorded]]:
    return _telling(case, VerificationRecorded)


def _telling(case: Case, cls: type[Event]) -> Iterator[Entry[Event]]:
    """The entries of a type about the subject that say something out of the ordinary, of which there are few."""
    telling = case.view(Telling).entries
    yield from case.entries([number for number in case.numbers_about(cls) if number in telling])


def _of_evidence(entry: Entry[EvidenceRecorded] | Entry[VerificationRecorded]) -> _Contrary:
    is_doubted = doubted(entry, "by", "undermines", "subject", "result")
    return _Contrary(entry=entry.number, day=entry.latest, by=each(entry.event.by), is_doubted=is_doubted)


def _against(case: Case, contrary: _Contrary) -> Answer:
    """What is to be said of the subject's status in the light of one finding."""
    words = [word for word in words_on(case) if word.meaning not in _SILENT and not word.is_presupposed]
    if not words:
        missing = case.gap("statuses", on=contrary.day, bodies=overseers(case), about=around(case))
        return CannotTell(why=missing, because=(contrary.entry,)) if missing is not None else None
    because = (contrary.entry, words[-1].entry)
    level = _independence(case, contrary)
    if level is None:
        return CannotTell(why="who found it, or how independent of the lead they are, is not known", because=because)
    if level < _INDEPENDENT:
        return None
    if contrary.is_doubted or _is_doubted(words, contrary.day):
        return CannotTell(why="the clerk doubts the finding or the status", because=because)
    answer = _settled_by(case, contrary, words) or _contradicted(case, contrary, words)
    if contrary.is_mixed and isinstance(answer, Alarm):
        return CannotTell(why="the finding is mixed: what of it is against the status is not said", because=because)
    return answer


def _independence(case: Case, contrary: _Contrary) -> int | None:
    """How independent the finder is of the lead; an outsider is one even where nobody leads."""
    leads = each(case.row.leads) if case.row is not None else ()
    return independence(case, contrary.by, leads or (str(case.subject),), on=contrary.day)


def _is_doubted(words: list[Word], day: dt.date) -> bool:
    before = [word for word in words if word.day <= day]
    return words[-1].is_doubted or (bool(before) and before[-1].is_doubted)


def _settled_by(case: Case, contrary: _Contrary, words: list[Word]) -> Clear | None:
    """The status that turned in time, or turned and stands so; or the evidence collected since."""
    until = contrary.day + case.days("within_days")
    turned = [word for word in words if contrary.day <= word.day <= until and word.meaning.is_adverse]
    turned += [words[-1]] if words[-1].meaning.is_adverse else []
    if turned:
        return Clear(because=(contrary.entry, turned[0].entry))
    for piece in evidence_for(case):
        collected = first_collected(piece)
        if collected is not None and collected > contrary.day and piece.complete != "no":
            return Clear(because=(contrary.entry, words[-1].entry, *piece.entries[:1]))
    checks = (entry for entry in case.about(VerificationRecorded) if entry.event.result == "verified")
    check = next((entry for entry in checks if entry.rival_of is None and entry.latest > contrary.day), None)
    return Clear(because=(contrary.entry, words[-1].entry, check.number)) if check is not None else None


def _contradicted(case: Case, contrary: _Contrary, words: list[Word]) -> Answer:
    """The alarm, where the last word is good: at once if it was so that day, else once the days are over."""
    last, before = words[-1], [word for word in words if word.day <= contrary.day]
    if not last.is_good:
        return None
    was_good = bool(before) and before[-1].is_good
    until = contrary.day + case.days("within_days")
    if not was_good and case.today <= until:
        return NotYet(recheck_on=until + dt.timedelta(days=1), because=(contrary.entry, last.entry))
    missing = case.gap("evidence", on=case.today, since=contrary.day, bodies=overseers(case), about=around(case))
    if missing is not None and not was_good:
        return CannotTell(why=missing, because=(contrary.entry, last.entry))
    then = (before[-1].entry,) if was_good else ()
    since = "has not been reported on since" if last.day <= contrary.day else "is so reported still"
    said = f"was reported to go well by then, and {since}" if was_good else "is reported to go well now"
    unshown = "; no evidence collected since is on record" if missing is None and case.today > until else ""
    against = "" if contrary.is_explicit else ", being about the same area"
    return Alarm(
        because=(contrary.entry, *then, last.entry),
        opened=contrary.entry,
        severity=None if contrary.is_explicit else "high",
        says=f"on {contrary.day.isoformat()} a finding from outside spoke against {case.subject}{against}: it {said}"
        f"{unshown}",
        clears="a status that has turned, or evidence collected since the finding",
        is_hindsight=case.today <= until,
    )


# Repetition ----------------------------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class _Settled:
    """That something was closed as implemented, or found embedded.

    Attributes:
        entry: The entry that says so.
        day: The latest day of it.
        is_doubted: Whether the clerk doubts it.
    """

    entry: int
    day: dt.date
    is_doubted: bool


@rule(
    "REPEAT_FINDING",
    code="FA13",
    severity="critical",
    question="Didn't we close this last time?",
    about=("finding",),
    reads=(
        ActionAdded,
        CommitmentMade,
        EmbeddingConfirmed,
        FindingMade,
        RecommendationClosed,
        RecommendationMade,
    ),
    source="Herefordshire inspections of 2014 and 2018; Durham audit committee 2013 on recommendations that come back",
    settings=(
        Setting(
            parameter="within_months",
            default=36,
            says="For how many months after a recommendation is closed a weakness found again is a repetition.",
            looser="down",
        ),
    ),
)
def repeat_finding(case: Case) -> Answer:
    """A weakness found again in what was closed as implemented, or embedded."""
    entry = _found(case, case.subject)
    if entry is None or entry.event.polarity != "weakness" or entry.mode == "presupposed":
        return None
    if doubted(entry, "polarity", "follows"):
        return CannotTell(why="the clerk doubts the finding, or what it follows", because=(entry.number,))
    confirmed = [*each(entry.event.follows), *linked(case, case.subject, standing="confirmed", ignoring=ANSWERING)]
    before = list(_in_time(case, entry, confirmed))
    sure = [one for one in before if not one.is_doubted]
    if sure:
        return _repeated(case, entry, sure)
    areas = [ref for ref in each(entry.event.about) if ref.kind == "area"]
    alike = (one for area in areas for one in _settled_in(case, area, entry.latest))
    suggested = linked(case, case.subject, standing="suggested", ignoring=ANSWERING)
    perhaps = [*before, *_in_time(case, entry, suggested), *alike]
    if perhaps:
        because = (entry.number, *(one.entry for one in perhaps))
        return CannotTell(why="that it is the same weakness as one settled before is only suggested", because=because)
    since = add_months(entry.latest, -case.setting("within_months"))
    missing = case.gap("recommendations", on=entry.latest, since=since, about=tuple(each(entry.event.about)))
    return CannotTell(why=missing, because=(entry.number,)) if missing is not None else Clear(because=(entry.number,))


def _repeated(case: Case, entry: Entry[FindingMade], sure: list[_Settled]) -> Alarm:
    last = max(sure, key=lambda one: (one.day, one.entry))
    return Alarm(
        because=(entry.number, *(one.entry for one in sure)),
        opened=entry.number,
        says=f"{case.subject} found a weakness on {entry.latest.isoformat()} in what was settled on "
        f"{last.day.isoformat()}",
        clears="a person's word that it is another weakness: the link withdrawn",
    )


def _in_time(case: Case, entry: Entry[FindingMade], references: Iterable[Ref]) -> Iterator[_Settled]:
    """What of these was settled before the finding, and not too long before."""
    for one in case.once(_settled, tuple(references)):
        if one.day < entry.latest <= add_months(one.day, case.setting("within_months")):
            yield one


def _settled_in(case: Case, area: str, day: dt.date) -> Iterator[_Settled]:
    """What is about an area and was settled before a day, and not too long before."""
    held, months = case.once(_settled_about, area), case.setting("within_months")
    for one in reversed(held[: bisect_left(held, day, key=_day)]):
        if day > add_months(one.day, months):
            return
        yield one


def _settled_about(record: Record, area: str) -> tuple[_Settled, ...]:
    return tuple(sorted(_settled(record, tuple(_about_area(record, area))), key=_day))


def _day(one: _Settled) -> dt.date:
    return one.day


def _settled(record: Record, references: tuple[str, ...]) -> tuple[_Settled, ...]:
    """Each closing as implemented, and each test of embedding, of what is named or rests on it."""
    return tuple(one for reference in _named(record, references) for one in _settlings(record, reference))


def _named(record: Record, references: tuple[str, ...]) -> Iterable[str]:
    """What is named, what rests on it, and what acts on those of both that are recommendations."""
    tracker = record.state(RecommendationTracker)
    named: dict[str, None] = {}
    for found in references:
        named |= dict.fromkeys((found, *_resting_on(record, found)))
    for reference in tuple(named):
        row = tracker.recommendations.get(reference.partition(":")[2]) if reference.startswith("recom") else None
        named |= dict.fromkeys(row.acted_on if row is not None else ())
    return named


def _settlings(record: Record, reference: str) -> Iterator[_Settled]:
    closings = record.about(RecommendationClosed, reference)
    tests = record.about(EmbeddingConfirmed, reference)
    done = (entry for entry in closings if _is_implemented(entry, reference))
    for entry in (*done, *tests):
        if entry.rival_of is None and entry.mode != "presupposed":
            is_doubted = doubted(entry, "how", "subject", "recommendation")
            yield _Settled(entry=entry.number, day=entry.latest, is_doubted=is_doubted)


def _is_implemented(entry: Entry[RecommendationClosed], reference: str) -> bool:
    return f"recommendation:{entry.event.recommendation}" == reference and entry.event.how == "implemented"


def _resting_on(record: Record, finding: str) -> Iterator[str]:
    """The recommendations, commitments and actions that an earlier finding gave rise to."""
    for made in record.about(RecommendationMade, finding):
        if finding in each(made.event.basis):
            yield f"recommendation:{made.event.recommendation}"
    for added in record.about(ActionAdded, finding):
        if finding in each(added.event.addresses):
            yield f"action:{added.event.action}"
    for promised in record.about(CommitmentMade, finding):
        if finding in each(promised.event.addresses):
            yield f"commitment:{promised.event.commitment}"


def _about_area(record: Record, area: str) -> Iterator[str]:
    """The recommendations, commitments and actions about an area."""
    for made in record.about(RecommendationMade, area):
        yield f"recommendation:{made.event.recommendation}"
    for added in record.about(ActionAdded, area):
        yield f"action:{added.event.action}"
    for promised in record.about(CommitmentMade, area):
        yield f"commitment:{promised.event.commitment}"
