"""One event with its envelope, before it has a number: what `record` is given, checked and made whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import attrs

from govledger.errors import BadValueError
from govledger.events import CATALOGUE, Catalogue, EventType, Party, Ref, Source, Text, When
from govledger.events.catalogue import introduced, references, texts
from govledger.events.repertoire import SOURCE
from govledger.events.shapes import FieldSpec
from govledger.events.values import is_pair, read_entry
from govledger.events.words import nearest, read_clear, read_day, read_word
from govledger.ledger.entry import FORMS, MODES, VISIBILITIES

_SOURCES = FieldSpec(shape=SOURCE, many=True)

ENVELOPE = (
    "happened", "known_on", "source", "asserted_by", "mode", "form", "uncertain", "visibility", "rival_of", "corrects",
    "retracts", "reason", "clerk", "key",
)  # fmt: skip
"""The fields that stand around an event."""


@attrs.frozen(kw_only=True)
class Draft:
    """An event and what was said around it; anything not said is ``None`` or empty.

    Attributes:
        event: The event.
        happened: When it happened in the world; ``None`` until inherited or taken as unknown.
        known_on: The first day anyone outside could know it; ``None`` for the default.
        source: Where it is read.
        asserted_by: Whose word it is.
        mode: How the asserter knows.
        form: How it was put.
        uncertain: The fields in doubt; ``@`` before one of the envelope's.
        visibility: Who may see its withheld text.
        rival_of: The entry this is a second account of.
        corrects: The entry it replaces.
        retracts: The entry it takes back.
        reason: Why it corrects or retracts.
        clerk: Who enters it.
        key: The idempotency key it is stored under.
        own_key: The key other lines of its file cite it by, where that differs.
        prefix: The prefix of its file's keys.
        number: The number it bore in the ledger it was exported from; its file's ``entry:`` references mean these.
        line: The line of its file, from 1; 0 where it was not read from one.
        damaged: Whether parts of its line could not be read; it is checked with the others and never recorded.
        erased: The texts that its line says are gone.
    """

    event: Any
    happened: When | None = None
    known_on: dt.date | None = None
    source: tuple[Source, ...] = ()
    asserted_by: Party | None = None
    mode: str | None = None
    form: str | None = None
    uncertain: tuple[str, ...] = ()
    visibility: str | None = None
    rival_of: Ref | None = None
    corrects: Ref | None = None
    retracts: Ref | None = None
    reason: Text | None = None
    clerk: str | None = None
    key: str | None = None
    own_key: str | None = None
    prefix: str | None = None
    number: int | None = None
    line: int = 0
    damaged: bool = False
    erased: tuple[str, ...] = ()

    def texts(self, declared: EventType) -> list[tuple[str, Text]]:
        """Every withheld text with its path, in the order of the paths' code units."""
        found = [*texts(declared, self.event), *self.own_texts]
        return sorted(found, key=lambda named: named[0])

    @property
    def own_texts(self) -> list[tuple[str, Text]]:
        """The withheld texts of the envelope, each with its path."""
        found = [] if self.reason is None else [("@reason", self.reason)]
        for index, source in enumerate(self.source):
            if source.verbatim is not None:
                found.append((f"@source/{index}/verbatim", source.verbatim))
        return found

    def references(self, declared: EventType) -> list[tuple[str, str]]:
        """Everything the event and its envelope refer to, as (field, ``kind:id``)."""
        found = list(references(declared, self.event))
        for name in ("rival_of", "corrects", "retracts"):
            named: Ref | None = getattr(self, name)
            if named is not None:
                found.append((name, str(named)))
        if self.asserted_by is not None and ":" in self.asserted_by:
            found.append(("asserted_by", str(self.asserted_by)))
        found += [("source", reference) for reference in _SOURCES.references(self.source)]
        return found

    def introduces(self, declared: EventType) -> dict[str, bool]:
        """The ids it brings in, and whether each may be known already; a second account brings in nothing."""
        if self.rival_of is not None or self.corrects is not None:
            return {}
        return {found.reference: found.continues for found in introduced(declared, self.event)}

    def refer(self, references: list[str]) -> None:
        """Add everything that the envelope refers to."""
        for source in self.source:
            references.append("document:" + source.document)  # noqa: PERF401 - there is hardly ever more than one
        if self.asserted_by is not None and ":" in self.asserted_by:
            references.append(str(self.asserted_by))
        if self.rival_of or self.corrects or self.retracts:
            references += [str(named) for named in (self.rival_of, self.corrects, self.retracts) if named is not None]


def read_envelope(given: Mapping[str, Any], declared: EventType) -> tuple[dict[str, Any], list[BadValueError]]:
    """The envelope's fields from plain values, and every fault found in them."""
    held: dict[str, Any] = {}
    faults: list[BadValueError] = []
    for name, value in given.items():
        if value is None:
            continue
        try:
            held[name] = _read(name, value, declared)
        except BadValueError as fault:
            faults.append(fault.at(name))
    return held, faults


def _read(name: str, value: Any, declared: EventType) -> Any:
    reader: Callable[[Any], Any] | None = _READERS.get(name)
    if name == "uncertain":
        return _read_uncertain(value, declared)
    if reader is None:
        raise BadValueError(name, f"a field of the envelope: {', '.join(ENVELOPE)}", nearest=nearest(name, ENVELOPE))
    return reader(value)


def _read_uncertain(value: Any, declared: EventType) -> tuple[str, ...]:
    known = [*declared.fields, *(f"@{name}" for name in ENVELOPE)]
    names: list[Any] = list(value) if isinstance(value, (list, tuple)) else [value]  # pyright: ignore[reportUnknownArgumentType]
    return tuple(read_word(name, known, is_open=False) for name in names)


def _read_sources(value: Any) -> tuple[Source, ...]:
    """Sources; a pair, as in ``("bvib-2017-06-14", "A6")``, is one document and a place in it."""
    if value == "none":
        raise BadValueError(value, "where it is read: document#locator; leave it out if not said")
    is_one = is_pair(value) and not isinstance(value, list)
    sources: tuple[Source, ...] = _SOURCES.read([value] if is_one else value)
    return sources


_READERS: dict[str, Callable[[Any], Any]] = {
    "happened": When.read,
    "known_on": read_day,
    "source": _read_sources,
    "asserted_by": Party.read,
    "mode": lambda value: read_word(value, MODES, is_open=False),
    "form": lambda value: read_word(value, FORMS, is_open=False),
    "visibility": lambda value: read_word(value, VISIBILITIES, is_open=False),
    "rival_of": lambda value: Ref(read_entry(value)),
    "corrects": lambda value: Ref(read_entry(value)),
    "retracts": lambda value: Ref(read_entry(value)),
    "reason": Text.read,
    "clerk": read_clear,
    "key": read_clear,
}


def draft(event: Any, *, catalogue: Catalogue = CATALOGUE, **envelope: Any) -> Draft:
    """An event with its envelope, ready for `Ledger.record`, which takes drafts and bare events alike.

    Raises:
        BadValueError: A field of the envelope could mean nothing, or the event's fields cannot stand together.
        CatalogueError: ``event`` is of no declared type.
    """
    return Around(envelope, catalogue).draft(event)


class Around:
    """What is said around all the events of one call, read once."""

    def __init__(self, envelope: Mapping[str, Any], catalogue: Catalogue) -> None:
        """An envelope as it was given; it is read with the first event, to which its faults belong."""
        self._given, self._catalogue = envelope, catalogue
        self._read: tuple[dict[str, Any], list[BadValueError]] | None = None

    def draft(self, event: Any) -> Draft:
        """An event, or a draft, with the envelope around it; what a draft says of itself beats it.

        Raises:
            BadValueError: A field of the envelope could mean nothing, or the event's fields cannot stand together.
            CatalogueError: It is of no declared type.
        """
        said = event if isinstance(event, Draft) else None
        held = event if said is None else said.event
        declared = self._catalogue.of(held)
        around, faults = self._read_for(declared)
        if declared.check:
            faults = [*faults, *declared.check(held)]
        if faults:
            raise faults[0]
        if said is None:
            return Draft(event=held, **around)
        unsaid = {name: value for name, value in around.items() if not getattr(said, name)} if around else {}
        return attrs.evolve(said, **unsaid) if unsaid else said

    def _read_for(self, declared: EventType) -> tuple[dict[str, Any], list[BadValueError]]:
        """The envelope's fields, and every fault found in them; only what it doubts depends on the type."""
        if self._read is None or "uncertain" in self._given:
            self._read = read_envelope(self._given, declared)
        return self._read
