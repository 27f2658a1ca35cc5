"""From a history that breaks a law to the smallest that does: step by step, and as long as the law stays broken.

Any part of a drawn history is a history, so steps, versions and whatever an event says are left out one by one. This is
quicker than to have hypothesis shrink its draws, and it works on what does not break every time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeVar

import attrs

from govledger.events import Catalogue, EventType
from govledger.testing.everyday import DAYS
from govledger.testing.scenario import Given
from govledger.testing.steps import Step, Version
from govledger.testing.telling import Telling
from govledger.testing.unheard import wider

TRIED_MAX: Final = 400
"""How many smaller histories are tried at most."""

_PLAIN: Final = {"happened": str(DAYS[0]), "known_on": DAYS[0]}

Found = TypeVar("Found")


@attrs.frozen(kw_only=True)
class Script:
    """The steps of a drawn history, and what it takes to tell them.

    Attributes:
        steps: The steps.
        types: The types by which what is missing is brought in, before any other.
        catalogue: The event types that are known.
    """

    steps: tuple[Step, ...]
    types: tuple[EventType, ...] = attrs.field(repr=False)
    catalogue: Catalogue = attrs.field(repr=False)

    def told(self) -> Given:
        """The history."""
        return Telling(self.types, self.catalogue).tell(self.steps)

    def smaller(self) -> Iterator[Script]:
        """The scripts that are a little smaller or plainer than this one."""
        for place in reversed(range(len(self.steps))):
            yield attrs.evolve(self, steps=(*self.steps[:place], *self.steps[place + 1 :]))
        for place, step in enumerate(self.steps):
            before, after = self.steps[:place], self.steps[place + 1 :]
            for plainer in self._plainer(step):
                yield attrs.evolve(self, steps=(*before, plainer, *after))

    def _plainer(self, step: Step) -> Iterator[Step]:
        for place, version in enumerate(step.versions):
            others = step.versions[:place], step.versions[place + 1 :]
            yield attrs.evolve(step, versions=(*others[0], *others[1]))
            for plainer in self._plainer_version(version):
                yield attrs.evolve(step, versions=(*others[0], plainer, *others[1]))
        if step.aside is not None:
            yield attrs.evolve(step, aside=None)
        for event in self._plainer_event(step.event):
            yield attrs.evolve(step, event=event)
        for envelope in _plainer_envelope(step.envelope):
            yield attrs.evolve(step, envelope=envelope)

    def _plainer_version(self, version: Version) -> Iterator[Version]:
        if version.after:
            yield attrs.evolve(version, after=0)
        for envelope in _plainer_envelope(version.envelope):
            yield attrs.evolve(version, envelope=envelope)
        if version.event is not None:
            for event in self._plainer_event(version.event):
                yield attrs.evolve(version, event=event)

    def _plainer_event(self, event: Any) -> Iterator[Any]:
        """The event with one thing less said."""
        for name, spec in wider(self.catalogue).of(event).fields.items():
            held = getattr(event, name)
            if held is not None and not spec.required:
                yield attrs.evolve(event, **{name: None})
            if isinstance(held, tuple) and len(held) > 1:  # pyright: ignore[reportUnknownArgumentType]
                yield from (attrs.evolve(event, **{name: [one]}) for one in held)  # pyright: ignore[reportUnknownVariableType]


def _plainer_envelope(envelope: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for name, held in envelope.items():
        rest = {other: said for other, said in envelope.items() if other != name}
        if name not in _PLAIN:
            yield rest
        elif held != _PLAIN[name]:
            yield {**envelope, name: _PLAIN[name]}


def shrunk(script: Script, found: Found, breaks: Callable[[Given], Found | None]) -> tuple[Given, Found]:
    """The smallest history near a script that breaks a law, and how it does.

    Args:
        script: One that does.
        found: How it does.
        breaks: How another does; ``None`` where it does not.
    """
    tried = 0
    is_smaller = True
    while is_smaller:
        is_smaller = False
        for smaller in script.smaller():
            tried += 1
            again = breaks(smaller.told())
            if again is not None:
                script, found, is_smaller = smaller, again, True
                break
            if tried > TRIED_MAX:
                return script.told(), found
    return script.told(), found
