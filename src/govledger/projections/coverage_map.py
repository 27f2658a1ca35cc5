"""What this ledger holds in full: an absence is evidence only inside what somebody declared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import attrs

from govledger import events as ev
from govledger.errors import BadValueError
from govledger.events.words import nearest
from govledger.ledger.entry import AnyEntry
from govledger.projections.projection import on, projection
from govledger.projections.tracked import Parties, Refs

WHAT = (
    "meetings", "decisions", "deliberation", "documents", "told", "evidence", "statuses", "deadlines", "items",
    "appointments", "recommendations", "obligations", "measures", "interventions",
)  # fmt: skip
"""The kinds of thing that may be declared to be held in full."""

_ONE_DAY = dt.timedelta(days=1)

_Reach = tuple[str, str | None, str | None]
"""What is declared, of which body, and about what; ``None`` for every body, and for everything."""

_Span = tuple[dt.date, dt.date]
"""The first and the last day of a declaration."""


@attrs.define(kw_only=True)
class Coverage:
    """One declaration.

    Attributes:
        what: The kinds of thing held in full.
        body: The body whose record it is; ``None`` for every body.
        about: What it concerns; ``None`` for everything.
        since: The first day it holds for.
        until: The last day it holds for; ``None`` for still.
        by: Whose declaration it is.
        uncertain: What of it the clerk doubts.
        entry: The entry that says so.
        disputed: Whether another account of it is on the record.
    """

    what: tuple[str, ...]
    body: str | None
    about: Refs
    since: dt.date
    until: dt.date | None
    by: Parties
    uncertain: tuple[str, ...]
    entry: int
    disputed: bool = False

    @property
    def is_firm(self) -> bool:
        """Whether an absence may be read from it: neither disputed nor doubted."""
        return not (self.disputed or self.uncertain)

    def extent(self) -> str:
        """How far it reaches, as a part of a sentence."""
        whose = f"body:{self.body}" if self.body else "every body"
        about = f" about {', '.join(ev.each(self.about))}" if ev.each(self.about) else ""
        until = f"to {self.until.isoformat()}" if self.until else "on"
        doubt = "" if self.is_firm else ", which is disputed" if self.disputed else ", which the clerk doubts"
        return f"for {whose}{about} from {self.since.isoformat()} {until} (entry {self.entry}{doubt})"


@projection(version=1)
class CoverageMap:
    """What was declared to be held in full: what, of which body, about what, from when to when, and on whose word.

    Attributes:
        declarations: Every declaration, in the order they were made.
    """

    declarations: list[Coverage] = attrs.field(factory=list[Coverage])
    _rivalled: set[int] = attrs.field(factory=set[int])
    _spans: dict[_Reach, dict[_Span, None]] = attrs.field(factory=dict[_Reach, dict[_Span, None]])
    _extents: dict[str, list[str]] = attrs.field(factory=dict[str, list[str]])

    @on(ev.CoverageDeclared)
    def declared(self, event: ev.CoverageDeclared, entry: AnyEntry) -> None:
        """Keep a declaration; a rival account and what it rivals are both disputed, so neither is relied on."""
        made = Coverage(
            what=ev.each(event.what),
            body=event.body,
            about=event.about,
            since=event.since,
            until=event.until,
            by=event.by,
            uncertain=entry.uncertain,
            entry=entry.original,
            disputed=entry.original in self._rivalled,
        )
        self.declarations.append(made)
        if entry.rival_of is None:
            self._lay_out(made)
            return
        self._rivalled |= {entry.original, int(entry.rival_of.id)}
        self._spans.clear()
        self._extents.clear()
        for row in self.declarations:
            row.disputed = row.entry in self._rivalled
            self._lay_out(row)

    def _lay_out(self, row: Coverage) -> None:
        """Put a declaration where what it covers is looked up; the same days twice say no more than once."""
        span = {(row.since, row.until or dt.date.max): None} if row.is_firm else {}
        for what in dict.fromkeys(row.what):
            self._extents.setdefault(what, []).append(row.extent())
            for about in dict.fromkeys(ev.each(row.about)) or (None,):
                self._spans.setdefault((what, row.body, about), {}).update(span)

    def covers(
        self,
        what: str,
        body: str | None = None,
        about: str | None = None,
        *,
        on: dt.date,
        since: dt.date | None = None,
    ) -> bool:
        """Whether this ledger is declared to hold all there is of ``what``.

        Args:
            what: A kind of thing, one of `WHAT`.
            body: The body whose record is meant; without one, only a declaration for every body will do.
            about: What it must be about; without it, only a declaration about everything will do.
            on: The day.
            since: Asks about every day from this one to ``on``; several declarations may join up.

        Raises:
            BadValueError: ``what`` is no kind of thing that may be declared.
        """
        return self._first_gap(what, body, about, on, since) is None

    def gaps(
        self,
        what: str | Iterable[str],
        body: str | None = None,
        about: str | None = None,
        *,
        on: dt.date,
        since: dt.date | None = None,
    ) -> tuple[str, ...]:
        """The coverage that is missing, one sentence for each kind of thing; empty when all of it is there.

        Raises:
            BadValueError: ``what`` holds no kind of thing that may be declared.
        """
        asked = (what,) if isinstance(what, str) else tuple(what)
        missing = [(each, self._first_gap(each, body, about, on, since)) for each in asked]
        return tuple(self._sentence(each, body, about, day) for each, day in missing if day is not None)

    def _first_gap(
        self, what: str, body: str | None, about: str | None, on: dt.date, since: dt.date | None
    ) -> dt.date | None:
        """The first day from ``since`` to ``on`` that nobody declared; ``None`` if every one was."""
        if what not in WHAT:
            raise BadValueError(what, f"one of {', '.join(WHAT)}", where="what", nearest=nearest(what, WHAT))
        spans: list[tuple[dt.date, dt.date]] = []
        for whose in (None,) if body is None else (_id(body), None):
            for which in (None,) if about is None else (about, None):
                spans += self._spans.get((what, whose, which), ())
        day = on if since is None else since
        for begun, until in sorted(spans):
            if begun <= day <= until:
                if until >= on:
                    return None
                day = until + _ONE_DAY
        return day

    def _sentence(self, what: str, body: str | None, about: str | None, day: dt.date) -> str:
        whose = f" of body:{_id(body)}" if body else ""
        which = f" about {about}" if about else ""
        elsewhere = self._extents.get(what)
        only = f"; that is declared only {' and '.join(elsewhere)}" if elsewhere else ""
        return f"nobody has declared that this ledger holds all {what}{whose}{which} on {day.isoformat()}{only}"


def _id(body: str | None) -> str | None:
    return body.removeprefix("body:") if body else None
