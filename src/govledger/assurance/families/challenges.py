"""Family D, challenge: what was asked, and was there an answer?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from govledger.assurance.case import Case, doubted, numbers
from govledger.assurance.families.sittings import Held, body_of_item, covered_among, is_extract, later_meetings
from govledger.assurance.rule import Alarm, Answer, CannotTell, Clear, NotYet, Severity, rule
from govledger.events import (
    ActionAdded,
    ChallengeAnswered,
    ChallengeRaised,
    Due,
    MeetingHeld,
    ObligationCreated,
    RecommendationMade,
    each,
)
from govledger.ledger import Entry
from govledger.projections.challenge_log import Answer as Reply, Challenge, ChallengeLog
from govledger.projections.obligation_calendar import ObligationCalendar

_IN_SUBSTANCE = frozenset({"answered", "declined"})
_ACCEPTED = frozenset({"accepted", "partly_accepted"})
_WEAK = frozenset({"confidence_only", "suggestion"})
_CREATED = ("items", "obligations")
"""The kinds of thing that come of a challenge that is accepted."""

_MILD = frozenset({"trust", "clarification"})
"""The kinds of challenge that are about the parties themselves; their alarms start as a note."""

_LONG_MEETINGS = 2
"""After how many later meetings a challenge has gone unanswered for long."""


@rule(
    "UNANSWERED_CHALLENGE",
    code="FA24",
    severity="medium",
    question="We asked; what was the answer?",
    about=("challenge",),
    reads=(ChallengeRaised, ChallengeAnswered, MeetingHeld, ObligationCreated, ActionAdded, RecommendationMade),
    source="Worcestershire, 2017, b5; Herefordshire, 2021, b15; West Berkshire, 2015, P8; Tower Hamlets, June 2017, A6",
)
def unanswered_challenge(case: Case) -> Answer:
    """A challenge with no answer, or one that answers nothing."""
    number = _raised(case)
    if number is None:
        return None
    log = case.view(ChallengeLog)
    row = log.challenges[case.subject.id]
    chain = list(_with_repeats(log, row))
    replies = [reply for one in chain for reply in one.answers if reply.disposition != "satisfied"]
    created = [number for one in chain for number in _derived(case, one.challenge)]
    content = [reply for reply in replies if _is_answer(reply, created)]
    firm = [reply for reply in content if not reply.uncertain]
    if firm or any(one.state == "satisfied" for one in chain):
        return Clear(because=tuple(sorted({number for one in chain for number in one.entries})))
    last = replies[-1] if replies else None
    if content or (last is not None and (last.uncertain or last.disposition == "unknown")):
        return CannotTell(why="what sort of answer it got is in doubt", because=tuple(row.entries))
    (raised,) = case.entries((number,))
    if last is not None and _is_weak(last):
        return _alarm(case, raised, last, f"was answered with {_in_words(last)}")
    if raised.mode == "presupposed":
        return CannotTell(why="the source only takes it for granted that it was put", because=(raised.number,))
    return _awaited(case, raised, last)


def _raised(case: Case) -> int | None:
    """The entry that puts it: what is put is named first."""
    own = (number for number in case.numbers_about(ChallengeRaised) if case.names(number)[0] == case.subject)
    return next((number for number in own if not case.remark(number).is_rival), None)


def _with_repeats(log: ChallengeLog, row: Challenge) -> Iterator[Challenge]:
    """A challenge and those that repeat it: an answer to a repeat answers the question."""
    waiting, seen = [row.challenge], set[str]()
    while waiting:
        name = waiting.pop(0)
        if name not in seen:
            seen.add(name)
            yield log.challenges[name]
            waiting.extend(log.challenges[name].repeated_by)


def _derived(case: Case, challenge: str) -> list[int]:
    """What was set down because of a challenge: whatever cites it as its basis, or as what it addresses."""
    ref = f"challenge:{challenge}"
    cited = [
        *((entry, entry.event.basis) for entry in case.about(ObligationCreated, ref)),
        *((entry, entry.event.basis) for entry in case.about(RecommendationMade, ref)),
        *((entry, entry.event.addresses) for entry in case.about(ActionAdded, ref)),
    ]
    return [entry.number for entry, refs in cited if entry.rival_of is None and ref in each(refs)]


def _is_answer(reply: Reply, created: list[int]) -> bool:
    """Whether a reply answers in substance; what is accepted does once something comes of it."""
    if reply.disposition in _ACCEPTED:
        return bool(reply.created or created)
    return reply.disposition in _IN_SUBSTANCE


def _is_weak(reply: Reply) -> bool:
    return reply.disposition in _WEAK or (reply.disposition == "deferred" and _is_timeless(reply.due))


def _is_timeless(due: Due | None) -> bool:
    return due is None or due.is_none or due.is_unspecified or due.is_unknown


def _in_words(reply: Reply) -> str:
    words = {"confidence_only": "confidence alone", "suggestion": "a suggestion"}
    return words.get(reply.disposition, "a promise to return to it, with no time given")


# No answer, or none yet ----------------------------------------------------------------------------------------------


def _awaited(case: Case, raised: Entry[ChallengeRaised], last: Reply | None) -> Answer:
    """No answer in substance: is it late, by the day it was due or else by the next meeting?"""
    due = last.due if last is not None and not _is_timeless(last.due) else raised.event.answer_due
    if last is None and doubted(raised, "answer_due"):
        return CannotTell(why="the clerk doubts when an answer is due", because=(raised.number,))
    bodies = _asking(case, raised)
    if is_extract(case, raised):
        return CannotTell(
            why="the answer may stand in a part of the document that is not held", because=(raised.number,)
        )
    if due is not None and not _is_timeless(due):
        return _by_day(case, raised, last, due, bodies)
    if not bodies:
        return CannotTell(why="which body asked is not on record", because=(raised.number,))
    later = _covered(case, raised, bodies)
    if not later:
        return CannotTell(why=f"no later meeting of body:{bodies[0]} is held in full", because=(raised.number,))
    if last is not None and last.disposition in _ACCEPTED:
        missing = [case.gap(what, on=later[0].latest, since=raised.latest, bodies=bodies) for what in _CREATED]
        if any(missing):
            return CannotTell(why=next(filter(None, missing)), because=(raised.number, last.entry))
    return _alarm(case, raised, last, "has had no answer by the next meeting" if last is None else _promised(last))


def _promised(last: Reply) -> str:
    if last.disposition in _ACCEPTED:
        return "was accepted, and nothing on record came of it"
    return "was to be answered, and has had no answer by the next meeting"


def _by_day(
    case: Case, raised: Entry[ChallengeRaised], last: Reply | None, due: Due, bodies: tuple[str, ...]
) -> Answer:
    day = due.resolve(case.view(ObligationCalendar).days.get).latest
    if day == dt.date.max:
        return CannotTell(why="its answer waits for something that has no day yet", because=(raised.number,))
    if case.today <= day:
        return NotYet(recheck_on=day + dt.timedelta(days=1), because=(raised.number,))
    missing = case.gap("deliberation", on=day, since=raised.latest, bodies=bodies or (None,))
    if missing is not None:
        return CannotTell(why=missing, because=(raised.number,))
    return _alarm(case, raised, last, f"has had no answer by {day.isoformat()}, when one was due")


def _asking(case: Case, raised: Entry[ChallengeRaised]) -> tuple[str, ...]:
    """The body at whose meeting it was put, or that put it."""
    at = body_of_item(case, raised.event.agenda_item)
    asked = [party.id for party in each(raised.event.by) if party.kind == "body"]
    return (at,) if at is not None else tuple(asked)


def _covered(case: Case, raised: Entry[ChallengeRaised], bodies: tuple[str, ...]) -> list[Held]:
    return [
        entry
        for body in bodies
        for entry in covered_among(case, "deliberation", body, later_meetings(case, body, raised.latest))
    ]


def _alarm(case: Case, raised: Entry[ChallengeRaised], last: Reply | None, how: str) -> Alarm:
    later = _covered(case, raised, _asking(case, raised))
    because = numbers([raised], later)
    return Alarm(
        because=because if last is None else tuple(sorted({*because, last.entry})),
        opened=raised.number,
        severity=_severity(raised.event.kind, is_long=len(later) >= _LONG_MEETINGS),
        says=f"{case.subject}, put by {raised.latest.isoformat()}, {how}",
        clears="an answer in substance, or the word of whoever asked that they are satisfied",
    )


def _severity(kind: str | None, *, is_long: bool) -> Severity:
    """How serious: more so after two later meetings; a matter of trust or of roles starts as a note."""
    if kind in _MILD:
        return "medium" if is_long else "info"
    return "high" if is_long else "medium"
