"""What status words mean: the schemes that a record lays down, for every read model that reads a status."""

from __future__ import annotations

import datetime as dt

import attrs

from govledger import events as ev
from govledger.ledger.entry import AnyEntry
from govledger.projections.plain import HELPER
from govledger.projections.projection import on

_MEANINGS = {meaning.value: meaning for meaning in ev.Meaning}


@attrs.frozen(kw_only=True)
class Definition:
    """One laying down of a scheme.

    Attributes:
        version: Which version.
        standing: Whether it was proposed or adopted.
        dimension: What its statuses measure.
        states: Its states.
        day: The latest day on which it was laid down.
        mode: How it is known: an ``inferred`` scheme is the clerk's reading.
        entry: The entry that says so.
    """

    version: str | None
    standing: str | None
    dimension: str | None
    states: tuple[ev.State, ...]
    day: dt.date
    mode: str
    entry: int


@attrs.define(kw_only=True)
class Scheme:
    """A status scheme in every version of it.

    Attributes:
        scheme: Its id.
        definitions: Each laying down, in the order they happened.
        applies_to: What any of them was said to be used for.
        listing: The states that bear each label, each with the day from which it does.
    """

    scheme: str
    definitions: list[Definition] = attrs.field(factory=list[Definition])
    listing: dict[str, list[tuple[dt.date, ev.State]]] = attrs.field(
        factory=dict[str, list[tuple[dt.date, ev.State]]], metadata=HELPER
    )
    applies_to: tuple[ev.Ref, ...] = ()

    def state_of(self, label: str, day: dt.date) -> ev.State | None:
        """The state behind a label used on ``day``.

        The last definition made by then that lists the label; else the first made later, because a scheme is often
        written down only once it is in use.
        """
        listing = self.listing.get(label, ())
        for since, state in reversed(listing):
            if since <= day:
                return state
        return listing[0][1] if listing else None

    def define(self, definition: Definition) -> None:
        """Keep one more definition."""
        self.definitions.append(definition)
        for state in definition.states:
            self.listing.setdefault(state.label, []).append((definition.day, state))


@attrs.define(slots=False)
class KnowsSchemes:
    """Part of a projection that reads statuses: the schemes, and what a status means by them.

    Meanings are looked up when they are asked for, so that a row rests only on the entries that name its own id.

    Attributes:
        schemes: Every scheme, by id.
    """

    schemes: dict[str, Scheme] = attrs.field(factory=dict[str, Scheme], metadata=HELPER)

    @on(ev.StatusSchemeDefined)
    def scheme_defined(self, event: ev.StatusSchemeDefined, entry: AnyEntry) -> None:
        """Keep one more definition."""
        scheme = self.schemes.setdefault(event.scheme, Scheme(scheme=event.scheme))
        scheme.define(
            Definition(
                version=event.version,
                standing=event.standing,
                dimension=event.dimension,
                states=ev.each(event.states),
                day=entry.latest,
                mode=entry.mode,
                entry=entry.number,
            )
        )
        scheme.applies_to = tuple(dict.fromkeys((*scheme.applies_to, *ev.each(event.applies_to))))

    def meaning_of(self, status: ev.StatusValue | None, day: dt.date) -> ev.Meaning:
        """What a status reported on ``day`` means; unknown without a scheme that lists it, whatever its colour."""
        of, _, label = ("", "", "") if status is None else status.rpartition("/")
        scheme = self.schemes.get(of) if of else None
        state = scheme.state_of(label, day) if scheme is not None else None
        return _MEANINGS[state.meaning] if state is not None and state.meaning else ev.Meaning.UNKNOWN
