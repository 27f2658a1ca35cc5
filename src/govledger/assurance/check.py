"""Putting every rule to every subject: one reading of the history feeds them all."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import sha256
from importlib.metadata import version
from operator import attrgetter

import attrs
import msgspec

from govledger.assurance.case import Case
from govledger.assurance.opinion import Denominator, Opinion, Raised, Settled, Untold
from govledger.assurance.record import Record
from govledger.assurance.rule import RULES, SEVERITIES, Alarm, Answer, CannotTell, Clear, NotYet, Rule, Rules
from govledger.assurance.standstill import standstill
from govledger.errors import ProjectionStoppedError, RuleError
from govledger.events import AlarmAnswered, CoverageDeclared, RuleSettingChanged, each
from govledger.ledger import Entry, History


@attrs.frozen(kw_only=True)
class Judged:
    """What one rule answered about one subject."""

    rule: Rule
    subject: str
    answer: Answer


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
    with standstill():
        return _checked(Record.of(history), today, rules)


def _checked(record: Record, today: dt.date | None, rules: Rules) -> Opinion:
    day = today or record.today
    settings = effective_settings(record, rules)
    stopped: dict[str, str] = {}
    judged: list[Judged] = []
    for rule in rules:
        for subject in record.subjects(rule.about):
            if rule.name in stopped:
                break
            case = Case(subject, record=record, rule=rule, today=day, settings=settings)
            judged.append(Judged(rule=rule, subject=subject, answer=judge(rule, case, stopped)))
    return form_opinion(record, day, rules, judged, stopped=stopped, settings=settings)


def form_opinion(
    record: Record,
    day: dt.date,
    rules: Rules,
    judged: Iterable[Judged],
    *,
    stopped: Mapping[str, str],
    settings: Mapping[str, int],
) -> Opinion:
    """Make an opinion of what the rules answered.

    Args:
        record: What was read.
        day: The day asked about.
        rules: The rules that were put.
        judged: Their answers, by rule and then by subject.
        stopped: The rules that raised, each with what it raised; what they answered before does not count.
        settings: The settings that events have changed.
    """
    heard = [one for one in judged if one.rule.name not in stopped]
    answers = _answers(record, day)
    raised = [
        _raise(one.rule, one.subject, one.answer, record=record, today=day, answers=answers)
        for one in heard
        if isinstance(one.answer, Alarm)
    ]
    raised.sort(key=lambda alarm: (-SEVERITIES.index(alarm.severity), alarm.rule, alarm.subject, alarm.key))
    return Opinion(
        today=day,
        alarms=tuple(alarm for alarm in raised if alarm.answered is None),
        answered=tuple(alarm for alarm in raised if alarm.answered is not None),
        clear=tuple(_settle(one.rule, one.subject, one.answer) for one in heard if isinstance(one.answer, Clear)),
        cannot_tell=tuple(
            _untell(one.rule, one.subject, one.answer) for one in heard if isinstance(one.answer, CannotTell)
        ),
        denominator=_denominator(record, rules, heard, stopped, settings),
    )


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
    if not isinstance(answer, Alarm | Clear | CannotTell):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise RuleError(f"a rule answers Alarm, Clear, CannotTell, NotYet or None, not {type(answer).__name__}")
    if not answer.because and not isinstance(answer, CannotTell):
        raise RuleError(f"{type(answer).__name__} has to cite an entry that shows it")
    missing = [number for number in answer.because if case.entry(number) is None]
    if missing:
        raise RuleError(f"entry {missing[0]} is not in the record that was asked")
    if isinstance(answer, Alarm) and answer.severity not in {None, *SEVERITIES}:
        raise RuleError(f"{answer.severity!r} is no severity: it is one of {', '.join(SEVERITIES)}")
    return answer


def _raise(
    rule: Rule, subject: str, alarm: Alarm, *, record: Record, today: dt.date, answers: Mapping[str, int]
) -> Raised:
    because = tuple(sorted(set(alarm.because)))
    known = max(record.numbered[number].known_on for number in because)
    key = f"{rule.name}|{subject}|entry:{alarm.opened or because[0]}"
    return Raised(
        key=key,
        rule=rule.name,
        subject=subject,
        severity=alarm.severity or rule.severity,
        question=rule.question,
        says=alarm.says,
        because=because,
        clears=alarm.clears,
        first_entry=because[-1],
        first_known=known,
        hindsight=alarm.is_hindsight or known > today,
        recheck_on=alarm.recheck_on,
        answered=answers.get(key),
    )


def _answers(record: Record, today: dt.date) -> dict[str, int]:
    """The entry recorded last that answers each alarm, by its key; an answer lasts to the end of its last day."""
    lasting = [entry for entry in record.all(AlarmAnswered) if entry.event.until >= today]
    return {entry.event.alarm: entry.number for entry in sorted(lasting, key=attrgetter("number"))}


def _settle(rule: Rule, subject: str, clear: Clear) -> Settled:
    return Settled(rule=rule.name, subject=subject, because=tuple(sorted(set(clear.because))))


def _untell(rule: Rule, subject: str, untold: CannotTell) -> Untold:
    return Untold(rule=rule.name, subject=subject, why=untold.why, because=tuple(sorted(set(untold.because))))


def _denominator(
    record: Record, rules: Rules, heard: Iterable[Judged], stopped: Mapping[str, str], settings: Mapping[str, int]
) -> Denominator:
    answers = list(heard)
    items = Counter(one.rule.name for one in answers if isinstance(one.answer, Alarm | Clear | CannotTell))
    not_yet = Counter(one.rule.name for one in answers if isinstance(one.answer, NotYet))
    return Denominator(
        rules=len(rules) - len(stopped),
        items={rule.name: items[rule.name] for rule in rules},
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
