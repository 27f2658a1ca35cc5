"""The row of a body: what it is, and its terms of reference field by field."""

from __future__ import annotations

from typing import Final

import attrs

from govledger import events as ev
from govledger.ledger.entry import AnyEntry
from govledger.projections.tracked import Parties, Refs, Rival

Words = tuple[str, ...] | str | None


@attrs.define(kw_only=True)
class Body:
    """A board, committee or group, with its terms of reference field by field.

    A later event changes only what it says. A list grows by what each event adds to it, and is replaced by one that
    gives a version or says that its powers are complete.

    Attributes:
        body: Its id.
        name: What it is called.
        kind: What kind it is.
        relation: How it stands to the council.
        parent: The body it belongs to.
        reports_to: Whom it answers to.
        required_by: What requires it to exist.
        replaces: What it replaces.
        public: Whether it meets in public.
        established: When it came into being.
        mode: How it is known; ``presupposed`` where a source takes it for granted.
        text: What it is for.
        version: The last version of its terms of reference.
        powers: What it may do.
        lacks: What it may not do.
        powers_complete: Whether powers and lacks name them all.
        outside: What lies outside its remit.
        oversees: What it oversees.
        quorum: How many must be present; a text.
        cadence: How often it meets.
        chair_independent: Whether its chair must be independent.
        ends: When it is to end.
        successor: What takes its place.
        document: The document that holds its terms of reference.
        closed: When it ceased; ``None`` while it stands.
        never_met: Whether it is said never to have met.
        not_held: How many of its meetings are said not to have been held.
        terms: The entries that set its terms of reference.
        disputed: Whether accounts of it differ.
        rivals: The second accounts.
        entries: The entries that say so.
    """

    body: str
    name: ev.Text | None = None
    kind: str | None = None
    relation: str | None = None
    parent: str | None = None
    reports_to: Parties = None
    required_by: Refs = None
    replaces: Words = None
    public: str | None = None
    established: ev.When | None = None
    mode: str | None = None
    text: ev.Text | None = None
    version: str | None = None
    powers: Words = None
    lacks: Words = None
    powers_complete: str | None = None
    outside: Refs = None
    oversees: Refs = None
    quorum: ev.Text | None = None
    cadence: ev.Due | None = None
    chair_independent: str | None = None
    ends: ev.Due | None = None
    successor: Words = None
    document: str | None = None
    closed: ev.When | None = None
    never_met: str | None = None
    not_held: int = 0
    terms: list[int] = attrs.field(factory=list[int])
    disputed: bool = False
    rivals: list[Rival] = attrs.field(factory=list[Rival])
    entries: list[int] = attrs.field(factory=list[int])

    def set_terms(self, event: ev.TermsOfReferenceSet, entry: AnyEntry) -> None:
        """Take what terms of reference say, field by field."""
        self.entries.append(entry.number)
        self.terms.append(entry.number)
        is_whole = event.version is not None or event.powers_complete == "yes"
        for name in _TERMS:
            said = getattr(event, name)
            if said is None:
                continue
            if entry.rival_of is not None:
                self._dispute(name, said, entry)
            elif name in _LISTS and not is_whole:
                setattr(self, name, _joined(getattr(self, name), said))
            else:
                setattr(self, name, said)
        if entry.rival_of is None:
            self._settle_powers(event, entry)

    def _dispute(self, name: str, said: object, entry: AnyEntry) -> None:
        self.disputed = True
        self.rivals.append(Rival(field=name, value=said, entry=entry.number))
        if getattr(self, name) is None:
            setattr(self, name, said)

    def _settle_powers(self, event: ev.TermsOfReferenceSet, entry: AnyEntry) -> None:
        """A power granted is no longer lacking, and one taken away no longer held, where the body's terms say so.

        What somebody reports of another body changes none of its terms: then both stand, and the power is disputed.
        """
        granted, taken = set(ev.each(event.powers)), set(ev.each(event.lacks))
        if entry.mode == "first_hand":
            self.powers, self.lacks = _without(self.powers, taken - granted), _without(self.lacks, granted - taken)
        self.disputed = self.disputed or bool(set(ev.each(self.powers)).intersection(ev.each(self.lacks)))

    def may(self, power: str) -> str:
        """Whether it may ``decide``, ``advise``, ``monitor`` or ``scrutinise``: yes, no or unknown.

        A scrutiny committee may scrutinise by its kind: Local Government Act 2000, section 9F.
        """
        held, lacking = power in ev.each(self.powers), power in ev.each(self.lacks)
        if held and lacking:
            return "unknown"
        if held or lacking:
            return "yes" if held else "no"
        if power == "scrutinise" and self.kind == "scrutiny":
            return "yes"
        return "no" if self.powers_complete == "yes" else "unknown"


_TERMS: Final = tuple(
    name for name in ev.CATALOGUE.of(ev.TermsOfReferenceSet).fields if name not in {"body", "decision"}
)
_LISTS: Final = frozenset({"powers", "lacks", "outside", "oversees", "reports_to", "successor"})


def _joined(held: Words, said: Words) -> Words:
    """What is held and what is added to it, each once; ``none`` gives way to anything named."""
    return tuple(dict.fromkeys((*ev.each(held), *ev.each(said)))) or said


def _without(held: Words, gone: set[str]) -> Words:
    kept = tuple(word for word in ev.each(held) if word not in gone)
    return held if not gone or not ev.each(held) else kept or None
