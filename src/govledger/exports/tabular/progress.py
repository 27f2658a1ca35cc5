"""The tables of a plan over time: every status reported, every date moved, and what shows each thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any

from govledger.exports.report.strips import LOOKS
from govledger.exports.tabular.model import Cell, Column, Kind, Table, ends, table_of
from govledger.exports.tabular.plan import MOVED, REPORTED, due_words, label
from govledger.exports.tabular.telling import Spec, Teller, entry_column, plainly, several, span_columns
from govledger.projections.assurance_map import AssuranceMap
from govledger.projections.deadline_history import DeadlineHistory
from govledger.projections.deadlines import Move
from govledger.projections.independence import LEVELS
from govledger.projections.status_history import ReadReport, StatusHistory


def statuses(teller: Teller) -> Table:
    """Every status reported, in order."""
    rows = teller.state(StatusHistory).reported(teller.today)
    return table_of(
        "statuses",
        "Statuses over time",
        "One report of how one thing stood.",
        _status_columns(teller),
        rows,
        key=["entry"],
        look=lambda one: LOOKS.get(one.meaning, "none") if one.status else "none",
    )


def _status_columns(teller: Teller) -> Iterable[Column]:
    yield entry_column(attrgetter("entry"), "The entry that says so.")
    yield from several(
        (
            ("subject", "Of", "What was reported on.", lambda one: str(one.subject), 20),
            ("dimension", "Measures", "What the status measures.", lambda one: plainly(one.dimension), 12),
            ("status", "Status", "How it stood, in the council's own word.", lambda one: label(one.status), 14),
            ("means", "Means", "What the status scheme says that means.", _means, 14),
        ),
        source=REPORTED,
    )
    yield _day("day", "Reported", "The latest day on which it can have been reported.", "day", REPORTED)
    yield _day("day_earliest", "Reported: earliest", "The earliest such day.", "earliest", REPORTED)
    yield _day("known_on", "Known", "The first day anyone outside the author's office could know it.", "known_on", ())
    yield from several(
        (
            (
                "by",
                "Reported by",
                "Who reported it; persons stand as their offices.",
                lambda one: teller.parties(one.by),
                24,
            ),
            (
                "word_of",
                "Whose word",
                "Whose word it is, where that is another.",
                lambda one: teller.parties(one.asserted_by),
                24,
            ),
            ("mode", "Known how", "How the asserter knows.", lambda one: plainly(one.mode), 12),
            ("words", "Words", "What was said or written.", lambda one: teller.words(one.text), 50),
            ("evidence", "Evidence", "The evidence given with it.", lambda one: teller.refs(one.evidence), 24),
        ),
        source=REPORTED,
    )
    yield Column(
        name="rival_of",
        title="Second account of",
        meaning="The entry that it is a second account of.",
        of=lambda one: entry_number(one.rival_of),
        kind=Kind.INTEGER,
        unit="entry number",
    )


def _means(one: ReadReport) -> str | None:
    return plainly(one.meaning) if one.status is not None else None


def _day(name: str, title: str, meaning: str, of: str, source: tuple[str, ...]) -> Column:
    return Column(
        name=name,
        title=title,
        meaning=meaning,
        of=lambda one: ends(getattr(one, of)),
        kind=Kind.DAY,
        source=source,
    )


def entry_number(ref: object) -> int | None:
    """The number in a reference to an entry."""
    number = str(ref).removeprefix("entry:")
    return int(number) if ref is not None and number.isdecimal() else None


def moves(teller: Teller) -> Table:
    """Every due date that was moved, or asked to be."""
    rows = teller.state(DeadlineHistory).moves(teller.today)
    return table_of(
        "moves",
        "Due dates moved",
        "One move of a due date, made, asked for or refused.",
        _move_columns(teller),
        rows,
        key=["entry", "subject"],
    )


def _move_columns(teller: Teller) -> Iterable[Column]:
    yield entry_column(attrgetter("entry"), "The entry that says so.")
    yield Column(name="subject", title="Of", meaning="What falls due.", of=lambda one: str(one.subject), width=20)
    yield _day("day", "Moved", "The latest day on which it can have been moved.", "day", MOVED)
    yield _day("known_on", "Known", "The first day anyone outside the author's office could know it.", "known_on", ())
    known = teller.state(DeadlineHistory).days.get
    for name, title, meaning in (
        ("was", "From", "The date before, as its source gives it."),
        ("now", "To", "The date after."),
    ):
        yield from span_columns(
            name,
            title,
            meaning,
            attrgetter(name),
            say=due_words,
            source=MOVED,
            days=lambda due: due and due.resolve(known),
        )
    yield Column(
        name="days",
        title="Days",
        meaning="By how many days; empty where the days do not tell.",
        of=attrgetter("days_slipped"),
        kind=Kind.INTEGER,
        unit="days",
        source=MOVED,
    )
    yield from several(
        (
            (
                "outcome",
                "Outcome",
                "Whether it was granted, requested or refused.",
                lambda one: plainly(one.outcome),
                12,
            ),
            ("by", "Moved by", "Who moved it.", lambda one: teller.parties(one.by), 24),
            ("approved_by", "Approved by", "Who approved it.", lambda one: teller.parties(one.approved_by), 24),
            ("decision", "Decision", "The decision it rests on.", lambda one: _decision(one.decision), 18),
            ("reason", "Reason", "Why, or why that is not shown.", lambda one: teller.words(one.reason), 40),
        ),
        source=MOVED,
    )
    yield Column(
        name="counts",
        title="Counts",
        meaning="Whether it moved the date: it was granted, and is no second account.",
        of=_counts,
        kind=Kind.YES_NO,
    )


def _decision(key: str | None) -> str | None:
    return None if key is None else f"decision:{key}"


def _counts(move: Move) -> bool:
    return move.counts


def evidence(teller: Teller) -> Table:
    """What shows each thing, and how independent whoever produced it is of those who lead."""
    lines = [line for line in teller.state(AssuranceMap).assurance(teller.today) if line.source is not None]
    return table_of(
        "evidence",
        "Evidence",
        "One piece of evidence for one thing, or one check of it.",
        _evidence_columns(teller),
        enumerate(lines, start=1),
        key=["row"],
    )


def _evidence_columns(teller: Teller) -> Iterable[Column]:
    source = ("evidence-recorded", "verification-recorded", "embedding-confirmed", "link-noted")
    yield Column(
        name="row",
        title="Row",
        meaning="Its place here.",
        of=lambda held: held[0],
        kind=Kind.INTEGER,
        unit="rows",
        width=6,
    )
    yield from _seconds(
        (
            ("subject", "Shows", "What it is evidence for.", lambda one: str(one.item), 20),
            ("source", "Source", "The evidence, or the entry that checked.", lambda one: teller.ref(one.source), 24),
            ("kind", "Kind", "What kind of evidence or check it is.", lambda one: plainly(one.kind), 20),
            ("by", "By", "Who produced it or checked.", lambda one: teller.parties(one.by), 24),
            (
                "standing",
                "Standing",
                "Stated; or suggested or rival, which are not to be relied on.",
                lambda one: one.standing,
                12,
            ),
            ("result", "Result", "What a check found.", lambda one: plainly(one.result), 14),
        ),
        source,
    )
    yield _second(
        "independence",
        "Independence",
        "How independent they are of those who lead, from 0 (the same) to 4; empty where that is not known.",
        attrgetter("line"),
        kind=Kind.INTEGER,
        unit="level, 0 to 4",
    )
    yield _second(
        "independence_means",
        "Meaning",
        "The same in words.",
        lambda one: None if one.line is None else LEVELS[one.line],
        width=30,
    )
    say = teller.reader.when
    yield _second(
        "collected", "Collected", "When it was collected or checked.", lambda one: say(one.collected) or None, width=20
    )
    yield _second(
        "collected_latest",
        "Collected: latest",
        "The latest day that can mean.",
        lambda one: ends(one.collected.latest) if one.collected is not None else None,
        kind=Kind.DAY,
        source=source,
    )
    yield _second(
        "valid",
        "Valid",
        "Whether it may still be relied on; empty where nobody said until when.",
        attrgetter("is_valid"),
        kind=Kind.YES_NO,
    )
    yield _second(
        "entry",
        "Entry",
        "The first entry it rests on.",
        lambda one: teller.entry(one.entries[0]) if one.entries else None,
        kind=Kind.INTEGER,
        unit="entry number",
        refers="entries",
    )


def _second(name: str, title: str, meaning: str, of: Callable[[Any], Cell], **more: Any) -> Column:
    """A column of what stands second in a row's pair, after its place."""
    return Column(name=name, title=title, meaning=meaning, of=lambda held: of(held[1]), **more)


def _seconds(specs: Iterable[Spec], source: tuple[str, ...]) -> Iterable[Column]:
    for name, title, meaning, of, width in specs:
        yield _second(name, title, meaning, of, source=source, width=width)
