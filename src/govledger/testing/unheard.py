"""An event of a type that a program does not know, as a ledger written by a later version holds."""

from __future__ import annotations

from functools import lru_cache

from govledger.events import Catalogue, EventType, fields as f
from govledger.events.catalogue import event

_OWN = Catalogue()


@event("unheard-of", catalogue=_OWN)
class UnheardOf:
    """Something that only a later version of the library has a word for; a projection never sees its class.

    Attributes:
        about: What it concerns.
        text: Its words.
    """

    about: f.Refs = f.anything_each(default=None)
    text: f.MaybeText = f.withheld(default=None)


def wider(catalogue: Catalogue) -> Catalogue:
    """A catalogue that knows `UnheardOf` beside everything that ``catalogue`` does."""
    return _wider(tuple(catalogue))


@lru_cache(maxsize=16)
def _wider(types: tuple[EventType, ...]) -> Catalogue:
    made = Catalogue()
    for declared in (*types, _OWN.of(UnheardOf)):
        made.register(declared)
    return made
