"""What is relied on that the record does not support, as questions; and what the record does not answer."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import attrs

from govledger.assurance import RULES, SEVERITIES, Opinion, Raised, Untold
from govledger.events import Text, each
from govledger.events.aloud import as_it, sentence
from govledger.exports.report.reading import Cited, Link, Reader, Said, counted
from govledger.projections.line_of_sight import LineOfSight
from govledger.projections.plan_state import PlanState

NAMED_MAX = 8
"""How many entries of one sort are named one by one."""


@attrs.frozen(kw_only=True)
class Matter:
    """One thing that a question is asked of.

    Attributes:
        subject: What it is.
        words: How it is worded, where it is and may be shown.
        says: What the record shows.
        cited: The entries it rests on.
        clears: What would clear it; empty where the same would clear every matter of its question.
        first_known: Since when all of this is known.
        answered: Who answered it for now and why, where somebody did.
    """

    subject: Link
    words: Said | None
    says: str
    cited: tuple[Cited, ...]
    clears: str
    first_known: str
    answered: str


@attrs.frozen(kw_only=True)
class Question:
    """One question, with everything it is asked of.

    Attributes:
        anchor: Its own place on the page.
        rule: The rule that asks.
        question: What is asked.
        severity: How serious it is.
        hindsight: Why it is asked in hindsight; empty where it is not.
        put: Of how many things the same was asked.
        matters: Those of which it stands.
        clears: What would clear it.
    """

    anchor: str
    rule: str
    question: str
    severity: str
    hindsight: str
    put: int
    matters: tuple[Matter, ...]
    clears: str


@attrs.frozen(kw_only=True)
class Reason:
    """Why something could not be told, and of what.

    Attributes:
        why: Why, in a sentence.
        count: How many questions it leaves without an answer.
        asked: Each of the questions, with what it was to be asked of.
    """

    why: str
    count: int
    asked: tuple[tuple[str, tuple[Link, ...]], ...]


def questions_of(opinion: Opinion, reader: Reader) -> tuple[Question, ...]:
    """The open alarms as questions, those that ask the same together, the most serious first."""
    found = _Asking(opinion, reader).questions(opinion.alarms)
    return tuple(found)


def answered_of(opinion: Opinion, reader: Reader) -> tuple[Question, ...]:
    """The alarms that somebody answered for now, likewise."""
    return tuple(_Asking(opinion, reader).questions(opinion.answered, prefix="k"))


class _Asking:
    """Tells the alarms of one opinion."""

    def __init__(self, opinion: Opinion, reader: Reader) -> None:
        self._opinion, self._reader = opinion, reader
        self._plan, self._sight = reader.record.state(PlanState), reader.record.state(LineOfSight)

    def questions(self, alarms: Iterable[Raised], prefix: str = "q") -> Iterable[Question]:
        same: dict[tuple[str, str, bool], list[Raised]] = {}
        for alarm in alarms:
            same.setdefault((alarm.rule, alarm.severity, alarm.hindsight), []).append(alarm)
        groups = sorted(same.values(), key=_matters_most)
        return [self._question(group, f"{prefix}{number}") for number, group in enumerate(groups, start=1)]

    def _question(self, group: Sequence[Raised], anchor: str) -> Question:
        first, reader = group[0], self._reader
        clears = {as_it(alarm.clears, alarm.subject) for alarm in group}
        shared = first.clears if len(group) == 1 else next(iter(clears)) if len(clears) == 1 else ""
        late = any(alarm.first_known > self._opinion.today for alarm in group)
        return Question(
            anchor=anchor,
            rule=first.rule,
            question=first.question,
            severity=first.severity,
            hindsight=("" if not first.hindsight else _LATER if late else _HELD_LATER),
            put=self._opinion.denominator.items.get(first.rule, len(group)),
            matters=tuple(self._matter(alarm, is_shared=bool(shared)) for alarm in group),
            clears=reader.sentence(shared) if shared else "",
        )

    def _matter(self, alarm: Raised, *, is_shared: bool) -> Matter:
        reader = self._reader
        return Matter(
            subject=reader.link(alarm.subject),
            words=reader.said(self._wording(alarm.subject)),
            says=reader.sentence(alarm.says),
            cited=reader.cited(alarm.because),
            clears="" if is_shared else reader.sentence(alarm.clears),
            first_known=reader.day(alarm.first_known),
            answered=self._answer(alarm),
        )

    def _wording(self, subject: str) -> Text | None:
        """How something is worded: as it stands in the plan now, else as it was put on record."""
        row, node = self._plan.find(subject), self._sight.nodes.get(subject)
        return (row.text if row is not None else None) or (node.text if node is not None else None)

    def _answer(self, alarm: Raised) -> str:
        if alarm.answered is None:
            return ""
        event = self._reader.record.history.entry(alarm.answered).event
        by = self._reader.parties(each(event.by)) or "nobody named"
        reason = self._reader.said(event.reason)
        why = f": {reason.words or reason.kept}" if reason else ""
        return f"{event.answer.replace('_', ' ')} by {by} until {self._reader.day(event.until)}{why}"


_LATER = "part of this became known only after the day asked about"
_HELD_LATER = "what was relied on came before what is held against it could be known"


def _matters_most(group: Sequence[Raised]) -> tuple[int, bool, int, str]:
    """How a question stands among others, the first the least."""
    known = max(alarm.first_known for alarm in group)
    return -SEVERITIES.index(group[0].severity), group[0].hindsight, -known.toordinal(), group[0].rule


def untold_of(opinion: Opinion, reader: Reader) -> tuple[Reason, ...]:
    """What could not be told, by reason; the reason met most often first."""
    asked = {rule.name: rule.question for rule in RULES}
    reasons: dict[str, list[Untold]] = defaultdict(list)
    for one in opinion.cannot_tell:
        reasons[as_it(one.why, one.subject).replace(" of it about it", " of it")].append(one)
    ordered = sorted(reasons.items(), key=lambda held: (-len(held[1]), held[0]))
    return tuple(_reason(why, found, asked, reader) for why, found in ordered)


def _reason(why: str, found: Sequence[Untold], asked: dict[str, str], reader: Reader) -> Reason:
    by_rule: dict[str, list[Link]] = defaultdict(list)
    for one in found:
        by_rule[one.rule].append(reader.link(one.subject))
    questions = tuple((asked.get(rule, rule), tuple(links)) for rule, links in sorted(by_rule.items()))
    return Reason(why=sentence(reader.aloud(why)), count=len(found), asked=questions)


@attrs.frozen(kw_only=True)
class Basis:
    """What was looked at: no count stands on a page without it.

    Attributes:
        rules: How many rules ran.
        put: How many questions they put.
        alarms: How many of these the record does not support an answer to.
        severities: How many of them there are at each severity.
        answered: How many somebody answered for now.
        untold: How many could not be told.
        clear: How many were found in order.
        not_yet: How many are not yet due to be asked.
        entries: How many entries were read.
        cut: What was left out, in words.
        coverage: What is declared to be held in full.
        passed_over: What this version of govledger does not know.
        stopped: The rules that stopped, and so say nothing.
        settings: The settings, rules and library, by their hash.
        uncertain: The first few of the entries that may or may not have happened by the day, and so were left out.
        doubtful: How many of these there are.
    """

    rules: int
    put: int
    alarms: int
    severities: tuple[tuple[str, int], ...]
    answered: int
    untold: int
    clear: int
    not_yet: int
    entries: int
    cut: str
    coverage: tuple[str, ...]
    passed_over: tuple[str, ...]
    stopped: tuple[str, ...]
    settings: str
    uncertain: tuple[Link, ...]
    doubtful: int


def basis_of(opinion: Opinion, reader: Reader) -> Basis:
    """What an opinion rests on."""
    held = opinion.denominator
    by_severity = Counter(alarm.severity for alarm in opinion.alarms)
    types = (f"{counted(count, 'entry', 'entries')} of type {name}" for name, count in held.unknown_types.items())
    history = reader.record.history
    uncertain = [entry.number for entry in history.uncertain] if history.today is not None else []
    words = (f"the word “{word}”, {counted(count, 'time')}" for word, count in held.unknown_words.items())
    return Basis(
        rules=held.rules,
        put=sum(held.items.values()),
        alarms=len(opinion.alarms),
        severities=tuple((name, by_severity[name]) for name in reversed(SEVERITIES) if by_severity[name]),
        answered=len(opinion.answered),
        untold=len(opinion.cannot_tell),
        clear=len(opinion.clear),
        not_yet=sum(held.not_yet.values()),
        entries=held.entries,
        cut=held.cut,
        coverage=tuple(reader.aloud(one) for one in held.coverage),
        passed_over=(*types, *words),
        stopped=tuple(f"{rule}: {_fault(fault, reader)}" for rule, fault in held.stopped.items()),
        settings=held.settings_hash[:16],
        uncertain=tuple(map(reader.entry, uncertain[:NAMED_MAX])),
        doubtful=len(uncertain),
    )


def _fault(fault: str, reader: Reader) -> str:
    """Why a rule stopped: for the public only the kind of error, since its message may quote anything."""
    return fault.partition(":")[0] if reader.audience == "public" else fault


def asked_about(questions: Iterable[Question], opinion: Opinion) -> dict[str, list[Question]]:
    """The questions about each thing, by reference."""
    by_rule = {(question.rule, question.severity, bool(question.hindsight)): question for question in questions}
    found: dict[str, list[Question]] = defaultdict(list)
    for alarm in opinion.alarms:
        question = by_rule[alarm.rule, alarm.severity, alarm.hindsight]
        found[alarm.subject] += [] if question in found[alarm.subject] else [question]
    return found
