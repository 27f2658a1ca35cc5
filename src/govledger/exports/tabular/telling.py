"""How a table tells a value: words as far as its audience may read them, offices for persons, days as days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar

from govledger.assurance import Opinion
from govledger.assurance.record import Record
from govledger.events import Text, each
from govledger.exports.report.reading import Audience, Places, Reader
from govledger.exports.tabular.model import Cell, Column, Kind, ends, shown

State = TypeVar("State")

BETWEEN: Final = "; "
"""What stands between two values in one cell."""


class Teller:
    """Tells the values of one record on one day, for one audience."""

    def __init__(self, record: Record, opinion: Opinion, audience: Audience) -> None:
        """Tell ``record`` as it was judged by ``opinion``."""
        self.record, self.opinion, self.today = record, opinion, opinion.today
        self.reader = Reader(record, audience, Places())

    def state(self, view: type[State]) -> State:
        """A view of the record."""
        return self.record.state(view)

    def words(self, text: object) -> str | None:
        """The words of a text, or why they are not shown; ``None`` where nothing was said."""
        if not isinstance(text, Text):
            return None
        return self.reader.kept(text) or shown(str(text))

    def parties(self, held: Any) -> str | None:
        """Who, persons by their offices."""
        return self.joined(dict.fromkeys(self.reader.aloud(str(one)) for one in each(held)))

    def refs(self, held: Any) -> str | None:
        """What is named, as the ledger names it; a person by their office."""
        return self.joined(self.ref(one) for one in each(held))

    def ref(self, held: object) -> str:
        """One thing, as the ledger names it; a person by their office."""
        return self.reader.aloud(str(held)) if str(held).startswith("person:") else shown(str(held))

    def joined(self, values: Iterable[object]) -> str | None:
        """Several values in one cell; ``None`` where there are none."""
        return BETWEEN.join(str(value) for value in values if value is not None) or None

    def entry(self, number: int | None) -> int | None:
        """The number of an entry within the cut; ``None`` for any other."""
        return number if number in self.reader.trail.entries else None


def plainly(word: object) -> str | None:
    """A word of the record without its underscores."""
    return None if word is None else shown(str(word)).replace("_", " ")


# Columns that several tables have ------------------------------------------------------------------------------------


Spec = tuple[str, str, str, Callable[[Any], Cell], int]
"""A column in short: what machines and people call it, what it says, its value, and its width."""


def several(specs: Iterable[Spec], *, source: tuple[str, ...] = (), kind: Kind = Kind.TEXT) -> Iterable[Column]:
    """Several columns that are said by the same events."""
    for name, title, meaning, of, width in specs:
        yield Column(name=name, title=title, meaning=meaning, of=of, source=source, kind=kind, width=width)


def entry_column(of: Callable[[Any], int | None], meaning: str) -> Column:
    """The entry that says so."""
    return Column(
        name="entry", title="Entry", meaning=meaning, of=of, kind=Kind.INTEGER, refers="entries", unit="entry number"
    )


def span_columns(
    name: str,
    title: str,
    meaning: str,
    of: Callable[[Any], Any],
    *,
    say: Callable[[Any], str | None],
    source: tuple[str, ...],
    days: Callable[[Any], Any] = lambda said: said,
) -> tuple[Column, ...]:
    """A time or duty in words, and between which days that is.

    Args:
        name: What machines call it.
        title: What people call it.
        meaning: What it says.
        of: The time or duty of a row.
        say: It in words.
        source: The types of the events that say it.
        days: What has its first and last day, as ``earliest`` and ``latest``.
    """

    def side(which: str) -> Callable[[Any], dt.date | None]:
        return lambda row: ends(getattr(days(of(row)), which, None))

    first = f"The first day that “{title.lower()}” can mean; empty where it has no beginning."
    last = f"The last day that “{title.lower()}” can mean, which is the day that counts; empty while it is open."
    return (
        Column(name=name, title=title, meaning=meaning, of=lambda row: say(of(row)), source=source, width=24),
        Column(
            name=f"{name}_earliest",
            title=f"{title}: earliest",
            meaning=first,
            of=side("earliest"),
            kind=Kind.DAY,
            source=source,
        ),
        Column(
            name=f"{name}_latest",
            title=f"{title}: latest",
            meaning=last,
            of=side("latest"),
            kind=Kind.DAY,
            source=source,
        ),
    )
