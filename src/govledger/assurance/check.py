"""Putting every rule to every subject: one reading of the history feeds them all."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from importlib.metadata import version
from operator import attrgetter
from sys import intern
from typing import Any, Final

import attrs
import msgspec

from govledger.assurance.case import Case
from govledger.assurance.families.arrivals import Arrivals
from govledger.assurance.families.explanations import Explanations
from govledger.assurance.families.papers import Lodgings
from govledger.assurance.families.telling import Telling
from govledger.assurance.opinion import Denominator, Opinion, Raised, Settled, Untold
from govledger.assurance.record import AT_ONCE, Record
from govledger.assurance.rule import RULES, SEVERITIES, Alarm, Answer, CannotTell, Clear, NotYet, Rule, Rules
from govledger.errors import ProjectionStoppedError, RuleError
from govledger.events import AlarmAnswered, CoverageDeclared, Ref, RuleSettingChanged, each
from govledger.ledger import Entry, History
from govledger.ledger.workings import working
from govledger.projections.accounts_register import AccountsRegister
from govledger.projections.assurance_map import AssuranceMap
from govledger.projections.body_register import BodyRegister
from govledger.projections.challenge_log import ChallengeLog
from govledger.projections.coverage_map import CoverageMap
from govledger.projections.deadline_history import DeadlineHistory
from govledger.projections.decision_register import DecisionRegister
from govledger.projections.intervention_timeline import InterventionTimeline
from govledger.projections.line_of_sight import LineOfSight
from govledger.projections.obligation_calendar import ObligationCalendar
from govledger.projections.plan_state import PlanState
from govledger.projections.recommendation_tracker import RecommendationTracker
from govledger.projections.standstill import standstill
from govledger.projections.status_history import StatusHistory
from govledger.projections.voice_coverage import VoiceCoverage

Found = Raised | Settled | Untold | NotYet | None
"""What an answer comes to in an opinion."""

Counted = tuple[Mapping[str, int], Mapping[str, int]]
"""Of how many subjects each rule said something, and of how many it has nothing to ask yet."""

Findings = Mapping[tuple[str, str], Iterable[Found]]
"""What was found, by the name of the rule and the kind of subject, in the order of the subjects."""

_SAID: Final = (Alarm, Clear, CannotTell)
"""What a rule answers where it says something."""

VIEWS: tuple[type, ...] = (
    AccountsRegister,
    Arrivals,
    AssuranceMap,
    BodyRegister,
    ChallengeLog,
    CoverageMap,
    DeadlineHistory,
    DecisionRegister,
    Explanations,
    InterventionTimeline,
    LineOfSight,
    Lodgings,
    ObligationCalendar,
    PlanState,
    RecommendationTracker,
    StatusHistory,
    Telling,
    VoiceCoverage,
)
"""The views that the built-in rules ask for, in alphabetical order: they are folded in one reading."""


def check(history: History | Record, today: dt.date | None = None, *, rules: Rules = RULES) -> Opinion:
    """Put every rule to a history.

    Args:
        history: What may be read, or a record of it; its cut is part of the opinion.
        today: The day asked about; without one the history's own day, and without a cut the day its newest entry
            became known.
        rules: The rules to put.

    Returns:
        The alarms, what is clear, what cannot be told, and the denominator. The same history, day and settings give
        the same opinion to the byte.
    """
    of = history.history if isinstance(history, Record) else history
    with standstill(), working("check", of.ledger.inner.row) as work:
        opinion = _checked(history if isinstance(history, Record) else read(history), today, rules)
        if work.is_watched:
            work.tell(**_told(opinion))
    return opinion


def _told(opinion: Opinion) -> dict[str, str | int]:
    """What is told of a check: how much was looked at, and how many answers of each kind there were."""
    held = {"alarms": opinion.alarms, "clear": opinion.clear, "cannot_tell": opinion.cannot_tell}
    looked = {"entries": opinion.denominator.entries, "rules": opinion.denominator.rules}
    return {"today": opinion.today.isoformat(), **looked, **{name: len(found) for name, found in held.items()}}


def read(history: History) -> Record:
    """The record of a history to which all the rules are to be put."""
    return Record(history, views=VIEWS)


def _checked(record: Record, today: dt.date | None, rules: Rules) -> Opinion:
    day = today or record.today
    settings = effective_settings(record, rules)
    stopped: dict[str, str] = {}
    found: dict[tuple[str, str], list[Found]] = {}
    for kind in dict.fromkeys(kind for rule in rules for kind in rule.about):
        asking = [rule for rule in rules if kind in rule.about]
        tables = [found.setdefault((rule.name, kind), []) for rule in asking]
        for subject in _subjects(record, kind):
            ref = Ref(subject)
            for rule, table in zip(asking, tables, strict=True):
                if rule.name in stopped:
                    continue
                case = Case(ref, record=record, rule=rule, today=day, settings=settings)
                held = conclude(rule, subject, judge(rule, case, stopped), record)
                if held is not None:
                    table.append(held)
    for name in stopped:
        _stop(rules.named(name), record, day, settings, stopped)
    return form_opinion(record, day, rules, found, stopped=stopped, settings=settings)


def _subjects(record: Record, kind: str) -> Iterator[str]:
    """Every subject of a kind; what rules read of those before is read at once of the next ones.

    Everything is asked about one subject before the next: what one rule has read of it, the others find there.
    """
    subjects = list(record.subjects((kind,)))
    for start in range(0, len(subjects), AT_ONCE):
        several = subjects[start : start + AT_ONCE]
        record.ahead(several)
        yield from several


def _stop(rule: Rule, record: Record, day: dt.date, settings: Mapping[str, int], stopped: dict[str, str]) -> None:
    """Say of a rule that raised on what it did so first, by the kinds of subject in its own order."""
    said = dict[str, str]()
    for subject in record.subjects(rule.about):
        judge(rule, Case(subject, record=record, rule=rule, today=day, settings=settings), said)
        if said:
            stopped.update(said)
            return


def form_opinion(
    record: Record,
    day: dt.date,
    rules: Rules,
    found: Findings,
    *,
    stopped: Mapping[str, str],
    settings: Mapping[str, int],
) -> Opinion:
    """Make an opinion of what the rules answered.

    Args:
        record: What was read.
        day: The day asked about.
        rules: The rules that were put.
        found: What they found.
        stopped: The rules that raised, each with what it raised; what they answered before does not count.
        settings: The settings that events have changed.
    """
    heard = [rule for rule in rules if rule.name not in stopped]
    answers = _answers(record, day)
    items, not_yet = Counter[str](), Counter[str]()
    sorts: dict[type, list[Any]] = {Raised: [], Settled: [], Untold: [], NotYet: [], type(None): []}
    for rule in heard:
        before = [len(sorts[sort]) for sort in (Raised, Settled, Untold, NotYet)]
        for kind in dict.fromkeys(rule.about):
            for held in found.get((rule.name, kind), ()):
                sorts[type(held)].append(held)
        *said, waiting = (
            len(sorts[sort]) - was for sort, was in zip((Raised, Settled, Untold, NotYet), before, strict=True)
        )
        items[rule.name], not_yet[rule.name] = sum(said), waiting
    raised = sorted((_standing(alarm, day, answers) for alarm in sorts[Raised]), key=_gravity)
    return Opinion(
        today=day,
        alarms=tuple(alarm for alarm in raised if alarm.answered is None),
        answered=tuple(alarm for alarm in raised if alarm.answered is not None),
        clear=tuple(sorts[Settled]),
        cannot_tell=tuple(sorts[Untold]),
        denominator=_denominator(record, rules, (items, +not_yet), stopped, settings),
    )


def _gravity(alarm: Raised) -> tuple[int, str, str, str]:
    return -SEVERITIES.index(alarm.severity), alarm.rule, alarm.subject, alarm.key


def _standing(alarm: Raised, today: dt.date, answers: Mapping[str, int]) -> Raised:
    """An alarm as it stands on a day: in hindsight if what it rests on was not known by then, and with its answer."""
    hindsight, answered = alarm.hindsight or alarm.first_known > today, answers.get(alarm.key)
    if hindsight == alarm.hindsight and answered is None:
        return alarm
    return attrs.evolve(alarm, hindsight=hindsight, answered=answered)


def judge(rule: Rule, case: Case, stopped: dict[str, str]) -> Answer:
    """One rule's answer; a rule that raises, or cites nothing, says nothing at all, and the opinion says so."""
    try:
        return _founded(rule.judge(case), case)
    except ProjectionStoppedError as fault:
        return CannotTell(why=str(fault))
    except Exception as fault:  # noqa: BLE001 - an application's rule may raise anything
        stopped[rule.name] = f"{type(fault).__name__} on {case.subject}: {fault}"
        return None


def _founded(answer: Answer, case: Case) -> Answer:
    """An answer as it is, refused where it is none, cites no entry that shows it, or cites one not in the record."""
    if answer is None or isinstance(answer, NotYet):
        return answer
    if not isinstance(answer, _SAID):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise RuleError(f"a rule answers Alarm, Clear, CannotTell, NotYet or None, not {type(answer).__name__}")
    if not answer.because and not isinstance(answer, CannotTell):
        raise RuleError(f"{type(answer).__name__} has to cite an entry that shows it")
    missing = case.lacking(answer.because)
    if missing:
        raise RuleError(f"entry {missing[0]} is not in the record that was asked")
    if isinstance(answer, Alarm) and answer.severity not in {None, *SEVERITIES}:
        raise RuleError(f"{answer.severity!r} is no severity: it is one of {', '.join(SEVERITIES)}")
    return answer


def conclude(rule: Rule, subject: str, answer: Answer, record: Record) -> Found:
    """What a rule's answer about a subject comes to; of an alarm, but for the day asked about and its own answer."""
    if answer is None or isinstance(answer, NotYet):
        return answer
    because = answer.because if len(answer.because) == 1 else tuple(sorted(set(answer.because)))
    if isinstance(answer, Clear):
        return Settled(rule=rule.name, subject=subject, because=because)
    if isinstance(answer, CannotTell):
        # Many cases lack the same thing: then its words are held once.
        return Untold(rule=rule.name, subject=subject, why=intern(str(answer.why)), because=because)
    return Raised(
        key=f"{rule.name}|{subject}|entry:{answer.opened or because[0]}",
        rule=rule.name,
        subject=subject,
        severity=answer.severity or rule.severity,
        question=rule.question,
        says=answer.says,
        because=because,
        clears=answer.clears,
        first_entry=because[-1],
        first_known=max(map(record.known_on, because)),
        hindsight=answer.is_hindsight,
        recheck_on=answer.recheck_on,
        answered=None,
    )


def _answers(record: Record, today: dt.date) -> dict[str, int]:
    """The entry recorded last that answers each alarm, by its key; an answer lasts to the end of its last day."""
    lasting = [entry for entry in record.all(AlarmAnswered) if entry.event.until >= today]
    return {entry.event.alarm: entry.number for entry in sorted(lasting, key=attrgetter("number"))}


def _denominator(
    record: Record, rules: Rules, counted: Counted, stopped: Mapping[str, str], settings: Mapping[str, int]
) -> Denominator:
    items, not_yet = counted
    return Denominator(
        rules=len(rules) - len(stopped),
        items={rule.name: items.get(rule.name, 0) for rule in rules},
        not_yet=dict(sorted(not_yet.items())),
        entries=len(record.entries),
        cut=record.history.cut.words,
        coverage=tuple(said_coverage(entry) for entry in record.all(CoverageDeclared)),
        unknown_types=record.unknown_types,
        unknown_words=record.unknown_words,
        stopped=dict(sorted(stopped.items())),
        settings_hash=settings_hash(settings, rules),
    )


def said_coverage(entry: Entry[CoverageDeclared]) -> str:
    """What was declared to be held in full: what, of which body, about what, from when to when, and who said so."""
    event = entry.event
    by = f"by {', '.join(each(event.by))}" if each(event.by) else f"entered by {entry.clerk}"
    of = f" of body:{event.body}" if event.body else ""
    about = f" about {', '.join(each(event.about))}" if each(event.about) else ""
    until = f"to {event.until.isoformat()}" if event.until else "on"
    when = f"from {event.since.isoformat()} {until}"
    return f"{', '.join(each(event.what))}{of}{about} {when} (entry {entry.number}, {by})"


def changed_settings(record: Record, rules: Rules = RULES) -> dict[str, Entry[RuleSettingChanged]]:
    """The entries that give the settings in force, by ``RULE.parameter``; the entry recorded last wins."""
    known = {f"{rule.name}.{parameter}" for rule in rules for parameter in rule.parameters}
    found: dict[str, Entry[RuleSettingChanged]] = {}
    for entry in sorted(record.all(RuleSettingChanged), key=lambda held: held.number):
        name, now = f"{entry.event.rule}.{entry.event.parameter}", entry.event.now
        if name in known and now.isascii() and now.isdigit():
            found[name] = entry
    return found


def effective_settings(record: Record, rules: Rules = RULES) -> dict[str, int]:
    """The settings that events have changed, by ``RULE.parameter``."""
    return {name: int(entry.event.now) for name, entry in changed_settings(record, rules).items()}


def settings_hash(settings: Mapping[str, int], rules: Rules) -> str:
    """SHA-256 of every setting in force, every rule's version, and the library's version."""
    in_force = {
        f"{rule.name}.{setting.parameter}": settings.get(f"{rule.name}.{setting.parameter}", setting.default)
        for rule in rules
        for setting in rule.settings
    }
    versions = {rule.name: rule.version for rule in rules}
    held = {"library": version("govledger"), "rules": versions, "settings": in_force}
    return sha256(msgspec.json.encode(held, order="deterministic")).hexdigest()
