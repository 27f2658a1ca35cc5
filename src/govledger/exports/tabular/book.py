"""All the tables of one record, and the cover that says what they are of: no count leaves without its denominator."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import attrs

from govledger.assurance import check
from govledger.assurance.check import read
from govledger.events.aloud import printable
from govledger.exports.report.questions import basis_of
from govledger.exports.report.reading import Audience, counted
from govledger.exports.report.trail import Seal, seal_of
from govledger.exports.tabular.around import decisions, meetings, obligations, recommendations
from govledger.exports.tabular.asked import questions, rules, untold
from govledger.exports.tabular.entries import entries
from govledger.exports.tabular.model import Link, Table, links_of
from govledger.exports.tabular.plan import Items
from govledger.exports.tabular.progress import evidence, moves, statuses
from govledger.exports.tabular.telling import Teller
from govledger.ledger import History

FOR = {
    "public": "The public: only words that bodies adopted and published; all others stand as WITHHELD.",
    "full": "Not for publication: every word that the ledger discloses.",
}
"""For whom tables are, and what that leaves out."""


@attrs.frozen(kw_only=True)
class Book:
    """Tables, and what they are of.

    Attributes:
        title: What they are called together.
        origin: The name of the log.
        name: Which ledger of its database.
        cut: What was left out, in words.
        today: The day asked about.
        audience: Who is to read it.
        recorded_at: When the newest entry within the cut was recorded; what is made of it is stamped with that, so
            that equal histories give equal bytes.
        size: How many entries the ledger had.
        cover: What the cover says: a heading and a sentence each.
        tables: The tables.
        links: The links between them that hold, by table.
    """

    title: str
    origin: str
    name: str
    cut: str
    today: dt.date
    audience: Audience
    recorded_at: dt.datetime
    size: int
    cover: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]
    links: dict[str, tuple[Link, ...]]

    def table(self, name: str) -> Table:
        """One of the tables, by its name."""
        return next(table for table in self.tables if table.name == name)


def book_of(history: History, *, today: dt.date | None = None, audience: Audience = "public") -> Book:
    """The tables of a history.

    Args:
        history: What may be read.
        today: The day asked about; without one the history's own.
        audience: Who is to read them: ``public`` shows only words that bodies adopted and published.

    Raises:
        ProjectionStoppedError: A view that they rest on stopped.
    """
    record = read(history)
    opinion = check(record, today)
    teller = Teller(record, opinion, audience)
    tables = tuple(_tables(teller))
    ledger = history.ledger
    stamps = (row.recorded_at for row in teller.reader.trail.entries.values())
    return Book(
        title="What the record says of the improvement plan",
        origin=printable(ledger.origin),
        name=printable(ledger.name),
        cut=teller.reader.aloud(history.cut.words),
        today=opinion.today,
        audience=audience,
        recorded_at=max(stamps, default=dt.datetime(1970, 1, 1, tzinfo=dt.UTC)),
        size=history.cut.size,
        cover=tuple(_cover(teller, tables)),
        tables=tables,
        links=links_of(tables),
    )


def _tables(teller: Teller) -> Iterable[Table]:
    yield questions(teller)
    yield untold(teller)
    yield from Items(teller).tables()
    yield statuses(teller)
    yield moves(teller)
    yield evidence(teller)
    yield recommendations(teller)
    yield decisions(teller)
    yield obligations(teller)
    yield meetings(teller)
    yield rules(teller)
    yield entries(teller)


def _cover(teller: Teller, tables: Iterable[Table]) -> Iterable[tuple[str, str]]:
    reader, basis = teller.reader, basis_of(teller.opinion, teller.reader)
    ledger, seal = teller.record.history.ledger, seal_of(reader)
    yield "Ledger", printable(ledger.origin) + ("" if ledger.name == "main" else f", {printable(ledger.name)}")
    yield "What was read", f"{counted(basis.entries, 'entry', 'entries')}; {reader.aloud(basis.cut)}"
    yield "Asked as of", reader.day(teller.today)
    yield "For", FOR[reader.audience]
    yield (
        "Asked",
        f"{counted(basis.rules, 'rule')} put {counted(basis.put, 'check')}; {basis.not_yet:,} more are not yet due",
    )
    yield "Questions", f"{basis.alarms:,} of {basis.put:,} checks: {_severities(basis.severities)}"
    yield "Could not be told", f"{basis.untold:,} of {basis.put:,} checks"
    yield "In order", f"{basis.clear:,} of {basis.put:,} checks; {basis.answered:,} more answered for now"
    yield "Held in full", "; ".join(basis.coverage) or "nothing is declared to be, so that an absence shows nothing"
    if basis.stopped:
        yield "Rules that stopped", "; ".join(basis.stopped)
    if basis.passed_over:
        yield "Passed over", "; ".join(basis.passed_over)
    if basis.doubtful:
        yield "Left out", f"{counted(basis.doubtful, 'entry', 'entries')} that may or may not have happened by then"
    yield "Sealed", _sealed(seal)
    yield "Rules and settings", basis.settings
    yield "Tables", "; ".join(f"{table.title} {len(table.rows):,}" for table in tables)
    yield "Proof", "These are tables to read and reckon with. They prove nothing: a sealed export does."


def _severities(counts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts) or "none"


def _sealed(seal: Seal) -> str:
    if not seal.size:
        return "no; no checkpoint holds any of it"
    above = f"; {counted(seal.above, 'entry', 'entries')} above it" if seal.above else ""
    return f"up to entry {seal.size:,} by the checkpoint of {seal.at}, root {seal.root}{above}; not verified here"
