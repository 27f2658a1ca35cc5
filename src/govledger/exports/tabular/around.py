"""The tables of what stands around a plan: recommendations, decisions, what is owed, and the meetings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any

from govledger.exports.report.governance import STATES
from govledger.exports.tabular.model import Cell, Column, Kind, Table, ends, table_of
from govledger.exports.tabular.plan import due_words
from govledger.exports.tabular.telling import Teller, entry_column, plainly, several, span_columns
from govledger.projections.body_register import BodyRegister
from govledger.projections.decision_register import DecisionRegister
from govledger.projections.obligation_calendar import ObligationCalendar
from govledger.projections.recommendation_rows import Recommendation
from govledger.projections.recommendation_tracker import RecommendationTracker


def recommendations(teller: Teller) -> Table:
    """What was recommended, and what came of it."""
    rows = teller.state(RecommendationTracker).recommendations.values()
    return table_of(
        "recommendations",
        "Recommendations",
        "Something that somebody recommended.",
        _recommendation_columns(teller),
        rows,
        key=["ref"],
    )


def _recommendation_columns(teller: Teller) -> Iterable[Column]:
    tracker = teller.state(RecommendationTracker)
    made, answered, closed = ("recommendation-made",), ("recommendation-answered",), ("recommendation-closed",)
    yield from several(
        (
            ("ref", "Reference", "What the ledger calls it.", lambda row: str(row.ref), 20),
            ("words", "Words", "How it is worded.", lambda row: teller.words(row.text), 60),
            ("by", "Made by", "Who made it.", lambda row: teller.parties(row.by), 24),
            ("to", "Made to", "To whom it was made.", lambda row: teller.parties(row.to), 24),
        ),
        source=made,
    )
    yield from several((("response", "Answer", "How it was last answered.", _response, 16),), source=answered)
    yield from several(
        (
            ("closed_how", "Closed as", "How it was closed; empty while it is open.", _closed_how, 16),
            ("closed_by", "Closed by", "Who did.", lambda row: row.closed and teller.parties(row.closed.by), 24),
        ),
        source=closed,
    )
    yield from several((("stage", "Stage", "How far it has come.", lambda row: plainly(tracker.stage(row)), 16),))
    acts = "The actions, commitments and appointments that act on it and have not left their plan."
    yield from several(
        (("acted_on_by", "Acted on by", acts, lambda row: teller.refs(tracker.live_acts(row)), 40),),
        source=("action-added", "commitment-made", "link-noted"),
    )
    yield _day(
        "answered", "Answered", "The day of that answer.", lambda row: row.answered and row.answered.day, answered
    )
    yield _day("closed", "Closed", "The day on which it was closed.", lambda row: row.closed and row.closed.day, closed)
    yield entry_column(lambda row: teller.entry(row.entry), "The entry that made it.")


def _response(row: Recommendation) -> str | None:
    return plainly(row.answered.response) if row.answered is not None else None


def _closed_how(row: Recommendation) -> str | None:
    return plainly(row.closed.how) if row.closed is not None else None


def _day(name: str, title: str, meaning: str, of: Callable[[Any], Cell], source: tuple[str, ...] = ()) -> Column:
    return Column(name=name, title=title, meaning=meaning, of=of, kind=Kind.DAY, source=source)


def decisions(teller: Teller) -> Table:
    """What was decided, and what was done about it."""
    return table_of(
        "decisions",
        "Decisions",
        "Something that a body or an officer settled, or expressly did not.",
        _decision_columns(teller),
        teller.state(DecisionRegister).outcomes(teller.today),
        key=["ref"],
    )


def _decision_columns(teller: Teller) -> Iterable[Column]:
    source, say = ("decision-recorded",), teller.reader.when
    yield Column(
        name="ref",
        title="Reference",
        meaning="What the ledger calls it.",
        of=lambda row: f"decision:{row.decision}",
        width=20,
    )
    when = attrgetter("happened")
    yield from span_columns(
        "decided", "Decided", "When it was first decided.", when, say=lambda one: say(one) or None, source=source
    )
    yield from several(
        (
            ("body", "Body", "The body that took it.", lambda row: row.body and f"body:{row.body}", 20),
            (
                "force",
                "Force",
                "The last force it was given; to note is not to agree.",
                lambda row: plainly(row.force),
                14,
            ),
            (
                "forces",
                "Every force",
                "Every force it had, in order.",
                lambda row: teller.joined(map(plainly, row.forces)),
                24,
            ),
            ("words", "Words", "What was decided.", lambda row: teller.words(row.text), 60),
            ("carried_out", "Carried out", "Whether what rests on it is done.", lambda row: row.carried_out, 16),
            ("done", "Done", "What rests on it and is done.", lambda row: teller.refs(row.done), 30),
            ("open", "Not done", "What rests on it and is not done.", lambda row: teller.refs(row.open), 30),
        ),
        source=source,
    )
    yield entry_column(lambda row: teller.entry(row.entries[0]) if row.entries else None, "The first entry about it.")


def obligations(teller: Teller) -> Table:
    """What is owed: reports, visits, meetings and answers."""
    return table_of(
        "obligations",
        "Owed",
        "Something that is owed: a duty, a visit or meeting to come, an answer or a paper.",
        _owed_columns(teller),
        teller.state(ObligationCalendar).lines(teller.today),
        key=["ref"],
    )


def _owed_columns(teller: Teller) -> Iterable[Column]:
    source = ("obligation-created", "visit-planned", "meeting-scheduled", "recommendation-answered")
    yield from several(
        (
            ("ref", "Reference", "What the ledger calls it.", lambda row: str(row.ref), 24),
            (
                "state",
                "State",
                "How it stands on the day asked about.",
                lambda row: STATES.get(row.state, row.state),
                16,
            ),
            ("kind", "Kind", "What kind it is.", lambda row: plainly(row.kind), 16),
            ("words", "Words", "What was said.", lambda row: teller.words(row.text), 50),
            ("owed_by", "Owed by", "Who owes it.", lambda row: teller.parties(row.leads), 24),
            ("owed_to", "Owed to", "To whom.", lambda row: teller.parties(row.to), 24),
            ("due", "Due", "When it falls due, as recorded.", lambda row: due_words(row.due), 24),
        ),
        source=source,
    )
    yield _day(
        "due_earliest", "Due: earliest", "The first day of it, or of its next turn.", lambda row: ends(row.earliest)
    )
    yield _day("due_latest", "Due: latest", "The last day of it, or of its next turn.", lambda row: ends(row.latest))
    yield Column(
        name="open", title="Open", meaning="Whether it is still owed.", of=attrgetter("is_open"), kind=Kind.YES_NO
    )
    yield Column(
        name="times_moved",
        title="Times moved",
        meaning="How often its date was moved.",
        of=attrgetter("deferrals"),
        kind=Kind.INTEGER,
        unit="moves",
    )
    yield _day("last_met", "Last met", "The last day on which it was met, or for which.", attrgetter("last_met"))
    yield entry_column(lambda row: teller.entry(row.entries[0]) if row.entries else None, "The first entry about it.")


def meetings(teller: Teller) -> Table:
    """Which meetings were called, held and not held."""
    return table_of(
        "meetings",
        "Meetings",
        "A meeting that was called, held or not held.",
        _meeting_columns(teller),
        teller.state(BodyRegister).meetings.values(),
        key=["ref"],
    )


def _meeting_columns(teller: Teller) -> Iterable[Column]:
    source, say = ("meeting-scheduled", "meeting-held", "meeting-not-held"), teller.reader.when
    yield Column(
        name="ref",
        title="Reference",
        meaning="What the ledger calls it.",
        of=lambda row: f"meeting:{row.meeting}",
        width=20,
    )
    yield Column(
        name="body",
        title="Body",
        meaning="The body that met.",
        of=lambda row: row.body and f"body:{row.body}",
        source=source,
        width=20,
    )
    yield Column(
        name="body_name",
        title="Called",
        meaning="What that body is called.",
        of=lambda row: row.body and teller.reader.aloud(f"body:{row.body}"),
        source=("body-established",),
        width=30,
    )
    yield Column(
        name="state",
        title="State",
        meaning="Called, held or not held.",
        of=lambda row: plainly(row.state),
        source=source,
    )
    when = attrgetter("happened")
    yield from span_columns("held", "Held", "When it was held.", when, say=lambda one: say(one) or None, source=source)
    yield from span_columns(
        "due", "To be held", "When it is to be held.", attrgetter("due"), say=due_words, source=source
    )
    yield from several(
        (
            ("quorate", "Quorate", "Whether there was a quorum, as recorded.", lambda row: plainly(row.quorate), 10),
            (
                "public",
                "In public",
                "Whether the public could attend, as recorded.",
                lambda row: plainly(row.public),
                10,
            ),
            ("minutes", "Minutes", "Whether its minutes were approved, and how.", lambda row: plainly(row.minutes), 14),
        ),
        source=source,
    )
    yield entry_column(lambda row: teller.entry(row.entries[0]) if row.entries else None, "The first entry about it.")
