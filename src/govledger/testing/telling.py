"""Telling drawn steps in order: what is missing is brought in, and what is taken gives way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from govledger.events import Catalogue, EntryRetracted, EventType
from govledger.events.catalogue import introduced
from govledger.events.values import KINDS, PARTY_KINDS
from govledger.ledger import Draft, draft
from govledger.testing.everyday import plainest
from govledger.testing.scenario import Given, dated, has_texts
from govledger.testing.steps import Step, Version
from govledger.testing.unheard import wider

_NEEDS_INTRODUCTION = frozenset(KINDS) - frozenset(PARTY_KINDS)
_FIRST_NUMBER = 2  # Entry 1 is the ledger's own.


class Telling:
    """Steps on their way to a history."""

    def __init__(self, types: Iterable[EventType], catalogue: Catalogue) -> None:
        """Nothing told yet; where something must be brought in, it is by one of ``types`` if any does."""
        self._catalogue, self._wider = catalogue, wider(catalogue)
        self._bringers = [*types, *catalogue]
        self._sittings: list[list[Draft]] = [[]]
        self._brought: dict[str, int] = {}
        self._said: list[tuple[int, Draft]] = []
        self._erased: list[int] = []
        self._waiting: list[tuple[int, int, Version]] = []

    def tell(self, said: Iterable[Step]) -> Given:
        """The history that the steps make."""
        place = 0
        for place, step in enumerate(said):
            self._catch_up(place)
            if step.aside == "later" and self._sittings[-1]:
                self._sittings.append([])
            self._say(step, place)
        self._catch_up(place + 3)
        sittings = tuple(tuple(sitting) for sitting in self._sittings if sitting) or ((),)
        return Given(sittings=sittings, erased=tuple(self._erased), catalogue=self._catalogue)

    # What is said ----------------------------------------------------------------------------------------------------

    def _say(self, step: Step, place: int) -> None:
        made = draft(self._free(step.event), catalogue=self._wider, **step.envelope)
        rival = self._like(draft(step.event, catalogue=self._wider, **step.envelope)) if step.aside == "rival" else None
        if rival is not None:
            made = draft(step.event, catalogue=self._wider, **step.envelope, rival_of=f"entry:{rival}")
        if len(set(self._ids(made))) < len(self._ids(made)) or not self._bring_in(made):
            return
        number = self._add(made)
        self._said.append((number, made))
        if step.aside == "again" and not self._ids(made):
            self._add(made)
        if step.aside == "erased" and has_texts(made, self._catalogue):
            self._erased.append(number)
        self._waiting += [(place + version.after, number, version) for version in step.versions]

    def _add(self, made: Draft) -> int:
        """Record one; its number."""
        number = sum(map(len, self._sittings)) + _FIRST_NUMBER
        self._sittings[-1].append(dated(made))
        for reference in made.introduces(self._wider.of(made.event)):
            self._brought.setdefault(reference, number)
        return number

    def _ids(self, made: Draft) -> list[str]:
        """The ids that a draft brings in anew, and that can be brought in only once."""
        if made.rival_of is not None:
            return []
        found = introduced(self._wider.of(made.event), made.event)
        return [one.reference for one in found if not one.continues]

    def _free(self, event: Any) -> Any:
        """The event, under the next id that nobody has brought in where its own is taken."""
        declared = self._wider.of(event)
        if declared.identity is None:
            return event
        taken = [one for one in introduced(declared, event) if not one.continues and one.reference in self._brought]
        if not taken:
            return event
        kind = declared.fields[declared.identity].introduces
        free = (one for one in map(str, range(1, 100)) if f"{kind}:{one}" not in self._brought)
        return attrs.evolve(event, **{declared.identity: next(free)})

    def _like(self, made: Draft) -> int | None:
        """The number of the first entry that a draft can be a second account of."""
        declared = self._wider.of(made.event)
        about = _about(declared, made.event)
        for number, before in self._said:
            if type(before.event) is type(made.event) and about and about == _about(declared, before.event):
                return number
        return None

    # What it refers to -----------------------------------------------------------------------------------------------

    def _bring_in(self, made: Draft) -> bool:
        """Bring in whatever a draft refers to and nobody brought in; whether that could be done."""
        own = set(made.introduces(self._wider.of(made.event)))
        missing = [one for one in self._needed(made) if one not in self._brought and one not in own]
        return all(self._introduce(reference, made) for reference in dict.fromkeys(missing))

    def _needed(self, made: Draft) -> Iterator[str]:
        declared = self._wider.of(made.event)
        typed = {name for name, spec in declared.fields.items() if spec.refers not in {None, "any"}}
        for field, reference in made.references(declared):
            if field in typed or reference.partition(":")[0] in _NEEDS_INTRODUCTION:
                yield reference
        if made.rival_of is not None:
            yield from (one.reference for one in introduced(declared, made.event))

    def _introduce(self, reference: str, wanted: Draft) -> bool:
        """Bring one thing in, on the day it is wanted, by an event that says no more than it must."""
        kind, _, named = reference.partition(":")
        declared = next((one for one in self._bringers if kind == _introduces(one)), None)
        if declared is None:
            return False  # A part: it comes with its owner, or not at all.
        body = {name: plainest(spec, name) for name, spec in declared.fields.items() if spec.required}
        event = declared.cls(**{**body, str(declared.identity): named})
        made = draft(event, catalogue=self._catalogue, happened=wanted.happened, known_on=wanted.known_on)
        if not self._bring_in(made):
            return False
        self._add(made)
        return True

    # What becomes of it ----------------------------------------------------------------------------------------------

    def _catch_up(self, place: int) -> None:
        """Record the versions whose turn has come."""
        due = [waiting for waiting in self._waiting if waiting[0] <= place]
        self._waiting = [waiting for waiting in self._waiting if waiting[0] > place]
        for _, number, version in due:
            self._revise(number, version)

    def _revise(self, number: int, version: Version) -> None:
        around = {**version.envelope, "reason": "a slip"}
        if version.event is None:
            gone = {"reason": around["reason"], "known_on": around["known_on"], "retracts": f"entry:{number}"}
            self._add(draft(EntryRetracted(), catalogue=self._wider, **gone))
            return
        original = next(made for said, made in self._said if said == number)
        declared = self._wider.of(original.event)
        kept = [name for name, _ in declared.introducing]
        if original.rival_of is not None and "subject" in declared.fields:
            kept.append("subject")  # A second account stays one of the same thing.
        event = attrs.evolve(version.event, **{name: getattr(original.event, name) for name in kept})
        made = draft(event, catalogue=self._wider, **around, corrects=f"entry:{number}")
        if self._bring_in(made):
            self._add(made)


def _introduces(declared: EventType) -> str | None:
    return declared.fields[declared.identity].introduces if declared.identity else None


def _about(declared: EventType, event: Any) -> frozenset[str]:
    """What an event is about, as a second account of it must be."""
    subject = getattr(event, "subject", None)
    return frozenset({one.reference for one in introduced(declared, event)} | ({str(subject)} if subject else set()))
