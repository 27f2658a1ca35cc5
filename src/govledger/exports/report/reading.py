"""How a report reads the record: what may be shown to whom, offices for persons, and where each thing stands.

Words are shown to the public only where a public export holds them too (`govledger.exports.public`). Persons are never
named, to anybody: where an appointment tells which office somebody holds, or in what role they sit, that is said.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any, Final, Literal

import attrs

from govledger.assurance.record import Record
from govledger.events import Due, Text, When, each
from govledger.events.aloud import aloud, printable, said_day, said_when, sentence, with_article
from govledger.exports.public import PUBLIC, PUBLISHED
from govledger.ledger.entry import AnyEntry
from govledger.projections.audit_rows import Recorded
from govledger.projections.audit_trail import AuditTrail
from govledger.projections.body_register import BodyRegister

Audience = Literal["public", "full"]
"""Who is to read a report: anybody, or those who may read what the ledger discloses."""

SHORT = 320
"""How many characters of a text are shown at first; the rest is folded away below."""

_PERSON: Final = re.compile(r"\bperson:((?:[\w/-]|\.(?=\w))+)")
_NOBODY: Final = "a person"
_WITHHELD: Final = frozenset({Text.WITHHELD, Text.ERASED, Text.MISSING})


@attrs.frozen(kw_only=True)
class Said:
    """The words of a text, or why they are not shown.

    Attributes:
        words: The words, safe to show; empty where they are not shown.
        kept: ``WITHHELD``, ``ERASED`` or ``MISSING`` where they are not.
    """

    words: str = ""
    kept: str = ""

    @property
    def is_long(self) -> bool:
        """Whether they are too long to stand in a line of a list."""
        return len(self.words) > SHORT

    @property
    def beginning(self) -> str:
        """The first of them, where they are long."""
        return f"{self.words[:SHORT].rsplit(' ', 1)[0]} …"


@attrs.frozen(kw_only=True)
class Link:
    """Something that is named on a page, and where it stands.

    Attributes:
        name: What it is called.
        href: Where it stands; empty where no page holds it.
    """

    name: str
    href: str = ""


@attrs.frozen(kw_only=True)
class Cited:
    """An entry that something rests on.

    Attributes:
        number: Its number.
        href: Where it is listed.
        what: What it is and what it says, in a few words.
        days: When it happened, and when it became known where that is another day.
        sources: Where it is read.
        said: Its own words, where it has any.
    """

    number: int
    href: str
    what: str
    days: str
    sources: str
    said: Said | None


@attrs.define
class Places:
    """Where things stand: one page, or several that lead to each other.

    Attributes:
        of: The address of each thing, by reference.
        per_page: How many entries stand on one page of them; ``0`` where they stand on the same page as all else.
        cited: The numbers of the entries that were named anywhere.
    """

    of: dict[str, str] = attrs.field(factory=dict[str, str])
    per_page: int = 0
    cited: set[int] = attrs.field(factory=set[int])

    def entry(self, number: int) -> str:
        """The address of an entry."""
        self.cited.add(number)
        return f"{entries_page((number - 1) // self.per_page) if self.per_page else ''}#e{number}"


def entries_page(index: int) -> str:
    """The name of a page of entries, counted from 0."""
    return f"entries-{index + 1}.html"


class Reader:
    """Reads one record for one audience."""

    def __init__(self, record: Record, audience: Audience, places: Places) -> None:
        """Learn what bodies and persons are called in ``record``."""
        self.record, self.audience, self.places = record, audience, places
        self.trail = record.state(AuditTrail)
        self.register = record.state(BodyRegister)
        named = ((f"body:{body}", self.said(row.name)) for body, row in self.register.bodies.items())
        self._names = {ref: with_article(said.words) for ref, said in named if said and said.words}
        self._offices = dict[str, str]()
        for row in self.register.appointments.values():
            if row.who is not None and row.who.startswith("person:"):
                self._offices[row.who] = self._office(row.office, row.role, row.body) or self._offices.get(row.who, "")

    def _office(self, office: str | None, role: str | None, body: str | None) -> str:
        if office is not None and office != "none":
            return aloud(office)
        where = f" of {aloud(f'body:{body}', self._names)}" if body else ""
        return f"the {printable(role).replace('_', ' ')}{where}" if role else ""

    # Words -----------------------------------------------------------------------------------------------------------

    def aloud(self, text: str) -> str:
        """A text of ours or of the record as it is read out: bodies by name, persons by office."""
        told = _PERSON.sub(lambda found: self._offices.get(found[0]) or _NOBODY, printable(text))
        return aloud(told, self._names)

    def sentence(self, text: str) -> str:
        """The same as a sentence."""
        return sentence(self.aloud(text))

    def parties(self, held: tuple[str, ...] | str | None) -> str:
        """Who, one after another; empty where nobody is named."""
        return listed(dict.fromkeys(self.aloud(str(one)) for one in each(held)))

    def said(self, text: object) -> Said | None:
        """The words of a text, as far as this audience may read them; ``None`` where there is no text."""
        if not isinstance(text, Text):
            return None
        kept = self.kept(text)
        return Said(kept=kept) if kept else Said(words=printable(str(text)))

    def kept(self, text: Text) -> str:
        """Why the words of a text are not shown: ``WITHHELD``, ``ERASED`` or ``MISSING``; empty where they are."""
        if self.audience == "public" and not self._is_public(text):
            return Text.WITHHELD
        return str(text) if str(text) in _WITHHELD else ""

    @cached_property
    def _every(self) -> dict[int, Recorded]:
        """Every entry there is, whatever the cut: a wording that was replaced later was a slip on every earlier day."""
        ledger = self.record.history.ledger
        whole = ledger.history()
        return self.trail.entries if self.record.history.cut == whole.cut else whole.project(AuditTrail).entries

    def _is_public(self, text: Text) -> bool:
        """Whether a public export holds a text: a wording that bodies adopt and publish, and that still stands."""
        row = self._every.get(text.number)
        if row is None or row.visibility != "public" or row.superseded_by or row.retracted_by:
            return False
        name = row.type.partition("/")[0]
        return name not in PUBLISHED and (name, text.field.partition("/")[0]) in PUBLIC

    # Days ------------------------------------------------------------------------------------------------------------

    def day(self, day: dt.date | None) -> str:
        """A day as it is said; empty where there is none, or no end to it."""
        return "" if day is None or day in {dt.date.min, dt.date.max} else said_day(day)

    def when(self, happened: When | None) -> str:
        """When something happened, as it is said."""
        return said_when(happened) if happened is not None else ""

    def due(self, due: Due | None) -> str:
        """When something falls due, as it is said."""
        return self.aloud(due.phrase) if due is not None else "no date on record"

    # Where things stand ----------------------------------------------------------------------------------------------

    def link(self, reference: str) -> Link:
        """A thing by its name, with where it stands."""
        return Link(name=self.aloud(reference), href=self.places.of.get(reference, ""))

    def anchor(self, reference: str) -> str:
        """The place of a thing on its own page; empty where no page holds it."""
        return self.places.of.get(reference, "").rpartition("#")[2]

    def entry(self, number: int) -> Link:
        """An entry by its number, with where it is listed; nowhere where the cut leaves it out."""
        href = self.places.entry(number) if number in self.trail.entries else ""
        return Link(name=f"entry {number}", href=href)

    def cited(self, numbers: Iterable[int]) -> tuple[Cited, ...]:
        """Entries that something rests on."""
        return tuple(self._cited(entry) for entry in self.record.history.read(list(numbers)))

    def _cited(self, entry: AnyEntry) -> Cited:
        return Cited(
            number=entry.number,
            href=self.entry(entry.number).href,
            what=self.what(entry),
            days=self.days(entry.happened, entry.known_on),
            sources=sources_of(f"{one.document}{f', {one.locator}' if one.locator else ''}" for one in entry.source),
            said=self._words_of(entry),
        )

    def _words_of(self, entry: AnyEntry) -> Said | None:
        held = (getattr(entry.event, name, None) for name in ("text", "title", "name", "now"))
        return next((said for text in held if (said := self.said(text)) is not None), None)

    def what(self, entry: AnyEntry) -> str:
        """What an entry is, of what, and how it says that stands."""
        about = next((name for name in self.record.named_in(entry) if not name.startswith("part:")), "")
        kind = entry.type.partition("/")[0].replace("-", " ")
        of = f" ({self.aloud(about)})" if about else ""
        stands = ", ".join(_standing(entry.event))
        return f"{kind}{of}{f': {self.aloud(stands)}' if stands else ''}"

    def days(self, happened: When, known_on: dt.date) -> str:
        """When something happened, and when it became known where that is another day."""
        day, known = said_when(happened), said_day(known_on)
        return day if day == known else f"{day}, known {known}"


def sources_of(places: Iterable[str]) -> str:
    """Where something is read."""
    return "; ".join(map(printable, places)) or "no source given"


def _standing(event: Any) -> Iterable[str]:
    """What an entry says outright: a status, a force, an outcome, a result, a figure, a date."""
    status = getattr(event, "status", None)
    if status is not None:
        yield str(getattr(status, "label", status))
    for name in ("force", "outcome", "result", "how", "value"):
        held = getattr(event, name, None)
        if held is not None:
            yield str(held).replace("_", " ")
    for name in ("was", "now", "due"):
        held = getattr(event, name, None)
        if isinstance(held, Due):
            yield f"{'due' if name != 'was' else 'was due'} {held.phrase}"


def listed(names: Iterable[str]) -> str:
    """Names one after another.

    >>> listed(["one"]), listed(["one", "two", "three"]), listed([])
    ('one', 'one, two and three', '')
    """
    *before, last = [*names] or [""]
    return f"{', '.join(before)} and {last}" if before else last


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """``1 entry``, ``2 entries``."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"
