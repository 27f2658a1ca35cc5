"""The table of every entry, in every version, as it was recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from govledger.events import PersonNamed, Text
from govledger.exports.tabular.model import Cell, Column, Kind, Table, ends, shown, table_of
from govledger.exports.tabular.telling import Teller, plainly, several
from govledger.ledger.entry import AnyEntry
from govledger.projections.audit_rows import Recorded

_OTHERS = (
    ("corrects", "Corrects", "The entry that it is a later version of."),
    ("retracts", "Takes back", "The entry that it takes back."),
    ("rival_of", "Second account of", "The entry that it is a second account of."),
    ("superseded_by", "Replaced by", "The version that replaced it."),
    ("retracted_by", "Taken back by", "The entry that took it back."),
    ("erased_by", "Erased by", "The entry that says its text was erased."),
)

Held = tuple[AnyEntry, Recorded]


def entries(teller: Teller) -> Table:
    """Every entry within the cut, by number."""
    trail = teller.reader.trail.entries
    read = teller.record.history.read(sorted(trail))
    return table_of(
        "entries",
        "Entries",
        "One entry of the ledger, as it was recorded.",
        _columns(teller),
        ((entry, trail[entry.number]) for entry in read),
        key=["number"],
    )


def _columns(teller: Teller) -> Iterable[Column]:
    yield Column(
        name="number",
        title="Number",
        meaning="Its number in the ledger, from 1.",
        of=lambda held: held[0].number,
        kind=Kind.INTEGER,
        unit="entry number",
        width=8,
    )
    yield from _what(teller)
    yield from _days(teller)
    yield from several(
        (
            (
                "sources",
                "Read in",
                "The documents and the places in them.",
                lambda held: teller.joined(map(shown, held[1].source)),
                30,
            ),
            ("word_of", "Whose word", "Whose word it is.", lambda held: teller.parties(held[1].asserted_by), 24),
            ("mode", "Known how", "How the asserter knows.", lambda held: plainly(held[1].mode), 12),
            ("visibility", "May be seen by", "Who may see its words.", lambda held: held[1].visibility, 12),
            ("clerk", "Entered by", "Who entered it.", lambda held: teller.reader.aloud(held[1].clerk), 24),
        )
    )
    for name, title, meaning in _OTHERS:
        yield Column(
            name=name,
            title=title,
            meaning=meaning,
            of=_other(name),
            kind=Kind.INTEGER,
            unit="entry number",
            refers="entries",
        )
    yield Column(
        name="leaf_hash",
        title="Leaf hash",
        meaning="SHA-256 of its leaf in the ledger's tree, RFC 9162, in hexadecimal: what the seal covers.",
        of=lambda held: held[0].leaf_hash,
        width=20,
    )


def _other(name: str) -> Callable[[Held], Cell]:
    return lambda held: getattr(held[1], name)


def _day_of(name: str) -> Callable[[Held], Cell]:
    return lambda held: ends(getattr(held[0], name))


def _what(teller: Teller) -> Iterable[Column]:
    reader, named = teller.reader, teller.record.named_in

    def about(held: Held) -> str | None:
        return next((shown(name) for name in named(held[0]) if not name.startswith(("part:", "person:"))), None)

    def words(held: Held) -> str | None:
        if isinstance(held[0].event, PersonNamed):
            return Text.WITHHELD
        texts = (getattr(held[0].event, name, None) for name in ("text", "title", "name", "now"))
        return next((told for text in texts if (told := teller.words(text)) is not None), None)

    yield from several(
        (
            ("type", "Type", "Its type and version, as stored.", lambda held: shown(held[1].type), 26),
            ("about", "About", "The first thing that it names.", about, 22),
            (
                "says",
                "Says",
                "What it is, of what, and how it says that stands.",
                lambda held: reader.what(held[0]),
                50,
            ),
            ("words", "Words", "Its own words, or why they are not shown.", words, 60),
        )
    )


def _days(teller: Teller) -> Iterable[Column]:
    yield Column(
        name="happened",
        title="Happened",
        meaning="When it happened, in the words recorded.",
        of=lambda held: teller.reader.when(held[0].happened),
        width=20,
    )
    yield from several(
        (
            ("happened_earliest", "Happened: earliest", "The first day that can mean.", _day_of("earliest"), 14),
            ("happened_latest", "Happened: latest", "The last day that can mean.", _day_of("latest"), 14),
            (
                "known_on",
                "Known",
                "The first day anyone outside the author's office could know it.",
                _day_of("known_on"),
                14,
            ),
        ),
        kind=Kind.DAY,
    )
    yield Column(
        name="recorded_at",
        title="Recorded (UTC)",
        meaning="When the ledger took it in, by its own clock, UTC.",
        of=lambda held: held[1].recorded_at,
        kind=Kind.INSTANT,
        width=20,
    )
    yield Column(
        name="days_late",
        title="Days late",
        meaning="How many days after it could be known it was recorded.",
        of=lambda held: held[1].days_late,
        kind=Kind.INTEGER,
        unit="days",
    )
