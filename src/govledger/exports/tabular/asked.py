"""The tables of what is asked: the questions, what the record does not answer, and how much was asked at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from operator import attrgetter

from govledger.assurance import RULES, Raised
from govledger.exports.tabular.model import Column, Kind, Table, table_of
from govledger.exports.tabular.telling import Teller, several

_QUESTIONS = {rule.name: rule.question for rule in RULES}


def questions(teller: Teller) -> Table:
    """What is relied on that the record does not support."""
    return table_of(
        "questions",
        "Questions",
        "A question that a rule asks of one thing, because the record does not support what is relied on.",
        _question_columns(teller),
        [*teller.opinion.alarms, *teller.opinion.answered],
        key=["key"],
    )


def _question_columns(teller: Teller) -> Iterable[Column]:
    reader = teller.reader
    yield from several(
        (
            ("key", "Key", "What tells it from all others: rule, subject, first entry.", attrgetter("key"), 20),
            ("severity", "Severity", "How serious it is.", attrgetter("severity"), 10),
            ("question", "Question", "What is asked.", attrgetter("question"), 44),
            ("subject", "Of", "What it is asked of.", lambda one: str(one.subject), 20),
            ("says", "The record shows", "What the record shows.", lambda one: reader.sentence(one.says), 60),
            ("clears", "What would clear it", "What would answer it.", lambda one: reader.sentence(one.clears), 50),
            (
                "rests_on",
                "Rests on",
                "The numbers of the entries it rests on.",
                lambda one: teller.joined(one.because),
                20,
            ),
            ("rule", "Rule", "The rule that asks.", attrgetter("rule"), 30),
        )
    )
    yield Column(
        name="first_known",
        title="Known since",
        meaning="The day by which all that it rests on was known.",
        of=attrgetter("first_known"),
        kind=Kind.DAY,
    )
    yield Column(
        name="hindsight",
        title="In hindsight",
        meaning="Whether it depends on what became known only later: after that day, or after what it doubts was said.",
        of=attrgetter("hindsight"),
        kind=Kind.YES_NO,
    )
    yield Column(
        name="state",
        title="State",
        meaning="Open, or answered for now.",
        of=_state,
        source=("alarm-answered",),
    )


def _state(one: Raised) -> str:
    return "open" if one.answered is None else "answered for now"


def untold(teller: Teller) -> Table:
    """What the record does not let a rule say."""
    columns = [
        Column(name="row", title="Row", meaning="Its place here.", of=lambda held: held[0], kind=Kind.INTEGER, width=6),
        *several(
            (
                ("question", "Question", "What was to be asked.", lambda held: _QUESTIONS.get(held[1].rule), 44),
                ("subject", "Of", "What it was to be asked of.", lambda held: str(held[1].subject), 20),
                ("why", "Why not", "What is missing.", lambda held: teller.reader.sentence(held[1].why), 60),
                ("rests_on", "Rests on", "The entries that raise it.", lambda held: teller.joined(held[1].because), 20),
                ("rule", "Rule", "The rule that could not tell.", lambda held: held[1].rule, 30),
            )
        ),
    ]
    return table_of(
        "untold",
        "Could not be told",
        "A question that the record does not answer, which is not the same as all being well.",
        columns,
        enumerate(teller.opinion.cannot_tell, start=1),
        key=["row"],
    )


def rules(teller: Teller) -> Table:
    """How often each rule asked, and what it found: the denominator."""
    held, opinion = teller.opinion.denominator, teller.opinion
    found = {
        "alarms": Counter(map(_rule, opinion.alarms)),
        "answered": Counter(map(_rule, opinion.answered)),
        "clear": Counter(one.rule for one in opinion.clear),
        "untold": Counter(one.rule for one in opinion.cannot_tell),
    }
    columns = [
        Column(name="rule", title="Rule", meaning="The rule.", of=lambda name: name, width=34),
        Column(name="question", title="Question", meaning="What it asks.", of=_QUESTIONS.get, width=60),
        _count("asked", "Asked of", "How many things it was asked of.", held.items),
        _count("alarms", "Questions", "How many of these are open questions.", found["alarms"]),
        _count("answered", "Answered", "How many somebody answered for now.", found["answered"]),
        _count("clear", "In order", "How many were found in order.", found["clear"]),
        _count("untold", "Could not be told", "How many the record does not answer.", found["untold"]),
        _count("not_yet", "Not yet", "How many more are not yet due to be asked about.", held.not_yet),
        Column(
            name="stopped",
            title="Stopped",
            meaning="Whether it raised an error, and so says nothing of anything.",
            of=lambda name: name in held.stopped,
            kind=Kind.YES_NO,
        ),
    ]
    return table_of("rules", "What was asked", "One rule, and how often it asked.", columns, _QUESTIONS, key=["rule"])


def _rule(one: Raised) -> str:
    return one.rule


def _count(name: str, title: str, meaning: str, counts: Mapping[str, int]) -> Column:
    return Column(
        name=name,
        title=title,
        meaning=meaning,
        of=lambda rule: counts.get(rule, 0),
        kind=Kind.INTEGER,
        unit="things",
    )
